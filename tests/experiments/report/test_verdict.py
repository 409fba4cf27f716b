"""What is recommended follows from the figures alone: turn them round, and the report turns round."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from experiments.commands.league_table import LeagueTable
from experiments.compare import Comparison
from experiments.kpi import registered
from experiments.replicate import Outcome, Outcomes
from experiments.report.blocks import Bullets, Columns, Page, Text, Tile, Tiles
from experiments.report.evidence import Evidence, read_evidence
from experiments.report.html import render_html
from experiments.report.pages import decision
from experiments.report.verdict import Verdict, verdict_of
from tests.experiments.report.works import compose, rewrite_kpis

Worlds = Sequence[tuple[float, float]]
"""Total cost and service of each world."""
TITLES = {"as-is": "Today's levels", "more": "Higher levels", "lean": "Lean levels"}


def comparison_of(ways: Mapping[str, Worlds], growing: Sequence[str] = ()) -> Comparison:
    """Make a comparison by hand; under the growing ways the plant does not keep up."""
    none = {kpi.name: 0.0 for kpi in registered()}
    outcomes = [
        Outcome(
            alternative=name,
            replication=world,
            seed=1,
            engine="by hand",
            kpis={**none, "total_cost": cost, "fill_rate": service, "plant_growth": 2.0 * (name in growing)},
            stock_points={},
            centres={},
            classes={},
            groups={},
            facts=0,
            standoffs=0,
            truncated_demands=0,
            wall_seconds=0.0,
            drawn=float("nan"),
        )
        for name, worlds in ways.items()
        for world, (cost, service) in enumerate(worlds)
    ]
    return Comparison(Outcomes(dict.fromkeys(ways), tuple(outcomes)))  # type: ignore[arg-type]


def verdict(
    ways: Mapping[str, Worlds],
    today: str | None = "as-is",
    target: float | None = 0.95,
    growing: Sequence[str] = (),
) -> Verdict:
    """Return the verdict on a comparison made by hand."""
    goal = {} if target is None else {"fill_rate": target}
    return verdict_of(LeagueTable(comparison_of(ways, growing), TITLES, today, goal, "INR"))


def worlds(cost: float, service: float, swing: float = 1.0) -> Worlds:
    """Four worlds around a cost and a service."""
    return [(cost + swing * step, service) for step in (-1.5, -0.5, 0.5, 1.5)]


# ---- each kind


def test_change_where_another_surely_costs_less() -> None:
    """Another way that reaches the target and surely costs less is recommended, with its saving."""
    found = verdict({"as-is": worlds(100, 0.96), "more": worlds(80, 0.97)})
    assert (found.kind, found.way, found.rival, found.changes) == ("change", "more", None, True)
    assert found.saving is not None and found.saving.mean == pytest.approx(-20)


def test_change_where_today_misses_the_target_and_costs_more() -> None:
    """It is a change too where today's way misses the target."""
    assert verdict({"as-is": worlds(100, 0.80), "more": worlds(80, 0.97)}).kind == "change"


def test_price_where_service_costs_money() -> None:
    """Today's way misses the target and the way that reaches it costs more: the board decides on a price."""
    found = verdict({"as-is": worlds(100, 0.80), "more": worlds(130, 0.97)})
    assert (found.kind, found.way, found.changes) == ("price", "more", True)
    assert found.saving is not None and found.saving.low > 0


def test_price_where_the_saving_is_noise() -> None:
    """Where today's way misses the target, a saving within noise is a price, and no change for money."""
    noisy = [(60.0, 0.97), (140.0, 0.97), (70.0, 0.97), (110.0, 0.97)]
    found = verdict({"as-is": worlds(100, 0.80), "more": noisy})
    assert found.kind == "price"
    assert found.saving is not None and found.saving.low < 0 < found.saving.high


def test_stay_where_today_costs_least() -> None:
    """Today's way is kept where it reaches the target and the best other costs more."""
    found = verdict({"as-is": worlds(80, 0.96), "more": worlds(100, 0.97), "lean": worlds(90, 0.96)})
    assert (found.kind, found.way, found.rival, found.changes) == ("stay", "as-is", "lean", False)


def test_stay_where_no_other_reaches_the_target() -> None:
    """Today's way is kept where it alone reaches the target, though others cost less."""
    found = verdict({"as-is": worlds(100, 0.96), "lean": worlds(50, 0.70)})
    assert found == Verdict("stay", "as-is")


def test_same_where_the_saving_is_within_noise() -> None:
    """A saving whose interval holds zero puts no way in the place of today's."""
    noisy = [(60.0, 0.97), (130.0, 0.97), (70.0, 0.97), (110.0, 0.97)]
    found = verdict({"as-is": worlds(100, 0.96), "more": noisy})
    assert (found.kind, found.way, found.rival) == ("same", "as-is", "more")
    assert found.saving is not None and found.saving.mean < 0 < found.saving.high


def test_same_where_several_ways_are_looked_at() -> None:
    """A difference that is sure alone and not sure among many is within the noise."""
    now = [(100.0, 0.96)] * 3
    close = [(98.0, 0.96), (96.9, 0.96), (96.0, 0.96)]
    assert verdict({"as-is": now, "more": close}).kind == "change"
    crowd = {f"other-{k}": [(200.0 + k * w, 0.96) for w in (1, 5, 2)] for k in range(1, 9)}
    assert verdict({"as-is": now, "more": close, **crowd}).kind == "same"


def test_first_without_a_way_of_today() -> None:
    """Where there is no way of today, the cheapest of those that reach the target is named."""
    ways = {"more": worlds(100, 0.97), "lean": worlds(90, 0.96), "as-is": worlds(10, 0.5)}
    found = verdict(ways, today=None)
    assert (found.kind, found.way, found.saving) == ("first", "lean", None)


def test_none_where_nobody_reaches_the_target() -> None:
    """Nothing is recommended where no way reaches the target, however cheap one is."""
    found = verdict({"as-is": worlds(100, 0.80), "more": worlds(10, 0.85)})
    assert found == Verdict("none", None)
    assert not found.changes


def test_none_where_the_plant_keeps_up_under_no_way() -> None:
    """A way under which queues grow without end wins nothing, whatever its figures."""
    ways = {"as-is": worlds(100, 0.96), "more": worlds(10, 0.99)}
    assert verdict(ways, growing=["as-is", "more"]).kind == "none"
    assert verdict(ways, growing=["more"]) == Verdict("stay", "as-is")


def test_no_target_leaves_money_alone() -> None:
    """Without a target the way that surely costs less wins, whatever its service."""
    ways = {"as-is": worlds(100, 0.96), "lean": worlds(50, 0.5)}
    assert verdict(ways, target=None).way == "lean"


# ---- the page that says so


def turned(
    folder: Path, cost: Mapping[str, float | Sequence[float]], service: Mapping[str, float]
) -> Evidence:
    """Rewrite the stored figures: cost of each way, all of it for carrying stock, and its service.

    A cost is that of each world, or one with a little noise between worlds.
    """

    def change(way: str, world: int, kpi: str, value: float) -> float:
        if kpi in ("total_cost", "holding_cost"):
            given = cost[way]
            return given[world] if isinstance(given, Sequence) else given * (1 + 0.002 * world)
        if kpi == "fill_rate":
            return service[way] - 0.001 * world
        return 0.0 if kpi in decision.LINES else value

    rewrite_kpis(folder, change)
    return read_evidence([folder])


def words_of(page: Page) -> str:
    """Return all words of a page but those of its charts and of its account of the league."""
    found = [page.title]
    blocks = list(page.blocks)
    while blocks:
        block = blocks.pop(0)
        if isinstance(block, Columns):
            blocks += [*block.left, *block.right]
        elif isinstance(block, Bullets):
            found += [block.heading, *block.items]
        elif isinstance(block, Tiles):
            found += [f"{tile.label}: {tile.value} ({tile.note}) {tile.tone}" for tile in block.tiles]
        elif isinstance(block, Text):
            found.append(block.words)
    return "\n".join(found)


def tiles_of(page: Page) -> tuple[Tile, ...]:
    """Return the tiles of a page."""
    return next(block.tiles for block in page.blocks if isinstance(block, Tiles))


def page_of(evidence: Evidence) -> Page:
    """Return the first page."""
    page = decision.page(evidence, "board")
    assert page is not None
    return page


def test_the_stored_comparison_recommends_the_other_way(compared: Path) -> None:
    """As simulated, higher levels win: headline, tiles and what is asked say so."""
    page = page_of(read_evidence([compared]))
    assert page.title.startswith("Go over to Higher levels: 19 points more service for Rs ")
    assert page.title.endswith("a year less")
    cost = tiles_of(page)[1]
    assert cost.value.endswith("less") and cost.tone == "good"
    assert "Go over to Higher levels." in words_of(page)
    assert "The decision asked for" in words_of(page)


def test_today_wins_when_the_figures_turn_round(copied: Callable[..., Path]) -> None:
    """Show 3: with today's way at the target and cheapest, the report recommends it and no other."""
    evidence = turned(
        copied(),
        {"as-is": 50_000, "more": 90_000, "lean": 80_000},
        {"as-is": 0.95, "more": 0.99, "lean": 0.96},
    )
    assert evidence.verdict.kind == "stay"
    page = page_of(evidence)
    assert page.title == "Keep today's levels: Lean levels costs Rs 30,060 a year more"
    words = words_of(page)
    assert "Keep today's levels; it reaches the target." in words
    assert "What follows" in words and "The decision asked for" not in words
    service, cost, capital, chance = tiles_of(page)
    assert service.label == "Service today, from stock" and service.value == "94.9 %"
    assert cost.label == "Total cost, Lean levels" and cost.value.endswith("more") and cost.tone == "bad"
    assert capital.label == "Working capital, Lean levels"
    assert chance.value == "> 99 %" and chance.note.startswith("Today's levels")
    text = render_html(compose(evidence, "board"))
    for advice in ("Go over to", "go over to", "The decision asked for", "Recommended"):
        assert advice not in text


def test_today_is_kept_where_the_other_is_not_surely_cheaper(copied: Callable[..., Path]) -> None:
    """A way that seems dearer, within the noise, is no reason to change, and is not called dearer."""
    noise = {"as-is": (60_000, 61_000, 59_000), "more": (59_000, 58_000, 66_000), "lean": 90_000}
    page = page_of(turned(copied(), noise, dict.fromkeys(noise, 0.95)))
    assert page.title == "Keep today's levels: Higher levels does not surely cost less"


def test_a_saving_within_noise_keeps_today(copied: Callable[..., Path]) -> None:
    """A way that looks cheaper within the noise is called that, and today's way is kept."""
    noise = {"as-is": (60_000, 66_000, 57_000), "more": (59_000, 58_000, 64_000), "lean": 90_000}
    evidence = turned(copied(), noise, dict.fromkeys(noise, 0.95))
    assert evidence.verdict.kind == "same"
    page = page_of(evidence)
    assert page.title == (
        "Keep today's levels: Higher levels looks cheaper, but the difference is within the noise"
    )
    words = words_of(page)
    assert "more replications would tell whether Higher levels is cheaper." in words
    assert tiles_of(page)[1].value == "about the same"
    assert "Go over" not in words


def test_nothing_is_recommended_when_nobody_reaches_the_target(copied: Callable[..., Path]) -> None:
    """With every way below the target, the report recommends none and asks for no change."""
    evidence = turned(
        copied(),
        {"as-is": 90_000, "more": 50_000, "lean": 60_000},
        {"as-is": 0.60, "more": 0.80, "lean": 0.70},
    )
    page = page_of(evidence)
    assert page.title == "Nothing can be recommended: no way reaches the target (fill rate 90 %)"
    words = words_of(page)
    assert "Decide on no change from these figures." in words
    assert "Go over" not in words and "Keep" not in words
    assert [tile.label for tile in tiles_of(page)] == ["Service, Today's levels", "Total cost"]


def test_service_that_costs_money_has_a_price(copied: Callable[..., Path]) -> None:
    """Where the target costs money the headline says how much, and the board decides."""
    evidence = turned(
        copied(),
        {"as-is": 50_000, "more": 90_000, "lean": 95_000},
        {"as-is": 0.802, "more": 0.952, "lean": 0.97},
    )
    page = page_of(evidence)
    assert page.title.startswith("Higher levels reaches the target: 15 points more service for Rs ")
    assert page.title.endswith("a year more")
    assert "Decide whether the service is worth it; if so, go over to Higher levels." in words_of(page)


def test_small_gains_are_not_rounded_away(copied: Callable[..., Path]) -> None:
    """A sure gain of less than a point is written in tenths."""
    evidence = turned(
        copied(),
        {"as-is": 90_000, "more": 50_000, "lean": 95_000},
        {"as-is": 0.950, "more": 0.954, "lean": 0.95},
    )
    assert page_of(evidence).title.startswith("Go over to Higher levels: 0.4 points more service for ")
