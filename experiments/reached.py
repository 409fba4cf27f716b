"""What replications that ran until they were precise came to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.precision.replications import Verdict


@dataclass(frozen=True, slots=True)
class Reached:
    """How precisely one figure is known of every alternative, and whether that is what was wanted.

    `wanted` is the half-width as a share of the mean; `replications` were run of each alternative, of `most`.
    `verdicts` go by alternative, those that keep up: no number of replications gives a figure of the others,
    which are `saturated`. `interrupted`: somebody stopped the work.
    """

    kpi: str
    wanted: float
    replications: int
    most: int
    verdicts: "Mapping[str, Verdict]"
    saturated: tuple[str, ...]
    interrupted: bool

    @property
    def enough(self) -> bool:
        """Whether the precision is met, and has stayed met, for every alternative that keeps up."""
        return all(found.enough for found in self.verdicts.values())

    def words(self, titles: Mapping[str, str]) -> str:
        """Say it in one or two sentences.

        Parameters
        ----------
        titles
            What to call each alternative.
        """
        return " ".join(part for part in (self._precision(titles), self._named(titles)) if part)

    def document(self) -> dict[str, object]:
        """Return it as plain values."""
        return {
            "kpi": self.kpi,
            "wanted": self.wanted,
            "reached": self.enough and bool(self.verdicts),
            "replications": self.replications,
            "most": self.most,
            "half_width_share": {name: found.relative for name, found in self.verdicts.items()},
            "needed": {name: found.needed for name, found in self.verdicts.items()},
            "not_waited_for": list(self.saturated),
        }

    def _precision(self, titles: Mapping[str, str]) -> str:
        waited = self.verdicts
        if not waited:
            return ""
        figure = self.kpi.replace("_", " ")
        worst = max(waited, key=lambda name: _width(self.verdicts[name]))
        share = _width(self.verdicts[worst])
        counted = f"{self.replications} replications"
        if share == float("inf"):
            return f"{counted}: too few to tell how precisely {figure} is known."
        known = f"{figure} is known to ±{_per_cent(share)}"
        if self.enough:
            among = "" if len(waited) == 1 else " or better under every alternative"
            return f"{counted}: {known}{among}."
        of = "" if len(waited) == 1 else f" under {titles.get(worst, worst)}"
        text = f"{counted}: {known}{of}, not yet to ±{_per_cent(self.wanted)} for good"
        if self.interrupted:
            return f"{text}."
        needed = max((found.needed or 0 for found in waited.values()), default=0)
        about = f"; about {needed} would do" if needed > self.replications else ""
        return f"{text}{about}. That is the most allowed: allow more with --most, or ask for less."

    def _named(self, titles: Mapping[str, str]) -> str:
        if not self.saturated:
            return ""
        named = ", ".join(titles.get(name, name) for name in self.saturated)
        counted = "" if self.verdicts else f"{self.replications} replications: "
        return (
            f"{counted}The plant does not keep up under {named}, so no number of replications makes "
            f"{self.kpi.replace('_', ' ')} precise there, and none was waited for."
        )


def _width(verdict: "Verdict") -> float:
    return verdict.relative if verdict.relative == verdict.relative else float("inf")


def _per_cent(share: float) -> str:
    """Write a share in per cent, with one decimal place above one per cent and two figures below.

    Examples
    --------
    >>> _per_cent(0.0191), _per_cent(0.02), _per_cent(0.00038), _per_cent(0.0)
    ('1.9 %', '2 %', '0.038 %', '0 %')
    """
    value = 100 * share
    text = f"{value:.1f}" if value >= 1 else f"{value:.2g}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"
