"""Relations of other programs, path encodings, weights of walks, and the networks of NAS-Bench-201, from first principles.

Cells of a sub-space are matrices and labels; moves are made on matrices, and a matrix is named by the smallest of its
orderings, all of which are tried. Walks are powers of a transition matrix. From the program come the numbers of cells
and points, and the tables that are checked.

usage: check_relations.py --binary nasscape
"""
import collections
import itertools
import math
import tempfile

import oracle
from oracle import check, require, run

with oracle.needed():
    import numpy
    import scipy.sparse.csgraph
import landscapes

OPERATIONS = ["conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3"]
SHORT_NAMES = ["conv3x3", "conv1x1", "maxpool3x3"]
EDGE_LIMIT = 9


# ---- cells as sets of edges and labels ----

def on_paths(count, edges):
    """The vertices that a path from vertex 0 to the last one leads through; empty where there is no path."""
    ahead, back = {0}, {count - 1}
    for source, target in sorted(edges):
        if source in ahead:
            ahead.add(target)
    for source, target in sorted(edges, key=lambda edge: -edge[1]):
        if target in back:
            back.add(source)
    both = ahead & back
    return sorted(both) if 0 in both and count - 1 in both else []


def prune(count, edges, labels):
    """(vertices, edges, labels of inner vertices), or None where no path is left."""
    kept = on_paths(count, edges)
    if not kept:
        return None
    number = {vertex: place for place, vertex in enumerate(kept)}
    return (len(kept), frozenset((number[source], number[target]) for source, target in edges
                                 if source in number and target in number),
            tuple(labels[vertex] for vertex in kept[1:-1]))


def canonical(cell):
    """The smallest of all orderings that keep edges pointing forwards."""
    count, edges, labels = cell
    best = None
    for order in itertools.permutations(range(1, count - 1)):
        place = {0: 0, count - 1: count - 1}
        place.update({vertex: number + 1 for number, vertex in enumerate(order)})
        moved = sorted((place[source], place[target]) for source, target in edges)
        if any(source >= target for source, target in moved):
            continue
        tried = (count, tuple(moved), tuple(labels[vertex - 1] for vertex in order))
        if best is None or tried < best:
            best = tried
    return best


class Cells:
    def __init__(self, binary, space, size):
        self.size = size
        self.rows = run(binary, "space", "list", "--space", space)
        self.cells = []
        for row in self.rows:
            digits, names = row["adjacency"], row["operations"].split(",")
            count = len(names)
            edges = frozenset((place // count, place % count) for place in range(count * count) if digits[place] == "1")
            self.cells.append((count, edges, tuple(OPERATIONS.index(name) for name in names[1:-1])))
        self.ids = {canonical(cell): number for number, cell in enumerate(self.cells)}
        self.known = {}

    def find(self, cell):
        if cell not in self.known:
            self.known[cell] = self.ids[canonical(cell)]
        return self.known[cell]

    def padded(self, number):
        """As a matrix of the space's size: output last, dead vertices before it, labelled 0."""
        count, edges, labels = self.cells[number]
        last = self.size - 1
        moved = {(source, last if target == count - 1 else target) for source, target in edges}
        return moved, [None] + list(labels) + [0] * (self.size - count) + [None]


def used_edges(count, edges):
    kept = set(on_paths(count, edges))
    return {edge for edge in edges if edge[0] in kept and edge[1] in kept}


def naszilla(space, number):
    edges, labels = space.padded(number)
    used = used_edges(space.size, edges)
    vertices = {vertex for edge in used for vertex in edge}
    moves = []
    for vertex in range(1, space.size - 1):
        if vertex in vertices:
            moves += [(edges, labels[:vertex] + [label] + labels[vertex + 1:]) for label in range(3)
                      if label != labels[vertex]]
    for edge in itertools.combinations(range(space.size), 2):
        flipped = edges ^ {edge}
        if edge in (used if edge in edges else used_edges(space.size, flipped)):
            moves.append((flipped, labels))
    found = set()
    for moved, labelled in moves:
        pruned = prune(space.size, moved, labelled)
        if pruned is not None and len(pruned[1]) <= EDGE_LIMIT:
            found.add(space.find(pruned))
    return found


def one_exchange(space, number):
    edges, labels = space.padded(number)
    moves = [(edges ^ {edge}, labels) for edge in itertools.combinations(range(space.size), 2)]
    for vertex in range(1, space.size - 1):
        moves += [(edges, labels[:vertex] + [label] + labels[vertex + 1:]) for label in range(3)
                  if label != labels[vertex]]
    found = collections.Counter()
    for moved, labelled in moves:
        pruned = prune(space.size, moved, labelled)
        if pruned is not None and len(moved) <= EDGE_LIMIT:
            found[space.find(pruned)] += 1
    del found[number]  # moves that stay
    return found


def exported(binary, space, relation):
    rows = collections.defaultdict(dict)
    for row in run(binary, "graph", "export", "--ids", "--space", space, "--relation", relation):
        if row["to_id"]:
            rows[int(row["from_id"])][int(row["to_id"])] = row
    return rows


def check_cells(binary, size):
    name = f"nb101:vertices={size}"
    space = Cells(binary, name, size)
    moves, weighted = exported(binary, name, "naszilla"), exported(binary, name, "one-exchange")
    edges = collections.defaultdict(set)
    for number in range(len(space.cells)):
        expected = naszilla(space, number)
        counted = one_exchange(space, number)
        check(f"{name} naszilla {number}", set(moves[number]), expected)
        check(f"{name} same neighbours {number}", set(counted), expected)
        check(f"{name} one-exchange {number}",
              {other: float(row["weight"]) for other, row in weighted[number].items()}, dict(counted))
        for other in expected:
            edges[min(number, other)].add(max(number, other))
    pruned = exported(binary, name, "pruned")
    check(f"{name} closure", {low: set(high) for low, high in pruned.items() if high},
          {low: high for low, high in edges.items() if high})
    check_hops(binary, name, moves, len(space.cells))
    return space


def check_hops(binary, name, moves, count):
    matrix = numpy.zeros((count, count))
    for number, others in moves.items():
        matrix[number, list(others)] = 1
    hops = scipy.sparse.csgraph.shortest_path(scipy.sparse.csr_matrix(matrix), unweighted=True)
    for target in (0, 5 % count, count // 2, count - 1):
        if numpy.isfinite(hops[:, target]).sum() < 3:
            continue  # too few for a correlation
        rows = run(binary, "analyse", "fdc", "--table", "distances", "--space", name, "--relation", "naszilla",
                   "--fitness", "params", "--targets", f"id:{target}")
        reached = hops[:, target][numpy.isfinite(hops[:, target])].astype(int)
        check(f"{name} hops to {target}", {int(row["distance"]): int(row["points_in_space"]) for row in rows},
              dict(collections.Counter(reached.tolist())))
    for start, target in ((count - 1, 0), (0, count - 1), (count // 2, 5 % count), (count // 3, count // 2)):
        rows = run(binary, "graph", "distance", f"id:{start}", f"id:{target}", "--space", name, "--relation", "naszilla")
        expected = hops[start, target]
        check(f"{name} hops {start} {target}", rows[0]["distance"], str(int(expected)) if expected < math.inf else "")


# ---- path encodings of cells ----

def paths_of(cell):
    count, edges, labels = cell
    found = set()

    def follow(vertex, so_far):
        if vertex == count - 1:
            found.add(so_far)
            return
        for source, target in edges:
            if source == vertex:
                follow(target, so_far + (() if target == count - 1 else (labels[target - 1],)))

    follow(0, ())
    return found


def check_paths(binary, name, space, pairs):
    encodings = [paths_of(cell) for cell in space.cells]
    count = len(encodings)
    for targets in ([0], [count - 1], [count // 3, count // 2], list(range(0, count, count // 7))):
        rows = run(binary, "analyse", "fdc", "--table", "distances", "--space", name, "--distance", "path",
                   "--fitness", "params", "--targets", ";".join(f"id:{target}" for target in targets))
        expected = collections.Counter(min(len(own ^ encodings[target]) for target in targets) for own in encodings)
        check(f"{name} paths to {targets}", {int(row["distance"]): int(row["points_in_space"]) for row in rows},
              dict(expected))
    random = numpy.random.default_rng(11)
    for one, other in random.integers(0, count, (pairs, 2)):
        rows = run(binary, "graph", "distance", f"id:{one}", f"id:{other}", "--space", name, "--distance", "path")
        words = {verb: {f"{verb} path " + " -> ".join(["input", *(SHORT_NAMES[label] for label in path), "output"])
                        for path in paths}
                 for verb, paths in (("remove", encodings[one] - encodings[other]),
                                     ("add", encodings[other] - encodings[one]))}
        check(f"{name} path {one} {other}", rows[0]["distance"], str(len(encodings[one] ^ encodings[other])))
        check(f"{name} paths between {one} {other}", {row["change"] for row in rows} - {"none"},
              words["remove"] | words["add"])


# ---- NAS-Bench-201: which strings are the same network ----

SOURCES = [[0], [0, 1], [0, 1, 2]]
NAMES = {"3": "nor_conv_1x1", "4": "nor_conv_3x3", "5": "avg_pool_3x3"}


def official_text(digits):
    """A node is a text: its terms sorted and joined; nothing is "#" as one term, but not as a sum of such terms.

    Where a sum is a term of a sum, the order of texts decides which are the same: they must be spelled as officially.
    """
    nodes, at = ["0"], 0
    for sources in SOURCES:
        terms = []
        for source in sources:
            operation = digits[at]
            at += 1
            if operation == "1" or nodes[source] == "#":
                terms.append("#")
            elif operation == "2":
                terms.append(nodes[source])
            else:
                terms.append(f"({nodes[source]})@{NAMES[operation]}")
        nodes.append("+".join(sorted(terms)))
    return nodes[-1]


def algebraic_value(digits):
    """A node is a sum: each different term with how often it occurs. What is nothing has no terms."""
    nodes, at = [frozenset({("in", 1)})], 0
    for sources in SOURCES:
        total = collections.Counter()
        for source in sources:
            operation, value = digits[at], nodes[source]
            at += 1
            if operation == "2":
                for term, times in value:
                    total[term] += times
            elif operation != "1" and value:
                total[(operation, value)] += 1
        nodes.append(frozenset(total.items()))
    return nodes[-1]


def check_networks(binary):
    strings = oracle.strings("12345", 6)
    smallest = {}
    for string in strings:
        smallest.setdefault(official_text(string), string)
    counts = {row["key"]: row["value"] for row in run(binary, "space", "count", "--space", "nb201")}
    check("networks by the official text", len(smallest), 6466)
    check("networks by algebra", len({algebraic_value(string) for string in strings}), 4930)
    check("strings", counts["strings"], "15625")
    check("distinct", counts["distinct"], "6466")
    check("distinct by algebra", counts["distinct_by_algebra"], "4930")
    rows = run(binary, "space", "list", "--space", "nb201:distinct")
    check("points of nb201:distinct", [row["point"] for row in rows], sorted(smallest.values()))


# ---- weights ----

class Weighted:
    """A random graph with weights over `decades`, written to a file with an isolated point and a second component."""

    def __init__(self, folder, seed, count=40, density=0.2, decades=4):
        random = numpy.random.default_rng(seed)
        self.count = count
        self.weights = numpy.zeros((count, count))
        for one, other in itertools.combinations(range(count), 2):
            both_small = other < 4  # points 0 to 3 are a component of their own, the last is isolated
            if (one < 4) != both_small or other == count - 1 or random.random() > (0.9 if both_small else density):
                continue
            self.weights[one, other] = self.weights[other, one] = float(f"{10 ** random.uniform(-decades / 2, decades / 2):.6g}")
        self.fitness = numpy.round(random.normal(size=count) + numpy.sqrt(self.weights.sum(axis=1)) / 4, 6)
        self.space, self.data = f"{folder}/edges.csv", f"{folder}/values.csv"
        self.names = [f"p{point}" for point in range(count)]
        ends = numpy.argwhere(numpy.triu(self.weights))
        oracle.write_edges(self.space, self.names, ends[:, ::-1], self.weights[tuple(ends.T)])
        self.write(range(count))
        self.walked = numpy.flatnonzero(landscapes.largest_part(self.weights))

    def write(self, known):
        known = sorted(known)
        oracle.write_fitness(self.data, [self.names[point] for point in known], self.fitness[known])

    def chain(self):
        weights = self.weights[numpy.ix_(self.walked, self.walked)]
        strengths = weights.sum(axis=1)
        return weights / strengths[:, None], strengths / strengths.sum()

    def rwa(self, binary, *words):
        return run(binary, "analyse", "rwa", "--space", self.space, "--data", self.data, "--fitness", "column:fitness",
                   "--lags", "8", *words)


def exact_curve(graph, lags):
    steps, stationary = graph.chain()
    centred = graph.fitness[graph.walked] - stationary @ graph.fitness[graph.walked]
    powers = [numpy.linalg.matrix_power(steps, lag) for lag in range(lags + 1)]
    return [centred * stationary @ power @ centred / (centred * stationary @ centred) for power in powers]


def partial_value(graph, known, lag):
    """R + (1 - R) c: the chance of being back, and the correlation over different known points of pairs by chance."""
    steps, stationary = graph.chain()
    power = numpy.linalg.matrix_power(steps, lag)
    back = stationary @ numpy.diag(power)
    places = [place for place, point in enumerate(graph.walked) if point in known]
    pairs = (stationary[:, None] * power)[numpy.ix_(places, places)]
    numpy.fill_diagonal(pairs, 0)
    pairs /= pairs.sum()
    values = graph.fitness[graph.walked][places]
    mean = pairs.sum(axis=1) @ values
    covariance = (values - mean) @ pairs @ (values - mean)
    variance = pairs.sum(axis=1) @ (values - mean) ** 2
    # Products of differences from the estimated mean are too low by its variance.
    moved = pairs @ values + pairs.sum(axis=1) * (values - 2 * mean)
    of_mean = (1 - len(places) / len(graph.walked)) * moved @ moved
    return back + (1 - back) * (covariance + of_mean) / (variance + of_mean)


def check_weights(binary):
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(4):
            graph = Weighted(folder, seed)
            exact = exact_curve(graph, 8)
            rows = graph.rwa(binary, "--walks", "60", "--length", "4000", "--seed", str(seed))
            for lag, row in enumerate(rows):
                check(f"weighted {seed} lag {lag}", row["autocorrelation"], exact[lag], 1e-9)
                # Six standard errors of walks, which the interval of 95 % has two of.
                half = (float(row["sampled_high"]) - float(row["sampled_low"])) / 2
                check(f"weighted {seed} sampled lag {lag}", row["sampled"], exact[lag], 3 * half + 1e-3)
            check_info(binary, graph)
            check_hidings(binary, graph, exact, seed, 5)
        # As without weights, intervals of so few points hold the truth in somewhat less than 95 of 100.
        held = numpy.zeros(4)
        for seed in range(3):
            graph = Weighted(folder, seed, 150, 0.06, 2)
            held += check_hidings(binary, graph, exact_curve(graph, 8), seed, 40)
        for lag in (1, 2, 3):
            require(f"weighted intervals lag {lag}, {held[lag]} of 120", held[lag] >= 100)


def check_hidings(binary, graph, exact, seed, hidings):
    """Hides three in ten values; returns how often the interval at each lag held the exact value."""
    held, random = numpy.zeros(4), numpy.random.default_rng(100 + seed)
    for _ in range(hidings):
        known = set(numpy.flatnonzero(random.random(graph.count) < 0.7).tolist())
        graph.write(known)
        rows = graph.rwa(binary, "--walks", "1", "--length", "10")
        for lag in (1, 2):
            check(f"weighted {seed} partial lag {lag}", rows[lag]["autocorrelation"], partial_value(graph, known, lag),
                  1e-9)
        for lag in (1, 2, 3):
            held[lag] += float(rows[lag]["low"]) <= exact[lag] <= float(rows[lag]["high"])
    return held


def check_info(binary, graph):
    info = {row["key"]: row["value"] for row in run(binary, "graph", "info", "--space", graph.space, "--data",
                                                    graph.data, "--fitness", "column:fitness")}
    ends = graph.weights / graph.weights.sum()
    mean = ends.sum(axis=1) @ graph.fitness
    centred = graph.fitness - mean
    check("assortativity", info["assortativity"], centred @ ends @ centred / (ends.sum(axis=1) @ centred ** 2), 1e-9)
    check("weighted", info["weighted"], "yes")
    check("edges", int(info["edges"]), int(numpy.count_nonzero(graph.weights) // 2))
    rows = run(binary, "graph", "export", "--ids", "--space", graph.space)
    check("exported weights", {(int(row["from_id"]), int(row["to_id"])): float(row["weight"]) for row in rows if row["to_id"]},
          {(int(one), int(other)): float(graph.weights[one, other])
           for one, other in zip(*numpy.nonzero(numpy.triu(graph.weights)))})
    rows = run(binary, "query", "neighbours", "p20", "--space", graph.space, "--data", graph.data, "--fitness",
               "column:fitness")
    check("weights of neighbours", {int(row["id"]): float(row["weight"]) for row in rows},
          {int(other): float(graph.weights[20, other]) for other in numpy.flatnonzero(graph.weights[20])})


def main():
    binary = oracle.binary()
    check_networks(binary)
    check_weights(binary)
    for size in (2, 3, 4, 5):
        space = check_cells(binary, size)
        if size > 3:
            check_paths(binary, f"nb101:vertices={size}", space, 20)
    check_paths(binary, "nb101:vertices=6", Cells(binary, "nb101:vertices=6", 6), 20)
    oracle.finish(least=8000)


if __name__ == "__main__":
    main()
