"""The waterfall adds up, starts at zero and says what is better, worse or noise."""

from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from experiments.charts.lever_effects import GOOD, SAME, WORSE
from experiments.charts.waterfall import waterfall
from experiments.interval import Interval

NAN = float("nan")


def steps(*rows: tuple[str, float, float, float]) -> pd.DataFrame:
    """Rows of a waterfall; names that start with `=` are totals."""
    return pd.DataFrame(
        [
            {
                "step": f"s{k}",
                "title": name.removeprefix("="),
                "kind": "total" if name.startswith("=") else "change",
                "mean": mean,
                "low": low,
                "high": high,
            }
            for k, (name, mean, low, high) in enumerate(rows)
        ]
    )


USUAL = steps(
    ("=As-is", 5.4e7, 5.3e7, 5.5e7),
    ("Records", -0.4e7, -0.5e7, -0.3e7),
    ("Order points", 0.6e7, 0.5e7, 0.7e7),
    ("MRP", -1.2e7, -1.3e7, -1.1e7),
    ("Smaller lots", 0.02e7, -0.03e7, 0.07e7),
    ("=Proposed", 4.42e7, 4.3e7, 4.5e7),
)


def bars(frame: pd.DataFrame, **options: str) -> list[Rectangle]:
    """Bars of a waterfall, in the order of rows."""
    chart = waterfall(frame, what="total cost", **options)  # type: ignore[arg-type]
    return [patch for patch in chart.figure.axes[0].patches if isinstance(patch, Rectangle)]


def test_the_title_says_what_falls_and_what_does_most() -> None:
    """The finding names both ends and the surest large step in the same direction."""
    chart = waterfall(USUAL, what="total cost", replications=10, seed=3, note="A note.")
    assert chart.title == (
        "Total cost falls by Rs 0.98 Cr a year, from Rs 5.40 Cr to Rs 4.42 Cr; most by 'MRP', Rs 1.20 Cr"
    )
    assert "Order points: +Rs 0.60 Cr (0.50 to 0.70), worse" in chart.alt_text
    assert "Smaller lots: +Rs 0.02 Cr (-0.03 to 0.07), within the noise" in chart.alt_text
    footnote = chart.figure.texts[-1].get_text()
    assert footnote.startswith("Simulated: 10 replications, seed 3")
    assert footnote.endswith("A note.")


def test_totals_start_at_zero_and_changes_float() -> None:
    """Each change starts where the one above it ended, and the axis is not cut."""
    drawn = bars(USUAL)
    assert [round(bar.get_x(), 2) for bar in drawn] == [0, 5.4, 5.0, 5.6, 4.4, 0]
    assert [round(bar.get_width(), 2) for bar in drawn] == [5.4, -0.4, 0.6, -1.2, 0.02, 4.42]
    assert drawn[0].axes is not None
    assert drawn[0].axes.get_xlim()[0] == 0


@pytest.mark.parametrize(
    ("better", "colours"), [("lower", [GOOD, WORSE, GOOD, SAME]), ("higher", [WORSE, GOOD, WORSE, SAME])]
)
def test_colours_follow_what_is_better(better: str, colours: list[str]) -> None:
    """Less cost is good, less profit is bad, and noise is grey either way."""
    assert [to_hex(bar.get_facecolor()) for bar in bars(USUAL, better=better)[1:-1]] == colours


def test_labels_have_sign_interval_and_word() -> None:
    """Every row says its amount beside the bars."""
    chart = waterfall(USUAL, what="total cost")
    labels = [text.get_text() for text in chart.figure.axes[0].texts]
    assert labels[1] == "-0.40 (-0.50 to -0.30)  better"
    assert labels[2] == "+0.60 (0.50 to 0.70)  worse"
    assert labels[4] == "+0.02 (-0.03 to 0.07)  within the noise"
    assert labels[5] == "4.42 (4.30 to 4.50)"


def test_profit_that_rises_from_a_loss() -> None:
    """A negative total is drawn left of zero, and more of it is better."""
    data = steps(("=As-is", -2e6, NAN, NAN), ("Sales", 6e6, 5e6, 7e6), ("=Proposed", 4e6, NAN, NAN))
    chart = waterfall(data, what="profit", better="higher")
    assert chart.title == "Profit rises by Rs 60.0 L a year, from -Rs 20.0 L to Rs 40.0 L"
    assert "Sales: +Rs 60.0 L (50.0 to 70.0), better" in chart.alt_text
    assert chart.figure.axes[0].get_xlim()[0] < -20


def test_a_difference_within_the_noise_is_not_called_a_fall() -> None:
    """With a paired difference that holds zero, the total stays about the same."""
    noise = Interval(-0.98e7, -2e7, 0.1e7, 1e7, 10, 1e7)
    title = waterfall(USUAL, what="total cost", difference=noise).title
    assert title == "Total cost stays about the same, Rs 4.42 Cr a year: the difference is within the noise"


def test_no_step_is_made_responsible_without_being_sure() -> None:
    """Where all steps are noise the title says so."""
    data = steps(
        ("=A", 5e7, NAN, NAN), ("x", -1e6, -3e6, 1e6), ("y", -1e6, -3e6, 1e6), ("=B", 4.8e7, NAN, NAN)
    )
    assert waterfall(data, what="total cost").title.endswith("; no single step is surely behind it")


def test_totals_between_are_checked_too() -> None:
    """Each stretch between two totals adds up on its own."""
    data = steps(
        ("=A", 5e7, NAN, NAN),
        ("x", -1e7, NAN, NAN),
        ("=B", 4e7, NAN, NAN),
        ("y", 2e7, NAN, NAN),
        ("=C", 6e7, NAN, NAN),
    )
    assert [bar.get_x() for bar in bars(data)] == [0, 5, 0, 4, 0]
    data.loc[3, "mean"] = 1e7
    with pytest.raises(
        ValueError, match=r"from 's2' to 's4' add up to Rs 1.00 Cr, but the totals differ by Rs 2"
    ):
        waterfall(data, what="total cost")


@pytest.mark.parametrize(("miss", "fits"), [(2.6e5, True), (2.8e5, False)])
def test_half_a_per_cent_of_the_larger_total_is_forgiven(miss: float, fits: bool) -> None:
    """Changes that miss the totals by rounding pass, a forgotten step does not."""
    data = steps(("=A", 5.4e7, NAN, NAN), ("x", -1e7 + miss, NAN, NAN), ("=B", 4.4e7, NAN, NAN))
    if fits:
        assert waterfall(data, what="total cost").title.startswith("Total cost falls by Rs 1.00 Cr")
        return
    with pytest.raises(ValueError, match="add the step that is missing"):
        waterfall(data, what="total cost")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("x", 1.0, NAN, NAN), ("=A", 1.0, NAN, NAN)], "starts with the change 's0'"),
        ([("=A", 1.0, NAN, NAN), ("x", 1.0, NAN, NAN)], "ends with a total"),
        ([("=A", 1.0, NAN, NAN)], "ends with a total"),
        ([("=A", NAN, NAN, NAN)], "has no amount"),
    ],
)
def test_what_is_no_waterfall_is_refused(rows: list[tuple[str, float, float, float]], message: str) -> None:
    """The message says which end or amount is lacking."""
    with pytest.raises(ValueError, match=message):
        waterfall(steps(*rows), what="total cost")


def test_an_unknown_kind_is_refused() -> None:
    """A row is a total or a change."""
    with pytest.raises(ValueError, match="is a 'sum'"):
        waterfall(USUAL.assign(kind="sum"), what="total cost")


def test_fourteen_steps_with_long_names_fit() -> None:
    """Names of two lines do not run into each other, and amounts end within the figure."""
    rows = [(f"A lever with quite a long name, the number {k}", -1e5, -1.9e6, 2e5) for k in range(12)]
    data = steps(("=As-is", 5.4e7, NAN, NAN), *rows, ("=Proposed", 5.28e7, NAN, NAN))
    figure = waterfall(data, what="total cost").figure
    figure.draw_without_rendering()
    names = sorted((t.get_window_extent() for t in figure.axes[0].get_yticklabels()), key=lambda box: box.y0)
    assert all(below.y1 <= above.y0 + 1 for below, above in pairwise(names))
    assert min(box.x0 for box in names) >= 0
    right = figure.get_size_inches()[0] * figure.dpi
    assert max(text.get_window_extent().x1 for text in figure.axes[0].texts) <= right


def test_small_sums_are_grouped_as_the_currency_is() -> None:
    """Dollars below a million are not grouped in lakh."""
    data = steps(("=A", 345678.0, NAN, NAN), ("x", -200000.0, NAN, NAN), ("=B", 145678.0, NAN, NAN))
    chart = waterfall(data, what="total cost", currency="USD")
    assert chart.title.startswith("Total cost falls by $200,000 a year, from $345,678 to $145,678")
    chart.figure.draw_without_rendering()
    ax = chart.figure.axes[0]
    assert [text.get_text() for text in ax.texts] == ["345,678", "-200,000  better", "145,678"]
    assert "160,000" in [text.get_text() for text in ax.get_xticklabels()]
