"""Work that another process does beside this one, piece by piece, with what it kept of the last."""

import pickle
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from experiments.shared_out import LOST, SAFE_TO_COPY, begin_as_copy, sendable
from sim.errors import OrderpointError

ASKED, GIVEN = "asked", "given"
Asked = ParamSpec("Asked")
Helper = TypeVar("Helper")
Result = TypeVar("Result")


class Answer(Generic[Result]):
    """The result of work that was asked for, once it is there."""

    def __init__(self, bring: Callable[[], None]) -> None:
        self._bring = bring
        self._found: tuple[bool, Any] | None = None

    def get(self) -> Result:
        """Return the result; waits for it.

        Raises
        ------
        sim.errors.OrderpointError
            The process was stopped from outside. An error of the work is raised as it is.
        """
        while self._found is None:
            self._bring()
        well, value = self._found
        if not well:
            raise value
        result: Result = value
        return result

    def put(self, well: bool, value: Any) -> None:
        """Say what came out: a result, or an error."""
        self._found = well, value


class Beside(Generic[Helper]):
    """A process beside this one that does what it is asked, in order, while this one goes on.

    It is a copy of this process, made where the system can do that safely (Linux); elsewhere, and with one
    job, the work is done here as soon as its answer is wanted. Arguments and results must be picklable.

    Parameters
    ----------
    helper
        Makes the one whose methods do the work, from a function that returns, one by one, what is handed
        over. What it keeps stays in the other process.
    jobs
        Processes that there may be.
    """

    def __init__(self, helper: Callable[[Callable[[], Any]], Helper], jobs: int) -> None:
        self._make = helper
        self._apart = jobs > 1 and SAFE_TO_COPY
        self._open: list[tuple[Answer[Any], Callable[[], Any]]] = []
        self._last: deque[Any] = deque()
        self._handed = self._last
        self._process: Any = None
        self._helper: Helper | None = None

    def __enter__(self) -> "Beside[Helper]":
        """Begin."""
        if self._apart:
            context = get_context("fork")
            heard, self._to = context.Pipe(duplex=False)
            self._from, said = context.Pipe(duplex=False)
            ours = (self._to, self._from)
            self._process = context.Process(target=_serve, args=(self._make, heard, said, ours), daemon=True)
            self._process.start()
            heard.close()
            said.close()
        else:
            self._helper = self._make(lambda: self._handed.popleft())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop whatever still works."""
        self.stop()

    def stop(self) -> None:
        """Stop whatever still works; nothing more can be asked."""
        if self._process is not None:
            self._process.terminate()
            self._process.join()
            self._to.close()
            self._from.close()
            self._process = None

    def hand(self, value: Any) -> None:
        """Hand over what the work that was asked for last waits for in its midst."""
        if self._apart:
            self._send(pickle.dumps((GIVEN, value)))
        else:
            self._last.append(value)

    def ask(
        self, work: Callable[Concatenate[Helper, Asked], Result], *given: Asked.args, **named: Asked.kwargs
    ) -> Answer[Result]:
        """Ask for work: a method of the helper's class, with its arguments. Returns what will answer."""
        answer: Answer[Result] = Answer(self._bring)
        if not self._apart:
            self._last = deque()
            here = partial(work, self._helper, *given, **named)  # type: ignore[arg-type]
            self._open.append((answer, partial(self._do, here, self._last)))
            return answer
        self._send(pickle.dumps((ASKED, (work, given, named))))
        self._open.append((answer, self._receive))
        return answer

    def _send(self, message: bytes) -> None:
        with suppress(BrokenPipeError):  # the answer says so
            self._to.send_bytes(message)

    def _bring(self) -> None:
        """Get the next answer."""
        answer, work = self._open.pop(0)
        try:
            answer.put(True, work())
        except Exception as error:
            answer.put(False, error)

    def _do(self, work: Callable[[], Any], handed: deque[Any]) -> Any:
        """Do work here, with what was handed over for it."""
        self._handed = handed
        return work()

    def _receive(self) -> Any:
        try:
            well, value = pickle.loads(self._from.recv_bytes())
        except (EOFError, OSError):  # at its end, or in the middle of what it sends
            raise OrderpointError(LOST) from None
        if not well:
            raise value
        return value


def _serve(
    make: Callable[[Callable[[], Any]], Any],
    heard: Connection,
    said: Connection,
    others: Iterable[Connection],
) -> None:
    """Do what is asked until nobody asks any more."""
    begin_as_copy(others)
    answers: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_answer, args=(answers, said), daemon=True).start()

    def given() -> Any:
        kind, value = pickle.loads(heard.recv_bytes())
        assert kind == GIVEN, "what is handed over comes before the next request"
        return value

    helper = make(given)
    while True:
        try:
            kind, value = pickle.loads(heard.recv_bytes())
        except EOFError:
            return  # nobody asks any more
        if kind == ASKED:  # what was handed over for work that failed is left where it is
            work, arguments, named = value
            try:
                packed = pickle.dumps((True, work(helper, *arguments, **named)))
            except Exception as error:
                packed = pickle.dumps((False, sendable(error)))
            answers.put(packed)


def _answer(answers: "SimpleQueue[bytes]", said: Connection) -> None:
    """Send answers as the other takes them, while the next work is done."""
    with suppress(BrokenPipeError):  # nobody waits any more
        while True:
            said.send_bytes(answers.get())
