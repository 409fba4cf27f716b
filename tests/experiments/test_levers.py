"""Levers: each switched on and off moves what it is about, the way a practitioner expects."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.bench import Bench
from experiments.compare import Comparison
from experiments.interval import Interval
from experiments.lever_table import END, START, with_section
from experiments.levers import TOGETHER, LeverEffect, lever_effects, pull_levers
from scenarios import Case, load_case
from sim import DataError
from sim.simulate import AUDIT_VARIABLE

GUPTA = load_case("gupta")
MOVES = [(name, kpi) for name, lever in GUPTA.levers.items() for kpi in lever.moves]
NEEDED = {
    "post-by-unit",
    "honest-quotes",
    "counted-bins",
    "no-losses",
    "cycle-counts",
    "shared-freight",
    "shop-schedule",
    "prompt-buying",
    "no-design-changes",
    "ample-space",
}
"""Posting, quotes, bins, losses, counting, freight, schedule, buying, obsolescence, space."""
WORLDS = 3


@pytest.fixture(scope="module")
def pulled() -> Iterator[Comparison]:
    """Every lever of Gupta on today's way, in a few worlds (other tests send the auditor along on Gupta)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(AUDIT_VARIABLE, "0")
        yield pull_levers(Bench(GUPTA), replications=WORLDS, together=False)[0]


def test_the_case_has_its_levers() -> None:
    """Every trouble that the case names has a lever, and each says what it should move."""
    assert set(GUPTA.levers) >= NEEDED
    assert all(lever.moves for lever in GUPTA.levers.values())


@pytest.mark.parametrize(("lever", "kpi"), MOVES)
def test_a_lever_moves_what_it_is_about(pulled: Comparison, lever: str, kpi: str) -> None:
    """On against off, world by world: the difference lies on the expected side.

    The whole 95 % interval does for the figure that a lever names first; further figures, which more than
    the lever moves, do so on average.
    """
    (effect,) = [e for e in lever_effects(GUPTA, pulled) if (e.lever, e.kpi) == (lever, kpi)]
    assert (effect.difference.mean > 0) == (effect.expected == "higher"), effect
    if kpi == next(iter(GUPTA.levers[lever].moves)):
        assert effect.verdict == "as expected", effect


def test_levers_are_pulled_together_on_any_alternative() -> None:
    """The baseline comes first, then each lever, then all; the knob of a sized way is set once."""
    case = load_case("phantom-stock")
    comparison, scenarios = pull_levers(
        Bench(case, horizon=1100), ["told"], alternative="annual", replications=2
    )
    assert comparison.alternatives == ("annual", "told")
    assert scenarios["told"].network.bookkeeping[0].short_pick == "corrects"


def test_all_levers_at_once(tmp_path: Path) -> None:
    """Where there are several levers, the last scenario has them all."""
    small = load_case("gupta")
    names = ["honest-quotes", "no-losses"]
    comparison, scenarios = pull_levers(Bench(small, horizon=60, warm_up=0), names, replications=2)
    assert comparison.alternatives == ("as-is", *names, TOGETHER)
    assert scenarios[TOGETHER].network.losses == ()


@pytest.mark.parametrize(
    ("case", "lever", "message"),
    [
        ("gupta", "no-loses", "case 'gupta' has no lever 'no-loses'; did you mean 'no-losses'?"),
        ("order-point", "", "case 'order-point' has no levers; add [levers.NAME] to its case.toml"),
    ],
)
def test_a_wrong_lever_is_named(case: str, lever: str, message: str) -> None:
    """A sentence with the nearest name."""
    with pytest.raises(DataError) as error:
        pull_levers(Bench(load_case(case)), [lever] if lever else None, replications=2)
    assert str(error.value) == message


def effect(mean: float, half: float, expected: str) -> LeverEffect:
    """Return an effect on the lost share."""
    change = Interval(mean, mean - half, mean + half, half, 5, 1.0)
    return LeverEffect("x", "lost_share", "share", change, change, expected)


@pytest.mark.parametrize(
    ("mean", "half", "expected", "verdict"),
    [
        (-2, 1, "lower", "as expected"),
        (-2, 1, "higher", "the other way"),
        (2, 1, "higher", "as expected"),
        (1, 2, "lower", "within the noise"),
        (1, 2, "", ""),
        (0, 0, "lower", "within the noise"),
    ],
)
def test_the_verdict(mean: float, half: float, expected: str, verdict: str) -> None:
    """Only an interval on one side of zero says anything."""
    assert effect(mean, half, expected).verdict == verdict


def test_the_section_of_a_readme_is_replaced() -> None:
    """What stands between the marks goes, what stands around stays."""
    text = f"before\n{START}\nold\n{END}\nafter\n"
    assert with_section(text, "new\n") == f"before\n{START}\n\nnew\n\n{END}\nafter\n"
    with pytest.raises(ValueError, match="lacks the marks"):
        with_section("nothing", "new")


def test_the_readme_of_gupta_tells_every_lever() -> None:
    """The generated table has a row for each lever, and none went the other way."""
    text = (Path(GUPTA.folder) / "README.md").read_text(encoding="utf-8")
    section = text.partition(START)[2].partition(END)[0]
    for lever in GUPTA.levers.values():
        assert f"| {lever.title} |" in section
    assert "the other way" not in section


@pytest.fixture(scope="module")
def phantom() -> Case:
    """The bundled case of an undetected loss."""
    return load_case("phantom-stock")


def test_undetected_loss_and_counting(phantom: Case) -> None:
    """Never counted, the shop freezes; a count a quarter pays; one a month costs more than it brings."""
    from experiments.league import run_league

    result = run_league(Bench(phantom, horizon=2500), replications=3).comparison
    service = {name: result.interval(name, "fill_rate").mean for name in phantom.alternatives}
    assert service["no-count"] < 0.4 < service["annual"] < service["quarterly"] < service["monthly"]
    assert result.difference("quarterly", "total_cost", "annual").high < 0
    assert result.difference("monthly", "total_cost", "quarterly").low > 0
    assert result.interval("no-count", "phantom_units").mean > result.interval("annual", "phantom_units").mean
