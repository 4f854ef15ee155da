#!/usr/bin/env python3
"""Files without an end, or with a part that has none, given to every option that reads a file: refused with exit code 3
and a message that names the file, in little memory and time.

    check_endless.py --binary PATH
"""
import os
import resource
import subprocess

from run import HANGS_S, expect, run_checks

MEMORY = 1 << 30  # bytes of data; the files are larger
ADDRESSES = 6 << 30  # bytes of data and of mapped files
PART = 3 << 20  # bytes of a field, a tag, a line that has no end; more than any may have

# The beginning of a file, what is repeated behind it, and the ending that its name has.
FILES = {"quote.csv": ('from,to\n"', "a"), "line.csv": ("a", "a"), "tag.graphml": ('<?xml version="1.0"?><graphml><graph '
         'edgedefault="undirected"><node id="', "a"), "text.graphml": ('<?xml version="1.0"?><graphml><key id="k" for="node" '
         'attr.name="name" attr.type="string"/><graph edgedefault="undirected"><node id="n"><data key="k">', "a"),
         "text.json": ('[{"a":"', "a"), "deep.json": ("[", "["), "object.json": ('[{"a":{', '"a":{'),
         "rows.csv": ("point,x\n", "0,1\n"), "rows.json": ("", '{"point":"0","x":1}\n')}
SPARSE = 100 << 30  # bytes

# Options that read a file, with the files that each is given.
READERS = [
    (("space", "count", "--space", "{}"), ("/dev/zero", "sparse.csv", "quote.csv", "line.csv", "tag.graphml", "text.graphml",
                                           "sparse.graphml")),
    (("space", "count", "--space", "variables:{}"), ("/dev/zero", "sparse.csv", "quote.csv", "line.csv")),
    (("query", "top", "--space", "nb101:vertices=4", "--data", "{}"),
     ("/dev/zero", "sparse.csv", "sparse.nscape", "sparse.tfrecord", "quote.csv", "line.csv", "text.json",
      "deep.json", "object.json")),
    (("query", "top", "--space", "hamming:2^1", "--data", "{}", "--fitness", "column:x"), ("rows.csv", "rows.json")),
    (("query", "cell", "--space", "nb101:vertices=4", "--from", "{}"), ("/dev/zero", "sparse.csv", "line.csv")),
    (("query", "top", "--space", "nb101:vertices=4", "--data", "{}", "--fitness", "test@108"), ("sparse.json", "deep.json")),
    (("data", "info", "{}", "--space", "dna^3"), ("sparse.npy",)),
    (("data", "info", "{}"), ("sparse.nscape",)),
    (("query", "top", "--data", "{}", "--order", "hash"), ("sparse.npy",)),
    (("report", "diff", "{}", "{}", "--out", "difference"), ("sparse_report",)),
    (("report", "--recipe", "{}", "--out", "report"), ("/dev/zero", "sparse.csv", "line.csv")),
    (("data", "import", "{}", "-o", "store.nscape"), ("/dev/zero", "sparse.tfrecord", "line.csv")),
    (("data", "verify", "{}"), ("/dev/zero", "sparse.nscape", "quote.csv")),
]


def limit_memory():
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))


def check_readers(program):
    """files without an end: refused by each option that reads a file"""
    for name, (beginning, repeated) in FILES.items():
        with open(os.path.join(program.folder, name), "w", encoding="ascii") as file:
            file.write(beginning + repeated * (PART // len(repeated)))
    for ending in ("csv", "graphml", "npy", "nscape", "tfrecord", "json"):
        with open(os.path.join(program.folder, f"sparse.{ending}"), "wb") as file:
            file.truncate(SPARSE)
    os.mkdir(os.path.join(program.folder, "sparse_report"))
    with open(os.path.join(program.folder, "sparse_report", "manifest.json"), "wb") as file:
        file.truncate(SPARSE)
    for words, names in READERS:
        for name in names:
            done = subprocess.run([program.binary, *(word.format(name) for word in words)], cwd=program.folder,
                                  capture_output=True, text=True, timeout=HANGS_S, check=False,
                                  preexec_fn=limit_memory)
            expect(done.returncode == 3 and name in done.stderr and "memory" not in done.stderr, words, name, done.returncode,
                   done.stderr[:300])


if __name__ == "__main__":
    run_checks([check_readers])
