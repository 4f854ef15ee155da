/* One point: its drawing, what is known of it, its neighbours, and the trail that led to it. */

import { nameOfPoint } from "./about.js";
import { drawCell, drawPoint, encodingOf } from "./drawing.js";
import { element } from "./dom.js";
import { formatCellText, liveVertices, parseCellText } from "./encoding.js";
import { shortName } from "./format.js";
import { drawMetrics } from "./metrics.js";
import { neighboursPanel } from "./neighbours.js";
import { bestPoint, pointOf } from "./rows.js";
import { surrogateMark } from "./served.js";
import { drawTrail } from "./trail.js";

/** Says which vertices of a typed matrix are pruned; null if it is not one or nothing is. */
function prunedNote(typed) {
  if (!typed) return null;
  const pruned = liveVertices(typed).flatMap((live, vertex) => (live ? [] : [vertex]));
  if (pruned.length === 0) return null;
  return element("p", { class: "note" }, `On no path from input to output, hence pruned: ${pruned.join(", ")}.`);
}

function copyButton(page, text) {
  const button = element(
    "button",
    {
      type: "button",
      class: "quiet",
      click: async () => {
        await navigator.clipboard?.writeText(text).catch(() => {});
        button.textContent = "Copied";
        page.announce("Copied.");
      },
    },
    `Copy ${page.about.column}`,
  );
  return button;
}

function actions(page, row) {
  const point = pointOf(row);
  const encoding = encodingOf(row);
  return element(
    "div",
    { class: "actions" },
    copyButton(page, point),
    element("a", { class: "button", href: page.link("map") }, "On the map"),
    element("a", { class: "button", href: page.link("compare", [point, "best"]) }, "Path to the best"),
    element("a", { class: "button", href: page.link("compare", [point]) }, "Compare"),
    encoding || page.about.positions.length
      ? element(
          "a",
          { class: "button", href: page.link("draw", [encoding ? formatCellText(encoding) : point]) },
          "Change it",
        )
      : "",
  );
}

/**
 * The panels of a point: `picture` with its drawing, below that of the matrix as it was typed if that is another one,
 * and `facts` with what is known of it. `drawing` is that of the representative.
 */
export function pointPanels(page, row, typedText) {
  const name = shortName(pointOf(row));
  const drawing = drawPoint(row, page.about.positions);
  const typed = typedText ? parseCellText(typedText) : null;
  const isOther = typed && JSON.stringify(typed) !== JSON.stringify(encodingOf(row));
  const asTyped = isOther
    ? [element("h2", {}, "As typed"), drawCell(typed), prunedNote(typed), element("h2", {}, "Representative")]
    : "";
  const picture = element(
    "section",
    { class: "panel picture", "aria-label": `Drawing of ${name}` },
    asTyped,
    drawing ?? element("p", { class: "point" }, pointOf(row)),
    row.architecture ? element("p", {}, element("code", {}, row.architecture)) : "",
  );
  const facts = element(
    "section",
    { class: "panel", "aria-label": `Properties of ${name}` },
    drawMetrics(page, row),
    element("p", { class: "note" }, surrogateMark(row.origin) ?? row.origin ?? "", row.source ? ` ${row.source}` : ""),
  );
  return { picture, facts, drawing };
}

/** The strongest sense in which a point is a local optimum, as `cell` says; nothing if it is none. */
const OPTIMA = [
  ["strict_optimum", "local optimum", "All evaluated neighbours are worse"],
  ["nonstrict_optimum", "local optimum with ties", "No evaluated neighbour is better"],
  ["noise_aware_optimum", "local optimum within noise", "No neighbour is better beyond noise"],
];

function optimumMark(row) {
  const found = OPTIMA.find(([key]) => row[key] === "yes");
  return found ? element("span", { class: "mark optimum", title: found[2] }, found[1]) : "";
}

/** Rank, basin and distances, which need the whole landscape: asked for on demand, and again after cancelling. */
function standingPanel(page, point) {
  const panel = element("section", { class: "panel", "aria-label": "Standing" });
  const fill = (...parts) => panel.replaceChildren(element("h2", {}, "Standing"), ...parts);
  const offer = () =>
    fill(
      element("p", { class: "note hint" }, "Rank, basin, climb and distance to the best."),
      element("button", { type: "button", click: load }, "Compute"),
    );
  async function load() {
    fill(element("p", { class: "note" }, "Asking…"));
    try {
      const row = await page.ask("cell", [point], { standing: "true" });
      const before = await page.ask("cell", [point]);
      const added = Object.fromEntries(Object.entries(row).filter(([key]) => !(key in before)));
      fill(...drawMetrics(page, added).flat());
    } catch (error) {
      if (error.name === "AbortError") offer();
      else fill(element("p", { class: "refused", role: "alert" }, error.message));
    }
  }
  offer();
  return panel;
}

export async function show(page) {
  const wanted = page.place.points[0] ?? page.current ?? page.about.named[0]?.point ?? (await bestPoint(page));
  const row = await page.ask("cell", [wanted]);
  const point = pointOf(row);
  const { picture, facts, drawing } = pointPanels(page, row, wanted);
  page.visit(point);
  const [neighbours, trail] = await Promise.all([neighboursPanel(page, row, drawing), drawTrail(page)]);
  const name = nameOfPoint(page.about, point);
  return element(
    "article",
    { class: "cell" },
    element(
      "div",
      { class: "head" },
      element(
        "h1",
        { tabindex: -1, title: point, "data-title": name ?? shortName(point) },
        name ? `${name} ` : "",
        element("span", { class: name ? "point note" : "point" }, point),
      ),
      surrogateMark(row.origin),
      optimumMark(row),
    ),
    actions(page, row),
    trail,
    element(
      "div",
      { class: "columns" },
      element("div", { class: "beside" }, picture, facts, standingPanel(page, point)),
      neighbours,
    ),
  );
}
