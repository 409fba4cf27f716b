"""The yardstick: one stock point under (s, Q), written by hand in idiomatic SimPy.

A generator for the demand stream, a process for each order, scalar draws; the same figures as the
product keeps (average on hand and backorders, time out of stock, fill rate).
"""

import numpy as np
import simpy


class HandWritten:
    """(s, Q) with unit Poisson demand, constant lead time and backorders."""

    def __init__(self, rate: float, lead_time: float, order_point: float, quantity: float, seed: int) -> None:
        self.env = simpy.Environment()
        self.rng = np.random.default_rng(seed)
        self.rate = rate
        self.lead_time = lead_time
        self.order_point = order_point
        self.quantity = quantity
        self.on_hand = order_point + quantity
        self.on_order = 0.0
        self.backorders = 0.0
        self.last = 0.0
        self.area = self.backorder_area = self.out_time = 0.0
        self.demands = 0
        self.filled = 0
        self.env.process(self.customers())

    def integrate(self) -> None:
        """Add the areas since the last change."""
        elapsed = self.env.now - self.last
        self.area += self.on_hand * elapsed
        self.backorder_area += self.backorders * elapsed
        if self.on_hand <= 0:
            self.out_time += elapsed
        self.last = self.env.now

    def customers(self):
        """One customer after the other."""
        while True:
            yield self.env.timeout(self.rng.exponential(1 / self.rate))
            self.integrate()
            self.demands += 1
            if self.on_hand >= 1:
                self.on_hand -= 1
                self.filled += 1
            else:
                self.backorders += 1
            while self.on_hand + self.on_order - self.backorders <= self.order_point:
                self.on_order += self.quantity
                self.env.process(self.order(self.quantity))

    def order(self, quantity: float):
        """One replenishment order."""
        yield self.env.timeout(self.lead_time)
        self.integrate()
        self.on_order -= quantity
        served = min(quantity, self.backorders)
        self.backorders -= served
        self.on_hand += quantity - served

    def run(self, horizon: float) -> "HandWritten":
        """Run to the horizon."""
        self.env.run(until=horizon)
        self.integrate()
        return self
