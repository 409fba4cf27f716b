"""The parameters of a policy, as columns."""

from functools import cache
from typing import Any

from policies.registry import policy_class, policy_names
from scenarios.columns import Columns, columns_of
from scenarios.spelling import hint
from scenarios.unreadable import Unreadable


def policy_called(name: object) -> tuple[str, type[Any]]:
    """Return the name of a policy, now known to be one, and its class.

    Raises
    ------
    Unreadable
        There is none.
    """
    if not isinstance(name, str) or name not in policy_names():
        raise Unreadable(f"policy '{name}' does not exist", hint(name, policy_names()))
    return name, policy_class(name)


@cache
def policy_columns(policy: str) -> Columns:
    """Return the parameters of the policy called `policy`, its own checks aside."""
    cls = policy_class(policy)
    return columns_of(cls, times=policy_times(cls), bounded=False)


def policy_times(cls: type[Any]) -> frozenset[str]:
    """Return the parameters, of the policy and of its sizing, that are times."""
    times: frozenset[str] = getattr(cls, "TIMES", frozenset())
    return times
