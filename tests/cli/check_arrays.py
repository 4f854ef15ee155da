#!/usr/bin/env python3
"""Arrays of numpy as data: every type of element, both orders of cells, and what is refused.

    check_arrays.py --binary PATH

numpy writes the arrays and is the oracle of their values.
"""
import numpy

from checks import INVALID, USAGE, main, run

POINTS = 64  # of hamming:2^6
STRINGS = ["--space", "hamming:2^6"]
CELLS = ["--space", "nb101:vertices=5"]
RANDOM = numpy.random.default_rng(5)


def fitness_by_id(count, *words):
    """The fitness of each point by its id, NaN if it has none."""
    values = numpy.full(count, numpy.nan)
    for row in run("query", "top", "-n", str(count), *words):
        values[int(row["id"])] = float(row["fitness"])
    return values


def check_types(folder):
    numbers = RANDOM.integers(0, 100, POINTS)
    for name in ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?"):
        for order in "<>":
            array = numbers.astype(name).astype(numpy.dtype(name).newbyteorder(order))
            numpy.save(folder + "/a.npy", array)
            found = fitness_by_id(POINTS, *STRINGS, "--data", folder + "/a.npy", "--fitness", "test")
            assert (found == array.astype(float)).all(), (name, order)
    special = numpy.array([0.1, -0.1, 6e-8, -6e-8, 65504, -65504, 1 / 3, 2.0 ** -14], "f2")
    for name in ("f2", "f4", "f8", "i1", "i8"):
        array = numpy.resize(special, POINTS) if name[0] == "f" else -numbers
        numpy.save(folder + "/a.npy", array.astype(name))
        found = fitness_by_id(POINTS, *STRINGS, "--data", folder + "/a.npy", "--fitness", "column:value")
        assert (found == array.astype(name).astype(float)).all(), name


def check_missing(folder):
    array = RANDOM.uniform(0, 100, POINTS)
    array[[0, 7, 63]] = numpy.nan
    numpy.save(folder + "/a.npy", array)
    found = fitness_by_id(POINTS, *STRINGS, "--data", folder + "/a.npy", "--fitness", "test")
    assert numpy.array_equal(found, array, equal_nan=True)


def check_versions(folder):
    array = RANDOM.uniform(0, 100, POINTS)
    for version in ((1, 0), (2, 0), (3, 0)):
        with open(folder + "/a.npy", "wb") as file:
            numpy.lib.format.write_array(file, array, version=version)
        found = fitness_by_id(POINTS, *STRINGS, "--data", folder + "/a.npy", "--fitness", "test")
        assert (found == array).all(), version


def check_cells(folder):
    """Accuracies near the built-in landscape, on the grid of single runs, in both orders."""
    cells = run("space", "list", *CELLS)
    count = len(cells)
    fitted = fitness_by_id(count, *CELLS)
    accuracies = numpy.round(9984 * numpy.clip(fitted + RANDOM.normal(0, 0.002, count), 0, 1)) / 9984
    by_hash = numpy.argsort([cell["hash"] for cell in cells])
    numpy.save(folder + "/id.npy", accuracies)
    numpy.save(folder + "/hash.npy", accuracies[by_hash].astype("f4"))
    for order in ("id", "hash"):
        path = f"{folder}/{order}.npy"
        rule = ["--data", path, "--order", order, "--fitness", "test@108:run1"]
        assert numpy.allclose(fitness_by_id(count, *CELLS, *rule), accuracies, atol=1e-7), order
        (row,) = run("query", "top", "-n", "1", *CELLS, *rule)
        assert row["source"] == f"{path} (order: {order})", row
        other = "id" if order == "hash" else "hash"
        run("query", "top", *CELLS, "--data", path, "--order", other, code=INVALID,
            says=["this seems to be in another order", f"--order {order}"])
    run("query", "top", *CELLS, "--data", folder + "/id.npy", code=USAGE, says=["--order hash", "--order id"])
    numpy.save(folder + "/a.npy", RANDOM.permutation(accuracies))
    run("query", "top", *CELLS, "--data", folder + "/a.npy", "--order", "id", code=INVALID,
        says=["this seems to be in another order"])
    # Any other numbers of cells are a column, whose order nothing can check.
    scores = RANDOM.normal(0, 100, count)
    numpy.save(folder + "/a.npy", scores)
    rule = ["--data", folder + "/a.npy", "--order", "id", "--fitness", "column:value"]
    assert (fitness_by_id(count, *CELLS, *rule) == scores).all()


def check_part_of_all(folder):
    """The whole published space in the order of hashes serves a part of it."""
    whole = run("space", "list")
    values = fitness_by_id(len(whole))
    by_hash = numpy.argsort([cell["hash"] for cell in whole])
    numpy.save(folder + "/a.npy", numpy.round(9984 * values[by_hash]) / 9984)
    rule = ["--data", folder + "/a.npy", "--order", "hash", "--fitness", "test@108:run1"]
    part = [row["hash"] for row in run("space", "list", *CELLS)]
    value_of = {cell["hash"]: round(9984 * value) / 9984 for cell, value in zip(whole, values)}
    assert (fitness_by_id(len(part), *CELLS, *rule) == [value_of[name] for name in part]).all()
    run("query", "top", *CELLS, "--data", folder + "/a.npy", "--order", "id", code=INVALID, says=["423624", "2532"])


def check_refused(folder):
    path = folder + "/a.npy"
    good = RANDOM.uniform(0, 100, POINTS)

    def refused(*says, code=INVALID, words=()):
        run("query", "top", *STRINGS, "--data", path, "--fitness", "test", *words, code=code, says=[path, *says])

    for array, *says in ((good.reshape(8, 8), "2 dimensions", "(8, 8)"),
                         (good.reshape(POINTS, 1), "(64, 1)"),
                         (numpy.float64(3), "0 dimensions"),
                         (good[:-1], "63 numbers", "64 points"),
                         (good[:0], "0 numbers"),
                         (good.astype(complex), "plain numbers"),
                         (good.astype("U4"), "plain numbers"),
                         (good.astype("M8[s]"), "plain numbers"),
                         (numpy.zeros(POINTS, [("a", "f8"), ("b", "f8")]), "named columns"),
                         (numpy.where(numpy.arange(POINTS) == 5, numpy.inf, good), "element [5]", "infinite"),
                         (numpy.where(numpy.arange(POINTS) == 5, 750, good), "element [5]", "750"),
                         (numpy.full(POINTS, numpy.nan), "no number for a point")):
        numpy.save(path, array)
        refused(*says)
    numpy.save(path, numpy.array([{}] * POINTS, dtype=object), allow_pickle=True)
    refused("plain numbers")
    numpy.save(path, good)
    refused("--order hash", code=USAGE, words=["--order", "hash"])
    content = open(path, "rb").read()
    for size in (3, 7, 9, 40, 127, 128, len(content) - 1):
        open(path, "wb").write(content[:size])
        run("query", "top", *STRINGS, "--data", path, "--fitness", "test", code=INVALID, says=[path])
    open(path, "wb").write(content + b"x")
    refused("cut short or damaged")
    open(path, "wb").write(content.replace(b"(64,)", b"(6" + 9 * b"9" + b",)")[:len(content)])
    refused("header")
    open(path, "wb").write(content[:6] + b"\x09" + content[7:])
    refused("version")
    numpy.savez(path[:-3] + "npz", a=good)
    run("query", "top", *STRINGS, "--data", path[:-3] + "npz", code=INVALID, says=[".npz", "archive", "numpy.load"])
    with open(folder + "/a.csv", "w") as file:
        file.write("point,test_accuracy\n000000,5\n")
    run("query", "top", *STRINGS, "--data", folder + "/a.csv", "--order", "id", code=USAGE, says=["--order"])


CHECKS = [check_types, check_missing, check_versions, check_cells, check_part_of_all, check_refused]


if __name__ == "__main__":
    main(CHECKS)
