#!/usr/bin/env python3
"""Work that several processes share without MPI: the parts of a command, joined by `merge`, give the bytes of one
process; parts that do not belong together are refused.

    check_parts.py --binary PATH [--only WORD] [--times]
"""
import os
import pathlib
import struct

import official_files as official
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


def check_iohprofiler(program):
    """merge --iohprofiler: the folder of one process"""
    words = ("search", "run", "random", "--space", "nb101:vertices=4", "--evaluations", "5", "--runs", "3")
    names = make_parts(program, (*words, "--iohprofiler", "parts"), 2)
    expect(not path(program, "parts").exists(), "a part writes the folder")
    program.run(*words, "--iohprofiler", "one")
    program.run("merge", *names, "--iohprofiler", "joined")
    one, joined = ({str(file.relative_to(path(program, folder))): file.read_bytes()
                    for file in path(program, folder).rglob("*") if file.is_file()} for folder in ("one", "joined"))
    expect(one == joined and one, "another folder")


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
    program.run(*WALKS, "--verbose", "--part", "2/3", "-o", "told")
    expect(program.run("merge", first, "told", third) == program.run(*WALKS), "--verbose makes another command")
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


# ---- parts made by hand ----

HEADER = struct.Struct("<16sIIQ")  # magic, byte order, checksum, size of the rest
NUMBERS = struct.Struct("<7Q")  # part, parts, units, words, files, bytes of texts, bytes of records
RECORD = struct.Struct("<QQ")  # unit, bytes of its results


class Part:
    """A part taken from its bytes, to be changed and written again with a right checksum."""

    def __init__(self, content):
        self.magic, self.byte_order, checksum, size = HEADER.unpack_from(content)
        rest = content[HEADER.size:]
        expect(checksum == official.crc32c(rest) and size == len(rest), "another checksum")
        self.number, self.count, self.units, words, files, text_size, record_size = NUMBERS.unpack_from(rest)
        texts = rest[NUMBERS.size:NUMBERS.size + text_size].split(b"\0")[:-1]
        self.stage, self.version, *texts = texts
        self.words, self.files = texts[:words], texts[words:]
        expect(len(self.files) == 2 * files, "another number of files")
        self.records, records = [], rest[NUMBERS.size + text_size:]
        expect(len(records) == record_size, "another number of bytes")
        while records:
            unit, size = RECORD.unpack_from(records)
            self.records.append((unit, records[RECORD.size:RECORD.size + size]))
            records = records[RECORD.size + size:]

    def content(self):
        texts = b"".join(text + b"\0" for text in (self.stage, self.version, *self.words, *self.files))
        records = b"".join(RECORD.pack(unit, len(result)) + result for unit, result in self.records)
        rest = NUMBERS.pack(self.number, self.count, self.units, len(self.words), len(self.files) // 2, len(texts),
                            len(records)) + texts + records
        return HEADER.pack(self.magic, self.byte_order, official.crc32c(rest), len(rest)) + rest


def check_words_of_parts(program):
    """merge: a part with a right checksum whose words say what is written, or name another command"""
    search = ("search", "run", "random", "--space", "nb101:vertices=4", "--evaluations", "5", "--runs", "2")
    for words in (WALKS, search):
        [name] = make_parts(program, words, 1)
        whole = path(program, name).read_bytes()
        expect(Part(whole).content() == whole, "written in another way")
        for more in (("--out", "victim"), ("--out=victim",), ("-ovictim",), ("--threads", "1"), ("--quiet",),
                     ("--part", "1/1"), *((("--iohprofiler", "folder"),) if words == search else ())):
            part = Part(whole)
            part.words += [word.encode() for word in more]
            path(program, "changed").write_bytes(part.content())
            refused(program, INVALID, '"changed"', "options that say where output goes", words=["changed"])
        for others, code in (("--version", INVALID), ("help", INVALID), ("query cell id:0", INVALID),
                             ("merge 1.part", INVALID), ("none", USAGE), ("", USAGE)):
            part = Part(whole)
            part.words = [word.encode() for word in others.split()]
            path(program, "changed").write_bytes(part.content())
            refused(program, code, words=["changed"])
        expect(sorted(os.listdir(program.folder)) == ["1.part", "changed"], os.listdir(program.folder))


def check_counts_of_parts(program):
    """merge: a part with a right checksum of more parts than there can be, or of other units"""
    [name] = make_parts(program, WALKS, 1)
    whole = path(program, name).read_bytes()
    for number, count in ((1, 10 ** 6 + 1), (1, 2 ** 40), (0, 1), (2, 1)):
        part = Part(whole)
        part.number, part.count = number, count
        path(program, "changed").write_bytes(part.content())
        refused(program, INVALID, '"changed" cannot be joined', words=["changed"])
    part = Part(whole)
    part.units += 1
    path(program, "changed").write_bytes(part.content())
    refused(program, INVALID, 'units of "random walks"', words=["changed"])
    for records in ([], Part(whole).records[1:], Part(whole).records + Part(whole).records[:1]):
        part = Part(whole)
        part.records = records
        path(program, "changed").write_bytes(part.content())
        refused(program, INVALID, "random walks", words=["changed"])


def check_results_of_parts(program):
    """merge: a part with a right checksum and results that no unit has"""
    undefined, half, many = struct.pack("<d", float("nan")), struct.pack("<d", 0.5), struct.pack("<d", 1e300)
    lon = ("analyse", "lon", *SMALL, "--method", "sampled", "--runs", "2")
    for words, changes in (
            (WALKS, ((0, undefined), (0, half), (8, many), (16, undefined))),  # visits, weight and sum of pairs
            (("analyse", "information", *SMALL, "--walks", "20", "--length", "50"), ((0, undefined), (8, many))),
            (("analyse", "escape", "--space", "nb101:vertices=5"), ((0, b"\xff" * 4), (4, b"\xff" * 4))),
            (lon, ((32, undefined), (32, half), (32, many), (24, b"\xff" * 4)))):  # count of the first edge, its start
        [name] = make_parts(program, words, 1)
        whole = path(program, name).read_bytes()
        for offset, value in changes:
            part = Part(whole)
            unit, result = part.records[0]
            part.records[0] = unit, result[:offset] + value + result[offset + len(value):]
            path(program, "changed").write_bytes(part.content())
            refused(program, INVALID, words=["changed"])


def check_few_walks(program):
    """--part: 100 walks are work for 16 parts"""
    words = (*WALKS[:-4], "--walks", "100", "--length", "20")
    for number in (1, 16):
        program.run(*words, "--part", f"{number}/16", "-o", "part")
        part = Part(path(program, "part").read_bytes())
        expect(part.records and part.units >= 16, part.units, "units")


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
    for words in (("analyse", "optima", *SMALL), ("analyse", "lon", *SMALL)):
        _, errors = program.run(*words, "--part", "1/2", "-o", "part", code=USAGE)
        expect("not shared by processes" in errors, errors)
    # Before it computes: the data is not read.
    _, errors = program.run("analyse", "optima", "--data", "none.csv", "--part", "1/2", "-o", "part", code=USAGE)
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
