"""Random worlds: every feature beside every other, held by identities that the auditor does not check.

Hypothesis numbers small networks of up to five levels and runs them with the auditor. What must hold
whatever the world: every unit demanded is filled, late, lost or still waiting; areas follow from the
facts alone; nobody waits beside free stock; no machine stands idle beside a queue; observers, shortcuts
and the place of the warm-up change nothing.

`OPEN` names the bugs that are known and not yet fixed: their worlds are left out and their tests are
expected to fail. To close one, fix it and take its name out.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import partial
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from policies.base_stock import BaseStock
from policies.can_order import CanOrder
from policies.coordinated_cycles import CoordinatedCycles
from policies.days_of_supply import DaysOfSupply
from policies.demand_driven import DemandDriven
from policies.echelon_base_stock import EchelonBaseStock
from policies.forecast_base_stock import ForecastBaseStock
from policies.kanban import Kanban
from policies.min_max import MinMax
from policies.minimum_stock import MinimumStock
from policies.mrp import Mrp
from policies.mrp2 import Mrp2
from policies.p_system import PSystem
from policies.periodic_min_max import PeriodicMinMax
from policies.periodic_q import PeriodicQ
from policies.q_system import QSystem
from policies.registry import policy_names
from policies.season import Season
from policies.signal_kanban import SignalKanban
from policies.sterman import Sterman
from policies.two_bin import TwoBin
from policies.vendor_managed import VendorManaged
from sim import DEFAULT_PHASES, STOCKPYL_PHASES, Control, DataError, Run, Scenario, simulate
from sim.contract import (
    Cancel,
    Every,
    Expedite,
    Message,
    Order,
    Remember,
    Reschedule,
    View,
    tolerant_ceil,
)
from sim.distributions import Constant, Discrete, Exponential, Gamma, Geometric, Normal, Uniform
from sim.engine.clock import Clock
from sim.engine.demand_totals import DEMAND_TOTALS
from sim.engine.history import MoneyHistory
from sim.engine.ledger import Ledger
from sim.engine.machine_centre import MachineCentre
from sim.engine.planners import MESSAGE_KINDS
from sim.engine.scope import ContainerScope
from sim.engine.scope_table import TableReader
from sim.engine.totals import (
    CENTRE_TOTALS,
    PLACE_TOTALS,
    SHIPPING_TOTALS,
    STOCK_TOTALS,
    SUPPLIER_TOTALS,
)
from sim.engine.world import World
from sim.errors import AuditError, OrderpointError, SimulationError
from sim.network import (
    Bookkeeping,
    Breakdown,
    Component,
    Count,
    Demand,
    DesignChange,
    Event,
    Expediting,
    Freight,
    Fulfilment,
    Inspection,
    Item,
    Loss,
    Network,
    OpeningOrder,
    Operation,
    OrderLine,
    Overrun,
    Place,
    Plant,
    Production,
    Profile,
    Promotion,
    Purchase,
    StockPoint,
    Supplier,
    SurplusReview,
    Transfer,
    WorkCentre,
)
from sim.scenario import Resize
from tests.worlds import SUPPLIER, one_stock, orders_at, to_order, traced

EXAMPLES = 100
"""Random worlds a property."""

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
                yield Message("postpone", name)


METHODS: tuple[Any, ...] = ("moving-average", "exponential-smoothing", "holt", "croston")

POLICIES: dict[str, Any] = {
    "base-stock": lambda s, q: BaseStock(s),
    "days-of-supply": lambda s, q: DaysOfSupply(1.0, float(q), q + 2.0, rate=s / q, periods=q % 3),
    "demand-driven": lambda s, q: DemandDriven(1.0, s, 1.0, 0.5, 0.5, minimum_order=q, adjusts=q % 2 == 0),
    "forecast-base-stock": lambda s, q: ForecastBaseStock(
        1.0, float(q), METHODS[q % 4], periods=2, alpha=0.3, initial=s, safety_factor=1.0
    ),
    "kanban": lambda s, q: Kanban(int(s) + 1, float(q), "empty" if q % 2 else "first-piece"),
    "min-max": lambda s, q: MinMax(s, s + q, strict=q % 2 == 0),
    "minimum-stock": lambda s, q: MinimumStock(s, q),
    "p-system": lambda s, q: PSystem(float(1 + q % 3), s),
    "periodic-min-max": lambda s, q: PeriodicMinMax(1.0, s, s + q, offset=0.5 * (q % 2)),
    "periodic-q": lambda s, q: PeriodicQ(1.0, s, q, offset=0.5 * (q % 2), strict=q % 3 == 0),
    "q-system": lambda s, q: QSystem(s, q, multiple=q % 3 > 0, strict=q % 2 == 0),
    "season": lambda s, q: Season(s * q, time=q % 3),
    "signal-kanban": lambda s, q: SignalKanban(int(s) + 1, q, 2.0),
    "sterman": lambda s, q: Sterman(1.0, s, alpha=0.5, beta=0.25 * (q % 4), theta=0.25, expected_draws=q),
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


BREAKS = ((), (), (), ("3:1.5",), ("3:1.5", "7:1.25"))
SHIFTS = ("", "", "", "mon-sun 06:00-14:00", "tue-wed 20:00-04:00; fri,sun 00:00-24:00")
SHELF_LIVES = (None, None, None, None, 2.0, 3.3)


class ShelfPlanner(Planner):
    """A planner who walks through the store."""

    sees = "physical"


class Sized:
    """Sizes a policy anew: the same kind, at a level that lasts two time units."""

    def __init__(self, kind: str, quantity: int) -> None:
        self.kind, self.quantity = kind, quantity

    def __call__(self, rate: float, variance: float) -> Any:
        """Return the policy for this rate."""
        return POLICIES[self.kind](float(round(2 * rate)), self.quantity)


class Dice:
    """Draws what a world is made of; the first choice is the plain one.

    `integer` draws a whole number between two others, both included.
    """

    def __init__(self, integer: Callable[[int, int], int]) -> None:
        self.integer = integer

    def flag(self) -> bool:
        """Toss a coin."""
        return bool(self.integer(0, 1))

    def pick(self, *values: Any) -> Any:
        """Return one of the values."""
        return values[self.integer(0, len(values) - 1)]

    def rare(self, one_in: int = 6) -> bool:
        """Tell whether a feature is on."""
        return self.integer(1, one_in) == one_in

    def some(self, names: Any) -> tuple[str, ...]:
        """Return some of the names, in their order; at least one."""
        names = list(names)
        first = self.integer(0, len(names) - 1)
        return tuple(n for k, n in enumerate(names) if k == first or self.flag())

    def few(self) -> float:
        """Return a small whole number."""
        return float(self.integer(0, 6))


def random_supplier(dice: Dice, name: str) -> Supplier:
    """Return a supplier; one that waits for weight has a timetable too, for what weighs nothing."""
    pick = dice.pick
    freight = Freight(
        per_shipment=5.0,
        per_kg=0.5,
        minimum=6.0,
        per_value=pick(0.0, 0.0, 0.1),
        truck_kg=pick(None, None, 7.0),
    )
    kg = 9.0 if dice.rare(4) else None
    return Supplier(
        name=name,
        crossing=pick("free", "in-sequence", "queue"),
        freight=pick(None, freight),
        departure_kg=kg,
        departure_period=pick(2.0, 3.5) if kg else pick(None, None, 2.0),
        units_per_day=pick(1.5, 6.0) if dice.rare(4) else None,
    )


def random_centre(dice: Dice, name: str, steady: bool) -> WorkCentre:
    """Return a work centre; a steady one works around the clock and never fails."""
    pick = dice.pick
    down = Breakdown(
        by=pick("busy", "clock"),
        up=pick(Constant(1.0), Exponential(2.0)),
        down=pick(Constant(0.25), Exponential(0.5), Constant(0.0)),
    )
    return WorkCentre(
        name=name,
        servers=pick(1, 2),
        hours_per_day=pick(24.0, 24.0, 10.0),
        dispatching=pick("first-come", "shortest", "due-date", "foreman", "critical-ratio", "least-slack"),
        shifts="" if steady else pick(*SHIFTS),
        breakdown=None if steady or not dice.rare(3) else down,
        setups=pick("each", "each", "shared"),
    )


def lot_rules(dice: Dice) -> dict[str, Any]:
    """Return what all sources have."""
    pick = dice.pick
    return {
        "processing": pick(*TIMES),
        "minimum": pick(0.0, 0.0, 3.0),
        "multiple": pick(0.0, 0.0, 2.0),
        "maximum": pick(4.0, 7.0) if dice.rare(4) else None,
        "order_cost": pick(0.0, 7.0),
        "share": pick(1.0, 2.0),
        "promise": pick(None, None, 1.5),
    }


def random_purchase(dice: Dice, name: str, supplier: Supplier) -> Purchase:
    """Return a purchase."""
    pick = dice.pick
    inspection = Inspection(
        time=pick(*TIMES),
        cost_per_lot=3.0,
        cost_per_unit=0.5,
        defective=pick(0.0, 0.2, 1.0),
        rejects=pick("return", "scrap"),
    )
    return Purchase(
        stock=name,
        supplier=supplier.name,
        lead_time=pick(*TIMES),
        price_breaks=pick(*BREAKS),
        discount=pick("all-units", "incremental"),
        delivered=pick(Constant(0.5), Uniform(0.0, 1.2), Constant(0.0)) if dice.rare(4) else Constant(1.0),
        short=pick("follows", "cancelled"),
        inspection=inspection if dice.rare(4) else None,
        expediting=Expediting(cost=4.0, factor=pick(0.5, 0.0)) if dice.rare(3) else None,
        **lot_rules(dice),
    )


def random_production(dice: Dice, name: str, above: list[str], centres: list[WorkCentre]) -> Production:
    """Return a production; lots move in batches only over steady work centres."""
    pick = dice.pick
    parts = [pick(*above) for _ in range(pick(0, 1, 2, 3))]
    route = [pick(*centres).name for _ in range(pick(0, 1, 2, 3))]
    steady = not any(c.shifts or c.breakdown for c in centres)
    overrun = Overrun(
        share=pick(Constant(0.4), Uniform(0.0, 1.0)),
        bins=pick("uncounted", "counted"),
        found=pick(0.0, 0.5, 1.0),
    )
    return Production(
        stock=name,
        components=tuple(Component(stock=p, quantity=pick(1.0, 2.0, 0.5, 1 / 3)) for p in parts),
        route=tuple(
            Operation(work_centre=c, setup_hours=pick(*HOURS), run_hours=pick(*HOURS)) for c in route
        ),
        kitting=pick("tote", "complete"),
        posting=pick("lot", "unit"),
        good_fraction=pick(1.0, 1.0, 0.8),
        rework_fraction=pick(0.0, 0.0, 0.3),
        transfer_batch=pick(1.0, 2.0) if steady and dice.rare(3) else 0.0,
        overrun=overrun if dice.rare(4) else None,
        **lot_rules(dice),
    )


def random_sources(
    dice: Dice, names: list[str], suppliers: list[Supplier], centres: list[WorkCentre]
) -> list[Any]:
    """Return the sources of all stock points; some have two or three."""
    pick = dice.pick
    sources: list[Any] = []
    for k, name in enumerate(names):
        above = names[k + 1 :]
        kinds = ["purchase", "transfer", "production", "production"] if above else ["purchase", "none"]
        found: list[Any] = []
        for _ in range(3 if dice.rare(5) else 1):
            kind = pick(*kinds)
            if kind == "purchase":
                found.append(random_purchase(dice, name, pick(*suppliers)))
            elif kind == "transfer":
                times = {"lead_time": pick(*TIMES), "partial": dice.flag()}
                found.append(Transfer(stock=name, origin=pick(*above), **times, **lot_rules(dice)))
            elif kind == "production":
                found.append(random_production(dice, name, above, centres))
        once = {(type(s), getattr(s, "supplier", getattr(s, "origin", ""))): s for s in reversed(found)}
        sources.extend(reversed(once.values()))
    return sources


def random_demand(dice: Dice, k: int, names: list[str], whole: dict[str, bool]) -> Demand:
    """Return a stream of customers."""
    pick, rare = dice.pick, dice.rare
    returns = rare(4)
    sizes = lambda stock: pick(*(SIGNED_SIZES if returns else WHOLE_SIZES if whole[stock] else PART_SIZES))  # noqa: E731
    stock = pick(*names[:3])
    profile = Profile(
        name="profile",
        trend_per_year=pick(0.0, 20.0, -50.0),
        season=pick((), (1.0, 0.0), (0.5, 1.0, 3.0)),
        changes=pick("rate", "size"),
        promotions=pick((), (Promotion(start=2.0, end=4.0, factor=3.0),)),
    )
    lines = [
        OrderLine(stock=s, size=sizes(s), chance=pick(1.0, 0.5))
        for s in (pick(*names) for _ in range(pick(1, 2) if rare(4) else 0))
    ]
    return Demand(
        name=f"customers-{k}",
        stock=stock,
        interval=pick(*GAPS),
        size=sizes(stock),
        unmet=pick("backorder", "lost", "quote", "wait"),
        patience=pick(Constant(2.0), Exponential(2.0), Constant(0.0), Discrete((1.0, 2.0))),
        priority=pick(0, 1, 2),
        partial=dice.flag(),
        first=pick(None, 0.0, 1.0),
        returns=returns,
        profile=profile if rare(5) else None,
        lines=tuple(lines),
    )


def random_records(dice: Dice, names: list[str]) -> dict[str, Any]:
    """Return what parts record and shelf, and what makes stock lose its value."""
    pick, rare, some = dice.pick, dice.rare, dice.some
    found: dict[str, Any] = {}
    if rare(4):
        found["bookkeeping"] = (
            Bookkeeping(
                name="clerk",
                stocks=some(names),
                delay=pick(*TIMES),
                error_chance=pick(0.0, 0.5, 1.0),
                error_share=pick(Constant(0.3), Uniform(0.0, 1.5)),
                short_pick=pick("corrects", "stays"),
            ),
        )
    if rare(3):
        found["losses"] = tuple(
            Loss(
                name=f"loss-{k}",
                stocks=some(names),
                share_per_year=pick(0.0, 20.0, 100.0),
                share_of_draws=pick(0.0, 0.3),
                noticed=dice.flag(),
                recovered=pick(0.0, 0.5, 1.0),
                every=pick(1.0, 0.75),
            )
            for k in range(pick(1, 2))
        )
    if rare(4):
        found["counts"] = (
            Count(name="count", stocks=some(names), every=pick(2.0, 0.7), first=pick(None, 1.0), cost=2.0),
        )
    if rare(6):
        found["design_changes"] = (
            DesignChange(
                name="change",
                stocks=some(names),
                interval=pick(Exponential(3.0), Constant(2.0)),
                disposition=pick("scrap", "rework", "use-up"),
                rework_cost=0.3,
                salvage=0.25,
            ),
        )
    if rare(6):
        found["surplus_reviews"] = (
            SurplusReview(name="sale", stocks=some(names), every=2.0, keep=pick(0.0, 1.0), salvage=0.125),
        )
    return found


def random_places(dice: Dice) -> dict[str, Any]:
    """Return the room and the people of the store."""
    pick, rare = dice.pick, dice.rare
    found: dict[str, Any] = {}
    if rare(4):
        rule = pick("rent", "refuse")
        room = pick(None, 60.0) if rule == "rent" else 60.0
        found["places"] = (Place(name="store", capacity_m3=room, overflow=rule, every=pick(None, 0.5)),)
    if rare(4):
        found["fulfilment"] = (
            Fulfilment(
                place="store",
                staff=pick(1, 2),
                hours_per_shipment=pick(*HOURS),
                hours_per_unit=pick(0.0, 1.0),
                due=pick(0.0, 1.0),
            ),
        )
    return found


def random_control(dice: Dice, sources: list[Any]) -> tuple[Control, ...]:
    """Return who decides for what."""
    pick, few = dice.pick, dice.few
    replenished = list(dict.fromkeys(s.stock for s in sources))
    control = []
    if dice.rare(4):
        every = dice.flag()
        bought_ones = {s.stock for s in sources if isinstance(s, Purchase)}
        joint = tuple(n for n in replenished if every or n in bought_ones)
        if joint:
            planner = pick(Planner, ShelfPlanner)
            control.append(Control(joint, planner(few())))
            replenished = [n for n in replenished if n not in joint]
    for name in replenished:
        kind, quantity = pick(*POLICIES), dice.integer(1, 5)
        resize = Resize(every=pick(2.2, 1.5), window=3.0, policy=Sized(kind, quantity))
        law = POLICIES[kind](few(), quantity)
        anew = dice.rare(6) and hasattr(law, "rule")  # who learns is not sized anew
        control.append(Control((name,), law, resize if anew else None))
    return tuple(control)


def random_world(dice: Dice) -> Scenario:
    """Return a small random world with every feature of the engine."""
    pick, flag, rare = dice.pick, dice.flag, dice.rare
    names = [f"s{k}" for k in range(dice.integer(1, 5))]
    all_whole = flag()
    whole = {n: not flag() if rare(8) else all_whole for n in names}
    points = [
        StockPoint(
            name=n,
            item=n,
            place=pick("", "store"),
            initial=dice.few(),
            allocation=pick("first-come", "priority", "proportional"),
            issuing=pick("fifo", "lifo", "fefo"),
            sourcing=pick("priority", "share", "price", "speed"),
        )
        for n in names
    ]
    items = [
        Item(
            name=n,
            unit_cost=2.0,
            weight_kg=dice.few(),
            volume_m3=pick(0.0, 1.0),
            whole=whole[n],
            shelf_life=pick(*SHELF_LIVES),
        )
        for n in names
    ]
    suppliers = [random_supplier(dice, f"supplier-{k}") for k in range(2)]
    steady = flag()
    centres = [random_centre(dice, f"centre-{k}", steady) for k in range(2)]
    sources = random_sources(dice, names, suppliers, centres)
    demands = [random_demand(dice, k, names, whole) for k in range(pick(1, 2, 3, 4))]
    sourced = list(dict.fromkeys(s.stock for s in sources))
    opening = [
        OpeningOrder(stock=pick(*sourced), quantity=pick(1.0, 4.0), due=pick(0.0, 1.0, 2.5))
        for _ in range(pick(1, 2) if sourced and rare(5) else 0)
    ]
    inside = any(p.place for p in points)
    release = pick("conwip", "workload") if rare(4) else "at-once"
    network = Network(
        items=tuple(items),
        stock_points=tuple(points),
        suppliers=tuple(suppliers),
        work_centres=tuple(centres),
        sources=tuple(sources),
        demands=tuple(demands),
        opening_orders=tuple(opening),
        plant=Plant(release=release, limit=pick(1.0, 2.0) * (12.0 if release == "workload" else 1.0)),
        **random_records(dice, names),
        **(random_places(dice) if inside else {}),
    )
    scenario = Scenario(
        name="random",
        network=network,
        control=random_control(dice, sources),
        horizon=pick(9.0, 11.25),
        seed=dice.integer(0, 99),
        time_unit=pick("day", "day", "week"),
        phases=pick(DEFAULT_PHASES, DEFAULT_PHASES, STOCKPYL_PHASES),
    )
    return replace(scenario, network=with_events(dice, network)) if rare(3) else scenario


def with_events(dice: Dice, network: Network) -> Network:
    """Return a network in which something happens on a date, beside one more stream with an order book."""
    pick, rare = dice.pick, dice.rare
    names = [point.name for point in network.stock_points]
    bought = [s for s in network.sources if isinstance(s, Purchase)]
    sourced = [s.stock for s in network.sources]
    booked = Demand(
        name="booked",
        stock=pick(*names),
        interval=Constant(1.0),
        size=pick(Constant(1.0), Geometric(3.0)),
        unmet=pick("backorder", "lost", "quote", "wait"),
        patience=pick(Constant(2.0), Exponential(2.0)),
        first=1.0,
        known_ahead=3.0,
    )
    when = lambda: pick(0.0, 1.0, 2.5, 4.0)  # noqa: E731
    units = lambda: pick(1.0, 2.0, 9.0)  # noqa: E731
    events = [
        {
            "kind": "requirement-moved",
            "demand": "booked",
            "at": pick(1.5, 2.0),
            "due": 4.0,
            "to": pick(3.0, 6.0),
        },
        {"kind": "rush-order", "demand": "booked", "at": 1.5, "due": pick(1.5, 5.0), "quantity": units()},
        {"kind": "engineering-change", "stock": pick(*names), "at": when(), "quantity": pick(None, units())},
        {"kind": "count-discrepancy", "stock": pick(*names), "at": when(), "quantity": pick(-2.0, units())},
    ]
    if bought:
        purchase = pick(*bought)
        which = pick({"stock": purchase.stock}, {"supplier": purchase.supplier})
        events.append({"kind": "late-supplier", "at": when(), "duration": pick(0.5, 3.0), **which})
    if sourced:
        events += [
            {"kind": kind, "stock": pick(*sourced), "at": when(), "quantity": units()}
            for kind in ("short-shipment", "rejects")
        ]
    if network.work_centres and not any(getattr(s, "transfer_batch", 0.0) for s in network.sources):
        centre = pick(*network.work_centres).name
        events += [
            {
                "kind": "breakdown",
                "name": name,
                "work_centre": centre,
                "at": when(),
                "duration": pick(0.5, 2.0),
            }
            for name in ("one", "two")
        ]
    happen = [Event(**{"name": e["kind"], **e}) for e in events if not rare(3)]
    return replace(network, demands=(*network.demands, booked), events=tuple(happen))


def numbered(number: int) -> Scenario:
    """Return the random world of a number; what came later is drawn from a generator of its own."""
    scenario = random_world(Dice(Random(number).randint))
    return with_more(Dice(Random(f"more of {number}").randint), scenario)


# ---- what came later: buffers, known orders, containers between stores, joint policies


def with_more(dice: Dice, scenario: Scenario) -> Scenario:
    """Return a world in which there may be buffers, known orders, containers on transfers, joint policies."""
    features = (with_buffers, with_known_orders, with_containers, with_joint_policy)
    for feature, one_in in zip(features, (4, 4, 5, 3), strict=True):
        if dice.rare(one_in):
            scenario = feature(dice, scenario)
    return scenario


def with_buffers(dice: Dice, scenario: Scenario) -> Scenario:
    """Return a world with routes that go forward only, over work centres most of which have a buffer."""
    network = scenario.network
    third = random_centre(dice, "centre-2", False)
    centres = tuple(
        replace(c, buffer=dice.pick(None, 0.0, 0.0, 1.0, 2.0) if k else None)
        for k, c in enumerate((*network.work_centres, third))
    )

    def forward(source: Any) -> Any:
        if not isinstance(source, Production):
            return source
        names = ["centre-0", *dice.some(["centre-1", "centre-2"])] if not dice.rare(5) else ["centre-0"]
        route = [
            Operation(work_centre=n, setup_hours=dice.pick(*HOURS), run_hours=dice.pick(*HOURS))
            for n in names
        ]
        return replace(source, route=tuple(route), transfer_batch=0.0)

    plant = network.plant
    if plant.release == "workload":
        plant = replace(plant, release="conwip", limit=3.0)
    sources = tuple(map(forward, network.sources))
    return replace(scenario, network=replace(network, work_centres=centres, sources=sources, plant=plant))


def with_known_orders(dice: Dice, scenario: Scenario) -> Scenario:
    """Return a world in which some customers tell their orders ahead."""
    demands = tuple(
        demand
        if demand.known_ahead or demand.profile or demand.lines or dice.rare(3)
        else replace(demand, known_ahead=dice.pick(0.5, 1.0, 2.0, 3.3, 100.0))
        for demand in scenario.network.demands
    )
    return replace(scenario, network=replace(scenario.network, demands=demands))


def with_containers(dice: Dice, scenario: Scenario) -> Scenario:
    """Return a world with loops of containers on what is moved, and on where it comes from."""
    sources = scenario.network.sources
    moved = [s for s in sources if isinstance(s, Transfer)]
    if not moved:
        return scenario
    sourced = {s.stock for s in sources}
    loop = dice.pick(*moved)
    names = [n for n in (loop.stock, loop.origin) if n in sourced]
    laws = (
        lambda: Kanban(dice.integer(1, 4), float(dice.integer(1, 5)), dice.pick("first-piece", "empty")),
        lambda: SignalKanban(dice.integer(0, 3), dice.integer(1, 4), float(dice.integer(1, 3))),
    )
    control = (*without(scenario.control, names), *(Control((n,), dice.pick(*laws)()) for n in names))
    return replace(scenario, control=control)


def without(control: tuple[Control, ...], names: Any) -> tuple[Control, ...]:
    """Return the control without some stock points."""
    left = [(tuple(n for n in c.scope if n not in names), c) for c in control]
    return tuple(replace(c, scope=scope) for scope, c in left if scope)


def with_joint_policy(dice: Dice, scenario: Scenario) -> Scenario:
    """Return a world in which a joint policy decides for some stock points, or for all."""
    network = scenario.network
    every = list(dict.fromkeys(s.stock for s in network.sources))
    if not every:
        return scenario
    kind = dice.pick(*JOINT)
    names = tuple(every) if dice.flag() else dice.some(every)
    if kind == "vendor-managed":
        made = {s.stock for s in network.sources if isinstance(s, Production)}
        names = tuple(n for n in names if n not in made)
    if not names:
        return scenario
    planned = dice.pick(1.0, 1.0, 1.5)
    sources = tuple(
        replace(s, planned_lead_time=planned * dice.integer(1, 2)) if s.stock in names else s
        for s in network.sources
    )
    control = (*without(scenario.control, names), Control(names, JOINT[kind](dice, names)))
    return replace(scenario, network=replace(network, sources=sources), control=control)


def figures(dice: Dice, names: Any, low: int = 0, high: int = 6) -> dict[str, float]:
    """Return a whole number for most of the stock points."""
    return {n: float(dice.integer(low, high)) for n in names if not dice.rare(5)}


def plans(kind: Any) -> Any:
    """Return what makes a policy of material requirements planning."""

    def made(dice: Dice, names: Any) -> Any:
        pick = dice.pick
        lots = {n: pick("lot-for-lot", *LOTS) for n in names}
        rounded = [n for n in names if lots[n] != "wagner-whitin"]
        return kind(
            bucket=pick(1.0, 1.0, 0.5, 2.0),
            horizon=pick(20, 30),
            offset=pick(0.0, 0.0, 0.5),
            alpha=pick(0.0, 0.3, 1.0),
            fence=pick(0, 0, 3),
            demand_fence=pick(0, 0, 2),
            consumes=pick(0, 1, 2),
            firm=pick(0, 0, 2, 5),
            damping=pick(1, 1, 2),
            reschedules=dice.flag(),
            safety_stock=figures(dice, names, 0, 4),
            safety_time={n: dice.integer(0, 2) for n in names} if dice.rare(3) else {},
            forecast=figures(dice, names, 0, 4),
            lot_rule=lots,
            lot_quantity=dict.fromkeys(names, 5.0),
            lot_periods=dict.fromkeys(names, pick(1, 3)),
            order_cost=dict.fromkeys(names, 9.0),
            holding_cost=dict.fromkeys(names, 1.0),
            minimum=figures(dice, rounded, 0, 2),
            multiple=figures(dice, rounded, 0, 2) if rounded and dice.rare(3) else {},
            **({"ahead": pick(0, 1), "behind": pick(None, 1), "window": 3} if kind is Mrp2 else {}),
        )

    return made


LOTS = ("fixed-quantity", "period-order-quantity", "economic-quantity", "silver-meal", "wagner-whitin")


def can_order(dice: Dice, names: Any) -> CanOrder:
    """Return a can-order policy."""
    must = {n: float(dice.integer(-1, 4)) for n in names}
    can = {n: must[n] + dice.integer(0, 3) for n in names if must[n] > 0}
    return CanOrder(must, can, {n: max(can.get(n, 0.0), must[n]) + dice.integer(1, 4) for n in names})


def vendor_managed(dice: Dice, names: Any) -> VendorManaged:
    """Return vendor-managed inventory."""
    low = figures(dice, names)
    room = {n: dice.integer(1, 6) for n in names}
    return VendorManaged(
        review_period=dice.pick(1.0, 0.75),
        offset=dice.pick(0.0, 0.5),
        truck=dice.pick(0.0, 0.0, 7.0),
        history=dice.integer(1, 3),
        minimum=low,
        maximum={n: low.get(n, 0.0) + room[n] for n in names},
        multiple={n: float(dice.integer(1, room[n])) for n in names} if dice.rare(3) else {},
        demand_rate=figures(dice, names, 0, 3) if dice.flag() else {},
    )


JOINT: dict[str, Any] = {
    "can-order": can_order,
    "coordinated-cycles": lambda dice, names: CoordinatedCycles(
        dice.pick(1.0, 0.75),
        dice.pick(0.0, 0.5),
        {n: dice.integer(1, 3) for n in names},
        figures(dice, names),
    ),
    "echelon-base-stock": lambda dice, names: EchelonBaseStock(
        dice.pick(0.0, 0.0, 1.0), dice.pick(0.0, 0.5), figures(dice, names, 0, 12)
    ),
    "mrp": plans(Mrp),
    "mrp2": plans(Mrp2),
    "vendor-managed": vendor_managed,
}
"""What makes a joint policy for stock points."""


def worlds() -> st.SearchStrategy[Scenario]:
    """Return random worlds; they come by number, as worlds built from many single draws take long to make."""
    return st.integers(0, 2**32).map(numbered)


REFUSALS = (
    "cubic metres",
    "unit by unit",
    "do not settle",
    "lots wait on the floor",
    "a stock point of the scope is made of several others",
    "is zero buckets, though it draws on",
    "add up to",
)
"""What the engine may say to a random world instead of running it."""


def runs(scenario: Scenario, **more: Any) -> Run:
    """Run a world; one that the engine refuses with a sentence is no world."""
    try:
        return simulate(scenario, **more)
    except (DataError, SimulationError) as error:
        if isinstance(error, AuditError) or not any(words in str(error) for words in REFUSALS):
            raise
        reject()


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
            assert stock.free() >= -1e-9
            assert stock.unbooked >= 0
            assert stock.misplaced >= 0
        for centre in self.world.centres.values():
            assert centre.free >= 0
            stuck = self._check_blocked(centre) if hasattr(centre, "held") else 0
            assert centre.busy.value + centre.free + stuck == centre.config.servers
            assert centre.waiting.value == len(centre.queue)
            self._check_idle(centre, now)
        pool = self.world.pool
        assert pool is None or pool.lots or not pool.waiting, "the floor is empty and lots wait for it"
        self.world.clock.at(now + 0.25, "OBSERVE", self.look)

    def _check_blocked(self, centre: Any) -> int:
        """Check the buffer before a work centre; return the machines of it that are blocked."""
        centres = self.world.centres.values()
        stuck = sum(before is centre for other in centres for before, _, _ in other.held)
        assert centre.inside == len(centre.queue) + centre.busy.value + stuck <= centre.capacity
        if centre.held:
            assert centre.inside == centre.capacity, f"lots are held before {centre.name}, which has room"
            moving = any(c.busy.value or (isinstance(c, MachineCentre) and c.queue) for c in centres)
            assert moving, "nothing moves in the plant and lots are blocked"
        if not isinstance(centre, MachineCentre):
            assert centre.blocked.value == stuck
        return stuck

    def _check_idle(self, centre: Any, now: float) -> None:
        if not (centre.queue and centre.free):
            return
        assert isinstance(centre, MachineCentre), f"{centre.name} stands idle beside a queue"
        if centre.calendar.opens(now) <= now + 1e-9:
            up = [m for m in centre.machines if not (m.busy or m.down)]
            assert not up, f"{centre.name} stands idle beside a queue"

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


NOTHING: tuple[float, str, int | str] = (0.0, "", "")
"""No event."""


class Books:
    """Money and orders by the facts, and what the orders drew."""

    def __init__(self) -> None:
        self.world: World
        self.orders: dict[int | str, Any] = {}
        self.drawn: dict[tuple[str, ...], Any] = {}
        self.numbers: dict[Any, int] = defaultdict(int)
        self.turns: dict[Any, int] = {}
        self.costs: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.beyond: dict[str, float] = defaultdict(float)
        self.arrived = 0.0
        self.happened = NOTHING

    def __call__(self, world: World) -> None:
        """Note the orders that are open already."""
        self.world = world
        self.opening = {number for stock in world.stocks.values() for number in stock.open_orders}
        self.orders.update((n, o) for s in world.stocks.values() for n, o in s.open_orders.items())

    def receive(self, fact: Any) -> None:
        """Book a fact."""
        kind, name, quantity, reference = fact.kind, fact.subject, fact.quantity, fact.reference
        cost = self.costs[name]
        if kind == "arrive":
            self.arrived = quantity
        if kind == "event" and quantity > 0:
            self.happened = (fact.time, name, reference)
        elif kind == "order":
            order = self.orders[reference] = self.world.stocks[name].open_orders[reference]
            cost["order_cost"] += order.source.order_cost
            self.numbers[order.source] += 1
            self.turns[reference] = self.numbers[order.source]
        elif kind == "release":
            self._note_draws(self.orders[reference])
        elif kind == "accept":
            source = self.orders[reference].source
            cost["purchased_value"] += quantity * source.price_of(self.orders[reference].quantity)
        elif kind == "arrive" and self._inspection(reference) is not None:
            rule = self._inspection(reference)
            cost["inspection_cost"] += rule.cost_per_lot + rule.cost_per_unit * quantity
        elif kind == "expedited":
            cost["expedite_cost"] += self.orders[reference].source.expediting.cost
        elif kind == "count":
            cost["count_cost"] += 2.0
        elif kind in ("obsolete", "surplus"):
            struck = kind == "obsolete" and self.happened == (fact.time, name, "engineering-change")
            worth = 0.0 if struck else 0.25
            self.happened = NOTHING if struck else self.happened
            cost["proceeds"] += quantity * 2.0 * (worth if kind == "obsolete" else 0.125)
        elif kind == "short" and self.happened == (fact.time, name, "short-shipment"):
            self._miss(cost, reference, quantity)
            self.happened = NOTHING
        elif kind == "finished":
            self.beyond[name] += quantity - self.orders[reference].quantity

    def _miss(self, cost: dict[str, float], number: Any, quantity: float) -> None:
        """Take what is missing from a delivery out of the cost of inspection; no delivery of nothing is."""
        rule = self._inspection(number)
        if rule is not None and number not in self.opening:
            cost["inspection_cost"] -= rule.cost_per_unit * quantity
            cost["inspection_cost"] -= rule.cost_per_lot if quantity == self.arrived else 0.0

    def _inspection(self, number: Any) -> Any:
        source = self.orders[number].source
        for config in self.world.scenario.network.sources:
            if isinstance(config, Purchase) and (config.stock, config.supplier) == (
                source.stock.name,
                source.name,
            ):
                return config.inspection if source.KIND == "purchase" else None
        return None

    def _note_draws(self, order: Any) -> None:
        source = order.source
        key = (order.stock.name, source.KIND, source.name, str(self.turns[order.number]))
        lot = order.payload
        if lot is not None:
            rates = [hours for setup, run in lot.hours[:-1] for hours in (setup, run / lot.total)]
            self.drawn[key] = [lot.priority, *rates]
        elif not order.hurried:
            self.drawn[key] = [order.lead_time]


def inspected(scenario: Scenario) -> tuple[Run, Ledger, World, Books]:
    """Run with auditor, ledger, inspector and books."""
    ledger, inspector, books = Ledger(), Inspector(), Books()
    run = runs(scenario, observers=[ledger, books], watches=[inspector, books], audit=True)
    inspector.look()
    return run, ledger, inspector.world, books


RECORD = {"receipt": 1, "return": 1, "record": 1, "issue": -1, "withdraw": -1}
"""Facts that move what the record says."""
SHELF = {"receipt": 1, "return": 1, "shelf": 1, "issue": -1, "withdraw": -1}
"""Facts that move what is on the shelf."""
WAITING = {"demand": 1, "issue": -1, "reserve": -1, "lost": -1}
"""Facts that move backorders."""
APART = {"reserve": 1, "withdraw": -1}
"""Facts that move what is reserved."""
ON_ORDER = {
    "order": 1,
    "opening-order": 1,
    "receipt": -1,
    "scrap": -1,
    "short": -1,
    "rejected": -1,
    "cancelled": -1,
}
"""Facts that move what is on order (but scrap of units beyond the order)."""


def replayed(
    ledger: Ledger, signs: dict[str, int], initial: dict[str, float], end: float
) -> dict[str, float]:
    """Return the area under a quantity, by the facts alone."""
    area: dict[str, float] = defaultdict(float)
    for name, elapsed, (level,) in courses(ledger, [signs], initial, end):
        area[name] += level * elapsed
    return area


def courses(ledger: Ledger, books: list[dict[str, int]], initial: dict[str, float], end: float) -> Any:
    """Yield (stock point, time that passes, levels) of some quantities, by the facts alone."""
    level = {name: [start] * len(books) for name, start in initial.items()}
    since = dict.fromkeys(initial, 0.0)
    for fact in ledger.facts:
        name = fact.subject
        if name in level and any(fact.kind in signs for signs in books):
            yield name, fact.time - since[name], level[name]
            since[name] = fact.time
            for k, signs in enumerate(books):
                level[name][k] += signs.get(fact.kind, 0) * fact.quantity
    for name in level:
        yield name, end - since[name], level[name]


def summed(ledger: Ledger, *kinds: str) -> dict[str, float]:
    """Return the quantities of the facts of some kinds, by subject."""
    sums: dict[str, float] = defaultdict(float)
    for fact in ledger.facts:
        if fact.kind in kinds:
            sums[fact.subject] += fact.quantity
    return sums


TABLES = {
    "stocks": ("stock_names", STOCK_TOTALS),
    "centres": ("centre_names", CENTRE_TOTALS),
    "suppliers": ("supplier_names", SUPPLIER_TOTALS),
    "places": ("place_names", PLACE_TOTALS),
    "shipping": ("shipping_names", SHIPPING_TOTALS),
    "demands": ("demand_names", DEMAND_TOTALS),
}
"""Tables of a run: names of the rows and totals."""


def differences(left: Run, right: Run, *but: str) -> str:
    """Say which totals of two runs differ, beyond rounding, in the members that both have."""
    told = []
    for table, (names, columns) in TABLES.items():
        a, b = getattr(left, table), getattr(right, table)
        ours, theirs = getattr(left, names), getattr(right, names)
        rows = [(i, theirs.index(n)) for i, n in enumerate(ours) if n in theirs]
        for i, j in rows:
            for k in np.flatnonzero(~np.isclose(a[i], b[j], rtol=1e-9, atol=1e-6)):
                total = list(columns)[k]
                if total not in but:
                    told.append(f"{ours[i]} {total}: {a[i, k]:.9g} and {b[j, k]:.9g}")
    return "; ".join(told)


PROFILE = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=EXAMPLES,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def test_every_policy_is_in_the_random_worlds():
    """A new policy file must be given a place here."""
    assert sorted([*POLICIES, *JOINT]) == list(policy_names())


@PROFILE
@given(worlds())
def test_identities(scenario):
    """Units, areas, counts and money add up, by the state at the end and by the facts alone."""
    run, ledger, world, books = inspected(scenario)
    check_units(run, ledger, world, books)
    check_areas(run, ledger, world)
    check_money(run, ledger, books)
    for name, centre in world.centres.items():
        of = partial(run.centre, name)
        hours = of("setup_hours") + of("run_hours")
        assert of("busy_area") <= of("available_area") + 1e-9
        if not any(isinstance(s, Production) and s.transfer_batch for s in scenario.network.sources):
            assert of("busy_area") <= hours * centre.time_per_hour + 1e-9
        assert -1e-9 <= of("down_time") <= of("available_area") + 1e-9
        assert of("queue_area") >= of("wait_time") - 1e-9


near = partial(pytest.approx, rel=1e-9, abs=1e-6)


def check_units(run: Run, ledger: Ledger, world: World, books: Books) -> None:
    """Check that no unit comes from nowhere or goes nowhere."""
    demanded, lost = summed(ledger, "demand"), summed(ledger, "lost")
    granted = summed(ledger, "issue", "reserve")
    lines: dict[Any, int] = defaultdict(int)
    for fact in ledger.facts:
        lines[fact.kind, fact.subject] += 1
    for name, stock in world.stocks.items():
        of = partial(run.of, name)
        waiting = sum(d.outstanding for d in stock.waiting())
        assert of("filled_units") + of("late_units") + of("lost_units") + waiting == near(of("demand_units"))
        assert of("demand_units") == near(demanded[name])
        assert of("filled_units") + of("late_units") == near(granted[name])
        assert of("lost_units") == near(lost[name])
        assert of("demand_lines") == lines["demand", name]
        assert of("lost_lines") == lines["lost", name]
        assert of("orders") == lines["order", name]
        assert of("refused_deliveries") == lines["refused-delivery", name]
        assert of("short_picks") == lines["short-pick", name]
        assert of("counts") == lines["count", name]
        assert of("clipped_orders") == lines["clipped", name]
        assert of("expedited_orders") == lines["expedited", name]
        assert of("filled_lines") + of("lost_lines") <= of("demand_lines")
        assert of("short_cycles") <= of("cycles") <= of("orders") + lines["opening-order", name]
        assert of("late_orders") <= of("cycles")
        outstanding = sum(o.outstanding for o in stock.open_orders.values())
        ended = of("received_units") + of("scrapped_units") + of("short_units") + of("rejected_units")
        ended += of("overrun_units") + summed(ledger, "cancelled")[name] + outstanding
        begun = of("ordered_units") + summed(ledger, "opening-order")[name] + books.beyond[name]
        assert begun == near(ended)
        came = of("received_units") + of("returned_units") + of("overrun_units") + stock.unbooked
        went = of("filled_units") + of("late_units") - stock.reserved
        went += of("shrunk_units") + of("expired_units") + of("obsolete_units") + of("surplus_units")
        assert stock.on_hand + stock.hidden.value == near(stock.initial + came - went)
        assert of("shrunk_units") == near(summed(ledger, "loss")[name] - summed(ledger, "reappeared")[name])
    for customers in world.customers:
        of = partial(run.demand, customers.name)
        asked = [f.quantity for f in ledger.facts if f.kind == "demand" and f.reference == customers.name]
        gone = [f.quantity for f in ledger.facts if f.kind == "lost" and f.reference == customers.name]
        assert of("order_units") == near(sum(asked))
        assert of("lost_units") == near(sum(gone))
        assert of("filled_orders") + of("late_orders") + of("lost_orders") <= of("orders")
        assert of("filled_units") + of("lost_units") <= of("order_units") + 1e-6
    for name, shipping in world.shipping.items():
        assert run.shipped(name, "units") == near(summed(ledger, "shipped")[name])
        assert run.shipped(name, "on_time_in_full") <= run.shipped(name, "on_time")
        assert run.shipped(name, "on_time") <= run.shipped(name, "shipments") == lines["shipped", name]
        assert not (shipping.free and shipping.queue)


def check_areas(run: Run, ledger: Ledger, world: World) -> None:
    """Check the areas under stock, orders and waiting against the facts."""
    stocks, end = world.stocks, world.scenario.horizon
    network = world.scenario.network
    initial = {n: s.initial for n, s in stocks.items()}
    nothing = dict.fromkeys(stocks, 0.0)
    both: dict[str, Any] = defaultdict(lambda: np.zeros(3))
    for name, elapsed, (record, shelf) in courses(ledger, [RECORD, SHELF], initial, end):
        usable = min(record, shelf)
        both[name] += elapsed * np.array([usable, record - usable, shelf - usable])
    backorders = replayed(ledger, WAITING, nothing, end)
    apart = replayed(ledger, APART, nothing, end)
    on_order = replayed(ledger, ON_ORDER, nothing, end)
    overruns = {s.stock for s in network.sources if isinstance(s, Production) and s.overrun}
    for name, stock in stocks.items():
        of = partial(run.of, name)
        assert of("on_hand_area") == near(both[name][0])
        assert of("phantom_area") == near(both[name][1])
        assert of("hidden_area") == near(both[name][2])
        assert of("backorder_area") == near(backorders[name])
        assert of("reserved_area") == near(apart[name])
        if name not in overruns:
            assert of("on_order_area") == near(on_order[name])
        still = sum(d.outstanding * (end - d.time) for d in stock.waiting())
        assert of("backorder_area") >= of("wait_area") + still - 1e-6
        if not of("lost_units"):
            assert of("backorder_area") == near(of("wait_area") + still)
        for area in ("unposted_area", "reserved_area", "on_order_area", "wip_area", "out_time", "kit_wait"):
            assert of(area) >= -1e-9, area
        assert of("reserved_area") <= of("on_hand_area") + 1e-6
        assert of("out_time") <= end + 1e-9
    for name in run.place_names:
        here = [s for s in stocks.values() if s.point.place == name]
        volume = sum((both[s.name][0] + both[s.name][2]) * s.item.volume_m3 for s in here)
        assert run.place(name, "volume_area") == near(volume)


def check_money(run: Run, ledger: Ledger, books: Books) -> None:
    """Check the money against the facts."""
    for name in run.stock_names:
        for total in (
            "order_cost",
            "purchased_value",
            "inspection_cost",
            "expedite_cost",
            "count_cost",
            "proceeds",
        ):
            assert run.of(name, total) == near(books.costs[name][total]), f"{name} {total}"
    charged = summed(ledger, "freight")
    for name in run.supplier_names:
        assert run.supplier(name, "freight") == near(charged[name])
    assert run.total("freight").sum() == near(sum(charged.values()))


@PROFILE
@given(worlds())
def test_watching_changes_nothing(scenario):
    """With auditor, ledger and inspector, or with nobody looking: the same totals; so again."""
    watched = inspected(scenario)[0]
    alone, again = runs(scenario, audit=False), runs(scenario, audit=False)
    assert not differences(watched, alone)
    for table in TABLES:
        assert getattr(alone, table).tobytes() == getattr(again, table).tobytes()


@PROFILE
@given(worlds(), st.sampled_from([1.0, 2.5, 4.0]))
def test_warm_up_is_the_run_less_its_first_part(scenario, warm_up):
    """Totals after the warm-up are those of the whole run less those of a run that ends there."""
    whole, first = runs(scenario), runs(replace(scenario, horizon=warm_up))
    rest = runs(replace(scenario, warm_up=warm_up))
    parts = {t: getattr(whole, t) - getattr(first, t) for t in TABLES}
    assert not differences(rest, replace(whole, **parts), "peak", "readings")


@PROFILE
@given(worlds())
def test_shortcuts_change_nothing(scenario):
    """Serving and loading in passing are shortcuts: with all of them through the phases, the same totals."""
    short = runs(scenario)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Clock, "alone", lambda self: False)
        patch.setattr(World, "_find_passing", lambda self, *rest: None)
        long = runs(scenario)
    assert not differences(short, long)


def neutral(scenario: Scenario, feature: str) -> Scenario:
    """Return the world with a feature that is present and does nothing."""
    network = scenario.network

    def each(kind: type, rows: tuple[Any, ...], **values: Any) -> tuple[Any, ...]:
        """Give fields that are not used a value."""
        return tuple(
            replace(r, **{k: v for k, v in values.items() if not getattr(r, k)}) if isinstance(r, kind) else r
            for r in rows
        )

    def sources(kind: type, **values: Any) -> Network:
        return replace(network, sources=each(kind, network.sources, **values))

    def profiled(**more: Any) -> tuple[Any, ...]:
        """Give the demands that can have one a profile."""
        flat = Profile(name="flat", **more)
        return tuple(
            demand if demand.known_ahead else each(Demand, (demand,), profile=flat)[0]
            for demand in network.demands
        )

    names = tuple(point.name for point in network.stock_points)
    never = Constant(float("inf"))
    idle = [Demand(name=f"idle-{n}", stock=n, interval=never) for n in names]
    spare = Supplier(name="spare")
    only = [s.stock for s in network.sources]
    second = [Purchase(stock=n, supplier="spare") for n in only if only.count(n) == 1]
    whole_lots = [s for s in network.sources if s.maximum is not None]
    steady = not any(c.shifts or c.breakdown for c in network.work_centres)
    steady = steady and not any(event.kind == "breakdown" for event in network.events)
    lots_move_whole = not any(s.transfer_batch for s in network.sources if isinstance(s, Production))
    buffers = any(c.buffer is not None for c in network.work_centres)
    centres = partial(each, WorkCentre, network.work_centres)
    clerk = Bookkeeping(name="clerk", stocks=names)
    store = Fulfilment(place="store", hours_per_shipment=Constant(1.0))
    inside = any(point.place == "store" for point in network.stock_points)
    changed = {
        "profile": lambda: replace(network, demands=profiled(changes="size")),
        "rate": lambda: replace(network, demands=profiled()),
        "price breaks": lambda: sources(Purchase, price_breaks=("1000000:0.5",)),
        "maximum": lambda: sources((Purchase, Transfer, Production), maximum=1e9),
        "inspection": lambda: sources(Purchase, inspection=Inspection()),
        "overrun": lambda: sources(Production, overrun=Overrun(share=Constant(0.0))),
        "batches": lambda: sources(Production, transfer_batch=1e6) if steady and not buffers else network,
        "shifts": lambda: (
            replace(network, work_centres=centres(shifts="mon-sun 00:00-24:00"))
            if lots_move_whole and all(c.hours_per_day == 24 for c in network.work_centres)
            else network
        ),
        "breakdowns": lambda: replace(
            network,
            work_centres=centres(breakdown=Breakdown(up=Constant(1e9), down=Constant(1.0)))
            if lots_move_whole
            else network.work_centres,
        ),
        "release": lambda: (
            replace(network, plant=Plant(release="conwip", limit=1e9))
            if network.plant.release == "at-once"
            else network
        ),
        "clerk": lambda: network if network.bookkeeping else replace(network, bookkeeping=(clerk,)),
        "losses": lambda: replace(
            network, losses=(*network.losses, Loss(name="none", stocks=names, every=0.5))
        ),
        "shelf life": lambda: replace(network, items=each(Item, network.items, shelf_life=1e6)),
        "use-up": lambda: replace(
            network,
            design_changes=(
                *network.design_changes,
                DesignChange(name="mild", stocks=names, interval=Constant(0.7), disposition="use-up"),
            ),
        ),
        "room": lambda: network if network.places else replace(network, places=(Place(name="store"),)),
        "people": lambda: (
            replace(network, fulfilment=(store,)) if inside and not network.fulfilment else network
        ),
        "idle customers": lambda: replace(network, demands=(*network.demands, *idle)),
        "second source": lambda: (
            network
            if whole_lots or any(p.sourcing != "priority" for p in network.stock_points)
            else replace(
                network,
                sources=(*network.sources, *second),
                suppliers=(*network.suppliers, spare),
            )
        ),
        "order of rows": lambda: replace(
            network,
            items=network.items[::-1],
            suppliers=network.suppliers[::-1],
            work_centres=network.work_centres[::-1],
            stock_points=network.stock_points[::-1],
        ),
    }
    assert sorted(changed) == sorted(NEUTRAL)
    return replace(scenario, network=changed[feature]())


NEUTRAL = (
    "profile",
    "rate",
    "price breaks",
    "maximum",
    "inspection",
    "overrun",
    "batches",
    "shifts",
    "breakdowns",
    "release",
    "clerk",
    "losses",
    "shelf life",
    "use-up",
    "room",
    "people",
    "idle customers",
    "second source",
    "order of rows",
)
"""Features that do nothing in `neutral`."""


@PROFILE
@given(worlds(), st.sampled_from(NEUTRAL))
def test_what_is_neutral_changes_nothing(scenario, feature):
    """A feature that is present and does nothing: the same totals as without."""
    assert not differences(runs(scenario), runs(neutral(scenario, feature)))


@PROFILE
@given(worlds())
def test_a_change_of_policy_meets_the_same_world(scenario):
    """Demands, lead times, hours, clock failures and design changes are those of the world."""
    control = tuple(Control((n,), BaseStock(3.0)) for c in scenario.control for n in c.scope)
    seen = []
    for world in (scenario, replace(scenario, control=control)):
        _, ledger, _, books = inspected(world)
        network = scenario.network
        names = {d.name for d in network.demands}
        clocked = {c.name for c in network.work_centres if c.breakdown and c.breakdown.by == "clock"}
        facts = [
            f
            for f in ledger.facts
            if (f.kind == "demand" and f.reference in names)
            or (f.kind in ("breakdown", "repaired") and f.subject in clocked)
        ]
        changes = [(f.time, f.subject) for f in ledger.facts if f.kind == "design-change"]
        seen.append((sorted(facts), sorted(changes), books.drawn))
    (facts, changes, drawn), (other_facts, other_changes, other_drawn) = seen
    assert facts == other_facts
    assert changes == other_changes
    for key in drawn.keys() & other_drawn.keys():
        assert drawn[key] == pytest.approx(other_drawn[key]), key


class Looker:
    """Reads the orders that are known, as a policy would see them, at the end of many instants."""

    bucket, history, review = float("inf"), 1, Every(1.0)

    def __init__(self) -> None:
        self.seen: list[tuple[float, list[tuple[str, float, float]]]] = []

    def __call__(self, world: World) -> None:
        """Put the first look on the clock."""
        self.clock = world.clock
        self.reader = TableReader(list(world.stocks.values()), self, world.clock, world.customers)
        world.clock.at(0.0, "OBSERVE", self.look)

    def look(self) -> None:
        """Note what is known."""
        now, table = self.clock.now, self.reader.read()
        columns = (table.known_stock, table.known_due, table.known_quantity)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        self.seen.append((now, sorted((table.names[place], due, units) for place, due, units in rows)))
        self.clock.at(now + 0.25, "OBSERVE", self.look)


def undisturbed(scenario: Scenario) -> Scenario:
    """Return the world without events that change what customers order."""
    events = tuple(event for event in scenario.network.events if event.demand is None)
    return replace(scenario, network=replace(scenario.network, events=events))


@PROFILE
@given(worlds())
def test_what_is_known_ahead_is_what_is_drawn(scenario):
    """The table shows those orders, all of them and no others, that are drawn later and told by now."""
    scenario = undisturbed(scenario)
    ahead = {d.name: d.known_ahead for d in scenario.network.demands if d.known_ahead}
    if not ahead:
        return
    ledger, looker = Ledger(), Looker()
    runs(scenario, observers=[ledger], watches=[looker])
    drawn = [
        (fact.time - ahead[fact.reference], (fact.subject, fact.time, fact.quantity))
        for fact in ledger.facts
        if fact.kind == "demand" and fact.reference in ahead
    ]
    for now, shown in looker.seen:
        shown = [row for row in shown if row[1] < scenario.horizon]
        told = sorted(row for at, row in drawn if at <= now < row[1] < scenario.horizon)
        assert shown == told, now


@PROFILE
@given(worlds())
def test_telling_ahead_changes_no_order_of_customers(scenario):
    """The orders of every stream are the same whether they are told ahead or not."""
    scenario = undisturbed(scenario)
    network = scenario.network
    silent = tuple(replace(d, known_ahead=0.0) for d in network.demands)
    names = {d.name for d in network.demands}
    seen = []
    for demands in (network.demands, silent):
        ledger = Ledger()
        runs(replace(scenario, network=replace(network, demands=demands)), observers=[ledger])
        seen.append(sorted(f for f in ledger.facts if f.kind == "demand" and f.reference in names))
    assert seen[0] == seen[1]


def renamed(value: Any, names: set[str], prefix: str) -> Any:
    """Return a piece of configuration in which all names have a prefix."""
    again = partial(renamed, names=names, prefix=prefix)
    if isinstance(value, str):
        return prefix + value if value in names else value
    if isinstance(value, tuple):
        return tuple(map(again, value))
    if isinstance(value, dict):
        return {again(key): again(entry) for key, entry in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: again(getattr(value, f.name)) for f in fields(value) if f.init})
    return value


def beside(scenario: Scenario, other: Scenario) -> Scenario:
    """Return the world with another one beside it, which has names of its own and no events."""
    rows = replace(other.network, events=())
    tables = [f.name for f in fields(Network) if isinstance(getattr(rows, f.name), tuple)]
    names = {row.name for table in tables for row in getattr(rows, table) if hasattr(row, "name")} | {"store"}
    there = {table: renamed(getattr(rows, table), names, "other ") for table in tables}
    both = {table: getattr(scenario.network, table) + there[table] for table in tables}
    control = (*scenario.control, *renamed(other.control, names, "other "))
    return replace(scenario, network=replace(scenario.network, **both), control=control)


@PROFILE
@given(worlds(), worlds())
def test_two_worlds_side_by_side_know_nothing_of_each_other(scenario, other):
    """Nobody decides by what is not in the scope, and nobody draws what belongs to somebody else."""
    scenario = replace(scenario, network=replace(scenario.network, plant=Plant()))
    buffers = [any(c.buffer is not None for c in w.network.work_centres) for w in (scenario, other)]
    if buffers[1] and any(getattr(s, "transfer_batch", 0) for s in scenario.network.sources):
        return
    alone, both = runs(scenario), runs(beside(scenario, other))
    assert not differences(alone, both)


@PROFILE
@given(worlds())
def test_no_more_containers_than_cards(scenario):
    """When a Kanban loop has ordered, what is free on the shelf and on order fits into its containers.

    Beside them, one may be open whose card is on another container.
    """
    plain = ContainerScope.carry_out

    def carry_out(scope: ContainerScope, quantity: float) -> None:
        plain(scope, quantity)
        stock, law = scope.stock, getattr(scope.rule, "__self__", None)
        asks = all(s.accept(0.5) == 0.5 and s.accept(1e6) == 1e6 for s in stock.sources)
        if quantity > 0 and asks and isinstance(law, Kanban):
            size = tolerant_ceil(law.order_size) if stock.whole else law.order_size
            held = stock.free() + stock.on_order.value
            opened = size if law.frees == "first-piece" else 0.0  # its card is on another container
            assert held <= law.cards * size + opened + 1e-6, f"{stock.name} has {held:g} units in containers"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ContainerScope, "carry_out", carry_out)
        runs(scenario)


def bill_of_material(dice: Dice) -> Scenario:
    """Return a world that material requirements planning foresees: nothing is random, nothing is lost."""
    pick = dice.pick
    names = [f"s{k}" for k in range(dice.integer(1, 5))]
    bucket = pick(1.0, 7.0, 0.5)
    lead_time = {n: dice.integer(1, 3) for n in names}
    sources: list[Any] = []
    for k, name in enumerate(names):
        below = names[k + 1 :]
        time = Constant(lead_time[name] * bucket)
        if below and not dice.rare(4):
            parts = tuple(Component(stock=p, quantity=pick(1.0, 2.0, 3.0)) for p in dice.some(below))
            step = Operation(work_centre="hall", setup_hours=Constant(time.value * 24.0))
            planned = {"planned_lead_time": time.value}
            sources.append(Production(stock=name, components=parts, route=(step,), **planned))
        else:
            sources.append(Purchase(stock=name, supplier=name, lead_time=time))
    sold = [names[0], *(n for n in names[1:] if dice.rare(4))]
    rate = {n: float(dice.integer(1, 6)) for n in sold}
    lots = {n: pick("lot-for-lot", "fixed-quantity", "period-order-quantity") for n in names}
    policy = Mrp(
        bucket=bucket,
        horizon=pick(30, 40),
        forecast=rate,
        fence=pick(0, 0, 2),
        firm=pick(0, 0, 3),
        damping=pick(1, 2),
        safety_stock=figures(dice, names),
        safety_time={n: dice.integer(0, 2) for n in names} if dice.rare(3) else {},
        lot_rule=lots,
        lot_quantity={n: float(dice.integer(5, 25)) for n in names},
        lot_periods={n: dice.integer(1, 4) for n in names},
    )
    first = bucket * pick(0.5, 1.0)
    demands = [
        Demand(name=n, stock=n, interval=Constant(bucket), size=Constant(rate[n]), first=first) for n in sold
    ]
    network = Network(
        items=tuple(Item(name=n) for n in names),
        stock_points=tuple(StockPoint(name=n, item=n, initial=float(dice.integer(0, 60))) for n in names),
        suppliers=tuple(Supplier(name=n) for n in names),
        work_centres=(WorkCentre(name="hall", servers=999),),
        sources=tuple(sources),
        demands=tuple(demands),
    )
    return Scenario(
        name="foreseen",
        network=network,
        control=(Control(tuple(names), policy),),
        warm_up=50 * bucket,
        horizon=70.5 * bucket,
    )


@settings(PROFILE, max_examples=15)
@given(st.integers(0, 2**32))
def test_mrp_settles_where_nothing_is_random(number):
    """Demand is as forecast, goods come when they are due: no messages, no changes of plan, no backorders."""
    run = runs(bill_of_material(Dice(Random(number).randint)))
    told = {kind: run.messages(kind) for kind in MESSAGE_KINDS if run.messages(kind)}
    assert not told
    assert not run.total("replanned_units").any()
    assert not run.total("backorder_area").any()


SLOW = settings(PROFILE, max_examples=3000)


@pytest.mark.slow
@pytest.mark.parametrize(
    "check",
    [
        test_identities,
        test_watching_changes_nothing,
        test_shortcuts_change_nothing,
        test_a_change_of_policy_meets_the_same_world,
        test_what_is_known_ahead_is_what_is_drawn,
        test_telling_ahead_changes_no_order_of_customers,
        test_no_more_containers_than_cards,
    ],
)
def test_many_more_worlds(check):
    """The same properties in many more worlds."""
    SLOW(given(worlds())(check.hypothesis.inner_test))()


@pytest.mark.slow
@pytest.mark.parametrize("feature", NEUTRAL)
def test_many_more_neutral_worlds(feature):
    """A feature that is present and does nothing, in many more worlds."""
    check = test_what_is_neutral_changes_nothing.hypothesis.inner_test
    settings(SLOW, max_examples=500)(given(worlds(), st.just(feature))(check))()


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


def test_what_a_count_finds_goes_to_those_who_wait():
    """Four are misplaced and nobody knows; two come back with a count, and the record still says too much."""
    network = replace(
        world([orders_at([2], [4])], a={"initial": 4.0}).network,
        bookkeeping=(Bookkeeping(name="clerk", stocks=("a",), short_pick="stays"),),
        losses=(
            Loss(
                name="lost", stocks=("a",), share_of_draws=0.0, share_per_year=1e9, recovered=0.5, every=1.0
            ),
        ),
        counts=(Count(name="count", stocks=("a",), every=9.0, first=3.0),),
    )
    scenario = Scenario(name="bug", network=network, horizon=3.5)
    _, ledger = traced(scenario)
    assert ledger.of("issue") == [(3.0, "issue", "a", 2.0)]


def test_surplus_brings_what_is_sold():
    """A customer of ten waits and leaves, so fewer than none were drawn: three are sold, at a half each."""
    waits = orders_at([1], [10], unmet="wait", patience=Constant(2.0), partial=False)
    network = replace(
        world([waits], a={"initial": 3.0}).network,
        items=(Item(name="a", unit_cost=2.0),),
        surplus_reviews=(SurplusReview(name="sale", stocks=("a",), every=2.0, keep=1.0, salvage=0.25),),
    )
    run, _ = traced(Scenario(name="bug", network=network, horizon=4.5))
    assert run.of("a", "surplus_units") == 3
    assert run.of("a", "proceeds") == 1.5


def test_the_cheapest_source_of_a_residue():
    """A thousand-millionth of a kilogram is less than a pack of either source: nothing is ordered."""
    packs = bought("a", multiple=2.0), replace(bought("a", multiple=2.0), supplier="other")
    a = {"whole": False, "sourcing": "price", "initial": 1.0}
    run, _ = traced(world([orders_at([1], [2.0**-30])], *packs, control={"a": BaseStock(1.0)}, a=a))
    assert run.of("a", "orders") == 0


def test_no_receipt_is_booked_below_nothing():
    """0.7 units of an item that comes whole: an error of all of it takes away 0.7, not one."""
    move = Transfer(stock="a", origin="hub")
    points: dict[str, Any] = {"a": {}, "hub": {"whole": False, "initial": 0.7}}
    rule = Bookkeeping(name="clerk", stocks=("a",), error_chance=1.0, error_share=Constant(1.0))
    scenario = world([orders_at([5], [1])], move, control={"a": BaseStock(1.0)}, **points)
    for seed in range(4):  # too little in some of them
        traced(replace(scenario, network=replace(scenario.network, bookkeeping=(rule,)), seed=seed))


def test_the_last_part_of_a_unit_is_on_the_shelf_when_it_is_made():
    """2.4 of 3 kg are good, an hour each: two until the third hour, then 0.4 more, and all at once posted."""
    times = {}
    for batch in (0.0, 9.0):
        lot = made("a", hours=(1,), good_fraction=0.8, transfer_batch=batch)
        bench = (WorkCentre(name="bench", hours_per_day=1.0),)
        scenario = world([orders_at([1], [3])], lot, centres=bench, horizon=4.0, a={"whole": False})
        times[batch] = traced(scenario)[0].of("a", "unposted_area")
    assert times[0.0] == times[9.0] == pytest.approx(2 + 1)


@pytest.mark.parametrize("idle", [False, True])
def test_a_return_in_the_same_instant_serves_who_asked_before(idle):
    """Five are wanted, three are there, four come back at once: all five are served, whoever else may ask."""
    both = orders_at([1, 1], [5, -4], unmet="lost", returns=True)
    demands = [both, orders_at([99], [1], name="idle")] if idle else [both]
    run, _ = traced(world(demands, a={"initial": 3.0}))
    assert run.of("a", "lost_units") == 0
    assert run.of("a", "filled_lines") == 1


@pytest.mark.parametrize("idle", [False, True])
def test_orders_of_one_instant_are_shared_alike_whoever_else_may_ask(idle):
    """Six and three are wanted in one instant and four are there: in proportion, two thirds and one third."""
    both = orders_at([1, 1], [6, 3])
    demands = [both, orders_at([99], [1], name="idle")] if idle else [both]
    _, ledger = traced(world(demands, a={"initial": 4.0, "allocation": "proportional"}))
    assert [q for _, _, _, q in ledger.of("issue")] == [3.0, 1.0]


def test_kits_in_the_pool_are_worth_something():
    """Two lots, one at a time on the floor: while the second waits with its kit, both are in process."""
    lots = made("p", hours=(5,)), made("q", hours=(5,))
    demands = [orders_at([1], [1], "p"), orders_at([1], [1], "q")]
    network = replace(
        world(demands, *lots, centres=SHORTEST, p={}, q={}).network,
        items=(Item(name="p", unit_cost=3.0), Item(name="q", unit_cost=4.0)),
        plant=Plant(release="conwip", limit=1.0),
    )
    control = tuple(Control((n,), to_order()) for n in "pq")
    money = MoneyHistory(1.0, first=0.5)
    simulate(Scenario(name="bug", network=network, control=control, horizon=12.0), watches=[money])
    assert money.in_process[1:11] == [7.0] * 5 + [4.0] * 5


@pytest.mark.parametrize("other", [1.0, 1.5])
def test_a_card_is_free_when_who_waited_is_served(other):
    """One card of two units, two wait for them: the card comes back when they are served, on day 4."""
    demands = [orders_at([1], [2]), orders_at([other], [1], name="other", stock="b")]
    points: dict[str, Any] = {"a": {}, "b": {"initial": 9.0}}
    control = {"a": Kanban(1, 2.0)}
    _, ledger = traced(world(demands, bought("a", 4), control=control, horizon=9.0, **points))
    assert [(f.time, f.quantity) for f in ledger.facts if f.kind == "order"] == [(0.0, 2.0), (4.0, 2.0)]


def test_a_policy_that_sees_the_shelf_is_still_asked_after_it_is_sized_anew():
    """All is pilfered after the sizing: the two-bin policy sees it, whatever the record says."""
    network = replace(
        world([orders_at([0.5, 7.5], [1, 1])], bought("a", 1), a={"initial": 9.0}).network,
        losses=(Loss(name="theft", stocks=("a",), share_per_year=1e9, every=30.0),),
    )
    resize = Resize(every=20.0, window=14.0, policy=Sized("two-bin", 1))
    control = (Control(("a",), TwoBin(2.0), resize),)
    _, ledger = traced(Scenario(name="bug", network=network, control=control, horizon=31.0))
    assert [f.time for f in ledger.facts if f.kind == "order"] == [30.0]
