"""Compare alternatives on the same random worlds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.interval import Interval, correlation, mean_interval, paired_difference
from experiments.kpi import find_kpi, registered
from experiments.replicate import Outcome, Outcomes
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

CONTEST = "total_cost"
"""Figure that decides which alternative is best."""


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
        """Return the figure of an alternative less that of the baseline, world by world."""
        mine, theirs = self._pairs(alternative, kpi, baseline or self.baseline)
        return paired_difference(mine, theirs, self.confidence)

    def correlation(self, alternative: str, kpi: str, baseline: str | None = None) -> float:
        """Return the correlation that the common random worlds achieved, with the baseline."""
        return correlation(*self._pairs(alternative, kpi, baseline or self.baseline))

    # ---- the contest

    def meets(self, alternative: str, target: Mapping[str, float]) -> bool:
        """Tell whether the mean of each figure reaches its target, in the figure's good direction."""
        for kpi, wanted in target.items():
            mean = self.interval(alternative, kpi).mean
            if not (mean <= wanted if find_kpi(kpi).better == "lower" else mean >= wanted):
                return False
        return True

    def probability_best(self, target: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return how often each alternative has the lowest total cost, as a share of the common worlds.

        Ties are split. A saturated alternative, one that misses the target, or one without a finished
        replication takes no part: its share is zero. All shares are nan where nobody takes part.

        Parameters
        ----------
        target
            Figures to be reached, by name.
        """
        entrants = [
            name
            for name in self.alternatives
            if self._by_alternative[name]
            and name not in self.outcomes.saturated
            and self.meets(name, target or {})
        ]
        if not entrants:
            return dict.fromkeys(self.alternatives, float("nan"))
        costs = [self.values(name, CONTEST) for name in entrants]
        worlds = sorted(set.intersection(*(set(cost) for cost in costs)))
        wins = dict.fromkeys(self.alternatives, 0.0 if worlds else float("nan"))
        for world in worlds:
            lowest = min(cost[world] for cost in costs)
            winners = [name for name, cost in zip(entrants, costs, strict=True) if cost[world] == lowest]
            for name in winners:
                wins[name] += 1 / (len(winners) * len(worlds))
        return wins

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
        probability_best, saturated, meets_target.

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
                }
                for name in self.alternatives
                for kpi in kpis
            ]
        )

    def _league_row(self, alternative: str, kpi: str) -> dict[str, object]:
        found = find_kpi(kpi)
        interval = self.interval(alternative, kpi)
        own = alternative == self.baseline
        difference = mean_interval([]) if own else self.difference(alternative, kpi)
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
            "correlation": float("nan") if own else self.correlation(alternative, kpi),
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

    def _pairs(self, alternative: str, kpi: str, baseline: str) -> tuple[list[float], list[float]]:
        mine, theirs = self.values(alternative, kpi), self.values(baseline, kpi)
        worlds = [world for world in mine if world in theirs]
        return [mine[world] for world in worlds], [theirs[world] for world in worlds]


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
