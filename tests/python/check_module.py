#!/usr/bin/env python3
"""The module nasscape.py: its doctests, its values against the command line's, the official library's rules, threads,
Ctrl-C; with numpy and without.

    check_module.py --binary PATH --library PATH --source PROJECT

Where numpy is installed, everything is run once more as if it were not.
"""
import argparse
import csv
import doctest
import gc
import io
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading

HANGS_S = 600
CELL = "02e5a0247bbdcf2860b7e96f74961594"  # the cell with the best published test accuracy
CELL_PARAMETERS = 32426634


def rows_of(binary, *words):
    done = subprocess.run([binary, *words, "--quiet"], capture_output=True, text=True, timeout=HANGS_S, check=True)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def same(value, text):
    """True for a value of a table and the field of a CSV file."""
    if isinstance(value, float):
        return float(text) == value
    return text == ("" if value is None else str(value))


def expect_same(table, rows):
    assert len(table) == len(rows), (len(table), len(rows))
    assert table.columns == list(rows[0]), table.columns
    for row, fields in zip(table, rows):
        for name, text in fields.items():
            assert same(row[name], text), (name, row[name], text)


def raises(kind, words, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except kind as reason:
        assert words in str(reason), str(reason)
        return
    raise AssertionError(f"no {kind.__name__} with the words {words!r}")


# ---- what the module computes ----

def check_doctests(nasscape, options):
    failed, tried = doctest.testmod(nasscape)
    assert failed == 0 and tried >= 25, (failed, tried)
    # The examples of the guide, without the fences around them.
    guide = (options.source / "docs" / "python.md").read_text(encoding="utf-8")
    guide = re.sub("^```.*$", "", guide, flags=re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        before = os.getcwd()
        os.chdir(folder)
        examples = doctest.DocTestParser().get_doctest(guide, {}, "docs/python.md", None, None)
        failed, tried = doctest.DocTestRunner().run(examples)
        os.chdir(before)
    assert failed == 0 and tried >= 20, (failed, tried)


def check_values(nasscape, options):
    cells = nasscape.open(space="nb101:vertices=5")
    space = ("--space", "nb101:vertices=5")
    expect_same(cells.analyse("rwa", relation="strict", lags=5, walks=3, length=50, seed=4).first,
                rows_of(options.binary, "analyse", "rwa", *space, "--relation", "strict", "--lags", "5", "--walks", "3",
                        "--length", "50", "--seed", "4"))
    expect_same(cells.analyse("opfrequency", fitness="params").first,
                rows_of(options.binary, "analyse", "opfrequency", *space, "--fitness", "params"))
    expect_same(cells.neighbours("id:7", better=True, n=4),
                rows_of(options.binary, "query", "neighbours", "id:7", *space, "--better", "-n", "4"))
    search = cells.search(evaluations=30, runs=3, seed=9)
    expect_same(search.run("random", "evolution:population=5,tournament=2").table(),
                rows_of(options.binary, "search", "compare", "random", "evolution:population=5,tournament=2", *space,
                        "--evaluations", "30", "--runs", "3", "--seed", "9", "--table", "final"))


def check_analyses(nasscape, options):
    """As `analyse list` has them, one row a table; and each that suits runs, with every table drawn or refused."""
    landscape = nasscape.open(space="nb101:vertices=4", fitness="params")
    listed = rows_of(options.binary, "analyse", "list")
    analyses = landscape.analyses()
    assert analyses.column("analysis") == list(dict.fromkeys(row["name"] for row in listed))
    assert " ".join(analyses.column("tables")).split() == [row["table"] for row in listed]
    drawn = 0
    for name in analyses.where(unsuited=None).column("analysis"):
        try:
            tables = landscape.analyse(name)
        except (nasscape.MissingError, nasscape.UsageError):  # runs, or a second fitness
            continue
        for table in tables.values():
            try:
                drawn += "</svg>" in table.figure("page").svg
            except (nasscape.UsageError, nasscape.MissingError) as reason:
                assert str(reason)
    assert drawn >= 20, drawn


def check_arrays(nasscape, options):
    cells = nasscape.open()
    values = cells.fitness("params")
    assert int(values[cells.point(CELL)]) == CELL_PARAMETERS
    numpy = sys.modules.get("numpy")
    address = (lambda view: view.__array_interface__["data"][0]) if numpy else (lambda view: id(view.obj))
    assert not numpy or address(values) == address(cells.fitness("params"))  # the library's own memory
    raises((TypeError, ValueError), "", lambda: values.__setitem__(0, 1.0))
    offsets, neighbours = cells.graph("strict")
    assert int(offsets[len(cells)]) == 2 * 3197131 == len(neighbours)  # published number of edges, from both ends
    first = float(values[0])
    del cells
    gc.collect()
    assert float(values[0]) == first == 882570.0  # the array keeps the landscape
    assert type(values).__name__ == ("ndarray" if numpy else "memoryview")


def check_tables(nasscape, options):
    landscape = nasscape.open(space="hamming:2^3", values=[0, 1, 2, float("nan"), 4, 5, 6, 7])
    table = landscape.ask("neighbours", "001")
    assert table.column("point") == ["101", "000", "011"] and table.column("fitness") == [5, 0, None]
    numbers = list(table["fitness"])
    assert numbers[:2] == [5, 0] and (numbers[2] is None or numbers[2] != numbers[2])
    assert table[-1]["point"] == "011" and [row["point"] for row in table[:2]] == ["101", "000"]
    assert table.where(point="000").value("fitness") == 0
    assert list(csv.DictReader(io.StringIO(table.csv())))[2]["fitness"] == ""
    assert "point" in repr(table) and "<td>101</td>" in table._repr_html_()
    raises(KeyError, "there are point", lambda: table["colour"])
    assert landscape.describe()["evaluated"] == 7
    assert nasscape.open(space="hamming:2^3", values={"011": 4.5}).describe()["best"] == 4.5
    counts = nasscape.Table(["small", "large", "signs"], [[1, 2**64 - 1, -1], [2, 3, 5]])
    assert [int(value) for name in counts.columns for value in counts[name]] == [1, 2, 2**64 - 1, 3, -1, 5]
    huge = nasscape.open(space="hamming:2^3", values=range(8)).search(seed=2**64 - 1)
    assert huge.describe()["seed"] == 2**64 - 1
    assert list(landscape.hash_iterator()) == ["000", "001", "010", "100", "101", "110", "111"]  # with a fitness
    raises(nasscape.UsageError, "not parts of them", table.where(point="000").figure)
    raises(nasscape.UsageError, "none of an analysis", table.figure)
    if "pandas" in sys.modules or not sys.modules.get("numpy"):
        return
    try:
        import pandas
    except ImportError:
        return
    frame = table.frame()
    assert isinstance(frame, pandas.DataFrame) and list(frame["point"]) == table.column("point")


class OfAnotherKind:
    """An integer as libraries of numbers have them: no int, but one that Python takes for an index."""

    def __init__(self, number):
        self.number = number

    def __index__(self):
        return self.number


def check_numbers(nasscape, options):
    """A number is a point's number, whatever kind of integer it is; in a graph of names that are numbers, too."""
    numpy = sys.modules.get("numpy")
    kinds = [int, OfAnotherKind] + ([numpy.int64, numpy.uint32] if numpy else [])
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "edges.csv")
        pathlib.Path(path).write_text("source,target\n5,4\n4,3\n3,2\n2,1\n1,0\n")
        graph = nasscape.open(space=path, values=range(6))
        other = graph.names()[4]
        assert other != "4" and graph.point("4") != 4
        for kind in kinds:
            assert graph.point(kind(4)) == 4 and graph.name(kind(4)) == other
            assert str(graph.neighbours(kind(4))) == str(graph.neighbours(other))
    for wrong in [True] + ([numpy.bool_(True)] if numpy else []):
        raises(nasscape.InvalidError, "True is no point", graph.point, wrong)
        raises(nasscape.InvalidError, "True is no point", graph.neighbours, wrong)


def check_errors(nasscape, options):
    cells = nasscape.open()
    raises(nasscape.UsageError, "there is no analysis", cells.analyse, "rwaa")
    raises(nasscape.UsageError, "takes no option \"bins\"", cells.analyse, "rwa", bins=3)
    raises(nasscape.UsageError, "is about 2 points", cells.ask, "path", "id:1")
    raises(nasscape.InvalidError, "neither 0 nor 1", cells.point, "0120/")
    raises(nasscape.MissingError, "only test@108", cells.fitness, "valid@36")
    raises(nasscape.MissingError, "No such file", nasscape.open("/nowhere.csv").fitness)
    raises(nasscape.UsageError, "has no \"colour\"", nasscape.Landscape, {"colour": "red"}, None, None)
    raises(nasscape.InvalidError, "2 values are given", nasscape.open(values=[1, 2]).fitness)
    raises(nasscape.MissingError, "the values given are those of column:value",
           nasscape.open(space="nb101:vertices=4", values=range(91)).fitness, "test@108")
    raises(IndexError, "", cells.point, 423624)
    assert issubclass(nasscape.MissingError, nasscape.Error) and issubclass(nasscape.OutOfDomainError, ValueError)


# ---- the official library's rules ----

def paths(matrix):
    """The vertices on paths from the first vertex to the last, path by path."""
    def walk(vertex, path):
        if vertex == len(matrix) - 1:
            yield path
        for after in range(vertex + 1, len(matrix)):
            if matrix[vertex][after]:
                yield from walk(after, path + [after])
    return sorted({vertex for path in walk(0, [0]) for vertex in path})


def check_specs(nasscape, options):
    draw = random.Random(3)
    operations = ["conv1x1-bn-relu", "conv3x3-bn-relu", "maxpool3x3"]
    for size in (2, 3, 5, 7, 9) * 40:
        matrix = [[int(end > start and draw.random() < 0.3) for end in range(size)] for start in range(size)]
        ops = ["input", *(draw.choice(operations) for _ in range(size - 2)), "output"]
        spec, kept = nasscape.ModelSpec(matrix, ops), paths(matrix)
        assert spec.valid_spec == bool(kept)
        assert spec.ops == ([ops[vertex] for vertex in kept] or None)
        found = None if spec.matrix is None else [[int(edge) for edge in row] for row in spec.matrix]
        assert found == ([[matrix[start][end] for end in kept] for start in kept] or None)
        assert found is None or type(spec.matrix).__name__ == ("ndarray" if sys.modules.get("numpy") else "list")
    raises(ValueError, "upper triangular", nasscape.ModelSpec, [[0, 0], [1, 0]], ["input", "output"])
    raises(ValueError, "length of ops", nasscape.ModelSpec, [[0, 1], [0, 0]], ["input"])
    raises(ValueError, "square", nasscape.ModelSpec, [[0, 1]], ["input"])


def write_runs(folder):
    """Two cells with three runs at 108 epochs, the first also at 4, and a third cell with nothing at 108."""
    names = ["hash", "epochs", "run"] + [f"{part}_{name}" for part in ("final", "halfway") for name in (
        "training_time", "train_accuracy", "validation_accuracy", "test_accuracy")]
    cells = nasscape_cells(3)
    rows = [[cells[cell], 108, run, 100 + 10 * cell + run, 1.0, 0.5 + run / 8, 0.25 + run / 8,
             50 + 5 * cell + run, 0.75, 0.375 + run / 8, 0.125 + run / 8] for cell in (0, 1) for run in (1, 2, 3)]
    rows += [[cells[cell], 4, run, 5 + run, 0.5, 0.25, 0.125, 2 + run, 0.25, 0.125, 0.0625] for cell in (0, 2)
             for run in (1, 2, 3)]
    path = os.path.join(folder, "runs.csv")
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([names, *rows])
    return path, cells, names[3:], rows


def nasscape_cells(count):
    import nasscape
    return nasscape.open().names(range(count))


def check_queries(nasscape, options):
    with tempfile.TemporaryDirectory() as folder:
        path, cells, metrics, rows = write_runs(folder)
        data = nasscape.open(path, space="nb101:vertices=4")
        assert data.valid_epochs == {4, 108}
        assert list(data.hash_iterator()) == cells
        by_time = {row[3]: row for row in rows if row[0] == cells[1]}
        seen, time_spent = set(), 0
        for number in range(60):
            answer = data.query(cells[1])
            row = by_time[answer["training_time"]]
            assert [answer["train_accuracy"], answer["validation_accuracy"], answer["test_accuracy"]] == row[4:7]
            seen.add(row[2])
            time_spent += row[3]
            assert data.get_budget_counters() == (time_spent, 108 * (number + 1))
        assert seen == {1, 2, 3} and answer["origin"] == "measured"
        assert (answer["module_operations"], answer["trainable_parameters"]) == (data.spec(cells[1]).ops,
                                                                                int(data.fitness("params")[1]))
        data.reset_budget_counters()
        half = data.query(data.spec(cells[0]), epochs=4, stop_halfway=True)
        assert half["validation_accuracy"] == 0.125 and half["test_accuracy"] == 0.0625
        assert data.get_budget_counters() == (half["training_time"], 2)
        raises(nasscape.OutOfDomainError, "[4, 108]", data.query, cells[0], epochs=12)
        cut = nasscape.ModelSpec([[0, 0], [0, 0]], ["input", "output"])
        other = nasscape.ModelSpec([[0, 1, 0], [0, 0, 1], [0, 0, 0]], ["input", "conv7x7-bn-relu", "output"])
        for call in (data.query, data.get_metrics_from_spec):
            raises(nasscape.OutOfDomainError, "no path leads", call, cut)
            raises(nasscape.OutOfDomainError, "is unknown", call, other)
        raises(nasscape.MissingError, "no run of the point", data.query, cells[2])
        assert data.get_budget_counters() == (half["training_time"], 2)
        fixed, runs = data.get_metrics_from_spec(data.spec(cells[0]))
        assert sorted(runs) == [4, 108] and [len(each) for each in runs.values()] == [3, 3]
        assert list(runs[108][1]) == metrics
        assert list(runs[108][1].values()) == next(row[3:] for row in rows if row[:3] == [cells[0], 108, 2])
        assert str(fixed) == str(data.get_metrics_from_hash(cells[0])[0])
        data.seed(5)
        drawn = [data.query(cells[0])["training_time"] for _ in range(9)]
        data.seed(5)
        assert drawn == [data.query(cells[0])["training_time"] for _ in range(9)]
        assert data.random_sample(4, seed=1) == data.random_sample(4, seed=1)
        assert set(data.random_sample(60, seed=2)) == set(cells)  # of 91 points, those with a run
        assert data.is_valid(data.random_sample()) and not data.is_valid("0000/")
        assert data.name(data.spec(data.random_sample())) in data.names()


def check_queries_elsewhere(nasscape, options):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "strings.csv")
        pathlib.Path(path).write_text("point,epochs,run,test_accuracy,training_time\n012,10,1,50,3\n012,10,2,60,4\n")
        strings = nasscape.open(path, space="hamming:3^3")
        answer = strings.query("012", epochs=10)
        assert answer["point"] == "012" and (answer["test_accuracy"], answer["training_time"]) in ((50, 3), (60, 4))
        assert list(strings.hash_iterator()) == ["012"] and strings.get_budget_counters()[1] == 10
        raises(nasscape.UsageError, "are no cells", strings.spec, "012")


def check_surrogate(nasscape, options):
    cells = nasscape.open()
    answer = cells.query(CELL)
    assert answer["origin"] == "surrogate" and answer["validation_accuracy"] is None
    assert 0.9 < answer["test_accuracy"] < 1 and answer["trainable_parameters"] == CELL_PARAMETERS
    assert "SURROGATE" in repr(cells.neighbours(CELL, n=2)) and "SURROGATE" in repr(cells)


def check_repeats(nasscape, options):
    path = os.path.join(os.environ.get("NASSCAPE_TEST_DATA", ""), "nb101_raw_repeats.csv")
    if not os.path.exists(path):
        print("skipped: nb101_raw_repeats.csv, official values of 52 cells, is not there")
        return
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    data = nasscape.open(path)
    for row in rows[::10]:
        fixed, runs = data.get_metrics_from_hash(row["hash"])
        assert fixed["trainable_parameters"] == int(row["trainable_parameters"])
        assert fixed["module_operations"] == row["operations"].split(",")
        assert "".join(str(edge) for line in fixed["module_adjacency"] for edge in line) == row["adjacency"]
        for name, value in runs[108][int(row["repeat"])].items():
            assert value == float(row[name]), name


# ---- searches ----

def check_search(nasscape, options):
    class Climb:
        """Changes the best candidate so far; ends every second run early."""
        made = 0

        def __init__(self, search):
            Climb.made += 1
            self.search, self.best, self.loss, self.left = search, search.draw(), float("inf"), 5 * Climb.made

        def ask(self):
            self.left -= 1
            return self.search.mutate(self.best) if self.left >= 0 else None

        def tell(self, candidate, answer):
            assert answer["valid"] and len(candidate) == len(self.search.variables)
            if answer["loss"] < self.loss:
                self.best, self.loss = candidate, answer["loss"]

    landscape = nasscape.open(space="hamming:2^6", values=[bin(point).count("1") for point in range(64)])
    search = landscape.search(evaluations=12, runs=4, seed=3)
    search.evaluate([0] * 6)
    results = search.run(Climb, "random")
    final = results.table()
    assert Climb.made == 4 and final.column("algorithm") == ["Climb"] * 4 + ["random"] * 4
    assert final.where(algorithm="Climb").column("evaluations") == [5, 10, 12, 12]
    traces = results.table("traces").where(algorithm="Climb", run=3)
    assert max(traces.column("fitness")) == final.where(algorithm="Climb", run=3).value("score")
    assert len(results.table("comparison")) > 0
    # Driven by hand: a point by its name, and what it is told.
    answer = search.evaluate("110011")
    assert answer["fitness"] == 4 and answer["incumbent"] and search.state()["incumbent"]["point"] == "110011"
    assert sorted(search.neighbours("000000")) == sorted(landscape.neighbours("000000").column("point"))
    while not search.ended:
        search.evaluate(search.draw())
    assert search.draw() is None and "loss" not in search.evaluate([1] * 6)
    assert search.results("by hand").table().column("evaluations") == [12] and not search.ended
    raises(nasscape.InvalidError, "6 numbers", search.evaluate, [1])
    raises(nasscape.UsageError, "no option \"pace\"", landscape.search, pace=2)
    # With the same seed as the published algorithm's, the same draws: its first candidate is the first drawn here.
    again = landscape.search(evaluations=12, runs=4, seed=3)
    first = again.evaluate(again.draw())["point"]
    assert results.table("traces").where(algorithm="random", run=0).column("point")[0] == first


# ---- threads, Ctrl-C, the library ----

def check_threads(nasscape, options):
    landscape = nasscape.open(space="nb101:vertices=6", threads=1)
    answers, failures = [], []

    def work(seed):
        try:
            answers.append((seed % 2, landscape.analyse("rwa", seed=seed % 2, walks=5, length=200).first.csv()))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures
    assert len(set(answers)) == 2 and len(answers) == 6


INTERRUPTED = """
import nasscape, os, signal, threading
landscape = nasscape.open(threads=1)
landscape.fitness(), landscape.graph()
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    landscape.analyse("rwa", walks=1000000, length=1000000)
except KeyboardInterrupt:
    print("interrupted", len(landscape.analyse("rwa", walks=2, length=50).first) > 1)
"""


# Ctrl-C that nobody catches, in a call of the main thread while another thread is in the library, too.
UNCAUGHT = """
import os, signal, threading, nasscape
landscape = nasscape.open(space="nb101:vertices=5")
landscape.graph()
walk = lambda: landscape.analyse("rwa", walks=1000000, length=1000000)
threading.Thread(target=walk, daemon=True).start()
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
walk()
"""


def check_uncaught_interrupt(nasscape, options):
    done = subprocess.run([sys.executable, "-c", UNCAUGHT], capture_output=True, text=True, timeout=HANGS_S,
                          env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)))
    assert done.returncode == -signal.SIGINT and "KeyboardInterrupt" in done.stderr, (done.returncode, done.stderr)


def check_given(nasscape, options):
    """What is given and cannot be meant; a landscape that is closed."""
    raises(nasscape.InvalidError, "NUL", nasscape.open, data="a\0b")
    raises(nasscape.InvalidError, "point 2 is infinite", nasscape.open, space="hamming:2^2",
           values=[0, 1, float("inf"), 2])
    raises(nasscape.OutOfDomainError, "'x', must be one of", nasscape.open().query, CELL, epochs="x")
    with nasscape.open(space="hamming:2^2", values=range(4)) as landscape:
        values = landscape.fitness()
        search = landscape.search(evaluations=20, seed=1)
    assert list(values) == [0, 1, 2, 3]
    while not search.ended:
        candidate = search.ask()
        search.tell(candidate, search.evaluate(candidate))
    assert search.state()["evaluations"] == 20
    raises(nasscape.InvalidError, "not a number", search.tell, candidate, float("nan"))
    raises(nasscape.InvalidError, "not a number", search.tell, candidate, {"loss": float("nan")})
    raises(TypeError, "", search.tell, candidate, [1])
    raises(nasscape.UsageError, "closed", landscape.fitness)


def check_interrupt(nasscape, options):
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=HANGS_S,
                          env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)))
    assert done.stdout == "interrupted True\n", (done.stdout, done.stderr)


def check_released(nasscape, options):
    """What a call had made already when Ctrl-C was heard is released, and the landscape answers on."""
    landscape, library = nasscape.open(space="hamming:2^3", values=range(8)), nasscape._library()
    released, complete = [], landscape._interruptible

    def interrupted(*arguments):
        complete(*arguments)
        raise KeyboardInterrupt

    landscape._interruptible = interrupted
    for name, call in (("nsc_bound_tables_release", lambda: landscape.analyse("optima")),
                       ("nsc_bound_search_close", lambda: landscape.search(seed=1))):
        release = getattr(library, name)
        setattr(library, name, lambda pointer: (released.append(pointer.value is not None), release(pointer)))
        raises(KeyboardInterrupt, "", call)
        gc.collect()
        setattr(library, name, release)
    assert released == [True, True], released
    del landscape._interruptible
    assert landscape.analyse("optima").first.column("point") == ["111"]


def check_declarations(nasscape, options):
    """Each function of the public header is declared in the module, with as many arguments."""
    header = (options.source / "src" / "binding" / "binding.h").read_text(encoding="utf-8")
    header = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    declared = {name: arguments.count(",") + (arguments.strip() != "void")
                for name, arguments in re.findall(r"\b(nsc_bound_\w+)\(([^)]*)\);", header)}
    assert len(declared) > 30
    for name, count in declared.items():
        fails, _, arguments = nasscape._FUNCTIONS[name]
        assert len(arguments) + fails == count, (name, len(arguments) + fails, count)
    assert set(nasscape._FUNCTIONS) == {*declared, "nsc_version"}
    assert int(re.search(r"NSC_BOUND_INTERFACE = (\d+)", header)[1]) == nasscape._INTERFACE
    done = subprocess.run([sys.executable, "-c", "import nasscape; nasscape._INTERFACE = 0; nasscape.open()"],
                          capture_output=True, text=True, env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)))
    assert "does not suit this module" in done.stderr, done.stderr
    library = dict(os.environ, NASSCAPE_LIBRARY="/nowhere.so", PYTHONPATH=os.pathsep.join(sys.path))
    done = subprocess.run([sys.executable, "-c", "import nasscape; nasscape.open()"], capture_output=True, text=True,
                          env=library)
    assert "NASSCAPE_LIBRARY" in done.stderr and "/nowhere.so" in done.stderr


PLACES = "import nasscape; print(*nasscape._places(), sep='\\n')"


def check_places(nasscape, options):
    """The library is looked for in the prefix that the module is installed in, not in whatever folder is above it."""
    source = (options.source / "notebooks-export" / "python" / "nasscape.py").read_bytes()
    environment = {key: value for key, value in os.environ.items() if key != "NASSCAPE_LIBRARY"}
    with tempfile.TemporaryDirectory() as folder:
        top = pathlib.Path(folder).resolve()
        (top / "lib").mkdir()
        library = top / "lib" / nasscape._LIBRARY_FILE
        library.touch()
        for place, is_looked_for in (("notebooks/mine", False), ("lib/mine/site-packages", False),
                                     ("lib/python3/dist-packages", True), ("lib64/python3.11/site-packages", True),
                                     ("local/lib/python3.11/dist-packages", True)):
            (top / place).mkdir(parents=True)
            (top / place / "nasscape.py").write_bytes(source)
            done = subprocess.run([sys.executable, "-c", PLACES], capture_output=True, text=True, cwd=top / place,
                                  check=True, env=dict(environment, PYTHONPATH=str(top / place)))
            assert (str(library) in done.stdout.splitlines()) == is_looked_for, (place, done.stdout)


def check_wheel(nasscape, options):
    """What pip would install, made of the library under test: complete by its record, and it finds its own library."""
    import nasscape_build
    import zipfile
    nasscape_build.BUILD = options.library.parents[1]
    nasscape_build.run = lambda *command: None  # the library is built
    with tempfile.TemporaryDirectory() as folder:
        name = nasscape_build.build_wheel(folder)
        with zipfile.ZipFile(os.path.join(folder, name)) as wheel:
            wheel.extractall(folder)
            names = wheel.namelist()
        information = f"nasscape-{nasscape.__version__}.dist-info"
        record = (pathlib.Path(folder) / information / "RECORD").read_text(encoding="utf-8").splitlines()
        assert sorted(line.split(",")[0] for line in record) == sorted(names)
        program = "import nasscape; print(nasscape._library()._name, nasscape.open().fitness('params')[0])"
        environment = {key: value for key, value in os.environ.items() if key != "NASSCAPE_LIBRARY"}
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=folder,
                              env=dict(environment, PYTHONPATH=folder))
        place, value = done.stdout.split()
        assert place.startswith(folder) and float(value) == 882570.0, (done.stdout, done.stderr)


# They meet no numpy.
SAME_WITHOUT_NUMPY = (check_analyses, check_errors, check_surrogate, check_threads, check_interrupt,
                      check_uncaught_interrupt, check_declarations, check_places, check_wheel)


def main():
    parser = argparse.ArgumentParser()
    for name in ("binary", "library", "source"):
        parser.add_argument(f"--{name}", required=True, type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("--bare", action="store_true", help="as if numpy were not installed")
    options = parser.parse_args()
    os.environ["NASSCAPE_LIBRARY"] = str(options.library)
    sys.path.insert(0, str(options.source / "notebooks-export" / "python"))
    if options.bare:
        sys.modules["numpy"] = None
    import nasscape
    for name, check in list(globals().items()):
        if name.startswith("check_") and not (options.bare and check in SAME_WITHOUT_NUMPY):
            check(nasscape, options)
            print(f"{name}{' without numpy' if options.bare else ''}: passed", flush=True)
    if not options.bare and nasscape._numpy() is not None:
        sys.exit(subprocess.run([sys.executable, *sys.argv, "--bare"]).returncode)


if __name__ == "__main__":
    main()
