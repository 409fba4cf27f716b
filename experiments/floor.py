"""How the floor runs: tidy frames for the charts of the shop, from stored figures or from a few runs."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.kpi import group_kpis
from policies.kanban import Kanban
from policies.signal_kanban import SignalKanban
from sim import Scenario, simulate
from sim.contract import Policy
from sim.engine.fact import Fact
from sim.engine.history import StockHistory
from sim.engine.ranking import RankingCentre
from sim.network import Network, Production, Purchase, Source, Transfer, parts_of
from sim.scenario import UNITS_PER_YEAR

if TYPE_CHECKING:
    from sim.engine.lot import Lot
    from sim.engine.work_centre import WorkCentreState
    from sim.engine.world import World

SOLD, MADE, BOUGHT = "products sold", "parts made", "goods bought"
"""Echelons of a firm, from the customers back to the suppliers."""
ECHELONS = (SOLD, MADE, BOUGHT)
WAIT_FOR_PARTS, IN_PLANT, DESK = "wait for parts", "in the plant", "desk and other waiting"
"""Steps of the lead time of a production order."""
NO_PARTS = "waiting for parts"
"""Where lots stand whose kit is not complete."""
BOUGHT_PARTS, SHOP_STORE, POINT_OF_USE = "bought parts", "shop store", "point of use"
MADE_PARTS, FINISHED = "made parts", "finished goods"
"""Stores that loops of cards fill."""

# ---- bullwhip


def echelons(network: Network) -> dict[str, str]:
    """Return the echelon of each stock point: sold to customers, made (or moved from there), or bought.

    Stock points without a source are left out: they order nothing.
    """
    sources = _sources(network)
    sold = {demand.stock for demand in network.demands}

    def echelon(stock: str) -> str:
        if stock in sold:
            return SOLD
        source = sources.get(stock)
        while isinstance(source, Transfer):
            source = sources.get(source.origin)
        return MADE if isinstance(source, Production) else BOUGHT

    return {point.name: echelon(point.name) for point in network.stock_points if point.name in sources}


def bullwhip_by_echelon(stock_points: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return how much more unevenly orders swing than what is drawn, by echelon, from stored figures.

    Parameters
    ----------
    stock_points
        Figures of stock points as a run folder keeps them: columns `alternative`, `stock`, `bullwhip`
        (variance of orders over variance of draws, by periods of four weeks), and `replication` if there is
        one. A stock point that is drawn on evenly has no ratio (nan) and is left out.
    groups
        Echelon of each stock point; see `echelons`. Stock points that are not named are left out.

    Returns
    -------
    Columns `alternative`, `replication` (0 where the figures are means over replications), `echelon` and
    `value`, the mean over the stock points of the echelon.
    """
    table = stock_points[["alternative", "stock", "bullwhip"]].copy()
    table["replication"] = stock_points.get("replication", 0)
    table["echelon"] = table["stock"].map(dict(groups))
    table = table.dropna(subset=["echelon", "bullwhip"])
    keys = ["alternative", "replication", "echelon"]
    means = table.groupby(keys, sort=False)["bullwhip"].mean().rename("value").reset_index()
    order = [*ECHELONS, *(name for name in dict.fromkeys(groups.values()) if name not in ECHELONS)]
    return _in_order(means, "echelon", order)


def simulated_bullwhip(scenarios: Mapping[str, Scenario], replications: Sequence[int]) -> pd.DataFrame:
    """Return the same as `bullwhip_by_echelon`, one value a replication, by simulating.

    Parameters
    ----------
    scenarios
        Scenario of each alternative, by name.
    replications
        Numbers of the random worlds.
    """
    frames = []
    for name, scenario in scenarios.items():
        groups = echelons(scenario.network)
        labels = [groups.get(point.name) for point in scenario.network.stock_points]
        for world in replications:
            found = group_kpis(simulate(scenario, world), scenario, labels)
            frames.append(
                pd.DataFrame(
                    {
                        "alternative": name,
                        "replication": world,
                        "echelon": found["group"],
                        "value": found["bullwhip"],
                    }
                )
            )
    return _in_order(pd.concat(frames, ignore_index=True), "echelon", ECHELONS)


def _in_order(frame: pd.DataFrame, column: str, order: Sequence[str]) -> pd.DataFrame:
    """Sort rows by alternative (as they come), replication, and a column in a given order."""
    places = {name: k for k, name in enumerate(order)}
    alternatives = {name: k for k, name in enumerate(dict.fromkeys(frame["alternative"]))}
    keys = pd.DataFrame(
        {
            "alternative": frame["alternative"].map(alternatives),
            "replication": frame["replication"],
            "place": frame[column].map(places),
        }
    )
    return frame.loc[
        keys.sort_values(["alternative", "replication", "place"], kind="stable").index
    ].reset_index(drop=True)


# ---- machines


class Job(NamedTuple):
    """An operation on a machine: when (time), what, and which part of its hours is set-up (share)."""

    start: float
    end: float
    item: str
    order: int
    setup: float


class _MachineWatch:
    """Notes what starts and ends on the machines; give it to `simulate` as a watch and as an observer."""

    def __init__(self) -> None:
        self.jobs: dict[str, list[Job]] = {}
        self.open: dict[tuple[str, int], list[Job]] = {}

    def __call__(self, world: "World") -> None:
        for centre in world.centres.values():
            self.jobs[centre.name] = []
            if isinstance(centre, RankingCentre):
                centre.note_work = partial(self._noted, centre, centre.note_work)  # type: ignore[method-assign]
            else:
                centre.load = partial(self._loaded, centre, centre.load)  # type: ignore[method-assign]

    def _noted(self, centre: "WorkCentreState", note: Any, lot: "Lot", setup: float, run: float) -> None:
        note(lot, setup, run)
        self._begin(centre, lot, setup, run)

    def _loaded(self, centre: "WorkCentreState", load: Any) -> None:
        waiting = {id(entry[2]): entry[2] for entry in centre.queue}
        load()
        for entry in centre.queue:
            waiting.pop(id(entry[2]), None)
        for lot in waiting.values():
            self._begin(centre, lot, *lot.hours[lot.step])

    def _begin(self, centre: "WorkCentreState", lot: "Lot", setup: float, run: float) -> None:
        hours = setup + run
        now = centre.clock.now
        item, number = lot.order.stock.item.name, lot.order.number
        job = Job(now, now + hours * centre.time_per_hour, item, number, setup / hours if hours else 0.0)
        self.open.setdefault((centre.name, number), []).append(job)

    def receive(self, fact: Fact) -> None:
        """Close the job of an operation that is over."""
        if fact.kind == "operation":
            begun = self.open[fact.subject, int(fact.reference)].pop(0)
            self.jobs[fact.subject].append(begun._replace(end=fact.time))

    def all(self) -> dict[str, list[Job]]:
        """Return the jobs of each work centre by their start; those under way end as was expected."""
        under_way = [(centre, job) for (centre, _), jobs in self.open.items() for job in jobs]
        for centre, job in under_way:
            self.jobs[centre].append(job)
        self.open.clear()
        return {centre: sorted(jobs) for centre, jobs in self.jobs.items()}


def machine_runs(scenario: Scenario, replication: int, start: float, end: float) -> pd.DataFrame:
    """Simulate one replication and return what the machines did from day `start` to day `end`.

    Machines of a work centre are interchangeable: what starts goes to the free one with the lowest number.
    An operation that rests outside the shifts, or while a machine is down, holds its machine meanwhile. Of
    its time the set-up takes the share that it has of the hours.

    Parameters
    ----------
    scenario
        What to simulate; the run ends on day `end`.
    replication
        Number of the random world.
    start, end
        Window, in days of the simulation; an operation that is under way at a limit is cut there.

    Returns
    -------
    Columns `work_centre`, `machine` (from 1), `item`, `start`, `end` (days), `kind` (`set-up` or `run`),
    `order` (its number).

    Raises
    ------
    ValueError
        The window has no length, or begins before the simulation.
    """
    if not 0 <= start < end:
        raise ValueError(f"the window is from day {start:g} to day {end:g}; it must begin at zero or later")
    to_days = days_of(scenario)
    watch = _MachineWatch()
    shortened = replace(scenario, horizon=end / to_days, warm_up=0.0)
    simulate(shortened, replication, observers=[watch], watches=[watch])
    rows: list[tuple[str, int, str, float, float, str, int]] = []
    jobs = watch.all()
    for centre in scenario.network.work_centres:
        for machine, job in _on_machines(jobs[centre.name], centre.servers):
            begins, ends = job.start * to_days, job.end * to_days
            ready = begins + job.setup * (ends - begins)
            for kind, low, high in (("set-up", begins, ready), ("run", ready, ends)):
                low, high = max(low, start), min(high, end)
                if high > low:
                    rows.append((centre.name, machine, job.item, low, high, kind, job.order))
    columns = ["work_centre", "machine", "item", "start", "end", "kind", "order"]
    return pd.DataFrame(rows, columns=columns)


def machines_of(network: Network) -> dict[str, int]:
    """Return how many machines each work centre has."""
    return {centre.name: centre.servers for centre in network.work_centres}


def families_of(network: Network) -> dict[str, str]:
    """Return the family of each item; the item itself where it has none."""
    return {item.name: item.family or item.name for item in network.items}


def _on_machines(jobs: Sequence[Job], servers: int) -> list[tuple[int, Job]]:
    """Give each job the free machine with the lowest number."""
    free = list(range(1, servers + 1))
    heapify(free)
    busy: list[tuple[float, int]] = []
    placed = []
    for job in jobs:
        while busy and busy[0][0] <= job.start:
            heappush(free, heappop(busy)[1])
        machine = heappop(free)
        heappush(busy, (job.end, machine))
        placed.append((machine, job))
    return placed


# ---- lead time


def ladder(kpis: pd.DataFrame) -> pd.DataFrame:
    """Return where the weeks of a production order go, from stored figures.

    Parameters
    ----------
    kpis
        Columns `alternative`, `replication`, `kpi`, `value`, with the figures `run_length_weeks`,
        `kit_wait_weeks` and `in_plant_weeks`.

    Returns
    -------
    Columns `alternative`, `replication`, `step`, `weeks`. What the two known steps leave of the whole is the
    desk and other waiting (never below zero: the figures are of orders that end a step within the measured
    time, and those are not quite the same for each step).
    """
    wanted = ["run_length_weeks", "kit_wait_weeks", "in_plant_weeks"]
    chosen = kpis[kpis["kpi"].isin(wanted)]
    table = chosen.pivot_table(
        index=["alternative", "replication"], columns="kpi", values="value", sort=False
    )
    missing = [name for name in wanted if name not in table]
    if missing:
        raise ValueError(f"the figures lack {missing[0]!r}; the case makes nothing that is sold")
    steps = pd.DataFrame(
        {
            DESK: (table[wanted[0]] - table[wanted[1]] - table[wanted[2]]).clip(lower=0),
            WAIT_FOR_PARTS: table[wanted[1]],
            IN_PLANT: table[wanted[2]],
        }
    )
    tidy = steps.reset_index().melt(["alternative", "replication"], var_name="step", value_name="weeks")
    return _in_order(tidy, "step", [DESK, WAIT_FOR_PARTS, IN_PLANT])


# ---- cards


class _Loop(NamedTuple):
    """What runs one stock point: its store, how deep it lies, and its cards."""

    store: str
    depth: int
    kind: str
    cards: float
    container: float
    signal: float
    lot: float


def kanban_cards(scenario: Scenario) -> pd.DataFrame:
    """Return the loops of cards of a scenario, from the suppliers to the finished goods.

    Returns
    -------
    One row for each store and kind of card, in the order in which goods pass: `loop` (name of the store that
    the cards fill), `kind` (`production`, `withdrawal`, `signal`; `none` where something else decides),
    `items` (stock points), `cards` (all together; a signal Kanban has one an item), and, as means over
    the items, `container` (units), `signal` and `lot` (containers; nan for other kinds).
    """
    network = scenario.network
    sources = _sources(network)
    policies = {stock: control.policy for control in scenario.control for stock in control.scope}
    sold = {demand.stock for demand in network.demands}
    origins = {source.origin for source in network.sources if isinstance(source, Transfer)}
    depths: dict[str, int] = {}
    loops = [
        _Loop(
            _store(stock, sources[stock], sold, origins),
            _depth(stock, sources, depths),
            *_cards(policies.get(stock), sources[stock]),
        )
        for stock in (point.name for point in network.stock_points)
        if stock in sources
    ]
    frame = pd.DataFrame(loops, columns=list(_Loop._fields))
    grouped = frame.groupby(["store", "kind"], sort=False)
    table = grouped.agg(
        items=("cards", "size"),
        cards=("cards", "sum"),
        container=("container", "mean"),
        signal=("signal", "mean"),
        lot=("lot", "mean"),
    ).reset_index()
    depth = frame.groupby("store")["depth"].mean()
    table = table.assign(depth=table["store"].map(depth), sold=table["store"] == FINISHED)
    table = table.sort_values(["sold", "depth", "store", "kind"], kind="stable")
    table = table.rename(columns={"store": "loop"}).astype({"cards": int})
    columns = ["loop", "kind", "items", "cards", "container", "signal", "lot"]
    return table[columns].reset_index(drop=True)


def _cards(policy: Policy | None, source: Source) -> tuple[str, float, float, float, float]:
    """Return kind, cards, container, signal and lot of the policy of a stock point."""
    if isinstance(policy, SignalKanban):
        return "signal", 1.0, policy.container, float(policy.signal), float(policy.lot)
    if isinstance(policy, Kanban):
        kind = "production" if isinstance(source, Production) else "withdrawal"
        return kind, float(policy.cards), policy.container, np.nan, np.nan
    return "none", 0.0, np.nan, np.nan, np.nan


def _store(stock: str, source: Source, sold: set[str], origins: set[str]) -> str:
    if stock in sold:
        return FINISHED
    if isinstance(source, Purchase):
        return BOUGHT_PARTS
    if isinstance(source, Transfer):
        return POINT_OF_USE
    return SHOP_STORE if stock in origins else MADE_PARTS


def _depth(stock: str, sources: Mapping[str, Source], known: dict[str, int]) -> int:
    """Return how many stages lie between a stock point and what is bought."""
    if stock not in known:
        source = sources.get(stock)
        parts = () if source is None else parts_of(source)
        known[stock] = 1 + max((_depth(part, sources, known) for part, _ in parts), default=-1)
    return known[stock]


# ---- work in process


def flow_of_work(
    work_centres: pd.DataFrame, servers: Mapping[str, int], kpis: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return where lots wait and where they are worked on, on average, from stored figures.

    Parameters
    ----------
    work_centres
        Figures of work centres as a run folder keeps them: `alternative`, `work_centre`, `utilisation`,
        `queue_lots`.
    servers
        Machines of each work centre; see `machines_of`.
    kpis
        Figures of the network (`alternative`, `replication`, `kpi`, `value`); with them the orders for
        products sold that wait for parts come first: orders started in a time, times their wait (Little's
        law).

    Returns
    -------
    Columns `alternative`, `node`, `waiting` (lots), `working` (machines busy), `servers` (0: no machines),
    `utilisation` (share; nan without machines), `value` (money; nan: the figures do not tell).
    """
    machines = work_centres["work_centre"].map(dict(servers)).astype(float)
    centres = pd.DataFrame(
        {
            "alternative": work_centres["alternative"],
            "node": work_centres["work_centre"],
            "waiting": work_centres["queue_lots"],
            "working": work_centres["utilisation"] * machines,
            "servers": machines,
            "utilisation": work_centres["utilisation"],
            "value": np.nan,
        }
    )
    frames = []
    for name in dict.fromkeys(work_centres["alternative"]):
        if kpis is not None:
            frames.append(_waiting_for_parts(name, kpis))
        frames.append(centres[centres["alternative"] == name])
    return pd.concat(frames, ignore_index=True).astype({"servers": int})


def _waiting_for_parts(alternative: str, kpis: pd.DataFrame) -> pd.DataFrame:
    of_it = kpis[kpis["alternative"] == alternative]
    means = of_it.groupby("kpi")["value"].mean()
    weeks_a_month = UNITS_PER_YEAR["week"] / UNITS_PER_YEAR["month"]
    waiting = means["shop_orders_per_month"] / weeks_a_month * means["kit_wait_weeks"]
    row = {
        "alternative": alternative, "node": NO_PARTS, "waiting": waiting, "working": 0.0,
        "servers": 0.0, "utilisation": np.nan, "value": np.nan,
    }  # fmt: skip
    return pd.DataFrame([row])


# ---- stock through time


def stock_paths(
    scenarios: Mapping[str, Scenario],
    items: Sequence[str],
    replications: Sequence[int],
    days: float = math.inf,
) -> pd.DataFrame:
    """Simulate a few replications and read the stock of a few stock points once a day.

    Parameters
    ----------
    scenarios
        Scenario of each alternative, by name.
    items
        Names of the stock points.
    replications
        Numbers of the random worlds.
    days
        How long to read, from the end of the warm-up (days); no longer than the scenario runs.

    Returns
    -------
    Columns `item`, `alternative`, `replication`, `time_days` (days after the warm-up), `on_hand` (units).
    """
    frames = []
    for name, scenario in scenarios.items():
        to_days = days_of(scenario)
        end = min(scenario.horizon, scenario.warm_up + days / to_days)
        shortened = replace(scenario, horizon=end)
        for world in replications:
            history = StockHistory(items, 1 / to_days, first=scenario.warm_up)
            simulate(shortened, world, watches=[history])
            read = (np.array(history.times) - scenario.warm_up) * to_days
            for item in items:
                frames.append(
                    pd.DataFrame(
                        {
                            "item": item,
                            "alternative": name,
                            "replication": world,
                            "time_days": np.round(read, 9),
                            "on_hand": history.on_hand[item],
                        }
                    )
                )
    return pd.concat(frames, ignore_index=True)


# ---- shared


def _sources(network: Network) -> dict[str, Source]:
    """Return the first source of each stock point."""
    first: dict[str, Source] = {}
    for source in network.sources:
        first.setdefault(source.stock, source)
    return first


def days_of(scenario: Scenario) -> float:
    """Return the days in a time unit of a scenario."""
    return UNITS_PER_YEAR["day"] / UNITS_PER_YEAR[scenario.time_unit]
