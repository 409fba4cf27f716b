"""The power approximation against the entry, and its levels against the exact optimum."""

from statistics import NormalDist

import pytest

from policies.sizing import power_approximation


@pytest.mark.parametrize("name", ["ex_4_8", "p_4_32"])
def test_ss_07(entry, name):
    """SS-07: two textbook problems, solved there without the cap for small orders."""
    given, expected = entry("SS-07")["inputs"][name], entry("SS-07")["expected"][name]
    policy = power_approximation(given["mean"], given["sd"], given["K"], given["h"], given["p"], capped=False)
    assert policy.reorder_level == pytest.approx(expected["s"], abs=1e-5)
    assert policy.order_up_to == pytest.approx(expected["S"], abs=1e-5)


def average_cost(low, high, case):
    """The exact cost per period of an (s,S) policy with rounded normal demand, by renewal (Zheng, 1991)."""
    normal = NormalDist(case["mean"], case["sd"])
    mass = [normal.cdf(x + 0.5) - normal.cdf(x - 0.5) for x in range(int(case["mean"] + 8 * case["sd"]))]

    def one_period(level):
        return sum(p * max(case["h"] * (level - x), case["p"] * (x - level)) for x, p in enumerate(mass))

    visits = []  # expected periods that start a cycle's j units below S
    for j in range(high - low):
        start = 1.0 if j == 0 else 0.0
        before = sum(visits[i] * mass[j - i] for i in range(j) if j - i < len(mass))
        visits.append((start + before) / (1 - mass[0]))
    total = case["K"] + sum(visit * one_period(high - j) for j, visit in enumerate(visits))
    return total / sum(visits)


@pytest.mark.parametrize("name", ["ex_4_8", "p_4_32"])
def test_the_cap_is_worth_having(entry, name):
    """With the cap the policy costs within 1 % of the best levels about it; without, over 20 % more."""
    case = entry("SS-07")["inputs"][name]
    arguments = (case["mean"], case["sd"], case["K"], case["h"], case["p"])
    capped = power_approximation(*arguments)
    uncapped = power_approximation(*arguments, capped=False)
    low, high = round(capped.reorder_level), round(capped.order_up_to)
    cost = average_cost(low, high, case)
    step = max(1, round(case["sd"] / 8))
    grid = [
        average_cost(low + i * step, high + j * step, case)
        for i in range(-4, 5)
        for j in range(-3, 5)
        if low + i * step < high + j * step
    ]
    assert cost <= 1.01 * min(grid)
    assert average_cost(round(uncapped.reorder_level), round(uncapped.order_up_to), case) > 1.2 * cost


def test_large_orders_need_no_cap():
    """Where an order lasts several periods the cap changes nothing."""
    arguments = (10, 4, 100, 1, 9)
    assert power_approximation(*arguments) == power_approximation(*arguments, capped=False)


def test_lead_time_lengthens_the_interval():
    """A lead time adds its periods' demand, and safety for them, to both levels."""
    near, far = (power_approximation(10, 4, 100, 1, 9, lead_time=time) for time in (0, 3))
    assert far.reorder_level - near.reorder_level > 30 * 0.973
    assert far.order_up_to - near.order_up_to > far.reorder_level - near.reorder_level - 1e-9
