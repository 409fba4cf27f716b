"""Load a case, or say all that is wrong with it."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scenarios.bundled import CASE_FILE, case_folder
from scenarios.case import Case
from scenarios.case_data import CaseData
from scenarios.case_file import CaseFile
from scenarios.checks import check_tables
from scenarios.control import build_control, section
from scenarios.histories import Histories
from scenarios.parameter_files import ParameterFiles
from scenarios.paths import apply, read_value
from scenarios.problem import Problem
from scenarios.read_tables import read_tables
from scenarios.spelling import hint
from scenarios.unreadable import Unreadable
from sim.errors import DataError


def load_case(name_or_path: str | Path, *, trusted: bool = False) -> Case:
    """Load a bundled case by name, or any case by its folder.

    Parameters
    ----------
    trusted
        Its files were loaded before, and are known to be the same: what the alternatives and levers make
        of them is not checked again, which is most of the time.

    Raises
    ------
    DataError
        There is no such case, or something is wrong with it: the message has one problem a line.
    """
    case, problems = _read(case_folder(name_or_path), trusted=trusted)
    if case is None or problems:
        raise DataError("\n".join(map(str, problems)))
    return case


def check_case(name_or_path: str | Path) -> list[Problem]:
    """Return all that is wrong with a case, at once.

    Raises
    ------
    DataError
        There is no such case.
    """
    return _read(case_folder(name_or_path), thorough=True)[1]


def _read(
    folder: Path, *, thorough: bool = False, trusted: bool = False
) -> tuple[Case | None, list[Problem]]:
    try:
        raw = tomllib.loads((folder / CASE_FILE).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return None, [Problem(CASE_FILE, f"it is not TOML ({error})", "correct it there")]
    file = CaseFile(raw)
    histories = Histories(folder, file.time_unit)
    rows, problems, unread = read_tables(folder, file, histories)
    data = CaseData(
        folder,
        file.time_unit,
        rows,
        file.control,
        file.accounts,
        file.plant,
        ParameterFiles(folder, file.time_unit),
        histories,
    )
    problems = [*file.problems, *problems]
    if not unread and not trusted:
        problems += [*check_tables(data), *_check_shown(file, data)]
        problems += _check_alternatives(file, data, set(problems), thorough)
    case = Case(
        name=file.name,
        title=file.title,
        summary=file.summary,
        folder=folder,
        time_unit=file.time_unit,  # type: ignore[arg-type]
        today=file.today,
        show_items=file.show_items,
        target=file.target,
        settings=file.settings,
        alternatives=file.alternatives,
        levers=file.levers,
        proposal=file.proposal,
        facts=[row.part for row in rows["facts"] if row.part is not None],
        data=data,
    )
    return case, list(dict.fromkeys(problems))


def _check_shown(file: CaseFile, data: CaseData) -> list[Problem]:
    """Items to show are stock points."""
    return [
        Unreadable.unknown("stock point", name, data.stock_tags).at(f"{CASE_FILE} 'show_items'")
        for name in file.show_items
        if name not in data.stock_tags
    ]


def _check_alternatives(file: CaseFile, data: CaseData, known: set[Problem], thorough: bool) -> list[Problem]:
    """Say what is wrong under each alternative, and with the paths of levers.

    What is wrong under all alternatives is said once, without naming them. `thorough` says also what is
    wrong between the tables once a lever is pulled, which is otherwise seen when it is.
    """
    problems: list[Problem] = []
    owners: dict[Problem, list[str]] = {}
    changed: list[CaseData] = []
    for name, alternative in file.alternatives.items():
        place = f"alternative '{name}'"
        draft, wrong = apply(data, alternative.set)
        problems += [p.within(place) for p in wrong]
        problems += [p.within(place) for p in _check_tune(alternative.tune, draft)]
        changed.append(draft)
        later = check_tables(draft) if alternative.set else []
        found = [*later, *build_control(draft, sized_later=True)[1]]
        if name == (file.today or next(iter(file.alternatives))):
            found += _check_today(name, draft, {problem.place for problem in found})
        for problem in found:
            if problem not in known:
                owners.setdefault(problem, []).append(name)
    for problem, names in owners.items():
        in_base = any(not file.alternatives[name].set for name in names)
        everywhere = in_base or len(names) == len(file.alternatives)
        inside = "alternative " + ", ".join(f"'{n}'" for n in names)
        problems.append(problem if everywhere else problem.within(inside))
    for name, lever in file.levers.items():
        pulled, wrong = min((apply(draft, lever.set) for draft in changed), key=lambda tried: len(tried[1]))
        if thorough and not wrong:
            found = [*check_tables(pulled), *build_control(pulled, sized_later=True)[1]]
            wrong = [p for p in found if p not in known and p not in owners]
        problems += [p.within(f"lever '{name}'") for p in wrong]
    return problems


def _check_today(name: str, data: CaseData, wrong: set[str]) -> Iterable[Problem]:
    """Today's way is not sized: the records that the others are sized from are its own.

    What is `wrong` already is not said again.
    """
    for entry, raw in data.control.items():
        place = f"{section(entry)}, key 'size"
        if raw.get("size") and not any(known.startswith(place) for known in wrong):
            reason = f"today's way ('{name}') is itself sized from records, which today's way is to make"
            remedy = "give it parameters here, and 'size' in the 'set' of other alternatives"
            yield Problem(f"{section(entry)}, key 'size'", reason, remedy)


def _check_tune(tune: Mapping[str, Any], data: CaseData) -> Iterable[Problem]:
    """Say what is wrong with the tuning of an alternative, as far as it can be known here."""
    for key in [k for k in tune if k not in TUNE]:
        yield Problem(f"tune '{key}'", "it is not known here", hint(key, TUNE))
    vary = tune.get("vary")
    if isinstance(vary, str):
        try:
            read_value(data, vary)
        except Unreadable as problem:
            yield problem.at(f"tune 'vary', path '{vary}'")
    low, high = tune.get("low"), tune.get("high")
    if isinstance(low, (int, float)) and isinstance(high, (int, float)) and not low < high:
        yield Problem("tune", f"low is {low:g} and high is {high:g}", "give a low end below the high end")


TUNE = ("vary", "low", "high")
"""Keys of the tuning of an alternative."""
