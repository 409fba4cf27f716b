"""What a tuning found, as tables, sentences and records."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.commands.chances import chance_words
from experiments.commands.words import figure, knob, less_or_more, plural, unit_words
from experiments.console import span
from experiments.tune.names import BACK_SOLVED, FORMULA, TODAY, TUNED

if TYPE_CHECKING:
    import pandas as pd

    from experiments.interval import Interval
    from experiments.tune.problem import Goal
    from experiments.tune.tuned import Tuned

MOST_CHANGES = 10
ROWS = {
    TODAY: "Today's way",
    FORMULA: "Formula",
    BACK_SOLVED: "One run read backwards",
    TUNED: "Tuned by simulation",
}
SHOWN = {"stock_value": "stock on\nhand", "total_cost": "total cost\na year"}
ENDINGS = {
    "converged": "nothing more was to be gained",
    "trials": "the settings asked for were tried",
    "budget": "the time was used up",
    "interrupted": "it was stopped",
}


@dataclass(frozen=True)
class TunedWords:
    """A tuning, ready to be said.

    Parameters
    ----------
    tuned
        What was found.
    title
        What the alternative is called.
    today
        Name of today's way; None where the case has none.
    currency
        ISO code.
    seed
        Of the random worlds.
    """

    tuned: "Tuned"
    title: str
    today: str | None
    currency: str
    seed: int

    def how(self) -> str:
        """Return how it was found, in a line."""
        found = self.tuned.search
        worlds = found.winner.worlds
        given_up = f", {found.given_up} of them given up early" if found.given_up else ""
        count = len(self.tuned.confirmed.comparison.outcomes.of(TUNED))
        tried = f"{found.trials} {plural('setting', found.trials)} tried in {worlds} random worlds{given_up}"
        took = f"seed {self.seed}, {span(self.tuned.seconds)}"
        return f"{tried}, until {ENDINGS[found.ended]}; confirmed in {count} fresh worlds ({took})."

    # ---- tables

    def estimates(self) -> tuple[list[str], list[list[str]]]:
        """Return each knob with its target, and what formula, reading backwards and search say."""
        head = ["turned", "target", "formula", "one run read\nbackwards", "simulation"]
        rows = []
        for name, value in self.tuned.values.items():
            goal = self.tuned.case_problem.goal_of(
                next(k for k in self.tuned.case_problem.knobs if k.name == name)
            )
            target = "-" if goal is None else self._figure(goal.target, goal.kpi)
            estimates = [self.tuned.formula.get(name), self.tuned.backwards.get(name)]
            cells = [
                "-" if one is None else f"{one.value:.3g}" + ("" if one.reached else " *")
                for one in estimates
            ]
            rows.append([self._knob_words(name), target, *cells, knob(value)])
        return head, rows

    def beside(self) -> tuple[list[str], list[list[str]]]:
        """Return today's way, the estimates and the tuned one in fresh worlds: goals, stock, cost."""
        problem = self.tuned.case_problem
        head = ["in fresh worlds", *(self._goal_head(goal) for goal in problem.goals)]
        head += SHOWN.values()
        rows = []
        for name in self.names:
            cells = [ROWS[name]]
            cells += [
                self._with_width(self.tuned.confirmed.figure(name, goal), goal.kpi) for goal in problem.goals
            ]
            cells += [
                self._with_width(self.tuned.confirmed.comparison.interval(name, kpi), kpi) for kpi in SHOWN
            ]
            rows.append(cells)
        return head, rows

    def stock_by_class(self) -> tuple[list[str], list[list[str]]] | None:
        """Return the stock of each class today and tuned; None where there is no class or no today."""
        groups = list(dict.fromkeys(goal.group for goal in self.tuned.case_problem.goals if goal.group))
        if not groups or TODAY not in self.names:
            return None
        confirmed, kpi = self.tuned.confirmed, "stock_value"
        rows = []
        for group in groups:
            today, tuned = (confirmed.group(name, kpi, group) for name in (TODAY, TUNED))
            change = confirmed.group_difference(kpi, group)
            cells = [f"class {group}", self._with_width(today, kpi), self._with_width(tuned, kpi)]
            rows.append([*cells, less_or_more(change.mean, change.low, change.high, self.currency)])
        return ["stock on hand", "today", "tuned", "change"], rows

    def changes(self) -> tuple[list[str], list[list[str]]] | None:
        """Return the stock points whose stock changes most; None where there is no today."""
        frame = self.tuned.parameters
        if frame.empty:
            return None
        head = [
            "stock point",
            "class",
            "order point\ntoday",
            "new",
            "lot\ntoday",
            "new",
            "stock\ntoday",
            "new",
            "cash set\nfree",
        ]
        rows = []
        for _, row in frame.head(MOST_CHANGES).iterrows():
            levels = [
                row.get(f"{name}_{when}")
                for name in ("order_point", "quantity")
                for when in ("today", "tuned")
            ]
            money = [row["stock_value_today"], row["stock_value_tuned"], row["cash_set_free"]]
            rows.append(
                [str(row["stock"]), str(row.get("class", "") or "")]
                + ["-" if value is None or value != value else f"{value:,.0f}" for value in levels]
                + [figure(value, "money", self.currency) for value in money]
            )
        return head, rows

    def findings(self) -> list[str]:
        """Return what it means, in sentences."""
        found = []
        confirmed, problem = self.tuned.confirmed, self.tuned.case_problem
        for goal in problem.goals:
            reached = self._figure(confirmed.figure(TUNED, goal).mean, goal.kpi)
            target = self._figure(goal.target, goal.kpi)
            if confirmed.reaches(goal):
                chance = chance_words(confirmed.probability(goal))
                told = f"{reached} against a target of {target}; {chance} that it is reached in the long run"
            else:
                away = self._points(goal, confirmed.figure(TUNED, goal).mean)
                told = f"the target of {target} is not reached; the best found gives {reached}, {away} away"
            found.append(f"{self._goal_name(goal)}: {told}.")
        if TODAY in self.names:
            stock = confirmed.comparison.difference(TUNED, "stock_value", TODAY)
            cost = confirmed.comparison.difference(TUNED, "total_cost", TODAY)
            both = [
                less_or_more(one.mean, one.low, one.high, self.currency, per)
                for one, per in ((stock, ""), (cost, "a year"))
            ]
            found.append(f"Against today's way: stock of {both[0]}, total cost of {both[1]}.")
        ties = len(self.tuned.search.ties) - 1
        if ties:
            found.append(
                f"{ties} other {plural('setting', ties)} cannot be told apart from the best by cost; of "
                "those within 0.2 % of it the simplest was taken."
            )
        edges = problem.problem.edges(self.tuned.search.winner.setting)
        if edges:
            names = ", ".join(self._knob_words(name) for name in edges)
            found.append(
                f"At the edge of its range: {names}. A wider range may do better (--vary PATH=LOW:HIGH)."
            )
        if any(not one.reached for one in (*self.tuned.formula.values(), *self.tuned.backwards.values())):
            found.append("* The estimate does not reach its target within the range; its end is shown.")
        return found

    # ---- records

    def trials(self) -> "pd.DataFrame":
        """Return every setting that was tried: its knobs, worlds, figures, whether it was given up."""
        import pandas as pd

        archive, problem = self.tuned.search.archive, self.tuned.case_problem.problem
        rows = []
        for number, one in enumerate(archive.evaluations):
            row: dict[str, Any] = {"trial": number, **problem.named(one.setting)}
            row |= {
                "worlds": one.worlds,
                "given_up": not one.complete,
                problem.objective: archive.objective(one),
            }
            row |= {g.label: float(f) for g, f in zip(problem.goals, archive.figures(one), strict=True)}
            row["reaches_targets"] = archive.shortfall(one) == 0
            row["chosen"] = one is self.tuned.search.winner
            rows.append(row)
        return pd.DataFrame(rows)

    def record(self) -> dict[str, Any]:
        """Return what was found, for the summary and for --json."""
        tuned, problem = self.tuned, self.tuned.case_problem
        return {
            "objective": problem.objective,
            "values": tuned.values,
            "changes": problem.changes(tuned.values) if problem.split is None else None,
            "formula": {name: one.value for name, one in tuned.formula.items()},
            "back_solve": {name: one.value for name, one in tuned.backwards.items()},
            "trials": tuned.search.trials,
            "given_up": tuned.search.given_up,
            "runs": tuned.search.runs,
            "ended": tuned.search.ended,
            "ties": len(tuned.search.ties) - 1,
            "edges": problem.problem.edges(tuned.search.winner.setting),
            "reached": tuned.reached,
            "goals": [
                {
                    "kpi": goal.kpi,
                    "class": goal.group,
                    "target": goal.target,
                    "probability_reached": tuned.confirmed.probability(goal),
                    "figures": {name: _interval(tuned.confirmed.figure(name, goal)) for name in self.names},
                }
                for goal in problem.goals
            ],
        }

    def document(
        self, case: str, alternative: str, folder: Path, charts: list[dict[str, str]]
    ) -> dict[str, Any]:
        """Return the one JSON document."""
        comparison = self.tuned.confirmed.comparison
        figures = {
            name: {kpi: _interval(comparison.interval(name, kpi)) for kpi in ("fill_rate", *SHOWN)}
            for name in self.names
        }
        return {
            "command": "tune",
            "case": case,
            "alternative": alternative,
            "title": self.title,
            "seed": self.seed,
            "currency": self.currency,
            **self.record(),
            "confirmed": figures,
            "findings": self.findings(),
            "folder": str(folder),
            "charts": charts,
        }

    def goal_rows(self) -> list[dict[str, Any]]:
        """Return what each way gives against each goal in fresh worlds: the input of `tuned_service`."""
        return [
            {
                "goal": self._goal_name(goal),
                "way": name,
                "target": goal.target,
                "kpi": goal.kpi,
                **_interval(self.tuned.confirmed.figure(name, goal)),
                "stock": self.tuned.confirmed.group(name, "stock_value", goal.group).mean,
            }
            for goal in self.tuned.case_problem.goals
            for name in self.names
        ]

    def draw(self, folder: Path) -> list[dict[str, str]]:
        """Draw the estimates in fresh worlds."""
        problem = self.tuned.case_problem
        if not problem.goals:
            return []
        from experiments.charts.save_chart import save_chart
        from experiments.charts.tuned_service import tuned_service

        chart = tuned_service(
            self.goal_rows(),
            titles=ROWS,
            alternative=self.title,
            currency=self.currency,
            replications=len(self.tuned.confirmed.comparison.outcomes.of(TUNED)),
            seed=self.seed,
        )
        save_chart(chart.figure, folder / "charts" / "tuned", chart.alt_text, chart.title)
        return [{"file": "charts/tuned.svg", "title": chart.title, "alt_text": chart.alt_text}]

    # ---- words

    @property
    def names(self) -> list[str]:
        """What was confirmed, in the order of the tables."""
        return [name for name in ROWS if name in self.tuned.scenarios]

    def _knob_words(self, name: str) -> str:
        from experiments.tune.per_item import ItemProblem

        problem = self.tuned.case_problem
        key = problem.path[name].rpartition(".")[2]
        if isinstance(problem, ItemProblem):
            shift = f"shift of each item's {key}"
            return f"class {name}: {shift}" if problem.split is not None else shift
        return f"class {name}: {key}" if problem.split is not None else name

    def _goal_name(self, goal: "Goal") -> str:
        title = self._title(goal.kpi)
        return f"{title}, class {goal.group}" if goal.group else title

    def _goal_head(self, goal: "Goal") -> str:
        top = f"class {goal.group}\n" if goal.group else ""
        return f"{top}{'from stock' if goal.kpi == 'fill_rate' else self._title(goal.kpi)}"

    def _title(self, kpi: str) -> str:
        from experiments.kpi import find_kpi

        return find_kpi(kpi).title

    def _figure(self, value: float, kpi: str) -> str:
        from experiments.kpi import find_kpi

        return figure(value, find_kpi(kpi).unit, self.currency)

    def _points(self, goal: "Goal", value: float) -> str:
        from experiments.kpi import find_kpi

        unit = find_kpi(goal.kpi).unit
        away = abs(goal.missing(value))
        if unit == "share":
            return f"{100 * away:.1f} points"
        return f"{figure(away, unit, self.currency)} {unit_words(unit)}".strip()

    def _with_width(self, interval: "Interval", kpi: str) -> str:
        return f"{self._figure(interval.mean, kpi)}\n±{self._width(interval.half_width, kpi)}"

    def _width(self, value: float, kpi: str) -> str:
        from experiments.kpi import find_kpi

        unit = find_kpi(kpi).unit
        if value != value:
            return "-"
        return f"{100 * value:.1f}" if unit == "share" else figure(value, unit, self.currency)


def _interval(interval: "Interval") -> dict[str, float]:
    return {"mean": interval.mean, "low": interval.low, "high": interval.high}
