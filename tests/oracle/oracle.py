"""What the scripts check_*.py share: running the program, comparing its tables with what they find themselves, ending.

    binary = oracle.binary()
    for row in oracle.run(binary, "analyse", ...):
        oracle.check("what it is", row["column"], expected)
        oracle.require("what must hold", condition)
    oracle.finish()
"""
import argparse
import contextlib
import csv
import hashlib
import io
import itertools
import math
import numbers
import os
import subprocess
import sys

SKIPPED = 77  # what ctest takes for it
NOT_FINITE = {sign + word for sign in ("", "-", "+") for word in ("nan", "inf", "infinity")}

failures = []
checks = 0


# ---- running ----

def binary():
    """The program that the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    return os.path.abspath(parser.parse_args().binary)


def execute(program, *words):
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


def parse(text):
    return list(csv.DictReader(io.StringIO(text)))


def is_finite(text):
    return text is None or text.lower() not in NOT_FINITE


def run(program, *words):
    """The rows of the table that the program prints; it must succeed, and print no value that is not finite."""
    done = execute(program, *words)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)}: exit {done.returncode}: {done.stderr}")
    rows = parse(done.stdout)
    bad = [column for row in rows for column, value in row.items() if not is_finite(value)]
    require(f"{' '.join(words)}: not finite: {bad[:5]}", not bad)
    return rows


def is_caveat(row):
    """Whether the row's reason is a caveat beside a value without an interval."""
    return row["value"] != "" and row["reason"] != "" and row.get("low", "") == row.get("high", "") == ""


def summary(program, analysis, *words):
    """The figures of an analysis by name, each of which has a value or a reason, or the caveat of a value that has no
    interval."""
    rows = run(program, "analyse", analysis, "--table", "summary", *words)
    for row in rows:
        require(f"{analysis} {' '.join(words)}: {row['statistic']} has neither or both of value and reason",
                (row["value"] == "") != (row["reason"] == "") or is_caveat(row))
    return {row["statistic"]: row["value"] for row in rows}


def edges(program, *words):
    """The pairs of points that `graph export` lists."""
    return [(int(row["from_id"]), int(row["to_id"])) for row in run(program, "graph", "export", "--ids", *words)
            if row["to_id"]]


def published(name):
    """The path of a file of measurements, or None, which is said."""
    path = os.path.join(os.environ.get("NASSCAPE_TEST_DATA", ""), name)
    if os.path.exists(path):
        return path
    print(f"left out: what needs {path}, which is not there")
    return None


# ---- telling the program of landscapes ----

def strings(symbols, positions):
    return ["".join(word) for word in itertools.product(symbols, repeat=positions)]


def write(path, header, lines):
    with open(path, "w", encoding="ascii") as file:
        file.writelines(f"{line}\n" for line in (header, *lines))


def write_fitness(path, names, values, point="point"):
    """The points whose fitness is known, to all digits, in columns that are called `point` and fitness."""
    write(path, f"{point},fitness", (f"{name},{float(value)!r}" for name, value in zip(names, values)
                                     if not math.isnan(value)))


def write_edges(path, names, ends, weights=None):
    """A space of named points, those without edges too, and its edges as pairs of numbers of points."""
    tail = "" if weights is None else ","
    lines = [f"{name},{tail}" for name in names]
    for number, (one, other) in enumerate(ends):
        lines.append(f"{names[one]},{names[other]}" + ("" if weights is None else f",{float(weights[number])!r}"))
    write(path, "from,to" if weights is None else "from,to,weight", lines)


# ---- cells ----

def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def official_hash(matrix, labels):
    """The fingerprint of a pruned matrix; a label is the operation's number, −1 for the input and −2 for the output."""
    count = len(labels)
    hashes = [md5(str((sum(matrix[vertex]), sum(row[vertex] for row in matrix), labels[vertex])))
              for vertex in range(count)]
    for _ in range(count):
        hashes = [md5("".join(sorted(hashes[other] for other in range(count) if matrix[other][vertex])) + "|" +
                      "".join(sorted(hashes[other] for other in range(count) if matrix[vertex][other])) + "|" + hashes[vertex])
                  for vertex in range(count)]
    return md5(str(sorted(hashes)))


def reachable(start, steps):
    """The vertices that the edges `steps` lead to from `start`, that one among them."""
    found, open_ends = {start}, [start]
    while open_ends:
        here = open_ends.pop()
        for source, target in steps:
            if source == here and target not in found:
                found.add(target)
                open_ends.append(target)
    return found


# ---- comparing ----

def require(what, held):
    global checks
    checks += 1
    if not held:
        failures.append(what)


def check(what, got, expected, tolerance=1e-9):
    """A number to within `tolerance`, of |expected| where that is above 1; anything else, as text or a set, exactly.

    NaN expected: the field must be empty, or what was made of fields be NaN.
    """
    if isinstance(expected, numbers.Real) and not isinstance(expected, bool):
        same = is_near(number(got), expected, tolerance)
    else:
        same = got == expected
    require(f"{what}: got {got!r}, expected {expected!r}", same)


def number(field):
    """NaN of an empty field, and of what is no number infinity, which is near nothing."""
    try:
        return math.nan if field in ("", None) else float(field)
    except ValueError:
        return math.inf


def is_near(got, expected, tolerance):
    if math.isnan(expected):
        return math.isnan(got)
    return math.isfinite(expected) and abs(got - expected) <= tolerance * max(1, abs(expected))


# ---- ending ----

@contextlib.contextmanager
def needed():
    """What is imported inside may be absent: then the script is skipped."""
    try:
        yield
    except ImportError as missing:
        skip(missing)


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def finish(least=1, complete=True):
    """Ends the script: as failed where a check did or fewer than `least` were made, as skipped where not `complete`."""
    for failure in failures[:60]:
        print("FAILED:", failure[:400])
    if checks < least:
        print(f"FAILED: too few checks, fewer than {least}")
    print(f"{checks} checks, {len(failures)} failures")
    sys.exit(1 if failures or checks < least else 0 if complete else SKIPPED)
