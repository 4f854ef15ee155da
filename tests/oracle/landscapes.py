"""Landscapes that several of the scripts check_*.py make up or read."""
import csv
import math

import numpy
import scipy.sparse
import scipy.sparse.csgraph
import scipy.stats

import oracle

NB201 = "nb201_cifar10.csv"


# ---- strings ----

def nk(symbols, positions, others, random):
    """Each position contributes a random number for its own symbol and the next `others`, cyclically.

    Kauffman, Levin 1987, with adjacent positions; as an array with an axis a position.
    """
    digits = numpy.indices((symbols,) * positions)
    total = numpy.zeros((symbols,) * positions)
    for position in range(positions):
        table = random.random((symbols,) * (others + 1))
        total += table[tuple(digits[(position + step) % positions] for step in range(others + 1))]
    return total / positions


def nb201():
    """Mean validation accuracies of NAS-Bench-201 on CIFAR-10, an axis a position; None where they are absent."""
    path = oracle.published(NB201)
    if path is None:
        return None
    with open(path, encoding="ascii") as file:
        accuracies = {row["genotype"]: float(row["valid_accuracy"]) for row in csv.DictReader(file)}
    return numpy.array([accuracies[name] for name in oracle.strings("12345", 6)]).reshape((5,) * 6)


def hide(values, share, random):
    """All but a `share` of the values unknown."""
    return numpy.where(random.random(numpy.shape(values)) < share, values, numpy.nan)


# ---- graphs ----

def adjacency(ends, count, weights=None):
    """The symmetric matrix of edges, each listed once."""
    ends = numpy.array(ends, dtype=int).reshape(-1, 2)
    weights = numpy.ones(len(ends)) if weights is None else weights
    half = scipy.sparse.csr_matrix((weights, (ends[:, 0], ends[:, 1])), shape=(count, count))
    return (half + half.T).tocsr()


def largest_part(matrix):
    """Which points lie in the component of most points."""
    _, labels = scipy.sparse.csgraph.connected_components(matrix, directed=False)
    return labels == numpy.bincount(labels).argmax()


# ---- networks of optima ----

def shortest(weights, targets):
    """Lengths of the shortest paths from each node to the nearest target, edges as long as `weights`."""
    return scipy.sparse.csgraph.dijkstra(weights.T, directed=True, indices=numpy.flatnonzero(targets), min_only=True)


def measure(weights, counts, heights, explored=None):
    """The measures of a network with a dense matrix of weights, its diagonal included."""
    nodes = len(heights)
    explored = numpy.ones(nodes, dtype=bool) if explored is None else explored
    edges = (counts > 0) & ~numpy.eye(nodes, dtype=bool)
    weights = numpy.where(edges, weights, 0)
    best = heights == heights.max()
    equal = edges & (heights[:, None] == heights[None, :])
    upward = edges & (heights[None, :] > heights[:, None])
    count, labels = scipy.sparse.csgraph.connected_components(equal, directed=False)
    onto = numpy.zeros((nodes, count))
    onto[numpy.arange(nodes), labels] = 1
    compressed = onto.T @ numpy.where(upward, weights, 0) @ onto
    alive = (onto.T @ explored) > 0
    sinks = alive & ~(compressed > 0).any(axis=1)
    best_labels = (onto.T @ best) > 0
    local, top = compressed[:, sinks & ~best_labels].sum(), compressed[:, sinks & best_labels].sum()
    inside = numpy.isfinite(shortest(scipy.sparse.csr_matrix((compressed > 0).astype(float)), best_labels))[labels]
    hops = shortest(scipy.sparse.csr_matrix((equal | upward).astype(float)), best)
    with numpy.errstate(divide="ignore"):
        lengths = shortest(scipy.sparse.csr_matrix(numpy.where(edges, 1 / weights, 0)), best)
    reach, long_reach = numpy.isfinite(hops) & ~best, numpy.isfinite(lengths) & ~best
    return {"edges": edges.sum(), "funnels": sinks.sum(), "global_share": (inside & explored).sum() / explored.sum(),
            "strength": weights[:, best].sum() / weights.sum() if edges.any() else math.nan,
            "global_funnels": (sinks & best_labels).sum(),
            "neutral": (equal.any(axis=0) | equal.any(axis=1)).sum() / nodes,
            "density": edges.sum() / (nodes * (nodes - 1)) if nodes > 1 else math.nan,
            "monotonic_edges": (equal | upward).sum(), "monotonic_optima": explored.sum(),
            "compressed_optima": alive.sum(), "compressed_edges": (compressed > 0).sum(),
            "compressed_neutral": 1 - alive.sum() / explored.sum(),
            "compressed_strength": top / (top + local) if top + local > 0 else math.nan,
            "path_count": reach.sum(), "mean_path": hops[reach].mean() if reach.any() else math.nan,
            "mean_weighted_path": lengths[long_reach].mean() if long_reach.any() else math.nan}


# ---- samples of a space ----

def strata(sizes, known, within=None):
    """Where the sizes are that count as one random sample, and how many points each evaluated one stands for.

    Adjacent sizes are joined until each stratum has two evaluated points or is complete; a remainder joins the last one. A list of
    members (masks), and the weight of each evaluated point.
    """
    within = numpy.ones(len(sizes), bool) if within is None else within
    members, growing = [], numpy.zeros(len(sizes), bool)
    for size in numpy.unique(sizes[within]):
        growing = growing | (within & (sizes == size))
        if (growing & known).sum() >= min(2, growing.sum()):
            members.append(growing)
            growing = numpy.zeros(len(sizes), bool)
    if growing.any():
        members[-1:] = [members[-1] | growing] if members else [growing]
    weights = numpy.zeros(len(sizes))
    for stratum in members:
        if (stratum & known).any():
            weights[stratum & known] = stratum.sum() / (stratum & known).sum()
    return members, weights


def skewed_interval(weights, members, values, low, high, added=0.5):
    """The interval of a weighted mean, by the gamma distribution with its cumulants: NaN where a point is missing in `values`."""
    known = weights > 0
    total = sum(stratum.sum() for stratum in members)
    mean = (weights * numpy.where(known, values, 0)).sum() / total
    variance = third = of_variance = 0
    steps = {"low": (0, 0), "high": (0, 0)}
    for stratum in members:
        own = values[stratum & known]
        hidden, weight = 1 - len(own) / stratum.sum(), stratum.sum() / len(own) / total
        if hidden == 0:
            continue
        residuals = own - own.mean()
        part = weight ** 2 * hidden * (residuals ** 2).sum() * len(own) / (len(own) - 1)
        variance, of_variance = variance + part, of_variance + part ** 2 / (len(own) - 1)
        third += weight ** 3 * hidden * (1 + hidden) * (residuals ** 3).sum()
        for end, extreme in (("low", min(low - own.mean(), 0)), ("high", max(high - own.mean(), 0))):
            if abs(weight * extreme) > abs(steps[end][0]):
                steps[end] = (weight * extreme, hidden)
    ends = []
    student = scipy.stats.t.ppf(0.975, variance ** 2 / of_variance) / scipy.stats.norm.ppf(0.975) if of_variance else 1
    for end, probability in (("low", 0.025), ("high", 0.975)):
        step, hidden = steps[end]
        here = variance + added * hidden * step ** 2
        skewness = (third + added * hidden * (1 + hidden) * step ** 3) / here ** 1.5
        ends.append(mean + added * hidden * step + student * math.sqrt(here) * scipy.stats.pearson3.ppf(probability, skewness))
    return ends


def weighted_ranks(values, weights):
    """The weight of lower values, and half of that of equal ones."""
    steps, group = numpy.unique(values, return_inverse=True)
    own = numpy.bincount(group, weights, len(steps))
    return (numpy.cumsum(own) - own / 2)[group]


def weighted_pearson(x, y, weights):
    covariance = numpy.cov(x, y, aweights=weights)
    return covariance[0, 1] / math.sqrt(covariance[0, 0] * covariance[1, 1])


def weighted_spearman(x, y, weights):
    return weighted_pearson(weighted_ranks(x, weights), weighted_ranks(y, weights), weights)


def weighted_kendall(x, y, weights):
    """Tau-b with each pair of points by the product of their weights; quadratic."""
    above = [values[:, None] > values[None, :] for values in (x, y)]
    order = [weights @ (ordered @ weights) for ordered in (above[0] & above[1], above[0] & above[1].T, *above)]
    return (order[0] - order[1]) / math.sqrt(order[2] * order[3])
