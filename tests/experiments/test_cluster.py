"""More than one machine: a real Dask scheduler with two workers on loopback."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from experiments.cluster import check_workers, workers
from experiments.digest import code_digest
from experiments.replicate import Outcome, paired_tasks, replicate
from sim import DataError, Scenario

Build = Callable[[float], Scenario]


@dataclass
class Cluster:
    """A scheduler and its workers."""

    address: str
    processes: list[subprocess.Popen[bytes]]


def start(*words: str) -> subprocess.Popen[bytes]:
    """Start a Dask program."""
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Two worker processes on loopback."""
    pytest.importorskip("distributed")
    import json

    file = tmp_path / "scheduler.json"
    here = ("--host", "127.0.0.1", "--no-dashboard")
    running = [start("scheduler", *here, "--port", "0", "--scheduler-file", str(file))]
    try:
        deadline = time.monotonic() + 60
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        address = json.loads(file.read_text())["address"]
        for name in ("one", "two"):
            alone = ("--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path / name))
            running.append(start("worker", address, *here, *alone, "--name", name))
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield Cluster(address, running)
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


def figures(outcomes: list[Outcome]) -> str:
    """Return every figure, to the last bit."""
    return repr([(o.alternative, o.replication, dict(o.kpis)) for o in outcomes])


def test_a_worker_that_dies_changes_nothing(random_shop: Build, cluster: Cluster) -> None:
    """One of two workers is killed in the middle of a comparison; the figures are those of this process."""
    tasks = paired_tasks({"big": random_shop(20), "small": random_shop(5)}, 30)
    alone = replicate(tasks)
    killed = []

    def kill(outcome: Outcome, done: int, total: int) -> None:
        if done == 5:
            os.kill(cluster.processes[-1].pid, signal.SIGKILL)
            killed.append(done)

    with workers(cluster.address) as jobs:
        assert jobs is not None
        together = replicate(tasks, jobs, kill)
    assert killed == [5]
    assert cluster.processes[-1].wait() == -signal.SIGKILL
    assert figures(list(together)) == figures(list(alone))


def test_without_an_address_work_stays_here() -> None:
    """No cluster, no number of workers."""
    with workers(None) as jobs:
        assert jobs is None


def test_a_cluster_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence with the address and what to check."""
    monkeypatch.setattr("experiments.cluster.PATIENCE", 1.0)
    pytest.importorskip("distributed")
    sentence = r"no cluster answers at tcp://127\.0\.0\.1:9 .*check the address"
    with pytest.raises(DataError, match=sentence), workers("tcp://127.0.0.1:9"):
        raise AssertionError
    with pytest.raises(DataError, match="no cluster answers at nonsense"), workers("nonsense"):
        raise AssertionError


def test_workers_must_have_the_same_code() -> None:
    """Other code would give other figures; no worker would give none."""
    check_workers({"a": code_digest()}, "here")
    with pytest.raises(DataError, match="worker b of the cluster at here has another version of orderpoint"):
        check_workers({"a": code_digest(), "b": "0"}, "here")
    with pytest.raises(DataError, match="has no workers; start some with `dask worker here`"):
        check_workers({}, "here")
