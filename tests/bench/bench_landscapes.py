"""Times analyses as whole processes, reading the fitness included: on the whole cell graph with the built-in fitness, and
on 531,441 strings (3^12) whose positions interact with the next two.

    bench_landscapes.py BUILD [--runs N] [--every]      --every: each analysis on the cell graph by itself

CSV job,runs,median_s,minimum_s,maximum_s,processor_s,peak_memory_mb to standard output.
"""

import argparse
import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

SYMBOLS, LENGTH, REACH = 3, 12, 2


def write_strings(path):
    """A fitness of 3^12 strings: the mean of one random number for each position and what stands on it and the next."""
    draws = random.Random(1)
    parts = [[draws.random() for _ in range(SYMBOLS ** (REACH + 1))] for _ in range(LENGTH)]
    with open(path, "w", encoding="ascii") as stream:
        stream.write("point,fitness\n")
        for number in range(SYMBOLS ** LENGTH):
            symbols = [number // SYMBOLS ** (LENGTH - 1 - position) % SYMBOLS for position in range(LENGTH)]
            total = 0
            for position, part in enumerate(parts):
                key = 0
                for offset in range(REACH + 1):
                    key = key * SYMBOLS + symbols[(position + offset) % LENGTH]
                total += part[key]
            stream.write("".join(map(str, symbols)) + f",{total / LENGTH!r}\n")


def take(command):
    """Seconds, seconds of processor time, megabytes."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"bench_landscapes: {' '.join(command)} failed: {process.stderr.read().decode()[:400]}")
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--every", action="store_true")
    arguments = parser.parse_args()
    program = os.path.join(arguments.build, "src", "cli", "nasscape")
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "fitness.csv")
        write_strings(data)
        strings = ["--space", f"hamming:{SYMBOLS}^{LENGTH}", "--data", data, "--fitness", "column:fitness"]
        jobs = {f"{name} on 3^12 strings": [program, "analyse", name, *strings] for name in ("profile", "basins", "lon")}
        jobs["profile of the cells"] = [program, "analyse", "profile"]
        jobs["all analyses of the cells"] = [program, "analyse", "all", "--out", os.path.join(folder, "all"), "--quiet"]
        if arguments.every:
            listed = subprocess.run([program, "analyse", "list"], capture_output=True, text=True, check=True).stdout
            for name in dict.fromkeys(row["name"] for row in csv.DictReader(listed.splitlines())):
                jobs[f"{name} of the cells"] = [program, "analyse", name]
        print("job,runs,median_s,minimum_s,maximum_s,processor_s,peak_memory_mb")
        for job, command in jobs.items():
            taken = [take(command) for _ in range(arguments.runs)]
            seconds = [run[0] for run in taken]
            print(f"{job},{len(taken)},{statistics.median(seconds):.3f},{min(seconds):.3f},{max(seconds):.3f},"
                  f"{statistics.median(run[1] for run in taken):.3f},{max(run[2] for run in taken):.0f}", flush=True)


main()
