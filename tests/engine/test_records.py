"""Recorded against physical stock: losses, bookkeeping, counts, short picks, by hand and by theory."""

import math
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from policies.q_system import QSystem
from policies.two_bin import TwoBin
from sim import Run, Scenario, simulate
from sim.distributions import Constant, Exponential
from sim.engine.history import StockHistory
from sim.engine.world import World
from sim.network import Bookkeeping, Count, Demand, Loss
from tests.worlds import hold, one_stock, orders_at, traced

DAILY = Demand(name="d", stock="a", interval=Constant(1.0), unmet="lost")


def world(demand: Demand = DAILY, policy: Any = None, horizon: float = 20.5, **more: Any) -> Scenario:
    """Return one stock point under (3, 10) with the rules of `more`: losses, counts, bookkeeping."""
    rules = {k: more.pop(k) for k in ("losses", "counts", "bookkeeping") if k in more}
    scenario = one_stock(policy or QSystem(3, 10), demand, horizon=horizon, **more)
    return replace(scenario, network=replace(scenario.network, **rules))


def theft(at: float, units: float, noticed: bool = False) -> Any:
    """Return a watch that lets units vanish at one moment."""

    def watch(world: World) -> None:
        world.clock.at(at, "RECEIPT", partial(world.stocks["a"].vanish, units, noticed))

    return watch


def stays(**more: Any) -> Bookkeeping:
    """Return bookkeeping of `a` where a short pick is told to nobody."""
    return Bookkeeping(name="books", stocks=("a",), **{"short_pick": "stays", **more})


def counted(every: float, **more: Any) -> Count:
    """Return a count of `a`."""
    return Count(name="count", stocks=("a",), every=every, **more)


# ---- phantom stock


def test_phantom_stock_freezes_replenishment_until_someone_tells() -> None:
    """Ten there, eight stolen at once: the record stays at eight, above the order point, for ever."""
    run = simulate(world(initial=10, bookkeeping=(stays(),)), watches=[theft(0.5, 8)])
    assert run.of("a", "filled_units") == 2
    assert run.of("a", "lost_units") == 18
    assert run.of("a", "orders") == 0
    assert run.of("a", "short_picks") == 18


def test_a_short_pick_puts_the_record_right() -> None:
    """The picker of day 3 finds nothing and says so: ten are ordered then, on day 10 and on day 20."""
    run = simulate(world(initial=10), watches=[theft(0.5, 8)])
    assert run.of("a", "short_picks") == 1
    assert run.of("a", "lost_units") == 1
    assert run.of("a", "adjusted_units") == 8
    assert run.of("a", "orders") == 3


def test_a_count_ends_the_freeze() -> None:
    """Counted on day 5.5: three customers (days 3, 4, 5) have gone, from day 6 on all are served."""
    rules = {"bookkeeping": (stays(),), "counts": (counted(100.0, first=5.5, cost=7.0),)}
    run = simulate(world(initial=10, **rules), watches=[theft(0.5, 8)])
    assert run.of("a", "lost_units") == 3
    assert run.of("a", "counts") == 1
    assert run.of("a", "count_cost") == 7.0


def test_a_noticed_loss_is_ordered_for_at_once() -> None:
    """Seven broken on day 0.5 leave three on the record, the order point: the order leaves then."""
    assert traced(world(initial=10))[1].of("order")[0][0] == 7.0
    told: list[float] = []
    scenario = world(initial=10)

    def breakage(world: World) -> None:
        theft(0.5, 7, noticed=True)(world)
        world.clock.at(0.6, "OBSERVE", lambda: told.append(world.stocks["a"].order_count))

    simulate(scenario, watches=[breakage])
    assert told == [1]


def test_phantom_and_hidden_areas_are_integrated() -> None:
    """Four units are phantom from day 2 to the count of day 5: twelve unit days."""
    run = simulate(
        world(orders_at([50], [1]), initial=10, horizon=20, counts=(counted(50.0, first=5.0),)),
        watches=[theft(2.0, 4)],
    )
    assert run.of("a", "phantom_area") == 12
    assert run.of("a", "on_hand_area") == 2 * 10 + 18 * 6
    assert run.of("a", "shrunk_units") == 4


def test_what_is_set_apart_is_never_lost() -> None:
    """Of ten units all can vanish, and not eleven."""
    run = simulate(world(orders_at([50], [1]), initial=10, horizon=20), watches=[theft(2.0, 11)])
    assert run.of("a", "shrunk_units") == 10


def test_misplaced_units_come_back_at_the_count() -> None:
    """Half of what was lost by day 1.5 is found again by the count; the rest is written off."""
    loss = Loss(name="lost", stocks=("a",), share_per_year=500.0, every=1.0, recovered=0.5)
    rules = {"losses": (loss,), "counts": (counted(50.0, first=1.5),), "bookkeeping": (stays(),)}
    scenario = world(orders_at([50], [1]), policy=QSystem(-1, 1), initial=10, horizon=1.7, **rules)
    run, ledger = traced(scenario)
    gone = run.of("a", "shrunk_units")
    assert gone > 1
    assert run.of("a", "adjusted_units") == gone
    assert ledger.of("reappeared") == [(1.5, "reappeared", "a", sum(q for *_, q in ledger.of("loss")) - gone)]


def test_a_policy_that_looks_at_the_shelf_is_not_misled() -> None:
    """Two bins of five: the theft empties one, which is seen; the record would have said nothing."""
    rules = {"bookkeeping": (stays(),)}
    run = simulate(world(policy=TwoBin(5), initial=10, **rules), watches=[theft(0.5, 8)])
    by_record = simulate(world(policy=QSystem(5, 5), initial=10, **rules), watches=[theft(0.5, 8)])
    assert run.of("a", "lost_units") < by_record.of("a", "lost_units") == 18


# ---- losses


def test_a_share_of_the_shelf_is_lost_in_a_year() -> None:
    """Nobody draws: after a year exp(-share) of the units are left, on average."""
    loss = Loss(name="lost", stocks=("a",), share_per_year=0.3, every=7.0)
    scenario = world(
        orders_at([900], [1]), policy=QSystem(-1, 1), initial=20000, horizon=364.0, losses=(loss,)
    )
    exact = 20000 * -math.expm1(-0.3 * 364 / 365)
    hold(scenario, (lambda run: run.of("a", "shrunk_units"), exact, 0.01))


def test_a_share_of_the_draws_is_lost() -> None:
    """One unit in a hundred drawn is lost besides."""
    loss = Loss(name="lost", stocks=("a",), share_of_draws=0.01, every=7.0)
    demand = Demand(name="d", stock="a", interval=Exponential(0.05), unmet="lost")
    scenario = world(demand, policy=QSystem(200, 500), initial=600, horizon=2000.0, losses=(loss,))
    runs = [simulate(scenario, k) for k in range(8)]
    shares = [run.of("a", "shrunk_units") / run.of("a", "demand_units") for run in runs]
    assert sum(shares) / 8 == pytest.approx(0.01, rel=0.1)


def test_losses_of_fractions_are_exact() -> None:
    """Of a divisible item the expected share is lost each time."""
    loss = Loss(name="lost", stocks=("a",), share_per_year=365 * math.log(2), every=1.0)
    scenario = world(
        orders_at([900], [1]), initial=8, whole=False, horizon=3.5, losses=(loss,), policy=QSystem(-1, 1)
    )
    assert simulate(scenario).of("a", "shrunk_units") == pytest.approx(7)


def test_losses_meet_every_alternative_alike() -> None:
    """The luck of the losses is the same whatever the policy draws or orders."""
    loss = Loss(name="lost", stocks=("a",), share_per_year=0.5, every=7.0)
    quiet = world(orders_at([900], [1]), policy=QSystem(-1, 1), initial=500, horizon=200.0, losses=(loss,))
    again = replace(quiet, control=(replace(quiet.control[0], policy=QSystem(-5, 3)),))
    assert simulate(quiet).of("a", "shrunk_units") == simulate(again).of("a", "shrunk_units") > 0


# ---- bookkeeping


def test_goods_are_on_the_shelf_before_they_are_on_the_record() -> None:
    """An order of day 7 arrives at once and is booked two days later; those who wanted one have gone."""
    rules = {"bookkeeping": (stays(delay=Constant(2.0)),)}
    history = StockHistory(["a"], 1.0, first=0.5)
    run = simulate(world(initial=10, horizon=12.5, **rules), watches=[history])
    assert history.on_hand["a"][:12] == [10, 9, 8, 7, 6, 5, 4, 3, 2, 11, 10, 9]
    assert run.of("a", "hidden_area") == 20
    assert run.of("a", "lost_units") == 0


def test_the_book_delay_can_lose_sales() -> None:
    """With four days of delay the shelf is full and the record empty on days 11 and on."""
    rules = {"bookkeeping": (stays(delay=Constant(4.5)),)}
    run = simulate(world(initial=10, horizon=12.2, **rules))
    assert run.of("a", "lost_units") == 1


def test_a_count_leaves_goods_to_their_papers() -> None:
    """Ten arrive on day 7, are counted on day 8 and booked on day 9: ten on the record, not twenty."""
    rules = {"bookkeeping": (stays(delay=Constant(2.0)),), "counts": (counted(100.0, first=8.5),)}
    run = simulate(world(initial=10, horizon=12.5, **rules))
    assert run.of("a", "adjusted_units") == 0
    assert run.of("a", "phantom_area") == 0


def always_wrong(share: float) -> Bookkeeping:
    """Return bookkeeping that gets every receipt wrong by a share."""
    return stays(error_chance=1.0, error_share=Constant(share))


def test_errors_are_too_much_or_too_little_with_equal_chance() -> None:
    """Receipts of ten are written down as eight or twelve; the mean error over many is near zero."""
    rules = {"bookkeeping": (always_wrong(0.2),), "counts": (counted(1.0, first=0.75),)}
    demand = Demand(name="d", stock="a", interval=Constant(1.0), size=Constant(10.0), unmet="lost")
    scenario = world(demand, policy=QSystem(0, 10), initial=10, horizon=2000.5, **rules)
    run, ledger = traced(scenario)
    errors = [q for _, _, _, q in ledger.of("record")]
    assert set(map(abs, errors)) == {2.0}
    assert run.of("a", "adjusted_units") == pytest.approx(2 * run.of("a", "cycles"), abs=2)


def test_units_written_too_many_are_phantom() -> None:
    """What is on the record and not on the shelf is phantom stock; the auditor adds up both books."""
    rules = {"bookkeeping": (always_wrong(0.5),)}
    run = simulate(world(initial=4, horizon=60.5, **rules))
    assert run.of("a", "phantom_area") + run.of("a", "hidden_area") > 0


def test_no_rule_no_change() -> None:
    """Rules that never strike leave every total as it was."""
    plain = world(initial=10, horizon=300.5)
    idle = replace(
        plain,
        network=replace(
            plain.network,
            losses=(Loss(name="none", stocks=("a",), every=1.0),),
            counts=(counted(10.0),),
            bookkeeping=(Bookkeeping(name="books", stocks=("a",)),),
        ),
    )
    one, two = simulate(plain), simulate(idle)
    assert _without_counts(one) == _without_counts(two)


def _without_counts(run: Run) -> dict[str, float]:
    from sim.run import STOCK_COLUMN

    return {name: run.of("a", name) for name in STOCK_COLUMN if name != "counts"}


def test_counts_take_turns_when_no_date_is_given() -> None:
    """Two stock points counted every ten days without a first date are counted on days 5 and 10."""
    scenario = world(initial=10, horizon=20.5)
    network = scenario.network
    items = (*network.items, replace(network.items[0], name="b"))
    points = (*network.stock_points, replace(network.stock_points[0], name="b", item="b"))
    both = replace(
        network, items=items, stock_points=points, counts=(Count(name="c", stocks=("a", "b"), every=10.0),)
    )
    _, ledger = traced(replace(scenario, network=both))
    assert [(t, s) for t, _, s, _ in ledger.of("count")] == [
        (5.0, "a"),
        (10.0, "b"),
        (15.0, "a"),
        (20.0, "b"),
    ]
