/* The trail: points that the reader has walked over, with their fitness plotted; the last one is the current point. */

import { signOf } from "./about.js";
import { element, svg } from "./dom.js";
import { formatCount, formatDifference, formatNumber, fullValue, shortName } from "./format.js";
import { valueOfRule } from "./metrics.js";
import { shownDifference } from "./rows.js";
import { fitnessOf } from "./served.js";

const LONGEST = 200; /* points that a trail keeps */

/** The trail after a visit to `point`: unchanged by a visit to its last point. */
export function trailAfter(trail, point) {
  return trail.at(-1) === point ? trail : [...trail, point].slice(-LONGEST);
}

/** The trail without its last point. */
export function trailBefore(trail) {
  return trail.slice(0, -1);
}

/** Places of the values of a trail in a plot of `width` by `height`: [x, y] each, null where a value is missing. */
export function plotTrail(values, width, height, margin) {
  const present = values.filter((value) => typeof value === "number");
  const low = Math.min(...present);
  const span = Math.max(...present) - low;
  const step = values.length > 1 ? (width - 2 * margin) / (values.length - 1) : 0;
  return values.map((value, number) => {
    if (typeof value !== "number") return null;
    const share = span > 0 ? (value - low) / span : 0.5;
    return [margin + number * step, height - margin - share * (height - 2 * margin)];
  });
}

/* ---- drawing ---- */

const WIDTH = 900;
const HEIGHT = 84;
const MARGIN = 30;
const SHOWN = 60; /* last points of a trail that are drawn */

function drawSteps(page, points, values) {
  const places = plotTrail(values, WIDTH, HEIGHT - 18, MARGIN);
  const way = places
    .filter((place) => place !== null)
    .map((place) => place.join(","))
    .join(" ");
  const steps = points.map((point, number) => {
    const place = places[number] ?? [
      MARGIN + (number * (WIDTH - 2 * MARGIN)) / Math.max(1, points.length - 1),
      HEIGHT - 26,
    ];
    const difference = number > 0 ? ` (${formatDifference(values[number] - values[number - 1])})` : "";
    const words = `${number + 1}. ${shortName(point)}: ${formatNumber(values[number])}${difference}`;
    return svg(
      "a",
      {
        href: page.link("cell", [point]),
        "aria-label": words,
        "aria-current": number === points.length - 1 ? "step" : null,
      },
      svg("title", {}, `${words}\n${fullValue(values[number])}`),
      svg("circle", { cx: place[0], cy: place[1], r: 5.5 }),
      svg(
        "text",
        { x: place[0], y: HEIGHT - 4, "text-anchor": "middle" },
        points.length <= 15 ? formatNumber(values[number], 4) : "",
      ),
    );
  });
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": "Fitness along the trail" },
    svg("polyline", { class: "way", points: way }),
    steps,
  );
}

/** The trail with its fitness and a way back; nothing before the first step. */
export async function drawTrail(page) {
  const points = page.trail.slice(-SHOWN);
  if (points.length < 2) return "";
  const rows = await Promise.all(points.map((point) => page.ask("cell", [point]).catch(() => ({}))));
  const values = rows.map((row) => valueOfRule(row, fitnessOf(page)) ?? undefined);
  const total = values.at(-1) - values[0];
  return element(
    "section",
    { class: "trail", "aria-label": "Trail" },
    element(
      "p",
      { class: "actions" },
      element("strong", {}, "Trail"),
      ` ${formatCount(page.trail.length - 1, "step")}, `,
      shownDifference(total, signOf(page.about)),
      " since its first point ",
      element("button", { type: "button", title: "Shortcut: u", click: () => undo(page) }, "Undo"),
      element(
        "button",
        {
          type: "button",
          class: "quiet",
          click: () => page.go(page.link("cell", [page.current]), { replace: true, trail: [page.current] }),
        },
        "Clear",
      ),
    ),
    drawSteps(page, points, values),
  );
}

/** Goes one step back on the trail. */
export function undo(page) {
  const trail = trailBefore(page.trail);
  if (trail.length > 0) page.go(page.link("cell", [trail.at(-1)]), { trail });
}
