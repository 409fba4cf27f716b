"""A fingerprint of a scenario: equal for equal contents, in every process and on every machine."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

import policies
import scenarios
import sim
from sim import DataError, Scenario

PLAIN = (bool, int, float, str, bytes, type(None))


def scenario_digest(scenario: Scenario) -> str:
    """Return the SHA-256 of all that a scenario says: names, values and laws, in their order.

    Raises
    ------
    DataError
        It holds something that is not data (a function with a memory, an open file).

    Notes
    -----
    Two scenarios of one digest give the same run with the same code (`code_digest`): `simulate` is pure.
    """
    if len(_KNOWN) > MOST_KNOWN:
        _KNOWN.clear()
    return _digest(scenario, _KNOWN).hex()


Known = dict[int, tuple[object, bytes]]
"""Digests of objects by their identity; the objects are held, so that no identity is given out again."""
_KNOWN: Known = {}
MOST_KNOWN = 200_000
"""Objects whose digests are remembered: scenarios of one case share most of their parts."""


def _digest(value: Any, known: Known) -> bytes:
    """Return the digest of a dataclass; each object once."""
    found = known.get(id(value))
    if found is None:
        text: list[bytes] = []
        _write(value, text, known)
        found = known[id(value)] = (value, hashlib.sha256(b"".join(text)).digest())
    return found[1]


def _write(value: Any, text: list[bytes], known: Known) -> None:
    if isinstance(value, PLAIN):
        text.append(f"{type(value).__name__}:{value!r};".encode())
    elif isinstance(value, tuple | list):
        text.append(f"list:{len(value)};".encode())
        for one in value:
            _part(one, text, known)
    elif isinstance(value, Mapping):
        text.append(f"map:{len(value)};".encode())
        for key, one in value.items():
            _part(key, text, known)
            _part(one, text, known)
    elif isinstance(value, frozenset | set):
        parts = []
        for one in value:
            part: list[bytes] = []
            _part(one, part, known)
            parts.append(b"".join(part))
        text.append(f"set:{len(value)};".encode() + b"".join(sorted(parts)))
    elif isinstance(value, np.ndarray):
        text.append(f"array:{value.dtype.str}{value.shape};".encode() + np.ascontiguousarray(value).tobytes())
    elif isinstance(value, np.generic):
        _write(value.item(), text, known)
    elif isinstance(value, type) or (isinstance(value, FunctionType) and not value.__closure__):
        text.append(f"name:{value.__module__}.{value.__qualname__};".encode())
    elif is_dataclass(value):
        kind = type(value)
        text.append(f"{kind.__module__}.{kind.__qualname__};".encode())
        for field in fields(value):
            text.append(f"{field.name}=".encode())
            _part(getattr(value, field.name), text, known)
    else:
        raise DataError(
            f"a {type(value).__name__} cannot be written down, so the work cannot be resumed; "
            "make it a frozen dataclass"
        )


def _part(value: Any, text: list[bytes], known: Known) -> None:
    """Write a value; a dataclass by its digest, so that what is shared is read once."""
    if is_dataclass(value) and not isinstance(value, type):
        text.append(_digest(value, known))
    else:
        _write(value, text, known)


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Return the SHA-256 of the code that makes a result: world, policies, loader and figures."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    roots = [Path(str(package.__file__)).parent for package in (sim, policies, scenarios)]
    for root in [*roots, here / "kpi"]:
        for file in sorted(root.rglob("*.py")):
            digest.update(f"{root.name}/{file.relative_to(root).as_posix()}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
