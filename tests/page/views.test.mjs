/* Pure parts of the landscape and of the form for any analysis; expected values by hand. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { givenOptions, knownOptions } from "../../src/explore/page/analyses.js";
import { edgePath, leftOutText, radiusOf, shareOfRank } from "../../src/explore/page/network.js";

const analysis = {
  name: "rwa",
  tables: [{ name: "lags" }, { name: "summary" }],
  options: [{ name: "lags", default: 100 }, { name: "with", default: "none" }, { name: "seed", default: null }],
};

test("a form gives what differs from the defaults", () => {
  assert.deepEqual(givenOptions(analysis, { lags: "100", with: " none ", seed: "", table: "lags" }), {});
  assert.deepEqual(givenOptions(analysis, { lags: "7", with: "params", seed: "3", table: "summary" }),
    { lags: "7", with: "params", seed: "3", table: "summary" });
});

test("a link's other options are not the analysis'", () => {
  assert.deepEqual(knownOptions(analysis, { fitness: "params", run: "yes", lags: "7", table: "summary" }),
    { lags: "7", table: "summary" });
});

test("areas are as basins", () => {
  assert.equal(radiusOf(400, 400), 26);
  assert.equal(radiusOf(100, 400), 13);
  assert.equal(radiusOf(1, 1e6), 3.5);
  assert.equal(radiusOf(0, 0), 3.5);
});

test("the best rank has the highest colour, the last the lowest", () => {
  assert.deepEqual([shareOfRank(1, 100), shareOfRank(100, 100), shareOfRank(1, 1)], [1, 0, 1]);
  assert.ok(Math.abs(shareOfRank(10, 100) - 0.5) < 1e-12);
});

test("an edge runs from rim to rim, and touching nodes have none", () => {
  assert.equal(edgePath([0, 0, 10], [100, 0, 10]), "M10,0Q50,-12 85,0");
  assert.equal(edgePath([0, 0, 10], [15, 0, 10]), "");
});

test("what is left out is told", () => {
  const network = { nodes: [1, 2], edges: [1, 2, 3], optima: 9, optima_left_out: 7, transitions: 12, transitions_left_out: 9 };
  assert.match(leftOutText(network), /2 of 9 local optima.*3 of the 12 transitions/);
  assert.match(leftOutText({ ...network, optima_left_out: 0, transitions_left_out: 0 }), /^All/);
});
