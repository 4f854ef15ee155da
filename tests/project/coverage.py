#!/usr/bin/env python3
"""Which lines of each layer the tests run, counted by gcov in a build of the preset `coverage`.

    cmake --preset coverage && cmake --build --preset coverage && ctest --preset coverage
    python3 tests/project/coverage.py build/coverage [--files N]

Prints CSV: layer,files,lines,run,percent; with --files, then the N files of most lines that no test ran. Counts add up
over all runs of the build's programs, so that a count of one label begins by removing the files *.gcda.
"""
import argparse
import collections
import concurrent.futures
import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LAYERS = ["src/base", "src/space", "src/data", "graph", "analysis", "src/query", "src/binding", "reports",
          "notebooks-export", "src/explore", "src/export", "src/cli"]


def counts_of(notes):
    """(file, line, times it ran) of one object file: a line of a header counts in each that includes it."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["gcov", "--json-format", notes], cwd=folder, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)
        for name in os.listdir(folder):
            with gzip.open(os.path.join(folder, name), "rt") as file:
                counted = json.load(file)
                for entry in counted["files"]:
                    path = os.path.realpath(os.path.join(counted["current_working_directory"], entry["file"]))
                    yield from ((path, line["line_number"], line["count"]) for line in entry["lines"])


def count_lines(build):
    """Times that each line of each of the project's files ran, by file and line."""
    notes = [os.path.join(folder, name) for folder, _, names in os.walk(build) for name in names
             if name.endswith(".gcno") and os.sep + "tests" + os.sep not in folder[len(build):]]
    if not notes:
        sys.exit(f"coverage: {build} is no build of the preset coverage")
    lines = collections.defaultdict(collections.Counter)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for counts in pool.map(lambda name: list(counts_of(name)), notes):
            for path, line, count in counts:
                lines[path][line] += count
    return lines


def layer_of(path):
    name = os.path.relpath(path, SOURCE)
    return next((layer for layer in LAYERS if name.startswith(layer + os.sep)), None)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--files", type=int, default=0, metavar="N")
    arguments = parser.parse_args()
    files = {path: (layer_of(path), len(lines), sum(count > 0 for count in lines.values()))
             for path, lines in count_lines(os.path.abspath(arguments.build)).items() if layer_of(path)}
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["layer", "files", "lines", "run", "percent"])
    for layer in [*LAYERS, "all"]:
        counted = [(lines, run) for of, lines, run in files.values() if layer in (of, "all")]
        lines, run = (sum(column) for column in zip(*counted)) if counted else (0, 0)
        writer.writerow([layer, len(counted), lines, run, f"{100 * run / lines:.1f}" if lines else ""])
    missed = sorted(files.items(), key=lambda item: item[1][2] - item[1][1])
    for path, (_, lines, run) in missed[:arguments.files]:
        writer.writerow([os.path.relpath(path, SOURCE), 1, lines, run, f"{100 * run / lines:.1f}"])


if __name__ == "__main__":
    main()
