"""An answer tried in other worlds: a case of one shelf where all can be worked out by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.bench import Bench
from experiments.charts.robustness import robustness
from experiments.commands.robust import robust_document, robust_rows, say_robust, table_of
from experiments.compare import Comparison
from experiments.conditions import BELIEVED, Condition, conditions, more_demand
from experiments.progress import Monitor, Step
from experiments.replicate import paired_tasks, replicate
from experiments.robustness import Retest, retest
from scenarios import Case, load_case
from sim import Scenario

CASE = """\
name = "one-shelf"
title = "One shelf"
time_unit = "day"
today = "today"
target = { fill_rate = 0.95 }

[run]
horizon_days = 95
warm_up_days = 15
replications = 2
seed = 5

[accounts]
currency = "EUR"
holding_rate = 0.365

[[items]]
name = "jar"
unit_cost = 100.0
whole = false

[[stock_points]]
name = "jar"
item = "jar"
initial = 10

[[suppliers]]
name = "dairy"

[[purchases]]
stock = "jar"
supplier = "dairy"
lead_time_days = 14
order_cost = 7

[[demands]]
name = "buyers"
stock = "jar"
interval_days = 10
size = 4

[control.shelf]
select = "*"
policy = "q-system"
order_point = 4
quantity = 8

[alternatives.today]
title = "Today's way"

[alternatives.early]
title = "Order earlier"
[alternatives.early.set]
"control.shelf.order_point" = 8

[alternatives.sized]
title = "Sized from records"
[alternatives.sized.set]
"control.shelf.size" = { safety_factor = 2.0 }
"""
RANDOM = (
    ("interval_days = 10", 'interval_days = "exponential(mean=1)"'),
    ("lead_time_days = 14", 'lead_time_days = "gamma(mean=5, sd=2)"'),
    ("horizon_days = 95", "horizon_days = 300"),
)


def case_of(folder: Path, *changes: tuple[str, str]) -> Case:
    """Write the case, with some texts replaced, and load it."""
    text = CASE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    folder.mkdir(exist_ok=True)
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return load_case(folder)


def tried_in(case: Case, *names: str, tried: tuple[str, ...] | None = None, **more: Any) -> Retest:
    """Try alternatives of a case under some conditions, all if none is named."""
    bench = Bench(case)
    chosen = [one for one in conditions() if tried is None or one.name in tried]
    return retest(bench, {name: bench.scenario(name) for name in names}, tried=chosen, **more)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case by hand."""
    return case_of(tmp_path_factory.mktemp("robust") / "shelf")


@pytest.fixture(scope="module")
def by_hand(shelf: Case) -> Retest:
    """Two alternatives under longer deliveries, by 25 % and by 50 %."""
    return tried_in(shelf, "today", "early", tried=("longer-25", "longer-50"))


@pytest.fixture(scope="module")
def random_case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The same with random customers and lead times."""
    return case_of(tmp_path_factory.mktemp("robust") / "random", *RANDOM)


@pytest.fixture(scope="module")
def everything(random_case: Case) -> Retest:
    """All alternatives of the random case under all conditions."""
    return tried_in(random_case, "today", "early", "sized")


# ---- by hand


def test_service_by_hand(by_hand: Retest) -> None:
    """Four wanted every 10 days, 8 ordered; eight orders from day 20 to day 90 are measured.

    Today (order at 4 or less): delivered after 14 days, or 17.5, every second order but the first gets 2 of
    its 4: 24 of 32. After 21 days the orders from day 30 on get 2 and 0 in turn: 4 + 4 x 2 = 12 of 32.
    Earlier (at 8 or less): all of it up to 20 days; after 21 every second order gets 2: 24 of 32.
    """
    figures = {
        (world, name): by_hand.mean(world, name, "fill_rate")
        for world in ("believed", "longer-25", "longer-50")
        for name in ("today", "early")
    }
    assert figures == {
        ("believed", "today"): 0.75,
        ("longer-25", "today"): 0.75,
        ("longer-50", "today"): 0.375,
        ("believed", "early"): 1.0,
        ("longer-25", "early"): 1.0,
        ("longer-50", "early"): 0.75,
    }


def test_who_is_best_by_hand(by_hand: Retest) -> None:
    """Ordering earlier alone reaches the target; where nobody does, its service is best by far."""
    assert [by_hand.best(condition.name) for condition in by_hand.worlds] == ["early"] * 3
    assert by_hand.contenders("longer-50") == ["early"]
    assert by_hand.believed.entrants(by_hand.target) == ["early"]
    assert by_hand.comparisons["longer-50"].entrants(by_hand.target) == []


def test_the_words(by_hand: Retest) -> None:
    """Who stays best, where the target is missed, what happens where it is worst."""
    titles = {"today": "Today's way", "early": "Order earlier"}
    words = by_hand.words(titles)
    assert words.startswith(
        "Order earlier stays best in both other worlds. "
        "Order earlier misses the target if deliveries take 50 % longer. "
        "If deliveries take 50 % longer the service of Order earlier falls from 100 % to 75 % "
        "(Today's way: falls from 75 % to 37.5 %)."
    )
    assert by_hand.hardest is not None
    assert by_hand.hardest.name == "longer-50"
    assert by_hand.other == "today"


def test_the_frame(by_hand: Retest) -> None:
    """A row a condition, alternative and figure; differences from the believed world, world by world."""
    frame = by_hand.frame
    assert len(frame) == 3 * 2 * 2
    row = frame[
        (frame["condition"] == "longer-50")
        & (frame["alternative"] == "today")
        & (frame["kpi"] == "fill_rate")
    ].iloc[0]
    assert row["title"] == "deliveries take 50 % longer"
    assert (row["mean"], row["low"], row["high"], row["replications"]) == (0.375, 0.375, 0.375, 2)
    assert (row["difference"], row["difference_low"], row["difference_high"]) == (-0.375, -0.375, -0.375)
    assert not row["meets_target"]
    assert not row["best"]
    assert frame[frame["condition"] == "believed"]["difference"].isna().all()
    assert set(frame["kpi"]) == {"fill_rate", "total_cost"}


def test_cost_by_hand(shelf: Case) -> None:
    """Where nobody reaches it and services are alike, the cheapest is best: an order a quarter of the size.

    Both fill all there is to fill without a target; the one that orders more often pays for more orders.
    """
    bench = Bench(shelf)
    scenarios = {
        "early": bench.scenario("early"),
        "today": bench.scenario("early", {"control.shelf.quantity": 40}),
    }
    found = retest(bench, scenarios, tried=[c for c in conditions() if c.name == "longer-25"])
    assert found.mean("longer-25", "today", "fill_rate") == 1.0
    costs = {name: found.mean("longer-25", name, "total_cost") for name in scenarios}
    assert found.best("longer-25") == min(costs, key=lambda name: costs[name]) == "early"


# ---- the believed world


def test_the_believed_world_is_a_plain_run(random_case: Case, everything: Retest) -> None:
    """The same figures as those of simulating the scenarios as they are, in the same random worlds."""
    bench = Bench(random_case)
    scenarios = {name: bench.scenario(name) for name in ("today", "early", "sized")}
    plain = Comparison(replicate(paired_tasks(scenarios, 2)))
    for name in scenarios:
        for kpi in ("fill_rate", "total_cost"):
            assert everything.believed.values(name, kpi) == plain.values(name, kpi)


def test_a_world_is_that_of_its_scenario(random_case: Case, everything: Retest) -> None:
    """Under a condition too: simulating the changed scenario alone gives the same figures."""
    bench = Bench(random_case)
    condition = next(c for c in conditions() if c.name == "demand-up-20")
    plain = Comparison(replicate(paired_tasks({"early": condition.change(bench.scenario("early"))}, 2)))
    found = everything.comparisons["demand-up-20"]
    assert found.values("early", "fill_rate") == plain.values("early", "fill_rate")
    assert everything.mean("demand-up-20", "early", "fill_rate") < everything.mean(
        "believed", "early", "fill_rate"
    )


def test_what_is_not_affected_has_the_figures_as_believed(everything: Retest) -> None:
    """Ways with parameters of their own do not hear of forecasts; the one sized from records does."""
    assert everything.untouched["forecast-low"] == {"today", "early"}
    assert everything.untouched["longer-50"] == frozenset()
    frame = everything.frame
    rows = frame[frame["condition"] == "forecast-low"]
    assert dict(zip(rows["alternative"], rows["affected"], strict=True)) == {
        "today": False,
        "early": False,
        "sized": True,
    }
    assert (rows[~rows["affected"]]["difference"] == 0).all()
    assert everything.notes({"today": "Today's way"})[0] == (
        "Not affected: Today's way and early if planners reckon with 20 % less demand or if planners reckon "
        "with 20 % more demand."
    )
    fill = {
        w: everything.mean(w, "sized", "fill_rate") for w in ("forecast-low", "believed", "forecast-high")
    }
    assert fill["forecast-low"] < fill["believed"] < fill["forecast-high"]


# ---- wrong forecasts


def test_planners_who_believe_in_less_order_later(random_case: Case) -> None:
    """An order point is rate x 5 days + 2 standard deviations of that time, of 0.8 times what was drawn."""
    bench = Bench(random_case)
    records = bench.history()
    mistaken = bench.believing(0.8)
    rate, variance = records.rate["jar"], records.variance["jar"]
    assert mistaken.history().rate["jar"] == 0.8 * rate
    assert mistaken.history().variance["jar"] == 0.8 * variance
    for factor, one in ((1.0, bench), (0.8, mistaken), (1.2, bench.believing(1.2))):
        policy: Any = one.scenario("sized").control[0].policy
        expected = factor * rate * 5 + 2 * (factor * variance * 5) ** 0.5
        assert policy.order_point == pytest.approx(expected)
        quantity = (2 * 7 * factor * rate / (100 * 0.365 / 365)) ** 0.5
        assert policy.quantity == pytest.approx(quantity)


def test_a_believing_bench_is_the_same_bench(random_case: Case) -> None:
    """The world is the true one, and what the first bench knows is as it was."""
    bench = Bench(random_case, seed=9)
    before = bench.history()
    mistaken = bench.believing(0.5)
    assert bench.history() is before
    assert mistaken.scenario("sized").network.demands == bench.scenario("sized").network.demands
    assert mistaken.scenario("sized").seed == 9
    assert mistaken.scenario("today") == bench.scenario("today")
    assert mistaken.settings is not bench.settings


def test_knobs_are_turned_again(random_case: Case) -> None:
    """What was sized with a knob is sized with that knob from wrong records, too."""
    bench = Bench(random_case)
    knob: dict[str, object] = {"control.shelf.size.safety_factor": 4.0}
    one = [c for c in conditions() if c.name == "forecast-low"]
    scenarios = {"sized": bench.scenario("sized", knob)}
    found = retest(bench, scenarios, 1, {"sized": knob}, one)
    built = found.comparisons["forecast-low"].outcomes.scenarios["sized"]
    assert built == bench.believing(0.8).scenario("sized", knob)
    without = retest(bench, scenarios, 1, tried=one)
    assert without.conditions == ()
    assert without.left_out["planners reckon with 20 % less demand"].startswith(
        "sized cannot be sized again: what was run is not what the case gives"
    )


def test_nothing_is_sized(shelf: Case, by_hand: Retest) -> None:
    """Where all parameters are given, a wrong forecast is not tried, and no past is simulated."""
    bench = Bench(shelf)
    found = retest(bench, {"today": bench.scenario("today")}, 1)
    assert bench._history is None
    assert found.left_out["planners reckon with 20 % more demand"] == (
        "Nothing is sized from records of demand."
    )
    assert found.left_out["delivery times vary twice as much"] == "No delivery time varies."
    assert "Not tried: if delivery times vary twice as much. No delivery time varies." in found.notes()
    assert "variable" not in [condition.name for condition in found.conditions]
    assert by_hand.left_out == {}


# ---- the contest


def test_nothing_was_tried(shelf: Case) -> None:
    """Without any condition there is a sentence all the same."""
    found = tried_in(shelf, "today", tried=())
    assert found.conditions == ()
    assert found.words() == "Today was tried in no other world."
    assert found.probability_best("believed") == {"today": 1.0}


def test_nobody_keeps_up(overloaded: Scenario) -> None:
    """A plant with 30 hours of work a day is best nowhere, and the words say why."""
    comparison = Comparison(replicate(paired_tasks({"today": overloaded}, 2)))
    found = Retest((), {"believed": comparison})
    assert found.best("believed") is None
    assert found.words() == "No way keeps up with demand even in the world that was believed in."
    assert found.contenders("believed") == []
    assert "does not keep up" in {text.get_text() for text in robustness(found).figure.axes[0].texts}


def test_an_interval_does_not_reach_the_target(random_case: Case) -> None:
    """Two replications have wide intervals: what misses in the mean by more than half a point misses."""
    found = tried_in(random_case, "today", "sized", tried=("demand-up-20",))
    for name in ("today", "sized"):
        mean = found.mean("demand-up-20", name, "fill_rate")
        assert found.reaches("demand-up-20", name) == (mean >= 0.945)
    assert not found.reaches("demand-up-20", "today")


def test_another_is_best_somewhere(shelf: Case) -> None:
    """Half the customers: ordering at 4 is early enough too, and holds less; the words name the world.

    Orders come every 20 days and deliveries after 14: all is filled either way.
    """

    def half(scenario: Scenario) -> Scenario:
        return more_demand(0.5, scenario)

    bench = Bench(shelf)
    scenarios = {name: bench.scenario(name) for name in ("today", "early")}
    found = retest(bench, scenarios, tried=[Condition("half", "half the customers come", half)])
    assert found.chosen == "early"
    assert found.best("half") == "today"
    assert (
        found.verdict() == "early stays best in 0 of 1 other world; today is best if half the customers come"
    )


def test_how_surely(by_hand: Retest, everything: Retest) -> None:
    """What is the same in all replications is sure; a difference that may be chance is not.

    Where it reaches the target alone it is sure; where nobody does, its service must be surely better.
    """
    assert all(by_hand.sure(condition.name) for condition in by_hand.worlds)
    for condition in everything.worlds:
        best = everything.best(condition.name)
        assert best is not None
        comparison = everything.comparisons[condition.name]
        if not everything.reaches(condition.name, best) and len(everything.contenders(condition.name)) == 1:
            lows = [comparison.difference(best, "fill_rate", n).low for n in comparison.finished if n != best]
            assert everything.sure(condition.name) == (min(lows) > 0)


def test_one_replication(random_case: Case) -> None:
    """No interval and no probability, but a verdict."""
    found = tried_in(random_case, "today", "sized", tried=("longer-50",), replications=1)
    assert found.frame["low"].isna().all()
    assert " of 1 other world" in found.verdict()
    assert "noise" not in found.verdict()
    assert found.notes()[-1] == "One replication does not tell how far chance moves these figures."


def test_stopped_work_keeps_whole_replications(random_case: Case) -> None:
    """Stopped in the second replication: all are compared over the first.

    Stopped in the first, there is nothing to compare.
    """

    def stopping(after: int) -> Bench:
        def show(step: Step) -> None:
            if step.phase == "other worlds" and step.done == after:
                monitor.cancel()

        monitor = Monitor(show)
        return Bench(random_case, monitor=monitor)

    tried = [c for c in conditions() if c.name == "longer-25"]
    bench = stopping(3)
    scenarios = {name: bench.scenario(name) for name in ("today", "early")}
    with pytest.raises(KeyboardInterrupt):
        retest(bench, scenarios, tried=tried)
    found = retest(stopping(6), scenarios, tried=tried)
    assert found.interrupted
    assert set(found.frame["replications"]) == {1}


# ---- what is printed


def test_the_table_and_the_rows(everything: Retest, capsys: pytest.CaptureFixture[str]) -> None:
    """A row a world, as wide as a page; JSON has every figure."""
    titles = {"today": "Today's way", "early": "Order earlier", "sized": "Sized from records"}
    head, rows = table_of(everything, titles, ["today", "sized"])
    money = "cost\na year"
    assert head == ["if", "best", "Today's way:\nservice", money, "Sized from\nrecords:\nservice", money]
    assert [row[0].replace("\n", " ") for row in rows] == [condition.title for condition in everything.worlds]
    low = next(row for row in rows if row[0] == "planners reckon with 20 %\nless demand")
    assert low[2:4] == ["as believed", ""]
    say_robust(everything, titles)
    said = capsys.readouterr().out
    assert "(2 replications of each)" in said
    assert everything.verdict(titles) in " ".join(said.split())
    document = robust_document(everything, titles)
    assert document["best"]["believed"] == everything.chosen
    assert len(document["rows"]) == len(everything.worlds) * 3 * 2
    assert robust_rows(everything)[0]["difference"] is None


# ---- the chart


def test_the_chart_says_what_the_figures_say(by_hand: Retest) -> None:
    """Its title is the verdict; the alt text has the figures; a row a world, a mark an alternative."""
    titles = {"today": "Today's way", "early": "Order earlier"}
    chart = robustness(by_hand, titles=titles, seed=5)
    assert chart.title == by_hand.finding(titles)
    assert chart.title == (
        "Order earlier stays best in both other worlds; the service of Order earlier falls most if "
        "deliveries take 50 % longer, to 75 %"
    )
    assert "if deliveries take 50 % longer: Today's way 37.5 % at" in chart.alt_text
    service, cost = chart.figure.axes
    marks = [line for line in service.lines if line.get_marker() not in ("None", None, "")]
    assert sorted(float(np.asarray(line.get_xdata())[0]) for line in marks) == pytest.approx(
        [37.5, 75, 75, 75, 100, 100]
    )
    written = " ".join(text.get_text() for text in [*service.texts, *cost.texts, *chart.figure.texts])
    for words in ("target 95 %", "best", "Order earlier", "seed 5"):
        assert words in written
    assert [tick.get_text().replace("\n", " ") for tick in service.get_yticklabels()] == [
        "The world is as believed",
        "Deliveries take 25 % longer",
        "Deliveries take 50 % longer",
    ]


def test_what_is_not_affected_is_hollow(everything: Retest) -> None:
    """Two alternatives under two wrong forecasts, in two panels; the footnote says what hollow means."""
    chart = robustness(everything)
    hollow = [
        line
        for ax in chart.figure.axes
        for line in ax.lines
        if line.get_marker() not in ("None", None, "") and line.get_markerfacecolor() == "white"
    ]
    assert len(hollow) == 2 * 2 * 2
    assert "Hollow: not affected." in " ".join(text.get_text() for text in chart.figure.texts).replace(
        "\n", " "
    )


def test_a_case_without_costs_has_one_panel(tmp_path: Path) -> None:
    """Then the best is who serves best."""
    case = case_of(tmp_path / "free", ("holding_rate = 0.365", ""), ("order_cost = 7", ""))
    found = tried_in(case, "today", "early", tried=("longer-50",))
    assert not found.priced
    assert found.best("longer-50") == "early"
    assert found.best(BELIEVED.name) == "early"
    assert len(robustness(found).figure.axes) == 1
    assert len(table_of(found, {}, ["today"])[0]) == 3
