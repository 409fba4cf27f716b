"""The table to act on: the parameters of each stock point, old beside new, with the money that moves."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.tune.confirm import Confirmed
from experiments.tune.names import TODAY, TUNED
from sim import Scenario
from sim.contract import Every

SHOWN = ("order_point", "order_up_to", "quantity", "cards", "container", "safety_stock", "review_period")
"""Columns of parameters, in their order; each stands twice: today's value and the new one."""
AS = {"minimum": "order_point", "signal": "cards", "lot": "quantity", "bin_quantity": "order_point"}
"""Names under which policies keep the same thing."""


def parameters_of(scenario: Scenario) -> dict[str, dict[str, float]]:
    """Return the parameters of each stock point that is replenished, under the names of the table."""
    found: dict[str, dict[str, float]] = {}
    for control in scenario.control:
        for stock in control.scope:
            found[stock] = _parameters(control.policy, stock)
    return found


def _parameters(policy: Any, stock: str) -> dict[str, float]:
    values: dict[str, float] = {}
    for name in (*SHOWN, *AS):
        value = getattr(policy, name, None)
        if isinstance(value, Mapping):
            value = value.get(stock)
        if isinstance(value, int | float) and not isinstance(value, bool):
            values.setdefault(AS.get(name, name), float(value))
    review = getattr(policy, "review", None)
    if isinstance(review, Every):
        values["review_period"] = review.period
    return values


def parameter_table(confirmed: Confirmed, scenarios: Mapping[str, Scenario]) -> pd.DataFrame:
    """Return a row a stock point: parameters today and tuned, stock value today and tuned, cash set free.

    Columns: stock, item, place, class, policy_today, policy_tuned, then `NAME_today` and `NAME_tuned` for
    each parameter that any of them has, stock_value_today, stock_value_tuned (means over the fresh worlds)
    and cash_set_free (today less tuned; below zero: tied up). The biggest changes come first.
    """
    old, new = parameters_of(scenarios[TODAY]), parameters_of(scenarios[TUNED])
    before, after = (_policies(scenarios[name]) for name in (TODAY, TUNED))
    values = confirmed.comparison.stock_points.set_index(["alternative", "stock"])["stock_value"]
    split = confirmed.case_problem.split
    label = {s: name for name, stocks in split.stocks.items() for s in stocks} if split else {}
    rows = []
    for point in scenarios[TUNED].network.stock_points:
        name = point.name
        if name not in old and name not in new:
            continue
        row: dict[str, Any] = {"stock": name, "item": point.item, "place": point.place}
        row |= {
            "class": label.get(name, ""),
            "policy_today": before.get(name, ""),
            "policy_tuned": after.get(name, ""),
        }
        for parameter in SHOWN:
            row[f"{parameter}_today"] = old.get(name, {}).get(parameter)
            row[f"{parameter}_tuned"] = new.get(name, {}).get(parameter)
        row["stock_value_today"] = float(values.get((TODAY, name), float("nan")))
        row["stock_value_tuned"] = float(values.get((TUNED, name), float("nan")))
        rows.append(row)
    frame = pd.DataFrame(rows)
    frame["cash_set_free"] = frame["stock_value_today"] - frame["stock_value_tuned"]
    frame = frame.dropna(axis="columns", how="all")
    order = frame["cash_set_free"].abs().sort_values(ascending=False, kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def _policies(scenario: Scenario) -> dict[str, str]:
    names: dict[str, str] = {}
    for control in scenario.control:
        words = "".join(f"-{c.lower()}" if c.isupper() else c for c in type(control.policy).__name__)
        names |= dict.fromkeys(control.scope, words.lstrip("-"))
    return names
