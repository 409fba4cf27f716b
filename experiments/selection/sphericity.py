"""Are the paired differences of all alternatives equally variable? Mauchly's test."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from experiments.selection.worlds import as_worlds


def sphericity(values: ArrayLike) -> float:
    """Return the p-value of Mauchly's test that all paired differences have the same variance.

    Small where the data speak against it; nan where it cannot be tested: fewer than `alternatives`
    replications, or nothing varies. One where there are two alternatives, hence one difference.

    Parameters
    ----------
    values
        Figures, shape (replications, alternatives).

    Notes
    -----
    With p = k - 1 orthonormal contrasts of covariance S, W = det(S) / (trace(S) / p)^p, and
    -(n - 1 - (2 p^2 + p + 2) / (6 p)) ln W is about chi-square with p (p + 1) / 2 - 1 degrees of freedom;
    Mauchly, Annals of Mathematical Statistics 11 (1940), with Box's correction.
    """
    worlds = as_worlds(values)
    n, contrasts = len(worlds), worlds.shape[1] - 1
    if contrasts <= 1:
        return 1.0
    if n - 1 < contrasts:
        return float("nan")
    apart = worlds - worlds.mean(axis=1, keepdims=True)
    variances = np.linalg.eigvalsh(np.cov(apart, rowvar=False))[1:]
    if variances[-1] <= 0:
        return float("nan")
    if variances[0] <= 1e-12 * variances[-1]:
        return 0.0
    log_w = float(np.log(variances).sum() - contrasts * np.log(variances.mean()))
    factor = n - 1 - (2 * contrasts**2 + contrasts + 2) / (6 * contrasts)
    return float(chdtrc(contrasts * (contrasts + 1) / 2 - 1, -factor * log_w))
