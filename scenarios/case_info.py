"""What a list of cases shows of each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseInfo:
    """What a list of cases shows of each."""

    name: str
    title: str
    summary: str
