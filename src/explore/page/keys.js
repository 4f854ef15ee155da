/* Help, and shortcuts of one key; they can be switched off, since some readers speak or strike keys by accident. */

import { element } from "./dom.js";
import { bestPoint } from "./rows.js";
import { views } from "./views.js";
import { undo } from "./trail.js";

const SWITCH = "nasscape shortcuts";

const isOn = () => localStorage.getItem(SWITCH) !== "off";

/** The table of shortcuts: key, what it does, and how. */
const shortcuts = [
  { key: "/", meaning: "search", run: () => document.getElementById("wanted").focus() },
  ...views.map((view) => ({
    key: view.key,
    meaning:
      typeof view.title === "string"
        ? view.title.toLowerCase()
        : view.name === "cell"
          ? "the current point"
          : view.name,
    run: (page) => page.go(page.link(view.name, view.name === "cell" && page.current ? [page.current] : [])),
  })),
  {
    key: "b",
    meaning: "the best",
    run: async (page) => page.go(page.link("cell", [await bestPoint(page)])),
  },
  { key: "u", meaning: "one step back on the trail", run: undo },
  { key: "?", meaning: "this help", run: (page) => openHelp(page) },
];

export function openHelp(page) {
  const dialog = document.getElementById("help");
  const row = ({ key, meaning }) =>
    element("tr", {}, element("th", { scope: "row" }, element("kbd", {}, key)), element("td", {}, meaning));
  dialog.replaceChildren(
    element("h1", { id: "help-title" }, "Help"),
    element(
      "p",
      {},
      "On the map, drag to select, or use the arrow keys with Shift; then zoom in or list what lies " +
        "inside. On a cell, choose a neighbour to move there; the trail keeps the way you came. Every view has a link " +
        "of its own: copy the address to share it.",
    ),
    element("p", {}, "Numbers are shortened; point at one for all its digits."),
    element("h2", {}, "Shortcuts"),
    element("table", { class: "keys" }, element("tbody", {}, shortcuts.map(row))),
    element(
      "label",
      { class: "check" },
      element("input", {
        type: "checkbox",
        checked: isOn(),
        change: (event) => localStorage.setItem(SWITCH, event.target.checked ? "on" : "off"),
      }),
      " Use these shortcuts",
    ),
    element("form", { method: "dialog" }, element("button", { autofocus: true }, "Close")),
  );
  if (!dialog.open) dialog.showModal();
  page?.announce("Help is open.");
}

/** Listens for shortcuts outside of fields. */
export function listenForKeys(pageNow) {
  document.addEventListener("keydown", (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.("input, select, textarea, dialog")) return;
    const shortcut = shortcuts.find(({ key }) => key === event.key);
    if (!shortcut) return;
    event.preventDefault();
    shortcut.run(pageNow());
  });
}
