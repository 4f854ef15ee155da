#!/usr/bin/env python3
"""Growth of time and memory with the size of a space of strings, on stored and on implicit graphs.

    bench_growth.py BUILD FOLDER [--largest LENGTH] [--largest-stored LENGTH] [--runs N] [--svg FILE]

Makes an NK landscape of hamming:2^N in FOLDER for six values of N, as an array of float32 by id, and runs each command
on it as a whole process. Prints CSV: the median processor time and the peak memory, in all and a point. With --svg,
gnuplot draws both a point.
"""
import argparse
import csv
import os
import statistics
import subprocess
import sys

COMMANDS = ["optima", "basins --improvement best", "rwa --lags 10 --walks 100 --length 10000"]
STEP, SIZES = 2, 6
COLUMNS = ["command", "graph", "points", "processor_s", "peak_mb", "ns_a_point", "bytes_a_point"]

PLOT = """
set terminal svg size 900,420 font "sans,12" background rgb "white"
set output "{output}"
set multiplot layout 1,2
set logscale x 2
set format x "2^{{%L}}"
set xlabel "Points"
set key top left
set yrange [0:*]
set ylabel "Processor time (ns a point)"
plot {time}
set ylabel "Peak memory (bytes a point)"
plot {memory}
unset multiplot
"""


def measure(words, runs):
    """Median processor time in seconds and peak memory in kilobytes of whole processes."""
    times, peak = [], 0
    for _ in range(runs):
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            raise SystemExit(f"{' '.join(words)}: exit status {status}")
        times.append(usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss)
    return statistics.median(times), peak


def draw(rows, output):
    curves = {}
    for row in rows:
        curves.setdefault((row["command"].split()[0], row["graph"]), []).append(row)
    blocks, plots = [], {"ns_a_point": [], "bytes_a_point": []}
    for number, ((command, graph), points) in enumerate(curves.items()):
        lines = "\n".join(f"{row['points']} {row['ns_a_point']} {row['bytes_a_point']}" for row in points)
        blocks.append(f"$curve{number} << END\n{lines}\nEND\n")
        for column, (name, plot) in enumerate(plots.items(), 2):
            plot.append(f'$curve{number} using 1:{column} with linespoints title "{command}, {graph}"')
    script = "".join(blocks) + PLOT.format(output=output, time=", ".join(plots["ns_a_point"]),
                                           memory=", ".join(plots["bytes_a_point"]))
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("folder")
    parser.add_argument("--largest", type=int, default=26)
    parser.add_argument("--largest-stored", type=int, default=22)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--svg")
    arguments = parser.parse_args()
    nasscape = os.path.join(arguments.build, "src/cli/nasscape")
    maker = os.path.join(arguments.build, "tests/make_nk")
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    rows = []
    for length in range(arguments.largest - STEP * (SIZES - 1), arguments.largest + 1, STEP):
        data = os.path.join(arguments.folder, f"nk2_{length}.npy")
        if not os.path.exists(data):
            subprocess.run([maker, "2", str(length), "2", data], check=True)
        for command in COMMANDS:
            for graph in ("implicit", "stored") if length <= arguments.largest_stored else ("implicit",):
                words = [nasscape, "analyse", *command.split(), "--space", f"hamming:2^{length}", "--data", data,
                         "--graph", graph, "--quiet"]
                time_s, peak_kb = measure(words, arguments.runs if length < arguments.largest else 1)
                rows.append({"command": command, "graph": graph, "points": 2 ** length,
                             "processor_s": round(time_s, 3), "peak_mb": round(peak_kb / 1000),
                             "ns_a_point": round(time_s * 1e9 / 2 ** length, 1),
                             "bytes_a_point": round(peak_kb * 1024 / 2 ** length, 1)})
                writer.writerow(rows[-1])
                sys.stdout.flush()
    if arguments.svg:
        draw(rows, arguments.svg)
    return 0


if __name__ == "__main__":
    sys.exit(main())
