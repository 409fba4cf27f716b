"""How often intervals cover what they should: a simulated case with a known answer, and drawn samples.

The slow study prints its shares: `pytest -m slow -s tests/experiments/precision/test_coverage.py`.
"""

import math

import numpy as np
import pytest

from experiments.interval import mean_interval
from experiments.precision.control_variates import adjusted
from experiments.precision.quantile import quantile_interval
from policies.base_stock import BaseStock
from sim import simulate
from sim.distributions import Exponential
from sim.network import Demand
from tests.validation.entries import entry
from tests.worlds import one_stock

REPETITIONS, REPLICATIONS = 1000, 10
LEVEL, WINDOW = 10, 60.0


@pytest.fixture(scope="module")
def simulated() -> dict[str, np.ndarray]:
    """10,000 runs of entry BS-01: average stock, backorders and demand, shape (repetitions, replications).

    Base stock with Poisson demand and a constant lead time is in equilibrium from the first lead time on,
    so the means are exact at any length of run. The auditor has seen this world in other tests.
    """
    given = entry("BS-01")["inputs"]
    rate, lead_time = given["demand_rate"], given["lead_time_mean"]
    scenario = one_stock(
        BaseStock(LEVEL),
        Demand(name="d", stock="a", interval=Exponential(1 / rate)),
        initial=LEVEL,
        lead_time=lead_time,
        horizon=lead_time + WINDOW,
        warm_up=lead_time,
    )
    totals = ("on_hand_area", "backorder_area", "demand_units")
    rows = []
    for replication in range(REPETITIONS * REPLICATIONS):
        run = simulate(scenario, replication, audit=False)
        rows.append([run.of("a", total) / run.time for total in totals])
    table = np.array(rows).T.reshape(len(totals), REPETITIONS, REPLICATIONS)
    return dict(zip(("EI", "EB", "demand"), table, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("figure", ["EI", "EB"])
def test_intervals_of_simulated_means_cover(simulated: dict[str, np.ndarray], figure: str) -> None:
    """Of 1,000 intervals at 95 %, each from ten runs, 93.5 to 96.5 % cover the exact mean."""
    exact = entry("BS-01")["expected"]["by_S"][str(LEVEL)][figure]
    found = [mean_interval(values) for values in simulated[figure]]
    share = float(np.mean([one.low <= exact <= one.high for one in found]))
    print(f"\n{figure}: {100 * share:.1f} % of {len(found):,} intervals cover {exact:g}")
    grand = mean_interval(simulated[figure].ravel(), 0.999)
    assert grand.low <= exact <= grand.high
    assert 0.935 <= share <= 0.965


@pytest.mark.slow
@pytest.mark.parametrize("figure", ["EI", "EB"])
def test_controlled_intervals_of_simulated_means_cover(simulated: dict[str, np.ndarray], figure: str) -> None:
    """With the demand that came as a control, intervals are narrower and still cover."""
    known = entry("BS-01")
    exact, rate = known["expected"]["by_S"][str(LEVEL)][figure], known["inputs"]["demand_rate"]
    pairs = zip(simulated[figure], simulated["demand"], strict=True)
    found = [adjusted(values, demand, rate) for values, demand in pairs]
    share = float(np.mean([one.interval.low <= exact <= one.interval.high for one in found]))
    narrower = np.mean([one.interval.half_width for one in found]) / np.mean(
        [one.plain.half_width for one in found]
    )
    reduction = 1 - np.var([one.interval.mean for one in found]) / np.var([one.plain.mean for one in found])
    print(
        f"\n{figure} with demand as a control: {100 * share:.1f} % cover, half-width {narrower:.2f} of the "
        f"plain one, variance of the mean less by {100 * reduction:.0f} %, "
        f"used in {100 * np.mean([one.used for one in found]):.0f} %"
    )
    assert 0.93 <= share <= 0.97
    assert narrower < 0.8


@pytest.mark.parametrize(("n", "shares"), [(10, [0.9]), (12, [0.5, 0.3]), (30, [0.3, 0.2, 0.1])])
def test_control_variate_intervals_cover(n: int, shares: list[float]) -> None:
    """Of 1,500 intervals from jointly normal values and controls 93.5 to 96.5 % cover the mean."""
    rng = np.random.default_rng(21)
    covered = 0
    for _ in range(1500):
        controls = rng.normal(size=(n, len(shares)))
        values = controls @ np.sqrt(shares) + rng.normal(size=n) * math.sqrt(1 - sum(shares))
        interval = adjusted(values, controls, np.zeros(len(shares))).interval
        covered += interval.low <= 0 <= interval.high
    assert 0.935 <= covered / 1500 <= 0.965


def test_controls_that_explain_nothing_cost_little_coverage() -> None:
    """To choose by the same data between plain and adjusted costs at most two points, with ten values."""
    rng = np.random.default_rng(22)
    found = [adjusted(rng.normal(size=10), rng.normal(size=(10, 2)), [0, 0]) for _ in range(1500)]
    assert np.mean([one.used for one in found]) < 0.2
    assert np.mean([one.interval.low <= 0 <= one.interval.high for one in found]) > 0.92


@pytest.mark.parametrize(("n", "p"), [(20, 0.5), (100, 0.9), (100, 0.1)])
def test_quantile_intervals_cover(n: int, p: float) -> None:
    """Of 2,000 intervals from skewed values the share that the binomial says covers, 95 % or more."""
    rng = np.random.default_rng(23)
    exact = -math.log(1 - p)
    found = [quantile_interval(rng.exponential(size=n), p) for _ in range(2000)]
    share = np.mean([one.low <= exact <= one.high for one in found])
    assert found[0].coverage >= 0.95
    assert share == pytest.approx(found[0].coverage, abs=4 * math.sqrt(0.05 * 0.95 / 2000))
