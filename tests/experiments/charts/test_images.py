"""Image tests with tolerance of every chart: each looks as it did when somebody last looked at it.

The pictures in `images` are what `examples.py` drew then. After a change that is meant, look at the new
pictures, renew them and look again at what changed:

    ORDERPOINT_RENEW_IMAGES=1 python -m pytest -n 0 tests/experiments/charts/test_images.py

How pictures are compared
-------------------------
Pictures are drawn at twice their size and reduced, so that the hinting of a letter hardly shows. Squares of
`SQUARE` pixels are then averaged, and each is compared with the same square of the other picture, shifted by
no more than one pixel: the nearest of nine counts. What is left is not where a letter begins but what is
there. `LOCAL` bounds the worst square of a channel, `OVERALL` the root mean square of all, in steps of 255. Tests
below hold both bounds: other hinting and hardly larger letters pass; another colour, no interval, a label
ten pixels off and another title do not.
"""

import importlib
import inspect
import io
import os
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray
from PIL import Image

import experiments.charts
from experiments.charts.chart import Chart
from experiments.charts.looks import looks_of
from experiments.charts.save_chart import save_chart
from experiments.charts.service_money import service_money
from experiments.charts.style import chart_style, new_figure, set_finding
from experiments.charts.sweep_lines import sweep_lines
from tests.experiments.charts.examples import EXAMPLES, TITLES, TODAY, league_frame

Pixels = NDArray[np.float64]
IMAGES = Path(__file__).parent / "images"
RENEW = os.environ.get("ORDERPOINT_RENEW_IMAGES") == "1"
DPI, SHADES = 50, 96
"""Of the pictures that are kept."""
SQUARE = 4
LOCAL, OVERALL = 12.0, 1.5
"""Bounds of the worst square and of all together, of 255."""
SIZE = 2
"""Pixels by which a figure that is as large as its words may differ."""
ROOM = 800_000
"""Bytes that all pictures together may take."""
KINDS = (
    "Bars", "Curve", "Diagram", "Dot plot", "Dots", "Flow diagram", "Gantt chart", "Heat map", "Line", "Map",
    "Matrix", "Scatter", "Stacked bars", "Step lines", "Tornado", "Waterfall",
)  # fmt: skip
"""How an alt text begins."""

every_chart = pytest.mark.parametrize("name", EXAMPLES)


@cache
def drawn(name: str) -> Chart:
    """The example of a chart, drawn once for all tests that do not change it."""
    return EXAMPLES[name]()


def pixels(figure: Figure, dpi: int = DPI) -> Pixels:
    """Return a figure as it is saved, white below; shape (height, width, 3), 0 to 255."""
    file = io.BytesIO()
    with chart_style():
        figure.savefig(file, format="png", dpi=2 * dpi)
    with Image.open(file) as picture:
        return np.asarray(picture.convert("RGB").reduce(2), dtype=float)


def far(found: Pixels, wanted: Pixels) -> tuple[float, float]:
    """Return the difference of the worst square and the root mean square of all squares, of 255."""
    high, wide = (min(found.shape[k], wanted.shape[k]) // SQUARE * SQUARE for k in (0, 1))
    mine, theirs = found[:high, :wide], np.pad(wanted, ((1, 1), (1, 1), (0, 0)), mode="edge")
    apart = np.inf
    for down in range(3):
        for right in range(3):
            other = theirs[down : down + high, right : right + wide]
            apart = np.minimum(apart, np.abs(squares(mine) - squares(other)).max(axis=2))
    worst = np.asarray(apart)
    return float(worst.max()), float(np.sqrt((worst**2).mean()))


def squares(picture: Pixels) -> Pixels:
    """Return the mean of each square of a picture."""
    high, wide = picture.shape[0] // SQUARE, picture.shape[1] // SQUARE
    return picture.reshape(high, SQUARE, wide, SQUARE, 3).mean(axis=(1, 3))


def alike(found: Pixels, wanted: Pixels) -> bool:
    """Whether two pictures show the same, small differences of letters apart."""
    if any(abs(found.shape[k] - wanted.shape[k]) > SIZE for k in (0, 1)):
        return False
    local, overall = far(found, wanted)
    return local <= LOCAL and overall <= OVERALL


def kept(name: str) -> Pixels:
    """Return the picture of a chart that is kept."""
    with Image.open(IMAGES / f"{name}.png") as picture:
        return np.asarray(picture.convert("RGB"), dtype=float)


def keep(name: str, found: Pixels) -> None:
    """Keep a picture, in few colours."""
    picture = Image.fromarray(found.astype(np.uint8))
    few = picture.quantize(SHADES, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(IMAGES / f"{name}.png", optimize=True)


# ---- the pictures


@every_chart
def test_the_chart_looks_as_it_did(name: str, tmp_path: Path) -> None:
    """The example is drawn as in the picture that is kept, within the tolerance."""
    found = pixels(drawn(name).figure)
    if RENEW and not ((IMAGES / f"{name}.png").exists() and alike(found, kept(name))):
        keep(name, found)
    assert (IMAGES / f"{name}.png").exists(), "no picture is kept; renew them as the head of this file says"
    wanted = kept(name)
    if not alike(found, wanted):
        new = tmp_path / f"{name}.png"
        Image.fromarray(found.astype(np.uint8)).save(new)
        local, overall = far(found, wanted)
        pytest.fail(f"differs by {local:.1f} at the worst and {overall:.2f} overall: see {new}")


def test_every_chart_has_an_example_and_every_picture_a_chart() -> None:
    """A new chart without an image test fails here, as does a picture that nobody draws any more."""
    assert set(EXAMPLES) == set(chart_functions())
    assert {file.stem for file in IMAGES.glob("*.png")} == set(EXAMPLES)


def chart_functions() -> Iterator[str]:
    """Return the names of the public functions of `experiments.charts` that return a chart."""
    for file in sorted(Path(str(experiments.charts.__file__)).parent.glob("[a-z]*.py")):
        module = importlib.import_module(f"experiments.charts.{file.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            returned = function.__annotations__.get("return")
            if function.__module__ == module.__name__ and name[0] != "_" and returned in (Chart, "Chart"):
                yield name


def test_the_pictures_are_small() -> None:
    """All together do not weigh the repository down."""
    assert sum(file.stat().st_size for file in IMAGES.glob("*.png")) < ROOM


# ---- what the tolerance absorbs and what it does not


def other(name: str, change: Callable[[Figure], None]) -> tuple[float, float]:
    """Return how far an example is from its picture after a change to its figure."""
    figure = EXAMPLES[name]().figure
    before = pixels(figure)
    change(figure)
    return far(pixels(figure), before)


def is_caught(distance: tuple[float, float]) -> bool:
    """Whether a distance is beyond a bound, clearly: by a half."""
    return distance[0] > 1.5 * LOCAL or distance[1] > 1.5 * OVERALL


@pytest.mark.parametrize("name", ["league_chart", "sweep_lines", "tornado", "waterfall"])
@pytest.mark.parametrize(
    "setting",
    [{"text.hinting": "no_hinting"}, {"text.hinting": "native"}, {"lines.antialiased": True, "path.snap": False}],
    ids=["no hinting", "native hinting", "no snapping"],
)  # fmt: skip
def test_other_edges_of_letters_and_lines_are_absorbed(
    name: str, setting: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letters and lines that another version of the library sets a little off make no difference."""
    before = pixels(drawn(name).figure)
    monkeypatch.setattr("experiments.charts.style.SETTINGS", {**experiments.charts.style.SETTINGS, **setting})
    after = EXAMPLES[name]().figure
    assert alike(pixels(after), before), far(pixels(after), before)


def test_hardly_larger_letters_are_absorbed() -> None:
    """A title that ends two pixels farther to the right is the same title."""

    def larger(figure: Figure) -> None:
        for text in figure.findobj(Text):
            text.set_fontsize(1.002 * text.get_fontsize())  # type: ignore[attr-defined]

    local, overall = other("sweep_lines", larger)
    assert (local, overall) < (LOCAL, OVERALL) and local > 0


@pytest.mark.parametrize("name", ["service_money", "sweep_lines", "bullwhip", "cash_by_month"])
def test_another_colour_of_one_series_is_caught(name: str) -> None:
    """MRP in the green of another way."""
    mine, another = looks_of(TITLES, TODAY)["mrp"].colour, "#2f6f4f"

    def paint(figure: Figure) -> None:
        lines = [one for one in figure.findobj(Line2D) if to_hex(one.get_color()) == mine]  # type: ignore[attr-defined]
        assert lines
        for line in lines:
            line.set_color(another)  # type: ignore[attr-defined]

    assert is_caught(other(name, paint))


@pytest.mark.parametrize("name", ["service_money", "league_chart", "bullwhip", "waterfall", "frontier_chart"])
def test_an_interval_that_is_left_out_is_caught(name: str) -> None:
    """The longest error bar alone."""

    def leave_out(figure: Figure) -> None:
        bars = [one for one in figure.findobj(LineCollection) if isinstance(one, LineCollection)]
        longest = max(bars, key=lambda bar: bar.get_window_extent().width)
        longest.set_visible(False)

    assert is_caught(other(name, leave_out))


@pytest.mark.parametrize("name", ["sweep_lines", "stock_fan", "cash_by_month"])
def test_a_band_that_is_left_out_is_caught(name: str) -> None:
    """One band of an interval alone."""

    def leave_out(figure: Figure) -> None:
        bands = [one for ax in figure.axes for one in ax.collections if not isinstance(one, LineCollection)]
        bands[0].set_visible(False)

    assert is_caught(other(name, leave_out))


@pytest.mark.parametrize(
    "name", ["league_chart", "service_money", "bullwhip", "network_picture", "work_flow"]
)
def test_a_label_that_moves_ten_pixels_is_caught(name: str) -> None:
    """Any words in the panels, the shortest of them too, ten pixels of the figure to the right."""

    def move(figure: Figure) -> None:
        figure.draw_without_rendering()
        texts = [text for ax in figure.axes for text in ax.texts if text.get_text().strip()]
        shortest = min(texts, key=lambda text: text.get_window_extent().width)
        across = 10 * 72 / figure.dpi
        moved = mpl.transforms.ScaledTranslation(across / 72, 0, figure.dpi_scale_trans)
        x, y = shortest.get_window_extent().x0, shortest.get_window_extent().y0
        figure.text(
            *figure.transFigure.inverted().transform((x, y)), shortest.get_text(), fontsize=shortest.get_fontsize(),
            color=shortest.get_color(), fontweight=shortest.get_fontweight(), transform=figure.transFigure + moved,
        )  # fmt: skip
        shortest.set_visible(False)

    assert is_caught(other(name, move))


@every_chart
def test_another_title_is_caught(name: str) -> None:
    """One digit or letter of the finding is another."""
    figure = drawn(name).figure
    title = figure.texts[0] if figure.texts else None
    if title is None:
        pytest.fail("no title is written in the figure")
    text = title.get_text()
    before = pixels(figure)
    place = next((k for k, letter in enumerate(text) if letter.isdigit()), len(text) // 2)
    try:
        title.set_text(text[:place] + ("8" if text[place] != "8" else "3") + text[place + 1 :])
        distance = far(pixels(figure), before)
    finally:
        title.set_text(text)
    assert is_caught(distance)


# ---- words, of all charts


@every_chart
def test_the_alt_text_says_what_kind_of_chart_it_is_and_what_is_found(name: str) -> None:
    """It begins with the kind, holds the finding and ends as a sentence."""
    chart = drawn(name)
    assert chart.alt_text.startswith(KINDS)
    assert chart.title in chart.alt_text
    assert chart.alt_text.endswith(".")
    assert "nan" not in chart.alt_text.split() and "\n" not in chart.alt_text


@every_chart
def test_no_words_are_cut_and_none_overlap(name: str) -> None:
    """All words stand inside the figure and clear of each other."""
    figure = drawn(name).figure
    boxes = [(text.get_text(), text.get_window_extent()) for text in seen(figure)]
    page = figure.bbox
    cut = [text for text, box in boxes if not inside(box, page)]
    assert not cut
    met = [(one, two) for (one, a), (two, b) in combinations(boxes, 2) if meet(a, b)]
    assert not met


def seen(figure: Figure) -> list[Text]:
    """All words of a figure that are seen; a tick outside the limits of its axis is not."""
    figure.draw_without_rendering()
    hidden = set()
    for ax in figure.findobj(mpl.axes.Axes):
        assert isinstance(ax, mpl.axes.Axes)
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            away = [tick for tick in ticks if not low <= tick.get_loc() <= high or not axis.get_visible()]
            away = ticks if not ax.axison else away
            hidden |= {label for tick in away for label in (tick.label1, tick.label2)}
    texts = [text for text in figure.findobj(Text) if isinstance(text, Text) and text not in hidden]
    return [text for text in texts if text.get_visible() and text.get_text().strip()]


def inside(box: Bbox, page: Bbox) -> bool:
    """Whether words are on the page."""
    return page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1


def meet(one: Bbox, two: Bbox, slack: float = 1.0) -> bool:
    """Whether two boxes overlap by more than a pixel each way."""
    across = min(one.x1, two.x1) - max(one.x0, two.x0)
    upright = min(one.y1, two.y1) - max(one.y0, two.y0)
    return across > slack and upright > slack


@every_chart
def test_two_drawings_are_the_same_bytes_and_the_svg_is_one(name: str, tmp_path: Path) -> None:
    """The same data give the same file, an SVG that can be read and holds finding and alt text."""
    files = []
    for turn, chart in (("one", drawn(name)), ("two", EXAMPLES[name]())):
        files.append(save_chart(chart.figure, tmp_path / turn, chart.alt_text, chart.title))
    for one, two in zip(*files, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.suffix
    root = ElementTree.parse(files[0][0]).getroot()
    space = "{http://www.w3.org/2000/svg}"
    assert (root.findtext(f"{space}title"), root.findtext(f"{space}desc")) == (
        drawn(name).title,
        drawn(name).alt_text,
    )


# ---- in grey


GREY = {
    "league_chart", "service_money", "sweep_lines", "winner_map", "robustness", "cash_by_month", "service_by_month",
    "exchange_curve", "tuned_service", "bullwhip",
}  # fmt: skip
"""Charts that show several ways in one panel."""


@every_chart
def test_ways_do_not_differ_by_colour_alone(name: str) -> None:
    """In a panel, two ways differ in marker, line or hatch as well."""
    colours = {look.colour for look in looks_of(TITLES, TODAY).values()}
    found = False
    for ax in drawn(name).figure.findobj(mpl.axes.Axes):
        assert isinstance(ax, mpl.axes.Axes)
        for shapes in (line_shapes(ax, colours), bar_shapes(ax, colours)):
            found |= len(shapes) > 1
            for (one, mine), (two, theirs) in combinations(shapes.items(), 2):
                assert mine != theirs, f"{one} and {two} are both {mine}"
    assert found == (name in GREY)


def line_shapes(ax: mpl.axes.Axes, colours: set[str]) -> dict[str, frozenset[tuple[object, str]]]:
    """Return, by colour of a way, the markers and styles of its lines."""
    shapes: dict[str, set[tuple[object, str]]] = {}
    for line in ax.lines:
        style = str(line.get_linestyle())
        marker = None if line.get_marker() in ("", "None", None) else line.get_marker()
        colour = to_hex(line.get_color())
        if colour in colours and (marker is not None or style not in ("None", "")):
            shapes.setdefault(colour, set()).add((marker, style))
    return {colour: frozenset(found) for colour, found in shapes.items()}


def bar_shapes(ax: mpl.axes.Axes, colours: set[str]) -> dict[str, frozenset[object]]:
    """Return, by colour of a way, the hatches of its bars and cells."""
    shapes: dict[str, set[object]] = {}
    for patch in ax.patches:
        colour = to_hex(patch.get_facecolor())
        if isinstance(patch, Patch) and patch.get_fill() and colour in colours:
            shapes.setdefault(colour, set()).add(patch.get_hatch())
    return {colour: frozenset(found) for colour, found in shapes.items()}


# ---- names are not mathematics


def test_a_dollar_in_a_name_is_a_dollar(tmp_path: Path) -> None:
    """Names, titles and labels are never read as formulae, in whichever chart."""
    titles = {**TITLES, "mrp": "MRP at $9 to $10", "q-system": "Q_{1}^2 at $2$"}
    chart = service_money(league_frame(["mrp", "q-system", "as-is"]), titles=titles, today=TODAY)
    svg, _ = save_chart(chart.figure, tmp_path / "chart", chart.alt_text, chart.title)
    words = " ".join(
        " ".join(e.itertext()) for e in ElementTree.parse(svg).iter("{http://www.w3.org/2000/svg}text")
    )
    assert "MRP at $9 to $10" in words and "Q_{1}^2 at $2$" in words
    with chart_style():
        figure = new_figure()
        set_finding(figure, "From $1 to $2", "At $3 and $4")
    assert not any(text.get_parse_math() for text in figure.texts)


def test_no_tick_is_written_as_a_formula() -> None:
    """On an axis of ratios too, where the library likes powers of ten."""
    rows = [(value, "mrp", 4e7, 3.9e7, 4.1e7, True) for value in (0.1, 1.0, 10.0, 100.0)]
    frame = pd.DataFrame(rows, columns=["value", "alternative", "mean", "low", "high", "winner"])
    chart = sweep_lines(frame, path_words="times today's volume", titles=TITLES, log=True)
    assert not [text.get_text() for text in seen(chart.figure) if "$" in text.get_text()]
