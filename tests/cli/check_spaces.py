#!/usr/bin/env python3
"""Spaces in files: what is exported reads back as the same landscape; files of any name and kind; names of points and
variables as files have them.

    check_spaces.py --binary PATH
"""
import csv
import gzip
import random

from checks import INVALID, MISSING, OK, USAGE, main, run


def write(path, text):
    with open(path, "w", newline="") as file:
        file.write(text)


def expect(what, found, expected):
    if found != expected:
        raise AssertionError(f"{what}: {str(found)[:300]}, not {str(expected)[:300]}")


# ---- what is exported reads back ----

def optima(space, folder, *words):
    """Name, fitness and degree of each strict optimum."""
    rows = run("analyse", "optima", "--space", space, "--data", "fitness.csv", "--fitness", "column:f", "--quiet",
               *words, folder=folder)
    return sorted((row["point"], row["fitness"], row["degree"]) for row in rows)


def names_of(space, folder):
    rows = run("space", "list", "--space", space, folder=folder)
    return [row.get("hash") or row["point"] for row in rows]


def check_round_trips(folder):
    edges = [f"{random.Random(seed).choice('abc')}{seed % 9},{seed % 7},{seed % 3}x" for seed in range(40)]
    write(folder + "/made.csv", "from,to,kind\n" + "".join(line + "\n" for line in dict.fromkeys(edges)) + "alone,,\n")
    for space, words in (("made.csv:double=drop", []), ("made.csv:double=add", []), ("nb201", []), ("nb101:vertices=4", []),
                         ("nb101:vertices=4", ["--relation", "strict"])):
        names = names_of(space, folder)
        values = random.Random(7)
        with open(folder + "/fitness.csv", "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["hash" if space.startswith("nb101") else "point", "f"])
            writer.writerows([name, values.random()] for name in names)
        expected = optima(space, folder, *words)
        with open(folder + "/fitness.csv", newline="") as file:
            text = file.read()
        write(folder + "/fitness.csv", text.replace("hash,f", "point,f"))
        for file, form in (("again.csv", "csv"), ("again.graphml", "graphml"), ("again.json", "json")):
            run("graph", "export", "--space", space, "--format", form, "--quiet", "-o", file, *words, folder=folder)
            expect(f"{space} as {form}", optima(file, folder), expected)
            expect(f"points of {space} as {form}", sorted(names_of(file, folder)), sorted(names))
        write(folder + "/fitness.csv", text)
        run("graph", "export", "--space", space, "--ids", "--quiet", "-o", "ids.csv", *words, folder=folder)
        run("space", "count", "--space", "ids.csv", folder=folder, code=INVALID, says=["ids of another space"])


def check_directed(folder):
    """A directed relation reads back as directed, and not unless one says so."""
    run("graph", "export", "--space", "nb101:vertices=4", "--relation", "one-exchange", "--quiet", "-o", "moves.csv",
        folder=folder)
    run("graph", "export", "--space", "nb101:vertices=4", "--relation", "one-exchange", "--quiet", "-o", "moves.graphml",
        "--format", "graphml", folder=folder)
    before = {row["key"]: row["value"] for row in run("graph", "info", "--space", "nb101:vertices=4", "--relation",
                                                      "one-exchange", folder=folder)}
    for file in ("moves.csv", "moves.graphml"):
        run("graph", "info", "--space", file, folder=folder, code=INVALID, says=[f"{file}:directed"])
        after = {row["key"]: row["value"] for row in run("graph", "info", "--space", file + ":directed", folder=folder)}
        for key in ("vertices", "edges", "degree_max", "in_degree_max", "sinks", "sources", "isolated"):
            expect(f"{key} of {file}", after[key], before[key])


# ---- files of any name ----

def check_names_of_files(folder):
    edges = "Source\tTarget\n1\t2\n2\t3\n"
    for name in ("E.CSV", "edges.tsv", "edges", "edges.dat", "a:b.csv", "edges.csv.gz"):
        if name.endswith(".gz"):
            with gzip.open(f"{folder}/{name}", "wt") as file:
                file.write(edges)
        else:
            write(f"{folder}/{name}", edges)
        keys = {row["key"]: row["value"] for row in run("space", "count", "--space", name, folder=folder)}
        expect(name, (keys["points"], keys["edges"], keys["space"]), ("3", "2", name))
    run("space", "count", "--space", "nb10", folder=folder, code=USAGE, says=["did you mean nb101?"])
    run("space", "count", "--space", "none.tsv", folder=folder, code=MISSING, says=["none.tsv"])
    run("graph", "export", "--space", "edges:loops=drop", "-o", "edges", folder=folder, code=USAGE, says=["is read"])
    write(folder + "/page.graphml", "<html></html>")
    run("space", "count", "--space", "page.graphml", folder=folder, code=INVALID, says=["page.graphml"])


# ---- edges as other programs write them ----

def edges_of(space, folder):
    return [(row["from"], row["to"], row.get("weight", "")) for row in
            run("graph", "export", "--space", space, folder=folder)]


def check_edge_lists(folder):
    for text, expected in (
            ("a b {}\nb c {}\n", [("a", "b", ""), ("b", "c", "")]),
            ("# w.py\na b {'weight': 0.5}\nb c {}\n", [("a", "b", "0.5"), ("b", "c", "1")]),
            ("a b {'weight': 0.5, 'color': 'red'}\nb c {'size': 3}\n", [("a", "b", "0.5"), ("b", "c", "1")]),
            ("#graph\n0 1 0.5\n1 2 1.5\n", [("0", "1", "0.5"), ("1", "2", "1.5")]),
            ("# nodes\n# FromNodeId\tToNodeId\n0\t1\n1\t2\n", [("0", "1", ""), ("1", "2", "")]),
            ("Source,Target,Type,Id,Label,Weight\na,b,Undirected,0,,1.0\nb,c,Undirected,1,,2.5\n",
             [("a", "b", "1"), ("b", "c", "2.5")]),
            ('"","from","to","weight"\r\n"1","a","b",1\r\n"2","b","c",2\r\n', [("a", "b", "1"), ("b", "c", "2")]),
            ("a,b\nb,c\n", [("a", "b", ""), ("b", "c", "")])):
        write(folder + "/list.txt", text)
        expect(text, edges_of("list.txt", folder), expected)
    for text, line in (("Id,Label\n1,A\n2,B\n", 1), ("from_id,to_id\n1,2\n2,3\n", 1),
                       ("u,v\na,b\nb,c\n", 1), ("start,end\n1,2\n2,3\n", 1),
                       ("head,tail,value\n1,2,1\n", 1), ("from,to,weight\na,b,0\n", 2), ("a b c\nb c\n", 1)):
        write(folder + "/list.txt", text)
        run("graph", "export", "--space", "list.txt", folder=folder, code=INVALID,
            says=["list.txt", f"line {line}", "weight" if line == 2 else "from"])
    write(folder + "/list.txt", "a,b\nb,c\n")
    write(folder + "/values.csv", "point,f\na,1\nb,2\nc,3\n")
    for words, part in (((), "tpe needs variables"), (("--encoding", "A"), "no encodings A, B and C")):
        run("search", "run", "tpe", "--space", "list.txt", "--data", "values.csv", "--fitness", "column:f", *words,
            folder=folder, code=USAGE, says=["list.txt", part])
    write(folder + "/list.json", '{"nodes": [{"id": "a"}, {"id": "b"}], "links": [{"source": "a", "target": "b"}]}')
    run("graph", "export", "--space", "list.json", folder=folder, code=INVALID, says=['["links"]'])


def check_order_of_points(folder):
    """The ids of a list that is exported and read again are the same: ties by id are broken alike."""
    write(folder + "/list.csv", "from,to,kind\na,b,x\nc,d,x\ne,,\nf,a,y\ng,h,y\nb,h,x\nd,a,x\n")
    run("graph", "export", "--space", "list.csv", "-o", "again.csv", folder=folder)
    expect("points", names_of("again.csv", folder), list("abcdefgh"))
    kinds = [{(row["from"], row["to"], row["kind"]) for row in run("graph", "export", "--space", name, folder=folder)}
             for name in ("list.csv", "again.csv")]
    expect("edges", kinds[1], kinds[0])
    run("graph", "export", "--space", "nb201", "-o", "nb201.csv", folder=folder)
    expect("points of nb201", names_of("nb201.csv", folder), names_of("nb201", folder))


def check_graphml(folder):
    gephi = ('<graphml><key attr.name="label" for="node" id="label"/><key attr.name="weight" for="edge" id="weight"/>'
             '<graph edgedefault="undirected">' + "".join(
                 f'<node id="{number}"><data key="label">{label}</data></node>' for number, label in enumerate("xyz")) +
             '<edge source="0" target="1"/><edge source="1" target="2"><data key="weight">2.5</data></edge></graph>'
             '</graphml>')
    write(folder + "/gephi.graphml", gephi)
    expect("labels", edges_of("gephi.graphml", folder), [("x", "y", "1"), ("y", "z", "2.5")])
    with gzip.open(folder + "/gephi.graphml.gz", "wt") as file:
        file.write(gephi)
    expect("gzip", edges_of("gephi.graphml.gz", folder), [("x", "y", "1"), ("y", "z", "2.5")])
    write(folder + "/same.graphml", gephi.replace(">z<", ">x<"))
    expect("labels that repeat", edges_of("same.graphml", folder), [("0", "1", "1"), ("1", "2", "2.5")])
    write(folder + "/default.graphml", gephi.replace('id="weight"/>', 'id="weight"><default>3</default></key>'))
    expect("default weight", edges_of("default.graphml", folder), [("x", "y", "3"), ("y", "z", "2.5")])
    write(folder + "/prefix.xml", '<g:graphml xmlns:g="u"><g:graph edgedefault="undirected"><g:node id="a,1"/>'
          '<g:node id="b"/><g:edge source="a,1" target="b"/></g:graph></g:graphml>')
    expect("prefix", edges_of("prefix.xml", folder), [("a,1", "b", "")])


# ---- names of points as files have them ----

def read_points(space, names, folder, code=OK, says=()):
    with open(folder + "/names.csv", "w", newline="") as file:
        csv.writer(file).writerows([["point", "f"]] + [[name, rank] for rank, name in enumerate(names)])
    rows = run("query", "top", "--space", space, "--data", "names.csv", "--fitness", "column:f", "--n", "99",
               folder=folder, code=code, says=says)
    return [row["point"] for row in reversed(rows)]


def check_names_of_points(folder):
    conv = "nor_conv_3x3"
    for space, names, expected in (
            ("dna^4", ["acgt", "ACGG"], ["ACGT", "ACGG"]), ("DNA^2", ["ac"], ["AC"]),
            ("hamming:aAb^3", ["aAb", "AAB"], ["aAb", "AAb"]), ("hamming:Skip,CONV^2", ["skip:conv"], ["Skip:CONV"]),
            ("hamming:éü^2", ["é:ü"], ["é:ü"]), ("nb201", ["adabcd"], ["141234"]),
            ("nb201", [f"|{conv}~0|+|{conv}~1|nor_conv_1x1~0|+|skip_connect~2|none~1|nor_conv_1x1~0|"], ["434312"])):
        expect(f"{space}: {names}", read_points(space, names, folder), expected)
    for space, name, word in (
            ("nb201", "#123", "index into NATS-Bench"),
            ("nb201", f"|{conv}~0|+|{conv}~1|{conv}~1|+|{conv}~0|", "two from"),
            ("hamming:11^2", "10:10", "parts between"), ("hamming:20^4", "AAAC", "protein^4"), ("hamming:aAb^3", "aAc", "aAc")):
        read_points(space, [name], folder, code=INVALID, says=[word, "line 2"])
    run("space", "count", "--space", "hamming:dna^3", folder=folder, code=USAGE, says=["dna^8"])


# ---- tables of variables ----

def check_variables(folder):
    write(folder + "/v.csv", "lr,batch,valid_mse,test_mse,runtime,n_params\n" + "".join(
        f"{lr},{batch},{mse},{mse + 1},{10 + mse},{mse}00\n"
        for mse, (lr, batch) in enumerate((lr, batch) for lr in (0.1, 0.01) for batch in (8, 16))))
    rows = run("query", "top", "--space", "variables:v.csv", "--data", "v.csv", "--fitness", "column:valid_mse",
               folder=folder, says=["lr (2 values), batch (2 values);", '"test_mse" is no variable by its name'])
    expect("points", ([row["point"] for row in rows], rows[0]["coverage"]),
           (["0.01:16", "0.01:8", "0.1:16", "0.1:8"], "1"))
    rows = run("query", "compare", "0.1:8", "0.01:8", "--space", "variables:v.csv", "--data", "v.csv", "--fitness",
               "column:valid_mse", folder=folder)
    expect("side by side", [(row["name"], row["a"], row["b"], row["difference"]) for row in rows
                            if row["kind"] in ("feature", "fitness")],
           [("lr", "0.1", "0.01", ""), ("batch", "8", "8", ""), ("column:valid_mse", "0", "2", "2")])
    run("query", "top", "--space", "variables:v.csv", "--data", "v.csv", "--fitness", "test_mse", folder=folder, code=USAGE,
        says=["written column:test_mse"])
    keys = run("space", "count", "--space", "variables:v.csv:lr,n_params", folder=folder)
    expect("a named column", {row["key"]: row["value"] for row in keys}["points"], "8")
    write(folder + "/b.csv", "norm,size,f\nTrue,small,1\ntrue,large,2\nFALSE,medium,3\nfalse,small,4\n")
    for space in ("variables:b.csv:norm,size=ordinal", "variables:b.csv:norm,size=ordinal:rows"):
        rows = run("query", "top", "--space", space, "--data", "b.csv", "--fitness", "column:f", folder=folder,
                   says=["norm (2 values), size (3 values, ordinal: small < large < medium)"])
        expect(space, [row["point"] for row in rows], ["FALSE:small", "FALSE:medium", "True:large", "True:small"])


CHECKS = [check_round_trips, check_directed, check_names_of_files, check_edge_lists, check_order_of_points,
          check_graphml, check_names_of_points, check_variables]


if __name__ == "__main__":
    main(CHECKS)
