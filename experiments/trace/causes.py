"""The causes of a stockout, decided by rules from what happened."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite

from experiments.trace.course import Course, course_of, lateness, legs_words
from experiments.trace.events import Row
from experiments.trace.stockouts import Stockout
from experiments.trace.words import Words, units
from sim.contract import Every
from sim.engine.explain import Explainer
from sim.scenario import Scenario

TITLES = {
    "posting": "finished, but not posted",
    "booking": "on the shelf, but not on the record",
    "late": "late order",
    "record": "wrong record",
    "to-order": "no stock is kept",
    "losses": "units lost, spoiled or not delivered",
    "surge": "demand surge",
    "jump": "order left below its order point",
    "point": "order point too low",
    "level": "order-up-to level too low",
    "none": "no order under way",
    "no-source": "no source",
}
"""What each kind of cause is called."""
WAYS_TO_GO = {
    "expired": "past their shelf life",
    "loss": "lost from the shelf",
    "scrap": "scrapped in the plant",
    "short": "missing from deliveries",
    "rejected": "rejected by inspection",
    "obsolete": "scrapped at a change of design",
    "surplus": "sold off as surplus",
    "cancelled": "cancelled",
    "count": "taken off the record by a count",
    "short-pick": "taken off the record by a picker",
}
"""How units leave that are not asked for, by the kind of their row."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of a stockout: its kind (see `TITLES`), how long it explains, and a sentence with figures."""

    kind: str
    time: float
    share: float
    sentence: str

    @property
    def title(self) -> str:
        """What it is called."""
        return TITLES[self.kind]


class Detective:
    """Finds the causes of stockouts of one stock point.

    A stockout is cut into slices in which nothing that matters changes. Each slice has one cause, the first
    of these that holds: there is no source; finished units stand unposted; goods are there and not on the
    record, enough of them for all who wait; an order is overdue by its planned lead time (the oldest one);
    the record was wrong when the next order should have left; no stock is kept; units went otherwise than to
    customers; demand was more than the position when the order left. Slices of one cause are added up.
    """

    def __init__(self, seen: Explainer, rows: Sequence[Row], scenario: Scenario, words: Words) -> None:
        self.seen = seen
        self.rows = rows
        self.words = words
        self.times = [row.time for row in rows]
        self.horizon = scenario.horizon
        policy = next((c.policy for c in scenario.control if seen.name in c.scope), None)
        self.periodic = policy is not None and isinstance(policy.review, Every)
        self.policy = policy
        self.lead = float(seen.stock.sources[0].planned_lead_time) if seen.stock.sources else 0.0
        mine = [n for n, order in sorted(seen.orders.items()) if order.stock is seen.stock]
        self.courses = {number: course_of(seen, number) for number in mine}
        self.placed = {row.order: k for k, row in enumerate(rows) if row.order is not None}
        wanted = sum(row.wanted for row in rows)
        self.rate = wanted / scenario.horizon
        self._kinds: dict[tuple[float, int], str] = {}

    def causes(self, out: Stockout) -> list[Cause]:
        """Return the causes of a stockout, the one that explains most of it first."""
        end = min(out.end, self.horizon)
        if not self.seen.stock.sources:
            text = f"{self.seen.name} has no source, so nothing can be ordered"
            return [Cause("no-source", end - out.start, 1.0, f"{text}; {units(out.short)} were short.")]
        cuts = sorted({out.start, end, *(t for t in self._cuts() if out.start < t < end)})
        slices = list(pairwise(cuts)) or [(out.start, out.start)]
        length: dict[tuple[str, int | None], float] = {}
        first: dict[tuple[str, int | None], float] = {}
        for start, stop in slices:
            key = self._cause(start, stop, out)
            length[key] = length.get(key, 0.0) + stop - start
            first.setdefault(key, start)
        total = sum(length.values())
        found = []
        for key, time in length.items():
            told = ("late", key[1]) in length  # the sentence on the late order says where its time went
            sentence = self._sentence(key, first[key], out, not told)
            found.append(Cause(key[0], time, time / total if total else 1.0, sentence))
        return sorted(found, key=lambda cause: -cause.time)

    def _cuts(self) -> list[float]:
        cuts = list(self.times)
        for course in self.courses.values():
            cuts += [course.order.placed, course.due, course.end, course.first_unit]
            began = self._should_have_left(course)
            cuts += [began + self.lead] if began is not None else []
        return [cut for cut in cuts if isfinite(cut)]

    # ---- which cause

    def _cause(self, start: float, stop: float, out: Stockout) -> tuple[str, int | None]:
        """Return kind of cause, and order, of a slice."""
        at = start if start == stop else (start + stop) / 2
        active = [c for c in self.courses.values() if c.order.placed <= at < c.end or start == stop == c.end]
        for course in active:
            if course.first_unit <= at:
                return "posting", course.order.number
        k = max(bisect_right(self.times, at) - 1, out.first)
        hidden = -self.rows[k].after.phantom
        if hidden > 1e-9 and hidden >= self.rows[k].after.backorders - 1e-9:
            return "booking", None
        overdue = [course for course in active if course.due <= at]
        if overdue:
            return "late", min(overdue, key=lambda c: (c.due, c.order.number)).order.number
        later = [c for c in self.courses.values() if c.order.placed > at]
        following = active or later[:1]
        if not following:
            return ("record" if self.rows[k].after.phantom > 1e-9 else "none"), None
        course = min(following, key=lambda c: (c.end, c.due, c.order.number))
        began = self._should_have_left(course)
        if began is not None and began + self.lead <= at:
            return "record", course.order.number
        key = (out.start, course.order.number)
        if key not in self._kinds:
            self._kinds[key] = self._by_plan(course, k, out)
        return self._kinds[key], course.order.number

    def _by_plan(self, course: Course, k: int, out: Stockout) -> str:
        """Return why an order that is not late was not there before the shortage."""
        base = self._base(course)
        if base is None:
            return "point"
        row, cover = self.rows[base], self._cover(base)
        asked = self._asked(base, k)
        served = asked - sum(r.lost for r in self.rows[base + 1 : k + 1] if r.time < out.start)
        if base < out.first and served <= cover + 1e-9:
            if self._phantom(base, k) > 1e-9:
                return "record"
            if served + sum(self._gone(base, k).values()) > cover:
                return "losses"
        if self.periodic:
            return "level"
        point = row.order_point
        if isfinite(point) and point <= 0:
            return "to-order"
        enough = point if isfinite(point) else row.position
        if enough < self.rate * self.lead:
            return "point"
        return "jump" if isfinite(point) and row.position < point and asked <= point else "surge"

    def _base(self, course: Course) -> int | None:
        """Row of the decision from which stock had to last: the order itself, or the review before it."""
        own = self.placed.get(course.order.number)
        if not self.periodic:
            return own
        before = [k for k in self.placed.values() if own is None or k < own]
        return before[-1] if before else own

    def _cover(self, base: int) -> float:
        """Units that had to last: the position at the decision; after the order, under periodic review."""
        row = self.rows[base]
        return row.position + (row.changes.on_order if self.periodic else 0.0)

    def _asked(self, base: int, k: int) -> float:
        """Units asked for after a decision until row k."""
        return sum(row.wanted for row in self.rows[base + 1 : k + 1])

    def _gone(self, base: int, k: int) -> dict[str, float]:
        """Units that left otherwise after a decision until row k, by how."""
        gone: dict[str, float] = {}
        for row in self.rows[base + 1 : k + 1]:
            if row.changes.position < -1e-9 and not row.wanted:
                way = WAYS_TO_GO.get(row.kind, "gone otherwise")
                gone[way] = gone.get(way, 0.0) - row.changes.position
        return gone

    def _phantom(self, base: int, k: int) -> float:
        """Greatest number of units that the record had too many, from a decision until row k."""
        return max(self.rows[i].after.phantom for i in range(base, k + 1))

    def _should_have_left(self, course: Course) -> float | None:
        """When an order would have left, had the record shown the shelf; None where it left in time."""
        own = self.placed.get(course.order.number)
        if own is None or self.periodic:
            return None
        point = self.rows[own].order_point
        if not isfinite(point):
            return None
        began = None
        for row in reversed(self.rows[:own]):
            phantom = row.after.phantom
            if phantom <= 1e-9 or row.order is not None or row.after.position - phantom > point:
                if row.time < course.order.placed:
                    break
                continue
            began = row.time
        return began if began is not None and began < course.order.placed else None

    # ---- sentences

    def _sentence(self, key: tuple[str, int | None], start: float, out: Stockout, course_told: bool) -> str:
        kind, number = key
        k = max(bisect_right(self.times, start) - 1, out.first)
        course = self.courses[number] if number is not None else None
        if kind == "late" and course is not None:
            return lateness(self.seen, course, self.words)
        if kind == "posting" and course is not None:
            return self._posting(course, out)
        if kind == "booking":
            there = -min(self.rows[k].after.phantom, 0.0)
            return (
                f"{units(there)} units were on the shelf and not on the record from {self.words.day(start)}."
            )
        if kind == "record":
            return self._record(course, k)
        if course is None:
            after = self.rows[k].after
            return (
                f"No order was under way: the position was {units(after.position)} (recorded "
                f"{units(after.recorded)}, on order {units(after.on_order)}) and called for none."
            )
        legs = legs_words(course, self.words) if course_told else ""
        return self._planned(kind, course, k, legs)

    def _posting(self, course: Course, out: Stockout) -> str:
        order, words = course.order, self.words
        seen = [row.after.unposted for row in self.rows[out.first :] if row.time <= min(out.end, course.end)]
        most = max([u for u in seen if u] or [0.0])
        stood = "they stood there unposted"
        if most:
            stood = f"up to {units(most)} stood there unposted when somebody asked"
        until = f"on {words.day(course.end)}" if course.end < inf else "after the run ended"
        return (
            f"Order {order.number} for {units(order.quantity)} was posted only when the whole lot was done, "
            f"{until}; its first unit was finished on {words.day(course.first_unit)}, and {stood}."
        )

    def _record(self, course: Course | None, k: int) -> str:
        words = self.words
        own = self.placed.get(course.order.number) if course is not None else None
        top = k if own is None else max(own, k)
        wrong = [i for i in range(top + 1) if self.rows[i].after.phantom > 1e-9]
        if not wrong:
            return "The record was wrong."
        last = wrong[-1]
        first = last
        while first > 0 and self.rows[first - 1].after.phantom > 1e-9:
            first -= 1
        most = max(self.rows[i].after.phantom for i in range(first, last + 1))
        since = words.day(self.times[first])
        text = f"The record showed up to {units(most)} more than was on the shelf since {since}"
        if course is None:
            return f"{text}, so the position called for no order."
        began = self._should_have_left(course)
        if began is None:
            return (
                f"{text}: by the record what was there would have lasted until order "
                f"{course.order.number} of {words.day(course.order.placed)} came."
            )
        return (
            f"{text}: with a right record order {course.order.number} would have left on {words.day(began)}, "
            f"{words.span(course.order.placed - began)} sooner than it did "
            f"({words.day(course.order.placed)})."
        )

    def _planned(self, kind: str, course: Course, k: int, legs: str) -> str:
        words, order = self.words, course.order
        base = self._base(course)
        plan = words.span(order.source.planned_lead_time)
        what = f"order {order.number} for {units(order.quantity)} from {words.source(order)}"
        if base is None:
            return f"{what[0].upper()}{what[1:]} was under way since before time zero; {plan} are planned."
        row = self.rows[base]
        asked, day = self._asked(base, k), words.day(self.times[k])
        gone = listed_losses(self._gone(base, k)) if kind == "losses" else ""
        if self.periodic:
            besides = f", and {gone}" if gone else ""
            return (
                f"The review on {words.day(row.time)} raised the position to {units(self._cover(base))}; by "
                f"{day}, {units(asked)} {unit_word(asked)} had been asked for{besides}. The next order was "
                f"placed on {words.day(order.placed)}, with {plan} planned."
            )
        point, position = row.order_point, row.position
        left = f"{what[0].upper()}{what[1:]} was placed on {words.day(order.placed)}, {plan} planned"
        if kind == "to-order":
            text = f"No stock is kept of it (order point {units(point)}): {left[0].lower()}{left[1:]}."
            return " ".join(filter(None, [text, legs]))
        at = f"at a position of {units(position)}"
        if isfinite(point) and position < point:
            at += f", {units(point - position)} below the order point of {units(point)}"
        elif isfinite(point) and position == point:
            at = f"at the order point of {units(point)}"
        need = f"by {day}, {units(asked)} {unit_word(asked)} more had been asked for"
        if position < 0 and not asked:
            need = f"{units(-position)} more had been asked for by then than was there or on order"
        text = f"{left}, {at}: {need}."
        if kind == "losses":
            return f"{text[:-1]}, and {gone}."
        mean = self.rate * self.lead
        if kind == "jump":
            big = max((r.wanted for r in self.rows[max(base - 3, 0) : base]), default=0.0)
            text += f" A demand of {units(big)} took the position past the order point; from the order "
            return " ".join(filter(None, [f"{text}point itself stock would have lasted.", legs]))
        mean_words = f"The mean demand of this run in the planned lead time is {units(float(f'{mean:.3g}'))}."
        return " ".join(filter(None, [text, mean_words, legs]))


def listed_losses(gone: Mapping[str, float]) -> str:
    """Say how many units went otherwise than to those who asked, and how, the most first."""
    parts = sorted(gone.items(), key=lambda part: -part[1])
    text = ", ".join(f"{units(quantity)} {way}" for way, quantity in parts)
    return f"{text.replace(' ', ' were ', 1)}" if sum(gone.values()) != 1 else text.replace(" ", " was ", 1)


def unit_word(quantity: float) -> str:
    """Return `unit` or `units`."""
    return "unit" if quantity == 1 else "units"
