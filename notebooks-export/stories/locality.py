# %% [markdown] id="title"
# # Locality of `@SPACE@` by `@FITNESS@`
#
# @NOTICE@
#
# | | |
# |---|---|
# | space | `@SPACE@` |
# | neighbours | relation `@RELATION@`: @RELATION_MEANING@ |
# | fitness | `@FITNESS@`, @ORIGIN@, from `@SOURCE@` |
#
# Are neighbouring architectures similar in quality, and how far does that similarity reach? A search that improves an
# architecture step by step can only work where it is so. Section 3.3 of Ying et al., *NAS-Bench-101: Towards
# Reproducible Neural Architecture Search* (ICML 2019, arXiv:1902.09635), asks this of NAS-Bench-101. This notebook asks
# it of the landscape named above, and puts the paper's printed numbers beside the answers where they apply.

# %% setup

# %% [markdown] id="walk"
# ## How far similarity reaches along a random walk
#
# Start anywhere, step to a random neighbour, again and again, and note the fitness on the way. The autocorrelation at
# lag k is the correlation between the fitness at a visit and the fitness k steps later: 1 at lag 0, near 0 once the
# walk has forgotten where it was. The figure is drawn over the square root of the lag, as Figure 6 of the paper, since
# after k steps a walk is about √k changes away from its start.
#
# *How to read it.* A curve that falls slowly belongs to a smooth landscape, where a neighbour tells much about a point.
# The grey band is where the autocorrelation of white noise would lie 95 % of the time for walks of this length; inside
# it, similarity cannot be told from chance. With a complete fitness the curve is exact. With a partial one it is an
# estimate, and the shaded interval says how certain it is.
#
# *What the paper says.* The autocorrelation of accuracy is high at small distances and indistinguishable from noise
# beyond a distance of about 6. It does not print the length of its walk, which the answer depends on: the longer the
# walk, the narrower the band.

# %% id="walk-figure"
walk = landscape.analyse("rwa"@rwa@)
lags, figures = walk["lags"], statistics(walk["summary"])


def draw(axes):
    root = lags["lag"] ** 0.5
    axes.fill_between(root, -lags["noise_band"], lags["noise_band"], color="#c8c8c8", label="95 % band of noise")
    axes.plot(root, lags["autocorrelation"], label="all walks" if about["coverage"] == 1 else "all walks, estimated")
    axes.fill_between(root, lags["low"], lags["high"], color="C0", alpha=0.25, linewidth=0)
    axes.plot(root, lags["sampled"], ".", color="C1", markersize=5, label="sampled walks")
    if figures["square_root"] is not None:
        axes.axvline(figures["square_root"], color="#606060", linestyle=":", label="first lag within the noise")
    axes.set(xlabel="√lag (about: changes)", ylabel=f"Autocorrelation of {about['fitness']}")
    axes.legend()


show(lags, draw, "Autocorrelation along random walks")

# %% id="walk-words"
step = next((row for row in lags if row["lag"] == 1), {"autocorrelation": None})
first = figures["first_lag_within_noise"]
undecided = next((row["lag"] for row in lags if row["low"] is not None and row["low"] <= 0 <= row["high"]
                  and row["low"] < row["high"]), None)
say(f"Neighbours' fitnesses correlate by {number(step['autocorrelation'])}{interval(step, 'autocorrelation')}; the "
    f"correlation length is {number(figures['correlation_length'])} steps.",
    f"For walks of {number(figures['walk_length'])} steps together, the curve comes within the noise at lag "
    f"{number(first)}, √lag {number(figures['square_root'])}; the paper says about 6, of the accuracy of cells."
    if first is not None else f"It stays outside the noise at every lag computed, up to {number(lags[-1]['lag'])}.",
    f"The interval contains 0 from lag {number(undecided)} on: with this coverage nothing can be said beyond."
    if undecided is not None else "",
    "These are fitted values, which are smoother than measured ones: they neither confirm nor refute the paper."
    if mark else "")

# %% [markdown] id="walk-length"
# The first lag within the noise, for walks of other lengths:

# %% id="walk-length-table"
nasscape.Table(["steps", "lag", "square root"],
               [[10 ** power, figures[f"first_lag_within_noise_T1e{power}"], figures[f"square_root_T1e{power}"]]
                for power in range(3, 8)])

# %% [markdown] id="coverage"
# A random walk spends much of its time at small architectures, which have many neighbours. If those are not evaluated,
# the curve is uncertain however many large ones are. Bars show the evaluated share of each size, points the share of
# its time that the walk spends there.

# %% id="coverage-figure"
strata = walk["strata"]


def draw(axes):
    sizes = strata["size"]
    axes.bar(sizes, strata["known_of_size"] / strata["points_of_size"], color="#b8c4cc", label="evaluated")
    axes.plot(sizes, strata["stationary_share"], "D", color="C1", label="share of the walk's time")
    axes.set(xlabel="Size (vertices)", ylabel="Share", ylim=(0, 1.05))
    axes.set_xticks(sizes)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))


show(strata, draw, "Coverage by size")

# %% [markdown] id="distance"
# ## Fitness and distance to the best
#
# How good are the points at each distance from the best one, or from the nearest, if several are equally good? If the
# fitness gets steadily worse with distance, the best is the top of a wide hill and can be approached from afar. If the
# curve is flat, nothing nearby points to it.
#
# *How to read it.* Lines are the median and the mean fitness at each distance, the band the middle half of the points,
# points are the best fitness there. The fitness-distance correlation (Jones and Forrest 1995) is one number for it: −1
# for a perfect hill, 0 for no relation, positive where better points are farther away; if lower fitness is better, the
# sign is reversed. Few points lie at small distances.
#
# *What the paper says.* Around the best cell it sees locality with a coarse width of about 6 changes, and prints no
# coefficient. It counts changes between encodings; the distance here is named below. Numbers by different distances are
# not comparable.

# %% id="distance-figure"
tables = landscape.analyse("fdc"@fdc@)
distances = tables["distances"]
rule = distances[0].get("distance_rule") or "hops"


def draw(axes):
    far = distances["distance"]
    axes.plot(far, distances["median"], marker="o", label="median")
    axes.fill_between(far, distances["lower_quartile"], distances["upper_quartile"], color="C0", alpha=0.2, linewidth=0,
                      label="middle half")
    axes.plot(far, distances["mean"], "--s", color="C2", markersize=4, label="mean")
    axes.plot(far, distances["minimum" if minimise else "maximum"], "D", color="C1", label="best at that distance")
    axes.set(xlabel=f"Distance to the best ({rule})", ylabel=about["fitness"])
    axes.legend()


show(distances, draw, "Fitness by distance to the best")

# %% id="distance-table"
distances.select("distance", "points_in_space", "count", "mean", "standard_deviation", "median", "minimum", "maximum")

# %% id="distance-words"
pearson, spearman = (tables["statistics"].where(statistic=name)[0] for name in ("pearson", "spearman"))
sign = (pearson["value"] or 0) * (-1 if minimise else 1)
certain = pearson["low"] is not None and (pearson["low"] > 0 or pearson["high"] < 0)
say(f"Fitness and distance ({rule}) correlate by {number(pearson['value'])}{interval(pearson)} (Pearson) and "
    f"{number(spearman['value'])}{interval(spearman)} (Spearman), over {number(pearson['count'])} points and "
    f"{number(pearson['targets'])} target{'s' if pearson['targets'] != 1 else ''} ({pearson['rule']}):",
    "better points are nearer to the best." if certain and sign < 0 else
    "better points are farther from the best, which misleads a search." if certain else
    "neither nearer nor farther points are better for certain.",
    f"No interval is given: {pearson['reason']}." if pearson["low"] is None and pearson["reason"] else "",
    "The best is the best of the evaluated points." if about["coverage"] < 1 else "")

# %% [markdown] id="operations" needs="opeffect"
# ## What replacing an operation does
#
# The most frequent single change replaces one operation by another. How much does the fitness change on average, over
# all pairs of neighbours that differ in just that?
#
# *How to read it.* One bar for each ordered replacement; the opposite one has the same size and the other sign. Black
# lines are 95 % intervals, which allow for pairs that share a point. A mean says what to expect of a change if nothing
# else is known; single pairs scatter widely around it.

# %% [markdown] id="operations-paper" needs="cells"
# *What the paper says* (section 3.2). Replacing a 3x3 by a 1x1 convolution costs 1.16 points of validation accuracy,
# 3x3 by max-pooling 1.99 points, 1x1 by max-pooling 0.81 points. Training time falls by 14.11 % and 9.84 %, and rises
# by 5.04 %.

# %% id="operations-figure" needs="opeffect"
table = landscape.analyse("opeffect"@opeffect@).first
effects = table.where(position=None)  # of strings: those of all positions together
names = [f"{row['from']} → {row['to']}" for row in effects]


def draw(axes):
    places = range(len(effects))
    axes.barh(places, effects["mean"])
    axes.hlines(places, effects["low"], effects["high"], color="black")
    axes.set_yticks(places, names)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    axes.set(xlabel=f"Mean change of {about['fitness']}")


show(table, draw, "Replacing an operation")

# %% id="operations-words" needs="opeffect"
evaluated = [row for row in effects if row["mean"] is not None]
best_change = (min if minimise else max)(evaluated, key=lambda row: row["mean"], default=None)
say("No pair is evaluated." if best_change is None else
    f"The best replacement on average is {best_change['from']} by {best_change['to']}: "
    f"{best_change['mean']:+.3g}{interval(best_change, 'mean')}, from {number(best_change['pairs'])} pairs.")

# %% id="operations-paper-table" needs="cells"
PAPER = {("conv3x3", "conv1x1"): -0.0116, ("conv3x3", "maxpool3x3"): -0.0199, ("conv1x1", "maxpool3x3"): -0.0081}
if about["fitness"].startswith(("valid", "test")):
    display(nasscape.Table(["from", "to", "here", "low", "high", "paper, validation accuracy"],
                           [[row["from"], row["to"], row["mean"], row["low"], row["high"],
                             PAPER[row["from"], row["to"]]]
                            for row in effects if (row["from"], row["to"]) in PAPER]))

# %% [markdown] id="rarity"
# ## How rare the best are, and how near
#
# How many points are as good as the best for practical purposes, how long would random sampling take to hit one, and
# how far is a random point from the nearest of them?
#
# *How to read it.* A margin is a difference of fitness, or with `se` a number of standard errors of the best point's
# mean. The figure shows for each margin the share of the space within each distance of the nearest point inside the
# margin. A steep rise says that a short search from anywhere could get there.

# %% [markdown] id="rarity-paper" needs="cells"
# *What the paper says.* Eleven other cells are within two standard errors of the best. Together they are 11,570 of
# about 510 million encodings, one in some 50,000, and 35.4 % of all encodings are within distance 6 of the nearest. It
# counts encodings, of which a cell may have many; here each point counts once.

# %% id="rarity-figure"
rarity = landscape.analyse("rarity"@rarity@)
reach = rarity["distances"]


def draw(axes):
    for margin in dict.fromkeys(reach.column("margin")):
        rows = reach.where(margin=margin)
        axes.plot(rows["distance"], rows["share"], marker="o", markersize=4, label=number(margin)
                  if isinstance(margin, float) else margin)
    axes.set(xlabel=f"Distance to the nearest point within the margin ({rule})", ylabel="Share of all points",
             ylim=(0, 1.02))
    axes.legend(title="margin")


show(reach, draw, "Share of the space near a nearly best point")

# %% id="rarity-table"
rarity["margins"].select("margin", "margin_value", "cells", "probability", "low", "high", "expected_draws", "reason")

# %% id="rarity-words"
margin = next((row for row in rarity["margins"] if row["probability"]), None)
say("No margin can be judged from this data." if margin is None else
    f"Within {margin['margin']} of the best lie {number(margin['cells'])} evaluated points; random sampling hits one "
    f"after {number(margin['expected_draws'])} draws on average.",
    "Points that are not evaluated may lie within a margin too; the shares within a distance are then too low."
    if about["coverage"] < 1 else "")

# %% [markdown] id="going-on"
# ## Going on
#
# - The answers depend on what counts as a neighbour: run this notebook again with another `relation` in the first cell,
#   and do not mix the numbers. `nasscape export notebook compare` draws relations over each other.
# - `landscape.analyse("readings")` computes the correlation with distance and the rarity in every interpretation of the
#   paper's text, encodings counted as the paper does (NAS-Bench-101).
# - `nasscape report paper` checks the paper's quantitative statements one by one, each with a verdict.
# - Bring measurements: `nasscape.open("FILE.csv")`, a table with a hash (or adjacency and operations) and an accuracy.
