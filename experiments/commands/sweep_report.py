"""What a sweep found: said, as a document, and as a folder with tables and charts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.commands.league_table import SERVICES
from experiments.commands.options import Settings
from experiments.commands.sensitivity_table import sensitivity_table
from experiments.commands.sweep_charts import sweep_charts
from experiments.commands.words import figure, plural, share, target_words, unit_words
from experiments.console import say, say_paragraph, say_table
from experiments.when_sized import Sizing

if TYPE_CHECKING:
    import pandas as pd

    from experiments.charts.chart import Chart
    from experiments.interval import Interval
    from experiments.sensitivity_study import SensitivityStudy
    from experiments.sweep import Sweep
    from experiments.sweep_point import SweepPoint
    from scenarios import Case

TITLE_WIDTH = 26
MOST_ROWS = 40
"""Points in the printed table; all are in points.csv."""


@dataclass
class SweepReport:
    """A sweep, ready to be said and kept.

    Parameters
    ----------
    case
        The case.
    settings
        How it was run.
    found
        The finished points.
    sizing
        When alternatives were sized.
    kpi
        Figure that is drawn, or whose sensitivity is asked.
    titles
        What to call each alternative.
    currency
        ISO code.
    study
        The design of sensitivity; None where a sweep was asked for.
    grid
        The points are a grid, that can be drawn over two paths.
    charts
        The charts that were drawn.
    """

    case: "Case"
    settings: Settings
    found: "Sweep"
    sizing: Sizing
    kpi: str
    titles: dict[str, str]
    currency: str
    study: "SensitivityStudy | None" = None
    grid: bool = True
    charts: list[dict[str, str]] = field(default_factory=list)

    # ---- what it is about

    @property
    def names(self) -> tuple[str, ...]:
        """The alternatives."""
        return self.found.swept.names

    @property
    def today(self) -> str | None:
        """Name of today's way, where it is among the alternatives."""
        return self.case.today if self.case.today in self.names else None

    @property
    def service(self) -> str:
        """Name of the figure of service."""
        from experiments.sweep_point import service_of

        return service_of(self.case.target)

    @property
    def service_words(self) -> str:
        """What a share of service is of."""
        from experiments.kpi import find_kpi

        known = SERVICES.get(self.service)
        return known[1] if known else find_kpi(self.service).title.lower()

    @property
    def shown_kpis(self) -> list[str]:
        """Figures in points.csv: the main ones, and the one that is drawn."""
        from experiments.compare import MAIN_KPIS

        return list(dict.fromkeys([*MAIN_KPIS, self.service, self.kpi]))

    @cached_property
    def points(self) -> "pd.DataFrame":
        """The points in figures."""
        return self.found.points(self.shown_kpis)

    @cached_property
    def sensitivity(self) -> "pd.DataFrame | None":
        """What each path does to the figure; None where that was not asked for, or too little is finished."""
        if self.study is None:
            return None
        return self.study.rows(self.found.finished, self.names[0], self.kpi)

    def path_titles(self) -> dict[str, str]:
        """Return what to call each path."""
        return {path: self.found.swept.words(path).name for path in self.found.swept.paths}

    # ---- what is said

    def say(self) -> None:
        """Print a table and what it means."""
        many = len(self.found.finished)
        who = f"{len(self.names)} ways of replenishing" if len(self.names) > 1 else self.titles[self.names[0]]
        say(f"{self.case.title}: {who} at {many} {plural('point', many)}")
        goal = f"; target {target_words(self.case.target)}" if self.case.target else ""
        say_paragraph(
            f"Simulated: {self.settings.replications} replications at each point, seed {self.settings.seed}, "
            f"the same random worlds{goal}. {self._sizing_words()}".rstrip()
        )
        say()
        if self.study is None:
            rows = list(self.rows())
            say_table(self.head(), rows[:MOST_ROWS], left=len(self.found.swept.paths) + 1)
            if len(rows) > MOST_ROWS:
                say(f"{len(rows) - MOST_ROWS} more points are in points.csv.")
        elif self.sensitivity is not None:
            from experiments.kpi import find_kpi

            unit = find_kpi(self.kpi).unit
            rows_of = self.sensitivity.to_dict("records")
            say_table(
                *sensitivity_table(
                    rows_of, self.path_titles(), lambda value: figure(value, unit, self.currency)
                )
            )
        say()
        say_paragraph(self.finding())
        say()

    def _sizing_words(self) -> str:
        if not any(point.sized for point in self.found.finished):
            return ""
        if self.sizing is Sizing.once:
            return "Ways that the case sizes to its target were sized once, for the case as it is."
        return "Ways that the case sizes to its target were sized anew at each point."

    def head(self) -> list[str]:
        """Return the names of the columns of the table of points."""
        names = ["\n" + title for title in self.path_titles().values()]
        head = [*names, "\nwins", self._short(self.service), self._short(self.found.decider)]
        if self.found.decider == self.service:
            head.pop()
        if self.today is not None:
            head += [f"today:\n{one.strip()}" for one in head[len(names) + 1 :]]
        return [*head, "does not\nkeep up"] if self._stuck_anywhere() else head

    def rows(self) -> Iterator[list[str]]:
        """Return a row a point: who wins, service and cost of it and of today's way, who does not keep up."""
        from experiments.swept import short

        shown = list(dict.fromkeys([self.service, self.found.decider]))
        for point in self.found.finished:
            best = self.best(point)
            cells = [short(value) for value in point.values.values()]
            cells.append(self._wrapped(self.winner_words(point)))
            cells += [self._figure(point, best, kpi) for kpi in shown]
            if self.today is not None:
                cells += [self._figure(point, self.today, kpi) for kpi in shown]
            if self._stuck_anywhere():
                cells.append("\n".join(self._stuck_words(point)))
            yield cells

    def best(self, point: "SweepPoint") -> str | None:
        """Return the winner with the best mean; None where nobody wins."""
        from experiments.kpi import find_kpi

        choose = max if find_kpi(self.found.decider).better == "higher" else min
        means = {name: point.interval(name, self.found.decider).mean for name in point.winners}
        return choose(means, key=means.__getitem__) if means else None

    def winner_words(self, point: "SweepPoint") -> str:
        """Return who wins a point, the best first, or why nobody does."""
        best = self.best(point)
        if best is None:
            return f"nobody: {self._why_nobody(point)}"
        others = [name for name in point.winners if name != best]
        return " or ".join(self.titles[name] for name in [best, *others])

    def _why_nobody(self, point: "SweepPoint") -> str:
        if len(point.saturated) == len(point.alternatives):
            return "no way keeps up"
        return "the target is not reached" if self.case.target else "no figure"

    def _figure(self, point: "SweepPoint", name: str | None, kpi: str) -> str:
        from experiments.kpi import find_kpi

        if name is None:
            return "-"
        return figure(point.interval(name, kpi).mean, find_kpi(kpi).unit, self.currency)

    def _short(self, kpi: str) -> str:
        from experiments.kpi import find_kpi

        known = SERVICES.get(kpi)
        if known:
            return f"\n{known[0]}"
        title = find_kpi(kpi).title.partition(",")[0].lower()
        return f"{title}\n{unit_words(find_kpi(kpi).unit)}" if kpi != "total_cost" else "cost\na year"

    def _stuck_anywhere(self) -> bool:
        return any(point.saturated for point in self.found.finished)

    def _stuck_words(self, point: "SweepPoint") -> list[str]:
        """Say who does not keep up, by the work centre that is busiest."""
        by_centre: dict[str, list[str]] = {}
        for name in point.saturated:
            by_centre.setdefault(self._centre_words(point, name), []).append(self.titles[name])
        every = len(point.saturated) == len(point.alternatives) > 1 and len(by_centre) == 1
        return [
            (self._wrapped("all ways" if every else ", ".join(who)) + (f"\n({centre})" if centre else ""))
            for centre, who in by_centre.items()
        ]

    def _centre_words(self, point: "SweepPoint", name: str) -> str:
        if name not in point.busiest:
            return ""
        centre, busy = point.busiest[name]
        return f"{centre} {share(busy, 0)} busy"

    @staticmethod
    def _wrapped(text: str) -> str:
        import textwrap

        return "\n".join(textwrap.wrap(text, TITLE_WIDTH, break_on_hyphens=False))

    # ---- in words

    def finding(self) -> str:
        """Return what a manager should know of it, in one paragraph."""
        if self.study is not None:
            return self._sensitivity_finding()
        sentences = [f"{self._who_wins()}.", *self._saturation()]
        if self.case.target and not any(point.winners for point in self.found.finished):
            sentences.append(self._nearest())
        return " ".join(sentences)

    def _who_wins(self) -> str:
        swept = self.found.swept
        if len(swept.paths) == 1:
            from experiments.charts.places import places_of
            from experiments.charts.winner_strip import pieces_of, who_wins

            (path,) = swept.paths
            frame = self.points[self.points["kpi"] == self.found.decider].assign(value=lambda f: f[path])
            places = places_of(frame["value"].tolist())
            target = self.case.target.get(self.service)
            pieces = pieces_of(frame, places, target, log=False)
            return who_wins(pieces, self.titles, swept.words(path).behind, target, self.service_words)
        counts: dict[str, int] = {}
        for point in self.found.finished:
            who = self.winner_words(point)
            counts[who] = counts.get(who, 0) + 1
        order = sorted(counts, key=lambda who: -counts[who])
        told = "; ".join(f"{who} at {counts[who]}" for who in order)
        return f"Who wins at how many of {len(self.found.finished)} points: {told}"

    def _saturation(self) -> list[str]:
        """Say from where on the plant does not keep up, and which work centre holds it up."""
        swept = self.found.swept
        if len(swept.paths) != 1:
            return []
        first: dict[tuple[str, str], list[str]] = {}
        for name in self.names:
            stuck = [point for point in self.found.finished if name in point.saturated]
            if stuck:
                key = (swept.label(stuck[0].values), self._centre_words(stuck[0], name))
                first.setdefault(key, []).append(self.titles[name])
        parts = [
            f"{' and '.join(filter(None, [', '.join(who[:-1]), who[-1]]))} at {where}"
            + (f" ({centre})" if centre else "")
            for (where, centre), who in first.items()
        ]
        return [f"The plant first does not keep up under {'; under '.join(parts)}."] if parts else []

    def _nearest(self) -> str:
        """Say how near the best that was found comes to the target."""
        able = [
            (point.interval(name, self.service).mean, name, point)
            for point in self.found.finished
            for name in point.alternatives
            if name not in point.saturated
        ]
        if not able:
            return ""
        best, name, point = max(able, key=lambda one: one[0])
        where = self.found.swept.label(point.values)
        return (
            f"{self.titles[name]} comes nearest to the target ({target_words(self.case.target)}): "
            f"{share(best)} {self.service_words} at {where}."
        )

    def _sensitivity_finding(self) -> str:
        if self.sensitivity is None:
            return "Too few points are finished to say anything of sensitivity."
        chart = next(iter(self._charts.values()))
        return f"{chart.title}."

    # ---- what is kept

    def document(self) -> dict[str, Any]:
        """Return what was found as a record."""
        rows = self.sensitivity
        return {
            "command": "sweep",
            "case": self.case.name,
            "time_unit": self.case.time_unit,
            "today": self.case.today,
            "alternatives": list(self.names),
            "varied": [str(one) for one in self.found.swept.ranges],
            "sizing": self.sizing.value,
            "sensitivity": None
            if self.study is None
            else {
                "method": self.study.method,
                "kpi": self.kpi,
                "rows": rows.to_dict("records") if rows is not None else [],
            },
            "kpi": self.kpi,
            "decided_by": self.found.decider,
            "replications": self.settings.replications,
            "seed": self.settings.seed,
            "horizon": self.settings.horizon,
            "warm_up": self.settings.warm_up,
            "values": self.settings.values,
            "currency": self.currency,
            "target": dict(self.case.target),
            "interrupted": self.found.interrupted,
            "points_planned": len(self.found.swept.points),
            "finding": self.finding(),
            "points": [self._point_document(point) for point in self.found.finished],
        }

    def _point_document(self, point: "SweepPoint") -> dict[str, Any]:
        return {
            "point": point.number,
            "values": dict(point.values),
            "winners": list(point.winners),
            "alternatives": [self._alternative_document(point, name) for name in point.alternatives],
        }

    def _alternative_document(self, point: "SweepPoint", name: str) -> dict[str, Any]:
        def ends(interval: "Interval") -> dict[str, float]:
            return {"mean": interval.mean, "low": interval.low, "high": interval.high}

        path, tuned = point.sized.get(name, ("", None))
        centre, busy = point.busiest.get(name, (None, None))
        return {
            "name": name,
            "title": self.titles[name],
            "reaches_target": name in point.reaching,
            "saturated": name in point.saturated,
            "busiest": None if centre is None else {"work_centre": centre, "utilisation": busy},
            "sized": None
            if tuned is None
            else {
                "path": path,
                "value": tuned.knob,
                "figure": tuned.figure,
                "reached": tuned.reached,
                "trials": len(tuned.trials),
                "given_up": name in point.given_up,
            },
            "kpis": {kpi: ends(point.interval(name, kpi)) for kpi in self.shown_kpis},
        }

    def keep(self, folder: Path) -> bool:
        """Write the folder; cancelled while the pictures are drawn, write it without them.

        Returns
        -------
        Whether the pictures are in it.
        """
        try:
            self._write(folder, draw=True)
        except KeyboardInterrupt:
            self.charts.clear()
            self._write(folder, draw=False)
            return False
        return True

    def _write(self, folder: Path, *, draw: bool) -> None:
        from experiments.run_folder import write_csv, write_folder

        def fill(temporary: Path) -> None:
            write_csv(self.found.frame, temporary / "sweep.csv")
            write_csv(self.points, temporary / "points.csv")
            if self.sensitivity is not None:
                write_csv(self.sensitivity, temporary / "sensitivity.csv")
            if draw:
                self._draw(temporary)

        def document() -> dict[str, Any]:
            return {**self.document(), "charts": self.charts}

        write_folder(folder, self.case.folder, fill, document)

    def _draw(self, folder: Path) -> None:
        from experiments.charts.save_chart import save_chart

        for stem, chart in self._charts.items():
            save_chart(chart.figure, folder / "charts" / stem, chart.alt_text, chart.title)
            self.charts.append(
                {"file": f"charts/{stem}.svg", "title": chart.title, "alt_text": chart.alt_text}
            )

    @cached_property
    def _charts(self) -> "dict[str, Chart]":
        return sweep_charts(self)
