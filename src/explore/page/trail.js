/* The trail: points that the reader has walked over, with their fitness plotted; the last one is the current point. */


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
