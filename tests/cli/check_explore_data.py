"""explore on real measurements: a sample, the complete first run, NAS-Bench-201 and GB1 answer as the command line does."""
import os
import pathlib
import sys

import checks
from explore_server import server

DATA = pathlib.Path(os.environ.get("NASSCAPE_TEST_DATA", ""))
BEST = "02e5a0247bbdcf2860b7e96f74961594"
LANDSCAPES = {
    "nb101_sample_108.csv": ([], [BEST, "id:77"]),
    "nb101_run1_test108.npy": (["--order", "hash"], [BEST, "id:77"]),
    "nb201_cifar10.csv": (["--space", "nb201"], ["444243", "111111"]),
    "gb1_four_sites.csv": (["--space", "protein^4", "--fitness", "column:fitness"], ["VDGV", "FWAA"]),
}


def check_data(folder):
    for name, (options, points) in LANDSCAPES.items():
        if not (DATA / name).exists():
            continue
        with server("--data", str(DATA / name), *options) as running:
            for point in points:
                running.same_as_command_line(f"cell/{point}", "query", "cell", point, "--format", "json")
            running.same_as_command_line(f"neighbours/{points[0]}", "query", "neighbours", points[0], "--format", "json")
            running.same_as_command_line("top?n=7", "query", "top", "--n", "7", "--format", "json")
            running.same_as_command_line("analysis/density", "analyse", "density", "--format", "json")
            check_map(running)


def check_map(running):
    """As many points as are evaluated; those of a box are those between the values at its edges."""
    about = running.api("about")
    answer = running.api("map?y_scale=rank&y_high=50")
    assert answer["evaluated"] == about["fitness"]["known"], (answer["evaluated"], about["fitness"]["known"])
    best = running.api("top?n=60")
    inside = [row["fitness"] for row in best if row["rank"] <= 50]
    assert answer["inside"] == len(inside) == sum(one[2] for one in answer["bins"]), (answer["inside"], len(inside))
    assert (answer["y"]["value_low"], answer["y"]["value_high"]) == (min(inside), max(inside)), answer["y"]
    assert not about["fitness"]["surrogate"]


if not any((DATA / name).exists() for name in LANDSCAPES):
    print("skipped: no real measurements are here")
    sys.exit(77)
checks.main([check_data])
