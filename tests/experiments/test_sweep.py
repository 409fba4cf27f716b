"""Sweeps: the same worlds at every point, who wins, sizing, saturation, stopping and going on."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import experiments.replicate
from experiments.bench import Bench
from experiments.compare import Comparison
from experiments.designs.vary import parse_range
from experiments.progress import Monitor, Step
from experiments.replicate import paired_tasks, replicate
from experiments.run_files import is_run_folder
from experiments.run_folder import write_folder
from experiments.sensitivity_study import sensitivity_study
from experiments.store import Store
from experiments.sweep import Sweep, run_sweep
from experiments.sweep_point import decider_of, service_of, winners_of
from experiments.swept import Swept
from experiments.when_sized import Sizing
from scenarios import Case, load_case
from sim import DataError

SHOP = """\
name = "tiny"
title = "One shelf"
time_unit = "day"
today = "today"
target = { fill_rate = 0.95 }

[run]
horizon_days = 400
warm_up_days = 40
replications = 3
seed = 3

[accounts]
currency = "INR"
holding_rate = 0.3

[[items]]
name = "valve"
unit_cost = 500.0
price = 800.0

[[stock_points]]
name = "valve"
item = "valve"
initial = 40

[[suppliers]]
name = "supplier"

[[purchases]]
stock = "valve"
supplier = "supplier"
lead_time_days = "gamma(mean=10, sd=3)"
order_cost = 400

[[demands]]
name = "customers"
stock = "valve"
interval_days = "exponential(mean=1)"
size = "poisson(2)"

[control.shelf]
select = "*"
policy = "q-system"
order_point = 12
quantity = 60

[alternatives.today]
title = "Today's way"

[alternatives.sized]
title = "Order point by formula"
[alternatives.sized.set]
"control.shelf.size" = { safety_factor = 1.0 }
[alternatives.sized.tune]
vary = "control.shelf.size.safety_factor"
low = 0.0
high = 6.0
"""

PLANT = """\
name = "plant"
title = "One lathe"
time_unit = "day"
today = "today"
target = { fill_rate = 0.9 }

[run]
horizon_days = 300
warm_up_days = 30
replications = 3
seed = 5

[accounts]
currency = "INR"
holding_rate = 0.3
backorder_cost = 40

[[items]]
name = "pump"
unit_cost = 500.0
price = 800.0

[[stock_points]]
name = "pump"
item = "pump"
initial = 20

[[work_centres]]
name = "lathe"

[[productions]]
stock = "pump"

[[operations]]
stock = "pump"
sequence = 10
work_centre = "lathe"
run_hours = 12

[[demands]]
name = "customers"
stock = "pump"
interval_days = "exponential(mean=1)"

[control.shelf]
select = "*"
policy = "q-system"
order_point = 4
quantity = 2

[alternatives.today]
title = "Today's way"

[alternatives.tuned]
title = "Today's way, tuned"
[alternatives.tuned.tune]
vary = "control.shelf.scale.order_point"
low = 1.0
high = 6.0
"""


def written(folder: Path, text: str) -> Case:
    """Write a case and load it."""
    folder.mkdir()
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return load_case(str(folder))


@pytest.fixture
def shop(tmp_path: Path) -> Case:
    """A shelf with today's order point and one by formula."""
    return written(tmp_path / "tiny", SHOP)


@pytest.fixture
def plant(tmp_path: Path) -> Case:
    """A lathe that is busy half its time: at twice the volume it can do no more."""
    return written(tmp_path / "plant", PLANT)


def swept_of(case: Case, *texts: str, names: tuple[str, ...] = ()) -> Swept:
    """A full grid over ranges as the command line writes them."""
    from experiments.designs.grid import full_grid

    ranges = [parse_range(text) for text in texts]
    return Swept(case, names or tuple(case.alternatives), tuple(ranges), tuple(full_grid(ranges)))


def worlds(found: Sweep, point: int, name: str, kpi: str) -> np.ndarray:
    """A figure of an alternative at a point, by replication."""
    return np.array(found.finished[point - 1].figures[name][kpi])


# ---- the worlds


def test_the_worlds_of_a_point_are_those_of_a_comparison(shop: Case) -> None:
    """At the volume of today a sweep gives the figures of `Bench.paired`, to the last bit."""
    found = run_sweep(
        Bench(shop), swept_of(shop, "volume=1:2:1", names=("today",)), replications=2, sizing=Sizing.none
    )
    bench = Bench(shop)
    plain = bench.paired({"today": bench.scenario("today")}, 2)
    for kpi in ("fill_rate", "total_cost", "stock_value"):
        assert worlds(found, 1, "today", kpi).tolist() == [one.kpis[kpi] for one in plain]


def test_a_path_that_is_money_alone_leaves_the_worlds_alone(shop: Case) -> None:
    """Twice the holding rate: twice the cost of holding in every world, and the same service."""
    found = run_sweep(Bench(shop), swept_of(shop, "accounts.holding_rate=0.2,0.4", names=("today",)))
    low, high = (worlds(found, k, "today", "holding_cost") for k in (1, 2))
    assert high == pytest.approx(2 * low, rel=1e-12)
    same = [worlds(found, k, "today", "fill_rate").tolist() for k in (1, 2)]
    assert same[0] == same[1]
    assert found.finished[0].values == {"accounts.holding_rate": 0.2}


def test_volume_is_demand(shop: Case) -> None:
    """Twice the volume: so many more units are asked for."""
    found = run_sweep(
        Bench(shop), swept_of(shop, "volume=1,2", names=("today",)), replications=2, sizing=Sizing.none
    )
    rate = [worlds(found, k, "today", "orders_per_year").mean() for k in (1, 2)]
    assert rate[1] / rate[0] == pytest.approx(2, rel=0.1)


def test_frames(shop: Case) -> None:
    """`sweep.csv` holds every figure, `points.csv` a row a point, alternative and main figure."""
    found = run_sweep(
        Bench(shop),
        swept_of(shop, "volume=1,2", "lead_time=1,1.5", names=("today",)),
        replications=2,
        sizing=Sizing.none,
    )
    frame = found.frame
    assert list(frame) == ["point", "volume", "lead_time", "alternative", "replication", "kpi", "value"]
    row = frame[(frame.point == 4) & (frame.replication == 1) & (frame.kpi == "fill_rate")].iloc[0]
    assert (row.volume, row.lead_time, row.value) == (2, 1.5, worlds(found, 4, "today", "fill_rate")[1])
    points = found.points(["total_cost"])
    assert points.point.tolist() == [1, 2, 3, 4]
    assert points["mean"].iloc[0] == pytest.approx(worlds(found, 1, "today", "total_cost").mean())


# ---- who wins


def test_who_wins(random_shop) -> None:
    """The cheapest; an equal shares it; one that misses the target cannot win."""
    ways = {"small": random_shop(6), "large": random_shop(30), "again": random_shop(30)}
    comparison = Comparison(replicate(paired_tasks(ways, 6)))
    cost = {name: comparison.interval(name, "total_cost").mean for name in ways}
    assert cost["large"] == cost["again"] < cost["small"]
    assert winners_of(comparison, {}, "total_cost") == ("large", "again")
    assert decider_of(comparison, {}) == "total_cost"
    fill = {name: comparison.interval(name, "fill_rate").mean for name in ways}
    assert winners_of(comparison, {"fill_rate": max(fill.values()) + 0.2}, "total_cost") == ()
    assert winners_of(comparison, {}, "fill_rate") == ("large", "again")


def test_the_figure_of_service() -> None:
    """The share that the target is about; a share that is better low is none."""
    assert service_of({"cycle_service": 0.9}) == "cycle_service"
    assert service_of({"lost_share": 0.1}) == service_of({}) == "fill_rate"


def test_a_case_without_prices_is_decided_by_service() -> None:
    """The textbook order point costs nothing; the way with more service wins."""
    case = load_case("order-point")
    found = run_sweep(
        Bench(case, horizon=60.0, warm_up=10.0),
        swept_of(case, "control.item.order_point=18.0,24.0", names=("coarse-steps",)),
        replications=2,
    )
    assert found.decider == "cycle_service"
    assert [point.winners for point in found.finished] == [(), ("coarse-steps",)]


# ---- sizing


@pytest.mark.parametrize(
    ("sizing", "knobs"), [(Sizing.each, 2), (Sizing.once, 1), (Sizing.none, 0)], ids=lambda one: str(one)
)
def test_when_alternatives_are_sized(shop: Case, sizing: Sizing, knobs: int) -> None:
    """At each point anew; once for the case as it is; not at all."""
    found = run_sweep(Bench(shop), swept_of(shop, "lead_time=1,3"), replications=2, sizing=sizing)
    seen = {point.sized["sized"][1].knob for point in found.finished if "sized" in point.sized}
    assert len(seen) == knobs
    assert not any("today" in point.sized for point in found.finished)
    if sizing is Sizing.each:
        bench = Bench(shop, values={"lead_time": 3})
        path, tuned = bench.size("sized", "fill_rate", 0.95)
        assert found.finished[1].sized["sized"] == (path, tuned)


def test_sized_once_keeps_the_records_too(shop: Case) -> None:
    """The order point is that of today's demand, whatever the volume becomes."""
    swept = swept_of(shop, "volume=1,2")
    once = run_sweep(Bench(shop), swept, replications=2, sizing=Sizing.once)
    each = run_sweep(Bench(shop), swept, replications=2, sizing=Sizing.none)
    assert worlds(once, 2, "sized", "fill_rate").mean() < worlds(each, 2, "sized", "fill_rate").mean() - 0.1


def test_a_knob_that_is_swept_is_not_sized_and_is_no_other_ways(shop: Case) -> None:
    """The safety factor belongs to the way that is sized; today's way stays as it is."""
    swept = swept_of(shop, "control.shelf.size.safety_factor=0.5,3.0")
    assert swept.left_out() == {"today": ("control.shelf.size.safety_factor",)}
    found = run_sweep(Bench(shop), swept, replications=2)
    assert not any(point.sized for point in found.finished)
    today = [worlds(found, k, "today", "total_cost").tolist() for k in (1, 2)]
    assert today[0] == today[1]
    low, high = (worlds(found, k, "sized", "stock_value").mean() for k in (1, 2))
    assert high > low * 1.1


# ---- a plant that does not keep up


def test_sizing_ends_where_the_plant_does_not_keep_up(plant: Case) -> None:
    """One setting is simulated, and the target is not reached."""
    path, tuned = Bench(plant, values={"volume": 4}).size("tuned", "fill_rate", 0.9)
    assert (path, len(tuned.trials), tuned.reached) == ("control.shelf.scale.order_point", 1, False)
    assert tuned.knob == 1.0
    able = Bench(plant).size("tuned", "fill_rate", 0.9)[1]
    assert able.reached


def test_above_a_volume_that_chokes_the_plant_nobody_sizes(plant: Case) -> None:
    """It is simulated there as it was; the work centre that holds it up is known."""
    steps: list[Step] = []
    bench = Bench(plant, monitor=Monitor(steps.append))
    found = run_sweep(bench, swept_of(plant, "volume=1,3,4"), replications=3)
    assert [point.saturated for point in found.finished] == [(), ("today", "tuned"), ("today", "tuned")]
    assert [point.given_up for point in found.finished] == [(), (), ("tuned",)]
    assert found.finished[2].sized["tuned"] == found.finished[1].sized["tuned"]
    assert found.finished[1].busiest["tuned"] == ("lathe", pytest.approx(1.0, abs=0.02))
    assert [point.winners for point in found.finished][1:] == [(), ()]
    phases = [step.phase for step in steps]
    assert "volume 3 (2 of 3): sizing tuned to the target" in phases
    assert not any(phase.startswith("volume 4 (3 of 3): sizing") for phase in phases)


# ---- bad input, before anything is simulated


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("volum=1:2", "did you mean 'volume'"),
        ("volume=-1:2:1", "give a number above zero"),
        ("items.valve.unit_cost=3,dear", "'dear' is not a number"),
        ("control.shelf.order_pont=3:4", "did you mean 'control.shelf.order_point'"),
        ("control.shelv.order_point=3:4", "did you mean 'control.shelf.order_point'"),
        ("control.shelf.quantity=0:20:5", "quantity"),
    ],
)
def test_wrong_paths_and_values(shop: Case, monkeypatch: pytest.MonkeyPatch, text: str, words: str) -> None:
    """A sentence with the remedy, and not one simulation."""

    def never(*_: object) -> None:
        raise AssertionError("simulated")

    monkeypatch.setattr(experiments.replicate, "simulate", never)
    monkeypatch.setattr("experiments.planning.simulate", never)
    with pytest.raises(DataError, match=words):
        run_sweep(Bench(shop), swept_of(shop, text))


def test_a_size_that_no_way_has(shop: Case) -> None:
    """Today's way is not sized: its safety factor would change nothing."""
    with pytest.raises(DataError, match="changes nothing under alternative 'today': the entry is not sized"):
        run_sweep(Bench(shop), swept_of(shop, "control.shelf.size.safety_factor=1:2", names=("today",)))


def test_a_figure_that_the_case_does_not_give(shop: Case) -> None:
    """Said after the first point."""
    swept = swept_of(shop, "volume=1,2", names=("today",))
    with pytest.raises(DataError, match="nothing in the case gives 'room_use'"):
        run_sweep(Bench(shop), swept, replications=2, kpi="room_use")
    case = load_case("order-point")
    bench = Bench(case, horizon=20.0, warm_up=10.0)
    with pytest.raises(DataError, match="the case prices nothing"):
        run_sweep(
            bench, swept_of(case, "lead_time=1,2", names=("coarse-steps",)), replications=2, kpi="total_cost"
        )


# ---- stopping and going on


def test_stopped_and_gone_on(shop: Case, tmp_path: Path) -> None:
    """Finished points are kept; from the store the rest alone is simulated, and the figures are the same."""
    swept = swept_of(shop, "volume=1,2")
    whole = run_sweep(Bench(shop), swept, replications=2)
    owner = {"case": "tiny"}
    monitor = Monitor(lambda step: monitor.cancel() if step.phase.startswith("volume 2 (2 of 2)") else None)
    store = Store(tmp_path / "kept", owner, resume=False)
    stopped = run_sweep(Bench(shop, monitor=monitor, store=store), swept, replications=2)
    assert stopped.interrupted
    assert len(stopped.finished) == 1
    again = Store(tmp_path / "kept", owner, resume=True)
    resumed = run_sweep(Bench(shop, store=again), swept, replications=2)
    assert again.found > 4
    assert not resumed.interrupted
    pd.testing.assert_frame_equal(resumed.frame, whole.frame)
    pd.testing.assert_frame_equal(resumed.points(), whole.points())


def test_stopped_before_a_point_is_finished(shop: Case) -> None:
    """There is nothing to keep but the runs in the store."""
    monitor = Monitor()
    monitor.cancel()
    with pytest.raises(KeyboardInterrupt):
        run_sweep(Bench(shop, monitor=monitor), swept_of(shop, "volume=1,2"), replications=2)


def test_a_part_of_the_work_has_a_name() -> None:
    """Its phases are told with it, and cancelling one cancels all."""
    steps: list[Step] = []
    monitor = Monitor(steps.append)
    part = monitor.part("volume 2")
    part.tell("replications", 1, 4)
    monitor.part("").tell("replications", 1, 4)
    assert [step.phase for step in steps] == ["volume 2: replications"]
    part.cancel()
    assert monitor.cancelled


def test_a_bench_with_further_values_is_another(shop: Case) -> None:
    """Values are put on top, what was found is its own, records may be those of another."""
    bench = Bench(shop, values={"accounts.holding_rate": 0.2})
    there = bench.at({"volume": 2})
    assert there.values == {"accounts.holding_rate": 0.2, "volume": 2}
    assert bench.values == {"accounts.holding_rate": 0.2}
    rate = there.history().rate["valve"] / bench.history().rate["valve"]
    assert rate == pytest.approx(2, rel=0.15)
    assert bench.at({"volume": 2}, past=bench).history() is bench.history()


# ---- sensitivity


def study_rows(case: Case, design: str, *texts: str, kpi: str = "total_cost") -> pd.DataFrame:
    """What paths do to a figure of today's way."""
    ranges = [parse_range(text) for text in texts]
    study = sensitivity_study(design, ranges, 1)
    swept = Swept(case, ("today",), tuple(ranges), tuple(study.points))
    found = run_sweep(Bench(case), swept, replications=2)
    rows = study.rows(found.finished, "today", kpi)
    assert rows is not None
    assert study.rows(found.finished[: study.block - 1], "today", kpi) is None
    return rows.set_index("path")


def test_a_tornado_of_a_rate(shop: Case) -> None:
    """Cost is a straight line in the holding rate: the stock value times the change, in each world."""
    bench = Bench(shop)
    stock = bench.paired({"today": bench.scenario("today")}, 2)
    value = np.mean([one.kpis["holding_cost"] for one in stock]) / 0.3
    rows = study_rows(shop, "tornado", "accounts.holding_rate=0.2:0.5", "accounts.backorder_cost=0.0:0.0001")
    found = rows.loc["accounts.holding_rate"].set_index("end")["difference"]
    assert found.to_dict() == pytest.approx({"low": -0.1 * value, "high": 0.2 * value}, rel=1e-9)


def test_morris_and_sobol_of_costs_that_add_up(shop: Case) -> None:
    """Rate and order cost work in straight lines and alone; a path that the figure ignores has no part."""
    ranges = ("accounts.holding_rate=0.2:0.5", "purchases.valve.order_cost=100.0:900.0")
    rows = study_rows(shop, "morris:3", *ranges)
    bench = Bench(shop)
    runs = bench.paired({"today": bench.scenario("today")}, 2)
    value = np.mean([one.kpis["holding_cost"] for one in runs]) / 0.3
    orders = np.mean([one.kpis["ordering_cost"] for one in runs]) / 400
    assert rows["mu_star"].tolist() == pytest.approx([0.3 * value, 800 * orders], rel=1e-6)
    assert rows["sigma"].to_numpy() == pytest.approx([0, 0], abs=1e-3 * value)
    shares = study_rows(shop, "sobol:8", *ranges, kpi="holding_cost")
    assert shares.loc["purchases.valve.order_cost", "st"] == pytest.approx(0, abs=1e-12)
    assert shares.loc["accounts.holding_rate", "st"] > 0.5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tornado:3", "no design of sensitivity"),
        ("sobol", "write tornado, morris, morris:N or sobol:N"),
        ("morris:x", "'x' is no whole number above 0"),
        ("morris:1", "1 trajectories say nothing"),
        ("sobol:1", "1 base rows say nothing"),
        ("spider", "'spider' is no design"),
    ],
)
def test_wrong_designs_of_sensitivity(text: str, words: str) -> None:
    """The text that is wrong, and what to write."""
    with pytest.raises(ValueError, match=words):
        sensitivity_study(text, [parse_range("volume=1.0:2.0")], 1)


# ---- the folder


def test_a_folder_is_whole_or_not_there(shop: Case, tmp_path: Path) -> None:
    """What fails half-way leaves the earlier results as they were, and nothing beside them."""
    out = tmp_path / "out"

    def fill(folder: Path) -> None:
        (folder / "table.csv").write_text("1\n")

    write_folder(out, shop.folder, fill, lambda: {"figure": float("nan")})
    assert is_run_folder(out)
    assert (out / "scenario" / "case.toml").is_file()
    assert '"figure": null' in (out / "summary.json").read_text()

    def fail(folder: Path) -> None:
        (folder / "table.csv").write_text("2\n")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(out, shop.folder, fail, dict)
    assert (out / "table.csv").read_text() == "1\n"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out", "tiny"]
