"""Run what a report needs and is not there: each part in a folder of its own, by its own command."""

import io
import json
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

import typer

from experiments.commands.common import Given
from experiments.commands.workbench import finish, workbench
from experiments.console import remark

if TYPE_CHECKING:
    from experiments.bench import Bench
    from experiments.commands.league_table import LeagueTable
    from experiments.report.evidence import Evidence
    from scenarios import Case

ASKED = "asked.json"
"""What was asked for when a part was made: it is made again when that changes."""
RUNS = "runs"
"""Folder of the parts beside the report."""
TRIALS = 16
"""Settings that the tuning by class tries: a number, not a time, so that results are the same anywhere."""
SWEEP_WORLDS, DOUBT_WORLDS, TRANSITION_WORLDS, QUICK_WORLDS = 4, 6, 10, 3
"""Replications at each point of the sweep, each end of a doubt, of the transition; of a quick report."""
RIVALS = 1
"""Ways beside today's and the recommended one that are shown over volume."""
FAN_WORLDS = 5
"""Random worlds of the stock of single items."""
DAYS_OF_FAN = 365.0
"""Days of them that are read."""
DAYS_ON_FLOOR = 28.0
"""Days of the plan of machines."""
TARGET_NOT_REACHED, CANCELLED = 4, 130


class Gatherer:
    """Makes the parts of the evidence for a case, those that are not there or no longer fit.

    Parameters
    ----------
    case, words
        The case, and how the user named it.
    given
        The common options.
    folder
        Where the report goes; the parts go into a folder in it.
    quick
        Fewer replications and points.
    """

    def __init__(self, case: "Case", words: str, given: Given, folder: Path, *, quick: bool) -> None:
        self.case = case
        self.words = words
        self.given = given
        self.settings = given.settings(case)
        if quick and given.replications is None:
            self.settings = replace(self.settings, replications=QUICK_WORLDS)
        self.runs = folder / RUNS
        self.quick = quick
        self.parts: list[Path] = []

    def gather(self) -> list[Path]:
        """Make what is missing and return the folders of all parts."""
        case = self.case
        self._command("compare", [])
        from experiments.report.evidence import read_evidence

        evidence = read_evidence([self.runs / "compare"])
        best = evidence.verdict.way or evidence.table.best
        self._own("floor", lambda bench: self._floor(bench, evidence, best))
        if case.today is not None and any(lever.function for lever in case.levers.values()):
            self._own("functions", lambda bench: self._functions(bench, evidence, best))
        if case.proposal.class_target:
            trials = ["--trials", str(TRIALS if not self.quick else 4)]
            self._command("tune", ["--target", case.proposal.class_target, *trials])
        if case.today is not None and best is not None and best != case.today:
            self._command("volume", self._volumes(evidence.table, best), least=SWEEP_WORLDS)
            events = [word for text in self._events() for word in ("--event", text)]
            if events:
                self._command("stress", [*events, "--alternative", f"{case.today},{best}"])
            self._own("transition", lambda bench: self._transition(bench, evidence, best))
            if case.proposal.doubts:
                self._own("doubts", lambda bench: self._doubts(bench, evidence, best))
        self._verify()
        return sorted(self.parts)

    # ---- parts that are commands

    def _command(self, name: str, more: list[str], least: int | None = None) -> None:
        """Make a part by its command, unless it is there."""
        from experiments.report.parts import VOLUME

        command = "sweep" if name == VOLUME else name
        count = self.settings.replications if least is None else min(least, self.settings.replications)
        words = [command, self.words, *more, "--replications", str(count), *self._passed_on()]
        self._make(name, words, lambda folder: self._run([*words, "--out", str(folder), *self._unasked()]))

    def _passed_on(self) -> list[str]:
        """Return the common options that change figures."""
        settings = self.settings
        words = ["--seed", str(settings.seed), "--horizon", f"{settings.horizon:g}"]
        words += ["--warmup", f"{settings.warm_up:g}"]
        for path, value in settings.values.items():
            words += ["--set", f"{path}={toml_of(value)}"]
        return words

    def _unasked(self) -> list[str]:
        """Return the common options that change no figures."""
        words = ["--jobs", str(self.settings.jobs), "--progress", self.settings.display]
        if self.settings.cluster:
            words += ["--cluster", self.settings.cluster]
        return [*words, "--quiet"] if self.given.silent else words

    def _run(self, words: list[str]) -> None:
        """Run a command here; what it prints is in its folder anyway."""
        from experiments.cli import app

        if words[0] not in ("stress", "verify"):
            words = [*words, "--resume"]
        code = 0
        try:
            with redirect_stdout(io.StringIO()):
                app(words, prog_name="orderpoint")
        except SystemExit as end:
            code = int(end.code or 0)
        if code not in (0, TARGET_NOT_REACHED):
            if code == CANCELLED:
                remark("The same command goes on where it was stopped.")
            raise typer.Exit(code)

    def _make(self, name: str, asked: object, make: Callable[[Path], None]) -> None:
        """Make a part unless it is there, made by the same code from the same case for the same words."""
        from experiments.digest import code_digest
        from experiments.report.parts import PARTS
        from experiments.run_files import SUMMARY, case_digest

        folder = self.runs / name
        self.parts.append(folder)
        wanted = {"asked": asked, "code": code_digest(), "case": case_digest(self.case.folder)}
        try:
            whole = (folder / SUMMARY).is_file()
            if whole and json.loads((folder / ASKED).read_text(encoding="utf-8")) == wanted:
                return
        except (OSError, ValueError):
            whole = False  # it is not there, or half-written: it is made
        if not whole and (folder / ASKED).is_file():
            rmtree(folder)  # ours, and no folder of results any more
        remark(f"Making {PARTS[name].title}.", self.given.silent)
        self.runs.mkdir(parents=True, exist_ok=True)
        make(folder)
        (folder / ASKED).write_text(json.dumps(wanted) + "\n", encoding="utf-8")

    def _verify(self) -> None:
        words = ["verify"]
        quiet = ["--quiet"] if self.given.silent else []
        self._make("verify", words, lambda folder: self._run([*words, "--out", str(folder), *quiet]))

    def _volumes(self, table: "LeagueTable", best: str) -> list[str]:
        volumes = self.case.proposal.volumes
        if self.quick:
            volumes = tuple(v for v in volumes if v in (min(volumes), 1.0, max(volumes))) or volumes
        rivals = [n for n in table.order() if n in table.entrants and n not in (best, self.case.today)]
        rivals = [name for name in rivals if not self._kin(name, best)][:RIVALS]
        names = ",".join([str(self.case.today), best, *rivals])
        listed = ",".join(f"{v:g}" for v in volumes)
        return ["--vary", f"volume={listed}", "--alternatives", names]

    @staticmethod
    def _kin(one: str, other: str) -> bool:
        """Tell whether two ways are of one family by their names, as MRP and MRP II."""
        return one.startswith(other) or other.startswith(one)

    def _events(self) -> list[str]:
        if self.case.proposal.events:
            return list(self.case.proposal.events)
        from experiments.event_text import example
        from sim import DataError

        scenario = self.case.network()
        start = self.settings.warm_up + (self.settings.horizon - self.settings.warm_up) / 4
        try:
            return [example(scenario, float(int(start)))]
        except DataError:
            return []

    # ---- parts of the report's own

    def _own(self, name: str, study: Callable[["Bench"], tuple[Mapping[str, Any], dict[str, Any]]]) -> None:
        """Make a part that no other command makes: its tables, and what goes into its summary."""
        settings, case = self.settings, self.case

        def make(folder: Path) -> None:
            from experiments.run_folder import write_csv, write_folder

            with workbench(case, settings, folder) as bench:
                tables, facts = study(bench)
                about = {
                    "command": name,
                    "case": case.name,
                    "title": case.title,
                    "today": case.today,
                    "time_unit": case.time_unit,
                    "seed": settings.seed,
                    "horizon": settings.horizon,
                    "warm_up": settings.warm_up,
                    "values": settings.values,
                    **facts,
                }

                def fill(inside: Path) -> None:
                    for file, frame in tables.items():
                        write_csv(frame, inside / f"{file}.csv")

                write_folder(folder, case.folder, fill, lambda: about)
                finish(bench, False)

        asked = [name, self.words, self.quick, settings.replications, *self._passed_on()]
        self._make(name, asked, make)

    def _knob(self, evidence: "Evidence", way: str) -> dict[str, object]:
        """Return what a way was sized to in the comparison."""
        sized = evidence.runs["compare"].summary.get("sized", {}).get(way)
        return {} if sized is None else {sized["path"]: sized["value"]}

    def _floor(
        self, bench: "Bench", evidence: "Evidence", best: str | None
    ) -> tuple[Mapping[str, Any], dict[str, Any]]:
        import pandas as pd

        from experiments.commands.contest import shown_items
        from experiments.floor import days_of, kanban_cards, machine_runs, stock_paths

        names = [name for name in (self.case.today, best) if name is not None]
        tables: dict[str, Any] = {}
        plans, cards, shown = [], [], {}
        for number, name in enumerate(names):
            bench.monitor.tell("shop floor", number, len(names))
            scenario = bench.scenario(name, self._knob(evidence, name))
            shown[name] = scenario
            if scenario.network.work_centres:
                start, last = (time * days_of(scenario) for time in (scenario.warm_up, scenario.horizon))
                end = min(last, start + DAYS_ON_FLOOR)
                plans.append(machine_runs(scenario, 0, start, end).assign(alternative=name))
        for name in self.case.alternatives:
            scenario = bench.scenario(name, self._knob(evidence, name))
            found = kanban_cards(scenario)
            if (found["cards"] > 0).any():
                cards.append(found.assign(alternative=name))
        items = shown_items(self.case, list(shown.values())) if shown else []
        if items:
            tables["stock_paths"] = stock_paths(shown, items, range(FAN_WORLDS), DAYS_OF_FAN)
        bench.monitor.tell("shop floor", len(names), len(names))
        if plans:
            tables["machine_runs"] = pd.concat(plans, ignore_index=True)
        if cards:
            tables["kanban_cards"] = pd.concat(cards, ignore_index=True)
        return tables, {"alternatives": names}

    def _functions(
        self, bench: "Bench", evidence: "Evidence", best: str | None
    ) -> tuple[Mapping[str, Any], dict[str, Any]]:
        from experiments.functions import switch_on

        knob = self._knob(evidence, best) if best is not None else {}
        comparison, functions = switch_on(bench, best, knob, self.settings.replications)
        outcomes = comparison.outcomes.whole()
        facts = {
            "functions": [
                {"title": one.title, "levers": list(one.levers), "alone": one.alone, "up_to": one.up_to}
                for one in functions
            ],
            "way": best,
            "engine": outcomes[0].engine,
            "replications": {name: len(outcomes.of(name)) for name in comparison.alternatives},
            "baseline": self.case.today,
        }
        return {"kpis": comparison.kpis}, facts

    def _transition(
        self, bench: "Bench", evidence: "Evidence", best: str
    ) -> tuple[Mapping[str, Any], dict[str, Any]]:
        import pandas as pd

        from experiments.transition import (
            OVERTIME,
            OVERTIME_MONTHS,
            check_stages,
            follow_transition,
            with_overtime,
        )
        from sim import DataError

        today = str(self.case.today)
        scenario = bench.scenario(today)
        ways: dict[str, Any] = {}
        against = {}
        candidates = [best, *(name for name in evidence.table.order() if name not in (best, today))]
        for name in candidates:
            way = bench.scenario(name, self._knob(evidence, name))
            stages = [(0.0, way)]
            try:
                check_stages(scenario, stages)
            except DataError as error:
                against[name] = str(error)
                continue
            ways = {name: stages}
            if way.network.work_centres:
                longer = with_overtime(way)
                try:
                    check_stages(scenario, longer)
                    ways[f"{name} with overtime"] = longer
                except DataError as error:
                    against[f"{name} with overtime"] = str(error)
            break
        if not ways:
            return {"months": pd.DataFrame()}, {"against": against, "way": None}
        count = min(self.settings.replications, TRANSITION_WORLDS)

        def watch(done: int, total: int) -> None:
            bench.monitor.tell("transition", done, total)
            bench.monitor.check()

        months = follow_transition(
            today,
            scenario,
            ways,
            count,
            jobs=bench.jobs,
            watch=watch,
        )
        facts = {
            "way": next(iter(ways)),
            "ways": list(ways),
            "against": against,
            "replications": count,
            "overtime": OVERTIME,
            "overtime_months": OVERTIME_MONTHS,
        }
        return {"months": months}, facts

    def _doubts(
        self, bench: "Bench", evidence: "Evidence", best: str
    ) -> tuple[Mapping[str, Any], dict[str, Any]]:
        from experiments.doubts import put_in_doubt

        count = min(self.settings.replications, DOUBT_WORLDS)
        knob = self._knob(evidence, best)
        doubts = self.case.proposal.doubts
        table = put_in_doubt(bench, str(self.case.today), best, knob, doubts, count)
        return {"doubts": table}, {"way": best, "replications": count}


def toml_of(value: object) -> str:
    """Write a value of `--set` so that it is read as what it is.

    Examples
    --------
    >>> toml_of(True), toml_of("unit"), toml_of({"a": [1, 2.5]})
    ('true', '"unit"', '{"a" = [1, 2.5]}')
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(str(k))} = {toml_of(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_of, value))}]"
    return json.dumps(value) if isinstance(value, str | bool) else str(value)
