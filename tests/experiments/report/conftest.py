"""Simulated folders of a small firm that several files read; nobody may change them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

import pytest

import experiments.report.compose
import experiments.verification
from experiments.report.blocks import Page, Report, Text
from experiments.report.drawn import Vectors
from experiments.report.evidence import Evidence
from experiments.verify.check import Check
from tests.experiments.report.works import done, write_works

CHECKS = [
    Check(
        name="wait in a queue",
        what="the mean wait",
        source="a textbook",
        published=1.0,
        decimals=2,
        unit="hours",
        ours=1.01,
        low=0.9,
        high=1.1,
    ),
    Check(
        name="lot size",
        what="the square root formula",
        source="a textbook",
        published=2.0,
        decimals=2,
        unit="units",
        ours=2.0,
        kind="exact",
    ),
]
"""What stands in for the published results, which take a minute to simulate."""


@pytest.fixture(scope="session")
def works(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case."""
    return write_works(tmp_path_factory.mktemp("firm") / "works")


@pytest.fixture(scope="session")
def compared(works: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a comparison: higher levels give more service for less money than today's."""
    folder = tmp_path_factory.mktemp("stored") / "compare"
    done("compare", works, "--out", folder, "--jobs", 1, "--quiet")
    return folder


@pytest.fixture(scope="session")
def short_checks() -> Iterator[None]:
    """Put two small checks in place of the published results."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(experiments.verification, "verify", lambda *_, **__: list(CHECKS))
        yield


@pytest.fixture(scope="session")
def proposed(works: Path, short_checks: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a quick report of the case, with all its parts in `runs`."""
    folder = tmp_path_factory.mktemp("proposed") / "report"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(experiments.report.compose, "composed", one_page)
        done("report", works, "--quick", "--out", folder, "--jobs", 1, "--format", "html", "--quiet")
    return folder


@contextmanager
def one_page(evidence: Evidence, audience: str, *_: object) -> Iterator[tuple[Report, Vectors]]:
    """Compose one line, where it is not the pages that are looked at."""
    page = Page("decision", "One page", (Text(f"For {audience}"),))
    yield Report(evidence.case.title, "short", evidence.currency, (page,), ()), dict


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out all pages but one line."""
    monkeypatch.setattr(experiments.report.compose, "composed", one_page)


@pytest.fixture
def copied(compared: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that copies the comparison into a folder that may be spoilt."""

    def copy(name: str = "compare") -> Path:
        return Path(copytree(compared, tmp_path / name))

    return copy
