"""Write docs/reference: every table, field, law, policy and key figure, from the code that reads them.

Run `python -m experiments.reference` after a change. Meanings stand in the `Parameters` sections of the
docstrings, types and defaults in the dataclasses, formulae of key figures in their docstrings.
"""

import dataclasses
import inspect
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from experiments.kpi.registry import FAMILIES, Kpi, registered
from policies.registry import policy_class, policy_names
from scenarios.alternative import Alternative
from scenarios.case_file import RUN
from scenarios.columns import Columns
from scenarios.fact import Fact
from scenarios.lever import Lever
from scenarios.limits import ABOVE_ZERO, ANY_SIGN, AT_MOST
from scenarios.policy_columns import policy_columns, policy_times
from scenarios.proposal import Doubt, Proposal
from scenarios.run_settings import RunSettings
from scenarios.sections import SECTIONS
from scenarios.table import TABLES, Table
from scenarios.units import with_unit
from sim import network
from sim.distributions import Distribution
from sim.distributions.parse import FROM_FILES, LAWS

DOCS = Path(__file__).resolve().parents[1] / "docs"
MADE = "Made by `python -m experiments.reference` from the code; do not edit it by hand."
TIME_UNIT = "day"
"""Unit in which the names of times are shown."""

ROWS: dict[str, type[Any]] = {
    "items": network.Item,
    "stock_points": network.StockPoint,
    "suppliers": network.Supplier,
    "purchases": network.Purchase,
    "transfers": network.Transfer,
    "productions": network.Production,
    "components": network.Component,
    "operations": network.Operation,
    "work_centres": network.WorkCentre,
    "profiles": network.Profile,
    "promotions": network.Promotion,
    "demands": network.Demand,
    "order_lines": network.OrderLine,
    "places": network.Place,
    "fulfilment": network.Fulfilment,
    "bookkeeping": network.Bookkeeping,
    "losses": network.Loss,
    "counts": network.Count,
    "design_changes": network.DesignChange,
    "surplus_reviews": network.SurplusReview,
    "opening_orders": network.OpeningOrder,
    "events": network.Event,
    "disruptions": network.Disruption,
    "facts": Fact,
}
"""What a row of each table describes."""

COLUMNS_OF_THEIR_OWN: dict[str, str] = {
    "select": "Stock points that the row is about: `*`, a name, `name:V-*` or `tag:X`; several joined by "
    "` and `, each of them with `not ` before it.",
    "on": "Whether the row counts; a row that is not on is as if it were not there.",
    "components.parent": "Stock point whose production takes the component.",
    "components.component": "Stock point that the component is drawn from.",
    "operations.stock": "Stock point whose production has this step.",
    "operations.sequence": "Place of the step in the routing; the least comes first.",
    "promotions.profile": "Profile that it belongs to.",
    "demands.profile": "Profile by which the level of the demand changes; none: it stays.",
    "demands.history": "File with recorded orders, a column `time_days` (or in another unit) and a column "
    "`quantity`, in place of `interval`, `size` and `first`.",
    "order_lines.demand": "Demand whose orders have the line.",
}
"""Meaning of columns that are not fields of what the row describes."""

HEAD: dict[str, str] = {
    "name": "Name of the case, as commands take it.",
    "title": "Its name in words.",
    "summary": "What it is about, in a sentence.",
    "time_unit": "Unit of time of the case: `hour`, `day`, `week`, `month` or `year`.",
    "today": "Alternative that is today's way; the baseline of every comparison.",
    "show_items": "Stock points that charts show through time.",
    "target": "What is to be reached: `{ fill_rate = 0.95 }`, a key figure and its value.",
    "run": "How long and how often the case is run; see below.",
    "accounts": "What stock and work cost; see below.",
    "plant": "Rules of the whole plant; see below.",
    "tables": 'Files of the tables: `items = "items.csv"`. A table without an entry is read from the file of '
    "its name, if there is one, or stands in the case file as `[[items]]`.",
    "control": "Who decides for what: an entry `[control.NAME]` for each policy; see below.",
    "alternatives": "Named ways of running the case; see below.",
    "levers": "Named changes; see below.",
    "report": "What the case says for its report; see below.",
}
"""Keys of the case file."""

CONTROL: dict[str, str] = {
    "select": "Stock points that the policy decides for; a selector, or a list of them.",
    "policy": "Name of the policy; its parameters may stand beside it.",
    "parameters": "File with a row of parameters for each stock point.",
    "scale": "Factors on parameters: `{ order_point = 1.2 }`.",
    "size": "Sizes the policy from planning data: `{ safety_factor = 1.65 }`; see the policy. With `every` "
    "it is sized anew within a run at that interval, from the records of the last `window` (times).",
    "start": "Stock at time zero: as the column `initial` says (`listed`), or as if the policy had always "
    "been there (`in-cycle`).",
}
"""Keys of a control entry."""

TIMES_AND_LISTS = (
    "A time carries its unit in its name. It is shown in days here: `lead_time_days` may as well be "
    "`lead_time_hours`, `lead_time_weeks`, `lead_time_months` or `lead_time_years`. A list of texts is "
    "written with `;` between them. Where a law may stand, a number may stand, and means that number for "
    "certain. Money is in the currency of the case."
)
"""What holds of all tables and sections."""
UNITS = re.compile(r"\((money|shares?|units?|kg|cubic metres?|working hours)\b([^()]*)\)")
UNITS_BY_NAME = {"_kg": "kg", "_m3": "cubic metres", "_days": "days", "hours": "working hours"}
SIZED_BY = ("record", "records", "parts", "supplies")
"""Arguments of `sized` that no case gives."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table of the reference.

    Parameters
    ----------
    name
        As it is written in a case.
    kind
        Type, choices and bounds.
    unit
        Unit; empty where it has none.
    default
        What holds where it is left out.
    meaning
        What it is; empty where nobody has said so.
    """

    name: str
    kind: str
    unit: str
    default: str
    meaning: str


# ---- docstrings


def parameters(described: Any) -> dict[str, str]:
    """Return the meaning of each parameter in the numpydoc section of a class or function.

    A class has the parameters of those that it is built on, too.
    """
    if isinstance(described, type):
        found: dict[str, str] = {}
        for cls in reversed(described.__mro__):
            found |= _parameters(inspect.cleandoc(cls.__doc__ or ""))
        return found
    return _parameters(inspect.getdoc(described) or "")


def _parameters(text: str) -> dict[str, str]:
    _, found, section = text.partition("Parameters\n----------\n")
    meanings: dict[str, str] = {}
    names: list[str] = []
    lines = section.splitlines() if found else []
    for k, line in enumerate(lines):
        if k + 1 < len(lines) and line and set(lines[k + 1]) == {"-"}:
            break
        if line and not line.startswith(" "):
            names = [name.strip() for name in line.split(",")]
            meanings |= dict.fromkeys(names, "")
        else:
            meanings |= {name: f"{meanings[name]} {line.strip()}".strip() for name in names}
    return meanings


def prose(described: Any) -> list[str]:
    """Return the paragraphs of a docstring before its first section."""
    text = inspect.getdoc(described) or ""
    before = re.split(r"\n[A-Z]\w+\n-{3,}\n", f"{text}\n")[0]
    return [" ".join(p.split()) for p in before.split("\n\n") if p.strip()]


def meanings_of(cls: type[Any]) -> dict[str, str]:
    """Return the meaning of each column of a dataclass, of nested ones with their prefix."""
    own = parameters(cls)
    found: dict[str, str] = {}
    for each, hint in get_type_hints(cls).items():
        kinds = () if get_origin(hint) is tuple else (hint, *get_args(hint))
        inner = next((k for k in kinds if isinstance(k, type) and dataclasses.is_dataclass(k)), None)
        if inner is not None:
            found |= {f"{each}_{name}": text for name, text in meanings_of(inner).items()}
        else:
            found[each] = own.get(each, "")
    return found


# ---- fields


def lines_of(columns: Columns, meanings: Mapping[str, str]) -> list[Line]:
    """Return a line for each column."""
    return [_line(columns, field, meanings.get(field, "")) for field in columns.types]


def table_lines(table: Table) -> list[Line]:
    """Return a line for each column of a table of a case."""
    meanings = meanings_of(ROWS[table.name])
    own = {f: COLUMNS_OF_THEIR_OWN.get(f"{table.name}.{f}", "") for f in table.columns.types}
    own = {
        f: text or (COLUMNS_OF_THEIR_OWN.get(f, "") if not meanings.get(f) else "") for f, text in own.items()
    }
    return lines_of(table.columns, meanings | {f: text for f, text in own.items() if text})


def _line(columns: Columns, field: str, meaning: str) -> Line:
    kind = columns.types[field]
    timed = field in columns.times
    unit = f"{TIME_UNIT}s" if timed else _unit(field, meaning)
    name = columns.spelling(field, TIME_UNIT)
    meaning = meaning.replace(" (time)" if timed else f" ({unit})", "")
    return Line(name, _kind(kind, field, columns.bounded), unit, _default(columns, field), meaning)


def _unit(field: str, meaning: str) -> str:
    found = UNITS.search(meaning)
    if found:
        return (found[1] + found[2]).partition(";")[0].partition(",")[0]
    return next((unit for end, unit in UNITS_BY_NAME.items() if field.endswith(end)), "")


def _kind(kind: Any, field: str, bounded: bool) -> str:
    if get_origin(kind) is Literal:
        return " or ".join(f"`{choice}`" for choice in get_args(kind))
    if get_origin(kind) is tuple:
        return "list of numbers" if float in get_args(kind) else "list of texts"
    words = {float: "number", int: "whole number", bool: "`true` or `false`", Distribution: "number or law"}
    word = words.get(kind, "text")
    return f"{word}{_bounds(field)}" if bounded and kind in (float, int, Distribution) else word


def _bounds(field: str) -> str:
    if field in ANY_SIGN:
        return ""
    low = "above 0" if field in ABOVE_ZERO else "0 or more"
    return f", {low}, at most {AT_MOST[field]:g}" if field in AT_MOST else f", {low}"


def _default(columns: Columns, field: str) -> str:
    if field not in columns.defaults:
        instead = columns.instead.get(field)
        return f"required, or `{instead}`" if instead else "required"
    for head, needed in columns.together.items():
        if field in needed:
            return f"required with any `{head}_`"
    return _value(columns.defaults[field])


def _value(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if value in ("", ()):
        return "empty"
    value = getattr(value, "value", value)
    if value == float("inf"):
        return "no limit"
    return f"`{value:g}`" if isinstance(value, (int, float)) else f"`{value}`"


# ---- laws and policies


def law_lines(law: type[Any]) -> list[Line]:
    """Return a line for each parameter of a law."""
    meanings = parameters(law)
    kinds = get_type_hints(law)
    lines = []
    for each in dataclasses.fields(law):
        if each.compare:
            default = "required" if each.default is dataclasses.MISSING else _value(each.default)
            kind = _plain_kind(kinds[each.name])
            lines.append(Line(each.name, kind, "", default, meanings.get(each.name, "")))
    return lines


def _plain_kind(kind: Any) -> str:
    numbers = [k for k in (kind, *get_args(kind)) if k in (float, int, bool)]
    if get_origin(kind) is tuple:
        return "list of numbers"
    return _kind(numbers[0] if numbers else kind, "", False)


def sizing_of(policy: type[Any]) -> Any:
    """Return the function that sizes a policy, of one stock point or of many together; none: nothing does."""
    return getattr(policy, "sized", None) or getattr(policy, "sized_jointly", None)


def size_lines(policy: type[Any]) -> list[Line]:
    """Return a line for each value that the sizing of a policy takes."""
    sizing = sizing_of(policy)
    meanings: dict[str, str] = {}
    for cls in reversed(policy.__mro__):
        if sizing.__name__ in vars(cls):
            meanings |= parameters(getattr(cls, sizing.__name__))
    kinds = get_type_hints(sizing)
    times = policy_times(policy)
    lines = []
    for name, parameter in list(inspect.signature(sizing).parameters.items()):
        if name in SIZED_BY:
            continue
        shown = with_unit(name, TIME_UNIT) if name in times else name
        default = "required" if parameter.default is parameter.empty else _value(parameter.default)
        unit = f"{TIME_UNIT}s" if name in times else ""
        meaning = meanings.get(name, "").replace(" (time)", "")
        lines.append(Line(shown, _plain_kind(kinds[name]), unit, default, meaning))
    return lines


# ---- pages


def write_reference() -> dict[str, str]:
    """Return the pages of the reference, in Markdown, by their path below the folder of documents."""
    tables = ["# Tables", MADE, TIMES_AND_LISTS]
    tables += [text for table in TABLES.values() for text in _table(table)]
    pages = {
        "reference.md": _contents(),
        "reference/case-file.md": _case_file(),
        "reference/tables.md": tables,
        "reference/laws.md": _laws(),
        "reference/policies.md": _policies(),
        "reference/key-figures.md": _figures(),
    }
    return {path: "\n\n".join(parts) + "\n" for path, parts in pages.items()}


def _contents() -> list[str]:
    pages = {
        "case-file": "The case file: its keys, and sections such as `[run]` and `[control.NAME]`",
        "tables": "Tables: every column of every table of a case",
        "laws": "Laws: the distributions that may stand in place of a number",
        "policies": "Policies: their parameters, and how they size themselves",
        "key-figures": "Key figures: the formula and unit of each",
    }
    return [
        "# Reference",
        MADE,
        "\n".join(f"- [{title}](reference/{name}.md)" for name, title in pages.items()),
        TIMES_AND_LISTS,
    ]


def _case_file() -> list[str]:
    return [
        "# The case file",
        MADE,
        "A case is a folder with `case.toml` and [tables](tables.md).",
        _grid(("key", "meaning"), [(f"`{key}`", text) for key, text in HEAD.items()]),
        "## [run]",
        *prose(RunSettings)[:1],
        _fields(lines_of(RUN, parameters(RunSettings))),
        "## [accounts]",
        *prose(network.Accounts)[:1],
        _fields(lines_of(SECTIONS["accounts"], parameters(network.Accounts))),
        "## [plant]",
        *prose(network.Plant)[:1],
        _fields(lines_of(SECTIONS["plant"], parameters(network.Plant))),
        "## [control.NAME]",
        _grid(("key", "meaning"), [(f"`{key}`", text) for key, text in CONTROL.items()]),
        "## [alternatives.NAME]",
        *_keys(Alternative),
        "## [levers.NAME]",
        *_keys(Lever),
        "## [report]",
        *_keys(Proposal),
        "## [[report.doubts]]",
        *_keys(Doubt),
    ]


def _keys(cls: type[Any]) -> list[str]:
    rows = [(f"`{key}`", text) for key, text in parameters(cls).items() if key != "name"]
    return [*prose(cls), _grid(("key", "meaning"), rows)]


def _table(table: Table) -> list[str]:
    named = f"A row is chosen by its `{table.key}`."
    if table.unique:
        same = " and ".join(f"`{field}`" for field in table.unique)
        named += f" No two rows have the same {same}."
    return [f"## {table.name}", *prose(ROWS[table.name]), named, _fields(table_lines(table))]


def _laws() -> list[str]:
    parts = [
        "# Laws",
        MADE,
        "A law is written as its name with parameters in brackets: `gamma(mean=6, sd=2)`. The values of "
        + " and ".join(f"`{name}`" for name in FROM_FILES)
        + ' may stand in a file: `recorded(file="history.csv", column="days")`.',
    ]
    for name, law in LAWS.items():
        parts += [f"## {name}", *prose(law), _fields(law_lines(law), units=False)]
    return parts


def _policies() -> list[str]:
    parts = ["# Policies", MADE]
    for name in policy_names():
        cls = policy_class(name)
        parts += [f"## {name}", *prose(cls), _fields(lines_of(policy_columns(name), parameters(cls)))]
        sizing = sizing_of(cls)
        if sizing is not None:
            parts += [f"`size`: {' '.join(prose(sizing))}", _fields(size_lines(cls))]
    return parts


def _figures() -> list[str]:
    parts = [
        "# Key figures",
        MADE,
        "Averages and totals are of the time from the warm-up to the horizon. `money` is in the currency of "
        "the case. *Better* is the direction of a good change. *Optional* figures are not shown where they "
        "are zero; those of the *whole network* have no meaning for one stock point.",
    ]
    figures = registered()
    families = list(dict.fromkeys([*FAMILIES, *(k.family for k in figures)]))
    for family in families:
        members = [k for k in figures if k.family == family]
        if members:
            heads = ("name", "title", "unit", "better", "formula")
            parts += [f"## {family.capitalize()}", _grid(heads, [_figure(k) for k in members])]
    return parts


def _figure(kpi: Kpi) -> tuple[str, ...]:
    remarks = ["Optional."] * kpi.optional + ["Whole network."] * kpi.whole_network
    return f"`{kpi.name}`", kpi.title, kpi.unit, kpi.better or "", " ".join([*prose(kpi.function), *remarks])


def _fields(lines: Sequence[Line], units: bool = True) -> str:
    if not lines:
        return "No parameters."
    if not units:
        rows = [(f"`{line.name}`", line.kind, line.default, line.meaning) for line in lines]
        return _grid(("name", "type", "default", "meaning"), rows)
    cells = [(f"`{line.name}`", line.kind, line.unit, line.default, line.meaning) for line in lines]
    return _grid(("name", "type", "unit", "default", "meaning"), cells)


def _grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in body)


if __name__ == "__main__":
    for path, text in write_reference().items():
        (DOCS / path).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / path).write_text(text, encoding="utf-8")
        print(f"{DOCS / path} is written")
