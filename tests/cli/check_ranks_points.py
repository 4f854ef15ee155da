#!/usr/bin/env python3
"""Passes over so many points that the ranks of mpirun share their blocks: the bytes of one process.

    check_ranks_points.py --binary PATH [--only WORD] [--times]
"""
import os

import numpy

from check_ranks import main
from run import checks_of, expect


def check_points(program):
    """passes over a million points, whose blocks the ranks share: products, steps of climbs"""
    generator = numpy.random.default_rng(5)
    numpy.save(os.path.join(program.folder, "values.npy"), generator.random(2 ** 20).astype(numpy.float32))
    data = ("--space", "hamming:2^20", "--data", "values.npy", "--minimise")
    for words in (("analyse", "basins", *data, "--table", "summary"),
                  ("analyse", "rwa", *data, "--walks", "9", "--length", "50", "--lags", "3")):
        expect(program.together((3, "", words)) == program.run(*words), "ranks differ:", words)


if __name__ == "__main__":
    main(checks_of({"check_points": check_points}))
