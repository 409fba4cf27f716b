"""A case: one firm as data, with its alternatives and levers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scenarios.alternative import Alternative
from scenarios.case_data import CaseData
from scenarios.checks import check_tables
from scenarios.control import build_control
from scenarios.fact import Fact
from scenarios.lever import Lever
from scenarios.network import build_network
from scenarios.opening import opened
from scenarios.paths import apply, read_value
from scenarios.planning import Planning
from scenarios.problem import Problem
from scenarios.proposal import Proposal
from scenarios.run_settings import RunSettings
from scenarios.spelling import hint
from scenarios.unreadable import Unreadable
from sim.errors import DataError
from sim.network import Network
from sim.scenario import Scenario, TimeUnit

NO_CHANGE: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """A case: one firm as data, checked, with its alternatives and levers.

    Parameters
    ----------
    folder
        Where its files are.
    today
        Name of the alternative that is today's way: the baseline everywhere.
    show_items
        Stock points for charts of single ones.
    target
        Least (or greatest) value of a KPI, by its name.
    settings
        How long and how often it is run.
    facts
        Figures of the real case that a model of today's way must meet.
    proposal
        What it says for its report.
    data
        The checked rows, control entries and accounts of the base.
    """

    name: str
    title: str
    summary: str = ""
    folder: Path
    time_unit: TimeUnit = "day"
    today: str | None = None
    show_items: tuple[str, ...] = ()
    target: Mapping[str, float] = field(default_factory=dict)
    settings: RunSettings
    alternatives: Mapping[str, Alternative]
    levers: Mapping[str, Lever] = field(default_factory=dict)
    facts: Sequence[Fact] = ()
    proposal: Proposal = field(default_factory=Proposal)
    data: CaseData = field(repr=False)
    _changed: dict[str, CaseData] = field(default_factory=dict, init=False, repr=False)

    def scenario(
        self,
        alternative: str | None = None,
        values: Mapping[str, object] = NO_CHANGE,
        *,
        seed: int | None = None,
        horizon: float | None = None,
        warm_up: float | None = None,
        planning: Callable[[Network], Planning] | None = None,
    ) -> Scenario:
        """Return the case under an alternative, with further values, ready to simulate.

        Parameters
        ----------
        alternative
            Name of the alternative; None takes today's way, or the first.
        values
            `path = value` on top of the alternative (see `scenarios.paths`).
        seed, horizon, warm_up
            None takes those of the case; times in its time unit.
        planning
            Gives planning records for a network, for control entries that are sized.

        Raises
        ------
        DataError
            The alternative or a path does not exist, or a value does not fit; all problems are named.
        """
        name, data = self._under(alternative)
        problems: list[Problem] = []
        if values:
            data, problems = apply(data, values)
            problems += check_tables(data)
        if problems:  # what is wrong cannot be built: say what is known of the control all the same
            problems += [p for p in build_control(data, sized_later=True)[1] if p not in problems]
            raise _refused(name, problems)
        network = build_network(data)
        records = planning(network) if planning is not None else None
        control, problems = build_control(data, records, network)
        if problems:
            raise _refused(name, problems)
        settings = self.settings
        return Scenario(
            name=name,
            network=opened(network, data, control),
            control=control,
            horizon=settings.horizon if horizon is None else horizon,
            warm_up=settings.warm_up if warm_up is None else warm_up,
            seed=settings.seed if seed is None else seed,
            time_unit=self.time_unit,
        )

    def network(self, alternative: str | None = None) -> Network:
        """Return the physical world under an alternative; None takes today's way, or the first.

        Raises
        ------
        DataError
            The alternative does not exist.
        """
        return build_network(self._under(alternative)[1])

    def check(self, alternative: str | None = None, values: Mapping[str, object] = NO_CHANGE) -> None:
        """Refuse values that do not fit an alternative, without the planning records that `scenario` needs.

        Raises
        ------
        DataError
            The alternative or a path does not exist, or a value does not fit; all problems are named.
        """
        name, data = self._under(alternative)
        data, problems = apply(data, values)
        problems += check_tables(data)
        problems += [p for p in build_control(data, sized_later=True)[1] if p not in problems]
        if problems:
            raise _refused(name, problems)

    def needs_planning(
        self, alternative: str | None = None, values: Mapping[str, object] = NO_CHANGE
    ) -> bool:
        """Tell whether a control entry of an alternative (with further values) is sized from records."""
        data = self._under(alternative)[1]
        if values:
            data, _ = apply(data, values)
        return any(entry.get("size") for entry in data.control.values())

    def raw_value(
        self, path: str, alternative: str | None = None, values: Mapping[str, object] = NO_CHANGE
    ) -> Any:
        """Return the value at a path, in the unit of the path; a tuple where the chosen rows differ.

        Parameters
        ----------
        values
            `path = value` on top of the alternative.

        Raises
        ------
        DataError
            The alternative or the path does not exist.
        """
        try:
            return read_value(self.data_of(alternative, values), path)
        except Unreadable as problem:
            raise DataError(str(problem.at(f"path '{path}'"))) from None

    def data_of(self, alternative: str | None = None, values: Mapping[str, object] = NO_CHANGE) -> CaseData:
        """Return the checked rows and control entries under an alternative, with further values.

        Values that do not fit are passed over: `scenario` and `check` name them.

        Raises
        ------
        DataError
            The alternative does not exist.
        """
        data = self._under(alternative)[1]
        return apply(data, values)[0] if values else data

    def _under(self, alternative: str | None) -> tuple[str, CaseData]:
        """Return name and data of an alternative; all of them were checked when the case was loaded."""
        name = alternative or self.today or next(iter(self.alternatives))
        if name not in self.alternatives:
            raise DataError(f"alternative '{name}' does not exist; {hint(name, self.alternatives)}")
        if name not in self._changed:
            self._changed[name] = apply(self.data, self.alternatives[name].set)[0]
        return name, self._changed[name]


def _refused(alternative: str, problems: list[Problem]) -> DataError:
    return DataError("\n".join(str(p.within(f"alternative '{alternative}'")) for p in problems))
