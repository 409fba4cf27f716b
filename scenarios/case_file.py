"""Read the case file itself: its head, run settings, control, alternatives and levers."""

import math
from collections.abc import Mapping
from typing import Any, TypeVar

from scenarios.alternative import Alternative
from scenarios.columns import Columns, columns_of, converted
from scenarios.lever import Lever
from scenarios.problem import Problem
from scenarios.proposal import Doubt, Proposal
from scenarios.run_settings import RunSettings
from scenarios.sections import SECTIONS as FIELDS
from scenarios.spelling import hint
from scenarios.table import TABLES
from scenarios.unreadable import Unreadable
from sim.scenario import UNITS_PER_YEAR

TEXTS = ("name", "title", "summary", "time_unit", "today")
SECTIONS = ("show_items", "target", "run", *FIELDS, "tables", "control", "alternatives", "levers", "report")
RUN = columns_of(RunSettings, times=frozenset({"horizon", "warm_up"}))
PROPOSAL = {
    "hurdle_rate": "number",
    "volumes": "numbers",
    "events": "texts",
    "class_target": "text",
    "doubts": "doubts",
}
"""What a case may say for its report, and of what kind it is."""
PROPOSAL_WORDS = {
    "number": "a number above zero",
    "numbers": "a list of numbers above zero",
    "texts": 'a list of texts: ["...", "..."]',
    "text": "a text in quotes",
}
WAYS = ("higher", "lower")
"""How a figure can move."""
Named = TypeVar("Named", Alternative, Lever)


class CaseFile:
    """The case file, read section by section; all that is wrong with it gathers in `problems`."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.problems: list[Problem] = []
        for key in raw:
            known = (*TEXTS, *SECTIONS, *TABLES)
            if key not in known:
                self._wrong(f"'{key}'", "it is not known here", hint(key, known))
        self.name = self._text("name")
        self.title = self._text("title")
        self.summary = self._text("summary", "")
        self.time_unit = self._text("time_unit", "day")
        if self.time_unit not in UNITS_PER_YEAR:
            self._wrong(
                "'time_unit'", f"'{self.time_unit}' is not a unit", hint(self.time_unit, UNITS_PER_YEAR)
            )
            self.time_unit = "day"
        self.accounts = self._fields("accounts", FIELDS["accounts"])
        self.plant = self._fields("plant", FIELDS["plant"])
        self.alternatives = self._named("alternatives", Alternative, ("title", "summary", "set", "tune"))
        if not self.alternatives:
            self.alternatives = {"base": Alternative(name="base", title="Base")}
        self.levers = self._named("levers", Lever, ("title", "summary", "set", "moves", "function"))
        self.proposal = self._proposal()
        self.today = self._today()
        self.settings = self._settings()
        self.target = self._target()
        self.control = self._control()
        self.show_items = self._show_items()
        self.files = self._files()

    def _wrong(self, place: str, reason: str, remedy: str) -> None:
        self.problems.append(Problem(f"case.toml {place}", reason, remedy))

    def _text(self, key: str, default: str | None = None) -> str:
        value = self.raw.get(key, default)
        if value is None:
            self._wrong(f"'{key}'", "it is missing", "add it")
        elif not isinstance(value, str):
            self._wrong(f"'{key}'", f"{value!r} is not a text", "put it in quotes")
        else:
            return value
        return ""

    def _section(self, key: str) -> dict[str, Any]:
        """Return a section of the file; empty, with a word, where it is not a table."""
        value = self.raw.get(key, {})
        if isinstance(value, dict):
            return value
        self._wrong(f"'{key}'", "it is not a table", f"write it as [{key}]")
        return {}

    def _fields(self, section: str, columns: Columns) -> dict[str, Any]:
        """Return the typed fields of a section, times in the unit of the case."""
        fields: dict[str, Any] = {}
        for key, value in self._section(section).items():
            try:
                field, factor = columns.resolve(key, self.time_unit)
                fields[field] = converted(columns.value(field, value), factor)
            except Unreadable as problem:
                self.problems.append(problem.at(f"case.toml [{section}] '{key}'"))
        return fields

    def _settings(self) -> RunSettings:
        found = len(self.problems)
        fields = self._fields("run", RUN)
        if "horizon" not in fields:
            if len(self.problems) == found:
                spelled = RUN.spelling("horizon", self.time_unit)
                self._wrong("[run]", f"'{spelled}' is missing", "add it")
            return RunSettings(horizon=1.0)
        settings = RunSettings(**fields)
        if not settings.horizon > settings.warm_up:
            times = (
                f"the horizon is {settings.horizon:g} and the warm-up {settings.warm_up:g} {self.time_unit}s"
            )
            self._wrong("[run]", times, "make the horizon longer than the warm-up")
        return settings

    def _target(self) -> dict[str, float]:
        target = self._section("target")
        for key, value in target.items():
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                self._wrong(f"[target] '{key}'", f"{value!r} is not a number", "write it like 0.95")
        return target

    def _today(self) -> str | None:
        today = self._text("today", "")
        if today and today not in self.alternatives:
            remedy = hint(today, self.alternatives)
            self._wrong("'today'", f"alternative '{today}' does not exist", remedy)
        return today or None

    def _control(self) -> dict[str, dict[str, Any]]:
        entries = {}
        for name, entry in self._section("control").items():
            if isinstance(entry, dict):
                entries[name] = entry
            else:
                self._wrong(f"[control] '{name}'", "it is not a table", f"write it as [control.{name}]")
        return entries

    def _show_items(self) -> tuple[str, ...]:
        names = self.raw.get("show_items", [])
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            return tuple(names)
        self._wrong("'show_items'", "it is not a list of names", 'write ["A", "B"]')
        return ()

    def _proposal(self) -> Proposal:
        """Return what the case says for its report."""
        fields: dict[str, Any] = {}
        for key, value in self._section("report").items():
            kind = PROPOSAL.get(key)
            if kind is None:
                self._wrong(f"[report] '{key}'", "it is not known here", hint(key, PROPOSAL))
            elif kind == "doubts":
                fields[key] = self._doubts(value)
            elif kind == "texts" and isinstance(value, list) and all(isinstance(v, str) for v in value):
                fields[key] = tuple(value)
            elif kind == "numbers" and isinstance(value, list) and value and all(map(_positive, value)):
                fields[key] = tuple(map(float, value))
            elif (kind == "number" and _positive(value)) or (kind == "text" and isinstance(value, str)):
                fields[key] = value
            else:
                self._wrong(f"[report] '{key}'", f"{value!r} does not fit", f"write {PROPOSAL_WORDS[kind]}")
        return Proposal(**fields)

    def _doubts(self, rows: Any) -> tuple[Doubt, ...]:
        found = []
        for number, row in enumerate(rows if isinstance(rows, list) else [None], start=1):
            place = f"[[report.doubts]] {number}"
            if not isinstance(row, dict) or not {"title", "low", "high"} <= row.keys():
                self._wrong(
                    place, "it has no title, low and high", 'write title = "...", low = {...}, high = {...}'
                )
                continue
            known = ("title", "low", "high", "low_words", "high_words")
            for key in row:
                if key not in known:
                    self._wrong(f"{place} '{key}'", "it is not known here", hint(key, known))
            ends = [row[end] for end in ("low", "high")]
            texts = [row.get(key, "") for key in ("title", "low_words", "high_words")]
            if not all(isinstance(end, dict) and end for end in ends):
                self._wrong(
                    place, "an end is not a table of paths", 'write low = { "accounts.capital_rate" = 0.1 }'
                )
            elif not all(isinstance(text, str) for text in texts):
                self._wrong(place, "its words are no text", "put them in quotes")
            else:
                found.append(Doubt(**{key: row[key] for key in known if key in row}))
        return tuple(found)

    def _files(self) -> dict[str, str]:
        files = {}
        for table, file in self._section("tables").items():
            if table not in TABLES:
                self._wrong(f"[tables] '{table}'", "there is no such table", hint(table, TABLES))
            elif not isinstance(file, str):
                self._wrong(f"[tables] '{table}'", f"{file!r} is not a file name", "put it in quotes")
            else:
                files[table] = file
        return files

    def _named(self, section: str, cls: type[Named], keys: tuple[str, ...]) -> dict[str, Named]:
        named = {}
        for name, raw in self._section(section).items():
            place = f"[{section}.{name}]"
            if not isinstance(raw, dict):
                self._wrong(place, "it is not a table", f"write it as {place}")
                continue
            fields: dict[str, Any] = {}
            for key, value in raw.items():
                table = key in ("set", "tune", "moves")
                if key not in keys:
                    self._wrong(f"{place} '{key}'", "it is not known here", hint(key, keys))
                elif not isinstance(value, dict if table else str):
                    remedy = "write a table" if table else "put it in quotes"
                    self._wrong(
                        f"{place} '{key}'", f"{value!r} is not a {'table' if table else 'text'}", remedy
                    )
                else:
                    fields[key] = value
            for figure, way in fields.get("moves", {}).items():
                if way not in WAYS:
                    at = f"{place} 'moves.{figure}'"
                    self._wrong(at, f"{way!r} is not a way to move", hint(str(way), WAYS))
            fields["set"] = self._changes(f"[{section}.{name}.set]", fields.get("set", {}))
            named[name] = cls(name=name, **fields)
        return named

    def _changes(self, place: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out, with a word, paths written without quotes, which TOML reads as tables in tables."""
        for path in [p for p in changes if "." not in p]:
            remedy = 'put the whole path in quotes: "control.products.policy" = ...'
            self._wrong(f"{place} '{path}'", "it is not a path", remedy)
        return {path: value for path, value in changes.items() if "." in path}


def _positive(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf
