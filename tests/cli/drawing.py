"""Reads a drawn cell back into its edges by following the lines, independently of how they were drawn."""
import re

JOINTS = {" ": "", "│": "UD", "─": "LR", "┘": "UL", "┐": "DL", "┤": "UDL", "└": "UR", "┌": "DR", "├": "UDR",
          "┴": "LRU", "┬": "LRD", "┼": "UDLR"}
MOVES = {"U": (-1, 0), "D": (1, 0), "L": (0, -1), "R": (0, 1)}
OPPOSITE = {"U": "D", "D": "U", "L": "R", "R": "L"}
LABEL = re.compile(r"(\d+) +(input|output|conv3x3|conv1x1|maxpool3x3)")


def edges_of(adjacency):
    size = int(len(adjacency) ** 0.5)
    return {(place // size, place % size) for place, digit in enumerate(adjacency) if digit == "1"}


def edges(text):
    lines = text.rstrip("\n").split("\n")
    width = max(len(line) for line in lines)
    grid = [line.ljust(width) for line in lines]
    owner, labels = {}, {}
    for row, line in enumerate(grid):
        for match in LABEL.finditer(line):
            labels[int(match.group(1))] = (row, match.start(), match.end())
            for column in range(match.start(), match.end()):
                owner[row, column] = int(match.group(1))
    found = set()
    for vertex, (row, start, end) in labels.items():
        places = [((row + 1, column), "D") for column in range(start, end)
                  if row + 1 < len(grid) and "U" in JOINTS.get(grid[row + 1][column], "")]
        if len(places) > 1:
            raise ValueError(f"vertex {vertex} has several lines below it")
        found |= {(vertex, target) for target in follow(grid, owner, places)}
    return found


def follow(grid, owner, places):
    """The vertices that the lines from `places` arrive at."""
    seen, targets = set(), set()
    while places:
        (row, column), direction = places.pop()
        if ((row, column), direction) in seen:
            continue
        seen.add(((row, column), direction))
        if (row, column) in owner:
            if direction != "D":
                raise ValueError("a line runs sideways into a label")
            targets.add(owner[row, column])
            continue
        letter = grid[row][column]
        joints = JOINTS[letter]
        if OPPOSITE[direction] not in joints:
            if direction in "LR" and letter == "│":  # it passes behind another line
                joints = "LR"
            else:
                raise ValueError(f"a broken line at row {row}, column {column}")
        for onward in joints:
            if onward != OPPOSITE[direction]:
                places.append(((row + MOVES[onward][0], column + MOVES[onward][1]), onward))
    return targets
