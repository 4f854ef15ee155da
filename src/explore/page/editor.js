/* Draw a point: toggle edges, choose operations or symbols, and see at once which point it is, or why it is none. */

import { signOf } from "./about.js";
import { choice, element } from "./dom.js";
import { drawCell, drawString, encodingOf, separatorOf, shownOperation, spellSymbol, symbolsOf } from "./drawing.js";
import { EditedCell } from "./edited_cell.js";
import { OPERATIONS, formatCellText, hasEdge, liveVertices, padEncoding, parseCellText } from "./encoding.js";
import { formatCount, formatWithError, fullValue, titleOf } from "./format.js";
import { metricsOf, valueOfRule } from "./metrics.js";
import { bestPoint, pointLink, pointOf, shownDifference, shownNumber } from "./rows.js";
import { fitnessOf, surrogateMark } from "./served.js";

/* ---- the verdict of the server ---- */

function fitnessText(page, row) {
  const rule = fitnessOf(page);
  const value = valueOfRule(row, rule);
  if (value === undefined) return "not evaluated";
  const { error } = metricsOf(row).find((metric) => metric.value === value) ?? {};
  return element("span", { title: fullValue(value) }, formatWithError(value, error));
}

/** What changed against the last valid point: fitness and parameters. */
function changedText(page, row, last, action) {
  if (!last) return "";
  if (pointOf(last) === pointOf(row))
    return element("p", {}, `${action}: the same ${page.about.column === "hash" ? "cell" : "point"} as before.`);
  const rule = fitnessOf(page);
  const difference = valueOfRule(row, rule) - valueOfRule(last, rule);
  const parameters = row.trainable_parameters - last.trainable_parameters;
  return element(
    "p",
    {},
    `${action}: `,
    titleOf(rule),
    " ",
    shownDifference(Number.isNaN(difference) ? null : difference, signOf(page.about)),
    Number.isNaN(parameters) ? "" : [", trainable parameters ", shownDifference(parameters, 0)],
  );
}

function acceptedVerdict(page, row, last, action, pruned) {
  return element(
    "div",
    { class: "verdict" },
    element("p", {}, element("strong", {}, "Valid: "), pointLink(page, pointOf(row)), ` (id ${row.id})`),
    element("p", {}, titleOf(fitnessOf(page)), " ", fitnessText(page, row), " ", surrogateMark(row.origin) ?? ""),
    row.trainable_parameters === undefined
      ? ""
      : element("p", {}, "Trainable parameters ", shownNumber(row.trainable_parameters)),
    pruned.length === 0
      ? ""
      : element("p", { class: "note" }, `Pruned, as they are on no path from input to output: ${pruned.join(", ")}.`),
    changedText(page, row, last, action),
  );
}

/**
 * Asks the server what a drawn point is; the last question alone is answered. Returns {judge(text, action, pruned), node}:
 * `node` shows the verdict.
 */
function verdictOf(page) {
  const node = element("div", { role: "status" });
  let last = null;
  let turn = 0;
  const judge = async (text, action, pruned = []) => {
    const mine = ++turn;
    try {
      const row = await page.ask("cell", [text]);
      if (mine !== turn) return;
      node.replaceChildren(acceptedVerdict(page, row, last, action, pruned));
      last = row;
    } catch (error) {
      if (mine !== turn || error.name === "AbortError") return;
      node.replaceChildren(
        element(
          "div",
          { class: "verdict refused" },
          element("p", {}, element("strong", {}, "Not valid: "), error.message),
          action ? element("p", {}, `After: ${action}.`) : "",
        ),
      );
    }
  };
  return { node, judge };
}

/* ---- cells ---- */

function matrixOf(cell) {
  const { encoding } = cell;
  const vertices = Array.from({ length: encoding.count }, (_, vertex) => vertex);
  const box = (from, to) => {
    if (from >= to) return element("td", {});
    const name = `edge ${from}→${to}`;
    const checked = hasEdge(encoding, from, to);
    return element(
      "td",
      {},
      element(
        "label",
        { title: name },
        element("span", { class: "hidden" }, name),
        element("input", { type: "checkbox", name, checked, change: () => cell.toggle(from, to) }),
      ),
    );
  };
  const head = vertices.slice(1).map((to) => element("th", { scope: "col" }, `to ${to}`));
  const rowOf = (from) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, `from ${from}`),
      vertices.slice(1).map((to) => box(from, to)),
    );
  return element(
    "table",
    { class: "matrix" },
    element("caption", { class: "hidden" }, "Edges, from row to column"),
    element("thead", {}, element("tr", {}, element("td", {}), head)),
    element("tbody", {}, vertices.slice(0, -1).map(rowOf)),
  );
}

function operationsOf(cell) {
  const { operations } = cell.encoding;
  return element(
    "div",
    { class: "controls" },
    operations
      .slice(1, -1)
      .map((operation, at) =>
        choice(`vertex ${at + 1}`, OPERATIONS, operation, (chosen) => cell.replace(at + 1, chosen)),
      ),
  );
}

/** The drawing, whose vertices are buttons. */
function pictureOf(cell) {
  const attributes = (vertex) => ({
    tabindex: 0,
    role: "button",
    name: `vertex button ${vertex}`,
    "aria-pressed": String(vertex === cell.chosen),
    "aria-label": `${vertex} ${shownOperation(cell.encoding.operations[vertex])}`,
    click: () => cell.choose(vertex),
    keydown: (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      cell.choose(vertex);
    },
  });
  return drawCell(cell.encoding, { role: "group", vertexAttributes: attributes });
}

/** Draws anew and gives the keyboard back to what had it. */
function keepingFocus(root, redraw) {
  const { activeElement } = document;
  const name = root.contains(activeElement) ? activeElement.getAttribute("name") : null;
  redraw();
  if (name) root.querySelector(`[name="${CSS.escape(name)}"]`)?.focus();
}

/** The form of a cell: its drawing, the matrix, the operations, and the verdict of the server. */
function cellEditor(page, start) {
  const { node: verdict, judge } = verdictOf(page);
  const drawn = element("div", {});
  const fields = element("div", {});
  const edges = element("p", { class: "note" });
  const undo = element("button", { type: "button" }, "Undo");
  const root = element(
    "div",
    { class: "columns halves" },
    element(
      "section",
      { class: "panel", "aria-label": "Drawing" },
      element("p", { class: "note" }, "Choose two vertices to add or remove the edge between them."),
      drawn,
    ),
    element(
      "section",
      { class: "panel", "aria-label": "Edges and operations" },
      verdict,
      element("div", { class: "actions" }, undo, edges),
      fields,
    ),
  );
  const update = (cell, action) => {
    const { encoding } = cell;
    const most = page.about.cells.edges;
    keepingFocus(root, () => {
      drawn.replaceChildren(pictureOf(cell));
      fields.replaceChildren(matrixOf(cell), operationsOf(cell));
    });
    edges.textContent = `${formatCount(encoding.edges.length, "edge")} drawn; at most ${most} may stay after pruning.`;
    undo.disabled = !cell.canUndo;
    if (cell.chosen !== null) return;
    const text = formatCellText(encoding);
    page.keep(page.link("draw", [text]));
    const live = liveVertices(encoding);
    const pruned = live.flatMap((isLive, vertex) => (isLive ? [] : [vertex]));
    judge(text, action, pruned);
  };
  const cell = new EditedCell(start, (action) => update(cell, action));
  undo.addEventListener("click", () => cell.undo());
  update(cell, "");
  return root;
}

/* ---- strings ---- */

function stringEditor(page, point) {
  const { positions } = page.about;
  const { node: verdict, judge } = verdictOf(page);
  const separator = separatorOf(point, positions.length) ?? "";
  const symbols = symbolsOf(point, positions.length);
  const drawn = element("div", {});
  const update = (action) => {
    const text = symbols.join(separator);
    drawn.replaceChildren(drawString(text, positions));
    page.keep(page.link("draw", [text]));
    judge(text, action);
  };
  const choose = (position, symbol) => {
    const where = positions[position].name ?? `position ${position + 1}`;
    const action = `replace ${symbols[position]} at ${where} by ${symbol}`;
    symbols[position] = symbol;
    update(action);
  };
  const fields = positions.map(({ name, symbols: names }, position) => {
    const own = symbols[position];
    const offered = names.map((label, number) => ({ value: spellSymbol(names, number, own), label }));
    return choice(name ?? `position ${position + 1}`, offered, own, (symbol) => choose(position, symbol));
  });
  update("");
  return element("section", { class: "panel" }, drawn, element("div", { class: "controls" }, fields), verdict);
}

/* ---- the view ---- */

async function startOf(page) {
  const text = page.place.points[0];
  const typed = text ? parseCellText(text) : null;
  if (typed || (text && !page.about.cells)) return typed ?? text;
  const row = await page.ask("cell", [text ?? page.current ?? (await bestPoint(page))]);
  return encodingOf(row) ?? pointOf(row);
}

export async function show(page) {
  const { about } = page;
  const start = await startOf(page);
  const body = about.cells
    ? cellEditor(page, padEncoding(start, about.cells.vertices))
    : about.positions.length > 0
      ? stringEditor(page, start)
      : element(
          "p",
          { class: "note" },
          "Points of this space are listed, not made of parts: there is nothing to draw.",
        );
  return element("article", {}, element("h1", { tabindex: -1 }, about.cells ? "Draw a cell" : "Make a point"), body);
}
