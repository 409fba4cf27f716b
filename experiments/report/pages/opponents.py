"""The opponents answered: obsolescence, funds, space, money elsewhere; and what could break the case."""

from functools import cache

import pandas as pd

from experiments.break_even import break_even_return
from experiments.charts.break_even import break_even
from experiments.charts.chart import Chart
from experiments.charts.stress_weeks import interval_words
from experiments.charts.style import as_sentence_start
from experiments.charts.tornado import tornado
from experiments.commands.words import share
from experiments.doubts import BASE, doubt_rows
from experiments.interval import Interval, mean_interval
from experiments.report.blocks import Block, Bullets, Columns, Page, Picture, Table
from experiments.report.evidence import Evidence
from experiments.report.stored_disruption import StoredDisruption, stored_disruptions
from experiments.report.words import money_span, share_span, span, sums
from experiments.stress import event_words

CAPITAL = "capital_cost"


def page(evidence: Evidence, audience: str) -> Page | None:
    """Return the page; None where no other way stands against today's."""
    way = other_way(evidence)
    if way is None or not evidence.table.priced:
        return None
    funds = funds_frame(evidence, way)
    blocks: list[Block] = [arguments_table(evidence, way)]
    swings, risks = doubts_picture(evidence), stress_facts(evidence)
    picture = Picture(swings) if swings is not None else None
    if picture is None and not funds.empty and funds["funds"].mean() > 0:
        picture = Picture(earning(evidence, way, funds))
    if picture is not None and risks:
        blocks.append(Columns((picture,), (Bullets(tuple(risks), "When something stands still"),), 0.62))
    else:
        blocks += [picture] if picture is not None else []
        blocks += [Bullets(tuple(risks), "When something stands still")] if risks else []
    return Page("opponents", headline(evidence, way, funds), tuple(blocks))


def extras(evidence: Evidence) -> list[Picture]:
    """Return pictures for an appendix: what the money tied up earns, and the weeks of an event."""
    way = other_way(evidence)
    if way is None or not evidence.table.priced or evidence.get("doubts") is None:
        return []
    funds = funds_frame(evidence, way)
    return [Picture(earning(evidence, way, funds))] if not funds.empty and funds["funds"].mean() > 0 else []


def other_way(evidence: Evidence) -> str | None:
    """Return the way that is argued about: the recommended one, or the rival of today's."""
    way, today = evidence.verdict.other, evidence.table.today
    return way if today is not None and way != today else None


def hurdle_of(evidence: Evidence) -> float:
    """Return what money earns elsewhere: what the case says, or its capital rate."""
    accounts = evidence.network.accounts
    return evidence.case.proposal.hurdle_rate or accounts.capital_rate or accounts.holding_rate


def funds_frame(evidence: Evidence, way: str) -> pd.DataFrame:
    """Return, by replication, what a way earns more before the cost of capital, and ties up more."""
    table = evidence.table
    figures = {
        kpi: [table.comparison.values(name, kpi) for name in (way, str(table.today))]
        for kpi in ("profit", CAPITAL, "working_capital")
    }
    worlds = [w for w in figures["profit"][0] if w in figures["profit"][1]]
    rows = []
    for world in worlds:
        profit, capital, funds = (
            figures[k][0][world] - figures[k][1][world] for k in ("profit", CAPITAL, "working_capital")
        )
        rows.append((world, profit + (capital if capital == capital else 0.0), funds))
    return pd.DataFrame(rows, columns=["replication", "gain", "funds"])


def headline(evidence: Evidence, way: str, funds: pd.DataFrame) -> str:
    """Say whether the money would earn more elsewhere."""
    hurdle = share(hurdle_of(evidence), 0)
    if funds.empty or funds["funds"].mean() <= 0:
        return f"{evidence.title(way)} ties up no more money than today's way"
    found = break_even_return(funds["gain"], funds["funds"])
    earns = f"The money tied up earns {share_span(found)} a year"
    if found.low > hurdle_of(evidence):
        return f"{earns}, more than the {hurdle} it would have to earn elsewhere"
    if found.high < hurdle_of(evidence):
        return f"{earns}, less than the {hurdle} it could earn elsewhere"
    return f"{earns}; whether that is more than the {hurdle} elsewhere is within the noise"


def earning(evidence: Evidence, way: str, funds: pd.DataFrame) -> Chart:
    """Draw what is left of the gain when the money would earn more elsewhere."""
    return break_even(
        funds,
        hurdle=hurdle_of(evidence),
        currency=evidence.currency,
        seed=evidence.seed,
        what="the money tied up",
        change=evidence.title(way),
    )


def arguments_table(evidence: Evidence, way: str) -> Table:
    """Return the four arguments, each with its figure and the answer."""
    table, currency = evidence.table, evidence.currency
    difference = {
        kpi: table.comparison.differences(kpi, table.today).intervals[way]
        for kpi in ("write_off", "working_capital", "volume_m3", "overflow_rent", "profit")
    }
    funds = funds_frame(evidence, way)
    found = break_even_return(funds["gain"], funds["funds"])
    hurdle = hurdle_of(evidence)
    rows = [
        _row(
            "Stock grows obsolete",
            difference["write_off"],
            "write_off",
            "written off a year, against today",
            difference["profit"],
            currency,
        ),
        _row(
            "Funds are tied up",
            difference["working_capital"],
            "working_capital",
            "working capital, against today",
            difference["profit"],
            currency,
        ),
        _row(
            "Space is taken",
            difference["volume_m3"],
            "volume_m3",
            "cubic metres, against today; rent of more room "
            f"{span(difference['overflow_rent'], 'overflow_rent', currency, signed=True)} a year",
            difference["profit"],
            currency,
        ),
    ]
    if found.mean == found.mean and funds["funds"].mean() > 0:
        verdict = (
            "The money earns more here"
            if found.low > hurdle
            else "The money could earn more elsewhere"
            if found.high < hurdle
            else "Not decided: within the noise"
        )
        rows.append(
            (
                "The money would earn more elsewhere",
                f"{share_span(found)} a year is its return here, at {share(hurdle, 0)} the "
                f"change is worth {_net(funds, hurdle, currency)} a year",
                f"{verdict} (hurdle {share(hurdle, 0)})",
            )
        )
    else:
        rows.append(("The money would earn more elsewhere", "no more money is tied up", "It does not apply"))
    return Table(
        ("they say", "the simulated figure (95 % interval)", "the answer"),
        tuple(rows),
        f"The opponents' arguments against {evidence.title(way)}",
        left=3,
    )


def _net(funds: pd.DataFrame, hurdle: float, currency: str) -> str:
    return money_span(
        mean_interval((funds["gain"] - hurdle * funds["funds"]).to_numpy()), currency, signed=True
    )


def _row(
    argument: str, one: Interval, kpi: str, words: str, profit: Interval, currency: str
) -> tuple[str, str, str]:
    """Return an argument, its figure, and whether it holds."""
    if one.mean != one.mean:
        return argument, "the case does not count it", "Not known"
    figure = f"{span(one, kpi, currency, signed=True)} {words}"
    if one.low <= 0 <= one.high:
        return argument, figure, "It does not hold: the difference is within the noise"
    if one.high < 0:
        return argument, figure, "It does not hold: it is less than today"
    if profit.low > 0:
        return (
            argument,
            figure,
            f"True, and paid for: profit is {sums(profit.mean, currency)} a year higher after it",
        )
    if profit.high < 0:
        return argument, figure, f"True: profit is {sums(-profit.mean, currency)} a year lower"
    return argument, figure, "True, and profit is about the same"


@cache
def doubts_picture(evidence: Evidence) -> Chart | None:
    """Draw what other assumptions make of the saving; None where nothing was put in doubt."""
    run = evidence.get("doubts")
    if run is None:
        return None
    frame = run.frame("doubts.csv").fillna({"end": "", "words": ""})
    base = frame[frame["doubt"] == BASE]
    rows = doubt_rows(frame)
    return tornado(
        rows,
        titles={title: title for title in rows["path"]},
        kpi="total_cost",
        base=float(base["saving"].mean()),
        what="Saving of total cost",
        currency=evidence.currency,
        replications=int(run.summary["replications"]),
        seed=int(run.summary["seed"]),
    )


def stress_facts(evidence: Evidence) -> list[str]:
    """Say how long customers feel nothing of each event, and when it is over, way by way."""
    run = evidence.get("stress")
    if run is None:
        return []
    unit = str(run.summary["time_unit"])
    said = []
    for by_way in stored_disruptions(run).values():
        first = next(iter(by_way.values()))
        what = event_words(first.event, unit).partition(": ")[2].replace("-", " ")
        felt = [f"{evidence.title(name)}: {_felt(one, unit)}" for name, one in by_way.items()]
        said.append(f"{as_sentence_start(what)}. {'; '.join(felt)}.")
    return said


def _felt(one: StoredDisruption, unit: str) -> str:
    """Say when customers feel an event, and when it is over."""
    if one.unharmed == one.worlds:
        return "customers feel nothing of it"
    text = f"felt after {interval_words(one.time_to_survive)} {unit}s"
    if one.time_to_recover.n == 0:
        return f"{text}, not over when the run ends"
    return f"{text}, over after {interval_words(one.time_to_recover)}"
