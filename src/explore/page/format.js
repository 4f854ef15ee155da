/* Numbers and names as people read them. The full value belongs into a title beside each. */

export const MINUS = "−";
const NO_VALUE = "–";
const LARGE = [
  [1e12, " T"],
  [1e9, " G"],
  [1e6, " M"],
];

/** True for null, undefined, "" and NaN, as answers give values that are missing. */
export function isMissing(value) {
  return value === null || value === undefined || value === "" || Number.isNaN(value);
}

/** Groups the digits before the point by thousands. */
function grouped(text) {
  const [whole, fraction] = text.split(".");
  const groups = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** A number that is not negative, in `digits` significant digits. */
function formatMagnitude(value, digits) {
  if (value === 0) return "0";
  for (const [unit, name] of LARGE)
    if (value >= unit) return formatMagnitude(value / unit, digits).replace(/ .*$/, "") + name;
  if (Number.isInteger(value)) return grouped(String(value));
  if (value < 1e-4) return value.toExponential(Math.max(0, digits - 3)).replace("e-", "e−");
  const padded = value.toPrecision(digits);
  if (padded.includes("e")) return grouped(value.toFixed(0));
  /* Up to two zeros stay, so that columns of numbers line up: 0.93100 but 0.5. */
  return grouped(/000$/.test(padded) ? String(Number(padded)) : padded);
}

/** A number in `digits` significant digits; integers below a million whole; "–" where it is missing; texts as given. */
export function formatNumber(value, digits = 5) {
  if (isMissing(value)) return NO_VALUE;
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) return value < 0 ? `${MINUS}∞` : "∞";
  const text = formatMagnitude(Math.abs(value), digits);
  return value < 0 ? MINUS + text : text;
}

/** A difference, with its sign. */
export function formatDifference(value, digits = 3) {
  if (isMissing(value)) return NO_VALUE;
  return value > 0 ? `+${formatNumber(value, digits)}` : formatNumber(value, digits);
}

/** A value with its standard error: 0.93487 ± 0.0012. */
export function formatWithError(value, error) {
  return isMissing(error) ? formatNumber(value) : `${formatNumber(value)} ± ${formatNumber(error, 2)}`;
}

/** All digits of a value, as the command line prints it: the text of a title. */
export function fullValue(value) {
  return isMissing(value) ? "no value" : String(value);
}

/** A hash shortened to its first 8 digits; other names as they are, long ones cut in the middle. */
export function shortName(name) {
  if (/^[0-9a-f]{32}$/.test(name)) return `${name.slice(0, 8)}…`;
  return name.length > 24 ? `${name.slice(0, 12)}…${name.slice(-8)}` : name;
}

/** A count with its noun: "1 cell", "12,436 cells". */
export function formatCount(count, noun) {
  return `${grouped(String(count))} ${noun}${count === 1 ? "" : "s"}`;
}

/** Unit of a fitness or feature by its name; "" where it has none. */
export function unitOf(name) {
  if (/^(column:)?(training_)?time/.test(name)) return "s";
  return "";
}

const TITLES = {
  params: "Trainable parameters",
  trainable_parameters: "Trainable parameters",
  depth: "Depth",
  width: "Width",
  vertices: "Vertices",
  edges: "Edges",
  conv3x3: "3×3 convolutions",
  conv1x1: "1×1 convolutions",
  maxpool3x3: "3×3 max-poolings",
  neighbours: "All",
  evaluated_neighbours: "Evaluated",
  better_neighbours: "Better",
  worse_neighbours: "Worse",
  equal_neighbours: "Equal",
  better_beyond_noise: "Better beyond noise",
  strict_optimum: "Local optimum: all are worse",
  nonstrict_optimum: "Local optimum: none is better",
  noise_aware_optimum: "Local optimum: none is better beyond noise",
  equal_within: "Equal within",
  rank: "Rank",
  tied: "Points of the same rank",
  percentile: "Percentile",
  evaluated: "Evaluated points",
  coverage: "Coverage",
  optimum: "Optimum that a climb leads to",
  optimum_fitness: "Its fitness",
  steps_to_optimum: "Steps to it",
  basin_size: "Points in its basin",
  best: "Best",
  best_fitness: "Fitness of the best",
  best_hops: "Distance to the best: hops",
  best_edit: "Distance to the best: edit",
  best_encoding: "Distance to the best: encoding",
  "best_encoding-raw": "Distance to the best: encoding, raw",
  best_path: "Distance to the best: path",
  nearest_better: "Nearest better",
  nearest_better_steps: "Steps to the nearest better",
  nearest_better_fitness: "Fitness of the nearest better",
  encodings: "Encodings",
};
const SPLITS = {
  test: "Test accuracy",
  valid: "Validation accuracy",
  train: "Training accuracy",
  time: "Training time",
};

/** Title of a feature, fitness or column: "Test accuracy, 108 epochs, mean"; names that are not known as they are. */
export function titleOf(name) {
  if (TITLES[name]) return TITLES[name];
  const rule = /^(test|valid|train|time)@([\d.]+)(?::(.+))?$/.exec(name);
  if (rule) {
    const rest = rule[3] ? `, ${rule[3].replace(/^run(\d+)/, "run $1").replace(":", ", ")}` : "";
    return `${SPLITS[rule[1]]}, ${rule[2]} epochs${rest}`;
  }
  return name.replace(/^column:/, "").replaceAll("_", " ");
}

/** Labels of ticks, all with the same number of decimals: 0.930, 0.935. */
export function formatTicks(ticks) {
  const isFine = ticks.every((tick) => Math.abs(tick) < 1e5 && (tick === 0 || Math.abs(tick) >= 1e-6));
  if (!isFine || ticks.every(Number.isInteger))
    return ticks.map((tick) =>
      formatNumber(tick, 4).replace(/\.(\d*?)0+(?= [TGM]$)/, (_, kept) => (kept ? `.${kept}` : "")),
    );
  const decimalsOf = (tick) => (String(Number(tick.toFixed(9))).split(".")[1] ?? "").length;
  const decimals = Math.max(...ticks.map(decimalsOf));
  return ticks.map((tick) => (tick < 0 ? MINUS : "") + grouped(Math.abs(tick).toFixed(decimals)));
}
