"""Work that is shared out: the same results in the same order, and no silence when a process is lost."""

import os
import signal
from collections.abc import Callable
from functools import partial

import pytest

from experiments.report import shared_out as module
from experiments.report.shared_out import processors, shared_out
from sim.errors import OrderpointError


def squares(count: int) -> list[Callable[[], int]]:
    """Return tasks that square their number."""
    return [partial(pow, k, 2) for k in range(count)]


@pytest.mark.parametrize("jobs", [1, 2, 3, 20])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    """Whoever does a task, and however many there are."""
    assert shared_out(squares(7), jobs) == [0, 1, 4, 9, 16, 25, 36]


def test_others_do_the_work() -> None:
    """With two processes the tasks are not done in this one; with one they are."""
    assert os.getpid() not in shared_out([os.getpid, os.getpid], 2)
    assert set(shared_out([os.getpid, os.getpid], 1)) == {os.getpid()}


def test_a_single_task_is_done_here() -> None:
    """To share out one task would only cost."""
    assert shared_out([os.getpid], 4) == [os.getpid()]
    assert shared_out([], 4) == []


def test_tasks_see_what_was_read_here() -> None:
    """What this process holds is there for the others, though it cannot be sent."""
    held = [lambda: "cannot be pickled"]
    tasks = [lambda: held[0](), lambda: held[0]().upper()]
    assert shared_out(tasks, 2) == ["cannot be pickled", "CANNOT BE PICKLED"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_this_process_does_something_meanwhile(jobs: int) -> None:
    """What is to be done meanwhile is done once, here."""
    done: list[int] = []
    shared_out(squares(3), jobs, lambda: done.append(os.getpid()))
    assert done == [os.getpid()]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_is_the_error_of_the_task(jobs: int) -> None:
    """It is not wrapped, and the other tasks do not hold it up."""

    def fails() -> int:
        raise ZeroDivisionError("by hand")

    with pytest.raises(ZeroDivisionError, match="by hand"):
        shared_out([fails, *squares(5)], jobs)


def test_a_process_that_is_killed_is_told() -> None:
    """The work does not wait for ever for what will not come."""

    def dies() -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    with pytest.raises(OrderpointError, match=r"stopped from outside.*--jobs 1"):
        shared_out([dies, *squares(3)], 2)


def test_where_processes_cannot_be_copied_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """On systems without a safe fork the results are the same."""
    monkeypatch.setattr(module, "get_all_start_methods", lambda: ["spawn"])
    assert set(shared_out([os.getpid, os.getpid], 2)) == {os.getpid()}


def test_there_is_a_processor() -> None:
    """As many as this process may use, at least one."""
    assert 1 <= processors() <= (os.cpu_count() or 1)
