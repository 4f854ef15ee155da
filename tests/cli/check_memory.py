#!/usr/bin/env python3
"""Every command with little memory: it works or says that memory ran out, within a time limit, and leaves no file that
is not whole.

    check_memory.py --binary PATH [--long] [--only WORD]

The system refuses memory by `ulimit -v` (all of the address space) or `ulimit -d` (data). With --long the limit is
found at which each command begins to work, and tried closely below it, where the last allocations fail.
"""
import argparse
import http.client
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile

from checks import listed_commands
from explore_server import default_signals
from run import ENVIRONMENT

HANGS_S = 120
MIB = 1 << 20
SPACE = ["--space", "nb101:vertices=4"]
DATA = ["--data", "../made.nscape"]
FITTED = ["--data", "../points.csv", "--fitness", "column:fitness"]

# How each command is run, in an empty folder beside the inputs; "out" is the file or folder that it writes. The cells of
# up to 5 vertices are enough for Krylov spaces, those of 4 for all else.
COMMANDS = {
    "space count": [*SPACE, "-o", "out"],
    "space list": ["--space", "nb101:vertices=5", "-o", "out"],
    "space encodings": [*SPACE, "-o", "out"],
    "space show": ["id:5", *SPACE, "-o", "out"],
    "data import": ["../made.tfrecord", "-o", "out"],
    "data info": ["../made.nscape", "-o", "out"],
    "data verify": ["../made.nscape", "-o", "out"],
    "data export": ["../made.nscape", "--csv", "-o", "out"],
    "data synthesise": [*SPACE, "-o", "out"],
    "data fetch": ["run1", "--address", "http://127.0.0.1:1/", "-o", "out"],
    "graph info": [*SPACE, "-o", "out"],
    "graph export": [*SPACE, "--format", "graphml", "-o", "out"],
    "graph distance": ["id:0", "id:9", *SPACE, "--distance", "encoding", "-o", "out"],
    "query cell": ["id:5", *SPACE, *DATA, "-o", "out"],
    "query neighbours": ["id:5", *SPACE, "-o", "out"],
    "query ball": ["id:5", *SPACE, "-o", "out"],
    "query top": ["-o", "out"],
    "query path": ["id:0", "id:5", *SPACE, "-o", "out"],
    "query compare": ["id:0", "id:5", *SPACE, "-o", "out"],
    "query climb": ["id:5", *SPACE, "-o", "out"],
    "query nearest-better": ["id:5", *SPACE, "-o", "out"],
    "query sample": [*SPACE, "-o", "out"],
    "search run": ["gaussian-process", *SPACE, "--runs", "4", "--evaluations", "40", "-o", "out"],
    "search compare": ["random", "bananas", *SPACE, "--runs", "2", "--evaluations", "30", "-o", "out"],
    "search list": ["-o", "out"],
    "search tables": ["-o", "out"],
    "search serve": [*SPACE, "-o", "out"],
    "analyse list": ["-o", "out"],
    "analyse": ["spectrum", "--space", "nb101:vertices=5", "-o", "out"],
    "analyse all": [*SPACE, "--walks", "2", "--length", "100", "--out", "out"],
    "surrogate fit": [*SPACE, *FITTED, "-o", "out"],
    "surrogate evaluate": [*SPACE, *FITTED, "--model", "../model.json", "-o", "out"],
    "report": ["landscape", *SPACE, "--walks", "2", "--length", "100", "--out", "out"],
    "report list": ["-o", "out"],
    "report diff": ["own", "relation=strict", *SPACE, "--walks", "2", "--length", "100", "--out", "out"],
    "export notebook": ["locality", *SPACE, "--out", "out"],
    "export csv": [*SPACE, "-o", "out"],
    "export npy": [*SPACE, "--out", "out"],
    "export graphml": [*SPACE, "-o", "out"],
    "export sqlite": [*SPACE, "-o", "out"],
    "help": ["-o", "out"],
    "version": ["-o", "out"],
}
SERVERS = {"explore"}
KEPT = {"search run": "out.runs", "search compare": "out.runs"}  # runs that the same command resumes
CODES = {"nonsense": 2, "data fetch": 1}  # of what does not work with any memory: no command, no server
REQUESTS = {"search serve": b'{"describe":true}\n{"draw":3}\n{"evaluate":"id:3"}\n'}

# For the tests of each change, limits in MiB at which OpenBLAS would try for ever, and at which libraries load in part.
ONCE = {"nonsense": (100, 150), "analyse": (100, 200, 500), "surrogate fit": (200,), "search run": (200, 340),
        "graph info": (150, 250), "export sqlite": (60,), "report": (110,)}
FIXED = (40, 60, 80, 100, 150, 200, 300, 500, 1000)
LEAST = 20  # MiB: half of this is the program with its libraries
LIMITS = {"ulimit -v": resource.RLIMIT_AS, "ulimit -d": resource.RLIMIT_DATA}


class Result:
    def __init__(self, code, errors, files):
        self.code, self.errors, self.files = code, errors, files


class Memory:
    """The program beside its inputs, run with limits."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, pathlib.Path(folder)
        self.runs = 0
        self.faults = []
        self.expected = {}

    def make_inputs(self):
        for words in (["data", "synthesise", *SPACE, "-o", "made.tfrecord"],
                      ["data", "import", "made.tfrecord", "-o", "made.nscape"],
                      ["export", "csv", *SPACE, "-o", "points.csv"],
                      ["surrogate", "fit", *SPACE, "--data", "points.csv", *FITTED[2:], "-o", "model.json"]):
            subprocess.run([self.binary, *words], cwd=self.folder, check=True, capture_output=True)

    def run(self, command, kind=None, mebibytes=None):
        words = command.split() + COMMANDS.get(command, [])

        def limit():
            default_signals()
            if kind is not None:
                resource.setrlimit(LIMITS[kind], (mebibytes * MIB, resource.RLIM_INFINITY))

        self.runs += 1
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            try:
                done = subprocess.run([self.binary, *words], cwd=folder, capture_output=True, preexec_fn=limit,
                                      input=REQUESTS.get(command, b""), timeout=HANGS_S, env=ENVIRONMENT)
                code, errors = done.returncode, done.stderr.decode(errors="replace")
            except subprocess.TimeoutExpired:
                code, errors = "hangs", ""
            files = {str(path.relative_to(folder)): path.read_bytes() for path in pathlib.Path(folder).rglob("*")
                     if path.is_file()}
        return Result(code, errors, files)

    def expect_whole(self, command):
        """The run without a limit."""
        if command not in self.expected:
            whole = self.expected[command] = self.run(command)
            if whole.code != CODES.get(command, 0):
                raise SystemExit(f"FAILED: {command} ends with {whole.code} without a limit: {whole.errors}")
        return self.expected[command]

    def fault(self, command, result, mebibytes):
        """What is wrong with a run, or None. A folder keeps the files that were finished."""
        whole = self.expect_whole(command)
        if result.code == 127 and "error while loading shared libraries" in result.errors:
            return None  # the dynamic linker, before the program begins
        if result.code == -signal.SIGSEGV and mebibytes < LEAST:
            return None  # the system cannot make the stack larger
        lacking = whole.files.keys() - result.files.keys()
        if lacking and all(name.endswith(".pdf") for name in lacking) and "no PDF: gnuplot failed" in result.errors:
            lacking = set()  # gnuplot had too little
        if result.code == whole.code and not lacking and result.files.keys() <= whole.files.keys():
            same = list(result.files) != ["out"] or result.files == whole.files
            return None if same else "another content than without a limit"
        if result.code != 1:
            return "ended with this code"
        if "memory" not in result.errors:
            return "does not say that memory ran out"
        strange = [name for name in result.files
                   if name != KEPT.get(command) and (name == "out" or name not in whole.files)]
        return f"left {strange}" if strange else None

    def attempt(self, command, kind, mebibytes):
        """Runs with a limit; returns whether it worked."""
        result = self.run(command, kind, mebibytes)
        fault = self.fault(command, result, mebibytes)
        if fault is not None:
            self.faults.append(f"{command}, {kind} {mebibytes} MiB: {fault}: code {result.code}: "
                               f"{result.errors.strip()[-300:]!r}")
            print("FAILED:", self.faults[-1], flush=True)
        return result.code == self.expect_whole(command).code

    def search(self, command, kind):
        """The limit at which the command begins to work, by halving the ratio; then limits closely below it."""
        fails, works = 2, 3000
        if not self.attempt(command, kind, works):
            self.faults.append(f"{command}: does not work with {kind} {works} MiB")
            return
        while works - fails > max(1, fails // 50):
            middle = round((fails * works) ** 0.5)
            middle = min(max(middle, fails + 1), works - 1)
            if self.attempt(command, kind, middle):
                works = middle
            else:
                fails = middle
        for below in range(1, 6):
            self.attempt(command, kind, max(works - below, 2))
        print(f"{command}: works from {kind} {works} MiB", flush=True)


def check_server(memory, kind, mebibytes):
    """explore: it does not begin for lack of memory, or answers, refuses or closes the connection, and ends as asked."""
    def limit():
        default_signals()
        resource.setrlimit(LIMITS[kind], (mebibytes * MIB, resource.RLIM_INFINITY))

    process = subprocess.Popen([memory.binary, "explore", "--port", "0", "--space", "nb101:vertices=5"],
                               cwd=memory.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               preexec_fn=limit)
    address = process.stdout.readline().strip()
    statuses = []
    if address:
        port = int(address.rsplit(":", 1)[1].rstrip("/"))
        for path in ("/", "/api/v1/top", "/api/v1/analysis/spectrum", "/api/v1/analysis/rwa?walks=2&length=100",
                     "/api/v1/map", "/api/v1/network", "/api/v1/about"):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HANGS_S)
            try:
                connection.request("GET", path)
                statuses.append(connection.getresponse().status)
            except (http.client.HTTPException, ConnectionError) as reason:
                statuses.append(type(reason).__name__)
            finally:
                connection.close()
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    try:
        _, errors = process.communicate(timeout=HANGS_S)
    except subprocess.TimeoutExpired:
        process.kill()
        memory.faults.append(f"explore, {kind} {mebibytes} MiB: hangs")
        return
    ended = process.returncode == -signal.SIGTERM if address else process.returncode in (1, 127)
    answered = all(status in (200, 500) or isinstance(status, str) for status in statuses)
    if not ended or not answered or not address and "memory" not in errors and "shared libraries" not in errors:
        memory.faults.append(f"explore, {kind} {mebibytes} MiB: code {process.returncode}, {statuses}: {errors[-300:]}")
    print(f"explore, {kind} {mebibytes} MiB: {process.returncode} {statuses}", flush=True)


def check_long(memory, only):
    listed = listed_commands(memory.binary)
    if listed != set(COMMANDS) | SERVERS:
        memory.faults.append(f"the table of this test and the program differ by {listed ^ (set(COMMANDS) | SERVERS)}")
    for command in COMMANDS:
        if only in command:
            for kind in LIMITS:
                for mebibytes in FIXED:
                    memory.attempt(command, kind, mebibytes)
                memory.search(command, kind)
    for kind in LIMITS if only in "explore" else ():
        for mebibytes in FIXED:
            check_server(memory, kind, mebibytes)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", default="", help="commands whose name contains this")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nasscape-test-") as folder:
        memory = Memory(os.path.abspath(arguments.binary), folder)
        if memory.run("version", "ulimit -v", 3000).code != 0:
            print("skipped: this build needs more address space than any limit leaves (a sanitizer)")
            sys.exit(77)
        memory.make_inputs()
        if arguments.long:
            check_long(memory, arguments.only)
        else:
            for command, limits in ONCE.items():
                for mebibytes in limits:
                    memory.attempt(command, "ulimit -v", mebibytes)
    print(f"{memory.runs} runs, {len(memory.faults)} faults")
    for fault in memory.faults:
        print("FAILED:", fault)
    sys.exit(1 if memory.faults else 0)


if __name__ == "__main__":
    main()
