"""Figures of alternatives in common random worlds, and what a share of hits may be."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats


def spherical(alternatives: int, sd: float = 1.0, correlation: float = 0.5) -> NDArray[np.float64]:
    """Covariance with one variance and one correlation."""
    return sd**2 * ((1 - correlation) * np.eye(alternatives) + correlation)


def worlds(
    seed: int, samples: int, replications: int, means: Sequence[float], covariance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Normal figures, shape (samples, replications, alternatives)."""
    random = np.random.default_rng(seed)
    normal = random.standard_normal((samples, replications, len(means)))
    return np.asarray(means) + normal @ np.linalg.cholesky(covariance).T


def hits_between(trials: int, probability: float, tail: float = 1e-4) -> tuple[int, int]:
    """Hits outside of which, either side, a binomial of this probability falls with `tail` or less."""
    binomial = stats.binom(trials, probability)
    return int(binomial.ppf(tail)), int(binomial.isf(tail))
