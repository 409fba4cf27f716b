"""Random worlds: every feature beside every other, held by identities that the auditor does not check.

Hypothesis builds small networks of one to three levels and runs them with the auditor. What must hold
whatever the world: every unit demanded is filled, late, lost or still waiting; areas follow from the
facts alone; nobody waits beside free stock; no machine stands idle beside a queue; observers, shortcuts
and the place of the warm-up change nothing.

`OPEN` names the bugs that are known and not yet fixed: their worlds are left out and their tests are
expected to fail. To close one, fix it and take its name out.
"""

from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.base_stock import BaseStock
from policies.min_max import MinMax
from policies.minimum_stock import MinimumStock
from policies.p_system import PSystem
from policies.periodic_min_max import PeriodicMinMax
from policies.q_system import QSystem
from policies.registry import policy_names
from policies.two_bin import TwoBin
from sim import DEFAULT_PHASES, STOCKPYL_PHASES, Control, DataError, Run, Scenario, simulate
from sim.contract import Cancel, Every, Expedite, Message, Order, Remember, Reschedule, View
from sim.distributions import Constant, Discrete, Exponential, Gamma, Geometric, Normal, Uniform
from sim.engine.clock import Clock
from sim.engine.ledger import Ledger
from sim.engine.totals import CENTRE_TOTALS, STOCK_TOTALS, SUPPLIER_TOTALS
from sim.engine.world import World
from sim.errors import OrderpointError
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
from tests.worlds import SUPPLIER, one_stock, orders_at, to_order, traced

OPEN: frozenset[str] = frozenset()
"""Known bugs; each has a test below. Empty when all are fixed."""


def known(bug: str) -> pytest.MarkDecorator:
    """Expect a test to fail while its bug is open (strictly: once fixed, the name must go)."""
    wrong = (AssertionError, OrderpointError)
    return pytest.mark.xfail(bug in OPEN, reason=bug, raises=wrong, strict=True)


# ---- worlds


class Planner:
    """A policy that wants a view: joint base stock that also changes, cancels and remembers."""

    review = Every(2.0, 0.5)

    def __init__(self, level: float) -> None:
        self.level = level

    def decide(self, view: View):
        """Lift every position to the level; now and then cancel, hurry or postpone an open order."""
        turn = view.memory or 0
        yield Remember(turn + 1)
        for name, stock in view.stocks.items():
            for order in stock.open_orders[:1]:
                kinds = (Cancel(order.number), Expedite(order.number), Reschedule(order.number, view.now + 1))
                yield kinds[turn % 3]
            if stock.position < self.level:
                yield Order(name, self.level - stock.position)
            else:
                yield Message("enough", name)


POLICIES: dict[str, Any] = {
    "base-stock": lambda s, q: BaseStock(s),
    "min-max": lambda s, q: MinMax(s, s + q, strict=q % 2 == 0),
    "minimum-stock": lambda s, q: MinimumStock(s, q),
    "p-system": lambda s, q: PSystem(float(1 + q % 3), s),
    "periodic-min-max": lambda s, q: PeriodicMinMax(1.0, s, s + q, offset=0.5 * (q % 2)),
    "q-system": lambda s, q: QSystem(s, q, multiple=q % 3 > 0, strict=q % 2 == 0),
    "two-bin": lambda s, q: TwoBin(max(s, 1)),
}

TIMES = (
    Constant(0.0),
    Constant(0.0),
    Constant(1.0),
    Constant(2.0),
    Discrete((0.0, 1.0, 3.0)),
    Uniform(0.0, 2.0),
    Gamma(1.5, 1.0),
)
GAPS = (Constant(1.0), Constant(0.5), Exponential(0.8), Discrete((0.0, 1.0, 2.0)))
WHOLE_SIZES = (Constant(1.0), Constant(4.0), Geometric(3.0), Discrete((1.0, 6.0)))
PART_SIZES = (Constant(0.3), Gamma(2.0, 1.5), Discrete((0.1, 0.7, 12.3)))
SIGNED_SIZES = (Discrete((-2.0, 3.0, 4.0)), Normal(2.0, 2.0))
HOURS = (Constant(0.0), Constant(12.0), Constant(3.0), Exponential(2.0))
FEW = st.integers(0, 6)


@st.composite
def worlds(draw: Any) -> Scenario:
    """Return a small random world with every feature of the engine."""
    pick = lambda *values: draw(st.sampled_from(values))  # noqa: E731
    flag = partial(draw, st.booleans())
    whole = True if "residues of fractions" in OPEN else flag()
    names = [f"s{k}" for k in range(draw(st.integers(1, 5)))]
    points = [
        StockPoint(
            name=n,
            item=n,
            initial=float(draw(FEW)),
            allocation=pick("first-come", "priority", "proportional"),
        )
        for n in names
    ]
    items = [Item(name=n, unit_cost=2.0, weight_kg=float(draw(FEW)), whole=whole) for n in names]
    suppliers = [
        Supplier(
            name=f"supplier-{k}",
            crossing=pick("free", "in-sequence", "queue"),
            freight=pick(None, Freight(per_shipment=5.0, per_kg=0.5, minimum=6.0)),
            departure_period=pick(None, None, 2.0),
        )
        for k in range(2)
    ]
    centres = [
        WorkCentre(
            name=f"centre-{k}",
            servers=draw(st.integers(1, 2)),
            dispatching=pick("first-come", "shortest", "due-date", "foreman"),
        )
        for k in range(2)
    ]
    sources = []
    for k, name in enumerate(names):
        above = names[k + 1 :]
        lots: dict[str, Any] = {
            "stock": name,
            "processing": pick(*TIMES),
            "minimum": pick(0.0, 0.0, 3.0),
            "multiple": pick(0.0, 0.0, 2.0),
            "order_cost": pick(0.0, 7.0),
        }
        kind = pick("purchase", "transfer", "production", "production") if above else pick("purchase", "none")
        if kind == "purchase":
            sources.append(Purchase(supplier=pick(*suppliers).name, lead_time=pick(*TIMES), **lots))
        elif kind == "transfer":
            sources.append(Transfer(origin=pick(*above), lead_time=pick(*TIMES), partial=flag(), **lots))
        elif kind == "production":
            once = "one part twice in a kit" in OPEN
            parts = draw(st.lists(st.sampled_from(above), max_size=3, unique=once))
            per = (1.0, 2.0) if "shares of fractions" in OPEN else (1.0, 2.0, 0.5, 1 / 3)
            route = draw(st.lists(st.sampled_from([c.name for c in centres]), max_size=3))
            sources.append(
                Production(
                    components=tuple(Component(stock=p, quantity=pick(*per)) for p in parts),
                    route=tuple(
                        Operation(work_centre=c, setup_hours=pick(*HOURS), run_hours=pick(*HOURS))
                        for c in route
                    ),
                    kitting=pick("tote", "complete"),
                    posting=pick("lot", "unit"),
                    good_fraction=pick(1.0, 1.0, 0.8),
                    **lots,
                )
            )
    demands = []
    for k in range(draw(st.integers(1, 4))):
        returns = flag() and flag()
        demands.append(
            Demand(
                name=f"customers-{k}",
                stock=pick(*names[:3]),
                interval=pick(*GAPS),
                size=pick(*(SIGNED_SIZES if returns else WHOLE_SIZES if whole else PART_SIZES)),
                unmet=pick("backorder", "lost", "quote"),
                patience=pick(Constant(2.0), Exponential(2.0)),
                priority=draw(st.integers(0, 2)),
                partial=flag(),
                first=pick(None, 0.0, 1.0),
                returns=returns,
            )
        )
    replenished = [s.stock for s in sources]
    control = []
    if flag() and flag():
        every = flag() and "decisions on orders just closed" not in OPEN
        joint = tuple(s.stock for s in sources if every or isinstance(s, Purchase))
        if joint:
            control.append(Control(joint, Planner(float(draw(FEW)))))
            replenished = [n for n in replenished if n not in joint]
    for name in replenished:
        law = POLICIES[pick(*POLICIES)](draw(FEW), draw(st.integers(1, 5)))
        control.append(Control((name,), law))
    network = Network(
        items=tuple(items),
        stock_points=tuple(points),
        suppliers=tuple(suppliers),
        work_centres=tuple(centres),
        sources=tuple(sources),
        demands=tuple(demands),
    )
    return Scenario(
        name="random",
        network=network,
        control=tuple(control),
        horizon=pick(9.0, 11.25),
        seed=draw(st.integers(0, 99)),
        phases=pick(DEFAULT_PHASES, DEFAULT_PHASES, STOCKPYL_PHASES),
    )


class Inspector:
    """Looks at the state at the end of many instants."""

    def __init__(self) -> None:
        self.world: World

    def __call__(self, world: World) -> None:
        """Put the first look on the clock."""
        self.world = world
        world.clock.at(0.0, "OBSERVE", self.look)

    def look(self) -> None:
        """Check what must hold whenever an instant is over."""
        now = self.world.clock.now
        for stock in self.world.stocks.values():
            self._check_waiting(stock)
            for order in stock.open_orders.values():
                assert order.outstanding > 0, f"{stock.name}: order {order.number} is open for a residue"
                assert order.received < order.quantity
            for shelf in stock.unposted:
                assert 0 <= shelf.units_at(now) <= shelf.order.quantity
                assert shelf.area_at(now) >= -1e-9
        for centre in self.world.centres.values():
            assert centre.free >= 0
            assert centre.busy.value + centre.free == centre.config.servers
            assert centre.waiting.value == len(centre.queue)
            assert not (centre.queue and centre.free), f"{centre.name} stands idle beside a queue"
        self.world.clock.at(now + 0.25, "OBSERVE", self.look)

    def _check_waiting(self, stock: Any) -> None:
        free = stock.on_hand - stock.reserved
        assert not stock.gathered
        for draw in stock.backlog:
            assert draw.outstanding > 0, f"{stock.name}: {draw.owner.name} waits for a residue"
        if free > 0 and "who walks away blocks" not in OPEN:
            first = next((d for d in stock.backlog if not d.linked), None)
            assert first is None or (first.whole and first.outstanding > free), (
                f"{stock.name}: {first.owner.name} waits beside {free:g} free"
            )


def inspected(scenario: Scenario) -> tuple[Run, Ledger, World]:
    """Run with auditor, ledger and inspector."""
    ledger, inspector = Ledger(), Inspector()
    run = simulate(scenario, observers=[ledger], watches=[inspector], audit=True)
    inspector.look()
    return run, ledger, inspector.world


INTO = {"receipt": 1, "return": 1, "issue": -1, "withdraw": -1}
"""Facts that move stock on hand."""
WAITING = {"demand": 1, "issue": -1, "reserve": -1, "lost": -1}
"""Facts that move backorders."""


def replayed(
    ledger: Ledger, signs: dict[str, int], initial: dict[str, float], end: float
) -> dict[str, float]:
    """Return the area under a quantity, by the facts alone."""
    level, area, since = dict(initial), dict.fromkeys(initial, 0.0), dict.fromkeys(initial, 0.0)
    for fact in ledger.facts:
        name = fact.subject
        if fact.kind in signs and name in level:
            area[name] += level[name] * (fact.time - since[name])
            since[name] = fact.time
            level[name] += signs[fact.kind] * fact.quantity
    return {n: area[n] + level[n] * (end - since[n]) for n in level}


def summed(ledger: Ledger, *kinds: str) -> dict[str, float]:
    """Return the quantities of the facts of some kinds, by subject."""
    sums: dict[str, float] = defaultdict(float)
    for fact in ledger.facts:
        if fact.kind in kinds:
            sums[fact.subject] += fact.quantity
    return sums


def same(left: Run, right: Run) -> bool:
    """Tell whether two runs have the same totals, to rounding."""
    return all(
        np.allclose(getattr(left, t), getattr(right, t), rtol=1e-9, atol=1e-6)
        for t in ("stocks", "centres", "suppliers")
    )


def differences(left: Run, right: Run) -> str:
    """Say which totals of two runs differ."""
    told = []
    for table, members, columns in (
        ("stocks", left.stock_names, STOCK_TOTALS),
        ("centres", left.centre_names, CENTRE_TOTALS),
        ("suppliers", left.supplier_names, SUPPLIER_TOTALS),
    ):
        a, b = getattr(left, table), getattr(right, table)
        for i, k in zip(*np.nonzero(~np.isclose(a, b, rtol=1e-9, atol=1e-6)), strict=True):
            told.append(f"{members[i]} {list(columns)[k]}: {a[i, k]:.9g} and {b[i, k]:.9g}")
    return "; ".join(told)


PROFILE = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=250,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def test_every_policy_is_in_the_random_worlds():
    """A new policy file must be given a place here."""
    assert sorted(POLICIES) == policy_names()


@PROFILE
@given(worlds())
def test_identities(scenario):
    """Units, areas and counts add up, by the state at the end and by the facts alone."""
    run, ledger, world = inspected(scenario)
    end = scenario.horizon
    near = partial(pytest.approx, rel=1e-9, abs=1e-6)
    stocks = world.stocks
    demanded, lost, given_ = (
        summed(ledger, "demand"),
        summed(ledger, "lost"),
        summed(ledger, "issue", "reserve"),
    )
    lines = defaultdict(int)
    for fact in ledger.facts:
        lines[fact.kind, fact.subject] += 1
    on_hand = replayed(ledger, INTO, {n: s.initial for n, s in stocks.items()}, end)
    backorders = replayed(ledger, WAITING, dict.fromkeys(stocks, 0.0), end)
    for name, stock in stocks.items():
        of = partial(run.of, name)
        waiting = sum(d.outstanding for d in stock.waiting())
        assert of("filled_units") + of("late_units") + of("lost_units") + waiting == near(of("demand_units"))
        assert of("demand_units") == near(demanded[name])
        assert of("filled_units") + of("late_units") == near(given_[name])
        assert of("lost_units") == near(lost[name])
        assert of("demand_lines") == lines["demand", name]
        assert of("lost_lines") == lines["lost", name]
        assert of("orders") == lines["order", name]
        assert of("filled_lines") + of("lost_lines") <= of("demand_lines")
        assert of("short_cycles") <= of("cycles") <= of("orders")
        assert of("on_hand_area") == near(on_hand[name])
        assert of("backorder_area") == near(backorders[name])
        still = sum(d.outstanding * (end - d.time) for d in stock.waiting())
        assert of("backorder_area") == near(of("wait_area") + still)
        outstanding = sum(o.outstanding for o in stock.open_orders.values())
        cancelled = summed(ledger, "cancelled")[name]
        assert of("ordered_units") == near(
            of("received_units") + of("scrapped_units") + cancelled + outstanding
        )
        assert stock.on_hand == near(
            stock.initial
            + of("received_units")
            + of("returned_units")
            - of("filled_units")
            - of("late_units")
            + stock.reserved
        )
        for area in ("unposted_area", "reserved_area", "on_order_area", "wip_area", "out_time", "kit_wait"):
            assert of(area) >= -1e-9, area
        assert of("reserved_area") <= of("on_hand_area") + 1e-6
        assert of("out_time") <= end + 1e-9
    for name, centre in world.centres.items():
        assert run.centre(name, "busy_area") <= centre.config.servers * end + 1e-9
        hours = run.centre(name, "setup_hours") + run.centre(name, "run_hours")
        assert run.centre(name, "busy_area") <= hours * centre.time_per_hour + 1e-9


@PROFILE
@given(worlds())
def test_watching_changes_nothing(scenario):
    """With auditor, ledger and inspector, or with nobody looking: the same totals; so again."""
    watched = inspected(scenario)[0]
    alone, again = simulate(scenario, audit=False), simulate(scenario, audit=False)
    assert same(watched, alone), differences(watched, alone)
    assert np.array_equal(alone.stocks, again.stocks)
    assert np.array_equal(alone.centres, again.centres)


@PROFILE
@given(worlds(), st.sampled_from([1.0, 2.5, 4.0]))
def test_warm_up_is_the_run_less_its_first_part(scenario, warm_up):
    """Totals after the warm-up are those of the whole run less those of a run that ends there."""
    whole, first = simulate(scenario), simulate(replace(scenario, horizon=warm_up))
    rest = simulate(replace(scenario, warm_up=warm_up))
    parts = {t: getattr(whole, t) - getattr(first, t) for t in ("stocks", "centres", "suppliers")}
    expected = replace(whole, **parts)
    assert same(rest, expected), differences(rest, expected)


@pytest.mark.skipif("machines loaded too early" in OPEN, reason="machines loaded too early")
@PROFILE
@given(worlds())
def test_shortcuts_change_nothing(scenario):
    """Serving and loading in passing are shortcuts: with all of them through the phases, the same totals."""
    short = simulate(scenario)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Clock, "alone", lambda self: False)
        long = simulate(scenario)
    assert same(short, long), differences(short, long)


# ---- bugs by hand: what the random worlds and the reading of the engine found


def world(
    demands: Any, *sources: Any, horizon: float = 30.0, control: Any = (), centres: Any = (), **points: Any
) -> Scenario:
    """Return a world of stock points named in `points` (their fields), all replenished to order.

    The field `whole` of a point is that of its item.
    """
    whole = {n: f.pop("whole", True) for n, f in points.items()}
    network = Network(
        items=tuple(Item(name=n, whole=w) for n, w in whole.items()),
        stock_points=tuple(StockPoint(name=n, item=n, **f) for n, f in points.items()),
        suppliers=(SUPPLIER, Supplier(name="other")),
        sources=sources,
        work_centres=centres,
        demands=tuple(demands),
    )
    policies = {s.stock: to_order() for s in sources} | dict(control)
    control = tuple(Control((n,), p) for n, p in policies.items())
    return Scenario(name="bug", network=network, control=control, horizon=horizon)


def bought(stock: str, lead_time: float = 3.0, **more: Any) -> Purchase:
    """Return a purchase with a fixed lead time."""
    return Purchase(stock=stock, supplier="supplier", lead_time=Constant(lead_time), **more)


def made(stock: str, *parts: str, hours: tuple[float, ...] = (), **more: Any) -> Production:
    """Return a production of one unit of each part, over operations at the bench of so many hours each."""
    route = tuple(Operation(work_centre="bench", run_hours=Constant(h)) for h in hours)
    return Production(stock=stock, components=tuple(Component(stock=p) for p in parts), route=route, **more)


def finished(ledger: Ledger) -> list[str]:
    """Return which lots were finished, in that order."""
    return [s for _, _, s, _ in ledger.of("finished")]


SHORTEST = (WorkCentre(name="bench", hours_per_day=1.0, dispatching="shortest"),)


def test_a_draw_served_in_full_by_shares_leaves_the_backlog():
    """Shares of 1 and 1 for wishes of 1 and 3: the first is done, and is not served once more later."""
    demands = [orders_at([1], [1], "east"), orders_at([1], [3], "west")]
    moves = [Transfer(stock=s, origin="hub") for s in ("east", "west")]
    hub = {"initial": 2.0, "allocation": "proportional"}
    run, ledger = traced(world(demands, *moves, bought("hub"), hub=hub, east={}, west={}))
    assert [q for _, _, s, q in ledger.of("issue") if s == "hub"] == [1.0, 1.0, 2.0]
    run, _ = traced(
        world(demands, made("east", "hub"), made("west", "hub"), bought("hub"), hub=hub, east={}, west={})
    )
    assert run.of("east", "made_orders") == 1


@known("one part twice in a kit")
def test_a_kit_with_one_part_on_two_lines():
    """Three and three of the same part are six: four on the shelf are not enough."""
    twice = (Component(stock="x", quantity=3), Component(stock="x", quantity=3))
    kit = Production(stock="p", components=twice, kitting="complete")
    _, ledger = traced(world([orders_at([1], [1], "p")], kit, bought("x"), p={}, x={"initial": 4.0}))
    assert ledger.of("finished") == [(4.0, "finished", "p", 1.0)]


@known("shares of fractions")
def test_nobody_gets_more_than_wanted():
    """Half a unit each for three products: one unit and a half is wanted, one is there."""
    kits = [Production(stock=s, components=(Component(stock="x", quantity=0.5),)) for s in "pqr"]
    demands = [orders_at([1], [1], s) for s in "pqr"]
    x = {"initial": 1.0, "allocation": "proportional"}
    _, ledger = traced(world(demands, *kits, bought("x"), p={}, q={}, r={}, x=x))
    assert max(q for _, _, _, q in ledger.of("reserve")) <= 0.5


@known("who walks away blocks")
@pytest.mark.parametrize("unmet", ["lost", "backorder"])
def test_who_walks_away_does_not_block_those_behind(unmet):
    """Three there; one wants five or nothing and goes; the other wants two, and gets them."""
    first = orders_at([1], [5], name="first", unmet="lost", partial=False)
    run, _ = traced(world([first, orders_at([1], [2], name="second", unmet=unmet)], a={"initial": 3.0}))
    assert run.of("a", "filled_units") == 2


@known("later order overtakes")
def test_two_orders_of_one_customer_in_one_instant_keep_their_order():
    """Five and then two are wanted at once, three are there: all three go to the first."""
    run, ledger = traced(world([orders_at([1, 1], [5, 2])], a={"initial": 3.0}))
    assert [q for _, _, _, q in ledger.of("issue")] == [3.0]
    assert run.of("a", "filled_lines") == 0


@known("machines loaded too early")
@pytest.mark.parametrize("short_part", ["x", "y"])
@pytest.mark.parametrize("kitting", ["tote", "complete"])
def test_lots_that_one_delivery_starts_are_all_seen_before_a_machine_is_loaded(kitting, short_part):
    """One shipment (or one line of it) brings the parts of a long and a short lot: the short goes first."""
    lots = (
        made("long", "x", hours=(5,), kitting=kitting),
        made("short", short_part, hours=(1,), kitting=kitting),
    )
    demands = [orders_at([1], [1], "long"), orders_at([1], [1], "short")]
    parts: dict[str, Any] = {"long": {}, "short": {}, "x": {}, "y": {}}
    _, ledger = traced(world(demands, *lots, bought("x"), bought("y"), centres=SHORTEST, **parts))
    assert finished(ledger) == ["short", "long"]


@known("machines loaded too early")
def test_a_lot_that_returns_to_its_machine_is_seen_before_it_is_loaded():
    """After two hours a lot needs one hour more on the same machine; a lot of five hours waits."""
    lots = made("twice", hours=(2, 1)), made("long", hours=(5,))
    demands = [orders_at([1], [1], "twice"), orders_at([2], [1], "long")]
    _, ledger = traced(world(demands, *lots, centres=SHORTEST, twice={}, long={}))
    assert finished(ledger) == ["twice", "long"]


@known("quotes forget the rank")
def test_a_quote_reads_the_queue_by_rank():
    """Ten come on day 10; the customer of rank one stands before the ten units of rank nine."""
    low = orders_at([1], [10], name="low", priority=9)
    top = orders_at([2], [5], name="top", priority=1, unmet="quote", patience=Constant(8.5))
    control = {"a": QSystem(0, 10)}
    scenario = world([low, top], bought("a", 10), control=control, a={"allocation": "priority"})
    assert simulate(scenario).of("a", "lost_units") == 0


@known("short cycles of gathered draws")
def test_demand_seen_but_not_yet_served_is_no_shortage():
    """With demand seen before goods come in, a cycle in which nobody waits is not a short one."""
    daily = Demand(name="d", stock="a", interval=Constant(1.0), size=Constant(2.0))
    scenario = one_stock(BaseStock(10), daily, initial=10, lead_time=1, horizon=20.5, phases=STOCKPYL_PHASES)
    run = simulate(scenario)
    assert run.of("a", "filled_units") == run.of("a", "demand_units")
    assert run.of("a", "short_cycles") == 0


@known("residues of fractions")
def test_fractions_leave_no_residue():
    """7.6 and 6.8 kg ordered at once as 14.4 kg fill both customers and start both lots."""
    demands = [orders_at([1], [7.6], name="one"), orders_at([1], [6.8], name="two")]
    run, _ = traced(world(demands, bought("a", 0), a={"whole": False}))
    assert run.of("a", "filled_lines") == 2
    demands = [orders_at([1], [7.6], "p"), orders_at([1], [6.8], "q")]
    fine = {n: {"whole": False} for n in ("p", "q", "x")}
    run, _ = traced(world(demands, made("p", "x"), made("q", "x"), bought("x"), **fine))
    assert run.of("p", "made_orders") + run.of("q", "made_orders") == 2


@known("residues of fractions")
def test_periodic_review_orders_no_residue():
    """Nobody draws any more, so nothing is ordered any more."""
    demands = orders_at([1, 2, 3], [41.4, 38.1, 28.8])
    scenario = one_stock(PSystem(1, 9.1, offset=0.5), demands, lead_time=0.2, whole=False, horizon=30)
    assert simulate(scenario).of("a", "orders") == 4


@known("residues of fractions")
def test_scrap_of_fractions_comes_to_an_end():
    """A tenth of every lot is scrap and made again: a tenth of a tenth, and so on, but not for ever."""
    lot = made("a", hours=(0.01,), good_fraction=0.9)
    run, _ = traced(world([orders_at([1], [1])], lot, centres=SHORTEST, a={"whole": False}))
    assert run.of("a", "received_units") == pytest.approx(1, abs=1e-6)


class Dear:
    """Orders one a day from the second source."""

    review = Every(1.0)

    def decide(self, view: View):
        """Order from the dear one."""
        yield Order("a", 1.0, source="other")


def test_an_order_costs_what_its_own_source_asks():
    """Five orders at 100 each from the second source, none from the first."""
    dear = Purchase(stock="a", supplier="other", order_cost=100.0)
    scenario = world([], bought("a", order_cost=1.0), dear, control={"a": Dear()}, a={}, horizon=4.5)
    assert simulate(scenario).of("a", "order_cost") == 500


def test_truncated_demands_are_those_of_the_run():
    """Three customers come; no more than three can have been truncated."""
    demand = Demand(name="d", stock="a", interval=Constant(1.0), size=Normal(1.0, 5.0))
    assert simulate(one_stock(to_order(), demand, horizon=3.5)).truncated_demands <= 3


@known("a local rule over several")
def test_a_local_policy_over_several_stock_points_decides_for_each_alone():
    """A draw on one stock point is no notice for another, whether they share a control entry or not."""
    daily = Demand(name="d", stock="a", interval=Constant(1.0))
    points: dict[str, Any] = {"a": {"initial": 100.0}, "b": {"initial": 5.0}}
    notice = MinimumStock(200, 10)
    apart = world([daily], bought("a", 50), bought("b", 50), control={"a": notice, "b": notice}, **points)
    together = replace(apart, control=(Control(("a", "b"), notice),))
    assert simulate(together).of("b", "orders") == simulate(apart).of("b", "orders") == 1


@known("parts of nothing")
def test_a_part_of_which_nothing_is_needed_is_not_waited_for():
    """No x goes into p and there is none: the lot starts at once, and once only."""
    parts = (Component(stock="x", quantity=0.0), Component(stock="y"))
    kit = Production(stock="p", components=parts)
    demands = [orders_at([1], [1], "p"), orders_at([2], [1], "x")]
    _, ledger = traced(world(demands, kit, bought("x"), p={}, x={}, y={"initial": 5.0}))
    assert ledger.of("finished") == [(1.0, "finished", "p", 1.0)]


@known("parts of nothing")
@pytest.mark.parametrize("kitting", ["tote", "complete"])
def test_the_last_scrap_of_a_fraction_needs_no_part(kitting):
    """Lots of a tenth of a tenth end in one that needs less than the grid of its part: it is finished too."""
    parts = (Component(stock="x", quantity=0.1),)
    lot = Production(stock="a", components=parts, kitting=kitting, good_fraction=0.9)
    fine = {n: {"whole": False} for n in ("a", "x")}
    run, ledger = traced(world([orders_at([1], [1])], lot, bought("x", 0.1), **fine))
    assert run.of("a", "made_orders") == len(ledger.of("finished")) == run.of("a", "orders")


@known("clipped by the grid")
def test_rounding_to_the_grid_is_no_clipping():
    """A source without minimum and multiple takes 7.6 kg as they are: there is nothing to tell."""
    _, ledger = traced(
        world([orders_at([1], [1.0])], bought("a"), control={"a": QSystem(0, 7.6)}, a={"whole": False})
    )
    assert ledger.of("order")
    assert not ledger.of("clipped")


class Hesitant:
    """Orders one, and cancels all that its view shows as open."""

    review = Every(1.0)

    def decide(self, view: View):
        """Order what is made at once, then take back every open order, and once more."""
        for order in view.stocks["a"].open_orders:
            yield Cancel(order.number)
            yield Reschedule(order.number, 9.0)
        yield Order("a", 1.0)


@known("decisions on orders just closed")
def test_a_decision_on_an_order_that_is_closed_by_now_is_refused():
    """A policy sees the state before its decisions are carried out; one may overtake another."""
    source = bought("a", processing=Constant(9.0))
    _, ledger = traced(world([], source, control={"a": Hesitant()}, a={}, horizon=3.5))
    assert len(ledger.of("cancelled")) == len(ledger.of("refused")) == 3


class Double:
    """Orders five from the second source and three from the first, once."""

    review = Every(1.0)

    def decide(self, view: View):
        """Order from both."""
        if not view.memory:
            yield Remember(True)
            yield Order("a", 5.0, source="hub")
            yield Order("a", 3.0)


@known("two sources in the books")
def test_the_auditor_tells_production_from_transfer():
    """A transfer that has come in part is no production under way."""
    sources = made("a"), Transfer(stock="a", origin="hub")
    traced(world([], *sources, control={"a": Double()}, a={}, hub={"initial": 2.0}, horizon=3.0))


@known("time runs backwards")
def test_time_never_runs_backwards():
    """A law that may give a negative lead time is refused, or never gives one."""
    demand = Demand(name="d", stock="a", interval=Constant(1.0))
    ledger = Ledger()
    scenario = one_stock(BaseStock(5), demand, lead_time=Normal(1.0, 3.0), horizon=50.5)
    try:
        simulate(scenario, observers=[ledger])
    except DataError:
        return
    times = [fact.time for fact in ledger.facts]
    assert times == sorted(times)


@known("lines of a shipment one by one")
def test_the_order_of_lines_in_a_shipment_decides_nothing():
    """One shipment brings both parts; p needs both and came first, q needs one of them: p gets it."""
    for one, two in (("x", "y"), ("y", "x")):
        kits = made("p", one, two, kitting="complete"), made("q", one, kitting="complete")
        joint = PSystem(100, 1, offset=1.5)
        demands = [orders_at([1], [1], "p"), orders_at([1.2], [1], "q")]
        sources = *kits, bought("x"), bought("y")
        _, ledger = traced(world(demands, *sources, control={"x": joint, "y": joint}, p={}, q={}, x={}, y={}))
        assert finished(ledger)[:1] == ["p"]
