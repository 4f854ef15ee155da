#!/usr/bin/env python3
"""libnasscape.so exports what the installed headers declare, and nothing else.

The declarations are those that the preprocessor leaves of <nasscape/nasscape.h> and of each other header; the exports
are what nm says. Every exported name begins with nsc_ or nasscape_.

usage: check_exports.py LIBRARY INCLUDE_FOLDER COMPILER
"""

import pathlib
import re
import subprocess
import sys


def preprocessed(compiler, include, headers):
    text = "".join(f"#include <{header}>\n" for header in headers)
    run = subprocess.run([compiler, "-E", "-I", include, "-"], input=text, capture_output=True, text=True, check=True)
    return run.stdout


def own_lines(text, include):
    """The lines that come from headers below `include`, by the preprocessor's line markers; without pragmas."""
    own = False
    for line in text.splitlines():
        marker = re.match(r'# \d+ "([^"]*)"', line)
        if marker:
            own = marker[1].startswith(f"{include}/")
        elif own and not line.startswith("#"):
            yield line


def without_bodies(text):
    """What is left without all that stands in braces: members of structs and enums, bodies of inline functions."""
    depth = 0
    kept = []
    for character in text:
        depth += character == "{"
        if depth == 0:
            kept.append(character)
        elif character == "}":
            depth -= 1
            # The end of an inline function is the end of a declaration; that of a struct is followed by a name.
            kept.append("{}")
    return re.sub(r"\)\s*(\{\})+", ") {};", "".join(kept))


def declared(text):
    """Functions and objects with external linkage among the declarations."""
    for declaration in without_bodies(text).split(";"):
        words = " ".join(re.sub(r"__attribute__\s*\(\(.*\)\)", "", declaration).split())
        if re.match(r"(typedef|static|_Static_assert)\b", words):
            continue
        function = re.match(r"[^(]*?(\w+)\s*\(", words)
        declared_object = re.match(r"extern .*?(\w+)\s*(\[\w*\])?$", words)
        if function or declared_object:
            yield (function or declared_object)[1]


def exported(library):
    run = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True)
    names = {line.split()[-1] for line in run.stdout.splitlines()}
    # The linker names the ends of the sections that libFuzzer counts branches in.
    return {name for name in names if not re.match(r"__(start|stop)___sancov_", name)}


def main():
    library, include, compiler = sys.argv[1:]
    headers = sorted(str(path.relative_to(include)) for path in pathlib.Path(include).rglob("*.h"))
    text = "\n".join(own_lines(preprocessed(compiler, include, headers), include))
    promised, offered = set(declared(text)), exported(library)
    reports = [f"declared in an installed header and not exported: {name}" for name in sorted(promised - offered)]
    reports += [f"exported and declared in no installed header: {name}" for name in sorted(offered - promised)]
    reports += [
        f"exported under a name without the prefix nsc_: {name}"
        for name in sorted(offered)
        if not name.startswith(("nsc_", "nasscape_"))
    ]
    # An empty set equals another one.
    if not {"nsc_version", "nsc_landscape_open", "nsc_analysis_run", "nsc_relations"} <= promised:
        reports.append(f"the headers seem to declare only {len(promised)} names")
    print("\n".join(reports) or f"{len(offered)} names, declared and exported")
    sys.exit(1 if reports else 0)


if __name__ == "__main__":
    main()
