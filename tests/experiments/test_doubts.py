"""The saving under doubt: today's cost less the other's, world by world, and what each end makes of it."""

import pandas as pd
import pytest

from experiments.bench import Bench
from experiments.doubts import BASE, doubt_rows, put_in_doubt
from experiments.interval import paired_difference
from scenarios import load_case
from scenarios.proposal import Doubt
from tests.experiments.report.works import write_works

COST = Doubt(
    title="Cost of an order",
    low={"purchases.*.order_cost": 100},
    high={"purchases.*.order_cost": 900},
    low_words="Rs 100",
)
VOLUME = Doubt(title="Volume", low={"volume": 0.5}, high={"volume": 1.5})


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The works on a bench, for half a year."""
    folder = write_works(tmp_path_factory.mktemp("firm") / "works")
    return Bench(load_case(folder), horizon=240)


@pytest.fixture(scope="module")
def table(bench: Bench) -> pd.DataFrame:
    """Two doubts in two worlds."""
    return put_in_doubt(bench, "as-is", "more", {}, (COST, VOLUME), 2)


def savings(table: pd.DataFrame, title: str, end: str) -> list[float]:
    """Return the saving in each world."""
    return list(table[(table["doubt"] == title) & (table["end"] == end)]["saving"])


def test_every_end_meets_every_world(table: pd.DataFrame) -> None:
    """There is a row for the base and both ends of each doubt, in each world, with its words."""
    keys = list(zip(table["doubt"], table["end"], table["replication"], strict=True))
    ends = [(BASE, ""), (COST.title, "low"), (COST.title, "high"), ("Volume", "low"), ("Volume", "high")]
    assert keys == [(*end, world) for end in ends for world in (0, 1)]
    assert set(table[table["end"] == "low"]["words"]) == {"Rs 100", ""}


def test_the_saving_is_todays_cost_less_the_others(bench: Bench, table: pd.DataFrame) -> None:
    """Saving and service of the base row are those of a comparison of the same worlds."""
    scenarios = {name: bench.scenario(name) for name in ("as-is", "more")}
    found = bench.paired(scenarios, 2, "")
    now, then = (found.of(name) for name in scenarios)
    base = table[table["doubt"] == BASE]
    for k, row in enumerate(base.to_dict("records")):
        assert row["saving"] == now[k].kpis["total_cost"] - then[k].kpis["total_cost"]
        assert row["fill_rate"] == then[k].kpis["fill_rate"]
        assert row["fill_rate_today"] == now[k].kpis["fill_rate"]
        assert row["fill_rate"] > row["fill_rate_today"]


def test_a_price_moves_the_saving_by_what_it_costs(bench: Bench, table: pd.DataFrame) -> None:
    """Where nothing but the cost of an order changes, the saving moves by it for each order placed.

    Both ways buy the same lots, so the saving moves by 400 for each purchase that one way places more.
    """
    low, base, high = (savings(table, title, end) for title, end in (
        (COST.title, "low"), (BASE, ""), (COST.title, "high")))  # fmt: skip
    buying = bench.at({"productions.*.order_cost": 0})
    ways = {name: buying.scenario(name) for name in ("as-is", "more")}
    found = buying.paired(ways, 2, "")
    paid = {name: [one.kpis["ordering_cost"] for one in found.of(name)] for name in ways}
    for world in (0, 1):
        orders = (paid["as-is"][world] - paid["more"][world]) / 300
        assert low[world] == pytest.approx(base[world] - 200 * orders)
        assert high[world] == pytest.approx(base[world] + 600 * orders)


def test_the_setting_of_the_proposed_way_is_kept(bench: Bench) -> None:
    """What the proposed way was sized to holds for it and not for today's way."""
    knob = {"control.sold.order_point": 4}
    found = put_in_doubt(bench, "as-is", "more", knob, (), 1)
    assert list(found["saving"]) == [0.0]


# ---- by hand

FRAME = pd.DataFrame(
    [
        (BASE, "", "", 0, 10.0),
        (BASE, "", "", 1, 14.0),
        ("Rent", "low", "a half", 0, 11.0),
        ("Rent", "low", "a half", 1, 15.0),
        ("Rent", "high", "double", 0, 8.0),
        ("Rent", "high", "double", 1, 13.0),
        ("Wages", "low", "", 1, 24.0),
        ("Wages", "low", "", 0, 22.0),
        ("Wages", "high", "", 0, -6.0),
        ("Wages", "high", "", 1, 2.0),
    ],
    columns=["doubt", "end", "words", "replication", "saving"],
)


def test_differences_are_paired_by_world() -> None:
    """Each end is set against the base of the same world, whatever the order of the rows."""
    rows = doubt_rows(FRAME).set_index(["path", "end"])
    assert rows.loc[("Rent", "low"), "difference"] == 1.0
    assert rows.loc[("Rent", "low"), "difference_low"] == rows.loc[("Rent", "low"), "difference_high"] == 1.0
    assert rows.loc[("Rent", "high"), "difference"] == -1.5
    by_hand = paired_difference([22.0, 24.0], [10.0, 14.0])
    assert rows.loc[("Wages", "low"), "difference"] == 11.0
    assert rows.loc[("Wages", "low"), "difference_low"] == pytest.approx(by_hand.low)
    assert rows.loc[("Rent", "high"), "value"] == "double"


def test_the_widest_swing_comes_first() -> None:
    """Doubts are in the order of what they can do to the saving, both ends together."""
    assert list(doubt_rows(FRAME)["path"]) == ["Wages", "Wages", "Rent", "Rent"]
    narrow = FRAME.assign(saving=FRAME["saving"].where(FRAME["doubt"] != "Wages", 12.0))
    assert next(iter(doubt_rows(narrow)["path"])) == "Rent"
