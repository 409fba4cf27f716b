"""Distributions: the random laws of demand, lead times and work."""

from sim.distributions.constant import Constant
from sim.distributions.discrete import Discrete
from sim.distributions.distribution import Distribution
from sim.distributions.empirical import Empirical
from sim.distributions.exponential import Exponential
from sim.distributions.gamma import Gamma
from sim.distributions.geometric import Geometric
from sim.distributions.lognormal import Lognormal
from sim.distributions.negative_binomial import NegativeBinomial
from sim.distributions.normal import Normal
from sim.distributions.parse import LAWS, parse_distribution
from sim.distributions.poisson import Poisson
from sim.distributions.recorded import Recorded
from sim.distributions.triangular import Triangular
from sim.distributions.uniform import Uniform

__all__ = [
    "LAWS",
    "Constant",
    "Discrete",
    "Distribution",
    "Empirical",
    "Exponential",
    "Gamma",
    "Geometric",
    "Lognormal",
    "NegativeBinomial",
    "Normal",
    "Poisson",
    "Recorded",
    "Triangular",
    "Uniform",
    "parse_distribution",
]
