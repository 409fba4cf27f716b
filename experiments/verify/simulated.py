"""A check that is simulated in many random worlds."""

from collections.abc import Callable
from dataclasses import dataclass

from experiments.interval import mean_interval
from experiments.precision.control_variates import adjusted
from experiments.verify.check import Check
from sim import Run, Scenario, simulate

Reading = Callable[[Run], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A small world with a known answer, and how to read ours from a run.

    `name` to `unit` are those of `Check`. Each control reads how far something that was drawn (customers,
    hours of work) lies from its known mean; where there are controls the interval allows for them, which
    makes it narrower. They are chosen once for each check, never by its result.
    """

    name: str
    what: str
    source: str
    published: float
    decimals: int
    unit: str
    world: Callable[[int], Scenario]
    """Returns the world for a seed."""
    reading: Reading
    controls: tuple[Reading, ...] = ()

    def run(self, seed: int, replications: int, confidence: float, done: Callable[[], None]) -> Check:
        """Simulate the world and return the check.

        Parameters
        ----------
        seed
            Seed of the random worlds.
        replications
            How many of them.
        confidence
            Probability that the interval of this check covers what it should.
        done
            Called after each run.
        """
        scenario = self.world(seed)
        values, noise = [], []
        for replication in range(replications):
            run = simulate(scenario, replication)
            values.append(self.reading(run))
            noise.append([control(run) for control in self.controls])
            done()
        if self.controls:
            interval = adjusted(values, noise, [0.0] * len(self.controls), confidence).interval
        else:
            interval = mean_interval(values, confidence)
        return Check(
            name=self.name,
            what=self.what,
            source=self.source,
            published=self.published,
            decimals=self.decimals,
            unit=self.unit,
            ours=interval.mean,
            low=interval.low,
            high=interval.high,
        )
