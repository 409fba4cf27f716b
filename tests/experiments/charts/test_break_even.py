"""The break-even return: right in theory, and a sentence that says no more than the figures."""

import re

import numpy as np
import pandas as pd
import pytest

from experiments.break_even import break_even_return
from experiments.charts.break_even import break_even
from experiments.interval import mean_interval

STEPS = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
OTHER = np.array([1.0, -2.0, 2.0, -1.0, 0.0])


def frame(gain: float, funds: float, spread: float = 0.01e7) -> pd.DataFrame:
    """Five worlds about a gain and the money tied up."""
    return pd.DataFrame(
        {"replication": range(5), "gain": gain + spread * STEPS, "funds": funds + spread * OTHER}
    )


def title(gain: float, funds: float, spread: float = 0.01e7) -> str:
    """The finding at a hurdle of 14 %."""
    return break_even(frame(gain, funds, spread), hurdle=0.14).title


# ---- the figure


def test_the_limits_are_where_the_net_gain_is_just_not_sure() -> None:
    """Fieller's interval is the set of returns at which a paired t test does not see a net gain."""
    gain, funds = 1.7e7 + 2e6 * STEPS, 4.5e7 + 3e6 * OTHER
    found = break_even_return(gain, funds)
    assert found.mean == pytest.approx(gain.mean() / funds.mean())
    assert found.low < found.mean < found.high
    assert mean_interval(gain - found.low * funds).low == pytest.approx(0, abs=1e-3)
    assert mean_interval(gain - found.high * funds).high == pytest.approx(0, abs=1e-3)
    assert found.half_width == pytest.approx((found.high - found.low) / 2)


def test_with_known_funds_it_is_the_interval_of_the_mean() -> None:
    """Funds that do not vary leave the t interval of the gain, divided by them."""
    gain = 3e6 + 5e5 * STEPS
    found, plain = break_even_return(gain, np.full(5, 2e7)), mean_interval(gain)
    assert (found.low, found.high) == pytest.approx((plain.low / 2e7, plain.high / 2e7))
    assert found.sd == pytest.approx(plain.sd / 2e7)


def test_it_covers_the_truth_as_often_as_it_says() -> None:
    """Of 2,000 samples with correlated gain and funds, about 95 % hold the true ratio."""
    rng = np.random.default_rng(11)
    common, own = rng.normal(size=(2, 2000, 6))
    gains, funds = 4.0 + common + 0.5 * own, 10.0 + 1.5 * common
    found = [break_even_return(g, f) for g, f in zip(gains, funds, strict=True)]
    assert np.mean([i.low <= 0.4 <= i.high for i in found]) == pytest.approx(0.95, abs=0.015)


def test_funds_that_could_be_zero_have_no_bounded_return() -> None:
    """The ratio is given, its limits are not."""
    found = break_even_return(5.0 + STEPS, 0.5 + OTHER)
    assert found.mean == pytest.approx(10.0)
    assert np.isnan([found.low, found.high, found.half_width]).all()


def test_pairs_with_a_nan_are_left_out_and_few_pairs_say_so() -> None:
    """One pair has no interval, none no mean."""
    one = break_even_return([1.0, np.nan, 3.0], [2.0, 4.0, np.nan])
    assert (one.n, one.mean) == (1, 0.5)
    assert np.isnan(one.low)
    assert np.isnan(break_even_return([], []).mean)
    assert np.isnan(break_even_return([1.0, 2.0], [0.0, 0.0]).mean)


def test_lengths_must_agree() -> None:
    """Unequal samples are refused."""
    with pytest.raises(ValueError, match="2 gains cannot be paired with 1 amounts"):
        break_even_return([1.0, 2.0], [1.0])


# ---- the sentence


@pytest.mark.parametrize(
    ("gain", "funds", "spread", "words"),
    [
        (
            1.71e7,
            4.5e7,
            0.1e7,
            r"The extra stock earns 38 % a year \(\d+ to \d+\), more than the 14 % that the money would earn",
        ),
        (0.3e7, 4.5e7, 0.01e7, r"The extra stock earns 6.7 % a year .*, less than the 14 %"),
        (0.63e7, 4.5e7, 0.05e7, r"earns 14 % a year .*, which cannot be told apart from the 14 %"),
        (
            0.02e7,
            4.5e7,
            0.03e7,
            r"The extra stock earns about nothing, 0.4 % a year \(.*\), less than the 14 %",
        ),
        (
            0.3e7,
            4.5e7,
            0.4e7,
            r"It cannot be told whether the extra stock earns anything: .*, against the 14 %",
        ),
        (
            -1e7,
            4.5e7,
            0.01e7,
            r"The change ties up Rs 4.50 Cr more .* and loses Rs 1.00 Cr .*: it pays at no return",
        ),
        (
            1e7,
            -4e7,
            0.01e7,
            r"The change releases Rs 4.00 Cr .* and earns Rs 1.00 Cr more .*: it pays at any return",
        ),
        (
            -0.3e7,
            -4e7,
            0.01e7,
            r"but loses Rs 30.0 L .*: the money must earn 7.5 % .* elsewhere, less than the 14 %",
        ),
        (-1e7, -4e7, 0.01e7, r"the money must earn 25 % .* elsewhere, more than the 14 % that it would"),
        (
            -0.56e7,
            -4e7,
            0.05e7,
            r"the money must earn 14 % .* elsewhere, which cannot be told apart from 14 %",
        ),
        (
            0.0,
            -4e7,
            0.01e7,
            r"releases Rs 4.00 Cr .* and earns about the same: with the money at 14 %, it pays",
        ),
        (0.0, -1e7, 0.2e7, r"and earns about the same; even with the money at 14 %, it is not sure to pay"),
        (
            1e7,
            0.0,
            0.01e7,
            r"The change ties up about the same money as today, and earns Rs 1.00 Cr .* a year",
        ),
        (-1e7, 0.0, 0.01e7, r"ties up about the same money as today, and loses Rs 1.00 Cr .* a year"),
        (0.0, 0.0, 0.01e7, r"ties up about the same money as today, and earns about the same"),
    ],
)
def test_the_finding_is_true_to_the_data(gain: float, funds: float, spread: float, words: str) -> None:
    """Money tied up or released, gain or loss, sure or not: each has its sentence."""
    assert re.search(words, title(gain, funds, spread)), title(gain, funds, spread)


def test_one_world_says_no_more_than_one_world_can() -> None:
    """There is no verdict from one replication."""
    chart = break_even(frame(1e7, 2e7).head(1), hurdle=0.14)
    assert chart.title.endswith("in the one replication that was simulated: no more can be said")
    assert "95 %" not in chart.figure.texts[-1].get_text()


def test_the_subject_can_be_named_and_the_alt_text_has_the_figures() -> None:
    """The words of the caller stand in title and alt text."""
    chart = break_even(frame(1.71e7, 4.5e7), hurdle=0.14, what="the stock of MRP", seed=5)
    assert chart.title.startswith("The stock of MRP earns 38 % a year")
    assert chart.alt_text.startswith("Line with band of the simulated net gain")
    assert "break-even return 38 %" in chart.alt_text
    assert "net gain at 14 % Rs 1.08 Cr" in chart.alt_text
    assert chart.figure.texts[-1].get_text().startswith("Simulated: 5 replications, seed 5")


def test_the_line_crosses_zero_at_the_break_even_return() -> None:
    """What is drawn and what is said agree: line and both limits of the band."""
    data = frame(1.71e7, 4.5e7, 0.1e7)
    found = break_even_return(data["gain"], data["funds"])
    lines = break_even(data, hurdle=0.14).figure.axes[0].lines[:3]
    crossings = []
    for line in lines:
        x, y = (np.asarray(values, dtype=float) for values in line.get_data())
        crossings.append(float(np.interp(0.0, -y, x)))
    assert sorted(crossings) == pytest.approx([100 * found.low, 100 * found.mean, 100 * found.high], abs=0.05)


def test_a_return_beyond_the_chart_is_written_in_it() -> None:
    """A very large return does not flatten the chart."""
    chart = break_even(frame(9e7, 1e7), hurdle=0.14)
    words = [text.get_text() for text in chart.figure.axes[0].texts]
    assert any(
        text.startswith("break-even at 900 %") and text.endswith("beyond this chart") for text in words
    )
    assert chart.figure.axes[0].get_xlim()[1] == 300


def test_no_data_is_refused() -> None:
    """A chart needs a replication."""
    with pytest.raises(ValueError, match="no replication has both"):
        break_even(frame(1.0, 1.0).assign(gain=np.nan), hurdle=0.14)
