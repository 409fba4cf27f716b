"""The transition from one way of replenishing to another, in the middle of a run."""

from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.distributions import Constant, Distribution
from sim.engine.counting import Counter, first_counts
from sim.engine.desk import Desk, most_of
from sim.engine.producing import Producing
from sim.engine.ranking import RANKING, RankingCentre
from sim.engine.work_centre import WorkCentreState, key_of
from sim.errors import DataError
from sim.network import Count, Network, Production, Source, WorkCentre, planned_lead_time

if TYPE_CHECKING:
    from sim.engine.world import World
    from sim.scenario import Scenario

SOURCE_FIELDS = frozenset(
    {
        "processing",
        "planned_lead_time",
        "promise",
        "order_cost",
        "minimum",
        "multiple",
        "maximum",
        "posting",
        "overrun",
    }
)
"""What a source may change from one way to another."""


class Transition:
    """Goes over to another way of replenishing at a moment, with all stock and all open orders as they are.

    Give it to `simulate` as a watch. Goods on the shelf, on order and on the floor, and customers who wait,
    stay what they are; from the moment on, other policies decide, sources work and promise as they do in the
    new way, machines are loaded by its rule, and its counts begin. What it counts is counted once at the
    start, at the cost of a count: planners who begin with wrong records would order by them. Lots on the
    floor are posted as they were started.

    Parameters
    ----------
    to
        The same network under the new way.
    at
        When (time).

    Raises
    ------
    DataError
        When the world is built: the new way differs in something that cannot change while goods flow (the
        message names it).
    """

    def __init__(self, to: "Scenario", at: float) -> None:
        self.to = to
        self.at = at

    def __call__(self, world: "World") -> None:
        """Put the change on the clock of a world; several transitions follow each other."""
        before = world.coming[-1] if world.coming else world.scenario
        check_transition(before, self.to)
        world.coming.append(self.to)
        world.clock.at(self.at, "OBSERVE", partial(self._change, world))

    def _change(self, world: "World") -> None:
        before, after = world.way.network, self.to.network
        world.way = self.to
        for old, new, source in zip(before.sources, after.sources, _sources(world, before), strict=True):
            if new != old:
                _change_source(source, new)
        _close_bins(world, after)
        for centre in after.work_centres:
            _change_centre(world.centres[centre.name], centre)
        for count in after.counts:
            if count not in before.counts:
                _begin_counting(world, count)
        world.hand_over(self.to.control)


def check_transition(before: "Scenario", after: "Scenario") -> None:
    """Raise DataError where a run cannot go over from one way to another.

    Policies, counts, what is in `SOURCE_FIELDS`, dispatching and hours of work centres may differ; nothing
    else may.
    """
    old, new = before.network, after.network
    for control in (*before.control, *after.control):
        if control.resize is not None:
            raise DataError(
                f"the policy of {control.scope[0]!r} is sized anew within the run; a transition cannot take "
                "that over: size it once"
            )
    for control in before.control:
        if getattr(control.policy, "sees", "recorded") != "recorded":
            raise DataError(
                f"the policy of {control.scope[0]!r} works on what is on the shelf; a transition from that "
                "to another way is not possible"
            )
    for part in fields(Network):
        name = part.name
        if name == "sources":
            _same([_bare_source(s) for s in old.sources], [_bare_source(s) for s in new.sources], name)
        elif name == "work_centres":
            bare_centres = [[_bare_centre(c) for c in net.work_centres] for net in (old, new)]
            _same(bare_centres[0], bare_centres[1], name)
            for one, other in zip(old.work_centres, new.work_centres, strict=True):
                _check_centre(one, other)
        elif name == "stock_points":
            bare = [[replace(p, initial=0.0) for p in net.stock_points] for net in (old, new)]
            _same(bare[0], bare[1], name)
        elif name == "counts":
            if not set(old.counts) <= set(new.counts):
                raise DataError("the new way leaves out a count of the old one; keep it for a transition")
        else:
            _same(getattr(old, name), getattr(new, name), name)


def _same(old: Any, new: Any, name: str) -> None:
    if old == new:
        return
    what = name.replace("_", " ")
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        first = next((one for one, other in zip(old, new, strict=False) if one != other), None)
        label = getattr(first, "name", getattr(first, "stock", ""))
        example = f", such as {label!r}" if label else ""
        raise DataError(
            f"the new way has other {what}{example} than the old one ({len(new)} against {len(old)}); a "
            "transition keeps the network as it is"
        )
    raise DataError(f"the new way changes the {what}; a transition keeps them as they are")


def _bare_source(source: Source) -> Source:
    """Return a source without what may change."""
    plain = {f.name: f.default for f in fields(source) if f.name in SOURCE_FIELDS}
    return replace(source, **plain)  # type: ignore[arg-type]


def _bare_centre(centre: WorkCentre) -> WorkCentre:
    return replace(centre, dispatching="first-come", hours_per_day=24.0)


def _check_centre(old: WorkCentre, new: WorkCentre) -> None:
    if (old.dispatching, old.hours_per_day) == (new.dispatching, new.hours_per_day):
        return
    if new.dispatching == "foreman" != old.dispatching:
        raise DataError(
            f"work centre {new.name!r} would be loaded by the foreman's choice after a transition; lots have "
            "no place in his mind until then"
        )
    if new.setups != "each" or new.shifts or new.breakdown is not None or new.buffer is not None:
        raise DataError(
            f"dispatching and hours of work centre {new.name!r} cannot change in a run, as it has shared "
            "set-ups, shifts, breakdowns or a buffer"
        )


def _sources(world: "World", network: Network) -> list[Desk]:
    """Return the sources of a world in the order of the network."""
    left = {name: iter(stock.sources) for name, stock in world.stocks.items()}
    found = [next(left[config.stock]) for config in network.sources]
    return [source for source in found if isinstance(source, Desk)]


def _change_source(source: Desk, config: Source) -> None:
    """Let a source work as another configuration says; orders under way keep what they have drawn."""
    source.minimum, source.multiple = config.minimum, config.multiple
    source.most = most_of(config, source.stock.whole)
    source.order_cost = config.order_cost
    source.planned_lead_time = planned_lead_time(config)
    source.promise = source.planned_lead_time if config.promise is None else config.promise
    source.processing = source.tape("processing", "after", law=config.processing)
    if isinstance(source, Producing) and isinstance(config, Production):
        source.post_units = config.posting == "unit"
        source.counted = config.overrun is not None and config.overrun.bins == "counted"
        source.overruns = source.tape("overrun", "after", law=_share(config))


def _share(config: Production) -> Distribution:
    return Constant(0.0) if config.overrun is None else config.overrun.share


def _close_bins(world: "World", after: Network) -> None:
    """Let the foreman look only into bins that are uncounted still."""
    uncounted = {
        world.stocks[config.stock]
        for config in after.sources
        if isinstance(config, Production)
        and config.overrun is not None
        and config.overrun.bins == "uncounted"
        and config.overrun.found > 0
    }
    for stock in world.stocks.values():
        for source in stock.sources:
            if isinstance(source, Producing):
                for part in [part for part in source.bins if part not in uncounted]:
                    del source.bins[part]


def _change_centre(centre: WorkCentreState, config: WorkCentre) -> None:
    """Load a work centre by another rule, and let it work other hours; operations under way end as they
    would.

    A rule whose keys change ranks the queue afresh.
    """
    slower = centre.config.hours_per_day / config.hours_per_day
    centre.time_per_hour *= slower
    centre.calendar_per_hour *= slower
    if config.dispatching in RANKING and type(centre) is WorkCentreState:
        centre.__class__ = RankingCentre  # the same state, another way to pick from the queue
    centre.config = config
    centre.key = key_of(config)


def _begin_counting(world: "World", count: Count) -> None:
    """Count everything once, and send the counters round from now on."""
    for name, first in first_counts(count):
        stock = world.stocks[name]
        counter = Counter(count, stock, world.clock._now + first, world.clock)
        counter.look_now()
