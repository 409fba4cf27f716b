"""A folder of results gives back what was simulated, figure by figure; what is off is not shown."""

import json
from pathlib import Path
from shutil import copytree

import pandas as pd
import pytest

from experiments.bench import Bench
from experiments.commands.contest import shown_items, stock_histories
from experiments.commands.options import values_of
from experiments.compare import Comparison
from experiments.kpi import registered
from experiments.run_files import COPY
from experiments.run_folder import write_run_folder
from experiments.stored import read_run, remedy_of
from scenarios import load_case
from sim import DataError
from tests.experiments.report.works import done, write_works

OFF = """
[alternatives.pumps-only]
title = "No jars"
[alternatives.pumps-only.set]
"stock_points.jar.on" = false
"demands.jars.on" = false
"purchases.jar.on" = false
"control.sold.order_point" = 30
"""


@pytest.fixture(scope="module")
def case_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The works, with a way that sells no jars."""
    changes = {("case.toml", "\n[levers.buyer]"): f"{OFF}\n[levers.buyer]"}
    return write_works(tmp_path_factory.mktemp("firm") / "works", changes)


@pytest.fixture(scope="module")
def simulated(case_folder: Path) -> Comparison:
    """Two ways in two worlds, as they were simulated."""
    bench = Bench(load_case(case_folder), horizon=160)
    return Comparison(
        bench.paired({name: bench.scenario(name) for name in ("as-is", "more")}, 2, ""), "as-is"
    )


@pytest.fixture(scope="module")
def folder(simulated: Comparison, case_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that was written of it."""
    case = load_case(case_folder)
    return write_run_folder(
        tmp_path_factory.mktemp("stored") / "run", case, simulated, {"command": "compare"}
    )


def test_figures_come_back(folder: Path, simulated: Comparison) -> None:
    """Every figure of every replication is the one simulated, to the digits that are kept."""
    stored = read_run(folder).comparison
    assert stored.alternatives == simulated.alternatives and stored.baseline == "as-is"
    pd.testing.assert_frame_equal(stored.kpis, simulated.kpis, rtol=1e-11)
    assert not stored.kpis["value"].equals(stored.kpis["value"] * 0)


def test_what_is_not_known_stays_unknown(folder: Path, simulated: Comparison) -> None:
    """A figure that a case does not have is not a number afterwards either, and is no error."""
    unknown = simulated.kpis[simulated.kpis["value"].isna()]["kpi"].unique()
    assert len(unknown)
    stored = read_run(folder).comparison
    assert set(stored.kpis[stored.kpis["value"].isna()]["kpi"]) == set(unknown)


def test_intervals_and_differences_come_back(folder: Path, simulated: Comparison) -> None:
    """What is reckoned from stored figures is what was reckoned when they were simulated."""
    stored = read_run(folder).comparison
    for kpi in ("total_cost", "fill_rate", "working_capital"):
        for made, kept in (
            (simulated.interval("more", kpi), stored.interval("more", kpi)),
            (simulated.differences(kpi).intervals["more"], stored.differences(kpi).intervals["more"]),
        ):
            assert (kept.mean, kept.low, kept.high) == pytest.approx((made.mean, made.low, made.high))


def test_tables_and_case_are_read(folder: Path) -> None:
    """The command, the digest, the case and its tables are at hand."""
    run = read_run(folder)
    assert (run.command, len(run.digest), run.case.title) == ("compare", 64, "The little works")
    assert run.has("stock_points.csv") and not run.has("classes.csv.gz")
    assert set(run.frame("stock_points.csv")["stock"]) == {"jar", "pump", "part"}


def test_a_figure_of_a_later_version_is_passed_over(folder: Path, tmp_path: Path) -> None:
    """Figures that this version does not know are no harm; those that it lacks are."""
    copy = Path(copytree(folder, tmp_path / "run"))
    path = copy / "kpis.csv"
    path.write_text(path.read_text() + "as-is,0,moon_phase,1\nas-is,1,moon_phase,1\n")
    assert "moon_phase" not in set(read_run(copy).comparison.kpis["kpi"])
    last = registered()[-1].name
    path.write_text("".join(f"{x}\n" for x in path.read_text().splitlines() if f",{last}," not in x))
    with pytest.raises(DataError, match=r"kpis\.csv is incomplete; run `orderpoint compare works --out run`"):
        _ = read_run(copy).comparison


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        ({"command": "compare", "case": "works"}, "run `orderpoint compare works --out there` again"),
        ({"command": "verify"}, "run `orderpoint verify --out there` again"),
        ({"command": "sweep", "case": "works"}, "run `orderpoint sweep works ... --out there` again"),
        ({"command": "transition", "case": "works"}, "run `orderpoint report works` again"),
        ({"command": "doubts"}, "run `orderpoint report CASE` again"),
        ({}, "run `orderpoint compare CASE --out there` again"),
    ],
)
def test_the_remedy_names_the_command(summary: dict[str, object], words: str) -> None:
    """Each kind of folder is made again by its own command."""
    assert remedy_of(Path("/somewhere/there"), summary) == words


def test_a_summary_that_lacks_a_key_is_bad_data(folder: Path, tmp_path: Path) -> None:
    """What the summary lacks is named when it is asked for, with a remedy; what may be absent may."""
    copy = Path(copytree(folder, tmp_path / "run"))
    path = copy / "summary.json"
    summary = json.loads(path.read_text())
    path.write_text(json.dumps({k: v for k, v in summary.items() if k != "engine"}))
    run = read_run(copy)
    assert run.summary.get("engine") is None
    with pytest.raises(DataError, match=r"summary\.json lacks 'engine'; run `orderpoint compare"):
        _ = run.comparison


# ---- values that are handed on to the commands of a report


@pytest.mark.parametrize(
    "value", [0.95, 3, True, False, "unit", "3", "true", "", [1, 2.5], {"safety_factor": 1.0, "on": True}]
)
def test_values_pass_through_a_command(value: object) -> None:
    """A value given by hand reaches the commands that a report runs as it was given, of the same kind."""
    from experiments.commands.gather import toml_of

    found = values_of([f"a.b={toml_of(value)}"])["a.b"]
    assert found == value and type(found) is type(value)


# ---- stock points that are off


def test_an_item_that_is_off_is_not_shown(case_folder: Path) -> None:
    """An item that is off in one of the ways shown is left out of the chart, though the case names it."""
    bench = Bench(load_case(case_folder), horizon=120)
    scenarios = {name: bench.scenario(name) for name in ("as-is", "pumps-only")}
    assert shown_items(bench.case, [scenarios["as-is"]]) == ["jar", "pump"]
    assert shown_items(bench.case, list(scenarios.values())) == ["pump"]
    history = stock_histories(bench.case, scenarios)
    assert set(zip(history["alternative"], history["item"], strict=True)) == {
        ("as-is", "pump"), ("pumps-only", "pump"),
    }  # fmt: skip


def test_unnamed_items_are_those_that_all_ways_sell(tmp_path: Path) -> None:
    """Without names of its own a case shows what customers ask most of, of what is on everywhere."""
    changes = {
        ("case.toml", 'show_items = ["jar", "pump"]\n'): "",
        ("case.toml", "\n[levers.buyer]"): f"{OFF}\n[levers.buyer]",
    }
    bench = Bench(load_case(write_works(tmp_path / "works", changes)))
    scenarios = [bench.scenario(name) for name in ("as-is", "pumps-only")]
    assert shown_items(bench.case, scenarios[:1]) == ["pump", "jar"]
    assert shown_items(bench.case, scenarios) == ["pump"]


def test_compare_shows_what_both_ways_have(case_folder: Path, tmp_path: Path) -> None:
    """A comparison whose best way sells no jars is drawn and kept, with the pumps alone in the chart."""
    words = ["--alternatives", "as-is,pumps-only", "--horizon", 160, "--replications", 2, "--jobs", 1]
    done("compare", case_folder, *words, "--out", tmp_path / "run", "--quiet")
    history = pd.read_csv(tmp_path / "run" / "history.csv")
    assert set(history["item"]) == {"pump"} and set(history["alternative"]) == {"as-is", "pumps-only"}
    assert (tmp_path / "run" / "charts" / "stock-history.svg").is_file()


def test_a_case_that_another_has_loaded_is_not_loaded_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that holds its case asks no loader."""
    case = load_case(folder / COPY, trusted=True)
    monkeypatch.setattr("scenarios.load_case", None)
    run = read_run(folder)
    run.hold(case)
    assert run.case is case
