"""Search trajectory networks: nodes, edges and figures against a network made here from the runs that the program
prints for other programs, by the definitions of Ochoa, Malan, Blum (2021).

usage: check_trajectories.py --binary nasscape
"""
import collections

import oracle
from oracle import check, require, run

ALGORITHMS = ["random", "evolution:population=5,tournament=3", "local-search"]
RUNS = 12
SEARCH = ["search", "compare", *ALGORITHMS, "--space", "nb101:vertices=5", "--evaluations", "40", "--runs", str(RUNS),
          "--format", "csv", "--quiet"]


def trajectories(binary):
    """The solutions of each run in order, and the fitness of each."""
    paths, fitness = collections.defaultdict(list), {}
    for row in run(binary, *SEARCH, "--table", "trajectories"):
        paths[int(row["run"])].append(row["solution"])
        fitness[row["solution"]] = float(row["fitness"])
    return [paths[number] for number in range(len(ALGORITHMS) * RUNS)], fitness


def components(nodes, edges):
    """Their number, by repeated search from a node that no search has reached."""
    neighbours = collections.defaultdict(set)
    for start, end in edges:
        neighbours[start].add(end)
        neighbours[end].add(start)
    count, left = 0, set(nodes)
    while left:
        count += 1
        pending = [left.pop()]
        while pending:
            found = neighbours[pending.pop()] & left
            left -= found
            pending.extend(found)
    return count


def network(paths, fitness):
    """Figures, weights of edges, visits, and which algorithms are at a node, of some runs with their algorithms."""
    weights, visits, owners = collections.Counter(), collections.Counter(), collections.defaultdict(set)
    for algorithm, path in paths:
        visits.update(path)
        for solution in path:
            owners[solution].add(algorithm)
        weights.update((start, end) for start, end in zip(path, path[1:]) if start != end)
    top = max(fitness[solution] for solution in visits)
    best = {solution for solution in visits if abs(fitness[solution] - top) < 1e-12}
    figures = {
        "nodes": len(visits), "edges": len(weights), "shared": sum(len(names) > 1 for names in owners.values()),
        "best": len(best), "ends": len({path[-1] for _, path in paths} - best),
        "components": components(visits, weights),
        "strength": sum(weight for (_, end), weight in weights.items() if end in best) / len(paths),
        "best_score": top, "trajectories": len(paths)}
    return figures, weights, visits, owners


def check_figures(binary, paths, fitness):
    for row in run(binary, *SEARCH, "--table", "network"):
        own = [path for path in paths if row["network"] == "merged" or path[0] == row["algorithm"]]
        figures = network(own, fitness)[0]
        for name, value in figures.items():
            check(f"{row['network']} {row['algorithm']}: {name}", float(row[name]), value)


def check_parts(binary, paths, fitness):
    _, weights, visits, owners = network(paths, fitness)
    nodes = run(binary, *SEARCH, "--table", "nodes")
    check("nodes", {row["point"] for row in nodes}, set(visits))
    for row in nodes:
        name = row["point"]
        check(f"visits of {name}", int(row["visits"]), visits[name])
        check(f"algorithms at {name}", row["algorithms"], "+".join(sorted(owners[name], key=ALGORITHMS.index)))
        check(f"starts at {name}", int(row["starts"]), sum(path[0] == name for _, path in paths))
        check(f"ends at {name}", int(row["ends"]), sum(path[-1] == name for _, path in paths))
    edges = {(row["from"], row["to"]): int(row["weight"]) for row in run(binary, *SEARCH, "--table", "edges")}
    check("edges", edges, dict(weights))
    require("algorithms share nodes", any(len(names) > 1 for names in owners.values()))


def main():
    binary = oracle.binary()
    solutions, fitness = trajectories(binary)
    paths = [(ALGORITHMS[number // RUNS], path) for number, path in enumerate(solutions)]
    check_figures(binary, paths, fitness)
    check_parts(binary, paths, fitness)
    oracle.finish()


main()
