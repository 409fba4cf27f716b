"""The flow diagram says where lots wait, today and under another way."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.charts.chart import Chart
from experiments.charts.style import new_figure
from experiments.charts.work_flow import MOST_BOXES, WAITING, work_flow

COLUMNS = ["alternative", "node", "waiting", "working", "servers", "utilisation", "value"]
NAN = float("nan")
TODAY = [
    ("today", "waiting for parts", 90.0, 0.0, 0, NAN, NAN),
    ("today", "bar-lathes", 7.5, 3.0, 4, 0.75, NAN),
    ("today", "bench", 2.5, 1.0, 2, 0.5, NAN),
]
MRP = [
    ("mrp", "waiting for parts", 6.0, 0.0, 0, NAN, NAN),
    ("mrp", "bar-lathes", 12.0, 3.4, 4, 0.85, NAN),
    ("mrp", "bench", 2.0, 1.2, 2, 0.6, NAN),
]


def drawn(rows: list[Any], **options: Any) -> Chart:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return work_flow(frame, titles={"today": "Today's way", "mrp": "MRP"}, today="today", **options)


def test_the_title_says_where_most_lots_wait():
    """90 of 100 lots wait for parts today; with MRP 20 wait, most of them at the lathes."""
    assert drawn(TODAY + MRP).title == (
        "Waiting for parts: 90 % of the 100 lots that wait today; with MRP 20 lots wait, "
        "most of them: bar lathes"
    )


def test_turned_round_more_lots_wait():
    """Where today is the leaner one, the title says that more wait."""
    names = {"today": "mrp", "mrp": "today"}
    turned = [(names[row[0]], *row[1:]) for row in TODAY + MRP]
    assert "; with MRP more, 100 lots wait" in drawn(turned).title


def test_equal_numbers_are_called_about_as_many():
    """A difference of a hundredth is none."""
    other = [("mrp", node, 1.01 * waiting, *rest) for _, node, waiting, *rest in TODAY]
    assert drawn(TODAY + other).title.endswith("with MRP about as many wait")


def test_an_empty_floor_is_said():
    """No lot waits: no share of nothing is computed."""
    idle = [(a, node, 0.0, *rest) for a, node, _, *rest in TODAY]
    assert drawn(idle).title == "Hardly any lot waits today"


def test_squares_add_up_to_the_lots():
    """The area of the squares of a queue is its number of lots."""
    ax = new_figure().add_subplot()
    drawn(TODAY, ax=ax)
    from matplotlib.colors import to_rgba

    piles = [p for p in ax.patches if p.get_facecolor() == to_rgba(WAITING)]
    boxes = np.concatenate(
        [p.get_path().vertices.reshape(-1, 5, 2) for p in piles]
    )  # corners, back to the first
    wide = np.ptp(boxes[:, :, 0], axis=1)
    assert len(np.unique(boxes[:, 0], axis=0)) == len(boxes) >= 100
    assert wide.sum() / wide.max() == pytest.approx(100.0)


def test_money_is_written_on_one_scale_where_it_is_known():
    """Values of places add up in the head of the row."""
    rows = [(*row[:6], value) for row, value in zip(TODAY, (3e7, 1e7, 1e6), strict=True)]
    ax = new_figure().add_subplot()
    drawn(rows, ax=ax)
    said = [text.get_text() for text in ax.texts]
    assert any(text.endswith("Rs 4.10 Cr of work in process") for text in said)
    assert any(text.endswith("Rs 0.10 Cr") for text in said)


def test_many_places_show_those_with_most_waiting_and_say_so():
    """Of thirteen places the ten with the longest queues are drawn; the alt text tells all."""
    rows = [("today", f"centre-{k}", float(k), 1.0, 1, 1.0, NAN) for k in range(13)]
    chart = drawn(rows)
    words = " ".join(t.get_text() for ax in chart.figure.axes for t in ax.texts).replace("\n", " ")
    assert "Centre 12" in words and "Centre 2 " not in words
    notes = " ".join(t.get_text() for t in chart.figure.texts).replace("\n", " ")
    assert f"Not shown: {13 - MOST_BOXES} places where fewer lots wait" in notes
    assert "centre 0 0.0" in chart.alt_text
