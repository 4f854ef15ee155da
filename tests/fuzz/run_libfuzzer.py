#!/usr/bin/env python3
"""Runs an entry under libFuzzer, from the corpus that its seeded driver writes.

    run_libfuzzer.py --seeds build/asan/tests/fuzz_X --fuzzer build/asan/tests/libfuzzer_X --seconds 300

With --inputs the run is the same each time; with --seconds it begins with another seed each time, which it prints. An
input that breaks a promise is kept in the folder --findings; `libfuzzer_X FILE` tries it again.
"""

import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile

HANGS_S = 300  # one input; load on the machine is no hang
MEMORY_MB = 2048


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", required=True, help="the seeded driver of the same entry")
    parser.add_argument("--fuzzer", required=True)
    parser.add_argument("--findings", default=".", help="folder of the inputs that break a promise")
    limit = parser.add_mutually_exclusive_group(required=True)
    limit.add_argument("--inputs", type=int)
    limit.add_argument("--seconds", type=int)
    parser.add_argument("--corpus", help="folder that keeps what was found between runs")
    options = parser.parse_args()

    os.makedirs(options.findings, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        seeds = pathlib.Path(folder, "seeds")
        seeds.mkdir()
        subprocess.run([options.seeds, "--corpus", seeds], check=True)
        dictionary = pathlib.Path(folder, "dictionary")
        (seeds / "pieces.dictionary").rename(dictionary)
        corpus = pathlib.Path(options.corpus or pathlib.Path(folder, "corpus"))
        corpus.mkdir(exist_ok=True)
        seed = 1 if options.inputs else random.randrange(1, 2**31)
        command = [options.fuzzer, f"-seed={seed}", f"-dict={dictionary}", f"-timeout={HANGS_S}",
                   f"-rss_limit_mb={MEMORY_MB}", f"-artifact_prefix={options.findings}/",
                   "-print_final_stats=1", "-close_fd_mask=0"]
        command += [f"-runs={options.inputs}"] if options.inputs else [f"-max_total_time={options.seconds}"]
        ended = subprocess.run(command + [corpus, seeds], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               check=False)
    lines = ended.stdout.decode(errors="replace").splitlines()
    failed = ended.returncode != 0
    print("\n".join(lines[-200:] if failed else [line for line in lines if line.startswith("stat::")]))
    print(f"seed {seed}: " + ("an input breaks a promise" if failed else "no input breaks a promise"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
