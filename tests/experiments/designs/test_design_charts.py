"""Charts of sweeps, tornados and surfaces say what their figures say, with every word inside the picture."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.charts.chart import Chart
from experiments.charts.heat_map import SHADES, heat_map
from experiments.charts.kpi_axis import kpi_axis
from experiments.charts.looks import TODAY, looks_of
from experiments.charts.save_chart import save_chart
from experiments.charts.sweep_lines import sweep_lines
from experiments.charts.tornado import tornado
from experiments.designs.one_at_a_time import COLUMNS

SVG = "{http://www.w3.org/2000/svg}"
WAYS = {
    "today": "Today's way",
    "as-is-tuned": "Today's way, minimums tuned",
    "q-system": "Q-system",
    "p-system": "P-system",
    "kanban": "Kanban",
    "mrp": "MRP",
    "mrp2": "MRP II",
    "mixed": "Mixed plan",
}
VOLUMES = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0]


def words_of(chart: Chart) -> list[Text]:
    """All texts of a chart that are seen; a tick outside the limits of its axis is not."""
    chart.figure.draw_without_rendering()
    hidden = set()
    for ax in chart.figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            hidden |= {tick.label1 for tick in ticks if not low <= tick.get_loc() <= high}
    found = [text for text in chart.figure.findobj(Text) if isinstance(text, Text) and text not in hidden]
    return [text for text in found if text.get_visible() and text.get_text().strip()]


def assert_all_words_inside(chart: Chart) -> None:
    """No word is cut at an edge of the figure."""
    frame = chart.figure.bbox
    for text in words_of(chart):
        box = text.get_window_extent()
        assert frame.x0 <= box.x0 and box.x1 <= frame.x1, text
        assert frame.y0 <= box.y0 and box.y1 <= frame.y1, text


def assert_apart(texts: Iterable[Text]) -> None:
    """No two of the texts overlap."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    for k, (one, box) in enumerate(boxes):
        for other, there in boxes[k + 1 :]:
            assert not box.overlaps(there), (one, other)


# ---- sweep


def sweep(
    winners: Mapping[float, str | tuple[str, ...]],
    saturated_above: float = 2.5,
    missing: Iterable[str] = ("today",),
) -> pd.DataFrame:
    """Eight ways over eight volumes: cost grows with volume, and leaps where the plant does not keep up."""
    rows = []
    for value in VOLUMES:
        for k, name in enumerate(WAYS):
            stuck = value > saturated_above
            mean = 1e7 * (9 - 0.2 * k + (3 - 0.1 * k) * (value - 1) + 12 * stuck)
            won = name in np.atleast_1d(np.array(winners.get(value, "")))
            meets = name not in missing and not stuck and value in winners
            rows.append((value, name, "total_cost", mean, 0.98 * mean, 1.02 * mean, stuck, meets, won))
    columns = ["value", "alternative", "kpi", "mean", "low", "high", "saturated", "meets_target", "winner"]
    return pd.DataFrame(rows, columns=columns)


def drawn(frame: pd.DataFrame, **more: object) -> Chart:
    """Draw a sweep of the volume."""
    settings: dict[str, object] = {
        "path_words": "times today's volume", "titles": WAYS, "today": "today", "target": 0.95,
        "replications": 20, "seed": 42,
    }  # fmt: skip
    return sweep_lines(frame, **{**settings, **more})  # type: ignore[arg-type]


UP_TO_TWO: dict[float, str] = dict.fromkeys((0.5, 1.0, 1.5, 2.0), "mrp")


@pytest.mark.parametrize(
    ("winners", "saturated_above", "title"),
    [
        (UP_TO_TWO, 2.0, "MRP wins up to 2 times today's volume; above that no way keeps up"),
        (
            UP_TO_TWO,
            2.5,
            "MRP wins up to 2 times today's volume; above that no way reaches 95 % from stock, and from 3 "
            "on no way keeps up",
        ),
        (dict.fromkeys(VOLUMES, "kanban"), 9.0, "Kanban wins all the way from 0.5 to 4 times today's volume"),
        ({}, 0.1, "No way keeps up anywhere from 0.5 to 4 times today's volume"),
        ({}, 9.0, "No way reaches 95 % from stock anywhere from 0.5 to 4 times today's volume"),
        ({}, 2.0, "No way reaches 95 % from stock up to 2 times today's volume; above that no way keeps up"),
        (
            {0.5: "q-system", **dict.fromkeys(VOLUMES[1:4], "mrp"), **dict.fromkeys(VOLUMES[4:], "mixed")},
            9.0,
            "Q-system wins at 0.5 times today's volume, MRP from 1 to 2, Mixed plan from 2.5 on",
        ),
        (
            {0.5: ("q-system", "mrp"), 1.0: "mrp"},
            1.0,
            "MRP and Q-system win alike at 0.5 times today's volume, MRP at 1; above that no way keeps up",
        ),
        (
            dict(
                zip(
                    VOLUMES, ["kanban", "mrp", "kanban", "mrp", "kanban", "mrp2", "mrp", "mixed"], strict=True
                )
            ),
            9.0,
            "The winner changes 7 times, from Kanban at 0.5 times today's volume to Mixed plan at 4",
        ),
        (
            dict.fromkeys((3.0, 3.5, 4.0), "mrp"),
            9.0,
            "MRP wins from 3 times today's volume on; below that no way reaches 95 % from stock",
        ),
    ],
)
def test_the_title_tells_who_wins_where(
    winners: dict[float, str | tuple[str, ...]], saturated_above: float, title: str
) -> None:
    """One winner, several, equals, too many to tell, nobody, and why nobody."""
    chart = drawn(sweep(winners, saturated_above))
    assert chart.title == title
    assert title in chart.alt_text
    assert_all_words_inside(chart)


def strip_words(chart: Chart) -> list[Text]:
    """What stands in the strip of winners, from the left."""
    strip = chart.figure.axes[0].child_axes[0]
    chart.figure.draw_without_rendering()
    return sorted(
        (text for text in strip.texts if text.get_text() != "wins"),
        key=lambda text: text.get_window_extent().x0,
    )


def test_the_strip_names_each_winner_once_over_its_values() -> None:
    """Neighbours are merged, each block is in the colour of its winner, and no two words meet."""
    winners = {0.5: "kanban", 1.0: "q-system", 1.5: "q-system", 2.0: "as-is-tuned"}
    chart = drawn(sweep(winners))
    texts = strip_words(chart)
    assert [text.get_text().replace("\n", " ") for text in texts] == [
        "Kanban", "Q-system", "Today's way, minimums tuned", "nobody reaches the target",
        "the plant does not keep up",
    ]  # fmt: skip
    assert_apart(texts)
    strip = chart.figure.axes[0].child_axes[0]
    blocks = [patch for patch in strip.patches if patch.get_fill()]
    spans = [tuple(patch.get_extents().transformed(strip.transData.inverted()).intervalx) for patch in blocks]
    np.testing.assert_allclose(spans, [(0.25, 0.75), (0.75, 1.75), (1.75, 2.25), (2.25, 2.75), (2.75, 4.25)])
    looks = looks_of(list(WAYS), "today")
    assert [patch.get_facecolor()[:3] for patch in blocks[:3]] == [
        to_rgb(looks[name].colour) for name in ("kanban", "q-system", "as-is-tuned")
    ]
    assert [patch.get_hatch() for patch in blocks[3:]] == ["///", "xxx"]
    assert "Who wins: 0.5: Kanban; 1 to 1.5: Q-system; 2: Today's way, minimums tuned;" in chart.alt_text


def test_equals_share_a_block_and_a_long_name_gives_way_to_its_mark() -> None:
    """Two names in half a block each; one that fits nowhere is drawn as its marker."""
    long = {**WAYS, "p-system": "A way with a very long name that fits nowhere"}
    chart = drawn(sweep({1.0: ("kanban", "mrp"), 2.0: ("mrp", "p-system")}), titles=long)
    texts = [text.get_text() for text in strip_words(chart)]
    assert texts.count("Kanban") == 1 and texts.count("MRP") == 2
    assert not any("very long" in text for text in texts)
    strip = chart.figure.axes[0].child_axes[0]
    assert [line.get_marker() for line in strip.lines] == [looks_of(list(WAYS))["p-system"].marker]
    assert_all_words_inside(chart)


def test_each_way_has_its_look_and_today_is_black() -> None:
    """A line and a marker a way, the same as in any other chart; the legend in the order of the lines."""
    chart = drawn(sweep(UP_TO_TWO))
    axes = chart.figure.axes[0]
    legend = axes.get_legend()
    assert legend is not None
    names = [text.get_text().replace("\n", " ") for text in legend.get_texts()]
    assert names == list(WAYS.values())
    looks = looks_of(list(WAYS), "today")
    handles = [(line.get_color(), line.get_marker()) for line in legend.get_lines()]
    assert handles == [(looks[name].colour, looks[name].marker) for name in WAYS]
    assert handles[0] == (TODAY.colour, TODAY.marker)


def test_a_plant_that_does_not_keep_up_is_dotted_and_does_not_set_the_scale() -> None:
    """The axis ends above the highest cost of a plant that keeps up; hollow marks miss the target."""
    frame = sweep(UP_TO_TWO)
    chart = drawn(frame)
    axes = chart.figure.axes[0]
    kept = frame[~frame["saturated"]]
    low, high = axes.get_ylim()
    assert kept["high"].max() / 1e7 < high < 1.3 * kept["high"].max() / 1e7
    assert low < kept["low"].min() / 1e7
    pieces = [line for line in axes.lines if len(line.get_xdata()) == 2]
    for line in pieces:
        assert (line.get_linestyle() == ":") == (max(line.get_xdata()) > 2.5)
    marks = [line for line in axes.lines if len(line.get_xdata()) == 1]
    hollow = [line for line in marks if line.get_markerfacecolor() == "white"]
    assert len(hollow) == 8 + 7 * 4  # today everywhere, the others from 2.5 on
    note = " ".join(chart.figure.texts[1].get_text().split())
    assert note == (
        "Simulated: 20 replications at each value, seed 42, the same random worlds for every alternative. "
        "Bands are 95 % intervals of the mean. The winner has the lowest total cost of those that reach "
        "95 % from stock and keep up. Hollow: misses the target. Dotted: the plant does not keep up, and its "
        "queues grow without end."
    )
    assert "Q-system Rs 7.2 Cr a year at 0.5 to Rs 12.8 Cr a year at 2.5, does not keep up at 3, 3.5, 4" in (
        chart.alt_text
    )


def test_words_may_be_swept_and_nothing_need_be_known_of_targets() -> None:
    """A rule instead of a number, a share instead of money, the fewest columns."""
    rows = [
        (rule, name, mean, mean - 0.01, mean + 0.01, name == best)
        for rule, best in (("lot-for-lot", "mrp"), ("eoq", "kanban"), ("wagner-whitin", "kanban"))
        for name, mean in (("mrp", 0.9), ("kanban", 0.95))
    ]
    frame = pd.DataFrame(rows, columns=["value", "alternative", "mean", "low", "high", "winner"])
    chart = sweep_lines(frame, path_words="lot sizing rule", kpi="fill_rate", titles=WAYS, replications=5)
    assert chart.title == "Lot sizing rule: MRP wins at lot-for-lot, Kanban at eoq and wagner-whitin"
    axes = chart.figure.axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["lot-for-lot", "eoq", "wagner-whitin"]
    assert axes.get_ylabel() == "Units filled at once, per cent"
    assert "The winner has the highest units filled at once." in " ".join(
        chart.figure.texts[1].get_text().split()
    )
    assert "MRP 90 % at lot-for-lot to 90 % at wagner-whitin" in chart.alt_text
    assert_all_words_inside(chart)


def test_one_swept_value_and_ratios_are_drawn_too() -> None:
    """A single value has a block to itself; ratios stand evenly on a logarithmic axis."""
    frame = sweep(UP_TO_TWO)
    assert drawn(frame[frame["value"] == 1.0]).title == "MRP wins at 1 times today's volume"
    chart = drawn(frame[frame["value"].isin([0.5, 1.0, 2.0])], log=True)
    axes = chart.figure.axes[0]
    assert axes.get_xscale() == "log"
    np.testing.assert_allclose(axes.get_xlim(), (0.5 / 2**0.5, 2 * 2**0.5))
    assert_all_words_inside(chart)


# ---- tornado


def tornado_frame(*rows: tuple[str, str, object, float, float]) -> pd.DataFrame:
    """Paths, ends, values, differences and the halves of their intervals."""
    full = [(path, end, value, mean, mean - half, mean + half) for path, end, value, mean, half in rows]
    return pd.DataFrame(full, columns=COLUMNS)


BOTH = tornado_frame(
    ("volume", "low", 0.5, -2.1e7, 3e5),
    ("volume", "high", 2.0, 3.4e7, 4e5),
    ("setup", "low", 0.5, 3e6, 2e5),
    ("setup", "high", 1.5, 5e6, 2e5),
    ("rule", "low", "eoq", 1e5, 3e5),
    ("rule", "high", "lot-for-lot", 2e6, 3e5),
)
NAMES = {"volume": "Customers' volume, times today's", "setup": "Set-up times"}


def draw_tornado(frame: pd.DataFrame, **more: object) -> Chart:
    """Draw a tornado of total cost about Rs 8.2 crore."""
    settings: dict[str, object] = {
        "titles": NAMES, "kpi": "total_cost", "base": 8.2e7, "replications": 10, "seed": 42,
    }  # fmt: skip
    return tornado(frame, **{**settings, **more})  # type: ignore[arg-type]


def test_a_tornado_names_what_the_figure_depends_on_most() -> None:
    """The first path that surely moves it, from its lowest to its highest figure."""
    chart = draw_tornado(BOTH)
    assert chart.title == (
        "Total cost depends most on \"Customers' volume, times today's\": from Rs 6.1 Cr a year to Rs 11.6 "
        "Cr a year; base Rs 8.2 Cr a year"
    )
    assert chart.alt_text.startswith(
        "Tornado of total cost, base Rs 8.2 Cr a year. Total cost depends most on"
    )
    assert (
        "rule: Rs 8.2 Cr a year at eoq (within the noise), Rs 8.4 Cr a year at lot-for-lot." in chart.alt_text
    )
    assert_all_words_inside(chart)


def test_bars_go_from_the_base_and_values_stand_at_their_ends() -> None:
    """Biggest on top; two ends that would cover each other share a row; a value beyond each interval."""
    chart = draw_tornado(BOTH)
    axes = chart.figure.axes[0]
    assert [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()] == [
        "Customers' volume, times today's", "Set-up times", "rule",
    ]  # fmt: skip
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    bars = [(bar.get_x(), bar.get_width(), bar.get_height()) for bar in axes.patches]
    np.testing.assert_allclose(
        bars,
        [
            (8.2, -2.1, 0.62), (8.2, 3.4, 0.62), (8.2, 0.3, 0.36), (8.2, 0.5, 0.36), (8.2, 0.01, 0.36),
            (8.2, 0.2, 0.36),
        ],
        atol=1e-9,
    )  # fmt: skip
    chart.figure.draw_without_rendering()
    texts = [text for text in axes.texts if not text.get_text().startswith("base")]
    assert [text.get_text() for text in texts] == ["0.5", "2", "0.5", "1.5", "eoq", "lot-for-lot"]
    assert_apart(texts)
    left = axes.transData.transform((8.2 - 2.1 - 0.03, 0))[0]
    right = axes.transData.transform((8.2 + 3.4 + 0.04, 0))[0]
    assert texts[0].get_window_extent().x1 < left and right < texts[1].get_window_extent().x0


@pytest.mark.parametrize(
    ("frame", "title"),
    [
        (
            tornado_frame(("a", "low", 1, 1e5, 3e5), ("a", "high", 2, -2e5, 3e5)),
            "Total cost: none of these ranges surely moves it from Rs 8.2 Cr a year",
        ),
        (
            tornado_frame(
                ("a", "low", 1, 9e6, 2e7),
                ("a", "high", 2, 0.0, 3e5),
                ("b", "low", 1, -3e6, 1e5),
                ("b", "high", 2, 0.0, 0.0),
            ),
            'Total cost depends most on "b": from Rs 7.9 Cr a year to Rs 8.2 Cr a year; base Rs 8.2 Cr '
            "a year",
        ),
        (
            tornado_frame(("a", "low", 1, -9e6, np.nan), ("a", "high", 2, 0.0, np.nan)),
            'Total cost depends most on "a": from Rs 7.3 Cr a year to Rs 8.2 Cr a year; base Rs 8.2 Cr '
            "a year",
        ),
    ],
)
def test_what_may_be_noise_is_not_a_finding(frame: pd.DataFrame, title: str) -> None:
    """Nothing sure, the biggest unsure, and one replication without intervals."""
    chart = draw_tornado(frame)
    assert chart.title == title
    assert ("intervals" in chart.figure.texts[1].get_text()) == bool(frame["difference_low"].notna().any())
    assert_all_words_inside(chart)


def test_a_long_tornado_is_cut_and_says_so() -> None:
    """Twelve rows at most; the footnote counts the rest, which the alternative text still tells."""
    rows = [
        (f"path {k}", end, k, sign * (30 - k) * 1e5, 1e4)
        for k in range(15)
        for end, sign in (("low", -1), ("high", 1))
    ]
    chart = draw_tornado(tornado_frame(*rows))
    assert len(chart.figure.axes[0].get_yticklabels()) == 12
    assert "3 more with smaller swings are not shown." in chart.figure.texts[1].get_text().replace("\n", " ")
    assert "path 14: Rs 8.0 Cr a year at 14" in chart.alt_text
    assert_all_words_inside(chart)


# ---- heat map


def surface(cost: Callable[[float, float], float], xs: Iterable[float], ys: Iterable[float]) -> pd.DataFrame:
    """A row a point, with the figure of a function."""
    rows = [(x, y, cost(x, y)) for y in ys for x in xs]
    return pd.DataFrame(rows, columns=["lot", "point", "mean"])


def bowl(x: float, y: float) -> float:
    """Rs 8 lakh at (100, 50), and 1 % more for each unit of squared distance in steps of 10."""
    return 8e5 * (1 + 0.01 * ((x - 100) / 10) ** 2 + 0.02 * ((y - 50) / 10) ** 2)


XS, YS = list(range(40, 170, 10)), list(range(10, 100, 10))


def draw_surface(frame: pd.DataFrame, **more: object) -> Chart:
    """Draw a heat map over lot and order point."""
    settings: dict[str, object] = {
        "x": "lot", "y": "point", "x_words": "lot", "y_words": "order point", "replications": 20, "seed": 1,
    }  # fmt: skip
    return heat_map(frame, **{**settings, **more})  # type: ignore[arg-type]


def test_the_title_of_a_surface_tells_how_exact_one_must_be() -> None:
    """5 % more is two steps of the lot (4 %) and one of the order point (2 %)."""
    chart = draw_surface(surface(bowl, XS, YS))
    assert chart.title == (
        "Total cost is lowest, Rs 8.0 L a year, at lot 100 and order point 50; it stays within 5 % at lot "
        "80 to 120, or at order point 40 to 60"
    )
    assert chart.alt_text == (
        f"Heat map of simulated total cost over lot and order point. {chart.title}. 117 points, from Rs 8.0 "
        "L a year to Rs 13.4 L a year."
    )
    axes = chart.figure.axes[0]
    (star,) = axes.lines
    assert (star.get_xdata()[0], star.get_ydata()[0]) == (100.0, 50.0)
    assert_all_words_inside(chart)


def test_the_contours_are_where_the_figure_is_worse_by_five_and_twenty_per_cent() -> None:
    """Through the best: at the roots of 5 and of 20 steps, within what straight lines allow."""
    chart = draw_surface(surface(bowl, XS, YS))
    axes = chart.figure.axes[0]
    (contours,) = [found for found in axes.collections if hasattr(found, "levels")]
    assert list(contours.levels) == [0.05, 0.20]
    for path, steps in zip(contours.get_paths(), (5**0.5, 20**0.5), strict=True):
        at_best = path.vertices[np.isclose(path.vertices[:, 1], 50.0)]
        assert max(abs(at_best[:, 0] - 100)) == pytest.approx(10 * steps, abs=1.0)
    chart.figure.draw_without_rendering()
    labels = [text for text in axes.texts if "%" in text.get_text()]
    assert sorted(text.get_text() for text in labels) == ["+20 %", "+5 %"]
    assert_apart(axes.texts)


def test_points_that_miss_the_target_are_crossed_out_and_never_best() -> None:
    """The best of those that reach it; where none does, the title says so."""
    frame = surface(bowl, XS, YS)
    frame["meets_target"] = frame["point"] >= 70
    chart = draw_surface(frame)
    assert chart.title.startswith("Total cost is lowest, Rs 8.6 L a year, at lot 100 and order point 70;")
    crossed = [patch for patch in chart.figure.axes[0].patches if patch.get_hatch()]
    assert len(crossed) == int((~frame["meets_target"]).sum())
    assert chart.alt_text.endswith(f"{len(crossed)} of them miss the target.")
    nobody = draw_surface(frame.assign(meets_target=False))
    assert nobody.title == (
        "No point reaches the target; total cost would be lowest, Rs 8.0 L a year, at lot 100 and order "
        "point 50"
    )


def test_a_best_point_on_the_edge_is_warned_about() -> None:
    """The range was too small on one side."""
    chart = draw_surface(surface(bowl, [x for x in XS if x <= 100], YS))
    assert chart.title.endswith("at lot 100 and order point 50, on the edge of what was tried for lot")


def test_the_highest_is_best_where_more_is_better() -> None:
    """Profit: the peak of the upside-down bowl, contours below it."""
    chart = draw_surface(surface(lambda x, y: 2e6 - bowl(x, y), XS, YS), kpi="profit", currency="USD")
    assert chart.title.startswith("Profit before overheads is highest, $1.2 M a year, at lot 100")
    labels = {text.get_text() for text in chart.figure.axes[0].texts}
    assert {"-5 %", "-20 %"} <= labels


def test_few_points_holes_and_words_are_drawn() -> None:
    """One row, a missing point, rules instead of numbers, all figures alike; no figure at all is refused."""
    assert "at lot 100 and order point 50" in draw_surface(surface(bowl, XS, [50])).title
    holes = surface(bowl, XS, YS).sample(frac=0.8, random_state=1)
    assert_all_words_inside(draw_surface(holes))
    frame = surface(bowl, [90, 100], YS)
    frame["lot"] = frame["lot"].map({90: "eoq", 100: "lot-for-lot"})
    assert "at lot lot-for-lot and order point 50" in draw_surface(frame).title
    assert_all_words_inside(draw_surface(surface(lambda x, y: 5e5, XS, YS)))
    with pytest.raises(ValueError, match="no point has a figure; simulate some first"):
        draw_surface(surface(lambda x, y: float("nan"), XS, YS))


def test_shades_can_be_read_in_grey() -> None:
    """Luminance falls all the way, and black stays readable on the darkest shade (4.0 to 1 at least)."""
    colours = SHADES(np.linspace(0, 1, 50))[:, :3]
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(luminance) < 0).all()
    assert (luminance[-1] + 0.05) / 0.05 > 4.0


# ---- all of them


EACH: list[Callable[..., Chart]] = [
    lambda **more: drawn(sweep(UP_TO_TWO), **more),
    lambda **more: draw_tornado(BOTH, **more),
    lambda **more: draw_surface(surface(bowl, XS, YS), **more),
]


@pytest.mark.parametrize("draw", EACH, ids=["sweep", "tornado", "surface"])
def test_the_same_data_make_the_same_bytes(draw: Callable[..., Chart], tmp_path: Path) -> None:
    """SVG and PNG, with the alternative text in them and words kept as text."""
    files = []
    for turn in ("one", "two"):
        chart = draw()
        files.append(save_chart(chart.figure, tmp_path / turn, chart.alt_text, chart.title))
    for one, two in zip(*files, strict=True):
        assert one.read_bytes() == two.read_bytes()
    root = ElementTree.parse(files[0][0]).getroot()
    assert root.findtext(f"{SVG}desc") == chart.alt_text
    text = " ".join(" ".join(element.itertext()) for element in root.iter(f"{SVG}text"))
    assert "Simulated:" in text and "seed" in text


@pytest.mark.parametrize("draw", EACH, ids=["sweep", "tornado", "surface"])
def test_each_can_be_drawn_into_given_axes(draw: Callable[..., Chart]) -> None:
    """Then no figure is made, and the finding is the title of the axes, clear of the strip."""
    figure = Figure(figsize=(12, 8))
    ax = figure.add_axes((0.3, 0.25, 0.4, 0.45))
    chart = draw(ax=ax)
    assert chart.figure is figure
    assert ax.get_title(loc="left").replace("\n", " ") == chart.title
    figure.draw_without_rendering()
    for strip in ax.child_axes:
        below = strip.get_window_extent().y1
        assert ax.title.get_window_extent().y0 >= 0 and ax._left_title.get_window_extent().y0 > below  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kpi", "value", "label", "words"),
    [
        ("fill_rate", 0.953, "Units filled at once, per cent", "95.3 %"),
        ("total_cost", 8.2e7, "Total cost, Rs crore a year (without purchases)", "Rs 8.2 Cr a year"),
        ("stock_value", 8.2e5, "Value of stock on hand, Rs lakh", "Rs 8.2 L"),
        ("days_of_supply", 1234.5, "Days that the stock would last, days", "1,234 days"),
    ],
)
def test_a_figure_is_written_in_its_unit(kpi: str, value: float, label: str, words: str) -> None:
    """Shares in per cent, money in its scale, the rest in units."""
    axis = kpi_axis(kpi, value, "INR")
    assert (axis.label, axis.written(value)) == (label, words)
