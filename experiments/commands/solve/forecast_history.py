"""Reading a history of demand: from the option, or from a column of a CSV file."""

import csv
import difflib
import math
import re
from pathlib import Path

import typer

HISTORY, FILE, COLUMN = "--history", "--file", "--column"


def read_history(text: str | None, file: Path | None, column: str | None) -> list[float]:
    """Return the history given in one of the two ways, oldest period first."""
    if (text is None) == (file is None):
        raise typer.BadParameter("give one of the two.", param_hint=f"{HISTORY} / {FILE}")
    if text is not None:
        if column is not None:
            raise typer.BadParameter(f"it goes with {FILE} only; leave it out.", param_hint=COLUMN)
        return numbers(text, HISTORY)
    assert file is not None
    return history_of_file(file, column)


def numbers(text: str, option: str) -> list[float]:
    """Return the numbers in a text such as `150,165,170`."""
    found = list[float]()
    for word in re.split(r"[,;\s]+", text.strip(" ,;")):
        value = number_of(word)
        if value is None:
            raise typer.BadParameter(
                f"{word!r} is not a number; give numbers with commas between, such as 150,165,170.",
                param_hint=option,
            )
        found.append(value)
    return found


def history_of_file(file: Path, column: str | None) -> list[float]:
    """Return one column of a CSV file with a head, one row a period, oldest first.

    Raises
    ------
    sim.errors.DataError
        If the file cannot be read, holds no period, or a cell of the column holds no number.
    """
    from sim.errors import DataError

    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise DataError(f"{file}: {why}; give a CSV file with a head and one row a period.") from error
    while lines and not lines[-1].strip(" ,;"):
        lines.pop()
    if len(lines) < 2:
        raise DataError(f"{file} holds no period; give a head and one row a period.")
    mark = ";" if ";" in lines[0] and "," not in lines[0] else ","
    rows = [next(csv.reader([line], delimiter=mark), []) for line in lines]
    place = _place([name.strip() for name in rows[0]], column, file)
    found = list[float]()
    for line, row in enumerate(rows[1:], start=2):
        cell = row[place].strip() if place < len(row) else ""
        value = number_of(cell)
        if value is None:
            what = f"{cell!r} is not a number" if cell else "there is no figure"
            raise DataError(
                f"{file}, line {line}, column {rows[0][place].strip()}: {what}; give one, 0 for no demand."
            )
        found.append(value)
    return found


def number_of(word: str) -> float | None:
    """Return a word as a finite number, or None if it is none."""
    try:
        value = float(word)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _place(names: list[str], column: str | None, file: Path) -> int:
    """Return where the column stands; it may go unnamed where there is but one."""
    shown = ", ".join(names[:8]) + (" and more" if len(names) > 8 else "")
    if column is None:
        if len(names) == 1:
            return 0
        raise typer.BadParameter(f"{file} has the columns {shown}; name one.", param_hint=COLUMN)
    if column in names:
        return names.index(column)
    near = difflib.get_close_matches(column, names, n=1)
    hint = f"did you mean {near[0]}?" if near else f"it has {shown}."
    raise typer.BadParameter(f"{file} has no column {column!r}; {hint}", param_hint=COLUMN)
