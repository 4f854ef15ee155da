/* A matrix and operations as the program writes a cell, as vertices and edges: {count, edges: [[from, to]], operations}. */

const SHORT = {
  c3: "conv3x3",
  c1: "conv1x1",
  mp: "maxpool3x3",
  "conv3x3-bn-relu": "conv3x3",
  "conv1x1-bn-relu": "conv1x1",
};

/** The operations that an inner vertex may have. */
export const OPERATIONS = ["conv3x3", "conv1x1", "maxpool3x3"];

/** The name of an operation without what all convolutions share: "conv3x3-bn-relu" is conv3x3. */
function shortOperation(name) {
  return SHORT[name] ?? name;
}

/** Reads digits, row by row, and operations between commas, with or without input and output; null if they are none. */
export function parseEncoding(adjacency, operations) {
  const count = Math.sqrt(adjacency.length);
  if (!/^[01]+$/.test(adjacency) || !Number.isInteger(count) || count < 2) return null;
  const names = operations === "" ? [] : operations.split(",").map((name) => shortOperation(name.trim()));
  const all = names[0] === "input" ? names : ["input", ...names, "output"];
  if (all.length !== count) return null;
  const edges = [];
  for (let from = 0; from < count; from++)
    for (let to = 0; to < count; to++) if (adjacency[from * count + to] === "1") edges.push([from, to]);
  if (edges.some(([from, to]) => from >= to)) return null;
  return { count, edges, operations: all };
}

/** Reads ADJACENCY/OPERATIONS; null for any other text. */
export function parseCellText(text) {
  const at = text.indexOf("/");
  if (at < 0 && /^0[01]00$/.test(text)) return parseEncoding(text, "");
  return at < 0 ? null : parseEncoding(text.slice(0, at), text.slice(at + 1));
}

/**
 * ADJACENCY/OPERATIONS of a matrix as Python and JSON write it, [[0, 1], [0, 0]], followed by operations in any quotes
 * and brackets; other texts as they are.
 */
export function fromLists(text) {
  const lists = /^\s*(?:matrix\s*[=:])?\s*(\[\s*\[[\s\d,[\]]*\]\s*\])([^]*)$/.exec(text);
  if (!lists) return text;
  const digits = lists[1].match(/\d/g).join("");
  const names = (lists[2].match(/[a-z][\w-]*\d?[\w-]*/g) ?? []).filter(
    (name) => !/^(ops|operations|labels)$/.test(name),
  );
  return `${digits}/${names.join(",")}`;
}

/** True if there is an edge from the one vertex to the other. */
export function hasEdge({ edges }, from, to) {
  return edges.some(([one, other]) => one === from && other === to);
}

/** Writes ADJACENCY/OPERATIONS, which the program reads back as the same encoding. */
export function formatCellText(encoding) {
  const { count, operations } = encoding;
  let digits = "";
  for (let from = 0; from < count; from++)
    for (let to = 0; to < count; to++) digits += hasEdge(encoding, from, to) ? "1" : "0";
  return `${digits}/${operations.slice(1, -1).join(",")}`;
}

/** The encoding with an edge added, or removed where it was. */
export function toggleEdge(encoding, from, to) {
  const edges = hasEdge(encoding, from, to)
    ? encoding.edges.filter(([one, other]) => one !== from || other !== to)
    : [...encoding.edges, [from, to]].sort(([a, b], [c, d]) => a - c || b - d);
  return { ...encoding, edges };
}

/** The encoding with another operation at one vertex. */
export function replaceOperation(encoding, vertex, operation) {
  const operations = encoding.operations.map((name, number) => (number === vertex ? operation : name));
  return { ...encoding, operations };
}

/** The encoding with so many vertices more as make `count`: without edges, put before the output. */
export function padEncoding(encoding, count) {
  const added = count - encoding.count;
  if (added <= 0) return encoding;
  const last = encoding.count - 1;
  const moved = (vertex) => (vertex === last ? last + added : vertex);
  return {
    count,
    edges: encoding.edges.map(([from, to]) => [moved(from), moved(to)]),
    operations: [...encoding.operations.slice(0, -1), ...Array.from({ length: added }, () => OPERATIONS[0]), "output"],
  };
}

/** Which vertices lie on a path from input to output: only those count; the others are pruned. One truth value each. */
export function liveVertices({ count, edges }) {
  const reach = (start, next) => {
    const reached = Array.from({ length: count }, (_, vertex) => vertex === start);
    for (let changed = true; changed;) {
      changed = false;
      for (const edge of edges) {
        const [from, to] = next(edge);
        if (reached[from] && !reached[to]) changed = reached[to] = true;
      }
    }
    return reached;
  };
  const forward = reach(0, (edge) => edge);
  const backward = reach(count - 1, ([from, to]) => [to, from]);
  return forward.map((reached, vertex) => reached && backward[vertex]);
}
