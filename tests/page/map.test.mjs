/* The map's axes: what they show, how places are read, and what a box of bins picks. */
import assert from "node:assert/strict";
import test from "node:test";
import { readAbout } from "../../src/explore/page/about.js";
import {
  axisOf,
  binsOfRanges,
  chosenAxes,
  conditionOf,
  countInBox,
  offeredNames,
  orientMap,
  rangesOfBox,
  rangeText,
  rebinned,
  ticksOn,
} from "../../src/explore/page/map_axes.js";
import { colourOfBins } from "../../src/explore/page/map_plot.js";
import { makeScale, ticksOf } from "../../src/explore/page/scales.js";

const ABOUT = readAbout({
  version: "1",
  space: {
    name: "nb101",
    points: 10,
    point_column: "hash",
    features: [{ name: "depth" }, { name: "params" }],
    cells: {},
  },
  fitness: { rule: "test@108:mean", direction: "maximise", origin: "surrogate", source: "builtin", known: 10 },
  available: ["test@108", "time@108"],
  relation: "pruned",
});

test("axes are the fitness in use, other fitnesses and features, each once", () => {
  assert.deepEqual(offeredNames(ABOUT), ["fitness", "time@108", "depth", "params"]);
});

test("the map opens on fitness by rank against parameters, and keeps to what the link says", () => {
  assert.deepEqual(chosenAxes({}, ABOUT), { x: "params", y: "fitness", x_scale: "log", y_scale: "rank", colour: "" });
  const chosen = chosenAxes({ x: "depth", y: "time@108", colour: "depth" }, ABOUT);
  assert.deepEqual(chosen, { x: "depth", y: "time@108", x_scale: "linear", y_scale: "linear", colour: "depth" });
});

const RANKS = {
  name: "fitness",
  scale: "rank",
  low: 1,
  high: 101,
  ticks: [
    [1, 0.9],
    [101, 0.1],
  ],
  value_low: 0.1,
  value_high: 0.9,
};
const PARAMS = { name: "params", scale: "linear", low: 0, high: 10, better: "low", value_low: 2, value_high: 8 };

test("values grow upwards on every scale: rank 1 is at the top where high is best, at the bottom where low is", () => {
  const best = axisOf({ ...RANKS, better: "high" });
  assert.equal(best.along(1), 1);
  assert.equal(best.at(0), 101);
  const least = axisOf({ ...RANKS, better: "low" });
  assert.equal(least.along(1), 0);
  assert.equal(axisOf(PARAMS).along(10), 1);
});

/* Bins of the server: column, row from low to high on the axis, count. Row 0 holds the best ranks. */
const ANSWER = {
  columns: 10,
  rows: 4,
  bins: [
    [0, 0, 5],
    [9, 0, 1],
    [9, 3, 7, 0.5],
  ],
};
const AXES = { x: axisOf(PARAMS), y: axisOf({ ...RANKS, better: "high" }) };
const MAP = orientMap(ANSWER, AXES);

test("bins are turned to rows from the top", () => {
  assert.deepEqual(MAP.bins, [
    [0, 0, 5, null],
    [9, 0, 1, null],
    [9, 3, 7, 0.5],
  ]);
  assert.equal(MAP.byBin.get(3 * 10 + 9)[2], 7);
  const least = orientMap(ANSWER, { x: AXES.x, y: axisOf({ ...RANKS, better: "low" }) });
  assert.deepEqual(
    least.bins.map(([, row]) => row),
    [3, 3, 0],
  );
});

test("a box of bins is a range on both axes that shares no point with the next bin", () => {
  const box = { left: 2, right: 4, top: 0, bottom: 1 };
  const ranges = rangesOfBox(box, MAP, AXES);
  assert.equal(ranges.x_low, 2);
  assert.ok(ranges.x_high < 5 && ranges.x_high > 4.999999);
  assert.equal(ranges.y_low, 1);
  assert.ok(ranges.y_high < 51 && ranges.y_high > 50.999);
  assert.equal(rangesOfBox({ left: 0, right: 9, top: 0, bottom: 3 }, MAP, AXES).x_high, 10);
  assert.deepEqual(binsOfRanges(ranges, MAP, AXES), box);
  for (const one of [
    { left: 0, right: 0, top: 3, bottom: 3 },
    { left: 0, right: 9, top: 0, bottom: 3 },
  ])
    assert.deepEqual(binsOfRanges(rangesOfBox(one, MAP, AXES), MAP, AXES), one);
  assert.equal(countInBox({ left: 5, right: 9, top: 0, bottom: 3 }, MAP), 8);
});

test("a range by rank is told with its values, and picked by those of the points counted", () => {
  assert.equal(rangeText(AXES.y, 1, 51, "test@108"), "Test accuracy, 108 epochs 0.5 to 0.9 (rank 1 to 51)");
  assert.equal(rangeText(AXES.x, 2, 5, "test@108"), "Trainable parameters 2 to 5");
  assert.equal(conditionOf(AXES), "params >= 2 and params <= 8 and fitness >= 0.1 and fitness <= 0.9");
});

test("bins are coloured by count or by the mean of the colour, grey where it has none", () => {
  assert.deepEqual(
    MAP.bins.map(colourOfBins(MAP.bins, false).share).map((share) => share.toFixed(3)),
    ["0.827", "0.000", "1.000"],
  );
  const shades = colourOfBins(
    [
      [0, 0, 1, 2],
      [0, 1, 1, 4],
      [0, 2, 1, null],
    ],
    true,
  );
  assert.deepEqual(
    [
      [0, 0, 1, 3],
      [0, 2, 1, null],
    ].map(shades.share),
    [0.5, null],
  );
});

test("ticks of a short logarithmic axis do not crowd at its end", () => {
  const scale = makeScale("log", 1e6, 4.85e6);
  const places = ticksOf(scale, 11).map(scale.place);
  assert.ok(places.length > 5 && places.every((place, at) => at === 0 || place - places[at - 1] >= 0.6 / 11));
});

test("a count has a bin for each number, and ticks at whole numbers", () => {
  const about = {
    features: [
      { name: "depth", role: "depth" },
      { name: "params", role: "cost" },
    ],
  };
  const answer = { x: { low: 1, high: 7 }, y: { low: 0.1, high: 0.9 } };
  const chosen = { x: "depth", x_scale: "linear", y: "fitness", y_scale: "rank" };
  assert.deepEqual(rebinned(answer, chosen, {}, about), { x_low: 0.5, x_high: 7.5, columns: 7 });
  const zoomed = { ...answer, x: { low: 1.5, high: 3.499999999 } };
  assert.equal(rebinned(zoomed, chosen, { x_low: "1.5" }, about).columns, 2);
  assert.equal(rebinned(answer, { ...chosen, x: "params" }, {}, about), null);
  assert.equal(rebinned(answer, { ...chosen, x_scale: "log" }, {}, about), null);
  const axis = axisOf({ name: "depth", scale: "linear", low: 0.5, high: 3.5, counted: true });
  assert.deepEqual(ticksOn(axis, 12), [1, 2, 3]);
});
