"""Fitness landscapes of tabular neural-architecture search spaces: what the program `nasscape` computes, in Python.

>>> import nasscape
>>> landscape = nasscape.open()                    # NAS-Bench-101 with the built-in surrogate
>>> len(landscape)
423624
>>> float(landscape.fitness("params")[0])          # numpy arrays where numpy is, else memoryviews
882570.0
>>> neighbours = landscape.neighbours("02e5a0247bbdcf2860b7e96f74961594", n=3)
>>> neighbours.columns[:4]
['hash', 'change', 'fitness', 'difference']
>>> tables = landscape.analyse("depthwidth", fitness="params")
>>> tables.first.name
'means'

Everything is computed by the shared library of nasscape, of which this module needs nothing but its names. Python's
standard library is enough; numpy and pandas are used where they are installed. A landscape may be used by several
threads at once, and computes without holding Python's global lock; Ctrl-C ends an analysis.

    open(data, space=..., fitness=..., relation=..., ...)    a Landscape
    landscape.fitness(rule), .graph(), .describe()           all points at once
    landscape.neighbours(cell), .ask(question, cell, ...)    questions about single points
    landscape.analyse(name, **options)                       analyses: Tables, one Table each
    table.figure(), figure({label: table, ...})              drawings of tables as SVG
    landscape.search(...)                                    simulated searches, your own or published ones
    landscape.query(spec, epochs), .hash_iterator(), ...     the interface of the official NAS-Bench-101 library
"""

from __future__ import annotations

import array
import atexit
import csv
import ctypes
import functools
import html
import io
import itertools
import json
import operator
import os
import pathlib
import shutil
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, Union

__all__ = ["open", "figure", "Landscape", "Table", "Tables", "Figure", "Search", "Results", "ModelSpec", "Error",
           "UsageError", "InvalidError", "MissingError", "OutOfDomainError"]

Value = Union[str, int, float, None]
Row = dict[str, Value]
Cell = Any  # a point: its name in any spelling, its number, or a ModelSpec

# Where the library lies if no other place has it; `nasscape export notebook` fills it in in the copies that it writes.
_LAST_RESORT = ""
_LIBRARY_FILE = "libnasscape.so.0"


# ---- errors ----

class Error(Exception):
    """A failure, with the library's message: memory, disk, or a computation that was cancelled."""


class UsageError(Error, ValueError):
    """An option, a rule or a name that does not exist or does not suit the landscape."""


class InvalidError(Error, ValueError):
    """Something given is invalid: a cell, the content of a file."""


class MissingError(Error, LookupError):
    """Something is not there: a file, a fitness that the data does not hold."""


_ERRORS: dict[int, type[Error]] = {1: Error, 2: UsageError, 3: InvalidError, 4: MissingError}


# ---- the library ----

_TEXT = ctypes.c_char_p
_SIZE = ctypes.c_size_t
_HANDLE = ctypes.c_void_p
_TEXTS = ctypes.POINTER(ctypes.c_char_p)
_OUT = ctypes.c_void_p  # the address of a variable
_NUMBERS = ctypes.c_void_p
_MESSAGE_BYTES = 1024
_INTERFACE = 2  # NSC_BOUND_INTERFACE of the library that the declarations below are for

# Functions of binding/binding.h. Those marked True return a status and take a message last.
_FUNCTIONS: dict[str, tuple[bool, Any, list[Any]]] = {
    "nsc_version": (False, _TEXT, []),
    "nsc_bound_interface": (False, ctypes.c_int, []),
    "nsc_bound_free": (False, None, [_HANDLE]),
    "nsc_bound_landscape_open": (True, None, [_OUT, _TEXTS, _TEXTS, _SIZE, _SIZE, _NUMBERS, _SIZE]),
    "nsc_bound_landscape_close": (False, None, [_HANDLE]),
    "nsc_bound_landscape_cancel": (False, None, [_HANDLE, ctypes.c_int]),
    "nsc_bound_landscape_note": (False, _TEXT, [_HANDLE, _SIZE]),
    "nsc_bound_describe": (True, None, [_HANDLE, _TEXT, _OUT]),
    "nsc_bound_point_count": (True, None, [_HANDLE, _OUT]),
    "nsc_bound_point": (True, None, [_HANDLE, _TEXT, _OUT]),
    "nsc_bound_point_names": (True, None, [_HANDLE, _NUMBERS, _SIZE, _OUT, _OUT]),
    "nsc_bound_spellings": (True, None, [_HANDLE, ctypes.c_uint32, _OUT, _OUT]),
    "nsc_bound_draw": (True, None, [_HANDLE, _TEXT, _OUT, _OUT]),
    "nsc_bound_fitness": (True, None, [_HANDLE, _TEXT, _OUT, _OUT, _OUT]),
    "nsc_bound_graph": (True, None, [_HANDLE, _TEXT, _OUT, _OUT, _OUT]),
    "nsc_bound_budgets": (True, None, [_HANDLE, _NUMBERS, _SIZE, _OUT]),
    "nsc_bound_known_points": (True, None, [_HANDLE, _NUMBERS]),
    "nsc_bound_runs": (True, None, [_HANDLE, ctypes.c_uint32, ctypes.c_int, _NUMBERS, _SIZE, _OUT, _OUT]),
    "nsc_bound_ask": (True, None, [_HANDLE, _TEXT, _TEXTS, _SIZE, _TEXTS, _TEXTS, _SIZE, _OUT]),
    "nsc_bound_analyse": (True, None, [_HANDLE, _TEXT, _TEXTS, _TEXTS, _SIZE, _OUT]),
    "nsc_bound_analyses": (True, None, [_HANDLE, _OUT]),
    "nsc_bound_tables_release": (False, None, [_HANDLE]),
    "nsc_bound_table_count": (False, _SIZE, [_HANDLE]),
    "nsc_bound_table_name": (False, _TEXT, [_HANDLE, _SIZE]),
    "nsc_bound_table_meaning": (False, _TEXT, [_HANDLE, _SIZE]),
    "nsc_bound_row_count": (False, _SIZE, [_HANDLE, _SIZE]),
    "nsc_bound_column_count": (False, _SIZE, [_HANDLE, _SIZE]),
    "nsc_bound_column_name": (False, _TEXT, [_HANDLE, _SIZE, _SIZE]),
    "nsc_bound_column_meaning": (False, _TEXT, [_HANDLE, _SIZE, _SIZE]),
    "nsc_bound_column": (False, None, [_HANDLE, _SIZE, _SIZE, _NUMBERS, _NUMBERS, _NUMBERS]),
    "nsc_bound_column_texts": (True, None, [_HANDLE, _SIZE, _SIZE, _OUT, _OUT]),
    "nsc_bound_figure": (True, None, [_OUT, _NUMBERS, _TEXTS, _SIZE, _TEXT, _TEXT, _TEXT, _OUT, _OUT]),
    "nsc_bound_search_open": (True, None, [_OUT, _HANDLE, _TEXTS, _TEXTS, _SIZE]),
    "nsc_bound_search_close": (False, None, [_HANDLE]),
    "nsc_bound_search_request": (True, None, [_HANDLE, _TEXT, _OUT, _OUT]),
    "nsc_bound_search_run_count": (False, _SIZE, [_HANDLE]),
    "nsc_bound_results_open": (True, None, [_OUT, _HANDLE]),
    "nsc_bound_results_close": (False, None, [_HANDLE]),
    "nsc_bound_results_run": (True, None, [_HANDLE, _TEXT, ctypes.c_int]),
    "nsc_bound_results_take": (True, None, [_HANDLE, _HANDLE, _TEXT]),
    "nsc_bound_results_table": (True, None, [_HANDLE, _TEXT, _TEXTS, _TEXTS, _SIZE, _OUT]),
}


def _places() -> Iterator[str]:
    """Where the library may lie, the likeliest place first."""
    if "NASSCAPE_LIBRARY" in os.environ:
        yield os.environ["NASSCAPE_LIBRARY"]
        return
    here = pathlib.Path(__file__).resolve()
    program = shutil.which("nasscape")
    folders = [here.parent / "nasscape_library", *_prefixes(here)]
    if program is not None and pathlib.Path(program).resolve().parent.name == "bin":
        folders.append(pathlib.Path(program).resolve().parents[1])
    for folder in folders:
        for pattern in ("lib", "lib/*-linux-*", "lib64"):
            for place in sorted(folder.glob(f"{pattern}/{_LIBRARY_FILE}")):
                yield str(place)
    if _LAST_RESORT:
        yield _LAST_RESORT
    yield _LIBRARY_FILE  # the dynamic linker's own places


def _prefixes(module: pathlib.Path) -> list[pathlib.Path]:
    """The prefix that a module is installed in, by PREFIX/lib/python3/dist-packages and its like; none for a module
    elsewhere. In no other folder above a module is a library looked for: anyone may have put it there."""
    parts = module.parts
    if (len(parts) < 6 or parts[-2] not in ("dist-packages", "site-packages") or not parts[-3].startswith("python")
            or not parts[-4].startswith("lib")):
        return []
    prefix = module.parents[3]
    return [prefix, prefix.parent] if prefix.name == "local" else [prefix]  # PREFIX/local/lib/python3.11 of Debian


@functools.lru_cache(maxsize=None)
def _library() -> ctypes.CDLL:
    reasons = []
    for place in _places():
        try:
            library = ctypes.CDLL(place)
            for name, (fails, result, arguments) in _FUNCTIONS.items():
                function = getattr(library, name)
                function.restype = ctypes.c_int if fails else result
                function.argtypes = arguments + [_TEXT] if fails else arguments
            if library.nsc_bound_interface() != _INTERFACE:
                raise OSError(f"version {library.nsc_version().decode()} of the library does not suit this module")
            return library
        except (OSError, AttributeError) as reason:
            reasons.append(f"{place}: {reason}")
    raise ImportError("the shared library of nasscape is not found; name it in the environment variable "
                      "NASSCAPE_LIBRARY. Tried:\n  " + "\n  ".join(reasons))


def _call(name: str, *arguments: Any) -> None:
    """Calls a function that can fail; a failure is an exception with the library's message."""
    message = ctypes.create_string_buffer(_MESSAGE_BYTES)
    status = getattr(_library(), name)(*arguments, message)
    if status != 0:
        raise _ERRORS.get(status, Error)(message.value.decode(errors="replace"))


def _bytes(text: str | None) -> bytes | None:
    if text is None:
        return None
    if "\0" in str(text):
        raise InvalidError(f"a NUL character is in {str(text)!r}")
    return str(text).encode()


def _words(texts: Iterable[str | None]) -> tuple[Any, int]:
    """Texts as an array of C, and their number."""
    encoded = [_bytes(text) for text in texts]
    return (ctypes.c_char_p * max(len(encoded), 1))(*encoded), len(encoded)


def _option_values(value: Any) -> list[str | None]:
    """The values of an option; None stands for that of an option that takes none, and is then set by True."""
    if value is None or value is False:
        return []
    if value is True:
        return [None]
    return [str(each) for each in value] if isinstance(value, (list, tuple)) else [str(value)]


def _options(options: Mapping[str, Any]) -> tuple[Any, Any, int]:
    """Keyword arguments as two arrays of C: equal_within=0.1 is the option `equal-within`."""
    pairs = [(name.replace("_", "-"), text) for name, value in options.items() for text in _option_values(value)]
    names, count = _words(name for name, _ in pairs)
    values, _ = _words(text for _, text in pairs)
    return names, values, count


def _taken_text(pointer: ctypes.c_void_p, size: ctypes.c_size_t) -> str:
    """A text that the library has handed over."""
    try:
        return ctypes.string_at(pointer, size.value).decode(errors="replace")
    finally:
        _library().nsc_bound_free(pointer)


def _taken_texts(pointer: ctypes.c_void_p, size: ctypes.c_size_t) -> list[str]:
    return _taken_text(pointer, size).split("\0")[:-1]


@functools.lru_cache(maxsize=None)
def _numpy() -> Any:
    try:
        import numpy
    except ImportError:
        return None
    return numpy


def _array(owner: Any, address: int, count: int, kind: Any, letter: str) -> Any:
    """Numbers of the library as they lie in its memory, read only: an array of numpy, else a memoryview."""
    numbers = (kind * count).from_address(address) if count else (kind * 0)()
    numbers.owner = owner
    view = memoryview(numbers).cast("B").cast(letter).toreadonly()
    return view if _numpy() is None else _numpy().frombuffer(view, dtype=letter)


def _released(owner: object, function: Any, *arguments: Any) -> None:
    """Calls a function once the owner is gone. At the end of the process nothing is released: threads that do not keep
    it alive may be in the library still."""
    weakref.finalize(owner, function, *arguments).atexit = False


# ---- calls that last ----

_running: dict[threading.Event, _LandscapeHandle] = {}  # the end of each call, and the landscape that it works on


@atexit.register
def _end_calls() -> None:
    """Cancels the calls that run when the process ends, and waits for them."""
    calls = dict(_running)
    for landscape in calls.values():
        _library().nsc_bound_landscape_cancel(landscape.pointer, 1)
    for ended in calls:
        ended.wait()


class _LongCall:
    """A call of the library on a landscape that may take long; what it fails with is raised by `result`."""

    def __init__(self, landscape: _LandscapeHandle, name: str, arguments: Sequence[Any]) -> None:
        self.ended = threading.Event()
        self._landscape, self._name, self._arguments = landscape, name, arguments
        self._failure: BaseException | None = None

    def work(self) -> None:
        _running[self.ended] = self._landscape
        try:
            _call(self._name, *self._arguments)
        except BaseException as failure:
            self._failure = failure
        finally:
            del _running[self.ended]
            self.ended.set()

    def wait(self) -> None:
        """Waits for the end, also after Ctrl-C, which cancels the call: its arguments are the caller's variables.

        Thread.join does not suit: once Ctrl-C has interrupted it, Python 3.11 takes the thread for ended."""
        interruption = None
        while not self.ended.is_set():
            try:
                self.ended.wait()
            except KeyboardInterrupt as reason:
                interruption = reason
                _library().nsc_bound_landscape_cancel(self._landscape.pointer, 1)
        if interruption is not None:
            _library().nsc_bound_landscape_cancel(self._landscape.pointer, 0)
            raise interruption

    def result(self) -> None:
        if self._failure is not None:
            raise self._failure


# ---- tables ----

class Table(Sequence[Row]):
    """Rows with named columns.

    `table[0]` is a row, a dictionary; `table["fitness"]` is a column: an array of numpy where that is installed and the
    column has numbers (missing ones are NaN), else a list (missing values are None). `table.column("fitness")` is the
    list in any case.

    >>> table = Table(["name", "size"], [["a", 1], ["b", None]], name="sizes")
    >>> table[0]
    {'name': 'a', 'size': 1}
    >>> table.column("size")
    [1, None]
    >>> table.where(name="b")
    name  size
    b     -
    """

    def __init__(self, columns: Sequence[str], rows: Iterable[Sequence[Value]], name: str = "", meaning: str = "",
                 meanings: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.meaning = meaning
        self.columns = list(columns)
        self.meanings = dict(meanings or {})
        self._values: dict[str, list[Value]] = dict(zip(self.columns, map(list, zip(*rows))))
        for column in self.columns:
            self._values.setdefault(column, [])
        self._count = len(self._values[self.columns[0]]) if self.columns else 0
        self._source: tuple[_TablesHandle, int] | None = None

    @classmethod
    def _of(cls, handle: _TablesHandle, number: int) -> Table:
        """A table of the library; its columns are fetched when they are needed."""
        library, pointer = _library(), handle.pointer
        table = cls([], [])
        names = []
        for column in range(library.nsc_bound_column_count(pointer, number)):
            names.append(library.nsc_bound_column_name(pointer, number, column).decode())
            table.meanings[names[-1]] = (library.nsc_bound_column_meaning(pointer, number, column) or b"").decode()
        table.name = library.nsc_bound_table_name(pointer, number).decode()
        table.meaning = library.nsc_bound_table_meaning(pointer, number).decode()
        table.columns = names
        table._count = library.nsc_bound_row_count(pointer, number)
        table._source = (handle, number)
        return table

    def _fetch(self, place: int) -> list[Value]:
        assert self._source is not None
        handle, number = self._source
        count = max(self._count, 1)
        kinds = ctypes.create_string_buffer(count + 1)
        integers, reals = (ctypes.c_int64 * count)(), (ctypes.c_double * count)()
        _library().nsc_bound_column(handle.pointer, number, place, kinds, integers, reals)
        letters = kinds.raw[:self._count].decode()
        texts: list[str] = []
        if "t" in letters:
            pointer, size = ctypes.c_void_p(), ctypes.c_size_t()
            _call("nsc_bound_column_texts", handle.pointer, number, place, ctypes.byref(pointer), ctypes.byref(size))
            texts = _taken_texts(pointer, size)
        values: list[Value] = []
        for row, letter in enumerate(letters):
            if letter == "t":
                values.append(texts[row])
            elif letter == "r":
                values.append(reals[row])
            elif letter == "-":
                values.append(None)
            else:
                values.append(integers[row] if letter == "i" else integers[row] % 2**64)
        return values

    def column(self, name: str) -> list[Value]:
        """The values of a column in the order of the rows; None where missing."""
        if name not in self.columns:
            raise KeyError(f"no column {name!r}; there are {', '.join(self.columns)}")
        if name not in self._values:
            self._values[name] = self._fetch(self.columns.index(name))
        return self._values[name]

    def __len__(self) -> int:
        return self._count

    def _row(self, place: int) -> Row:
        return {name: self.column(name)[place] for name in self.columns}

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            return self._rows(range(self._count)[key])
        if not isinstance(key, str):
            return self._row(range(self._count)[key])
        values = self.column(key)
        if _numpy() is None or not values or any(isinstance(value, str) for value in values):
            return values
        integers = [value for value in values if isinstance(value, int)]
        if len(integers) == len(values):
            return _numpy().array(integers, dtype="int64" if max(integers) < 2**63 else "uint64")
        return _numpy().array([float("nan") if value is None else value for value in values], dtype="float64")

    def __iter__(self) -> Iterator[Row]:
        lists = [self.column(name) for name in self.columns]
        for values in zip(*lists):
            yield dict(zip(self.columns, values))

    def _rows(self, places: Iterable[int], columns: Sequence[str] | None = None) -> Table:
        columns = self.columns if columns is None else columns
        lists = [self.column(name) for name in columns]
        return Table(columns, ([values[place] for values in lists] for place in places), self.name, self.meaning,
                     {name: self.meanings.get(name, "") for name in columns})

    def where(self, **wanted: Value) -> Table:
        """The rows whose columns have the values wanted."""
        lists = [(self.column(name), value) for name, value in wanted.items()]
        return self._rows(place for place in range(self._count)
                          if all(values[place] == value for values, value in lists))

    def select(self, *names: str) -> Table:
        """The same rows with these columns only."""
        return self._rows(range(self._count), names)

    def value(self, column: str, **wanted: Value) -> Value:
        """The value of a column in the one row whose columns have the values wanted."""
        rows = self.where(**wanted)
        if len(rows) != 1:
            raise LookupError(f"{len(rows)} rows of {self.name!r} have {wanted}")
        return rows.column(column)[0]

    def frame(self) -> Any:
        """The table as a DataFrame of pandas, which must be installed."""
        import pandas
        return pandas.DataFrame({name: self[name] for name in self.columns}, columns=self.columns)

    def figure(self, style: str = "one-column") -> Figure:
        """The table drawn as nasscape draws it; styles are one-column, two-columns, slide, grey, page.

        A UsageError says why a table is not drawn.

        >>> tables = open(space="hamming:3^4", values=range(81)).analyse("rwa", walks=10, length=100)
        >>> tables.first.figure().svg[:4]
        '<svg'
        """
        return figure({"": self}, style)

    def gnuplot(self, style: str = "one-column", name: str = "figure") -> str:
        """A script for gnuplot, which makes NAME.svg and NAME.pdf in the folder where it runs."""
        return _draw({"": self}, "gnuplot", style, name)

    def csv(self) -> str:
        """The table as CSV, every digit of its numbers; missing values are empty."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(row.values() for row in self)
        return text.getvalue()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the table as a CSV file."""
        pathlib.Path(path).write_text(self.csv(), encoding="utf-8")

    def _shown(self, limit: int = 20) -> list[list[str]]:
        """The columns that differ from row to row, the first rows, as short texts."""
        names = self.columns
        if self._count > 1 and len(names) > 6:
            names = [name for name in names if len(set(self.column(name))) > 1] or names
        lines = [list(names)]
        for place in range(min(limit, self._count)):
            lines.append([_short(self.column(name)[place]) for name in names])
        return lines

    def _about(self) -> str:
        """What does not fit, and where the numbers come from; what is not measured comes first."""
        parts = []
        origins = set(self.column("origin")) if "origin" in self.columns else set()
        for origin in ("surrogate", "synthetic"):
            if origin in origins:
                parts.append(f"{origin.upper()}, not measured")
        if self._count > 20:
            parts.append(f"{self._count} rows")
        return "; ".join(parts)

    def __repr__(self) -> str:
        lines = self._shown()
        widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
        texts = ["  ".join(field.ljust(width) for field, width in zip(line, widths)).rstrip() for line in lines]
        about = self._about()
        return "\n".join(texts + ([f"({about})"] if about else []))

    def _repr_html_(self) -> str:
        def line(tag: str, fields: list[str]) -> str:
            return "<tr>" + "".join(f"<{tag}>{html.escape(field)}</{tag}>" for field in fields) + "</tr>"
        lines = self._shown()
        about = self._about()
        return ("<table>" + (f"<caption>{html.escape(about)}</caption>" if about else "") + line("th", lines[0])
                + "".join(line("td", fields) for fields in lines[1:]) + "</table>")


def _short(value: Value) -> str:
    if value is None:
        return "-"
    return f"{value:.5g}" if isinstance(value, float) else str(value)


class _TablesHandle:
    """Tables of the library, released with the last table that reads them. A call that makes tables takes the handle as
    its argument, and so releases what it has made when nobody waits for it any more."""

    def __init__(self) -> None:
        self.pointer = ctypes.c_void_p()
        self._as_parameter_ = ctypes.byref(self.pointer)
        _released(self, _library().nsc_bound_tables_release, self.pointer)

    def tables(self) -> list[Table]:
        return [Table._of(self, number) for number in range(_library().nsc_bound_table_count(self.pointer))]


class Tables(Mapping[str, Table]):
    """The tables of an analysis or a search by their names; `first` is the one that the command line shows."""

    def __init__(self, subject: str, tables: Iterable[Table]) -> None:
        self.subject = subject
        self._tables = {table.name: table for table in tables}

    @property
    def first(self) -> Table:
        return next(iter(self._tables.values()))

    def __getitem__(self, name: str) -> Table:
        if name not in self._tables:
            raise KeyError(f"{self.subject} has no table {name!r}; there are {', '.join(self._tables)}")
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __repr__(self) -> str:
        return "\n".join(f"{self.subject}[{name!r}]: {len(table)} rows: {table.meaning}"
                         for name, table in self._tables.items())


class Figure:
    """A drawing as SVG, which notebooks show; `svg` is its text."""

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the drawing as an SVG file."""
        pathlib.Path(path).write_text(self.svg, encoding="utf-8")


def figure(tables: Mapping[str, Table], style: str = "one-column") -> Figure:
    """Tables of one kind drawn over each other, such as one analysis on several relations: {label: table}.

    >>> landscape = open(space="hamming:3^4", values=range(81))
    >>> curves = {f"seed {seed}": landscape.analyse("rwa", walks=10, length=100, seed=seed).first for seed in (1, 2)}
    >>> "seed 2" in figure(curves, "page").svg
    True
    """
    return Figure(_draw(tables, "svg", style, f"figure-{next(_figure_numbers)}"))


_figure_numbers = itertools.count(1)


def _draw(tables: Mapping[str, Table], form: str, style: str, name: str) -> str:
    sources = []
    for table in tables.values():
        if table._source is None:
            raise UsageError("only tables of an analysis or a search are drawn, not parts of them")
        sources.append(table._source)
    handles = (ctypes.c_void_p * max(len(sources), 1))(*(handle.pointer for handle, _ in sources))
    numbers = (ctypes.c_size_t * max(len(sources), 1))(*(number for _, number in sources))
    labels = None if list(tables) == [""] else _words(tables)[0]
    pointer, size = ctypes.c_void_p(), ctypes.c_size_t()
    _call("nsc_bound_figure", handles, numbers, labels, len(sources), _bytes(form), _bytes(style), _bytes(name),
          ctypes.byref(pointer), ctypes.byref(size))
    return _taken_text(pointer, size)


# ---- landscapes ----

def open(data: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | None = None, *, space: str | None = None,
         fitness: str | None = None, relation: str | None = None, order: str | None = None, minimise: bool = False,
         equal_within: str | float | None = None, rows: str | None = None, columns: str | None = None,
         percent: bool = False, keep_going: bool = False, graph: str | None = None, threads: int | None = None,
         values: Sequence[float] | Mapping[str, float] | None = None) -> Landscape:
    """Opens a landscape by the names that the command line takes; nothing given: NAS-Bench-101, built-in surrogate.

    data          files of measurements, or one fitted model; "builtin": the surrogate
    space         "nb101", "nb101:vertices=5", "nb201", "hamming:3^8", "variables:FILE.csv", a file of edges
    fitness       its rule: "test@108", "valid@36:run1", "params", "column:NAME"
    relation      which points are neighbours: "pruned", "adjacent", "strict" of NAS-Bench-101
    order         of the numbers of .npy files: "hash" or "id"
    graph         neighbours "stored" in memory or "implicit", computed when they are read; by default by size
    minimise      lower fitness is better
    values        fitnesses of your own in place of data: one for each point, NaN where missing, or {point: fitness};
                  `fitness` is their name, and no other fitness is there

    >>> open(space="hamming:3^4", values=range(81)).fitness()[80]
    80.0
    """
    if isinstance(data, (str, os.PathLike)):
        data = [data]
    options = dict(data=[os.fspath(file) for file in data or []], space=space, fitness=fitness, relation=relation,
                   order=order, minimise=minimise, equal_within=equal_within, rows=rows, columns=columns,
                   percent=percent, keep_going=keep_going, graph=graph)
    if isinstance(values, Mapping):
        plain = Landscape(dict(space=space), threads, None)
        numbers = [float("nan")] * len(plain)
        for name, value in values.items():
            numbers[plain.point(name)] = value
        values = numbers
    if values is not None:
        options["fitness"] = fitness or "column:value"
    return Landscape(options, threads, values)


class _LandscapeHandle:
    """A landscape of the library, closed when nothing of Python's refers to it any more, arrays included."""

    def __init__(self, pointer: ctypes.c_void_p) -> None:
        self.pointer = pointer
        _released(self, _library().nsc_bound_landscape_close, pointer)


def _number(cell: Cell) -> int | None:
    """The number of a point that is given by its number, also by one of numpy; None for a name or a ModelSpec."""
    if type(cell).__name__ in ("bool", "bool_"):
        raise InvalidError(f"{cell} is no point: give its number, its name or a ModelSpec")
    try:
        return operator.index(cell)
    except TypeError:
        return None


class Landscape:
    """Points with neighbours and a fitness; made by nasscape.open()."""

    def __init__(self, options: Mapping[str, Any], threads: int | None, values: Sequence[float] | None) -> None:
        pointer = ctypes.c_void_p()
        numbers = None if values is None else array.array("d", values)
        address = None if numbers is None else numbers.buffer_info()[0]
        _call("nsc_bound_landscape_open", ctypes.byref(pointer), *_options(options), threads or 0, address,
              len(numbers or ()))
        self._handle: _LandscapeHandle | None = _LandscapeHandle(pointer)
        count = ctypes.c_uint32()
        _call("nsc_bound_point_count", self._pointer, ctypes.byref(count))
        self._count = count.value
        self._random = Random()
        self._run_room = 3
        self.reset_budget_counters()

    @property
    def _open(self) -> _LandscapeHandle:
        if self._handle is None:
            raise UsageError("the landscape is closed")
        return self._handle

    @property
    def _pointer(self) -> ctypes.c_void_p:
        return self._open.pointer

    def close(self) -> None:
        """Lets go of the landscape. Its memory is released with the last array, table or search that is of it."""
        self._handle = None

    def __enter__(self) -> Landscape:
        """
        >>> with open(space="hamming:3^4", values=range(81)) as landscape:
        ...     float(landscape.fitness()[80])
        80.0
        """
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def __len__(self) -> int:
        """The number of points."""
        return self._count

    def __repr__(self) -> str:
        about = self.describe()
        origin = str(about["origin"])
        marked = f"{origin.upper()}, not measured" if origin in ("surrogate", "synthetic") else origin
        return (f"<{about['space']}: {about['points']:,} points, {about['fitness']} of {about['evaluated']:,} "
                f"({marked}), relation {about['relation']}>")

    @property
    def notes(self) -> list[str]:
        """Sentences on the files that were read so far: what was assumed, what was left out."""
        notes: list[str] = []
        while (note := _library().nsc_bound_landscape_note(self._pointer, len(notes))) is not None:
            notes.append(note.decode(errors="replace"))
        return notes

    def _tables(self, name: str, *arguments: Any) -> list[Table]:
        """Calls a function whose last result is tables; Ctrl-C ends it."""
        handle = _TablesHandle()
        self._interruptible(name, *arguments, handle)
        return handle.tables()

    def _interruptible(self, name: str, *arguments: Any) -> None:
        """Calls a function of the library in another thread, so that this one hears Ctrl-C and can cancel it."""
        call = _LongCall(self._open, name, arguments)
        if threading.current_thread() is threading.main_thread():
            threading.Thread(target=call.work, name=name, daemon=True).start()
            call.wait()
        else:
            call.work()
        call.result()

    # ---- points ----

    def point(self, cell: Cell) -> int:
        """The number of a point by any of its spellings.

        >>> open(space="nb201").point("|avg_pool_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|")
        12500
        """
        number = _number(cell)
        if number is not None:
            return range(self._count)[number]
        point = ctypes.c_uint32()
        _call("nsc_bound_point", self._pointer, _bytes(str(cell)), ctypes.byref(point))
        return point.value

    def names(self, points: Iterable[int] | None = None) -> list[str]:
        """The names of points, of all of them if none are given: the official hashes of cells."""
        numbers = array.array("I", range(self._count) if points is None else points)
        pointer, size = ctypes.c_void_p(), ctypes.c_size_t()
        _call("nsc_bound_point_names", self._pointer, numbers.buffer_info()[0], len(numbers), ctypes.byref(pointer),
              ctypes.byref(size))
        return _taken_texts(pointer, size)

    def name(self, point: Cell) -> str:
        """The name of a point: the official hash of a cell.

        >>> open().name("0100010/conv3x3,conv1x1")
        Traceback (most recent call last):
        nasscape.InvalidError: the adjacency has 7 digits, which is not a square matrix of 2 to 8 vertices
        """
        return self.names([self.point(point)])[0]

    def spellings(self, cell: Cell) -> list[str]:
        """Everything that is the same network: the matrices of a cell, its representative first."""
        pointer, size = ctypes.c_void_p(), ctypes.c_size_t()
        _call("nsc_bound_spellings", self._pointer, self.point(cell), ctypes.byref(pointer), ctypes.byref(size))
        return _taken_texts(pointer, size)

    def _text(self, cell: Cell) -> str:
        return str(cell) if _number(cell) is None else self.name(cell)

    def draw(self, cell: Cell) -> Figure:
        """A drawing of a cell, or of another point that is a network."""
        pointer, size = ctypes.c_void_p(), ctypes.c_size_t()
        _call("nsc_bound_draw", self._pointer, _bytes(self._text(cell)), ctypes.byref(pointer), ctypes.byref(size))
        return Figure(_taken_text(pointer, size))

    # ---- all points ----

    def _fitness(self, rule: str | None) -> tuple[Any, Any]:
        values, errors, count = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_size_t()
        self._interruptible("nsc_bound_fitness", self._pointer, _bytes(rule), ctypes.byref(values),
                            ctypes.byref(errors), ctypes.byref(count))

        def numbers(address: ctypes.c_void_p) -> Any:
            if address.value is None:
                return None
            return _array(self._open, address.value, count.value, ctypes.c_double, "d")
        return numbers(values), numbers(errors)

    def fitness(self, rule: str | None = None) -> Any:
        """The fitness of all points by their numbers, NaN where missing: a read-only array of numpy, or a memoryview.

        Without a rule: the landscape's own.
        """
        return self._fitness(rule)[0]

    def standard_errors(self, rule: str | None = None) -> Any:
        """The standard errors of a fitness that is a mean over runs, NaN where there is none; None if all are."""
        return self._fitness(rule)[1]

    def graph(self, relation: str | None = None) -> tuple[Any, Any]:
        """The neighbours of all points as two arrays, offsets and neighbours: the neighbours of point p are
        neighbours[offsets[p]:offsets[p + 1]].

        >>> offsets, neighbours = open(space="hamming:2^3").graph()
        >>> [int(point) for point in neighbours[offsets[0]:offsets[1]]]
        [1, 2, 4]
        """
        offsets, neighbours, count = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_size_t()
        self._interruptible("nsc_bound_graph", self._pointer, _bytes(relation), ctypes.byref(offsets),
                            ctypes.byref(neighbours), ctypes.byref(count))
        starts = _array(self._open, offsets.value or 0, count.value + 1, ctypes.c_uint64, "Q")
        return starts, _array(self._open, neighbours.value or 0, int(starts[-1]), ctypes.c_uint32, "I")

    def describe(self, rule: str | None = None) -> Row:
        """What the landscape is and where a fitness comes from: space, points, evaluated, coverage, relation, fitness,
        direction, origin, source, version and more."""
        table = self._tables("nsc_bound_describe", self._pointer, _bytes(rule))[0]
        return {str(row["key"]): row["value"] for row in table}

    # ---- questions and analyses ----

    def ask(self, question: str, *cells: Cell, **options: Any) -> Table:
        """The answer to a question of `nasscape query`: cell, neighbours, ball, path, climb, compare, nearest-better,
        top, sample. Options are those of the command, with underscores.

        >>> open(space="hamming:2^3", values=range(8)).ask("path", "000", "011").column("point")
        ['000', '010', '011']
        """
        points, count = _words(self._text(cell) for cell in cells)
        return self._tables("nsc_bound_ask", self._pointer, _bytes(question), points, count, *_options(options))[0]

    def neighbours(self, cell: Cell, **options: Any) -> Table:
        """The neighbours of a point, best first, with the change and the fitness of each.

        Options: radius, better=True, kind, where, n, fitness, relation.
        """
        return self.ask("neighbours", cell, **options)

    neighbors = neighbours

    def analyse(self, name: str, **options: Any) -> Tables:
        """Runs an analysis: its tables by their names. Options are those of `nasscape analyse NAME`, with underscores;
        `relation` and `fitness` take the place of those of the landscape.

        >>> tables = open(space="hamming:2^3", values=range(8)).analyse("optima")
        >>> tables.first.column("point")
        ['111']
        """
        return Tables(name, self._tables("nsc_bound_analyse", self._pointer, _bytes(name), *_options(options)))

    analyze = analyse

    def analyses(self) -> Table:
        """All analyses: what each says, its source, its tables and options, and why it does not suit the landscape.

        >>> open(space="hamming:2^3").analyses().value("unsuited", analysis="depthwidth") is None
        False
        """
        return self._tables("nsc_bound_analyses", self._pointer)[0]

    def search(self, **options: Any) -> Search:
        """Simulated searches on the landscape's measurements: your own or published ones. Options are those of
        `nasscape search run`, with underscores: evaluations, time (simulated seconds), runs, seed, encoding,
        protocol, ...

        >>> search = open(space="hamming:3^4", values=range(81)).search(evaluations=20, seed=1)
        >>> search.run("random").table("final").column("evaluations")
        [20]
        """
        return Search(self, options)

    # ---- the interface of the official library of NAS-Bench-101 ----

    @functools.cached_property
    def valid_epochs(self) -> set[int]:
        """The budgets of the data."""
        epochs, count = (ctypes.c_int * 64)(), ctypes.c_size_t()
        _call("nsc_bound_budgets", self._pointer, epochs, len(epochs), ctypes.byref(count))
        return set(epochs[:count.value])

    def _runs(self, point: int, epochs: int) -> tuple[list[dict[str, float]], str]:
        """All runs of a point at a budget, and what they are: measured, surrogate, synthetic or given."""
        values, count = (ctypes.c_double * (9 * self._run_room))(), ctypes.c_size_t()
        origin = ctypes.c_char_p()
        _call("nsc_bound_runs", self._pointer, point, epochs, values, self._run_room, ctypes.byref(count),
              ctypes.byref(origin))
        if count.value > self._run_room:
            self._run_room = count.value
            return self._runs(point, epochs)
        runs = [dict(zip(_RUN_VALUES, values[9 * run + 1:9 * run + 9])) for run in range(count.value)]
        return runs, (origin.value or b"").decode()

    def hash_iterator(self) -> Iterator[str]:
        """The names of all points that the data has a run of, at any budget: the hashes of cells."""
        for first in range(0, len(self._known_points), 4096):
            yield from self.names(self._known_points[first:first + 4096])

    @functools.cached_property
    def _known_points(self) -> array.array[int]:
        known = (ctypes.c_ubyte * max(self._count, 1))()
        self._interruptible("nsc_bound_known_points", self._pointer, known)
        return array.array("I", itertools.compress(range(self._count), known))

    def random_sample(self, count: int | None = None, seed: int | None = None) -> Any:
        """The name of a point drawn uniformly from those that the data has a run of, or a list of `count` of them; with
        a seed, the same ones each time."""
        random = self._random if seed is None else Random(seed)
        names = self.names(self._draw(random) for _ in range(1 if count is None else count))
        return names[0] if count is None else names

    def _draw(self, random: Random) -> int:
        # Where most points have a run, the first draws find one; _known_points asks a model for all of its values.
        for _ in range(4):
            point = random.randrange(self._count)
            if any(self._has_runs(point, epochs) for epochs in self.valid_epochs):
                return point
        return random.choice(self._known_points)

    def _has_runs(self, point: int, epochs: int) -> bool:
        try:
            return len(self._runs(point, epochs)[0]) > 0
        except MissingError:
            return False

    def spec(self, cell: Cell) -> ModelSpec:
        """The ModelSpec of a cell: its representative matrix and operations.

        >>> open().spec("id:1").ops
        ['input', 'conv3x3-bn-relu', 'output']
        """
        if isinstance(cell, ModelSpec):
            return cell
        if not self._has_cells:
            raise UsageError("the points of this space are no cells")
        matrix, _, operations = self.spellings(cell)[0].partition("/")
        size = round(len(matrix) ** 0.5)
        rows = [[int(digit) for digit in matrix[size * row:size * row + size]] for row in range(size)]
        return ModelSpec(rows, operations.split(","))

    def _specified(self, spec: Cell) -> int:
        """The number of a point; as in the official library, what is none is outside the domain."""
        try:
            return self.point(spec)
        except InvalidError as reason:
            raise OutOfDomainError(str(reason)) from None

    def is_valid(self, spec: Cell) -> bool:
        """True if the specification is a point of the space."""
        try:
            self.point(spec)
        except Error:
            return False
        return True

    def get_metrics_from_hash(self, name: str) -> tuple[dict[str, Any], dict[int, list[dict[str, float]]]]:
        """What is fixed of a cell (module_adjacency, module_operations, trainable_parameters), and its runs by budget:
        final_ and halfway_ training_time, train_accuracy, validation_accuracy and test_accuracy."""
        return self.get_metrics_from_spec(name)

    def get_metrics_from_spec(self, spec: Cell) -> tuple[dict[str, Any], dict[int, list[dict[str, float]]]]:
        """The same of a ModelSpec, or of a cell in any spelling. Uses up no budget.

        >>> fixed, runs = open().get_metrics_from_spec(ModelSpec([[0, 1], [0, 0]], ["input", "output"]))
        >>> fixed["trainable_parameters"], list(runs)
        (882570, [108])
        """
        point = self._specified(spec)
        runs = {}
        for epochs in sorted(self.valid_epochs):
            try:
                runs[epochs] = self._runs(point, epochs)[0]
            except MissingError:
                continue
        return self._fixed(point), runs

    @functools.cached_property
    def _has_cells(self) -> bool:
        return self.is_valid("0100/input,output")

    def _fixed(self, point: int) -> dict[str, Any]:
        if not self._has_cells:
            return {"point": self.name(point)}
        spec = self.spec(point)
        return dict(module_adjacency=spec.matrix, module_operations=spec.ops,
                    trainable_parameters=int(self._parameters[point]))

    @functools.cached_property
    def _parameters(self) -> Any:
        return self.fitness("params")

    def query(self, spec: Cell, epochs: int = 108, stop_halfway: bool = False) -> dict[str, Any]:
        """One of the runs of a cell, drawn with equal chances, as the official library answers: module_adjacency,
        module_operations, trainable_parameters, training_time, train_accuracy, validation_accuracy, test_accuracy.

        Each call adds to the budget counters: the training time, and the epochs (half of them, rounded down, with
        stop_halfway). Values that the data does not hold are None. `origin` says what they are: measured, or
        surrogate, which is the value of a fitted model. In other spaces, `point` stands for what is fixed of a cell.

        >>> landscape = open()
        >>> landscape.query("010001000/conv3x3")["origin"]
        'surrogate'
        >>> landscape.get_budget_counters()[1]
        108
        """
        if epochs not in self.valid_epochs:
            raise OutOfDomainError(f"invalid number of epochs {epochs!r}, must be one of {sorted(self.valid_epochs)}")
        point = self._specified(spec)
        runs, origin = self._runs(point, epochs)
        run = self._random.choice(runs)
        part = "halfway" if stop_halfway else "final"
        answer = self._fixed(point)
        for name in ("training_time", "train_accuracy", "validation_accuracy", "test_accuracy"):
            value = run[f"{part}_{name}"]
            answer[name] = None if value != value else value
        answer["origin"] = origin
        self.training_time_spent += run[f"{part}_training_time"]
        self.total_epochs_spent += epochs // 2 if stop_halfway else epochs
        return answer

    def seed(self, seed: int) -> None:
        """Begins the random numbers of query and random_sample anew."""
        self._random = Random(seed)

    def get_budget_counters(self) -> tuple[float, int]:
        """Training time in seconds and epochs that the queries have used up; the time is nan once a run had none."""
        return self.training_time_spent, self.total_epochs_spent

    def reset_budget_counters(self) -> None:
        """Sets both counters to 0."""
        self.training_time_spent = 0.0
        self.total_epochs_spent = 0


class OutOfDomainError(InvalidError):
    """A specification that is no point of the space, or a number of epochs that the data does not have."""


_RUN_VALUES = [f"{part}_{name}" for part in ("final", "halfway")
               for name in ("training_time", "train_accuracy", "validation_accuracy", "test_accuracy")]


class ModelSpec:
    """A cell as a matrix and operations, pruned as the official library does it.

    Matrices are arrays of numpy where that is installed, else lists of rows.

    >>> spec = ModelSpec([[0, 1, 1], [0, 0, 0], [0, 0, 0]], ["input", "conv1x1-bn-relu", "output"])
    >>> spec.valid_spec, len(spec.matrix), spec.ops
    (True, 2, ['input', 'output'])
    >>> str(spec)
    '0100/input,output'
    """

    def __init__(self, matrix: Sequence[Sequence[int]], ops: Sequence[str], data_format: str = "channels_last") -> None:
        rows = [[int(edge) for edge in row] for row in matrix]
        size = len(rows)
        if any(len(row) != size for row in rows):
            raise ValueError("matrix must be square")
        if size != len(ops):
            raise ValueError("length of ops must match matrix dimensions")
        if any(rows[start][end] for start in range(size) for end in range(start + 1)):
            raise ValueError("matrix must be upper triangular")
        kept = _between(rows)
        self.data_format = data_format
        self.original_matrix, self.original_ops = _matrix(rows), list(ops)
        self.valid_spec = bool(kept)
        # None, as in the official library, where no path leads from the input to the output.
        self.matrix: Any = _matrix([[rows[start][end] for end in kept] for start in kept]) if kept else None
        self.ops: Any = [ops[vertex] for vertex in kept] or None

    def __str__(self) -> str:
        """The spelling by which the library reads it: ADJACENCY/OPERATIONS."""
        matrix, ops = (self.matrix, self.ops) if self.valid_spec else (self.original_matrix, self.original_ops)
        return "".join(str(edge) for row in matrix for edge in row) + "/" + ",".join(ops)

    def __repr__(self) -> str:
        return f"<ModelSpec {self}>"


def _between(rows: list[list[int]]) -> list[int]:
    """The vertices on paths from the first, the input, to the last, the output; none if there is no path."""
    size = len(rows)
    after, before = {0}, {size - 1}
    for end in range(1, size):
        if any(rows[start][end] for start in after):
            after.add(end)
    for start in range(size - 2, -1, -1):
        if any(rows[start][end] for end in before):
            before.add(start)
    return sorted(after & before) if size - 1 in after else []


def _matrix(rows: list[list[int]]) -> Any:
    return rows if _numpy() is None else _numpy().array(rows, dtype="int8")


# ---- searches ----

Candidate = Any  # a list of numbers, one for each variable; the name of a point where a search handles points


class _SearchHandle:
    """A search of the library, with the landscape that must outlive it. The call that opens it takes the handle as its
    argument."""

    def __init__(self, landscape: _LandscapeHandle) -> None:
        self.pointer = ctypes.c_void_p()
        self._as_parameter_ = ctypes.byref(self.pointer)
        self.landscape = landscape
        _released(self, _close_search, self.pointer, landscape)


def _close_search(pointer: ctypes.c_void_p, landscape: _LandscapeHandle) -> None:
    _library().nsc_bound_search_close(pointer)


class Search:
    """An experiment on a landscape: an evaluation is a look-up of one of the runs that the data has, a clock adds up
    the training times, and the best so far is the incumbent.

    The loop is yours:

    >>> search = open(space="hamming:3^4", values=range(81)).search(evaluations=30, seed=7)
    >>> best = None
    >>> while not search.ended:
    ...     candidate = search.draw() if best is None else search.mutate(best["candidate"])
    ...     answer = search.evaluate(candidate)
    ...     if best is None or answer["loss"] < best["loss"]:
    ...         best = dict(answer, candidate=candidate)
    >>> search.state()["evaluations"]
    30

    or that of an algorithm: a published one by its name, or your own, whose object has `ask()`, which proposes a
    candidate, and `tell(candidate, answer)`, which learns. All are compared on the same experiment:

    >>> class Mutations:
    ...     def __init__(self, search):
    ...         self.search, self.best, self.loss = search, search.draw(), float("inf")
    ...     def ask(self):
    ...         return self.search.mutate(self.best)
    ...     def tell(self, candidate, answer):
    ...         if answer["loss"] <= self.loss:
    ...             self.best, self.loss = candidate, answer["loss"]
    >>> search = open(space="hamming:3^4", values=range(81)).search(evaluations=30, runs=4)
    >>> results = search.run(Mutations, "evolution:population=10,tournament=2")
    >>> results.table("final").column("run")
    [0, 1, 2, 3, 0, 1, 2, 3]
    """

    def __init__(self, landscape: Landscape, options: Mapping[str, Any]) -> None:
        self._handle = _SearchHandle(landscape._open)
        landscape._interruptible("nsc_bound_search_open", self._handle, landscape._pointer, *_options(options))
        self.landscape = landscape
        self._lock = threading.Lock()
        self._best: tuple[float, Candidate] | None = None
        self.ended = False

    def _request(self, **request: Any) -> dict[str, Any]:
        pointer, size = ctypes.c_void_p(), ctypes.c_size_t()
        with self._lock:
            _call("nsc_bound_search_request", self._handle.pointer, json.dumps(request).encode(),
                  ctypes.byref(pointer), ctypes.byref(size))
        reply: dict[str, Any] = json.loads(_taken_text(pointer, size))
        self.ended = reply.get("ended", self.ended)
        return reply

    def describe(self) -> dict[str, Any]:
        """The experiment: encoding, variables, epochs, limits, seed, protocol, what selects and what scores, origin."""
        return self._request(describe=True)

    @functools.cached_property
    def variables(self) -> list[dict[str, Any]]:
        """Name, kind and levels of each number of a candidate; empty where candidates are points."""
        return list(self.describe()["variables"])

    def draw(self) -> Candidate:
        """A candidate drawn uniformly; None once the run has ended."""
        candidates = self._request(draw=1)["candidates"]
        return candidates[0] if candidates else None

    def mutate(self, candidate: Candidate) -> Candidate:
        """One change of a candidate; None once the run has ended."""
        candidates = self._request(mutate=_plain(candidate))["candidates"]
        return candidates[0] if candidates else None

    def neighbours(self, candidate: Candidate) -> list[Candidate]:
        """All single changes of a candidate, or the neighbours of a point by its name."""
        return list(self._request(neighbours=_plain(candidate))["neighbours"])

    neighbors = neighbours

    def evaluate(self, candidate: Candidate, epochs: int | None = None) -> dict[str, Any]:
        """Evaluates a candidate, or a point by its name: point, valid, loss, fitness, time_s, incumbent, evaluations,
        ended. Once the run has ended nothing is evaluated, and there is no loss."""
        request = {"evaluate": _plain(candidate)}
        return self._request(**request) if epochs is None else self._request(**request, epochs=epochs)

    def ask(self) -> Candidate:
        """A candidate to evaluate: drawn uniformly at first, then one change of the best that `tell` has heard of in
        this run. None once the run has ended.

        >>> search = open(space="hamming:3^4", values=range(81)).search(evaluations=30, seed=7)
        >>> while not search.ended:
        ...     candidate = search.ask()
        ...     search.tell(candidate, search.evaluate(candidate))
        """
        return self.draw() if self._best is None else self.mutate(self._best[1])

    def tell(self, candidate: Candidate, answer: Mapping[str, Any] | float) -> None:
        """What `evaluate` answered on a candidate, or its loss: of equal ones the later is taken. A loss is a number,
        and not NaN."""
        loss = answer.get("loss") if isinstance(answer, Mapping) else answer
        if loss is None:
            return
        loss = float(loss)
        if loss != loss:
            raise InvalidError("the loss of a candidate is nan, which is not a number")
        if self._best is None or loss <= self._best[0]:
            self._best = loss, candidate

    def state(self) -> dict[str, Any]:
        """How far the run is, and its incumbent with regrets."""
        return self._request(state=True)

    def next_run(self) -> None:
        """Ends the run and begins the next, on random numbers of its own."""
        self._request(next_run=True)
        self._best = None
        self.ended = False

    @property
    def run_count(self) -> int:
        """The runs that each algorithm has: the option `runs`."""
        return int(_library().nsc_bound_search_run_count(self._handle.pointer))

    def run(self, *algorithms: Any, script: bool = False) -> Results:
        """Runs algorithms, each run_count times: a published one by its name and settings, "evolution:population=50";
        or a class or function that makes an object with `ask()` and `tell(candidate, answer)` for this search, once
        for each run. `ask` returns None to end a run early. Runs that you drove before are not among the results."""
        results = Results(self)
        for algorithm in algorithms:
            if isinstance(algorithm, str):
                results._run(algorithm, script)
            else:
                Results(self)._take("earlier runs, which are dropped")
                self._drive(algorithm)
                results._take(getattr(algorithm, "__name__", type(algorithm).__name__))
        return results

    def results(self, label: str = "own") -> Results:
        """The runs that you drove so far; the search begins again with its first run."""
        results = Results(self)
        results._take(label)
        return results

    def _drive(self, make: Any) -> None:
        for run in range(self.run_count):
            if run > 0:
                self.next_run()
            algorithm = make(self)
            while not self.ended:
                candidate = algorithm.ask()
                if candidate is None:
                    break
                answer = self.evaluate(candidate)
                if "loss" in answer:
                    algorithm.tell(candidate, answer)


def _plain(candidate: Candidate) -> Any:
    """A candidate as JSON takes it: numbers of numpy are none that it knows."""
    if isinstance(candidate, str):
        return candidate
    return [number.item() if hasattr(number, "item") else number for number in candidate]


class Results:
    """Runs of algorithms on one experiment, and tables of them: `results.table("regret", over="time")`."""

    def __init__(self, search: Search) -> None:
        pointer = ctypes.c_void_p()
        _call("nsc_bound_results_open", ctypes.byref(pointer), search._handle.pointer)
        self._search = search
        self._pointer = pointer
        _released(self, _close_results, pointer, search._handle)

    def _run(self, algorithm: str, script: bool) -> None:
        self._search.landscape._interruptible("nsc_bound_results_run", self._pointer, _bytes(algorithm), script)

    def _take(self, label: str) -> None:
        with self._search._lock:
            _call("nsc_bound_results_take", self._pointer, self._search._handle.pointer, _bytes(label))
        self._search.ended = False
        self._search._best = None

    def table(self, name: str = "final", **options: Any) -> Table:
        """A table of `nasscape search tables`, with the options that it reads: final, traces, summary, regret,
        comparison, ..."""
        return self._search.landscape._tables("nsc_bound_results_table", self._pointer, _bytes(name),
                                              *_options(options))[0]


def _close_results(pointer: ctypes.c_void_p, search: _SearchHandle) -> None:
    _library().nsc_bound_results_close(pointer)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _library().nsc_version().decode()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
