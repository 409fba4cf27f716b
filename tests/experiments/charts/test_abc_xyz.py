"""The ABC-XYZ matrix: what a cell says, where to act first, and that it can be read."""

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from experiments.charts.abc_xyz import (
    LEAST_CONTRAST,
    POLICY_WIDTH,
    abc_xyz,
    cell_colour,
    contrast,
    text_colour,
)
from experiments.charts.chart import Chart
from experiments.charts.save_chart import save_chart


def frame(*rows: Sequence[Any]) -> pd.DataFrame:
    """Rows of value, class and, if given, policy and fill rate."""
    names = ["value", "abc", "xyz", "policy", "fill_rate"][: len(rows[0]) + 1]
    made = pd.DataFrame([(row[0], row[1][0], row[1][1], *row[2:]) for row in rows], columns=names)
    return made.assign(item=[f"valve-{k}" for k in range(len(rows))])


SERVED = frame(
    (600.0, "AX", "Kanban", 0.99),
    (250.0, "AY", "MRP", 0.80),
    (50.0, "AY", "MRP", 0.80),
    (100.0, "CZ", "Order points", 0.90),
)


def test_the_title_says_where_to_act_first() -> None:
    """The cell with most of what is not served at once: 60 of 76, though another sells more."""
    assert abc_xyz(SERVED).title == (
        "Act first in AY: its 2 items make 30 % of the sales and 79 % of what is not served at once"
    )


def test_the_title_turns_with_the_figures() -> None:
    """If AX is served worst, one acts there."""
    other = SERVED.assign(fill_rate=[0.5, 0.99, 0.99, 0.99])
    assert abc_xyz(other).title.startswith("Act first in AX: its one item makes 60 % of the sales")


def test_cells_that_are_served_alike_are_not_set_apart() -> None:
    """A tenth of a point is no reason to act."""
    alike = SERVED.assign(fill_rate=[0.951, 0.95, 0.95, 0.952])
    assert abc_xyz(alike).title == (
        "AX matters most: 1 of 4 items makes 60 % of the sales; all cells are served about alike"
    )


def test_without_fill_rates_the_title_names_the_largest_cell() -> None:
    """And says nothing of service."""
    chart = abc_xyz(SERVED.drop(columns=["fill_rate", "policy"]))
    assert chart.title == "AX matters most: 1 of 4 items makes 60 % of the sales"
    assert "fill rate" not in chart.alt_text


def test_a_cell_says_items_share_policy_and_fill_rate() -> None:
    """In the alt text as in the picture; an empty cell is not spoken of."""
    chart = abc_xyz(SERVED)
    assert "AY: 2 items, 30 % of the sales, MRP, fill rate 80.0 %." in chart.alt_text
    assert " BX:" not in chart.alt_text
    drawn = [text.get_text() for text in chart.figure.axes[0].texts]
    assert drawn.count("no items") == 6
    assert {"30 % of the sales", "2 items", "MRP", "fill rate 80.0 %"} <= set(drawn)


@pytest.mark.parametrize(
    ("policies", "said"),
    [
        (["MRP", "MRP", "MRP"], "MRP"),
        (["MRP", "MRP", "Kanban"], "mixed, mostly MRP"),
        (["MRP", "Kanban", "Order points"], "mixed"),
        ([None, "MRP", None], "MRP"),
    ],
)
def test_several_policies_are_called_mixed(policies: list[str | None], said: str) -> None:
    """With the one that most items have, if more than half have it."""
    rows = frame(*((1.0, "AX", policy) for policy in policies))
    assert f"100 % of the sales, {said}." in abc_xyz(rows).alt_text


def test_the_fill_rate_of_a_cell_is_weighted_by_value() -> None:
    """An item of nine tenths of the value counts nine times as much; one without a fill rate, not at all."""
    rows = frame((90.0, "AX", "", 1.0), (10.0, "AX", "", 0.5), (50.0, "AX", "", math.nan))
    assert "fill rate 95.0 %" in abc_xyz(rows).alt_text
    assert (
        "fill rate 75.0 %"
        in abc_xyz(frame((0.0, "CZ", "", 1.0), (0.0, "CZ", "", 0.5), (9.0, "AX", "", 1.0))).alt_text
    )


def test_items_without_a_class_are_counted_in_the_footnote() -> None:
    """They are in no cell, and no share is of them."""
    rows = frame((60.0, "AX"), (40.0, "DX"))
    chart = abc_xyz(rows, simulated=True, replications=5, seed=2)
    assert chart.title == "AX holds the only item"
    note = chart.figure.texts[-1].get_text().replace("\n", " ")
    assert "Left out, for they have no class: 1 item." in note
    assert note.startswith("Simulated: 5 replications, seed 2.")


def test_nothing_to_show_is_refused() -> None:
    """A matrix of nothing has no shares."""
    with pytest.raises(ValueError, match="no item with a class"):
        abc_xyz(frame((0.0, "AX")))


def test_text_can_be_read_on_every_shade() -> None:
    """Contrast of 4.5 to 1 at the least, and more value is never lighter, in grey too."""
    faces = [cell_colour(share, 1.0) for share in np.linspace(0, 1, 101)]
    assert min(contrast(face, text_colour(face)) for face in faces) >= LEAST_CONTRAST
    light = [contrast(face, "#000000") for face in faces]
    assert all(a >= b - 0.15 for a, b in pairwise(light))
    assert light[0] > 2.5 * light[-1]


def nasty() -> Chart:
    """All cells full, with long policies."""
    long = "order points and economic quantities by class with weekly consolidation by supplier of the rest"
    return abc_xyz(frame(*((10.0, a + x, long, 0.5) for a in "ABC" for x in "XYZ")), currency="USD")


def test_words_stay_within_their_cells() -> None:
    """Long policies are cut, and no two texts meet."""
    chart = nasty()
    axes = chart.figure.axes[0]
    chart.figure.draw_without_rendering()
    cells = [patch.get_window_extent() for patch in axes.patches if isinstance(patch, Rectangle)]
    assert len(cells) == 9
    inside: list[Text] = []
    for text in axes.texts:
        box = text.get_window_extent()
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        for cell in cells:
            if cell.x0 < x < cell.x1 and cell.y0 < y < cell.y1:
                inside.append(text)
                assert cell.x0 < box.x0 < box.x1 < cell.x1, text.get_text()
                assert cell.y0 < box.y0 < box.y1 < cell.y1, text.get_text()
    assert len(inside) == 9 * 6
    assert max(len(text.get_text()) for text in inside) <= POLICY_WIDTH + 4
    boxes = [text.get_window_extent() for text in axes.texts]
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])


def test_the_same_frame_gives_the_same_bytes(tmp_path: Path) -> None:
    """Twice drawn, twice the same file."""
    first, second = (
        save_chart(c.figure, tmp_path / f"m{k}", c.alt_text, c.title)[0].read_bytes()
        for k, c in enumerate([nasty(), nasty()])
    )
    assert first == second
