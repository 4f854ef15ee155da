"""Landscapes that several of the scripts check_*.py make up or read."""
import csv

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
