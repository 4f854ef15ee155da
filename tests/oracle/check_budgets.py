"""The analyses of noise and of budgets against numpy and scipy, on published and on made-up measurements.

usage: check_budgets.py --binary nasscape
"""
import csv
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

EPOCHS = (4, 12, 36, 108)
ALL_CELLS = 423624


class Measurements:
    """runs[split, epochs][run]: {hash: accuracy}; the column `run` is None where the rows are means."""

    def __init__(self, path, run_column, split_columns):
        self.runs = {}
        with open(path, encoding="utf-8") as file:
            for row in csv.DictReader(file):
                number = row[run_column] if run_column else 0
                for split, column in split_columns.items():
                    values = self.runs.setdefault((split, int(row["epochs"])), {})
                    values.setdefault(number, {})[row["hash"]] = float(row[column])
        self.hashes = sorted({name for runs in self.runs.values() for values in runs.values() for name in values})

    def table(self, split, epochs):
        """A row a run, a column a cell, NaN where there is none; no rows where the budget is not held."""
        return numpy.array([[values.get(name, math.nan) for name in self.hashes]
                            for _, values in sorted(self.runs.get((split, epochs), {}).items())])

    def mean(self, split, epochs):
        table = self.table(split, epochs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # means of nothing are NaN
            return numpy.nanmean(table, axis=0) if len(table) else None


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
        first, second = sides[0][both], sides[1][both]
        coverage = len(first) / points
        if row["among"] != "all":
            percent = float(row["among"].split(" ")[1])
            steps = ranked(second)
            least = numpy.sort(steps)[::-1][math.ceil(len(second) * percent / 100) - 1]
            first, second = first[steps >= least], second[steps >= least]
        check(f"{name}: count", row["count"], len(first))
        if len(first) < 2:
            require(f"{name}: reason", row["reason"] != "" and row["pearson"] == row["kendall"] == "")
            continue
        check(f"{name}: pearson", row["pearson"], scipy.stats.pearsonr(first, second)[0])
        check(f"{name}: spearman", row["spearman"], scipy.stats.spearmanr(first, second)[0])
        tau = scipy.stats.kendalltau(first, second)[0]
        check(f"{name}: kendall", row["kendall"], tau)
        if len(first) < 5:
            continue
        half = scipy.stats.norm.ppf(0.975) * math.sqrt(0.437 / (len(first) - 4) * (1 - coverage))
        check(f"{name}: kendall low", row["kendall_low"], math.tanh(math.atanh(tau) - half))
        check(f"{name}: kendall high", row["kendall_high"], math.tanh(math.atanh(tau) + half))
        for measure in ("pearson", "spearman"):
            inside = float(row[f"{measure}_low"]) <= float(row[measure]) <= float(row[f"{measure}_high"])
            require(f"{name}: {measure} in its interval", inside)


def shares_of_places(values, places):
    """How much of the first `places` places each value takes, the highest first; equal values take the same."""
    order = numpy.argsort(-values, kind="stable")
    taken = numpy.clip(places - numpy.arange(len(values)), 0, 1)  # by place
    by_point = numpy.empty(len(values))
    by_point[order] = taken
    _, group = numpy.unique(values, return_inverse=True)
    return (numpy.bincount(group, by_point) / numpy.bincount(group))[group]


def check_persistence(what, rows, areas, measurements, asked):
    held = [epochs for epochs in EPOCHS if measurements.mean(asked, epochs) is not None]
    found = {}
    for row in rows:
        budgets = [int(epochs) for epochs in row["budgets"].split(", ")]
        name = f"{what}: {row['side']} {row['percent']} % at {row['budgets']}"
        if not set(budgets) <= set(held) or len(budgets) < 2:
            require(f"{name}: reason", row["reason"] != "" and row["persistence"] == "")
            continue
        values = numpy.array([measurements.mean(asked, epochs) for epochs in budgets])
        values = values[:, ~numpy.isnan(values).any(axis=0)] * (1 if row["side"] == "best" else -1)
        places = values.shape[1] * int(row["percent"]) / 100
        stay = numpy.min([shares_of_places(ranked(ranking), places) for ranking in values], axis=0).sum() / places
        check(f"{name}: count", row["count"], values.shape[1])
        check(f"{name}: persistence", row["persistence"], stay)
        require(f"{name}: in its interval", float(row["low"]) <= stay + 1e-9 and stay - 1e-9 <= float(row["high"]))
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
        check_persistence(f"{what} {split}", tables["persistence"], tables["areas"], measurements, split)


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
        check_deviations("made up", binary, options, measurements, 2532)
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
