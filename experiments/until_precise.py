"""Replications until a figure is precise: batches of one size in the same worlds for all alternatives."""

from collections.abc import Mapping
from dataclasses import dataclass

from experiments.bench import Bench
from experiments.compare import CONTEST
from experiments.kpi import find_kpi
from experiments.precision.replications import ReplicationRule
from experiments.reached import Reached
from experiments.replicate import Outcome, Outcomes, paired_tasks, replicate
from sim import Scenario

BATCH = 5
"""Replications between two looks, whatever the number of workers: so the same come out."""
OTHERWISE = "fill_rate"
"""Figure that is to be precise where the case prices nothing."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How precisely a figure is to be known; an empty `kpi` is total cost, or the fill rate without costs."""

    rule: ReplicationRule
    kpi: str = ""


def until_precise(
    bench: Bench, scenarios: Mapping[str, Scenario], precision: Precision, phase: str = "replications"
) -> tuple[Outcomes, Reached]:
    """Run alternatives in the same worlds until a figure of each is precise, and has stayed so for a while.

    Alternatives whose plant does not keep up are not waited for. Stopped by the keyboard, return what is
    finished.

    Raises
    ------
    KeyboardInterrupt
        It was stopped before anything was finished.
    DataError
        The figure cannot be precise: its mean is 0, or it is not known.
    """
    outcomes = Outcomes(scenarios, ())
    kpi, done, most = precision.kpi, 0, precision.rule.most
    guess = 0
    while True:
        size = min(BATCH, most - done)
        more = _batch(bench, scenarios, done, size, guess, phase)
        outcomes = outcomes.joined(more)
        if not outcomes:
            raise KeyboardInterrupt
        done += size
        kpi = kpi or _usual(outcomes)
        reached = _reached(outcomes, precision.rule, kpi, done)
        if outcomes.interrupted or reached.enough or done >= most:
            return outcomes, reached
        guess = _guess(reached, precision.rule) * len(scenarios)


def _batch(
    bench: Bench, scenarios: Mapping[str, Scenario], start: int, size: int, guess: int, phase: str
) -> Outcomes:
    before = start * len(scenarios)

    def told(_: Outcome, done: int, total: int) -> None:
        bench.monitor.tell(phase, before + done, max(guess, before + total))
        bench.monitor.check()

    return replicate(paired_tasks(scenarios, size, start), bench.jobs, told, store=bench.store)


def _usual(outcomes: Outcomes) -> str:
    priced = any(outcome.kpis[CONTEST] for outcome in outcomes)
    return CONTEST if priced else OTHERWISE


def _reached(outcomes: Outcomes, rule: ReplicationRule, kpi: str, replications: int) -> Reached:
    name = find_kpi(kpi).name
    saturated = outcomes.saturated
    counts = [len(outcomes.of(alternative)) for alternative in outcomes.alternatives]
    return Reached(
        name,
        rule.relative,
        min(counts) if outcomes.interrupted else replications,
        rule.most,
        {
            alternative: rule.verdict(
                [outcome.kpis[name] for outcome in outcomes.of(alternative)],
                f"{name} of alternative {alternative!r}",
            )
            for alternative in outcomes.alternatives
            if alternative not in saturated
        },
        saturated,
        outcomes.interrupted,
    )


def _guess(reached: Reached, rule: ReplicationRule) -> int:
    """Return how many replications it may take, for those who watch."""
    needed = max((found.needed or 0 for found in reached.verdicts.values()), default=0)
    at_least = max(needed, reached.replications + 1)
    return min(rule.most, -(-(at_least + rule.ahead_of(at_least)) // BATCH) * BATCH)
