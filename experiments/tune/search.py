"""The search: response surfaces until nothing is gained, then a look elsewhere, in worlds kept for it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from experiments.bench import Runner
from experiments.tune.archive import Archive
from experiments.tune.evaluate import FIRST_WORLDS, Evaluation, Evaluator
from experiments.tune.explore import explored
from experiments.tune.problem import Problem, Setting
from experiments.tune.study import StudyRecord
from experiments.tune.surface import surface_search

WORLDS = 4
BATCH = 4
"""Settings of a look elsewhere that are simulated side by side, whatever the number of workers."""
ELSEWHERE = 8
"""Settings of a look elsewhere, once the surfaces have nothing more to say."""
SETTINGS_A_LOOK = 64
"""So many possible settings are worth one of a look elsewhere: a small lattice has been seen by then."""
LOOKS = 3
"""How often a look elsewhere that found something better may start the surfaces anew."""
Ended = Literal["converged", "trials", "budget", "interrupted"]


@dataclass(frozen=True)
class Search:
    """A finished search.

    Attributes
    ----------
    archive
        All settings that were simulated.
    start
        Where it began.
    winner
        The best setting; of those that tie with it, the simplest.
    ties
        Settings that are not surely worse than the best.
    ended
        Why it ended: nothing more to gain, the trials or the time used up, or somebody stopped it.
    trials
        Settings that were simulated.
    runs
        Replications that were simulated for them, now or before the search was resumed.
    """

    archive: Archive = field(repr=False)
    start: Setting
    winner: Evaluation
    ties: tuple[Evaluation, ...] = field(repr=False)
    ended: Ended
    trials: int
    runs: int

    @property
    def reached(self) -> bool:
        """Whether the winner reaches all goals in the worlds of the search."""
        return self.archive.shortfall(self.winner) == 0

    @property
    def given_up(self) -> int:
        """Settings that were given up after their first worlds."""
        return sum(not one.complete for one in self.archive.evaluations)


def search(
    runner: Runner,
    problem: Problem,
    start: Setting,
    *,
    others: Sequence[Setting] = (),
    worlds: int = WORLDS,
    first: int = FIRST_WORLDS,
    trials: int | None = None,
    seconds: float | None = None,
    reserve: int = 0,
    elsewhere: int = ELSEWHERE,
    seed: int = 0,
    record: StudyRecord | None = None,
    words: Callable[[float], str] = "{:.4g}".format,
) -> Search:
    """Find the best setting of a problem.

    Parameters
    ----------
    runner
        Runs the replications, and is told of progress.
    start
        Where to begin.
    others
        Further settings to begin with.
    worlds, first
        Worlds of a setting that is simulated to the end, and those after which a hopeless one is given up.
    trials
        Settings at the most; None: until nothing is gained.
    seconds
        Time at the most; a batch is not begun that would not end in it.
    reserve
        Runs that must still fit into the time afterwards.
    elsewhere
        Settings of a look elsewhere after the surfaces.
    seed
        Of whatever the search draws.
    record
        Where settings are kept, and where known ones are found.
    words
        Says the objective, for progress.

    Notes
    -----
    Without `seconds` the same call makes the same settings in the same order for any number of workers,
    whether it was stopped and resumed or not.
    """
    started = time.monotonic()
    archive, evaluator = Archive(problem), Evaluator(runner, problem, worlds, first)
    if record is not None:
        evaluator.kept |= record.known()

    def over() -> Ended | None:
        if trials is not None and len(archive) >= trials:
            return "trials"
        if seconds is not None and evaluator.runs:
            spent = time.monotonic() - started
            still = (reserve + BATCH * worlds / 2) * spent / evaluator.runs
            if spent + still >= seconds:
                return "budget"
        return None

    def simulate(batch: list[Setting]) -> None:
        if trials is not None:
            batch = batch[: trials - len(archive)]
        new = [setting for setting in batch if setting not in evaluator.kept]
        archive.add(evaluator.evaluate(batch, archive.best if len(archive) else None))
        if record is not None:
            for setting in new:
                record.keep(evaluator.kept[setting])
        runner.monitor.tell("tuning", len(archive), trials or 0, _best_words(archive, words))

    ended: Ended = "converged"
    try:
        begin = start
        for look in range(LOOKS + 1):
            for batch in surface_search(problem, archive, begin, seed + look):
                simulate([*batch[:1], *others, *batch[1:]] if not len(archive) else batch)
                if over():
                    break
            before = archive.best.setting
            looked = int(min(elsewhere, max(problem.settings / SETTINGS_A_LOOK, 1)))
            for turn in range(0, looked, BATCH):
                if over():
                    break
                count = min(BATCH, looked - turn)
                batch = explored(problem, archive, count, seed + 1000 * look + turn + 1)
                if batch:
                    simulate(batch)
            begin = archive.best.setting
            if over() or begin == before:
                break
        ended = over() or ended
    except KeyboardInterrupt:
        if not len(archive):
            raise
        ended = "interrupted"
    winner = archive.simplest(start)
    runs = sum(one.worlds for one in archive.evaluations)
    return Search(archive, start, winner, tuple(archive.ties()), ended, len(archive), runs)


def _best_words(archive: Archive, words: Callable[[float], str]) -> str:
    best = archive.best
    goals = archive.problem.goals
    missed = "" if archive.shortfall(best) == 0 or not goals else ", target not reached yet"
    return f"best {words(archive.objective(best))}{missed}"
