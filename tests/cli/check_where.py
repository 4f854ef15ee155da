#!/usr/bin/env python3
"""Conditions on points and random points, on whole spaces and on tables, against numpy.

    check_where.py --binary PATH
"""
import csv
import os
import sys

from checks import INVALID, MISSING, PROGRAM, USAGE, main, run

try:
    import numpy
except ImportError:
    print("skipped: numpy")
    sys.exit(77)

SPACE = ["--space", "nb101:vertices=5"]


def write_table(folder, name, header, rows):
    with open(os.path.join(folder, name), "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def numbers(rows, name):
    """A column as numbers, NaN where it is empty."""
    return numpy.array([float(row[name]) if row[name] != "" else numpy.nan for row in rows])


def depth_of(adjacency):
    """Edges on the longest path, by the powers of the matrix."""
    size = int(len(adjacency) ** 0.5)
    matrix = numpy.array([int(bit) for bit in adjacency]).reshape(size, size)
    power, depth = matrix, 0
    while power.any():
        power, depth = power @ matrix, depth + 1
    return depth


def check_whole_space(folder):
    """Cells that pass, by their matrices and operations, with their ranks among all."""
    listed = run("space", "list")
    operations = [row["operations"] for row in listed]
    params = numbers(listed, "trainable_parameters")
    conv3x3 = numpy.array([text.count("conv3x3") for text in operations])
    edges = numpy.array([row["adjacency"].count("1") for row in listed])
    passing = numpy.flatnonzero((params < 2e6) & (conv3x3 >= 1) & (edges == 7))
    condition = "params < 2e6 and conv3x3 >= 1 and edges = 7"
    words = ["query", "top", "--fitness", "params", "-n", "500000", "--where", condition]
    said = f"{len(passing)} of 423624 points with a fitness pass --where"
    rows = run(*words, says=[said])
    ordered = passing[numpy.lexsort((passing, -params[passing]))]
    assert [int(row["id"]) for row in rows] == ordered.tolist()
    descending = -numpy.sort(-params)
    ranks = 1 + numpy.searchsorted(-descending, -params[ordered], side="left")
    assert [int(row["rank"]) for row in rows] == ranks.tolist()
    assert list(rows[0])[-2:] == ["coverage", "conv3x3"], list(rows[0])
    assert [int(row["conv3x3"]) for row in rows] == conv3x3[ordered].tolist()


def check_depth(folder):
    listed = run("space", "list", *SPACE)
    depth = numpy.array([depth_of(row["adjacency"]) for row in listed])
    passing = numpy.flatnonzero(depth <= 2)
    rows = run("query", "top", *SPACE, "--fitness", "params", "-n", "9999", "--where", "depth <= 2")
    assert sorted(int(row["id"]) for row in rows) == passing.tolist()
    rows = run("query", "sample", *SPACE, "-n", "9999", "--where", "depth <= 2")
    assert sorted(int(row["id"]) for row in rows) == passing.tolist()


def check_runs(folder):
    """Points, not rows: means over runs, single runs, times, further columns; half of the cells have no row."""
    cells = run("space", "list", *SPACE)[::2]
    random = numpy.random.default_rng(4)
    valid = 0.8 + numpy.round(random.random((len(cells), 3)) * 999) / 9984
    time = 1000 + 1000 * random.random((len(cells), 3))
    size = numpy.round(random.random(len(cells)) * 100, 3)
    size[::7] = numpy.nan
    write_table(folder, "runs.csv", ["hash", "epochs", "run", "validation_accuracy", "training_time", "Model Size"],
                [[cell["hash"], 108, run_number + 1, repr(valid[cell_number, run_number]),
                  repr(time[cell_number, run_number]),
                  "" if numpy.isnan(size[cell_number]) else size[cell_number]]
                 for cell_number, cell in enumerate(cells) for run_number in range(3)])
    words = ["query", "top", *SPACE, "--data", "runs.csv", "--fitness", "valid@108", "-n", "9999", "--where"]
    hashes = numpy.array([cell["hash"] for cell in cells])
    mean = valid.mean(axis=1)
    for condition, expected in (
            ("fitness > 0.85", mean > 0.85),
            ("valid@108 > 0.85 and valid@108:run1 <= 0.84", (mean > 0.85) & (valid[:, 0] <= 0.84)),
            ("time@108 < 1500 and valid@108:max > 0.88", (time.mean(axis=1) < 1500) & (valid.max(axis=1) > 0.88)),
            ("training_time < 1500", time.mean(axis=1) < 1500),
            ('"Model Size" < 30', size < 30),
            ('"column:Model Size" < 30 and "model size" >= 10', (size < 30) & (size >= 10)),
            ("\"Model Size\" = ''", numpy.isnan(size)),
            ("\"Model Size\" != 5", ~numpy.isnan(size))):
        rows = run(*words, condition, folder=folder)
        assert sorted(row["hash"] for row in rows) == sorted(hashes[expected]), condition
        assert 0 < len(rows) < len(cells), condition
    rows = run(*words, "time@108 < 1500 and valid@108:run1 > 0", folder=folder)
    found = {row["hash"]: (float(row["time@108:mean"]), float(row["valid@108:run1"])) for row in rows}
    for number, name in enumerate(hashes):
        if name in found:
            assert numpy.allclose(found[name], (time[number].mean(), valid[number, 0]), rtol=1e-14), name
    rows = run("query", "sample", *SPACE, "--data", "runs.csv", "--fitness", "valid@108", "-n", "9999", folder=folder)
    assert len(rows) == len(run("space", "list", *SPACE))
    assert {row["hash"] for row in rows if row["fitness"] != ""} == set(hashes)


def check_variables(folder):
    """Values of variables are compared as they are written; numbers as numbers."""
    settings = [(rate, optimiser, layers) for rate in ("0.1", "0.01", "1e-3") for optimiser in ("adam", "sgd")
                for layers in ("2", "4", "10")]
    write_table(folder, "settings.csv", ["lr", "optimiser", "layers", "accuracy"],
                [[*setting, number / 100] for number, setting in enumerate(settings)])
    words = ["query", "top", "--space", "variables:settings.csv", "--data", "settings.csv", "--fitness",
             "column:accuracy", "-n", "99", "--where"]
    for condition, expected in (
            ("lr <= 0.01 and optimiser = adam", lambda rate, name, layers: float(rate) <= 0.01 and name == "adam"),
            ("layers > 2 and optimiser != sgd", lambda rate, name, layers: int(layers) > 2 and name != "sgd"),
            ("accuracy > 0.1 and lr = 0.001", lambda rate, name, layers: rate == "1e-3")):
        rows = run(*words, condition, folder=folder)
        passing = [number for number, setting in enumerate(settings) if expected(*setting)]
        assert sorted(round(float(row["fitness"]) * 100) for row in rows) == passing, (condition, rows)
    assert {row["lr"] for row in rows} == {"1e-3"} and list(rows[0])[-2:] == ["lr", "column:accuracy"], rows[0]
    run(*words, "optimiser > 3", folder=folder, code=INVALID, says=["no number to compare with 3", "  ^"])


def check_strings(folder):
    rows = run("query", "top", "--space", "nb201", "--fitness", "nor_conv_3x3", "-n", "99999", "--where",
               "position_1 = nor_conv_3x3 and position_6 != none and none <= 1")
    symbols = [[number // 5 ** (5 - position) % 5 for position in range(6)] for number in range(5 ** 6)]
    expected = ["".join(str(symbol + 1) for symbol in word) for word in symbols
                if word[0] == 3 and word[5] != 0 and word.count(0) <= 1]
    assert sorted(row["point"] for row in rows) == expected
    rows = run("query", "sample", "--space", "nb201", "-n", "20", "--where", "position_1 = none",
               says=["3125 of 15625 points pass", "give --data or --fitness"])
    assert all(row["point"][0] == "1" and row["fitness"] == "" for row in rows) and len(rows) == 20


def check_sample(folder):
    """The same points by the same seed, whatever the number of threads and of points."""
    words = ["query", "sample", *SPACE, "--seed", "7"]
    for over in ("points", "encodings", "sizes"):
        ten = run(*words, "--over", over)
        many = run(*words, "--over", over, "-n", "200", "--threads", "2")
        assert len(ten) == 10 and many[:10] == ten, over
        assert run("query", "sample", *SPACE, "--seed", "8", "--over", over) != ten, over
    assert list(ten[0])[:5] == ["hash", "fitness", "standard_error", "runs", "id"], ten[0]
    best = {row["hash"]: row for row in run("query", "top", *SPACE, "-n", "9999")}
    for row in many:
        assert all(best[row["hash"]][name] == value for name, value in row.items()), row
    assert len({row["hash"] for row in run(*words, "-n", "9999")}) == len(best)
    assert len(run(*words, "--over", "encodings", "-n", "9999")) == 9999
    assert run(*words, "--where", "params < 1") == []
    run(*words, "--over", "cells", code=USAGE, says=["points", "encodings", "sizes"])
    run("query", "sample", "--space", "nb201", "--over", "encodings", code=USAGE, says=["one encoding"])
    run("query", "sample", "--space", "nb201", "--over", "sizes", code=USAGE, says=["no sizes"])


def check_mistakes(folder):
    words = ["query", "top", *SPACE, "--where"]
    run(*words, "depth <= 4 and parms < 5e6", code=USAGE,
        says=['unknown name "parms" (did you mean "params"?)\n  depth <= 4 and parms < 5e6\n                 ^\n'])
    run(*words, "depth <= 4 params < 5e6", code=USAGE, says=["joined by `and`", "\n             ^\n"])
    run(*words, "depth", code=USAGE, says=["one of = != < <= > >= is expected"])
    run(*words, "test@36 > 0", code=MISSING, says=["no test@36:mean", "\n  test@36 > 0\n  ^\n"])
    run(*words, "column:x > 0", code=MISSING, says=["\n  ^\n"])
    run(*words, "tset@108 > 0", code=USAGE, says=['did you mean "test@108"?'])
    write_table(folder, "data.csv", ["hash", "epochs", "test_accuracy", "memory"],
                [[cell["hash"], 108, 0.9, 3] for cell in run("space", "list", *SPACE)[:20]])
    for condition, place in (("tset_accuracy > 0", "test_accuracy"), ("id < 5 and memroy > 0", "memory")):
        run(*words, condition, "--data", "data.csv", folder=folder, code=USAGE, says=[f'did you mean "{place}"?'])
    run("query", "top", "--where", "depth > 1", "--where", "depth > 2", code=USAGE, says=["given twice"])


if __name__ == "__main__":
    main([check_whole_space, check_depth, check_runs, check_variables, check_strings, check_sample, check_mistakes])
