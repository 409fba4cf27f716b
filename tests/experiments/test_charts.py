"""Charts say what their figures say, the same way each time."""

from pathlib import Path
from xml.etree import ElementTree

import matplotlib.image
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from experiments.charts.chart import Chart
from experiments.charts.labels import Labelled, place_labels
from experiments.charts.lever_effects import lever_effects
from experiments.charts.looks import TODAY, looks_of
from experiments.charts.save_chart import save_chart
from experiments.charts.service_money import service_money
from experiments.charts.stock_history import stock_history
from experiments.interval import Interval
from experiments.levers import LeverEffect

TITLES = {"today": "Today's way", "q-system": "Q-system", "mrp": "MRP with closed-loop capacity"}
SVG = "{http://www.w3.org/2000/svg}"


def results(**means: tuple[float, float]) -> pd.DataFrame:
    """A tidy frame of fill rate and total cost: five replications about each pair of means."""
    rows = []
    for name, (service, cost) in means.items():
        for replication, step in enumerate((-2, -1, 0, 1, 2)):
            rows.append((name.replace("_", "-"), replication, "fill_rate", service + 0.001 * step))
            rows.append((name.replace("_", "-"), replication, "total_cost", cost * (1 + 0.002 * step)))
    return pd.DataFrame(rows, columns=["alternative", "replication", "kpi", "value"])


def league(**means: tuple[float, float]) -> Chart:
    """Draw service against money."""
    return service_money(results(**means), titles=TITLES, today="today", target=0.95, seed=7)


def history(today: list[float], proposed: list[float]) -> Chart:
    """Draw the stock of one item, a reading a day."""
    frames = [
        pd.DataFrame(
            {
                "alternative": name,
                "item": "V-012",
                "time_days": np.arange(len(stock), dtype=float),
                "on_hand": stock,
                "order_point": point,
            }
        )
        for name, stock, point in (("today", today, 10.0), ("q-system", proposed, float("nan")))
    ]
    return stock_history(
        pd.concat(frames), titles=TITLES, item_titles={"V-012": "valve V-012"}, today="today"
    )


# ---- service against money


def test_the_title_is_the_finding() -> None:
    """The cheapest way that reaches the target, and what it saves against today."""
    chart = league(today=(0.89, 9.3e7), q_system=(0.95, 8.2e7), mrp=(0.96, 8.4e7))
    assert chart.title == (
        "Q-system gives 95 % from stock for Rs 1.1 Cr a year less than today, which gives 89 %"
    )
    assert chart.alt_text.startswith("Scatter of simulated fill rate against total cost a year")
    assert f"where {chart.title}." in chart.alt_text
    assert "MRP with closed-loop capacity 96 % (95.8 to 96.2) at Rs 8.40 Cr a year" in chart.alt_text


@pytest.mark.parametrize(
    ("means", "words"),
    [
        ({"today": (0.89, 9e7), "q_system": (0.95, 9.9e7)}, "for Rs 90.0 L a year more than today"),
        ({"today": (0.89, 9e7), "mrp": (0.97, 7e7)}, "MRP with closed-loop capacity gives 97 %"),
        ({"today": (0.95, 9e7), "q_system": (0.95, 8e7)}, "gives 95 % from stock, as today, for Rs 1.0 Cr a"),
        (
            {"today": (0.89, 9e7), "q_system": (0.91, 8e7)},
            "No alternative reaches the target of 95 %: Q-system",
        ),
    ],
)
def test_other_data_make_another_title(means: dict[str, tuple[float, float]], words: str) -> None:
    """Dearer, another winner, the same service, nobody at the target."""
    chart = league(**means)
    assert words in chart.title
    assert words in chart.alt_text


def test_a_difference_within_the_noise_is_not_a_saving() -> None:
    """Where the interval of the difference holds zero, the money is about the same."""
    frame = results(today=(0.89, 9e7), q_system=(0.95, 9e7))
    noise = pd.Series([1e6, -1e6, 2e6, -2e6, 1e5])
    here = (frame["alternative"] == "q-system") & (frame["kpi"] == "total_cost")
    frame.loc[here, "value"] += noise.to_numpy()
    chart = service_money(frame, titles=TITLES, today="today", target=0.95)
    assert "for about the same money as today" in chart.title


def test_a_plant_that_does_not_keep_up_wins_nothing() -> None:
    """A saturated alternative is passed over, and said to be so."""
    frame = results(today=(0.89, 9e7), q_system=(0.95, 7e7), mrp=(0.95, 8e7))
    chart = service_money(frame, titles=TITLES, today="today", target=0.95, saturated=["q-system"])
    assert chart.title.startswith("MRP")
    assert "does not keep up" in chart.alt_text


def test_a_curve_through_the_other_settings_of_a_way() -> None:
    """One curve in its colour, in the order of service; one setting alone makes none."""
    tried = {"q-system": [(9e7, 0.99), (7.5e7, 0.9), (8e7, 0.95)], "mrp": [(8e7, 0.94)]}
    frame = results(today=(0.89, 9.3e7), q_system=(0.95, 8.2e7), mrp=(0.95, 8e7))
    chart = service_money(frame, titles=TITLES, today="today", target=0.95, frontier=tried)
    lines = [line for line in chart.figure.axes[0].lines if len(line.get_xdata()) == 3]
    assert [list(line.get_ydata()) for line in lines] == [[90.0, 95.0, 99.0]] * 2
    assert {line.get_color() for line in lines} == {
        looks_of(["today", "q-system"], "today")["q-system"].colour
    }
    assert "Curves: other settings" in " ".join(
        text.get_text().replace("\n", " ") for text in chart.figure.texts
    )


def test_worlds_that_one_side_has_not_met_are_left_out() -> None:
    """Work stopped half-way is compared over the replications that both have."""
    frame = results(today=(0.89, 9e7), q_system=(0.95, 8e7))
    half = frame[~((frame["alternative"] == "q-system") & (frame["replication"] == 4))]
    assert "Rs 99.9 L a year less" in service_money(half, titles=TITLES, today="today").title


def test_every_name_and_the_target_are_in_the_picture(tmp_path: Path) -> None:
    """Names are text of the SVG, today's among them; so are the target and the word simulated."""
    chart = league(today=(0.89, 9.3e7), q_system=(0.95, 8.2e7))
    svg, _ = save_chart(chart.figure, tmp_path / "chart", chart.alt_text, chart.title)
    text = " ".join(" ".join(e.itertext()) for e in ElementTree.parse(svg).iter(f"{SVG}text"))
    for words in ("Q-system", "Today's way", "target", "Simulated: 5 replications, seed 7", "Rs crore"):
        assert words in text


def test_a_chart_can_be_drawn_into_given_axes() -> None:
    """Then no figure is made."""
    figure = Figure()
    ax = figure.add_subplot()
    frame = results(today=(0.89, 9.3e7), q_system=(0.95, 8.2e7))
    chart = service_money(frame, today="today", ax=ax)
    assert chart.figure is figure
    assert ax.get_title(loc="left").replace("\n", " ") == chart.title


# ---- stock through time


def test_the_title_tells_how_often_an_item_is_missing() -> None:
    """Shares of time, from the readings: today 4 of 10 days, then none."""
    chart = history([5, 4, 0, 0, 0, 0, 9, 8, 7, 6, 5], [9.0] * 11)
    assert chart.title == "Valve V-012 is out of stock 40 % of the time today, never under the Q-system"
    assert "where Valve V-012 is out of stock 40 %" in chart.alt_text
    assert chart.alt_text.startswith("Step lines of simulated stock on hand of 1 item over 10 days")


def test_other_readings_make_another_title() -> None:
    """Fewer missing days today, one under the proposal."""
    chart = history([5, 4, 0, 0, 9, 9, 9, 8, 7, 6, 5], [9, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9])
    assert chart.title == "Valve V-012 is out of stock 20 % of the time today, 10 % under the Q-system"
    calm = history([5.0] * 11, [9.0] * 11)
    assert calm.title == "Valve V-012 is never out of stock, today or under the Q-system"


def test_the_order_point_is_drawn_where_there_is_one(tmp_path: Path) -> None:
    """Today's panel has one, the other has not."""
    chart = history([5, 4, 0, 0, 9, 9], [9.0] * 6)
    svg, _ = save_chart(chart.figure, tmp_path / "chart", chart.alt_text)
    assert svg.read_text(encoding="utf-8").count(">point</text>") == 1


# ---- saving


def test_saving_gives_the_same_bytes_each_time(tmp_path: Path) -> None:
    """Neither SVG nor PNG holds a date or a random name."""
    for draw in (
        lambda: league(today=(0.89, 9.3e7), q_system=(0.95, 8.2e7)),
        lambda: history([5, 4, 0, 0, 9, 9], [9.0] * 6),
    ):
        files = []
        for turn in ("one", "two"):
            chart = draw()
            files.append(save_chart(chart.figure, tmp_path / turn, chart.alt_text, chart.title))
        for one, two in zip(*files, strict=True):
            assert one.read_bytes() == two.read_bytes()


def test_the_alt_text_is_in_the_file(tmp_path: Path) -> None:
    """The SVG has a title and a description, and its text is text."""
    chart = league(today=(0.89, 9.3e7), q_system=(0.95, 8.2e7))
    svg, png = save_chart(chart.figure, tmp_path / "a" / "chart.v1", "Scatter of a & b", chart.title)
    assert (svg.name, png.name) == ("chart.v1.svg", "chart.v1.png")
    root = ElementTree.parse(svg).getroot()
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == chart.title
    assert root.findtext(f"{SVG}desc") == "Scatter of a & b"
    assert matplotlib.image.imread(png).shape[1] > 1200


# ---- looks and labels


def test_a_look_stays_with_its_name() -> None:
    """The same colour, marker and hatch, whoever else is in the chart; today's way is black."""
    few, many = looks_of(["as-is", "mrp"], "as-is"), looks_of(["as-is", "q-system", "mrp", "own"], "as-is")
    assert few["mrp"] == many["mrp"]
    assert few["as-is"] == TODAY
    assert len({look.colour for look in many.values()}) == 4


def test_names_of_crowded_points_do_not_overlap() -> None:
    """Eight points in a heap, each name in a place of its own and inside the frame."""
    figure = Figure(figsize=(10, 6))
    ax = figure.add_subplot()
    ax.set_xlim(0, 10)
    ax.set_ylim(0, 10)
    points = [
        Labelled(f"alternative {k}\nin two lines", 5 + 0.2 * (k % 3), 5 + 0.1 * k, 4.8, 5.2, 4.8, 5.9)
        for k in range(8)
    ]
    boxes = place_labels(ax, points)
    frame = ax.get_window_extent()
    for k, (left, low, right, top) in enumerate(boxes):
        assert frame.x0 <= left and right <= frame.x1
        assert frame.y0 <= low and top <= frame.y1
        for other in boxes[k + 1 :]:
            assert right <= other[0] or other[2] <= left or top <= other[1] or other[3] <= low


def effect(lever: str, mean: float, half_width: float) -> LeverEffect:
    """Return what a lever does to the profit."""
    difference = Interval(mean, mean - half_width, mean + half_width, half_width, 5, half_width)
    return LeverEffect(lever, "profit", "money/year", Interval(9.0, 8.0, 10.0, 1.0, 5, 1.0), difference, "")


def test_the_best_lever_stands_first_and_no_word_meets_a_name() -> None:
    """Levers in the order of what they are worth, each with its verdict to the right of its interval."""
    effects = [effect("small", 25.0, 29.0), effect("big", 1221.5, 30.0), effect("bad", -300.0, 20.0)]
    chart = lever_effects(effects, titles={"big": "A big one"}, base="Today", currency="EUR", replications=5)
    (axes,) = chart.figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["A big one", "small", "bad"]
    assert [text.get_text() for text in axes.texts] == [
        "+1,222  better", "+25.0  within the noise", "-300  worse",
    ]  # fmt: skip
    chart.figure.draw_without_rendering()
    left, right = axes.get_window_extent().x0, chart.figure.bbox.x1
    for text in axes.texts:
        box = text.get_window_extent()
        assert left < box.x0 < box.x1 < right, text
    assert chart.alt_text == (
        "Dot plot of what each lever does to a figure, pulled alone on: Today. Profit before overheads: "
        "'A big one' does most, €1,222 a year more. A big one: €1,222 a year more; small: within the noise; "
        "bad: €300 a year less."
    )
