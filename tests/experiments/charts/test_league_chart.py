"""The league chart says which way is best, how surely, and never more than that."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from experiments.charts.league import league_chart
from experiments.interval import Interval

TITLES = {"today": "As-is", "mrp": "MRP", "q-system": "Q-system", "kanban": "Kanban"}
ORDER = ["mrp", "q-system", "today"]
STEPS = (-2, -1, 0, 1, 2)


def frame(**means: tuple[float, float]) -> pd.DataFrame:
    """Service, cost and stock: five worlds that move all alternatives alike, and each a little on its own."""
    rows = []
    for place, (name, (service, cost)) in enumerate(means.items()):
        for world, step in enumerate(STEPS):
            own = STEPS[(world * (place + 2)) % 5] * 1e5
            values = {
                "fill_rate": service + 0.001 * step,
                "total_cost": cost + 2e6 * step + own,
                "stock_value": 8e7 + 1e6 * step,
            }
            rows += [(name.replace("_", "-"), world, kpi, value) for kpi, value in values.items()]
    return pd.DataFrame(rows, columns=["alternative", "replication", "kpi", "value"])


USUAL = frame(mrp=(0.953, 4.4e7), q_system=(0.955, 5.0e7), today=(0.77, 5.4e7))


def texts(figure: Figure) -> list[str]:
    """All words in the panels."""
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def test_the_best_is_named_with_its_probability_and_its_difference_from_today() -> None:
    """A way with 97 % is called the best, with what it saves and what it does for customers."""
    chart = league_chart(
        USUAL,
        order=ORDER,
        titles=TITLES,
        today="today",
        target=0.95,
        chances={"mrp": 0.97, "q-system": 0.03, "today": 0.0},
        seed=4,
    )
    assert chart.title.startswith(
        "MRP is best (probability 97 %): it costs Rs 1.00 Cr a year less (0.98 to 1.02)"
    )
    assert chart.title.endswith("than today, and fills 95.3 % from stock (today 77 %)")
    assert f"where {chart.title}." in chart.alt_text
    assert "Q-system: 95.5 % from stock, Rs 5.0 Cr a year (4.6 to 5.4), Rs 40.0 L less" in chart.alt_text
    assert "best with probability less than 1 %" in chart.alt_text
    words = texts(chart.figure)
    assert "target 95 %" in words
    assert {"97 %", "3 %", "< 1 %", "today", "-1.00 better", "-0.40 better"} <= set(words)
    footnote = chart.figure.texts[-1].get_text().replace("\n", " ")
    assert footnote.startswith("Simulated: 5 replications, seed 4, the same random worlds")


def test_two_ways_that_cannot_be_told_apart_are_both_named() -> None:
    """Below 95 % no way is called the best."""
    chances = {"mrp": 0.6, "q-system": 0.39, "today": 0.01}
    title = league_chart(USUAL, order=ORDER, titles=TITLES, today="today", chances=chances).title
    assert title == "MRP and Q-system cannot be told apart: the probabilities of being best are 60 %, 39 %"


def test_many_ways_that_cannot_be_told_apart_are_counted() -> None:
    """More than three names do not fit a title."""
    data = frame(mrp=(0.95, 4e7), q_system=(0.95, 4e7), kanban=(0.95, 4e7), today=(0.95, 4e7))
    chances = {"mrp": 0.4, "q-system": 0.3, "kanban": 0.2, "today": 0.1}
    title = league_chart(data, order=list(chances), titles=TITLES, today="today", chances=chances).title
    assert title == "4 ways cannot be told apart; the likeliest best is MRP (probability 40 %)"


def test_nobody_is_best_where_no_way_reaches_the_target() -> None:
    """Probabilities of zero are not turned into a winner."""
    chances = dict.fromkeys(ORDER, 0.0)
    title = league_chart(USUAL, order=ORDER, titles=TITLES, today="today", target=0.99, chances=chances).title
    assert title == "No way is best: none reaches the target of 99 %"


def test_today_can_be_the_best() -> None:
    """Then nothing is said of a saving."""
    chances = {"mrp": 0.0, "q-system": 0.0, "today": 1.0}
    title = league_chart(USUAL, order=ORDER, titles=TITLES, today="today", chances=chances).title
    assert title == "As-is is best (probability more than 99 %): no other way is better"


def test_a_saturated_plant_wins_nothing_and_is_hollow() -> None:
    """The way that does not keep up is passed over, and drawn hollow."""
    chart = league_chart(USUAL, order=ORDER, titles=TITLES, today="today", saturated=["mrp"])
    assert chart.title.startswith(
        "Q-system is first, and costs Rs 40.0 L a year less (38.0 to 42.0) than As-is"
    )
    assert "does not keep up" in chart.alt_text
    faces = [
        str(line.get_markerfacecolor()) for line in chart.figure.axes[0].lines if line.get_marker() == "D"
    ]
    assert faces == ["white"]


def test_without_probabilities_the_paired_difference_decides() -> None:
    """Two ways within each other's noise are not ranked, and there is no panel of probabilities."""
    data = frame(mrp=(0.95, 4.40e7), q_system=(0.95, 4.401e7))
    chart = league_chart(data, order=["mrp", "q-system"], titles=TITLES)
    assert chart.title == "MRP and Q-system cannot be told apart by what they cost"
    headings = " ".join(texts(chart.figure)).replace("\n", " ")
    assert "Probability" not in headings
    assert "than today" not in headings


def test_a_difference_within_the_noise_is_about_the_same() -> None:
    """No good or bad is said of a difference whose interval holds zero."""
    data = frame(mrp=(0.95, 5.401e7), today=(0.95, 5.4e7))
    chances = {"mrp": 0.96, "today": 0.04}
    chart = league_chart(data, order=["mrp", "today"], titles=TITLES, today="today", chances=chances)
    assert ": it costs about the same as today" in chart.title
    assert "+0.00 about the same" in texts(chart.figure) or "0.00 about the same" in texts(chart.figure)
    assert "about the same as today" in chart.alt_text


def test_dearer_ways_are_called_worse() -> None:
    """More cost than today is worse, in words and in the alt text."""
    data = frame(mrp=(0.95, 6.4e7), today=(0.95, 5.4e7))
    chart = league_chart(data, order=["mrp", "today"], titles=TITLES, today="today", chances={"mrp": 1.0})
    assert "+1.00 worse" in texts(chart.figure)
    assert "Rs 1.00 Cr a year more" in chart.title


def test_probabilities_are_bars_from_zero() -> None:
    """The bar panel starts at nothing and ends beyond a hundred per cent."""
    chart = league_chart(
        USUAL, order=ORDER, titles=TITLES, today="today", chances={"mrp": 0.5, "q-system": 0.5}
    )
    assert chart.figure.axes[-1].get_xlim()[0] == 0
    assert [round(bar.get_width()) for bar in chart.figure.axes[-1].patches] == [50, 50]


def test_missing_figures_and_a_single_world_are_drawn_without_intervals() -> None:
    """A figure that is nan leaves a dash, and one replication no interval."""
    data = USUAL[USUAL["replication"] == 0].copy()
    data.loc[(data["alternative"] == "mrp") & (data["kpi"] == "stock_value"), "value"] = np.nan
    chart = league_chart(data, order=ORDER, titles=TITLES, today="today")
    assert "-" in texts(chart.figure)
    assert "(" not in chart.title


@pytest.mark.parametrize("rows", [1, 8, 20])
def test_no_words_leave_the_figure(rows: int) -> None:
    """Long names, few or many rows: all words lie within the figure, and names do not overlap."""
    means = {f"way_{k}": (0.9, 4e7 + 3e6 * k) for k in range(rows)}
    data = frame(**means)
    order = list(dict.fromkeys(data["alternative"]))
    titles = {name: f"A way of replenishing with a long title, {name}" for name in order}
    chances = dict.fromkeys(order, 1 / rows)
    figure = league_chart(
        data, order=order, titles=titles, today=order[-1], target=0.95, chances=chances
    ).figure
    figure.draw_without_rendering()
    wide, high = figure.get_size_inches() * figure.dpi
    names = [label.get_window_extent() for label in figure.axes[0].get_yticklabels()]
    words = [t for ax in figure.axes for t in ax.texts if isinstance(t, Annotation)]
    boxes = names + [text.get_window_extent() for text in words]
    assert all(box.x0 >= 0 and box.x1 <= wide and box.y0 >= 0 and box.y1 <= high for box in boxes)
    ordered = sorted(names, key=lambda box: box.y0)
    assert all(below.y1 <= above.y0 + 1 for below, above in pairwise(ordered))


def test_an_alternative_without_a_cost_is_refused() -> None:
    """The message names what is lacking."""
    with pytest.raises(ValueError, match="alternative 'kanban' has no 'total_cost'"):
        league_chart(USUAL, order=["mrp", "kanban"])


def test_no_alternative_is_refused() -> None:
    """An empty order draws nothing."""
    with pytest.raises(ValueError, match="an alternative at least"):
        league_chart(USUAL, order=[])


def test_differences_that_are_given_are_drawn_and_spoken_of_instead() -> None:
    """Wider intervals, which hold all at once, stand in title, panel and alt text in place of plain ones."""
    given = {
        "mrp": Interval(-1.0e7, -1.3e7, -0.7e7, 3e6, 5, 2e6),
        "q-system": Interval(-4e6, -9e6, 1e6, 5e6, 5, 4e6),
    }
    chances = {"mrp": 0.97, "q-system": 0.03, "today": 0.0}
    options = {"order": ORDER, "titles": TITLES, "today": "today", "chances": chances}
    plain, wide = league_chart(USUAL, **options), league_chart(USUAL, **options, differences=given)  # type: ignore[arg-type]
    assert "Rs 1.00 Cr a year less (0.98 to 1.02)" in plain.title
    assert "Rs 1.0 Cr a year less (0.7 to 1.3)" in wide.title
    assert "-0.40 better" in texts(plain.figure)
    assert "-0.40 about the same" in texts(wide.figure)
    assert "about the same as today" in wide.alt_text
    assert "(these hold all at once)" in wide.figure.texts[-1].get_text().replace("\n", " ")
    assert "all at once" not in plain.figure.texts[-1].get_text().replace("\n", " ")


def test_a_given_difference_holds_from_either_side() -> None:
    """Without probabilities the two first are compared, today's way before or behind the other."""
    given = {"mrp": Interval(-1.0e7, -2.1e7, 0.1e7, 1.1e7, 5, 2e6)}
    for order in (["mrp", "today"], ["today", "mrp"]):
        plain = league_chart(USUAL, order=order, titles=TITLES, today="today")
        assert "is first, and costs" in plain.title
        wide = league_chart(USUAL, order=order, titles=TITLES, today="today", differences=given)
        assert wide.title.endswith("cannot be told apart by what they cost")


def test_a_difference_that_is_lacking_is_named() -> None:
    """Plain and simultaneous intervals are not mixed."""
    with pytest.raises(ValueError, match="'q-system' is not among the differences"):
        league_chart(USUAL, order=ORDER, today="today", differences={"mrp": Interval(0, 0, 0, 0, 5, 0)})
