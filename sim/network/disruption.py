"""Random disruptions: what stands still now and then, again and again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from sim.distributions import Distribution

DisruptionKind = Literal["supplier-outage", "lane-closed", "breakdown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disruption:
    """Something that is up and down in turn, all the time of a run.

    In the long run it is up for mean `interval` / (mean `interval` + mean `duration`) of the time. Both are
    read from streams of its own, so every alternative meets the same disruptions.

    Parameters
    ----------
    name
        Name of the disruption.
    kind
        What happens, as the events of these kinds say. `supplier-outage`: nothing leaves `supplier`.
        `lane-closed`: nothing leaves for `stock` (from `origin`, where one is named). `breakdown`: no
        machine of `work_centre` works.
    interval
        From the end of one to the start of the next; the first starts this long after time zero (time).
    duration
        How long it lasts (time).
    stock
        Stock point to which the closed lane leads.
    origin
        Stock point from which it leads; none: from all that send to `stock`.
    supplier
        Supplier that it is about.
    work_centre
        Work centre that it is about.
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"interval", "duration"})

    name: str
    kind: DisruptionKind
    interval: Distribution
    duration: Distribution
    stock: str | None = None
    origin: str | None = None
    supplier: str | None = None
    work_centre: str | None = None


ABOUT: dict[str, str] = {"supplier-outage": "supplier", "lane-closed": "stock", "breakdown": "work_centre"}
"""Field that says what a disruption of each kind is about."""
SUBJECTS = ("stock", "origin", "supplier", "work_centre")
"""Fields that belong to some kinds only."""


def disruption_faults(kind: str, given: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with the fields of a disruption: field, reason, remedy.

    Parameters
    ----------
    kind
        Kind of the disruption.
    given
        Fields that it has, with their values.

    Examples
    --------
    >>> list(disruption_faults("breakdown", {}))
    [('work_centre', "'breakdown' needs 'work_centre'", 'give it one')]
    """
    if kind not in ABOUT:
        yield "kind", f"{kind!r} is no kind of disruption", f"write one of {', '.join(ABOUT)}"
        return
    about = ABOUT[kind]
    if about not in given:
        yield about, f"'{kind}' needs '{about}'", "give it one"
    for field in SUBJECTS:
        if field in given and field != about and (kind, field) != ("lane-closed", "origin"):
            yield field, f"'{kind}' takes no '{field}'", "take it out"
    for field in ("interval", "duration"):
        mean = given[field].mean if field in given else 1.0
        if not mean > 0:
            yield field, f"the mean of {field} is {mean:g}", "it must be above zero"
