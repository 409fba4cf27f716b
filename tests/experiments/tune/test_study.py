"""The record of a search: a journal file, or a server for a team."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from experiments.tune.evaluate import Evaluation
from experiments.tune.problem import Goal, Knob, Problem
from experiments.tune.search import search
from experiments.tune.study import StudyRecord, _driven, _shown
from sim import DataError
from tests.experiments.tune.fakes import FakeRunner, evaluation, problem_of
from tests.experiments.tune.test_search import START, figures, told
from tests.experiments.tune.test_search import problem as two_knobs

OWNER = {"case": "gupta", "targets": [("fill_rate", 0.95)], "run": [1, None, 240.0, 4]}


def problem(goals: bool = True) -> Problem:
    """A whole knob and one that is not, with a goal or without."""
    return problem_of(
        Knob("k", 1, 9, integer=True), Knob("x", 0, 1), goals=[Goal("fill_rate", 0.95)] if goals else []
    )


def same(one: Evaluation, other: Evaluation) -> bool:
    """Bit by bit."""
    return (
        (one.setting, one.complete) == (other.setting, other.complete)
        and one.objective.tolist() == other.objective.tolist()
        and one.goals.tolist() == other.goals.tolist()
    )


@pytest.mark.parametrize("goals", [True, False])
def test_what_is_kept_is_read_again(tmp_path: Path, goals: bool) -> None:
    """Settings and figures to the last bit, those that were given up too; the folder is made."""
    rows = [[1 / 3], [0.1 + 0.2]] if goals else []
    whole, part = evaluation((3.0, 1 / 7), [1e9 / 7, 2.0], rows), evaluation((4.0, 0.5), [3, 4], rows, False)
    record = StudyRecord(problem(goals), OWNER, tmp_path / "new" / "study", "tune")
    assert record.known() == {}
    for one in (whole, part):
        record.keep(one)
    known = StudyRecord(problem(goals), OWNER, str(tmp_path / "new" / "study"), "tune").known()
    assert list(known) == [whole.setting, part.setting]
    assert same(known[whole.setting], whole)
    assert same(known[part.setting], part)


def test_of_two_of_one_setting_the_fuller_counts(tmp_path: Path) -> None:
    """Two colleagues tried it; one gave it up."""
    short, full = (
        evaluation((3.0, 0.5), [1, 2], [[0.9]] * 2, False),
        evaluation((3.0, 0.5), [1, 2, 3, 4], [[0.9]] * 4),
    )
    for number, order in enumerate(([short, full], [full, short])):
        record = StudyRecord(problem(), OWNER, tmp_path / str(number), "tune")
        for one in order:
            record.keep(one)
        assert same(record.known()[(3.0, 0.5)], full)


def test_a_trial_of_an_optuna_user_is_no_setting(tmp_path: Path) -> None:
    """A trial without figures in each world is passed over."""
    record = StudyRecord(problem(), OWNER, tmp_path / "study", "tune")
    record.study.ask(record.laws)
    assert record.known() == {}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"case": "other"}, "its case differs"),
        ({"targets": [("fill_rate", 0.9)]}, "its targets differs"),
        ({"run": [2, None, 240.0, 4]}, "its run differs"),
    ],
)
def test_the_study_of_another_search_is_refused(
    tmp_path: Path, change: dict[str, object], words: str
) -> None:
    """A sentence with the remedy, and nothing in it is lost or added."""
    path = tmp_path / "study"
    StudyRecord(problem(), OWNER, path, "tune").keep(evaluation((3.0, 0.5), [1, 2], [[0.9]] * 2))
    before = path.read_bytes()
    with pytest.raises(DataError, match=words + r".*name another --storage, or leave out --resume"):
        StudyRecord(problem(), {**OWNER, **change}, path, "tune")
    assert len(StudyRecord(problem(), OWNER, path, "tune").known()) == 1
    assert path.read_bytes().startswith(before)


def test_a_study_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    """Somebody's optuna study under the same name."""
    record = StudyRecord(problem(), OWNER, f"sqlite:///{tmp_path / 'base'}", "tune")
    record.study.set_user_attr("orderpoint", None)
    record.keep(evaluation((3.0, 0.5), [1, 2], [[0.9]] * 2))
    record.close()
    with pytest.raises(DataError, match="is of another search"):
        StudyRecord(problem(), OWNER, f"sqlite:///{tmp_path / 'base'}", "tune")


def test_a_file_that_is_no_journal(tmp_path: Path) -> None:
    """A sentence that names it."""
    path = tmp_path / "notes.txt"
    path.write_text("buy milk\nand eggs\n")
    with pytest.raises(DataError, match=r"the study in .*notes\.txt cannot be opened"):
        StudyRecord(problem(), OWNER, path, "tune")
    assert path.read_text().startswith("buy milk")
    with pytest.raises(DataError, match="cannot be opened"):
        StudyRecord(problem(), OWNER, tmp_path, "tune")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://ann:secret@host/plans", "postgresql://ann@host/plans"),
        ("postgresql://ann:se@cr:et@host/plans", "postgresql://ann@host/plans"),
        (
            "postgresql://host/plans?user=ann&password=secret&x=1",
            "postgresql://host/plans?user=ann&password=...&x=1",
        ),
        ("postgresql://ann@host/plans", "postgresql://ann@host/plans"),
        ("out/study.journal", "out/study.journal"),
    ],
)
def test_no_password_is_shown(address: str, shown: str) -> None:
    """Whatever is in it."""
    assert _shown(address) == shown


def test_an_address_without_a_driver_gets_the_one_that_is_there() -> None:
    """`postgresql://` is enough; one that is named stays."""
    assert _driven("postgresql://host/x") in (f"postgresql+{d}://host/x" for d in ("psycopg", "psycopg2"))
    assert _driven("postgres://host/x") == _driven("postgresql://host/x")
    assert _driven("postgresql+pg8000://host/x") == "postgresql+pg8000://host/x"
    assert _driven("sqlite:///x") == "sqlite:///x"


def test_an_address_that_nothing_understands(tmp_path: Path) -> None:
    """No such database: a sentence."""
    with pytest.raises(DataError, match="nosuch://ann@host/x cannot be opened"):
        StudyRecord(problem(), OWNER, "nosuch://ann:secret@host/x", "tune")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_a_server_that_is_not_there() -> None:
    """One sentence, without the password."""
    pytest.importorskip("psycopg", reason="no driver for PostgreSQL")
    with pytest.raises(DataError) as error:
        StudyRecord(problem(), OWNER, f"postgresql://ann:secret@127.0.0.1:{free_port()}/plans", "tune")
    said = str(error.value)
    assert said.startswith("the study in postgresql://ann@127.0.0.1:")
    assert "check the path or address, that the server runs" in said
    assert "secret" not in said
    assert "\n" not in said


# ---- a real server


def as_nobody(*words: str) -> list[str]:
    """Return a command as somebody who is not root: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return list(words)
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *words]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, with a password."""
    pytest.importorskip("psycopg", reason="no driver for PostgreSQL")
    programs = [shutil.which(name) for name in ("initdb", "postgres")]
    if not all(programs):
        pytest.skip("initdb and postgres are not on PATH")
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("PostgreSQL refuses root, and there is no setpriv")
    home = Path("/tmp") / f"orderpoint-server-{os.getpid()}"  # a place that `nobody` may enter
    home.mkdir(mode=0o777)
    try:
        (home / "password").write_text("se:cr@et")
        if os.geteuid() == 0:
            os.chown(home, 65534, 65534)
        data = home / "data"
        subprocess.run(
            as_nobody(
                str(programs[0]), "-D", str(data), "-U", "ann", "-A", "scram-sha-256", "--no-sync",
                f"--pwfile={home / 'password'}", "--locale=C", "-E", "UTF8",
            ),
            check=True, capture_output=True, env={**os.environ, "HOME": str(home)},
        )  # fmt: skip
        port = free_port()
        words = [str(programs[1]), "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(home), "-F"]
        with (home / "log").open("wb") as log:
            running = subprocess.Popen(as_nobody(*words), stdout=log, stderr=log)
        try:
            for _ in range(200):
                if b"ready to accept connections" in (home / "log").read_bytes():
                    break
                assert running.poll() is None, (home / "log").read_text()
                time.sleep(0.05)
            yield f"postgresql://ann:se%3Acr%40et@127.0.0.1:{port}/postgres"
        finally:
            running.send_signal(signal.SIGINT)  # at once: searches of this process are still connected
            running.wait(20)
    finally:
        shutil.rmtree(home)


@contextmanager
def on(server: str, name: str, problem: Problem, owner: Mapping[str, Any] = OWNER) -> Iterator[StudyRecord]:
    """A study on the server, let go of in the end."""
    record = StudyRecord(problem, owner, server, name)
    try:
        yield record
    finally:
        record.close()


def test_a_team_shares_a_study_on_a_server(server: str) -> None:
    """What one stopped another finishes, and the result is that of a search without a stop."""
    whole = search(FakeRunner(figures), two_knobs(), START, seed=1, trials=20)
    with on(server, "shared", two_knobs()) as mine, on(server, "shared", two_knobs()) as hers:
        first = search(FakeRunner(figures), two_knobs(), START, seed=1, trials=12, record=mine)
        assert first.trials == 12
        runner = FakeRunner(figures)
        assert len(hers.known()) == 12
        assert told(search(runner, two_knobs(), START, seed=1, trials=20, record=hers)) == told(whole)
        assert runner.count < whole.runs
        assert len(mine.known()) == whole.trials


def test_a_server_keeps_studies_apart(server: str) -> None:
    """Another search under the same name is refused, under another name it is kept beside it."""
    with on(server, "apart", problem()) as record:
        record.keep(evaluation((3.0, 0.5), [1, 2], [[0.9]] * 2))
    other = {**OWNER, "case": "other"}
    with pytest.raises(DataError) as error:
        StudyRecord(problem(), other, server, "apart")
    assert "is of another search (its case differs)" in str(error.value)
    assert "se%3Acr" not in str(error.value)
    with on(server, "elsewhere", problem(), other) as record:
        assert record.known() == {}
    with on(server, "apart", problem()) as record:
        assert len(record.known()) == 1


def test_a_wrong_password_is_said_without_saying_it(server: str) -> None:
    """One sentence."""
    with pytest.raises(DataError, match="cannot be opened") as error:
        StudyRecord(problem(), OWNER, server.replace("se%3Acr%40et", "wr0ng"), "apart")
    assert "wr0ng" not in str(error.value)
    assert "\n" not in str(error.value)
