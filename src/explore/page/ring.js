/*
 * Neighbours as a ring around their point: equal ones on the dashed circle, better ones outside, worse ones inside.
 * Changes of a kind stand side by side. Colours say the same as the distance; hollow ones are within noise.
 */

import { cssColour, scaleFor } from "./colours.js";
import { svg } from "./dom.js";
import { formatDifference, fullValue, isMissing } from "./format.js";
import { pointOf } from "./rows.js";

const HALF = 270; /* of the drawing */
const EQUAL = 145; /* radius of equal fitness */
const REACH = 90; /* from there to the largest difference */
const GAP = 0.6; /* between kinds, in steps of a neighbour */

/** The kind of a change in words: its first word and, of replacements, no more. */
export function kindOfChange(change) {
  const text = change ?? "";
  if (/^undo/.test(text)) return "undo";
  if (/^replace|->/.test(text)) return "replace";
  if (/^add|edge added/.test(text)) return "add edge";
  if (/^remove|edge removed/.test(text)) return "remove edge";
  return "change";
}

/** Place of a merit (positive is better) between -1 and 1: its square root as a share of the largest one's. */
export function shareOf(merit, largest) {
  return largest > 0 ? Math.sign(merit) * Math.sqrt(Math.min(1, Math.abs(merit) / largest)) : 0;
}

/**
 * Angles and radii of neighbours [{change, difference}], `sign` -1 where lower is better. Returns {places: [{row, angle,
 * radius, share}], kinds: [{kind, from, to}]}; radius null where there is no difference.
 */
export function placeRing(rows, sign) {
  const byKind = new Map();
  for (const row of rows) {
    const kind = kindOfChange(row.change);
    if (!byKind.has(kind)) byKind.set(kind, []);
    byKind.get(kind).push(row);
  }
  const merits = rows.map((row) => Math.abs(row.difference ?? 0));
  const largest = Math.max(0, ...merits);
  const step = (2 * Math.PI) / (rows.length + (byKind.size > 1 ? byKind.size * GAP : 0));
  let angle = -Math.PI / 2;
  const places = [];
  const kinds = [];
  for (const [kind, members] of byKind) {
    const from = angle;
    for (const row of members) {
      const share = isMissing(row.difference) ? null : shareOf(row.difference * sign, largest);
      places.push({ row, angle: angle + step / 2, share, radius: share === null ? null : EQUAL + share * REACH });
      angle += step;
    }
    kinds.push({ kind, from, to: angle, count: members.length });
    if (byKind.size > 1) angle += step * GAP;
  }
  return { places, kinds, largest };
}

const at = (angle, radius) => [Math.cos(angle) * radius, Math.sin(angle) * radius];

function drawKind({ kind, from, to, count }) {
  const [x, y] = at((from + to) / 2, EQUAL + REACH + 26);
  const [x0, y0] = at(from, EQUAL + REACH + 12);
  const [x1, y1] = at(to, EQUAL + REACH + 12);
  const large = to - from > Math.PI ? 1 : 0;
  return svg(
    "g",
    {},
    svg("path", {
      class: "equal-line",
      d: `M${x0},${y0}A${EQUAL + REACH + 12},${EQUAL + REACH + 12} 0 ${large} 1 ${x1},${y1}`,
    }),
    svg("text", { class: "kind", x, y: y + 4, "text-anchor": "middle" }, `${kind} (${count})`),
  );
}

/** True, false, or undefined where the answer does not know. */
export function isBeyondNoise(row) {
  const value = row.beyond_noise;
  if (value === true || value === "yes" || value === 1) return true;
  if (value === false || value === "no" || value === 0) return false;
  return undefined;
}

function drawNeighbour({ row, angle, radius, share }, dot, page, listen) {
  const point = pointOf(row);
  const colour = share === null ? "var(--pruned)" : cssColour(scaleFor("diverging"), (share + 1) / 2);
  const [x, y] = at(angle, radius ?? EQUAL);
  const [x0, y0] = at(angle, EQUAL);
  const line = svg("line", { class: "spoke", x1: x0, y1: y0, x2: x, y2: y });
  const circle = svg("circle", {
    class: `neighbour${isBeyondNoise(row) === false ? " within" : ""}`,
    cx: x,
    cy: y,
    r: dot,
  });
  line.style.stroke = circle.style.stroke = circle.style.fill = colour;
  const words = `${row.change ?? "neighbour"}: ${formatDifference(row.difference)}`;
  return svg(
    "a",
    { href: page.link("cell", [point]), "aria-label": words, ...listen(row) },
    svg("title", {}, `${words} (${fullValue(row.difference)})`),
    line,
    circle,
  );
}

/** The ring of neighbours `rows` of a point shown as `label`; `listen(row)` gives listeners of each. */
export function drawRing(rows, { page, sign, label, listen = () => ({}) }) {
  const { places, kinds } = placeRing(rows, sign);
  const dot = Math.min(9, Math.max(2.5, (Math.PI * EQUAL) / Math.max(1, rows.length) - 1));
  return svg(
    "svg",
    {
      class: "ring",
      viewBox: `${-HALF - 70} ${-HALF} ${2 * HALF + 140} ${2 * HALF}`,
      role: "group",
      "aria-label": `Neighbours of ${label}, better ones outside of the circle`,
    },
    svg("circle", { class: "equal-line", r: EQUAL }),
    svg("text", { class: "centre", "text-anchor": "middle", y: 4 }, label),
    kinds.length > 1 ? kinds.map(drawKind) : "",
    places.map((place) => drawNeighbour(place, dot, page, listen)),
  );
}
