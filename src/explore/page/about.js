/* What is served, as the views read it: the answer of /api/v1/about without its nesting. */

/* The six edges that the positions of nb201 are, as changes in words name them. */
const NB201_EDGES = ["edge 0→1", "edge 0→2", "edge 1→2", "edge 0→3", "edge 1→3", "edge 2→3"];

function readPositions({ name, positions = [] }) {
  if (!name.startsWith("nb201") || positions.length !== NB201_EDGES.length) return positions;
  return positions.map((position, number) => ({ name: NB201_EDGES[number], ...position }));
}

/**
 * Of an answer of `about`: space, points (their number), column ("hash" or "point"), named [{name, point}], features
 * [{name, meaning, role}], positions [{name, symbols}] of strings, cells {vertices, edges, operations} or null,
 * fitness (its rule, "" if none) with direction, origin, source, known, coverage and missing (the reason for none),
 * fitnesses (rules), relation, relations [{name, meaning}], distances, kinds (names of kinds of edges), notes and version.
 */
export function readAbout(answer) {
  const { space, fitness } = answer;
  const column = space.point_column;
  return {
    version: answer.version,
    space: space.name,
    points: space.points,
    column,
    named: (space.named_points ?? []).map((named) => ({ name: named.name, point: named[column] })),
    features: space.features ?? [],
    positions: readPositions(space),
    cells: space.cells ?? null,
    fitness: fitness.rule ?? "",
    direction: fitness.direction ?? "maximise",
    origin: fitness.origin ?? "",
    source: fitness.source ?? "",
    known: fitness.known,
    coverage: fitness.coverage,
    missing: fitness.missing ?? "",
    fitnesses: answer.available ?? [],
    relation: answer.relation,
    relations: answer.relations ?? [],
    distances: answer.distances ?? [],
    kinds: [...new Set((answer.edge_kinds ?? []).map(({ name }) => name))],
    notes: answer.notes ?? [],
  };
}

/** The name by which `point` is told where it has one. */
export function nameOfPoint(about, point) {
  return about.named.find((named) => named.point === point)?.name;
}

/** 1 where a higher fitness is better, -1 where a lower one is. */
export function signOf(about) {
  return about.direction === "minimise" ? -1 : 1;
}

/** What points of this space are called. */
export function nounOf(about) {
  return about.column === "hash" ? "cell" : "point";
}

/** The rule without its policy where that is the mean: "test@108" for "test@108:mean". */
export function plainRule(rule) {
  return rule.replace(/:mean$/, "");
}

/** True if values of this origin come from a model rather than from measurements. */
export function isSurrogate(origin) {
  return typeof origin === "string" && origin.startsWith("surrogate");
}
