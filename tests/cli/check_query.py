#!/usr/bin/env python3
"""query cell, neighbours and ball against slow methods on the edge list of a small space, with measurements of a part of
its points; many points at once, from a file or a pipe.

    check_query.py --binary PATH
"""
import collections
import json
import math
import os
import random
import statistics
import subprocess

from checks import HANGS_S, INVALID, MISSING, PROGRAM, USAGE, main, run

CELLS = ["--space", "nb101:vertices=5"]
ROUNDING = 1e-9


class Landscape:
    """A space's edges and three runs of some of its points, as read from the program's own lists."""

    def __init__(self, folder, space, relation, share, seed):
        self.words = ["--space", space, "--relation", relation]
        stream = random.Random(seed)
        listed = run("space", "list", "--space", space)
        self.names = [row.get("hash", row.get("point")) for row in listed]
        self.near = collections.defaultdict(set)
        for row in run("graph", "export", "--ids", *self.words):
            if row["to_id"]:
                self.near[int(row["from_id"])].add(int(row["to_id"]))
                self.near[int(row["to_id"])].add(int(row["from_id"]))
        self.value, self.error = {}, {}
        path = os.path.join(folder, "runs.csv")
        column = "hash" if "hash" in listed[0] else "point"
        with open(path, "w") as file:
            file.write(f"{column},run,test_accuracy\n")
            for number, name in enumerate(self.names):
                if stream.random() > share:
                    continue
                level = stream.randrange(60, 95) / 100  # so coarse that neighbours tie
                runs = [round(level + step, 4) for step in (stream.choice([0, 0.011, 0.04]) * sign
                                                            for sign in (-1, 0, 1))][:stream.choice([1, 3, 3])]
                file.writelines(f"{name},{place + 1},{value}\n" for place, value in enumerate(runs))
                self.value[number] = statistics.mean(runs)
                if len(runs) > 1:
                    self.error[number] = statistics.stdev(runs) / math.sqrt(len(runs))
        self.words += ["--data", path, "-q"]
        if column == "point":
            self.words += ["--fitness", "test"] if space.startswith("hamming") else []

    def within(self, start, radius):
        """{point: steps} of the points at most so far away, without the start."""
        steps, ring = {start: 0}, [start]
        for distance in range(1, radius + 1):
            ring = [other for other in set().union(*(self.near[point] for point in ring)) if other not in steps]
            steps.update((point, distance) for point in ring)
        del steps[start]
        return steps

    def better(self, one, other, sign):
        return one in self.value and other in self.value and sign * (self.value[one] - self.value[other]) > ROUNDING

    def beyond(self, one, other):
        if one not in self.error or other not in self.error:
            return ""
        allowed = math.hypot(self.error[one], self.error[other])
        return "yes" if abs(self.value[one] - self.value[other]) > allowed else "no"

    def sorted(self, points, sign):
        return sorted(points, key=lambda point: (point not in self.value, -sign * round(self.value.get(point, 0), 9), point))


def same(text, value):
    return text == "" if value is None else text != "" and abs(float(text) - value) < ROUNDING


def expect(truth, *what):
    if not truth:
        raise AssertionError(what)


def check_rows(land, rows, centre, steps, sign):
    """The rows of neighbours or of a ball: the right points in the right order, with the right numbers."""
    expect({int(row["id"]) for row in rows} == set(steps), centre, len(rows), len(steps))
    for row in rows:
        point = int(row["id"])
        value = land.value.get(point)
        difference = None if value is None or centre not in land.value else value - land.value[centre]
        expect(same(row["fitness"], value) and same(row["difference"], difference), row)
        expect(row["beyond_noise"] == land.beyond(point, centre), row)
        expect(same(row["standard_error"], land.error.get(point)), row)
        expect(row.get("hash", row.get("point")) == land.names[point], row)
        expect(row["direction"] == ("maximise" if sign > 0 else "minimise"), row)


def check_landscape(land, centres, sign):
    words = land.words + (["--minimise"] if sign < 0 else [])
    for centre in centres:
        asked = f"id:{centre}"
        for radius in (None, 1, 3):
            steps = land.within(centre, radius or 1)
            rows = run("query", "neighbours", asked, *words, *(["--radius", str(radius)] if radius else []))
            check_rows(land, rows, centre, steps, sign)
            begins = ["change", "fitness", "difference", "beyond_noise"] + ["steps"] * (radius is not None)
            expect(list(rows[0])[1:1 + len(begins)] == begins, list(rows[0]))
            expect([int(row["id"]) for row in rows] == land.sorted(steps, sign), asked, "order")
            expect(all((row["change"] != "") == (steps[int(row["id"])] == 1) for row in rows), asked, "changes")
            expect(radius is None or all(int(row["steps"]) == steps[int(row["id"])] for row in rows), asked, "steps")
        rows = run("query", "ball", asked, *words, "--radius", "3")
        check_rows(land, rows, centre, steps, sign)
        order = land.sorted(steps, sign)
        expect([int(row["id"]) for row in rows] == sorted(order, key=steps.get), asked, "order of the ball")
        check_shells(land, run("query", "ball", asked, *words, "--radius", "3", "--shells"), centre, steps, sign)
        better = [point for point in land.sorted(land.near[centre], sign) if land.better(point, centre, sign)]
        rows = run("query", "neighbours", asked, *words, "--better", "-n", "4")
        expect([int(row["id"]) for row in rows] == better[:4], asked, "better")
        check_cell(land, centre, words, sign)


def check_shells(land, rows, centre, steps, sign):
    expect([int(row["distance"]) for row in rows] == sorted(set(steps.values())), centre, "shells")
    for row in rows:
        points = [point for point in steps if steps[point] == int(row["distance"])]
        values = [land.value[point] for point in points if point in land.value]
        expect(int(row["count"]) == len(points) and int(row["evaluated"]) == len(values), row)
        expect(same(row["mean"], statistics.mean(values) if values else None), row)
        expect(same(row["best"], sign * max(sign * value for value in values) if values else None), row)
        expect(row["best_point"] == (land.names[land.sorted(points, sign)[0]] if values else ""), row)
        better = sum(land.better(point, centre, sign) for point in points)
        expect(row["better"] == (str(better) if centre in land.value else ""), row)


def climb(land, point, sign):
    """The optimum and the steps of a climb by best improvement."""
    steps = 0
    while True:
        better = [other for other in land.near[point] if land.better(other, point, sign)]
        if not better:
            return point, steps
        best = max(sign * land.value[other] for other in better)
        point = min(other for other in better if sign * land.value[other] > best - ROUNDING)
        steps += 1


def check_cell(land, centre, words, sign):
    keys = {row["key"]: row["value"] for row in run("query", "cell", f"id:{centre}", *words, "--standing")}
    near = land.near[centre]
    known = [point for point in near if point in land.value]
    better = [point for point in near if land.better(point, centre, sign)]
    worse = [point for point in near if land.better(centre, point, sign)]
    expect(int(keys["neighbours"]) == len(near) and int(keys["evaluated_neighbours"]) == len(known), centre, keys)
    if centre not in land.value:
        expect(all(keys[name] == "" for name in ("better_neighbours", "strict_optimum", "rank", "optimum")), keys)
        return
    expect(int(keys["better_neighbours"]) == len(better) and int(keys["worse_neighbours"]) == len(worse), keys)
    expect(int(keys["equal_neighbours"]) == len(known) - len(better) - len(worse), keys)
    ranked = [point for point in land.value if land.better(point, centre, sign)]
    tied = [point for point in land.value if abs(land.value[point] - land.value[centre]) < ROUNDING]
    expect(int(keys["rank"]) == len(ranked) + 1 and int(keys["tied"]) == len(tied), keys)
    share = (len(land.value) - len(ranked) - len(tied) / 2) / len(land.value)
    expect(same(keys["percentile"], 100 * share), keys)
    best = max(sign * value for value in land.value.values())
    goal = centre if sign * land.value[centre] > best - ROUNDING else min(
        point for point in land.value if sign * land.value[point] > best - ROUNDING)
    expect(keys["best"] == land.names[goal], keys["best"], land.names[goal])
    steps = land.within(centre, 12)
    expect(keys["best_hops"] == str(0 if goal == centre else steps[goal]), keys)
    if known:
        expect(keys["strict_optimum"] == ("yes" if len(worse) == len(known) else "no"), keys)
        expect(keys["nonstrict_optimum"] == ("no" if better else "yes"), keys)
        told = [land.beyond(point, centre) if point in worse else "no" for point in known]
        expect(keys["noise_aware_optimum"] == ("no" if "no" in told else "" if "" in told else "yes"), keys, told)
        optimum, count = climb(land, centre, sign)
        expect(keys["optimum"] == land.names[optimum] and int(keys["steps_to_optimum"]) == count, keys)
    nearest = min((steps[point] for point in steps if land.better(point, centre, sign)), default=None)
    expect(keys["nearest_better_steps"] == ("" if nearest is None else str(nearest)), keys)


# ---- the checks ----


def check_small_cells(folder):
    land = Landscape(folder, "nb101:vertices=5", "pruned", 0.6, 5)
    check_landscape(land, (0, 3, 91, 1500, 2531), 1)
    check_landscape(land, (4, 700), -1)


def check_strings(folder):
    land = Landscape(folder, "nb201", "substitution", 0.3, 6)
    check_landscape(land, (0, 7000, 15624), -1)
    rows = run("query", "ball", "id:77", *land.words, "--radius", "2", "--distance", "hamming")
    here = land.names[77]
    near = {name: sum(a != b for a, b in zip(name, here)) for name in land.names}
    expect({row["point"]: int(row["distance"]) for row in rows}
           == {name: distance for name, distance in near.items() if 0 < distance <= 2}, "hamming")


def check_basin_sizes(folder):
    land = Landscape(folder, "nb101:vertices=4", "pruned", 1, 7)
    sizes = collections.Counter(climb(land, point, 1)[0] for point in land.value)
    for point in (0, 20, 90):
        keys = {row["key"]: row["value"] for row in run("query", "cell", f"id:{point}", *land.words, "--standing")}
        expect(int(keys["basin_size"]) == sizes[climb(land, point, 1)[0]], keys)


def check_kinds(folder):
    del folder
    rows = run("query", "neighbours", "id:2000", *CELLS, "-q")
    for family, begins in (("replaced", "replace"), ("added", "add"), ("removed", "remove")):
        kept = run("query", "neighbours", "id:2000", *CELLS, "-q", "--kind", family)
        names = {kind for kind in (row["kind"] for row in rows) if (" -> " in kind) == (family == "replaced")
                 and (family == "replaced" or f"edge {family}" in kind)}
        expect(kept == [row for row in rows if row["kind"] in names], family, names)
        expect(all(row["change"].removeprefix("undo: ").startswith((begins, "add", "remove")) for row in kept), family)
    kind = rows[0]["kind"]
    expect(run("query", "neighbours", "id:2000", *CELLS, "-q", "--kind", kind)
           == [row for row in rows if row["kind"] == kind], kind)
    run("query", "neighbours", "id:2000", *CELLS, "--kind", "moved", code=USAGE, says=["replaced, added, removed"])
    run("query", "neighbours", "id:2000", *CELLS, "--kind", "added", "--radius", "2", code=USAGE, says=["--radius"])
    kept = run("query", "neighbours", "id:2000", *CELLS, "-q", "--where", "edges <= 4")
    few = {row["hash"] for row in run("space", "list", *CELLS) if int(row["edges"]) <= 4}
    expect(kept == [row for row in rows if row["hash"] in few], "--where")


def ask(*words, given=None):
    return subprocess.run([PROGRAM.binary, *words], input=given, capture_output=True, text=True, timeout=HANGS_S)


def check_many(folder):
    """Several points and lists: the single answers one after another, each row with its point."""
    asked = ["id:7", "id:3", "id:7"]
    for question in ("cell", "neighbours", "ball"):
        words = [*CELLS, "--fitness", "params", "-q"]
        alone = [row for point in asked for row in run("query", question, point, *words)]
        together = run("query", question, *asked, *words)
        expect(next(iter(together[0])) == "of", together[0])
        expect([{name: row[name] for name in row if name != "of"} for row in together] == alone, question)
        lists = {"plain.txt": "# three\n\nid:7 \r\nid:3\nid:7\n", "table.csv": 'x,Hash\n1,"id:7"\n2,id:3\n3,id:7\n'}
        for name, text in lists.items():
            path = os.path.join(folder, name)
            with open(path, "w", newline="") as file:
                file.write(text)
            expect(run("query", question, "--from", path, *words) == together, question, name)
            done = ask("query", question, "--from", "-", *words, "--format", "json", given=text)
            expect(len(json.loads(done.stdout)) == len(together), question, name)


def check_pipe(folder):
    """A pipe is answered line by line."""
    del folder
    with subprocess.Popen([PROGRAM.binary, "query", "cell", "--from", "-", *CELLS, "--fitness", "params", "-q"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for number, point in enumerate(("id:5", "id:6")):
            process.stdin.write(point + "\n")
            process.stdin.flush()
            lines = [process.stdout.readline() for _ in range(2 + (number == 0))]  # a header comes first
            expect(lines[-1].endswith(f",id,{point[3:]}\n"), lines)
            while not process.stdout.readline().split(",")[1] == "same_network":
                pass
        process.stdin.close()
        expect(process.stdout.read() == "" and process.wait(HANGS_S) == 0, "the end")


def check_unknown(folder):
    path = os.path.join(folder, "list.txt")
    with open(path, "w") as file:
        file.write("id:5\nnone\nid:6\n")
    words = [*CELLS, "--fitness", "params"]
    zero = subprocess.run([PROGRAM.binary, "query", "climb", "--from", "-", *words], input=b"id:5\0id:6\n",
                          capture_output=True)
    expect(zero.returncode == INVALID and b"standard input, line 1" in zero.stderr, zero)
    for asked in (["--from", path], ["id:5", "none", "id:6"]):
        done = ask("query", "cell", *asked, *words)
        expect(done.returncode == INVALID and done.stdout == "" and '"none"' in done.stderr, done)
        rows = run("query", "cell", *asked, *words, "--keep-going", says=['"none"'])
        expect(len({row["of"] for row in rows}) == 2, asked)
    expect("list.txt, line 2: " in ask("query", "cell", "--from", path, *words).stderr, "place")
    done = ask("query", "cell", "--from", "-", *words, given="id:5\nnone\nid:6\n")
    expect(done.returncode == INVALID and "id,5\n" in done.stdout and "id,6\n" not in done.stdout, done)
    run("query", "cell", "--from", os.path.join(folder, "nowhere"), code=MISSING, says=["nowhere"])
    run("query", "cell", "--from", os.devnull, code=INVALID, says=["no point"])
    run("query", "cell", "id:5", "--from", path, code=USAGE, says=["--from"])
    run("query", "cell", "id:5", "--keep-going", code=USAGE, says=["--keep-going"])
    run("query", "cell", "--from", "-", "--data", "-", code=USAGE, says=["standard input"])
    run("query", "ball", "id:5", "--shells", "--better", code=USAGE, says=["--better"])


def check_json(folder):
    """One object whose keys differ, also with several files of data."""
    land = Landscape(folder, "nb101:vertices=4", "pruned", 1, 8)
    other = os.path.join(folder, "other.csv")
    with open(other, "w") as file:
        file.write(f"hash,score\n{land.names[3]},1\n")
    done = ask("query", "cell", "id:3", *land.words, "--data", other, "--format", "json", "--standing")
    pairs = json.loads(done.stdout, object_pairs_hook=list)
    expect(len({key for key, _ in pairs}) == len(pairs) > 30, pairs)


if __name__ == "__main__":
    main([check_small_cells, check_strings, check_basin_sizes, check_kinds, check_many, check_pipe, check_unknown,
          check_json])
