"""What is swept: the points, and what each alternative is at each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING

from experiments.designs.vary import Range, Value, written
from sim import DataError

if TYPE_CHECKING:
    from scenarios import Case

WORDS = {"volume": "times today's volume", "lead_time": "times today's lead times"}
"""What follows a factor on the whole world."""


@dataclass(frozen=True, slots=True)
class PathWords:
    """How a path is called: `behind` a value in a sentence, and as the `name` of a column or an axis."""

    behind: str
    name: str


@dataclass(frozen=True)
class Swept:
    """Alternatives of a case at points of a design.

    A path of control belongs to the alternatives whose control has it; the others stay as they are at every
    point. All other paths belong to all alternatives.

    Parameters
    ----------
    case
        The case.
    names
        Alternatives.
    ranges
        One for each path that is swept.
    points
        Values of the paths; a path that a point leaves out stays as it is.
    """

    case: "Case" = field(repr=False)
    names: tuple[str, ...]
    ranges: tuple[Range, ...]
    points: tuple[Mapping[str, Value], ...] = field(repr=False)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths that are swept."""
        return tuple(one.path for one in self.ranges)

    def values(self, name: str, point: Mapping[str, Value]) -> dict[str, Value]:
        """Return the values that an alternative takes at a point."""
        return {path: value for path, value in point.items() if path in self.taken[name]}

    @cached_property
    def taken(self) -> dict[str, tuple[str, ...]]:
        """The paths that each alternative has, today's way among them even where it is not swept."""
        today = [self.case.today] if self.case.today else []
        names = [*self.names, *today] or list(self.case.alternatives)[:1]
        return {name: tuple(path for path in self.paths if has_path(self.case, name, path)) for name in names}

    def left_out(self) -> dict[str, tuple[str, ...]]:
        """Return the alternatives that do not have all paths, with those that they do not have."""
        lacking = {
            name: tuple(path for path in self.paths if path not in self.taken[name]) for name in self.names
        }
        return {name: paths for name, paths in lacking.items() if paths}

    def is_swept(self, knob: str) -> bool:
        """Tell whether a path is the knob of an alternative, so that nobody may turn it."""
        return any(path == knob or fnmatchcase(path, knob) or fnmatchcase(knob, path) for path in self.paths)

    def sized(self) -> list[str]:
        """Return the alternatives that the case sizes to its target by a knob that is not swept.

        Raises
        ------
        DataError
            There is more than one target.
        """
        if not self.case.target:
            return []
        knobs = {name: self.case.alternatives[name].tune for name in self.names}
        found = [name for name, knob in knobs.items() if knob and not self.is_swept(str(knob["vary"]))]
        if found and len(self.case.target) > 1:
            raise DataError(
                f"case {self.case.name!r} has {len(self.case.target)} targets; sizing takes one: keep one in "
                "'target', or give --sizing none"
            )
        return found

    def check(self, given: Mapping[str, object]) -> None:
        """Refuse paths that do not exist and values that do not fit, before anything is simulated.

        Every alternative is built at the first and the last point, and at both ends (every value of a list)
        of each range.

        Parameters
        ----------
        given
            Values that hold at every point.

        Raises
        ------
        DataError
            The path with the nearest that there is, or the value with what would fit.
        """
        for one in self.ranges:
            if not any(one.path in self.taken[name] for name in self.names):
                self._refuse(one.path)
        first, last = self.points[0], self.points[-1]
        looked = [first, last]
        for one in self.ranges:
            looked += [{**first, one.path: value} for value in one.values or one.ends]
        for name in self.taken:
            for k, point in enumerate(looked):
                if point not in looked[:k]:
                    self.case.check(name, {**given, **self.values(name, point)})

    def _refuse(self, path: str) -> None:
        name = self.names[-1]
        self.case.raw_value(path, name)
        who = f"alternative '{name}'" if len(self.names) == 1 else "any of these alternatives"
        raise DataError(
            f"path '{path}' changes nothing under {who}: the entry is not sized; vary one of its parameters, "
            "or name an alternative that is sized"
        )

    # ---- words

    def label(self, point: Mapping[str, Value]) -> str:
        """Return a point in words, as `volume 1.5`."""
        words = [f"{self.words(path).name} {short(value)}" for path, value in point.items()]
        return ", ".join(words) or "as it is"

    def words(self, path: str) -> PathWords:
        """Return how a path is called."""
        if path in WORDS:
            return PathWords(WORDS[path], path.replace("_", " "))
        from scenarios.units import split_unit

        last = path.rpartition(".")[2]
        if sum(one.rpartition(".")[2] == last for one in self.paths) > 1:
            return PathWords(f"({path})", path)
        stem, unit = split_unit(last)
        name = stem.replace("_", " ")
        if unit is not None:
            return PathWords(f"{unit}s of {name}", f"{name}, {unit}s")
        return PathWords(f"({name})", name)


def has_path(case: "Case", name: str, path: str) -> bool:
    """Tell whether an alternative has a path: a path of control need not be one of each.

    The knob by which an alternative is sized is its own, and `size` belongs to entries that are sized.
    """
    if not path.startswith("control."):
        return True
    if path == case.alternatives[name].tune.get("vary"):
        return True
    entry, _, key = path.removeprefix("control.").partition(".")
    head, _, tail = key.partition(".")
    asked = f"control.{entry}.{tail}" if head == "scale" and tail else path
    try:
        value = case.raw_value(asked, name)
    except DataError:
        return False
    return head != "size" or value is not None


def short(value: Value) -> str:
    """Write a value with the digits that matter to a reader.

    Examples
    --------
    >>> short(0.1 + 0.2), short(2.0), short(1234567), short("eoq")
    ('0.3', '2', '1234567', 'eoq')
    """
    return f"{value:.5g}" if isinstance(value, float) and abs(value) < 1e5 else written(value)
