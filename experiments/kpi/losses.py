"""Record and shelf: how far they part, what it takes to bring them together, and what is lost for good.

Units are those of the stock points: where items of different worth are in one group, the figures in money
say more. A figure that is zero because a case has none of it is not shown.
"""

from experiments.kpi.ledger import Array, Ledger, ratio
from experiments.kpi.registry import kpi

WRITTEN_OFF = ("shrunk_units", "expired_units", "obsolete_units", "surplus_units")
"""Totals of the units that left the shelf for good without being sold."""


@kpi(
    "phantom_units",
    "units",
    better="lower",
    family="records",
    title="Units on the record that are not there",
    optional=True,
)
def phantom_units(ledger: Ledger) -> Array:
    """Average units that are on the record and not on the shelf."""
    return ledger.average("phantom_area")


@kpi(
    "hidden_units",
    "units",
    better="lower",
    family="records",
    title="Units on the shelf that nobody knows of",
    optional=True,
)
def hidden_units(ledger: Ledger) -> Array:
    """Average units that are on the shelf and not on the record: not booked yet, or in uncounted bins.

    Units that wait for the posting of their lot are on order by the record, so they are not in it.
    """
    return ledger.average("hidden_area")


@kpi(
    "record_gap_share",
    "share",
    better="lower",
    family="records",
    title="Gap between record and shelf",
    optional=True,
)
def record_gap_share(ledger: Ledger) -> Array:
    """Units on the record only, and units on the shelf only, over units on the shelf.

    Both are averages; a gap one way at one stock point does not make up for one the other way at another.
    """
    return ratio(phantom_units(ledger) + hidden_units(ledger), ledger.average(ledger.shelf_area))


@kpi(
    "short_picks",
    "picks/year",
    better="lower",
    family="records",
    title="Pickers who found less than recorded",
    optional=True,
)
def short_picks(ledger: Ledger) -> Array:
    """Times a year that a picker found less on the shelf than the record says."""
    return ledger.a_year("short_picks")


@kpi("counts_per_year", "counts/year", family="records", title="Stock points counted", optional=True)
def counts_per_year(ledger: Ledger) -> Array:
    """Counts of one stock point a year, by cycle counts and stocktakes."""
    return ledger.a_year("counts")


@kpi(
    "adjusted_value",
    "money/year",
    better="lower",
    family="records",
    title="Corrections of the record, up and down",
    optional=True,
)
def adjusted_value(ledger: Ledger) -> Array:
    """Units by which counts and short picks corrected the record, up or down, at unit cost, a year."""
    return ledger.value_a_year("adjusted_units")


@kpi(
    "shrinkage_value",
    "money/year",
    better="lower",
    family="losses",
    title="Units misplaced, broken or stolen",
    optional=True,
)
def shrinkage_value(ledger: Ledger) -> Array:
    """Units that disappeared from the shelf (misplaced, broken, stolen) at unit cost, a year."""
    return ledger.value_a_year("shrunk_units")


@kpi(
    "shrinkage_share",
    "share",
    better="lower",
    family="losses",
    title="Shrinkage, of the goods used",
    optional=True,
)
def shrinkage_share(ledger: Ledger) -> Array:
    """Units that disappeared from the shelf over units used, both at unit cost.

    Units used are what customers got or still wait for; in a group that sells nothing, what other stock
    points drew.
    """
    used = ledger.a_year(ledger.used_units * ledger.unit_cost, ledger.focus)
    return ratio(shrinkage_value(ledger), used)


@kpi(
    "expired_units",
    "units/year",
    better="lower",
    family="losses",
    title="Units past their shelf life",
    optional=True,
)
def expired_units(ledger: Ledger) -> Array:
    """Units thrown away at the end of their shelf life, a year."""
    return ledger.a_year("expired_units")


@kpi(
    "obsolete_units",
    "units/year",
    better="lower",
    family="losses",
    title="Units scrapped at a change of design",
    optional=True,
)
def obsolete_units(ledger: Ledger) -> Array:
    """Units of an old design that were scrapped, a year."""
    return ledger.a_year("obsolete_units")


@kpi(
    "surplus_units",
    "units/year",
    better="lower",
    family="losses",
    title="Units sold off as surplus",
    optional=True,
)
def surplus_units(ledger: Ledger) -> Array:
    """Units that a review of surplus sold off, a year."""
    return ledger.a_year("surplus_units")


@kpi(
    "salvage_proceeds",
    "money/year",
    better="higher",
    family="losses",
    title="Proceeds of what was disposed of",
    optional=True,
)
def salvage_proceeds(ledger: Ledger) -> Array:
    """What scrapped units and units sold off brought, a year."""
    return ledger.a_year("proceeds")


@kpi(
    "write_off",
    "money/year",
    better="lower",
    family="losses",
    title="Stock written off, less its proceeds",
    optional=True,
)
def write_off(ledger: Ledger) -> Array:
    """Units that disappeared, expired, were scrapped or sold off, at unit cost, less their proceeds, a year.

    The sum of shrinkage, expiry, obsolescence and surplus, less `salvage_proceeds`.
    """
    return ledger.value_a_year(*WRITTEN_OFF) - salvage_proceeds(ledger)
