"""Robustness of an answer: ways of replenishing that were sized for one world, tried in others.

Nothing is sized again, except under a wrong forecast: there planners size from records that tell too little
or too much, and the world is the true one.

**Who is best.** Of those that keep up and reach the target in the mean, to half a point, the cheapest. Where
nobody reaches it, the cheapest of those within half a point of the best service. Where the case has no costs,
the best service.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from experiments.bench import Bench
from experiments.compare import CONTEST, NEAR_ENOUGH, Comparison
from experiments.conditions import BELIEVED, Condition, conditions
from experiments.interval import paired_difference
from experiments.kpi import find_kpi
from experiments.other_worlds import OtherWorlds
from experiments.replicate import Outcome, Outcomes
from experiments.retest_words import RetestWords
from sim import Scenario

__all__ = ["BELIEVED", "Condition", "Retest", "conditions", "retest"]

SERVICE = "fill_rate"
"""Figure of service where the target is not about a share."""
SURE = 0.95
"""Probability of being best from which it is sure."""
Knobs = Mapping[str, Mapping[str, object]]
"""Values that each alternative was built with, by path."""


@dataclass(frozen=True)
class Retest:
    """What became of alternatives in worlds that differ from the one they were sized for.

    Parameters
    ----------
    conditions
        Those that were simulated; the believed world is not among them.
    comparisons
        Figures by condition, `believed` first; the random worlds are the same under all.
    untouched
        Alternatives that a condition does not affect, by condition: their figures are those of the believed
        world.
    left_out
        Why a condition was not simulated, by its title.
    remarks
        What a condition changes and what it does not, by its title.
    target
        Figures to be reached, by name.
    today
        Name of today's way; None where the case has none.
    currency
        ISO code.
    """

    conditions: tuple[Condition, ...]
    comparisons: Mapping[str, Comparison] = field(repr=False)
    untouched: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    left_out: Mapping[str, str] = field(default_factory=dict, repr=False)
    remarks: Mapping[str, str] = field(default_factory=dict, repr=False)
    target: Mapping[str, float] = field(default_factory=dict)
    today: str | None = None
    currency: str = "USD"

    @property
    def believed(self) -> Comparison:
        """Figures in the world that was believed in."""
        return self.comparisons[BELIEVED.name]

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Names of the alternatives, in the order given."""
        return self.believed.alternatives

    @property
    def interrupted(self) -> bool:
        """Whether someone stopped the work; then there are fewer replications, the same of all."""
        return self.believed.outcomes.interrupted

    @property
    def worlds(self) -> tuple[Condition, ...]:
        """The believed world and the conditions."""
        return (BELIEVED, *self.conditions)

    @cached_property
    def service(self) -> str:
        """Name of the figure of service: the first share that the target is about, or the fill rate."""
        shares = (k for k in self.target if find_kpi(k).unit == "share" and find_kpi(k).better == "higher")
        return next(shares, SERVICE)

    # ---- who is best

    def reaches(self, condition: str, alternative: str) -> bool:
        """Tell whether the means of an alternative reach the target, to half a point.

        Half a point of a share, half a per cent of other figures. An interval that holds the target is not
        enough: few replications would let what fails by far pass.
        """
        return all(self._is_at(condition, alternative, kpi, wanted) for kpi, wanted in self.target.items())

    def _is_at(self, condition: str, alternative: str, kpi: str, wanted: float) -> bool:
        kind, value = find_kpi(kpi), self.mean(condition, alternative, kpi)
        near = NEAR_ENOUGH if kind.unit == "share" else NEAR_ENOUGH * abs(wanted)
        return value <= wanted + near if kind.better == "lower" else value >= wanted - near

    def contenders(self, condition: str) -> list[str]:
        """Return the alternatives that may be best under a condition: see the head of this module."""
        kept_up = self.comparisons[condition].entrants()
        able = [name for name in kept_up if self.reaches(condition, name)]
        service = {name: self.mean(condition, name, self.service) for name in kept_up}
        known = [value for value in service.values() if value == value]
        if able or not known:
            return able or kept_up
        return [name for name in kept_up if service[name] >= max(known) - NEAR_ENOUGH]

    def best(self, condition: str) -> str | None:
        """Return the best alternative under a condition, by mean; None where no plant keeps up.

        Of equal ones it is the one that is best in the believed world.
        """
        if condition == BELIEVED.name:
            return self._best(condition, None)
        return self._best(condition, self.best(BELIEVED.name))

    def _best(self, condition: str, preferred: str | None) -> str | None:
        comparison = self.comparisons[condition]

        def key(name: str) -> tuple[float, bool]:
            if self.priced:
                return comparison.interval(name, CONTEST).mean, name != preferred
            return -comparison.interval(name, self.service).mean, name != preferred

        return min(self.contenders(condition), key=key, default=None)

    @cached_property
    def priced(self) -> bool:
        """Whether the case gives costs, so that there is a cheapest way."""
        return any(c.interval(n, CONTEST).mean for c in self.comparisons.values() for n in self.alternatives)

    def probability_best(self, condition: str) -> dict[str, float]:
        """Return the probability that each alternative truly is the cheapest of the contenders.

        Zero for the others; nan with one replication, and where the case has no costs.
        """
        nan = float("nan")
        contenders = self.contenders(condition)
        if not self.priced:
            return dict.fromkeys(self.alternatives, nan)
        chances = dict.fromkeys(self.alternatives, 0.0)
        if not contenders:
            return chances
        outcomes = self.comparisons[condition].outcomes
        able = Outcomes(
            {name: outcomes.scenarios[name] for name in contenders},
            tuple(outcome for outcome in outcomes if outcome.alternative in contenders),
        )
        return chances | Comparison(able).probability_best()

    def sure(self, condition: str) -> bool:
        """Tell whether the best under a condition is the best beyond the noise.

        It is cheapest of the contenders with a probability of 95 % or more; and where nobody reaches the
        target, the service of the others is surely worse (paired, 95 %). False with one replication.
        """
        best, comparison = self.best(condition), self.comparisons[condition]
        if best is None:
            return True
        contenders = self.contenders(condition)
        if self.priced and not self.probability_best(condition)[best] >= SURE:
            return False
        if self.reaches(condition, best) and self.priced:
            return True
        others = [n for n in comparison.entrants() if n not in contenders or (not self.priced and n != best)]
        return all(comparison.difference(best, self.service, name).low > 0 for name in others)

    # ---- frame

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Tidy frame: one row a condition, alternative and figure (service, total cost).

        Columns: condition, title, alternative, kpi, unit, replications, mean, low, high; difference,
        difference_low and difference_high from the believed world in the same random worlds, nan for the
        believed world itself, each interval on its own; affected, saturated, meets_target (see `reaches`),
        probability_meets_target, best, surely_best (see `sure`), probability_best. A condition that does
        not affect an alternative leaves its figures as believed.
        """
        return pd.DataFrame([row for condition in self.worlds for row in self._rows(condition)])

    def _rows(self, condition: Condition) -> Iterable[dict[str, object]]:
        comparison = self.comparisons[condition.name]
        best, chance = self.best(condition.name), self.probability_best(condition.name)
        sure = self.sure(condition.name)
        nan = float("nan")
        for name in self.alternatives:
            for kpi in (self.service, CONTEST):
                mine = comparison.values(name, kpi)
                found = comparison.interval(name, kpi)
                apart = (nan, nan, nan)
                if condition is not BELIEVED:
                    before = self.believed.values(name, kpi)
                    difference = paired_difference(list(mine.values()), [before[world] for world in mine])
                    apart = (difference.mean, difference.low, difference.high)
                yield {
                    "condition": condition.name,
                    "title": condition.title,
                    "alternative": name,
                    "kpi": kpi,
                    "unit": find_kpi(kpi).unit,
                    "replications": found.n,
                    "mean": found.mean,
                    "low": found.low,
                    "high": found.high,
                    "difference": apart[0],
                    "difference_low": apart[1],
                    "difference_high": apart[2],
                    "affected": name not in self.untouched.get(condition.name, ()),
                    "saturated": name in comparison.outcomes.saturated,
                    "meets_target": self.reaches(condition.name, name),
                    "probability_meets_target": comparison.feasible(name, self.target),
                    "best": name == best,
                    "surely_best": name == best and sure,
                    "probability_best": chance[name],
                }

    def mean(self, condition: str, alternative: str, kpi: str) -> float:
        """Return the mean of a figure of an alternative under a condition."""
        return self.comparisons[condition].interval(alternative, kpi).mean

    # ---- words

    @property
    def chosen(self) -> str | None:
        """The alternative that is best in the believed world."""
        return self.best(BELIEVED.name)

    @property
    def hardest(self) -> Condition | None:
        """The condition under which the service of the chosen alternative falls most; None if none does."""
        if self.chosen is None or not self.conditions:
            return None
        return self._moved_most(self.chosen, self.service, -1)

    def _moved_most(self, alternative: str, kpi: str, sign: int) -> Condition | None:
        before = self.mean(BELIEVED.name, alternative, kpi)
        moved = {c: sign * (self.mean(c.name, alternative, kpi) - before) for c in self.conditions}
        most = max(moved, key=lambda c: moved[c], default=None)
        return most if most is not None and moved[most] > 0 else None

    @property
    def other(self) -> str | None:
        """Who the chosen alternative is told beside: today's way, or the next best in the believed world."""
        rest = [name for name in self.alternatives if name != self.chosen]
        if self.today in rest:
            return self.today
        return min(rest, key=lambda name: self.mean(BELIEVED.name, name, CONTEST), default=None)

    @property
    def dearest(self) -> Condition | None:
        """The condition under which the cost of the chosen alternative rises most; None if none."""
        if self.chosen is None or not self.priced:
            return None
        return self._moved_most(self.chosen, CONTEST, 1)

    def verdict(self, titles: Mapping[str, str] | None = None) -> str:
        """Say who is best in how many worlds, in one sentence without its full stop."""
        return RetestWords(self, titles or {}).verdict()

    def finding(self, titles: Mapping[str, str] | None = None) -> str:
        """Say who is best in how many worlds and where its service falls most, without a full stop."""
        return RetestWords(self, titles or {}).finding()

    def words(self, titles: Mapping[str, str] | None = None) -> str:
        """Say to a manager how well the answer holds, in a few sentences."""
        return RetestWords(self, titles or {}).words()

    def notes(self, titles: Mapping[str, str] | None = None) -> list[str]:
        """Return what is to be known beside the figures: what was left out, what was not affected."""
        return RetestWords(self, titles or {}).notes()


def retest(
    bench: Bench,
    scenarios: Mapping[str, Scenario],
    replications: int | None = None,
    values: Knobs | None = None,
    tried: Sequence[Condition] | None = None,
) -> Retest:
    """Try scenarios that were sized for one world in others, in the same random worlds.

    Parameters
    ----------
    bench
        What built the scenarios, and runs them.
    scenarios
        What is tried, by alternative.
    replications
        None takes the case's own number.
    values
        Values that an alternative was built with beside those of the bench (its knob), by alternative. They
        are needed where planners are mistaken about demand: then it is built again, from wrong records.
    tried
        None takes `conditions()`.

    Raises
    ------
    KeyboardInterrupt
        It was stopped before one replication of all was finished.
    """
    draft = OtherWorlds(bench, scenarios, values or {})
    for condition in conditions() if tried is None else tried:
        draft.add(condition)
    tasks = {_task(name, BELIEVED): scenario for name, scenario in scenarios.items()}
    tasks |= {
        _task(name, one): changed for one, worlds in draft.worlds.items() for name, changed in worlds.items()
    }
    outcomes = bench.paired(tasks, replications, "other worlds")
    seen = Counter(outcome.replication for outcome in outcomes)
    whole = {world for world, count in seen.items() if count == len(tasks)}
    if not whole:
        raise KeyboardInterrupt
    by_task: dict[str, list[Outcome]] = {key: [] for key in tasks}
    for outcome in outcomes:
        if outcome.replication in whole:
            by_task[outcome.alternative].append(outcome)

    def figures(condition: Condition) -> Comparison:
        changed = draft.worlds.get(condition, {})
        found = [
            replace(outcome, alternative=name)
            for name in scenarios
            for outcome in by_task[_task(name, condition if name in changed else BELIEVED)]
        ]
        return Comparison(Outcomes({**scenarios, **changed}, tuple(found), outcomes.interrupted))

    first = next(iter(scenarios.values()))
    return Retest(
        tuple(draft.worlds),
        {condition.name: figures(condition) for condition in (BELIEVED, *draft.worlds)},
        {one.name: frozenset(scenarios) - frozenset(changed) for one, changed in draft.worlds.items()},
        draft.left_out,
        {condition.title: condition.remark(first) for condition in draft.worlds},
        bench.case.target,
        bench.case.today,
        first.network.accounts.currency,
    )


def _task(alternative: str, condition: Condition) -> str:
    return f"{alternative} if {condition.title}"
