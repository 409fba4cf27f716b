"""Shifts, failures, set-ups, dispatching, rework, overlapping, overrun and release: by hand and by theory."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from policies.base_stock import BaseStock
from policies.min_max import MinMax
from policies.q_system import QSystem
from sim import Run, Scenario, simulate
from sim.contract import Every, Order, Remember, Reschedule
from sim.distributions import Constant, Discrete, Exponential, Uniform
from sim.engine.ledger import Ledger
from sim.engine.producing import Producing
from sim.engine.shifts import Shifts
from sim.engine.world import World
from sim.errors import DataError
from sim.network import (
    Bookkeeping,
    Breakdown,
    Component,
    Demand,
    Overrun,
    Plant,
    Production,
    WorkCentre,
)
from sim.network.shifts import parse_shifts
from tests.engine.test_plant import bought, plant, step, times
from tests.worlds import hold, orders_at, traced

DAY_SHIFT = "mon-fri 06:00-14:00"


def bench(**more: Any) -> WorkCentre:
    """Return one machine on which an hour of work takes an hour."""
    return WorkCentre(name="bench", **more)


def hourly(sources: Any, demands: Any, *, rule: Plant | None = None, **more: Any) -> Scenario:
    """Return a plant whose time unit is the hour, with one bench unless more is said."""
    warm_up = more.pop("warm_up", 0.0)
    scenario = plant(sources, demands, **{"centres": (bench(),), **more})
    scenario = replace(scenario, time_unit="hour", warm_up=warm_up)
    return scenario if rule is None else replace(scenario, network=replace(scenario.network, plant=rule))


def one_lot(units: float, at: float = 30.0, **more: Any) -> list[Demand]:
    """Return one customer who wants some units of `a`."""
    return [orders_at([at], [units], "a", **more)]


# ---- shifts


def test_shifts_as_text():
    """Windows are joined, days may be a range or a list, nights go over midnight and Sunday."""
    assert parse_shifts("mon-tue 06:00-14:00; tue 14:00-16:30") == ((6, 14), (30, 40.5))
    assert parse_shifts("Sat-Mon 08:00-12:00") == ((8, 12), (128, 132), (152, 156))
    assert parse_shifts("mon,wed 22:00-06:00;") == ((22, 30), (70, 78))
    assert parse_shifts("sun 22:00-02:00") == ((0, 2), (166, 168))
    assert parse_shifts("mon-sun 00:00-24:00") == ((0, 168),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (";", "hold no window"),
        ("mon-fry 06:00-14:00", "'fry' in the shift 'mon-fry 06:00-14:00' is no day"),
        ("mon 6-14", "no window of the form"),
        ("mon 06:00-14:70", "no clock shows"),
        ("mon 06:00-24:10", "no clock shows"),
    ],
)
def test_bad_shifts_are_refused(text, reason):
    """The parser says what is wrong; the world says for which work centre."""
    with pytest.raises(ValueError, match=reason):
        parse_shifts(text)
    scenario = hourly([Production(stock="a", route=(step(),))], [], centres=(bench(shifts=text),))
    with pytest.raises(DataError, match=f"work centre 'bench': .*{reason}"):
        simulate(scenario)


def test_working_time():
    """From Friday 13:00 two hours of work go to Monday 07:00; a window is closed at its end."""
    shifts = Shifts(parse_shifts(DAY_SHIFT), 1.0)
    friday = 4 * 24.0
    assert shifts.opens(friday + 13) == friday + 13
    assert shifts.opens(friday + 14) == 7 * 24 + 6
    assert shifts.closes(friday + 13) == friday + 14
    assert shifts.worked(friday + 13) == 4 * 8 + 7
    assert shifts.worked(3 * 168 + 24.0) == 3 * 40 + 8
    days = Shifts(parse_shifts(DAY_SHIFT), 24.0)
    for week in range(200):
        opening = days.opens(week * 7.0)
        assert days.opens(opening) == opening
        assert days.worked(opening) == pytest.approx(week * 40 / 24)


def test_work_rests_outside_the_shifts():
    """Ordered Tuesday 05:00: loaded at 06:00; 12 hours of work end on Wednesday at 10:00."""
    sources = [Production(stock="a", route=(step(2, 5),))]
    run, ledger = traced(hourly(sources, one_lot(2, 29), centres=(bench(shifts=DAY_SHIFT),), horizon=168))
    assert times(ledger, "receipt", "a") == [58.0]
    assert run.centre("bench", "wait_time") == 1.0
    assert run.centre("bench", "busy_area") == 12.0
    assert run.centre("bench", "available_area") == 40.0


def test_work_that_ends_with_the_shift():
    """Eight hours from 06:00 end at 14:00, and the next lot starts the next morning; in days, too."""
    sources = [Production(stock="a", route=(step(0, 8),))]
    demands = [orders_at([24, 25], [1, 1], "a")]
    centres = (bench(shifts=DAY_SHIFT),)
    _, ledger = traced(hourly(sources, demands, centres=centres))
    assert times(ledger, "receipt", "a") == [38.0, 62.0]
    demands = [orders_at([1, 1.1], [1, 1], "a")]
    _, ledger = traced(plant(sources, demands, centres=centres))
    assert times(ledger, "receipt", "a") == pytest.approx([38 / 24, 62 / 24], abs=1e-12)


def test_lots_that_wait_for_the_shift_are_all_seen_when_it_opens():
    """A long lot and then a short one come at night; shortest first takes the short one at 06:00."""
    sources = [Production(stock="long", route=(step(0, 5),)), Production(stock="short", route=(step(0, 1),))]
    demands = [orders_at([24], [1], "long"), orders_at([26], [1], "short")]
    centre = bench(shifts=DAY_SHIFT, dispatching="shortest")
    _, ledger = traced(hourly(sources, demands, centres=(centre,)))
    assert [(t, s) for t, _, s, _ in ledger.of("finished")] == [(31.0, "short"), (36.0, "long")]


@pytest.mark.parametrize(("posting", "posted"), [("lot", [59.0]), ("unit", [35.0, 55.0, 59.0])])
def test_units_leave_the_last_operation_within_the_shifts(posting, posted):
    """From 30 (Tuesday 06:00) set-up to 31, then three units of 4 h, at 35, 55 and 59.

    The second has 3 h until the shift ends at 38, and 1 h from 54 on.
    """
    sources = [Production(stock="a", route=(step(1, 4),), posting=posting)]
    scenario = hourly(
        sources,
        one_lot(1, 30),
        centres=(bench(shifts=DAY_SHIFT),),
        policies={"a": QSystem(0, 3)},
        initial={"a": 1.0},
        horizon=80,
    )
    run, ledger = traced(scenario)
    assert times(ledger, "receipt", "a") == posted
    # lot posting: from 35 to 59 one unit is on the shelf, from 55 a second one
    assert run.of("a", "unposted_area") == pytest.approx({"lot": 24.0 + 4.0, "unit": 0.0}[posting])
    middle = simulate(replace(scenario, horizon=45.0))
    assert middle.of("a", "unposted_area") == pytest.approx({"lot": 10.0, "unit": 0.0}[posting])
    assert middle.centre("bench", "busy_area") == pytest.approx(8.0)


def test_shifts_round_the_clock_are_no_shifts():
    """Seven days of 24 hours give the totals of a work centre without shifts; so do no failures."""
    sources = [Production(stock="a", route=(step(0.5, 0.3), step(0, 0.4)), posting="unit", good_fraction=0.9)]
    demand = [Demand(name="d", stock="a", interval=Exponential(6.0), size=Discrete((1.0, 5.0)))]
    runs = [
        simulate(
            hourly(sources, demand, centres=(bench(**more),), policies={"a": QSystem(2, 6)}, horizon=900)
        )
        for more in (
            {},
            {"shifts": "mon-sun 00:00-24:00"},
            {"breakdown": Breakdown(up=Constant(math.inf), down=Constant(1))},
        )
    ]
    for other in runs[1:]:
        np.testing.assert_allclose(other.stocks, runs[0].stocks, rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(other.centres, runs[0].centres, rtol=1e-9, atol=1e-6)


# ---- shared set-ups


def shared_setups(setups: str, servers: int = 1) -> tuple[Run, Ledger]:
    """Run lots a, b, a, b that come while the machine is busy; set-up 2 h, run 1 h."""
    sources = [Production(stock=n, route=(step(2, 1),)) for n in "ab"]
    demands = [orders_at([1, 1.2], [1, 1], "a"), orders_at([1.1, 1.3], [1, 1], "b")]
    return traced(hourly(sources, demands, centres=(bench(setups=setups, servers=servers),)))


def test_shared_setups():
    """A machine that has made an a takes the other a next, without set-up, though a b came before it."""
    run, ledger = shared_setups("each")
    assert [(t, s) for t, _, s, _ in ledger.of("finished")] == [
        (4.0, "a"),
        (7.0, "b"),
        (10.0, "a"),
        (13.0, "b"),
    ]
    run, ledger = shared_setups("shared")
    assert [(t, s) for t, _, s, _ in ledger.of("finished")] == [
        (4.0, "a"),
        (5.0, "a"),
        (8.0, "b"),
        (9.0, "b"),
    ]
    assert run.centre("bench", "setup_hours") == 4.0
    assert run.of("a", "setup_hours") == run.of("b", "setup_hours") == 2.0


def test_each_machine_keeps_its_setup():
    """Of two machines one makes the a, the other the b: each second lot waits for its own machine."""
    run, ledger = shared_setups("shared", servers=2)
    finished = [(pytest.approx(t), s) for t, _, s, _ in ledger.of("finished")]
    assert finished == [(4.0, "a"), (4.1, "b"), (5.0, "a"), (5.1, "b")]
    assert run.centre("bench", "setup_hours") == 4.0


# ---- breakdowns


def test_failures_by_work_done():
    """Up 4 h of work, down 3 h: two lots of 3 h. Idle time wears nothing.

    The first works 10..13. The second starts at 20, fails at 21 (4 h worked), goes on at 24, ends at 26.
    """
    sources = [Production(stock="a", route=(step(0, 3),))]
    breakdown = Breakdown(by="busy", up=Constant(4.0), down=Constant(3.0))
    demands = [orders_at([10, 20], [1, 1], "a")]
    run, ledger = traced(hourly(sources, demands, centres=(bench(breakdown=breakdown),), horizon=30))
    assert times(ledger, "receipt", "a") == [13.0, 26.0]
    assert times(ledger, "breakdown", "bench") == [21.0]
    assert times(ledger, "repaired", "bench") == [24.0]
    assert run.centre("bench", "breakdowns") == 1
    assert run.centre("bench", "down_time") == 3.0
    assert run.centre("bench", "busy_area") == 6.0


def test_up_time_of_work_is_counted_in_hours_worked():
    """At 12 working hours a day 4 hours of work take 8 hours: up 2 h of work is 4 h of the clock."""
    sources = [Production(stock="a", route=(step(0, 3),))]
    breakdown = Breakdown(by="busy", up=Constant(2.0), down=Constant(1.0))
    centre = bench(breakdown=breakdown, hours_per_day=12.0)
    _, ledger = traced(hourly(sources, one_lot(1, 0), centres=(centre,)))
    assert times(ledger, "breakdown", "bench") == [4.0]
    assert times(ledger, "receipt", "a") == [7.0]


def test_failures_by_the_clock():
    """Up 10 h, down 5 h: down 10..15, 25..30. A lot from 8 goes on at 15; one that comes at 26 waits."""
    sources = [Production(stock="a", route=(step(0, 4),))]
    breakdown = Breakdown(by="clock", up=Constant(10.0), down=Constant(5.0))
    demands = [orders_at([8, 26], [1, 1], "a")]
    run, ledger = traced(hourly(sources, demands, centres=(bench(breakdown=breakdown),), horizon=42))
    assert times(ledger, "receipt", "a") == [17.0, 34.0]
    assert times(ledger, "breakdown", "bench") == [10.0, 25.0, 40.0]
    assert run.centre("bench", "wait_time") == 4.0
    assert run.centre("bench", "down_time") == 12.0
    assert run.centre("bench", "busy_area") == 8.0


def test_units_wait_for_the_repair():
    """Units of 2 h from 1, up 3 h, down 4 h: units end at 3, 9, (3 h worked at 10) 15: posted then."""
    sources = [Production(stock="a", route=(step(0, 2),), posting="unit")]
    breakdown = Breakdown(by="busy", up=Constant(3.0), down=Constant(4.0))
    demands = one_lot(3, 1)
    _, ledger = traced(hourly(sources, demands, centres=(bench(breakdown=breakdown),)))
    assert times(ledger, "receipt", "a") == [3.0, 9.0, 11.0]


def test_repair_goes_on_at_night_and_work_does_not():
    """From Tuesday 06:00: 7 h of work, failure at 13:00, repaired at 15:00, work goes on Wednesday 06:00."""
    sources = [Production(stock="a", route=(step(0, 8),))]
    breakdown = Breakdown(by="busy", up=Constant(7.0), down=Constant(2.0))
    centre = bench(breakdown=breakdown, shifts=DAY_SHIFT)
    run, ledger = traced(hourly(sources, one_lot(1, 30), centres=(centre,)))
    assert times(ledger, "receipt", "a") == [55.0]
    assert run.centre("bench", "down_time") == 1.0  # of the shift


def test_availability_by_the_clock():
    """Up 20 h and down 5 h on average: a machine is down a fifth of the time, worked on or not."""
    breakdown = Breakdown(by="clock", up=Exponential(20.0), down=Exponential(5.0))
    sources = [Production(stock="a", route=(step(0, 1),))]
    scenario = hourly(sources, [], centres=(bench(breakdown=breakdown, servers=4),), horizon=9000)
    share = lambda r: r.centre("bench", "down_time") / r.centre("bench", "available_area")  # noqa: E731
    hold(scenario, (share, 0.2, 0.04), replications=8)


def test_queue_with_failures_by_work_done():
    """M/G/1 by Pollaczek-Khinchine with the completion time of an operation with repairs.

    Work of 1 h, exponential up times of 5 h of work and repairs of 1 h: the completion time is 1 + a
    Poisson(1/5) number of repairs of mean 1 and second moment 2 (mean 1.2, variance 0.2 x 2).
    """
    rate, mean, variance = 0.4, 1.2, 0.4
    wait = rate * (variance + mean**2) / (2 * (1 - rate * mean))
    breakdown = Breakdown(by="busy", up=Exponential(5.0), down=Exponential(1.0))
    sources = [Production(stock="a", route=(step(0, 1),))]
    demand = [Demand(name="d", stock="a", interval=Exponential(1 / rate))]
    scenario = hourly(sources, demand, centres=(bench(breakdown=breakdown),), horizon=3500)
    hold(
        replace(scenario, warm_up=200.0),
        (lambda r: r.centre("bench", "wait_time") / r.centre("bench", "operations"), wait, 0.15),
        (lambda r: r.centre("bench", "down_time") / r.time, rate * 0.2, 0.12),
        (lambda r: r.centre("bench", "busy_area") / r.time, rate, 0.06),
        replications=10,
    )


def test_each_machine_fails_on_its_own():
    """Two machines of one work centre do not fail together."""
    breakdown = Breakdown(by="clock", up=Uniform(5.0, 15.0), down=Constant(1.0))
    sources = [Production(stock="a", route=(step(0, 1),))]
    _, ledger = traced(hourly(sources, [], centres=(bench(breakdown=breakdown, servers=2),)))
    failures = times(ledger, "breakdown", "bench")
    assert len(set(failures)) == len(failures) > 12


def test_a_machine_that_fails_without_end_is_refused():
    """An up time of zero is an error that names the work centre."""
    centre = bench(breakdown=Breakdown(up=Constant(0.0), down=Constant(1.0)))
    scenario = hourly([Production(stock="a", route=(step(),))], [], centres=(centre,))
    with pytest.raises(DataError, match="work centre 'bench': its machines fail as soon as"):
        simulate(scenario)


# ---- dispatching


@pytest.mark.parametrize(
    ("rule", "order"),
    [
        ("due-date", ["busy", "near", "long"]),
        ("critical-ratio", ["busy", "long", "near"]),
        ("least-slack", ["busy", "long", "near"]),
    ],
)
def test_dispatching_by_date_and_work(rule, order):
    """At 10 one lot is due at 14 with 1 h of work, the other at 22 with 10 h (slack 3, 2)."""
    sources = [
        Production(stock="busy", route=(step(0, 9),)),
        Production(stock="near", route=(step(0, 1),), planned_lead_time=12),
        Production(stock="long", route=(step(0, 2), step(0, 8, "other")), planned_lead_time=19),
    ]
    demands = [orders_at([t], [1], s) for t, s in ((1, "busy"), (2, "near"), (3, "long"))]
    centres = (bench(dispatching=rule), WorkCentre(name="other"))
    run, ledger = traced(hourly(sources, demands, centres=centres))
    started = sorted((t, s) for s in order for t in times(ledger, "finished", s))
    assert {"long": 20.0, "near": 11.0}[order[1]] == dict((s, t) for t, s in started)[order[1]]
    assert run.centre("bench", "operations") == 3


def test_the_critical_ratio_changes_while_a_lot_waits():
    """Which of two lots is more critical depends on when one asks: the machine asks when it is loaded.

    `slow` has 10 h and is due at 40, `fast` has 1 h and is due at 12. At time 2 the ratios are 3.8 and 10,
    at time 10 they are 3 and 2.
    """
    for busy, first in ((1.0, "slow"), (9.0, "fast")):
        sources = [
            Production(stock="busy", route=(step(0, busy),)),
            Production(stock="slow", route=(step(0, 10),), planned_lead_time=38.5),
            Production(stock="fast", route=(step(0, 1),), planned_lead_time=10.5),
        ]
        demands = [orders_at([t], [1], s) for t, s in ((1, "busy"), (1.5, "slow"), (1.5, "fast"))]
        _, ledger = traced(hourly(sources, demands, centres=(bench(dispatching="critical-ratio"),)))
        assert [s for _, _, s, _ in ledger.of("finished")][1] == first


@pytest.mark.parametrize("rule", ["due-date", "critical-ratio", "least-slack"])
def test_a_lot_that_waits_may_be_rescheduled(rule):
    """Three lots wait; the planner brings the date of the last one forward, and it is made first."""

    class Planner:
        review = Every(1.0, 1.0)

        def decide(self, view):
            """Order three lots and one that keeps the machine busy; then hurry the third."""
            if not view.memory:
                yield Remember(True)
                for stock, due in (("busy", 5.0), ("a", 50.0), ("b", 51.0), ("c", 52.0)):
                    yield Order(stock, 1.0, need_by=due)
            for order in view.stocks["c"].open_orders:
                yield Reschedule(order.number, 9.0)

    names = ["busy", "a", "b", "c"]
    sources = [Production(stock=n, route=(step(0, 3),)) for n in names]
    scenario = hourly(sources, [], centres=(bench(dispatching=rule),))
    scenario = replace(
        scenario, control=(replace(scenario.control[0], scope=tuple(names), policy=Planner()),)
    )
    _, ledger = traced(scenario)
    assert [s for _, _, s, _ in ledger.of("finished")] == ["busy", "c", "a", "b"]


# ---- rework


def test_rework_is_worked_again_at_the_last_operation():
    """Every unit twice: 4 units of 1 h at the second operation take 8 h, the first operation is as it was."""
    centres = (bench(), WorkCentre(name="last"))
    route = (step(0, 1), step(1, 1, "last"))
    sources = [Production(stock="a", route=route, rework_fraction=1.0)]
    run, ledger = traced(hourly(sources, one_lot(4, 0), centres=centres))
    assert times(ledger, "receipt", "a") == [4.0 + 1.0 + 8.0]
    assert run.of("a", "reworked_units") == 4
    assert run.centre("last", "run_hours") == 8.0


def test_rework_is_binomial_and_shifts_nothing_else():
    """A tenth of the units passes twice; the yield of every lot is what it was without rework."""
    made = Production(stock="a", route=(step(0, 0.001),), good_fraction=0.8)
    demand = [orders_at(range(1, 200), [50] * 199, "a")]
    plain, reworked = (
        simulate(hourly([replace(made, rework_fraction=f)], demand, horizon=300)) for f in (0.0, 0.1)
    )
    units = reworked.of("a", "made_units")
    assert units == plain.of("a", "made_units")
    assert reworked.of("a", "scrapped_units") == plain.of("a", "scrapped_units")
    assert plain.of("a", "reworked_units") == 0
    assert abs(reworked.of("a", "reworked_units") / units - 0.1) < 3 * math.sqrt(0.09 / units)
    again = reworked.of("a", "reworked_units") * 0.001
    assert reworked.centre("bench", "run_hours") - plain.centre("bench", "run_hours") == pytest.approx(again)


# ---- overlapping operations

PAIR = (WorkCentre(name="one"), WorkCentre(name="two"))


@pytest.mark.parametrize(
    ("first", "second", "batch", "done"),
    [
        ((0, 1), (0, 2), 2.0, 2 + 12.0),  # the second is slower: it never waits
        ((0, 2), (0, 1), 2.0, 12 + 2.0),  # faster: the last batch ends one batch after the first operation
        ((1, 2), (3, 1), 2.0, 13 + 2.0),  # set-ups: 1 + 4 = 5, ready at 8, batches come at 5, 9, 13
        ((0, 1), (0, 1), 4.0, 4 + 4 + 2.0),  # 4 and 2 units: the rest of 2 comes at 6, when 4 are half done
        ((0, 1), (0, 2), 6.0, 18.0),  # one batch: the lot moves whole
        ((0, 1), (0, 2), 0.0, 18.0),
    ],
)
@pytest.mark.parametrize("posting", ["lot", "unit"])
def test_operations_overlap(first, second, batch, done, posting):
    """Six units over two operations of (set-up, run) hours, from time zero."""
    route = (step(*first, "one"), step(*second, "two"))
    sources = [Production(stock="a", route=route, transfer_batch=batch, posting=posting)]
    run, ledger = traced(hourly(sources, one_lot(6, 0), centres=PAIR))
    assert times(ledger, "receipt", "a")[-1] == done
    assert times(ledger, "finished", "a") == [done]
    assert run.centre("one", "operations") == run.centre("two", "operations") == 1
    assert run.of("a", "wip_area") == pytest.approx(
        6 * done if posting == "lot" else sum(times(ledger, "receipt", "a"))
    )


def test_units_of_overlapping_operations():
    """Batches of 2 of 6 units come at 4, 8, 12 to an operation of 1 h: units at 5, 6, 9, 10, 13, 14."""
    route = (step(0, 2, "one"), step(0, 1, "two"))
    made = Production(stock="a", route=route, transfer_batch=2.0)
    _, ledger = traced(hourly([replace(made, posting="unit")], one_lot(6, 0), centres=PAIR))
    assert times(ledger, "receipt", "a") == [5.0, 6.0, 9.0, 10.0, 13.0, 14.0]
    run = simulate(hourly([made], one_lot(6, 0), centres=PAIR))
    assert run.of("a", "unposted_area") == 9 + 8 + 5 + 4 + 1


def test_overlap_over_three_operations_and_a_busy_machine():
    """The second machine is busy until 5: batches of 1 of 3 units, 1 h each, then 2 h each at the third.

    First operation: units at 1, 2, 3. Second: loaded at 5, units at 6, 7, 8. Third: units at 8, 10, 12.
    """
    centres = (*PAIR, WorkCentre(name="three"))
    route = (step(0, 1, "one"), step(0, 1, "two"), step(0, 2, "three"))
    sources = [
        Production(stock="a", route=route, transfer_batch=1.0),
        Production(stock="busy", route=(step(0, 5, "two"),)),
    ]
    demands = [*one_lot(3, 0), orders_at([0], [1], "busy")]
    run, ledger = traced(hourly(sources, demands, centres=centres))
    assert times(ledger, "receipt", "a") == [12.0]
    assert run.centre("two", "wait_time") == 4.0


def test_transfer_batches_and_shifts_are_refused():
    """A lot in transfer batches over a work centre with shifts is an error that names both."""
    sources = [Production(stock="a", route=(step(),), transfer_batch=2.0)]
    scenario = hourly(sources, [], centres=(bench(shifts=DAY_SHIFT),))
    with pytest.raises(
        DataError, match="production of 'a' moves in transfer batches over work centre 'bench'"
    ):
        simulate(scenario)


# ---- overrun


def overrun(posting: str = "lot", good_fraction: float = 1.0, **more: Any) -> Production:
    """Return a production that makes a quarter more than ordered, 1 h a unit, of 2 parts each."""
    return Production(
        stock="a",
        components=(Component(stock="part", quantity=2.0),),
        route=(step(0, 1),),
        posting=posting,
        good_fraction=good_fraction,
        overrun=Overrun(share=Constant(0.25), **more),
    )


@pytest.mark.parametrize("bins", ["counted", "uncounted"])
@pytest.mark.parametrize("posting", ["lot", "unit"])
def test_overrun(bins, posting):
    """Eight are ordered, ten made of 20 parts in 10 h; two go into the bins, on the record or not."""
    scenario = hourly([overrun(posting, bins=bins)], one_lot(8, 0), initial={"part": 30.0}, horizon=20)
    run, ledger = traced(scenario)
    assert times(ledger, "finished", "a") == [10.0]
    assert ledger.of("overrun") == [(10.0, "overrun", "a", 2.0)]
    assert times(ledger, "receipt", "a") == ([10.0] if posting == "lot" else [float(k) for k in range(1, 9)])
    assert run.of("a", "overrun_units") == 2
    assert run.of("a", "made_units") == 10
    assert run.of("a", "received_units") == 8
    assert run.of("part", "demand_units") == 20
    assert run.of("a", "on_hand_area") == (20.0 if bins == "counted" else 0.0)
    assert run.of("a", "hidden_area") == (0.0 if bins == "counted" else 20.0)


def test_counted_overrun_serves_who_waits_and_counts_for_the_policy():
    """Ten wait for what a lot of eight brings: the two beyond it go to them, and the policy sees them."""

    class Short:
        review = Every(100.0)

        def decide(self, view):
            """Order eight, once."""
            return [Order("a", 8.0)]

    demand = one_lot(10, 1)
    scenario = hourly(
        [overrun(bins="counted")], demand, policies={"a": Short()}, initial={"part": 30.0}, horizon=30
    )
    run, _ = traced(scenario)
    assert run.of("a", "late_units") == 10
    assert run.of("a", "backorder_area") == pytest.approx(10 * 9.0)


@pytest.mark.parametrize("good_fraction", [0.2, 0.5, 0.6])
def test_scrap_is_taken_from_the_whole_lot(good_fraction):
    """Of ten units some are scrap: what is good fills the order of eight first, and the rest is beyond it."""
    scenario = hourly(
        [overrun(good_fraction=good_fraction)], one_lot(8, 0), initial={"part": 90.0}, horizon=11
    )
    run, ledger = traced(scenario)
    scrap = run.of("a", "scrapped_units")
    assert 0 <= scrap < 10
    assert run.of("a", "received_units") == min(10 - scrap, 8)
    assert run.of("a", "overrun_units") == max(10 - scrap - 8, 0)
    assert sum(q for _, _, _, q in ledger.of("scrap")) == scrap


def found_world(found: float, initial: float = 0.0) -> Scenario:
    """Return a world where six a, of which two more are made, later go into a product that wants two.

    The customers take six at 10; at 20 the product wants two: on the record are none, in the bins two.
    """
    sources = [
        replace(overrun(found=found), overrun=Overrun(share=Constant(1 / 3), found=found)),
        Production(stock="product", components=(Component(stock="a"),)),
    ]
    demands = [*one_lot(6, 0), orders_at([20], [2], "product")]
    return hourly(sources, demands, initial={"part": 99.0, "a": initial}, horizon=30)


def test_the_foreman_finds_what_is_in_the_bins():
    """Found: the product is made at once and no a is ordered. Not found: two more (and their overrun)."""
    run, ledger = traced(found_world(1.0))
    assert times(ledger, "finished", "product") == [20.0]
    assert ledger.of("found") == [(20.0, "found", "a", 2.0)]
    assert run.of("a", "orders") == 1
    run, ledger = traced(found_world(0.0))
    assert times(ledger, "finished", "product") == [23.0]
    assert run.of("a", "orders") == 2
    assert not ledger.of("found")
    assert run.of("a", "hidden_area") == pytest.approx(2 * 22.0 + 1 * 7.0)


@pytest.mark.parametrize("kitting", ["tote", "complete"])
def test_the_foreman_looks_only_for_what_is_missing(kitting):
    """A kit of an a that is there and a bolt that is not: nobody looks into the bins of a."""
    scenario = found_world(1.0, initial=9.0)
    product = Production(
        stock="product", components=(Component(stock="a"), Component(stock="bolt")), kitting=kitting
    )
    network = scenario.network
    sources = [network.sources[0], product, bought("bolt", 4.0)]
    scenario = hourly(
        sources,
        [orders_at([0], [6], "a"), orders_at([20], [2], "product")],
        initial={"part": 99.0, "a": 9.0},
        policies={"a": MinMax(4, 9)},
        horizon=30,
    )
    run, ledger = traced(scenario)
    assert times(ledger, "finished", "product") == [24.0]
    assert run.of("a", "hidden_area") > 0
    assert not ledger.of("found")


def test_luck_belongs_to_the_order():
    """Whether anybody finds anything changes no other draw: the same overruns, lot by lot."""
    sources = [
        Production(stock="a", route=(step(0, 0.1),), overrun=Overrun(share=Uniform(0.0, 0.5), found=0.0)),
        Production(stock="product", components=(Component(stock="a"),)),
    ]
    demand = [Demand(name="d", stock="product", interval=Exponential(5.0), size=Discrete((1.0, 6.0)))]
    shares = []
    for found in (0.0, 0.5, 1.0):
        sources[0] = replace(sources[0], overrun=replace(sources[0].overrun, found=found))
        run, ledger = traced(hourly(sources, demand, policies={"a": QSystem(5, 10)}, horizon=400))
        made = [(q, s) for _, _, s, q in ledger.of("finished") if s == "a"]
        shares.append([q for q, _ in made])
        assert run.of("a", "overrun_units") == sum(q - 10 for q in shares[-1])
        assert bool(ledger.of("found")) == (found > 0)
    shortest = min(map(len, shares))
    assert shares[0][:shortest] == shares[1][:shortest] == shares[2][:shortest]
    assert len(shares[0]) > len(shares[2])


# ---- two ways to make it; goods booked late


class Twice:
    """Orders two from the first source and three from the second, once."""

    review = Every(100.0)

    def decide(self, view):
        """Order from both, by what they are called."""
        return [Order("a", 2.0), Order("a", 3.0)]


def test_books_of_two_parts_lists():
    """Two productions of one stock point, of one x and of two y a unit: the auditor keeps them apart."""
    sources = [
        Production(stock="a", components=(Component(stock="x"),), route=(step(0, 1),)),
        Production(stock="a", components=(Component(stock="y", quantity=2.0),), route=(step(0, 1),)),
    ]
    scenario = hourly(
        sources[:1], one_lot(1, 9), policies={"a": Twice()}, initial={"x": 9.0, "y": 9.0}, horizon=20
    )

    def add_second(world: World) -> None:
        stock = world.stocks["a"]
        parts = [(world.stocks["y"], 2.0)]
        route = [world.centres["bench"]]
        second = Producing(sources[1], parts, route, stock, world.clock, world.streams, world.post)
        stock.sources.append(second)
        world.clock.at(1.0, "REVIEW", lambda: stock.order(3.0, 99, None, second))

    run = simulate(scenario, audit=True, watches=[add_second])
    assert run.of("a", "made_units") == 8
    assert run.of("x", "demand_units") == 5
    assert run.of("y", "demand_units") == 6


def test_units_posted_one_by_one_and_booked_late():
    """A clerk books each unit five hours late: every unit leaves the plant once all the same."""
    sources = [Production(stock="a", route=(step(0, 1),), posting="unit")]
    scenario = hourly(sources, one_lot(4, 0), horizon=30)
    late = Bookkeeping(name="clerk", stocks=("a",), delay=Constant(5.0))
    run, ledger = traced(replace(scenario, network=replace(scenario.network, bookkeeping=(late,))))
    assert times(ledger, "receipt", "a") == [6.0, 7.0, 8.0, 9.0]
    assert run.of("a", "received_units") == run.of("a", "made_units") == 4
    assert run.of("a", "wip_area") == 1 + 2 + 3 + 4


# ---- release


class Flood:
    """Orders many lots of one unit, all at once."""

    review = Every(1e9)

    def __init__(self, lots: int) -> None:
        self.lots = lots

    def decide(self, view):
        """Order all lots."""
        return [Order("a", 1.0)] * self.lots


def line(rule: Plant, machines: int = 3, **more: Any) -> Scenario:
    """Return a line of exponential machines, 1 h each, with far more orders than it can make."""
    centres = tuple(WorkCentre(name=f"m{k}") for k in range(machines))
    hour = Exponential(1.0)
    route = tuple(replace(step(0, 0, c.name), run_hours=hour) for c in centres)
    sources = [Production(stock="a", route=route)]
    return hourly(sources, [], rule=rule, centres=centres, policies={"a": Flood(1500)}, **more)


@pytest.mark.parametrize("lots", [1, 4])
def test_conwip_line(lots):
    """Practical worst case (Hopp & Spearman, Factory Physics): TH = w / (w + W0 - 1) x rb, exact here."""
    scenario = line(Plant(release="conwip", limit=lots), horizon=1100.0, warm_up=100.0)
    throughput = lots / (lots + 3 - 1)
    hold(
        scenario,
        (lambda r: r.of("a", "received_units") / r.time, throughput, 0.05),
        (lambda r: r.of("a", "wip_area") / r.time, lots, 1e-6),
        replications=8,
    )


def test_conwip_by_hand():
    """Two lots at most on two machines of 2 h and 3 h: lots finish at 5, 8, 11, 14; WIP is two."""
    route = (step(0, 2, "one"), step(0, 3, "two"))
    sources = [Production(stock="a", route=route)]
    four = {"a": Flood(4)}
    runs = {}
    for name, rule in (("pushed", Plant()), ("pulled", Plant(release="conwip", limit=2))):
        run, ledger = traced(hourly(sources, [], rule=rule, centres=PAIR, policies=four, horizon=20))
        assert times(ledger, "finished", "a") == [5.0, 8.0, 11.0, 14.0]
        runs[name] = run
    assert runs["pushed"].of("a", "wip_area") == runs["pushed"].of("a", "plant_time") == 5 + 8 + 11 + 14
    assert runs["pulled"].of("a", "wip_area") == 5 + 8 + (11 - 5) + (14 - 8)
    assert runs["pulled"].of("a", "plant_time") == 5 + 8 + 11 + 14  # the pool counts as plant
    assert runs["pulled"].of("a", "kit_wait") == 0


def test_release_by_workload():
    """At most 6 hours of work left when a lot is let in; each lot has 2 h and 3 h.

    At 0 the first (load 5) and the second (10) go in. At 2 the first has 3 left: load 8. At 4 both have 3: 6,
    no room. At 5 the first is finished: load 3, the third goes in (8); at 7 it has 3 left: 6. At 8 the second
    is finished: load 3; the fourth goes in, 8..10 and 11..14.
    """
    route = (step(0, 2, "one"), step(0, 3, "two"))
    sources = [Production(stock="a", route=route)]
    four = {"a": Flood(4)}
    rule = Plant(release="workload", limit=6)
    run, ledger = traced(hourly(sources, [], rule=rule, centres=PAIR, policies=four, horizon=20))
    assert times(ledger, "finished", "a") == [5.0, 8.0, 11.0, 14.0]
    assert run.of("a", "wip_area") == 5 + 8 + (11 - 5) + (14 - 8)
    tight = Plant(release="workload", limit=1)
    _, ledger = traced(hourly(sources, [], rule=tight, centres=PAIR, policies=four, horizon=30))
    assert times(ledger, "finished", "a") == [5.0, 10.0, 15.0, 20.0]


def test_release_without_limit_is_refused():
    """CONWIP needs to know how many lots."""
    with pytest.raises(DataError, match="releases by 'conwip' and its limit is 0; give it the lots"):
        simulate(hourly([Production(stock="a")], [], rule=Plant(release="conwip")))


# ---- all together

COMBINATIONS: list[dict[str, Any]] = [
    {"centre": {"shifts": DAY_SHIFT + "; sat 06:00-12:00"}},
    {"centre": {"setups": "shared", "shifts": "mon-sun 06:00-22:00", "dispatching": "critical-ratio"}},
    {
        "centre": {
            "breakdown": Breakdown(by="busy", up=Exponential(10.0), down=Exponential(2.0)),
            "servers": 2,
        }
    },
    {
        "centre": {
            "breakdown": Breakdown(by="clock", up=Exponential(30.0), down=Exponential(6.0)),
            "shifts": "mon-sat 22:00-14:00",
            "setups": "shared",
            "dispatching": "least-slack",
            "servers": 2,
        }
    },
    {"made": {"transfer_batch": 2.0, "rework_fraction": 0.2}, "centre": {"setups": "shared"}},
    {"made": {"overrun": Overrun(share=Uniform(0.0, 0.4), found=0.5), "good_fraction": 0.9}},
    {"made": {"overrun": Overrun(share=Uniform(0.0, 0.4), bins="counted"), "transfer_batch": 3.0}},
]
RULES = [Plant(), Plant(release="conwip", limit=2), Plant(release="workload", limit=8.0)]


def busy_plant(
    choice: dict[str, Any], rule: Plant, posting: str, kitting: str, whole: bool = True
) -> Scenario:
    """Return a plant of a product of two parts, all made on two work centres of the kind asked for."""
    centres = tuple(WorkCentre(name=n, **choice.get("centre", {})) for n in ("one", "two"))

    def made(stock: str, *parts: str) -> Production:
        return Production(
            stock=stock,
            components=tuple(Component(stock=part) for part in parts),
            route=tuple(replace(step(0.5, 0, c), run_hours=Uniform(0.1, 0.6)) for c in ("one", "two")),
            posting=posting,
            kitting=kitting,
            **choice.get("made", {}),
        )

    sources = [made("product", "x", "y"), made("x", "raw"), made("y", "raw"), bought("raw", 10.0)]
    size = Discrete((1.0, 4.0)) if whole else Discrete((0.7, 3.3))
    demands = [
        Demand(name="d", stock="product", interval=Exponential(16.0), size=size),
        Demand(name="spares", stock="x", interval=Exponential(40.0), size=size, unmet="lost"),
    ]
    policies = {"product": BaseStock(3), "x": QSystem(2, 6), "y": QSystem(2, 5), "raw": QSystem(10, 20)}
    scenario = hourly(
        sources, demands, rule=rule, centres=centres, policies=policies, initial={"raw": 20.0}, horizon=700
    )
    items = tuple(replace(item, whole=whole) for item in scenario.network.items)
    return replace(scenario, network=replace(scenario.network, items=items))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.release)
@pytest.mark.parametrize("choice", COMBINATIONS, ids=str)
def test_everything_beside_everything(choice, rule):
    """Under the auditor: books balance, hours add up, watching and the warm-up change nothing."""
    for posting, kitting, whole in (
        ("lot", "tote", True),
        ("unit", "complete", True),
        ("unit", "tote", False),
    ):
        scenario = busy_plant(choice, rule, posting, kitting, whole)
        most = [0]

        def watch(world: World, most: list[int] = most) -> None:
            def look() -> None:
                lots = 0 if world.pool is None else world.pool.lots
                most[0] = max(most[0], lots)
                world.clock.at(world.clock.now + 1.0, "OBSERVE", look)

            world.clock.at(0.0, "OBSERVE", look)

        run = simulate(scenario, audit=True, watches=[watch])
        assert run.of("product", "made_orders") > 5
        if rule.release == "conwip":
            assert 0 < most[0] <= 2
        alone = simulate(scenario, audit=False)
        np.testing.assert_allclose(alone.stocks, run.stocks, rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(alone.centres, run.centres, rtol=1e-9, atol=1e-6)
        rest = simulate(replace(scenario, warm_up=300.0), audit=False)
        first = simulate(replace(scenario, horizon=300.0), audit=False)
        np.testing.assert_allclose(rest.stocks, run.stocks - first.stocks, rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(rest.centres, run.centres - first.centres, rtol=1e-9, atol=1e-6)
        for name in ("one", "two"):
            busy, available = run.centre(name, "busy_area"), run.centre(name, "available_area")
            assert 0 < busy + run.centre(name, "down_time") <= available + 1e-6
