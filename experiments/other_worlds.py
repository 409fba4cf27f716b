"""Alternatives under conditions: the scenarios that are simulated, and what cannot be tried."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from experiments.bench import Bench
from experiments.conditions import Condition
from experiments.digest import scenario_digest
from sim import Scenario


class OtherWorlds:
    """The changed worlds of alternatives, and the conditions that change nothing.

    Parameters
    ----------
    bench
        What built the scenarios.
    scenarios
        What is changed, by alternative.
    values
        Values that an alternative was built with beside those of the bench, by alternative.

    Attributes
    ----------
    worlds
        What a condition makes of the alternatives that it affects.
    left_out
        Why a condition is not tried, by its title.
    """

    def __init__(
        self, bench: Bench, scenarios: Mapping[str, Scenario], values: Mapping[str, Mapping[str, object]]
    ) -> None:
        self.bench = bench
        self.scenarios = scenarios
        self.values = values
        self.worlds: dict[Condition, dict[str, Scenario]] = {}
        self.left_out: dict[str, str] = {}

    @cached_property
    def strangers(self) -> list[str]:
        """Alternatives that the bench does not build as they are, with the values given."""
        return [name for name, scenario in self.scenarios.items() if not self._builds(name, scenario)]

    @cached_property
    def sized(self) -> list[str]:
        """Alternatives that are sized from records."""
        case, values = self.bench.case, self.bench.values
        return [
            name
            for name in self.scenarios
            if case.needs_planning(name, {**values, **self.values.get(name, {})})
        ]

    def _builds(self, name: str, scenario: Scenario) -> bool:
        if name not in self.bench.case.alternatives:
            return False
        built = self.bench.scenario(name, self.values.get(name, {}))
        return scenario_digest(replace(built, name=scenario.name)) == scenario_digest(scenario)

    def add(self, condition: Condition) -> None:
        """Change all alternatives; note those that it leaves as they are, or why it cannot be tried."""
        if condition.believed != 1.0:
            changed = self._misjudged(condition)
        else:
            made = {name: condition.change(scenario) for name, scenario in self.scenarios.items()}
            changed = {name: one for name, one in made.items() if one is not self.scenarios[name]}
            if not changed:
                first = next(iter(self.scenarios.values()))
                self.left_out[condition.title] = condition.remark(first) or "It changes nothing here."
        if changed:
            self.worlds[condition] = changed

    def _misjudged(self, condition: Condition) -> dict[str, Scenario]:
        """Return what is built from records that tell too little or too much."""
        if self.strangers:
            self.left_out[condition.title] = (
                f"{_and(self.strangers)} cannot be sized again: what was run is not what the case gives with "
                "the values that are known."
            )
            return {}
        changed = {}
        if self.sized:
            bench = self.bench.believing(condition.believed)
            for name in self.sized:
                scenario = self.scenarios[name]
                built = replace(bench.scenario(name, self.values.get(name, {})), name=scenario.name)
                if scenario_digest(built) != scenario_digest(scenario):
                    changed[name] = built
        if not changed:
            self.left_out[condition.title] = "Nothing is sized from records of demand."
        return changed


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
