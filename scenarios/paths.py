"""The path language: change a case by `path = value`, and read a value by its path.

    control.ENTRY.KEY           a key of a control entry: policy, select, parameters, scale.P, size.P, or a
                                parameter of its policy; `*` in ENTRY stands for any text: `control.*.KEY`
                                is every entry, `control.products-*.KEY` every one so named
    control.ENTRY               a whole entry, as a table
    TABLE.SELECTOR.COLUMN       a column of the rows that the selector chooses
    accounts.FIELD              a rate
    plant.FIELD                 a rule of the whole plant
    volume, lead_time           a factor on the whole world (see `scenarios.factors`), put on last

An empty text takes a value (or an entry) away, so that its default holds. A text such as `*0.8` multiplies
numbers and distributions of a table, or a rate, by 0.8.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

from scenarios.case_data import CaseData
from scenarios.columns import Columns, converted
from scenarios.control import parameters_of
from scenarios.control_entry import OWN_KEYS
from scenarios.factors import FACTORS, apply_factor
from scenarios.histories import Histories
from scenarios.policy_columns import policy_called, policy_columns
from scenarios.problem import Problem
from scenarios.row import Row
from scenarios.sections import SECTIONS
from scenarios.selecting import select
from scenarios.spelling import hint, lacking
from scenarios.table import TABLES, Table
from scenarios.units import conversion, split_unit
from scenarios.unreadable import Unreadable
from sim.distributions import Constant

CHANGEABLE = {name: table for name, table in TABLES.items() if name != "facts"}
ROOTS = ("control", *SECTIONS, *CHANGEABLE)
TIMES = re.compile(r"\*\s*([0-9]*\.?[0-9]+)$")
"""`*0.8`: what is there, times 0.8."""


def apply(data: CaseData, changes: Mapping[str, object]) -> tuple[CaseData, list[Problem]]:
    """Return a checked copy of a case with changes, and what is wrong with them.

    Selectors see the case as it was before. Policies are changed first: parameters of a policy that its
    successor does not have are dropped.
    """
    draft = replace(
        data,
        rows=dict(data.rows),
        control={name: dict(entry) for name, entry in data.control.items()},
        accounts=dict(data.accounts),
        plant=dict(data.plant),
    )
    problems = []
    lost: list[str] = []  # entries whose policy is not known: nothing can be said of their parameters
    for path in sorted(changes, key=lambda p: not p.endswith(".policy")):
        if any(path.startswith(entry) for entry in lost):
            continue
        if path in FACTORS:
            continue
        try:
            _set(data, draft, path, changes[path])
        except Unreadable as problem:
            problems.append(problem.at(f"path '{path}'"))
            if path.endswith(".policy"):
                lost.append(path.removesuffix("policy"))
    for path in FACTORS:
        if path in changes:
            try:
                apply_factor(draft, path, changes[path])
            except Unreadable as problem:
                problems.append(problem.at(f"path '{path}'"))
    return draft, [*problems, *_unfinished(data, draft)]


def read_value(data: CaseData, path: str) -> Any:
    """Return the value at a path, in the unit of the path; a tuple where the chosen rows differ.

    Raises
    ------
    Unreadable
        There is no such path.
    """
    if path in FACTORS:
        return 1.0
    root, _, rest = path.partition(".")
    if root in SECTIONS:
        field = _section_field(root, rest)
        return getattr(data, root).get(field, SECTIONS[root].defaults[field])
    if root == "control":
        return _read_control(data, rest)
    table = CHANGEABLE[_known_root(root, rest)]
    rows, field, factor = _rows(data, root, rest)
    return _common([_plain(row.values.get(field, table.columns.defaults.get(field)), factor) for row in rows])


def _set(before: CaseData, draft: CaseData, path: str, value: object) -> None:
    root, _, rest = path.partition(".")
    if root == "control":
        _set_control(draft, rest, value)
    elif root in SECTIONS:
        field, columns, fields = _section_field(root, rest), SECTIONS[root], getattr(draft, root)
        old = fields.get(field, columns.defaults[field])
        _put(fields, field, _changer(columns, field, 1.0, value)(old))
    else:
        _set_rows(before, draft, _known_root(root, rest), rest, value)


def _known_root(root: str, rest: str) -> str:
    if root not in CHANGEABLE:
        if not rest:
            raise Unreadable(f"there is no path '{root}'", hint(root, (*FACTORS, *ROOTS)))
        raise Unreadable(f"'{root}' starts no path", hint(root, ROOTS, lambda r: f"{r}.{rest}"))
    return root


def _section_field(root: str, field: str) -> str:
    return SECTIONS[root].resolve(field, "year", spell=lambda f: f"{root}.{f}")[0]


# ---- tables


def _rows(data: CaseData, name: str, rest: str) -> tuple[list[Row], str, float]:
    """Return the rows that a path chooses, the field, and the factor to the unit of the case."""
    table = TABLES[name]
    selector, _, column = rest.rpartition(".")
    if not selector:
        raise Unreadable("it does not say which rows", f"write '{name}.*.{column or 'COLUMN'}'")
    field, factor = table.columns.resolve(column, data.time_unit, spell=lambda c: f"{name}.{selector}.{c}")
    if field == table.key:
        raise Unreadable(f"'{field}' names the rows", "change another column")
    try:
        chosen = set(select(selector, data.tags(name), f"row of {name}"))
    except Unreadable as problem:
        near = problem.remedy.split("'")[1] if problem.remedy.startswith("did you mean") else ""
        remedy = f"did you mean '{name}.{near}.{column}'?" if near else problem.remedy
        raise Unreadable(problem.reason, remedy) from None
    return [row for row in data.rows[name] if row.values.get(table.key) in chosen], field, factor


def _set_rows(before: CaseData, draft: CaseData, name: str, rest: str, value: object) -> None:
    table = TABLES[name]
    chosen, field, factor = _rows(before, name, rest)
    if value == "" and field in table.columns.required:
        raise Unreadable(f"'{field}' has no default", "give a value")
    new = _changer(table.columns, field, factor, value, draft.histories)
    numbers = {(row.source, row.number) for row in chosen}
    rows: list[Row] = []
    for row in draft.rows[name]:
        if (row.source, row.number) in numbers:
            values = dict(row.values)
            _put(values, field, new(values.get(field, table.columns.defaults.get(field))))
            row = replace(row, values=values, part=None if _lacking(table, values) else table.make(values))
        rows.append(row)
    draft.rows[name] = rows


def _lacking(table: Table, values: Mapping[str, Any]) -> list[str]:
    return [*table.columns.missing(values), *table.columns.alone(values)]


def _unfinished(before: CaseData, draft: CaseData) -> Iterator[Problem]:
    """Name the rows that were whole before the changes and are not after them."""
    for name, table in TABLES.items():
        if draft.rows[name] is before.rows[name]:
            continue
        for old, new in zip(before.rows[name], draft.rows[name], strict=True):
            if new.part is None and old.part is not None:
                found = (_lacking(table, new.values), table.columns.companions(new.values))
                lacks, others = ([table.columns.spelling(f, draft.time_unit) for f in fs] for fs in found)
                yield Problem(new.place, *lacking(lacks, others))


def _put(values: dict[str, Any], field: str, value: Any) -> None:
    if value is None:
        values.pop(field, None)
    else:
        values[field] = value


def _changer(
    columns: Columns, field: str, factor: float, value: object, histories: Histories | None = None
) -> Callable[[Any], Any]:
    """Return a function from the old value of a field to the new one; None stands for the default."""
    match = TIMES.match(value) if isinstance(value, str) and columns.types[field] is not str else None
    if match:
        return partial(_multiplied, columns, field, float(match[1]))
    new = None if value == "" else converted(columns.value(field, value, histories), factor)
    return lambda old: new


def _multiplied(columns: Columns, field: str, times: float, old: Any) -> Any:
    if isinstance(old, bool) or not (isinstance(old, (int, float)) or hasattr(old, "scaled")):
        raise Unreadable(f"{old!r} cannot be multiplied", "give a value")
    return columns.value(field, converted(old, times))


# ---- control


def _entries(data: CaseData, rest: str) -> tuple[list[str], str]:
    name, _, key = rest.partition(".")
    if "*" in name and key:
        found = [entry for entry in data.control if fnmatchcase(entry, name)]
        if not found:
            raise Unreadable(f"no control entry has a name like '{name}'", "change the pattern")
        return found, key
    if name not in data.control:
        tail = f".{key}" if key else ""
        remedy = hint(name, data.control, lambda n: f"control.{n}{tail}")
        raise Unreadable(f"'{name}' is not a control entry", remedy)
    return [name], key


def _set_control(draft: CaseData, rest: str, value: object) -> None:
    if "." not in rest and isinstance(value, dict):
        draft.control[rest] = dict(value)
        return
    names, key = _entries(draft, rest)
    if key:
        for name in names:
            _set_key(draft.control[name], key, value, draft.time_unit, f"control.{name}")
    elif value == "":
        del draft.control[rest]
    else:
        raise Unreadable(f"{value!r} is not a control entry", "write a table with select and policy")


def _set_key(entry: dict[str, Any], key: str, value: object, time_unit: str, path: str) -> None:
    head, _, tail = key.partition(".")
    if tail and head in ("scale", "size"):
        entry[head] = dict(entry.get(head) or {})
        _replace(entry[head], tail, value)
        return
    if key == "policy":
        columns = policy_columns(policy_called(value)[0])
        fields = columns.types
        for old in [
            k for k in entry if k not in OWN_KEYS and split_unit(k)[0] not in fields and k not in fields
        ]:
            del entry[old]
        if isinstance(entry.get("scale"), dict):
            entry["scale"] = {p: f for p, f in entry["scale"].items() if p in fields}
    elif key not in OWN_KEYS:
        _parameter(entry, key, time_unit, path)
    _replace(entry, key, value)


def _parameter(entry: dict[str, Any], key: str, time_unit: str, path: str) -> str:
    """Return the field of a parameter of the policy of an entry."""
    columns = policy_columns(policy_called(entry.get("policy"))[0])
    return columns.resolve(key, time_unit, OWN_KEYS, lambda k: f"{path}.{k}")[0]


def _replace(entry: dict[str, Any], key: str, value: object) -> None:
    """Put a value in place of whatever says the same, in whatever unit."""
    stem, unit = split_unit(key)
    for old in [k for k in entry if k == key or (unit is not None and split_unit(k)[0] == stem)]:
        del entry[old]
    if value != "":
        entry[key] = dict(value) if isinstance(value, dict) else value


def _read_control(data: CaseData, rest: str) -> Any:
    names, key = _entries(data, rest)
    return _common([_read_key(data, name, key) for name in names])


def _read_key(data: CaseData, name: str, key: str) -> Any:
    entry = data.control[name]
    if not key:
        return entry
    head, _, tail = key.partition(".")
    if tail and head in ("scale", "size"):
        return (entry.get(head) or {}).get(tail)
    if key in OWN_KEYS:
        return entry.get(key)
    field = _parameter(entry, key, data.time_unit, f"control.{name}")
    unit = split_unit(key)[1] if field != key else None
    factor = 1.0 if unit is None else conversion(unit, data.time_unit)
    return _common([_plain(given.get(field), factor) for given in parameters_of(data, name).values()])


# ---- values read


def _plain(value: Any, factor: float) -> Any:
    """Return a value in the unit of its path; a constant law as its number."""
    plain = converted(value, 1 / factor)
    return plain.value if isinstance(plain, Constant) else plain


def _common(values: list[Any]) -> Any:
    """Return the value that all have, or a tuple of the different ones."""
    different = []
    for value in values:
        if value not in different:
            different.append(value)
    return different[0] if len(different) == 1 else tuple(different) or None
