"""The rows of a trace: what happened to a stock point, in words, with its books after it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from experiments.trace.words import Words, units
from sim.engine.explain import Books, Explainer, Step

ZERO = Books(0, 0, 0, 0, 0, 0)
CHANGES: Mapping[str, Books] = {
    "demand": Books(0, 0, 0, 0, 1, 0),
    "issue": Books(-1, -1, 0, 0, -1, 0),
    "reserve": Books(0, 0, 1, 0, -1, 0),
    "withdraw": Books(-1, -1, -1, 0, 0, 0),
    "lost": Books(0, 0, 0, 0, -1, 0),
    "receipt": Books(1, 1, 0, -1, 0, 0),
    "return": Books(1, 1, 0, 0, 0, 0),
    "record": Books(1, 0, 0, 0, 0, 0),
    "shelf": Books(0, 1, 0, 0, 0, 0),
    "order": Books(0, 0, 0, 1, 0, 0),
}
"""What a unit of a fact does to the books."""
DISCREPANCY = ("record", "shelf")
FEW = 3
"""Rows of one kind that are told one by one."""
NAMES_ONLY = frozenset(
    {"loss", "count", "short-pick", "decision", "release", "kit", "finished", "clipped", "refused"}
)
"""Facts that change no books."""
QUIET = frozenset({"finished", "clipped", "freight", "refused"})
"""Facts that stand in the row of another fact, or say nothing about this stock point."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that happened.

    `changes` is what it did to the books and `after` what they are then. A row that is a demand also says
    who wanted how many units (`who`, `wanted`), how many were given at once and how many were lost;
    `order` is the number of an order that was placed, and `position` what the policy saw; `receipt` is the
    number of an order of which units were received. `kind` is `customer` or `part` for a demand, `handed`
    where somebody who waited is served, none for an order, and else the fact that names the row.
    """

    time: float
    what: str
    changes: Books
    after: Books
    who: str = ""
    wanted: float = 0.0
    given: float = 0.0
    lost: float = 0.0
    order: int | None = None
    receipt: int | None = None
    position: float = field(default=float("nan"))
    order_point: float = float("inf")
    kind: str = ""


class Diary:
    """Writes the rows of one stock point from what an explainer has kept."""

    def __init__(self, seen: Explainer, words: Words) -> None:
        self.seen = seen
        self.words = words
        self.books = seen.opening
        self.rows: list[Row] = []
        self.demands = {d.name: d for d in seen.world.scenario.network.demands}
        before = [seen.opening, *(step.books for step in seen.steps)]
        self.changes = {
            id(step): change_of(step, books) for step, books in zip(seen.steps, before, strict=False)
        }

    def write(self) -> list[Row]:
        """Return all rows in the order in which things happened."""
        steps = self.seen.steps
        start = 0
        while start < len(steps):
            end = start
            while end < len(steps) and steps[end].fact.time == steps[start].fact.time:
                end += 1
            self._instant(list(steps[start:end]))
            start = end
        return self.rows

    def _instant(self, steps: list[Step]) -> None:
        """Write what happened in one instant."""
        while steps:
            first = steps[0]
            kind = first.fact.kind
            if kind == "demand":
                self._demand(steps)
            elif kind == "decision":
                self._decision(steps)
            elif kind == "issue":
                self._handed(steps)
            elif kind in DISCREPANCY or (kind == "short-pick"):
                self._discrepancy(steps)
            else:
                self._plain(steps.pop(0))

    def _add(self, taken: Sequence[Step], what: str, **more: object) -> None:
        changes = ZERO
        for step in taken:
            changes = _plus(changes, self.changes[id(step)])
        after = _plus(self.books, changes)._replace(unposted=taken[-1].books.unposted)
        self.books = after
        self.rows.append(Row(taken[0].fact.time, what, changes, after, **more))  # type: ignore[arg-type]

    # ---- demand

    def _demand(self, steps: list[Step]) -> None:
        first = steps.pop(0)
        fact = first.fact
        who, wanted = str(fact.reference), fact.quantity
        taken, given, lost = [first], 0.0, 0.0
        for step in list(steps):
            kind, quantity = step.fact.kind, step.fact.quantity
            mine = kind in ("issue", "reserve", "lost") and step.fact.reference == who
            if not mine or given + lost + quantity > wanted + 1e-9:
                continue
            steps.remove(step)
            taken.append(step)
            if kind == "lost":
                lost += quantity
            else:
                given += quantity
        if who in self.demands:
            what = self._customer(first, wanted, given, lost)
        else:
            what = self._part(who, wanted, given)
        kind = "customer" if who in self.demands else "part"
        self._add(taken, what, who=who, wanted=wanted, given=given, lost=lost, kind=kind)

    def _customer(self, step: Step, wanted: float, given: float, lost: float) -> str:
        demand = self.demands[str(step.fact.reference)]
        rest = wanted - given - lost
        text = f"customer order of {units(wanted)}"
        if rest <= 0 and lost <= 0:
            return f"{text}: all given"
        parts = [f"{units(given)} given"] if given else []
        quote = ""
        if demand.unmet == "quote" and step.quoted is not None:
            wait = step.quoted - step.fact.time
            if lost:
                quote = f", walked away from a wait of {self.words.span(wait)}"
            else:
                quote = f", accepted a promise of {self.words.day(step.quoted)}"
        if rest:
            parts.append(f"{units(rest)} backordered{quote}")
        if lost:
            parts.append(f"{units(lost)} lost{quote}")
        return f"{text}: {', '.join(parts)}"

    def _part(self, who: str, wanted: float, given: float) -> str:
        text = f"{who} wants {units(wanted)}"
        if given >= wanted:
            return f"{text}: all given"
        return f"{text}: {units(given) + ' given, ' if given else ''}{units(wanted - given)} missing"

    def _handed(self, steps: list[Step]) -> None:
        """Write what those who waited were given, all that follow each other in one row."""
        who = str(steps[0].fact.reference)
        taken = [steps.pop(0)]
        while steps and steps[0].fact.kind == "issue" and str(steps[0].fact.reference) == who:
            taken.append(steps.pop(0))
        quantity = units(sum(step.fact.quantity for step in taken))
        if who not in self.demands:
            waited = f"{who}, which waited"
        else:
            waited = "a customer who waited" if len(taken) == 1 else f"{len(taken)} customers who waited"
        self._add(taken, f"{quantity} handed to {waited}", kind="handed")

    # ---- orders

    def _decision(self, steps: list[Step]) -> None:
        decision = steps.pop(0)
        view, _, wish = str(decision.fact.reference).partition("; orders ")
        taken, number = [decision], None
        for step in list(steps):
            kind = step.fact.kind
            if (kind == "order" and number is None) or (kind == "clipped" and step.fact.reference == number):
                number = int(step.fact.reference)
                steps.remove(step)
                taken.append(step)
        why = self.words.why_ordered(decision.fact.quantity, decision.order_point, view)
        if number is None:
            self._add(taken, f"an order for {wish} is wanted and not taken: {why}")
            return
        order = self.seen.orders[number]
        what = f"order {number} for {units(order.quantity)} from {self.words.source(order)}"
        if len(taken) > 2:
            what += f" (the policy wanted {wish})"
        self._add(
            taken,
            f"{what}: {why}",
            order=number,
            position=decision.fact.quantity,
            order_point=decision.order_point,
        )

    # ---- record and shelf

    def _discrepancy(self, steps: list[Step]) -> None:
        taken = [steps.pop(0)]
        while steps and steps[0].fact.kind in DISCREPANCY:
            taken.append(steps.pop(0))
        named = taken[0].fact.kind
        after = {
            *CHANGES,
            "scrap",
            "cancelled",
            "short-pick",
            "decision",
            *QUIET,
            "release",
            "kit",
            "overrun",
        }
        if named in DISCREPANCY and steps and steps[0].fact.kind not in after:
            taken.append(steps.pop(0))
            named = taken[-1].fact.kind
        sums = {k: sum(s.fact.quantity for s in taken if s.fact.kind == k) for k in DISCREPANCY}
        record, shelf = sums["record"], sums["shelf"]
        found = taken[0].books.phantom if named == "short-pick" else 0.0
        self._add(taken, self.words.discrepancy(named, record, shelf, found), kind=named)

    # ---- the rest

    def _plain(self, step: Step) -> None:
        fact = step.fact
        change = self.changes[id(step)]
        if change == ZERO and self._said(step):
            return
        write: Callable[[Step], str] | None = getattr(self, f"_{fact.kind.replace('-', '_')}_words", None)
        if write is not None:
            receipt = int(fact.reference) if fact.kind == "receipt" else None
            self._add([step], write(step), receipt=receipt, kind=fact.kind)
        elif change != ZERO or fact.kind not in QUIET:
            about = f" ({fact.reference})" if fact.reference != "" else ""
            what = f"{fact.kind.replace('-', ' ')}: {units(fact.quantity)}{about}"
            self._add([step], what, kind=fact.kind)

    def _said(self, step: Step) -> bool:
        """Tell whether another row of this instant says it: bought, sent or arrived without any delay."""
        fact = step.fact
        order = self.seen.orders.get(fact.reference) if isinstance(fact.reference, int) else None
        if order is None:
            return False
        if fact.kind in ("arrive", "accept"):
            course = self.seen.courses[order.number]
            return any(f.kind in ("receipt", "refused-delivery") and f.time == fact.time for f in course)
        return fact.kind in ("release", "depart") and not self.words.made(order) and order.placed == fact.time

    def _receipt_words(self, step: Step) -> str:
        number = int(step.fact.reference)
        order = self.seen.orders.get(number)
        text = f"receipt of {units(step.fact.quantity)}, order {number}"
        if order is None:
            return text
        took = self.words.span(step.fact.time - order.placed)
        return f"{text} from {self.words.source(order)}, {took} after the order"

    def _order_words(self, step: Step) -> str:
        return f"order {step.fact.reference} for {units(step.fact.quantity)}"

    def _reserve_words(self, step: Step) -> str:
        return f"{units(step.fact.quantity)} set apart for {step.fact.reference}"

    def _lost_words(self, step: Step) -> str:
        return f"a customer who waited leaves: {units(step.fact.quantity)} lost"

    def _withdraw_words(self, step: Step) -> str:
        return f"a kit is complete: {units(step.fact.quantity)} taken off the shelf"

    def _return_words(self, step: Step) -> str:
        return f"{units(step.fact.quantity)} returned by a customer"

    def _scrap_words(self, step: Step) -> str:
        return f"{units(step.fact.quantity)} of order {step.fact.reference} are scrap"

    def _count_words(self, step: Step) -> str:
        return "count: the record is right"

    def _short_words(self, step: Step) -> str:
        return f"{units(step.fact.quantity)} of order {step.fact.reference} did not come and never will"

    def _rejected_words(self, step: Step) -> str:
        return f"{units(step.fact.quantity)} of order {step.fact.reference} are rejected by the inspection"

    def _accept_words(self, step: Step) -> str:
        return f"{units(step.fact.quantity)} of order {step.fact.reference} are accepted"

    def _refused_delivery_words(self, step: Step) -> str:
        return f"{units(step.fact.quantity)} of order {step.fact.reference} do not fit and are sent back"

    def _expedited_words(self, step: Step) -> str:
        return f"order {step.fact.reference} is hurried: {units(step.fact.quantity)} are still to come"

    def _opening_order_words(self, step: Step) -> str:
        return f"order {step.fact.reference} for {units(step.fact.quantity)} is under way already"

    def _design_change_words(self, step: Step) -> str:
        return f"change of design: {units(step.fact.quantity)} on the shelf are of the old one"

    def _sized_words(self, step: Step) -> str:
        return f"sized anew: {step.fact.reference}"

    def _cancelled_words(self, step: Step) -> str:
        return f"{units(step.fact.quantity)} of order {step.fact.reference} cancelled"

    def _overrun_words(self, step: Step) -> str:
        return f"order {step.fact.reference} has made {units(step.fact.quantity)} more than ordered"

    def _depart_words(self, step: Step) -> str:
        return f"{units(step.fact.quantity)} of order {step.fact.reference} leave the supplier"

    def _arrive_words(self, step: Step) -> str:
        return f"{units(step.fact.quantity)} of order {step.fact.reference} arrive"

    def _release_words(self, step: Step) -> str:
        order = self.seen.orders.get(int(step.fact.reference))
        made = order is not None and self.words.made(order)
        return f"order {step.fact.reference} leaves the desk" + (": its kit is collected" if made else "")

    def _kit_words(self, step: Step) -> str:
        return f"order {step.fact.reference} has all its parts and goes to the machines"


def folded(rows: Sequence[Row]) -> list[Row]:
    """Return rows for a table, with rows that say the same again and again made one.

    Receipts of one order that follow each other are one row, that of the last, with what those who waited
    were handed of them. So are more than `FEW` orders of customers that follow each other and were all
    given, or all lost, with what was returned meanwhile.
    """
    short: list[Row] = []
    k = 0
    while k < len(rows):
        end = k + 1
        while end < len(rows) and _goes_on(rows[k], rows[end]):
            end += 1
        run = rows[k:end]
        receipts = sum(row.receipt is not None for row in run)
        orders = sum(row.kind == "customer" for row in run)
        short += [_one(run)] if receipts > 1 or orders > FEW else run
        k = end
    return short


def _goes_on(first: Row, then: Row) -> bool:
    """Tell whether a row may be told together with the first of its run."""
    if first.receipt is not None:
        return then.receipt == first.receipt or then.kind == "handed"
    whole = _whole(first)
    return whole != (False, False) and (_whole(then) == whole or (whole[0] and then.kind == "return"))


def _whole(row: Row) -> tuple[bool, bool]:
    """Tell whether a customer was given all, and whether all was lost."""
    customer = row.kind == "customer"
    return customer and row.given >= row.wanted, customer and row.lost >= row.wanted


def _one(run: Sequence[Row]) -> Row:
    """Return one row for a run of rows: the last of them, with all that they changed."""
    changes = run[0].changes
    for row in run[1:]:
        changes = _plus(changes, row.changes)
    first, last = run[0], run[-1]
    if first.receipt is not None:
        came = sum(row.changes.recorded for row in run if row.receipt is not None)
        what = f"receipts of {units(came)}, order {first.receipt}, one after the other"
        if came > changes.recorded:
            what += f"; {units(came - changes.recorded)} of them handed to those who waited"
        return replace(last, what=what, changes=changes, receipt=first.receipt)
    orders = [row for row in run if row.kind == "customer"]
    wanted, given, lost = (sum(getattr(row, part) for row in orders) for part in ("wanted", "given", "lost"))
    what = f"{len(orders)} customer orders, {units(wanted)} in all: {'all given' if given else 'all lost'}"
    returned = sum(row.changes.recorded for row in run if row.kind == "return")
    if returned:
        what += f"; {units(returned)} returned"
    return replace(first, time=last.time, what=what, changes=changes, after=last.after,
                   wanted=wanted, given=given, lost=lost)  # fmt: skip


def change_of(step: Step, before: Books) -> Books:
    """Return what one fact did to the books; of a kind that is not known, what the state shows."""
    kind, quantity = step.fact.kind, step.fact.quantity
    if kind in CHANGES:
        return _times(CHANGES[kind], quantity)
    return ZERO if kind in NAMES_ONLY else _plus(step.books, _times(before, -1))


def _times(books: Books, factor: float) -> Books:
    a = books
    return Books(
        a.recorded * factor,
        a.shelf * factor,
        a.reserved * factor,
        a.on_order * factor,
        a.backorders * factor,
        0.0,
    )


def _plus(one: Books, other: Books) -> Books:
    a, b = one, other
    return Books(
        a.recorded + b.recorded,
        a.shelf + b.shelf,
        a.reserved + b.reserved,
        a.on_order + b.on_order,
        a.backorders + b.backorders,
        0.0,
    )
