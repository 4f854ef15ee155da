/* Axes of the map: which values they may show, how a place on them is read, and boxes of bins as ranges. */

import { plainRule } from "./about.js";
import { formatNumber, titleOf, unitOf } from "./format.js";
import { makeScale } from "./scales.js";

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

/** Ends of a box of bins on both axes, as the server takes them. */
export function rangesOfBox(box, map, axes) {
  const x = (column) => axes.x.at(column / map.columns);
  const y = (row) => axes.y.at(1 - row / map.rows);
  const ascending = (one, other) => (one <= other ? [one, other] : [other, one]);
  const [x_low, x_high] = ascending(x(box.left), x(box.right + 1));
  const [y_low, y_high] = ascending(y(box.top), y(box.bottom + 1));
  return { x_low, x_high, y_low, y_high };
}

export function countInBox(box, map) {
  let count = 0;
  for (const [column, row, inBin] of map.bins) {
    if (column >= box.left && column <= box.right && row >= box.top && row <= box.bottom) count += inBin;
  }
  return count;
}

export function rangeText(axis, low, high, fitness) {
  const unit = unitOf(axis.name === "fitness" ? fitness : axis.name);
  const name = `${axisTitle(axis.name, fitness)}${axis.scale.kind === "rank" ? " (rank)" : ""}`;
  return `${name} ${formatNumber(low, 4)} to ${formatNumber(high, 4)}${unit && ` ${unit}`}`;
}

/** The range of an axis as a condition bounds it: ranks by the values that have them. */
export function conditionRange(axis, low, high) {
  if (axis.scale.kind !== "rank") return { name: axis.name, low, high };
  return { name: axis.name, low: axis.scale.valueOfRank(high), high: axis.scale.valueOfRank(low) };
}
