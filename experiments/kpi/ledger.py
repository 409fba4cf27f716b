"""The ledger: totals of a run beside what the scenario says of each stock point."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim import Run, Scenario
from sim.network import Accounts, Fulfilment, Network, Place, Production, Purchase, Source, WorkCentre
from sim.scenario import UNITS_PER_YEAR

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

ACTIVE_TAG = "active"
"""Tag of a stock point or an item that counts in figures on active items."""


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Totals of one run beside costs, prices and kinds of the stock points, in groups.

    A figure adds up totals over the members of each group, so it returns shape (groups,): one group
    makes the figure of the network, one a class the figures by class, one a stock point the table of
    stock points. Arrays have one entry a stock point, in the order of the run, unless said otherwise.

    Parameters
    ----------
    run
        Totals from warm-up to horizon.
    group_of
        Number of the group that each stock point is in; -1 is outside all of them.
    groups
        Number of groups.
    unit_cost, price
        Of the item, in money of the case.
    sold
        Customers draw on it.
    active
        Sold, and tagged `active` (itself or its item); all sold ones where nothing has that tag.
    made, bought
        It has a production, a purchase.
    focus
        What a figure of service or speed looks at: the sold members of a group, or all members of a
        group that sells nothing, so that a part has a service too (to the orders that draw on it).
    place_of
        Name of the place of each stock point; empty where it has none.
    volume
        Room that a unit of the item takes (cubic metres).
    drawn_units
        Units that other stock points draw: all that is drawn less what customers ask for. Where orders of
        several lines draw too, by what those stock points ordered from their first source.
    setup_cost
        Set-up cost in the measured time: the hours of the work centres at their hourly cost, shared
        by the set-up hours of each stock point at the mean rate of its route.
    overflow_rent
        Rent of the room beyond the capacity of each place in the measured time, shared by the room that the
        stock points there take.
    places, fulfilment
        Places with a row of their own, and the people who ship from them.
    demand_stock
        Number of the stock point of the first line of each demand, one entry a demand: a demand belongs to
        the group of that stock point.
    """

    run: Run
    group_of: NDArray[np.intp] = field(repr=False)
    groups: int
    unit_cost: Array = field(repr=False)
    price: Array = field(repr=False)
    place_of: tuple[str, ...] = field(repr=False)
    volume: Array = field(repr=False)
    sold: Mask = field(repr=False)
    active: Mask = field(repr=False)
    made: Mask = field(repr=False)
    bought: Mask = field(repr=False)
    focus: Mask = field(repr=False)
    drawn_units: Array = field(repr=False)
    setup_cost: Array = field(repr=False)
    overflow_rent: Array = field(repr=False)
    accounts: Accounts
    work_centres: tuple[WorkCentre, ...]
    places: tuple[Place, ...]
    fulfilment: tuple[Fulfilment, ...]
    years: float
    units_per_year: float
    demand_stock: NDArray[np.intp] = field(repr=False)

    @classmethod
    def of(cls, run: Run, scenario: Scenario) -> "Ledger":
        """Return the ledger of a run of a scenario, all stock points in one group."""
        network = scenario.network
        items = {item.name: item for item in network.items}
        points = network.stock_points
        sold_names = {demand.stock for demand in network.demands}
        sold_names |= {line.stock for demand in network.demands for line in demand.lines}
        row = {name: k for k, name in enumerate(run.stock_names)}
        sold = np.array([p.name in sold_names for p in points], dtype=bool)
        tagged = np.array([ACTIVE_TAG in p.tags or ACTIVE_TAG in items[p.item].tags for p in points], bool)
        units_per_year = UNITS_PER_YEAR[run.time_unit]
        volume = np.array([items[p.item].volume_m3 for p in points], dtype=float)
        ledger = cls(
            run=run,
            group_of=np.zeros(len(points), dtype=np.intp),
            groups=1,
            unit_cost=np.array([items[p.item].unit_cost for p in points], dtype=float),
            price=np.array([items[p.item].price for p in points], dtype=float),
            place_of=tuple(point.place for point in points),
            volume=volume,
            sold=sold,
            active=sold & tagged if tagged.any() else sold,
            made=_having(network, Production),
            bought=_having(network, Purchase),
            focus=sold,
            drawn_units=_drawn_units(run, network),
            setup_cost=_setup_cost(run, network),
            overflow_rent=_overflow_rent(run, network, volume),
            accounts=network.accounts,
            work_centres=network.work_centres,
            places=network.places,
            fulfilment=network.fulfilment,
            years=run.time / units_per_year,
            units_per_year=units_per_year,
            demand_stock=np.array([row[demand.stock] for demand in network.demands], dtype=np.intp),
        )
        return ledger.grouped(ledger.group_of, 1)

    def grouped(self, group_of: NDArray[np.intp], groups: int) -> "Ledger":
        """Return the same ledger in other groups; a stock point of group -1 is in none."""
        inside = group_of >= 0
        sells = np.bincount(group_of[inside & self.sold], minlength=groups) > 0
        focus = inside.copy()
        focus[inside] = self.sold[inside] | ~sells[group_of[inside]]
        return replace(self, group_of=group_of, groups=groups, focus=focus)

    def within(self, mask: Mask) -> "Ledger":
        """Return the ledger of some stock points only, in one group."""
        return self.grouped(np.where(mask, 0, -1).astype(np.intp), 1)

    def each(self) -> "Ledger":
        """Return the ledger with a group for each stock point."""
        return self.grouped(np.arange(len(self.unit_cost)), len(self.unit_cost))

    # ---- arithmetic

    def total(self, name: str) -> Array:
        """Return one total of every stock point."""
        return self.run.total(name)

    def add(self, values: str | Array, over: Mask | None = None) -> Array:
        """Add a total, or one value a stock point, over the members of each group; shape (groups,)."""
        numbers = self.total(values) if isinstance(values, str) else values
        chosen = self.group_of >= 0 if over is None else over & (self.group_of >= 0)
        sums = np.bincount(self.group_of[chosen], weights=numbers[chosen], minlength=self.groups)
        return sums.astype(float, copy=False)

    def add_demands(self, name: str) -> Array:
        """Add a total of the demands over the demands of each group; shape (groups,)."""
        group_of = self.group_of[self.demand_stock]
        inside = group_of >= 0
        values = self.run.demand_total(name)[inside]
        return np.bincount(group_of[inside], weights=values, minlength=self.groups).astype(float, copy=False)

    def count(self, over: Mask | None = None) -> Array:
        """Return how many members each group has; shape (groups,)."""
        return self.add(np.ones(len(self.unit_cost)), over)

    def average(self, values: str | Array, over: Mask | None = None) -> Array:
        """Add areas over each group and divide by the measured time; shape (groups,)."""
        return self.add(values, over) / self.run.time

    def a_year(self, values: str | Array, over: Mask | None = None) -> Array:
        """Add totals over each group and divide by the measured years; shape (groups,)."""
        return self.add(values, over) / self.years

    @property
    def weeks(self) -> float:
        """How many weeks one time unit of the scenario lasts."""
        return UNITS_PER_YEAR["week"] / self.units_per_year

    @property
    def days(self) -> float:
        """How many days one time unit of the scenario lasts."""
        return UNITS_PER_YEAR["day"] / self.units_per_year

    # ---- units

    @property
    def shelf_area(self) -> Array:
        """Units that are really on the shelf, on the record or not, through time (unit x time).

        Units finished on a last operation whose lot is not posted yet are in process until then.
        """
        return _shelf_area(self.run)

    @property
    def recorded_area(self) -> Array:
        """Units that the record says are there, through time (unit x time)."""
        return self.total("on_hand_area") + self.total("phantom_area")

    def value_a_year(self, *names: str) -> Array:
        """Add totals of units, at unit cost, over each group and divide by the years; shape (groups,)."""
        units = sum((self.total(name) for name in names), np.zeros(len(self.unit_cost)))
        return self.a_year(units * self.unit_cost)

    @property
    def delivered_units(self) -> Array:
        """Units that customers got and kept, or still wait for.

        Drawn, less lost, less drawn by other stock points, less returned by customers.
        """
        gone = self.total("demand_units") - self.total("lost_units")
        return gone - self.drawn_units - self.total("returned_units")

    @property
    def used_units(self) -> Array:
        """Units that left for customers; for a stock point that is not sold, for other stock points."""
        gone = self.total("demand_units") - self.total("lost_units")
        return np.where(self.sold, self.delivered_units, gone)

    # ---- work centres

    def centres(self, name: str) -> Array:
        """Return one total of every work centre; shape (work centres,)."""
        return np.array([self.run.centre(c.name, name) for c in self.work_centres], dtype=float)

    @property
    def utilisations(self) -> Array:
        """Share of their shifts that the machines of each work centre are busy; shape (work centres,)."""
        return ratio(self.centres("busy_area"), self.centres("available_area"))

    # ---- places

    def room(self, name: str) -> Array:
        """Return one total of the room at every place; shape (places,)."""
        return np.array([self.run.place(p.name, name) for p in self.places], dtype=float)

    def shipped(self, name: str) -> Array:
        """Return one total of every place that ships; shape (fulfilment,)."""
        return np.array([self.run.shipped(f.place, name) for f in self.fulfilment], dtype=float)


def ratio(above: Array, below: Array) -> Array:
    """Divide; nan where the divisor is zero.

    Examples
    --------
    >>> ratio(np.array([1.0, 1.0]), np.array([4.0, 0.0]))
    array([0.25,  nan])
    """
    return np.divide(above, below, out=np.full(np.shape(below), np.nan), where=below != 0)


def _having(network: Network, kind: type[Source]) -> Mask:
    names = {source.stock for source in network.sources if isinstance(source, kind)}
    return np.array([p.name in names for p in network.stock_points], dtype=bool)


def _first_sources(sources: Iterable[Source]) -> dict[str, Source]:
    first: dict[str, Source] = {}
    for source in sources:
        first.setdefault(source.stock, source)
    return first


def _shelf_area(run: Run) -> Array:
    return run.total("on_hand_area") + run.total("hidden_area")


def _drawn_units(run: Run, network: Network) -> Array:
    drawn = _ordered_units(run, network)
    baskets = [demand for demand in network.demands if demand.lines]
    shared = {d.stock for d in baskets} | {line.stock for d in baskets for line in d.lines}
    total = run.total("demand_units")
    asked: dict[str, list[float]] = {}
    for demand, units in zip(network.demands, run.demand_total("order_units").tolist(), strict=True):
        asked.setdefault(demand.stock, []).append(units)
    for k, name in enumerate(run.stock_names):
        if drawn[k] and name not in shared:
            drawn[k] = total[k] - sum(asked.get(name, ()))
    return drawn


def _ordered_units(run: Run, network: Network) -> Array:
    """Return what stock points ordered from each other, all of it from their first source."""
    row = {name: k for k, name in enumerate(run.stock_names)}
    ordered = run.total("ordered_units")
    drawn = np.zeros(len(row))
    for stock, source in _first_sources(network.sources).items():
        if isinstance(source, Production):
            for part in source.components:
                drawn[row[part.stock]] += ordered[row[stock]] * part.quantity
        elif not isinstance(source, Purchase):
            drawn[row[source.origin]] += ordered[row[stock]]
    return drawn


def _overflow_rent(run: Run, network: Network, volume: Array) -> Array:
    rent = np.zeros(len(volume))
    taken = _shelf_area(run) * volume
    for place in network.places:
        overflow = run.place(place.name, "overflow_area") / UNITS_PER_YEAR[run.time_unit]
        here = np.array([point.place == place.name for point in network.stock_points], dtype=bool)
        if overflow > 0:
            rent[here] += overflow * place.rent_per_m3 * taken[here] / taken[here].sum()
    return rent


def _setup_cost(run: Run, network: Network) -> Array:
    hourly = {c.name: c.hourly_cost for c in network.work_centres}
    money = sum((run.centre(name, "setup_hours") * cost for name, cost in hourly.items()), 0.0)
    weights = np.zeros(len(run.stock_names))
    hours = run.total("setup_hours")
    row = {name: k for k, name in enumerate(run.stock_names)}
    for stock, source in _first_sources(s for s in network.sources if isinstance(s, Production)).items():
        assert isinstance(source, Production)
        mean_hours = sum(step.setup_hours.mean for step in source.route)
        if mean_hours > 0:
            at_cost = sum(step.setup_hours.mean * hourly[step.work_centre] for step in source.route)
            weights[row[stock]] = hours[row[stock]] * at_cost / mean_hours
    whole = weights.sum()
    return weights * (money / whole) if whole > 0 else weights
