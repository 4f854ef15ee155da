#!/usr/bin/env python3
"""An optimiser of scipy on NAS-Bench-101: differential evolution on encoding C, which has a real number for each edge.

Prints how the best cell of the run scores, which is the last line of JSON. Needs scipy (Debian: python3-scipy).

usage: differential_evolution.py [options of `nasscape search serve`, such as --data FILE --evaluations 1000 --seed 7]
"""
import json
import subprocess
import sys

from scipy.optimize import differential_evolution


class Search:
    """A session of `nasscape search serve`."""

    def __init__(self, options):
        self.process = subprocess.Popen(["nasscape", "search", "serve", *options], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.ended = False

    def ask(self, **request):
        print(json.dumps(request), file=self.process.stdin, flush=True)
        reply = json.loads(self.process.stdout.readline())
        if "error" in reply:
            sys.exit(reply["error"])
        return reply

    def loss(self, vector, whole):
        """The loss of a vector of floats; `whole` says which of them stand for whole numbers."""
        if self.ended:
            return 1.0  # the limit is reached: the optimiser is told to stop after this generation
        reply = self.ask(evaluate=[round(value) if is_whole else value for value, is_whole in zip(vector, whole)])
        self.ended = reply["ended"]
        return reply.get("loss", 1.0)


def main():
    search = Search(["--encoding", "C", *sys.argv[1:]])
    experiment = search.ask(describe=True)
    variables = experiment["variables"]
    whole = [variable["kind"] != "real" for variable in variables]
    bounds = [(0, variable["levels"] - 1 if "levels" in variable else 1) for variable in variables]
    differential_evolution(search.loss, bounds, args=(whole,), integrality=whole, popsize=2, maxiter=10**6, tol=0,
                           init="random", polish=False, seed=experiment["seed"],
                           callback=lambda best, convergence: search.ended)
    print(json.dumps(search.ask(state=True)["incumbent"]))
    search.process.stdin.close()
    search.process.wait()


if __name__ == "__main__":
    main()
