"""The evidence of a report: stored runs of one case, checked to belong together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.charts.looks import Look, looks_of
from experiments.commands.contest import currency_of, titles_of
from experiments.commands.league_table import LeagueTable
from experiments.report.parts import PARTS, Part, part_of
from experiments.report.verdict import Verdict, verdict_of
from experiments.stored import StoredRun, read_run
from sim.errors import DataError

if TYPE_CHECKING:
    from scenarios import Case
    from sim.network import Network

ANY_CASE = ("verify",)
"""Parts that are about no case."""
SAME = ("horizon", "warm_up", "seed")
"""What all parts must have been run with, besides the case and values set by hand."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a report can show: stored runs by part, the case, and what the comparison says.

    Parameters
    ----------
    runs
        By the name of the part (see `experiments.report.parts`).
    """

    runs: Mapping[str, StoredRun] = field(repr=False)

    def get(self, part: str) -> StoredRun | None:
        """Return the run of a part, if it is there."""
        return self.runs.get(part)

    @cached_property
    def missing(self) -> list[Part]:
        """Parts that are not there, in the order in which they are made."""
        return [part for name, part in PARTS.items() if name not in self.runs]

    @cached_property
    def case(self) -> "Case":
        """The case."""
        return self.runs["compare"].case

    @cached_property
    def network(self) -> "Network":
        """The physical world of today's way."""
        return self.case.network()

    @cached_property
    def titles(self) -> dict[str, str]:
        """What to call each alternative."""
        return titles_of(self.case)

    @property
    def today(self) -> str | None:
        """Name of today's way."""
        return self.case.today

    @cached_property
    def currency(self) -> str:
        """ISO code."""
        return currency_of(self.case)

    @cached_property
    def looks(self) -> dict[str, Look]:
        """The look of each alternative."""
        return looks_of(self.case.alternatives, self.today)

    @cached_property
    def table(self) -> LeagueTable:
        """The comparison, ready to be said."""
        run = self.runs["compare"]
        target = {str(kpi): float(value) for kpi, value in run.summary.get("target", {}).items()}
        today = self.today if self.today in run.comparison.alternatives else None
        return LeagueTable(run.comparison, self.titles, today, target, self.currency)

    @cached_property
    def verdict(self) -> Verdict:
        """What is recommended."""
        return verdict_of(self.table)

    @property
    def seed(self) -> int:
        """The seed of the comparison."""
        return int(self.runs["compare"].summary["seed"])

    @cached_property
    def replications(self) -> int:
        """Replications of the comparison."""
        return max(int(n) for n in self.runs["compare"].summary["replications"].values())

    def inside(self, name: str) -> str:
        """Return what to call an alternative inside a sentence: `today's way` begins with a small letter."""
        title = self.title(name)
        return title[:1].lower() + title[1:] if title.startswith("Today") else title

    def title(self, name: str) -> str:
        """Return what to call an alternative."""
        return self.titles.get(name, name)


def read_evidence(folders: Iterable[Path]) -> Evidence:
    """Read the folders of runs as one body of evidence.

    A folder that holds folders of runs stands for all of them.

    Raises
    ------
    DataError
        A folder is no run, is incomplete or of another version, two are of one part, there is no comparison,
        or they are not about the same case, run in the same way; the message names folder and remedy.
    """
    found: dict[str, StoredRun] = {}
    for folder in _runs_in(folders):
        run = read_run(folder)
        part = part_of(run)
        if part in found and part in PARTS:
            raise DataError(
                f"{found[part].folder} and {folder} are both {PARTS[part].title}; leave one of them out"
            )
        found[part] = run
    if "compare" not in found:
        known = ", ".join(sorted(found)) or "nothing"
        raise DataError(
            f"a report needs a comparison, and there is {known}; run `orderpoint compare CASE` and name its "
            "folder as well"
        )
    _check_together([run for name, run in found.items() if name not in ANY_CASE])
    return Evidence(found)


def _runs_in(folders: Iterable[Path]) -> list[Path]:
    runs: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            raise DataError(f"{folder} is not a folder; name the folder of a run, or a case")
        inside = sorted(one for one in folder.iterdir() if (one / "summary.json").is_file())
        if (folder / "summary.json").is_file() or not inside:
            runs.append(folder)
        else:
            runs += inside
    return list(dict.fromkeys(run.resolve() for run in runs))


def _check_together(runs: Sequence[StoredRun]) -> None:
    """Refuse runs that are not about one case, run in one way, by one version."""
    first = next(run for run in runs if run.command == "compare")
    for run in runs:
        if run is first:
            continue
        if run.digest != first.digest:
            what = "is about another case, or another state of it,"
        elif run.summary.get("code") != first.summary.get("code"):
            what = "was made by another version of orderpoint"
        elif run.summary.get("values", {}) != first.summary.get("values", {}):
            what = "was run with other values of --set"
        elif any(run.summary.get(key) != first.summary.get(key) for key in SAME):
            key = next(key for key in SAME if run.summary.get(key) != first.summary.get(key))
            what = f"was run with another {key.replace('_', '-')}"
        else:
            continue
        raise DataError(
            f"{run.folder} {what} than {first.folder}; a report mixes no scenarios: run one of them again, "
            "or leave it out"
        )
