"""The analyses of noise and of budgets against numpy and scipy, on published and on made-up measurements.

usage: check_budgets.py --binary nasscape
"""
import csv
import functools
import itertools
import math
import os
import tempfile
import warnings

import oracle
from oracle import check, require, run

with oracle.needed():
    import numpy
    import scipy.stats
import landscapes

EPOCHS = (4, 12, 36, 108)
CELLS = (1, 6, 84, 2441, 62010, 359082)  # by vertices, from 2 on
ALL_CELLS = sum(CELLS)


class Measurements:
    """runs[split, epochs][run]: {hash: accuracy}; the column `run` is None where the rows are means."""

    def __init__(self, path, run_column, split_columns):
        self.runs, self.vertices = {}, {}
        with open(path, encoding="utf-8") as file:
            for row in csv.DictReader(file):
                number = row[run_column] if run_column else 0
                words = row["operations"] if "operations" in row else row["module_operations"]
                self.vertices[row["hash"]] = len(words.replace(";", ",").split(","))
                for split, column in split_columns.items():
                    values = self.runs.setdefault((split, int(row["epochs"])), {})
                    values.setdefault(number, {})[row["hash"]] = float(row[column])
        self.hashes = sorted({name for runs in self.runs.values() for values in runs.values() for name in values})

    @functools.cache
    def table(self, split, epochs):
        """A row a run, a column a cell, NaN where there is none; no rows where the budget is not held."""
        return numpy.array([[values.get(name, math.nan) for name in self.hashes]
                            for _, values in sorted(self.runs.get((split, epochs), {}).items())])

    @functools.cache
    def mean(self, split, epochs):
        table = self.table(split, epochs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # means of nothing are NaN
            return numpy.nanmean(table, axis=0) if len(table) else None

    def weights(self, known, points):
        """How many of the space's points, by vertices, each of the cells that are `known` stands for."""
        return self.weights_of(known.tobytes(), points)

    @functools.cache
    def weights_of(self, known_bytes, points):
        known = numpy.frombuffer(known_bytes, bool)
        sizes = numpy.array([self.vertices[name] for name in self.hashes])
        cells = numpy.array(CELLS[:4 if points < ALL_CELLS else 6])
        others = numpy.repeat(numpy.arange(2, len(cells) + 2), cells - numpy.bincount(sizes, minlength=8)[2:len(cells) + 2])
        hidden = numpy.zeros(len(others), bool)
        return landscapes.strata(numpy.append(sizes, others), numpy.append(known, hidden))[1][:len(known)][known]


# ---- budgets ----

def ranked(values):
    """What ranks are by: the numbers of steps, where all are means of one to three runs of so many images, since 32-bit
    runs leave means that differ by their rounding; else the values."""
    steps = values * 9984 * 6
    return numpy.round(steps) if numpy.abs(steps - numpy.round(steps)).max(initial=0) < 0.05 else values


def check_correlations(what, rows, measurements, points, asked):
    pairs = [(f"{{split}}@{first}:mean", f"{{split}}@{second}:mean") for first, second in itertools.combinations(EPOCHS, 2)]
    expected = [(first.format(split=asked), second.format(split=asked)) for first, second in pairs]
    expected += [(f"valid@{epochs}:mean", f"test@{epochs}:mean") for epochs in EPOCHS]
    seen = [(row["first"], row["second"]) for row in rows if row["among"] == "all"]
    check(f"{what}: pairs", seen, expected)
    for row in rows:
        name = f"{what}: {row['first']} {row['second']} {row['among']}"
        sides = []
        for rule in (row["first"], row["second"]):
            split, epochs = rule.split(":")[0].split("@")
            sides.append(measurements.mean(split, int(epochs)))
        if any(side is None for side in sides):
            require(f"{name}: reason", "does not hold" in row["reason"])
            check(f"{name}: kendall", row["kendall"], math.nan)
            continue
        both = ~numpy.isnan(sides[0]) & ~numpy.isnan(sides[1])
        first, second, weights = sides[0][both], sides[1][both], measurements.weights(both, points)
        complete = len(first) == points
        if row["among"] != "all":
            percent = float(row["among"].split(" ")[1])
            steps = ranked(second)
            order = numpy.argsort(-steps, kind="stable")
            last = numpy.searchsorted(numpy.cumsum(weights[order]), weights.sum() * percent / 100 - 1e-9)
            best = steps >= steps[order[last]]
            first, second, weights = first[best], second[best], weights[best]
        check(f"{name}: count", row["count"], len(first))
        if len(first) < 2:
            require(f"{name}: reason", row["reason"] != "" and row["pearson"] == row["kendall"] == "")
            continue
        check(f"{name}: pearson", row["pearson"], landscapes.weighted_pearson(first, second, weights))
        check(f"{name}: spearman", row["spearman"], landscapes.weighted_spearman(first, second, weights))
        tau = scipy.stats.kendalltau(first, second)[0] if complete else landscapes.weighted_kendall(first, second, weights)
        check(f"{name}: kendall", row["kendall"], tau)
        for measure in ("pearson", "spearman", "kendall"):
            value = float(row[measure])
            # The published sample of budgets has no cells of 6 and 7 vertices.
            if not complete and (len(first) < 30 or abs(value) == 1 or "too few points of a size" in row["reason"]):
                require(f"{name}: sizes are missing", "size" not in row["reason"] or what.startswith("published"))
                require(f"{name}: {measure}: reason", row[f"{measure}_low"] == "" and row["reason"] != "")
                continue
            low, high = float(row[f"{measure}_low"]), float(row[f"{measure}_high"])
            require(f"{name}: {measure} in its interval", low <= value <= high and (low == high) == complete)


def shares_of_places(values, weights, places):
    """How much of its weight each value has of the first `places`, the highest first; equal values take the same share."""
    steps, group = numpy.unique(-values, return_inverse=True)
    own = numpy.bincount(group, weights, len(steps))
    return (numpy.clip(places - (numpy.cumsum(own) - own), 0, own) / own)[group]


def check_persistence(what, rows, areas, measurements, asked, points):
    held = [epochs for epochs in EPOCHS if measurements.mean(asked, epochs) is not None]
    found = {}
    for row in rows:
        budgets = [int(epochs) for epochs in row["budgets"].split(", ")]
        name = f"{what}: {row['side']} {row['percent']} % at {row['budgets']}"
        if not set(budgets) <= set(held) or len(budgets) < 2:
            require(f"{name}: reason", row["reason"] != "" and row["persistence"] == "")
            continue
        values = numpy.array([measurements.mean(asked, epochs) for epochs in budgets])
        known = ~numpy.isnan(values).any(axis=0)
        values, weights = values[:, known] * (1 if row["side"] == "best" else -1), measurements.weights(known, points)
        places = weights.sum() * int(row["percent"]) / 100
        least = numpy.min([shares_of_places(ranked(ranking), weights, places) for ranking in values], axis=0)
        stay = (weights * least).sum() / places
        check(f"{name}: count", row["count"], values.shape[1])
        check(f"{name}: persistence", row["persistence"], stay)
        if row["low"]:
            require(f"{name}: in its interval", float(row["low"]) <= stay + 1e-9 and stay - 1e-9 <= float(row["high"]))
        else:
            require(f"{name}: reason", row["reason"] != "" and values.shape[1] < points)
        if budgets == held:
            found.setdefault(row["side"], []).append(stay)
    for row in areas:
        curve = found.get(row["side"])
        check(f"{what}: area {row['side']}", row["area"],
              numpy.trapz([curve[0], *curve], dx=0.01) if curve else math.nan)
    if len(held) > 1:
        check(f"{what}: percents", sorted(map(len, found.values())), [25, 25])


def check_budgets(what, binary, options, measurements, points):
    for split in ("test", "valid"):
        words = ["analyse", "budgets", *options, "--fitness", f"{split}@108", "--top", "5"]
        tables = {name: run(binary, *words, "--table", name) for name in ("correlations", "persistence", "areas")}
        check_correlations(f"{what} {split}", tables["correlations"], measurements, points, split)
        check_persistence(f"{what} {split}", tables["persistence"], tables["areas"], measurements, split, points)


def check_best(what, rows, correlations):
    """The same correlations as among the shares that the other table has; and each pair at all percentages in order."""
    percents = [100, 50, 25, 10, 5, 2, 1, 0.5]
    check(f"{what}: percents", [float(row["percent"]) for row in rows], percents * 6)
    among = {(row["first"], row["second"], row["among"]): row for row in correlations}
    for row in rows:
        words = "all" if row["percent"] == "100" else f"best {row['percent']} %"
        same = among.get((row["first"], row["second"], words))
        for column in ("count", "spearman", "spearman_low", "spearman_high", "reason"):
            check(f"{what}: {column} among {words}", same is None or row[column] == same[column], True)


def check_ranks(what, ranks, density, measurements, asked):
    """Median ranks and quartiles of whole bins, which a list of cells sorted by the shorter budget has as runs."""
    held = [epochs for epochs in EPOCHS if measurements.mean(asked, epochs) is not None]
    for row in (ranks + density) if len(held) < 2 else []:
        check(f"{what}: one budget", row["reason"], "the data has one budget only")
    for epochs in held[:-1]:
        first, second = measurements.mean(asked, epochs), measurements.mean(asked, held[-1])
        both = ~numpy.isnan(first) & ~numpy.isnan(second)
        own, others = (scipy.stats.rankdata(-ranked(values[both])) for values in (first, second))
        order = numpy.argsort(own, kind="stable")
        rows = [row for row in ranks if row["first"].startswith(f"{asked}@{epochs}:")]
        check(f"{what}: all points at {epochs}", sum(int(row["count"]) for row in rows), both.sum())
        begin = 0
        for row in rows:
            inside = order[begin:begin + int(row["count"])]
            begin += len(inside)
            require(f"{what}: ties share a bin", begin == len(order) or own[order[begin]] > own[inside].max())
            check(f"{what}: rank at {epochs}", row["rank"], numpy.median(own[inside]))
            for column, share in (("lower_quartile", 0.25), ("median", 0.5), ("upper_quartile", 0.75)):
                check(f"{what}: {column} at {epochs}", row[column], numpy.quantile(others[inside], share))
        if epochs != held[-2]:
            continue
        first, second = first[both], second[both]
        check(f"{what}: all points in the density", sum(int(row["count"]) for row in density), len(first))
        for row in density:
            along = (first >= float(row["shorter_low"]) - 1e-9) & (first <= float(row["shorter_high"]) + 1e-9)
            upwards = (second >= float(row["longer_low"]) - 1e-9) & (second <= float(row["longer_high"]) + 1e-9)
            check(f"{what}: count in {row['shorter_low']} {row['longer_low']}", row["count"], (along & upwards).sum())
            check(f"{what}: ratio", row["ratio"], (along & upwards).sum() * len(first) / along.sum() / upwards.sum())


def check_budgets_drawn(what, binary, options, measurements):
    """Tables that figures draw."""
    words = ["analyse", "budgets", *options, "--fitness", "test@108", "--table"]
    tables = {name: run(binary, *words, name) for name in ("correlations", "best", "ranks", "density")}
    check_best(what, tables["best"], tables["correlations"])
    check_ranks(what, tables["ranks"], tables["density"], measurements, "test")


# ---- noise ----

def check_deviations(what, binary, options, measurements, points):
    for row in run(binary, "analyse", "noise", *options, "--fitness", "test@108"):
        name = f"{what}: {row['split']}@{row['epochs']}"
        table = measurements.table(row["split"], int(row["epochs"]))
        if len(table) < 2:
            require(f"{name}: reason", row["reason"] != "" and row["mean"] == "")
            continue
        table = table[:, (~numpy.isnan(table)).sum(axis=0) > 1]
        deviations = numpy.nanstd(table, axis=0, ddof=1)
        half = scipy.stats.norm.ppf(0.975) * scipy.stats.sem(deviations) * math.sqrt(1 - len(deviations) / points)
        check(f"{name}: count", row["count"], len(deviations))
        check(f"{name}: mean", row["mean"], deviations.mean())
        check(f"{name}: low", row["mean_low"], deviations.mean() - half)
        check(f"{name}: high", row["mean_high"], deviations.mean() + half)
        check(f"{name}: median", row["median"], numpy.median(deviations))
        check(f"{name}: 5 %", row["quantile_5"], numpy.quantile(deviations, 0.05))
        check(f"{name}: 95 %", row["quantile_95"], numpy.quantile(deviations, 0.95))
        if not numpy.isnan(table).any():
            check(f"{name}: pooled", row["pooled"], math.sqrt((deviations ** 2).mean()))


def check_distribution(what, binary, options, measurements):
    """Quantiles of the deviations at all shares that the table has, from 0 to 1."""
    rows = run(binary, "analyse", "noise", *options, "--fitness", "test@108", "--table", "distribution")
    for (split, epochs), table in measurements.runs.items():
        own = [row for row in rows if (row["split"], row["epochs"]) == (split, str(epochs))]
        table = measurements.table(split, epochs)
        deviations = numpy.nanstd(table[:, (~numpy.isnan(table)).sum(axis=0) > 1], axis=0, ddof=1)
        shares = [float(row["share"]) for row in own]
        check(f"{what}: shares", (shares[0], shares[-1], len(shares), shares == sorted(shares)), (0, 1, 44, True))
        for row in own:
            check(f"{what}: {split}@{epochs}: deviations at {row['share']}", row["deviation"],
                  numpy.quantile(deviations, float(row["share"])))


def check_figures(what, binary, options, measurements):
    """What needs no graph; and that each row's difference and interval follow from its runs."""
    runs = measurements.table("test", 108)
    runs = runs[:, ~numpy.isnan(runs).any(axis=0)]
    versions = [runs.mean(axis=0), *runs]
    for row in run(binary, "analyse", "noise", *options, "--fitness", "test@108", "--table", "figures"):
        name = f"{what}: {row['figure']} {row['detail']}"
        columns = ("on_mean", "run1", "run2", "run3")
        check(f"{name}: count", row["count"], runs.shape[1])
        for column, values in zip(columns, versions):
            if row["figure"] == "best fitness":
                check(f"{name}: {column}", row[column], values.max())
            if row["figure"] == "points near the best":
                # A value on the border may fall to either side by rounding.
                near = (values >= values.max() - 0.005).sum()
                close = (abs(values - values.max() + 0.005) < 1e-9).sum()
                require(f"{name}: {column}", abs(float(row[column]) - near) <= close)
        if row["reason"]:
            require(f"{name}: empty", any(row[column] == "" for column in columns))
            continue
        values = numpy.array([float(row[column]) for column in columns])
        low, high = scipy.stats.ttest_1samp(values[1:] - values[0], 0).confidence_interval()
        check(f"{name}: difference", row["difference"], (values[1:] - values[0]).mean())
        check(f"{name}: low", row["difference_low"], low, 1e-7)
        check(f"{name}: high", row["difference_high"], high, 1e-7)


# ---- on what ----

def check_made_up(binary):
    with tempfile.TemporaryDirectory() as folder:
        made, exported = os.path.join(folder, "made.tfrecord"), os.path.join(folder, "made.csv")
        run(binary, "data", "synthesise", "--space", "nb101:vertices=5", "-o", made)
        run(binary, "data", "export", made, "--csv", "-o", exported)
        measurements = Measurements(exported, "run", {"valid": "final_validation_accuracy", "test": "final_test_accuracy"})
        options = ["--space", "nb101:vertices=5", "--data", made]
        check("made up: cells", len(measurements.hashes), 2532)
        check_budgets("made up", binary, options, measurements, 2532)
        check_budgets_drawn("made up", binary, options, measurements)
        check_deviations("made up", binary, options, measurements, 2532)
        check_distribution("made up", binary, options, measurements)
        check_figures("made up", binary, options, measurements)
        for name, table in (("budgets", "persistence"), ("budgets", "correlations"), ("noise", "figures")):
            words = ["analyse", name, *options, "--table", table, "--threads"]
            check(f"{name} on one and two threads", run(binary, *words, "1"), run(binary, *words, "2"))


def check_published(binary):
    budgets, repeats = (oracle.published(name) for name in ("nb101_up_to_5_vertices.csv", "nb101_raw_repeats.csv"))
    if not (budgets and repeats):
        return False
    for space, points in (("nb101", ALL_CELLS), ("nb101:vertices=5", 2532)):
        measurements = Measurements(budgets, None, {"valid": "validation_accuracy", "test": "test_accuracy"})
        check_budgets(f"published budgets in {space}", binary, ["--space", space, "--data", budgets], measurements, points)
        check_deviations(f"published budgets in {space}", binary, ["--space", space, "--data", budgets], measurements, points)
    options = ["--space", "nb101:vertices=5", "--data", budgets]
    check_budgets_drawn("published budgets", binary, options, measurements)
    measurements = Measurements(repeats, "repeat", {"valid": "final_validation_accuracy", "test": "final_test_accuracy"})
    check_budgets("published runs", binary, ["--data", repeats], measurements, ALL_CELLS)
    check_deviations("published runs", binary, ["--data", repeats], measurements, ALL_CELLS)
    check_figures("published runs", binary, ["--data", repeats], measurements)
    return True


def main():
    binary = oracle.binary()
    check_made_up(binary)
    oracle.finish(least=1800, complete=check_published(binary))


if __name__ == "__main__":
    main()
