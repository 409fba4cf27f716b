"""Finished work on disk: found again, to the last bit, and never mistaken for other work."""

import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.digest import code_digest, scenario_digest
from experiments.replicate import Outcome, Task, paired_tasks, replicate
from experiments.store import OWNER, Store
from sim import DataError, Scenario

Build = Callable[[float], Scenario]
OWN = {"case": "shop", "version": "1"}


def plain(outcome: Outcome) -> list[Any]:
    """Return every field of an outcome but the time it took, in a form that can be compared."""
    found = []
    for field in fields(outcome):
        value = getattr(outcome, field.name)
        if isinstance(value, dict):
            value = {name: np.asarray(column).tolist() for name, column in value.items()}
        if field.name != "wall_seconds":
            found.append(repr(value))
    return found


def test_what_is_found_is_what_was_kept(random_shop: Build, tmp_path: Path) -> None:
    """After half of the work was stored, the rest alone is simulated, and the outcomes are the same."""
    tasks = [replace(task, groups=("a",)) for task in paired_tasks({"big": random_shop(20)}, 4)]
    whole = replicate(tasks)
    replicate(tasks[:2], store=Store(tmp_path / "w", OWN, resume=False))
    again = Store(tmp_path / "w", OWN, resume=True)
    seen = []
    outcomes = replicate(
        tasks, 1, lambda o, done, total: seen.append((o.replication, done, total)), store=again
    )
    assert seen == [(1, 2, 4), (2, 3, 4), (3, 4, 4)]
    assert again.found == 2
    assert [plain(o) for o in outcomes] == [plain(o) for o in whole]


def test_an_outcome_is_found_under_any_name(random_shop: Build, tmp_path: Path) -> None:
    """What counts is the scenario; what was read of it counts too."""
    store = Store(tmp_path / "w", OWN, resume=False)
    replicate([Task("one", random_shop(20), 0)], store=store)
    (outcome,) = replicate([Task("other", random_shop(20), 0)], store=store)
    assert (outcome.alternative, store.found) == ("other", 1)
    replicate([Task("one", random_shop(20), 0)], store=store, stock_points=False)
    replicate([Task("one", random_shop(21), 0)], store=store)
    replicate([Task("one", random_shop(20), 0, ("a",))], store=store)
    assert store.found == 1


def test_without_resume_the_old_is_thrown_away(random_shop: Build, tmp_path: Path) -> None:
    """And at the end of the work nothing is left."""
    replicate([Task("one", random_shop(20), 0)], store=Store(tmp_path / "w", OWN, resume=False))
    assert (tmp_path / "w" / OWNER).exists()
    store = Store(tmp_path / "w", OWN, resume=False)
    assert not (tmp_path / "w").exists()
    replicate([Task("one", random_shop(20), 0)], store=store)
    store.remove()
    assert not (tmp_path / "w").exists()


def test_work_of_another_case_is_refused_and_stays(random_shop: Build, tmp_path: Path) -> None:
    """A sentence that says what differs; not a byte is lost."""
    replicate([Task("one", random_shop(20), 0)], store=Store(tmp_path / "w", OWN, resume=False))
    before = sorted(path.name for path in (tmp_path / "w").iterdir())
    with pytest.raises(DataError, match=r"is of another case \('shop', now 'plant'\); leave out --resume"):
        Store(tmp_path / "w", {"case": "plant", "version": "1"}, resume=True)
    assert sorted(path.name for path in (tmp_path / "w").iterdir()) == before


def test_what_is_not_ours_is_never_touched(tmp_path: Path) -> None:
    """A folder of that name with something else in it, or a file."""
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "letter.txt").write_text("dear")
    with pytest.raises(DataError, match="holds something that is not unfinished work"):
        Store(tmp_path / "w", OWN, resume=False)
    (tmp_path / "w" / OWNER).write_text(json.dumps({"program": "other"}))
    with pytest.raises(DataError, match="holds something that is not unfinished work"):
        Store(tmp_path / "w", OWN, resume=False)
    (tmp_path / "f").write_text("")
    with pytest.raises(DataError, match="is a file"):
        Store(tmp_path / "f", OWN, resume=True)


def test_the_digest_is_that_of_the_contents(random_shop: Build) -> None:
    """Built twice it is the same; any number changes it."""
    one = random_shop(20)
    assert scenario_digest(one) == scenario_digest(random_shop(20)) != scenario_digest(random_shop(21))
    assert scenario_digest(replace(one, seed=4)) != scenario_digest(one)
    assert len(code_digest()) == 64


def test_what_is_no_data_has_no_digest(random_shop: Build) -> None:
    """A function with a memory cannot be compared, and says so."""
    count = 0

    def closed() -> int:
        return count

    with pytest.raises(DataError, match="cannot be written down"):
        scenario_digest(replace(random_shop(20), name=closed))  # type: ignore[arg-type]
