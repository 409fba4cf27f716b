"""What local policies with a memory share: they learn from draws, review period by review period."""

from collections.abc import Iterable
from typing import Any, ClassVar

from sim.contract import Decision, Every, Forecasted, Order, Remember, Review, ScopeTable, View


class LearningRule:
    """Mixin of a policy of one stock point that keeps a state, which each review period of draws changes.

    The state is an immutable value that the policy makes (`begin`), moves on (`learn`) and orders by
    (`wants`); the engine keeps it. In a scope of several stock points each has a state of its own.
    """

    __slots__ = ()

    table: ClassVar[bool] = True
    history: ClassVar[int] = 1

    review_period: float
    offset: float

    @property
    def review(self) -> Review:
        """Every review period."""
        return Every(self.review_period, self.offset)

    @property
    def bucket(self) -> float:
        """Draws are booked by review period."""
        return self.review_period

    @property
    def learns(self) -> bool:
        """Whether draws change the state; if not, the policy forecasts nothing."""
        return True

    def begin(self) -> Any:
        """Return the state before anything was drawn."""
        raise NotImplementedError

    def learn(self, state: Any, drawn: float) -> Any:
        """Return the state after a review period in which so many units were drawn."""
        raise NotImplementedError

    def expected(self, state: Any) -> float | None:
        """Return the units forecast for the next review period; none as long as there is no forecast."""
        raise NotImplementedError

    def wants(self, state: Any, table: ScopeTable, place: int, now: float) -> float:
        """Return the quantity to order for the stock point at `place` of the table; zero for none."""
        raise NotImplementedError

    def decide(self, view: View) -> Iterable[Decision]:
        """Learn from the review period that is over, then order."""
        table = view.table
        if table is None:
            raise ValueError("the view has no table; a policy that learns from draws needs one")
        states = (self.begin(),) * len(table) if view.memory is None else view.memory
        if self.learns and table.draws.shape[1]:
            drawn = [max(units, 0.0) for units in table.draws[:, -1].tolist()]
            yield from self._compared(states, table, drawn)
            states = tuple(self.learn(state, units) for state, units in zip(states, drawn, strict=True))
            yield Remember(states)
        for place, name in enumerate(table.names):
            quantity = self.wants(states[place], table, place, view.now)
            if quantity > 0:
                yield Order(name, quantity)

    def _compared(
        self, states: tuple[Any, ...], table: ScopeTable, drawn: list[float]
    ) -> Iterable[Forecasted]:
        """Compare what was forecast with what was drawn."""
        forecasts = [self.expected(state) for state in states]
        known = [
            (name, forecast, units)
            for name, forecast, units in zip(table.names, forecasts, drawn, strict=True)
            if forecast is not None
        ]
        if known:
            names, forecast, actual = zip(*known, strict=True)
            yield Forecasted(names, forecast, actual)
