#!/usr/bin/env python3
"""The models of SMAC and TPE, computed again with numpy and scipy: forests, expected improvement, densities.

The program print_search_models prints forests, densities, predictions and proposals on data of its own. Splits are
found again by trying all subsets of levels and all thresholds, densities by summing over all trials.
"""
import argparse
import itertools
import json
import subprocess
import sys

import numpy as np
from scipy import stats

SIGNIFICANCE = 1e-5  # of tests of what is random: the seed is fixed, so that none fails by chance later

failures = []


def check(right, what):
    if not right:
        failures.append(what)


# ---- forests ----


def residuals(responses, weights):
    """The weighted sum of squared differences from the mean."""
    mean = np.average(responses, weights=weights)
    return np.sum(weights * (responses - mean) ** 2)


def splits_of(values, variable):
    """All ways of dividing rows by one variable, as masks of those that go to the first child."""
    present = np.unique(values)
    if variable["kind"] != "categorical":
        for below in present[:-1]:
            if np.min(present[present > below]) > below + 1e-6:
                yield values <= below
        return
    for size in range(1, len(present) // 2 + 1):
        for chosen in itertools.combinations(present, size):
            yield np.isin(values, chosen)


def best_of_variable(values, variable, responses, weights, leaf_from):
    """The least sum of squared residuals after a split on a variable; infinite if there is none."""
    least = np.inf
    for first in splits_of(values, variable):
        if min(first.sum(), (~first).sum()) >= leaf_from:
            least = min(least, residuals(responses[first], weights[first]) +
                        residuals(responses[~first], weights[~first]))
    return least


class Tally:
    """What is random about the splits of all trees."""

    def __init__(self):
        self.thresholds = []  # where a threshold lies between the values around it
        self.unseen = []  # whether a level that a node has not seen goes to the first child
        self.best_tried = {}  # by share of variables tried: whether the best variable of all was chosen


def check_split(name, case, node, values, responses, weights, tally):
    variable = case["variables"][node["variable"]]
    column = values[:, node["variable"]]
    if variable["kind"] == "categorical":
        first = np.array([node["levels"] >> int(level) & 1 for level in column], dtype=bool)
        for level in set(range(variable["levels"])) - set(column.astype(int)):
            tally.unseen.append(node["levels"] >> level & 1)
    else:
        first = column <= node["number"]
        below, above = column[first].max() + 1e-6, column[~first].min()
        check(below <= node["number"] <= above, f"{name}: threshold between the values")
        tally.thresholds.append((node["number"] - below) / (above - below))
    check(min(first.sum(), (~first).sum()) >= case["leaf_from"], f"{name}: rows of a child")
    reached = residuals(responses[first], weights[first]) + residuals(responses[~first], weights[~first])
    leaf_from = case["leaf_from"]
    own = best_of_variable(column, variable, responses, weights, leaf_from)
    check(np.isclose(reached, own, rtol=1e-9, atol=1e-12), f"{name}: best split of its variable {reached} {own}")
    tried = case["tried"] / len(case["variables"])
    if tried < 1 and len(tally.best_tried.setdefault(tried, [])) > 200:
        return first
    least = min(best_of_variable(values[:, place], other, responses, weights, leaf_from)
                for place, other in enumerate(case["variables"]))
    if tried == 1:
        check(np.isclose(reached, least, rtol=1e-9, atol=1e-12), f"{name}: best split {reached} {least}")
    else:
        tally.best_tried[tried].append(np.isclose(reached, least, rtol=1e-9, atol=1e-12))
    return first


def check_leaf(name, case, node, depth, values, responses, weights):
    check(np.isclose(node["number"], np.average(responses, weights=weights), rtol=1e-12), f"{name}: mean of a leaf")
    if len(responses) < case["split_from"] or depth >= case["depth"] or np.ptp(responses) <= 1e-8:
        return
    if case["tried"] == len(case["variables"]):
        least = min(best_of_variable(values[:, place], variable, responses, weights, case["leaf_from"])
                    for place, variable in enumerate(case["variables"]))
        check(np.isinf(least), f"{name}: a leaf could be split")


def check_tree(name, case, tree, rows, responses, tally):
    weights = np.array(tree["weights"], dtype=float)
    check(weights.sum() == len(rows), f"{name}: size of the bootstrap sample")
    waiting = [(0, np.flatnonzero(weights), 0)]
    seen = 0
    while waiting:
        place, chosen, depth = waiting.pop()
        seen += 1
        node = tree["nodes"][place]
        part = rows[chosen], responses[chosen], weights[chosen]
        if node["children"] == 0:
            check_leaf(name, case, node, depth, *part)
            continue
        check(depth < case["depth"] and len(chosen) >= case["split_from"], f"{name}: a node that may be split")
        first = check_split(name, case, node, *part, tally)
        waiting.append((node["children"], chosen[first], depth + 1))
        waiting.append((node["children"] + 1, chosen[~first], depth + 1))
    check(seen == len(tree["nodes"]), f"{name}: all nodes are reached")


def predict(case, tree, candidate):
    node = tree["nodes"][0]
    while node["children"] != 0:
        value = candidate[node["variable"]]
        if case["variables"][node["variable"]]["kind"] == "categorical":
            first = node["levels"] >> int(value) & 1
        else:
            first = value <= node["number"]
        node = tree["nodes"][node["children"] + (not first)]
    return node["number"]


def check_forest(name, case, tally):
    rows = np.array(case["rows"]).reshape(-1, len(case["variables"]))
    responses = np.array(case["responses"])
    for place, tree in enumerate(case["trees"]):
        check_tree(f"{name}, tree {place}", case, tree, rows, responses, tally)
    for probe in case["probes"]:
        predictions = np.array([predict(case, tree, probe["candidate"]) for tree in case["trees"]])
        variance = np.var(predictions, ddof=1) if len(predictions) > 1 else 0
        check(np.isclose(probe["mean"], predictions.mean(), rtol=1e-12), f"{name}: mean of a prediction")
        check(np.isclose(probe["variance"], max(variance, 1e-5), rtol=1e-9), f"{name}: variance of a prediction")
        check_improvement(name, probe)


def check_improvement(name, probe):
    """The mean of max(target - y, 0) over a normal y, as an integral of its distribution function."""
    mean, deviation, target = probe["mean"], np.sqrt(probe["variance"]), probe["target"]
    lowest = min(mean - 12 * deviation, target)
    grid = np.linspace(lowest, target, 4001)
    integral = np.trapz(stats.norm.cdf(grid, mean, deviation), grid)
    check(np.isclose(probe["improvement"], integral, rtol=1e-4, atol=1e-12), f"{name}: expected improvement")
    z = (target - mean) / deviation
    formula = (target - mean) * stats.norm.cdf(z) + deviation * stats.norm.pdf(z)
    check(np.isclose(probe["improvement"], formula, rtol=1e-9, atol=1e-15), f"{name}: formula of the improvement")


def check_forests(cases):
    tally = Tally()
    for place, case in enumerate(cases):
        check_forest(f"forest {place}", case, tally)
    check(len(tally.thresholds) > 100 and stats.kstest(tally.thresholds, "uniform").pvalue > SIGNIFICANCE,
          "thresholds are uniform between the values around them")
    check(len(tally.unseen) > 40 and stats.binomtest(int(sum(tally.unseen)), len(tally.unseen)).pvalue > SIGNIFICANCE,
          "levels that were not seen go to either child")
    check(len(tally.best_tried) > 0, "some forests try a part of the variables")
    for share, found in tally.best_tried.items():
        # of equally good variables one more is tried, so that at least this share of nodes has a best one
        check(len(found) > 50 and stats.binomtest(int(sum(found)), len(found), share,
                                                   alternative="less").pvalue > SIGNIFICANCE,
              f"the best variable is tried by chance {share}: {np.mean(found)} of {len(found)}")
        check(np.mean(found) < 1, "variables that are not tried are not chosen")


# ---- TPE ----


def forgetting_weights(count, forgetting):
    if count <= forgetting:
        return np.ones(count)
    return np.concatenate([np.linspace(1 / count, 1, count - forgetting), np.ones(forgetting)])


def divide(case, losses):
    wanted = min(int(np.ceil(case["gamma"] * np.sqrt(len(losses)))), 25)
    order = np.argsort(losses, kind="stable")
    return np.sort(order[:wanted]), np.sort(order[wanted:])


def mixture(case, values, low, high):
    """Weights, means and deviations, the values in their order of age and the prior last."""
    weights = np.append(forgetting_weights(len(values), case["forgetting"]), case["prior_weight"])
    middle, width = (low + high) / 2, high - low
    means = np.append(values, middle)
    deviations = np.empty(len(means))
    # the prior stands before equal values
    order = sorted(range(len(means)), key=lambda place: (means[place], place != len(values)))
    for position, place in enumerate(order):
        gaps = [abs(means[place] - means[order[other]]) for other in (position - 1, position + 1)
                if 0 <= other < len(order)]
        deviations[place] = np.clip(max(gaps, default=width), width / min(100, 1 + len(means)), width)
    if len(values) == 1:
        deviations[0] = width / 2
    deviations[-1] = width
    return weights / weights.sum(), means, deviations


def real_density(case, values, grid):
    weights, means, deviations = mixture(case, values, 0, 1)
    mass = np.sum(weights * (stats.norm.cdf(1, means, deviations) - stats.norm.cdf(0, means, deviations)))
    return np.sum(weights * stats.norm.pdf(grid[:, None], means, deviations), axis=1) / mass


def integer_chances(case, values, levels):
    high = levels - 1
    weights, means, deviations = mixture(case, values, 0, high)
    upper = np.minimum(np.arange(levels) + 0.5, high)[:, None]
    lower = np.maximum(np.arange(levels) - 0.5, 0)[:, None]
    mass = np.sum(weights * (stats.norm.cdf(upper, means, deviations) - stats.norm.cdf(lower, means, deviations)),
                  axis=1)
    return mass / mass.sum()


def categorical_chances(case, values, levels):
    counts = np.bincount(values.astype(int), weights=forgetting_weights(len(values), case["forgetting"]),
                         minlength=levels) + case["prior_weight"]
    return counts / counts.sum()


def chances_of_best(good, ratio, draws):
    """Chances of the first best of some draws from a few values: the best ratio that is drawn at all wins."""
    chances = np.zeros(len(good))
    worse = 1.0
    for value in sorted(set(np.round(ratio, 12)), reverse=True):
        same = np.round(ratio, 12) == value
        without = max(worse - good[same].sum(), 0)
        chances[same] = (worse ** draws - without ** draws) * good[same] / good[same].sum()
        worse = without
    return chances


def check_proposals(name, chances, proposed):
    counts = np.bincount(proposed.astype(int), minlength=len(chances))
    expected = chances * len(proposed)
    rare = expected < 5
    check(counts[rare].sum() <= 5 * rare.sum() + 10, f"{name}: rare proposals")
    if (~rare).sum() > 1:
        kept = counts[~rare]
        check(stats.chisquare(kept, expected[~rare] / expected[~rare].sum() * kept.sum()).pvalue > SIGNIFICANCE,
              f"{name}: proposals {kept} of {expected[~rare]}")


def check_real_proposals(name, case, good, bad, proposed, random):
    """Against proposals made here: the first best of draws from the mixture, those out of range drawn again."""
    weights, means, deviations = mixture(case, good, 0, 1)
    again = []
    grid = np.linspace(0, 1, 20001)  # densities between its points are close enough for an order
    ratio = np.log(real_density(case, good, grid)) - np.log(real_density(case, bad, grid))
    for _ in range(400):
        drawn = []
        while len(drawn) < case["draws"]:
            component = random.choice(len(weights), size=4 * case["draws"], p=weights)
            values = random.normal(means[component], deviations[component])
            drawn.extend(values[(values >= 0) & (values < 1)])
        drawn = np.array(drawn[:case["draws"]])
        again.append(drawn[np.argmax(np.interp(drawn, grid, ratio))])
    check(stats.ks_2samp(again, proposed).pvalue > SIGNIFICANCE, f"{name}: proposals of a real")


def check_tpe(name, case, random):
    values = np.array(case["values"]).reshape(-1, len(case["variables"]))
    proposals = np.array(case["proposals"]).reshape(-1, len(case["variables"]))
    good, bad = divide(case, np.array(case["losses"]))
    for place, (variable, fitted) in enumerate(zip(case["variables"], case["fitted"])):
        label = f"{name}, variable {place}"
        of_good, of_bad = values[good, place], values[bad, place]
        if variable["kind"] == "real":
            grid = np.linspace(0, 1, len(fitted["good"]))
            first, second = real_density(case, of_good, grid), real_density(case, of_bad, grid)
            check_real_proposals(label, case, of_good, of_bad, proposals[:, place], random)
        else:
            chances = integer_chances if variable["kind"] == "integer" else categorical_chances
            first = chances(case, of_good, variable["levels"])
            second = chances(case, of_bad, variable["levels"])
            check_proposals(label, chances_of_best(first, first / second, case["draws"]), proposals[:, place])
        check(np.allclose(fitted["good"], first, rtol=1e-9), f"{label}: density among the good")
        check(np.allclose(fitted["ratio"], first / second, rtol=1e-9), f"{label}: ratio of the densities")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", help="the program nasscape, which this test does not need")
    parser.add_argument("--printer", required=True, help="the program print_search_models")
    arguments = parser.parse_args()
    printed = subprocess.run([arguments.printer], check=True, capture_output=True, text=True).stdout
    made = json.loads(printed)
    check_forests(made["forests"])
    random = np.random.default_rng(1)
    for place, case in enumerate(made["tpe"]):
        check_tpe(f"TPE {place}", case, random)
    for failure in failures[:30]:
        print("FAILED", failure)
    print(f"{len(made['forests'])} forests, {len(made['tpe'])} models of TPE: {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
