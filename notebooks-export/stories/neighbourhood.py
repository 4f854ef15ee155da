# %% [markdown] id="title"
# # Neighbourhoods of `@SPACE@` by `@FITNESS@`
#
# @NOTICE@
#
# | | |
# |---|---|
# | space | `@SPACE@` |
# | neighbours | relation `@RELATION@`: @RELATION_MEANING@ |
# | fitness | `@FITNESS@`, @ORIGIN@, from `@SOURCE@` |
#
# What does a single change do? This notebook begins at the best point and its neighbours, follows a climb from the
# worst point, and then asks the same of all points: how often a change improves, how often it changes nothing, and how
# far the next better point is.

# %% setup

# %% [markdown] id="best"
# ## The best point and its neighbours

# %% id="best-words"
best = landscape.ask("top", n=1)[0]
name = best.get("hash") or best["point"]
near = landscape.neighbours(name)
evaluated = [row for row in near if row["fitness"] is not None]
sign = -1 if minimise else 1
losses = sorted(sign * (row["fitness"] - best["fitness"]) for row in evaluated)
say(f"The best evaluated point is {name} with {number(best['fitness'], 5)}. It has {number(len(near))} neighbours, "
    f"of which {number(len(evaluated))} are evaluated.",
    f"The nearest in fitness is worse by {number(-losses[-1])}, the median neighbour by "
    f"{number(-losses[len(losses) // 2])}, the worst by {number(-losses[0])}." if losses else "")

# %% id="best-drawing" needs="networks"
landscape.draw(name)

# %% [markdown] id="neighbours-words"
# Its best neighbours, and the change that leads to each:

# %% id="neighbours-table"
columns = ("hash", "point", "change", "fitness", "difference", "beyond_noise")
near[:12].select(*(column for column in columns if column in near.columns))

# %% [markdown] id="climb"
# ## A climb from the worst point
#
# Each step goes to the best neighbour, until none is better: a local optimum. The table shows how the climb proceeds
# and how many neighbours were better at each step.

# %% id="climb-table"
values = landscape.fitness()
known = [point for point, value in enumerate(values) if value == value]
worst = min(known, key=lambda point: sign * values[point])
climb = landscape.ask("climb", worst)
columns = ("step", "hash", "point", "change", "fitness", "difference", "better_neighbours", "optimum")
climb.select(*(column for column in columns if column in climb.columns))

# %% id="climb-words"
end = climb[-1]
end_name = end.get("hash") or end["point"]
say(f"From the worst point, {number(values[worst], 5)}, the climb ends after {number(end['step'])} steps at "
    f"{number(end['fitness'], 5)}:",
    "that is the best point." if end_name == name else
    f"a local optimum, {number(sign * (best['fitness'] - end['fitness']))} below the best." if not minimise else
    f"a local optimum, {number(sign * (best['fitness'] - end['fitness']))} above the best.")

# %% [markdown] id="improving"
# ## How often does a change improve?
#
# Points are grouped by fitness, with equal numbers in each group. The curves show the mean share of a point's
# neighbours that are better, and the share of the points that have no better neighbour at all.
#
# *How to read it.* On a random fitness the share of better neighbours falls along a straight line in the rank: half at
# the median. A curve above that near the best end means that good points still have ways up. Points without a better
# neighbour are where a local search stops.

# %% id="improving-figure"
tables = landscape.analyse("evolvability"@evolvability@)
levels = tables.first


def draw(axes):
    rank = (levels["points_in_bin"].cumsum() - levels["points_in_bin"] / 2) / levels["points_in_bin"].sum()
    axes.plot(rank, levels["improving_share"], marker="o", markersize=4, label="better neighbours")
    axes.plot(rank, levels["neutral_share"], marker="s", markersize=4, label="equal neighbours")
    axes.plot(rank, levels["no_improvement_share"], marker="^", markersize=4, label="points without a better neighbour")
    axes.plot([0, 1], [1, 0], color="#808080", linestyle=":", label="random fitness")
    axes.set(xlabel="Rank of the fitness (0: worst, 1: best)", ylabel="Share", ylim=(0, 1.02))
    axes.legend()


show(levels, draw, "Chance that a change improves, by fitness")

# %% id="improving-words"
ways = statistics(tables["summary"])
say(f"{percent(ways['improving_share'])} of a point's neighbours are better, and in the better half of the points "
    f"{percent(ways['better_half_improving_share'])}; a random fitness would have 25 % there.",
    f"{percent(ways['no_improvement_share'])} of the points have no better neighbour.",
    f"At {percent(ways['enhancing_share'])} of the edges the better end has the better neighbours too: a step up "
    "improves the next choices.")

# %% [markdown] id="cloud"
# ## What a point's fitness tells of its neighbours
#
# The fitness cloud: the mean fitness of the neighbours over the fitness of the points, group by group. Groups on the
# diagonal have neighbours as good as themselves. A flat curve means that the fitness of a point tells nothing of its
# neighbours; where the curve is steep, a better point has better neighbours. Fitness is drawn by its rank among the
# groups, so that a few bad points leave room for the others.

# %% id="cloud-figure"
cloud = landscape.analyse("cloud"@cloud@).first


def draw(axes):
    groups = range(len(cloud))
    axes.plot(groups, cloud["mean_fitness"], color="#808080", linestyle=":", label="the points")
    axes.plot(groups, cloud["mean_neighbour_fitness"], marker="o", markersize=4, label="their neighbours")
    axes.set(xlabel="Group of points (left: worst)", ylabel=f"Mean {about['fitness']}")
    axes.legend()


show(cloud, draw, "Fitness of points and of their neighbours")

# %% [markdown] id="neutral"
# ## Changes that change nothing
#
# A pair of neighbours is neutral if its fitnesses differ by at most a threshold; of measurements, thresholds may be
# given in steps (`1q`: one image of the test set). Neutral pairs form networks, along which a search can move without
# getting worse.

# %% id="neutral-figure"
thresholds = landscape.analyse("neutrality"@neutrality@).first


def draw(axes):
    places = range(len(thresholds))
    axes.bar([place - 0.2 for place in places], thresholds["neutral_ratio"], 0.4, label="neutral pairs")
    axes.bar([place + 0.2 for place in places], thresholds["share_in_networks"], 0.4,
             label="points in neutral networks", color="#b8c4cc")
    axes.set_xticks(places, [str(each) for each in thresholds["epsilon"]])
    axes.grid(axis="x", visible=False)
    axes.set(xlabel="Largest difference that counts as neutral", ylabel="Share")
    axes.legend()


if any(thresholds.column("neutral_ratio")):
    show(thresholds, draw, "Neutral neighbours")
else:
    say("No two neighbours are neutral at these thresholds.")

# %% id="neutral-table"
thresholds.select("epsilon", "threshold", "neutral_ratio", "mean_neutral_degree", "networks", "share_in_networks",
                  "largest_network", "reason")

# %% [markdown] id="edges" needs="edgeeffect"
# ## Adding and removing edges
#
# Mean change of fitness by an edge added or removed, by the number of vertices that come or go with it.

# %% id="edges-figure" needs="edgeeffect"
table = landscape.analyse("edgeeffect"@edgeeffect@).first
effects = [row for row in table if row["mean"] is not None]


def draw(axes):
    places = range(len(effects))
    axes.barh(places, [row["mean"] for row in effects])
    axes.hlines(places, [row["low"] for row in effects], [row["high"] for row in effects], color="black")
    axes.set_yticks(places, [f"{row['change']}, {row['vertices']} vertices" for row in effects])
    axes.axvline(0, color="black", linewidth=0.8)
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    axes.set(xlabel=f"Mean change of {about['fitness']}")


show(table, draw, "Adding or removing an edge")

# %% [markdown] id="better"
# ## Distance to the next better point
#
# How far is the nearest better point? At distance 1 a step improves; from farther away a search has to pass through
# worse points first.

# %% id="better-figure"
tables = landscape.analyse("nearestbetter"@nearestbetter@)
better = tables.first


def draw(axes):
    axes.bar(better["distance"], better["nearest_better"])
    axes.set(xlabel="Distance to the nearest better point (steps)", ylabel="Points", yscale="log")
    axes.set_xticks(better["distance"])


show(better, draw, "Distance to the nearest better point")

# %% id="better-words"
far = statistics(tables["summary"])
say(f"The nearest better point is {number(far['mean_better_distance'], 4)} steps away on average, and at most "
    f"{number(far['farthest_better'])}.",
    "Only evaluated points count: with more measurements, distances get shorter." if about["coverage"] < 1 else "")

# %% [markdown] id="going-on"
# ## Going on
#
# - Any other point: `landscape.neighbours("id:100")`, `landscape.ask("ball", name, radius=2)`,
#   `landscape.ask("path", "id:100", "best", path="improving")`.
# - `nasscape explore` shows neighbourhoods as a page to click through.
# - `nasscape export notebook structure` continues with the local optima, where such climbs end.
