/* A place on the page (view, points, options) and its link: #/view/POINT/POINT?option=value. */

/** View that the page opens on. */
const FIRST_VIEW = "map";

/** decodeURIComponent that leaves a text alone which is not encoded. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Encodes a point for a link: "/" and "?" are kept apart from the link's own; what reads well stays as it is. */
function encodedPoint(point) {
  return encodeURIComponent(point).replace(/%(2C|3A|40|3D)/gi, decodeURIComponent);
}

/** Reads a link. An empty or foreign one is the first view. */
export function parsePlace(link) {
  const place = { view: FIRST_VIEW, points: [], options: {} };
  const start = link.indexOf("#/");
  if (start < 0) return place;
  const [path, query = ""] = split(link.slice(start + 2), "?");
  const parts = path.split("/").filter((part) => part !== "");
  if (parts.length > 0) place.view = decoded(parts[0]);
  place.points = parts.slice(1).map(decoded);
  for (const [name, value] of new URLSearchParams(query)) place.options[name] = value;
  return place;
}

/** Both sides of the first `separator`. */
function split(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Writes a link; options that are empty, null or undefined are left out. */
export function formatPlace({ view, points = [], options = {} }) {
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  const path = [view, ...points.map(encodedPoint)].join("/");
  return `#/${path}${query === "" ? "" : `?${query}`}`;
}

/** The same place with other options: null removes one. */
export function withOptions(place, options) {
  return { ...place, options: { ...place.options, ...options } };
}
