"""What the solve commands share: the steps of an answer, and errors that name the option."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import typer

from experiments.console import say, say_paragraph

Step = tuple[str, str, str, str]
"""What it is, its figure, its unit, how it comes about."""


def say_steps(title: str, steps: Sequence[Step], words: Sequence[str]) -> None:
    """Print the steps of an answer in columns, then what it means in words."""
    say(title)
    label = max(len(step[0]) for step in steps)
    figure = max(len(step[1]) for step in steps)
    unit = max(len(step[2]) for step in steps)
    for what, number, of, how in steps:
        say(f"  {what.ljust(label)}  {number.rjust(figure)} {of.ljust(unit)}  {how}".rstrip())
    for paragraph in words:
        say()
        say_paragraph(paragraph)


@contextmanager
def arguments_as_options(names: Mapping[str, str]) -> Iterator[None]:
    """Turn the error of a sizing function into wrong usage that names the option."""
    try:
        yield
    except ValueError as error:
        text = str(error)
        found = re.match(r"(\w+) is (\S+);", text)
        if not found:
            raise typer.BadParameter(text) from None
        option = "--" + names.get(found[1], found[1]).replace("_", "-")
        raise typer.BadParameter("it " + text.removeprefix(found[1]).strip(), param_hint=option) from None


def whole_up(value: float) -> int:
    """Return the next whole number, forgiving what arithmetic adds in the ninth decimal."""
    return math.ceil(value - 1e-9)


def short(value: float) -> str:
    """Write a given figure as it was given: `65` and `0.25`, not `65.0`."""
    return f"{value:.15g}"


def per_cent(share: float, decimals: int = 2) -> str:
    """Write a share in per cent, without needless zeros.

    Examples
    --------
    >>> per_cent(0.9), per_cent(0.975), per_cent(0.99871)
    ('90 %', '97.5 %', '99.87 %')
    """
    return f"{100 * share:.{decimals}f}".rstrip("0").rstrip(".") + " %"
