"""The parameters of a policy, as columns."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, get_args

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
    """Return the parameters of the policy called `policy`, its own checks aside.

    A parameter of a joint policy that has a value for each stock point is a column of such values.
    """
    cls = policy_class(policy)
    columns = columns_of(cls, times=policy_times(cls), bounded=False)
    absent = policy_absent(cls)
    types = {f: get_args(kind)[1] if f in absent else kind for f, kind in columns.types.items()}
    return replace(columns, types=types, defaults={**columns.defaults, **absent})


def policy_absent(cls: type[Any]) -> Mapping[str, Any]:
    """Return the parameters with a value for each stock point: what holds for one that is not named."""
    absent: Mapping[str, Any] = getattr(cls, "ABSENT", {})
    return absent


def policy_times(cls: type[Any]) -> frozenset[str]:
    """Return the parameters, of the policy and of its sizing, that are times."""
    times: frozenset[str] = getattr(cls, "TIMES", frozenset())
    return times
