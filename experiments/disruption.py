"""What an outage does to customers: how long they feel nothing of it, and how long until it is over.

The same random worlds are run without an event and with it, and read week by week; weeks are counted from
the start of the event, and a week is seven days.

**Hurt.** In a week an event hurts customers of a world if, against the same world without it, more units are
not there when they are wanted, or more units are still waited for when the week ends, by more than
`TOLERANCE` of the demand of an average week.

**Time to survive.** From the start of the event to the start of the first week in which it hurts; infinite in
a world in which it never does.

**Time to recover.** From the start of the event to the start of the first week after that in which it does
not hurt, nor over the `STEADY` weeks that begin with it taken together; infinite in a world that ends before;
zero in a world in which it never hurts.

The terms are those of Simchi-Levi et al. (2015), Identifying risks and mitigating disruptions in the
automotive supply chain, Interfaces 45(5), 375-390. There the time to survive is the longest time for which a
network, used in the best possible way, can serve all demand after it has lost a node: a property of the
network, found by a linear programme. Here it is what happens under the policies that are in force, in a
random world, and an event that ends earlier is survived altogether; `endless` makes an event last to the end
of the run, which is nearest to theirs. There the time to recover is what the node takes until it works
again, and is given: that is the duration here, and the time to recover is what customers see of it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.interval import Interval, mean_interval
from experiments.kpi import network_kpis
from experiments.spread import spread
from sim import DataError, Scenario, simulate
from sim.engine.customers import Customers
from sim.engine.demand_totals import DEMAND_TOTALS
from sim.engine.draw import Draw
from sim.engine.world import World
from sim.network import Event
from sim.scenario import UNITS_PER_YEAR

TOLERANCE = 0.01
"""Share of the demand of an average week that is too little to hurt."""
STEADY = 4
"""Weeks for which it must stay over."""
LASTING = ("supplier-outage", "lane-closed", "breakdown")
"""Kinds of events for which something stands still for their duration."""

Array = NDArray[np.float64]
Watch = Callable[[int, int], None]
"""Told how many worlds are finished, and how many there are."""


def week_of(scenario: Scenario) -> float:
    """Return how long a week of seven days is (time)."""
    return 7 * UNITS_PER_YEAR[scenario.time_unit] / UNITS_PER_YEAR["day"]


class WeeklyReading:
    """Reads what customers get, week by week. Give it to `simulate` as a watch.

    Parameters
    ----------
    start
        Start of week zero (time); weeks before it have negative numbers.
    week
        Length of a week (time).
    horizon
        End of the run (time): whole weeks only are read.

    Attributes
    ----------
    demanded, filled, lost
        Units that customers asked for, that they got at once, that they went without, up to each boundary.
    waiting
        Units that they still wait for at each boundary.
    stock_value
        Units on the shelf at unit cost, all stock points, at each boundary (money).
    """

    def __init__(self, start: float, week: float, horizon: float) -> None:
        self.first = -math.floor(start / week)
        weeks = math.floor((horizon - start) / week + 1e-9)
        self.times = [max(start + k * week, 0.0) for k in range(self.first, weeks + 1)]
        self.demanded: list[float] = []
        self.filled: list[float] = []
        self.lost: list[float] = []
        self.waiting: list[float] = []
        self.stock_value: list[float] = []
        self._handed = 0.0

    def __call__(self, world: World) -> None:
        """Put the readings on the clock of a world; each is the first thing of its instant."""
        for customers in world.customers:
            customers.ship = partial(self._hand_over, customers.ship)
        first = min(world.clock.priority, key=world.clock.priority.__getitem__)
        for time in self.times:
            world.clock.at(time, first, partial(self._read, world))

    def _hand_over(self, ship: Callable[[Draw, float], None], draw: Draw, quantity: float) -> None:
        """Note what a customer gets who is not served in passing."""
        self._handed += quantity
        ship(draw, quantity)

    def _read(self, world: World) -> None:
        now, customers = world.clock._now, world.customers
        self.demanded.append(_total("order_units", customers, now))
        self.filled.append(_total("filled_units", customers, now))
        self.lost.append(_total("lost_units", customers, now))
        own = sum(each.order_units - each.lost_units for each in customers)
        self.waiting.append(own - self._handed)
        self.stock_value.append(
            sum((s.on_hand + s.hidden.value) * s.item.unit_cost for s in world.stocks.values())
        )


def _total(name: str, customers: Sequence[Customers], now: float) -> float:
    return float(sum(DEMAND_TOTALS[name](each, now) for each in customers))


@dataclass(frozen=True, slots=True, eq=False)
class Weekly:
    """What customers got in each week, one row a world.

    `demanded`, `filled` (at once) and `lost` are units of the week; `waiting` (units) and `stock_value`
    (money) hold when it ends. `total_cost` and `lost_margin` are money of the measured time of each world.
    """

    demanded: Array
    filled: Array
    lost: Array
    waiting: Array
    stock_value: Array
    total_cost: Array
    lost_margin: Array

    @property
    def short(self) -> Array:
        """Units that were not there when they were wanted."""
        return self.demanded - self.filled

    @property
    def service(self) -> Array:
        """Share of the units that were there; nan in a week without demand."""
        none = np.full(self.demanded.shape, np.nan)
        return np.divide(self.filled, self.demanded, out=none, where=self.demanded > 0)

    def mean_service(self) -> Array:
        """Share of the units of all worlds that were there, by week."""
        wanted = self.demanded.sum(axis=0)
        none = np.full(wanted.shape, np.nan)
        return np.divide(self.filled.sum(axis=0), wanted, out=none, where=wanted > 0)


@dataclass(frozen=True)
class Disrupted:
    """What an event did: the same worlds without it and with it, week by week.

    Attributes
    ----------
    event
        The event.
    week
        Length of a week (time).
    first
        Number of the first week; week zero begins with the event.
    without, struck
        What customers got without it, and with it.
    """

    event: Event
    week: float
    first: int
    without: Weekly = field(repr=False)
    struck: Weekly = field(repr=False)

    @property
    def worlds(self) -> int:
        """How many random worlds were run."""
        return len(self.without.demanded)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Number of each week."""
        return self.first + np.arange(self.without.demanded.shape[1])

    @property
    def starts(self) -> Array:
        """When each week starts (time)."""
        return np.maximum(self.event.at + self.numbers * self.week, 0.0)

    @cached_property
    def _after(self) -> slice:
        return slice(-self.first, None)

    @cached_property
    def _slack(self) -> Array:
        """Units of a week that are too few to hurt, by world."""
        return TOLERANCE * self.without.demanded[:, self._after].mean(axis=1, keepdims=True)

    @cached_property
    def _extra(self) -> tuple[Array, Array]:
        """Units short, and units waited for, more than without the event; weeks from its start on."""
        more, usual, after = self.struck, self.without, self._after
        return (more.short - usual.short)[:, after], (more.waiting - usual.waiting)[:, after]

    @cached_property
    def hurts(self) -> NDArray[np.bool_]:
        """Whether customers of a world are hurt in a week, from the start of the event on."""
        short, waiting = self._extra
        hurt: NDArray[np.bool_] = (short > self._slack) | (waiting > self._slack)
        return hurt

    @cached_property
    def survival(self) -> Array:
        """Time to survive of each world (time); infinite where customers never feel the event."""
        never = ~self.hurts.any(axis=1)
        return np.where(never, np.inf, self.hurts.argmax(axis=1) * self.week)

    @cached_property
    def recovery(self) -> Array:
        """Time to recover of each world (time); zero where nobody is hurt, infinite where it goes on."""
        over = np.zeros_like(self.hurts)
        if over.shape[1] >= STEADY:
            means = [
                np.lib.stride_tricks.sliding_window_view(one, STEADY, axis=1).mean(axis=2)
                for one in self._extra
            ]
            calm = (means[0] <= self._slack) & (means[1] <= self._slack)
            over[:, : calm.shape[1]] = calm
        over &= ~self.hurts & (np.cumsum(self.hurts, axis=1) > 0)
        recovered = np.where(over.any(axis=1), over.argmax(axis=1) * self.week, np.inf)
        return np.where(np.isinf(self.survival), 0.0, recovered)

    @property
    def unharmed(self) -> int:
        """In how many worlds customers never feel the event."""
        return int(np.isinf(self.survival).sum())

    @property
    def unrecovered(self) -> int:
        """In how many worlds it is not over when the run ends."""
        return int(np.isinf(self.recovery).sum())

    @property
    def time_to_survive(self) -> Interval:
        """Mean over the worlds in which customers feel the event (time)."""
        return mean_interval(self.survival[np.isfinite(self.survival)])

    @property
    def time_to_recover(self) -> Interval:
        """Mean over the worlds in which customers feel it, and in which it is over in time (time)."""
        felt = np.isfinite(self.survival) & np.isfinite(self.recovery)
        return mean_interval(self.recovery[felt])

    @property
    def short_units(self) -> Interval:
        """Units that were not there when they were wanted because of the event, to the end of the run."""
        return mean_interval(self._extra[0].sum(axis=1))

    @property
    def lost_units(self) -> Interval:
        """Units that customers did without because of the event, to the end of the run."""
        return mean_interval((self.struck.lost - self.without.lost)[:, self._after].sum(axis=1))

    @property
    def extra_cost(self) -> Interval:
        """What the measured time costs more because of the event, with lost margin (money)."""
        return mean_interval(self.struck.total_cost - self.without.total_cost)

    @property
    def lost_margin(self) -> Interval:
        """Margin lost because of the event; a part of the extra cost (money)."""
        return mean_interval(self.struck.lost_margin - self.without.lost_margin)

    @property
    def worst_week(self) -> int:
        """Number of the week, from the event on, whose service falls farthest below that without it."""
        gap = (self.without.mean_service() - self.struck.mean_service())[self._after]
        return int(np.nanargmax(gap))

    def service_in(self, number: int) -> tuple[float, float]:
        """Return the service of a week without the event and with it, all worlds together."""
        k = number - self.first
        return float(self.without.mean_service()[k]), float(self.struck.mean_service()[k])

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Frame with one row a week.

        `week` and `start`; by world best, mean and worst service `with` and `without`; the mean of units
        demanded, short, lost, waiting and of the stock value, both ways; and `short_more`, the units short
        because of the event, with the limits of its interval.
        """
        columns: dict[str, object] = {"week": self.numbers, "start": self.starts}
        for name, weekly in (("without", self.without), ("with", self.struck)):
            for what, figures in zip(("best", "mean", "worst"), _band(weekly), strict=True):
                columns[f"service_{what}_{name}"] = figures
        for name, weekly in (("without", self.without), ("with", self.struck)):
            for what in ("demanded", "short", "lost", "waiting", "stock_value"):
                columns[f"{what}_{name}"] = getattr(weekly, what).mean(axis=0)
        more = [mean_interval(week) for week in (self.struck.short - self.without.short).T]
        columns |= {
            "short_more": [one.mean for one in more],
            "short_more_low": [one.low for one in more],
            "short_more_high": [one.high for one in more],
        }
        return pd.DataFrame(columns)


def _band(weekly: Weekly) -> tuple[Array, Array, Array]:
    """Return the service of the best world, of all together, and of the worst, by week."""
    service, wanted = weekly.service, weekly.demanded.max(axis=0) > 0
    best = np.where(np.isnan(service), -np.inf, service).max(axis=0)
    worst = np.where(np.isnan(service), np.inf, service).min(axis=0)
    return np.where(wanted, best, np.nan), weekly.mean_service(), np.where(wanted, worst, np.nan)


# ---- runs


def disrupt(
    scenario: Scenario,
    events: Sequence[Event],
    replications: int,
    *,
    jobs: int = 1,
    watch: Watch | None = None,
) -> list[Disrupted]:
    """Run the same worlds without events, and with each of them alone.

    Parameters
    ----------
    scenario
        The world; dated events of its own are left out, random disruptions stay.
    events
        What happens, one at a time.
    replications
        How many random worlds.
    jobs
        Worker processes; -1 takes all.
    watch
        Told of each finished world.

    Raises
    ------
    DataError
        An event lies outside the run, or cannot happen in this world.
    """
    for event in events:
        check_date(event, scenario)
    variants = [_variant(scenario, events, chosen) for chosen in (None, *range(len(events)))]
    found: list[list[list[_Read]]] = [[] for _ in range(replications)]
    study = (variants, events)
    for done, (world, reads) in enumerate(spread(_read_world, study, range(replications), jobs), 1):
        found[world] = reads
        if watch is not None:
            watch(done, replications)
    return [
        Disrupted(
            event,
            week_of(scenario),
            WeeklyReading(event.at, week_of(scenario), scenario.horizon).first,
            _weekly([reads[0][k] for reads in found]),
            _weekly([reads[1][k] for reads in found]),
        )
        for k, event in enumerate(events)
    ]


def check_date(event: Event, scenario: Scenario) -> None:
    """Raise DataError if an event does not start, with a week to follow, in the measured time of a run."""
    last = scenario.horizon - week_of(scenario)
    if not scenario.warm_up <= event.at <= last:
        raise DataError(
            f"event '{event.name}' starts at {event.at:g}, outside the measured time; give it a start from "
            f"{scenario.warm_up:g} (the end of the warm-up) to {last:g} {scenario.time_unit}s"
        )


def endless(event: Event, scenario: Scenario) -> Event:
    """Return an event that lasts to the end of the run: its time to survive is that of the network.

    Raises
    ------
    ValueError
        Nothing stands still in events of this kind.
    """
    if event.kind not in LASTING:
        raise ValueError(f"an event of kind {event.kind!r} does not last; take one of {', '.join(LASTING)}")
    return replace(event, duration=scenario.horizon - event.at + 1.0)


def _variant(scenario: Scenario, events: Sequence[Event], chosen: int | None) -> Scenario:
    """Return the scenario with one event, or none.

    A breakdown that is not chosen comes after the run: work centres that may break down reckon in another
    way, alike but for rounding, and the runs of a pair must not differ before the event.
    """
    later = scenario.horizon + 1.0
    there = [
        event if k == chosen else replace(event, at=later)
        for k, event in enumerate(events)
        if k == chosen or event.kind == "breakdown"
    ]
    return replace(scenario, network=replace(scenario.network, events=tuple(there)))


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """What one run gave: weekly figures (a row each), total cost and lost margin (money)."""

    weeks: Array
    money: tuple[float, float]


def _read_world(study: tuple[Sequence[Scenario], Sequence[Event]], world: int) -> list[list[_Read]]:
    """Run one world without events and with each; return, each way, what was read for each event."""
    variants, events = study
    plain = _run(variants[0], [event.at for event in events], world)
    struck = [_run(one, [event.at], world)[0] for one, event in zip(variants[1:], events, strict=True)]
    return [plain, struck]


def _run(scenario: Scenario, starts: Sequence[float], world: int) -> list[_Read]:
    week = week_of(scenario)
    readings = [WeeklyReading(start, week, scenario.horizon) for start in starts]
    run = simulate(scenario, world, watches=readings)
    kpis = network_kpis(run, scenario)
    years = run.time / UNITS_PER_YEAR[scenario.time_unit]
    money = (kpis["total_cost"] * years, kpis["lost_margin"] * years)
    return [
        _Read(
            np.array(
                [
                    np.diff(one.demanded),
                    np.diff(one.filled),
                    np.diff(one.lost),
                    one.waiting[1:],
                    one.stock_value[1:],
                ]
            ),
            money,
        )
        for one in readings
    ]


def _weekly(reads: Sequence[_Read]) -> Weekly:
    weeks = np.array([read.weeks for read in reads])
    money = np.array([read.money for read in reads])
    demanded, filled, lost, waiting, value = (weeks[:, k] for k in range(5))
    return Weekly(demanded, filled, lost, waiting, value, money[:, 0], money[:, 1])
