"""Build the network of a scenario from checked rows."""

from dataclasses import replace
from typing import Any

from scenarios.case_data import CaseData
from scenarios.row import Row
from scenarios.selecting import select
from scenarios.table import SELECTING
from sim.network import (
    Accounts,
    Component,
    Demand,
    Network,
    Operation,
    OrderLine,
    Plant,
    Profile,
    Promotion,
    Source,
)


def build_network(data: CaseData) -> Network:
    """Return the frozen network of a case without problems."""
    return Network(
        items=_parts(data, "items"),
        stock_points=_parts(data, "stock_points"),
        sources=_sources(data),
        demands=_demands(data),
        suppliers=_parts(data, "suppliers"),
        work_centres=_parts(data, "work_centres"),
        places=_parts(data, "places"),
        fulfilment=_parts(data, "fulfilment"),
        opening_orders=_parts(data, "opening_orders"),
        events=_parts(data, "events"),
        disruptions=_parts(data, "disruptions"),
        plant=Plant(**data.plant),
        accounts=Accounts(**data.accounts),
        **{table: _selecting(data, table) for table in SELECTING},
    )


def _parts(data: CaseData, table: str) -> tuple[Any, ...]:
    """Return what the rows of a table make, but for those that are switched off."""
    return tuple(row.part for row in data.live[table])


def _selecting(data: CaseData, table: str) -> tuple[Any, ...]:
    """Return what the rows of a table make, each with the stock points that it selects."""
    points = data.keys("stock_points")
    return tuple(
        replace(row.part, stocks=tuple(s for s in _selected(data, row) if s in points))
        for row in data.live[table]
    )


def _selected(data: CaseData, row: Row) -> list[str]:
    return select(row.values["select"], data.stock_tags, "stock point")


def _sources(data: CaseData) -> tuple[Source, ...]:
    components: dict[str, list[Component]] = {}
    for row in data.live["components"]:
        components.setdefault(row.values["parent"], []).append(row.part)
    steps: dict[str, list[tuple[float, Operation]]] = {}
    for row in data.live["operations"]:
        steps.setdefault(row.values["stock"], []).append((row.values["sequence"], row.part))
    sources: list[Source] = [row.part for table in ("purchases", "transfers") for row in data.live[table]]
    for row in data.live["productions"]:
        stock = row.part.stock
        route = sorted(steps.get(stock, ()), key=lambda step: step[0])
        parts = tuple(components.get(stock, ()))
        sources.append(replace(row.part, components=parts, route=tuple(step for _, step in route)))
    return tuple(sources)


def _demands(data: CaseData) -> tuple[Demand, ...]:
    promotions: dict[str, list[Promotion]] = {}
    for row in data.live["promotions"]:
        promotions.setdefault(row.values["profile"], []).append(row.part)
    profiles: dict[str, Profile] = {
        row.part.name: replace(row.part, promotions=tuple(promotions.get(row.part.name, ())))
        for row in data.live["profiles"]
    }
    lines: dict[str, list[OrderLine]] = {}
    for row in data.live["order_lines"]:
        lines.setdefault(row.values["demand"], []).append(row.part)
    if not profiles and not lines:
        return tuple(row.part for row in data.live["demands"])
    return tuple(
        replace(
            row.part,
            profile=profiles.get(row.values.get("profile", "")),
            lines=tuple(lines.get(row.part.name, ())),
        )
        for row in data.live["demands"]
    )
