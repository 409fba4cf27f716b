"""Commands that simulate, on a case of one item."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from experiments.cli import app

CASE = """\
name = "tiny"
title = "One shelf"
time_unit = "day"
today = "today"
show_items = ["valve"]
target = { fill_rate = 0.95 }

[run]
horizon_days = 400
warm_up_days = 40
replications = 4
seed = 3

[accounts]
currency = "INR"
holding_rate = 0.3

[[items]]
name = "valve"
unit_cost = 500.0
price = 800.0

[[stock_points]]
name = "valve"
item = "valve"
initial = 40
tags = ["active"]

[[suppliers]]
name = "supplier"

[[purchases]]
stock = "valve"
supplier = "supplier"
lead_time_days = "gamma(mean=10, sd=3)"
order_cost = 400

[[demands]]
name = "customers"
stock = "valve"
interval_days = "exponential(mean=1)"
size = "poisson(2)"
unmet = "lost"

[control.shelf]
select = "*"
policy = "q-system"
order_point = 12
quantity = 60

[[facts]]
name = "fill_rate"
low = 0.5
high = 1.0
source = "made up"

[alternatives.today]
title = "Today's way"

[alternatives.more]
title = "Higher order point"
set = { "control.shelf.order_point" = 40 }

[alternatives.much]
title = "Very high order point"
set = { "control.shelf.order_point" = 120 }

[alternatives.less]
title = "Lower order point"
set = { "control.shelf.order_point" = 5 }
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case folder."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "case.toml").write_text(CASE, encoding="utf-8")
    return folder


def orderpoint(*words: object) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, [str(word) for word in words], prog_name="orderpoint")


def compared(case: Path, *words: object) -> Result:
    """Compare alternatives of the case in this process, on one core."""
    return orderpoint("compare", case, "--jobs", 1, "--out", case.parent / "out", *words)


# ---- compare


def test_compare_says_who_wins_and_what_it_saves(case: Path) -> None:
    """A league table with intervals and differences, a finding in words, and the pictures."""
    done = compared(case)
    assert done.exit_code == 0, done.output
    for words in (
        "Difference from today",
        "chance of",
        "±",
        "points more service",
        "against today",
        "charts/",
    ):
        assert words in done.stdout
    out = case.parent / "out"
    assert (out / "kpis.csv").is_file()
    names = {file.name for file in (out / "charts").iterdir()}
    assert names == {
        f"{stem}.{kind}" for stem in ("service-money", "stock-history") for kind in ("svg", "png")
    }


def test_compare_as_json_is_one_document_and_nothing_else(case: Path) -> None:
    """The document names the best way, and standard error stays silent."""
    done = compared(case, "--json")
    document = json.loads(done.stdout)
    assert done.stderr == ""
    assert document["best"] == "more"
    assert document["alternatives"][0]["name"] == "today"
    more = next(one for one in document["alternatives"] if one["name"] == "more")
    assert more["difference_from_today"]["fill_rate"]["low"] > 0
    assert more["reaches_target"]
    assert document["finding"].startswith("Higher order point: ")


def test_compare_keeps_todays_way_in(case: Path) -> None:
    """Today's way is the baseline even where it is not asked for."""
    document = json.loads(compared(case, "--alternatives", "much", "--json").stdout)
    assert [one["name"] for one in document["alternatives"]] == ["today", "much"]


def test_compare_ends_with_4_where_nobody_reaches_the_target(case: Path) -> None:
    """Who comes nearest is named."""
    done = compared(case, "--alternatives", "less")
    assert done.exit_code == 4
    assert "No alternative reaches the target" in done.stdout
    assert "comes nearest" in " ".join(done.stdout.split())


def test_the_number_of_workers_changes_no_figure(case: Path) -> None:
    """The same bytes with one worker and with two."""
    tables = []
    for jobs in (1, 2):
        out = case.parent / f"out{jobs}"
        assert orderpoint("compare", case, "--jobs", jobs, "--out", out, "--quiet").exit_code == 0
        tables.append((out / "kpis.csv").read_bytes())
    assert tables[0] == tables[1]


def test_progress_goes_to_standard_error_unless_quiet(case: Path) -> None:
    """Results alone are on standard output."""
    loud, quiet = compared(case), compared(case, "--quiet")
    assert "replications" in loud.stderr
    assert quiet.stderr == ""
    assert loud.stdout == quiet.stdout


# ---- bad data


def test_a_wrong_alternative_names_the_nearest(case: Path) -> None:
    """Bad data ends with 3, before anything is simulated."""
    for command in (("compare", case, "--alternatives", "moor"), ("run", case, "--alternative", "moor")):
        done = orderpoint(*command)
        assert done.exit_code == 3
        assert "did you mean 'more'" in done.stderr


def test_a_wrong_path_names_the_nearest(case: Path) -> None:
    """A path of --set that does not exist ends with 3."""
    done = compared(case, "--set", "control.shelf.order_pont=3")
    assert done.exit_code == 3
    assert "order_point" in done.stderr


def test_a_folder_with_something_else_in_it_is_left_alone(case: Path) -> None:
    """Said before time is spent on a simulation, and nothing is lost."""
    out = case.parent / "out"
    out.mkdir()
    (out / "letter.txt").write_text("keep me", encoding="utf-8")
    done = compared(case)
    assert done.exit_code == 3
    assert "--out" in done.stderr
    assert (out / "letter.txt").read_text(encoding="utf-8") == "keep me"


def test_check_lists_every_problem(case: Path) -> None:
    """All problems at once, with place and remedy; exit code 3."""
    broken = CASE.replace('item = "valve"', 'item = "valv"').replace("holding_rate", "holding_rat")
    (case / "case.toml").write_text(broken, encoding="utf-8")
    done = orderpoint("check", case)
    assert done.exit_code == 3
    assert "'valve'" in done.stdout
    assert "holding_rate" in done.stdout
    document = json.loads(orderpoint("check", case, "--json").stdout)
    assert len(document["problems"]) == 2


def test_check_of_a_sound_case(case: Path) -> None:
    """Exit code 0 and one line."""
    done = orderpoint("check", case)
    assert done.exit_code == 0
    assert done.stdout.endswith("no problem found.\n")


def test_calibration_inside_and_outside(case: Path) -> None:
    """A fact that today's way meets ends with 0, one that it does not with 4."""
    inside = orderpoint("check", case, "--calibration", "--jobs", 1)
    assert inside.exit_code == 0, inside.output
    assert "inside" in inside.stdout
    (case / "case.toml").write_text(CASE.replace("low = 0.5", "low = 0.999"), encoding="utf-8")
    outside = orderpoint("check", case, "--calibration", "--jobs", 1)
    assert outside.exit_code == 4
    assert "OUTSIDE" in outside.stdout
    (row,) = json.loads(orderpoint("check", case, "--calibration", "--jobs", 1, "--json").stdout)[
        "calibration"
    ]
    assert row["inside"] is False
    assert row["low"] == 0.999


# ---- run


def test_run_prints_every_family(case: Path) -> None:
    """Key figures with intervals, by family, and a picture."""
    done = orderpoint("run", case, "--alternative", "more", "--jobs", 1, "--out", case.parent / "out")
    assert done.exit_code == 0, done.output
    for words in ("Higher order point", "Service", "Stock", "Money", "95 % interval", "Units filled at once"):
        assert words in done.stdout
    assert (case.parent / "out" / "charts" / "stock-history.svg").is_file()


def test_run_takes_values_and_seed(case: Path) -> None:
    """--set changes the figures, and the same seed gives them again."""

    def figures(*words: object) -> dict[str, float]:
        out = ("--out", case.parent / "out")
        done = orderpoint("run", case, "--jobs", 1, "--json", *out, *words)
        assert done.exit_code == 0, done.output
        return {row["kpi"]: row["mean"] for row in json.loads(done.stdout)["kpis"]}

    plain = figures()
    assert figures() == plain
    assert figures("--seed", 4) != plain
    assert figures("--set", "control.shelf.order_point=60")["fill_rate"] > plain["fill_rate"]
    assert figures("--horizon", 200) != plain


def test_cancelled_work_is_kept(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped by the keyboard: what was finished is written and said, and the exit code is 130."""
    import experiments.replicate

    simulate, calls = experiments.replicate.simulate, []

    def stopped(*arguments: object, **names: object) -> object:
        calls.append(arguments)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return simulate(*arguments, **names)  # type: ignore[arg-type]

    monkeypatch.setattr(experiments.replicate, "simulate", stopped)
    done = compared(case, "--alternatives", "more")
    assert done.exit_code == 130, done.output
    assert "5 of 8 runs were finished" in done.stderr
    assert (case.parent / "out" / "kpis.csv").read_text(encoding="utf-8").count("fill_rate") >= 5


def test_cancelled_while_drawing_the_figures_are_kept(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All runs were finished, the pictures were not: the tables are written all the same."""
    import experiments.charts.save_chart

    def stopped(*arguments: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(experiments.charts.save_chart, "save_chart", stopped)
    done = compared(case, "--alternatives", "more")
    assert done.exit_code == 130, done.output
    assert "8 of 8 runs were finished" in done.stderr
    assert "no picture" in done.stdout
    assert (case.parent / "out" / "kpis.csv").is_file()
    assert not (case.parent / "out" / "charts").exists()
