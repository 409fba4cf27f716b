"""`orderpoint tune`, on a case of one item."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from experiments.cli import app
from tests.experiments.test_cli_experiments import CASE

SIZED = """
[alternatives.sized]
title = "Sized from records"
[alternatives.sized.set]
"control.shelf.order_point" = ""
"control.shelf.quantity" = ""
"control.shelf.size" = { safety_factor = 1.0 }
[alternatives.sized.tune]
vary = "control.shelf.size.safety_factor"
low = -1.0
high = 5.0
"""
POINT = "control.shelf.order_point"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case folder with an alternative that is sized from records."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    text = CASE.replace('tags = ["active"]', 'tags = ["active", "class-A"]') + SIZED
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return folder


def tune(case: Path, *words: object) -> Result:
    """Tune in this process, on one core unless something else is said."""
    given = [str(word) for word in words]
    for option, value in (("--jobs", "1"), ("--out", str(case.parent / "out"))):
        if option not in given:
            given += [option, value]
    return CliRunner().invoke(app, ["tune", str(case), *given], prog_name="orderpoint")


def test_it_tunes_confirms_and_writes_the_tables(case: Path) -> None:
    """Estimates, search and confirmation are said; parameters and trials are written; exit code 0."""
    done = tune(case, "--trials", 8)
    assert done.exit_code == 0, done.output
    for words in ("Sized from records tuned by simulation", "fresh worlds", "Today's way", "Tuned by", "±"):
        assert words in done.stdout
    out = case.parent / "out"
    trials = (out / "trials.csv").read_text().splitlines()
    assert trials[0].startswith("trial,control.shelf.size.safety_factor,worlds,given_up,total_cost,fill_rate")
    assert sum(line.endswith(",True") for line in trials) == 1
    parameters = (out / "parameters.csv").read_text().splitlines()
    assert len(parameters) == 2
    assert "order_point_today" in parameters[0]
    assert "cash_set_free" in parameters[0]
    assert (out / "charts" / "tuned.svg").is_file()
    assert not (case.parent / "out.unfinished").exists()


def test_as_json_it_is_one_document(case: Path) -> None:
    """And standard error stays silent."""
    done = tune(case, "--json", "--trials", 4)
    document = json.loads(done.stdout)
    assert done.stderr == ""
    assert (document["command"], document["alternative"]) == ("tune", "sized")
    assert (document["trials"], document["ended"]) == (4, "trials")
    assert document["objective"] == "total_cost"
    assert set(document["values"]) == {"control.shelf.size.safety_factor"}
    assert document["goals"][0]["target"] == 0.95
    assert {"today", "tuned"} <= set(document["confirmed"])
    assert document["runs"] >= document["trials"] * 2


def test_the_same_number_of_trials_gives_the_same_bytes(case: Path) -> None:
    """On one worker or two."""
    folders = []
    for name, jobs in (("one", 1), ("again", 1), ("two", 2)):
        folders.append(case.parent / name)
        assert (
            tune(case, "--trials", 6, "--replications", 2, "--jobs", jobs, "--out", folders[-1]).exit_code
            == 0
        )
    for table in ("trials.csv", "parameters.csv", "kpis.csv"):
        first, *others = ((folder / table).read_bytes() for folder in folders)
        assert all(other == first for other in others)
    assert len((folders[0] / "trials.csv").read_text().splitlines()) == 7


def test_stopped_and_resumed_it_gives_the_same_bytes(case: Path, tmp_path: Path) -> None:
    """Ctrl-C after a few settings leaves 130 and what was done; --resume ends as if there had been none."""
    whole, out = tmp_path / "whole", tmp_path / "stopped"
    words = ["--horizon", "1500", "--trials", "8", "--replications", "2", "--jobs", "1"]
    assert tune(case, *words, "--out", whole).exit_code == 0
    command = [sys.executable, "-m", "experiments.cli", "tune", str(case), *words, "--out", str(out)]
    running = subprocess.Popen(
        [*command, "--progress", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stderr is not None
    for line in running.stderr:
        if '"tuning"' in line and json.loads(line)["done"] >= 4:
            running.send_signal(signal.SIGINT)
            break
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "the same command with --resume goes on" in err
    assert (tmp_path / "stopped.unfinished" / "study.journal").is_file()
    again = tune(case, *words, "--out", out, "--resume")
    assert again.exit_code == 0, again.output
    for table in ("trials.csv", "parameters.csv", "kpis.csv"):
        assert (out / table).read_bytes() == (whole / table).read_bytes()
    runs = [json.loads((folder / "summary.json").read_text())["tuned"]["runs"] for folder in (whole, out)]
    assert runs[0] == runs[1]
    assert not (tmp_path / "stopped.unfinished").exists()


def test_a_target_that_no_point_meets(case: Path) -> None:
    """Exit code 4: the best found and how far it is, and the tables are there."""
    done = tune(case, "--target", "fill_rate=0.9999", "--vary", f"{POINT}=1:6", "--trials", 6)
    assert done.exit_code == 4, done.output
    said = " ".join(done.stdout.split())
    assert "the target of 100.0 % is not reached; the best found gives" in said
    assert "points away" in said
    assert f"At the edge of its range: {POINT}" in said
    out = case.parent / "out"
    assert (out / "trials.csv").is_file()
    assert (out / "parameters.csv").is_file()
    assert json.loads((out / "summary.json").read_text())["tuned"]["reached"] is False


def test_targets_by_class(case: Path) -> None:
    """A class has a line of its own, and the table its column."""
    done = tune(case, "--target", "fill_rate=A:0.9", "--trials", 5)
    assert done.exit_code == 0, done.output
    assert "class A" in done.stdout
    assert "fill_rate:A" in (case.parent / "out" / "trials.csv").read_text().splitlines()[0]


def test_whole_parameters_stay_whole_and_other_figures_are_tuned(case: Path) -> None:
    """Two knobs, a profit to be high, and two targets of which one is a cost."""
    done = tune(
        case, "--maximise", "profit", "--vary", f"{POINT}=5:80", "--vary", "control.shelf.quantity=20:200",
        "--target", "fill_rate=0.9", "--target", "stock_value=40000", "--trials", 12, "--json",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert document["alternative"] == "today"
    assert all(isinstance(value, int) for value in document["values"].values())
    assert document["formula"] == document["back_solve"] == {}


def test_a_study_in_a_file_of_ones_own(case: Path) -> None:
    """It stays, and the same search costs no runs again; another search is refused and loses nothing."""
    study = case.parent / "team.journal"
    assert tune(case, "--trials", 4, "--storage", study).exit_code == 0
    size = study.stat().st_size
    assert tune(case, "--trials", 4, "--storage", study).exit_code == 0
    assert study.stat().st_size - size < 1000
    other = tune(case, "--trials", 4, "--storage", study, "--target", "fill_rate=0.9")
    assert other.exit_code == 3
    assert "is of another search (its targets differs)" in " ".join(other.stderr.split())
    assert study.stat().st_size - size < 1000


@pytest.mark.parametrize("budget", ["soon", "-5m", "0", "5 years", "m"])
def test_a_budget_that_is_no_time(case: Path, budget: str) -> None:
    """Exit code 2, with what to write."""
    done = tune(case, "--budget", budget)
    assert done.exit_code == 2
    assert "is not a time; write 90s, 5m or 1h" in " ".join(done.stderr.split())


def test_a_budget_ends_the_search(case: Path) -> None:
    """Half a second allows a few settings at the most; that it ended so is recorded."""
    done = tune(case, "--budget", "0.5s", "--json")
    assert done.exit_code in (0, 4), done.output
    document = json.loads(done.stdout)
    assert document["ended"] == "budget"
    assert document["trials"] >= 1


@pytest.mark.parametrize(
    ("code", "words", "said"),
    [
        (2, ["--vary", f"{POINT}=80:5"], "80:5"),
        (2, ["--vary", f"{POINT}=5"], "one value makes no range"),
        (2, ["--vary", f"{POINT}=5,10,20"], "is a list; tuning needs PATH=LOW:HIGH"),
        (2, ["--vary", f"{POINT}=5:50:5"], "has a step, and a search takes none"),
        (2, ["--minimise", "fill_rate"], "lower is not better for fill_rate; use --maximise"),
        (2, ["--minimise", "utilisation_max"], "lower is not better for utilisation_max; tune another"),
        (2, ["--minimise", "total_cost", "--maximise", "profit"], "not both"),
        (2, ["--target", "fill_rate"], "is not of the form FIGURE=VALUE"),
        (2, ["--target", "fill_rate=high"], "is not a number; write a share like 0.95"),
        (2, ["--target", "fill_rate=0.9,0.95"], "fill_rate has two targets"),
        (2, ["--trials", "0"], "trials"),
        (3, ["--target", "fil_rate=0.9"], "the nearest is 'fill_rate'"),
        (3, ["--target", "fill_rate=95"], "write 0.95 for 95 per cent"),
        (3, ["--target", "fill_rate=D:0.9"], "no stock point has a tag for class 'D'; "),
        (3, ["--target", "shipped_on_time=A:0.9"], "is of the whole network"),
        (3, ["--minimise", "totl_cost"], "the nearest is 'total_cost'"),
        (3, ["--minimise", "shipping_days"], "does not give the figure 'shipping_days'"),
        (3, ["--target", "shipped_on_time=0.9"], "does not give the figure 'shipped_on_time'"),
        (3, ["--alternative", "sizd"], "did you mean 'sized'"),
        (3, ["--vary", "control.shelf.order_pont=5:50"], "order_point"),
        (3, ["--vary", f"{POINT}=5:50", "--vary", f"{POINT}=6:60"], "is to be turned twice"),
        (3, ["--alternative", "today"], "has no knob of its own; name a path and its range with --vary"),
        (3, ["--storage", "nosuch://ann:secret@host/x"], "nosuch://ann@host/x cannot be opened"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input(case: Path, code: int, words: list[str], said: str) -> None:
    """A sentence, the exit code, and nothing is written."""
    done = tune(case, *words)
    assert done.exit_code == code, done.output
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert "secret" not in done.output
    assert not (case.parent / "out").exists()
