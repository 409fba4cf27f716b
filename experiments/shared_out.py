"""Share work out to processes that see everything this one has read: it is not read or sent again."""

import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from threading import Condition, Thread
from traceback import format_exc, format_exception_only
from types import TracebackType
from typing import Any, Generic, TypeVar

from sim.errors import OrderpointError

SAFE_TO_COPY = sys.platform == "linux"
"""Whether a running process can be copied; elsewhere a copy may hang in libraries of the system."""
Result = TypeVar("Result")
Rest = TypeVar("Rest")
Task = Callable[[], tuple[Result, Callable[[], Rest]]]
"""Returns what is wanted first, and a function for what is left to do and may come later."""


class SharedOut(Generic[Result, Rest]):
    """Work that is shared out, in two parts: results that are waited for, and the rest while they are used.

    Where the system can copy a running process safely (Linux), copies do the tasks while this one goes on,
    and then what the tasks left to do; elsewhere a new process would have to read everything again, and all
    is done here. What comes back must be picklable, and should be small; what a task leaves to do stays where
    it was made.

    Parameters
    ----------
    tasks
        What to do.
    jobs
        Processes that do it, no more than there are tasks; with 1 all is done here, when it is asked for.
    """

    def __init__(self, tasks: Sequence[Task[Result, Rest]], jobs: int) -> None:
        self._tasks = tasks
        self._jobs = jobs
        self._processes: list[Any] = []
        self._receiver: Thread | None = None
        self._results: dict[int, Result] = {}
        self._rest: dict[int, Rest] = {}
        self._left: dict[int, Callable[[], Rest]] = {}
        self._error: Exception | None = None
        self._news = Condition()

    def __enter__(self) -> "SharedOut[Result, Rest]":
        """Begin, where others do the work."""
        if self._jobs < 2 or not self._tasks or not SAFE_TO_COPY:
            return self
        context = get_context("fork")
        number = context.Value("q", 0)
        readers: list[Connection] = []
        for _ in range(min(self._jobs, len(self._tasks))):
            reader, writer = context.Pipe(duplex=False)
            readers.append(reader)
            process = context.Process(target=_work, args=(self._tasks, number, writer, readers), daemon=True)
            process.start()
            writer.close()
            self._processes.append(process)
        self._receiver = Thread(target=self._receive, args=(readers,), daemon=True)
        self._receiver.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop whatever still works."""
        for process in self._processes:
            process.terminate()
            process.join()
        if self._receiver is not None:
            self._receiver.join()

    def results(self) -> list[Result]:
        """Return the result of each task, in their order, as soon as all are there.

        Raises
        ------
        sim.errors.OrderpointError
            A process was stopped from outside. An error of a task is raised as it is.
        """
        if self._receiver is None:
            for number, task in list(enumerate(self._tasks))[len(self._results) :]:
                self._results[number], self._left[number] = task()
        with self._news:
            self._news.wait_for(lambda: self._error or len(self._results) == len(self._tasks))
        self._complain()
        return [self._results[number] for number in range(len(self._tasks))]

    def rest(self) -> list[Rest]:
        """Return what was left to do of each task, done; to be called after `results`, with its errors."""
        if self._receiver is not None:
            self._receiver.join()
        self._complain()
        self._rest.update({number: left() for number, left in self._left.items()})
        self._left = {}
        return [self._rest[number] for number in range(len(self._tasks))]

    def _complain(self) -> None:
        if self._error is not None:
            raise self._error

    def _receive(self, readers: list[Connection]) -> None:
        """Take what others send until all have ended."""
        unfinished = list(readers)
        while unfinished:
            for reader in wait(unfinished):
                assert isinstance(reader, Connection)
                try:
                    kind, value = pickle.loads(reader.recv_bytes())
                except (EOFError, OSError):  # at its end, or in the middle of what it sends
                    kind, value = "error", OrderpointError(LOST)
                with self._news:
                    if kind == "result":
                        self._results.update(value)
                    elif kind == "end":
                        self._rest.update(value)
                    else:
                        self._error = self._error or value
                    self._news.notify_all()
                if kind != "result":
                    unfinished.remove(reader)
                    reader.close()


LATER = 10
"""By how much the rest gives way to the process that uses the results meanwhile (`os.nice`)."""
LOST = (
    "a process that worked beside this one was stopped from outside, perhaps for want of memory; try again "
    "with --jobs 1"
)


def _work(
    tasks: Sequence[Task[Any, Any]], number: Any, writer: Connection, readers: Sequence[Connection]
) -> None:
    """Do the tasks that nobody has begun, then what they left to do."""
    begin_as_copy(readers)
    left: dict[int, Callable[[], Any]] = {}
    try:
        while (mine := _next(number)) < len(tasks):
            result, left[mine] = tasks[mine]()
            writer.send_bytes(pickle.dumps(("result", {mine: result})))
        os.nice(LATER)
        writer.send_bytes(pickle.dumps(("end", {mine: rest() for mine, rest in left.items()})))
    except BrokenPipeError:
        return  # nobody waits any more
    except Exception as error:
        writer.send_bytes(pickle.dumps(("error", sendable(error))))


def begin_as_copy(others: Iterable[Connection]) -> None:
    """Make a copy of the first process one that works for it.

    Parameters
    ----------
    others
        Ends that the first process holds: or the copy would keep open what the first has left.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the first process's to answer
    gc.disable()  # a collection would touch, and so copy, all that is shared
    for end in others:
        end.close()


def sendable(error: Exception) -> Exception:
    """Return an error that arrives as it was, with where it came from; or one that says so much."""
    error.add_note(format_exc())
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return OrderpointError("".join(format_exception_only(error)).strip())
    return error


def _next(number: Any) -> int:
    with number.get_lock():
        mine: int = number.value
        number.value += 1
    return mine
