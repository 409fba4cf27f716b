"""Who wins where: neighbouring values with the same winner, in words and as a strip above an axis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from experiments.charts.labels import dark
from experiments.charts.looks import Look
from experiments.charts.places import edges_of, numeric
from experiments.charts.style import INK, QUIET, as_sentence_start, wrapped
from experiments.designs.vary import written
from experiments.selection.worlds import and_list

SATURATED, MISSED = "the plant does not keep up", "nobody reaches the target"
"""Why nobody wins: all alternatives are saturated; those that are not miss the target."""
WITHOUT_TARGET = "nobody wins"
HATCHES = {SATURATED: "xxx", MISSED: "///", WITHOUT_TARGET: "///"}
STRIP, ABOVE = 0.13, 0.02
"""Height of the strip of winners, and its distance from the lines, as shares of the height of the lines."""
PIECES_TOLD = 4
"""Winners in a row up to which a title tells them all."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring values where the same alternatives win; none of them, and why, where nobody does."""

    winners: tuple[str, ...]
    why: str
    values: tuple[object, ...]
    left: float
    right: float


def pieces_of(
    frame: pd.DataFrame, places: Mapping[object, float], target: float | None, log: bool
) -> list[Piece]:
    """Merge neighbouring values where the same alternatives win, or nobody for the same reason."""
    at = list(places.values())
    edges = edges_of(at, log)
    found: list[Piece] = []
    for k, value in enumerate(places):
        rows = frame[frame["value"] == value]
        winners = tuple(sorted(map(str, rows["alternative"][rows["winner"].astype(bool)])))
        why = ""
        if not winners:
            stuck = bool(rows["saturated"].astype(bool).all())
            why = SATURATED if stuck else MISSED if target is not None else WITHOUT_TARGET
        last = found[-1] if found else None
        if last is not None and (last.winners, last.why) == (winners, why):
            found[-1] = Piece(winners, why, (*last.values, value), last.left, edges[k + 1])
        else:
            found.append(Piece(winners, why, (value,), edges[k], edges[k + 1]))
    return found


def who_wins(
    pieces: Sequence[Piece],
    titles: Mapping[str, str],
    path_words: str,
    target: float | None,
    service_words: str,
) -> str:
    """Say who wins over which values, and why nobody does elsewhere.

    See `sweep_lines` for the parameters.
    """
    first, last = pieces[0], pieces[-1]
    nobody = {
        SATURATED: "no way keeps up",
        MISSED: f"no way reaches {share_words(target)} {service_words}",
        WITHOUT_TARGET: "nobody wins",
    }
    if not numeric([value for piece in pieces for value in piece.values]):
        return _by_word(pieces, titles, path_words, nobody)
    if len(pieces) == 1:
        span = f"at {written(first.values[0])}"
        if len(first.values) > 1:
            everywhere = "all the way" if first.winners else "anywhere"
            span = f"{everywhere} from {written(first.values[0])} to {written(first.values[-1])}"
        who = _names(first, titles) + _verb(first) if first.winners else nobody[first.why]
        return f"{as_sentence_start(who)} {span} {path_words}"
    able = [piece for piece in pieces if piece.winners]
    if not able:
        text = f"{as_sentence_start(nobody[first.why])} up to {written(first.values[-1])} {path_words}"
        return text + _tail(pieces[1:], nobody)
    if len(able) > PIECES_TOLD:
        ends = [
            f"{_names(piece, titles)} at {written(piece.values[k])}"
            for piece, k in ((able[0], 0), (able[-1], -1))
        ]
        text = f"The winner changes {len(able) - 1} times, from {ends[0]} {path_words} to {ends[1]}"
    else:
        said = [_names(piece, titles) for piece in able]
        said[0] = as_sentence_start(said[0]) + _verb(able[0])
        where = [_where(piece, first, last, path_words if k == 0 else "") for k, piece in enumerate(able)]
        text = ", ".join(f"{who} {there}" for who, there in zip(said, where, strict=True))
    if not first.winners:
        text += f"; below that {nobody[first.why]}"
    return text + _tail(pieces[pieces.index(able[-1]) + 1 :], nobody)


def _by_word(
    pieces: Sequence[Piece], titles: Mapping[str, str], path_words: str, nobody: Mapping[str, str]
) -> str:
    """Say who wins where values have no order."""
    head = as_sentence_start(path_words)
    able = [piece for piece in pieces if piece.winners]
    if len(pieces) > PIECES_TOLD:
        count = len({name for piece in able for name in piece.winners})
        return f"{head}: the winner depends on it, and there are {count}"
    said = []
    for piece in pieces:
        verb = _verb(piece) if able and piece is able[0] else ""
        who = _names(piece, titles) + verb if piece.winners else nobody[piece.why]
        said.append(f"{who} at {and_list([written(value) for value in piece.values])}")
    return f"{head}: {', '.join(said)}"


def _tail(pieces: Sequence[Piece], nobody: Mapping[str, str]) -> str:
    """Say why nobody wins above the last winner."""
    if not pieces:
        return ""
    text = f"; above that {nobody[pieces[0].why]}"
    return text + "".join(
        f", and from {written(piece.values[0])} on {nobody[piece.why]}" for piece in pieces[1:]
    )


def _names(piece: Piece, titles: Mapping[str, str]) -> str:
    return and_list([titles.get(name, name) for name in piece.winners])


def _verb(piece: Piece) -> str:
    return " wins" if len(piece.winners) == 1 else " win alike"


def _where(piece: Piece, first: Piece, last: Piece, words: str) -> str:
    low, high, words = written(piece.values[0]), written(piece.values[-1]), f" {words}" if words else ""
    if low == high:
        return f"at {low}{words}"
    if piece is first:
        return f"up to {high}{words}"
    return f"from {low}{words} on" if piece is last else f"from {low} to {high}{words}"


def share_words(target: float | None) -> str:
    """Write a share in per cent, with a decimal where it has one."""
    return f"{100 * (target or 0):.1f}".removesuffix(".0") + " %"


def winner_strip(
    ax: Axes, pieces: Sequence[Piece], looks: Mapping[str, Look], titles: Mapping[str, str], log: bool
) -> None:
    """Draw the strip of winners above the lines, names in it where they fit."""
    strip = ax.inset_axes((0, 1 + ABOVE, 1, STRIP))
    if log:
        strip.set_xscale("log")
    strip.set_xlim(ax.get_xlim())
    strip.set_ylim(0, 1)
    strip.axis("off")
    for piece in pieces:
        wide = piece.right - piece.left
        parts = len(piece.winners) or 1
        for k in range(parts):
            name = piece.winners[k] if piece.winners else ""
            low = 1 - (k + 1) / parts
            if name:
                paint = {"facecolor": looks[name].colour, "alpha": 0.25}
            else:
                paint = {"facecolor": "white", "edgecolor": "#b5b5b5", "hatch": HATCHES[piece.why]}
            strip.add_patch(Rectangle((piece.left, low), wide, 1 / parts, linewidth=0, **paint))  # type: ignore[arg-type]
            middle = (piece.left * piece.right) ** 0.5 if log else (piece.left + piece.right) / 2
            _name(
                strip, (piece.left, low, piece.right, low + 1 / parts), middle, name, piece.why, looks, titles
            )
        strip.add_patch(Rectangle((piece.left, 0), wide, 1, fill=False, edgecolor=QUIET, linewidth=0.9))
    strip.annotate(
        "wins",
        (0, 0.5),
        (-6, 0),
        "axes fraction",
        "offset points",
        ha="right",
        va="center",
        fontsize=10,
        color=INK,
    )


def _name(
    strip: Axes,
    box: tuple[float, float, float, float],
    middle: float,
    name: str,
    why: str,
    looks: Mapping[str, Look],
    titles: Mapping[str, str],
) -> None:
    """Write who wins into a box, in the largest letters that fit; where none fit, draw the mark."""
    words = as_sentence_start(titles.get(name, name)) if name else why
    colour = dark(looks[name].colour) if name else INK
    back = None if name else {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.0}
    height = (box[1] + box[3]) / 2
    for size in (10.0, 9.0, 8.0, 7.0):
        for lines in range(1, 5):
            text = strip.text(
                middle, height, in_lines(words, lines), ha="center", va="center", fontsize=size, color=colour,
                fontweight="bold" if name else "normal", linespacing=1.0, bbox=back,
            )  # fmt: skip
            if _fits(strip, text, box):
                return
            text.remove()
    if name:
        look = looks[name]
        strip.plot(middle, height, look.marker, color=look.colour, markersize=8)


def in_lines(words: str, most: int) -> str:
    r"""Break words into at most so many lines, as even as can be.

    Examples
    --------
    >>> in_lines("the plant does not keep up", 2)
    'the plant does\nnot keep up'
    """
    longest = max(map(len, words.split()))
    broken = (wrapped(words, width) for width in range(longest, len(words) + 1))
    return next(text for text in broken if text.count("\n") < most)


def _fits(strip: Axes, text: Text, box: tuple[float, float, float, float]) -> bool:
    found = text.get_window_extent()
    left, low = strip.transData.transform(box[:2])
    right, top = strip.transData.transform(box[2:])
    return bool(left + 2 <= found.x0 and found.x1 <= right - 2 and low <= found.y0 and found.y1 <= top)
