"""A forecasting method with its forecasts, and how far it was off over the history."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.commands.solve.forecast_methods import Candidate

if TYPE_CHECKING:
    from policies.forecasting import Accuracy, Backtest


class Judged:
    """A method, its forecasts, and its errors over the history."""

    def __init__(self, candidate: Candidate, history: Sequence[float], steps: int, season: int) -> None:
        from policies.forecasting import backtest

        self.candidate = candidate
        self.history, self.season = history, season
        self.run: Backtest = backtest(candidate.forecaster, history)
        self.ahead: list[float] = candidate.forecaster.forecast(self.run.state, steps).tolist()
        self.own = self.over(self.run.first)
        self.same: Accuracy | None = None

    def over(self, first: int) -> "Accuracy | None":
        """Return how far it was off from period `first` on, or None if it has no forecast there."""
        from policies.forecasting import accuracy

        skip = first - self.run.first
        actuals, forecasts = self.run.actuals[skip:], self.run.forecasts[skip:]
        return accuracy(actuals, forecasts, self.history, self.season) if len(actuals) else None


def judge_alike(judged: Sequence[Judged]) -> int | None:
    """Judge all methods over the same periods too; return the first, None where no method can be judged."""
    firsts = [one.run.first for one in judged if one.own]
    if not firsts:
        return None
    for one in judged:
        one.same = one.over(max(firsts)) if one.own else None
    return max(firsts)


def closest(judged: Sequence[Judged]) -> Judged | None:
    """Return the method of least MAD over the same periods, None where there is nothing to choose from."""
    pairs = [(one.same.mad, k) for k, one in enumerate(judged) if one.same]
    return judged[min(pairs)[1]] if len(pairs) > 1 else None
