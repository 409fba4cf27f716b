"""The conformance suite finds what it is there to find: each policy here breaks the contract in one way."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest

from sim.contract import Cancel, Decision, Every, Message, Order, Remember, Review, View
from tests.contract.conformance import conforms


@dataclass(frozen=True, slots=True)
class Good:
    """Orders up to a level every week, and breaks nothing."""

    level: float = 20.0

    @property
    def review(self) -> Review:
        """Every week."""
        return Every(7.0)

    def decide(self, view: View) -> Iterable[Decision]:
        """Order up to the level."""
        for name, stock in view.stocks.items():
            if stock.position < self.level:
                yield Order(name, self.level - stock.position)


class Loose(Good):
    """Has a dictionary of attributes."""


@dataclass(frozen=True, slots=True, repr=False)
class Nameless(Good):
    """Does not say what its level is."""

    def __repr__(self) -> str:
        return "Nameless(0)"


@dataclass(frozen=True, slots=True)
class Hidden(Good):
    """Keeps count where nobody sees it."""

    calls: ClassVar[list[int]] = []

    def decide(self, view: View) -> Iterable[Decision]:
        """Order the number of calls."""
        self.calls.append(1)
        yield Order("a", float(len(self.calls)))


@dataclass(frozen=True, slots=True)
class Dicing(Good):
    """Draws from the generator of everybody."""

    def decide(self, view: View) -> Iterable[Decision]:
        """Order the same whatever comes."""
        random.random()
        yield Order("a", 1.0)


@dataclass(frozen=True, slots=True)
class Returning(Good):
    """Orders less than nothing when there is too much."""

    def decide(self, view: View) -> Iterable[Decision]:
        """Order up to the level, or back."""
        for name, stock in view.stocks.items():
            yield Order(name, self.level - stock.position)


@dataclass(frozen=True, slots=True)
class Endless(Good):
    """Divides by what may be nothing."""

    def decide(self, view: View) -> Iterable[Decision]:
        """Order by the share that waits."""
        for name, stock in view.stocks.items():
            with np.errstate(all="ignore"):
                yield Order(name, float(np.float64(1.0) / np.float64(stock.backorders)))


@dataclass(frozen=True, slots=True)
class Stranger(Good):
    """Orders for somebody else."""

    def decide(self, view: View) -> Iterable[Decision]:
        """Order for `d`."""
        yield Order("d", 1.0)


@dataclass(frozen=True, slots=True)
class Guessing(Good):
    """Cancels an order that it was not shown."""

    def decide(self, view: View) -> Iterable[Decision]:
        """Cancel the ninth order."""
        yield Cancel(9)


@dataclass(frozen=True, slots=True)
class Shouting(Good):
    """Sends messages of a kind of its own."""

    def decide(self, view: View) -> Iterable[Decision]:
        """Say something."""
        yield Message("help", "a")  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Peeking(Good):
    """Looks for the engine behind the view, where there is one."""

    def decide(self, view: View) -> Iterable[Decision]:
        """Order what customers will want."""
        if getattr(view.stocks, "_stocks", None) or getattr(view.stocks["a"], "tape", None):
            yield Order("a", 1.0)


@dataclass(frozen=True, slots=True)
class Writing(Good):
    """Writes into the table that it is shown."""

    table: ClassVar[bool] = True
    bucket: ClassVar[float] = 7.0
    history: ClassVar[int] = 1

    def decide(self, view: View) -> Iterable[Decision]:
        """Set all stock to nothing."""
        assert view.table is not None
        view.table.on_hand[:] = 0.0
        return ()


@dataclass(frozen=True, slots=True)
class Noting(Good):
    """Changes what it remembers."""

    def decide(self, view: View) -> Iterable[Decision]:
        """Remember all times in one list."""
        times = [] if view.memory is None else view.memory
        times.append(view.now)
        yield Remember(times)


@dataclass(frozen=True, slots=True)
class Mixing(Good):
    """Orders for one stock point what another lacks."""

    def decide(self, view: View) -> Iterable[Decision]:
        """Order for `a` what `c` lacks."""
        if view.stocks["c"].position < self.level:
            yield Order("a", 5.0)


@dataclass(frozen=True, slots=True)
class Hasty(Good):
    """Takes for granted that there is history."""

    table: ClassVar[bool] = True
    bucket: ClassVar[float] = 7.0
    history: ClassVar[int] = 1

    def decide(self, view: View) -> Iterable[Decision]:
        """Order what was drawn last week."""
        assert view.table is not None
        for place, name in enumerate(view.table.names):
            yield Order(name, max(float(view.table.draws[place, -1]), 1.0))


@dataclass(frozen=True, slots=True)
class Mute(Good):
    """Refuses everything."""

    def decide(self, view: View) -> Iterable[Decision]:
        """Refuse."""
        raise ValueError("this scope does not please me; give another")


def test_a_good_policy_conforms() -> None:
    """What the others have in common is no fault."""
    conforms(Good())


@pytest.mark.parametrize(
    "cls",
    [
        *(Loose, Nameless, Hidden, Dicing, Returning, Endless, Stranger, Guessing),
        *(Shouting, Peeking, Noting, Mixing, Mute, Writing),
    ],
)
def test_a_bad_policy_does_not(cls: Any) -> None:
    """It fails a check."""
    with pytest.raises(AssertionError):
        conforms(cls())


def test_a_policy_that_takes_history_for_granted() -> None:
    """What Python raises is handed on."""
    with pytest.raises(IndexError):
        conforms(Hasty())


def test_a_policy_that_can_be_changed() -> None:
    """A dataclass that is not frozen is not hashable."""

    @dataclass(slots=True)
    class Changing:
        level: float = 20.0
        review: ClassVar[Review] = Every(7.0)

        def decide(self, view: View) -> Iterable[Decision]:
            return ()

    with pytest.raises(TypeError, match="unhashable type"):
        conforms(Changing())
