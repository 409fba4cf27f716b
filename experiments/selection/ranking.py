"""Alternatives in order, with how surely each is the best, and the sentence that says so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from experiments.selection.worlds import and_list


@dataclass(frozen=True)
class Ranking:
    """Alternatives in order, with how surely each is the best.

    `names`, `means`, `feasible`, `probability_best` and `probability_good` go together: the feasible by mean,
    the best first, then the others by mean.

    Parameters
    ----------
    names
        Alternatives.
    means
        Their mean figures.
    feasible
        Whether each takes part.
    probability_best
        Probability that the true mean is the best of the feasible; equal ones share. Zero for one that
        takes no part, nan with one replication.
    probability_good
        Probability that the true mean is the best or within `indifference` of it.
    subset
        Feasible alternatives that cannot be ruled out as the best, the indifference taken into account.
    contenders
        The same with an indifference of 0: those that nobody can tell apart from the best.
    best
        The alternative alone in `subset`: the best, or within `indifference` of it, with `confidence` or
        more. None where there are several, or nobody is feasible.
    same
        Whether all of `subset` had one figure in each replication.
    needed
        About how many more replications would leave one alternative in `subset`, if the differences are
        what they look like now; 0 where that is reached. None where it cannot be told: one
        replication, or no difference to be seen.
    needed_at_most
        The same if there is no true difference: then the margin of each comparison itself is to come down to
        `indifference`. None also where that is 0.
    replications, confidence, indifference
        What it was made from.
    """

    names: tuple[str, ...]
    means: tuple[float, ...]
    feasible: tuple[bool, ...]
    probability_best: tuple[float, ...]
    probability_good: tuple[float, ...]
    subset: tuple[str, ...]
    contenders: tuple[str, ...]
    best: str | None
    same: bool
    needed: int | None
    needed_at_most: int | None
    replications: int
    confidence: float
    indifference: float

    def words(
        self,
        names: Mapping[str, str] | None = None,
        money_words: Callable[[float], str] = "{:g}".format,
    ) -> str:
        """Say it to a manager, in one sentence without its full stop.

        Parameters
        ----------
        names
            How alternatives are to be written, by name; those not in it as they are.
        money_words
            Writes the indifference: "Rs 1 L a year".
        """
        shown = names or {}

        def listed(members: Sequence[str]) -> str:
            return and_list([shown.get(name, name) for name in members])

        taking_part = [name for name, takes in zip(self.names, self.feasible, strict=True) if takes]
        if not taking_part:
            return "no alternative meets its targets: there is no best"
        if len(taking_part) == 1:
            only = "the only alternative" + (" that meets its targets" if len(self.names) > 1 else "")
            return f"{listed(taking_part)} is {only}"
        if self.replications == 1:
            return f"one replication cannot tell {listed(self.subset)} apart: run more"
        if self.best is not None:
            return self._claim(listed, money_words)
        if self.same:
            return f"{listed(self.subset)} came out the same in all {self.replications} replications" + (
                "" if len(self.subset) == len(taking_part) else ", and better than the others"
            )
        return f"{listed(self.subset)} cannot be told apart{self._more(money_words)}"

    def _claim(self, listed: Callable[[Sequence[str]], str], money_words: Callable[[float], str]) -> str:
        if len(self.contenders) == 1:
            return f"{listed(self.subset)} is best with {_probability(self.probability_best[0])}"
        others = [name for name in self.contenders if name != self.best]
        return (
            f"{listed(self.subset)} is best or within {money_words(self.indifference)} of the best with "
            f"{_probability(self.probability_good[0])}; {listed(others)} cannot be told apart from it"
        )

    def _more(self, money_words: Callable[[float], str]) -> str:
        if self.needed is None:
            return ""
        most = self.needed_at_most
        at_most = f" ({most:,} at the most)" if most is not None and most > self.needed else ""
        noun = "replication" if self.needed == 1 else "replications"
        condition = (
            f"if a difference of {money_words(self.indifference)} matters"
            if self.indifference > 0
            else "if the differences are what they look like"
        )
        return f": about {self.needed:,} more {noun}{at_most} would decide, {condition}"


def _probability(share: float) -> str:
    return "probability more than 99 %" if share >= 0.995 else f"probability {share * 100:.0f} %"
