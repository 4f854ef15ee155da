#!/usr/bin/env python3
"""`search serve`: what it replies, against the data as exported and against `search run`; and the examples in Python.

    check_search_serve.py --binary PATH [--only WORD] [--times]
"""
import csv
import importlib.util
import io
import json
import os
import pathlib
import random
import signal
import subprocess
import sys

from checks import OK, USAGE
from run import ENVIRONMENT, checks_of, expect, run_checks

SPACE = ("--space", "nb101:vertices=5")
VERTICES, OPERATIONS, EDGES = 5, 3, 10  # of an encoding of that space
MADE = []  # the store of all checks, once it is made
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"


class Session:
    """One `search serve`."""

    def __init__(self, program, *options):
        self.process = subprocess.Popen([program.binary, "search", "serve", "--quiet", *options], cwd=program.folder,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, env=ENVIRONMENT)

    def line(self, text):
        """The reply to a line as it is."""
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        reply = self.process.stdout.readline()
        expect(reply.endswith("}\n"), "reply", repr(reply[:200]), "to", text[:200])
        return json.loads(reply)

    def ask(self, **request):
        reply = self.line(json.dumps(request))
        expect("error" not in reply, request, reply)
        return reply

    def refused(self, part, **request):
        reply = self.line(json.dumps(request))
        expect(list(reply) == ["error"] and part in reply["error"], request, reply)

    def close(self, code=OK):
        rest, errors = self.process.communicate()
        expect(self.process.returncode == code and rest == "" and errors == "", self.process.returncode, rest, errors)


def make_data(program):
    """Three runs of each small cell at each budget, as a store in the folder of the check."""
    if not MADE:
        program.run("data", "synthesise", *SPACE, "-o", "made.tfrecord")
        program.run("data", "import", "made.tfrecord", "-o", "made.nscape")
        MADE.append(pathlib.Path(program.folder, "made.nscape").read_bytes())
    pathlib.Path(program.folder, "made.nscape").write_bytes(MADE[0])


def made_runs(program):
    """The same by hash and epochs: [(validation accuracy, seconds, test accuracy)]."""
    runs = {}
    for row in program.rows("data", "export", "made.nscape", "--csv"):
        runs.setdefault((row["hash"], int(row["epochs"])), []).append(
            (float(row["final_validation_accuracy"]), float(row["final_training_time"]),
             float(row["final_test_accuracy"])))
    return runs


DATA = (*SPACE, "--data", "made.nscape")


# ---- replies ----

def check_evaluations(program):
    """evaluate: a run that the data has, its time on the clock, the incumbent; the limit of evaluations"""
    make_data(program)
    runs = made_runs(program)
    cells = sorted({cell for cell, _ in runs})
    session = Session(program, *DATA, "--evaluations", "40", "--encoding", "cells")
    described = session.ask(describe=True)
    expect(described["epochs"] == [4, 12, 36, 108] and described["most_evaluations"] == 40, described)
    expect(described["points"] == described["evaluated_points"] == len(cells) and described["variables"] == [],
           described)
    clock, best = 0.0, 2.0
    for number in range(40):
        cell, epochs = cells[number * 61 % len(cells)], described["epochs"][number % 4]
        reply = session.ask(evaluate=cell, epochs=epochs)
        expect(any((reply["fitness"], reply["time_s"]) == run[:2] for run in runs[cell, epochs]), reply)
        clock += reply["time_s"]
        expect(reply["clock_s"] == clock and reply["loss"] == 1 - reply["fitness"], reply, clock)
        expect(reply["incumbent"] == (reply["loss"] < best), reply, best)
        best = min(best, reply["loss"])
        expect((reply["point"], reply["epochs"], reply["valid"], reply["free"]) == (cell, epochs, True, False), reply)
        expect(reply["evaluations"] == number + 1 and reply["ended"] == (number == 39), reply)
        if reply["incumbent"]:
            found = reply
    state = session.ask(state=True)
    incumbent = state["incumbent"]
    expect((incumbent["point"], incumbent["evaluations"]) == (found["point"], found["evaluations"]), state, found)
    means = {cell: sum(run[2] for run in runs[cell, 108]) / 3 for cell in cells}
    expect(abs(incumbent["score"] - means[found["point"]]) < 1e-12, incumbent)
    expect(abs(incumbent["regret_test"] - (max(means.values()) - means[found["point"]])) < 1e-12, incumbent)
    expect(state["ended"] and state["points"] == len({cells[number * 61 % len(cells)] for number in range(40)}), state)
    expect("loss" not in session.ask(evaluate=cells[0]) and session.ask(draw=3)["candidates"] == [], "after the end")
    expect(session.ask(next_run=True) == {"run": 1, "evaluations": 0, "clock_s": 0, "ended": False}, "the next run")
    expect(session.ask(evaluate=cells[0])["incumbent"], "the first of a run")
    session.close()


def check_time(program):
    """--time: an evaluation that would pass the limit is not made, and the reply has no loss"""
    make_data(program)
    runs = made_runs(program)
    cell, _ = max(runs, key=lambda key: runs[key][0][1])
    longest = max(time for _, time, _ in runs[cell, 108])
    session = Session(program, *DATA, "--time", str(2.5 * longest), "--encoding", "cells")
    replies = [session.ask(evaluate=cell) for _ in range(4)]
    clocks = [reply["clock_s"] for reply in replies if "loss" in reply]
    expect(2 <= len(clocks) < 4 and clocks == sorted(clocks) and clocks[-1] <= 2.5 * longest, replies)
    expect(replies[-1] == {"run": 0, "evaluations": len(clocks), "clock_s": clocks[-1], "ended": True}, replies)
    session.close()


def changes(one, other):
    return sum(a != b for a, b in zip(one, other, strict=True))


def check_candidates(program):
    """draw, mutate, neighbours: candidates of every encoding, one change apart; points by the relation"""
    make_data(program)
    for encoding, levels in (("A", [3] * OPERATIONS + [2] * EDGES), ("B", [3] * OPERATIONS + [EDGES] * 9),
                             ("C", [3] * OPERATIONS + [None] * EDGES + [10])):
        session = Session(program, *DATA, "--encoding", encoding)
        variables = session.ask(describe=True)["variables"]
        expect([variable.get("levels") for variable in variables] == levels, encoding, variables)
        for candidate in session.ask(draw=20)["candidates"]:
            expect(all(0 <= value < (level or 1) for value, level in zip(candidate, levels)), candidate)
            reply = session.ask(evaluate=candidate)
            expect(reply["valid"] and not reply["free"], "drawn candidates are valid", reply)
            expect(changes(candidate, session.ask(mutate=candidate)["candidates"][0]) == 1, candidate)
            if encoding == "C":
                session.refused("no neighbours", neighbours=candidate)
                continue
            neighbours = session.ask(neighbours=candidate)["neighbours"]
            expect({changes(candidate, other) for other in neighbours} == {1}, candidate)
            expect(len({tuple(other) for other in neighbours}) == len(neighbours) == sum(levels) - len(levels), encoding)
        session.close()
    session = Session(program, *DATA, "--encoding", "cells")
    for cell in session.ask(draw=5)["candidates"]:
        rows = program.rows("query", "neighbours", cell, *SPACE)
        expect(session.ask(neighbors=cell)["neighbours"] == session.ask(neighbours=cell)["neighbours"], "spelling")
        expect(sorted(session.ask(neighbours=cell)["neighbours"]) == sorted(row["hash"] for row in rows), cell)
        expect(session.ask(mutate=cell)["candidates"][0] in {row["hash"] for row in rows}, cell)
    session.close()


def check_decoding(program):
    """evaluate: an array of encoding A is the cell that the space shows for its matrix; one without a path is invalid"""
    make_data(program)
    session = Session(program, *DATA)
    variables = session.ask(describe=True)["variables"]
    for candidate in session.ask(draw=10)["candidates"]:
        matrix = [["0"] * VERTICES for _ in range(VERTICES)]
        edges = iter(candidate[OPERATIONS:])
        for source in range(VERTICES):
            for target in range(source + 1, VERTICES):
                matrix[source][target] = str(next(edges))
        names = [variable["values"][level] for variable, level in zip(variables[:OPERATIONS], candidate)]
        shown = program.keys("space", "show", "".join(map("".join, matrix)) + "/" + ",".join(names), *SPACE,
                             "--format", "csv")
        expect(session.ask(evaluate=candidate)["point"] == shown["hash"], candidate, shown)
    reply = session.ask(evaluate=[0] * (OPERATIONS + EDGES))
    expect((reply["point"], reply["valid"], reply["loss"], reply["free"], reply["evaluations"]) ==
           (None, False, 1, True, 10), reply)
    session.close()
    session = Session(program, *DATA, "--protocol", "paper")
    counted = session.ask(evaluate=[0] * (OPERATIONS + EDGES))
    expect(counted["evaluations"] == 1 and not counted["free"], "invalid candidates count by the paper's protocol")
    session.close()


def check_other_spaces(program):
    """describe: the values of strings and of tables of variables; their candidates evaluate"""
    pathlib.Path(program.folder, "table.csv").write_text(
        "lr,batch,score\n" + "".join(f"{lr},{batch},{lr * batch}\n" for lr in (0.1, 0.2, 0.4) for batch in (8, 16)))
    session = Session(program, "--space", "variables:table.csv", "--data", "table.csv", "--fitness", "column:score")
    variables = session.ask(describe=True)["variables"]
    expect([(row["name"], row["values"]) for row in variables] ==
           [("lr", ["0.1", "0.2", "0.4"]), ("batch", ["8", "16"])], variables)
    reply = session.ask(evaluate=[2, 1])
    expect(abs(reply["fitness"] - 6.4) < 1e-12 and reply["loss"] == -reply["fitness"] and "epochs" not in reply, reply)
    session.refused("budgets", evaluate=[0, 0], epochs=4)
    expect(sorted(session.ask(neighbours=[0, 0])["neighbours"]) == [[0, 1], [1, 0], [2, 0]], "neighbours")
    session.close()


# ---- lines ----

def check_wrong_requests(program):
    """a wrong line is answered by its error, and the session goes on; also at the end of input without a newline"""
    make_data(program)
    session = Session(program, *DATA)
    for line, part in (
            ("", "line 1: "), ("nonsense", "line 2: "), ("[1]", "an object"), ("{}", "one of the keys describe, draw"),
            ('{"state":1}', "takes true"), ('{"state":true,"draw":1}', "two requests"),
            ('{"state":true,"x":true}', 'no key "x"'), ('{"draw":0}', "from 1 to 10000"),
            ('{"draw":10001}', "from 1 to 10000"), ('{"draw":"1"}', "from 1 to 10000"), ('{"draw":1} x', "line 11: "),
            ('{"draw":1,"draw":2}', "duplicate"), ('{"evaluate":1}', "an array of numbers, or the name of a point"),
            ('{"evaluate":[1]}', "has 13 numbers, not 1"), ('{"evaluate":"no such cell"}', "no such cell"),
            ('{"evaluate":[3,0,0,0,0,0,0,0,0,0,0,0,0]}', "variable 0 (operation 1) takes a whole number from 0 to 2"),
            ('{"evaluate":[0.5,0,0,0,0,0,0,0,0,0,0,0,0]}', "variable 0"),
            ('{"evaluate":[0,0,0,0,0,0,0,0,0,0,0,0,-1]}', "variable 12"),
            ('{"evaluate":[0,0,0,0,0,0,0,0,0,0,0,0,"1"]}', "variable 12"),
            ('{"evaluate":"id:1","epochs":5}', "4, 12, 36, 108"), ('{"evaluate":"id:1","epochs":"4"}', "4, 12, 36, 108"),
            ('{"mutate":"id:1"}', "an array of 13 numbers"), ('{"state":true}\0', "line 23: "),
            ("x" * 2_000_000, "at most"), ("[" * 100_000, "line 25: "),
            ("x" * (1 << 20), "line 26: "), ("x" * ((1 << 20) + 1), "at most"), ("nonsense", "line 28: ")):
        reply = session.line(line)
        expect(list(reply) == ["error"] and part in reply["error"], line[:100], reply)
    expect(session.ask(state=True)["evaluations"] == 0, "nothing was evaluated")
    drawn = random.Random(1)
    valid = ['{"draw":2}', '{"evaluate":"id:1","epochs":4}', '{"mutate":[0,0,0,0,0,0,0,0,0,0,0,0,0]}', '{"state":true}']
    for _ in range(400):  # each line has one reply, whatever it is
        line = list(drawn.choice(valid))
        for _ in range(drawn.randrange(4)):
            line[drawn.randrange(len(line))] = chr(drawn.choice((0, 1, 34, 44, 48, 58, 91, 93, 123, 125, 127, 233, 9731)))
        expect(isinstance(session.line("".join(line)), dict), line)
    session.process.stdin.write('{"draw":1}')
    output, errors = session.process.communicate()
    expect(session.process.returncode == OK and len(json.loads(output)["candidates"]) == 1 and not errors, output, errors)


def check_streams(program):
    """standard input and output belong to the protocol; no input is a session; --runs is refused"""
    make_data(program)
    expect(program.run("search", "serve", *DATA, "--quiet", input=b"") == ("", ""), "no input")
    for options, part in ((("--data", "-"), "requests"), (("--space", "-"), "requests"), (("--out", "-"), "replies"),
                          (("--out", "/dev/stdout"), "replies"), (("--runs", "3"), "--runs")):
        expect(part in program.run("search", "serve", *options, code=USAGE, input=b"")[1], options)


def check_signal(program):
    """SIGTERM ends a session that waits for a request"""
    make_data(program)
    session = Session(program, *DATA, "-o", "traces.csv")
    session.ask(state=True)
    session.process.send_signal(signal.SIGTERM)
    expect(session.process.wait() == -signal.SIGTERM, session.process.returncode)
    expect(not os.path.exists(os.path.join(program.folder, "traces.csv")), "traces of a session that did not end")


# ---- against search run ----

def check_seed(program):
    """a seed reproduces a session, and its random searches are the runs of `search run random`; --out is their traces"""
    make_data(program)
    options = (*DATA, "--seed", "9", "--evaluations", "30")
    finals = program.rows("search", "run", "random", *options, "--runs", "3", "--table", "final")
    for _ in range(2):
        session = Session(program, *options, "-o", "traces.csv")
        points = []
        for run, final in enumerate(finals):
            for _ in range(30):
                reply = session.ask(evaluate=session.ask(draw=1)["candidates"][0])
                points.append((run, reply["evaluations"], reply["point"]))
            incumbent = session.ask(state=True)["incumbent"]
            expect((incumbent["point"], incumbent["score"], incumbent["regret_test"]) ==
                   (final["point"], float(final["score"]), float(final["regret_test"])), incumbent, final)
            session.ask(next_run=True)
        session.close()
        rows = list(csv.DictReader(io.StringIO(pathlib.Path(program.folder, "traces.csv").read_text())))
        expect([(int(row["run"]), int(row["evaluations"]), row["point"]) for row in rows] == points, rows[:2])


# ---- the examples ----

def run_example(program, name, *options):
    path = os.pathsep.join((os.path.dirname(program.binary), ENVIRONMENT["PATH"]))
    done = subprocess.run([sys.executable, EXAMPLES / name, *options], cwd=program.folder, capture_output=True,
                          env=dict(ENVIRONMENT, PATH=path), text=True)
    expect(done.returncode == OK and done.stderr == "", name, done.returncode, done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def check_random_search(program):
    """examples/random_search.py: ten lines, and the best point of `search run random`"""
    source = (EXAMPLES / "random_search.py").read_text().splitlines()
    code = [line for line in source[2:] if line.strip() and not line.startswith(("import ", "#"))]
    expect(len(code) <= 10, len(code), "lines")
    make_data(program)
    final, = program.rows("search", "run", "random", *DATA, "--seed", "5", "--table", "final")
    incumbent = run_example(program, "random_search.py", *DATA, "--seed", "5", "--quiet")
    expect((incumbent["point"], incumbent["score"]) == (final["point"], float(final["score"])), incumbent, final)


def check_differential_evolution(program):
    """examples/differential_evolution.py: a seed reproduces it, and its point scores as the data has it"""
    if importlib.util.find_spec("scipy") is None:
        return "scipy is not there: the example is not run"
    make_data(program)
    runs = made_runs(program)
    options = (*DATA, "--seed", "5", "--evaluations", "300", "--quiet")
    once, again = (run_example(program, "differential_evolution.py", *options) for _ in range(2))
    expect(once == again, once, again)
    valid, _, test = zip(*runs[once["point"], 108])
    expect(once["fitness"] in valid and abs(once["score"] - sum(test) / 3) < 1e-12, once, valid, test)
    expect(1 <= once["evaluations"] <= 300, once)
    return None


if __name__ == "__main__":
    run_checks(checks_of(globals()))
