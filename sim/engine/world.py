"""The world of one run: everything built from a scenario, ready to go."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import count

from sim.contract import Continuous, Every, LocalPolicy, LocalRule, Review
from sim.engine.baskets import BasketCustomers, stocks_of
from sim.engine.batches import Batches
from sim.engine.blocking import work_centres
from sim.engine.carrier import Carrier
from sim.engine.clock import Clock
from sim.engine.customers import CUSTOMERS, Customers, apart
from sim.engine.demand_profile import DemandLevel
from sim.engine.fact import Fact, Observer, Post
from sim.engine.features import FEATURES
from sim.engine.inspecting import attach_deliveries
from sim.engine.levels import stock_levels
from sim.engine.lot import Lot
from sim.engine.moving import Moving
from sim.engine.overrun import open_bins
from sim.engine.places import PlaceState
from sim.engine.planners import Planners
from sim.engine.producing import Producing
from sim.engine.purchasing import Purchasing
from sim.engine.release import pool_of
from sim.engine.scope import SCOPES, LocalScope, NetworkScope
from sim.engine.shipping import Shipping
from sim.engine.sourcing import attach_sourcing
from sim.engine.stock import NEVER, Stock
from sim.engine.streams import Streams
from sim.errors import DataError
from sim.network import Demand, Network, Production, Purchase, Source
from sim.scenario import UNITS_PER_YEAR, Control, Scenario


class World:
    """All state of one run. It is built, run once, read, and thrown away.

    `way` is how stock is replenished now, `coming` what a run goes over to later (see
    `sim.engine.transition`).

    Parameters
    ----------
    scenario
        What to build.
    replication
        Number of the replication: which random world.
    observers
        Receivers of facts; with none, no fact is made.
    """

    def __init__(self, scenario: Scenario, replication: int, observers: Sequence[Observer] = ()) -> None:
        self.scenario = self.way = scenario
        self.coming: list[Scenario] = []
        self.clock = Clock(scenario.phases)
        self.streams = Streams(scenario.seed, replication)
        self.observers = list(observers)
        self.post: Post | None = self._post if self.observers else None
        told = any(getattr(observer, "reads_decisions", False) for observer in self.observers)
        self.numbers = count(1)
        self.planners = Planners(self.post)
        network = scenario.network
        items = {item.name: item for item in network.items}
        self.stocks: dict[str, Stock] = {
            point.name: Stock(point, items[point.item], self.clock, self.post)
            for point in network.stock_points
        }
        days = UNITS_PER_YEAR["day"] / UNITS_PER_YEAR[scenario.time_unit]
        for stock in self.stocks.values():
            stock.told = told
        self.carriers = {s.name: Carrier(s, days, self.clock, self.post) for s in network.suppliers}
        self.centres = work_centres(network, days, self.clock, self.streams, self.post)
        for name, level in stock_levels(network).items():
            self.stocks[name].level = level
        self.pool = pool_of(network.plant)
        drawers = dict.fromkeys(self.stocks, 0)
        for source in network.sources:
            self._add_source(source, drawers)
        open_bins([s for stock in self.stocks.values() for s in stock.sources if isinstance(s, Producing)])
        for carrier in self.carriers.values():
            carrier.check()
        for stock in self.stocks.values():
            attach_sourcing(stock)
        self._find_passing(network, drawers)
        self.customers: list[Customers] = [self._customers_of(demand) for demand in network.demands]
        self.scopes: set[LocalScope | NetworkScope] = set()
        self._add_control(scenario.control)
        self.batches: dict[str, Batches] = {}
        self.places: dict[str, PlaceState] = {}
        self.shipping: dict[str, Shipping] = {}
        for attach in FEATURES:
            attach(self)

    def _find_passing(self, network: Network, drawers: dict[str, int]) -> None:
        """Find the stock points that serve in passing.

        One stream of customers has the stock point to itself, asks once in an instant at most and carries
        away what it gets. Then nobody can tell whether it was served at once or in the phase for it.
        """
        desks = {desk.place for desk in network.fulfilment}
        for demand in network.demands:
            for name in stocks_of(demand):
                drawers[name] += 1
        for demand in network.demands:
            stock = self.stocks[demand.stock]
            stock.in_passing = (
                self.clock.serves_at_once
                and drawers[demand.stock] == 1
                and stock.point.place not in desks
                and apart(demand.interval)
            )

    def _customers_of(self, demand: Demand) -> Customers:
        scenario, stock, level = self.scenario, self.stocks[demand.stock], None
        if demand.profile is not None:
            level = DemandLevel(demand.profile, UNITS_PER_YEAR[scenario.time_unit], scenario.horizon)
        if demand.lines:
            return BasketCustomers(demand, stock, self.clock, self.streams, level, self.stocks)
        return CUSTOMERS[demand.unmet](demand, stock, self.clock, self.streams, level)

    def _add_source(self, config: Source, drawers: dict[str, int]) -> None:
        stock = self.stocks[config.stock]
        clock, streams, post = self.clock, self.streams, self.post
        if isinstance(config, Purchase):
            purchasing = Purchasing(config, self.carriers[config.supplier], stock, clock, streams, post)
            attach_deliveries(config, purchasing)
            stock.sources.append(purchasing)
        elif isinstance(config, Production):
            needs: dict[str, float] = {}
            for component in config.components:
                needs[component.stock] = needs.get(component.stock, 0.0) + component.quantity
            for name in needs:
                drawers[name] += 1
            parts = [(self.stocks[name], quantity) for name, quantity in needs.items()]
            route = [self.centres[step.work_centre] for step in config.route]
            stock.sources.append(Producing(config, parts, route, stock, clock, streams, post, self.pool))
        else:
            drawers[config.origin] += 1
            stock.sources.append(Moving(config, self.stocks[config.origin], stock, clock, streams, post))
        kinds = [(type(source), source.name) for source in stock.sources]
        if len(set(kinds)) < len(kinds):
            raise DataError(f"stock point {stock.name!r} has the source {kinds[-1][1]!r} twice; take one out")

    def _add_control(self, controls: Sequence[Control]) -> None:
        covered: set[str] = set()
        for control in controls:
            for name in control.scope:
                if name in covered:
                    raise DataError(f"stock point {name!r} is in two scopes; give it one policy")
                if name not in self.stocks:
                    raise DataError(f"a policy covers {name!r}, which is not a stock point")
                covered.add(name)
                if not self.stocks[name].sources:
                    raise DataError(
                        f"stock point {name!r} has a policy but no source; add a purchase or production"
                    )
            self._add_scope(control)
        for name, stock in self.stocks.items():
            if stock.sources and name not in covered:
                raise DataError(f"stock point {name!r} has a source but no policy; add it to a control entry")

    def _add_scope(self, control: Control) -> None:
        policy, clock = control.policy, self.clock
        members = [self.stocks[name] for name in control.scope]
        if isinstance(policy, LocalRule | LocalPolicy):
            on_shelf = policy.sees != "recorded"  # the shelf may change when the position does not
            scope_of = SCOPES[policy.sees]
            trigger = float("inf") if on_shelf else policy.trigger
            for stock in members:
                scope = scope_of(stock, policy, clock, self.numbers)
                self._attach(scope, [stock], policy.review, {stock.name: trigger})
        else:
            stocks = {stock.name: stock for stock in members}
            centres = list(self.centres.values())
            joint = NetworkScope(stocks, policy, clock, self.numbers, self.customers, centres, self.planners)
            self._attach(joint, members, policy.review, joint.triggers())

    def _attach(
        self,
        scope: LocalScope | NetworkScope,
        members: Sequence[Stock],
        review: Review,
        triggers: Mapping[str, float],
    ) -> None:
        clock = self.clock
        now = clock._now
        self.scopes.add(scope)
        for stock in members:
            stock.scope = scope
        if isinstance(review, Continuous):
            for stock in members:
                stock.trigger = triggers.get(stock.name, float("inf"))
                if stock.position <= stock.trigger:
                    clock.at(now, "REVIEW", partial(scope.ask, stock))
        else:
            clock.at(now + review.offset, "REVIEW", partial(self._look, scope, review))

    def hand_over(self, controls: Sequence[Control]) -> None:
        """Let other policies decide from now on; those that did so far are asked no more."""
        self.scopes.clear()
        for stock in self.stocks.values():
            stock.trigger = NEVER
            stock.scope = None
        self._add_control(controls)

    def _look(self, scope: LocalScope | NetworkScope, review: Every) -> None:
        if scope not in self.scopes:
            return  # others decide now
        clock = self.clock
        clock.at(clock._now + review.period, "REVIEW", partial(self._look, scope, review))
        clock.review(scope)

    def _post(self, kind: str, subject: str, quantity: float, reference: str | int = "") -> None:
        fact = Fact(self.clock._now, kind, subject, quantity, reference)
        for observer in self.observers:
            observer.receive(fact)

    def standoffs(self) -> list[tuple[str, str]]:
        """Return pairs of waiting totes that each hold what the other still needs."""
        waiting = {d.owner for s in self.stocks.values() for d in s.backlog if isinstance(d.owner, Lot)}
        lots = sorted(waiting, key=lambda lot: lot.order.number)
        holds = [{s.name for s, d in lot.draws if d.reserves and d.quantity > d.outstanding} for lot in lots]
        wants = [{s.name for s, d in lot.draws if d.outstanding > 0} for lot in lots]
        return [
            (lots[i].name, lots[j].name)
            for i in range(len(lots))
            for j in range(i + 1, len(lots))
            if holds[i] & wants[j] and holds[j] & wants[i]
        ]
