"""Tables of densities, which figures draw, against numpy: on cells of up to five vertices with ties and gaps in the fitness.

Bins by rank are found here value by value, and points are counted by comparing their values with the ends of the bins.

usage: check_densities.py --binary nasscape
"""
import math
import tempfile

import oracle
from oracle import check, require, run

with oracle.needed():
    import numpy
    import scipy.sparse.csgraph
import landscapes

SPACE = "nb101:vertices=5"
BINS = 40


# ---- bins ----

def bins_of(values, sign=1, split=True):
    """The ends of bins with about equal numbers of values, the worst first: equal values share a bin, and the best bin is halved."""
    merits = numpy.sort(sign * values[~numpy.isnan(values)])
    steps = [0]
    for step in range(1, BINS + 1):
        wanted = int(len(merits) * step / BINS)
        if wanted > steps[-1]:
            steps.append(int(numpy.searchsorted(merits, merits[wanted - 1], side="right")))
    while split and steps[-1] - steps[-2] > 1:
        half = steps[-2] + (steps[-1] - steps[-2]) // 2
        half = int(numpy.searchsorted(merits, merits[half - 1], side="right"))
        if half == len(merits):
            break
        steps.insert(-1, half)
    borders = [merits[0], *((merits[step - 1] + merits[step]) / 2 for step in steps[1:-1]), merits[-1]]
    return [sorted((sign * one, sign * other)) for one, other in zip(borders, borders[1:])]


def within(values, ends):
    """Which values lie in a bin; no value lies on an inner border."""
    return (values >= ends[0]) & (values <= ends[1])


def compare(what, rows, columns, expected):
    """Rows that `columns` name, in their order, against a list of the same values."""
    check(f"{what}: rows", len(rows), len(expected))
    for row, values in zip(rows, expected):
        for column, value in zip(columns, values):
            check(f"{what}: {column} of {values}", row[column], value)


def text(value):
    return "" if math.isnan(value) else repr(float(value))


# ---- a landscape ----

class Landscape:
    """Values in steps of 0.001, some of them missing, and a few far below all others."""
    def __init__(self, binary, relation, share, folder):
        random = numpy.random.default_rng(5)
        cells = run(binary, "space", "list", "--space", SPACE)
        operations = numpy.array([cell["operations"].count("conv3x3") for cell in cells])
        self.count = len(cells)
        self.fitness = numpy.round(0.88 + 0.01 * operations + random.normal(0, 0.01, self.count), 3)
        self.fitness[random.random(self.count) < 0.02] = 0.1
        self.fitness = landscapes.hide(self.fitness, share, random)
        self.path = f"{folder}/measured.csv"
        self.costs = {"column:seconds": landscapes.hide(numpy.round(60 + 40 * operations + random.gamma(2, 9, self.count)), 0.7, random),
                      "params": numpy.array([float(cell["trainable_parameters"]) for cell in cells])}
        self.hashes = [cell["hash"] for cell in cells]
        oracle.write(self.path, "hash,fitness,seconds",
                     (f"{name},{text(value)},{text(seconds)}" for name, value, seconds in
                      zip(self.hashes, self.fitness, self.costs["column:seconds"])))
        self.edges = oracle.edges(binary, "--space", SPACE, "--relation", relation)
        self.adjacency = landscapes.adjacency(self.edges, self.count)
        self.options = ["--space", SPACE, "--data", self.path, "--fitness", "column:fitness", "--relation", relation]


# ---- tables ----

def check_cloud(binary, landscape, options, sign):
    fitness = landscape.fitness
    ends = numpy.array([[one, other] for pair in landscape.edges for one, other in (pair, pair[::-1])])
    ends = ends[~numpy.isnan(fitness[ends]).any(axis=1)]
    own, around = fitness[ends[:, 0]], fitness[ends[:, 1]]
    compared = numpy.full(landscape.count, numpy.nan)
    compared[ends[:, 0]] = own
    bins, expected = bins_of(compared, sign), []
    for across in bins:
        for up in bins:
            pairs = (within(own, across) & within(around, up)).sum()
            if pairs > 0:
                share = pairs / within(own, across).sum()
                expected.append((*across, *up, pairs, share, share / within(around, up).mean()))
    rows = run(binary, "analyse", "cloud", *options, "--table", "density")
    compare("cloud", rows, ("fitness_low", "fitness_high", "neighbour_low", "neighbour_high", "pairs", "share", "ratio"), expected)


def check_neutrality(binary, landscape, options):
    epsilons = [0, 0.0015, 0.01]
    expected = []
    for epsilon in epsilons:
        ends = [pair for pair in landscape.edges if abs(numpy.diff(landscape.fitness[list(pair)])[0]) <= epsilon + 1e-12]
        _, labels = scipy.sparse.csgraph.connected_components(landscapes.adjacency(ends, landscape.count), directed=False)
        sizes = numpy.bincount(labels)
        sizes = sizes[sizes > 1]
        for size in numpy.unique(sizes):
            expected.append((epsilon, size, (sizes == size).sum(), (sizes >= size).mean(),
                             (sizes == size).sum() * size / (~numpy.isnan(landscape.fitness)).sum()))
    rows = run(binary, "analyse", "neutrality", *options, "--epsilons", ",".join(map(str, epsilons)), "--table", "sizes")
    compare("neutrality", rows, ("epsilon", "size", "networks", "share_as_large", "share_of_points"), expected)


def is_optimum(landscape, point, sign):
    """No evaluated neighbour is better, and there is one."""
    others = landscape.fitness[landscape.adjacency[[point]].indices]
    others = others[~numpy.isnan(others)]
    return len(others) > 0 and (sign * others <= sign * landscape.fitness[point]).all()


def check_fdc(binary, landscape, options, sign):
    fitness = landscape.fitness
    best = int(numpy.nanargmax(sign * fitness))
    distances = scipy.sparse.csgraph.shortest_path(landscape.adjacency, indices=best, unweighted=True)
    words = [*options, "--targets", f"id:{best}"]
    optima = numpy.array([not math.isnan(fitness[point]) and is_optimum(landscape, point, sign)
                          for point in range(landscape.count)])
    for table, chosen in (("density", ~numpy.isnan(fitness)), ("optima", optima)):
        chosen = chosen & numpy.isfinite(distances)
        values, expected = numpy.where(chosen, fitness, numpy.nan), []
        for distance in range(int(distances[chosen].max()) + 1):
            at = chosen & (distances == distance)
            for ends in bins_of(values, sign):
                inside = chosen & within(values, ends)
                count = (at & inside).sum()
                if count > 0:
                    expected.append((distance, *ends, count, count / at.sum(), count / inside.sum()))
        rows = run(binary, "analyse", "fdc", *words, "--table", table)
        compare(f"fdc {table}", rows, ("distance", "fitness_low", "fitness_high", "count", "share", "share_of_bin"), expected)


def cells_of(x, y, y_sign, split):
    """Pairs of bins with the points in both, over the points that have both values; those of x from its lowest."""
    both = ~numpy.isnan(x) & ~numpy.isnan(y)
    x, y = numpy.where(both, x, numpy.nan), numpy.where(both, y, numpy.nan)
    for across in bins_of(x, split=False):
        for up in bins_of(y, y_sign, split):
            inside = within(x, across) & within(y, up)
            if inside.any():
                yield across, up, inside, within(x, across).sum(), both.sum()


def check_marks(what, rows, landscape, costs):
    """Single points, with their own values: the best one and the named cell of these sizes."""
    names = [row["mark"] for row in rows]
    require(f"{what}: marks {set(names)}", {"best", "resnet-like"} <= set(names) or
            not numpy.isfinite(landscape.fitness).all())
    for row in rows:
        point = landscape.hashes.index(row["point"])
        check(f"{what}: fitness of {row['mark']}", row.get("fitness_low") or row.get("median_fitness"), landscape.fitness[point])
        for column, cost in costs.items():
            check(f"{what}: {column} of {row['mark']}", row[column], cost[point])


def is_on_front(landscape, cost, point, sign):
    merit, own = sign * landscape.fitness, sign * landscape.fitness[point]
    as_good = (merit >= own) & (cost <= cost[point])
    return not (as_good & ((merit > own) | (cost < cost[point]))).any()


def check_cost(binary, landscape, options, sign):
    fitness = landscape.fitness
    words = ["analyse", "cost", *options, "--cost", ",".join(landscape.costs), "--table"]
    for table, (name, cost) in zip(("first", "second"), landscape.costs.items()):
        rows = run(binary, *words, table)
        cells = [row for row in rows if row["mark"] == ""]
        expected = [(name, *across, *up, inside.sum(), inside.sum() / in_column)
                    for across, up, inside, in_column, _ in cells_of(cost, fitness, sign, True)]
        compare(f"cost {table}", cells, ("compared_with", "cost_low", "cost_high", "fitness_low", "fitness_high", "count", "share"), expected)
        check_marks(f"cost {table}", [row for row in rows if row["mark"] != ""], landscape, {"cost_low": cost})
        both = ~numpy.isnan(fitness) & ~numpy.isnan(cost)
        front = {landscape.hashes[point] for point in numpy.flatnonzero(both) if is_on_front(landscape, cost, point, sign)}
        check(f"cost {table}: front", {row["point"] for row in rows if row["mark"] == "front"}, front)
    first, second = (numpy.where(numpy.isnan(fitness), numpy.nan, cost) for cost in landscape.costs.values())
    rows = run(binary, *words, "costs")
    expected = [(*across, *up, inside.sum(), inside.sum() / all_points, numpy.median(fitness[inside]))
                for across, up, inside, _, all_points in cells_of(first, second, 1, False)]
    compare("cost costs", [row for row in rows if row["mark"] == ""],
            ("first_low", "first_high", "second_low", "second_high", "count", "share", "median_fitness"), expected)
    check_marks("cost costs", [row for row in rows if row["mark"] != ""], landscape, {"first_low": first, "second_low": second})


def main():
    binary = oracle.binary()
    for relation, share, sign in (("pruned", 1, 1), ("strict", 0.4, -1)):
        with tempfile.TemporaryDirectory() as folder:
            landscape = Landscape(binary, relation, share, folder)
            options = landscape.options + (["--minimise"] if sign < 0 else [])
            check_cloud(binary, landscape, options, sign)
            check_neutrality(binary, landscape, options)
            check_fdc(binary, landscape, options, sign)
            check_cost(binary, landscape, options, sign)
    oracle.finish(least=1000)


if __name__ == "__main__":
    main()
