# %% [markdown] id="title"
# # Searches on `@SPACE@` by `@FITNESS@`
#
# @NOTICE@
#
# | | |
# |---|---|
# | space | `@SPACE@` |
# | neighbours | relation `@RELATION@`: @RELATION_MEANING@ |
# | fitness | `@FITNESS@`, @ORIGIN@, from `@SOURCE@` |
#
# How good are search algorithms on this landscape? Each evaluation is a look-up, so that a simulated search takes
# milliseconds. This notebook writes an algorithm of its own in a few lines, lets it run against published ones on the
# same experiment, and compares what they achieve.

# %% setup

# %% [markdown] id="experiment"
# ## The experiment
#
# A run may evaluate a number of points and keeps the best one so far, the incumbent. Its *regret* is what is missing
# from the incumbent to the best point of the data. All algorithms run equally often, each run with random numbers of
# its own.

# %% id="experiment-words"
EVALUATIONS = min(150, max(10, about["evaluated"] // 4))
RUNS = 50
search = landscape.search(evaluations=EVALUATIONS, runs=RUNS, seed=1)
experiment = search.describe()
say(f"A run evaluates {number(EVALUATIONS)} of {number(about['evaluated'])} points; each algorithm has {RUNS} runs.",
    f"A candidate has {number(len(search.variables))} variables." if search.variables else
    "A candidate is a point, and a mutation a step to a neighbour.")

# %% [markdown] id="own"
# ## An algorithm of your own
#
# An algorithm is a class with two methods: `ask` proposes a candidate, `tell` learns what it is worth. Lower loss is
# better, whatever the direction of the fitness. This one keeps the best candidate and mutates it; after 20 failures in
# a row it starts anew. Change it and run the notebook again.

# %% id="own-algorithm"


class RestartingHillClimber:
    def __init__(self, search):
        self.search = search
        self.restart()

    def restart(self):
        self.best, self.loss, self.failures = None, math.inf, 0

    def ask(self):
        return self.search.draw() if self.best is None else self.search.mutate(self.best)

    def tell(self, candidate, answer):
        if answer["loss"] is not None and answer["loss"] < self.loss:
            self.best, self.loss, self.failures = candidate, answer["loss"], 0
        else:
            self.failures += 1
            if self.failures == 20:
                self.restart()


# %% [markdown] id="comparison"
# ## Against published algorithms
#
# Random search, regularised evolution (Real et al. 2019; its population is smaller here, since the runs are short) and
# local search (White et al. 2021). `nasscape search list` names further algorithms and their settings.

# %% id="comparison-run"
results = search.run(RestartingHillClimber, "random", "evolution:population=20,tournament=5", "local-search")
results.table("comparison").select("place", "algorithm", "mean_regret", "mean_regret_low", "mean_regret_high",
                                   "success_rate", "p_against_first")

# %% id="comparison-words"
places = results.table("comparison")
say(f"{places[0]['algorithm']} has the lowest mean regret, {number(places[0]['mean_regret'])} "
    f"[{number(places[0]['mean_regret_low'])}, {number(places[0]['mean_regret_high'])}];",
    "; ".join(f"{row['algorithm']} has {number(row['mean_regret'])} (p = {number(row['p_against_first'], 2)})"
              for row in places[1:]) + ".",
    "p is the probability of such a difference if the two were equal (rank sum test).")

# %% [markdown] id="regret"
# ## Regret over the evaluations
#
# *How to read it.* Lines are means over the runs, bands 95 % intervals. On the logarithmic axis a straight fall means a
# constant factor for each further evaluation. A curve that ends flat has run into an optimum.

# %% id="regret-figure"
regret = results.table("regret")


def draw(axes):
    for algorithm in dict.fromkeys(regret.column("algorithm")):
        rows = regret.where(algorithm=algorithm)
        line, = axes.plot(rows["evaluations"], rows["mean"], label=algorithm)
        axes.fill_between(rows["evaluations"], rows["mean_low"], rows["mean_high"], color=line.get_color(), alpha=0.2,
                          linewidth=0)
    axes.set(xlabel="Evaluations", ylabel="Mean regret", yscale="log")
    axes.legend()


show(regret, draw, "Regret of the incumbent")

# %% [markdown] id="final"
# ## What the runs end with
#
# Means hide how unlike the runs of one algorithm are. The figure shows the regret that each run ends with, best to
# worst.

# %% id="final-figure"
final = results.table("final")


def draw(axes):
    for algorithm in dict.fromkeys(final.column("algorithm")):
        ends = sorted(final.where(algorithm=algorithm)["regret_test"])
        axes.step([(place + 1) / len(ends) for place in range(len(ends))], ends, where="pre", label=algorithm)
    axes.set(xlabel="Share of the runs", ylabel="Regret at most")
    axes.legend()


show(final, draw, "Regret at the end of the runs")

# %% id="final-words"
most = max(final, key=lambda row: (row["score"] if not minimise else -row["score"]))
say(f"A best run found {most['point']} with {number(most['score'], 5)} after {number(most['found_after'])} "
    f"evaluations, by {most['algorithm']}. The best of the data is {number(about['best'], 5)}.",
    "Algorithms gain from a smooth fitness: on measurements, differences between them are smaller." if mark else "")

# %% [markdown] id="going-on"
# ## Going on
#
# - Data with training times: `landscape.search(time_limit=1e6)` gives each run that many simulated seconds, and
#   `results.table("regret", over="time")` draws over them. Hyperband and BOHB need data at several budgets.
# - `results.table("targets", ...)` has the time to a target, `results.table("traces")` every evaluation.
# - `nasscape report search` writes the whole comparison as a page.
