#!/usr/bin/env python3
"""
Tables as people have them: runs of any number and name, rows that nothing tells apart, columns and rows chosen on the
command line, per cent, files described. Expected values are computed here, by statistics and by hand. Each check that
fails is printed; 77 is returned only by checks of the published measurements.
"""

import argparse
import array
import csv
import io
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile

from checks import Skipped

FIRST, SECOND = "02e5a0247bbdcf2860b7e96f74961594", "28cfc7874f6d200472e1a9dcd8650aa0"
DATA = os.environ.get("NASSCAPE_TEST_DATA", "")


class Tables:
    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder

    def run(self, text, *words, code=0, name="a.csv"):
        """The rows on standard output and the messages of a command on a table that holds `text`."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
        done = subprocess.run([self.binary, *words], cwd=self.folder, capture_output=True, timeout=120)
        errors = done.stderr.decode()
        if done.returncode != code:
            raise AssertionError(f"{words}: exit code {done.returncode}, not {code}: {errors}")
        output = done.stdout.decode()
        return list(csv.DictReader(io.StringIO(output))) if output and output[0] not in "[{" else output, errors

    def top(self, text, space, *words, **more):
        rows, errors = self.run(text, "query", "top", "--space", space, "--data", more.pop("name", "a.csv"),
                                "--threads", "1", *words, **more)
        return {row.get("point") or row["hash"]: row for row in rows or []}, errors


def expect(truth, *details):
    if not truth:
        raise AssertionError(" ".join(map(str, details)))


def near(text, value):
    return math.isclose(float(text), value, rel_tol=1e-12)


# ---- runs ----

def check_any_number_of_runs(tables):
    """600 rows of one point: the mean of all, its standard error and their number; each run by its number"""
    values = [math.sin(number) + 5 for number in range(600)]
    text = "string,fitness\n" + "".join(f"00,{value!r}\n" for value in values) + "01,4\n"
    rows, errors = tables.top(text, "hamming:2^2", "--fitness", "column:fitness")
    expect(near(rows["00"]["fitness"], statistics.fmean(values)), rows)
    expect(near(rows["00"]["standard_error"], statistics.stdev(values) / math.sqrt(600)), rows)
    expect(rows["00"]["runs"] == "600" and rows["01"]["runs"] == "1" and rows["01"]["standard_error"] == "", rows)
    expect("no column tells runs apart" in errors and "00 (lines 2, 3" in errors, errors)


def check_policies_over_any_number(tables):
    """mean, median, min, max and single runs of a metric with six runs"""
    values = [90.5, 91.25, 80, 95.5, 70.125, 91]
    text = "point,run,test_accuracy\n" + "".join(f"11,{run + 1},{value}\n" for run, value in enumerate(values))
    for rule, expected in (("test", statistics.fmean(values)), ("test:median", statistics.median(values)),
                           ("test:min", 70.125), ("test:max", 95.5), ("test:run1", 90.5), ("test:run6", 91)):
        rows, _ = tables.top(text, "hamming:2^2", "--fitness", rule)
        expect(near(rows["11"]["fitness"], expected), rule, rows)
    _, errors = tables.top(text, "hamming:2^2", "--fitness", "test:run7", code=4)
    expect("test:run7" in errors and "runs of test" in errors, errors)


SEEDS = "arch_str,seed,valid_accuracy\n444243,777,91.2\n444243,888,91.9\n444243,999,91.5\n344243,888,91\n344243,999,90\n"


def check_named_runs(tables):
    """seeds are numbered by first appearance over the whole file; a point that lacks one has no such run"""
    for rule in ("valid@200:run1", "valid@200:run=777"):
        rows, errors = tables.top(SEEDS, "nb201", "--fitness", rule)
        expect(list(rows) == ["444243"] and rows["444243"]["fitness"] == "91.2", rule, rows)
        expect(rows["444243"]["rule"] == rule, rows)
        expect("seed 777 is run 1, seed 888 is run 2, seed 999 is run 3" in errors, errors)
    rows, _ = tables.top(SEEDS, "nb201", "--fitness", "valid@200:run=888")
    expect(rows["344243"]["fitness"] == "91" and rows["444243"]["fitness"] == "91.9", rows)
    rows, _ = tables.top(SEEDS, "nb201", "--fitness", "valid@200")
    expect(near(rows["344243"]["fitness"], 90.5) and near(rows["344243"]["standard_error"], 0.5), rows)
    _, errors = tables.top(SEEDS, "nb201", "--fitness", "valid@200:run=5", code=4)
    expect('no run of the data is named "5"; its runs are 777, 888, 999' in errors, errors)
    names = SEEDS.replace("777", "first").replace("888", "second").replace("seed", "trial")
    rows, errors = tables.top(names, "nb201", "--fitness", "valid@200:run=second")
    expect(rows["344243"]["fitness"] == "91" and "trial first is run 1" in errors, rows, errors)


def check_names_over_files(tables):
    """a name is the same run in every file"""
    tables.run("arch_str,seed,test_accuracy\n111111,999,20\n111111,111,30\n", "space", "count", name="b.csv")
    rows, _ = tables.run(SEEDS.replace("valid", "test"), "query", "top", "--space", "nb201", "--data", "a.csv", "--data", "b.csv",
                         "--fitness", "test@200:run3")
    expect({row["point"]: row["fitness"] for row in rows} == {"444243": "91.5", "344243": "90", "111111": "20"}, rows)


def check_query_cell_and_neighbours(tables):
    """the mean, its standard error and the count where the fitness of a point stands"""
    rows, _ = tables.run(SEEDS, "query", "cell", "444243", "--space", "nb201", "--data", "a.csv")
    found = {row["key"]: row["value"] for row in rows}
    expect(found["valid@200:run2"] == "91.9" and near(found["valid@200:mean"], statistics.fmean([91.2, 91.9, 91.5])), found)
    expect(found["valid@200:mean runs"] == "3", found)
    expect(near(found["valid@200:mean standard_error"], statistics.stdev([91.2, 91.9, 91.5]) / math.sqrt(3)), found)
    rows, _ = tables.run(SEEDS, "query", "neighbours", "444243", "--space", "nb201", "--data", "a.csv", "--fitness",
                         "valid@200")
    best = rows[0]
    expect(best["point"] == "344243" and best["runs"] == "2" and near(best["standard_error"], 0.5), best)


def check_lone_run(tables):
    """one run, which the file numbers, is called by its number"""
    text = f"hash,run,test_accuracy\n{FIRST},2,0.9\n{SECOND},2,0.8\n"
    rows, _ = tables.top(text, "nb101")
    expect({row["rule"] for row in rows.values()} == {"test@108:run2"}, rows)
    rows, _ = tables.top(text, "nb101", "--fitness", "test@108:mean")
    expect({row["rule"] for row in rows.values()} == {"test@108:mean"}, rows)
    rows, _ = tables.top(text + f"{SECOND},1,0.85\n", "nb101")
    expect({row["rule"] for row in rows.values()} == {"test@108:mean"}, rows)
    rows, _ = tables.top(f"hash,test_accuracy\n{FIRST},0.943\n", "nb101")
    expect(rows[FIRST]["rule"] == "test@108:mean" and rows[FIRST]["runs"] == "", rows)


# ---- rows that nothing tells apart ----

DATASETS = ("arch_str,dataset,valid_accuracy\n444243,cifar10-valid,91.6\n444243,cifar100,73.2\n444243,ImageNet16-120,46.5\n"
            "344243,cifar10-valid,91.7\n344243,cifar100,72.2\n344243,ImageNet16-120,45.5\n")


def check_unused_columns_that_differ(tables):
    """refused with the lines, the column and how to choose; never averaged"""
    _, errors = tables.top(DATASETS, "nb201", "--fitness", "valid@200", code=3)
    expect('"dataset"' in errors and "lines 5, 6, 7" in errors and "--columns run=dataset" in errors, errors)
    rows, errors = tables.top(DATASETS, "nb201", "--fitness", "valid@200", "--rows", "dataset=cifar100")
    expect(rows["444243"]["fitness"] == "73.2" and rows["344243"]["fitness"] == "72.2", rows)
    expect("2 of 6 rows pass" in errors, errors)
    rows, _ = tables.top(DATASETS, "nb201", "--columns", "run=dataset", "--fitness", "valid@200:run=cifar100")
    expect(rows["444243"]["fitness"] == "73.2", rows)
    for column, values in (("fidelity", ("0.5", "1.0")), ("subset", ("a", "b")), ("lr", ("1e-2", "1e-1"))):
        text = f"string,{column},score\n" + "".join(f"{point},{value},{number}\n" for number, (point, value) in
                                                    enumerate((p, v) for p in ("00", "01", "10", "11") for v in values))
        _, errors = tables.top(text, "hamming:2^2", "--fitness", "column:score", code=3)
        expect(f'"{column}"' in errors, errors)
        rows, errors = tables.top(text, "hamming:2^2", "--fitness", "column:score", "--columns", "run=")
        expect(rows["00"]["runs"] == "2" and "no column tells runs apart" in errors, rows, errors)
    # The same run twice: the column that differs is named, too.
    _, errors = tables.top("arch_str,run,dataset,valid_accuracy\n444243,1,c10,91\n444243,1,c100,70\n", "nb201",
                           "--fitness", "valid@200", code=3)
    expect("run 1 of 444243" in errors and "line 2" in errors and '"dataset"' in errors, errors)


def check_indices_and_further_measurements(tables):
    """an index of rows and numbers that never repeat are no reason to refuse repeated runs"""
    values = [(number, 10 + math.sqrt(number)) for number in range(8)]
    text = ",string,fitness,time_ms\n" + "".join(f"{number},{'00' if number < 4 else '01'},{number},{time!r}\n"
                                                   for number, time in values)
    rows, errors = tables.top(text, "hamming:2^2", "--fitness", "column:fitness")
    expect(rows["00"]["fitness"] == "1.5" and rows["00"]["runs"] == "4" and "time_ms" in errors, rows, errors)


def check_budgets_by_other_names(tables):
    """budget, epoch, hp and iteration are epochs where they are whole numbers from 1"""
    for name in ("budget", "epoch", "hp", "iteration", "Epoch"):
        text = f"hash,{name},test_accuracy\n{FIRST},36,0.90\n{FIRST},108,0.94\n{SECOND},36,0.91\n{SECOND},108,0.93\n"
        rows, errors = tables.top(text, "nb101", "--fitness", "test@108")
        expect(rows[FIRST]["fitness"] == "0.94" and rows[SECOND]["fitness"] == "0.93", name, rows)
        expect(f'the column "{name}" is read as epochs' in errors, errors)
    text = f"hash,budget,test_accuracy\n{FIRST},0.5,0.90\n{FIRST},1.0,0.94\n{SECOND},0.5,0.91\n{SECOND},1.0,0.93\n"
    _, errors = tables.top(text, "nb101", code=3)
    expect('"budget"' in errors and "--rows" in errors, errors)
    text = f"hash,budget,epoch,test_accuracy\n{FIRST},1,36,0.90\n{FIRST},1,108,0.94\n"
    _, errors = tables.top(text, "nb101", code=3)
    expect('both "budget" and "epoch"' in errors and "--columns epochs=" in errors, errors)
    rows, _ = tables.top(text, "nb101", "--columns", "epochs=epoch")
    expect(rows[FIRST]["fitness"] == "0.94", rows)


# ---- columns ----

def check_columns_by_role(tables):
    """--columns and --point; names in quotes, whatever their capitals"""
    text = 'sol,"acc, mean",hp,Replicate\n444243,91.5,12,a\n444243,92.5,12,b\n344243,90,12,b\n'
    rows, _ = tables.top(text, "nb201", "--columns", 'point=SOL,valid="acc, mean",epochs=hp,run=replicate', "--fitness",
                         "valid@12:run=b")
    expect(rows["444243"]["fitness"] == "92.5" and rows["344243"]["fitness"] == "90", rows)
    rows, _ = tables.top("sol,f_avg\n444243,91.6\n", "nb201", "--point", "column:sol", "--columns", "fitness=f_avg")
    expect(rows["444243"]["rule"] == "column:f_avg" and rows["444243"]["fitness"] == "91.6", rows)
    for words, code, message in (
            (["--columns", "point=so"], 3, 'did you mean "sol"?'), (["--columns", "pont=sol"], 2, "ROLE=COLUMN"),
            (["--columns", "point=sol,point=f_avg"], 2, "point twice"), (["--point", "sol"], 2, "column:NAME"),
            (["--point", "column:sol", "--columns", "point=sol"], 2, "point twice"), (["--columns", "hash=sol"], 2, "no cells"),
            (["--columns", "fitness=f_avg", "--fitness", "column:f_avg"], 2, "named already"), ([], 3, "the header is: sol; f_avg"),
            (["--point", "column:sol", "--rows", "datset=1"], 2, "datset")):
        _, errors = tables.top("sol,f_avg\n444243,91.6\n", "nb201", *words, code=code)
        expect(message in errors, words, errors)
    for option in (["--rows", "a=1"], ["--columns", "run=a"], ["--percent"], ["--point", "column:a"]):
        _, errors = tables.run("", "query", "top", *option, code=2)
        expect("about tables" in errors or "--data" in errors, option, errors)
    _, errors = tables.run("", "query", "top", "-q", "-v", code=2)
    expect("contradict" in errors, errors)


def check_any_number_is_a_fitness(tables):
    """column:NAME is any numeric column, whatever its role; what else there is, is listed"""
    text = "point,run,params,Flops,note,test_accuracy\n00,1,7,1e3,x,50\n11,1,9,2e3,y,60\n"
    for rule, best in (("column:params", "9"), ("column:flops", "2000"), ("column:run", "1"), ("column:test_accuracy", "60")):
        rows, _ = tables.top(text, "hamming:2^2", "--fitness", rule)
        expect(rows["11"]["fitness"] == best and rows["11"]["rule"] == rule, rule, rows)
    _, errors = tables.top(text, "hamming:2^2", "--fitness", "column:note", code=3)
    expect('note is "x", which is not a number' in errors and "line 2" in errors, errors)
    _, errors = tables.top(text, "hamming:2^2", "--fitness", "column:flop", code=4)
    expect("column:Flops" in errors and "column:params" in errors and "runs of test" in errors, errors)
    _, errors = tables.top("point,f\n00,1\n", "hamming:2^2", code=4)
    expect("no value for test:mean; it has column:f" in errors, errors)


def check_percent(tables):
    """accuracies of cells are per cent where all lie above 1, or where the user says so"""
    rows, errors = tables.top(f"hash,test_accuracy\n{FIRST},94.3\n{SECOND},90.5\n", "nb101")
    expect(near(rows[FIRST]["fitness"], 0.943) and "per cent" in errors, rows, errors)
    mixed = f"hash,test_accuracy\n{FIRST},94.3\n{SECOND},0.5\n"
    _, errors = tables.top(mixed, "nb101", code=3)
    expect("fraction from 0 to 1" in errors and "--percent" in errors, errors)
    rows, _ = tables.top(mixed, "nb101", "--percent")
    expect(near(rows[SECOND]["fitness"], 0.005), rows)
    _, errors = tables.top(f"hash,test_accuracy\n{FIRST},943\n", "nb101", code=3)
    expect("line 2" in errors, errors)


def check_missing_values(tables):
    """empty fields and the words for them are missing values; a point without a value is not known"""
    text = "string,fitness\n00,1\n01,NA\n10,\n11,nan\n"
    rows, _ = tables.top(text, "hamming:2^2", "--fitness", "column:fitness")
    expect(list(rows) == ["00"] and rows["00"]["known"] == "1", rows)
    _, errors = tables.top("adjacency,operations,test_accuracy\n10001000,\"input,conv3x3-bn-relu,output\",0.94\n", "nb101", code=3)
    expect("leading zero" in errors, errors)


# ---- what is inside ----

def check_data_info(tables):
    """data info and verify of a table; export is refused clearly"""
    text = SEEDS.replace(",", ";").replace("valid_accuracy", "valid_accuracy;note").replace("\n4", ";x\n4").replace("\n3", ";x\n3")
    text = text.rstrip("\n") + ";x\n"
    text = text.replace("note;x", "note")
    rows, _ = tables.run(text, "data", "info", "a.csv", "--space", "nb201")
    found = {row["key"]: row["value"] for row in rows}
    expected = {"file": "a.csv", "separator": ";", "rows_used": "5", "rows_left_out": "0", "columns_not_used": "note", "runs": "3",
                "run_1": "777", "run_3": "999", "budgets": "200", "points": "2", "valid@200_points": "2", "valid@200_runs_a_point": "2 to 3",
                "columns_used": "arch_str, seed, valid_accuracy", "accuracies_in_percent": "no", "space_points": "15625"}
    expect(all(found.get(key) == value for key, value in expected.items()), found)
    rows, errors = tables.run(SEEDS, "data", "verify", "--data", "a.csv", "--space", "nb201")
    expect(rows[0]["count"] == "1" and rows[0]["point"] == "344243" and "5 rows" in errors, rows, errors)
    _, errors = tables.run(SEEDS, "data", "verify", "a.csv", "--space", "hamming:2^3", code=3)
    _, errors = tables.run(SEEDS, "data", "export", "a.csv", "--csv", code=3)
    expect("stores and official files" in errors, errors)


def check_columns_are_listed(tables):
    """--verbose and the manifest tell which columns are used"""
    text = f"hash,run,test_accuracy,gpu\n{FIRST},1,0.9,a\n{SECOND},1,0.8,b\n"
    _, errors = tables.top(text, "nb101", "-v")
    expect("columns used: hash, run, test_accuracy" in errors and "columns not used: gpu" in errors, errors)
    cells = "adjacency,operations,test_accuracy,gpu\n0100,\"input,output\",0.5,a\n"
    tables.run(cells, "report", "paper", "--space", "nb101:vertices=3", "--data", "a.csv", "--walks", "2", "--length", "100",
               "--out", "out")
    with open(os.path.join(tables.folder, "out", "manifest.json"), encoding="utf-8") as file:
        data = json.load(file)["data"][0]
    expect(data["columns_used"] == ["adjacency", "operations", "test_accuracy"] and data["columns_not_used"] == ["gpu"], data)


def check_published_epochs(tables):
    """NAS-Bench-201 at six budgets and up to three seeds, as published"""
    path = os.path.join(DATA, "nb201_epochs_cifar10.csv")
    if not os.path.exists(path):
        raise Skipped("the published measurements")
    runs = {}
    with open(path, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["epochs"] == "200":
                runs.setdefault(row["genotype"], []).append(float(row["test_accuracy"]))
    means = {point: statistics.fmean(values) for point, values in runs.items()}
    best = max(means.values())
    rows, _ = tables.run("", "query", "top", "--space", "nb201", "--data", path, "--fitness", "test@200", "-n", "1")
    expect(near(rows[0]["fitness"], best) and near(means[rows[0]["point"]], best), rows)
    expect(rows[0]["runs"] == str(len(runs[rows[0]["point"]])) and rows[0]["known"] == str(len(means)), rows)
    deviations = [statistics.stdev(values) for values in runs.values() if len(values) > 1]
    rows, _ = tables.run("", "analyse", "noise", "--space", "nb201", "--data", path, "--fitness", "test@200")
    found = next(row for row in rows if row["split"] == "test" and row["epochs"] == "200")
    expect(found["count"] == str(len(deviations)) and math.isclose(float(found["mean"]), statistics.fmean(deviations),
                                                                   rel_tol=1e-9), found)


# ---- files as programs and people leave them ----

def check_blank_cells_of_spreadsheets(tables):
    """empty cells to the right of a table and rows of nothing else are passed over; a value without a column is not"""
    for text in (f"hash;test_accuracy\n{FIRST};0,94;;\n;;;\n{SECOND};0,93;\n;;\n",
                 f"hash,test_accuracy,,\n{FIRST},0.94,,\n,,,\n{SECOND},0.93,,\n"):
        rows, _ = tables.top(text, "nb101")
        expect(rows[FIRST]["fitness"] == "0.94" and rows[SECOND]["fitness"] == "0.93" and len(rows) == 2, rows)
    _, errors = tables.top(f"hash,test_accuracy\n1,{FIRST},0.94\n", "nb101", code=3)
    expect("line 2" in errors and "3 fields, the header 2" in errors and "row.names" in errors, errors)


def check_joined_files_and_summaries(tables):
    """a second header, a row of means and a comment: refused with line and way out; the way out works"""
    for line, words in (("hash,test_accuracy", "header stands here once more"), ("mean,0.935", "32 hexadecimal"),
                        ("# second half", "a comment within the table")):
        text = f"hash,test_accuracy\n{FIRST},0.94\n{line}\n{SECOND},0.93\n"
        _, errors = tables.top(text, "nb101", code=3)
        expect("line 3" in errors and words in errors and "--keep-going" in errors, errors)
        rows, errors = tables.top(text, "nb101", "--keep-going")
        expect(len(rows) == 2 and "2 rows used, 1 left out" in errors, rows, errors)


def check_many_rows_left_out(tables):
    """--keep-going lists the first hundred rows that it leaves out, and counts the others"""
    text = f"hash,test_accuracy\n{FIRST},0.94\n" + "".join(f"{SECOND},wrong{row}\n" for row in range(250))
    rows, errors = tables.top(text, "nb101", "--keep-going")
    listed = [line for line in errors.split("\n") if "left out: " in line and "line " in line]
    expect(len(rows) == 1 and "1 rows used, 250 left out" in errors, rows, errors[:400])
    expect(len(listed) == 100 and '"wrong99"' in listed[-1] and "wrong100" not in errors, len(listed), listed[-1:])
    expect("left out: 150 further rows, which are not listed" in errors, errors[-400:])


def check_columns_of_one_name(tables):
    """two columns of one name are never chosen between in silence"""
    text = f"hash,test_accuracy,test_accuracy\n{FIRST},0.94,0.8\n"
    for words in ((), ("--columns", "test=test_accuracy"), ("--fitness", "column:test_accuracy")):
        _, errors = tables.top(text, "nb101", *words, code=3)
        expect("columns" in errors and "another name" in errors, errors)
    _, errors = tables.top(f"hash,f,f,test_accuracy\n{FIRST},1,2,0.94\n", "nb101", "--rows", "f=1", code=3)
    expect('several columns are called "f"' in errors, errors)
    text = "point,run,repeat,test_accuracy\n00,1,2,90\n"
    _, errors = tables.top(text, "hamming:2^2", code=3)
    expect("--columns 'run=run'" in errors, errors)


def check_names_with_other_joints(tables):
    """blanks, hyphens, points and capitals in the names of columns"""
    for names in ("Arch Str,Test Accuracy", "arch-str,test-accuracy", "ArchStr,testAccuracy", "arch.str,TEST.ACCURACY"):
        rows, _ = tables.top(f"{names}\n444243,91.5\n344243,90\n", "nb201")
        expect(rows["444243"]["fitness"] == "91.5" and rows["344243"]["fitness"] == "90", names, rows)


def check_budgets_that_are_no_epochs(tables):
    """a column called budget is not averaged over, whatever it holds; n_epochs holds epochs"""
    text = f"hash,budget,test_accuracy\n{FIRST},0.5,0.94\n{SECOND},1.0,.9\n{FIRST},1.0,0.95\n"
    _, errors = tables.top(text, "nb101", code=3)
    expect("--rows 'budget=0.5'" in errors and "lines 2, 4" in errors, errors)
    rows, errors = tables.top(f"hash,n_epochs,test_accuracy\n{FIRST},36,.9\n{SECOND},108,.8\n", "nb101")
    expect(list(rows) == [SECOND] and '"n_epochs" is read as epochs' in errors, rows, errors)


def check_runs_from_zero_and_by_name(tables):
    """runs counted from 0 are said to be; "run2" is run 2 wherever it comes first"""
    rows, errors = tables.top("point,run,test_accuracy\n00,0,60\n00,1,90\n01,1,70\n", "hamming:2^2",
                              "--fitness", "test:run1")
    expect(list(rows) == ["00"] and rows["00"]["fitness"] == "60" and "run 0 is run1" in errors, rows, errors)
    for first, second in (("run1", "run2"), ("Run 1", "Run 2"), ("run_1", "run_2")):
        text = f"point,run,test_accuracy\n00,{second},60\n00,{first},90\n01,{second},70\n"
        rows, _ = tables.top(text, "hamming:2^2", "--fitness", "test:run1")
        expect(list(rows) == ["00"] and rows["00"]["fitness"] == "90", rows)


def check_seeds_with_a_point(tables):
    """777.0 and 777 are one seed; an import of a table says that none is needed"""
    text = "point,seed,test_accuracy\n00,777.0,60\n00,888.00,90\n01,888,70\n"
    for rule in ("test:run=888", "test:run2"):
        rows, errors = tables.top(text, "hamming:2^2", "--fitness", rule)
        expect(rows["00"]["fitness"] == "90" and rows["01"]["fitness"] == "70", rows, errors)
    expect("seed 777 is run 1, seed 888 is run 2" in errors, errors)
    _, errors = tables.run("hash,test_accuracy\n", "data", "import", "a.csv", "-o", "a.nscape", code=3)
    expect("no TFRecord file" in errors and "--data" in errors, errors)


def check_runs_given_twice(tables):
    """a run that comes twice with other values: the point, both lines and the rows to choose"""
    text = "point,dataset,seed,test_accuracy\n00,a b,1,60\n00,c,1,90\n"
    _, errors = tables.top(text, "hamming:2^2", code=3)
    expect("run 1 of 00 is on line 2" in errors and "line 3" in errors, errors)
    expect("--rows 'dataset=\"a b\"'" in errors, errors)
    rows, _ = tables.top(text, "hamming:2^2", "--rows", 'dataset="a b"')
    expect(rows["00"]["fitness"] == "60", rows)
    _, errors = tables.top("point,run,test_accuracy\n00,1,60\n01,NA,90\n", "hamming:2^2", code=3)
    expect("line 3" in errors and "--columns run=" in errors, errors)


def check_runs_of_different_kinds(tables):
    """runs with numbers that differ in another text are averaged with a note; measurements and seeds give none"""
    lines = [f"{point},{run},{dataset},{flops},{70 + run}" for point in ("00", "01")
             for run, dataset, flops in ((1, "a", 1.5), (2, "a", 1.25), (3, "b c", 1.75))]
    text = "point,run,dataset,flops,test_accuracy\n" + "\n".join(lines) + "\n"
    rows, errors = tables.top(text, "hamming:2^2")
    expect(rows["00"]["fitness"] == "72" and 'differ in "dataset" too' in errors and "flops" not in errors, rows, errors)
    rows, errors = tables.top(text, "hamming:2^2", "--rows", "dataset=a")
    expect(rows["00"]["fitness"] == "71.5" and "too" not in errors, rows, errors)


def check_numbers_for_the_eye(tables):
    """per cent signs and thousands are refused with how to write them; fractions among per cent are pointed at"""
    for number, words in (("94.1%", "per cent signs"), ('"1,234,567"', "thousands"), ("1 234", "thousands"),
                          ("abc", "not a number")):
        _, errors = tables.top(f"point,f\n00,{number}\n", "hamming:2^2", "--fitness", "column:f", code=3)
        expect("line 2: f is" in errors and words in errors, errors)
    rows, errors = tables.top("arch_str,test_accuracy\n444243,91.5\n344243,0.9\n", "nb201")
    expect(rows["344243"]["fitness"] == "0.9" and "1 of 2 accuracies are at most 1" in errors, rows, errors)
    _, errors = tables.top("arch_str,test_accuracy\n444243,0.9\n344243,0.8\n", "nb201")
    expect("at most 1" not in errors, errors)
    for number in ("10000.0", "1.00E+04", "0.0"):
        _, errors = tables.top(f"string,f\n{number},1\n", "hamming:2^5", "--fitness", "column:f", code=3)
        expect("line 2" in errors and "dtype=str" in errors, errors)


def check_array_in_per_cent(tables):
    """an array of cells' accuracies in per cent is read as such, and its order is checked"""
    path = os.path.join(DATA, "nb101_run1_test108.npy")
    if not os.path.exists(path):
        raise Skipped("the published measurements")
    with open(path, "rb") as file:
        content = file.read()
    start = 10 + int.from_bytes(content[8:10], "little")
    values = array.array("d", content[start:])
    scaled = array.array("d", (100 * value for value in values))
    with open(os.path.join(tables.folder, "percent.npy"), "wb") as file:
        file.write(content[:start] + scaled.tobytes())
    words = ("query", "top", "--data", "percent.npy", "-n", "1", "--order")
    rows, errors = tables.run("", *words, "hash")
    expect(math.isclose(float(rows[0]["fitness"]), max(values), rel_tol=1e-12), rows)
    expect(rows[0]["rule"] == "test@108:run1" and "read as per cent" in errors, rows, errors)
    _, errors = tables.run("", *words, "id", code=3)
    expect("another order" in errors, errors)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--only", default="", help="run the checks whose name contains this")
    arguments = parser.parse_args()
    failed = passed = 0
    for name, check in list(globals().items()):
        if not name.startswith("check_") or arguments.only not in name:
            continue
        with tempfile.TemporaryDirectory(prefix="nasscape-test-") as folder:
            try:
                check(Tables(os.path.abspath(arguments.binary), folder))
                passed += 1
            except Skipped as reason:
                print(f"skipped: {check.__doc__}, for lack of {reason}")
            except Exception as failure:
                failed += 1
                print(f"FAILED: {name}: {check.__doc__}: {type(failure).__name__}: {failure}", file=sys.stderr)
    sys.exit(1 if failed else 0 if passed else 77)


main()
