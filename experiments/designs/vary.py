"""The range over which a path of a scenario is varied, and its text `PATH=LO:HI:STEP`."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

Value = bool | int | float | str

GRID_POINTS = 5
"""Points of a grid over a range without a step."""
MOST_POINTS = 100_000
"""Points of the largest grid that is made."""
FORMS = "PATH=LO:HI:STEP, PATH=LO:HI, PATH=LO:HI:log or PATH=A,B,C"


@dataclass(frozen=True, slots=True)
class Range:
    """Values that a path may take: from `low` to `high`, or a list of them.

    Attributes
    ----------
    path
        Path of the value in the scenario.
    low, high
        Ends, both possible; None for a list.
    step
        Distance of neighbours, counted from `low`; None where every value between the ends is possible.
    values
        The list: numbers, words, true and false.
    integer
        Only whole numbers are possible.
    log
        Values are spread evenly by their ratios, not by their differences.

    Raises
    ------
    ValueError
        Ends, step or list make no range.

    Examples
    --------
    >>> Range("volume", 0.5, 2.0, 0.5).points()
    [0.5, 1.0, 1.5, 2.0]
    >>> Range("cards", 1, 8, integer=True).at(0.99)
    8
    """

    path: str
    low: float | None = None
    high: float | None = None
    step: float | None = None
    values: tuple[Value, ...] | None = None
    integer: bool = False
    log: bool = False

    def __post_init__(self) -> None:
        problem = self._problem()
        if problem:
            raise ValueError(f"{self}: {problem}")

    def __str__(self) -> str:
        if self.values is not None:
            return f"{self.path}={','.join(map(written, self.values))}"
        ends = [written(part) for part in (self.low, self.high, self.step) if part is not None]
        return f"{self.path}={':'.join(ends + ['log'] * self.log)}"

    @property
    def count(self) -> int | None:
        """How many values are possible; None where there is no end of them."""
        if self.values is not None:
            return len(self.values)
        low, high = self._limits()
        if self.step is not None:
            return int((_exact(high) - _exact(low)) // _exact(self.step)) + 1
        return int(high) - int(low) + 1 if self.integer else None

    @property
    def ends(self) -> tuple[Value, Value]:
        """The lowest and the highest possible value; of a list its first and its last."""
        return self.node(0.0), self.node(1.0)

    @property
    def grid_count(self) -> int:
        """How many points a grid over the range has."""
        if self.values is None and self.step is None:
            return min(GRID_POINTS, self.count or GRID_POINTS)
        return self.count or 0

    def points(self) -> list[Value]:
        """Return the values of a grid, both ends included: every step, the list, or five values without one.

        The high end is left out where no whole number of steps leads to it.
        """
        if self.values is not None:
            return list(self.values)
        if self.grid_count > MOST_POINTS:
            raise ValueError(f"{self}: {self.grid_count:,} values are too many; take a larger step")
        if self.step is not None:
            return [self._kth(k) for k in range(self.grid_count)]
        found = [self.node(k / (GRID_POINTS - 1)) for k in range(GRID_POINTS)]
        return list(dict.fromkeys(found))

    def at(self, u: float) -> Value:
        """Return the value at a share of the range, every possible value having an equal part of it.

        A step, whole numbers and a list leave so many values, each for an equal share of `u` from 0 to 1
        (whole numbers of a `log` range: for a share by their ratios).
        """
        _check_share(u)
        if self.count is None:
            return self.node(u)
        if self.log:
            low, high = self._limits()
            value = _between(low - 0.5, high + 0.5, u, log=True)
            return int(min(max(math.floor(value + 0.5), low), high))
        return self._kth(min(int(u * self.count), self.count - 1))

    def node(self, u: float) -> Value:
        """Return the possible value nearest to a share of the way from the low end to the high one."""
        _check_share(u)
        if self.values is not None or self.step is not None:
            assert self.count is not None
            return self._kth(math.floor(u * (self.count - 1) + 0.5))
        low, high = self._limits()
        value = _between(low, high, u, log=self.log)
        return math.floor(value + 0.5) if self.integer else value

    def share(self, value: Value) -> float:
        """Return how far along the range a possible value lies, from 0 to 1; of a list by its place."""
        if self.values is not None:
            return self.values.index(value) / (len(self.values) - 1)
        assert not isinstance(value, str)
        low, high = self._limits()
        if self.log:
            return math.log(value / low) / math.log(high / low)
        last = self._kth(self.count - 1) if self.count is not None else high
        assert not isinstance(last, str)
        return (value - low) / (last - low)

    def _kth(self, k: int) -> Value:
        if self.values is not None:
            return self.values[k]
        low, _ = self._limits()
        value = _exact(low) + k * (Decimal(1) if self.step is None else _exact(self.step))
        return int(value) if self.integer else float(value)

    def _limits(self) -> tuple[float, float]:
        assert self.low is not None and self.high is not None
        return self.low, self.high

    def _problem(self) -> str:
        """Say what is wrong, and what to write."""
        if not self.path.strip():
            return f"the path is missing; write {FORMS}"
        if self.values is not None:
            return self._list_problem()
        if self.low is None or self.high is None:
            return f"an end is missing; write {FORMS}"
        numbers = [number for number in (self.low, self.high, self.step) if number is not None]
        if not all(map(math.isfinite, numbers)):
            return "only finite numbers make a range; write its ends in figures"
        if self.low == self.high:
            return "one value makes no range; set it, or give two ends that differ"
        if self.low > self.high:
            tail = written(self.step) if self.step is not None else ""
            right = ":".join(filter(None, [written(self.high), written(self.low), tail]))
            return f"the low end comes first; write {right}{':log' if self.log else ''}"
        if self.log:
            return self._log_problem()
        return self._step_problem()

    def _step_problem(self) -> str:
        assert self.low is not None and self.high is not None
        if self.step is not None and self.step <= 0:
            return "the step must be above 0; count it upwards from the low end"
        span = float(_exact(self.high) - _exact(self.low))
        if self.step is not None and self.step > span:
            return f"the step is larger than the range; take one of {written(span)} or less"
        if self.integer and any(number != int(number) for number in (self.low, self.high, self.step or 1)):
            return "whole numbers need ends and a step that are whole"
        return ""

    def _log_problem(self) -> str:
        assert self.low is not None
        if self.low <= 0:
            return "'log' spreads values by their ratios; take a low end above 0, or leave 'log' out"
        if self.step is not None:
            return "'log' goes without a step; leave one of them out"
        return self._step_problem()

    def _list_problem(self) -> str:
        assert self.values is not None
        if len(self.values) < 2:
            return "one value makes no range; set it, or give several"
        if any(isinstance(value, float) and not math.isfinite(value) for value in self.values):
            return "only finite numbers can be simulated; leave the others out"
        twice = [value for value, times in Counter(self.values).items() if times > 1]
        return f"{written(twice[0])} stands there twice; name each value once" if twice else ""


def parse_range(text: str) -> Range:
    """Read a range as it is written on the command line.

    Parameters
    ----------
    text
        `PATH=LO:HI:STEP`; `PATH=LO:HI`, where every value between is possible; `PATH=LO:HI:log`, the same
        by ratios; `PATH=A,B,C`, a list of numbers or words. Numbers that are all whole and written without
        a decimal point make a range of whole numbers: `1:4` holds four values, `1.0:4.0` all between.

    Raises
    ------
    ValueError
        The text is no range; the message says what to write.

    Examples
    --------
    >>> parse_range("volume=0.1:0.5:0.1").points()
    [0.1, 0.2, 0.3, 0.4, 0.5]
    >>> parse_range("control.rule=eoq,30,true").values
    ('eoq', 30, True)
    >>> parse_range("volume=0.9:0.1")
    Traceback (most recent call last):
    ValueError: volume=0.9:0.1: the low end comes first; write 0.1:0.9
    """
    path, equals, rest = (part.strip() for part in text.partition("="))
    if not (path and equals and rest):
        raise ValueError(f"{text!r} is no range; write {FORMS}")
    if ":" not in rest:
        return Range(path, values=tuple(_list_value(text, part.strip()) for part in rest.split(",")))
    parts = [part.strip() for part in rest.split(":")]
    log = parts[-1].lower() == "log"
    numbers = parts[:-1] if log else parts
    if len(numbers) > 3 or len(numbers) < 2:
        raise ValueError(f"{text}: these are not two ends and a step; write {FORMS}")
    low, high, *step = [_number(text, part) for part in numbers]
    integer = all(isinstance(number, int) for number in (low, high, *step))
    return Range(path, low, high, step[0] if step else None, integer=integer, log=log)


def check_ranges(ranges: Sequence[Range]) -> None:
    """Refuse no range at all, and a path that is varied twice.

    Raises
    ------
    ValueError
        With a sentence that names the path.
    """
    if not ranges:
        raise ValueError(f"nothing is varied; give a range such as {FORMS}")
    twice = [path for path, times in Counter(one.path for one in ranges).items() if times > 1]
    if twice:
        raise ValueError(f"{twice[0]} is varied twice; give one range for each path")


def labelled(ranges: Sequence[Range], values: Iterable[Value]) -> dict[str, Value]:
    """Return a point: the value of each path."""
    return {one.path: value for one, value in zip(ranges, values, strict=True)}


def _number(text: str, part: str) -> int | float:
    """Read a number, whole where it is written so."""
    try:
        value = float(part.replace("_", "?"))
    except ValueError:
        remedy = f"write its ends in figures, as in {FORMS}" if part else f"write {FORMS}"
        raise ValueError(f"{text}: {part!r} is not a number; {remedy}") from None
    digits = part.removeprefix("-").removeprefix("+")
    return int(part) if digits.isdecimal() else value


def _list_value(text: str, part: str) -> Value:
    """Read a number, true, false or a word."""
    if not part:
        raise ValueError(f"{text}: a value of the list is missing; write one between any two commas")
    if part in ("true", "false"):
        return part == "true"
    try:
        return _number(text, part)
    except ValueError:
        return part


def _exact(number: float) -> Decimal:
    """Return a number as people write it: 0.1 is a tenth."""
    return Decimal(repr(number))


def _between(low: float, high: float, u: float, *, log: bool) -> float:
    if u in (0.0, 1.0):
        return float(high if u else low)
    if log:
        value = float(f"{math.exp(math.log(low) * (1 - u) + math.log(high) * u):.12g}")
    else:
        value = float(_exact(low) + (_exact(high) - _exact(low)) * _exact(float(u)))
    return min(max(value, low), high)


def _check_share(u: float) -> None:
    if not 0 <= u <= 1:
        raise ValueError(f"{u:g} is no share of a range; give one from 0 to 1")


def written(value: object) -> str:
    """Write a value as a range is written, in its shortest form.

    Examples
    --------
    >>> written(2.0), written(0.15), written(1_000_000), written(True)
    ('2', '0.15', '1000000', 'true')
    """
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)
