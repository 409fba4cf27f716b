"""The study of a transition: money and service by month, worked out by hand for a shop without chance."""

from dataclasses import replace

import pandas as pd
import pytest

from experiments.spread import spread
from experiments.transition import (
    OVERTIME,
    OVERTIME_MONTHS,
    check_stages,
    follow_transition,
    month_of,
    with_overtime,
)
from policies.base_stock import BaseStock
from sim import Control, DataError, Scenario
from sim.distributions import Constant, Exponential
from sim.network import (
    Accounts,
    Demand,
    Item,
    Network,
    Operation,
    Production,
    Purchase,
    StockPoint,
    Supplier,
    WorkCentre,
)
from sim.scenario import UNITS_PER_YEAR

MONTH_IN_DAYS = UNITS_PER_YEAR["day"] / 12
GAP, LEAD = 0.125, 0.5
"""Months between customers, eight of them a month, and months of delivery: four customers long."""


def shop(level: float, **changes: object) -> Scenario:
    """A shop that keeps a level on the shelf and on order together; times in months.

    Customers come at 1/16, 3/16 ... of a month. Whatever is sold is ordered and comes half a month later, so
    level less four units are on the shelf, or that many customers wait. All is paid a month later.
    """
    scenario = Scenario(
        name="shop",
        time_unit="month",
        network=Network(
            items=(Item(name="tap", unit_cost=10.0, price=20.0),),
            stock_points=(StockPoint(name="tap", item="tap", initial=level),),
            suppliers=(Supplier(name="works"),),
            sources=(Purchase(stock="tap", supplier="works", lead_time=Constant(LEAD), price=9.0),),
            demands=(Demand(name="walk-in", stock="tap", interval=Constant(GAP), first=GAP / 2),),
            accounts=Accounts(receivable_days=MONTH_IN_DAYS, payable_days=MONTH_IN_DAYS),
        ),
        control=(Control(("tap",), BaseStock(level)),),
        horizon=8.0,
        warm_up=2.0,
    )
    return replace(scenario, **changes)  # type: ignore[arg-type]


def figures(frame: pd.DataFrame, name: str, kpi: str) -> dict[int, float]:
    """Return a figure of a line by month."""
    rows = frame[(frame["alternative"] == name) & (frame["kpi"] == kpi) & (frame["replication"] == 0)]
    return {int(month): float(value) for month, value in zip(rows["month"], rows["value"], strict=True)}


@pytest.fixture(scope="module")
def months() -> pd.DataFrame:
    """From a level of 3, at which one customer waits at any time, to 20, at which 16 are on the shelf."""
    return follow_transition("low", shop(3), {"high": [(0.0, shop(20))]}, 1, months=3)


def test_months_count_from_the_transition(months: pd.DataFrame) -> None:
    """Four months before the transition and those after it are read, in both lines, every figure once."""
    assert set(months["alternative"]) == {"low", "high"}
    for (_, kpi), rows in months.groupby(["alternative", "kpi"]):
        assert list(rows["month"]) == [-4, -3, -2, -1, 0, 1, 2], kpi
    assert set(months["kpi"]) == {
        "stock", "in_process", "receivables", "payables", "working_capital", "filled", "demanded",
    }  # fmt: skip


def test_service_by_hand(months: pd.DataFrame) -> None:
    """Eight are asked for a month; none is there at once before; half of them in the month of the change."""
    assert set(figures(months, "high", "demanded").values()) == {8.0}
    assert figures(months, "low", "filled") == dict.fromkeys(range(-4, 3), 0.0)
    filled = figures(months, "high", "filled")
    assert [filled[month] for month in range(-4, 3)] == [0, 0, 0, 0, 4, 8, 8]


def test_money_by_hand(months: pd.DataFrame) -> None:
    """Stock, receivables and payables at the end of each month are those of the trace.

    Before: nothing on the shelf, 8 sold at 20 and 8 received at 9 within the month. In the month of the
    change: 16 on the shelf at 10; 8 sold and one who waited served; 4 on order, 17 at once, 4 more received.
    """
    for name in ("low", "high"):
        assert figures(months, name, "stock")[-1] == 0
        assert figures(months, name, "receivables")[-1] == pytest.approx(160)
        assert figures(months, name, "payables")[-1] == pytest.approx(72)
        assert figures(months, name, "working_capital")[-1] == pytest.approx(88)
    assert figures(months, "low", "working_capital")[2] == pytest.approx(88)
    assert figures(months, "high", "stock")[0] == 160
    assert figures(months, "high", "receivables")[0] == pytest.approx(180)
    assert figures(months, "high", "payables")[0] == pytest.approx(225)
    assert figures(months, "high", "working_capital")[0] == pytest.approx(115)
    assert figures(months, "high", "working_capital")[1] == pytest.approx(248)


def test_stages_follow_each_other() -> None:
    """A second stage begins its months after the first: back to a level of 12 a month later."""
    frame = follow_transition("low", shop(3), {"both": [(0.0, shop(20)), (1.0, shop(12))]}, 1, months=4)
    stock = figures(frame, "both", "stock")
    assert stock[0] == 160
    assert stock[3] == 80


def random_shop(level: float) -> Scenario:
    """The shop with customers by chance."""
    scenario = shop(level)
    network = scenario.network
    demand = replace(network.demands[0], interval=Exponential(mean=GAP))
    return replace(scenario, network=replace(network, demands=(demand,)))


def test_workers_change_nothing() -> None:
    """One worker and two give the same bytes, and each finished world is told."""
    told: list[tuple[int, int]] = []
    ways = {"high": [(0.0, random_shop(20))]}
    one = follow_transition("low", random_shop(6), ways, 3, months=2, watch=lambda *far: told.append(far))
    two = follow_transition("low", random_shop(6), ways, 3, months=2, jobs=2)
    assert one.to_csv() == two.to_csv()
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert list(dict.fromkeys(one["replication"])) == [0, 1, 2]


def test_all_lines_meet_the_same_world() -> None:
    """Up to the transition the lines of a world are the same, and they ask for the same ever after."""
    frame = follow_transition("low", random_shop(6), {"high": [(0.0, random_shop(20))]}, 2, months=2)
    wide = frame.pivot(index=["replication", "month", "kpi"], columns="alternative", values="value")
    before = wide[wide.index.get_level_values("month") < 0]
    assert (before["low"] == before["high"]).all()
    demanded = wide.xs("demanded", level="kpi")
    assert (demanded["low"] == demanded["high"]).all()
    assert (wide["low"] != wide["high"]).any()


def test_a_way_with_another_network_is_refused_by_name() -> None:
    """What stands against a transition is said, with the name of the way."""
    other = shop(20)
    item = replace(other.network.items[0], price=25.0)
    other = replace(other, network=replace(other.network, items=(item,)))
    with pytest.raises(
        DataError, match=r"a transition to 'dear': the new way has other items, such as 'tap'"
    ):
        follow_transition("low", shop(3), {"dear": [(0.0, other)]}, 1)
    with pytest.raises(DataError):
        check_stages(shop(3), [(0.0, shop(20)), (1.0, other)])


def test_overtime_is_for_some_months() -> None:
    """With overtime every work centre works a quarter longer, and after some months as usual."""
    plant = shop(20)
    network = replace(
        plant.network,
        sources=(Production(stock="tap", route=(Operation(work_centre="lathe", run_hours=Constant(0.1)),)),),
        suppliers=(),
        work_centres=(WorkCentre(name="lathe", hours_per_day=8.0),),
    )
    plant = replace(plant, network=network)
    (start, longer), (end, usual) = with_overtime(plant)
    assert (start, end) == (0.0, OVERTIME_MONTHS)
    assert longer.network.work_centres[0].hours_per_day == OVERTIME * 8.0
    assert usual is plant
    check_stages(plant, with_overtime(plant))


def test_a_month_is_a_twelfth_of_a_year() -> None:
    """In days, hours and months alike."""
    assert month_of(shop(3)) == 1.0
    assert month_of(shop(3, time_unit="day")) == pytest.approx(MONTH_IN_DAYS)


def _square(study: int, world: int) -> int:
    return study + world * world


@pytest.mark.parametrize("jobs", [1, 2])
def test_spread_reads_every_world_once(jobs: int) -> None:
    """Every world comes back with its number and what was read of it, however many workers there are."""
    assert dict(spread(_square, 5, [3, 1, 2], jobs)) == {3: 14, 1: 6, 2: 9}
