"""Progress and cancelling: one protocol for every display."""

import json

import pytest

from experiments.bench import Bench
from experiments.console import progress
from experiments.league import run_league
from experiments.progress import Monitor, Step, notebook_monitor
from scenarios import load_case


def test_the_time_left_follows_the_pace_of_the_phase() -> None:
    """Two of ten in eight seconds: 32 more; a new phase has a new clock."""
    now, steps = [100.0], list[Step]()
    monitor = Monitor(steps.append, lambda: now[0])
    monitor.tell("sizing", 0, 10)
    now[0] += 8
    monitor.tell("sizing", 2, 10)
    monitor.tell("replications", 6, 10)
    now[0] += 3
    monitor.tell("replications", 8, 10, "Rs 4")
    assert [step.seconds_left for step in steps] == [None, 32.0, None, 3.0]
    assert steps[-1] == Step("replications", 8, 10, "Rs 4", 3.0)


def test_cancelling_stops_work_as_ctrl_c_does() -> None:
    """The flag is seen after the next finished replication; what was done is kept and marked."""
    monitor = Monitor(lambda step: monitor.cancel() if step.phase == "replications" else None)
    result = run_league(Bench(load_case("fixed-period"), monitor=monitor), replications=3)
    assert result.comparison.outcomes.interrupted
    assert len(result.comparison.outcomes) == 1


def test_lines_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    """One document a step, on standard error."""
    with progress("json") as monitor:
        monitor.tell("tuning", 3, 40, "Rs 4.38 Cr at 95.1 %")
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err) == {
        "phase": "tuning",
        "done": 3,
        "total": 40,
        "best": "Rs 4.38 Cr at 95.1 %",
        "seconds_left": None,
    }


def test_nothing_is_shown_when_nothing_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    """A quiet command writes no progress."""
    with progress("none") as monitor:
        monitor.tell("tuning", 40, 40)
    assert capsys.readouterr() == ("", "")


def test_a_notebook_has_a_bar_a_phase(capsys: pytest.CaptureFixture[str]) -> None:
    """Its last state is that of the last step."""
    monitor = notebook_monitor()
    monitor.tell("sizing", 1, 0, "last 95.0 %")
    monitor.tell("replications", 2, 2)
    err = capsys.readouterr().err
    assert "sizing" in err and "last 95.0 %" in err
    assert "replications: 100%" in err and "2/2" in err
