"""Write docs/commands.md: every command with its arguments and options, from the command line itself.

Run `python -m experiments.command_reference` after a change. Texts stand beside the options, in
`experiments/commands`.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from experiments.cli import app

PLACE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
PROGRAM = "orderpoint"
HELP = "--help"
EXIT_CODES = {
    0: "done",
    1: "failed; the message says why",
    2: "wrong usage: a command, option or value that there is not",
    3: "bad data: the message names the place, the reason and a remedy",
    4: "done, but a target was not reached",
    130: "cancelled; what was finished is kept",
}
"""What the number means with which a command ends."""
EXTRAS = re.compile(r"\s+\[([^\[\]]*)\]$")
"""What the help of an option adds to its meaning: required, default, bounds."""


def write_commands(line: typer.Typer = app) -> str:
    """Return the page of a command line, in Markdown.

    Parameters
    ----------
    line
        The command line.
    """
    parts = [
        "# Commands",
        "Made by `python -m experiments.command_reference` from the command line; do not edit it by hand.",
        f"Every command takes `{HELP}`. A command ends with a number that a script can test:",
        _grid(("exit code", "meaning"), [(str(code), text) for code, text in EXIT_CODES.items()]),
    ]
    root = typer.main.get_command(line)
    for name, command in commands(root, PROGRAM):
        parts += _command(name, command)
    return "\n\n".join(parts) + "\n"


def commands(group: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield all commands below a group, with their whole names, in the order of the help.

    Parameters
    ----------
    group
        A group of the command line.
    name
        Whole name of the group.
    """
    for own, command in group.commands.items():
        if not command.hidden:
            yield f"{name} {own}", command
            if hasattr(command, "commands"):
                yield from commands(command, f"{name} {own}")


def _command(name: str, command: Any) -> list[str]:
    context = command.make_context(name, [], resilient_parsing=True)
    parts = [f"## {name}", " ".join(command.help.split())]
    if hasattr(command, "commands"):
        return parts
    usage = " ".join(context.get_usage().removeprefix("Usage: ").split())
    parts.append(f"```text\n{usage}\n```")
    shown = [p for p in command.get_params(context) if HELP not in p.opts and not p.hidden]
    for kind, head in {"argument": "argument", "option": "option"}.items():
        rows = [_row(p.get_help_record(context)) for p in shown if p.param_type_name == kind]
        if rows:
            parts.append(_grid((head, "meaning", "default or bounds"), rows))
    return parts


def _row(record: tuple[str, str]) -> tuple[str, str, str]:
    """Return names, meaning, and what stands in brackets behind it."""
    names, text = record
    extras = EXTRAS.search(text)
    return f"`{names}`", EXTRAS.sub("", text), extras[1] if extras else ""


def _grid(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    body = [heads, ("---",) * len(heads), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in body)


if __name__ == "__main__":
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_text(write_commands(), encoding="utf-8")
    print(f"{PLACE} is written")
