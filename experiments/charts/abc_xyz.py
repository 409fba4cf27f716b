"""ABC-XYZ matrix: items by value and by variation of demand, with policy and service of each cell."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.charts.chart import Chart
from experiments.charts.style import INK, QUIET, chart_style, new_figure, set_finding, wrapped
from experiments.classes import ABC, XYZ, XYZ_LIMITS
from experiments.money import money, plain

HUE = LinearSegmentedColormap.from_list("value", ["#ffffff", "#c9d9f7", "#5f8ee0", "#1b3f8f"])
"""One hue from nothing to the largest share; its lightness falls all the way, so it reads in grey."""
INKS = (INK, "#ffffff")
LEAST_CONTRAST = 4.5
"""Contrast of text against its cell that the Web Content Accessibility Guidelines ask for (level AA)."""
POLICY_WIDTH = 26
FULL = 1 / 3
"""Least share of the value that the darkest colour stands for: shares that are all small stay light."""
ALIKE = 0.005
"""Difference of fill rates below which no cell is served worse than another."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell: items, share of all value, policy, fill rate, and share of what is not served at once."""

    abc: str
    xyz: str
    count: int
    share: float
    policy: str
    fill_rate: float
    missed: float


def abc_xyz(
    frame: pd.DataFrame,
    *,
    currency: str = "INR",
    what: str = "sales",
    limits: tuple[float, float] = XYZ_LIMITS,
    simulated: bool = False,
    replications: int = 0,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw a matrix of the classes by value (rows) and by variation (columns).

    A cell says how many items it has, what share of the value they make, and, where the frame has them, their
    policy and their fill rate: the mean of its items, weighted by their value. The darker, the more value.

    Parameters
    ----------
    frame
        Columns `item`, `value` (money a year), `abc` (`A`, `B`, `C`), `xyz` (`X`, `Y`, `Z`) and, if wanted,
        `policy` (in words) and `fill_rate`. Items of another class are left out, and counted in the footnote.
    currency
        ISO code, for the value of all items in the footnote; empty: the values are units.
    what
        What the value is, in a word: `sales`, `use`.
    limits
        Largest coefficient of variation of a month's demand of X, and of Y.
    simulated
        Whether fill rates (and values) were simulated; otherwise they are data of the case.
    replications, seed
        For the footnote.
    ax
        Where to draw; a figure of its own if left out.

    Raises
    ------
    ValueError
        No item has a class and a value above zero.
    """
    rows = frame[frame["abc"].isin(ABC) & frame["xyz"].isin(XYZ)]
    rows = rows.assign(value=rows["value"].fillna(0.0).clip(lower=0.0))
    total = float(rows["value"].sum())
    if not total > 0:
        raise ValueError(f"no item with a class has {what} above zero; a matrix needs some")
    cells = _cells(rows, total)
    title = _finding(cells, len(rows), what)
    note = _note(frame, rows, total, currency, what, simulated, replications, seed)
    with chart_style():
        figure = new_figure() if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        set_finding(figure, title, note, ax)
        axes = ax if ax is not None else figure.add_axes((0.02, 0.115, 0.96, 0.745))
        _draw(axes, cells, rows, total, what, limits)
    return Chart(figure, title, _alt_text(title, cells, what))


def text_colour(face: str) -> str:
    """Return the ink, black or white, that is read better on a colour.

    Examples
    --------
    >>> text_colour("#ffffff"), text_colour("#1b3f8f")
    ('#1a1a1a', '#ffffff')
    """
    return max(INKS, key=lambda ink: contrast(ink, face))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21, as WCAG 2.2 defines it.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 6)
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def cell_colour(share: float, largest: float) -> str:
    """Return the colour of a cell, a little lighter where no ink could be read on it.

    Parameters
    ----------
    share, largest
        Share of the value of the cell, and the share that the darkest colour stands for.
    """
    place = share / largest if largest > 0 else 0.0
    face = to_hex(HUE(place))
    while contrast(text_colour(face), face) < LEAST_CONTRAST and place > 0:
        place -= 0.01
        face = to_hex(HUE(max(place, 0.0)))
    return face


def _cells(rows: pd.DataFrame, total: float) -> list[_Cell]:
    served = "fill_rate" in rows
    value = rows["value"]
    lost = (value * (1 - rows["fill_rate"])).clip(lower=0) if served else value * 0
    all_lost = float(lost.sum())
    cells = []
    for abc in ABC:
        for xyz in XYZ:
            inside = (rows["abc"] == abc) & (rows["xyz"] == xyz)
            group = rows[inside]
            cells.append(
                _Cell(
                    abc,
                    xyz,
                    len(group),
                    float(group["value"].sum()) / total,
                    _policy(group["policy"].dropna().tolist()) if "policy" in rows else "",
                    _mean_fill(group) if served else float("nan"),
                    float(lost[inside].sum()) / all_lost if all_lost > 0 else 0.0,
                )
            )
    return cells


def _policy(policies: Sequence[str]) -> str:
    """Return the one policy of a cell; of several, the one that most items have, if there is one."""
    counts = Counter(policies).most_common()
    if not counts:
        return ""
    name, most = counts[0]
    if len(counts) == 1:
        return str(name)
    return f"mixed, mostly {name}" if 2 * most > len(policies) else "mixed"


def _mean_fill(group: pd.DataFrame) -> float:
    known = group[group["fill_rate"].notna()]
    if known.empty:
        return float("nan")
    weight = known["value"] if known["value"].sum() > 0 else known["value"] * 0 + 1
    return float((known["fill_rate"] * weight).sum() / weight.sum())


def _finding(cells: Sequence[_Cell], number: int, what: str) -> str:
    rates = [cell.fill_rate for cell in cells if cell.fill_rate == cell.fill_rate]
    if rates and max(rates) - min(rates) > ALIKE:
        worst = max(cells, key=lambda cell: cell.missed)
        its = "its one item makes" if worst.count == 1 else f"its {worst.count:,} items make"
        return (
            f"Act first in {worst.abc}{worst.xyz}: {its} {_percent(worst.share)} of the {what} and "
            f"{_percent(worst.missed)} of what is not served at once"
        )
    most = max(cells, key=lambda cell: cell.share)
    if number == 1:
        return f"{most.abc}{most.xyz} holds the only item"
    verb = "makes" if most.count == 1 else "make"
    of = f"{most.count:,} of {number:,} items"
    text = f"{most.abc}{most.xyz} matters most: {of} {verb} {_percent(most.share)} of the {what}"
    return text + ("; all cells are served about alike" if len(rates) > 1 else "")


def _percent(share: float) -> str:
    if 0 < share < 0.005:
        return "less than 1 %"
    return "more than 99 %" if 0.995 <= share < 1 - 1e-9 else f"{100 * share:.0f} %"


def _note(
    frame: pd.DataFrame,
    rows: pd.DataFrame,
    total: float,
    currency: str,
    what: str,
    simulated: bool,
    replications: int,
    seed: int | None,
) -> str:
    if simulated:
        text = f"Simulated: {replications} replications" + ("" if seed is None else f", seed {seed}") + "."
    else:
        text = "From the data of the case, not simulated."
    amount = money(total, currency, decimals=1) if currency else f"{plain(total)} units"
    text += f" The darker a cell, the more of the {what} ({amount} a year in all)."
    if "fill_rate" in rows:
        text += " Fill rate: mean of the items, weighted by value."
    missing = len(frame) - len(rows)
    if missing:
        text += f" Left out, for they have no class: {missing:,} {'item' if missing == 1 else 'items'}."
    return text


def _draw(
    ax: Axes, cells: Sequence[_Cell], rows: pd.DataFrame, total: float, what: str, limits: tuple[float, float]
) -> None:
    largest = max(FULL, *(cell.share for cell in cells))
    for cell in cells:
        _draw_cell(ax, cell, cell_colour(cell.share, largest), what)
    low, high = limits
    heads = (
        f"X: steady\nvariation up to {100 * low:g} %",
        f"Y: uneven\n{100 * low:g} to {100 * high:g} %",
        f"Z: erratic\nabove {100 * high:g} %",
    )
    for column, words in enumerate(heads):
        first, second = words.split("\n")
        at = column + 0.5
        ax.text(at, -0.16, first, ha="center", va="bottom", fontsize=12, fontweight="bold", color=INK)
        ax.text(at, -0.04, second, ha="center", va="bottom", fontsize=9.5, color=QUIET)
    for row, name in enumerate(ABC):
        group = rows[rows["abc"] == name]
        noun = "item" if len(group) == 1 else "items"
        ax.text(-0.06, row + 0.36, name, ha="right", va="center", fontsize=18, fontweight="bold", color=INK)
        words = f"{len(group):,} {noun}\n{_percent(float(group['value'].sum()) / total)} of the {what}"
        ax.text(-0.06, row + 0.60, words, ha="right", va="center", fontsize=9.5, color=QUIET, linespacing=1.3)
    ax.text(
        -0.06, -0.04, "Variation of a\nmonth's demand:", ha="right", va="bottom", fontsize=9.5, color=QUIET
    )
    ax.set_xlim(-0.62, 3.0)
    ax.set_ylim(3.0, -0.34)
    ax.set_axis_off()


def _draw_cell(ax: Axes, cell: _Cell, face: str, what: str) -> None:
    column, row = XYZ.index(cell.xyz), ABC.index(cell.abc)
    ax.add_patch(Rectangle((column, row), 1, 1, facecolor=face, edgecolor=QUIET, linewidth=1.0))
    ink, middle = text_colour(face), column + 0.5
    if cell.count == 0:
        ax.text(middle, row + 0.5, "no items", ha="center", va="center", fontsize=10.5, color=ink)
        return
    noun = "item" if cell.count == 1 else "items"
    policy = [] if not cell.policy else wrapped(cell.policy, POLICY_WIDTH).split("\n")
    served = [] if cell.fill_rate != cell.fill_rate else [f"fill rate {100 * cell.fill_rate:.1f} %"]
    lines = [
        (f"{_percent(cell.share)} of the {what}", 13.0, "bold"),
        (f"{cell.count:,} {noun}", 10.5, "normal"),
        *((text, 10.5, "normal") for text in _cut(policy)),
        *((text, 10.5, "bold") for text in served),
    ]
    step = 0.155
    at = row + 0.5 - step * (len(lines) - 1) / 2
    for k, (text, size, weight) in enumerate(lines):
        ax.text(
            middle, at + k * step, text, ha="center", va="center", fontsize=size, fontweight=weight, color=ink
        )


def _cut(lines: list[str], most: int = 3) -> list[str]:
    """Return so many lines at the most; three dots say that there was more."""
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1].rstrip(" ,.") + " ..."]


def _alt_text(title: str, cells: Sequence[_Cell], what: str) -> str:
    text = f"Matrix of classes by value and by variation of demand where: {title}."
    for cell in cells:
        if cell.count == 0:
            continue
        noun = "item" if cell.count == 1 else "items"
        words = [f"{cell.count:,} {noun}", f"{_percent(cell.share)} of the {what}"]
        words += [cell.policy] if cell.policy else []
        words += [f"fill rate {100 * cell.fill_rate:.1f} %"] if cell.fill_rate == cell.fill_rate else []
        text += f" {cell.abc}{cell.xyz}: {', '.join(words)}."
    return text
