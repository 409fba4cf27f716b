"""What long commands work on: a case, with progress, finished work on disk, and somebody to do it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.commands.options import Settings
from experiments.console import progress, remark

if TYPE_CHECKING:
    from experiments.bench import Bench
    from scenarios import Case


@contextmanager
def workbench(case: "Case", settings: Settings, folder: Path | None = None) -> Iterator["Bench"]:
    """Give a case to work on; what is finished is kept beside `folder` until the work is done.

    Parameters
    ----------
    folder
        Where the results go in the end; None keeps nothing.
    """
    from experiments.bench import Bench
    from experiments.cluster import workers
    from experiments.digest import code_digest
    from experiments.run_files import case_digest
    from experiments.store import Store

    store = None
    if folder is not None:
        owner = {"case": case.name, "digest_of_the_case": case_digest(case.folder), "version": code_digest()}
        store = Store(unfinished(folder), owner, resume=settings.resume)
    with progress(settings.display) as monitor, workers(settings.cluster) as jobs:
        bench = Bench(
            case,
            values=settings.values,
            seed=settings.seed,
            horizon=settings.horizon,
            warm_up=settings.warm_up,
            jobs=jobs or settings.jobs,
            monitor=monitor,
            store=store,
        )
        try:
            yield bench
        except KeyboardInterrupt:
            say_resume(bench)
            raise


def say_resume(bench: "Bench") -> None:
    """Say how stopped work can go on, where something of it was finished."""
    store = bench.store
    if store is not None and store.folder.exists():
        remark(f"What was finished is kept in {store.folder}; the same command with --resume goes on.")


def finish(bench: "Bench", interrupted: bool) -> None:
    """End work whose results are written: forget what was kept to resume it, unless it was stopped."""
    if interrupted:
        say_resume(bench)
    elif bench.store is not None:
        bench.store.remove()


def unfinished(folder: Path) -> Path:
    """Return where the finished part of unfinished work is kept."""
    return folder.parent / f"{folder.name}.unfinished"
