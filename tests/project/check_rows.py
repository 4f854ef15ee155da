#!/usr/bin/env python3
"""Only graph/ reads the arrays of a stored graph: everything else sees rows through a reader (graph/rows.h)."""

import pathlib
import re
import sys

FOLDERS = ["analysis", "reports", "notebooks-export", "src"]
STORED = re.compile(r"\bgraph(?:->|\.)(?:offsets|neighbours|kinds|weights)\b")


def main():
    source = pathlib.Path(sys.argv[1])
    files = [path for folder in FOLDERS for path in sorted((source / folder).rglob("*.[ch]"))]
    found = [
        f"{path.relative_to(source)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if STORED.search(line)
    ]
    if not files or not STORED.search("graph->offsets[point]"):
        sys.exit("nothing was looked at")
    for place in found:
        print(place)
    sys.exit(1 if found else 0)


main()
