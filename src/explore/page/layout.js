/*
 * Where the vertices and edges of a cell stand in a drawing: layers from input to output, few crossings, straight lines.
 *
 * The steps are those of Sugiyama, Tagawa and Toda (1981). A vertex's layer is the length of the longest path to it; an
 * edge over several layers passes each between on a rail; orders within the layers follow the medians of the neighbours,
 * improved by exchanges; at last each place moves towards the mean of its neighbours while neighbours keep apart.
 */

const SWEEPS = 12;
const STRAIGHTENING = 40;
const RAIL_SHARE = 0.55; /* room of a rail, as a share of that of a vertex */

/** Layer of each vertex; the output is in the last one by itself. */
function layersOf({ count, edges }) {
  const layers = Array(count).fill(0);
  for (let vertex = 1; vertex < count; vertex++) {
    const above = edges.filter(([, to]) => to === vertex).map(([from]) => layers[from] + 1);
    layers[vertex] = Math.max(vertex === count - 1 ? 1 : vertex === 0 ? 0 : 1, ...above);
  }
  layers[count - 1] = Math.max(layers[count - 1], 1 + Math.max(...layers.slice(0, -1)));
  return layers;
}

/** Vertices and rails by layer, and the links between those of neighbouring layers. */
function makeElements(cell, layers) {
  const rows = Array.from({ length: layers[cell.count - 1] + 1 }, () => []);
  const vertices = layers.map((layer, vertex) => {
    const made = { vertex, layer, above: [], below: [], room: 1 };
    rows[layer].push(made);
    return made;
  });
  const routes = cell.edges.map(([from, to]) => {
    const route = [vertices[from]];
    for (let layer = layers[from] + 1; layer < layers[to]; layer++) {
      const rail = { vertex: null, layer, above: [], below: [], room: RAIL_SHARE };
      rows[layer].push(rail);
      route.push(rail);
    }
    route.push(vertices[to]);
    for (let at = 1; at < route.length; at++) {
      route[at - 1].below.push(route[at]);
      route[at].above.push(route[at - 1]);
    }
    return { from, to, route };
  });
  return { rows, vertices, routes };
}

function number(row) {
  row.forEach((one, order) => {
    one.order = order;
  });
}

/** Crossings of the links from `row` to the next one. */
function crossingsBelow(row) {
  const links = row.flatMap((one) => one.below.map((other) => [one.order, other.order]));
  let crossings = 0;
  for (let first = 0; first < links.length; first++)
    for (let second = first + 1; second < links.length; second++)
      if ((links[first][0] - links[second][0]) * (links[first][1] - links[second][1]) < 0) crossings++;
  return crossings;
}

const crossingsOf = (rows) => rows.reduce((sum, row) => sum + crossingsBelow(row), 0);

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Orders a row by the mean order of the neighbours on one side; those without any keep their place. */
function orderRow(row, side) {
  const wish = new Map(
    row.map((one) => [one, one[side].length ? mean(one[side].map((other) => other.order)) : one.order]),
  );
  row.sort((one, other) => wish.get(one) - wish.get(other) || one.order - other.order);
  number(row);
}

/** Exchanges neighbours in a row wherever that leaves fewer crossings. */
function exchange(rows, layer) {
  const row = rows[layer];
  for (let at = 0; at + 1 < row.length; at++) {
    const before = crossingsOf(rows);
    [row[at], row[at + 1]] = [row[at + 1], row[at]];
    number(row);
    if (crossingsOf(rows) < before) continue;
    [row[at], row[at + 1]] = [row[at + 1], row[at]];
    number(row);
  }
}

function orderRows(rows) {
  rows.forEach(number);
  let best = rows.map((row) => [...row]);
  let fewest = crossingsOf(rows);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    const layers = rows.map((_, layer) => layer);
    for (const layer of down ? layers : layers.reverse()) orderRow(rows[layer], down ? "above" : "below");
    rows.forEach((_, layer) => exchange(rows, layer));
    const crossings = crossingsOf(rows);
    if (crossings < fewest) {
      fewest = crossings;
      best = rows.map((row) => [...row]);
    }
  }
  best.forEach((row, layer) => {
    rows[layer] = row;
    number(row);
  });
}

/** Moves the places of a row to `wishes`, in order and apart: blocks that would overlap share the mean of their wishes. */
function settleRow(row, wishes) {
  const blocks = [];
  row.forEach((one, at) => {
    const half = one.room / 2;
    let block = { items: [[one, half]], wish: wishes[at] - half, width: one.room };
    while (blocks.length > 0 && blocks.at(-1).wish + blocks.at(-1).width > block.wish) {
      const before = blocks.pop();
      const items = [...before.items, ...block.items.map(([item, offset]) => [item, offset + before.width])];
      const weight = before.items.length + block.items.length;
      const wish = (before.wish * before.items.length + (block.wish - before.width) * block.items.length) / weight;
      block = { items, wish, width: before.width + block.width };
    }
    blocks.push(block);
  });
  for (const { items, wish } of blocks) for (const [one, offset] of items) one.x = wish + offset;
}

/** How much a link is worth being straight: those between rails most, since a bend there shows most. */
function weightOf(one, other) {
  const rails = (one.vertex === null) + (other.vertex === null);
  return [1, 1.5, 8][rails];
}

function placeRows(rows) {
  for (const row of rows) {
    const width = row.reduce((sum, one) => sum + one.room, 0);
    let x = -width / 2;
    for (const one of row) {
      one.x = x + one.room / 2;
      x += one.room;
    }
  }
  for (let round = 0; round < STRAIGHTENING; round++)
    for (const row of round % 2 === 0 ? rows : [...rows].reverse())
      settleRow(
        row,
        row.map((one) => {
          const linked = [...one.above, ...one.below];
          const weights = linked.map((other) => weightOf(one, other));
          const sum = weights.reduce((total, weight) => total + weight, 0);
          return sum > 0 ? linked.reduce((total, other, at) => total + weights[at] * other.x, 0) / sum : one.x;
        }),
      );
}

/** How far an element may move between its neighbours in the row. */
function freedomOf(one, row) {
  const [before, after] = [row[one.order - 1], row[one.order + 1]];
  return [
    before ? before.x + (before.room + one.room) / 2 : -Infinity,
    after ? after.x - (after.room + one.room) / 2 : Infinity,
  ];
}

/** Puts the rails of each edge straight below each other where their rows leave room for that. */
function alignRails(rows, routes) {
  /* Twice: what moves away makes room for others. */
  for (const { route } of [...routes, ...routes]) {
    const rails = route.slice(1, -1);
    const freedom = rails.map((rail) => freedomOf(rail, rows[rail.layer]));
    const low = Math.max(...freedom.map(([left]) => left));
    const high = Math.min(...freedom.map(([, right]) => right));
    if (rails.length < 2 || low > high) continue;
    const x = Math.min(Math.max(mean(rails.map((rail) => rail.x)), low), high);
    for (const rail of rails) rail.x = x;
  }
}

/**
 * Lays out a cell {count, edges}. Returns vertices [{vertex, x, y}] and edges [{from, to, points: [[x, y], …]}] in steps
 * of one vertex and one layer, x from 0 to `width` and y from 0 to `height`, and the number of `crossings`.
 */
export function layOut(cell) {
  const { rows, vertices, routes } = makeElements(cell, layersOf(cell));
  orderRows(rows);
  placeRows(rows);
  alignRails(rows, routes);
  const all = rows.flat();
  const left = Math.min(...all.map((one) => one.x - one.room / 2));
  const right = Math.max(...all.map((one) => one.x + one.room / 2));
  return {
    vertices: vertices.map(({ vertex, x, layer }) => ({ vertex, x: x - left, y: layer })),
    edges: routes.map(({ from, to, route }) => ({ from, to, points: route.map(({ x, layer }) => [x - left, layer]) })),
    width: right - left,
    height: rows.length - 1,
    crossings: crossingsOf(rows),
  };
}
