"""The ways compared: the league, what each class gets, strengths and weaknesses."""

import pandas as pd

from experiments.charts.league import league_chart
from experiments.charts.style import as_sentence_start
from experiments.commands.chances import chance_words
from experiments.commands.words import share, unit_words
from experiments.interval import Interval, mean_interval, paired_difference
from experiments.item_groups import place_of
from experiments.kpi import find_kpi
from experiments.report.blocks import Block, Bullets, Columns, Page, Picture, Table, Text
from experiments.report.evidence import Evidence
from experiments.report.words import span
from experiments.selection.worlds import and_list

JUDGED = (
    "fill_rate",
    "lost_share",
    "total_cost",
    "profit",
    "working_stock",
    "freight_cost",
    "setup_cost",
    "write_off",
    "stock_turns",
    "run_length_weeks",
    "utilisation_max",
    "orders_per_year",
    "exception_messages",
    "nervousness",
    "overflow_m3",
)
"""Figures by which a way is strong or weak against today's."""
MOST = 4
"""Strengths, or weaknesses, that are named."""


def page(evidence: Evidence, audience: str) -> Page | None:
    """Return the page; None with one way alone."""
    table = evidence.table
    if len(table.names) < 2:
        return None
    chart = league_chart(
        table.comparison.kpis,
        order=table.order(),
        titles=table.titles,
        today=table.today,
        target=table.target.get("fill_rate"),
        chances=table.chance_best(),
        currency=evidence.currency,
        saturated=table.comparison.outcomes.saturated,
        looks=evidence.looks,
        seed=evidence.seed,
        differences=None
        if table.today is None
        else table.comparison.differences("total_cost", table.today).intervals,
    )
    way = evidence.verdict.other
    strong, weak = judged(evidence, way)
    right: list[Block] = []
    if way is not None and (strong or weak):
        title = evidence.title(way)
        right.append(Bullets(tuple(strong[:MOST]), f"Strengths of {title} against today"))
        right.append(Bullets(tuple(weak[:MOST]), f"Weaknesses of {title} against today"))
    note = shared_costs(evidence, way)
    left: list[Block] = [Picture(chart), *([Text(note, "note")] if note else [])]
    blocks: list[Block] = [Columns(tuple(left), tuple(right), 0.66)] if right else left
    classes = by_class(evidence)
    if classes is not None:
        blocks.append(classes)
    return Page("ways", headline(evidence), tuple(blocks))


def headline(evidence: Evidence) -> str:
    """Say how many ways reach the target, and which costs least."""
    table = evidence.table
    able, many = len(table.entrants), len(table.names)
    if not table.target:
        best = min(table.names, key=lambda n: table.comparison.interval(n, "total_cost").mean)
        return f"{as_sentence_start(evidence.title(best))} costs least of the {many} ways"
    if not able:
        return f"None of the {many} ways reaches the target"
    least = min(table.entrants, key=lambda n: table.comparison.interval(n, "total_cost").mean)
    text = f"{able} of {many} ways reach the target; {evidence.title(least)} costs least"
    chance = table.chance_best().get(least, float("nan"))
    if able > 1 and chance == chance:
        text += f" (probability {chance_words(chance)})"
    return text


SHARED = ("freight_cost", "setup_cost", "ordering_cost", "holding_cost", "write_off")
"""Lines of cost that classes share: parts and orders that are not of one class."""


def shared_costs(evidence: Evidence, way: str | None) -> str:
    """Say on which line the best way makes up for what another saves on finished goods, if any.

    The other is the cheapest that is not of its family; the line, that on which it costs most more.
    """
    table = evidence.table
    able = [n for n in table.order() if n in table.entrants and n not in (way, table.today)]
    able = [n for n in able if way is not None and not (n.startswith(way) or way.startswith(n))]
    if way is None or way not in table.entrants or not able:
        return ""
    other = able[0]
    gains = {kpi: table.comparison.difference(other, kpi, way) for kpi in SHARED}
    sure = {kpi: one for kpi, one in gains.items() if one.low > 0}
    whole = table.comparison.difference(other, "total_cost", way)
    if not sure or not whole.low > 0:
        return ""
    line = max(sure, key=lambda kpi: sure[kpi].mean)
    return (
        f"The last column of the table counts finished goods alone. Over all, {evidence.title(other)} costs "
        f"{span(whole, 'total_cost', evidence.currency)} a year more than "
        f"{evidence.title(way)}; the largest line of it: "
        f"{find_kpi(line).title.lower()}, {span(sure[line], line, evidence.currency)}."
    )


def judged(evidence: Evidence, way: str | None) -> tuple[list[str], list[str]]:
    """Return in what a way is surely better than today's, and in what worse, the largest change first."""
    table = evidence.table
    if way is None or table.today is None or table.today == way:
        return [], []
    strong: list[tuple[float, str]] = []
    weak: list[tuple[float, str]] = []
    for kpi in JUDGED:
        found = find_kpi(kpi)
        before = table.comparison.interval(table.today, kpi)
        gain = table.comparison.differences(kpi, table.today).intervals[way]
        if gain.mean != gain.mean or gain.low <= 0 <= gain.high or not found.better:
            continue
        words = (
            f"{found.title}: {span(gain, kpi, evidence.currency, signed=True)} {unit_words(found.unit)}"
        ).rstrip()
        base = abs(before.mean) or abs(gain.mean)
        better = (gain.mean > 0) == (found.better == "higher")
        (strong if better else weak).append((abs(gain.mean) / base, words))
    return [w for _, w in sorted(strong, reverse=True)], [w for _, w in sorted(weak, reverse=True)]


def by_class(evidence: Evidence) -> Table | None:
    """Return service and stock by class, today and under ways that reach the target."""
    run = evidence.runs["compare"]
    if not run.has("classes.csv"):
        return None
    tidy, table = run.frame("classes.csv"), evidence.table
    frame = tidy.set_index(["alternative", "group", "kpi", "replication"])["value"].sort_index()
    order = [name for name in table.order() if name == table.today or name in table.entrants]
    shown = order[:4]
    head = ["class", *(evidence.title(name) for name in shown), "best service for the money"]
    rows = []
    for group in sorted(dict.fromkeys(tidy["group"]), key=place_of):
        cells = [f"class {group}" if len(group.partition(",")[0]) == 1 else group]
        for name in shown:
            service, stock = (_mean(frame, name, group, kpi) for kpi in ("fill_rate", "stock_value"))
            cells.append(
                f"{share(service.mean)} / {span(stock, 'stock_value', evidence.currency).partition(' (')[0]}"
            )
        cells.append(_best_for(evidence, frame, group))
        rows.append(tuple(cells))
    caption = (
        "Service / stock on hand by class (by value; standard or special); best: least lost "
        "margin and carrying cost"
    )
    return Table(tuple(head), tuple(rows), caption, left=1)


def _values(frame: pd.Series, name: str, group: str, kpi: str) -> pd.Series:
    """Return a figure of a class under a way, by replication."""
    return frame.loc[(name, group, kpi)]


def _mean(frame: pd.Series, name: str, group: str, kpi: str) -> Interval:
    return mean_interval(_values(frame, name, group, kpi).to_numpy())


def _best_for(evidence: Evidence, frame: pd.Series, group: str) -> str:
    """Return the way with the least lost margin, write-off and carrying cost of finished goods in a class.

    All that cannot be told apart from it are named with it.
    """
    rate = evidence.network.accounts.carrying_rate
    able = [n for n in evidence.table.entrants if n in frame.index.get_level_values("alternative")]
    if not able:
        return "-"
    costs = {
        name: _values(frame, name, group, "lost_margin")
        + _values(frame, name, group, "write_off").fillna(0.0)
        + rate * _values(frame, name, group, "stock_value")
        for name in able
    }
    best = min(able, key=lambda name: float(costs[name].mean()))
    alike = []
    for name in able:
        apart = paired_difference(costs[name].to_numpy(), costs[best].to_numpy())
        if name == best or apart.low <= 0 <= apart.high:
            alike.append(name)
    if len(alike) > 3:
        return f"{len(alike)} ways alike"
    return as_sentence_start(and_list([evidence.title(name) for name in alike]))
