"""How well an answer holds in other worlds, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.charts.kpi_axis import kpi_axis
from experiments.compare import CONTEST
from experiments.conditions import BELIEVED, Condition

if TYPE_CHECKING:
    from experiments.robustness import Retest

HALF_A_POINT = 0.005
"""Fall of service that is worth telling (share)."""
UNSURE = "within the noise"

LONG = 110
"""Letters of a verdict that still make a title."""


@dataclass(frozen=True)
class RetestWords:
    """Says what became of alternatives in other worlds.

    Parameters
    ----------
    found
        What became of them.
    titles
        What to call each alternative.
    """

    found: "Retest"
    titles: Mapping[str, str]

    def verdict(self) -> str:
        """Say who is best in how many worlds, in one sentence without its full stop."""
        found, chosen = self.found, self.found.chosen
        if chosen is None:
            return "No way keeps up with demand even in the world that was believed in"
        count = len(found.conditions)
        if not count:
            return f"{self._title(chosen)} was tried in no other world"
        winners = {condition: found.best(condition.name) for condition in found.conditions}
        stays = [condition for condition, winner in winners.items() if winner == chosen]
        worlds = f"{count} other world{'' if count == 1 else 's'}"
        text = f"{self._title(chosen)} stays best in {len(stays)} of {worlds}"
        if len(stays) == count > 1:
            text = (
                f"{self._title(chosen)} stays best in {'both' if count == 2 else f'all {count}'} other worlds"
            )
        if len(found.alternatives) == 1:
            text = f"{self._title(chosen)} was tried in {worlds}"
        elif found.believed.interval(chosen, found.service).n > 1:
            unsure = sum(not found.sure(condition.name) for condition in stays)
            text += f" (in {unsure} of them {UNSURE})" if unsure else ""
        elsewhere: dict[str, list[Condition]] = {}
        for condition, winner in winners.items():
            if winner != chosen:
                elsewhere.setdefault(winner or "", []).append(condition)
        for winner, where in elsewhere.items():
            who = f"{self._title(winner)} is best" if winner else "no way keeps up"
            text += f"; {who} if {_or([self._told(condition) for condition in where])}"
        return text

    def finding(self) -> str:
        """Say who is best in how many worlds and where its service falls most, without a full stop."""
        found, hardest = self.found, self.found.hardest
        text = self.verdict()
        if len(text) > LONG:  # the chart has a column with the best of each world
            text = text.partition("; ")[0]
        if found.chosen is None or hardest is None or not self._falls(found.chosen, hardest):
            return text
        after = self._written(found.mean(hardest.name, found.chosen, found.service), found.service)
        return f"{text}; {self._whose(found.chosen)} falls most if {hardest.title}, to {after}"

    def words(self) -> str:
        """Say to a manager how well the answer holds, in a few sentences."""
        said = [self.verdict()]
        if self.found.chosen is not None and self.found.conditions:
            chosen = self.found.chosen
            said += [self._missed(chosen), self._service(chosen), self._cost(chosen)]
        return " ".join(f"{sentence[:1].upper()}{sentence[1:]}." for sentence in said if sentence)

    def notes(self) -> list[str]:
        """Return what is to be known beside the figures: what was left out, what was not affected."""
        found = self.found
        said = [f"Not tried: if {title}. {why}" for title, why in found.left_out.items()]
        same: dict[tuple[str, ...], list[str]] = {}
        for condition in found.conditions:
            names = tuple(n for n in found.alternatives if n in found.untouched.get(condition.name, ()))
            if names:
                same.setdefault(names, []).append(condition.title)
        for names, where in same.items():
            who = _and([self._title(name) for name in names])
            said.append(f"Not affected: {who} if {_or(where)}.")
        alike: dict[str, list[str]] = {}
        for title, text in found.remarks.items():
            alike.setdefault(text, []).append(title)
        said += [f"If {_or(where)}: {text}" for text, where in alike.items() if text]
        if found.believed.interval(found.alternatives[0], found.service).n == 1:
            said.append("One replication does not tell how far chance moves these figures.")
        return said

    # ---- sentences without their full stops

    def _missed(self, chosen: str) -> str:
        """Say where the chosen alternative misses the target that it reaches as believed."""
        found = self.found
        if not found.target:
            return ""
        if not found.reaches(BELIEVED.name, chosen):
            return "nobody reaches the target in the world that was believed in"
        missed = [condition for condition in found.conditions if not found.reaches(condition.name, chosen)]
        if not missed:
            return f"{self._title(chosen)} reaches the target in all of them"
        return f"{self._title(chosen)} misses the target if {_or([one.title for one in missed])}"

    def _service(self, chosen: str) -> str:
        found, hardest = self.found, self.found.hardest
        if hardest is None or not self._falls(chosen, hardest):
            return f"{self._whose(chosen)} falls by less than half a point anywhere"
        text = f"if {hardest.title} {self._whose(chosen)} {self._moves(chosen, hardest, found.service)}"
        other = found.other
        if other is None:
            return text
        return f"{text} ({self._title(other)}: {self._moves(other, hardest, found.service)})"

    def _cost(self, chosen: str) -> str:
        dearest = self.found.dearest
        if dearest is None:
            return ""
        moves = self._moves(chosen, dearest, CONTEST)
        return f"the cost of {self._title(chosen)} rises most if {dearest.title}: it {moves}"

    # ---- parts of sentences

    def _title(self, alternative: str) -> str:
        return self.titles.get(alternative, alternative)

    def _whose(self, alternative: str) -> str:
        kpi = self.found.service
        figure = "service" if kpi == "fill_rate" else kpi.replace("_", " ")
        return f"the {figure} of {self._title(alternative)}"

    def _told(self, condition: Condition) -> str:
        """Return the title of a condition, with a word of doubt where its winner is not sure."""
        several = self.found.believed.interval(self.found.alternatives[0], self.found.service).n > 1
        unsure = several and not self.found.sure(condition.name)
        return f"{condition.title} ({UNSURE})" if unsure else condition.title

    def _falls(self, alternative: str, condition: Condition) -> bool:
        """Tell whether service falls by so much that it is worth telling."""
        means = (self.found.mean(c, alternative, self.found.service) for c in (BELIEVED.name, condition.name))
        before, after = means
        return before - after >= HALF_A_POINT

    def _moves(self, alternative: str, condition: Condition, kpi: str) -> str:
        """Say from where to where a figure moves."""
        before, after = (self.found.mean(c, alternative, kpi) for c in (BELIEVED.name, condition.name))
        start, end = self._written(before, kpi), self._written(after, kpi)
        if start == end:
            return f"stays at {end}"
        return f"{'falls' if after < before else 'rises'} from {start} to {end}"

    def _written(self, value: float, kpi: str) -> str:
        return kpi_axis(kpi, abs(value), self.found.currency).written(value)


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _or(words: Sequence[str]) -> str:
    return " or if ".join(filter(None, [", if ".join(words[:-1]), *words[-1:]]))
