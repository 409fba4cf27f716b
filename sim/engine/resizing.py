"""Sizing within a run: policies follow what was drawn, by a calendar."""

from collections import deque
from typing import TYPE_CHECKING

from sim.engine.clock import Clock
from sim.engine.scope import UNBOUNDED, ContainerScope, LocalScope
from sim.engine.stock import Stock
from sim.scenario import UNITS_PER_YEAR, Resize

if TYPE_CHECKING:
    from sim.engine.world import World

BUCKETS_PER_YEAR = 52
"""Draws are booked by the week."""
FEWEST = 2
"""Weeks that a variance needs."""


class Resizing:
    """Books the draws of one stock point week by week, and sizes its policy anew by the calendar.

    Customers who walk away are not in the books: what is sized is what was sold and issued.
    """

    def __init__(self, rule: Resize, stock: Stock, scope: LocalScope, bucket: float, clock: Clock) -> None:
        self.rule = rule
        self.stock = stock
        self.scope = scope
        self.bucket = bucket
        self.weeks: deque[float] = deque(maxlen=max(FEWEST, round(rule.window / bucket)))
        self.drawn = 0.0
        self.clock = clock
        clock.at(rule.every, "OBSERVE", self.size)

    def book(self) -> None:
        """Close a week."""
        drawn = self.stock.drawn_units()
        self.weeks.append(drawn - self.drawn)
        self.drawn = drawn

    def size(self) -> None:
        """Size the policy from the weeks in the window, and let it look at the position."""
        self.clock.at(self.clock._now + self.rule.every, "OBSERVE", self.size)
        count = len(self.weeks)
        if count < FEWEST:
            return
        mean = sum(self.weeks) / count
        variance = sum((week - mean) ** 2 for week in self.weeks) / (count - 1)
        policy = self.rule.policy(max(mean, 0.0) / self.bucket, variance / self.bucket)
        stock, scope = self.stock, self.scope
        scope.rule = policy.rule
        if scope.order_point < UNBOUNDED:
            scope.order_point = policy.trigger
        if isinstance(scope, ContainerScope):
            scope.order_size = getattr(policy, "order_size", None)
        if stock.trigger > NEVER:
            stock.trigger = policy.trigger if policy.sees == "recorded" else UNBOUNDED
            if stock.position <= stock.trigger:
                scope.ask(stock)
        if stock.post is not None:
            stock.post("sized", stock.name, 0.0, repr(policy))


NEVER = float("-inf")


def attach_resizing(world: "World") -> None:
    """Put on the calendar what the control sizes anew within the run."""
    bucket = UNITS_PER_YEAR[world.scenario.time_unit] / BUCKETS_PER_YEAR
    sized = []
    for control in world.scenario.control:
        if control.resize is None:
            continue
        for name in control.scope:
            stock = world.stocks[name]
            sized.append(Resizing(control.resize, stock, stock.scope, bucket, world.clock))
    if sized:
        _book_weekly(world.clock, sized, bucket)


def _book_weekly(clock: Clock, sized: list[Resizing], bucket: float) -> None:
    def close_week() -> None:
        clock.at(clock._now + bucket, "OBSERVE", close_week)
        for one in sized:
            one.book()

    clock.at(bucket, "OBSERVE", close_week)
