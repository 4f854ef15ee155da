/* The map: all points as a density over two features or fitnesses, binned by the server. */

import { nounOf, plainRule } from "./about.js";
import { brushOf } from "./brush.js";
import { colourAt, cssColour, scaleFor } from "./colours.js";
import { choice, element, svg } from "./dom.js";
import { formatCount, formatNumber, fullValue, titleOf, unitOf } from "./format.js";
import { formatPlace, withOptions } from "./place.js";
import { makeTable, pagedRows, pointLink, pointOf, shownNumber } from "./rows.js";
import { makeScale, ticksOf } from "./scales.js";
import { fitnessOf } from "./served.js";
import { whereOfBox } from "./where.js";

const BIN = 4; /* pixels */
const WIDEST = 1240;
const SCALES = ["linear", "log", "rank"];
const RANGES = ["x_low", "x_high", "y_low", "y_high"];

/** The axes and colours that a reader may choose: fitnesses and features, no name twice. */
export function offeredNames(about) {
  const own = plainRule(about.fitness);
  return [
    ...new Set([
      ...(own === "" ? [] : ["fitness"]),
      ...about.fitnesses.filter((rule) => rule !== own),
      ...about.features.map(({ name }) => name),
    ]),
  ];
}

/** The title of an axis; "fitness" is that which is served or chosen. */
export function axisTitle(name, fitness) {
  return titleOf(name === "fitness" ? fitness : name);
}

/** What the map asks for: the reader's choice, else fitness by rank against parameters or the first feature. */
export function chosenAxes(options, about) {
  const names = offeredNames(about);
  const x =
    options.x ??
    ["params", ...names.filter((name) => name !== "fitness"), "fitness"].find((name) => names.includes(name));
  const y = options.y ?? names[0];
  return {
    x,
    y,
    x_scale: options.x_scale ?? (x === "params" ? "log" : "linear"),
    y_scale: options.y_scale ?? (y === "fitness" ? "rank" : "linear"),
    colour: options.colour ?? "",
  };
}

/* ---- size ---- */

function sizeOf() {
  const width = Math.min(WIDEST, Math.max(320, document.documentElement.clientWidth - 32));
  const narrow = width < 600;
  const margin = narrow ? { left: 84, right: 10, top: 12, bottom: 46 } : { left: 78, right: 16, top: 14, bottom: 50 };
  const height = narrow ? 360 : Math.min(560, Math.max(380, Math.round(width * 0.48)));
  const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  return { width, height, margin, inner, columns: Math.floor(inner.width / BIN), rows: Math.floor(inner.height / BIN) };
}

/* ---- painting ---- */

/** The colour of each bin: by its count, or by the mean of the colour's values between their outer percentiles. */
export function colourOfBins(bins, coloured) {
  if (!coloured) {
    const most = bins.reduce((highest, [, , count]) => Math.max(highest, count), 1);
    const share = ([, , count]) => (most > 1 ? Math.log(count) / Math.log(most) : 1);
    return { scale: "density", share, low: 1, high: most };
  }
  const values = bins
    .map(([, , , mean]) => mean)
    .filter((mean) => mean !== null)
    .sort((a, b) => a - b);
  const low = values[Math.floor(values.length * 0.01)] ?? 0;
  const high = values[Math.ceil(values.length * 0.99) - 1] ?? 1;
  const share = ([, , , mean]) => (mean === null ? null : high > low ? (mean - low) / (high - low) : 0.5);
  return { scale: "value", share, low, high };
}

function paintBins(canvas, map, shades, onPaper = false) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(map.columns, map.rows);
  const scale = onPaper ? shades.scale : scaleFor(shades.scale);
  for (const bin of map.bins) {
    const [column, row] = bin;
    const share = shades.share(bin);
    const colour = share === null ? [128, 128, 128] : colourAt(scale, share);
    image.data.set([...colour, 255], 4 * (row * map.columns + column));
  }
  context.putImageData(image, 0, 0);
}

/** The legend of the colours. */
function legendOf(shades, title) {
  const stops = Array.from({ length: 9 }, (_, number) => {
    const stop = svg("stop", { offset: `${number * 12.5}%` });
    stop.setAttribute("stop-color", cssColour(scaleFor(shades.scale), number / 8));
    return stop;
  });
  const gradient = svg("linearGradient", { id: "shades" }, stops);
  return element(
    "p",
    { class: "legend" },
    element("span", {}, title),
    " ",
    shownNumber(shades.low),
    svg(
      "svg",
      { width: 140, height: 12, "aria-hidden": "true" },
      svg("defs", {}, gradient),
      svg("rect", { width: 140, height: 12, rx: 2, fill: "url(#shades)" }),
    ),
    shownNumber(shades.high),
  );
}

/* ---- axes and marks ---- */

/** An axis of an answer: `along` leads from a value to a share of the plot, from the left or the bottom, `at` back. */
export function axisOf({ name, scale: kind, low, high, ticks }) {
  const scale = makeScale(kind, low, high, ticks);
  const turned = scale.kind === "rank"; /* rank 1, the best, at the top or the right */
  return {
    name,
    scale,
    turned,
    along: (value) => (turned ? 1 - scale.place(value) : scale.place(value)),
    at: (share) => scale.value(turned ? 1 - share : share),
  };
}

function drawAxes(size, axes, titles) {
  const { margin, inner } = size;
  const group = svg("g", { class: "axes" });
  const bottom = margin.top + inner.height;
  for (const value of ticksOf(axes.x.scale, inner.width / 90)) {
    const x = margin.left + axes.x.along(value) * inner.width;
    group.append(
      svg("line", { class: "grid", x1: x, x2: x, y1: margin.top, y2: bottom }),
      svg("text", { x, y: bottom + 18, "text-anchor": "middle" }, formatNumber(value, 4)),
    );
  }
  for (const value of ticksOf(axes.y.scale, inner.height / 52)) {
    const y = margin.top + (1 - axes.y.along(value)) * inner.height;
    group.append(
      svg("line", { class: "grid", x1: margin.left, x2: margin.left + inner.width, y1: y, y2: y }),
      svg("text", { x: margin.left - 8, y: y + 4, "text-anchor": "end" }, formatNumber(value, 4)),
    );
  }
  group.append(
    svg(
      "text",
      { class: "title", x: margin.left + inner.width / 2, y: size.height - 6, "text-anchor": "middle" },
      titles.x,
    ),
    svg(
      "text",
      {
        class: "title",
        "text-anchor": "middle",
        transform: `translate(14 ${margin.top + inner.height / 2}) rotate(-90)`,
      },
      titles.y,
    ),
  );
  return group;
}

/** Place of a value of a mark within the plot; null outside of it. */
function placeOfMark(mark, axes, size) {
  const [x, y] = [axes.x.along(mark.x), axes.y.along(mark.y)];
  if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return null;
  return [size.margin.left + x * size.inner.width, size.margin.top + (1 - y) * size.inner.height];
}

const MARK_SHAPES = {
  best: "M0,-9 2.6,-3 9,-2.8 4,1.2 5.6,7.4 0,3.8 -5.6,7.4 -4,1.2 -9,-2.8 -2.6,-3Z",
  named: "M0,-7 7,0 0,7 -7,0Z",
  current: "M-8,0A8,8 0 1 0 8,0A8,8 0 1 0 -8,0ZM-4,0A4,4 0 1 1 4,0A4,4 0 1 1 -4,0Z",
};

/**
 * Marks [{kind, name, mark}] with their names beside them; a name that would cover another one moves down. Those outside
 * of the plot are left out.
 */
function drawMarks(marks, axes, size, page) {
  const labels = [];
  return marks.map(({ kind, name, mark }) => {
    const at = mark && placeOfMark(mark, axes, size);
    if (!at) return "";
    const width = 8 * name.length;
    const right = at[0] + width + 16 < size.width;
    const left = right ? at[0] + 11 : at[0] - 11 - width;
    let top = at[1] + 4;
    while (labels.some((one) => left < one.right && left + width > one.left && Math.abs(top - one.top) < 15)) top += 15;
    labels.push({ left, right: left + width, top });
    return svg(
      "a",
      {
        class: `mark-on-map ${kind}`,
        href: page.link("cell", [pointOf(mark)]),
        "aria-label": `${name}: ${pointOf(mark)}`,
      },
      svg("path", { d: MARK_SHAPES[kind], transform: `translate(${at})`, "fill-rule": "evenodd" }),
      svg("text", { x: right ? left : at[0] - 11, y: top, "text-anchor": right ? "start" : "end" }, name),
    );
  });
}

function drawFront(front, axes, size) {
  const places = (front ?? []).map((mark) => placeOfMark(mark, axes, size)).filter((place) => place !== null);
  if (places.length < 2) return null;
  let path = `M${places[0]}`;
  for (let at = 1; at < places.length; at++) path += `H${places[at][0]}V${places[at][1]}`;
  return svg("path", { class: "front", d: path }, svg("title", {}, "Front: no point is better on both axes"));
}

/* ---- the view ---- */

function controls(page, axes) {
  const names = offeredNames(page.about);
  const fitness = fitnessOf(page);
  const options = names.map((name) => ({ value: name, label: axisTitle(name, fitness) }));
  /* Another axis or scale shows the whole of it. */
  const set = (changes) => page.go(formatPlace(withOptions(page.place, { box: null, ...changes })));
  const range = (axis) => ({ [`${axis}_low`]: null, [`${axis}_high`]: null });
  const axisChoice = (axis, label) => [
    choice(label, options, axes[axis], (value) => set({ [axis]: value, [`${axis}_scale`]: null, ...range(axis) })),
    choice("scale", SCALES, axes[`${axis}_scale`], (value) => set({ [`${axis}_scale`]: value, ...range(axis) })),
  ];
  return element(
    "form",
    { class: "controls", submit: (event) => event.preventDefault() },
    element("span", { class: "pair" }, axisChoice("x", "Across")),
    element("span", { class: "pair" }, axisChoice("y", "Up")),
    choice("Colour", [{ value: "", label: "number of points" }, ...options], axes.colour, (value) =>
      set({ colour: value }),
    ),
  );
}

/** Inputs for the range of each axis, for those who type rather than drag. */
function rangeInputs(page, axes) {
  const input = (name, label, value) =>
    element(
      "label",
      { class: "choice" },
      element("span", {}, label),
      element("input", { name, value: String(value), inputmode: "decimal", size: 12, autocomplete: "off" }),
    );
  const fields = ["x", "y"].flatMap((axis) =>
    ["low", "high"].map((end) =>
      input(
        `${axis}_${end}`,
        `${axis === "x" ? "Across" : "Up"}, ${end === "low" ? "from" : "to"}`,
        axes[axis].scale[end],
      ),
    ),
  );
  const refused = element("p", { class: "refused", role: "alert" });
  return element(
    "details",
    { class: "ranges" },
    element("summary", {}, "Ranges"),
    element(
      "form",
      {
        class: "controls",
        submit: (event) => {
          event.preventDefault();
          const values = Object.fromEntries(new FormData(event.target));
          const wrong = RANGES.find((name) => values[name].trim() === "" || !Number.isFinite(Number(values[name])));
          refused.textContent = wrong ? `"${values[wrong]}" is not a number.` : "";
          if (!wrong) page.go(formatPlace(withOptions(page.place, { ...values, box: null })));
        },
      },
      fields,
      element("button", { type: "submit" }, "Show"),
      refused,
    ),
  );
}

/** Ends of a box of bins on both axes, as the server takes them. */
function rangesOfBox(box, map, axes) {
  const x = (column) => axes.x.at(column / map.columns);
  const y = (row) => axes.y.at(1 - row / map.rows);
  const ascending = (one, other) => (one <= other ? [one, other] : [other, one]);
  const [x_low, x_high] = ascending(x(box.left), x(box.right + 1));
  const [y_low, y_high] = ascending(y(box.top), y(box.bottom + 1));
  return { x_low, x_high, y_low, y_high };
}

function countInBox(box, map) {
  let count = 0;
  for (const [column, row, inBin] of map.bins) {
    if (column >= box.left && column <= box.right && row >= box.top && row <= box.bottom) count += inBin;
  }
  return count;
}

function rangeText(axis, low, high, fitness) {
  const unit = unitOf(axis.name === "fitness" ? fitness : axis.name);
  const name = `${axisTitle(axis.name, fitness)}${axis.scale.kind === "rank" ? " (rank)" : ""}`;
  return `${name} ${formatNumber(low, 4)} to ${formatNumber(high, 4)}${unit && ` ${unit}`}`;
}

/** The table of what a box holds. */
async function listOfBox(page, where, axes) {
  const fitness = fitnessOf(page);
  const extra = [axes.x, axes.y].map(({ name }) => name).filter((name) => name !== "fitness");
  const columns = [
    { title: nounOf(page.about) === "cell" ? "Cell" : "Point", of: (row) => pointLink(page, pointOf(row)) },
    { title: titleOf(fitness), numeric: true, of: (row) => shownNumber(row.fitness) },
    ...["trainable_parameters", "depth", "width", "vertices", "edges"].map((name) => ({
      title: titleOf(name),
      numeric: true,
      name,
      of: (row) => shownNumber(row[name]),
    })),
    ...extra.map((name) => ({ title: titleOf(name), numeric: true, name, of: (row) => shownNumber(row[name]) })),
  ];
  const paged = await pagedRows({
    load: (n) => page.ask("top", [], { where, n }),
    draw: (rows) =>
      makeTable(
        "Points in the selection, best first",
        columns.filter(({ name }) => name === undefined || name in rows[0]),
        rows,
      ),
  });
  return element(
    "section",
    { class: "list" },
    element("h2", {}, "In the selection, best first"),
    element("p", { class: "note" }, element("code", {}, `query top --where '${where}'`)),
    paged,
  );
}

/** What stands below the plot while a box is chosen: how many points, and what to do with them. */
function selectionBar(page, box, map, axes) {
  if (!box)
    return element(
      "p",
      { class: "note" },
      "Drag to select, or use the arrow keys with Shift. ",
      "Double-click shows all.",
    );
  const ends = rangesOfBox(box, map, axes);
  const fitness = fitnessOf(page);
  const lead = (changes) => () => page.go(formatPlace(withOptions(page.place, changes)));
  return element(
    "p",
    { class: "selection" },
    element("strong", {}, formatCount(countInBox(box, map), nounOf(page.about))),
    " with ",
    rangeText(axes.x, ends.x_low, ends.x_high, fitness),
    " and ",
    rangeText(axes.y, ends.y_low, ends.y_high, fitness),
    ". ",
    element("button", { type: "button", click: lead({ ...ends, box: null }) }, "Zoom in"),
    " ",
    element("button", { type: "button", click: lead({ box: Object.values(ends).join(",") }) }, "List"),
  );
}

function describeBin(bin, map, axes, page) {
  const [column, fromTop] = bin;
  const ends = rangesOfBox({ left: column, right: column, top: fromTop, bottom: fromTop }, map, axes);
  const found = map.byBin.get(fromTop * map.columns + column);
  const fitness = fitnessOf(page);
  const mean =
    found && found[3] !== null && page.place.options.colour
      ? `; mean ${axisTitle(page.place.options.colour, fitness)} ${formatNumber(found[3])}`
      : "";
  return (
    `${formatCount(found?.[2] ?? 0, nounOf(page.about))}${mean}: ` +
    `${rangeText(axes.x, ends.x_low, ends.x_high, fitness)}; ${rangeText(axes.y, ends.y_low, ends.y_high, fitness)}`
  );
}

/** Adds to an answer what painting and pointing need: rows from the top, columns from the left, bins by place. */
function orientMap(answer, axes) {
  const { columns, rows } = answer;
  const bins = answer.bins.map(([column, row, count, mean = null]) => [
    axes.x.turned ? columns - 1 - column : column,
    axes.y.turned ? row : rows - 1 - row,
    count,
    mean,
  ]);
  return { ...answer, bins, byBin: new Map(bins.map((bin) => [bin[1] * columns + bin[0], bin])) };
}

function drawPlot(page, map, axes, size, shades) {
  const { margin, inner } = size;
  const fitness = fitnessOf(page);
  const axisText = (axis) => {
    const unit = unitOf(axis.name === "fitness" ? fitness : axis.name);
    const notes = [unit, axis.scale.kind === "rank" ? "rank, 1 is best" : axis.scale.kind === "log" ? "log" : ""];
    const shown = notes.filter((note) => note !== "").join("; ");
    return `${axisTitle(axis.name, fitness)}${shown && ` (${shown})`}`;
  };
  const canvas = element("canvas", { width: map.columns, height: map.rows, "aria-hidden": "true" });
  const overlay = svg("svg", { viewBox: `0 0 ${size.width} ${size.height}`, class: "overlay" });
  const brushed = svg("rect", { class: "brushed", visibility: "hidden" });
  const cursor = svg("rect", { class: "cursor", visibility: "hidden" });
  const marks = [
    { kind: "current", name: "current", mark: map.current },
    { kind: "best", name: "best", mark: map.best },
    ...(map.named ?? []).map((mark) => ({ kind: "named", name: mark.name, mark })),
  ];
  overlay.append(
    drawAxes(size, axes, { x: axisText(axes.x), y: axisText(axes.y) }),
    ...[drawFront(map.front, axes, size), brushed, cursor, ...drawMarks(marks, axes, size, page)].filter(
      (node) => node,
    ),
  );
  const share = (value, whole) => `${(100 * value) / whole}%`;
  Object.assign(canvas.style, {
    left: share(margin.left, size.width),
    top: share(margin.top, size.height),
    width: share(inner.width, size.width),
    height: share(inner.height, size.height),
  });
  const plot = element(
    "div",
    {
      class: "plot",
      tabindex: 0,
      role: "application",
      "aria-label": "Map of all points",
      "aria-describedby": "map-bin",
    },
    canvas,
    overlay,
  );
  plot.style.maxWidth = `${size.width}px`;
  plot.style.aspectRatio = `${size.width} / ${size.height}`;
  const paint = () => paintBins(canvas, map, shades);
  paint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint, { signal: page.signal });
  addEventListener("beforeprint", () => paintBins(canvas, map, shades, true), { signal: page.signal });
  addEventListener("afterprint", paint, { signal: page.signal });
  const setRectangle = (rectangle, box) => {
    rectangle.setAttribute("visibility", box ? "visible" : "hidden");
    if (!box) return;
    const [width, height] = [inner.width / map.columns, inner.height / map.rows];
    rectangle.setAttribute("x", margin.left + box.left * width);
    rectangle.setAttribute("y", margin.top + box.top * height);
    rectangle.setAttribute("width", (box.right - box.left + 1) * width);
    rectangle.setAttribute("height", (box.bottom - box.top + 1) * height);
  };
  const binAt = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (value, count) => Math.min(Math.max(Math.floor(value * count), 0), count - 1);
    return [
      within((event.clientX - box.left) / box.width, map.columns),
      within((event.clientY - box.top) / box.height, map.rows),
    ];
  };
  return { plot, binAt, showBox: (box) => setRectangle(brushed, box), showCursor: (box) => setRectangle(cursor, box) };
}

async function drawMap(page, answer, chosen, size) {
  const axes = { x: axisOf(answer.x), y: axisOf(answer.y) };
  const map = orientMap(answer, axes);
  const fitness = fitnessOf(page);
  const shades = colourOfBins(map.bins, chosen.colour !== "");
  const drawn = drawPlot(page, map, axes, size, shades);
  const bin = element("p", { class: "bin", id: "map-bin", "aria-live": "polite" }, "\u00a0");
  const bar = element("div", { "aria-live": "polite" }, selectionBar(page, null, map, axes));
  const zoomTo = (box) => page.go(formatPlace(withOptions(page.place, { ...rangesOfBox(box, map, axes), box: null })));
  brushOf(drawn.plot, {
    columns: map.columns,
    rows: map.rows,
    binAt: drawn.binAt,
    hover: (at) => {
      drawn.showCursor(at && { left: at[0], right: at[0], top: at[1], bottom: at[1] });
      bin.textContent = at ? describeBin(at, map, axes, page) : "\u00a0";
    },
    select: (box, done) => {
      drawn.showBox(box);
      if (done) bar.replaceChildren(selectionBar(page, box, map, axes));
    },
    enter: zoomTo,
  });
  const whole = Object.fromEntries([...RANGES, "box"].map((name) => [name, null]));
  const showAll = () => page.go(formatPlace(withOptions(page.place, whole)));
  drawn.plot.addEventListener("dblclick", showAll);
  const isZoomed = RANGES.some((name) => name in page.place.options);
  const inside = map.bins.reduce((sum, [, , count]) => sum + count, 0);
  return element(
    "section",
    { class: "map" },
    element("h1", { tabindex: -1, "data-title": `Map of ${page.about.space}` }, "Map"),
    element(
      "p",
      { class: "note" },
      `${formatCount(inside, nounOf(page.about))} shown`,
      map.points > inside ? ` of ${formatNumber(map.points)}.` : ".",
      isZoomed ? [" ", element("button", { type: "button", click: showAll }, "Show all")] : "",
    ),
    controls(page, chosen),
    element(
      "figure",
      {},
      drawn.plot,
      element(
        "figcaption",
        {},
        bin,
        legendOf(shades, chosen.colour ? `Mean of ${axisTitle(chosen.colour, fitness)}` : "Points in a bin"),
      ),
    ),
    bar,
    rangeInputs(page, axes),
    await boxList(page, axes),
  );
}

/** The list of the box in the link, if there is one. */
async function boxList(page, axes) {
  const ends = page.place.options.box?.split(",").map(Number);
  if (ends?.length !== 4 || ends.some((end) => !Number.isFinite(end))) return "";
  const [x_low, x_high, y_low, y_high] = ends;
  const where = whereOfBox([conditionRange(axes.x, x_low, x_high), conditionRange(axes.y, y_low, y_high)]);
  return listOfBox(page, where, axes);
}

/** The range of an axis as a condition bounds it: ranks by the values that have them. */
function conditionRange(axis, low, high) {
  if (axis.scale.kind !== "rank") return { name: axis.name, low, high };
  return { name: axis.name, low: axis.scale.valueOfRank(high), high: axis.scale.valueOfRank(low) };
}

export async function show(page) {
  const { about, place } = page;
  const size = sizeOf();
  const chosen = chosenAxes(place.options, about);
  const ranges = Object.fromEntries(RANGES.map((name) => [name, place.options[name]]));
  const map = await page.ask("map", [], {
    ...chosen,
    ...ranges,
    columns: size.columns,
    rows: size.rows,
    current: page.current,
  });
  return drawMap(page, map, chosen, size);
}
