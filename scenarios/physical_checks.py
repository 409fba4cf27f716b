"""What cannot be in any world: combinations of values that are each sound alone."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scenarios.case_data import CaseData
from scenarios.problem import Problem
from scenarios.row import Row
from scenarios.table import SOURCES
from scenarios.unreadable import Unreadable
from sim.network.price_breaks import parse_price_breaks
from sim.network.shifts import parse_shifts


def check_shelf_lives(data: CaseData) -> Iterator[Problem]:
    """Units do not spoil before they arrive."""
    lives = {
        n: row.values["shelf_life"] for n, row in data.keys("items").items() if "shelf_life" in row.values
    }
    if not lives:
        return
    points = data.keys("stock_points")
    for name in ("purchases", "transfers"):
        for row in data.live[name]:
            stock = points.get(row.values.get("stock", ""))
            item = stock.values.get("item") if stock else None
            travel = row.values["lead_time"].mean if "lead_time" in row.values else 0.0
            if item in lives and lives[item] < travel:
                reason = (
                    f"'{item}' keeps for {lives[item]:g} {data.time_unit}s and travels for {travel:g}: it "
                    "would be worthless before it arrives"
                )
                yield Problem(row.place, reason, "give it a longer shelf life, or a shorter lead time")


def check_consignments(data: CaseData) -> Iterator[Problem]:
    """A supplier that waits for weight can gather it, and a truck can carry it."""
    waiting = [row for row in data.live["suppliers"] if "departure_kg" in row.values]
    if not waiting:
        return
    points, items = data.keys("stock_points"), data.keys("items")
    heaviest: dict[str, float] = {}
    for row in data.live["purchases"]:
        stock = points.get(row.values.get("stock", ""))
        item = items.get(stock.values.get("item", "")) if stock else None
        supplier = row.values.get("supplier", "")
        weight = item.values.get("weight_kg", 0.0) if item else math.inf
        heaviest[supplier] = max(heaviest.get(supplier, 0.0), weight)
    for row in waiting:
        load, truck = row.values["departure_kg"], row.values.get("freight_truck_kg", math.inf)
        if load > truck:
            reason = f"a shipment leaves at {load:g} kg and a truck carries {truck:g} kg"
            yield Problem(row.cell("departure_kg"), reason, f"write at most {truck:g}")
        if "departure_period" not in row.values and heaviest.get(row.values.get("name", "")) == 0:
            reason = (
                f"'{row.values['name']}' waits for {load:g} kg and all that is bought from it weighs nothing"
            )
            remedy = "give its items a weight_kg, or the supplier a departure_period"
            yield Problem(row.cell("departure_kg"), reason, remedy)


def check_lots(data: CaseData) -> Iterator[Problem]:
    """The greatest order is not below the least one, nor below one pack."""
    for name in SOURCES:
        for row in data.live[name]:
            greatest = row.values.get("maximum", math.inf)
            for field in ("minimum", "multiple"):
                least = row.values.get(field, 0.0)
                if least > greatest:
                    reason = f"the {field} is {least:g} and the maximum {greatest:g}"
                    remedy = f"write at most {greatest:g}, or raise the maximum"
                    yield Problem(row.cell(field), reason, remedy)
            step = row.values.get("multiple", 0.0)
            most = math.floor(greatest / step + 1e-9) * step if 0 < step <= greatest < math.inf else greatest
            if most < row.values.get("minimum", 0.0) <= greatest:
                reason = f"in steps of {step:g} the greatest order is {most:g}, below the minimum"
                yield Problem(row.cell("maximum"), reason, f"write {most + step:g}, or lower the minimum")


def check_shares(data: CaseData) -> Iterator[Problem]:
    """Where orders go to sources by their shares, one has a share."""
    shared = {n: row for n, row in data.keys("stock_points").items() if row.values.get("sourcing") == "share"}
    if not shared:
        return
    shares: dict[str, float] = {}
    for name in SOURCES:
        for row in data.live[name]:
            stock = row.values.get("stock", "")
            shares[stock] = shares.get(stock, 0.0) + row.values.get("share", 1.0)
    for stock, row in shared.items():
        if shares.get(stock) == 0:
            reason = f"'{stock}' is sourced by share and the share of every source is zero"
            yield Problem(row.cell("sourcing"), reason, "give one of them a share above zero")


def check_postings(data: CaseData) -> Iterator[Problem]:
    """What is posted unit by unit cannot be sent back by a full place."""
    gated = [row.values.get("name") for row in _on(data, "places") if row.values.get("overflow") == "refuse"]
    points = data.keys("stock_points") if gated else {}
    for row in data.live["productions"] if gated else ():
        point = points.get(row.values.get("stock", ""))
        if point and row.values.get("posting") == "unit" and point.values.get("place", "") in gated:
            reason = (
                f"'{row.values['stock']}' is posted unit by unit, and its place "
                f"'{point.values['place']}' refuses what does not fit"
            )
            yield Problem(row.cell("posting"), reason, "write posting = 'lot', or overflow = 'rent' there")


def check_batches(data: CaseData) -> Iterator[Problem]:
    """Lots that move in transfer batches run over work centres that work evenly."""
    batches = {
        row.values.get("stock", ""): row
        for row in data.live["productions"]
        if row.values.get("transfer_batch", 0.0) > 0
    }
    if not batches:
        return
    uneven = {
        name
        for name, row in data.keys("work_centres").items()
        if row.values.get("shifts") or any(field.startswith("breakdown_") for field in row.values)
    }
    stopped = (*data.live["events"], *data.live["disruptions"])
    uneven |= {row.values["work_centre"] for row in stopped if "work_centre" in row.values}
    for row in data.live["operations"]:
        stock, centre = row.values.get("stock", ""), row.values.get("work_centre", "")
        if stock in batches and centre in uneven:
            reason = f"'{stock}' moves in transfer batches over '{centre}', which has shifts or breakdowns"
            yield Problem(batches.pop(stock).cell("transfer_batch"), reason, "take the one or the other out")


def check_price_breaks(data: CaseData) -> Iterator[Problem]:
    """Price breaks are pairs of quantity and price, and more units cost no more apiece."""
    broken = [row for row in data.live["purchases"] if row.values.get("price_breaks")]
    if not broken:
        return
    points, items = data.keys("stock_points"), data.keys("items")
    for row in broken:
        texts = row.values["price_breaks"]
        try:
            breaks = parse_price_breaks(texts)
        except ValueError as error:
            yield Unreadable.of(error).at(row.cell("price_breaks"))
            continue
        price = row.values.get("price")
        if price is None:
            stock = points.get(row.values.get("stock", ""))
            item = items.get(stock.values.get("item", "")) if stock else None
            price = item.values.get("unit_cost", 0.0) if item else math.inf
        if breaks[0][1] > price:
            reason = f"'{texts[0]}' is dearer than the {price:g} that a unit costs below it"
            yield Problem(row.cell("price_breaks"), reason, "let prices fall as quantities rise")


def check_room(data: CaseData) -> Iterator[Problem]:
    """A place that sends back what does not fit has room for one least order of all that is kept there."""
    limited = {
        row.values.get("name", ""): row
        for row in _on(data, "places")
        if "capacity_m3" in row.values and row.values.get("overflow") == "refuse"
    }
    if not limited:
        return
    points, items = data.keys("stock_points"), data.keys("items")
    for name in SOURCES:
        for row in data.live[name]:
            point = points.get(row.values.get("stock", ""))
            place = limited.get(point.values.get("place", "")) if point else None
            item = items.get(point.values.get("item", "")) if point else None
            if place is None or item is None:
                continue
            lot = _least_order(row.values, item.values.get("whole", True))
            needed, room = lot * item.values.get("volume_m3", 0.0), place.values["capacity_m3"]
            if needed > room:
                reason = (
                    f"it holds {room:g} m3 and refuses more, and the least order of "
                    f"'{row.values['stock']}' ({lot:g} units) takes {needed:g} m3"
                )
                remedy = "give it more room, or write overflow = 'rent'"
                yield Problem(place.cell("capacity_m3"), reason, remedy)


def _least_order(source: Mapping[str, Any], whole: bool) -> float:
    """Return the least quantity that can be ordered: zero where any will do."""
    minimum = max(source.get("minimum", 0.0), 1.0 if whole else 0.0)
    multiple = source.get("multiple", 0.0)
    return float(math.ceil(minimum / multiple) * multiple if multiple > 0 else minimum)


def check_shifts(data: CaseData) -> Iterator[Problem]:
    """Working hours of the week can be read."""
    for row in data.live["work_centres"]:
        shifts = row.values.get("shifts", "")
        try:
            if shifts:
                parse_shifts(shifts)
        except ValueError as error:
            yield Unreadable.of(error).at(row.cell("shifts"))


def check_dates(data: CaseData) -> Iterator[Problem]:
    """Promotions end after they start."""
    for row in _on(data, "promotions"):
        start, end = row.values.get("start"), row.values.get("end")
        if start is not None and end is not None and end <= start:
            reason = f"it starts at {start:g} and ends at {end:g} {data.time_unit}s"
            yield Problem(row.place, reason, "let it end after it starts")


def check_seasons(data: CaseData) -> Iterator[Problem]:
    """The factors of a season are shares of a level above zero."""
    for row in data.live["profiles"]:
        season = row.values.get("season", ())
        wrong = [factor for factor in season if not (math.isfinite(factor) and factor >= 0)]
        if wrong:
            reason = f"a factor of the season is {wrong[0]:g}"
            yield Problem(row.cell("season"), reason, "write numbers of zero or more")
        elif season and not any(season):
            yield Problem(row.cell("season"), "all factors are zero", "let one at least be above zero")
        elif season and len(season) not in PARTS_OF_A_YEAR:
            reason = f"it has {len(season)} factors, one for each equal part of a year"
            remedy = "write 12 (months), 4 (quarters), 52 (weeks) or another usual number"
            yield Problem(row.cell("season"), reason, remedy)


PARTS_OF_A_YEAR = frozenset({1, 2, 3, 4, 6, 12, 13, 24, 26, 52, 365})
"""Numbers of equal parts that people divide a year into; any other is a slip."""


def check_histories(data: CaseData) -> Iterator[Problem]:
    """Recorded orders are of units asked for, unless the demand takes returns."""
    for row in data.live["demands"]:
        history = row.values.get("history")
        if history is None or row.values.get("returns"):
            continue
        negative = [(t, q) for t, q in zip(history.times, history.quantities, strict=True) if q < 0]
        if negative:
            time, quantity = negative[0]
            reason = f"{history.file} has {quantity:g} units at {time:g} {data.time_unit}s"
            yield Problem(row.cell("history"), reason, "write returns = true, or delete the returns there")


def check_opening_orders(data: CaseData) -> Iterator[Problem]:
    """What is under way at the start comes from somewhere."""
    for row in _on(data, "opening_orders"):
        stock = row.values.get("stock")
        if stock in data.stock_tags and stock not in data.replenished:
            reason = f"'{stock}' has no source that an order could be under way from"
            yield Problem(row.cell("stock"), reason, "add a purchase, transfer or production for it")


def check_order_lines(data: CaseData) -> Iterator[Problem]:
    """Further lines of an order are on other stock points."""
    demands = data.keys("demands")
    for row in data.live["order_lines"]:
        demand = demands.get(row.values.get("demand", ""))
        stock = row.values.get("stock")
        if demand and stock is not None and demand.values.get("stock") == stock:
            reason = f"demand '{demand.values['name']}' itself draws on '{stock}'"
            yield Problem(row.cell("stock"), reason, "name another stock point, or raise its size")


def check_release(data: CaseData) -> Iterator[Problem]:
    """A plant with a limit on what is on the floor lets something on it."""
    release = data.plant.get("release", "at-once")
    if release != "at-once" and not data.plant.get("limit", 0.0) > 0:
        reason = (
            f"release is '{release}' and the limit {data.plant.get('limit', 0.0):g}: no lot would ever start"
        )
        remedy = "give the lots (conwip) or hours (workload) that may be on the floor"
        yield Problem("case.toml [plant] 'limit'", reason, remedy)


def _on(data: CaseData, table: str) -> list[Row]:
    """Return the rows of a table that are not switched off."""
    return [row for row in data.live[table]]


PHYSICAL: tuple[Callable[[CaseData], Iterator[Problem]], ...] = (
    check_shelf_lives,
    check_consignments,
    check_lots,
    check_shares,
    check_postings,
    check_batches,
    check_price_breaks,
    check_room,
    check_shifts,
    check_dates,
    check_seasons,
    check_histories,
    check_opening_orders,
    check_order_lines,
    check_release,
)
"""Every check of what can be."""
