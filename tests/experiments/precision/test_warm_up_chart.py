"""The chart of start-up says what its figures say."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from experiments.charts.chart import Chart
from experiments.charts.save_chart import save_chart
from experiments.charts.warm_up import moving_average, warm_up_chart
from experiments.precision.mser import mser5

TIMES = np.arange(1.0, 401.0)


def drawn(start_up: int, current: float | None = None, **more: object) -> Chart:
    """Draw a series that is far above its level for so many days."""
    series = np.tile([9.0, 11.0], 200)
    series[:start_up] += 40
    options: dict[str, object] = {"what": "Stock on hand", "unit": "units", "time_unit": "day", **more}
    return warm_up_chart(TIMES, series, mser5(series), current=current, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start_up", "current", "title"),
    [
        (35, 240.0, "The first 35 days are start-up; the case's warm-up of 240 days is long enough"),
        (35, 35.0, "The first 35 days are start-up; the case's warm-up of 35 days is long enough"),
        (35, 34.0, "The first 35 days are start-up; the case's warm-up of 34 days is too short"),
        (35, 0.0, "The first 35 days are start-up; the case has no warm-up and needs one"),
        (35, None, "The first 35 days are start-up"),
        (0, None, "No start-up shows"),
        (0, 0.0, "No start-up shows; the case has no warm-up and needs none"),
        (0, 1.0, "No start-up shows; the case's warm-up of 1 day is long enough"),
        (300, 240.0, "The run is too short to tell where start-up ends"),
    ],
)
def test_finding(start_up: int, current: float | None, title: str) -> None:
    """The title says where start-up ends and whether the case waits for it."""
    chart = drawn(start_up, current)
    assert chart.title == title
    level = "no cut is made" if start_up == 300 else "mean after it 10"
    assert f"{title}; {level}" in chart.alt_text


def test_lines_stand_where_they_should() -> None:
    """Cut and warm-up of the case are drawn at their times, the dot at the least statistic."""
    upper, lower = drawn(35, 240.0).figure.axes
    upright = {
        line.get_linestyle(): line.get_xdata()[0] for line in upper.lines if len(line.get_xdata()) == 2
    }
    assert upright == {"-": 35.0, "--": 240.0}
    curve, dot = lower.lines[:2]
    assert dot.get_xdata()[0] == 35.0
    assert dot.get_ydata()[0] == np.nanmin(curve.get_ydata())
    assert curve.get_xdata()[:3].tolist() == [0.0, 5.0, 10.0]
    assert upper.get_ylabel() == "Stock on hand (units)" and lower.get_xlabel() == "days of the simulation"


def test_grey_line_is_the_batch_means() -> None:
    """Each batch mean stands at the middle of its batch."""
    series = np.random.default_rng(1).normal(10, 1, size=(4, 403))
    cut = mser5(series)
    chart = warm_up_chart(
        np.arange(1.0, 404.0),
        series,
        cut,
        what="Stock",
        unit="units",
        time_unit="hour",
        replications=4,
        seed=9,
    )
    grey = chart.figure.axes[0].lines[0]
    assert grey.get_xdata()[:2].tolist() == [3.0, 8.0]
    assert np.array_equal(grey.get_ydata(), cut.batch_means)
    note = " ".join(text.get_text() for text in chart.figure.texts)
    assert "Simulated: 4 replications, seed 9." in note.replace("\n", " ")


def test_moving_average_is_welchs() -> None:
    """Windows shrink toward both ends and keep their middle."""
    assert moving_average(np.array([1.0, 2.0, 6.0, 4.0, 2.0]), 2).tolist() == [1.0, 3.0, 3.0, 4.0, 2.0]


@pytest.mark.parametrize("start_up", [0, 35, 300])
def test_saves_the_same_bytes(tmp_path: Path, start_up: int) -> None:
    """The same series gives the same files."""
    files = [
        [path.read_bytes() for path in save_chart(chart.figure, tmp_path / name, chart.alt_text, chart.title)]
        for name, chart in (("a", drawn(start_up, 900.0)), ("b", drawn(start_up, 900.0)))
    ]
    assert files[0] == files[1]


def test_constant_series_is_drawn(tmp_path: Path) -> None:
    """Nothing varies, not even the statistic: no warning."""
    series = np.zeros(100)
    chart = warm_up_chart(TIMES[:100], series, mser5(series), what="Stock", unit="units", time_unit="day")
    assert chart.title == "No start-up shows"
    save_chart(chart.figure, tmp_path / "chart", chart.alt_text)


def test_draws_into_given_axes() -> None:
    """The lower panel comes out of the axes, the title stays with them."""
    figure = Figure()
    ax = figure.add_subplot()
    chart = drawn(35, 240.0, ax=ax)
    assert chart.figure is figure and len(figure.axes) == 2
    assert ax.get_title(loc="left").replace("\n", " ") == chart.title


def test_what_does_not_belong_together() -> None:
    """Times and truncation must be of the series."""
    series = np.tile([9.0, 11.0], 200)
    words = {"what": "Stock", "unit": "units", "time_unit": "day"}
    with pytest.raises(ValueError, match="400 observations want as many times, not 399"):
        warm_up_chart(TIMES[:399], series, mser5(series), **words)
    with pytest.raises(ValueError, match="truncation is not of these 400"):
        warm_up_chart(TIMES, series, mser5(series[:300]), **words)
