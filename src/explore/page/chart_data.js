/*
 * What a chart shows: the rows of an analysis' table, read as its figure describes (analysis/figures.h).
 *
 * A model has kind, x and y {title, scale}, series [{name, marks}], references and `left` (rows that cannot be drawn).
 * A mark has x and y, where it has them low and high, size and colour, and its row; a cell of a density has its ends
 * from, to, bottom and top.
 */

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/** The values of several columns as one text; those that are missing are left out. */
export function joinedValues(row, columns) {
  return columns.map((column) => row[column]).filter((value) => value !== null && value !== undefined && value !== "").join(", ");
}

/** Place of a row along an axis: a category, the middle of an interval, or a number; null if it has none. Numbers may
 * stand in the second column where the first is empty. */
export function placeOnAxis(row, axis) {
  if (axis.scale === "category") return joinedValues(row, axis.columns) || null;
  const start = row[axis.columns.find((column) => isNumber(row[column])) ?? axis.columns[0]];
  if (!isNumber(start)) return null;
  if (!axis.until) return start;
  return isNumber(row[axis.until]) ? (start + row[axis.until]) / 2 : null;
}

/** Whether a scale has a place for a number. */
function suits(value, scale) {
  if (scale === "category") return value !== null;
  return isNumber(value) && (scale !== "log" || value > 0) && (scale !== "sqrt" || value >= 0);
}

/** What a value of a series' column says in a legend: "edits 2", "strict", "not strict", or a text as it is. */
export function seriesPart(column, value) {
  const words = column.replaceAll("_", " ");
  if (value === "yes") return words;
  if (value === "no") return `not ${words}`;
  return isNumber(value) ? `${words} ${value}` : (value ?? "");
}

/** The name of the curve that a row belongs to. */
function seriesName(row, figure, curve) {
  const parts = (figure.series ?? []).map((column) => seriesPart(column, row[column]));
  return [...parts, curve.title].filter(Boolean).join(", ");
}

function markOf(row, figure, curve) {
  const mark = { x: placeOnAxis(row, figure.x), y: row[curve.column], row };
  if (figure.x.until) [mark.from, mark.to] = [row[figure.x.columns[0]], row[figure.x.until]];
  if (curve.low && isNumber(row[curve.low]) && isNumber(row[curve.high]))
    [mark.low, mark.high] = [row[curve.low], row[curve.high]];
  if (figure.size) mark.size = row[figure.size];
  if (figure.colour) mark.colour = row[figure.colour];
  return mark;
}

/** Curves, bars and points: one series for each curve and combination of series. */
function seriesOf(figure, rows) {
  const series = new Map();
  let left = 0;
  for (const curve of figure.curves)
    for (const row of rows) {
      const mark = markOf(row, figure, curve);
      if (!suits(mark.x, figure.x.scale) || !suits(mark.y, figure.y.scale)) {
        left++;
        continue;
      }
      const name = seriesName(row, figure, curve);
      if (!series.has(name)) series.set(name, { name, marks: [] });
      series.get(name).marks.push(mark);
    }
  return { series: [...series.values()], left };
}

/** The ends of a row's interval along an axis; null where it has none. */
function intervalOf(row, axis) {
  const ends = [row[axis.columns[0]], row[axis.until]];
  return axis.until && ends.every(isNumber) ? ends : null;
}

/** A cell of a heat map: of two categories, or of a density the rectangle of two intervals. */
function cellOf(figure, row) {
  const mark = { x: placeOnAxis(row, figure.x), y: placeOnAxis(row, figure.y), colour: row[figure.colour], row };
  const [across, up] = [intervalOf(row, figure.x), intervalOf(row, figure.y)];
  if (across) [mark.from, mark.to] = across;
  if (up) [mark.bottom, mark.top] = up;
  return mark;
}

/** Whether a row of a density is a point over it: it lacks the end of an interval. */
const isPointOver = (row, figure) => [figure.x, figure.y].some((axis) => axis.until && !isNumber(row[axis.until]));

/** Cells of a heat map, and the points over a density in series of their own. */
function cellsOf(figure, rows) {
  const suitable = (mark) => mark.x !== null && mark.y !== null;
  const marks = rows.filter((row) => !isPointOver(row, figure)).map((row) => cellOf(figure, row))
    .filter((mark) => suitable(mark) && isNumber(mark.colour));
  const points = new Map();
  let count = 0;
  for (const row of rows.filter((one) => isPointOver(one, figure))) {
    const mark = { x: row[figure.x.columns[0]], y: row[figure.y.columns[0]], label: row[figure.label], row };
    if (!isNumber(mark.x) || !isNumber(mark.y)) continue;
    const name = seriesName(row, figure, {}) || "points";
    if (!points.has(name)) points.set(name, { name, isOver: true, marks: [] });
    points.get(name).marks.push(mark);
    count++;
  }
  return { series: [{ name: "", marks }, ...points.values()], left: rows.length - marks.length - count };
}

const MOST_LINES = 8; /* of one column */

/** Lines to compare with. A column gives one for each of its numbers; if they are distances from 0 (around), the
 * largest gives one on either side. */
function referencesOf(figure, rows) {
  const lines = [];
  for (const reference of figure.references ?? []) {
    if (!reference.column) {
      lines.push({ ...reference });
      continue;
    }
    const { axis, title } = reference;
    const found = [...new Set(rows.map((row) => row[reference.column]).filter(isNumber))];
    if (found.length === 0) continue;
    const most = found.reduce((largest, value) => Math.max(largest, value), -Infinity);
    const places = reference.around ? [most, -most] : found.slice(0, MOST_LINES);
    for (const [number, at] of places.entries())
      lines.push({ axis, at, ...(number === 0 && { title }), dashed: true });
  }
  return lines;
}

/** Categories in the order in which they come up. */
export function categoriesOf(marks, axis) {
  return [...new Set(marks.map((mark) => mark[axis]))];
}

/** Reads the rows of a table as its figure says. */
export function modelOf(figure, rows) {
  const drawn = figure.only ? rows.filter((row) => figure.only.includes(row[figure.x.columns[0]])) : rows;
  const { series, left } = figure.kind === "heat" ? cellsOf(figure, drawn) : seriesOf(figure, drawn);
  return {
    kind: figure.kind,
    title: figure.title,
    x: figure.x,
    y: figure.y,
    colourTitle: figure.colour_title,
    colourScale: figure.colour_scale ?? "linear",
    hasSize: Boolean(figure.size),
    series,
    references: referencesOf(figure, drawn),
    left,
  };
}

/** All numbers that marks have along an axis: their places, and the ends of intervals. */
export function valuesOf(model, axis) {
  const intervals = model.kind === "bars" || model.kind === "heat";
  const ends = axis === "x" ? (mark) => (intervals ? [mark.from, mark.to] : []) : (mark) => [mark.low, mark.high, mark.bottom, mark.top];
  return model.series.flatMap(({ marks }) => marks.flatMap((mark) => [mark[axis], ...ends(mark)])).filter(isNumber);
}

/** The lowest and highest number that an axis has to show; null if it has none. */
export function rangeOf(model, axis) {
  const values = valuesOf(model, axis);
  for (const reference of model.references) if (reference.axis === axis) values.push(reference.at);
  const positive = model[axis].scale === "log";
  const shown = values.filter((value) => isNumber(value) && (!positive || value > 0));
  if (shown.length === 0) return null;
  const low = shown.reduce((least, value) => Math.min(least, value), Infinity);
  const high = shown.reduce((most, value) => Math.max(most, value), -Infinity);
  const fromZero = axis === "y" && model.kind === "bars" && !positive;
  return fromZero ? [Math.min(0, low), Math.max(0, high)] : [low, high];
}

/** The numbers that a scale of ranks ranks: the ends of intervals once each, so that they are equally wide; else the
 * places of all marks. */
export function rankedOf(model, axis) {
  if (!model[axis].until) return model.series.flatMap(({ marks }) => marks.map((mark) => mark[axis])).filter(isNumber);
  const ends = axis === "x" ? (mark) => [mark.from, mark.to] : (mark) => [mark.bottom, mark.top];
  return [...new Set(model.series.flatMap(({ marks }) => marks.flatMap(ends)).filter(isNumber))];
}

/** Columns of a table of rows that differ from row to row, in their order; the others are told once, in `same`. */
export function partColumns(rows) {
  const names = Object.keys(rows[0] ?? {});
  const differs = (name) => rows.some((row) => row[name] !== rows[0][name]);
  const isEmpty = (name) => rows[0][name] === null || rows[0][name] === "";
  if (rows.length < 2) return { shown: names.filter((name) => !isEmpty(name)), same: [] };
  return {
    shown: names.filter(differs),
    same: names.filter((name) => !differs(name) && !isEmpty(name)).map((name) => [name, rows[0][name]]),
  };
}
