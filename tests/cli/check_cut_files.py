#!/usr/bin/env python3
"""A file that another program cuts short while nasscape reads it: the message names it, the exit code is 1, and no
output is left. A library that is loaded before the program cuts the file as soon as it is mapped.

    check_cut_files.py --binary PATH --cutter LIBRARY --index FILE
"""
import argparse
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

import official_files as official
from check_import import CELLS, make_row

HANGS_S = 120
FAILED = 1
ARRAY_HEADER = b"\x93NUMPY\x01\x00\x76\x00{'descr': '<f8', 'fortran_order': False, 'shape': (6561,), }"
POINTS = "point,score\n" + "".join(f"{number:04b},{number}\n" for number in range(16))

# What is cut, and the commands that map it; each writes "out" if nothing is in its way.
COMMANDS = {
    "store.nscape": ("data verify store.nscape -o out", "data export store.nscape --csv -o out",
                     "query top --data store.nscape --fitness test@4 -o out"),
    "array.npy": ("analyse distribution --space hamming:3^8 --data array.npy --fitness column:value -o out",),
    "points.csv": ("analyse distribution --space hamming:2^4 --data points.csv --fitness column:score -o out",),
    "model.json": ("query top --data model.json -o out", "surrogate evaluate --data model.json -o out"),
    "study.recipe": ("report --recipe study.recipe --out out",),
    "report/manifest.json": ("report diff report report --out out",),
    "index.bin": ("space list --space nb101 -o out", "query cell b49ac8c578b4561d79ac7087988f1c61 -o out"),
    "runs.csv.runs": ("search run random --space hamming:2^4 --data points.csv --fitness column:score --runs 2"
                      " --evaluations 3 -o runs.csv",),
}


def make_files(folder, index):
    (folder / "points.csv").write_text(POINTS)
    (folder / "array.npy").write_bytes(ARRAY_HEADER.ljust(127) + b"\n" + struct.pack("<6561d", *range(6561)))
    (folder / "model.json").write_text('{"format": "nasscape surrogate", "version": 1}\n' + 8192 * " ")
    (folder / "study.recipe").write_text("analyse distribution\n")
    (folder / "report").mkdir()
    (folder / "report" / "manifest.json").write_text('{"files": []}')
    (folder / "runs.csv.runs").write_text(1024 * "kept run ")
    shutil.copy(index, folder / "index.bin")
    rows = [make_row(cell) for cell in CELLS]
    (folder / "rows.tfrecord").write_bytes(official.make_file(rows))


def run(arguments, folder, words, cut=None):
    environment = {**os.environ, "NASSCAPE_INDEX": str(folder / "index.bin")}
    if cut is not None:
        environment.update(NASSCAPE_TEST_CUT=str(folder / cut), LD_PRELOAD=arguments.cutter)
    return subprocess.run([arguments.binary, *words.split()], cwd=folder, env=environment, capture_output=True,
                          text=True, timeout=HANGS_S)


def check(arguments, folder, cut, words):
    """What is wrong, or nothing. The file is whole again afterwards."""
    content = (folder / cut).read_bytes()
    before = sorted(path.name for path in folder.iterdir())
    done = run(arguments, folder, words, cut)
    after = sorted(path.name for path in folder.iterdir())
    size = (folder / cut).stat().st_size
    (folder / cut).write_bytes(content)
    if size == len(content):
        return "the file was not mapped, so that nothing was checked"
    if done.returncode != FAILED or f'{cut}" was cut short while it was read' not in done.stderr:
        return f"exit {done.returncode}: {done.stderr!r}"
    return f"left {after}, before {before}" if after != before else None


def main():
    parser = argparse.ArgumentParser()
    for option in ("--binary", "--cutter", "--index"):
        parser.add_argument(option, required=True, type=os.path.abspath)
    arguments = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="nasscape-test-") as name:
        folder = pathlib.Path(name)
        make_files(folder, arguments.index)
        imported = run(arguments, folder, "data import rows.tfrecord -o store.nscape --quiet")
        assert imported.returncode == 0, imported.stderr
        for cut, commands in COMMANDS.items():
            for words in commands:
                fault = check(arguments, folder, cut, words)
                if fault is not None:
                    print(f"FAILED: {cut} in `nasscape {words}`: {fault}")
                    failed += 1
    print(f"{sum(map(len, COMMANDS.values()))} commands, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
