#!/usr/bin/env python3
"""Hyperband, BOHB and DEHB against their published rules, replayed from every evaluation of a run; kernel densities
against numpy.

    check_bandits.py --binary PATH --printer PATH
"""
import argparse
import itertools
import math
import os
import subprocess
import sys
import tempfile

import oracle

with oracle.needed():
    import numpy

EPOCHS = (4, 12, 36, 108)
# Candidates of each rung, by hand: floor(4 / (s + 1)) 3^s of them, then a third of a rung at the next.
BRACKETS = ((27, 9, 3, 1), (9, 3, 1), (6, 2), (4,))
# A population is as large as the largest rung of its budget.
POPULATIONS = (27, 9, 6, 4)
FITNESS = "test@108"


def programs():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--printer", required=True)
    arguments = parser.parse_args()
    return os.path.abspath(arguments.binary), os.path.abspath(arguments.printer)


# ---- runs ----

def write_data(path, columns, points, random, digits):
    """Two runs of each point at each budget, rounded so that many are tied."""
    with open(path, "w", encoding="ascii") as file:
        file.write(",".join(columns) + ",epochs,run,test_accuracy\n")
        for point in points:
            good = random.random()
            for epochs in EPOCHS:
                for run in (1, 2):
                    accuracy = round(0.5 * good + 0.3 * random.random() + 0.02 * math.log(epochs), digits)
                    file.write(f"{','.join(point)},{epochs},{run},{accuracy}\n")


def events_of(printer, space, data, algorithm, evaluations):
    done = oracle.execute(printer, "events", space, data, FITNESS, algorithm, str(evaluations))
    if done.returncode != 0:
        sys.exit(f"{algorithm}: {done.stderr}")
    events = [(int(row["budget"]), row["point"], 1 - float(row["fitness"])) for row in oracle.parse(done.stdout)]
    oracle.check(f"evaluations of {algorithm}", len(events), evaluations)
    return events


def rungs_of(events):
    """The whole rungs of the events: the number of the bracket, of the rung, its budget, the place of its first event,
    and its events."""
    place = 0
    for number in itertools.count():
        sizes = BRACKETS[number % 4]
        for rung, size in enumerate(sizes):
            if place + size > len(events):
                return
            yield number, rung, number % 4 + rung, place, events[place:place + size]
            place += size


def check_budgets(algorithm, events):
    for number, rung, budget, _, part in rungs_of(events):
        oracle.check(f"{algorithm}: budgets of bracket {number}, rung {rung}", {event[0] for event in part}, {budget})


# ---- Hyperband ----

def check_halving(algorithm, events):
    """Each rung holds the best of the rung below by rank of loss, the earlier of equals, in the order of that rung."""
    before = None
    for number, rung, _, _, part in rungs_of(events):
        if rung > 0:
            best = sorted(range(len(before)), key=lambda place: (before[place][2], place))[:len(part)]
            oracle.check(f"{algorithm}: promoted to bracket {number}, rung {rung}", [event[1] for event in part],
                         [before[place][1] for place in sorted(best)])
        before = part


# ---- BOHB ----

def bandwidths(rows, minimum):
    return numpy.maximum(1.06 * numpy.std(rows, axis=0) * len(rows) ** (-1 / (4 + rows.shape[1])), minimum)


def density(rows, widths, levels, points):
    """The mean over rows of products of kernels, at each of the points."""
    products = numpy.ones((len(points), len(rows)))
    for variable, width in enumerate(widths):
        difference = points[:, variable][:, None] - rows[:, variable][None, :]
        if levels[variable] == 0:
            products *= numpy.exp(-difference ** 2 / (2 * width ** 2)) / math.sqrt(2 * math.pi) / width
        else:
            others = len(numpy.unique(rows[:, variable])) - 1
            products *= numpy.where(difference == 0, 1 - width, width / others if others > 0 else numpy.inf)
    return products.mean(axis=1)


def check_densities(printer, levels, seed):
    """Rows come in one by one, the range moves, and the densities of a few points are compared each time."""
    random = numpy.random.default_rng(seed)
    commands, expected = [], []
    rows, losses = numpy.empty((0, len(levels))), numpy.empty(0)

    def drawn(count):
        columns = [random.random(count) if size == 0 else
                   numpy.minimum(random.geometric(0.4, count) - 1, size - 1) for size in levels]
        return numpy.stack(columns, axis=1).astype(float)

    for step in range(90):
        row, loss = drawn(1)[0], float(random.integers(0, 30))
        commands.append("row " + " ".join(map(repr, map(float, (loss, *row)))))
        place = int(numpy.sum(losses <= loss))
        rows, losses = numpy.insert(rows, place, row, axis=0), numpy.insert(losses, place, loss)
        if step % 6 != 5:
            continue
        first, end = sorted(random.choice(len(rows) + 1, 2, replace=False))
        minimum = random.choice([0.001, 0.3])
        commands.append(f"cover {first} {end} {minimum}")
        widths = bandwidths(rows[first:end], minimum)
        expected.append(widths)
        points = drawn(4)
        commands.extend("at " + " ".join(map(repr, map(float, point))) for point in points)
        with numpy.errstate(invalid="ignore"):
            expected.extend(density(rows[first:end], widths, levels, points)[:, None])
    done = subprocess.run([printer, "densities", ",".join(map(str, levels))], input="\n".join(commands) + "\n",
                          capture_output=True, text=True, check=True)
    found = [numpy.array(line.split(), dtype=float) for line in done.stdout.splitlines()]
    oracle.check(f"lines of densities over {levels}", len(found), len(expected))
    for line, (got, wanted) in enumerate(zip(found, expected)):
        oracle.require(f"densities over {levels}, line {line}: {got}, not {wanted}",
                       numpy.allclose(got, wanted, rtol=1e-9, atol=0, equal_nan=True))
    return sum(not numpy.isfinite(values).all() for values in expected)


class Model:
    """BOHB's evaluations: by budget, until a larger one has a model."""

    def __init__(self, levels, good_percent, minimum):
        self.levels, self.good_percent, self.minimum = levels, good_percent, minimum
        self.rows = {budget: [] for budget in range(len(EPOCHS))}
        self.best = None

    def learn(self, budget, row, loss):
        if self.best is not None and budget < self.best:
            return
        self.rows[budget].append((loss, row))
        if self.split(budget) is not None:
            self.best = budget

    def split(self, budget):
        count, least = len(self.rows[budget]), len(self.levels) + 1
        good = max(least, self.good_percent * count // 100)
        bad = max(least, (100 - self.good_percent) * count // 100)
        ordered = numpy.array([row for _, row in sorted(self.rows[budget], key=lambda entry: entry[0])])
        parts = ordered[:good], ordered[good:good + bad]
        return parts if min(map(len, parts)) >= least else None

    def ratios(self, points):
        """Of all points; minus infinity where a sample is taken at once, NaN where it is passed over."""
        good, bad = (density(part, bandwidths(part, self.minimum), self.levels, points)
                     for part in self.split(self.best))
        numerators = numpy.where(bad > 1e-32, bad, 1e-32)
        with numpy.errstate(invalid="ignore"):
            ratios = numerators / numpy.where(good < 1e-32, 1e-32, good)
        return numpy.where(~numpy.isfinite(ratios) & numpy.isfinite(good), -numpy.inf, ratios)


def check_bohb(printer, space, data, alphabet, length, settings, evaluations):
    """So many samples are drawn that each point is among them: a proposal is the point with the best ratio. The number
    of proposals that the bad density alone makes infinite."""
    options = {"good-percent": 15, "min-bandwidth": 0.3, **settings}
    algorithm = "bohb:samples=3000," + ",".join(f"{name}={value}" for name, value in options.items())
    events = events_of(printer, space, data, algorithm, evaluations)
    check_budgets(algorithm, events)
    check_halving(algorithm, events)
    words = list(itertools.product(range(len(alphabet)), repeat=length))
    names = {"".join(alphabet[letter] for letter in word): place for place, word in enumerate(words)}
    points = numpy.array(words, dtype=float)
    model = Model([len(alphabet)] * length, options["good-percent"], options["min-bandwidth"])
    proposals = at_once = 0
    for _, rung, _, _, part in rungs_of(events):
        for budget, point, loss in part:
            if rung == 0 and model.best is not None:
                with numpy.errstate(invalid="ignore"):
                    ratios = model.ratios(points)
                best, found = numpy.nanmin(ratios), ratios[names[point]]
                oracle.require(f"{algorithm}: proposal {proposals} has the ratio {found}, the best one is {best}",
                               found == best or abs(found - best) <= 1e-9 * abs(best) < math.inf)
                proposals += 1
                at_once += best == -numpy.inf
            model.learn(budget, points[names[point]], loss)
    oracle.require(f"{algorithm}: {proposals} proposals by a model", proposals > 20)
    return at_once


# ---- DEHB ----

class Individual:
    def __init__(self, loss, point, vector):
        self.loss, self.point = loss, point
        self.vector = vector  # number of the evaluation that it was made for


class Populations:
    """DEHB's populations as far as events tell; None is an individual that was never evaluated."""

    def __init__(self):
        self.members = [[None] * size for size in POPULATIONS]
        self.parents = [0] * len(POPULATIONS)

    def next_parent(self, budget):
        parent = self.parents[budget]
        self.parents[budget] = (parent + 1) % POPULATIONS[budget]
        return parent

    def evaluated(self, budget):
        """Best first, ties by place."""
        return sorted(filter(None, self.members[budget]), key=lambda member: member.loss)

    def select(self, budget, parent, trial):
        held = self.members[budget][parent]
        if held is None or trial.loss <= held.loss:
            self.members[budget][parent] = trial


def difference(one, other):
    return sum(a != b for a, b in zip(one, other))


def promoted_vectors(algorithm, state, budget, part):
    """The best of the population below in turn, without those that the population has: the same vectors, and perhaps
    others of the same point. Once all are promoted, any of them may be so again."""
    present = state.evaluated(budget)
    vectors, points = {member.vector for member in present}, {member.point for member in present}
    below = state.evaluated(budget - 1)
    left = [member for member in below if member.vector not in vectors]
    promoted = []
    for _, point, _ in part:
        while left and left[0].point != point and left[0].point in points:
            left.pop(0)
        expected = [left.pop(0)] if left else [member for member in below if member.point == point]
        oracle.check(f"{algorithm}: promoted to budget {budget}", [member.point for member in expected[:1]], [point])
        promoted.append(expected[0].vector if expected else None)
    return promoted


def check_dehb(printer, space, data, settings, evaluations, check_child):
    algorithm = f"dehb:{settings}"
    events = events_of(printer, space, data, algorithm, evaluations)
    check_budgets(algorithm, events)
    state = Populations()
    children = 0
    for number, rung, budget, first, part in rungs_of(events):
        promotes = rung > 0 and number < 4
        vectors = promoted_vectors(algorithm, state, budget, part) if promotes else range(first, first + len(part))
        for vector, (_, point, loss) in zip(vectors, part):
            parent = state.next_parent(budget)
            held = state.members[budget][parent]
            if held is not None and not promotes:
                pool = [member.point for member in state.evaluated(budget - (rung > 0))[:len(part)]]
                what = f"{algorithm}: bracket {number}, rung {rung}"
                children += check_child(what, point, held.point, pool, len(part))
            state.select(budget, parent, Individual(loss, point, vector))
    oracle.require(f"{algorithm}: {children} children", children > 50)


def differs_at_one_position(what, child, parent, pool, wanted):
    """Without crossover, one variable alone comes from the mutant; 1 if it is another value."""
    oracle.require(f"{what}: {child} of {parent}", difference(child, parent) <= 1)
    return difference(child, parent)


def is_in_pool(what, child, parent, pool, wanted):
    """Without a weight of differences, and all variables from the mutant, the child is one of the pool; 0 if that is
    not known."""
    if wanted < 4 or len(pool) < wanted:
        return 0
    oracle.require(f"{what}: {child} is not among {pool}", child in pool)
    return 1


def check_mutants(program, data):
    """The first trial of each run, from individuals that are 0 or 1/2 at each of 10 positions, by chances of an r1 +
    F (r2 - r3) below 0 (drawn anew), below 1/2, and not: its symbol is 1 from 1/2 on."""
    halves = list(itertools.product((0, 0.5), repeat=3))
    for factor, crossover in ((0.5, 1), (1, 1), (0.5, 0.5)):
        mutants = [one + factor * (two - three) for one, two, three in halves]
        ones = sum(0.5 if mutant < 0 else mutant >= 0.5 for mutant in mutants) / len(mutants)
        expected = crossover * ones + (1 - crossover) * 0.5
        rows = oracle.run(program, "search", "run", "dehb", "--set",
                          f"mutation-factor={factor},crossover-probability={crossover}", "--space", "hamming:2^10",
                          "--data", data, "--fitness", FITNESS, "--evaluations", "1", "--runs", "2000", "--table",
                          "final")
        found = sum(row["point"].count("1") for row in rows) / 10 / len(rows)
        oracle.require(f"share of ones with F = {factor}, CR = {crossover}: {found}, not {expected}",
                       abs(found - expected) < 4 * math.sqrt(0.25 / 10 / len(rows)))


# ---- ordered variables ----

def check_ordered(printer, path, random):
    """A variable with an order and one without, five levels each: all of them are proposed, those at the ends too."""
    levels = [str(level) for level in range(1, 6)]
    write_data(path, ["depth", "kind"], itertools.product(levels, repeat=2), random, 2)
    for algorithm in ("bohb", "dehb"):
        events = events_of(printer, f"variables:{path}:depth=ordinal,kind", path, algorithm, 400)
        check_budgets(algorithm, events)
        for variable in (0, 1):
            found = {event[1].split(":")[variable] for event in events[200:]}
            oracle.check(f"{algorithm}: levels of variable {variable}", found, set(levels))


# ---- the command line ----

def check_refusals(program, folder):
    one = os.path.join(folder, "one.csv")
    oracle.write(one, "genotype,epochs,test_accuracy", (f"{word},108,0.5" for word in oracle.strings("01", 3)))
    for algorithm in ("hyperband", "bohb", "dehb"):
        done = oracle.execute(program, "search", "run", algorithm, "--space", "hamming:2^3", "--data", one, "--fitness",
                              FITNESS)
        oracle.check(f"{algorithm} with one budget", done.returncode, 4)
        oracle.require(f"{algorithm} with one budget: {done.stderr}", "108" in done.stderr)


def write_cells(program, path, random):
    """Cells that take ten seconds an epoch."""
    rows = oracle.run(program, "space", "list", "--space", "nb101:vertices=4")
    oracle.write(path, "hash,epochs,run,validation_accuracy,test_accuracy,training_time",
                 (f"{row['hash']},{epochs},{run},{random.random()},{random.random()},{10 * epochs}"
                  for row in rows for epochs in EPOCHS for run in (1, 2, 3)))


def check_encodings(program, data):
    """Ten rounds of brackets on each encoding; invalid candidates cost nothing but count by the protocol of the paper.
    Runs are the same for any number of threads."""
    seconds = 10 * 10 * sum(EPOCHS[number + rung] * size for number, sizes in enumerate(BRACKETS)
                            for rung, size in enumerate(sizes))
    evaluations = 10 * sum(map(sum, BRACKETS))
    space = ("--space", "nb101:vertices=4", "--data", data)
    for algorithm, encoding in itertools.product(("hyperband", "bohb", "dehb"), "ABC"):
        words = ("search", "run", algorithm, *space, "--encoding", encoding, "--time", str(seconds), "--table", "final")
        rows = oracle.run(program, *words, "--runs", "2", "--threads", "1")
        oracle.check(f"{algorithm} on {encoding} with two threads",
                     oracle.run(program, *words, "--runs", "2", "--threads", "2"), rows)
        for row in rows:
            oracle.check(f"seconds of {algorithm} on {encoding}", row["time_s"], seconds)
            oracle.check(f"evaluations of {algorithm} on {encoding}", row["evaluations"], evaluations)
        (row,) = oracle.run(program, *words, "--protocol", "paper")
        oracle.require(f"{algorithm} on {encoding}, invalid ones counted: {row}",
                       float(row["time_s"]) > seconds - 1080 and int(row["evaluations"]) > evaluations - 10)
    for algorithm in ("bohb", "dehb"):
        done = oracle.execute(program, "search", "run", algorithm, *space, "--encoding", "cells")
        oracle.check(f"{algorithm} without variables", done.returncode, 2)


def main():
    program, printer = programs()
    random = numpy.random.default_rng(5)
    infinite = sum(check_densities(printer, levels, seed) for seed, levels in enumerate(
        ([3, 3, 3, 3, 3] + [2] * 21, [21] * 9, [0, 0, 0], [2, 0, 3, 0, 21, 2], [2, 2], [300, 2, 300])))
    oracle.require(f"{infinite} infinite densities", infinite > 3)
    with tempfile.TemporaryDirectory() as folder:
        small, short, large, bits, cells = (os.path.join(folder, f"{name}.csv")
                                            for name in ("small", "short", "large", "bits", "cells"))
        write_data(small, ["genotype"], [[word] for word in oracle.strings("012", 4)], random, 2)
        write_data(short, ["genotype"], [[word] for word in oracle.strings("01", 5)], random, 2)
        write_data(large, ["genotype"], [[word] for word in oracle.strings("0123", 6)], random, 1)
        events = events_of(printer, "hamming:3^4", small, "hyperband", 400)
        check_budgets("hyperband", events)
        check_halving("hyperband", events)
        check_bohb(printer, "hamming:3^4", small, "012", 4, {}, 200)
        check_bohb(printer, "hamming:3^4", small, "012", 4, {"good-percent": 40, "min-bandwidth": 0.1}, 130)
        at_once = check_bohb(printer, "hamming:2^5", short, "01", 5, {"good-percent": 85}, 130)
        oracle.require(f"{at_once} proposals at once", at_once > 0)
        check_dehb(printer, "hamming:4^6", large, "crossover-probability=0", 600, differs_at_one_position)
        check_dehb(printer, "hamming:4^6", large, "mutation-factor=0,crossover-probability=1", 600, is_in_pool)
        write_data(bits, ["genotype"], [[word] for word in oracle.strings("01", 10)], random, 3)
        check_mutants(program, bits)
        check_ordered(printer, os.path.join(folder, "ordered.csv"), random)
        check_refusals(program, folder)
        write_cells(program, cells, random)
        check_encodings(program, cells)
    oracle.finish(least=500)


if __name__ == "__main__":
    main()
