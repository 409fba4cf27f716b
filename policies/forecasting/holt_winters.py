"""The Holt-Winters method: level, trend and season, each smoothed."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import ClassVar, Generic

import numpy as np

from policies.forecasting._values import (
    FloatArray,
    Value,
    as_wide,
    line,
    moved,
    plain,
    split,
    stack,
    steps_ahead,
    total,
    weight,
)
from policies.sizing._checks import finite, whole


@dataclass(frozen=True, slots=True)
class HoltWintersState(Generic[Value]):
    """Level at the end of the last period, trend a period, and the season, next period first."""

    level: Value
    trend: Value
    seasons: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class HoltWinters:
    """Level, trend and season: demand that grows and has its high and low times of the year.

    Parameters
    ----------
    season
        Periods in a season, 2 or more, such as 12 months.
    alpha, beta, gamma
        Weights of the newest period in level, trend and season, 0 to 1.
    multiplicative
        Whether the season multiplies the level (December sells 30 % more) or is added to it (300 more).
    damping
        What is left of the trend from one period to the next: 1 is a straight line.
    start_seasons
        Level, trend and season start from so many first seasons, 2 or more.
    initial
        Level before the first period and trend a period, instead of a start from the history; needs
        `initial_seasons`.
    initial_seasons
        The season, first period first.

    Notes
    -----
    Winters, Management Science 6 (1960) 324-342, with the order of steps of Chopra & Meindl, "Supply Chain
    Management", demand forecasting: the new season factor is actual / new level (or actual - new level), and
    the start takes the season out by a centred average over one season, lays the line of least squares
    through what is left, and averages actual / line (or actual - line) over the seasons. Factors are not
    rescaled afterwards.

    Where a period's factor or the level is not above zero, a multiplicative season says nothing: such a
    period leaves the line (factor) or its factor (level) as it was.

    Examples
    --------
    >>> method = HoltWinters(season=2, alpha=0.5, beta=0.5, gamma=0.5, multiplicative=False)
    >>> method.forecast(method.start([9, 13, 13, 17, 17, 21]), 3)
    array([21., 25., 25.])
    """

    season: int
    alpha: float
    beta: float
    gamma: float
    multiplicative: bool = True
    damping: float = 1.0
    start_seasons: int = 2
    initial: tuple[float, float] | None = None
    initial_seasons: tuple[float, ...] | None = None

    FITTED: ClassVar[tuple[str, ...]] = ("alpha", "beta", "gamma")

    def __post_init__(self) -> None:
        whole("season", self.season, 2)
        whole("start_seasons", self.start_seasons, 2)
        for name in (*self.FITTED, "damping"):
            weight(name, getattr(self, name))
        if (self.initial is None) != (self.initial_seasons is None):
            raise ValueError("initial and initial_seasons belong together; give both or neither.")
        for number in (*(self.initial or ()), *(self.initial_seasons or ())):
            finite("initial", number)
        if self.initial_seasons is not None and len(self.initial_seasons) != self.season:
            raise ValueError(
                f"initial_seasons has {len(self.initial_seasons)} figures; give {self.season}, one a period."
            )

    @property
    def needs(self) -> int:
        """How many periods of history come before the first forecast."""
        return self.season * self.start_seasons if self.initial is None else 0

    def start(self, history: Iterable[Value]) -> HoltWintersState[Value]:
        """Return the state after `history`.

        Raises
        ------
        ValueError
            If the history is too short, or the line of a multiplicative start is not above zero throughout.
        """
        first, rest = split(history, self.needs)
        if self.initial is not None and self.initial_seasons is not None:
            level, trend = (as_wide(number, rest) for number in self.initial)
            seasons = tuple(as_wide(number, rest) for number in self.initial_seasons)
            state = HoltWintersState(level, trend, seasons)
        else:
            state = self._begin(first)
        return reduce(self.update, rest, state)

    def update(self, state: HoltWintersState[Value], actual: Value) -> HoltWintersState[Value]:
        """Return the state after one more period."""
        own, old = plain(actual), state.seasons[0]
        carried = self.damping * state.trend
        forecast = state.level + carried
        level = forecast + self.alpha * (self._without(own, old, forecast) - forecast)
        trend = carried + self.beta * ((level - state.level) - carried)
        new = old + self.gamma * (self._without(own, level, old) - old)
        return HoltWintersState(level, trend, moved(state.seasons, new))

    def one_step(self, state: HoltWintersState[Value]) -> Value:
        """Return the forecast of the next period."""
        return self._with(state.level + self.damping * state.trend, state.seasons[0])

    def forecast(self, state: HoltWintersState[Value], steps: int) -> FloatArray:
        """Return the forecasts of the next `steps` periods."""
        found = list[Value]()
        kept, trends = 1.0, 0.0
        for k in steps_ahead(steps):
            kept *= self.damping
            trends += kept
            found.append(self._with(state.level + trends * state.trend, state.seasons[(k - 1) % self.season]))
        return stack(found)

    def _with(self, level: Value, season: Value) -> Value:
        """Put the season on the level."""
        return level * season if self.multiplicative else level + season

    def _without(self, value: Value, part: Value, otherwise: Value) -> Value:
        """Take one part out of a value, for the other part to be left."""
        if not self.multiplicative:
            return value - part
        sound = (part > 0) * 1.0
        return sound * (value / (sound * part + (1.0 - sound))) + (1.0 - sound) * otherwise

    def _begin(self, first: list[Value]) -> HoltWintersState[Value]:
        """Return the state after the first seasons."""
        length, last = self.season, len(first)
        half = length // 2
        middles, averages = list[float](), list[Value]()
        for t in range(half, last - half):  # t is the position of the middle period, from 0
            window = first[t - half : t + half + 1]
            if length % 2 == 0:
                averages.append((0.5 * window[0] + total(window[1:-1]) + 0.5 * window[-1]) / length)
            else:
                averages.append(total(window) / length)
            middles.append(t + 1.0)
        level, trend = line(middles, averages, float(last))
        heights = [level + (t + 1.0 - last) * trend for t in range(last)]
        if self.multiplicative and any(bool(np.any(height <= 0)) for height in heights):
            raise ValueError(
                "the line through the first seasons is not above 0 throughout, so nothing can be multiplied "
                "by a season; give multiplicative=False, or more seasons."
            )
        parts = [self._without(y, height, y) for y, height in zip(first, heights, strict=True)]
        seasons = tuple(total(parts[k::length]) / self.start_seasons for k in range(length))
        return HoltWintersState(level, trend, seasons)
