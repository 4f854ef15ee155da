/* The landscape: fitness by distance, optima with their basins, distribution; each part is a link of its own. */

import { nounOf } from "./about.js";
import { chart } from "./charts.js";
import { choice, element } from "./dom.js";
import { formatCount, formatNumber, shortName, titleOf } from "./format.js";
import { valueOfRule } from "./metrics.js";
import { drawNetwork } from "./network.js";
import { formatPlace, withOptions } from "./place.js";
import { makeTable, pagedRows, pointLink, shownNumber } from "./rows.js";
import { fitnessOf, surrogateMark } from "./served.js";

const OPTIMA_DRAWN = [25, 50, 100, 200, 400];

/** The description of how a table is drawn. */
export async function figureOf(page, analysis, table) {
  const figures = await page.ask("figures");
  return figures.find((figure) => figure.analysis === analysis && figure.table === table);
}

/** One line on where the values of a table come from. */
export function provenanceOf(row) {
  if (!row) return null;
  const points = row.known < row.points ? `${formatNumber(row.known)} of ${formatNumber(row.points)} points evaluated` : null;
  return element("p", { class: "note provenance" }, [
    row.fitness_rule && titleOf(row.fitness_rule), row.relation && `relation ${row.relation}`,
    row.distance_rule && `distance ${row.distance_rule}`, points, row.sample !== "complete" && row.sample,
  ].filter(Boolean).join("; "), ". ", surrogateMark(row.origin));
}

/** An analysis' table as a chart. */
export async function chartOf(page, analysis, table, options = {}, more = {}) {
  const [figure, rows] = await Promise.all([
    figureOf(page, analysis, table), page.ask("analysis", [analysis], { table, ...options })]);
  return { figure, rows, node: chart(figure, rows, { signal: page.signal, ...more }) };
}

const lead = (page, changes) => page.go(formatPlace(withOptions(page.place, changes)));

/* ---- fitness by distance ---- */

function distanceControls(page, to, distance) {
  const names = page.about.distances.map(({ name }) => name);
  const targets = [{ value: "best", label: "the best" },
    ...(page.current ? [{ value: "current", label: `the current ${nounOf(page.about)}, ${shortName(page.current)}` }] : [])];
  return element("form", { class: "controls", submit: (event) => event.preventDefault() },
    choice("Distance to", targets, to, (value) => lead(page, { to: value === "best" ? null : value })),
    choice("Measured by", names, distance, (value) => lead(page, { distance: value === names[0] ? null : value })));
}

function correlationTable(rows) {
  return makeTable("Correlation of fitness with distance", [
    { title: "Correlation of fitness with distance", of: (row) => row.statistic },
    { title: "Value", numeric: true, of: (row) => shownNumber(row.value) },
    { title: "95 % interval", numeric: true, of: (row) => (row.high > row.low
      ? `${formatNumber(row.low)} to ${formatNumber(row.high)}` : "–") },
    { title: "Points", numeric: true, of: (row) => shownNumber(row.count) },
    ...(rows.some((row) => row.reason) ? [{ title: "Reason", of: (row) => row.reason ?? "" }] : []),
  ], rows);
}

async function showDistance(page) {
  const to = page.place.options.to === "current" && page.current ? "current" : "best";
  const distance = page.place.options.distance ?? page.about.distances[0]?.name;
  const options = { distance, targets: to === "current" ? page.current : "best:1" };
  const figure = await figureOf(page, "fdc", "distances");
  const rows = await page.ask("analysis", ["fdc"], { table: "distances", ...options });
  const statistics = await page.ask("analysis", ["fdc"], { table: "statistics", ...options });
  const title = to === "current" ? `Fitness by distance to the current ${nounOf(page.about)}` : figure.title;
  return [distanceControls(page, to, distance),
    chart({ ...figure, title }, rows, { signal: page.signal }), correlationTable(statistics), provenanceOf(rows[0])];
}

/* ---- optima ---- */

async function basinList(page) {
  const rows = (await page.ask("analysis", ["basins"], { table: "basins" }))
    .toSorted((one, other) => other.size - one.size || 0);
  const list = await pagedRows({
    load: (count) => rows.slice(0, count),
    size: 12,
    none: "No local optimum.",
    draw: (shown) => makeTable("Local optima, largest basins first", [
      { title: "Optimum", of: (row) => pointLink(page, row.point, row.point === page.current ? { "aria-current": "true" } : {}) },
      { title: "Fitness", numeric: true, of: (row) => shownNumber(row.fitness) },
      { title: "Basin", numeric: true, of: (row) => shownNumber(row.size) },
      { title: "Share (%)", numeric: true, of: (row) => shownNumber(row.share * 100, (value) => formatNumber(value, 3)) },
      { title: "Mean climb", numeric: true, of: (row) => shownNumber(row.mean_climb, (value) => formatNumber(value, 3)) },
      { title: "Longest", numeric: true, of: (row) => shownNumber(row.longest_climb) },
    ], shown),
  });
  return { rows, list };
}

async function showOptima(page) {
  const { rows, list } = await basinList(page);
  const limit = OPTIMA_DRAWN.includes(Number(page.place.options.optima)) ? page.place.options.optima : "100";
  const network = rows.length > 0 ? await page.ask("network", [], { limit }) : null;
  const figure = await figureOf(page, "basins", "basins");
  const isPartial = page.about.known < page.about.points;
  return [
    element("p", {}, `${formatCount(rows.length, "local optim").replace(/optims?$/, rows.length === 1 ? "optimum" : "optima")}${isPartial ? " among the evaluated points" : ""}. ` +
      "A basin holds the points whose climb by best improvement ends at its optimum; climbs are counted in steps."),
    network && element("form", { class: "controls", submit: (event) => event.preventDefault() },
      choice("Optima drawn, at most", OPTIMA_DRAWN.map(String), limit, (value) => lead(page, { optima: value === "100" ? null : value }))),
    element("div", { class: "side-by-side" },
      network && drawNetwork(network, page),
      element("section", {}, element("h2", {}, "Largest basins first"), list)),
    rows.length > 0 && [chart(figure, rows, { signal: page.signal }), provenanceOf(rows[0])],
  ];
}

/* ---- distribution ---- */

/** Fitness of the current point; null if it has none. */
async function currentMark(page) {
  if (!page.current) return null;
  const cell = await page.ask("cell", [page.current]).catch((error) => {
    if (error.name === "AbortError") throw error;
    return null;
  });
  const fitness = cell && valueOfRule(cell, fitnessOf(page));
  return typeof fitness === "number" ? { x: fitness, text: `current: ${formatNumber(fitness)}` } : null;
}

async function showDistribution(page) {
  const current = await currentMark(page);
  const histogram = await chartOf(page, "density", "histogram", {}, { current });
  const quantiles = await chartOf(page, "density", "quantiles");
  return [histogram.node, quantiles.node, provenanceOf(histogram.rows[0])];
}

/* ---- the view ---- */

const PARTS = [
  { name: "distance", title: "Fitness by distance", show: showDistance },
  { name: "optima", title: "Optima and basins", show: showOptima },
  { name: "distribution", title: "Distribution", show: showDistribution },
];

/** Links that choose a part. */
function partLinks(page, chosen) {
  return element("nav", { "aria-label": "Parts of the landscape" }, element("ul", { class: "parts" },
    PARTS.map((part, number) => element("li", {}, element("a", {
      href: page.link("landscape", [], number > 0 ? { part: part.name } : {}),
      "aria-current": part === chosen ? "true" : null,
    }, part.title)))));
}

export async function show(page) {
  const part = PARTS.find(({ name }) => name === page.place.options.part) ?? PARTS[0];
  return element("section", { class: "landscape" },
    element("h1", { tabindex: -1, "data-title": `${part.title} of ${page.about.space}` }, "Landscape"),
    partLinks(page, part),
    await part.show(page));
}
