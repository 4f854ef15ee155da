/* The neighbours of a point: a ring, and a list in groups by what the difference is worth. */

import { isSurrogate, signOf } from "./about.js";
import { choice, element } from "./dom.js";
import { formatCount, formatNumber, isMissing, shortName, titleOf } from "./format.js";
import { formatPlace, withOptions } from "./place.js";
import { drawRing, isBeyondNoise } from "./ring.js";
import { makeTable, pagedRows, pointLink, pointOf, shownDifference, shownNumber } from "./rows.js";
import { fitnessOf } from "./served.js";

const ON_RING = 240; /* most neighbours that a ring shows */
const FAMILIES = ["replaced", "added", "removed"]; /* of kinds of changes */
const FILTERS = ["better", "kind", "where"];

/** The group that a neighbour belongs to; `sign` is -1 where lower is better. */
export function groupOf(row, sign) {
  if (isMissing(row.fitness)) return "Not evaluated";
  if (isMissing(row.difference)) return "Evaluated";
  const merit = row.difference * sign;
  const beyond = isBeyondNoise(row);
  const noise = beyond === undefined || merit === 0 ? "" : beyond ? ", beyond noise" : ", within noise";
  return (merit > 0 ? "Better" : merit < 0 ? "Worse" : "Equal") + noise;
}

/** Rows by their groups, in the order in which they come: [[group, rows]]. */
export function inGroups(rows, sign) {
  const groups = new Map();
  for (const row of rows) {
    const group = groupOf(row, sign);
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(row);
  }
  return [...groups];
}

/** The vertices and edges that a change in words names: {vertices: [4], edges: ["1→4"]}. */
export function partsOfChange(change) {
  const edges = [...(change ?? "").matchAll(/(\d+)\s*(?:→|->)\s*(\d+)/g)].map(([, from, to]) => `${from}→${to}`);
  const vertices = [...(change ?? "").matchAll(/(?:vertex|vertices|position) ((?:\d+(?:, | and )?)+)/g)].flatMap(
    ([, numbers]) => numbers.match(/\d+/g).map(Number),
  );
  return { vertices, edges };
}

/** Marks in the drawing what a neighbour's change touches, while the reader points at it. */
function marker(drawing) {
  const mark = (row, on) => {
    const { vertices, edges } = partsOfChange(row.change);
    const isUndo = /^undo/.test(row.change ?? ""); /* numbers are those of the neighbour */
    for (const part of drawing?.querySelectorAll("[data-vertex], [data-edge]") ?? []) {
      const touched =
        vertices.includes(Number(part.dataset.vertex ?? -1)) ||
        edges.includes(part.dataset.edge) ||
        edges.some((edge) => /^add/.test(row.change) && edge.split("→").includes(part.dataset.vertex));
      part.classList.toggle("touched", on && touched && !isUndo);
    }
  };
  return (row) => ({
    pointerenter: () => mark(row, true),
    pointerleave: () => mark(row, false),
    focusin: () => mark(row, true),
    focusout: () => mark(row, false),
  });
}

function tableOf(page, group, rows, listen) {
  const hasError = rows.some((row) => !isMissing(row.standard_error));
  const hasWeight = rows.some((row) => !isMissing(row.weight));
  return makeTable(
    group,
    [
      {
        title: "Change",
        of: (row) => element("a", { href: page.link("cell", [pointOf(row)]) }, row.change ?? "neighbour"),
      },
      {
        title: element("abbr", { title: titleOf(fitnessOf(page)) }, "Fitness"),
        numeric: true,
        of: (row) => shownNumber(row.fitness),
      },
      { title: "Difference", numeric: true, of: (row) => shownDifference(row.difference, signOf(page.about)) },
      ...(hasError ? [{ title: "Standard error", numeric: true, of: (row) => shownNumber(row.standard_error) }] : []),
      ...(hasWeight ? [{ title: "Weight", numeric: true, of: (row) => shownNumber(row.weight) }] : []),
      {
        title: page.about.column === "hash" ? "Cell" : "Point",
        wide: true,
        of: (row) => pointLink(page, pointOf(row), { tabindex: -1 }),
      },
    ],
    rows,
    listen,
  );
}

function filterForm(page) {
  const { options } = page.place;
  const set = (changes) => page.go(formatPlace(withOptions(page.place, changes)), { replace: true });
  const where = element("input", {
    name: "where",
    value: options.where ?? "",
    size: 24,
    autocomplete: "off",
    spellcheck: "false",
    placeholder: page.about.features.some(({ name }) => name === "params")
      ? "params < 5e6 and depth <= 4"
      : "condition",
  });
  return element(
    "form",
    {
      class: "controls",
      submit: (event) => {
        event.preventDefault();
        set({ where: where.value.trim() || null });
      },
    },
    element(
      "label",
      { class: "choice" },
      element("input", {
        type: "checkbox",
        name: "better",
        checked: "better" in options,
        change: (event) => set({ better: event.target.checked ? "true" : null }),
      }),
      element("span", {}, "better only"),
    ),
    page.about.column !== "hash"
      ? ""
      : choice("change", [{ value: "", label: "any" }, ...FAMILIES, ...page.about.kinds], options.kind ?? "", (value) =>
          set({ kind: value || null }),
        ),
    element("label", { class: "choice" }, element("span", {}, "where"), where),
    element("button", { type: "submit" }, "Filter"),
  );
}

function noiseNote(rows, page) {
  if (rows.some((row) => isBeyondNoise(row) !== undefined)) return "Filled: beyond noise. Hollow: within noise.";
  return isSurrogate(page.about.origin)
    ? "A surrogate has no noise between runs: differences are not judged by it."
    : "These data hold no noise between runs to judge differences by.";
}

/** How many neighbours there are and how many of them are better; of filtered ones how many are shown. */
function countText(rows, row, isFiltered) {
  const ring = rows.length > ON_RING ? ` The best ${ON_RING} are on the ring.` : "";
  if (isFiltered || row.neighbours === undefined)
    return rows.length > ON_RING ? `More than ${ON_RING}.${ring}` : `${formatCount(rows.length, "neighbour")}.`;
  const beyond = isMissing(row.better_beyond_noise) ? "" : `, ${formatNumber(row.better_beyond_noise)} beyond noise`;
  const better = isMissing(row.better_neighbours) ? "" : `, ${formatNumber(row.better_neighbours)} better${beyond}`;
  return `${formatCount(row.neighbours, "neighbour")}${better}.${ring}`;
}

/** The panel of the neighbours of the point that `row`, an answer of `cell`, is about; `drawing` is that of the point
 * or null. */
export async function neighboursPanel(page, row, drawing) {
  const point = pointOf(row);
  const { options } = page.place;
  const sign = signOf(page.about);
  const filters = Object.fromEntries(FILTERS.map((name) => [name, options[name]]));
  const listen = marker(drawing);
  let first;
  let refused = null;
  let list = "";
  const load = async (n) => {
    const rows = await page.ask("neighbours", [point], { ...filters, n: Math.max(n, ON_RING + 1) });
    first ??= rows;
    return rows.slice(0, n);
  };
  try {
    list = await pagedRows({
      load,
      none: "No neighbours.",
      draw: (rows) =>
        element(
          "div",
          { class: "groups" },
          inGroups(rows, sign).map(([group, members]) => [
            element("h3", {}, group),
            tableOf(page, group, members, listen),
          ]),
        ),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    refused = element("pre", { class: "refused", role: "alert" }, error.message);
  }
  const onRing = first?.slice(0, ON_RING) ?? [];
  const isFiltered = FILTERS.some((name) => name in options);
  const count = first === undefined ? "" : countText(first, row, isFiltered);
  return element(
    "section",
    { class: "panel", "aria-label": "Neighbours" },
    element("h2", {}, "Neighbours"),
    element("p", { class: "note" }, count, count && " ", onRing.length ? noiseNote(first, page) : ""),
    filterForm(page),
    refused,
    onRing.length === 0
      ? ""
      : element(
          "figure",
          {},
          drawRing(onRing, { page, sign, label: shortName(point), listen }),
          element(
            "figcaption",
            { class: "note" },
            "Outside of the dashed circle: better. Inside: worse. Distance from it: square root of the difference.",
          ),
        ),
    list,
  );
}
