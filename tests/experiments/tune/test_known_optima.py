"""A quick run of the benchmark of tuning: a case whose optimum is published."""

from collections.abc import Mapping
from dataclasses import replace

from benchmarks.tuning import WORLDS, order_up_to, tuned
from sim import Scenario


def test_a_published_optimum_is_found_with_few_runs() -> None:
    """SS-02 from twice the optimum, in shorter worlds: within 1 % of the least cost, a 20th of the grid."""
    whole = order_up_to(6, order_cost=5, penalty=4, published=(4, 10))

    def shorter(values: Mapping[str, float], seed: int) -> Scenario:
        return replace(whole.build(values, seed), horizon=208.0, warm_up=8.0)

    short = replace(whole, build=shorter)
    assert whole.optimum == {"s": 4, "d": 6}
    found, settings, runs = tuned(short, 0)
    assert short.cost(**found) <= 1.01 * short.cost(**short.optimum)
    assert runs * 20 <= short.grid * WORLDS
    assert settings < 40


def test_the_optimum_of_the_benchmark_is_the_least_of_its_formula() -> None:
    """No neighbour of the published optimum costs less by the exact cost, and that is the published one."""
    whole = order_up_to(6, order_cost=5, penalty=4, published=(4, 10))
    best = whole.cost(**whole.optimum)
    assert all(whole.cost(s, d) >= best - 1e-9 for s in range(1, 8) for d in range(2, 12))
