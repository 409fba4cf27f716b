"""Events as words on the command line: `supplier-outage:foundry@300+30`."""

import math
import re
from collections.abc import Iterable

from scenarios.spelling import hint
from sim import DataError
from sim.network import Event, Network, Transfer

FORM = re.compile(r"(?P<kind>[^:]*):(?P<what>.*?)(?:@(?P<start>[^@+]*))?(?:\+(?P<duration>[^@+]*))?")
"""Kind, subject, start and duration; names may hold any sign, as the last `@` and `+` count.

A name with `@` in it needs the start behind it.
"""
KINDS = {
    "supplier-outage": "supplier",
    "lane-closed": "stock",
    "breakdown": "work_centre",
    "late-supplier": "supplier",
}
"""What an event of each kind that can be written so is about."""


def read_event(text: str, network: Network, start: float) -> Event:
    """Return the event that a text tells: KIND:WHAT@START+DURATION, times in the unit of the case.

    Parameters
    ----------
    text
        `supplier-outage:SUPPLIER`, `breakdown:WORK-CENTRE`, `lane-closed:STOCK` or `lane-closed:STOCK from
        ORIGIN`, `late-supplier:SUPPLIER`; the start may be left out.
    network
        Where it happens.
    start
        When it starts if the text does not say (time).

    Raises
    ------
    DataError
        It cannot be read, or names what is not there; the message names the nearest.
    """
    label = f"event '{text}'"
    found = FORM.fullmatch(text.strip())
    if found is None:
        raise DataError(
            f"{label} cannot be read; write KIND:WHAT@START+DURATION, such as {example(network, start)}"
        )
    kind, what = found["kind"].strip(), found["what"].strip()
    if kind not in KINDS:
        raise DataError(f"{label}: '{kind}' is no kind of event that can be written so; {hint(kind, KINDS)}")
    if found["duration"] is None:
        raise DataError(
            f"{label} does not say how long; end it with +DURATION, such as {example(network, start)}"
        )
    at = start if found["start"] is None else _number(label, "START", found["start"])
    duration = _number(label, "DURATION", found["duration"])
    if duration <= 0:
        raise DataError(f"{label}: the DURATION is {duration:g}; it must be above zero")
    about = {KINDS[kind]: what}
    if kind == "lane-closed":
        about = _lane(label, what, network)
    else:
        _check_known(label, KINDS[kind], what, network)
    return Event(name=text.strip(), kind=kind, at=at, duration=duration, **about)  # type: ignore[arg-type]


def example(network: Network, start: float) -> str:
    """Return an event of this network as it can be written."""
    if network.suppliers:
        return f"supplier-outage:{network.suppliers[0].name}@{start:g}+30"
    if network.work_centres:
        return f"breakdown:{network.work_centres[0].name}@{start:g}+10"
    return f"supplier-outage:foundry@{start:g}+30"


def _number(label: str, what: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"{label}: the {what} is '{text.strip()}'; write a number in the unit of the case")
    return value


def _check_known(label: str, field: str, name: str, network: Network) -> None:
    known = {
        "supplier": [one.name for one in network.suppliers],
        "work_centre": [one.name for one in network.work_centres],
    }[field]
    if name not in known:
        raise _unknown(label, f"there is no {field.replace('_', ' ')} '{name}'", name, known)


def _lane(label: str, what: str, network: Network) -> dict[str, str]:
    """Return where a lane leads and, if told, where from; whole names come first."""
    lanes = [(one.stock, one.origin) for one in network.sources if isinstance(one, Transfer)]
    for stock, origin in lanes:
        if what == stock:
            return {"stock": stock}
        if what == f"{stock} from {origin}":
            return {"stock": stock, "origin": origin}
    stock, _, origin = what.partition(" from ")
    starts = [start for end, start in lanes if end == stock]
    if starts:
        raise _unknown(label, f"no transfers come to '{stock}' from '{origin}'", origin, starts)
    raise _unknown(label, f"no transfers come to '{stock}'", stock, (end for end, _ in lanes))


def _unknown(label: str, reason: str, name: str, known: Iterable[str]) -> DataError:
    names = sorted(set(known))
    remedy = hint(name, names) if names else "there are none here: take an event of another kind"
    return DataError(f"{label}: {reason}; {remedy}")
