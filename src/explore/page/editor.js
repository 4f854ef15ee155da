import { element } from "./dom.js";

export function show() {
  return element("section", {}, element("h1", { tabindex: -1 }, "editor"));
}
