"""What `docs/scale.md` builds on: families of a network that share nothing can be simulated apart."""

from dataclasses import replace

from benchmarks.runner import families
from sim import Control, Scenario, simulate


def only(whole: Scenario, item: str) -> Scenario:
    """Return the part of a scenario that belongs to one item."""
    network = whole.network
    points = tuple(point for point in network.stock_points if point.item == item)
    names = {point.name for point in points}
    return replace(
        whole,
        network=replace(
            network,
            items=tuple(one for one in network.items if one.name == item),
            stock_points=points,
            sources=tuple(source for source in network.sources if source.stock in names),
            demands=tuple(demand for demand in network.demands if demand.stock in names),
        ),
        control=tuple(
            Control(tuple(name for name in control.scope if name in names), control.policy)
            for control in whole.control
        ),
    )


def test_a_family_alone_has_the_totals_that_it_has_in_the_whole() -> None:
    """Streams belong to things: whoever else is simulated shifts no draw, to the last bit."""
    whole = families(30)
    together, alone = simulate(whole, 3), simulate(only(whole, "item-1"), 3)
    rows = [together.stock_names.index(name) for name in alone.stock_names]
    assert len(rows) == 10
    assert alone.total("demand_lines").sum() > 500
    assert together.stocks[rows].tobytes() == alone.stocks.tobytes()
