"""Orders on the books: told ahead, drawn on their date, the same orders as without."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from policies.base_stock import BaseStock
from sim import Control, DataError, Scenario, simulate
from sim.contract import Decision, Every, Review, View
from sim.distributions import Constant, Discrete, Exponential, Geometric, Uniform
from sim.network import Demand, Event, Item, Network, OrderLine, Profile, Purchase, StockPoint, Supplier
from tests.worlds import one_stock, orders_at, traced


@dataclass(frozen=True)
class Reader:
    """Orders nothing, and keeps what it is shown to be on the books at each review."""

    bucket: float = 1.0
    history: int = 1
    table: bool = True
    shown: dict[float, list[tuple[int, float, float]]] = field(default_factory=dict, compare=False)

    @property
    def review(self) -> Review:
        """Every day."""
        return Every(1.0)

    def decide(self, view: View) -> Iterable[Decision]:
        """Note the known orders."""
        table = view.table
        assert table is not None
        rows = zip(
            table.known_stock.tolist(), table.known_due.tolist(), table.known_quantity.tolist(), strict=True
        )
        self.shown[view.now] = sorted(rows)
        return []


def shop(*demands: Demand, horizon: float = 12.0, events: tuple[Event, ...] = ()) -> tuple[Scenario, Reader]:
    """Return a shop with two stock points, a and b, whose planner reads the books every day."""
    reader = Reader()
    network = Network(
        items=(Item(name="a"), Item(name="b")),
        stock_points=(StockPoint(name="a", item="a", initial=99), StockPoint(name="b", item="b", initial=99)),
        suppliers=(Supplier(name="s"),),
        sources=(Purchase(stock="a", supplier="s"), Purchase(stock="b", supplier="s")),
        demands=demands,
        events=events,
    )
    control = (Control(("a", "b"), reader),)
    return Scenario(name="shop", network=network, control=control, horizon=horizon), reader


def test_an_order_is_told_ahead_and_drawn_on_its_date():
    """Orders of days 4, 7 and 9 with three days' notice are booked on days 1, 4 and 6."""
    scenario, _ = shop(orders_at([4, 7, 9], [5, 2, 3], known_ahead=3.0))
    _, ledger = traced(scenario)
    assert [(t, q) for t, _, _, q in ledger.of("booked")] == [(1, 5), (4, 2), (6, 3)]
    assert [(t, q) for t, _, _, q in ledger.of("demand")] == [(4, 5), (7, 2), (9, 3)]
    assert [(t, q) for t, _, _, q in ledger.of("issue")] == [(4, 5), (7, 2), (9, 3)]


def test_what_is_due_soon_is_told_at_time_zero():
    """Notice that would be given before the run begins is given when it begins."""
    scenario, _ = shop(orders_at([1, 2, 7], [5, 2, 3], known_ahead=3.0))
    booked = traced(scenario)[1].of("booked")
    assert [(t, q) for t, _, _, q in booked] == [(0, 5), (0, 2), (4, 3)]


def test_the_table_shows_what_is_known_and_no_more():
    """Two streams with other notice: each order is in the table from its day of notice to the day before."""
    first = orders_at([4, 7], [5, 2], known_ahead=3.0)
    second = orders_at([4, 5], [1, 6], "b", known_ahead=1.0)
    unknown = orders_at([6], [9], name="unknown")
    scenario, reader = shop(first, second, unknown, horizon=8.0)
    simulate(scenario)
    one, other, two, last = (0, 4.0, 5.0), (0, 7.0, 2.0), (1, 4.0, 1.0), (1, 5.0, 6.0)
    assert reader.shown == {
        0: [],
        1: [one],
        2: [one],
        3: [one, two],
        4: [other, last],
        5: [other],
        6: [other],
        7: [],
        8: [],
    }


def test_returns_are_not_on_the_books():
    """A negative size is a return, which nobody foresees; it comes on its date all the same."""
    scenario, reader = shop(orders_at([4, 5], [-2, 3], known_ahead=3.0, returns=True))
    run, ledger = traced(scenario)
    assert run.of("a", "returned_units") == 2
    assert ledger.of("booked") == [(2.0, "booked", "a", 3.0)]
    assert reader.shown[3] == [(0, 5.0, 3.0)]


STREAMS = [
    Demand(name="d", stock="a", interval=Exponential(0.7), size=Geometric(3.0), unmet=unmet, patience=law)
    for unmet, law in (
        ("backorder", Constant(0.0)),
        ("lost", Constant(0.0)),
        ("wait", Uniform(0.0, 4.0)),
        ("quote", Uniform(0.0, 4.0)),
    )
]


@pytest.mark.parametrize("demand", STREAMS, ids=lambda d: str(d.unmet))
@pytest.mark.parametrize("ahead", [0.5, 6.0])
def test_the_same_orders_come_whether_known_or_not(demand, ahead):
    """Notice changes neither date nor size nor patience: facts and totals are those without notice."""
    found = []
    for notice in (0.0, ahead):
        scenario = one_stock(
            BaseStock(6.0), replace(demand, known_ahead=notice), horizon=60.0, initial=6.0, lead_time=2.0
        )
        run, ledger = traced(scenario)
        found.append((sorted(ledger.of("demand", "issue", "lost", "order", "receipt")), run))
    (facts, run), (other_facts, other_run) = found
    assert facts == other_facts
    assert len(facts) > 100
    wanted = ("on_hand_area", "backorder_area", "lost_units", "out_time")
    assert [run.of("a", t) for t in wanted] == pytest.approx([other_run.of("a", t) for t in wanted])
    assert np.array_equal(run.demands, other_run.demands)


def test_orders_of_one_instant_keep_their_sizes():
    """Gaps of zero: several orders of one date are each told and drawn once."""
    demand = Demand(name="d", stock="a", interval=Discrete((0.0, 1.0, 2.0)), size=Geometric(3.0))
    seen = []
    for notice in (0.0, 2.0):
        scenario = one_stock(BaseStock(6.0), replace(demand, known_ahead=notice), horizon=40.0, initial=6.0)
        seen.append(traced(scenario)[1].of("demand"))
    assert seen[0] == seen[1]


def test_an_order_keeps_its_own_patience():
    """The order of day 5 has no patience and is told after that of day 4, which has: each keeps its own."""
    patient = orders_at([4, 5], [2, 2], unmet="wait", known_ahead=9.0)
    both = Discrete((0.0, 50.0))
    outcomes = set()
    for seed in range(16):
        told = []
        for notice in (0.0, 9.0):
            demand = replace(patient, patience=both, known_ahead=notice)
            scenario = one_stock(BaseStock(0.0), demand, horizon=20.0, lead_time=5.0, seed=seed)
            told.append(
                tuple((f.time, f.kind) for f in traced(scenario)[1].facts if f.kind in ("lost", "issue"))
            )
        assert told[0] == told[1]
        outcomes.add(told[0])
    assert ((4.0, "lost"), (10.0, "issue")) in outcomes
    assert ((5.0, "lost"), (9.0, "issue")) in outcomes


PROFILE = Profile(name="p", trend_per_year=0.1)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"profile": PROFILE}, "'d' has a profile and known_ahead; take the one or the other out"),
        ({"lines": (OrderLine(stock="b"),)}, "'d' has several lines and known_ahead; take the one or"),
        ({"known_ahead": math.inf}, "'d' has a known_ahead without end; give it a time that ends"),
    ],
)
def test_what_cannot_be_known_ahead_is_refused(more, sentence):
    """A level that changes, orders of several lines and an endless notice are refused, with the remedy."""
    demand = Demand(**{"name": "d", "stock": "a", "interval": Constant(1.0), "known_ahead": 2.0, **more})
    with pytest.raises(DataError, match=sentence):
        simulate(shop(demand)[0])


def test_a_moved_order_is_drawn_on_its_new_date_only():
    """The order of day 5 is moved to day 8 on day 3, then to day 4 on day 3.5: drawn on day 4."""
    moves = (
        Event(name="later", kind="requirement-moved", at=3.0, demand="d", due=5.0, to=8.0),
        Event(name="sooner", kind="requirement-moved", at=3.5, demand="d", due=8.0, to=4.0),
    )
    scenario, reader = shop(orders_at([5], [2], name="d", known_ahead=4.0), events=moves)
    _, ledger = traced(scenario)
    assert ledger.of("demand") == [(4.0, "demand", "a", 2.0)]
    assert ledger.of("booked", "moved") == [
        (1.0, "booked", "a", 2.0),
        (3.0, "moved", "a", 2.0),
        (3.5, "moved", "a", 2.0),
    ]
    assert reader.shown[2] == [(0, 5.0, 2.0)]
    assert reader.shown[3] == [(0, 8.0, 2.0)]
    assert reader.shown[4] == []
