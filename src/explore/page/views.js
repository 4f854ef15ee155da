import { nounOf } from "./about.js";

/** True where a point can be made of parts. */
const canDraw = (about) => about.cells !== null || about.positions.length > 0;

/*
 * The views of the page, one row each: `name` in links, `title` (or a function of what is served),
 * `key` that leads there, and `load`, the module.
 *
 * A module exports `show(page)`, which returns a node (or a promise of one) to stand on the page; app.js says what a
 * `page` offers. A view whose question has no answer throws; the reader then sees the reason. `needs`, where given, is a
 * function of the description of what is served and tells whether the view suits it.
 */
export const views = [
  { name: "map", title: "Map", key: "m", load: () => import("./map.js") },
  {
    name: "cell",
    title: (about) => (nounOf(about) === "cell" ? "Cell" : "Point"),
    key: "c",
    load: () => import("./cell.js"),
  },
  {
    name: "draw",
    title: (about) => (about.cells ? "Draw a cell" : "Make a point"),
    key: "d",
    needs: canDraw,
    load: () => import("./editor.js"),
  },
  { name: "compare", title: "Compare", key: "o", load: () => import("./compare.js") },
  { name: "landscape", title: "Landscape", key: "l", load: () => import("./landscape.js") },
  { name: "analyses", title: "Analyses", key: "a", load: () => import("./analyses.js") },
];

/** The view of that name, or undefined. */
export function viewNamed(name) {
  return views.find((view) => view.name === name);
}
