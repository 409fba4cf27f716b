"""What the command line prints: results to stdout, progress and remarks to stderr."""

import json
import os
import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

from experiments.progress import Monitor, Step

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
    """Print a result as wrapped text; a number stays with its per cent sign."""
    glued = text.replace(" %", "\N{NO-BREAK SPACE}%")
    filled = textwrap.fill(
        glued, width() - 2, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )
    say(filled.replace("\N{NO-BREAK SPACE}%", " %"))


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
def progress(display: str = "auto") -> Iterator[Monitor]:
    """Show on stderr how far long work is.

    Parameters
    ----------
    display
        `auto`: a bar on a terminal, a line now and then elsewhere; `json`: a line of JSON a step;
        `none`: nothing.
    """
    if display == "none":
        yield Monitor()
    elif display == "json":
        yield Monitor(_show_json)
    elif is_terminal(sys.stderr):
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[left]}"),
        )
        with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bars:
            task = bars.add_task("simulating", total=None, left="")

            def show(step: Step) -> None:
                left = "" if step.seconds_left is None else f"about {span(step.seconds_left)} left"
                words = ", ".join(part for part in (step.phase, step.best) if part)
                bars.update(task, completed=step.done, total=step.total or None, description=words, left=left)

            yield Monitor(show)
    else:
        yield Monitor(_Lines())


def span(seconds: float) -> str:
    """Return a time to wait in words.

    Examples
    --------
    >>> span(42.4), span(125), span(7500)
    ('42 s', '2 min 5 s', '2 h 5 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _show_json(step: Step) -> None:
    document = {
        "phase": step.phase,
        "done": step.done,
        "total": step.total,
        "best": step.best,
        "seconds_left": None if step.seconds_left is None else round(step.seconds_left, 1),
    }
    print(json.dumps(document, ensure_ascii=False), file=sys.stderr, flush=True)


class _Lines:
    """Progress as plain lines: one when a phase is done, and now and then before."""

    def __init__(self) -> None:
        self.told = time.monotonic()

    def __call__(self, step: Step) -> None:
        """Tell how far it is, if it is time to."""
        now = time.monotonic()
        if not (step.done == step.total > 0) and now - self.told < SECONDS_BETWEEN_LINES:
            return
        self.told = now
        far = f": {step.done} of {step.total}" if step.total else ""
        best = f", {step.best}" if step.best else ""
        left = f", about {span(step.seconds_left)} left" if step.seconds_left else ""
        remark(f"{step.phase}{far}{best}{left}")


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
