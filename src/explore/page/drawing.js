/* Drawings of points: a cell as a graph, with operations by colour and shape; a string as its positions and symbols. */

import { symbolColours, operationStyles } from "./colours.js";
import { element, svg } from "./dom.js";
import { liveVertices, parseEncoding } from "./encoding.js";
import { layOut } from "./layout.js";

const COLUMN = 128; /* pixels of one step of the layout */
const ROW = 74;
const MARGIN = 26;
const WIDTH = 112; /* of a vertex */
const HEIGHT = 34;

/** Outline of an operation around (0, 0). */
function outline(shape) {
  const [x, y] = [WIDTH / 2, HEIGHT / 2];
  if (shape === "ellipse") return svg("ellipse", { class: "shape", rx: 40, ry: y });
  if (shape === "hexagon")
    return svg("polygon", {
      class: "shape",
      points: `${-x},0 ${12 - x},${-y} ${x - 12},${-y} ${x},0 ${x - 12},${y} ${12 - x},${y}`,
    });
  if (shape === "trapezoid")
    return svg("polygon", { class: "shape", points: `${-x},${-y} ${x},${-y} ${x - 8},${y} ${8 - x},${y}` });
  return svg("rect", { class: "shape", x: -x, y: -y, width: WIDTH, height: HEIGHT, rx: 3 });
}

const place = ([x, y]) => [MARGIN + x * COLUMN, MARGIN + y * ROW];

/** A smooth line from the lower side of one vertex to the upper side of another, with an arrow's head. */
function drawEdge({ points }, attributes) {
  const places = points.map(place);
  const [, startY] = places[0];
  places[0] = [places[0][0], startY + HEIGHT / 2];
  const last = places.length - 1;
  places[last] = [places[last][0], places[last][1] - HEIGHT / 2 - 7];
  let path = `M${places[0]}`;
  for (let at = 1; at <= last; at++) {
    const [x0, y0] = places[at - 1];
    const [x, y] = places[at];
    const bend = (y - y0) * 0.45;
    path += `C${x0},${y0 + bend} ${x},${y - bend} ${x},${y}`;
  }
  const [x, y] = places[last];
  return svg(
    "g",
    attributes,
    svg("path", { d: path, class: "line" }),
    svg("polygon", { class: "head", points: `${x - 4.5},${y - 1} ${x + 4.5},${y - 1} ${x},${y + 7}` }),
  );
}

function drawVertex(cell, { vertex, x, y }, attributes) {
  const operation = cell.operations[vertex];
  const style = operationStyles[operation] ?? operationStyles.input;
  const shape = outline(style.shape);
  const [left, top] = place([x, y]);
  const label = svg(
    "text",
    { y: 1, "text-anchor": "middle", "dominant-baseline": "middle" },
    svg("tspan", { class: "number" }, `${vertex} `),
    shownOperation(operation),
  );
  const group = svg("g", { transform: `translate(${left} ${top})`, ...attributes }, shape, label);
  shape.style.fill = style.fill;
  label.style.fill = style.text;
  return group;
}

/** The name of an operation as it stands in a drawing. */
export function shownOperation(operation) {
  return operation.replace(/(\d)x(\d)/, "$1×$2");
}

/** A cell in words, for those who do not see the drawing. */
function describeCell(cell) {
  const live = liveVertices(cell);
  const vertices = cell.operations.map((name, vertex) => `${vertex} ${name}${live[vertex] ? "" : " (pruned)"}`);
  const edges = cell.edges.map(([from, to]) => `${from} to ${to}`);
  return `Vertices ${vertices.join(", ")}. Edges ${edges.join(", ") || "none"}.`;
}

/**
 * A drawing of a cell {count, edges, operations}; vertices on no path from input to output, and their edges, are grey.
 * `vertexAttributes(vertex)` and `edgeAttributes(from, to)` may add attributes (listeners, classes); a drawing whose parts
 * can be chosen has the `role` group.
 */
export function drawCell(cell, { vertexAttributes = () => ({}), edgeAttributes = () => ({}), role = "img" } = {}) {
  const layout = layOut(cell);
  const live = liveVertices(cell);
  const width = layout.width * COLUMN + 2 * MARGIN;
  const height = layout.height * ROW + 2 * MARGIN;
  const classes = (base, isLive, more) => `${base}${isLive ? "" : " pruned"}${more ? ` ${more}` : ""}`;
  const drawing = svg("svg", {
    class: "drawing",
    viewBox: `0 0 ${width} ${height}`,
    role,
    "aria-label": describeCell(cell),
  });
  for (const edge of layout.edges) {
    const { class: more, ...others } = edgeAttributes(edge.from, edge.to);
    drawing.append(
      drawEdge(edge, {
        class: classes("edge", live[edge.from] && live[edge.to], more),
        "data-edge": `${edge.from}→${edge.to}`,
        ...others,
      }),
    );
  }
  for (const one of layout.vertices) {
    const { class: more, ...others } = vertexAttributes(one.vertex);
    drawing.append(
      drawVertex(cell, one, {
        class: classes("vertex", live[one.vertex], more),
        "data-vertex": one.vertex,
        ...others,
      }),
    );
  }
  drawing.style.maxWidth = `${Math.round(width)}px`;
  return drawing;
}

const SEPARATORS = [":", "/", "|", ";", ",", "_", "-"];

/** What stands between the symbols of a point with `count` positions; null if it does not have so many. */
export function separatorOf(point, count) {
  if ([...point].length === count) return "";
  return SEPARATORS.find((separator) => point.split(separator).length === count) ?? null;
}

/** The symbols of a point with `count` positions; the whole point where it is not made of so many. */
export function symbolsOf(point, count) {
  const separator = separatorOf(point, count);
  return separator === null ? [point] : separator === "" ? [...point] : point.split(separator);
}

/**
 * Number of a symbol among the names of its position; spaces such as nb201 write digits for names, 1 for the first. -1
 * if it is none of them.
 */
export function numberOfSymbol(names, symbol) {
  const digit = /^[1-9]$/.test(symbol) ? Number(symbol) : names.length + 1;
  return names.includes(symbol) || digit > names.length ? names.indexOf(symbol) : digit - 1;
}

/** How the symbol of that number is written where `symbol` is written for another one. */
export function spellSymbol(names, number, symbol) {
  return names.includes(symbol) ? names[number] : String(number + 1);
}

/** A point as `positions` [{name, symbols}] with their symbols. */
export function drawString(point, positions) {
  const drawSymbol = (symbol, position) => {
    const { name, symbols = [] } = positions[position] ?? {};
    const number = numberOfSymbol(symbols, symbol);
    const bar = element("span", { class: "symbol-bar" });
    bar.style.background = symbolColours[Math.max(0, number) % symbolColours.length];
    return element(
      "li",
      {},
      element("span", { class: "position" }, name ?? `${position + 1}`),
      element("span", { class: "symbol" }, symbol),
      number >= 0 && symbols[number] !== symbol ? element("span", { class: "position" }, symbols[number]) : "",
      bar,
    );
  };
  const items = symbolsOf(point, positions.length).map(drawSymbol);
  return element("ol", { class: "string", "aria-label": `Positions of ${point}` }, items);
}

/** The encoding that an answer of `cell` describes, or null in spaces that are not of cells. */
export function encodingOf(row) {
  return row.adjacency && row.operations ? parseEncoding(row.adjacency, row.operations) : null;
}

/** A drawing of the point of an answer; null where points are not made of parts. */
export function drawPoint(row, positions) {
  const encoding = encodingOf(row);
  if (encoding) return drawCell(encoding);
  return positions.length > 0 ? drawString(row.point ?? row.hash ?? "", positions) : null;
}
