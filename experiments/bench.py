"""A case on the test bench: what builds scenarios, sizes alternatives and runs replications."""

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from experiments.kpi import find_kpi
from experiments.planning import DrawHistory, draw_history
from experiments.progress import Monitor
from experiments.replicate import Outcome, Outcomes, Task, paired_tasks, replicate
from experiments.sizing import Trial, Tuned, size_to_target
from experiments.store import Store
from sim import DataError, Scenario

if TYPE_CHECKING:
    from scenarios import Case

SIZING_WORLDS = 4
"""Random worlds used for sizing; the comparison uses others."""
SIZING = re.compile(r"control\.[^.]+\.size(\.|$)")
"""Paths that set how an alternative is sized: they do not touch the past under today's way."""
FIRST_SIZING_WORLD = 2_000_000
"""Number of the first replication used for sizing."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of a knob that was simulated while its alternative was sized: means over those worlds."""

    knob: float
    kpis: Mapping[str, float] = field(repr=False)


class _DoesNotKeepUp(Exception):
    """The plant does not keep up at a setting."""


class Runner:
    """Runs tasks: on how many workers, who is told, where finished runs are kept.

    Parameters
    ----------
    jobs
        Worker processes; -1 takes all that there are (all of a cluster).
    monitor
        Told of progress; may cancel.
    store
        Keeps finished runs on disk, so that work that was stopped can go on.
    """

    def __init__(self, jobs: int = 1, monitor: Monitor | None = None, store: Store | None = None) -> None:
        self.jobs = jobs
        self.monitor = monitor or Monitor()
        self.store = store

    def simulate(
        self, tasks: Sequence[Task], phase: str = "replications", *, stock_points: bool = True
    ) -> Outcomes:
        """Run tasks on the workers, from the store where they are finished, telling the monitor.

        Parameters
        ----------
        phase
            What the monitor is told; empty: nothing.
        stock_points
            Keep the figures of each stock point and work centre too.
        """

        def told(_: Outcome, done: int, total: int) -> None:
            if phase:
                self.monitor.tell(phase, done, total)
            self.monitor.check()

        return replicate(tasks, self.jobs, told, stock_points=stock_points, store=self.store)


class Bench(Runner):
    """A case on the test bench: builds scenarios with planning data, sizes alternatives, replicates.

    Parameters
    ----------
    case
        The case.
    values
        `path = value` changes that hold for every alternative.
    seed, horizon, warm_up
        None takes the case's own.
    jobs
        Worker processes; -1 takes all that there are (all of a cluster).
    monitor
        Told of progress; may cancel.
    store
        Keeps finished runs on disk, so that work that was stopped can go on.
    """

    def __init__(
        self,
        case: "Case",
        *,
        values: Mapping[str, object] | None = None,
        seed: int | None = None,
        horizon: float | None = None,
        warm_up: float | None = None,
        jobs: int = 1,
        monitor: Monitor | None = None,
        store: Store | None = None,
    ) -> None:
        super().__init__(jobs, monitor, store)
        self.case = case
        self.values = dict(values or {})
        self.seed = seed
        self.horizon = horizon
        self.warm_up = warm_up
        self.settings: dict[str, list[Setting]] = {}
        self._history: DrawHistory | None = None
        self._past: Bench | None = None

    def at(
        self,
        values: Mapping[str, object],
        *,
        monitor: Monitor | None = None,
        past: "Bench | None" = None,
    ) -> "Bench":
        """Return a bench for the same case with further values.

        Parameters
        ----------
        values
            `path = value` on top of those of this bench.
        monitor
            Told of progress there; None takes that of this bench.
        past
            Bench whose records of the past planners read; None: they read a past with these values.
        """
        other = copy(self)
        other.values = {**self.values, **values}
        other.monitor = monitor or self.monitor
        other.settings = {}
        other._history, other._past = None, past
        return other

    def scenario(self, alternative: str | None, values: Mapping[str, object] | None = None) -> Scenario:
        """Return a scenario; where the case sizes policies, planning data are made first (once)."""
        changes = {**self.values, **(values or {})}
        planning = None
        if self.case.needs_planning(alternative, changes):
            planning = self.history().for_network
        return self.case.scenario(
            alternative,
            changes,
            seed=self.seed,
            horizon=self.horizon,
            warm_up=self.warm_up,
            planning=planning,
        )

    def history(self) -> DrawHistory:
        """Return the records of a past window under today's way, simulated once."""
        if self._history is None and self._past is not None:
            self._history = self._past.history()
        if self._history is None:
            self.monitor.tell("past window under today's way", 0, 1)
            past = {path: value for path, value in self.values.items() if not SIZING.match(path)}
            if self.case.needs_planning(self.case.today, past):
                raise DataError(
                    f"today's way ({self.case.today or 'the first alternative'}) is itself sized from "
                    "records; give it parameters, so that there is a past to read"
                )
            self._history = draw_history(
                self.case.scenario(
                    self.case.today, past, seed=self.seed, horizon=self.horizon, warm_up=self.warm_up
                )
            )
        return self._history

    def believing(self, factor: float) -> "Bench":
        """Return the same bench for planners who reckon with `factor` times the demand of the records.

        Rate and variance are both `factor` times those recorded, as with so many more customers of the same
        kind. The world is as it is. The past window is simulated, unless it was already.
        """
        records = self.history()
        other = copy(self)
        other.settings = {}
        other._history = replace(
            records,
            rate={stock: factor * rate for stock, rate in records.rate.items()},
            variance={stock: factor * variance for stock, variance in records.variance.items()},
        )
        return other

    def size(self, alternative: str, kpi: str, target: float) -> tuple[str, Tuned]:
        """Size an alternative: move its knob until `kpi` meets `target` in the sizing worlds.

        The search ends at a setting that misses the target because the plant does not keep up: no higher one
        would help.
        """
        knob = self.case.alternatives[alternative].tune
        path, low, high = str(knob["vary"]), float(str(knob["low"])), float(str(knob["high"]))
        phase = f"sizing {alternative} to the target"
        figure_words = ""
        trials: list[Trial] = []

        def figure_at(value: float) -> float:
            nonlocal figure_words
            worlds = range(FIRST_SIZING_WORLD, FIRST_SIZING_WORLD + SIZING_WORLDS)
            scenario = self.scenario(alternative, {path: value})
            outcomes = self.simulate(
                [Task(alternative, scenario, k) for k in worlds], "", stock_points=False
            ).whole()
            setting = Setting(value, {name: outcomes.mean(alternative, name) for name in outcomes[0].kpis})
            tried = self.settings.setdefault(alternative, [])
            tried.append(setting)
            figure = setting.kpis[kpi]
            figure_words = f"{100 * figure:.1f} %" if find_kpi(kpi).unit == "share" else f"{figure:.4g}"
            self.monitor.tell(phase, len(tried), 0, f"last {figure_words}")
            trials.append(Trial(value, figure))
            if alternative in outcomes.saturated and not met(figure):
                raise _DoesNotKeepUp
            return figure

        def met(figure: float) -> bool:
            return figure <= target if falls else figure >= target

        falls = find_kpi(kpi).better == "lower"
        try:
            return path, size_to_target(figure_at, target, low, high, falls=falls)
        except _DoesNotKeepUp:
            able = [trial for trial in trials if met(trial.figure)]
            best = min(able, key=lambda trial: trial.knob, default=None)
            if best is None:
                best = (min if falls else max)(trials[:-1] or trials, key=lambda trial: trial.figure)
            return path, Tuned(best.knob, best.figure, bool(able), tuple(trials))

    def paired(
        self,
        scenarios: Mapping[str, Scenario],
        replications: int | None = None,
        phase: str = "replications",
        groups: Mapping[str, tuple[str | None, ...]] | None = None,
        group_kpis: tuple[str, ...] = (),
    ) -> Outcomes:
        """Run alternatives in the same worlds; stopped by the keyboard, return what is finished.

        Parameters
        ----------
        replications
            None takes the case's own number.
        groups, group_kpis
            By alternative, the groups of stock points whose figures are wanted, and which; see `Task`.

        Raises
        ------
        KeyboardInterrupt
            It was stopped before anything was finished.
        """
        count = self.case.settings.replications if replications is None else replications
        outcomes = self.simulate(paired_tasks(scenarios, count, 0, groups, group_kpis), phase)
        if outcomes.interrupted and not outcomes:
            raise KeyboardInterrupt
        return outcomes
