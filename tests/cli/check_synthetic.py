#!/usr/bin/env python3
"""Made-up tables of strings and variables, and the mark that made-up rows keep.

    check_synthetic.py --binary PATH
"""
import csv
import os

import numpy

from checks import OK, USAGE, main, run

FITNESS = ("--fitness", "column:accuracy")


def rows_of(path):
    with open(path, newline="") as stream:
        return list(csv.DictReader(stream))


def make(folder, space, name, *words):
    path = os.path.join(folder, name)
    run("data", "synthesise", "--space", space, "-o", path, *words)
    return path


def origin_of(space, path, *words):
    return {row["origin"] for row in run("analyse", "distribution", "--space", space, "--data", path, *words)}


def check_strings(folder):
    """All strings once, in order of their ids; effects of symbols explain about 65 % of the variance, pairs the rest."""
    path = make(folder, "hamming:4^5", "strings.csv")
    rows = rows_of(path)
    assert list(rows[0]) == ["point", "accuracy", "origin"], rows[0]
    assert [row["point"] for row in rows] == [row["point"] for row in run("space", "list", "--space", "hamming:4^5")]
    values = numpy.array([float(row["accuracy"]) for row in rows])
    assert 75 < values.min() and values.max() < 99 and 2 < values.std() < 6, (values.min(), values.max(), values.std())
    logits = numpy.log(values / (100 - values))
    symbols = numpy.array([[int(symbol) for symbol in row["point"]] for row in rows])
    # A column for each symbol at each position, by least squares.
    design = numpy.hstack([(symbols == symbol).astype(float) for symbol in numpy.unique(symbols)])
    fitted = design @ numpy.linalg.lstsq(design, logits, rcond=None)[0]
    share = fitted.var() / logits.var()
    assert 0.45 < share < 0.85, share
    pairs = numpy.hstack([design[:, [one]] * design[:, [other]]
                          for one in range(design.shape[1]) for other in range(one + 1, design.shape[1])])
    rest = logits - pairs @ numpy.linalg.lstsq(pairs, logits, rcond=None)[0]
    assert rest.var() / logits.var() < 0.02, rest.var() / logits.var()
    assert origin_of("hamming:4^5", path, *FITNESS) == {"synthetic"}


def check_seed(folder):
    """The seed decides the bytes."""
    made = [open(make(folder, "dna^3", f"{number}.csv", "--seed", seed), "rb").read()
            for number, seed in enumerate(("1", "1", "2"))]
    assert made[0] == made[1] != made[2]


def check_variables(folder):
    """A table of variables has their columns, with the values that their file has, and is a space itself."""
    values = os.path.join(folder, "values.csv")
    with open(values, "w") as stream:
        stream.write("optimiser,rate\nadam,0.1\nsgd,0.01\nadam,0.001\n")
    path = make(folder, "variables:" + values, "made.csv")
    rows = rows_of(path)
    assert list(rows[0]) == ["optimiser", "rate", "accuracy", "origin"], rows[0]
    assert {(row["optimiser"], row["rate"]) for row in rows} == {(one, other) for one in ("adam", "sgd")
                                                                for other in ("0.1", "0.01", "0.001")}
    top = run("query", "top", "--space", "variables:" + path, "--data", path, *FITNESS, "-n", "1")[0]
    best = max(rows, key=lambda row: float(row["accuracy"]))
    assert float(top["fitness"]) == float(best["accuracy"]) and best["optimiser"] in top["point"], (top, best)


def check_marks(folder):
    """The column origin decides what is called measured."""
    for origin, said in (("synthetic", "synthetic"), ("surrogate", "synthetic"), ("measured", "measured"), ("", "measured"),
                         ("Europe", "measured")):
        path = os.path.join(folder, "marked.csv")
        with open(path, "w") as stream:
            stream.write(f"point,accuracy,origin\nAAA,1,{origin}\nAAC,2,measured\nACA,3,measured\n")
        assert origin_of("dna^3", path, *FITNESS) == {said}, (origin, said)


def check_export(folder):
    """A store of made-up runs says so in its table, too, and what is read back is the same."""
    space = "nb101:vertices=3"
    official, store, table = (os.path.join(folder, name) for name in ("made.tfrecord", "made.nscape", "made.csv"))
    make(folder, space, "made.tfrecord", "--epochs", "108")
    run("data", "import", official, "-o", store)
    run("data", "export", store, "--csv", "-o", table)
    assert {row["origin"] for row in rows_of(table)} == {"synthetic"}
    assert origin_of(space, table) == origin_of(space, store) == {"synthetic"}
    means = [run("analyse", "distribution", "--space", space, "--data", path)[1]["value"] for path in (store, table)]
    assert means[0] == means[1], means


def check_refusals(folder):
    edges = os.path.join(folder, "edges.csv")
    with open(edges, "w") as stream:
        stream.write("from,to\na,b\n")
    out = ("-o", os.path.join(folder, "out.csv"))
    run("data", "synthesise", "--space", edges, *out, code=USAGE, says=["for cells and for strings"])
    run("data", "synthesise", "--space", "dna^3", "--epochs", "108", *out, code=USAGE, says=["--epochs is about cells"])
    assert not os.path.exists(out[1])
    run("data", "synthesise", "--space", "nb201", *out, code=OK, says=["is synthetic: no number in it is measured"])


if __name__ == "__main__":
    main([check_strings, check_seed, check_variables, check_marks, check_export, check_refusals])
