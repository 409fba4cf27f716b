"""Replications until a figure is precise for every alternative."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from experiments.bench import Bench
from experiments.compare import Comparison
from experiments.league import run_league
from experiments.precision.replications import ReplicationRule
from experiments.progress import Monitor, Step
from experiments.replicate import paired_tasks, replicate
from experiments.store import Store
from experiments.until_precise import BATCH, Precision, until_precise
from scenarios import load_case
from sim import DataError, Scenario

Build = Callable[[float], Scenario]


@pytest.fixture
def bench() -> Bench:
    """A bench for scenarios that are given to it."""
    return Bench(load_case("fixed-period"))


def of(relative: float, kpi: str = "", most: int = 40) -> Precision:
    """Shorthand."""
    return Precision(ReplicationRule(relative=relative, most=most), kpi)


def test_it_ends_at_the_first_batch_at_which_all_have_stayed_precise(
    bench: Bench, random_shop: Build
) -> None:
    """The rule, asked after every five replications of a longer comparison, gives the same number."""
    ways = {"small": random_shop(10), "big": random_shop(60)}
    outcomes, reached = until_precise(bench, ways, of(0.06, "stock_value"))
    longer = Comparison(replicate(paired_tasks(ways, 40), stock_points=False))
    values = [list(longer.values(name, "stock_value").values()) for name in ways]
    rule = ReplicationRule(relative=0.06)
    wanted = next(
        n for n in range(BATCH, 41, BATCH) if all(rule.verdict(figures[:n]).enough for figures in values)
    )
    assert 10 < wanted < 40  # so the second look was not the last
    assert len(outcomes) == 2 * wanted and reached.replications == wanted
    assert reached.enough
    assert [o.kpis["stock_value"] for o in outcomes.of("big")] == values[1][:wanted]
    widest = max(found.relative for found in reached.verdicts.values())
    assert widest <= 0.06
    text = f"{wanted} replications: stock value is known to ±{100 * widest:.1f} % or better under every "
    assert reached.words({}) == text + "alternative."


def test_the_usual_figure(bench: Bench, random_shop: Build, shop: Scenario) -> None:
    """Total cost where it is priced, else the fill rate; a figure that never varies is precise at once."""
    _, reached = until_precise(bench, {"only": shop}, of(0.02))
    assert (reached.kpi, reached.replications) == ("total_cost", 10)
    assert reached.words({}) == "10 replications: total cost is known to ±0 %."
    free = replace(
        shop,
        network=replace(
            shop.network,
            accounts=replace(shop.network.accounts, holding_rate=0.0, backorder_cost=0.0),
            sources=(replace(shop.network.sources[0], order_cost=0.0, price=None),),
            suppliers=(replace(shop.network.suppliers[0], freight=None),),
        ),
    )
    assert until_precise(bench, {"only": free}, of(0.02))[1].kpi == "fill_rate"


def test_not_reached(bench: Bench, random_shop: Build) -> None:
    """At the most allowed it ends, says how far it came, for whom, and what would do."""
    ways = {"small": random_shop(10), "big": random_shop(60)}
    outcomes, reached = until_precise(bench, ways, of(0.001, "stock_value", most=12))
    assert len(outcomes) == 24 and not reached.enough
    words = reached.words({"big": "Big lots"})
    assert words.startswith("12 replications: stock value is known to ±")
    assert "not yet to ±0.1 % for good; about" in words and "--most" in words
    assert reached.document()["reached"] is False


def test_a_plant_that_does_not_keep_up_is_not_waited_for(
    bench: Bench, overloaded: Scenario, random_shop: Build
) -> None:
    """It is named; alone, it ends the work after the first batch."""
    alone, reached = until_precise(bench, {"plant": overloaded}, of(0.02, "stock_turns"))
    assert len(alone) == BATCH and reached.saturated == ("plant",)
    assert "5 replications: The plant does not keep up under The plant, so no" in reached.words(
        {"plant": "The plant"}
    )
    both, reached = until_precise(
        bench, {"plant": overloaded, "shop": random_shop(10)}, of(0.2, "stock_value")
    )
    assert reached.enough and list(reached.verdicts) == ["shop"]
    assert reached.words({}).endswith("there, and none was waited for.")
    assert len(both) == 2 * reached.replications


def test_a_figure_that_cannot_be_precise(bench: Bench, shop: Scenario) -> None:
    """A mean of zero has no share; the sentence names figure and alternative."""
    with pytest.raises(DataError, match="lost_share of alternative 'only' over 10 replications is 0"):
        until_precise(bench, {"only": shop}, of(0.02, "lost_share"))


def test_workers_and_resuming_change_nothing(
    bench: Bench, random_shop: Build, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two workers, or work stopped half-way and resumed from its store, give the same replications."""
    ways, precision = {"small": random_shop(10), "big": random_shop(60)}, of(0.08, "stock_value")
    alone, _ = until_precise(bench, ways, precision)
    two, _ = until_precise(Bench(bench.case, jobs=2), ways, precision)
    folder = tmp_path_factory.mktemp("store") / "work"
    steps: list[Step] = []

    def stop(step: Step) -> None:
        steps.append(step)
        if step.done == 13:
            monitor.cancel()

    monitor = Monitor(stop)
    half, reached = until_precise(
        Bench(bench.case, monitor=monitor, store=Store(folder, {"a": "b"}, resume=False)), ways, precision
    )
    assert half.interrupted and len(half) == 13 and reached.interrupted
    assert "too few" in reached.words({}) or "not yet" in reached.words({})
    store = Store(folder, {"a": "b"}, resume=True)
    resumed, _ = until_precise(Bench(bench.case, store=store), ways, precision)
    assert store.found == 13
    for other in (two, resumed):
        assert [repr((o.alternative, o.replication, o.kpis, o.drawn)) for o in other] == [
            repr((o.alternative, o.replication, o.kpis, o.drawn)) for o in alone
        ]
    assert [step.done for step in steps] == list(range(1, 14))


def test_stopped_before_anything_was_finished(bench: Bench, shop: Scenario) -> None:
    """There is nothing to return."""
    monitor = Monitor()
    stopped = Bench(bench.case, monitor=monitor)

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    broken = replace(shop, control=(replace(shop.control[0], policy=_Stops(fail)),))  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        until_precise(stopped, {"only": broken}, of(0.02))


class _Stops:
    """Interrupts as soon as anybody asks it anything."""

    def __init__(self, fail: Callable[..., None]) -> None:
        self.fail = fail

    def __getattr__(self, name: str) -> object:
        raise KeyboardInterrupt


def test_the_league_takes_it() -> None:
    """In place of a number of replications."""
    result = run_league(Bench(load_case("fixed-period"), horizon=1500), precision=of(0.02))
    assert result.precision is not None and result.precision.enough
    assert len(result.comparison.outcomes) == 2 * result.precision.replications
