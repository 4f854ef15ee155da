# %% [markdown] id="title"
# # Locality on @SPACE@ by @FITNESS@
#
# @NOTICE@
#
# | | |
# |---|---|
# | space | `@SPACE@` |
# | neighbours | relation `@RELATION@`: @RELATION_MEANING@ |
# | distance | `@DISTANCE@`: @DISTANCE_MEANING@ |
# | fitness | `@FITNESS@` |
# | its origin | @ORIGIN@, from `@SOURCE@` |
#
# Are neighbouring architectures alike in quality, and how far does that likeness reach? Section 3.3 of Ying et al.,
# *NAS-Bench-101: Towards Reproducible Neural Architecture Search* (ICML 2019, arXiv:1902.09635), asks this of the
# cells of NAS-Bench-101, because a search that improves an architecture step by step can only work where it is so.
# This notebook asks it of the landscape named above and puts the paper's printed numbers beside the answers.
#
# All numbers are read from the CSV files in this folder, which nasscape @VERSION@ wrote; the sentences below the
# figures are composed from them when the cells run. Python's standard library is enough; with matplotlib installed
# the figures are pictures.

# %% id="load"
import re
import shlex

from nasscape_loader import Chart, between, known, number, percent, read, read_pairs, say, say_list

about = read_pairs("landscape.csv")
distribution = read_pairs("distribution-@RELATION@.csv")
split = re.split("[@:]", about["fitness"])[0]
is_accuracy = split in ("valid", "test", "train")
is_measured = about["origin"] == "measured"
is_partial = about["known"] < about["points"]
not_measured = "" if is_measured else (
    f"These are {about['origin']} values, not measured ones: they can neither confirm nor refute the paper.")
if known(about.get("surrogate_edge_pairs")):
    not_measured += (
        f" On the {number(about['surrogate_edge_pairs'])} pairs of neighbours by {about['relation']} that were "
        f"measured, the fitness of the two correlates by {number(about['surrogate_edge_measured'])} measured and "
        f"{number(about['surrogate_edge_fitted'])} fitted; over the {number(about['surrogate_points'])} measured "
        f"points its standard deviation is {number(about['surrogate_measured_sd'])} measured and "
        f"{number(about['surrogate_fitted_sd'])} fitted.")
read("landscape.csv")

# %% [markdown] id="coverage"
# ## 1. What the data covers
#
# Missing values are not filled in: every number below rests on the points that have a fitness, and says how many
# those are. It matters which ones they are. A random walk spends much of its time at small architectures, which have
# many neighbours; if those are missing, its autocorrelation is uncertain however many large ones are evaluated. Bars
# show the evaluated share of each size, the marks the share of its time that the walk spends there.

# %% id="coverage-figure"
strata = read("rwa-strata-@RELATION@.csv")
sizes = sorted(strata, key=lambda row: row["size"])
chart = Chart("Coverage by size", "size (vertices)", "share", about)
chart.bars([row["size"] for row in sizes], [row["known_of_size"] / row["points_of_size"] for row in sizes],
           "points with a fitness")
chart.points([row["size"] for row in sizes], [row["stationary_share"] for row in sizes], "time of the walk")
chart

# %% id="coverage-words"
missing = [row for row in sizes if row["known_of_size"] == 0]
say(f"{number(about['known'])} of the {number(about['points'])} points of {about['space']} have a fitness "
    f"{about['fitness']} ({percent(about['coverage'])}; origin: {about['origin']}).",
    f"Under the relation {about['relation']} they are linked by {number(about['edges'])} pairs of neighbours: a point "
    f"has {number(about['degree_minimum'])} to {number(about['degree_maximum'])} neighbours, "
    f"{number(about['degree_mean'])} on average.",
    "The walk keeps to the largest component of that graph, "
    f"{number(sum(row['points_of_size'] for row in sizes))} points.",
    *(f"No point of size {number(row['size'])} has a fitness, where the walk spends {percent(row['stationary_share'])} "
      "of its time." for row in missing),
    not_measured)

# %% id="density-figure"
histogram = read("density-@RELATION@.csv")
chart = Chart("Distribution of the fitness", about["fitness"], "share of the evaluated points", about)
chart.bars([(row["low"] + row["high"]) / 2 for row in histogram], histogram.column("share"), "share")
chart

# %% id="density-words"
quantiles = read_pairs("density-quantiles-@RELATION@.csv")
say(f"The fitness lies between {number(distribution['minimum'], 4)} and {number(distribution['maximum'], 4)}, with mean "
    f"{number(distribution['mean'], 4)}, standard deviation {number(distribution['standard_deviation'])} and median "
    f"{number(quantiles[0.5], 4)}.",
    "" if not is_accuracy or not about["space"].startswith("nb101") or "@108" not in about["fitness"] else
    "The paper (section 3.1) says that after 108 epochs more than half of all cells are above 0.9 on validation and "
    f"test images; half of the evaluated points are above {number(quantiles[0.5], 4)}.",
    not_measured if is_accuracy else "")

# %% [markdown] id="autocorrelation"
# ## 2. How far likeness reaches along a random walk
#
# Start anywhere, step to a random neighbour, again and again, and note the fitness on the way. The autocorrelation at
# lag k is the correlation between the fitness at a visit and the fitness k steps later: 1 at lag 0, near 0 once the
# walk has forgotten where it was. The figure is drawn over the square root of the lag, as in the paper's figure 6,
# since a walk is about √k changes away from its start after k steps.
#
# *How to read it.* A curve that falls slowly belongs to a smooth landscape, in which a neighbour says much about a
# point. The noise band is where the autocorrelation of white noise, visited as long as these walks last, would lie 95
# % of the time; inside it likeness can't be told from chance. With a complete fitness the curve is exact. With a
# partial one it is an estimate, and the shaded interval says how sure it is.
#
# *What the paper said.* The autocorrelation of accuracy is high at small distances and indistinguishable from noise
# beyond a distance of about 6. It doesn't print how long its walk was, and the answer depends on that: the longer the
# walk, the narrower the band.

# %% id="autocorrelation-figure"
rwa = read("rwa-@RELATION@.csv")
root = [row["lag"] ** 0.5 for row in rwa]
is_estimate = any(row["low"] != row["high"] for row in rwa)
chart = Chart("Autocorrelation along random walks", "√lag", "autocorrelation", about)
chart.line(root, rwa.column("autocorrelation"), "estimated" if is_estimate else "exact")
if is_estimate:
    chart.band(root, rwa.column("low"), rwa.column("high"), "95 % interval")
chart.points(root, rwa.column("sampled"), "from sampled walks")
chart.band(root, [-row["noise_band"] for row in rwa], rwa.column("noise_band"), "noise band")
chart

# %% id="autocorrelation-words"
summary = read_pairs("rwa-summary-@RELATION@.csv")
first = summary["first_lag_within_noise"]
neighbours = rwa.rows[1] if len(rwa) > 1 else {"autocorrelation": None, "low": None, "high": None}
without_sign = next((row["lag"] for row in rwa if known(row["low"]) and row["low"] <= 0 <= row["high"]), None)
walked = (f"For walks of {number(summary['walk_length'])} steps together, whose noise band is "
          f"±{number(rwa.rows[0]['noise_band'])}, the curve ")
paper = "the paper says about 6, of accuracy."
say("Too few neighbours are evaluated for their correlation." if not known(neighbours["autocorrelation"]) else
    f"Between neighbours the fitness correlates by {number(neighbours['autocorrelation'])}"
    + (f", 95 % interval {between(neighbours['low'], neighbours['high'])}. " if is_estimate else ", exactly. ")
    + f"The correlation length is {number(summary['correlation_length'])} steps. "
    + (f"{walked}first comes within the noise at lag {number(first)}, which is {number(summary['square_root'])} on the "
       f"paper's axis; {paper}" if known(first) else
       f"{walked}stays outside the noise at every lag computed, up to √lag {number(root[-1])}; {paper}"),
    f"But the interval includes 0 from lag {number(without_sign)}, √lag {number(without_sign ** 0.5)}, on: with this "
    "coverage nothing can be said of likeness farther away." if is_estimate and without_sign is not None else "",
    not_measured)

# %% [markdown] id="walk-length"
# The same curve for walks of other lengths: each row gives the first lag at which it comes within the noise band of a
# walk of so many steps (empty: not within the lags computed).

# %% id="walk-length-words"
lengths = [(f"1e{power}", summary[f"first_lag_within_noise_T1e{power}"], summary[f"square_root_T1e{power}"])
           for power in range(3, 8)]
say_list(*(f"{number(int(float(steps)))} steps: "
           + (f"lag {number(lag)}, √lag {number(square_root)}" if known(lag) else "not within the lags computed")
           for steps, lag, square_root in lengths))

# %% [markdown] id="fitness-distance"
# ## 3. Fitness and distance to the best
#
# How good are the points at each distance from the best one (from the nearest, if several are equally good)? If fitness
# gets steadily worse with distance, the best is the top of a wide hill and can be approached from afar; if the curve is
# flat, nothing nearby points to it.
#
# *How to read it.* The line is the mean fitness at each distance, the shaded area one standard deviation to each
# side, the marks the best point there. The fitness-distance correlation (Jones and Forrest 1995) sums it up in one
# number: −1 for a perfect hill, 0 for no relation, positive where better points are farther away (with `--minimise` the
# sign is reversed). Few points lie at
# small distances, so look at the counts too.
#
# *What the paper said.* Around the best cell it sees locality with a coarse width of about 6 changes; it prints no
# coefficient. Its distance counts changes between encodings, this one is `@DISTANCE@` between points: the two don't
# compare number by number.

# %% id="fitness-distance-figure"
distances = read("fdc-distances-@RELATION@-@DISTANCE@.csv")
far = distances.column("distance")
chart = Chart(f"Fitness by distance ({about['distance']}) to the best",
              f"distance ({about['distance']})", about["fitness"], about)
chart.line(far, distances.column("mean"), "mean")
spread = [row["standard_deviation"] if known(row["standard_deviation"]) else 0 for row in distances]
chart.band(far, [row["mean"] - wide if known(row["mean"]) else None for row, wide in zip(distances, spread)],
           [row["mean"] + wide if known(row["mean"]) else None for row, wide in zip(distances, spread)],
           "one standard deviation")
minimise = about["direction"] == "minimise"
chart.points(far, distances.column("minimum" if minimise else "maximum"), "best")
chart

# %% id="fitness-distance-table"
distances.select("distance", "count", "mean", "standard_deviation", "minimum", "maximum", "points_in_space")

# %% id="fitness-distance-words"
statistics = {row["statistic"]: row for row in read("fdc-@RELATION@-@DISTANCE@.csv")}
pearson, spearman = statistics["pearson"], statistics["spearman"]
above = []
for row in distances:
    if known(row["mean"]) and (row["mean"] >= distribution["mean"] if minimise else row["mean"] <= distribution["mean"]):
        break
    above.append(row["distance"])
certain = known(pearson["low"]) and known(pearson["high"])
direction = ("neither nearer nor farther points are better for certain" if certain else
             "it is the figure of this target, not of the best point of the space")
if certain and (pearson["high"] < 0 or pearson["low"] > 0):
    direction = "nearer points are better" if (pearson["low"] > 0) == minimise else "nearer points are worse"
say(f"The correlation of fitness with distance is {number(pearson['value'])} (Pearson) and {number(spearman['value'])} "
    f"(Spearman) over {number(pearson['count'])} points"
    + (f", 95 % intervals {between(pearson['low'], pearson['high'])} and {between(spearman['low'], spearman['high'])}"
       if certain and pearson["low"] != pearson["high"] else "")
    + (f" ({pearson['reason']})" if pearson["reason"] else "") + f": {direction}.",
    f"The distance is to {number(pearson['targets'])} target ({pearson['rule']}); the best evaluated point is "
    f"{about['best']} with {number(about['best_fitness'], 4)}."
    if pearson["targets"] == 1 else
    f"The distance is to the nearest of {number(pearson['targets'])} targets ({pearson['rule']}).",
    f"{number(about['best_points'])} points share the best fitness, {number(about['best_fitness'], 4)}."
    if about["best_points"] > 1 else "",
    f"The best-connected point has {number(about['degree_maximum'])} neighbours: ways through such points are short, "
    "and differences between far and near small."
    if about["distance"] == "hops" and about["degree_maximum"] > 100 * about["degree_mean"] else "",
    f"The mean fitness stays {'below' if minimise else 'above'} that of all evaluated points, {number(distribution['mean'], 4)}, up to distance "
    f"{number(above[-1])}; the farthest point is at {number(far[-1])}." if above else "",
    "The best is the best of the evaluated points only." if is_partial else "",
    not_measured)

# %% [markdown] id="operation-effects"
# ## 4. What replacing an operation does
#
# The most frequent single change replaces one operation by another. Over all pairs of neighbours that differ in just
# that, how much does the fitness change on average?
#
# *How to read it.* One row for each ordered replacement; the opposite one has the same size and the other sign,
# except in the relative change. The standard error allows for pairs that share a point. A mean effect says what to
# expect of a change when nothing else is known; single pairs scatter widely around it.
#
# *What the paper said* (section 3.2): replacing a 3x3 convolution by a 1x1 convolution costs 1.16 points of
# validation accuracy and 14.11 % of training time, 3x3 by max-pooling 1.99 points and 9.84 %, 1x1 by max-pooling 0.81
# points while the time rises by 5.04 %. Those numbers stand in the next cell and, where the fitness is an accuracy or
# a time, as marks in the figure.

# %% id="operation-effects-figure"
PAPER = {("conv3x3", "conv1x1"): (-0.0116, -0.1411),
         ("conv3x3", "maxpool3x3"): (-0.0199, -0.0984),
         ("conv1x1", "maxpool3x3"): (-0.0081, +0.0504)}  # change of validation accuracy, relative change of time
effects = read("opeffect-@RELATION@.csv").where(position=None)  # of strings, those at all positions together
is_time = split == "time"
mean, error = ("mean_relative", "standard_error_relative") if is_time else ("mean", "standard_error")


def published(row):
    """The paper's number for a row, None where it has none for this fitness."""
    values = PAPER.get((row["from"], row["to"]))
    return None if values is None or not (is_time or is_accuracy) else values[1 if is_time else 0]


def end(row, side):
    return row[mean] + side * 1.96 * row[error] if known(row[mean]) and known(row[error]) else None


names = [f"{row['from']} → {row['to']}" for row in effects]
chart = Chart("Change of fitness by replacing an operation", "replacement",
              f"mean {'relative ' if is_time else ''}change of {about['fitness']}", about)
chart.bars(names, effects.column(mean), "mean, 95 % interval", [end(row, -1) for row in effects],
           [end(row, +1) for row in effects])
if any(published(row) is not None for row in effects):
    chart.points(names, [published(row) for row in effects],
                 "paper: training time" if is_time else "paper: validation accuracy, whole space")
chart

# %% id="operation-effects-table"
effects.select("from", "to", "pairs", "mean", "standard_error", "mean_relative", "standard_error_relative")

# %% id="operation-effects-words"


def change(value):
    """A change in the unit that the paper uses for this fitness: points, of accuracies that may be per cent already."""
    if is_time or is_accuracy:
        scale = 1 if is_accuracy and distribution["maximum"] > 1 else 100
        return "unknown" if not known(value) else f"{scale * value:+.2f} {'%' if is_time else 'points'}"
    return number(value, sign=True)


def compared(row):
    """The paper's number beside the row's own."""
    theirs = published(row)
    if theirs is None or not known(row[mean]):
        return ""
    text = f"; the paper says {change(theirs)}"
    if not is_measured or not known(row[error]):
        return text
    inside = end(row, -1) <= theirs <= end(row, +1)
    return text + (", which lies within the interval" if inside else ", which lies outside the interval")


say_list(*(f"{row['from']} → {row['to']}: no pair is evaluated." if row["pairs"] == 0 else
           f"{row['from']} → {row['to']}: {change(row[mean])}, standard error {change(row[error]).lstrip('+')}, from "
           f"{number(row['pairs'])} pairs{compared(row)}." for row in effects),
         f"The paper's figures are of validation accuracy; this fitness is {about['fitness']}."
         if is_accuracy and split != "valid" and any(published(row) is not None for row in effects) else "",
         not_measured)

# %% [markdown] id="rarity"
# ## 5. How rare the best are, and how near
#
# How many points are as good as the best for practical purposes, how long would blind drawing take to hit one, and
# how far is a random point from the nearest of them?
#
# *How to read it.* A margin is a difference of fitness, or with `se` so many standard errors of the best point's
# mean. The figure shows, for each margin, which share of the whole space lies within each distance of the nearest
# point inside it: a steep rise says that a short search from anywhere could get there.
#
# *What the paper said.* Eleven other cells are within two standard errors of the best; together they are 11,570 of
# about 510 million encodings, one in some 50,000; 35.4 % of all encodings are within distance 6 of the nearest. It
# counts encodings, of which a cell may have many, and takes the best by mean test accuracy; here each point counts
# once.

# %% id="rarity-figure"
rarity = read("rarity-@RELATION@-@DISTANCE@.csv")
reach = read("rarity-distances-@RELATION@-@DISTANCE@.csv")
chart = Chart("Share of the space within a distance of the nearest nearly-best point",
              f"distance ({about['distance']})", "share of all points", about)
for row in rarity:
    near = reach.where(margin=row["margin"])
    if len(near) > 0:
        chart.line(near.column("distance"), near.column("share"), f"margin {number(row['margin'])}")
chart

# %% id="rarity-table"
rarity.select("margin", "margin_value", "cells", "probability", "low", "high", "expected_draws", "reason")

# %% id="rarity-words"


def rarity_of(row):
    """One margin in words."""
    if not known(row["cells"]):
        return f"Margin {number(row['margin'])}: nothing can be said, because {row['reason']}."
    near = reach.where(margin=row["margin"])
    within = [f"{percent(each['share'])} within {number(each['distance'])}" for each in near
              if each["distance"] in (1, 2, 3, 6)]
    return (f"Margin {number(row['margin'])}: {number(row['cells'])} of the evaluated points, a share of "
            f"{number(row['probability'])}"
            + (f", 95 % interval {between(row['low'], row['high'])}" if row["low"] != row["high"] else "")
            + f"; {number(row['expected_draws'])} blind draws on average."
            + (f" Of the whole space, {', '.join(within)} of the nearest." if within else ""))


say_list(*(rarity_of(row) for row in rarity),
         "Points without a fitness may lie within a margin too; the shares within a distance are then too low."
         if is_partial else "",
         not_measured)

# %% [markdown] id="going-on"
# ## 6. How to go on
#
# - The answers depend on what counts as a neighbour and as a distance: export this notebook again with another
#   `--relation` or `--distance`, and don't mix their numbers.
# - `nasscape report paper` checks each of the paper's quantitative statements, one row each, with a verdict.
# - Bring measurements with `--data FILE`, a CSV file with a hash (or adjacency and operations) and an accuracy.
# - Look at single points: the best ones, and what each change does to one of them.
#
# The next cell lists commands for this landscape, ready to be pasted into a terminal; FILE and FOLDER are yours to
# name.

# %% id="commands"
space = "" if about["space"] == "nb101" else f" --space {shlex.quote(about['space'])}"
data = "" if about["source"] in ("builtin", "space") else " --data FILE"
fitness = f" --fitness {shlex.quote(about['fitness'])}" + (" --minimise" if minimise else "")
others = about["other_relations"].split() if about["other_relations"] else []
print("\n".join(
    [f"nasscape analyse rwa --relation {name}{space}{data}{fitness}" for name in others]
    + ([f"nasscape analyse fdc --distance {about['other_distance']} --relation {about['relation']}{space}{data}{fitness}"]
       if about["other_distance"] else [])
    + [f"nasscape analyse profile --relation {about['relation']}{space}{data}{fitness}",
       f"nasscape query top --n 10{space}{data}{fitness}",
       f"nasscape query neighbours {about['best']} --relation {about['relation']}{space}{data}{fitness}"]
    + ([f"nasscape report paper{space}{data} --out FOLDER"] if about["space"].startswith("nb101") else [])
    + [f"nasscape export notebook locality --relation {name}{space}{data}{fitness} --out FOLDER" for name in others[:1]]))
