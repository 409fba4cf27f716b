"""What is read of the shop floor begins with the measured time, in whatever unit a case counts."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from experiments.bench import Bench
from experiments.commands.common import Given
from experiments.commands.gather import DAYS_OF_FAN, DAYS_ON_FLOOR, Gatherer
from scenarios import load_case
from tests.experiments.report.works import write_works


@pytest.mark.parametrize("unit", ["day", "week"])
def test_the_floor_is_read_from_the_end_of_the_warm_up(tmp_path: Path, unit: str) -> None:
    """Sixty days of warm-up: machines are read for four weeks from day 60, stock for the year from there."""
    folder = write_works(tmp_path / "works", {("case.toml", 'time_unit = "day"'): f'time_unit = "{unit}"'})
    case = load_case(folder)
    gatherer = Gatherer(case, str(folder), Given(), tmp_path / "out", quick=True)
    compared = SimpleNamespace(runs={"compare": SimpleNamespace(summary={})})
    tables, _ = gatherer._floor(Bench(case), cast(Any, compared), "more")
    runs, paths = tables["machine_runs"], tables["stock_paths"]
    assert 60 <= runs["start"].min() < 62
    assert 60 + DAYS_ON_FLOOR - 2 < runs["end"].max() < 60 + DAYS_ON_FLOOR + 1e-6
    assert paths["time_days"].min() == 0 and paths["time_days"].max() == pytest.approx(
        min(DAYS_OF_FAN, 400 - 60)
    )
