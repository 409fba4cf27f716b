"""TSB, the Teunter-Syntetos-Babai method: intermittent demand that may die out."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import ClassVar, Generic

from policies.forecasting._values import FloatArray, Value, demand, split, stack, steps_ahead, weight


@dataclass(frozen=True, slots=True)
class TSBState(Generic[Value]):
    """Size of a demand and probability of demand in a period, smoothed, and periods before the first demand.

    Size and probability are 0 until the first demand; the count of periods ends with it.
    """

    size: Value
    probability: Value
    waited: Value


@dataclass(frozen=True, slots=True)
class TSB:
    """Size of a demand times probability of demand; the probability falls with every period without demand.

    Unlike Croston's, the forecast goes down while nothing is sold, so stock of a part that has died does not
    stay planned for ever.

    Parameters
    ----------
    alpha
        Weight of the newest demand in the size, 0 to 1.
    beta
        Weight of the newest period in the probability, 0 to 1.

    Notes
    -----
    Size starts as the first demand that is not zero, the probability as 1 over its position in the history;
    before it the forecast is 0. Teunter, Syntetos & Babai, European Journal of Operational Research 214
    (2011) 606-615.

    Examples
    --------
    >>> method = TSB(alpha=0.1, beta=0.5)
    >>> method.forecast(method.start([6, 6, 0]), 2)
    array([3., 3.])
    """

    alpha: float
    beta: float

    FITTED: ClassVar[tuple[str, ...]] = ("alpha", "beta")

    def __post_init__(self) -> None:
        weight("alpha", self.alpha)
        weight("beta", self.beta)

    @property
    def needs(self) -> int:
        """How many periods of history come before the first forecast."""
        return 1

    def start(self, history: Iterable[Value]) -> TSBState[Value]:
        """Return the state after `history`."""
        first, rest = split(history, self.needs)
        none = 0.0 * first[0]
        return reduce(self.update, first + rest, TSBState(none, none, none))

    def update(self, state: TSBState[Value], actual: Value) -> TSBState[Value]:
        """Return the state after one more period."""
        # Branches written as 0 and 1, so that one line serves a number and an array.
        own = demand(actual)
        demanded = (own > 0) * 1.0
        started = (state.size > 0) * 1.0
        first = 1.0 - started
        waited = state.waited + first
        chance = started * demanded + first * (demanded / (waited + started))
        return TSBState(
            state.size + demanded * (started * self.alpha + first) * (own - state.size),
            state.probability + (started * self.beta + first) * (chance - state.probability),
            waited,
        )

    def one_step(self, state: TSBState[Value]) -> Value:
        """Return the forecast of the next period."""
        return state.size * state.probability

    def forecast(self, state: TSBState[Value], steps: int) -> FloatArray:
        """Return the forecasts of the next `steps` periods."""
        return stack([self.one_step(state) for _ in steps_ahead(steps)])
