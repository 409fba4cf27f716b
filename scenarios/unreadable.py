"""Signal inside the loader: a text that cannot be read, before its place is known."""

from collections.abc import Iterable

from scenarios.problem import Problem
from scenarios.spelling import hint


class Unreadable(Exception):
    """A value, name or path that cannot be read; the one who catches it knows the place."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy

    @classmethod
    def of(cls, error: Exception) -> "Unreadable":
        """Split a message `reason; remedy` of an error raised below."""
        reason, _, remedy = str(error).partition("; ")
        return cls(reason, remedy or "correct it")

    @classmethod
    def unknown(cls, what: str, name: object, known: Iterable[str]) -> "Unreadable":
        """Say that there is no `what` of this name, with the nearest that there is."""
        return cls(f"{what} '{name}' does not exist", hint(name, known))

    def at(self, place: str) -> Problem:
        """Return the problem, now that its place is known."""
        return Problem(place, self.reason, self.remedy)
