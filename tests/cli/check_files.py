#!/usr/bin/env python3
"""Which files the program reads and writes: links, devices, standard streams, inputs that would be overwritten, folders
that two runs write at once.

    check_files.py --binary PATH [--only WORD] [--times]
"""
import fcntl
import json
import os
import pathlib
import re
import shutil
import subprocess

from checks import FAILED, INVALID, MISSING, OK, USAGE, listed_commands
from run import ENVIRONMENT, Program, checks_of, expect, run_checks

NOBODY = 65534
COUNT = ("space", "count", "--space", "nb101:vertices=4")
EDGES = "from,to\na,b\nb,c\nc,a\nc,d\n"
POINTS = "point,score\na,1\nb,2\nc,3\nd,4\n"


class Bench(Program):
    """The program in a folder of its own, in which files are made and looked at."""

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        pathlib.Path(self.path(name)).write_text(content)
        return name

    def read(self, name):
        return pathlib.Path(self.path(name)).read_text()

    def names(self):
        return sorted(os.listdir(self.folder))

    def state(self):
        """Everything below the folder: names, kinds, what links lead to, contents."""
        found = {}
        for folder, folders, files in os.walk(self.folder):
            for name in folders + files:
                path = os.path.join(folder, name)
                found[os.path.relpath(path, self.folder)] = (
                    ("link", os.readlink(path)) if os.path.islink(path) else
                    "folder" if os.path.isdir(path) else pathlib.Path(path).read_bytes())
        return found


def program_code(program, words):
    return subprocess.run([program.binary, *words], cwd=program.folder, capture_output=True, env=ENVIRONMENT).returncode


# ---- where --out leads ----

def check_links(program):
    """--out: a link stays a link, and the file that it leads to is written; also before that file is there"""
    expected, _ = program.run(*COUNT)
    os.mkdir(program.path("far"))
    os.symlink("far/file.csv", program.path("near"))
    os.symlink(program.path("near"), program.path("again"))
    for _ in ("the file is not there yet", "the file is there"):
        program.run(*COUNT, "-o", "again")
        expect(program.read("far/file.csv") == expected, "content")
        expect(os.readlink(program.path("near")) == "far/file.csv", "the link's text")
        expect(os.path.islink(program.path("again")) and os.listdir(program.path("far")) == ["file.csv"], "files")
        program.write("far/file.csv", "old")
    os.symlink("no/such/folder/file.csv", program.path("nowhere"))
    expect("nowhere" in program.run(*COUNT, "-o", "nowhere", code=MISSING)[1], "a link into a missing folder")
    os.symlink("circle", program.path("circle"))
    expect("circle" in program.run(*COUNT, "-o", "circle", code=INVALID)[1], "a link to itself")
    os.symlink("far", program.path("folder"))
    expect("folder" in program.run(*COUNT, "-o", "folder", code=INVALID)[1], "a link to a folder")
    expect(program.names() == ["again", "circle", "far", "folder", "near", "nowhere"], program.names())


def check_mode(program):
    """--out: a file that is replaced keeps its permissions and owner, a new one has those of the mask"""
    program.write("old.csv", "old")
    owner = (NOBODY, NOBODY) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    os.chown(program.path("old.csv"), *owner)
    for mode in (0o604, 0o440, 0o600, 0o666):
        os.chmod(program.path("old.csv"), mode)
        program.run(*COUNT, "-o", "old.csv", umask=0o077)
        facts = os.stat(program.path("old.csv"))
        expect(facts.st_mode & 0o7777 == mode and (facts.st_uid, facts.st_gid) == owner, "the old file's", oct(mode))
    program.run(*COUNT, "-o", "new.csv", umask=0o027)
    expect(os.stat(program.path("new.csv")).st_mode & 0o7777 == 0o640, "the new file's")


def check_standard_output(program):
    """--out: -, /dev/stdout, /dev/fd/1 and /proc/self/fd/1 are standard output, and nothing is replaced"""
    # A program that replaces the links in /dev must fail here without doing so: it may not be root.
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    os.chmod(program.folder, 0o777)
    try:
        expected, _ = program.run(*COUNT, **user)
    except OSError:
        return "an ordinary user cannot run the program here: not checked"
    devices = {name: os.lstat(name) for name in ("/dev/stdout", "/dev/fd")}
    for name in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
        expect(program.run(*COUNT, "-o", name, **user)[0] == expected, name, "into a pipe")
        for mode, before in (("wb", ""), ("ab", "kept\n")):
            program.write("out.csv", "kept\n" if mode == "ab" else "")
            inode = os.stat(program.path("out.csv")).st_ino
            with open(program.path("out.csv"), mode) as stream:
                for _ in ("at first", "behind it"):
                    subprocess.run([program.binary, *COUNT, "-o", name], stdout=stream, check=True, env=ENVIRONMENT,
                                   **user)
            expect(program.read("out.csv") == before + 2 * expected, name, "into a file", mode)
            expect(os.stat(program.path("out.csv")).st_ino == inode, name, "another file")
        expect(program.names() == ["out.csv"], program.names())
    for name, before in devices.items():
        after = os.lstat(name)
        expect((after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns), name, "was replaced")


def check_devices(program):
    """--out: pipes and devices are written in place, through links as well"""
    expected, _ = program.run(*COUNT)
    os.mkfifo(program.path("pipe"))
    os.symlink("pipe", program.path("link"))
    for name in ("pipe", "link"):
        process = subprocess.Popen([program.binary, *COUNT, "-o", name], cwd=program.folder, env=ENVIRONMENT)
        expect(program.read("pipe") == expected and process.wait(60) == OK, name)
    os.symlink("/dev/full", program.path("full"))
    expect("full" in program.run(*COUNT, "-o", "full", code=FAILED)[1], "a full device")
    program.run(*COUNT, "-o", "/dev/null")
    expect(program.names() == ["full", "link", "pipe"], program.names())


def check_standard_output_refused(program):
    """--out -: refused where standard output cannot take it"""
    program.write("points.csv", POINTS)
    program.run("data", "fetch", "only108", "-o", "-", code=USAGE)
    program.run("surrogate", "fit", "--data", "points.csv", "-o", "-", code=USAGE)
    expect(program.run("help", "--format", "man", "-o", "-") == program.run("help", "--format", "man"), "a manual page")
    for command in (("analyse", "all"), ("report", "paper"), ("export", "notebook", "locality")):
        program.run(*command, "--out", "-", code=USAGE)
    expect(program.names() == ["points.csv"], program.names())


def check_names_are_text(program):
    """export notebook: names are no markup in its text; export graphml: a full device is told as one"""
    program.write("a.csv", "point,<img src=x>\n0000,1\n0001,2\n0010,3\n")
    program.run("export", "notebook", "overview", "--space", "hamming:2^4", "--data", "a.csv", "--fitness",
                "column:<img src=x>", "-o", "book")
    cells = json.loads(pathlib.Path(program.path("book"), "overview.ipynb").read_text(encoding="utf-8"))["cells"]
    title = "".join(cells[0]["source"])
    expect(title.startswith("# Overview of `hamming:2^4 in a.csv` by `column:<img") or
           title.startswith("# Overview of `hamming:2^4` by `column:<img src=x>`\n"), title[:100])
    message = program.run("export", "graphml", "--space", "hamming:2^4", "--fitness", "symbol_0", "-o", "/dev/full", code=FAILED)[1]
    expect("No space left on device" in message, message)


# ---- standard input ----

def check_standard_input(program):
    """--data -: CSV, an official file, a store, by a pipe and by a file; from where the file stands"""
    space = ("--space", "nb101:vertices=4")
    program.run("data", "synthesise", *space, "-o", "all.tfrecord")
    program.run("data", "import", "all.tfrecord", "-o", "all.nscape")
    program.run("data", "export", "all.nscape", "--csv", "-o", "all.csv")
    top = ("query", "top", *space, "--fitness", "test@108")
    for name in ("all.tfrecord", "all.nscape", "all.csv"):
        expected = program.run(*top, "--data", name)[0].replace(name, "/dev/stdin")
        with open(program.path(name), "rb") as stream:
            expect(program.run(*top, "--data", "-", stdin=stream)[0] == expected, name, "a file")
        content = pathlib.Path(program.path(name)).read_bytes()
        expect(program.run(*top, "--data", "-", input=content)[0] == expected, name, "a pipe")
    with open(program.path("all.csv"), "rb") as stream:
        os.lseek(stream.fileno(), 0, os.SEEK_END)
        expect("empty" in program.run(*top, "--data", "-", stdin=stream, code=INVALID)[1], "what was read already")
    expect("empty" in program.run(*top, "--data", "-", input=b"", code=INVALID)[1], "nothing")
    tfrecord = pathlib.Path(program.path("all.tfrecord")).read_bytes()
    program.run("data", "import", "-", "-o", "piped.nscape", input=tfrecord)
    info = dict(program.keys("data", "info", "-", input=pathlib.Path(program.path("piped.nscape")).read_bytes()))
    expect(info["runs"] == program.keys("data", "info", "all.nscape")["runs"], info)
    listed = program.run("space", "count", "--space", "-", input=EDGES.encode())[0]
    program.write("edges.csv", EDGES)
    expect(listed == program.run("space", "count", "--space", "edges.csv")[0].replace("edges.csv", "/dev/stdin"), listed)


def check_named_pipe(program):
    """--data PIPE: opened once, as its writer ends where a look at the file is all that reads it"""
    program.run("data", "synthesise", "--space", "nb101:vertices=4", "-o", "all.tfrecord")
    program.run("data", "import", "all.tfrecord", "-o", "all.nscape")
    program.run("data", "export", "all.nscape", "--csv", "-o", "all.csv")
    # All of the space, which is built for milliseconds before the table is read.
    words = ("query", "top", "--fitness", "test@108", "--data")
    expected = program.run(*words, "all.csv")[0].replace("all.csv", "pipe")
    os.mkfifo(program.path("pipe"))
    process = subprocess.Popen([program.binary, *words, "pipe"], cwd=program.folder, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    try:
        with open(program.path("pipe"), "wb", buffering=0) as stream:  # returns as soon as the program opens it
            stream.write(pathlib.Path(program.path("all.csv")).read_bytes())
        expect(process.communicate(timeout=60)[0].decode() == expected, "the table of the pipe")
    finally:
        process.kill()


def check_store_to_standard_output(program):
    """data import -o -: a store into a file of its own, not into a pipe or behind other bytes"""
    program.run("data", "synthesise", "--space", "nb101:vertices=4", "-o", "all.tfrecord")
    program.run("data", "import", "all.tfrecord", "-o", "all.nscape")
    with open(program.path("own.nscape"), "wb") as stream:
        subprocess.run([program.binary, "data", "import", "all.tfrecord", "-o", "-"], cwd=program.folder, check=True,
                       stdout=stream, env=ENVIRONMENT)
    expect(program.run("data", "verify", "own.nscape")[0] == program.run("data", "verify", "all.nscape")[0], "a file")
    program.run("data", "import", "all.tfrecord", "-o", "-", code=FAILED)
    for mode in ("ab", "r+b"):
        program.write("used", "used\n")
        with open(program.path("used"), mode) as stream:
            stream.seek(0, os.SEEK_END)
            done = subprocess.run([program.binary, "data", "import", "all.tfrecord", "-o", "-"], cwd=program.folder,
                                  stdout=stream, stderr=subprocess.PIPE, env=ENVIRONMENT)
        expect(done.returncode == FAILED and program.read("used") == "used\n", mode, done)


# ---- inputs that would be overwritten ----

# How each command is run; the names of what it reads come from the table below.
COMMANDS = {
    "space count": [], "space list": [], "space encodings": [], "space show": ["id:0"],
    "data import": ["ARGUMENT"], "data info": ["ARGUMENT"], "data verify": ["ARGUMENT"],
    "data export": ["ARGUMENT", "--csv"], "data synthesise": [], "data fetch": ["only108"],
    "graph info": [], "graph export": [], "graph distance": ["id:0", "id:1"],
    "query cell": ["id:0"], "query neighbours": ["id:0"], "query ball": ["id:0"], "query top": [],
    "query path": ["id:0", "id:1"], "query compare": ["id:0", "id:1"], "query climb": ["id:0"],
    "query nearest-better": ["id:0"], "query sample": [],
    "search run": ["random"], "search compare": ["random", "evolution"], "search list": [],
    "analyse list": [], "analyse": ["rwa"], "analyse all": [], "surrogate fit": [], "surrogate evaluate": [],
    "search serve": [], "search tables": [],
    "merge": ["ARGUMENT"], "report": ["paper"], "report list": [], "report diff": ["own", "own"], "export notebook": ["locality"], "export csv": [], "export npy": [],
    "export graphml": [], "export sqlite": [], "help": [], "version": [],
}
WITHOUT_FILES = {"explore"}  # serves until it is ended, and writes none
READERS = {"--space": EDGES, "--data": POINTS, "--model": "{}", "ARGUMENT": "a store", "--from": "id:0\n",
           "--network": EDGES, "--nodes": "node,fitness\n"}
INTO_FOLDERS = ("analyse all", "report", "report diff", "export notebook", "export npy")


def command_line(command, reader, read, out):
    """The command with one option, or its argument, that names a file."""
    words = command.split() + [read if word == reader == "ARGUMENT" else word for word in COMMANDS[command]]
    if reader == "--from":  # in place of the points
        words = command.split()
    needed = {"surrogate fit": "--data", "surrogate evaluate": "--data"}.get(command, reader)
    for option in {needed, reader} - {"ARGUMENT"}:
        words += [option, read if option == reader else "other.csv"]
    return [word for word in words if word != "ARGUMENT"] + ["--out", out]


def readers_of(program, command):
    page, _ = program.run("help", *command.split())
    return [reader for reader in READERS
            if f"  {reader} " in page or reader == "ARGUMENT" and "ARGUMENT" in COMMANDS[command]]


def refuse(program, words, *names):
    """The run is refused before anything is done, and the message names both files."""
    before = program.state()
    output, errors = program.run(*words, code=USAGE)
    expect(output == "" and "overwritten" in errors and all(f'"{name}"' in errors for name in names), words, errors)
    expect(program.state() == before, words, "something was written")


def check_table_of_commands(program):
    """the table of this test holds every command of the program"""
    listed = listed_commands(program.binary)
    expect(listed - WITHOUT_FILES == set(COMMANDS), listed ^ set(COMMANDS))


def check_inputs_of_files(program):
    """--out FILE: no command overwrites what it reads, by whichever name; it is refused with both names"""
    program.write("other.csv", POINTS)
    os.mkdir(program.path("folder"))
    tried = 0
    for command in COMMANDS:
        for reader in readers_of(program, command) if command not in INTO_FOLDERS else ():
            program.write("read.csv", READERS[reader])
            os.symlink("../read.csv", program.path("folder/link.csv"))
            os.symlink("folder/link.csv", program.path("links.csv"))
            os.link(program.path("read.csv"), program.path("hard.csv"))
            for read, out in (("read.csv", "read.csv"), ("read.csv", "./folder/../read.csv"),
                              ("read.csv", program.path("read.csv")), ("read.csv", "folder/link.csv"),
                              ("read.csv", "links.csv"), ("read.csv", "hard.csv"), ("folder/link.csv", "read.csv"),
                              ("hard.csv", "links.csv")):
                refuse(program, command_line(command, reader, read, out), read, out)
                tried += 1
            for name in ("read.csv", "folder/link.csv", "links.csv", "hard.csv"):
                os.unlink(program.path(name))
    expect(tried >= 240, tried, "runs")


def check_second_input(program):
    """every --data counts, not only the last; builtin and the names of spaces are no files"""
    for name in ("one.csv", "two.csv"):
        program.write(name, POINTS)
    for out in ("one.csv", "two.csv"):
        refuse(program, ["query", "top", "--data", "one.csv", "--data", "two.csv", "-o", out], out)
    for name in ("builtin", "nb101"):
        program.write(name, "old")
        program.run("space", "count", "--space", "nb101", "-o", name)
        program.run("query", "top", "--space", "nb101", "--data", "builtin", "-o", name)
    program.write("id:0", "old")
    program.run("space", "show", "id:0", "-o", "id:0")


def check_standard_output_over_input(program):
    """standard output into a file that is read: refused"""
    program.write("edges.csv", EDGES)
    with open(program.path("edges.csv"), "ab") as stream:
        done = subprocess.run([program.binary, "space", "list", "--space", "edges.csv"], cwd=program.folder,
                              stdout=stream, stderr=subprocess.PIPE, env=ENVIRONMENT)
    expect(done.returncode == USAGE and b'"edges.csv"' in done.stderr and b"standard output" in done.stderr, done)
    expect(program.read("edges.csv") == EDGES, "something was written")


def refuse_in_folder(program, words, names, readers):
    """Each of the files that the command writes into the folder `out`, in turn, is one that it reads."""
    expect(len(names) > 1, names)
    os.mkdir(program.path("out"))
    for name in names:
        path = f"out/{name}"
        for reader in readers:
            program.write(path, READERS[reader])
            os.symlink(path, program.path("link.csv"))
            os.link(program.path(path), program.path("hard.csv"))
            for read in (path, "link.csv", "hard.csv"):
                refuse(program, [*words, reader, read, "--out", "out"], read, path)
            # The file in the folder is a link to the one that is read.
            os.unlink(program.path(path))
            os.symlink("../hard.csv", program.path(path))
            refuse(program, [*words, reader, "hard.csv", "--out", "./out/"], "hard.csv", f"./out//{name}")
            for file in (path, "link.csv", "hard.csv"):
                os.unlink(program.path(file))


def check_inputs_of_analyse_all(program):
    """analyse all: no table goes where an input lies, in any format, by any relation and distance"""
    program.write("edges.csv", EDGES)
    program.write("points.csv", POINTS)
    small = ("analyse", "all", "--lags", "2", "--space", "nb101:vertices=4")
    listed = ("analyse", "all", "--lags", "2", "--data", "points.csv", "--fitness", "column:score")
    for words, options, readers, step in (
            (small, ["--fitness", "params"], ["--data"], 1),
            (small, ["--fitness", "params", "--relation", "strict", "--distance", "edit", "--format", "json"],
             ["--data"], 7),
            (listed, ["--space", "edges.csv", "--format", "table"], ["--space"], 7)):
        # Analyses without enough measurements are left out, and the exit code says so.
        subprocess.run([program.binary, *words, *options, "--out", "out"], cwd=program.folder, capture_output=True)
        names = sorted(os.listdir(program.path("out")))
        shutil.rmtree(program.path("out"))
        again = [*words, *(option for option in options if option not in ("--space", "edges.csv"))]
        refuse_in_folder(program, again, names[::step], readers)
        shutil.rmtree(program.path("out"))


def check_inputs_of_reports(program):
    """report paper, export notebook: no file of theirs goes where an input lies"""
    space = ("--space", "nb101:vertices=4")
    walks = ("--walks", "2", "--length", "100", "--lags", "2")
    for words, step in ((["report", "paper", *space], 1), (["export", "notebook", "locality", *space], 1),
                        (["export", "npy", *space], 7),
                        (["report", "paper", *space, "--relation", "strict"], 7)):
        program.run(*words, *(walks if words[1] != "npy" else ()), "--out", "out")
        names = {name for name in os.listdir(program.path("out")) if name != "figures"}
        if words[0] == "report":
            manifest = json.loads(program.read("out/manifest.json"))
            names |= {file["name"] for file in manifest["left_out"]}
        shutil.rmtree(program.path("out"))
        refuse_in_folder(program, words, sorted(names)[::step], ["--data"])
        shutil.rmtree(program.path("out"))


def check_inputs_of_figures_and_recipes(program):
    """report: no figure goes where an input lies, nor where the recipe or its data lie"""
    program.write("data.csv", POINTS)
    program.write("a.recipe", "data all space=nb101:vertices=4 data=data.csv fitness=column:score\nanalyse density\n")
    os.makedirs(program.path("out/figures"))
    for target, source in (("out/figures/all-density-pruned.svg", "data.csv"), ("out/manifest.json", "data.csv"),
                           ("out/figures/all-density-pruned.gp", "a.recipe"), ("out/all-density-pruned.csv", "a.recipe")):
        os.link(program.path(source), program.path(target))
        refuse(program, ["report", "--recipe", "a.recipe", "--out", "out"], source, target)
        os.unlink(program.path(target))
    program.write("out/figures/rwa-pruned.pdf", POINTS)
    refuse(program, ["report", "paper", "--space", "nb101:vertices=4", "--data", "out/figures/rwa-pruned.pdf",
                     "--out", "out"], "out/figures/rwa-pruned.pdf")


def check_inputs_of_searches(program):
    """search: neither the runs that are kept nor the files for IOHprofiler go where an input lies"""
    space = ("--space", "nb101:vertices=4")
    program.run("export", "csv", *space, "-o", "read.csv")
    words = ["search", "compare", "random", "Evolution", *space, "--evaluations", "5", "--runs", "2", "--data"]
    options = ["--fitness", "column:params", "--out", "out.csv"]
    os.link(program.path("read.csv"), program.path("out.csv.runs"))
    refuse(program, [*words, "read.csv", *options], "read.csv", "out.csv.runs")
    os.unlink(program.path("out.csv.runs"))
    for some, at in ((words, "2_evolution/"), ([*words[:2], *words[3:]], "")):
        some[1] = "compare" if at else "run"
        program.run(*some, "read.csv", *options, "--iohprofiler", "ioh")
        names = [name for name in program.state() if name.startswith("ioh/" + at) and re.search(r"\.(json|dat)$", name)]
        expect(len(names) == 2, names)
        for name in names:
            os.unlink(program.path(name))
            os.symlink(program.path("read.csv"), program.path(name))
            before = program.state()
            errors = program.run(*some, "read.csv", *options, "--iohprofiler", "ioh", code=USAGE)[1]
            expect("overwritten" in errors and f'"{name}"' in errors and program.state() == before, name, errors)
            os.unlink(program.path(name))
            os.mkdir(program.path(name))
            errors = program.run(*some, "read.csv", *options, "--iohprofiler", "ioh", code=INVALID)[1]
            expect(f'cannot write "{name}": it is a folder' in errors, name, errors)
            os.rmdir(program.path(name))
        shutil.rmtree(program.path("ioh"))


def check_inputs_of_report_diff(program):
    """report diff: no file of its folder goes where one of a compared report or a variation's data lies"""
    program.write("a.recipe", "analyse density\n")
    for name, relation in (("one", "pruned"), ("two", "strict")):
        program.run("report", "--recipe", "a.recipe", "--space", "nb101:vertices=4", "--relation", relation, "--out", name)
    for read in ("one/manifest.json", "one/density-pruned.csv", "two/density-strict.csv"):
        for out in ("out/compared.csv", "out/index.html"):
            os.makedirs(program.path("out"))
            os.symlink(program.path(read), program.path(out))
            refuse(program, ["report", "diff", "one", "two", "--out", "out"], read, out)
            shutil.rmtree(program.path("out"))
    for out in ("one", "./two/"):
        before = program.state()
        program.run("report", "diff", "one", "two", "--out", out, code=USAGE)
        expect(program.state() == before, out)


# ---- one folder, two runs ----

FOLDER_RUNS = (["analyse", "all", "--space", "nb101:vertices=3", "--fitness", "params", "--lags", "2"],
               ["report", "paper", "--space", "nb101:vertices=4", "--walks", "2", "--length", "100"],
               ["export", "notebook", "locality", "--space", "nb101:vertices=4", "--lags", "2"],
               ["help", "--format", "man"])


def check_one_run_a_folder(program):
    """--out FOLDER: refused at once while another run writes into it, by whichever name; nothing stays of the lock"""
    os.symlink("out", program.path("link"))
    for words in FOLDER_RUNS:
        alone = subprocess.run([program.binary, *words, "--out", "alone"], cwd=program.folder, capture_output=True)
        expect(alone.returncode in (OK, MISSING), words, alone.stderr[:300])
        os.mkdir(program.path("out"))
        descriptor = os.open(program.path("out"), os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # as a run holds it
        before = program.state()
        for name in ("out", "./out/", "link", program.path("out")):
            _, errors = program.run(*words, "--out", name, code=FAILED)
            expect("another run" in errors and name in errors, words, errors)
        expect(program.state() == before, words, "something was written")
        os.close(descriptor)
        done = subprocess.run([program.binary, *words, "--out", "out"], cwd=program.folder, capture_output=True)
        expect(done.returncode == alone.returncode, words, done.stderr[:300])
        expect(sorted(os.listdir(program.path("out"))) == sorted(os.listdir(program.path("alone"))), words)
        shutil.rmtree(program.path("out"))
        shutil.rmtree(program.path("alone"))


def check_two_reports(program):
    """report: of two that begin together, one writes its folder and the other is refused"""
    # The measurements come through a pipe, so that the first run is held up while it reads them.
    os.mkfifo(program.path("data.csv"))
    words = [program.binary, "report", "paper", "--space", "nb101:vertices=4", "--out", "out"]
    first = subprocess.Popen([*words, "--data", "data.csv"], cwd=program.folder, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    with open(program.path("data.csv"), "w") as stream:  # opened when the first reads
        _, errors = program.run(*words[1:], code=FAILED)
        expect("another run" in errors and os.listdir(program.path("out")) == [], errors)
        stream.write("id,score\n")
    expect(first.wait(60) == INVALID, "the first run's exit code")
    expect(program.names() == ["data.csv"], "the first run failed, and its empty folder is there", program.names())
    program.run(*words[1:], "--walks", "2", "--length", "100")


def check_failed_runs_make_no_folder(program):
    """--out FOLDER: a run that is refused leaves no folder behind, nor those above it; one that was there stays"""
    for words in (["report", "papr"], ["report", "paper", "--data", "none.csv"], ["export", "notebook", "locally"],
                  ["report", "paper", "--space", "hamming:2^3"], ["analyse", "all", "--fitness", "valid@108"]):
        code = program_code(program, [*words, "--out", "a/b/c"])
        expect(code in (USAGE, MISSING) and program.names() == [], words, code, program.names())
    os.makedirs(program.path("a/b"))
    program.run("report", "paper", "--data", "none.csv", "--out", "a/b", code=MISSING)
    expect(os.path.isdir(program.path("a/b")), "the folder was there before")


if __name__ == "__main__":
    run_checks(checks_of(globals()), Bench)
