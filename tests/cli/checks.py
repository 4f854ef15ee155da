"""What checks of the program as a process share: each runs in a folder of its own, and says by AssertionError what is
wrong."""
import argparse
import csv
import importlib
import io
import os
import re
import subprocess
import sys
import tempfile

HANGS_S = 600
OK, FAILED, USAGE, INVALID, MISSING = range(5)
PROGRAM = argparse.Namespace()


def run(*words, code=OK, says=(), folder=None):
    """The rows that the program writes; it must end with the code, and its messages have all the words."""
    done = subprocess.run([PROGRAM.binary, *words], capture_output=True, text=True, timeout=HANGS_S, cwd=folder)
    if done.returncode != code or any(word not in done.stderr for word in says):
        raise AssertionError(f"{words}: code {done.returncode}, not {code}; {done.stderr!r} lacks one of {says}")
    return list(csv.DictReader(io.StringIO(done.stdout)))


def listed_commands(binary):
    """The commands that `nasscape help` lists, as their words."""
    done = subprocess.run([binary, "help"], capture_output=True, text=True, check=True)
    commands = done.stdout.split("\nRelations")[0]
    return set(re.findall(r"^  ([a-z]+(?: [a-z-]+)?)(?: [A-Z\[]|\n| {2,})", commands, re.M))


class Skipped(Exception):
    """The machine lacks what a check needs; the text names it."""


def open_terminal():
    """Both ends of a pseudo-terminal, the program's end second. A container or a chroot may have none."""
    try:
        return importlib.import_module("pty").openpty()
    except (ImportError, OSError) as reason:
        raise Skipped("a pseudo-terminal") from reason


def main(checks):
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    PROGRAM.binary = os.path.abspath(parser.parse_args().binary)
    failures = passed = 0
    for check in checks:
        with tempfile.TemporaryDirectory(prefix="nasscape-test-") as folder:
            try:
                check(folder)
                passed += 1
            except Skipped as reason:
                print(f"skipped: {check.__name__}, for lack of {reason}")
            except AssertionError as reason:
                print(f"FAILED: {check.__name__}: {reason}")
                failures += 1
    print(f"{len(checks)} checks, {failures} of them failed")
    sys.exit(1 if failures else 0 if passed else 77)
