"""`orderpoint solve forecast`: forecasting methods beside each other on one history."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands.options import DebugOption, JsonOption
from experiments.commands.solve.forecast_history import numbers, read_history
from experiments.commands.solve.forecast_judged import Judged, closest, judge_alike
from experiments.commands.solve.forecast_methods import (
    DAMPING,
    KNOWN,
    PERIODS,
    WEIGHTS,
    Choice,
    Wanted,
    choose,
)
from experiments.commands.solve.forecast_words import RARE, figure, meaning, pattern_of, trend_of
from experiments.commands.solve.steps import arguments_as_options
from experiments.console import say, say_json, say_paragraph, say_table

if TYPE_CHECKING:
    from policies.forecasting import Accuracy

IN_ONE_TABLE = 4
"""Most steps ahead that are shown beside the errors."""
IN_A_ROW = 8
"""Most steps ahead in a row of a table of their own."""
MEASURES = ("periods", "mad", "mse", "bias", "mape", "mase", "tracking_signal")


def forecast(
    history: Annotated[
        str | None, typer.Option(help="Figures of past periods, oldest first: 150,165,170.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="CSV file with a head and one row a period, instead of --history.")
    ] = None,
    column: Annotated[str | None, typer.Option(help="Column of the file.")] = None,
    method: Annotated[
        list[str] | None,
        typer.Option(help=f"A method; may be repeated. Default: all that suit. {', '.join(KNOWN)}."),
    ] = None,
    steps: Annotated[int, typer.Option(min=1, max=1000, help="Periods to forecast.")] = 2,
    season: Annotated[int | None, typer.Option(min=2, help="Periods in a season, such as 12 months.")] = None,
    periods: Annotated[
        list[int] | None, typer.Option(min=1, help="Window of a moving average; may be repeated.")
    ] = None,
    weights: Annotated[
        str | None, typer.Option(help="Weights of the weighted average, oldest period first.")
    ] = None,
    alpha: Annotated[
        list[float] | None, typer.Option(help="Weight of the newest period, 0 to 1; may be repeated.")
    ] = None,
    beta: Annotated[
        float | None, typer.Option(help="Weight of the newest trend (Croston: interval); with --alpha.")
    ] = None,
    gamma: Annotated[float | None, typer.Option(help="Weight of the newest season; with --beta.")] = None,
    damping: Annotated[
        float, typer.Option(help="What damped-holt leaves of the trend each period.")
    ] = DAMPING,
    json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Forecasts of a history by the usual methods beside each other, with their errors."""
    past = read_history(history, file, column)
    names = checked_names(method or [])
    for option, value, partner, other in (("beta", beta, "alpha", alpha), ("gamma", gamma, "beta", beta)):
        if value is not None and other in (None, []):
            text = f"it goes with --{partner}; give both, or neither to have them fitted."
            raise typer.BadParameter(text, param_hint=f"--{option}")
    wanted = Wanted(
        season=season,
        periods=tuple(dict.fromkeys(periods or PERIODS)),
        weights=tuple(numbers(weights, "--weights")) if weights is not None else WEIGHTS,
        alphas=tuple(dict.fromkeys(alpha or ())),
        beta=beta,
        gamma=gamma,
        damping=damping,
    )
    with arguments_as_options({}):
        choice = choose(past, names, wanted)
        judged = [Judged(candidate, past, steps, season or 1) for candidate in choice.candidates]
    first = judge_alike(judged)
    kind = pattern_of(past)
    best = None if kind and kind.kind in RARE else closest(judged)
    words = meaning(past, judged, first, choice, best, season)
    if json:
        given = {
            "periods": len(past),
            "steps": steps,
            "season": season,
            "file": None if file is None else str(file),
            "column": column,
            "history": past,
        }
        say_json(document(given, past, judged, first, choice, best, words))
        return
    say_forecasts(past, judged, first, steps, best)
    for paragraph in words:
        say()
        say_paragraph(paragraph)


def checked_names(names: Sequence[str]) -> list[str]:
    """Return the names of methods, each once; an unknown one is wrong usage."""
    import difflib

    for name in names:
        if name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(KNOWN)}."
            raise typer.BadParameter(f"there is no method {name!r}; {hint}", param_hint="--method")
    return list(dict.fromkeys(names))


def say_forecasts(
    past: Sequence[float], judged: Sequence[Judged], first: int | None, steps: int, best: Judged | None
) -> None:
    """Print methods beside each other: forecasts, and errors over the history."""
    n = len(past)
    together = steps <= IN_ONE_TABLE
    head = ["method", *(f"period\n{n + k}" for k in range(1, steps + 1) if together), "MAD", "over\nperiods"]
    if first is not None:
        same = f"{first} to {n}" if first < n else f"in {n}"
        head += [f"MAD\n{same}", f"bias\n{same}"]
    rows = list[list[str]]()
    titles = [one.candidate.title.replace(", alpha", ",\nalpha") for one in judged]
    titles = [title if "gamma" in title else title.replace(",\n", ", ") for title in titles]
    for title, one in zip(titles, judged, strict=True):
        row = [title, *(figure(value, past) for value in one.ahead if together)]
        row += [figure(one.own.mad, past), f"{one.run.first} to {n}"] if one.own else ["-", "-"]
        if first is not None:
            row += [figure(one.same.mad, past), figure(one.same.bias, past)] if one.same else ["-", "-"]
        rows.append(row)
    bold = frozenset({judged.index(best)} if best else ())
    say_table(head, rows, title=f"Forecasts after {n} period{'s' if n > 1 else ''}", bold=bold)
    for start in range(0, 0 if together else steps, IN_A_ROW):
        end = min(start + IN_A_ROW, steps)
        say()
        say_table(
            ["method", *(f"period\n{n + k + 1}" for k in range(start, end))],
            [
                [title, *(figure(value, past) for value in one.ahead[start:end])]
                for title, one in zip(titles, judged, strict=True)
            ],
            bold=bold,
        )


def document(
    given: Mapping[str, Any],
    past: Sequence[float],
    judged: Sequence[Judged],
    first: int | None,
    choice: Choice,
    best: Judged | None,
    words: Sequence[str],
) -> dict[str, Any]:
    """Return the answer for a program."""
    from dataclasses import asdict

    kind, trend = pattern_of(past), trend_of(past, given["season"] or 1)
    return {
        "question": "forecast",
        "given": dict(given),
        "same_periods": None if first is None else {"first": first, "last": len(past)},
        "trend": None if trend is None else {"slope": trend[0], "probability_by_chance": trend[1]},
        "demand_pattern": None if kind is None else asdict(kind),
        "closest": None if best is None else best.candidate.title,
        "methods": [
            {
                "method": one.candidate.method,
                "title": one.candidate.title,
                "parameters": asdict(one.candidate.forecaster),
                "fitted": one.candidate.fitted,
                "forecast": one.ahead,
                "first_period": one.run.first if one.own else None,
                "errors": measures(one.own),
                "errors_same_periods": measures(one.same),
            }
            for one in judged
        ],
        "left_out": [asdict(one) for one in choice.left_out],
        "meaning": list(words),
    }


def measures(found: "Accuracy | None") -> dict[str, float] | None:
    """Return the measures of a method by name."""
    return None if found is None else {name: getattr(found, name) for name in MEASURES}
