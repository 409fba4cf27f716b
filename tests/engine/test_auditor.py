"""The auditor catches a state that was tampered with, and lets a healthy world pass."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from policies.min_max import MinMax
from policies.p_system import PSystem
from policies.q_system import QSystem
from sim import Control, Run, Scenario, simulate
from sim.contract import Every, Order, Policy
from sim.distributions import Constant, Exponential, Gamma, Geometric, Normal
from sim.engine.auditor import Auditor
from sim.engine.world import World
from sim.errors import AuditError
from sim.network import (
    Component,
    Demand,
    Freight,
    Item,
    Network,
    Operation,
    Production,
    Purchase,
    StockPoint,
    Supplier,
    Transfer,
    WorkCentre,
)
from sim.scenario import DEFAULT_PHASES, STOCKPYL_PHASES
from tests.worlds import SUPPLIER, one_stock, orders_at, to_order, traced

Corrupt = Callable[[World], None]


def shop() -> Scenario:
    """Return a shop that sells 2 a day and orders 8 at a position of 0 or less, for four days.

    Day 2 leaves 1 waiting and orders 8; at day 4.5 nothing is on hand, 5 wait and 8 are on order; on day
    6 the 8 come in, and 8 more are ordered. Freight is 20 a shipment, the price 3 a unit.
    """
    scenario = one_stock(
        QSystem(order_point=0, quantity=8),
        Demand(name="buyers", stock="a", interval=Constant(1.0), size=Constant(2.0)),
        initial=3,
        lead_time=4,
        horizon=20.5,
        supplier=replace(SUPPLIER, freight=Freight(per_shipment=20.0)),
    )
    (source,) = scenario.network.sources
    return replace(scenario, network=replace(scenario.network, sources=(replace(source, price=3.0),)))


def tampered(scenario: Scenario, corrupt: Corrupt, at: float = 4.5, audit: bool | None = True) -> Run:
    """Run a scenario whose state somebody changes behind everybody's back."""

    def watch(world: World) -> None:
        world.clock.at(at, "OBSERVE", lambda: corrupt(world))

    return simulate(scenario, watches=[watch], audit=audit)


def add(field: str, amount: float, stock: str = "a") -> Corrupt:
    """Return the corruption that adds to one figure of a stock point."""

    def corrupt(world: World) -> None:
        setattr(world.stocks[stock], field, getattr(world.stocks[stock], field) + amount)

    return corrupt


def both(*corruptions: Corrupt) -> Corrupt:
    """Return several corruptions in one."""

    def corrupt(world: World) -> None:
        for one in corruptions:
            one(world)

    return corrupt


def lose_receipts(world: World) -> None:
    """Strike every order from the list when it arrives, and put nothing on the shelf."""

    def arrive(lines: list) -> None:
        for order in lines:
            del order.stock.open_orders[order.number]

    world.carriers["supplier"]._arrive = arrive  # type: ignore[method-assign]


def receive_twice(world: World) -> None:
    """Put every delivery on the shelf twice, and on the books once."""
    carrier = world.carriers["supplier"]
    once = carrier._arrive

    def arrive(lines: list) -> None:
        once(lines)
        for order in lines:
            order.stock.on_hand += order.quantity
            order.stock.position += order.quantity

    carrier._arrive = arrive  # type: ignore[method-assign]


def on_paper_only(kind: str) -> Corrupt:
    """Return the corruption that posts a movement of 4 units that never happened."""

    def corrupt(world: World) -> None:
        assert world.post is not None
        world.post(kind, "a", 4.0, "")

    return corrupt


def forget_a_waiting_customer(world: World) -> None:
    """Drop the last customer of the backlog."""
    world.stocks["a"].backlog.pop()


# ---- one figure is wrong


@pytest.mark.parametrize(
    ("corrupt", "message"),
    [
        (add("on_hand", 1), r"time 5: a: stock on the shelf is 0 by the state and -1 by the books"),
        (
            both(add("on_hand", 1), add("position", 1)),
            r"time 5: a: stock on the shelf is 0 .* -1 by the books",
        ),
        (add("position", 2), r"time 5: a: inventory position is 3 by the state and 1 by the books"),
        (add("backorders", 3), r"time 5: a: backorders is 10 by the state and 7 by the books"),
        (both(add("backorders", 3), add("position", -3)), r"time 5: a: backorders is 10 .* 7 by the books"),
        (forget_a_waiting_customer, r"time 5: a: backorders is 7 by the state and 5 by the books"),
        (add("reserved", 1), r"time 5: a: inventory position is 1 by the state and 0 by the books"),
        (both(add("reserved", 1), add("position", -1)), r"time 5: a: on hand 0, reserved 1"),
        (lambda w: w.stocks["a"].on_order.change(4.5, 2), r"time 5: a: on order is 10 .* and 8 by the books"),
        (on_paper_only("receipt"), r"time 4.5: a: stock on the shelf is 0 by the state and 4 by the books"),
        (on_paper_only("return"), r"time 4.5: a: stock on the shelf is 0 by the state and 4 by the books"),
        (on_paper_only("withdraw"), r"time 4.5: a: stock on the shelf is 0 by the state and -4 by the books"),
    ],
)
def test_a_corrupted_stock_point(corrupt: Corrupt, message: str) -> None:
    """The error names time, stock point and identity, at the next thing that happens there."""
    with pytest.raises(AuditError, match=message):
        tampered(shop(), corrupt)


def test_the_shop_is_fine_when_left_alone() -> None:
    """The corruptions, not the shop, set the auditor off; and nothing else in the engine minds them."""
    tampered(shop(), lambda world: None)
    tampered(shop(), add("on_hand", 1), audit=False)


@pytest.mark.parametrize(
    ("corrupt", "message"),
    [
        (lose_receipts, r"time 6: a: on order is 16 by the state and 8 by the books"),
        (receive_twice, r"time 6: a: stock on the shelf is 7 by the state and -1 by the books"),
    ],
)
def test_a_corrupted_delivery(corrupt: Corrupt, message: str) -> None:
    """A receipt that is lost or comes twice is caught in the instant of the receipt."""
    with pytest.raises(AuditError, match=message):
        tampered(shop(), corrupt, at=1.5)


def test_what_is_quiet_is_checked_at_the_end() -> None:
    """A stock point that nothing happens to any more is caught when the books are closed."""
    with pytest.raises(
        AuditError, match=r"time 4.9: a: stock on the shelf is 1 by the state and 0 by the books"
    ):
        tampered(replace(shop(), horizon=4.9), add("on_hand", 1))


def test_only_the_guilty_is_named() -> None:
    """Of two stock points the one that was tampered with is in the message."""
    with pytest.raises(AuditError, match=r": body: stock on the shelf is "):
        tampered(works(), add("on_hand", 1, "body"), at=50.5)


def test_units_reserved_for_nobody() -> None:
    """Reservations are compared with the totes at the end: here one unit is kept for no tote."""
    rich = one_stock(
        QSystem(0, 8), Demand(name="d", stock="a", interval=Constant(1.0)), initial=99, horizon=9.5
    )
    with pytest.raises(AuditError, match=r"time 9.5: a: reserved for totes is 1 by the state and 0 by"):
        tampered(rich, both(add("reserved", 1), add("position", -1)))


# ---- money


def test_freight_charged_twice() -> None:
    """What the supplier's lane charged must be what the facts say: 20 a shipment on days 2, 6, 10, ..."""
    supplier = "supplier"

    def corrupt(world: World) -> None:
        world.carriers[supplier].freight += 5

    with pytest.raises(AuditError, match="freight charged to suppliers' lanes is 105, by the facts 100"):
        tampered(shop(), corrupt)


def test_freight_that_nobody_bears() -> None:
    """The shares of the stock points add up to the charges."""
    with pytest.raises(AuditError, match="freight shared among stock points is 95, by the facts 100"):
        tampered(shop(), add("freight", -5))


def test_an_unpaid_delivery() -> None:
    """The value bought is the units received at their price."""
    with pytest.raises(AuditError, match=r"a: purchased value is 93 by the state and 96 by the books"):
        tampered(shop(), add("purchased_value", -3))


# ---- the plant


def works(
    kitting: str = "tote", posting: str = "lot", phases=DEFAULT_PHASES, good_fraction: float = 0.9
) -> Scenario:
    """Return a random world with purchases, a plant, a depot, returns, lost and quoted sales."""
    network = Network(
        items=(
            Item(name="valve", unit_cost=10.0),
            Item(name="body", unit_cost=2.0, weight_kg=3.0),
            Item(name="oil", unit_cost=1.0, weight_kg=0.8, whole=False),
        ),
        stock_points=(
            StockPoint(name="valve", item="valve", initial=12, allocation="priority"),
            StockPoint(name="depot", item="valve", initial=6),
            StockPoint(name="body", item="body", initial=20),
            StockPoint(name="oil", item="oil", initial=10),
        ),
        suppliers=(
            Supplier(
                name="foundry",
                crossing="in-sequence",
                freight=Freight(per_shipment=30, per_kg=2, minimum=50),
                departure_period=2.5,
            ),
        ),
        sources=(
            Production(
                stock="valve",
                components=(Component(stock="body", quantity=2), Component(stock="oil", quantity=0.3)),
                route=(
                    Operation(work_centre="lathe", setup_hours=Exponential(1.0), run_hours=Gamma(0.8, 0.3)),
                    Operation(work_centre="lathe", run_hours=Constant(0.5)),
                ),
                kitting=kitting,  # type: ignore[arg-type]
                posting=posting,  # type: ignore[arg-type]
                good_fraction=good_fraction,
                processing=Exponential(0.5),
            ),
            Purchase(stock="body", supplier="foundry", lead_time=Gamma(4.0, 3.0), price=2.5),
            Purchase(stock="oil", supplier="foundry", lead_time=Gamma(3.0, 1.0), multiple=5.0),
            Transfer(stock="depot", origin="valve", lead_time=Gamma(1.0, 0.5)),
        ),
        demands=(
            Demand(name="walk-in", stock="valve", interval=Exponential(1.0), unmet="lost"),
            Demand(
                name="mail", stock="valve", interval=Exponential(3.0), unmet="quote", patience=Gamma(4, 3)
            ),
            Demand(name="region", stock="depot", interval=Exponential(1.5), size=Geometric(2.0)),
            Demand(
                name="oilers", stock="oil", interval=Exponential(2.0), size=Normal(0.5, 0.7), returns=True
            ),
        ),
        work_centres=(WorkCentre(name="lathe", servers=2, hours_per_day=12.0, dispatching="foreman"),),
    )
    control = (
        Control(("valve",), QSystem(order_point=8, quantity=7)),
        Control(("depot",), MinMax(order_point=3, order_up_to=9)),
        Control(("body",), PSystem(review_period=5, order_up_to=45)),
        Control(("oil",), PSystem(review_period=5, order_up_to=12.5)),
    )
    return Scenario(
        name="works", network=network, control=control, horizon=200, warm_up=20, seed=8, phases=phases
    )


def test_units_vanished_in_the_plant() -> None:
    """Units that went into the plant are made, posted early, or still there."""
    with pytest.raises(AuditError, match=r": valve: units started in the plant is "):
        tampered(works(), lambda world: world.stocks["valve"].wip.change(50.5, -1), at=50.5)


def test_parts_that_went_into_no_kit() -> None:
    """What was withdrawn for kits is what the parts list asks of the lots started."""

    def corrupt(world: World) -> None:
        body = world.stocks["body"]
        body.reserved += 1
        body.reserved_level.change(50.5, 1)
        body.position -= 1
        body.withdraw(1.0)

    with pytest.raises(AuditError, match=r": body: parts withdrawn for kits is "):
        tampered(works(), corrupt, at=50.5)


# ---- a healthy world

ways = pytest.mark.parametrize(
    ("kitting", "posting", "phases"),
    [
        ("tote", "lot", DEFAULT_PHASES),
        ("tote", "unit", DEFAULT_PHASES),
        ("complete", "lot", DEFAULT_PHASES),
        ("complete", "unit", STOCKPYL_PHASES),
    ],
)


@ways
def test_the_auditor_changes_nothing(kitting: str, posting: str, phases) -> None:
    """With and without the auditor all totals are the same to the last bit, and there is something to see."""
    scenario = works(kitting, posting, phases)
    seen, unseen = simulate(scenario, audit=True), simulate(scenario, audit=False)
    for table in ("stocks", "centres", "suppliers"):
        np.testing.assert_array_equal(getattr(seen, table), getattr(unseen, table))
    assert (seen.halves, seen.standoffs, seen.facts) == (unseen.halves, unseen.standoffs, unseen.facts)
    busy = ("filled_units", "late_units", "lost_units", "made_units", "scrapped_units", "returned_units")
    assert all(seen.total(name).sum() > 0 for name in busy)
    assert seen.supplier("foundry", "freight") > 0


@pytest.mark.parametrize("good_fraction", [1.0, 0.9])
def test_the_auditor_looks_at_every_instant(good_fraction: float) -> None:
    """A healthy world passes, and was looked at a great many times."""
    scenario = works(good_fraction=good_fraction)
    auditor = Auditor()
    world = World(scenario, 3, [auditor])
    auditor.attach(world)
    world.clock.run_to(scenario.horizon, auditor.check)
    auditor.close()
    assert auditor.checks > 500


@pytest.mark.parametrize(("setting", "caught"), [("1", True), ("0", False), ("", False)])
def test_the_environment_sends_the_auditor(
    monkeypatch: pytest.MonkeyPatch, setting: str, caught: bool
) -> None:
    """Unless a run says so itself, the environment variable decides."""
    monkeypatch.setenv("ORDERPOINT_AUDIT", setting)
    if caught:
        with pytest.raises(AuditError):
            tampered(shop(), add("on_hand", 1), audit=None)
    else:
        tampered(shop(), add("on_hand", 1), audit=None)


# ---- shares that fill a draw


def shared(depot: Production | Transfer) -> Scenario:
    """Return a hub with 6 units, of which a customer wants 6 and the depot 1 in the same instant.

    In proportion they get 5 and 1; two days later 5 come in, of which the customer gets the sixth.
    """
    network = Network(
        items=(Item(name="a"), Item(name="b")),
        stock_points=(
            StockPoint(name="hub", item="a", initial=6, allocation="proportional"),
            StockPoint(name="depot", item="b"),
        ),
        suppliers=(SUPPLIER,),
        sources=(Purchase(stock="hub", supplier="supplier", lead_time=Constant(2.0)), depot),
        demands=(orders_at([1], [6], "hub"), orders_at([1], [1], "depot")),
    )
    control = (Control(("hub",), QSystem(order_point=0, quantity=5)), Control(("depot",), to_order()))
    phases = ("DEMAND", "REVIEW", "SERVE", "RECEIPT", "LOAD", "DEPART", "EXPIRY", "OBSERVE")
    return Scenario(name="shared", network=network, control=control, horizon=9, phases=phases)


@pytest.mark.parametrize(
    "depot",
    [
        Transfer(stock="depot", origin="hub", lead_time=Constant(0.5)),
        Production(stock="depot", components=(Component(stock="hub"),)),
    ],
)
def test_a_share_that_fills_a_draw_ends_it(depot: Production | Transfer) -> None:
    """The depot gets its unit once; of the 5 that come in the hub keeps 4."""
    run, ledger = traced(shared(depot))
    assert [q for _, _, stock, q in ledger.of("receipt") if stock == "depot"] == [1.0]
    assert run.of("hub", "on_hand_area") == 6 * 1 + 4 * (9 - 3)


# ---- make or buy


class MakeAndBuy:
    """Each day a unit is bought and two are made."""

    review = Every(1.0)

    def decide(self, view):
        """Order from both sources."""
        return [Order("a", 1.0, source="supplier"), Order("a", 2.0, source="plant")]


def make_or_buy(policy: Policy) -> Scenario:
    """Return a stock point that can be bought, at 10 an order, or made, at 1."""
    network = Network(
        items=(Item(name="a", unit_cost=3.0),),
        stock_points=(StockPoint(name="a", item="a"),),
        suppliers=(SUPPLIER,),
        sources=(
            Purchase(stock="a", supplier="supplier", order_cost=10.0),
            Production(stock="a", order_cost=1.0),
        ),
    )
    return Scenario(name="both", network=network, control=(Control(("a",), policy),), horizon=3.5)


def test_a_stock_point_that_is_made_and_bought() -> None:
    """Days 0 to 3: 4 units bought at 3 each, and 8 made, which were not bought."""
    run = simulate(make_or_buy(MakeAndBuy()), audit=True)
    assert run.of("a", "purchased_value") == 12.0


def test_order_cost_of_two_sources() -> None:
    """Four purchases at 10 and four production orders at 1."""
    run = simulate(make_or_buy(MakeAndBuy()), audit=False)
    assert run.of("a", "order_cost") == 44.0
