"""The course of one order: where its time went, from the decision to the last unit."""

from dataclasses import dataclass, field
from math import inf

from experiments.trace.words import Words, units
from sim.engine.explain import Explainer
from sim.engine.placed_order import PlacedOrder

DEEPEST = 2
"""Levels of missing parts that are followed down."""
WORTH_TELLING = 0.25
"""Share of an order's time from which waiting for a part is followed down."""


@dataclass(frozen=True)
class Course:
    """Where the time of an order went (times in time units of the scenario).

    Parameters
    ----------
    order
        The order; its source, quantity and planned lead time.
    end
        When its last unit was received or written off; infinite where that had not happened yet.
    legs
        Lengths by name, in the order in which they happened: desk, parts, queues, machines, lead time.
    queues
        Time in the queue of each work centre.
    first_unit
        When its first unit stood finished on the shelf while nothing was posted; infinite where units are
        posted one by one, or none is made.
    late_part
        The part that came last to its kit, and when; empty where nothing was waited for.
    deliveries
        In how many deliveries a supplier sent it.
    """

    order: PlacedOrder
    release: float
    kit: float
    end: float
    legs: dict[str, float] = field(default_factory=dict)
    queues: dict[str, float] = field(default_factory=dict)
    first_unit: float = inf
    late_part: str = ""
    deliveries: int = 1

    @property
    def due(self) -> float:
        """When it should have been there by the planned lead time."""
        return self.order.placed + float(self.order.source.planned_lead_time)

    @property
    def taken(self) -> float:
        """How long it took."""
        return self.end - self.order.placed


def course_of(seen: Explainer, number: int) -> Course:
    """Return the course of an order from what an explainer has kept."""
    order = seen.orders[number]
    facts = seen.courses[number]
    release = next((f.time for f in facts if f.kind == "release"), inf)
    kit = next((f.time for f in facts if f.kind == "kit"), inf)
    end = facts[-1].time if order.outstanding <= 0 and facts else inf
    legs = {"at the desk": release - order.placed}
    queues: dict[str, float] = {}
    first_unit, late_part, deliveries = inf, "", 1
    kind = getattr(order.source, "KIND", "")
    if kind == "production":
        legs["waiting for parts"] = kit - release
        at, machines = kit, 0.0
        for fact in facts:
            if fact.kind == "operation":
                work = min(fact.quantity * seen.world.centres[fact.subject].time_per_hour, fact.time - at)
                queues[fact.subject] = queues.get(fact.subject, 0.0) + fact.time - at - work
                machines += work
                at = fact.time
        legs["in queues"] = sum(queues.values())
        legs["on machines"] = machines
        lot = seen.lots.get(number)
        run_time = getattr(lot, "run_time", 0.0)
        if lot is not None and run_time > 0 and not getattr(order.source, "post_units", True):
            first_unit = lot.run_from + run_time
        late_part = _late_part(seen, number, release, kit)
    elif any(f.kind == "depart" for f in facts):
        gone = next(f.time for f in facts if f.kind == "depart")
        deliveries = len({f.time for f in facts if f.kind == "arrive"})
        came = next((f.time for f in reversed(facts) if f.kind == "arrive"), inf)
        legs["waiting for departure"] = gone - release
        legs["on the way"] = came - gone
        refused = next((f.time for f in facts if f.kind == "refused-delivery" and f.time >= came), end)
        legs["from arrival to shelf"] = refused - came if end < inf else 0.0
        legs["waiting for room"] = end - refused if end < inf else 0.0
    elif end < inf:
        travel = min(order.lead_time, end - release)
        wait = end - release - travel
        legs[f"waiting at {order.source.name}" if kind == "transfer" else "held up by its shipment"] = wait
        legs["on the way"] = travel
    return Course(
        order,
        release,
        kit,
        end,
        {name: leg for name, leg in legs.items() if 1e-9 < leg < inf},
        {name: wait for name, wait in queues.items() if wait > 1e-9},
        first_unit,
        late_part,
        deliveries,
    )


def _late_part(seen: Explainer, number: int, release: float, kit: float) -> str:
    """Name the part that an order waited for longest; where all came together, one received then."""
    filled = {part: time for part, time in seen.filled[number].items() if time > release}
    if kit == inf:
        missing = [
            p.name for p, draw in getattr(seen.orders[number].payload, "draws", ()) if draw.outstanding
        ]
        return missing[0] if missing else ""
    last = [part for part, time in filled.items() if time >= max(filled.values())]
    arrived = [part for part in last if any(time == filled[part] for time, _ in seen.receipts[part])]
    return next(iter(arrived or last), "")


def lateness(seen: Explainer, course: Course, words: Words) -> str:
    """Say how late an order was and where its time went, down to the part it waited for."""
    order = course.order
    what = f"Order {order.number} for {units(order.quantity)} from {words.source(order)}"
    plan = words.span(order.source.planned_lead_time)
    text = f"{what} was placed on {words.day(order.placed)}"
    text += f" and was due on {words.day(course.due)} ({plan} planned)"
    if course.end == inf:
        text += "; it had not come when the run ended."
    else:
        came = f"came in {course.deliveries} deliveries, the last" if course.deliveries > 1 else "came"
        text += (
            f"; it {came} on {words.day(course.end)}, {words.span(course.end - course.due)} late, "
            f"after {words.span(course.taken)}."
        )
    return " ".join(filter(None, [text, legs_words(course, words), part_words(seen, course, words, DEEPEST)]))


def legs_words(course: Course, words: Words) -> str:
    """Say where the time of an order went, the longest part of it first."""
    order, legs = course.order, course.legs
    if not legs:
        return ""
    if not words.made(order) and list(legs) == ["on the way"]:
        return f"The way took {words.span(legs['on the way'])}."
    parts = []
    for name, length in sorted(legs.items(), key=lambda leg: -leg[1]):
        text = f"{words.span(length)} {name}"
        if name == "in queues":
            longest = sorted(course.queues.items(), key=lambda q: -q[1])[:3]
            text += f" ({', '.join(f'{centre} {words.number(wait)}' for centre, wait in longest)})"
        elif name == "waiting for parts" and course.late_part:
            text += f" (the last was {course.late_part})"
        parts.append(text)
    whole = "Its time so far:" if course.end == inf else f"Of its {words.span(course.taken)}:"
    return f"{whole} {', '.join(parts)}."


def part_words(seen: Explainer, course: Course, words: Words, levels: int) -> str:
    """Say which part a kit waited for, and why that came late, a few levels down."""
    part = course.late_part
    if not part or levels == 0:
        return ""
    wanted, came = course.release, seen.filled[course.order.number].get(part, inf)
    if came == inf:
        return f"It still waited for {part}, wanted since {words.day(wanted)}."
    if course.end < inf and came - wanted < WORTH_TELLING * course.taken:
        return ""
    text = f"The kit waited for {part}: wanted on {words.day(wanted)}, there on {words.day(came)}"
    number = next((n for time, n in reversed(seen.receipts[part]) if time <= came), None)
    if number is None or number not in seen.orders:
        return f"{text}."
    made = course_of(seen, number)
    order = made.order
    when = words.day(order.placed)
    if order.placed >= wanted - 1e-9:
        when = "only then" if order.placed - wanted < 1e-9 else f"only on {when}"
    else:
        when = f"on {when}"
    # only the receipt that filled the kit counts, not the whole of an order that is posted unit by unit
    took = came - order.placed
    plan = order.source.planned_lead_time
    text += (
        f"; it was ordered {when} from {words.source(order)} and took {words.span(took)} "
        f"against {words.span(plan)} planned"
    )
    legs = legs_words(made, words) if words.made(order) or len(made.legs) > 1 else ""
    return " ".join(filter(None, [f"{text}.", legs, part_words(seen, made, words, levels - 1)]))
