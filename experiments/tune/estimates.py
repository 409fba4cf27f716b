"""Two estimates of a knob before any search: a textbook formula, and one run read backwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.tune.levels import Level
from experiments.tune.problem import Goal, Knob
from policies.planning import PlanningRecord
from policies.sizing.normal import normal_loss
from sim import Scenario, simulate
from sim.engine.fact import Fact
from sim.engine.world import World

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value of a knob that should reach a goal, and the figure that it should give.

    `reached` is false where even the end of the range should not reach it.
    """

    value: float
    figure: float
    reached: bool


def read_off(knob: Knob, goal: Goal, values: Sequence[float], figures: Sequence[float]) -> Estimate:
    """Return the least value at which a curve through figures at values reaches a goal."""
    straight = [goal.straight(figure) for figure in figures]
    aim = goal.straight(goal.target)
    for k, height in enumerate(straight):
        if height >= aim:
            if k == 0:
                return Estimate(values[0], figures[0], True)
            share = (aim - straight[k - 1]) / (height - straight[k - 1])
            value = knob.at(
                knob.share(values[k - 1]) + share * (knob.share(values[k]) - knob.share(values[k - 1]))
            )
            return Estimate(value, goal.target, True)
    best = int(np.argmax(straight))
    return Estimate(values[best], figures[best], False)


def formula_fill_rate(
    stocks: Sequence[str], levels: Mapping[str, Level], records: Mapping[str, PlanningRecord]
) -> float:
    """Return the fill rate that the textbook promises for a group of stock points.

    Notes
    -----
    A cycle leaves sigma G(z) units short, where sigma is the standard deviation of the demand over the time
    that the point must last, z how many of them the point lies above its mean, and G the normal loss
    function; a lot serves the rest (Silver, Pyke and Thomas, Inventory and Production Management in Supply
    Chains, 4th ed. 2017, section 6.7). Rates are added up by demand.
    """
    short = asked = 0.0
    for stock in stocks:
        level, record = levels.get(stock), records[stock]
        if level is None or record.demand_rate <= 0:
            continue
        sigma = (record.demand_variance * level.protection) ** 0.5
        lot = max(level.lot, 1.0)
        missing = max(record.mean_over(level.protection) - level.point, 0.0)
        if sigma > 0:
            missing = sigma * normal_loss((level.point - record.mean_over(level.protection)) / sigma)
        asked += record.demand_rate
        short += record.demand_rate * min(missing / lot, 1.0)
    return 1 - short / asked if asked else float("nan")


class DemandReader:
    """An observer that keeps what a customer order found, recorded and on the shelf both, and its size.

    Parameters
    ----------
    stocks
        Stock points to watch.
    start
        When reading begins (time).
    """

    def __init__(self, stocks: Sequence[str], start: float) -> None:
        self.start = start
        self.record: dict[str, float] = dict.fromkeys(stocks, 0.0)
        self.shelf: dict[str, float] = dict.fromkeys(stocks, 0.0)
        self.seen: dict[str, list[tuple[float, float]]] = {stock: [] for stock in stocks}

    def __call__(self, world: World) -> None:
        """Read the stock that is there when the run begins: the record and the shelf say the same."""
        for stock in self.seen:
            self.record[stock] = self.shelf[stock] = world.stocks[stock].on_hand

    def receive(self, fact: Fact) -> None:
        """Follow the record and the shelf, and keep each order."""
        stock, kind, quantity = fact.subject, fact.kind, fact.quantity
        if stock not in self.seen:
            return
        if kind == "demand":
            if fact.time >= self.start:
                self.seen[stock].append((min(self.record[stock], self.shelf[stock]), quantity))
            return
        if kind in ("issue", "withdraw"):
            quantity = -quantity
        if kind in ("receipt", "return", "issue", "withdraw", "record"):
            self.record[stock] += quantity
        if kind in ("receipt", "return", "issue", "withdraw", "shelf"):
            self.shelf[stock] += quantity


@dataclass(frozen=True)
class BackSolve:
    """One run with more stock than anybody needs, read backwards.

    Where a policy orders by its position, a point that is lower by some units leaves the same orders at the
    same times and the shelf lower by these units. So one run tells what every lower point would have given:
    an order of d units that found x on the shelf finds x less the difference.

    Attributes
    ----------
    before, size
        For each stock point, what was on the shelf before each order, and what was asked for.
    top
        The levels of that run.
    """

    before: Mapping[str, Array]
    size: Mapping[str, Array]
    top: Mapping[str, Level]

    def fill_rate(self, stocks: Sequence[str], levels: Mapping[str, Level]) -> float:
        """Return the fill rate of a group of stock points, had their points been those of `levels`."""
        filled = asked = 0.0
        for stock in stocks:
            size = self.size[stock]
            if not len(size):
                continue
            lower = self.top[stock].point - levels[stock].point if stock in levels else 0.0
            filled += float(np.minimum(size, np.maximum(self.before[stock] - lower, 0.0)).sum())
            asked += float(size.sum())
        return filled / asked if asked else float("nan")


def back_solve(
    scenario: Scenario, top: Mapping[str, Level], stocks: Sequence[str], replication: int
) -> BackSolve:
    """Simulate one run with excess stock, and keep what a reading backwards needs.

    Parameters
    ----------
    scenario
        The case with points so high that customers hardly ever wait.
    top
        Its levels.
    stocks
        Stock points that customers draw on.
    replication
        The random world.
    """
    reader = DemandReader(stocks, scenario.warm_up)
    simulate(scenario, replication, observers=[reader], watches=[reader])
    before = {s: np.array([x for x, _ in seen], dtype=float) for s, seen in reader.seen.items()}
    size = {s: np.array([d for _, d in seen], dtype=float) for s, seen in reader.seen.items()}
    return BackSolve(before, size, top)


def estimated(
    knob: Knob, goal: Goal, values: Sequence[float], figure: Callable[[float], float]
) -> Estimate | None:
    """Return where a predicted figure reaches a goal; None where nothing can be predicted."""
    figures = [figure(value) for value in values]
    if any(figure != figure for figure in figures):
        return None
    return read_off(knob, goal, values, figures)
