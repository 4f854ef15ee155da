# %% id="open"
import nasscape

landscape = nasscape.open(@OPEN@)
about = landscape.describe()
landscape

# %% [markdown] id="helpers-words"
# `nasscape.py` beside this notebook computes everything live. The next cell defines how results are shown: `say` writes
# sentences, and `show` draws a table with matplotlib. Where matplotlib is not installed, nasscape draws the figure.

# %% id="helpers"
import math

from IPython.display import Markdown, display

try:
    import matplotlib.pyplot as plt
    plt.rcParams.update({
        "figure.figsize": (8, 4.2), "figure.dpi": 110, "figure.constrained_layout.use": True, "font.size": 10,
        "axes.titlelocation": "left", "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
        "axes.grid": True, "grid.color": "#e4e4e4", "legend.frameon": False, "legend.fontsize": 9,
        "axes.prop_cycle": plt.cycler(color=["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"])})
except ImportError:
    plt = None

minimise = about["direction"] == "minimise"
measured = about["origin"] == "measured"
mark = "" if about["origin"] in ("measured", "computed") else f"{about['origin'].upper()}, not measured: "
caption = (f"{mark}{about['fitness']} of {about['space']}, {100 * about['coverage']:.3g} % evaluated, "
           f"relation {about['relation']}, nasscape {about['version']}")


def show(table, draw=None, title=""):
    """Draws a table, or several {label: table}, with provenance: by matplotlib, or else as nasscape draws it."""
    if plt is None or draw is None:
        try:
            drawn = table if isinstance(table, dict) else {"": table}
            display(nasscape.figure(drawn, "two-columns"))
        except (nasscape.UsageError, nasscape.MissingError):  # there is nothing to draw
            display(table)
        return
    figure, axes = plt.subplots()
    draw(axes)
    axes.set_title(title)
    figure.supxlabel(caption, x=0.01, ha="left", fontsize=8, color="#a03000" if mark else "#606060")
    plt.show()


def say(*sentences):
    """Sentences as one paragraph; empty ones are left out."""
    text = " ".join(sentence for sentence in sentences if sentence)
    if text:
        display(Markdown(text.replace("&", "&amp;").replace("<", "&lt;")))  # names are text, not HTML


def number(value, digits=3):
    """A number for reading: so many significant digits, thousands separated."""
    if value is None or isinstance(value, float) and not math.isfinite(value):
        return "unknown"
    if isinstance(value, int) or abs(value) >= 10 ** digits:
        return f"{value:,.0f}"
    return f"{value:.{digits}g}"


def percent(share, digits=3):
    """A share from 0 to 1, or None, as per cent."""
    return "an unknown share" if share is None else f"{number(100 * share, digits)} %"


def interval(row, name="value"):
    """The 95 % interval in a row, if its value is an estimate."""
    low, high = row.get("low"), row.get("high")
    return "" if low is None or low == high == row[name] else f" [{number(low)}, {number(high)}]"


def statistics(table):
    """A table of single figures as a dictionary."""
    return dict(zip(table.column("statistic"), table.column("value")))
