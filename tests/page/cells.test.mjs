/* Cells: matrices read and written, pruning for the drawing, and where vertices and edges stand. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  formatCellText,
  fromLists,
  liveVertices,
  padEncoding,
  parseCellText,
  parseEncoding,
  replaceOperation,
  toggleEdge,
} from "../../src/explore/page/encoding.js";
import { numberOfSymbol, separatorOf, spellSymbol, symbolsOf } from "../../src/explore/page/drawing.js";
import { EditedCell } from "../../src/explore/page/edited_cell.js";
import { layOut } from "../../src/explore/page/layout.js";

/* The best cell that the paper names, as the official file has it. */
const BEST = parseEncoding(
  "0110011000001000010000000100000001000000010000000",
  "input,conv1x1-bn-relu,conv3x3-bn-relu,maxpool3x3,conv3x3-bn-relu,conv3x3-bn-relu,output",
);

test("a matrix is read with either spelling of operations", () => {
  assert.equal(BEST.count, 7);
  assert.deepEqual(BEST.edges, [
    [0, 1],
    [0, 2],
    [0, 5],
    [0, 6],
    [1, 5],
    [2, 3],
    [3, 4],
    [4, 5],
    [5, 6],
  ]);
  assert.deepEqual(BEST.operations.slice(1, 6), ["conv1x1", "conv3x3", "maxpool3x3", "conv3x3", "conv3x3"]);
  assert.deepEqual(parseCellText("0110001100010000/c3,c1").operations, ["input", "conv3x3", "conv1x1", "output"]);
  assert.deepEqual(parseCellText("0100").edges, [[0, 1]]);
});

test("what is no matrix is none", () => {
  for (const text of [
    "",
    "0110",
    "01/c3",
    "012000000/c3",
    "010101000/c3,c1",
    "id:7",
    "02e5a0247bbdcf2860b7e96f74961594",
    "001100010/c3",
  ])
    assert.equal(parseCellText(text), null, text);
});

test("a matrix pasted as lists is read", () => {
  assert.equal(
    fromLists("[[0, 1, 1],\n [0, 0, 1],\n [0, 0, 0]], ops=['input', 'conv3x3-bn-relu', \"output\"]"),
    "011001000/input,conv3x3-bn-relu,output",
  );
  assert.equal(fromLists("matrix = [[0,1],[0,0]]"), "0100/");
  for (const text of ["id:7", "[8, 16]", "0100/", "(8, 16, 64)"]) assert.equal(fromLists(text), text);
});

test("what is written is read as the same", () => {
  assert.deepEqual(parseCellText(formatCellText(BEST)), BEST);
  assert.equal(formatCellText(parseCellText("0100")), "0100/");
  assert.deepEqual(parseCellText("0100/"), parseCellText("0100"));
});

test("edges are toggled and operations replaced", () => {
  const more = toggleEdge(BEST, 0, 4);
  assert.equal(more.edges.length, 10);
  assert.deepEqual(toggleEdge(more, 0, 4), BEST);
  assert.equal(replaceOperation(BEST, 3, "conv1x1").operations[3], "conv1x1");
  assert.equal(BEST.operations[3], "maxpool3x3");
});

test("vertices on no path from input to output are pruned", () => {
  /* 1 is not reached from the input, 3 does not lead to the output. */
  const dead = parseCellText("0010100100000110000000000/c3,c1,mp");
  assert.deepEqual(dead.edges, [
    [0, 2],
    [0, 4],
    [1, 2],
    [2, 3],
    [2, 4],
  ]);
  assert.deepEqual(liveVertices(dead), [true, false, true, false, true]);
  assert.ok(liveVertices(BEST).every((live) => live));
});

test("padding adds vertices that are pruned and keeps the rest", () => {
  const padded = padEncoding(parseCellText("0110001100010000/c3,c1"), 7);
  assert.equal(padded.count, 7);
  assert.deepEqual(padded.edges, [
    [0, 1],
    [0, 2],
    [1, 2],
    [1, 6],
    [2, 6],
  ]);
  assert.deepEqual(liveVertices(padded), [true, true, true, false, false, false, true]);
  assert.equal(padEncoding(BEST, 7), BEST);
});

test("a cell is drawn step by step, and each step undone", () => {
  const actions = [];
  const cell = new EditedCell(BEST, (action) => actions.push(action));
  cell.choose(4);
  cell.choose(0);
  cell.choose(2);
  cell.choose(2);
  cell.replace(3, "conv1x1");
  cell.toggle(0, 6);
  assert.deepEqual(actions, [
    "",
    "add edge 0→4",
    "",
    "",
    "replace maxpool3x3 at vertex 3 by conv1x1",
    "remove edge 0→6",
  ]);
  assert.equal(cell.encoding.edges.length, 9);
  assert.equal(cell.chosen, null);
  while (cell.canUndo) cell.undo();
  assert.deepEqual(cell.encoding, BEST);
  cell.undo();
  assert.equal(actions.filter((action) => action === "undo").length, 3);
});

test("strings are taken apart into as many symbols as the space has positions", () => {
  assert.deepEqual(symbolsOf("VDGV", 4), ["V", "D", "G", "V"]);
  assert.deepEqual(symbolsOf("8:16:nor_conv", 3), ["8", "16", "nor_conv"]);
  assert.deepEqual(symbolsOf("a-b:c", 2), ["a-b", "c"]);
  assert.deepEqual(symbolsOf("node 17", 0), ["node 17"]);
  assert.equal(separatorOf("0,1", 2), ",");
});

test("symbols are known by their names, or by digits from 1 as nb201 writes them", () => {
  const nb201 = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"];
  assert.deepEqual(
    ["1", "5", "6", "none", "x"].map((symbol) => numberOfSymbol(nb201, symbol)),
    [0, 4, -1, 0, -1],
  );
  assert.equal(spellSymbol(nb201, 3, "1"), "4");
  assert.deepEqual(
    ["0", "2"].map((symbol) => numberOfSymbol(["0", "1", "2"], symbol)),
    [0, 2],
  );
  assert.equal(spellSymbol(["A", "C"], 1, "A"), "C");
});

/* ---- layout ---- */

/** Crossings of a layout counted anew, from its lines alone. */
function countCrossings({ edges }) {
  const lines = edges.flatMap(({ points }) => points.slice(1).map((end, at) => [points[at], end]));
  let crossings = 0;
  for (let one = 0; one < lines.length; one++)
    for (let other = one + 1; other < lines.length; other++) {
      const [[a, ya], [b]] = lines[one];
      const [[c, yc], [d]] = lines[other];
      if (ya === yc && (a - c) * (b - d) < -1e-9) crossings++;
    }
  return crossings;
}

/** All 2,097,152 matrices are too many: some by a fixed rule. */
function* someCells() {
  let state = 12345;
  for (let number = 0; number < 300; number++) {
    const edges = [];
    const count = 2 + (number % 6);
    for (let from = 0; from < count; from++)
      for (let to = from + 1; to < count; to++) {
        state = (state * 1103515245 + 12345) % 2147483648;
        if (state / 2147483648 < 0.45) edges.push([from, to]);
      }
    yield { count, edges };
  }
}

test("edges lead down, places are apart, lines begin and end at their vertices", () => {
  for (const cell of someCells()) {
    const layout = layOut(cell);
    const byVertex = new Map(layout.vertices.map((one) => [one.vertex, one]));
    assert.equal(byVertex.size, cell.count);
    assert.equal(byVertex.get(0).y, 0);
    assert.equal(byVertex.get(cell.count - 1).y, layout.height);
    for (const { x, y } of layout.vertices) assert.ok(x > 0 && x < layout.width && y >= 0 && y <= layout.height);
    for (const one of layout.vertices)
      for (const other of layout.vertices)
        if (one !== other && one.y === other.y) assert.ok(Math.abs(one.x - other.x) > 1 - 1e-9);
    assert.equal(layout.edges.length, cell.edges.length);
    for (const { from, to, points } of layout.edges) {
      assert.deepEqual(points[0], [byVertex.get(from).x, byVertex.get(from).y]);
      assert.deepEqual(points.at(-1), [byVertex.get(to).x, byVertex.get(to).y]);
      points.slice(1).forEach(([, y], at) => assert.equal(y, points[at][1] + 1));
    }
    assert.equal(layout.crossings, countCrossings(layout));
  }
});

test("the best cell is drawn without crossings, in as many layers as it is deep, always the same way", () => {
  const layout = layOut(BEST);
  assert.equal(layout.crossings, 0);
  assert.equal(layout.height, 5);
  assert.deepEqual(layOut(BEST), layout);
});

test("crossings are as few as any order of the layers allows, for a graph that needs one", () => {
  /* Input to 1, 2, 3; each of those to 4 and 5: K(3,2) between two layers has at least 3 crossings. */
  const cell = {
    count: 7,
    edges: [
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 4],
      [1, 5],
      [2, 4],
      [2, 5],
      [3, 4],
      [3, 5],
      [4, 6],
      [5, 6],
    ],
  };
  assert.equal(layOut(cell).crossings, 3);
});
