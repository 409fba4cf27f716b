"""Gupta's today, simulated, against the facts of the case and our bands of what is plausible."""

import csv

import numpy as np
import pytest

from experiments.calibrate import calibrate
from experiments.interval import mean_interval
from experiments.replicate import Outcomes, paired_tasks, replicate
from scenarios import Case, load_case
from sim.simulate import AUDIT_VARIABLE


@pytest.fixture(scope="module")
def gupta() -> Case:
    """The bundled case."""
    return load_case("gupta")


@pytest.fixture(scope="module")
def today(gupta: Case) -> Outcomes:
    """Today's way, replicated as the case says (other tests send the auditor along on Gupta)."""
    scenario = gupta.scenario(gupta.today)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(AUDIT_VARIABLE, "0")
        return replicate(paired_tasks({"as-is": scenario}, gupta.settings.replications))


def test_today_lands_on_the_facts(gupta: Case, today: Outcomes) -> None:
    """The whole 95 % interval of each figure that the case gives lies inside its band."""
    rows = calibrate(today, gupta.facts)
    assert len(rows) == 5
    assert [row.name for row in rows if not row.inside] == []


@pytest.mark.parametrize(
    ("band", "figure"),
    [
        ("stock_turns", lambda k, staff: k["stock_turns"]),
        ("lost_share", lambda k, staff: k["lost_share"]),
        ("sales_per_head", lambda k, staff: k["revenue"] / staff),
        ("material_share", lambda k, staff: k["purchase_cost"] / k["revenue"]),
    ],
)
def test_today_is_a_plausible_firm(gupta: Case, today: Outcomes, band: str, figure) -> None:
    """Simulated figures lie inside the assumed bands for a firm of just over 200 people."""
    limits = {}
    for name in ("bands", "structure"):
        with (gupta.folder / f"{name}.csv").open(newline="") as file:
            limits |= {row["name"]: (float(row["low"]), float(row["high"])) for row in csv.DictReader(file)}
    staff = np.mean(limits["employees"])
    interval = mean_interval([figure(outcome.kpis, staff) for outcome in today])
    low, high = limits[band]
    assert low <= interval.low
    assert interval.high <= high


def test_every_work_centre_is_busy_and_none_is_overloaded(gupta: Case, today: Outcomes) -> None:
    """The simulated load of each work centre lies inside its band."""
    with (gupta.folder / "bands.csv").open(newline="") as file:
        low, high = next(
            (float(r["low"]), float(r["high"])) for r in csv.DictReader(file) if r["name"] == "load"
        )
    for number, centre in enumerate(gupta.scenario().network.work_centres):
        load = np.mean([outcome.centres["utilisation"][number] for outcome in today])
        assert low <= load <= high, (centre.name, load)


def test_the_plant_keeps_up_and_no_totes_block_each_other(today: Outcomes) -> None:
    """Today's plant is not saturated."""
    assert today.saturated == ()
