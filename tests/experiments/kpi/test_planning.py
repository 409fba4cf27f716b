"""Figures of planning: what forecasts miss, how plans change, what planners are told."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from experiments.kpi import network_kpis, stock_point_kpis
from sim import Control, DataError, Scenario, simulate
from sim.contract import Decision, Every, Forecasted, Message, Order, Replanned, Reschedule, View
from sim.distributions import Constant
from sim.network import Demand, Item, Network, Purchase, StockPoint, Supplier


@dataclass(frozen=True)
class Planner:
    """Says what it is told to say at its reviews at 0, 10 and 20."""

    says: tuple[tuple[Decision, ...], ...]

    @property
    def review(self) -> Every:
        """Every ten days."""
        return Every(10.0)

    def decide(self, view: View) -> Iterable[Decision]:
        """Say the next."""
        turn = int(view.now // 10)
        return self.says[turn] if turn < len(self.says) else ()


def scenario(*says: tuple[Decision, ...]) -> Scenario:
    """A planner of a dear and a cheap item, over a year."""
    points = ("dear", "cheap")
    return Scenario(
        name="planner",
        network=Network(
            items=(Item(name="dear", unit_cost=3.0), Item(name="cheap", unit_cost=1.0)),
            stock_points=tuple(StockPoint(name=p, item=p, initial=1000) for p in points),
            suppliers=(Supplier(name="maker"),),
            sources=tuple(Purchase(stock=p, supplier="maker", lead_time=Constant(50)) for p in points),
            demands=tuple(Demand(name=f"d-{p}", stock=p, interval=Constant(7.0)) for p in points),
        ),
        control=(Control(points, Planner(says)),),
        horizon=365.0,
    )


def test_forecasts_that_miss() -> None:
    """Dear: 10 and 20 forecast, 14 and 18 drawn; cheap: always ten too many."""
    world = scenario(
        (Forecasted(("dear", "cheap"), (10.0, 20.0), (14.0, 10.0)),),
        (Forecasted(("dear", "cheap"), (20.0, 30.0), (18.0, 20.0)),),
    )
    run = simulate(world)
    found = network_kpis(run, world)
    assert found["forecast_bias"] == pytest.approx((3 * 2 - 20) / (3 * 32 + 30))
    assert found["forecast_miss_share"] == pytest.approx((3 * 6 + 20) / (3 * 32 + 30))
    each = stock_point_kpis(run, world)
    assert each["tracking_signal"].tolist() == pytest.approx([2 / 3, -2.0])
    assert found["tracking_signal"] == pytest.approx((2 / 3 + 2) / 2)


def test_plans_that_change() -> None:
    """Of 3 x 40 + 80 planned, 3 x 10 moved."""
    said = (Replanned(("dear", "cheap"), (40.0, 80.0), (10.0, 0.0)),)
    world = scenario((Order("dear", 5.0),), said, (Reschedule(1, 99.0),))
    found = network_kpis(simulate(world), world)
    assert found["nervousness"] == pytest.approx(30 / 200)
    assert found["rescheduled_orders"] == 1.0


def test_messages_are_counted_by_kind() -> None:
    """Two releases past due, an overload of seven hours, an expedite."""
    late = Message("release past due", "dear", "late", 5.0)
    world = scenario((late, late), (Message("overload", "lathe", "", 7.0), Message("expedite", "cheap")))
    run = simulate(world)
    found = network_kpis(run, world)
    assert (found["exception_messages"], found["late_releases"], found["overload_hours"]) == (4.0, 2.0, 7.0)
    assert run.messages("release past due", "quantity") == 10.0


def test_what_a_planner_may_not_say() -> None:
    """A kind of message that there is not, and a stock point that is not in the scope."""
    with pytest.raises(DataError, match=r"message of kind 'hurry'; it must be one of expedite, postpone"):
        simulate(scenario((Message("hurry", "dear"),)))  # type: ignore[arg-type]
    with pytest.raises(DataError, match=r"spoke of 'third', which is not in its scope"):
        simulate(scenario((Forecasted(("third",), (1.0,), (1.0,)),)))
