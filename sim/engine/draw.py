"""A draw: somebody wants units from a stock point."""

from typing import Protocol


class Owner(Protocol):
    """Whoever draws: a customer stream, a transfer, a production order."""

    name: str

    def granted(self, draw: "Draw", quantity: float) -> None:
        """Take `quantity` units that the stock point gave."""
        ...

    def unfilled(self, draw: "Draw") -> None:
        """Decide what to do with the part that could not be given at once."""
        ...

    def take_if_ready(self) -> None:
        """Take all linked draws at once if every part is there now."""
        ...


class Draw:
    """Units wanted from one stock point by one owner.

    `reserves`: granted units stay on the shelf, apart, until withdrawn. `whole`: nothing is given
    before everything is there. `linked`: nothing is given before all draws of the owner can be.
    `patience`: longest wait that the owner accepts. `promised`: date that the owner was promised and
    accepted; the time of the draw where no date was quoted.
    """

    __slots__ = (
        "linked",
        "outstanding",
        "owner",
        "patience",
        "priority",
        "promised",
        "quantity",
        "reserves",
        "time",
        "whole",
    )

    def __init__(
        self,
        quantity: float,
        owner: Owner,
        time: float,
        *,
        priority: int = 0,
        reserves: bool = False,
        whole: bool = False,
        linked: bool = False,
    ) -> None:
        self.quantity = quantity
        self.outstanding = quantity
        self.owner = owner
        self.time = time
        self.priority = priority
        self.reserves = reserves
        self.whole = whole
        self.linked = linked
        self.patience = 0.0
        self.promised = time
