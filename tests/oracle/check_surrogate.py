"""The built-in surrogate anew: trees fitted to the complete run 1 of NAS-Bench-101 merged with published means of three
runs, judged on cells that the fit has not seen. Takes minutes.

usage: check_surrogate.py --binary nasscape
"""
import os
import tempfile

import oracle
from oracle import check, require, run

RUN1, MEANS = "nb101_run1_test108.npy", "nb101_sample_108.csv"


def main():
    binary = oracle.binary()
    run1, means = oracle.published(RUN1), oracle.published(MEANS)
    if run1 is None or means is None:
        oracle.skip(f"{RUN1} and {MEANS} are needed")
    with tempfile.TemporaryDirectory() as folder:
        rows = run(binary, "surrogate", "fit", "--data", run1, "--order", "hash", "--data", means,
                   "--out", os.path.join(folder, "model.json"))
        figures = {row["statistic"]: row["value"] for row in rows}
        check("regression", figures["regression"], "trees")
        check("cells fitted to", figures["cells_fitted_to"], 423624)
        check("cells judged", figures["count"], 12436)
        check("runs behind their values", figures["judged_runs"], 3)
        require(f"Spearman {figures['spearman']} on unseen cells is below .98", float(figures["spearman"]) >= 0.98)
    oracle.finish(least=5)


if __name__ == "__main__":
    main()
