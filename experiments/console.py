"""What the command line prints: results to stdout, progress and remarks to stderr."""

import json
import os
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

Advance = Callable[..., None]
"""Called as `advance(done, total, label="")`; a total of 0 is not known."""

SECONDS_BETWEEN_LINES = 10.0
"""How often progress is told where there is no terminal."""
NARROWEST, PLAIN_WIDTH = 60, 100


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a person with a capable terminal reads the stream."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Return the columns to write in: those of the terminal, or of COLUMNS, or 100."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return PLAIN_WIDTH
    from shutil import get_terminal_size

    return max(NARROWEST, get_terminal_size((PLAIN_WIDTH, 24)).columns)


def say(text: str = "") -> None:
    """Print a result."""
    print(text, file=sys.stdout)


def say_paragraph(text: str, indent: str = "") -> None:
    """Print a result as wrapped text."""
    filled = textwrap.fill(
        text, width() - 2, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )
    say(filled)


def say_json(document: Any) -> None:
    """Print the one JSON document; what JSON cannot hold (not a number, infinity) becomes null."""
    say(json.dumps(_plain(document), indent=2, ensure_ascii=False, allow_nan=False))


def remark(text: str, quiet: bool = False) -> None:
    """Print a remark beside the results."""
    if not quiet:
        print(text, file=sys.stderr, flush=True)


def complain(text: str) -> None:
    """Print an error: one sentence with place and remedy."""
    print(f"Error: {text}", file=sys.stderr, flush=True)


def say_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    title: str = "",
    left: int = 1,
    bold: frozenset[int] = frozenset(),
) -> None:
    """Print a table: drawn on a terminal, plain aligned text elsewhere.

    Parameters
    ----------
    head
        Column names; a line break starts a second line.
    rows
        Cells as text; a line break starts a second line of the cell.
    left
        How many of the first columns are aligned to the left.
    bold
        Numbers of the rows to stress.
    """
    if is_terminal(sys.stdout):
        _say_rich_table(head, rows, title, left, bold)
        return
    if title:
        say(title)
    for line in plain_table(head, rows, left):
        say(line)


def plain_table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    r"""Return the lines of a table as aligned text.

    Examples
    --------
    >>> print(*plain_table(["", "stock"], [["today", "120"], ["Q-system", "95"]]), sep="\n")
              stock
    --------  -----
    today       120
    Q-system     95
    """
    cells = [[cell.split("\n") for cell in row] for row in [head, *rows]]
    widths = [max(len(line) for row in cells for line in row[k]) for k in range(len(head))]
    lines: list[str] = []
    for number, row in enumerate(cells):
        height = max(len(cell) for cell in row)
        # A column name stands on the rule below it; a cell starts at the top.
        tall = [[""] * (height - len(c)) + c if number == 0 else c + [""] * (height - len(c)) for c in row]
        for k in range(height):
            parts = [
                cell[k].ljust(w) if column < left else cell[k].rjust(w)
                for column, (cell, w) in enumerate(zip(tall, widths, strict=True))
            ]
            lines.append("  ".join(parts).rstrip())
        if number == 0:
            lines.append("  ".join("-" * w for w in widths))
    return lines


def _say_rich_table(
    head: Sequence[str], rows: Sequence[Sequence[str]], title: str, left: int, bold: frozenset[int]
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for k, name in enumerate(head):
        table.add_column(Text(name), justify="left" if k < left else "right", no_wrap=k >= left)
    for number, row in enumerate(rows):
        cells = [cell.replace("\n", " ") if k < left else cell for k, cell in enumerate(row)]  # rich wraps
        table.add_row(*map(Text, cells), style="bold" if number in bold else None)
    Console(file=sys.stdout, highlight=False).print(table)


@contextmanager
def progress(what: str, quiet: bool = False) -> Iterator[Advance]:
    """Show how far a long task is: a bar on a terminal, a line now and then elsewhere, on stderr."""
    if quiet:
        yield lambda done, total, label="": None
    elif is_terminal(sys.stderr):
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bars:
            task = bars.add_task(what, total=None)

            def advance(done: int, total: int, label: str = "") -> None:
                bars.update(task, completed=done, total=total or None, description=label or what)

            yield advance
    else:
        yield _Lines(what)


class _Lines:
    """Progress as plain lines: one when a stage is done, and now and then before."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.told = time.monotonic()

    def __call__(self, done: int, total: int, label: str = "") -> None:
        """Tell how far it is, if it is time to."""
        now = time.monotonic()
        if not (done == total > 0) and now - self.told < SECONDS_BETWEEN_LINES:
            return
        self.told = now
        remark((label or self.what) + (f": {done} of {total}" if total else ""))


def _plain(value: Any) -> Any:
    """Turn a value into what JSON can hold."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, (str, bool, int)) or value is None:
        return value
    if hasattr(value, "item"):
        return _plain(value.item())
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    return str(value)
