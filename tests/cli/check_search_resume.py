#!/usr/bin/env python3
"""Searches that are interrupted keep their finished runs, and the same command resumes to the same bytes.

    check_search_resume.py --binary PATH [--only WORD] [--times]
"""
import os
import pathlib
import re
import signal
import struct
import subprocess
import time

from checks import FAILED, INVALID, MISSING, USAGE
from run import ENVIRONMENT, checks_of, expect, run_checks

SEARCH = ("search", "run", "evolution", "--space", "nb101:vertices=5", "--evaluations", "30000", "--table", "final")
ENDLESS = 100_000  # runs of a search that is interrupted
MORE = 5           # runs that are left when it resumes
EXPECTED_S = 60    # until a file is there


def default_signals():
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def kept_count(path):
    """The number of runs, which stands at the end of the header."""
    return struct.unpack("<16sQII", path.read_bytes()[:32])[3]


def interrupt(program, number, *words):
    """Begins the search, ends it as soon as it keeps runs, and returns the file that keeps them and the messages."""
    kept = pathlib.Path(program.folder, "out.csv.runs")
    process = subprocess.Popen([program.binary, *SEARCH, "--runs", str(ENDLESS), "-o", "out.csv", *words],
                               cwd=program.folder, stderr=subprocess.PIPE, env=ENVIRONMENT, preexec_fn=default_signals)
    started = time.monotonic()
    while not kept.exists():
        expect(process.poll() is None and time.monotonic() < started + EXPECTED_S, "no runs were kept")
        time.sleep(0.02)
    process.send_signal(number)
    _, errors = process.communicate()
    expect(process.returncode == -number, process.returncode, errors)
    expect(sorted(os.listdir(program.folder)) == ["out.csv.runs"], os.listdir(program.folder))
    return kept, errors.decode()


def resume(program, kept, *words):
    """Resumes, and compares the output with that of a search that was not interrupted."""
    found = kept_count(kept)
    command = (*SEARCH, "--runs", str(found + MORE), *words)
    _, errors = program.run(*command, "-o", "out.csv")
    expect(f"resuming: \"out.csv.runs\" has {found} finished runs" in errors, errors)
    expect(sorted(os.listdir(program.folder)) == ["out.csv"], os.listdir(program.folder))
    whole, _ = program.run(*command, "--threads", "1")
    expect(pathlib.Path(program.folder, "out.csv").read_text() == whole, "the output differs")
    expect(whole.count("\n") == found + MORE + 1, whole.count("\n"), found)


def check_killed(program):
    """SIGKILL: the runs that were finished are kept, and the same command resumes to the same bytes"""
    kept, _ = interrupt(program, signal.SIGKILL)
    resume(program, kept)


def check_interrupted_twice(program):
    """SIGTERM: a message says how many runs are kept; a search that resumed may be interrupted again"""
    kept, errors = interrupt(program, signal.SIGTERM)
    told = re.search(r'(\d+) finished runs are kept in "out.csv.runs": the same command resumes', errors)
    expect(told and int(told[1]) == kept_count(kept) > 0, errors)
    before = kept_count(kept)
    # Runs that are kept end at once: this one is over before it could be interrupted, unless it makes new ones.
    process = subprocess.Popen([program.binary, *SEARCH, "--runs", str(ENDLESS), "-o", "out.csv"], cwd=program.folder,
                               stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    started = time.monotonic()
    while kept_count(kept) == before:
        expect(process.poll() is None and time.monotonic() < started + EXPECTED_S, "no further runs were kept")
        time.sleep(0.02)
    process.kill()
    process.wait()
    resume(program, kept)


def check_compare(program):
    """search compare: takes the runs that were kept of its algorithms, and makes the others"""
    kept, _ = interrupt(program, signal.SIGKILL)
    command = ("search", "compare", "random", "evolution", "evolution:tournament=2", *SEARCH[3:], "--runs", "6")
    _, errors = program.run(*command, "-o", "out.csv")
    expect("resuming" in errors and not kept.exists(), errors)
    expect(pathlib.Path(program.folder, "out.csv").read_text() == program.run(*command)[0], "the output differs")


def check_wrong_command(program):
    """a command that the data does not allow is refused before anything runs, and keeps nothing"""
    command = ("search", "compare", "evolution", "hyperband", *SEARCH[3:], "--runs", str(ENDLESS), "-o", "out.csv")
    expect("hyperband" in program.run(*command, code=MISSING)[1], "the algorithm")
    expect(os.listdir(program.folder) == [], os.listdir(program.folder))


def check_refusals(program):
    """what is kept of another search is refused and stays; so is a damaged file; neither writes the output"""
    kept, _ = interrupt(program, signal.SIGKILL)
    content = kept.read_bytes()
    for words, part in ((("--seed", "2"), '"--seed: 1" there, "--seed: 2" here'),
                        (("--protocol", "paper"), '"--protocol: plain" there'),
                        (("--fitness", "params"), "there"), (("--minimise",), '"better: maximise" there')):
        _, errors = program.run(*SEARCH, "--runs", "3", "-o", "out.csv", *words, code=USAGE)
        expect(part in errors and "out.csv.runs" in errors, words, errors)
    for damage in (content[:-1], content[:100], b"", content[:50] + bytes([content[50] ^ 1]) + content[51:]):
        kept.write_bytes(damage)
        _, errors = program.run(*SEARCH, "--runs", "3", "-o", "out.csv", code=INVALID)
        expect("is damaged" in errors and "delete it" in errors, errors)
        expect(kept.read_bytes() == damage and os.listdir(program.folder) == ["out.csv.runs"], "files")
    kept.write_bytes(content)
    resume(program, kept)


def check_where(program):
    """nothing is kept of standard output, pipes and devices, nor of a search that has ended; no input is overwritten"""
    short = (*SEARCH[:-4], "--evaluations", "100", "--runs", "3")
    for name in ("-", "/dev/null", "/dev/stdout"):
        program.run(*short, "-o", name)
    program.run(*short, "-o", "out.csv")
    expect(os.listdir(program.folder) == ["out.csv"], os.listdir(program.folder))
    pathlib.Path(program.folder, "data.csv.runs").write_text("hash,test_accuracy\n")
    _, errors = program.run(*short, "--data", "data.csv.runs", "-o", "data.csv", code=USAGE)
    expect("overwritten" in errors, errors)
    os.mkdir(program.folder + "/out")
    program.run(*short, "-o", "out", code=INVALID)
    program.run(*short, "-o", "/dev/full", code=FAILED)


if __name__ == "__main__":
    run_checks(checks_of(globals()))
