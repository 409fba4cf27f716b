"""Groups of what is sold, whose figures are kept beside those of the network."""

from typing import TYPE_CHECKING

from experiments.classes import item_classes
from sim import Scenario

if TYPE_CHECKING:
    from scenarios import Case

KINDS = ("standard", "special")
"""Tags that part items sold, where a case has both."""
FEWEST = 2
"""Groups from which they say more than the whole."""


class ItemGroups:
    """The group of each item that is sold: its class by value, and its kind where the case has both.

    Parameters
    ----------
    case
        The case.
    """

    def __init__(self, case: "Case") -> None:
        classes = {one.item: one.abc for one in item_classes(case)}
        tags = {item.name: item.tags for item in case.network().items}
        kinds = {item: next((k for k in KINDS if k in tags.get(item, ())), "") for item in classes}
        both = set(kinds.values()) == set(KINDS)
        self.of_item = {item: f"{abc}, {kinds[item]}" if both else abc for item, abc in classes.items()}
        if len(set(self.of_item.values())) < FEWEST:
            self.of_item = {}

    def of(self, scenario: Scenario) -> tuple[str | None, ...]:
        """Return the group of each stock point of a scenario; None for what customers do not draw on.

        Empty where the case has no groups.
        """
        if not self.of_item:
            return ()
        sold = {demand.stock for demand in scenario.network.demands}
        for demand in scenario.network.demands:
            sold |= {line.stock for line in demand.lines}
        return tuple(
            self.of_item.get(point.item) if point.name in sold else None
            for point in scenario.network.stock_points
        )


def place_of(group: str) -> tuple[str, bool]:
    """Return what groups are put in order by: value, then standard before special."""
    abc, _, kind = group.partition(", ")
    return abc, kind != KINDS[0]
