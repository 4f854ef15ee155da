# %% [markdown] id="title"
# # Structure of `@SPACE@` by `@FITNESS@`
#
# @NOTICE@
#
# | | |
# |---|---|
# | space | `@SPACE@` |
# | neighbours | relation `@RELATION@`: @RELATION_MEANING@ |
# | fitness | `@FITNESS@`, @ORIGIN@, from `@SOURCE@` |
#
# Where does a local search get stuck, how large are the basins of the optima, and do ways lead on to the best? And what
# causes it: are the effects of changes independent, or do they depend on each other?

# %% setup

# %% [markdown] id="optima"
# ## Local optima and their basins
#
# A local optimum is a point without a better neighbour. Its basin are the points from which a climb, always to the best
# neighbour, ends there.
#
# *How to read it.* Each mark is an optimum, by its fitness and the size of its basin. If the best optima have the large
# basins, climbing finds good points. Compare the number of optima with that of a random fitness on the same graph. With
# noisy measurements many optima are accidents; `noise_aware` ones are better than all neighbours by more than the
# noise.

# %% id="optima-figure"
tables = landscape.analyse("optima"@optima@)
optima = tables.first


def draw(axes):
    basin = [size or 1 for size in optima.column("basin")]
    axes.scatter(basin, optima["fitness"], s=14, alpha=0.6, linewidth=0)
    axes.axhline(about["best"], color="C1", linestyle="--", label="best")
    axes.set(xlabel="Size of the basin (points)", ylabel=about["fitness"], xscale="log")
    if len(optima) > 20:  # the best nine tenths, so that a few bad ones leave room for the others
        ends = sorted(optima["fitness"])
        low, high = (ends[0], ends[-len(ends) // 10]) if minimise else (ends[len(ends) // 10], ends[-1])
        margin = 0.05 * (high - low) or None
        if margin:
            axes.set_ylim(low - margin, high + margin)
    axes.legend(loc="lower right")


show(optima, draw, "Local optima: fitness and basin")

# %% id="optima-words"
found = statistics(tables["summary"])
basins = statistics(landscape.analyse("basins"@basins@)["summary"])
say(f"Strict local optima: {number(found['strict_optima'])}, {percent(found['strict_share'])} of the points; "
    f"a random fitness would have {number(found['expected_random'])}.",
    f"{number(found['noise_aware_optima'])} are better than their neighbours by more than the noise."
    if found["noise_aware_optima"] and not found["noise_undecided"] else "",
    f"A climb to the best neighbour ends at the best point from {percent(basins['reach_best'])} of the starts, a "
    f"climb to the first better neighbour from {percent(basins['first_reach_best'])}; it takes "
    f"{number(basins['mean_climb'])} steps on average.",
    f"Fitness and basin size of the optima correlate by {number(basins['size_fitness_spearman'])} (Spearman)."
    if basins["size_fitness_spearman"] is not None else "",
    f"Only {percent(found['evaluated_neighbours'])} of the neighbours are evaluated: many of these optima would not be "
    "any if all were." if (found["evaluated_neighbours"] or 1) < 0.99 else "",
    "A fitted landscape has far fewer optima than a measured one." if mark else "")

# %% id="optima-table"
columns = ("point", "fitness", "degree", "strict", "margin", "noise_aware", "basin")
optima[:10].select(*columns)

# %% [markdown] id="network"
# ## The network of local optima
#
# Optima are nodes; an edge leads from one to another if neighbouring points lie in the two basins, the wider the more.
# A funnel is a set of optima from which all ways up lead to the same one. With a single funnel, hopping from optimum to
# better optimum leads to the best. The drawing is nasscape's own: at most 150 optima, those with the largest basins;
# area of a node by its basin, colour by fitness.

# %% id="network-figure"
network = landscape.analyse("lon"@lon@)
show(network["edges"])

# %% id="network-words"
funnels = statistics(network["summary"])
say(f"The {number(funnels['optima'])} optima are connected by {number(funnels['edges'])} edges and form "
    f"{number(funnels['funnels'])} funnel{'s' if funnels['funnels'] != 1 else ''}.",
    f"From {percent(funnels['global_share'])} of them a path of edges that do not lead down reaches the best"
    + (f", along {number(funnels['mean_path'])} edges on average." if funnels["mean_path"] else ".")
    if funnels["global_share"] is not None else "")

# %% [markdown] id="access"
# ## Ways to the best by improving steps alone
#
# A point is accessible if a path of strictly improving steps leads from it to the best. Such a path need not go to the
# best neighbour each time, so many more points have one than climbs succeed.

# %% id="access-figure"
tables = landscape.analyse("access"@access@)
lengths = tables.first


def draw(axes):
    axes.bar(lengths["length"], lengths["share"], label="paths of that length")
    axes.plot(lengths["length"], lengths["cumulative"], "o-", color="C1", label="at most as long")
    axes.set(xlabel="Length of the shortest improving path (steps)", ylabel="Share of the evaluated points")
    axes.set_xticks(lengths["length"])
    axes.legend()


show(lengths, draw, "Improving paths to the best")

# %% id="access-words"
ways = statistics(tables["summary"])
say(f"Improving steps alone lead to the best from {percent(ways['accessible_share'])} of the evaluated points, along "
    f"{number(ways['mean_path_length'])} steps on average.")

# %% [markdown] id="variance" needs="variance"
# ## What explains the fitness?
#
# The share of the fitness' variance that lies between groups of points: with the same counts of symbols, of the same
# shape, with the same symbol at a position. A high share means that this property alone nearly determines the fitness.

# %% id="variance-figure" needs="variance"
table = landscape.analyse("variance"@variance@).first
models = [row for row in table if row["share"] is not None]


def draw(axes):
    places = range(len(models))
    axes.barh(places, [row["share"] for row in models])
    axes.hlines(places, [row["low"] for row in models], [row["high"] for row in models], color="black")
    axes.set_yticks(places, [row["model"].replace("_", " ") for row in models])
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    axes.set(xlabel="Share of the variance", xlim=(0, 1))


if models:
    show(table, draw, "Variance explained")
else:
    say("The data does not suffice for a share of the variance.")

# %% [markdown] id="interactions" needs="interactions"
# ## Do changes add up?
#
# Take two changes at different positions, and the four points with none, one, the other and both. If the effects add
# up, there is no interaction. Otherwise they may differ in size only (*magnitude*), one change may help or harm
# depending on the other (*sign*), or both (*reciprocal sign*). Only reciprocal sign interactions can make local optima.

# %% id="interactions-figure" needs="interactions"
tables = landscape.analyse("interactions"@interactions@)
squares = tables["positions"].where(first_position=None)
kinds = {"none": "add up", "magnitude": "magnitude", "sign": "sign", "reciprocal_sign": "reciprocal sign"}


def draw(axes):
    shares = [squares[0][kind] or 0 for kind in kinds]
    axes.bar(range(len(kinds)), shares, color=["#b8c4cc", "C0", "C4", "C1"])
    axes.set_xticks(range(len(kinds)), kinds.values())
    axes.grid(axis="x", visible=False)
    axes.set(ylabel="Share of the pairs of changes", ylim=(0, 1))


show(tables["positions"], draw, "Interactions of two changes")

# %% id="interactions-words" needs="interactions"
together = statistics(tables["summary"])
say(f"Over {number(squares[0]['squares'])} pairs of changes, the effect of a change before and after another "
    f"correlates by {number(together['gamma'])}: 1 if all effects add up, 0 on a random fitness.",
    f"Single symbols explain {percent(together['additive_share'])} of the variance within points of the same shape, "
    f"pairs of them {percent(together['pairwise_share'])} more." if together["additive_share"] is not None else "",
    f"({squares[0]['reason']}.)" if squares[0]["reason"] else "")

# %% [markdown] id="spectrum"
# ## Smooth and rugged parts
#
# The fitness is a sum of parts, each in an eigenspace of the graph's Laplacian, as a sound is a sum of tones. Parts of
# low eigenvalues are smooth: they change little from neighbour to neighbour. For strings the eigenspaces are
# interaction orders: single symbols, pairs, triples. On other graphs only the smoothest are computed, and what they
# leave is the rest.

# %% id="spectrum-figure"
tables = landscape.analyse("spectrum"@spectrum@)
spectrum = tables.first


def draw(axes):
    places = range(1, len(spectrum) + 1)
    axes.bar(places, spectrum["share"])
    axes.plot(places, spectrum["cumulative"], "o-", color="C1", markersize=4, label="this and all smoother ones")
    axes.set(xlabel="Eigenspace, smooth to rugged", ylabel="Share of the variance")
    axes.legend()


if any(share is not None for share in spectrum.column("share")):
    show(spectrum, draw, "Spectrum of the fitness")
else:
    say(f"The shares are not known: {spectrum[0]['reason']}.")

# %% id="spectrum-words"
parts = statistics(tables["summary"])
say(f"Single symbols explain {percent(parts['order_1_share'])} of the variance, pairs "
    f"{percent(parts['order_2_share'])}, higher orders {percent(parts['higher_order_share'])}."
    if parts["order_1_share"] is not None else
    f"The {number(parts['eigenspaces'])} smoothest eigenspaces have {percent(1 - parts['beyond_share'])} of the "
    "variance."
    if parts["beyond_share"] is not None else "")

# %% [markdown] id="going-on"
# ## Going on
#
# - `landscape.analyse("lon", method="sampled")` samples the network as published tools do.
# - `landscape.analyse("escape")` counts how often a climb returns to its optimum after a few changes.
# - `nasscape export notebook search` shows what this structure means for search algorithms.
