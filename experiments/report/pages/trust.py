"""Why the model can be trusted: the facts of the case, and published results."""

from experiments.calibrate import CalibrationRow, calibrate
from experiments.charts.verification import verification_chart
from experiments.money import plain
from experiments.report.blocks import Block, Bullets, Columns, Page, Picture, Table, Text
from experiments.report.evidence import Evidence


def page(evidence: Evidence, audience: str) -> Page | None:
    """Return the page; None where there is neither a fact of the case nor a check."""
    left, right = _facts(evidence), _checks(evidence)
    if not left and not right:
        return None
    titles = []
    if left:
        met, many = _met(evidence)
        titles.append(f"The model meets {met} of {many} facts of the case")
    if right:
        agree, checks = _agree(evidence)
        titles.append(
            f"{'and ' if titles else 'The program meets '}{agree} of {checks} published or exact results"
        )
    how = Bullets(
        (
            "All ways meet the same customers, lead times and breakdowns: differences are due "
            "to the way alone.",
            f"{evidence.replications} random worlds; every figure has a 95 % interval, and "
            "differences from today hold all at once.",
            "Ways are sized in other worlds than they are compared in, so none is judged on "
            "worlds that it knows.",
            "Planners in the model see records only: never what customers will ask for next.",
        ),
        "How it was done",
    )
    blocks: list[Block] = [Text("A model persuades when it meets what is known.", "lead")]
    if left and right:
        blocks.append(Columns((*left, how), tuple(right), 0.46))
    else:
        blocks += [*left, *right, how]
    return Page("trust", ", ".join(titles), tuple(blocks))


def _rows(evidence: Evidence) -> list[tuple[str, ...]]:
    return [
        (
            one.name.replace("_", " "),
            f"{_plain(one.low)} to {_plain(one.high)}",
            f"{_plain(one.mean)} ({_plain(one.interval_low)} to {_plain(one.interval_high)})",
            "met" if one.inside else "not met",
        )
        for one in _calibrated(evidence)
    ]


def _calibrated(evidence: Evidence) -> list[CalibrationRow]:
    today = evidence.today
    if today is None or today not in evidence.table.names or not evidence.case.facts:
        return []
    return calibrate(evidence.table.comparison.outcomes, evidence.case.facts, today)


def _met(evidence: Evidence) -> tuple[int, int]:
    rows = _calibrated(evidence)
    return sum(one.inside for one in rows), len(rows)


def _plain(value: float) -> str:
    if value != value:
        return "-"
    digits = 3 if abs(value) < 1 else 2 if abs(value) < 10 else 1
    text = plain(value, digits, "USD")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _facts(evidence: Evidence) -> list[Block]:
    rows = _rows(evidence)
    if not rows:
        return []
    head = ("fact", "the case says", "the model gives", "")
    return [Table(head, tuple(rows), "Facts of the case beside the model of today's way (95 % interval)")]


def _agree(evidence: Evidence) -> tuple[int, int]:
    run = evidence.get("verify")
    assert run is not None
    agrees = run.frame("verify.csv")["agrees"].astype(bool)
    return int(agrees.sum()), len(agrees)


def _checks(evidence: Evidence) -> list[Block]:
    run = evidence.get("verify")
    if run is None:
        return []
    summary = run.summary
    chart = verification_chart(
        run.frame("verify.csv"), replications=int(summary.get("replications", 0)), seed=summary.get("seed")
    )
    return [Picture(chart)]
