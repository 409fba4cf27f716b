"""The ABC curve says what its figures say, and marks the borders of the classes."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.charts.abc_curve import CURVE, abc_curve
from experiments.charts.chart import Chart
from experiments.charts.save_chart import save_chart
from experiments.charts.style import INK, new_figure


def items(*values: float, classes: str = "") -> pd.DataFrame:
    """A frame of items with these values, and classes by letter."""
    frame = pd.DataFrame({"item": [f"valve-{k}" for k in range(len(values))], "value": values})
    return frame.assign(**{"class": list(classes)}) if classes else frame


def footnote(chart: Chart) -> str:
    """The text at the foot of a chart, in one line."""
    return chart.figure.texts[-1].get_text().replace("\n", " ")


def test_the_title_gives_the_share_of_the_usual_fifth() -> None:
    """Without classes it speaks of the first 20 % of the items, whatever the order of the rows."""
    values = [700.0, 100.0, *[25.0] * 8]
    assert abc_curve(items(*values)).title == "20 % of the items make 80 % of the sales"
    assert abc_curve(items(*reversed(values)), what="use").title == "20 % of the items make 80 % of the use"


def test_the_title_gives_the_first_class_where_there_are_classes() -> None:
    """Share and number of its items, and its share of the value."""
    chart = abc_curve(items(600, 300, 40, 30, 20, 10, classes="ABBCCC"))
    assert chart.title == "17 % of the items (1 of 6) make 60 % of the sales"
    assert "A: 1 item (17 %), 60 % of the sales; B: 2 items (33 %), 34 % of the sales" in chart.alt_text


def test_even_values_are_not_called_few() -> None:
    """Where all items sell alike, the title does not say that a few make most."""
    assert abc_curve(items(*[5.0] * 10)).title == (
        "No small group stands out: the first 20 % of the items make only 20 % of the sales"
    )


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ((3.0,), "One item makes all the sales"),
        ((3.0, 1.0), "The largest of 2 items makes 75 % of the sales"),
        ((9999.0, 1.0, 1.0), "The largest of 3 items makes more than 99 % of the sales"),
    ],
)
def test_a_few_items_are_spoken_of_one_by_one(values: tuple[float, ...], title: str) -> None:
    """A fifth of three items means nothing."""
    assert abc_curve(items(*values)).title == title


def test_the_curve_runs_from_nothing_to_all_and_bends_down() -> None:
    """Shares add up from the largest item; negative values count as nothing."""
    (line,) = [x for x in abc_curve(items(1, 5, -3, 4)).figure.axes[0].lines if x.get_color() == CURVE]
    shares = np.asarray(line.get_ydata(), dtype=float)
    assert shares == pytest.approx([0, 0.5, 0.9, 1.0, 1.0])
    assert (np.diff(shares, 2) <= 1e-12).all()


def test_borders_of_the_classes_are_marked_where_they_are() -> None:
    """A dot at the end of each class but the last."""
    chart = abc_curve(items(60, 20, 10, 10, classes="ABBC"))
    dots = [x for x in chart.figure.axes[0].lines if x.get_color() == INK and x.get_marker() == "o"]
    ends = np.array([x.get_xydata()[0] for x in dots])  # type: ignore[index]
    assert ends == pytest.approx(np.array([[0.25, 0.6], [0.75, 0.9]]))


def test_what_is_not_known_is_left_out_and_said() -> None:
    """A missing value is not taken for zero."""
    chart = abc_curve(items(3, math.nan, 1))
    assert chart.title == "The largest of 2 items makes 75 % of the sales"
    assert "Left out, for no value is known: 1 item." in footnote(chart)


def test_the_footnote_says_whether_it_was_simulated() -> None:
    """And what all items come to, in the money of the case."""
    real = footnote(abc_curve(items(2e7, 1e7)))
    assert real == (
        "From the data of the case, not simulated. Items from the largest to the smallest; "
        "all sales together: Rs 3.0 Cr a year."
    )
    assert footnote(abc_curve(items(1), simulated=True, replications=7, seed=3)).startswith(
        "Simulated: 7 replications, seed 3."
    )


def test_nothing_sold_is_refused() -> None:
    """There is no share of nothing."""
    with pytest.raises(ValueError, match="no item has sales above zero"):
        abc_curve(items(0, 0))


def test_the_same_frame_gives_the_same_bytes(tmp_path: Path) -> None:
    """And it can be drawn into axes that are there."""
    frame = items(600, 300, 40, 30, 20, 10, classes="ABBCCC")
    first, second = (
        save_chart(c.figure, tmp_path / f"c{k}", c.alt_text, c.title)[0].read_bytes()
        for k, c in enumerate([abc_curve(frame), abc_curve(frame)])
    )
    assert first == second
    figure = new_figure()
    axes = figure.add_subplot()
    assert abc_curve(frame, ax=axes).figure is figure
    assert "17 %" in axes.get_title(loc="left")
