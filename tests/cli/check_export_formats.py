#!/usr/bin/env python3
"""export csv, npy, graphml, sqlite: read back by Python's csv, numpy, expat and sqlite3, and by R where that is
installed, and held against what other commands print.

    check_export_formats.py --binary PATH [--only WORD] [--times]
"""
import csv
import math
import os
import re
import shutil
import sqlite3
import subprocess
import xml.etree.ElementTree

import numpy

from checks import FAILED, INVALID, MISSING, USAGE
from run import Program, checks_of, expect, run_checks

CELLS = ("--space", "nb101:vertices=4")
EDGES = ("from,to,kind,weight,type\na,b,x,1,Directed\nb,c,y,2,Directed\nc,a,x,0.5,Directed\n"
         "c,d,y,1,Directed\n")
FEATURES = ("vertices", "edges", "depth", "width", "params", "conv3x3", "conv1x1", "maxpool3x3", "encodings",
            "encodings_raw")


def table(program, name):
    with open(os.path.join(program.folder, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    return None if text == "" else float(text)


RUNS = []


def make_runs(program):
    """Writes made-up runs of most cells of up to 4 vertices as runs.csv, not all runs of each; returns the rows."""
    if not RUNS:
        program.run("data", "synthesise", *CELLS, "--seed", "3", "-o", "made.tfrecord")
        program.run("data", "import", "made.tfrecord", "-o", "made.nscape")
        rows = program.rows("data", "export", "made.nscape", "--csv")
        without = {row["hash"] for row in rows[::50]}
        RUNS.extend(row for place, row in enumerate(rows) if place % 7 != 0 and row["hash"] not in without)
    with open(os.path.join(program.folder, "runs.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, RUNS[0])
        writer.writeheader()
        writer.writerows(RUNS)
    return RUNS


# ---- CSV ----

def check_csv(program):
    """export csv: names and parameters of space list, depth and width of space show, fitness of query top"""
    program.run("export", "csv", *CELLS, "-o", "points.csv")
    found = table(program, "points.csv")
    expect([row["id"] for row in found] == [str(point) for point in range(91)], "ids")
    for row, listed in zip(found, program.rows("space", "list", *CELLS), strict=True):
        expect(row["hash"] == listed["hash"] and row["operations"] == listed["operations"], row)
        expect(row["adjacency"].replace("/", "") == listed["adjacency"], row["adjacency"])
        expect(row["params"] == listed["trainable_parameters"] and row["edges"] == listed["edges"], row)
    for row in found[::10]:
        shown = program.keys("space", "show", f"id:{row['id']}", *CELLS, "--format", "csv")
        expect(all(shown[key] == row[key] for key in ("depth", "width", "vertices")), shown, row)
    best = program.rows("query", "top", *CELLS, "--n", "91")
    fitness = {row["hash"]: row["fitness"] for row in found}
    expect({row["hash"]: row["fitness"] for row in best} == fitness, "fitness")
    expect({(row["rule"], row["direction"], row["origin"], row["source"]) for row in found} ==
           {("test@108:mean", "maximise", "surrogate", "builtin")}, found[0])


def check_csv_for_r(program):
    """export csv, analyse: read.csv of R needs no help: names of columns stay, and no name is taken for a number"""
    program.run("export", "csv", *CELLS, "-o", "points.csv")
    found = table(program, "points.csv")
    expect(all(re.fullmatch("[A-Za-z][A-Za-z0-9_.]*", name) for name in found[0]), list(found[0]))
    for column in ("hash", "adjacency", "operations"):
        expect(not all(re.fullmatch(r"[-+.0-9eE]+", row[column]) for row in found), column)
    program.run("analyse", "rwa", *CELLS, "--lags", "3", "-o", "lags.csv", "--quiet")
    lags = table(program, "lags.csv")
    expect(all(re.fullmatch("[A-Za-z][A-Za-z0-9_.]*", name) for name in lags[0]), list(lags[0]))
    if shutil.which("Rscript") is None:
        print("skipped: tables read by R, for lack of Rscript")
        return
    script = ('points <- read.csv("points.csv"); stopifnot(nrow(points) == 91, is.character(points$hash), '
              'is.character(points$adjacency), is.numeric(points$fitness)); lags <- read.csv("lags.csv"); '
              'stopifnot(lags$lag == 0:3, lags$autocorrelation[1] == 1, is.character(lags$relation)); '
              'cat(points$params)')
    done = subprocess.run(["Rscript", "-e", script], cwd=program.folder, capture_output=True, text=True, check=True)
    expect(done.stdout.split() == [row["params"] for row in found], done.stdout[:200])


def check_csv_again(program):
    """export csv: the file is read as measurements, and gives the same fitness; missing ones stay empty"""
    make_runs(program)
    words = (*CELLS, "--data", "runs.csv", "--fitness", "valid@108")
    program.run("export", "csv", *words, "-o", "points.csv")
    found = table(program, "points.csv")
    expect(0 < sum(row["fitness"] == "" for row in found) < 91, "points without a fitness")
    again = program.rows("export", "csv", *CELLS, "--data", "points.csv", "--fitness", "column:fitness", "--quiet")
    expect([row["fitness"] for row in again] == [row["fitness"] for row in found], "fitness")


def check_csv_of_other_spaces(program):
    """export csv: strings, variables and listed points; a feature called as another column gets a number"""
    found = program.rows("export", "csv", "--space", "nb201", "--fitness", "nor_conv_3x3", "--quiet")
    expect(len(found) == 15625 and found[7]["architecture"].startswith("|none~0|"), found[7])
    expect(all(row["fitness"] == row["nor_conv_3x3"] for row in found), "the feature is the fitness")
    program.run("space", "list", "--space", "hamming:3^3", "-o", "words.csv")
    with open(os.path.join(program.folder, "grid.csv"), "w", encoding="utf-8") as file:
        file.write("lr,batch,loss\n0.1,8,3\n0.1,16,2\n0.2,8,5\n0.2,16,1\n")
    rows = program.rows("export", "csv", "--space", "variables:grid.csv", "--data", "grid.csv", "--fitness",
                        "column:loss", "--minimise", "--quiet")
    expect([(row["lr"], row["batch"], row["fitness"]) for row in rows] ==
           [("0.1", "8", "3"), ("0.1", "16", "2"), ("0.2", "8", "5"), ("0.2", "16", "1")], rows)
    expect(rows[0]["direction"] == "minimise", rows[0])


# ---- arrays ----

def check_npy_folder(program):
    """export npy: an array for each column, equal to the CSV; edges are those of graph export"""
    make_runs(program)
    words = (*CELLS, "--data", "runs.csv", "--fitness", "test@108")
    program.run("export", "csv", *words, "-o", "points.csv")
    program.run("export", "npy", *words, "--out", "arrays")
    points, listed = table(program, "points.csv"), table(program, "arrays/arrays.csv")
    arrays = {row["column"]: numpy.load(os.path.join(program.folder, "arrays", row["file"])) for row in listed}
    for row in listed:
        expect(arrays[row["column"]].dtype.str[1:] == row["type"], row)
    for column in ("hash", "adjacency", "operations"):
        expect([text.decode() for text in arrays[column]] == [row[column] for row in points], column)
    for column in (*FEATURES, "fitness", "standard_error", "runs"):
        values = [None if isinstance(value, float) and math.isnan(value) else value
                  for value in arrays[column].tolist()]
        expect(values == [number(row[column]) for row in points], column)
    expect(arrays["params"].dtype == numpy.int64 and arrays["fitness"].dtype == numpy.float64, "types")
    kinds = {int(row["kind"]): row["change"] for row in table(program, "arrays/kinds.csv")}
    edges = {(int(row["from_id"]), int(row["to_id"]), row["kind"])
             for row in program.rows("graph", "export", *CELLS, "--ids")}
    found = set(zip(arrays["edges-from"].tolist(), arrays["edges-to"].tolist(),
                    [kinds[kind] for kind in arrays["edges-kind"].tolist()]))
    expect(found == edges and len(arrays["edges-from"]) == len(edges), len(found), len(edges))
    facts = {row["key"]: row["value"] for row in table(program, "arrays/provenance.csv")}
    expect(facts["fitness"] == "test@108:mean" and facts["origin"] == "synthetic" and facts["relation"] == "pruned" and
           int(facts["known"]) == sum(row["fitness"] != "" for row in points), facts)
    expect(sorted(os.listdir(os.path.join(program.folder, "arrays"))) ==
           sorted([row["file"] for row in listed] + ["arrays.csv", "kinds.csv", "provenance.csv"]), "files")
    # An export that fails half-way leaves nothing that an earlier one said of its arrays, nor weights of other edges.
    folder = os.path.join(program.folder, "arrays")
    open(os.path.join(folder, "edges-weight.npy"), "wb").close()
    os.unlink(os.path.join(folder, "hash.npy"))
    os.mkdir(os.path.join(folder, "hash.npy"))
    program.run("export", "npy", *CELLS, "--quiet", "--out", "arrays", code=INVALID)
    for name in ("provenance.csv", "arrays.csv", "kinds.csv", "edges-weight.npy"):
        expect(not os.path.exists(os.path.join(folder, name)), name)


def check_npy_fitness(program):
    """export npy FILE.npy: the fitness, read again by --data with --order id"""
    program.run("export", "npy", *CELLS, "--fitness", "depth", "-o", "depth.npy")
    array = numpy.load(os.path.join(program.folder, "depth.npy"))
    expect(array.dtype == numpy.float64 and array.shape == (91,), array.dtype, array.shape)
    rows = program.rows("export", "csv", *CELLS, "--quiet")
    expect(array.tolist() == [float(row["depth"]) for row in rows], "values")
    program.run("export", "npy", *CELLS, "-o", "test.npy", "--quiet")
    again = program.rows("export", "csv", *CELLS, "--data", "test.npy", "--order", "id", "--quiet")
    expect([row["fitness"] for row in again] == [row["fitness"] for row in rows], "read again")
    header = open(os.path.join(program.folder, "depth.npy"), "rb").read(128)
    expect(header.index(b"\n") % 64 == 63, "elements begin at a multiple of 64 bytes")
    program.run("export", "npy", *CELLS, "--data", "depth.npy", "--order", "id", "-o", "./depth.npy", code=USAGE)
    program.run("export", "npy", *CELLS, "--data", "depth.npy", "--order", "id", "--out", "depth.npy/no", code=INVALID)


# ---- GraphML ----

def check_graphml(program):
    """export graphml: features and fitness of points, kinds of edges, provenance; missing numbers are left out"""
    make_runs(program)
    words = (*CELLS, "--data", "runs.csv", "--fitness", "valid@108", "--relation", "strict")
    program.run("export", "graphml", *words, "-o", "graph.graphml")
    points = program.rows("export", "csv", *words[:6], "--quiet")
    tree = xml.etree.ElementTree.parse(os.path.join(program.folder, "graph.graphml")).getroot()
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    names = {key.get("id"): key.get("attr.name") for key in tree.findall("g:key", space)}
    graph = tree.find("g:graph", space)

    def attributes(element):
        return {names[data.get("key")]: data.text for data in element.findall("g:data", space)}

    nodes = [attributes(node) for node in graph.findall("g:node", space)]
    expect([node["name"] for node in nodes] == [row["hash"] for row in points], "names")
    for node, row in zip(nodes, points, strict=True):
        for column in (*FEATURES, "fitness", "standard_error", "runs"):
            found, written = number(row[column]), number(node.get(column, ""))
            expect(written == found, column, node, row)
    edges = sorted((nodes[int(edge.get("source")[1:])]["name"], nodes[int(edge.get("target")[1:])]["name"],
                    attributes(edge)["kind"]) for edge in graph.findall("g:edge", space))
    expect(edges == sorted((row["from"], row["to"], row["kind"])
                           for row in program.rows("graph", "export", *CELLS, "--relation", "strict")
                           if row["to"] != ""), "edges")
    facts = attributes(graph)
    expect(facts["relation"] == "strict" and facts["fitness"] == "valid@108:mean" and facts["origin"] == "synthetic" and
           facts["version"].startswith("nasscape "), facts)


# ---- SQLite ----

class Database:
    def __init__(self, program, name):
        self.connection = sqlite3.connect(f"file:{os.path.join(program.folder, name)}?mode=ro", uri=True)

    def __call__(self, question, *values):
        return self.connection.execute(question, values).fetchall()


def check_sqlite_tables(program):
    """export sqlite: points, features, fitness and edges are those of the other formats; every column is explained"""
    make_runs(program)
    words = (*CELLS, "--data", "runs.csv", "--fitness", "valid@108")
    program.run("export", "sqlite", *words, "-o", "cells.db")
    ask = Database(program, "cells.db")
    points = program.rows("export", "csv", *words, "--quiet")
    expect(ask("PRAGMA integrity_check") == [("ok",)] and ask("PRAGMA foreign_key_check") == [], "integrity")
    expect(ask("SELECT id, hash, adjacency, operations FROM points ORDER BY id") ==
           [(int(row["id"]), row["hash"], row["adjacency"], row["operations"]) for row in points], "points")
    expect(ask(f"SELECT {', '.join(FEATURES)} FROM features ORDER BY id") ==
           [tuple(int(row[feature]) for feature in FEATURES) for row in points], "features")
    expect(ask("SELECT id, value, standard_error, runs FROM fitness WHERE rule = 1 ORDER BY id") ==
           [(int(row["id"]), number(row["fitness"]), number(row["standard_error"]), number(row["runs"]))
            for row in points if row["fitness"] != ""], "fitness")
    expect([name for name, in ask("SELECT name FROM rules ORDER BY rule")] ==
           ["valid@108:mean", "test@108:mean", "train@108:mean", "time@108:mean"], ask("SELECT * FROM rules"))
    other = program.rows("export", "csv", *words[:4], "--fitness", "time@108", "--quiet")
    expect(ask("SELECT id, value FROM fitness JOIN rules USING (rule) WHERE name = 'time@108:mean' ORDER BY id") ==
           [(int(row["id"]), number(row["fitness"])) for row in other if row["fitness"] != ""], "another fitness")
    edges = {(int(row["from_id"]), int(row["to_id"]), row["kind"])
             for row in program.rows("graph", "export", *CELLS, "--ids")}
    expect(set(ask("SELECT from_id, to_id, change FROM edges JOIN edge_kinds USING (kind)")) == edges and
           ask("SELECT count(*) FROM edges") == [(len(edges),)], "edges")
    columns = [(name, column[1]) for name, in ask("SELECT name FROM sqlite_master WHERE type = 'table'")
               for column in ask(f"PRAGMA table_info({name})")]
    expect(set(ask("SELECT table_name, column_name FROM columns WHERE meaning <> ''")) == set(columns), "meanings")
    facts = dict(ask("SELECT key, value FROM provenance"))
    expect(facts["coverage"] == sum(row["fitness"] != "" for row in points) / 91 and facts["source"] == "runs.csv" and
           facts["command"].endswith("-o cells.db"), facts)


def check_sqlite_measurements(program):
    """export sqlite: every single run of every budget, as the table that was read has them"""
    kept = make_runs(program)
    program.run("export", "sqlite", *CELLS, "--data", "runs.csv", "-o", "cells.db")
    ask = Database(program, "cells.db")
    columns = ("final_validation_accuracy", "final_test_accuracy", "final_train_accuracy", "final_training_time",
               "halfway_validation_accuracy", "halfway_test_accuracy", "halfway_train_accuracy",
               "halfway_training_time")
    expected = {(row["hash"], int(row["epochs"]), int(row["run"])): tuple(float(row[column]) for column in columns)
                for row in kept}
    found = ask("SELECT hash, epochs, run, validation_accuracy, test_accuracy, train_accuracy, training_time_s, "
                "halfway_validation_accuracy, halfway_test_accuracy, halfway_train_accuracy, halfway_training_time_s "
                "FROM measurements JOIN points USING (id)")
    expect(len(found) == len(kept) and {row[:3]: row[3:] for row in found} == expected, found[:2])
    # A mean over runs by SQL is the fitness of the same rule.
    means = ask("SELECT m.id, avg(m.test_accuracy), f.value FROM measurements m JOIN fitness f ON f.id = m.id AND "
                "f.rule = 1 WHERE m.epochs = 108 GROUP BY m.id")
    expect(len(means) > 50 and all(abs(mean - value) < 1e-12 for _, mean, value in means), means[:3])
    program.run("export", "sqlite", *CELLS, "-o", "builtin.db", "--quiet")
    expect(Database(program, "builtin.db")("SELECT count(*) FROM measurements") == [(0,)], "the surrogate has no runs")


def check_sqlite_views(program):
    """export sqlite: landscape, neighbours and best against query top and query neighbours; indices serve them"""
    program.run("export", "sqlite", *CELLS, "-o", "cells.db", "--quiet")
    ask = Database(program, "cells.db")
    top = program.rows("query", "top", *CELLS, "--n", "91", "--quiet")
    expect(ask("SELECT hash, fitness, params FROM best") ==
           [(row["hash"], float(row["fitness"]), int(row["trainable_parameters"])) for row in top], "best")
    expect(ask("SELECT * FROM landscape ORDER BY id") == ask("SELECT * FROM best ORDER BY id"), "landscape")
    for point in (0, 17, 90):
        rows = program.rows("query", "neighbours", f"id:{point}", *CELLS, "--quiet")
        expect(sorted(ask("SELECT neighbour, neighbour_fitness FROM neighbours WHERE id = ?", point)) ==
               sorted((row["hash"], float(row["fitness"])) for row in rows), "neighbours of", point)
    # The change is read from the point on: the same as from the other side, reversed.
    reverse = dict(ask("SELECT a.change, b.change FROM edge_kinds a JOIN edge_kinds b ON b.kind = a.reverse"))
    pairs = {(a, b): (change, difference) for a, b, change, difference in
             ask("SELECT id, neighbour_id, change, difference FROM neighbours")}
    expect(len(pairs) == 2 * ask("SELECT count(*) FROM edges")[0][0], "each pair from both sides")
    for (a, b), (change, difference) in pairs.items():
        expect(pairs[b, a] == (reverse[change], -difference), a, b)
    for question in ("SELECT * FROM neighbours WHERE id = 5", "SELECT * FROM landscape WHERE id = 5",
                     "SELECT * FROM best LIMIT 3"):
        plan = " ".join(row[3] for row in ask("EXPLAIN QUERY PLAN " + question))
        expect("SCAN" not in plan and "TEMP B-TREE" not in plan, question, plan)


def check_names_of_variables(program):
    """every format: variables called as our own columns get a number"""
    with open(os.path.join(program.folder, "own.csv"), "w", encoding="utf-8") as file:
        file.write("id,fitness,id_2,edges-from,score\n")
        file.writelines(f"{a},{b},{c},{d},{a + b + c + d}\n" for a in (1, 2) for b in (1, 2) for c in (1, 2)
                        for d in (1, 2))
    words = ("--space", "variables:own.csv:id,fitness,id_2,edges-from", "--data", "own.csv", "--fitness", "column:score",
             "--quiet")
    columns = ["id", "point", "id_3", "fitness_2", "id_2", "edges-from"]
    header = program.run("export", "csv", *words)[0].splitlines()[0].split(",")
    expect(header[:7] == [*columns, "fitness"] and len(set(header)) == len(header), header)
    program.run("export", "sqlite", *words, "-o", "own.db")
    database = sqlite3.connect(os.path.join(program.folder, "own.db"))
    for view, count in (("points", 6), ("landscape", 9), ("best", 9)):
        names = [column[0] for column in database.execute(f"SELECT * FROM {view}").description]
        expect(names == [*columns, "fitness", "standard_error", "runs"][:count], view, names)
    database.close()
    program.run("export", "npy", *words, "--out", "own")
    files = {row["column"]: row["file"] for row in table(program, "own/arrays.csv")}
    expect(len(set(files.values())) == len(files) and files["edges-kind"] == "edges-kind.npy", files)


def check_sqlite_directed(program):
    """export sqlite: directed and weighted edges, lower values first, points without a fitness"""
    with open(os.path.join(program.folder, "edges.csv"), "w", encoding="utf-8") as file:
        file.write(EDGES)
    with open(os.path.join(program.folder, "points.csv"), "w", encoding="utf-8") as file:
        file.write("point,loss\na,3\nb,1\nc,2\n")
    program.run("export", "sqlite", "--space", "edges.csv:directed", "--data", "points.csv", "--fitness", "column:loss",
                "--minimise", "-o", "graph.db", "--quiet")
    ask = Database(program, "graph.db")
    expect(sorted(ask("SELECT point, neighbour, change, weight, fitness, neighbour_fitness FROM neighbours")) ==
           [("a", "b", "x", 1.0, 3.0, 1.0), ("b", "c", "y", 2.0, 1.0, 2.0), ("c", "a", "x", 0.5, 2.0, 3.0),
            ("c", "d", "y", 1.0, 2.0, None)], ask("SELECT * FROM neighbours"))
    expect([point for point, in ask("SELECT point FROM best")] == ["b", "c", "a"], "best")
    expect(ask("SELECT point FROM landscape WHERE fitness IS NULL") == [("d",)], "landscape")


def check_sqlite_whole_or_not(program):
    """export sqlite: a file is replaced whole; not a pipe, not a device, no half a database on a full disk"""
    path = os.path.join(program.folder, "cells.db")
    with open(path, "w", encoding="utf-8") as file:
        file.write("old")
    program.run("export", "sqlite", *CELLS, "-o", "missing/cells.db", code=MISSING)
    program.run("export", "sqlite", *CELLS, "-o", "/dev/stdout", code=USAGE)
    program.run("export", "sqlite", *CELLS, "--fitness", "valid@4", "-o", "cells.db", code=MISSING)
    # A limit on the size of files stands for a full disk.
    done = subprocess.run(["bash", "-c", 'trap "" XFSZ; ulimit -f 8; exec "$@"', "bash", program.binary, "export",
                           "sqlite", *CELLS, "-o", "cells.db"], cwd=program.folder, capture_output=True, check=False)
    expect(done.returncode == FAILED and b"File too large" in done.stderr, done)
    expect(open(path, encoding="utf-8").read() == "old" and os.listdir(program.folder) == ["cells.db"], "the old file")
    program.run("export", "sqlite", *CELLS, "-o", "cells.db")
    expect(Database(program, "cells.db")("SELECT count(*) FROM points") == [(91,)], "the new file")


def check_same_for_any_threads(program):
    """every format: the same bytes on one thread and on two"""
    for words, name in ((("csv",), "points.csv"), (("graphml",), "graph.graphml"), (("sqlite",), "cells.db"),
                        (("npy",), "test.npy")):
        written = []
        for threads in ("1", "2"):
            program.run("export", *words, *CELLS, "-o", name, "--quiet", "--threads", threads)
            content = open(os.path.join(program.folder, name), "rb").read()
            written.append(content.replace(b"--threads " + threads.encode(), b"--threads N"))
        expect(written[0] == written[1], name)


if __name__ == "__main__":
    run_checks(checks_of(globals()))
