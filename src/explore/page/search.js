/* The search: a hash, id:N, a name or a matrix with operations; refused with the reason that the program gives. */

import { nounOf } from "./about.js";
import { element } from "./dom.js";

/** What a point may be written as, for a reader whose search found nothing. */
export function spellings(about) {
  return about.column === "hash"
    ? "Write a hash (32 hexadecimal digits), id:N, a name, or ADJACENCY/OPERATIONS: the digits of the matrix row by " +
        "row, a slash, and the operations, as in 0110001001001000010000000/conv3x3,conv1x1,maxpool3x3."
    : "Write a point as the space does, or id:N.";
}

/** A search as typed, without blanks around it and around what separates its parts. */
export function cleanSearch(text) {
  return text.trim().replace(/\s*([/,])\s*/g, "$1");
}

/** Makes a form search; `pageNow()` gives the page at the time of a search. */
export function setUpSearch(form, pageNow) {
  const { about } = pageNow();
  const input = form.querySelector("input");
  const refused = form.querySelector("[role=alert]");
  form.querySelector("datalist").replaceChildren(...about.named.map(({ name }) => element("option", { value: name })));
  if (nounOf(about) !== "cell") input.placeholder = "Point or id:N";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wanted = cleanSearch(input.value);
    const page = pageNow();
    if (wanted === "") return;
    try {
      await page.ask("cell", [wanted]);
    } catch (error) {
      refused.textContent = `${error.message}. ${spellings(about)}`;
      input.setAttribute("aria-invalid", "true");
      return;
    }
    refused.textContent = "";
    input.removeAttribute("aria-invalid");
    input.value = "";
    page.go(page.link("cell", [wanted]));
  });
}
