"""The record of a search in an optuna study: a journal file that can be resumed, or a server for a team."""

import json
import re
import warnings
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from experiments.tune.evaluate import Evaluation
from experiments.tune.explore import distribution
from experiments.tune.problem import Problem, Setting
from sim import DataError

OWNER = "orderpoint"
"""Attribute of a study: what it is about."""


class StudyRecord:
    """Keeps every setting that was simulated as a trial of an optuna study, with its figures in each world.

    Trials of others in the same study (a team on one server) count as known settings.

    Parameters
    ----------
    problem
        What is tuned.
    owner
        What the study is about: case, digests, alternative, goals. A study of another is refused.
    storage
        A journal file, or an address such as `postgresql://user@host/name`.
    name
        Name of the study.

    Raises
    ------
    DataError
        The storage cannot be reached, or its study is about something else.
    """

    def __init__(self, problem: Problem, owner: Mapping[str, Any], storage: str | Path, name: str) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self.problem = problem
        self.laws = {knob.name: distribution(knob) for knob in problem.knobs}
        try:
            with warnings.catch_warnings(action="ignore", category=optuna.exceptions.ExperimentalWarning):
                self.storage = _storage(storage)
                self.study = optuna.create_study(study_name=name, storage=self.storage, load_if_exists=True)
                known = self.study.user_attrs.get(OWNER)
        except (OSError, ImportError, ValueError) as error:
            raise _unreachable(storage, error) from None
        except Exception as error:
            if not _is_of_a_server(error):
                raise
            raise _unreachable(storage, error) from None
        mine = json.loads(json.dumps(dict(owner)))
        if known is None and not self.study.trials:
            self.study.set_user_attr(OWNER, mine)
        elif known != mine:
            self.close()
            differs = next((key for key in mine if (known or {}).get(key) != mine[key]), "case")
            raise DataError(
                f"study '{name}' in {_shown(storage)} is of another search (its {differs.replace('_', ' ')} "
                "differs); name another --storage, or leave out --resume"
            )

    def close(self) -> None:
        """Let go of a server."""
        engine = getattr(self.storage, "engine", None)
        if engine is not None:
            self.storage.remove_session()
            engine.dispose()

    def known(self) -> dict[Setting, Evaluation]:
        """Return the settings that the study holds, with their figures; the fuller one where it has two."""
        found: dict[Setting, Evaluation] = {}
        for trial in self.study.get_trials(deepcopy=False):
            if "objective" not in trial.user_attrs:
                continue
            setting = tuple(float(trial.params[knob.name]) for knob in self.problem.knobs)
            objective = np.array(trial.user_attrs["objective"], dtype=float)
            goals = np.array(trial.user_attrs["goals"], dtype=float).reshape(len(objective), -1)
            one = Evaluation(setting, objective, goals, bool(trial.user_attrs["complete"]))
            if setting not in found or one.worlds > found[setting].worlds:
                found[setting] = one
        return found

    def keep(self, one: Evaluation) -> None:
        """Keep a setting: as a finished trial, or as a pruned one where it was given up."""
        import optuna

        states = optuna.trial.TrialState
        value = self.problem.sign * one.mean
        with warnings.catch_warnings(action="ignore", category=optuna.exceptions.ExperimentalWarning):
            self.study.add_trial(
                optuna.trial.create_trial(
                    state=states.COMPLETE if one.complete else states.PRUNED,
                    value=value if one.complete else None,
                    intermediate_values={one.worlds: value},
                    params=self.problem.named(one.setting),
                    distributions=self.laws,
                    constraints={
                        goal.label: goal.straight(goal.target) - goal.straight(float(figure))
                        for goal, figure in zip(self.problem.goals, one.goal_means, strict=True)
                    },
                    user_attrs={
                        "objective": one.objective.tolist(),
                        "goals": one.goals.tolist(),
                        "complete": one.complete,
                    },
                )
            )


def _storage(storage: str | Path) -> Any:
    from optuna.storages import JournalStorage, RDBStorage
    from optuna.storages.journal import JournalFileBackend

    if isinstance(storage, Path) or "://" not in storage:
        Path(storage).parent.mkdir(parents=True, exist_ok=True)
        return JournalStorage(JournalFileBackend(str(storage)))
    return RDBStorage(_driven(storage))


def _driven(address: str) -> str:
    """Return the address of a database with a driver that is installed, where it names none."""
    scheme, _, rest = address.partition("://")
    if scheme not in ("postgresql", "postgres"):
        return address
    driver = "psycopg2" if find_spec("psycopg") is None and find_spec("psycopg2") is not None else "psycopg"
    return f"postgresql+{driver}://{rest}"


def _is_of_a_server(error: Exception) -> bool:
    """Tell whether an error comes from the layers below a database."""
    return type(error).__module__.partition(".")[0] in ("sqlalchemy", "psycopg", "psycopg2", "optuna")


def _unreachable(storage: str | Path, error: Exception) -> DataError:
    lines = str(error.__cause__ or error).strip().splitlines()
    said = _without_password(lines[0]) if lines else type(error).__name__
    return DataError(
        f"the study in {_shown(storage)} cannot be opened ({said}); check the path or address, that the "
        "server runs, and that its driver is installed (pip install 'psycopg[binary]' for PostgreSQL)"
    )


def _shown(storage: str | Path) -> str:
    """Return a path, or an address without the password in it."""
    return _without_password(str(storage))


def _without_password(text: str) -> str:
    return re.sub(r"(password=)[^&\s]*", r"\1...", re.sub(r"(://[^:/@\s]*):\S*@", r"\1@", text))
