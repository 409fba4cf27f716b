"""The beer game: four stages of stock points and transfers, against the published benchmark."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from policies.sterman import Sterman
from sim import Control, Scenario, simulate
from sim.contract import Decision, Order, View, tolerant_ceil
from sim.distributions import Constant
from sim.engine.history import StockHistory
from sim.engine.ledger import Ledger
from sim.network import Item, Network, Purchase, StockPoint, Supplier, Transfer
from tests.worlds import entry, orders_at

STAGES = ("retailer", "wholesaler", "distributor", "factory")
START = 4
"""Week 1 is played at time START + 1; in the weeks before, the flows of 4 fill the boxes."""
OPENING = {"retailer": 28.0, "wholesaler": 20.0, "distributor": 20.0, "factory": 16.0}
"""Stock before the flows have begun, so that each stage has 12 in week 1.

What a stage orders at t is filled at t + 2 (a week in the mail, a week with the supplier) and there at t + 4.
So the retailer sells from his stock for four weeks before the first order comes, and the others fill two
weeks' orders more than they get; the factory's request is made in three weeks, so it fills one more.
"""


@dataclass(frozen=True)
class Ordained:
    """Orders of 4 up to week 4, as the game has it, and then what the policy says."""

    policy: Any
    until: float = START + 4.0
    units: float = 4.0

    @property
    def review(self):
        """As the policy."""
        return self.policy.review

    @property
    def bucket(self):
        """As the policy."""
        return self.policy.bucket

    table = True
    history = 1

    def decide(self, view: View) -> Iterable[Decision]:
        """Order."""
        if view.now > self.until:
            yield from self.policy.decide(view)
            return
        assert view.table is not None
        for name in view.table.names:
            yield Order(name, self.units)


def beer_game(weeks: int, **rules: Any) -> Scenario:
    """Return the game up to the end of a week, each stage under its rule."""
    links = itertools.pairwise(STAGES)
    times = range(1, START + weeks + 1)
    network = Network(
        items=(Item(name="beer", unit_cost=1.0),),
        stock_points=tuple(StockPoint(name=s, item="beer", initial=OPENING[s]) for s in STAGES),
        suppliers=(Supplier(name="brewery"),),
        sources=(
            *(
                Transfer(stock=stage, origin=origin, processing=Constant(2.0), lead_time=Constant(2.0))
                for stage, origin in links
            ),
            Purchase(stock="factory", supplier="brewery", lead_time=Constant(3.0)),
        ),
        demands=(orders_at(list(times), [4.0 if t < START + 5 else 8.0 for t in times], "retailer"),),
    )
    return Scenario(
        name="beer game",
        network=network,
        control=tuple(Control((stage,), Ordained(rules[stage])) for stage in STAGES),
        horizon=START + weeks + 1.0,
        warm_up=START + 1.0,
        time_unit="week",
    )


def played(
    weeks: int, **rules: Any
) -> tuple[dict[str, float], dict[str, list[float]], dict[str, list[float]]]:
    """Return cost, net inventory and orders of each stage, from week 1 on."""
    ledger, shown = Ledger(), StockHistory(list(STAGES), 1.0)
    run = simulate(beer_game(weeks, **rules), observers=[ledger], watches=[shown])
    costs = {s: 0.5 * run.of(s, "on_hand_area") + run.of(s, "backorder_area") for s in STAGES}
    net = {s: list(shown.net[s][START + 1 : START + 1 + weeks]) for s in STAGES}
    placed = {s: [0.0] * weeks for s in STAGES}
    for time, _, stage, units in (fact[:4] for fact in ledger.of("order")):
        week = round(time) - START
        if 1 <= week <= weeks:
            placed[stage][week - 1] += units
    return costs, net, placed


def benchmark(stage: str, target: float) -> Sterman:
    """Return the benchmark rule: 4 + S' - stock - supply line, never below zero."""
    return Sterman(review_period=1.0, target=target, expected_draws=4.0, offset=1.0)


def test_benchmark_costs():
    """Entry BEER-01: stock and order of every stage in every week, and 46, 50, 54, 54 = 204, exactly."""
    known = entry("BEER-01")
    weeks, expected = known["inputs"]["weeks"], known["expected"]
    rules = {s: benchmark(s, 20.0 if s == "factory" else 28.0) for s in STAGES}
    costs, net, placed = played(weeks, **rules)
    for row in expected["trajectory"]:
        week = row["week"] - 1
        assert [net[s][week] for s in STAGES] == row["net_inventory"], f"stock in week {week + 1}"
        assert [placed[s][week] for s in STAGES] == row["orders"], f"orders in week {week + 1}"
    assert costs == expected["cost_by_stage"]
    assert sum(costs.values()) == expected["total"]


def board(weeks: int, alpha: float, beta: float, theta: float, target: float) -> list[list[float]]:
    """Return the orders of each stage in each week, played by hand on the board.

    A week is: goods move up a box, orders are filled, orders are placed. Half cases are rounded up.
    """
    stock, owed, expected = [12.0] * 4, [0.0] * 4, [4.0] * 4
    boxes = [[4.0, 4.0] for _ in STAGES]
    mail = [[4.0, 4.0] for _ in STAGES[1:]]
    request = 4.0
    open_orders = [16.0, 16.0, 16.0, 12.0]
    found = []
    for week in range(1, weeks + 1):
        incoming = [4.0 if week < 5 else 8.0, *(slips.pop(0) for slips in mail)]
        for k in range(4):
            arrived = boxes[k].pop(0)
            stock[k] += arrived
            open_orders[k] -= arrived
        boxes[3].append(request)
        for k in range(4):
            wanted = incoming[k] + owed[k]
            sent = min(wanted, stock[k])
            stock[k] -= sent
            owed[k] = wanted - sent
            if k:
                boxes[k - 1].append(sent)
        orders = []
        for k in range(4):
            expected[k] += theta * (incoming[k] - expected[k])
            lacking = target - (stock[k] - owed[k]) - beta * open_orders[k]
            orders.append(4.0 if week <= 4 else float(tolerant_ceil(max(0.0, expected[k] + alpha * lacking))))
            open_orders[k] += orders[k]
        for k in range(3):
            mail[k].append(orders[k])
        request = orders[3]
        found.append(orders)
    return found


@pytest.mark.parametrize(
    ("alpha", "beta", "theta", "target"),
    [(0.26, 0.34, 0.36, 17.0), (0.5, 0.0, 0.25, 15.0), (1.0, 1.0, 0.5, 20.0)],
)
def test_people_as_estimated(alpha, beta, theta, target):
    """Rules with weights like those that Sterman estimated of his players, against the board by hand."""
    rule = Sterman(1.0, target, alpha, beta, theta, expected_draws=4.0, offset=1.0)
    _, _, placed = played(40, **dict.fromkeys(STAGES, rule))
    assert [[placed[s][week] for s in STAGES] for week in range(40)] == board(40, alpha, beta, theta, target)


def test_orders_swing_more_the_further_from_the_customer():
    """With a supply line that is forgotten, the largest order grows from stage to stage (Sterman 1989)."""
    rule = Sterman(1.0, 17.0, alpha=0.26, beta=0.34, theta=0.36, expected_draws=4.0, offset=1.0)
    costs, _, placed = played(36, **dict.fromkeys(STAGES, rule))
    peaks = [max(placed[s]) for s in STAGES]
    assert peaks == sorted(peaks)
    assert peaks[-1] > 1.5 * peaks[0] > 12
    assert sum(costs.values()) > 2 * 204
