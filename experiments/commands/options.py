"""Options that several commands share, and the checks of their values."""

import math
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from experiments.until_precise import Precision

AUTO = "auto"
MOST_REPLICATIONS = 200
"""Where replications end that run until a figure is precise."""


class Display(StrEnum):
    """How progress is shown."""

    auto = "auto"
    json = "json"
    none = "none"


CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="A bundled case, or a case folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="No progress and no remarks.")]
CurrencyOption = Annotated[str, typer.Option("--currency", help="ISO code of the money.")]
ReplicationsOption = Annotated[
    int | None, typer.Option("--replications", min=2, help="Random worlds to simulate; default of the case.")
]
AutoReplicationsOption = Annotated[
    str | None,
    typer.Option(
        "--replications",
        metavar="N|auto[:P%[:FIGURE]]",
        help="Random worlds to simulate; default of the case. auto:2% runs until total cost (or FIGURE) is "
        "known to 2 % under every alternative.",
    ),
]
MostOption = Annotated[
    int | None, typer.Option("--most", min=2, help="Replications to end --replications auto at; default 200.")
]
SeedOption = Annotated[int | None, typer.Option("--seed", min=0, help="Seed; default of the case.")]
HorizonOption = Annotated[
    float | None, typer.Option("--horizon", help="Simulated time in all, in the case's unit of time.")
]
WarmUpOption = Annotated[
    float | None, typer.Option("--warmup", help="Time before figures are taken, in the same unit.")
]
AutoWarmUpOption = Annotated[
    str | None,
    typer.Option(
        "--warmup",
        metavar="TIME|auto",
        help="Time before figures are taken, in the same unit; auto finds it in a pilot.",
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a value of the case; may be repeated."),
]
JobsOption = Annotated[int | None, typer.Option("--jobs", min=1, help="Processor cores to use; default all.")]
ProgressOption = Annotated[
    Display,
    typer.Option("--progress", help="How far it is, on standard error: a bar, lines of JSON, or none."),
]
ResumeOption = Annotated[
    bool, typer.Option("--resume", help="Go on with what the same command had finished when it was stopped.")
]
RobustOption = Annotated[
    bool,
    typer.Option("--robust", help="Try the answer in worlds that differ from what is believed."),
]
ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="ADDRESS", help="Run on a Dask cluster, such as tcp://10.0.0.5:8786, instead."
    ),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Folder for results; default out/<case>-<command>.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to simulate a case: its own settings with those of the command line over them.

    `precision` takes the place of `replications` where they are to run until a figure is precise, and
    `find_warm_up` that of `warm_up` where a pilot is to find it.
    """

    replications: int
    seed: int
    horizon: float
    warm_up: float
    jobs: int
    values: dict[str, Any] = field(default_factory=dict)
    display: str = "auto"
    resume: bool = False
    cluster: str | None = None
    precision: "Precision | None" = None
    find_warm_up: bool = False


def settings_of(
    case: Any,
    *,
    replications: int | str | None = None,
    most: int | None = None,
    seed: int | None = None,
    horizon: float | None = None,
    warmup: float | str | None = None,
    changes: list[str] | None = None,
    jobs: int | None = None,
    quiet: bool = False,
    display: Display = Display.auto,
    resume: bool = False,
    cluster: str | None = None,
) -> Settings:
    """Put the options over the settings of a case; wrong numbers are wrong usage."""
    own = case.settings
    until = number("--horizon", horizon, own.horizon)
    find_warm_up = isinstance(warmup, str) and warmup.strip().lower() == AUTO
    if find_warm_up:
        start = own.warm_up if own.warm_up < until else 0.0
    else:
        start = number("--warmup", time_of(warmup), own.warm_up)
    counted = precision_of(replications, most)
    if start < 0:
        raise typer.BadParameter(f"{start:g} is below 0; give 0 or more.", param_hint="--warmup")
    if until <= start:
        raise typer.BadParameter(
            f"the horizon of {until:g} must be longer than the warm-up of {start:g}; give both.",
            param_hint="--horizon" if horizon is not None else "--warmup",
        )
    return Settings(
        replications=counted if isinstance(counted, int) else own.replications,
        seed=own.seed if seed is None else seed,
        horizon=until,
        warm_up=start,
        jobs=jobs or cores(),
        values=values_of(changes or []),
        display="none" if quiet and display is Display.auto else display.value,
        resume=resume,
        cluster=cluster,
        precision=None if isinstance(counted, int) else counted,
        find_warm_up=find_warm_up,
    )


def given_numbers(settings: Settings, what: str) -> None:
    """Refuse `auto` where something takes numbers alone."""
    if settings.precision is not None:
        raise typer.BadParameter(f"{what} a number of them, such as 20.", param_hint="--replications")
    if settings.find_warm_up:
        raise typer.BadParameter(f"{what} a time in numbers, such as 100.", param_hint="--warmup")


def time_of(text: float | str | None) -> float | None:
    """Read a time; a text that is no number is wrong usage."""
    if text is None or not isinstance(text, str):
        return text
    try:
        return float(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is neither a time nor auto; write a number, or auto to find it in a pilot.",
            param_hint="--warmup",
        ) from None


def precision_of(text: int | str | None, most: int | None = None) -> "Precision | int | None":
    """Read a number of replications, or how precise a figure is to be: `auto:2%:fill_rate`.

    What is neither is wrong usage.
    """
    if text is None or isinstance(text, int):
        _refuse_most(most)
        return text
    from dataclasses import replace

    from experiments.precision.replications import ReplicationRule, parse_replications

    words, kpi = text, ""
    if text.count(":") == 2:
        words, _, kpi = text.rpartition(":")
    try:
        found = parse_replications(words)
        if isinstance(found, ReplicationRule):
            found = replace(found, most=MOST_REPLICATIONS if most is None else most)
    except ValueError as error:
        option = "--replications" if most is None or "at most" not in str(error) else "--most"
        raise typer.BadParameter(f"{error}.", param_hint=option) from None
    if isinstance(found, int):
        _refuse_most(most)
        return found
    from experiments.until_precise import Precision

    return Precision(found, _figure(kpi.strip()) if kpi else "")


def _refuse_most(most: int | None) -> None:
    if most is not None:
        raise typer.BadParameter(
            "it ends --replications auto; leave it out where their number is given.", param_hint="--most"
        )


def _figure(name: str) -> str:
    from experiments.kpi import find_kpi
    from sim.errors import DataError

    try:
        return find_kpi(name).name
    except DataError as error:
        raise typer.BadParameter(f"{error}.", param_hint="--replications") from None


def number(option: str, given: float | None, otherwise: float) -> float:
    """Return what was given, a finite number, or else the other figure."""
    if given is None:
        return otherwise
    if not math.isfinite(given):
        raise typer.BadParameter(f"{given} is not a finite number.", param_hint=option)
    return given


def values_of(changes: list[str]) -> dict[str, Any]:
    """Read `PATH=VALUE` pairs; a value is read as TOML, and as text where it is not TOML.

    Examples
    --------
    >>> values_of(["control.cycle_service=0.95", "posting=unit", "on=true"])
    {'control.cycle_service': 0.95, 'posting': 'unit', 'on': True}
    """
    import tomllib

    values: dict[str, Any] = {}
    for change in changes:
        path, equals, text = change.partition("=")
        path, text = path.strip(), text.strip()
        if not (equals and path):
            raise typer.BadParameter(
                f"{change!r} is not of the form PATH=VALUE, such as a.b=0.95.", param_hint="--set"
            )
        if path in values:
            raise typer.BadParameter(f"{path} is set twice; set it once.", param_hint="--set")
        try:
            values[path] = tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            values[path] = text
    return values


def cores() -> int:
    """Return the processor cores that this process may use."""
    import os

    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
