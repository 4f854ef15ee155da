#!/usr/bin/env python3
"""Times of simulated searches: evaluations a second, experiments as whole processes, and a runner in Python.

    bench_search.py BUILD [--store STORE] [--run1 FILE.npy] [--runs N]

The runner in Python does what the published benchmark code does with the official library: an encoding is pruned,
fingerprinted by MD5 and looked up in a dictionary, one of its runs is drawn, and regularised evolution goes on from
there. It has the fitness of the cells as `query top` prints it, by the official hash. With --store, a store of the
whole space (see bench_import.sh), 500 runs of 10^7 simulated seconds are timed for each algorithm.

CSV job,runs,seconds,processor_s,evaluations_per_s to standard output.
"""
import argparse
import collections
import csv
import hashlib
import os
import random
import resource
import subprocess
import sys
import time

VERTICES, EDGE_LIMIT = 7, 9
OPERATIONS = ("conv1x1-bn-relu", "conv3x3-bn-relu", "maxpool3x3")
PAIRS = [(x, y) for x in range(VERTICES) for y in range(x + 1, VERTICES)]
POPULATION, TOURNAMENT = 100, 10
SECONDS, EXPERIMENTS = "1e7", 500
ALGORITHMS = ("random", "evolution", "annealing", "local-search", "reinforce", "tpe", "hyperband", "dehb")


# ---- the official library's query, with its dictionary ----

def reachable(matrix, start, backwards):
    found, ends = {start}, [start]
    while ends:
        vertex = ends.pop()
        for other in range(VERTICES):
            edge = matrix[other][vertex] if backwards else matrix[vertex][other]
            if edge and other not in found:
                found.add(other)
                ends.append(other)
    return found


def fingerprint(matrix, operations):
    """The hash of the pruned cell; None if input and output are not connected or edges are too many."""
    kept = sorted(reachable(matrix, 0, False) & reachable(matrix, VERTICES - 1, True))
    if 0 not in kept or VERTICES - 1 not in kept or sum(matrix[x][y] for x in kept for y in kept) > EDGE_LIMIT:
        return None
    labels = [-1, *(("conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3").index(operations[vertex - 1])
                    for vertex in kept[1:-1]), -2]
    inward = [[place for place, x in enumerate(kept) if matrix[x][y]] for y in kept]
    outward = [[place for place, y in enumerate(kept) if matrix[x][y]] for x in kept]
    hashes = [hashlib.md5(str((len(outward[place]), len(inward[place]), labels[place])).encode()).hexdigest()
              for place in range(len(kept))]
    for _ in kept:
        hashes = [hashlib.md5(("".join(sorted(hashes[other] for other in inward[place])) + "|" +
                               "".join(sorted(hashes[other] for other in outward[place])) + "|" +
                               hashes[place]).encode()).hexdigest() for place in range(len(kept))]
    return hashlib.md5(str(sorted(hashes)).encode()).hexdigest()


class Experiment:
    def __init__(self, table, seed):
        self.table, self.random = table, random.Random(seed)
        self.evaluations = 0
        self.best = -1

    def draw(self):
        return [self.random.choice(OPERATIONS) for _ in range(5)] + [self.random.randrange(2) for _ in PAIRS]

    def mutate(self, parent):
        child = list(parent)
        place = self.random.randrange(len(child))
        values = OPERATIONS if place < 5 else (0, 1)
        child[place] = self.random.choice([value for value in values if value != child[place]])
        return child

    def look_up(self, candidate):
        matrix = [[0] * VERTICES for _ in range(VERTICES)]
        for (x, y), edge in zip(PAIRS, candidate[5:]):
            matrix[x][y] = edge
        return self.table.get(fingerprint(matrix, candidate[:5]))

    def make(self, propose):
        """A candidate that is in the dictionary, and its accuracy."""
        while True:
            candidate = propose()
            runs = self.look_up(candidate)
            if runs is not None:
                self.evaluations += 1
                accuracy = self.random.choice(runs)
                self.best = max(self.best, accuracy)
                return candidate, accuracy


def evolve(experiment, evaluations):
    population = collections.deque(experiment.make(experiment.draw) for _ in range(min(POPULATION, evaluations)))
    while experiment.evaluations < evaluations:
        tournament = [experiment.random.choice(population) for _ in range(TOURNAMENT)]
        parent = max(tournament, key=lambda member: member[1])
        population.append(experiment.make(lambda: experiment.mutate(parent[0])))
        population.popleft()


# ---- measuring ----

def take(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def write(job, runs, seconds, processor, rate=""):
    print(f"{job},{runs},{seconds:.3g},{processor:.3g},{rate if rate == '' else f'{rate:.3g}'}", flush=True)


def rate_of(binary, data, words, evaluations):
    """Evaluations a second of processor time on one thread, opening the experiment taken off."""
    command = [binary, "search", "run", *words, *data, "--threads", "1", "--evaluations"]
    _, opening, _ = take([*command, "1"])
    seconds, processor, _ = take([*command, str(evaluations)])
    rate = evaluations / (processor - opening)
    write(" ".join(words), 1, seconds, processor, rate)
    return rate


def python_rate(binary, data, evaluations):
    text = take([binary, "query", "top", *data, "-n", "423624"])[2]
    table = {row["hash"]: (float(row["fitness"]),) for row in csv.DictReader(text.splitlines())}
    experiment = Experiment(table, 1)
    before = time.process_time()
    evolve(experiment, evaluations)
    processor = time.process_time() - before
    write("evolution in Python", 1, processor, processor, evaluations / processor)
    return evaluations / processor


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--store")
    parser.add_argument("--run1")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    binary = os.path.join(arguments.build, "src/cli/nasscape")
    data = ["--data", arguments.run1, "--order", "hash"] if arguments.run1 else []
    print("job,runs,seconds,processor_s,evaluations_per_s")
    for words in (["random", "--encoding", "cells"], ["random"]):
        rate_of(binary, data, words, 10_000_000)
    for _ in range(arguments.runs):
        ours, theirs = rate_of(binary, data, ["evolution"], 10_000_000), python_rate(binary, data, 5000)
        write(f"evolution: {ours / theirs:.0f} times the evaluations of Python in the same run", 1, 0, 0)
    for algorithm in ALGORITHMS if arguments.store else ():
        seconds, processor, _ = take([binary, "search", "run", algorithm, "--data", arguments.store, "--time", SECONDS,
                                      "--runs", str(EXPERIMENTS)])
        write(f"{algorithm}: {EXPERIMENTS} experiments of {SECONDS} s", EXPERIMENTS, seconds, processor)


if __name__ == "__main__":
    main()
