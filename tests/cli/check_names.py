#!/usr/bin/env python3
"""Names that are hard to write, of points and of columns, in every format that the program writes, each read back by
that format's own reader: csv, json, sqlite3, expat, html.parser, nbformat, gnuplot and the C compiler.

    check_names.py --binary PATH
"""
import collections
import csv
import html.parser
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import xml.etree.ElementTree

from run import expect, run_checks

# Names that end a text, a comment, an element or a field of some format, that are a formula to a spreadsheet, an escape to
# gnuplot or a terminal, or that turn the letters after them round.
NAMES = ["plain", "*/ int x; /*", "=1+1", "@SUM(A1)", "+1", "-2+3", "a,b", "a;b", "a\tb", '"quoted"', "it's", "<b>&amp;</b>",
         "]]>", "-->", "`code`", "|pipe|", "$x^2$ \\frac", "{/Bold x}", "a\\nb", "%d %s", "${HOME}", "$(id)", "`id`",
         "\u202eabc\u202c", "\u009b31m", "\x7fdel", "a\nb", "a\rb", "a\r\nb", "\\", "../x", "</script><script>alert(1)</script>",
         "NULL", "null", "nan", "#x", "%", "ä" * 40, "€" * 41, "🐸" * 30, "x" * 300, "e\u0301", "\ufffd", "'; DROP TABLE points; --"]
# Of columns: what a table cannot have in its first line is left out, and blanks around a name, which are dropped.
COLUMNS = [name for name in NAMES if len(name.encode()) < 128]
SPACE = ("--space", "edges.csv")


def write_table(program, name, rows):
    with open(os.path.join(program.folder, name), "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def make(program):
    """A ring of points, one for each name, and a table with a column for each name."""
    count = len(NAMES)
    write_table(program, "edges.csv", [["from", "to"], *([NAMES[i], NAMES[(i + 1) % count]] for i in range(count))])
    write_table(program, "measured.csv", [["point", *COLUMNS],
                                          *([name, *(0.25 + ((7 * row + column) % 31) / 64 for column in range(len(COLUMNS)))]
                                            for row, name in enumerate(NAMES))])


def data(column):
    return (*SPACE, "--data", "measured.csv", "--fitness", f"column:{column}", "--quiet")


def read(program, *name):
    with open(os.path.join(program.folder, *name), encoding="utf-8", newline="") as file:
        return file.read()


def check_tables(program):
    """CSV and JSON: each name comes back as it was, of points and of columns"""
    make(program)
    program.run("export", "csv", *data(COLUMNS[1]), "-o", "points.csv")
    rows = list(csv.DictReader(io.StringIO(read(program, "points.csv"), newline="")))
    expect([row["point"] for row in rows] == NAMES, [row["point"] for row in rows])
    for number, column in enumerate(COLUMNS):
        for form in (("csv", "json")[number % 2],):
            output = subprocess.run([program.binary, "query", "top", "-n", "1", *data(column), "--format", form],
                                    cwd=program.folder, capture_output=True, check=True).stdout.decode()
            found = json.loads(output) if form == "json" else list(csv.DictReader(io.StringIO(output, newline="")))
            expect(found[0]["rule"] == f"column:{column}" and found[0]["point"] in NAMES, form, repr(column), found[0])


def check_graphml(program):
    """GraphML: names of points are those of the space, and the program reads its own file as the same space"""
    make(program)
    for words in (("export", "graphml", *data(COLUMNS[0])), ("graph", "export", "--format", "graphml", *SPACE)):
        program.run(*words, "-o", "points.graphml")
        tree = xml.etree.ElementTree.parse(os.path.join(program.folder, "points.graphml"))
        tags = [element for element in tree.iter() if element.tag.endswith("}node")]
        texts = [[child.text for child in node] + [node.get("id")] for node in tags]
        expect(len(texts) == len(NAMES), len(texts))
        for name, found in zip(NAMES, texts, strict=True):
            expect(name in found, repr(name), found)
    again = program.rows("space", "list", "--space", "points.graphml")
    expect([row["point"] for row in again] == NAMES, again)


def check_sqlite(program):
    """SQLite: points, and the rule of the fitness"""
    make(program)
    for column in COLUMNS[:3] + COLUMNS[-1:]:
        if os.path.exists(os.path.join(program.folder, "points.db")):
            os.unlink(os.path.join(program.folder, "points.db"))
        program.run("export", "sqlite", *data(column), "-o", "points.db")
        with sqlite3.connect(os.path.join(program.folder, "points.db")) as base:
            expect([row[0] for row in base.execute("SELECT point FROM points ORDER BY id")] == NAMES)
            rules = [*base.execute("SELECT name FROM rules"),
                     *base.execute("SELECT value FROM provenance WHERE key = 'fitness'")]
        expect(rules == 2 * [(f"column:{column}",)], rules, repr(column))


def figure_text(text):
    """What a figure writes of a name: characters that cannot be drawn are replaced."""
    return "".join("\ufffd" if ord(letter) < 32 or 127 <= ord(letter) < 160 else letter for letter in text)


def check_figures(program):
    """SVG and gnuplot: a figure of each column is read by expat, and drawn by gnuplot without an error"""
    make(program)
    scripts = []
    for number, column in enumerate(COLUMNS):
        words = ("analyse", "distribution", *data(column))
        program.run(*words, "--format", "svg", "-o", "figure.svg")
        tree = xml.etree.ElementTree.parse(os.path.join(program.folder, "figure.svg"))
        texts = "".join(tree.getroot().itertext())
        name = figure_text(column)
        expect(name in texts or name[:12] in texts, repr(column), repr(texts[:300]))
        program.run(*words, "--format", "gnuplot", "-o", f"figure{number}.gp")
        scripts.append(f"figure{number}.gp")
    if shutil.which("gnuplot") is None:
        print("skipped: figures drawn by gnuplot, for lack of gnuplot")
        return
    before = sorted(os.listdir(program.folder))
    done = subprocess.run(["gnuplot", *scripts], cwd=program.folder, capture_output=True, text=True, check=False)
    expect(done.returncode == 0 and not done.stderr.strip(), done.stderr[:500])
    made = set(os.listdir(program.folder)) - set(before)
    expect(all(re.fullmatch(r"[\w.-]+\.(svg|pdf)", name) for name in made), made)


class Page(html.parser.HTMLParser):
    """The elements and the text of a page."""
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)

    def handle_data(self, text):
        self.text.append(text)


def check_report(program):
    """report: its page has no element that a name brought, its manifest is JSON; the folder is shown"""
    make(program)
    elements = None
    with open(os.path.join(program.folder, "short.recipe"), "w", encoding="utf-8") as file:
        file.write("analyse distribution\n")
    for column in ("plain", "<b>&amp;</b>", "</script><script>alert(1)</script>", "-->", "`code`", "|pipe|", "a\nb", "a\rb",
                   "\u009b31m", "\u202eabc\u202c"):
        words, _ = program.run("report", "--recipe", "short.recipe", *data(column), "--out", "report\x1b[1m")
        expect(not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", words), repr(words))
        expect(" files in report\\x1b[1m. " in words and "\nreport\\x1b[1m/index.html\n" in words, words[-200:])
        page = Page()
        page.feed(read(program, "report\x1b[1m", "index.html"))
        tags = collections.Counter(tag for tag in page.tags if tag != "code") # a name within ` may end code early
        elements = elements or tags
        expect(tags == elements, repr(column), tags - elements)
        json.loads(read(program, "report\x1b[1m", "manifest.json"))
        shutil.rmtree(os.path.join(program.folder, "report\x1b[1m"))


def check_notebooks(program):
    """export notebook: every notebook is JSON, its code compiles, and holds the name"""
    make(program)
    for column in COLUMNS[::3] + ["a\nb", "\\", '"quoted"', "it's", "%d %s"]:
        program.run("export", "notebook", "overview", *data(column), "--out", "book")
        book = json.loads(read(program, "book", "overview.ipynb"))
        code = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
        for cell in code:
            compile(cell.replace("%matplotlib", "#"), "cell", "exec")
        shutil.rmtree(os.path.join(program.folder, "book"))


def check_source(program):
    """surrogate fit --format c: a name ends neither the comment nor the text that it stands in"""
    cells = program.rows("space", "list", "--space", "nb101:vertices=4")[:60] * 1
    cells += program.rows("space", "list", "--space", "nb101:vertices=5")[91:151]
    for column in ("*/ int x; /*", "a\"b\\", "a\nb"):
        write_table(program, "cells.csv", [["hash", column], *([cell["hash"], 0.5 + number / 1000]
                                                              for number, cell in enumerate(cells))])
        program.run("surrogate", "fit", "--data", "cells.csv", "--fitness", f"column:{column}", "--space", "nb101:vertices=5",
                    "--format", "c", "-o", "model.c", "--folds", "2", "--regression", "ridge", "--quiet")
        text = read(program, "model.c")
        heading, rest = text.split("*/", 1)
        expect(rest.startswith("\n#include") and heading.count("/*") >= 1, repr(column), text[:300])
        found = re.search(r'\.fitness = ("(?:[^"\\\n]|\\.)*"),', rest)
        expect(found and json.loads(re.sub(r"\\([0-7]{3})", lambda match: f"\\u00{int(match[1], 8):02x}", found[1])) ==
               f"column:{column}", repr(column), found and found[1])


LONG = [["a" * letters + character * (room // len(character.encode()))] for letters in range(4)
        for character, room in (("🐸", 236),)] + [["ä" * 118], ["a" + "ä" * 118], ["€" * 79], ["aa" + "€" * 78]]


def written(program, folder):
    """The bytes of all files that a command made."""
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            yield from written(program, path)
        else:
            with open(path, "rb") as file:
                yield name, file.read()


def check_long_names(program):
    """names longer than any buffer: wherever they are cut, no character is; four-byte characters at each of four places
    are cut within one by every buffer that counts bytes"""
    cells = program.rows("space", "list", "--space", "nb101:vertices=5")
    for number, (name,) in enumerate(LONG):
        column, value, point = name[:len(name) // 2 + 1], name, name
        while len(column.encode()) > 120:
            column = column[:-1]
        write_table(program, "cells.csv", [["hash", column, name + "x"], *([cell["hash"], 0.5 + place / 1000, 1 + place % 3]
                                           for place, cell in enumerate(cells[:80]))])
        file = name + ".csv"
        os.rename(os.path.join(program.folder, "cells.csv"), os.path.join(program.folder, file))
        write_table(program, "grid.csv", [[name, "b", "loss"], *([f"{value}{one}", other, 0.5 + one / 7 + other / 90]
                                                               for one in range(3) for other in range(3))])
        write_table(program, "edges.csv", [["from", "to", "kind"], *([f"{point}{one}", f"{point}{(one + 1) % 5}", name]
                                                                    for one in range(5))])
        write_table(program, "short.csv", [["point", column], *([f"{point}{one}", one / 8] for one in range(5))])
        os.makedirs(os.path.join(program.folder, "made"))
        cell_data = ("--space", "nb101:vertices=5", "--data", file, "--fitness", f"column:{column}")
        listed = ("--space", "edges.csv", "--data", "short.csv", "--fitness", f"column:{column}")
        grid = ("--space", "variables:grid.csv", "--data", "grid.csv", "--fitness", "column:loss")
        with open(os.path.join(program.folder, "short.recipe"), "w", encoding="utf-8") as recipe:
            recipe.write("analyse distribution\nanalyse opeffect\n")
        commands = [("data", "info", file, "-o", "made/info.csv"), ("query", "top", *cell_data, "--format", "json", "-o", "made/top.json"),
                    ("query", "top", *grid, "-o", "made/grid.csv"), ("graph", "info", *grid[:2], "-o", "made/graph.csv"),
                    ("graph", "info", *listed[:2], "-o", "made/listed.csv"),
                    ("export", "graphml", *listed, "-o", "made/a.graphml"), ("report", "--recipe", "short.recipe", *listed, "--out", "made/r"),
                    ("analyse", "opeffect", *grid, "-o", "made/effect.csv"),
                    ("analyse", "opeffect", *grid, "--format", "svg", "-o", "made/effect.svg")]
        if number < 2:
            commands += [("surrogate", "fit", *cell_data, "--folds", "2", "--regression", "ridge", "-o", "made/model.json")]
        errors = ""
        for words in commands:
            errors += program.run(*words)[1]
        errors += program.run("query", "top", "--space", "edges.csv", "--data", name, code=4)[1]
        errors += program.run("query", "top", *listed[:4], "--fitness", f"column:{name}", code=2 if len(name.encode()) > 127 else 4)[1]
        expect("\\x" not in errors and "\ufffd" not in errors, repr(errors))
        for made, text in written(program, os.path.join(program.folder, "made")):
            if not made.endswith(".pdf"):
                expect("\ufffd" not in text.decode(), made, repr(name))
        shutil.rmtree(os.path.join(program.folder, "made"))
        os.unlink(os.path.join(program.folder, file))


if __name__ == "__main__":
    run_checks([check_tables, check_graphml, check_sqlite, check_figures, check_report, check_notebooks, check_source,
                check_long_names])
