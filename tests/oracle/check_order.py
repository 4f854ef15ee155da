#!/usr/bin/env python3
"""Which fitness is better and which are equal, against the definitions in plain Python, pair by pair.

    check_order.py --binary PATH

Strings of symbols get random fitnesses of few levels, some of them missing and some off a level by rounding. Each
landscape is asked in both directions, with the default tolerance, with none, and with one of several levels.
"""
import collections
import math
import os
import random
import tempfile

import oracle
from oracle import check, require

LEVELS = 12
SPACES = [("012", 4, 1), ("01", 6, 0.8), ("0123", 3, 0.9)]
# Options, and the largest difference that counts as none; None: the default, which the values keep clear of.
TOLERANCES = [((), None), (("--equal-within", "0"), 0), (("--equal-within", "0.1"), 0.1), (("--equal-within", "0.17"), 0.17)]


class Landscape:
    def __init__(self, folder, symbols, positions, share, sign, tolerance, generator):
        self.names = oracle.strings(symbols, positions)
        self.path = os.path.join(folder, "fitness.csv")
        self.space = f"hamming:{len(symbols)}^{positions}"
        self.sign = sign
        self.values = {}
        for name in self.names:
            if generator.random() < share:
                level = generator.randrange(LEVELS) / LEVELS
                self.values[name] = level + generator.choice((0, 0, 2 ** -52))
        oracle.write(self.path, "point,fitness", (f"{name},{value!r}" for name, value in self.values.items()))
        spread = max(self.values.values()) - min(self.values.values())
        self.tolerance = 1e-12 * spread if tolerance is None else tolerance + 1e-12 * spread if tolerance else 0
        self.stated = 1e-12 * spread if tolerance is None else tolerance
        self.around = {name: [other for other in self.changes(name, symbols) if other in self.values]
                       for name in self.values}

    def changes(self, name, symbols):
        """The neighbours of a string, by position and then by symbol."""
        for position, own in enumerate(name):
            for symbol in symbols:
                if symbol != own:
                    yield name[:position] + symbol + name[position + 1:]

    def better(self, one, other):
        return self.sign * (self.values[one] - self.values[other]) > self.tolerance

    def equal(self, one, other):
        return abs(self.values[one] - self.values[other]) <= self.tolerance

    def best_of(self, names):
        """The best value, exactly."""
        return max(names, key=lambda name: self.sign * self.values[name])

    def equal_to_best(self, names):
        best = self.best_of(names)
        return [name for name in names if self.equal(name, best)]

    def neutral_components(self, names):
        """Components of edges between equally fit points, of any size."""
        left, found = set(names), []
        while left:
            component, queue = set(), [left.pop()]
            while queue:
                name = queue.pop()
                component.add(name)
                near = {other for other in self.around[name] if other in left and self.equal(name, other)}
                left -= near
                queue.extend(near)
            found.append(component)
        return found


def distances_to(landscape, targets):
    return {name: min(sum(a != b for a, b in zip(name, target)) for target in targets) for name in landscape.names}


def pearson(pairs):
    count = len(pairs)
    mean_x, mean_y = sum(x for x, _ in pairs) / count, sum(y for _, y in pairs) / count
    products = [((x - mean_x) ** 2, (y - mean_y) ** 2, (x - mean_x) * (y - mean_y)) for x, y in pairs]
    xx, yy, xy = (sum(column) for column in zip(*products))
    return xy / math.sqrt(xx * yy) if xx * yy > 0 else math.nan


def check_optima(landscape, ask):
    starts = [name for name in landscape.values if landscape.around[name]]
    optima = [name for name in starts if not any(landscape.better(other, name) for other in landscape.around[name])]
    strict = [name for name in optima if not any(landscape.equal(other, name) for other in landscape.around[name])]
    components = landscape.neutral_components(starts)
    tops = [component for component in components if component <= set(optima)]
    best = landscape.equal_to_best(list(landscape.values))
    found = {row["statistic"]: row["value"] for row in ask("optima", "summary")}
    for name, value in {"strict_optima": len(strict), "nonstrict_optima": len(optima), "optimal_plateaus": len(tops),
                        "best_points": len(best), "best": landscape.values[landscape.best_of(best)]}.items():
        check(f"{name}", found[name], value)
    sizes = {name: len(component) for component in components for name in component}
    rows = ask("optima", "optima")
    require("the optima", {row["point"] for row in rows} == set(optima))
    for row in rows:
        check(f"plateau of {row['point']}", row["plateau_size"], sizes[row["point"]])
    return starts, optima


def check_basins(landscape, ask, starts, optima):
    ends, tied = {}, 0

    def climb(name):
        nonlocal tied
        while True:
            up = [other for other in landscape.around[name] if landscape.better(other, name)]
            if not up:
                return name
            name = landscape.equal_to_best(up)[0]  # neighbours are in the order of positions and symbols

    for name in starts:
        up = [other for other in landscape.around[name] if landscape.better(other, name)]
        tied += len(up) > 0 and len(landscape.equal_to_best(up)) > 1
        ends[name] = climb(name)
    sizes = collections.Counter(ends.values())
    rows = ask("basins", "basins")
    require("the basins", {row["point"]: int(row["size"]) for row in rows} == dict(sizes))
    found = {row["statistic"]: row["value"] for row in ask("basins", "summary")}
    best = landscape.equal_to_best(optima)
    check("tied_starts", found["tied_starts"], tied)
    check("global_basin", found["global_basin"], sizes[min(best)])
    check("reach_best", found["reach_best"], sum(sizes[name] for name in best) / len(starts))
    better = {name: [other for other in landscape.around[name] if landscape.better(other, name)] for name in starts}
    masses = {name: 1.0 for name in starts}
    for name in sorted(starts, key=lambda name: landscape.sign * landscape.values[name]):
        for other in better[name]:
            masses[other] += masses[name] / len(better[name])
    for row in rows:
        check(f"first_size of {row['point']}", row["first_size"], masses[row["point"]])
    return ends


def check_escape(landscape, ask, ends):
    for row in ask("escape", "landings"):
        optimum, edits = row["point"], int(row["edits"])
        landings = [ends[name] for name in ends if sum(a != b for a, b in zip(name, optimum)) == edits]
        check("landings", row["landings"], len(landings))
        check("returned", row["returned"], landings.count(optimum))
        check("better_share", row["better_share"],
              sum(landscape.better(end, optimum) for end in landings) / len(landings))


def reachable(starts, edges):
    """Everything from which edges lead to the starts."""
    into = collections.defaultdict(set)
    for one, other in edges:
        into[other].add(one)
    found, queue = set(starts), list(starts)
    while queue:
        for one in into[queue.pop()] - found:
            found.add(one)
            queue.append(one)
    return found


def check_network(landscape, ask, optima):
    """The transitions' edges as they are, and what the order makes of them."""
    rows = [row for row in ask("lon", "edges") if row["kind"] == "transition"]
    edges = [(row["from"], row["to"]) for row in rows]
    for row, (one, other) in zip(rows, edges):
        check(f"change from {one} to {other}", row["change"],
              "improving" if landscape.better(other, one) else "worsening" if landscape.better(one, other) else "equal")
    equal = [edge for edge in edges if landscape.equal(*edge)]
    numbers = {name: {name} for name in optima}  # the set of optima that each is compressed with
    for one, other in equal:
        joined = numbers[one] | numbers[other]
        numbers.update(dict.fromkeys(joined, joined))
    components = {min(component) for component in numbers.values()}
    of = {name: min(component) for name, component in numbers.items()}
    up = [(of[one], of[other]) for one, other in edges if landscape.better(other, one) and of[one] != of[other]]
    best = landscape.equal_to_best(optima)
    into_best = sum(float(row["weight"]) for row in rows if row["to"] in best)
    monotonic = [edge for edge in edges if not landscape.better(*edge)]
    to_best = reachable(best, monotonic)
    in_global = reachable({of[name] for name in best}, up)
    bottoms = components - {one for one, _ in up}
    found = {row["statistic"]: row["value"] for row in ask("lon", "summary")}
    for name, value in {
            "optima": len(optima), "edges": len(edges), "monotonic_edges": len(monotonic),
            "neutral": len({name for edge in equal for name in edge}) / len(optima),
            "compressed_optima": len(components), "compressed_edges": len(set(up)), "funnels": len(bottoms),
            "global_funnels": len(bottoms & {of[name] for name in best}),
            "global_share": sum(of[name] in in_global for name in optima) / len(optima),
            "path_count": len(to_best - set(best)),
            "strength": into_best / sum(float(row["weight"]) for row in rows) if rows else math.nan}.items():
        check(f"network: {name}", found[name], value)


def check_paths(landscape, ask):
    best = landscape.equal_to_best(list(landscape.values))
    lengths, queue = dict.fromkeys(best, 0), collections.deque(best)
    while queue:
        name = queue.popleft()
        for other in landscape.around[name]:
            if other not in lengths and landscape.better(name, other):
                lengths[other] = lengths[name] + 1
                queue.append(other)
    rows = ask("access", "lengths")
    require("access", {int(row["length"]): int(row["count"]) for row in rows} == collections.Counter(lengths.values()))


def check_neutral(landscape, ask):
    networks = [component for component in landscape.neutral_components(list(landscape.values)) if len(component) > 1]
    pairs = [(name, other) for name in landscape.values for other in landscape.around[name]]
    row = ask("neutrality", "thresholds", "--epsilons", "0")[0]
    check("networks", row["networks"], len(networks))
    check("points_in_networks", row["points_in_networks"], sum(map(len, networks)))
    check("neutral_ratio", row["neutral_ratio"], sum(landscape.equal(*pair) for pair in pairs) / len(pairs))


def check_targets(landscape, ask):
    ordered = sorted(landscape.values, key=lambda name: -landscape.sign * landscape.values[name])
    best = landscape.equal_to_best(ordered)
    for wanted in (1, 3):
        last = ordered[wanted - 1]
        targets = [name for name in ordered if not landscape.better(last, name)]
        row = ask("fdc", "statistics", "--targets", f"best:{wanted}", "--distance", "hamming")[0]
        far = distances_to(landscape, targets)
        check(f"targets of best:{wanted}", row["targets"], len(targets))
        check("tied_targets", row["tied_targets"], len(best))
        check(f"fdc to best:{wanted}", row["value"],
              pearson([(value, far[name]) for name, value in landscape.values.items()]))
    value = landscape.values[best[0]] if len(best) == 1 else landscape.values[landscape.best_of(best)]
    for row in ask("rarity", "margins", "--margins", "0,0.3"):
        room = max(landscape.tolerance, float(row["margin"]) + 1e-12 if float(row["margin"]) > 0 else 0)
        check(f"within {row['margin']}", row["cells"],
              sum(abs(other - value) <= room for other in landscape.values.values()))
        check("best", row["best"], value)


def check_nearest_better(landscape, ask):
    reach = collections.Counter()
    for name in landscape.values:
        up = [other for other in landscape.values if landscape.better(other, name)]
        if up:
            reach[min(sum(a != b for a, b in zip(name, other)) for other in up)] += 1
    rows = ask("nearestbetter", "distances")
    require("nearest better", {int(row["distance"]): int(row["nearest_better"]) for row in rows
                               if row["nearest_better"] != "0"} == reach)


def check_landscape(binary, landscape, options, title):
    direction = ("--minimise",) if landscape.sign < 0 else ()
    words = ("--space", landscape.space, "--data", landscape.path, "--fitness", "column:fitness", *direction, *options)
    before = len(oracle.failures)

    def ask(analysis, table, *more):
        rows = oracle.run(binary, "analyse", analysis, "--table", table, *words, *more)
        for row in rows[:1]:
            check("direction", row["direction"], "minimise" if landscape.sign < 0 else "maximise")
            check("equal_within", row["equal_within"], landscape.stated, 1e-15)
        return rows

    starts, optima = check_optima(landscape, ask)
    check_escape(landscape, ask, check_basins(landscape, ask, starts, optima))
    check_network(landscape, ask, optima)
    check_paths(landscape, ask)
    check_neutral(landscape, ask)
    check_targets(landscape, ask)
    check_nearest_better(landscape, ask)
    ordered = sorted(landscape.values, key=lambda name: (-landscape.sign * landscape.values[name], name))
    rows = oracle.run(binary, "query", "top", *words, "--n", "20")
    require("query top", [row["point"] for row in rows] == ordered[:20])
    first = 0
    for place, row in enumerate(rows):
        if not landscape.equal(ordered[place], ordered[first]):
            first = place
        check("rank", row["rank"], first + 1)
    oracle.failures[before:] = [f"{title}: {failure}" for failure in oracle.failures[before:]]


def check_published(binary):
    """NAS-Bench-201 at 200 epochs: the counts of Tao and Bang 2024, and both tied best points as targets."""
    path = oracle.published("nb201_epochs_cifar10.csv")
    if path is None:
        return False
    words = ("--space", "nb201", "--data", path, "--fitness", "test@200")
    check("strict optima of CIFAR-10", oracle.summary(binary, "optima", *words)["strict_optima"], 17)
    row = oracle.run(binary, "analyse", "neutrality", *words, "--epsilons", "0")[0]
    check("neutral networks of CIFAR-10", row["networks"], 277)
    row = oracle.run(binary, "analyse", "fdc", *words)[0]
    check("FDC of CIFAR-10", row["value"], -0.2716, 5e-5)
    check("tied targets", (row["targets"], row["tied_targets"]), ("2", "2"))
    return True


def main():
    binary = oracle.binary()
    generator = random.Random(20)
    with tempfile.TemporaryDirectory() as folder:
        for symbols, positions, share in SPACES:
            for options, tolerance in TOLERANCES:
                for sign in (1, -1):
                    landscape = Landscape(folder, symbols, positions, share, sign, tolerance, generator)
                    check_landscape(binary, landscape, options, f"{landscape.space} {' '.join(options)} {sign:+d}")
    complete = check_published(binary)
    oracle.finish(1000, complete)


if __name__ == "__main__":
    main()
