#!/usr/bin/env python3
"""Processor time of each test, as CSV: test, label, processor_s, wall_s, result.

Runs the tests of a build folder one after another as ctest would. Processor time (user and system, of the test and of
all processes that it waited for) hardly depends on what else the machine does; wall time does.
"""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import time


def tests_of(build, label, pattern):
    listing = json.loads(subprocess.check_output(["ctest", "--test-dir", build, "--show-only=json-v1"]))
    for test in listing["tests"]:
        properties = {entry["name"]: entry["value"] for entry in test.get("properties", [])}
        labels = properties.get("LABELS", [])
        wanted = label in labels if label else "long" not in labels
        if wanted and "command" in test and re.search(pattern, test["name"]):
            yield test["name"], test["command"], properties, " ".join(labels)


def run(command, properties, log):
    """(processor seconds, wall seconds, exit code) of one test."""
    environment = dict(os.environ)
    environment.update(entry.split("=", 1) for entry in properties.get("ENVIRONMENT", []))
    begun = time.monotonic()
    process = subprocess.Popen(
        command, cwd=properties["WORKING_DIRECTORY"], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, time.monotonic() - begun, process.returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", help="a build folder, such as build/ci")
    parser.add_argument("--label", help="only tests of this label [quick and full]")
    parser.add_argument("--tests", default="", metavar="REGEX", help="only tests whose name matches [all]")
    parser.add_argument("--log", default=os.devnull, help="append what the tests print to this file [discard it]")
    arguments = parser.parse_args()
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(["test", "label", "processor_s", "wall_s", "result"])
    with open(arguments.log, "ab") as log:
        for name, command, properties, labels in tests_of(arguments.build, arguments.label, arguments.tests):
            processor, wall, code = run(command, properties, log)
            skips = str(code) == str(properties.get("SKIP_RETURN_CODE"))
            result = "skipped" if skips else "passed" if code == 0 else f"failed ({code})"
            rows.writerow([name, labels, f"{processor:.1f}", f"{wall:.1f}", result])
            sys.stdout.flush()


if __name__ == "__main__":
    main()
