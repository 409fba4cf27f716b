"""One small audited world of each shape, with stock points `a`, `b`, `c`, and `d` beside them."""

from typing import Any

from policies.base_stock import BaseStock
from sim import Control, Scenario
from sim.distributions import Constant, Exponential, Gamma, Geometric
from sim.network import (
    Component,
    Demand,
    Item,
    Network,
    Operation,
    Production,
    Purchase,
    Source,
    StockPoint,
    Supplier,
    Transfer,
    WorkCentre,
)

NAMES = ("a", "b", "c")


def _buy(stock: str, supplier: str = "supplier") -> Purchase:
    return Purchase(stock=stock, supplier=supplier, lead_time=Gamma(mean=4.0, sd=1.0), order_cost=3.0)


def _move(stock: str, origin: str) -> Transfer:
    return Transfer(stock=stock, origin=origin, lead_time=Constant(2.0))


def _make(stock: str, *parts: tuple[str, float]) -> Production:
    return Production(
        stock=stock,
        components=tuple(Component(stock=part, quantity=units) for part, units in parts),
        route=(
            Operation(work_centre="lathe", setup_hours=Constant(0.5), run_hours=Exponential(0.25)),
            Operation(work_centre="bench", run_hours=Constant(0.25)),
        ),
        processing=Constant(0.5),
        planned_lead_time=3.0,
    )


def _customers(stock: str, mean: float = 0.5) -> Demand:
    interval, size = Exponential(mean), Geometric(1.5)
    return Demand(name=f"customers of {stock}", stock=stock, interval=interval, size=size)


SHAPES: dict[str, tuple[tuple[Source, ...], tuple[Demand, ...]]] = {
    "bought": (tuple(map(_buy, NAMES)), tuple(map(_customers, NAMES))),
    "chain": ((_move("a", "b"), _move("b", "c"), _buy("c")), (_customers("a"),)),
    "assembly": (
        (_make("a", ("b", 1.0), ("c", 2.0)), _make("b", ("c", 1.0)), _buy("c")),
        (_customers("a", 1.0),),
    ),
    "branches": ((_move("a", "c"), _move("b", "c"), _buy("c")), (_customers("a"), _customers("b"))),
}
"""Sources and customers of `a`, `b`, `c`: bought one by one, a chain of transfers, a product made of parts
over two work centres, two branches of one store."""


def small_world(shape: str, policy: Any, horizon: float = 40.0, beside: float = 5.0) -> Scenario:
    """Return a world of a shape under a policy; `d` has an own supplier, customers and policy."""
    sources, demands = SHAPES[shape]
    items = tuple(Item(name=name, unit_cost=2.0) for name in (*NAMES, "d"))
    points = tuple(StockPoint(name=name, item=name, initial=12.0) for name in NAMES)
    network = Network(
        items=items,
        stock_points=(*points, StockPoint(name="d", item="d", initial=beside)),
        suppliers=(Supplier(name="supplier"), Supplier(name="other")),
        sources=(*sources, _buy("d", "other")),
        demands=(*demands, _customers("d")),
        work_centres=(WorkCentre(name="lathe"), WorkCentre(name="bench", hours_per_day=8.0)),
    )
    control = (Control(NAMES, policy), Control(("d",), BaseStock(beside)))
    return Scenario(name=shape, network=network, control=control, horizon=horizon, seed=5)
