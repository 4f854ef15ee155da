"""Encodings, distances to targets, and what `analyse readings` and `analyse peaks` say of them, from first principles.

A sub-space is small enough for all of its encodings to be listed: each is pruned by reachability, judged by both rules of
validity and named by the official hash. Neighbours are cells of which some encodings differ in one place; edit distances try
every matching. Weighted figures are plain weighted sums over pairs of a cell and a distance. From the program come only the
numbers of the cells (which decide between equal ones) and the tables that are checked.

usage: check_encodings.py --binary nasscape
"""
import itertools
import math
import tempfile

import oracle
from oracle import check, official_hash, reachable, require, run

with oracle.needed():
    import numpy
    import scipy.sparse.csgraph
    import scipy.stats
import landscapes

LABELS = ["conv3x3", "conv1x1", "maxpool3x3"]
RULES = ["raw", "pruned"]
WITHIN_BY_N = 1.632993


# ---- the space ----

class Space:
    """All encodings of matrices of `vertices`, numbered matrix × labellings + labelling."""

    def __init__(self, binary, vertices, edge_limit):
        self.name = f"nb101:vertices={vertices},edges={edge_limit}"
        self.vertices = vertices
        slots = [(source, target) for target in range(1, vertices) for source in range(target)]
        self.matrix_count = 1 << len(slots)
        self.labellings = list(itertools.product(range(3), repeat=vertices - 2))
        self.cells = run(binary, "space", "list", "--space", self.name)
        self.count = len(self.cells)
        self.names = [cell["hash"] for cell in self.cells]
        numbers = {name: number for number, name in enumerate(self.names)}
        shape = (self.matrix_count, len(self.labellings))
        self.points = numpy.full(shape, -1)
        self.valid = {rule: numpy.zeros(shape, dtype=bool) for rule in RULES}
        self.members = {}  # cell: a pruned matrix and labels
        hashes = {}
        for number in range(self.matrix_count):
            edges = [slot for bit, slot in enumerate(slots) if number >> bit & 1]
            on_path = sorted(reachable(0, edges) & reachable(vertices - 1, [(target, source) for source, target in edges]))
            if vertices - 1 not in on_path or 0 not in on_path:
                continue
            kept = [(source, target) for source, target in edges if source in on_path and target in on_path]
            if len(kept) > edge_limit:
                continue
            matrix = [[int((source, target) in kept) for target in on_path] for source in on_path]
            self.valid["pruned"][number] = True
            self.valid["raw"][number] = len(edges) <= edge_limit
            for place, labelling in enumerate(self.labellings):
                labels = [-1] + [labelling[vertex - 1] for vertex in on_path[1:-1]] + [-2]
                key = (str(matrix), tuple(labels))
                if key not in hashes:
                    hashes[key] = numbers[official_hash(matrix, labels)]
                point = hashes[key]
                self.points[number, place] = point
                self.members.setdefault(point, (numpy.array(matrix), labels))
        check(f"{self.name}: cells", sorted(self.members), list(range(self.count)))
        self.sizes = numpy.array([len(self.members[point][1]) for point in range(self.count)])
        matrices, places = numpy.arange(self.matrix_count), numpy.array(self.labellings).reshape(len(self.labellings), -1)
        self.flips = numpy.array([bin(value).count("1") for value in range(self.matrix_count)])
        self.flips = self.flips[matrices[:, None] ^ matrices[None, :]].astype(numpy.int8)
        self.replacements = (places[:, None, :] != places[None, :, :]).sum(axis=2)
        self.padded = self.pad()
        self.kept_distances = {}

    def volumes(self, rule):
        return numpy.bincount(self.points[self.valid[rule]], minlength=self.count).astype(float)

    def encoding_distances(self, rule, targets):
        """[matrix, labelling]: of all encodings, valid or not, to the nearest valid one of a target."""
        key = (rule, tuple(targets))
        if key not in self.kept_distances:
            held = numpy.isin(self.points, targets) & self.valid[rule]
            nearest = numpy.full(self.points.shape, 99)
            for place in range(len(self.labellings)):
                sources = numpy.flatnonzero(held[:, place])
                if len(sources):
                    flips = self.flips[:, sources].min(axis=1)
                    nearest = numpy.minimum(nearest, flips[:, None] + self.replacements[place][None, :])
            self.kept_distances[key] = nearest
        return self.kept_distances[key]

    def graph(self, relation):
        """Cells of which two encodings differ in one place."""
        near = numpy.zeros((self.count, self.count), dtype=bool)
        ok = self.valid["pruned"]
        for bit in range(self.matrix_count.bit_length() - 1):
            other = numpy.arange(self.matrix_count) ^ (1 << bit)
            both = ok & ok[other]
            near[self.points[both], self.points[other][both]] = True
        for first, second in itertools.combinations(range(len(self.labellings)), 2):
            if self.replacements[first, second] == 1:
                both = ok[:, first]
                near[self.points[both, first], self.points[both, second]] = True
        near |= near.T
        numpy.fill_diagonal(near, False)
        apart = abs(self.sizes[:, None] - self.sizes[None, :])
        return near & (apart <= {"pruned": 99, "adjacent": 1, "strict": 0}[relation])

    def pad(self):
        """Edges and operations of each cell among `vertices` places, -1 where any operation will do."""
        edges = numpy.zeros((self.count, self.vertices, self.vertices), dtype=int)
        operations = numpy.full((self.count, self.vertices - 2), -1)
        for point, (matrix, labels) in self.members.items():
            places = [*range(len(labels) - 1), self.vertices - 1]
            edges[point][numpy.ix_(places, places)] = matrix
            operations[point, :len(labels) - 2] = labels[1:-1]
        return edges, operations

    def edit_distances(self, targets):
        edges, operations = self.padded
        nearest = numpy.full(self.count, 99)
        for target in targets:
            for matching in itertools.permutations(range(self.vertices - 2)):
                moved = [0, *(place + 1 for place in matching), self.vertices - 1]
                differing = (edges != edges[target][numpy.ix_(moved, moved)]).sum(axis=(1, 2))
                other = operations[target][list(matching)]
                differing += ((operations != other) & (operations >= 0) & (other >= 0)).sum(axis=1)
                nearest = numpy.minimum(nearest, differing)
        return nearest


def hops(graph, targets):
    return scipy.sparse.csgraph.dijkstra(scipy.sparse.csr_matrix(graph), unweighted=True, indices=targets).min(axis=0)


# ---- measurements ----

class Fitness:
    """What a rule makes of the made-up runs: values and, of a mean of several runs, standard errors."""

    def __init__(self, values, errors=None):
        self.values = values
        self.known = ~numpy.isnan(values)
        self.errors = errors if errors is not None else numpy.full(len(values), numpy.nan)

    def best_first(self, points):
        return sorted(points, key=lambda point: (-self.values[point], point))

    def targets(self, text):
        """The points, or None where the best has no standard error."""
        order = self.best_first(numpy.flatnonzero(self.known))
        best = self.values[order[0]]
        if text.startswith("best:"):
            last = self.values[order[int(text[5:]) - 1]]
            return sorted(numpy.flatnonzero(self.known & (self.values >= last - 1e-12)))
        margin = float(text[7:].removesuffix("se"))
        if text.endswith("se"):
            margin *= self.errors[order[0]]
        return None if math.isnan(margin) else sorted(numpy.flatnonzero(self.known & (self.values >= best - margin)))


def make_fitnesses(space, data, seed):
    """The lines of a CSV file, and {rule: Fitness}. `data`: complete, partial, means, ties or constant."""
    random = numpy.random.default_rng(seed)
    size = space.count
    smooth = numpy.array([0.85 + 0.02 * labels.count(0) + 0.01 * labels.count(1) - 0.002 * matrix.sum() for matrix, labels in
                          (space.members[point] for point in range(size))])
    runs = {"test": smooth[:, None] + random.normal(0, 0.004, (size, 3)),
            "valid": smooth[:, None] + 0.01 + random.normal(0, 0.004, (size, 3))}
    if data == "constant":
        runs = {split: numpy.full((size, 3), 0.9) for split in runs}
    # Binary fractions, three of which add up to a multiple of three: their mean is exact however it is computed.
    step = 2.0 ** (-7 if data == "ties" else -20)
    for split, values in runs.items():
        steps = numpy.round(values / step)
        steps[:, 2] -= steps.sum(axis=1) % 3
        runs[split] = steps * step
    known = random.random(size) < (0.6 if data in ("partial", "means") else 1)
    for values in runs.values():
        values[~known] = numpy.nan
    if data == "means":
        # Multiples of 1/29952: what tells means of three runs from single ones.
        means = {split: numpy.round(values.mean(axis=1) * 29952) / 29952 for split, values in runs.items()}
        lines = ["hash,epochs,test_accuracy,validation_accuracy"]
        for point in numpy.flatnonzero(known):
            lines.append(f"{space.names[point]},108,{means['test'][point]:.15g},{means['valid'][point]:.15g}")
        return lines, {f"{split}@108:mean": Fitness(values) for split, values in means.items()}
    lines = ["hash,epochs,run,test_accuracy,validation_accuracy"]
    for point, number in itertools.product(numpy.flatnonzero(known), range(3)):
        test, valid = (runs[split][point, number] for split in ("test", "valid"))
        lines.append(f"{space.names[point]},108,{number + 1},{test:.17g},{valid:.17g}")
    fitnesses = {}
    for split, values in runs.items():
        fitnesses[f"{split}@108:mean"] = Fitness(values.mean(axis=1), values.std(axis=1, ddof=1) / math.sqrt(3))
        fitnesses[f"{split}@108:run1"] = Fitness(values[:, 0])
    return lines, fitnesses


# ---- figures around targets ----

class Figures:
    """Pairs of a known cell and a distance as arrays: cell, distance, own weight, and weight for all of its stratum."""

    def __init__(self, table, values, sizes):
        """`table`: weight [cell, distance]."""
        self.table, self.values = table, values
        within = table.sum(axis=1)
        self.reach = within.sum()
        self.known = ~numpy.isnan(values) & (within > 0)
        self.strata = landscapes.strata(sizes, self.known, within > 0)[0]
        factor = numpy.zeros(len(values))
        known_of = {size: (self.known & (sizes == size)).sum() for size in set(sizes)}
        self.unknown = sum(within[sizes == size].sum() for size, known in known_of.items() if known == 0)
        self.thin = sum(within[sizes == size].sum() for size, known in known_of.items()
                        if known < 10 and known < ((sizes == size) & (within > 0)).sum())
        for stratum in self.strata:
            if (stratum & self.known).any():
                factor[stratum] = within[stratum].sum() / within[stratum & self.known].sum()
        self.within, self.factor = within, factor
        cells, self.distance = numpy.nonzero(table * self.known[:, None])
        self.cell, self.own = cells, table[cells, self.distance]
        self.weight = self.own * factor[cells]
        self.fitness = values[cells]
        self.mean = (self.weight * self.fitness).sum() / self.weight.sum()

    def correlation(self, x, y, weight):
        # Fewer than two different values on a side: none.
        if len(set(x)) < 2 or len(set(y)) < 2:
            return math.nan
        return landscapes.weighted_pearson(x, y, weight)

    def both(self, weight=None):
        """Pearson's and the rank correlation."""
        weight = self.weight if weight is None else weight
        ranks = [landscapes.weighted_ranks(values, weight) for values in (self.fitness, self.distance)]
        return {"pearson": self.correlation(self.fitness, self.distance.astype(float), weight),
                "spearman": self.correlation(*ranks, weight)}

    def intervals(self):
        """{name: (low, high)} where each cell counts once; its influence: what a little more weight of it changes, also
        through the ranks of the others."""
        step, total = 1e-4, self.weight.sum()
        influence = {"pearson": [], "spearman": []}
        for place in range(len(self.cell)):
            more, less = self.weight.copy(), self.weight.copy()
            more[place] += step * total
            less[place] -= step * total if step * total < less[place] else 0
            apart = (more[place] - less[place]) / total
            before, after = self.both(less), self.both(more)
            for name in influence:
                influence[name].append((after[name] - before[name]) / apart)
        return {name: self.interval(name, numpy.array(values)) for name, values in influence.items()}

    def interval(self, name, influence):
        """Student's t on Fisher's z, the degrees of freedom by the counts and by the fourth moments of the influences."""
        value, all_cells = self.both()[name], self.reach
        variance = of_counts = of_fourths = floor = 0
        for stratum in self.strata:
            own = influence[stratum[self.cell]]
            count, of = len(own), stratum.sum()
            if count == of:
                continue
            factor = (of / all_cells) ** 2 * (1 - count / of) / count
            residual = own - own.mean()
            square = (residual ** 2).sum() / (count - 1)
            variance += factor * square
            floor += factor
            of_counts += 2 * (factor * square) ** 2 / (count - 1)
            of_fourths += factor ** 2 * (1 - count / of) * ((residual ** 4).mean() - square ** 2 * (count - 3) / (count - 1)) / count
        freedom = 2 * variance ** 2 / max(of_counts, of_fourths)
        error = math.sqrt(variance) / (1 - value ** 2)
        if name == "pearson":  # at least as wide as for normal pairs
            error = max(error, math.sqrt(floor * len(influence) / (len(influence) - 3)))
        step = scipy.stats.t.ppf(0.975, freedom) * error
        return math.tanh(math.atanh(value) - step), math.tanh(math.atanh(value) + step)

    def shell(self, distance):
        """Weight, known weight, mean, correlation within."""
        at, inside = self.distance == distance, self.distance <= distance
        known = self.own[at].sum()
        mean = (self.weight[at] * self.fitness[at]).sum() / self.weight[at].sum() if at.any() else math.nan
        within = self.correlation(self.fitness[inside], self.distance[inside].astype(float), self.weight[inside]) if at.any() else math.nan
        return self.table[:, distance].sum(), known, mean, within


# ---- readings ----

KINDS = [("encodings", rule, measure) for measure in ("own", "edit", "hops") for rule in RULES]
KINDS += [("cells", None, measure) for measure in ("encoding-raw", "encoding", "edit", "hops")]
TARGETS = ["best:1", "within:2se", f"within:{WITHIN_BY_N}se", "best:12", "within:0.001"]
ACCURACIES = ["test@108:mean", "valid@108:mean", "test@108:run1", "valid@108:run1"]
OWN = {"raw": "encoding-raw", "pruned": "encoding"}


def tabulate(weights, distances):
    table = numpy.zeros((len(weights), 32))
    inside = numpy.isfinite(distances) & (distances < 32)
    table[numpy.flatnonzero(inside), distances[inside].astype(int)] = weights[inside]
    return table


def distances_of_cells(space, graph, measure, targets):
    if measure == "hops":
        return hops(graph, targets)
    if measure == "edit":
        return space.edit_distances(targets).astype(float)
    rule = "raw" if measure == "encoding-raw" else "pruned"
    nearest = numpy.full(space.count, numpy.inf)
    numpy.minimum.at(nearest, space.points[space.valid[rule]], space.encoding_distances(rule, targets)[space.valid[rule]])
    return nearest


def weights_by_distance(space, graph, kind, targets):
    """Weight [cell, distance], and the weight of each cell wherever it lies."""
    counted, rule, measure = kind
    weights = space.volumes(rule) if counted == "encodings" else numpy.ones(space.count)
    if measure == "own":
        table = numpy.zeros((space.count, 32))
        valid = space.valid[rule]
        numpy.add.at(table, (space.points[valid], space.encoding_distances(rule, targets)[valid]), 1)
        return table, weights
    return tabulate(weights, distances_of_cells(space, graph, measure, targets)), weights


def check_reading(what, row, curve, space, kind, targets, fitness, surroundings):
    table, weights = surroundings
    figures = Figures(table, fitness.values, space.sizes)
    total = weights.sum()
    check(f"{what} target_cells", row["target_cells"], len(targets))
    check(f"{what} target_weight", row["target_weight"], weights[targets].sum())
    check(f"{what} chance", row["chance"], weights[targets].sum() / total)
    check(f"{what} one_in", row["one_in"], total / weights[targets].sum())
    check(f"{what} share_within_6", row["share_within_6"], table[:, :7].sum() / total)
    volume_one_in = volume_within = math.nan
    if kind[2] == "own":
        distances = space.encoding_distances(kind[1], targets)
        volume_one_in, volume_within = distances.size / (distances == 0).sum(), (distances <= 6).mean()
    check(f"{what} volume_one_in", row["volume_one_in"], volume_one_in)
    check(f"{what} volume_within_6", row["volume_within_6"], volume_within)
    known = figures.within[figures.known].sum()
    check(f"{what} known_cells", row["known_cells"], figures.known.sum())
    check(f"{what} known_share", row["known_share"], known / figures.reach)
    check(f"{what} unknown_share", row["unknown_share"], figures.unknown / figures.reach)
    for name, value in figures.both().items():
        # All targets here are the best of what is known, which need not be the best of all.
        end = value if fitness.known.all() else math.nan
        check(f"{what} {name}", row[name], value)
        check(f"{what} {name}_low", row[f"{name}_low"], end)
        check(f"{what} {name}_high", row[f"{name}_high"], end)
        check(f"{what} says why", row["reason"] != "", math.isnan(end))
    shells = [figures.shell(distance) for distance in range(32)]
    constant = len(set(fitness.values[figures.known])) == 1
    width = [distance for distance in range(32) if shells[distance][2] <= figures.mean and not constant]
    check(f"{what} width", row["width"], width[0] if width else math.nan)
    steps = [distance for distance in range(32) if shells[distance][0] > 0]
    check(f"{what} steps", ",".join(line["steps"] for line in curve), ",".join(map(str, steps)))
    for line, distance in zip(curve, steps):
        weight, known, mean, within = shells[distance]
        check(f"{what} curve weight", line["weight"], weight)
        check(f"{what} curve share", line["share"], table[:, :distance + 1].sum() / total)
        check(f"{what} curve known", line["known_weight"], known)
        check(f"{what} curve mean", line["mean"], mean)
        rescaled = math.nan if constant else (mean - figures.mean) / (shells[0][2] - figures.mean)
        check(f"{what} curve rescaled", line["rescaled"], rescaled, 1e-8)
        check(f"{what} curve within {distance}", line["correlation_within"], within, 1e-8)


def check_readings(binary, space, graph, options, fitnesses, data):
    rows = run(binary, "analyse", "readings", *options)
    curves = {}
    for line in run(binary, "analyse", "readings", *options, "--table", "curves"):
        curves.setdefault(line["reading"], []).append(line)
    found = {(row["fitness"], row["targets"], row["counted"], row["validity"], row["measure"]): row for row in rows}
    check(f"{data}: rows are told apart", len(found), len(rows))
    expected_rows, surroundings = 0, {}
    for rule in ACCURACIES:
        if rule not in fitnesses:
            reason = found.get((rule, "best:1", "", "", ""), {"reason": None})
            require(f"{data} {rule} has a reason", reason["reason"])
            expected_rows += 1
            continue
        for text in TARGETS:
            if str(WITHIN_BY_N) in text and rule != "test@108:mean":
                continue  # of interest beside the paper's own number only
            targets = fitnesses[rule].targets(text)
            if targets is None:
                reason = found.get((rule, text, "", "", ""), {"reason": None})
                require(f"{data} {rule} {text} has a reason", "standard error" in (reason["reason"] or ""))
                expected_rows += 1
                continue
            for kind in KINDS:
                measure = OWN[kind[1]] if kind[2] == "own" else kind[2]
                what = f"{space.name} {data} {rule} {text} {kind[0]} {kind[1]} {measure}"
                row = found.get((rule, text, kind[0], kind[1] or "", measure))
                expected_rows += 1
                require(f"{what}: no row", row is not None)
                if row is None:
                    continue
                if measure == "edit" and len(targets) > 1000:
                    require(f"{what} reason", "too many targets" in row["reason"] and row["pearson"] == "")
                    continue
                paper = {"best:1": "correlation", "within:2se": "rarity"}.get(text, "")
                check(f"{what} paper", row["paper"],
                      paper if rule == "test@108:mean" and kind == ("encodings", "raw", "own") else "")
                key = (kind, tuple(targets))
                if key not in surroundings:
                    surroundings[key] = weights_by_distance(space, graph, kind, targets)
                check_reading(what, row, curves.get(row["reading"], []), space, kind, targets, fitnesses[rule], surroundings[key])
    published = [row for row in rows if row["targets"] == "published-best"]
    check(f"{data}: readings in all", len(rows) - len(published), expected_rows)
    complete = data in ("complete", "ties", "constant")
    check(f"{data}: published best only where it is unknown", bool(published), not complete)
    require(f"{data}: the published best is no cell of the space", all(row["reason"] for row in published))


# ---- correlations with the distance to a named target ----

def check_named_target(binary, space, graph, options, fitness, data):
    for measure in ("hops", "edit", "encoding"):
        what = f"{space.name} {data} fdc {measure}"
        target = int(numpy.flatnonzero(~fitness.known)[-1])  # of the largest size
        table = tabulate(numpy.ones(space.count), distances_of_cells(space, graph, measure, [target]))
        figures = Figures(table, fitness.values, space.sizes)
        values, intervals = figures.both(), figures.intervals()
        for row in run(binary, "analyse", "fdc", *options, "--fitness", "test@108:mean", "--distance", measure, "--targets",
                       f"id:{target}"):
            name = row["statistic"]
            check(f"{what} {name}", row["value"], values[name])
            for column, end in zip(("low", "high"), intervals[name]):
                # No interval if more than 1 % is of sizes with fewer than 10 known cells of more.
                told = figures.thin <= 0.01 * figures.reach
                check(f"{what} {name} {column}", row[column], end if told else math.nan, 1e-6)
                check(f"{what} {name} says why", row["reason"] != "", not told)


# ---- peaks ----

def check_peaks(binary, space, graph, options, fitness, data):
    tables = {name: run(binary, "analyse", "peaks", *options, "--table", name)
              for name in ("cells", "summary", "volumes", "encodings")}
    best = fitness.targets("best:1")
    within = fitness.targets("within:2se")
    shown = fitness.best_first(within if within is not None else best)
    what = f"{space.name} {data} peaks"
    measures = {measure: distances_of_cells(space, graph, measure, best) for measure in ("hops", "edit", "encoding", "encoding-raw")}
    check(f"{what} cells", ",".join(row["point"] for row in tables["cells"]), ",".join(space.names[point] for point in shown))
    for rank, (row, point) in enumerate(zip(tables["cells"], shown)):
        check(f"{what} rank", row["rank"], rank + 1)
        check(f"{what} fitness", row["fitness"], fitness.values[point])
        check(f"{what} standard_error", row["standard_error"], fitness.errors[point])
        check(f"{what} below_best", row["below_best"], fitness.values[best[0]] - fitness.values[point])
        check(f"{what} encodings", row["encodings"], space.volumes("pruned")[point])
        check(f"{what} encodings_raw", row["encodings_raw"], space.volumes("raw")[point])
        for measure, distances in measures.items():
            check(f"{what} {measure}", row[measure.replace("-", "_")], distances[point] if numpy.isfinite(distances[point]) else math.nan)
    groups = {"best": best, "within_2se": within}
    expected = {"best": fitness.values[best[0]], "best_cells": len(best), "best_standard_error": fitness.errors[best[0]],
                "others_within_2se": len(within) - 1 if within is not None else math.nan}
    volumes = []
    for name, rule in itertools.product(groups, ("pruned", "raw")):
        figures = dict.fromkeys(("encodings", "encodings_of_space_for_each", "valid_encodings_for_each",
                                 "share_of_volume_within_6", "share_of_valid_within_6"), math.nan)
        if groups[name] is not None:
            held = space.volumes(rule)[groups[name]].sum()
            distances, valid = space.encoding_distances(rule, groups[name]), space.valid[rule]
            figures.update(encodings=held, encodings_of_space_for_each=valid.size / held, valid_encodings_for_each=valid.sum() / held,
                           share_of_volume_within_6=(distances <= 6).mean(), share_of_valid_within_6=(distances[valid] <= 6).mean())
            for steps in range(distances.max() + 1):
                near = distances <= steps
                volumes.append((name, rule, steps, near.sum(), near.mean(), near[valid].sum(), near[valid].mean()))
        expected.update({f"{name}_{statistic}_{rule}": value for statistic, value in figures.items()})
    check(f"{what} statistics", ",".join(row["statistic"] for row in tables["summary"]), ",".join(expected))
    printed = {"others_within_2se": 11}
    for rule in RULES:
        printed.update({f"best_encodings_{rule}": 4, f"within_2se_encodings_{rule}": 11570,
                        f"within_2se_encodings_of_space_for_each_{rule}": 50000,
                        f"within_2se_share_of_volume_within_6_{rule}": 0.354})
    for row in tables["summary"]:
        check(f"{what} {row['statistic']} in the paper", row["paper"], printed.get(row["statistic"], math.nan))
        check(f"{what} {row['statistic']}", row["value"], expected[row["statistic"]])
        require(f"{what} {row['statistic']} says why it is empty", row["value"] != "" or row["reason"] != "")
    check(f"{what} volumes", len(tables["volumes"]), len(volumes))
    for row, values in zip(tables["volumes"], volumes):
        check(f"{what} volume of", f"{row['targets']} {row['validity']}", f"{values[0]} {values[1]}")
        for column, value in zip(("steps", "encodings", "share", "valid", "valid_share"), values[2:]):
            check(f"{what} volume {column}", row[column], value)
    own = [(matrix, place) for matrix, place in zip(*numpy.nonzero(numpy.isin(space.points, best)))]
    check(f"{what} listed", len(tables["encodings"]), min(len(own), 1000))
    bits = space.matrix_count.bit_length() - 1
    for row, (matrix, place) in zip(tables["encodings"], own):
        check(f"{what} encoding", row["encoding"], matrix * len(space.labellings) + place)
        check(f"{what} matrix", row["matrix"], "".join(str(matrix >> bit & 1) for bit in range(bits)))
        check(f"{what} labelling", row["labelling"], "".join(map(str, space.labellings[place])))
        check(f"{what} raw", row["raw"], int(space.valid["raw"][matrix, place]))


def main():
    binary = oracle.binary()
    everything = ("complete", "partial", "means", "ties", "constant")
    for vertices, edges, relation, kinds in (
            (4, 9, "pruned", everything), (4, 9, "adjacent", ("partial",)), (4, 9, "strict", ("partial", "ties")),
            (4, 4, "pruned", everything), (5, 9, "strict", ("partial", "constant")), (5, 6, "pruned", ("complete", "means"))):
        space = Space(binary, vertices, edges)
        graph = space.graph(relation)
        for seed, data in enumerate(kinds):
            lines, fitnesses = make_fitnesses(space, data, seed + 1)
            with tempfile.NamedTemporaryFile(suffix=".csv") as file:
                oracle.write(file.name, lines[0], lines[1:])
                options = ["--space", space.name, "--data", file.name, "--relation", relation]
                check_readings(binary, space, graph, options, fitnesses, data)
                check_peaks(binary, space, graph, options, fitnesses["test@108:mean"], data)
                if vertices == 5 and data == "means":
                    check_named_target(binary, space, graph, options, fitnesses["test@108:mean"], data)
    oracle.finish(least=140000)


if __name__ == "__main__":
    main()
