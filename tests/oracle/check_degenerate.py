"""Every analysis on landscapes that say little or nothing: a known answer, or a reason in the row, and never a nan.

    check_degenerate.py --binary NASSCAPE

A constant fitness, a needle, a fitness missing everywhere or nearly, one point, two points, points without edges.
"""

import argparse
import csv
import io
import itertools
import os
import subprocess
import sys
import tempfile

STRINGS = ["".join(symbols) for symbols in itertools.product("012", repeat=4)]

# Name, space (a file where it begins with "from"), fitness by point.
LANDSCAPES = [
    ("constant", "hamming:3^4", {point: 1.5 for point in STRINGS}),
    ("needle", "hamming:3^4", {point: float(point == "1111") for point in STRINGS}),
    ("missing everywhere", "hamming:3^4", {point: "" for point in STRINGS}),
    ("one value", "hamming:3^4", {"0000": 3}),
    ("two values far apart", "hamming:3^4", {"0000": 3, "1111": 4}),
    ("two neighbours", "hamming:3^4", {"0000": 3, "0001": 4}),
    ("one point", "hamming:1^1", {"0": 3}),
    ("two points", "hamming:2^1", {"0": 3, "1": 4}),
    ("no edges", "from,to\na,\nb,\nc,\n", {"a": 1, "b": 2, "c": 2}),
    ("two pairs", "from,to\na,b\nc,d\n", {"a": 1, "b": 2, "c": 2, "d": 1}),
    ("small cells", "nb101:vertices=3", {"id:%d" % number: number % 3 for number in range(7)}),
    ("one cell", "nb101:vertices=2", {"id:0": 1}),
]

# Columns that may be empty in a row that says something: what they mean when they are is in their description.
PROVENANCE = {"relation", "distance_rule", "fitness_rule", "coverage", "known", "points", "origin", "source", "seed"}
OPTIONAL = {"low", "high", "minimum", "maximum", "reason", "note", "position", "standard_error", "standard_deviation",
            "standard_error_relative", "standard_error_time", "slope", "slope_of_pairs", "mean_low", "mean_high",
            "ratio_low", "ratio_high", "noise_aware", "return_probability", "sampled", "sampled_low", "sampled_high",
            "paper", "validity", "volume_one_in", "volume_within_6", "rescaled", "correlation_within", "time_s", "change",
            "labelling", "order"}

# What is known of a landscape beforehand: (landscape, analysis, statistic): value.
KNOWN = {
    ("constant", "optima", "strict_optima"): 0, ("constant", "optima", "optimal_plateaus"): 1,
    ("constant", "neutrality", "neutral_ratio"): 1, ("constant", "neutrality", "largest_network"): 81,
    ("constant", "gradient", "mean_gradient"): 0, ("constant", "distribution", "standard_deviation"): 0,
    ("needle", "optima", "strict_optima"): 1, ("needle", "optima", "best"): 1,
    # All 80 others have the same fitness, and 8 of them the needle as a neighbour; 8 of 324 pairs are not neutral.
    ("needle", "neutrality", "neutral_ratio"): 316 / 324, ("needle", "access", "accessible_share"): 9 / 81,
    ("needle", "basins", "global_basin"): 9, ("needle", "gradient", "mean_gradient"): 8 / 324,
    ("two points", "optima", "strict_optima"): 1, ("two points", "rwa", "autocorrelation_1"): -1,
    ("two points", "access", "accessible_share"): 1, ("two points", "basins", "global_share"): 1,
    ("two neighbours", "optima", "strict_optima"): 1, ("two neighbours", "gradient", "mean_gradient"): 1,
    ("two values far apart", "optima", "strict_optima"): 0, ("two pairs", "optima", "strict_optima"): 2,
    ("two pairs", "access", "accessible_share"): 1, ("no edges", "optima", "strict_optima"): 0,
    ("no edges", "optima", "isolated_points"): 3, ("one point", "optima", "strict_optima"): 0,
}

failures = []


def check(condition, *words):
    if not condition:
        failures.append(" ".join(map(str, words)))


def run(binary, *words):
    return subprocess.run([binary, *words], capture_output=True, text=True, check=False)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def check_rows(landscape, analysis, table, text):
    for number, row in enumerate(rows_of(text), 1):
        place = f"{landscape}, {analysis} {table}, row {number}:"
        for column, value in row.items():
            check(value.lower() not in ("nan", "-nan", "inf", "-inf"), place, column, "is", value)
        if not (row.get("reason") or row.get("note")):
            empty = [column for column, value in row.items()
                     if value == "" and column not in PROVENANCE | OPTIONAL]
            check(not empty, place, "no reason for", *empty)
        elif "value" in row and row.get("reason"):
            check(row["value"] == "", place, "a value and a reason")


def check_analysis(binary, landscape, options, analysis, tables):
    for table in tables:
        done = run(binary, "analyse", analysis, "--table", table, *options)
        if done.returncode == 0:
            check_rows(landscape, analysis, table, done.stdout)
            check(landscape != "missing everywhere", analysis, "says something of nothing")
        else:
            # The space lacks what it needs, or too little is known: said in words, and nothing is written.
            check(done.returncode in (2, 4), landscape, analysis, table, "exit code", done.returncode)
            check(done.stdout == "" and done.stderr.startswith("nasscape analyse: "), landscape, analysis, done.stderr)
        for (where, which, statistic), expected in KNOWN.items():
            if where != landscape or which != analysis or table != "summary":
                continue
            found = {row["statistic"]: row["value"] for row in rows_of(done.stdout)}
            check(statistic in found and found[statistic] != "" and
                  abs(float(found[statistic]) - expected) < 1e-12, where, which, statistic, found.get(statistic),
                  "instead of", expected)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    binary = os.path.abspath(parser.parse_args().binary)
    analyses = {}
    for row in rows_of(run(binary, "analyse", "list").stdout):
        analyses.setdefault(row["name"], []).append(row["table"])
    check(len(analyses) > 20, "too few analyses are listed")
    for _, which, _ in KNOWN:
        check(which in analyses, "there is no analysis", which)
    with tempfile.TemporaryDirectory() as folder:
        for landscape, space, fitness in LANDSCAPES:
            data = os.path.join(folder, "fitness.csv")
            with open(data, "w", encoding="ascii") as stream:
                stream.write("point,f\n" + "".join(f"{point},{value}\n" for point, value in fitness.items()))
            if space.startswith("from"):
                with open(os.path.join(folder, "space.csv"), "w", encoding="ascii") as stream:
                    stream.write(space)
                space = os.path.join(folder, "space.csv")
            for analysis, tables in analyses.items():
                check_analysis(binary, landscape, ["--space", space, "--data", data, "--fitness", "column:f"], analysis,
                               tables)
    for failure in failures:
        print("FAILED:", failure)
    sys.exit(1 if failures else 0)


main()
