/* The map: all points as a density over two features or fitnesses, binned by the server. */

import { nounOf } from "./about.js";
import { brushOf } from "./brush.js";
import { choice, element } from "./dom.js";
import { formatCount, formatNumber, titleOf } from "./format.js";
import {
  axisOf,
  axisTitle,
  binsOfRanges,
  chosenAxes,
  conditionOf,
  countInBox,
  offeredNames,
  rebinned,
  orientMap,
  rangeText,
  rangesOfBox,
} from "./map_axes.js";
import { colourOfBins, drawPlot, legendOf, sizeOf } from "./map_plot.js";
import { formatPlace, withOptions } from "./place.js";
import { makeTable, pagedRows, pointLink, pointOf, shownNumber } from "./rows.js";
import { fitnessOf } from "./served.js";

const SCALES = ["linear", "log", "rank"];
const RANGES = ["x_low", "x_high", "y_low", "y_high"];

/* ---- the view ---- */

function controls(page, axes) {
  const names = offeredNames(page.about);
  const fitness = fitnessOf(page);
  const options = names.map((name) => ({ value: name, label: axisTitle(name, fitness) }));
  /* Another axis or scale shows the whole of it. */
  const set = (changes) => page.go(formatPlace(withOptions(page.place, { box: null, ...changes })));
  const range = (axis) => ({ [`${axis}_low`]: null, [`${axis}_high`]: null });
  const axisChoice = (axis, label) => [
    choice(label, options, axes[axis], (value) => set({ [axis]: value, [`${axis}_scale`]: null, ...range(axis) })),
    choice(
      "scale",
      SCALES,
      axes[`${axis}_scale`],
      (value) => set({ [`${axis}_scale`]: value, ...range(axis) }),
      `${axis}_scale`,
    ),
  ];
  return element(
    "form",
    { class: "controls", submit: (event) => event.preventDefault() },
    element("span", { class: "pair" }, axisChoice("x", "Across")),
    element("span", { class: "pair" }, axisChoice("y", "Up")),
    choice("Colour", [{ value: "", label: "number of points" }, ...options], axes.colour, (value) =>
      set({ colour: value }),
    ),
  );
}

/** Inputs for the range of each axis, for those who type rather than drag. */
function rangeInputs(page, axes) {
  const input = (name, label, value) =>
    element(
      "label",
      { class: "choice" },
      element("span", {}, label),
      element("input", { name, value: String(value), inputmode: "decimal", size: 12, autocomplete: "off" }),
    );
  const fields = ["x", "y"].flatMap((axis) =>
    ["low", "high"].map((end) =>
      input(
        `${axis}_${end}`,
        `${axis === "x" ? "Across" : "Up"}, ${end === "low" ? "from" : "to"}`,
        axes[axis].scale[end],
      ),
    ),
  );
  const refused = element("p", { class: "refused", role: "alert" });
  return element(
    "details",
    { class: "ranges" },
    element("summary", {}, "Ranges"),
    element(
      "form",
      {
        class: "controls",
        submit: (event) => {
          event.preventDefault();
          const values = Object.fromEntries(new FormData(event.target));
          const wrong = RANGES.find((name) => values[name].trim() === "" || !Number.isFinite(Number(values[name])));
          refused.textContent = wrong ? `"${values[wrong]}" is not a number.` : "";
          if (!wrong) page.go(formatPlace(withOptions(page.place, { ...values, box: null })));
        },
      },
      fields,
      element("button", { type: "submit" }, "Show"),
      refused,
    ),
  );
}

/** The table of what a box holds. */
async function listOfBox(page, where, axes) {
  const fitness = fitnessOf(page);
  const extra = [axes.x, axes.y].map(({ name }) => name).filter((name) => name !== "fitness");
  const columns = [
    { title: nounOf(page.about) === "cell" ? "Cell" : "Point", of: (row) => pointLink(page, pointOf(row)) },
    { title: titleOf(fitness), numeric: true, of: (row) => shownNumber(row.fitness) },
    ...["trainable_parameters", "depth", "width", "vertices", "edges"].map((name) => ({
      title: titleOf(name),
      numeric: true,
      name,
      of: (row) => shownNumber(row[name]),
    })),
    ...extra.map((name) => ({ title: titleOf(name), numeric: true, name, of: (row) => shownNumber(row[name]) })),
  ];
  const paged = await pagedRows({
    load: (n) => page.ask("top", [], { where, n }),
    draw: (rows) =>
      makeTable(
        "Points in the selection, best first",
        columns.filter(({ name }) => name === undefined || name in rows[0]),
        rows,
      ),
  });
  return element(
    "section",
    { class: "list" },
    element("h2", { tabindex: -1, "data-focus": true }, "In the selection, best first"),
    element("p", { class: "note" }, element("code", {}, `query top --where '${where}'`)),
    paged,
  );
}

/** What stands below the plot while a box is chosen: how many points, and what to do with them. */
function selectionBar(page, box, map, axes) {
  if (!box)
    return element(
      "p",
      { class: "note hint" },
      "Drag to select, or use the arrow keys with Shift. ",
      "Double-click shows all.",
    );
  const ends = rangesOfBox(box, map, axes);
  const fitness = fitnessOf(page);
  const lead = (changes) => () => page.go(formatPlace(withOptions(page.place, changes)));
  return element(
    "p",
    { class: "selection" },
    element("strong", {}, formatCount(countInBox(box, map), nounOf(page.about))),
    " with ",
    rangeText(axes.x, ends.x_low, ends.x_high, fitness),
    " and ",
    rangeText(axes.y, ends.y_low, ends.y_high, fitness),
    ". ",
    element("button", { type: "button", click: lead({ ...ends, box: null }) }, "Zoom in"),
    " ",
    element("button", { type: "button", click: lead({ box: Object.values(ends).join(",") }) }, "List"),
  );
}

function describeBin(bin, map, axes, page) {
  const [column, fromTop] = bin;
  const ends = rangesOfBox({ left: column, right: column, top: fromTop, bottom: fromTop }, map, axes);
  const found = map.byBin.get(fromTop * map.columns + column);
  const fitness = fitnessOf(page);
  const mean =
    found && found[3] !== null && page.place.options.colour
      ? `; mean ${axisTitle(page.place.options.colour, fitness)} ${formatNumber(found[3])}`
      : "";
  return (
    `${formatCount(found?.[2] ?? 0, nounOf(page.about))}${mean}: ` +
    `${rangeText(axes.x, ends.x_low, ends.x_high, fitness)}; ${rangeText(axes.y, ends.y_low, ends.y_high, fitness)}`
  );
}

async function drawMap(page, answer, chosen, size) {
  const axes = { x: axisOf(answer.x), y: axisOf(answer.y) };
  const map = orientMap(answer, axes);
  const fitness = fitnessOf(page);
  const shades = colourOfBins(map.bins, chosen.colour !== "");
  const drawn = drawPlot(page, map, axes, size, shades);
  const bin = element("p", { class: "bin", id: "map-bin", "aria-live": "polite" }, "\u00a0");
  const bar = element("div", { "aria-live": "polite" }, selectionBar(page, null, map, axes));
  const zoomTo = (box) => page.go(formatPlace(withOptions(page.place, { ...rangesOfBox(box, map, axes), box: null })));
  brushOf(drawn.plot, {
    columns: map.columns,
    rows: map.rows,
    binAt: drawn.binAt,
    hover: (at) => {
      drawn.showCursor(at && { left: at[0], right: at[0], top: at[1], bottom: at[1] });
      bin.textContent = at ? describeBin(at, map, axes, page) : "\u00a0";
    },
    select: (box, done) => {
      drawn.showBox(box);
      if (done) bar.replaceChildren(selectionBar(page, box, map, axes));
    },
    enter: zoomTo,
  });
  const listed = boxInLink(page);
  if (listed) drawn.showBox(binsOfRanges(listed, map, axes));
  const whole = Object.fromEntries([...RANGES, "box"].map((name) => [name, null]));
  const showAll = () => page.go(formatPlace(withOptions(page.place, whole)));
  drawn.plot.addEventListener("dblclick", showAll);
  const isZoomed = RANGES.some((name) => name in page.place.options);
  return element(
    "section",
    { class: "map" },
    element("h1", { tabindex: -1, "data-title": `Map of ${page.about.space}` }, "Map"),
    element(
      "p",
      { class: "note" },
      `${formatCount(map.inside, nounOf(page.about))} shown`,
      map.inside < map.points ? ` of ${formatNumber(map.points)}` : "",
      map.evaluated < map.points ? `, ${formatNumber(map.evaluated)} of them evaluated.` : ".",
      isZoomed ? [" ", element("button", { type: "button", click: showAll }, "Show all")] : "",
    ),
    controls(page, chosen),
    element(
      "figure",
      {},
      drawn.plot,
      element(
        "figcaption",
        {},
        bin,
        legendOf(shades, chosen.colour ? `Mean of ${axisTitle(chosen.colour, fitness)}` : "Points in a bin"),
      ),
    ),
    bar,
    rangeInputs(page, axes),
    await boxList(page, chosen),
  );
}

/** The ends of the box in the link, by their names; null if there is none. */
function boxInLink(page) {
  const ends = page.place.options.box?.split(",").map(Number);
  if (ends?.length !== RANGES.length || ends.some((end) => !Number.isFinite(end))) return null;
  return Object.fromEntries(RANGES.map((name, number) => [name, ends[number]]));
}

/** The list of the box in the link, if there is one: the server tells by which values its points are picked. */
async function boxList(page, chosen) {
  const box = boxInLink(page);
  if (!box) return "";
  try {
    const map = await page.ask("map", [], { ...chosen, colour: "", ...box, columns: 1, rows: 1 });
    const axes = { x: axisOf(map.x), y: axisOf(map.y) };
    if (map.inside === 0) return element("p", { class: "list" }, "No points in the selection.");
    return await listOfBox(page, conditionOf(axes), axes);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return element("p", { class: "refused", role: "alert" }, error.message);
  }
}

/** The answer of the server, with one column or row for each number where an axis counts something. */
async function askForMap(page, chosen, size) {
  const { about, place } = page;
  const ranges = Object.fromEntries(RANGES.map((name) => [name, place.options[name]]));
  const wanted = { ...chosen, ...ranges, columns: size.columns, rows: size.rows, current: page.current };
  const map = await page.ask("map", [], wanted);
  const changes = rebinned(map, chosen, ranges, about);
  if (!changes) return map;
  const again = await page.ask("map", [], { ...wanted, ...changes });
  again.x.counted = "columns" in changes;
  again.y.counted = "rows" in changes;
  return again;
}

export async function show(page) {
  const size = sizeOf(page.about.known ?? page.about.points);
  const chosen = chosenAxes(page.place.options, page.about);
  return drawMap(page, await askForMap(page, chosen, size), chosen, size);
}
