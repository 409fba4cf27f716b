"""Ctrl-C keeps what is finished; the same command with --resume ends with the same bytes."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from typer.testing import CliRunner

from experiments.cli import app

COMPARE = ["compare", "fixed-period", "--replications", "12", "--horizon", "6000", "--jobs", "1"]


def command(out: Path, *more: str) -> list[str]:
    """Return the command line of a comparison that writes into a folder."""
    return [sys.executable, "-m", "experiments.cli", *COMPARE, "--out", str(out), *more]


def test_a_comparison_that_was_stopped_goes_on(tmp_path: Path) -> None:
    """Stopped after some replications it leaves 130 and what it had; resumed, it simulates the rest alone."""
    whole, out = tmp_path / "whole", tmp_path / "out"
    subprocess.run(command(whole), check=True, capture_output=True)
    running = subprocess.Popen(
        command(out, "--progress", "json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stderr is not None
    for line in running.stderr:
        if '"replications", "done": 5,' in line:
            running.send_signal(signal.SIGINT)
            break
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "the same command with --resume goes on" in err
    kept = tmp_path / "out.unfinished"
    assert kept.is_dir()
    time.sleep(0.01)
    again = subprocess.run(command(out, "--resume", "--progress", "json"), capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    first = next(line for line in again.stderr.splitlines() if '"replications"' in line)
    assert int(first.split('"done": ')[1].split(",")[0]) >= 5
    for table in ("kpis.csv", "stock_points.csv", "league.csv"):
        assert (out / table).read_bytes() == (whole / table).read_bytes()
    assert not kept.exists()


def test_unfinished_work_of_another_case_is_not_mixed_in(tmp_path: Path) -> None:
    """A sentence, exit code 3, and the work stays where it is."""
    from experiments.commands.workbench import unfinished
    from experiments.store import Store

    out = tmp_path / "out"
    Store(unfinished(out), {"case": "other"}, resume=False).place()
    result = CliRunner().invoke(app, [*COMPARE, "--out", str(out), "--resume"])
    assert result.exit_code == 3
    assert "is of another case" in result.stderr
    assert unfinished(out).is_dir()
