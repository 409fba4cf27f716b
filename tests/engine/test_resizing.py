"""Sizing within a run: the calendar reads recorded draws and replaces the policy."""

from dataclasses import dataclass, replace

from policies.kanban import Kanban
from policies.p_system import PSystem
from policies.planning import PlanningRecord
from policies.q_system import QSystem
from sim import Control, Scenario, simulate
from sim.distributions import Constant, Recorded
from sim.engine.resizing import BUCKETS_PER_YEAR
from sim.network import Demand
from sim.scenario import UNITS_PER_YEAR, Resize
from tests.worlds import one_stock, orders_at, traced

WEEK = UNITS_PER_YEAR["day"] / BUCKETS_PER_YEAR


@dataclass(frozen=True)
class ThreeWeeks:
    """Three weeks of demand as order point, one week as quantity; remembers nothing."""

    def __call__(self, rate: float, variance: float) -> QSystem:
        return QSystem(round(21 * rate), max(round(7 * rate), 1))


def sized(every: float, window: float, policy: object = ThreeWeeks()) -> Resize:
    """Return a calendar."""
    return Resize(every=every, window=window, policy=policy)  # type: ignore[arg-type]


def growing(resize: Resize | None, horizon: float = 210.5) -> Scenario:
    """Return one unit a day, three a day from day 70 on, under (21, 7)."""
    sizes = Recorded((*[1.0] * 70, 3.0), after=3.0)
    demand = Demand(name="d", stock="a", interval=Constant(1.0), size=sizes)
    scenario = one_stock(QSystem(21, 7), demand, initial=28, lead_time=21.0, horizon=horizon)
    return replace(scenario, control=(Control(("a",), QSystem(21, 7), resize),))


def test_the_order_point_follows_the_demand() -> None:
    """Four weeks of three a day in the window make 63, what the lead time needs."""
    _, ledger = traced(growing(sized(every=28.0, window=28.0)))
    points = [fact.reference for fact in ledger.facts if fact.kind == "sized"]
    assert points[0] == repr(QSystem(21, 7))
    assert points[-1] == repr(QSystem(63, 21))


def test_service_is_better_with_the_calendar_than_without() -> None:
    """The demand trebles: sized anew, fewer units are late."""
    late = [simulate(growing(r)).of("a", "late_units") for r in (sized(14.0, 28.0), None)]
    assert late[0] < late[1] / 2


def test_the_window_is_bounded() -> None:
    """A window of a year remembers the slow weeks; one of four weeks has forgotten them."""
    points = []
    for window in (28.0, 365.0):
        _, ledger = traced(growing(sized(every=140.0, window=window)))
        points.append([fact.reference for fact in ledger.facts if fact.kind == "sized"])
    assert points[0] == [repr(QSystem(63, 21))]
    rate = (70 + 3 * 63) / (19 * WEEK)  # nineteen whole weeks, to day 133
    assert points[1] == [repr(QSystem(round(21 * rate), round(7 * rate)))]


def test_lost_customers_are_not_in_the_books() -> None:
    """Ten a day are asked for and five there were: five is what the records show."""
    read: list[float] = []

    def note(rate: float, variance: float) -> QSystem:
        read.append(rate * 2 * WEEK)
        return QSystem(-1, 1)

    demand = orders_at([1], [10], unmet="lost")
    scenario = one_stock(QSystem(-1, 1), demand, initial=5, horizon=15.5)
    calendar = Resize(every=15.0, window=2 * WEEK, policy=note)
    simulate(replace(scenario, control=(Control(("a",), QSystem(-1, 1), calendar),)))
    assert read == [5.0]


def test_a_higher_point_is_acted_on_at_once() -> None:
    """The position stands below the new order point: the order leaves in the same instant."""
    _, ledger = traced(growing(sized(every=105.0, window=28.0)))
    assert 105.0 in [time for time, _, _, _ in ledger.of("order")]


def test_a_periodic_policy_keeps_its_reviews() -> None:
    """The level changes, the days of review do not."""

    def higher(rate: float, variance: float) -> PSystem:
        return PSystem(10.0, 50)

    demand = Demand(name="d", stock="a", interval=Constant(1.0))
    scenario = one_stock(PSystem(10.0, 20), demand, initial=20, horizon=61)
    calendar = Resize(every=30.0, window=30.0, policy=higher)
    control = (Control(("a",), PSystem(10.0, 20), calendar),)
    _, ledger = traced(replace(scenario, control=control))
    orders = {time: quantity for time, _, _, quantity in ledger.of("order")}
    assert orders[10.0] == 10
    assert orders[40.0] == 40
    assert orders[50.0] == 10


@dataclass(frozen=True)
class CardsCounted:
    """Cards for three weeks of demand in containers of seven, counted anew."""

    def __call__(self, rate: float, variance: float) -> Kanban:
        record = PlanningRecord("a", demand_rate=rate, demand_variance=variance, lead_time=21.0)
        return Kanban.sized(record, safety_factor=0.0, container=7.0)


def test_cards_are_added_when_demand_grows_and_taken_out_when_it_falls() -> None:
    """Three weeks of one a day: three containers and one in use; of three a day: nine and one; and back."""
    sizes = Recorded((*[1.0] * 70, *[3.0] * 70, 1.0), after=1.0)
    demand = Demand(name="d", stock="a", interval=Constant(1.0), size=sizes)
    start = Kanban(cards=4, container=7.0)
    scenario = one_stock(start, demand, initial=28, lead_time=21.0, horizon=280.5)
    scenario = replace(scenario, control=(Control(("a",), start, sized(28.0, 28.0, CardsCounted())),))
    run, ledger = traced(scenario)
    counted = [fact.reference for fact in ledger.facts if fact.kind == "sized"]
    assert counted[0] == repr(start)
    assert repr(Kanban(cards=10, container=7.0)) in counted
    assert counted[-1] == repr(start)
    orders = [fact.quantity for fact in ledger.facts if fact.kind == "order"]
    assert set(orders) == {7.0}  # a card is still one container
    assert run.of("a", "on_hand_area") > 0
