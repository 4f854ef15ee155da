"""Reads the CSV files beside a notebook that nasscape wrote, and draws from them.

Python's standard library is enough. Figures are drawn by matplotlib where it is installed; without it each figure is a
table with bars of characters, and the notebook runs to its end all the same.

    read("rwa-pruned.csv")          a Table: rows with numbers as numbers, empty fields as None
    read_pairs("landscape.csv")     a two-column file as a dictionary
    Chart(title, across, up, about) a figure that says in its title where its numbers come from
    say("One sentence.", "Two.")    sentences, shown as text
"""

import csv
import html
import io
import math
import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent
BAR_WIDTH = 40
# Told apart by colour-blind eyes as well (Okabe and Ito 2008).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555")


# ---- values ----

def value_of(text):
    """A field as an integer or a real where it is one, None where it is empty, else the text itself.

    What is longer than any number that nasscape writes, or begins with 0 as none of them does, is a text: a hash or a
    string may consist of digits alone.
    """
    if text == "":
        return None
    if re.fullmatch(r"[+-]?(0|[1-9]\d{0,17})", text):
        return int(text)
    if len(text) <= 25 and re.fullmatch(r"[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d+)?", text):
        return float(text)
    return text


def known(value):
    """True for a finite number."""
    return isinstance(value, (int, float)) and math.isfinite(value)


def number(value, digits=3, sign=False):
    """A number in words: `digits` significant ones, whole numbers with thousands separated, "unknown" for None."""
    if not known(value):
        return "unknown" if value is None else str(value)
    plus = "+" if sign else ""
    if isinstance(value, int) or abs(value) >= 10 ** (digits - 1):
        return f"{value:{plus},.0f}"
    return f"{value:{plus}.{digits}g}"


def percent(value, digits=3):
    """A share, from 0 to 1, as per cent."""
    return "unknown" if not known(value) else f"{100 * value:.{digits}g} %"


def between(low, high, digits=3):
    """An interval in words."""
    return f"[{number(low, digits)}, {number(high, digits)}]"


# ---- tables ----

class Table:
    """Rows of a CSV file, each a dictionary from column name to value."""

    def __init__(self, columns, rows):
        self.columns = list(columns)
        self.rows = list(rows)

    def __len__(self):
        return len(self.rows)

    def __iter__(self):
        return iter(self.rows)

    def column(self, name):
        """The values of one column, in the order of the rows."""
        if name not in self.columns:
            raise KeyError(f"no column {name!r}; there are {', '.join(self.columns)}")
        return [row[name] for row in self.rows]

    def where(self, **wanted):
        """The rows whose columns have the values wanted."""
        return Table(self.columns, [row for row in self.rows if all(row[key] == wanted[key] for key in wanted)])

    def select(self, *names):
        """The same rows with these columns only."""
        return Table(names, [{name: row[name] for name in names} for row in self.rows])

    def _texts(self):
        return [["" if row[name] is None else number(row[name], 5) for name in self.columns] for row in self.rows]

    def __repr__(self):
        return "\n".join(aligned([self.columns] + self._texts()))

    def _repr_html_(self):
        def line(tag, fields):
            return "<tr>" + "".join(f"<{tag}>{html.escape(field)}</{tag}>" for field in fields) + "</tr>"
        return ("<table>" + line("th", self.columns) + "".join(line("td", fields) for fields in self._texts())
                + "</table>")


def aligned(lines):
    """Lists of fields as lines of text whose columns stand below each other."""
    widths = [max(len(fields[column]) for fields in lines) for column in range(len(lines[0]))]
    return ["  ".join(field.ljust(width) for field, width in zip(fields, widths)).rstrip() for fields in lines]


def read(name):
    """The Table in the CSV file `name` beside this module."""
    with open(FOLDER / name, newline="", encoding="utf-8", errors="replace") as file:
        reader = csv.DictReader(file)
        return Table(reader.fieldnames, [{key: value_of(text) for key, text in row.items()} for row in reader])


def read_pairs(name):
    """The CSV file `name`, whose first two columns are a key and its value, as a dictionary."""
    table = read(name)
    key, value = table.columns[:2]
    return {row[key]: row[value] for row in table}


# ---- sentences ----

class Words:
    """Text that a notebook shows as such."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text

    def _repr_markdown_(self):
        return self.text


def say(*sentences):
    """Sentences, one after the other; an empty one is left out."""
    return Words(" ".join(sentence for sentence in sentences if sentence))


def say_list(*sentences):
    """The same as a list."""
    return Words("\n".join("- " + sentence for sentence in sentences if sentence))


# ---- figures ----

def origin_line(about):
    """Where the numbers of a figure come from; anything that is not measured or exact is named first, in capitals."""
    origin = about["origin"]
    marked = origin.upper() + ", not measured" if origin in ("surrogate", "synthetic") else origin
    return (f"{marked}: {about['fitness']} of {about['space']}, {percent(about['coverage'])} evaluated, "
            f"relation {about['relation']}")


class Chart:
    """A figure: series are added to it, and a notebook shows it when it is a cell's last line."""

    def __init__(self, title, across, up, about):
        self.title = f"{title}\n{origin_line(about)}"
        self.across = across
        self.up = up
        self.series = []

    def _add(self, kind, label, x, **values):
        self.series.append(dict(kind=kind, label=label, x=list(x), **{key: list(values[key]) for key in values}))
        return self

    def line(self, x, y, label):
        """A line through the values."""
        return self._add("line", label, x, y=y)

    def points(self, x, y, label):
        """Single marks."""
        return self._add("points", label, x, y=y)

    def bars(self, x, y, label, low=None, high=None):
        """Bars; x may be words. With low and high, an interval on each."""
        if low is None:
            return self._add("bars", label, x, y=y)
        return self._add("bars", label, x, y=y, low=low, high=high)

    def band(self, x, low, high, label):
        """The area between two lines, in the colour of the series before it."""
        return self._add("band", label, x, low=low, high=high)

    def _columns(self):
        """Each series as one or two named columns of the text form, without bands of the same width all along."""
        for series in self.series:
            if series["kind"] == "band" and len(set(zip(series["low"], series["high"]))) == 1:
                continue
            if series["kind"] == "band":
                yield f"{series['label']}, low", series["x"], series["low"]
                yield f"{series['label']}, high", series["x"], series["high"]
            else:
                yield series["label"], series["x"], series["y"]

    def __repr__(self):
        columns = [(label, dict(zip(x, y))) for label, x, y in self._columns()]
        places = list(dict.fromkeys(place for _, values in columns for place in values))
        drawn = next((dict(zip(series["x"], series["y"])) for series in self.series if "y" in series), {})
        longest = max([abs(value) for value in drawn.values() if known(value)], default=0) or 1
        lines = [[self.across] + [label for label, _ in columns] + [self.up]]
        for place in places:
            value = drawn.get(place)
            bar = ("-" if value < 0 else "#") * round(BAR_WIDTH * abs(value) / longest) if known(value) else ""
            numbers = [values.get(place) for _, values in columns]
            lines.append([number(place, 4)] + ["" if each is None else number(each, 4) for each in numbers] + [bar])
        return "\n".join([self.title] + aligned(lines))

    def _repr_png_(self):
        """The picture, or None where matplotlib is not installed."""
        try:
            from matplotlib.backends.backend_agg import FigureCanvasAgg
            from matplotlib.figure import Figure
        except ImportError:
            return None
        figure = Figure(figsize=(8, 4.5), dpi=110, layout="constrained")
        axes = figure.add_subplot()
        colours = 0
        for series in self.series:
            colours += series["kind"] != "band"
            draw(axes, series, COLOURS[(colours - 1) % len(COLOURS)])
        if axes.get_ylim()[0] < 0:
            axes.axhline(0, color="#999999", linewidth=0.8)
        axes.set(title=self.title, xlabel=self.across, ylabel=self.up)
        axes.title.set_fontsize(10)
        if len(self.series) > 1:
            axes.legend(fontsize=8)
        picture = io.BytesIO()
        FigureCanvasAgg(figure).print_png(picture)
        return picture.getvalue()


def draw(axes, series, colour):
    """One series on matplotlib axes."""
    def numbers(name):
        return [value if known(value) else math.nan for value in series[name]]
    label = series["label"]
    if series["kind"] == "line":
        axes.plot(series["x"], numbers("y"), color=colour, label=label, marker=".", markersize=4)
    elif series["kind"] == "points":
        axes.plot(series["x"], numbers("y"), color=colour, label=label, marker="D", markersize=4, linestyle="none",
                  zorder=3)
    elif series["kind"] == "band":
        axes.fill_between(series["x"], numbers("low"), numbers("high"), color=colour, alpha=0.2, label=label,
                          linewidth=0)
    else:
        places = series["x"]
        steps = [after - before for before, after in zip(places, places[1:])] if all(map(known, places)) else []
        axes.bar(places, numbers("y"), width=0.9 * min(steps, default=1), color=colour, alpha=0.7, label=label)
        if not all(map(known, places)):
            for text in axes.get_xticklabels():
                text.set(rotation=20, horizontalalignment="right")
        if "low" in series:
            for place, low, high in zip(places, numbers("low"), numbers("high")):
                axes.plot([place, place], [low, high], color="black", linewidth=1.2)
