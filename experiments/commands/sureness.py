"""What `run` and `compare` say of how sure their figures are."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from experiments.commands.chances import probability_words
from experiments.commands.words import share, target_words, unit_words

if TYPE_CHECKING:
    from experiments.compare import Comparison
    from experiments.interval import Interval
    from experiments.precision.control_variates import Adjusted

PAYS = 0.10
"""Share of the variance that a control variate must save to be spoken of."""
LIKELY = 0.5
"""Probability of reaching the target below which it is said why an alternative counts as reaching it."""


def reached_words(comparison: "Comparison", name: str, target: Mapping[str, float]) -> str:
    """Say how surely an alternative reaches its target; nothing where there is none, or no telling."""
    met = comparison.feasible(name, target) if target else float("nan")
    if met != met:
        return ""
    near = ""
    if comparison.meets(name, target) and met < LIKELY:
        near = ", and counts as reaching it: it is half a point from it or closer, or within its interval"
    return f"It reaches the target ({target_words(target)}) with {probability_words(met)}{near}."


def adjusted_words(
    comparison: "Comparison",
    name: str | None,
    kpis: Sequence[str],
    currency: str,
    titles: Mapping[str, str] | None = None,
) -> str:
    """Say which figures of an alternative are surer when what customers asked for is taken into account.

    Nothing where that does not pay.

    Parameters
    ----------
    titles
        What to call the alternatives; None where there is one.
    """
    if name is None or not comparison.outcomes.of(name):
        return ""
    found = {kpi: comparison.adjusted(name, kpi) for kpi in kpis}
    paying = {kpi: one for kpi, one in found.items() if one is not None and _pays(one)}
    if not paying:
        return ""
    of = "" if titles is None else f", {titles.get(name, name)}"
    figures = "; ".join(_figure(kpi, one, currency) for kpi, one in paying.items())
    return f"Adjusted for what customers happened to ask for (control variate){of}: {figures}."


def _pays(one: "Adjusted") -> bool:
    return one.used and one.variance_reduction > PAYS


def _figure(kpi: str, one: "Adjusted", currency: str) -> str:
    from experiments.kpi import find_kpi
    from experiments.money import money_scale, plain

    unit = find_kpi(kpi).unit
    size, symbol, sign, decimals = 1.0, "", "", 2
    if unit == "share":
        size, sign = 0.01, "%"
    elif unit.startswith("money"):
        scale = money_scale(one.plain.mean, currency)
        size, symbol, sign, decimals = scale.size, scale.symbol, scale.sign, 2 if scale.size > 1 else 0

    def written(interval: "Interval") -> str:
        mean, half = (
            plain(value / size, decimals, currency) for value in (interval.mean, interval.half_width)
        )
        return " ".join(filter(None, [symbol, mean, f"±{half}", sign]))

    per = unit_words(unit)
    return (
        f"{kpi.replace('_', ' ')} {' '.join(filter(None, [written(one.interval), per]))} in place of "
        f"{written(one.plain)} ({share(one.variance_reduction, 0)} less variance)"
    )
