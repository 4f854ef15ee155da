/* The search: a hash, id:N, a name or a matrix with operations; refused with the reason that the program gives. */

import { nounOf } from "./about.js";
import { element } from "./dom.js";
import { fromLists } from "./encoding.js";

/** A search as typed or pasted: without blanks around it and around what separates its parts, lists as digits. */
export function cleanSearch(text) {
  return fromLists(text)
    .trim()
    .replace(/\s*([/,])\s*/g, "$1");
}

/** Makes a form search; `pageNow()` gives the page at the time of a search. */
export function setUpSearch(form, pageNow) {
  const { about } = pageNow();
  const input = form.querySelector("input");
  const refused = form.querySelector("[role=alert]");
  form.querySelector("datalist").replaceChildren(...about.named.map(({ name }) => element("option", { value: name })));
  if (nounOf(about) !== "cell") input.placeholder = "Point or id:N";
  const forget = () => {
    refused.textContent = "";
    input.removeAttribute("aria-invalid");
  };
  input.addEventListener("input", forget);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wanted = cleanSearch(input.value);
    const page = pageNow();
    if (wanted === "") return;
    try {
      await page.ask("cell", [wanted]);
    } catch (error) {
      refused.textContent = error.message;
      input.setAttribute("aria-invalid", "true");
      return;
    }
    forget();
    input.value = "";
    page.go(page.link("cell", [wanted]));
  });
}
