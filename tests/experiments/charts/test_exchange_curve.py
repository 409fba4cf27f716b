"""The exchange curve: theory, and what it says of today's lot sizes."""

import numpy as np
import pandas as pd
import pytest

from experiments.charts.exchange_curve import curve_constant, exchange_curve

UNITS = np.array([100.0, 400.0, 2500.0, 900.0, 10.0])
COST = np.array([90.0, 10.0, 4.0, 25.0, 1000.0])
TITLES = {"today": "As-is", "q-system": "Q-system"}


def lots(name: str, orders: np.ndarray) -> pd.DataFrame:
    """Items of an alternative with their orders a year."""
    return pd.DataFrame(
        {
            "alternative": name,
            "item": [f"V-{k}" for k in range(len(UNITS))],
            "units_a_year": UNITS,
            "unit_cost": COST,
            "orders_a_year": orders,
        }
    )


RATIONAL = np.sqrt(UNITS * COST) / 25
"""Orders that economic order quantities give: in proportion to the root of the yearly value."""


def test_economic_order_quantities_lie_on_the_curve() -> None:
    """Lot sizes by the formula, at three costs of an order, have the product of the curve."""
    holding = 0.2
    for order_cost in (50.0, 200.0, 800.0):
        quantity = np.sqrt(2 * order_cost * UNITS / (holding * COST))
        orders, stock = (UNITS / quantity).sum(), (quantity * COST / 2).sum()
        assert orders * stock == pytest.approx(curve_constant(lots("x", UNITS / quantity)))


def test_no_lot_sizes_lie_below_the_curve() -> None:
    """Random numbers of orders have a greater product."""
    rng = np.random.default_rng(3)
    for orders in rng.uniform(0.5, 30, size=(200, len(UNITS))):
        stock = (UNITS * COST / orders / 2).sum()
        assert orders.sum() * stock >= curve_constant(lots("x", orders))


def test_today_on_the_curve_is_rational() -> None:
    """Within 5 % of the least stock nothing is promised."""
    chart = exchange_curve(lots("today", RATIONAL), today="today", titles=TITLES, seed=1, replications=10)
    stock = round((UNITS * COST / RATIONAL / 2).sum())
    assert chart.title == (
        f"Today's lot sizes are rational: Rs {stock:,} in cycle stock is within 5 % of the least for "
        f"{RATIONAL.sum():.0f} orders a year"
    )
    assert chart.figure.texts[-1].get_text().startswith("Simulated: 10 replications, seed 1")


def test_equal_numbers_of_orders_could_save() -> None:
    """The stock saved at the same orders, and the orders spared at the same stock, are those of the curve."""
    data = pd.concat([lots("today", np.full(5, 6.0)), lots("q-system", RATIONAL)])
    orders, stock = 30.0, (UNITS * COST / 6 / 2).sum()
    constant = np.sqrt(UNITS * COST).sum() ** 2 / 2
    assert stock * orders > 1.05 * constant
    chart = exchange_curve(data, today="today", titles=TITLES)
    assert chart.title == (
        f"Better lot sizes would save Rs {stock - constant / orders:,.0f} of today's Rs {stock:,.0f} in "
        "cycle stock at the same 30 orders a year, or spare "
        f"{orders - constant / stock:.0f} of them with the same stock"
    )
    assert "Q-system" in chart.alt_text
    assert "1.00 times the curve" in chart.alt_text
    assert f"{stock * orders / constant:.2f} times the curve" in chart.alt_text


@pytest.mark.parametrize("factor", [1.05, 1.28, 1.3])
def test_five_per_cent_is_the_border(factor: float) -> None:
    """Some unevenness is forgiven, more is not."""
    orders = RATIONAL * np.array([factor, 1 / factor, 1, factor, 1 / factor])
    above = orders.sum() * (UNITS * COST / orders / 2).sum() / curve_constant(lots("x", orders))
    assert (above < 1.05) == (factor < 1.29)
    title = exchange_curve(lots("today", orders), today="today").title
    assert title.startswith("Today's lot sizes are rational") == (above < 1.05)


def test_items_without_orders_or_use_are_left_out_and_counted() -> None:
    """They change neither point nor curve."""
    data = lots("today", RATIONAL)
    more = data.head(2).assign(item=["a", "b"], orders_a_year=[0.0, 3.0], units_a_year=[50.0, 0.0])
    with_them = exchange_curve(pd.concat([data, more]), today="today")
    assert with_them.title == exchange_curve(data, today="today").title
    assert "2 items are left out" in with_them.figure.texts[-1].get_text().replace("\n", " ")


def test_the_drawn_curve_is_the_formula() -> None:
    """Along the line the product is constant, and both axes start at zero."""
    ax = exchange_curve(lots("today", np.full(5, 6.0)), today="today").figure.axes[0]
    x, y = (np.asarray(values, dtype=float) for values in ax.lines[0].get_data())
    assert x * y == pytest.approx(np.full(len(x), curve_constant(lots("x", UNITS))))
    assert (ax.get_xlim()[0], ax.get_ylim()[0]) == (0, 0)


def test_today_must_be_there() -> None:
    """Without today's way, or without orders of it, there is no curve."""
    with pytest.raises(ValueError, match="'today' is not among"):
        exchange_curve(lots("q-system", RATIONAL), today="today")
    with pytest.raises(ValueError, match="no item of 'today' is both used and ordered"):
        exchange_curve(lots("today", np.zeros(5)), today="today")
