"""Read the folder of a run: what was kept of it, checked, and never simulated again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.compare import Comparison
from experiments.kpi import registered
from experiments.replicate import Outcome, Outcomes
from experiments.run_folder import FORMAT, PROGRAM, SUMMARY, case_digest
from sim import DataError

if TYPE_CHECKING:
    from scenarios import Case

COPY = "scenario"
"""Where the files of the case are in the folder of a run."""


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
        """The case as it was run."""
        from scenarios import load_case

        return load_case(self.folder / COPY)

    def has(self, name: str) -> bool:
        """Tell whether a table is there."""
        return (self.folder / name).is_file()

    def frame(self, name: str) -> pd.DataFrame:
        """Return a table.

        Raises
        ------
        DataError
            It is not there, or cannot be read.
        """
        path = self.folder / name
        try:
            return pd.read_csv(path, keep_default_na=False, na_values=[""])
        except FileNotFoundError:
            raise DataError(f"{self.folder} is incomplete: {name} is missing; {self.remedy}") from None
        except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
            raise DataError(f"{path} cannot be read ({error}); {self.remedy}") from None

    @property
    def remedy(self) -> str:
        """What to do about a folder that cannot be read."""
        case = self.summary.get("case", "CASE")
        return f"run `orderpoint {self.command or 'compare'} {case} --out {self.folder.name}` again"

    @cached_property
    def comparison(self) -> Comparison:
        """The figures that were kept, as a comparison.

        Raises
        ------
        DataError
            `kpis.csv` lacks a figure, a replication or an alternative.
        """
        table = self.frame("kpis.csv")
        wanted = {"alternative", "replication", "kpi", "value"}
        if not wanted <= set(table.columns):
            raise DataError(f"{self.folder / 'kpis.csv'} lacks columns; {self.remedy}")
        counts = {str(k): int(v) for k, v in self.summary["replications"].items()}
        names = [kpi.name for kpi in registered()]
        wide = table.pivot(index=["alternative", "replication"], columns="kpi", values="value")
        found = {name: len(wide.loc[[name]]) if name in wide.index else 0 for name in counts}
        if found != counts or not set(names) <= set(wide.columns):
            raise DataError(f"{self.folder / 'kpis.csv'} is incomplete; {self.remedy}")
        outcomes = [
            self._outcome(str(alternative), int(replication), dict(zip(names, map(float, row), strict=True)))
            for (alternative, replication), row in zip(
                wide.index, wide[names].to_numpy(dtype=float), strict=True
            )
        ]
        kept = Outcomes(dict.fromkeys(counts), tuple(outcomes))  # type: ignore[arg-type]
        return Comparison(kept, str(self.summary.get("baseline") or next(iter(counts))))

    def _outcome(self, alternative: str, replication: int, kpis: dict[str, float]) -> Outcome:
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
            drawn=float(np.nan),
        )


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
    run = StoredRun(folder, summary)
    if summary.get("format") != FORMAT:
        raise DataError(
            f"{folder} was written by another version of {PROGRAM} (format {summary.get('format', 1)}, this "
            f"one reads {FORMAT}); {run.remedy}"
        )
    if summary.get("interrupted"):
        raise DataError(f"{folder} is incomplete: the run was cancelled; {run.remedy}")
    if "digest" in summary and case_digest(folder / COPY) != summary["digest"]:
        raise DataError(
            f"the case in {folder / COPY} is not the one that was run (its files were changed since); "
            f"{run.remedy}"
        )
    return run
