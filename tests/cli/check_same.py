#!/usr/bin/env python3
"""The same command gives the same bytes: with any number of threads, again, at fixed addresses, where numbers have a
decimal comma, in any time zone, built by other compilers and with other optimisations; and on other processors the same
numbers to nine digits.

    check_same.py --binary PATH --source PROJECT [--library PATH] [--long] [--builds FOLDER] [--only WORD] [--times]

Without --long a few commands run in two variants. With --long every command runs in every variant, and the project is
built once more by each compiler, or taken from --builds: FOLDER/gcc-O1/src/cli/nasscape and so on. What names the time
or the command line is masked. --library is loaded into a Python whose locale has a decimal comma.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from checks import listed_commands

HANGS_S = 3600
NEAR = 1e-9  # largest relative difference between processors; absolute of values below 1

SMALL = ["--space", "nb101:vertices=5"]
MADE = [*SMALL, "--data", "{runs}"]
WALKS = ["--walks", "4", "--length", "60"]
WORDS = ["--space", "hamming:4^4", "--data", "{words}", "--fitness", "column:score"]
SEARCHED = [*MADE, "--evaluations", "60", "--runs", "3"]
FACTORS = ["--space", "variables:{variables}", "--data", "{variables}", "--fitness", "column:loss", "--minimise"]
NETWORK = ["--space", "{edges}", "--data", "{points}", "--fitness", "column:score"]

# Commands as they are typed; {out} and {file} are what they write. QUICK ones also run without --long.
QUICK = [
    ["analyse", "all", "--space", "nb101:vertices=4", *WALKS, "--lags", "5", "--exact-lags", "3", "--out", "{out}"],
    ["analyse", "spectrum", *NETWORK, "--eigenpairs", "14"],
    ["search", "run", "gaussian-process", *MADE, "--evaluations", "25", "--runs", "2", "--table", "traces"],
]
CASES = [
    *QUICK,
    ["surrogate", "fit", *MADE, "--folds", "3", "-o", "{file}"],
    ["query", "top", *MADE, "--format", "table"],
    ["space", "count"],
    ["space", "list", *SMALL],
    ["space", "encodings"],
    ["space", "show", "resnet-like"],
    ["data", "import", "{tfrecord}", "-o", "{file}"],
    ["data", "info", "{runs}", *SMALL],
    ["data", "verify", "{store}"],
    ["data", "export", "{store}", "--csv"],
    ["data", "export", "{store}", "--tfrecord", "-o", "{file}"],
    ["data", "synthesise", *SMALL, "-o", "{file}"],
    ["graph", "info", "--space", "nb101:vertices=6", "--diameter"],
    ["graph", "export", *SMALL],
    ["graph", "export", *SMALL, "--format", "graphml"],
    ["graph", "distance", "id:5", "id:900", "--distance", "edit"],
    ["graph", "distance", "id:5", "id:900", "--distance", "encoding"],
    ["query", "cell", "id:5", "id:17", *MADE, "--standing"],
    ["query", "neighbours", "id:5", *MADE],
    ["query", "ball", "id:5", "--radius", "3", *MADE],
    ["query", "sample", "-n", "20", *MADE],
    ["query", "path", "id:5", "id:61", "--path", "improving", *MADE],
    ["query", "compare", "id:5", "id:60", *MADE],
    ["query", "climb", "id:5", "--method", "first", *MADE],
    ["query", "nearest-better", "id:5", *MADE],
    ["analyse", "list"],
    ["analyse", "all", *MADE, *WALKS, "--out", "{out}"],
    ["analyse", "all", *MADE, *WALKS, "--rows", "epochs = 108", "--relation", "strict", "--distance", "edit",
     "--out", "{out}"],
    ["analyse", "all", *WORDS, *WALKS, "--out", "{out}"],
    ["analyse", "all", *FACTORS, *WALKS, "--out", "{out}"],
    ["analyse", "all", *NETWORK, *WALKS, "--out", "{out}"],
    ["analyse", "spectrum", "--space", "nb101:vertices=6"],
    ["analyse", "lon", "--space", "nb101:vertices=6", "--method", "sampled", "--runs", "20", "--stopping", "10"],
    ["analyse", "dispersion", "--space", "nb101:vertices=6", "--sample", "300"],
    ["analyse", "rwa", "--space", "nb101", "--lags", "5"],
    *[["search", "run", algorithm, *SEARCHED, "--table", "traces"]
      for algorithm in ("annealing", "bananas", "bohb", "dehb", "evolution", "gaussian-process", "hyperband",
                        "local-search", "plain-evolution", "random", "reinforce", "smac", "tpe")],
    ["search", "run", "tpe", *WORDS, "--evaluations", "60", "--runs", "3", "--table", "traces"],
    ["search", "compare", "random", "evolution", "smac", *SEARCHED, "--out", "{out}"],
    ["search", "serve", *MADE, "--seed", "7"],
    ["search", "tables"],
    ["search", "list"],
    ["surrogate", "fit", *MADE, "--regression", "trees", "-o", "{file}"],
    ["surrogate", "evaluate", *MADE, "--model", "{model}"],
    ["report", "paper", *MADE, *WALKS, "--lags", "5", "--exact-lags", "3", "--out", "{out}"],
    ["report", "landscape", *WORDS, *WALKS, "--out", "{out}"],
    ["report", "search", *MADE, "--runs", "5", "--evaluations", "40", "--out", "{out}"],
    ["report", "diff", "{report}", "{other report}", "--out", "{out}"],
    ["report", "list"],
    ["export", "notebook", "locality", *SMALL, "--out", "{out}"],
    ["export", "csv", *MADE],
    ["export", "npy", *MADE, "-o", "{out}"],
    ["export", "graphml", *MADE],
    ["export", "sqlite", *MADE, "-o", "{file}"],
    ["help", "analyse"],
    ["help", "--format", "man"],
]
# Commands that are no case, and why.
ELSEWHERE = {
    "data fetch": "it downloads: see check_fetch.py",
    "explore": "its answers are the bytes of the command line: see check_explore.py",
    "merge": "its output is that of the command in one process: see check_parts.py",
    "version": "it names compiler and libraries",
}
SERVED = "".join(json.dumps(request) + "\n" for request in (
    [{"draw": 4}, {"evaluate": "id:5"}, {"evaluate": "id:9", "epochs": 36}, {"next_run": True}, {"draw": 2},
     {"state": True}]))

# What names the time, the command line or the machine: a pattern, and what stands for it.
MASKS = [(re.compile(pattern), mask) for pattern, mask in (
    (rb'"(seconds|started|finished|date|duration_s)": *("[^"]*"|[0-9.e+-]+)', rb'"\1": *'),
    (rb"--threads \d+", rb"--threads *"),
)]
NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w])")

PROCESSORS = ("Prescott", "Nehalem", "Sandybridge", "Haswell", "SkylakeX")
# Functions of the C library have variants for processors, too.
OLD_LIBRARY = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F,-FMA4,-AVX"}


class Variant:
    """A way in which a command runs: options added, variables of the environment, a command before it, a program."""

    def __init__(self, name, *options, environment=None, before=(), binary=None, near=False):
        self.name, self.options, self.near = name, options, near
        self.environment = {"NASSCAPE_GNUPLOT": "", "LC_ALL": "C.UTF-8", **(environment or {})}
        self.before, self.binary = before, binary


def make_locale(folder):
    """Variables of a locale with a decimal comma, built where it is absent; None where that cannot be done."""
    if shutil.which("localedef") is None:
        return None
    done = subprocess.run(["localedef", "-c", "-i", "de_DE", "-f", "UTF-8", os.path.join(folder, "de_DE.UTF-8")],
                          capture_output=True)
    if done.returncode not in (0, 1):
        return None
    return {"LOCPATH": folder, "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}


def kernels_of(flags):
    """Kernels of OpenBLAS that this processor can run."""
    needed = {"Sandybridge": {"avx"}, "Haswell": {"avx2", "fma"}, "SkylakeX": {"avx512f", "avx512dq"}}
    return [name for name in PROCESSORS if needed.get(name, set()) <= flags]


def processor_flags():
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        return set()
    found = re.search(r"^flags\s*:(.*)$", text, re.MULTILINE)
    return set(found.group(1).split()) if found else set()


def build_with(compiler, level, source, folder):
    """The program built once more; None where there is no such compiler."""
    if shutil.which(compiler) is None:
        return None
    place = os.path.join(folder, f"build-{compiler}-{level}")
    for words in (["cmake", "-G", "Ninja", "-S", source, "-B", place, "-DCMAKE_BUILD_TYPE=Release",
                   f"-DCMAKE_C_COMPILER={compiler}", f"-DCMAKE_C_FLAGS_RELEASE=-{level} -DNDEBUG",
                   "-DNASSCAPE_TESTS=OFF"],
                  ["cmake", "--build", place, "--target", "nasscape"]):
        done = subprocess.run(words, capture_output=True, text=True, timeout=HANGS_S)
        if done.returncode != 0:
            raise RuntimeError(f"{words}: {done.stdout[-2000:]} {done.stderr[-2000:]}")
    return os.path.join(place, "src", "cli", "nasscape")


def quick_variants(comma):
    """Two that together differ in all that costs nothing to try."""
    fixed = ("setarch", "-R") if shutil.which("setarch") else ()
    tell_absent({"localedef": comma, "setarch": fixed})
    yield Variant("3 threads, decimal comma, time zone, fixed addresses", "--threads", "3", before=fixed,
                  environment={"TZ": "Asia/Kathmandu", **(comma or {})})
    yield Variant("an old processor", "--threads", "1", near=True,
                  environment={"OPENBLAS_CORETYPE": "Prescott", **OLD_LIBRARY})


def all_variants(comma, arguments, folder):
    for threads in ("2", "3", "8"):
        yield Variant(f"{threads} threads", "--threads", threads)
    yield Variant("again", "--threads", "1")
    for zone in ("Asia/Kathmandu", "Pacific/Kiritimati"):
        yield Variant(f"time zone {zone}", "--threads", "1", environment={"TZ": zone})
    if comma:
        yield Variant("decimal comma", "--threads", "1", environment=comma)
    if shutil.which("setarch"):
        yield Variant("fixed addresses", "--threads", "1", before=("setarch", "-R"))
    built = {}
    for compiler in ("gcc", "clang"):
        for level in ("O1", "O3"):
            built[f"{compiler} -{level}"] = (
                os.path.join(arguments.builds, f"{compiler}-{level}", "src", "cli", "nasscape") if arguments.builds
                else build_with(compiler, level, arguments.source, folder))
    for name, binary in built.items():
        if binary is not None:
            yield Variant(name, "--threads", "1", binary=binary)
    for processor in kernels_of(processor_flags()):
        yield Variant(f"OpenBLAS for {processor}", "--threads", "1", near=True,
                      environment={"OPENBLAS_CORETYPE": processor})
    yield Variant("an old processor's C library", "--threads", "1", environment=OLD_LIBRARY, near=True)
    tell_absent({"localedef": comma, "setarch": shutil.which("setarch"), **built})


def tell_absent(parts):
    for name, part in parts.items():
        if not part:
            print(f"skipped: {name}: absent")


class Program:
    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.files = {}

    def make_files(self, all_of_them):
        """What the cases read, in {marks}: made-up measurements in each form, a table of words, one of factors, a
        network whose eigenvalues are multiple; two reports and a model, which QUICK does not read."""
        os.mkdir(os.path.join(self.folder, "made"))
        for mark, name in (("tfrecord", "made.tfrecord"), ("store", "made.nscape"), ("runs", "made.csv"),
                           ("model", "model.json"), ("report", "report"), ("other report", "other"),
                           ("words", "words.csv"), ("variables", "factors.csv"), ("edges", "edges.csv"),
                           ("points", "points.csv")):
            self.files["{" + mark + "}"] = os.path.join(self.folder, "made", name)
        self.write_tables()
        made = [["data", "synthesise", *SMALL, "-o", "{tfrecord}"], ["data", "import", "{tfrecord}", "-o", "{store}"],
                ["data", "export", "{store}", "--csv", "-o", "{runs}"]]
        if all_of_them:
            report = ["report", "landscape", "--space", "nb101:vertices=4", *WALKS]
            made += [["surrogate", "fit", *MADE, "-o", "{model}"], [*report, "--out", "{report}"],
                     [*report, "--relation", "strict", "--out", "{other report}"]]
        for words in made:
            done = subprocess.run([self.binary, *self.filled(words, {})], capture_output=True, timeout=HANGS_S,
                                  env={**os.environ, "NASSCAPE_GNUPLOT": ""})
            if done.returncode != 0:
                raise RuntimeError(f"{words}: {done.stderr.decode()}")

    def write_tables(self):
        with open(self.files["{words}"], "w") as file:
            file.write("point,score\n")
            for number in range(256):
                if number % 17:
                    word = "".join(str(number // 4 ** place % 4) for place in (3, 2, 1, 0))
                    file.write(f"{word},{number * 37 % 256 / 256}\n")
        with open(self.files["{variables}"], "w") as file:
            file.write("rate,size,kind,loss\n")
            for number in range(90):
                file.write(f"{number % 6},{number // 6 % 5},{'abc'[number // 30]},{number * 41 % 97 / 97}\n")
        with open(self.files["{edges}"], "w") as edges, open(self.files["{points}"], "w") as points:
            edges.write("from,to\n")
            points.write("point,score\n")
            for point in range(512):  # a hypercube: 9 eigenvalues that are equal, then 36
                edges.writelines(f"p{point},p{point | 1 << place}\n" for place in range(9) if not point >> place & 1)
                points.write(f"p{point},{point * point * 31 % 509 / 509}\n")

    def filled(self, words, more):
        for mark, path in {**self.files, **more}.items():
            words = [word.replace(mark, path) for word in words]
        return words

    def run(self, words, variant):
        """All that a command writes, by name; "" is its standard output."""
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            marks = {"{out}": "out", "{file}": "file"}
            command = [*variant.before, variant.binary or self.binary, *self.filled(words, marks)]
            if words[0] != "help" and words[1:] not in (["list"], ["tables"]):
                command += variant.options
            done = subprocess.run(command, capture_output=True, timeout=HANGS_S, cwd=place,
                                  input=SERVED.encode() if words[:2] == ["search", "serve"] else b"",
                                  env={**os.environ, **variant.environment})
            written = {"": done.stdout, "exit code": str(done.returncode).encode()}
            if done.returncode != 0:
                written["messages"] = done.stderr
            for folder, _, names in os.walk(place):
                for name in names:
                    path = os.path.join(folder, name)
                    written[os.path.relpath(path, place)] = pathlib.Path(path).read_bytes()
            return {name: mask(content) for name, content in written.items()}


def mask(content):
    for pattern, by in MASKS:
        content = pattern.sub(by, content)
    return content


# ---- comparisons ----

def place_of_difference(one, other):
    first = next((at for at, pair in enumerate(zip(one, other)) if pair[0] != pair[1]), min(len(one), len(other)))
    begin = max(0, first - 40)
    return f"byte {first}: {one[begin:first + 40]!r} against {other[begin:first + 40]!r}"


def numbers_differ(one, other):
    """A word on two texts that differ in more than digits beyond the ninth; None if they do not."""
    try:
        texts = one.decode(), other.decode()
    except UnicodeDecodeError:
        return place_of_difference(one, other)
    if NUMBER.sub("*", texts[0]) != NUMBER.sub("*", texts[1]):
        return place_of_difference(one, other)
    for number, (left, right) in enumerate(zip(NUMBER.findall(texts[0]), NUMBER.findall(texts[1]))):
        if abs(float(left) - float(right)) > NEAR * max(1, abs(float(left))):
            return f"number {number + 1}: {left} against {right}"
    return None


def differences(expected, found, near):
    if set(expected) != set(found):
        yield f"files {sorted(set(expected) ^ set(found))}"
    for name in sorted(set(expected) & set(found)):
        if expected[name] != found[name]:
            compare = numbers_differ if near else place_of_difference
            word = compare(expected[name], found[name])
            if word is not None:
                yield f"{name or 'standard output'}, {word}"


def check_case(program, words, variants):
    begun = time.monotonic()
    expected = program.run(words, Variant("", "--threads", "1"))
    if expected["exit code"] != b"0":
        return words, time.monotonic() - begun, [f"{' '.join(words)}: {expected}"]
    found = []
    for variant in variants:
        found += [f"{' '.join(words)}: {variant.name}: {difference}"
                  for difference in differences(expected, program.run(words, variant), variant.near)]
    return words, time.monotonic() - begun, found


def missing_commands(program):
    """Commands that are neither a case nor left out for a reason."""
    cases = {" ".join(words[:2]) for words in CASES} | {words[0] for words in CASES} | set(ELSEWHERE)
    return sorted(name for name in listed_commands(program.binary) - cases if not name.startswith("analyse "))


# What a program that has set its locale gets from the library: numbers read from options and files, and written into
# tables, messages and figures.
IN_PROCESS = """
import locale, sys
sys.path.insert(0, sys.argv[1])
import nasscape
locale.setlocale(locale.LC_ALL, sys.argv[2])
def tell(answer):
    try:
        print(answer())
    except nasscape.Error as reason:
        print("refused:", reason)
made = nasscape.open(sys.argv[3], space="nb101:vertices=5", equal_within="0.0015")
print(made.describe(), made.notes)
tell(lambda: made.analyse("distribution").first.csv())
tell(lambda: made.analyse("rarity", margins="0.001,0.05").first.csv())
tell(lambda: made.analyse("fdc", targets="within:0.01").first.csv())
tell(lambda: made.analyse("rarity", margins="-0.5"))
for form in ("svg", "gnuplot"):
    tell(lambda: nasscape._draw({"": made.analyse("density").first}, form, "one-column", "density"))
"""


def check_library(program, library, source, comma):
    """The library in a process whose locale has a decimal comma says what it says in one that has a point."""
    said = [subprocess.run([sys.executable, "-c", IN_PROCESS, os.path.join(source, "notebooks-export", "python"), name,
                            program.files["{runs}"]], capture_output=True, timeout=HANGS_S,
                           env={**os.environ, "NASSCAPE_LIBRARY": library, **comma}) for name in ("C", comma["LC_ALL"])]
    if said[0].returncode != 0 or b"0.05" not in said[0].stdout or said[0].stderr:
        return [f"the library: {said[0]}"]
    return [f"the library with a decimal comma: {place_of_difference(said[0].stdout, said[1].stdout)} {said[1].stderr}"
            ] if said[0].stdout != said[1].stdout or said[1].returncode != 0 else []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--library")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--builds")
    parser.add_argument("--only", default="")
    parser.add_argument("--times", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nasscape-test-") as folder:
        program = Program(os.path.abspath(arguments.binary), folder)
        cases = [words for words in (CASES if arguments.long else QUICK) if arguments.only in " ".join(words)]
        program.make_files(all_of_them=arguments.long)
        comma = make_locale(folder)
        variants = list(all_variants(comma, arguments, folder) if arguments.long else quick_variants(comma))
        failures = [f"{name} is no case" for name in missing_commands(program)]
        if arguments.library and comma:
            failures += check_library(program, os.path.abspath(arguments.library), arguments.source, comma)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for words, seconds, found in pool.map(lambda words: check_case(program, words, variants), cases):
                failures += found
                if arguments.times:
                    print(f"{seconds:.1f} s: {' '.join(words)}", flush=True)
        print(*failures, sep="\n", end="\n" if failures else "")
        print(f"{len(cases)} commands, {len(variants) + 1} ways each, {len(failures)} differences")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
