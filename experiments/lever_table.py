"""Write what the levers do into the README of a case: `python -m experiments.lever_table CASE`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.compare import Comparison
    from scenarios import Case

START, END = "<!-- levers: start (made by `python -m experiments.lever_table`) -->", "<!-- levers: end -->"
"""The table stands between these lines."""


def lever_section(case: "Case", comparison: "Comparison") -> str:
    """Return the text between the marks: how it was simulated, then the table."""
    from experiments.commands.pull import lever_table_markdown

    outcomes = comparison.outcomes.of(comparison.baseline)
    base = case.alternatives[comparison.baseline].title
    return (
        f"Simulated: {len(outcomes)} replications, seed {outcomes[0].seed}, each lever pulled alone on "
        f"'{base}', and all of them together; ± is the 95 % interval of the paired difference.\n\n"
        f"{lever_table_markdown(case, comparison)}\n"
    )


def with_section(readme: str, section: str) -> str:
    """Return a README with a new text between the marks.

    Raises
    ------
    ValueError
        The marks are not there.
    """
    head, start, rest = readme.partition(START)
    _, end, tail = rest.partition(END)
    if not (start and end):
        raise ValueError(f"the README lacks the marks; put the lines {START!r} and {END!r} into it")
    return f"{head}{START}\n\n{section}\n{END}{tail}"


def main(arguments: list[str] | None = None) -> None:
    """Pull all levers of a case on today's way and write the table."""
    from experiments.bench import Bench
    from experiments.commands.options import cores
    from experiments.console import progress
    from experiments.levers import pull_levers
    from scenarios import load_case

    (name,) = sys.argv[1:] if arguments is None else arguments
    case = load_case(name)
    with progress() as monitor:
        comparison, _ = pull_levers(Bench(case, jobs=cores(), monitor=monitor))
    file = Path(case.folder) / "README.md"
    text = with_section(file.read_text(encoding="utf-8"), lever_section(case, comparison))
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
