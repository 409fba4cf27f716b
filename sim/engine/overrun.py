"""Units made beyond what was ordered: how many, and who finds them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.contract import to_grid
from sim.engine.stock import Stock

if TYPE_CHECKING:
    from sim.engine.producing import Producing


def beyond(quantity: float, share: float, whole: bool) -> float:
    """Return the units made beyond a lot.

    Examples
    --------
    >>> beyond(10.0, 0.26, whole=True)
    3.0
    """
    extra = quantity * share
    return float(round(extra)) if whole else to_grid(extra)


def open_bins(productions: "Sequence[Producing]") -> None:
    """Let whoever draws a kit look into the uncounted bins of its parts.

    The n-th order of a source owns its luck in the bins of each part.
    """
    bins: dict[Stock, float] = {}
    for producing in productions:
        overrun = producing.overrun
        if overrun is not None and overrun.bins == "uncounted" and overrun.found > 0:
            bins[producing.stock] = max(overrun.found, bins.get(producing.stock, 0.0))
    for producing in productions:
        for part, _ in producing.components:
            if part in bins:
                producing.look_into(part, bins[part])
