"""Classes of what is sold: ABC by value, XYZ by how much demand varies, from the laws of demand alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.network import build_network
from sim.network import Demand, Network, Profile
from sim.scenario import UNITS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from scenarios import Case

ABC_LIMITS = (0.70, 0.90)
"""Share of the value at which class A ends, and class B."""
XYZ_LIMITS = (0.5, 1.0)
"""Largest coefficient of variation of a month's demand in class X, and in class Y."""
ABC, XYZ = ("A", "B", "C"), ("X", "Y", "Z")
TAG = "class-"
"""What the tag of a class begins with, as in `class-A`."""
MONTHS = 12.0


@dataclass(frozen=True, slots=True)
class ItemClass:
    """Class of one item that is sold.

    Attributes
    ----------
    value
        Money a year: units asked for at the price; at unit cost where no item has a price; units where
        nothing has a cost either.
    abc, xyz
        Class by value, and by variation.
    cv
        Coefficient of variation of a month's demand: standard deviation over mean.
    units
        Units a year.
    """

    item: str
    value: float
    abc: str
    xyz: str
    cv: float
    units: float


def demand_classes(
    case: "Case",
    alternative: str | None = None,
    *,
    abc_limits: tuple[float, float] = ABC_LIMITS,
    xyz_limits: tuple[float, float] = XYZ_LIMITS,
) -> "pd.DataFrame":
    """Return the classes of all items that are sold; nothing is simulated.

    Parameters
    ----------
    case
        A loaded case.
    alternative
        Whose network; None: today's way, or the first.
    abc_limits, xyz_limits
        See `ABC_LIMITS` and `XYZ_LIMITS`.

    Returns
    -------
    pandas.DataFrame
        A row an item, the greatest value first: `item`, `value` (money a year), `abc`, `xyz`, `cv`, `units`
        (a year). An item that is sold at several stock points is one row.
    """
    import pandas as pd

    found = item_classes(case, alternative, abc_limits=abc_limits, xyz_limits=xyz_limits)
    columns = ("item", "value", "abc", "xyz", "cv", "units")
    return pd.DataFrame({name: [getattr(one, name) for one in found] for name in columns})


def item_classes(
    case: "Case",
    alternative: str | None = None,
    *,
    abc_limits: tuple[float, float] = ABC_LIMITS,
    xyz_limits: tuple[float, float] = XYZ_LIMITS,
) -> list[ItemClass]:
    """Return what `demand_classes` does, without pandas.

    The class by value is that of the tags `class-A`, `class-B`, `class-C` where every item sold has exactly
    one of them, its own or of its stock points.
    """
    data = case.data_of(alternative)
    network = build_network(data)
    moments = monthly_demand(network, case.time_unit)
    worth = _worth(network, moments)
    values = {item: MONTHS * mean * worth[item] for item, (mean, _) in moments.items()}
    tagged = _tagged(network, data.stock_tags)
    classes = tagged if set(tagged) == set(values) else abc_of(values, abc_limits)
    found = []
    for item in _by_value(values):
        mean, variance = moments[item]
        cv = variance**0.5 / mean if mean > 0 else float("nan")
        found.append(ItemClass(item, values[item], classes[item], xyz_of(cv, xyz_limits), cv, MONTHS * mean))
    return found


def value_basis(network: Network) -> str:
    """Return what the value of an item sold is made of: `price`, `unit cost` or `units`."""
    sold = _sold(network)
    items = [item for item in network.items if item.name in sold]
    if any(item.price > 0 for item in items):
        return "price"
    return "unit cost" if any(item.unit_cost > 0 for item in items) else "units"


def abc_of(values: Mapping[str, float], limits: tuple[float, float] = ABC_LIMITS) -> dict[str, str]:
    """Return the class of each item by value: the greatest first, A until the first limit is reached.

    Parameters
    ----------
    values
        Value of each item; below zero counts as zero. Equal values go by name.
    limits
        Shares of the whole value at which A ends, and B.

    Examples
    --------
    >>> abc_of({"pump": 70, "fan": 20, "tap": 10})
    {'pump': 'A', 'fan': 'B', 'tap': 'C'}
    """
    total = sum(max(value, 0.0) for value in values.values())
    classes: dict[str, str] = {}
    running = 0.0
    for item in _by_value(values):
        share = running / total if total > 0 else 1.0
        # a hair's breadth: shares that add up to the limit but for the last digit have reached it
        classes[item] = ABC[sum(share >= limit - 1e-9 for limit in limits)]
        running += max(values[item], 0.0)
    return classes


def xyz_of(cv: float, limits: tuple[float, float] = XYZ_LIMITS) -> str:
    """Return the class of a coefficient of variation; Z where it is not known.

    Examples
    --------
    >>> xyz_of(0.2), xyz_of(0.5), xyz_of(0.8), xyz_of(3.0), xyz_of(float("nan"))
    ('X', 'X', 'Y', 'Z', 'Z')
    """
    return XYZ[sum(not cv <= limit for limit in limits)]


def monthly_demand(network: Network, time_unit: str) -> dict[str, tuple[float, float]]:
    """Return mean (units) and variance (units squared) of a month's demand of each item that is sold.

    Each stream of customers is a renewal process of orders with sizes of their own: in a time t, long against
    the gap between orders (mean m, variance v), the orders have mean t / m and variance t v / m^3 (Cox,
    Renewal Theory, 1962, chapter 4), and the units of orders with mean size s and variance w have mean
    s t / m and variance w t / m + s^2 t v / m^3. Streams are independent. A season adds the variance of its
    factors; trend and promotions are left out, and so is what rounding and sizes below zero do.
    """
    month = UNITS_PER_YEAR[time_unit] / MONTHS
    item_of = {point.name: point.item for point in network.stock_points}
    moments: dict[str, tuple[float, float]] = {}
    for demand in network.demands:
        for stock, size, second in _lines(demand):
            orders = month / demand.interval.mean
            spread = month * demand.interval.variance / demand.interval.mean**3
            mean = orders * size
            variance = orders * second + spread * size**2
            variance = _seasonal(mean, variance, demand.profile)
            before = moments.get(item_of[stock], (0.0, 0.0))
            moments[item_of[stock]] = (before[0] + mean, before[1] + variance)
    return moments


def _lines(demand: Demand) -> Iterable[tuple[str, float, float]]:
    """Yield the stock point, mean and variance of the units of each line of an order."""
    yield demand.stock, demand.size.mean, demand.size.variance
    for line in demand.lines:
        mean = line.chance * line.size.mean
        second = line.chance * (line.size.variance + line.size.mean**2)
        yield line.stock, mean, second - mean**2


def _seasonal(mean: float, variance: float, profile: Profile | None) -> float:
    """Return the variance of a month drawn from any part of the year."""
    if profile is None or not profile.season or not sum(profile.season):
        return variance
    level = sum(profile.season) / len(profile.season)
    squares = sum((factor / level) ** 2 for factor in profile.season) / len(profile.season)
    return variance * (squares if profile.changes == "size" else 1.0) + mean**2 * (squares - 1.0)


def _sold(network: Network) -> set[str]:
    """Return the items that customers ask for."""
    item_of = {point.name: point.item for point in network.stock_points}
    return {item_of[stock] for demand in network.demands for stock, *_ in _lines(demand)}


def _worth(network: Network, sold: Iterable[str]) -> dict[str, float]:
    """Return the money of a unit of each item that is sold."""
    basis = value_basis(network)
    items = {item.name: item for item in network.items}
    if basis == "units":
        return dict.fromkeys(sold, 1.0)
    return {name: items[name].price if basis == "price" else items[name].unit_cost for name in sold}


def _tagged(network: Network, stock_tags: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Return the class of each item that is sold and whose stock points bear one and the same."""
    sold = _sold(network)
    marks: dict[str, set[str]] = defaultdict(set)
    for point in network.stock_points:
        if point.item in sold:
            tags = stock_tags.get(point.name, frozenset())
            marks[point.item] |= {tag.removeprefix(TAG) for tag in tags if tag.startswith(TAG)}
    return {item: next(iter(found)) for item, found in marks.items() if len(found) == 1 and found <= set(ABC)}


def _by_value(values: Mapping[str, float]) -> list[str]:
    return sorted(values, key=lambda item: (-values[item], item))
