#!/usr/bin/env python3
"""Reads the drawings that draw_all prints back into edges: every skeleton must come out as it went in.

    check_drawings.py --binary PATH_OF_DRAW_ALL
"""
import argparse
import subprocess
import sys

import drawing

SKELETONS = 2494


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    output = subprocess.run([parser.parse_args().binary], capture_output=True, check=True).stdout.decode()
    drawings = output.split("# ")[1:]
    failed = 0
    for text in drawings:
        adjacency, lines = text.split("\n", 1)
        try:
            same = drawing.edges(lines) == drawing.edges_of(adjacency)
        except ValueError as reason:
            print(reason)
            same = False
        if not same:
            failed += 1
            print(f"FAILED: the drawing of {adjacency}\n{lines}")
    print(f"{len(drawings)} drawings, {failed} of them wrong")
    sys.exit(1 if failed or len(drawings) != SKELETONS else 0)


if __name__ == "__main__":
    main()
