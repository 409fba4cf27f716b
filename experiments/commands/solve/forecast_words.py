"""What forecasts mean, in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.commands.solve.forecast_judged import Judged, closest
from experiments.commands.solve.forecast_methods import LOOKS_BACK, Choice

if TYPE_CHECKING:
    from policies.forecasting import Intermittency

FEW = 12
"""Fewer periods than this are too few to choose a method by."""
CHANCE = 0.05
"""A slope is called a trend if chance alone gives as much of one more rarely than this."""
FEWEST_FREE = 2
"""Fewest degrees of freedom for that."""
RARE = ("intermittent", "lumpy")
"""Kinds of demand that come only now and then."""


def meaning(
    past: Sequence[float],
    judged: Sequence[Judged],
    first: int | None,
    choice: Choice,
    best: Judged | None,
    season: int | None,
) -> list[str]:
    """Return in words what the forecasts mean."""
    kind = pattern_of(past)
    said = list[str]()
    if kind and kind.kind in RARE:
        said.append(zeros_in_words(kind))
    else:
        said.append(trend_in_words(past, judged, first, season))
    if season is not None:
        said.append(
            f"Only methods with a season know that it takes {season} periods; the others forecast through "
            "its middle, too low for its high time and too high for its low one."
        )
    if best:
        said.append(closest_in_words(past, judged, best))
    if first is not None:
        said.append(
            "MAD is by how much a forecast made one period before was off on average; bias is its mean with "
            "the sign, above 0 where the forecast was too low. Safety stock has to cover the error of the "
            "forecast, not the spread of demand; where errors are about normal, their standard deviation is "
            "1.25 x MAD."
        )
    else:
        said.append("The history is too short to judge a method by.")
    if min(past) >= 0 and any(value < 0 for one in judged for value in one.ahead):
        said.append("Take a forecast below 0 as 0: demand has no less.")
    if choice.left_out:
        said.append("Left out: " + "; ".join(f"{one.title} ({one.why})" for one in choice.left_out) + ".")
    return [paragraph for paragraph in said if paragraph]


def pattern_of(past: Sequence[float]) -> "Intermittency | None":
    """Return what kind of demand it is, None where figures below 0 make the question void."""
    from policies.forecasting import intermittency

    return intermittency(past) if min(past) >= 0 else None


def trend_of(past: Sequence[float], season: int = 1) -> tuple[float, float] | None:
    """Return slope a period and probability of as much by chance; None where there is too little to tell.

    The straight line of least squares, with a mean of its own for each period of the season.
    """
    import numpy as np
    from scipy.stats import t

    n = len(past)
    freedom = n - season - 1
    if freedom < FEWEST_FREE or min(past) == max(past):
        return None
    times, figures = np.arange(float(n)), np.array(past)
    for k in range(season):
        times[k::season] -= times[k::season].mean()
        figures[k::season] -= figures[k::season].mean()
    slope = float(times @ figures / (times @ times))
    error = float(np.sqrt(np.sum((figures - slope * times) ** 2) / freedom / (times @ times)))
    return slope, 2 * float(t.sf(abs(slope) / error, freedom)) if error > 0 else 0.0


def zeros_in_words(kind: "Intermittency") -> str:
    """Say what it means that demand comes only now and then."""
    return (
        f"Demand came in {kind.demands} of {kind.periods} periods, one in {kind.interval:.2f}, and its size "
        f"varies {'much' if kind.kind == 'lumpy' else 'little'} (squared coefficient of variation "
        f"{kind.squared_variation:.2f}): such demand is called {kind.kind}. A forecast is then a mean a "
        "period, not what will be sold in any one. SBA takes most of the upward bias out of Croston; of "
        "the two and TSB, only TSB goes down while nothing is sold. Averages and smoothing are highest "
        "just after a demand, which is when stock is ordered. Do not choose by MAD here: it favours "
        "forecasts near 0."
    )


def trend_in_words(
    past: Sequence[float], judged: Sequence[Judged], first: int | None, season: int | None
) -> str:
    """Say whether there is a trend, by how much the averages lag, and what Holt makes of it."""
    found = trend_of(past, season or 1)
    if found is None:
        return ""
    slope, chance = found
    if chance >= CHANCE:
        return (
            f"No clear trend: the straight line through the history has a slope of {figure(slope, past)} a "
            "period, which may be chance. Without a trend the averages do not lag, and the longer they are, "
            "the steadier."
        )
    way, off = ("rises", "low") if slope > 0 else ("falls", "high")
    text = (
        f"The history {way} by {figure(abs(slope), past)} a period (straight line of least squares). Every "
        "average and every exponential smoothing looks back, so on a trend it lags behind"
    )
    backward = [one.same.bias for one in judged if one.candidate.method in LOOKS_BACK and one.same]
    lags = [abs(bias) for bias in backward if bias * slope > 0]
    if lags and first is not None:
        who = "they were" if len(lags) == len(backward) else f"{len(lags)} of {len(backward)} were"
        span = " to ".join(f"{figure(lag, past)}" for lag in sorted({min(lags), max(lags)}))
        text += f": over {span_of(first, len(past))} {who} too {off} by {span} a period on average"
    name, what = ("holt", "the trend") if season is None else ("holt-winters", "trend and season")
    for one in judged:
        if one.candidate.method.startswith(name):
            ahead = " then ".join(figure(value, past) for value in one.ahead[:2])
            return f"{text}. {one.candidate.title.split(',')[0]} carries {what} on: {ahead}."
    return f"{text}."


def closest_in_words(past: Sequence[float], judged: Sequence[Judged], best: Judged) -> str:
    """Say which method was closest over the same periods, and how far to trust that."""
    assert best.same is not None
    n = best.same.periods
    comparable = [one for one in judged if one.same]
    equal = [one.candidate.title for one in comparable if one.same and one.same.mad == best.same.mad]
    if len(equal) == len(comparable):
        return f"All methods are equally close, off by {figure(best.same.mad, past)} a period on average."
    several = n > 1
    when = f"the same {n} periods ({len(past) - n + 1} to {len(past)})" if several else f"period {len(past)}"
    text = f"Over {when} the closest {'are' if len(equal) > 1 else 'is'} {' and '.join(equal)}: "
    text += f"off by {figure(best.same.mad, past)} a period on average."
    if best.candidate.fitted:
        text += " Its weights were fitted to these very periods, which flatters it"
        plain = closest([one for one in judged if not one.candidate.fitted])
        if plain and plain.same:
            text += f"; of the others it is {plain.candidate.title}, off by {figure(plain.same.mad, past)}"
        text += "."
    if n < FEW:
        few = f"{n} periods are" if several else "One period is"
        text += f" {few} few to choose by: weigh in what you know of the market."
    return text


def span_of(first: int, last: int) -> str:
    """Return periods in words.

    Examples
    --------
    >>> span_of(6, 10), span_of(4, 4)
    ('periods 6 to 10', 'period 4')
    """
    return f"periods {first} to {last}" if last > first else f"period {last}"


def figure(value: float | None, past: Sequence[float]) -> str:
    """Return a figure with the decimals that the history deserves.

    Examples
    --------
    >>> figure(1234.567, [900, 1100]), figure(-0.00001, [0, 1]), figure(None, [1])
    ('1,234.57', '0.0000', '-')
    """
    if value is None:
        return "-"
    size = sum(map(abs, past)) / len(past)
    decimals = 2 if size >= 10 else 3 if size >= 1 else 4
    return f"{round(value, decimals) + 0.0:,.{decimals}f}"  # + 0.0: no minus before 0
