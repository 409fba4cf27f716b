"""`orderpoint tune CASE --frontier FIGURE,FIGURE`: what more of one figure costs in another."""

import textwrap
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from experiments.commands.contest import CANCELLED, currency_of, titles_of
from experiments.commands.options import Settings
from experiments.commands.words import figure, knob, number_in_words, plural, unit_words
from experiments.commands.workbench import finish, workbench
from experiments.console import say, say_json, say_paragraph, say_table, span

if TYPE_CHECKING:
    import pandas as pd

    from experiments.charts.chart import Chart
    from experiments.charts.frontier import FrontierPoint
    from experiments.interval import Interval
    from experiments.tune.confirm import Confirmed
    from experiments.tune.from_case import CaseProblem
    from experiments.tune.frontier import Frontier
    from experiments.tune.problem import Goal, Knob
    from scenarios import Case

TARGET_NOT_REACHED = 4
TODAY = "today"
OPTION = "--frontier"
HEAD = 16
"""Letters of a line of a column name."""


def figures_of(text: str, others: dict[str, bool]) -> tuple[str, str]:
    """Read `FIGURE,FIGURE`: the one that is bought first, the one that it is paid in second.

    Parameters
    ----------
    others
        Options that do not go with a frontier, and whether they were given.

    Raises
    ------
    typer.BadParameter
        There are not two, they are the same, one is not known or has no good direction, or another option
        does not go with them.
    """
    from experiments.charts.frontier import in_order
    from experiments.tune.frontier import check_figures
    from sim.errors import DataError

    clash = next((option for option, given in others.items() if given), None)
    if clash is not None:
        raise typer.BadParameter(f"{clash} does not go with a frontier; leave it out.", param_hint=OPTION)
    try:
        return in_order(check_figures([name.strip() for name in text.split(",") if name.strip()]))
    except DataError as error:
        raise typer.BadParameter(f"{error}.", param_hint=OPTION) from None


def find_frontier(
    case: "Case",
    settings: Settings,
    folder: Path,
    name: str,
    kpis: tuple[str, str],
    *,
    goals: "list[Goal]",
    knobs: "list[tuple[str, Knob]]",
    trials: int | None,
    worlds: int,
    seconds: float | None,
    json: bool,
) -> None:
    """Find, confirm, keep and say the frontier of two figures of an alternative."""
    began = time.monotonic()
    with workbench(case, settings, folder) as bench:
        from experiments.tune.from_case import case_problem
        from experiments.tune.frontier import MOST_CONFIRMED, TRIALS, confirm_frontier, frontier

        problem = case_problem(bench, name, goals, kpis[0], knobs)
        found = frontier(
            bench,
            problem.problem,
            kpis,
            problem.present,
            worlds=worlds,
            trials=TRIALS if trials is None else trials,
            seconds=seconds,
            reserve=(MOST_CONFIRMED + 1) * settings.replications,
            seed=settings.seed,
        )
        confirmed, points = confirm_frontier(bench, problem, found, settings.replications)
        words = FrontierWords(
            found,
            confirmed,
            points,
            title=titles_of(case)[name],
            currency=currency_of(case),
            seed=settings.seed,
            seconds=time.monotonic() - began,
        )
        charts = keep(case, folder, settings, words, name)
        finish(bench, words.interrupted)
    if json:
        say_json(words.document(case.name, name, folder, charts))
    else:
        _say(case, words, folder, charts)
    if words.interrupted:
        raise typer.Exit(CANCELLED)
    if not words.reached:
        raise typer.Exit(TARGET_NOT_REACHED)


@dataclass(frozen=True)
class FrontierWords:
    """A frontier with its settings in fresh worlds, ready to be said.

    Parameters
    ----------
    found
        The frontier, its first figure the one that is bought.
    confirmed
        Some of its settings in fresh worlds.
    points
        The trial of each of these, by its name among the confirmed.
    title
        What the alternative is called.
    currency
        ISO code.
    seed
        Of the random worlds.
    seconds
        How long it took.
    """

    found: "Frontier"
    confirmed: "Confirmed"
    points: dict[str, int]
    title: str
    currency: str
    seed: int
    seconds: float

    @property
    def interrupted(self) -> bool:
        """Whether somebody stopped the confirmation."""
        return self.confirmed.comparison.outcomes.interrupted

    @cached_property
    def names(self) -> list[str]:
        """What was confirmed, in the order of the tables."""
        today = [TODAY] if TODAY in self.confirmed.comparison.alternatives else []
        return [*today, *self.points]

    @property
    def case_problem(self) -> "CaseProblem":
        """What was turned."""
        return self.confirmed.case_problem

    @cached_property
    def able(self) -> list[str]:
        """The confirmed settings that reach all goals."""
        return [name for name in self.points if self._reaches(name)]

    def _reaches(self, name: str) -> bool:
        return all(self.confirmed.reaches(goal, name) for goal in self.case_problem.goals)

    def _is_knee(self, name: str) -> bool:
        return self.found.knee is not None and self.points.get(name) == self.found.knee

    @property
    def reached(self) -> bool:
        """Whether any setting reaches all goals in the fresh worlds."""
        return bool(self.able)

    @property
    def replications(self) -> int:
        """Fresh worlds."""
        return len(self.confirmed.comparison.outcomes.of(self.names[-1]))

    # ---- what it comes to

    def interval(self, name: str, kpi: str) -> "Interval":
        """Return a figure in fresh worlds."""
        return self.confirmed.comparison.interval(name, kpi)

    @cached_property
    def price(self) -> "Interval":
        """The second figure of the last setting less that of the first."""
        names = list(self.points)
        return self.confirmed.comparison.difference(names[-1], self.found.kpis[1], names[0])

    @cached_property
    def chart(self) -> "Chart":
        """The picture, whose title is the finding."""
        from experiments.charts.frontier import frontier_chart
        from experiments.charts.looks import looks_of

        case = self.case_problem.bench.case
        return frontier_chart(
            [self._point(name) for name in self.names],
            self.found.kpis,
            price=self.price,
            reached=self.found.reached,
            alternative=self.title,
            look=looks_of(list(case.alternatives), case.today)[self._look_name],
            currency=self.currency,
            replications=self.replications,
            seed=self.seed,
        )

    @property
    def _look_name(self) -> str:
        """The alternative whose look the curve has: another than today's, which is black."""
        case, name = self.case_problem.bench.case, self.case_problem.alternative
        return name if name != case.today else next((n for n in case.alternatives if n != name), name)

    def _point(self, name: str) -> "FrontierPoint":
        from experiments.charts.frontier import FrontierPoint

        first, second = (self.interval(name, kpi) for kpi in self.found.kpis)
        if name == TODAY:
            return FrontierPoint("Today's way", first, second, today=True)
        trial, places, knee = self.points[name], list(self.points), self._is_knee(name)
        label = self._setting_words(trial)
        if not knee and name not in (places[0], places[-1]):
            label = knob(_plain(self.found.settings[trial][0])) if len(self.case_problem.knobs) == 1 else ""
        return FrontierPoint(f"Knee: {label}" if knee else label, first, second, knee=knee)

    def _setting_words(self, trial: int) -> str:
        return "\n".join(f"{self._short(n)} {knob(_plain(v))}" for n, v in self.found.named(trial).items())

    def _short(self, name: str) -> str:
        """Return the name of a knob without what all readers know: the last part of its path."""
        if self.case_problem.split is not None:
            return f"class {name}"
        names = [one.name for one in self.case_problem.knobs]
        parts = name.split(".")
        for last in range(1, len(parts) + 1):
            short = ".".join(parts[-last:])
            if sum(other == short or other.endswith("." + short) for other in names) == 1:
                return short.replace("_", " ")
        return name

    # ---- tables

    def table(self) -> tuple[list[str], list[list[str]], frozenset[int]]:
        """Return the confirmed settings beside today's way, and the rows to stress."""
        head = ["", *(self._short(one.name).replace(" ", "\n", 1) for one in self.case_problem.knobs)]
        head += [self._head(kpi, goal) for kpi, goal in self._columns()]
        several = len(self.points) > 1
        head += ["more than\nthe one before"] * several
        rows, bold, before = [], set(), ""
        for number, name in enumerate(self.names):
            trial = self.points.get(name)
            row = [self._row_name(name)]
            if trial is None:
                row += [""] * len(self.case_problem.knobs)
            else:
                row += [knob(_plain(value)) for value in self.found.named(trial).values()]
            row += [self._cell(name, kpi, goal) for kpi, goal in self._columns()]
            row += [self._step(name, before)] * several
            before = name if trial is not None else ""
            if self._is_knee(name):
                bold.add(number)
            rows.append(row)
        return head, rows, frozenset(bold)

    def _columns(self) -> "list[tuple[str, Goal | None]]":
        both = [(kpi, None) for kpi in self.found.kpis]
        return [*both, *((goal.kpi, goal) for goal in self._own_goals())]

    def _own_goals(self) -> "list[Goal]":
        """Return the goals that have a column of their own."""
        return [g for g in self.case_problem.goals if g.group or g.kpi not in self.found.kpis]

    def _head(self, kpi: str, goal: "Goal | None") -> str:
        from experiments.kpi import find_kpi

        title = "from stock" if kpi == "fill_rate" else self._title(kpi).lower()
        if goal is not None and goal.group:
            title = f"{title}, class {goal.group}"
        if find_kpi(kpi).unit.startswith("money"):
            title += f" {unit_words(find_kpi(kpi).unit)}"
        return textwrap.fill(title.strip(), HEAD)

    def _row_name(self, name: str) -> str:
        if name == TODAY:
            return "Today's way"
        number = f"{list(self.points).index(name) + 1}"
        said = [number]
        if self._is_knee(name):
            said.append("knee")
        if name in self.confirmed.comparison.outcomes.saturated:
            said.append("does not keep up")
        elif name not in self.able:
            said.append("misses the target")
        return ", ".join(said)

    def _cell(self, name: str, kpi: str, goal: "Goal | None") -> str:
        one = self.interval(name, kpi) if goal is None else self.confirmed.figure(name, goal)
        return f"{self._figure(one.mean, kpi)}\n±{self._width(one.half_width, kpi)}"

    def _step(self, name: str, before: str) -> str:
        if not before:
            return ""
        kpi = self.found.kpis[1]
        one = self.confirmed.comparison.difference(name, kpi, before)
        sign = "+" if one.mean > 0 else ""
        return f"{sign}{self._figure(one.mean, kpi)}\n±{self._width(one.half_width, kpi)}"

    # ---- words

    def how(self) -> str:
        """Return how it was found, in a line."""
        tried, on = len(self.found.settings), len(self.found.order)
        ending = {"budget": ", until the time was used up", "converged": ", all that tell anything"}
        more = ""
        if self.found.ended == "trials" and len(self.case_problem.knobs) > 1:
            more = " More settings (--trials) may push the frontier further out."
        return (
            f"{tried} {plural('setting', tried)} tried in {self.found.worlds} random worlds"
            f"{ending.get(self.found.ended, '')}, {on} of them on the frontier; "
            f"{len(self.points)} confirmed in {self.replications} fresh worlds (seed {self.seed}, "
            f"{span(self.seconds)}).{more}"
        )

    def findings(self) -> list[str]:
        """Return what it means, in sentences."""
        found = [f"{self.chart.title}."]
        if self.found.knee is not None:
            found.append(f"Knee: {self._values_words(self.found.knee)}.")
        found += [*self._goals_words(), *self._today_words(), *self._ties_words(), *self._edge_words()]
        return found

    def _values_words(self, trial: int) -> str:
        return ", ".join(
            f"{self._knob_words(name)} = {knob(_plain(value))}"
            for name, value in self.found.named(trial).items()
        )

    def _knob_words(self, name: str) -> str:
        problem = self.case_problem
        return f"class {name}: {problem.path[name]}" if problem.split is not None else name

    def _goals_words(self) -> list[str]:
        if self.reached:
            return []
        said = []
        for goal in self.case_problem.goals:
            best = min(self.points, key=lambda name: goal.missing(self.confirmed.figure(name, goal).mean))
            gives = self._figure(self.confirmed.figure(best, goal).mean, goal.kpi)
            wanted = self._figure(goal.target, goal.kpi)
            if not self.confirmed.reaches(goal, best):
                said.append(f"{goal.label} {wanted} is not reached; the best found gives {gives}")
        text = "; ".join(said) or "no setting reaches all targets at once"
        return [f"The target: {text}."]

    def beaten(self) -> list[str]:
        """Return the confirmed settings that are surely better than today's way in both figures."""
        from experiments.tune.frontier import signs

        if TODAY not in self.names:
            return []
        found = []
        for name in self.able:
            pairs = [self.confirmed.comparison.difference(name, kpi, TODAY) for kpi in self.found.kpis]
            ends = [
                one.low if s > 0 else -one.high for one, s in zip(pairs, signs(self.found.kpis), strict=True)
            ]
            if all(end > 0 for end in ends):
                found.append(name)
        return found

    def _today_words(self) -> list[str]:
        if TODAY not in self.names:
            return []
        better = self.beaten()
        if not better:
            return ["No setting confirmed is surely better than today's way in both figures."]
        numbers = [str(list(self.points).index(name) + 1) for name in better]
        settings = f"Setting {numbers[0]} is" if len(numbers) == 1 else f"Settings {_list(numbers)} are"
        return [f"{settings} surely better than today's way in both figures."]

    def _ties_words(self) -> list[str]:
        count = self.found.tied
        if not count:
            return []
        verb = "is" if count == 1 else "are"
        said = f"{number_in_words(count)} {plural('setting', count)} on the frontier".capitalize()
        return [f"{said} {verb} not to be told apart from the one before by either figure (frontier.csv)."]

    def _edge_words(self) -> list[str]:
        at = {n: None for k in self._ends for n in self.found.problem.edges(self.found.settings[k])}
        if not at:
            return []
        names = ", ".join(self._knob_words(name) for name in at)
        return [
            f"It ends at the edge of the range of {names}; a wider one may go further (--vary PATH=LOW:HIGH)."
        ]

    @property
    def _ends(self) -> tuple[int, int]:
        return self.found.order[0], self.found.order[-1]

    def _title(self, kpi: str) -> str:
        from experiments.charts.kpi_axis import kpi_axis

        return kpi_axis(kpi, 1.0, self.currency).title

    def _figure(self, value: float, kpi: str) -> str:
        from experiments.kpi import find_kpi

        return figure(value, find_kpi(kpi).unit, self.currency)

    def _width(self, value: float, kpi: str) -> str:
        from experiments.kpi import find_kpi

        if value != value:
            return "-"
        unit = find_kpi(kpi).unit
        return f"{100 * value:.1f}" if unit == "share" else figure(value, unit, self.currency)

    # ---- records

    def confirmed_frame(self) -> "pd.DataFrame":
        """Return the confirmed settings and today's way with their figures in fresh worlds."""
        import pandas as pd

        rows = []
        for name in self.names:
            trial = self.points.get(name)
            row: dict[str, Any] = {"alternative": name, "trial": trial}
            row |= self.found.named(trial) if trial is not None else {}
            for kpi in self.found.kpis:
                one = self.interval(name, kpi)
                row |= {kpi: one.mean, f"{kpi}_low": one.low, f"{kpi}_high": one.high}
            for goal in self._own_goals():
                row[goal.label] = self.confirmed.figure(name, goal).mean
            row |= {"reaches_targets": self._reaches(name), "knee": self._is_knee(name)}
            rows.append(row)
        knobs = [one.name for one in self.case_problem.knobs]
        frame = pd.DataFrame(rows).astype({"trial": "Int64"})
        return frame[["alternative", "trial", *knobs, *(c for c in frame.columns[2:] if c not in knobs)]]

    def record(self) -> dict[str, Any]:
        """Return what was found, for the summary and for --json."""
        knee = self.found.knee
        return {
            "kpis": list(self.found.kpis),
            "trials": len(self.found.settings),
            "worlds": self.found.worlds,
            "ended": self.found.ended,
            "on_frontier": len(self.found.order),
            "tied": self.found.tied,
            "knee": None if knee is None else self.found.named(knee),
            "reached": self.reached,
            "targets": {goal.label: goal.target for goal in self.case_problem.goals},
            "better_than_today_in_both": self.beaten(),
            "points": [self._point_record(name) for name in self.names],
        }

    def _point_record(self, name: str) -> dict[str, Any]:
        trial = self.points.get(name)
        return {
            "name": name,
            "trial": trial,
            "values": None if trial is None else self.found.named(trial),
            "knee": self._is_knee(name),
            "reaches_targets": self._reaches(name),
            "keeps_up": name not in self.confirmed.comparison.outcomes.saturated,
            "figures": {
                **{kpi: _ends(self.interval(name, kpi)) for kpi in self.found.kpis},
                **{goal.label: _ends(self.confirmed.figure(name, goal)) for goal in self._own_goals()},
            },
        }

    def document(
        self, case: str, alternative: str, folder: Path, charts: list[dict[str, str]]
    ) -> dict[str, Any]:
        """Return the one JSON document."""
        return {
            "command": "tune",
            "case": case,
            "alternative": alternative,
            "title": self.title,
            "finding": self.chart.title,
            "seed": self.seed,
            "currency": self.currency,
            "replications": self.replications,
            "interrupted": self.interrupted,
            "frontier": self.record(),
            "folder": str(folder),
            "charts": charts,
        }


def keep(
    case: "Case", folder: Path, settings: Settings, words: FrontierWords, name: str
) -> list[dict[str, str]]:
    """Write the folder of the results."""
    from experiments.charts.save_chart import save_chart
    from experiments.run_folder import write_csv, write_run_folder

    charts = list[dict[str, str]]()

    def fill(inside: Path) -> None:
        write_csv(words.found.frame, inside / "frontier.csv")
        write_csv(words.confirmed_frame(), inside / "confirmed.csv")
        chart = words.chart
        save_chart(chart.figure, inside / "charts" / "frontier", chart.alt_text, chart.title)
        charts.append({"file": "charts/frontier.svg", "title": chart.title, "alt_text": chart.alt_text})

    meta = {
        "command": "tune",
        "alternative": name,
        "time_unit": case.time_unit,
        "horizon": settings.horizon,
        "warm_up": settings.warm_up,
        "values": settings.values,
        "frontier": words.record(),
    }
    write_run_folder(folder, case, words.confirmed.comparison, meta, fill=fill)
    return charts


def _say(case: "Case", words: FrontierWords, folder: Path, charts: list[dict[str, str]]) -> None:
    from experiments.charts.style import as_sentence_start

    first, second = (words._title(kpi) for kpi in words.found.kpis)
    say(f"{case.title}: {as_sentence_start(first).lower()} against {second.lower()}, {words.title}")
    say_paragraph(words.how())
    say()
    head, rows, bold = words.table()
    say_table(head, rows, bold=bold)
    say()
    for paragraph in words.findings():
        say_paragraph(paragraph)
    say()
    files = ", ".join(chart["file"] for chart in charts)
    say_paragraph(f"In {folder}: {files}, frontier.csv (all settings), confirmed.csv, and the tables.")


def _ends(interval: "Interval") -> dict[str, float]:
    return {"mean": interval.mean, "low": interval.low, "high": interval.high}


def _plain(value: float) -> float:
    """Return a whole number as one, so that it is written without a point."""
    return value if isinstance(value, int) else float(value)


def _list(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
