"""The Gantt chart shows runs, set-ups and idle machines, and its title adds them up."""

from typing import Any

import pandas as pd
import pytest

from experiments.charts.chart import Chart
from experiments.charts.gantt import FAMILIES, MOST_MACHINES, gantt
from experiments.charts.style import new_figure

ROWS = [
    ("lathes", 1, "pump", 0.0, 1.0, "set-up", 1),
    ("lathes", 1, "pump", 1.0, 5.0, "run", 1),
    ("lathes", 2, "cock", 0.0, 5.0, "run", 2),
    ("bench", 1, "pump", 5.0, 10.0, "run", 1),
]
COLUMNS = ["work_centre", "machine", "item", "start", "end", "kind", "order"]


def drawn(rows: list[Any] = ROWS, **options: Any) -> Chart:
    return gantt(pd.DataFrame(rows, columns=COLUMNS), **options)


def test_the_title_adds_up_work_and_set_ups():
    """15 of 30 machine days are worked, one of them on set-ups; lathes and bench are equally busy."""
    assert drawn().title == (
        "The machines work 50 % of these 10 days, 7 % of that on set-ups; busiest: lathes, 50 %"
    )


def test_machines_that_never_work_count_as_idle():
    """A second bench without any run halves the load of the benches."""
    chart = drawn(machines={"lathes": 2, "bench": 2})
    assert "The machines work 38 %" in chart.title
    assert "bench, 2 machines: busy 25 %" in chart.alt_text.lower()


def test_work_is_cut_at_the_window():
    """From day 1 to day 5 the lathes never stop and nobody sets up."""
    chart = drawn(window=(1, 5), machines={"lathes": 2, "bench": 1})
    assert chart.title == "The machines work 67 % of these 4 days, without any set-up; busiest: lathes, 100 %"


def test_an_idle_floor_is_drawn_and_said():
    """No run at all is a finding, if window and machines are known; else an error."""
    assert drawn([], window=(0, 7), machines={"lathes": 2}).title == "No machine works in these 7 days"
    with pytest.raises(ValueError, match="no run to draw"):
        drawn([])


def test_only_so_many_families_have_a_fill():
    """The families with most work have fills of their own; the rest share one that tells their number."""
    rows = [("lathes", k + 1, f"item-{k}", 0.0, 10.0 - k / 10, "run", k) for k in range(9)]
    ax = new_figure().add_subplot()
    drawn(rows, ax=ax)
    legend = ax.get_legend()
    assert legend is not None
    labels = [text.get_text() for text in legend.get_texts()]
    assert labels[1 : 1 + len(FAMILIES)] == [f"Item {k}" for k in range(len(FAMILIES))]
    assert f"{9 - len(FAMILIES)} other families" in labels


def test_a_large_plant_shows_its_busiest_centres_and_says_so():
    """Centres that do not fit are left out of the picture, not out of the title."""
    rows = [("big", 1, "pump", 0.0, 5.0, "run", 1), ("small", 1, "pump", 0.0, 10.0, "run", 2)]
    ax = new_figure().add_subplot()
    chart = drawn(rows, machines={"big": MOST_MACHINES, "small": 1}, ax=ax)
    assert [t.get_text().split("\n")[0] for t in ax.get_yticklabels()] == ["Small"]
    assert "big, 40 machines" in chart.alt_text.lower()
    assert any("The title is of all 2 work centres; one is shown" in t.get_text() for t in ax.texts)
