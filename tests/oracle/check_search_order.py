"""A study of search algorithms: their order on the complete first run, and what local search owes to locality.

First: mean test error after 150 evaluations on all cells, beside the published order (White et al.'s protocol with mean
validation accuracies; here selection and score are the one run that there is). Second: the algorithms that need
budgets, on made-up measurements. Third: how many times more evaluations random search would need for what local search
reaches with 150, on real, made-up and shuffled landscapes, beside two figures of the landscape: the autocorrelation at
lag 1, and how many times more often a neighbour of one of the best points is better than it than a random point is.
The tables are printed whatever they show; what is not open is checked.

usage: check_search_order.py --binary nasscape
"""
import os
import tempfile

import oracle
from oracle import require

with oracle.needed():
    import numpy
    import scipy.stats
import landscapes

EVALUATIONS = 150
TRIALS, SLOW_TRIALS, BUDGET_TRIALS = 2000, 100, 500
SECONDS = 200000  # of simulated time: about 150 evaluations at the full budget

# Scientific Reports, s41598-025-94187-8, table 1: mean test error in per cent of 200 trials of 150 evaluations.
PUBLISHED = {"reinforce": 6.436, "tpe": 6.415, "bohb": 6.356, "random": 6.341, "gaussian-process": 6.267,
             "evolution": 6.109, "local-search": 5.932, "bananas": 5.923}
SLOW = {"smac", "gaussian-process", "bananas"}
NEED_BUDGETS = {"hyperband", "bohb", "dehb"}
VARIANTS = ("local-search:improvement=best", "local-search:minimum=continue", "evolution:population=30")


class Landscape:
    def __init__(self, binary, words):
        self.binary, self.words = binary, words
        self._sorted = None

    def finals(self, algorithm, trials, *words):
        """Scores of the last incumbents."""
        rows = oracle.run(self.binary, "search", "run", algorithm, "--evaluations", str(EVALUATIONS), "--runs",
                          str(trials), "--table", "final", *words, *self.words)
        require(f"{algorithm} {self.words}: {trials} runs", len(rows) == trials)
        return numpy.array([float(row["score"]) for row in rows])

    def values(self):
        if self._sorted is None:
            rows = oracle.run(self.binary, "query", "top", "--n", "1000000", *self.words)
            self._sorted = numpy.sort([float(row["fitness"]) for row in rows])
        return self._sorted

    def expected_best(self, draws):
        """Of points drawn uniformly, with repetition."""
        below = numpy.arange(1, len(self.values()) + 1) / len(self.values())
        return numpy.sum(self.values() * numpy.diff(below ** draws, prepend=0))

    def draws_for(self, mean):
        """How many random points have this expected best."""
        low, high = 1.0, 1e9
        while high / low > 1.0001:
            middle = (low * high) ** 0.5
            low, high = (middle, high) if self.expected_best(middle) < mean else (low, middle)
        return low


def deviation_of_mean(values):
    return values.std(ddof=1) / len(values) ** 0.5


def available(binary):
    return list(dict.fromkeys(row["algorithm"] for row in oracle.run(binary, "search", "list")))


# ---- the order of the algorithms ----

def print_order(rows):
    print(f"\nmean test error (per cent) after {EVALUATIONS} evaluations, complete first run, encoding A")
    print(f"{'algorithm':32}{'trials':>7}{'error':>9}{'95 %':>8}{'less than random':>18}{'published':>11}")
    for name, trials, mean, deviation, gain in sorted(rows, key=lambda row: row[2]):
        print(f"{name:32}{trials:7}{mean:9.3f}{1.96 * deviation:8.3f}{gain:18.3f}"
              f"{PUBLISHED.get(name, float('nan')):11.3f}")


def check_order(binary, first_run):
    landscape = Landscape(binary, first_run)
    found, rows = {}, []
    for name in (*available(binary), *VARIANTS):
        if name in NEED_BUDGETS:
            continue
        trials = SLOW_TRIALS if name in SLOW else TRIALS
        errors = 100 * (1 - landscape.finals(name, trials))
        found[name] = (errors.mean(), deviation_of_mean(errors))
        rows.append((name, trials, *found[name]))
    random = found["random"]
    print_order([(name, trials, mean, deviation, random[0] - mean) for name, trials, mean, deviation in rows])

    def gain(name):
        return random[0] - found[name][0]
    for name in ("evolution", "local-search", "bananas"):
        difference_error = (random[1] ** 2 + found[name][1] ** 2) ** 0.5
        require(f"{name} is well ahead of random search: {gain(name)}", gain(name) > 5 * difference_error)
    require(f"local search is ahead of evolution: {found}", gain("local-search") > gain("evolution"))
    require(f"REINFORCE is nearer to random search than evolution is: {gain('reinforce')}, {gain('evolution')}",
            abs(gain("reinforce")) < gain("evolution"))


# ---- algorithms that need budgets ----

def check_budgets(binary, folder):
    """On made-up measurements at four budgets, in simulated time: reported only."""
    official, store = os.path.join(folder, "made-up.tfrecord"), os.path.join(folder, "made-up.nscape")
    space = ["--space", "nb101:vertices=6"]
    for words in (("data", "synthesise", *space, "-o", official), ("data", "import", official, "-o", store)):
        done = oracle.execute(binary, *words)
        require(f"{words}: {done.stderr}", done.returncode == 0)
    print(f"\nmean test error (per cent) after {SECONDS} simulated seconds, made-up cells to 6 vertices, encoding A")
    print(f"{'algorithm':18}{'error':>9}{'95 %':>8}{'evaluations':>13}")
    for name in ("random", "evolution", *sorted(NEED_BUDGETS & set(available(binary)))):
        rows = oracle.run(binary, "search", "run", name, "--time", str(SECONDS), "--runs", str(BUDGET_TRIALS), "--table",
                          "final", *space, "--data", store)
        errors = numpy.array([100 * (1 - float(row["score"])) for row in rows])
        evaluations = numpy.mean([float(row["evaluations"]) for row in rows])
        print(f"{name:18}{errors.mean():9.3f}{1.96 * deviation_of_mean(errors):8.3f}{evaluations:13.0f}", flush=True)
        require(f"{name}: evaluations were paid for", evaluations > 10)


# ---- what local search owes to locality ----

def made_landscapes(binary, folder, first_run):
    """Name and words of each; the shuffled cells have the values of the first run in another order."""
    random = numpy.random.default_rng(16)
    small = ["--space", "nb101:vertices=6"]
    for others in (1, 2, 5, 13):
        path = os.path.join(folder, f"nk{others}.csv")
        oracle.write_fitness(path, oracle.strings("01", 14), landscapes.nk(2, 14, others, random).ravel())
        yield f"NK, N = 14, K = {others}", ["--space", "hamming:2^14", "--data", path, "--fitness", "column:fitness"]
    if first_run is not None:
        path = os.path.join(folder, "shuffled.csv")
        values = [(row["hash"], float(row["fitness"])) for row in
                  oracle.run(binary, "query", "top", "--n", "100000", *small, *first_run)]
        names = [name for name, _ in values]
        oracle.write_fitness(path, names, random.permutation([value for _, value in values]), point="hash")
        yield "cells to 6 vertices, shuffled", [*small, "--data", path, "--fitness", "column:fitness"]
        yield "cells to 6 vertices, run 1", [*small, *first_run]
        yield "all cells, run 1", first_run


def real_landscapes(folder):
    strings = landscapes.nb201()
    if strings is not None:
        path = os.path.join(folder, "nb201.csv")
        oracle.write_fitness(path, oracle.strings("12345", 6), strings.ravel())
        yield "NAS-Bench-201, validation", ["--space", "nb201", "--data", path, "--fitness", "column:fitness"]
    path = oracle.published("nasbench_macro_cifar10.csv")
    if path is not None:
        yield "NAS-Bench-Macro", ["--space", "hamming:3^8", "--data", path, "--fitness", "column:mean_accuracy"]
    path = oracle.published("gb1_four_sites.csv")
    if path is not None:
        yield "GB1", ["--space", "protein^4", "--data", path, "--fitness", "column:fitness"]


def figures_of(binary, words):
    """The autocorrelation at lag 1; and how many times more often than a random point a neighbour of a point of the
    best 150th is better than it."""
    curve = {row["lag"]: row for row in oracle.run(binary, "analyse", "rwa", "--table", "lags", *words)}
    levels = oracle.run(binary, "analyse", "evolvability", "--table", "levels", "--bins", str(EVALUATIONS), *words)
    points, best = sum(int(row["points_in_bin"]) for row in levels), levels[-1]
    return (float(curve["1"]["autocorrelation"]),
            float(best["improving_share"]) / (int(best["points_in_bin"]) / 2 / points))


def check_locality(binary, folder, first_run):
    print(f"\nrandom evaluations worth {EVALUATIONS} of local search, over {EVALUATIONS}; points drawn uniformly")
    print(f"{'landscape':32}{'factor':>9}{'95 %':>18}{'autocorrelation':>17}{'better neighbours':>19}")
    factors, tellings = {}, {}
    for name, words in (*made_landscapes(binary, folder, first_run), *real_landscapes(folder)):
        landscape = Landscape(binary, words)
        scores = landscape.finals("local-search", TRIALS, "--encoding", "cells")
        random = landscape.finals("random", TRIALS, "--encoding", "cells")
        mean, deviation = scores.mean(), deviation_of_mean(scores)
        require(f"{name}: random search is its closed form: {random.mean()}, {landscape.expected_best(EVALUATIONS)}",
                abs(random.mean() - landscape.expected_best(EVALUATIONS)) < 4 * deviation_of_mean(random))
        low, middle, high = (landscape.draws_for(mean + step * deviation) / EVALUATIONS for step in (-1.96, 0, 1.96))
        factors[name], tellings[name] = middle, figures_of(binary, words)
        print(f"{name:32}{middle:9.3g}{f'{low:.3g} to {high:.3g}':>18}{tellings[name][0]:17.3f}"
              f"{tellings[name][1]:19.1f}", flush=True)
        if "shuffled" in name or "K = 13" in name:
            # Local search does not repeat, so it is better than draws that may by as much as they repeat, 1 %.
            require(f"{name}: no gain without locality: {middle}", 0.85 < middle < 1.15)
        else:
            require(f"{name}: a gain where neighbours are alike: {low}", low > 1.5)
    for number, figure in enumerate(("autocorrelation", "better neighbours")):
        told = scipy.stats.spearmanr(list(factors.values()), [telling[number] for telling in tellings.values()])
        print(f"rank correlation of the factor with {figure}: {told.statistic:.2f}")
    by_interactions = [factor for name, factor in factors.items() if name.startswith("NK")]
    require(f"the gain falls with interactions: {by_interactions}",
            by_interactions == sorted(by_interactions, reverse=True))


def main():
    binary = oracle.binary()
    path = oracle.published("nb101_run1_test108.npy")
    first_run = None if path is None else ["--data", path, "--order", "hash"]
    if first_run is not None:
        check_order(binary, first_run)
    with tempfile.TemporaryDirectory() as folder:
        check_budgets(binary, folder)
        check_locality(binary, folder, first_run)
    oracle.finish(complete=first_run is not None)


main()
