"""A parameter for each item: read one run backwards for all of them, then turn what is left together.

Searching a parameter an item by simulation would take thousands of runs. One run with excess stock tells of
every item what each lower level would have filled, and what stock it would have left. From these curves the
levels are chosen that reach the target of a class with the least money in stock; what the curves do not know
(the plant that all share, customers who walk away) is put right by one shift a class, found by simulation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from experiments.tune.estimates import BackSolve, Estimate, back_solve
from experiments.tune.from_case import BACK_SOLVE_WORLD, CaseProblem, sold_by
from experiments.tune.levels import Level
from experiments.tune.problem import Goal, Knob, Setting
from scenarios.control import members
from scenarios.splitting import part_name, refuse_joint
from sim import DataError

Array = NDArray[np.float64]

GRID = 25
"""Values of the parameter that an item may get."""
RUNS = 4
"""Runs that are read backwards: one alone holds too few orders of a slow item."""
SHIFT = (-1 / 4, 1 / 2)
"""Ends of the shift, as shares of the range of the parameter."""


@dataclass(frozen=True)
class ItemProblem(CaseProblem):
    """A tuning problem with a parameter for each item; its knobs shift those of a class together.

    Attributes
    ----------
    base
        Parameter of each stock point before the shift.
    owner
        Knob that each stock point follows.
    ends
        Range of the parameter.
    """

    base: Mapping[str, float] = field(default_factory=dict, repr=False)
    owner: Mapping[str, str] = field(default_factory=dict, repr=False)
    ends: tuple[float, float] = (0.0, 0.0)

    def changes(self, values: Mapping[str, float]) -> dict[str, object]:
        """Return the changes of the case: a control entry an item."""
        data = self.bench.case.data_of(self.alternative, self.bench.values)
        chosen = members(data)[0]
        low, high = self.ends
        (whole,) = set(self.path.values())
        pattern, keys = _pattern_and_keys(whole)
        changes: dict[str, object] = {}
        for name in [entry for entry in data.control if fnmatchcase(entry, pattern)]:
            raw = data.control[name]
            left = [stock for stock in chosen.get(name, []) if stock not in self.base]
            for stock in [stock for stock in chosen.get(name, []) if stock in self.base]:
                value = min(max(self.base[stock] + values[self.owner[stock]], low), high)
                changes[f"control.{part_name(name, stock)}"] = _with({**raw, "select": [stock]}, keys, value)
            changes[f"control.{name}"] = {**raw, "select": left} if left else ""
        return changes

    @cached_property
    def present(self) -> Setting:
        """No shift."""
        return tuple(knob.at(knob.share(0.0)) for knob in self.knobs)

    def estimates(self) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
        """Return no formula, and no shift of what was read backwards."""
        found = {}
        for knob in self.knobs:
            goal = self.goal_of(knob)
            if goal is not None:
                found[knob.name] = Estimate(0.0, goal.target, True)
        return {}, found


def per_item(whole: CaseProblem) -> ItemProblem:
    """Return the problem with a parameter for each item.

    Parameters
    ----------
    whole
        The problem with a parameter a class, or one for all.

    Raises
    ------
    DataError
        A target is not one of units filled at once, several paths are turned, the path is not one of control
        entries, or an entry plans all its stock points together.
    """
    goals = {knob.name: whole.goal_of(knob) for knob in whole.knobs}
    if None in goals.values() or (whole.split is None and len(whole.knobs) > 1):
        raise DataError(
            "parameters an item are read from the units filled at once; give a target such as "
            "--target fill_rate=0.95, and one knob"
        )
    (path,) = set(whole.path.values())
    full = path if whole.split is None else f"control.{whole.pattern}.{path}"
    if not full.startswith("control."):
        raise DataError(
            f"{path} is not a parameter of items; turn one of control entries, such as control.*.order_point"
        )
    data = whole.bench.case.data_of(whole.alternative, whole.bench.values)
    for name in [entry for entry in data.control if fnmatchcase(entry, _pattern_and_keys(full)[0])]:
        refuse_joint(data, whole.alternative, name, "items")
    knob = whole.knobs[0]
    shares, curves, top, records = whole.curves(GRID)
    values, sold = [knob.at(share) for share in shares], sold_by(top, curves[-1])
    runs = []
    for k in range(RUNS):
        whole.bench.monitor.tell("reading runs backwards", k, RUNS)
        whole.bench.monitor.check()
        runs.append(back_solve(top, curves[-1], sold, BACK_SOLVE_WORLD - k))
    whole.bench.monitor.tell("reading runs backwards", RUNS, RUNS)
    price = {stock: records[stock].unit_cost for stock in sold}
    base: dict[str, float] = {}
    owner: dict[str, str] = {}
    for name, goal in goals.items():
        assert goal is not None
        mine = [s for s in sold if whole.split is None or s in set(whole.split.stocks[name])]
        base |= chosen_levels(runs, curves, values, mine, price, goal)
        owner |= dict.fromkeys(mine, name)
    spread = knob.high - knob.low
    knobs = tuple(Knob(one.name, SHIFT[0] * spread, SHIFT[1] * spread) for one in whole.knobs)
    same = {f.name: getattr(whole, f.name) for f in fields(CaseProblem) if f.name != "knobs"}
    same["path"] = {one.name: full for one in knobs}
    return ItemProblem(**same, knobs=knobs, base=base, owner=owner, ends=(knob.low, knob.high))


def chosen_levels(
    runs: Sequence[BackSolve],
    curves: Sequence[Mapping[str, Level]],
    values: Sequence[float],
    stocks: Sequence[str],
    price: Mapping[str, float],
    goal: Goal,
) -> dict[str, float]:
    """Return a value for each stock point that together reach a goal with the least money in stock.

    Notes
    -----
    Each item takes the value with the least (money in stock - multiplier x units filled); the multiplier, the
    worth of one more unit filled, is the least with which the goal is reached (Everett 1963, generalized
    Lagrange multipliers). The highest values are taken where even they do not reach it.
    """
    filled = np.zeros((len(stocks), len(values)))
    money = np.zeros((len(stocks), len(values)))
    asked = 0.0
    for row, stock in enumerate(stocks):
        for run in runs:
            before, size = run.before[stock], run.size[stock]
            asked += float(size.sum())
            for column in range(len(values)):
                left = np.maximum(before - (run.top[stock].point - curves[column][stock].point), 0.0)
                filled[row, column] += float(np.minimum(size, left).sum())
                money[row, column] += float(left.mean()) * price[stock] / len(runs) if len(left) else 0.0

    def picked(worth: float) -> NDArray[np.intp]:
        return np.argmin(money - worth * filled, axis=1)

    def reached(worth: float) -> bool:
        return float(filled[np.arange(len(stocks)), picked(worth)].sum()) >= goal.target * asked

    low, high = 0.0, float(money.max() + 1.0)
    if not reached(high):
        return dict.fromkeys(stocks, float(values[-1]))
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return {stock: float(values[k]) for stock, k in zip(stocks, picked(high).tolist(), strict=True)}


def _pattern_and_keys(path: str) -> tuple[str, list[str]]:
    """Return the pattern of the control entries in a path, and the keys below it."""
    _, pattern, *keys = path.split(".")
    return pattern, keys


def _with(entry: dict[str, object], keys: Sequence[str], value: float) -> dict[str, object]:
    """Return an entry with a value put in below its keys."""
    first, *rest = keys
    if not rest:
        return {**entry, first: value}
    inner = entry.get(first)
    return {**entry, first: _with(dict(inner) if isinstance(inner, dict) else {}, rest, value)}
