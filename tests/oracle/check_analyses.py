"""Every analysis against numpy and scipy, on all 2,532 cells of up to five vertices and a made-up partial fitness.

The program gives the cells (`space list`) and the edges with their kinds (`graph export`); what is computed from them here is
written from the definitions, with dense matrices and explicit lists of pairs. Fronts and correlations are also checked on the
published sample in the folder NASSCAPE_TEST_DATA, if it is there.

usage: check_analyses.py --binary nasscape
"""
import csv
import itertools
import math
import tempfile

import oracle
from oracle import check, require, run

with oracle.needed():
    import numpy
    import scipy.sparse
    import scipy.sparse.csgraph
    import scipy.stats
import landscapes

SPACE = "nb101:vertices=5"
OPERATIONS = ["conv3x3", "conv1x1", "maxpool3x3"]


class Landscape:
    def __init__(self, binary, relation, data):
        self.cells = run(binary, "space", "list", "--space", SPACE)
        self.count = len(self.cells)
        self.edges = run(binary, "graph", "export", "--ids", "--space", SPACE, "--relation", relation)
        ends = [(int(edge["from_id"]), int(edge["to_id"])) for edge in self.edges if edge["to_id"]]
        self.graph = landscapes.adjacency(ends, self.count)  # sparse: a product with it is a fiftieth of the work
        self.adjacency = self.graph.toarray()
        self.fitness = numpy.full(self.count, numpy.nan)
        for identity, value in data.items():
            self.fitness[identity] = value
        self.known = ~numpy.isnan(self.fitness)
        self.sizes = numpy.array([int(cell["vertices"]) for cell in self.cells])


def make_fitness(cells, share, seed):
    """A smooth part by operations and size, and noise: about what a real one looks like."""
    random = numpy.random.default_rng(seed)
    data = {}
    for cell in cells:
        operations = cell["operations"]
        value = 0.8 + 0.03 * operations.count("conv3x3") + 0.01 * operations.count("conv1x1")
        value += -0.02 * (int(cell["vertices"]) == 3) + random.normal(0, 0.01)
        if random.random() < share:
            data[int(cell["id"])] = round(min(value, 0.999), 6)
    return data


def make_times(cells, share, seed):
    """Seconds in whole tens, so that many are equal."""
    random = numpy.random.default_rng(seed)
    return {int(cell["id"]): round(600 + 300 * cell["operations"].count("conv3x3") + random.normal(0, 60), -1)
            for cell in cells if random.random() < share}


# ---- autocorrelation ----

def return_probabilities(graph, degrees, lags):
    """For each lag from 0, the probability that a walk is back where it began, by point: squares of powers of the
    symmetric matrix that is similar to the transitions."""
    roots = scipy.sparse.diags(1 / numpy.sqrt(numpy.where(degrees > 0, degrees, 1)))
    symmetric = (roots @ graph @ roots).tocsr()
    powers = [numpy.eye(len(degrees))]
    while 2 * len(powers) <= lags + 1:
        powers.append(symmetric @ powers[-1])
    return [(powers[lag // 2] * powers[lag - lag // 2]).sum(axis=1) for lag in range(lags + 1)]


def check_rwa(binary, landscape, options, complete):
    lags = 8
    degrees = landscape.adjacency.sum(axis=1)
    walked = landscapes.largest_part(landscape.adjacency)
    transition = scipy.sparse.diags(1 / numpy.where(degrees > 0, degrees, 1)) @ landscape.graph
    stationary = numpy.where(walked, degrees, 0) / degrees[walked].sum()
    known = walked & landscape.known
    fitness = numpy.where(known, landscape.fitness, 0)
    _, weight = landscapes.strata(landscape.sizes, landscape.known, walked)
    hidden = numpy.where(weight > 0, 1 - 1 / numpy.where(weight > 0, weight, 1), 0)
    rows = run(binary, "analyse", "rwa", *options, "--lags", str(lags))
    check("rwa lags", [int(row["lag"]) for row in rows], list(range(lags + 1)))
    back = None if complete else return_probabilities(landscape.graph, degrees, lags)
    # What a walk of this many steps finds on average from each point: fitness; evaluated points and their fitness, weighted.
    pushed = numpy.column_stack([fitness, weight, weight * fitness])
    for lag, row in enumerate(rows):
        if complete:
            mean = stationary @ fitness
            expected = stationary * fitness @ pushed[:, 0] - mean ** 2
            expected /= stationary @ fitness ** 2 - mean ** 2
            tolerance = 1e-9
        elif lag == 0:
            expected, tolerance = 1, 1e-12
        else:
            # All pairs that the walk makes, by their weights, but for a point with itself.
            returns = stationary @ back[lag]
            itself = stationary * weight ** 2 * back[lag]
            pairs = stationary * weight * pushed[:, 1] - itself
            others = (stationary * weight * pushed[:, 2] - itself * fitness) / pairs.sum()
            pairs /= pairs.sum()
            mean = pairs @ fitness
            covariance = fitness @ others - mean ** 2
            variance = pairs @ fitness ** 2 - mean ** 2
            # Products of differences from the estimated mean are too low by its variance.
            moved = others + pairs * (fitness - 2 * mean)
            of_mean = (hidden * moved ** 2).sum()
            expected = returns + (1 - returns) * (covariance + of_mean) / (variance + of_mean)
            # From lag 3 on the diagonal is estimated from random signs: about 1 per cent of it.
            tolerance = 1e-9 if lag <= 2 else 0.05
            check(f"rwa lag {lag} return probability", row["return_probability"], returns, 1e-9 if lag <= 2 else 0.05)
        check(f"rwa lag {lag} {'complete' if complete else 'partial'}", row["autocorrelation"], expected, tolerance)
        pushed = transition @ pushed


# ---- autocorrelation on encodings ----

ENCODED_SPACE, ENCODED_VERTICES, ENCODED_EDGES = "nb101:vertices=5,edges=7", 5, 7


def canonical(edges, operations):
    """The least spelling of a cell over all orders of its inner vertices; edges are pairs of vertex numbers."""
    size = len(operations) + 2
    spellings = []
    for inner in itertools.permutations(range(1, size - 1)):
        place = [0, *inner, size - 1]
        spellings.append((sorted((place[a], place[b]) for a, b in edges),
                          [operations[place.index(number) - 1] for number in range(1, size - 1)]))
    return repr(min(spellings))


def prune(edges, size):
    """Vertices on a way from input to output, ascending; none where there is no way."""
    ahead, behind = {0}, {size - 1}
    for vertex in range(size):
        ahead |= {b for a, b in edges if a == vertex and a in ahead}
    for vertex in reversed(range(size)):
        behind |= {a for a, b in edges if b == vertex and b in behind}
    return sorted(ahead & behind) if size - 1 in ahead else []


def check_encodingrwa(binary):
    """The chain over all encodings as one sparse matrix; decoded here by pruning and comparing all vertex orders."""
    cells = run(binary, "space", "list", "--space", ENCODED_SPACE)
    data = make_fitness(cells, 1, seed=5)
    by_spelling = {}
    for cell in cells:
        size, digits = int(cell["vertices"]), cell["adjacency"]
        edges = [(a, b) for a in range(size) for b in range(size) if digits[a * size + b] == "1"]
        operations = [name for name in cell["operations"].split(",") if name not in ("input", "output")]
        by_spelling[canonical(edges, [name.split("-")[0] for name in operations])] = int(cell["id"])
    pairs = list(itertools.combinations(range(ENCODED_VERTICES), 2))
    labellings = list(itertools.product(range(3), repeat=ENCODED_VERTICES - 2))
    decoded, raw_edges = {}, {}
    seen = {}
    for bits in itertools.product((0, 1), repeat=len(pairs)):
        edges = [pair for pair, bit in zip(pairs, bits) if bit]
        kept = prune(edges, ENCODED_VERTICES)
        left = [(kept.index(a), kept.index(b)) for a, b in edges if a in kept and b in kept]
        if not kept or len(left) > ENCODED_EDGES:
            continue
        for labelling in labellings:
            operations = [OPERATIONS[labelling[vertex - 1]] for vertex in kept[1:-1]]
            key = (tuple(left), tuple(operations))
            if key not in seen:
                seen[key] = by_spelling[canonical(left, operations)]
            decoded[bits + labelling] = seen[key]
            raw_edges[bits + labelling] = len(edges)
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        oracle.write(file.name, "hash,test_accuracy",
                     (f"{cells[identity]['hash']},{value}" for identity, value in data.items()))
        for validity, invalid in itertools.product(("pruned", "raw"), ("stay", "redraw")):
            valid = [code for code in decoded if validity == "pruned" or raw_edges[code] <= ENCODED_EDGES]
            check_encoding_chain(binary, ["--space", ENCODED_SPACE, "--data", file.name], validity, invalid,
                                 {code: number for number, code in enumerate(valid)},
                                 numpy.array([data[decoded[code]] for code in valid]), len(pairs))


def check_encoding_chain(binary, options, validity, invalid, numbers, fitness, bit_count):
    starts, ends, stays = [], [], numpy.zeros(len(numbers))
    for code, number in numbers.items():
        for place, symbol in enumerate(code):
            for other in range(2 if place < bit_count else 3):
                if other == symbol:
                    continue
                end = numbers.get(code[:place] + (other,) + code[place + 1:])
                if end is None:
                    stays[number] += 1
                else:
                    starts.append(number)
                    ends.append(end)
    if invalid == "redraw":
        stays[:] = 0
    counts = scipy.sparse.csr_matrix((numpy.ones(len(starts)), (starts, ends)), (len(numbers), len(numbers)))
    counts = counts + scipy.sparse.diags(stays)
    drawn = numpy.asarray(counts.sum(axis=1)).ravel()
    share = drawn / drawn.sum()
    centred = fitness - share @ fitness
    pushed = centred.copy()
    for row in run(binary, "analyse", "encodingrwa", *options, "--lags", "15", "--validity", validity, "--invalid", invalid,
                   "--walks", "2", "--length", "100"):
        expected = share @ (centred * pushed) / (share @ centred ** 2)
        check(f"encodingrwa {validity} {invalid} lag {row['lag']}", row["autocorrelation"], expected, 1e-5)
        check("encodingrwa exact", row["exact"], 1)
        check("encodingrwa encodings", row["encodings_walked"], len(numbers))
        pushed = counts @ pushed / drawn


# ---- fitness-distance correlation, rarity ----

def hops(landscape, targets):
    distances = scipy.sparse.csgraph.dijkstra(landscape.graph, unweighted=True, indices=targets)
    return distances.min(axis=0)


def check_fdc(binary, landscape, options):
    for count in (1, 5):
        order = sorted(numpy.flatnonzero(landscape.known), key=lambda cell: (-landscape.fitness[cell], cell))
        distances = hops(landscape, order[:count])
        used = landscape.known & numpy.isfinite(distances)
        rows = {row["statistic"]: row for row in run(binary, "analyse", "fdc", *options, "--targets", f"best:{count}")}
        _, weights = landscapes.strata(landscape.sizes, landscape.known, numpy.isfinite(distances))
        weights = weights[used]
        pearson = landscapes.weighted_pearson(landscape.fitness[used], distances[used], weights)
        spearman = landscapes.weighted_spearman(landscape.fitness[used], distances[used], weights)
        check(f"fdc pearson best:{count}", rows["pearson"]["value"], pearson)
        check(f"fdc spearman best:{count}", rows["spearman"]["value"], spearman)
        check(f"fdc count best:{count}", rows["pearson"]["count"], used.sum())
        # The best of a part of the points need not be the best: no interval (check_encodings has those to a given target).
        for statistic in ("pearson", "spearman"):
            row = rows[statistic]
            if landscape.known.all():
                check(f"fdc exact best:{count}", row["low"] == row["high"] == row["value"], True)
            else:
                check(f"fdc without interval best:{count}", row["low"] == row["high"] == "" and
                      "may be among the points without a fitness" in row["reason"], True)
        table = run(binary, "analyse", "fdc", *options, "--targets", f"best:{count}", "--table", "distances")
        for row in table:
            at = used & (distances == int(row["distance"]))
            check("fdc table count", row["count"], at.sum())
            check("fdc table mean", row["mean"], (landscape.fitness[at] * weights[at[used]]).sum() / weights[at[used]].sum()
                  if at.any() else math.nan)
            for column, share in (("lower_quartile", 0.25), ("median", 0.5), ("upper_quartile", 0.75)):
                check(f"fdc table {column}", row[column], numpy.quantile(landscape.fitness[at], share) if at.any() else math.nan)
            check("fdc table space", row["points_in_space"], (distances == int(row["distance"])).sum())


def check_rarity(binary, landscape, options):
    best = numpy.nanmax(landscape.fitness)
    members, weights = landscapes.strata(landscape.sizes, landscape.known)
    rows = run(binary, "analyse", "rarity", *options, "--margins", "0,0.005,0.02")
    table = run(binary, "analyse", "rarity", *options, "--margins", "0,0.005,0.02", "--table", "distances")
    for row in rows:
        within = landscape.known & (landscape.fitness >= best - float(row["margin"]))
        share = weights[within].sum() / landscape.count
        check("rarity cells", row["cells"], within.sum())
        check("rarity probability", row["probability"], share)
        check("rarity draws", row["expected_draws"], 1 / share)
        if not landscape.known.all():
            low, high = landscapes.skewed_interval(weights, members, within.astype(float), 0, 1)
            # Points that are evaluated are known to be within or not.
            check("rarity low", row["low"], max(low, within.sum() / landscape.count), 1e-6)
            check("rarity high", row["high"], high, 1e-6)
        distances = hops(landscape, numpy.flatnonzero(within))
        for line in (line for line in table if line["margin"] == row["margin"]):
            check("rarity share", line["share"], (distances <= int(line["distance"])).mean())


# ---- effects of one change ----

def pair_mean(landscape, pairs, change):
    """Mean over all pairs of a kind from those that are known, and its standard error; None in place of the latter if a
    hub is unknown. Post-stratified by the strata of both cells; hubs, which are in more than 2 % of the pairs, are
    certain. The error is the sum of Horvitz and Thompson over the explicit list of pairs of pairs that share a cell."""
    known = landscape.known
    strata = numpy.argmax(landscapes.strata(landscape.sizes, known)[0], axis=0)
    strata_of_points = strata
    chances = numpy.array([known[strata == stratum].mean() for stratum in strata])
    degrees = numpy.bincount(numpy.array(pairs).ravel(), minlength=landscape.count)
    hubs = (degrees > 8) & (degrees > 0.02 * len(pairs))
    strata, chances = numpy.where(hubs & known, -1, strata), numpy.where(hubs & known, 1, chances)
    cells = {}
    for pair in pairs:
        cells.setdefault((strata[pair[0]], strata[pair[1]]), []).append(pair)
    evaluated = {cell: [pair for pair in listed if known[list(pair)].all()] for cell, listed in cells.items()}
    incomplete = [cell for cell, listed in cells.items() if len(evaluated[cell]) < len(listed)]
    few = {stratum for stratum in numpy.unique(strata) if stratum >= 0 and not known[strata_of_points == stratum].all()
           and known[strata_of_points == stratum].sum() < 20}
    if any(few & set(cell) for cell in incomplete):  # few points show little of how those of a stratum differ
        together = incomplete
    else:
        together = [cell for cell, listed in cells.items() if len(evaluated[cell]) < min(10, len(listed))]
    apart = sorted((cell for cell in cells if cell not in together and len(evaluated[cell]) < len(cells[cell])),
                   key=lambda cell: (len(evaluated[cell]), cell if cell[0] >= 0 else (99, cell[1])))
    while together and sum(len(evaluated[cell]) for cell in together) < 10 and apart:
        together.append(apart.pop(0))
    groups = [[cell] for cell in cells if cell not in together] + ([together] if together else [])
    parts, mean = [], 0
    for group in groups:
        listed = [pair for cell in group for pair in evaluated[cell]]
        weights = numpy.array([1 / chances[list(pair)].prod() for pair in listed])
        values = numpy.array([change(*landscape.fitness[list(pair)]) for pair in listed])
        share = sum(len(cells[cell]) for cell in group) / len(pairs)
        own = (weights * values).sum() / weights.sum()
        mean += share * own
        if len(listed) < sum(len(cells[cell]) for cell in group):
            factor = share * weights / weights.sum() * math.sqrt(len(listed) / (len(listed) - 1))
            parts += zip(listed, factor * (values - own))
    if (hubs & ~known).any():
        return mean, None
    by_cell, total = {}, 0
    for number, (pair, _) in enumerate(parts):
        for cell in pair:
            by_cell.setdefault(cell, []).append(number)
    for pair, part in parts:
        for other in set(by_cell[pair[0]]) | set(by_cell[pair[1]]):
            shared = set(pair) & set(parts[other][0])
            total += part * parts[other][1] * (1 - chances[list(shared)].prod())
    return mean, math.sqrt(total)


def directed_pairs(landscape):
    """kind in the words of the export, read both ways, to its pairs (first, second), known or not."""
    pairs = {}
    for edge in landscape.edges:
        if edge["to_id"] == "":  # a point without edges
            continue
        first, second, kind = int(edge["from_id"]), int(edge["to_id"]), edge["kind"]
        if " -> " in kind:
            before, after = kind.split(" -> ")
            backwards = f"{after} -> {before}"
        elif "added" in kind:
            backwards = kind.replace("added", "removed")
        else:
            backwards = kind.replace("removed", "added")
        pairs.setdefault(kind, []).append((first, second))
        pairs.setdefault(backwards, []).append((second, first))
    return pairs


def check_effects(binary, landscape, options):
    """Standard errors are empty where there are too few pairs, which is not asked of again here."""
    pairs = directed_pairs(landscape)
    rows = [(f"{row['from']} -> {row['to']}", row) for row in run(binary, "analyse", "opeffect", *options)]
    for row in run(binary, "analyse", "edgeeffect", *options):
        vertices = int(row["vertices"])
        words = "" if vertices == 0 else f" with {vertices} vert{'ex' if vertices == 1 else 'ices'}"
        rows.append((f"edge {row['change']}{words}", row))
    seen = compared = 0
    for kind, row in rows:
        listed = pairs.get(kind, [])
        seen += len(listed)
        known = sum(landscape.known[list(pair)].all() for pair in listed)
        check(f"{kind} pairs", row["pairs"], known)
        if known == 0:
            continue
        for name, ends, change in (("", "", lambda first, second: second - first),
                                   ("_relative", "mean_relative_", lambda first, second: second / first - 1)):
            mean, error = pair_mean(landscape, listed, change)
            check(f"{kind} mean{name}", row[f"mean{name}"], mean, 1e-8)
            if error is None or row[f"standard_error{name}"] == "":
                require(f"{kind} says why", row["reason"] != "" and row[f"standard_error{name}"] == "")
                check(f"{kind} has no interval", row[f"{ends}low"] + row[f"{ends}high"], "")
                continue
            compared += 1
            check(f"{kind} standard error{name}", row[f"standard_error{name}"], error, 1e-8)
            require(f"{kind} interval{name}", float(row[f"{ends}low"]) <= mean - 1.96 * error and
                    float(row[f"{ends}high"]) >= mean + 1.96 * error)
    check("every pair is in some kind", seen, sum(map(len, pairs.values())))
    require("most kinds have an interval", compared >= 12)


# ---- distributions ----

def depth(cell):
    size = int(cell["vertices"])
    matrix = [[int(cell["adjacency"][row * size + column]) for column in range(size)] for row in range(size)]
    longest = [0] * size
    for to in range(size):
        longest[to] = max([longest[source] + 1 for source in range(to) if matrix[source][to]], default=0)
    return longest[-1]


def width(cell):
    """Most distinct sources across a cut, over all sets that hold the input and whatever feeds their members."""
    size = int(cell["vertices"])
    edges = [(row, column) for row in range(size) for column in range(size) if cell["adjacency"][row * size + column] == "1"]
    widest = 0
    for inner in itertools.product([False, True], repeat=size - 2):
        inside = [True, *inner, False]
        if all(inside[source] or not inside[target] for source, target in edges):
            widest = max(widest, len({source for source, target in edges if inside[source] and not inside[target]}))
    return widest


def check_moments(what, row, landscape, at, near):
    """Of the points `at`; hidden ones may be as far out as those evaluated that are `near`."""
    values, in_space = landscape.fitness[at & landscape.known], at.sum()
    count = len(values)
    check(f"{what} count", row["count"], count)
    if count == 0:
        check(f"{what} mean", row["mean"], math.nan)
        return
    members, weights = landscapes.strata(landscape.sizes, landscape.known, at)
    fitness = numpy.where(landscape.known, landscape.fitness, 0)
    mean = (weights * fitness).sum() / in_space
    check(f"{what} mean", row["mean"], mean)
    squares = (weights * (fitness - mean) ** 2).sum() / in_space
    check(f"{what} deviation", row["standard_deviation"], math.sqrt(squares * count / (count - 1)) if count > 1 else math.nan, 1e-8)
    error = 0
    for stratum in members:
        own = landscape.fitness[stratum & landscape.known]
        if len(own) < stratum.sum():
            error += stratum.sum() ** 2 * (1 - len(own) / stratum.sum()) * own.var(ddof=1) / len(own) if len(own) > 1 else math.nan
    check(f"{what} error", row["standard_error"], math.sqrt(error) / in_space, 1e-8)
    if count == in_space:
        check(f"{what} interval", (float(row["low"]), float(row["high"])), (float(row["mean"]), float(row["mean"])))
    elif count < 5:
        check(f"{what} interval", (row["low"], row["high"], row["reason"]), ("", "", "too few points for an interval"))
    else:
        others = landscape.fitness[near & landscape.known]
        low, high = landscapes.skewed_interval(weights, members, landscape.fitness, others.min(), others.max())
        check(f"{what} low", row["low"], low, 1e-5)
        check(f"{what} high", row["high"], high, 1e-5)


def check_density(binary, landscape, options):
    values = numpy.sort(landscape.fitness[landscape.known])
    _, weights = landscapes.strata(landscape.sizes, landscape.known)
    own = weights[landscape.known][numpy.argsort(landscape.fitness[landscape.known], kind="stable")]
    counts, ends = numpy.histogram(values, bins=20)
    shares, _ = numpy.histogram(values, bins=20, weights=own / own.sum())
    for row, count, share, low in zip(run(binary, "analyse", "density", *options, "--bins", "20"), counts, shares, ends):
        check("density low", row["low"], low)
        check("density best", row["best"], values[-1])
        # A value on a border may fall to either side by rounding.
        check("density count", row["count"], count, 1e-9 if count == 0 else 2 / count)
        check("density share", row["share"], share, 1e-9 if count == 0 else 2 / count)
        inside = float(row["share_low"]) <= float(row["share"]) <= float(row["share_high"])
        require("density share in its interval", inside)
    places = numpy.arange(len(values)) * own + (len(values) - 1) * numpy.concatenate([[0], numpy.cumsum(own)[:-1]])
    for row in run(binary, "analyse", "density", *options, "--table", "quantiles"):
        share = float(row["quantile"])
        check("density quantile", row["value"], numpy.interp(share * places[-1], places, values))
        if row["low"]:
            # The share of points below either end is as far from the quantile's as its interval reaches, about.
            below = [own[values <= float(row[end])].sum() / own.sum() for end in ("low", "high")]
            reach = 1.96 * math.sqrt(share * (1 - share) / landscape.known.sum() * (1 - landscape.known.mean()))
            require(f"density quantile {share}: {below}", landscape.known.all() or
                    all(reach / 2 < abs(place - share) < 2 * reach + 2 / len(values) for place in below))
        else:
            require(f"density quantile {share}: reason", row["reason"] != "")


def check_distributions(binary, landscape, options):
    measures = {"depth": numpy.array([depth(cell) for cell in landscape.cells]),
                "width": numpy.array([width(cell) for cell in landscape.cells])}
    for row in run(binary, "analyse", "depthwidth", *options):
        measure, value = measures[row["measure"]], int(row["value"])
        check("depthwidth space", row["points_in_space"], (measure == value).sum())
        check_moments(f"{row['measure']} {value}", row, landscape, measure == value, abs(measure - value) <= 1)
    rows = run(binary, "analyse", "depthwidth", *options, "--table", "plane")
    check("depthwidth: pairs", {(int(row["depth"]), int(row["width"])) for row in rows}, set(zip(*map(numpy.ndarray.tolist, measures.values()))))
    for row in rows:
        at = (measures["depth"] == int(row["depth"])) & (measures["width"] == int(row["width"]))
        _, weights = landscapes.strata(landscape.sizes, landscape.known, at)
        check("depthwidth plane space", row["points_in_space"], at.sum())
        check("depthwidth plane count", row["count"], (at & landscape.known).sum())
        check("depthwidth plane mean", row["mean"], (weights * numpy.nan_to_num(landscape.fitness)).sum() / at.sum()
              if (at & landscape.known).any() else math.nan)
    check_density(binary, landscape, options)
    _, weights = landscapes.strata(landscape.sizes, landscape.known)
    order = sorted(numpy.flatnonzero(landscape.known), key=lambda cell: -landscape.fitness[cell])
    last = order[int(numpy.searchsorted(numpy.cumsum(weights[order]), 0.05 * weights.sum() - 1e-9))]
    occurrences = {name: numpy.array([cell["operations"].split(",").count(name + ("-bn-relu" if "conv" in name else ""))
                                      for cell in landscape.cells]) for name in OPERATIONS}
    total = sum(occurrences.values())
    best = landscape.known & (landscape.fitness >= landscape.fitness[last])
    for row in run(binary, "analyse", "opfrequency", *options, "--top", "5"):
        own = occurrences[row["operation"]]
        share, share_top = own.sum() / total.sum(), (weights * own)[best].sum() / (weights * total)[best].sum()
        check("opfrequency share", row["share"], share)
        check("opfrequency top", row["share_top"], share_top)
        check("opfrequency enrichment", row["enrichment"], share_top / share)
        check("opfrequency points", row["top_points"], best.sum())
        if row["share_top_low"]:
            low, high = float(row["share_top_low"]), float(row["share_top_high"])
            require("opfrequency interval", (low == high) == landscape.known.all() and low <= float(row["share_top"]) <= high)
            check("opfrequency enrichment low", row["enrichment_low"], low / share)
        else:
            require(f"opfrequency reason: {row['reason']}", best.sum() < 30 or share_top in (0, 1))
    for row in run(binary, "analyse", "opfrequency", *options, "--top", "5", "--table", "counts"):
        own, number = occurrences[row["operation"]], int(row["occurrences"])
        check_moments("opfrequency counts", row, landscape, own == number, abs(own - number) <= 1)
        check("opfrequency counts top", row["top_points"], ((own == number) & best).sum())


# ---- costs ----

def dominated_by(values):
    """How many rows are at least as good in every column and better in one, all columns to be high."""
    counts = numpy.zeros(len(values), dtype=int)
    for place, own in enumerate(values):
        as_good = numpy.flatnonzero((values >= own).all(axis=1))
        counts[place] = (values[as_good] > own).any(axis=1).sum()
    return counts


def jackknife(correlate, x, y, weights, members):
    """Standard error of artanh r from leaving out each point in turn, its stratum's others weighing more; without replacement."""
    variance = 0
    for stratum, hidden in members:
        places = numpy.flatnonzero(stratum)
        left = []
        for place in places if hidden > 0 else []:
            kept = numpy.where(stratum, weights * len(places) / (len(places) - 1), weights)
            kept[place] = 0
            used = kept > 0
            left.append(math.atanh(correlate(x[used], y[used], kept[used])))
        if left:
            left = numpy.array(left)
            variance += hidden * (len(left) - 1) / len(left) * ((left - left.mean()) ** 2).sum()
    return math.sqrt(variance)


def check_correlations(rows, columns, sizes, intervals):
    """sizes: of all points of the space."""
    for row in rows:
        what = f"cost {row['first']} {row['second']}"
        both = ~numpy.isnan(columns[row["first"]]) & ~numpy.isnan(columns[row["second"]])
        members, weights = landscapes.strata(sizes, both)
        x, y, weights = columns[row["first"]][both], columns[row["second"]][both], weights[both]
        check(f"{what} count", row["count"], both.sum())
        for name, correlate in (("pearson", landscapes.weighted_pearson), ("spearman", landscapes.weighted_spearman)):
            check(f"{what} {name}", row[name], correlate(x, y, weights), 1e-8)
            if not intervals:
                continue
            shares = [(stratum[both], 1 - (stratum & both).sum() / stratum.sum()) for stratum in members]
            half = 1.96 * jackknife(correlate, x, y, weights, shares) if not both.all() else 0
            middle = math.atanh(float(row[name]))
            # A point or half of one is added, and the interval is skewed.
            for end, side in ((f"{name}_low", -1), (f"{name}_high", 1)):
                reach = side * (math.atanh(float(row[end])) - middle)
                require(f"{what} {end}: {reach}, about {half}", 0.93 * half - 1e-9 <= reach <= 1.3 * half + 1e-9)


def check_fronts(rows, names, columns, costs=("time", "parameters")):
    """The front of each cost as a set of names; the points that took part, by cost."""
    standing = {}
    for cost, parts in [*((cost, [cost]) for cost in costs), *([("both", costs)] if len(costs) == 2 else [])]:
        values = numpy.column_stack([columns["fitness"]] + [-columns[part] for part in parts])
        known = numpy.flatnonzero(~numpy.isnan(values).any(axis=1))
        dominated = dominated_by(values[known])
        standing[cost] = (values, known, dominated)
        expected = {names[point] for point in known[dominated == 0]}
        listed = [row for row in rows if row["front"] == cost]
        check(f"front {cost}", sorted(row["point"] for row in listed), sorted(expected))
        check(f"front {cost} ranks", sum(int(row["rank"]) for row in listed), len(expected) * (len(expected) + 1) / 2)
        where = {name: point for point, name in enumerate(names)}
        for row in listed:
            for column, name in zip(("fitness", "first_cost", "second_cost"), ("fitness", *costs)):
                check(f"front {cost} {column}", row[column], columns[name][where[row["point"]]])
    return standing


def check_local(rows, adjacency, standing):
    for row in rows:
        values, known, dominated = standing[row["cost"]]
        present = numpy.zeros(len(values), dtype=bool)
        present[known] = True
        optima, surrounded, alone = [], 0, 0
        for point in known:
            around = numpy.flatnonzero(adjacency[point])
            near = around[present[around]]
            surrounded += len(near) == len(around)
            alone += len(near) == 0
            if not ((values[near] >= values[point]).all(axis=1) & (values[near] > values[point]).any(axis=1)).any():
                optima.append(point)
        check(f"local {row['cost']} optima", row["optima"], len(optima))
        check(f"local {row['cost']} share", row["share"], len(optima) / len(known))
        check(f"local {row['cost']} surrounded", row["surrounded"], surrounded)
        check(f"local {row['cost']} alone", row["alone"], alone)
        check(f"local {row['cost']} on_front", row["on_front"], (dominated == 0).sum())
        check(f"local {row['cost']} mean", row["mean_fitness"], values[optima, 0].mean())


def check_named(rows, names, standing):
    """Every row of a point whose values are known; the others must say why."""
    where = {name: point for point, name in enumerate(names)}
    for row in rows:
        values, known, dominated = standing[row["cost"]]
        place = numpy.flatnonzero(known == where[row["point"]]) if row["point"] else []
        if len(place) == 0:
            require(f"named {row['name']} without reason", row["reason"] != "")
            continue
        own, others = values[known[place[0]]], values[known]
        what = f"named {row['name']} {row['cost']}"
        check(f"{what} rank", row["fitness_rank"], 1 + (others[:, 0] > own[0]).sum())
        check(f"{what} dominated", row["dominated_by"], dominated[place[0]])
        check(f"{what} gap", row["gap"], others[(others[:, 1:] >= own[1:]).all(axis=1), 0].max() - own[0])
        if row["cost"] != "both":
            check(f"{what} cost rank", row["cost_rank"], 1 + (others[:, 1] > own[1]).sum())
            check(f"{what} relative cost", row["relative_cost"], others[others[:, 0] >= own[0], 1].max() / own[1])


def check_cost(binary, landscape, times, options):
    columns = {"fitness": landscape.fitness, "time": numpy.full(landscape.count, numpy.nan),
               "parameters": numpy.array([float(cell["trainable_parameters"]) for cell in landscape.cells])}
    for identity, value in times.items():
        columns["time"][identity] = value
    names = [cell["hash"] for cell in landscape.cells]
    tables = {name: run(binary, "analyse", "cost", *options, "--table", name)
              for name in ("correlations", "front", "local", "named")}
    check_correlations(tables["correlations"], columns, landscape.sizes, intervals=not landscape.known.all())
    standing = check_fronts(tables["front"], names, columns)
    check_local(tables["local"], landscape.adjacency, standing)
    check_named(tables["named"], names, standing)


def check_costs_by_rule(binary, random):
    """Columns of the data and a feature as costs, on strings that have no costs of their own."""
    names = oracle.strings("012", 4)
    columns = {"fitness": random.normal(0, 1, 81), "test:mean": numpy.round(random.uniform(0, 9, 81)),
               "valid:mean": numpy.where(random.random(81) < 0.8, random.uniform(0, 9, 81), numpy.nan),
               "symbol_0": numpy.array([float(name.count("0")) for name in names])}
    adjacency = numpy.array([[sum(map(str.__ne__, one, other)) == 1 for other in names] for one in names])
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        oracle.write(file.name, "point,flops,score,test_accuracy,validation_accuracy",
                     (",".join([name, str(place % 7 + 1), *("" if math.isnan(value) else repr(float(value)) for value in values)])
                      for place, (name, *values) in enumerate(zip(names, *list(columns.values())[:3]))))
        options = ["--space", "hamming:3^4", "--data", file.name, "--fitness", "column:score"]
        for words, costs in (("test,valid", ("test:mean", "valid:mean")), ("symbol_0", ("symbol_0",)),
                             ("valid,symbol_0", ("valid:mean", "symbol_0"))):
            tables = {name: run(binary, "analyse", "cost", *options, "--cost", words, "--table", name)
                      for name in ("correlations", "front", "local", "named")}
            check(f"cost {words}: fronts", list(dict.fromkeys(row["front"] for row in tables["front"])),
                  [*costs, *(["both"] if len(costs) == 2 else [])])
            check(f"cost {words}: pairs", len(tables["correlations"]), 3 if len(costs) == 2 else 1)
            check_correlations(tables["correlations"], columns, numpy.zeros(81), intervals=False)
            standing = check_fronts(tables["front"], names, columns, costs)
            check_local(tables["local"], adjacency, standing)
            check_named(tables["named"], names, standing)
        for row in run(binary, "analyse", "cost", *options, "--table", "front"):
            require(f"a space without costs says how to name one: {row['reason']}",
                    "--cost column:NAME" in row["reason"] and "flops" in row["reason"])
        named = run(binary, "analyse", "cost", *options, "--cost", "column:flops", "--table", "front")
        check("a column as the cost", named[0]["front"], "column:flops")
        for row in named:
            check("a column as the cost", row["first_cost"], names.index(row["point"]) % 7 + 1)
        for words, code, part in (("column:none", 4, "column:none"), ("test,valid,symbol_0", 2, "one or two costs"),
                                  ("test,", 2, "")):
            done = oracle.execute(binary, "analyse", "cost", *options, "--cost", words)
            require(f"--cost {words}: {done.returncode} {done.stderr}", done.returncode == code and part in done.stderr)


def check_published_costs(binary):
    path = oracle.published("nb101_sample_108.csv")
    if path is None:
        return
    with open(path, encoding="utf-8") as file:
        cells = list(csv.DictReader(file))
    columns = {name: numpy.array([float(cell[column]) for cell in cells]) for name, column in
               (("fitness", "test_accuracy"), ("time", "training_time_s"), ("parameters", "trainable_parameters"))}
    rows, fronts = ([run(binary, "analyse", "cost", "--data", path, "--table", table, "--threads", threads)
                     for threads in ("1", "2")] for table in ("correlations", "front"))
    require("published costs on one and two threads", rows[0] == rows[1] and fronts[0] == fronts[1])
    rows = rows[0]
    # The measured cells first, then the others of the space, by size.
    sizes = [len(cell["operations"].split(",")) for cell in cells]
    counts = dict(enumerate((1, 6, 84, 2441, 62010, 359082), start=2))
    others = [size for size, count in counts.items() for _ in range(count - sizes.count(size))]
    padded = {name: numpy.concatenate([values, numpy.full(len(others), numpy.nan)]) for name, values in columns.items()}
    check_correlations(rows, padded, numpy.array(sizes + others), intervals=False)
    check_fronts(fronts[0], [cell["hash"] for cell in cells], columns)
    for row in rows:
        require(f"published {row['first']} {row['second']} positive", float(row["pearson_low"]) > 0)


def main():
    binary = oracle.binary()
    cells = run(binary, "space", "list", "--space", SPACE)
    for relation, share in itertools.product(("pruned", "adjacent", "strict"), (1, 0.3)):
        data = make_fitness(cells, share, seed=11)
        times = make_times(cells, share=1 if share == 1 else 0.5, seed=12)
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            oracle.write(file.name, "hash,test_accuracy,training_time_s",
                         (f"{cells[identity]['hash']},{data.get(identity, '')},{times.get(identity, '')}"
                          for identity in sorted(data.keys() | times.keys())))
            options = ["--space", SPACE, "--data", file.name, "--relation", relation]
            landscape = Landscape(binary, relation, data)
            check_rwa(binary, landscape, options, complete=share == 1)
            check_fdc(binary, landscape, options)
            check_rarity(binary, landscape, options)
            if share < 1:  # the list of pairs of pairs grows with the square
                check_effects(binary, landscape, options)
            check_distributions(binary, landscape, options)
            check_cost(binary, landscape, times, options)
    check_costs_by_rule(binary, numpy.random.default_rng(14))
    check_published_costs(binary)
    check_encodingrwa(binary)
    oracle.finish(least=3500)


if __name__ == "__main__":
    main()
