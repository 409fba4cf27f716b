"""Differences between alternatives in the random worlds that both have met."""

import pandas as pd

from experiments.interval import Interval, paired_difference


def paired_worlds(mine: pd.Series, theirs: pd.Series) -> Interval:
    """Return the mean difference over the random worlds that both have met; the index is the replication."""
    worlds = mine.index.intersection(theirs.index)
    return paired_difference(mine.loc[worlds].to_numpy(), theirs.loc[worlds].to_numpy())
