/* Scales of charts: those of the map, square roots, ranks, and categories; each with the places of its ticks. */

import { MINUS, formatNumber } from "./format.js";
import { makeScale, ticksOf } from "./scales.js";

const MARGIN = 0.04; /* of the range, beyond the lowest and the highest value */

/** Evenly spaced categories. `room` is the width of one. */
function categoryScale(categories) {
  const room = 1 / Math.max(1, categories.length);
  const number = new Map(categories.map((category, at) => [category, at]));
  return {
    kind: "category",
    room,
    place: (category) => (number.get(category) + 0.5) * room,
    ticks: () => categories.map((category) => ({ value: category, text: String(category) })),
  };
}

function rootScale(high) {
  const end = high || 1;
  const linear = makeScale("linear", 0, end);
  return {
    kind: "sqrt",
    low: 0,
    high: end,
    place: (value) => Math.sqrt(Math.max(0, value) / end),
    ticks: (count) => {
      const [, first = end] = ticksOf(linear, count);
      return [0, first / 10, ...ticksOf(linear, count).slice(1)].map((value) => ({ value }));
    },
  };
}

/**
 * Values by their ranks among `values`, equal ones in the middle of theirs, others between their neighbours. `exact`:
 * the first and the last stand on the ends.
 */
export function rankScale(values, exact) {
  const ranked = values.toSorted((one, other) => one - other);
  const count = ranked.length;
  const middleOf = (value) => (ranked.indexOf(value) + ranked.lastIndexOf(value) + 1) / 2 / count;
  const rankOf = (value) => {
    const next = ranked.findIndex((known) => known >= value);
    if (next < 0) return 1;
    if (ranked[next] === value) return middleOf(value);
    if (next === 0) return 0;
    const [before, after] = [ranked[next - 1], ranked[next]];
    return middleOf(before) + ((middleOf(after) - middleOf(before)) * (value - before)) / (after - before);
  };
  const [low, high] = exact ? [0.5 / count, 1 - 0.5 / count] : [-MARGIN / 2, 1 + MARGIN / 2];
  const steps = [0, 0.25, 0.5, 0.75, 1];
  return {
    kind: "rank",
    low: ranked[0],
    high: ranked.at(-1),
    place: (value) => (rankOf(value) - low) / (high - low),
    ticks: () => [...new Set(steps.map((step) => ranked[Math.floor(step * (count - 1))]))].map((value) =>
      ({ value, text: String(Number(value.toPrecision(4))).replace("-", MINUS) })),
  };
}

/** Widens a range so that no mark lies on its ends; an end at 0 stays. */
export function widened(low, high, kind) {
  if (kind === "log") {
    const factor = (high / low) ** MARGIN;
    return high > low ? [low / factor, high * factor] : [low / 2, high * 2];
  }
  const room = high > low ? (high - low) * MARGIN : Math.abs(high) * 0.1 || 1;
  return [low === 0 ? 0 : low - room, high === 0 ? 0 : high + room];
}

/**
 * A scale of that kind for values from low to high, for categories, or of ranks among `ranked`. `exact`: without room beyond the ends; `whole`:
 * ticks at whole numbers alone.
 */
export function chartScale(kind, [low, high], { categories = [], ranked = [], exact = false, whole = false } = {}) {
  if (kind === "category") return categoryScale(categories);
  if (kind === "rank") return rankScale(ranked, exact);
  if (kind === "sqrt") return rootScale(exact ? high : widened(0, high, kind)[1]);
  const scale = makeScale(kind, ...(exact && high > low ? [low, high] : widened(low, high, kind)));
  const ticks = (count) => ticksOf(scale, count).filter((value) => !whole || Number.isInteger(value)).map((value) => ({ value }));
  return { ...scale, ticks };
}

/** The text at a tick: as short as the value allows. */
export function tickText(value) {
  const size = Math.abs(value);
  if (size >= 1e4) return formatNumber(value, 3);
  if (size > 0 && size < 1e-3) return Number(value.toPrecision(3)).toExponential().replaceAll("-", MINUS);
  return String(Number(value.toPrecision(6))).replace("-", MINUS);
}

/** Every how many of `count` labels one is shown where there is room for `most`. */
export function labelStep(count, most) {
  return Math.max(1, Math.ceil(count / Math.max(1, most)));
}
