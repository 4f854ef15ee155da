"""`query path` against scipy: lengths by breadth-first search, bottlenecks by the tree that spans a graph best.

The program gives the edges (`graph export`) and, by `query path` itself, the fitness of the points on a path; all others
come from `query top`. Complete and half hidden, higher and lower values better.

usage: check_paths.py --binary nasscape
"""
import os
import random
import tempfile

import oracle
from oracle import check, number, require

with oracle.needed():
    import numpy
    import scipy.sparse
    import scipy.sparse.csgraph
import landscapes

SPACE = ["--space", "nb101:vertices=5"]
PAIRS = 8
MISSING = 4


class Landscape:
    """The graph, and for each point its hash and its merit: higher is better, NaN if not evaluated."""

    def __init__(self, binary, label, words, minimise=False):
        self.binary, self.label = binary, label
        self.words = [*SPACE, *words, *(["--minimise"] if minimise else [])]
        self.hashes = [row["hash"] for row in oracle.run(binary, "space", "list", *SPACE)]
        self.count = len(self.hashes)
        self.adjacency = landscapes.adjacency(oracle.edges(binary, *SPACE), self.count)
        self.merits = numpy.full(self.count, numpy.nan)
        for row in oracle.run(binary, "query", "top", "--n", str(self.count), *self.words):
            self.merits[int(row["id"])] = float(row["fitness"]) * (-1 if minimise else 1)

    def only(self, points):
        """The graph without the edges of points that are left out."""
        keep = scipy.sparse.diags(points.astype(float))
        kept = (keep @ self.adjacency @ keep).tocsr()
        kept.eliminate_zeros()
        return kept

    def improving(self):
        ends = self.adjacency.tocoo()
        better = self.merits[ends.col] > self.merits[ends.row]
        return scipy.sparse.csr_matrix((ends.data[better], (ends.row[better], ends.col[better])), ends.shape)

    def bottleneck(self, start, end):
        """The merit of the worst point of the best path: that of the tree with the best edges, by their worse end."""
        known = ~numpy.isnan(self.merits)
        known[[start, end]] = True
        heights = numpy.where(numpy.isnan(self.merits), numpy.inf, self.merits)
        edges = self.only(known).tocoo()
        lower = numpy.minimum(heights[edges.row], heights[edges.col])
        levels = numpy.unique(lower)
        ranks = len(levels) - numpy.searchsorted(levels, lower)  # 1 for the best
        tree = scipy.sparse.csgraph.minimum_spanning_tree(
            scipy.sparse.csr_matrix((ranks, (edges.row, edges.col)), edges.shape))
        order, before = scipy.sparse.csgraph.breadth_first_order(tree, start, directed=False)
        if end not in order:
            return None
        worst = heights[start]
        while end != start:
            worst = min(worst, heights[end])
            end = before[end]
        return worst


def steps(graph, start, end):
    return scipy.sparse.csgraph.shortest_path(graph, unweighted=True, indices=start)[end]


def path_of(landscape, kind, start, end):
    """The points of the path that the program gives, whose rows must say what is known of them; None if there is none."""
    words = ["query", "path", f"id:{start}", f"id:{end}", "--path", kind, *landscape.words]
    done = oracle.execute(landscape.binary, *words)
    what = f"{landscape.label}, {kind} from {start} to {end}"
    if done.returncode == MISSING:
        return what, None
    require(f"{what}: exit {done.returncode}: {done.stderr}", done.returncode == 0)
    rows = oracle.parse(done.stdout)
    points = [int(row["id"]) for row in rows]
    check(f"{what}: ends", (points[0], points[-1]), (start, end))
    for step, row in enumerate(rows):
        here = points[step]
        sign = -1 if row["direction"] == "minimise" else 1
        check(f"{what}: step", int(row["step"]), step)
        check(f"{what}: hash", row["hash"], landscape.hashes[here])
        check(f"{what}: fitness", row["fitness"], landscape.merits[here] * sign)
        if step > 0:
            require(f"{what}: no edge at step {step}", landscape.adjacency[points[step - 1], here] > 0)
            require(f"{what}: no change at step {step}", row["change"] != "")
            check(f"{what}: difference", row["difference"],
                  (landscape.merits[here] - landscape.merits[points[step - 1]]) * sign)
    return what, points


def check_shortest(landscape, start, end):
    what, points = path_of(landscape, "shortest", start, end)
    check(f"{what}: length", len(points) - 1, steps(landscape.adjacency, start, end))


def check_widest(landscape, start, end):
    what, points = path_of(landscape, "widest", start, end)
    width = landscape.bottleneck(start, end)
    if width is None:
        check(f"{what}: length over unevaluated points", len(points) - 1, steps(landscape.adjacency, start, end))
        return
    merits = landscape.merits[points]
    inner = merits[1:-1]
    require(f"{what}: leads over unevaluated points", not numpy.isnan(inner).any())
    check(f"{what}: worst", float(numpy.nanmin([*merits, numpy.inf])), float(width))
    allowed = landscape.merits >= width
    allowed[[start, end]] = True
    check(f"{what}: length", len(points) - 1, steps(landscape.only(allowed), start, end))


def check_improving(landscape, start, end):
    what, points = path_of(landscape, "improving", start, end)
    length = steps(landscape.improving(), start, end)
    require(f"{what}: there is one of {length} steps", points is not None or numpy.isinf(length))
    if points is not None:
        check(f"{what}: length", len(points) - 1, length)
        require(f"{what}: falls", (numpy.diff(landscape.merits[points]) > 0).all())


def check_landscape(landscape, drawn):
    """From random points to others, and to the best one, which an improving path often reaches."""
    best = int(numpy.nanargmax(landscape.merits))
    for pair in range(PAIRS):
        start, end = drawn.sample(range(landscape.count), 2)
        for checked in (check_shortest, check_widest, check_improving):
            checked(landscape, start, best if pair % 2 else end)


def check_messages(binary):
    """What is said where there is no path, and a path without steps."""
    done = oracle.execute(binary, "query", "path", "id:0", "best", *SPACE, "--relation", "strict")
    check("strict: exit", done.returncode, MISSING)
    require(f"strict: {done.stderr}", "--distance edit" in done.stderr and "pruned" in done.stderr)
    check("strict: rows", done.stdout, "")
    done = oracle.execute(binary, "query", "path", "best", "id:0", *SPACE, "--path", "improving")
    check("from the best: exit", done.returncode, MISSING)
    require(f"from the best: {done.stderr}", "no improving path" in done.stderr)
    rows = oracle.run(binary, "query", "path", "id:7", "id:7", *SPACE, "--path", "all")
    check("from a point to itself", [(row["path"], row["step"], row["id"]) for row in rows],
          [(kind, "0", "7") for kind in ("shortest", "widest", "improving")])


def main():
    binary = oracle.binary()
    drawn = random.Random(1)
    check_messages(binary)
    built_in = Landscape(binary, "built in", [])
    check_landscape(built_in, drawn)
    check_landscape(Landscape(binary, "time", ["--fitness", "time@108"], minimise=True), drawn)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "half.csv")
        half = landscapes.hide(built_in.merits, 0.5, numpy.random.default_rng(1))
        oracle.write_fitness(path, built_in.hashes, half, "hash")
        check_landscape(Landscape(binary, "half", ["--data", path, "--fitness", "column:fitness"]), drawn)
    oracle.finish(least=500)


main()
