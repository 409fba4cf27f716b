"""All registered figures of one run: of the network, of classes, of each stock point and work centre."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.kpi.ledger import Array, Ledger, Mask, ratio
from experiments.kpi.registry import registered
from sim import Run, Scenario


def network_kpis(run: Run, scenario: Scenario, within: Mask | None = None) -> dict[str, float]:
    """Return every figure of a run as one number, by name.

    Parameters
    ----------
    run
        One run of the scenario.
    scenario
        What was run.
    within
        Look at these stock points only (a mask); figures of the whole network are left out then.
    """
    ledger = Ledger.of(run, scenario)
    if within is not None:
        ledger = ledger.within(within)
    return {
        k.name: float(k.function(ledger)[0]) for k in registered() if within is None or not k.whole_network
    }


def stock_point_kpis(run: Run, scenario: Scenario) -> dict[str, NDArray[np.generic]]:
    """Return every figure of each stock point: columns of a frame, the first the name of the stock point."""
    columns: dict[str, NDArray[np.generic]] = {"stock": np.array(run.stock_names)}
    return columns | _by_group(Ledger.of(run, scenario).each())


def group_kpis(
    run: Run, scenario: Scenario, labels: Sequence[str | None], names: Collection[str] = ()
) -> dict[str, NDArray[np.generic]]:
    """Return figures of each group of stock points: columns of a frame, the first the label.

    Parameters
    ----------
    run
        One run of the scenario.
    scenario
        What was run.
    labels
        Label of each stock point (its class, its family); None leaves it out.
    names
        Figures that are wanted; none of them: every one.
    """
    groups = list(dict.fromkeys(label for label in labels if label is not None))
    number = {name: k for k, name in enumerate(groups)}
    group_of = np.array([-1 if label is None else number[label] for label in labels], dtype=np.intp)
    columns: dict[str, NDArray[np.generic]] = {"group": np.array(groups)}
    return columns | _by_group(Ledger.of(run, scenario).grouped(group_of, len(groups)), names)


def centre_kpis(run: Run, scenario: Scenario) -> dict[str, NDArray[np.generic]]:
    """Return load and queue of each work centre: columns of a frame, the first the name."""
    ledger = Ledger.of(run, scenario)
    return {
        "work_centre": np.array([c.name for c in ledger.work_centres]),
        "utilisation": ledger.utilisations,
        "queue_lots": ledger.centres("queue_area") / run.time,
        "setup_hours_per_year": ledger.centres("setup_hours") / ledger.years,
        "run_hours_per_year": ledger.centres("run_hours") / ledger.years,
    }


def class_kpis(run: Run, scenario: Scenario) -> dict[str, NDArray[np.generic]]:
    """Return service by class of customers: columns of a frame, the first the class.

    `order_fill_rate` is orders filled whole at once over orders, `unit_fill_rate` units filled at once over
    units asked for, `lost_share` units lost over units asked for; the units are those of all lines. Demands
    without a class are in the class with the empty name.
    A class that asked for nothing has no rate (nan).
    """
    labels = [demand.customer_class for demand in scenario.network.demands]
    names = list(dict.fromkeys(labels))
    class_of = np.array([names.index(label) for label in labels], dtype=np.intp)

    def add(name: str) -> Array:
        values = run.demand_total(name)
        return np.bincount(class_of, weights=values, minlength=len(names)).astype(float, copy=False)

    orders, units = add("orders"), add("order_units")
    return {
        "group": np.array(names),
        "orders": orders,
        "order_fill_rate": ratio(add("filled_orders"), orders),
        "unit_fill_rate": ratio(add("filled_units"), units),
        "lost_share": ratio(add("lost_units"), units),
    }


def _by_group(ledger: Ledger, names: Collection[str] = ()) -> dict[str, Array]:
    return {
        k.name: k.function(ledger)
        for k in registered()
        if not k.whole_network and (not names or k.name in names)
    }
