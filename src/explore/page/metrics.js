/* What is known of a point, from the keys and values of `cell`: values beside their noise, runs set apart. */

import { plainRule } from "./about.js";
import { element } from "./dom.js";
import { formatNumber, fullValue, isMissing, titleOf, unitOf } from "./format.js";
import { pointLink } from "./rows.js";

/* Shown elsewhere on the page. */
const ELSEWHERE = new Set([
  ...["hash", "point", "adjacency", "operations", "origin", "source", "architecture"],
  ...["relation", "rule", "direction", "same_network", "same_network_count"],
]);

/* About the neighbours of a point. */
const OF_NEIGHBOURS = /(^|_)neighbours$|^better_beyond_noise$|_optimum$|^equal_within$/;

/* Values that are points. */
const POINTS = new Set(["optimum", "best", "nearest_better"]);

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

function shownValue(page, { name, value, error, runs }) {
  if (POINTS.has(name) && !isMissing(value)) return pointLink(page, value);
  const unit = typeof value === "number" ? unitOf(name) : "";
  const texts = [formatNumber(value)];
  if (!isMissing(error)) texts.push(` ± ${formatNumber(error, 2)}`);
  if (unit) texts.push(` ${unit}`);
  const title = isMissing(error) ? fullValue(value) : `${fullValue(value)}, standard error ${fullValue(error)}`;
  return [
    element("span", { title }, texts.join("")),
    runs > 1 ? [" ", element("span", { class: "note" }, `(${runs} runs)`)] : "",
  ];
}

function listOf(page, metrics) {
  const pair = (metric) =>
    element(
      "div",
      {},
      element("dt", { title: metric.name }, titleOf(metric.name)),
      element("dd", {}, shownValue(page, metric)),
    );
  return element("dl", { class: "metrics" }, metrics.map(pair));
}

const SHORT_LIST = 10;
const FEW_RUNS = 4;

/** A list that folds away under `title`; nothing if it is empty. */
function folded(page, title, metrics) {
  if (metrics.length === 0) return "";
  return element("details", {}, element("summary", {}, `${title} (${metrics.length})`), listOf(page, metrics));
}

const SPELLINGS = 60; /* most of them that are listed */

/** Links to all spellings of the same network: strings, or matrices of a cell. */
function sameNetwork(page, row) {
  const spellings = isMissing(row.same_network) ? [] : row.same_network.split(" ");
  if (spellings.length < 2) return "";
  const links = spellings.slice(0, SPELLINGS).map((spelling) => element("li", {}, pointLink(page, spelling)));
  const more = spellings.length > SPELLINGS ? element("p", { class: "note" }, `The first ${SPELLINGS}.`) : "";
  return element(
    "details",
    {},
    element("summary", {}, `Same network, other spellings (${formatNumber(row.same_network_count)})`),
    element("ul", { class: "spellings" }, links),
    more,
  );
}

/**
 * Metrics as lists: values, then what is known of the neighbours. Single runs fold away where there are several,
 * features of the space where they are many.
 */
export function drawMetrics(page, row) {
  const features = new Set(page.about.features.map(({ name }) => name));
  const groups = { values: [], features: [], runs: [], neighbours: [] };
  for (const metric of metricsOf(row)) {
    const { name, isRun } = metric;
    const group = isRun ? "runs" : features.has(name) ? "features" : OF_NEIGHBOURS.test(name) ? "neighbours" : "values";
    groups[group].push(metric);
  }
  const { values, neighbours, runs } = groups;
  const few = groups.features.length <= SHORT_LIST;
  return [
    listOf(page, [...(few ? groups.features : []), ...values, ...(runs.length <= FEW_RUNS ? runs : [])]),
    few ? "" : folded(page, "Features", groups.features),
    runs.length <= FEW_RUNS ? "" : folded(page, "Single runs", runs),
    sameNetwork(page, row),
    neighbours.length === 0
      ? ""
      : [element("h2", { class: "minor" }, `Neighbours (${row.relation})`), listOf(page, neighbours)],
  ];
}
