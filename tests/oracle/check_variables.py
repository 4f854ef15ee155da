#!/usr/bin/env python3
"""Tables of variables as spaces, against numpy: which points and neighbours there are, and what variance, interactions,
spectrum and effects of operations say of a made fitness.

    check_variables.py --binary PATH
"""
import itertools
import os
import tempfile

import numpy

import oracle

RANDOM = numpy.random.default_rng(11)
VARIABLES = {"lr": ["0.001", "0.01", "0.1"], "batch": ["8", "16"], "schedule": ["const", "cosine", "step", "warm"]}
SIZES = [len(values) for values in VARIABLES.values()]
POINTS = list(itertools.product(*[range(size) for size in SIZES]))


def close(what, found, expected, tolerance=1e-9):
    if not abs(float(found) - expected) <= tolerance * max(1, abs(expected)):
        raise SystemExit(f"{what}: {found}, not {expected}")


def same(what, found, expected):
    if found != expected:
        raise SystemExit(f"{what}: {found}, not {expected}")


def names_of(point):
    return [values[level] for values, level in zip(VARIABLES.values(), point)]


def write_table(path, fitness, order=None, spell=str):
    """The rows in any order, the columns of the variables in another than the table's."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("f,schedule,lr,batch\n")
        for number in (order if order is not None else range(len(POINTS))):
            lr, batch, schedule = names_of(POINTS[number])
            file.write(f"{fitness[number]:.17g},{schedule},{spell(lr)},{spell(batch)}\n")


def neighbours(one, other, ordinal):
    differing = [place for place in range(len(SIZES)) if one[place] != other[place]]
    return len(differing) == 1 and (differing[0] not in ordinal or abs(one[differing[0]] - other[differing[0]]) == 1)


def check_graph(program, space, ordinal):
    rows = oracle.run(program, "space", "list", "--space", space, "--quiet")
    same("points", [[row["lr"], row["batch"], row["schedule"]] for row in rows], [names_of(point) for point in POINTS])
    expected = {(one, other) for one in range(len(POINTS)) for other in range(one + 1, len(POINTS))
                if neighbours(POINTS[one], POINTS[other], ordinal)}
    same(f"edges of {space}", set(oracle.edges(program, "--space", space, "--quiet")), expected)
    for row in oracle.run(program, "graph", "export", "--space", space, "--quiet"):
        one, other = row["from"].split(":"), row["to"].split(":")
        (place,) = [place for place in range(len(SIZES)) if one[place] != other[place]]
        same("kind", row["kind"], f"{list(VARIABLES)[place]}: {one[place]} -> {other[place]}")
    return expected


def parts_of(values):
    """The squared norm of each part of the analysis of variance, by set of variables."""
    found = {}
    for size in range(len(SIZES) + 1):
        for chosen in itertools.combinations(range(len(SIZES)), size):
            part = values
            for axis in range(len(SIZES)):
                mean = part.mean(axis=axis, keepdims=True)
                part = part - mean if axis in chosen else numpy.broadcast_to(mean, part.shape)
            found[chosen] = (part ** 2).sum()
    return found


def check_analyses(program, space, data, values, edges):
    words = ["--space", space, "--data", data, "--fitness", "column:f", "--quiet", "--threads", "2"]
    grid = values.reshape(SIZES)
    parts = parts_of(grid)
    total = sum(square for chosen, square in parts.items() if chosen)
    models = {row["model"]: row["share"] for row in oracle.run(program, "analyse", "variance", *words)}
    for place, name in enumerate(VARIABLES):
        close(f"variance of {name}", models[name], parts[(place,)] / total)
    close("variance of all", models["positions"], sum(parts[(place,)] for place in range(3)) / total)
    same("counts", models["symbol_counts"], "")
    figures = {row["statistic"]: row["value"] for row in
               oracle.run(program, "analyse", "interactions", "--table", "summary", *words)}
    for name, sizes in (("additive_share", (1,)), ("pairwise_share", (2,)), ("higher_order_share", (3,))):
        close(name, figures[name], sum(square for chosen, square in parts.items() if len(chosen) in sizes) / total)
    check_squares(program, words, grid)
    check_spectrum(program, words, values, edges)
    check_effects(program, words, values, edges)


def check_squares(program, words, grid):
    for row in oracle.run(program, "analyse", "interactions", *words):
        if not row["first_position"]:
            continue
        first, second = (list(VARIABLES).index(row[key]) for key in ("first_position", "second_position"))
        moved = numpy.moveaxis(grid, (first, second), (0, 1)).reshape(SIZES[first], SIZES[second], -1)
        found = [abs(moved[a, c] + moved[b, d] - moved[a, d] - moved[b, c])
                 for a in range(SIZES[first]) for b in range(a) for c in range(SIZES[second]) for d in range(c)]
        same("squares", int(row["squares"]), sum(len(part) for part in found))
        close("mean interaction", row["mean_interaction"], numpy.concatenate(found).mean())


def check_spectrum(program, words, values, edges):
    count = len(values)
    adjacency = numpy.zeros((count, count))
    for one, other in edges:
        adjacency[one, other] = adjacency[other, one] = 1
    degrees = adjacency.sum(axis=1)
    root = numpy.sqrt(degrees / degrees.sum())
    laplacian = numpy.eye(count) - adjacency / numpy.sqrt(numpy.outer(degrees, degrees))
    eigenvalues, vectors = numpy.linalg.eigh(laplacian)
    centred = root * (values - (root ** 2 * values).sum())
    squares = (vectors.T @ centred) ** 2
    shares = {}
    for value, square in zip(eigenvalues, squares):
        if value > 1e-9:
            shares[round(value, 8)] = shares.get(round(value, 8), 0) + square / squares.sum()
    rows = oracle.run(program, "analyse", "spectrum", "--eigenpairs", "23", *words)
    same("eigenvalues", [round(float(row["eigenvalue"]), 8) for row in rows], sorted(shares))
    for row in rows:
        close(f"share of {row['eigenvalue']}", row["share"], shares[round(float(row["eigenvalue"]), 8)], 1e-8)


def check_effects(program, words, values, edges):
    changes = {}
    for one, other in itertools.chain(edges, ((other, one) for one, other in edges)):
        (place,) = [place for place in range(len(SIZES)) if POINTS[one][place] != POINTS[other][place]]
        name = list(VARIABLES)[place]
        key = tuple(f"{name}={VARIABLES[name][POINTS[end][place]]}" for end in (one, other))
        changes.setdefault(key, []).append(values[other] - values[one])
    rows = oracle.run(program, "analyse", "opeffect", *words)
    found = {(row["from"], row["to"]): row for row in rows if int(row["pairs"]) > 0}
    same("changes", sorted(found), sorted(changes))
    same("rows", len(found), len([row for row in rows if int(row["pairs"]) > 0]))
    for key, differences in changes.items():
        same(f"pairs of {key}", int(found[key]["pairs"]), len(differences))
        close(f"effect of {key}", found[key]["mean"], numpy.mean(differences))


def check_rows(program, folder, values):
    """A part of the rows: as many points, joined where one variable differs."""
    table = os.path.join(folder, "part.csv")
    kept = [int(number) for number in RANDOM.permutation(len(POINTS))[:15]]
    write_table(table, values, order=kept + kept[:2])  # two rows stand in it twice
    for names, ordinal in (("lr,batch,schedule", ()), ("lr=ordinal,batch,schedule", (0,))):
        space = f"variables:{table}:{names}:rows"
        rows = oracle.run(program, "space", "list", "--space", space, "--quiet")
        same("rows", [row["point"] for row in rows], [":".join(names_of(POINTS[number])) for number in kept])
        expected = {(one, other) for one in range(len(kept)) for other in range(one + 1, len(kept))
                    if neighbours(POINTS[kept[one]], POINTS[kept[other]], ordinal)}
        same(f"edges of {space}", set(oracle.edges(program, "--space", space, "--quiet")), expected)
        top = oracle.run(program, "query", "top", "--space", space, "--data", table, "--rows", "f < 100", "--fitness",
                         "column:f", "--quiet", "-n", "15")
        same("fitness", {row["point"]: float(row["fitness"]) for row in top},
             {":".join(names_of(POINTS[number])): values[number] for number in kept})


def check_equal_to_strings(program, folder):
    """Three variables of three values each are the strings of hamming:3^3, whether all have a fitness or not."""
    table, names = os.path.join(folder, "equal.csv"), ["".join(word) for word in itertools.product("012", repeat=3)]
    with open(table, "w", encoding="utf-8") as file:
        file.write("point,a,b,c,f\n")
        for name in names:
            file.write(f"{name},{','.join(name)},{RANDOM.normal():.17g}\n")
    part = os.path.join(folder, "part_of_equal.csv")
    with open(table, encoding="utf-8") as file, open(part, "w", encoding="utf-8") as other:
        lines = file.readlines()
        other.writelines(line for number, line in enumerate(lines) if number % 5 != 2)
    for data in (table, part):
        columns = os.path.join(folder, "columns.csv")  # without the names of the strings
        with open(data, encoding="utf-8") as file, open(columns, "w", encoding="utf-8") as other:
            other.writelines(line.split(",", 1)[1] for line in file)
        for analysis, tables in (("spectrum", ("eigenspaces", "summary")), ("interactions", ("summary",)),
                                 ("rwa", ("summary",)), ("dispersion", ("summary",)), ("optima", ("summary",))):
            for name in tables:
                found, expected = (
                    oracle.run(program, "analyse", analysis, "--table", name, "--space", space, "--data", values,
                               "--fitness", "column:f", "--quiet")
                    for space, values in ((f"variables:{table}:a,b,c", columns), ("hamming:3^3", data)))
                same(f"rows of {analysis}", len(found), len(expected))
                for one, other in zip(found, expected):
                    for key in ("statistic", "value", "low", "high", "eigenvalue", "dimension", "share", "reason"):
                        if key in one and one[key] != other[key]:
                            close(f"{analysis} {one.get('statistic', '')} {key}", one[key], float(other[key]))


def check_refused(program, folder):
    def refused(text, name, code, reason, data=None):
        path = os.path.join(folder, "refused.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        words = ["query", "top", "--fitness", "column:f", "--data", path] if data else ["space", "count"]
        done = oracle.execute(program, *words, "--space", name.replace("FILE", path))
        if done.returncode != code or reason not in done.stderr:
            raise SystemExit(f"{name}: exit {done.returncode}, {done.stderr!r} lacks {reason!r}")

    table = "a,b,f\n1,x,.1\n1,y,.2\n2,x,.3\n"
    refused(table, "variables:FILE:a,c", 3, 'has no column "c"')
    refused(table, "variables:FILE:a,aa", 3, 'has no column "aa"')
    refused(table, "variables:FILE:a,A", 2, "twice")
    refused(table, "variables:FILE:a=ordinary,b", 2, "only ordinal")
    refused(table, "variables:FILE:a,,b", 2, "empty")
    refused(table, "variables:", 2, "names no file")
    refused(table, "variables:none.csv", 4, "none.csv")
    refused("a,b\n1,\n2,3\n", "variables:FILE", 3, 'line 2: the variable "b" has no value')
    refused("a,b\n1,x\n1,x\n", "variables:FILE", 3, "has no variables")
    refused("a,b,f\n1,x,.1\n2,y,.2\n3,z,.3\n", "variables:FILE:a,b", 0, "", data=True)
    header = ",".join(f"v{number}" for number in range(20))
    lines = [",".join(str((number * row) % 10) for number in range(1, 21)) for row in range(10)]
    refused("\n".join([header, *lines, ""]), "variables:FILE", 2, "variables:FILE:rows")


def main():
    program = oracle.binary()
    values = RANDOM.normal(size=len(POINTS))
    with tempfile.TemporaryDirectory(prefix="nasscape-test-") as folder:
        table, other = os.path.join(folder, "table.csv"), os.path.join(folder, "other.csv")
        write_table(table, values)
        write_table(other, values, order=RANDOM.permutation(len(POINTS)), spell=lambda text: f"{float(text):.3f}")
        chosen = f"variables:{table}:lr,batch,schedule"
        for space, ordinal in ((chosen, ()), (f"variables:{table}:lr=ordinal,batch,schedule", (0,)),
                               (f"variables:{table}:lr=ordinal,batch=ordinal,schedule=ordinal-any", (0,))):
            edges = check_graph(program, space, ordinal)
            for data in (table, other):
                check_analyses(program, space, data, values, edges)
        check_rows(program, folder, values)
        check_equal_to_strings(program, folder)
        check_refused(program, folder)
        # Without names: all columns but the fitness.
        whole = oracle.run(program, "analyse", "optima", "--space", f"variables:{table}", "--data", table, "--fitness",
                           "column:f", "--quiet")
        same("optima", sorted(row["fitness"] for row in whole),
             sorted(row["fitness"] for row in oracle.run(program, "analyse", "optima", "--space", chosen, "--data",
                                                         other, "--fitness", "column:f", "--quiet")))
    print("tables of variables agree with numpy")


if __name__ == "__main__":
    main()
