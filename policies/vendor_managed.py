"""Vendor-managed inventory: the vendor sees the stock of its customers and decides what to ship to each."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from policies.planning.parameters import check_scope, check_values, table_of, values_of
from policies.planning.record import PlanningRecord
from policies.planning.rounding import on_grid
from policies.planning.supply import Supply
from sim.contract import GRID, Decision, Every, Order, Review, ScopeTable, View, up_to_multiple

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class VendorManaged:
    """Every review, the vendor fills up the customers that are low, from what it has.

    The scope are the vendor's store and the stock points that it supplies by transfer; the vendor sees the
    stock of all. A customer at or below its minimum is filled up towards its maximum, never above it. What
    the store has not, nobody is promised: a short supply goes to those whose stock lasts least. Where goods
    travel by the truck, a truck that must go is filled up with what customers have room for, those whose
    stock lasts least first; nobody gets less for that.

    How long stock lasts follows from `demand_rate`, or, where it is not given, from what was drawn in the
    latest reviews; before there is any, the maximum stands for it. The store itself (and what is bought)
    is ordered by the same levels: at or below its minimum, up to its maximum.

    The mappings have an entry a stock point; one that is not named has the default. In a case file they are
    columns of the parameter file, or one value for all.

    Parameters
    ----------
    review_period
        Time between reviews (time).
    offset
        The first review (time).
    truck
        Units that a truck takes, all customers of a store together; zero: it does not matter.
    history
        Reviews back over which the demand rate is averaged.
    minimum
        Position at or below which a stock point is filled up (units).
    maximum
        Position above which nothing is shipped (units).
    multiple
        Units of a pallet; zero: one unit where the item is whole.
    demand_rate
        Units that customers draw (units per time unit); zero: taken from what was drawn.

    Examples
    --------
    >>> VendorManaged(review_period=1, minimum={"shop": 20}, maximum={"shop": 50}).review
    Every(period=1, offset=0.0)
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"review_period", "offset", "cover"})
    JOINT: ClassVar[bool] = True
    ABSENT: ClassVar[Mapping[str, float]] = {
        "minimum": 0.0,
        "maximum": 0.0,
        "multiple": 0.0,
        "demand_rate": 0.0,
    }
    table: ClassVar[bool] = True

    review_period: float
    offset: float = 0.0
    truck: float = 0.0
    history: int = 8
    minimum: Mapping[str, float] = field(default_factory=dict, hash=False)
    maximum: Mapping[str, float] = field(default_factory=dict, hash=False)
    multiple: Mapping[str, float] = field(default_factory=dict, hash=False)
    demand_rate: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        Every(self.review_period, self.offset)
        check_values(self)
        if not 0 <= self.truck < inf:
            raise ValueError(f"truck is {self.truck:g}; it must be finite and zero or more")
        if self.history < 1:
            raise ValueError(f"history is {self.history}; it must be one review or more")
        for stock in {**self.minimum, **self.maximum, **self.multiple}:
            low, high, pallet = (getattr(self, p).get(stock, 0.0) for p in ("minimum", "maximum", "multiple"))
            if high < low:
                raise ValueError(
                    f"maximum of {stock!r} is {high:g}; it must be at least its minimum ({low:g})"
                )
            if pallet > high - low:
                raise ValueError(
                    f"multiple of {stock!r} is {pallet:g}; it must fit between its minimum ({low:g}) and its "
                    f"maximum ({high:g}): take a smaller pallet or raise the maximum"
                )

    @property
    def review(self) -> Review:
        """Every review period."""
        return Every(self.review_period, self.offset)

    @property
    def bucket(self) -> float:
        """Draws are booked from review to review."""
        return self.review_period

    def decide(self, view: View) -> Iterable[Decision]:
        """Ship to customers what they need and the store has; order for the store."""
        table = table_of(view)
        check_scope(self, table.names)
        names = table.names
        low, high = values_of(self, "minimum", names), values_of(self, "maximum", names)
        pallet, rate = self._pallets(table), self._rates(table, high)
        position = table.position - table.allocated
        shipped = np.zeros(len(names))
        for store, customers in _supplied(table):
            room = _Room(position[customers], high[customers], pallet[customers], rate[customers])
            low_ones = position[customers] <= low[customers]
            free = table.on_hand[store] - table.reserved[store] - table.backorders[store]
            shipped[customers] = self._shipment(room, low_ones, float(free - table.allocated[store]))
            position[store] -= shipped[customers].sum()
        bought = np.setdiff1d(np.arange(len(names)), table.parents)
        needy = bought[position[bought] <= low[bought]]
        shipped[needy] = _Room(position[needy], high[needy], pallet[needy], rate[needy]).most()
        shipped = on_grid(shipped)
        for place in np.flatnonzero(shipped > 0).tolist():
            yield Order(names[place], float(shipped[place]))

    def _pallets(self, table: ScopeTable) -> Floats:
        """Return the units of a pallet of each stock point; of what is divisible and has none, the grid."""
        given = values_of(self, "multiple", table.names)
        return np.where(given > 0, given, np.where(table.whole, 1.0, 1 / GRID))

    def _rates(self, table: ScopeTable, high: Floats) -> Floats:
        """Return the units that are drawn per time unit: as given, as recorded, or a stand-in."""
        given = values_of(self, "demand_rate", table.names)
        if table.draws.shape[1]:
            known = np.maximum(table.draws.mean(axis=1), 0.0) / self.review_period
        else:
            known = high * (given.sum() / max(high[given > 0].sum(), 1.0) if given.any() else 1.0)
        return np.where(given > 0, given, known)

    def _shipment(self, room: "_Room", low_ones: NDArray[np.bool_], free: float) -> Floats:
        """Return the units for each customer of a store, of which `free` units may be shipped."""
        wanted = np.where(low_ones, room.most(), 0.0)
        nothing = np.zeros_like(wanted)
        if wanted.sum() > free:
            return room.shared(wanted, nothing, max(free, 0.0))
        must = float(wanted.sum())
        if not self.truck or must <= 0:
            return wanted
        full = min(up_to_multiple(must, self.truck), free)
        return room.shared(room.most(), wanted, full - must)

    def openings(self, supplies: Mapping[str, Supply], turns: Mapping[str, float]) -> dict[str, float]:
        """Return the units of each stock point at a moment of its cycle, from 0 (low) to 1 (filled up)."""
        opening = {}
        for name in supplies:
            low, high = self.minimum.get(name, 0.0), self.maximum.get(name, 0.0)
            opening[name] = low + turns[name] * (high - low)
        return opening

    @classmethod
    def sized_jointly(
        cls,
        records: Mapping[str, PlanningRecord],
        parts: Collection[str],
        *,
        safety_factor: float,
        review_period: float,
        cover: float = 0.0,
        offset: float = 0.0,
        truck: float = 0.0,
    ) -> "VendorManaged":
        """Size from planning data: a minimum for review period and lead time, a maximum for some cover.

        Parameters
        ----------
        records
            Planning data of each stock point.
        parts
            The stores: those that others of the scope draw on (no difference is made).
        safety_factor
            Safety stock, in standard deviations of demand over review period and lead time.
        review_period
            Time between reviews (time).
        cover
            How long lasts what is between minimum and maximum (time); zero: an economic quantity, and a
            review period at the least.
        offset
            The first review (time).
        truck
            Units that a truck takes.
        """
        low, high = {}, {}
        for name, record in records.items():
            exposed = review_period + record.lead_time
            level = record.mean_over(exposed) + record.safety_stock(exposed, safety_factor)
            low[name] = record.rounded(max(level, 0.0))
            between = record.mean_over(cover) if cover else record.economic_quantity(review_period)
            high[name] = low[name] + max(record.rounded(between), 1.0)
        return cls(
            review_period=review_period,
            offset=offset,
            truck=truck,
            minimum=low,
            maximum=high,
            demand_rate={name: record.demand_rate for name, record in records.items()},
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Room:
    """What the customers of a store have, and have room for: position, maximum, pallet and demand rate."""

    position: Floats
    high: Floats
    pallet: Floats
    rate: Floats

    def most(self) -> Floats:
        """Return the units that lift each to its maximum, in whole pallets."""
        return self.whole_pallets(np.maximum(self.high - self.position, 0.0))

    def whole_pallets(self, units: Floats) -> Floats:
        """Return units, down to whole pallets."""
        return np.asarray(np.floor(units / self.pallet + 1e-9) * self.pallet)

    def shared(self, most: Floats, given: Floats, units: float) -> Floats:
        """Return what is given to each with so many units more, none above its most, by days of supply.

        All whose stock would last less than some time are lifted to that time, down to whole pallets; then
        pallets go one by one to the one whose stock lasts least. Where nothing is drawn, stock lasts long,
        and what is owed there has waited long.
        """
        rate = np.maximum(self.rate, self.rate.max(initial=0.0) * SELDOM or 1.0)
        level = self._lasting(rate, most, given, units)
        lifted = np.clip(level * rate - self.position, given, most)
        result = np.maximum(self.whole_pallets(lifted), given)
        left = units - (result - given).sum()
        while True:
            fits = (result + self.pallet <= most + 1e-9) & (self.pallet <= left + 1e-9) & (self.pallet >= MIN)
            if not fits.any():
                return result
            lasts = np.where(fits, (self.position + result) / rate, inf)
            neediest = int(np.argmin(lasts))
            result[neediest] += self.pallet[neediest]
            left -= self.pallet[neediest]

    def _lasting(self, rate: Floats, most: Floats, given: Floats, units: float) -> float:
        """Return the time that all stock may last so that no more than so many units are needed for it."""
        ends = np.unique(np.concatenate([(self.position + given) / rate, (self.position + most) / rate]))
        needed = [float((np.clip(end * rate - self.position, given, most) - given).sum()) for end in ends]
        above = int(np.searchsorted(needed, units, side="right"))
        if above == 0:
            return float(ends[0])
        if above == len(ends):
            return float(ends[-1])
        step = (units - needed[above - 1]) / (needed[above] - needed[above - 1])
        return float(ends[above - 1] + step * (ends[above] - ends[above - 1]))


SELDOM = 1e-6
"""Rate at which stock is taken to last where nothing is drawn, as a share of the greatest rate of all."""

MIN = 2 / GRID
"""Of what is smaller than this, no pallets are dealt out one by one: it is divisible."""


def _supplied(table: ScopeTable) -> Iterator[tuple[int, Integers]]:
    """Yield each store of the scope and the stock points that it supplies, those nearest customers first."""
    if len(np.unique(table.parents)) < len(table.parents):
        raise ValueError(
            "a stock point of the scope is made of several others, and vendor-managed stock moves from one "
            "store; give what is made another policy"
        )
    stores = sorted(set(table.components.tolist()), key=lambda place: int(table.level[place]))
    for store in stores:
        yield store, table.parents[table.components == store]
