"""Which policy runs on which bundled case, and why not: docs/policies-on-cases.md.

Every policy that can be sized replaces today's way at all stock points of a case, sized from today's records,
and is simulated for ten weeks. `python -m experiments.policies_on_cases` writes the page anew.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from experiments.planning import draw_history
from policies.registry import policy_class, policy_names
from scenarios import load_case
from scenarios.bundled import bundled_cases
from scenarios.case import Case
from sim import simulate
from sim.errors import DataError
from sim.scenario import UNITS_PER_YEAR

PLACE = Path(__file__).parents[1] / "docs" / "policies-on-cases.md"

WEEKS = 10
"""How long a case is simulated."""

WEEKLY = {"review_period_weeks": 1}

SIZES: Mapping[str, Mapping[str, Any]] = {
    "can-order": {"shortest_cycle_weeks": 1},
    "coordinated-cycles": WEEKLY,
    "days-of-supply": {**WEEKLY, "shortest_cover_weeks": 2},
    "demand-driven": WEEKLY,
    "echelon-base-stock": WEEKLY,
    "forecast-base-stock": WEEKLY,
    "kanban": {"container_cover_weeks": 1},
    "mrp": {"bucket_weeks": 1, "horizon": 40},
    "mrp2": {"bucket_weeks": 1, "horizon": 40},
    "p-system": WEEKLY,
    "periodic-min-max": WEEKLY,
    "periodic-q": WEEKLY,
    "season": {"season_weeks": 26},
    "signal-kanban": {"container_cover_weeks": 1},
    "sterman": WEEKLY,
    "vendor-managed": WEEKLY,
}
"""What the sizing of a policy is given besides its safety factor of one, where it needs more."""

HEAD = """\
# Policies on cases

What happens when one policy replenishes all stock points of a bundled case for {weeks} weeks, sized from
the records of today's way with a safety factor of one. `python -m experiments.policies_on_cases` writes
this page.

A policy that must be given its parameters, since it has no sizing, is not here: {unsized}.
"""


def sized_policies() -> list[str]:
    """Return the policies that can be sized from planning records."""
    return [name for name in policy_names() if _can_be_sized(name)]


def _can_be_sized(name: str) -> bool:
    cls = policy_class(name)
    return hasattr(cls, "sized") or hasattr(cls, "sized_jointly")


def everywhere(case: Case, policy: str) -> dict[str, object]:
    """Return the changes that put a policy in place of all control entries of a case."""
    first, *others = case.data.control
    size = {"safety_factor": 1.0, **SIZES.get(policy, {})}
    entry = {"select": "*", "policy": policy, "size": size}
    return {f"control.{first}": entry, **{f"control.{name}": "" for name in others}}


@cache
def loaded(case: str) -> tuple[Case, Any]:
    """Return a bundled case, and what makes its planning records."""
    found = load_case(case)
    horizon = WEEKS / 52 * UNITS_PER_YEAR[found.time_unit]
    return found, draw_history(found.scenario(horizon=horizon, warm_up=0.0)).for_network


def verdict(case: str, policy: str) -> str:
    """Return nothing where a policy runs on a case, and otherwise why it does not, in a sentence."""
    found, planning = loaded(case)
    horizon = WEEKS / 52 * UNITS_PER_YEAR[found.time_unit]
    try:
        values = everywhere(found, policy)
        simulate(found.scenario(values=values, planning=planning, horizon=horizon, warm_up=0.0))
    except DataError as error:
        return str(error)
    return ""


def matrix(cases: Iterable[str], policies: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return the verdict on every policy (first) on every case."""
    policies = list(policies)
    return {(policy, case): verdict(case, policy) for case in cases for policy in policies}


def page(verdicts: Mapping[tuple[str, str], str]) -> str:
    """Return the page."""
    policies, cases = (list(dict.fromkeys(pair[k] for pair in verdicts)) for k in (0, 1))
    reasons = list(dict.fromkeys(why for why in verdicts.values() if why))
    unsized = ", ".join(f"`{name}`" for name in policy_names() if name not in policies)
    lines = [HEAD.format(weeks=WEEKS, unsized=unsized), f"| policy | {' | '.join(cases)} |"]
    lines.append("|---" * (len(cases) + 1) + "|")
    for policy in policies:
        cells = [cell(verdicts[policy, case], reasons) for case in cases]
        lines.append(f"| {policy} | {' | '.join(cells)} |")
    lines += ["", *(f"{number}. {why}" for number, why in enumerate(reasons, start=1))]
    return "\n".join(lines).rstrip() + "\n"


def cell(why: str, reasons: list[str]) -> str:
    """Return what stands in the table."""
    return f"no ({reasons.index(why) + 1})" if why else "runs"


if __name__ == "__main__":
    names = [info.name for info in bundled_cases()]
    PLACE.write_text(page(matrix(names, sized_policies())), encoding="utf-8")
