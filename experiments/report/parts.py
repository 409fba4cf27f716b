"""The parts of the evidence: what a report can show, and which command makes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from experiments.stored import StoredRun

VOLUME = "volume"
"""Path of the sweep that answers what happens as volume grows."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the evidence.

    Parameters
    ----------
    name
        Its name, and that of its folder.
    title
        What it is, in words.
    command
        The command that makes it; `CASE` stands for the case.
    """

    name: str
    title: str
    command: str


PARTS: Mapping[str, Part] = {
    part.name: part
    for part in (
        Part("compare", "the comparison of all ways", "orderpoint compare CASE"),
        Part("functions", "what each function of a department is worth", "orderpoint report CASE"),
        Part("tune", "safety stock tuned by class", "orderpoint tune CASE --target fill_rate=A:0.98,B:0.95"),
        Part("volume", "the sweep of the volume", "orderpoint sweep CASE --vary volume=0.5:2:0.25"),
        Part("stress", "what an outage does", "orderpoint stress CASE --event KIND:WHAT@START+DURATION"),
        Part("transition", "the way there, month by month", "orderpoint report CASE"),
        Part("doubts", "the saving under other assumptions", "orderpoint report CASE"),
        Part("floor", "the shop floor", "orderpoint report CASE"),
        Part("verify", "published results against ours", "orderpoint verify"),
    )
}
"""The parts, in the order in which they are made."""


def part_of(run: StoredRun) -> str:
    """Return which part of the evidence a run is: a name in `PARTS`, or what else it is."""
    summary = run.summary
    if run.command == "compare" and "levers" in summary:
        return "levers"
    if run.command == "sweep":
        varied = [str(one).partition("=")[0] for one in summary.get("varied", [])]
        return "volume" if varied == [VOLUME] and not summary.get("sensitivity") else "sweep"
    return run.command
