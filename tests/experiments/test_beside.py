"""Work beside this process: answers in order, what is handed over, and no silence when it is lost."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from experiments import beside as module
from experiments.beside import Beside
from sim.errors import DataError, OrderpointError


class Clerk:
    """Adds up, and reads what is handed over."""

    def __init__(self, handed: Callable[[], Any]) -> None:
        self._handed = handed
        self._sum = 0

    def add(self, number: int, times: int = 1) -> int:
        """Add, and return the sum so far."""
        self._sum += number * times
        return self._sum

    def process(self) -> int:
        """Return where the work is done."""
        return os.getpid()

    def long(self, length: int) -> str:
        """Return a long text."""
        return "x" * length

    def joined(self, words: str) -> str:
        """Return words and two things that are handed over."""
        return f"{words} {self._handed()} {self._handed()}"

    def fail(self) -> None:
        """Do not."""
        raise DataError("the ledger has no such page")

    def unsendable(self) -> object:
        """Return what no other process can take."""
        return lambda: 1

    def interrupted(self) -> str:
        """Hear of a Ctrl-C, as all processes of a terminal do, and go on."""
        os.kill(os.getpid(), signal.SIGINT)
        return "still here"

    def stop(self) -> None:
        """Be stopped from outside."""
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("jobs", [1, 2])
def test_answers_belong_to_their_questions(jobs: int) -> None:
    """Work is done in the order in which it was asked for, whatever is asked for first; sums are kept."""
    with Beside(Clerk, jobs) as beside:
        first, second = beside.ask(Clerk.add, 2), beside.ask(Clerk.add, 3, times=10)
        assert second.get() == 32
        assert first.get() == 2 and second.get() == 32
        assert beside.ask(Clerk.add, 1).get() == 33


def test_the_work_is_done_beside() -> None:
    """In another process with two jobs, in this one with one."""
    for jobs, here in ((2, False), (1, True)):
        with Beside(Clerk, jobs) as beside:
            assert (beside.ask(Clerk.process).get() == os.getpid()) is here


def test_where_processes_cannot_be_copied_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS and Windows have no safe copy."""
    monkeypatch.setattr(module, "SAFE_TO_COPY", False)
    with Beside(Clerk, 2) as beside:
        assert beside.ask(Clerk.process).get() == os.getpid()


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_handed_over_reaches_the_work(jobs: int) -> None:
    """In its midst, in order, however long."""
    with Beside(Clerk, jobs) as beside:
        answer = beside.ask(Clerk.joined, "so")
        beside.hand("a" * 300_000)
        beside.hand("b")
        assert answer.get() == f"so {'a' * 300_000} b"


@pytest.mark.parametrize("jobs", [1, 2])
def test_long_answers_and_long_questions_do_not_wait_for_each_other(jobs: int) -> None:
    """Nobody reads while the other speaks, and all arrives."""
    with Beside(Clerk, jobs) as beside:
        answers = [beside.ask(Clerk.long, 1_000_000) for _ in range(3)]
        words = beside.ask(Clerk.joined, "y" * 1_000_000)
        beside.hand("z" * 1_000_000)
        beside.hand("")
        assert [len(answer.get()) for answer in answers] == [1_000_000] * 3
        assert len(words.get()) == 2_000_002


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_is_raised_as_it_is_and_the_next_work_is_done(jobs: int) -> None:
    """What was handed over for work that failed disturbs nobody."""
    with Beside(Clerk, jobs) as beside:
        failed = beside.ask(Clerk.fail)
        beside.hand("for nobody")
        after, words = beside.ask(Clerk.add, 5), beside.ask(Clerk.joined, "so")
        beside.hand("a")
        beside.hand("b")
        assert after.get() == 5 and words.get() == "so a b"
        for _ in range(2):
            with pytest.raises(DataError, match="no such page"):
                failed.get()


def test_what_cannot_be_sent_is_said() -> None:
    """The answer is an error, and the process lives on."""
    with Beside(Clerk, 2) as beside:
        with pytest.raises(Exception, match="pickle"):
            beside.ask(Clerk.unsendable).get()
        assert beside.ask(Clerk.add, 4).get() == 4


def test_a_lost_process_is_told() -> None:
    """Its answers are errors with a remedy, and so are those to what is asked or handed over later."""
    with Beside(Clerk, 2) as beside:
        lost, later = beside.ask(Clerk.stop), beside.ask(Clerk.add, 1)
        for answer in (lost, later):
            with pytest.raises(OrderpointError, match=r"stopped from outside.*--jobs 1"):
                answer.get()
        beside.hand("x" * 1_000_000)
        with pytest.raises(OrderpointError, match="stopped from outside"):
            beside.ask(Clerk.add, 1).get()


def test_a_ctrl_c_is_for_the_first_process_to_answer() -> None:
    """The other goes on, and is stopped when the first gives up."""
    with pytest.raises(KeyboardInterrupt), Beside(Clerk, 2) as beside:
        assert beside.ask(Clerk.interrupted).get() == "still here"
        process = beside.ask(Clerk.process).get()
        beside.ask(Clerk.joined, "waits for ever")
        raise KeyboardInterrupt
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_at_the_end_nothing_lives_on() -> None:
    """A process that has work left is stopped; to stop twice does no harm."""
    with Beside(Clerk, 2) as beside:
        process = beside.ask(Clerk.process).get()
        beside.ask(Clerk.joined, "waits for ever")
        beside.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
