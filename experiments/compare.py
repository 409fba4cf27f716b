"""Compare alternatives on the same random worlds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.differences import PAIRED_T, Differences
from experiments.interval import Interval, correlation, mean_interval, paired_difference
from experiments.kpi import find_kpi, registered
from experiments.precision.control_variates import Adjusted, adjusted
from experiments.precision.demand_control import expected_per_year
from experiments.replicate import Outcome, Outcomes
from experiments.selection import Ranking, all_met, probability_met, rank, simultaneous_against_today
from sim import DataError

MAIN_KPIS = (
    "fill_rate",
    "lost_share",
    "backorders",
    "mean_wait_days",
    "stock_value",
    "in_process_value",
    "working_stock",
    "stock_turns",
    "holding_cost",
    "ordering_cost",
    "setup_cost",
    "freight_cost",
    "lost_margin",
    "total_cost",
    "profit",
    "orders_per_year",
    "utilisation_max",
)
"""Figures of a league table unless others are asked for."""

CLASS_KPIS = ("fill_rate", "lost_share", "stock_value", "stock_turns", "write_off", "lost_margin", "revenue")
"""Figures that are kept by group of what is sold."""

CONTEST = "total_cost"
"""Figure that decides which alternative is best."""

INDIFFERENCE = 0.01
"""Smallest difference of that figure that matters, as a share of the best, unless another is given."""

NEAR_ENOUGH = 0.005
"""Half a point: alternatives are sized in other worlds than they are compared in."""

NARROW = 0.02
"""Half-width up to which an interval that holds the target is enough."""


@dataclass(frozen=True)
class Comparison:
    """Figures of alternatives that met the same random worlds.

    Parameters
    ----------
    outcomes
        Finished replications.
    baseline
        Alternative that the others are compared with; the first one if none is named.
    confidence
        Of every interval.

    Raises
    ------
    DataError
        No replication was finished, or the baseline is not among the alternatives.
    """

    outcomes: Outcomes
    baseline: str = ""
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if not self.outcomes:
            raise DataError("no replication was finished; there is nothing to compare")
        if not self.baseline:
            object.__setattr__(self, "baseline", self.alternatives[0])
        if self.baseline not in self.alternatives:
            names = ", ".join(self.alternatives)
            raise DataError(f"baseline {self.baseline!r} is not an alternative; name one of {names}")

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Names of the alternatives, in the order given."""
        return self.outcomes.alternatives

    # ---- one figure

    def values(self, alternative: str, kpi: str) -> dict[int, float]:
        """Return one figure of an alternative, by replication."""
        name = find_kpi(kpi).name
        return {outcome.replication: outcome.kpis[name] for outcome in self._by_alternative[alternative]}

    def interval(self, alternative: str, kpi: str) -> Interval:
        """Return the mean of a figure with its interval."""
        return mean_interval(list(self.values(alternative, kpi).values()), self.confidence)

    def difference(self, alternative: str, kpi: str, baseline: str | None = None) -> Interval:
        """Return the figure of an alternative less that of the baseline, world by world, on its own."""
        mine, theirs = self._pairs(alternative, kpi, baseline or self.baseline)
        return paired_difference(mine, theirs, self.confidence)

    def differences(self, kpi: str, baseline: str | None = None) -> Differences:
        """Return the differences of all alternatives from the baseline, with intervals that hold at once."""
        today = baseline or self.baseline
        key = (find_kpi(kpi).name, today)
        if key not in self._differences:
            self._differences[key] = self._against(key[0], today)
        return self._differences[key]

    def correlation(self, alternative: str, kpi: str, baseline: str | None = None) -> float:
        """Return the correlation that the common random worlds achieved, with the baseline."""
        return correlation(*self._pairs(alternative, kpi, baseline or self.baseline))

    def adjusted(self, alternative: str, kpi: str) -> Adjusted | None:
        """Return the mean of a figure, made surer by what is known of the demand that was drawn.

        Its control variate is the units a year that customers asked for.

        Returns
        -------
        Adjusted or None
            None where the laws of demand do not tell what to expect exactly (see
            `precision.demand_control.expected_per_year`).
        """
        expected = self._expected_demand[alternative]
        if expected is None:
            return None
        drawn = [outcome.drawn for outcome in self._by_alternative[alternative]]
        values = list(self.values(alternative, kpi).values())
        return adjusted(values, drawn, expected, self.confidence) if values else None

    # ---- the contest

    @cached_property
    def finished(self) -> tuple[str, ...]:
        """Alternatives with a finished replication, in the order given."""
        return tuple(name for name in self.alternatives if self._by_alternative[name])

    def meets(self, alternative: str, target: Mapping[str, float]) -> bool:
        """Tell whether an alternative reaches its target, to half a point or within its interval.

        Half a point of a share, half a per cent of other figures, in the figure's good direction.
        """
        return all(self._reaches(alternative, kpi, wanted) for kpi, wanted in target.items())

    def feasible(self, alternative: str, target: Mapping[str, float]) -> float:
        """Return the probability that the true means of an alternative are all at their target or better.

        For several figures it is the least that it can be, however they hang together; nan with one
        replication, or where a figure is not known in each.
        """
        return all_met(self._probability_met(alternative, kpi, wanted) for kpi, wanted in target.items())

    def entrants(self, target: Mapping[str, float] | None = None) -> list[str]:
        """Return the alternatives that may win: they keep up, and reach the target."""
        saturated = self.outcomes.saturated
        return [n for n in self.finished if n not in saturated and self.meets(n, target or {})]

    def ranking(
        self, target: Mapping[str, float] | None = None, indifference: float | None = None
    ) -> Ranking | None:
        """Rank the alternatives by total cost in their common worlds; who may not win takes no part.

        Parameters
        ----------
        target
            Figures to be reached, by name.
        indifference
            Smallest difference that matters, in money a year; None takes 1 % of the cost of the best.

        Returns
        -------
        Ranking or None
            None where the alternatives have no world in common.
        """
        entrants = self.entrants(target)
        table = self._table(self.finished, CONTEST)
        if table is None:
            return None
        if indifference is None:
            means = [abs(float(table[:, k].mean())) for k, n in enumerate(self.finished) if n in entrants]
            indifference = INDIFFERENCE * min(means, default=0.0)
        key = (tuple(entrants), indifference)
        if key not in self._rankings:
            self._rankings[key] = rank(
                table,
                "lower",
                self.confidence,
                indifference,
                self.finished,
                [name in entrants for name in self.finished],
            )
        return self._rankings[key]

    def probability_best(self, target: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return the probability that each alternative truly has the lowest total cost of those that may win.

        A saturated alternative, one that misses the target, or one without a finished replication takes no
        part: its probability is zero. All are nan where nobody takes part.

        Parameters
        ----------
        target
            Figures to be reached, by name.
        """
        nan = float("nan")
        entrants = self.entrants(target)
        if not entrants:
            return dict.fromkeys(self.alternatives, nan)
        ranking = self.ranking(target)
        if ranking is None:
            return {name: nan if name in entrants else 0.0 for name in self.alternatives}
        return dict.fromkeys(self.alternatives, 0.0) | dict(
            zip(ranking.names, ranking.probability_best, strict=True)
        )

    # ---- frames

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """Tidy frame of every figure: alternative, replication, kpi, value.

        Rows go by alternative in the order given, replication, and figure in the order of the register.
        """
        names = [kpi.name for kpi in registered()]
        rows = [
            (outcome.alternative, outcome.replication, name, outcome.kpis[name])
            for outcome in self.outcomes
            for name in names
        ]
        return pd.DataFrame(rows, columns=["alternative", "replication", "kpi", "value"])

    def league(
        self, target: Mapping[str, float] | None = None, kpis: Sequence[str] = MAIN_KPIS
    ) -> pd.DataFrame:
        """Return the league table: one row an alternative and figure.

        Columns: alternative, kpi, unit, better, replications, mean, low, high, difference,
        difference_low, difference_high, correlation (the last four with the baseline, nan for itself),
        difference_method, probability_best, saturated, meets_target, probability_meets_target. The intervals
        of the differences of one figure hold all at once, by that method.

        Parameters
        ----------
        target
            Figures to be reached, by name; who misses one cannot be best.
        kpis
            Figures to show.

        Raises
        ------
        DataError
            A figure has no such name; the message names the nearest.
        """
        best = self.probability_best(target)
        return pd.DataFrame(
            [
                {
                    **self._league_row(name, kpi),
                    "probability_best": best[name],
                    "saturated": name in self.outcomes.saturated,
                    "meets_target": self.meets(name, target or {}),
                    "probability_meets_target": self.feasible(name, target or {}),
                }
                for name in self.alternatives
                for kpi in kpis
            ]
        )

    def _league_row(self, alternative: str, kpi: str) -> dict[str, object]:
        found = find_kpi(kpi)
        interval = self.interval(alternative, kpi)
        against = self.differences(kpi)
        difference = against.intervals.get(alternative, mean_interval([]))
        return {
            "alternative": alternative,
            "kpi": kpi,
            "unit": found.unit,
            "better": found.better or "",
            "replications": interval.n,
            "mean": interval.mean,
            "low": interval.low,
            "high": interval.high,
            "difference": difference.mean,
            "difference_low": difference.low,
            "difference_high": difference.high,
            "correlation": against.correlations.get(alternative, float("nan")),
            "difference_method": against.method if alternative in against.intervals else "",
        }

    @cached_property
    def stock_points(self) -> pd.DataFrame:
        """Frame of the figures of each stock point: alternative, stock, item, place, then the figures.

        Values are means over the replications that could give the figure. Empty where the outcomes kept
        none.
        """
        return self._means(lambda o: o.stock_points, self._stock_labels)

    @cached_property
    def centres(self) -> pd.DataFrame:
        """Frame of the figures of each work centre: alternative, work_centre, then one column a figure."""
        return self._means(lambda o: o.centres, self._centre_labels)

    @cached_property
    def customer_classes(self) -> pd.DataFrame:
        """Frame of the service of each class of customers: alternative, customer_class, then the figures.

        Empty where the case has no classes.
        """
        frames = []
        for name in self.alternatives:
            kept = [outcome.classes for outcome in self._by_alternative[name] if outcome.classes]
            if kept:
                figures = [figure for figure in kept[0] if figure != "group"]
                means = {figure: mean_known(np.array([one[figure] for one in kept])) for figure in figures}
                labels = {"alternative": name, "customer_class": kept[0]["group"]}
                frames.append(pd.DataFrame({**labels, **means}))
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    @cached_property
    def classes(self) -> pd.DataFrame:
        """Tidy frame of figures by group of what is sold: alternative, replication, group, kpi, value.

        Empty where the outcomes kept no groups.
        """
        rows = [
            (outcome.alternative, outcome.replication, str(group), kpi, float(outcome.groups[kpi][k]))
            for outcome in self.outcomes
            if outcome.groups
            for k, group in enumerate(outcome.groups["group"])
            for kpi in CLASS_KPIS
        ]
        return pd.DataFrame(rows, columns=["alternative", "replication", "group", "kpi", "value"])

    def _means(
        self,
        columns: Callable[[Outcome], Mapping[str, NDArray[np.generic]]],
        labels: Callable[[str], dict[str, list[str]]],
    ) -> pd.DataFrame:
        frames = []
        for name in self.alternatives:
            kept = [columns(outcome) for outcome in self._by_alternative[name]]
            if not kept or not kept[0]:
                continue
            names = labels(name)
            size = len(next(iter(names.values())))
            means = {figure: mean_known(np.array([one[figure] for one in kept])) for figure in kept[0]}
            frames.append(pd.DataFrame({"alternative": [name] * size, **names, **means}))
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    def _stock_labels(self, alternative: str) -> dict[str, list[str]]:
        points = self.outcomes.scenarios[alternative].network.stock_points
        return {
            "stock": [p.name for p in points],
            "item": [p.item for p in points],
            "place": [p.place for p in points],
        }

    def _centre_labels(self, alternative: str) -> dict[str, list[str]]:
        return {"work_centre": [c.name for c in self.outcomes.scenarios[alternative].network.work_centres]}

    # ---- inside

    @cached_property
    def _by_alternative(self) -> dict[str, list[Outcome]]:
        return {name: self.outcomes.of(name) for name in self.alternatives}

    @cached_property
    def _differences(self) -> dict[tuple[str, str], Differences]:
        return {}

    @cached_property
    def _rankings(self) -> dict[tuple[tuple[str, ...], float], Ranking]:
        return {}

    @cached_property
    def _expected_demand(self) -> dict[str, float | None]:
        return {name: expected_per_year(self.outcomes.scenarios[name]) for name in self.alternatives}

    def _reaches(self, alternative: str, kpi: str, wanted: float) -> bool:
        return reaches(self.interval(alternative, kpi), kpi, wanted)

    def _probability_met(self, alternative: str, kpi: str, wanted: float) -> float:
        values = list(self.values(alternative, kpi).values())
        if not values or not np.isfinite(values).all():
            return float("nan")
        return probability_met(values, wanted, find_kpi(kpi).better or "higher")

    def _against(self, kpi: str, today: str) -> Differences:
        others = [name for name in self.finished if name != today]
        table = self._table((today, *others), kpi) if self._complete((today, *others), kpi) else None
        if table is not None and others:
            found = simultaneous_against_today(table, 0, self.confidence)
            intervals, method, reason = found.intervals, found.method, found.reason
        else:
            each = 1 - (1 - self.confidence) / max(1, len(others))
            pairs = [self._pairs(name, kpi, today) for name in others]
            intervals = tuple(paired_difference(mine, theirs, each) for mine, theirs in pairs)
            method, reason = "Bonferroni", "the figure is not known in every world of every alternative"
        if len(others) <= 1:
            method, reason = (PAIRED_T, "there is one difference") if others else ("", "")
        return Differences(
            kpi,
            today,
            dict(zip(others, intervals, strict=True)),
            {name: self.correlation(name, kpi, today) for name in others},
            method,
            reason,
        )

    def _complete(self, alternatives: Sequence[str], kpi: str) -> bool:
        """Tell whether a figure is known in every world of every alternative, all the same worlds."""
        figures = [self.values(name, kpi) for name in alternatives]
        worlds = set(figures[0])
        return bool(worlds) and all(
            set(figure) == worlds and np.isfinite(list(figure.values())).all() for figure in figures
        )

    def _table(self, alternatives: Sequence[str], kpi: str) -> NDArray[np.float64] | None:
        """Return a figure in the worlds that all have in common, shape (worlds, alternatives)."""
        figures = [self.values(name, kpi) for name in alternatives]
        worlds = sorted(set.intersection(*(set(figure) for figure in figures)))
        if not worlds:
            return None
        return np.array([[figure[world] for figure in figures] for world in worlds])

    def _pairs(self, alternative: str, kpi: str, baseline: str) -> tuple[list[float], list[float]]:
        mine, theirs = self.values(alternative, kpi), self.values(baseline, kpi)
        worlds = [world for world in mine if world in theirs]
        return [mine[world] for world in worlds], [theirs[world] for world in worlds]


def reaches(found: Interval, kpi: str, wanted: float) -> bool:
    """Tell whether a figure reaches its target: to half a point, or within its interval where that is narrow.

    An interval that is wider than two points on a side says too little to let a figure in.

    Examples
    --------
    >>> narrow, wide = mean_interval([0.935, 0.94, 0.945]), mean_interval([0.5, 0.9])
    >>> reaches(narrow, "fill_rate", 0.95), reaches(wide, "fill_rate", 0.95)
    (True, False)
    """
    scale = 1.0 if find_kpi(kpi).unit == "share" else abs(wanted)
    near = NEAR_ENOUGH * scale
    if found.half_width <= NARROW * scale:
        near = max(near, found.half_width)
    return (found.mean - wanted if find_kpi(kpi).better == "lower" else wanted - found.mean) <= near


def mean_known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over rows of what is not nan; nan where a column has nothing.

    Examples
    --------
    >>> mean_known(np.array([[1.0, np.nan], [3.0, np.nan]]))
    array([ 2., nan])
    """
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)
