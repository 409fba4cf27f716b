"""The style that all charts share: A4 landscape, petroff6 colours, quiet axes, text kept as text."""

import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib as mpl
import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

WIDE = (10.6, 6.4)
"""Inches of a chart on an A4 landscape page with its margins."""
INK, QUIET, BAD = "#1a1a1a", "#595959", "#f89c20"
"""Text; footnotes and rules; what is bad (always with a word as well)."""
BEFORE_A_UNIT = re.compile(r"(?<=\d) (?=(?:%|(?:Cr|L|M|B|lakh|crore|million|billion)\b))|(?<=\bRs) (?=\d)")
SETTINGS = {
    "font.size": 11.0,
    "font.family": "DejaVu Sans",
    "axes.titlesize": 14.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 11.0,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.formatter.use_mathtext": False,
    "text.parse_math": False,  # a "$" in a name is a "$"
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.8,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.fonttype": "none",
    "svg.hashsalt": "orderpoint",
    "hatch.linewidth": 0.6,
}


@contextmanager
def chart_style() -> Iterator[None]:
    """Draw and save in the style of orderpoint."""
    with mpl.rc_context(), matplotlib.style.context("petroff6"):
        mpl.rcParams.update(SETTINGS)  # type: ignore[arg-type]  # the stubs want literal names
        yield


def new_figure(size: tuple[float, float] = WIDE) -> Figure:
    """Return an empty figure that can be measured without pyplot."""
    figure = Figure(figsize=size, dpi=100)
    FigureCanvasAgg(figure)
    return figure


def set_finding(figure: Figure, title: str, footnote: str, ax: Axes | None = None) -> None:
    """Write the finding above a chart and the footnote below it; into `ax` where one was given."""
    if ax is not None:
        ax.set_title(wrapped(title, 60), loc="left")
        below = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "top"}
        ax.annotate(footnote, (0, 0), (0, -44), fontsize=9, color=QUIET, **below)  # type: ignore[arg-type]
        return
    across = figure.get_size_inches()[0]
    figure.text(
        0.02,
        0.975,
        wrapped(title, int(across * 7.6)),
        fontsize=15,
        fontweight="bold",
        color=INK,
        va="top",
        linespacing=1.25,
    )
    figure.text(0.02, 0.02, wrapped(footnote, int(across * 14)), fontsize=9, color=QUIET, va="bottom")


def wrapped(text: str, width: int) -> str:
    r"""Break a text into lines, never a number from its unit, nor a name at a hyphen unless it must.

    Examples
    --------
    >>> wrapped("bought and made to a schedule", 16)
    'bought and made\nto a schedule'
    """
    glued = BEFORE_A_UNIT.sub("\N{NO-BREAK SPACE}", text)
    long_words = any(len(word) > width for word in glued.split(" "))
    lines = textwrap.wrap(glued, width, break_on_hyphens=long_words)
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def as_sentence_start(text: str) -> str:
    """Return the text with a capital at its start."""
    return text[:1].upper() + text[1:]
