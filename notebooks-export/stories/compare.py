# %% [markdown] id="title"
# # `@SPACE@` by `@FITNESS@`, compared
#
# @NOTICE@
#
# | | |
# |---|---|
# | space | `@SPACE@` |
# | neighbours | relation `@RELATION@`: @RELATION_MEANING@ |
# | fitness | `@FITNESS@`, @ORIGIN@, from `@SOURCE@` |
#
# A landscape is a choice: of a fitness and of what counts as a neighbour. This notebook asks what changes with the
# choice. Do two fitnesses, such as validation and test accuracy, order the points alike, and do they have the same
# optima? Does another relation make the landscape smoother?

# %% setup

# %% [markdown] id="second"
# ## Two fitnesses of the same points
#
# `second` is the fitness to compare with. Change it to any other of the data or of the space: another split or budget
# (`"valid@36"`), one run (`"test@108:run2"`), a feature (`"params"`), a column (`"column:NAME"`).

# %% id="second-choice"
second = @WITH@
other = landscape.describe(second)
say(f"The first fitness is {about['fitness']} ({about['origin']}, {number(about['evaluated'])} points), the second "
    f"{other['fitness']} ({other['origin']}, {number(other['evaluated'])} points).")

# %% [markdown] id="agreement"
# *How to read it.* Darker squares hold more points, by their rank in both fitnesses; the best are at the top right.
# Equal rankings lie on the diagonal, independent ones fill the square evenly.

# %% id="agreement-figure"
comparison = landscape.analyse("compare", **{"with": second}@compare@)
correlations = comparison["correlations"]


def ranks(values):
    """Ranks from 0 to 1, ties at their mean."""
    import numpy
    _, place, count = numpy.unique(values, return_inverse=True, return_counts=True)
    return ((count.cumsum() - (count + 1) / 2) / max(len(values) - 1, 1))[place]


def draw(axes):
    first, others = landscape.fitness(), landscape.fitness(second)
    both = (first == first) & (others == others)
    direction = -1 if minimise else 1
    image = axes.hist2d(ranks(direction * first[both]), ranks(others[both]), bins=min(60, 4 + int(both.sum() ** 0.4)),
                        cmap="Blues", cmin=1)[3]
    axes.figure.colorbar(image, label="points")
    axes.set(xlabel=f"Rank by {about['fitness']} (1: best)", ylabel=f"Rank by {other['fitness']} (1: highest)",
             aspect="equal")
    axes.grid(visible=False)


show(correlations, draw, "Ranks by both fitnesses")

# %% id="agreement-words"
everyone, few = correlations[0], correlations[-1]
say(f"Over all {number(everyone['count'])} points that have both, the rank correlation is "
    f"{number(everyone['spearman'])} (Spearman) and {number(everyone['kendall'])} (Kendall).",
    f"Among the {few['among']} it is {number(few['spearman'])}: what decides between good points is not what decides "
    "between all." if few["spearman"] is not None else "")

# %% id="agreement-table"
correlations.select("among", "count", "pearson", "spearman", "kendall", "shake_up", "reason")

# %% [markdown] id="overlap"
# ## Are the best the same?
#
# The share of the best points of one fitness that are also among the best of the other, and the share that chance alone
# would give.

# %% id="overlap-figure"
overlap = comparison["overlap"]


def draw(axes):
    places = range(len(overlap))
    axes.bar(places, overlap["share"], label="in both")
    axes.vlines(places, overlap["share_low"], overlap["share_high"], color="black")
    axes.plot(places, overlap["by_chance"], "D", color="C1", label="by chance")
    axes.set_xticks(places, [str(best) for best in overlap["best"]])
    axes.grid(axis="x", visible=False)
    axes.set(xlabel="Best points", ylabel="Share of them in both rankings", ylim=(0, 1))
    axes.legend()


show(overlap, draw, "Overlap of the best")

# %% id="overlap-words"
edges, shared = comparison["edges"][0], comparison["optima"][0]
say("Of the pairs of neighbours that both fitnesses decide, "
    f"{percent(edges['agreement'])} are ordered alike; 50 % would be chance." if edges["agreement"] is not None else "",
    f"The first fitness has {number(shared['first_optima'])} strict local optima, the second "
    f"{number(shared['second_optima'])}; {number(shared['shared_optima'])} points are optima of both."
    if shared["first_optima"] is not None else "")

# %% [markdown] id="relations" needs="relations"
# ## The same fitness on other relations
#
# A relation decides which points are neighbours. On a relation with larger steps the fitness of neighbours is less
# alike, and there are fewer optima, since every point has more neighbours. Numbers by different relations answer
# different questions; put them side by side, but do not mix them.

# %% id="relations-table" needs="relations"
relations = [about["relation"]] + @OTHER_RELATIONS@
walks = {name: landscape.analyse("rwa"@rwa@, relation=name) for name in relations}
rows = []
for name in relations:
    offsets, neighbours = landscape.graph(name)
    smooth = statistics(walks[name]["summary"])
    traps = statistics(landscape.analyse("optima"@optima@, relation=name)["summary"])
    rows.append([name, len(neighbours) // 2, len(neighbours) / len(landscape), smooth["autocorrelation_1"],
                 smooth["correlation_length"], traps["strict_optima"]])
nasscape.Table(["relation", "pairs", "mean neighbours", "autocorrelation", "correlation length", "strict optima"], rows)

# %% id="relations-figure" needs="relations"
def draw(axes):
    for relation, tables in walks.items():
        lags = tables["lags"]
        line, = axes.plot(lags["lag"] ** 0.5, lags["autocorrelation"], label=relation)
        axes.fill_between(lags["lag"] ** 0.5, lags["low"], lags["high"], color=line.get_color(), alpha=0.2, linewidth=0)
    axes.set(xlabel="√lag", ylabel=f"Autocorrelation of {about['fitness']}")
    axes.legend(title="relation")


show({relation: tables["lags"] for relation, tables in walks.items()}, draw,
     "Autocorrelation along random walks, by relation")

# %% [markdown] id="going-on"
# ## Going on
#
# - Two files of data: open both, `other = nasscape.open("OTHER.csv")`, and compare `landscape.fitness()` with
#   `other.fitness()`; the points have the same numbers. `nasscape report diff A B` compares them analysis by analysis.
# - Noise between runs: `landscape.analyse("noise")`; budgets: `landscape.analyse("budgets")`.
