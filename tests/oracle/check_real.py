"""The complete run 1 of NAS-Bench-101, and other published tables: the figures that were published or computed from them
by independent code.

usage: check_real.py --binary nasscape
"""
import oracle
from oracle import check, require, run, summary

RUN1, GB1, NB201 = "nb101_run1_test108.npy", "gb1_four_sites.csv", "nb201_epochs_cifar10.csv"
PUBLISHED_BEST = "02e5a0247bbdcf2860b7e96f74961594"
C3, C1, POOL = "conv3x3", "conv1x1", "maxpool3x3"


def lag_1(binary, options, relation):
    rows = run(binary, "analyse", "rwa", *options, "--relation", relation, "--lags", "1", "--walks", "1", "--length", "1000")
    return [float(row["autocorrelation"]) for row in rows if row["lag"] == "1"][0]


def check_locality(binary, options):
    """By an independent code from the edge list: autocorrelation, and optima of each kind."""
    for relation, autocorrelation, strict, nonstrict in (("pruned", 0.298158, 3882, 4100),
                                                         ("adjacent", 0.316994, 5384, 5701), ("strict", None, 7310, 7703)):
        if autocorrelation is not None:
            check(f"run 1, {relation}: lag 1", lag_1(binary, options, relation), autocorrelation, 5e-7)
        optima = summary(binary, "optima", *options, "--relation", relation)
        check(f"run 1, {relation}: strict optima", optima["strict_optima"], strict)
        check(f"run 1, {relation}: non-strict optima", optima["nonstrict_optima"], nonstrict)
    # Over all 13 components: the correlation of the fitness across an edge.
    rows = {row["key"]: row["value"] for row in run(binary, "graph", "info", *options, "--relation", "strict",
                                                    "--fitness", "test@108:run1")}
    check("run 1, strict: correlation across an edge", rows["assortativity"], 0.315793, 5e-7)


def check_values(binary, options):
    figures = {row["statistic"]: row["value"] for row in run(binary, "analyse", "distribution", *options, "--table", "summary")}
    check("run 1: mean", figures["mean"], 0.896799, 5e-7)
    check("run 1: best", figures["maximum"], 0.9466145634651184, 1e-12)
    check("run 1: standard deviation", figures["standard_deviation"], 0.06965, 5e-6)
    cell = {row["key"]: row["value"] for row in run(binary, "query", "cell", PUBLISHED_BEST, *options)}
    require("run 1: the published best cell", any(value == "0.9445112347602844" for value in cell.values()))
    top = run(binary, "query", "top", *options, "--n", "4")
    check("run 1: rank of the published best cell", [PUBLISHED_BEST in row.values() for row in top],
          [False, False, False, True])


def check_operations(binary, options):
    rows = run(binary, "analyse", "opeffect", *options)
    for start, end, points in ((C3, C1, -1.146), (C3, POOL, -1.988), (C1, POOL, -0.842)):
        found = [row for row in rows if (row["from"], row["to"]) == (start, end)]
        require(f"run 1: one effect of {start} to {end}", len(found) == 1)
        for row in found:
            check(f"run 1: {start} to {end}", 100 * float(row["mean"]), points, 5e-4)
    depths = [row for row in run(binary, "analyse", "depthwidth", *options) if row["measure"] == "depth" and row["mean"]]
    best = max(depths, key=lambda row: float(row["mean"]))
    check("run 1: best depth", best["value"], 3)
    check("run 1: its mean", 100 * float(best["mean"]), 91.02, 5e-3)


def check_walk(binary, options):
    """A walk of a million steps disappears in the noise at lag 37, root 6.1: the paper's "about 6"."""
    figures = summary(binary, "rwa", *options, "--lags", "60")
    check("run 1: square of the root", float(figures["square_root"]) ** 2, 37, 1e-9)


def check_gb1(binary, path):
    optima = summary(binary, "optima", "--space", "protein^4", "--data", path, "--fitness", "column:fitness")
    check("GB1: strict optima among the measured", optima["strict_optima"], 182)


def check_nb201(binary, path):
    """Tao, Bang 2024 print 17 strict optima, and a fitness-distance correlation to one of two tied best points."""
    options = ["--space", "nb201", "--data", path, "--fitness", "test@200"]
    optima = summary(binary, "optima", *options)
    check("NB201: strict optima", optima["strict_optima"], 17)
    check("NB201: best points", optima["best_points"], 2)
    for targets, correlation, digits in (([], -0.2716, 5e-5), (["--targets", "444243"], -0.219894, 5e-7)):
        found = {row["statistic"]: row for row in run(binary, "analyse", "fdc", *options, *targets, "--table", "statistics")}
        check(f"NB201: distance correlation {targets}", found["pearson"]["value"], correlation, digits)
    check("NB201: neutral networks", summary(binary, "neutrality", *options)["neutral_networks"], 277)


def main():
    binary = oracle.binary()
    run1, gb1, nb201 = (oracle.published(name) for name in (RUN1, GB1, NB201))
    if run1 is gb1 is nb201 is None:
        oracle.skip(f"none of {RUN1}, {GB1} and {NB201} is there")
    if run1 is not None:
        options = ["--data", run1, "--order", "hash"]
        check_values(binary, options)
        check_locality(binary, options)
        check_operations(binary, options)
        check_walk(binary, options)
    if gb1 is not None:
        check_gb1(binary, gb1)
    if nb201 is not None:
        check_nb201(binary, nb201)
    oracle.finish(complete=None not in (run1, gb1, nb201))


if __name__ == "__main__":
    main()
