"""Suppliers, lanes, freight, transfers and customers who are quoted a date, by hand."""

import pytest

from policies.q_system import QSystem
from sim import Control, DataError, Scenario, simulate
from sim.contract import Cancel, Continuous, Expedite, Order, Reschedule, View
from sim.distributions import Constant, Recorded
from sim.network import Freight, Item, Network, Purchase, StockPoint, Supplier, Transfer
from tests.worlds import SUPPLIER, one_stock, orders_at, to_order, traced


def two_items(supplier: Supplier, lead_times=(2.0, 5.0), at=(1.0, 1.0), processing=(0.0, 0.0)) -> Scenario:
    """Return two items bought to order from one supplier; 2 kg and 6 kg a unit."""
    network = Network(
        items=(Item(name="a", weight_kg=2.0, unit_cost=1), Item(name="b", weight_kg=6.0, unit_cost=1)),
        stock_points=(StockPoint(name="a", item="a"), StockPoint(name="b", item="b")),
        suppliers=(supplier,),
        sources=tuple(
            Purchase(stock=s, supplier=supplier.name, lead_time=Constant(t), processing=Constant(p))
            for s, t, p in zip("ab", lead_times, processing, strict=True)
        ),
        demands=tuple(orders_at([t], [1], s) for s, t in zip("ab", at, strict=True)),
    )
    control = (Control(("a",), to_order()), Control(("b",), to_order()))
    return Scenario(name="two", network=network, control=control, horizon=40)


def receipts(ledger):
    """Return when and what came in."""
    return [(t, s) for t, _, s, _ in ledger.of("receipt")]


TARIFF = Freight(per_shipment=100.0, per_kg=5.0)


def test_orders_of_one_instant_travel_together():
    """One shipment: the lead time of its slowest line, one charge of 100 + 5 x 8 kg shared by weight."""
    run, ledger = traced(two_items(Supplier(name="s", freight=TARIFF)))
    assert receipts(ledger) == [(6.0, "a"), (6.0, "b")]
    assert run.supplier("s", "shipments") == 1
    assert run.supplier("s", "freight") == 140.0
    assert run.of("a", "freight") == 35.0
    assert run.of("b", "freight") == 105.0


def test_orders_of_two_instants_travel_apart():
    """Two shipments, two fixed charges."""
    run, ledger = traced(two_items(Supplier(name="s", freight=TARIFF), at=(1.0, 2.0)))
    assert receipts(ledger) == [(3.0, "a"), (7.0, "b")]
    assert run.supplier("s", "freight") == 240.0


def test_minimum_freight_charge():
    """A light consignment pays the minimum."""
    tariff = Freight(per_shipment=1.0, per_kg=1.0, minimum=50.0)
    run, _ = traced(two_items(Supplier(name="s", freight=tariff), at=(1.0, 2.0)))
    assert run.supplier("s", "freight") == 100.0


def test_a_timetable_gathers_until_departure():
    """Departures every seven days: both orders leave on day 7."""
    _, ledger = traced(two_items(Supplier(name="s", departure_period=7.0), at=(1.0, 3.0)))
    assert receipts(ledger) == [(12.0, "a"), (12.0, "b")]


@pytest.mark.parametrize(
    ("crossing", "expected"), [("free", [3.0, 11.0]), ("in-sequence", [11.0, 11.0]), ("queue", [11.0, 12.0])]
)
def test_crossing_of_orders(crossing, expected):
    """First order takes 10 days, the next, a day later, 1 day: it overtakes, waits, or is served after."""
    demand = orders_at([1, 2], [1, 1])
    scenario = one_stock(
        to_order(),
        demand,
        lead_time=Recorded((10.0, 1.0)),
        horizon=20,
        supplier=Supplier(name="supplier", crossing=crossing),
    )
    _, ledger = traced(scenario)
    assert [t for t, *_ in ledger.of("receipt")] == expected


def test_processing_comes_before_departure_and_counts_as_on_order():
    """The buyer's desk takes 3 days; the order is on order from the decision."""
    run, ledger = traced(two_items(Supplier(name="s"), processing=(3.0, 0.0)))
    assert sorted(receipts(ledger)) == [(6.0, "a"), (6.0, "b")]
    assert run.of("a", "on_order_area") == 5.0


def test_minimum_and_multiple_are_applied_and_told():
    """Three wanted, at least ten, in multiples of four: twelve come, and the change is a fact."""
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a"),),
        suppliers=(SUPPLIER,),
        sources=(Purchase(stock="a", supplier="supplier", minimum=10, multiple=4),),
        demands=(orders_at([1], [3]),),
    )
    _, ledger = traced(
        Scenario(name="lots", network=network, control=(Control(("a",), to_order()),), horizon=2)
    )
    assert ledger.of("receipt", "clipped") == [(1.0, "clipped", "a", 9.0), (1.0, "receipt", "a", 12.0)]


def _depot(partial: bool):
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="shop", item="a"), StockPoint(name="depot", item="a", initial=6)),
        suppliers=(SUPPLIER,),
        sources=(
            Transfer(stock="shop", origin="depot", lead_time=Constant(2), partial=partial),
            Purchase(stock="depot", supplier="supplier", lead_time=Constant(5)),
        ),
        demands=(orders_at([1], [10], "shop"),),
    )
    control = (Control(("shop",), to_order()), Control(("depot",), QSystem(0, 10)))
    return traced(Scenario(name="depot", network=network, control=control, horizon=20))


def test_transfers_send_what_is_there_or_wait_for_the_whole():
    """Ten wanted, six there: six now and four later, or ten together."""
    _, ledger = _depot(partial=True)
    assert [(t, q) for t, _, s, q in ledger.of("receipt") if s == "shop"] == [(3.0, 6.0), (8.0, 4.0)]
    _, ledger = _depot(partial=False)
    assert [(t, q) for t, _, s, q in ledger.of("receipt") if s == "shop"] == [(8.0, 10.0)]


def _quoted(patience: float, on_order_padded: float | None = None):
    """Stock 2, order of 10 due on day 11 (promise 10 days); a customer wants 5 on day 4."""
    network = Network(
        items=(Item(name="a", price=1),),
        stock_points=(StockPoint(name="a", item="a", initial=5),),
        suppliers=(SUPPLIER,),
        sources=(Purchase(stock="a", supplier="supplier", lead_time=Constant(10), promise=on_order_padded),),
        demands=(orders_at([1, 4], [3, 5], unmet="quote", patience=Recorded((0.0, patience))),),
    )
    return traced(Scenario(name="q", network=network, control=(Control(("a",), QSystem(2, 10)),), horizon=30))


def test_a_customer_accepts_a_quote_within_patience():
    """The open order covers the rest by day 11, seven days away: patience of seven is enough."""
    run, ledger = _quoted(patience=7.0)
    assert run.of("a", "lost_units") == 0
    assert run.of("a", "filled_units") == 5
    assert run.of("a", "wait_area") == 3 * 7.0
    assert [t for t, *_ in ledger.of("order")] == [1.0]


def test_a_customer_walks_away_from_a_later_quote():
    """Six days of patience are not; the rest is lost, and counts as unmet."""
    run, _ = _quoted(patience=6.9)
    assert run.of("a", "lost_units") == 3
    assert run.of("a", "lost_lines") == 1
    assert run.of("a", "filled_units") / run.of("a", "demand_units") == 5 / 8


def test_a_padded_promise_loses_the_sale():
    """The same customer is quoted day 14 when the promise is padded to 13 days, and walks away."""
    run, _ = _quoted(patience=7.0, on_order_padded=13.0)
    assert run.of("a", "lost_units") == 3


def test_an_accepted_date_reduces_the_position_at_once():
    """A customer who waits brings the position down, so the next order goes out now."""
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a", initial=5),),
        suppliers=(SUPPLIER,),
        sources=(Purchase(stock="a", supplier="supplier", lead_time=Constant(10)),),
        demands=(orders_at([1], [20], unmet="quote", patience=Constant(99)),),
    )
    scenario = Scenario(name="q", network=network, control=(Control(("a",), QSystem(2, 10)),), horizon=30)
    _, ledger = traced(scenario)
    assert ledger.of("order") == [(1.0, "order", "a", 20)]


def test_quotes_beyond_open_orders_use_the_standard_promise():
    """What no open order covers is quoted the source's promise from today."""
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a", initial=5),),
        suppliers=(SUPPLIER,),
        sources=(Purchase(stock="a", supplier="supplier", lead_time=Constant(10)),),
        demands=(orders_at([1], [20], unmet="quote", patience=Constant(9.9)),),
    )
    scenario = Scenario(name="q", network=network, control=(Control(("a",), QSystem(2, 10)),), horizon=30)
    assert simulate(scenario).of("a", "lost_units") == 15


def test_decisions_on_open_orders():
    """An order on the desk can be cancelled, one that has left cannot: the refusal is a fact."""

    class Changing:
        review = Continuous()

        def decide(self, view: View):
            stock = view.stocks["a"]
            if not view.memory and not stock.open_orders:
                yield Order("a", 5.0, need_by=99.0)
            for order in stock.open_orders:
                yield Reschedule(order.number, 50.0)
                yield Expedite(order.number)
                yield Cancel(order.number)

    for processing, kinds in (
        (2.0, ["order", "refused", "cancelled"]),
        (0.0, ["order", "refused", "refused"]),
    ):
        network = Network(
            items=(Item(name="a"),),
            stock_points=(StockPoint(name="a", item="a", initial=5),),
            suppliers=(SUPPLIER,),
            sources=(
                Purchase(
                    stock="a", supplier="supplier", lead_time=Constant(10), processing=Constant(processing)
                ),
            ),
            demands=(orders_at([1, 2], [1, 1]),),
        )
        scenario = Scenario(name="c", network=network, control=(Control(("a",), Changing()),), horizon=3)
        run, ledger = traced(scenario)
        assert [k for _, k, _, _ in ledger.of("order", "refused", "cancelled")][:3] == kinds
        assert run.of("a", "refused_orders") >= 1


def test_every_replenished_stock_point_has_one_policy():
    """A scope covered twice, or not at all, is refused by name."""
    base = two_items(Supplier(name="s"))
    twice = (*base.control, Control(("a",), to_order()))
    for control, text in (
        (twice, "'a' is in two scopes"),
        (base.control[:1], "'b' has a source but no policy"),
    ):
        with pytest.raises(DataError, match=text):
            simulate(Scenario(name="x", network=base.network, control=control, horizon=1))


def test_horizon_must_be_longer_than_the_warm_up():
    """A horizon inside the warm-up is refused."""
    base = two_items(Supplier(name="s"))
    with pytest.raises(DataError, match="longer than the warm-up"):
        simulate(Scenario(name="x", network=base.network, control=base.control, horizon=5, warm_up=5))
