"""Spread the worlds of a study over workers, each world read by a function of one's own."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import cloudpickle  # type: ignore[import-untyped]

Result = TypeVar("Result")


def spread(
    read: Callable[[Any, int], Result], study: Any, worlds: Sequence[int], jobs: int
) -> Iterator[tuple[int, Result]]:
    """Yield the number of each world with what was read of it, as workers finish.

    Parameters
    ----------
    read
        Reads a world of the study; a function of a module, so that workers find it.
    study
        What all worlds share; sent to each worker packed.
    worlds
        Numbers of the worlds.
    jobs
        Worker processes; -1 takes all.
    """
    if jobs == 1 or len(worlds) < 2:
        for world in worlds:
            yield world, read(study, world)
        return
    import joblib  # here, or who only reads results would wait for it

    payload = cloudpickle.dumps(study)
    calls = (joblib.delayed(_packed)(read, payload, world) for world in worlds)
    yield from joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")(calls)


def _packed(read: Callable[[Any, int], Result], payload: bytes, world: int) -> tuple[int, Result]:
    return world, read(cloudpickle.loads(payload), world)
