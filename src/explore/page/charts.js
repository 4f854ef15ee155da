/*
 * Charts of analyses, drawn from a figure's description and the rows of its table: lines with bands, bars with
 * intervals, points, heat maps. Pointing at a mark or walking over the marks by arrow keys tells its values; the table
 * of all values stands below each chart.
 */

import { categoriesOf, modelOf, partColumns, rangeOf, rankedOf } from "./chart_data.js";
import { chartScale, labelStep, rankScale, tickText } from "./chart_scales.js";
import { colourAt, contrast, cssColour, scaleFor } from "./colours.js";
import { element, svg } from "./dom.js";
import { formatCount, formatNumber } from "./format.js";
import { makeTable, shownNumber } from "./rows.js";

const SERIES = 8; /* colours and dashes of series, in views.css */
const WIDEST = 820;
const LETTER = 7; /* pixels, about */
const LONGEST_LABEL = 22;
const ROWS_SHOWN = 500;
const MANY = 1500; /* points, beyond which a series is one path */

/** Shapes of points, so that series differ in more than colour. */
const SHAPES = [
  (r) => `M${-r},0a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0Z`,
  (r) => `M${-r},${-r}H${r}V${r}H${-r}Z`,
  (r) => `M0,${-1.3 * r}L${1.2 * r},${r}H${-1.2 * r}Z`,
  (r) => `M0,${-1.4 * r}L${1.4 * r},0L0,${1.4 * r}L${-1.4 * r},0Z`,
];

const cut = (text) => (text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text);
const seriesClass = (number) => `series-${number % SERIES}`;

/* ---- frame: size, scales, axes ---- */

function frameOf(model) {
  const marks = model.series.flatMap((series) => series.marks);
  const width = Math.min(WIDEST, Math.max(300, document.documentElement.clientWidth - 40));
  const labels = (axis) => (model[axis].scale === "category" ? categoriesOf(marks, axis).map((name) => cut(String(name))) : []);
  const [across, up] = [labels("x"), labels("y")];
  const longest = (names) => names.reduce((most, name) => Math.max(most, name.length), 0);
  const left = Math.min(width / 3, 26 + Math.max(44, longest(up) * LETTER));
  const room = (width - left - 12) / Math.max(1, across.length);
  const turned = longest(across) * LETTER > room && longest(across) > 3;
  const bottom = 46 + (turned ? Math.min(110, longest(across) * LETTER * 0.6) : 0);
  const height = bottom + 16 + (up.length > 0 ? Math.max(160, Math.min(700, up.length * 24)) : 300);
  return { width, height, left, right: 12, top: 16, bottom, turned, across: width - left - 12, up: height - bottom - 16 };
}

function scalesOf(model) {
  const marks = model.series.flatMap((series) => series.marks);
  const scale = (axis) => chartScale(model[axis].scale, rangeOf(model, axis) ?? [0, 1], {
    categories: model[axis].scale === "category" ? categoriesOf(marks, axis) : [],
    ranked: model[axis].scale === "rank" ? rankedOf(model, axis) : [],
    exact: (axis === "x" || model.kind === "heat") && Boolean(model[axis].until),
    whole: marks.every((mark) => Number.isInteger(mark[axis])),
  });
  return { x: scale("x"), y: scale("y") };
}

/** From values to pixels; categories of heat maps run from the top. */
function placesOf(model, frame, scales) {
  const downwards = model.kind === "heat" && model.y.scale === "category";
  return {
    x: (value) => frame.left + scales.x.place(value) * frame.across,
    y: (value) => frame.top + (downwards ? scales.y.place(value) : 1 - scales.y.place(value)) * frame.up,
  };
}

function tickLabel(text, x, y, turned) {
  const shown = cut(text);
  const attributes = turned
    ? { "text-anchor": "end", transform: `translate(${x + 4} ${y - 2}) rotate(-36)` }
    : { x, y: y + 4, "text-anchor": "middle" };
  return svg("text", attributes, shown === text ? text : [svg("title", {}, text), shown]);
}

function drawAxes(model, frame, scales, at) {
  const group = svg("g", { class: "axes" });
  const bottom = frame.top + frame.up;
  const across = scales.x.ticks(frame.across / 80);
  const step = model.x.scale === "category" ? labelStep(across.length, frame.across / (frame.turned ? 16 : 24)) : 1;
  for (const [number, { value, text }] of across.entries()) {
    if (number % step !== 0) continue;
    if (model.kind !== "heat" && model.x.scale !== "category")
      group.append(svg("line", { class: "grid", x1: at.x(value), x2: at.x(value), y1: frame.top, y2: bottom }));
    group.append(tickLabel(text ?? tickText(value), at.x(value), bottom + 14, frame.turned));
  }
  for (const { value, text } of scales.y.ticks(frame.up / 48)) {
    if (model.kind !== "heat")
      group.append(svg("line", { class: "grid", x1: frame.left, x2: frame.left + frame.across, y1: at.y(value), y2: at.y(value) }));
    group.append(svg("text", { x: frame.left - 6, y: at.y(value) + 4, "text-anchor": "end" }, cut(text ?? tickText(value))));
  }
  const note = (axis) => ({ log: " (log)", sqrt: " (square root)", rank: " (by rank)" })[model[axis].scale] ?? "";
  group.append(
    svg("text", { class: "axis-title", x: frame.left + frame.across / 2, y: frame.height - 6, "text-anchor": "middle" },
      model.x.title + note("x")),
    svg("text", { class: "axis-title", "text-anchor": "middle",
      transform: `translate(13 ${frame.top + frame.up / 2}) rotate(-90)` }, model.y.title + note("y")));
  return group;
}

function drawReferences(model, frame, scales, at) {
  const line = (reference) => {
    if (reference.axis === "diagonal") {
      const low = Math.max(scales.x.low, scales.y.low);
      const high = Math.min(scales.x.high, scales.y.high);
      return high > low ? { x1: at.x(low), y1: at.y(low), x2: at.x(high), y2: at.y(high) } : null;
    }
    if (reference.axis === "y")
      return { x1: frame.left, x2: frame.left + frame.across, y1: at.y(reference.at), y2: at.y(reference.at) };
    return { x1: at.x(reference.at), x2: at.x(reference.at), y1: frame.top, y2: frame.top + frame.up };
  };
  return model.references.map((reference) => {
    const ends = line(reference);
    return ends && svg("line", { class: reference.dashed ? "reference dashed" : "reference", ...ends },
      reference.title && svg("title", {}, reference.title));
  }).filter(Boolean);
}

/* ---- kinds ---- */

function drawLine(series, number, at) {
  const marks = series.marks.toSorted((one, other) => one.x - other.x);
  const path = marks.map((mark, place) => `${place ? "L" : "M"}${at.x(mark.x)},${at.y(mark.y)}`).join("");
  const banded = marks.filter((mark) => mark.low !== undefined && mark.high > mark.low);
  const band = banded.length > 1 && svg("path", { class: "band", d: [
    ...banded.map((mark, place) => `${place ? "L" : "M"}${at.x(mark.x)},${at.y(mark.high)}`),
    ...banded.toReversed().map((mark) => `L${at.x(mark.x)},${at.y(mark.low)}`), "Z"].join("") });
  const dots = marks.length <= 40 && marks.map((mark) =>
    svg("path", { class: "dot", d: SHAPES[number % SHAPES.length](3), transform: `translate(${at.x(mark.x)} ${at.y(mark.y)})` }));
  return svg("g", { class: `line ${seriesClass(number)}` }, band || null, svg("path", { class: "curve", d: path }), dots || null);
}

/** Left edge and width of a bar: an interval's own, or its share of a category. */
function barSpan(mark, number, count, scales, at, frame) {
  if (mark.from !== undefined) {
    const width = (at.x(mark.to) - at.x(mark.from)) / count;
    return [at.x(mark.from) + number * width, Math.max(0.5, width - 0.5)];
  }
  const room = (scales.x.room ?? 0.05) * frame.across * 0.76;
  return [at.x(mark.x) - room / 2 + (number * room) / count, Math.max(1, room / count - 1)];
}

function drawBars(series, number, count, scales, at, frame) {
  const floor = at.y(Math.max(0, scales.y.low));
  return svg("g", { class: `bars ${seriesClass(number)}` }, series.marks.map((mark) => {
    const [left, width] = barSpan(mark, number, count, scales, at, frame);
    const top = at.y(mark.y);
    const middle = left + width / 2;
    mark.at = [middle, top];
    return [
      svg("rect", { x: left, width, y: Math.min(top, floor), height: Math.abs(floor - top) }),
      mark.high > mark.low && svg("path", { class: "interval",
        d: `M${middle},${at.y(mark.low)}V${at.y(mark.high)}M${middle - 3},${at.y(mark.low)}h6M${middle - 3},${at.y(mark.high)}h6` }),
    ];
  }));
}

/** Range of the marks' values of a colour or a size. */
function rangeOfMarks(marks, name) {
  const values = marks.map((mark) => mark[name]).filter((value) => typeof value === "number");
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

function drawPoints(series, number, at, model) {
  const [, largest] = rangeOfMarks(series.marks, "size");
  const shape = SHAPES[number % SHAPES.length];
  if (series.marks.length > MANY)
    return svg("path", { class: `many ${seriesClass(number)}`, d: series.marks.map((mark) => `M${at.x(mark.x)},${at.y(mark.y)}h0`).join("") });
  const radius = (mark) => (model.hasSize && largest > 0 ? 2.5 + 9 * Math.sqrt((mark.size ?? 0) / largest) : 3.5);
  return svg("g", { class: `points ${seriesClass(number)}` }, series.marks.map((mark) => {
    const made = svg("path", { d: shape(radius(mark)), transform: `translate(${at.x(mark.x)} ${at.y(mark.y)})` });
    if (mark.colour !== undefined) mark.painted = made;
    return made;
  }));
}

/** The rectangle of a cell: around the middle of two categories, or between the ends of its intervals. */
function cellBox(mark, scales, at, frame) {
  const [width, height] = [scales.x.room * frame.across, scales.y.room * frame.up];
  const [left, right] = mark.from === undefined ? [at.x(mark.x) - width / 2, at.x(mark.x) + width / 2] : [at.x(mark.from), at.x(mark.to)];
  const [top, bottom] = mark.top === undefined ? [at.y(mark.y) - height / 2, at.y(mark.y) + height / 2] : [at.y(mark.top), at.y(mark.bottom)];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function drawCells(series, scales, at, frame) {
  return svg("g", { class: "cells" }, series.marks.map((mark) => {
    const box = cellBox(mark, scales, at, frame);
    mark.at = [box.x + box.width / 2, box.y + box.height / 2];
    mark.painted = svg("rect", box);
    const text = box.width > 52 && box.height > 16
      ? svg("text", { x: mark.at[0], y: mark.at[1] + 4, "text-anchor": "middle" }, formatNumber(mark.colour, 3)) : null;
    mark.label = text;
    return [mark.painted, text];
  }));
}

/** A point over a density, with its name beside it. */
function drawPointsOver(series, number, at, model, frame) {
  const names = series.marks.filter((mark) => mark.label).map((mark) => {
    const leftwards = at.x(mark.x) > frame.left + frame.across * 0.7;
    return svg("text", { x: at.x(mark.x) + (leftwards ? -6 : 6), y: at.y(mark.y) - 4, "text-anchor": leftwards ? "end" : "start" }, mark.label);
  });
  return svg("g", {}, drawPoints(series, number, at, model), names);
}

/* ---- colours of values ---- */

/** From values to places between 0 and 1 by a scale of colours. */
function sharesBy(kind, low, high, marks) {
  if (kind === "rank") return rankScale(marks.map((mark) => mark.colour), true).place;
  const spaced = { log: Math.log, sqrt: Math.sqrt }[kind] ?? ((value) => value);
  return (value) => (high > low ? (spaced(value) - spaced(low)) / (spaced(high) - spaced(low)) : 0.5);
}

/** How colours stand for values: apart from 0 on both sides where there are values on both. */
function shadesOf(marks, kind) {
  const shaded = marks.filter((mark) => typeof mark.colour === "number" && (kind !== "log" || mark.colour > 0));
  const [low, high] = rangeOfMarks(shaded, "colour");
  const most = Math.max(-low, high);
  if (low < 0 && high > 0)
    return { scale: "diverging", low: -most, high: most, share: (value) => 0.5 + value / (2 * most) };
  return { scale: "value", low, high, share: sharesBy(kind, low, high, shaded) };
}

function paintMarks(marks, shades) {
  const scale = scaleFor(shades.scale);
  for (const mark of marks) {
    if (!mark.painted || typeof mark.colour !== "number") continue;
    const share = shades.share(mark.colour);
    mark.painted.style.fill = cssColour(scale, share);
    const rgb = colourAt(scale, share);
    if (mark.label) mark.label.style.fill = contrast(rgb, [0, 0, 0]) > contrast(rgb, [255, 255, 255]) ? "#000" : "#fff";
  }
}

function shadesLegend(shades, title) {
  if (shades.low === shades.high) return element("p", { class: "legend" }, `${title}: `, shownNumber(shades.low));
  const steps = 12;
  const patches = Array.from({ length: steps }, (_, number) =>
    svg("rect", { x: number * 12, width: 12.5, height: 12, fill: cssColour(scaleFor(shades.scale), number / (steps - 1)) }));
  return element("p", { class: "legend" }, element("span", {}, title), " ", shownNumber(shades.low), " ",
    svg("svg", { width: 12 * steps, height: 12, "aria-hidden": "true" }, patches), " ", shownNumber(shades.high));
}

/* ---- legend ---- */

function swatch(model, number) {
  const sample = model.kind === "line"
    ? [svg("path", { class: "curve", d: "M1,7H29" }), svg("path", { class: "dot", d: SHAPES[number % SHAPES.length](3), transform: "translate(15 7)" })]
    : model.kind === "bars" ? svg("rect", { x: 8, y: 1, width: 14, height: 12 })
      : svg("path", { class: "dot", d: SHAPES[number % SHAPES.length](4), transform: "translate(15 7)" });
  return svg("svg", { width: 30, height: 14, class: `swatch ${model.kind} ${seriesClass(number)}`, "aria-hidden": "true" }, sample);
}

function legendOf(model) {
  const entries = model.series.length < 2 && model.series[0]?.name === "" ? []
    : model.series.map((series, number) => (model.kind === "heat" && !series.isOver ? null
      : element("li", {}, swatch(model, number), series.name || "all"))).filter(Boolean);
  const lines = model.references.filter((reference) => reference.title).map((reference) => element("li", {},
    svg("svg", { width: 30, height: 14, "aria-hidden": "true" },
      svg("line", { class: reference.dashed ? "reference dashed" : "reference", x1: 1, x2: 29, y1: 7, y2: 7 })), reference.title));
  return entries.length + lines.length === 0 ? null : element("ul", { class: "legend" }, entries, lines);
}

/* ---- telling values ---- */

/** What a mark says: its place and its value, with the interval. */
function tellMark(mark, series, model) {
  const across = mark.from !== undefined ? `${formatNumber(mark.from)} to ${formatNumber(mark.to)}`
    : typeof mark.x === "number" ? formatNumber(mark.x) : mark.x;
  const interval = mark.high > mark.low ? ` (${formatNumber(mark.low)} to ${formatNumber(mark.high)})` : "";
  const up = mark.bottom !== undefined ? `${model.y.title} ${formatNumber(mark.bottom)} to ${formatNumber(mark.top)}` : mark.y;
  const isCell = model.kind === "heat" && !series.isOver;
  const value = isCell ? `${up}: ${formatNumber(mark.colour)}` : formatNumber(mark.y) + interval;
  const point = mark.row.point ? `${mark.row.point}: ` : "";
  return `${point}${series.name ? `${series.name}: ` : ""}${model.x.title} ${across}; ${isCell ? "" : `${model.y.title} `}${value}`;
}

/** Lets readers point at marks, or walk over them by arrow keys. */
function tellOnPointing(drawing, tip, halo, told) {
  let current = -1;
  const show = (number) => {
    current = number;
    const mark = told[number];
    halo.setAttribute("visibility", mark ? "visible" : "hidden");
    if (!mark) return;
    halo.setAttribute("cx", mark.at[0]);
    halo.setAttribute("cy", mark.at[1]);
    tip.textContent = mark.text;
  };
  const nearest = (x, y) => told.reduce((best, mark, number) => {
    const distance = Math.hypot(mark.at[0] - x, mark.at[1] - y);
    return distance < best.distance ? { distance, number } : best;
  }, { distance: 40, number: -1 }).number;
  drawing.addEventListener("pointermove", (event) => {
    const box = drawing.getBoundingClientRect();
    const scale = drawing.viewBox.baseVal.width / box.width;
    show(nearest((event.clientX - box.left) * scale, (event.clientY - box.top) * scale));
  });
  drawing.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || told.length === 0) return;
    event.preventDefault();
    show((current + step + told.length) % told.length);
  });
}

/* ---- the table below ---- */

/** All values, for those who read rather than look; columns that are equal in all rows are told once. */
export function valuesTable(rows, title) {
  const { shown, same } = partColumns(rows);
  const columns = shown.map((name) => ({
    title: name.replaceAll("_", " "),
    numeric: rows.some((row) => typeof row[name] === "number"),
    of: (row) => (typeof row[name] === "number" ? shownNumber(row[name]) : String(row[name] ?? "")),
  }));
  return element("details", { class: "values" },
    element("summary", {}, `Values (${formatCount(rows.length, "row")})`),
    makeTable(title, columns, rows.slice(0, ROWS_SHOWN)),
    rows.length > ROWS_SHOWN && element("p", { class: "note" }, `The first ${ROWS_SHOWN} rows; the command line writes all.`),
    same.length > 0 && element("p", { class: "note" },
      same.map(([name, value]) => `${name.replaceAll("_", " ")} ${formatNumber(value)}`).join("; ")));
}

/* ---- a chart ---- */

function drawModel(model) {
  const frame = frameOf(model);
  const scales = scalesOf(model);
  const at = placesOf(model, frame, scales);
  const count = model.series.length;
  const drawn = model.series.map((series, number) => ({
    line: () => drawLine(series, number, at),
    bars: () => drawBars(series, number, count, scales, at, frame),
    points: () => drawPoints(series, number, at, model),
    heat: () => (series.isOver ? drawPointsOver(series, number, at, model, frame) : drawCells(series, scales, at, frame)),
  })[model.kind]());
  const halo = svg("circle", { class: "halo", r: 7, visibility: "hidden" });
  const drawing = svg("svg", {
    viewBox: `0 0 ${frame.width} ${frame.height}`, class: "plotted", tabindex: 0, role: "img",
    "aria-label": `${model.title}. Arrow keys tell the values; the table below has them all.`,
  }, drawAxes(model, frame, scales, at), drawReferences(model, frame, scales, at), drawn, halo);
  drawing.style.maxWidth = `${frame.width}px`;
  const told = model.series.flatMap((series) => series.marks.map((mark) =>
    ({ at: mark.at ?? [at.x(mark.x), at.y(mark.y)], text: tellMark(mark, series, model) })));
  return { drawing, halo, told, frame, at, scales };
}

/** A mark of the current point: a line across the chart where the axis has its value. */
function drawCurrent(current, drawn) {
  const { frame, at, scales } = drawn;
  if (!current || !(current.x >= scales.x.low && current.x <= scales.x.high)) return null;
  const x = at.x(current.x);
  const leftwards = x > frame.left + frame.across / 2;
  return svg("g", { class: "current" },
    svg("line", { x1: x, x2: x, y1: frame.top, y2: frame.top + frame.up }),
    svg("text", { x: x + (leftwards ? -5 : 5), y: frame.top + 11, "text-anchor": leftwards ? "end" : "start" }, current.text));
}

/**
 * A chart of the rows of a table. `current`, where given, is {x, text}: a value across to mark. `signal` ends the
 * watching for dark and light.
 */
export function chart(figure, rows, { current = null, signal = undefined, note = null } = {}) {
  const model = modelOf(figure, rows);
  const marks = model.series.flatMap((series) => series.marks);
  const title = element("figcaption", {}, element("strong", {}, figure.title), note && [" ", element("span", { class: "note" }, note)]);
  if (marks.length === 0)
    return element("figure", { class: "chart" }, title,
      element("p", { class: "note" }, rows.find((row) => row.reason)?.reason ?? "No value to draw."), valuesTable(rows, figure.title));
  const drawn = drawModel(model);
  const mark = drawCurrent(current, drawn);
  if (mark) drawn.drawing.append(mark);
  const tip = element("p", { class: "tip", "aria-live": "polite" }, "\u00a0");
  tellOnPointing(drawn.drawing, tip, drawn.halo, drawn.told);
  const shaded = marks.some((one) => one.painted);
  const shades = shaded ? shadesOf(marks, model.colourScale) : null;
  const legend = element("div", {}, legendOf(model), shaded ? shadesLegend(shades, model.colourTitle) : null);
  if (shaded) {
    const paint = () => {
      paintMarks(marks, shades);
      legend.replaceChildren(...[legendOf(model), shadesLegend(shades, model.colourTitle)].filter(Boolean));
    };
    paint();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint, { signal });
    addEventListener("beforeprint", paint, { signal });
    addEventListener("afterprint", paint, { signal });
  }
  return element("figure", { class: "chart" }, title, drawn.drawing, tip, legend,
    model.left > 0 && element("p", { class: "note" }, `${formatCount(model.left, "value")} missing, or not to be drawn on these axes.`),
    valuesTable(rows, figure.title));
}
