"""Money tied up by month: the peak, its month, and what it settles at."""

from collections.abc import Callable

import pandas as pd
import pytest
from matplotlib.figure import Figure

from experiments.charts.cash_by_month import cash_by_month
from experiments.interval import paired_difference

OWN = (-2.0, -1.0, 0.0, 1.0, 2.0)
TITLES = {"as-is": "As-is", "mrp": "MRP"}


def frame(
    more: Callable[[int], float], *, noise: float = 1e5, months: range = range(-3, 13), worlds: int = 5
) -> pd.DataFrame:
    """Working capital and stock of both ways; noise sets the worlds apart, and shifts from month to month."""
    rows = []
    for world in range(worlds):
        for month in months:
            base = 4e7 + 2e6 * OWN[world]
            extra = more(month) + noise * OWN[(world + month) % 5] if month >= 0 else 0.0
            for kpi, share in (("working_capital", 1.0), ("stock", 0.7)):
                rows.append(("as-is", world, month, kpi, share * base))
                rows.append(("mrp", world, month, kpi, share * (base + extra)))
    return pd.DataFrame(rows, columns=["alternative", "replication", "month", "kpi", "value"])


def title(more: Callable[[int], float], noise: float = 1e5) -> str:
    """The finding for a difference by month."""
    return cash_by_month(frame(more, noise=noise), stay="as-is", change="mrp", titles=TITLES).title


def hump(month: int) -> float:
    """Two crore more in month 5, half a crore less in the end."""
    return 2e7 if month == 5 else 1e7 if month < 9 else -5e6


def test_the_peak_its_month_and_the_end_are_named() -> None:
    """More money at first, less in the end."""
    chart = cash_by_month(frame(hump), stay="as-is", change="mrp", titles=TITLES, seed=2, hurdle=0.14)
    assert chart.title == (
        "MRP ties up Rs 2.00 Cr more (1.98 to 2.02) at its peak, in month 5; "
        "it settles at Rs 0.50 Cr less (0.49 to 0.51) than staying"
    )
    assert "Peak difference Rs 2.00 Cr (1.98 to 2.02) in month 5" in chart.alt_text
    assert "settled in stock -Rs 35.0 L" in chart.alt_text
    footnote = chart.figure.texts[-1].get_text().replace("\n", " ")
    assert footnote.startswith("Simulated: 5 replications, seed 2")
    assert "the difference saves Rs 7.0 L a year, with money at 14 % a year" in footnote


@pytest.mark.parametrize(
    ("more", "noise", "words"),
    [
        (lambda m: 1e7, 1e5, "it settles at Rs 1.00 Cr more (0.99 to 1.01) than staying"),
        (lambda m: 1e7 if m < 6 else 0.0, 1e5, "it settles at about the same money as staying"),
        (
            lambda m: -1e7 - m,
            1e5,
            "MRP never surely ties up more money than staying; it frees most, Rs 1.00 Cr",
        ),
        (lambda m: 0.0, 1e6, "MRP ties up about the same money as staying, in every month"),
        (
            lambda m: 3e5 if m >= 10 else 0.0,
            1e6,
            "MRP ties up about the same money as staying, in every month",
        ),
        (lambda m: 0.0, 0.0, "MRP ties up about the same money as staying, in every month"),
    ],
)
def test_the_finding_turns_with_the_data(more: Callable[[int], float], noise: float, words: str) -> None:
    """Always more, more at first, less, or within the noise."""
    assert words in title(more, noise)


def test_the_month_of_the_peak_is_not_before_the_change_over() -> None:
    """Months before the change-over are drawn, and not searched."""
    data = frame(lambda m: 1e7 if m == 2 else 5e6)
    data.loc[(data["month"] == -2) & (data["alternative"] == "mrp"), "value"] += 9e7
    assert "in month 2;" in cash_by_month(data, stay="as-is", change="mrp").title


def test_one_lucky_month_of_many_is_not_a_peak() -> None:
    """A month whose own 95 % interval is above zero, among thirteen, is not yet sure."""
    data = frame(lambda m: 1.6e6 if m == 4 else 0.0, noise=8e5)
    assert "about the same money as staying, in every month" in (
        cash_by_month(data, stay="as-is", change="mrp").title
    )
    table = data[(data["month"] == 4) & (data["kpi"] == "working_capital")]
    values = table.pivot(index="replication", columns="alternative", values="value")
    assert paired_difference(values["mrp"], values["as-is"]).low > 0


def test_fewer_than_three_months_settle_on_what_there_is() -> None:
    """Two months are averaged, and the footnote says so."""
    data = frame(lambda m: 1e7 + 1e7 * m, months=range(0, 2))
    chart = cash_by_month(data, stay="as-is", change="mrp", titles=TITLES)
    assert "it settles at Rs 1.50 Cr more" in chart.title
    assert "mean of the last 2 months" in chart.figure.texts[-1].get_text().replace("\n", " ")


def test_one_world_has_neither_interval_nor_band() -> None:
    """Amounts stand without limits, and no surety is claimed by the footnote."""
    chart = cash_by_month(frame(hump, worlds=1), stay="as-is", change="mrp", titles=TITLES)
    assert "(" not in chart.title
    assert "95 %" not in chart.figure.texts[-1].get_text()


def test_band_and_lines_are_the_figures() -> None:
    """The mean line of staying is the mean over the replications, and the change-over a line at zero."""
    chart = cash_by_month(frame(hump), stay="as-is", change="mrp", titles=TITLES)
    upper, lower = chart.figure.axes
    line = next(one for one in upper.lines if one.get_linewidth() == 2.2)
    assert list(line.get_ydata()) == pytest.approx([4.0] * 16)  # type: ignore[arg-type]
    assert upper.get_ylim()[0] == 0
    assert any(list(one.get_xdata()) == [0, 0] for one in lower.lines)  # type: ignore[arg-type]
    assert "month 5: +2.00 (1.98 to 2.02)" in [text.get_text() for text in lower.texts]


def test_into_given_axes_only_the_levels_are_drawn() -> None:
    """A caller's axes take the money tied up."""
    ax = Figure().add_subplot()
    chart = cash_by_month(frame(hump), stay="as-is", change="mrp", ax=ax)
    assert chart.figure.axes == [ax]
    assert ax.get_title(loc="left").startswith("Mrp ties up")


def test_missing_figures_are_refused() -> None:
    """The message names the alternative, or the months."""
    data = frame(hump)
    with pytest.raises(ValueError, match="'kanban' has no 'working_capital'"):
        cash_by_month(data, stay="as-is", change="kanban")
    with pytest.raises(ValueError, match="no month in common"):
        cash_by_month(data[data["month"] < 0], stay="as-is", change="mrp")
