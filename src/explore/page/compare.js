/* Two points side by side: their drawings, what differs, the changes between them, and the paths from one to the other. */

import { nameOfPoint, plainRule, signOf } from "./about.js";
import { pointPanels } from "./cell.js";
import { element, svg } from "./dom.js";
import { formatCount, formatNumber, formatTicks, fullValue, isMissing, shortName, titleOf } from "./format.js";
import { isBeyondNoise } from "./ring.js";
import { makeTable, pointLink, pointOf, shownDifference, shownNumber } from "./rows.js";
import { makeScale, ticksOf } from "./scales.js";
import { cleanSearch } from "./search.js";
import { fitnessOf, surrogateMark } from "./served.js";

const PATHS = [
  { kind: "shortest", title: "Shortest path", meaning: "Fewest steps." },
  { kind: "widest", title: "Widest path", meaning: "The worst point on the way is as good as possible." },
  { kind: "improving", title: "Improving path", meaning: "Every step is better than the one before." },
];

/* ---- the two points ---- */

function pointsForm(page, [one = "", other = ""]) {
  const input = (name, label, value) =>
    element(
      "label",
      { class: "choice" },
      element("span", {}, label),
      element("input", {
        name,
        value,
        size: 34,
        list: "named",
        autocomplete: "off",
        spellcheck: "false",
        required: true,
      }),
    );
  return element(
    "form",
    {
      class: "controls",
      submit: (event) => {
        event.preventDefault();
        const given = new FormData(event.target);
        page.go(
          page.link(
            "compare",
            ["one", "other"].map((name) => cleanSearch(given.get(name))),
          ),
        );
      },
    },
    input("one", "From", one),
    input("other", "to", other),
    element("button", { type: "submit" }, "Compare"),
    one && other ? element("a", { class: "button", href: page.link("compare", [other, one]) }, "Swap") : "",
    one && other !== "best"
      ? element("a", { class: "button", href: page.link("compare", [one, "best"]) }, "To the best")
      : "",
  );
}

function halfOf(page, row) {
  const point = pointOf(row);
  const { picture, facts } = pointPanels(page, row);
  picture.prepend(element("h2", {}, nameOfPoint(page.about, point) ?? "", " ", pointLink(page, point)));
  return element("div", {}, picture, facts);
}

/* ---- what differs ---- */

function noiseText(row) {
  const beyond = isBeyondNoise(row);
  return beyond === undefined ? "" : beyond ? "beyond noise" : "within noise";
}

function withError(value, error) {
  return [shownNumber(value), isMissing(error) ? "" : ` ± ${formatNumber(error, 2)}`];
}

function differencesTable(page, rows) {
  const shown = rows.filter(({ kind }) => kind === "fitness" || kind === "feature");
  const own = plainRule(fitnessOf(page));
  /* Only of the fitness that is chosen is it known which is better. */
  const sign = (row) => (row.kind === "fitness" && plainRule(row.name) === own ? signOf(page.about) : 0);
  return makeTable(
    "Values side by side",
    [
      { title: "Value", of: (row) => element("span", { title: row.name }, titleOf(row.name)) },
      { title: "From", numeric: true, of: (row) => withError(row.a, row.a_standard_error) },
      { title: "To", numeric: true, of: (row) => withError(row.b, row.b_standard_error) },
      { title: "Difference", numeric: true, of: (row) => shownDifference(row.difference, sign(row)) },
      { title: "Noise", of: (row) => [noiseText(row), " ", surrogateMark(row.origin) ?? ""] },
    ],
    shown,
  );
}

/** Distances with the changes that lead from the one to the other: [{name, distance, relation, changes}]. */
export function distancesOf(rows) {
  return rows
    .filter(({ kind }) => kind === "distance")
    .map(({ name, difference, relation }) => ({
      name,
      distance: difference,
      relation,
      changes: rows
        .filter((row) => row.kind === "change" && row.name === name)
        .map(({ step, change }) => ({ step, change })),
    }));
}

function drawDistance({ name, distance, relation, changes }) {
  return element(
    "div",
    {},
    element(
      "h3",
      {},
      isMissing(distance) ? `${name}: no path` : `${name}: ${distance}`,
      relation ? ` (${relation})` : "",
    ),
    changes.length === 0
      ? ""
      : element(
          "ol",
          { start: changes[0].step },
          changes.map(({ change }) => element("li", {}, change)),
        ),
  );
}

/* ---- paths ---- */

const WIDTH = 640;
const HEIGHT = 200;
const LEFT = 70;

/** Fitness along a path; the axis has its ticks on the left. */
function plotPath(steps, title) {
  const values = steps.map(({ fitness }) => fitness).filter((value) => !isMissing(value));
  if (values.length < 2) return "";
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const scale = makeScale("linear", low, high > low ? high : low + 1);
  const x = (step) => LEFT + 12 + (step * (WIDTH - LEFT - 36)) / Math.max(1, steps.length - 1);
  const y = (value) => HEIGHT - 34 - scale.place(value) * (HEIGHT - 54);
  const known = steps.filter(({ fitness }) => !isMissing(fitness));
  const ticks = ticksOf(scale, 4);
  const labels = formatTicks(ticks);
  return svg(
    "svg",
    {
      class: "way-plot",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "img",
      "aria-label": `Fitness along the path, ${title}`,
    },
    svg(
      "g",
      { class: "axes" },
      ticks.map((value, number) => [
        svg("line", { class: "grid", x1: LEFT, x2: WIDTH - 8, y1: y(value), y2: y(value) }),
        svg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, labels[number]),
      ]),
      steps.length > 25
        ? ""
        : steps.map((_, step) => svg("text", { x: x(step), y: HEIGHT - 8, "text-anchor": "middle" }, `${step}`)),
    ),
    svg("polyline", { class: "way", points: known.map((row) => `${x(row.step)},${y(row.fitness)}`).join(" ") }),
    known.map((row) =>
      svg(
        "circle",
        { class: "step", cx: x(row.step), cy: y(row.fitness), r: 4.5 },
        svg("title", {}, `${row.step}. ${row.change || "start"}: ${fullValue(row.fitness)}`),
      ),
    ),
  );
}

function pathTable(page, title, steps) {
  return makeTable(
    title,
    [
      { title: "Step", numeric: true, of: (row) => `${row.step}` },
      {
        title: "Change",
        of: (row) => element("a", { href: page.link("cell", [pointOf(row)]) }, row.change || "start"),
      },
      {
        title: element("abbr", { title: titleOf(fitnessOf(page)) }, "Fitness"),
        numeric: true,
        of: (row) => shownNumber(row.fitness),
      },
      {
        title: "Difference",
        numeric: true,
        of: (row) => (row.step === 0 ? "" : shownDifference(row.difference, signOf(page.about))),
      },
      { title: "Noise", of: noiseText },
      {
        title: page.about.column === "hash" ? "Cell" : "Point",
        wide: true,
        of: (row) => pointLink(page, pointOf(row), { tabindex: -1 }),
      },
    ],
    steps,
  );
}

/** Asks for all paths at once: [{kind, titles, meanings, steps}], without steps where there is no such path. */
async function askForPaths(page, points) {
  const rows = await page.ask("path", points, { path: "all" });
  return PATHS.map(({ kind, title, meaning }) => {
    const steps = rows.filter((row) => row.path === kind);
    return { kind, titles: [title], meanings: [meaning], steps: steps.length > 0 ? steps : null };
  });
}

/** Joins paths through the same points: one that is shortest and improving is told once. */
export function joinPaths(paths) {
  const joined = new Map();
  for (const path of paths) {
    const way = path.steps ? path.steps.map(pointOf).join(" ") : path.titles.join();
    const before = joined.get(way);
    if (!before) joined.set(way, { ...path });
    else {
      before.titles = [...before.titles, ...path.titles];
      before.meanings = [...before.meanings, ...path.meanings];
    }
  }
  return [...joined.values()];
}

/** Says that there is no path of a kind; the reason on demand. */
function noPath(page, points, { kind, meanings }) {
  const reason = element("p", { class: "note", role: "status" }, meanings, " There is none.");
  const why = element("button", { type: "button" }, "Why?");
  why.addEventListener("click", () =>
    page.ask("path", points, { path: kind }).catch((error) => {
      reason.textContent = `${error.message}.`;
      why.remove();
    }),
  );
  return [reason, why];
}

function pathPanel(page, points, path) {
  const { titles, meanings, steps } = path;
  const title = titles.map((one, number) => (number === 0 ? one : one.toLowerCase())).join(", ");
  const head = element("h2", {}, title);
  if (!steps) return element("section", { class: "panel" }, head, noPath(page, points, path));
  const [{ origin, note }] = steps;
  const told = [meanings.join(" "), ` ${formatCount(steps.length - 1, "step")}. `, surrogateMark(origin) ?? ""];
  return element(
    "section",
    { class: "panel" },
    head,
    element("p", { class: "note" }, told, note ? ` Note: ${note}.` : ""),
    plotPath(steps, title),
    pathTable(page, title, steps),
  );
}

/* ---- the view ---- */

/** The paths between two points; the reason where no way leads from the one to the other. */
async function pathsOf(page, points) {
  try {
    return joinPaths(await askForPaths(page, points)).map((path) => pathPanel(page, points, path));
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return element(
      "section",
      { class: "panel" },
      element("h2", {}, "Paths"),
      element("p", { class: "note" }, `${error.message}.`),
    );
  }
}

async function comparison(page, points) {
  const rows = await page.ask("compare", points);
  const ends = rows.find(({ kind }) => kind === "point");
  const [left, right, paths] = await Promise.all([
    page.ask("cell", [ends.a]),
    page.ask("cell", [ends.b]),
    pathsOf(page, points),
  ]);
  return [
    element("div", { class: "columns halves" }, halfOf(page, left), halfOf(page, right)),
    element(
      "div",
      { class: "columns halves below" },
      element("section", { class: "panel" }, element("h2", {}, "Values"), differencesTable(page, rows)),
      element("section", { class: "panel" }, element("h2", {}, "Changes"), distancesOf(rows).map(drawDistance)),
    ),
    paths,
  ];
}

export async function show(page) {
  const points = page.place.points.slice(0, 2);
  const given = points.length === 0 && page.current ? [page.current] : points;
  const title = points.length === 2 ? `${shortName(points[0])} and ${shortName(points[1])}` : "Compare two points";
  return element(
    "article",
    {},
    element("h1", { tabindex: -1 }, title),
    pointsForm(page, given),
    points.length === 2
      ? await comparison(page, points)
      : element("p", { class: "note" }, "Each may be a hash, id:N, a name, a matrix with operations, or best."),
  );
}
