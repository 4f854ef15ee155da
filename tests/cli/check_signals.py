"""SIGINT, SIGTERM and SIGHUP end any command within a second or so and leave no file behind."""
import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

# Long computations of every kind: threads, one thread, a foreign library, rows to a file, files in a folder.
COMMANDS = {
    "walks": "analyse rwa --walks 1000000 --length 100000 -o out.csv",
    "one thread": "analyse rwa --walks 1000000 --length 100000 --threads 1 -o out.csv",
    "diameter": "graph info --diameter --threads 1 -o out.csv",
    "igraph": "graph info --relation naszilla --fitness params --cross-check -o out.csv",
    "rows": "space list --space nb101:vertices=8,edges=10 -o out.csv",
    "folder": "analyse all --out folder",
    "report": "report paper --out folder",
}
STARTING_S = 1.5


def default_signals():
    """A shell without job control starts background programs with SIGINT ignored; here it is as on a terminal."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def unfinished(folder):
    """Files that are neither whole nor meant to be there."""
    names = [path.name for path in folder.rglob("*") if path.is_file()]
    whole = (".csv", ".md", ".json", ".html", ".svg", ".pdf", ".gp")
    return [name for name in names if name.startswith("out.") or not name.endswith(whole)]


def interrupt(binary, words, number):
    """Runs the command, interrupts it, and returns what is wrong."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        process = subprocess.Popen([binary, *words.split()], cwd=folder, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, preexec_fn=default_signals)
        time.sleep(STARTING_S)
        if process.poll() is not None:
            return ["ended before it could be interrupted"]
        process.send_signal(number)
        started = os.times()
        _, errors = process.communicate()
        faults = []
        if process.returncode != -number:
            faults.append(f"exit {process.returncode}, not by the signal: {errors.decode()}")
        left = unfinished(folder)
        if left:
            faults.append(f"left behind: {left}")
        # What the clock says is shown; on a busy machine it says little, so that nothing rests on it.
        print(f"  {words} ended {os.times().elapsed - started.elapsed:.2f} s after {number.name}")
        return faults


def what_was_kept(binary):
    """The message of an interruption says what is left, and where; also if the command had to be ended by force."""
    faults = []
    nothing = b"interrupted; no incomplete file was left behind"
    for words, first, said in (
            ("analyse all --out folder", "folder/*.csv", b'interrupted; tables that were finished are in "folder"'),
            ("report paper --out folder", "folder/*.csv", b"finished files stay in folder; the report is not complete"),
            ("search run random --evaluations 1000 --runs 1000000 -o out\x1b[1m.csv", "out*.csv.runs",
             b'finished runs are kept in "out\\x1b[1m.csv.runs": the same command resumes'),
            ("analyse peaks", None, nothing), ("graph info --diameter", None, nothing)):
        with tempfile.TemporaryDirectory() as folder:
            process = subprocess.Popen([binary, *words.split()], cwd=folder, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.PIPE, preexec_fn=default_signals)
            while first is not None and process.poll() is None and not list(pathlib.Path(folder).glob(first)):
                time.sleep(0.05)
            time.sleep(STARTING_S)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate()
            if process.returncode != -signal.SIGINT or said not in errors:
                faults.append(f"{words}: exit {process.returncode}: {errors.decode()}")
    return faults


def ignored_stays_ignored(binary):
    """nohup: a program that was started with SIGHUP ignored goes on."""
    with tempfile.TemporaryDirectory() as name:
        process = subprocess.Popen([binary, "space", "count"], cwd=name, stdout=subprocess.PIPE,
                                   preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        process.send_signal(signal.SIGHUP)
        output, _ = process.communicate()
        return [] if process.returncode == 0 and output else [f"exit {process.returncode}"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    binary = os.path.abspath(parser.parse_args().binary)
    failed = 0
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    checks = [(f"{name}, {number.name}", interrupt(binary, words, number))
              for position, (name, words) in enumerate(COMMANDS.items())
              for number in (signals if position == 0 else signals[position % 3:position % 3 + 1])]
    checks.append(("what was kept", what_was_kept(binary)))
    checks.append(("an ignored signal stays ignored", ignored_stays_ignored(binary)))
    for name, faults in checks:
        for fault in faults:
            print(f"{name}: {fault}")
            failed += 1
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
