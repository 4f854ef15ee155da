#!/usr/bin/env python3
"""Every test that the table "What is promised" of tests/README.md names exists, and every promise names one.

    check_promises.py SOURCE BUILD CTEST

Tests are those that BUILD has, and those that tests/CMakeLists.txt adds by name where this machine leaves one out. A
name stands for its parts (test_claims for test_claims_1 and on).
"""
import os
import re
import subprocess
import sys

HEADING = "## What is promised\n"
BY_HAND = "by hand"


def rows_of(text):
    """The rows of the table behind the heading, as pairs of a promise and what holds it."""
    lines = text[text.index(HEADING):].splitlines()[1:]
    table = []
    for line in lines:
        if line.startswith("## "):
            break
        if line.startswith("|"):
            table.append([cell.strip() for cell in line.strip("|").split("|")])
    return table[2:]


def tests_of(build, ctest, text):
    """Names of the tests in a build, with and without the number of a part, and in a text of CMake without comments."""
    listed = subprocess.run([ctest, "--test-dir", build, "--show-only"], stdout=subprocess.PIPE, text=True, check=True)
    names = set(re.findall(r"Test +#\d+: (\w+)", listed.stdout))
    names |= {re.sub(r"_\d+$", "", name) for name in names}
    return names | set(re.findall(r"(?:_test\(|add_test\(NAME )(\w+)", re.sub(r"#.*", "", text)))


def main():
    source, build, ctest = sys.argv[1:]
    with open(os.path.join(source, "tests", "README.md"), encoding="utf8") as file:
        rows = rows_of(file.read())
    with open(os.path.join(source, "tests", "CMakeLists.txt"), encoding="utf8") as file:
        tests = tests_of(build, ctest, file.read())
    failures = [] if len(rows) >= 20 else [f"tests/README.md: only {len(rows)} promises were found"]
    for promise, held in rows:
        names = re.findall(r"`(\w+)`", held)
        if not names and held != BY_HAND:
            failures.append(f"tests/README.md: no test holds: {promise}")
        failures += [f"tests/README.md: no test {name}, which is to hold: {promise}" for name in names
                     if name not in tests]
    print(*failures, sep="\n", file=sys.stderr)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
