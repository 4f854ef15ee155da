"""Landscapes that several of the scripts check_*.py make up or read."""
import csv
import math

import numpy
import scipy.sparse
import scipy.sparse.csgraph

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
