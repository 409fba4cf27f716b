"""What must hold between the tables of a case: many small checks, each of one thing."""

from collections.abc import Callable, Iterator

from scenarios.case_data import CaseData
from scenarios.event_checks import check_disruptions, check_events
from scenarios.physical_checks import PHYSICAL
from scenarios.problem import Problem
from scenarios.selecting import select
from scenarios.spelling import hint
from scenarios.table import SELECTING, TABLES
from scenarios.unreadable import Unreadable

Check = Callable[[CaseData], Iterator[Problem]]


def check_duplicates(data: CaseData) -> Iterator[Problem]:
    """No two rows of a table have the same name."""
    for name, table in TABLES.items():
        seen: dict[tuple[object, ...], str] = {}
        for row in data.rows[name]:
            key = tuple(row.values.get(field) for field in table.unique)
            if None in key or not key:
                continue
            if key in seen:
                said = " and ".join(f"{f} '{_plain(v)}'" for f, v in zip(table.unique, key, strict=True))
                yield Problem(
                    row.place, f"{said} is there already ({seen[key]})", "delete or rename one of them"
                )
            else:
                seen[key] = row.place


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def check_references(data: CaseData) -> Iterator[Problem]:
    """Every name that a row refers to is a row of the table it belongs to."""
    known = {name: set(data.keys(name)) for name in TABLES}
    off = {name: set(data.tags(name)) - known[name] for name in TABLES}
    for name, table in TABLES.items():
        on = {(row.source, row.number) for row in data.live[name]}
        for field, target in table.refers.items():
            for row in data.rows[name]:
                value, is_on = row.values.get(field), (row.source, row.number) in on
                if value is None or value in known[target] or (value in off[target] and not is_on):
                    continue
                if value in off[target]:
                    reason = f"'{value}' of {target} is off (on = false)"
                    yield Problem(row.cell(field), reason, "switch it on, or this row off")
                    continue
                remedy = hint(value, sorted(known[target] | off[target]))
                if target == "productions" and value in known["stock_points"]:
                    remedy = "add a row for it there"
                yield Problem(row.cell(field), f"'{value}' is not in {target}", remedy)


def check_supply(data: CaseData) -> Iterator[Problem]:
    """Every stock point that is drawn on has a source or initial stock."""
    points = data.keys("stock_points")
    reported = set()
    for name, field in DRAWS.items():
        for row in data.live[name]:
            stock = row.values.get(field)
            if stock not in points or stock in data.replenished or stock in reported:
                continue
            if points[stock].values.get("initial", 0.0) > 0:
                continue
            reported.add(stock)
            reason = f"stock point '{stock}' is drawn on, but nothing supplies it and it starts empty"
            remedy = "add a purchase, transfer or production for it, or initial stock"
            yield Problem(row.place, reason, remedy)


DRAWS = {"demands": "stock", "components": "component", "transfers": "origin"}
"""Field with the stock point that a row of each table draws on."""


def check_loops(data: CaseData) -> Iterator[Problem]:
    """No stock point goes, through parts lists and transfers, into itself."""
    feeds: dict[str, dict[str, str]] = {}
    for name, parent, child in (("components", "parent", "component"), ("transfers", "stock", "origin")):
        for row in data.live[name]:
            if parent in row.values and child in row.values:
                feeds.setdefault(row.values[parent], {})[row.values[child]] = row.place
    done: set[str] = set()
    for start in feeds:
        path: list[str] = []
        stack = [(start, False)]
        while stack:
            stock, leave = stack.pop()
            if leave:
                path.pop()
                done.add(stock)
            elif stock in path:
                loop = [*path[path.index(stock) :], stock]
                place = feeds[path[-1]][stock]
                reason = f"the parts list has a loop: {' -> '.join(loop)}"
                yield Problem(place, reason, "take one of these links out")
            elif stock not in done:
                path.append(stock)
                stack.append((stock, True))
                stack += [(part, False) for part in feeds.get(stock, ())]


def check_facts(data: CaseData) -> Iterator[Problem]:
    """The low end of a fact is not above its high end."""
    for row in data.live["facts"]:
        low, high = row.values.get("low"), row.values.get("high")
        if low is not None and high is not None and low > high:
            yield Problem(row.place, f"low is {low:g} and high is {high:g}", "exchange them")


def check_needed_tables(data: CaseData) -> Iterator[Problem]:
    """There is something to simulate."""
    for name in ("items", "stock_points", "demands"):
        if not data.live[name]:
            yield Problem(f"table '{name}'", "it has no rows", f"add {name}.csv or [[{name}]]")


def check_selections(data: CaseData) -> Iterator[Problem]:
    """What a row selects is there, and no stock point has two rules of bookkeeping."""
    for name in SELECTING:
        chosen: dict[str, str] = {}
        for row in data.live[name]:
            if "select" not in row.values:
                continue
            try:
                stocks = select(row.values["select"], data.stock_tags, "stock point")
            except Unreadable as problem:
                yield problem.at(row.cell("select"))
                continue
            for stock in stocks if name in ONCE else ():
                if stock in chosen:
                    reason = f"stock point '{stock}' is selected here and in {chosen[stock]}"
                    yield Problem(row.place, reason, "let one row only select it ('... and not tag:X')")
                    break
                chosen[stock] = row.place


ONCE = ("bookkeeping", "surplus_reviews")
"""Tables of which one row only may be about a stock point."""


def check_places(data: CaseData) -> Iterator[Problem]:
    """Places that have a limit, or people who ship, are places of stock points."""
    known = {row.values.get("place", "") for row in data.live["stock_points"]}
    for name, field in (("places", "name"), ("fulfilment", "place")):
        for row in data.live[name]:
            place = row.values.get(field)
            if place is not None and place not in known:
                yield Problem(row.cell(field), f"no stock point has the place '{place}'", hint(place, known))


CHECKS: tuple[Check, ...] = (
    check_needed_tables,
    check_duplicates,
    check_references,
    check_supply,
    check_loops,
    check_facts,
    check_selections,
    check_places,
    check_events,
    check_disruptions,
    *PHYSICAL,
)
"""Every check between tables."""


def check_tables(data: CaseData) -> list[Problem]:
    """Return all that is wrong between the tables of a case."""
    return [problem for check in CHECKS for problem in check(data)]
