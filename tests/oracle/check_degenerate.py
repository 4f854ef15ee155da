"""Every analysis on landscapes that say little or nothing: a known answer, or a reason in the row, and never a nan.

A constant fitness, a needle, a fitness missing everywhere or nearly, one point, two points, points without edges.

usage: check_degenerate.py --binary nasscape
"""
import os
import tempfile

import oracle
from oracle import require

STRINGS = oracle.strings("012", 4)

# Name, space (of a file its lines from,to), fitness by point.
LANDSCAPES = [
    ("constant", "hamming:3^4", {point: 1.5 for point in STRINGS}),
    ("needle", "hamming:3^4", {point: float(point == "1111") for point in STRINGS}),
    ("missing everywhere", "hamming:3^4", {point: "" for point in STRINGS}),
    ("one value", "hamming:3^4", {"0000": 3}),
    ("two values far apart", "hamming:3^4", {"0000": 3, "1111": 4}),
    ("two neighbours", "hamming:3^4", {"0000": 3, "0001": 4}),
    ("one point", "hamming:1^1", {"0": 3}),
    ("two points", "hamming:2^1", {"0": 3, "1": 4}),
    ("no edges", ["a,", "b,", "c,"], {"a": 1, "b": 2, "c": 2}),
    ("two pairs", ["a,b", "c,d"], {"a": 1, "b": 2, "c": 2, "d": 1}),
    ("small cells", "nb101:vertices=3", {"id:%d" % number: number % 3 for number in range(7)}),
    ("one cell", "nb101:vertices=2", {"id:0": 1}),
]

# Columns that may be empty in a row that says something: what they mean when they are is in their description.
PROVENANCE = {"relation", "distance_rule", "fitness_rule", "runs", "coverage", "known", "points", "origin", "source",
              "seed"}
OPTIONAL = {"low", "high", "minimum", "maximum", "reason", "position", "standard_error", "standard_deviation",
            "standard_error_relative", "standard_error_time", "slope", "slope_of_pairs", "mean_low", "mean_high",
            "ratio_low", "ratio_high", "noise_aware", "return_probability", "sampled", "sampled_low", "sampled_high",
            "effective_pairs",
            "paper", "validity", "volume_one_in", "volume_within_6", "rescaled", "correlation_within", "first_cost", "change",
            "labelling", "order"}
# Tables of cells, which have no name, and of single points, which have neither other ends nor counts.
OF_CELLS = {"mark", "point", "cost_high", "fitness_high", "first_high", "second_high", "count", "share"}
OPTIONAL_OF = {("cost", table): OF_CELLS for table in ("first", "second", "costs")}
# Tables whose reason is also a caveat beside values that rest on a part of the points.
CAVEATS = {("peaks", "summary")}

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

# Options of analyses whose defaults take long, and say no more of so little.
OPTIONS = {"rwa": ["--walks", "20", "--length", "500"]}


def check_rows(landscape, analysis, table, rows):
    for number, row in enumerate(rows, 1):
        place = f"{landscape}, {analysis} {table}, row {number}:"
        for column, value in row.items():
            require(f"{place} {column} is {value}", oracle.is_finite(value))
        if not row.get("reason"):
            optional = PROVENANCE | OPTIONAL | OPTIONAL_OF.get((analysis, table), set())
            empty = [column for column, value in row.items() if value == "" and column not in optional]
            require(f"{place} no reason for {empty}", not empty)
        elif "value" in row and (analysis, table) not in CAVEATS:
            require(f"{place} a value and a reason", row["value"] == "" or oracle.is_caveat(row))


def check_analysis(binary, landscape, options, analysis, tables):
    for table in tables:
        done = oracle.execute(binary, "analyse", analysis, "--table", table, *options, *OPTIONS.get(analysis, []))
        what, rows = f"{landscape}, {analysis} {table}:", oracle.parse(done.stdout)
        if done.returncode == 0:
            check_rows(landscape, analysis, table, rows)
            require(f"{what} says something of nothing", landscape != "missing everywhere")
        else:
            # The space lacks what it needs, or too little is known: said in words, and nothing is written.
            require(f"{what} exit code {done.returncode}", done.returncode in (2, 4))
            require(f"{what} {done.stderr}", done.stdout == "" and done.stderr.startswith("nasscape analyse: "))
        for (where, which, statistic), expected in KNOWN.items():
            if where != landscape or which != analysis or table != "summary":
                continue
            found = {row["statistic"]: row["value"] for row in rows}
            oracle.check(f"{what} {statistic}", found.get(statistic, ""), expected, 1e-14)


def main():
    binary = oracle.binary()
    analyses = {}
    for row in oracle.run(binary, "analyse", "list"):
        analyses.setdefault(row["name"], []).append(row["table"])
    require("too few analyses are listed", len(analyses) > 20)
    for _, which, _ in KNOWN:
        require(f"there is no analysis {which}", which in analyses)
    with tempfile.TemporaryDirectory() as folder:
        for landscape, space, fitness in LANDSCAPES:
            data = os.path.join(folder, "fitness.csv")
            oracle.write(data, "point,f", (f"{point},{value}" for point, value in fitness.items()))
            if isinstance(space, list):
                lines, space = space, os.path.join(folder, "space.csv")
                oracle.write(space, "from,to", lines)
            for analysis, tables in analyses.items():
                check_analysis(binary, landscape, ["--space", space, "--data", data, "--fitness", "column:f"], analysis,
                               tables)
    oracle.finish(least=200000)


if __name__ == "__main__":
    main()
