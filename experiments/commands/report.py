"""`orderpoint report FOLDER...|CASE`: the evidence as pages to present: HTML, PDF and an Excel workbook."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from experiments.commands.common import Given, simulates
from experiments.commands.options import cores, given_numbers
from experiments.console import remark, say, say_json, say_paragraph
from experiments.money import Units, counted_in
from experiments.uncollected import uncollected

if TYPE_CHECKING:
    from experiments.beside import Beside
    from experiments.report.assistant import Assistant
    from experiments.report.blocks import Report
    from experiments.report.drawn import Vectors
    from experiments.report.evidence import Evidence

STEM = "report"


class Audience(StrEnum):
    """Who reads the report."""

    board = "board"
    operations = "operations"
    teaching = "teaching"


class Format(StrEnum):
    """A kind of file."""

    html = "html"
    pdf = "pdf"
    xlsx = "xlsx"


@simulates()
def report(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="FOLDER...|CASE",
            help="Folders of results, which are only read; or a case, for which everything missing is run.",
        ),
    ],
    audience: Annotated[Audience, typer.Option(help="Who reads it.")] = Audience.board,
    units: Annotated[
        Units, typer.Option(help="How large sums are counted; default as the currency is.")
    ] = Units.currency,
    formats: Annotated[
        list[Format] | None,
        typer.Option("--format", help="Which files; may be repeated. Default: all three."),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="For a case: fewer replications and points, for a first look.")
    ] = False,
    *,
    given: Given,
) -> None:
    """Write the report: a folder of results is only read; for a case, what is missing is run first."""
    from experiments.beside import Beside
    from experiments.report.assistant import Assistant
    from experiments.report.evidence import read_evidence

    case = case_of(what)
    if case is None:
        folders = [Path(word) for word in what]
        folder = given.out if given.out is not None else folder_beside(folders)
    else:
        from experiments.commands.gather import Gatherer
        from scenarios import load_case

        loaded = load_case(case)
        given_numbers(given.settings(loaded), "a report takes")
        folder = given.out if given.out is not None else Path("out") / f"{loaded.name}-report"
        check_place(folder)
        folders = Gatherer(loaded, case, given, folder, quick=quick).gather()
    jobs = given.jobs or cores()
    with uncollected(), counted_in(units), Beside(Assistant, jobs) as beside:
        evidence = read_evidence(folders)
        check_place(folder)
        wanted = set(formats or Format)
        compare = evidence.runs["compare"]
        loading = beside.ask(Assistant.load, compare)
        if Format.pdf in wanted:
            beside.ask(Assistant.read_library)

        from experiments.report.compose import composed  # while the other process loads the case
        from experiments.report.drawn import Forms

        compare.hold(loading.get())
        forms = Forms(Format.html in wanted, Format.pdf in wanted, Format.xlsx in wanted)
        meanwhile = _read_template if forms.drawn else None
        with composed(evidence, audience.value, jobs, forms, meanwhile) as (made, vectors):
            files = write_files(made, vectors, folder, formats or [], given.silent, beside)
    missing = [
        {"part": part.title, "command": part.command.replace("CASE", evidence.case.name)}
        for part in evidence.missing
    ]
    if given.json:
        say_json(
            {
                "command": "report",
                "case": evidence.case.name,
                "audience": audience.value,
                "verdict": evidence.verdict.kind,
                "recommended": evidence.verdict.way,
                "pages": [page.title for page in made.pages],
                "missing": missing,
                "files": [str(file) for file in files],
            }
        )
        return
    _say(evidence, made, files)


def case_of(words: list[str]) -> str | None:
    """Return the case that is named, or None where folders of results are.

    Raises
    ------
    DataError
        A case stands beside something else.
    """
    folders = [word for word in words if _holds_results(Path(word))]
    if len(folders) == len(words):
        return None
    from scenarios.bundled import bundled_cases
    from sim import DataError

    known = {one.name for one in bundled_cases()}
    known |= {name.replace("-", "_") for name in known}
    cases = [word for word in words if word in known or (Path(word) / "case.toml").is_file()]
    cases = [word for word in cases if word not in folders]
    if cases and len(words) > 1:
        raise DataError(
            f"a report is about one case or about folders of results, and '{cases[0]}' is a case; "
            "name it alone"
        )
    if cases:
        return cases[0]
    if len(words) == 1 and not Path(words[0]).exists():
        from scenarios import load_case

        load_case(words[0])  # complains, and names the nearest
    return None


def _read_template() -> None:
    """Read what writes the pages, while others make them."""
    from experiments.report.html import template

    template()


def _holds_results(folder: Path) -> bool:
    return folder.is_dir() and (
        (folder / "summary.json").is_file()
        or any((one / "summary.json").is_file() for one in folder.iterdir())
    )


def folder_beside(folders: list[Path]) -> Path:
    """Return where a report of folders goes: into the one, or beside several."""
    if len(folders) == 1:
        return folders[0]
    return Path(os.path.commonpath([folder.resolve() for folder in folders])) / STEM


def check_place(folder: Path) -> None:
    """Raise DataError if a report cannot go there."""
    from sim import DataError

    if folder.exists() and not folder.is_dir():
        raise DataError(f"{folder} is a file; name a folder for the report with --out")


def write_files(
    made: "Report",
    vectors: "Vectors",
    folder: Path,
    formats: list[Format],
    silent: bool,
    beside: "Beside[Assistant]",
) -> list[Path]:
    """Write the files of a report; each takes its place whole.

    Parameters
    ----------
    vectors
        Returns the charts for a PDF.
    formats
        Which; none writes all that this machine can.
    beside
        Lays out and writes the PDF, while the others are written here.

    Returns
    -------
    The files, in the order of `Format`.
    """
    from experiments.report.assistant import Assistant
    from sim import OrderpointError

    folder.mkdir(parents=True, exist_ok=True)
    kinds = [one for one in Format if one in formats or not formats]
    stem = f".{STEM}-{uuid4().hex[:12]}"
    drafts = {kind: folder / f"{stem}.{kind.value}" for kind in kinds}
    files: dict[Format, Path] = {}
    html = ""
    if kinds != [Format.xlsx]:
        from experiments.report.html import render_html

        html = render_html(made)
    try:
        if Format.pdf in kinds:
            library = beside.ask(Assistant.read_library)
            paper = beside.ask(Assistant.write_pdf, html, drafts[Format.pdf])
        for kind in sorted(kinds, key=lambda kind: kind is Format.pdf):
            file = folder / f"{STEM}.{kind.value}"
            remark(f"Writing {file.name}.", silent)
            if kind is Format.html:
                drafts[kind].write_text(html, encoding="utf-8", newline="\n")
            elif kind is Format.xlsx:
                from experiments.report.workbook import write_workbook

                write_workbook(made, drafts[kind])
            else:
                try:
                    library.get()  # before anybody waits for drawings
                    beside.hand(vectors())
                    paper.get()
                except OrderpointError as error:
                    if formats:
                        raise
                    remark(f"No PDF: {error}", silent)
                    continue
            drafts[kind].replace(file)
            files[kind] = file
    except BaseException:
        beside.stop()  # or it might write its draft when that was taken away
        raise
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    return [files[kind] for kind in kinds if kind in files]


def _say(evidence: "Evidence", made: "Report", files: list[Path]) -> None:
    say(made.title)
    say_paragraph(made.pages[0].title + ".")
    say()
    if evidence.missing:
        say("Not in it, since it was not run:")
        for part in evidence.missing:
            say_paragraph(
                f"  {part.title}: {part.command.replace('CASE', evidence.case.name)}", indent="    "
            )
        say()
    say_paragraph(f"The report: {', '.join(str(file) for file in files)}.")
