#!/usr/bin/env python3
"""Analyses, searches, reports and what else computes with several threads, in a program built with the thread sanitizer:
none of them may touch what another thread writes.

    check_threads.py --binary PATH
"""
import argparse
import csv
import io
import os
import subprocess
import sys
import tempfile

THREADS = "4"
CELLS = "--space nb101:vertices=4 --data runs.tfrecord"
WALKS = "--walks 8 --length 100 --lags 5"
SEARCHES = f"{CELLS} --runs 8 --evaluations 30"
COMMANDS = [
    f"analyse all {CELLS} {WALKS} --out cells",
    f"analyse all --space nb101:vertices=4 --fitness params {WALKS} --out params",
    f"analyse all --space hamming:3^4 --fitness symbol_0 {WALKS} --out strings",
    f"analyse compare {CELLS} --with params",
    f"report landscape {CELLS} {WALKS} --out landscape",
    f"report paper {CELLS} {WALKS} --out paper",
    f"surrogate fit {CELLS} --folds 3 -o model.json",
    "space encodings --space nb101:vertices=4",
    "graph info --space nb101:vertices=5 --diameter",
    f"query ball id:3 {CELLS} --radius 2",
    f"export sqlite {CELLS} -o all.sqlite",
    "data verify runs.tfrecord",
]
FOUND = "WARNING: ThreadSanitizer"


def run(binary, words):
    environment = {**os.environ, "TSAN_OPTIONS": "halt_on_error=0 exitcode=66", "NASSCAPE_GNUPLOT": ""}
    return subprocess.run([binary, *words.split(), "--threads", THREADS, "--quiet"], capture_output=True, text=True,
                          env=environment)


def searches(binary):
    listed = subprocess.run([binary, "search", "list"], capture_output=True, text=True, check=True).stdout
    names = dict.fromkeys(row["algorithm"] for row in csv.DictReader(io.StringIO(listed)))
    return [f"search run {name} {SEARCHES} -o {name}.csv" for name in names]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    binary = os.path.abspath(parser.parse_args().binary)
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for command in ["data synthesise --space nb101:vertices=4 -o runs.tfrecord", *COMMANDS, *searches(binary)]:
            done = run(binary, command)
            wrong = done.returncode != 0 or FOUND in done.stderr
            faults += wrong
            print(("FAILED  " if wrong else "ok      ") + command, flush=True)
            if wrong:
                print(f"exit {done.returncode}\n{done.stderr[:6000]}")
        os.chdir("/")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
