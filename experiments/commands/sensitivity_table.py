"""What a study of sensitivity found, as rows of text."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from experiments.commands.words import share

Rows = Sequence[Mapping[Any, Any]]
Table = tuple[list[str], list[list[str]]]


def sensitivity_table(rows: Rows, titles: Mapping[str, str], words: Callable[[float], str]) -> Table:
    """Return head and rows of a table of what each path does to a figure.

    Parameters
    ----------
    rows
        Records of `tornado_rows`, `elementary_effects` or `sobol_indices`.
    titles
        What to call each path.
    words
        Writes a value of the figure.
    """
    if "difference" in rows[0]:
        return _tornado(rows, titles, words)
    if "mu_star" in rows[0]:
        return _morris(_sorted(rows, "mu_star"), titles, words)
    return _sobol(_sorted(rows, "st"), titles)


def _sorted(rows: Rows, name: str) -> Rows:
    return sorted(rows, key=lambda row: -row[name] if row[name] == row[name] else float("inf"))


def _tornado(rows: Rows, titles: Mapping[str, str], words: Callable[[float], str]) -> Table:
    from experiments.swept import short

    head = ["\npath", "\nvalue", "difference\nfrom the base", "\n95 % interval"]
    return head, [
        [titles[row["path"]], short(row["value"]), words(row["difference"]), _ends(row, "difference", words)]
        for row in rows
    ]


def _morris(rows: Rows, titles: Mapping[str, str], words: Callable[[float], str]) -> Table:
    head = ["\npath", "size of\nthe effect", "\n95 % interval", "mean\neffect", "spread of\nthe effect"]
    return head, [
        [
            titles[row["path"]],
            words(row["mu_star"]),
            _ends(row, "mu_star", words),
            words(row["mu"]),
            words(row["sigma"]),
        ]
        for row in rows
    ]


def _sobol(rows: Rows, titles: Mapping[str, str]) -> Table:
    def words(value: float) -> str:
        return share(value, 0)

    head = [
        "\npath",
        "share of variance,\nalone",
        "\n95 % interval",
        "together\nwith others",
        "\n95 % interval",
    ]
    return head, [
        [
            titles[row["path"]],
            words(row["s1"]),
            _ends(row, "s1", words),
            words(row["st"]),
            _ends(row, "st", words),
        ]
        for row in rows
    ]


def _ends(row: Mapping[Any, Any], name: str, words: Callable[[float], str]) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "-" if low != low else f"{words(low)} to {words(high)}"
