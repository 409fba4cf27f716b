"""Which alternative is best, how surely, and what more it takes to tell: on plain arrays.

Figures come as arrays of shape (replications, alternatives) whose rows are common random worlds.
"""

from experiments.selection.best import rank
from experiments.selection.dunnett import dunnett_critical
from experiments.selection.feasibility import all_met, probability_met
from experiments.selection.kn import KimNelson, Verdict
from experiments.selection.ocba import allocate
from experiments.selection.ranking import Ranking
from experiments.selection.simultaneous import (
    AgainstToday,
    PairedRow,
    against_today,
    all_pairs,
    dunnett_blocks,
    simultaneous_against_today,
)
from experiments.selection.sphericity import sphericity
from experiments.selection.subset import subset

__all__ = [
    "AgainstToday",
    "KimNelson",
    "PairedRow",
    "Ranking",
    "Verdict",
    "against_today",
    "all_met",
    "all_pairs",
    "allocate",
    "dunnett_blocks",
    "dunnett_critical",
    "probability_met",
    "rank",
    "simultaneous_against_today",
    "sphericity",
    "subset",
]
