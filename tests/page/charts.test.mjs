/* What charts show of rows, their scales and their ticks; expected values by hand. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { categoriesOf, joinedValues, modelOf, partColumns, placeOnAxis, rangeOf, rankedOf, seriesPart } from "../../src/explore/page/chart_data.js";
import { chartScale, labelStep, tickText, widened } from "../../src/explore/page/chart_scales.js";

const lags = {
  analysis: "rwa", table: "lags", kind: "line", title: "Autocorrelation",
  x: { columns: ["lag"], title: "Lag (steps)", scale: "linear" },
  y: { title: "Autocorrelation", scale: "linear" },
  curves: [{ column: "exact", low: "low", high: "high", title: "exact" }, { column: "sampled", title: "sampled" }],
  references: [{ axis: "y", at: 0, title: "none" }, { axis: "y", column: "band", title: "band", around: true }],
};
const lagRows = [
  { lag: 0, exact: 1, low: 1, high: 1, sampled: 1, band: null },
  { lag: 1, exact: 0.5, low: 0.25, high: 0.75, sampled: 0.625, band: 0.125 },
  { lag: 2, exact: null, low: null, high: null, sampled: 0.375, band: 0.125 },
];

test("curves of several columns, with intervals, and what is missing left out", () => {
  const model = modelOf(lags, lagRows);
  assert.deepEqual(model.series.map(({ name, marks }) => [name, marks.map(({ x, y }) => [x, y])]),
    [["exact", [[0, 1], [1, 0.5]]], ["sampled", [[0, 1], [1, 0.625], [2, 0.375]]]]);
  assert.deepEqual([model.series[0].marks[1].low, model.series[0].marks[1].high], [0.25, 0.75]);
  assert.equal("low" in model.series[1].marks[0], false);
  assert.equal(model.left, 1);
});

test("a reference from a column lies on both sides of 0, with one title", () => {
  assert.deepEqual(modelOf(lags, lagRows).references, [
    { axis: "y", at: 0, title: "none" },
    { axis: "y", at: 0.125, title: "band", dashed: true },
    { axis: "y", at: -0.125, dashed: true },
  ]);
});

test("the range of an axis holds intervals and references", () => {
  const model = modelOf(lags, lagRows);
  assert.deepEqual(rangeOf(model, "x"), [0, 2]);
  assert.deepEqual(rangeOf(model, "y"), [-0.125, 1]);
  assert.equal(rangeOf(modelOf({ ...lags, references: [] }, []), "y"), null);
});

test("bars reach to 0, and intervals give both ends of x", () => {
  const histogram = { ...lags, kind: "bars", x: { columns: ["low"], until: "high", scale: "linear" },
    curves: [{ column: "share" }], references: [] };
  const model = modelOf(histogram, [{ low: 2, high: 4, share: 0.25 }, { low: 4, high: 6, share: 0.75 }]);
  assert.deepEqual(model.series[0].marks.map(({ x, from, to }) => [x, from, to]), [[3, 2, 4], [5, 4, 6]]);
  assert.deepEqual([rangeOf(model, "x"), rangeOf(model, "y")], [[2, 6], [0, 0.75]]);
});

test("a series for each combination of series columns", () => {
  const figure = { ...lags, curves: [{ column: "y" }], series: ["a", "b"], references: [] };
  const model = modelOf(figure, [{ lag: 1, y: 1, a: "p", b: 1 }, { lag: 1, y: 2, a: "p", b: 2 }, { lag: 2, y: 3, a: "p", b: 1 }]);
  assert.deepEqual(model.series.map(({ name, marks }) => [name, marks.length]), [["p, b 1", 2], ["p, b 2", 1]]);
});

test("a legend says what yes, no and numbers are of", () => {
  assert.deepEqual([["strict", "yes"], ["in_funnel", "no"], ["edits", 2], ["front", "time"], ["side", null]].map((pair) => seriesPart(...pair)),
    ["strict", "not in funnel", "edits 2", "time", ""]);
});

test("a logarithmic axis leaves out what is not positive", () => {
  const model = modelOf({ ...lags, x: { columns: ["lag"], scale: "log" }, references: [] }, lagRows);
  assert.deepEqual(model.series[1].marks.map(({ x }) => x), [1, 2]);
  assert.equal(model.left, 3);
  assert.deepEqual(rangeOf(model, "x"), [1, 2]);
});

test("cells of a heat map have two categories and a value", () => {
  const figure = { kind: "heat", x: { columns: ["to"], scale: "category" }, y: { columns: ["from", "position"], scale: "category" },
    curves: [], colour: "mean" };
  const rows = [{ from: "a", position: null, to: "b", mean: 1 }, { from: "a", position: 2, to: "b", mean: -1 },
    { from: "b", position: null, to: "a", mean: null }];
  const model = modelOf(figure, rows);
  assert.deepEqual(model.series[0].marks.map(({ x, y, colour }) => [x, y, colour]), [["b", "a", 1], ["b", "a, 2", -1]]);
  assert.equal(model.left, 1);
  assert.deepEqual(categoriesOf(model.series[0].marks, "y"), ["a", "a, 2"]);
});

const density = {
  kind: "heat", x: { columns: ["x"], until: "x_to", title: "x", scale: "rank" }, y: { columns: ["y"], until: "y_to", title: "y", scale: "linear" },
  curves: [], colour: "share", colour_scale: "log", series: ["kind"], label: "name",
};
const densityRows = [
  { x: 0, x_to: 1, y: 0, y_to: 2, share: 0.25, kind: "cell" }, { x: 1, x_to: 100, y: 0, y_to: 2, share: 0.75, kind: "cell" },
  { x: 50, x_to: null, y: 1, y_to: null, share: null, kind: "best", name: "here" },
];

test("a density has cells between ends, and points over them with their names", () => {
  const model = modelOf(density, densityRows);
  assert.deepEqual(model.series.map(({ name, marks }) => [name, marks.length]), [["", 2], ["best", 1]]);
  const { from, to, bottom, top } = model.series[0].marks[1];
  assert.deepEqual([from, to, bottom, top], [1, 100, 0, 2]);
  assert.deepEqual([model.series[1].marks[0].x, model.series[1].marks[0].label, model.left], [50, "here", 0]);
  assert.deepEqual([rangeOf(model, "x"), rangeOf(model, "y")], [[0, 100], [0, 2]]);
  assert.deepEqual(rankedOf(model, "x"), [0, 1, 100]);
});

test("a scale of ranks gives each interval the same room, and each value its middle rank", () => {
  const ends = chartScale("rank", [0, 100], { ranked: [100, 0, 1], exact: true });
  assert.deepEqual([0, 1, 50.5, 100].map((value) => Math.round(ends.place(value) * 1000) / 1000), [0, 0.5, 0.75, 1]);
  const tied = chartScale("rank", [1, 3], { ranked: [1, 2, 2, 3] });
  assert.equal(tied.place(2), 0.5);
  assert.ok(tied.place(1) > 0 && tied.place(3) < 1);
  assert.deepEqual(tied.ticks().map(({ text }) => text), ["1", "2", "3"]);
});

test("numbers stand in the second column where the first is empty; references may lie on one side", () => {
  const figure = { ...lags, x: { columns: ["evaluations", "time"], scale: "linear" }, curves: [{ column: "y" }],
    references: [{ axis: "y", column: "best", title: "best" }] };
  const model = modelOf(figure, [{ evaluations: null, time: 7, y: 1, best: 3 }, { evaluations: 2, time: null, y: 2, best: 3 }]);
  assert.deepEqual(model.series[0].marks.map(({ x }) => x), [7, 2]);
  assert.deepEqual(model.references, [{ axis: "y", at: 3, title: "best", dashed: true }]);
});

test("places and names from several columns", () => {
  assert.equal(joinedValues({ a: "x", b: null, c: 0 }, ["a", "b", "c"]), "x, 0");
  assert.equal(placeOnAxis({ low: 1, high: null }, { columns: ["low"], until: "high", scale: "linear" }), null);
  assert.equal(placeOnAxis({ a: "" }, { columns: ["a"], scale: "category" }), null);
});

test("columns that are equal in all rows are told once, empty ones never", () => {
  const rows = [{ lag: 1, relation: "pruned", seed: null }, { lag: 2, relation: "pruned", seed: null }];
  assert.deepEqual(partColumns(rows), { shown: ["lag"], same: [["relation", "pruned"]] });
  assert.deepEqual(partColumns(rows.slice(0, 1)), { shown: ["lag", "relation"], same: [] });
  assert.deepEqual(partColumns([]), { shown: [], same: [] });
});

test("categories are evenly spaced", () => {
  const scale = chartScale("category", [0, 1], { categories: ["a", "b", "c", "d"] });
  assert.deepEqual([scale.place("a"), scale.place("d"), scale.room], [0.125, 0.875, 0.25]);
  assert.deepEqual(scale.ticks().map(({ text }) => text), ["a", "b", "c", "d"]);
});

test("a square-root scale begins at 0", () => {
  const scale = chartScale("sqrt", [0, 4], { exact: true });
  assert.deepEqual([0, 1, 4].map(scale.place), [0, 0.5, 1]);
  assert.equal(scale.ticks(4)[0].value, 0);
});

test("ranges are widened, but not across 0", () => {
  assert.deepEqual(widened(0, 100, "linear"), [0, 104]);
  assert.deepEqual(widened(5, 5, "linear"), [4.5, 5.5]);
  assert.deepEqual(widened(0, 0, "linear"), [0, 0]);
  assert.deepEqual(widened(3, 3, "log"), [1.5, 6]);
});

test("whole numbers have ticks at whole numbers", () => {
  const scale = chartScale("linear", [0, 3], { whole: true });
  assert.deepEqual(scale.ticks(12).map(({ value }) => value), [0, 1, 2, 3]);
});

test("ticks are as short as their values", () => {
  assert.deepEqual([0, 0.5, -0.25, 1.5, 20, 1e-5, 25000].map(tickText), ["0", "0.5", "−0.25", "1.5", "20", "1e−5", "25,000"]);
  assert.deepEqual([[100, 10], [10, 100], [11, 10]].map(([count, most]) => labelStep(count, most)), [10, 1, 2]);
});
