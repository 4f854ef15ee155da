/* Any analysis: chosen from the registry, its options as fields, its table as a chart and in figures. */

import { chart, valuesTable } from "./charts.js";
import { choice, element } from "./dom.js";
import { provenanceOf } from "./landscape.js";
import { formatPlace } from "./place.js";

/** The options of a link that the analysis reads, and the table. */
export function knownOptions(analysis, options) {
  const known = new Set(["table", ...analysis.options.map(({ name }) => name)]);
  return Object.fromEntries(Object.entries(options).filter(([name]) => known.has(name)));
}

/** What a form holds, without the values that are the defaults. */
export function givenOptions(analysis, values) {
  const given = {};
  for (const { name, default: initial } of analysis.options) {
    const value = (values[name] ?? "").trim();
    if (value !== "" && value !== String(initial ?? "")) given[name] = value;
  }
  if (values.table && values.table !== analysis.tables[0].name) given.table = values.table;
  return given;
}

/** A field for an option, of the kind of its values. */
function fieldOf(option, value) {
  const shown = value ?? option.default ?? "";
  const id = `option-${option.name}`;
  const field = option.choices
    ? element("select", { id, name: option.name }, option.choices.map((one) =>
      element("option", { value: one, selected: one === shown }, one)))
    : element("input", { id, name: option.name, value: String(shown), autocomplete: "off", "aria-describedby": `${id}-meaning`,
      type: option.kind === "count" || option.kind === "real" ? "number" : "text", step: option.kind === "real" ? "any" : null,
      min: option.minimum ?? null, max: option.maximum ?? null });
  return element("div", { class: "field" },
    element("label", { for: id }, option.name.replaceAll("-", " ")), field,
    element("small", { id: `${id}-meaning` }, option.meaning));
}

function chooser(page, analyses, chosen) {
  const options = [{ value: "", label: "choose…" }, ...analyses.filter((one) => one.suits || one === chosen)
    .map((one) => ({ value: one.name, label: `${one.name}: ${one.meaning}` }))];
  return element("form", { class: "controls", submit: (event) => event.preventDefault() },
    choice("Analysis", options, chosen?.name ?? "", (name) => page.go(page.link("analyses", name === "" ? [] : [name]))));
}

/** Analyses to choose from, with what each measures. */
function listOf(page, analyses) {
  return element("dl", { class: "analyses" }, analyses.map((one) => element("div", {},
    element("dt", {}, one.suits ? element("a", { href: page.link("analyses", [one.name]) }, one.name) : one.name),
    element("dd", {}, one.meaning, one.suits ? null : element("small", {}, ` (${one.unsuited})`)))));
}

function optionsForm(page, analysis, given) {
  return element("form", { class: "options", submit: (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.target));
    page.go(formatPlace({ ...page.place, options: {
      ...Object.fromEntries(["fitness", "relation"].map((name) => [name, page.place.options[name]])),
      ...givenOptions(analysis, values), run: "yes" } }));
  } },
  element("div", { class: "fields" },
    analysis.tables.length > 1 && element("div", { class: "field" }, element("label", { for: "option-table" }, "table"),
      element("select", { id: "option-table", name: "table" }, analysis.tables.map((table) =>
        element("option", { value: table.name, selected: table.name === (given.table ?? analysis.tables[0].name) },
          `${table.name}: ${table.meaning}`)))),
    analysis.options.map((option) => fieldOf(option, given[option.name]))),
  element("button", { type: "submit" }, "Run"));
}

async function results(page, analysis, given) {
  const table = given.table ?? analysis.tables[0].name;
  const [figures, rows] = await Promise.all([page.ask("figures"), page.ask("analysis", [analysis.name], { ...given, table })]);
  const figure = figures.find((one) => one.analysis === analysis.name && one.table === table);
  if (figure.kind !== "none" && figure.kind !== "network")
    return [chart(figure, rows, { signal: page.signal }), provenanceOf(rows[0])];
  const values = valuesTable(rows, `${analysis.name}, ${table}`);
  values.open = true;
  return [figure.kind === "network" ? element("p", { class: "note" }, "The network is drawn in ",
    element("a", { href: page.link("landscape", [], { part: "optima" }) }, "the landscape"), ".") : null, values, provenanceOf(rows[0])];
}

export async function show(page) {
  const analyses = await page.ask("analyses");
  const [name] = page.place.points;
  const analysis = analyses.find((one) => one.name === name);
  if (name && !analysis) throw new Error(`There is no analysis "${name}".`);
  if (!analysis)
    return element("section", { class: "analysis" }, element("h1", { tabindex: -1 }, "Analyses"),
      chooser(page, analyses), listOf(page, analyses));
  const given = knownOptions(analysis, page.place.options);
  return element("section", { class: "analysis" },
    element("h1", { tabindex: -1, "data-title": `${analysis.name}: ${analysis.meaning}` }, "Analyses"),
    chooser(page, analyses, analysis),
    element("p", {}, `${analysis.meaning[0].toUpperCase()}${analysis.meaning.slice(1)}. `, element("small", {}, analysis.source)),
    analysis.suits ? optionsForm(page, analysis, given) : element("p", { class: "note" }, analysis.unsuited),
    analysis.suits && page.place.options.run ? await results(page, analysis, given) : null);
}
