"""The state of a scope as arrays: what a table shows, and what is booked as independent demand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from policies.base_stock import BaseStock
from policies.mrp import Mrp
from sim import Control, DataError, Scenario, simulate
from sim.contract import Decision, Every, Order, Review, View
from sim.distributions import Constant
from sim.network import (
    Component,
    Demand,
    Item,
    Network,
    OrderLine,
    Production,
    Purchase,
    StockPoint,
    Supplier,
    Transfer,
)
from tests.worlds import orders_at


@dataclass(frozen=True)
class Watcher:
    """Orders fixed quantities every bucket, and keeps what it was shown."""

    orders: tuple[tuple[str, float], ...] = ()
    bucket: float = 5.0
    history: int = 3
    table: bool = True
    shown: list[Any] = field(default_factory=list, compare=False)

    @property
    def review(self) -> Review:
        """Every bucket, the first on day 0."""
        return Every(self.bucket)

    def decide(self, view: View) -> Iterable[Decision]:
        """Order the same again."""
        views = [view.stocks[name] for name in view.stocks] if view.table is not None else []
        self.shown.append((view.now, view.table, views))
        return [Order(stock, quantity) for stock, quantity in self.orders]


def plant(control: tuple[Control, ...], *demands: Demand, processing: float = 0.0) -> Scenario:
    """Return carts of two axles each, with a depot for carts; every order is 5 days under way."""
    network = Network(
        items=(Item(name="cart", unit_cost=10.0), Item(name="axle", unit_cost=1.0)),
        stock_points=(
            StockPoint(name="axle", item="axle", initial=50),
            StockPoint(name="cart", item="cart", initial=20),
            StockPoint(name="depot", item="cart", initial=9),
        ),
        suppliers=(Supplier(name="s"),),
        sources=(
            Purchase(stock="axle", supplier="s", lead_time=Constant(7.0)),
            Production(
                stock="cart",
                components=(Component(stock="axle", quantity=2),),
                processing=Constant(processing),
                planned_lead_time=4.0,
            ),
            Transfer(stock="depot", origin="cart", lead_time=Constant(2.0)),
        ),
        demands=demands or (orders_at([1, 6, 11], [4, 5, 30], "depot"),),
    )
    return Scenario(name="plant", network=network, control=control, horizon=26.0)


ALL = ("axle", "cart", "depot")


def watched(watcher: Watcher, *demands: Demand, scope: tuple[str, ...] = ALL, processing: float = 0.0) -> Any:
    """Run the plant under a watcher over a scope; the others keep nothing."""
    rest = tuple(Control((name,), BaseStock(0.0)) for name in ALL if name not in scope)
    simulate(plant((Control(scope, watcher), *rest), *demands, processing=processing), audit=True)
    return watcher.shown


def test_the_table_is_what_the_views_show() -> None:
    """Every figure of every stock point and open order, at every look, in the order of the scope."""
    shown = watched(Watcher((("depot", 8.0), ("cart", 3.0), ("axle", 1.0))))
    assert len(shown) == 6
    for _, table, views in shown:
        assert table.names == ALL
        for place, view in enumerate(views):
            for name in ("on_hand", "reserved", "on_order", "backorders", "position"):
                assert getattr(table, name)[place] == getattr(view, name), name
            assert table.planned_lead_time[place] == view.planned_lead_time
            assert table.level[place] == view.level
            mine = table.order_stock == place
            orders = [(o.number, o.outstanding, o.need_by, o.promised) for o in view.open_orders]
            columns = (
                table.order_number,
                table.order_outstanding,
                table.order_need_by,
                table.order_promised,
            )
            assert list(zip(*(column[mine].tolist() for column in columns), strict=True)) == orders
    last = shown[-1][1]
    assert last.backorders.any()
    assert last.order_stock.size


def test_the_parts_list_is_that_of_the_scope() -> None:
    """Two axles a cart and one cart a unit of the depot; links that leave the scope are not in it."""
    table = watched(Watcher())[0][1]
    links = zip(table.parents, table.components, table.quantities, strict=True)
    assert [(ALL[p], ALL[c], q) for p, c, q in links] == [("cart", "axle", 2.0), ("depot", "cart", 1.0)]
    assert watched(Watcher(), scope=("cart", "depot"))[0][1].parents.tolist() == [1]
    assert watched(Watcher(), scope=("axle",))[0][1].parents.tolist() == []


def test_draws_are_those_of_customers() -> None:
    """Five-day buckets of the depot by hand, three kept; what the depot and the carts draw is not in them."""
    shown = watched(Watcher((("depot", 2.0), ("cart", 1.0))))
    draws = [table.draws[2].tolist() for _, table, _ in shown]
    assert draws == [[], [4.0], [4.0, 5.0], [4.0, 5.0, 30.0], [5.0, 30.0, 0.0], [30.0, 0.0, 0.0]]
    assert all(table.draws.shape == (3, min(k, 3)) for k, (_, table, _) in enumerate(shown))
    assert not any(table.draws[:2].any() for _, table, _ in shown)


def test_a_part_has_customers_of_its_own() -> None:
    """Spare axles count, axles for carts do not; customers who go elsewhere are taken off."""
    spares = orders_at([2, 12], [7, 100], "axle", unmet="lost")
    shown = watched(Watcher((("cart", 4.0),)), spares)
    assert [table.draws[0].tolist()[-1:] for _, table, _ in shown][:4] == [[], [7.0], [0.0], [19.0]]


def test_draws_from_outside_the_scope_are_independent() -> None:
    """A depot on a scope of its own draws on the carts like a customer, once its own nine are gone."""
    shown = watched(Watcher(), scope=("axle", "cart"))
    assert [table.draws[1].tolist()[-1:] for _, table, _ in shown][:4] == [[], [0.0], [0.0], [30.0]]


def test_orders_of_several_lines_count_on_each_line() -> None:
    """Each line on its stock point, where nothing of the scope draws on it."""
    lines = (OrderLine(stock="axle", size=Constant(3.0)),)
    basket = orders_at([1.0], [2], "depot", lines=lines)
    shown = watched(Watcher(), basket, scope=("axle",))
    assert shown[1][1].draws.tolist() == [[3.0]]


def test_what_is_on_a_desk_is_allocated() -> None:
    """An order for 3 carts that waits 6 days on its desk will take 6 axles; then they are drawn."""
    shown = watched(Watcher((("cart", 3.0),)), processing=6.0)
    assert [table.allocated.tolist() for _, table, _ in shown[:4]] == [
        [0.0, 0.0, 0.0],
        [6.0, 0.0, 0.0],
        [6.0, 0.0, 0.0],
        [6.0, 0.0, 0.0],
    ]


def test_without_the_wish_there_is_no_table() -> None:
    """A policy that does not ask gets none."""
    assert all(table is None for _, table, _ in watched(Watcher(table=False)))


def test_a_wrong_wish_is_refused() -> None:
    """Buckets have a length and there is one at least; the table shows the record only."""
    with pytest.raises(DataError, match="asks for 0 past buckets of 5 time units; it must ask for one"):
        watched(Watcher(history=0))

    class Physical(Watcher):
        sees = "physical"

    with pytest.raises(DataError, match="a policy that asks for a table works on the record"):
        watched(Physical())


def test_a_table_changes_nothing() -> None:
    """The same decisions with and without a table give the same run."""
    orders = (("depot", 8.0), ("cart", 3.0))
    runs = [simulate(plant((Control(ALL, Watcher(orders, table=asks)),))) for asks in (True, False)]
    assert np.array_equal(runs[0].stocks, runs[1].stocks)


def test_the_views_are_made_when_looked_at() -> None:
    """MRP looks at arrays only: it makes no view of a single stock point."""
    seen: list[int] = []

    @dataclass(frozen=True)
    class Curious(Mrp):
        def decide(self, view: View) -> Iterable[Decision]:
            decisions = list(Mrp.decide(self, view))
            seen.append(len(view.stocks._seen))  # type: ignore[attr-defined]
            return decisions

    simulate(plant((Control(ALL, Curious(bucket=5.0, forecast={"depot": 5.0})),)))
    assert seen == [0] * 6
