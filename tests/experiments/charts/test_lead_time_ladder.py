"""The lead-time ladder says where the weeks go, and what another way makes of them."""

import pandas as pd
import pytest

from experiments.charts.chart import Chart
from experiments.charts.lead_time_ladder import lead_time_ladder
from experiments.charts.style import new_figure

TITLES = {"today": "Today's way", "q": "Q-system"}
TODAY = {"desk": (1.0, 1.0, 1.1), "wait for parts": (7.0, 6.8, 7.2), "in the plant": (3.0, 2.9, 3.0)}
Q = {"desk": (0.1, 0.2, 0.1), "wait for parts": (0.5, 0.4, 0.6), "in the plant": (2.2, 2.4, 2.3)}


def drawn(ways: dict[str, dict[str, tuple[float, ...]]], ax: object = None) -> Chart:
    rows = [
        {"alternative": way, "replication": k, "step": step, "weeks": v}
        for way, steps in ways.items()
        for step, values in steps.items()
        for k, v in enumerate(values)
    ]
    return lead_time_ladder(pd.DataFrame(rows), titles=TITLES, today="today", ax=ax)  # type: ignore[arg-type]


def test_the_title_names_the_longest_step_and_what_shrinks():
    """Parts take 7 of 11 weeks today; the Q-system is shorter by that step most of all."""
    assert drawn({"today": TODAY, "q": Q}).title == (
        "Wait for parts: 7.0 of the 11.0 weeks of an order today; Q-system takes 2.9 weeks: "
        "that step is 6.5 shorter"
    )


def test_turned_round_the_other_way_takes_longer():
    """Where today is the short one, the title says that the others take longer."""
    title = drawn({"today": Q, "q": TODAY}).title
    assert title.startswith("In the plant: 2.3 of the 2.9 weeks of an order today")
    assert title.endswith("every other way takes longer, Q-system 11.0 weeks")


def test_noise_is_not_called_shorter():
    """A difference whose interval holds zero is not claimed."""
    noisy = {**TODAY, "wait for parts": (7.3, 6.5, 7.2)}
    assert drawn({"today": TODAY, "q": noisy}).title.endswith("no other way is surely shorter")


def test_bars_start_at_zero_and_add_up():
    """The steps of an alternative stand end to end from zero to its whole; today is on top."""
    ax = new_figure().add_subplot()
    drawn({"q": Q, "today": TODAY}, ax)
    top = [p for p in ax.patches if p.get_y() < 0]  # type: ignore[attr-defined]
    assert top[0].get_x() == 0 and ax.get_xlim()[0] == 0  # type: ignore[attr-defined]
    assert sum(p.get_width() for p in top) == pytest.approx(11.0, abs=0.01)  # type: ignore[attr-defined]
    assert len({p.get_hatch() for p in top}) == 3


def test_one_replication_gives_no_interval():
    """Nothing is said of the spread where nothing is known of it."""
    chart = drawn({"today": {step: values[:1] for step, values in TODAY.items()}})
    assert "plus or minus" not in chart.alt_text and "Today's way: 11.0 weeks" in chart.alt_text
    assert "intervals" not in " ".join(t.get_text() for t in chart.figure.texts)


def test_no_orders_is_an_error_that_says_so():
    """Where nothing was finished there are no weeks."""
    with pytest.raises(ValueError, match="no production order was finished"):
        drawn({"today": {"desk": (float("nan"),)}})
