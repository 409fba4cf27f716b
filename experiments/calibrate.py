"""Hold the model against the facts of a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from experiments.interval import mean_interval
from experiments.kpi import find_kpi
from experiments.replicate import Outcomes
from sim import DataError


class Fact(Protocol):
    """What a case says of a figure: it lies between `low` and `high`, according to `source`."""

    @property
    def name(self) -> str:
        """Name of the figure."""
        ...

    @property
    def low(self) -> float:
        """Least value that agrees with the case."""
        ...

    @property
    def high(self) -> float:
        """Greatest value that agrees with the case."""
        ...

    @property
    def unit(self) -> str:
        """Unit, in the words of the case."""
        ...

    @property
    def source(self) -> str:
        """Where the case says so."""
        ...


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """One fact of the case beside the model's figure with its interval."""

    name: str
    low: float
    high: float
    unit: str
    source: str
    mean: float
    interval_low: float
    interval_high: float
    inside: bool


def calibrate(
    outcomes: Outcomes, facts: Iterable[Fact], alternative: str | None = None, confidence: float = 0.95
) -> list[CalibrationRow]:
    """Return each fact of the case beside the figure of the model.

    Parameters
    ----------
    outcomes
        Replications of the alternative.
    facts
        What the case says; the names are names of key figures.
    alternative
        Which alternative the facts are about; the first (today's way) if none is named.
    confidence
        Of the intervals.

    Returns
    -------
    list of CalibrationRow
        `inside` only where the whole interval lies from `low` to `high`; with a single replication
        there is no interval, and nothing is inside.

    Raises
    ------
    DataError
        A fact has the name of no key figure (the message names the nearest), or the alternative has no
        finished replication.
    """
    name = alternative or outcomes.alternatives[0]
    mine = outcomes.of(name)
    if not mine:
        raise DataError(f"alternative {name!r} has no finished replication; run it before calibrating")
    rows = []
    for fact in facts:
        kpi = find_kpi(fact.name)
        figure = mean_interval([outcome.kpis[kpi.name] for outcome in mine], confidence)
        rows.append(
            CalibrationRow(
                name=fact.name,
                low=fact.low,
                high=fact.high,
                unit=fact.unit,
                source=fact.source,
                mean=figure.mean,
                interval_low=figure.low,
                interval_high=figure.high,
                inside=fact.low <= figure.low and figure.high <= fact.high,
            )
        )
    return rows
