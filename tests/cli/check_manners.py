#!/usr/bin/env python3
"""The command line's manners: what it makes of misspelt words, in which lines help comes, what completion offers.

    check_manners.py --binary PATH
"""
import os
import re
import shutil
import subprocess

import checks
from checks import INVALID, MISSING, OK, PROGRAM, USAGE, HANGS_S, open_terminal, run

SMALL = ("--space", "nb101:vertices=4")
NOTE = "surrogate, not measured; --data FILE for measurements"
ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8")


def answer(*words, code=OK, folder=None):
    """What the program writes to both streams."""
    done = subprocess.run([PROGRAM.binary, *words], capture_output=True, text=True, timeout=HANGS_S, cwd=folder,
                          env=ENVIRONMENT)
    assert done.returncode == code, (words, done.returncode, done.stderr)
    return done.stdout, done.stderr


def check_lone_words(folder):
    """A word that is no command names the commands that it belongs to, exactly or by its nearest spelling."""
    for word, meant in (("neighbors", "query neighbours"), ("neighbours", "query neighbours"), ("top", "query top"),
                        ("show", "space show"), ("fdc", "analyse fdc"), ("FDC", "analyse fdc"),
                        ("climb", "query climb"), ("path", "query path"),
                        ("paper", "report paper"), ("locality", "export notebook locality"), ("spce", "space"),
                        ("fcd", "analyse fdc"), ("nieghbours", "query neighbours")):
        run(word, "id:0", code=USAGE, says=[f'there is no command "{word}"; did you mean "{meant}"?'])
    run("list", code=USAGE, says=['did you mean "space list" or "analyse list" or "report list" or "search list"?'])
    run("query", "fdc", code=USAGE, says=['did you mean "analyse fdc"?', "nasscape help query"])
    run("query", code=USAGE, says=['"query" needs a subcommand: cell, neighbours, '])
    run("zzzzzzzz", code=USAGE, says=['there is no command "zzzzzzzz"\n'])


def check_no_words(folder):
    """Alone, the program prints its short help in place of a message: what to begin with, then the commands."""
    output, errors = answer(code=USAGE)
    assert output == "" and errors.startswith("nasscape answers questions about "), errors
    for line in ("Usage: nasscape COMMAND", "  query  ", "  analyse  ", "nasscape explore --open", "`nasscape help`"):
        assert line in errors, (line, errors)
    assert errors.count("\n") < 45 and max(map(len, errors.splitlines())) <= 80, errors
    # Each step is a command line that the parser reads: what it lacks is the file.
    steps = [step.split() for step in re.findall(r"^  nasscape ([^ ].*?)(?:  .*)?$", errors, re.M)]
    assert len(steps) == 9, steps
    for words in steps:
        if "FILE" in words:
            run(*words, code=MISSING, says=["FILE"], folder=folder)
        elif words[0] in ("space", "query", "analyse"):
            answer(*words)


def check_reading(folder):
    """help reading explains each column that tables end with, and each verdict; so does the manual page."""
    text = answer("help", "reading")[0]
    assert text.startswith("How to read a result\n\nExample:\n"), text
    columns = list(run("analyse", "distribution", *SMALL)[0])
    named = {name.strip() for entry in re.findall(r"^  ([a-z][a-z_, ]*?)(?:  .*)?$", text, re.M) for name in entry.split(",")}
    assert set(columns[columns.index("relation"):]) <= named, set(columns[columns.index("relation"):]) - named
    assert answer("help", "Reading")[0] == text
    assert "READING A RESULT" in answer("help", "--format", "man")[0]
    run("help", "reading", "--format", "man", code=USAGE, says=["manual page of nasscape"])


def check_spellings(folder):
    """Upper case and American spelling change nothing; nor do names of points and spaces in another case."""
    for words, others in (
            (("query", "neighbours", "resnet-like", "-q"), (("Query", "NEIGHBORS", "ResNet-Like", "-q"),)),
            (("analyse", "depthwidth", *SMALL, "--format", "json"),
             (("analyze", "DepthWidth", "--space", "NB101:Vertices=4", "--format", "JSON"),)),
            (("analyse", "fdc", "--relation", "strict", "--distance", "edit", "--table", "distances", *SMALL),
             (("analyze", "FDC", "--relation", "STRICT", "--distance", "Edit", "--table", "Distances", *SMALL),)),
            (("space", "count", "--space", "nb201:distinct"), (("space", "count", "--space", "NB201:Distinct"),)),
            (("space", "list", "--space", "hamming:Aa^2"), (("space", "list", "--space", "Hamming:Aa^2"),)),
            (("help", "analyse", "rwa"), (("help", "analyze", "RWA"), ("help", "rwa"), ("analyse", "rwa", "--help"))),
            (("help", "query", "neighbours"), (("help", "neighbours"), ("help", "Neighbors"))),
            (("help", "analyse", "fdc"), (("help", "fdc"),)),
            (("help", "report"), (("help", "paper"), ("help", "report", "paper"))),
            (("version",), (("--version",), ("-V",), ("VERSION",)))):
        expected = answer(*words)[0]
        assert expected, words
        for other in others:
            assert answer(*other)[0] == expected, other
    path = os.path.join(folder, "made-up.tfrecord")
    run("data", "synthesize", "--space", "nb101:vertices=3", "-o", path)
    assert os.path.getsize(path) > 0
    run("help", "list", code=USAGE, says=['"space list" or "analyse list" or "report list" or "search list"'])
    # A file is not hidden by a space whose name differs by its case.
    with open(os.path.join(folder, "NB201"), "w") as stream:
        stream.write("from,to\na,b\n")
    assert "points,2" in answer("space", "count", "--space", "NB201", folder=folder)[0]


def check_surrogate_told(folder):
    """Values of the built-in surrogate are said to be such once, unless the user asked for it or for silence."""
    report = ("report", "paper", *SMALL, "--out", os.path.join(folder, "report"), "--walks", "2", "--length", "100")
    for words in (("query", "cell", "resnet-like"), ("query", "neighbours", "id:3", *SMALL), ("query", "top", *SMALL),
                  ("graph", "info", "--fitness", "test@108", *SMALL), ("analyse", "density", *SMALL), report):
        told = answer(*words)[1]
        assert told.count(NOTE) == 1, (words, told)
    for words in (("query", "cell", "id:3", "--quiet"), ("query", "cell", "id:3", "--data", "builtin"),
                  ("query", "top", "--fitness", "params", *SMALL), ("space", "show", "id:3"), ("graph", "info", *SMALL)):
        told = answer(*words)[1]
        assert "surrogate" not in told, (words, told)


def check_points(folder):
    """A name that is no point is answered with names that are."""
    named = "published-best, resnet-like, inception-like"
    for name, hint in (("resnetlike", "(did you mean resnet-like?)"), ("12", "(did you mean id:12?)"),
                       ("b5fb4f61933", "(a hash has 32 digits, this text has 11)"), ("nonsense", "is not a cell: ")):
        run("query", "cell", name, code=INVALID, says=[hint, named])
    run("query", "cell", "1234567", "--space", "nb201", "--fitness", "symbol_1", code=INVALID, says=["such as 333333"])
    run("space", "show", "xy", "--space", "dna^3", code=INVALID, says=['3 characters out of "ACGT", such as GAA'])
    edges = os.path.join(folder, "edges.csv")
    with open(edges, "w") as stream:
        stream.write("from,to\nleft,right\n")
    run("space", "show", "middle", "--space", edges, code=INVALID, says=["such as left, or id:N"])


def check_foreign_options(folder):
    """An option of other commands is told from one that does not exist."""
    run("graph", "info", "--ids", code=USAGE, says=["does not read --ids, which belongs to graph export"])
    run("query", "cell", "id:1", "--radius", "2", code=USAGE,
        says=["does not read --radius, which belongs to query neighbours, query ball"])
    run("query", "ball", "id:1", *SMALL, "--distance", "EDIT", "--radius", "1")
    run("query", "cell", "id:1", "--diameter", code=USAGE, says=["does not read --diameter, which belongs to graph info"])
    run("query", "cell", "id:1", "--diametre", code=USAGE, says=['there is no option "--diametre"\n'])
    run("graph", "info", "--diametre", code=USAGE, says=["did you mean --diameter?"])
    run("graph", "info", "--relation", "loose", code=USAGE, says=["takes one of pruned, adjacent, strict"])


# ---- help ----

def topics():
    """All words that help describes."""
    program = answer("help")[0]
    commands = sorted(set(re.findall(r"^  ([a-z]+ [a-z-]+|[a-z]+)(?: |$)", program, re.M)))
    paths = [path.split() for path in commands if answer_code("help", *path.split()) == OK]
    groups = sorted({path[0] for path in paths})
    analyses = sorted({row["name"] for row in run("analyse", "list")})
    assert len(paths) > 20 and len(groups) > 8 and len(analyses) > 30, (len(paths), len(groups), len(analyses))
    return [[]] + paths + [[group] for group in groups] + [["analyse", name] for name in analyses]


def answer_code(*words):
    return subprocess.run([PROGRAM.binary, *words], capture_output=True, timeout=HANGS_S).returncode


def check_help_fits(folder):
    """No line of any help is wider than 80 columns, and its examples are lines that a shell reads."""
    for topic in topics():
        text = answer("help", *topic)[0]
        for line in text.splitlines():
            assert len(line) <= 80, (topic, len(line), line)
        examples = text.partition("\nExample:\n")[2].partition("\n\n")[0]
        assert subprocess.run(["bash", "-n", "-c", examples]).returncode == 0, examples


def on_terminal(*words):
    """What the program writes to a terminal of 80 columns."""
    leader, follower = open_terminal()
    with subprocess.Popen([PROGRAM.binary, *words], stdout=follower, env=ENVIRONMENT) as process:
        os.close(follower)
        text = b""
        try:
            while chunk := os.read(leader, 65536):
                text += chunk
        except OSError:  # the program has closed its end
            pass
        assert process.wait(HANGS_S) == OK, words
    os.close(leader)
    return text.decode().replace("\r\n", "\n")


def check_analyse_list(folder):
    """`analyse list` is a list for readers on a terminal, each analysis once and by its question; CSV in a pipe."""
    rows = run("analyse", "list")
    assert list(rows[0]) == ["name", "meaning", "source", "options", "table", "columns"], rows[0]
    text = on_terminal("analyse", "list")
    names = re.findall(r"^  ([a-z]+) ", text, re.M)
    assert names == list(dict.fromkeys(row["name"] for row in rows)), names
    assert re.search(r"^Neighbours: .*\n  neighbourfitness ", text, re.M), text
    assert max(map(len, text.splitlines())) <= 80, text
    assert on_terminal("analyse", "list", "--format", "csv") == answer("analyse", "list")[0]


# ---- completion ----

COMPLETE = r"""
source "$1"
while IFS= read -r line; do
    mapfile -t -d '|' given < <(printf '%s' "$line")
    COMP_WORDS=(nasscape "${given[@]}") COMP_CWORD=${#given[@]}
    _nasscape
    printf '%s|' "${COMPREPLY[@]}"
    echo
done
"""


# The functions of zsh's own that offer words: `_describe` takes "word:meaning", with \: for a colon of the word.
COMPLETE_IN_ZSH = r"""
emulate zsh
function compdef() { : }
function compset() { : }
function _files() { offered+=(*(N)) }
function compadd() { offered+=(${@[${@[(i)--]}+1,-1]}) }
function _describe() {
    local item
    for item in ${(P)3}; do
        item=${item//\\:/$'\1'}
        offered+=(${${item%%:*}//$'\1'/:})
    done
}
source $1
while IFS= read -r line; do
    words=(nasscape "${(@s:|:)line}") CURRENT=${#words} offered=()
    _nasscape
    print -r -- ${(j:|:)offered}
done
"""

COMPLETE_IN_FISH = r"""
source $argv[1]
while read -l line
    echo (complete -C (string join -- ' ' nasscape (string split '|' -- $line)) | string replace -r -- '\t.*' '' |
        string join -- '|')
end
"""


def complete(folder, lines, shell="bash"):
    """The words that a shell offers for the last word of each line."""
    script = os.path.join(folder, "nasscape." + shell)
    with open(script, "w") as stream:
        stream.write(answer("help", "--format", shell)[0])
    # In bash a mark at the end of each list keeps an empty last word.
    given = "".join("|".join(line) + ("|\n" if shell == "bash" else "\n") for line in lines)
    command = {"bash": ["bash", "-c", COMPLETE, "bash", script],
               "zsh": ["zsh", "-f", "-c", COMPLETE_IN_ZSH, "zsh", script],
               "fish": ["fish", "--no-config", "-c", COMPLETE_IN_FISH, script]}[shell]
    done = subprocess.run(command, input=given, capture_output=True, text=True,
                          timeout=HANGS_S, cwd=folder, env=ENVIRONMENT | {"HOME": folder})
    assert done.returncode == OK and done.stderr == "", (shell, done.stderr)
    offered = [[word for word in line.split("|") if word] for line in done.stdout.splitlines()]
    if shell == "zsh":  # what begins with the word is zsh's own choice
        offered = [[word for word in words if word.startswith(line[-1].split("=")[-1])]
                   for words, line in zip(offered, lines)]
    return offered


def check_completion(folder):
    """Words, values, tables, points, files, and only options that the command or analysis reads."""
    with open(os.path.join(folder, "measured.csv"), "w") as stream:
        stream.write("hash,test_accuracy\n")
    tables = {row["table"] for row in run("analyse", "list") if row["name"] == "rwa"}
    spaces = {"nb101", "nb201", "nb201:distinct", "nb201:naslib"}
    points = {"published-best", "resnet-like", "inception-like"}
    cases = [
        # line, words that must be offered, words that must not
        ([""], {"space", "query", "analyse", "version"}, {"analyze", "top"}),
        (["query", ""], {"cell", "neighbours", "top"}, {"neighbors"}),
        (["Analyze", "ne"], {"neighbourfitness", "neutrality", "nearestbetter"}, {"list"}),
        (["data", "syn"], {"synthesise"}, {"synthesize"}),
        (["analyse", "rwa", "--"], {"--lags", "--walks", "--relation", "--data"}, {"--targets", "--bins", "--distance"}),
        (["analyse", "fdc", "--t"], {"--targets", "--table", "--threads"}, {"--top"}),
        (["analyse", "distribution", "--"], {"--data"}, {"--relation", "--lags"}),
        (["analyse", "rwa", "--table", ""], tables, {"distances"}),
        (["analyse", "rwa", "--relation", ""], {"pruned", "strict"}, {"--lags"}),
        (["graph", "distance", "--distance", "e"], {"edit", "encoding"}, {"hops"}),
        (["query", "top", "--space", "nb"], spaces, {"hamming:3^8"}),
        (["query", "top", "--space", "m"], {"measured.csv"}, {"nb101"}),
        (["query", "top", "--space=nb2"], {"--space=nb201"}, {"nb101"}),
        (["query", "top", "--space", "=", "nb2"], {"nb201"}, {"--space=nb201"}),
        (["query", "top", "--space", "nb201", ":", "d"], {"distinct"}, {"naslib"}),
        (["query", "top", "--fitness", "te"], {"test@108", "test@4"}, {"valid@108"}),
        (["query", "top", "--fitness", "test", "@", "1"], {"108", "12"}, {"4"}),
        (["query", "top", "--fitness", "d"], {"depth"}, {"width"}),
        (["query", "top", "--fitness", "col"], {"column:"}, set()),
        (["query", "top", "--data", ""], {"builtin", "measured.csv"}, {"--space"}),
        (["query", "top", "--format", ""], {"csv", "table", "json"}, {"man"}),
        (["query", "top", "-n", ""], set(), {"--space"}),
        (["query", "climb", "--method", ""], {"best", "first"}, {"sampled"}),
        (["analyse", "lon", "--method", ""], {"exact", "sampled"}, {"first"}),
        (["query", "neighbours", "--"], {"--radius", "--better"}, {"--shells", "--lags"}),
        (["query", "neighbours", ""], points, {"--space"}),
        (["graph", "distance", "id:3", "r"], {"resnet-like"}, {"published-best"}),
        (["query", "cell", "--space", "nb201", ""], set(), points),
        (["space", "show", "-"], {"--format", "-h"} - {"-h"}, {"--data"}),
        (["data", "fetch", ""], {"run1", "only108", "full"}, {"--out"}),
        (["data", "info", ""], {"measured.csv"}, {"--space"}),
        (["report", ""], {"paper"}, set()),
        (["export", "notebook", ""], {"locality"}, set()),
        (["help", "an"], {"analyse"}, {"analyze"}),
        (["help", "re"], {"report", "reading"}, set()),
        (["help", "analyze", "rw"], {"rwa"}, {"analyse"}),
    ]
    for shell in ("bash", "zsh", "fish"):
        if not shutil.which(shell):
            print(f"skipped: no {shell} to complete in")
            continue
        # Only bash breaks words at : = @.
        own = [case for case in cases if shell == "bash" or not {"=", ":", "@"} & set(case[0])]
        answers = complete(folder, [case[0] for case in own], shell)
        for (line, wanted, unwanted), offered in zip(own, answers, strict=True):
            if shell == "zsh" and line[-1].startswith("--"):  # it completes behind the =
                wanted = {word.split("=")[-1] for word in wanted}
            assert wanted <= set(offered), (shell, line, "lacks", wanted - set(offered), offered)
            assert not unwanted & set(offered), (shell, line, "offers", unwanted & set(offered))
            assert len(offered) == len(set(offered)), (shell, line, "offers twice", offered)


if __name__ == "__main__":
    checks.main([check for name, check in list(globals().items()) if name.startswith("check_")])
