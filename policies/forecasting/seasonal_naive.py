"""The seasonal naive forecast: as in the same period of the last season."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Generic

from policies.forecasting._values import FloatArray, Value, moved, plain, split, stack, steps_ahead
from policies.sizing._checks import whole


@dataclass(frozen=True, slots=True)
class SeasonalNaiveState(Generic[Value]):
    """The last season, oldest period first."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class SeasonalNaive:
    """The figure of the same period in the last season: the yardstick for seasonal demand.

    Parameters
    ----------
    season
        Periods in a season, such as 12 months.

    Examples
    --------
    >>> method = SeasonalNaive(season=4)
    >>> method.forecast(method.start([10, 30, 20, 40, 11]), 5)
    array([30., 20., 40., 11., 30.])
    """

    season: int

    def __post_init__(self) -> None:
        whole("season", self.season, 1)

    @property
    def needs(self) -> int:
        """How many periods of history come before the first forecast."""
        return self.season

    def start(self, history: Iterable[Value]) -> SeasonalNaiveState[Value]:
        """Return the state after `history`."""
        first, rest = split(history, self.needs)
        return reduce(self.update, rest, SeasonalNaiveState(tuple(first)))

    def update(self, state: SeasonalNaiveState[Value], actual: Value) -> SeasonalNaiveState[Value]:
        """Return the state after one more period."""
        return SeasonalNaiveState(moved(state.values, plain(actual)))

    def one_step(self, state: SeasonalNaiveState[Value]) -> Value:
        """Return the forecast of the next period."""
        return state.values[0]

    def forecast(self, state: SeasonalNaiveState[Value], steps: int) -> FloatArray:
        """Return the forecasts of the next `steps` periods."""
        return stack([state.values[(k - 1) % self.season] for k in steps_ahead(steps)])
