#!/usr/bin/env python3
"""The examples, compiled in C and in C++ against an installed library found by pkg-config, print what they must.

What they must print is published (423,624 cells, of at most 49,979,274 trainable parameters), or follows from what the
installed program writes: neighbours from its list of edges, the walk from that list, walked here once more, the table
from `nasscape analyse`.

usage: check_examples.py PREFIX COMPILER [flags the library was compiled with]   with pkg-config's path set
"""

import csv
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path("share/doc/nasscape/examples")
SMALL = "nb101:vertices=5"
SMALL_CELLS = 2532
WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror"]


def output_of(*command):
    run = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if run.returncode != 0 or run.stderr:
        sys.exit(f"{' '.join(map(str, command))}: exit code {run.returncode}\n{run.stderr}")
    return run.stdout


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def compile_examples(sources, compiler, flags, into):
    """{name: program}, by one compiler, warnings as errors."""
    library = output_of("pkg-config", "--cflags", "--libs", "nasscape").split()
    programs = {}
    for source in sources:
        programs[source.stem] = into / source.stem
        output_of(compiler[0], *WARNINGS, *compiler[1:], *flags, source, "-o", into / source.stem, *library)
    return programs


class Program:
    """What the installed program says of the small space."""

    def __init__(self, path):
        self.path = path
        self.cells = rows_of(output_of(path, "space", "list", "--space", SMALL))
        self.edges = rows_of(output_of(path, "graph", "export", "--ids", "--space", SMALL))
        self.neighbours = [set() for _ in self.cells]
        for edge in self.edges:
            first, second = int(edge["from_id"]), int(edge["to_id"])
            self.neighbours[first].add(second)
            self.neighbours[second].add(first)


def check(what, printed, expected):
    if printed != expected:
        sys.exit(f"{what} prints\n{printed}\nand not\n{expected}")


def check_shown(page, example):
    """The example that it shows is the file, without the file's first comment."""
    shown = example.read_text(encoding="utf-8").partition("*/\n")[2]
    if f"```c\n{shown}```" not in page.read_text(encoding="utf-8"):
        sys.exit(f"{page.name} does not show {example.name} as it is")


def check_landscape(example, program, folder):
    *described, best = output_of(example, "nb101", "params").splitlines()
    check(
        "open_landscape",
        [*described, best.split()[-1]],
        [
            "nb101: 423624 points, 4577278 edges (pruned)",
            "params: 423624 points evaluated (100.00 %), computed",
            "49979274",
        ],
    )
    measured = folder / "measured.csv"
    worse, better = (program.cells[number]["hash"] for number in (7, 5))
    measured.write_text(f"hash,test_accuracy\n{worse},0.9\n{better},0.925\n", encoding="utf-8")
    check(
        "open_landscape",
        output_of(example, SMALL, "test@108", measured).splitlines(),
        [
            f"{SMALL}: {SMALL_CELLS} points, {len(program.edges)} edges (pruned)",
            f"test@108:mean: 2 points evaluated ({200 / SMALL_CELLS:.2f} %), measured",
            f"best point: {better}, 0.925",
        ],
    )


def check_neighbours(example, program):
    for number in (0, 7, SMALL_CELLS - 1):
        printed = output_of(example, SMALL, f"id:{number}").splitlines()
        expected = program.neighbours[number]
        name = program.cells[number]["hash"]
        check("neighbours", printed[0], f"{name} has {len(expected)} neighbours (pruned):")
        check(
            "neighbours",
            [line.split()[0] for line in printed[1:]],
            [program.cells[neighbour]["hash"] for neighbour in sorted(expected)],
        )


def walked(program, step_count):
    """The autocorrelation of the same walk, on sorted neighbours and with the same random numbers (xorshift64)."""
    neighbours = [sorted(row) for row in program.neighbours]
    values = [float(cell["trainable_parameters"]) for cell in program.cells]
    state, point, path = 88172645463325252, 0, [0]
    for _ in range(step_count):
        state ^= state << 13 & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 7
        state ^= state << 17 & 0xFFFFFFFFFFFFFFFF
        point = neighbours[point][(state >> 32) * len(neighbours[point]) >> 32]
        path.append(point)
    walk = [values[point] for point in path]
    mean = sum(walk[:-1]) / step_count
    variance = sum((value - mean) ** 2 for value in walk[:-1])
    return sum(a * b - mean * mean for a, b in zip(walk, walk[1:])) / variance


def check_walk(example, program):
    check("walk", output_of(example, SMALL, 20000), f"{walked(program, 20000):.6f}\n")


def check_analysis(example, program, folder):
    for name, first_table, options in ("optima", "optima", []), ("rwa", "lags", ["--seed", "7"]):
        table = folder / f"{name}.csv"
        printed = output_of(example, name, SMALL, table)
        expected = output_of(program.path, "analyse", name, "--space", SMALL, *options, "--quiet")
        check(f"analysis {name}", table.read_text(encoding="utf-8"), expected)
        rows = rows_of(expected)
        check(f"analysis {name}", printed, f"{first_table}: {len(rows)} rows of {len(rows[0])} columns\n")
        check(f"analysis {name}", {row["points"] for row in rows}, {str(SMALL_CELLS)})


def made_accuracies(program, path):
    """A made-up accuracy for each cell: no measurement, but different for nearly all cells."""
    with path.open("w", encoding="utf-8") as file:
        print("hash,test_accuracy", file=file)
        for number, cell in enumerate(program.cells):
            print(cell["hash"], (number * 1_103_515_245 + 12_345) % 65_536 / 65_537, sep=",", file=file)
    return ["--space", SMALL, "--data", path, "--quiet"]


class Climber:
    """The algorithm of own_search.c, over `search serve`."""

    PATIENCE = 20

    def __init__(self, program, options):
        self.process = subprocess.Popen([program, "search", "serve", *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def ask(self, **request):
        print(json.dumps(request), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def final_error(self):
        parent, parent_loss, failures, ended = None, None, 0, False
        while not ended:
            if failures == self.PATIENCE:
                parent = None
            request = {"draw": 1} if parent is None else {"mutate": parent}
            candidate = self.ask(**request)["candidates"][0]
            answer = self.ask(evaluate=candidate)
            failures, ended = failures + 1, answer["ended"]
            if parent is None or answer["loss"] < parent_loss:
                parent, parent_loss, failures = candidate, answer["loss"], 0
        return 1 - self.ask(state=True)["incumbent"]["score"]

    def mean_error(self, runs):
        errors = []
        for run in range(runs):
            errors.append(self.final_error())
            check("the number of a run", self.ask(next_run=True)["run"], run + 1)
        self.process.stdin.close()
        check("exit code of search serve", self.process.wait(), 0)
        return sum(errors) / runs


def expected_of_own_search(program, folder):
    """Its two lines, from `search run` and from the same algorithm over `search serve`."""
    options = [*made_accuracies(program, folder / "made.csv"), "--seed", "7"]
    summary = rows_of(output_of(program.path, "search", "run", "random", "--runs", "20", *options))
    random_error = next(float(row["value"]) for row in summary if row["statistic"] == "mean_error")
    own_error = Climber(program.path, options).mean_error(20)
    return [f"{name}: 20 runs, mean error {error:.9g} (test@108:mean, measured)"
            for name, error in (("random", random_error), ("climb", own_error))]


def main():
    prefix, compiler, *flags = sys.argv[1:]
    prefix = pathlib.Path(prefix)
    os.environ["LD_LIBRARY_PATH"] = output_of("pkg-config", "--variable=libdir", "nasscape").strip()
    program = Program(prefix / "bin/nasscape")
    check("space list", len(program.cells), SMALL_CELLS)
    sources = sorted((prefix / FOLDER).glob("*.c"))
    names = [source.stem for source in sources]
    check("the folder of examples", names, ["analysis", "neighbours", "open_landscape", "own_search", "walk"])
    scripts = sorted(path.name for path in (prefix / FOLDER).glob("*.py"))
    check("the folder of examples", scripts, ["differential_evolution.py", "random_search.py"])
    check_shown(prefix / FOLDER.parent / "docs/library.md", prefix / FOLDER / "neighbours.c")
    with tempfile.TemporaryDirectory() as name:
        own_search = expected_of_own_search(program, pathlib.Path(name))
    languages = [[compiler, "-std=c17"]]
    # The C++ compiler of the same make, since sanitizers do not mix.
    cxx_compiler = "clang++" if "clang" in pathlib.Path(compiler).name else "g++"
    if shutil.which(cxx_compiler):
        # C++ has no other way to say "all zero" of a struct that C reads, too.
        languages.append([cxx_compiler, "-x", "c++", "-std=c++17", "-Wno-missing-field-initializers"])
    for language in languages:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            examples = compile_examples(sources, language, flags, folder)
            check_landscape(examples["open_landscape"], program, folder)
            check_neighbours(examples["neighbours"], program)
            check_walk(examples["walk"], program)
            check_analysis(examples["analysis"], program, folder)
            made_accuracies(program, folder / "made.csv")
            printed = output_of(examples["own_search"], SMALL, folder / "made.csv").splitlines()
            check("own_search", printed, own_search)
            print(f"{len(examples)} examples, compiled by {language[0]}, print what they must")


if __name__ == "__main__":
    main()
