/* Axes of the map: which values they may show, how a place on them is read, and boxes of bins as ranges. */

import { plainRule } from "./about.js";
import { formatNumber, titleOf, unitOf } from "./format.js";
import { makeScale, ticksOf } from "./scales.js";
import { whereOfBox } from "./where.js";

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

/**
 * An axis of an answer: `along` leads from a value or rank to a share of the plot, from the left or the bottom, `at`
 * back. Values grow to the right and upwards on every scale: an axis by rank is turned where high values are best.
 */
export function axisOf({ name, scale: kind, low, high, better, ticks, value_low, value_high, counted }) {
  const scale = makeScale(kind, low, high, ticks);
  const turned = scale.kind === "rank" && better !== "low";
  return {
    name,
    scale,
    turned,
    counted,
    values: [value_low, value_high],
    along: (value) => (turned ? 1 - scale.place(value) : scale.place(value)),
    at: (share) => scale.value(turned ? 1 - share : share),
  };
}

/** Values at which an axis has ticks: of counts and ranks whole numbers. */
export function ticksOn(axis, count) {
  const ticks = ticksOf(axis.scale, count);
  return axis.counted || axis.scale.kind === "rank" ? ticks.filter(Number.isInteger) : ticks;
}

/* Roles of features that count something. */
const COUNTS = ["size", "structure", "depth", "width", "symbol count"];
const MOST_COUNTS = 60; /* columns or rows with one for each number */

/**
 * What to ask for so that each number of a count has bins of its own, given an answer that is binned evenly; null if
 * no axis counts anything. Of a whole axis the ends move half a number outwards.
 */
export function rebinned(answer, chosen, ranges, about) {
  const changes = {};
  for (const [axis, bins] of [
    ["x", "columns"],
    ["y", "rows"],
  ]) {
    const { low, high } = answer[axis];
    const role = about.features.find(({ name }) => name === chosen[axis])?.role;
    if (chosen[`${axis}_scale`] !== "linear" || !COUNTS.includes(role) || high - low > MOST_COUNTS) continue;
    const whole = ranges[`${axis}_low`] === undefined;
    changes[`${axis}_low`] = whole ? low - 0.5 : low;
    changes[`${axis}_high`] = whole ? high + 0.5 : high;
    changes[bins] = Math.max(1, Math.round(changes[`${axis}_high`] - changes[`${axis}_low`]));
  }
  return Object.keys(changes).length > 0 ? changes : null;
}

/** Adds to an answer what painting and pointing need: rows from the top, columns from the left, bins by place. */
export function orientMap(answer, axes) {
  const { columns, rows } = answer;
  const bins = answer.bins.map(([column, row, count, mean = null]) => [
    axes.x.turned ? columns - 1 - column : column,
    axes.y.turned ? row : rows - 1 - row,
    count,
    mean,
  ]);
  return { ...answer, bins, byBin: new Map(bins.map((bin) => [bin[1] * columns + bin[0], bin])) };
}

/* ---- boxes of bins ---- */

/** Two ends in ascending order, the upper one just below the next bin, which it would else share points with. */
function endsWithin(one, other, scale) {
  const [low, high] = one <= other ? [one, other] : [other, one];
  return [Math.max(low, scale.low), high >= scale.high ? scale.high : high - (high - low) * 1e-9];
}

/** Ends of a box of bins on both axes, as the server takes them. */
export function rangesOfBox(box, map, axes) {
  const x = (column) => axes.x.at(column / map.columns);
  const y = (row) => axes.y.at(1 - row / map.rows);
  const [x_low, x_high] = endsWithin(x(box.left), x(box.right + 1), axes.x.scale);
  const [y_low, y_high] = endsWithin(y(box.top), y(box.bottom + 1), axes.y.scale);
  return { x_low, x_high, y_low, y_high };
}

/** The box of bins that ranges fill, as far as they are on the map: what rangesOfBox made, as a box again. */
export function binsOfRanges({ x_low, x_high, y_low, y_high }, map, axes) {
  const span = (axis, low, high, count) => {
    const [from, to] = [axis.along(low), axis.along(high)].sort((one, other) => one - other);
    const bin = (share, round) => Math.min(Math.max(round(share * count), 0), count - 1);
    return [bin(from, (place) => Math.floor(place + 1e-6)), bin(to, (place) => Math.ceil(place - 1e-6) - 1)];
  };
  const [left, right] = span(axes.x, x_low, x_high, map.columns);
  const [bottom, top] = span(axes.y, y_low, y_high, map.rows);
  return { left, right, top: map.rows - 1 - top, bottom: map.rows - 1 - bottom };
}

export function countInBox(box, map) {
  let count = 0;
  for (const [column, row, inBin] of map.bins) {
    if (column >= box.left && column <= box.right && row >= box.top && row <= box.bottom) count += inBin;
  }
  return count;
}

/** A range of an axis in words; of ranks with the values that have them. */
export function rangeText(axis, low, high, fitness) {
  const title = axisTitle(axis.name, fitness);
  const unit = unitOf(axis.name === "fitness" ? fitness : axis.name);
  const span = (one, other) => `${formatNumber(one, 4)} to ${formatNumber(other, 4)}${unit && ` ${unit}`}`;
  if (axis.scale.kind !== "rank") return `${title} ${span(low, high)}`;
  const values = [low, high].map(axis.scale.valueOfRank).sort((one, other) => one - other);
  const ranks = `rank ${formatNumber(Math.ceil(low))} to ${formatNumber(Math.floor(high))}`;
  return values.includes(null) ? `${title} ${ranks}` : `${title} ${span(...values)} (${ranks})`;
}

/** The condition that picks the points of an answer whose bins are one: by the values of those counted. */
export function conditionOf(axes) {
  return whereOfBox(Object.values(axes).map(({ name, values: [low, high] }) => ({ name, low, high })));
}
