"""distribution, partialautocorrelation, spectrum, variance and interactions against numpy and scipy.

Strings are arrays with an axis a position: orders of interaction are projections along axes, squares are differences of
slices. Graphs are sparse matrices, whose eigenpairs scipy finds. On NAS-Bench-201's measurements in the folder
NASSCAPE_TEST_DATA, if they are there, on NK landscapes and on cells.

usage: check_words.py --binary nasscape
"""
import itertools
import math
import os
import tempfile

import oracle
from oracle import check, require, run

with oracle.needed():
    import numpy
    import scipy.linalg
    import scipy.optimize
    import scipy.sparse
    import scipy.sparse.linalg
    import scipy.stats
import landscapes
from landscapes import nk


# ---- strings ----

def orders_of(values):
    """Squares of the parts by order, and the main effect of each position, of an array with an axis a position."""
    axes = range(values.ndim)
    squares, mains = numpy.zeros(values.ndim + 1), numpy.zeros(values.ndim)
    for size in range(values.ndim + 1):
        for positions in itertools.combinations(axes, size):
            part = values
            for axis in axes:
                mean = part.mean(axis=axis, keepdims=True)
                part = part - mean if axis in positions else mean
            square = (part ** 2).sum() * values.size / part.size
            squares[size] += square
            if size == 1:
                mains[positions[0]] = square
    return squares, mains


def squares_of(values, first, second):
    """The fitnesses at the corners of all squares at two positions: neither change, the first, the second, both."""
    moved = numpy.moveaxis(values, (first, second), (0, 1))
    symbols = range(values.shape[0])
    pairs = list(itertools.combinations(symbols, 2))
    return [numpy.concatenate([moved[a if i == 0 else b, c if j == 0 else d].ravel()
                               for a, b in pairs for c, d in pairs])
            for i, j in ((0, 0), (1, 0), (0, 1), (1, 1))]


def figures_of(corners, largest):
    neither, first, second, both = corners
    known = ~numpy.isnan(neither + first + second + both)
    neither, first, second, both = neither[known], first[known], second[known], both[known]
    interaction = both + neither - first - second
    near = 1e-9 * largest
    effects = [(first - neither, both - second), (second - neither, both - first)]
    signs = [numpy.where(numpy.abs(before) < near, 0, numpy.sign(before)) *
             numpy.where(numpy.abs(after) < near, 0, numpy.sign(after)) for before, after in effects]
    changed = (signs[0] < 0).astype(int) + (signs[1] < 0)
    none = (numpy.abs(interaction) < 2 * near).mean()
    before = numpy.concatenate([effects[0][0], effects[1][0]])
    after = numpy.concatenate([effects[0][1], effects[1][1]])
    # Each change in both directions, before and after the other either way round: a plain correlation.
    gamma = numpy.corrcoef(numpy.concatenate([before, -before, after, -after]),
                           numpy.concatenate([after, -after, before, -before]))[0, 1]
    both_signs = numpy.concatenate(signs)
    return {"squares": known.sum(), "none": none, "sign": (changed == 1).mean(),
            "reciprocal_sign": (changed == 2).mean(), "magnitude": (changed == 0).mean() - none,
            "mean_interaction": numpy.abs(interaction).mean(), "gamma": gamma,
            "gamma_star": both_signs.sum() / numpy.abs(both_signs).sum()}


def check_interactions(binary, what, words, values):
    rows = run(binary, "analyse", "interactions", *words)
    largest = numpy.nanmax(numpy.abs(values))
    corners = {pair: squares_of(values, *pair) for pair in itertools.combinations(range(values.ndim), 2)}
    for row in rows:
        if row["first_position"] == "":
            expected = figures_of([numpy.concatenate(parts) for parts in zip(*corners.values())], largest)
        else:
            expected = figures_of(corners[int(row["first_position"]) - 1, int(row["second_position"]) - 1], largest)
        for name, value in expected.items():
            check(f"{what} interactions {row['first_position']},{row['second_position']} {name}", row[name], value)
    gains, before = [], []
    for axis in range(values.ndim):
        moved = numpy.moveaxis(values, axis, 0)
        for low, high in itertools.combinations(range(values.shape[0]), 2):
            change = (moved[high] - moved[low]).ravel()
            start = numpy.fmin(moved[high], moved[low]).ravel()
            kept = numpy.abs(change) > 1e-9 * largest
            gains.append(numpy.abs(change[kept]))
            before.append(start[kept])
    gains, before = numpy.concatenate(gains), numpy.concatenate(before)
    found = oracle.summary(binary, "interactions", *words)
    check(f"{what} improving changes", found["improving_changes"], len(gains))
    check(f"{what} diminishing returns", found["diminishing_returns"], numpy.corrcoef(before, gains)[0, 1])
    check(f"{what} increasing costs", found["increasing_costs"], numpy.corrcoef(before + gains, gains)[0, 1])
    return found


def check_additive(what, found, values):
    """Least squares on indicators, by scipy."""
    symbols, positions = values.shape[0], values.ndim
    digits = numpy.indices(values.shape).reshape(positions, -1)
    columns = [numpy.ones(values.size)]
    columns += [(digits[position] == symbol).astype(float)
                for position in range(positions) for symbol in range(1, symbols)]
    flat = values.ravel()
    known = ~numpy.isnan(flat)
    design = numpy.array(columns).T[known]
    effects, _, rank, _ = scipy.linalg.lstsq(design, flat[known])
    left = ((flat[known] - design @ effects) ** 2).sum()
    if known.all():
        roughness = math.sqrt(left / values.size)
    else:
        roughness = math.sqrt(left / (known.sum() - rank) * (values.size - rank) / values.size)
    by_position = numpy.concatenate([numpy.zeros((positions, 1)), effects[1:].reshape(positions, symbols - 1)], axis=1)
    slope = numpy.mean([abs(row[a] - row[b]) for row in by_position
                        for a, b in itertools.combinations(range(symbols), 2)])
    check(f"{what} roughness", found["roughness"], roughness, 1e-7)
    check(f"{what} slope", found["slope"], slope)
    check(f"{what} roughness to slope", found["roughness_to_slope"], roughness / slope, 1e-7)


def check_partial(binary, what, words, autocorrelation):
    rows = run(binary, "analyse", "partialautocorrelation", *words, "--lags", "8")
    for row in rows:
        lag = int(row["lag"])
        check(f"{what} autocorrelation {lag}", row["autocorrelation"], autocorrelation[lag])
        expected = scipy.linalg.solve_toeplitz(autocorrelation[:lag], autocorrelation[1:lag + 1])[-1]
        check(f"{what} partial {lag}", row["partial"], expected)


def check_distribution(binary, what, words, values):
    found = oracle.summary(binary, "distribution", *words)
    known = values[~numpy.isnan(values)].ravel()
    count = len(known)
    quartiles = numpy.percentile(known, [25, 50, 75])
    expected = {"points": values.size, "known": count, "mean": known.mean(), "standard_deviation": known.std(ddof=1),
                "minimum": known.min(), "maximum": known.max(), "lower_quartile": quartiles[0],
                "median": quartiles[1], "upper_quartile": quartiles[2],
                # Standard deviations with n - 1 where scipy takes n.
                "skewness": scipy.stats.skew(known) * ((count - 1) / count) ** 1.5,
                "excess_kurtosis": scipy.stats.kurtosis(known, fisher=False) * ((count - 1) / count) ** 2 - 3,
                "coefficient_of_variation": known.std(ddof=1) / abs(known.mean()),
                "quartile_coefficient": (quartiles[2] - quartiles[0]) / (quartiles[2] + quartiles[0])}
    for name, value in expected.items():
        check(f"{what} distribution {name}", found[name], value)


def explained(values, groups):
    """R squared, adjusted, of known values by groups, and the share over all points."""
    known = ~numpy.isnan(values)
    _, numbers = numpy.unique(groups, axis=0, return_inverse=True)
    own = numpy.unique(numbers[known], return_inverse=True)[1]
    sums, counts = numpy.bincount(own, weights=values[known]), numpy.bincount(own)
    left = ((values[known] - (sums / counts)[own]) ** 2).sum()
    total = ((values[known] - values[known].mean()) ** 2).sum()
    count, group_count = known.sum(), len(counts)
    adjusted = 1 - left / (count - group_count) / (total / (count - 1))
    return 1 - left / total, adjusted, 1 - left / total if known.all() else share_by_pairs(values, numbers)


def share_by_pairs(values, numbers):
    """1 - the variance within groups / that of all points, both from pairs of known values: a group that expects 20 of
    them by its own pairs, the others together by theirs."""
    known, sizes = ~numpy.isnan(values), numpy.bincount(numbers)
    differences = (values[known][:, None] - values[known]) ** 2 / 2
    group = numbers[known]
    pairs = (group[:, None] == group) & ~numpy.eye(len(group), dtype=bool)
    large = sizes * known.mean() >= 20
    within = sum((sizes[number] - 1) * differences[pairs & (group == number)[:, None]].mean()
                 for number in numpy.flatnonzero(large))
    rest = pairs & ~large[group][:, None]
    if not large.all():
        weights = numpy.broadcast_to(1 / sizes[group][:, None], rest.shape)[rest]
        within += (sizes[~large] - 1).sum() * (differences[rest] * weights).sum() / weights.sum()
    count = len(group)
    return 1 - within / ((len(values) - 1) * differences.sum() / (count * (count - 1)))


def krawtchouk(symbols, positions, order, distance):
    return sum((-1) ** both * (symbols - 1) ** (order - both) * math.comb(distance, both)
               * math.comb(positions - distance, order - both) for both in range(order + 1))


def shares_by_pairs(values):
    """Shares of the interaction orders, from pairs of known words by their distance; then the nearest that are not
    negative, in the metric of their covariance, by non-negative least squares."""
    symbols, positions = values.shape[0], values.ndim
    known = ~numpy.isnan(values.ravel())
    words, flat = numpy.indices(values.shape).reshape(positions, -1).T[known], values.ravel()[known]
    distance = (words[:, None, :] != words).sum(axis=2)
    differences = (flat[:, None] - flat) ** 2 / 2
    means, influences = [], []
    for number in range(1, positions + 1):
        at = distance == number
        means.append(differences[at].mean())
        influences.append(2 * ((differences - means[-1]) * at).sum(axis=1) / at.sum())
    means, influences = numpy.array(means), numpy.array(influences)
    orders = range(1, positions + 1)
    counts = numpy.array([math.comb(positions, number) * (symbols - 1) ** number for number in orders])
    parts = -counts * [[krawtchouk(symbols, positions, order, number) for number in orders] for order in orders]
    shares = parts @ means / (counts @ means)
    slopes = (parts - numpy.outer(shares, counts)) / (counts @ means)
    covariance = slopes @ influences @ influences.T @ slopes.T
    lengths, axes = numpy.linalg.eigh(covariance)
    kept = lengths > 1e-12 * lengths.max()
    root = (axes[:, kept] / numpy.sqrt(lengths[kept])).T  # |root (p - shares)| is to be least, where p sums to 1
    heavy = 1e4 * abs(root).max()
    nearest, _ = scipy.optimize.nnls(numpy.vstack([root, numpy.full(positions, heavy)]),
                                     numpy.append(root @ shares, heavy))
    return shares, nearest


def check_variance(binary, what, words, values):
    rows = {row["model"]: row for row in run(binary, "analyse", "variance", *words)}
    digits = numpy.indices(values.shape).reshape(values.ndim, -1).T
    flat = values.ravel()
    models = {f"position {axis + 1}": digits[:, axis:axis + 1] for axis in range(values.ndim)}
    models["symbol_counts"] = numpy.array([(digits == symbol).sum(axis=1) for symbol in range(values.shape[0])]).T
    for name, groups in models.items():
        # Shares of positions of a partial fitness are scaled to sum to that of all.
        scale = 1
        if name.startswith("position") and numpy.isnan(flat).any():
            scale = float(rows["positions"]["share"]) / sum(explained(flat, models[f"position {axis + 1}"])[2]
                                                     for axis in range(values.ndim))
        for column, value in zip(("explained", "adjusted", "share"), explained(flat, groups)):
            check(f"{what} variance {name} {column}", rows[name][column], value * (scale if column == "share" else 1))
    counts = models["symbol_counts"][:, 1:].astype(float)  # the counts sum to the length
    known = ~numpy.isnan(flat)
    design = numpy.column_stack([numpy.ones(len(flat)), counts])[known]
    left = ((flat[known] - design @ scipy.linalg.lstsq(design, flat[known])[0]) ** 2).sum()
    total = ((flat[known] - flat[known].mean()) ** 2).sum()
    check(f"{what} variance linear", rows["symbol_counts_linear"]["explained"], 1 - left / total)


def check_strings(binary, what, words, values):
    symbols, positions = values.shape[0], values.ndim
    complete = not numpy.isnan(values).any()
    check_distribution(binary, what, words, values)
    check_variance(binary, what, words, values)
    found = check_interactions(binary, what, words, values)
    check_additive(what, found, values)
    if not complete:
        unbiased, shares = shares_by_pairs(values)
        require(f"{what}: a share to be moved", unbiased.min() < 0)
        for row, share in zip(run(binary, "analyse", "spectrum", *words), shares):
            check(f"{what} share {row['order']}", row["share"], share, 1e-6)
        check(f"{what} additive share", found["additive_share"], shares[0], 1e-6)
        return
    squares, mains = orders_of(values)
    shares = squares / squares[1:].sum()
    rows = run(binary, "analyse", "spectrum", *words)
    for row in rows:
        order = int(row["order"])
        check(f"{what} share {order}", row["share"], shares[order])
        check(f"{what} eigenvalue {order}", row["eigenvalue"], symbols * order / (positions * (symbols - 1)))
        check(f"{what} dimension {order}", row["dimension"], math.comb(positions, order) * (symbols - 1) ** order)
    check(f"{what} additive share", found["additive_share"], shares[1])
    check(f"{what} pairwise share", found["pairwise_share"], shares[2])
    check(f"{what} higher-order share", found["higher_order_share"], shares[3:].sum())
    variance = {row["model"]: row for row in run(binary, "analyse", "variance", *words)}
    for position in range(positions):
        check(f"{what} main effect {position}", variance[f"position {position + 1}"]["share"],
              mains[position] / squares[1:].sum())
    # A step replaces one symbol of all by another.
    autocorrelation, walked = [], values - values.mean()
    for _ in range(9):
        autocorrelation.append((walked * (values - values.mean())).sum() / ((values - values.mean()) ** 2).sum())
        moves = sum(walked.sum(axis=axis, keepdims=True) - walked for axis in range(positions))
        walked = moves / (positions * (symbols - 1))
    check_partial(binary, what, words, numpy.array(autocorrelation))


def check_made_up(binary, folder):
    seeded = numpy.random.default_rng
    for what, values in (
            ("nk 2^8 k 0", nk(2, 8, 0, seeded(1))), ("nk 3^6 k 2", nk(3, 6, 2, seeded(2))),
            ("nk 2^9 k 8", nk(2, 9, 8, seeded(3))), ("nk 5^4 k 1", nk(5, 4, 1, seeded(4))),
            ("partial", landscapes.hide(nk(3, 6, 2, seeded(6)), 0.5, seeded(5)))):
        check_strings(binary, what, write(folder, what, values), values)
    elementary = numpy.ones((3,) * 5)
    for axis in (0, 1, 3):
        shape = [1] * 5
        shape[axis] = 3
        elementary = elementary * numpy.array([1.0, 1.0, -2.0]).reshape(shape)
    for row in run(binary, "analyse", "spectrum", *write(folder, "elementary", elementary)):
        check(f"elementary share {row['order']}", row["share"], float(row["order"] == "3"), 1e-12)


def write(folder, what, values):
    """The words that name the landscape to the program."""
    symbols, positions = values.shape[0], values.ndim
    path = os.path.join(folder, what.replace(" ", "_").replace("^", "_") + ".csv")
    oracle.write_fitness(path, oracle.strings("0123456789"[:symbols], positions), values.ravel(), "genotype")
    return ["--space", f"hamming:{symbols}^{positions}", "--data", path, "--fitness", "column:fitness"]


def check_nb201(binary):
    accuracies = landscapes.nb201()
    if accuracies is not None:
        words = ["--space", "nb201", "--data", oracle.published(landscapes.NB201), "--fitness", "valid@200"]
        check_strings(binary, "nb201", words, accuracies)


# ---- eigenpairs ----

def check_eigenpairs(binary, what, words, space, values, weights=None):
    """Shares by eigenspace: those of eigenvectors whose eigenvalues are equal together."""
    edges = oracle.edges(binary, *space)
    adjacency = landscapes.adjacency(edges, len(values), [weights[pair] for pair in edges] if weights else None)
    walked = landscapes.largest_part(adjacency)
    adjacency, values = adjacency[walked][:, walked], values[walked]
    roots = numpy.sqrt(adjacency.sum(axis=1).A1)
    matrix = scipy.sparse.diags(1 / roots) @ adjacency @ scipy.sparse.diags(1 / roots)
    start = numpy.random.default_rng(1).normal(size=len(roots))
    if len(roots) < 3000:
        eigenvalues, vectors = numpy.linalg.eigh(matrix.toarray())
    else:
        eigenvalues, vectors = scipy.sparse.linalg.eigsh(matrix, k=24, which="LA", v0=start)
    order = numpy.argsort(-eigenvalues)[1:]  # without the constant's
    mean = (roots ** 2 @ values) / (roots ** 2).sum()
    centred = roots * (values - mean)
    amplitudes = (vectors.T @ centred)[order] ** 2 / (centred @ centred)
    laplacian = 1 - eigenvalues[order]
    rows = run(binary, "analyse", "spectrum", *words)
    require(f"{what}: {len(rows)} eigenspaces", len(rows) >= 10)
    for number, row in enumerate(rows):
        value = float(row["eigenvalue"])
        equal = numpy.abs(laplacian - value) < 1e-8
        if number == 0:
            check(f"{what} spectral gap", value, laplacian[0])
        require(f"{what}: no eigenvalue {value}", equal.any())
        check(f"{what} share of {value}", row["share"], amplitudes[equal].sum(), 1e-7)
    lowest = numpy.unique(numpy.round(laplacian, 8))[:len(rows)]
    for row, value in zip(rows, lowest):
        check(f"{what} eigenvalue", row["eigenvalue"], value, 2e-8)
    found = oracle.summary(binary, "spectrum", *words)
    check(f"{what} mean eigenvalue", found["mean_eigenvalue"],
          1 - centred @ (matrix @ centred) / (centred @ centred))


def check_cells(binary):
    for limit, relation in ((5, "pruned"), (5, "strict"), (6, "pruned")):
        space = ["--space", f"nb101:vertices={limit}", "--relation", relation]
        cells = run(binary, "space", "list", "--space", f"nb101:vertices={limit}")
        values = numpy.array([float(cell["trainable_parameters"]) for cell in cells])
        check_eigenpairs(binary, f"cells of {limit}, {relation}", [*space, "--fitness", "params"], space, values)


def check_listed(binary, folder):
    """A grid of 20 by 30 points, a random graph of several components, and the same with weights."""
    random = numpy.random.default_rng(8)
    grid = [(f"{x}.{y}", f"{x + 1}.{y}") for x in range(19) for y in range(30)]
    grid += [(f"{x}.{y}", f"{x}.{y + 1}") for x in range(20) for y in range(29)]
    loose = sorted({tuple(sorted(pair)) for pair in random.integers(0, 900, (1100, 2)) if pair[0] != pair[1]})
    loose = [(f"p{a}", f"p{b}") for a, b in loose]
    sizes = random.random(len(loose)) + 0.1
    for what, pairs, weights in (("grid", grid, None), ("loose", loose, None), ("weighted", loose, sizes)):
        names = list(dict.fromkeys(itertools.chain(*pairs)))
        numbers = {name: number for number, name in enumerate(names)}
        ends = [(numbers[a], numbers[b]) for a, b in pairs]
        space, data = (os.path.join(folder, f"{what}{part}.csv") for part in ("", "_fitness"))
        oracle.write_edges(space, names, ends, weights)
        values = numpy.sin(numpy.arange(len(names)) / 40) + 0.3 * random.random(len(names))
        oracle.write_fitness(data, names, values)
        words = ["--space", space, "--data", data, "--fitness", "column:fitness"]
        by_ends = None if weights is None else {tuple(sorted(pair)): weight for pair, weight in zip(ends, weights)}
        check_eigenpairs(binary, what, words, ["--space", space], values, by_ends)


def main():
    binary = oracle.binary()
    with tempfile.TemporaryDirectory() as folder:
        check_made_up(binary, folder)
        check_nb201(binary)
        check_cells(binary)
        check_listed(binary, folder)
    oracle.finish(least=1700)


if __name__ == "__main__":
    main()
