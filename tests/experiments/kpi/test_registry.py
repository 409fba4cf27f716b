"""The register of key figures."""

from collections.abc import Iterator

import pytest

from experiments.kpi import Ledger, find_kpi, kpi, network_kpis, registered, stock_point_kpis
from experiments.kpi.registry import _REGISTER, FAMILIES
from sim import DataError, Scenario, simulate


@pytest.fixture
def own_figure() -> Iterator[None]:
    """A figure of one's own, registered for one test."""

    @kpi("scrap_units", "units", better="lower", family="quality", title="Units scrapped")
    def scrap_units(ledger: Ledger):
        return ledger.add("scrapped_units")

    yield
    del _REGISTER["scrap_units"]


@pytest.mark.usefixtures("own_figure")
def test_one_function_is_all_it_takes(plant: Scenario) -> None:
    """A registered function shows up in the figures of the network and of each stock point."""
    run = simulate(plant)
    assert network_kpis(run, plant)["scrap_units"] == 0
    assert stock_point_kpis(run, plant)["scrap_units"].tolist() == [0, 0]
    assert registered()[-1].name == "scrap_units"


def test_figures_come_by_family() -> None:
    """Families are shown in one order, whatever was imported first."""
    families = [k.family for k in registered()]
    assert families == sorted(families, key=FAMILIES.index)


def test_every_figure_can_be_shown() -> None:
    """Each has a unit, and a title without jargon marks."""
    for figure in registered():
        assert figure.unit, figure.name
        assert figure.title[0].isupper() and "_" not in figure.title, figure.name


def test_a_name_is_given_once() -> None:
    """A second function of the same name is refused, and the first stays."""
    first = find_kpi("fill_rate")
    with pytest.raises(DataError, match="two key figures are named 'fill_rate'"):

        @kpi("fill_rate", "share", family="service", title="Another")
        def another(ledger: Ledger):
            return ledger.add("filled_units")

    assert find_kpi("fill_rate") is first


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    """The message names what was probably meant."""
    with pytest.raises(DataError, match="no key figure 'fillrate'; the nearest is 'fill_rate'"):
        find_kpi("fillrate")
