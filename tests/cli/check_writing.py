#!/usr/bin/env python3
"""What stays on the disk if writing fails, the disk is full, or the program is killed: nothing but whole files.

    check_writing.py --binary PATH --failer PATH --index PATH [--long] [--only WORD] [--times]

Each command that writes is run once to list its system calls that change files (fault/failing_calls.c), and then once
for each kind of them, or with --long for each of them, with that call failing, or with a signal just before it.
"""
import argparse
import errno
import itertools
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

from run import ENVIRONMENT, HANGS_S, Program, checks_of, expect, run_checks

SETTINGS = argparse.Namespace()
SPACE = ("--space", "nb101:vertices=4")
OLD = b"old content, which stays\n"
REASONS = (errno.ENOSPC, errno.EIO, errno.EDQUOT)
SKIPPED = 77

# Commands that write a file: that of --out where no other name is given.
FILES = [
    ("space count", *SPACE), ("space list", *SPACE), ("space encodings", *SPACE), ("space show id:3", *SPACE),
    ("space show id:3 --format svg", *SPACE), ("query cell id:3", *SPACE), ("query neighbours id:3", *SPACE),
    ("query ball id:3", *SPACE), ("query top", *SPACE), ("query path id:3 id:9", *SPACE),
    ("query compare id:3 id:9", *SPACE), ("query climb id:3", *SPACE), ("query nearest-better id:3", *SPACE),
    ("query sample", *SPACE), ("data synthesise", *SPACE), ("data synthesise --space binary^4",),
    ("data import INPUTS/all.tfrecord",), ("data info INPUTS/all.nscape",), ("data verify INPUTS/all.nscape",),
    ("data export INPUTS/all.nscape --csv",), ("data export INPUTS/all.nscape --tfrecord",),
    ("graph info", *SPACE), ("graph export", *SPACE), ("graph export --format graphml", *SPACE),
    ("graph distance id:3 id:9", *SPACE), ("search run random --evaluations 5 --runs 2", *SPACE),
    ("search compare random evolution --evaluations 5 --runs 2", *SPACE), ("search list",), ("search tables",),
    ("search serve", *SPACE), ("analyse list",), ("analyse depthwidth", *SPACE),
    ("analyse rwa --walks 2 --length 100 --lags 2 --format svg", *SPACE),
    ("analyse rwa --walks 2 --length 100 --lags 2 --format gnuplot", *SPACE),
    ("surrogate fit --folds 2 --regression ridge --data INPUTS/sample.csv", *SPACE),
    ("surrogate evaluate --model INPUTS/model.json --data INPUTS/sample.csv", *SPACE),
    ("report list",), ("export csv", *SPACE), ("export npy", *SPACE), ("export graphml", *SPACE),
    ("export sqlite", *SPACE), ("help",), ("version",),
]
ENDINGS = {"export npy": ".npy", "data import": ".nscape"}
# Those that take long, or that write as others do: with --long only.
REPEATED = ("space list", "space encodings", "query ball", "query path", "query compare", "query climb",
            "query nearest-better", "data info", "data verify", "surrogate", "report list", "search compare",
            "search list", "search tables", "analyse list", "version")

# Commands that write a folder.
FOLDERS = [
    ("help --format man",), ("export npy", *SPACE), ("export notebook locality", *SPACE),
    ("report --recipe INPUTS/one.recipe", *SPACE), ("report diff INPUTS/one INPUTS/two", *SPACE),
    ("search run random --evaluations 5 --runs 2", *SPACE, "--iohprofiler"),
    ("analyse all --lags 2 --space nb101:vertices=3 --fitness params",),
    ("report paper --walks 2 --length 100 --lags 2", *SPACE),
]
REPEATED_FOLDERS = ("analyse all", "report paper")
DATED = {"manifest.json", "index.html", "page.md"}  # they tell of times


def no_timers():
    resource.setrlimit(resource.RLIMIT_SIGPENDING, (0, 0))  # a timer's signal counts


class Writer:
    """A command in a folder of its own, with the output `out` or `out.…` there."""

    def __init__(self, program, words, is_folder=False):
        self.program, self.is_folder = program, is_folder
        line = " ".join(words).replace("INPUTS", inputs_of(program)).split()
        self.name = words[0]
        command = " ".join(line[:2])
        self.out = "out" if is_folder else "out" + ENDINGS.get(command, ".csv")
        self.words = [*line, self.out] if line[-1] == "--iohprofiler" else [*line, "--out", self.out]
        self.folder = os.path.join(program.folder, "run")

    def prepare(self, before):
        """Begins an empty folder, with an earlier output unless `before` is NULL."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.mkdir(self.folder)
        if before is not None:
            pathlib.Path(self.folder, self.out).write_bytes(before)

    def state(self):
        found = {}
        for folder, _, files in os.walk(self.folder):
            for name in files:
                path = pathlib.Path(folder, name)
                found[str(path.relative_to(self.folder))] = path.read_bytes()
        return found

    def run(self, number=0, reason=0, timers=True, **settings):
        """The exit code and the messages; call `number` fails with `reason`. Without timers, the system refuses one."""
        environment = dict(ENVIRONMENT, NASSCAPE_INDEX=SETTINGS.index, NASSCAPE_GNUPLOT="",
                           LD_PRELOAD=SETTINGS.failer, FAILING_CALLS=f"{number}:{reason}",
                           **{f"FAILING_CALLS_{name.upper()}": str(value) for name, value in settings.items()})
        done = subprocess.run([self.program.binary, *self.words], cwd=self.folder, env=environment, timeout=HANGS_S,
                              input=b'{"draw":1}\n', capture_output=True,
                              preexec_fn=None if timers else no_timers)
        kept = pathlib.Path(self.folder, self.out + ".runs")
        if f'kept in "{kept.name}"' in done.stderr.decode():
            kept.unlink()  # finished runs of a search, as it says
        if done.returncode == SKIPPED:
            print(f"skipped: failing system calls: {done.stderr.decode().strip()}")
            sys.exit(SKIPPED)
        return done.returncode, done.stderr.decode()

    def list_calls(self, before, **settings):
        """The calls of a run that goes well, as pairs of name and path; and the files that it makes."""
        self.prepare(before)
        log = os.path.join(self.program.folder, "calls")
        pathlib.Path(log).write_text("")
        code, errors = self.run(log=log, **settings)
        expect(code in (0, 4) and self.state(), self.words, code, errors)  # 4: some analyses lack measurements
        calls = [tuple(line.split("\t")) for line in pathlib.Path(log).read_text().splitlines()]
        expect(len(calls) >= 5, self.words, calls)
        return calls, self.state()


def inputs_of(program):
    """Files that commands read, made once."""
    if "inputs" not in SETTINGS:
        SETTINGS.inputs = tempfile.mkdtemp(prefix="nasscape-test-inputs-")
        made = Program(program.binary, None, SETTINGS.inputs)
        environment = {"NASSCAPE_INDEX": SETTINGS.index, "NASSCAPE_GNUPLOT": ""}
        pathlib.Path(SETTINGS.inputs, "one.recipe").write_text("analyse density\n")
        model = [("surrogate fit --folds 2 --regression ridge --data sample.csv", *SPACE, "-o model.json")]
        for words in (("data synthesise", *SPACE, "-o all.tfrecord"), ("data import all.tfrecord -o all.nscape",),
                      ("data export all.nscape --csv -o sample.csv",),
                      *(model if SETTINGS.long else []),
                      ("report --recipe one.recipe", *SPACE, "-o one"),
                      ("report --recipe one.recipe --relation strict", *SPACE, "-o two")):
            made.run(*" ".join(words).split(), environment=environment)
    return SETTINGS.inputs


def kind_of(call):
    """Calls of one kind fail alike: the name, and what kind of file it is about."""
    name, path = call
    return name, "unnamed" if path.endswith("(deleted)") else re.sub(r".*/|^[^.]*|\.[0-9a-f]{8}$", "", path)


def choose(calls):
    """Numbers of the calls, from 1, that are tried: one of each kind, the last ones, and some others."""
    every = range(1, len(calls) + 1)
    if SETTINGS.long:
        return list(every)
    firsts = {}
    for number in every:
        firsts.setdefault(kind_of(calls[number - 1]), number)
    others = random.Random(len(calls)).sample(every, min(4, len(calls))) if len(calls) > 20 else []
    return sorted({*firsts.values(), *others, *every[-2:]})


def writers(program, is_folder=False):
    repeated = REPEATED_FOLDERS if is_folder else REPEATED
    for words in FOLDERS if is_folder else FILES:
        if SETTINGS.long or not words[0].startswith(repeated):
            yield Writer(program, words, is_folder)


def tells_what_lacks(state, good):
    """From the first file of a report to its manifest, each page that is there says that the report is not complete."""
    if "out/page.md" not in good:
        return "out/manifest.json" not in state
    if "out/manifest.json" in state:  # of the report, or of an earlier one of which the page goes first
        return good.keys() - state.keys() <= ({"out/index.html"} if any(says_incomplete(state)) else set())
    return not state or "out/page.md" in state and all(says_incomplete(state))


def says_incomplete(state):
    """Whether each page of a report that is there says that the report is not complete."""
    return [b"NOT COMPLETE" in state[page] and b'"manifest.json"' not in state[page]
            for page in ("out/page.md", "out/index.html") if page in state]


def same(name, one, other):
    return one == other or os.path.basename(name) in DATED and other is not None


# ---- calls that fail ----

def judge_failure(writer, call, code, errors, reason, before, good):
    """The file is what it was or, where only the sync of its folder failed, whole; the message names it."""
    state = writer.state()
    old = {} if before is None else {writer.out: before}
    where = (writer.words, call, errno.errorcode[reason], code, errors, sorted(state))
    if code == 0:
        # The file is there already, or a file was to be removed that is not there.
        expect(call[0] in ("close", "unlink") and state.keys() == good.keys(), *where)
    else:
        expect(code == 1 and os.strerror(reason) in errors and writer.out in errors, *where)
    new_allowed = code == 0 or call[0] == "fsync" and not call[1].endswith("(deleted)")
    expect(state == old or new_allowed and state.keys() == good.keys() and
           all(same(name, state[name], good[name]) for name in good), "left:", *where)


def check_files_with_failing_calls(program):
    """a file: each call that fails is an error with its reason and the name, and the file is what it was"""
    tried = 0
    for writer in writers(program):
        for before in (OLD, None) if SETTINGS.long else (OLD,):
            calls, good = writer.list_calls(before)
            for number, reason in zip(choose(calls), itertools.cycle(REASONS)):
                writer.prepare(before)
                code, errors = writer.run(number, reason)
                judge_failure(writer, calls[number - 1], code, errors, reason, before, good)
                tried += 1
    expect(tried > 100, tried)


def check_files_without_unnamed_files(program):
    """a file, on a file system without unnamed files: the same, and signals leave no temporary file"""
    for words in (FILES if SETTINGS.long else [FILES[0]]):
        writer = Writer(program, words)
        calls, good = writer.list_calls(OLD, unnamed="no")
        for number in range(1, len(calls) + 1):
            reason = REASONS[number % len(REASONS)]
            writer.prepare(OLD)
            code, errors = writer.run(number, reason, unnamed="no")
            judge_failure(writer, calls[number - 1], code, errors, reason, OLD, good)
            for signals in ("15", "15,15", "2,2", "1,1"):
                end_by_signals(writer, number, signals, OLD, good, unnamed="no")
            for signals in ("15", "2,2"):
                end_by_signals(writer, number, signals, OLD, good, unnamed="no", when="after")
            end_by_signals(writer, number, "15", OLD, good, unnamed="no", timers=False)


def check_folders_with_failing_calls(program):
    """a folder: each call that fails is an error with its reason, and what stays is whole; no manifest tells of it"""
    for writer in writers(program, is_folder=True):
        calls, good = writer.list_calls(None)
        # All of a notebook's: the middle of a file that jansson writes fails in another way than its end.
        chosen = range(1, len(calls) + 1) if writer.name.startswith("export notebook") else choose(calls)
        for number, reason in zip(chosen, itertools.cycle(REASONS)):
            writer.prepare(None)
            code, errors = writer.run(number, reason)
            state, call = writer.state(), calls[number - 1]
            where = (writer.words, call, errno.errorcode[reason], code, errors)
            for name, content in state.items():
                expect(name in good and same(name, good[name], content), "left:", name, *where)
            if code in (0, 4):
                expect(call[0] in ("close", "unlink") and state.keys() == good.keys(), *where)
                continue
            expect(code == 1 and os.strerror(reason) in errors and re.search(r'\bout/|"out"', errors), *where)
            expect(tells_what_lacks(state, good), "not said to be incomplete:", *where)
            expect("out/manifest.json" not in state, "a manifest after a failure:", *where)


# ---- signals and kills ----

def end_by_signals(writer, number, signals, before, good, **settings):
    """Before call `number`, or after it, the program gets the signals: the output is what it was, or whole."""
    writer.prepare(before)
    code, errors = writer.run(number, signals=signals, **settings)
    state = writer.state()
    old = {} if before is None else {writer.out: before}
    where = (writer.words, number, signals, code, errors, sorted(state))
    expect(code == -int(signals.split(",")[0]), *where)
    expect(state == old or state.keys() == good.keys() and all(same(name, state[name], good[name]) for name in good),
           "left:", *where)
    return errors


def check_files_and_signals(program):
    """a file: signals that end a program, once and twice, and SIGKILL, before any call: the old file or the whole one;
    and a signal that comes once the file has its name"""
    # SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGALRM, SIGXCPU, SIGUSR1
    endings = ("15", "2,2", "1", "3", "14", "24", "10")
    chosen = list(writers(program))
    for position, writer in enumerate(chosen if SETTINGS.long else chosen[::5]):
        before = OLD if position % 2 else None
        calls, good = writer.list_calls(before)
        for number in choose(calls):
            for signals in endings if SETTINGS.long else (endings[(number + position) % len(endings)],):
                end_by_signals(writer, number, signals, before, good)
            if calls[number - 1][0] == "link":
                end_by_signals(writer, number, "2,2", before, good, when="after")
                errors = end_by_signals(writer, number, "2", before, good, when="after")
                expect("interrupted, but the output is complete" in errors, writer.words, errors)
            # Between the temporary name and the renaming there is no way not to leave the file under that name.
            if calls[number - 1][0] != "rename":
                end_by_signals(writer, number, "9", before, good)


def check_folders_and_signals(program):
    """a folder: the same; and a report that was ended says that it is not complete"""
    for writer in writers(program, is_folder=True):
        calls, good = writer.list_calls(None)
        expect(not any(says_incomplete(good)), "complete, and says otherwise:", writer.words)
        for number in choose(calls)[::1 if SETTINGS.long else 3]:
            # Between the temporary name and the renaming, a kill leaves the file under that name.
            for signals in ("9", "15", "2,2") if calls[number - 1][0] != "rename" else ("15", "2,2"):
                writer.prepare(None)
                code, errors = writer.run(number, signals=signals)
                state = writer.state()
                where = (writer.words, calls[number - 1], signals, code, errors, sorted(state))
                expect(code == -int(signals.split(",")[0]), *where)
                for name, content in state.items():
                    expect(name in good and same(name, good[name], content), "left:", name, *where)
                expect(tells_what_lacks(state, good), "not said to be incomplete:", *where)
                # Between the manifest and the pages that say no more of it, only a kill ends the program.
                expect(signals != "15" or "out/manifest.json" not in state or not any(says_incomplete(state)),
                       "complete, and says otherwise:", *where)


def check_reports_over_earlier_ones(program):
    """a report in the folder of an earlier one, killed: without the manifest, no page tells of a complete report"""
    writer = Writer(program, ("report --recipe INPUTS/one.recipe", *SPACE), is_folder=True)
    calls, good = writer.list_calls(None)
    numbers, ends = range(1, len(calls) + 1), 12
    for number in numbers if SETTINGS.long else sorted({*numbers[:ends], *numbers[-ends:]}):
        writer.prepare(None)
        for name, content in good.items():
            path = pathlib.Path(writer.folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        code, errors = writer.run(number, signals="9")
        state = {name: content for name, content in writer.state().items() if name in good}
        expect(code in (0, -9) and tells_what_lacks(state, good), calls[number - 1], code, errors, sorted(state))


def check_kills_at_random(program):
    """killed at a random moment: nothing but whole files"""
    chance = random.Random(1)
    for writer in [*writers(program), *writers(program, is_folder=True)]:
        before = OLD if not writer.is_folder else None
        _, good = writer.list_calls(before)
        for _ in range(20):
            writer.prepare(before)
            environment = dict(ENVIRONMENT, NASSCAPE_INDEX=SETTINGS.index, NASSCAPE_GNUPLOT="")
            process = subprocess.Popen([program.binary, *writer.words], cwd=writer.folder, env=environment,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(chance.uniform(0, 0.3))
            except subprocess.TimeoutExpired:
                process.kill()
            process.wait()
            for name, content in writer.state().items():
                expect(content == before or name in good and same(name, good[name], content), writer.words, name)


# ---- full disks ----

def check_limits_on_sizes(program):
    """a file: a limit on sizes at every 4 KiB of it is an error, and the file is what it was"""
    for words in (("space list", *SPACE), ("data synthesise", *SPACE), ("graph export --format graphml", *SPACE),
                  ("data import INPUTS/all.tfrecord",), ("export sqlite", *SPACE), ("export npy", *SPACE)):
        writer = Writer(program, words)
        writer.prepare(None)
        code, errors = writer.run()
        expect(code == 0, writer.words, errors)
        size = len(writer.state()[writer.out])
        limits = range(0, size, 4096)
        for limit in limits if SETTINGS.long else sorted({*limits[:2], *limits[-2:]}):
            writer.prepare(OLD)
            done = subprocess.run([program.binary, *writer.words], cwd=writer.folder, capture_output=True,
                                  env=dict(ENVIRONMENT, NASSCAPE_INDEX=SETTINGS.index), timeout=HANGS_S,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
            errors = done.stderr.decode()
            expect(done.returncode == 1 and writer.out in errors, writer.words, limit, done.returncode, errors)
            expect(writer.state() == {writer.out: OLD}, writer.words, limit, sorted(writer.state()))


def check_full_disks(program):
    """a disk without room, at every 4 KiB of the output: an error, and the file is what it was"""
    disk = os.path.join(program.folder, "disk")
    os.mkdir(disk)
    writer = Writer(program, ("graph export", *SPACE))
    writer.folder = os.path.join(disk, "run")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "nasscape-test", disk], capture_output=True)
    if mounted.returncode != 0:
        return "a file system of a given size cannot be mounted here: not checked"
    try:
        writer.prepare(None)
        expect(writer.run()[0] == 0, "with room")
        size = len(writer.state()[writer.out])
        for room in range(0, size, 4096):
            writer.prepare(OLD)
            filler = pathlib.Path(disk, "filler")
            filler.unlink(missing_ok=True)
            facts = os.statvfs(disk)
            filler.write_bytes(bytes(facts.f_bavail * facts.f_frsize - room))
            code, errors = writer.run()
            expect(code == 1 and "No space left" in errors and writer.out in errors, room, code, errors)
            expect(writer.state() == {writer.out: OLD}, room, sorted(writer.state()))
    finally:
        subprocess.run(["umount", disk], check=True)
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--failer", required=True)
    parser.add_argument("--index", required=True)
    parser.add_argument("--long", action="store_true")
    _, others = parser.parse_known_args(namespace=SETTINGS)
    SETTINGS.failer, SETTINGS.index = os.path.abspath(SETTINGS.failer), os.path.abspath(SETTINGS.index)
    sys.argv[1:] = others
    try:
        run_checks([check for check in checks_of(globals()) if SETTINGS.long or check is not check_kills_at_random])
    finally:
        shutil.rmtree(SETTINGS.inputs, ignore_errors=True)


if __name__ == "__main__":
    main()
