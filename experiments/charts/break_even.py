"""Break-even: does the extra money tied up earn more than it would elsewhere?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.break_even import break_even_return
from experiments.charts.chart import Chart
from experiments.charts.lever_effects import GOOD, WORSE
from experiments.charts.money_words import holds_zero, money_interval, simulated, tick_words, without_sign
from experiments.charts.style import (
    INK,
    QUIET,
    as_sentence_start,
    chart_style,
    new_figure,
    set_finding,
)
from experiments.interval import Interval, mean_interval
from experiments.money import money_scale, plain

FURTHEST = 3.0
"""Greatest return that is drawn unless the hurdle is beyond it."""
ROOM_RIGHT = 1.5
"""How far the chart goes beyond the break-even return, as a multiple of it."""
STEPS = 121
LINE, BAND = "#3a6fd8", "#dfe8fb"
PAPER = {"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1}
SHADE = {GOOD: "#24478c", WORSE: "#8a4f00"}
"""Good and bad, dark enough to read."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What a change earns and ties up, by replication, and what follows."""

    gains: np.ndarray
    money: np.ndarray
    hurdle: float

    @property
    def gain(self) -> Interval:
        """Money earned more a year, before any cost of capital."""
        return mean_interval(self.gains)

    @property
    def funds(self) -> Interval:
        """Extra money tied up."""
        return mean_interval(self.money)

    @property
    def earned(self) -> Interval:
        """The return a year on the extra money, by Fieller's theorem."""
        return break_even_return(self.gains, self.money)

    def net(self, rate: float) -> Interval:
        """Money earned more a year, when the money tied up costs `rate` a year."""
        return mean_interval(self.gains - rate * self.money)


def break_even(
    frame: pd.DataFrame,
    *,
    hurdle: float,
    currency: str = "INR",
    seed: int | None = None,
    what: str = "the extra stock",
    change: str = "the change",
    ax: Axes | None = None,
) -> Chart:
    """Draw what a change earns net a year against the return that its money would earn elsewhere.

    Parameters
    ----------
    frame
        Columns `replication`, `gain` (money earned more a year, before any cost of capital) and `funds`
        (extra money tied up; negative where money is released).
    hurdle
        Return a year that the money is said to earn elsewhere, as a share.
    currency
        ISO code.
    seed
        For the footnote.
    what
        What the extra money is tied up in, in words.
    change
        What is proposed, in words; for findings that are not about extra money.
    ax
        Where to draw; a figure of its own if left out.

    Raises
    ------
    ValueError
        No replication has both a gain and funds.

    Notes
    -----
    The band holds the 95 % interval of the mean net gain at each return, by Student's t; where it holds zero
    is the interval of the break-even return by Fieller's theorem (see `break_even_return`).
    """
    known = frame[["gain", "funds"]].dropna()
    if known.empty:
        raise ValueError("no replication has both a gain and an amount of money tied up; a chart needs one")
    worth = Worth(known["gain"].to_numpy(dtype=float), known["funds"].to_numpy(dtype=float), hurdle)
    title = finding(worth, currency, what, change)
    with chart_style():
        figure = new_figure() if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        note = simulated(len(known), seed)
        note += ". Net gain: what is earned more a year, less the return times the extra money tied up."
        if len(known) > 1:
            note += " Band: 95 % interval of the mean; it holds zero within the interval of the break-even"
            note += " return (Fieller's)."
        set_finding(figure, title, note, ax)
        axes = ax if ax is not None else figure.add_axes((0.09, 0.185, 0.87, 0.63))
        _draw(axes, worth, currency)
    return Chart(figure, title, _alt_text(worth, title, currency))


# ---- words


def finding(worth: Worth, currency: str, what: str, change: str) -> str:
    """Say what the extra money earns, and whether that is more than it would earn elsewhere."""
    gain, funds = worth.gain, worth.funds
    subject = as_sentence_start(change)
    if len(worth.gains) == 1:
        amount = _gain_words(gain, currency)
        return f"{subject} {amount}, in the one replication that was simulated: no more can be said"
    if holds_zero(funds):
        return f"{subject} ties up about the same money as today, and {_gain_words(gain, currency)}"
    if funds.mean < 0:
        return f"{subject} {_released(worth, currency)}"
    if holds_zero(gain) and holds_zero(worth.net(worth.hurdle)):
        text = f"It cannot be told whether {what} earns anything: {returns(worth.earned, ' a year')}"
        return f"{text}, against the {percent(worth.hurdle)} that the money would earn elsewhere"
    if holds_zero(gain):
        start = f"{as_sentence_start(what)} earns about nothing, {returns(worth.earned, ' a year')}"
    elif gain.mean < 0:
        lost = money_interval(without_sign(gain), currency)
        more = money_interval(funds, currency, " more")
        return f"{subject} ties up {more} and loses {lost} a year: it pays at no return"
    else:
        start = f"{as_sentence_start(what)} earns {returns(worth.earned, ' a year')}"
    return f"{start}, {_against(worth)}"


def _against(worth: Worth) -> str:
    """Compare the return with the hurdle."""
    net, hurdle = worth.net(worth.hurdle), percent(worth.hurdle)
    if holds_zero(net):
        return f"which cannot be told apart from the {hurdle} that the money would earn elsewhere"
    return f"{'more' if net.mean > 0 else 'less'} than the {hurdle} that the money would earn elsewhere"


def _released(worth: Worth, currency: str) -> str:
    """Say what a change does that ties up less money."""
    gain = worth.gain
    released = money_interval(without_sign(worth.funds), currency)
    if holds_zero(gain):
        text = f"releases {released} and earns about the same"
        return text + (
            f": with the money at {percent(worth.hurdle)}, it pays"
            if worth.net(worth.hurdle).low > 0
            else f"; even with the money at {percent(worth.hurdle)}, it is not sure to pay"
        )
    if gain.mean > 0:
        more = money_interval(gain, currency, " more")
        return f"releases {released} and earns {more} a year: it pays at any return"
    lost = money_interval(without_sign(gain), currency)
    text = (
        f"releases {released} but loses {lost} a year: the money must earn {returns(worth.earned)} elsewhere"
    )
    net, hurdle = worth.net(worth.hurdle), percent(worth.hurdle)
    if holds_zero(net):
        return f"{text}, which cannot be told apart from {hurdle}"
    return f"{text}, {'less' if net.mean > 0 else 'more'} than the {hurdle} that it would"


def _gain_words(gain: Interval, currency: str) -> str:
    amount = money_interval(without_sign(gain), currency)
    if holds_zero(gain):
        return "earns about the same"
    return f"{'earns' if gain.mean > 0 else 'loses'} {amount} a year"


def percent(share: float) -> str:
    """Write a return, with a decimal where it is small.

    Examples
    --------
    >>> percent(0.381), percent(0.0251), percent(0.14), percent(12.5), percent(-0.0004)
    ('38 %', '2.5 %', '14 %', '1,250 %', '0 %')
    """
    return f"{_number(share, _places(share))} %"


def returns(interval: Interval, suffix: str = "") -> str:
    """Write a return with its interval.

    Examples
    --------
    >>> returns(Interval(0.38, 0.291, 0.47, 0.09, 10, 0.1), " a year")
    '38 % a year (29 to 47)'
    """
    text = percent(interval.mean) + suffix
    if interval.half_width != interval.half_width:
        return text
    low, high = (_number(end, _places(interval.mean)) for end in (interval.low, interval.high))
    return f"{text} ({low} to {high})"


def _places(share: float) -> int:
    return 0 if abs(share) >= 0.1 else 1


def _number(share: float, places: int) -> str:
    text = plain(100 * share, places, "USD").removesuffix(".0")
    return "0" if text == "-0" else text


def _alt_text(worth: Worth, title: str, currency: str) -> str:
    parts = [f"gain before the cost of money {money_interval(worth.gain, currency)} a year"]
    parts.append(f"extra money tied up {money_interval(worth.funds, currency)}")
    if worth.earned.mean == worth.earned.mean and not holds_zero(worth.funds):
        parts.append(f"break-even return {returns(worth.earned)}")
    net = money_interval(worth.net(worth.hurdle), currency)
    parts.append(f"net gain at {percent(worth.hurdle)} {net} a year")
    return (
        "Line with band of the simulated net gain a year against the return that the money would earn "
        f"elsewhere, where {title}. {as_sentence_start('; '.join(parts))}."
    )


# ---- drawing


def _draw(ax: Axes, worth: Worth, currency: str) -> None:
    far = _furthest(worth)
    rates = np.linspace(0, far, STEPS)
    nets = [worth.net(rate) for rate in rates]
    mean, low, high = (np.array([getattr(net, name) for net in nets]) for name in ("mean", "low", "high"))
    known = np.concatenate([mean, low, high, [0.0]])
    known = known[~np.isnan(known)]
    scale = money_scale(float(np.abs(known).max()), currency)
    if len(worth.gains) > 1:
        ax.fill_between(100 * rates, low / scale.size, high / scale.size, color=BAND, linewidth=0, zorder=2)
        for limit in (low, high):
            ax.plot(100 * rates, limit / scale.size, color=LINE, linewidth=0.7, zorder=3)
    ax.plot(100 * rates, mean / scale.size, color=LINE, linewidth=2.4, zorder=4)
    bottom, top = float(known.min()) / scale.size, float(known.max()) / scale.size
    room = 0.16 * (top - bottom or 1.0)
    ax.set_ylim(bottom - room, top + room)
    ax.set_xlim(0, 100 * far)
    ax.axhline(0, color=QUIET, linewidth=1.2, zorder=3)
    _mark_hurdle(ax, worth, scale.size, far, currency)
    _mark_break_even(ax, worth, far)
    _mark_sides(ax)
    ax.set_xlabel("Return that the money would earn elsewhere, per cent a year")
    ax.set_ylabel(f"Net gain, {scale.axis_name} a year")
    ax.yaxis.set_major_formatter(tick_words(currency))
    ax.xaxis.set_major_formatter(lambda value, _: plain(value, 0 if far >= 0.1 else 1, "USD"))


def _furthest(worth: Worth) -> float:
    """Return the greatest return that is drawn."""
    ends = [2 * worth.hurdle, 0.1]
    earned = worth.earned
    if not holds_zero(worth.funds):
        ends += [ROOM_RIGHT * end for end in (earned.mean, earned.high) if end == end]
    return max(min(max(ends), FURTHEST), ROOM_RIGHT * worth.hurdle)


def _mark_hurdle(ax: Axes, worth: Worth, size: float, far: float, currency: str) -> None:
    net = worth.net(worth.hurdle)
    x, y = 100 * worth.hurdle, net.mean / size
    ax.axvline(x, color=INK, linewidth=1.2, linestyle=(0, (5, 3)), zorder=3)
    half = [[0.0 if net.half_width != net.half_width else net.half_width / size]]
    ax.errorbar([x], [y], yerr=half, fmt="o", color=INK, capsize=4, markersize=7, linewidth=1.8, zorder=6)
    right = worth.hurdle > 0.6 * far
    words = f"at {percent(worth.hurdle)} elsewhere:\n{_net_words(net, size, currency)}"
    ax.annotate(
        words, (x, 1), (-6 if right else 6, -2),
        ("data", "axes fraction"), "offset points", ha="right" if right else "left", va="top",
        fontsize=10, color=INK, zorder=7, bbox=PAPER,
    )  # fmt: skip


def _net_words(net: Interval, size: float, currency: str) -> str:
    places = 2 if size > 1 else 0
    mean, low, high = (plain(value / size, places, currency) for value in (net.mean, net.low, net.high))
    text = f"net {'+' if net.mean > 0 else ''}{mean}"
    return text if net.half_width != net.half_width else f"{text} ({low} to {high})"


def _mark_break_even(ax: Axes, worth: Worth, far: float) -> None:
    """Mark the break-even return where there is one to be drawn."""
    earned = worth.earned
    if holds_zero(worth.funds) or not earned.mean >= 0:
        return
    if earned.mean > far:
        words = f"break-even at {returns(earned)}, beyond this chart"
        ax.annotate(words, (1, 0), (-4, 24), ("axes fraction", "data"), "offset points", ha="right",
                    va="bottom", fontsize=10, fontweight="bold", color=INK, zorder=7, bbox=PAPER)  # fmt: skip
        return
    x = 100 * earned.mean
    if earned.half_width == earned.half_width:
        ends = [100 * max(earned.low, 0.0), 100 * min(earned.high, far)]
        ax.plot(ends, [0, 0], "|-", color=INK, linewidth=2.2, markersize=10, zorder=6)
    ax.plot([x], [0], "D", color="white", markeredgecolor=INK, markeredgewidth=1.8, markersize=9, zorder=7)
    # The line leaves two corners free; the name takes the one away from the hurdle.
    left = worth.hurdle > earned.mean and x > 22 * far
    below = left == (worth.funds.mean > 0)
    ax.annotate(
        f"break-even at\n{returns(earned)}", (x, 0), (-4 if left else 4, -9 if below else 9),
        textcoords="offset points", ha="right" if left else "left", va="top" if below else "bottom",
        fontsize=10, fontweight="bold", color=INK, zorder=7, bbox=PAPER,
    )  # fmt: skip


def _mark_sides(ax: Axes) -> None:
    """Write what it means to be above and below zero, at the right edge."""
    for words, up, colour in (("pays", 1, GOOD), ("does not pay", -1, WORSE)):
        ax.annotate(
            words, (1, 0), (-4, 5 * up), ("axes fraction", "data"), "offset points", ha="right",
            va="bottom" if up > 0 else "top", fontsize=10, fontweight="bold", color=SHADE[colour], zorder=7,
        )  # fmt: skip
