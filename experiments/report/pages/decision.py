"""The first page: what is asked of the board, four figures, and where the money comes from."""

import pandas as pd

from experiments.charts.chart import Chart
from experiments.charts.style import as_sentence_start
from experiments.charts.waterfall import waterfall
from experiments.commands.chances import chance_words
from experiments.commands.contest import service_picture
from experiments.commands.words import less_or_more, number_in_words, points_of_service, share, target_words
from experiments.interval import Interval, paired_difference
from experiments.kpi import find_kpi
from experiments.kpi.money import COST_LINES
from experiments.report.blocks import Block, Bullets, Columns, Page, Picture, Text, Tile, Tiles, Tone
from experiments.report.evidence import Evidence
from experiments.report.words import brief, share_span, sums
from experiments.selection.worlds import and_list

LINES = tuple(line.__name__ for line in COST_LINES)
"""Lines that total cost adds up."""
OWED = "against today, with what customers owe and less what suppliers are owed"
"""Why working capital is more than the cash in stock and in process that the lead names."""
SMALL = 0.01
"""Share of the larger total under which changes are gathered into one step."""


def page(evidence: Evidence, audience: str) -> Page | None:
    """Return the page of the decision."""
    verdict = evidence.verdict
    way = verdict.other
    blocks: list[Block] = [Text(lead(evidence), "lead"), Tiles(_tiles(evidence, way))]
    chart = cost_steps(evidence, way) if way is not None and evidence.today in evidence.table.names else None
    asked = [Bullets(tuple(asks(evidence)), "The decision asked for" if verdict.changes else "What follows")]
    questions = answers(evidence)
    if questions:
        asked.append(Bullets(tuple(questions), "The questions of the board"))
    if chart is None:
        chart = overview(evidence)
    if chart is not None:
        blocks.append(Columns((Picture(chart),), tuple(asked), 0.66))
    else:
        blocks += asked
    return Page("decision", headline(evidence), tuple(blocks))


def headline(evidence: Evidence) -> str:
    """Return the recommendation in a sentence; it follows from the figures alone."""
    verdict, table = evidence.verdict, evidence.table
    goal = target_words(table.target)
    if verdict.kind == "none" or verdict.way is None:
        return (
            f"Nothing can be recommended: no way reaches the target ({goal})"
            if goal
            else "Nothing can be recommended"
        )
    way = evidence.title(verdict.way)
    if verdict.kind == "first":
        return f"{way} reaches the target ({goal}) at the least cost" if goal else f"{way} costs least"
    if verdict.kind in ("stay", "same"):
        end = ""
        if verdict.rival is not None:
            rival = evidence.title(verdict.rival)
            if verdict.saving is not None and verdict.saving.low > 0:
                more = sums(verdict.saving.mean, evidence.currency)
                return f"Keep {evidence.inside(str(evidence.today))}: {rival} costs {more} a year more"
            end = (
                f": {rival} does not surely cost less"
                if verdict.kind == "stay"
                else (f": {rival} looks cheaper, but the difference is within the noise")
            )
        return f"Keep {evidence.inside(str(evidence.today))}{end}"
    saving, gain = verdict.saving, _difference(evidence, verdict.way, table.service)
    assert saving is not None
    size = abs(100 * gain.mean)
    points = f"{size:.{0 if size >= 1 else 1}f} points {'more' if gain.mean > 0 else 'less'} service"
    if gain.low <= 0 <= gain.high:
        points = "about the same service"
    if not table.priced:
        return f"{way} reaches the target: {points}"
    if verdict.kind == "change":
        return f"Go over to {way}: {points} for {sums(abs(saving.mean), evidence.currency)} a year less"
    if saving.low > 0:
        return f"{way} reaches the target: {points} for {sums(saving.mean, evidence.currency)} a year more"
    return f"{way} reaches the target: {points} for about the same money"


def lead(evidence: Evidence) -> str:
    """Return what the board should know first: what was compared, and what came out."""
    table = evidence.table
    many = number_in_words(len(table.names))
    ways = "ways of replenishing were" if len(table.names) > 1 else "way of replenishing was"
    goal = f"; the target is {target_words(table.target)}" if table.target else ""
    others = {name for name in table.names if name != evidence.today}
    if others and others <= set(evidence.runs["compare"].summary.get("sized", {})):
        goal = f", all but today's sized to {target_words(table.target)}"
        if table.today is None:
            goal = goal.replace("all but today's", "all")
    worlds = f"the same {evidence.replications} random worlds"
    return f"{as_sentence_start(many)} {ways} simulated in {worlds}{goal}. {table.finding()}"


def asks(evidence: Evidence) -> list[str]:
    """Return what the board is asked to decide."""
    verdict, table = evidence.verdict, evidence.table
    if verdict.kind == "none" or verdict.way is None:
        return [
            "Decide on no change from these figures.",
            "Ask for a way with another lot size, more capacity or another target, and simulate it.",
        ]
    if not verdict.changes:
        goal = "; it reaches the target" if table.target else ""
        items = [f"Keep {evidence.inside(str(evidence.today))}{goal}."]
        if verdict.kind == "same" and table.ranking is not None and table.ranking.needed:
            items.append(
                f"{table.ranking.needed:,} more replications would tell whether "
                f"{evidence.title(str(verdict.rival))} is cheaper."
            )
        return items
    way = evidence.title(verdict.way)
    items = [
        f"Go over to {way}."
        if verdict.kind != "price"
        else f"Decide whether the service is worth it; if so, go over to {way}."
    ]
    others = [
        name
        for name in (table.ranking.contenders if table.ranking is not None else ())
        if name not in (verdict.way, evidence.today)
    ]
    if others:
        items.append(
            f"{as_sentence_start(and_list([evidence.title(n) for n in others]))} cannot be told apart from "
            "it in cost: choose between them by what is easier to run."
        )
    if evidence.today in table.names:
        tied = _difference(evidence, verdict.way, "working_capital")
        if tied.low > 0:
            items.append(f"Provide {sums(tied.mean, evidence.currency)} of working capital for it.")
        elif tied.high < 0:
            items.append(f"It sets {sums(-tied.mean, evidence.currency)} of working capital free.")
    if _dips(evidence):
        items.append("Plan the months of the change: service dips before it rises (see the page on cash).")
    if _functions_pay(evidence):
        items.append("Set up the functions that surely pay (see the last page).")
    return items


def _dips(evidence: Evidence) -> bool:
    """Tell whether service is surely below today's in a month of the change."""
    from experiments.report.pages.cash import shortfall

    run = evidence.get("transition")
    if run is None or run.summary.get("way") is None:
        return False
    return shortfall(run.frame("months.csv"), str(run.summary["way"]), str(evidence.today))[0] > 0


def _functions_pay(evidence: Evidence) -> bool:
    """Tell whether a function of a department surely raises profit by itself."""
    from experiments.report.pages.departments import KPI

    run = evidence.get("functions")
    if run is None:
        return False
    alone = (str(one["alone"]) for one in run.summary["functions"])
    return any(run.comparison.difference(name, KPI, evidence.today).low > 0 for name in alone)


def answers(evidence: Evidence) -> list[str]:
    """Return the answers of the other pages in a sentence each, those that there is evidence for."""
    from experiments.report.pages import departments, growth, opponents

    said = []
    way = opponents.other_way(evidence)
    if way is not None and evidence.table.priced:
        said.append(
            f"The opponents: {opponents.headline(evidence, way, opponents.funds_frame(evidence, way))}."
        )
    run = evidence.get("volume")
    if run is not None:
        said.append(f"Growth: {growth.headline(evidence, run.frame('points.csv'))}.")
    run = evidence.get("functions")
    if run is not None and evidence.today is not None:
        said.append(f"A department: {departments.headline(evidence, run)}.")
    return said


def _difference(evidence: Evidence, way: str, kpi: str) -> Interval:
    """Return the difference from today, with an interval that holds for all ways at once."""
    return evidence.table.comparison.differences(kpi, evidence.today).intervals[way]


def _tiles(evidence: Evidence, way: str | None) -> tuple[Tile, ...]:
    table, currency = evidence.table, evidence.currency
    today = evidence.today if evidence.today in table.names else None
    if today is None or way is None:
        name = way or table.order()[0]
        service = table.comparison.interval(name, table.service)
        tiles = [
            Tile(
                f"Service, {evidence.title(name)}",
                share(service.mean),
                f"95 % interval {share_span(service).partition('(')[2].rstrip(')')}",
            )
        ]
        if table.priced:
            cost = table.comparison.interval(name, "total_cost")
            tiles.append(Tile("Total cost", brief(cost.mean, currency), "a year, without purchases"))
        return tuple(tiles)
    proposed = way if evidence.verdict.changes else today
    whose = "" if proposed == way else f", {evidence.title(way)}"
    goal = ", of the ways that reach the target" if table.target else ""
    tiles = [_service_tile(evidence, today, way)]
    if table.priced:
        tiles.append(_money_tile(evidence, way, "total_cost", f"Total cost{whose}", "a year, against today"))
        tiles.append(_money_tile(evidence, way, "working_capital", f"Working capital{whose}", OWED))
        chance = chance_words(table.chance_best()[proposed])
        tiles.append(Tile("Chance of being best", chance, f"{evidence.title(proposed)}{goal}"))
    return tuple(tiles)


def _service_tile(evidence: Evidence, today: str, way: str) -> Tile:
    table = evidence.table
    now, then = (table.comparison.interval(name, table.service).mean for name in (today, way))
    gain = _difference(evidence, way, table.service)
    tone: Tone = "good" if gain.low > 0 else "bad" if gain.high < 0 else "plain"
    apart = points_of_service(gain.mean, gain.low, gain.high)
    if not evidence.verdict.changes:
        note = f"{evidence.title(way)} {share(then)}; {apart}"
        return Tile(f"Service today, {table.service_words}", share(now), note)
    note = f"today {share(now)}; {apart}"
    return Tile(f"Service, {table.service_words}", share(then), note, tone)


def _money_tile(evidence: Evidence, way: str, kpi: str, label: str, note: str) -> Tile:
    gain = _difference(evidence, way, kpi)
    if gain.low <= 0 <= gain.high:
        words = less_or_more(gain.mean, gain.low, gain.high, evidence.currency)
        return Tile(label, "about the same", words.partition("(")[2].rstrip(")"))
    less = gain.mean < 0
    words = less_or_more(gain.mean, gain.low, gain.high, evidence.currency)
    ends = words.partition("(")[2].rstrip(")")
    value = f"{brief(abs(gain.mean), evidence.currency)} {'less' if less else 'more'}"
    return Tile(label, value, f"{note}; 95 % interval {ends}" if ends else note, "good" if less else "bad")


def cost_steps(evidence: Evidence, way: str) -> Chart | None:
    """Draw the total cost from today's way to another, line by line; None where nothing is priced."""
    table, today = evidence.table, str(evidence.today)
    if not table.priced:
        return None
    comparison = table.comparison
    totals = {name: comparison.interval(name, "total_cost") for name in (today, way)}
    changes = {kpi: comparison.difference(way, kpi, today) for kpi in LINES}
    least = SMALL * max(abs(one.mean) for one in totals.values())
    large = [kpi for kpi, one in changes.items() if abs(one.mean) >= least]
    rest = [kpi for kpi in LINES if kpi not in large and abs(changes[kpi].mean) > 0]
    rows = [("today", evidence.title(today), "total", totals[today])]
    rows += [
        (kpi, find_kpi(kpi).title, "change", changes[kpi])
        for kpi in sorted(large, key=lambda k: changes[k].mean)
    ]
    if rest:
        mine, theirs = (_added(evidence, name, rest) for name in (way, today))
        rows.append(("rest", "Everything else", "change", paired_difference(mine, theirs)))
    rows.append(("way", evidence.title(way), "total", totals[way]))
    frame = pd.DataFrame(
        [(step, title, kind, one.mean, one.low, one.high) for step, title, kind, one in rows],
        columns=["step", "title", "kind", "mean", "low", "high"],
    )
    return waterfall(
        frame,
        what="total cost",
        currency=evidence.currency,
        replications=evidence.replications,
        seed=evidence.seed,
        difference=comparison.difference(way, "total_cost", today),
    )


def _added(evidence: Evidence, name: str, kpis: list[str]) -> list[float]:
    """Return the sum of some figures of an alternative, by replication."""
    values = [evidence.table.comparison.values(name, kpi) for kpi in kpis]
    return [sum(one[world] for one in values) for world in values[0]]


def overview(evidence: Evidence) -> Chart | None:
    """Draw service against money; None where nothing is priced."""
    table = evidence.table
    if not table.priced:
        return None
    return service_picture(table, evidence.looks, evidence.seed)
