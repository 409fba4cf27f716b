"""One point of a sweep: what each alternative gave there, and who wins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from experiments.compare import CONTEST, Comparison
from experiments.designs.vary import Value
from experiments.interval import Interval, mean_interval
from experiments.kpi import find_kpi, registered
from experiments.sizing import Tuned


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """What the alternatives gave at one point, in the same random worlds as at every other.

    Parameters
    ----------
    number
        Its place among the points, from 1.
    values
        Values of the swept paths.
    figures
        By alternative and key figure: one value a replication.
    saturated
        Alternatives whose plant does not keep up.
    reaching
        Alternatives that reach the target of the case.
    winners
        The best of those that keep up and reach the target, and who cannot be told from it.
    busiest
        By alternative: the work centre of the highest utilisation, and that; nothing without work centres.
    sized
        By alternative that was sized: the path of its knob and where the search ended.
    given_up
        Alternatives that were not sized here, for the plant did not keep up at a lower volume already.
    """

    number: int
    values: Mapping[str, Value]
    figures: Mapping[str, Mapping[str, tuple[float, ...]]] = field(repr=False)
    saturated: tuple[str, ...]
    reaching: tuple[str, ...]
    winners: tuple[str, ...]
    busiest: Mapping[str, tuple[str, float]] = field(default_factory=dict, repr=False)
    sized: Mapping[str, tuple[str, Tuned]] = field(default_factory=dict, repr=False)
    given_up: tuple[str, ...] = ()

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The alternatives."""
        return tuple(self.figures)

    def interval(self, name: str, kpi: str) -> Interval:
        """Return the mean of a figure of an alternative with its 95 % interval."""
        return mean_interval(self.figures[name][kpi])


def point_of(
    number: int,
    values: Mapping[str, Value],
    comparison: Comparison,
    target: Mapping[str, float],
    decider: str,
    sized: Mapping[str, tuple[str, Tuned]],
    given_up: Sequence[str],
) -> SweepPoint:
    """Return what a comparison says of a point.

    Parameters
    ----------
    decider
        Figure that decides who wins.
    """
    saturated = comparison.outcomes.saturated
    names = [kpi.name for kpi in registered()]
    return SweepPoint(
        number,
        dict(values),
        {
            name: {kpi: tuple(comparison.values(name, kpi).values()) for kpi in names}
            for name in comparison.alternatives
        },
        tuple(saturated),
        tuple(name for name in comparison.alternatives if comparison.meets(name, target)),
        winners_of(comparison, target, decider),
        busiest_of(comparison),
        dict(sized),
        tuple(given_up),
    )


def decider_of(comparison: Comparison, target: Mapping[str, float]) -> str:
    """Return the figure that decides who wins: total cost, or service where the case prices nothing."""
    priced = any(any(comparison.values(name, CONTEST).values()) for name in comparison.alternatives)
    return CONTEST if priced else service_of(target)


def service_of(target: Mapping[str, float]) -> str:
    """Return the figure of service: the share that the target is about, or units filled at once."""
    shares = (kpi for kpi in target if find_kpi(kpi).unit == "share" and find_kpi(kpi).better == "higher")
    return next(shares, "fill_rate")


def winners_of(comparison: Comparison, target: Mapping[str, float], decider: str) -> tuple[str, ...]:
    """Return the best of those that keep up and reach the target, and all within the noise of it.

    Within the noise: the paired 95 % interval of the difference holds zero.
    """
    able = [n for n in comparison.entrants(target) if not np.isnan(comparison.interval(n, decider).mean)]
    if not able:
        return ()
    choose = max if find_kpi(decider).better == "higher" else min
    best = choose(able, key=lambda name: comparison.interval(name, decider).mean)

    def alike(name: str) -> bool:
        apart = comparison.difference(name, decider, best)
        return name == best or apart.low <= 0 <= apart.high

    return tuple(name for name in able if alike(name))


def busiest_of(comparison: Comparison) -> dict[str, tuple[str, float]]:
    """Return the work centre of the highest utilisation of each alternative, and that."""
    centres = comparison.centres
    if centres.empty:
        return {}
    found = {}
    for name, rows in centres.groupby("alternative", sort=False):
        use = rows["utilisation"].to_numpy(dtype=float)
        if not np.isnan(use).all():
            top = int(np.nanargmax(use))
            found[str(name)] = (str(rows["work_centre"].iloc[top]), float(use[top]))
    return found
