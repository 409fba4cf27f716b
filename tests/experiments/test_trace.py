"""Traces: rows add up to the books of the engine, and each stockout is explained by its known cause."""

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from typer.testing import CliRunner, Result

from experiments.cli import app
from experiments.trace.causes import Cause
from experiments.trace.events import Diary, Row, folded
from experiments.trace.stockouts import Stockout
from experiments.trace.trace import Trace, trace
from experiments.trace.words import Words
from policies.base_stock import BaseStock
from policies.p_system import PSystem
from policies.q_system import QSystem
from sim import Control, DataError, Scenario, simulate
from sim.contract import Decision, Every, Order, View
from sim.distributions import Constant, Recorded
from sim.engine.explain import Explainer
from sim.network import (
    Bookkeeping,
    Component,
    Count,
    Demand,
    Item,
    Loss,
    Network,
    Operation,
    Production,
    Purchase,
    StockPoint,
    WorkCentre,
)
from tests.engine.test_random_worlds import runs, worlds
from tests.worlds import SUPPLIER, one_stock, orders_at, traced


def with_network(scenario: Scenario, **changes: Any) -> Scenario:
    """Return a scenario with parts of its network replaced."""
    return replace(scenario, network=replace(scenario.network, **changes))


def planned(scenario: Scenario, planned_lead_time: float) -> Scenario:
    """Return a scenario whose one source is planned with another lead time than its own."""
    (source,) = scenario.network.sources
    return with_network(scenario, sources=(replace(source, planned_lead_time=planned_lead_time),))


def plant(
    sources: Sequence[Any],
    demands: Sequence[Demand],
    policies: dict[str, Any],
    initial: dict[str, float],
    *,
    horizon: float = 60,
) -> Scenario:
    """Return a world of items made at one lathe of 24 hours a day, and bought from one supplier."""
    return Scenario(
        name="plant",
        network=Network(
            items=tuple(Item(name=name, unit_cost=1.0) for name in policies),
            stock_points=tuple(
                StockPoint(name=name, item=name, initial=initial.get(name, 0)) for name in policies
            ),
            suppliers=(SUPPLIER,),
            sources=tuple(sources),
            demands=tuple(demands),
            work_centres=(WorkCentre(name="lathe"),),
        ),
        control=tuple(Control((name,), policy) for name, policy in policies.items()),
        horizon=horizon,
    )


def explained(scenario: Scenario, item: str = "a") -> tuple[Trace, Stockout, list[Cause]]:
    """Trace a world that has one stockout, and return it with its causes."""
    found = trace(scenario, item)
    (out,) = found.stockouts
    return found, out, found.causes(out)


def says(cause: Cause, kind: str, *parts: str) -> None:
    """Check the kind of a cause and what its sentence names."""
    assert cause.kind == kind, cause
    for part in parts:
        assert part in cause.sentence, (part, cause.sentence)


# ---- the rows


def check_books(scenario: Scenario) -> int:
    """Check every stock point: each row's books are those before it and its changes; return the rows."""
    seen = [Explainer(point.name) for point in scenario.network.stock_points]
    simulate(scenario, observers=seen, watches=[one.attach for one in seen])
    count = 0
    for one in seen:
        rows = Diary(one, Words(scenario.time_unit)).write()
        last = {step.fact.time: step.books for step in one.steps}
        before = one.opening
        for k, row in enumerate(rows):
            for field in ("recorded", "shelf", "reserved", "on_order", "backorders"):
                then = getattr(before, field) + getattr(row.changes, field)
                assert getattr(row.after, field) == pytest.approx(then, abs=1e-6), (row, field)
                if k + 1 == len(rows) or rows[k + 1].time > row.time:
                    engine = getattr(last[row.time], field)
                    assert getattr(row.after, field) == pytest.approx(engine, abs=1e-6), (row, field)
            before = row.after
        count += len(rows)
    return count


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_stock_after_each_row_follows_from_the_rows(scenario: Scenario) -> None:
    """In random worlds every row starts where the one before ended, and ends where the engine is."""
    runs(scenario)  # a world that the engine refuses with a sentence is no world
    check_books(scenario)


def test_rows_add_up_where_record_and_shelf_part(random_shop: Any) -> None:
    """Losses, late and wrong booking, and counts are rows that add up too."""
    scenario = with_network(
        random_shop(12.0),
        bookkeeping=(Bookkeeping(name="clerk", stocks=("shop",), delay=Constant(1.5), error_chance=0.5),),
        losses=(Loss(name="theft", stocks=("shop",), share_per_year=5, every=3),),
        counts=(Count(name="count", stocks=("shop",), every=25),),
    )
    assert check_books(scenario) > 150
    what = " ".join(row.what for row in trace(scenario, "shop").rows)
    for words in ("lost from the shelf, and nobody notices", "count: the record is", "more on the shelf"):
        assert words in what


def test_a_decision_shows_the_view_it_saw() -> None:
    """The row of an order tells position and its parts; the fact of the decision says the same."""
    scenario = one_stock(QSystem(10, 20), orders_at([1, 2], [4, 9]), initial=20, lead_time=3, horizon=10)
    (row,) = [row for row in trace(scenario, "a").rows if row.order is not None]
    assert row == replace(row, time=2, position=7, order_point=10)
    assert row.what == (
        "order 1 for 20 from supplier: the position was 7, below the order point of 10 "
        "(on hand 7, reserved 0, on order 0, backorders 0)"
    )
    assert (row.after.recorded, row.after.on_order, row.after.position) == (7, 20, 27)


def test_a_policy_over_a_view_tells_its_decision_too() -> None:
    """The fact holds the position and the view of the moment of the decision; the order leaves at once."""

    class Planner:
        review = Every(10.0, 4.0)

        def decide(self, view: View) -> list[Decision]:
            return [Order("a", 30.0 - view.stocks["a"].position)]

    scenario = one_stock(Planner(), orders_at([1], [5]), initial=12, lead_time=2, horizon=9)
    _, ledger = traced(scenario)
    (seen,) = [fact for fact in ledger.facts if fact.kind == "decision"]
    assert seen[:4] == (4.0, "decision", "a", 7.0)
    assert seen.reference == "on hand 7, reserved 0, on order 0, backorders 0; orders 23"
    assert ledger.of("release") == [(4.0, "release", "a", 23.0)]
    (row,) = [row for row in trace(scenario, "a").rows if row.order is not None]
    assert "the review saw a position of 7 (on hand 7" in row.what


def customer_rows(unmet: str, **more: Any) -> list[Row]:
    """Return the rows of two customers of 8 who meet a stock of 12, and an order that comes on day 7."""
    demand = orders_at([1, 2], [8, 8], unmet=unmet, **more)
    scenario = one_stock(QSystem(5, 20), demand, initial=12, lead_time=6, horizon=20)
    return [row for row in trace(scenario, "a").rows if row.wanted]


@pytest.mark.parametrize(
    ("unmet", "patience", "words"),
    [
        ("backorder", 0.0, "customer order of 8: 4 given, 4 backordered"),
        ("lost", 0.0, "customer order of 8: 4 given, 4 lost"),
        ("quote", 5.0, "customer order of 8: 4 given, 4 backordered, accepted a promise of day 7"),
        ("quote", 4.0, "customer order of 8: 4 given, 4 lost, walked away from a wait of 5 days"),
    ],
)
def test_what_customers_do_is_told(unmet: str, patience: float, words: str) -> None:
    """The second of two customers finds half of what he wants."""
    first, second = customer_rows(unmet, patience=Constant(patience))
    assert first.what == "customer order of 8: all given"
    assert second.what == words


def test_units_posted_one_by_one_are_one_row_of_a_table() -> None:
    """Ten receipts of one unit fold into one of ten; the books are those after the last."""
    route = (Operation(work_centre="lathe", run_hours=Constant(12)),)
    scenario = plant(
        [Production(stock="a", route=route, posting="unit")],
        [orders_at([1], [5])],
        {"a": QSystem(0, 10)},
        {"a": 5},
    )
    rows = trace(scenario, "a").rows
    short = folded(rows)
    assert len(rows) - len(short) == 9
    assert short[-1].what == "receipts of 10, order 1, one after the other"
    assert (short[-1].time, short[-1].changes.recorded, short[-1].after) == (6, 10, rows[-1].after)


def test_customers_who_are_all_given_are_one_row_of_a_table() -> None:
    """Five customers who get all, with a return among them, fold into one row; three who lose stand alone."""
    demand = orders_at([1, 2, 3, 4, 5, 6, 7, 8, 9], [2, 3, -1, 1, 2, 2, 4, 4, 4], unmet="lost", returns=True)
    scenario = one_stock(QSystem(0, 20), demand, initial=9, lead_time=5, horizon=10)
    short = folded(trace(scenario, "a").rows)
    assert short[0].what == "5 customer orders, 10 in all: all given; 1 returned"
    assert (short[0].time, short[0].wanted, short[0].given, short[0].after.recorded) == (6, 10, 10, 0)
    assert [row.what for row in short[-3:]] == ["customer order of 4: 4 lost"] * 3


def test_units_handed_on_at_once_are_told_with_their_receipts() -> None:
    """Ten units posted one by one while four are waited for: one row."""
    route = (Operation(work_centre="lathe", run_hours=Constant(12)),)
    scenario = plant(
        [Production(stock="a", route=route, posting="unit")],
        [orders_at([1, 1.2], [5, 4])],
        {"a": QSystem(0, 10)},
        {"a": 5},
    )
    short = folded(trace(scenario, "a").rows)
    assert (
        short[-1].what == "receipts of 10, order 1, one after the other; 4 of them handed to those who waited"
    )
    assert short[-1].after.recorded == 6


def test_customers_who_leave_later_are_lost_too() -> None:
    """One of two who wait leaves before the goods come: three of seven units short are lost."""
    waits = orders_at([1, 2], [3, 4], unmet="wait", patience=Recorded((2.0, 20.0)))
    _, out, _ = explained(one_stock(QSystem(0, 10), waits, initial=0, lead_time=5, horizon=20))
    assert (out.short, out.lost) == (7, 3)


# ---- the causes


def test_a_short_delivery_under_periodic_review() -> None:
    """Of 10 ordered on day 0 half never comes: the review is named with what it had, and what was missing."""
    base = one_stock(PSystem(10, 10), orders_at([3, 8], [4, 4]), initial=0, lead_time=1, horizon=30)
    (source,) = base.network.sources
    scenario = with_network(base, sources=(replace(source, delivered=Constant(0.5), short="cancelled"),))
    rows = trace(scenario, "a").rows
    assert "5 of order 1 did not come and never will" in [row.what for row in rows]
    _, _, (cause,) = explained(scenario)
    says(
        cause, "losses", "The review on day 0 raised the position to 10; by day 8, 8 units had been asked for"
    )
    says(cause, "losses", "and 5 were missing from deliveries. The next order was placed on day 10")


def test_a_late_supplier() -> None:
    """Ordered on day 1 for day 6 by plan and received on day 13: every day of the stockout is lateness."""
    demand = orders_at([1, 4, 5, 7], [10, 5, 5, 4])
    scenario = planned(one_stock(QSystem(10, 20), demand, initial=20, lead_time=12, horizon=30), 5)
    _, out, causes = explained(scenario)
    assert (out.start, out.end, out.short, out.lost) == (7, 13, 4, 0)
    assert out.hit == {"customers of a": 4}
    (cause,) = causes
    assert (cause.time, cause.share) == (6, 1)
    says(cause, "late", "placed on day 1 ", "due on day 6 ", "came on day 13, 7 days late, after 12 days")


def test_a_missing_part_is_followed_down() -> None:
    """The kit waits eleven days for a part that waits for its casting, of which none is kept."""
    scenario = plant(
        [
            Production(stock="a", components=(Component(stock="part", quantity=1),), planned_lead_time=5),
            Production(stock="part", components=(Component(stock="casting"),), planned_lead_time=4),
            Purchase(stock="casting", supplier="supplier", lead_time=Constant(11), planned_lead_time=3),
        ],
        [orders_at([1, 2, 8], [5, 5, 3])],
        {"a": QSystem(5, 10), "part": BaseStock(0), "casting": BaseStock(0)},
        {"a": 10},
    )
    _, out, causes = explained(scenario)
    assert (out.start, out.end, out.short) == (8, 12, 3)
    (cause,) = causes
    says(
        cause,
        "late",
        "Of its 11 days: 11 days waiting for parts (the last was part)",
        "The kit waited for part: wanted on day 1, there on day 12; it was ordered only then from the plant "
        "and took 11 days against 4 days planned",
        "The kit waited for casting: wanted on day 1, there on day 12; it was ordered only then from "
        "supplier and took 11 days against 3 days planned",
    )
    assert explained(scenario, "casting")[2][0].kind == "late"


def test_a_queue_at_a_work_centre() -> None:
    """The lot of 2 days stands nine and a half days behind the lot of another item."""
    scenario = plant(
        [
            Production(
                stock=name,
                route=(Operation(work_centre="lathe", run_hours=Constant(hours)),),
                planned_lead_time=3,
                posting="unit",
            )
            for name, hours in (("a", 4.8), ("b", 24.0))
        ],
        [orders_at([1, 5], [10, 3]), orders_at([0.5], [10], stock="b")],
        {"a": QSystem(0, 10), "b": QSystem(0, 10)},
        {"a": 10, "b": 10},
    )
    _, out, causes = explained(scenario)
    assert (out.start, out.end) == (5, pytest.approx(11.1))
    (cause,) = causes
    says(
        cause, "late", "9.5 days in queues (lathe 9.5), 2 days on machines", "came on day 12.5, 8.5 days late"
    )


def test_lot_posting() -> None:
    """Four of ten units are finished when a customer comes; they are posted six days later with the lot."""
    scenario = plant(
        [
            Production(
                stock="a",
                route=(Operation(work_centre="lathe", run_hours=Constant(24)),),
                planned_lead_time=10,
                posting="lot",
            )
        ],
        [orders_at([1, 2, 5], [5, 5, 3])],
        {"a": QSystem(5, 10)},
        {"a": 10},
    )
    _, out, causes = explained(scenario)
    assert (out.start, out.end) == (5, 11)
    (cause,) = causes
    says(cause, "posting", "first unit was finished on day 2", "up to 4 stood there", "on day 11")


def test_demand_beyond_an_order_point_that_covers_the_mean() -> None:
    """Ten units would do for the mean of 1.25 in ten days; fifteen are asked for in two."""
    scenario = one_stock(QSystem(10, 20), orders_at([1, 3], [10, 15]), initial=20, lead_time=10, horizon=200)
    _, out, causes = explained(scenario)
    assert (out.start, out.end, out.short) == (3, 11, 5)
    (cause,) = causes
    says(cause, "surge", "at the order point of 10", "by day 3, 15 units more", "lead time is 1.25.")


def test_an_order_point_below_the_mean_demand() -> None:
    """Two a day, ten days of lead time and an order point of 10: short every time."""
    demand = Demand(name="d", stock="a", interval=Constant(1), size=Constant(2))
    scenario = one_stock(QSystem(10, 200), demand, initial=20, lead_time=10, horizon=50)
    _, out, causes = explained(scenario)
    assert (out.start, out.end) == (11, 15)
    (cause,) = causes
    says(
        cause, "point", "by day 11, 12 units more", "mean demand of this run in the planned lead time is 20."
    )


def test_one_demand_that_jumps_the_order_point() -> None:
    """A demand of 12 takes the position from 13 to 1; from the order point of 10 stock would have lasted."""
    scenario = one_stock(QSystem(10, 20), orders_at([1, 3], [12, 5]), initial=13, lead_time=4, horizon=200)
    _, _, causes = explained(scenario)
    says(causes[0], "jump", "9 below the order point of 10", "A demand of 12 took the position past")


def test_a_record_that_was_wrong() -> None:
    """Half of 32 units vanish on day 20; the order leaves on day 30, when a picker finds out, not on 22."""
    share = math.log(2) * 365 / 20  # half of the units at the first strike
    scenario = with_network(
        one_stock(
            QSystem(10, 30),
            orders_at([22, 26, 30], [8, 8, 4]),
            initial=32,
            lead_time=5,
            horizon=39,
            whole=False,
        ),
        losses=(Loss(name="theft", stocks=("a",), share_per_year=share, every=20),),
    )
    found, out, causes = explained(scenario)
    assert (out.start, out.end, out.short) == (30, 35, 4)
    (cause,) = causes
    says(cause, "record", "up to 16 more than was on the shelf since day 20", "left on day 22, 8 days sooner")
    assert any("the picker finds 16 fewer than the record says" in row.what for row in found.rows)


def test_goods_that_wait_for_the_clerk() -> None:
    """The order comes in time on day 5 and is booked on day 9: two units are missed on day 6."""
    scenario = with_network(
        planned(one_stock(QSystem(5, 20), orders_at([1, 6], [5, 7]), initial=10, lead_time=4, horizon=30), 9),
        bookkeeping=(Bookkeeping(name="clerk", stocks=("a",), delay=Constant(4)),),
    )
    _, out, causes = explained(scenario)
    assert (out.start, out.end, out.short) == (6, 9, 2)
    says(causes[0], "booking", "20 units were on the shelf and not on the record")


def test_goods_that_would_not_have_done_are_no_cause() -> None:
    """Twenty units at the clerk are too few for 25 who wait; the next 20, there from day 10, would do."""
    demand = orders_at([1, 6], [5, 30])
    scenario = with_network(
        planned(one_stock(QSystem(5, 20), demand, initial=10, lead_time=4, horizon=30), 9),
        bookkeeping=(Bookkeeping(name="clerk", stocks=("a",), delay=Constant(4)),),
    )
    _, out, causes = explained(scenario)
    assert (out.start, out.end, out.short) == (6, 14, 25)
    assert [(cause.kind, cause.time) for cause in causes] == [("booking", 4), ("point", 3), ("point", 1)]


def test_nothing_can_be_ordered() -> None:
    """Without a source the stockout has no end and one cause."""
    scenario = one_stock(QSystem(5, 20), orders_at([1, 6], [5, 7]), initial=10, horizon=30)
    scenario = replace(with_network(scenario, sources=()), control=())
    _, out, causes = explained(scenario)
    assert (out.start, out.end, out.short) == (6, math.inf, 2)
    says(causes[0], "no-source", "a has no source")


def test_no_stock_is_kept() -> None:
    """Made to order: every customer waits the planned lead time."""
    scenario = one_stock(BaseStock(0), orders_at([1], [5]), lead_time=4, horizon=30)
    _, out, causes = explained(scenario)
    assert (out.start, out.end) == (1, 5)
    says(causes[0], "to-order", "No stock is kept of it", "4 days planned")


def test_a_level_that_does_not_last_from_review_to_review() -> None:
    """Raised to 20 on day 0 and looked at again on day 10: 22 are asked for by day 8."""
    scenario = one_stock(
        PSystem(review_period=10, order_up_to=20), orders_at([2, 8], [11, 11]), lead_time=1, horizon=30
    )
    _, out, causes = explained(scenario)
    assert (out.start, out.end, out.short) == (8, 11, 2)
    says(
        causes[0], "level", "review on day 0 raised the position to 20; by day 8, 22 units had been asked for"
    )


def test_two_causes_share_a_stockout() -> None:
    """Short on day 3, due on day 6 and received on day 13: three days too few units, seven days too late."""
    scenario = planned(
        one_stock(QSystem(10, 20), orders_at([1, 3], [10, 15]), initial=20, lead_time=12, horizon=200), 5
    )
    _, out, causes = explained(scenario)
    assert (out.start, out.end) == (3, 13)
    assert [(cause.kind, cause.time) for cause in causes] == [("late", 7), ("surge", 3)]
    assert [cause.share for cause in causes] == [0.7, 0.3]


# ---- window and command


def test_the_window_starts_a_lead_time_before_the_first_stockout() -> None:
    """And ends a tenth of a lead time after it; what is given holds."""
    scenario = one_stock(
        QSystem(10, 20), orders_at([31, 33], [10, 15]), initial=20, lead_time=10, horizon=200
    )
    found = trace(scenario, "a")
    assert found.window(None, None) == (23, 42)
    assert found.window(30, None) == (30, 42)
    assert found.window(None, 35) == (23, 35)
    assert found.window(100, 120) == (100, 120)
    assert [row.wanted for row in found.between(23, 32)] == [10, 0]


def test_an_item_is_found_by_its_stock_point_or_its_name(shop: Scenario) -> None:
    """A wrong name brings the nearest; an item in two places must be told apart."""
    assert trace(shop, "jar").stock == trace(shop, "shop").stock == "shop"
    with pytest.raises(DataError, match="no item or stock point 'shpo'; did you mean 'shop'"):
        trace(shop, "shpo")
    twice = with_network(
        shop, stock_points=(*shop.network.stock_points, StockPoint(name="cellar", item="jar"))
    )
    with pytest.raises(DataError, match="kept at 'shop', 'cellar'"):
        trace(twice, "jar")


def orderpoint(command: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, command.split(), prog_name="orderpoint")


SHORT = "butterfly-wafer-40-D"
"""A valve that is badly served today."""


def test_gupta_is_explained_on_the_command_line() -> None:
    """One document: rows that add up in position, a stockout, its causes with shares."""
    done = orderpoint(f"trace gupta --item {SHORT} --warmup 100 --horizon 300 --json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert document["stock_point"] == SHORT
    for row in document["rows"]:
        assert row["position"] == row["recorded"] - row["reserved"] + row["on_order"] - row["backorders"]
    first = document["stockouts"][0]
    assert first["units_short"] == sum(first["hit"].values()) > 0
    assert sum(cause["share"] for cause in first["causes"]) == pytest.approx(1)
    assert all("Order " in cause["sentence"] for cause in first["causes"])


def test_the_table_reads_as_text(tmp_path: Path) -> None:
    """Table, headline, cause and picture; a time without a stockout says so."""
    done = orderpoint(f"trace fixed-period --item forging --horizon 2500 --out {tmp_path}")
    assert done.exit_code == 0, done.output
    for words in (
        "forging, day 2,",
        "what happened",
        "Stockout from day",
        "Why:",
        "Order-up-to level too low",
    ):
        assert words in done.stdout
    assert "stock on hand" in (tmp_path / "charts" / "trace.svg").read_text()
    quiet = orderpoint("trace fixed-period --item forging --horizon 500 --from 400 --to 401")
    assert "No stockout from day 365 to 500" in quiet.stdout


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ("--item forgin", 3, "did you mean 'forging'"),
        ("--item x --alternative nothing", 3, "no alternative 'nothing'"),
        ("--item x --from 5 --to 5", 2, "--to"),
        ("--item x --from -1", 2, "below 0"),
        ("--item x --to 9999", 2, "beyond the horizon of"),
        ("--item x --from 9999", 2, "not before the horizon of"),
        ("", 2, "--item"),
    ],
)
def test_what_cannot_be_traced_is_one_sentence(options: str, code: int, words: str) -> None:
    """Wrong names end with 3, wrong numbers with 2."""
    done = orderpoint(f"trace fixed-period {options}")
    assert done.exit_code == code, done.output
    assert words in done.stderr
    assert done.stdout == ""
