"""Which forecasting methods `orderpoint solve forecast` lays beside each other, and with which weights."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import typer

from experiments.commands.solve.steps import short

LOOKS_BACK = ("simple-average", "weighted-average", "moving-average", "exponential-smoothing")
"""Methods without a trend: on a trend they lag."""
USUAL = ("naive", *LOOKS_BACK, "holt")
SEASONAL = ("seasonal-naive", "holt-winters-additive", "holt-winters-multiplicative")
INTERMITTENT = ("croston", "sba", "tsb")
KNOWN = (*USUAL, "damped-holt", *SEASONAL, *INTERMITTENT)
PERIODS, WEIGHTS, ALPHAS, DAMPING = (3, 5), (1.0, 3.0, 4.0), (0.2, 0.5, 0.8), 0.9
INTERMITTENT_ALPHA = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asks for."""

    season: int | None = None
    periods: Sequence[int] = PERIODS
    weights: Sequence[float] = WEIGHTS
    alphas: Sequence[float] = ()
    beta: float | None = None
    gamma: float | None = None
    damping: float = DAMPING


@dataclass(frozen=True, slots=True)
class Candidate:
    """One method with its weights, and how it is called."""

    method: str
    title: str
    forecaster: Any
    fitted: bool = False
    """Whether its weights are (to be) fitted to the history."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A method that cannot serve the history, and why."""

    method: str
    title: str
    why: str


@dataclass(slots=True)
class Choice:
    """The methods that can serve a history, and those that cannot."""

    candidates: list[Candidate] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def choose(history: Sequence[float], names: Sequence[str], wanted: Wanted) -> Choice:
    """Return the methods asked for, or those that suit the history; one asked for must be able to serve."""
    choice = Choice()
    for name in names or usual_for(history, wanted):
        for candidate in candidates_of(name, wanted):
            try:
                if not names and name == "holt-winters-multiplicative" and min(history) <= 0:
                    raise ValueError("a period of 0 or less has no season to multiply by.")
                choice.candidates.append(ready(candidate, history))
            except ValueError as error:
                if names:
                    raise typer.BadParameter(f"{candidate.title}: {error}", param_hint="--method") from None
                why = re.split(r"[;.]( |$)", str(error))[0]
                choice.left_out.append(LeftOut(name, candidate.title, why))
    return choice


def ready(candidate: Candidate, history: Sequence[float]) -> Candidate:
    """Return a method that can forecast after this history, its weights fitted where that is wanted.

    Raises
    ------
    ValueError
        If the history is too short, or holds figures that the method cannot serve.
    """
    from policies.forecasting import fit

    if candidate.forecaster.needs > len(history):
        raise ValueError(f"it needs {candidate.forecaster.needs} periods, and there are {len(history)}.")
    candidate.forecaster.start(history)
    if not candidate.fitted:
        return candidate
    forecaster = fit(candidate.forecaster, history).forecaster
    return replace(
        candidate, title=f"{candidate.title}, {weights_in_words(forecaster)}, fitted", forecaster=forecaster
    )


def usual_for(history: Sequence[float], wanted: Wanted) -> list[str]:
    """Return the methods that suit a history."""
    names = [*USUAL]
    if wanted.season is not None:
        names += SEASONAL
    if min(history) == 0 < max(history):
        names += INTERMITTENT
    return names


def candidates_of(name: str, wanted: Wanted) -> list[Candidate]:
    """Return the method called `name`, once for each set of weights.

    Raises
    ------
    ValueError
        If a weight is none.
    """
    makers: dict[str, Callable[[str, Wanted], list[Candidate]]] = {
        "naive": _averages,
        "simple-average": _averages,
        "weighted-average": _averages,
        "moving-average": _averages,
        "exponential-smoothing": _smoothing,
        "holt": _holt,
        "damped-holt": _holt,
        "croston": _intermittent,
        "sba": _intermittent,
        "tsb": _intermittent,
        "seasonal-naive": _seasonal,
        "holt-winters-additive": _seasonal,
        "holt-winters-multiplicative": _seasonal,
    }
    return makers[name](name, wanted)


def _averages(name: str, wanted: Wanted) -> list[Candidate]:
    from policies import forecasting as f

    if name == "naive":
        return [Candidate(name, "naive (as the last period)", f.Naive())]
    if name == "simple-average":
        return [Candidate(name, "simple average", f.SimpleAverage())]
    if name == "weighted-average":
        title = f"weighted average ({', '.join(map(short, wanted.weights))})"
        return [Candidate(name, title, f.WeightedMovingAverage(tuple(wanted.weights)))]
    return [Candidate(name, f"moving average of {n}", f.MovingAverage(n)) for n in wanted.periods]


def _smoothing(name: str, wanted: Wanted) -> list[Candidate]:
    from policies import forecasting as f

    return [
        _weighed(name, "exponential smoothing", f.ExponentialSmoothing(a)) for a in wanted.alphas or ALPHAS
    ]


def _holt(name: str, wanted: Wanted) -> list[Candidate]:
    from policies import forecasting as f

    damping, title = 1.0, "Holt"
    if name == "damped-holt":
        damping, title = wanted.damping, f"Holt, damping {short(wanted.damping)}"
    if wanted.beta is None:
        return [Candidate(name, title, f.Holt(0.5, 0.5, damping), fitted=True)]
    return [_weighed(name, title, f.Holt(alpha, wanted.beta, damping)) for alpha in wanted.alphas]


def _seasonal(name: str, wanted: Wanted) -> list[Candidate]:
    from policies import forecasting as f

    if wanted.season is None:
        raise typer.BadParameter(f"{name} needs it: the periods in a season.", param_hint="--season")
    if name == "seasonal-naive":
        return [Candidate(name, "seasonal naive (as last season)", f.SeasonalNaive(wanted.season))]
    times = name.endswith("multiplicative")
    title = f"Holt-Winters, season {'multiplied' if times else 'added'}"
    beta, gamma = wanted.beta, wanted.gamma
    if beta is None or gamma is None:
        free = f.HoltWinters(wanted.season, 0.5, 0.5, 0.5, times)
        return [Candidate(name, title, free, fitted=True)]
    return [
        _weighed(name, title, f.HoltWinters(wanted.season, alpha, beta, gamma, times))
        for alpha in wanted.alphas
    ]


def _intermittent(name: str, wanted: Wanted) -> list[Candidate]:
    from policies import forecasting as f

    alphas = wanted.alphas or (INTERMITTENT_ALPHA,)
    if name == "tsb":
        betas = [alpha if wanted.beta is None else wanted.beta for alpha in alphas]
        return [_weighed(name, "TSB", f.TSB(a, b)) for a, b in zip(alphas, betas, strict=True)]
    kind, title = (f.Croston, "Croston") if name == "croston" else (f.SBA, "SBA")
    return [_weighed(name, title, kind(alpha, wanted.beta)) for alpha in alphas]


def _weighed(name: str, title: str, forecaster: Any) -> Candidate:
    """Return a method of given weights, which its title tells."""
    return Candidate(name, f"{title}, {weights_in_words(forecaster)}", forecaster)


def weights_in_words(forecaster: Any) -> str:
    """Write the weights of a method as in `alpha 0.2, beta 0.1`."""
    weights = {name: getattr(forecaster, name, None) for name in ("alpha", "beta", "gamma")}
    return ", ".join(f"{name} {short(value)}" for name, value in weights.items() if value is not None)
