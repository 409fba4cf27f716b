"""Card counts against textbook examples, and by hand."""

import math

import pytest

from policies.sizing import economic_production_quantity, kanban_cards, signal_kanban, two_card_kanban
from policies.sizing.kanban_cards import ContainerTooLarge


def test_westerville_auto_parts():
    """Krajewski: 2,000 a day, 0.08 + 0.02 day, 22 a container, 10 % safety: 10 cards; 8 with 0.06 day.

    2000 x 0.10 x 1.10 / 22 is 10.000000000000002 in floating point, and 10 all the same.
    """
    assert 2000 * 0.10 * 1.10 / 22 > 10
    before = kanban_cards(demand_rate=2000, lead_time=0.10, container=22, safety=0.10)
    assert before.cards == 10
    assert (before.loop_demand, before.safety_units) == (200, pytest.approx(20))
    after = kanban_cards(demand_rate=2000, lead_time=0.06, container=22, safety=0.10, collection_time=0.02)
    assert after.cards == 8
    assert after.maximum_stock == 176


def test_hobbs_bakery():
    """Heizer and Render: 500 cakes a day, two days, half a day's safety stock, 250 a container: five."""
    cards = kanban_cards(demand_rate=500, lead_time=2, container=250, safety=250 / 1000)
    assert (cards.loop_demand, cards.safety_units) == (1000, 250)
    assert cards.cards == cards.exact == 5


def test_collection_is_a_part_of_the_loop():
    """Cards that are collected after half a day go round half a day longer."""
    for collection in (0.0, 0.25, 0.5):
        split = kanban_cards(80, 1 - collection, 7, 0.2, collection)
        assert split.cards == kanban_cards(80, 1, 7, 0.2).cards == math.ceil(96 / 7) == 14


def test_one_card_at_least():
    """A loop without time still needs the card that stands at the container in use."""
    assert kanban_cards(80, 0, 7).cards == 1


def test_two_cards():
    """By hand: 120 x 0.5 x 1.1 / 20 = 3.3 and 120 x 0.25 x 1.1 / 20 = 1.65, so 4 and 2; 120 units at most."""
    two = two_card_kanban(120, production_time=0.5, withdrawal_time=0.25, container=20, safety=0.1)
    assert (two.production.cards, two.withdrawal.cards) == (4, 2)
    assert two.production.exact == pytest.approx(3.3)
    assert two.withdrawal.exact == pytest.approx(1.65)
    assert two.maximum_stock == 120


def test_signal_with_time_for_set_ups():
    """By hand: runs take half of the time, so a set-up of a quarter day comes every half day: 50 units.

    That is three containers of 20. The first comes 0.5 + 0.25 + 20 x 0.005 = 0.85 day after the signal, in
    which 85 units go: with 20 % safety 102, six containers.
    """
    card = signal_kanban(100, 0.5, 20, safety=0.2, setup_time=0.25, run_time=0.005)
    assert (card.lot_units, card.least_lot_units, card.economic_lot_units) == (50, 50, 0)
    assert (card.lot, card.signal) == (3, 6)
    assert card.lead_time == pytest.approx(0.85)
    assert card.lots_per_time == pytest.approx(100 / 60)
    assert card.maximum_stock == 9 * 20
    busy = card.lots_per_time * (0.25 + 60 * 0.005)
    assert busy <= 1 < 100 / 40 * (0.25 + 40 * 0.005)  # a container less, and the machine cannot keep up


def test_signal_with_costs():
    """A dear set-up makes the lot the economic one; a cheap one leaves it to the time of the machine."""
    dear = signal_kanban(100, 0.5, 20, setup_time=0.25, run_time=0.005, setup_cost=400, holding_cost=2)
    lot = economic_production_quantity(100, 200, 400, 2).order_quantity
    assert dear.lot_units == dear.economic_lot_units == lot > dear.least_lot_units
    assert dear.lot == math.ceil(lot / 20)
    cheap = signal_kanban(100, 0.5, 20, setup_time=0.25, run_time=0.005, setup_cost=1, holding_cost=2)
    assert cheap.lot_units == 50 > cheap.economic_lot_units
    free = signal_kanban(100, 0.5, 20)
    assert (free.lot, free.signal) == (1, 3)


@pytest.mark.parametrize(
    "count",
    [
        lambda: kanban_cards(100, 1, 50, maximum_stock=40),
        lambda: two_card_kanban(100, 1, 1, 50, maximum_stock=40),
        lambda: signal_kanban(100, 1, 50, maximum_stock=40),
    ],
)
def test_a_container_larger_than_the_maximum_stock(count):
    """It is refused with both figures and the remedy; a container that just fits is not."""
    with pytest.raises(ContainerTooLarge, match=r"^container is 50; .*maximum stock of 40: take a smaller"):
        count()
    assert kanban_cards(100, 1, 40, maximum_stock=40).cards == 3
