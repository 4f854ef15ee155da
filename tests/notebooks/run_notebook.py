#!/usr/bin/env python3
"""Exports notebooks with the program, runs them to the end, and holds what they show against the files they read.

    run_notebook.py --binary PATH [--data FOLDER]

FOLDER (or NASSCAPE_TEST_DATA) holds the published measurements; the checks on them are left out where it is absent.
Needs nbformat, nbclient and ipykernel; where this Python lacks them, another is looked for. Exit code 77: none found.
"""
import argparse
import csv
import itertools
import json
import math
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

HANGS_S = 1500  # a program that takes this long hangs, however busy the machine is
MODULES = "import nbformat, nbclient, ipykernel"
FIGURES = ("coverage-figure", "density-figure", "autocorrelation-figure", "fitness-distance-figure",
           "operation-effects-figure", "rarity-figure")
LOCALITY_WORDS = ("autocorrelation-words", "fitness-distance-words", "rarity-words")


def find_python():
    """Goes on under a Python that has the modules, or ends with 77."""
    for python in (sys.executable, os.environ.get("NASSCAPE_NOTEBOOK_PYTHON"), "/usr/bin/python3"):
        if not python or not os.path.exists(python):
            continue
        if subprocess.run([python, "-c", MODULES], capture_output=True).returncode == 0:
            if python != sys.executable:
                os.execv(python, [python, *sys.argv])
            return
    print("skipped: no Python with nbformat, nbclient and ipykernel (Debian: python3-nbformat python3-nbclient "
          "python3-ipykernel)")
    sys.exit(77)


def expect(condition, *what):
    if not condition:
        raise AssertionError(" ".join(str(part) for part in what))


def rows(folder, name):
    with open(folder / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def pairs(folder, name):
    return {row[next(iter(row))]: list(row.values())[1] for row in rows(folder, name)}


class Exported:
    """A notebook that the program wrote, and what its cells showed."""

    def __init__(self, binary, folder, *options):
        self.folder = pathlib.Path(folder)
        done = subprocess.run([binary, "export", "notebook", "locality", "-o", str(folder), *options],
                              capture_output=True, text=True, timeout=HANGS_S)
        expect(done.returncode == 0, "export ends with", done.returncode, done.stderr)
        expect(done.stdout == "", "export writes to standard output:", done.stdout[:200])
        self.shown = {}
        self.pictures = set()

    def validate(self):
        import nbformat
        path = self.folder / "locality.ipynb"
        raw = json.loads(path.read_text(encoding="utf-8"))
        expect((raw["nbformat"], raw["nbformat_minor"]) == (4, 5), "format", raw["nbformat"], raw["nbformat_minor"])
        expect(raw["metadata"]["kernelspec"]["name"] == "python3", "kernel", raw["metadata"])
        ids = [cell.get("id") for cell in raw["cells"]]
        expect(all(ids) and len(set(ids)) == len(ids), "ids of cells:", ids)
        self.notebook = nbformat.read(path, as_version=4)
        nbformat.validate(self.notebook)
        text = "".join(cell.source for cell in self.notebook.cells)
        expect(re.search(r"@[A-Z_]+@", text) is None, "a word of the template was not filled in")
        for name in re.findall(r'read(?:_pairs)?\("([^"]+)"\)', text):
            expect((self.folder / name).is_file(), "the notebook reads", name, "which is not there")

    def run(self):
        from nbclient import NotebookClient
        NotebookClient(self.notebook, timeout=HANGS_S, resources={"metadata": {"path": str(self.folder)}}).execute()
        for cell in self.notebook.cells:
            if cell.cell_type != "code":
                continue
            texts = []
            for output in cell.outputs:
                expect(output.output_type != "error", cell.id, "fails")
                expect(output.get("name") != "stderr", cell.id, "complains:", output.get("text"))
                texts.append(output.text if output.output_type == "stream" else output.data.get("text/plain", ""))
                if output.output_type != "stream" and "image/png" in output.data:
                    self.pictures.add(cell.id)
            self.shown[cell.id] = "\n".join(texts)

    def says(self, cell, *texts):
        for text in texts:
            expect(text in self.shown[cell], cell, "does not say", repr(text), "but:\n", self.shown[cell][:3000])

    def tables(self, relation, distance):
        self.rwa = rows(self.folder, f"rwa-{relation}.csv")
        self.summary = pairs(self.folder, f"rwa-summary-{relation}.csv")
        self.fdc = {row["statistic"]: row for row in rows(self.folder, f"fdc-{relation}-{distance}.csv")}
        self.distances = rows(self.folder, f"fdc-distances-{relation}-{distance}.csv")
        self.effects = rows(self.folder, f"opeffect-{relation}.csv")
        self.rarity = rows(self.folder, f"rarity-{relation}-{distance}.csv")
        self.about = pairs(self.folder, "landscape.csv")


# ---- what every notebook must show ----

def figure_rows(text):
    """The rows of a figure's text form, below its two lines of title and its header."""
    return [line.split() for line in text.splitlines()[3:]]


def near(shown, stored, digits=4):
    """Whether a number shown with so many digits is the stored one."""
    shown, stored = float(shown.replace(",", "")), float(stored)
    return abs(shown - stored) <= 0.5000001 * 10 ** (1 - digits) * abs(stored)


def check_numbers(exported):
    """Numbers in figures, tables and sentences are those of the files."""
    shown = figure_rows(exported.shown["autocorrelation-figure"])
    expect(len(shown) == len(exported.rwa), len(shown), "lags shown of", len(exported.rwa))
    for line, row in zip(shown, exported.rwa):
        expect(near(line[0], float(row["lag"]) ** 0.5) and near(line[1], row["autocorrelation"]), line, "is not", row)
    shown = figure_rows(exported.shown["fitness-distance-figure"])
    expect(len(shown) == len(exported.distances), len(shown), "distances shown of", len(exported.distances))
    for line, row in zip(shown, exported.distances):
        expect(line[0] == row["distance"], line, "is not", row)
        expect(row["mean"] == "" or near(line[1], row["mean"]), line, "is not", row)
    for line, row in zip(exported.shown["operation-effects-table"].splitlines()[1:], exported.effects):
        fields = line.split()
        expect(fields[:2] == [row["from"], row["to"]] and near(fields[3], row["mean"]), line, "is not", row)
    for row in exported.rarity:
        if row["cells"]:
            exported.says("rarity-words", f"{int(row['cells']):,} of the evaluated points")
    exported.says("coverage-words", f"{int(exported.about['known']):,} of the {int(exported.about['points']):,} points")
    exported.says("autocorrelation-words", f"correlates by {float(exported.rwa[1]['autocorrelation']):.3g}",
                  f"{float(exported.summary['correlation_length']):.3g} steps")
    if exported.summary["first_lag_within_noise"]:
        exported.says("autocorrelation-words", f"at lag {float(exported.summary['first_lag_within_noise']):.0f}",
                      f"which is {float(exported.summary['square_root']):.3g} on")
    exported.says("fitness-distance-words", f"{float(exported.fdc['pearson']['value']):.3g} (Pearson)",
                  f"{float(exported.fdc['spearman']['value']):.3g} (Spearman)",
                  exported.about["best"] if exported.about["best_points"] == "1" else
                  f"{int(exported.about['best_points']):,} points share the best fitness")


def check_marks(exported, mark):
    """Every figure says in its title where its numbers come from."""
    for figure in FIGURES:
        title = exported.shown[figure].splitlines()[1]
        expect(title.startswith(mark), figure, "is titled", title, "and not", mark)


def check_pictures(exported):
    """Pictures where the kernel's Python has matplotlib, none where it has not."""
    has = subprocess.run([sys.executable, "-c", "import matplotlib"], capture_output=True).returncode == 0
    has = has and os.environ.get("PYTHONPATH") is None
    expect(exported.pictures == (set(FIGURES) if has else set()), "pictures:", sorted(exported.pictures))


# ---- notebooks ----

def check_builtin(binary, folder):
    """the built-in surrogate on the whole space"""
    exported = Exported(binary, folder / "builtin")
    exported.validate()
    expect("SURROGATE, not measured" in exported.notebook.cells[0].source, "the first cell does not say surrogate")
    exported.run()
    exported.tables("pruned", "hops")
    check_numbers(exported)
    check_marks(exported, "SURROGATE, not measured: test@108:mean of nb101, 100 % evaluated, relation pruned")
    check_pictures(exported)
    for cell in LOCALITY_WORDS + ("operation-effects-words",):
        exported.says(cell, "surrogate values, not measured",
                      f"{float(exported.about['surrogate_edge_measured']):.3g} measured",
                      f"{float(exported.about['surrogate_edge_fitted']):.3g} fitted")
    expect("within the interval" not in exported.shown["operation-effects-words"], "a surrogate was judged")
    exported.says("load", "423,624", "surrogate")
    exported.says("coverage-words", "4,577,278 pairs of neighbours")
    check_commands(binary, exported)
    check_again(binary, exported)


def check_commands(binary, exported):
    """The commands that a notebook ends with are commands of the program."""
    lines = exported.shown["commands"].splitlines()
    expect(len(lines) >= 5, "commands:", lines)
    for line in lines:
        words = shlex.split(line)
        expect(words[0] == "nasscape", line)
        if "FILE" in words or "FOLDER" in words:
            words = words + ["--help"]
        done = subprocess.run([binary, *words[1:]], capture_output=True, text=True, timeout=HANGS_S)
        expect(done.returncode == 0, line, "ends with", done.returncode, done.stderr)


def check_again(binary, exported):
    """A second export into the same folder replaces every file by the same bytes and leaves nothing beside them."""
    def contents():
        return {path.name: path.read_bytes() for path in exported.folder.iterdir() if path.is_file()}
    before = contents()
    expect(all(re.fullmatch(r"[a-z_-]+\.(csv|py|ipynb)", name) for name in before), "files:", sorted(before))
    Exported(binary, exported.folder, "--threads", "1")
    expect(contents() == before, "a second export differs")


def check_without_matplotlib(binary, folder):
    """parameters as fitness, without matplotlib"""
    shadow = folder / "shadow" / "matplotlib"
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text("raise ImportError('hidden by the test')\n")
    os.environ["PYTHONPATH"] = str(shadow.parent)
    try:
        exported = Exported(binary, folder / "params", "--fitness", "params")
        exported.validate()
        exported.run()
        check_pictures(exported)
    finally:
        del os.environ["PYTHONPATH"]
    exported.tables("pruned", "hops")
    check_numbers(exported)
    check_marks(exported, "computed: params of nb101, 100 % evaluated, relation pruned")
    # The exact autocorrelation of the parameters at lags 1 and 2, computed independently of this program.
    exported.says("autocorrelation-words", "correlates by 0.789, exactly")
    expect(near(figure_rows(exported.shown["autocorrelation-figure"])[2][1], 0.645767), "lag 2 of the parameters")
    exported.says("density-words", "227,274", "49,979,274", "5,356,682")


def check_minimised(binary, folder):
    """lower is better"""
    data = folder / "errors.csv"
    data.write_text("point,error\n" + "".join(
        f"{''.join(word)},{word.count('1')}\n" for word in itertools.product("01", repeat=4)))
    exported = Exported(binary, folder / "minimised", "--fitness", "column:error", "--minimise", "--space",
                        "hamming:2^4", "--data", str(data))
    exported.validate()
    exported.run()
    exported.tables("substitution", "hops")
    expect(exported.about["direction"] == "minimise" and exported.about["best"] == "0000", "best", exported.about)
    # The error of a string is its number of ones: a perfect hill, down to 0000.
    exported.says("fitness-distance-words", "distance is 1 (Pearson)", "nearer points are better", "stays below")
    exported.says("commands", "--fitness column:error --minimise")


def mean_by_size(rows):
    """Mean over all cells from rows of vertices and accuracy: each size has its share of the space (the sizes of up to 4
    vertices together, since the sample has few of them)."""
    cells = {4: 1 + 6 + 84, 5: 2441, 6: 62010, 7: 359082}
    mean = 0
    for size, count in cells.items():
        values = [accuracy for vertices, accuracy in rows if max(vertices, 4) == size]
        mean += count / sum(cells.values()) * sum(values) / len(values)
    return mean


def check_sample(binary, folder, data):
    """the published sample"""
    sample = data / "nb101_sample_108.csv"
    exported = Exported(binary, folder / "sample", "--data", str(sample), "--fitness", "test@108", "--relation",
                        "strict", "--distance", "edit")
    exported.validate()
    expect("SURROGATE" not in exported.notebook.cells[0].source, "measurements are called a surrogate")
    expect(str(sample) in exported.notebook.cells[0].source, "the first cell does not name the data")
    exported.run()
    exported.tables("strict", "edit")
    check_numbers(exported)
    check_marks(exported, "measured: test@108:mean of nb101, 2.94 % evaluated, relation strict")
    with open(sample, newline="", encoding="utf-8") as file:
        rows = [(math.isqrt(len(row["adjacency"])), float(row["test_accuracy"])) for row in csv.DictReader(file)]
    best = max(accuracy for _, accuracy in rows)
    exported.says("coverage-words", f"{len(rows):,} of the 423,624 points")
    exported.says("density-words", f"{mean_by_size(rows):.4g}", f"{best:.4g}")
    exported.says("fitness-distance-words", "best of the evaluated points only", "name a target with --targets",
                  "not of the best point of the space")
    # The paper's -1.16 and -1.99 points lie within the intervals of this sample.
    expect(exported.shown["operation-effects-words"].count("which lies within the interval") >= 2,
           exported.shown["operation-effects-words"])


def check_strings(binary, folder):
    """strings, whose accuracies are per cent and whose names begin with 0"""
    data = folder / "strings.csv"
    words = ["".join(word) for word in itertools.product("012", repeat=4)]
    data.write_text("point,test_accuracy\n" + "".join(
        f"{word},{90 - 2 * word.count('1') - 3 * word.count('2')}\n" for word in words))
    exported = Exported(binary, folder / "strings", "--space", "hamming:3^4", "--data", str(data), "--fitness", "test")
    exported.validate()
    exported.run()
    exported.says("operation-effects-words", "symbol_0 → symbol_1: -2.00 points", "symbol_2 → symbol_1: +1.00 points")
    expect(exported.shown["operation-effects-words"].count("symbol_0 → symbol_1") == 1, "a row for each position")
    expect("the paper" not in exported.shown["operation-effects-words"], "the paper speaks of cells")
    exported.says("commands", "query neighbours 0000 --relation substitution --space 'hamming:3^4'", "analyse profile")
    for line in exported.shown["commands"].splitlines():
        words = [str(data) if word == "FILE" else word for word in shlex.split(line)]
        done = subprocess.run([binary, *words[1:]], capture_output=True, text=True, timeout=HANGS_S)
        expect(done.returncode == 0, line, "ends with", done.returncode, done.stderr)


def check_file_in_the_way(binary, folder):
    """a file where the folder should be"""
    path = folder / "file"
    path.write_text("mine")
    done = subprocess.run([binary, "export", "notebook", "locality", "-o", str(path), "--fitness", "depth", "--space",
                           "nb101:vertices=4"], capture_output=True, text=True, timeout=HANGS_S)
    expect(done.returncode == 3 and str(path) in done.stderr, done.returncode, done.stderr)
    expect(path.read_text() == "mine", "the file was changed")


def check_loader(binary, folder):
    """the loader tells numbers from texts"""
    exported = Exported(binary, folder / "small", "--fitness", "depth", "--space", "nb101:vertices=4")
    sys.path.insert(0, str(exported.folder))
    sys.dont_write_bytecode = True
    import nasscape_loader as loader
    for text, value in (("", None), ("12", 12), ("-0.5", -0.5), ("1e-05", 1e-05), ("0" * 32, "0" * 32),
                        ("0012", "0012"), ("0", 0), ("0.5", 0.5), ("1234567890123456789012345678901e", "1234567890123456789012345678901e"), ("nan", "nan"),
                        ("1_0", "1_0"), ("2se", "2se"), ("1" * 31 + "e", "1" * 31 + "e"), ("id:7", "id:7")):
        expect(loader.value_of(text) == value and type(loader.value_of(text)) is type(value), "value of", repr(text))
    for value, digits, text in ((None, 3, "unknown"), (423624, 3, "423,624"), (0.43219, 3, "0.432"),
                                (1919.4, 4, "1,919"), (21.61, 3, "21.6"), (float("nan"), 3, "nan")):
        expect(loader.number(value, digits) == text, "number", value, loader.number(value, digits))
    expect(loader.read("landscape.csv").where(key="points").column("value") == [91], "points of nb101:vertices=4")
    expect("<b>" not in loader.Table(["a"], [{"a": "<b>"}])._repr_html_(), "a text is taken for markup")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--data", default=os.environ.get("NASSCAPE_TEST_DATA", ""))
    arguments = parser.parse_args()
    find_python()
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    os.environ.pop("PYTHONPATH", None)
    binary = os.path.abspath(arguments.binary)
    checks = [check_loader, check_file_in_the_way, check_builtin, check_without_matplotlib, check_strings, check_minimised]
    data = pathlib.Path(arguments.data).absolute()
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for check in checks:
            failures += attempt(check, binary, pathlib.Path(folder))
        if arguments.data and (data / "nb101_sample_108.csv").is_file():
            failures += attempt(check_sample, binary, pathlib.Path(folder), data)
        else:
            print("left out: the published sample is not there")
    return 1 if failures else 0


def attempt(check, *arguments):
    try:
        check(*arguments)
        print("passed:", check.__doc__)
        return 0
    except Exception as failure:  # every check is tried, and each says what is wrong
        print("FAILED:", check.__doc__, "\n", type(failure).__name__, failure)
        return 1


if __name__ == "__main__":
    sys.exit(main())
