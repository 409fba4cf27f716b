"""Factors on the whole world: volume and lead times."""

import pytest

from scenarios import load_case
from sim import DataError
from sim.network import Purchase, planned_lead_time


def test_twice_the_volume_is_twice_the_orders_of_the_same_size() -> None:
    """Intervals are halved, sizes stay; everything else is as it was."""
    case = load_case("fixed-period")
    one, two = case.scenario().network, case.scenario(values={"volume": 2}).network
    for before, after in zip(one.demands, two.demands, strict=True):
        assert after.interval.mean == before.interval.mean / 2
        assert after.size == before.size
    assert one.sources == two.sources


def test_longer_lead_times_are_known_to_planners() -> None:
    """The law of every delivery is stretched, and what planners reckon with."""
    case = load_case("gupta")
    one, two = (
        case.scenario("q-system", planning=plans).network,
        case.scenario("q-system", {"lead_time": 1.5}, planning=plans).network,
    )
    bought = [(a, b) for a, b in zip(one.sources, two.sources, strict=True) if isinstance(a, Purchase)]
    assert len(bought) > 100
    for before, after in bought:
        assert isinstance(after, Purchase)
        assert after.lead_time.mean == pytest.approx(1.5 * before.lead_time.mean)
        longer = 0.5 * before.lead_time.mean
        assert planned_lead_time(after) - planned_lead_time(before) == pytest.approx(longer)


def test_a_factor_comes_after_all_other_changes() -> None:
    """It multiplies the interval that was set beside it."""
    case = load_case("fixed-period")
    name = case.scenario().network.demands[0].name
    changed = case.scenario(values={"volume": 4, f"demands.{name}.interval_days": 8})
    plain = case.scenario(values={f"demands.{name}.interval_days": 8})
    assert changed.network.demands[0].interval.mean == plain.network.demands[0].interval.mean / 4


def test_a_factor_is_read_as_one() -> None:
    """The case as it is."""
    assert load_case("gupta").raw_value("volume") == 1.0


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"volume": 0}, "path 'volume': 0 is not a factor; give a number above zero"),
        ({"volume": "twice"}, "'twice' is not a factor"),
        ({"lead_time": float("inf")}, "inf is not a factor"),
        ({"volum": 2}, "there is no path 'volum'; did you mean 'volume'"),
    ],
)
def test_wrong_factors(values: dict[str, object], sentence: str) -> None:
    """A sentence names the path and the remedy."""
    with pytest.raises(DataError, match=sentence):
        load_case("fixed-period").scenario(values=values)


def test_orders_from_a_file_have_their_volume() -> None:
    """What is recorded cannot be multiplied."""
    with pytest.raises(DataError, match="demand 'assembly' is read from a file"):
        load_case("vikas").scenario(values={"volume": 2})


def plans(network: object) -> "Records":
    """Return planning records that are the same everywhere."""
    return Records()


class Records:
    """Records of a planner who expects one unit a day of everything."""

    def record(self, stock: str) -> object:
        """Return the same record for every stock point."""
        from policies.planning import PlanningRecord

        return PlanningRecord(
            stock=stock,
            demand_rate=1.0,
            demand_variance=1.0,
            lead_time=10.0,
            order_cost=100.0,
            unit_cost=10.0,
            holding_rate=0.001,
            whole=True,
        )
