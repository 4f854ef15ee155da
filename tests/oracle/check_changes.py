"""Changes in words: made to the matrix that `query cell` prints, each leads to the neighbour that it is told of.

All changes of a matrix are made, pruned by reachability and named by the official hash. A neighbour's words must be those
of the change with the lowest numbers that leads to it; if none does, "undo: " and the change of the neighbour's matrix
with the lowest numbers that leads back.

usage: check_changes.py --binary nasscape
"""
import collections
import math

import oracle
from oracle import check, official_hash, reachable, require, run

OPERATIONS = ["conv3x3", "conv1x1", "maxpool3x3"]
CELLS = ["published-best", "inception-like", "id:90", "id:400", "id:12345", "id:30000", "id:70000", "id:423623"]


class Cell:
    """A representative as a list of edges and the labels of its vertices."""

    def __init__(self, shown):
        self.count = math.isqrt(len(shown["adjacency"]))
        self.edges = {divmod(place, self.count) for place, digit in enumerate(shown["adjacency"]) if digit == "1"}
        inner = shown["operations"].split(",")[1:-1]
        self.labels = [-1, *(OPERATIONS.index(name.removesuffix("-bn-relu")) for name in inner), -2]
        self.hash = shown["hash"]

    def result(self, edges, labels):
        """The hash of what is left after pruning, None without a path; and the vertices that are dropped, in words."""
        ahead = reachable(0, edges)
        back = reachable(self.count - 1, [(target, source) for source, target in edges])
        if self.count - 1 not in ahead:
            return None, ""
        kept = sorted(ahead & back)
        matrix = [[int((source, target) in edges) for target in kept] for source in kept]
        dropped = [str(vertex) for vertex in range(self.count) if vertex not in kept]
        words = "" if not dropped else f", drops vertex {dropped[0]}"
        if len(dropped) > 1:
            words = f", drops vertices {', '.join(dropped[:-1])} and {dropped[-1]}"
        return official_hash(matrix, [labels[vertex] for vertex in kept]), words

    def flips(self, added):
        slots = [(source, target) for source in range(self.count) for target in range(source + 1, self.count)]
        for edge in slots:
            if (edge in self.edges) != added:
                goal, words = self.result(self.edges ^ {edge}, self.labels)
                yield goal, f"{'add' if added else 'remove'} edge {edge[0]}→{edge[1]}{words}"

    def replacements(self):
        for vertex in range(1, self.count - 1):
            for operation in range(3):
                if operation != self.labels[vertex]:
                    goal, _ = self.result(self.edges, self.labels[:vertex] + [operation] + self.labels[vertex + 1:])
                    yield goal, f"replace {OPERATIONS[self.labels[vertex]]} at vertex {vertex} by {OPERATIONS[operation]}"

    def changes(self):
        """The words of the first change that leads to each cell."""
        first = {}
        for goal, words in [*self.replacements(), *self.flips(False), *self.flips(True)]:
            first.setdefault(goal, words)
        return first


def cells_of(binary, names):
    """The cells of at least two names, by name."""
    found = collections.defaultdict(dict)
    for row in run(binary, "query", "cell", *names, "--fitness", "params"):
        found[row["of"]][row["key"]] = row["value"]
    return {name: Cell(shown) for name, shown in found.items()}


def check_cell(binary, name, cell):
    first = cell.changes()
    rows = run(binary, "query", "neighbours", name, "--fitness", "params")
    neighbours = cells_of(binary, [row["hash"] for row in rows])
    for row in rows:
        expected = first.get(row["hash"])
        if expected is None:
            back = [words for goal, words in neighbours[row["hash"]].flips(False) if goal == cell.hash]
            expected = f"undo: {back[0]}" if back else "nothing leads there"
        check(f"{name} to {row['hash']}", row["change"], expected)


def check_scripts(binary, cells):
    """The changes by `edit` of a pair, made in the numbers of the first cell, give the second."""
    for one, other in (("published-best", "inception-like"), ("id:90", "published-best"), ("id:70000", "id:12345")):
        start = cells[one]
        edges, labels = set(start.edges), dict(enumerate(start.labels))
        for row in run(binary, "graph", "distance", one, other, "--distance", "edit"):
            words = row["change"].replace(",", "").replace("→", " ").split()
            if words[0] == "replace":
                labels[int(words[4])] = OPERATIONS.index(words[6])
                continue
            edge = (int(words[2]), int(words[3]))
            require(f"{one} to {other}: {row['change']}", (edge in edges) == (words[0] == "remove"))
            edges ^= {edge}
            for place in range(4, len(words), 5):  # new vertex 4 is conv3x3
                labels[int(words[place + 2])] = OPERATIONS.index(words[place + 4])
        ahead = reachable(0, edges)
        kept = sorted(ahead & reachable(start.count - 1, [(target, source) for source, target in edges]))
        matrix = [[int((source, target) in edges) for target in kept] for source in kept]
        found = official_hash(matrix, [labels[vertex] for vertex in kept])
        check(f"{one} to {other}", found, cells[other].hash)


def main():
    binary = oracle.binary()
    cells = dict(zip(CELLS, cells_of(binary, CELLS).values()))
    for name, cell in cells.items():
        check_cell(binary, name, cell)
    check_scripts(binary, cells)
    oracle.finish(least=200)


if __name__ == "__main__":
    main()
