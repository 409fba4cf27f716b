"""The picture of the Kanban loops shows every kind of card with its count."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import FancyArrowPatch

from experiments.charts.chart import Chart
from experiments.charts.kanban_loop import kanban_loop
from experiments.charts.style import new_figure

COLUMNS = ["loop", "kind", "items", "cards", "container", "signal", "lot"]
ROWS = [
    ("bought parts", "none", 20, 0, np.nan, np.nan, np.nan),
    ("made parts", "none", 7, 0, np.nan, np.nan, np.nan),
    ("shop store", "signal", 5, 5, 30.0, 8.0, 11.5),
    ("point of use", "withdrawal", 5, 40, 30.0, np.nan, np.nan),
    ("finished goods", "none", 3, 0, np.nan, np.nan, np.nan),
    ("finished goods", "production", 4, 12, 2.5, np.nan, np.nan),
]


def drawn(rows: list[Any] = ROWS, **options: Any) -> Chart:
    return kanban_loop(pd.DataFrame(rows, columns=COLUMNS), **options)


def words(ax: Any) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in ax.texts]


def test_the_title_counts_the_cards_of_each_kind():
    """57 cards for 14 stock points, most of them between the shop store and the point of use."""
    assert drawn().title == (
        "Kanban: 57 cards run 14 stock points: 12 production cards, 5 signal cards and 40 withdrawal cards; "
        "most between shop store and point of use"
    )


def test_turned_round_the_largest_loop_is_another():
    """With more cards at the finished goods than elsewhere, that loop is named."""
    rows = [(*row[:3], 35, *row[4:]) if row[1] == "production" else row for row in ROWS]
    assert drawn(rows).title.endswith("the largest part between shop store and point of use")
    rows = [(*row[:3], 90, *row[4:]) if row[1] == "production" else row for row in ROWS]
    assert drawn(rows).title.endswith("most between assembly and finished goods")


def test_card_counts_stand_in_the_picture():
    """Each loop has its count, its containers and its signal; what has no cards says so."""
    ax = new_figure().add_subplot()
    drawn(ax=ax)
    said = words(ax)
    assert {"5", "40", "12"} <= set(said)
    assert "containers of 30; at 8 left, a lot of 12" in said
    assert "3 items without cards" in said and "Finished goods 7 items" in said


def test_goods_and_cards_have_arrows():
    """Goods pass seven arrows from the suppliers to the customers; three loops of cards go back."""
    ax = new_figure().add_subplot()
    drawn(ax=ax)
    arrows = [p for p in ax.patches if isinstance(p, FancyArrowPatch)]
    assert len([a for a in arrows if a.get_linestyle() in ("solid", "-")]) == 7
    assert len(arrows) == 10


def test_stores_without_any_loop_are_named_in_the_footnote():
    """Made parts are not run by cards and are no stage of the picture."""
    chart = drawn()
    assert "Not in a loop: 7 made parts." in " ".join(t.get_text() for t in chart.figure.texts)
    assert "made parts" not in chart.alt_text.lower()


def test_one_kind_of_card_is_said_plainly():
    """A single loop needs no list of kinds."""
    assert drawn([ROWS[-1]], way="One card").title == (
        "One card: 12 cards run 4 stock points, all of them production cards"
    )


def test_no_cards_is_an_error_that_says_so():
    """A way without Kanban has no loop."""
    with pytest.raises(ValueError, match="no stock point is run by cards"):
        drawn(ROWS[:2])
