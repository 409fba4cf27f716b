"""What could break the case: the saving under other values of the figures that are not known well."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from experiments.bench import Bench
from experiments.compare import CONTEST
from experiments.interval import paired_difference
from experiments.replicate import Outcomes, Task, paired_tasks

if TYPE_CHECKING:
    from scenarios.proposal import Doubt

BASE = "as the case says"
"""The row without a doubt."""
ENDS = ("low", "high")


def put_in_doubt(
    bench: Bench,
    today: str,
    proposed: str,
    knob: Mapping[str, object],
    doubts: "tuple[Doubt, ...]",
    replications: int,
) -> pd.DataFrame:
    """Simulate today's way and the proposed one, in the same worlds, at both ends of every doubt.

    The proposed way keeps the setting that it was sized to; its levels follow from the records of a past with
    the value that is in doubt, as a planner would read them.

    Parameters
    ----------
    bench
        The case, how it is run and on what.
    today, proposed
        Names of the two ways.
    knob
        `path = value` that the proposed way was sized to.
    doubts
        What is in doubt.
    replications
        Random worlds at each end.

    Returns
    -------
    DataFrame
        Columns `doubt`, `end` (`low`, `high`; empty in the base row), `words`, `replication`, `saving` (total
        cost of today's way less that of the proposed one, money a year), `fill_rate` and `fill_rate_today`.
    """
    rows: list[tuple[object, ...]] = []
    points: list[tuple[str, str, str, Mapping[str, object]]] = [(BASE, "", "", {})]
    for doubt in doubts:
        points += [
            (doubt.title, "low", doubt.low_words, doubt.low),
            (doubt.title, "high", doubt.high_words, doubt.high),
        ]
    names = {today: {}, proposed: dict(knob)}
    for number, (title, end, words, values) in enumerate(points, 1):
        bench.monitor.tell("figures in doubt", number - 1, len(points), title)
        here = bench.at(values)
        scenarios = {name: here.scenario(name, own) for name, own in names.items()}
        tasks: list[Task] = paired_tasks(scenarios, replications)
        outcomes: Outcomes = bench.simulate(tasks, "", stock_points=False).whole()
        pairs = zip(outcomes.of(today), outcomes.of(proposed), strict=True)
        for now, then in pairs:
            saving = now.kpis[CONTEST] - then.kpis[CONTEST]
            rates = (then.kpis["fill_rate"], now.kpis["fill_rate"])
            rows.append((title, end, words, now.replication, saving, *rates))
    bench.monitor.tell("figures in doubt", len(points), len(points))
    columns = ["doubt", "end", "words", "replication", "saving", "fill_rate", "fill_rate_today"]
    return pd.DataFrame(rows, columns=columns)


def doubt_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the saving at both ends of every doubt against the base, the widest swing first.

    Parameters
    ----------
    frame
        Of `put_in_doubt`.

    Returns
    -------
    DataFrame
        Columns `path` (the doubt), `end`, `value` (in words), `difference`, `difference_low`,
        `difference_high` (of the saving, in the same worlds): the input of `charts.tornado`.
    """
    savings = {key: rows.set_index("replication")["saving"] for key, rows in frame.groupby(["doubt", "end"])}
    words = frame.drop_duplicates(["doubt", "end"]).set_index(["doubt", "end"])["words"]
    base = frame[frame["doubt"] == BASE].set_index("replication")["saving"]
    titles = [title for title in dict.fromkeys(frame["doubt"]) if title != BASE]
    rows = []
    for title in titles:
        for end in ENDS:
            mine = savings[title, end]
            found = paired_difference(mine.to_numpy(), base.loc[mine.index].to_numpy())
            rows.append((title, end, words[title, end], found.mean, found.low, found.high))
    columns = ["path", "end", "value", "difference", "difference_low", "difference_high"]
    table = pd.DataFrame(rows, columns=columns)
    swing = table.groupby("path")["difference"].agg(lambda ends: ends.max() - ends.min())
    order = sorted(titles, key=lambda title: -float(swing[title]))
    return pd.concat([table[table["path"] == title] for title in order], ignore_index=True)
