/* Boxes, conditions made from them, neighbours in groups and on the ring, the trail, metrics. */
import assert from "node:assert/strict";
import test from "node:test";
import { binAfterKey, boxBetween } from "../../src/explore/page/brush.js";
import { distancesOf, joinPaths } from "../../src/explore/page/compare.js";
import { quotedName, whereOfBox } from "../../src/explore/page/where.js";
import { kindOfChange, isBeyondNoise, placeRing, shareOf } from "../../src/explore/page/ring.js";
import { groupOf, inGroups, partsOfChange } from "../../src/explore/page/neighbours.js";
import { plotTrail, trailAfter, trailBefore } from "../../src/explore/page/trail.js";
import { metricsOf, valueOfRule } from "../../src/explore/page/metrics.js";
import { cleanSearch } from "../../src/explore/page/search.js";

test("a box lies between two bins in any order", () => {
  const box = { left: 2, right: 7, top: 1, bottom: 4 };
  assert.deepEqual(boxBetween([2, 4], [7, 1]), box);
  assert.deepEqual(boxBetween([7, 1], [2, 4]), box);
});

test("arrow keys move by a bin, with the control key by five, and stay on the map", () => {
  assert.deepEqual(binAfterKey([3, 3], "ArrowRight", false, 10, 10), [4, 3]);
  assert.deepEqual(binAfterKey([3, 3], "ArrowUp", true, 10, 10), [3, 0]);
  assert.deepEqual(binAfterKey([9, 9], "ArrowDown", false, 10, 10), [9, 9]);
  assert.equal(binAfterKey([3, 3], "a", false, 10, 10), null);
});

test("a box is a condition", () => {
  assert.equal(
    whereOfBox([
      { name: "params", low: 1e6, high: 2.5e6 },
      { name: "fitness", low: 0.93, high: null },
    ]),
    "params >= 1000000 and params <= 2500000 and fitness >= 0.93",
  );
  assert.equal(whereOfBox([{ name: "time@108", low: null, high: 1500 }]), "time@108 <= 1500");
  assert.equal(whereOfBox([]), "");
  assert.equal(quotedName("my column"), '"my column"');
});

const ROWS = [
  { change: "replace conv3x3 at vertex 3 by maxpool3x3", fitness: 0.94, difference: 0.01, beyond_noise: "yes" },
  { change: "add edge 1→4", fitness: 0.931, difference: 0.001, beyond_noise: "no" },
  { change: "add edge 0→4", fitness: 0.93, difference: 0, beyond_noise: "no" },
  { change: "remove edge 0→2, drops vertices 2, 3", fitness: 0.5, difference: -0.43, beyond_noise: "yes" },
  { change: "undo: add edge 3→4", fitness: null, difference: null, beyond_noise: null },
];

test("neighbours are grouped by what the difference is worth", () => {
  assert.deepEqual(
    inGroups(ROWS, 1).map(([group]) => group),
    ["Better, beyond noise", "Better, within noise", "Equal", "Worse, beyond noise", "Not evaluated"],
  );
  assert.equal(groupOf(ROWS[0], -1), "Worse, beyond noise");
  assert.equal(groupOf({ fitness: 1, difference: 1 }, 1), "Better");
  assert.equal(isBeyondNoise({ beyond_noise: null }), undefined);
});

test("a change names its vertices and edges", () => {
  assert.deepEqual(partsOfChange(ROWS[0].change), { vertices: [3], edges: [] });
  assert.deepEqual(partsOfChange(ROWS[3].change), { vertices: [2, 3], edges: ["0→2"] });
  assert.deepEqual(partsOfChange(null), { vertices: [], edges: [] });
  assert.deepEqual(
    ROWS.map(({ change }) => kindOfChange(change)),
    ["replace", "add edge", "add edge", "remove edge", "undo"],
  );
});

test("the ring puts better neighbours outside of the circle and the largest difference farthest", () => {
  const { places, kinds, largest } = placeRing(ROWS, 1);
  assert.equal(largest, 0.43);
  assert.equal(places.length, ROWS.length);
  assert.deepEqual(
    kinds.map(({ kind, count }) => [kind, count]),
    [
      ["replace", 1],
      ["add edge", 2],
      ["remove edge", 1],
      ["undo", 1],
    ],
  );
  const radius = new Map(places.map((place) => [place.row, place.radius]));
  assert.ok(radius.get(ROWS[0]) > radius.get(ROWS[1]) && radius.get(ROWS[1]) > radius.get(ROWS[2]));
  assert.ok(radius.get(ROWS[3]) < radius.get(ROWS[2]));
  assert.equal(radius.get(ROWS[4]), null);
  const angles = places.map(({ angle }) => angle);
  assert.ok(angles.every((angle, at) => at === 0 || angle > angles[at - 1]) && angles.at(-1) - angles[0] < 2 * Math.PI);
  assert.equal(shareOf(0.25, 1), 0.5);
  assert.equal(shareOf(-4, 4), -1);
  assert.equal(shareOf(0, 0), 0);
});

test("a trail grows by visits and shrinks by steps back", () => {
  const trail = trailAfter(trailAfter([], "a"), "b");
  assert.deepEqual(trail, ["a", "b"]);
  assert.equal(trailAfter(trail, "b"), trail);
  assert.deepEqual(trailAfter(trail, "a"), ["a", "b", "a"]);
  assert.deepEqual(trailBefore(trail), ["a"]);
  assert.deepEqual(plotTrail([1, 3, undefined, 2], 110, 30, 10), [[10, 20], [40, 10], null, [100, 15]]);
});

test("metrics stand with their noise", () => {
  const row = {
    hash: "00",
    vertices: 7,
    "test@108:mean": 0.9,
    "test@108:mean standard_error": 0.001,
    "test@108:mean runs": 3,
    "test@108:run1": 0.899,
    origin: "measured",
  };
  assert.deepEqual(
    metricsOf(row).map(({ name }) => name),
    ["vertices", "test@108:mean", "test@108:run1"],
  );
  assert.deepEqual(metricsOf(row)[1], { name: "test@108:mean", isRun: false, value: 0.9, error: 0.001, runs: 3 });
  assert.deepEqual(metricsOf({ "column:y": 2, standard_error: 0.5, runs: 2 })[0], {
    name: "column:y",
    isRun: false,
    value: 2,
    error: 0.5,
    runs: 2,
  });
  assert.equal(valueOfRule(row, "test@108"), 0.9);
  assert.equal(valueOfRule(row, "valid@108"), undefined);
});

test("a search is cleaned of what people paste with it", () => {
  assert.equal(cleanSearch("  0110 / c3 , c1\n"), "0110/c3,c1");
});

test("paths through the same points are told once", () => {
  const steps = [{ hash: "a" }, { hash: "b" }];
  const paths = [
    { titles: ["Shortest path"], meanings: ["x"], steps },
    { titles: ["Widest path"], meanings: ["y"], steps: [{ hash: "a" }, { hash: "c" }, { hash: "b" }] },
    { titles: ["Improving path"], meanings: ["z"], steps: [...steps] },
  ];
  assert.deepEqual(
    joinPaths(paths).map(({ titles }) => titles),
    [["Shortest path", "Improving path"], ["Widest path"]],
  );
  assert.equal(joinPaths([...paths, { titles: ["None"], meanings: [""], steps: null }]).length, 3);
});

test("a comparison's changes belong to their distances", () => {
  const rows = [
    { kind: "point", name: "hash", a: "a", b: "b" },
    { kind: "distance", name: "hops", difference: 1, relation: "pruned" },
    { kind: "change", name: "hops", step: 1, change: "add edge 0→4" },
    { kind: "distance", name: "edit", difference: null, relation: null },
  ];
  assert.deepEqual(distancesOf(rows), [
    { name: "hops", distance: 1, relation: "pruned", changes: [{ step: 1, change: "add edge 0→4" }] },
    { name: "edit", distance: null, relation: null, changes: [] },
  ]);
});
