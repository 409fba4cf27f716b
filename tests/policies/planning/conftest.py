"""Give the planning tests the validation entries, whatever way pytest imports its files."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ENTRIES = Path(__file__).parents[2] / "validation" / "entries.py"


@pytest.fixture(scope="session")
def entry() -> Callable[[str], dict[str, Any]]:
    """The function that returns a validation entry by id."""
    spec = importlib.util.spec_from_file_location("validation_entries", ENTRIES)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.entry
