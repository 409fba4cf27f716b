"""Split control entries by a tag, so that each class of stock points has parameters of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scenarios.case_data import CaseData
from scenarios.control import members, section
from scenarios.control_entry import read_entry
from scenarios.spelling import hint
from sim.errors import DataError

if TYPE_CHECKING:
    from scenarios.case import Case

NO_VALUES: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Split:
    """Control entries split by class.

    Attributes
    ----------
    changes
        `path = value` that makes the split.
    entries
        Names of the new entries of each class.
    stocks
        Stock points of each class.
    """

    changes: Mapping[str, object]
    entries: Mapping[str, tuple[str, ...]]
    stocks: Mapping[str, tuple[str, ...]]

    def paths(self, label: str, key: str, value: object) -> dict[str, object]:
        """Return the changes that give a key of all entries of a class a value."""
        return {f"control.{entry}.{key}": value for entry in self.entries[label]}


def split_by_class(
    case: "Case",
    alternative: str,
    pattern: str,
    classes: Mapping[str, str],
    values: Mapping[str, object] = NO_VALUES,
) -> Split:
    """Split the control entries of an alternative whose names are like `pattern`.

    Parameters
    ----------
    pattern
        Name of an entry, or a pattern with `*`.
    classes
        Tag of each class, by its label.
    values
        `path = value` on top of the alternative: the new entries have them.

    Raises
    ------
    DataError
        No entry has such a name, an entry plans all its stock points together, or a class has none.
    """
    data = case.data_of(alternative, values)
    chosen = members(data)[0]
    changes: dict[str, object] = {}
    entries: dict[str, list[str]] = {label: [] for label in classes}
    stocks: dict[str, list[str]] = {label: [] for label in classes}
    found = [name for name in data.control if fnmatchcase(name, pattern)]
    if not found:
        raise DataError(f"no control entry has a name like '{pattern}'; {hint(pattern, data.control)}")
    for name in found:
        raw: dict[str, Any] = data.control[name]
        refuse_joint(data, alternative, name, "classes")
        left = list(chosen.get(name, []))
        for label, tag in classes.items():
            mine = [stock for stock in left if tag in data.stock_tags[stock]]
            if not mine:
                continue
            own = part_name(name, label)
            if own in data.control:
                raise DataError(
                    f"alternative '{alternative}' has a control entry '{own}' already, and class {label} "
                    f"of '{name}' would get that name; rename it in the case"
                )
            changes[f"control.{own}"] = {**raw, "select": mine}
            entries[label].append(own)
            stocks[label] += mine
            left = [stock for stock in left if stock not in set(mine)]
        changes[f"control.{name}"] = {**raw, "select": left} if left else ""
    for label, mine in stocks.items():
        if not mine:
            raise DataError(
                f"no stock point of '{pattern}' has the tag '{classes[label]}'; leave class {label} out"
            )
    return Split(
        changes,
        {label: tuple(names) for label, names in entries.items()},
        {label: tuple(names) for label, names in stocks.items()},
    )


def part_name(entry: str, part: str) -> str:
    """Return the name of a part of a control entry: a path may not have a point in it.

    Examples
    --------
    >>> part_name("valves", "DN 1.5")
    'valves-DN 1_5'
    """
    return f"{entry}-{part.replace('.', '_')}"


def refuse_joint(data: CaseData, alternative: str, name: str, parts: str) -> None:
    """Refuse to split a control entry that plans all its stock points together.

    Parameters
    ----------
    name
        Name of the entry.
    parts
        Into what it was to be split: classes, items.

    Raises
    ------
    DataError
        It plans them together.
    """
    entry = read_entry(section(name), data.control[name], data.time_unit)[0]
    if entry is not None and entry.joint:
        raise DataError(
            f"control entry '{name}' of alternative '{alternative}' plans all its stock points together, "
            f"so its {parts} cannot have parameters of their own; take an alternative with order points"
        )


def class_tags(data: CaseData, labels: list[str]) -> dict[str, str]:
    """Return the tag that each label means: the label itself, or a tag that ends with it, as `class-A`.

    Raises
    ------
    DataError
        No tag is like it, or several are; the nearest is named.
    """
    known = sorted(set().union(*data.stock_tags.values()))
    tags = {}
    for label in labels:
        if label in known:
            tags[label] = label
            continue
        like = [tag for tag in known if tag.endswith(f"-{label}")]
        if len(like) > 1:
            raise DataError(
                f"class '{label}' may be any of the tags {', '.join(like)}; write one of them in full"
            )
        if not like:
            classes = [tag.rpartition("-")[2] for tag in known if tag.startswith("class-")]
            raise DataError(f"no stock point has a tag for class '{label}'; {hint(label, classes or known)}")
        tags[label] = like[0]
    return tags
