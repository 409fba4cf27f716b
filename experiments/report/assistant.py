"""What another process does for a report while this one goes on: it loads the case, and writes the PDF."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.stored import StoredRun

if TYPE_CHECKING:
    from experiments.report.drawings import Vector
    from experiments.report.pdf import LaidOut
    from scenarios import Case


class Assistant:
    """Helps to make a report; see `experiments.beside`."""

    def __init__(self) -> None:
        self._paper: LaidOut | None = None

    def load(self, run: StoredRun) -> "Case":
        """Return the case of a run."""
        return run.case

    def read_library(self) -> None:
        """Read what lays out a PDF, which takes a while; if it is missing, `lay_out` says so."""
        from experiments.report.pdf import library
        from sim import OrderpointError

        with suppress(OrderpointError):
            library()

    def lay_out(self, html: str) -> None:
        """Lay out a report for a PDF with drawings; see `experiments.report.pdf.lay_out`."""
        from experiments.report.pdf import lay_out

        self._paper = lay_out(html, with_vectors=True)

    def write_pdf(self, path: Path, vectors: "Mapping[str, Vector | str]") -> None:
        """Write what was laid out as PDF; see `experiments.report.pdf.LaidOut`."""
        assert self._paper is not None
        self._paper.write(path, vectors)
