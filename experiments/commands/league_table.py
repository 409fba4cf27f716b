"""The league table of a comparison as rows of text, and what it means in one paragraph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from experiments.commands.chances import chance_words
from experiments.commands.sureness import reached_words
from experiments.commands.words import (
    called,
    less_or_more,
    number_in_words,
    points_of_service,
    share,
    target_words,
)

if TYPE_CHECKING:
    from experiments.compare import Comparison
    from experiments.interval import Interval
    from experiments.selection import Ranking

COST = "total_cost"
TITLE_WIDTH = 24
BONFERRONI, DUNNETT = "Bonferroni", "Dunnett"
SERVICES = {
    "fill_rate": ("from stock", "from stock"),
    "line_fill_rate": ("lines filled", "of order lines filled at once"),
    "cycle_service": ("cycles kept", "of cycles without a stockout"),
    "ready_rate": ("on the shelf", "of the time on the shelf"),
}
"""Shares that a target may be about: the first is the usual one. Name of the column, and words."""
MONEY = ((COST, "total cost"), ("working_stock", "working stock"), ("freight_cost", "freight"))
"""Figures of money in the table; one that the case does not price is left out."""


@dataclass(frozen=True)
class LeagueTable:
    """A comparison, ready to be said.

    Parameters
    ----------
    comparison
        Finished replications of the alternatives.
    titles
        What to call each alternative.
    today
        Name of today's way; None where the case has none, and then there are no differences.
    target
        Figures to be reached, by name.
    currency
        ISO code.
    indifference
        Smallest difference of total cost that matters, in money a year; None takes 1 % of the best.
    """

    comparison: "Comparison"
    titles: Mapping[str, str]
    today: str | None
    target: Mapping[str, float]
    currency: str
    indifference: float | None = None

    @property
    def service(self) -> str:
        """Name of the figure of service: the one that the target is about, or the usual one."""
        return next((kpi for kpi in self.target if kpi in SERVICES), next(iter(SERVICES)))

    @property
    def service_words(self) -> str:
        """What a share of service is of, as `95 % from stock`."""
        return SERVICES[self.service][1]

    @property
    def priced(self) -> bool:
        """Whether the case gives costs, so that there is a cheapest way."""
        return any(self.comparison.interval(name, COST).mean for name in self.names)

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Names of the figures to show, with the names of their columns."""
        shown = [(self.service, SERVICES[self.service][0]), ("lost_share", "lost"), *MONEY]
        return [
            (kpi, short)
            for kpi, short in shown
            if kpi == self.service or any(self.comparison.interval(n, kpi).mean for n in self.names)
        ]

    @property
    def names(self) -> tuple[str, ...]:
        """Alternatives with a finished replication."""
        return self.comparison.finished

    def reaches(self, name: str) -> bool:
        """Tell whether an alternative reaches the target, to half a point or within its interval."""
        return self.comparison.meets(name, self.target)

    @property
    def entrants(self) -> list[str]:
        """Alternatives that keep up and reach the target."""
        return self.comparison.entrants(self.target)

    def chance_best(self) -> dict[str, float]:
        """Return the probability that each alternative is truly the cheapest of those that may win."""
        chance = self.comparison.probability_best(self.target)
        return {name: chance[name] for name in self.names}

    @property
    def best(self) -> str | None:
        """The cheapest alternative that reaches the target and keeps up, today's way left aside."""
        able = [name for name in self.entrants if name != self.today]
        return min(able, key=lambda name: self.comparison.interval(name, COST).mean, default=None)

    def order(self) -> list[str]:
        """Return today's way first, then who reaches the target by cost, then the rest by service."""
        entrants = self.entrants

        def key(name: str) -> tuple[int, float]:
            if name == self.today:
                return (0, 0.0)
            if name in entrants:
                return (1, self.comparison.interval(name, COST).mean)
            return (2, -self.comparison.interval(name, self.service).mean)

        return sorted(self.names, key=key)

    def figures(self) -> tuple[list[str], list[list[str]]]:
        """Return head and rows of the table of figures."""
        head = ["\nalternative"]
        columns = []
        for kpi, short in self.columns:
            intervals = [self.comparison.interval(name, kpi) for name in self.order()]
            name, cells = self._column(kpi, short, intervals, signed=False)
            head.append(name)
            columns.append(cells)
        if self.priced:
            chance = self.chance_best()
            head.append("chance of\nbeing best")
            columns.append(
                [chance_words(chance[name]) if name in self.entrants else "-" for name in self.order()]
            )
        titles = [self._title(name) for name in self.order()]
        return head, [[title, *cells] for title, *cells in zip(titles, *columns, strict=True)]

    def differences(self) -> tuple[list[str], list[list[str]]]:
        """Return head and rows of the table of differences from today."""
        others = [name for name in self.order() if name != self.today]
        head, columns = ["\nalternative"], []
        for kpi, short in self.columns:
            found = self.comparison.differences(kpi, self.today).intervals
            intervals = [found[name] for name in others]
            name, cells = self._column(kpi, short, intervals, signed=True)
            head.append(name)
            columns.append(cells)
        titles = [self._title(name) for name in others]
        return head, [[title, *cells] for title, *cells in zip(titles, *columns, strict=True)]

    def note_on_differences(self) -> str:
        """Return what the intervals of the differences promise, and what the same worlds did for them."""
        if self.today is None or len(self.names) < 2:
            return ""
        found = [self.comparison.differences(kpi, self.today) for kpi, _ in self.columns]
        sentences = []
        if len(self.names) > 2:
            dunnett = [
                short for one, (_, short) in zip(found, self.columns, strict=True) if one.method == DUNNETT
            ]
            method = BONFERRONI + (f"; {DUNNETT} for {', '.join(dunnett)}" if dunnett else "")
            if len(dunnett) == len(found):
                method = DUNNETT
            sentences.append(f"± is a 95 % interval that holds for all differences at once ({method}).")
        kpi, short = (COST, "total cost") if self.priced else self.columns[0]
        known = [
            c for c in self.comparison.differences(kpi, self.today).correlations.values() if c == c
        ]  # nan where nothing varies
        if known:
            of = "median correlation" if len(known) > 1 else "correlation"
            sentences.append(
                f"The worlds are the same for all: {of} with today {median(known):.2f} ({short})."
            )
        return " ".join(sentences)

    def _column(
        self, kpi: str, short: str, intervals: Sequence["Interval"], signed: bool
    ) -> tuple[str, list[str]]:
        """Return name and cells of a column, all in one unit."""
        from experiments.kpi import find_kpi
        from experiments.money import money_scale, plain

        unit = find_kpi(kpi).unit
        size, decimals, words = 1.0, 1, unit
        if unit == "share":
            size, words = 0.01, "points" if signed else "%"
        elif unit.startswith("money"):
            scale = money_scale(max((abs(i.mean) for i in intervals), default=0.0), self.currency)
            size, decimals = scale.size, 2 if scale.size > 1 else 0
            words = " ".join(filter(None, [scale.symbol, scale.sign]))
            words += "/yr" if unit.endswith("/year") else ""

        def number(value: float, sign: bool) -> str:
            text = plain(abs(value) / size, decimals, self.currency)
            if value < 0 and text.strip("0.,"):
                return "-" + text
            return ("+" if sign and text.strip("0.,") else "") + text

        cells = [
            "-" if i.mean != i.mean else number(i.mean, signed)
            + ("" if i.half_width != i.half_width else f" ±{number(i.half_width, False)}")
            for i in intervals
        ]  # fmt: skip
        return f"{short}\n{words}", cells

    def _title(self, name: str) -> str:
        import textwrap

        text = self._called(name)
        if name in self.comparison.outcomes.saturated:
            text += " (does not keep up)"
        return "\n".join(textwrap.wrap(text, TITLE_WIDTH, break_on_hyphens=False))

    def _called(self, name: str) -> str:
        """Return the title of an alternative, which says it where it is today's way."""
        return called(name, self.titles, self.today)

    # ---- in words

    def finding(self) -> str:
        """Return what a manager should know of it, in one paragraph."""
        best, today = self.best, self.today
        if best is None:
            return self._nobody()
        title = self.titles.get(best, best)
        sentences = []
        if today is None or today not in self.names:
            from experiments.money import money

            service = self.comparison.interval(best, self.service)
            cost = money(self.comparison.interval(best, COST).mean, self.currency, decimals=1, words=True)
            sentences.append(f"{title}: {share(service.mean)} {self.service_words} for {cost} a year.")
        else:
            gain, saving, tied = (
                self.comparison.differences(kpi, today).intervals[best]
                for kpi in (self.service, COST, "working_stock")
            )
            better = points_of_service(gain.mean, gain.low, gain.high)
            cheaper = less_or_more(
                saving.mean, saving.low, saving.high, self.currency, "a year", "the same money a year"
            )
            sentences.append(f"{title}: {better} for {cheaper}, against today.")
            leaner = less_or_more(tied.mean, tied.low, tied.high, self.currency)
            sentences.append(f"Cash tied up in stock and in process: {leaner}.")
        sentences.append(reached_words(self.comparison, best, self.target))
        sentences.append(self._confidence())
        if self.comparison.outcomes.saturated:
            named = ", ".join(self.titles.get(n, n) for n in self.comparison.outcomes.saturated)
            sentences.append(f"The plant does not keep up under {named}, which can win nothing.")
        return " ".join(filter(None, sentences))

    @property
    def ranking(self) -> "Ranking | None":
        """The alternatives in order, with how surely each is the cheapest of those that may win."""
        return self.comparison.ranking(self.target, self.indifference)

    def _confidence(self) -> str:
        """Say which alternative is best, how surely, and what more it takes to tell."""
        ranking, entrants = self.ranking, self.entrants
        if len(entrants) < 2:
            return "No other alternative reaches the target." if self.target and len(self.names) > 1 else ""
        if ranking is None or not self.priced:
            return ""
        titles = {name: self._called(name) for name in self.names}
        if any("," in titles[name] for name in ranking.contenders) and len(ranking.contenders) > 1:
            titles = {name: f'"{title}"' for name, title in titles.items()}

        def money_words(value: float) -> str:
            from experiments.money import money

            return f"{money(value, self.currency, decimals=1, words=True)} a year"

        text = ranking.words(titles, money_words)
        if self.target:
            text = f"Of the {number_in_words(len(entrants))} ways that reach the target, {text}"
        return f"{text}."

    def _nobody(self) -> str:
        able = [name for name in self.names if name not in self.comparison.outcomes.saturated]
        if not able:
            return "In every alternative the plant does not keep up with demand; nothing can be recommended."
        others = [name for name in able if name != self.today]
        if not others:
            return f"{self.titles.get(able[0], able[0])} stands alone; there is nothing to compare it with."
        nearest = max(others, key=lambda name: self.comparison.interval(name, self.service).mean)
        goal = target_words(self.target)
        if self.today is not None and self.reaches(self.today):
            return " ".join(
                [
                    f"Only today's way reaches the target ({goal}).",
                    reached_words(self.comparison, self.today, self.target),
                ]
            )
        service, today = self.comparison.interval(nearest, self.service).mean, ""
        if self.today in able:
            today = f"; today gives {share(self.comparison.interval(self.today, self.service).mean)}"
        return (
            f"No alternative reaches the target ({goal}): {self.titles.get(nearest, nearest)} comes nearest "
            f"with {share(service)} {self.service_words}{today}."
        )
