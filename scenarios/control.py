"""Build the control of a scenario: a policy for every replenished stock point."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from policies.planning import PlanningRecord
from scenarios.case_data import CaseData
from scenarios.control_entry import ControlEntry, missing_parameters, missing_sizes, read_entry
from scenarios.planning import Planning
from scenarios.policy_columns import policy_absent, policy_columns
from scenarios.problem import Problem
from scenarios.resizer import Resizer
from scenarios.selecting import select
from scenarios.spelling import listed
from scenarios.supplies import supplies_of
from scenarios.unreadable import Unreadable
from sim.errors import DataError
from sim.network import Network, parts_of
from sim.scenario import Control, Resize

FEW = 5
"""Stock points named in one message."""


def section(name: str) -> str:
    """Return the place of a control entry, for messages."""
    return f"case.toml [control.{name}]"


def members(data: CaseData) -> tuple[dict[str, list[str]], list[Problem]]:
    """Return the stock points of each control entry; say what is covered twice or not at all."""
    chosen: dict[str, list[str]] = {}
    problems = []
    for name, raw in data.control.items():
        try:
            if "select" not in raw:
                raise Unreadable("'select' is missing", "write '*', 'tag:X' or a list of names")
            found = select(raw["select"], data.replenishable, "replenished stock point")
            chosen[name] = [stock for stock in found if stock in data.replenished]
        except Unreadable as problem:
            problems.append(problem.at(f"{section(name)}, key 'select'"))
    unsure = bool(problems)
    owners: dict[str, list[str]] = {}
    for name, stocks in chosen.items():
        for stock in stocks:
            owners.setdefault(stock, []).append(name)
    twice: dict[tuple[str, ...], list[str]] = {}
    for stock, names in owners.items():
        if len(names) > 1:
            twice.setdefault(tuple(names), []).append(stock)
    for entries, stocks in twice.items():
        reason = f"{listed(stocks, FEW)} is selected here and in {listed(entries[:-1])}"
        remedy = "let one entry only select each stock point ('... and not tag:X')"
        problems.append(Problem(f"{section(entries[-1])}, key 'select'", reason, remedy))
    free = [stock for stock in data.replenished if stock not in owners]
    if free and not unsure:
        reason = f"{listed(free, FEW)} has a source but no policy"
        problems.append(Problem("case.toml [control]", reason, "select it in a control entry"))
    return chosen, problems


def build_control(
    data: CaseData,
    planning: Planning | None = None,
    network: Network | None = None,
    *,
    sized_later: bool = False,
) -> tuple[tuple[Control, ...], list[Problem]]:
    """Return one control a stock point, and what is wrong.

    Parameters
    ----------
    planning
        Planning records for the entries that are sized.
    network
        The network of the case, for entries that are sized together; given with `planning`.
    sized_later
        Leave out, without a word, entries that can only be built with planning data.
    """
    chosen, problems = members(data)
    controls: list[Control] = []
    for name, raw in data.control.items():
        entry, more = read_entry(section(name), raw, data.time_unit)
        problems += more
        if entry is None or more:
            continue
        stocks = chosen.get(name, [])
        if entry.joint and not stocks:
            continue
        if entry.size is not None and planning is not None:
            if entry.joint:
                assert network is not None
                built, more = _sized_jointly(network, entry, stocks, planning)
            else:
                built, more = _sized(data, entry, stocks, planning)
        else:
            built, more = (_given_jointly if entry.joint else _given)(data, entry, stocks)
            if entry.size is not None and more:
                if sized_later:
                    continue
                reason = f"the sizing of {listed(stocks, FEW)} needs planning data"
                built, more = [], [Problem(entry.place, reason, "give planning records, or all parameters")]
        controls += built
        problems += list(dict.fromkeys(more))
    return tuple(controls), problems


def parameters_of(data: CaseData, name: str) -> dict[str, dict[str, Any]]:
    """Return the parameters of each stock point of a control entry, before scaling, sizing aside."""
    entry, _ = read_entry(section(name), data.control[name], data.time_unit)
    stocks = members(data)[0].get(name, [])
    if entry is None:
        return {}
    defaults = policy_columns(entry.policy).defaults
    return {stock: {**defaults, **given} for stock, _, given in _parameters(data, entry, stocks, [])}


def _parameters(
    data: CaseData, entry: ControlEntry, stocks: list[str], problems: list[Problem]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield stock point, place and parameters, from the file and the entry itself."""
    if entry.file is None:
        for stock in stocks:
            yield stock, entry.place, dict(entry.inline)
        return
    rows, wrong = data.parameters.read(entry.file, entry.policy, policy_columns(entry.policy))
    problems += wrong
    if wrong and not rows:
        return
    without = [stock for stock in stocks if stock not in rows]
    if without:
        reason = f"{listed(without, FEW)} has no row and is selected by {entry.place}"
        problems.append(Problem(entry.file, reason, "add a row"))
    unknown = [stock for stock in rows if stock not in data.stock_tags]
    problems += [
        Unreadable.unknown("stock point", stock, data.stock_tags).at(f"{rows[stock][0]}, column 'stock'")
        for stock in unknown
    ]
    for stock in stocks:
        if stock in rows:
            place, values = rows[stock]
            yield stock, place, {**values, **entry.inline}


def _given(data: CaseData, entry: ControlEntry, stocks: list[str]) -> tuple[list[Control], list[Problem]]:
    problems: list[Problem] = []
    controls = []
    found = list(_parameters(data, entry, stocks, problems))
    if problems:
        return [], problems
    for stock, place, parameters in found:
        missing = missing_parameters(entry, parameters, data.time_unit)
        if missing:
            reason = f"policy '{entry.policy}' lacks {missing}"
            problems.append(Problem(place, reason, "give it here or in a parameter file"))
            continue
        try:
            controls.append(Control((stock,), entry.made(parameters)))
        except (ValueError, DataError) as error:
            problems.append(Unreadable.of(error).at(place))
    return controls, problems


def _given_jointly(
    data: CaseData, entry: ControlEntry, stocks: list[str]
) -> tuple[list[Control], list[Problem]]:
    """Return one control of all stock points, whose parameters are given."""
    problems: list[Problem] = []
    found = list(_parameters(data, entry, stocks, problems))
    each = policy_absent(entry.cls)
    for field in dict.fromkeys(
        f for _, _, own in found for f in own if f not in each and f not in entry.inline
    ):
        reason = f"'{field}' is one for all stock points of policy '{entry.policy}'"
        problems.append(Problem(str(entry.file), reason, f"write it in {entry.place}"))
    missing = missing_parameters(entry, entry.inline, data.time_unit)
    if missing and not problems:
        reason = f"policy '{entry.policy}' lacks {missing}"
        problems.append(Problem(entry.place, reason, "give it here"))
    if problems:
        return [], problems
    try:
        policy = entry.made_jointly({stock: own for stock, _, own in found})
    except (ValueError, DataError) as error:
        return [], [Unreadable.of(error).at(entry.place)]
    problems = _unforeseen(data, entry, stocks, policy)
    return [] if problems else [Control(tuple(stocks), policy)], problems


def _unforeseen(data: CaseData, entry: ControlEntry, stocks: list[str], policy: Any) -> list[Problem]:
    """Say which stock points a policy that plans has no forecast for, though customers come unannounced."""
    if not hasattr(policy, "unforeseen"):
        return []
    drawn = {row.values["stock"] for row in data.live["demands"] if not row.values.get("known_ahead")}
    lacking = policy.unforeseen([stock for stock in stocks if stock in drawn])
    if not lacking:
        return []
    reason = f"there is no forecast for {listed(lacking, FEW)}, on which customers draw unannounced"
    remedy = "give 'forecast', an 'alpha' above zero, or 'known_ahead' of the demand"
    return [Problem(entry.place, reason, remedy)]


def _again(entry: ControlEntry, record: PlanningRecord) -> Resize | None:
    """Return the calendar of an entry that is sized anew within a run; None where it is not."""
    if "every" not in entry.again:
        return None
    every = entry.again["every"]
    return Resize(every=every, window=entry.again.get("window", every), policy=Resizer(entry, record))


def _sized_jointly(
    network: Network, entry: ControlEntry, stocks: list[str], planning: Planning
) -> tuple[list[Control], list[Problem]]:
    """Return one control of all stock points, sized from the planning records of all."""
    missing = missing_sizes(entry)
    if missing:
        return [], [Problem(f"{entry.place}, key 'size'", f"it lacks {missing}", "give it")]
    try:
        records = {stock: planning.record(stock) for stock in stocks}
        draws = [(s.stock, part, units) for s in network.sources for part, units in parts_of(s)]
        inside = frozenset(part for parent, part, _ in draws if parent in records and part in records)
        beside = _independent(network, records, draws, inside)
        records |= {stock: replace(records[stock], independent_rate=rate) for stock, rate in beside.items()}
        policy = entry.sized_jointly(records, inside, supplies_of(network, stocks))
    except (ValueError, DataError) as error:
        return [], [Unreadable.of(error).at(f"{entry.place}, sizing")]
    return [Control(tuple(stocks), policy)], []


def _independent(
    network: Network,
    records: Mapping[str, PlanningRecord],
    draws: list[tuple[str, str, float]],
    inside: frozenset[str],
) -> dict[str, float]:
    """Return the rate at which parts of a plan are drawn by others: customers, what is planned otherwise.

    It is what was drawn in all, less what the rates of the parents in the plan need. `draws` are parent,
    part, and units of it in one of the parent; `inside` are the parts that parents in the plan draw on.
    """
    others = {demand.stock for demand in network.demands}
    others |= {part for parent, part, _ in draws if parent not in records}
    rates = {part: records[part].demand_rate for part in inside & others}
    for parent, part, units in draws:
        if parent in records and part in rates:
            rates[part] -= units * records[parent].demand_rate
    return {part: max(rate, 0.0) for part, rate in rates.items()}


def _sized(
    data: CaseData, entry: ControlEntry, stocks: list[str], planning: Planning
) -> tuple[list[Control], list[Problem]]:
    missing = missing_sizes(entry)
    if missing:
        return [], [Problem(f"{entry.place}, key 'size'", f"it lacks {missing}", "give it")]
    wrong: dict[str, tuple[Unreadable, list[str]]] = {}
    controls = []
    for stock in stocks:
        try:
            record = planning.record(stock)
            controls.append(Control((stock,), entry.sized(record), _again(entry, record)))
        except (ValueError, DataError) as error:
            wrong.setdefault(str(error), (Unreadable.of(error), []))[1].append(stock)
    problems = [why.at(f"{entry.place}, sizing {listed(names, FEW)}") for why, names in wrong.values()]
    return controls, problems
