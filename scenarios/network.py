"""Build the network of a scenario from checked rows."""

from dataclasses import replace

from scenarios.case_data import CaseData
from sim.network import Accounts, Component, Network, Operation, Source


def build_network(data: CaseData) -> Network:
    """Return the frozen network of a case without problems."""
    components: dict[str, list[Component]] = {}
    for row in data.rows["components"]:
        components.setdefault(row.values["parent"], []).append(row.part)
    steps: dict[str, list[tuple[float, Operation]]] = {}
    for row in data.rows["operations"]:
        steps.setdefault(row.values["stock"], []).append((row.values["sequence"], row.part))
    sources: list[Source] = [row.part for table in ("purchases", "transfers") for row in data.rows[table]]
    for row in data.rows["productions"]:
        stock = row.part.stock
        route = sorted(steps.get(stock, ()), key=lambda step: step[0])
        parts = tuple(components.get(stock, ()))
        sources.append(replace(row.part, components=parts, route=tuple(step for _, step in route)))
    return Network(
        items=tuple(row.part for row in data.rows["items"]),
        stock_points=tuple(row.part for row in data.rows["stock_points"]),
        sources=tuple(sources),
        demands=tuple(row.part for row in data.rows["demands"]),
        suppliers=tuple(row.part for row in data.rows["suppliers"]),
        work_centres=tuple(row.part for row in data.rows["work_centres"]),
        accounts=Accounts(**data.accounts),
    )
