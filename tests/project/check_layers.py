#!/usr/bin/env python3
"""Each layer may include the headers of earlier layers and of no later one: tried header by header with the compiler.

Reads the include folders of each layer from the build's compile_commands.json. The order below is the project's rule,
written down a second time on purpose: a link added to a CMake target by mistake is found here.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys

FOLDERS = {
    "base": "src/base",
    "space": "src/space",
    "data": "src/data",
    "graph": "graph",
    "analysis": "analysis",
    "reports": "reports",
    "notebooks-export": "notebooks-export",
    "cli": "src/cli",
}
HEADERS = {
    "base": "base/base.h",
    "space": "space/space.h",
    "data": "data/data.h",
    "graph": "graph/graph.h",
    "analysis": "analysis/analysis.h",
    "reports": "reports/reports.h",
    "notebooks-export": "notebooks-export/notebooks.h",
    "cli": "cli/cli.h",
}
MAY_INCLUDE = {
    "base": {"base"},
    "space": {"base", "space"},
    "data": {"base", "space", "data"},
    "graph": {"base", "space", "graph"},
    "analysis": {"base", "space", "data", "graph", "analysis"},
    "reports": {"base", "space", "data", "graph", "analysis", "reports"},
    "notebooks-export": {"base", "space", "data", "graph", "analysis", "notebooks-export"},
    "cli": set(FOLDERS),
}


def compiler_of(layer, commands, source):
    """The compiler and the include folders with which the build compiles a file of the layer."""
    folder = os.path.join(source, FOLDERS[layer]) + os.sep
    for entry in commands:
        if entry["file"].startswith(folder) and not entry["file"].endswith(("main.c", "write_index.c")):
            words = shlex.split(entry["command"])
            kept = [words[0]]
            for number, word in enumerate(words):
                if word.startswith(("-I", "-D", "-std=")):
                    kept.append(word)
                elif word == "-isystem":
                    kept += words[number : number + 2]
            return kept
    sys.exit(f"check_layers: the build compiles no file of {layer}")


def accepts(compiler, header):
    """Whether a file that includes `header` compiles; the answer is worth nothing if it fails for another reason."""
    # From "/", since the working folder counts as the folder of what is read from standard input.
    run = subprocess.run(
        [*compiler, "-fsyntax-only", "-x", "c", "-"],
        input=f'#include "{header}"\n',
        text=True,
        capture_output=True,
        cwd="/",
    )
    if run.returncode != 0 and f"{header}: No such file" not in run.stderr:
        sys.exit(f"check_layers: {header} fails to compile for another reason than its absence:\n{run.stderr}")
    return run.returncode == 0


def cells_in_analysis(source):
    """Lines of analysis/ that include what only NAS-Bench-101 knows; analysis/search/ may, by the rule."""
    folder = os.path.join(source, "analysis")
    for name in sorted(os.listdir(folder)):
        if name.endswith((".c", ".h")):
            with open(os.path.join(folder, name), encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    if re.match(r'\s*#\s*include\s+"space/(?!space\.h)', line):
                        yield f"analysis/{name}, line {number}: {line.strip()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", required=True, help="the project's folder")
    parser.add_argument("--build", required=True, help="its build folder")
    arguments = parser.parse_args()
    arguments.source = os.path.abspath(arguments.source)
    with open(os.path.join(arguments.build, "compile_commands.json"), encoding="utf-8") as stream:
        commands = json.load(stream)
    wrong = [f"an analysis knows a cell: {line}" for line in cells_in_analysis(arguments.source)]
    for layer in FOLDERS:
        compiler = compiler_of(layer, commands, arguments.source)
        for other, header in HEADERS.items():
            allowed = other in MAY_INCLUDE[layer]
            if accepts(compiler, header) != allowed:
                wrong.append(f'{layer} {"cannot" if allowed else "can"} include {header}')
    print("\n".join(wrong) or f"{len(FOLDERS)} layers, {len(FOLDERS) * len(HEADERS)} pairs as they should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
