"""`orderpoint report`: a folder is only read; of a case what is missing is run; the files are whole."""

import json
import re
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path
from shutil import copytree

import pypdf
import pytest

import experiments.commands.gather as gathering
import experiments.transition
import sim
import sim.simulate
from experiments.report.evidence import read_evidence
from experiments.report.parts import PARTS
from sim.errors import OrderpointError
from tests.experiments.report.works import done, orderpoint, write_works

FILES = ["report.html", "report.pdf", "report.xlsx"]


@pytest.fixture
def no_simulation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every simulation fail, wherever it is called from."""
    import sys

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a report of stored results simulates nothing")

    for module in list(sys.modules.values()):
        ours = getattr(module, "__name__", "").startswith(("sim", "experiments"))
        if ours and callable(getattr(module, "simulate", None)):
            monkeypatch.setattr(module, "simulate", forbidden)
    assert sim.simulate is forbidden and experiments.transition.simulate is forbidden


@pytest.fixture(scope="module")
def written(compared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """A report of the comparison in all three kinds of file, and what was printed as JSON."""
    folder = tmp_path_factory.mktemp("report") / "written"
    found = done("report", compared, "--out", folder, "--json")
    return folder, json.loads(found.stdout)


def words_of(html: str) -> str:
    """Return the words of an HTML document, those of its charts among them."""
    text = re.sub(r"<style.*?</style>", " ", html, flags=re.DOTALL)
    labels = " ".join(re.findall(r'aria-label="([^"]*)"', text))
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text) + " " + labels).split())


# ---- a folder


def test_a_folder_gives_all_three_files(written: tuple[Path, dict[str, object]]) -> None:
    """HTML, tagged PDF and workbook are written, nothing else, and the document names them."""
    folder, document = written
    assert sorted(file.name for file in folder.iterdir()) == FILES
    assert document["files"] == [str(folder / name) for name in FILES]
    assert (folder / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    reader = pypdf.PdfReader(folder / "report.pdf")
    assert len(reader.pages) >= 5
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert zipfile.ZipFile(folder / "report.xlsx").testzip() is None


def test_the_document_says_what_is_recommended(written: tuple[Path, dict[str, object]]) -> None:
    """One JSON document holds the verdict, the pages and the missing parts with their commands."""
    _, document = written
    assert (document["command"], document["case"], document["audience"]) == ("report", "works", "board")
    assert (document["verdict"], document["recommended"]) == ("change", "more")
    pages = document["pages"]
    assert isinstance(pages, list) and pages[0].startswith("Go over to Higher levels")
    missing = document["missing"]
    assert isinstance(missing, list)
    assert [one["part"] for one in missing] == [p.title for p in PARTS.values() if p.name != "compare"]
    assert {one["command"] for one in missing} >= {"orderpoint verify", "orderpoint report works"}
    assert not any("CASE" in one["command"] for one in missing)


def test_a_folder_is_only_read(compared: Path, tmp_path: Path, no_simulation: None) -> None:
    """A report of a folder never simulates, changes nothing in the folder, and names what is missing."""
    before = {file: file.read_bytes() for file in compared.rglob("*") if file.is_file()}
    found = done("report", compared, "--format", "html", "--out", tmp_path / "report")
    assert before == {file: file.read_bytes() for file in compared.rglob("*") if file.is_file()}
    assert found.stdout.startswith("The little works\nGo over to Higher levels")
    assert "Not in it, since it was not run:" in found.stdout
    assert "the sweep of the volume: orderpoint sweep works --vary volume=0.5:2:0.25" in found.stdout
    assert "published results against ours: orderpoint verify" in found.stdout


def test_a_report_goes_into_its_folder(
    copied: Callable[..., Path], written: tuple[Path, dict[str, object]]
) -> None:
    """Without a place of its own the report of a folder goes into that, with the same bytes as elsewhere."""
    folder = copied()
    done("report", folder, "--format", "html", "--format", "xlsx", "--quiet")
    for name in ("report.html", "report.xlsx"):
        assert (written[0] / name).read_bytes() == (folder / name).read_bytes(), name
    assert read_evidence([folder]).replications == 3  # still a folder of results


def test_format_chooses_the_file(compared: Path, tmp_path: Path, short_pages: None) -> None:
    """With a format named, that file alone is written, and an old one of another kind stays."""
    (tmp_path / "report.html").write_text("old")
    done("report", compared, "--format", "xlsx", "--out", tmp_path, "--quiet")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["report.html", "report.xlsx"]
    assert (tmp_path / "report.html").read_text() == "old"


def test_units_count_all_sums_in_millions(proposed: Path, tmp_path: Path) -> None:
    """In millions no sum is in lakh or crore, and no digits are grouped in twos, on any page or sheet."""
    out = tmp_path / "report"
    words = ["--units", "million", "--format", "html", "--format", "xlsx", "--out", out, "--quiet"]
    done("report", proposed / "runs", *words)
    text = words_of((out / "report.html").read_text(encoding="utf-8"))
    assert not re.search(r"\blakh|\bcrore|\d (?:L|Cr)\b|\d,\d\d,\d\d\d", text)
    styles = zipfile.ZipFile(out / "report.xlsx").read("xl/styles.xml").decode()
    assert "10000000" not in styles and "100000]" not in styles


def test_the_audience_is_passed_on(compared: Path, tmp_path: Path, short_pages: None) -> None:
    """The report is composed for the audience that was asked for; another is wrong usage."""
    words = ["--format", "html", "--out", tmp_path, "--json"]
    found = json.loads(done("report", compared, "--audience", "operations", *words).stdout)
    assert found["audience"] == "operations"
    assert "For operations" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert orderpoint("report", compared, "--audience", "press", *words).exit_code == 2


# ---- a case


@pytest.fixture
def finished(proposed: Path, tmp_path: Path) -> Path:
    """A copy of the quick report of the case, which may be changed."""
    return Path(copytree(proposed, tmp_path / "report"))


def report_case(works: Path, folder: Path, *more: object) -> str:
    """Report the case again, quickly; return the remarks."""
    quick = [
        "report",
        works,
        "--quick",
        "--out",
        folder,
        "--jobs",
        1,
        "--format",
        "html",
        "--progress",
        "none",
    ]
    return done(*quick, *more).stderr


def times_of(folder: Path) -> dict[str, int]:
    """Return when the summary of each part was written."""
    return {file.parent.name: file.stat().st_mtime_ns for file in folder.glob("runs/*/summary.json")}


def test_a_case_runs_all_that_it_needs(proposed: Path) -> None:
    """Every part but the tuning, which this case does not ask for, is run and kept in its own folder."""
    assert set(times_of(proposed)) == set(PARTS) - {"tune"}
    assert not list(proposed.glob("runs/*.unfinished")) and not list(proposed.glob("runs/.*"))


def test_a_case_reuses_what_is_there(works: Path, finished: Path, no_simulation: None) -> None:
    """The second report of a case simulates nothing, and shows all of its parts."""
    before = times_of(finished)
    assert "Making" not in report_case(works, finished)
    assert times_of(finished) == before
    text = words_of((finished / "report.html").read_text(encoding="utf-8"))
    for words in ("All functions of a department together", "The change takes up to", "Cost of an order",
                  "2 of 2 published or exact results", "2 times today's volume"):  # fmt: skip
        assert words in text
    assert re.search(r"\d,\d\d,\d\d\d|\blakh|\d L\b", text), "rupees are in lakh, where nothing else is asked"


def test_a_part_is_made_again_when_it_is_broken(
    works: Path, finished: Path, short_checks: None, short_pages: None
) -> None:
    """A part whose folder was lost is made again, and the others are not."""
    before = times_of(finished)
    (finished / "runs" / "verify" / "summary.json").unlink()
    assert "Making published results against ours." in report_case(works, finished)
    after = times_of(finished)
    assert {name for name in after if after[name] != before[name]} == {"verify"}


@pytest.mark.parametrize("option", [("--seed", 6), ("--set", "volume=1.1"), ("--replications", 4)])
def test_other_options_make_all_parts_again(
    option: tuple[object, ...], works: Path, finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part that was asked for otherwise does not fit, and its command is run again."""
    made: list[list[str]] = []

    def stop(maker: object, words: list[str]) -> None:
        made.append(words)
        raise KeyboardInterrupt

    monkeypatch.setattr(gathering.Gatherer, "_run", stop)
    found = orderpoint("report", works, "--quick", "--out", finished, "--jobs", 1, *option)
    assert found.exit_code == 130
    assert made[0][0] == "compare"
    assert str(option[1]) in made[0]


def test_a_changed_case_is_run_again(tmp_path: Path, finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a table of the case changes, nothing that was run of it is used."""
    changed = write_works(tmp_path / "firm" / "works", {("items.csv", "400,700"): "410,700"})
    made: list[str] = []

    def stop(maker: object, words: list[str]) -> None:
        made.append(words[0])
        raise KeyboardInterrupt

    monkeypatch.setattr(gathering.Gatherer, "_run", stop)
    assert orderpoint("report", changed, "--quick", "--out", finished).exit_code == 130
    assert made == ["compare"]


def test_parts_of_an_older_report_do_not_stand_in_the_way(
    works: Path, finished: Path, short_pages: None
) -> None:
    """A part that this report does not need is left out, though it is of another state of the case."""
    path = finished / "runs" / "tune"
    copytree(finished / "runs" / "compare", path)
    summary = json.loads((path / "summary.json").read_text())
    (path / "summary.json").write_text(json.dumps({**summary, "command": "tune", "seed": 99}))
    assert "Making" not in report_case(works, finished)


def test_a_report_that_is_stopped_keeps_finished_parts(
    works: Path, finished: Path, short_pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped half-way it ends with 130 and one sentence; the next time the finished parts are used."""
    (finished / "report.html").unlink()
    (finished / "runs" / "transition" / "asked.json").unlink()
    before = times_of(finished)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    words = ["report", works, "--quick", "--out", finished, "--jobs", 1, "--format", "html"]
    with monkeypatch.context() as patch:
        patch.setattr(experiments.transition, "follow_transition", stop)
        found = orderpoint(*words, "--progress", "none")
    assert found.exit_code == 130 and "Error: cancelled." in found.stderr
    assert "Traceback" not in found.stderr
    assert not (finished / "report.html").exists()
    assert times_of(finished) == before
    assert report_case(works, finished).splitlines() == [
        "Making the way there, month by month.",
        "Writing report.html.",
    ]
    after = times_of(finished)
    assert {name for name in after if after[name] != before[name]} == {"transition"}


def test_a_case_that_takes_no_auto(works: Path, tmp_path: Path) -> None:
    """A report runs many commands with one number of replications, so `auto` is wrong usage."""
    found = orderpoint("report", works, "--replications", "auto", "--out", tmp_path / "report")
    assert found.exit_code == 2 and "--replications" in found.stderr
    assert not (tmp_path / "report").exists()


def test_a_case_does_not_go_into_a_file(works: Path, tmp_path: Path, no_simulation: None) -> None:
    """A place that is a file is refused before anything is run."""
    (tmp_path / "report").write_text("mine")
    found = orderpoint("report", works, "--out", tmp_path / "report")
    assert found.exit_code == 3 and "is a file; name a folder for the report with --out" in found.stderr


@pytest.mark.parametrize("jobs", [1, 2])
def test_without_its_library_there_is_no_pdf(
    compared: Path, short_pages: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """The others are written and the lack is said; a PDF that was asked for fails."""

    def missing() -> None:
        raise OrderpointError("WeasyPrint finds no Pango on this system")

    monkeypatch.setattr("experiments.report.pdf.library", missing)
    found = done("report", compared, "--out", tmp_path, "--jobs", jobs)
    assert "No PDF: WeasyPrint finds no Pango" in found.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == ["report.html", "report.xlsx"]
    asked = orderpoint("report", compared, "--out", tmp_path / "asked", "--format", "pdf", "--jobs", jobs)
    assert asked.exit_code == 1 and "WeasyPrint finds no Pango" in asked.stderr
    assert list((tmp_path / "asked").iterdir()) == []
