"""Share work out to processes that see everything this one has read: it is not read or sent again."""

import gc
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

from sim.errors import OrderpointError

Result = TypeVar("Result")
_tasks: Sequence[Callable[[], object]] = ()


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared_out(
    tasks: Sequence[Callable[[], Result]], jobs: int, meanwhile: Callable[[], object] | None = None
) -> list[Result]:
    """Return what each task returns, in their order.

    Where the system can copy a running process safely (Linux), the copies do the tasks, `jobs` at a time;
    elsewhere a new process would have to read everything again, and the tasks are done here.

    Parameters
    ----------
    tasks
        What to do; what they return is sent back, so it must be picklable and small.
    jobs
        Processes at a time.
    meanwhile
        What this process does while the others work.

    Raises
    ------
    sim.errors.OrderpointError
        A process was stopped from outside.
    """
    meanwhile = meanwhile or (lambda: None)
    jobs = min(jobs, len(tasks))
    if jobs < 2 or not hasattr(os, "sched_getaffinity") or "fork" not in get_all_start_methods():
        meanwhile()
        return [task() for task in tasks]
    gc.collect()
    gc.freeze()  # a collection in a copy would touch, and so copy, all that is shared
    try:
        with ProcessPoolExecutor(jobs, get_context("fork"), _start, (tasks,)) as pool:
            results = pool.map(_do, range(len(tasks)))
            meanwhile()
            return list(results)
    except BrokenProcessPool as error:
        raise OrderpointError(
            "a process that worked beside this one was stopped from outside, perhaps for want of memory: "
            "try again with --jobs 1"
        ) from error
    finally:
        gc.unfreeze()


def _start(tasks: Sequence[Callable[[], object]]) -> None:
    """Begin the work of a copy: the stroke of Ctrl-C is the first process's to answer."""
    global _tasks
    _tasks = tasks
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # it lives for seconds


def _do(number: int) -> Any:
    return _tasks[number]()
