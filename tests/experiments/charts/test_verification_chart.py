"""The chart of the verification says what its figures say."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from experiments.charts.save_chart import save_chart
from experiments.charts.style import BAD, new_figure
from experiments.charts.verification import FACE, verification_chart

NAN = float("nan")


def row(name: str, published: float, ours: float, half: float = NAN, **more: Any) -> dict[str, Any]:
    """A check; without a half-width no chance plays a part."""
    simulated = not np.isnan(half)
    low, high = ours - half, ours + half
    agrees = low <= published <= high if simulated else abs(ours - published) < 0.005
    given = {"name": name, "what": "w", "source": "s", "published": published, "unit": "units", "ours": ours}
    kind = "simulated" if simulated else "exact"
    return given | {"low": low, "high": high, "kind": kind, "agrees": agrees} | more


GOOD = [row("Queue", 25.0, 25.1, 0.25), row("Cell", 0.8, 0.796, 0.008), row("Lots", 864.0, 864.0)]


def title(*rows: dict[str, Any]) -> str:
    """The finding of some checks."""
    return verification_chart(pd.DataFrame(rows)).title


def test_all_agree() -> None:
    """How many, and how far the farthest is off, rounded up."""
    assert title(*GOOD) == (
        "3 of 3 checks agree with published or exact results: simulated figures within 0.5 %, the others "
        "digit for digit"
    )
    assert "within 0.6 %" in title(row("Queue", 100.0, 100.51, 1.0))
    assert title(GOOD[2]) == "1 of 1 check agrees with published or exact results: all digit for digit"
    assert title(GOOD[0]).endswith("simulated figure within 0.4 %")


def test_one_differs() -> None:
    """It is named, with its size and its side."""
    assert (
        title(*GOOD, row("Line", 50.0, 51.2, 0.5)) == '3 of 4 checks agree; "Line" differs (2.4 % too high)'
    )
    assert title(row("Line", 50.0, 48.8, 0.5)) == '0 of 1 check agree; "Line" differs (2.4 % too low)'
    assert title(row("Lots", 100.0, 100.004, agrees=False)).endswith('"Lots" differs (in its last digits)')
    zero = row("Nothing", 0.0, 1.0, 0.5)
    assert title(zero) == '0 of 1 check agree; "Nothing" differs (1.0000 instead of 0.0000)'


def test_several_differ() -> None:
    """The worst of them is named."""
    bad = [row("Line", 50.0, 51.2, 0.5), row("Shop", 50.0, 40.0, 0.5)]
    assert title(*GOOD, *bad) == '3 of 5 checks agree; two differ, "Shop" the most (20.0 % too low)'


def test_what_is_drawn() -> None:
    """Intervals in per cent of the published figure; what differs is orange and says so."""
    chart = verification_chart(pd.DataFrame([*GOOD, row("Line", 50.0, 51.2, 0.5)]), replications=20, seed=3)
    (axes,) = chart.figure.axes
    lines = [found for found in axes.collections if isinstance(found, LineCollection)]
    ends = [line.get_segments()[0][:, 0].tolist() for line in lines]
    assert ends == [pytest.approx(e) for e in ([-0.6, 1.4], [-1.5, 0.5], [1.4, 3.4])]
    marks = [line for line in axes.lines if line.get_marker() in ("o", "D")]
    assert [mark.get_xdata()[0] for mark in marks] == pytest.approx([0.4, -0.5, 0.0, 2.4])  # type: ignore[index]
    assert [mark.get_color() for mark in marks] == [FACE, FACE, "white", BAD]
    assert [text.get_text() for text in axes.texts].count("agrees") == 3
    assert [text.get_text() for text in axes.texts].count("differs") == 1
    note = chart.figure.texts[-1].get_text().replace("\n", " ")
    assert note.startswith("Simulated: 20 replications of each check, seed 3.")
    assert "the intervals of all 3 simulated checks hold at once with 95 % confidence" in note
    low, high = axes.get_xlim()
    assert low == -high


def test_words_without_chance() -> None:
    """Nothing is called simulated where nothing is."""
    chart = verification_chart(pd.DataFrame([GOOD[2]]), replications=20, seed=3)
    assert "Simulated" not in chart.figure.texts[-1].get_text()
    assert "interval -" not in chart.alt_text


def test_the_alt_text() -> None:
    """Kind, finding, and every figure with its interval."""
    text = verification_chart(pd.DataFrame(GOOD)).alt_text
    assert text.startswith(
        "Dots with intervals of the difference of our figures from published or exact ones"
    )
    assert "Queue 25.10 against 25.00 units, +0.40 % (interval -0.60 to +1.4 %), agrees" in text
    assert "Lots 864 against 864 units, agrees." in text


@pytest.mark.parametrize("rows", [1, 3, 19, 40])
def test_nothing_overlaps_or_is_cut(rows: int) -> None:
    """Words stay in the figure and off each other, with long names and units, for few and many rows."""
    frame = pd.DataFrame([row(f"Check {k}", 38_884.44, 38_884.44) for k in range(rows)])
    frame.loc[0, "name"] = "A check with an unreasonably long name that goes on for ever and ever"
    frame.loc[rows - 1, "unit"] = "thousand units in a long working week"
    chart = verification_chart(frame, replications=20, seed=1)
    figure = chart.figure
    figure.draw_without_rendering()
    (axes,) = figure.axes
    texts = [*axes.texts, *axes.get_yticklabels(), *axes.get_xticklabels(), axes.xaxis.label, *figure.texts]
    boxes = [text.get_window_extent() for text in texts if text.get_text()]
    wide, tall = figure.get_size_inches() * figure.dpi
    for k, box in enumerate(boxes):
        assert box.x0 >= 0 and box.x1 <= wide and box.y0 >= 0 and box.y1 <= tall, texts[k].get_text()
        for other in boxes[:k]:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            along = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert across <= 1 or along <= 2, (box, other)


def test_no_per_cent_of_zero() -> None:
    """A published zero is told in words, and leaves the other rows their scale."""
    chart = verification_chart(pd.DataFrame([*GOOD, row("Nothing", 0.0, 0.0, 0.5)]))
    (axes,) = chart.figure.axes
    assert "no per cent of zero" in [text.get_text() for text in axes.texts]
    assert axes.get_xlim()[1] < 2


def test_drawn_into_axes_and_saved_alike(tmp_path: Any) -> None:
    """It draws where it is told to, and the same data give the same bytes."""
    figure = new_figure()
    axes = figure.add_axes((0.25, 0.2, 0.34, 0.6))
    assert verification_chart(pd.DataFrame(GOOD), ax=axes).figure is figure
    saved = []
    for name in ("a", "b"):
        chart = verification_chart(pd.DataFrame(GOOD))
        saved.append([f.read_bytes() for f in save_chart(chart.figure, tmp_path / name, chart.alt_text)])
    assert saved[0] == saved[1]


def test_no_checks() -> None:
    """There is nothing to draw."""
    with pytest.raises(ValueError, match="there is no check to draw; give a row for each"):
        verification_chart(pd.DataFrame())
