"""The fan of stock says how often an item is out of stock, and how much of the record the band holds."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.charts.chart import Chart
from experiments.charts.stock_fan import stock_fan

TITLES = {"today": "Today's way", "q": "Q-system"}
DAYS = np.arange(100.0)


def paths(**empty: float) -> pd.DataFrame:
    """Twenty histories of one item an alternative: stock 1 to 20, and nothing for so many days (+ a few)."""
    frames = []
    for name, days in empty.items():
        for k in range(20):
            stock = np.where(days + k % 2 * 2 > DAYS, 0.0, k + 1.0)
            frames.append(
                pd.DataFrame(
                    {
                        "item": "cock",
                        "alternative": name,
                        "replication": k,
                        "time_days": DAYS,
                        "on_hand": stock,
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def drawn(frame: pd.DataFrame, **options: Any) -> Chart:
    return stock_fan(frame, titles=TITLES, today="today", **options)


def test_the_title_says_how_often_the_item_is_missing():
    """Some 41 days of 100 without stock today, 6 with the Q-system."""
    assert (
        drawn(paths(today=40, q=5)).title == "Cock: out of stock 41 % of the time today, 6.0 % with Q-system"
    )


def test_turned_round_today_is_the_better_one():
    """The same histories with the names exchanged."""
    assert (
        drawn(paths(today=5, q=40)).title == "Cock: out of stock 6.0 % of the time today, 41 % with Q-system"
    )


def test_no_sure_difference_is_called_about_as_often():
    """Equal shares of time are no finding in favour of either."""
    assert drawn(paths(today=20, q=20)).title.startswith("Out of stock about as often as today")


def test_recorded_readings_are_counted_in_the_band():
    """Three readings of four lie between 1.95 and 19.05; of one more history 81 % would."""
    history = pd.DataFrame({"item": "cock", "time_days": [50.0, 60, 70, 80], "on_hand": [2.0, 10, 19, 40]})
    chart = drawn(paths(today=5), history=history)
    assert chart.title == (
        "75 % of 4 recorded readings of stock lie in the simulated band; "
        "81 % would if the firm were one more simulated history"
    )


def test_readings_outside_the_days_are_not_judged():
    """A record from before the simulation says nothing of it."""
    history = pd.DataFrame({"item": "cock", "time_days": [-5.0], "on_hand": [1e6]})
    assert drawn(paths(today=40), history=history).title.startswith("Cock: 41 % of the time out of stock")


def test_band_and_line_are_those_of_the_data():
    """The saw-tooth is the history asked for, the limits of the band the 5th and 95th percentile."""
    ax = drawn(paths(today=40), replication=6).figure.axes[0]
    assert np.asarray(ax.lines[0].get_ydata())[-1] == 7.0
    band = ax.collections[0].get_paths()[0].vertices
    last = band[band[:, 0] == band[:, 0].max(), 1]  # type: ignore[call-overload,index]
    assert last.min() == pytest.approx(1.95) and last.max() == pytest.approx(19.05)
    assert "With so few histories" not in " ".join(t.get_text() for t in ax.get_figure().texts)  # type: ignore[union-attr]


def test_steps_are_drawn_where_stock_changes():
    """Readings like the one before are left out, but for the last; the steps are the same everywhere."""
    frame = paths(today=40)
    one = frame[frame["replication"] == 0]
    line = drawn(one).figure.axes[0].lines[0]
    days, stock = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
    assert len(days) < len(one) / 3 and days[-1] == one["time_days"].max()
    at = np.searchsorted(days, one["time_days"], side="right") - 1
    assert (stock[at] == one["on_hand"].to_numpy()).all()


def test_one_history_is_drawn_without_an_interval():
    """With one replication nothing is said of the spread."""
    frame = paths(today=40, q=5)
    chart = drawn(frame[frame["replication"] == 0])
    assert "±" not in chart.alt_text


def test_nothing_simulated_is_an_error():
    """An empty frame is no picture."""
    with pytest.raises(ValueError, match="no simulated stock"):
        drawn(paths(today=1).iloc[:0])
