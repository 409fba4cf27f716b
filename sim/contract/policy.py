"""The contract of a replenishment policy: when do you look, what do you decide?"""

from collections.abc import Iterable
from typing import Literal, Protocol, runtime_checkable

from sim.contract.decision import Decision
from sim.contract.review import Review
from sim.contract.view import View

Sees = Literal["recorded", "physical", "containers"]
"""What a policy works on: the recorded position, the position with what is really there, or what stands in
containers (units on the shelf and free, and units on order; customers who wait are not in it)."""


@runtime_checkable
class Policy(Protocol):
    """A way of replenishing a scope of stock points.

    A policy is a value: it never waits, draws random numbers or changes anything. It looks when its
    review says, and returns decisions that the engine carries out.
    """

    @property
    def review(self) -> Review:
        """When to look."""
        ...

    def decide(self, view: View) -> Iterable[Decision]:
        """Return the decisions for what the view shows."""
        ...


@runtime_checkable
class LocalPolicy(Policy, Protocol):
    """A policy of one stock point that is one pure scalar rule of the inventory position.

    The engine calls `rule` directly, without building a view; so will a compiled engine.
    """

    @property
    def sees(self) -> Sees:
        """Which stock it works on: the record, what is physically there, or what stands in containers."""
        ...

    @property
    def trigger(self) -> float:
        """Highest position at which the rule may order; above it the engine need not ask."""
        ...

    def rule(self, position: float) -> float:
        """Return the quantity to order at this inventory position; zero for none."""
        ...
