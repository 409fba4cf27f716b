"""The path language: what it sets, what it reads, what it refuses."""

import pytest

from policies.min_max import MinMax
from policies.q_system import QSystem
from scenarios import load_case
from sim.distributions import Constant, Exponential, Gamma, Geometric
from sim.errors import DataError


@pytest.fixture
def small(write):
    """The small case, loaded."""
    return load_case(write())


def test_a_name_chooses_one_row(small):
    """A row is chosen by the name in its first column."""
    changed = small.scenario(values={"purchases.bolt.lead_time_days": "gamma(4, 1)"}).network
    assert changed.sources[1].lead_time == Gamma(mean=4.0, sd=1.0)
    assert changed.sources[0] == small.scenario().network.sources[0]


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        ("purchases.*.processing_hours", 12, lambda n: [n.sources[0].processing, n.sources[1].processing]),
        ("purchases.tag:casting.processing_hours", 12, lambda n: [n.sources[0].processing]),
        ("purchases.not tag:casting.processing_hours", 12, lambda n: [n.sources[1].processing]),
        ("purchases.name:b* and not body.processing_hours", 12, lambda n: [n.sources[1].processing]),
        ("transfers.tag:product.processing_hours", 12, lambda n: [n.sources[2].processing]),
        ("productions.tag:works.processing_hours", 12, lambda n: [n.sources[3].processing]),
    ],
)
def test_a_selector_chooses_rows(small, path, value, read):
    """All, by tag of the stock point or its item, by pattern, and by exception; hours become days."""
    before, after = small.scenario().network, small.scenario(values={path: value}).network
    assert set(read(after)) == {Constant(0.5)}
    touched = [k for k in range(4) if before.sources[k] != after.sources[k]]
    assert len(touched) == len(read(after))


def test_tables_accounts_and_whole_entries_can_be_set(small):
    """Paths reach every table, the accounts, and a control entry as a whole."""
    scenario = small.scenario(
        values={
            "productions.*.posting": "unit",
            "accounts.holding_rate": 0.3,
            "demands.D-1.size": "geometric(5)",
            "work_centres.lathe.servers": 3,
            "suppliers.foundry.freight_per_kg": 9,
            "operations.valve.setup_hours": 0.5,
            "components.valve.quantity": 2,
            "control.parts": {
                "select": "not tag:product",
                "policy": "q-system",
                "order_point": 5,
                "quantity": 9,
            },
        }
    )
    made = scenario.network
    assert made.sources[3].posting == "unit"
    assert made.accounts.holding_rate == 0.3
    assert made.demands[0].size == Geometric(5.0)
    assert made.work_centres[0].servers == 3
    assert made.suppliers[0].freight.per_kg == 9.0
    assert [step.setup_hours for step in made.sources[3].route] == [Constant(0.5)] * 2
    assert [part.quantity for part in made.sources[3].components] == [2.0, 2.0]
    assert scenario.control[-1].policy == QSystem(order_point=5.0, quantity=9.0)


def test_a_star_multiplies_what_is_there(small):
    """`*0.5` halves a number, a distribution, or a rate."""
    values = {"demands.*.interval_days": "*0.5", "items.*.unit_cost": "* 2", "accounts.holding_rate": "*2"}
    made = small.scenario(values=values).network
    assert [demand.interval for demand in made.demands] == [Exponential(1.0), Constant(2.0)]
    assert [item.unit_cost for item in made.items] == [240.0, 80.0, 1.0]
    assert made.accounts.holding_rate == 0.5


def test_a_star_on_nothing_is_refused(small):
    """What has no value cannot be multiplied."""
    with pytest.raises(
        DataError, match=r"path 'purchases.\*.price': None cannot be multiplied; give a value$"
    ):
        small.scenario(values={"purchases.*.price": "*2"})


def test_a_product_must_fit_too(small):
    """A multiple is checked like any value."""
    with pytest.raises(DataError, match=r"good_fraction is 1.96; it must be at most 1$"):
        small.scenario(values={"productions.*.good_fraction": "*2"})


def test_an_empty_text_restores_the_default(small):
    """An empty text is an empty cell."""
    made = small.scenario(values={"suppliers.foundry.departure_period_weeks": ""}).network
    assert made.suppliers[0].departure_period is None
    with pytest.raises(DataError, match=r"'supplier' has no default; give a value$"):
        small.scenario(values={"purchases.body.supplier": ""})


def test_an_entry_can_be_taken_away_and_another_be_made(small):
    """Control entries come and go as a whole."""
    everything = {"select": "*", "policy": "base-stock", "order_up_to": 8}
    values = {"control.products": "", "control.parts": "", "control.all": everything}
    assert {c.policy.order_up_to for c in small.scenario(values=values).control} == {8.0}


def test_a_new_policy_drops_the_parameters_it_does_not_have(small):
    """Parameters of the base that the successor shares are kept, the others dropped."""
    values = {"control.parts.order_point": 20, "control.parts.policy": "min-max"}
    assert small.scenario(values=values).control[-1].policy == MinMax(order_point=20.0, order_up_to=60.0)
    back = {"control.parts.policy": "q-system", "control.parts.order_point": 1, "control.parts.quantity": 2}
    assert small.scenario(values=back).control[-1].policy == QSystem(order_point=1.0, quantity=2.0)


def test_every_entry_at_once(small):
    """A star stands for every control entry."""
    scenario = small.scenario(
        values={
            "control.*.policy": "base-stock",
            "control.*.parameters": "",
            "control.*.order_up_to": 7,
        }
    )
    assert {control.policy.order_up_to for control in scenario.control} == {7.0}


def test_the_same_time_in_another_unit_replaces_it(small):
    """A period set in days replaces the one in weeks."""
    scenario = small.scenario("weekly", {"control.parts.review_period_days": 3})
    assert scenario.control[-1].policy.review_period == 3.0


def test_a_changed_copy_leaves_the_case_alone(small):
    """Values of one scenario are not seen by the next."""
    before = small.scenario()
    small.scenario(
        values={"items.*.unit_cost": 1, "control.parts.order_up_to": 1, "accounts.holding_rate": 1}
    )
    assert small.scenario() == before


REFUSED = {
    "prodcts.valve.posting": ("unit", "'prodcts' starts no path; did you mean 'productions.valve.posting'?"),
    "control.product.policy": (
        "q-system",
        "'product' is not a control entry; did you mean 'control.products.policy'?",
    ),
    "control.products.oder_point": (
        3,
        "'oder_point' is not known here; did you mean 'control.products.order_point'?",
    ),
    "control.products": (3, "3 is not a control entry; write a table with select and policy"),
    "productions.*.postin": ("unit", "'postin' is not known here; did you mean 'productions.*.posting'?"),
    "productions.*.posting": ("units", "'units' is not a choice; did you mean 'unit'?"),
    "purchases.*.lead_time": (
        3,
        "'lead_time' is a time without a unit; write 'purchases.*.lead_time_days'",
    ),
    "purchases.lead_time_days": (3, "it does not say which rows; write 'purchases.*.lead_time_days'"),
    "purchases.boddy.lead_time_days": (
        3,
        "'boddy' is not a row of purchases; did you mean 'purchases.body.lead_time_days'?",
    ),
    "purchases.tag:castings.lead_time_days": (
        3,
        "no row of purchases has the tag 'castings'; did you mean 'purchases.tag:casting.lead_time_days'?",
    ),
    "purchases.name:x*.lead_time_days": (
        3,
        "no row of purchases has a name like 'x*'; change the pattern",
    ),
    "purchases.tag:casting and bolt.lead_time_days": (
        3,
        "'tag:casting and bolt' chooses no row of purchases; choose at least one",
    ),
    "items.valve.name": ("pump", "'name' names the rows; change another column"),
    "items.valve.unit_cost": (-1, "unit_cost is -1; it must be zero or more"),
    "items.valve.whole": (7, "7 is neither true nor false; write true or false"),
    "accounts.holding": (0.2, "'holding' is not known here; did you mean 'accounts.holding_rate'?"),
}


@pytest.mark.parametrize("path", REFUSED)
def test_a_bad_path_or_value_is_refused_with_a_remedy(small, path):
    """The message names the path, what is wrong with it, and the nearest valid one."""
    value, reason = REFUSED[path]
    with pytest.raises(DataError) as caught:
        small.scenario(values={path: value})
    assert str(caught.value).splitlines()[0] == f"alternative 'as-is', path '{path}': {reason}"


def test_a_reference_is_checked_after_a_change(small):
    """A value that refers to nothing is found, with the row it went to."""
    with pytest.raises(DataError) as caught:
        small.scenario(values={"transfers.depot.origin": "valv"})
    assert str(caught.value) == (
        "alternative 'as-is', transfers.csv row 2, column 'origin': 'valv' is not in stock_points; "
        "did you mean 'valve'?"
    )


@pytest.mark.parametrize(
    ("path", "alternative", "value"),
    [
        ("accounts.holding_rate", None, 0.25),
        ("purchases.bolt.lead_time_weeks", None, 1.0),
        ("purchases.bolt.lead_time_days", None, 7.0),
        ("purchases.body.lead_time_days", None, Gamma(14.0, 3.5)),
        ("purchases.*.processing_days", None, (3.0, 0.0)),
        ("productions.*.posting", None, "lot"),
        ("productions.*.promise_days", None, None),
        ("control.parts.policy", None, "base-stock"),
        ("control.parts.policy", "weekly", "p-system"),
        ("control.parts.review_period_days", "weekly", 7.0),
        ("control.parts.review_period_weeks", "weekly", 1.0),
        ("control.products.order_point", None, (18.0, 12.0)),
        ("control.products.strict", None, False),
        ("control.*.policy", None, ("q-system", "base-stock")),
        ("control.products.scale.quantity", None, None),
    ],
)
def test_a_value_can_be_read_by_its_path(small, path, alternative, value):
    """What a path would change can be read, in its own unit; several values come as a tuple."""
    assert small.raw_value(path, alternative) == value


def test_reading_a_bad_path_is_refused(small):
    """A path that cannot be set cannot be read either."""
    with pytest.raises(DataError, match=r"^path 'purchases.\*.price_days': 'price_days' is not known here"):
        small.raw_value("purchases.*.price_days")
