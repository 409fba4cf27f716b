"""The bullwhip chart says where orders swing more than demand, and what another way surely changes."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.charts.bullwhip import bullwhip
from experiments.charts.chart import Chart
from experiments.charts.style import new_figure

TITLES = {"today": "Today's way", "kanban": "Kanban"}
Values = dict[tuple[str, str], list[float]]
BASE: Values = {
    ("today", "products sold"): [6.1, 6.3, 6.2],
    ("today", "parts made"): [1.0, 1.1, 0.9],
    ("kanban", "products sold"): [6.0, 6.4, 6.2],
    ("kanban", "parts made"): [2.0, 2.1, 1.9],
}


def frame(values: Values) -> pd.DataFrame:
    rows = [
        {"alternative": a, "replication": k, "echelon": e, "value": v}
        for (a, e), each in values.items()
        for k, v in enumerate(each)
    ]
    return pd.DataFrame(rows)


def drawn(values: Values, **options: Any) -> Chart:
    return bullwhip(frame(values), titles=TITLES, today="today", **options)


def test_the_title_names_the_echelon_with_the_greatest_swings_and_the_sure_change():
    """Products sold swing most today; of Kanban only the change at the parts is more than noise."""
    title = drawn(BASE).title
    assert title.startswith(
        "Swings grow most at products sold: orders vary 6.2 times as much as demand today"
    )
    assert title.endswith("Kanban raises the ratio at parts made from 1.0 to 2.0")


def test_turned_round_the_other_way_lowers_them():
    """The same figures with the names exchanged say that Kanban lowers them."""
    names = {"today": "kanban", "kanban": "today"}
    turned = {(names[a], e): v for (a, e), v in BASE.items()}
    assert drawn(turned).title.endswith("Kanban lowers the ratio at parts made from 2.0 to 1.0")


def test_a_difference_within_the_noise_is_called_about_the_same():
    """Where the interval of every difference holds zero, no change is claimed."""
    noisy = {k: v for k, v in BASE.items() if k[1] == "products sold"}
    assert drawn(noisy).title.endswith("every other way is about the same")


def test_orders_that_swing_as_demand_are_not_called_swings():
    """Ratios of one give no bullwhip to speak of."""
    assert drawn({("today", "parts made"): [1.0, 0.98]}).title == (
        "Orders swing no more than demand at any level today"
    )


def test_means_alone_claim_no_certainty_and_have_no_interval():
    """With one value each the footnote says that the spread was not kept, and no bar is drawn."""
    chart = drawn({k: v[:1] for k, v in BASE.items()}, replications=10)
    words = " ".join(t.get_text() for t in chart.figure.texts).replace("\n", " ")
    assert "means of 10 replications; their spread was not kept" in words
    assert "raises" not in chart.title and "plus or minus" not in chart.alt_text
    assert "Kanban 2.00" in chart.alt_text


def test_intervals_are_drawn_and_told():
    """The error bar of a dot is as long as the t interval of its values."""
    ax = new_figure().add_subplot()
    chart = drawn(BASE, ax=ax)
    half = 4.303 * 0.1 / np.sqrt(3)
    [bar] = [c for c in ax.collections if abs(c.get_segments()[0][0, 0] - (2.0 - half)) < 1e-3]  # type: ignore[attr-defined]
    assert bar.get_segments()[0][1, 0] == pytest.approx(2.0 + half, abs=1e-3)  # type: ignore[attr-defined]
    assert f"Kanban 2.00 (plus or minus {half:.2f})" in chart.alt_text


def test_nothing_to_compare_is_an_error_that_says_so():
    """Figures that are all missing are no picture."""
    with pytest.raises(ValueError, match="nothing to compare orders with"):
        drawn({("today", "parts made"): [float("nan")]})
