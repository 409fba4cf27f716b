"""Work that is shared out: the same results in the same order, and no silence when a process is lost."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from experiments import shared_out as module
from experiments.shared_out import SharedOut, Task
from sim.errors import OrderpointError


def squares(count: int) -> list[Task[int, int]]:
    """Return tasks that square their number, and leave to do its cube."""

    def task(k: int) -> Task[int, int]:
        return lambda: (k**2, lambda: k**3)

    return [task(k) for k in range(count)]


def alone(*works: Callable[[], object]) -> list[Task[object, object]]:
    """Return tasks that leave nothing to do."""

    def task(work: Callable[[], object]) -> Task[object, object]:
        return lambda: (work(), lambda: None)

    return [task(work) for work in works]


class TwoParts(Exception):
    """An error that cannot be made again from its words."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} {second}")


@pytest.mark.parametrize("jobs", [1, 2, 3, 20])
def test_all_comes_in_the_order_of_the_tasks(jobs: int) -> None:
    """Whoever does a task, and however many there are: first the results, then what was left to do."""
    with SharedOut(squares(7), jobs) as shared:
        assert shared.results() == [0, 1, 4, 9, 16, 25, 36]
        assert shared.rest() == [0, 1, 8, 27, 64, 125, 216]


def test_others_do_the_work() -> None:
    """With two processes the tasks are not done in this one; with one they are."""
    for jobs, here in ((2, False), (1, True)):
        with SharedOut(alone(os.getpid, os.getpid), jobs) as shared:
            assert (os.getpid() in shared.results()) is here


def test_a_single_task_is_done_beside_this_process() -> None:
    """One process does it while this one goes on, and no task is none."""
    heard, said = os.pipe()
    with SharedOut(alone(lambda: (os.getpid(), os.read(heard, 5))), 4) as shared:
        os.write(said, b"hello")
        [(process, words)] = shared.results()
        assert process != os.getpid() and words == b"hello"
    with SharedOut(squares(0), 4) as nothing:
        assert nothing.results() == nothing.rest() == []


def test_tasks_see_what_was_read_here() -> None:
    """What this process holds is there for the others, though it cannot be sent."""
    held = [lambda: "cannot be pickled"]
    with SharedOut(alone(lambda: held[0](), lambda: held[0]().upper()), 2) as shared:
        assert shared.results() == ["cannot be pickled", "CANNOT BE PICKLED"]


def test_what_is_left_to_do_stays_where_it_was_made() -> None:
    """The rest is done by the process that did the task, with what the task made, and results do not wait."""

    def task() -> tuple[int, Callable[[], tuple[int, str]]]:
        made = lambda: "cannot be pickled"  # noqa: E731

        def rest() -> tuple[int, str]:
            time.sleep(0.3)
            return os.getpid(), made()

        return os.getpid(), rest

    with SharedOut([task, task], 2) as shared:
        results = shared.results()
        began = time.perf_counter()
        rest = shared.rest()
        assert time.perf_counter() - began > 0.1
    assert rest == [(process, "cannot be pickled") for process in results]
    assert os.getpid() not in results


def test_large_results_do_not_wait_for_each_other() -> None:
    """More than a pipe holds is taken while the others still work."""
    with SharedOut(alone(*[lambda: "x" * 3_000_000] * 4), 2) as shared:
        assert [len(str(one)) for one in shared.results()] == [3_000_000] * 4


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_is_the_error_of_the_task(jobs: int) -> None:
    """It is raised as it is, whether in a task or in what it left to do."""

    def fails() -> tuple[int, Callable[[], int]]:
        raise ZeroDivisionError("by hand")

    def fails_later() -> tuple[int, Callable[[], int]]:
        return 1, lambda: 1 // 0

    with pytest.raises(ZeroDivisionError, match="by hand"), SharedOut([fails, *squares(5)], jobs) as shared:
        shared.results()
    with SharedOut([fails_later, *squares(5)], jobs) as shared:
        if jobs == 1:
            assert len(shared.results()) == 6
        with pytest.raises(ZeroDivisionError):
            shared.results()
            shared.rest()


def test_an_error_says_where_it_came_from() -> None:
    """What the other process would have printed is noted on the error."""

    def fails() -> tuple[int, Callable[[], int]]:
        raise ZeroDivisionError("by hand")

    with pytest.raises(ZeroDivisionError) as caught, SharedOut([fails, fails], 2) as shared:
        shared.results()
    assert any("in fails" in note for note in caught.value.__notes__)


def test_an_error_that_cannot_be_sent_is_told_in_words() -> None:
    """It does not become silence."""

    def fails() -> tuple[int, Callable[[], int]]:
        raise TwoParts("one", "two")

    with pytest.raises(OrderpointError, match="TwoParts: one two"), SharedOut([fails, fails], 2) as shared:
        shared.results()


def test_a_result_that_cannot_be_sent_is_an_error() -> None:
    """And says what it is that cannot be sent."""
    with pytest.raises(Exception, match="pickle"), SharedOut(alone(*[lambda: lambda: 1] * 2), 2) as shared:
        shared.results()


@pytest.mark.parametrize("later", [False, True])
def test_a_process_that_is_killed_is_told(later: bool) -> None:
    """The work does not wait for ever for what will not come."""

    def dies() -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def task() -> tuple[int, Callable[[], int]]:
        return (1, dies) if later else (dies(), dies)

    with (
        pytest.raises(OrderpointError, match=r"stopped from outside.*--jobs 1"),
        SharedOut([task, *squares(3)], 2) as shared,
    ):
        shared.results()
        shared.rest()


def test_whoever_does_not_wait_stops_the_work() -> None:
    """Work that nobody wants any more ends with the block, and leaves no process behind."""
    began = time.perf_counter()
    with SharedOut(alone(*[lambda: time.sleep(60)] * 2), 2) as shared:
        processes = list(shared._processes)
    assert time.perf_counter() - began < 30
    assert len(processes) == 2 and not any(process.is_alive() for process in processes)


def test_where_processes_cannot_be_copied_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """On systems without a safe fork the results are the same."""
    monkeypatch.setattr(module, "SAFE_TO_COPY", False)
    with SharedOut(alone(os.getpid, os.getpid), 2) as shared:
        assert set(shared.results()) == {os.getpid()}


def test_a_ctrl_c_is_for_the_first_process_to_answer() -> None:
    """Who hears of it beside the first goes on with its task, and is stopped when the first gives up."""

    def task() -> int:
        os.kill(os.getpid(), signal.SIGINT)
        return os.getpid()

    with pytest.raises(KeyboardInterrupt), SharedOut(alone(task, task), 2) as shared:
        processes = shared.results()
        assert os.getpid() not in processes
        raise KeyboardInterrupt
    for process in processes:
        assert isinstance(process, int)
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
