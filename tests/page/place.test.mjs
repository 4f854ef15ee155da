/* Links of the page and what they are read as. */
import assert from "node:assert/strict";
import test from "node:test";
import { formatPlace, parsePlace, withOptions } from "../../src/explore/page/place.js";

test("a link is taken apart", () => {
  assert.deepEqual(parsePlace("#/map?x=params&y_scale=rank"), {
    view: "map",
    points: [],
    options: { x: "params", y_scale: "rank" },
  });
  assert.deepEqual(parsePlace("#/compare/id:7/best"), { view: "compare", points: ["id:7", "best"], options: {} });
});

test("a matrix is one point although it holds a slash", () => {
  assert.equal(formatPlace({ view: "cell", points: ["0100/"] }), "#/cell/0100%2F");
  assert.equal(formatPlace({ view: "cell", points: ["0110001100010000/c3,c1"] }), "#/cell/0110001100010000%2Fc3,c1");
});

test("an address that is none leads to the map, and broken encoding harms nothing", () => {
  for (const link of ["", "#", "#content", "https://example.org/"]) assert.equal(parsePlace(link).view, "map");
  assert.deepEqual(parsePlace("#/cell/%E0%A4%A").points, ["%E0%A4%A"]);
});

test("places survive being written and read", () => {
  const points = ["02e5a0247bbdcf2860b7e96f74961594", "a b/c?d#e%", "(8, 16):x|y", "ä→ö"];
  const options = { where: "params < 5e6 and depth <= 4 & x", box: "1,2.5e-7,-3,4" };
  const place = { view: "cell", points, options };
  assert.deepEqual(parsePlace(formatPlace(place)), place);
});

test("options that are empty are left out, and null takes one away", () => {
  assert.equal(formatPlace({ view: "map", options: { x: "", y: null, z: undefined, w: 0 } }), "#/map?w=0");
  const place = withOptions({ view: "map", points: [], options: { x: "a", y: "b" } }, { x: null });
  assert.equal(formatPlace(place), "#/map?y=b");
});
