#!/usr/bin/env python3
"""Every analysis, and every command that reads neighbours, writes the same bytes on a stored and on an implicit graph.

    check_implicit.py --binary PATH
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile

FEW = "--lags 4 --walks 6 --length 60 --sample 40 --eigenpairs 4"
WITHOUT = {"manifest.json"}  # it holds the command line


def write_strings(path, symbols, length, step):
    """Fitness of strings, with ties, and without every `step`-th one."""
    numbers = random.Random(7)
    with open(path, "w") as file:
        file.write("point,loss,cost\n")
        for number in range(symbols ** length):
            digits = [number // symbols ** place % symbols for place in reversed(range(length))]
            if step == 0 or number % step:
                loss = round(sum(digits) / length + numbers.random() / 2, 2)
                file.write("".join(map(str, digits)) + f",{loss},{sum(digits) % 4}\n")


def write_variables(path):
    """A table of all tuples of three variables, two of which are ordinal, and a loss."""
    numbers = random.Random(8)
    with open(path, "w") as file:
        file.write("lr,batch,kind,loss\n")
        for rate in ("0.1", "0.2", "0.3", "0.4", "0.5"):
            for batch in (8, 16, 32, 64):
                for kind in "abc":
                    file.write(f"{rate},{batch},{kind},{numbers.random():.2f}\n")


class Checker:
    def __init__(self, binary, folder):
        self.binary, self.folder, self.faults, self.compared = binary, folder, 0, 0

    def run(self, words, storage, out):
        words = words.replace("{out}", out)
        done = subprocess.run([self.binary, *words.split(), "--graph", storage, "--quiet"], capture_output=True,
                              cwd=self.folder, env={**os.environ, "NASSCAPE_GNUPLOT": ""})
        written = {"": done.stdout.replace(out.encode(), b"OUT")}
        for place, _, names in os.walk(os.path.join(self.folder, out)):
            for name in names:
                with open(os.path.join(place, name), "rb") as file:
                    written[name] = file.read()
        return done.returncode, done.stderr.decode().replace(out, "OUT"), written

    def compare(self, words, expected=0):
        sides = []
        for storage in ("stored", "implicit"):
            self.compared += 1
            sides.append(self.run(words, storage, f"out{self.compared}"))
        (code, errors, stored), (other_code, other_errors, implicit) = sides
        if code != expected or other_code != code or errors != other_errors:
            self.fault(f"{words}: stored {code} {errors}, implicit {other_code} {other_errors}")
        if stored.keys() != implicit.keys() or not (any(stored.values()) if code == 0 else errors):
            self.fault(f"{words}: files {sorted(stored.keys() ^ implicit.keys())}")
        for name in stored.keys() & implicit.keys() - WITHOUT:
            if stored[name] != implicit[name]:
                self.fault(f"{words}: {name or 'the output'} differs")

    def fault(self, text):
        self.faults += 1
        print("FAILED  " + text)

    def check_notebook(self, words):
        """A notebook opens the graph as it was asked for."""
        for storage in ("stored", "implicit"):
            written = self.run(words + " --out {out}", storage, storage)[2]
            cells = b"".join(content for name, content in written.items() if name.endswith(".ipynb")).decode()
            self.compared += 1
            if f'graph=\\"{storage}\\"' not in cells:
                self.fault(f"{words} --graph {storage} opens another graph")

    def check_info(self, words):
        """The figures are the same, and each tells its storage."""
        tables = {}
        for storage in ("stored", "implicit"):
            lines = self.run(words, storage, "none")[2][""].decode().splitlines()
            if f"graph,{storage}" not in lines:
                self.fault(f"{words} --graph {storage} does not tell")
            tables[storage] = [line for line in lines if not line.startswith("graph,")]
        if tables["stored"] != tables["implicit"] or len(tables["stored"]) < 10:
            self.fault(f"{words}: the figures differ")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    binary = os.path.abspath(parser.parse_args().binary)
    with tempfile.TemporaryDirectory() as folder:
        write_strings(os.path.join(folder, "all.csv"), 3, 4, 0)
        write_strings(os.path.join(folder, "part.csv"), 2, 7, 3)
        write_variables(os.path.join(folder, "table.csv"))
        whole = "--space hamming:3^4 --data all.csv --fitness column:loss"
        part = "--space hamming:2^7 --data part.csv --fitness column:loss --minimise"
        table = "--space variables:table.csv:lr=ordinal,batch=ordinal,kind --data table.csv --fitness column:loss"
        check = Checker(binary, folder)
        cells = "--space nb101:vertices=5 --fitness params"
        uphill = {whole: "id:3 id:50", part: "id:5 id:1", table: "id:5 id:6", cells: "id:3 id:50"}
        for landscape, ends in uphill.items():
            check.compare(f"analyse all {landscape} {FEW} --out {{out}}")
            check.compare(f"analyse lon {landscape} --method sampled --runs 5")
            check.compare(f"query climb id:7 {landscape}")
            check.compare(f"query neighbours id:9 {landscape}")
            check.compare(f"query ball id:9 {landscape} --radius 3")
            check.compare(f"query path {ends} {landscape} --path improving")
            space = " ".join(landscape.split()[:2])
            check.compare(f"graph export {space}")
            check.compare(f"graph distance id:3 id:50 {space}")
            check.check_info(f"graph info {space}")
        check.compare(f"query path id:3 id:50 {part} --path improving", expected=4)
        for relation, few in ("pruned", FEW), ("naszilla", "--lags 4 --walks 6 --length 60"):
            cells = f"--space nb101:vertices=5 --relation {relation}"
            check.compare(f"analyse all {cells} --fitness params {few} --out {{out}}")
            check.compare(f"graph export {cells}")
            check.compare(f"graph distance id:3 id:50 {cells} --distance hops")
            check.check_info(f"graph info {cells}")
        check.compare(f"analyse all --space hamming:2^7 --data part.csv --fitness column:loss {FEW} --with column:cost "
                      "--out {out}")
        check.check_notebook("export notebook structure --space hamming:2^4 --fitness symbol_0")
        check.compare(f"search run local-search {whole} --runs 3 --evaluations 40")
        check.compare(f"search run evolution {whole} --runs 3 --evaluations 40 --table ends")
    print(f"{check.compared} runs, {check.faults} faults")
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main())
