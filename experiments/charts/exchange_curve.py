"""Exchange curve: stock against orders a year; are the lot sizes rational?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.charts.chart import Chart
from experiments.charts.labels import Labelled, place_labels
from experiments.charts.lever_effects import GOOD
from experiments.charts.looks import Look, looks_of
from experiments.charts.money_words import amount, money_interval, simulated, tick_words
from experiments.charts.style import INK, QUIET, chart_style, new_figure, set_finding, wrapped
from experiments.money import MoneyScale, money_scale, plain

NEAR = 0.05
"""A way this near above the curve has rational lot sizes."""
STEPS, OBSTACLES = 200, 14
"""Points by which the curve is drawn, and those of it that names keep clear of."""


@dataclass(frozen=True, slots=True)
class Lots:
    """The lot sizes of an alternative, summed up: orders a year, and the money in cycle stock."""

    name: str
    title: str
    orders: float
    stock: float


def exchange_curve(
    frame: pd.DataFrame,
    *,
    titles: Mapping[str, str] | None = None,
    today: str,
    currency: str = "INR",
    seed: int | None = None,
    looks: Mapping[str, Look] | None = None,
    replications: int = 0,
    ax: Axes | None = None,
) -> Chart:
    """Draw the average cycle stock of each alternative against its orders a year, with the best possible.

    Parameters
    ----------
    frame
        Columns `alternative`, `item`, `units_a_year`, `unit_cost` (money a unit) and `orders_a_year`.
    titles
        What to call each alternative.
    today
        Name of today's way, whose items make the curve.
    currency
        ISO code.
    seed, replications
        For the footnote.
    looks
        Look of each alternative; see `looks_of`.
    ax
        Where to draw; a figure of its own if left out.

    Raises
    ------
    ValueError
        Today's way is not in the frame, or none of its items is both used and ordered.

    Notes
    -----
    An item of D units a year at v a unit that is ordered n times a year has an average cycle stock worth
    D v / 2 n. Over all items, (sum of n) x (sum of D v / 2 n) >= (sum of sqrt(D v))^2 / 2 by Cauchy's
    inequality, with equality where n is in proportion to sqrt(D v), as economic order quantities make it
    when an order costs the same for every item. E. A. Silver, D. F. Pyke and D. J. Thomas, Inventory and
    Production Management in Supply Chains, 4th ed. (2017), on exchange curves.

    Items without orders or use are left out of points and curve.
    """
    titles = titles or {}
    names = list(dict.fromkeys(str(name) for name in frame["alternative"]))
    if today not in names:
        raise ValueError(f"today's way {today!r} is not among the alternatives of the exchange curve")
    used = frame[(frame["orders_a_year"] > 0) & (frame["units_a_year"] > 0) & (frame["unit_cost"] > 0)]
    points = [_lots(used, name, titles.get(name, name)) for name in names]
    points = [point for point in points if point.orders > 0]
    now = next((point for point in points if point.name == today), None)
    if now is None:
        raise ValueError(f"no item of {today!r} is both used and ordered; there is no curve to draw")
    constant = curve_constant(used[used["alternative"] == today])
    scale = money_scale(max(point.stock for point in points), currency)
    title = _finding(now, constant, currency)
    with chart_style():
        figure = new_figure() if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        left_out = int((frame["alternative"] == today).sum() - (used["alternative"] == today).sum())
        set_finding(figure, title, _note(replications, seed, left_out), ax)
        axes = ax if ax is not None else figure.add_axes((0.09, 0.185, 0.87, 0.64))
        _draw(axes, points, now, constant, looks or looks_of(names, today), scale, currency)
    return Chart(figure, title, _alt_text(points, constant, title, currency))


def curve_constant(items: pd.DataFrame) -> float:
    """Return orders a year times cycle stock (money a year) on the curve, from units a year and unit cost.

    Examples
    --------
    >>> curve_constant(pd.DataFrame({"units_a_year": [100.0, 400.0], "unit_cost": [1.0, 1.0]}))
    450.0
    """
    return float(np.sqrt(items["units_a_year"] * items["unit_cost"]).sum() ** 2 / 2)


def _lots(used: pd.DataFrame, name: str, title: str) -> Lots:
    items = used[used["alternative"] == name]
    cycle = items["units_a_year"] / items["orders_a_year"] * items["unit_cost"] / 2
    return Lots(name, title, float(items["orders_a_year"].sum()), float(cycle.sum()))


# ---- words


def _finding(now: Lots, constant: float, currency: str) -> str:
    least = constant / now.orders
    if now.stock <= (1 + NEAR) * least:
        return (
            f"Today's lot sizes are rational: {_money(now.stock, currency)} in cycle stock is within "
            f"{100 * NEAR:.0f} % of the least for {plain(now.orders, 0, currency)} orders a year"
        )
    fewer = now.orders - constant / now.stock
    return (
        f"Better lot sizes would save {_money(now.stock - least, currency)} of today's "
        f"{_money(now.stock, currency)} in cycle stock at the same {plain(now.orders, 0, currency)} orders a "
        f"year, or spare {plain(fewer, 0, currency)} of them with the same stock"
    )


def _money(value: float, currency: str) -> str:
    return money_interval(amount(value), currency)


def _note(replications: int, seed: int | None, left_out: int) -> str:
    text = simulated(replications, seed)
    text += ", means. Cycle stock: half a lot of each item, at unit cost. Curve: the least for today's items"
    text += ", if an order costs the same for every item; it says nothing of safety stock."
    if left_out:
        verb = "item is" if left_out == 1 else "items are"
        text += f" {left_out} {verb} left out: not used or not ordered."
    return text


def _alt_text(points: Sequence[Lots], constant: float, title: str, currency: str) -> str:
    said = "; ".join(
        f"{p.title} {plain(p.orders, 0, currency)} orders and {_money(p.stock, currency)}, "
        f"{p.stock * p.orders / constant:.2f} times the curve"
        for p in points
    )
    return (
        f"Scatter of average cycle stock against orders a year of {len(points)} ways of replenishing, with "
        f"the exchange curve of today's items, where {title}. {said}."
    )


# ---- drawing


def _draw(
    ax: Axes,
    points: Sequence[Lots],
    now: Lots,
    constant: float,
    looks: Mapping[str, Look],
    scale: MoneyScale,
    currency: str,
) -> None:
    right = 1.22 * max(point.orders for point in points)
    top = 1.22 * max(*(point.stock for point in points), constant / now.orders) / scale.size
    orders = np.geomspace(constant / (top * scale.size), right, STEPS)
    ax.plot(orders, constant / orders / scale.size, color=GOOD, linewidth=2.2, zorder=2)
    ax.set_xlim(0, right)
    ax.set_ylim(0, top)
    _mark_ways(ax, now, constant, scale.size)
    labels = []
    for point in points:
        look = looks[point.name]
        x, y = point.orders, point.stock / scale.size
        ax.plot([x], [y], look.marker, color=look.colour, markersize=10, markeredgewidth=1.4, zorder=5)
        text = wrapped(point.title, 24)
        bold = point.name == now.name
        if bold and "today" not in text.lower():
            text += "\n(today)"
        left, low = (constant / now.stock, constant / now.orders / scale.size) if bold else (x, y)
        labels.append(Labelled(text, x, y, left, x, low, y, bold=bold, colour=look.colour))
    ax.set_xlabel("Orders a year, all items together")
    ax.set_ylabel(f"Average cycle stock, {scale.axis_name}")
    ax.xaxis.set_major_formatter(tick_words(currency))
    ax.yaxis.set_major_formatter(tick_words(currency))
    along = np.geomspace(orders[0], right, OBSTACLES)
    labels += [
        Labelled("", x, y, x, x, y, y) for x, y in zip(along, constant / along / scale.size, strict=True)
    ]
    place_labels(ax, labels)
    at = 0.93 * right
    ax.annotate("the least stock for so many orders", (at, constant / at / scale.size), (0, -7),
                textcoords="offset points", ha="right", va="top", fontsize=9.5, color="#24478c",
                zorder=3)  # fmt: skip


def _mark_ways(ax: Axes, now: Lots, constant: float, size: float) -> None:
    """Point from today's lot sizes to the curve: less stock, or fewer orders."""
    if now.stock <= (1 + NEAR) * constant / now.orders:
        return
    for end in ((now.orders, constant / now.orders / size), (constant / now.stock, now.stock / size)):
        arrow = {
            "arrowstyle": "-|>",
            "color": QUIET,
            "linewidth": 1.4,
            "linestyle": (0, (4, 3)),
            "shrinkA": 8,
        }
        ax.annotate("", end, (now.orders, now.stock / size), arrowprops={**arrow, "shrinkB": 1}, zorder=3)
        ax.plot([end[0]], [end[1]], "o", color="white", markeredgecolor=INK, markersize=6, zorder=4)
