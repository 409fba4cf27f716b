"""Read the folder of a run: what was kept of it, checked, and never simulated again."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.run_files import COPY, FORMAT, PROGRAM, SUMMARY, case_digest
from sim.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

    from experiments.compare import Comparison
    from experiments.replicate import Outcome
    from scenarios import Case

OF_REPORT = ("functions", "transition", "doubts", "floor")
"""Runs that only `orderpoint report CASE` makes."""


class Summary(dict[str, Any]):
    """What a summary says; a key that it lacks is an error in the data, with its place and a remedy.

    Parameters
    ----------
    path
        Where it stands.
    values
        What it says.
    remedy
        What to do where it lacks something.
    """

    def __init__(self, path: Path, values: Mapping[str, Any], remedy: str) -> None:
        super().__init__(values)
        self.path = path
        self.remedy = remedy

    def __missing__(self, key: str) -> Any:
        raise DataError(f"{self.path} lacks '{key}'; {self.remedy}")


@dataclass(frozen=True, eq=False)
class StoredRun:
    """The folder of a run: its summary and its tables.

    Parameters
    ----------
    folder
        Where it is.
    summary
        What `summary.json` says.
    """

    folder: Path
    summary: Mapping[str, Any] = field(repr=False)

    @property
    def command(self) -> str:
        """The command that wrote it."""
        return str(self.summary.get("command", ""))

    @property
    def digest(self) -> str:
        """Digest of the case that was run."""
        return str(self.summary["digest"])

    @cached_property
    def case(self) -> "Case":
        """The case as it was run; its files are those of the run, by their digest."""
        from scenarios import load_case

        return load_case(self.folder / COPY, trusted=True)

    def hold(self, case: "Case") -> None:
        """Take the case from whoever has loaded it, so that it is not loaded here."""
        object.__setattr__(self, "case", case)  # where `cached_property` keeps it

    def has(self, name: str) -> bool:
        """Tell whether a table is there."""
        return (self.folder / name).is_file()

    def frame(self, name: str) -> "pd.DataFrame":
        """Return a table; do not change it, it is read once.

        Raises
        ------
        DataError
            It is not there, or cannot be read.
        """
        if name not in self._frames:
            self._frames[name] = self._read(name)
        return self._frames[name]

    @cached_property
    def _frames(self) -> dict[str, "pd.DataFrame"]:
        return {}

    def _read(self, name: str) -> "pd.DataFrame":
        import pandas as pd

        path = self.folder / name
        try:
            with path.open("rb") as file:
                file.seek(-1, 2)
                if file.read(1) != b"\n":
                    raise DataError(f"{path} is incomplete: it ends within a row; {self.remedy}")
            return pd.read_csv(path, keep_default_na=False, na_values=[""])
        except FileNotFoundError:
            raise DataError(f"{self.folder} is incomplete: {name} is missing; {self.remedy}") from None
        except (OSError, pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
            what = "it is empty" if path.is_file() and path.stat().st_size == 0 else error
            raise DataError(f"{path} cannot be read ({what}); {self.remedy}") from None

    @property
    def remedy(self) -> str:
        """What to do about a folder that cannot be read."""
        return remedy_of(self.folder, self.summary)

    @cached_property
    def comparison(self) -> "Comparison":
        """The figures that were kept, as a comparison.

        Raises
        ------
        DataError
            `kpis.csv` lacks a figure, a replication or an alternative.
        """
        from experiments.compare import Comparison
        from experiments.kpi import registered
        from experiments.replicate import Outcomes

        table = self.frame("kpis.csv")
        wanted = {"alternative", "replication", "kpi", "value"}
        if not wanted <= set(table.columns):
            raise DataError(f"{self.folder / 'kpis.csv'} lacks columns; {self.remedy}")
        if table["value"].dtype.kind not in "fi":
            raise DataError(f"{self.folder / 'kpis.csv'} holds what is no number; {self.remedy}")
        if table.duplicated(["alternative", "replication", "kpi"]).any():
            raise DataError(f"{self.folder / 'kpis.csv'} holds a figure twice; {self.remedy}")
        counts = {str(k): int(v) for k, v in self.summary["replications"].items()}
        names = [kpi.name for kpi in registered()]
        table = table[table["kpi"].isin(names)]
        wide = table.pivot(index=["alternative", "replication"], columns="kpi", values="value")
        found = {name: len(wide.loc[[name]]) if name in wide.index else 0 for name in counts}
        if found != counts or len(table) != len(wide) * len(names) or len(wide) != sum(counts.values()):
            raise DataError(f"{self.folder / 'kpis.csv'} is incomplete; {self.remedy}")
        outcomes = [
            self._outcome(str(alternative), int(replication), dict(zip(names, map(float, row), strict=True)))
            for (alternative, replication), row in zip(
                wide.index, wide[names].to_numpy(dtype=float), strict=True
            )
        ]
        kept = Outcomes(dict.fromkeys(counts), tuple(outcomes))  # type: ignore[arg-type]
        return Comparison(kept, str(self.summary.get("baseline") or next(iter(counts))))

    def _outcome(self, alternative: str, replication: int, kpis: dict[str, float]) -> "Outcome":
        from experiments.replicate import Outcome

        return Outcome(
            alternative=alternative,
            replication=replication,
            seed=int(self.summary["seed"]),
            engine=str(self.summary["engine"]),
            kpis=kpis,
            stock_points={},
            centres={},
            classes={},
            groups={},
            facts=0,
            standoffs=0,
            truncated_demands=0,
            wall_seconds=0.0,
            drawn=math.nan,
        )


def remedy_of(folder: Path, summary: Mapping[str, Any]) -> str:
    """Say how to make a folder again."""
    case, command = str(summary.get("case") or ""), str(summary.get("command") or "compare")
    if command in OF_REPORT:
        return f"run `orderpoint report {case or 'CASE'}` again"
    options = "" if command in ("compare", "run", "verify") and "levers" not in summary else "..."
    words = ["orderpoint", command, case or ("" if command == "verify" else "CASE"), options]
    return f"run `{' '.join(filter(None, words))} --out {folder.name}` again"


def read_run(folder: Path) -> StoredRun:
    """Read the folder of a run.

    Raises
    ------
    DataError
        It is not one, was cancelled half-way, was written by another version, or was changed since.
    """
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(
            f"{folder} is not the folder of a run: {SUMMARY} is missing; name a folder that orderpoint wrote"
        ) from None
    except (OSError, ValueError) as error:
        raise DataError(f"{folder / SUMMARY} cannot be read ({error}); run it again") from None
    if not isinstance(summary, dict) or summary.get("program") != PROGRAM:
        raise DataError(f"{folder} was not written by {PROGRAM}; name a folder of its results")
    run = StoredRun(folder, Summary(folder / SUMMARY, summary, remedy_of(folder, summary)))
    if summary.get("format") != FORMAT:
        raise DataError(
            f"{folder} was written by another version of {PROGRAM} (format {summary.get('format', 1)}, this "
            f"one reads {FORMAT}); {run.remedy}"
        )
    if summary.get("interrupted"):
        raise DataError(f"{folder} is incomplete: the run was cancelled; {run.remedy}")
    if case_digest(folder / COPY) != run.digest:
        raise DataError(
            f"the case in {folder / COPY} is not the one that was run (its files were changed since); "
            f"{run.remedy}"
        )
    return run
