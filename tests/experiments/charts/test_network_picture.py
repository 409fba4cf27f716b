"""The picture of a network: nothing overlaps, goods go to the right, and the words say what is drawn."""

import itertools
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.transforms import Bbox

from experiments.charts.chart import Chart
from experiments.charts.network_picture import network_picture, stocks_passed
from experiments.charts.save_chart import save_chart
from experiments.charts.style import new_figure
from experiments.network_shape import shape_of
from scenarios import load_case

CASES = ("gupta", "branches", "kanban-cell", "service-parts", "vikas-plant", "order-point")
Frames = tuple[pd.DataFrame, pd.DataFrame]


@cache
def shape(name: str) -> Frames:
    """Nodes and edges of a bundled case."""
    return shape_of(load_case(name))


def frames(rows: list[tuple[str, str, int]], pairs: list[tuple[str, str]], long: str = "") -> Frames:
    """Nodes by name, kind and level, and the edges between them."""
    nodes = pd.DataFrame(
        [
            (name, kind, level, name + long, f"{k + 1} items", k + 1)
            for k, (name, kind, level) in enumerate(rows)
        ],
        columns=["node", "kind", "level", "label", "detail", "count"],
    )
    return nodes, pd.DataFrame(pairs, columns=["source", "target"])


def crowd(long: str = "") -> Frames:
    """Four levels, eight nodes in the widest, and arrows that pass levels."""
    stocks = [(f"stock-{k}", "bought", 1) for k in range(8)]
    rows = [
        ("maker", "supplier", 0),
        *stocks,
        ("shop", "centre", 2),
        ("goods", "sold", 3),
        ("people", "customer", 4),
    ]
    pairs = [("maker", name) for name, *_ in stocks]
    pairs += [(name, "shop" if k % 2 else "goods") for k, (name, *_) in enumerate(stocks)]
    return frames(rows, [*pairs, ("shop", "goods"), ("goods", "people")], long)


def boxes(chart: Chart) -> list[Bbox]:
    """What the nodes cover (pixels)."""
    chart.figure.draw_without_rendering()
    patches = chart.figure.axes[0].patches
    return [patch.get_window_extent() for patch in patches if isinstance(patch, FancyBboxPatch)]


def check(chart: Chart, nodes: int) -> None:
    """Nothing overlaps, nothing is cut, every text of a node is in it, and no arrow runs over a node."""
    axes = chart.figure.axes[0]
    found = boxes(chart)
    assert len(found) == nodes
    assert not any(a.overlaps(b) for a, b in itertools.combinations(found, 2))
    page = chart.figure.bbox
    texts = [text.get_window_extent() for text in [*axes.texts, *chart.figure.texts]]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(texts, 2))
    for box in [*found, *texts]:
        assert page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
    for box in texts:
        around = [b for b in found if b.overlaps(box)]
        assert all(b.x0 <= box.x0 and box.x1 <= b.x1 and b.y0 <= box.y0 and box.y1 <= b.y1 for b in around)
    for patch in axes.patches:
        if isinstance(patch, FancyArrowPatch):
            corners = np.vstack(patch.get_path().to_polygons(closed_only=False))
            steps = np.linspace(0, 1, 9)[:, None, None]
            points = axes.transData.transform(
                (corners[:-1] + steps * np.diff(corners, axis=0)).reshape(-1, 2)
            )
            assert page.x0 <= points[:, 0].min() <= points[:, 0].max() <= page.x1
            inner = [Bbox.from_extents(b.x0 + 2, b.y0 + 2, b.x1 - 2, b.y1 - 2) for b in found]
            assert not any(b.contains(x, y) for b in inner for x, y in points)


@pytest.mark.parametrize("name", CASES)
def test_every_case_can_be_read(name: str) -> None:
    """The bundled cases, small and large."""
    nodes, edges = shape(name)
    check(network_picture(nodes, edges), len(nodes))


@pytest.mark.parametrize("long", ["", "-of-a-name-that-goes-on-and-on"])
def test_a_crowd_can_be_read(long: str) -> None:
    """Many nodes in a level, and long names."""
    nodes, edges = crowd(long)
    check(network_picture(nodes, edges), len(nodes))


def test_a_single_node_and_a_chain_are_drawn() -> None:
    """No edges, and one of each."""
    check(network_picture(*frames([("goods", "sold", 0)], [])), 1)
    chain = [("maker", "supplier", 0), ("goods", "sold", 1), ("people", "customer", 2)]
    check(network_picture(*frames(chain, [("maker", "goods"), ("goods", "people")])), 3)


def test_levels_go_from_left_to_right() -> None:
    """Nodes of a level stand above each other, those of the next to the right of them."""
    nodes, edges = shape("kanban-cell")
    middles = sorted({round((box.x0 + box.x1) / 2) for box in boxes(network_picture(nodes, edges))})
    assert len(middles) == nodes["level"].nunique()


def test_the_title_counts_the_stocks_on_the_longest_way() -> None:
    """Work centres, suppliers and customers are not stocks."""
    chain = [("maker", "supplier", 0), ("bar", "bought", 1), ("shop", "centre", 2), ("goods", "sold", 3),
             ("people", "customer", 4)]  # fmt: skip
    pairs = [("maker", "bar"), ("bar", "shop"), ("shop", "goods"), ("goods", "people"), ("maker", "goods")]
    nodes, edges = frames(chain, pairs)
    assert stocks_passed(nodes, edges) == 2
    title = "Goods pass up to 2 stocks on their way from one supplier to the customers"
    assert network_picture(nodes, edges).title == title
    short = frames([chain[0], ("goods", "sold", 1), ("people", "customer", 2)], [("goods", "people")])
    assert (
        network_picture(*short).title
        == "Goods pass one stock on their way from one supplier to the customers"
    )
    assert network_picture(*short, title="A shop").title == "A shop"


def test_the_alt_text_describes_the_chain() -> None:
    """Levels from left to right with their numbers, and who feeds whom."""
    text = network_picture(*shape("gupta")).alt_text
    assert text.startswith("Flow diagram of the supply chain where goods pass up to 4 stocks")
    assert "Suppliers: 6 foundries (42 to 45 days)" in text
    assert "castings (274 items, in raw store)" in text
    assert "bench assembly to subassemblies" in text
    assert text.index("6 foundries (") < text.index("castings (") < text.index("finished goods (")


def test_arrows_that_do_not_go_to_the_right_are_left_out() -> None:
    """An edge within a level, or back, draws nothing and breaks nothing."""
    rows = [("maker", "supplier", 0), ("here", "sold", 1), ("there", "sold", 1)]
    nodes, edges = frames(rows, [("maker", "here"), ("here", "there"), ("there", "maker")])
    chart = network_picture(nodes, edges)
    assert sum(isinstance(p, FancyArrowPatch) for p in chart.figure.axes[0].patches) == 1


def test_no_nodes_are_refused() -> None:
    """There is nothing to draw."""
    with pytest.raises(ValueError, match="without nodes"):
        network_picture(*(part.iloc[:0] for part in crowd()))


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    """And the picture can be drawn into axes that are there."""
    nodes, edges = shape("gupta")
    first, second = (
        save_chart(c.figure, tmp_path / f"n{k}", c.alt_text, c.title)[0].read_bytes()
        for k, c in enumerate([network_picture(nodes, edges), network_picture(nodes, edges)])
    )
    assert first == second
    figure = new_figure((10.6, 6.4))
    axes = figure.add_axes((0.03, 0.1, 0.94, 0.7))
    assert network_picture(nodes, edges, ax=axes).figure is figure
