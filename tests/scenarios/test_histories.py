"""Histories from files: laws that draw or replay them, recorded orders, intermittent demand."""

import math
from itertools import islice
from pathlib import Path

import pytest

from policies.base_stock import BaseStock
from scenarios import Problem, check_case, load_case
from sim.distributions import Constant, Empirical, Exponential, Geometric, Recorded
from sim.engine.streams import Streams
from sim.errors import DataError
from sim.network import Demand
from tests.worlds import interval_99, one_stock, traced

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
LEADS = """order,days,weeks,note
1,14,2,
2,7,1,late
3,21,3,
4,14,,
5,35,,
"""
ORDERS = """time_hours,quantity,customer
12,2,K
36,1,L
36,3,K
240,4,M
"""
DEMAND = "D-2,valve,4,2,,,"
HEADING = "name,stock,interval_days,size,unmet,patience_weeks,first_hours"


def lead_time(law: str) -> dict[tuple[str, str], str]:
    """Give the body of the valve this lead time, in weeks."""
    return {("purchases.csv", '"gamma(mean=2, sd=0.5)"'): f'"{law}"'}


def with_orders(write, orders: str = ORDERS, file: str = "orders.csv") -> Path:
    """Write the small case; the customers of `valve` are those of a file."""
    folder = write(
        {
            ("demands.csv", HEADING): f"{HEADING},history",
            ("demands.csv", DEMAND): f"D-2,valve,,,,,,{file}",
        }
    )
    (folder / "orders.csv").write_text(orders, encoding="utf-8")
    return folder


def with_leads(write, law: str, leads: str = LEADS) -> Path:
    """Write the small case with lead times from a file."""
    folder = write(lead_time(law))
    (folder / "leads.csv").write_text(leads, encoding="utf-8")
    return folder


def told(folder: Path) -> list[str]:
    """Return what is wrong with a case, as text."""
    return [str(problem) for problem in check_case(folder)]


# ---- laws from files


@pytest.mark.parametrize(
    ("law", "made"),
    [
        ("empirical(file='leads.csv', column='weeks')", Empirical((14.0, 7.0, 21.0))),
        ("empirical(file='leads.csv', column='weeks', block=2)", Empirical((14.0, 7.0, 21.0), 2)),
        ("recorded(file='leads.csv', column='weeks')", Recorded((14.0, 7.0, 21.0))),
        ("recorded(file='leads.csv', column='weeks', after=4)", Recorded((14.0, 7.0, 21.0), 28.0)),
    ],
)
def test_a_law_reads_a_column_of_a_file(write, law, made):
    """Values are in the unit of the column of the table, here weeks; the column ends with its last value."""
    purchase = load_case(with_leads(write, law)).scenario().network.sources[0]
    assert purchase.lead_time == made
    assert "file='leads.csv', column='weeks', 3 values of mean 14" in repr(purchase.lead_time)


def test_a_file_may_lie_elsewhere(write, tmp_path):
    """A path leads from the folder of the case, or from the root."""
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    for file in ("../leads.csv", (tmp_path / "leads.csv").as_posix()):
        folder = write(lead_time(f"recorded(file='{file}', column='weeks')"))
        assert load_case(folder).scenario().network.sources[0].lead_time == Recorded((14.0, 7.0, 21.0))


def test_recorded_lead_times_are_replayed(write):
    """The n-th order of a run has the n-th lead time of the file; no file is read while it runs."""
    folder = with_leads(write, "recorded(file='leads.csv', column='weeks')")
    scenario = load_case(folder).scenario(values={"suppliers.foundry.departure_period_weeks": ""})
    (folder / "leads.csv").unlink()
    facts = traced(scenario)[1].facts
    placed = [f for f in facts if (f.kind, f.subject) == ("order", "body")]
    came = {f.reference: f.time for f in facts if (f.kind, f.subject) == ("receipt", "body")}
    times = [came[f.reference] - f.time - 3 for f in placed if f.reference in came]  # 3 days: the desk
    assert len(times) > 3
    assert times[:4] == pytest.approx([14.0, 7.0, 21.0, 14.0])


def test_paths_reach_laws_from_files(write):
    """A path sets, multiplies and reads a law from a file, in the unit of the path."""
    case = load_case(with_leads(write, "1"))
    law = "empirical(file='leads.csv', column='days')"
    values = {"purchases.body.lead_time_days": law}
    assert case.scenario(values=values).network.sources[0].lead_time == (
        Empirical((14.0, 7.0, 21.0, 14.0, 35.0))
    )
    halved = load_case(with_leads(write, "empirical(file='leads.csv', column='weeks')"))
    changed = halved.scenario(values={"purchases.body.lead_time_days": "*0.5"})
    assert changed.network.sources[0].lead_time == Empirical((7.0, 3.5, 10.5))
    assert halved.raw_value("purchases.body.lead_time_weeks") == Empirical((2.0, 1.0, 3.0))
    with pytest.raises(DataError, match=r"path 'purchases.body.lead_time_days': file 'lead.csv' does not"):
        case.scenario(values={"purchases.body.lead_time_days": law.replace("leads", "lead")})


CELL = "purchases.csv row 2, column 'lead_time_weeks'"
LAW_FAULTS = {
    "file": (
        "empirical(file='lead.csv', column='days')", LEADS,
        "file 'lead.csv' does not exist; did you mean 'leads.csv'?",
    ),
    "column": (
        "empirical(file='leads.csv', column='day')", LEADS,
        "leads.csv row 1: column 'day' is missing; did you mean 'days'?",
    ),
    "not a number": (
        "recorded(file='leads.csv', column='note')", LEADS.replace("2,7,1,late", "2,7,1,").replace(
            "1,14,2,", "1,14,2,late"
        ),
        "leads.csv row 2, column 'note': 'late' is not a number; "
        "write it like 1250.5, without unit or thousands separator",
    ),
    "empty cell": (
        "empirical(file='leads.csv', column='note')", LEADS,
        "leads.csv row 2, column 'note': the cell is empty; give a value, or delete the row",
    ),
    "not finite": (
        "empirical(file='leads.csv', column='days')", LEADS.replace("21", "nan"),
        "leads.csv row 4, column 'days': 'nan' is not a number; "
        "write it like 1250.5, without unit or thousands separator",
    ),
    "no values": (
        "empirical(file='leads.csv', column='days')", "days,weeks\n,3\n",
        "leads.csv, column 'days': it has no values; give at least one",
    ),
    "no header": (
        "empirical(file='leads.csv', column='days')", "",
        "leads.csv row 1: the header row is missing; name the columns there",
    ),
    "ragged": (
        "empirical(file='leads.csv', column='days')", LEADS.replace("3,21,3,", "3,21,3,1,4"),
        "leads.csv row 4: it has 5 cells and the header names 4; put a text that holds a comma in quotes",
    ),
    "negative": (
        "empirical(file='leads.csv', column='days')", LEADS.replace("21", "-21"),
        "Empirical(file='leads.csv', column='days', 5 values of mean 9.8) holds -21, and lead_time is never "
        "negative; correct it",
    ),
    "block": (
        "empirical(file='leads.csv', column='days', block=6)", LEADS,
        "empirical: block is 6; it must be a whole number from 1 to the number of values (5)",
    ),
    "no column named": (
        "empirical(file='leads.csv')", LEADS,
        "empirical from a file needs file and column, both in quotes; "
        "write empirical(file='history.csv', column='days')",
    ),
    "another law": (
        "gamma(file='leads.csv', column='days')", LEADS,
        "gamma reads no file; write empirical or recorded",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", LAW_FAULTS)
def test_a_law_from_a_file_that_is_wrong_is_named(write, fault):
    """The place is the cell that names the file; the reason names file, row and column there."""
    law, leads, message = LAW_FAULTS[fault]
    assert told(with_leads(write, law, leads)) == [f"{CELL}: {message}"]


def test_a_share_from_a_file_is_a_share(write):
    """What cannot be of a share is refused like a negative time."""
    folder = write(
        {
            ("purchases.csv", "order_cost\n"): "order_cost,delivered\n",
            ("purchases.csv", "3,25\n"): "3,25,\"empirical(file='shares.csv', column='got')\"\n",
        }
    )
    (folder / "shares.csv").write_text("got\n1\n1.02\n", encoding="utf-8")
    (problem,) = check_case(folder)
    assert problem.place == "purchases.csv row 2, column 'delivered'"
    assert problem.reason.endswith("holds 1.02, and delivered is at most 1")


# ---- recorded orders


def test_recorded_orders_take_the_place_of_interval_and_size(write):
    """Times are converted to the unit of the case; after the last order nobody comes."""
    case = load_case(with_orders(write))
    demand = case.scenario().network.demands[1]
    assert demand == Demand(
        name="D-2",
        stock="valve",
        first=0.5,
        interval=Recorded((1.0, 0.0, 8.5), after=math.inf),
        size=Recorded((2.0, 1.0, 3.0, 4.0)),
    )
    assert repr(case.raw_value("demands.D-2.history")) == "OrderHistory(file='orders.csv', 4 orders)"


def test_recorded_orders_come_when_they_came(write):
    """A run meets exactly the orders of the file, those of one instant too, and then none."""
    scenario = load_case(with_orders(write)).scenario()
    facts = [f for f in traced(scenario)[1].facts if f.kind == "demand" and f.reference == "D-2"]
    assert [(f.time, f.quantity) for f in facts] == [(0.5, 2.0), (1.5, 1.0), (1.5, 3.0), (10.0, 4.0)]


def test_a_demand_left_without_interval_is_refused_beside_order_lines(write):
    """The same where demands have profiles and further lines."""
    folder = with_orders(write)
    (folder / "order_lines.csv").write_text("demand,stock\nD-2,depot\n", encoding="utf-8")
    with pytest.raises(DataError, match="'interval_days' is missing"):
        load_case(folder).scenario(values={"demands.D-2.history": ""})


def test_a_profile_grows_the_sizes_of_recorded_orders(write):
    """A profile that changes sizes holds for recorded orders too: twice as much, at the same times."""
    folder = with_orders(write)
    profiles = "name,changes\nmore,size\n"
    (folder / "profiles.csv").write_text(profiles, encoding="utf-8")
    promotions = "profile,start_days,end_days,factor\nmore,0,1000,2\n"
    (folder / "promotions.csv").write_text(promotions, encoding="utf-8")
    scenario = load_case(folder).scenario(values={"demands.D-2.profile": "more"})
    facts = [f for f in traced(scenario)[1].facts if f.kind == "demand" and f.reference == "D-2"]
    assert [(f.time, f.quantity) for f in facts] == [(0.5, 4.0), (1.5, 2.0), (1.5, 6.0), (10.0, 8.0)]


def test_a_profile_of_the_rate_ends_with_recorded_orders(write):
    """A rising rate brings recorded orders earlier, and still none after the last."""
    folder = with_orders(write)
    (folder / "profiles.csv").write_text("name,trend_per_year,season\nmore,1,1;2\n", encoding="utf-8")
    scenario = load_case(folder).scenario(values={"demands.D-2.profile": "more"})
    facts = [f for f in traced(scenario)[1].facts if f.kind == "demand" and f.reference == "D-2"]
    assert [f.quantity for f in facts] == [2.0, 1.0, 3.0, 4.0]


def test_one_recorded_order_is_enough(write):
    """After a single order there is no next."""
    demand = load_case(with_orders(write, "time_days,quantity\n3,7\n")).scenario().network.demands[1]
    assert (demand.first, demand.interval, demand.size) == (3.0, Constant(math.inf), Recorded((7.0,)))


def test_a_history_can_be_set_and_taken_away_by_a_path(write):
    """History wins over interval and size while it is there; without it there must be an interval."""
    folder = with_orders(write)
    case = load_case(folder)
    base = case.scenario().network.demands
    set_so = case.scenario(values={"demands.D-1.history": "orders.csv"}).network.demands
    assert (set_so[0].first, set_so[0].size) == (base[1].first, base[1].size)
    assert set_so[0].unmet == "quote"
    given = {"demands.D-2.history": "", "demands.D-2.interval_days": "exponential(2)", "demands.D-2.size": 3}
    away = case.scenario(values=given).network.demands[1]
    assert (away.interval, away.size, away.first) == (Exponential(2.0), Constant(3.0), None)
    with pytest.raises(DataError, match=r"demands.csv row 3: 'interval_days' is missing; give a value"):
        case.scenario(values={"demands.D-2.history": ""})
    with pytest.raises(DataError, match="3 is not the name of a file; put it in quotes"):
        case.scenario(values={"demands.D-2.history": 3})


def test_only_histories_need_no_interval(write):
    """Where all customers are recorded, no column `interval` is needed; otherwise the cell is."""
    demands = "name,stock,history\nD-2,valve,orders.csv\n"
    folder = write(files={"demands.csv": demands})
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    assert told(folder) == []
    (folder / "demands.csv").write_text(f"{demands}D-3,depot,\n", encoding="utf-8")
    assert told(folder) == ["demands.csv row 3, column 'interval_days': the cell is empty; give a value"]


ORDER_FAULTS = {
    "no time": (
        ORDERS.replace("time_hours", "when"),
        "orders.csv row 1: column 'time_days' is missing; known are 'when', 'quantity', 'customer'",
    ),
    "no unit": (
        ORDERS.replace("time_hours", "time"),
        "orders.csv row 1: the unit of 'time' is not clear; "
        "write one column 'time_days', or in another unit",
    ),
    "two times": (
        "time_days,time_hours,quantity\n1,24,3\n",
        "orders.csv row 1: the unit of 'time_days' and 'time_hours' is not clear; "
        "write one column 'time_days', or in another unit",
    ),
    "no quantity": (
        ORDERS.replace("quantity", "quantities"),
        "orders.csv row 1: column 'quantity' is missing; did you mean 'quantities'?",
    ),
    "not sorted": (
        ORDERS.replace("240", "24"),
        "orders.csv row 5, column 'time_hours': 24 comes after 36; sort the rows by time",
    ),
    "before the start": (
        ORDERS.replace("12,2", "-12,2"),
        "orders.csv row 2, column 'time_hours': -12 is before time zero; "
        "count times from the start of the run",
    ),
    "not a number": (
        ORDERS.replace("36,1", "36,one"),
        "orders.csv row 3, column 'quantity': 'one' is not a number; "
        "write it like 1250.5, without unit or thousands separator",
    ),
    "last quantity missing": (
        ORDERS.replace("240,4", "240,"),
        "orders.csv row 5, column 'quantity': the cell is empty; give a value, or delete the row",
    ),
    "nothing ordered": (
        "time_days,quantity\n1,0\n2,0\n",
        "orders.csv: no order is of more than zero units; give the quantities",
    ),
    "returns": (
        ORDERS.replace("36,3", "36,-3"),
        "orders.csv has -3 units at 1.5 days; write returns = true, or delete the returns there",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", ORDER_FAULTS)
def test_recorded_orders_that_are_wrong_are_named(write, fault):
    """The place is the cell that names the file; the reason names file, row and column there."""
    orders, message = ORDER_FAULTS[fault]
    assert told(with_orders(write, orders)) == [f"demands.csv row 3, column 'history': {message}"]


def test_a_file_of_orders_that_is_not_there_is_named(write):
    """The remedy names the nearest file."""
    said = check_case(with_orders(write, file="order.csv"))
    place, reason = "demands.csv row 3, column 'history'", "file 'order.csv' does not exist"
    assert said == [Problem(place, reason, "did you mean 'orders.csv'?")]


def test_recorded_returns_come_back(write):
    """With returns = true a negative quantity is taken back."""
    folder = with_orders(write, ORDERS.replace("36,3", "36,-3"))
    values = {"demands.D-2.returns": True}
    (folder / "demands.csv").write_text(
        "name,stock,history,returns\nD-2,valve,orders.csv,true\n", encoding="utf-8"
    )
    ledger = traced(load_case(folder).scenario(values=values))[1]
    assert [(t, q) for t, _, s, q in ledger.of("return") if s == "valve"] == [(1.5, 3.0)]


# ---- real histories


def test_recorded_lead_times_of_a_real_chain(write):
    """A column of a long real file is drawn from where it lies; mean and variance are those of the file."""
    file = SHARED / "scms_direct_drop_lead_times.csv"
    if not file.is_file():
        pytest.skip("the shared data are not here")
    law = f"empirical(file='{file}', column='lead_days', block=20)"
    case = load_case(write({}))
    bought = case.scenario(values={"purchases.bolt.lead_time_days": law}).network.sources[1].lead_time
    assert len(bought.values) == 4235
    assert min(bought.values) == 1.0
    tape = list(islice(Streams(1, 0).tape("x", bought), 40_000))
    assert sum(tape) / len(tape) == pytest.approx(bought.mean, rel=0.05)


def test_recorded_sales_of_a_real_part(write):
    """Fifty-one months of a part's sales, replayed month by month, are met as they were."""
    file = SHARED / "partx_monthly_1998-01_2002-03.csv"
    if not file.is_file():
        pytest.skip("the shared data are not here")
    sales = [float(line.split(",")[1]) for line in file.read_text().split()[1:]]
    law = f"recorded(file='{file}', column='sales')"
    case = load_case(write({("case.toml", "horizon_weeks = 20"): "horizon_years = 5"}))
    values = {"demands.D-2.size": law, "demands.D-2.interval_months": 1, "demands.D-2.first_hours": 0}
    facts = traced(case.scenario(values=values))[1].facts
    met = [f.quantity for f in facts if f.kind == "demand" and f.reference == "D-2"]
    assert met[: sum(s > 0 for s in sales)] == [s for s in sales if s > 0]


# ---- intermittent demand


def test_a_geometric_interval_makes_intermittent_demand(write):
    """`interval = geometric(n)`: in each period there is an order with chance 1/n, whatever the size.

    A period's demand has mean m/n and variance v/n + m^2 (1/n)(1 - 1/n), as Bernoulli demand has.
    """
    case = load_case(write())
    demand = case.scenario(values={"demands.D-2.interval_days": "geometric(4)"}).network.demands[1]
    assert demand.interval == Geometric(4.0)
    chance, size = 1 / 4, Geometric(5.0)
    periods = 300
    law = Demand(name="D", stock="a", interval=Geometric(4.0), size=size)
    world = one_stock(BaseStock(10.0), law, horizon=periods + 0.5, initial=10)
    totals, orders = [], []
    for k in range(40):
        facts = [f for f in traced(world, k)[1].facts if f.kind == "demand"]
        assert all(f.time == int(f.time) for f in facts)
        assert len({f.time for f in facts}) == len(facts)
        totals.append(sum(f.quantity for f in facts) / periods)
        orders.append(len(facts) / periods)
    mean, half = interval_99(orders)
    assert abs(mean - chance) < half
    mean, half = interval_99(totals)
    assert abs(mean - size.mean * chance) < half
    exact = size.variance * chance + size.mean**2 * chance * (1 - chance)
    spread = [(t - mean) ** 2 * periods for t in totals]
    found, width = interval_99(spread)
    assert abs(found - exact) < width


def test_a_recorded_history_is_the_same_in_every_replication(write):
    """Replications differ in the rest of the world, not in what is recorded."""
    scenario = load_case(with_orders(write)).scenario()
    runs = [[f for f in traced(scenario, k)[1].facts if f.kind == "demand"] for k in range(2)]
    recorded, drawn = ([[f for f in run if f.reference == name] for run in runs] for name in ("D-2", "D-1"))
    assert recorded[0] == recorded[1]
    assert drawn[0] != drawn[1]
