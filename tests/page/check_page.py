#!/usr/bin/env python3
"""The page of `nasscape explore` and that of a report: eslint, unit tests by node's runner, and a headless Chromium
(check_page.mjs, check_report.mjs).

Node modules are installed into the build folder, never into the sources. Exit code 77 says what is absent.
"""
import argparse
import glob
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))
UNREACHABLE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH",
               "ERR_SOCKET_TIMEOUT")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def find(*names):
    for name in names:
        if shutil.which(name):
            return shutil.which(name)
    skip(f"tests of the page need {names[0]}")


def check_version(node):
    wanted = tuple(int(part) for part in json.load(open(os.path.join(HERE, "package.json")))["engines"]["node"][2:].split("."))
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip().lstrip("v")
    if tuple(int(part) for part in version.split(".")[:2]) < wanted:
        skip(f"tests of the page need node {'.'.join(map(str, wanted))}, and here is {version}")


def copy_sources(folder):
    """The page and its tests beside the node modules, where imports find these."""
    for part in ("src/explore/page", "reports/page", "tests/page"):
        target = os.path.join(folder, part)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(os.path.join(PROJECT, part), target)


def install(npm, folder):
    """npm ci, unless the modules of the same lock file are there."""
    lock = open(os.path.join(HERE, "package-lock.json"), "rb").read()
    stamp = os.path.join(folder, "installed.json")
    if os.path.exists(stamp) and open(stamp, "rb").read() == lock:
        return
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(os.path.join(HERE, name), folder)
    done = subprocess.run([npm, "ci"], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0 and any(code in done.stderr for code in UNREACHABLE):
        skip("tests of the page need the npm registry, which cannot be reached")
    if done.returncode != 0:
        sys.exit(f"npm ci failed:\n{done.stdout}{done.stderr}")
    with open(stamp, "wb") as stream:
        stream.write(lock)


def run(title, folder, *command):
    print(f"---- {title}", flush=True)
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        print(done.stdout)
    return done.returncode == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--folder", required=True, help="where node modules and copies of the sources go")
    parser.add_argument("--screenshots", help="write the README's screenshots into this folder, and nothing else")
    options = parser.parse_args()
    node, npm, chromium = find("node"), find("npm"), find(*CHROMIUM)
    check_version(node)
    folder, binary = os.path.abspath(options.folder), os.path.abspath(options.binary)
    tests = os.path.join(folder, "tests", "page")
    os.makedirs(folder, exist_ok=True)
    install(npm, folder)
    copy_sources(folder)
    if options.screenshots:
        done = subprocess.run([node, os.path.join(tests, "screenshots.mjs"), binary, chromium,
                               os.path.abspath(options.screenshots)])
        sys.exit(done.returncode)
    eslint = os.path.join(folder, "node_modules", "eslint", "bin", "eslint.js")
    passed = [
        run("eslint", folder, node, eslint, "-c", "tests/page/eslint.config.js", "src/explore/page", "reports/page", "tests/page"),
        run("unit tests", folder, node, "--test", *sorted(glob.glob(os.path.join(tests, "*.test.mjs")))),
        run("in a browser", folder, node, os.path.join(tests, "check_page.mjs"), binary, chromium),
        run("a report in a browser", folder, node, os.path.join(tests, "check_report.mjs"), binary, chromium),
    ]
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
