"""What does not belong together, or is not whole, is refused in one sentence with its place and a remedy."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from experiments.report.evidence import read_evidence
from sim import DataError
from tests.experiments.report.works import orderpoint

Copied = Callable[..., Path]
CASE, SECOND = "scenario/case.toml", "compare2"


def refused(*words: object) -> str:
    """Ask for a report that cannot be made; it ends with exit code 3 and one sentence, which is returned."""
    found = orderpoint("report", *words, "--format", "html", "--quiet")
    assert found.exit_code == 3, found.stderr
    assert found.stdout == ""
    assert "Traceback" not in found.stderr
    lines = found.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("Error: ")
    return lines[0]


def set_summary(folder: Path, **values: object) -> None:
    """Put other values into the summary of a run; None takes one out."""
    path = folder / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    for key, value in values.items():
        if value is None:
            summary.pop(key, None)
        else:
            summary[key] = value
    path.write_text(json.dumps(summary), encoding="utf-8")


def cut(path: Path, share: float) -> None:
    """Leave the first part of a file, as a full disk would."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: int(len(text) * share)], encoding="utf-8")


def leave_out(path: Path, number: int) -> None:
    """Take a row out of a file."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    del lines[number]
    path.write_text("".join(lines), encoding="utf-8")


def add(path: Path, text: str) -> None:
    """Put a text at the end of a file."""
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def without(path: Path, words: str) -> None:
    """Take out all rows that begin with some words."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(words)), encoding="utf-8")


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "no summary": (lambda f: (f / "summary.json").unlink(), "summary.json is missing; name a folder that"),
    "cut summary": (lambda f: cut(f / "summary.json", 0.4), "summary.json cannot be read"),
    "empty summary": (lambda f: (f / "summary.json").write_text(""), "summary.json cannot be read"),
    "a list": (lambda f: (f / "summary.json").write_text("[1, 2]"), "was not written by orderpoint"),
    "other program": (lambda f: set_summary(f, program="other"), "was not written by orderpoint; name a"),
    "old format": (lambda f: set_summary(f, format=1), "another version of orderpoint (format 1, this one"),
    "no format": (lambda f: set_summary(f, format=None), "another version of orderpoint"),
    "new format": (lambda f: set_summary(f, format=99), "(format 99, this one reads"),
    "interrupted": (lambda f: set_summary(f, interrupted=True), "is incomplete: the run was cancelled; run"),
    "no figures": (lambda f: (f / "kpis.csv").unlink(), "kpis.csv is missing; run `orderpoint compare works"),
    "empty figures": (lambda f: (f / "kpis.csv").write_text(""), "kpis.csv cannot be read"),
    "cut figures": (
        lambda f: cut(f / "kpis.csv", 0.6),
        "kpis.csv is incomplete: it ends within a row; run `orderpoint compare",
    ),
    "half a row": (lambda f: cut(f / "kpis.csv", 0.9999), "it ends within a row; run `orderpoint"),
    "a row less": (lambda f: leave_out(f / "kpis.csv", 40), "kpis.csv is incomplete"),
    "a way less": (lambda f: without(f / "kpis.csv", "lean,"), "kpis.csv is incomplete"),
    "a world less": (lambda f: without(f / "kpis.csv", "lean,1,"), "kpis.csv is incomplete"),
    "a row twice": (
        lambda f: add(f / "kpis.csv", "lean,1,total_cost,5\n"),
        "kpis.csv holds a figure twice",
    ),
    "no column": (
        lambda f: (f / "kpis.csv").write_text("alternative,kpi,value\nlean,profit,1\n"),
        "kpis.csv lacks columns",
    ),
    "no number": (
        lambda f: (f / "kpis.csv").write_text(
            (f / "kpis.csv").read_text().replace("total_cost,", "total_cost,x", 1)
        ),
        "kpis.csv holds what is no number",
    ),
    "broken bytes": (lambda f: (f / "kpis.csv").write_bytes(b"\xff\xfe\x00name\n"), "cannot be read"),
    "no seed": (lambda f: set_summary(f, seed=None), "summary.json lacks 'seed'"),
    "no replications": (lambda f: set_summary(f, replications=None), "summary.json lacks 'replications'"),
    "no horizon": (lambda f: set_summary(f, horizon=None), "summary.json lacks 'horizon'"),
    "no digest": (lambda f: set_summary(f, digest=None), "summary.json lacks 'digest'"),
    "case changed": (
        lambda f: (f / CASE).write_text((f / CASE).read_text() + "\n# later\n"),
        "is not the one that was run (its files were changed since); run `orderpoint compare works",
    ),
    "table changed": (
        lambda f: (f / "scenario" / "demands.csv").write_text(""),
        "is not the one that was run",
    ),
    "case gone": (lambda f: rmtree(f / "scenario"), "is not the one that was run"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_folder_that_is_not_whole_is_refused(what: str, copied: Copied) -> None:
    """Whatever is missing, cut, changed or of another version is named, with what to do about it."""
    spoil, words = SPOILT[what]
    folder = copied()
    spoil(folder)
    said = refused(folder)
    assert words in said
    assert "compare" in said  # the folder
    assert ";" in said


def test_two_runs_of_one_part_are_refused(copied: Copied) -> None:
    """Two comparisons leave it open which is meant."""
    said = refused(copied(), copied("again"))
    assert "are both the comparison of all ways; leave one of them out" in said


OTHER_WORLDS: dict[str, tuple[dict[str, object], str]] = {
    "seed": ({"seed": 99}, "was run with another seed than"),
    "horizon": ({"horizon": 500}, "was run with another horizon than"),
    "warm-up": ({"warm_up": 1}, "was run with another warm-up than"),
    "values": ({"values": {"volume": 2}}, "was run with other values of --set than"),
    "code": ({"code": "0" * 64}, "was made by another version of orderpoint than"),
}


def levers_of(compared: Path, folder: Path, **values: object) -> Path:
    """Make a run of levers out of the comparison."""
    copytree(compared, folder)
    set_summary(folder, levers=["buyer"], **values)
    return folder


@pytest.mark.parametrize("what", OTHER_WORLDS)
def test_mixed_scenarios_are_refused(what: str, compared: Path, tmp_path: Path) -> None:
    """Runs with other seeds, times, values or code stand in no report together."""
    values, words = OTHER_WORLDS[what]
    other = levers_of(compared, tmp_path / "levers", **values)
    said = refused(compared, other, "--out", tmp_path / "report")
    assert words in said and str(other) in said and str(compared) in said
    assert "a report mixes no scenarios: run one of them again, or leave it out" in said


def test_another_case_is_refused(compared: Path, tmp_path: Path) -> None:
    """A run of another state of the case stands in no report with the comparison."""
    from experiments.run_files import case_digest

    other = levers_of(compared, tmp_path / "levers")
    (other / CASE).write_text((other / CASE).read_text() + "\n# later\n")
    set_summary(other, digest=case_digest(other / "scenario"))
    assert "is about another case, or another state of it, than" in refused(compared, other)


def test_runs_that_belong_together_are_taken(compared: Path, tmp_path: Path) -> None:
    """The same run with nothing else is part of the evidence, and checks of no case go with any."""
    levers_of(compared, tmp_path / "runs" / "levers")
    copytree(compared, tmp_path / "runs" / "compare")
    evidence = read_evidence([tmp_path / "runs"])
    assert set(evidence.runs) == {"compare", "levers"}
    assert evidence.seed == 5 and evidence.replications == 3


def test_a_report_needs_a_comparison(compared: Path, tmp_path: Path) -> None:
    """Without a comparison there is nothing to report; what there is, is said."""
    said = refused(levers_of(compared, tmp_path / "levers"))
    assert "a report needs a comparison, and there is levers; run `orderpoint compare CASE`" in said


def test_what_is_no_folder_is_refused(compared: Path, tmp_path: Path) -> None:
    """A file, an empty folder and a folder beside one that is missing are named."""
    file = tmp_path / "notes.txt"
    file.write_text("notes")
    assert f"{file} is not a folder; name the folder of a run, or a case" in refused(file)
    assert "is not a folder" in refused(compared, tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert "summary.json is missing" in refused(tmp_path / "empty")


def test_an_unknown_case_names_the_nearest() -> None:
    """A word that is neither folder nor case is taken for a case that is misspelt."""
    assert "gupta" in refused("guptta")


def test_a_case_stands_alone(compared: Path, works: Path) -> None:
    """A case beside a folder of results is two questions in one."""
    said = refused(compared, works)
    assert "is a case; name it alone" in said
    assert "is a case; name it alone" in refused("gupta", "branches")


def test_out_that_is_a_file_is_refused(compared: Path, tmp_path: Path) -> None:
    """The report goes into a folder; a file in its place stays what it is."""
    file = tmp_path / "report"
    file.write_text("mine")
    assert f"{file} is a file; name a folder for the report with --out" in refused(compared, "--out", file)
    assert file.read_text() == "mine"


def test_a_table_that_a_page_needs_is_named(proposed: Path, tmp_path: Path) -> None:
    """A part that lost its table is refused by the command as well, not left out in silence."""
    copytree(proposed / "runs", tmp_path / "runs")
    (tmp_path / "runs" / "transition" / "months.csv").unlink()
    said = refused(tmp_path / "runs", "--out", tmp_path / "report")
    assert "transition is incomplete: months.csv is missing; run `orderpoint report works" in said


def test_the_case_that_is_stored_is_read(compared: Path) -> None:
    """The report shows the case as it was run: title, today's way and currency come from its copy."""
    evidence = read_evidence([compared])
    assert evidence.case.folder == compared.resolve() / "scenario"
    assert (evidence.today, evidence.currency) == ("as-is", "INR")
    assert evidence.title("more") == "Higher levels"
    assert [part.name for part in evidence.missing][:2] == ["functions", "tune"]


def test_missing_folder_raises_data_error(tmp_path: Path) -> None:
    """The reader itself raises the error of bad data."""
    with pytest.raises(DataError, match="is not a folder"):
        read_evidence([tmp_path / "nowhere"])
