"""Verification: published and exact results against ours, so that a sceptic sees why to believe it.

Where chance plays a part, the published figure has to lie in our interval, and the intervals of all checks
hold at once (Bonferroni). Where it does not, the printed digits have to be equal.
"""

from collections.abc import Sequence

import pandas as pd

from experiments.progress import Monitor
from experiments.verify.check import Check
from experiments.verify.plant_worlds import PLANT_CHECKS
from experiments.verify.simulated import Simulated
from experiments.verify.stock_worlds import STOCK_CHECKS
from experiments.verify.worked import worked_checks

SEED = 1
REPLICATIONS = 20
CONFIDENCE = 0.95
"""Probability that all simulated checks agree, if nothing is wrong."""
SIMULATED: tuple[Simulated, ...] = (*STOCK_CHECKS, *PLANT_CHECKS)
COLUMNS = ("name", "what", "source", "published", "unit", "ours", "low", "high", "kind", "agrees")


def verify(
    progress: Monitor | None = None, *, seed: int = SEED, replications: int = REPLICATIONS
) -> list[Check]:
    """Make all checks.

    Parameters
    ----------
    progress
        Is told after each simulated run, and may stop the work.
    seed
        Seed of the random worlds.
    replications
        Random worlds of each simulated check, two or more.

    Returns
    -------
    list of Check
        The simulated checks, then those in which chance plays no part.

    Notes
    -----
    Each interval covers with probability 1 - (1 - `CONFIDENCE`) / k, where k simulated checks are made; so
    if nothing is wrong, all agree for at least `CONFIDENCE` of all seeds, whatever the checks have in common.
    Lengths of runs, controls and the seed were fixed beforehand, for intervals of about one per cent.
    """
    if replications < 2:
        raise ValueError(f"replications is {replications}; an interval needs two or more")
    monitor = progress or Monitor()
    total, finished = replications * len(SIMULATED), 0
    found: list[Check] = []
    for one in SIMULATED:

        def done(name: str = one.name) -> None:
            nonlocal finished
            finished += 1
            monitor.tell("simulated checks", finished, total, name)
            monitor.check()

        found.append(one.run(seed, replications, each_confidence(), done))
    return found + worked_checks()


def each_confidence() -> float:
    """Return the confidence of each simulated check alone."""
    return 1 - (1 - CONFIDENCE) / len(SIMULATED)


def checks_frame(checks: Sequence[Check]) -> pd.DataFrame:
    """Return checks as a table, one row each.

    Columns: name, what, source, published, unit, ours, low, high (nan where chance plays no part), kind
    (`simulated` or `exact`) and agrees.
    """
    return pd.DataFrame([[getattr(one, name) for name in COLUMNS] for one in checks], columns=list(COLUMNS))
