"""The published and exact results to reproduce, by id."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _entries() -> dict[str, dict[str, Any]]:
    text = Path(__file__).with_name("validation.json").read_text(encoding="utf-8")
    return {item["id"]: item for item in json.loads(text)}


def entry(identifier: str) -> dict[str, Any]:
    """Return the entry with this id: inputs, expected figures, tolerance advice and source."""
    try:
        return _entries()[identifier]
    except KeyError:
        known = ", ".join(sorted(_entries()))
        raise KeyError(f"no validation entry {identifier!r}; the ids are {known}") from None
