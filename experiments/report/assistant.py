"""What another process does for a report while this one goes on: it loads the case, and writes the PDF."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.stored import StoredRun

if TYPE_CHECKING:
    from experiments.report.drawings import Vector
    from scenarios import Case


class Assistant:
    """Helps to make a report; see `experiments.beside`.

    Parameters
    ----------
    drawings
        Returns what is handed over later: what stands in place of each `<svg>` of a PDF.
    """

    def __init__(self, drawings: "Callable[[], Mapping[str, Vector | str]]") -> None:
        self._drawings = drawings

    def load(self, run: StoredRun) -> "Case":
        """Return the case of a run."""
        return run.case

    def read_library(self) -> None:
        """Read what lays out a PDF, which takes a while, or say that it is missing."""
        from experiments.report.pdf import library

        library()

    def write_pdf(self, html: str, path: Path) -> None:
        """Write a report as PDF; the drawings are asked for when all is laid out."""
        from experiments.report.pdf import write_pdf

        write_pdf(html, path, self._drawings)
