#!/usr/bin/env bash
# Times the import of made-up files as large as the official ones, one query of the store as a whole process, and a
# loader in Python on the same file.
# usage: bench_import.sh BUILD [FOLDER]   FOLDER (2.5 GB) keeps the files for another time; without it they are removed
#        SPACE=nb101:vertices=5 bench_import.sh …   tries it on less
# CSV job,runs,median_s,minimum_s,maximum_s,peak_memory_mb to standard output, sizes and ratios to standard error. The
# first reading puts the files into the cache. A peak below 10 MB is that of the process which takes the time.
set -euo pipefail
build=${1:?usage: bench_import.sh BUILD [FOLDER]}
program=$build/src/cli/nasscape
space=${SPACE:-nb101}
loader=$(dirname "$0")/load_official.py
cell=a05c0efdac251392b3299fdadd52ccc1 # of five vertices, so that small spaces have it too
runs=3
query_runs=20

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
folder=${2:-$scratch}
mkdir -p "$folder"
taken=$scratch/taken # a line a run: job, seconds, kilobytes

# take JOB COMMAND: runs it once.
take() {
    python3 - "$taken" "$@" <<'END'
import os, subprocess, sys, time
taken, job, *command = sys.argv[1:]
started = time.monotonic()
process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
seconds = time.monotonic() - started
if status != 0:
    sys.exit(f"bench_import: {' '.join(command)} failed")
with open(taken, "a") as stream:
    stream.write(f"{job} {seconds:.6f} {usage.ru_maxrss}\n")
END
}

# prepare NAME [OPTION…]: the file, unless it is there (it is written whole or not at all), read once.
prepare() {
    local path=$folder/$1.tfrecord
    shift
    [ -f "$path" ] || "$program" data synthesise -o "$path" --space "$space" --quiet "$@"
    cat "$path" >/dev/null
    printf '%s: %d bytes\n' "$path" "$(stat -c %s "$path")" >&2
}

report() {
    python3 - "$taken" <<'END'
import statistics, sys
jobs = {}
for line in open(sys.argv[1]):
    job, seconds, kilobytes = line.split()
    jobs.setdefault(job, []).append((float(seconds), int(kilobytes)))
print("job,runs,median_s,minimum_s,maximum_s,peak_memory_mb")
medians = {}
for job, runs in jobs.items():
    seconds = [run[0] for run in runs]
    medians[job] = statistics.median(seconds)
    print(f"{job},{len(runs)},{medians[job]:.4f},{min(seconds):.4f},{max(seconds):.4f},"
          f"{max(run[1] for run in runs) / 1024:.1f}")
for job in ("import_full", "query_cell"):
    print(f"the loader in Python takes {medians['load_full_in_python'] / medians[job]:.0f} times as long as {job}",
          file=sys.stderr)
END
}

prepare full
prepare only108 --epochs 108
for ((run = 0; run < runs; run++)); do
    take import_full "$program" data import "$folder/full.tfrecord" -o "$scratch/full.nscape" --quiet
    take import_only108 "$program" data import "$folder/only108.tfrecord" -o "$scratch/only108.nscape" --quiet
done
for ((run = 0; run < query_runs; run++)); do
    take query_cell "$program" query cell "$cell" --data "$scratch/full.nscape" --quiet
done
take load_full_in_python python3 "$loader" "$folder/full.tfrecord"
for name in full only108; do
    printf 'store of %s: %d bytes\n' "$name" "$(stat -c %s "$scratch/$name.nscape")" >&2
done
report
