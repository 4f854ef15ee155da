#!/usr/bin/env python3
"""Work that several processes share without MPI: the parts of a command, joined by `merge`, give the bytes of one
process; parts that do not belong together are refused.

    check_parts.py --binary PATH [--only WORD] [--times]
"""
import os
import pathlib

from checks import FAILED, INVALID, MISSING, USAGE
from run import checks_of, expect, run_checks

SMALL = ("--space", "nb101:vertices=5", "--fitness", "params")
WALKS = ("analyse", "rwa", *SMALL, "--walks", "30", "--length", "200")
SEARCH = ("--space", "nb101:vertices=5", "--evaluations", "30", "--runs", "12")
SHARED = [  # a command that shares its work, and the number of parts
    (WALKS, 3),
    (("analyse", "encodingrwa", *SMALL, "--walks", "20", "--length", "100"), 2),
    (("analyse", "information", *SMALL, "--walks", "50", "--length", "100"), 4),
    (("analyse", "escape", "--space", "nb101:vertices=6"), 3),
    (("analyse", "lon", *SMALL, "--method", "sampled", "--runs", "12"), 5),
    (("analyse", "lon", *SMALL, "--method", "sampled", "--runs", "12", "--table", "nodes", "--format", "json"), 2),
    (("search", "run", "evolution", *SEARCH, "--table", "regret"), 3),
    (("search", "compare", "evolution", "random", *SEARCH, "--table", "power"), 2),
    (("search", "compare", "random", *SEARCH, "--sweep", "tournament=2,3", "evolution", "--table", "final"), 4),
]
VALUES = "point,score\n" + "".join(f"{number:03b},{(number * 5) % 8}\n" for number in range(8))
OF_VALUES = ("analyse", "rwa", "--space", "hamming:2^3", "--data", "values.csv", "--fitness", "column:score",
             "--walks", "6", "--length", "20")


def path(program, name):
    return pathlib.Path(program.folder, name)


def make_parts(program, words, count):
    """Makes all parts, and returns their names."""
    names = [f"{number}.part" for number in range(1, count + 1)]
    for number, name in enumerate(names, 1):
        output, _ = program.run(*words, "--part", f"{number}/{count}", "-o", name, "--threads", str(1 + number % 2))
        expect(output == "", "a part writes to standard output", output[:200])
    return names


def check_same_bytes(program):
    """merge: the output and the notes of one process, with the parts in any order"""
    for words, count in SHARED:
        names = make_parts(program, words, count)
        expected = program.run(*words)
        expect(program.run("merge", *reversed(names)) == expected, words, "differ")
        program.run("merge", *names, "--out", "joined")
        expect(path(program, "joined").read_text() == expected[0], words, "differ in a file")


def check_folds(program):
    """surrogate fit: the folds of trees in parts; the model and the statistics of one process"""
    rows = program.rows("export", "csv", "--space", "nb101:vertices=5", "--fitness", "test@108")
    path(program, "cells.csv").write_text("hash,test_accuracy\n" + "".join(
        f"{row['hash']},{row['fitness']}\n" for row in rows[::9]))
    words = ("surrogate", "fit", "--data", "cells.csv", "--folds", "3", "--regression", "trees")
    expected = program.run(*words, "-o", "model.json")
    names = make_parts(program, words, 2)
    expect(program.run("merge", *names, "-o", "joined.json") == expected, "the statistics differ")
    expect(path(program, "joined.json").read_text() == path(program, "model.json").read_text(), "the model differs")
    _, errors = program.run("merge", *names, code=USAGE)
    expect("--out FILE is required" in errors, errors)


def check_single_part(program):
    """--part 1/1: all of the work in one part"""
    names = make_parts(program, WALKS, 1)
    expect(program.run("merge", *names) == program.run(*WALKS), "one part differs")


def check_partial_fitness(program):
    """merge: walks over points of which some have no fitness"""
    lines = VALUES.splitlines()
    path(program, "values.csv").write_text("\n".join(lines[:1] + lines[2:]) + "\n")
    expect(program.run("merge", *make_parts(program, OF_VALUES, 2)) == program.run(*OF_VALUES), "differ")


def with_values(program):
    """Writes the values, and returns the command that reads them."""
    path(program, "values.csv").write_text(VALUES)
    return OF_VALUES


def refused(program, code, *texts, words):
    output, errors = program.run("merge", *words, code=code)
    expect(output == "" and all(text in errors for text in texts), texts, "not in", errors)


def check_wrong_parts(program):
    """merge: parts that are missing, double, of other commands, data, shares or versions"""
    first, second, third = make_parts(program, WALKS, 3)
    refused(program, MISSING, "2 of 3 parts are missing: 1, 3", words=[second])
    refused(program, INVALID, '"1.part" and "1.part" are both part 1 of 3', words=[first, third, first])
    program.run(*WALKS, "--seed", "7", "--part", "2/3", "-o", "seed")
    refused(program, INVALID, '"1.part" and "seed" do not belong together: another command line',
            words=[first, "seed", third])
    program.run(*WALKS, "--part", "2/4", "-o", "share")
    refused(program, INVALID, "another number of parts", words=[first, "share", third])
    refused(program, MISSING, '"none"', words=["none"])
    path(program, "text").write_text("no part\n")
    refused(program, INVALID, '"text"', "no file that a command with --part wrote", words=[first, "text"])


def check_damaged_parts(program):
    """merge: a part that is cut, longer or changed at any place"""
    first, second = make_parts(program, with_values(program), 2)
    whole = path(program, second).read_bytes()
    for content in (whole[:-1], whole + b"\0", whole[:20], b"", whole[:16] + b"\1\2\3\4" + whole[20:],
                  *(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:] for at in range(0, len(whole), 97))):
        path(program, second).write_bytes(content)
        refused(program, INVALID, '"2.part"', words=[first, second])


def check_changed_data(program):
    """merge: data that is not what the parts were made from"""
    names = make_parts(program, with_values(program), 2)
    path(program, "values.csv").write_text(VALUES.replace("7", "8"))
    refused(program, INVALID, '"values.csv" is not what the parts were made from', words=names)
    program.run(*OF_VALUES, "--part", "2/2", "-o", "2.part")
    refused(program, INVALID, "do not belong together: other data", words=names)


def check_refusals(program):
    """--part: no share, no file, no work that is shared, standard input; nothing is left behind"""
    for text in ("0/2", "3/2", "1", "1/", "/2", "a/b", "1/2/3", "-1/2", "1/99999999999999999999", ""):
        program.run(*WALKS, "--part", text, "-o", "part", code=USAGE)
    _, errors = program.run(*WALKS, "--part", "1/2", code=USAGE)
    expect("name it by --out" in errors, errors)
    _, errors = program.run("analyse", "optima", *SMALL, "--part", "1/2", "-o", "part", code=USAGE)
    expect("not shared by processes" in errors, errors)
    _, errors = program.run("query", "cell", "id:0", "--part", "1/2", code=USAGE)
    expect("does not read --part" in errors, errors)
    _, errors = program.run(*OF_VALUES[:5], "-", *OF_VALUES[6:], "--part", "1/2", "-o", "part", code=USAGE,
                            input=VALUES.encode())
    expect("standard input" in errors, errors)
    program.run(*WALKS, "--part", "1/2", "-o", "/dev/full", code=FAILED)
    expect(os.listdir(program.folder) == [], os.listdir(program.folder))


if __name__ == "__main__":
    run_checks(checks_of(globals()))
