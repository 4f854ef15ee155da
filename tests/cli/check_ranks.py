#!/usr/bin/env python3
"""Work that the ranks of mpirun share: the bytes of one process with 2, 3 and 4 ranks; failures of one rank end all.

    check_ranks.py --binary PATH [--only WORD] [--times]
"""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

import numpy

from checks import FAILED, INVALID, MISSING, USAGE
from check_parts import SHARED, VALUES, WALKS
from run import ENVIRONMENT, Program, checks_of, expect, run_checks

# More ranks than processors, and as root in continuous integration; without mpirun's own words on exit codes.
MPIRUN = ("mpirun", "-q", "--oversubscribe", *(("--allow-run-as-root",) if os.geteuid() == 0 else ()))
ENDLESS = ("search", "run", "evolution", "--space", "nb101:vertices=5", "--evaluations", "30000", "--runs", "100000")
EXPECTED_S = 60


class Ranks(Program):
    def start(self, *groups):
        """Groups of (number of ranks, folder, words), side by side in one run."""
        words = []
        for number, folder, command in groups:
            words += [":"] * bool(words) + ["-n", str(number), "-wdir", os.path.join(self.folder, folder), self.binary,
                                            *command]
        return subprocess.Popen([*MPIRUN, *words], cwd=self.folder, env=ENVIRONMENT, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def together(self, *groups, code=0):
        process = self.start(*groups)
        output, errors = (text.decode() for text in process.communicate(timeout=EXPECTED_S * 10))
        expect(process.returncode == code, "exit code", process.returncode, "instead of", code, groups, errors[:600])
        return output, errors


def check_same_bytes(program):
    """mpirun: the output and the notes of one process, whatever the number of ranks"""
    for (words, _), numbers in zip(SHARED, ((2, 3, 4), (), (4,), (), (3,), (), (2,), (3,))):
        expected = program.run(*words) if numbers else None
        for ranks in numbers:
            expect(program.together((ranks, "", words)) == expected, ranks, "ranks differ:", words)


def check_ranges(program):
    """analyses of strings of which ranks hold a range of the points each: the bytes of one process"""
    generator = numpy.random.default_rng(5)
    levels = numpy.arange(40)
    slope = numpy.sin(levels / 9)[:, None] + numpy.cos(levels / 13) + levels / 50
    pathlib.Path(program.folder, "levels.csv").write_text("x,y,score\n" + "".join(
        f"{x},{y},{slope[x, y]}\n" for x in levels for y in levels))
    missing = generator.normal(size=2 ** 9)
    missing[7] = numpy.nan
    cases = [  # numbers, space, numbers of ranks, whether those hold ranges, more words
        (generator.normal(size=2 ** 10).astype(numpy.float32), "hamming:2^10", (2, 3, 4), True),
        (generator.integers(0, 9, 3 ** 6) * 1.5 - 3, "hamming:3^6", (4,), True, "--minimise"),  # ties, uneven ranges
        (generator.integers(0, 2, 3 ** 6) * 0.5, "hamming:3^6", (2, 3), True),  # plateaus through all ranges
        (slope.ravel(), "variables:levels.csv", (3,), True, "--table", "summary"),  # climbs go through several ranges
        (generator.normal(size=3 ** 9), "hamming:3^9", (4,), True, "--table", "summary"),  # blocks of sums over borders
        (generator.normal(size=3), "hamming:3^1", (4,), False),
        (missing, "hamming:2^9", (2,), False)]
    for values, space, numbers, in_ranges, *more in cases:
        numpy.save(os.path.join(program.folder, "values.npy"), values)
        for analysis in (("optima", "--graph", "implicit"), ("distribution",),
                         ("basins", "--improvement", "best", "--graph", "implicit")):
            words = ("analyse", *analysis, "--space", space, "--data", "values.npy", "--fitness", "column:value", *more)
            expected, notes = program.run(*words)
            for ranks in numbers:
                output, errors = program.together((ranks, "", (*words, "--verbose")))
                expect(output == expected and notes in errors, ranks, "ranks differ:", words)
                expect(("held a range" in errors) == in_ranges, ranks, words, errors)


def check_file(program):
    """--out: written once, by the first rank"""
    expected, _ = program.run(*WALKS)
    program.together((3, "", (*WALKS, "-o", "out.csv")))
    expect(os.listdir(program.folder) == ["out.csv"], os.listdir(program.folder))
    expect(pathlib.Path(program.folder, "out.csv").read_text() == expected, "the file differs")


def check_work_without_units(program):
    """a command of those that share, with nothing to share; one of the others, refused once"""
    words = ("analyse", "optima", "--space", "nb101:vertices=4", "--fitness", "params")
    expect(program.together((2, "", words)) == program.run(*words), "optima differ")
    _, errors = program.together((3, "", ("query", "cell", "id:0")), code=USAGE)
    expect(errors.count("run it without mpirun") == 1, errors)
    output, _ = program.together((2, "", ("--version",)))
    expect(output == program.run("--version")[0], output)


def check_failures(program):
    """a failure of all ranks, or of one, is told once, with its exit code"""
    words = ("analyse", "rwa", "--space", "hamming:2^3", "--data", "values.csv", "--fitness", "column:score",
             "--walks", "6", "--length", "20")
    _, errors = program.together((3, "", words), code=MISSING)
    expect(errors.count("values.csv") == 1, errors)
    for folder, content in (("one", VALUES), ("two", VALUES.replace("7", "8")), ("bad", VALUES.replace("7", "x")),
                            ("none", None)):
        pathlib.Path(program.folder, folder).mkdir()
        if content is not None:
            pathlib.Path(program.folder, folder, "values.csv").write_text(content)
    expect(program.together((2, "one", words), (1, "one", words))[0] != "", "no output")
    for first, folder, code, text in (("one", "none", MISSING, 'cannot read "values.csv"'),
                                      ("bad", "bad", INVALID, "values.csv"),
                                      ("one", "two", FAILED, "the ranks do not do the same")):
        output, errors = program.together((1, first, words), (1, folder, words), code=code)
        expect(output == "" and errors.count(text) == 1 and errors.count("\n") == 1, folder, errors)
    output, errors = program.together((2, "", (*WALKS, "-o", "/dev/full")), code=FAILED)
    expect(output == "" and errors.count("No space left") == 1, errors)


def check_different_data(program):
    """ranks with different data end before a command that shares no work writes"""
    words = ("analyse", "optima", "--space", "hamming:2^3", "--data", "values.csv", "--fitness", "column:score",
             "-o", "../out.csv")
    for folder, content in (("one", VALUES), ("two", VALUES.replace("7", "8"))):
        pathlib.Path(program.folder, folder).mkdir()
        pathlib.Path(program.folder, folder, "values.csv").write_text(content)
    _, errors = program.together((1, "one", words), (1, "two", words), code=FAILED)
    expect(errors.count("the ranks do not do the same") == 1, errors)
    expect(not os.path.exists(os.path.join(program.folder, "out.csv")), "out.csv was written")


def check_other_launchers(program):
    """processes that another launcher started, and that MPI does not connect"""
    for launcher in ({"PMI_RANK": "1", "PMI_SIZE": "2"}, {"SLURM_PROCID": "0", "SLURM_STEP_NUM_TASKS": "2"}):
        ran = subprocess.run([program.binary, *WALKS, "-o", "out.csv"], cwd=program.folder, capture_output=True,
                             text=True, env={**ENVIRONMENT, **launcher}, timeout=EXPECTED_S)
        expect(ran.returncode == MISSING and "2 processes were started together" in ran.stderr, launcher, ran)
        ran = subprocess.run([program.binary, *WALKS, "--part", "1/2", "-o", "1.part"], cwd=program.folder,
                             capture_output=True, text=True, env={**ENVIRONMENT, **launcher}, timeout=EXPECTED_S)
        expect(ran.returncode == 0, launcher, ran)
        os.unlink(os.path.join(program.folder, "1.part"))
    expect(os.listdir(program.folder) == [], os.listdir(program.folder))


def ranks_of(process):
    """The processes that mpirun began, by rank."""
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True).stdout
    found = {}
    for child in children.split():
        words = pathlib.Path("/proc", child, "environ").read_bytes().split(b"\0")
        found.update({int(word.partition(b"=")[2]): int(child) for word in words
                      if word.startswith(b"OMPI_COMM_WORLD_RANK=")})
    return found


def end_rank(program, rank, number):
    """Ends one rank of a long search by a signal, and returns what was said."""
    process = program.start((3, "", (*ENDLESS, "-o", "out.csv")))
    started = time.monotonic()
    while len(ranks_of(process)) < 3 or not pathlib.Path(program.folder, "out.csv.runs").exists():
        expect(process.poll() is None and time.monotonic() < started + EXPECTED_S, "the search does not begin")
        time.sleep(0.05)
    os.kill(ranks_of(process)[rank], number)
    _, errors = process.communicate(timeout=EXPECTED_S)
    expect(process.returncode != 0, "exit code 0")
    expect(not os.path.exists(os.path.join(program.folder, "out.csv")), "out.csv was written")
    expect(sorted(os.listdir(program.folder)) == ["out.csv.runs"], os.listdir(program.folder))
    os.unlink(os.path.join(program.folder, "out.csv.runs"))
    return errors.decode()


def check_ended_ranks(program):
    """a rank that is killed or interrupted ends all, and no output is there"""
    end_rank(program, 1, signal.SIGKILL)
    errors = end_rank(program, 2, signal.SIGTERM)
    expect(errors.count("rank 2 of 3 was interrupted") == 1, errors)


def reads_file(number, name):
    """Whether a process has a file mapped."""
    return number is not None and name in pathlib.Path("/proc", str(number), "maps").read_text()


def check_ended_ranges(program):
    """a rank that is killed while ranks hold ranges of points ends all, and no output is there"""
    numpy.save(os.path.join(program.folder, "values.npy"), numpy.arange(2 ** 22, dtype=numpy.float32) % 7)
    words = ("analyse", "optima", "--space", "hamming:2^22", "--data", "values.npy", "--fitness", "column:value",
             "-o", "out.csv")
    process = program.start((3, "", words))
    started = time.monotonic()
    while not reads_file(ranks_of(process).get(1), "values.npy"):  # before, mpirun itself may wait for ever
        expect(process.poll() is None and time.monotonic() < started + EXPECTED_S, "the ranks do not begin")
        time.sleep(0.005)
    os.kill(ranks_of(process)[1], signal.SIGKILL)
    process.communicate(timeout=EXPECTED_S)
    expect(process.returncode != 0, "exit code 0")
    expect(sorted(os.listdir(program.folder)) == ["values.npy"], os.listdir(program.folder))


def main(checks):
    if shutil.which("mpirun") is None:
        print("skipped: runs on several ranks, for lack of mpirun (openmpi-bin)")
        sys.exit(77)
    binary = sys.argv[sys.argv.index("--binary") + 1]
    if not os.path.exists(os.path.join(os.path.dirname(binary), "nasscape-mpi.so")):
        print("skipped: runs on several ranks, for lack of MPI in this build (libopenmpi-dev)")
        sys.exit(77)
    run_checks(checks, Ranks)


if __name__ == "__main__":
    main(checks_of(globals()))
