/* The picture of the map: bins on a canvas; axes, the front, marks and the brush in a drawing over it. */

import { colourAt, cssColour, scaleFor } from "./colours.js";
import { element, svg } from "./dom.js";
import { formatNumber, formatTicks, unitOf } from "./format.js";
import { axisTitle, ticksOn } from "./map_axes.js";
import { pointOf, shownNumber } from "./rows.js";
import { fitnessOf } from "./served.js";

const WIDEST = 1240;
const WITHOUT_VALUES = 20; /* margin on the right that has no room for values */

/* ---- size ---- */

/** Pixels of a bin: few points are seen better in large ones. */
function binSize(points) {
  return points < 300 ? 14 : points < 5000 ? 8 : 4;
}

/** Sizes of a map of so many points on the page as wide as it is: of its parts in pixels, and how many bins there are. */
export function sizeOf(points) {
  const bin = binSize(points);
  const width = Math.min(WIDEST, Math.max(320, document.documentElement.clientWidth - 32));
  const narrow = width < 600;
  const margin = narrow ? { left: 84, right: 10, top: 12, bottom: 46 } : { left: 78, right: 62, top: 14, bottom: 50 };
  const height = narrow ? 360 : Math.min(560, Math.max(380, Math.round(width * 0.48)));
  const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  return {
    width,
    height,
    narrow,
    margin,
    inner,
    columns: Math.floor(inner.width / bin),
    rows: Math.floor(inner.height / bin),
  };
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
export function legendOf(shades, title) {
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

/** Ticks with their labels; an axis upwards by rank has the values of these ranks on its right. */
function drawAxes(size, axes, titles) {
  const { margin, inner } = size;
  const group = svg("g", { class: "axes" });
  const bottom = margin.top + inner.height;
  const across = ticksOn(axes.x, inner.width / 90);
  formatTicks(across).forEach((label, number) => {
    const x = margin.left + axes.x.along(across[number]) * inner.width;
    group.append(
      svg("line", { class: "grid", x1: x, x2: x, y1: margin.top, y2: bottom }),
      svg("text", { x, y: bottom + 18, "text-anchor": "middle" }, label),
    );
  });
  const up = ticksOn(axes.y, inner.height / 52);
  formatTicks(up).forEach((label, number) => {
    const y = margin.top + (1 - axes.y.along(up[number])) * inner.height;
    group.append(
      svg("line", { class: "grid", x1: margin.left, x2: margin.left + inner.width, y1: y, y2: y }),
      svg("text", { x: margin.left - 8, y: y + 4, "text-anchor": "end" }, label),
    );
  });
  if (axes.y.scale.quantiles.length > 0 && size.margin.right > WITHOUT_VALUES) {
    const x = margin.left + inner.width + 6;
    for (const rank of up) {
      const y = margin.top + (1 - axes.y.along(rank)) * inner.height + 4;
      group.append(svg("text", { x, y }, formatNumber(axes.y.scale.valueOfRank(rank), 4)));
    }
    group.append(svg("text", { x, y: bottom + 34 }, "value"));
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
  for (let at = 1; at < places.length; at++) path += `V${places[at][1]}H${places[at][0]}`; /* best y first */
  return svg("path", { class: "front", d: path }, svg("title", {}, "Front: no point is better on both axes"));
}

/* ---- the picture ---- */

/** Title of an axis, with its unit and what its scale does; on a narrow page no more than needed. */
function axisText(axis, fitness, narrow) {
  const title = axisTitle(axis.name, fitness);
  if (narrow) return axis.scale.kind === "linear" ? title : `${title.split(",")[0]} (${axis.scale.kind})`;
  const scale = { rank: "rank, 1 is best", log: "log" }[axis.scale.kind];
  const notes = [unitOf(axis.name === "fitness" ? fitness : axis.name), scale].filter(Boolean).join("; ");
  return `${title}${notes && ` (${notes})`}`;
}

/** Puts the canvas where the plot is, at any size of the page. */
function placeCanvas(canvas, { margin, inner, width, height }) {
  const share = (value, whole) => `${(100 * value) / whole}%`;
  Object.assign(canvas.style, {
    left: share(margin.left, width),
    top: share(margin.top, height),
    width: share(inner.width, width),
    height: share(inner.height, height),
  });
}

/** A rectangle over bins: returns its element and `show(box)`, null to hide it. */
function boxOver(map, { margin, inner }, name) {
  const rectangle = svg("rect", { class: name, visibility: "hidden" });
  const [width, height] = [inner.width / map.columns, inner.height / map.rows];
  const show = (box) => {
    rectangle.setAttribute("visibility", box ? "visible" : "hidden");
    if (!box) return;
    rectangle.setAttribute("x", margin.left + box.left * width);
    rectangle.setAttribute("y", margin.top + box.top * height);
    rectangle.setAttribute("width", (box.right - box.left + 1) * width);
    rectangle.setAttribute("height", (box.bottom - box.top + 1) * height);
  };
  return { rectangle, show };
}

/** Paints the bins, again whenever the page turns dark or light, and light on paper. */
function keepPainted(canvas, map, shades, signal) {
  const paint = () => paintBins(canvas, map, shades);
  paint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint, { signal });
  addEventListener("beforeprint", () => paintBins(canvas, map, shades, true), { signal });
  addEventListener("afterprint", paint, { signal });
}

function marksOf(map) {
  return [
    { kind: "current", name: "current", mark: map.current },
    { kind: "best", name: "best", mark: map.best },
    ...(map.named ?? []).map((mark) => ({ kind: "named", name: mark.name, mark })),
  ];
}

/**
 * The picture of an oriented map (map_axes.js). Returns the element to brush, `binAt(event)`, and `showBox` and
 * `showCursor`, which take a box of bins or null.
 */
export function drawPlot(page, map, axes, size, shades) {
  const fitness = fitnessOf(page);
  const canvas = element("canvas", { width: map.columns, height: map.rows, "aria-hidden": "true" });
  const brushed = boxOver(map, size, "brushed");
  const cursor = boxOver(map, size, "cursor");
  const overlay = svg(
    "svg",
    { viewBox: `0 0 ${size.width} ${size.height}`, class: "overlay" },
    drawAxes(size, axes, { x: axisText(axes.x, fitness, size.narrow), y: axisText(axes.y, fitness, size.narrow) }),
    drawFront(map.front, axes, size),
    brushed.rectangle,
    cursor.rectangle,
    drawMarks(marksOf(map), axes, size, page),
  );
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
  placeCanvas(canvas, size);
  plot.style.maxWidth = `${size.width}px`;
  plot.style.aspectRatio = `${size.width} / ${size.height}`;
  keepPainted(canvas, map, shades, page.signal);
  const binAt = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (value, count) => Math.min(Math.max(Math.floor(value * count), 0), count - 1);
    return [
      within((event.clientX - box.left) / box.width, map.columns),
      within((event.clientY - box.top) / box.height, map.rows),
    ];
  };
  return { plot, binAt, showBox: brushed.show, showCursor: cursor.show };
}
