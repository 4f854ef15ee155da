#!/usr/bin/env python3
"""Each layer includes headers of itself and of earlier layers only, and no analysis knows a cell.

The first rule is checked twice: every include in every file of every layer is compared with the table below, and the
compiler says which layers' headers it finds with the include folders that the build gives to a layer. The table repeats
the project's rule on purpose: a link added to a CMake target by mistake is found here.

No file of analysis/ reaches src/space/nb101, directly or through other headers.

usage: check_layers.py --source PROJECT --build BUILD
       check_layers.py --source PROJECT --build BUILD --self-test   plants wrong includes in a copy and expects reports
"""

import argparse
import json
import os
import posixpath
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

FOLDERS = {
    "base": "src/base",
    "space": "src/space",
    "data": "src/data",
    "graph": "graph",
    "analysis": "analysis",
    "query": "src/query",
    "binding": "src/binding",
    "reports": "reports",
    "notebooks-export": "notebooks-export",
    "explore": "src/explore",
    "export": "src/export",
    "cli": "src/cli",
}
HEADERS = {
    "base": "base/base.h",
    "space": "space/space.h",
    "data": "data/data.h",
    "graph": "graph/graph.h",
    "analysis": "analysis/analysis.h",
    "query": "query/query.h",
    "binding": "binding/binding.h",
    "reports": "reports/reports.h",
    "notebooks-export": "notebooks-export/notebooks.h",
    "explore": "explore/explore.h",
    "export": "export/export.h",
    "cli": "cli/cli.h",
}
MAY_INCLUDE = {
    "base": {"base"},
    "space": {"base", "space"},
    "data": {"base", "space", "data"},
    "graph": {"base", "space", "graph"},
    "analysis": {"base", "space", "data", "graph", "analysis"},
    "query": {"base", "space", "data", "graph", "analysis", "query"},
    "binding": {"base", "space", "data", "graph", "analysis", "query", "binding"},
    "reports": {"base", "space", "data", "graph", "analysis", "reports"},
    "notebooks-export": {"base", "space", "data", "graph", "analysis", "notebooks-export"},
    "explore": {"base", "space", "data", "graph", "analysis", "query", "explore"},
    "export": {"base", "space", "data", "graph", "analysis", "query", "export"},
    "cli": set(FOLDERS),
}
CELLS = "src/space/nb101/"


# ---- what the files include ----


def layer_of(path):
    return next((layer for layer, folder in FOLDERS.items() if path.startswith(folder + "/")), None)


def sources(project):
    """Paths of the C files of all layers, relative to the project."""
    for folder in FOLDERS.values():
        for inside, _, names in sorted(os.walk(os.path.join(project, folder))):
            for name in sorted(names):
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(inside, name), project)


def included(path, name):
    """The file of the project that an include in `path` names: by its layer, or relative to the file; None: no such."""
    layer, _, rest = name.partition("/")
    target = posixpath.join(FOLDERS[layer], rest) if layer in FOLDERS and rest else posixpath.join(path, "..", name)
    target = posixpath.normpath(target)
    return target if layer_of(target) else None


def read_includes(project):
    """{file: [(line, file of the project that it includes)]}."""
    includes = {}
    for path in sources(project):
        with open(os.path.join(project, path), encoding="utf-8") as lines:
            found = [(number, re.match(r'\s*#\s*include\s*["<]([^">]+)', line)) for number, line in enumerate(lines, 1)]
        targets = [(number, included(path, match[1])) for number, match in found if match]
        includes[path] = [(number, target) for number, target in targets if target]
    return includes


def wrong_layers(includes):
    for path, targets in includes.items():
        for number, target in targets:
            if layer_of(target) not in MAY_INCLUDE[layer_of(path)]:
                yield f"{path}, line {number}: {layer_of(path)} includes {target}, of another or a later layer"


def way_to_cell(path, includes, seen):
    """The files by which `path` reaches a header of cells, itself first; None where it reaches none."""
    if path.startswith(CELLS):
        return [path]
    seen.add(path)
    for _, target in includes.get(path, []):
        way = way_to_cell(target, includes, seen) if target not in seen else None
        if way:
            return [path, *way]
    return None


def analyses_with_cells(includes):
    """One report for each include of a cell, however many analyses reach it."""
    reported = set()
    for path in sorted(includes):
        if layer_of(path) == "analysis":
            way = way_to_cell(path, includes, set())
            if way and way[-2] not in reported:
                reported.add(way[-2])
                yield f"{path}: an analysis includes a cell: {' > '.join(way)}"


def wrong_includes(project):
    includes = read_includes(project)
    return [*wrong_layers(includes), *analyses_with_cells(includes)]


# ---- what the build lets them include ----


def compiler_of(layer, commands, project):
    """The compiler and the include folders with which the build compiles a file of the layer."""
    folder = os.path.join(project, FOLDERS[layer]) + os.sep
    programs = ("main.c", "write_index.c", "write_powers_of_ten.c", "write_tables.c")
    for entry in commands:
        if entry["file"].startswith(folder) and not entry["file"].endswith(programs):
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
    """Whether a file that includes `header` compiles; ends the check where it fails for another reason than absence."""
    # From "/", since the working folder counts as the folder of what is read from standard input.
    run = subprocess.run(
        [*compiler, "-fsyntax-only", "-x", "c", "-"],
        input=f'#include "{header}"\n',
        text=True,
        capture_output=True,
        cwd="/",
    )
    if run.returncode != 0 and not re.search(rf"{header}['\"]?(: No such file| file not found)", run.stderr):
        sys.exit(f"check_layers: {header} fails to compile for another reason than its absence:\n{run.stderr}")
    return run.returncode == 0


def wrong_pairs(layer, compiler):
    for other, header in HEADERS.items():
        allowed = other in MAY_INCLUDE[layer]
        if accepts(compiler, header) != allowed:
            yield f'the build of {layer} {"does not find" if allowed else "finds"} {header}'


# ---- the check of the check ----


def copy_of_sources(source, project):
    for path in sources(source):
        os.makedirs(os.path.join(project, os.path.dirname(path)), exist_ok=True)
        shutil.copy(os.path.join(source, path), os.path.join(project, path))


def plantings(project):
    """(file, include, beginning of the expected report): each wrong include, in each folder of each layer."""
    for layer, folder in FOLDERS.items():
        for inside, _, _ in os.walk(os.path.join(project, folder)):
            for other, header in HEADERS.items():
                if other not in MAY_INCLUDE[layer]:
                    path = os.path.relpath(os.path.join(inside, f"planted_{other}.c"), project)
                    yield path, f'#include "{header}"', f"{path}, line 1: {layer} includes "
            if layer == "analysis":
                path = os.path.relpath(os.path.join(inside, "planted_cell.c"), project)
                yield path, '#include "space/nb101/nb101.h"', f"{path}: an analysis includes a cell"
    # Spelled otherwise: relative to the file, in angle brackets, with blanks.
    yield "graph/planted_beside.h", '  # include "../analysis/landscape.h"', "graph/planted_beside.h, line 1: graph"
    yield "src/base/planted_system.c", "#include <cli/cli.h>", "src/base/planted_system.c, line 1: base"


def require_reports(project, expected):
    reports = wrong_includes(project)
    for start in expected:
        if not any(report.startswith(start) for report in reports):
            sys.exit(f"check_layers: not reported: {start}")


def self_test(source, commands):
    with tempfile.TemporaryDirectory() as project:
        copy_of_sources(source, project)
        if wrong_includes(project):
            sys.exit("check_layers: the sources are wrong before anything is planted (see the test layers)")
        planted = list(plantings(project))
        for path, line, _ in planted:
            with open(os.path.join(project, path), "w", encoding="utf-8") as stream:
                stream.write(line + "\n")
        require_reports(project, [expected for _, _, expected in planted])
        for path, _, _ in planted:
            os.remove(os.path.join(project, path))
        # A cell that analyses reach through headers of earlier layers.
        for header in ("graph/graph.h", "src/space/space.h"):
            with open(os.path.join(project, header), "a", encoding="utf-8") as stream:
                stream.write('#include "space/nb101/cell.h"\n')
            require_reports(project, ["analysis/analysis.h: an analysis includes a cell"])
            shutil.copy(os.path.join(source, header), os.path.join(project, header))
    # An include folder too many, as a wrong link between CMake targets brings it.
    compiler = compiler_of("base", commands, source)
    compiler += [word for word in compiler_of("graph", commands, source) if word.startswith("-I")]
    if "the build of base finds graph/graph.h" not in wrong_pairs("base", compiler):
        sys.exit("check_layers: not reported: base built with the include folders of graph")
    print(f"{len(planted) + 3} wrong includes planted, each reported")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", required=True, help="the project's folder")
    parser.add_argument("--build", required=True, help="its build folder")
    parser.add_argument("--self-test", action="store_true", help="plant wrong includes in a copy and expect reports")
    arguments = parser.parse_args()
    source = os.path.abspath(arguments.source)
    with open(os.path.join(arguments.build, "compile_commands.json"), encoding="utf-8") as stream:
        commands = json.load(stream)
    if arguments.self_test:
        self_test(source, commands)
        return 0
    wrong = wrong_includes(source)
    for layer in FOLDERS:
        wrong += wrong_pairs(layer, compiler_of(layer, commands, source))
    print("\n".join(wrong) or f"{len(FOLDERS)} layers include what they may, {len(list(sources(source)))} files read")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
