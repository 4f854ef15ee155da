"""What lies around each point, against numpy and scipy: neighbourfitness, gradient, neutrality, information, cloud,
evolvability, access, nearestbetter and dispersion, on NAS-Bench-201, NK landscapes and made-up graphs.

usage: check_neighbourhoods.py --binary nasscape
"""
import itertools
import math
import os
import tempfile

import oracle
from oracle import check, require

with oracle.needed():
    import numpy
    import scipy.sparse
    import scipy.sparse.csgraph
    import scipy.sparse.linalg
    import scipy.stats
import landscapes


class Landscape:
    """Points with names, neighbours and a fitness that may be NaN; and how the program is told of them."""

    def __init__(self, title, space, names, edges, fitness, digits=None, weights=None):
        self.title, self.space, self.names = title, space, names
        self.fitness = numpy.asarray(fitness, dtype=float)
        self.digits = digits  # of strings: a row a point
        self.count = len(names)
        self.graph = landscapes.adjacency(edges, self.count)
        self.known = numpy.flatnonzero(~numpy.isnan(self.fitness))
        self.around = [[] for _ in range(self.count)]  # known neighbours of known points
        for a, b in edges:
            if not (math.isnan(self.fitness[a]) or math.isnan(self.fitness[b])):
                self.around[a].append(b)
                self.around[b].append(a)
        self.pairs = sum(map(len, self.around)) // 2
        self.weights = {}  # of edges, both ways; 1 where there is none
        for (a, b), weight in zip(edges if weights is not None else [], weights or []):
            self.weights[a, b] = self.weights[b, a] = weight
        self.compared = [p for p in range(self.count) if self.around[p]]

    def write(self, folder):
        path = os.path.join(folder, "fitness.csv")
        oracle.write_fitness(path, self.names, self.fitness)
        self.words = ["--space", self.space, "--data", path, "--fitness", "column:fitness"]

    def ask(self, binary, analysis, table, *options):
        return oracle.run(binary, "analyse", analysis, *self.words, "--table", table, *options)

    def summary(self, binary, analysis, *options):
        return oracle.summary(binary, analysis, *self.words, *options)

    def hops(self):
        """All shortest paths' lengths, inf where there is none."""
        if self.digits is not None:
            same = numpy.zeros((self.count, self.count), dtype=numpy.int16)
            for position in range(self.digits.shape[1]):
                same += self.digits[:, position][:, None] == self.digits[:, position][None, :]
            return self.digits.shape[1] - same
        return scipy.sparse.csgraph.shortest_path(self.graph, unweighted=True)


# ---- landscapes ----

def edges_of_strings(symbols, positions):
    """The digits of all strings in order, and the edges between those that differ at one position."""
    digits = numpy.array(list(itertools.product(range(symbols), repeat=positions)))
    places = {tuple(row): number for number, row in enumerate(digits.tolist())}
    edges = []
    for row, number in places.items():
        for position in range(positions):
            for symbol in range(row[position] + 1, symbols):
                edges.append((number, places[row[:position] + (symbol,) + row[position + 1:]]))
    return digits, edges


def hamming(title, symbols, positions, fitness, hidden=None):
    """`fitness`: an array with a value a string, or what makes one of the digits of all strings."""
    digits, edges = edges_of_strings(symbols, positions)
    values = numpy.array(fitness(digits) if callable(fitness) else fitness, dtype=float).ravel()
    if hidden is not None:
        values[hidden(len(values))] = math.nan
    names = ["".join(map(str, row)) for row in digits.tolist()]
    return Landscape(title, f"hamming:{symbols}^{positions}", names, edges, values, digits)


def made_up_graph(generator, folder, count, edge_count, hidden, weighted=False):
    """Two parts that no path joins, and points without neighbours."""
    parts = generator.integers(0, 2, count)
    parts[-3:] = [2, 3, 4]
    edges = set()
    while len(edges) < edge_count:
        first, second = sorted(generator.integers(0, count - 3, 2).tolist())
        if first != second and parts[first] == parts[second]:
            edges.add((first, second))
    path = os.path.join(folder, f"edges{count}.csv")
    weights = numpy.round(generator.random(edge_count) + 0.05, 2).tolist() if weighted else None
    oracle.write_edges(path, [f"p{number}" for number in range(count)], sorted(edges), weights)
    values = numpy.round(generator.normal(size=count), 1)
    values[generator.random(count) < hidden] = math.nan
    return Landscape(f"graph of {count} points", path, [f"p{n}" for n in range(count)], sorted(edges), values, None,
                     weights)


# ---- the whole landscape, from a part of it ----

def mean_of_pairs(landscape, value, by_degree=False, incomplete=False):
    """Mean of value(p, q) over all neighbours p, q, both ways, from those that are known: post-stratified by which ends
    are hubs, which count as known for certain. One stratum otherwise, so that only that makes pairs weigh unlike.
    `by_degree`: each point counts once; `incomplete`: a value may be None, so that their number is not known."""
    degrees = numpy.asarray(landscape.graph.sum(axis=1)).ravel()
    ends = numpy.array(landscape.graph.nonzero()).T.tolist()
    weight = lambda p: 1 / degrees[p] if by_degree else 1
    known, share = set(landscape.known.tolist()), len(landscape.known) / landscape.count
    at = numpy.zeros(landscape.count)
    for p, q in ends:
        at[p] += weight(p) + weight(q)
    all_ends = sum(weight(p) for p, _ in ends)
    hubs = {p for p in known if share < 1 and degrees[p] > 8 and at[p] > 0.02 * all_ends}
    cells = {}
    for p, q in ends:
        cells.setdefault((p in hubs, q in hubs), []).append((p, q))
    evaluated = {cell: [(p, q) for p, q in listed if p in known and q in known and value(p, q) is not None]
                 for cell, listed in cells.items()}
    partial = [cell for cell in cells if len(evaluated[cell]) < len(cells[cell])]
    together = [cell for cell in partial if len(evaluated[cell]) < 10]
    if incomplete or (len(known) < min(20, landscape.count) and any(not all(cell) for cell in partial)):
        together = partial
    apart = sorted((cell for cell in partial if cell not in together), key=lambda cell: (len(evaluated[cell]), cell))
    while together and sum(len(evaluated[cell]) for cell in together) < 10 and apart:
        together.append(apart.pop(0))
    mean, all_weight = 0, 0
    for group in [[cell] for cell in cells if cell not in together] + [together]:
        listed = [(p, q, weight(p) / share ** (2 - sum(cell)))
                  for cell in group for p, q in evaluated[cell]]
        if listed:
            own = sum(weight(p) for cell in group for p, _ in cells[cell])
            mean += own * sum(w * value(p, q) for p, q, w in listed) / sum(w for _, _, w in listed)
            all_weight += own
    return mean / all_weight if all_weight > 0 else math.nan


def correlation_of_means(landscape):
    """Correlation of the fitness with the mean of all neighbours, by the explicit list of pairs of neighbours of each
    point; NaN if there are too few pairs or it is no correlation."""
    degrees = numpy.asarray(landscape.graph.sum(axis=1)).ravel()
    known = [p for p in landscape.known.tolist() if degrees[p] > 0]
    values = landscape.fitness - landscape.fitness[known].mean()
    variance = (values[known] ** 2).mean()
    every = landscape.fitness[landscape.known] - landscape.fitness[landscape.known].mean()
    if landscape.pairs * 3 / ((every ** 4).mean() / (every ** 2).mean() ** 2) < 100:
        return math.nan
    ends = [(p, q) for p in landscape.compared for q in landscape.around[p]]
    weights = [1 / degrees[p] for p, _ in ends]
    covariance = numpy.average([values[p] * values[q] for p, q in ends], weights=weights)
    levels, squares, products, of_levels, of_squares, of_products = 0, 0, 0, 0, 0, 0
    all_squares = all_products = 0
    for p in numpy.flatnonzero(degrees > 0):
        around = [q for q in landscape.graph[p].indices if not math.isnan(values[q])]
        own = values[around]
        levels, of_levels = levels + own.sum() / degrees[p], of_levels + len(own) / degrees[p]
        squares, of_squares = squares + (own ** 2).sum() / degrees[p] ** 2, of_squares + len(own) / degrees[p] ** 2
        for one, other in itertools.permutations(own, 2):
            products, of_products = products + one * other / degrees[p] ** 2, of_products + 1 / degrees[p] ** 2
        all_squares, all_products = all_squares + 1 / degrees[p], all_products + (degrees[p] - 1) / degrees[p]
    points = (degrees > 0).sum()
    around = (all_squares * squares / of_squares + all_products * products / of_products) / points
    around -= (levels / of_levels) ** 2
    correlation = covariance / math.sqrt(variance * around) if around > 0 else math.nan
    return correlation if abs(correlation) < 1 else math.nan


# ---- the analyses ----

def neighbour_means(landscape):
    return {p: numpy.mean(landscape.fitness[landscape.around[p]]) for p in landscape.compared}


def check_neighbourfitness(landscape, binary):
    got = landscape.summary(binary, "neighbourfitness")
    means = neighbour_means(landscape)
    own = [landscape.fitness[p] for p in landscape.compared]
    around = [means[p] for p in landscape.compared]
    ends = [(landscape.fitness[p], landscape.fitness[q]) for p in landscape.compared for q in landscape.around[p]]
    title = f"{landscape.title}: neighbourfitness"
    check(f"{title} points", got["points_compared"], len(own))
    check(f"{title} pairs", got["pairs"], landscape.pairs)
    varies = len(set(own)) > 1
    complete = len(landscape.known) == landscape.count
    check(f"{title} pearson", got["neighbour_pearson"],
          math.nan if not varies or (not complete and landscape.pairs < 200 and got["neighbour_pearson"] == "") else
          scipy.stats.pearsonr(own, around)[0] if complete else correlation_of_means(landscape))
    check(f"{title} spearman", got["neighbour_spearman"],  # means may tie but for their rounding
          scipy.stats.spearmanr(own, numpy.round(around, 11))[0] if varies else math.nan)
    few = not complete and landscape.pairs < 50 and got["edge_correlation"] == ""
    edges = numpy.corrcoef(numpy.array(ends).T)[0, 1] if varies and not few else math.nan
    check(f"{title} edges", got["edge_correlation"], edges, 1e-9 if complete else 0.03)
    if not complete and landscape.digits is not None and varies and not few:  # connected: as a walk has it
        check(f"{title} edges as rwa", got["edge_correlation"],
              [row for row in landscape.ask(binary, "rwa", "lags", "--lags", "1", "--walks", "2", "--length", "4")
               if row["lag"] == "1"][0]["autocorrelation"])


def check_gradient(landscape, binary):
    got = landscape.summary(binary, "gradient")
    values = landscape.fitness[landscape.known]
    steps = [abs(landscape.fitness[p] - landscape.fitness[q]) for p in landscape.compared for q in landscape.around[p]]
    mean = mean_of_pairs(landscape, lambda p, q: abs(landscape.fitness[p] - landscape.fitness[q])) if steps else math.nan
    varies = numpy.ptp(values) > 0
    complete = len(values) == landscape.count
    title = f"{landscape.title}: gradient"
    check(f"{title} mean", got["mean_gradient"], mean)
    centre = numpy.mean(values)
    check(f"{title} intensity", got["gradient_intensity"], mean / abs(centre) if centre != 0 else math.nan)
    check(f"{title} deviations", got["gradient_per_deviation"],
          mean / numpy.std(values, ddof=1 if complete else 0) if varies else math.nan)
    check(f"{title} steepest", got["steepest"], max(steps) if steps else math.nan)
    check(f"{title} steepest of range", got["steepest_per_range"],
          max(steps) / numpy.ptp(values) if steps and varies else math.nan)


def neutral_figures(landscape, threshold):
    first, second = [], []
    values = [landscape.fitness[p] for p in landscape.known]
    rounding = 1e-12 * (max(values) - min(values))  # of values written in decimals
    for p in landscape.compared:
        for q in landscape.around[p]:
            if abs(landscape.fitness[p] - landscape.fitness[q]) <= threshold + rounding:
                first.append(p)
                second.append(q)
    graph = scipy.sparse.coo_matrix((numpy.ones(len(first)), (first, second)), shape=(landscape.count,) * 2)
    _, labels = scipy.sparse.csgraph.connected_components(graph, directed=False)
    sizes = numpy.bincount(labels)
    sizes = sizes[sizes > 1]
    known = len(landscape.known)
    neutral = lambda p, q: float(abs(landscape.fitness[p] - landscape.fitness[q]) <= threshold + rounding)
    ratio = mean_of_pairs(landscape, neutral) if landscape.pairs else math.nan
    return {"mean_neutral_degree": ratio * landscape.graph.nnz / landscape.count if landscape.pairs else math.nan,
            "neutral_ratio": ratio,
            "networks": len(sizes), "points_in_networks": sizes.sum(), "share_in_networks": sizes.sum() / known,
            "largest_network": max(sizes, default=0), "mean_network_size": sizes.mean() if len(sizes) else math.nan}


def check_neutrality(landscape, binary):
    epsilons = [0, 0.05, 0.01, 2]
    option = ("--epsilons", ",".join(map(str, epsilons)) + ",1q")
    rows = landscape.ask(binary, "neutrality", "thresholds", *option)
    got = landscape.summary(binary, "neutrality", *option)
    title = f"{landscape.title}: neutrality"
    ours = [neutral_figures(landscape, epsilon) for epsilon in epsilons]
    for row, epsilon, figures in zip(rows, epsilons, ours):
        check(f"{title} threshold", row["threshold"], epsilon)
        for name, value in figures.items():
            check(f"{title} {name} at {epsilon}", row[name], value)
    require(f"{title}: a step that is not known gives no reason",
            rows[4]["threshold"] == "" and rows[4]["reason"] != "")
    for name, theirs in (("mean_neutral_degree",) * 2, ("neutral_ratio",) * 2, ("neutral_networks", "networks"),
                         ("largest_network",) * 2, ("share_in_networks",) * 2, ("mean_network_size",) * 2):
        check(f"{title} {name}", got[name], ours[0][theirs])
    check(f"{title} sensitivity", got["threshold_sensitivity"],
          ours[3]["share_in_networks"] - ours[0]["share_in_networks"])


def steps_of(landscape, epsilon):
    """Of all steps between known neighbours, both ways: where they begin and end, -1, 0 or 1 for a fall, neither or a rise,
    and the weight of the edge."""
    first = numpy.repeat(landscape.compared, [len(landscape.around[p]) for p in landscape.compared])
    second = numpy.concatenate([landscape.around[p] for p in landscape.compared])
    weights = numpy.array([landscape.weights.get(ends, 1.0) for ends in zip(first.tolist(), second.tolist())]
                          if landscape.weights else numpy.ones(len(first)))
    changes = landscape.fitness[second] - landscape.fitness[first]
    return first, second, numpy.where(numpy.abs(changes) <= epsilon, 0, numpy.sign(changes)), weights


def leaving(landscape, steps, kind):
    """The weight of the steps of a kind from each point."""
    first, _, kinds, weights = steps
    return numpy.bincount(first[kinds == kind], weights[kinds == kind], landscape.count)


def entropy(landscape, epsilon):
    """H of the endless walk: over each pair of edges that follow each other, the second as likely as its start allows. A
    rise arrives where a fall leaves the other way."""
    steps = steps_of(landscape, epsilon)
    by_kind = {kind: leaving(landscape, steps, kind)[landscape.compared] for kind in (-1, 0, 1)}
    strength = sum(by_kind.values())
    chances = {(came, goes): (by_kind[-came] * by_kind[goes] / strength).sum() / strength.sum()
               for came, goes in itertools.product((-1, 0, 1), repeat=2)}
    return -sum(chance * math.log(chance, 6) for (came, goes), chance in chances.items() if came != goes and chance > 0)


def turns(landscape, epsilon):
    """M of the endless walk: a linear system for the chance that the last step that was not 0 had been a rise."""
    first, second, kinds, weights = steps = steps_of(landscape, epsilon)
    compared, flat = numpy.array(landscape.compared), kinds == 0
    falls = leaving(landscape, steps, -1)[compared]
    strength = numpy.bincount(first, weights, landscape.count)[compared]
    number = numpy.full(landscape.count, -1)
    number[compared] = numpy.arange(len(compared))
    matrix = scipy.sparse.coo_matrix((-weights[flat], (number[first[flat]], number[second[flat]])),
                                     shape=(len(compared),) * 2)
    # A part of the graph where nothing changes has no last step.
    matrix = (matrix + scipy.sparse.diags(strength * (1 + 1e-12))).tocsc()
    rising = scipy.sparse.linalg.spsolve(matrix, falls)
    return 2 * float(numpy.dot(rising, falls)) / strength.sum()


def check_information(landscape, binary):
    option = ("--walks", "40", "--length", "2000", "--seed", "3")
    got = landscape.summary(binary, "information", *option)
    rows = landscape.ask(binary, "information", "thresholds", *option)
    title = f"{landscape.title}: information"
    if not landscape.pairs:
        require(f"{title}: a graph without pairs gives figures", not rows and got["h0"] == "")
        return
    span = float(numpy.ptp(landscape.fitness[landscape.known]))
    expected = [0.0] + [span * 10 ** (-5 + step / 10) for step in range(51)] if span > 0 else [0.0]
    check(f"{title} thresholds", len(rows), len(expected))
    entropies = []
    for number, (row, epsilon) in enumerate(zip(rows, expected)):
        check(f"{title} epsilon", row["epsilon"], epsilon)
        entropies.append(float(row["entropy"]))
        if landscape.pairs < 20000 or number % 10 == 0:
            check(f"{title} H({epsilon:.3g})", row["entropy"], entropy(landscape, float(row["epsilon"])))
        if number in (0, 20, 35, 45) and landscape.pairs < 20000:
            exact = turns(landscape, float(row["epsilon"]))
            slack = 2 * (float(row["partial_high"]) - float(row["partial_low"])) + 2e-3
            check(f"{title} M({epsilon:.3g})", row["partial"], exact, slack)
    check(f"{title} h0", got["h0"], entropies[0])
    check(f"{title} h_max", got["h_max"], max(entropies))
    check(f"{title} m0", got["m0"], turns(landscape, 0), 2e-6)
    if span > 0:
        shares = [float(row["epsilon_per_range"]) for row in rows]
        partial = [float(row["partial"]) for row in rows]
        check(f"{title} eps_max", got["eps_max"], shares[numpy.argmax(entropies)])
        check(f"{title} eps_s", got["eps_s"], min(s for s, h in zip(shares, entropies) if h < 0.05))
        if partial[0] > 0:
            check(f"{title} eps_ratio", got["eps_ratio"],
                  max(s for s, m in zip(shares, partial) if m > partial[0] / 2))


def bins_of(landscape, wanted):
    """Equal counts, except that equal values stay together."""
    order = sorted(landscape.compared, key=lambda p: (landscape.fitness[p], p))
    found, start = [], 0
    for number in range(1, wanted + 1):
        end = int(len(order) * number / wanted)
        if end <= start:
            continue
        while end < len(order) and landscape.fitness[order[end]] == landscape.fitness[order[end - 1]]:
            end += 1
        found.append(order[start:end])
        start = end
    return found


def check_cloud(landscape, binary):
    wanted = 12
    rows = landscape.ask(binary, "cloud", "bins", "--bins", str(wanted))
    got = landscape.summary(binary, "cloud", "--bins", str(wanted))
    means = neighbour_means(landscape)
    bins = bins_of(landscape, wanted)
    title = f"{landscape.title}: cloud"
    check(f"{title} bins", len(rows), len(bins))
    centres, pair_centres = [], []
    for row, points in zip(rows, bins):
        own = landscape.fitness[points]
        neighbours = [(landscape.fitness[p], landscape.fitness[q]) for p in points for q in landscape.around[p]]
        centres.append((own.mean(), numpy.mean([means[p] for p in points])))
        pair_centres.append(tuple(numpy.mean(neighbours, axis=0)))
        for name, value in (("low", own.min()), ("high", own.max()), ("points_in_bin", len(points)),
                            ("pairs", len(neighbours)), ("mean_fitness", centres[-1][0]),
                            ("mean_neighbour_fitness", centres[-1][1]), ("mean_fitness_of_pairs", pair_centres[-1][0]),
                            ("mean_neighbour_fitness_of_pairs", pair_centres[-1][1])):
            check(f"{title} {name}", row[name], value)
    for name, points in (("negative_slope_coefficient", centres), ("negative_slope_coefficient_of_pairs", pair_centres)):
        slopes = [(d - b) / (c - a) for (a, b), (c, d) in zip(points, points[1:])]
        check(f"{title} {name}", got[name], sum(min(0, s) for s in slopes) if slopes else math.nan, 1e-7)


def check_evolvability(landscape, binary):
    wanted = 9
    rows = landscape.ask(binary, "evolvability", "levels", "--bins", str(wanted))
    got = landscape.summary(binary, "evolvability", "--bins", str(wanted))
    title = f"{landscape.title}: evolvability"
    fitness = landscape.fitness
    better = {p: sum(fitness[q] > fitness[p] for q in landscape.around[p]) for p in landscape.compared}
    equal = {p: sum(fitness[q] == fitness[p] for q in landscape.around[p]) for p in landscape.compared}
    share = {p: better[p] / len(landscape.around[p]) for p in landscape.compared}
    bins = bins_of(landscape, wanted)
    check(f"{title} bins", len(rows), len(bins))
    for row, points in zip(rows, bins):
        check(f"{title} improving", row["improving_share"], numpy.mean([share[p] for p in points]))
        check(f"{title} neutral", row["neutral_share"],
              numpy.mean([equal[p] / len(landscape.around[p]) for p in points]))
        check(f"{title} stuck", row["no_improvement_share"], numpy.mean([better[p] == 0 for p in points]))
    fitter = lambda p, q: float(fitness[q] > fitness[p])
    check(f"{title} mean", got["improving_share"],
          mean_of_pairs(landscape, fitter, by_degree=True) if share else math.nan)
    half = numpy.sort(fitness[landscape.compared])[len(share) // 2] if share else math.nan
    check(f"{title} better half", got["better_half_improving_share"],
          mean_of_pairs(landscape, lambda p, q: fitter(p, q) if fitness[p] >= half else None, by_degree=True,
                        incomplete=True) if share else math.nan)
    check(f"{title} stuck in all", got["no_improvement_share"],
          numpy.mean([better[p] == 0 for p in landscape.compared]) if share else math.nan)
    means = neighbour_means(landscape)
    differing, doubtful, enhancing = 0, 0, 0
    for p in landscape.compared:
        for q in landscape.around[p]:
            if fitness[q] > fitness[p]:
                differing += 1
                close = abs(means[q] - means[p]) < 1e-12
                doubtful += close
                enhancing += means[q] > means[p] and not close
    value = float(got["enhancing_share"] or "nan")
    if differing == 0:
        check(f"{title} enhancing", got["enhancing_share"], math.nan)
    else:
        require(f"{title}: enhancing share {value}, expected from {enhancing} of {differing}, {doubtful} doubtful",
                enhancing - 0.5 <= value * differing <= enhancing + doubtful + 0.5)


def check_access(landscape, binary):
    """Path lengths from the best down, each from those of its better neighbours."""
    rows = landscape.ask(binary, "access", "lengths")
    got = landscape.summary(binary, "access")
    title = f"{landscape.title}: access"
    fitness = landscape.fitness
    best = numpy.nanmax(fitness)
    lengths = {}
    for p in sorted(landscape.known.tolist(), key=lambda p: -fitness[p]):
        above = [lengths[q] for q in landscape.around[p] if fitness[q] > fitness[p] and q in lengths]
        if fitness[p] == best:
            lengths[p] = 0
        elif above:
            lengths[p] = 1 + min(above)
    sources = [p for p in landscape.known.tolist() if fitness[p] == best]
    shortest = scipy.sparse.csgraph.dijkstra(landscape.graph, unweighted=True, indices=sources, min_only=True)
    counts = numpy.bincount(list(lengths.values()))
    known, others = len(landscape.known), [length for length in lengths.values() if length > 0]
    check(f"{title} rows", len(rows), len(counts))
    for length, row in enumerate(rows):
        check(f"{title} length", row["length"], length)
        check(f"{title} count", row["count"], counts[length])
        check(f"{title} direct", row["direct"], sum(l == length == shortest[p] for p, l in lengths.items()))
    check(f"{title} best", got["best_points"], len(sources))
    # A single evaluated point of several reaches the best, which it is: that says nothing.
    alone = known == 1 and len(fitness) > 1
    check(f"{title} share", got["accessible_share"], math.nan if alone else len(lengths) / known)
    check(f"{title} mean", got["mean_path_length"], numpy.mean(others) if others else math.nan)
    check(f"{title} longest", got["longest_path"], max(others) if others else math.nan)
    check(f"{title} direct share", got["direct_share"],
          math.nan if alone else sum(l == shortest[p] for p, l in lengths.items()) / known)


def deviation(values):
    return numpy.std(values, ddof=1) if len(values) > 1 else math.nan


def quotient(a, b):
    return a / b if b > 0 else math.nan


def correlation(a, b):
    return numpy.corrcoef(a, b)[0, 1] if len(a) > 1 and numpy.ptp(a) > 0 and numpy.ptp(b) > 0 else math.nan


def check_nearestbetter(landscape, binary, hops):
    rows = landscape.ask(binary, "nearestbetter", "distances")
    got = landscape.summary(binary, "nearestbetter")
    title = f"{landscape.title}: nearestbetter"
    known, fitness = landscape.known, landscape.fitness
    near, better, degrees = [], [], dict.fromkeys(known.tolist(), 0)
    filled = []  # as pflacco has it: the nearest point stands in where there is no better one
    for p in known.tolist():
        distances = hops[p][known].astype(float)
        distances[known == p] = math.inf
        nearest = distances.min() if len(known) > 1 else math.inf
        if math.isfinite(nearest):
            near.append(nearest)
        distances[~(fitness[known] > fitness[p])] = math.inf
        if math.isfinite(nearest):
            filled.append(distances.min() if math.isfinite(distances.min()) else nearest)
        if not math.isfinite(distances.min()):
            continue
        better.append(distances.min())
        candidates = known[distances == distances.min()]
        degrees[int(candidates[numpy.argmax(fitness[candidates])])] += 1  # the first of the fittest
    for row in rows:
        check(f"{title} near at {row['distance']}", row["nearest"], near.count(int(row["distance"])))
        check(f"{title} better at {row['distance']}", row["nearest_better"], better.count(int(row["distance"])))
    check(f"{title} listed", sum(int(row["nearest_better"]) for row in rows), len(better))
    check(f"{title} with better", got["points_with_better"], len(better))
    ratios = numpy.array(near) / numpy.array(filled)
    for name, value in (
            ("mean_better_distance", numpy.mean(better) if better else math.nan),
            ("farthest_better", max(better, default=math.nan)),
            ("sd_ratio", quotient(deviation(near), deviation(filled))),
            ("mean_ratio", numpy.mean(near) / numpy.mean(filled) if better else math.nan),
            ("distance_correlation", correlation(near, filled) if better else math.nan),
            ("ratio_variation", deviation(ratios) / numpy.mean(ratios) if better else math.nan),
            ("degree_correlation", correlation(fitness[known], list(degrees.values())))):
        check(f"{title} {name}", got[name], value)


def check_dispersion(landscape, binary, hops):
    """All pairs; where the program drew some, only means of strings are exact, and medians near."""
    rows = landscape.ask(binary, "dispersion", "sets")
    got = landscape.summary(binary, "dispersion")
    title = f"{landscape.title}: dispersion"
    known, fitness = landscape.known, landscape.fitness
    figures = []
    for percent in (2, 5, 10, 25, 100):
        wanted = min(len(known), max(1, math.ceil(len(known) * percent / 100)))
        threshold = numpy.sort(fitness[known])[-wanted]
        members = known[fitness[known] >= threshold]
        distances = hops[numpy.ix_(members, members)][numpy.triu_indices(len(members), 1)]
        distances = distances[numpy.isfinite(distances)]
        figures.append((len(members), numpy.mean(distances) if len(distances) else math.nan,
                        numpy.median(distances) if len(distances) else math.nan))
    drawn = int(rows[-1]["sources"]) < len(known)
    for row, (count, mean, median) in zip(rows, figures):
        check(f"{title} points", row["points_in_set"], count)
        check(f"{title} mean", row["mean_distance"], mean)
        check(f"{title} ratio", row["ratio_of_means"], mean / figures[-1][1] if not math.isnan(mean) else math.nan)
        check(f"{title} difference", row["difference_of_means"], mean - figures[-1][1])
        check(f"{title} median", row["median_distance"], median, 0.2 if drawn else 1e-9)
    for name, (_, mean, median) in zip(("02", "05", "10", "25"), figures):
        check(f"{title} ratio_mean_{name}", got[f"ratio_mean_{name}"], mean / figures[-1][1])
        check(f"{title} difference_mean_{name}", got[f"difference_mean_{name}"], mean - figures[-1][1])
        if not drawn:
            check(f"{title} ratio_median_{name}", got[f"ratio_median_{name}"], median / figures[-1][2])


def check_all(landscape, binary, folder):
    landscape.write(folder)
    for one in (check_neighbourfitness, check_gradient, check_neutrality, check_information, check_cloud,
                check_evolvability, check_access):
        one(landscape, binary)
    hops = landscape.hops()
    check_nearestbetter(landscape, binary, hops)
    check_dispersion(landscape, binary, hops)


# ---- what is known without computing ----

def check_known_figures(binary, folder):
    """Ones on binary strings: additive, so that a walk's autocorrelation is 1 - 2/n, and every way up leads to the best.
    """
    length = 8
    ones = hamming("ones", 2, length, lambda digits: digits.sum(axis=1))
    ones.write(folder)
    value = {}
    for analysis in ("neighbourfitness", "gradient", "access", "cloud", "evolvability", "nearestbetter", "neutrality",
                     "information"):
        value.update({(analysis, name): figure for name, figure in ones.summary(binary, analysis).items()})
    check("ones: edge correlation", value["neighbourfitness", "edge_correlation"], 1 - 2 / length)
    check("ones: neighbours' mean", value["neighbourfitness", "neighbour_pearson"], 1)
    check("ones: gradient", value["gradient", "mean_gradient"], 1)
    check("ones: accessible", value["access", "accessible_share"], 1)
    check("ones: direct", value["access", "direct_share"], 1)
    check("ones: longest", value["access", "longest_path"], length)
    check("ones: mean length", value["access", "mean_path_length"], length / 2 * 2**length / (2**length - 1))
    check("ones: negative slopes", value["cloud", "negative_slope_coefficient"], 0)
    check("ones: improving", value["evolvability", "improving_share"], 0.5)
    check("ones: enhancing", value["evolvability", "enhancing_share"], 1)
    check("ones: nearest better", value["nearestbetter", "mean_better_distance"], 1)
    check("ones: neutral", value["neutrality", "neutral_ratio"], 0)
    # of n − k zeros and k ones, a rise is followed by a fall by chance (k + 1)/n: E = (n + 1)/(2n), rises every other step
    check("ones: turns", value["information", "m0"],
          2 * sum(math.comb(length, k) / 2**length * (k / length) ** 2 for k in range(length + 1)), 1e-6)


def check_published(binary, folder):
    """NAS-Bench-201, CIFAR-10, mean validation accuracy."""
    accuracies = landscapes.nb201()
    if accuracies is None:
        return
    digits, edges = edges_of_strings(5, 6)
    landscape = Landscape("nb201", "nb201", oracle.strings("12345", 6), edges, accuracies.ravel(), digits)
    check_all(landscape, binary, folder)
    check("nb201: mean neutral degree, printed to four places",
          landscape.summary(binary, "neutrality")["mean_neutral_degree"], 0.0997, 5.1e-5)
    check("nb201: lag 1 of the walk, printed to six places",
          landscape.summary(binary, "neighbourfitness")["edge_correlation"], .562244, 5.1e-7)


def main():
    binary = oracle.binary()
    generator = numpy.random.default_rng(11)
    with tempfile.TemporaryDirectory() as folder:
        check_known_figures(binary, folder)
        few = lambda count: generator.random(count) < 0.7
        for landscape in (
                hamming("additive", 3, 5, landscapes.nk(3, 5, 0, generator)),
                hamming("NK 2", 3, 6, landscapes.nk(3, 6, 2, generator)),
                hamming("NK 5 of 2^8", 2, 8, landscapes.nk(2, 8, 5, generator)),
                hamming("random", 4, 4, lambda digits: generator.random(len(digits))),
                hamming("NK 2, 70 % hidden", 3, 6, landscapes.nk(3, 6, 2, generator), few),
                hamming("levels", 3, 6, numpy.round(4 * landscapes.nk(3, 6, 3, generator)) / 4),
                hamming("levels, 70 % hidden", 3, 6, lambda digits: numpy.floor(3 * generator.random(len(digits))), few),
                hamming("plateaus", 2, 9, lambda digits: digits[:, :3].sum(axis=1)),
                hamming("constant", 3, 3, lambda digits: numpy.full(len(digits), 0.1)),
                hamming("needle", 3, 5, lambda digits: numpy.arange(len(digits)) == 100),
                hamming("one point", 2, 3, lambda digits: digits[:, 0], lambda count: numpy.arange(count) != 3),
                hamming("two points", 2, 3, lambda digits: digits[:, 0], lambda count: numpy.arange(count) % 4 != 2),
                made_up_graph(generator, folder, 60, 110, 0.0),
                made_up_graph(generator, folder, 80, 130, 0.4),
                made_up_graph(generator, folder, 70, 120, 0.2, True)):
            check_all(landscape, binary, folder)
        check_published(binary, folder)
    oracle.finish(least=5000)


if __name__ == "__main__":
    main()
