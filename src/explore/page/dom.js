/* Elements made without HTML text, so that no value can be read as markup. */

/** Namespace of drawings. */
const SVG = "http://www.w3.org/2000/svg";

/** Sets attributes: functions become listeners, true an empty attribute; null, undefined and false are left out. */
function setAttributes(made, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name, value);
    else if (name === "value" || name === "checked" || name === "selected") made[name] = value;
    else made.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Appends children: nodes, texts and lists of them; null, undefined and false are left out. */
function appendChildren(made, children) {
  for (const child of children.flat(Infinity))
    if (child !== null && child !== undefined && child !== false) made.append(child);
}

/** An HTML element with attributes (a function is a listener) and children. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  appendChildren(made, children);
  setAttributes(made, attributes);
  return made;
}

/** The same for an element of a drawing. */
export function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  appendChildren(made, children);
  setAttributes(made, attributes);
  return made;
}

/** A choice of one of `options`, each a text or {value, label}. `changed` is called with the value chosen. */
export function choice(label, options, value, changed, name = label) {
  const select = element(
    "select",
    { name, change: () => changed(select.value) },
    options.map((option) => {
      const one = typeof option === "string" ? { value: option, label: option } : option;
      return element("option", { value: one.value, selected: one.value === value }, one.label);
    }),
  );
  return element("label", { class: "choice" }, element("span", {}, label), select);
}
