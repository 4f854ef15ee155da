/* Numbers as the page shows them, scales, ticks, colours. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  formatCount,
  formatDifference,
  formatNumber,
  formatTicks,
  formatWithError,
  fullValue,
  shortName,
  titleOf,
  unitOf,
} from "../../src/explore/page/format.js";
import { interpolate, makeScale, niceStep, ticksOf } from "../../src/explore/page/scales.js";
import { colourAt, contrast, operationStyles } from "../../src/explore/page/colours.js";

test("numbers have five digits, units and grouped thousands", () => {
  const cases = [
    [0.93487022570259171, "0.93487"],
    [0.931, "0.93100"],
    [0.5, "0.5"],
    [32426634, "32.427 M"],
    [423624, "423,624"],
    [5000, "5000"],
    [4307.0245187454793, "4307.0"],
    [867.3258704044009, "867.33"],
    [-0.0034, "−0.00340", 3],
    [8.2892790726331189e-13, "8.29e−13"],
    [0, "0"],
    [1e6, "1 M"],
    [123456.7, "123,457"],
    [Infinity, "∞"],
    [null, "–"],
    [undefined, "–"],
    [NaN, "–"],
    ["", "–"],
    ["yes", "yes"],
  ];
  for (const [value, text, digits] of cases) assert.equal(formatNumber(value, digits), text, String(value));
});

test("differences have a sign, and titles all digits", () => {
  assert.equal(formatDifference(0.0010331614173518799), "+0.00103");
  assert.equal(formatDifference(-0.0888), "−0.0888");
  assert.equal(formatDifference(0), "0");
  assert.equal(fullValue(0.0010331614173518799), "0.00103316141735188");
  assert.equal(formatWithError(0.93487, 0.00123), "0.93487 ± 0.0012");
  assert.equal(formatWithError(0.93487, null), "0.93487");
});

test("names, counts and titles", () => {
  assert.equal(shortName("02e5a0247bbdcf2860b7e96f74961594"), "02e5a024…");
  assert.equal(shortName("112233"), "112233");
  assert.equal(formatCount(1, "cell"), "1 cell");
  assert.equal(formatCount(52602, "neighbour"), "52,602 neighbours");
  assert.equal(titleOf("test@108:mean"), "Test accuracy, 108 epochs, mean");
  assert.equal(titleOf("valid@36:run2:halfway"), "Validation accuracy, 36 epochs, run 2, halfway");
  assert.equal(titleOf("column:my_value"), "my value");
  assert.equal(unitOf("time@108:mean"), "s");
  assert.equal(unitOf("test@108"), "");
});

test("scales lead forth and back", () => {
  for (const [kind, low, high] of [
    ["linear", -2, 8],
    ["log", 0.1, 1000],
    ["rank", 1, 423624],
  ]) {
    const scale = makeScale(kind, low, high);
    assert.equal(scale.place(low), 0);
    assert.ok(Math.abs(scale.place(high) - 1) < 1e-12);
    for (const share of [0, 0.25, 0.5, 1]) assert.ok(Math.abs(scale.place(scale.value(share)) - share) < 1e-12);
  }
  assert.ok(Math.abs(makeScale("log", 1, 100).value(0.5) - 10) < 1e-12);
  assert.equal(makeScale("log", 0, 5).kind, "linear");
});

test("ticks are round, within the axis and not too many", () => {
  assert.deepEqual(ticksOf(makeScale("linear", 0, 1), 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticksOf(makeScale("linear", 0.912, 0.9384), 5), [0.915, 0.92, 0.925, 0.93, 0.935]);
  assert.deepEqual(ticksOf(makeScale("log", 227274, 49979274), 10), [500000, 1e6, 2e6, 5e6, 1e7, 2e7]);
  assert.deepEqual(ticksOf(makeScale("linear", 3, 3)), [3]);
  for (const [kind, low, high] of [
    ["linear", -7.3, 1e9],
    ["log", 1e-9, 1e12],
    ["log", 5, 6],
    ["rank", 1, 64],
  ])
    for (const count of [2, 5, 9]) {
      const scale = makeScale(kind, low, high);
      const ticks = ticksOf(scale, count);
      assert.ok(
        ticks.every((tick) => tick >= low && tick <= high * (1 + 1e-9)),
        `${kind} ${low}`,
      );
      assert.ok(ticks.length <= 3 * count, `${ticks.length} ticks for ${count}`);
    }
  assert.equal(niceStep(10, 5), 2);
});

test("labels of ticks have the same number of decimals", () => {
  assert.deepEqual(formatTicks([0.93, 0.932, 0.934]), ["0.930", "0.932", "0.934"]);
  assert.deepEqual(formatTicks([-0.5, 0, 0.5]), ["−0.5", "0.0", "0.5"]);
  assert.deepEqual(formatTicks([500000, 1e6, 2e6]), ["500,000", "1 M", "2 M"]);
  assert.deepEqual(formatTicks([1e7, 2.05e7, 3e8]), ["10 M", "20.5 M", "300 M"]);
  assert.deepEqual(formatTicks([1e-9, 2e-9]), ["1.0e−9", "2.0e−9"]);
});

test("ranks are told as values between quantiles", () => {
  const quantiles = [
    [1, 0.9],
    [11, 0.8],
    [21, 0.5],
  ];
  assert.equal(interpolate(quantiles, 1), 0.9);
  assert.ok(Math.abs(interpolate(quantiles, 6) - 0.85) < 1e-12);
  assert.equal(interpolate(quantiles, 99), 0.5);
  assert.equal(interpolate([], 3), null);
});

/** Channels of "#rrggbb". */
const channels = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));

test("text on operations is readable (WCAG AA), black on white is 21", () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  for (const { fill, text } of Object.values(operationStyles))
    assert.ok(contrast(channels(fill), channels(text)) >= 4.5, fill);
});

test("colour scales begin and end where they say, and dots stand out from their ground", () => {
  assert.deepEqual(colourAt("value", 0), [0x00, 0x2a, 0x5f]);
  assert.deepEqual(colourAt("value", 2), [0xfd, 0xe7, 0x37]);
  for (let share = 0; share <= 1; share += 0.05) {
    assert.ok(contrast(colourAt("diverging", share), [255, 255, 255]) >= 3, `light ${share}`);
    assert.ok(contrast(colourAt("diverging dark", share), [0x11, 0x17, 0x1d]) >= 3, `dark ${share}`);
  }
});
