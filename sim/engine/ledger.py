"""The ledger: an observer that keeps every fact, or those of a few stock points."""

from collections.abc import Collection

from sim.engine.fact import Fact


class Ledger:
    """Keeps facts in the order in which they happened.

    Parameters
    ----------
    subjects
        Names of the stock points, suppliers or work centres to keep; None keeps all.
    """

    reads_decisions = True

    def __init__(self, subjects: Collection[str] | None = None) -> None:
        self.subjects = None if subjects is None else frozenset(subjects)
        self.facts: list[Fact] = []

    def receive(self, fact: Fact) -> None:
        """Keep a fact."""
        if self.subjects is None or fact.subject in self.subjects:
            self.facts.append(fact)

    def of(self, *kinds: str) -> list[tuple[float, str, str, float]]:
        """Return (time, kind, subject, quantity) of the facts of some kinds, or of all."""
        return [(f.time, f.kind, f.subject, f.quantity) for f in self.facts if not kinds or f.kind in kinds]
