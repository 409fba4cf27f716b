"""Planning data: what the records of a past window tell, by hand."""

from dataclasses import replace

import pytest

from experiments.planning import DrawHistory, draw_history, planned_lead_time
from policies.q_system import QSystem
from sim import Control, DataError, Scenario
from sim.distributions import Constant, Exponential, Gamma, Uniform
from sim.engine.world import World
from sim.network import (
    Accounts,
    Component,
    Demand,
    Item,
    Network,
    Operation,
    Production,
    Purchase,
    StockPoint,
    Transfer,
    WorkCentre,
)
from tests.worlds import SUPPLIER, one_stock, orders_at

WEEK = 365 / 52
"""A bucket of the records: a 52nd of a year, 7.02 days."""

NEVER = QSystem(order_point=-1e9, quantity=1)
"""A policy that never orders."""


def window(demand: Demand, initial: float = 1000.0, **more) -> Scenario:
    """Return a past of three whole weeks after ten days of warm-up, and a bit of a fourth."""
    return one_stock(NEVER, demand, horizon=10 + 3 * WEEK + 2, warm_up=10, initial=initial, **more)


# ---- the records of the past


def test_rate_and_variance_by_hand() -> None:
    """Weeks with 6, 0 and 3 units: mean 3, variance 9; before the warm-up and in the rest nothing counts."""
    demand = orders_at([5, 11, 12, 25, 32], [100, 4, 2, 3, 50])
    history = draw_history(window(demand))
    assert history.time_unit == "day"
    assert history.rate == {"a": pytest.approx(3 / WEEK)}
    assert history.variance == {"a": pytest.approx(9 / WEEK)}


def test_the_time_unit_of_the_scenario() -> None:
    """The same past told in hours gives rates an hour."""
    demand = orders_at([t * 24.0 for t in (11, 12, 25)], [4, 2, 3])
    scenario = one_stock(
        NEVER, demand, horizon=24 * (10 + 3 * WEEK + 2), warm_up=240, initial=99, time_unit="hour"
    )
    history = draw_history(scenario)
    assert history.rate["a"] == pytest.approx(3 / (WEEK * 24))
    assert history.variance["a"] == pytest.approx(9 / (WEEK * 24))


@pytest.mark.parametrize(("unmet", "recorded"), [("lost", 5.0), ("quote", 5.0), ("backorder", 9.0)])
def test_who_walks_away_is_not_recorded(unmet: str, recorded: float) -> None:
    """Of 9 units asked for 5 are there: the records show those, and what is waited for."""
    demand = orders_at([11, 18, 25], [4, 2, 3], unmet=unmet, patience=Constant(1.0))
    history = draw_history(window(demand, initial=5, lead_time=90.0))
    assert history.rate["a"] == pytest.approx(recorded / (3 * WEEK))


def test_returns_are_taken_off() -> None:
    """Four sold and one brought back in the same week are three."""
    demand = orders_at([11, 12], [4, -1], returns=True)
    assert draw_history(window(demand)).rate["a"] == pytest.approx(3 / (3 * WEEK))


def test_nothing_was_ever_drawn() -> None:
    """An item that nobody asked for has a rate and a variance of zero, and not below with net returns."""
    for sizes in ([4, 4], [-4, -4]):
        history = draw_history(window(orders_at([1, 11], sizes, returns=True), initial=3, whole=False))
        assert history.rate["a"] == pytest.approx(max(sizes[1], 0) / (3 * WEEK))
    history = draw_history(window(orders_at([1], [4])))
    assert (history.rate["a"], history.variance["a"]) == (0.0, 0.0)


def test_parts_are_drawn_by_the_lots_that_need_them() -> None:
    """Each week a lot of 3 takes 6 parts, whatever the customers of the product do."""
    network = Network(
        items=(Item(name="product"), Item(name="part")),
        stock_points=(
            StockPoint(name="product", item="product"),
            StockPoint(name="part", item="part", initial=100),
        ),
        sources=(Production(stock="product", components=(Component(stock="part", quantity=2),)),),
        demands=(orders_at([11, 18, 25], [3, 3, 3], "product"),),
    )
    control = (Control(("product",), QSystem(order_point=-1, quantity=3)),)
    scenario = Scenario(name="made", network=network, control=control, horizon=10 + 3 * WEEK + 2, warm_up=10)
    history = draw_history(scenario)
    assert history.rate == {"product": pytest.approx(3 / WEEK), "part": pytest.approx(6 / WEEK)}
    assert history.variance == {"product": 0.0, "part": 0.0}


def test_the_past_is_a_world_of_its_own() -> None:
    """The records come from a random world that no comparison uses, the same each time."""
    demand = Demand(name="d", stock="a", interval=Exponential(1.0))
    scenario = replace(window(demand), horizon=100.0)
    assert draw_history(scenario) == draw_history(scenario)
    assert draw_history(scenario) != draw_history(scenario, replication=0)


def test_a_window_too_short() -> None:
    """Two whole weeks at least, or there is no variance."""
    demand = orders_at([11], [4])
    with pytest.raises(DataError, match=r"window for planning is 14 days; it must be two weeks or longer"):
        draw_history(replace(window(demand), horizon=24.0))
    assert draw_history(replace(window(demand), horizon=24.1)).variance["a"] == pytest.approx(8 / WEEK)


# ---- what a planner makes of them


def works() -> Network:
    """Return a network with a stock point for each kind of source."""
    bench = WorkCentre(name="bench", hourly_cost=40.0)
    lathe = WorkCentre(name="lathe", hourly_cost=100.0)
    return Network(
        items=(
            Item(name="valve", unit_cost=120.0),
            Item(name="oil", unit_cost=3.0, whole=False),
        ),
        stock_points=(
            StockPoint(name="valve", item="valve"),
            StockPoint(name="depot", item="valve"),
            StockPoint(name="oil", item="oil"),
        ),
        suppliers=(SUPPLIER, replace(SUPPLIER, name="other")),
        sources=(
            Production(
                stock="valve",
                route=(
                    Operation(work_centre="lathe", setup_hours=Gamma(1.5, 1.0), run_hours=Constant(0.3)),
                    Operation(work_centre="bench", setup_hours=Constant(0.5)),
                ),
                processing=Constant(2.0),
                order_cost=25.0,
                planned_lead_time=14.0,
            ),
            Transfer(stock="depot", origin="valve", lead_time=Uniform(1.0, 2.0), order_cost=7.0),
            Purchase(
                stock="oil",
                supplier="supplier",
                lead_time=Gamma(6.0, 3.0),
                processing=Exponential(2.0),
                order_cost=50.0,
            ),
            Purchase(stock="oil", supplier="other", lead_time=Constant(99.0), order_cost=999.0),
        ),
        work_centres=(lathe, bench),
        accounts=Accounts(holding_rate=0.25),
    )


HISTORY = DrawHistory(
    rate={"valve": 3.0, "depot": 1.0, "oil": 0.5},
    variance={"valve": 8.0, "depot": 2.0, "oil": 0.25},
    time_unit="day",
)


def test_the_record_of_a_made_item() -> None:
    """An order costs its paperwork (25) and its set-ups: 1.5 hours at 100 and 0.5 at 40."""
    record = HISTORY.for_network(works()).record("valve")
    assert (record.stock, record.demand_rate, record.demand_variance) == ("valve", 3.0, 8.0)
    assert record.order_cost == pytest.approx(25 + 150 + 20)
    assert record.lead_time == 14.0
    assert (record.unit_cost, record.whole) == (120.0, True)
    assert record.holding_rate == pytest.approx(0.25 / 365)


def test_the_record_of_a_bought_item() -> None:
    """Desk and lead time by their means (2 + 6), from the first source; oil comes by any measure."""
    record = HISTORY.for_network(works()).record("oil")
    assert (record.lead_time, record.order_cost) == (8.0, 50.0)
    assert (record.unit_cost, record.whole) == (3.0, False)


def test_the_record_of_a_transferred_item() -> None:
    """The mean of the way, the paperwork, and the cost of the item as everywhere."""
    record = HISTORY.for_network(works()).record("depot")
    assert (record.lead_time, record.order_cost, record.unit_cost) == (1.5, 7.0, 120.0)


def test_the_holding_rate_in_hours() -> None:
    """In a case of hours it is a share of an hour."""
    record = replace(HISTORY, time_unit="hour").for_network(works()).record("oil")
    assert record.holding_rate == pytest.approx(0.25 / 8760)


def test_a_planned_lead_time_wins() -> None:
    """What planners believe comes before what the laws say."""
    _, _, oil, _ = works().sources
    assert planned_lead_time(replace(oil, planned_lead_time=21.0)) == 21.0
    assert planned_lead_time(replace(oil, planned_lead_time=0.0)) == 0.0


@pytest.mark.parametrize(
    "stock",
    [
        "depot",
        "oil",
        pytest.param("valve"),
    ],
)
def test_planner_and_engine_reckon_alike(stock: str) -> None:
    """Where no lead time is planned, sizing and the engine's need-by dates use the same one."""
    network = works()
    sources = tuple(replace(source, planned_lead_time=None) for source in network.sources)
    names = tuple(Control((point.name,), NEVER) for point in network.stock_points)
    scenario = Scenario(name="x", network=replace(network, sources=sources), control=names, horizon=1.0)
    record = HISTORY.for_network(scenario.network).record(stock)
    assert record.lead_time == pytest.approx(World(scenario, 0).stocks[stock].sources[0].planned_lead_time)


def test_a_stock_point_that_the_past_did_not_have() -> None:
    """It is sized from what it feeds: two of it in each of five, so mean 10 and variance 4 x 3 a day."""
    history = DrawHistory(rate={"shelf": 5.0}, variance={"shelf": 3.0}, time_unit="day")
    network = Network(
        items=(Item(name="part"),),
        stock_points=tuple(StockPoint(name=n, item="part") for n in ("shelf", "line", "store")),
        sources=(
            Production(stock="shelf", components=(Component(stock="line", quantity=2),)),
            Transfer(stock="line", origin="store", lead_time=Constant(1.0)),
            Purchase(stock="store", supplier="maker"),
        ),
    )
    planning = history.for_network(network)
    assert [planning.record(n).demand_rate for n in ("shelf", "line", "store")] == [5.0, 10.0, 10.0]
    assert [planning.record(n).demand_variance for n in ("line", "store")] == [12.0, 12.0]
