/* The page works without this: it only sorts tables, filters the claims by verdict, and follows the section in view. */
"use strict";

/** What a cell is compared by: its full value, else its text as a number or as it is. */
function keyOf(row, column) {
  const cell = row.cells[column];
  const text = cell.dataset.value ?? cell.textContent.trim();
  const number = Number(text.replaceAll(",", "").replace("\u2212", "-"));
  return text === "" ? null : Number.isNaN(number) ? text : number;
}

/** Missing values come last in either direction; numbers before texts. */
function compare(first, second, direction) {
  if (first === null || second === null) return (first === null) - (second === null);
  if (typeof first !== typeof second) return typeof first === "number" ? -1 : 1;
  const order = typeof first === "number" ? first - second : first.localeCompare(second);
  return direction * order;
}

function sortBy(table, column) {
  const head = table.tHead.rows[0].cells[column];
  const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, key: keyOf(row, column) }));
  rows.sort((first, second) => compare(first.key, second.key, direction));
  body.append(...rows.map(({ row }) => row));
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sortBy(table, column));
    head.replaceChildren(button);
  });
}

/** One button for each verdict that occurs, with its count, and one for all. */
function makeFilters(table) {
  const rows = [...table.tBodies[0].rows];
  const counts = new Map();
  for (const row of rows) {
    const name = row.cells[row.cells.length - 1].textContent.trim();
    counts.set(row.dataset.verdict, { name, count: (counts.get(row.dataset.verdict)?.count ?? 0) + 1 });
  }
  const filters = document.createElement("div");
  filters.className = "filters";
  filters.setAttribute("role", "group");
  filters.setAttribute("aria-label", "Show statements by verdict");
  const add = (label, verdict) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.setAttribute("aria-pressed", String(verdict === null));
    button.addEventListener("click", () => {
      for (const row of rows) row.hidden = verdict !== null && row.dataset.verdict !== verdict;
      for (const other of filters.children) other.setAttribute("aria-pressed", String(other === button));
    });
    filters.append(button);
  };
  add(`all ${rows.length}`, null);
  for (const [verdict, { name, count }] of counts) add(`${name} ${count}`, verdict);
  table.parentElement.before(filters);
}

/** Marks the section in view in the table of contents. */
function followSections() {
  const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "0px 0px -70% 0px" });
  for (const section of document.querySelectorAll("main > section[id]")) observer.observe(section);
}

/** A link into a closed table opens it. */
function openTarget() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

for (const table of document.querySelectorAll("main table")) {
  if (table.tHead && table.tBodies[0]?.rows.length > 1) makeSortable(table);
  if ("filter" in table.dataset) makeFilters(table);
}
if (window.matchMedia("(max-width: 64rem)").matches) document.querySelector(".contents details").open = false;
followSections();
openTarget();
window.addEventListener("hashchange", openTarget);
