"""Planning data: what the records of a past window under today's way tell a planner."""

from collections import defaultdict
from dataclasses import dataclass, field
from math import floor

from policies.planning import PlanningRecord
from sim import DataError, Scenario, simulate
from sim.engine.fact import Fact
from sim.network import Network, Production, Source, parts_of, planned_lead_time
from sim.scenario import UNITS_PER_YEAR

PLANNING_REPLICATION = 1_000_000
"""Number of the replication that makes the past window: a world that no comparison uses."""

BUCKETS_PER_YEAR = 52
"""Draws are recorded by the week."""


class DrawRecorder:
    """An observer that books the units drawn on each stock point in buckets of time.

    Customers who walk away are not recorded: a planner sees what was sold and issued, not what was asked.
    """

    def __init__(self, start: float, bucket: float) -> None:
        self.start = start
        self.bucket = bucket
        self.units: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))

    def receive(self, fact: Fact) -> None:
        """Book a draw; take back what a customer who left had asked for."""
        if fact.time < self.start:
            return
        if fact.kind == "demand":
            self._add(fact, fact.quantity)
        elif fact.kind in ("lost", "return"):
            self._add(fact, -fact.quantity)

    def _add(self, fact: Fact, quantity: float) -> None:
        self.units[fact.subject][floor((fact.time - self.start) / self.bucket)] += quantity


@dataclass(frozen=True)
class DrawHistory:
    """Mean and variance of the units drawn on each stock point, both per time unit.

    Parameters
    ----------
    rate
        Units per time unit, by stock point.
    variance
        Units squared per time unit, by stock point.
    time_unit
        The scenario's.
    """

    rate: dict[str, float] = field(repr=False)
    variance: dict[str, float] = field(repr=False)
    time_unit: str

    def for_network(self, network: Network) -> "Planning":
        """Return planning records for stock points as a network supplies them."""
        return Planning(self, network)


def draw_history(scenario: Scenario, replication: int = PLANNING_REPLICATION) -> DrawHistory:
    """Simulate the past window under a scenario (today's way) and read the records.

    The window runs from the scenario's warm-up to its horizon, in a world of its own.
    """
    bucket = UNITS_PER_YEAR[scenario.time_unit] / BUCKETS_PER_YEAR
    recorder = DrawRecorder(scenario.warm_up, bucket)
    simulate(scenario, replication, observers=[recorder])
    count = floor((scenario.horizon - scenario.warm_up) / bucket)
    if count < 2:
        raise DataError(
            f"the past window for planning is {scenario.horizon - scenario.warm_up:g} {scenario.time_unit}s; "
            "it must be two weeks or longer: give a longer horizon"
        )
    rate, variance = {}, {}
    for point in scenario.network.stock_points:
        units = recorder.units.get(point.name, {})
        weeks = [units.get(k, 0.0) for k in range(count)]
        mean = sum(weeks) / count
        rate[point.name] = max(mean, 0.0) / bucket
        variance[point.name] = sum((w - mean) ** 2 for w in weeks) / (count - 1) / bucket
    return DrawHistory(rate, variance, scenario.time_unit)


class Planning:
    """Planning records of a network: the recorded draws, and how the network supplies each stock point."""

    def __init__(self, history: DrawHistory, network: Network) -> None:
        self.history = history
        self.accounts = network.accounts
        self.items = {item.name: item for item in network.items}
        self.points = {point.name: point for point in network.stock_points}
        self.hourly = {centre.name: centre.hourly_cost for centre in network.work_centres}
        self.sources: dict[str, Source] = {}
        self.feeds: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for source in network.sources:
            self.sources.setdefault(source.stock, source)
            for part, units in parts_of(source):
                self.feeds[part].append((source.stock, units))

    def record(self, stock: str) -> PlanningRecord:
        """Return what a planner knows of a stock point.

        An order costs its paperwork and, where it is made, its set-ups.
        """
        source = self.sources[stock]
        item = self.items[self.points[stock].item]
        setups = 0.0
        if isinstance(source, Production):
            setups = sum(step.setup_hours.mean * self.hourly[step.work_centre] for step in source.route)
        return PlanningRecord(
            stock=stock,
            demand_rate=self._drawn(self.history.rate, stock, 1),
            demand_variance=self._drawn(self.history.variance, stock, 2),
            lead_time=planned_lead_time(source),
            order_cost=source.order_cost + setups,
            unit_cost=item.unit_cost,
            holding_rate=self.accounts.carrying_rate / UNITS_PER_YEAR[self.history.time_unit],
            whole=item.whole,
        )

    def _drawn(self, recorded: dict[str, float], stock: str, power: int) -> float:
        """Return what was drawn on a stock point; on one that was not there, what it now feeds draws."""
        if stock in recorded:
            return recorded[stock]
        fed = self.feeds[stock]
        return sum(units**power * self._drawn(recorded, parent, power) for parent, units in fed)
