"""The comparison of two fitnesses against numpy and scipy, on made-up strings and graphs, complete and in part.

usage: check_compare.py --binary nasscape
"""
import math
import os
import tempfile

import oracle
from oracle import check, require, run

with oracle.needed():
    import numpy
    import scipy.stats

TABLES = ("correlations", "overlap", "edges", "optima")


class Landscape:
    """Two fitnesses of the same points, NaN where missing, and the pairs of neighbours."""

    directed = False

    def __init__(self, what, binary, folder, space, names, first, second, signs=(1, 1)):
        first, second = (50 + numpy.array(values, float) for values in (first, second))  # as percentages
        self.what, self.binary, self.first, self.second = what, binary, first, second
        self.signs, self.rules = signs, ("valid:mean", "test:mean")
        path = os.path.join(folder, "data.csv")
        oracle.write(path, "point,validation_accuracy,test_accuracy",
                     (f"{name}," + ",".join("" if math.isnan(value) else repr(float(value)) for value in values)
                      for name, *values in zip(names, first, second) if not all(map(math.isnan, values))))
        self.words = ["--space", space, "--data", path, "--fitness", "valid", "--with", "test"]
        self.words += ["--minimise"] if signs[0] < 0 else []
        self.words += ["--with-better", "lower" if signs[1] < 0 else "higher"] if signs[0] != signs[1] else []
        self.pairs = oracle.edges(binary, "--space", space)
        self.both = ~numpy.isnan(self.first) & ~numpy.isnan(self.second)

    def table(self, name, *words):
        rows = run(self.binary, "analyse", "compare", *self.words, "--table", name, *words)
        for row in rows:
            check(f"{self.what}: {name}: fitnesses", (row["first"], row["second"]), self.rules)
        return rows


class Directed(Landscape):
    """Two features of cells, with edges that have a direction."""

    directed = True

    def __init__(self, binary):
        space = ["--space", "nb101:vertices=5"]
        cells = run(binary, "space", "list", *space)
        self.what, self.binary, self.signs, self.rules = "directed", binary, (1, 1), ("params", "edges")
        self.first, self.second = (numpy.array([float(cell[name]) for cell in cells])
                                   for name in ("trainable_parameters", "edges"))
        self.words = [*space, "--relation", "naszilla", "--fitness", "params", "--with", "edges"]
        self.pairs = oracle.edges(binary, *space, "--relation", "naszilla")
        self.both = numpy.ones(len(cells), bool)


def check_correlations(landscape):
    first, second = landscape.first[landscape.both], landscape.second[landscape.both]
    coverage = landscape.both.mean()
    rows = landscape.table("correlations", "--top", "30")
    check(f"{landscape.what}: rows", [row["among"] for row in rows],
          ["all", "best 10 %", "best 5 %", "best 1 %", "best 30 %"])
    for row in rows:
        what = f"{landscape.what}: {row['among']}"
        x, y = first, second
        if row["among"] != "all":
            merits = landscape.signs[0] * x
            best = merits >= numpy.sort(merits)[::-1][math.ceil(len(x) * float(row["among"].split(" ")[1]) / 100) - 1]
            x, y = x[best], y[best]
        check(f"{what}: points", (row["first_points"], row["second_points"]),
              (str((~numpy.isnan(landscape.first)).sum()), str((~numpy.isnan(landscape.second)).sum())))
        check(f"{what}: count", row["count"], len(x))
        if len(x) < 2 or len(set(x)) == 1 or len(set(y)) == 1:
            require(f"{what}: reason", row["reason"] != "" and row["pearson"] == row["kendall"] == "")
            continue
        check(f"{what}: pearson", row["pearson"], scipy.stats.pearsonr(x, y)[0])
        check(f"{what}: spearman", row["spearman"], scipy.stats.spearmanr(x, y)[0])
        check(f"{what}: kendall", row["kendall"], scipy.stats.kendalltau(x, y)[0])
        ranks = [scipy.stats.rankdata(sign * values) for sign, values in zip(landscape.signs, (x, y))]
        check(f"{what}: shake-up", row["shake_up"], numpy.abs(ranks[0] - ranks[1]).mean() / len(x))
        for measure in ("pearson", "spearman", "kendall", "shake_up"):
            low, value, high = (float(row[measure + end]) if row[measure + end] else math.nan
                                for end in ("_low", "", "_high"))
            if coverage < 1 and len(x) < 30:
                require(f"{what}: {measure} of few points", math.isnan(low) and row["reason"] == "too few points for an interval")
                continue
            require(f"{what}: {measure} in its interval", low <= value <= high)
            require(f"{what}: {measure} is exact", (low == high) == (coverage == 1) or abs(value) in (0, 1))


def places_taken(values, places):
    """The share of the first `places` places that each value takes, the highest first; equal values take the same."""
    higher = (values[None, :] > values[:, None]).sum(axis=1)
    equal = (values[None, :] == values[:, None]).sum(axis=1)
    return numpy.clip((places - higher) / equal, 0, 1)


def check_overlap(landscape):
    first, second = (sign * values[landscape.both] for sign, values in
                     zip(landscape.signs, (landscape.first, landscape.second)))
    count = len(first)
    expected = [str(10 ** power) for power in range(7) if power == 0 or 10 ** power < count] + ["1 %", "5 %", "10 %", "30 %"]
    rows = landscape.table("overlap", "--top", "30")
    check(f"{landscape.what}: best", [row["best"] for row in rows], expected)
    for row in rows:
        what = f"{landscape.what}: best {row['best']}"
        best = row["best"].split(" ")
        places = float(best[0]) if len(best) == 1 else count * float(best[0]) / 100
        overlap = numpy.minimum(places_taken(first, places), places_taken(second, places)).sum()
        check(f"{what}: places", row["places"], places)
        check(f"{what}: count", row["count"], count)
        check(f"{what}: overlap", row["overlap"], overlap)
        check(f"{what}: share", row["share"], overlap / places)
        check(f"{what}: by chance", row["by_chance"], places / count)
        check(f"{what}: jaccard", row["jaccard"], overlap / (2 * places - overlap))
        if row["share_low"]:
            low, high = float(row["share_low"]), float(row["share_high"])
            require(f"{what}: interval", low <= overlap / places + 1e-12 and overlap / places <= high + 1e-12)
            require(f"{what}: exact", (low == high) == landscape.both.all())
            require(f"{what}: best of the space", landscape.both.all() or (len(best) == 2 and places >= 30))
        else:
            require(f"{what}: reason", row["reason"] != "" and not landscape.both.all())


def check_edges(landscape):
    (row,) = landscape.table("edges")
    signs = [(numpy.sign(landscape.signs[0] * (landscape.first[other] - landscape.first[one])),
              numpy.sign(landscape.signs[1] * (landscape.second[other] - landscape.second[one])))
             for one, other in landscape.pairs if landscape.both[one] and landscape.both[other]]
    alike = sum(first * second > 0 for first, second in signs)
    opposed = sum(first * second < 0 for first, second in signs)
    what = f"{landscape.what}: edges:"
    check(f"{what} all", row["all_pairs"], len(landscape.pairs))
    check(f"{what} pairs", row["pairs"], len(signs))
    check(f"{what} alike", row["alike"], alike)
    check(f"{what} opposed", row["opposed"], opposed)
    check(f"{what} tied first", row["tied_first"], sum(first == 0 != second for first, second in signs))
    check(f"{what} tied second", row["tied_second"], sum(second == 0 != first for first, second in signs))
    check(f"{what} tied both", row["tied_both"], sum(first == second == 0 for first, second in signs))
    check(f"{what} agreement", row["agreement"], alike / (alike + opposed) if alike + opposed else math.nan)
    require(f"{what} reason", (row["reason"] == "") == (alike + opposed > 0))


def strict_optima(landscape, merits):
    """Points with a neighbour that are better than all: those that an edge leads to, if edges have a direction."""
    beaten, connected = set(), set()
    for one, other in landscape.pairs:
        if landscape.both[one] and landscape.both[other]:
            connected |= {one, other}
            beaten |= {one} if merits[other] >= merits[one] else set()
            beaten |= {other} if merits[one] >= merits[other] and not landscape.directed else set()
    return connected - beaten, connected


def check_optima(landscape):
    (row,) = landscape.table("optima")
    first, connected = strict_optima(landscape, landscape.signs[0] * landscape.first)
    second, _ = strict_optima(landscape, landscape.signs[1] * landscape.second)
    what = f"{landscape.what}: optima:"
    check(f"{what} compared", row["compared_points"], len(connected))
    check(f"{what} first", row["first_optima"], len(first))
    check(f"{what} second", row["second_optima"], len(second))
    check(f"{what} shared", row["shared_optima"], len(first & second))
    check(f"{what} kept", row["kept_share"], len(first & second) / len(first) if first else math.nan)
    check(f"{what} jaccard", row["jaccard"], len(first & second) / len(first | second) if first | second else math.nan)
    if first:
        require(f"{what} reason", row["reason"].startswith("of the measured part: ") != landscape.both.all())


def check_all(landscape):
    check_correlations(landscape)
    check_overlap(landscape)
    check_edges(landscape)
    check_optima(landscape)
    for name in TABLES:
        require(f"{landscape.what}: {name} on one and two threads",
                landscape.table(name, "--threads", "1") == landscape.table(name, "--threads", "2"))


def check_made_up(binary, folder, random):
    names = oracle.strings("012", 5)
    smooth = numpy.array([name.count("2") + 0.1 * random.random() for name in names])
    noisy = smooth + random.normal(0, 1, len(names))
    steps = numpy.round(noisy)
    some = numpy.where(random.random(len(names)) < 0.5, noisy, math.nan)
    others = numpy.where(random.random(len(names)) < 0.7, steps, math.nan)
    higher, lower = (1, 1), (-1, -1)
    for what, first, second, signs in (("complete", smooth, noisy, higher), ("with ties", numpy.round(smooth), steps, higher),
                                       ("itself", noisy, noisy, higher), ("second lower", smooth, -steps, (1, -1)),
                                       ("in part", some, others, higher), ("second lower in part", some, others, (1, -1)),
                                       ("lower", smooth, noisy, lower), ("lower in part", some, others, lower),
                                       ("first lower", -steps, smooth, (-1, 1)),
                                       ("constant", noisy, numpy.ones(len(names)), higher),
                                       ("one point", numpy.where(numpy.arange(len(names)) == 7, 1, math.nan), noisy, higher)):
        check_all(Landscape(what, binary, folder, "hamming:3^5", names, first, second, signs))
    rounded = 0.1 + (noisy * 10).round() / 10  # sums in two orders: equal but for rounding
    check_all(Landscape("rounded", binary, folder, "hamming:3^5", names, numpy.round(rounded, 9), smooth))
    check_all(Directed(binary))
    path = os.path.join(folder, "edges.csv")
    names = [f"p{number}" for number in range(40)]
    oracle.write_edges(path, names, [(one, other) for one in range(40) for other in range(one) if random.random() < 0.1])
    check_all(Landscape("a graph", binary, folder, path, names, random.integers(0, 6, 40), random.integers(0, 4, 40)))


def check_tiny(binary, folder):
    """A path a - b - c - d with fitnesses 1, 3, 2, 4 and 4, 3, 5, 5, by hand."""
    path = os.path.join(folder, "path.csv")
    oracle.write_edges(path, list("abcd"), [(0, 1), (1, 2), (2, 3)])
    tiny = Landscape("tiny", binary, folder, path, "abcd", (1, 3, 2, 4), (4, 3, 5, 5))
    (edges,), (optima,) = tiny.table("edges"), tiny.table("optima")
    check("tiny edges", [edges[name] for name in ("all_pairs", "alike", "opposed", "tied_second", "agreement")],
          ["3", "0", "2", "1", "0"])
    # Of the first, b and d are strict optima; of the second a is, since c and d are tied.
    check("tiny optima", [optima[name] for name in ("first_optima", "second_optima", "shared_optima", "kept_share")],
          ["2", "1", "0", "0"])
    # Ranks 1, 3, 2, 4 and 2, 1, 3.5, 3.5: differences of 1, 2, 1.5 and 0.5 over 4 points.
    check("tiny shake-up", tiny.table("correlations")[0]["shake_up"], 5 / 4 / 4)
    one = tiny.table("overlap")[0]
    check("tiny overlap", (one["best"], one["overlap"]), ("1", "0.5"))


def check_intervals(binary, folder, random):
    """Of random parts of one landscape, about 95 of 100 intervals cover the values of the whole."""
    names = oracle.strings("012", 6)
    first = numpy.array([name.count("2") for name in names]) + random.normal(0, 1, len(names))
    second = first + random.normal(0, 1, len(names))
    times, truths, covered = 100, {}, {}
    for time in range(times + 1):
        kept = random.random(len(names)) < 0.3 if time else numpy.ones(len(names), bool)
        part = Landscape(f"part {time}", binary, folder, "hamming:3^6", names,
                         numpy.where(kept, first, math.nan), second)
        rows = [(measure, part.table("correlations")[0], measure) for measure in ("pearson", "spearman", "kendall", "shake_up")]
        rows.append(("agreement", part.table("edges")[0], ""))
        for measure, row, prefix in rows:
            low, high = (float(row[f"{prefix}_{end}".lstrip("_")]) for end in ("low", "high"))
            truths.setdefault(measure, float(row[measure]))
            covered[measure] = covered.get(measure, 0) + (time > 0 and low <= truths[measure] <= high)
    for measure, count in covered.items():
        require(f"intervals of {measure} cover {count} of {times}", 88 <= count <= 100)


def check_refusals(binary):
    for words, code, part in ((["--with", "valid@108"], 4, "has no valid@108:mean"), ([], 2, "--with RULE"),
                              (["--with", "valid@"], 2, "valid@"), (["--with-better", "lower"], 2, "only with --with"),
                              (["--with", "params", "--with-better", "best"], 2, "higher")):
        done = oracle.execute(binary, "analyse", "compare", "--space", "nb101:vertices=4", *words)
        require(f"{words}: {done.returncode} {done.stderr}", done.returncode == code and part in done.stderr)


def main():
    binary = oracle.binary()
    random = numpy.random.default_rng(13)
    with tempfile.TemporaryDirectory() as folder:
        check_tiny(binary, folder)
        check_made_up(binary, folder, random)
        check_intervals(binary, folder, random)
    check_refusals(binary)
    oracle.finish(least=500)


if __name__ == "__main__":
    main()
