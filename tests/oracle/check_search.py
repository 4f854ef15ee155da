#!/usr/bin/env python3
"""Regularised and plain evolution, against the published rules: every evaluation of some runs is replayed, and the
means of many runs are compared with those of a program of its own.

    check_search.py --binary PATH
"""
import collections
import itertools
import math
import os
import random
import statistics
import tempfile

import oracle

SYMBOLS, LENGTH = 3, 5
POPULATION, TOURNAMENT = 8, 3
EVALUATIONS, REPLAYED, COMPARED = 60, 60, 600
SPACE = f"hamming:{SYMBOLS}^{LENGTH}"


def make_values(draws):
    """A fitness that each position adds to, with noise; rounded, so that some values are tied."""
    parts = [[draws.random() for _ in range(SYMBOLS)] for _ in range(LENGTH)]
    values = {}
    for word in itertools.product(range(SYMBOLS), repeat=LENGTH):
        total = sum(part[symbol] for part, symbol in zip(parts, word))
        values["".join(map(str, word))] = round(total + 0.5 * draws.random(), 2)
    return values


def run(program, algorithm, runs, *words):
    return oracle.run(program, "search", "run", f"{algorithm}:population={POPULATION},tournament={TOURNAMENT}",
                      "--evaluations", str(EVALUATIONS), "--runs", str(runs), *words)


def changes(one, other):
    return sum(first != second for first, second in zip(one, other))


def leaver(values, regularised):
    """The oldest; or the worst, of equals the oldest. The values go from the oldest to the youngest."""
    return 0 if regularised else values.index(min(values))


# ---- every evaluation of some runs ----

def check_replay(program, algorithm):
    """On long strings whose fitness is how often they have a symbol, the value of a child's parent is nearly always
    known: by how often it is the best of the population, so many draws make a tournament."""
    regularised = algorithm == "evolution"
    runs = collections.defaultdict(list)
    for row in run(program, algorithm, REPLAYED, "--space", f"hamming:{SYMBOLS}^12", "--fitness", "symbol_1", "--table",
                   "traces"):
        runs[row["run"]].append(row["point"])
        oracle.check(f"{algorithm}: value of {row['point']}", float(row["fitness"]), row["point"].count("1"))
    best = expected = variance = unknown = 0
    for points in runs.values():
        oracle.check(f"evaluations of {algorithm}", len(points), EVALUATIONS)
        alive = points[:POPULATION]
        for child in points[POPULATION:]:
            values = [member.count("1") for member in alive]
            near = {value for member, value in zip(alive, values) if changes(member, child) == 1}
            oracle.require(f"{algorithm}: {child} is one change from one of {alive}", near)
            if len(near) == 1:
                chance = 1 - (1 - values.count(max(values)) / POPULATION) ** TOURNAMENT
                best += near == {max(values)}
                expected += chance
                variance += chance * (1 - chance)
            else:
                unknown += 1
            alive.append(child)
            del alive[leaver([*values, child.count("1")], regularised)]
    oracle.require(f"{algorithm}: {unknown} parents are unknown", unknown < 0.2 * REPLAYED * EVALUATIONS)
    oracle.require(f"{algorithm}: {best} parents are the best, expected {expected} ± {math.sqrt(variance)}",
                   abs(best - expected) < 4 * math.sqrt(variance))


# ---- means of many runs ----

class Evolution:
    def __init__(self, values, draws, regularised):
        self.values, self.draws, self.regularised = values, draws, regularised

    def mutate(self, parent):
        place = self.draws.randrange(LENGTH)
        others = [str(symbol) for symbol in range(SYMBOLS) if str(symbol) != parent[place]]
        return parent[:place] + self.draws.choice(others) + parent[place + 1:]

    def run(self):
        """The best value after each evaluation."""
        alive, best = [], []
        while len(best) < EVALUATIONS:
            if len(best) < POPULATION:
                alive.append(self.draws.choice(list(self.values)))
            else:
                drawn = [self.draws.choice(alive) for _ in range(TOURNAMENT)]
                alive.append(self.mutate(max(drawn, key=self.values.get)))
                del alive[leaver([self.values[member] for member in alive], self.regularised)]
            best.append(max(self.values[alive[-1]], best[-1] if best else -math.inf))
        return best


def compare_means(what, ours, theirs):
    error = math.sqrt(statistics.variance(ours) / len(ours) + statistics.variance(theirs) / len(theirs))
    difference = statistics.mean(ours) - statistics.mean(theirs)
    oracle.require(f"{what}: {statistics.mean(ours)}, expected {statistics.mean(theirs)} ± {error}",
                   abs(difference) < 4 * error)


def check_means(program, path, values, algorithm, draws):
    own = Evolution(values, draws, algorithm == "evolution")
    expected = [own.run() for _ in range(COMPARED)]
    found = run(program, algorithm, COMPARED, "--space", SPACE, "--data", path, "--fitness", "column:value", "--table",
                "final")
    compare_means(f"{algorithm}: best value", [float(row["score"]) for row in found], [best[-1] for best in expected])
    # How soon it was found says more than the value, which many runs share.
    compare_means(f"{algorithm}: evaluations until it was found", [float(row["found_after"]) for row in found],
                  [best.index(best[-1]) + 1 for best in expected])


def main():
    program, draws = oracle.binary(), random.Random(16)
    values = make_values(draws)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "values.csv")
        with open(path, "w", encoding="ascii") as file:
            file.write("point,value\n" + "".join(f"{point},{value}\n" for point, value in values.items()))
        for algorithm in ("evolution", "plain-evolution"):
            check_replay(program, algorithm)
            check_means(program, path, values, algorithm, draws)
    oracle.finish()


if __name__ == "__main__":
    main()
