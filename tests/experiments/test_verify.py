"""`orderpoint verify`: references that stand on their own, checks that bite, and what the command says."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import comb, exp, factorial
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from experiments import verification
from experiments.cli import app
from experiments.progress import Monitor
from experiments.verification import COLUMNS, SIMULATED, checks_frame, each_confidence, verify
from experiments.verify import plant_worlds, stock_worlds, worked
from experiments.verify.check import Check
from experiments.verify.simulated import Simulated
from policies.base_stock import BaseStock
from policies.q_system import QSystem
from sim import Control, Scenario, simulate
from tests.worlds import entry


def command(*words: str) -> Result:
    """Run a command in process."""
    return CliRunner().invoke(app, list(words))


def named(name: str) -> Simulated:
    """Return a simulated check."""
    (found,) = (one for one in SIMULATED if one.name == name)
    return found


@pytest.fixture(scope="module", autouse=True)
def unwatched() -> Iterator[None]:
    """The auditor watches the test that is about it, and no other: the worlds are long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDERPOINT_AUDIT", "0")
        yield


@pytest.fixture(scope="module")
def checks(unwatched: None) -> list[Check]:
    """All checks, with few random worlds."""
    return verify(replications=3)


# ---- the references


def poisson(k: int, mean: float) -> float:
    """Probability of k at random."""
    return exp(-mean) * mean**k / factorial(k)


def missing(level: int, mean: float) -> float:
    """Mean of what a Poisson demand asks for above a level."""
    return mean - level + sum((level - k) * poisson(k, mean) for k in range(level))


def warehouse_fill() -> float:
    """Share filled in a shop: its net stock is 3, less its part of the backlog, less its own demand."""
    backlog = {0: sum(poisson(k, 6.0) for k in range(7))} | {k - 6: poisson(k, 6.0) for k in range(7, 60)}
    found = 0.0
    for units, chance in backlog.items():
        for mine in range(min(units, 2) + 1):
            split = comb(units, mine) * 0.25**mine * 0.75 ** (units - mine)
            found += chance * split * sum(poisson(k, 1.0) for k in range(3 - mine))
    return found


def erlang_c(servers: int, load: float) -> float:
    """Probability that an order waits."""
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / factorial(k) for k in range(servers)) + last)


@pytest.mark.parametrize(
    ("name", "exact"),
    [
        ("Base stock, uneven lead times", 100 * sum(poisson(k, 10.0) for k in range(12))),
        (
            "Customers who do not wait",
            100 * (1 - 8.0**9 / factorial(9) / sum(8.0**k / factorial(k) for k in range(10))),
        ),
        ("Fixed order period", 100 * (1 - (missing(110, 100.0) - missing(110, 60.0)) / 40)),
        ("Warehouse and four shops", 100 * warehouse_fill()),
        ("Queue at four machines", 60 * (1 / 3 + erlang_c(4, 8 / 3) / (12 - 8))),
        ("Little's law in a shop", 100.0),
        ("Kanban cell", 4 / 5),
    ],
)
def test_exact_references(name: str, exact: float) -> None:
    """What is called exact is reckoned here from the formula, with nothing of ours."""
    assert named(name).published == pytest.approx(exact, rel=1e-6)


def test_published_references(checks: list[Check]) -> None:
    """Figures of books and papers are those of the collection of published results."""
    published = {check.name: check.published for check in checks}
    table = {row["mean_demand"]: row for row in entry("SS-01")["expected"]["table"]}
    line = entry("LINE-01")["expected"]["table"]
    (row,) = (row for row in line if row["stations"] == 4 and row["buffer_each"] == 1)
    assert published["Order point and lot"] == entry("RQ-01")["published"]["cost"]
    assert (table[20]["s"], table[20]["S"]) == (14, 62)
    assert published["Order point and maximum"] == table[20]["cost"]
    assert published["Season bought once"] == entry("NV-06")["published"]["expected_profit"]
    assert published["Chain of three stages"] == entry("SER-01")["published"]["cost"]
    assert list(stock_worlds.CHAIN_LEVELS) == entry("SER-01")["expected"]["echelon_base_stock"]
    assert published["Line with little room"] == row["throughput"]
    assert published["Kanban cell"] == entry("KAN-02")["expected"]["throughput"]["2,2"]
    assert published["Economic lot"] == entry("EOQ-01")["published"]["cost"]
    assert published["Lots of least cost"] == entry("LOT-01")["published"]["cost"]
    assert list(worked.WAGNER_WHITIN_DEMAND) == entry("LOT-01")["inputs"]["demand"]
    assert list(worked.WAGNER_WHITIN_ORDER) == entry("LOT-01")["inputs"]["setup"]
    assert published["Order period exercise"] == round(entry("RS-03")["expected"]["T_days_365"], 2)
    assert published["Order period exercise, cost"] == round(entry("RS-03")["expected"]["annual_cost"], 2)


def test_the_seat_part_is_that_of_the_textbook() -> None:
    """The grid that ours is held to has the rows of the collection."""
    known = entry("MRP-01")
    rows = known["expected"]["FOQ_ss80"]
    assert [list(worked.SEAT_GROSS), list(worked.SEAT_DUE)] == [
        known["inputs"]["gross"],
        known["inputs"]["scheduled_receipts"],
    ]
    assert list(worked.SEAT["projected_on_hand"]) == rows["projected_available"]
    for name in ("net_requirements", "planned_receipts", "planned_releases"):
        assert list(worked.SEAT[name]) == rows[name]


def test_the_grid_of_vikas_adds_up() -> None:
    """The rows worked out by hand follow from each other: stock, receipts four weeks on, safety of 80."""
    stock, rows = 130, worked.HOUSING
    for week, need in enumerate(rows["gross"]):
        without = stock - need
        assert rows["planned_receipts"][week] == (140 if without < 80 else 0)
        stock = without + rows["planned_receipts"][week]
        assert rows["projected_on_hand"][week] == stock
    assert rows["planned_releases"][:8] == rows["planned_receipts"][4:]


def test_what_is_recalled_is_not_called_published() -> None:
    """Only figures that were read in their source are called published."""
    recalled = {
        "Order point and maximum": "SS-01",
        "Season bought once": "NV-06",
        "Line with little room": "LINE-01",
    }
    for name, identifier in recalled.items():
        assert entry(identifier)["evidence"] == "V2"
        assert "recomputed" in named(name).source
    for name, identifier in {"Order point and lot": "RQ-01", "Chain of three stages": "SER-01"}.items():
        assert entry(identifier)["evidence"] == "V1"
        assert "as published" in named(name).source


# ---- the checks


def test_all_checks_agree(checks: list[Check]) -> None:
    """Nineteen checks, of which seven without chance; all agree."""
    assert [check.name for check in checks if not check.agrees] == []
    assert [check.kind for check in checks] == ["simulated"] * 12 + ["exact"] * 7
    assert len({check.name for check in checks}) == 19


@pytest.mark.slow
def test_all_checks_agree_narrowly() -> None:
    """As the command makes them: all agree, no interval is wider than 1.5 % to a side."""
    for check in verify():
        assert check.agrees, check
        if check.kind == "simulated":
            assert (check.high - check.low) / 2 < 0.015 * check.published, check


@pytest.mark.parametrize("check", SIMULATED, ids=lambda check: check.name)
def test_the_auditor_watches_the_worlds(check: Simulated) -> None:
    """Units and positions add up after every instant, and time is left after the warm-up."""
    world = check.world(1)
    short = min(world.horizon, world.warm_up + 100.0)
    assert check.reading(simulate(replace(world, horizon=short), audit=True)) > 0


def test_intervals_hold_at_once() -> None:
    """Twelve intervals share the five per cent that may go wrong."""
    assert 12 * (1 - each_confidence()) == pytest.approx(0.05)


def controlled(world: Scenario, policy: Any, first: int = 0) -> Scenario:
    """Return a world whose policy is another one, from a stock point on."""
    control = world.control
    changed = Control(control[first].scope, policy)
    return replace(world, control=(*control[:first], changed, *control[first + 1 :]))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("Order point and lot", lambda seed: controlled(stock_worlds.order_point_world(seed), QSystem(4, 5))),
        ("Order point and maximum", lambda s: replace(stock_worlds.min_max_world(s), phases=LATE)),
        ("Fixed order period", lambda s: replace(stock_worlds.fixed_period_world(s), phases=LATE)),
        ("Warehouse and four shops", lambda s: controlled(stock_worlds.warehouse_world(s), BaseStock(5))),
    ],
)
def test_a_wrong_world_differs(name: str, wrong: Any) -> None:
    """One unit more or less, or a review in the evening instead of the morning, is found out."""
    check = replace(named(name), world=wrong).run(1, 8, each_confidence(), lambda: None)
    assert not check.agrees, check


LATE = ("RECEIPT", "DEMAND", "SERVE", "REVIEW", "LOAD", "DEPART", "EXPIRY", "OBSERVE")


def test_a_wrong_grid_differs() -> None:
    """One figure that is not as it should be is counted."""
    rows = worked.HOUSING | {"planned_receipts": (0, 0, 0, 0, 140, 0, 0, 140, 0, 0, 0, 140)}
    (made,) = worked.plans_at(worked.load_case("vikas").scenario("mrp"))
    check = worked.grid_check("grid", "", "", made.plan, rows)
    assert (check.published, check.ours, check.agrees) == (48, 46, False)


def test_digits_and_intervals_decide() -> None:
    """The ends of an interval belong to it; the last printed digit counts, and no further one."""
    given: dict[str, Any] = {"name": "a", "what": "b", "source": "c", "unit": "d", "decimals": 1}
    inside = Check(published=2.0, ours=2.5, low=2.0, high=3.0, **given)
    assert (inside.agrees, inside.verdict) == (True, "agrees")
    assert not replace(inside, published=1.99).agrees
    assert not replace(inside, low=float("nan"), high=float("nan")).agrees
    exact = Check(published=19.6, ours=19.58, kind="exact", **given)
    assert exact.agrees
    assert replace(exact, decimals=2).verdict == "differs"


def test_the_same_seed_gives_the_same_figures() -> None:
    """Seeds decide, and the shops of a season differ from each other."""
    check = named("Season bought once")
    first, again, other = (check.run(seed, 3, 0.95, lambda: None) for seed in (1, 1, 2))
    assert first == again
    assert first.ours != other.ours
    assert first.low < first.ours < first.high


def test_little_compares_two_books() -> None:
    """The ratio is near 100 % but not the same number twice: area and clocks are kept apart."""
    scenario = replace(plant_worlds.shop_world(1), horizon=900.0, warm_up=100.0)
    values = [plant_worlds.lots_by_little(simulate(scenario, k)) for k in range(2)]
    assert values[0] != values[1]
    assert all(50 < value < 200 and value != 100 for value in values)


def test_progress_and_cancelling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run is told with its check; a monitor that is cancelled stops the work."""
    monkeypatch.setattr(verification, "SIMULATED", (named("Season bought once"),))
    steps: list[tuple[int, int, str]] = []
    found = verify(Monitor(lambda step: steps.append((step.done, step.total, step.best))), replications=2)
    assert steps == [(1, 2, "Season bought once"), (2, 2, "Season bought once")]
    assert found[0].name == "Season bought once"
    stopped = Monitor()
    stopped.cancel()
    with pytest.raises(KeyboardInterrupt):
        verify(stopped, replications=2)
    with pytest.raises(ValueError, match="replications is 1; an interval needs two or more"):
        verify(replications=1)


def test_the_frame(checks: list[Check]) -> None:
    """One row a check with the columns of the report; an exact figure has no interval."""
    frame = checks_frame(checks)
    assert tuple(frame.columns) == COLUMNS
    assert frame["agrees"].dtype == bool
    exact = frame[frame["kind"] == "exact"]
    assert exact[["low", "high"]].isna().all(axis=None)
    assert not frame[["published", "ours"]].isna().any(axis=None)


# ---- the command


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, checks: list[Check]) -> list[Check]:
    """The command makes these checks, which a test may change."""
    made = list(checks)

    def make(progress: Monitor, *, seed: int) -> Sequence[Check]:
        progress.tell("simulated checks", 1, 1, f"seed {seed}")
        return made

    monkeypatch.setattr(verification, "verify", make)
    return made


def test_the_command_prints_a_table(found: list[Check]) -> None:
    """A row a check with both figures, what it compares and its source, and how many agree."""
    result = command("verify", "--seed", "7")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    (row,) = (line for line in lines if line.startswith("Order point exercise"))
    assert row.split()[3:] == ["19.58", "19.58", "units", "agrees"]
    assert lines[-1] == "19 of 19 checks agree."
    flat = " ".join(result.stdout.split())
    assert "in 20 random worlds each, seed 7" in flat
    for check in found:
        assert f"- {check.name}: {check.what}. Source: {check.source}." in flat
    assert "simulated checks: 1 of 1, seed 7" in result.stderr
    assert max(map(len, lines)) <= 100


def test_a_difference_ends_with_one(found: list[Check]) -> None:
    """A check that differs is named, and the exit code is 1."""
    found[0] = replace(found[0], published=2 * found[0].published)
    result = command("verify", "--quiet")
    assert result.exit_code == 1
    last = " ".join(result.stdout.split())
    assert "18 of 19 checks agree. Different: Order point and lot. Where nothing is wrong, chance" in last
    assert result.stderr == ""
    found[0], found[-1] = found[1], replace(found[-1], ours=1.0)
    assert "one seed in twenty" not in command("verify").stdout


def test_the_command_as_json(found: list[Check]) -> None:
    """One document; an exact check has no interval."""
    found[-1] = replace(found[-1], ours=1.0)
    result = command("verify", "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert (document["number"], document["agree"], document["seed"]) == (19, 18, 1)
    assert set(document["checks"][0]) == set(COLUMNS)
    assert document["checks"][-1]["low"] is None
    assert result.stderr == ""


def test_the_folder(found: list[Check], tmp_path: Any) -> None:
    """Table, summary and picture; written twice, the same bytes."""
    out = tmp_path / "verified"
    result = command("verify", "--out", str(out))
    assert f"The table and a picture are in {out}." in result.stderr
    files = sorted(file.relative_to(out).as_posix() for file in out.rglob("*") if file.is_file())
    assert files == ["charts/verification.png", "charts/verification.svg", "summary.json", "verify.csv"]
    frame = pd.read_csv(out / "verify.csv")
    assert tuple(frame.columns) == COLUMNS
    assert frame["agrees"].all()
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["command"], summary["agree"]) == ("verify", 19)
    assert summary["charts"][0]["title"].startswith("19 of 19 checks agree")
    before = [(out / file).read_bytes() for file in files]
    assert command("verify", "--out", str(out)).exit_code == 0
    assert [(out / file).read_bytes() for file in files] == before
