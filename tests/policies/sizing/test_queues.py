"""Queues against the entries, balance equations, and one another."""

import math
from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.sizing import (
    erlang_loss,
    general_service_queue,
    kingman_wait,
    multi_server_queue,
    timed_arrivals_queue,
)


@pytest.mark.parametrize("name", ["mm1", "mm3", "mm4"])
def test_q_01(entry, name):
    """Q-01: every measure of three M/M/c queues."""
    expected = entry("Q-01")["expected"][name]
    queue = multi_server_queue(*entry("Q-01")["inputs"][name])
    measured = {
        "P_wait": queue.probability_wait,
        "Wq": queue.mean_wait,
        "Lq": queue.mean_queue,
        "W": queue.mean_flow_time,
        "L": queue.mean_in_system,
        "util": queue.utilisation,
    }
    assert measured == pytest.approx(expected, abs=1e-6)


def test_q_03(entry):
    """Q-03: D/M/1 exactly and by Kingman's approximation."""
    given, expected = entry("Q-03")["inputs"], entry("Q-03")["expected"]
    rate = 1 / given["interarrival"]
    queue = timed_arrivals_queue(rate, 1 / given["mean_service"])
    assert queue.probability_wait == pytest.approx(expected["sigma"], abs=1e-6)
    assert queue.mean_wait == pytest.approx(expected["Wq_exact"], abs=2e-6)
    assert kingman_wait(rate, given["mean_service"], 0, 1) == pytest.approx(expected["Kingman_Wq"], abs=1e-9)


@given(st.integers(1, 30), st.floats(min_value=0.05, max_value=0.97))
@settings(deadline=None)
def test_erlang_c_from_balance_equations(servers, utilisation):
    """The probability of waiting and the queue equal sums over the states of the birth and death process."""
    load = servers * utilisation
    states = [1.0]
    for n in range(1, 3000):
        states.append(states[-1] * load / min(n, servers))
    total = math.fsum(states)
    waiting = math.fsum(states[servers:]) / total
    queue = math.fsum((n - servers) * p for n, p in enumerate(states) if n > servers) / total
    result = multi_server_queue(load, 1.0, servers)
    assert result.probability_wait == pytest.approx(waiting, rel=1e-8)
    assert result.mean_queue == pytest.approx(queue, rel=1e-8)


@given(st.integers(0, 40), st.floats(min_value=0.05, max_value=40))
@settings(deadline=None)
def test_erlang_b_from_its_sum(servers, load):
    """The recursion equals the formula it stands for."""
    terms = [math.exp(n * math.log(load) - math.lgamma(n + 1)) for n in range(servers + 1)]
    assert erlang_loss(servers, load) == pytest.approx(terms[-1] / math.fsum(terms), rel=1e-9)


@given(st.floats(min_value=0.01, max_value=0.99), st.floats(min_value=0.01, max_value=100))
@settings(deadline=None)
def test_special_cases_agree(utilisation, service):
    """M/G/1 with exponential service is M/M/1, with steady service waits half; Kingman is exact for both."""
    rate = utilisation / service
    exponential = general_service_queue(rate, service, service)
    markov = multi_server_queue(rate, 1 / service)
    assert astuple(exponential) == pytest.approx(astuple(markov))
    steady = general_service_queue(rate, service, 0)
    assert steady.mean_wait == pytest.approx(exponential.mean_wait / 2)
    assert kingman_wait(rate, service, 1, 1) == pytest.approx(exponential.mean_wait)
    assert kingman_wait(rate, service, 1, 0) == pytest.approx(steady.mean_wait)


@given(st.floats(min_value=0.02, max_value=0.999))
@settings(deadline=None)
def test_timed_arrivals_solve_their_equation(utilisation):
    """The probability of waiting solves its equation, is not the trivial root, and beats Poisson arrivals."""
    queue = timed_arrivals_queue(utilisation, 1.0)
    sigma = queue.probability_wait
    assert sigma == pytest.approx(math.exp(-(1 - sigma) / utilisation), rel=1e-9)
    assert sigma < utilisation
    assert queue.mean_wait < multi_server_queue(utilisation, 1.0).mean_wait


@given(st.floats(min_value=0.02, max_value=0.99), st.floats(min_value=0.1, max_value=50))
@settings(deadline=None)
def test_timed_arrivals_in_another_unit_of_time(utilisation, pace):
    """A pace times as fast, times shrink by the pace while counts and shares stay."""
    slow = timed_arrivals_queue(utilisation, 1.0)
    fast = timed_arrivals_queue(pace * utilisation, pace)
    assert fast.mean_wait == pytest.approx(slow.mean_wait / pace, rel=1e-6)
    assert fast.mean_flow_time == pytest.approx(slow.mean_flow_time / pace, rel=1e-6)
    assert fast.mean_in_system == pytest.approx(slow.mean_in_system, rel=1e-6)
    assert fast.utilisation == pytest.approx(utilisation)
