"""The folder of a run: what is in it, and that it is whole or not there."""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.compare import Comparison
from experiments.replicate import Outcomes, paired_tasks, replicate
from experiments.run_files import case_digest, is_run_folder
from experiments.run_folder import write_run_folder
from sim import DataError, Scenario

Build = Callable[[float], Scenario]


@pytest.fixture
def outcomes(random_shop: Build) -> Outcomes:
    """Two quantities in two worlds."""
    return replicate(paired_tasks({"today": random_shop(10), "big": random_shop(60)}, 2))


def files_of(folder: Path) -> list[str]:
    """Paths of all files in a folder, sorted."""
    return sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())


def test_the_files(outcomes: Outcomes, case: Any, tmp_path: Path) -> None:
    """Tables, a summary and the tables of the case are there, and nothing else."""
    folder = write_run_folder(tmp_path / "out" / "run", case, Comparison(outcomes))
    assert files_of(folder) == [
        "kpis.csv",
        "league.csv",
        "scenario/case.toml",
        "scenario/items.csv",
        "stock_points.csv",
        "summary.json",
    ]
    table = pd.read_csv(folder / "kpis.csv")
    row = table[(table.alternative == "big") & (table.replication == 1) & (table.kpi == "fill_rate")]
    assert row["value"].tolist() == pytest.approx([outcomes.of("big")[1].kpis["fill_rate"]], rel=1e-11)
    assert pd.read_csv(folder / "league.csv")["alternative"].iloc[0] == "today"
    assert (folder / "scenario" / "items.csv").read_text() == "name,unit_cost\njar,10\n"


def test_the_summary(outcomes: Outcomes, case: Any, tmp_path: Path) -> None:
    """It says how to repeat the run, and its figures with intervals."""
    folder = write_run_folder(tmp_path / "run", case, Comparison(outcomes), {"command": "compare"})
    found = json.loads((folder / "summary.json").read_text())
    assert (found["case"], found["seed"], found["engine"], found["command"]) == (
        "corner-shop",
        3,
        "simpy",
        "compare",
    )
    assert found["replications"] == {"today": 2, "big": 2}
    assert found["interrupted"] is False
    assert set(found["versions"]) == {"python", "orderpoint", "simpy", "numpy", "scipy", "pandas"}
    assert found["wall_seconds"] == pytest.approx(outcomes.wall_seconds, abs=0.001)
    figure = Comparison(outcomes).interval("big", "stock_value")
    assert found["kpis"]["big"]["stock_value"] == {
        "mean": figure.mean,
        "low": figure.low,
        "high": figure.high,
    }
    assert found["kpis"]["big"]["utilisation_max"]["mean"] is None
    out_of_reach = write_run_folder(tmp_path / "run", case, Comparison(outcomes), target={"fill_rate": 2.0})
    found = json.loads((out_of_reach / "summary.json").read_text())
    assert found["target"] == {"fill_rate": 2.0}
    assert found["probability_best"] == {"today": None, "big": None}
    assert all(0 < chance < 0.02 for chance in found["probability_meets_target"].values())


def test_the_summary_says_how_sure_it_is(outcomes: Outcomes, case: Any, tmp_path: Path) -> None:
    """Ranking, differences with their method and correlation, and what the demand drawn explains."""
    comparison = Comparison(outcomes)
    folder = write_run_folder(tmp_path / "run", case, comparison, indifference=2.5)
    found = json.loads((folder / "summary.json").read_text())
    assert found["ranking"]["indifference"] == 2.5
    assert found["probability_best"] == pytest.approx(comparison.probability_best())
    difference = found["difference_from_baseline"]["stock_value"]
    assert difference["method"] == "paired t"
    plain = comparison.difference("big", "stock_value")
    assert difference["alternatives"]["big"] == pytest.approx(
        {
            "mean": plain.mean,
            "low": plain.low,
            "high": plain.high,
            "correlation": comparison.correlation("big", "stock_value"),
        }
    )
    reduction = found["variance_reduction"]["big"]["stock_value"]
    assert reduction["used"] is False and reduction["share"] is None  # two replications tell nothing


def test_workers_do_not_change_a_byte(random_shop: Build, case: Any, tmp_path: Path) -> None:
    """The same seed gives the same tables for one worker and for two."""
    jobs = paired_tasks({"today": random_shop(10), "big": random_shop(60)}, 5)
    alone = write_run_folder(tmp_path / "alone", case, Comparison(replicate(jobs)))
    together = write_run_folder(tmp_path / "together", case, Comparison(replicate(jobs, n_jobs=2)))
    for name in ("kpis.csv", "stock_points.csv", "league.csv"):
        assert (alone / name).read_bytes() == (together / name).read_bytes(), name


def test_another_seed_changes_the_table(random_shop: Build, case: Any, tmp_path: Path) -> None:
    """The table is of the random world that was asked for."""
    first = random_shop(10)
    second = dataclasses.replace(first, seed=4)
    tables = [
        write_run_folder(tmp_path / str(w.seed), case, Comparison(replicate(paired_tasks({"a": w}, 2))))
        for w in (first, second)
    ]
    assert (tables[0] / "kpis.csv").read_bytes() != (tables[1] / "kpis.csv").read_bytes()


def test_interrupted_work_is_written_and_marked(random_shop: Build, case: Any, tmp_path: Path) -> None:
    """What was finished before Ctrl-C is in the folder, with the mark."""

    def stop(outcome: object, done: int, whole: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    jobs = paired_tasks({"today": random_shop(10), "big": random_shop(60)}, 5)
    folder = write_run_folder(tmp_path / "run", case, Comparison(replicate(jobs, 1, stop)))
    found = json.loads((folder / "summary.json").read_text())
    assert found["interrupted"] is True
    assert found["replications"] == {"today": 2, "big": 1}


def test_an_earlier_folder_is_replaced(outcomes: Outcomes, case: Any, tmp_path: Path) -> None:
    """Nothing of the earlier run stays, and nothing temporary."""
    out = tmp_path / "run"
    write_run_folder(out, case, Comparison(outcomes), fill=lambda folder: (folder / "old.svg").touch())
    assert (out / "old.svg").exists()
    write_run_folder(out, case, Comparison(outcomes), {"round": 2})
    assert not (out / "old.svg").exists()
    assert json.loads((out / "summary.json").read_text())["round"] == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["corner-shop", "run"]


def test_a_failure_leaves_the_earlier_folder(outcomes: Outcomes, case: Any, tmp_path: Path) -> None:
    """When a chart fails half-way the earlier results are as they were, and nothing half-written is left."""
    out = tmp_path / "run"
    write_run_folder(out, case, Comparison(outcomes))
    before = (out / "summary.json").read_bytes()

    def fail(folder: Path) -> None:
        (folder / "half.svg").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_run_folder(out, case, Comparison(outcomes), {"round": 2}, fill=fail)
    with pytest.raises(KeyboardInterrupt):
        write_run_folder(tmp_path / "fresh", case, Comparison(outcomes), fill=fail)
    assert (out / "summary.json").read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["corner-shop", "run"]


def test_a_failed_change_of_place_puts_the_earlier_folder_back(
    outcomes: Outcomes, case: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the new folder cannot take the place the earlier one is put back."""
    out = tmp_path / "run"
    write_run_folder(out, case, Comparison(outcomes))
    before = (out / "summary.json").read_bytes()
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if (self / "new.svg").exists():
            raise PermissionError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        write_run_folder(out, case, Comparison(outcomes), fill=lambda folder: (folder / "new.svg").touch())
    assert (out / "summary.json").read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["corner-shop", "run"]


@pytest.mark.parametrize("summary", [None, '{"title": "thesis"}', "not json"])
def test_a_folder_of_something_else_is_left_alone(
    outcomes: Outcomes, case: Any, tmp_path: Path, summary: str | None
) -> None:
    """A folder that no run wrote is not replaced, not even one with a summary of its own."""
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("years of work")
    if summary is not None:
        (out / "summary.json").write_text(summary)
    with pytest.raises(DataError, match="not the result of a run; name another folder"):
        write_run_folder(out, case, Comparison(outcomes))
    assert (out / "chapter.txt").read_text() == "years of work"


def test_a_file_or_the_case_itself_is_refused(outcomes: Outcomes, case: Any, tmp_path: Path) -> None:
    """Results need a folder, and not the one that the case lives in."""
    (tmp_path / "note").write_text("note")
    with pytest.raises(DataError, match="is a file"):
        write_run_folder(tmp_path / "note", case, Comparison(outcomes))
    with pytest.raises(DataError, match="holds the case itself"):
        write_run_folder(case.folder, case, Comparison(outcomes))


def test_an_empty_folder_is_used(outcomes: Outcomes, case: Any, tmp_path: Path) -> None:
    """A folder made beforehand is fine."""
    (tmp_path / "run").mkdir()
    assert is_run_folder(write_run_folder(tmp_path / "run", case, Comparison(outcomes)))


def test_the_digest_is_of_the_case_alone(case: Any) -> None:
    """Names and contents of its tables count; other files do not."""
    before = case_digest(case.folder)
    (case.folder / "notes.txt").write_text("changed")
    assert case_digest(case.folder) == before
    (case.folder / "items.csv").rename(case.folder / "parts.csv")
    renamed = case_digest(case.folder)
    (case.folder / "parts.csv").write_text("name,unit_cost\njar,11\n")
    assert len({before, renamed, case_digest(case.folder)}) == 3
    assert len(before) == len(hashlib.sha256().hexdigest())


def test_the_tables_of_a_plant(plant: Scenario, case: Any, tmp_path: Path) -> None:
    """Where there are work centres they have a table, and each figure keeps its digits."""
    folder = write_run_folder(tmp_path / "run", case, Comparison(replicate(paired_tasks({"a": plant}, 1))))
    centres = pd.read_csv(folder / "work_centres.csv")
    assert centres["utilisation"].tolist() == [0.04, 0.02]
    stocks = pd.read_csv(folder / "stock_points.csv").set_index("stock")
    assert stocks.loc["part", "fill_rate"] == 0.75


def test_service_by_class_of_customers_is_kept(tmp_path: Path) -> None:
    """A case whose demands name classes gets a table of them; one without gets none."""
    from scenarios import load_case

    replace = dataclasses.replace

    case = load_case("phantom-stock")
    scenario = case.scenario("annual", horizon=800)
    (demand,) = scenario.network.demands
    walk_in = replace(demand, customer_class="walk-in")
    firms = replace(demand, name="firms", customer_class="firms", size=replace(demand.size, value=3.0))
    classed = replace(scenario, network=replace(scenario.network, demands=(walk_in, firms)))
    for world, rows in ((classed, ["walk-in", "firms"]), (scenario, [])):
        comparison = Comparison(replicate(paired_tasks({"annual": world}, 2)))
        folder = write_run_folder(tmp_path / f"run-{len(rows)}", case, comparison)
        file = folder / "customer_classes.csv"
        assert file.exists() == bool(rows)
        if rows:
            frame = pd.read_csv(file)
            assert frame["customer_class"].tolist() == rows
            assert frame["order_fill_rate"].between(0, 1).all()
