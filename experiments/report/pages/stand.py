"""Where we stand: today's way in figures."""

from experiments.charts.abc_curve import abc_curve
from experiments.charts.abc_xyz import abc_xyz
from experiments.charts.network_picture import network_picture
from experiments.classes import demand_classes, value_basis
from experiments.commands.words import share
from experiments.network_shape import shape_of
from experiments.report.blocks import Block, Bullets, Columns, Page, Picture, Text, Tile, Tiles
from experiments.report.evidence import Evidence
from experiments.report.words import brief, span, sums

FEWEST = 3
"""Items sold from which classes say something."""


def page(evidence: Evidence, audience: str) -> Page | None:
    """Return the page; None where the case has no way of today."""
    table, today = evidence.table, evidence.today
    if today is None or today not in table.names:
        return None
    comparison = table.comparison
    service = comparison.interval(today, table.service)
    lost = comparison.interval(today, "lost_share")
    blocks: list[Block] = []
    if evidence.case.summary:
        stop = "" if evidence.case.summary.rstrip().endswith((".", "?", "!")) else "."
        blocks.append(Text(f"{evidence.case.title}: {evidence.case.summary}{stop}", "lead"))
    blocks.append(Tiles(_tiles(evidence, today)))
    nodes, edges = shape_of(evidence.case)
    facts = Bullets(tuple(_facts(evidence, today)), "Today, in figures")
    blocks.append(Columns((Picture(network_picture(nodes, edges)),), (facts,), 0.66))
    title = f"Today {share(1 - service.mean)} of demand is not there when it is asked for"
    if lost.mean > 0:
        title += f", and {share(lost.mean)} is lost"
    return Page("today", title, tuple(blocks))


def extras(evidence: Evidence) -> list[Picture]:
    """Return pictures for an appendix: where the money of the items lies."""
    classes = demand_classes(evidence.case)
    if len(classes) < FEWEST:
        return []
    frame = classes.rename(columns={"abc": "class"})[["item", "value", "class"]]
    what = "sales" if value_basis(evidence.network) == "price" else "demand at unit cost"
    matrix = classes[["item", "value", "abc", "xyz"]]
    return [
        Picture(abc_curve(frame, currency=evidence.currency, what=what)),
        Picture(abc_xyz(matrix, currency=evidence.currency, what=what)),
    ]


def _tiles(evidence: Evidence, today: str) -> tuple[Tile, ...]:
    table, currency = evidence.table, evidence.currency
    comparison = table.comparison

    def mean(kpi: str) -> float:
        return comparison.interval(today, kpi).mean

    tiles = [Tile("Service", share(mean(table.service)), table.service_words)]
    if mean("lost_margin") > 0:
        tiles.append(
            Tile("Margin lost", brief(mean("lost_margin"), currency), "a year, with customers who went away")
        )
    if mean("working_stock") > 0:
        note = f"it turns {mean('stock_turns'):.1f} times a year"
        tiles.append(Tile("Stock and work in process", brief(mean("working_stock"), currency), note))
    if mean("freight_cost") > 0 and mean("freight_share") == mean("freight_share"):
        tiles.append(
            Tile(
                "Freight",
                share(mean("freight_share")),
                f"of purchases: {sums(mean('freight_cost'), currency)} a year",
            )
        )
    elif table.priced:
        tiles.append(Tile("Total cost", brief(mean("total_cost"), currency), "a year, without purchases"))
    return tuple(tiles[:4])


FACTS = (
    ("mean_wait_days", "Customers who wait do so for {} days on average."),
    ("run_length_weeks", "A run takes {} weeks from the order to the last unit posted."),
    ("kit_wait_weeks", "Of these, {} weeks are a wait for parts."),
    ("in_plant_weeks", "The plant itself needs {} weeks."),
    ("unposted_units", "{} units are finished and not on the record at any time."),
    ("hidden_units", "{} units lie in bins that nobody has counted."),
    ("shrinkage_value", "{} a year is misplaced, broken or stolen."),
    ("write_off", "{} a year of stock is written off, after its proceeds."),
    ("utilisation_max", "The busiest work centre is at work {} of the time."),
)
"""Figures of today's way in words; one that is nothing is left out."""


def _facts(evidence: Evidence, today: str) -> list[str]:
    comparison = evidence.table.comparison
    found = []
    for kpi, words in FACTS:
        one = comparison.interval(today, kpi)
        if one.mean == one.mean and one.mean > 0:
            found.append(words.format(span(one, kpi, evidence.currency)))
    return found[:6]
