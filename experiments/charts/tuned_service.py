"""Tuning confirmed in fresh worlds: what each way of setting gives against its targets, and its stock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.charts.chart import Chart
from experiments.charts.kpi_axis import KpiAxis, kpi_axis
from experiments.charts.looks import LOOKS, Look
from experiments.charts.looks import TODAY as BLACK
from experiments.charts.style import INK, WIDE, chart_style, new_figure, set_finding, wrapped
from experiments.compare import NEAR_ENOUGH, reaches
from experiments.interval import Interval
from experiments.kpi import find_kpi
from experiments.money import money
from experiments.tune.names import BACK_SOLVED, FORMULA, TODAY, TUNED

WAYS = {
    TODAY: BLACK,
    FORMULA: Look(LOOKS[3].colour, "D", "////"),
    BACK_SOLVED: Look(LOOKS[2].colour, "^", "||||"),
    TUNED: Look(LOOKS[0].colour, "o", ""),
}
"""How each way is drawn, in the order of the rows."""
SHADE = "#f4f4f4"
HEAD, FOOT, BAR = 1.0, 0.25, 0.66
"""Room above the rows of a goal (the target is written there) and below them, and a bar, in rows."""
ROW, LINE, LEGEND, BELOW = 0.29, 0.27, 0.42, 0.8
"""Inches of a row, of a line of the title, of the legend, and of what is below the rows but the footnote."""
LEFT, RIGHT = (0.215, 0.345), (0.735, 0.265)
"""Start and width of the two panels, as shares of the width; what the marks say stands between them."""
NAME_WIDTH = 24
LAST = 0.94
"""Share of the axis of stock up to which it has ticks, so that a long number is not cut."""
GAP, LETTER = 0.05, 0.034
"""Room for a value at the end of a bar, as shares of the panel: for itself, and for each letter."""
OTHER_WAYS = {
    FORMULA: "set by the formula it",
    BACK_SOLVED: "set by one run read backwards it",
    TODAY: "today's way",
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal with what each way gives: rows by way."""

    name: str
    kpi: str
    target: float
    rows: Mapping[str, Mapping[str, Any]]
    currency: str

    @property
    def unit(self) -> str:
        """Unit of the figure."""
        return find_kpi(self.kpi).unit

    @property
    def group(self) -> str:
        """Class that the goal is about; empty where it is about the whole network."""
        return self.name.rpartition(", class ")[2] if ", class " in self.name else ""

    @property
    def near(self) -> float:
        """How far from its target a figure may be and still reach it."""
        return NEAR_ENOUGH if self.unit == "share" else NEAR_ENOUGH * abs(self.target)

    def missing(self, way: str) -> float:
        """Return how far the mean of a way is from the target; zero or less: reached."""
        away = self.target - float(self.rows[way]["mean"])
        return -away if find_kpi(self.kpi).better == "lower" else away

    def reached(self, way: str) -> bool:
        """Tell whether a way reaches the target, by the rule of every comparison."""
        mean, low, high = (float(self.rows[way][end]) for end in ("mean", "low", "high"))
        return reaches(Interval(mean, low, high, (high - low) / 2, 0, nan), self.kpi, self.target)

    @property
    def wanted(self) -> str:
        """The target, written with as many decimals as it needs."""
        if self.unit == "share":
            return f"{100 * self.target:.{self._decimals}f} %"
        return self.written(self.target)

    def written(self, value: float) -> str:
        """Write a value of the figure, a share with as many decimals as its target needs, one at least."""
        if isnan(value):
            return "no figure"
        if self.unit == "share":
            return f"{100 * value:.{max(self._decimals, 1)}f} %"
        decimals = 2 if self.unit.startswith("money") else None
        return kpi_axis(self.kpi, abs(self.target), self.currency).written(value, decimals)

    @property
    def _decimals(self) -> int:
        return next((n for n in (0, 1) if abs(round(self.target, n + 2) - self.target) < 1e-9), 2)

    def verdict(self, way: str) -> str:
        """Say in words what a way gives, and whether that is enough."""
        mean = float(self.rows[way]["mean"])
        said = "" if isnan(mean) else "  reaches" if self.reached(way) else "  misses"
        return self.written(mean) + said


def tuned_service(
    rows: Sequence[Mapping[str, Any]],
    *,
    titles: Mapping[str, str],
    alternative: str,
    currency: str = "INR",
    replications: int,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw what each way of setting gives against each target, and the stock that it takes.

    Parameters
    ----------
    rows
        One for each goal and way: `goal` (in words; a class after ", class "), `way` (a name in
        `experiments.tune.names`), `target`, `kpi`, `mean`, `low`, `high` (95 % interval) and `stock` (mean
        value of the stock of the class). The tuned way is among them.
    titles
        What to call each way.
    alternative
        What was tuned, in words.
    currency
        ISO code.
    replications, seed
        For the footnote.
    ax
        Where to draw both panels; a figure of its own if left out.

    Notes
    -----
    One axis has one unit: shares are drawn where there are any, else the figures of the first goal's unit.
    The footnote gives the other goals; the title is about all of them.
    """
    aims = _aims(rows, currency)
    unit = "share" if any(aim.unit == "share" for aim in aims) else aims[0].unit
    shown = [aim for aim in aims if aim.unit == unit]
    ways = [way for way in WAYS if way in aims[0].rows]
    title = _finding(aims, ways, alternative)
    note = _footnote(aims, shown, replications, seed)
    with chart_style():
        span = HEAD + len(ways) + FOOT
        wide = WIDE[0]
        if ax is None:
            lines = [wrapped(title, int(WIDE[0] * 7.6)), wrapped(note, int(WIDE[0] * 14))]
            above = 0.22 + LINE * (lines[0].count("\n") + 1) + LEGEND
            below = BELOW + 0.165 * (lines[1].count("\n") + 1)
            high = min(ROW * span * len(shown), WIDE[1] - above - below)
            tall = above + high + below
            figure = new_figure((WIDE[0], tall))
            host = figure.add_axes((0.02, below / tall, 0.96, high / tall))
            top = 1.0
        else:
            host, root = ax, ax.get_figure(root=True)
            assert isinstance(root, Figure)
            figure = root
            box = ax.get_position()
            wide, high = box.width * figure.get_size_inches()[0], box.height * figure.get_size_inches()[1]
            top = 1 - LEGEND / high
        host.set_axis_off()
        set_finding(figure, title, note if ax is None else wrapped(note, int(wide * 14)), ax)
        left, right = (host.inset_axes((start, 0, across, top)) for start, across in (LEFT, RIGHT))
        for axes in (left, right):
            _bands(axes, len(shown), span)
        _marks(left, shown, ways, span)
        _stocks(right, shown, ways, span)
        _legend(host, ways, titles, top + 0.06 / high)
    return Chart(figure, title, _alt_text(aims, ways, titles, alternative, title))


def _aims(rows: Sequence[Mapping[str, Any]], currency: str) -> list[Aim]:
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row["goal"]), {})[str(row["way"])] = row
    if not found or any(TUNED not in ways for ways in found.values()):
        raise ValueError(f"a goal has no row of the way {TUNED!r}; give one for each goal")
    return [
        Aim(name, str(ways[TUNED]["kpi"]), float(ways[TUNED]["target"]), ways, currency)
        for name, ways in found.items()
    ]


# ---- words


def _finding(aims: Sequence[Aim], ways: Sequence[str], alternative: str) -> str:
    missed = [aim for aim in aims if not aim.reached(TUNED)]
    subject = f"{alternative} tuned by simulation"
    if missed:
        return _missed(missed, aims, subject)
    what = f"{_of(len(aims), len(aims))} targets" if len(aims) > 1 else _wanted(aims[0], aims)
    stock = money(_total(aims, TUNED), aims[0].currency, decimals=1)
    return f"{subject} reaches {what} with stock of {stock}{_beside(aims, ways)}"


def _missed(missed: Sequence[Aim], aims: Sequence[Aim], subject: str) -> str:
    """Say which target the tuned way misses, and what it gives; the furthest of several."""
    worst = max(missed, key=lambda aim: aim.missing(TUNED) / (aim.near or 1.0))
    gives, wanted = worst.written(worst.rows[TUNED]["mean"]), _wanted(worst, aims)
    if len(missed) > 1:
        count = _of(len(missed), len(aims))
        return f"{subject} misses {count} targets; furthest off is {wanted}, where it gives {gives}"
    rest = len(aims) - 1
    others = "the other target is" if rest == 1 else f"the other {_number(rest)} targets are"
    tail = f"; {others} reached" if rest else ""
    if any(worst.missing(way) < worst.missing(TUNED) for way in worst.rows):
        return f"{subject} misses {wanted}: it gives {gives}{tail}"
    return f"{subject}: no setting found reaches {wanted}; the best gives {gives}{tail}"


def _beside(aims: Sequence[Aim], ways: Sequence[str]) -> str:
    """Say what the first other way misses; where all reach the targets, with what stock the first does."""
    others = [way for way in (FORMULA, BACK_SOLVED, TODAY) if way in ways]
    many = len(aims) > 1
    for way in others:
        count = sum(not aim.reached(way) for aim in aims)
        if count:
            what = (
                f"{_number(count)} of them" if count < len(aims) else "both" if count == 2 else "all of them"
            )
            verb = "misses" if way == TODAY else "would miss"
            return f"; {OTHER_WAYS[way]} {verb} {what if many else 'it'}"
    if not others:
        return ""
    stock, other = (money(_total(aims, way), aims[0].currency, decimals=1) for way in (TUNED, others[0]))
    only = "only " if _total(aims, others[0]) < _total(aims, TUNED) else ""
    amount = "about as much" if other == stock else only + other
    verb = "takes" if others[0] == TODAY else "would take"
    return f"; {OTHER_WAYS[others[0]]} {verb} {amount} to reach {'them' if many else 'it'}"


def _wanted(aim: Aim, aims: Sequence[Aim]) -> str:
    """Name a target: its value, its class, and its figure where there are several or there is no class."""
    text = aim.wanted if aim.unit == "share" else f"the target of {aim.wanted}"
    title = kpi_axis(aim.kpi, 1.0, aim.currency).title
    if not aim.group or len({one.kpi for one in aims}) > 1:
        text += f" ({title if title[1:2].isupper() else title[:1].lower() + title[1:]})"
    return text + (f" in class {aim.group}" if aim.group else "")


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _of(count: int, among: int) -> str:
    """Say how many of the targets, as in `both`, `all three` or `two of three`."""
    if count == among:
        return "both" if count == 2 else f"all {_number(count)}"
    return f"{_number(count)} of {_number(among)}"


def _total(aims: Sequence[Aim], way: str) -> float:
    """Return the stock of all classes, each once; of the network where a goal is about that."""
    by_group = {aim.group: float(aim.rows[way]["stock"]) for aim in aims}
    return by_group.get("", sum(by_group.values()))


def _footnote(aims: Sequence[Aim], shown: Sequence[Aim], replications: int, seed: int | None) -> str:
    worlds = f"{replications} fresh random world" + ("" if replications == 1 else "s")
    text = f"Simulated: {worlds}" + ("" if seed is None else f", seed {seed}")
    near = "half a point" if shown[0].unit == "share" else "half a per cent"
    text += "; lines through the marks are 95 % intervals. "
    text += f"A target is reached within {near} or a narrow interval."
    if any(aim.group for aim in shown):
        text += " Stock: of the class alone."
    out = [
        f"{aim.name} (target {aim.wanted}, tuned {aim.written(aim.rows[TUNED]['mean'])})"
        for aim in aims
        if aim not in shown
    ]
    return text + (f" Left out, in another unit: {'; '.join(out)}." if out else "")


def _alt_text(
    aims: Sequence[Aim], ways: Sequence[str], titles: Mapping[str, str], alternative: str, title: str
) -> str:
    parts = []
    for aim in aims:
        said = []
        for way in ways:
            row = aim.rows[way]
            width = ""
            if not isnan(row["low"]):
                low, high = (aim.written(row[end]) for end in ("low", "high"))
                width = f" ({low.removesuffix(' %')} to {high})"
            value, _, verdict = aim.verdict(way).partition("  ")
            stock = money(row["stock"], aim.currency)
            said.append(f"{titles.get(way, way)} {value}{width}, {verdict or 'unknown'}, stock {stock}")
        parts.append(f"{aim.name}, target {aim.wanted}: {'; '.join(said)}.")
    head = "Dots with 95 % intervals against targets, beside bars of stock value, for ways of setting"
    return f"{head} {alternative}. {title}. {' '.join(parts)}"


# ---- drawing


def _bands(axes: Axes, goals: int, span: float) -> None:
    for k in range(0, goals, 2):
        axes.axhspan(k * span, (k + 1) * span, color=SHADE, linewidth=0, zorder=0)
    axes.set_ylim(goals * span, 0)
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=10)


def _row(goal: int, way: int, span: float) -> float:
    return goal * span + HEAD + way + 0.5


def _marks(axes: Axes, aims: Sequence[Aim], ways: Sequence[str], span: float) -> None:
    """Draw means with intervals and targets, and write what they are beside the panel."""
    points = [
        float(value)
        for aim in aims
        for value in (
            aim.target,
            *(aim.rows[way][key] for way in ways for key in ("mean", "low", "high")),
        )
        if not isnan(value)
    ]
    scale = kpi_axis(aims[0].kpi, max(map(abs, points)), aims[0].currency)
    _limits(axes, min(points) / scale.size, max(points) / scale.size, aims[0].unit == "share")
    for k, aim in enumerate(aims):
        target = aim.target / scale.size
        axes.vlines(target, k * span + 0.9, (k + 1) * span - 0.1, color=INK, linewidth=1.6, zorder=2)
        _target(axes, target, k * span + 0.5, f"target {aim.wanted}")
        for j, way in enumerate(ways):
            row, look, y = aim.rows[way], WAYS[way], _row(k, j, span)
            mean = row["mean"] / scale.size
            if not isnan(row["low"]):
                axes.hlines(y, row["low"] / scale.size, row["high"] / scale.size, look.colour, linewidth=2)
                ends = [row[end] / scale.size for end in ("low", "high")]
                axes.plot(ends, [y, y], "|", color=look.colour, markersize=8, markeredgewidth=1.6)
            axes.plot(mean, y, look.marker, color=look.colour, markersize=8, mec="white", mew=0.7, zorder=4)
            bold = "bold" if way == TUNED else "normal"
            beside = axes.get_yaxis_transform()
            said = aim.verdict(way).replace(" a year", "")
            axes.text(1.025, y, said, transform=beside, va="center", fontsize=9, weight=bold)
    middles = [(k + 0.5) * span for k in range(len(aims))]
    axes.set_yticks(middles, [_name(aim) for aim in aims], fontsize=10.5)
    axes.set_xlabel(wrapped(_across(aims, scale), 50), fontsize=10)
    axes.xaxis.set_major_formatter(FuncFormatter(scale.ticks(axes.get_xticks())))


def _name(aim: Aim) -> str:
    lower = " (lower is better)" if find_kpi(aim.kpi).better == "lower" else ""
    return wrapped(aim.name + lower, NAME_WIDTH)


def _across(aims: Sequence[Aim], scale: KpiAxis) -> str:
    if len({aim.kpi for aim in aims}) == 1:
        return scale.label
    return scale.unit[:1].upper() + scale.unit[1:]


def _limits(axes: Axes, low: float, high: float, share: bool) -> None:
    """Set the limits with room for the marks, a share within its bounds but for half a mark."""
    room = 0.07 * ((high - low) or abs(high) or 1.0)
    low, high = low - room, high + room
    if share:
        edge = 0.03 * (high - low)
        low, high = max(low, -edge), min(high, 100 + edge)
    axes.set_xlim(low, high)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))


def _target(axes: Axes, x: float, y: float, words: str) -> None:
    """Write a target at the head of its tick, turned away from a near edge of the panel."""
    low, high = axes.get_xlim()
    at = (x - low) / (high - low)
    side, shift = ("left", -4) if at < 0.2 else ("right", 4) if at > 0.8 else ("center", 0)
    axes.annotate(
        words,
        (x, y),
        (shift, 0),
        textcoords="offset points",
        ha=side,
        va="center",
        fontsize=9,
        color=INK,
    )


def _stocks(axes: Axes, aims: Sequence[Aim], ways: Sequence[str], span: float) -> None:
    """Draw the stock of each way from zero, on one scale of money, its value at the bar."""
    values = [float(aim.rows[way]["stock"]) for aim in aims for way in ways]
    scale = kpi_axis("stock_value", max(values), aims[0].currency)
    longest = max(values) / scale.size or 1.0
    small = min((value / scale.size for value in values if value > 0), default=1.0)
    decimals = 0 if scale.size == 1 else 3 if small < 0.1 else 2

    def written(value: float) -> str:
        return f"{value:,.{decimals}f}" if decimals else money(value, aims[0].currency)

    axes.set_xlim(0, longest / (1 - GAP - LETTER * len(written(longest))))
    ticks = MaxNLocator(5 if decimals else 4, steps=[1, 2, 2.5, 5, 10]).tick_values(0, axes.get_xlim()[1])
    axes.set_xticks([tick for tick in ticks if tick <= LAST * axes.get_xlim()[1]])
    for k, aim in enumerate(aims):
        for j, way in enumerate(ways):
            look, y, value = WAYS[way], _row(k, j, span), aim.rows[way]["stock"] / scale.size
            axes.barh(y, value, BAR, facecolor=look.colour, edgecolor="white", hatch=look.hatch, linewidth=0)
            axes.annotate(
                written(value),
                (value, y),
                (4, 0),
                textcoords="offset points",
                va="center",
                fontsize=9,
                color=INK,
                weight="bold" if way == TUNED else "normal",
            )
    axes.set_yticks([])
    axes.set_xlabel(wrapped(scale.label, 34), fontsize=10)
    axes.xaxis.set_major_formatter(FuncFormatter(scale.ticks(axes.get_xticks())))


def _legend(host: Axes, ways: Sequence[str], titles: Mapping[str, str], low: float) -> None:
    """Show mark and bar of each way above the panels."""
    handles = []
    for way in ways:
        look = WAYS[way]
        mark = Line2D([], [], color=look.colour, marker=look.marker, markersize=8, linestyle="none")
        bar = Patch(facecolor=look.colour, edgecolor="white", hatch=look.hatch, linewidth=0)
        handles.append((mark, bar))
    host.legend(
        handles,
        [titles.get(way, way) for way in ways],
        handler_map={tuple: HandlerTuple(ndivide=None, pad=0.3)},
        handlelength=3.0,
        loc="lower left",
        bbox_to_anchor=(0, low),
        borderaxespad=0,
        ncols=len(ways),
        frameon=False,
        fontsize=10,
        columnspacing=1.8,
    )
