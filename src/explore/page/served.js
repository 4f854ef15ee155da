/* What is served: named at the top of the page, with the choices that hold for every view. */

import { isSurrogate, nounOf, plainRule } from "./about.js";
import { choice, element } from "./dom.js";
import { formatCount, formatNumber, titleOf } from "./format.js";
import { formatPlace, withOptions } from "./place.js";

/** Marks values that are not measured; null for measured ones. */
export function surrogateMark(origin) {
  return isSurrogate(origin)
    ? element(
        "span",
        { class: "mark surrogate", title: "Values of a model. `--data FILE` serves measurements." },
        "surrogate, not measured",
      )
    : null;
}

/** The rule of the fitness that a page shows. */
export function fitnessOf(page) {
  return page.place.options.fitness ?? page.about.fitness;
}

/** Says which part of the points is evaluated, where not all are. */
function coverageText({ known, points }) {
  return known !== undefined && known < points ? `, ${formatNumber(known)} evaluated` : "";
}

/** Says at the top which space and data are served, and at the foot how to ask the command line. */
export function describeServed(page) {
  const { about } = page;
  const { space, points, origin, source, direction, version, missing } = about;
  const fitness = fitnessOf(page);
  document
    .getElementById("served")
    .replaceChildren(
      element("strong", {}, space),
      " ",
      element("span", {}, formatCount(points, nounOf(about)) + coverageText(about)),
      " ",
      surrogateMark(origin) ?? "",
    );
  document
    .getElementById("foot")
    .replaceChildren(
      element("p", {}, missing || `${titleOf(fitness)}, ${direction}d. Source: ${source}. nasscape ${version ?? ""}`),
      ...about.notes.map((note) => element("p", {}, `Note: ${note}`)),
      element(
        "p",
        {},
        "The command line gives the same answers: ",
        element("code", {}, "nasscape query --help"),
        ". The interface in JSON is described in ",
        element("a", { href: "api/v1/openapi.json" }, "openapi.json"),
        ".",
      ),
    );
}

/** The choices of fitness and relation, which stay in every link. */
export function sharedChoices(root, page) {
  const { about } = page;
  const own = plainRule(about.fitness);
  const fitnesses = about.fitnesses.includes(own) || own === "" ? about.fitnesses : [own, ...about.fitnesses];
  const chosen = (name, initial) => page.place.options[name] ?? initial;
  const lead = (name, initial) => (value) =>
    page.go(formatPlace(withOptions(page.place, { [name]: value === initial ? null : value })));
  const active = root.contains(document.activeElement) ? document.activeElement.name : null;
  root.replaceChildren(
    fitnesses.length < 2
      ? ""
      : choice(
          "Fitness",
          fitnesses.map((rule) => ({ value: rule, label: titleOf(rule) })),
          chosen("fitness", own),
          lead("fitness", own),
        ),
    about.relations.length < 2
      ? ""
      : choice(
          "Neighbours",
          about.relations.map(({ name }) => name),
          chosen("relation", about.relation),
          lead("relation", about.relation),
        ),
  );
  if (active) root.querySelector(`[name="${active}"]`)?.focus();
}
