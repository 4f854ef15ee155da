"""Tables of search results against numpy and scipy, computed from the events of the runs.

The program gives the measurements (`data export`) and the traces; everything else is computed from them here by the definitions.
Intervals by bootstrap are compared with numpy's own resamples, within the noise of both.

usage: check_search_tables.py --binary nasscape
"""
import json
import math
import os
import tempfile

import oracle
from oracle import check, number, require

with oracle.needed():
    import numpy
    import scipy.optimize
    import scipy.stats

SPACE = ["--space", "nb101:vertices=4"]
EVALUATIONS, RUNS, RESAMPLES = 12, 40, 400
ALGORITHMS = ["random", "evolution:population=4,tournament=2", "local-search"]


class Data:
    """Mean accuracies at 108 epochs by hash, and the single runs behind them."""

    def __init__(self, binary, path):
        runs = {}
        for row in oracle.run(binary, "data", "export", path, "--csv"):
            if row["epochs"] == "108":
                runs.setdefault(row["hash"], {})[row["run"]] = row
        self.runs = runs
        self.test = self.means(runs, "final_test_accuracy")
        self.valid = self.means(runs, "final_validation_accuracy")
        self.best_test, self.best_valid = max(self.test.values()), max(self.valid.values())
        self.words = [*SPACE, "--data", path]

    @staticmethod
    def means(runs, column):
        return {name: float(numpy.mean([float(row[column]) for row in rows.values()])) for name, rows in runs.items()}

    def regret(self, name):
        return self.best_test - self.test[name]


class Results:
    """The events of all runs of all algorithms, and the curves of their incumbents."""

    def __init__(self, binary, data, limits):
        self.binary, self.data = binary, data
        self.words = [*ALGORITHMS, *data.words, "--runs", str(RUNS), *limits]
        self.traces = {}
        for row in self.table("traces"):
            self.traces.setdefault(row["algorithm"], {}).setdefault(int(row["run"]), []).append(row)
        self.curves = {name: [self.curve(events) for _, events in sorted(runs.items())]
                       for name, runs in self.traces.items()}
        self.final = {name: [curve[-1][2] for curve in curves] for name, curves in self.curves.items()}
        self.ends = {name: [(int(events[-1]["evaluations"]), float(events[-1]["time_s"]))
                            for _, events in sorted(runs.items())] for name, runs in self.traces.items()}

    def table(self, name, *words):
        return oracle.run(self.binary, "search", "compare", *self.words, "--table", name, *words)

    def by_algorithm(self, name, *words):
        rows = {}
        for row in self.table(name, *words):
            rows.setdefault(row["algorithm"], []).append(row)
        return rows

    def curve(self, events):
        """(evaluations, seconds, regret, point) of each new incumbent."""
        best, steps = -math.inf, []
        for event in events:
            if float(event["fitness"]) > best:
                best = float(event["fitness"])
                steps.append((int(event["evaluations"]), float(event["time_s"]), self.data.regret(event["point"]),
                              event["point"]))
        return steps


def holding(curve, axis, place):
    steps = [step for step in curve if step[axis] <= place]
    return steps[-1] if steps else None


def reached(curve, axis, target):
    return min((step[axis] for step in curve if step[2] <= target), default=math.inf)


def wilson(share, count):
    low, high = scipy.stats.binomtest(round(share * count), count).proportion_ci(method="wilson")
    return low, high


def order_statistics(values, share):
    """The closest ranks between which the quantile lies with 95 % or more, by the binomial distribution."""
    values, count = sorted(values), len(values)
    below = [scipy.stats.binom.cdf(rank - 1, count, share) for rank in range(1, count + 1)]
    low = [values[rank] for rank in range(count) if below[rank] <= 0.025]
    high = [values[rank] for rank in range(count) if below[rank] >= 0.975]
    return low[-1] if low else math.nan, high[0] if high else math.nan


def student(values):
    half = scipy.stats.t.ppf(0.975, len(values) - 1) * numpy.std(values, ddof=1) / math.sqrt(len(values))
    return numpy.mean(values) - half, numpy.mean(values) + half


def check_interval(what, row, name, expected):
    for end, value in zip(("_low", "_high"), expected):
        check(f"{what} {name}{end}", row[name + end], value, 1e-7)  # GSL's quantiles of Student's distribution


def bootstrap(values, statistic, count=1500):
    """Percentile interval of numpy's own resamples."""
    random = numpy.random.default_rng(7)
    values = numpy.asarray(values)
    resampled = [statistic(values[random.integers(0, len(values), len(values))]) for _ in range(count)]
    return numpy.quantile(resampled, [0.025, 0.975])


def check_bootstrap(what, row, name, values, statistic):
    """Both ends within a third of the interval's width, and so many steps of a discrete median."""
    low, high = bootstrap(values, statistic)
    width = high - low
    for end, value in (("_low", low), ("_high", high)):
        require(f"{what} {name}{end}: {row[name + end]} against {value} of numpy",
                abs(number(row[name + end]) - value) <= width / 3 + 1e-12)


# ---- one table each ----

def check_traces(results):
    data = results.data
    for name, runs in results.traces.items():
        require(f"{name}: runs are numbered from 0", sorted(runs) == list(range(RUNS)))
        for run, events in runs.items():
            clock, best, incumbent = 0, -math.inf, None
            for event in events:
                source = data.runs[event["point"]][event["training_run"]]
                clock += float(source["final_training_time"])
                value = float(source["final_validation_accuracy"])
                improved = value > best
                if improved:
                    best, incumbent = value, event["point"]
                what = f"trace of {name}, run {run}"
                check(what, event["fitness"], value)
                check(what + " time", event["time_s"], clock)
                check(what + " improved", event["improved"], "yes" if improved else "no")
                check(what + " incumbent", event["incumbent"], incumbent)
                check(what + " score", event["score"], data.test[incumbent])
                check(what + " regret", event["regret_test"], data.regret(incumbent))
                check(what + " valid", event["regret_valid"], data.best_valid - data.valid[incumbent])
                check(what + " error", event["error"], 1 - data.test[incumbent])


def check_final(results):
    for name, rows in results.by_algorithm("final").items():
        check(f"{name}: rows of final", len(rows), RUNS)
        for row in rows:
            events = results.traces[name][int(row["run"])]
            check(f"{name} evaluations", row["evaluations"], events[-1]["evaluations"])
            for column in ("time_s", "score", "regret_valid", "regret_test", "error"):
                check(f"{name} {column}", row[column], float(events[-1][column]))
            check(f"{name} point", row["point"], events[-1]["incumbent"])
            check(f"{name} different", row["different"], str(len({event["point"] for event in events})))
            check(f"{name} selected_by", row["selected_by"], "valid@108, one of 3 runs")
            check(f"{name} scored_by", row["scored_by"], "test@108:mean")
    header = oracle.execute(results.binary, "search", "run", "random", *results.data.words, "--table", "final").stdout
    require("final begins as scripts expect",
            header.startswith("run,evaluations,time_s,point,selected_by,score,regret_valid,regret_test,"))


def check_summary(results):
    for name, rows in results.by_algorithm("summary").items():
        found = {row["statistic"]: row for row in rows}
        require("summary begins as scripts expect", list(rows[0])[:4] == ["statistic", "value", "low", "high"])
        regrets = results.final[name]
        errors = [1 - results.data.best_test + regret for regret in regrets]
        points = [curve[-1][3] for curve in results.curves[name]]
        valid = [results.data.best_valid - results.data.valid[point] for point in points]
        successes = sum(regret == 0 for regret in regrets) / RUNS
        expected = {
            "mean_error": (numpy.mean(errors), *student(errors)),
            "median_error": (numpy.median(errors), *order_statistics(errors, 0.5)),
            "error_quantile_90": (numpy.quantile(errors, 0.9), *order_statistics(errors, 0.9)),
            "lowest_error": (min(errors), math.nan, math.nan),
            "mean_regret": (numpy.mean(regrets), *student(regrets)),
            "median_regret": (numpy.median(regrets), *order_statistics(regrets, 0.5)),
            "regret_quantile_10": (numpy.quantile(regrets, 0.1), *order_statistics(regrets, 0.1)),
            "deviation_regret": (numpy.std(regrets, ddof=1), math.nan, math.nan),
            "mean_regret_valid": (numpy.mean(valid), *student(valid)),
            "success_rate": (successes, *wilson(successes, RUNS)),
            "mean_time_s": (numpy.mean([end[1] for end in results.ends[name]]),
                            *student([end[1] for end in results.ends[name]])),
            "mean_found_after": (numpy.mean([curve[-1][0] for curve in results.curves[name]]),
                                 *student([curve[-1][0] for curve in results.curves[name]])),
        }
        for statistic, values in expected.items():
            for column, value in zip(("value", "low", "high"), values):
                check(f"{name} {statistic} {column}", found[statistic][column], value, 1e-7)
        check(f"{name} runs", found["runs"]["value"], str(RUNS))


def check_regret(results, axis, words):
    column = ("evaluations", "time_s")[axis]
    tables = results.by_algorithm("regret", "--resamples", str(RESAMPLES), *words)
    places = {tuple(row[column] for row in rows) for rows in tables.values()}
    require(f"all algorithms have the same places of {column}", len(places) == 1)
    for name, rows in tables.items():
        for position, row in enumerate(rows):
            steps = [holding(curve, axis, float(row[column])) for curve in results.curves[name]]
            values = [step[2] for step in steps]
            valid = [results.data.best_valid - results.data.valid[step[3]] for step in steps]
            what = f"{name} regret at {column} {row[column]}"
            for statistic, value in (("mean", numpy.mean(values)), ("median", numpy.median(values)),
                                     ("lowest", min(values)), ("highest", max(values)),
                                     ("quantile_10", numpy.quantile(values, 0.1)),
                                     ("quantile_75", numpy.quantile(values, 0.75)),
                                     ("valid_mean", numpy.mean(valid)), ("valid_median", numpy.median(valid))):
                check(f"{what}: {statistic}", row[statistic], value)
            if position % 5 == 0:
                check_bootstrap(what, row, "mean", values, numpy.mean)
            require(f"{what}: median outside its band",
                    float(row["median_low"]) <= float(row["median"]) <= float(row["median_high"]))
    return [float(place) for place in places.pop()]


def check_distribution(results):
    for name, rows in results.by_algorithm("distribution").items():
        for row in rows:
            share = float(row["share"])
            check(f"{name} quantile {share}", row["regret"], numpy.quantile(results.final[name], share))
            if 0 < share < 1:
                check_interval(f"{name} quantile {share}", row, "regret", order_statistics(results.final[name], share))


def check_anytime(results, axis, begin, end, words):
    """Areas by adding up each piece between neighbouring places of any step."""
    for name, rows in results.by_algorithm("anytime", *words).items():
        for row in rows:
            scale = math.log if row["scale"] == "logarithmic" else float
            means = []
            for curve in results.curves[name]:
                bounds = sorted({begin, end, *(step[axis] for step in curve if begin < step[axis] < end)})
                pieces = [(holding(curve, axis, left)[2], scale(right) - scale(left))
                          for left, right in zip(bounds, bounds[1:])]
                means.append(sum(height * width for height, width in pieces) / (scale(end) - scale(begin)))
            check(f"{name} area, {row['scale']}", row["regret"], numpy.mean(means))
            check_interval(f"{name} area, {row['scale']}", row, "regret", student(means))


def targets_of(data):
    """best, the best 5 per cent, and a number."""
    scores = sorted(data.test.values(), reverse=True)
    return {"best": 0.0, "top:5": scores[0] - scores[math.ceil(len(scores) * 0.05) - 1], "0.02": 0.02}


def check_targets(results):
    targets = targets_of(results.data)
    for name, rows in results.by_algorithm("targets", "--targets", ",".join(targets),
                                           "--resamples", str(RESAMPLES)).items():
        check(f"{name} targets", [row["target"] for row in rows], list(targets))
        for row in rows:
            what = f"{name} to {row['target']}"
            check(what, row["regret"], targets[row["target"]])
            for axis, column in enumerate(("evaluations", "time_s")):
                times = [reached(curve, axis, targets[row["target"]]) for curve in results.curves[name]]
                spent = [min(time, end[axis]) for time, end in zip(times, results.ends[name])]
                successes = sum(math.isfinite(time) for time in times)
                expected = sum(spent) / successes if successes else math.nan
                check(f"{what}: expected {column}", row["expected_" + column], expected)
                middle = sorted(times)[RUNS // 2 - 1:RUNS // 2 + 1]
                check(f"{what}: median {column}", row["median_" + column],
                      numpy.mean(middle) if all(map(math.isfinite, middle)) else math.nan)
                if successes > 15:
                    pairs = numpy.array(list(zip(spent, map(math.isfinite, times))))
                    check_bootstrap(what, row, "expected_" + column, pairs,
                                    lambda drawn: drawn[:, 0].sum() / max(drawn[:, 1].sum(), 1e-9))
            check(f"{what}: successes", row["successes"], str(successes))
            check(f"{what}: rate", row["success_rate"], successes / RUNS)
            check_interval(what, row, "success", wilson(successes / RUNS, RUNS))


def check_fixed(results):
    targets = targets_of(results.data)
    for name, rows in results.by_algorithm("fixed-target", "--targets", ",".join(targets)).items():
        times = {target: [reached(curve, 0, regret) for curve in results.curves[name]]
                 for target, regret in targets.items()}
        times["all"] = sum(times.values(), [])
        check(f"{name}: rows of fixed-target", len(rows), EVALUATIONS * 4)
        for row in rows:
            here = times[row["target"]]
            share = sum(time <= int(row["evaluations"]) for time in here) / len(here)
            check(f"{name}: share of {row['target']}", row["share"], share)
            if row["target"] != "all":
                check_interval(f"{name}: share of {row['target']}", row, "share", wilson(share, RUNS))
    for name, rows in results.by_algorithm("fixed-budget").items():
        for row in rows:
            values = [holding(curve, 0, int(row["evaluations"]))[2] for curve in results.curves[name]]
            check(f"{name}: share of {row['regret']}", row["share"],
                  sum(value <= float(row["regret"]) + 1e-12 for value in values) / RUNS)
        last = {round(float(row["regret"]), 12) for row in rows if row["evaluations"] == str(EVALUATIONS)}
        check(f"{name}: regrets at the end", last, {round(value, 12) for value in results.final[name]})


def holm(values):
    order, corrected, highest = sorted(range(len(values)), key=values.__getitem__), [0] * len(values), 0
    for place, position in enumerate(order):
        highest = max(highest, min(1, (len(values) - place) * values[position]))
        corrected[position] = highest
    return corrected


def newcombe(chance, first, second):
    """Method 5: where |chance − θ| = z √V(θ), by scipy's root finder."""
    others = (first + second) / 2 - 1

    def distance(theta):
        variance = theta * (1 - theta) * (1 + others * ((1 - theta) / (2 - theta) + theta / (1 + theta)))
        return (chance - theta) ** 2 - 1.959963984540054 ** 2 * variance / (first * second)
    low = scipy.optimize.brentq(distance, 0, chance) if chance > 0 else 0
    high = scipy.optimize.brentq(distance, chance, 1) if chance < 1 else 1
    return low, high


def check_pairs(results):
    rows, p_values = results.table("pairs"), []
    check("number of pairs", len(rows), 3)
    for row in rows:
        first, second = results.final[row["first"]], results.final[row["second"]]
        what = f"{row['first']} and {row['second']}"
        test = scipy.stats.mannwhitneyu(first, second)
        p_values.append(test.pvalue)
        check(what, row["statistic"], test.statistic)
        check(what + " p", row["p"], test.pvalue)
        chance = numpy.mean([(one < other) + (one == other) / 2 for one in first for other in second])
        check(what + " chance", row["first_better"], chance)
        check_interval(what, row, "first_better", newcombe(chance, RUNS, RUNS))
        welch = scipy.stats.ttest_ind(first, second, equal_var=False)
        half = (numpy.mean(first) - numpy.mean(second)) / welch.statistic
        a, b = numpy.var(first, ddof=1) / RUNS, numpy.var(second, ddof=1) / RUNS
        freedom = (a + b) ** 2 / (a * a / (RUNS - 1) + b * b / (RUNS - 1))
        half *= scipy.stats.t.ppf(0.975, freedom)
        difference = numpy.mean(first) - numpy.mean(second)
        check(what + " difference", row["difference"], difference)
        check_interval(what, row, "difference", (difference - half, difference + half))
    for row, corrected in zip(rows, holm(p_values)):
        check(row["first"] + " corrected", row["p_corrected"], corrected)
        check(row["first"] + " significant", row["significant"], "yes" if corrected < 0.05 else "no")


def check_ranks(results):
    values = numpy.array([results.final[name] for name in ALGORITHMS])
    ranks = scipy.stats.rankdata(values, axis=0)
    test = scipy.stats.friedmanchisquare(*values)
    critical = scipy.stats.studentized_range.ppf(0.95, 3, numpy.inf) / math.sqrt(2) * math.sqrt(3 * 4 / (6 * RUNS))
    rows = results.by_algorithm("ranks", "--resamples", str(RESAMPLES))
    for name, own, mine in zip(ALGORITHMS, ranks, values):
        row = rows[name][0]
        check(name + " rank", row["mean_rank"], own.mean())
        check(name + " friedman", row["friedman"], test.statistic)
        check(name + " friedman p", row["friedman_p"], test.pvalue)
        check(name + " critical difference", row["critical_difference"], critical, 1e-6)
        check(name + " best", row["best_share"], (mine == values.min(axis=0)).mean())
        near = own.mean() - ranks.mean(axis=1).min() <= critical
        check(name + " like the best", row["like_the_best"], "yes" if near else "no")
        check_bootstrap(name, row, "mean_rank", own, numpy.mean)


def check_comparison(results):
    rows = results.table("comparison")
    means = {name: numpy.mean(values) for name, values in results.final.items()}
    order = sorted(ALGORITHMS, key=means.__getitem__)
    check("order", [row["algorithm"] for row in rows], order)
    p_values = [scipy.stats.mannwhitneyu(results.final[name], results.final[order[0]]).pvalue for name in order[1:]]
    for row, name, p in zip(rows, order, [math.nan, *holm(p_values)]):
        errors = [1 - results.data.best_test + regret for regret in results.final[name]]
        check(name + " mean error", row["mean_error"], numpy.mean(errors))
        check_interval(name, row, "mean_error", student(errors))
        check_interval(name, row, "median_regret", order_statistics(results.final[name], 0.5))
        check(name + " p", row["p_against_first"], p)


def check_power(results):
    random, count = numpy.random.default_rng(3), 300
    rows = results.table("power", "--repeats", "8,20", "--resamples", str(count))
    check("rows of power", len(rows), 6)
    for row in rows:
        first, second = (numpy.array(results.final[row[column]]) for column in ("first", "second"))
        chance, repeats = float(row["first_better"]), int(row["repeats"])
        found = {-1: 0, 0: 0, 1: 0}
        for _ in range(count):
            drawn = random.choice(first, repeats), random.choice(second, repeats)
            test = scipy.stats.mannwhitneyu(*drawn)
            found[0 if not test.pvalue < 0.05 else -1 if test.statistic < repeats ** 2 / 2 else 1] += 1
        power = found[-1 if chance > 0.5 else 1] / count
        noise = 4.5 * math.sqrt(max(power * (1 - power), 0.01) * 2 / count)
        require(f"power {row}: {power} by scipy", abs(float(row["power"]) - power) < noise)
        wanted = (scipy.stats.norm.ppf(0.975) + scipy.stats.norm.ppf(0.8)) ** 2 / (6 * (chance - 0.5) ** 2)
        check("runs needed", row["needed"], math.ceil(wanted))
        check_interval("power", row, "power", wilson(float(row["power"]), count))


# ---- formats of other programs ----

def check_trajectories(results):
    rows = results.table("trajectories")
    check("columns", list(rows[0]), ["run", "fitness", "solution"])
    expected = [(str(run + RUNS * place), step[3]) for place, name in enumerate(ALGORITHMS)
                for run, curve in enumerate(results.curves[name]) for step in curve]
    check("incumbents in order", [(row["run"], row["solution"]) for row in rows], expected)
    for row in rows:
        check("fitness of " + row["solution"], row["fitness"], results.data.test[row["solution"]])


def check_iohprofiler(results, folder):
    """Blocks of rows between headers, each of which ends with the last evaluation of its run."""
    oracle.run(results.binary, "search", "compare", *results.words, "--iohprofiler", folder)
    folders = sorted(os.listdir(folder))
    check("folders", folders, ["1_random", "2_evolution-population-4-tournament-2", "3_local-search"])
    for name, place in zip(ALGORITHMS, folders):
        with open(os.path.join(folder, place, "IOHprofiler_f1_nb101-vertices-4.json"), encoding="ascii") as file:
            about = json.load(file)
        check("name", about["algorithm"]["name"], name)
        check("direction", about["maximization"], False)
        scenario = about["scenarios"][0]
        with open(os.path.join(folder, place, scenario["path"]), encoding="ascii") as file:
            lines = [line.split() for line in file]
        starts = [number for number, line in enumerate(lines) if line[0] == "evaluations"]
        blocks = [lines[start + 1:end] for start, end in zip(starts, [*starts[1:], None])]
        check("runs", (len(blocks), len(scenario["runs"])), (RUNS, RUNS))
        for block, run, curve, end in zip(blocks, scenario["runs"], results.curves[name], results.ends[name]):
            check("best", (run["best"]["evals"], run["evals"]), (curve[-1][0], end[0]))
            check("best regret", run["best"]["y"], curve[-1][2])
            wanted = [step[0] for step in curve] + ([end[0]] if curve[-1][0] < end[0] else [])
            check("evaluations of rows", [int(row[0]) for row in block], wanted)
            for row, step in zip(block, curve):
                check("regret of a row", row[1], step[2])


# ---- the command ----

def check_command(results):
    binary, words = results.binary, results.data.words
    swept = {row["algorithm"]: row["settings"] for row in oracle.run(
        binary, "search", "compare", "evolution:population=3", "random", *words, "--sweep", "tournament=1,2")}
    check("sweep", set(swept), {"random", "evolution:population=3,tournament=1", "evolution:population=3,tournament=2"})
    check("settings", [swept["random"], swept["evolution:population=3,tournament=2"].split(",")[:2]],
          ["", ["population=3", "tournament=2"]])
    for refused, code, message in (
            (["random", "--sweep", "tournament=1"], 2, "random has no settings"),
            (["evolution", "--sweep", "tournament"], 2, "NAME=VALUE"),
            (["random", "--table", "pairs"], 2, "two or more"),
            (["random", "--table", "tally"], 2, "there is no table"),
            (["random", "--targets", "best"], 2, "no effect on the table summary"),
            (["random", "--table", "targets", "--targets", "top:0"], 2, "top:P"),
            (["random", "evolution", "--table", "power", "--repeats", "5;7"], 2, "whole numbers"),
            (["random", "nothing"], 2, "there is no search algorithm")):
        done = oracle.execute(binary, "search", "compare", *refused, *words)
        check(" ".join(refused), done.returncode, code)
        require(f"{refused}: {done.stderr}", message in done.stderr)
    without = oracle.execute(binary, "search", "run", "random", *SPACE, "--fitness", "params", "--table", "regret",
                             "--over", "time")
    check("time of data without times", without.returncode, 4)
    for table in ("regret", "targets", "power", "ranks"):
        texts = {oracle.execute(binary, "search", "compare", *results.words, "--table", table, "--threads",
                                threads).stdout for threads in ("1", "3")}
        require(f"{table} depends on the number of threads", len(texts) == 1)


def check_scored_every(binary, data):
    """Under the protocol naszilla an incumbent counts from the next ten evaluations on."""
    words = ["search", "run", "random", *data.words, "--protocol", "naszilla", "--evaluations", "25", "--runs", "5"]
    events = {}
    for row in oracle.run(binary, *words, "--table", "traces"):
        events.setdefault(row["run"], []).append(row)
    for row in oracle.run(binary, *words, "--table", "regret"):
        last = int(row["evaluations"]) // 10 * 10 if row["evaluations"] != "25" else 25
        values = [float(run[last - 1]["regret_test"]) for run in events.values()]
        check(f"mean at {row['evaluations']}, scored at {last}", row["mean"], numpy.mean(values))


def main():
    binary = oracle.binary()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "made.nscape")
        require("data", oracle.execute(binary, "data", "synthesise", *SPACE, "-o", path).returncode == 0)
        data = Data(binary, path)
        results = Results(binary, data, ["--evaluations", str(EVALUATIONS)])
        check_traces(results)
        check_final(results)
        check_summary(results)
        check("places", check_regret(results, 0, []), [float(place) for place in range(1, EVALUATIONS + 1)])
        check_distribution(results)
        check_anytime(results, 0, 1, EVALUATIONS, [])
        check_targets(results)
        check_fixed(results)
        check_pairs(results)
        check_ranks(results)
        check_comparison(results)
        check_power(results)
        check_trajectories(results)
        check_iohprofiler(results, os.path.join(folder, "ioh"))
        check_command(results)
        check_scored_every(binary, data)
        timed = Results(binary, data, ["--time", "20000"])
        places = check_regret(timed, 1, ["--grid", "9"])
        first = max(curve[0][1] for curves in timed.curves.values() for curve in curves)
        for number_of, place in enumerate(places):
            check("places in equal ratios", place, first * (20000 / first) ** (number_of / 8))
        check_anytime(timed, 1, places[0], places[-1], ["--grid", "9"])
    oracle.finish()


if __name__ == "__main__":
    main()
