"""Pages say what the figures say, and names of the user's tables stay names in every kind of file."""

import csv
import json
import re
import tomllib
import zipfile
from pathlib import Path
from shutil import copytree
from xml.etree import ElementTree

import pandas as pd
import pypdf
import pytest

from experiments.report import sheets
from experiments.report.blocks import Bullets, Columns, Page, Picture, Report, Table, Text
from experiments.report.compose import LESSONS, composed
from experiments.report.drawn import Forms
from experiments.report.evidence import Evidence, read_evidence
from experiments.report.html import render_html
from experiments.report.pages import (
    appendices,
    cash,
    decision,
    departments,
    growth,
    opponents,
    stand,
    trust,
    ways,
)
from experiments.report.workbook import write_workbook
from tests.experiments.report.works import TABLES, compose, done, rewrite_kpis, write_works

SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://example.org","click")'
MATHS = "$\\\\alpha_{1}$ & $^ 50 % \\\\frac"
QUOTES = 'O\'Brien \\"the\\" </title><img src=x onerror=alert(1)>'
PLUS = "+cmd|' /C calc'!A0"


def flat(blocks: object) -> list[object]:
    """Return all blocks, those side by side one after the other."""
    found: list[object] = []
    for block in blocks:  # type: ignore[attr-defined]
        found += [*flat(block.left), *flat(block.right)] if isinstance(block, Columns) else [block]
    return found


def words_of(page: Page | None) -> str:
    """Return the words of a page, its tables and the titles of its charts."""
    assert page is not None
    said = [page.title]
    for block in flat(page.blocks):
        if isinstance(block, Text):
            said.append(block.words)
        elif isinstance(block, Bullets):
            said += [block.heading, *block.items]
        elif isinstance(block, Table):
            said += [block.caption, *block.head, *(cell for row in block.rows for cell in row)]
        elif isinstance(block, Picture):
            said.append(block.chart.title)
    return "\n".join(said)


@pytest.fixture(scope="module")
def evidence(proposed: Path) -> Evidence:
    """All parts of the quick report of the works."""
    return read_evidence([proposed / "runs"])


@pytest.fixture
def parts(proposed: Path, tmp_path: Path) -> Path:
    """A copy of all parts, which may be changed."""
    return Path(copytree(proposed / "runs", tmp_path / "runs"))


# ---- names stay names


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of a report whose every name is markup, a formula, quotes or mathematics."""
    root = tmp_path_factory.mktemp("hostile")
    changes = {
        ("case.toml", 'title = "The little works"'): f'title = "{QUOTES}"',
        ("case.toml", "jars are bought"): f"{SCRIPT} {MATHS} jars are bought",
        ("case.toml", "Today's levels"): f"{SCRIPT} today",
        ("case.toml", '"Higher levels"'): f"'{FORMULA}'",
        ("case.toml", '"Lean levels"'): f'"{MATHS}"',
        ("case.toml", '"A buyer who orders at once"'): f'"{SCRIPT}"',
        ("case.toml", 'show_items = ["jar", "pump"]'): f"show_items = ['{SCRIPT}', 'pump']",
    }
    for file in TABLES:
        if re.search(r"\bjar\b", TABLES[file]):
            changes[file, "\njar,jar,"] = f"\n{SCRIPT},jar,"
    changes = {k: v for k, v in changes.items() if k[0] == "case.toml" or k[0] == "stock_points.csv"}
    changes["purchases.csv", "\njar,"] = f"\n{SCRIPT},"
    changes["demands.csv", "\njars,jar,"] = f'\n"{PLUS}",{SCRIPT},'
    changes["items.csv", "\njar,"] = f'\n"{FORMULA.replace(chr(34), chr(34) * 2)}",'
    changes["stock_points.csv", "\njar,jar,"] = f'\n{SCRIPT},"{FORMULA.replace(chr(34), chr(34) * 2)}",'
    changes["suppliers.csv", "dairy"] = changes["purchases.csv", ",dairy"] = "$dairy_1$"
    changes["purchases.csv", ",dairy"] = ",$dairy_1$"
    case = write_works(root / "works", changes)
    words = ["--horizon", 200, "--replications", 2, "--jobs", 1, "--out", root / "run", "--quiet"]
    done("compare", case, *words)
    done("report", root / "run", "--out", root / "report", "--quiet")
    return root / "report"


def test_names_are_words_in_html(hostile: Path) -> None:
    """No markup of a name becomes markup of the page, and each name is there as it was written."""
    html = (hostile / "report.html").read_text(encoding="utf-8")
    assert "<script" not in html and "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "O&#39;Brien" in html
    assert html.count("</title>") == 1 + html.count("<title ")
    for picture in re.findall(r"<svg\b.*?</svg>", html, re.DOTALL):
        ElementTree.fromstring(picture)


def test_names_are_words_in_the_workbook(hostile: Path) -> None:
    """No cell of the workbook is a formula or a link out of it, whatever a name begins with."""
    with zipfile.ZipFile(hostile / "report.xlsx") as book:
        for name in book.namelist():
            text = book.read(name).decode("utf-8", errors="replace")
            ElementTree.fromstring(text)
            assert "<f>" not in text or "chart" in name, name
            assert 'TargetMode="External"' not in text, name
        shared = book.read("xl/sharedStrings.xml").decode()
    assert "=HYPERLINK(" in shared and "&lt;script&gt;" in shared


def test_a_pdf_is_written_of_any_names(hostile: Path) -> None:
    """The PDF holds the names as words, and nothing that a reader of PDF would run."""
    reader = pypdf.PdfReader(hostile / "report.pdf")
    text = "".join(page.extract_text() for page in reader.pages)
    assert "<script>alert(1)</script>" in text.replace("\n", "")
    assert "/JavaScript" not in str(reader.trailer["/Root"])
    assert reader.metadata is not None and "O'Brien" in str(reader.metadata.title)


def test_names_of_parts_are_words(parts: Path, tmp_path: Path) -> None:
    """Functions of a department and doubts with hostile names are words on their pages and sheets too."""
    functions, doubts = parts / "functions", parts / "doubts"
    for file in ("kpis.csv", "summary.json"):
        path = functions / file
        path.write_text(path.read_text().replace("Purchasing", SCRIPT))
    frame = pd.read_csv(doubts / "doubts.csv", keep_default_na=False)
    frame["doubt"] = frame["doubt"].replace("Cost of an order", "$x_1$ =1+1 <b>")
    frame.to_csv(doubts / "doubts.csv", index=False, lineterminator="\n")
    turned = read_evidence([parts])
    pages = [departments.page(turned, "board"), appendices.doubts(turned), opponents.page(turned, "board")]
    tables = [sheets.functions(turned), sheets.doubts(turned)]
    report = Report(
        "Parts",
        "",
        "INR",
        tuple(p for p in pages if p is not None),
        tuple(t for t in tables if t is not None),
    )
    assert (len(report.pages), len(report.sheets)) == (3, 2)
    html = render_html(report)
    assert "<script" not in html and "&lt;script&gt;" in html and "$x_1$ =1+1 &lt;b&gt;" in html
    write_workbook(report, tmp_path / "report.xlsx")
    with zipfile.ZipFile(tmp_path / "report.xlsx") as book:
        names = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(names) == 3 and not any("<f>" in book.read(name).decode() for name in names)


# ---- pages say what the figures say


def test_nothing_is_left_open(evidence: Evidence) -> None:
    """Each page stands once, the decision first; no text holds what is not a number, nothing, or a path."""
    report = compose(evidence, "operations")
    keys = [page.key for page in report.pages]
    assert keys[0] == "decision" and len(set(keys)) == len(keys)
    assert sum(not page.appendix for page in report.pages) <= 10
    for page in report.pages:
        text = words_of(page)
        assert not {"nan", "None", "inf"} & set(re.findall(r"\b\w+\b", text)), page.key
        assert str(evidence.case.folder) not in text


def test_a_report_is_the_same_for_any_number_of_processes(evidence: Evidence) -> None:
    """The same pages in the same order, to the last byte of every picture, for the screen and for paper."""
    html, vectors = [], []
    for jobs in (1, 3):
        with composed(evidence, "board", jobs, Forms(vector=True)) as (report, later):
            html.append(render_html(report))
            vectors.append(later())
    assert html[0] == html[1]
    assert vectors[0] == vectors[1] and len(vectors[0]) == html[0].count("<svg") > 5


def test_ids_of_pictures_are_apart(evidence: Evidence) -> None:
    """No picture of a page refers to a pattern or a marker of another."""
    html = render_html(compose(evidence, "board"))
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)) > 20
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(ids)


def test_a_workbook_alone_needs_no_drawing(evidence: Evidence) -> None:
    """Without screen and paper only the page is made whose title is said, and the sheets are the same."""
    alone, whole = compose(evidence, "board", Forms(svg=False)), compose(evidence, "board")
    assert [page.title for page in alone.pages] == [whole.pages[0].title]
    assert [sheet.name for sheet in alone.sheets] == [sheet.name for sheet in whole.sheets]


def test_sheets_are_made_for_a_workbook_only(evidence: Evidence) -> None:
    """Without a workbook there are no sheets, and the pages are the same."""
    paper, whole = compose(evidence, "board", Forms(sheets=False)), compose(evidence, "board")
    assert paper.pages == whole.pages and not paper.sheets and whole.sheets


def test_teaching_adds_what_a_student_should_notice(compared: Path) -> None:
    """Pages for students end with a note, and those for the board do not."""
    report = compose(read_evidence([compared]), "teaching")
    taught = {page.key: words_of(page) for page in report.pages if page.key in LESSONS}
    assert len(taught) >= 4
    for key, text in taught.items():
        assert text.endswith(LESSONS[key]), key
    assert "How to read it" not in words_of(decision.page(read_evidence([compared]), "board"))


def test_the_question_mark_of_a_case_stands_alone(evidence: Evidence) -> None:
    """A summary that ends in a question gets no full stop."""
    assert "more of them?\n" in words_of(stand.page(evidence, "board"))


def test_sized_is_said_of_what_is_sized(evidence: Evidence) -> None:
    """The case sizes nothing, so the report does not say that ways were sized."""
    text = decision.lead(evidence)
    assert text.startswith(
        "Three ways of replenishing were simulated in the same 3 random worlds; the target is"
    )
    assert "sized" not in text


def test_a_dip_is_said_where_there_is_one(evidence: Evidence, parts: Path) -> None:
    """Months of the change are asked to be planned only where service surely falls below today's."""
    dip = "service dips before it rises"
    assert dip not in " ".join(decision.asks(evidence))
    assert "is in no month surely below today's" in words_of(cash.page(evidence, "board"))
    frame = pd.read_csv(parts / "transition" / "months.csv")
    worse = (frame["alternative"] == "more") & (frame["kpi"] == "filled") & (frame["month"] == 3)
    frame.loc[worse, "value"] = 0.0
    frame.to_csv(parts / "transition" / "months.csv", index=False, lineterminator="\n")
    turned = read_evidence([parts])
    assert dip in " ".join(decision.asks(turned))
    text = words_of(cash.page(turned, "board"))
    assert "Higher levels: service is below today's for 1 months; in the worst, month 4" in text
    run = turned.get("functions")
    assert run is not None
    assert "Plan overtime" in " ".join(departments.rollout(turned, run))
    before = evidence.get("functions")
    assert before is not None
    assert "Plan overtime" not in " ".join(departments.rollout(evidence, before))


def test_money_of_the_change_is_that_of_the_months(evidence: Evidence) -> None:
    """The peak is the greatest mean difference of working capital between the two lines, in its month."""
    run = evidence.get("transition")
    assert run is not None
    frame = run.frame("months.csv").copy()
    peak, month = cash.peak_of(frame, "more", "as-is")
    rows = frame[(frame["kpi"] == "working_capital") & (frame["month"] >= 0)]
    means = rows.groupby(["alternative", "month"])["value"].mean()
    apart = means["more"] - means["as-is"]
    assert peak.mean == pytest.approx(apart.max()) and month == apart.idxmax()
    assert f"most in month {month + 1}" in words_of(cash.page(evidence, "board"))


def test_functions_that_pay_are_begun_with(evidence: Evidence, parts: Path) -> None:
    """What a function is worth turns with the figures: one that loses money is left out."""

    def change(way: str, world: int, kpi: str, value: float) -> float:
        gains = {"alone: Purchasing": 5_000.0, "alone: Scheduling": -7_000.0, "up-to: Scheduling": -2_000.0}
        return 100_000.0 + 10 * world + gains.get(way, 0.0) if kpi == "profit" else value

    rewrite_kpis(parts / "functions", change)
    turned = read_evidence([parts])
    run = turned.get("functions")
    assert run is not None
    assert departments.headline(turned, run) == (
        "All functions of a department together lower profit by Rs 2,000 a year"
    )
    plan = " ".join(departments.rollout(turned, run))
    assert "Begin with what surely pays by itself: purchasing." in plan
    assert "Leave out, as it costs more than it brings: scheduling." in plan


def test_no_function_that_pays_is_none_to_set_up(parts: Path) -> None:
    """The board is asked to set up functions only where one surely pays."""

    def change(way: str, world: int, kpi: str, value: float) -> float:
        return 100_000.0 - 50 * way.startswith("alone") if kpi == "profit" else value

    rewrite_kpis(parts / "functions", change)
    assert "functions" not in " ".join(decision.asks(read_evidence([parts])))


def test_growth_says_where_todays_way_breaks(evidence: Evidence) -> None:
    """The volume from which the plant is full is read from the points, and said of both ways."""
    run = evidence.get("volume")
    assert run is not None
    points = run.frame("points.csv").copy()
    assert growth.headline(evidence, points) == "The plant has room for 2 times today's volume"
    points.loc[(points["volume"].astype(float) == 2) & (points["alternative"] == "as-is"), "saturated"] = True
    found = growth.headline(evidence, points)
    assert found == (
        "The plant is full at 2 times today's volume under today's levels, "
        "nowhere up to 2 under Higher levels"
    )
    points.loc[points["volume"].astype(float) == 2, "utilisation"] = 0.998
    found = growth.headline(evidence, points)
    assert "nowhere" not in found and found.count("at 2 times today's volume") == 2


def test_growth_without_today_speaks_of_the_others(evidence: Evidence) -> None:
    """A sweep in which today's way was not run says nothing of it."""
    run = evidence.get("volume")
    assert run is not None
    points = run.frame("points.csv").copy()
    title = growth.headline(evidence, points[points["alternative"] != "as-is"])
    assert "Today's" not in title and "None" not in title
    assert title == "The plant has room for 2 times today's volume"


def test_the_opponents_are_answered_by_the_figures(parts: Path) -> None:
    """Where the money tied up earns less than elsewhere, the page says so, in title and answer."""
    evidence = read_evidence([parts])
    assert "more than the 14 % it would have to earn elsewhere" in words_of(opponents.page(evidence, "board"))

    def change(way: str, world: int, kpi: str, value: float) -> float:
        if kpi == "profit":
            return 100_000.0 + world - 1_000 * (way == "more")
        if kpi == "working_capital":
            return 50_000.0 + 100_000 * (way == "more")
        return 0.0 if kpi == "capital_cost" else value

    rewrite_kpis(parts / "compare", change)
    text = words_of(opponents.page(read_evidence([parts]), "board"))
    assert "less than the 14 % it could earn elsewhere" in text
    assert "The money could earn more elsewhere (hurdle 14 %)" in text
    assert "True: profit is Rs 1,000 a year lower" in text


def test_published_results_are_counted(evidence: Evidence, parts: Path) -> None:
    """A check that differs is counted and named as one."""
    assert trust.page(evidence, "board").title == "The program meets 2 of 2 published or exact results"  # type: ignore[union-attr]
    path = parts / "verify" / "verify.csv"
    path.write_text(path.read_text().replace("simulated,True", "simulated,False"))
    turned = read_evidence([parts])
    assert "1 of 2 published or exact results" in words_of(trust.page(turned, "board"))
    assert "differs" in words_of(appendices.checks(turned))


def test_strengths_are_sure_differences(evidence: Evidence) -> None:
    """More service is a strength and more stock a weakness; what is within the noise is neither."""
    strong, weak = ways.judged(evidence, "more")
    assert any(text.startswith("Units filled at once: +18.8 points") for text in strong)
    assert any("Cash tied up" in text for text in weak)
    assert not any("Cash tied up" in text for text in strong)
    assert ways.judged(evidence, "as-is") == ([], [])


def test_what_was_not_run_is_named_in_the_method(parts: Path) -> None:
    """The page on the method names each missing part with the command that makes it."""
    from shutil import rmtree

    for name in ("volume", "stress"):
        rmtree(parts / name)
    text = words_of(appendices.method(read_evidence([parts])))
    assert "the sweep of the volume (orderpoint sweep works --vary volume=0.5:2:0.25)" in text
    assert "what an outage does (orderpoint stress works --event" in text
    assert "published results" not in text


def test_the_hostile_names_are_what_they_seem() -> None:
    """The names that these tests use are read by TOML and CSV as they are meant."""
    assert tomllib.loads(f'x = "{MATHS}"')["x"].startswith("$\\alpha")
    assert '"the"' in tomllib.loads(f'x = "{QUOTES}"')["x"]
    assert next(csv.reader([f'"{FORMULA.replace(chr(34), chr(34) * 2)}",1']))[0] == FORMULA
    assert json.loads(json.dumps(SCRIPT)) == SCRIPT
