#!/usr/bin/env python3
"""Official files into stores and back, by the program as a process: published rows, every kind of damage, outputs that
cannot be written, kills at random moments, stores with one byte changed.

    check_import.py --binary PATH [--data FOLDER] [--only WORD] [--times]

FOLDER holds the published measurements; without the option it is NASSCAPE_TEST_DATA. Where it is absent, the checks
that need it are skipped by name; the exit code is 77 where nothing failed. official_files.py makes and reads the files.
"""
import argparse
import base64
import collections
import concurrent.futures
import csv
import dataclasses
import functools
import gzip
import io
import json
import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import time
import zipfile

import official_files as official
from run import (ENVIRONMENT, HANGS_S, NO_MEASUREMENTS, Failure, Program, Skipped, expect, skip, tell_absent)

OK, FAILED, USAGE, INVALID, MISSING = range(5)
INPUT, STORE = "input.tfrecord", "store.nscape"
REFUSAL = re.compile(r"input\.tfrecord: record (\d+) at byte (\d+): (.+)")
NOBODY = 65534
METRICS = ("training_time", "train_accuracy", "validation_accuracy", "test_accuracy")
COLUMNS = (["hash", "adjacency", "operations", "trainable_parameters", "epochs", "run"]
           + ["halfway_" + name for name in METRICS] + ["final_" + name for name in METRICS])

# ---- rows to work with ----

Cell = collections.namedtuple("Cell", "hash adjacency operations parameters")


def cell(hash, adjacency, operations, parameters):
    names = {"c3": "conv3x3-bn-relu", "c1": "conv1x1-bn-relu", "mp": "maxpool3x3"}
    inner = [names[word] for word in operations.split()]
    return Cell(hash, adjacency.replace(" ", ""), ",".join(["input", *inner, "output"]), parameters)


# Hashes and parameters as published, or computed from the published definitions.
CELLS = (
    cell("043721b9c7fe8c5fad811d47d83132ec", "01 00", "", 882570),
    cell("b49ac8c578b4561d79ac7087988f1c61", "010 001 000", "c3", 10177674),
    cell("d1269d9156ddc027c40473008192958a", "010 001 000", "c1", 1920138),
    cell("53cee42601ad14d661bb6878031d6acb", "010 001 000", "mp", 882570),
    cell("b5fb4f6193360330b6ff6a52cbf0cad7", "0101 0010 0001 0000", "c3 c3", 20346506),
    cell("a05c0efdac251392b3299fdadd52ccc1", "01111 00110 00010 00001 00000", "c3 c3 c3", 31389066),
    cell("f64f10d574d456cffeb6b3f1034d072f", "010011 001110 000100 000010 000001 000000", "c3 c1 c1 c3", 23295370),
    cell("00005c142e6f48ac74fdcf73e3439874", "0100110 0010000 0001001 0000010 0000010 0000001 0000000",
         "c3 mp c3 c3 c1", 8555530),
    cell("28cfc7874f6d200472e1a9dcd8650aa0", "0111100 0000001 0000001 0000001 0000010 0000001 0000000",
         "c3 c1 mp c3 c3", 2694282),
)


def float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def make_row(of, epochs=4, run=0):
    """A run as an official file has it: accuracies k/9984 and times in float32."""
    numbers = random.Random(f"{of.hash} {epochs} {run}")
    final_time = numbers.uniform(10, 40) * epochs

    def evaluation(epoch, time_s):
        return official.Evaluation(float(epoch), float32(time_s),
                                   *(float32(numbers.randrange(9985) / 9984) for _ in range(3)))

    metrics = official.Metrics((evaluation(0, 0), evaluation(epochs // 2, final_time / 2),
                                evaluation(epochs, final_time)), of.parameters, final_time + numbers.random())
    return official.Row(of.hash, epochs, of.adjacency, of.operations, metrics)


def with_metrics(row, **changes):
    return dataclasses.replace(row, metrics=dataclasses.replace(row.metrics, **changes))


def with_evaluation(row, number, **changes):
    evaluations = list(row.metrics.evaluations)
    evaluations[number] = dataclasses.replace(evaluations[number], **changes)
    return with_metrics(row, evaluations=tuple(evaluations))


ROW = make_row(CELLS[7])
BEFORE = [make_row(CELLS[7], 12), make_row(CELLS[1]), make_row(CELLS[7], 36)]
AFTER = [make_row(CELLS[7], 108), make_row(CELLS[8])]


def by_run(rows):
    """The rows of each cell and budget, in their order."""
    runs = collections.defaultdict(list)
    for row in rows:
        runs[row.hash, row.epochs].append(row)
    return runs


def expect_rows(found, expected):
    """The same runs of each cell and budget in the same order; equal to the bit, since -0.0 and 0.0 are told apart."""
    expect(len(found) == len(expected), len(found), "rows instead of", len(expected))
    found, expected = by_run(found), by_run(expected)
    for key, rows in expected.items():
        expect(len(found[key]) == len(rows), key, "has", len(found[key]), "runs instead of", len(rows))
        for run, (row, wanted) in enumerate(zip(found[key], rows), 1):
            expect(repr(row) == repr(wanted), "run", run, "is", row, "instead of", wanted)


# ---- the program, in a folder of its own ----

class Importer(Program):
    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, content, name=INPUT):
        with open(self.path(name), "wb") as stream:
            stream.write(content)

    def read(self, name=INPUT):
        with open(self.path(name), "rb") as stream:
            return stream.read()

    def expect_files(self, *names):
        found = sorted(os.listdir(self.folder))
        expect(found == sorted(names), "the folder holds", found, "instead of", sorted(names))

    def fails(self, code, *words, reason="", **options):
        output, errors = self.run(*words, code=code, **options)
        expect(output == "", words, "failed, but wrote", output[:100])
        expect(errors.startswith("nasscape") and re.search(reason, errors), "no", repr(reason), "in", errors[:400])
        return errors

    def bring_in(self, content, *words):
        """Imports, and returns what was said."""
        self.write(content)
        output, errors = self.run("data", "import", INPUT, "-o", STORE, *words)
        expect(output == "", "import wrote", output[:100])
        self.expect_files(INPUT, STORE)
        return errors

    def refuses(self, content, number, offset, reason, *words):
        """Nothing is left of an import that ends with this record."""
        self.write(content)
        errors = self.fails(INVALID, "data", "import", INPUT, "-o", STORE, *words)
        places = [(int(found[0]), int(found[1])) for found in REFUSAL.findall(errors)]
        expect(places == [(number, offset)], "refused", places, "instead of", (number, offset), errors[:400])
        expect(re.search(reason, errors), "no", repr(reason), "in", errors[:400])
        self.expect_files(INPUT)

    def export_rows(self, store=STORE):
        self.run("data", "export", store, "--tfrecord", "-o", "exported.tfrecord")
        content = self.read("exported.tfrecord")
        os.unlink(self.path("exported.tfrecord"))
        return official.read_file(content)

    def synthesise(self, space, *words, name=INPUT):
        self.run("data", "synthesise", "-o", name, "--space", space, *words)
        return self.read(name)


def expect_table(program, expected, store=STORE):
    """data export --csv: id, budget, run; the numbers are those of the rows, to the bit."""
    rows = program.rows("data", "export", store, "--csv")
    # Made-up runs have a mark of their own behind.
    expect(rows and list(rows[0]) in (COLUMNS, [*COLUMNS, "origin"]), "columns", list(rows[0]) if rows else None)
    expect(len(rows) == len(expected), len(rows), "rows instead of", len(expected))
    runs = by_run(expected)
    for row in rows:
        official_row = runs[row["hash"], int(row["epochs"])][int(row["run"]) - 1]
        expect((row["adjacency"], row["operations"]) == (official_row.adjacency, official_row.operations), row)
        expect(int(row["trainable_parameters"]) == official_row.metrics.trainable_parameters, row)
        for prefix, evaluation in zip(("halfway_", "final_"), official_row.metrics.evaluations[1:]):
            for name in METRICS:
                expect(float(row[prefix + name]) == getattr(evaluation, name), row, evaluation)
    return [(row["hash"], int(row["epochs"]), int(row["run"])) for row in rows]


# ---- there and back ----

def check_published_files(program, data):
    """the published files: every field comes back; fields that the official schema lacks are passed over"""
    for name, cells, budgets, runs in (("first_row", 1, "4", 1), ("retrained_4epochs_up_to_3_vertices", 7, "4", 21),
                                       ("extended_schema_up_to_4_vertices", 7, "4,12,36,108", 84)):
        path = os.path.join(data, "tfrecord", name + ".tfrecord")
        _, errors = program.run("data", "import", path, "-o", STORE)
        expect(str(runs) in errors, "no note of", runs, "rows:", errors)
        with open(path, "rb") as stream:
            rows = official.read_file(stream.read())
        expect_rows(program.export_rows(), rows)
        expect_table(program, rows)
        for words in ((STORE,), ("--data", STORE), (path,)):
            keys = program.keys("data", "info", *words)
            found = [keys[key] for key in ("cells", "runs", "budgets", "synthetic", "source")]
            expect(found == [str(cells), str(runs), budgets, "no", name + ".tfrecord"], words, found)


def check_first_row(program, data):
    """the first row of the official file: the published values, and the same bytes again"""
    path = os.path.join(data, "tfrecord", "first_row.tfrecord")
    program.run("data", "import", path, "-o", STORE)
    row, = program.rows("data", "export", STORE, "--csv")
    published = {"hash": CELLS[7].hash, "adjacency": CELLS[7].adjacency, "operations": CELLS[7].operations,
                 "trainable_parameters": "8555530", "epochs": "4", "run": "1"}
    expect({key: row[key] for key in published} == published, row)
    for column, value in (("halfway_training_time", 45.152000427246094), ("final_training_time", 89.90399932861328),
                          ("halfway_validation_accuracy", 0.10526842623949051),
                          ("final_validation_accuracy", 0.3489583432674408),
                          ("final_test_accuracy", 0.3504607379436493)):
        expect(float(row[column]) == value, column, row[column], value)
    program.run("data", "export", STORE, "--tfrecord", "-o", "again.tfrecord")
    with open(path, "rb") as stream:
        expect(program.read("again.tfrecord") == stream.read(), "the exported file has other bytes")
    metrics = program.export_rows()[0].metrics
    expect(metrics.total_time == 413.7015450000763, metrics)
    expect(metrics.evaluations[0].validation_accuracy == 0.09775640815496445, metrics)


def check_raw_repeats(program, data):
    """nb101_raw_repeats.csv as an official file: every field comes back, runs in their order"""
    rows = []
    with open(os.path.join(data, "nb101_raw_repeats.csv")) as stream:
        for line in csv.DictReader(stream):
            epochs = int(line["epochs"])
            initial = official.Evaluation(0.0, 0.0, 0.1, 0.1, 0.1)
            halfway, final = (official.Evaluation(epoch, *(float(line[prefix + name]) for name in METRICS))
                              for prefix, epoch in (("halfway_", epochs / 2), ("final_", float(epochs))))
            metrics = official.Metrics((initial, halfway, final), int(line["trainable_parameters"]),
                                       final.training_time + 1 / 3)
            rows.append(official.Row(line["hash"], epochs, line["adjacency"], line["operations"], metrics))
    expect(len(rows) == 156, len(rows), "rows")
    program.bring_in(official.make_file(rows))
    expect_rows(program.export_rows(), rows)
    expect_table(program, rows)


def check_any_values(program):
    """values that no official file has come back to the bit: doubles, checkpoint paths, sixteen budgets"""
    numbers = random.Random(1)
    rows = []
    paths = [None, b"", b"/model/ckpt-0", "Pfad/ä\"\\\n".encode(), b"\0\xff", b"p" * 1000]
    for epochs in (1, 2, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 99, 100000):
        for number, of in enumerate(CELLS[:3 + epochs % 2]):
            for run in range(1 + (epochs + number) % 3):
                row = make_row(of, epochs, run)
                if epochs % 3 == 0:
                    for evaluation in range(3):
                        row = with_evaluation(row, evaluation, training_time=numbers.uniform(0, 1e300),
                                              train_accuracy=numbers.random(), validation_accuracy=5e-324,
                                              test_accuracy=numbers.choice([0.0, -0.0, 1.0, 1e-300]),
                                              checkpoint_path=numbers.choice(paths))
                if epochs % 5 == 0:
                    row = with_evaluation(row, 1, current_epoch=numbers.uniform(0, 100), test_accuracy=0.25)
                    row = with_evaluation(row, 2, checkpoint_path=numbers.choice(paths))
                    row = with_metrics(row, total_time=numbers.choice([0.0, 5e-324, 1.7e308]))
                rows.append(row)
    program.bring_in(official.make_file(rows))
    expect_rows(program.export_rows(), rows)
    expect_table(program, rows)
    rows.append(make_row(CELLS[0], 27))
    content = official.make_file(rows)
    os.unlink(program.path(STORE))
    program.refuses(content, len(rows), len(official.make_file(rows[:-1])), "budget|numbers of epochs")


def check_other_spellings(program):
    """rows that mean the same as official ones, spelled otherwise"""
    message = official.make_message(ROW.metrics)
    parts = [official.make_field(1, official.BYTES, official.make_evaluation(evaluation))
             for evaluation in ROW.metrics.evaluations]
    parameters = official.make_field(2, official.VARINT, ROW.metrics.trainable_parameters)
    total = official.make_field(3, official.FIXED64, ROW.metrics.total_time)
    unknown = (official.make_field(7, official.FIXED32, 1.5) + official.make_field(300, official.VARINT, 2 ** 60)
               + official.make_field(6, official.FIXED64, 0.5) + official.make_field(9, official.BYTES, b"\x08"))
    extended = b"".join(official.make_field(1, official.BYTES, unknown + official.make_evaluation(evaluation) + unknown)
                        for evaluation in ROW.metrics.evaluations)
    long_varint = parameters[:-1] + bytes([parameters[-1] | 128, 0])
    elements = json.loads(official.make_payload(ROW))
    text = base64.b64encode(message).decode()
    spellings = {
        "fields in another order": official.make_payload(ROW, total + parameters + b"".join(parts)),
        "unknown fields": official.make_payload(ROW, extended + unknown + parameters + total),
        "the last of two values": official.make_payload(ROW, official.make_field(3, official.FIXED64, 1.0) + message),
        "a long number": official.make_payload(ROW, b"".join(parts) + long_varint + total),
        "white space": json.dumps(elements, indent=3).encode(),
        "no white space": json.dumps(elements, separators=(",", ":")).encode(),
        "escapes": re.sub(r'"[0-9a-z]', lambda found: f'"\\u{ord(found[0][1]):04x}', json.dumps(elements)).encode(),
        "no newlines": json.dumps(elements[:4] + [text]).encode(),
        "other newlines": json.dumps(elements[:4] + [text[:100] + "\r\n" + text[100:]]).encode(),
    }
    for name, payload in spellings.items():
        program.bring_in(official.make_record(payload))
        try:
            expect_rows(program.export_rows(), [ROW])
        except Failure as reason:
            raise Failure(f"{name}: {reason}") from None


def check_order_of_the_file(program):
    """a file in another order: runs are numbered as they come, tables are in the order of id, budget, run"""
    rows = official.read_file(program.synthesise("nb101:vertices=4"))
    random.Random(2).shuffle(rows)
    program.bring_in(official.make_file(rows))
    expect_rows(program.export_rows(), rows)
    order = expect_table(program, rows)
    ids = {row["hash"]: int(row["id"]) for row in program.rows("space", "list", "--space", "nb101:vertices=4")}
    expect(order == sorted(order, key=lambda key: (ids[key[0]], *key[1:])), "the order of the table")
    program.run("data", "export", STORE, "--csv", "-o", "table.csv")
    expect(program.read("table.csv").decode() == program.run("data", "export", STORE, "--csv")[0], "export -o")


def check_synthesised(program):
    """data synthesise: three rows a cell and budget, marked; the import of it exported is the same file"""
    content = program.synthesise("nb101:vertices=4", "--epochs", "4,108", "--seed", "3", "--threads", "1")
    rows = official.read_file(content)
    cells = program.rows("space", "list", "--space", "nb101:vertices=4")
    expect([(row.hash, row.epochs) for row in rows] ==
           [(hash, epochs) for hash in sorted(row["hash"] for row in cells) for epochs in (4, 108) for _ in range(3)],
           "rows are not sorted by hash and budget, three of each")
    expect(all(row.metrics.evaluations[0].checkpoint_path.startswith(b"synthetic:") for row in rows), "marks")
    for row in rows:
        for evaluation in row.metrics.evaluations:
            time_s, *accuracies = (getattr(evaluation, name) for name in METRICS)
            expect(float32(time_s) == time_s, "no float32:", row)
            expect(all(float32(round(9984 * value) / 9984) == value for value in accuracies), "no k/9984:", row)
    program.run("data", "import", INPUT, "-o", STORE)
    program.run("data", "export", STORE, "--tfrecord", "-o", "exported.tfrecord")
    expect(program.read("exported.tfrecord") == content, "the exported file has other bytes")
    findings = [row for row in program.rows("data", "verify", STORE) if row["count"] != "0"]
    expect([row["count"] for row in findings] == [str(len(rows))], "not marks alone:", findings)
    keys = program.keys("data", "info", STORE)
    found = [keys[key] for key in ("cells", "runs", "budgets", "synthetic", "source")]
    expect(found == ["91", str(len(rows)), "4,108", "yes", INPUT], found)
    again = program.synthesise("nb101:vertices=4", "--epochs", "4,108", "--seed", "3", "--threads", "2")
    expect(again == content, "not the same bytes for the same seed")
    other = program.synthesise("nb101:vertices=4", "--epochs", "4,108", "--seed", "4")
    expect(other != content and len(official.read_file(other)) == len(rows), "the same for another seed")


def check_threads(program):
    """--threads: the same bytes for one thread, two and five; the import takes nothing else into account"""
    program.synthesise("nb101:vertices=5")
    for threads in ("1", "2", "5"):
        program.run("data", "import", INPUT, "-o", threads + ".nscape", "--threads", threads)
    expect(program.read("1.nscape") == program.read("2.nscape") == program.read("5.nscape"), "stores differ")


def check_verify(program):
    """data verify: nothing for a sound file, what is unusual with its first place, always exit code 0"""
    def findings(rows):
        program.bring_in(official.make_file(rows))
        listed = program.rows("data", "verify", STORE)
        expect(listed and list(listed[0]) == ["check", "count", "hash", "epochs", "run"], listed[:1])
        return [(int(row["count"]), row["hash"], row["epochs"], row["run"]) for row in listed if row["count"] != "0"]

    runs = {of.hash: [make_row(of, 4, run) for run in range(3)] for of in CELLS}
    found = findings(sum(runs.values(), []))
    expect(found == [], "in a sound file:", found)
    expected = []
    for of, run, change in (
            (CELLS[0], 3, lambda row: with_evaluation(row, 2, test_accuracy=0.123456)),
            (CELLS[1], 2, lambda row: with_evaluation(row, 1, training_time=row.metrics.evaluations[1].training_time
                                                      + 1e-9)),
            (CELLS[2], 1, lambda row: with_evaluation(row, 1, current_epoch=1.0)),
            (CELLS[3], 3, lambda row: with_evaluation(row, 2, current_epoch=3.0)),
            (CELLS[4], 2, lambda row: with_metrics(row, total_time=1.0)),
            (CELLS[5], 1, lambda row: with_evaluation(row, 0, checkpoint_path=b"a"))):
        runs[of.hash][run - 1] = change(runs[of.hash][run - 1])
        expected.append((1, of.hash, "4", str(run)))
    runs[CELLS[6].hash].pop()
    expected.append((1, CELLS[6].hash, "4", ""))
    runs[CELLS[7].hash][2] = runs[CELLS[7].hash][1]
    expected.append((1, CELLS[7].hash, "4", "3"))
    found = findings(sum(runs.values(), []))
    expect(sorted(found) == sorted(expected), found, "instead of", expected)


# ---- damaged files ----

def bad_payloads():
    """What is wrong, what the refusal speaks of, and the payload."""
    payload = official.make_payload(ROW)
    elements = json.loads(payload)

    def changed(place, value):
        return json.dumps(elements[:place] + [value] + elements[place + 1:]).encode()

    yield "no bytes", "JSON", b""
    yield "a text file", "JSON", b"hash,adjacency\n"
    yield "half of the row", "JSON", payload[:len(payload) // 2]
    yield "no closing bracket", "JSON", payload[:-1]
    yield "something after the row", "JSON", payload + b" x"
    yield "not UTF-8", "JSON", payload.replace(b"conv3x3", b"conv\xff\xfe3", 1)
    yield "a newline within a text", "JSON", payload.replace(b"\\n", b"\n", 1)
    yield "a zero within a text", "JSON", payload.replace(b"00005c", b"\\u0000", 1)
    yield "deep brackets", "JSON", b"[" * 100000
    yield "an object", "array", json.dumps(dict(zip("abcde", elements))).encode()
    yield "a number", "array|JSON", b"5"
    yield "null", "array|JSON", b"null"
    yield "four elements", "array", json.dumps(elements[:4]).encode()
    yield "six elements", "array", json.dumps(elements + [1]).encode()
    yield "an array in an array", "array", json.dumps([elements]).encode()
    for place, name in ((0, "hash"), (2, "adjacency"), (3, "operations"), (4, "metrics")):
        for value in (5, None, [elements[place]], True):
            yield f"{name} {json.dumps(value)}", name, changed(place, value)
    for value in ("4", 1.5, 4.0, None, True, [4]):
        yield f"epochs {json.dumps(value)}", "epochs", changed(1, value)
    for value in (0, -1, -4, 100001, 2 ** 31 + 4, 2 ** 32 + 4):
        yield f"epochs {value}", "epochs", changed(1, value)
    for number in (b"1e1", b"NaN", b"1" * 30):
        yield f"epochs {number.decode()}", "epochs|JSON", payload.replace(b" 4, ", b" " + number + b", ", 1)

    yield "hash of another cell", "hash", changed(0, CELLS[6].hash)
    yield "hash with another digit", "hash", changed(0, "1" + ROW.hash[1:])
    for hash in ("", ROW.hash[:-1], ROW.hash + "0", ROW.hash[:-1] + "g"):
        yield f"hash '{hash}'", "hash", changed(0, hash)

    text = elements[4]
    for name, broken in (("a bad character", "*" + text[1:]), ("a space", text[:50] + " " + text[50:]),
                         ("a letter of another alphabet", text[:9] + "-" + text[10:]), ("cut", text.rstrip()[:-1]),
                         ("cut by two", text.rstrip()[:-2]), ("cut by a group and one", text.rstrip()[:-5]),
                         ("padding in the middle", text[:40] + "=" + text[41:]),
                         ("padding after a group", text[:40] + "==" + text[40:]), ("more padding", text.rstrip() + "="),
                         ("more after the padding", text.rstrip() + text), ("not ASCII", "é" + text[1:])):
        yield f"base64: {name}", "base64", changed(4, broken)
    for padding, row in ((1, ROW), (2, make_row(CELLS[0]))):
        text = base64.b64encode(official.make_message(row.metrics)).decode()
        expect(len(text) - len(text.rstrip("=")) == padding, "padding")
        broken = text[:-padding - 1] + chr(ord(text[-padding - 1]) + 1) + "=" * padding
        expect(base64.b64decode(broken) == base64.b64decode(text), "only the bits after the last byte differ")
        yield (f"base64: bits after the last byte, {padding} padding", "base64",
               json.dumps([row.hash, row.epochs, row.adjacency, row.operations, broken]).encode())

    yield from bad_messages()
    yield from bad_cells()


def bad_messages():
    def payload(message):
        return official.make_payload(ROW, message)

    message = official.make_message(ROW.metrics)
    for size in (0, 1, 2, 3, 10, 46, 47, 48, 94, 100, 141, 142, 145, 146, len(message) - 1):
        yield f"message cut after {size} bytes", "message|metrics", payload(message[:size])
    yield "bytes after the message", "message", payload(message + b"\xff")
    yield "field number 0", "message", payload(message + b"\x00\x01")
    yield "a length beyond the end", "message", payload(message + b"\x3a\x7f")
    yield "a length near 2**64", "message", payload(message + b"\x3a" + b"\xff" * 9 + b"\x01")
    yield "an evaluation that is a number", "evaluation|message", payload(b"\x08\x01" + message[47:])
    yield "an unfinished evaluation", "message", payload(b"\x0a\x2c" + message[2:46] + message[47:])

    def rows():
        evaluations = ROW.metrics.evaluations
        for count in (0, 1, 2, 4):
            yield f"{count} evaluations", "evaluation", with_metrics(ROW, evaluations=(2 * evaluations)[:count])
        for evaluation in range(3):
            for name in official.EVALUATION_FIELDS:
                yield f"evaluation {evaluation} without {name}", name, with_evaluation(ROW, evaluation, **{name: None})
                for value in (float("nan"), float("inf"), float("-inf"), -1.0):
                    yield (f"evaluation {evaluation}: {name} is {value}", name,
                           with_evaluation(ROW, evaluation, **{name: value}))
            if evaluation > 0:
                yield (f"evaluation {evaluation}: training_time is 0", "positive number of seconds",
                       with_evaluation(ROW, evaluation, training_time=0.0))
            for name in official.EVALUATION_FIELDS[2:]:
                yield (f"evaluation {evaluation}: {name} is 1.5", name,
                       with_evaluation(ROW, evaluation, **{name: 1.5}))
        for epoch in (1.0, 0.5, 1e-300):
            yield f"first evaluation of epoch {epoch}", "epoch", with_evaluation(ROW, 0, current_epoch=epoch)
        yield "no parameters", "parameters", with_metrics(ROW, trainable_parameters=None)
        for difference in (1, -1):
            parameters = ROW.metrics.trainable_parameters + difference
            yield f"{difference} parameters more", "parameters", with_metrics(ROW, trainable_parameters=parameters)
        for parameters in (0, -1, -ROW.metrics.trainable_parameters):
            yield f"{parameters} parameters", "parameters", with_metrics(ROW, trainable_parameters=parameters)
        yield "no total time", "total_time", with_metrics(ROW, total_time=None)
        for value in (float("nan"), float("inf"), -1.0):
            yield f"total time {value}", "total_time", with_metrics(ROW, total_time=value)

    for name, reason, row in rows():
        yield name, reason, official.make_payload(row)


def bad_cells():
    def row(adjacency, operations=ROW.operations):
        return official.make_payload(dataclasses.replace(ROW, adjacency=adjacency.replace(" ", ""),
                                                         operations=operations))

    def matrix(vertices, edges):
        digits = ["0"] * (vertices * vertices)
        for start, end in edges:
            digits[start * vertices + end] = "1"
        return "".join(digits)

    def operations(inner):
        return ",".join(["input"] + ["conv3x3-bn-relu"] * inner + ["output"])

    chain = [(vertex, vertex + 1) for vertex in range(7)]
    words = ROW.operations.split(",")
    yield "no adjacency", "adjacency", row("")
    yield "one vertex", "adjacency", row("0", "input")
    yield "not square", "square", row(ROW.adjacency[:-1])
    yield "a digit too many", "adjacency", row(ROW.adjacency + "0")
    yield "another digit", "adjacency", row("2" + ROW.adjacency[1:])
    yield "a letter", "adjacency", row("O" + ROW.adjacency[1:])
    yield "a loop", "triangular", row("1" + ROW.adjacency[1:])
    yield "an entry below the diagonal", "triangular", row(ROW.adjacency[:-2] + "1" + ROW.adjacency[-1])
    yield "8 vertices", "vertices|digits", row(matrix(8, chain), operations(6))
    yield "a million digits", "adjacency", row("01" * 500000)
    yield "10 edges", "edges", row(matrix(7, chain[:6] + [(0, 2), (0, 3), (0, 4), (0, 5)]), operations(5))
    yield "no edge", "path", row("0" * 49)
    yield "input and output apart", "path", row(matrix(7, chain[:5]), operations(5))
    pruned = CELLS[1]
    for name, edges in (("a vertex without a way out", [(0, 1), (1, 3), (0, 2)]),
                        ("a vertex without a way in", [(0, 1), (1, 3), (2, 3)]), ("a lone vertex", [(0, 1), (1, 3)])):
        unpruned = dataclasses.replace(make_row(pruned), adjacency=matrix(4, edges), operations=operations(2))
        yield name, "path|pruned", official.make_payload(unpruned)
    for name, reason, operation in (("an unknown operation", "operation", "conv5x5-bn-relu"),
                                    ("another operation", "hash", "conv1x1-bn-relu")):
        yield name, reason, row(ROW.adjacency, ROW.operations.replace("maxpool3x3", operation))
    yield "an operation too few", "operation", row(ROW.adjacency, ",".join(words[:1] + words[2:]))
    yield "an operation too many", "operation", row(ROW.adjacency, ",".join(words[:2] + words[1:]))
    yield "no operations", "operation", row(ROW.adjacency, "")
    yield "output in the middle", "operation", row(ROW.adjacency, ",".join(words[:3] + ["output"] + words[4:]))
    yield "input in the middle", "operation", row(ROW.adjacency, ",".join(words[:3] + ["input"] + words[4:]))
    yield "endless operations", "operation", row(ROW.adjacency, "conv3x3-bn-relu," * 10000)


def bad_frames():
    """What is wrong, what the refusal speaks of, the record, and whether it misleads a reader: its length is wrong, but
    has the right checksum and ends within the file."""
    payload = official.make_payload(ROW)
    record = official.make_record(payload)
    size = len(payload)

    def flipped(position, bit=1):
        return record[:position] + bytes([record[position] ^ bit]) + record[position + 1:]

    for position in (0, 3, 7):
        yield f"length, byte {position}", "checksum", flipped(position), False
    for position in (8, 11):
        yield f"checksum of the length, byte {position - 8}", "checksum", flipped(position, 128), False
    for position in (12, 12 + size // 2, 12 + size - 1):
        yield f"payload, byte {position - 12}", "checksum", flipped(position), False
    for position in (12 + size, 15 + size):
        yield f"checksum of the payload, byte {position - 12 - size}", "checksum", flipped(position, 128), False
    for length in (0, 1, size - 1, size + 1, size + 16, 10 ** 9, 2 ** 31, 2 ** 32, 2 ** 32 + size, 2 ** 63,
                   2 ** 64 - size, 2 ** 64 - 16, 2 ** 64 - 12, 2 ** 64 - 1):
        yield f"a length of {length}", "bytes|checksum", official.frame_header(length) + record[12:], length < 10 ** 6
    yield "a checksum without its mask", "checksum", record[:-4] + struct.pack("<I", official.crc32c(payload)), False
    yield "a payload of 2 MB", "bytes", official.make_record(payload + b" " * (2 << 20)), False


FRONT = official.make_file(BEFORE)


def refuse_record(program, reason, record, *words):
    program.refuses(FRONT + record + official.make_file(AFTER), len(BEFORE) + 1, len(FRONT), reason, *words)


def refuse_first_record(program, reason, record):
    """Damage at the very start of a file."""
    program.refuses(record + official.make_file(AFTER), 1, 0, reason)


def pass_over_frame(program, record, is_misleading):
    """--keep-going: what follows a broken frame is found again; a misleading one may cost the next record."""
    errors = program.bring_in(FRONT + record + official.make_file(AFTER), "--keep-going")
    places = [(int(found[0]), int(found[1])) for found in REFUSAL.findall(errors)]
    expect(places[0] == (len(BEFORE) + 1, len(FRONT)), "left out", places, errors[:400])
    expect(len(places) == 1 or is_misleading, "left out", places, errors[:400])
    rows = program.export_rows()
    expect_rows(rows, BEFORE + AFTER[len(BEFORE + AFTER) - len(rows) if is_misleading else 0:])
    expect(len(rows) >= len(BEFORE + AFTER) - 1, len(rows), "rows")


def check_keep_going(program):
    """--keep-going: exactly the good rows are in; of the others the first hundred are listed, and all are counted"""
    content, good, expected = b"", [], []
    damaged = [official.make_record(payload) for _, _, payload in bad_payloads()]
    damaged += [record for _, _, record, is_misleading in bad_frames() if not is_misleading]
    spare = [make_row(of, epochs, run) for epochs in range(1, 17) for of in CELLS for run in range(3)]
    for number, record in enumerate(damaged):
        expected.append((2 * number + 2, len(content) + len(official.make_file(spare[number:number + 1]))))
        content += official.make_file(spare[number:number + 1]) + record
        good.append(spare[number])
    expected.append((2 * len(damaged) + 2, len(content + official.make_file(spare[len(damaged):len(damaged) + 1]))))
    good.append(spare[len(damaged)])
    content += official.make_file(good[-1:]) + official.make_file([ROW])[:-1]
    for threads in ("1", "2"):
        errors = program.bring_in(content, "--keep-going", "--threads", threads)
        places = [(int(found[0]), int(found[1])) for found in REFUSAL.findall(errors)]
        expect(places == expected[:100], "left out", sorted(set(places) ^ set(expected[:100])))
        expect(f"{len(expected)} records left out" in errors, len(expected), errors[-200:])
        expect_rows(program.export_rows(), good)
    keys = program.keys("data", "info", STORE)
    expect(keys["runs"] == str(len(good)), keys["runs"], "runs")


def check_keep_going_fourth_run(program):
    """a fourth run: refused where it stands, left out with --keep-going"""
    rows = [make_row(CELLS[1], 4, run) for run in range(3)] + [make_row(CELLS[1], 12), make_row(CELLS[2])]
    rows += [make_row(CELLS[1], 4, 3), make_row(CELLS[2], 4, 1), make_row(CELLS[1], 4, 4)]
    offset, last = (len(official.make_file(rows[:number])) for number in (5, 7))
    program.refuses(official.make_file(rows), 6, offset, "3 rows|three")
    errors = program.bring_in(official.make_file(rows), "--keep-going")
    places = [(int(found[0]), int(found[1])) for found in REFUSAL.findall(errors)]
    expect(places == [(6, offset), (8, last)], places)
    expect_rows(program.export_rows(), rows[:5] + rows[6:7])


def check_keep_going_nothing_good(program):
    """--keep-going: a file without one good record is refused"""
    bad = official.make_record(b"[]")
    for content in (bad, bad * 2000, b"x", b"hash,adjacency\n" * 100, official.make_file([ROW])[:-1]):
        program.write(content)
        program.fails(INVALID, "data", "import", INPUT, "-o", STORE, "--keep-going", reason=r"input\.tfrecord")
        program.expect_files(INPUT)


def check_first_of_several(program):
    """several bad records: the first in the file is named, whatever the number of threads"""
    rows = [make_row(of, epochs, run) for epochs in range(1, 16) for of in CELLS for run in range(3)]
    front = official.make_file(rows)
    bad = official.make_record(b"[]")
    content = front + bad + official.make_file([make_row(CELLS[0], 108)]) + bad + official.frame_header(5)
    for threads in ("1", "2", "4"):
        program.refuses(content, len(rows) + 1, len(front), "array", "--threads", threads)


def check_cut_off(program):
    """a file that is cut off: the record in which it ends is named; at the end of a record it is only shorter"""
    rows = [*BEFORE, ROW]
    content = official.make_file(rows)
    offsets = [*official.each_offset(content), len(content)]
    for number, (begin, end) in enumerate(zip(offsets, offsets[1:]), 1):
        sizes = {1, 5, 7, 8, 11, 12, 13, 100, end - begin - 5, end - begin - 4, end - begin - 3, end - begin - 1}
        for size in sorted(sizes if number in (1, len(rows)) else {3, 12, 200, end - begin - 1}):
            program.refuses(content[:begin + size], number, begin, "ends")
        program.bring_in(content[:end])
        expect_rows(program.export_rows(), rows[:number])
        os.unlink(program.path(STORE))


def check_no_official_file(program):
    """what is no official file: a folder, an empty file, a table, a text, a store, a device, a pipe, nothing at all"""
    program.write(b"")
    program.fails(INVALID, "data", "import", INPUT, "-o", STORE, reason=r"input\.tfrecord.*empty")
    for content in (b"\0" * 12, b"\0" * 4096, b"\xc3", bytes(range(200, 256)) * 9):
        program.refuses(content, 1, 0, "checksum|ends")
    table = b"hash,adjacency,operations,epochs\n" + b"0,0,0,4\n" * 100
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as pages:
        pages.writestr("xl/workbook.xml", "")
    for content, reason in ((b"x", "text.*--data"), (b"a text\n", "text.*--data"), (table, "text.*--data"),
                            ("Größe €".encode() * 30, "text.*--data"), (gzip.compress(table), "gzip -d.*--data"),
                            (table.decode().encode("utf-16"), "UTF-16.*iconv"), (book.getvalue(), "spreadsheet.*CSV")):
        program.write(content)
        program.fails(INVALID, "data", "import", INPUT, "-o", STORE, reason=r"input\.tfrecord.*no TFRecord.*" + reason)
    os.mkdir(program.path("folder"))
    program.fails(INVALID, "data", "import", "folder", "-o", STORE, reason="folder")
    program.fails(INVALID, "data", "import", "/dev/null", "-o", STORE, reason="/dev/null")
    for absent in ("absent.tfrecord", "folder/absent.tfrecord", INPUT + "/absent.tfrecord"):
        program.fails(MISSING, "data", "import", absent, "-o", STORE, reason=re.escape(absent))
    program.fails(USAGE, "data", "import", INPUT)
    program.fails(USAGE, "data", "import", "-o", STORE)
    program.expect_files(INPUT, "folder")
    program.write(official.make_file([ROW]))
    program.run("data", "import", INPUT, "-o", "other.nscape")
    program.fails(INVALID, "data", "import", "other.nscape", "-o", STORE, reason="a store already")
    os.unlink(program.path("other.nscape"))
    done = subprocess.run(["bash", "-c", f'"$0" data import <(cat {INPUT}) -o {STORE}', program.binary],
                          capture_output=True, cwd=program.folder, env=ENVIRONMENT, timeout=HANGS_S)
    expect(done.returncode == INVALID and b"regular" in done.stderr, "from a pipe:", done)
    program.expect_files(INPUT, "folder")


def check_large_file(program):
    """a file of several blocks: a flipped bit far in it is named by number and byte; the rest can be used"""
    content = bytearray(program.synthesise("nb101:vertices=6,edges=8", "--epochs", "108"))
    offsets = list(official.each_offset(content))
    expect(len(offsets) == 3 * 30285, len(offsets), "rows")
    number = 80000
    content[offsets[number - 1] + 200] ^= 1
    program.refuses(content, number, offsets[number - 1], "checksum")
    errors = program.bring_in(content, "--keep-going")
    expect([found[:2] for found in REFUSAL.findall(errors)] == [(str(number), str(offsets[number - 1]))], errors)
    keys = program.keys("data", "info", STORE)
    expect((keys["cells"], keys["runs"]) == ("30285", str(3 * 30285 - 1)), keys)


# ---- outputs ----

def check_outputs_refused(program):
    """-o: a folder that is not there, a folder, a path below a file, the full device"""
    program.write(official.make_file([ROW]))
    os.mkdir(program.path("folder"))
    for code, path in ((MISSING, "absent/store.nscape"), (INVALID, "folder"), (MISSING, INPUT + "/store.nscape")):
        program.fails(code, "data", "import", INPUT, "-o", path, reason=re.escape(path))
    program.fails(FAILED, "data", "import", INPUT, "-o", "/dev/full", reason="/dev/full")
    program.expect_files(INPUT, "folder")
    expect(os.listdir(program.path("folder")) == [], "something in the folder")
    program.run("data", "import", INPUT, "-o", STORE)
    for words in (("--csv",), ("--tfrecord",)):
        for code, path in ((MISSING, "absent/file"), (INVALID, "folder"), (FAILED, "/dev/full")):
            program.fails(code, "data", "export", STORE, *words, "-o", path, reason=re.escape(path))
    program.fails(FAILED, "data", "synthesise", "--space", "nb101:vertices=4", "-o", "/dev/full", reason="/dev/full")
    program.expect_files(INPUT, STORE, "folder")


def check_output_is_input(program):
    """-o: the input itself, by its path, by another spelling, by a hard link, by a symbolic link: refused, unharmed"""
    content = official.make_file(BEFORE)
    program.write(content)
    os.mkdir(program.path("folder"))
    os.link(program.path(INPUT), program.path("hard.nscape"))
    os.symlink(INPUT, program.path("soft.nscape"))
    os.symlink("soft.nscape", program.path("softer.nscape"))
    before = os.stat(program.path(INPUT))
    names = (INPUT, "./" + INPUT, "folder/../" + INPUT, program.path(INPUT), "hard.nscape", "soft.nscape",
             "softer.nscape")
    for source, target in [(INPUT, name) for name in names] + [("soft.nscape", INPUT), ("hard.nscape", "soft.nscape"),
                                                               ("soft.nscape", "soft.nscape")]:
        for words in ((), ("--keep-going",)):
            program.fails(USAGE, "data", "import", source, "-o", target, *words)
            after = os.stat(program.path(INPUT))
            expect(program.read() == content and (before.st_ino, before.st_mtime_ns, before.st_nlink) ==
                   (after.st_ino, after.st_mtime_ns, after.st_nlink), source, target, "harmed the input")
            expect(os.path.islink(program.path("soft.nscape")), target, "is no link any more")
    program.expect_files(INPUT, "folder", "hard.nscape", "soft.nscape", "softer.nscape")


def check_export_onto_its_store(program):
    """data export -o STORE: whole or refused, never half"""
    program.bring_in(official.make_file(BEFORE))
    before = program.read(STORE)
    done = subprocess.run([program.binary, "data", "export", STORE, "--tfrecord", "-o", STORE], cwd=program.folder,
                          capture_output=True, env=ENVIRONMENT, timeout=HANGS_S)
    after = program.read(STORE)
    expect(after == before if done.returncode != 0 else official.read_file(after), done)
    program.expect_files(INPUT, STORE)


def check_read_only_folder(program):
    """a folder in which nothing may be written: exit code 1, and the folder is as it was"""
    content = official.make_file([ROW])
    program.write(content)
    os.chmod(program.folder, 0o555)
    options = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        if options:
            try:
                subprocess.run([program.binary, "--version"], check=True, capture_output=True, **options)
            except (OSError, subprocess.SubprocessError):
                return "an ordinary user cannot run the program here: not checked"
        program.fails(FAILED, "data", "import", INPUT, "-o", STORE, reason="Permission denied", **options)
        program.expect_files(INPUT)
        expect(program.read() == content, "the input is harmed")
    finally:
        os.chmod(program.folder, 0o755)


def check_full_disk(program):
    """a disk that is full after so many bytes: exit code 1, nothing left, an older store as it was"""
    program.synthesise("nb101:vertices=4")
    program.run("data", "import", INPUT, "-o", "whole.nscape")
    size = os.path.getsize(program.path("whole.nscape"))
    program.write(official.make_file([ROW]), "small.tfrecord")
    program.run("data", "import", "small.tfrecord", "-o", STORE)
    older = program.read(STORE)

    def limited(limit):
        def apply():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        return {"preexec_fn": apply, "restore_signals": False}

    files = (INPUT, STORE, "small.tfrecord", "whole.nscape")
    for limit in (0, 1, 4095, 4096, size // 3, size // 2, size - 64, size - 1):
        program.fails(FAILED, "data", "import", INPUT, "-o", STORE, reason="cannot write", **limited(limit))
        program.expect_files(*files)
        expect(program.read(STORE) == older, limit, "the older store is harmed")
        program.fails(FAILED, "data", "import", INPUT, "-o", "new.nscape", reason="cannot write", **limited(limit))
        program.expect_files(*files)
    for words in (("export", "whole.nscape", "--tfrecord"), ("export", "whole.nscape", "--csv"),
                  ("synthesise", "--space", "nb101:vertices=4")):
        program.fails(FAILED, "data", *words, "-o", "new", reason="cannot write", **limited(10000))
        program.expect_files(*files)
    program.run("data", "import", INPUT, "-o", STORE, **limited(size))
    expect(program.read(STORE) == program.read("whole.nscape"), "with just enough room")


def check_full_file_system(program):
    """a file system of 16 kB: exit code 1, nothing left on it"""
    program.synthesise("nb101:vertices=4")
    os.mkdir(program.path("small"))
    script = ('mount -t tmpfs -o size=16k tmpfs small || exit 77; '
              '"$0" data import "$1" -o small/store.nscape; echo $?; '
              'ls -A small')
    done = subprocess.run(["unshare", "--mount", "bash", "-c", script, program.binary, INPUT], cwd=program.folder,
                          capture_output=True, env=ENVIRONMENT, timeout=HANGS_S)
    if done.returncode != 0:
        raise Skipped("the right to mount a file system")
    expect(done.stdout == b"1\n" and b"No space left" in done.stderr, done)


def check_older_store(program):
    """an older store under the same name: replaced by an import that succeeds, and by no other"""
    program.bring_in(official.make_file(BEFORE))
    older = program.read(STORE)
    program.write(FRONT + official.make_record(b"[]"))
    program.fails(INVALID, "data", "import", INPUT, "-o", STORE)
    expect(program.read(STORE) == older, "the older store is harmed")
    program.expect_files(INPUT, STORE)
    program.bring_in(official.make_file(AFTER))
    expect_rows(program.export_rows(), AFTER)


def is_writing(process, folder, files):
    """Whether there are other files than these in the folder, or a temporary one without a name is open."""
    if set(os.listdir(folder)) - files:
        return True
    descriptors = f"/proc/{process.pid}/fd"
    try:
        opened = [os.readlink(os.path.join(descriptors, number)) for number in os.listdir(descriptors)]
    except OSError:
        return False
    return any(path.startswith(os.path.realpath(folder)) and path.endswith("(deleted)") for path in opened)


def check_killed(program):
    """killed a hundred times: the name is free, or holds the older store, or the whole new one; never a harmed input"""
    content = program.synthesise("nb101:vertices=6,edges=7", "--epochs", "108")
    before = os.stat(program.path(INPUT))
    command = [program.binary, "data", "import", INPUT, "-o", STORE]
    options = {"cwd": program.folder, "env": ENVIRONMENT, "stderr": subprocess.DEVNULL}
    durations = []
    for _ in range(3):
        started = time.monotonic()
        subprocess.run(command, check=True, **options)
        durations.append(time.monotonic() - started)
    duration_s = sorted(durations)[1]
    whole = program.read(STORE)
    program.run("data", "verify", STORE)
    program.write(official.make_file([ROW]), "small.tfrecord")
    program.run("data", "import", "small.tfrecord", "-o", "older.nscape")
    older = program.read("older.nscape")
    files = {INPUT, STORE, "small.tfrecord", "older.nscape"}
    numbers = random.Random(3)
    states = collections.Counter()
    for trial in range(100):
        with_older, while_writing = trial % 2 == 0, trial % 4 < 2
        if with_older:
            shutil.copyfile(program.path("older.nscape"), program.path(STORE))
        elif os.path.exists(program.path(STORE)):
            os.unlink(program.path(STORE))
        with subprocess.Popen(command, **options) as process:
            if while_writing:
                while process.poll() is None and not is_writing(process, program.folder, files):
                    time.sleep(0.001)
                time.sleep(numbers.uniform(0, 0.15 * duration_s))
            else:
                time.sleep(numbers.uniform(0, 1.1 * duration_s))
                # The moments keep up with a machine that becomes more or less busy.
                duration_s *= 1.1 if process.poll() is None else 0.8
            caught = is_writing(process, program.folder, files)
            process.kill()
        left = set(os.listdir(program.folder)) - files
        expect(not any(name.endswith(".nscape") for name in left), "left behind:", left)
        for name in left:
            os.unlink(program.path(name))
        found = program.read(STORE) if os.path.exists(program.path(STORE)) else b""
        expect(found == whole or found == (older if with_older else b""), "trial", trial, "left", len(found), "bytes")
        states["finished" if found == whole else "writing" if caught else "reading"] += 1
    after = os.stat(program.path(INPUT))
    expect(program.read() == content and (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns),
           "the input is harmed")
    expect(states["reading"] >= 5 and states["writing"] >= 5, "kills came at other moments than meant:", states)


# ---- stores ----

SECTION = re.compile(r'section "([^"]+)"')


class Layout:
    """The parts of a store's file, by store_internal.h: what each byte belongs to."""

    HEADER = struct.Struct("<8sIIQQ4QIIIII16i128sII8I")
    ENTRY = struct.Struct("<48sQQIId")

    def __init__(self, store):
        fields = self.HEADER.unpack_from(store)
        table_offset, section_count = fields[4], fields[9]
        checksum_offset = self.HEADER.size
        expect(official.crc32c(store[:checksum_offset]) == struct.unpack_from("<I", store, checksum_offset)[0],
               "the header is not as it is laid out here")
        self.checksum_offset = checksum_offset
        self.begins = [(0, "header")]
        for number in range(section_count):
            entry = self.ENTRY.unpack_from(store, table_offset + number * self.ENTRY.size)
            if entry[2] > 0:
                self.begins.append((entry[1], entry[0].rstrip(b"\0").decode()))
        self.begins.append((table_offset, "section table"))
        self.begins.append((table_offset + section_count * self.ENTRY.size, "checksums"))

    def part_of(self, position):
        return [name for begin, name in self.begins if begin <= position][-1]


def damage_store(program, name, content, expected=None):
    program.write(content, name)
    errors = program.fails(INVALID, "data", "info", name, reason=re.escape(name))
    sections = SECTION.findall(errors)
    expect(sections if expected is None else sections == [expected], sections, "instead of", expected, "in", errors)


def check_changed_bytes(program):
    """a store with one byte changed: refused with the section's name, wherever the byte is"""
    program.synthesise("nb101:vertices=5", "--epochs", "108")
    program.run("data", "import", INPUT, "-o", STORE)
    store = program.read(STORE)
    layout = Layout(store)
    positions = {*range(layout.HEADER.size + 4), *range(0, len(store), 4096), len(store) - 1}
    positions |= {begin for begin, _ in layout.begins} | {begin - 1 for begin, _ in layout.begins[1:]}
    numbers = random.Random(4)

    def change(position):
        content = bytearray(store)
        content[position] ^= numbers.choice([1, 128, 255])
        damage_store(program, f"{position}.nscape", content, layout.part_of(position))
        os.unlink(program.path(f"{position}.nscape"))

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(change, sorted(positions)))


def check_damaged_stores(program):
    """stores cut off, empty, longer, of another version, of another machine; commands that read them all refuse"""
    program.bring_in(official.make_file(BEFORE))
    store = program.read(STORE)
    layout = Layout(store)
    numbers = random.Random(5)
    for size in {1, 7, 8, 100, layout.HEADER.size, 4095, 4096, len(store) // 2, len(store) - 1,
                 *(numbers.randrange(len(store)) for _ in range(10))}:
        damage_store(program, "cut.nscape", store[:size])
    damage_store(program, "longer.nscape", store + b"\0")
    damage_store(program, "twice.nscape", store + store)
    damage_store(program, "zeros.nscape", bytes(len(store)))

    def changed_header(position, content):
        header = store[:position] + content + store[position + len(content):layout.checksum_offset]
        return header + struct.pack("<I", official.crc32c(header)) + store[len(header) + 4:]

    damage_store(program, "version.nscape", changed_header(12, struct.pack("<I", 99)), "header")
    damage_store(program, "order.nscape", changed_header(8, store[8:12][::-1]), "header")
    program.write(b"", "empty.nscape")
    program.write(bytes(store[:-1]) + bytes([store[-1] ^ 1]), "damaged.nscape")
    for name in ("empty.nscape", "damaged.nscape", "folder"):
        if name == "folder":
            os.mkdir(program.path(name))
        for words in (("info", name), ("verify", name), ("export", name, "--csv"),
                      ("export", name, "--tfrecord", "-o", "new.tfrecord")):
            program.fails(INVALID, "data", *words, reason=re.escape(name))
    for words in (("info",), ("verify",), ("export", "--csv")):
        program.fails(MISSING, "data", *words[:1], "absent.nscape", *words[1:], reason=r"absent\.nscape")
    expect(not os.path.exists(program.path("new.tfrecord")), "a damaged store was exported")


def check_readers(program):
    """several processes that read one store: the same answer, nothing written beside it, the store untouched"""
    program.synthesise("nb101:vertices=5")
    program.run("data", "import", INPUT, "-o", STORE)
    store = program.read(STORE)
    os.chmod(program.path(STORE), 0o444)
    before = os.stat(program.path(STORE))
    for words in (("data", "info", STORE), ("data", "verify", STORE), ("data", "export", STORE, "--csv"),
                  ("query", "cell", CELLS[5].hash, "--data", STORE)):
        processes = [subprocess.Popen([program.binary, *words], cwd=program.folder, env=ENVIRONMENT,
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(4)]
        answers = [process.communicate(timeout=HANGS_S)[0] for process in processes]
        expect({process.returncode for process in processes} == {OK}, words)
        expect(len(set(answers)) == 1 and answers[0], words, "answers differ")
    after = os.stat(program.path(STORE))
    program.expect_files(INPUT, STORE)
    expect(program.read(STORE) == store and (before.st_ino, before.st_mtime_ns, stat.S_IMODE(after.st_mode)) ==
           (after.st_ino, after.st_mtime_ns, 0o444), "the store is touched")


# ---- the table ----

def all_checks():
    """Name, whether it needs the measurements, and the check."""
    for function in [function for name, function in globals().items() if name.startswith("check_")]:
        wants_data = function.__code__.co_argcount == 2
        yield (function.__doc__, wants_data, lambda program, function=function, wants_data=wants_data:
               function(program, program.data) if wants_data else function(program))
    for name, reason, payload in bad_payloads():
        record = official.make_record(payload)
        yield ("bad row: " + name, False, lambda program, reason=reason, record=record:
               refuse_record(program, reason, record))
    for name, reason, record, is_misleading in bad_frames():
        yield ("bad frame: " + name, False, lambda program, reason=reason, record=record:
               refuse_record(program, reason, record))
        yield ("bad frame at the start: " + name, False, lambda program, reason=reason, record=record:
               refuse_first_record(program, reason, record))
        yield ("bad frame passed over: " + name, False, lambda program, record=record, is_misleading=is_misleading:
               pass_over_frame(program, record, is_misleading))


def attempt(binary, data, check):
    """What failed, what is to be noted and what was lacking, all None where all is well, and how long it took."""
    started = time.monotonic()
    failed = note = lacking = None
    with tempfile.TemporaryDirectory(prefix="nasscape-test-") as folder:
        try:
            note = check(Importer(os.path.abspath(binary), data, folder))
        except Skipped as reason:
            lacking = str(reason)
        except (Failure, subprocess.SubprocessError, OSError, LookupError, ValueError, struct.error) as reason:
            failed = f"{type(reason).__name__ if not isinstance(reason, Failure) else ''} {reason}"[:800]
    return failed, note, lacking, time.monotonic() - started


def attempt_numbered(binary, data, number):
    """In a process of the pool, to which functions cannot be handed."""
    return attempt(binary, data, CHECKS[number][2])


CHECKS = list(all_checks())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--data", default=os.environ.get("NASSCAPE_TEST_DATA"))
    parser.add_argument("--only", default="", help="run the checks whose name contains this")
    parser.add_argument("--times", action="store_true", help="print how long each took")
    arguments = parser.parse_args()
    data = os.path.abspath(arguments.data) if arguments.data and os.path.isdir(arguments.data) else None
    counts = collections.Counter()
    absent = collections.Counter()
    chosen = []
    for number, (name, wants_data, _) in enumerate(CHECKS):
        if arguments.only not in name:
            continue
        if wants_data and data is None:
            skip(name, NO_MEASUREMENTS, absent)
        else:
            chosen.append(number)
    with concurrent.futures.ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
        outcomes = pool.map(functools.partial(attempt_numbered, arguments.binary, data), chosen)
        for number, (failed, note, lacking, duration_s) in zip(chosen, outcomes):
            name = CHECKS[number][0]
            if lacking:
                skip(name, lacking, absent)
                continue
            counts["failed" if failed else "passed"] += 1
            if arguments.times:
                print(f"{duration_s:.2f} s: {name}")
            if failed or note:
                print(f"FAILED: {name}: {failed}" if failed else f"note: {name}: {note}")
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    tell_absent(absent)
    sys.exit(1 if counts["failed"] or not counts + absent else 77 if absent else 0)


if __name__ == "__main__":
    main()
