/* What is known of a point, from the keys and values of `cell`: values beside their noise, runs set apart. */

import { plainRule } from "./about.js";
import { element } from "./dom.js";
import { formatNumber, fullValue, isMissing, titleOf, unitOf } from "./format.js";

/* Shown elsewhere on the page. */
const ELSEWHERE = new Set([
  "hash",
  "point",
  "adjacency",
  "operations",
  "origin",
  "source",
  "architecture",
  "same_network",
]);

/** Suffixes of keys that belong to the value of the key before. */
const PARTS = [
  ["error", /[ _]standard_error$/],
  ["runs", /[ _]runs$/],
];

/** The rule, key or name that a key ends up under, and which part of it the key is. */
function partOf(key, last) {
  if (key === "standard_error") return [last, "error"];
  if (key === "runs") return [last, "runs"];
  for (const [part, suffix] of PARTS) if (suffix.test(key)) return [key.replace(suffix, ""), part];
  return [key, "value"];
}

/**
 * The metrics of an answer of `cell`, in its order: [{name, value, error, runs, isRun}]. `error` is the standard error
 * and `runs` the number of runs behind a mean; `isRun` marks the value of a single run beside others.
 */
export function metricsOf(row) {
  const metrics = new Map();
  let last = null;
  for (const [key, value] of Object.entries(row)) {
    if (ELSEWHERE.has(key)) continue;
    const [name, part] = partOf(key, last);
    if (part === "value") last = name;
    if (!metrics.has(name)) metrics.set(name, { name, isRun: /@.*:run/.test(name) });
    metrics.get(name)[part] = value;
  }
  return [...metrics.values()].filter((metric) => "value" in metric);
}

/** The value of a fitness rule in an answer of `cell`; undefined if it is not there. */
export function valueOfRule(row, rule) {
  if (rule in row) return row[rule];
  const key = Object.keys(row).find((name) => plainRule(name) === plainRule(rule));
  return key === undefined ? row.fitness : row[key];
}

function shownValue({ name, value, error, runs }) {
  const unit = typeof value === "number" ? unitOf(name) : "";
  const texts = [formatNumber(value)];
  if (!isMissing(error)) texts.push(` ± ${formatNumber(error, 2)}`);
  if (unit) texts.push(` ${unit}`);
  const title = isMissing(error) ? fullValue(value) : `${fullValue(value)}, standard error ${fullValue(error)}`;
  return [
    element("span", { title }, texts.join("")),
    runs > 1 ? element("span", { class: "note" }, ` (${runs} runs)`) : "",
  ];
}

function listOf(metrics) {
  return element(
    "dl",
    { class: "metrics" },
    metrics.map((metric) =>
      element(
        "div",
        {},
        element("dt", { title: metric.name }, titleOf(metric.name)),
        element("dd", {}, shownValue(metric)),
      ),
    ),
  );
}

const SHORT_LIST = 10;

/** A list that folds away under `title` if it is long. */
function folded(title, metrics) {
  return metrics.length === 0
    ? ""
    : element("details", {}, element("summary", {}, `${title} (${metrics.length})`), listOf(metrics));
}

/** Metrics as lists; single runs fold away where there are several, `features` of the space where they are many. */
export function drawMetrics(row, features = []) {
  const metrics = metricsOf(row);
  const names = new Set(features.map(({ name }) => name));
  const runs = metrics.filter(({ isRun }) => isRun);
  const ofSpace = metrics.filter(({ name }) => names.has(name));
  const folds = [runs.length > 4 ? runs : [], ofSpace.length > SHORT_LIST ? ofSpace : []];
  return [
    listOf(metrics.filter((metric) => !folds.flat().includes(metric))),
    folded("Features", folds[1]),
    folded("Single runs", folds[0]),
  ];
}
