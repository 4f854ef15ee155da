"""Each random stream belongs to one source file: what two places draw is never the same numbers. Lists them."""
import argparse
import pathlib
import re
import sys

FOLDERS = ("src", "graph", "analysis", "reports", "notebooks-export")


def uses_of(source):
    """The files that name each stream, besides the table of streams itself."""
    declared = re.findall(r"^    (NSC_STREAM_\w+),", (source / "src/base/random.h").read_text(), re.MULTILINE)
    uses = {stream: set() for stream in declared if stream != "NSC_STREAM_COUNT"}
    for folder in FOLDERS:
        for path in (source / folder).rglob("*.[ch]"):
            if path.name in ("random.h", "random.c"):
                continue
            for stream in re.findall(r"\bNSC_STREAM_\w+", path.read_text()):
                uses.setdefault(stream, set()).add(str(path.relative_to(source)))
    return uses


def faults_of(uses):
    for stream, files in uses.items():
        if stream == "NSC_STREAM_TEST_DATA":
            if files:
                yield f"{stream} is for tests, and {', '.join(sorted(files))} draws from it"
        elif len(files) != 1:
            yield f"{stream} is drawn from in {len(files)} files, not one: {', '.join(sorted(files))}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", type=pathlib.Path, required=True)
    uses = uses_of(parser.parse_args().source)
    for stream, files in uses.items():
        print(f"{stream:32} {', '.join(sorted(files))}")
    faults = list(faults_of(uses))
    # It can fail: a stream of two files, and one of none, are found.
    planted = list(faults_of({"NSC_STREAM_TWICE": {"a.c", "b.c"}, "NSC_STREAM_NEVER": set()}))
    if len(uses) < 10 or len(planted) != 2:
        faults.append("the check itself no longer works")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
