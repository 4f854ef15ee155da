/* The network of local optima: nodes as large as their basins, coloured by the rank of their fitness. */

import { cssColour, scaleFor } from "./colours.js";
import { element, svg } from "./dom.js";
import { formatCount, formatNumber, shortName } from "./format.js";

const SIDE = 620;
const MARGIN = 34;
const LARGEST = 26; /* radius in pixels */
const SMALLEST = 3.5;

/** Radius of a node whose basin has `basin` points where the largest has `largest`: areas are as basins. */
export function radiusOf(basin, largest) {
  return largest > 0 ? Math.max(SMALLEST, LARGEST * Math.sqrt(basin / largest)) : SMALLEST;
}

/** Share of the colour scale of a rank: 1 for the best, by the logarithm, since the best ranks differ most. */
export function shareOfRank(rank, count) {
  return count > 1 ? 1 - Math.log(rank) / Math.log(count) : 1;
}

/** The line of an edge, from rim to rim, bent to its left, so that both directions can be told. */
export function edgePath([x1, y1, r1], [x2, y2, r2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = Math.hypot(dx, dy);
  if (length <= r1 + r2) return "";
  const [ux, uy] = [dx / length, dy / length];
  const bend = Math.min(24, length * 0.12);
  const middle = [(x1 + x2) / 2 + uy * bend, (y1 + y2) / 2 - ux * bend];
  return `M${x1 + ux * r1},${y1 + uy * r1}Q${middle[0]},${middle[1]} ${x2 - ux * (r2 + 5)},${y2 - uy * (r2 + 5)}`;
}

function drawEdges(network, places) {
  const heaviest = network.edges.reduce((most, edge) => Math.max(most, edge.weight), 0);
  return svg("g", { class: "edges" }, network.edges.toReversed().map((edge) => {
    const share = heaviest > 0 ? edge.weight / heaviest : 1;
    const better = network.nodes[edge.to].rank <= network.nodes[edge.from].rank;
    return svg("path", {
      d: edgePath(places[edge.from], places[edge.to]), class: better ? "better" : "worse",
      "stroke-width": 0.5 + 3 * share, "stroke-opacity": 0.25 + 0.6 * share, "marker-end": "url(#network-head)",
    }, svg("title", {}, `${shortName(network.nodes[edge.from].point)} to ${shortName(network.nodes[edge.to].point)}: ` +
      `weight ${formatNumber(edge.weight, 3)}`));
  }));
}

function describeNode(node, network) {
  return `${node.point}: fitness ${formatNumber(node.fitness)}, rank ${formatNumber(node.rank)} of ` +
    `${formatNumber(network.optima)} optima; basin ${formatCount(node.basin, "point")}`;
}

function drawNodes(network, places, page) {
  return network.nodes.map((node, number) => {
    const [x, y, radius] = places[number];
    const made = svg("a", { href: page.link("cell", [node.point]), class: node.point === page.current ? "node current" : "node",
      "aria-label": describeNode(node, network) },
    svg("circle", { cx: x, cy: y, r: radius }, svg("title", {}, describeNode(node, network))));
    return made;
  });
}

/** Names of the best and the current optimum, above all nodes. */
function drawLabels(network, places, page) {
  return network.nodes.map((node, number) => {
    if (node.rank > 1 && node.point !== page.current) return null;
    const [x, y, radius] = places[number];
    return svg("text", { x, y: y - radius - 4, "text-anchor": "middle" }, node.rank === 1 ? "best" : "current");
  }).filter(Boolean);
}

const radiusIn = (node) => Number(node.querySelector("circle").getAttribute("r"));

function paintNodes(nodes, network) {
  const scale = scaleFor("value");
  for (const [number, made] of nodes.entries())
    made.querySelector("circle").style.fill = cssColour(scale, shareOfRank(network.nodes[number].rank, network.optima));
}

/** What is not drawn, in words. */
export function leftOutText(network) {
  const parts = [];
  if (network.optima_left_out > 0)
    parts.push(`${formatNumber(network.nodes.length)} of ${formatNumber(network.optima)} local optima, those with the largest basins`);
  if (network.transitions_left_out > 0)
    parts.push(`${formatNumber(network.edges.length)} of the ${formatNumber(network.transitions)} transitions between them, the heaviest from each`);
  return parts.length > 0 ? `Shown: ${parts.join("; ")}.` : "All local optima and transitions are shown.";
}

function legend(network) {
  const steps = 10;
  const patches = Array.from({ length: steps }, (_, number) =>
    svg("rect", { x: number * 12, width: 12.5, height: 12, fill: cssColour(scaleFor("value"), 1 - number / (steps - 1)) }));
  return element("ul", { class: "legend" },
    element("li", {}, "Rank of fitness 1 ", svg("svg", { width: 12 * steps, height: 12, "aria-hidden": "true" }, patches),
      ` ${formatNumber(network.optima)}`),
    element("li", {}, "Area: size of the basin"),
    element("li", {}, svg("svg", { width: 30, height: 14, class: "network-line", "aria-hidden": "true" },
      svg("path", { class: "better", d: "M1,7H29" })), "to a better optimum"),
    element("li", {}, svg("svg", { width: 30, height: 14, class: "network-line", "aria-hidden": "true" },
      svg("path", { class: "worse", d: "M1,7H29" })), "to a worse one"));
}

/** The drawing of the answer of /api/v1/network. */
export function drawNetwork(network, page) {
  const largest = network.nodes.reduce((most, node) => Math.max(most, node.basin), 0);
  const inner = SIDE - 2 * MARGIN;
  const places = network.nodes.map((node) => [MARGIN + node.x * inner, MARGIN + (1 - node.y) * inner, radiusOf(node.basin, largest)]);
  const nodes = drawNodes(network, places, page);
  const paint = () => paintNodes(nodes, network);
  paint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint, { signal: page.signal });
  const drawing = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, class: "network", role: "group", "aria-label": "Network of local optima" },
    svg("defs", {}, svg("marker", { id: "network-head", viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 5, markerHeight: 5,
      markerUnits: "userSpaceOnUse", orient: "auto" }, svg("path", { d: "M0,0L8,4L0,8Z" }))),
    drawEdges(network, places),
    nodes.toSorted((one, other) => radiusIn(other) - radiusIn(one)), drawLabels(network, places, page));
  return element("figure", { class: "chart" },
    element("figcaption", {}, element("strong", {}, "Network of local optima"), " ",
      element("span", { class: "note" }, leftOutText(network))),
    drawing, legend(network));
}
