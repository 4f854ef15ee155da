/* Tables of answers: numbers shortened, with all their digits in a title; points as links. */

import { element } from "./dom.js";
import { formatDifference, formatNumber, fullValue, isMissing, shortName } from "./format.js";

/** A number in few digits; all of them in its title. */
export function shownNumber(value, format = formatNumber) {
  return element("span", { class: isMissing(value) ? "missing" : "number", title: fullValue(value) }, format(value));
}

/** A difference with its sign, and its direction by colour as well. `sign` is -1 where lower is better. */
export function shownDifference(value, sign = 1) {
  const merit = isMissing(value) ? 0 : value * sign;
  const kind = merit > 0 ? "better" : merit < 0 ? "worse" : "equal";
  return element("span", { class: `number ${kind}`, title: fullValue(value) }, formatDifference(value));
}

/** The point that a row is about, in whichever column its space has. */
export function pointOf(row) {
  return row.hash ?? row.point;
}

/** The best point by the fitness chosen. */
export async function bestPoint(page) {
  const [best] = await page.ask("top", [], { n: 1 });
  return pointOf(best);
}

/** A link to the view of a point. */
export function pointLink(page, point, attributes = {}) {
  return element(
    "a",
    { href: page.link("cell", [point]), title: point, class: "point", ...attributes },
    shortName(point),
  );
}

/**
 * A table. A column is {title, of(row), numeric, wide}; `of` returns a node or a text, and a `wide` one is left out on
 * narrow screens. `attributes(row)` may add attributes to a row's element.
 */
export function makeTable(caption, columns, rows, attributes = () => ({})) {
  const kind = (column) => [column.numeric && "numeric", column.wide && "wide"].filter(Boolean).join(" ") || null;
  const table = element(
    "table",
    {},
    element("caption", { class: "hidden" }, caption),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        columns.map((column) => element("th", { scope: "col", class: kind(column) }, column.title)),
      ),
    ),
    element(
      "tbody",
      {},
      rows.map((row) =>
        element(
          "tr",
          attributes(row),
          columns.map((column) => element("td", { class: kind(column) }, column.of(row))),
        ),
      ),
    ),
  );
  /* The keyboard reaches what is scrolled out of sight by links, if there are any. */
  const scrolled = table.querySelector("a") ? {} : { tabindex: 0, role: "region", "aria-label": caption };
  return element("div", { class: "scroll", ...scrolled }, table);
}

/**
 * Rows that come by pages: a table of the first `size`, and a button that asks for as many more. `load(count)` returns
 * up to so many rows from the first; one more than shown is asked for, which tells whether there are any. `draw(rows)`
 * makes the table. At most `most` rows are drawn.
 */
export async function pagedRows({ load, draw, size = 50, most = 2000, none = "No points." }) {
  const holder = element("div", { class: "paged", "aria-live": "off" });
  const fill = async (count) => {
    const rows = await load(count + 1);
    const shown = rows.slice(0, count);
    const button = element(
      "button",
      {
        type: "button",
        click: async () => {
          button.disabled = true;
          await fill(Math.min(count * 2, most)).catch(() => {
            button.disabled = false;
          });
        },
      },
      `Show ${Math.min(count, most - count)} more`,
    );
    holder.replaceChildren(
      rows.length === 0 ? element("p", { class: "note" }, none) : draw(shown),
      rows.length <= count
        ? ""
        : count < most
          ? button
          : element(
              "p",
              { class: "note" },
              `The first ${most}. Narrow the condition, or ask the command line for all.`,
            ),
    );
  };
  await fill(size);
  return holder;
}
