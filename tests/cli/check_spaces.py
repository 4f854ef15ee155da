#!/usr/bin/env python3
"""Spaces in files: what is exported reads back as the same landscape; files of any name and kind.

    check_spaces.py --binary PATH
"""
import argparse
import csv
import gzip
import io
import random
import subprocess
import sys
import tempfile

HANGS_S = 600
OK, FAILED, USAGE, INVALID, MISSING = range(5)
PROGRAM = argparse.Namespace()


def run(*words, code=OK, says=(), folder=None):
    done = subprocess.run([PROGRAM.binary, *words], capture_output=True, text=True, timeout=HANGS_S, cwd=folder)
    if done.returncode != code or any(word not in done.stderr for word in says):
        raise AssertionError(f"{words}: code {done.returncode}, not {code}; {done.stderr!r} lacks one of {says}")
    return list(csv.DictReader(io.StringIO(done.stdout)))


def write(path, text):
    with open(path, "w", newline="") as file:
        file.write(text)


def expect(what, found, expected):
    if found != expected:
        raise AssertionError(f"{what}: {str(found)[:300]}, not {str(expected)[:300]}")


# ---- what is exported reads back ----

def optima(space, folder, *words):
    """Name, fitness and degree of each strict optimum."""
    rows = run("analyse", "optima", "--space", space, "--data", "fitness.csv", "--fitness", "column:f", "--quiet",
               *words, folder=folder)
    return sorted((row["point"], row["fitness"], row["degree"]) for row in rows)


def names_of(space, folder):
    rows = run("space", "list", "--space", space, folder=folder)
    return [row.get("hash") or row["point"] for row in rows]


def check_round_trips(folder):
    edges = [f"{random.Random(seed).choice('abc')}{seed % 9},{seed % 7},{seed % 3}x" for seed in range(40)]
    write(folder + "/made.csv", "from,to,kind\n" + "".join(line + "\n" for line in dict.fromkeys(edges)) + "alone,,\n")
    for space, words in (("made.csv:double=drop", []), ("made.csv:double=add", []), ("nb201", []), ("nb101:vertices=4", []),
                         ("nb101:vertices=4", ["--relation", "strict"])):
        names = names_of(space, folder)
        values = random.Random(7)
        with open(folder + "/fitness.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["hash" if space.startswith("nb101") else "point", "f"])
            writer.writerows([name, values.random()] for name in names)
        expected = optima(space, folder, *words)
        with open(folder + "/fitness.csv", newline="") as file:
            text = file.read()
        write(folder + "/fitness.csv", text.replace("hash,f", "point,f"))
        for file, form in (("again.csv", "csv"), ("again.graphml", "graphml"), ("again.json", "json")):
            run("graph", "export", "--space", space, "--format", form, "--quiet", "-o", file, *words, folder=folder)
            expect(f"{space} as {form}", optima(file, folder), expected)
            expect(f"points of {space} as {form}", sorted(names_of(file, folder)), sorted(names))
        write(folder + "/fitness.csv", text)
        run("graph", "export", "--space", space, "--ids", "--quiet", "-o", "ids.csv", *words, folder=folder)
        run("space", "count", "--space", "ids.csv", folder=folder, code=INVALID, says=["ids of another space"])


def check_directed(folder):
    """A directed relation reads back as directed, and not unless one says so."""
    run("graph", "export", "--space", "nb101:vertices=4", "--relation", "one-exchange", "--quiet", "-o", "moves.csv",
        folder=folder)
    run("graph", "export", "--space", "nb101:vertices=4", "--relation", "one-exchange", "--quiet", "-o", "moves.graphml",
        "--format", "graphml", folder=folder)
    before = {row["key"]: row["value"] for row in run("graph", "info", "--space", "nb101:vertices=4", "--relation",
                                                      "one-exchange", folder=folder)}
    for file in ("moves.csv", "moves.graphml"):
        run("graph", "info", "--space", file, folder=folder, code=INVALID, says=[f"{file}:directed"])
        after = {row["key"]: row["value"] for row in run("graph", "info", "--space", file + ":directed", folder=folder)}
        for key in ("vertices", "edges", "degree_max", "in_degree_max", "sinks", "sources", "isolated"):
            expect(f"{key} of {file}", after[key], before[key])


# ---- files of any name ----

def check_names_of_files(folder):
    edges = "Source\tTarget\n1\t2\n2\t3\n"
    for name in ("E.CSV", "edges.tsv", "edges", "edges.dat", "a:b.csv", "edges.csv.gz"):
        if name.endswith(".gz"):
            with gzip.open(f"{folder}/{name}", "wt") as file:
                file.write(edges)
        else:
            write(f"{folder}/{name}", edges)
        keys = {row["key"]: row["value"] for row in run("space", "count", "--space", name, folder=folder)}
        expect(name, (keys["points"], keys["edges"], keys["space"]), ("3", "2", name))
    run("space", "count", "--space", "nb10", folder=folder, code=USAGE, says=["did you mean nb101?"])
    run("space", "count", "--space", "none.tsv", folder=folder, code=MISSING, says=["none.tsv"])
    run("graph", "export", "--space", "edges:loops=drop", "-o", "edges", folder=folder, code=USAGE, says=["is read"])
    write(folder + "/page.graphml", "<html></html>")
    run("space", "count", "--space", "page.graphml", folder=folder, code=INVALID, says=["page.graphml"])


CHECKS = [check_round_trips, check_directed, check_names_of_files]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.parse_args(namespace=PROGRAM)
    failures = 0
    for check in CHECKS:
        with tempfile.TemporaryDirectory(prefix="nasscape-test-") as folder:
            try:
                check(folder)
            except AssertionError as reason:
                print(f"FAILED: {check.__name__}: {reason}")
                failures += 1
    print(f"{len(CHECKS)} checks, {failures} of them failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
