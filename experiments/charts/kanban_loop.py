"""Kanban loop: which cards go where, and how many of them?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from experiments.charts.chart import Chart
from experiments.charts.style import (
    INK,
    QUIET,
    as_sentence_start,
    chart_style,
    new_figure,
    set_finding,
    wrapped,
)
from experiments.money import plain

COLOURS = {"production": "#3a6fd8", "withdrawal": "#b25c00", "signal": "#7a21dd"}
DASHES = {"production": (0, (5, 2)), "withdrawal": (0, (2, 1.5)), "signal": (0, (6, 2, 1, 2))}
"""Colour and dashes of each kind of card, which is named as well."""
MAKERS = {
    "bought parts": "suppliers",
    "shop store": "shop",
    "made parts": "machines",
    "finished goods": "assembly",
}
"""Who fills each store; a store that is filled from the one before it has nobody."""
CUSTOMERS = "customers"
WIDE, HIGH, STEP = 0.72, 0.52, 1.0
"""Width and height of a box, and the distance from box to box."""
FEWEST = 8
"""Boxes that have room at the least."""
CARD, ASIDE = 0.88, 0.14
"""How far the cards are named below the boxes; how far off the middle of a box an arrow of cards ends."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place in the picture: a store, or who fills one."""

    name: str
    store: bool
    x: float
    items: int = 0


def kanban_loop(
    frame: pd.DataFrame,
    *,
    titles: Mapping[str, str] | None = None,
    makers: Mapping[str, str | None] | None = None,
    way: str = "Kanban",
    ax: Axes | None = None,
) -> Chart:
    """Draw the loops of cards from the suppliers to the customers, with the cards that go round in each.

    Goods go along the solid arrows; cards go back along the dashed ones.

    Parameters
    ----------
    frame
        Columns `loop` (the store that is filled, in the order in which goods pass), `kind` (`production`,
        `withdrawal`, `signal`; `none` where no card decides), `items`, `cards`, `container` (units, mean),
        and, for signal Kanban, `signal` and `lot` (containers, mean).
    titles
        What to call each store.
    makers
        Who fills each store; None: a mover brings it from the store before. Known names have one.
    way
        What to call the way of replenishing, for the title.
    ax
        Where to draw; a figure of its own if left out.

    Raises
    ------
    ValueError
        Nothing in the frame is run by cards.
    """
    carded = frame[frame["cards"] > 0]
    if carded.empty:
        raise ValueError("no stock point is run by cards: there is no loop to draw")
    first = str(frame["loop"].iloc[0])
    stores = [s for s in dict.fromkeys(frame["loop"]) if s == first or s in set(carded["loop"])]
    titles = {str(store): str(store) for store in stores} | dict(titles or {})
    makers = {**MAKERS, **(makers or {})}
    boxes = _boxes(frame, stores, makers)
    title = _finding(carded, boxes, titles, way)
    with chart_style():
        figure = new_figure((10.6, 4.7)) if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        set_finding(figure, title, _note(frame, stores), ax)
        axes = ax if ax is not None else figure.add_axes((0.02, 0.14, 0.96, 0.66))
        _draw(axes, frame, boxes, titles)
    return Chart(figure, title, _alt_text(frame, stores, title, titles))


def _boxes(frame: pd.DataFrame, stores: Sequence[str], makers: Mapping[str, str | None]) -> list[Box]:
    """Return the places from the suppliers to the customers."""
    boxes: list[Box] = []
    for k, store in enumerate(stores):
        maker = makers.get(store)
        if maker is None and k == 0:
            maker = "source"
        if maker is not None:
            boxes.append(Box(maker, False, len(boxes) * STEP))
        items = int(frame.loc[frame["loop"] == store, "items"].sum())
        boxes.append(Box(store, True, len(boxes) * STEP, items))
    boxes.append(Box(CUSTOMERS, False, len(boxes) * STEP))
    return boxes


def _draw(ax: Axes, frame: pd.DataFrame, boxes: Sequence[Box], titles: Mapping[str, str]) -> None:
    ax.set_axis_off()
    middle, half = boxes[-1].x / 2, max(boxes[-1].x / 2 + 0.5, FEWEST * STEP / 2)
    ax.set_xlim(middle - half, middle + half)
    ax.set_ylim(-2.35, 0.75)
    size = 9.5 if len(boxes) <= 8 else 8.0
    for before, box in zip([None, *boxes], boxes, strict=False):
        _draw_box(ax, box, titles, size)
        if before is not None:
            _arrow(ax, (before.x + WIDE / 2, 0), (box.x - WIDE / 2, 0), INK)
        if box.store and before is not None:
            _draw_cards(ax, frame[frame["loop"] == box.name], before, box, size)
    kinds = [k for k in COLOURS if k in set(frame.loc[frame["cards"] > 0, "kind"])]
    handles = [
        Line2D(
            [],
            [],
            color=COLOURS[k],
            linestyle=DASHES[k],
            linewidth=1.8,
            label=f"{as_sentence_start(k)} cards",
        )
        for k in kinds
    ]
    ax.legend(
        handles=handles, loc="upper right", bbox_to_anchor=(1.0, 1.06), ncols=len(handles), frameon=False,
        fontsize=9.5, handlelength=3.2,
    )  # fmt: skip


def _draw_box(ax: Axes, box: Box, titles: Mapping[str, str], size: float) -> None:
    style = "square,pad=0" if box.store else "round,pad=0,rounding_size=0.16"
    ax.add_patch(
        FancyBboxPatch(
            (box.x - WIDE / 2, -HIGH / 2), WIDE, HIGH, boxstyle=style, linewidth=1.4, edgecolor=INK,
            facecolor="#e8eefb" if box.store else "white", zorder=3,
        )
    )  # fmt: skip
    name = wrapped(as_sentence_start(titles.get(box.name, box.name)), 10 if size > 9 else 11)
    if box.store:
        name += f"\n{plain(box.items)} item{'s' * (box.items != 1)}"
    ax.text(
        box.x, 0, name, fontsize=size, color=INK, ha="center", va="center", zorder=4, linespacing=1.2,
        fontweight="bold" if box.store else "normal",
    )  # fmt: skip


def _draw_cards(ax: Axes, rows: pd.DataFrame, before: Box, box: Box, size: float) -> None:
    """Draw the way back of the cards of a store, and how many there are."""
    middle = (before.x + box.x) / 2
    listed: list[Any] = list(rows.itertuples())
    carded = [row for row in listed if str(row.kind) in COLOURS]
    if carded:
        kind = str(carded[0].kind)
        start, end = (box.x - ASIDE, -HIGH / 2), (before.x + ASIDE, -HIGH / 2)
        _arrow(ax, start, end, COLOURS[kind], DASHES[kind], "bar,angle=180,fraction=-0.4")
    y = -CARD
    for row in carded:
        colour, words = COLOURS[str(row.kind)], _container_words(row)
        ax.text(
            middle, y, plain(int(row.cards)), fontsize=size + 5, fontweight="bold",
            color=colour, ha="center", va="center",
        )  # fmt: skip
        kind = f"{row.kind}\ncard{'s' * (row.cards != 1)}"
        ax.text(middle, y - 0.16, kind, fontsize=size, color=colour, ha="center", va="top", fontweight="bold")
        ax.text(middle, y - 0.54, words, fontsize=size - 0.5, color=INK, ha="center", va="top")
        y -= 0.72 + 0.17 * (words.count("\n") + 1)
    for row in listed:
        if str(row.kind) not in COLOURS:
            ax.text(
                middle, y, _without_words(row).replace(" without", "\nwithout"), fontsize=size - 0.5,
                color=QUIET, ha="center", va="center",
            )  # fmt: skip


def _container_words(row: Any) -> str:
    """Say how large containers are and, of a signal, when it asks for how many of them."""
    text = f"containers\nof {_number(float(row.container))}"
    signal, lot = (float(getattr(row, name, float("nan"))) for name in ("signal", "lot"))
    if signal == signal and lot == lot:
        text += f";\nat {_number(signal)} left,\na lot of {_number(lot)}"
    return text


def _without_words(row: Any) -> str:
    return f"{plain(int(row.items))} item{'s' * (row.items != 1)} without cards"


def _card_words(row: Any) -> str:
    """Say what runs a store, in one line."""
    if str(row.kind) == "none":
        return _without_words(row)
    words = _container_words(row).replace("\n", " ")
    return f"{plain(int(row.cards))} {row.kind} card{'s' * (row.cards != 1)}, {words}"


def _number(value: float) -> str:
    return plain(value) if value >= 9.95 else f"{value:.1f}".removesuffix(".0")


def _arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    style: Any = "solid",
    bend: str = "arc3",
) -> None:
    ax.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>", mutation_scale=13, linewidth=1.8, color=colour, linestyle=style,
            connectionstyle=bend, shrinkA=0, shrinkB=0, zorder=2,
        )
    )  # fmt: skip


def _note(frame: pd.DataFrame, stores: Sequence[str]) -> str:
    note = "Computed from the settings of the simulation. Solid arrows: goods; dashed arrows: cards."
    note += " Containers (units), signals and lots (containers) are means over the items."
    left: list[Any] = list(frame[~frame["loop"].isin(list(stores))].itertuples())
    if left:
        each = ", ".join(f"{plain(int(row.items))} {row.loop}" for row in left)
        note += f" Not in a loop: {each}."
    return note


def _finding(carded: pd.DataFrame, boxes: Sequence[Box], titles: Mapping[str, str], way: str) -> str:
    cards = int(carded["cards"].sum())
    kinds = carded.groupby("kind", sort=False)["cards"].sum()
    order = [k for k in ("production", "signal", "withdrawal") if k in kinds.index]
    points = int(carded["items"].sum())
    text = f"{way}: {plain(cards)} cards run {plain(points)} stock points"
    if len(order) == 1:
        return f"{text}, all of them {order[0]} cards"
    parts = [f"{plain(int(kinds[k]))} {k} cards" for k in order]
    text += ": " + ", ".join(parts[:-1]) + " and " + parts[-1]
    by_store = carded.groupby("loop", sort=False)["cards"].sum()
    most = str(by_store.idxmax())
    k = next(k for k, box in enumerate(boxes) if box.store and box.name == most)
    before = titles.get(boxes[k - 1].name, boxes[k - 1].name)
    share = "most" if by_store[most] > cards / 2 else "the largest part"
    return f"{text}; {share} between {before} and {titles[most]}"


def _alt_text(frame: pd.DataFrame, stores: Sequence[str], title: str, titles: Mapping[str, str]) -> str:
    words = []
    for store in stores:
        rows = frame[frame["loop"] == store]
        each = ", ".join(_card_words(row).replace("\n", " ") for row in rows.itertuples())
        words.append(f"{as_sentence_start(titles[store])}: {each}")
    what = "Diagram of the loops of Kanban cards from suppliers to customers"
    return f"{what}, where {title}. " + ". ".join(words) + "."
