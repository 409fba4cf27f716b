"""One stock point against exact theory: (r,Q), (R,S), base stock, lost sales, Little's law."""

import pytest

from policies.base_stock import BaseStock
from policies.p_system import PSystem
from policies.q_system import QSystem
from policies.sizing import PeriodicBaseStock, ReorderPointQuantity, erlang_loss, poisson_pmf, poisson_tail
from sim import simulate
from sim.distributions import Constant, Exponential, Gamma, Poisson
from sim.network import Demand
from tests.worlds import entry, hold, interval_99, one_stock

UNIT_POISSON = Demand(name="d", stock="a", interval=Exponential(0.1))


def average(total):
    """Return a reader of a time average of stock point `a`."""
    return lambda run: run.of("a", total) / run.time


def fill_rate(run):
    """Share of units filled at once."""
    return run.of("a", "filled_units") / run.of("a", "demand_units")


def test_order_point_and_quantity_with_poisson_demand():
    """Every measure of the exact (r,Q) theory lies in the 99 % interval of the simulation."""
    theory = ReorderPointQuantity(demand_rate=10, lead_time=5, reorder_point=46, order_quantity=40)
    scenario = one_stock(QSystem(46, 40), UNIT_POISSON, initial=86, lead_time=5, horizon=2020, warm_up=20)
    hold(
        scenario,
        (average("on_hand_area"), theory.average_on_hand, 0.02),
        (average("backorder_area"), theory.average_backorders, 0.10),
        (fill_rate, theory.fill_rate, 0.01),
        (lambda run: 1 - run.of("a", "out_time") / run.time, theory.ready_rate, 0.01),
        (lambda run: run.of("a", "orders") / run.time, theory.order_frequency, 0.01),
        (lambda run: 1 - run.of("a", "short_cycles") / run.of("a", "cycles"), theory.cycle_service, 0.05),
    )


def test_published_order_point_case():
    """Entry RQ-01: stock, backorders, service and cost of a published optimal (r,Q), simulated."""
    known = entry("RQ-01")
    inputs, expected = known["inputs"], known["expected"]
    r, q = expected["r"], expected["Q"]
    demand = Demand(name="d", stock="a", interval=Exponential(1 / inputs["demand_rate"]))
    scenario = one_stock(
        QSystem(r, q), demand, initial=r + q, lead_time=inputs["lead_time"], horizon=5050, warm_up=50
    )

    def cost(run):
        held, waiting = run.of("a", "on_hand_area"), run.of("a", "backorder_area")
        return (inputs["h"] * held + inputs["b"] * waiting + inputs["K"] * run.of("a", "orders")) / run.time

    hold(
        scenario,
        (average("on_hand_area"), expected["E_onhand"], 0.01),
        (average("backorder_area"), expected["E_backorders"], 0.05),
        (fill_rate, expected["fill_rate"], 0.01),
        (cost, expected["cost"], 0.01),
    )


def test_periodic_review_with_poisson_demand():
    """(R,S) by exact theory: average stock and backorders over the review cycle, and the fill rate."""
    theory = PeriodicBaseStock(demand_rate=10, review_interval=3, lead_time=2, order_up_to=48)
    scenario = one_stock(PSystem(3, 48), UNIT_POISSON, initial=48, lead_time=2, horizon=4030, warm_up=30)
    hold(
        scenario,
        (average("on_hand_area"), theory.average_on_hand, 0.01),
        (average("backorder_area"), theory.average_backorders, 0.10),
        (fill_rate, theory.fill_rate, 0.01),
    )


def test_periodic_demand_and_review_in_the_same_instant():
    """Demand by the day, reviewed each evening: the stock at night is S less the demand of L days.

    The review comes after the day's demand and goods come in before it, so what a review at t orders is
    there for the demand of day t + L: the net stock at the end of that day is S minus the demand of the
    L days t + 1 to t + L.
    """
    level, lead, rate = 30, 3, 8.0
    demand = Demand(name="d", stock="a", interval=Constant(1.0), size=Poisson(rate))
    exact = sum((level - k) * poisson_pmf(k, rate * lead) for k in range(level + 1))
    scenario = one_stock(PSystem(1.0, level), demand, initial=level, lead_time=lead, horizon=3020, warm_up=20)
    hold(scenario, (average("on_hand_area"), exact, 0.02), replications=40)


@pytest.mark.parametrize("law", [Constant(0.8), Gamma(0.8, 0.6), Exponential(0.8)])
def test_base_stock_by_palms_theorem(law):
    """Orders outstanding are Poisson whatever the law of the lead time; so is what is missing."""
    level, load = 10, 8.0
    on_hand = sum((level - k) * poisson_pmf(k, load) for k in range(level))
    scenario = one_stock(
        BaseStock(level), UNIT_POISSON, initial=level, lead_time=law, horizon=2220, warm_up=20
    )
    hold(
        scenario,
        (average("on_hand_area"), on_hand, 0.02),
        (lambda run: run.of("a", "out_time") / run.time, poisson_tail(level - 1, load), 0.04),
    )


@pytest.mark.parametrize("law", [Constant(0.8), Gamma(0.8, 0.6)])
def test_lost_sales_by_erlangs_loss_formula(law):
    """Base stock with lost sales is Erlang's loss system: the share lost is the blocking probability."""
    demand = Demand(name="d", stock="a", interval=Exponential(0.1), unmet="lost")
    scenario = one_stock(BaseStock(9), demand, initial=9, lead_time=law, horizon=820, warm_up=20)
    exact = erlang_loss(9, 8.0)
    hold(scenario, (lambda run: run.of("a", "lost_units") / run.of("a", "demand_units"), exact, 0.03))


def test_littles_law():
    """Units on order = demand rate x lead time, and units waiting = demand rate x mean wait."""
    scenario = one_stock(
        QSystem(40, 25), UNIT_POISSON, initial=65, lead_time=Gamma(5, 2), horizon=1030, warm_up=30
    )
    waits = [simulate(scenario, k) for k in range(20)]
    mean, half = interval_99([average("on_order_area")(run) for run in waits])
    assert abs(mean - 10 * 5.0) <= half <= 0.02 * 50
    mean, half = interval_99([run.of("a", "wait_area") / run.of("a", "backorder_area") - 1 for run in waits])
    assert abs(mean) <= half <= 0.01
