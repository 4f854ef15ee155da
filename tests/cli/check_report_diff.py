#!/usr/bin/env python3
"""report diff: folders made by hand against differences computed here; variations of a landscape against `analyse`.

    check_report_diff.py --binary PATH [--only WORD] [--times]
"""
import csv
import json
import math
import os

from checks import INVALID, MISSING, USAGE
from run import Program, checks_of, expect, run_checks

WITHOUT_GNUPLOT = {"NASSCAPE_GNUPLOT": ""}
PROVENANCE = ("relation,distance_rule,fitness_rule,direction,equal_within,runs,coverage,known,points,sample,origin,"
              "source,seed")
# lag, autocorrelation and its interval; the table has all columns of rwa.
WALKS = {
    "one": [(0, 1, 1, 1), (1, .5, .4, .55), (2, .3, .2, .35), (3, .2, .1, .3), (4, .1, None, None), (5, .05, .04, .06)],
    "two": [(1, .7, .6, .75), (2, .3, .25, .4), (3, .25, .2, .3), (4, .2, .1, .3), (6, .01, 0, .02), (0, 1, 1, 1)],
}


def write(program, folder, files, **facts):
    """A report's folder: {name: (manifest entry, text)}."""
    os.makedirs(os.path.join(program.folder, folder))
    manifest = {"program": "nasscape", "report": "made", "space": "nb101", "fitness": "test@108:mean", "data": [],
                "files": [{"name": name, **entry} for name, (entry, _) in files.items()], **facts}
    for name, (_, text) in files.items():
        with open(os.path.join(program.folder, folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    with open(os.path.join(program.folder, folder, "manifest.json"), "w", encoding="utf-8") as file:
        json.dump(manifest, file)


def walks_text(rows, coverage, relation="pruned"):
    header = ("lag,autocorrelation,low,high,return_probability,unknown_probability,effective_pairs,sampled,sampled_low,"
              "sampled_high,noise_band,walk_length,walks,points_walked,reason,")
    fields = [[lag, value, *("" if end is None else end for end in (low, high))] + [""] * 11 +
              [relation, "", "test@108:mean", "maximise", 0, 1, coverage, 10, 20, "", "measured", "x.csv", 1]
              for lag, value, low, high in rows]
    return header + PROVENANCE + "\n" + "".join(",".join(map(str, row)) + "\n" for row in fields)


def walks_file(rows, coverage, relation="pruned"):
    return ({"rows": len(rows), "analysis": "rwa", "table": "lags", "relation": relation},
            walks_text(rows, coverage, relation))


def read(program, folder, name="differences.csv"):
    with open(os.path.join(program.folder, folder, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def compare(program, *words, **options):
    return program.run("report", "diff", *words, environment=WITHOUT_GNUPLOT, **options)


def check_intervals(program):
    """rows by their keys; the interval of a difference by Zou and Donner; what it presupposes stands on the page"""
    for name, rows in WALKS.items():
        write(program, name, {f"rwa-{name}.csv": walks_file(rows, 0.5, relation=name)})
    output, _ = compare(program, "one", "two", "--out", "diff")
    rows = {row["row"]: row for row in read(program, "diff")}
    expect(list(rows) == ["lag=0", "lag=1", "lag=2", "lag=3", "lag=4"], list(rows))
    second = {row[0]: row[1:] for row in WALKS["two"]}
    for lag, a, a_low, a_high in WALKS["one"][1:4]:
        b, b_low, b_high = second[lag]
        row = rows[f"lag={lag}"]
        low = b - a - math.sqrt((b - b_low) ** 2 + (a_high - a) ** 2)
        high = b - a + math.sqrt((b_high - b) ** 2 + (a - a_low) ** 2)
        if a == b:
            expect(row["conclusion"] == "equal" and row["low"] == "", row)
            continue
        expect(abs(float(row["low"]) - low) < 1e-12 and abs(float(row["high"]) - high) < 1e-12, row, low, high)
        expect(abs(float(row["difference"]) - (b - a)) < 1e-15 and row["basis"] == "intervals", row)
        expect(row["conclusion"] == ("differs" if low > 0 or high < 0 else "no difference shown"), row)
    expect([rows[f"lag={lag}"]["conclusion"] for lag in (1, 3)] == ["differs", "no difference shown"], "both occur")
    expect(rows["lag=0"]["conclusion"] == "equal" and rows["lag=4"]["conclusion"] == "no interval", rows)
    table, = read(program, "diff", "compared.csv")
    expect([table[key] for key in ("a", "b", "rows_a", "rows_b", "matched", "equal", "with_interval", "differing")] ==
           ["rwa-one.csv", "rwa-two.csv", "6", "6", "5", "2", "2", "1"], table)
    with open(os.path.join(program.folder, "diff", "index.html"), encoding="utf-8") as file:
        page = file.read()
    for text in ("as independent", "Clearest differences", "differences.csv", "one", "two", "<svg"):
        expect(text in page, text)
    expect("http" not in page.replace("http://www.w3.org/2000/svg", ""), "an address")
    expect(output.rstrip().endswith("diff/index.html") and "lag=1" in output, output)
    figures = os.listdir(os.path.join(program.folder, "diff", "figures"))
    expect(sorted(figures) == ["rwa-one.gp", "rwa-one.svg"], figures)
    manifest = json.load(open(os.path.join(program.folder, "diff", "manifest.json"), encoding="utf-8"))
    expect(manifest["report"] == "diff" and manifest["a"]["called"] == "one" and manifest["differing"] == 1, manifest)


def check_exact(program):
    """values of complete data are exact: they differ without an interval"""
    write(program, "one", {"rwa-pruned.csv": walks_file([(1, .5, .5, .5), (2, .3, .3, .3)], 1)})
    write(program, "two", {"rwa-pruned.csv": walks_file([(1, .5, .5, .5), (2, .31, .31, .31)], 1)})
    compare(program, "one", "two", "--out", "diff")
    rows = read(program, "diff")
    expect([(row["conclusion"], row["basis"]) for row in rows] == [("equal", ""), ("differs", "exact")], rows)


def check_rounding(program):
    """values that differ by rounding alone are equal: of the larger one, or of the largest of the column"""
    for name, values in (("one", (1, .5, 2.298e-26, 2e-9)), ("two", (1, .5 + 4e-10, 2.293e-26, 2.1e-9))):
        rows = [(lag, value, value, value) for lag, value in enumerate(values)]
        write(program, name, {"rwa-pruned.csv": walks_file(rows, 1)})
    compare(program, "one", "two", "--out", "diff")
    expect([row["conclusion"] for row in read(program, "diff")] == ["equal"] * 3 + ["differs"], read(program, "diff"))


def check_directions(program):
    """reports of opposite directions, on different spaces: said on the page and by a message, signs not compared"""
    for name, direction, points, value in (("one", "maximise", 64, -.6282), ("two", "minimise", 192, .6633)):
        text = "statistic,value\npearson,%s\npairs,%s\n" % (value, points)
        write(program, name, {"made.csv": ({"rows": 2}, text)}, space=f"list of {points}", points=points,
              fitnesses=[{"rule": "test@108:mean", "direction": direction}])
    output, errors = compare(program, "one", "two", "--out", "diff")
    expect([(row["row"], row["conclusion"]) for row in read(program, "diff")] ==
           [("pearson", "opposite directions"), ("pairs", "no interval")], read(program, "diff"))
    for text in (" ".join(output.split()), errors):
        expect("A maximises its fitness, B minimises" in text and "A is on list of 64, B on list of 192" in text, text)
    with open(os.path.join(program.folder, "diff", "index.html"), encoding="utf-8") as file:
        page = file.read()
    expect("Direction" in page and "minimise" in page and "Points" in page, page)


def check_tables(program):
    """tables of one report only, without rows, with other columns, and lists of points leave their reasons"""
    keys = ({"rows": 3}, "key,value\nspace,nb101\nedges,10\nshare,0.5\n")
    points = ({"rows": 2500, "analysis": "fdc", "table": "distances"}, "distance\n" + "1\n" * 2500)
    write(program, "one", {"rwa-pruned.csv": walks_file(WALKS["one"], 0.5), "graph.csv": keys, "only.csv": keys,
                           "other.csv": ({"rows": 1}, "a,b\n1,2\n"), "points.csv": points,
                           "none.csv": ({"rows": 0}, "a,b\n")})
    write(program, "two", {"rwa-pruned.csv": walks_file(WALKS["two"], 0.5), "further.csv": keys,
                           "graph.csv": ({"rows": 3}, "key,value\nedges,12\nspace,nb201\nshare,0.5\n"),
                           "other.csv": ({"rows": 1}, "c,d\n1,2\n"), "points.csv": points,
                           "none.csv": ({"rows": 0}, "a,b\n")})
    compare(program, "one", "two", "--out", "diff")
    reasons = {row["table"]: row["reason"] for row in read(program, "diff", "compared.csv")}
    for table, word in (("only", "first"), ("further", "second"), ("other", "columns"), ("none", "no rows"),
                        ("points", "columns"), ("rwa-pruned", ""), ("graph", "")):
        expect(word in reasons[table] and (word or not reasons[table]), table, reasons[table])
    graph = [(row["row"], row["a"], row["b"]) for row in read(program, "diff") if row["table"] == "graph"]
    expect(graph == [("key=edges", "10", "12"), ("key=share", "0.5", "0.5")], graph)


def check_variations(program):
    """two relations: a report each, and the differences are those of `analyse`"""
    cells = ("--space", "nb101:vertices=4", "--fitness", "params")
    compare(program, "pruned", "relation=strict", *cells, "--lags", "5", "--out", "diff", "--quiet")
    for side, relation in (("a", "pruned"), ("b", "strict")):
        manifest = json.load(open(os.path.join(program.folder, "diff", side, "manifest.json"), encoding="utf-8"))
        expect(manifest["relation"] == relation and manifest["report"] == "landscape", manifest["relation"])
    tables = [{row["lag"]: row for row in program.rows("analyse", "rwa", *cells, "--lags", "5", "--relation", relation,
                                                       "--quiet")} for relation in ("pruned", "strict")]
    rows = [row for row in read(program, "diff") if row["table"].startswith("rwa") and
            row["value"] == "autocorrelation" and row["row"].startswith("lag=")]
    expect(len({row["row"] for row in rows}) == 6, rows)
    for row in rows:
        lag = row["row"].removeprefix("lag=")
        expect([row["a"], row["b"]] == [table[lag]["autocorrelation"] for table in tables], row)
        expect(row["conclusion"] == ("equal" if row["a"] == row["b"] else "differs"), row)
    # The same folders once more, as reports that are there: the same differences.
    compare(program, "diff/a", "diff/b", "--out", "again", "--quiet")
    expect(read(program, "again") == read(program, "diff"), "folders")


def check_data_sets(program):
    """own against a file of data, with a fitness of its own"""
    program.run("export", "npy", "--space", "nb101:vertices=4", "-o", "test.npy", "--quiet")
    words = ("own", f"data={program.folder}/test.npy,order=id", "--space", "nb101:vertices=4")
    compare(program, *words, "--out", "diff", "--quiet")
    rows = [row for row in read(program, "diff") if row["table"] == "rwa-pruned" and row["value"] == "autocorrelation"]
    expect(rows and all(row["conclusion"] == "equal" for row in rows), "the same values under another name")
    with open(os.path.join(program.folder, "diff", "page.md"), encoding="utf-8") as file:
        page = file.read()
    expect("SURROGATE: values of A are" in page and "B: data=test.npy,order=id (diff/b)" in page, page)


def check_labels(program):
    """files of one name in two folders are told apart by the folders"""
    for folder in ("one", "two"):
        os.makedirs(os.path.join(program.folder, "in", folder))
        program.run("export", "csv", "--space", "hamming:2^2", "--fitness", "symbol_0", "-o", f"in/{folder}/m,n.csv",
                    "--quiet")
    words = [f"data=in/{folder}/m,n.csv" for folder in ("one", "two")]
    compare(program, *words, "--space", "hamming:2^2", "--fitness", "column:fitness", "--out", "diff", "--quiet")
    with open(os.path.join(program.folder, "diff", "page.md"), encoding="utf-8") as file:
        page = file.read()
    for folder in ("one", "two"):
        expect(f"data={folder}/m,n.csv (" in page and f"=in/{folder}" not in page.split("`")[0], page)


def check_refusals(program):
    """what cannot be compared: no report, a damaged manifest or table, nothing in common, inputs that would be lost"""
    write(program, "one", {"rwa-pruned.csv": walks_file(WALKS["one"], 0.5)})
    write(program, "two", {"graph.csv": ({"rows": 1}, "key,value\nedges,1\n")})
    write(program, "torn", {"rwa-pruned.csv": ({"rows": 2, "analysis": "rwa", "table": "lags"},
                                               "lag,autocorrelation\n1,2\n3\n")})
    write(program, "gone", {"rwa-pruned.csv": walks_file(WALKS["one"], 0.5)})
    os.unlink(os.path.join(program.folder, "gone", "rwa-pruned.csv"))
    os.makedirs(os.path.join(program.folder, "broken"))
    with open(os.path.join(program.folder, "broken", "manifest.json"), "w", encoding="utf-8") as file:
        file.write('{"files": [}\n')
    os.makedirs(os.path.join(program.folder, "empty"))
    open(os.path.join(program.folder, "empty", "manifest.json"), "w", encoding="utf-8").close()
    # A page of an earlier comparison, which one that fails does not leave.
    compare(program, "one", "one", "--out", "diff")
    for words, code, reason in ((("one", "two"), INVALID, "no table in common"),
                                (("one", "nowhere"), MISSING, "neither the folder of a report"),
                                (("one", "broken"), INVALID, "broken/manifest.json, line 1"),
                                (("one", "empty"), INVALID, "empty/manifest.json, line 1"),
                                (("one", "torn"), INVALID, "torn/rwa-pruned.csv, line 3"),
                                (("one", "gone"), MISSING, "gone/rwa-pruned.csv"),
                                (("one", "colour=red"), USAGE, "colour"),
                                (("one", "relation=odd"), USAGE, "odd"),
                                (("one", "one", "one"), USAGE, "")):
        _, errors = compare(program, *words, "--out", "diff", code=code)
        expect(reason in errors, words, errors)
        for name in ("manifest.json", "index.html"):
            expect(not os.path.exists(os.path.join(program.folder, "diff", name)), words, name)
    # The second is a link to where the first would be written; the third reads a file of the report to be written.
    program.run("export", "csv", "--space", "nb101:vertices=3", "-o", "optima-pruned.csv", "--quiet")
    os.makedirs(os.path.join(program.folder, "y", "a"))
    os.symlink("../../optima-pruned.csv", os.path.join(program.folder, "y", "a", "optima-pruned.csv"))
    for words in (("one", "two", "--out", "one"), ("pruned", "one", "--out", "x"),
                  ("own", "optima-pruned.csv", "--fitness", "params", "--out", "y")):
        if words[0] == "pruned":
            os.makedirs(os.path.join(program.folder, "x"))
            os.symlink("../one", os.path.join(program.folder, "x", "a"))
        _, errors = compare(program, *words, "--space", "nb101:vertices=3", code=USAGE)
        expect("overwritten" in errors, words, errors)


def check_space_file(program):
    """the file of a variation's space is not overwritten"""
    os.makedirs(os.path.join(program.folder, "table"))
    path = os.path.join(program.folder, "table", "differences.csv")
    text = "rate,depth,fitness\n" + "".join(f"{rate},{depth},{rate * depth}\n" for rate in (1, 2) for depth in (1, 2))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    _, errors = compare(program, "own", f"space=variables:{path}", "--space", "hamming:2^3", "--fitness",
                        "symbol_0", "--out", "table", code=USAGE)
    expect("overwritten" in errors, errors)
    with open(path, encoding="utf-8") as file:
        expect(file.read() == text, "the input")


if __name__ == "__main__":
    run_checks(checks_of(globals()))
