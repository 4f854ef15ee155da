/* Scales of axes (linear, log, rank): from a value to a place between 0 and 1 and back, and where ticks stand. */

/**
 * A scale from low to high. `kind` is linear, log or rank; a rank scale takes ranks, and `quantiles`, where given, are
 * pairs [rank, value] in ascending rank by which a rank is told as a value.
 */
export function makeScale(kind, low, high, quantiles = []) {
  const log = kind === "log" && low > 0;
  const forward = log ? Math.log : (value) => value;
  const backward = log ? Math.exp : (value) => value;
  const start = forward(low);
  const span = forward(high) - start || 1;
  return {
    kind: log || kind !== "log" ? kind : "linear",
    low,
    high,
    quantiles,
    place: (value) => (forward(value) - start) / span,
    value: (place) => backward(start + place * span),
    valueOfRank: (rank) => interpolate(quantiles, rank),
  };
}

/** The value at `rank` between the quantiles [rank, value]; null without any. */
export function interpolate(quantiles, rank) {
  if (quantiles.length === 0) return null;
  const after = quantiles.findIndex(([known]) => known >= rank);
  if (after <= 0) return (after < 0 ? quantiles.at(-1) : quantiles[0])[1];
  const [[lower, low], [upper, high]] = [quantiles[after - 1], quantiles[after]];
  return low + ((high - low) * (rank - lower)) / (upper - lower);
}

/** The step of 1, 2 or 5 times a power of ten that divides `span` into about `count` parts. */
export function niceStep(span, count) {
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
}

/** Multiples of a nice step within [low, high], without the rounding error of repeated addition. */
function linearTicks(low, high, count) {
  if (!(high > low)) return [low];
  const step = niceStep(high - low, count);
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  const ticks = [];
  for (let number = Math.ceil(low / step - 1e-9); number * step <= high + step * 1e-9; number++)
    ticks.push(Number((number * step).toFixed(Math.min(decimals, 20))));
  return ticks;
}

/** 1, 2 and 5 times each power of ten within [low, high]; powers alone where those are too many. */
function logTicks(low, high, count) {
  const decades = Math.log10(high / low);
  if (decades < 0.7) return linearTicks(low, high, count);
  const leads = decades > count ? [1] : decades > count / 2 ? [1, 3] : [1, 2, 5];
  const every = Math.max(1, Math.ceil(decades / count));
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += every)
    for (const lead of leads) {
      const value = Number((lead * 10 ** power).toPrecision(12));
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) ticks.push(value);
    }
  return ticks;
}

/** The ticks that stand apart by at least `space` of the axis, from the first one on. */
function apart(ticks, scale, space) {
  const kept = [];
  for (const tick of ticks)
    if (kept.length === 0 || scale.place(tick) - scale.place(kept.at(-1)) >= space) kept.push(tick);
  return kept;
}

/** Values at which an axis has ticks, at most about `count`. */
export function ticksOf(scale, count = 6) {
  if (scale.kind !== "log") return linearTicks(scale.low, scale.high, count);
  return apart(logTicks(scale.low, scale.high, count), scale, 0.6 / count);
}
