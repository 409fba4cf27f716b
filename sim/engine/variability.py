"""How unevenly is drawn and ordered: sums and squares over periods of four weeks, for the bullwhip."""

from typing import TYPE_CHECKING

from sim.engine.clock import Clock
from sim.engine.stock import Stock
from sim.scenario import UNITS_PER_YEAR

if TYPE_CHECKING:
    from sim.engine.world import World

PERIODS_PER_YEAR = 13
"""Periods of four weeks."""


class Variability:
    """Books, period by period, what was drawn on each stock point and what it ordered."""

    def __init__(self, stocks: list[Stock], period: float, clock: Clock) -> None:
        self.stocks = stocks
        self.period = period
        self.clock = clock
        self.drawn = [0.0] * len(stocks)
        self.ordered = [0.0] * len(stocks)
        clock.at(period, "OBSERVE", self.book)

    def book(self) -> None:
        """Close a period."""
        self.clock.at(self.clock._now + self.period, "OBSERVE", self.book)
        for k, stock in enumerate(self.stocks):
            drawn, ordered = stock.kept_flow - stock.on_hand + stock.demand_units, stock.ordered_units
            one, other = drawn - self.drawn[k], ordered - self.ordered[k]
            self.drawn[k], self.ordered[k] = drawn, ordered
            stock.periods += 1
            stock.period_draws += one
            stock.period_draw_squares += one * one
            stock.period_orders += other
            stock.period_order_squares += other * other


def attach_variability(world: "World") -> None:
    """Book what is drawn and ordered by periods, for every stock point that is replenished."""
    period = UNITS_PER_YEAR[world.scenario.time_unit] / PERIODS_PER_YEAR
    stocks = [stock for stock in world.stocks.values() if stock.sources]
    if stocks and world.scenario.horizon > period:
        Variability(stocks, period, world.clock)
