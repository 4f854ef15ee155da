#!/usr/bin/env python3
"""What the program writes to a terminal: a table for reading, as wide as the terminal, whose numbers are those of the
CSV that it writes to a pipe.

    check_terminal.py --binary PATH
"""
import csv
import fcntl
import io
import os
import re
import struct
import subprocess
import termios
import unicodedata

from checks import HANGS_S, PROGRAM, main, open_terminal, run

WIDTHS = (40, 80, 200)
BEST = "published-best"
SPACE = ["--space", "nb101:vertices=4"]
PAIR = ["id:30", "best", "--space", "nb101:vertices=5"]  # cells of different size, whose changes have long names
COMMANDS = [
    ["query", "top", *SPACE], ["query", "cell", BEST], ["query", "neighbours", BEST],
    ["query", "top", "-n", "1", *SPACE],
    ["query", "top", "--space", "nb201", "--fitness", "nor_conv_3x3"], ["space", "count"], ["space", "list", *SPACE],
    ["space", "list", "--space", "hamming:漢字,né,a^3"], ["space", "count", "--space", "nb201"],
    ["space", "show", BEST], ["space", "show", "444444", "--space", "nb201"], ["graph", "info", *SPACE],
    ["graph", "export", *SPACE], ["graph", "distance", "id:3", "id:40", *SPACE], ["analyse", "fdc", *SPACE],
    ["analyse", "depthwidth", *SPACE], ["query", "sample", *SPACE], ["query", "ball", "id:3", *SPACE],
    ["query", "compare", "id:3", "id:40", *SPACE], ["query", "path", "id:3", "id:40", *SPACE],
    ["query", "climb", "id:3", *SPACE],
]


def on_terminal(words, width, columns=None, locale="C.UTF-8"):
    """What the program writes to a terminal so wide."""
    ours, theirs = open_terminal()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"} | {"LC_ALL": locale}
    if columns is not None:
        environment["COLUMNS"] = columns
    with subprocess.Popen([PROGRAM.binary, *words], stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.PIPE,
                          env=environment) as process:
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 1 << 16)
            except OSError:  # the other end is closed
                part = b""
            if not part:
                break
            parts.append(part)
        errors = process.stderr.read().decode()
        code = process.wait(HANGS_S)
    os.close(ours)
    assert code == 0, (words, errors)
    return b"".join(parts).decode().replace("\r\n", "\n")


def columns_of(line):
    """The columns that a line takes, by the tables of Python."""
    return sum(0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
               for letter in line)


def check_widths(folder):
    for words in COMMANDS:
        for width in WIDTHS:
            text = on_terminal(words, width)
            assert text.endswith("\n") and "\x1b" not in text, (words, width, text[-80:])
            lines = text.split("\n")
            drawing = text.index("hash ") if words[:3] == ["space", "show", BEST] else 0
            for line in text[drawing:].split("\n"):
                assert columns_of(line) <= width, (words, width, line)
            assert not any(line.endswith(" ") for line in text[drawing:].split("\n")), (words, width, lines)


def digits_of(number):
    return number.lstrip("-0.").replace(".", "").split("e")[0]


def agrees(shown, exact):
    """Whether a shown number is the exact one to five digits."""
    return shown == exact or float(shown) == float(f"{float(exact):.5g}") or (
        abs(float(exact)) >= 1e5 and abs(float(shown) - float(exact)) <= 0.5)


def check_values(folder):
    """The columns of a terminal that is wide enough are those of the CSV, but for what is told below."""
    for words in (["query", "top", *SPACE], ["query", "neighbours", BEST, "--relation", "strict"],
                  ["analyse", "fdc", *SPACE],
                  ["graph", "export", *SPACE], ["query", "top", "--space", "nb201", "--fitness", "nor_conv_3x3"]):
        rows = run(*words)
        text = on_terminal(words, 2000)
        header, *lines = text.split("\n")
        below = "\n".join(lines[len(rows):])
        told = dict(item.split(" ", 1) for line in below.split("\n") if " · " in line for item in line.split(" · "))
        empty = re.findall(r"^empty: (.*)$", below, re.M)
        empty = empty[0].split(", ") if empty else []
        assert "left out" not in below, below
        shown = re.split(r" {2,}", header.strip())
        assert sorted([*shown, *told, *empty]) == sorted(rows[0]), (words, shown, told, empty)
        assert all(row[name] == "" for row in rows for name in empty), words
        for name, value in told.items():
            assert {row[name] for row in rows} == {rows[0][name]}, (words, name)
            assert value == rows[0][name] or agrees(value, rows[0][name]), (words, name, value)
        full = [name for name in shown if all(row[name] != "" for row in rows)]
        for row, line in zip(rows, lines):
            fields = re.split(r" {2,}", line.strip())
            if len(full) < len(shown):
                continue  # blank fields: nobody can tell by blanks alone which they are
            for name, field in zip(shown, fields, strict=True):
                field = field.removeprefix("≈")
                if not (field == row[name] or agrees(field, row[name])):
                    raise AssertionError((words, name, field, row[name]))


def check_surrogate(folder):
    """Values of the surrogate are marked, measured ones are not."""
    with open(folder + "/cells.csv", "w", encoding="utf-8") as file:
        file.write("hash,epochs,test_accuracy\n")
        file.writelines(f"{cell['hash']},108,0.9{number:03}\n"
                        for number, cell in enumerate(run("space", "list", *SPACE)))
    marked = on_terminal(["query", "top", *SPACE], 80)
    assert marked.count("≈") == 11 and "≈ surrogate, not measured\n" in marked, marked
    assert "≈" not in on_terminal(["query", "top", *SPACE, "--data", folder + "/cells.csv"], 80)
    assert "≈" not in on_terminal(["query", "top", *SPACE, "--fitness", "params"], 80)
    plain = on_terminal(["query", "top", *SPACE], 40, locale="C")
    assert plain.isascii() and plain.count("~ surrogate, not measured") == 1, plain
    sides = on_terminal(["query", "compare", "id:3", "id:40", *SPACE], 120)
    assert re.search(r"^fitness +test@108:mean +≈0\.\d+ +≈0\.\d+ +≈-?0\.\d+", sides, re.M), sides
    assert re.search(r"^feature +vertices +\d+ +\d+ ", sides, re.M), sides
    cell = on_terminal(["query", "cell", BEST], 80)
    assert re.search(r"^test@108:mean +≈0\.\d{5}$", cell, re.M) and "runs  " not in cell, cell


def check_answers(folder):
    """Where room is short, the point that was found and the change that leads there come before all else."""
    changes = {row["change"] for row in run("query", "compare", *PAIR)} - {""}
    for width in (120, 200):
        text = on_terminal(["query", "compare", *PAIR], width)
        assert all(re.search(" {2}" + re.escape(change) + "( {2}|$)", text, re.M) for change in changes), text
        assert width > 120 or "direction" not in text.split("left out to fit")[0], text
    narrow = on_terminal(["query", "compare", *PAIR], 80)
    assert re.search(r"^name +a +b +difference +change$", narrow, re.M), narrow
    assert all(f"  {change[:20]}" in narrow for change in changes), narrow
    for words in (["query", "neighbours", "resnet-like", "id:1", "-n", "2"],
                  ["query", "nearest-better", "resnet-like", "id:1"], ["query", "path", *PAIR],
                  ["query", "neighbours", "resnet-like", "-n", "4"]):
        rows = run(*words)
        for width in (80, 120):
            header, *lines = on_terminal(words, width).split("\n")
            assert {"hash", "change", "fitness"} <= set(header.split()), (words, width, header)
            assert width > 80 or "id" not in header.split(), (words, header)
            # Names of columns may go on in a second line; lines of the surrogate's values are the rows.
            for row, line in zip(rows, [line for line in lines if "≈0." in line], strict=True):
                assert row["hash"][:6] in line and row["change"] in line, (words, width, line)
    for width in WIDTHS:
        text = on_terminal(["query", "neighbours", "resnet-like", "id:1", "-n", "2"], width)
        assert {"hash", "change"} <= set(text.split("\n")[0].split()), text
    shells = on_terminal(["query", "ball", "resnet-like", "--radius", "2", "--shells"], 80)
    assert len(re.findall(r"^ +[12] +\d+ +\d+ +≈0\.\d+ +≈0\.\d+ ", shells, re.M)) == 2, shells


def check_choices(folder):
    """COLUMNS comes before the size of the terminal; a format and a file are as in a pipe."""
    narrow = on_terminal(["query", "top", *SPACE], 200, columns="60")
    assert max(map(columns_of, narrow.split("\n"))) <= 60 and "left out to fit 60 columns" in narrow, narrow
    assert on_terminal(["query", "top", *SPACE], 0) == on_terminal(["query", "top", *SPACE], 80)
    assert on_terminal(["space", "count"], 90, columns="x") == on_terminal(["space", "count"], 90)
    for words in (["query", "top", *SPACE], ["space", "count"], ["query", "cell", "id:1"]):
        for more in (["--format", "csv"], ["--format", "table"], ["--format", "json"], ["--quote-text"]):
            piped = subprocess.run([PROGRAM.binary, *words, *more], capture_output=True, check=True, timeout=HANGS_S)
            assert on_terminal([*words, *more], 40) == piped.stdout.decode(), (words, more)
        assert on_terminal([*words, "--out", folder + "/file"], 40) == ""
        with open(folder + "/file", encoding="utf-8") as file:
            assert list(csv.DictReader(file)) == run(*words), words
    rows = list(csv.DictReader(io.StringIO(on_terminal(["query", "top", *SPACE, "--format", "csv"], 40))))
    assert rows == run("query", "top", *SPACE)


def check_fit(folder):
    """The judgement of a fit, which is CSV in a pipe, is for reading on a terminal."""
    with open(folder + "/cells.csv", "w", encoding="utf-8") as file:
        file.write("hash,epochs,test_accuracy\n")
        file.writelines(f"{cell['hash']},108,0.9{number:03}\n"
                        for number, cell in enumerate(run("space", "list", *SPACE)))
    words = ["surrogate", "fit", *SPACE, "--data", folder + "/cells.csv", "--folds", "2", "-o", folder + "/model.json"]
    pairs = dict(re.split(r" {2,}", line, maxsplit=1) for line in on_terminal(words, 100).split("\n")
                 if "  " in line)
    rows = {row["statistic"]: row["value"] for row in run(*words) if row["value"] != ""}
    assert pairs.keys() == rows.keys(), (pairs, rows)
    assert all(pairs[name] == value or agrees(pairs[name], value) for name, value in rows.items()), (pairs, rows)


def check_escapes(folder):
    """Control characters and marks of direction in names are shown, never written; tables for reading in a file, too."""
    with open(folder + "/edges.csv", "w", encoding="utf-8") as file:
        file.write("from,to\na\u202eb,c\u009b31m\nc\u009b31m,d\x7f\n")
    words = ["space", "list", "--space", folder + "/edges.csv"]
    table = subprocess.run([PROGRAM.binary, *words, "--format", "table"], capture_output=True, text=True, check=True).stdout
    for text in (on_terminal(words, 80), table):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text), repr(text)
        assert all(name in text for name in ("a\\u202eb", "c\\u009b31m", "d\\x7f")), repr(text)


if __name__ == "__main__":
    main([check_widths, check_values, check_surrogate, check_answers, check_choices, check_fit, check_escapes])
