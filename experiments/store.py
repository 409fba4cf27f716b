"""What is finished of long work, on disk, so that the same command can go on after it was stopped."""

import json
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from sim import DataError

if TYPE_CHECKING:
    from experiments.replicate import Outcome

PROGRAM = "orderpoint-unfinished"
OWNER = "work.json"
SECONDS_BETWEEN_WRITES = 2.0
"""So much work is lost at the most when a machine fails; Ctrl-C loses none."""
TABLES = ("stock_points", "centres", "classes", "groups")
"""Columns of an outcome; its other fields are plain values."""
Key = tuple[str, int]
"""Digest of what was simulated and how it was read, and the replication."""


class Store:
    """Finished outcomes by what was simulated, in a folder.

    Parameters
    ----------
    folder
        Where; it is made when the first outcome is written.
    owner
        What the work is: the case and its digest, the digest of the code. A folder of other work is refused.
    resume
        Go on with what is there; otherwise it is thrown away.

    Raises
    ------
    DataError
        The folder holds other work, or something else altogether.
    """

    def __init__(self, folder: Path, owner: Mapping[str, str], *, resume: bool) -> None:
        self.folder = folder
        self.owner = {"program": PROGRAM, **owner}
        self._places: dict[Key, tuple[Path, int]] = {}
        self._waiting: dict[Key, Outcome] = {}
        self._written = time.monotonic()
        self.found = 0
        if folder.exists():
            self._check(resume)
            if resume:
                self._read()
            else:
                shutil.rmtree(folder)

    def find(self, key: Key, alternative: str) -> "Outcome | None":
        """Return a finished outcome under the name of an alternative; None if there is none."""
        outcome = self._waiting.get(key)
        if outcome is None and key in self._places:
            outcome = _outcome(*self._places[key])
        if outcome is None:
            return None
        self.found += 1
        return replace(outcome, alternative=alternative)

    def keep(self, key: Key, outcome: "Outcome") -> None:
        """Keep an outcome; it is on disk two seconds later at the latest."""
        self._waiting[key] = outcome
        if time.monotonic() - self._written >= SECONDS_BETWEEN_WRITES:
            self.write()

    def write(self) -> None:
        """Write what is kept to disk now: a whole file or none."""
        self._written = time.monotonic()
        if not self._waiting:
            return
        self._own()
        path = self.folder / f"outcomes-{uuid4().hex}.npz"
        arrays: dict[str, NDArray[Any]] = {}
        heads = [_pack(outcome, k, arrays) for k, outcome in enumerate(self._waiting.values())]
        keys = [list(key) for key in self._waiting]
        arrays["index"] = np.array(json.dumps({"keys": keys, "heads": heads}))
        temporary = path.with_suffix(".part")
        with temporary.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        temporary.rename(path)
        self._places |= {key: (path, k) for k, key in enumerate(self._waiting)}
        self._waiting.clear()

    def place(self) -> Path:
        """Return the folder, made: other files of the work may go in."""
        self._own()
        return self.folder

    def remove(self) -> None:
        """Throw all away: the work is done."""
        self._waiting.clear()
        self._places.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    # ---- inside

    def _own(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        owner = self.folder / OWNER
        if not owner.exists():
            owner.write_text(json.dumps(self.owner, indent=2) + "\n", encoding="utf-8")

    def _check(self, resume: bool) -> None:
        if not self.folder.is_dir():
            raise DataError(f"{self.folder} is a file; move it, for unfinished work is kept under this name")
        if not any(self.folder.iterdir()):
            return
        try:
            owner = json.loads((self.folder / OWNER).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            owner = {}
        if not isinstance(owner, dict) or owner.get("program") != PROGRAM:
            raise DataError(f"{self.folder} holds something that is not unfinished work; move it elsewhere")
        if not resume:
            return
        for what, mine in self.owner.items():
            if owner.get(what) != mine:
                known = f" ({owner.get(what)!r}, now {mine!r})" if len(mine) < 40 else ""
                raise DataError(
                    f"the unfinished work in {self.folder} is of another {what.replace('_', ' ')}{known}; "
                    "leave out --resume to start anew, or name another folder with --out"
                )

    def _read(self) -> None:
        for path in sorted(self.folder.glob("outcomes-*.npz")):
            with np.load(path) as file:
                keys = json.loads(str(file["index"]))["keys"]
            self._places |= {(str(digest), int(number)): (path, k) for k, (digest, number) in enumerate(keys)}


def _pack(outcome: "Outcome", number: int, arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    """Put the numbers of an outcome among the arrays; return the rest of it."""
    head: dict[str, Any] = {}
    for field in fields(outcome):
        value = getattr(outcome, field.name)
        if field.name == "kpis":
            head["kpis"] = list(value)
            arrays[f"{number}/kpis"] = np.array(list(value.values()))
        elif field.name in TABLES:
            head[field.name] = list(value)
            _pack_table(f"{number}/{field.name}", list(value.values()), arrays)
        else:
            head[field.name] = value
    return head


def _pack_table(place: str, columns: Sequence[NDArray[Any]], arrays: dict[str, NDArray[Any]]) -> None:
    """Put columns of numbers in one array: a file of many small arrays is slow to write."""
    numbers = [column for column in columns if column.dtype == np.float64]
    if numbers:
        arrays[place] = np.stack(numbers)
    for k, column in enumerate(columns):
        if column.dtype != np.float64:
            arrays[f"{place}/{k}"] = column


def _columns(place: str, count: int, file: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
    """Return the columns that `_pack_table` put away."""
    numbers = iter(file[place]) if place in file else iter(())
    names = [f"{place}/{k}" for k in range(count)]
    return [file[name] if name in file else next(numbers) for name in names]


def _outcome(path: Path, number: int) -> "Outcome":
    from experiments.replicate import Outcome

    with np.load(path) as file:
        head = json.loads(str(file["index"]))["heads"][number]
        values = file[f"{number}/kpis"].tolist()
        tables = {
            table: dict(zip(head[table], _columns(f"{number}/{table}", len(head[table]), file), strict=True))
            for table in TABLES
        }
    parts: dict[str, Any] = {**head, **tables, "kpis": dict(zip(head["kpis"], values, strict=True))}
    return Outcome(**parts)
