"""The yardstick for a plant: a plain SimPy script of the same size, that keeps no figures at all.

Customers are processes with scalar draws, every order is a process, work centres are Resources, and a
kit is an AllOf over its parts, each bought or made to order. It reads the same tables as the product, so
the plant has the same products, parts, routings and machines; it records nothing but how many things
happened.
"""

import numpy as np
import simpy

from sim import Scenario
from sim.network import Production


class PlainPlant:
    """Order points for products, everything else to order, by hand in SimPy.

    Parameters
    ----------
    scenario
        Today's way of the Gupta case.
    seed
        Seed of the one generator that everything is drawn from.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.env = simpy.Environment()
        self.rng = np.random.default_rng(seed)
        network = scenario.network
        self.sources = {source.stock: source for source in network.sources}
        self.centres = {c.name: simpy.Resource(self.env, capacity=c.servers) for c in network.work_centres}
        self.hours_per_day = {c.name: c.hours_per_day for c in network.work_centres}
        self.policy = {control.scope[0]: control.policy for control in scenario.control}
        self.on_hand = {p.name: float(p.initial) for p in network.stock_points}
        self.on_order = dict.fromkeys(self.on_hand, 0.0)
        self.backorders = dict.fromkeys(self.on_hand, 0.0)
        self.demands = self.receipts = self.operations = 0
        for demand in network.demands:
            self.env.process(self.customers(demand))

    def draw(self, law) -> float:
        """One scalar draw."""
        return float(law.sample(self.rng, 1)[0]) if law.variance else law.mean

    def customers(self, demand):
        """One customer after the other."""
        name = demand.stock
        policy = self.policy[name]
        promise = self.sources[name].promise
        while True:
            yield self.env.timeout(self.rng.exponential(demand.interval.mean))
            self.demands += 1
            size = float(self.rng.geometric(1 / demand.size.count))
            if size <= self.on_hand[name]:
                self.on_hand[name] -= size
            elif promise <= self.rng.choice(demand.patience.values, p=demand.patience.probabilities):
                self.backorders[name] += size
            if self.on_hand[name] + self.on_order[name] - self.backorders[name] <= policy.minimum:
                self.on_order[name] += policy.quantity
                self.env.process(self.run(name, policy.quantity))

    def run(self, name: str, quantity: float):
        """One shop order, from notice to shelf."""
        yield from self.make(name, quantity)
        self.on_order[name] -= quantity
        served = min(self.backorders[name], quantity + self.on_hand[name])
        self.backorders[name] -= served
        self.on_hand[name] += quantity - served

    def make(self, name: str, quantity: float):
        """Get parts, go through the work centres."""
        source = self.sources[name]
        if not isinstance(source, Production):
            yield self.env.timeout(self.draw(source.lead_time))
            self.receipts += 1
            return
        yield self.env.timeout(self.draw(source.processing))
        parts = [self.env.process(self.make(c.stock, quantity * c.quantity)) for c in source.components]
        if parts:
            yield self.env.all_of(parts)
        for step in source.route:
            hours = self.draw(step.setup_hours) + self.draw(step.run_hours) * quantity
            with self.centres[step.work_centre].request() as machine:
                yield machine
                yield self.env.timeout(hours / self.hours_per_day[step.work_centre])
            self.operations += 1
        self.receipts += 1

    def simulate(self, horizon: float) -> int:
        """Run to the horizon; return the number of domain facts."""
        self.env.run(until=horizon)
        return self.demands + self.receipts + self.operations
