"""Networks of optima of other programs: each form of file against measures by numpy and scipy, nasscape's own tables read
back, and files that are refused.

usage: check_networks.py --binary nasscape
"""
import json
import math
import os
import tempfile

import oracle
from oracle import check, require, run, summary

with oracle.needed():
    import numpy
from landscapes import measure, nk


def check_measures(what, binary, words, expected):
    found = summary(binary, "lon", *words)
    check(f"{what}: figures", set(found), set(expected))
    for name, value in expected.items():
        check(f"{what}: {name}", found[name], value)


def expected_of(weights, heights, explored=None):
    """The figures of a matrix of summed weights; a loop is a share of what leaves its node."""
    totals = weights.sum(axis=1)
    stays = weights.diagonal()[totals > 0] / totals[totals > 0]
    return {"optima": len(heights), "mean_stay": stays.mean() if len(stays) else math.nan,
            **measure(weights, weights, heights, explored)}


class Files:
    def __init__(self, folder):
        self.folder, self.number = folder, 0

    def write(self, lines, ending="csv"):
        self.number += 1
        path = os.path.join(self.folder, f"{self.number}.{ending}")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        return path


# ---- networks ----

def check_network(what, binary, files, names, heights, rows):
    """Rows (from, to, weight) as tables of edges with a file of nodes, with columns of fitness, by tabs, and as JSON."""
    weights = numpy.zeros((len(names), len(names)))
    for start, end, weight in rows:
        weights[start, end] += weight
    expected = expected_of(weights, heights)
    nodes = files.write(["Node,Fitness", *(f"{name},{height!r}" for name, height in zip(names, heights))])
    edges = files.write(["Source;Target;Weight", *(f"{names[start]};{names[end]};{weight!r}" for start, end, weight in rows)])
    check_measures(f"{what}: with nodes", binary, ["--network", edges, "--nodes", nodes], expected)
    check_measures(f"{what}: lower is better", binary, ["--network", edges, "--nodes", nodes, "--minimise"],
                   expected_of(weights, -heights))
    mentioned = sorted({node for row in rows for node in row[:2]})
    part = expected_of(weights[numpy.ix_(mentioned, mentioned)], heights[mentioned])
    whole = files.write(["from\tfrom_fitness\tto\tto_fitness\tweight",
                         *(f"{names[start]}\t{heights[start]!r}\t{names[end]}\t{heights[end]!r}\t{weight!r}"
                           for start, end, weight in rows)], "tsv")
    check_measures(f"{what}: by tabs", binary, ["--network", whole], part)
    objects = files.write([json.dumps([{"fit1": heights[start], "node1": names[start], "fit2": heights[end],
                                        "node2": names[end], "weight": weight} for start, end, weight in rows])], "json")
    check_measures(f"{what}: JSON", binary, ["--network", objects], part)
    found = {(row["from"], row["to"]): row for row in run(binary, "analyse", "lon", "--network", edges, "--nodes", nodes,
                                                         "--table", "edges")}
    loopless = numpy.argwhere((weights > 0) & ~numpy.eye(len(names), dtype=bool))
    check(f"{what}: edges", set(found), {(names[start], names[end]) for start, end in loopless})
    for start, end in loopless:
        check(f"{what}: weight", found[names[start], names[end]]["weight"], weights[start, end])
    listed = run(binary, "analyse", "lon", "--network", edges, "--nodes", nodes)
    check(f"{what}: nodes", [float(row["fitness"]) for row in listed], sorted(heights, reverse=True))
    for row in listed:
        place = names.index(row["point"])
        total = weights[place].sum()
        check(f"{what}: stay", row["stay"], weights[place, place] / total if total > 0 else math.nan)
        check(f"{what}: no basin", row["basin"], "")


def check_networks(binary, files, random):
    for what, nodes, chance, levels in (("sparse", 12, 0.2, 50), ("dense", 15, 0.7, 50), ("ties", 14, 0.3, 4),
                                        ("flat", 6, 0.4, 1), ("large", 60, 0.05, 20)):
        heights = 1 + random.integers(0, levels, nodes) / 8
        rows = [(start, end, float(random.integers(1, 9))) for start in range(nodes) for end in range(nodes)
                if random.random() < chance]
        rows += rows[:5]  # the same edge twice
        random.shuffle(rows)
        rows = [(int(start), int(end), float(weight)) for start, end, weight in rows]
        check_network(what, binary, files, [f"0{node}" for node in range(nodes)], heights, rows)


# ---- moves and runs ----

def search(heights, length, random, keep_worse):
    """Moves of an iterated local search: (from, to), those that lead down rejected; without them if not `keep_worse`."""
    here, moves = int(random.integers(len(heights))), []
    for _ in range(length):
        there = int(random.integers(len(heights)))
        if heights[there] >= heights[here] or keep_worse:
            moves.append((here, there))
        if heights[there] >= heights[here]:
            here = there
    return moves


def check_moves(binary, files, random):
    for what, keep_worse in (("all moves", True), ("moves that were taken", False)):
        heights = numpy.round(90 + random.random(30) * 4, 1)
        moves = [move for _ in range(3) for move in search(heights, 12, random, keep_worse)]
        seen = sorted({node for move in moves for node in move})
        weights = numpy.zeros((30, 30))
        for move in moves:
            weights[move] += 1
        accepted = {start for start, _ in moves} | {end for start, end in moves if heights[end] >= heights[start]}
        require(f"{what}: some were rejected", not keep_worse or len(accepted) < len(seen))
        expected = expected_of(weights[numpy.ix_(seen, seen)], heights[seen], numpy.array([node in accepted for node in seen]))
        lines = [f"{heights[start]:.2f} s{start:03} {heights[end]:.2f} s{end:03}" for start, end in moves]
        for form, path in (("without a header", files.write(lines, "dat")),
                           ("with a header", files.write(["Fit1 Sol1 Fit2 Sol2", *lines], "txt")),
                           ("by commas", files.write(["fit1,node1,fit2,node2", *(line.replace(" ", ",") for line in lines)])),
                           ("by commas without a header", files.write([line.replace(" ", ",") for line in lines]))):
            check_measures(f"{what} {form}", binary, ["--network", path], expected)
        flipped = files.write([f"{-heights[start]:.2f} s{start:03} {-heights[end]:.2f} s{end:03}" for start, end in moves])
        check_measures(f"{what}, lower is better", binary, ["--network", flipped, "--minimise"], expected)


def check_runs(binary, files, random):
    heights = numpy.round(random.random(20) * 5, 1)
    runs = {name: [int(node) for node in random.integers(0, 20, 9)] for name in ("1", "2", "x")}
    weights = numpy.zeros((20, 20))
    for visits in runs.values():
        for move in zip(visits, visits[1:]):
            weights[move] += 1
    seen = sorted({node for visits in runs.values() for node in visits})
    expected = expected_of(weights[numpy.ix_(seen, seen)], heights[seen])
    lines = [(place, name, node) for name, visits in runs.items() for place, node in enumerate(visits)]
    for form, ordered in (("run after run", lines), ("runs side by side", sorted(lines))):
        rows = [f"{name},{heights[node]},{node}" for _, name, node in ordered]
        check_measures(form, binary, ["--network", files.write(["run,fitness,solution", *rows])], expected)
    blanks = files.write(["Run Fitness Solution", *(f"{name} {heights[node]} {node}" for _, name, node in lines)], "dat")
    check_measures("runs by blanks", binary, ["--network", blanks], expected)
    bare = files.write([f"{name} {heights[node]} s{node}" for _, name, node in lines], "dat")
    check_measures("runs without a header", binary, ["--network", bare], expected)
    noisy = files.write(["run,fitness,solution", *(f"{name},{float(heights[node] * (1 + place % 2 * 4e-16))!r},{node}"
                                                   for place, name, node in lines)])
    check_measures("fitness with another last digit", binary, ["--network", noisy], expected)


def check_tiny(binary, files):
    """b and c lie above a; b is best and has an own loop of 6 in 8."""
    edges = files.write(["from,to,weight", "a,b,1", "a,c,3", "b,b,6", "b,a,2"])
    nodes = files.write(["name,value", "a,1", "b,3", "c,2"])
    bare = files.write(["a b 1", "a c 3", "b b 6", "b a 2"], "dat")
    for form in (edges, bare):
        check_measures("tiny", binary, ["--network", form, "--nodes", nodes],
                       {"optima": 3, "edges": 3, "funnels": 2, "global_share": 2 / 3, "strength": 1 / 6,
                        "global_funnels": 1, "neutral": 0, "density": 0.5, "mean_stay": 6 / 8 / 2, "monotonic_edges": 2,
                        "monotonic_optima": 3, "compressed_optima": 3, "compressed_edges": 2, "compressed_neutral": 0,
                        "compressed_strength": 0.25, "path_count": 1, "mean_path": 1, "mean_weighted_path": 1})


def check_tolerance(binary, files):
    """91.36 and 91.35 are equal within a tenth: one funnel in place of two."""
    path = files.write(["fit1,sol1,fit2,sol2,weight", "91.36,a,91.35,b,1", "91.35,b,90,c,1", "91.35,b,91.36,a,1"])
    for words, neutral in (([], 0), (["--equal-within", "0.1"], 2 / 3)):
        check(f"tolerance {words}", summary(binary, "lon", "--network", path, *words)["neutral"], neutral)


# ---- nasscape's own tables ----

def check_round_trip(binary, files, random):
    path = files.write([])
    names = oracle.strings("01", 8)
    oracle.write_fitness(path, names, nk(2, 8, 4, random).ravel())
    options = ["--space", "hamming:2^8", "--data", path, "--fitness", "column:fitness"]
    nodes = run(binary, "analyse", "lon", *options)
    edges = [row for row in run(binary, "analyse", "lon", *options, "--table", "edges") if row["kind"] == "transition"]
    before = summary(binary, "lon", *options)
    tables = [files.write([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) for rows in (edges, nodes)]
    after = summary(binary, "lon", "--network", tables[0], "--nodes", tables[1])
    for name, value in after.items():
        check(f"read back: {name}", before[name], float(value))
    row = run(binary, "analyse", "lon", "--network", tables[0], "--nodes", tables[1])[0]
    check("read back: source", row["source"], f"{tables[0]}, {tables[1]}")
    check("read back: points", (row["points"], row["relation"], row["fitness_rule"]), (str(len(nodes)), "", ""))


# ---- refusals ----

def check_refusals(binary, files):
    nodes = files.write(["node,fitness", "a,1", "b,2"])
    for lines, code, *parts in (
            (["from,to,weight", "a,b,1"], 3, "no fitness", "--nodes FILE"),
            (["from,to,weight", "a,b,-1"], 3, "line 2", "-1 is not between 0"),
            (["from,to,weight", "a,b,x"], 3, "line 2", '"x" is not a number'),
            (["from,to,weight", "a,b"], 3, "line 2", "2 fields"),
            (["from,to,weight", ",b,1"], 3, "line 2", "is empty"),
            (["from,to,from_fitness", "a,b,1"], 3, "one end", "from_fitness"),
            (["fit1,sol1,fit2,sol2", "1,a,2,b", "1,b,1,a"], 3, "line 3", "b has the fitness 1", "2 in line 2"),
            (["solution,accuracy", "a,1"], 3, "line 1", "from,to,weight", "the header is: solution; accuracy"),
            (["kind,from,to,fit1,fit2", "transition,a,b,1,2", "escape,a,b,1,2"], 3, "line 3", "two networks"),
            (["1 a 2 b", "1 a 2"], 3, "line 2", "3 fields"),
            (["from,to,weight"], 3, "no optimum")):
        done = oracle.execute(binary, "analyse", "lon", "--network", files.write(lines))
        require(f"{lines}: {done.returncode} {done.stderr}",
                done.returncode == code and all(part in done.stderr for part in parts))
    edges = files.write(["from,to,weight", "a,b,1", "b,c,1"])
    for words, code, part in ((["--nodes", nodes], 3, 'the node "c"'), (["--nodes", edges], 3, "node,fitness"),
                              (["--nodes", nodes, "--space", "nb201"], 2, "leave out --space"),
                              (["--data", nodes], 2, "leave out --data"), (["--runs", "3"], 2, "does not read --runs")):
        done = oracle.execute(binary, "analyse", "lon", "--network", edges, *words)
        require(f"{words}: {done.returncode} {done.stderr}", done.returncode == code and part in done.stderr)
    for words, code, part in ((["lon", "--network", "none.csv"], 4, "none.csv"),
                              (["lon", "--space", "hamming:2^3", "--fitness", "symbol_0", "--nodes", nodes], 2, "--network"),
                              (["lon", "--network", edges, "-o", edges], 2, "would be overwritten"),
                              (["rwa", "--network", edges], 2, "--network")):
        done = oracle.execute(binary, "analyse", *words)
        require(f"{words}: {done.returncode} {done.stderr}", done.returncode == code and part in done.stderr)


def main():
    binary = oracle.binary()
    random = numpy.random.default_rng(15)
    with tempfile.TemporaryDirectory() as folder:
        files = Files(folder)
        check_tiny(binary, files)
        check_networks(binary, files, random)
        check_moves(binary, files, random)
        check_runs(binary, files, random)
        check_tolerance(binary, files)
        check_round_trip(binary, files, random)
        check_refusals(binary, files)
    oracle.finish(least=500)


if __name__ == "__main__":
    main()
