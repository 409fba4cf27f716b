"""Tune an alternative of a case from end to end: estimates, search, confirmation, parameters."""

import time
from dataclasses import dataclass, field

import pandas as pd

from experiments.bench import Bench
from experiments.tune.confirm import Confirmed, confirm
from experiments.tune.estimates import Estimate
from experiments.tune.from_case import CaseProblem
from experiments.tune.names import BACK_SOLVED, FORMULA, TODAY, TUNED
from experiments.tune.parameters import parameter_table
from experiments.tune.problem import Setting
from experiments.tune.search import WORLDS, Search, search
from experiments.tune.study import StudyRecord
from sim import Scenario


@dataclass(frozen=True)
class Tuned:
    """A finished tuning.

    Attributes
    ----------
    case_problem
        What was tuned.
    formula, backwards
        What a formula, and one run read backwards, say of each knob; empty where they cannot.
    search
        The search.
    confirmed
        Today's way, the tuned one and the estimates in fresh worlds.
    scenarios
        What was confirmed, by name.
    parameters
        The table to act on; empty where the case has no today.
    seconds
        How long it took.
    """

    case_problem: CaseProblem = field(repr=False)
    formula: dict[str, Estimate]
    backwards: dict[str, Estimate]
    search: Search
    confirmed: Confirmed = field(repr=False)
    scenarios: dict[str, Scenario] = field(repr=False)
    parameters: pd.DataFrame = field(repr=False)
    seconds: float

    @property
    def values(self) -> dict[str, float]:
        """Values of the knobs that were found."""
        return self.case_problem.problem.named(self.search.winner.setting)

    @property
    def reached(self) -> bool:
        """Whether every goal is reached in the fresh worlds, to half a point or within its interval."""
        return all(self.confirmed.reaches(goal) for goal in self.case_problem.goals)


def tune(
    bench: Bench,
    case_problem: CaseProblem,
    *,
    replications: int,
    worlds: int = WORLDS,
    trials: int | None = None,
    seconds: float | None = None,
    record: StudyRecord | None = None,
    estimates: bool = True,
) -> Tuned:
    """Tune an alternative of a case.

    Parameters
    ----------
    replications
        Fresh worlds of the confirmation.
    worlds
        Worlds of the search.
    trials
        Settings at the most; None: until nothing is gained.
    seconds
        Time at the most, for everything; the batch that is under way is finished.
    record
        Where settings are kept.
    estimates
        Ask the textbook first; otherwise the search begins at what the case has now.

    Raises
    ------
    KeyboardInterrupt
        It was stopped; what was simulated is in the record and in the store of the bench.
    """
    began = time.monotonic()
    problem = case_problem.problem
    formula, backwards = case_problem.estimates() if estimates else ({}, {})
    start = _start(case_problem, backwards or formula)
    scenarios = _beside(bench, case_problem, formula, backwards)
    estimated = [
        tuple(knob.at(knob.share(one[knob.name].value)) for knob in case_problem.knobs)
        for one in (backwards, formula)
        if len(one) == len(case_problem.knobs)
    ]
    found = search(
        bench,
        problem,
        start,
        others=[setting for setting in estimated if setting != start],
        worlds=worlds,
        trials=trials,
        seconds=None if seconds is None else seconds - (time.monotonic() - began),
        reserve=(len(scenarios) + 1) * replications,
        seed=bench.case.settings.seed if bench.seed is None else bench.seed,
        record=record,
    )
    if found.ended == "interrupted":
        raise KeyboardInterrupt
    scenarios[TUNED] = case_problem.build(problem.named(found.winner.setting))
    left = None if seconds is None else seconds - (time.monotonic() - began)
    confirmed = confirm(bench, case_problem, scenarios, replications, left)
    table = parameter_table(confirmed, scenarios) if TODAY in scenarios else pd.DataFrame()
    return Tuned(
        case_problem, formula, backwards, found, confirmed, scenarios, table, time.monotonic() - began
    )


def _start(case_problem: CaseProblem, estimates: dict[str, Estimate]) -> Setting:
    """Return where to begin: at the estimates, and at what the case has where there is none."""
    return tuple(
        knob.at(knob.share(estimates[knob.name].value)) if knob.name in estimates else present
        for knob, present in zip(case_problem.knobs, case_problem.present, strict=True)
    )


def _beside(
    bench: Bench, case_problem: CaseProblem, formula: dict[str, Estimate], backwards: dict[str, Estimate]
) -> dict[str, Scenario]:
    """Return what is confirmed beside the winner: today's way, and the estimates."""
    scenarios: dict[str, Scenario] = {}
    if bench.case.today is not None:
        scenarios[TODAY] = bench.scenario(bench.case.today)
    for name, estimates in ((FORMULA, formula), (BACK_SOLVED, backwards)):
        if len(estimates) == len(case_problem.knobs):
            scenarios[name] = case_problem.build({k: one.value for k, one in estimates.items()})
    return scenarios
