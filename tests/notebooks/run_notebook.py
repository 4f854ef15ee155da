#!/usr/bin/env python3
"""Exports notebooks with the program, runs them to the end, and holds what they show against the program's tables.

    run_notebook.py --binary PATH --library PATH [--data FOLDER] [--long]

Every story runs under nbclient with matplotlib, and in a bare Python without IPython, numpy, pandas and matplotlib.
With --long they run on the whole of NAS-Bench-101 and on the published data in FOLDER (or NASSCAPE_TEST_DATA), each
left out where its file is absent. Needs nbformat, nbclient and ipykernel; where this Python lacks them, another is looked for.
Exit code 77: none found.
"""
import argparse
import csv
import io
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HANGS_S = 1500  # a program that takes this long hangs, however busy the machine is
MODULES = "import nbformat, nbclient, ipykernel"
STORIES = ("overview", "locality", "neighbourhood", "structure", "search", "compare")
HERE = pathlib.Path(__file__).resolve().parent


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


class Program:
    def __init__(self, binary):
        self.binary = binary

    def run(self, *words, code=0, **options):
        done = subprocess.run([self.binary, *map(str, words)], capture_output=True, text=True, timeout=HANGS_S,
                              **options)
        expect(done.returncode == code, *words, "ends with", done.returncode, done.stderr)
        return done

    def rows(self, *words):
        return list(csv.DictReader(io.StringIO(self.run(*words, "--quiet").stdout)))

    def statistics(self, *words):
        return {row["statistic"]: row["value"] for row in self.rows(*words, "--table", "summary")}

    def export(self, story, folder, *options):
        done = self.run("export", "notebook", story, "-o", folder, "--quiet", *options)
        expect(done.stdout == "", "export writes to standard output:", done.stdout[:200])
        return pathlib.Path(folder) / f"{story}.ipynb"


# ---- running ----

def validate(path):
    """nbformat 4.5, cells with ids, nothing of the template left; and each cell is Python."""
    import nbformat
    raw = json.loads(path.read_text(encoding="utf-8"))
    expect((raw["nbformat"], raw["nbformat_minor"]) == (4, 5), "format", raw["nbformat"], raw["nbformat_minor"])
    expect(raw["metadata"]["kernelspec"]["name"] == "python3", "kernel", raw["metadata"])
    ids = [cell.get("id") for cell in raw["cells"]]
    expect(all(ids) and len(set(ids)) == len(ids), "ids of cells:", ids)
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        expect(re.search(r"@[A-Za-z_]+@", cell.source) is None, cell.id, "has a word of the template")
        if cell.cell_type == "code":
            compile(cell.source, cell.id, "exec")
            expect(max(map(len, cell.source.splitlines())) <= 120 or "nasscape.open(" in cell.source,
                   cell.id, "has long lines")
    return notebook


class Shown:
    """What the cells of a notebook showed: texts, and the kinds of pictures of each."""

    def __init__(self):
        self.texts, self.pictures = {}, {}

    def add(self, cell, data):
        text = data.get("text/markdown") or data.get("text/plain", "")
        self.texts[cell] = self.texts.get(cell, "") + text + "\n"
        for kind in ("image/png", "image/svg+xml"):
            if kind in data:
                self.pictures.setdefault(cell, []).append((kind, data[kind]))

    def says(self, cell, *texts):
        for text in texts:
            expect(text in self.texts.get(cell, ""), cell, "does not say", repr(text), "but:\n", self.texts.get(cell))


def run_in_kernel(path):
    """Runs a notebook by nbclient."""
    from nbclient import NotebookClient
    notebook = validate(path)
    NotebookClient(notebook, timeout=HANGS_S, resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = Shown()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            expect(output.output_type != "error", cell.id, "fails")
            expect(output.get("name") != "stderr", cell.id, "complains:", output.get("text"))
            shown.add(cell.id, {"text/plain": output.text} if output.output_type == "stream" else output.data)
    return shown


def run_bare(*paths):
    """Runs notebooks, one after the other, in a Python with its standard library alone."""
    for path in paths:
        validate(path)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "NASSCAPE"))}
    done = subprocess.run([sys.executable, "-I", "-S", "-B", str(HERE / "run_bare.py"), *map(str, paths)],
                          capture_output=True, text=True, timeout=HANGS_S, env=environment)
    expect(done.returncode == 0, "bare Python ends with", done.returncode, done.stdout[-300:], done.stderr[-3000:])
    shown = {path.stem: Shown() for path in paths}
    for line in done.stdout.splitlines():
        output = json.loads(line)
        shown[output["notebook"]].add(output["cell"], output["data"])
    return shown


def figures_of(path):
    """The cells that draw a figure."""
    return [cell["id"] for cell in json.loads(path.read_text())["cells"] if cell["id"].endswith("-figure")]


def digits(text, count=3):
    """A number of the program's tables as notebooks show it."""
    value = float(text)
    return f"{value:,.0f}" if abs(value) >= 10 ** count else f"{value:.{count}g}"


# ---- stories with matplotlib ----

def check_kernel(program, folder):
    """all stories under nbclient, on the built-in surrogate of the small cells"""
    space = ("--space", "nb101:vertices=5")
    with_matplotlib = subprocess.run([sys.executable, "-c", "import matplotlib"], capture_output=True).returncode == 0
    for story in STORIES:
        path = program.export(story, folder / "kernel", *space, *(["--lags", "20"] if story == "locality" else []))
        shown = run_in_kernel(path)
        first = json.loads(path.read_text())["cells"][0]
        expect("SURROGATE, not measured" in "".join(first["source"]), story, "does not say surrogate")
        shown.says("open", "2,532 points", "SURROGATE, not measured")
        for cell in set(figures_of(path)) - {"network-figure"}:
            kinds = [kind for kind, _ in shown.pictures.get(cell, [])]
            # So few cells have no values for some figures, which the program then does not draw.
            expect(kinds == ["image/png" if with_matplotlib else "image/svg+xml"] or
                   cell in ("neutral-figure", "interactions-figure"), story, cell, kinds)
        globals()[f"numbers_of_{story}"](program, space, shown)


def numbers_of_overview(program, space, shown):
    graph = {row["key"]: row["value"] for row in program.rows("graph", "info", *space)}
    shown.says("landscape-words", "2,532 points", f"{int(graph['edges']):,} pairs", "100 %")
    top = program.rows("query", "top", "-n", "3", *space)
    shown.says("best-table", *(row["hash"] for row in top))
    shape = program.statistics("analyse", "distribution", *space)
    shown.says("density-words", f"{float(shape['mean']):.4g}", f"{float(shape['median']):.4g}")
    profile = {row["measure"]: row["value"] for row in program.rows("analyse", "profile", *space)}
    shown.says("profile-words", f"correlate by {digits(profile['autocorrelation'])}",
               f"only improves: {profile['optima']}.", "smoother and has fewer optima than a measured one")
    expect(shown.pictures["best-drawing"][0][0] == "image/svg+xml", "the best cell is not drawn")


def numbers_of_locality(program, space, shown):
    summary = program.statistics("analyse", "rwa", "--lags", "20", *space)
    shown.says("walk-words", f"correlate by {digits(summary['autocorrelation_1'])}", "neither confirm nor refute")
    fdc = {row["statistic"]: row["value"] for row in program.rows("analyse", "fdc", *space)}
    shown.says("distance-words", f"{digits(fdc['pearson'])} (Pearson)", f"{digits(fdc['spearman'])} (Spearman)")
    shown.says("operations-paper-table", "-0.0116", "-0.0199", "-0.0081")


def numbers_of_neighbourhood(program, space, shown):
    best = program.rows("query", "top", "-n", "1", *space)[0]
    near = program.rows("query", "neighbours", best["hash"], *space)
    shown.says("best-words", best["hash"], f"has {len(near)} neighbours",
               f"worse by {digits(-float(near[0]['difference']))}")
    shown.says("neighbours-table", near[0]["hash"], near[0]["change"])
    worst = program.rows("query", "top", "-n", "1", "--minimise", *space)[0]
    climb = program.rows("query", "climb", worst["hash"], *space)
    shown.says("climb-words", f"after {len(climb) - 1} steps")


def numbers_of_structure(program, space, shown):
    optima = program.statistics("analyse", "optima", *space)
    basins = program.statistics("analyse", "basins", *space)
    shown.says("optima-words", f"Strict local optima: {optima['strict_optima']},",
               f"{digits(100 * float(basins['reach_best']))} % of the starts")
    network = program.statistics("analyse", "lon", *space)
    shown.says("network-words", f"{network['optima']} optima", f"{network['edges']} edges")


def numbers_of_search(program, space, shown):
    """Published algorithms have the runs that the program gives them: the same seed, the same experiment."""
    rows = program.rows("search", "compare", "random", "local-search", "evolution:population=20,tournament=5",
                        "--evaluations", "150", "--runs", "50", "--seed", "1", "--table", "comparison", *space)
    for row in rows:
        shown.says("comparison-words", row["algorithm"].split(":")[0], digits(row["mean_regret"]))
    shown.says("comparison-words", "RestartingHillClimber")


def numbers_of_compare(program, space, shown):
    rows = program.rows("analyse", "compare", "--with", "params", *space)
    shown.says("agreement-words", f"{digits(rows[0]['spearman'])} (Spearman)",
               f"{digits(rows[0]['kendall'])} (Kendall)")
    for relation in ("pruned", "adjacent", "strict"):
        graph = {row["key"]: row["value"] for row in program.rows("graph", "info", "--relation", relation, *space)}
        shown.says("relations-table", graph["edges"])


# ---- stories in a bare Python ----

def check_bare(program, folder):
    """all stories in a bare Python: strings, lower is better, and values that follow from the data by hand"""
    data = folder / 'the "errors" of \\ strings.csv'
    data.write_text("point,error\n" + "".join(
        f"{''.join(word)},{word.count('1')}\n" for word in itertools.product("01", repeat=6)))
    options = ("--space", "hamming:2^6", "--data", data, "--fitness", "column:error", "--minimise")
    paths = [program.export(story, folder / "bare", *options) for story in STORIES]
    shown = run_bare(*paths)
    for path in paths:
        expect("SURROGATE" not in path.read_text(), path, "calls a file a surrogate")
        for cell in figures_of(path):
            for kind, picture in shown[path.stem].pictures.get(cell, []):
                expect(kind == "image/svg+xml" and picture.startswith("<svg"), path, cell, kind)
                expect("column:error" in picture and "lower is better" in picture, path, cell, "has no provenance")
    # The error is the number of ones: a perfect hill from 111111, of 6 ones, down to 000000.
    shown["overview"].says("landscape-words", "64 points", "192 pairs", "6 to 6 neighbours", "Lower fitness is better")
    shown["locality"].says("distance-words", "correlate by 1 (Pearson)", "better points are nearer")
    shown["locality"].says("operations-words", "by symbol_0: -1, from 192 pairs")
    shown["neighbourhood"].says("best-words", "is 000000 with 0.", "worse by 1,")
    shown["neighbourhood"].says("climb-words", "after 6 steps at 0", "that is the best point")
    shown["structure"].says("optima-words", "Strict local optima: 1, 1.56 % of the points", "from 100 % of the starts")
    shown["structure"].says("spectrum-words", "Single symbols explain 100 % of the variance")
    shown["search"].says("final-words", "000000 with 0 ", "The best of the data is 0.")
    for story, cell in (("locality", "walk-figure"), ("structure", "variance-figure"), ("compare", "overlap-figure")):
        expect(cell in shown[story].pictures, story, cell, "is not drawn:", shown[story].texts.get(cell))


def check_bare_part(program, folder):
    """all stories in a bare Python on a few evaluated cells; a second fitness of the user's"""
    rows = program.rows("query", "sample", "-n", "300", "--space", "nb101:vertices=5")
    data = folder / "part.csv"
    data.write_text("hash,score\n" + "".join(f"{row['hash']},{row['fitness']}\n" for row in rows))
    options = ("--space", "nb101:vertices=5", "--data", data, "--fitness", "column:score", "--relation", "strict")
    paths = [program.export(story, folder / "part", *options, *(["--with", "depth"] if story == "compare" else []))
             for story in STORIES]
    shown = run_bare(*paths)
    shown["overview"].says("landscape-words", "2,532 points", "300 of them", "11.8 %")
    shown["compare"].says("second-choice", "the second depth (computed, 2,532 points)")
    shown["locality"].says("distance-words", "The best is the best of the evaluated points.")


# ---- the export ----

def check_files(program, folder):
    """two files, the same bytes again; options in the calls; files by absolute paths"""
    data = folder / "scores.csv"
    data.write_text("point,score\n00,1\n01,2\n11,3\n10,2\n")
    options = ("--space", "hamming:2^2", "--fitness", "column:score", "--lags", "7", "--walks", "3", "--seed", "5",
               "--margins", "1,2", "--equal-within", "0.5")
    target = folder / "files"
    relative = folder / "relative"
    program.run("export", "notebook", "locality", "-o", relative, "--data", "scores.csv", *options, cwd=folder)
    expect(f'data="{data.resolve()}"' in validate(relative / "locality.ipynb").cells[1].source, "a relative path")
    program.run("export", "notebook", "locality", "-o", target, "--data", data, *options)
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    expect(sorted(before) == ["locality.ipynb", "nasscape.py"], "files:", sorted(before))
    program.run("export", "notebook", "LOCALITY", "-o", target, "--data", data, *options, "--threads", "1")
    expect({path.name: path.read_bytes() for path in target.iterdir()} == before, "a second export differs")
    cells = {cell.id: cell.source for cell in validate(target / "locality.ipynb").cells}
    expect(f'nasscape.open(data="{data.resolve()}", space="hamming:2^2", fitness="column:score", equal_within="0.5")'
           in cells["open"], cells["open"])
    expect('landscape.analyse("rwa", lags=7, walks=3, seed=5)' in cells["walk-figure"], cells["walk-figure"])
    expect('landscape.analyse("rarity", margins="1,2")' in cells["rarity-figure"], cells["rarity-figure"])
    expect("operations-paper" not in cells, "the paper speaks of cells")


def check_refusals(program, folder):
    """data that cannot be read again, wrong options and names, a file where the folder should be"""
    space = ("--space", "hamming:2^2")
    done = program.run("export", "notebook", "overview", "-o", folder / "none", *space, "--data", "-", "--fitness",
                       "column:score", code=2, input="point,score\n00,1\n01,2\n")
    expect("name a file" in done.stderr, done.stderr)
    done = program.run("export", "notebook", "search", "-o", folder / "none", "--lags", "3", *space, code=2)
    expect("--lags" in done.stderr, done.stderr)
    done = program.run("export", "notebook", "overviews", "-o", folder / "none", code=2)
    expect(all(story in done.stderr for story in STORIES), done.stderr)
    expect(not (folder / "none").exists(), "a refused export leaves a folder")
    path = folder / "file"
    path.write_text("mine")
    done = program.run("export", "notebook", "overview", "-o", path, "--fitness", "depth", "--space",
                       "nb101:vertices=4", code=3)
    expect(str(path) in done.stderr and path.read_text() == "mine", done.stderr)


def check_official(program, folder, library):
    """examples/nasbench101.ipynb: the official notebook's steps in twenty lines"""
    path = HERE.parent.parent / "examples" / "nasbench101.ipynb"
    lines = [line for cell in validate(path).cells if cell.cell_type == "code" for line in cell.source.splitlines()]
    expect(len(lines) <= 24, len(lines), "lines of code")
    os.environ.update(PYTHONPATH=str(HERE.parent.parent / "notebooks-export" / "python"), NASSCAPE_LIBRARY=library)
    try:
        shown = run_in_kernel(path)
    finally:
        del os.environ["PYTHONPATH"], os.environ["NASSCAPE_LIBRARY"]
    shown.says("open", "423,624 points", "SURROGATE")
    shown.says("query", "trainable_parameters: 2694282")  # of the Inception-like cell, as the official library prints
    shown.says("search", "random", "evolution")


# ---- the whole ----

def check_whole(program, folder, data):
    """every story on the whole of NAS-Bench-101 and on the published data"""
    subjects = {"builtin": ()}
    for name, file, options in (
            ("run1", "nb101_run1_test108.npy", ("--order", "hash")),
            ("sample", "nb101_sample_108.csv", ("--relation", "adjacent")),
            ("nb201", "nb201_cifar10.csv", ("--space", "nb201", "--fitness", "test@200")),
            ("macro", "nasbench_macro_cifar10.csv", ("--space", "hamming:3^8", "--fitness", "column:mean_accuracy"))):
        if (data / file).is_file():
            subjects[name] = ("--data", data / file, *options)
        else:
            print("left out:", file, "is not there")
    for name, options in subjects.items():
        for story in STORIES:
            path = program.export(story, folder / name, *options)
            shown = run_in_kernel(path)
            marked = "SURROGATE" in path.read_text()
            expect(marked == (name == "builtin"), name, story, "surrogate:", marked)
            if (name, story) == ("run1", "locality"):
                shown.says("open", "423,624 points", "measured")
            if (name, story) == ("builtin", "overview"):
                shown.says("landscape-words", "4,577,278 pairs")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--library", required=True)
    parser.add_argument("--data", default=os.environ.get("NASSCAPE_TEST_DATA", ""))
    parser.add_argument("--long", action="store_true")
    arguments = parser.parse_args()
    find_python()
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    for name in ("PYTHONPATH", "NASSCAPE_LIBRARY"):
        os.environ.pop(name, None)
    program = Program(os.path.abspath(arguments.binary))
    checks = [(check_files, ()), (check_refusals, ()), (check_bare, ()), (check_bare_part, ()), (check_kernel, ()),
              (check_official, (os.path.abspath(arguments.library),))]
    if arguments.long:
        checks = [(check_whole, (pathlib.Path(arguments.data).absolute(),))]
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for check, more in checks:
            failures += attempt(check, program, pathlib.Path(folder), *more)
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
