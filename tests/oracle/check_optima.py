"""Optima, basins, networks of optima and escapes against numpy and scipy, on whole landscapes of several kinds.

The program gives the edges (`graph export`) and nothing else; what is computed from them here is written from the
definitions, with matrices: climbs as a functional graph, first improvement as a matrix of chances from every start to
every optimum, networks as products of matrices. NAS-Bench-201 is read from the folder NASSCAPE_TEST_DATA, if it is
there.

usage: check_optima.py --binary nasscape
"""
import math
import os
import tempfile

import oracle
from oracle import check, require, strings

with oracle.needed():
    import numpy
    import scipy.sparse
    import scipy.sparse.csgraph
    import scipy.stats
import landscapes
from landscapes import hide, measure, nk


class Landscape:
    """Names and fitness of all points, NaN where unknown, and the neighbours."""

    def __init__(self, binary, label, space, names, fitness, folder, in_positions):
        self.binary, self.label, self.names, self.in_positions = binary, label, names, in_positions
        self.fitness = numpy.asarray(fitness, dtype=float).ravel()
        self.count = len(names)
        path = os.path.join(folder, label.replace(" ", "_") + ".csv")
        oracle.write_fitness(path, names, self.fitness, "genotype" if in_positions else "hash")
        self.words = ["--space", space, "--data", path, "--fitness", "column:fitness"]
        self.adjacency = landscapes.adjacency(oracle.edges(binary, "--space", space), self.count)
        self.adjacency.sort_indices()
        self.known = ~numpy.isnan(self.fitness)
        keep = scipy.sparse.diags(self.known.astype(float))
        self.compared = (keep @ self.adjacency @ keep).tocsr()
        self.compared.eliminate_zeros()
        self.compared.sort_indices()
        self.known_degrees = numpy.asarray(self.compared.sum(axis=1)).ravel()
        self.starts = self.known & (self.known_degrees > 0)
        self.climb()

    def neighbours(self, point):
        return self.compared.indices[self.compared.indptr[point]:self.compared.indptr[point + 1]]

    def first_of(self, point, tied):
        """Of tied neighbours the one that changes the first position, then the lowest; without positions the lowest."""
        if not self.in_positions:
            return min(tied)
        here = self.names[point]
        return min(tied, key=lambda other: (next(place for place, digit in enumerate(self.names[other])
                                                 if digit != here[place]), other))

    def climb(self):
        self.successors = numpy.arange(self.count)
        self.tied = 0
        for point in numpy.flatnonzero(self.starts):
            around = self.neighbours(point)
            highest = self.fitness[around].max()
            if highest > self.fitness[point]:
                best = around[self.fitness[around] == highest]
                self.tied += len(best) > 1
                self.successors[point] = self.first_of(point, best)
        self.ends, self.steps = self.successors.copy(), (self.successors != numpy.arange(self.count)).astype(int)
        moving = self.steps > 0
        while moving.any():
            onward = self.successors[self.ends]
            moving = onward != self.ends
            self.steps += moving
            self.ends = onward
        self.optima = numpy.flatnonzero(self.starts & (self.successors == numpy.arange(self.count)))
        self.number = {point: number for number, point in enumerate(self.optima)}
        starts = numpy.flatnonzero(self.starts)
        columns = [self.number[end] for end in self.ends[starts]]
        self.membership = scipy.sparse.csr_matrix((numpy.ones(len(starts)), (starts, columns)),
                                                  shape=(self.count, len(self.optima)))
        self.heights = self.fitness[self.optima]
        self.best = self.heights.max() if len(self.optima) else math.nan

    def ranked(self):
        return sorted(range(len(self.optima)), key=lambda number: (-self.heights[number], self.optima[number]))

    def table(self, analysis, *options):
        return oracle.run(self.binary, "analyse", analysis, *self.words, *options)

    def summary(self, analysis, *options):
        return oracle.summary(self.binary, analysis, *self.words, *options)

    def check_summary(self, analysis, expected, *options):
        found = self.summary(analysis, *options)
        for name, value in expected.items():
            require(f"{self.label}: {analysis} lacks {name}", name in found)
            check(f"{self.label}: {analysis} {name}", found.get(name, ""), value)


# ---- optima ----

def plateaus(landscape):
    """Components of equal fitness, and for each whether nothing leads up from it."""
    coo = landscape.compared.tocoo()
    equal = landscape.fitness[coo.row] == landscape.fitness[coo.col]
    graph = scipy.sparse.csr_matrix((numpy.ones(equal.sum()), (coo.row[equal], coo.col[equal])),
                                    shape=landscape.compared.shape)
    _, labels = scipy.sparse.csgraph.connected_components(graph, directed=False)
    open_labels = set(labels[coo.row[landscape.fitness[coo.col] > landscape.fitness[coo.row]]])
    return labels, numpy.bincount(labels), open_labels


def check_optima(landscape):
    labels, sizes, open_labels = plateaus(landscape)
    rows = landscape.table("optima")
    strict = []
    expected_order = [landscape.names[landscape.optima[place]] for place in landscape.ranked()]
    require(f"{landscape.label}: optima in order", [row["point"] for row in rows] == expected_order)
    for row, number in zip(rows, landscape.ranked()):
        point = landscape.optima[number]
        around = landscape.fitness[landscape.neighbours(point)]
        is_strict = bool((around < landscape.fitness[point]).all())
        strict.append(is_strict)
        what = f"{landscape.label}: optimum {row['point']}"
        require(f"{what} strict", row["strict"] == ("yes" if is_strict else "no"))
        require(f"{what} plateau", row["plateau_optimal"] == ("no" if labels[point] in open_labels else "yes"))
        for column, value in {"fitness": landscape.fitness[point],
                              "degree": landscape.adjacency[point].sum(),
                              "known_neighbours": len(around),
                              "equal_neighbours": (around == landscape.fitness[point]).sum(),
                              "margin": landscape.fitness[point] - around.max(),
                              "plateau_size": sizes[labels[point]],
                              "basin": landscape.membership[:, number].sum()}.items():
            check(f"{what} {column}", row[column], value)
    starts = landscape.starts.sum()
    tops = {labels[point] for point in landscape.optima} - open_labels
    expected = (1 / (landscape.known_degrees[landscape.starts] + 1)).sum()
    landscape.check_summary("optima", {
        "known_points": landscape.known.sum(), "compared_points": starts,
        "isolated_points": landscape.known.sum() - starts, "compared_pairs": landscape.compared.sum() / 2,
        "strict_optima": sum(strict), "nonstrict_optima": len(landscape.optima), "optimal_plateaus": len(tops),
        "strict_share": sum(strict) / starts, "nonstrict_share": len(landscape.optima) / starts,
        "plateau_share": len(tops) / starts, "expected_random": expected, "strict_to_expected": sum(strict) / expected,
        "best": numpy.nanmax(landscape.fitness), "mean_optimum": landscape.heights.mean(),
        "best_points": (landscape.fitness == numpy.nanmax(landscape.fitness)).sum()})


# ---- basins ----

def first_improvement(landscape):
    """chances[start, optimum], by the points from the highest down, and the expected steps."""
    chances = numpy.zeros((landscape.count, len(landscape.optima)))
    steps = numpy.zeros(landscape.count)
    points = numpy.flatnonzero(landscape.starts)
    for point in points[numpy.argsort(-landscape.fitness[points], kind="stable")]:
        around = landscape.neighbours(point)
        better = around[landscape.fitness[around] > landscape.fitness[point]]
        if len(better) == 0:
            chances[point, landscape.number[point]] = 1
        else:
            chances[point] = chances[better].mean(axis=0)
            steps[point] = 1 + steps[better].mean()
    return chances, steps


def correlations(sizes, heights):
    if len(sizes) < 2 or len(set(sizes)) == 1 or len(set(heights)) == 1:
        return math.nan, math.nan
    return numpy.corrcoef(sizes, heights)[0, 1], scipy.stats.spearmanr(sizes, heights)[0]


def check_basins(landscape):
    chances, first_steps = first_improvement(landscape)
    starts = landscape.starts.sum()
    sizes = numpy.asarray(landscape.membership.sum(axis=0)).ravel()
    first_sizes = chances.sum(axis=0)
    expected = {"optima": len(sizes), "starts": starts, "tied_starts": landscape.tied, "mean_basin": sizes.mean()}
    for prefix, own, steps in (("", sizes, landscape.steps), ("first_", first_sizes, first_steps)):
        shares = own / starts
        entropy = -(shares * numpy.log(shares)).sum()
        pearson, spearman = correlations(own if prefix == "" else numpy.round(own, 9), landscape.heights)
        expected |= {f"{prefix}global_basin": own[landscape.ranked()[0]],
                     f"{prefix}global_share": own[landscape.ranked()[0]] / starts,
                     f"{prefix}reach_best": own[landscape.heights == landscape.best].sum() / starts,
                     f"{prefix}largest_basin": own.max(), f"{prefix}largest_share": own.max() / starts,
                     f"{prefix}entropy": entropy,
                     f"{prefix}relative_entropy": entropy / math.log(len(own)) if len(own) > 1 else math.nan,
                     f"{prefix}size_fitness_pearson": pearson, f"{prefix}size_fitness_spearman": spearman,
                     f"{prefix}mean_climb": steps[landscape.starts].mean()}
    expected["longest_climb"] = landscape.steps.max()
    landscape.check_summary("basins", expected)
    for row, number in zip(landscape.table("basins"), landscape.ranked()):
        what = f"{landscape.label}: basin of {row['point']}"
        require(what, row["point"] == landscape.names[landscape.optima[number]])
        own_steps = landscape.steps[landscape.membership[:, number].toarray().ravel() > 0]
        for column, value in {"fitness": landscape.heights[number], "size": sizes[number],
                              "share": sizes[number] / starts, "mean_climb": own_steps.mean(),
                              "longest_climb": own_steps.max(),
                              "first_size": first_sizes[number], "first_share": first_sizes[number] / starts}.items():
            check(f"{what} {column}", row[column], value)


# ---- networks ----

def transitions(landscape):
    counts = (landscape.membership.T @ landscape.compared @ landscape.membership).toarray()
    degrees = numpy.where(landscape.known_degrees > 0, landscape.known_degrees, 1)
    shares = landscape.membership.T @ scipy.sparse.diags(1 / degrees) @ landscape.compared @ landscape.membership
    return shares.toarray() / numpy.asarray(landscape.membership.sum(axis=0)).reshape(-1, 1), counts


def shells(landscape, edits):
    """For 1 … edits a matrix [optimum, point] of what lies at that distance, unknown points between included."""
    seen = numpy.zeros((len(landscape.optima), landscape.count), dtype=bool)
    seen[numpy.arange(len(landscape.optima)), landscape.optima] = True
    front, found = seen, []
    for _ in range(edits):
        front = (scipy.sparse.csr_matrix(front.astype(float)) @ landscape.adjacency).toarray() > 0
        front &= ~seen
        seen = seen | front
        found.append(front)
    return found


def landings(landscape, shell):
    """counts[optimum, optimum] of the points of a shell by where climbs from them end."""
    return numpy.asarray(scipy.sparse.csr_matrix(shell.astype(float)) @ landscape.membership.toarray())


def check_edges(landscape, rows, kind, weights, counts):
    places = {landscape.names[point]: number for number, point in enumerate(landscape.optima)}
    own = [row for row in rows if row["kind"] == kind]
    for row in own:
        start, end = places[row["from"]], places[row["to"]]
        check(f"{landscape.label}: {kind} {row['from']} {row['to']} count", row["count"], counts[start, end])
        check(f"{landscape.label}: {kind} {row['from']} {row['to']} weight", row["weight"], weights[start, end])
        change = landscape.heights[end] - landscape.heights[start]
        require(f"{landscape.label}: {kind} {row['from']} {row['to']} change",
                row["change"] == ("improving" if change > 0 else "worsening" if change < 0 else "equal"))
    require(f"{landscape.label}: {kind} edges", len(own) == (counts > 0).sum() - (counts.diagonal() > 0).sum())


def check_network(landscape, perturbation):
    weights, counts = transitions(landscape)
    escape_counts = sum(landings(landscape, shell) for shell in shells(landscape, perturbation))
    totals = escape_counts.sum(axis=1, keepdims=True)
    escape_weights = escape_counts / numpy.where(totals > 0, totals, 1)
    expected = {"optima": len(landscape.optima), "mean_stay": weights.diagonal().mean(),
                "escape_mean_stay": escape_weights.diagonal().mean(), "escape_perturbation": perturbation}
    expected |= measure(weights, counts, landscape.heights)
    expected |= {f"escape_{name}": value
                 for name, value in measure(escape_weights, escape_counts, landscape.heights).items()}
    options = ["--perturbation", str(perturbation)]
    landscape.check_summary("lon", expected, *options)
    rows = landscape.table("lon", "--table", "edges", *options)
    check_edges(landscape, rows, "transition", weights, counts)
    check_edges(landscape, rows, "escape", escape_weights, escape_counts)
    inward = numpy.where(numpy.eye(len(weights), dtype=bool), 0, weights).sum(axis=0)
    for row, number in zip(landscape.table("lon"), landscape.ranked()):
        what = f"{landscape.label}: node {row['point']}"
        require(what, row["point"] == landscape.names[landscape.optima[number]])
        check(f"{what} stay", row["stay"], weights[number, number])
        check(f"{what} in_strength", row["in_strength"], inward[number])


def check_escape(landscape, edits):
    expected = {"optima": len(landscape.optima), "surveyed_optima": len(landscape.optima)}
    rows = {(row["point"], int(row["edits"])): row for row in landscape.table("escape", "--perturbation", str(edits))}
    better = landscape.heights[None, :] > landscape.heights[:, None]
    for distance, shell in enumerate(shells(landscape, edits), 1):
        counts = landings(landscape, shell)
        totals = counts.sum(axis=1)
        has = totals > 0
        returned = counts.diagonal()[has] / totals[has]
        higher = (counts * better).sum(axis=1)[has] / totals[has]
        top = landscape.ranked()[0]
        expected |= {f"returned_{distance}": returned.mean() if has.any() else math.nan,
                     f"better_{distance}": higher.mean() if has.any() else math.nan,
                     f"returned_best_{distance}": counts[top, top] / totals[top] if has[top] else math.nan}
        for number, share in zip(numpy.flatnonzero(has), returned):
            row = rows.pop((landscape.names[landscape.optima[number]], distance))
            check(f"{landscape.label}: escape {row['point']} {distance} landings", row["landings"], totals[number])
            check(f"{landscape.label}: escape {row['point']} {distance} share", row["share"], share)
    require(f"{landscape.label}: escape has rows too many", not rows)
    landscape.check_summary("escape", expected, "--perturbation", str(edits))


# ---- sampled networks ----

def walk_law(landscape, point, edits):
    """Chances of the optima after a walk of `edits` steps each further away that ends where a climb is known."""
    distances = {point: 0}
    front = [point]
    for distance in range(1, edits + 1):
        front = [other for here in front
                 for other in landscape.adjacency.indices[landscape.adjacency.indptr[here]:
                                                          landscape.adjacency.indptr[here + 1]]
                 if distances.setdefault(other, distance) == distance]
        front = sorted(set(front))
    chances = {point: 1.0}
    for distance in range(1, edits + 1):
        onward = {}
        for here, chance in chances.items():
            row = landscape.adjacency.indices[landscape.adjacency.indptr[here]:landscape.adjacency.indptr[here + 1]]
            outward = [other for other in row if distances.get(other) == distance]
            for other in outward:
                onward[other] = onward.get(other, 0) + chance / len(outward)
        chances = onward
    law = numpy.zeros(len(landscape.optima))
    for here, chance in chances.items():
        if landscape.starts[here]:
            law[landscape.number[landscape.ends[here]]] += chance
    return law / law.sum()


def check_sampled(landscape, perturbation, runs, seed):
    """The measures of the network that was sampled, and how often its edges were taken against the law of the walk."""
    options = ["--method", "sampled", "--perturbation", str(perturbation), "--runs", str(runs), "--seed", str(seed)]
    places = {landscape.names[point]: number for number, point in enumerate(landscape.optima)}
    nodes = landscape.table("lon", *options)
    edges = landscape.table("lon", "--table", "edges", *options)
    summary = landscape.summary("lon", *options)
    require(f"{landscape.label}: sampled, by one thread and by two",
            edges == landscape.table("lon", "--table", "edges", *options, "--threads", "1"))
    numbers = {row["point"]: number for number, row in enumerate(nodes)}
    heights = numpy.array([float(row["fitness"]) for row in nodes])
    counts = numpy.zeros((len(nodes), len(nodes)))
    for edge in edges:
        counts[numbers[edge["from"]], numbers[edge["to"]]] = float(edge["count"])
    explored = numpy.array([row["stay"] != "" for row in nodes])
    stays = numpy.array([float(row["stay"] or 0) for row in nodes])
    totals = counts.sum(axis=1) / numpy.where(stays < 1, 1 - stays, 1)
    for name, value in measure(counts, counts, heights, explored).items():
        check(f"{landscape.label}: sampled {name}", summary[name], value)
    for name in numbers:
        law = walk_law(landscape, landscape.optima[places[name]], perturbation)
        total = totals[numbers[name]]
        for other, column in numbers.items():
            chance, seen = law[places[other]], counts[numbers[name], column]
            if other == name or total < 1000:
                continue
            spread = math.sqrt(total * chance * (1 - chance))
            require(f"{landscape.label}: sampled {name} {other}: {seen} of {total}, expected {total * chance}",
                    abs(seen - total * chance) <= 5 * spread + 3)


# ---- landscapes ----

def check_all(landscape, perturbation=2):
    check_optima(landscape)
    check_basins(landscape)
    check_network(landscape, perturbation)
    check_escape(landscape, perturbation)


def check_strings(binary, folder):
    random = numpy.random.default_rng(5)
    bits, thirds = strings("01", 10), strings("012", 6)
    cases = [("nk k 2", "hamming:2^10", bits, nk(2, 10, 2, random)),
             ("nk k 9", "hamming:2^10", bits, nk(2, 10, 9, random)),
             ("nk of three symbols", "hamming:3^6", thirds, nk(3, 6, 2, random)),
             ("nk in steps", "hamming:3^6", thirds, numpy.round(nk(3, 6, 3, random), 1)),
             ("nk in part", "hamming:2^10", bits, hide(nk(2, 10, 4, random), 0.3, random)),
             ("elementary", "hamming:2^10", bits, [name.count("1") for name in bits]),
             ("constant", "hamming:3^4", strings("012", 4), numpy.ones(81)),
             ("needle", "hamming:2^7", strings("01", 7), [name == "0110100" for name in strings("01", 7)])]
    for label, space, names, values in cases:
        check_all(Landscape(binary, label, space, names, values, folder, True), 3 if label == "nk k 2" else 2)
    smooth = Landscape(binary, "nk k 0", "hamming:3^6", thirds, nk(3, 6, 0, random), folder, True)
    check_all(smooth)
    require("nk k 0 has one optimum", len(smooth.optima) == 1)
    rugged = Landscape(binary, "nk sampled", "hamming:2^10", bits, nk(2, 10, 5, random), folder, True)
    check_sampled(rugged, 2, 300, 1)
    check_sampled(rugged, 3, 300, 2)


def check_cells(binary, folder):
    space = "nb101:vertices=5"
    cells = oracle.run(binary, "space", "list", "--space", space)
    names = [cell["hash"] for cell in cells]
    random = numpy.random.default_rng(9)
    base = numpy.array([0.8 + 0.01 * cell["operations"].count("conv3x3") for cell in cells])
    values = base + random.normal(0, 0.01, len(cells))
    check_all(Landscape(binary, "cells", space, names, values, folder, False))
    check_all(Landscape(binary, "cells in part", space, names, hide(values, 0.2, random), folder, False))
    check_all(Landscape(binary, "cells in steps", space, names, numpy.round(values, 2), folder, False))
    check_sampled(Landscape(binary, "cells sampled", space, names, hide(values, 0.5, random), folder, False), 2, 200, 3)


def check_published(binary, folder):
    """Ochoa, Veerapen 2022, and what was computed from their data."""
    accuracies = landscapes.nb201()
    if accuracies is None:
        return
    landscape = Landscape(binary, "nb201", "nb201", strings("12345", 6), accuracies, folder, True)
    check_all(landscape)
    rows = landscape.table("basins")
    require("nb201 basins", [int(row["size"]) for row in rows] ==
            [10950, 160, 535, 949, 1018, 1010, 409, 320, 183, 19, 24, 40, 8])
    require("nb201 best", rows[0]["point"] == "444243" and abs(float(rows[0]["fitness"]) - 91.6066667) < 1e-6)
    require("nb201 optima strict", [row["strict"] for row in landscape.table("optima")] == ["yes"] * 13)
    require("nb201 ties", landscape.summary("basins")["tied_starts"] == "37")
    found = [landscape.summary("lon", "--method", "sampled", "--seed", str(seed)) for seed in range(1, 11)]
    require("nb201 sampled nodes", 8 <= numpy.mean([float(run["optima"]) for run in found]) <= 12)
    require("nb201 sampled edges", 13 <= numpy.mean([float(run["edges"]) for run in found]) <= 23)
    check_sampled(landscape, 2, 1000, 1)


def main():
    binary = oracle.binary()
    with tempfile.TemporaryDirectory() as folder:
        check_strings(binary, folder)
        check_cells(binary, folder)
        check_published(binary, folder)
    oracle.finish(least=200000)


if __name__ == "__main__":
    main()
