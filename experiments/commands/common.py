"""The options that every command that simulates takes: declared once, handed over as one."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

from experiments.commands.options import (
    AutoReplicationsOption,
    AutoWarmUpOption,
    ClusterOption,
    DebugOption,
    Display,
    HorizonOption,
    JobsOption,
    JsonOption,
    MostOption,
    OutOption,
    ProgressOption,
    QuietOption,
    ReplicationsOption,
    ResumeOption,
    SeedOption,
    SetOption,
    Settings,
    WarmUpOption,
    settings_of,
)

GIVEN = "given"
"""Name of the parameter of a command that takes them."""
OPTIONS: dict[str, tuple[Any, Any]] = {
    "replications": (ReplicationsOption, None),
    "seed": (SeedOption, None),
    "horizon": (HorizonOption, None),
    "warmup": (WarmUpOption, None),
    "changes": (SetOption, None),
    "jobs": (JobsOption, None),
    "out": (OutOption, None),
    "json": (JsonOption, False),
    "progress": (ProgressOption, Display.auto),
    "resume": (ResumeOption, False),
    "cluster": (ClusterOption, None),
    "quiet": (QuietOption, False),
    "debug": (DebugOption, False),
}
"""Annotation and default of each option, in the order of the help."""
AUTO_OPTIONS: dict[str, tuple[Any, Any]] = {
    "replications": (AutoReplicationsOption, None),
    "most": (MostOption, None),
    "warmup": (AutoWarmUpOption, None),
}
"""Those of commands that can find the number of replications and the warm-up by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was given of the common options; see `OPTIONS`."""

    replications: int | str | None = None
    most: int | None = None
    seed: int | None = None
    horizon: float | None = None
    warmup: float | str | None = None
    changes: list[str] | None = None
    jobs: int | None = None
    out: Path | None = None
    json: bool = False
    progress: Display = Display.auto
    resume: bool = False
    cluster: str | None = None
    quiet: bool = False
    debug: bool = False

    @property
    def silent(self) -> bool:
        """Whether remarks are out of place: nobody wants them, or a program reads."""
        return self.quiet or self.json

    def settings(self, case: Any) -> Settings:
        """Put what was given over the settings of a case; wrong numbers are wrong usage."""
        return settings_of(
            case,
            replications=self.replications,
            most=self.most,
            seed=self.seed,
            horizon=self.horizon,
            warmup=self.warmup,
            changes=self.changes,
            jobs=self.jobs,
            quiet=self.silent,
            display=self.progress,
            resume=self.resume,
            cluster=self.cluster,
        )


def simulates(
    *, auto: bool = False, resumes: bool = True
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the common options after its own; its parameter `given` takes what was given of them.

    Parameters
    ----------
    auto
        The command can find replications and warm-up by itself.
    resumes
        The command can go on with what was finished.
    """
    options: dict[str, tuple[Any, Any]] = {}
    for name, option in OPTIONS.items():
        options[name] = AUTO_OPTIONS.get(name, option) if auto else option
        if auto and name == "replications":
            options["most"] = AUTO_OPTIONS["most"]
    if not resumes:
        del options["resume"]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**values: Any) -> None:
            common = {name: values.pop(name) for name in options}
            command(**values, **{GIVEN: Given(**common)})

        own = [p for p in inspect.signature(command).parameters.values() if p.name != GIVEN]
        shared = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            for name, (annotation, default) in options.items()
        ]
        own = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
        run.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in (*own, *shared)}
        return run

    return decorate
