#!/usr/bin/env python3
"""Runs the commands of README.md and docs/*.md in a clean folder, and compares what they print with what stands there.

    check_readme.py --binary PATH --source FOLDER [--long] [FILE...]

Commands stand in blocks fenced by ```sh, one a line, those of one document after the other in one folder that has the
project's examples/. A block ```csv or ```text behind such a block, in the same section, is part of what its last command
printed: rows in their order, and of a table any of its columns, numbers to as many digits as are shown; a line of "..."
stands for what is left out. Without --long, only commands that answer at once are run. Commands that need a download are run if the file is among
the real measurements (NASSCAPE_TEST_DATA); what is not run is told.
"""
import argparse
import csv
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HANGS_S = 1200
SLOW = ("report", "analyse all", "analyse profile", "surrogate", "search", "export", "analyse encodingrwa",
        "analyse readings", "data synthesise -o")
# Files that `data fetch` brings, by the names that documents give them, among the real measurements.
FETCHED = {"run1": "nb101_run1_test108.npy"}


def blocks_of(text):
    """The fenced blocks of a document, in order: their word and their lines; "section" where a heading lies between."""
    end = 0
    for match in re.finditer(r"^( *)```(\w*)\n(.*?)^\1```$", text, re.M | re.S):
        if re.search(r"^#", text[end:match.start()], re.M):
            yield "section", []
        end, indent = match.end(), len(match[1])
        yield match[2], [line[indent:] for line in match[3].splitlines()]


def commands_of(lines):
    """One command a line; a backslash at the end joins the next line."""
    text = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


# ---- what a command prints ----


def number_agrees(shown, exact):
    """Whether a number is another one rounded to the digits that it has."""
    try:
        value, exact_value = float(shown), float(exact)
    except ValueError:
        return False
    if "e" in shown.lower():
        return abs(value - exact_value) <= abs(value) * 0.5 * 10.0 ** -len(shown.lower().split("e")[0].partition(".")[2])
    return abs(value - exact_value) <= 0.5000001 * 10.0 ** -len(shown.partition(".")[2])


def compare_table(shown, printed):
    """A shown table: some columns of the printed one, and some of its rows in their order."""
    wanted = list(csv.reader(io.StringIO("\n".join(shown))))
    rows = list(csv.reader(io.StringIO(printed)))
    if not rows or not set(wanted[0]) <= set(rows[0]):
        return f"columns {wanted[0]} are not those printed: {rows[0] if rows else 'nothing'}"
    places = [rows[0].index(name) for name in wanted[0]]
    position = 1
    for row in wanted[1:]:
        if row and row[0] in ("...", "…"):
            continue
        while position < len(rows) and not all(
                field == rows[position][place] or number_agrees(field, rows[position][place])
                for field, place in zip(row, places)):
            position += 1
        if position == len(rows):
            return f"no row is {row}; printed: {printed[:1500]}"
        position += 1
    return None


def compare_text(shown, printed):
    """Shown lines stand among the printed ones in their order, whatever the blanks; "..." leaves lines out."""
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    position = 0
    for line in (" ".join(line.split()) for line in shown):
        if line in ("", "...", "…"):
            continue
        if line not in lines[position:]:
            return f"no line is {line!r}; printed: {printed[:1500]}"
        position = lines.index(line, position) + 1
    return None


# ---- running ----


class Folder:
    """A clean folder with the examples, in which the commands of one document run."""

    def __init__(self, arguments, path):
        self.path, self.arguments, self.missing = pathlib.Path(path), arguments, set()
        shutil.copytree(arguments.source / "examples", self.path / "examples")
        (self.path / "bin").mkdir()
        (self.path / "bin/nasscape").symlink_to(os.path.abspath(arguments.binary))
        self.environment = dict(os.environ, PATH=f"{self.path}/bin:{os.environ['PATH']}", LC_ALL="C.UTF-8")

    def reason_to_skip(self, command):
        words = command.split("#")[0].split()
        if words[0] == "./bootstrap.sh":
            return "a bootstrap command"
        if words[0] not in ("nasscape", "printf"):
            return "no command of nasscape"
        if words[1] == "explore" or words[1:3] == ["search", "serve"]:
            return "a server"
        lacking = [name for name in self.missing if name in words[3:]]
        if lacking:
            return f"needs {lacking[0]}"
        if words[1:3] == ["data", "fetch"]:
            return None
        if not self.arguments.long and (" ".join(words[1:]).startswith(SLOW) or "run1.npy" in words):
            return "slow"
        return None

    def fetch(self, words):
        """In place of a download: the file, where it is among the real measurements; else its name is missing."""
        name = words[words.index("-o") + 1] if "-o" in words else words[words.index("--out") + 1]
        source = pathlib.Path(os.environ.get("NASSCAPE_TEST_DATA", "")) / FETCHED.get(words[3], "none")
        if source.is_file():
            (self.path / name).symlink_to(source.resolve())
        else:
            self.missing.add(name)

    def run(self, command):
        """What the command printed; None if it was not run."""
        reason = self.reason_to_skip(command)
        if reason:
            print(f"  not run ({reason}): {command}")
            self.leave_out(command)
            return None
        words = command.split("#")[0].split()
        if words[1:3] == ["data", "fetch"]:
            self.fetch(words)
            return None
        done = subprocess.run(["bash", "-c", command], cwd=self.path, env=self.environment, capture_output=True, text=True,
                              timeout=HANGS_S)
        if done.returncode != 0:
            raise AssertionError(f"{command}: exit {done.returncode}: {done.stderr.strip()}")
        print(f"  {command}")
        return done.stdout

    def changed_examples(self):
        """Examples that the document's commands make in another way than they are."""
        for example in sorted((self.arguments.source / "examples").glob("*.csv")):
            made = self.path / example.name
            if made.exists() and made.read_bytes() != example.read_bytes():
                yield f"examples/{example.name} is not what the commands make"

    def leave_out(self, command):
        """Files that a command would have written are missing for those after it."""
        match = re.search(r" (?:-o|--out) (\S+)", command)
        if match and not (self.path / match[1]).exists():
            self.missing.add(match[1])


def check_bootstrap(arguments, command):
    """A bootstrap command is one that the script knows; CI runs the script itself."""
    usage = subprocess.run([arguments.source / "bootstrap.sh", "help"], capture_output=True, text=True).stdout
    word = command.split()[1]
    if f"\n  {word} " not in usage:
        raise AssertionError(f"{command}: bootstrap.sh has no command {word}")


def check_document(arguments, document):
    faults, printed, command = [], None, None
    with tempfile.TemporaryDirectory(prefix="nasscape-readme-") as name:
        folder = Folder(arguments, name)
        for word, lines in blocks_of(document.read_text()):
            try:
                if word == "sh":
                    for command in commands_of(lines):
                        if command.startswith("./bootstrap.sh"):
                            check_bootstrap(arguments, command)
                        printed = folder.run(command)
                elif word in ("csv", "text") and printed is not None:
                    fault = (compare_table if word == "csv" else compare_text)(lines, printed)
                    printed = None
                    if fault:
                        raise AssertionError(f"{command}: {fault}")
            except AssertionError as fault:
                faults.append(str(fault))
                printed = None
            if word not in ("sh", "csv", "text"):
                printed = None
        faults += folder.changed_examples()
    return faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("documents", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    arguments.source = arguments.source.resolve()
    documents = arguments.documents or [arguments.source / "README.md", *sorted(arguments.source.glob("docs/*.md")),
                                        *arguments.source.glob("examples/README.md")]
    failed = 0
    for document in documents:
        print(document)
        for fault in check_document(arguments, document):
            print(f"FAILED: {document.name}: {fault}")
            failed += 1
    print(f"{len(documents)} documents, {failed} commands or outputs are wrong")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
