"""Look elsewhere: settings from a sampler that knows all results so far (optuna's TPE)."""

import warnings
from typing import TYPE_CHECKING

from experiments.tune.archive import Archive
from experiments.tune.problem import Knob, Problem, Setting

if TYPE_CHECKING:
    import optuna


def explored(problem: Problem, archive: Archive, count: int, seed: int) -> list[Setting]:
    """Return settings that a sampler finds promising, none of them known.

    A new sampler reads the whole archive each time, so that its answer depends on the archive and the seed
    alone, and a search that was stopped goes on as if it had not been.

    Parameters
    ----------
    count
        How many at the most.
    seed
        Of the sampler.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    laws = {knob.name: distribution(knob) for knob in problem.knobs}
    with warnings.catch_warnings(action="ignore", category=optuna.exceptions.ExperimentalWarning):
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed, n_startup_trials=1))
        for one in archive.evaluations:
            study.add_trial(
                optuna.trial.create_trial(
                    params=problem.named(one.setting),
                    distributions=laws,
                    value=problem.sign * archive.objective(one),
                    constraints={
                        goal.label: -float(short)
                        for goal, short in zip(problem.goals, archive.straight(one), strict=True)
                    },
                )
            )
        found: list[Setting] = []
        for _ in range(4 * count):
            trial = study.ask(laws)
            setting = tuple(float(trial.params[knob.name]) for knob in problem.knobs)
            if setting not in archive and setting not in found:
                found.append(setting)
            if len(found) == count:
                break
    return found


def distribution(knob: Knob) -> "optuna.distributions.BaseDistribution":
    """Return the range of a knob in the terms of optuna."""
    import optuna

    if knob.integer:
        return optuna.distributions.IntDistribution(int(knob.at(0)), int(knob.at(1)), log=knob.log)
    return optuna.distributions.FloatDistribution(knob.low, knob.high, log=knob.log)
