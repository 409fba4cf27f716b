"""Worlds that differ from what planners believed: longer deliveries, other demand, wrong forecasts.

A condition changes the world and leaves everything that planners know as it was: policies with their
parameters, planned lead times, promises. What a policy learns within a run, it learns from the changed world.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from sim import Scenario
from sim.distributions import (
    Discrete,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    NegativeBinomial,
    Normal,
    Poisson,
    Recorded,
    Triangular,
    Uniform,
)
from sim.engine.demand_profile import DemandLevel, area
from sim.network import Demand, Production, Profile, Purchase, Source, Transfer, planned_lead_time
from sim.scenario import UNITS_PER_YEAR

GROWTH = 0.2
"""Growth of demand in a year."""
LONGEST_GROWTH = 10.0
"""Years from time zero beyond which growth is not tried: such a run is long for the sake of its mean."""
SWING = 0.3
"""Most that a season takes demand above and below its mean."""
MONTHS = 12
BIAS = 0.2
"""How far planners misjudge demand."""
SURELY_POSITIVE = 3.1
"""Standard deviations from the mean of a normal law to zero from which it is below zero less than once in a
thousand draws."""


def as_it_is(scenario: Scenario) -> Scenario:
    """Return the scenario itself."""
    return scenario


def nothing_to_say(scenario: Scenario) -> str:
    """Return no words."""
    return ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A way in which the world differs from what planners believed.

    Parameters
    ----------
    name
        One word.
    title
        What is so, as it follows `if`.
    change
        Returns the changed world of a scenario; the scenario itself where there is nothing to change.
    believed
        Demand that planners reckon with when they size policies from records, against the true one.
    remark
        Says what of a scenario is changed and how; one or more sentences, or nothing.
    """

    name: str
    title: str
    change: Callable[[Scenario], Scenario] = as_it_is
    believed: float = 1.0
    remark: Callable[[Scenario], str] = nothing_to_say


BELIEVED = Condition("believed", "the world is as believed")
"""The world for which policies were sized."""


def conditions() -> tuple[Condition, ...]:
    """Return the conditions under which an answer is tested."""
    return (
        _longer(1.25),
        _longer(1.5),
        Condition("variable", "delivery times vary twice as much", more_variable, remark=_spread_words),
        _demand(1.1),
        _demand(1.2),
        _demand(0.8),
        Condition(
            "growth",
            f"demand grows by {_share(GROWTH)} a year",
            partial(growing, GROWTH),
            remark=_growth_words,
        ),
        Condition(
            "season",
            f"demand swings by {_share(SWING)} over the year",
            partial(seasonal, SWING),
            remark=_season_words,
        ),
        Condition("forecast-low", f"planners reckon with {_share(BIAS)} less demand", believed=1 - BIAS),
        Condition("forecast-high", f"planners reckon with {_share(BIAS)} more demand", believed=1 + BIAS),
    )


def _longer(factor: float) -> Condition:
    more = _share(factor - 1)
    name = f"longer-{more.split()[0]}"
    return Condition(
        name, f"deliveries take {more} longer", partial(longer_deliveries, factor), remark=_delivery_words
    )


def _demand(factor: float) -> Condition:
    name, word = ("up", "higher") if factor > 1 else ("down", "lower")
    by = _share(abs(factor - 1))
    return Condition(
        f"demand-{name}-{by.split()[0]}",
        f"demand is {by} {word}",
        partial(more_demand, factor),
        remark=_recorded_words,
    )


# ---- deliveries


def longer_deliveries(factor: float, scenario: Scenario) -> Scenario:
    """Let what is bought or moved be `factor` times as long on its way; planners do not know it."""

    def longer(law: Distribution) -> Distribution:
        return law.scaled(factor)

    return _with_lead_times(scenario, longer)


def more_variable(scenario: Scenario) -> Scenario:
    """Double the standard deviation of lead times of what is bought or moved, where `wider` can.

    A lead time that does not vary stays as it is.
    """
    return _with_lead_times(scenario, wider)


def wider(law: Distribution) -> Distribution | None:
    """Return a law with the same mean and twice the standard deviation, never below zero.

    Of the same family, or of the nearest that has the spread (gamma for exponential, negative binomial for
    Poisson). A normal law is widened where less than one draw in a thousand would be below zero.

    Returns
    -------
    Distribution or None
        None where the law does not vary, or its family cannot do it exactly.

    Examples
    --------
    >>> wider(Gamma(mean=10, sd=2)), wider(Uniform(2, 4)), wider(Uniform(0, 4))
    (Gamma(mean=10, sd=4), Uniform(low=1.0, high=5.0), None)
    """
    mean = law.mean

    def stretched(value: float) -> float:
        return mean + 2 * (value - mean)

    if law.variance == 0:
        return None
    match law:
        case Gamma() | Lognormal() | NegativeBinomial():
            return replace(law, sd=2 * law.sd)
        case Exponential():
            return Gamma(mean, 2 * mean)
        case Poisson():
            return NegativeBinomial(law.count, 2 * math.sqrt(law.count), law.unit)
        case Normal():
            return replace(law, sd=2 * law.sd) if mean >= SURELY_POSITIVE * 2 * law.sd else None
        case Uniform() if stretched(law.low) >= 0:
            return Uniform(stretched(law.low), stretched(law.high))
        case Triangular() if stretched(law.low) >= 0:
            return Triangular(stretched(law.low), stretched(law.mode), stretched(law.high))
        case Discrete() | Empirical() if stretched(min(law.values)) >= 0:
            return replace(law, values=tuple(map(stretched, law.values)))
    return None


def _with_lead_times(scenario: Scenario, new: Callable[[Distribution], Distribution | None]) -> Scenario:
    """Change lead times on the way; what planners reckon with is kept as it was."""
    changed = False
    sources: list[Source] = []
    for source in scenario.network.sources:
        if not isinstance(source, Production) and source.lead_time.mean > 0:
            law = new(source.lead_time)
            if law is not None:
                changed = True
                source = replace(source, lead_time=law, planned_lead_time=planned_lead_time(source))
        sources.append(source)
    if not changed:
        return scenario
    return replace(scenario, network=replace(scenario.network, sources=tuple(sources)))


# ---- demand


def more_demand(factor: float, scenario: Scenario) -> Scenario:
    """Let `factor` times as many customers come; each asks for as much as before."""

    def more(demand: Demand) -> Demand:
        return replace(demand, interval=demand.interval.scaled(1 / factor))

    return _with_demands(scenario, more, lambda demand: not recorded(demand))


def growing(per_year: float, scenario: Scenario) -> Scenario:
    """Let demand grow in a straight line from time zero; a demand with a trend of its own gets the sum.

    A run of more than ten years stays as it is.
    """
    if _years(scenario) > LONGEST_GROWTH:
        return scenario

    def grown(demand: Demand) -> Demand:
        profile = demand.profile or Profile(name="growth")
        return replace(demand, profile=replace(profile, trend_per_year=profile.trend_per_year + per_year))

    return _with_demands(scenario, grown, _may_change)


def seasonal(swing: float, scenario: Scenario) -> Scenario:
    """Let demand swing over the year; a demand with a season of its own keeps that."""
    season = season_of(swing)

    def swinging(demand: Demand) -> Demand:
        return replace(demand, profile=replace(demand.profile or Profile(name="season"), season=season))

    return _with_demands(scenario, swinging, lambda demand: _may_change(demand) and not _has_season(demand))


def season_of(swing: float) -> tuple[float, ...]:
    """Return twelve factors of a sine over the year: mean one, highest `1 + swing`, lowest `1 - swing`.

    Examples
    --------
    >>> [round(factor, 3) for factor in season_of(0.3)][:5]
    [1.0, 1.15, 1.26, 1.3, 1.26]
    """
    return tuple(1 + swing * math.sin(2 * math.pi * k / MONTHS) for k in range(MONTHS))


def recorded(demand: Demand) -> bool:
    """Tell whether a demand is a record that is played, and no law."""
    return isinstance(demand.interval, Recorded) or demand.interval.mean == math.inf


def _may_change(demand: Demand) -> bool:
    """Tell whether a demand may have a profile."""
    return not recorded(demand) and demand.known_ahead == 0


def _has_season(demand: Demand) -> bool:
    return demand.profile is not None and bool(demand.profile.season)


def _with_demands(
    scenario: Scenario, new: Callable[[Demand], Demand], chosen: Callable[[Demand], bool]
) -> Scenario:
    demands = scenario.network.demands
    if not any(map(chosen, demands)):
        return scenario
    changed = tuple(new(demand) if chosen(demand) else demand for demand in demands)
    return replace(scenario, network=replace(scenario.network, demands=changed))


def asked_per_year(scenario: Scenario) -> float:
    """Return the units a year that customers ask for in the measured time, by their laws.

    Rates are those of the long run, times the mean level of the profile. Recorded demands are left out.
    """
    year = UNITS_PER_YEAR[scenario.time_unit]
    total = 0.0
    for demand in scenario.network.demands:
        if recorded(demand):
            continue
        units = demand.size.mean + sum(line.chance * line.size.mean for line in demand.lines)
        total += units / demand.interval.mean * year * _mean_level(demand.profile, scenario)
    return total


def _mean_level(profile: Profile | None, scenario: Scenario) -> float:
    if profile is None:
        return 1.0
    start, end = scenario.warm_up, scenario.horizon
    level = DemandLevel(profile, UNITS_PER_YEAR[scenario.time_unit], end)
    whole = 0.0
    for piece in level.pieces():
        until = min(piece[1], end)
        if until > start:
            whole += area(piece, until) - area(piece, max(piece[0], start))
    return whole / (end - start)


# ---- words


def _delivery_words(scenario: Scenario) -> str:
    kinds = _sources(scenario)
    if not any(source.lead_time.mean > 0 for source in kinds):
        return "Nothing that is bought or moved takes time."
    text = "Planned lead times stay as they were."
    if any(isinstance(source, Production) for source in scenario.network.sources):
        text += " Only what is bought or moved takes longer; the plant works as believed."
    return text


def _spread_words(scenario: Scenario) -> str:
    varying = [source for source in _sources(scenario) if source.lead_time.variance > 0]
    if not varying:
        return "No delivery time varies."
    kept = [source for source in varying if wider(source.lead_time) is None]
    if not kept:
        return "Means stay as they were."
    which = "None" if len(kept) == len(varying) else f"{len(varying) - len(kept)} of {len(varying)}"
    law = type(kept[0].lead_time).__name__.lower()
    return (
        f"{which} of the delivery times that vary can have twice the spread at the same mean "
        f"(that of {kept[0].stock!r} is {law} and would be below zero, or is recorded)."
    )


def _recorded_words(scenario: Scenario) -> str:
    demands = scenario.network.demands
    return _kept_words(filter(recorded, demands), len(demands), "read from a file")


def _growth_words(scenario: Scenario) -> str:
    if not any(map(_may_change, scenario.network.demands)):
        return _profile_words(scenario)
    if _years(scenario) > LONGEST_GROWTH:
        return (
            f"The run is {_years(scenario):.0f} years long, and growth counts from time zero: "
            f"give a horizon of {LONGEST_GROWTH:.0f} years or less."
        )
    year, unit = UNITS_PER_YEAR[scenario.time_unit], scenario.time_unit
    start, end = scenario.warm_up, scenario.horizon
    text = (
        f"Growth counts from time zero: when measuring starts ({unit} {start:g}) demand is "
        f"{_share(GROWTH * start / year)} above what was believed, when it ends ({unit} {end:g}) "
        f"{_share(GROWTH * end / year)}."
    )
    return _joined(text, _profile_words(scenario))


def _season_words(scenario: Scenario) -> str:
    demands = scenario.network.demands
    free = [demand for demand in demands if _may_change(demand)]
    own = [demand for demand in free if _has_season(demand)]
    text = ""
    if len(own) < len(free):
        more = asked_per_year(seasonal(SWING, scenario)) / asked_per_year(scenario) - 1
        mean = f"{_share(abs(more), 1)} {'above' if more > 0 else 'below'}"
        text = (
            "The year starts at time zero, the highest months are the third to the fifth; over the measured "
            f"time demand is on average {mean if abs(more) >= 0.0005 else 'just'} what was believed."
        )
    return _joined(text, _profile_words(scenario), _kept_words(own, len(demands), "seasonal already"))


def _profile_words(scenario: Scenario) -> str:
    demands = scenario.network.demands
    ahead = [demand for demand in demands if not recorded(demand) and demand.known_ahead > 0]
    return _joined(_recorded_words(scenario), _kept_words(ahead, len(demands), "on the books ahead"))


def _kept_words(kept: Iterable[Demand], of: int, why: str) -> str:
    count = len(list(kept))
    if count == 0:
        return ""
    if count == of:
        return f"All demand is {why} and stays as it is."
    return f"{count} of {of} demands {'is' if count == 1 else 'are'} {why}, and kept as believed."


def _sources(scenario: Scenario) -> list[Purchase | Transfer]:
    return list(_on_the_way(scenario.network.sources))


def _on_the_way(sources: Iterable[Source]) -> Iterator[Purchase | Transfer]:
    return (source for source in sources if not isinstance(source, Production))


def _years(scenario: Scenario) -> float:
    return scenario.horizon / UNITS_PER_YEAR[scenario.time_unit]


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _share(value: float, decimals: int = 0) -> str:
    return f"{100 * value:.{decimals}f} %"
