"""Card counts of Kanban loops: one card, two cards, and a signal for lots with a set-up."""

import math
from dataclasses import dataclass

from policies.sizing._checks import not_negative, positive, positive_or_infinite
from policies.sizing.lots import economic_production_quantity


class ContainerTooLarge(ValueError):
    """A container holds more than the maximum stock."""


@dataclass(frozen=True)
class KanbanCards:
    """A number of cards and what it implies.

    Attributes
    ----------
    cards
        Cards in the loop.
    exact
        Cards before they are rounded up.
    loop_demand
        Demand while a card goes round, units, safety not included.
    safety_units
        What safety adds, units.
    maximum_stock
        Units when all containers are full.
    """

    cards: int
    exact: float
    loop_demand: float
    safety_units: float
    maximum_stock: float


@dataclass(frozen=True)
class TwoCardKanban:
    """Cards of two loops: production at the maker, withdrawal between the stores.

    Attributes
    ----------
    production
        The loop between the machines and the store of the maker.
    withdrawal
        The loop between that store and the user.
    maximum_stock
        Units when all containers of both loops are full.
    """

    production: KanbanCards
    withdrawal: KanbanCards
    maximum_stock: float


@dataclass(frozen=True)
class SignalCard:
    """A signal card for lots, and what it implies.

    Attributes
    ----------
    signal
        Full containers left at which the lot is ordered.
    lot
        Containers of a lot.
    lot_units
        Units of a lot before it is rounded up to containers.
    least_lot_units
        Lot below which set-ups leave the machine too little time, units.
    economic_lot_units
        Lot of least cost, units (0 without costs).
    lead_time
        From the signal to the first units of the lot on the shelf.
    lots_per_time
        Lots per unit time.
    maximum_stock
        Units just after a lot has come, if nothing were drawn meanwhile.
    """

    signal: int
    lot: int
    lot_units: float
    least_lot_units: float
    economic_lot_units: float
    lead_time: float
    lots_per_time: float
    maximum_stock: float


def kanban_cards(
    demand_rate: float,
    lead_time: float,
    container: float,
    safety: float = 0.0,
    collection_time: float = 0.0,
    maximum_stock: float = math.inf,
) -> KanbanCards:
    """Return the cards of a Kanban loop.

    Parameters
    ----------
    demand_rate
        D, units per unit time.
    lead_time
        L, from an order to the container on the shelf: waiting, set-up, run and conveyance.
    container
        a, units of a container.
    safety
        Share of the demand that is kept as well: 0.1 for 10 %.
    collection_time
        w, from the moment at which a card comes free until it is collected and is an order.
    maximum_stock
        Room for units; left out (infinite), there is no limit.

    Raises
    ------
    ValueError
        If an argument is out of range, or a container holds more than the maximum stock
        (`ContainerTooLarge`).

    Notes
    -----
    D (L + w) (1 + safety) / a, rounded up, and one card at least. Monden, Toyota Production System (1983),
    chapter 2. A quotient within a thousand-millionth of a whole number counts as that number.

    Examples
    --------
    >>> kanban_cards(demand_rate=2000, lead_time=0.08, collection_time=0.02, safety=0.1, container=22).cards
    10
    """
    positive("demand_rate", demand_rate)
    not_negative("lead_time", lead_time)
    not_negative("collection_time", collection_time)
    not_negative("safety", safety)
    check_container(container, maximum_stock)
    demand = demand_rate * (lead_time + collection_time)
    exact = demand * (1 + safety) / container
    cards = max(_whole_up(exact), 1)
    return KanbanCards(
        cards=cards,
        exact=exact,
        loop_demand=demand,
        safety_units=demand * safety,
        maximum_stock=cards * container,
    )


def two_card_kanban(
    demand_rate: float,
    production_time: float,
    withdrawal_time: float,
    container: float,
    safety: float = 0.0,
    maximum_stock: float = math.inf,
) -> TwoCardKanban:
    """Return the production cards and the withdrawal cards of a two-card system.

    Parameters
    ----------
    demand_rate
        D, units per unit time.
    production_time
        A round of a production card: waiting on the board, set-up, run, and back to the maker's store.
    withdrawal_time
        A round of a withdrawal card: waiting to be collected (half or all of the time between trips, as the
        plant reckons), the trip to the maker's store, and back.
    container
        a, units of a container.
    safety
        Share of the demand that is kept as well, in each loop.
    maximum_stock
        Room for units; left out (infinite), there is no limit.

    Raises
    ------
    ValueError
        If an argument is out of range, or a container holds more than the maximum stock
        (`ContainerTooLarge`).

    Notes
    -----
    The card formula for each loop apart, each rounded up. Monden (1983), chapter 2.

    Examples
    --------
    >>> two = two_card_kanban(demand_rate=120, production_time=0.5, withdrawal_time=0.25, container=20)
    >>> two.production.cards, two.withdrawal.cards
    (3, 2)
    """
    not_negative("production_time", production_time)
    not_negative("withdrawal_time", withdrawal_time)
    loops = [
        kanban_cards(demand_rate, time, container, safety, maximum_stock=maximum_stock)
        for time in (production_time, withdrawal_time)
    ]
    return TwoCardKanban(
        production=loops[0],
        withdrawal=loops[1],
        maximum_stock=loops[0].maximum_stock + loops[1].maximum_stock,
    )


def signal_kanban(
    demand_rate: float,
    lead_time: float,
    container: float,
    safety: float = 0.0,
    setup_time: float = 0.0,
    run_time: float = 0.0,
    setup_cost: float = 0.0,
    holding_cost: float = 0.0,
    maximum_stock: float = math.inf,
) -> SignalCard:
    """Return where a signal card hangs, and the lot that it asks for.

    Parameters
    ----------
    demand_rate
        D, units per unit time.
    lead_time
        L, from the signal to the units on the shelf, set-up and run not included.
    container
        a, units of a container.
    safety
        Share of the demand in the lead time that is kept as well.
    setup_time
        Set-up of a lot, in units of time.
    run_time
        Run of a unit, in units of time.
    setup_cost
        K, money for a set-up; zero: the lot is the least that the machine can do with.
    holding_cost
        h, money per unit and unit time.
    maximum_stock
        Room for units; left out (infinite), there is no limit.

    Raises
    ------
    ValueError
        If an argument is out of range, the machine cannot keep up, or a container holds more than the maximum
        stock (`ContainerTooLarge`).

    Notes
    -----
    Set-ups and runs fill at most all of the time: Q >= D s / (1 - D r) for a set-up of s and a run of r a
    unit. The economic lot is sqrt(2 K D / (h (1 - D r))). The greater of the two is rounded up to containers.
    Containers leave the machine one by one, so the signal covers the lead time, the set-up and the run of one
    container: D (L + s + r a) (1 + safety) / a, rounded up. Monden (1983), chapter 2, for the signal.

    Examples
    --------
    >>> card = signal_kanban(demand_rate=100, lead_time=0.5, container=20, setup_time=0.25, run_time=0.005)
    >>> card.lot_units, card.lot, card.signal
    (50.0, 3, 5)
    """
    positive("demand_rate", demand_rate)
    for name, value in (
        ("lead_time", lead_time),
        ("safety", safety),
        ("setup_time", setup_time),
        ("run_time", run_time),
        ("setup_cost", setup_cost),
        ("holding_cost", holding_cost),
    ):
        not_negative(name, value)
    check_container(container, maximum_stock)
    if demand_rate * run_time >= 1:
        raise ValueError(
            f"run_time is {run_time!r}; give less than {1 / demand_rate:g}, or the machine cannot keep up."
        )
    if setup_cost > 0 and holding_cost <= 0:
        raise ValueError(f"holding_cost is {holding_cost!r}; give it above 0, since a set-up costs money.")
    economic = 0.0
    if setup_cost > 0:
        made = 1 / run_time if run_time else math.inf
        economic = economic_production_quantity(demand_rate, made, setup_cost, holding_cost).order_quantity
    least = demand_rate * setup_time / (1 - demand_rate * run_time)
    units = max(economic, least)
    lot = max(_whole_up(units / container), 1)
    first = lead_time + setup_time + run_time * container
    signal = _whole_up(demand_rate * first * (1 + safety) / container)
    return SignalCard(
        signal=signal,
        lot=lot,
        lot_units=units,
        least_lot_units=least,
        economic_lot_units=economic,
        lead_time=first,
        lots_per_time=demand_rate / (lot * container),
        maximum_stock=(signal + lot) * container,
    )


def check_container(container: float, maximum_stock: float) -> None:
    """Refuse a container that holds nothing, or more than there may be in stock.

    Raises
    ------
    ContainerTooLarge
        It holds more than the maximum stock.
    ValueError
        A figure is not above zero.
    """
    positive("container", container)
    positive_or_infinite("maximum_stock", maximum_stock, "no limit")
    if container > maximum_stock:
        raise ContainerTooLarge(
            f"container is {container:g}; it holds more than the maximum stock of {maximum_stock:g}: take a "
            "smaller container or allow more stock."
        )


def _whole_up(value: float) -> int:
    """Round up, treating a value within a relative 1e-9 of a whole number as that number."""
    return math.ceil(value - 1e-9 * max(1.0, abs(value)))
