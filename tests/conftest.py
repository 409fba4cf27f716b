"""Switch the auditor on before anything of orderpoint is imported, also in subprocesses."""

import os

import pytest

os.environ["ORDERPOINT_AUDIT"] = "1"

LONG = ("test_levers.py", "test_gupta_calibration.py", "test_resume.py", "test_cli_frontier.py")
"""Files that take longest: they come first, so that no worker is left with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; all else stays in its order."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))
