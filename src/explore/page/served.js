/* What is served: named at the top of the page, with the choices that hold for every view. */

import { choice, element } from "./dom.js";
import { formatCount, titleOf } from "./format.js";
import { formatPlace, withOptions } from "./place.js";

/** True if the values on the page are computed by the built-in or a fitted model rather than measured. */
export function isSurrogate(origin) {
  return typeof origin === "string" && origin.startsWith("surrogate");
}

/** Marks values that are not measured; nothing for measured ones. */
export function surrogateMark(origin) {
  return isSurrogate(origin)
    ? element("span", { class: "mark surrogate", title: "Values of a model. --data FILE serves measurements." },
        "surrogate, not measured")
    : null;
}

/** What points of this space are called. */
export function nounOf(about) {
  return about.column === "hash" ? "cell" : "point";
}

/** Says at the top which space, data and direction are served, and at the foot how to ask the command line. */
export function describeServed({ about, place }) {
  const { space, points, origin, source, direction, version } = about;
  const fitness = place.options.fitness ?? about.fitness;
  document.getElementById("served").replaceChildren(
    element("strong", {}, space),
    ` ${formatCount(points, nounOf(about))} `,
    surrogateMark(origin) ?? "",
  );
  document.getElementById("foot").replaceChildren(
    element("p", {}, `nasscape ${version ?? ""} · ${space} · ${titleOf(fitness)}, ${direction}d · source: ${source}`),
    element("p", {}, "The same answers at the command line: ", element("code", {}, "nasscape query --help"),
      ". The interface in JSON: ", element("a", { href: "api/v1/openapi.json" }, "openapi.json"), "."),
  );
}

/** The choices of fitness and relation, which stay in every link. */
export function sharedChoices(root, page) {
  const offered = [
    ["fitness", "Fitness", page.about.fitnesses ?? [], page.about.fitness],
    ["relation", "Neighbours", page.about.relations ?? [], page.about.relation],
  ];
  root.replaceChildren(
    ...offered
      .filter(([, , values]) => values.length > 1)
      .map(([name, label, values, initial]) =>
        choice(
          label,
          values.map((value) => ({ value, label: name === "fitness" ? titleOf(value) : value })),
          page.place.options[name] ?? initial,
          (value) => page.go(formatPlace(withOptions(page.place, { [name]: value === initial ? null : value }))),
        ),
      ),
  );
}
