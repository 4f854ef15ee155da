#!/usr/bin/env python3
"""Runs the cases of cases.py, and the checks below that need more than one command, against the program.

    run.py --binary PATH [--data FOLDER] [--only WORD] [--list]

FOLDER holds the published measurements; without the option it is NASSCAPE_TEST_DATA. Where it is absent, the cases that
need it are skipped by name, not passed; the exit code is 77 where nothing else was to run.
"""
import argparse
import collections
import csv
import hashlib
import html
import io
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

import cases
import drawing
from checks import Skipped, open_terminal

ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8")
HANGS_S = 1500  # a program that takes this long hangs; load alone cannot make any take a hundredth of it so long


class Failure(Exception):
    pass


def expect(condition, *what):
    if not condition:
        raise Failure(" ".join(str(part) for part in what))


class Program:
    def __init__(self, binary, data, folder):
        self.binary, self.data, self.folder = binary, data, folder

    def run(self, *words, code=0, environment=None, **options):
        done = subprocess.run([self.binary, *words], capture_output=True, env=dict(ENVIRONMENT, **(environment or {})),
                              cwd=self.folder, timeout=HANGS_S, **options)
        output, errors = done.stdout.decode(), done.stderr.decode()
        expect(done.returncode == code, "exit code", done.returncode, "instead of", code, "from", words, errors[:400])
        return output, errors

    def rows(self, *words, **options):
        return list(csv.DictReader(io.StringIO(self.run(*words, **options)[0])))

    def keys(self, *words, **options):
        return {row["key"]: row["value"] for row in self.rows(*words, **options)}


def run_checks(checks, make=Program):
    """Runs functions whose docstring is their name, each on a program in a folder of its own; ends the process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--only", default="", help="run the checks whose name contains this")
    parser.add_argument("--times", action="store_true", help="print how long each took")
    arguments = parser.parse_args()
    passed = failed = 0
    absent = collections.Counter()
    for check in checks:
        if arguments.only not in check.__name__:
            continue
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="nasscape-test-") as folder:
            try:
                note = check(make(os.path.abspath(arguments.binary), None, folder))
                passed += 1
                if note:
                    print(f"note: {check.__doc__}: {note}")
            except Skipped as reason:
                skip(check.__doc__, str(reason), absent)
            except (Failure, subprocess.SubprocessError, OSError, LookupError, ValueError) as reason:
                failed += 1
                print(f"FAILED: {check.__doc__}: {type(reason).__name__}: {reason}"[:1500])
        if arguments.times:
            print(f"{time.monotonic() - started:.1f} s: {check.__doc__}")
    print(f"{passed} passed, {failed} failed")
    tell_absent(absent)
    if failed == passed == 0 and absent:
        sys.exit(77)
    sys.exit(1 if failed or not passed else 0)


def checks_of(module):
    """The functions check_* of a module, given as its globals(), in their order."""
    return [check for name, check in module.items() if name.startswith("check_")]


# ---- checks: functions whose docstring is their name; those with `data` in their signature need the measurements ----

def check_space_list_digests(program):
    """space list: the three published digests"""
    rows = program.rows("space", "list")
    expect(len(rows) == 423624, len(rows), "rows")
    expect([int(row["id"]) for row in rows] == list(range(len(rows))), "ids are not in order")
    labels = {"input": "", "output": "", "conv3x3-bn-relu": "0", "conv1x1-bn-relu": "1", "maxpool3x3": "2"}
    for digest, lines in (
            ("a7f10bf770c1b5b8a221e37824e42b3b1a237a5d21ccf545bbe8e23abd933403", [row["hash"] for row in rows]),
            ("6876760fa74fc8d17147cf5acd49c4215c2187c7db98f8250b6d4f0b71b32a1e",
             [row["hash"] + " " + row["trainable_parameters"] for row in rows]),
            ("422012b3d17029848f16b6415925e563945c3d15548842b877f5f71a725b64eb",
             [" ".join([row["hash"], row["adjacency"],
                        "".join(labels[name] for name in row["operations"].split(","))]).rstrip() for row in rows])):
        found = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
        if digest.startswith("4220") and found != digest:
            # The cell without inner vertices has no labels: whether its line then ends in a space is not published.
            lines = [line + " " if line.count(" ") == 1 else line for line in lines]
            found = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
        expect(found == digest, found, "is not", digest)


def check_space_count_parts(program):
    """space count: cells up to each number of vertices"""
    for vertices, cells in ((2, 1), (3, 7), (4, 91), (5, 2532), (6, 64542), (7, 423624)):
        rows = program.rows("space", "count", "--space", f"nb101:vertices={vertices}")
        expect(sum(int(row["cells"]) for row in rows) == cells, vertices)


def check_space_encodings(program):
    """space encodings: published counts; both rules count every encoding once"""
    rows = program.rows("space", "encodings")
    found = {}
    for row in rows:
        key = (row["validity"], row["outcome"])
        found[key] = found.get(key, 0) + int(row["encodings"])
        expect(float(row["share"]) == int(row["encodings"]) / (2 ** 21 * 3 ** 5), row)
        expect((row["vertices"] != "") == (row["outcome"] == "decodes"), row)
    for rule in ("pruned", "raw"):
        expect(sum(count for key, count in found.items() if key[0] == rule) == 2 ** 21 * 3 ** 5, rule)
    for key, count in cases.ENCODINGS.items():
        expect(found[key] == count, key, found[key])
    decoded = {(row["validity"], row["vertices"]): int(row["encodings"]) for row in rows if row["vertices"]}
    for key, count in cases.SMALL_CELL_ENCODINGS.items():
        expect(decoded[key] == count, key, decoded[key])
    for vertices, share in cases.ENCODING_SHARES.items():
        value = 100 * decoded["pruned", vertices] / cases.ENCODINGS["pruned", "decodes"]
        expect(abs(value - share) <= (0.005 if vertices == "7" else 0.05), vertices, value)


def check_encoding_script(program):
    """graph distance --distance encoding: the script begins with an encoding of A and ends with one of B"""
    space = ("--space", "nb101:vertices=5")
    for rule in ("encoding", "encoding-raw"):
        for a, b in (("id:2531", "id:3"), ("id:0", "id:2000"), ("resnet-like", "id:1234")):
            rows = program.rows("graph", "distance", a, b, *space, "--distance", rule)
            expect([int(row["step"]) for row in rows] == list(range(int(rows[0]["distance"]) + 1)), a, b, rows)
            expect({row["measure"] for row in rows} == {rule} and len(rows) > 1, rows)
            adjacency, operations = rows[0]["change"].removeprefix("begin with ").split("/")
            edges, operations = [list(adjacency[at:at + 5]) for at in range(0, 25, 5)], operations.split(",")
            for row in rows[1:]:
                edge = re.fullmatch("(add|remove) edge (.)→(.)", row["change"])
                replaced = re.fullmatch("replace (.*) at vertex (.) by (.*)", row["change"])
                if edge:
                    source, target = int(edge[2]), int(edge[3])
                    expect(edges[source][target] == ("0" if edge[1] == "add" else "1"), row)
                    edges[source][target] = "1" if edge[1] == "add" else "0"
                else:
                    expect(operations[int(replaced[2])].startswith(replaced[1]), row)
                    operations[int(replaced[2])] = replaced[3]
            ends = {"".join(map("".join, edges)) + "/" + ",".join(operations): b, rows[0]["change"][11:]: a}
            for encoding, cell in ends.items():
                shown = program.keys("space", "show", encoding, *space, "--format", "csv")
                expect(shown["hash"] == program.keys("space", "show", cell, *space, "--format", "csv")["hash"], cell)
                expect(rule == "encoding" or shown["valid_before_pruning"] == "yes", encoding)


def check_drawing(program):
    """space show: the drawing, read back, is the cell"""
    small = ("--space", "nb101:vertices=5")
    for row in program.rows("space", "list", *small)[::41]:
        text, _ = program.run("space", "show", row["hash"], *small)
        expect(drawing.edges(text.split("\n\n")[0]) == drawing.edges_of(row["adjacency"]), "drawing of", row["hash"])
    for hash in cases.SHOWN:
        text, _ = program.run("space", "show", hash)
        adjacency = program.keys("space", "show", hash, "--format", "csv")["adjacency"]
        expect(drawing.edges(text.split("\n\n")[0]) == drawing.edges_of(adjacency), "drawing of", hash)


def check_drawing_ascii(program):
    """space show: nothing but ASCII where the terminal has no more"""
    text, _ = program.run("space", "show", cases.SHOWN[0], environment={"LC_ALL": "C"})
    expect(text.isascii() and "+" in text and "|" in text, text)


class Pairs(list):
    """The members of a JSON object, doubles too."""


def check_formats(program):
    """every command: json parses and holds what csv holds; table has as many lines"""
    for words in (("space", "count"), ("space", "list", "--space", "nb101:vertices=4"), ("space", "show", "id:7"),
                  ("space", "encodings", "--space", "nb101:vertices=5"),
                  ("graph", "info", "--space", "nb101:vertices=5", "--fitness", "params"),
                  ("graph", "export", "--space", "nb101:vertices=4"),
                  ("graph", "distance", "id:0", "id:90", "--space", "nb101:vertices=4"),
                  ("query", "cell", "id:7", "--fitness", "params"),
                  ("query", "neighbours", "id:30000", "--fitness", "params"),
                  ("query", "top", "--fitness", "depth"), ("analyse", "list"),
                  ("analyse", "fdc", "--space", "nb101:vertices=5", "--fitness", "params")):
        rows = program.rows(*words, "--format", "csv")
        found = json.loads(program.run(*words, "--format", "json")[0], object_pairs_hook=Pairs)
        if isinstance(found, Pairs):  # keys and values are one object, whose keys differ
            expect(len({key for key, _ in found}) == len(found), words, "keys of the object")
            found = [Pairs([("key", key), ("value", value)]) for key, value in found]
        found = [dict(item) for item in found]
        expect(len(rows) == len(found) > 0, words, len(rows), len(found))
        for row, item in zip(rows, found):
            expect(list(row) == list(item), words, "columns")
            for name, text in row.items():
                value = item[name]
                if value is None or isinstance(value, str):
                    expect(text == (value or ""), words, name, text, value)
                else:
                    expect(float(text) == value, words, name, text, value)
        table, _ = program.run(*words, "--format", "table")
        expect(len(table.splitlines()) == len(rows) + 1, words, "lines of the table")


def check_option_forms(program):
    """options: --name value, --name=value and -o mean the same"""
    with_space, _ = program.run("space", "count", "--space", "nb101:vertices=5")
    with_equals, _ = program.run("space", "count", "--space=nb101:vertices=5")
    expect(with_space == with_equals, "--space=")
    for form in (["-o", "one.csv"], ["-oone.csv"], ["--out", "one.csv"], ["--out=one.csv"]):
        output, _ = program.run("space", "count", "--space", "nb101:vertices=5", *form)
        path = os.path.join(program.folder, "one.csv")
        expect(output == "" and open(path).read() == with_space, form)
        os.unlink(path)


def check_threads(program):
    """--threads: the same bytes for one thread and for three"""
    for words in (("graph", "info"), ("analyse", "rwa", "--fitness", "params", "--walks", "7", "--length", "1000"),
                  ("graph", "export", "--space", "nb101:vertices=6"), ("query", "top", "--fitness", "params"),
                  ("analyse", "fdc", "--fitness", "params", "--distance", "edit", "--space", "nb101:vertices=6"),
                  ("analyse", "fdc", "--fitness", "params", "--distance", "encoding", "--space", "nb101:vertices=6"),
                  ("graph", "distance", "id:60000", "resnet-like", "--distance", "encoding-raw", "--space",
                   "nb101:vertices=6")):
        one, _ = program.run(*words, "--threads", "1")
        three, _ = program.run(*words, "--threads", "3")
        expect(one == three, words)


def check_seed(program):
    """--seed: the same numbers again, and others for another seed"""
    words = ("analyse", "rwa", "--fitness", "params", "--walks", "5", "--length", "500", "--seed")
    first, again, other = (program.run(*words, seed)[0] for seed in ("3", "3", "4"))
    expect(first == again and first != other, "seeds")


def check_graph_export(program):
    """graph export: as many edges as graph info counts, each once; GraphML the same"""
    for relation in ("pruned", "adjacent", "strict"):
        words = ("--space", "nb101:vertices=5", "--relation", relation)
        count = int(program.keys("graph", "info", *words)["edges"])
        rows = [row for row in program.rows("graph", "export", "--ids", *words) if row["to_id"]]
        pairs = {(int(row["from_id"]), int(row["to_id"])) for row in rows}
        expect(len(rows) == len(pairs) == count and all(a < b for a, b in pairs), relation)
        text, _ = program.run("graph", "export", *words, "--format", "graphml", "--fitness", "params")
        expect(text.count("<edge ") == count and text.count("<node ") == 2532, relation, "graphml")


def check_directed_export(program):
    """graph export, query neighbours: a directed edge from where it begins; its weight; GraphML the same"""
    for relation in ("naszilla", "one-exchange"):
        words = ("--space", "nb101:vertices=5", "--relation", relation)
        count = int(program.keys("graph", "info", *words)["edges"])
        rows = [row for row in program.rows("graph", "export", "--ids", *words) if row["to_id"]]
        expect(("weight" in rows[0]) == (relation == "one-exchange"), relation, "weight")
        weights = {(int(row["from_id"]), int(row["to_id"])): row.get("weight", "") for row in rows}
        expect(len(weights) == len(rows) == count, relation)
        expect(any(a > b and (b, a) not in weights for a, b in weights), relation, "no edge has a direction")
        text, _ = program.run("graph", "export", *words, "--format", "graphml")
        expect('edgedefault="directed"' in text and text.count("<edge ") == count, relation, "graphml")
        found = re.findall('<edge source="n(\\d+)" target="n(\\d+)">(.*?)</edge>', text, re.S)
        expect({(int(a), int(b)) for a, b, _ in found} == set(weights), relation, "graphml edges")
        for a, b, data in found[::50]:
            weight = re.search('<data key="e_weight">(.*)</data>', data)
            expect((weight[1] if weight else "") == weights[int(a), int(b)], relation, a, b, data)
        for cell in (0, 3, 91, 2531):
            near = program.rows("query", "neighbours", f"id:{cell}", *words, "--fitness", "params")
            expect({(cell, int(row["id"])): row["weight"] for row in near}
                   == {ends: weight for ends, weight in weights.items() if ends[0] == cell}, relation, cell)


def check_neighbours_of_graph(program):
    """query neighbours: the same as the edge list's rows, seen from both ends"""
    change = {}
    for row in program.rows("graph", "export", "--ids", "--space", "nb101:vertices=5"):
        change.setdefault(int(row["from_id"]), set()).add(int(row["to_id"]))
        change.setdefault(int(row["to_id"]), set()).add(int(row["from_id"]))
    for cell in (0, 1, 6, 90, 91, 1000, 2531):
        rows = program.rows("query", "neighbours", f"id:{cell}", "--space", "nb101:vertices=5", "--fitness", "params")
        expect({int(row["id"]) for row in rows} == change[cell], cell)
        fitness = [float(row["fitness"]) for row in rows]
        expect(fitness == sorted(fitness, reverse=True), "order of", cell)


def check_local_features(program):
    """query neighbours --fitness FEATURE: the same numbers for a few cells as for all"""
    space = ("--space", "nb101:vertices=5")
    for feature in ("vertices", "edges", "depth", "width", "params", "conv1x1", "encodings", "encodings_raw"):
        words = ("--fitness", feature, *space)
        values = {row["hash"]: row["fitness"] for row in program.rows("query", "top", "--n", "2532", *words)}
        expect(len(values) == 2532, feature, len(values))
        for cell in ("id:0", "id:1500"):
            rows = program.rows("query", "neighbours", cell, *words)
            expect(rows and all(row["fitness"] == values[row["hash"]] for row in rows), feature, cell)


def check_progress(program):
    """progress: on a terminal, of what lasts longer than a second, how far and how long still; not with --quiet or in a
    pipe, nor of what is short"""
    long = ["search", "run", "random", "--space", "nb101:vertices=5", "--evaluations", "2000", "--runs", "1000000"]
    short = ["space", "count", "--space", "nb101:vertices=4"]
    told = {}
    for name, words, end in (("long", long, 3), ("quiet", [*long, "--quiet"], 3), ("short", short, None)):
        primary, secondary = open_terminal()
        with subprocess.Popen([program.binary, *words], stdout=subprocess.DEVNULL, stderr=secondary,
                              env=ENVIRONMENT) as process:
            if end is not None:
                time.sleep(end)
                process.terminate()
            process.wait(HANGS_S)
        os.set_blocking(primary, False)
        try:
            told[name] = os.read(primary, 100000)
        except BlockingIOError:
            told[name] = b""
        os.close(primary)
        os.close(secondary)
    expect(re.search(rb"\r\x1b\[Ksearch run: random \d+ %", told["long"]), told["long"][-200:])
    expect(b"search run: random" not in told["quiet"] and told["short"] == b"", told)
    expect(program.run(*short)[1] == "", "progress without a terminal")


def check_distance_script(program):
    """graph distance: as many rows as changes, each hop an edge of the graph, edit symmetric"""
    for a, b in (("id:0", "id:2531"), ("id:5", "id:2000"), ("id:17", "id:18")):
        space = ("--space", "nb101:vertices=5", "--relation", "strict" if a == "id:17" else "pruned")
        rows = program.rows("graph", "distance", a, b, *space)
        expect([int(row["step"]) for row in rows] == list(range(1, len(rows) + 1)), "steps")
        expect({row["distance"] for row in rows} == {str(len(rows))}, "distance")
        here = a
        for row in rows:
            near = program.rows("query", "neighbours", here, *space, "--fitness", "params")
            found = {other["hash"]: other["change"] for other in near}
            expect(found.get(row["point"]) == row["change"], row)
            here = row["point"]
        there = program.rows("graph", "distance", a, b, "--space", "nb101:vertices=5", "--distance", "edit")
        back = program.rows("graph", "distance", b, a, "--space", "nb101:vertices=5", "--distance", "edit")
        expect(len(there) == int(there[0]["distance"]) == len(back), "edit")


def edges_of_svg(text):
    """The edges of a drawing: the vertices below which its lines begin and above which they end; and what is pruned"""
    root = xml.etree.ElementTree.fromstring(text)
    tag = "{http://www.w3.org/2000/svg}"
    places, edges, pruned = {}, [], []
    for group in root.iter(tag + "g"):
        kinds = group.get("class").split()
        if kinds[0] == "vertex":
            x, y = map(float, re.fullmatch(r"translate\((.*) (.*)\)", group.get("transform")).groups())
            places[x, y] = int(group.find(f"{tag}text/{tag}tspan").text)
            pruned += [places[x, y]] if kinds[1:] == ["pruned"] else []
    half_height = 17
    for group in root.iter(tag + "g"):
        if group.get("class").split()[0] == "edge":
            x, y = map(float, re.match(r"M([-\d.]+),([-\d.]+)", group.find(tag + "path").get("d")).groups())
            corners = group.find(tag + "polygon").get("points").split()
            end_x, end_y = map(float, corners[-1].split(","))
            edges.append((places[x, y - half_height], places[end_x, end_y + half_height]))
    return sorted(edges), sorted(pruned)


def check_drawn_files(program):
    """space show and query cell, --format svg and dot: all edges of the cell, and what is pruned"""
    matrix = "0111000001000000010100000001000001000000000000000"
    cells = [(row["hash"], row["adjacency"], []) for row in program.rows("space", "list")[7::60001]]
    for cell, adjacency, pruned in [*cells, (matrix + "/c3,c1,mp,c3,c1", matrix, [4, 5])]:
        size = math.isqrt(len(adjacency))
        expected = sorted((at // size, at % size) for at, digit in enumerate(adjacency) if digit == "1")
        for command in (("space", "show"), ("query", "cell")):
            text, _ = program.run(*command, cell, "--format", "svg")
            expect(edges_of_svg(text) == (expected, pruned), command, cell, edges_of_svg(text))
            text, _ = program.run(*command, cell, "--format", "dot")
            found = sorted((int(one), int(other)) for one, other in re.findall(r"^  (\d) -> (\d)", text, re.M))
            expect(found == expected and text.count("filled,dashed") == len(pruned), command, cell, text)
    text, _ = program.run("space", "show", "412345", "--space", "nb201", "--format", "svg")
    expect(edges_of_svg(text) == ([(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)], []), text)
    operations = re.findall("<text x[^>]*>(.*?)</text>", text)
    expect(sorted(operations) == sorted(["nor_conv_3x3", "none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3",
                                         "avg_pool_3x3"]), operations)


def check_exact_walk(program):
    """analyse rwa: the exact curve of the parameters, to six digits, on all three graphs"""
    for relation, curve in cases.EXACT_WALK.items():
        rows = program.rows("analyse", "rwa", "--fitness", "params", "--lags", str(len(curve)), "--relation", relation,
                            "--walks", "1", "--length", "1000")
        for row in rows[1:]:
            value = float(row["autocorrelation"])
            expect(abs(value - curve[int(row["lag"]) - 1]) <= 0.5000001e-6, relation, row["lag"], value)


def check_analyses(program):
    """analyse: every analysis of the list runs, every table has the columns that the list and its contract say"""
    rows = program.rows("analyse", "list")
    seen = {row["name"] for row in rows}
    for name in ("rwa", "encodingrwa", "fdc", "readings", "peaks", "opeffect", "edgeeffect", "opfrequency", "depthwidth",
                 "rarity", "density", "cost", "noise", "budgets"):
        expect(name in seen, name)
    for row in rows:
        with_what = ["--with", "depth"] if row["name"] == "compare" else []
        text, _ = program.run("analyse", row["name"], "--table", row["table"], "--fitness", "params", "--space",
                              "nb101:vertices=5", *with_what)
        header = text.splitlines()[0].split(",")
        columns = row["columns"].split(" ")
        expect(header[:len(columns)] == columns and "coverage" in header and "relation" in header and "runs" in header,
               row["name"], header)
    for words, header in cases.HEADERS:
        text, _ = program.run(*words)
        expect(text.splitlines()[0].split(",")[:len(header.split(","))] == header.split(","), words, text[:80])


def check_analyse_all(program):
    """analyse all: one file a table"""
    program.run("analyse", "all", "--fitness", "params", "--with", "depth", "--space", "nb101:vertices=5", "--out",
                "all/results")
    tables = len(program.rows("analyse", "list"))
    files = os.listdir(os.path.join(program.folder, "all/results"))
    unrelated = ("encodingrwa", "budgets", "distribution", "variance", "interactions")
    expect(len(files) == tables and all(name.endswith(".csv") and ("-pruned" in name or name.startswith(unrelated))
                   for name in files), files)


def check_help(program):
    """help: for the program, every group, every command, every analysis; --help says the same"""
    text, _ = program.run("help")
    expect(text == program.run("--help")[0], "--help")
    expect("Data goes to standard output, messages to standard error." in text, "streams")
    commands = [match.split() for match in re.findall(r"^  ([a-z]+(?: [a-z]+)?)(?= )", text, re.M)]
    groups = sorted({words[0] for words in commands if words[0] in cases.GROUPS})
    expect(groups == sorted(cases.GROUPS), groups)
    for words in [words for words in commands if words[0] in groups] + [[group] for group in groups]:
        words = [word for word in words if word.islower()]
        page, _ = program.run("help", *words)
        expect("nasscape" in page and len(page) > 80, words)
        if "Usage" in page:
            expect("--help" in page and "Example" in page, words)
            expect(page == program.run(*words, "--help")[0], words, "--help")
    for row in program.rows("analyse", "list"):
        page, _ = program.run("help", "analyse", row["name"])
        expect(row["table"] in page and row["columns"].split(" ")[0] in page, row["name"])
        # What the rows of a table of statistics mean stands below its columns.
        below = page.partition(f"\nStatistics of the table {row['table']}:\n")[2].split("\n\n")[0]
        expect(bool(below) == row["columns"].startswith("statistic "), row["name"], row["table"])
        expect(all(len(line) <= 100 for line in below.split("\n")), row["name"], below)


def check_version(program):
    """--version: program, compiler, libraries"""
    text, _ = program.run("--version")
    for word in ("nasscape ", "Compiler: ", "igraph ", "OpenBLAS ", "GSL ", "libcsv ", "jansson ",
                 "zlib "):
        expect(re.search(re.escape(word) + r"\S", text), word, text)


def check_manuals(program):
    """help --format man: every page through groff without a warning"""
    program.run("help", "--format", "man", "--out", "manuals")
    folder = os.path.join(program.folder, "manuals")
    names = sorted(os.listdir(folder))
    expect(names == sorted(["nasscape.1"] + [f"nasscape-{group}.1" for group in cases.GROUPS]), names)
    page = open(os.path.join(folder, "nasscape.1")).read()
    expect("Data goes to standard output, messages to standard error." in page, "streams")
    page = open(os.path.join(folder, "nasscape-analyse.1")).read()
    for name in ("eps_s", "escape_strength", "returned_N", "pearson", "epsilon_per_range"):
        expect(f".TP\n\\fB{name}\\fR\n" in page, name)
    page, _ = program.run("help", "--format", "man", "space", "show")
    with open(os.path.join(folder, "command.1"), "w") as stream:
        stream.write(page)
    if shutil.which("groff") is None:
        return "groff is not installed: pages written, not formatted"
    for name in os.listdir(folder):
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", os.path.join(folder, name)], capture_output=True)
        expect(done.returncode == 0 and done.stderr == b"", name, done.stderr.decode()[:300])
        plain = re.sub(rb"\x1b\[[0-9]*m|.\x08", b"", done.stdout)  # bold, as either kind of terminal is told
        expect(b"EXIT STATUS" in plain, name)


def check_completion(program):
    """help --format bash: bash reads it and completes groups, subcommands, options and choices"""
    program.run("help", "--format", "bash", "--out", "completion")
    script = os.path.join(program.folder, "completion")
    subprocess.run(["bash", "-n", script], check=True)

    def complete(*words):
        code = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _nasscape; echo "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "-c", code, "bash", script, "nasscape", *words], capture_output=True, check=True)
        return set(done.stdout.decode().split())

    expect(complete("sp") == {"space"}, "space")
    expect(complete("space", "") == {"count", "list", "encodings", "show"}, "subcommands")
    expect(complete("graph", "info", "--relation", "") >= {"pruned", "adjacent", "strict", "substitution"}, "relations")
    expect(complete("graph", "export", "--format", "gr") == {"graphml"}, "formats")
    expect("--lags" in complete("analyse", "rwa", "--"), "options")
    expect("rwa" in complete("analyse", ""), "analyses")


def check_full_disk(program):
    """a full disk: exit code 1 and a reason, for standard output and for --out"""
    for words in (("space", "count"), ("space", "list", "--space", "nb101:vertices=6"), ("space", "show", "id:3"),
                  ("help",), ("--version",), ("analyse", "list"), ("graph", "info", "--space", "nb101:vertices=5"),
                  ("graph", "export", "--space", "nb101:vertices=6"),
                  ("graph", "export", "--space", "nb101:vertices=6", "--format", "graphml")):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([program.binary, *words], stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT)
        expect(done.returncode == 1 and b"cannot write" in done.stderr, words, done.returncode, done.stderr)
        expect(b"No space left" in done.stderr, words, done.stderr)
    with open(os.path.join(program.folder, "points.txt"), "w") as stream:
        stream.writelines(f"id:{point}\n" for point in range(2532))
    small = ("--space", "nb101:vertices=5")
    for words in (("space", "count"), ("space", "list", *small), ("space", "show", "id:3", *small),
                  ("space", "show", "id:3", "--format", "svg", *small), ("query", "cell", "--from", "points.txt", *small),
                  ("graph", "export", *small), ("graph", "export", *small, "--format", "graphml"),
                  ("analyse", "rwa", "--format", "svg", *cases.SMALL), ("export", "csv", *small), ("export", "graphml", *small),
                  ("data", "synthesise", *small), ("data", "synthesise", "--space", "hamming:2^3"), ("help",)):
        _, errors = program.run(*words, "-o", "/dev/full", code=1)
        expect(errors.splitlines()[-1].endswith(': cannot write "/dev/full": No space left on device'), words, errors)


def check_closed_output(program):
    """standard output closed: exit code 1; a reader that leaves early: no message"""
    done = subprocess.run(["bash", "-c", '"$0" space count >&-', program.binary], stderr=subprocess.PIPE,
                          env=ENVIRONMENT)
    expect(done.returncode == 1 and b"standard output" in done.stderr, done)
    done = subprocess.run(["bash", "-c", 'set -o pipefail; "$0" space list --space nb101:vertices=6 | head -n 1',
                           program.binary], capture_output=True, env=ENVIRONMENT)
    expect(done.stdout.startswith(b"id,hash") and done.stderr == b"" and done.returncode in (0, 141), done)


def check_nothing_half_written(program):
    """--out: a failed command leaves an older file as it was, and no other"""
    folder = os.path.join(program.folder, "kept")
    os.mkdir(folder)
    path = os.path.join(folder, "old.csv")
    with open(path, "w") as stream:
        stream.write("as it was\n")
    program.run("query", "top", "--fitness", "valid@108", "-o", path, code=4)
    program.run("space", "show", "id:999999", "-o", path, code=3)
    expect(open(path).read() == "as it was\n" and os.listdir(folder) == ["old.csv"], os.listdir(folder))


def check_quiet(program, data):
    """--quiet: notes go, data stays; notes never reach standard output"""
    words = ("query", "top", "--n", "2", "--data", os.path.join(data, "nb101_sample_108.csv"))
    output, errors = program.run(*words)
    quiet, silence = program.run(*words, "--quiet")
    expect("108" in errors and silence == "" and output == quiet, errors, silence)


def check_directions(program):
    """--minimise, --maximise, --equal-within: which points come first, what is said, what is refused"""
    path = os.path.join(program.folder, "errors.csv")
    with open(path, "w") as stream:
        stream.write("point,test_error,score\n00,0.3,5\n01,0.1,5.000000000000001\n10,0.1,4\n11,0.2,5\n")
    words = ("--space", "hamming:2^2", "--data", path)
    errors = ("--fitness", "column:test_error", *words)
    for option in ("--minimise", "--minimize"):
        rows = program.rows("query", "top", *errors, option)
        expect([(row["rank"], row["point"]) for row in rows] == [("1", "01"), ("1", "10"), ("3", "11"), ("4", "00")],
               rows)
        expect({row["direction"] for row in rows} == {"minimise"}, rows)
        expect(program.run("query", "top", *errors, option)[1].find("higher is taken as better") < 0, option)
    for option in ((), ("--maximise",), ("--maximize",)):
        table, said = program.run("query", "top", *errors, *option)
        expect(table.splitlines()[1].startswith("1,00,0.3,"), table)
        note = "column:test_error: higher is taken as better; --minimise if lower is"
        expect((note in said) == (option == ()), said)
    expect("the last point is tied with 1 more: --n 2" in program.run("query", "top", *errors, "--minimise", "--n", "1")[1], "ties")
    rows = program.rows("query", "neighbours", "11", *errors, "--minimise")
    expect([(row["point"], row["direction"]) for row in rows] == [("01", "minimise"), ("10", "minimise")], rows)
    scores = ("--fitness", "column:score", *words)
    for options, tied in (((), 3), (("--equal-within", "0"), 1), (("--equal-within", "1"), 4)):
        row = program.rows("analyse", "fdc", *scores, *options)[0]
        expect(row["targets"] == row["tied_targets"] == str(tied), options, row)
        expect(options == () or float(row["equal_within"]) == float(options[1]), row)
    row = program.rows("analyse", "rarity", *errors, "--minimise", "--margins", "0.1")[0]
    expect((row["cells"], row["best"]) == ("3", "0.1"), row)
    for options, said in ((("--minimise", "--maximise"), "contradict"), (("--equal-within", "1q"), "is unknown"),
                          (("--equal-within", "-1"), "neither a number"), (("--equal-within", "x"), "neither a number")):
        expect(said in program.run("query", "top", *scores, *options, code=2)[1], options)
    for option, better in ((), "0"), (("--minimise",), "1"):
        keys = {row["key"]: row["value"] for row in program.rows("query", "cell", "00", *scores, *option)}
        expect((keys["better_neighbours"], keys["equal_neighbours"]) == (better, "1"), option, keys)
    expect("does not read --minimise" in program.run("space", "count", "--minimise", code=2)[1], "space count")


def check_bad_measurements(program, data):
    """--data: every kind of damaged file is refused with 3 and names itself; --keep-going uses the rest"""
    with open(os.path.join(data, "nb101_sample_108.csv")) as stream:
        lines = stream.read().splitlines()[:40]
    damaged = {}
    fields = lines[5].split(",")
    damaged["truncated.csv"] = lines[:5] + [lines[5][:40]]
    damaged["wrong_hash.csv"] = lines[:5] + ["0" * 32 + lines[5][32:]]
    damaged["text.csv"] = lines[:5] + [",".join(fields[:-1] + ["good"])]
    damaged["no_header.csv"] = lines[1:]
    damaged["empty.csv"] = []
    damaged["wide.csv"] = [",".join(f"c{number}" for number in range(10**6)), ",".join("0" for _ in range(10**6))]
    for name, content in damaged.items():
        path = os.path.join(program.folder, name)
        with open(path, "w") as stream:
            stream.write("".join(line + "\n" for line in content))
        output, errors = program.run("query", "top", "--data", path, code=3)
        expect(output == "" and name in errors, name, errors[:300])
        if name in ("wrong_hash.csv", "text.csv"):
            expect("line 6" in errors, name, errors[:300])
            output, errors = program.run("query", "top", "--n", "100", "--data", path, "--keep-going")
            expect(len(output.splitlines()) == 5 and "line 6" in errors and "1 left out" in errors, name, errors[:300])


def check_measurements(program, data):
    """--data: published measurements come out as published"""
    sample = os.path.join(data, "nb101_sample_108.csv")
    top = program.rows("query", "top", "--n", "1", "--data", sample)[0]
    expect(abs(float(top["fitness"]) - 0.940171) < 1e-6 and top["known"] == "12436", top)
    expect(top["origin"] == "measured", top)
    for split, effects in cases.OPERATION_EFFECTS.items():
        rows = program.rows("analyse", "opeffect", "--data", sample, "--fitness", split)
        for (before, after), (mean, tolerance) in effects.items():
            row = next(row for row in rows if row["from"] == before and row["to"] == after)
            value = float(row["mean" if split.startswith("test") else "mean_relative"])
            expect(540 <= int(row["pairs"]) <= 580 and abs(100 * value - mean) < tolerance, split, before, after, row)
    raw = os.path.join(data, "nb101_raw_repeats.csv")
    hash = program.rows("query", "top", "--n", "1", "--data", raw, "--fitness", "valid@108:max")[0]["hash"]
    keys = program.keys("query", "cell", hash, "--data", raw)
    with open(raw) as stream:
        rows = [row for row in csv.DictReader(stream) if row["hash"] == hash]
    for row in rows:
        run = int(row["repeat"]) + 1
        expect(float(keys[f"test@108:run{run}"]) == float(row["final_test_accuracy"]), row)
        expect(float(keys[f"valid@108:run{run}:halfway"]) == float(row["halfway_validation_accuracy"]), row)


def check_runs(program):
    """analyse: `runs` says whether a mean is one of three runs or a single run by that name"""
    space = ["--space", "nb101:vertices=3"]
    path = os.path.join(program.folder, "runs.csv")
    hashes = [row["hash"] for row in program.rows("space", "list", *space)]
    for counts, expected in ((7 * [1], "1"), (7 * [3], "3"), ([1, 2, 3, 2, 1, 1, 2], "1 to 3")):
        with open(path, "w") as stream:
            stream.write("hash,epochs,run,test_accuracy\n")
            for number, (name, count) in enumerate(zip(hashes, counts)):
                stream.writelines(f"{name},108,{run},{(9000 + 10 * number + run) / 9984!r}\n" for run in range(count))
        for fitness, runs in (("test@108", expected), ("test@108:run1", "1"), ("params", "")):
            rows = program.rows("analyse", "density", *space, "--data", path, "--fitness", fitness)
            expect(rows and all(row["runs"] == runs for row in rows), counts, fitness, rows[:1])


def check_report(program):
    """report paper: a whole folder, its claims, a summary; the surrogate never agrees with the paper"""
    output, _ = program.run("report", "paper", "--space", "nb101:vertices=6", "--out", "report", "--walks", "5",
                            "--length", "1000")
    folder = os.path.join(program.folder, "report")
    manifest = json.load(open(os.path.join(folder, "manifest.json")))
    expect("nasscape report paper --space nb101:vertices=6 --out report" in json.dumps(manifest),
           "the command line is not in the manifest")
    with open(os.path.join(folder, "claims.csv")) as stream:
        claims = list(csv.DictReader(stream))
    columns = "claim,section,published,computed,low,high,coverage,verdict".split(",")
    expect(list(claims[0])[:len(columns)] == columns, list(claims[0]))
    expect(any(claim["verdict"] == "surrogate only" for claim in claims), "verdicts")
    expect(len(output) > 100, "summary:", output)
    expect_figures(program, folder, manifest["figures"])


def check_report_measured(program, data):
    """report paper --data: the same on published measurements, its source named with its checksum"""
    sample = os.path.join(data, "nb101_up_to_5_vertices.csv")
    program.run("report", "paper", "--data", sample, "--space", "nb101:vertices=5", "--out", "report", "--walks", "5",
                "--length", "1000")
    manifest = open(os.path.join(program.folder, "report", "manifest.json")).read()
    expect(hashlib.sha256(open(sample, "rb").read()).hexdigest() in manifest, "checksum")
    with open(os.path.join(program.folder, "report", "claims.csv")) as stream:
        expect(all(claim["verdict"] != "surrogate only" for claim in csv.DictReader(stream)), "verdicts")


def expect_figures(program, folder, figures):
    """Fifteen figures and more, twelve with a script; each file that the manifest names is there"""
    drawn = [figure for figure in figures if figure["svg"]]
    expect(len(drawn) >= 15 and sum(figure["script"] is not None for figure in drawn) >= 12, len(drawn))
    files = {figure[kind] for figure in figures for kind in ("svg", "pdf", "script") if figure[kind]}
    expect({f"figures/{name}" for name in os.listdir(os.path.join(folder, "figures"))} == files, files)
    expect("autocorrelation.csv" in {figure["table"] for figure in drawn}, "figure 6")
    expect_drawn_points(program, "nb101:vertices=6", {"peaks-pruned.csv", "cost-named-pruned.csv"})
    with open(os.path.join(folder, "autocorrelation.csv")) as stream:
        expect({row["of"] for row in csv.DictReader(stream)} ==
               {"encodings, raw", "encodings, pruned", "cells, pruned", "cells, adjacent", "cells, strict"}, "labels")


def expect_drawn_points(program, space, tables):
    """The points of a report: of these tables, drawn as space show draws them, with their fitness and rank"""
    folder = os.path.join(program.folder, "report")
    with open(os.path.join(folder, "manifest.json")) as stream:
        points = [figure for figure in json.load(stream)["figures"] if figure["kind"] == "point"]
    expect({figure["table"] for figure in points} == tables, points)
    with open(os.path.join(folder, "index.html")) as stream:
        page = stream.read()
    for figure in points:
        with open(os.path.join(folder, figure["svg"])) as stream:
            drawn = stream.read()
        with open(os.path.join(folder, figure["table"])) as stream:
            rows = list(csv.DictReader(stream))
        name = re.search("<title>(.*)</title>", drawn).group(1)
        shown, _ = program.run("space", "show", name, "--space", space, "--format", "svg")
        expect(drawn == shown and drawn.strip() in page, figure)
        row = next(row for row in rows if row["point"] == name)
        rank = int(row.get("fitness_rank", 1))
        expect(figure["caption"].startswith(f"{name}: fitness ") and f", rank {rank:,} of " in figure["caption"] and
               html.escape(figure["caption"]) in page, figure, row)
        expect(figure["title"] == row.get("name", "Rank 1"), figure)


def check_landscape_points(program):
    """report landscape: the best optimum is drawn where points are networks"""
    for space, fitness, tables in (("nb101:vertices=3", "params", {"optima-pruned.csv"}),
                                   ("hamming:2^3", "symbol_0", set())):
        shutil.rmtree(os.path.join(program.folder, "report"), ignore_errors=True)
        program.run("report", "landscape", "--space", space, "--fitness", fitness, "--out", "report")
        expect_drawn_points(program, space, tables)


def check_report_recipe(program):
    """report --recipe: the annotated example, on two data sets"""
    examples = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples")
    for name in ("landscape.recipe", "cells.csv", "strings.csv"):
        shutil.copy(os.path.join(examples, name), program.folder)
    output, errors = program.run("report", "--recipe", "landscape.recipe", "--style", "grey", "--out", "report")
    folder = os.path.join(program.folder, "report")
    manifest = json.load(open(os.path.join(folder, "manifest.json")))
    expect([entry["label"] for entry in manifest["data_sets"]] == ["cells", "strings"], manifest["data_sets"])
    expect(manifest["synthetic"] and manifest["left_out"] == [], manifest["left_out"], errors)
    expect("index.html" in output.splitlines()[-1], output)
    for entry in manifest["files"]:
        with open(os.path.join(folder, entry["name"])) as stream:
            if entry["name"].endswith(".csv"):
                expect(len(list(csv.DictReader(stream))) == entry["rows"], entry)
    with open(os.path.join(folder, "autocorrelation.csv")) as stream:
        over = {row["of"] for row in csv.DictReader(stream)}
    expect(over == {"cells, pruned", "cells, adjacent", "cells, strict", "strings"}, over)
    broken = program.run("report", "--recipe", "landscape.recipe", "--space", "nb201", "--out", "x", code=2)[1]
    expect("leave out --space" in broken, broken)


def make_synthetic(program):
    """A made-up file of small cells, and its store."""
    program.run("data", "synthesise", "--space", "nb101:vertices=5", "-o", "made-up.tfrecord", "--epochs", "36,108")
    program.run("data", "import", "made-up.tfrecord", "-o", "made-up.nscape")


def check_synthetic(program):
    """made-up data: the same numbers from file and store, called synthetic wherever they show"""
    make_synthetic(program)
    for name in ("made-up.tfrecord", "made-up.nscape"):
        expect(program.keys("data", "info", name)["synthetic"] == "yes", name)
        small = ["--space", "nb101:vertices=5", "--data", name]
        for words in (["query", "top", *small], ["query", "neighbours", INCEPTION_SMALL, *small],
                      ["analyse", "opeffect", *small], ["analyse", "fdc", "--fitness", "valid@36:run2:halfway", *small]):
            output, errors = program.run(*words)
            rows = list(csv.DictReader(io.StringIO(output)))
            expect(rows and all(row["origin"] == "synthetic" for row in rows), words, rows[:1])
            expect("SYNTHETIC" in errors, words, errors)
        keys = program.keys("query", "cell", INCEPTION_SMALL, *small)
        expect(keys["origin"] == "synthetic", keys)
    from_file, from_store = (
        program.run("query", "top", "-n", "2532", "--space", "nb101:vertices=5", "--data", name)[0].replace(name, "")
        for name in ("made-up.tfrecord", "made-up.nscape"))
    expect(from_file == from_store, "the file and its store differ")
    output, _ = program.run("report", "paper", *small, "--out", "report", "--walks", "5", "--length", "1000")
    expect("SYNTHETIC" in output and not re.search(r"(?<!not )(?<!is )measured", output.split("Verdicts")[0]), output)
    with open(os.path.join(program.folder, "report", "claims.csv")) as stream:
        verdicts = {claim["verdict"] for claim in csv.DictReader(stream) if claim["origin"] != "computed"}
    expect("synthetic only" in verdicts and verdicts <= {"synthetic only", "needs the full data"}, verdicts)
    manifest = json.load(open(os.path.join(program.folder, "report", "manifest.json")))
    expect("synthetic" in json.dumps(manifest), manifest)


INCEPTION_SMALL = "a05c0efdac251392b3299fdadd52ccc1"


def check_stores(program):
    """--data STORE: merged with what contradicts it, damaged, or no store but called one"""
    make_synthetic(program)
    store = os.path.join(program.folder, "made-up.nscape")
    keys = program.keys("query", "cell", INCEPTION_SMALL, "--data", store)
    contradicting = os.path.join(program.folder, "contradicting.csv")
    with open(contradicting, "w") as stream:
        stream.write(f"hash,epochs,run,test_accuracy\n{INCEPTION_SMALL},36,1,{keys['test@36:run1']}\n"
                     f"{INCEPTION_SMALL},36,2,{float(keys['test@36:run2']) + 1 / 9984}\n")
    for files in ([store, contradicting], [contradicting, store]):
        words = ["query", "cell", INCEPTION_SMALL, "--data", files[0], "--data", files[1]]
        _, errors = program.run(*words, code=3)
        expect("contradicting.csv, line 3" in errors and "made-up.nscape" in errors and "run 2" in errors, errors)
        output, errors = program.run(*words, "--keep-going")
        expect("left out" in errors and keys["test@36:run1"] in output, errors)
    content = open(store, "rb").read()
    for place in (9, 400, len(content) // 2, len(content) - 1):
        damaged = bytearray(content)
        damaged[place] ^= 16
        with open(store, "wb") as stream:
            stream.write(damaged)
        for words in (["query", "top"], ["query", "cell", "id:0"], ["analyse", "opeffect"]):
            _, errors = program.run(*words, "--space", "nb101:vertices=5", "--data", store, code=3)
            expect('section "' in errors and "made-up.nscape" in errors, place, words, errors)
    with open(store, "wb") as stream:
        stream.write(content)
    os.link(store, os.path.join(program.folder, "again.nscape"))
    for words in (["query", "top", "--data", store], ["graph", "info", "--fitness", "test@36", "--data", store],
                  ["data", "info", store]):
        for output in (store, os.path.join(program.folder, "again.nscape")):
            _, errors = program.run(*words, "-o", output, code=2)
            expect("overwritten" in errors and open(store, "rb").read() == content, words, errors)
    deep = os.path.join(program.folder, *["d" * 200] * 6)
    os.makedirs(deep)
    shutil.copy(os.path.join(program.folder, "contradicting.csv"), os.path.join(deep, "x.tfrecord"))
    for options in ([], ["--keep-going"]):
        _, errors = program.run("data", "import", os.path.join(deep, "x.tfrecord"), "-o", "x.nscape", *options, code=3)
        expect("x.tfrecord: this is no TFRecord file but text" in errors, errors)
    for name in ("garbage.nscape", "garbage.tfrecord"):
        with open(os.path.join(program.folder, name), "wb") as stream:
            stream.write(b"this is neither, and long enough to be looked at")
        _, errors = program.run("query", "top", "--data", name, code=3)
        expect(name in errors and "header of" not in errors, errors)


def check_notebook(program):
    """export notebook: nbformat 4.5, and the module beside it"""
    program.run("export", "notebook", "locality", "-o", "notebook", "--fitness", "params",
                "--space", "nb101:vertices=5")
    folder = os.path.join(program.folder, "notebook")
    notebook = json.load(open(os.path.join(folder, "locality.ipynb")))
    expect((notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5) and notebook["cells"], "nbformat")
    expect(sorted(os.listdir(folder)) == ["locality.ipynb", "nasscape.py"], os.listdir(folder))


def check_surrogate_builtin(program):
    """--data builtin: query, top and the whole landscape give the same numbers, all marked surrogate"""
    top = program.rows("query", "top", "--n", "3")
    for row in top:
        keys = program.keys("query", "cell", row["hash"])
        expect(keys["test@108:mean"] == row["fitness"] and keys["origin"] == row["origin"] == "surrogate", row)
        near = program.rows("query", "neighbours", row["hash"])
        for other in near:
            expect(float(other["fitness"]) <= float(top[0]["fitness"]) and other["origin"] == "surrogate", other)
            difference = float(other["fitness"]) - float(row["fitness"])
            expect(abs(float(other["difference"]) - difference) < 1e-15, other)


def check_surrogate_fit(program, data):
    """surrogate fit and evaluate: a model there and back; cells not fitted to are predicted"""
    sample = os.path.join(data, "nb101_sample_108.csv")
    with open(sample) as stream:
        lines = stream.read().splitlines()
    for name, part in (("fitted.csv", lines[1:4001]), ("held_out.csv", lines[4001:])):
        with open(os.path.join(program.folder, name), "w") as stream:
            stream.write("\n".join([lines[0]] + part) + "\n")

    def statistics(*words):
        return {row["statistic"]: row["value"] for row in program.rows("surrogate", *words)}

    fit = statistics("fit", "--data", "fitted.csv", "-o", "m.json")
    words = ("evaluate", "--model", "m.json", "--data")
    held_out = statistics(*words, "held_out.csv")
    expect(list(held_out)[:6] == ["count", "spearman", "pearson", "rmse", "measured_sd", "fitted_sd"], list(held_out))
    expect(fit["count"] == "4000" and held_out["count"] == str(len(lines) - 4001), "counts")
    expect(held_out["in_sample"] == "no" and float(held_out["spearman"]) > 0.95, held_out)
    # The model is a fitness of all cells for every command; what it is of is the default.
    top = program.rows("query", "top", "--n", "1", "--data", "m.json")[0]
    expect(top["rule"] == fit["fitness"] and top["source"] == "m.json" and top["origin"] == "surrogate", top)
    expect(top["known"] == "423624", top)
    keys = program.keys("query", "cell", top["hash"], "--data", "m.json")
    expect(keys["test@108:mean"] == top["fitness"] and keys["source"] == "m.json", keys)
    # All cells at once are the same numbers.
    ranks = program.rows("analyse", "rarity", "--data", "m.json", "--out", "-")
    expect(all(row["origin"] == "surrogate" for row in ranks), ranks[:1])
    for words_of_model, code, reason in (
            (("--data", "m.json", "--fitness", "time@108"), 4, "a model of test@108:mean"),
            (("--data", "m.json", "--data", "fitted.csv"), 2, "cannot be merged"),
            (("--data", "m.json", "--order", "hash"), 2, "--order"),
            (("--data", "m.json", "--space", "nb201"), 2, "nb101")):
        _, errors = program.run("query", "top", *words_of_model, code=code)
        expect(reason in errors, errors)
    expect(abs(float(fit["spearman"]) - float(held_out["spearman"])) < 0.05, fit["spearman"], held_out["spearman"])
    fitted = statistics(*words, "fitted.csv")
    expect(fitted["in_sample"] == "yes" and fitted["cross_validated_spearman"] == fit["spearman"], fitted)
    program.run("surrogate", *words, "fitted.csv", "--fitness", "time@108", code=2)
    source, _ = program.run("surrogate", "fit", "--data", "fitted.csv", "-o", "m.c", "--format", "c")
    expect("statistic,value" in source and "const" in open(os.path.join(program.folder, "m.c")).read(), "source")
    with open(os.path.join(program.folder, "m.json"), "r+") as stream:
        text = stream.read()
        stream.seek(0)
        stream.truncate(len(text) // 2)
    program.run("surrogate", *words, "fitted.csv", code=3)


# ---- the table ----

def run_case(program, case):
    words = [word.replace("DATA", program.data or "") for word in case["command"]]
    output, errors = program.run(*words, code=case.get("code", 0))
    if "output" in case:
        expect(output == case["output"], "output:", output[:400])
    for pattern in case.get("matches", ()):
        expect(re.search(pattern, output, re.M), "no", repr(pattern), "in", output[:400])
    for pattern in case.get("errors", ()):
        expect(re.search(pattern, errors, re.M), "no", repr(pattern), "in", errors[:400])
    if case.get("code", 0) != 0:
        expect(output == "", "a failed command wrote data:", output[:100])
        expect(errors.startswith("nasscape"), errors[:100])
    if "keys" in case or "near" in case:
        found = {row[0]: row[1] for row in csv.reader(io.StringIO(output)) if len(row) >= 2}
        for key, value in case.get("keys", {}).items():
            expect(found.get(key) == str(value), key, "is", found.get(key), "instead of", value)
        for key, value in case.get("near", {}).items():
            # Published with as many digits as it is written here with.
            digits = len(str(value).partition(".")[2])
            expect(abs(float(found[key]) - value) <= 0.5000001 * 10 ** -digits, key, "is", found[key])


def all_tests():
    for case in cases.CASES:
        yield (" ".join(case["command"])[:90], any("DATA" in word for word in case["command"]),
               lambda program, case=case: run_case(program, case))
    for name, function in list(globals().items()):
        if name.startswith("check_"):
            wants_data = function.__code__.co_argcount == 2
            yield (function.__doc__, wants_data, lambda program, function=function, wants_data=wants_data:
                   function(program, program.data) if wants_data else function(program))


NO_MEASUREMENTS = "real measurements (see NASSCAPE_TEST_DATA in tests/README.md)"


def skip(name, what, absent):
    absent[what] += 1
    print(f"not run, for lack of {what}: {name}")


def tell_absent(absent):
    """One line a thing that skipped checks lack; ./bootstrap.sh test repeats lines that begin so."""
    for what, count in absent.items():
        print(f"skipped: {count} checks for lack of {what}")


def processor_s():
    """Processor time, user and system, of this process and of those that it waited for."""
    return sum(os.times()[:4])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--data", default=os.environ.get("NASSCAPE_TEST_DATA"))
    parser.add_argument("--only", default="", help="run the tests whose name contains this")
    parser.add_argument("--part", default="1/1", metavar="K/N", help="run the K-th of every N tests")
    parser.add_argument("--times", action="store_true", help="print the processor time that each took")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    data = os.path.abspath(arguments.data) if arguments.data and os.path.isdir(arguments.data) else None
    counts = {"passed": 0, "failed": 0}
    absent = collections.Counter()
    part, parts = (int(number) for number in arguments.part.split("/"))
    for number, (name, needs_data, test) in enumerate(all_tests()):
        if arguments.only not in name or number % parts != part - 1:
            continue
        if arguments.list:
            print(name)
            continue
        if needs_data and data is None:
            skip(name, NO_MEASUREMENTS, absent)
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                started = processor_s()
                note = test(Program(os.path.abspath(arguments.binary), data, folder))
                counts["passed"] += 1
                if arguments.times:
                    print(f"{processor_s() - started:.1f} s: {name}", flush=True)
                if note:
                    print(f"note: {name}: {note}")
            except Skipped as reason:
                skip(name, str(reason), absent)
            except (Failure, subprocess.SubprocessError, OSError, LookupError, ValueError, StopIteration) as reason:
                counts["failed"] += 1
                print(f"FAILED: {name}: {type(reason).__name__ if not isinstance(reason, Failure) else ''} {reason}")
    print(", ".join(f"{count} {word}" for word, count in counts.items()))
    tell_absent(absent)
    if counts["failed"] == counts["passed"] == 0 and absent:
        sys.exit(77)
    sys.exit(1 if counts["failed"] or not arguments.list and not counts["passed"] else 0)


if __name__ == "__main__":
    main()
