"""The warm-up that a case needs, found in a pilot."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments.bench import Bench
from experiments.pilot import StartUpHistory
from experiments.precision.mser import mser5
from experiments.warm_up import FIRST_PILOT_WORLD, find_warm_up, round_up
from scenarios import load_case
from sim import DataError, Scenario, simulate
from tests.experiments.test_league import CASE


@pytest.fixture
def case_folder(tmp_path: Path) -> Path:
    """A folder for a case."""
    folder = tmp_path / "two-shelves"
    folder.mkdir()
    return folder


def bench_of(folder: Path, *changes: tuple[str, str], jobs: int = 1, horizon: float = 800) -> Bench:
    """A bench with the case of two shelves, some texts replaced."""
    text = CASE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return Bench(load_case(folder), jobs=jobs, horizon=horizon)


FULL = ('item = "tap"\ninitial = 33', 'item = "tap"\ninitial = 150')


def test_what_the_watch_reads(shop: Scenario, plant: Scenario) -> None:
    """Stock at unit cost, units waited for and units in process, from the first interval on."""
    history = StartUpHistory(10.0)
    simulate(shop, watches=[history])
    # By hand, after the demand of each tenth day: 10 - 4, 6 - 4, 2 late (8 ordered at 20, in at 34), 6 - 4.
    assert history.times == [10.0 * k for k in range(1, 10)]
    assert history.stock[:4] == [60.0, 20.0, 0.0, 20.0]
    assert history.backorders[:4] == [0.0, 0.0, 2.0, 0.0]
    assert history.in_process == [0.0] * 9
    made = StartUpHistory(1.0)
    simulate(plant, watches=[made])
    free = replace(plant.network.items[0], unit_cost=0.0), replace(plant.network.items[1], unit_cost=0.0)
    units = StartUpHistory(1.0)
    simulate(replace(plant, network=replace(plant.network, items=free)), watches=[units])
    assert made.stock[0] == 4 * 10 + 6 * 2 and units.stock[0] == 10
    assert max(made.in_process) == 4


def test_a_stock_that_runs_down_is_start_up(case_folder: Path) -> None:
    """150 taps, two a day, until an order point of 8: two months or more; the cut is that of MSER-5."""
    bench = bench_of(case_folder, FULL)
    found = find_warm_up(bench, ["today"])
    assert (found.alternative, found.figure) == ("today", "stock value")
    assert 35 < found.end < 110
    assert found.time == round_up(found.end) >= found.end
    assert found.series.shape == (5, 200) and found.times[0] == 4.0  # 200 readings in 800 days
    assert found.truncation.observations == mser5(found.series).observations
    assert found.times[found.truncation.observations - 1] == found.end
    scenario = replace(bench.scenario("today"), warm_up=0.0)
    history = StartUpHistory(4.0)
    simulate(scenario, FIRST_PILOT_WORLD + 3, watches=[history])
    assert found.series[3].tolist() == history.stock
    words = found.words("day", {})
    assert words == (
        f"Warm-up: the first {found.end:.0f} days are start-up (MSER-5 on stock value); "
        f"{found.time:.0f} days are cut."
    )


def test_the_longest_cut_wins(case_folder: Path) -> None:
    """Of all alternatives, those that are sized later with the setting of the case; by any worker."""
    bench = bench_of(case_folder, FULL)
    names = ["sized", "today"]
    both = find_warm_up(bench, names)
    assert both.end == max(find_warm_up(bench, [name]).end for name in names)
    spread = find_warm_up(bench_of(case_folder, FULL, jobs=2), names)
    assert (spread.end, spread.alternative) == (both.end, both.alternative)
    assert np.array_equal(spread.series, both.series)
    assert bench.warm_up is None  # the caller decides, before the bench reads any planning data
    bench.warm_up = both.time
    fresh = bench_of(case_folder, FULL)
    fresh.warm_up = both.time
    assert bench.scenario("sized") == fresh.scenario("sized")


def test_no_start_up(case_folder: Path) -> None:
    """Where a figure is only noise nothing is cut, though MSER-5 alone might cut somewhere."""
    changes = (
        ("order_point = 8", "order_point = 30"),
        ('item = "tap"\ninitial = 33', 'item = "tap"\ninitial = 40'),
    )
    found = find_warm_up(bench_of(case_folder, *changes, horizon=4000), ["today"])
    assert found.end == 0 and found.time == 0
    assert found.words("day", {}) == "Warm-up: no start-up shows (MSER-5 on stock value); nothing is cut."


def test_too_short_a_horizon(case_folder: Path) -> None:
    """Stock that falls to the end: a sentence with place and remedy."""
    full = ('item = "tap"\ninitial = 33', 'item = "tap"\ninitial = 1000')
    with pytest.raises(
        DataError, match=r"alternative 'today' .* second half of 300 days.*--horizon.*--warmup"
    ):
        find_warm_up(bench_of(case_folder, full, horizon=300), ["today"])


@pytest.mark.parametrize("time", [1e-3, 0.7, 12.01, 95.0, 100.0, 119.9, 999.0, 1000.1])
def test_round_numbers(time: float) -> None:
    """Never less, and at most a third more."""
    assert time <= round_up(time) <= 1.34 * time
