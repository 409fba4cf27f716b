"""Scopes: a policy and the stock points it decides for."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from sim.contract import (
    Cancel,
    Continuous,
    Decision,
    Expedite,
    Forecasted,
    LocalPolicy,
    Message,
    OpenOrder,
    Order,
    Policy,
    Remember,
    Replanned,
    Reschedule,
    StockView,
    View,
)
from sim.engine.clock import Clock
from sim.engine.customers import Customers
from sim.engine.draw import Draw
from sim.engine.planners import Planners
from sim.engine.producing import Producing
from sim.engine.scope_table import StockViews, TableReader
from sim.engine.stock import Stock
from sim.engine.work_centre import WorkCentreState
from sim.errors import DataError

UNBOUNDED = float("inf")
FEW = 3
"""Stock points named in one message."""


class LocalScope:
    """One stock point under one scalar rule, asked directly."""

    looks_at_shelf = False
    __slots__ = ("clock", "due", "label", "level", "numbers", "order_point", "rule", "stock")

    def __init__(self, stock: Stock, policy: LocalPolicy, clock: Clock, numbers: Iterator[int]) -> None:
        self.stock = stock
        self.rule = policy.rule
        self.order_point = policy.trigger
        self.clock = clock
        self.numbers = numbers
        self.due = False
        self.level = stock.level
        self.label = stock.name

    def ask(self, stock: Stock) -> None:
        """Ask the rule after a draw; schedule a review only if it would order."""
        if not self.due and self.rule(stock.position) > 0:
            self.clock.review(self)

    def decide(self) -> float:
        """Return the quantity the rule orders now."""
        return self.rule(self.stock.position)

    def carry_out(self, quantity: float) -> None:
        """Place the order."""
        if quantity > 0:
            stock = self.stock
            if stock.told:
                tell(stock, stock_view(stock, self.looks_at_shelf), quantity)
            if self.order_point < UNBOUNDED:
                stock.undershoot += self.order_point - stock.position
            stock.resupply(stock, quantity, self.numbers, None)


class PhysicalScope(LocalScope):
    """One stock point under one scalar rule that works on what is really there, whatever the record says."""

    looks_at_shelf = True
    __slots__ = ()

    def ask(self, stock: Stock) -> None:
        """Ask the rule after a draw; schedule a review only if it would order."""
        if not self.due and self.decide() > 0:
            self.clock.review(self)

    def decide(self) -> float:
        """Return the quantity the rule orders now."""
        stock = self.stock
        return self.rule(stock.position - stock.phantom.value + stock.hidden.value)


class ContainerScope(PhysicalScope):
    """One stock point under one scalar rule that works on containers, each of them ordered by itself.

    What stands in containers is what is on the shelf and free, and what is on order. Customers who wait
    are not in it: they free a card when they are served, so the rule is asked then.
    """

    __slots__ = ("order_size",)

    def __init__(self, stock: Stock, policy: LocalPolicy, clock: Clock, numbers: Iterator[int]) -> None:
        super().__init__(stock, policy, clock, numbers)
        self.order_point = UNBOUNDED  # of containers, not of the position: there is no undershoot
        self.order_size: float | None = getattr(policy, "order_size", None)
        stock.grant = self.grant
        stock.looked_at = True

    def grant(self, draw: Draw, quantity: float) -> None:
        """Give units to a draw and look whether that frees a card."""
        self.stock.give(draw, quantity)
        self.ask(self.stock)

    def decide(self) -> float:
        """Return the quantity the rule orders now."""
        stock = self.stock
        return self.rule(stock.free() + stock.on_order.value)

    def carry_out(self, quantity: float) -> None:
        """Place an order for each container."""
        size = self.order_size or quantity
        while quantity > 0:
            super().carry_out(min(size, quantity))
            quantity -= size


SCOPES = {"recorded": LocalScope, "physical": PhysicalScope, "containers": ContainerScope}
"""The scope of a local policy, by what it works on."""


class NetworkScope:
    """Several stock points, or one, under a policy that wants a view."""

    def __init__(
        self,
        stocks: dict[str, Stock],
        policy: Policy,
        clock: Clock,
        numbers: Iterator[int],
        customers: Sequence[Customers],
        centres: Sequence[WorkCentreState],
        planners: Planners,
    ) -> None:
        self.stocks = stocks
        asks = getattr(policy, "table", False)
        self.reader = TableReader(list(stocks.values()), policy, clock, customers, centres) if asks else None
        self.policy = policy
        self.looks_at_shelf = getattr(policy, "sees", "recorded") != "recorded"
        self.clock = clock
        self.numbers = numbers
        self.memory: Any = None
        self.shown: dict[int, Stock] = {}
        self.planners = planners
        self.trigger_of: dict[str, float] = {}
        self.due = False
        self.level = min(stock.level for stock in stocks.values())
        more = f" and {len(stocks) - FEW} more" if len(stocks) > FEW else ""
        self.label = ", ".join(list(stocks)[:FEW]) + more

    def ask(self, stock: Stock) -> None:
        """Become due after a draw on any stock point of the scope."""
        self.clock.review(self)

    def triggers(self) -> dict[str, float]:
        """Return the positions above which the policy need not be asked, where it tells them."""
        tell_triggers = getattr(self.policy, "triggers", None)
        if tell_triggers is None:
            return {}
        try:
            told = tell_triggers(tuple(self.stocks))
            self.trigger_of = {name: at for name, at in told.items() if name in self.stocks}
            return self.trigger_of
        except ValueError as error:
            raise DataError(f"the policy of {self.label}: {error}") from None

    def view(self) -> View:
        """Return what the policy may see now."""
        if self.reader is not None:
            look = partial(stock_view, physical=self.looks_at_shelf)
            return View(self.clock._now, StockViews(self.stocks, look), self.memory, self.reader.read())
        stocks = {name: stock_view(stock, self.looks_at_shelf) for name, stock in self.stocks.items()}
        return View(self.clock._now, stocks, self.memory)

    def decide(self) -> list[Decision]:
        """Take all decisions before any is carried out."""
        self.shown = {number: stock for stock in self.stocks.values() for number in stock.open_orders}
        view = self.view()
        try:
            decisions = list(self.policy.decide(view))
        except ValueError as error:
            raise DataError(f"the policy of {self.label}: {error}") from error
        for decision in decisions:
            stock = self.stocks.get(decision.stock) if isinstance(decision, Order) else None
            if isinstance(decision, Order) and stock is not None and stock.told:
                tell(stock, view.stocks[decision.stock], decision.quantity)
        return decisions

    def carry_out(self, decisions: list[Decision]) -> None:
        """Carry the decisions out one after the other; what a source refuses becomes a fact."""
        for decision in decisions:
            match decision:
                case Order():
                    self._order(decision)
                case Remember(value):
                    self.memory = value
                case Reschedule(number, date):
                    self._reschedule(number, date)
                case Cancel(number):
                    self._cancel(number)
                case Expedite(number):
                    self._expedite(number)
                case Message():
                    self.planners.tell(decision)
                case Forecasted(names, forecast, actual):
                    for stock, units, drawn in self._members(names, forecast, actual):
                        stock.note_forecast(units, drawn)
                case Replanned(names, planned, changed):
                    for stock, units, moved in self._members(names, planned, changed):
                        stock.planned_units += units
                        stock.replanned_units += moved
        if self.trigger_of and isinstance(self.policy.review, Continuous):
            self._watch()

    def _watch(self) -> None:
        """Be asked at every change while a stock point is low still: its source may have taken too little."""
        low = any(self.stocks[name].position <= trigger for name, trigger in self.trigger_of.items())
        for name, trigger in self.trigger_of.items():
            self.stocks[name].trigger = UNBOUNDED if low else trigger

    def _members(
        self, names: Sequence[str], one: Sequence[float], other: Sequence[float]
    ) -> Iterator[tuple[Stock, float, float]]:
        """Yield stock points of the scope, each with its two figures."""
        for name, first, second in zip(names, one, other, strict=True):
            if name not in self.stocks:
                raise DataError(f"the policy of {self.label} spoke of {name!r}, which is not in its scope")
            yield self.stocks[name], float(first), float(second)

    def _reschedule(self, number: int, date: float) -> None:
        order = self._open(number)
        if order is not None:
            order.need_by = date
            order.stock.rescheduled_orders += 1

    def _order(self, decision: Order) -> None:
        stock = self.stocks.get(decision.stock)
        if stock is None:
            raise DataError(
                f"the policy of {self.label} ordered for {decision.stock!r}, which is not in its scope"
            )
        if decision.source is None:
            if decision.quantity > 0:
                stock.resupply(stock, decision.quantity, self.numbers, decision.need_by)
            return
        named = [s for s in stock.sources if s.name == decision.source]
        if not named:
            raise DataError(f"{stock.name} has no source {decision.source!r}")
        if decision.quantity > 0:
            stock.order(decision.quantity, next(self.numbers), decision.need_by, named[0])

    def _open(self, number: int) -> Any:
        shown = self.shown.get(number)
        for stock in self.stocks.values() if shown is None else (shown,):
            if number in stock.open_orders:
                return stock.open_orders[number]
        if number not in self.shown:
            raise DataError(
                f"the policy of {self.label} named order {number}, which is not open in its scope"
            )
        self._refuse(self.shown[number], number)  # closed by what was carried out since
        return None

    def _cancel(self, number: int) -> None:
        order = self._open(number)
        if order is None:
            return
        if order.source.cancel(order):
            order.stock.close_short(order, order.outstanding, "cancelled")
        else:
            self._refuse(order.stock, number)

    def _expedite(self, number: int) -> None:
        order = self._open(number)
        if order is not None and not order.source.expedite(order):
            self._refuse(order.stock, number)

    def _refuse(self, stock: Stock, number: int) -> None:
        stock.refused_orders += 1
        if stock.post is not None:
            stock.post("refused", stock.name, 0.0, number)


def tell(stock: Stock, seen: StockView, quantity: float) -> None:
    """Post the decision to order, with the view it was taken on."""
    if stock.post is not None and quantity > 0:
        parts = (("on hand", seen.on_hand), ("reserved", seen.reserved), ("on order", seen.on_order))
        words = ", ".join(f"{what} {units:.9g}" for what, units in (*parts, ("backorders", seen.backorders)))
        stock.post("decision", stock.name, seen.position, f"{words}; orders {quantity:.9g}")


def stock_view(stock: Stock, physical: bool = False) -> StockView:
    """Return the state of a stock point as a policy may see it: the record, or what is physically there.

    Units that are finished and not posted are on order by the record and on the shelf in fact; they are
    in the position either way.
    """
    unposted = stock.growing() if physical else 0.0
    on_hand = stock.on_hand + (stock.hidden.value if physical else stock.phantom.value)
    source = stock.sources[0] if stock.sources else None
    return StockView(
        name=stock.name,
        item=stock.item.name,
        on_hand=on_hand + unposted,
        reserved=stock.reserved,
        on_order=stock.on_order.value - unposted,
        backorders=stock.backorders,
        position=stock.position - stock.recorded() + on_hand,
        planned_lead_time=source.planned_lead_time if source is not None else 0.0,
        level=stock.level,
        components=tuple((part.name, quantity) for part, quantity in source.components)
        if isinstance(source, Producing)
        else (),
        open_orders=tuple(
            OpenOrder(o.number, stock.name, o.source.name, o.outstanding, o.placed, o.need_by, o.promised)
            for o in stock.open_orders.values()
        ),
    )
