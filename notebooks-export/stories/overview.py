# %% [markdown] id="title"
# # Overview of `@SPACE@` by `@FITNESS@`
#
# @NOTICE@
#
# | | |
# |---|---|
# | space | `@SPACE@` |
# | neighbours | relation `@RELATION@`: @RELATION_MEANING@ |
# | fitness | `@FITNESS@`, @ORIGIN@, from `@SOURCE@` |
#
# A fitness landscape is a set of points, a rule that says which of them are neighbours, and a fitness for each point.
# This notebook is a first look at one: how much of it is evaluated, how the fitness is distributed, which points are
# best and what they are made of, and how hard the landscape is to search, in one table.

# %% setup

# %% [markdown] id="landscape"
# ## The landscape
#
# Missing values are not filled in. Every number below rests on the points that have a fitness; where only a part is
# evaluated, numbers in brackets are 95 % intervals for the whole space.

# %% id="landscape-words"
offsets, neighbours = landscape.graph()
degrees = [after - before for before, after in zip(offsets, offsets[1:])]
say(f"{about['space']} has {number(about['points'])} points, and {number(about['evaluated'])} of them "
    f"({percent(about['coverage'])}) have the fitness {about['fitness']}.",
    f"{number(len(neighbours) // 2)} pairs of points are neighbours by the relation {about['relation']}: "
    f"a point has {number(int(min(degrees)))} to {number(int(max(degrees)))} neighbours, "
    f"{number(len(neighbours) / len(landscape))} on average.",
    f"{'Lower' if minimise else 'Higher'} fitness is better; the best value is {number(about['best'], 5)}.",
    *(note[:1].upper() + note[1:] + "." for note in landscape.notes if measured))

# %% [markdown] id="density"
# ## How good are the points?
#
# The figure shows the share of the points at each fitness, the *density of states*. The axis of shares is logarithmic,
# so that rare points are visible at both ends: those that failed, and the best.
#
# *How to read it.* The thinner the end towards the best, the more a search has to find. A long tail at the other end
# stretches the range, and with it every measure that depends on the variance; the quantiles are not affected.

# %% id="density-figure"
density = landscape.analyse("density"@density@)
histogram = density["histogram"]


def draw(axes):
    low, high = histogram["low"], histogram["high"]
    axes.bar(low, histogram["share"], high - low, align="edge", linewidth=0)
    axes.axvline(about["best"], color="#d55e00", linestyle="--", label=f"best: {number(about['best'], 5)}")
    axes.set(xlabel=about["fitness"], ylabel="Share of the points", yscale="log")
    axes.legend(loc="upper left")


show(histogram, draw, "Distribution of the fitness")

# %% id="density-words"
shape = statistics(landscape.analyse("distribution"@distribution@)["summary"])
quantiles = {row["quantile"]: row for row in density["quantiles"]}
best_share = 0.01 if minimise else 0.99
say(f"The mean is {number(shape['mean'], 4)}, the standard deviation {number(shape['standard_deviation'])}, and the "
    f"median {number(shape['median'], 4)}.",
    f"The best 1 % of the points are at {number(quantiles[best_share]['value'], 5)} or beyond, "
    f"{number(abs(about['best'] - quantiles[best_share]['value']))} from the best."
    if best_share in quantiles else "",
    "The tail of bad points is long: the skewness is " + number(shape["skewness"]) + "."
    if abs(shape["skewness"] or 0) > 2 else "",
    mark and "These are predictions; measured values scatter more." )

# %% [markdown] id="best"
# ## The best points

# %% id="best-table"
best = landscape.ask("top", n=10)
wanted = ("rank", "hash", "point", "fitness", "standard_error", "vertices", "edges", "trainable_parameters")
best.select(*(name for name in wanted if name in best.columns and any(v is not None for v in best.column(name))))

# %% [markdown] id="best-drawing-words" needs="networks"
# The best of them. Its input is at the top; data flows along the edges to the output.

# %% id="best-drawing" needs="networks"
name = best[0].get("hash") or best[0]["point"]
landscape.draw(name)

# %% [markdown] id="shape" needs="depthwidth"
# ## What are good points made of?
#
# Depth is the number of edges on the longest path from input to output. Width is the largest number of vertices whose
# output is needed at the same time. Each line is the mean fitness of the points with that depth or width; bands are
# 95 % intervals where only a part of the points is evaluated.

# %% id="shape-figure" needs="depthwidth"
shapes = landscape.analyse("depthwidth"@depthwidth@).first


def draw(axes):
    for measure in ("depth", "width"):
        rows = shapes.where(measure=measure)
        line, = axes.plot(rows["value"], rows["mean"], marker="o", label=measure)
        axes.fill_between(rows["value"], rows["low"], rows["high"], color=line.get_color(), alpha=0.2)
    axes.set(xlabel="Depth or width", ylabel=f"Mean {about['fitness']}")
    axes.legend()


show(shapes, draw, "Fitness by depth and width")

# %% [markdown] id="operations" needs="opfrequency"
# How often does each operation occur, in all points and in the best 1 %? An operation that is more frequent among the
# best helps, or accompanies one that does.

# %% id="operations-figure" needs="opfrequency"
operations = landscape.analyse("opfrequency"@opfrequency@).first


def draw(axes):
    places = range(len(operations))
    axes.bar([place - 0.2 for place in places], operations["share"], 0.4, label="all points", color="#b8c4cc")
    axes.bar([place + 0.2 for place in places], operations["share_top"], 0.4,
             label=f"best {number(operations[0]['top_percent'])} %")
    axes.vlines([place + 0.2 for place in places], operations["share_top_low"], operations["share_top_high"],
                color="black")
    axes.set_xticks(list(places), operations["operation"])
    axes.grid(axis="x", visible=False)
    axes.set(ylabel="Share of the operations")
    axes.legend()


show(operations, draw, "Operations overall and among the best")

# %% id="operations-words" needs="opfrequency"
frequent = max(operations, key=lambda row: row["enrichment"] or 0)
rare = min(operations, key=lambda row: row["enrichment"] or 0)
say(f"{frequent['operation']} is {number(frequent['enrichment'])} times as frequent among the best as overall, "
    f"{rare['operation']} {number(rare['enrichment'])} times." if frequent["enrichment"] is not None else "")

# %% [markdown] id="profile"
# ## How hard is it to search?
#
# The profile has one number of each analysis. It is the footprint of a landscape: put two of them side by side to see
# where they differ. On a partly evaluated space it contains only estimates for the whole space.

# %% id="profile-words"
profile = {row["measure"]: row for row in landscape.analyse("profile"@profile@).first}


def measure(name):
    """A measure of the profile with its interval; empty where the space or the data does not have it."""
    row = profile.get(name)
    return "" if row is None or row["value"] is None else number(row["value"]) + interval(row)


sentences = {
    "autocorrelation": "Neighbours' fitnesses correlate by {}: 1 is a smooth landscape, 0 a random one.",
    "optima": "Strict local optima, traps for a search that only improves: {}.",
    "global_basin_share": "A climb to the best neighbour at each step ends at the best point from a share of {} of the "
                          "starts.",
    "accessible_share": "From a share of {} of the points, improving steps alone lead to the best.",
    "funnels": "Funnels of the network of local optima: {}; with more than one, a search that hops from optimum to "
               "optimum can end at a wrong one.",
    "fdc_pearson": "Fitness and distance to the best correlate by {}: a strong correlation, "
                   + ("positive" if minimise else "negative") + ", means that the best can be approached from afar.",
}
display(Markdown("\n".join("- " + text.format(measure(name)) for name, text in sentences.items() if measure(name))))
if mark:
    say(f"**{mark[:-2]}.**", "A fitted landscape is smoother and has fewer optima than a measured one.")

# %% id="profile-table"
nasscape.Table(["measure", "value", "low", "high", "meaning"],
               [[row[name] for name in ("measure", "value", "low", "high", "meaning")] for row in profile.values()
                if row["value"] is not None], name="profile")

# %% [markdown] id="going-on"
# ## Going on
#
# The other notebooks ask one question each. Write them with the same options as this one:
#
# | notebook | question |
# |---|---|
# | `locality` | how alike neighbours are, and how far that reaches |
# | `neighbourhood` | what single changes do to the best points, and to all |
# | `structure` | local optima, their basins and networks, interactions |
# | `search` | what algorithms achieve in simulated searches, your own included |
# | `compare` | whether another fitness or another relation tells the same story |
#
# `landscape.analyse("NAME")` runs any analysis of `nasscape analyse list`, and `landscape.ask("QUESTION", point)`
# answers the questions of `nasscape query`. `nasscape report landscape` writes all of it as one page.
