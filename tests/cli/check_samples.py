#!/usr/bin/env python3
"""What the program says of data that is no random sample of its space, and of data without what an analysis needs.

    check_samples.py --binary PATH
"""
import csv
import os
import random

from checks import OK, main, run

SPACE = "nb101:vertices=5"


def write_cells(path, choose):
    """A made-up accuracy for each cell that `choose` takes, by its number and parameters."""
    random.seed(5)
    cells = run("space", "list", "--space", SPACE)
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["hash", "epochs", "test_accuracy"])
        for number, cell in enumerate(cells):
            accuracy = 0.8 + round(0.1 * random.random() * 29952) / 29952
            if choose(number, float(cell["trainable_parameters"])):
                writer.writerow([cell["hash"], 108, f"{accuracy:.9f}"])


def check_random_sample(folder):
    drawn = random.Random(3)
    write_cells(folder + "/cells.csv", lambda number, params: drawn.random() < 0.4)
    rows = run("analyse", "depthwidth", "--space", SPACE, "--data", "cells.csv", folder=folder)
    assert {row["sample"] for row in rows} == {"uniform"}, rows[0]


def check_choice_by_parameters(folder):
    write_cells(folder + "/cells.csv", lambda number, params: params < 4e6 and number % 2 == 0)
    says = ["no random sample", '"params"', "standard errors apart"]
    rows = run("analyse", "depthwidth", "--space", SPACE, "--data", "cells.csv", folder=folder, says=says)
    assert all("if uniform within sizes" in row["sample"] for row in rows), rows[0]
    run("report", "paper", "--space", SPACE, "--data", "cells.csv", "--out", "report", "--lags", "10", folder=folder)
    with open(os.path.join(folder, "report", "page.md"), encoding="utf-8") as file:
        first = file.read().split("\n\n")[:3]
    assert "NOT A RANDOM SAMPLE" in "\n".join(first) and '"params"' in "\n".join(first), first


def check_no_budgets(folder):
    """Complete data without training budgets lacks nothing: all analyses run, and `budgets` gives the reason."""
    with open(folder + "/strings.csv", "w", encoding="utf-8") as file:
        file.write("string,test_accuracy\n")
        for number in range(27):
            word = f"{number // 9}{number // 3 % 3}{number % 3}"
            file.write(f"{word},0.{10 + number * 37 % 89}\n")
    run("analyse", "all", "--space", "hamming:3^3", "--data", "strings.csv", "--out", "all", folder=folder, code=OK)
    with open(os.path.join(folder, "all", "budgets.csv"), encoding="utf-8") as file:
        assert "the data has no training budgets" in file.read()


if __name__ == "__main__":
    main([check_random_sample, check_choice_by_parameters, check_no_budgets])
