"""Image tests with tolerance of every chart: each looks as it did when somebody last looked at it.

The pictures in `images` are what `examples.py` drew then. After a change that is meant, look at the new
pictures, renew them and look again at what changed:

    ORDERPOINT_RENEW_IMAGES=1 python -m pytest -n 0 tests/experiments/charts/test_images.py

How pictures are compared
-------------------------
A chart is drawn at twice the size of the picture that is kept. Both are averaged over small squares; each
square of the one is compared with that of the other, shifted by a pixel or not: the nearest of nine counts.
What is left is not where the edge of a letter lies but what is there. `BOUNDS` says how far, of 255, the
worst square of a channel may be off: small squares see a word or an interval that is missing, large ones a
pale band or another colour. Tests below hold the bounds: words a pixel off, letters hardly larger or a little
darker pass; another colour, no interval, no band, a label ten pixels off and another title do not.
"""

import importlib
import inspect
import io
import os
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.transforms import Bbox, BboxBase, ScaledTranslation
from numpy.typing import NDArray
from PIL import Image, ImageOps

import experiments.charts
from experiments.charts.abc_xyz import LEAST_CONTRAST, contrast
from experiments.charts.chart import Chart
from experiments.charts.looks import LOOKS, looks_of
from experiments.charts.looks import TODAY as TODAY_LOOK
from experiments.charts.save_chart import save_chart, with_alt_text
from experiments.charts.service_money import service_money
from experiments.charts.style import chart_style, new_figure, set_finding
from experiments.charts.sweep_lines import sweep_lines
from tests.experiments.charts.examples import EXAMPLES, TITLES, TODAY, league_frame

Picture = Image.Image
IMAGES = Path(__file__).parent / "images"
RENEW = os.environ.get("ORDERPOINT_RENEW_IMAGES") == "1"
DPI, OVER = 50, 2
"""Of the pictures that are kept, and how many times larger they are drawn."""
COLOURS, COMMON = 256, 64
"""Colours of a picture that is kept, and how many of these are its most common ones."""
BOUNDS = {2: 48.0, 6: 13.0}
"""How far the worst square may be off, of 255, by the side of the squares in pixels."""
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


def picture_of(figure: Figure) -> Picture:
    """Return a figure as it is saved, larger than it is kept."""
    file = io.BytesIO()
    with chart_style():
        figure.savefig(file, format="png", dpi=OVER * DPI)
    with Image.open(file) as image:
        return image.convert("RGB")


@cache
def picture(name: str) -> Picture:
    """The example of a chart as a picture."""
    return picture_of(drawn(name).figure)


def far(found: Picture, wanted: Picture) -> dict[int, float]:
    """Return how far the worst square of a picture is off that of the one that is kept, by size of square."""
    return {side: worst_square(found, wanted, side) for side in BOUNDS}


def worst_square(found: Picture, wanted: Picture, side: int) -> float:
    """Return how far the worst square is off, of 255, at the best of nine shifts of each."""
    step = OVER * side
    wide, high = (min(found.size[k], OVER * wanted.size[k]) // step * step for k in (0, 1))
    theirs = means(wanted, side, (0, 0, wide // OVER, high // OVER))
    around, off = ImageOps.expand(found, 1, "white"), np.full(theirs.shape[:2], np.inf)
    for right, down in product(range(3), repeat=2):
        mine = means(around, step, (right, down, right + wide, down + high))
        off = np.minimum(off, np.abs(mine - theirs).max(axis=2))
    return float(off.max())


def means(image: Picture, side: int, box: tuple[int, int, int, int]) -> NDArray[np.float64]:
    """Return the mean colour of each square in a box of a picture."""
    return np.asarray(image.reduce(side, box=box), dtype=float)


def alike(found: Picture, wanted: Picture) -> bool:
    """Whether two pictures show the same, small differences of letters apart."""
    if any(abs(found.size[k] - OVER * wanted.size[k]) > OVER * SIZE for k in (0, 1)):
        return False
    return all(off <= BOUNDS[side] for side, off in far(found, wanted).items())


def kept(name: str) -> Picture:
    """Return the picture of a chart that is kept."""
    with Image.open(IMAGES / f"{name}.png") as image:
        return image.convert("RGB")


def in_few_colours(image: Picture) -> Picture:
    """Return a picture with a palette: its most common colours, then always the one that is farthest off."""
    flat = np.asarray(image).reshape(-1, 3)
    shades, which, counts = np.unique(flat, axis=0, return_inverse=True, return_counts=True)
    shades = shades.astype(float)
    off, nearest = np.full(len(shades), np.inf), np.zeros(len(shades), dtype=np.uint8)
    chosen = list(np.argsort(-counts, kind="stable")[:COMMON])
    for k in range(min(COLOURS, len(shades))):
        if k == len(chosen):
            chosen.append(off.argmax())
        away = np.abs(shades - shades[chosen[k]]).max(axis=1)
        nearest[away < off] = k
        off = np.minimum(off, away)
    few = Image.frombytes("P", image.size, nearest[which.ravel()].tobytes())
    few.putpalette(shades[chosen].astype(np.uint8).tobytes())
    return few


# ---- the pictures


@every_chart
def test_the_chart_looks_as_it_did(name: str, tmp_path: Path) -> None:
    """The example is drawn as in the picture that is kept, within the tolerance."""
    found, file = picture(name), IMAGES / f"{name}.png"
    if RENEW and not (file.exists() and alike(found, kept(name))):
        in_few_colours(found.reduce(OVER)).save(file, optimize=True)
    assert file.exists(), "no picture is kept; make it as the head of this file says"
    if not alike(found, kept(name)):
        new = tmp_path / file.name
        found.reduce(OVER).save(new)
        pytest.fail(f"off by {far(found, kept(name))}, bounds {BOUNDS}; now it looks like {new}")


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


def changed(name: str, change: Callable[[Figure], None]) -> bool:
    """Whether a change to the figure of an example makes it another picture."""
    before = in_few_colours(picture(name).reduce(OVER)).convert("RGB")
    figure = EXAMPLES[name]().figure
    figure.draw_without_rendering()
    change(figure)
    return not alike(picture_of(figure), before)


@pytest.mark.parametrize("name", ["abc_xyz", "tornado"])
def test_words_a_pixel_off_are_absorbed(name: str) -> None:
    """All words go half a pixel up and a pixel to the left or the right, as other hinting might set them."""

    def shift(figure: Figure) -> None:
        for k, text in enumerate(figure.findobj(Text)):
            off = ScaledTranslation((-1) ** k / (OVER * DPI), 0.5 / (OVER * DPI), figure.dpi_scale_trans)
            text.set_transform(text.get_transform() + off)

    assert not changed(name, shift)


@pytest.mark.parametrize("name", ["waterfall", "winner_map"])
def test_letters_that_are_hardly_larger_are_absorbed(name: str) -> None:
    """The end of a long title is then a pixel or two farther to the right."""

    def enlarge(figure: Figure) -> None:
        for text in figure.findobj(Text):
            assert isinstance(text, Text)
            text.set_fontsize(1.002 * float(text.get_fontsize()))

    assert not changed(name, enlarge)


@pytest.mark.parametrize("name", ["abc_xyz", "sweep_lines"])
def test_edges_that_are_a_little_darker_are_absorbed(name: str) -> None:
    """Another rule of smoothing edges makes what is grey a little darker."""
    found = picture(name)
    darker = found.point([round(255 * (shade / 255) ** 1.1) for shade in range(256)] * 3)
    assert alike(darker, found.reduce(OVER))


@pytest.mark.parametrize("name", ["service_money", "sweep_lines", "bullwhip"])
def test_another_colour_of_one_series_is_caught(name: str) -> None:
    """MRP in the green of another way, band and words untouched."""
    mine, another = looks_of(TITLES, TODAY)["mrp"].colour, "#2f6f4f"

    def paint(figure: Figure) -> None:
        for ax in figure.axes:
            for line in ax.lines:
                if to_hex(line.get_color()) == mine:
                    line.set_color(another)
                    line.set_markerfacecolor(another)

    assert changed(name, paint)


@pytest.mark.parametrize("name", ["service_money", "bullwhip", "tornado"])
def test_an_interval_that_is_left_out_is_caught(name: str) -> None:
    """The longest error bar alone, its caps left."""

    def leave_out(figure: Figure) -> None:
        bars = [bar for ax in figure.axes for bar in ax.collections if isinstance(bar, LineCollection)]
        longest = max(length_of(bar) for bar in bars)
        for bar in bars:
            bar.set_visible(length_of(bar) < longest)

    assert changed(name, leave_out)


def length_of(bar: LineCollection) -> float:
    """Return the length of an interval on the page."""
    ends = [bar.get_transform().transform(segment) for segment in bar.get_segments()]
    return max((float(np.ptp(end, axis=0).max()) for end in ends), default=0.0)


@pytest.mark.parametrize("name", ["sweep_lines", "service_by_month"])
def test_a_band_that_is_left_out_is_caught(name: str) -> None:
    """One band of an interval alone."""

    def leave_out(figure: Figure) -> None:
        bands = [one for one in figure.axes[0].collections if not isinstance(one, LineCollection)]
        bands[-1].set_visible(False)

    assert changed(name, leave_out)


@pytest.mark.parametrize("name", ["service_money", "bullwhip", "network_picture"])
def test_a_label_that_moves_ten_pixels_is_caught(name: str) -> None:
    """The shortest words of the first panel stand ten pixels to the right."""

    def move(figure: Figure) -> None:
        texts = [text for text in figure.axes[0].texts if len(text.get_text()) > 1]
        shortest = min(texts, key=lambda text: text.get_window_extent().width)
        x, y = figure.transFigure.inverted().transform(shortest.get_window_extent().get_points())[0]
        across = 10 / figure.bbox.width
        style: dict[str, Any] = {"fontsize": shortest.get_fontsize(), "fontweight": shortest.get_fontweight()}
        figure.text(x + across, y, shortest.get_text(), color=shortest.get_color(), **style)
        shortest.set_visible(False)

    assert changed(name, move)


@pytest.mark.parametrize("name", ["heat_map", "gantt", "verification_chart"])
def test_another_title_is_caught(name: str) -> None:
    """Two words of the finding change places."""

    def reword(figure: Figure) -> None:
        first, second, *rest = figure.texts[0].get_text().split(" ")
        figure.texts[0].set_text(" ".join([second, first, *rest]))

    assert changed(name, reword)


def test_a_figure_of_another_size_is_caught() -> None:
    """A chart that grows or shrinks by more than its letters do is another."""

    def grow(figure: Figure) -> None:
        figure.set_size_inches(*np.add(figure.get_size_inches(), (0, 0.2)))

    assert changed("tornado", grow)


# ---- words, of all charts


@every_chart
def test_the_alt_text_says_what_kind_of_chart_it_is_and_what_is_found(name: str) -> None:
    """It begins with the kind, holds the finding and ends as a sentence."""
    chart = drawn(name)
    assert chart.alt_text.startswith(KINDS)
    assert chart.title[1:] in chart.alt_text  # a sentence that goes on has no capital
    assert chart.alt_text.endswith(".")
    assert "nan" not in chart.alt_text.split() and "\n" not in chart.alt_text


@every_chart
def test_no_words_are_cut_and_none_overlap(name: str) -> None:
    """All words stand inside the figure and clear of each other."""
    cut, met = cut_and_met(drawn(name).figure)
    assert not cut
    assert not met


def test_cut_and_overlapping_words_are_found() -> None:
    """Words at the edge and words on words; words side by side are left in peace."""
    with chart_style():
        figure = new_figure()
        for x, y, words in (
            (0.98, 0.5, "a name at the edge"),
            (0.1, 0.1, "one"),
            (0.11, 0.1, "two"),
            (0.1, 0.2, "three"),
        ):
            figure.text(x, y, words)
    assert cut_and_met(figure) == (["a name at the edge"], [("one", "two")])


def cut_and_met(figure: Figure) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the words that the edge of a figure cuts, and the pairs that overlap."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in seen(figure)]
    cut = [text for text, box in boxes if not inside(box, figure.bbox)]
    return cut, [(one, two) for (one, a), (two, b) in combinations(boxes, 2) if meet(a, b)]


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


def inside(box: Bbox, page: BboxBase) -> bool:
    """Whether words are on the page."""
    return page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1


def meet(one: Bbox, two: Bbox, slack: float = 1.0) -> bool:
    """Whether two boxes overlap by more than a pixel each way."""
    across = min(one.x1, two.x1) - max(one.x0, two.x0)
    upright = min(one.y1, two.y1) - max(one.y0, two.y0)
    return across > slack and upright > slack


@every_chart
def test_two_drawings_are_the_same_bytes_and_the_svg_is_one(name: str) -> None:
    """The same data give the same file, an SVG that can be read and holds finding and alt text."""
    first, second = svg_of(drawn(name)), svg_of(EXAMPLES[name]())
    assert first == second
    root = ElementTree.fromstring(first)
    told = [root.findtext(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc")]
    assert told == [drawn(name).title, drawn(name).alt_text]


def svg_of(chart: Chart) -> str:
    """Return the SVG that is saved."""
    text = io.StringIO()
    with chart_style():
        chart.figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return with_alt_text(text.getvalue(), chart.title, chart.alt_text)


# ---- in grey


SIDE_BY_SIDE = (
    "league_chart", "service_money", "frontier_chart", "sweep_lines", "robustness", "cash_by_month",
    "service_by_month", "exchange_curve", "tuned_service", "bullwhip", "winner_map",
)  # fmt: skip
"""Charts that show several ways in one panel, each with a line, a mark or a bar."""


@pytest.mark.parametrize("name", SIDE_BY_SIDE)
def test_ways_do_not_differ_by_colour_alone(name: str) -> None:
    """In a panel, two ways differ in marker, line or hatch; bars may differ as text from paper does."""
    ways = {look.colour for look in (TODAY_LOOK, *LOOKS)}
    pairs = 0
    for ax in drawn(name).figure.findobj(mpl.axes.Axes):
        assert isinstance(ax, mpl.axes.Axes)
        named = name == "sweep_lines"  # its strip has bars with the names of the ways in them
        bars = {} if named else bar_shapes(ax, ways)
        for shapes in (line_shapes(ax, ways), bars):
            for (one, mine), (two, theirs) in combinations(shapes.items(), 2):
                pairs += 1
                far_apart = shapes is bars and contrast(one, two) >= LEAST_CONTRAST
                assert mine != theirs or far_apart, f"{one} and {two} are both {set(mine)}"
    assert pairs


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
