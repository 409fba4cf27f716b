"""The columns of a table: names, types, units and bounds, read from a frozen dataclass."""

import dataclasses
import types
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from scenarios.cell_problem import CellProblem
from scenarios.limits import check_law, check_number
from scenarios.order_history import OrderHistory
from scenarios.spelling import hint
from scenarios.units import conversion, split_unit, with_unit
from scenarios.unreadable import Unreadable
from sim.distributions import Distribution, parse_distribution

if TYPE_CHECKING:
    from scenarios.histories import Histories

read_law = cache(parse_distribution)


@dataclass(frozen=True)
class Columns:
    """The columns of a table.

    Parameters
    ----------
    types
        Type of each field.
    defaults
        Value of each field that may be left out.
    times
        Fields that are times: their columns carry a unit.
    bounded
        Whether the bounds of `scenarios.limits` hold (those of a policy are its own).
    together
        Fields that must be given as soon as a field that begins like the key is: `breakdown_up` and
        `breakdown_down` for `breakdown`.
    instead
        Field that may be given in place of one that must be: `history` for `interval`.
    """

    types: Mapping[str, Any]
    defaults: Mapping[str, Any]
    times: frozenset[str] = frozenset()
    bounded: bool = True
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def required(self) -> list[str]:
        """Fields that must be given."""
        return [field for field in self.types if field not in self.defaults]

    def missing(self, given: Collection[str]) -> list[str]:
        """Return the fields that must be given and are not, nor what may stand in their place."""
        return [f for f in self.required if f not in given and self.instead.get(f) not in given]

    def alone(self, given: Collection[str]) -> list[str]:
        """Return the fields that are not given although others of their group are."""
        groups = [g for g in self.together if any(field.startswith(f"{g}_") for field in given)]
        return [field for group in groups for field in self.together[group] if field not in given]

    def companions(self, given: Collection[str]) -> list[str]:
        """Return the fields that are given although none of those is that their group must have."""
        groups = [g for g, fields in self.together.items() if not any(field in given for field in fields)]
        return [field for field in given if any(field.startswith(f"{g}_") for g in groups)]

    def spelling(self, field: str, time_unit: str) -> str:
        """Return the column name of a field, a time in the unit of the case."""
        return with_unit(field, time_unit) if field in self.times else field

    def spellings(self, time_unit: str) -> list[str]:
        """Return the column names of all fields, times in the unit of the case."""
        return [self.spelling(field, time_unit) for field in self.types]

    def resolve(
        self, column: str, time_unit: str, others: Sequence[str] = (), spell: Callable[[str], str] = str
    ) -> tuple[str, float]:
        """Return the field of a column and the factor that brings it to the unit of the case.

        `others` are further valid names, for the remedy, which writes a name by `spell`.

        Raises
        ------
        Unreadable
            There is no such field, or a time carries no unit.
        """
        if column in self.times and column in self.types:
            spelled = spell(with_unit(column, time_unit))
            raise Unreadable(f"'{column}' is a time without a unit", f"write '{spelled}'")
        if column in self.types:
            return column, 1.0
        field, unit = split_unit(column)
        if unit is not None and field in self.times and field in self.types:
            return field, conversion(unit, time_unit)
        known = [*self.spellings(time_unit), *others]
        raise Unreadable(f"'{column}' is not known here", hint(column, known, spell))

    def check(
        self, rows: Sequence[dict[str, Any]], histories: "Histories | None" = None
    ) -> tuple[list[dict[str, Any]], list[CellProblem]]:
        """Return the rows with typed values, in the units they were written in, and what is wrong.

        A cell that cannot be read is left out of its row. Keys of the rows are fields. `histories` reads
        the files that cells name.
        """
        from pydantic import ValidationError

        problems: list[CellProblem] = []
        if histories is not None:
            rows, problems = histories.filled(rows, self.types)
        problems += [
            CellProblem(k, field, f"{str(value).lower()} does not fit here", "write a number or a text")
            for k, row in enumerate(rows)
            for field, value in row.items()
            if isinstance(value, bool) and self.types[field] is not bool
        ]
        if not problems:
            try:
                return self._adapter.validate_python(rows), []
            except ValidationError as error:
                problems = [_cell_problem(e) for e in error.errors(include_url=False)]
        bad = {(p.row, p.field) for p in problems}
        rest = [{f: v for f, v in row.items() if (k, f) not in bad} for k, row in enumerate(rows)]
        good, more = self.check(rest)
        return good, problems + more

    def value(self, field: str, value: object, histories: "Histories | None" = None) -> Any:
        """Return one typed value; `histories` reads the file that it may name.

        Raises
        ------
        Unreadable
            It is not of the type of the field, or out of its bounds.
        """
        (row,), problems = self.check([{field: value}], histories)
        if problems:
            raise Unreadable(problems[0].reason, problems[0].remedy)
        return row[field]

    @cached_property
    def _adapter(self) -> Any:
        from pydantic import ConfigDict, TypeAdapter
        from typing_extensions import TypedDict

        fields = {field: self._checked(field, kind) for field, kind in self.types.items()}
        row = TypedDict("row", fields, total=False)  # type: ignore[misc]
        strict = ConfigDict(extra="forbid", str_strip_whitespace=True)
        return TypeAdapter(list[row], config=strict)

    def _checked(self, field: str, kind: Any) -> Any:
        from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator

        if kind is Distribution:
            law = partial(_law, field, self.bounded)
            return Annotated[Any, PlainValidator(law, json_schema_input_type=str | float)]
        if kind is OrderHistory:
            return Annotated[Any, PlainValidator(_history, json_schema_input_type=str)]
        if kind is float or kind is int:
            number: Any = Annotated[float, Field(allow_inf_nan=False)] if kind is float else int
            bound = partial(_bounded, check_number, field)
            return Annotated[number, AfterValidator(bound)] if self.bounded else number
        if get_origin(kind) is tuple:
            return Annotated[kind, BeforeValidator(_split)]
        return kind


def columns_of(
    cls: type[Any],
    *,
    times: frozenset[str] | None = None,
    without: Sequence[str] = (),
    extra: Mapping[str, Any] | None = None,
    optional: Mapping[str, tuple[Any, Any]] | None = None,
    instead: Mapping[str, str] | None = None,
    bounded: bool = True,
) -> Columns:
    """Read the columns off a frozen dataclass.

    A field that holds another dataclass gives a column for each of that one's fields: `freight` with
    `per_kg` is `freight_per_kg`.

    Parameters
    ----------
    times
        Fields that are times; None takes the `TIMES` of the dataclass.
    without
        Fields that are no columns.
    extra
        Further columns that must be given: the type of each.
    optional
        Further columns that may be given: type and default of each.
    instead
        Column that may be given in place of one that must be.
    """
    hints = get_type_hints(cls)
    fields = [f for f in dataclasses.fields(cls) if f.name not in without]
    named = set(getattr(cls, "TIMES", ())) if times is None else set(times)
    defaults: dict[str, Any] = {}
    kinds: dict[str, Any] = dict(extra or {})
    together: dict[str, tuple[str, ...]] = {}
    for each in fields:
        kind = _given(hints[each.name])
        if is_dataclass(kind):
            inner = columns_of(kind)  # type: ignore[arg-type]
            kinds |= {f"{each.name}_{f}": k for f, k in inner.types.items()}
            defaults |= {f"{each.name}_{f}": inner.defaults.get(f) for f in inner.types}
            named |= {f"{each.name}_{f}" for f in inner.times}
            if inner.required:
                together[each.name] = tuple(f"{each.name}_{f}" for f in inner.required)
            continue
        kinds[each.name] = kind
        if each.default is not dataclasses.MISSING:
            defaults[each.name] = each.default
        elif each.default_factory is not dataclasses.MISSING:
            defaults[each.name] = each.default_factory()
    for name, (kind, default) in (optional or {}).items():
        kinds[name], defaults[name] = kind, default
    return Columns(kinds, defaults, frozenset(named), bounded, together, instead or {})


def maker_of(cls: type[Any], *, leaving: Sequence[str] = (), **fixed: Any) -> Callable[[dict[str, Any]], Any]:
    """Return a function that makes an object of a dataclass from the values of a row.

    Parameters
    ----------
    leaving
        Columns that are not fields of the dataclass.
    fixed
        Fields that no column gives.
    """
    hints = get_type_hints(cls)
    inner = {f.name: _given(hints[f.name]) for f in dataclasses.fields(cls)}
    inner = {name: kind for name, kind in inner.items() if is_dataclass(kind)}

    def make(values: dict[str, Any]) -> Any:
        plain: dict[str, Any] = dict(fixed)
        parts: dict[str, dict[str, Any]] = {}
        for column, value in values.items():
            if column in leaving:
                continue
            head = next((name for name in inner if column.startswith(f"{name}_")), None)
            if head is None:
                plain[column] = value
            else:
                parts.setdefault(head, {})[column.removeprefix(f"{head}_")] = value
        return cls(**plain, **{name: inner[name](**given) for name, given in parts.items()})

    return make


def converted(value: Any, factor: float) -> Any:
    """Return a number or law times `factor`."""
    if factor == 1.0 or value is None:
        return value
    return value.scaled(factor) if hasattr(value, "scaled") else value * factor


def _given(kind: Any) -> Any:
    """Return the type without None: what is absent is not written."""
    if get_origin(kind) in (Union, types.UnionType) and type(None) in get_args(kind):
        (kind,) = [k for k in get_args(kind) if k is not type(None)]
    return kind


def _law(field: str, bounded: bool, text: object) -> Any:
    share = per_cent(text)
    if share is not None:
        raise ValueError(f"{text!r} is not a number; write {share:g}")
    law = read_law(text) if isinstance(text, str) else parse_distribution(text)
    if bounded:
        check_law(field, law)
    return law


def _history(value: object) -> OrderHistory:
    if not isinstance(value, OrderHistory):
        raise ValueError(f"{value!r} is not the name of a file; put it in quotes")
    return value


def _bounded(check: Callable[[str, float], None], field: str, value: float) -> float:
    check(field, value)
    return value


def _split(value: object) -> object:
    return tuple(t.strip() for t in value.split(";") if t.strip()) if isinstance(value, str) else value


def _cell_problem(error: Any) -> CellProblem:
    row, field = error["loc"][:2]
    shown = repr(error["input"])
    kind = error["type"]
    if kind == "value_error":
        split = Unreadable.of(error["ctx"]["error"])
        reason, remedy = split.reason, split.remedy
    elif kind == "literal_error":
        known = [k.strip("'") for k in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        reason, remedy = f"{shown} is not a choice", hint(error["input"], known)
    elif kind.startswith("float") and per_cent(error["input"]) is not None:
        reason, remedy = f"{shown} is not a number", f"write {per_cent(error['input']):g}"
    else:
        reason, remedy = next(
            ((f"{shown} {text}", fix) for start, text, fix in WRONG_TYPES if kind.startswith(start)),
            (f"{shown} cannot be read ({error['msg']})", "correct it"),
        )
    return CellProblem(row, field, reason, remedy)


def per_cent(text: object) -> float | None:
    """Return the share that a percentage means; None where the text is none.

    Examples
    --------
    >>> per_cent("97 %"), per_cent("97")
    (0.97, None)
    """
    if not isinstance(text, str) or not text.rstrip().endswith("%"):
        return None
    try:
        return float(text.rstrip()[:-1]) / 100
    except ValueError:
        return None


WRONG_TYPES = (
    ("float", "is not a number", "write it like 1250.5, without unit or thousands separator"),
    ("finite", "is not a finite number", "write it like 1250.5"),
    ("int", "is not a whole number", "write it like 12"),
    ("bool", "is neither true nor false", "write true or false"),
    ("string", "is not a text", "put it in quotes"),
    ("tuple", "is not a list", "write texts separated by ; or a list of texts"),
)
"""Sentences for the kinds of error that pydantic finds."""
