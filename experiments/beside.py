"""Work that another process does beside this one, piece by piece, with what it kept of the last."""

import gc
import pickle
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from experiments.shared_out import LOST, SAFE_TO_COPY, sendable
from sim.errors import OrderpointError

LONG = 32_000
"""Bytes of requests that surely fit into what the system keeps between two processes."""
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
        Whose methods do the work; what they keep in it stays in the other process.
    jobs
        Processes that there may be.
    """

    def __init__(self, helper: Helper, jobs: int) -> None:
        self._helper = helper
        self._apart = jobs > 1 and SAFE_TO_COPY
        self._open: list[tuple[Answer[Any], Callable[[], Any]]] = []
        self._underway = 0
        self._process: Any = None

    def __enter__(self) -> "Beside[Helper]":
        """Begin."""
        if self._apart:
            context = get_context("fork")
            heard, self._to = context.Pipe(duplex=False)
            self._from, said = context.Pipe(duplex=False)
            ours = (self._to, self._from)
            self._process = context.Process(
                target=_serve, args=(self._helper, heard, said, ours), daemon=True
            )
            self._process.start()
            heard.close()
            said.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop whatever still works."""
        if self._process is not None:
            self._process.terminate()
            self._process.join()
            self._to.close()
            self._from.close()

    def ask(
        self, work: Callable[Concatenate[Helper, Asked], Result], *given: Asked.args, **named: Asked.kwargs
    ) -> Answer[Result]:
        """Ask for work: a method of the helper's class, with its arguments. Returns at once what will answer.

        A long request waits for the answers to those before it, lest both processes wait for each other.
        """
        answer: Answer[Result] = Answer(self._bring)
        if not self._apart:
            self._open.append((answer, partial(work, self._helper, *given, **named)))
            return answer
        request = pickle.dumps((work, given, named))
        self._underway += len(request)
        while self._underway > LONG and self._open:
            self._bring()
        if not self._open:
            self._underway = len(request)
        self._open.append((answer, self._receive))
        with suppress(BrokenPipeError):  # the answer says so
            self._to.send_bytes(request)
        return answer

    def _bring(self) -> None:
        """Get the next answer."""
        answer, work = self._open.pop(0)
        try:
            answer.put(True, work())
        except Exception as error:
            answer.put(False, error)

    def _receive(self) -> Any:
        try:
            well, value = pickle.loads(self._from.recv_bytes())
        except (EOFError, OSError):  # at its end, or in the middle of what it sends
            raise OrderpointError(LOST) from None
        if not well:
            raise value
        return value


def _serve(helper: Any, heard: Connection, said: Connection, others: tuple[Connection, ...]) -> None:
    """Do what is asked until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the first process's to answer
    gc.disable()  # a collection in a copy would touch, and so copy, all that is shared
    for end in others:
        end.close()  # or a copy would keep open what the first process has left
    while True:
        try:
            request = heard.recv_bytes()
        except EOFError:
            return  # nobody asks any more
        try:
            work, given, named = pickle.loads(request)
            packed = pickle.dumps((True, work(helper, *given, **named)))
        except Exception as error:
            packed = pickle.dumps((False, sendable(error)))
        try:
            said.send_bytes(packed)
        except BrokenPipeError:
            return  # nobody waits any more
