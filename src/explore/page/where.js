/* Conditions on points (--where) made from what is selected. */

/** A number as a condition takes it: all its digits. */
const digits = (value) => String(value);

/** A name as a condition takes it: in double quotes unless it consists of letters, digits and _ @ : . alone. */
export function quotedName(name) {
  return /^[A-Za-z_][\w@:.]*$/.test(name) ? name : `"${name}"`;
}

/**
 * The condition of a box: ranges [{name, low, high}] with null for an end that is open. Ends belong to the box. An empty
 * text if nothing is bounded.
 */
export function whereOfBox(ranges) {
  const parts = [];
  for (const { name, low, high } of ranges) {
    if (low !== null && low !== undefined) parts.push(`${quotedName(name)} >= ${digits(low)}`);
    if (high !== null && high !== undefined) parts.push(`${quotedName(name)} <= ${digits(high)}`);
  }
  return parts.join(" and ");
}
