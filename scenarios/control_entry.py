"""One control entry, read: a policy for each of the stock points it selects."""

import inspect
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from policies.planning import PlanningRecord, Supply
from scenarios.columns import converted
from scenarios.policy_columns import policy_absent, policy_called, policy_columns, policy_times
from scenarios.problem import Problem
from scenarios.spelling import hint, listed
from scenarios.units import conversion, split_unit, with_unit
from scenarios.unreadable import Unreadable

OWN_KEYS = ("select", "policy", "parameters", "scale", "size", "start")
"""Keys of a control entry besides the parameters of its policy."""

AGAIN = ("every", "window")
"""Keys of `size` by which a policy is sized anew within a run: how often, from how long a past."""

SUPPLIES = "supplies"
"""Parameter of a joint sizing that gets lead times and parts lists from the network."""

STARTS = ("listed", "in-cycle")
"""`listed`: stock as in the column `initial`. `in-cycle`: as if the policy had always been there."""


@dataclass(frozen=True, slots=True)
class ControlEntry:
    """One control entry, read.

    Parameters
    ----------
    place
        Section of the case file, for messages.
    policy
        Name of the policy in case files.
    cls
        Its class.
    file
        Parameter file, if there is one.
    inline
        Parameters for all selected stock points; they win over the file.
    scale
        Factor of some parameters, however they came about.
    size
        What `cls.sized` takes besides the planning record; None where the entry is not sized.
    again
        `every` and `window`, where the entry is sized anew within a run (times in the unit of the case).
    """

    place: str
    policy: str
    cls: type[Any]
    file: str | None
    inline: Mapping[str, Any]
    scale: Mapping[str, float]
    size: Mapping[str, Any] | None
    again: Mapping[str, float] = field(default_factory=dict)

    def made(self, parameters: Mapping[str, Any]) -> Any:
        """Return the policy with these parameters, scaled."""
        return (
            self.cls(**{**parameters, **self._scaled(parameters)}) if self.scale else self.cls(**parameters)
        )

    def sized(self, record: PlanningRecord) -> Any:
        """Return the policy sized from planning data, then scaled."""
        policy = self.cls.sized(record, **(self.size or {}))
        return replace(policy, **self._scaled({f: getattr(policy, f) for f in self.scale}))

    @property
    def joint(self) -> bool:
        """Whether one policy decides for all stock points of the entry together."""
        return joint(self.cls)

    def made_jointly(self, parameters: Mapping[str, Mapping[str, Any]]) -> Any:
        """Return the policy of all stock points from the parameters of each, scaled."""
        each = policy_absent(self.cls)
        given: dict[str, Any] = {f: value for f, value in self.inline.items() if f not in each}
        for field_name in each:
            values = {s: own[field_name] for s, own in parameters.items() if field_name in own}
            if values:
                given[field_name] = values
        return self._scaled_jointly(self.cls(**given))

    def sized_jointly(
        self,
        records: Mapping[str, PlanningRecord],
        parts: Collection[str],
        supplies: Mapping[str, Supply],
    ) -> Any:
        """Return the policy of all stock points, sized from planning data, then scaled.

        `supplies` are for a sizing that asks for them by this name.
        """
        size = dict(self.size or {})
        if SUPPLIES in inspect.signature(self.cls.sized_jointly).parameters:
            size[SUPPLIES] = supplies
        return self._scaled_jointly(self.cls.sized_jointly(records, parts, **size))

    def _scaled_jointly(self, policy: Any) -> Any:
        kinds = policy_columns(self.policy).types
        changes: dict[str, Any] = {}
        for field_name, factor in self.scale.items():
            value = getattr(policy, field_name)
            whole = kinds[field_name] is int
            if isinstance(value, Mapping):
                changes[field_name] = {s: _times(units, factor, whole) for s, units in value.items()}
            else:
                changes[field_name] = _times(value, factor, whole)
        return replace(policy, **changes) if changes else policy

    def _scaled(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        kinds = policy_columns(self.policy).types
        scaled = {f: parameters[f] * factor for f, factor in self.scale.items() if f in parameters}
        return {f: round(value) if kinds[f] is int else value for f, value in scaled.items()}


def _times(value: float, factor: float, whole: bool) -> float:
    return round(value * factor) if whole else value * factor


def joint(cls: type[Any]) -> bool:
    """Tell whether one policy of a class decides for all stock points of an entry together."""
    return bool(getattr(cls, "JOINT", False))


def read_entry(
    place: str, raw: Mapping[str, Any], time_unit: str
) -> tuple[ControlEntry | None, list[Problem]]:
    """Read a control entry; None where its policy is not known."""
    if "policy" not in raw:
        return None, [Problem(place, "'policy' is missing", "name the policy")]
    try:
        policy, cls = policy_called(raw["policy"])
    except Unreadable as problem:
        return None, [problem.at(f"{place}, key 'policy'")]
    inline, problems = _inline(place, raw, policy, time_unit)
    scale, more = _scale(place, raw.get("scale", {}), policy)
    problems += more
    size = None
    if "size" in raw:
        size, more = _size(place, raw["size"], policy, cls, time_unit)
        problems += more
    if raw.get("start", STARTS[0]) not in STARTS:
        reason = f"{raw['start']!r} is not a way to start"
        problems.append(Problem(f"{place}, key 'start'", reason, hint(str(raw["start"]), STARTS)))
    elif joint(cls) and raw.get("start", STARTS[0]) != STARTS[0] and not hasattr(cls, "openings"):
        reason = f"policy '{policy}' decides for many stock points together and has no cycle to start in"
        problems.append(Problem(f"{place}, key 'start'", reason, "write 'listed', or leave it out"))
    file = raw.get("parameters")
    if file is not None and not isinstance(file, str):
        problems.append(
            Problem(f"{place}, key 'parameters'", f"{file!r} is not a file name", "put it in quotes")
        )
        file = None
    again = {key: size.pop(key) for key in AGAIN if size and key in size}
    if again and not hasattr(cls, "rule"):  # the engine puts another rule in its place
        reason = f"policy '{policy}' cannot be sized anew within a run"
        problems.append(Problem(f"{place}, key 'size'", reason, "leave 'every' and 'window' out"))
    if "window" in again and "every" not in again:
        reason = "'size.window' has no meaning without 'size.every'"
        problems.append(Problem(f"{place}, key 'size'", reason, f"add '{with_unit('every', time_unit)}'"))
    return ControlEntry(place, policy, cls, file, inline, scale, size, again), problems


def _inline(
    place: str, raw: Mapping[str, Any], policy: str, time_unit: str
) -> tuple[dict[str, Any], list[Problem]]:
    columns = policy_columns(policy)
    inline: dict[str, Any] = {}
    problems = []
    for key, value in raw.items():
        if key in OWN_KEYS:
            continue
        try:
            field, factor = columns.resolve(key, time_unit, OWN_KEYS)
            inline[field] = converted(columns.value(field, value), factor)
        except Unreadable as problem:
            problems.append(problem.at(f"{place}, key '{key}'"))
    return inline, problems


def _scale(place: str, raw: object, policy: str) -> tuple[dict[str, float], list[Problem]]:
    if not isinstance(raw, dict):
        return {}, [Problem(f"{place}, key 'scale'", "it is not a table", "write { parameter = factor }")]
    scalable = [f for f, kind in policy_columns(policy).types.items() if kind in (float, int)]
    scale: dict[str, float] = {}
    problems = []
    for key, factor in raw.items():
        at = f"{place}, key 'scale.{key}'"
        if key not in scalable:
            problems.append(Problem(at, f"'{key}' is not a number among the parameters", hint(key, scalable)))
        elif isinstance(factor, bool) or not isinstance(factor, (int, float)) or factor < 0:
            problems.append(Problem(at, f"{factor!r} is not a factor", "write a number of zero or more"))
        else:
            scale[key] = float(factor)
    return scale, problems


def _size(
    place: str, raw: object, policy: str, cls: type[Any], time_unit: str
) -> tuple[dict[str, Any], list[Problem]]:
    at = f"{place}, key 'size'"
    if not hasattr(cls, "sized_jointly" if joint(cls) else "sized"):
        return {}, [Problem(at, f"policy '{policy}' cannot be sized", "leave it out or change the policy")]
    if not isinstance(raw, dict):
        return {}, [Problem(at, "it is not a table", "write { safety_factor = 1.28 } or the like")]
    known = [*(p.name for p in _size_parameters(cls)), *AGAIN]
    times = policy_times(cls) | set(AGAIN)
    size: dict[str, Any] = {}
    problems = []
    for key, value in raw.items():
        field, unit = split_unit(key)
        spelled = [with_unit(f, time_unit) if f in times else f for f in known]
        if key in times and key in known:
            reason, remedy = f"'{key}' is a time without a unit", f"write '{with_unit(key, time_unit)}'"
        elif (key if unit is None else field) not in known or (unit is not None and field not in times):
            reason, remedy = f"'{key}' is not known to the sizing of '{policy}'", hint(key, spelled)
        elif not isinstance(value, (bool, int, float, str)):
            reason, remedy = f"{value!r} is neither a number, a text, true nor false", "write one of them"
        elif unit is not None and isinstance(value, str):
            reason, remedy = f"{value!r} is not a number", "write a number"
        elif field in AGAIN and not (isinstance(value, (int, float)) and value > 0):
            reason, remedy = f"{value!r} is not above zero", "write a time above zero"
        else:
            size[field] = value if unit is None else converted(value, conversion(unit, time_unit))
            continue
        problems.append(Problem(f"{place}, key 'size.{key}'", reason, remedy))
    return size, problems


def missing_parameters(entry: ControlEntry, given: Mapping[str, Any], time_unit: str) -> str:
    """Return the parameters that are neither given nor have a default, as a list for messages."""
    columns = policy_columns(entry.policy)
    return listed(columns.spelling(f, time_unit) for f in columns.required if f not in given)


def missing_sizes(entry: ControlEntry) -> str:
    """Return what the sizing needs and is not given, as a list for messages; empty if nothing."""
    needed = [p.name for p in _size_parameters(entry.cls) if p.default is inspect.Parameter.empty]
    return listed(name for name in needed if name not in (entry.size or {}))


def _size_parameters(cls: type[Any]) -> list[inspect.Parameter]:
    """Return what the sizing takes after the planning records."""
    if joint(cls):
        joint_ones = list(inspect.signature(cls.sized_jointly).parameters.values())[2:]
        return [parameter for parameter in joint_ones if parameter.name != SUPPLIES]
    return list(inspect.signature(cls.sized).parameters.values())[1:]
