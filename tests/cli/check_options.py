#!/usr/bin/env python3
"""Every option of every command either changes what is written, for some other value, or is refused; seeds keep all
their digits.

    check_options.py --binary PATH

Each command runs as it is in COMMANDS, then once more for each value of each option that any command has. It is to end
with exit code 2 and a message that names the option, or to write something else than before. Options that are about
how a command runs are in WITHOUT_EFFECT.
"""
import argparse
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile

CELLS = ["--space", "nb101:vertices=4"]
FEW = ["--lags", "4", "--exact-lags", "2", "--walks", "3", "--length", "40"]

# A search that reads all of its options: evaluations at several budgets, settings that differ from the script's.
SEARCHED = ["bohb", *CELLS, "--data", "{runs}", "--evaluations", "120", "--runs", "3", "--table", "regret"]

# Options of a command as (option, value), after its arguments. {out} is a folder and {file} a file, made anew for each
# run. data fetch is not here: see check_fetch.py.
COMMANDS = {
    "space count": CELLS,
    "space list": CELLS,
    "space encodings": CELLS,
    "space show": ["id:5", *CELLS],
    "data import": ["{bad}", "--keep-going", "-o", "{file}"],
    "data info": ["--data", "{bad}", "--keep-going"],
    "data verify": ["--data", "{bad}", "--keep-going"],
    "data export": ["--data", "{bad}", "--keep-going", "--csv"],
    "data synthesise": ["--space", "nb101:vertices=3", "-o", "{file}"],
    "graph info": CELLS,
    "graph export": [*CELLS, "--format", "graphml"],
    "graph distance": ["id:5", "id:60", *CELLS],
    "query cell": ["id:5", *CELLS],
    "query neighbours": ["id:5", *CELLS],
    "query ball": ["id:5", *CELLS],
    "query top": CELLS,
    "query sample": CELLS,
    "query path": ["id:5", "id:61", *CELLS],
    "query compare": ["id:5", "id:60", *CELLS],
    "query climb": ["id:5", *CELLS],
    "query nearest-better": ["id:5", *CELLS],
    "analyse list": [],
    "analyse all": [*CELLS, *FEW, "--out", "{out}"],
    "search list": [],
    "search tables": [],
    "search run": [*SEARCHED],
    "search compare": [*SEARCHED],
    "surrogate fit": [*CELLS, "--data", "{runs}", "--regression", "trees", "--folds", "3", "-o", "{file}"],
    "surrogate evaluate": [*CELLS, "--data", "{runs}"],
    "report paper": [*CELLS, *FEW, "--out", "{out}"],
    "export notebook locality": [*CELLS, "--lags", "4", "--walks", "3", "--length", "40", "--out", "{out}"],
    "export csv": CELLS,
    "export npy": [*CELLS, "-o", "{out}"],
    "export graphml": CELLS,
    "export sqlite": [*CELLS, "-o", "{file}"],
    "help": [],
}

# What each analysis is tried on: an option that it reads changes a table on one of them.
LANDSCAPES = [
    CELLS,
    [*CELLS, "--data", "{runs}"],
    ["--space", "hamming:4^3", "--data", "{words}", "--fitness", "column:score"],
    ["--space", "hamming:4^3", "--data", "{all words}", "--fitness", "column:score"],
]

# What an analysis does not run without.
NEEDED = {"compare": ["--with", "params"]}

# Values that differ from the defaults and from those above; more than one where none changes every command.
VALUES = {
    "space": ["nb101:vertices=5", "nb101:vertices=3", "nb201"],
    "data": ["{store}", "{runs}"],
    "order": ["id"],
    "rows": ["run=1 and epochs > 4"],
    "columns": ["test=final_validation_accuracy,time=halfway_training_time"],
    "percent": [None],
    "fitness": ["params", "valid@108", "time@108"],
    "minimise": [None],
    "equal-within": ["0.5"],
    "regression": ["trees", "ridge"],
    "relation": ["strict", "naszilla", "adjacent"],
    "distance": ["edit"],
    "radius": ["2"],
    "shells": [None],
    "standing": [None],
    "better": [None],
    "kind": ["removed"],
    "where": ["vertices > 3", "vertices < 4"],
    "over": ["sizes"],
    "path": ["widest", "improving"],
    "beyond-noise": [None],
    "targets": ["best:3"],
    "lags": ["3"],
    "walks": ["2"],
    "length": ["30"],
    "exact-lags": ["1"],
    "validity": ["raw"],
    "invalid": ["redraw"],
    "bins": ["3"],
    "top": ["40"],
    "margins": ["0.05"],
    "epsilons": ["0.05"],
    "with": ["width", "symbol_1"],
    "with-better": ["lower"],
    "cost": ["depth"],
    "network": ["{words}"],
    "nodes": ["{words}"],
    "method": ["sampled"],
    "improvement": ["best"],
    "runs": ["2"],
    "stopping": ["1"],
    "perturbation": ["1"],
    "sample": ["64"],
    "eigenpairs": ["3"],
    "seed": ["2", "3"],
    "n": ["3"],
    "model": ["{model}"],
    "folds": ["4"],
    "diameter": [None],
    "cross-check": [None],
    "keep-going": [None],
    "format": ["json", "c", "man"],
    "epochs": ["108"],
    "ids": [None],
    "csv": [None],
    "quote-text": [None],
    "style": ["slide"],
    "recipe": ["a.recipe"],
    "report": ["landscape"],
    "tfrecord": [None],
    "address": ["http://127.0.0.1:9/none"],
    "encoding": ["B"],
    "protocol": ["paper"],
    "evaluations": ["50"],
    "time": ["20000"],
    "unique": [None],
    "count-invalid": ["yes"],
    "select-by-mean": ["yes"],
    "full-budget-only": ["yes"],
    "score-every": ["7"],
    "set": ["samples=2"],
    "settings": ["script"],
    "sweep": ["samples=2,3"],
    "iohprofiler": ["{out}"],
    "over": ["time"],
    "grid": ["5"],
    "resamples": ["200"],
    "repeats": ["3"],
    "locations": ["basins"],
}
WITHOUT_EFFECT = {"threads", "quiet", "verbose", "help", "maximise", "graph"}  # maximise says what is so without it
# --out says where, --table belongs to `analyse NAME` alone, and --point names the column that these tables have: see
# cases.py.
# --edge-limit makes no difference where all edges of a matrix are within the limit, as here: see test_search_domain.c.
# --from takes the place of the points: see check_query.py. --port and --open belong to `explore`, which serves until it is
# ended: see check_explore.py. --part makes a file of its own: see check_parts.py.
ELSEWHERE = {"out", "table", "point", "from", "port", "open", "edge-limit", "part"}

# What an option needs beside it to have an effect: another option and its value.
BESIDE = {("analyse " + name, option): ("method", "sampled")
          for name in ("all", "lon", "profile") for option in ("runs", "stopping")}
BESIDE["analyse all", "with-better"] = ("with", "width")
BESIDE["analyse lon", "seed"] = ("method", "sampled")
BESIDE["query neighbours", "equal-within"] = BESIDE["query ball", "equal-within"] = ("better", None)
BESIDE["query climb", "seed"] = ("method", "first")
BESIDE["query path", "equal-within"] = ("path", "improving")
BESIDE.update({(command, "keep-going"): ("data", "{bad rows}")
               for command in COMMANDS if not command.startswith("data ")})
# Points are drawn where all pairs would be too many, and a start of eigenvectors where all are too many: on spaces that
# take longer than this test.
ON_LARGE_SPACES = {("analyse " + name, option) for name in ("all", "escape", "dispersion", "profile")
                   for option in ("sample", "seed")} | {("analyse spectrum", "seed")}
# A network is measured in place of a landscape: see check_networks.py.
IN_PLACE_OF_LANDSCAPES = {"network", "nodes"}
# Options of experiments, which the report `search` reads and others refuse.
OF_SEARCHES = {"encoding", "protocol", "evaluations", "time", "runs", "unique", "count-invalid", "select-by-mean",
               "full-budget-only", "score-every"}
PROVENANCE = {"relation", "distance_rule", "fitness_rule", "direction", "equal_within", "runs", "coverage", "known", "points", "sample", "origin",
              "source", "seed"}
SEEDS = [2 ** 53 + 1, 2 ** 63, 2 ** 64 - 1]


class Program:
    def __init__(self, binary, folder):
        self.binary = binary
        self.files = {"{runs}": "runs.csv", "{tfrecord}": "runs.tfrecord", "{store}": "runs.nscape",
                      "{bad}": "bad.tfrecord", "{bad rows}": "bad.csv", "{model}": "model.json", "{words}": "words.csv",
                      "{all words}": "all_words.csv"}
        self.files = {mark: os.path.join(folder, name) for mark, name in self.files.items()}
        self.folder = folder
        self.answers = {}

    def run(self, *words):
        """The exit code, all that was written by name, and the messages; the program runs once for the same words."""
        if words not in self.answers:
            self.answers[words] = self.run_anew(*words)
        code, written, errors = self.answers[words]
        return code, dict(written), errors

    def run_anew(self, *words):
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            marks = {"{out}": os.path.join(place, "out"), "{file}": os.path.join(place, "file"), **self.files}
            for mark, path in marks.items():
                words = [word.replace(mark, path) for word in words]
            done = subprocess.run([self.binary, *words], capture_output=True, timeout=600)
            written = {"": done.stdout.decode("latin1").replace(place, "")}
            for folder, _, names in os.walk(place):
                for name in names:
                    with open(os.path.join(folder, name), encoding="latin1") as file:
                        written[name] = file.read()
            return done.returncode, written, done.stderr.decode()

    def make(self, *words):
        """The same for words that must succeed: what was written."""
        code, written, errors = self.run(*words)
        if code != 0:
            raise RuntimeError(f"{words}: {errors}")
        return written

    def make_files(self):
        """Made-up runs in each form, two of them with a row that is wrong; a fitness of words."""
        self.make("data", "synthesise", *CELLS, "-o", "{tfrecord}")
        self.make("data", "import", "{tfrecord}", "-o", "{store}")
        self.make("data", "export", "{store}", "--csv", "-o", "{runs}")
        self.make("surrogate", "fit", *CELLS, "--data", "{runs}", "-o", "{model}")
        with open(self.files["{tfrecord}"], "rb") as file:
            records = bytearray(file.read())
        records[200] ^= 1
        with open(self.files["{bad}"], "wb") as file:
            file.write(records)
        with open(self.files["{runs}"]) as file:
            header, *lines = file.read().splitlines()
        with open(self.files["{runs}"], "w") as file:  # of a part of the cells
            file.write("\n".join([header, *(line for line in lines if int(line[:8], 16) % 4)]) + "\n")
        with open(self.files["{bad rows}"], "w") as file:
            file.write("\n".join([header, *lines, "0" * 32 + lines[-1][32:]]) + "\n")
        for mark, step in (("{words}", 7), ("{all words}", 65)):
            with open(self.files[mark], "w") as file:
                file.write("point,score\n")
                for number in range(64):
                    word = "".join(str(number // 4 ** place % 4) for place in (2, 1, 0))
                    file.write(f"{word},{number * 37 % 64 / 64}\n" if (number + 1) % step else "")


def with_beside(words, command, option):
    return vary(words, *BESIDE[command, option]) if (command, option) in BESIDE else words


def vary(words, option, value):
    """The words with another value of an option; a flag that is there is taken away."""
    words, flag = list(words), "--" + option
    if option in ("csv", "tfrecord") and "--csv" in words:
        words.remove("--csv")
        return [*words, "--tfrecord"]
    if flag in words:
        place = words.index(flag)
        del words[place:place + (1 if value is None else 2)]
        return words if value is None else [*words, flag, value]
    return [*words, flag] if value is None else [*words, flag, value]


def is_refused(code, errors, option):
    return code == 2 and re.search(f"--{option}\\b", errors) is not None


def has_effect(program, command, words, option):
    """True where another value changes what is written, None where the option is refused."""
    code, _, errors = program.run(*command.split(), *vary(words, option, VALUES[option][0]))
    if is_refused(code, errors, option):
        return None
    words = [*command.split(), *with_beside(words, command, option)]
    for value in VALUES[option]:
        code, after, _ = program.run(*vary(words, option, value))
        code_before, before, _ = program.run(*words)
        for written in (before, after):
            written.pop("manifest.json", None)  # it holds the command line
        # Where rows are left out of the data, or cells out of the space, data that holds them is refused.
        codes = (0, 3, 4) if option in ("keep-going", "space") else (0, 4)
        if code in codes and code_before in codes and after != before:
            return True
    return False


def check_commands(program):
    script = program.make("help", "--format", "bash")[""]
    options = {word[2:] for text in re.findall('options="([^"]*)"', script) for word in text.split()}
    for option in sorted(options - WITHOUT_EFFECT - ELSEWHERE):
        for command, words in COMMANDS.items():
            if (command, option) not in ON_LARGE_SPACES and has_effect(program, command, words, option) is False:
                yield f"{command} reads --{option}, which changes nothing"


def without_provenance(text):
    """The rows of a table, without the columns that every table ends with."""
    rows = list(csv.reader(io.StringIO(text)))
    first = min(place for place, name in enumerate(rows[0]) if name in ("relation", "fitness_rule")
                and set(rows[0][place:]) <= PROVENANCE)
    return [row[:first] for row in rows]


def analysis_changes(program, name, tables, option):
    for landscape in LANDSCAPES:
        for table in tables:
            words = ["analyse", name, "--table", table,
                     *with_beside([*landscape, *NEEDED.get(name, [])], "analyse " + name, option)]
            code, before, _ = program.run(*words)
            if code != 0:  # does not suit the landscape, or says nothing of it
                continue
            after = program.make(*vary(words, option, VALUES[option][0]))
            if without_provenance(before[""]) != without_provenance(after[""]):
                return True
    return False


def check_analyses(program):
    """Each option that an analysis reads changes a column of its own; the others are refused."""
    tables, read = {}, {}
    for row in csv.DictReader(io.StringIO(program.make("analyse", "list")[""])):
        tables.setdefault(row["name"], []).append(row["table"])
        read[row["name"]] = {word[2:] for word in row["options"].split()}
    every = set().union(*read.values())
    for name in tables:
        for option in sorted(every):
            if option not in read[name]:
                code, _, errors = program.run("analyse", name, *CELLS, "--" + option, VALUES[option][0])
                if not is_refused(code, errors, option):
                    yield (f"analyse {name} does not refuse --{option}: {code} {errors}")
            elif option not in IN_PLACE_OF_LANDSCAPES and ("analyse " + name, option) not in ON_LARGE_SPACES and \
                    not analysis_changes(program, name, tables[name], option):
                yield f"analyse {name} reads --{option}, which changes nothing"
    code, _, errors = program.run("query", "top", *CELLS, "--keep-going")
    if code != 2 or "--keep-going has an effect with --data only" not in errors:
        yield f"query top --keep-going without --data: {code} {errors}"
    code, _, errors = program.run("analyse", "lon", *CELLS, "--runs", "3")
    if code != 2 or "--runs has an effect only with --method sampled" not in errors:
        yield f"analyse lon --runs without --method sampled: {code} {errors}"


def check_manifest(program):
    """manifest.json names each option that the report reads, with its value."""
    given = {"lags": 3, "exact_lags": 1, "walks": 2, "length": 30, "bins": 3, "top_percent": 40.5,
             "margins": "0.05", "cost": "params", "seed": 7}
    names = {"top_percent": "top"}
    words = [word for key, value in given.items()
             for word in ("--" + names.get(key, key).replace("_", "-"), str(value))]
    manifest = json.loads(program.make("report", "paper", *CELLS, *words, "--out", "{out}")["manifest.json"])
    if manifest["options"] != given:
        yield (f"the manifest's options are {manifest['options']}")
    named = {names.get(key, key.replace("_", "-")) for key in given}
    help_text = program.make("help", "report")[""]
    for option in VALUES:
        # Other reports read further options of analyses.
        in_help = "--" + option + " " in help_text
        if not in_help and (option in named | OF_SEARCHES | {"space", "data", "order", "rows", "columns", "percent",
                                                        "fitness", "minimise", "equal-within", "relation",
                                                        "keep-going"}):
            yield f"help report and the manifest differ in --{option}"
    walked = [file for file in manifest["files"] if file.get("analysis") == "encodingrwa"]
    if {file["validity"] for file in walked} != {"raw", "pruned"} or {file["invalid"] for file in walked} != {"stay"}:
        yield ("files of encodingrwa do not name what the report fixes")


def check_seeds(program):
    """All digits of a seed, in each format and in the manifest."""
    lon = ["analyse", "lon", "--space", "hamming:2^4", "--fitness", "symbol_0", "--method", "sampled", "--runs", "2",
           "--table", "summary"]
    for seed in SEEDS:
        words = [*lon, "--seed", str(seed)]
        rows = list(csv.DictReader(io.StringIO(program.make(*words)[""])))
        objects = json.loads(program.make(*words, "--format", "json")[""])
        aligned = program.make(*words, "--format", "table")[""].splitlines()
        report = program.make("report", "paper", *CELLS, *FEW, "--seed", str(seed), "--out", "{out}")
        manifest = json.loads(report["manifest.json"])
        found = [{int(row["seed"]) for row in rows}, {row["seed"] for row in objects},
                 {int(line.split()[-1]) for line in aligned[1:]}, {manifest["seed"]}, {manifest["options"]["seed"]},
                 {row["value"] for row in objects if row["statistic"] == "seed"},
                 {int(row["value"]) for row in rows if row["statistic"] == "seed"},
                 {int(row["seed"]) for row in csv.DictReader(io.StringIO(report["rwa-pruned.csv"]))}]
        if any(values != {seed} for values in found):
            yield (f"seed {seed}: {found}")
    code, _, errors = program.run(*lon, "--seed", str(2 ** 64))
    if code != 2 or f"from 0 to {2 ** 64 - 1}" not in errors:
        yield (f"seed {2 ** 64}: {code} {errors}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        program = Program(os.path.abspath(arguments.binary), folder)
        program.make_files()
        failures = [failure for check in (check_seeds, check_manifest, check_commands, check_analyses)
                    for failure in check(program)]
    print(*failures, sep="\n", file=sys.stderr)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
