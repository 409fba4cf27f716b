"""What the commands say of how sure they are, and the options that make them surer."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from experiments.cli import app
from experiments.commands.options import precision_of
from experiments.until_precise import Precision
from tests.experiments.test_cli_experiments import CASE


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


def done(command: str, case: Path, *words: object) -> Result:
    """Run a command on the case, on one core, and expect it to end well."""
    result = orderpoint(command, case, "--jobs", 1, "--out", case.parent / "out", *words)
    assert result.exit_code == 0, result.output
    return result


def text(result: Result) -> str:
    """What was printed, in one line."""
    return " ".join(result.stdout.split())


# ---- the finding


def test_compare_says_how_sure_it_is(case: Path) -> None:
    """Simultaneous intervals by name, the correlation, the target and the best with probabilities."""
    said = text(done("compare", case))
    for words in (
        "± is a 95 % interval that holds for all differences at once (Bonferroni",
        "The worlds are the same for all: median correlation with today",
        "It reaches the target (fill rate 95 %) with probability 99 %.",
        "Of the two ways that reach the target, Higher order point is best with probability more than 99 %.",
        "> 99 %",
    ):
        assert words in said, words
    (case / "case.toml").write_text(CASE.replace("target = { fill_rate = 0.95 }\n", ""), encoding="utf-8")
    two = text(done("compare", case, "--alternatives", "more"))
    assert "holds for all differences at once" not in two
    assert "is best with probability" in two


def test_compare_says_what_would_decide(case: Path) -> None:
    """Ways that are told apart by little: how many replications more, and the amount that matters."""
    near = CASE.replace('order_point" = 120', 'order_point" = 41')
    (case / "case.toml").write_text(near, encoding="utf-8")
    words = ("--alternatives", "more,much", "--replications", 5)
    tied = text(done("compare", case, *words))
    assert "Higher order point and Very high order point cannot be told apart: about" in tied
    assert "would decide, if a difference of Rs 1" in tied  # 1 % of Rs 14,100
    document = json.loads(done("compare", case, *words, "--indifference", 2000, "--json").stdout)
    assert document["ranking"]["indifference"] == 2000
    assert document["ranking"]["best"] in ("more", "much")
    assert "is best or within Rs 2,000 a year of the best with probability" in document["finding"]
    assert set(document["ranking"]["cannot_be_told_apart"]) == {"more", "much"}


def test_the_documents_say_how_sure_they_are(case: Path) -> None:
    """JSON of both commands, league.csv and summary.json have one definition of each figure."""
    document = json.loads(done("compare", case, "--json").stdout)
    summary = json.loads((case.parent / "out" / "summary.json").read_text(encoding="utf-8"))
    league = (case.parent / "out" / "league.csv").read_text(encoding="utf-8").splitlines()
    rows = [dict(zip(league[0].split(","), line.split(","), strict=True)) for line in league[1:]]
    for one in document["alternatives"]:
        name = one["name"]
        mine = next(row for row in rows if row["alternative"] == name and row["kpi"] == "total_cost")
        assert one["chance_best"] == summary["probability_best"][name]
        assert float(mine["probability_best"]) == pytest.approx(one["chance_best"])
        assert one["probability_meets_target"] == summary["probability_meets_target"][name]
        assert (mine["meets_target"] == "True") is one["reaches_target"]
        if name != "today":
            found = one["difference_from_today"]["total_cost"]
            kept = summary["difference_from_baseline"]["total_cost"]["alternatives"][name]
            assert found == kept
            assert float(mine["difference_low"]) == pytest.approx(found["low"])
    run = json.loads(done("run", case, "--alternative", "more", "--json").stdout)
    more = next(one for one in document["alternatives"] if one["name"] == "more")
    assert run["probability_meets_target"] == more["probability_meets_target"]
    assert run["variance_reduction"] == more["variance_reduction"]
    assert run["variance_reduction"]["profit"]["share"] < 1


def test_run_says_what_demand_explains(tmp_path: Path) -> None:
    """With a demand that is all that varies, and stock that falls by it, the control variate pays."""
    words = ("--replications", 8, "--horizon", 3000, "--jobs", 1, "--out", tmp_path / "out")
    result = text(orderpoint("run", "fixed-period", *words))
    assert "Adjusted for what customers happened to ask for (control variate): total cost Rs" in result
    assert "less variance)" in result


# ---- replications until a figure is precise


def test_replications_until_precise(case: Path) -> None:
    """The number that it took is in the table and the remark; what it came to is in the documents."""
    words = ("--alternatives", "more", "--replications", "auto:20%:stock_value")
    result = done("compare", case, *words)
    document = json.loads(done("compare", case, *words, "--json").stdout)
    count = document["replications"]
    assert document["precision"]["kpi"] == "stock_value" and document["precision"]["reached"]
    assert count % 5 == 0
    assert f"Simulated: {count} replications" in result.stdout
    assert f"{count} replications: stock value is known to ±" in result.stderr
    assert "or better under every alternative." in result.stderr
    summary = json.loads((case.parent / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["precision"] == document["precision"]
    assert done("compare", case, *words, "--quiet").stderr == ""


def test_the_number_of_workers_changes_no_byte(case: Path) -> None:
    """Batches are of one size."""
    tables = []
    for jobs in (1, 2):
        out = case.parent / f"out{jobs}"
        words = (
            "--alternatives",
            "more",
            "--replications",
            "auto:20%:stock_value",
            "--warmup",
            "auto",
            "--quiet",
        )
        result = orderpoint("compare", case, "--jobs", jobs, "--out", out, *words)
        assert result.exit_code == 0, result.output
        tables.append((out / "kpis.csv").read_bytes())
    assert tables[0] == tables[1]


def test_at_most(case: Path) -> None:
    """It ends at the most allowed, and says that it was not reached."""
    result = done("run", case, "--replications", "auto:0.01%:fill_rate", "--most", 10)
    assert "10 replications: fill rate is known to ±" in result.stderr
    assert "not yet to ±0.01 % for good" in result.stderr


def test_what_replications_may_say() -> None:
    """A number as before, or a rule with its figure; at most 200 unless told."""
    assert precision_of("12") == precision_of(12) == 12
    assert precision_of(None) is None
    found = precision_of("auto")
    assert isinstance(found, Precision)
    assert (found.rule.relative, found.rule.most, found.kpi) == (0.02, 200, "")
    other = precision_of("auto:1%:fill_rate", 50)
    assert isinstance(other, Precision)
    assert (other.rule.relative, other.rule.most, other.kpi) == (0.01, 50, "fill_rate")


# ---- the warm-up


def test_warm_up_from_a_pilot(case: Path) -> None:
    """The remark, the chart, and the warm-up that was cut in the summary."""
    result = done("run", case, "--warmup", "auto", "--json")
    document = json.loads(result.stdout)
    out = case.parent / "out"
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["warm_up"] == document["start_up"]["warm_up"] >= document["start_up"]["start_up_ends"]
    assert {"warm-up.svg", "warm-up.png"} <= {file.name for file in (out / "charts").iterdir()}
    assert "charts/warm-up.svg" in [chart["file"] for chart in document["charts"]]
    said = done("compare", case, "--warmup", "auto", "--alternatives", "more").stderr
    assert "Warm-up: " in said and "MSER-5 on stock value" in said


def test_a_horizon_too_short_for_a_warm_up(case: Path) -> None:
    """Bad data, with the remedy."""
    full = CASE.replace("initial = 40", "initial = 4000")
    (case / "case.toml").write_text(full, encoding="utf-8")
    result = orderpoint("run", case, "--jobs", 1, "--out", case.parent / "out", "--warmup", "auto")
    assert result.exit_code == 3
    assert "too short a horizon" in result.stderr and "--horizon" in result.stderr
    assert not (case.parent / "out").exists()


# ---- wrong usage


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "--replications many",
            "replications 'many' is neither a number nor a precision; write a number such",
        ),
        ("--replications 1", "--replications: 1 replications give no interval"),
        ("--replications auto:0%", "is not between 0 and 100 %"),
        ("--replications auto:2%:fil_rate", "the nearest is 'fill_rate'"),
        ("--replications auto --most 5", "--most"),
        ("--replications 5 --most 50", "--most: it ends --replications auto"),
        ("--most 50", "--most: it ends --replications auto"),
        ("--warmup soon", "--warmup: 'soon' is neither a time nor auto; write a number"),
        ("--warmup nan", "--warmup: nan is not a finite number"),
    ],
)
def test_wrong_usage(case: Path, words: str, said: str) -> None:
    """One sentence with the option and the remedy, and exit code 2."""
    for command in ("run", "compare"):
        result = orderpoint(command, case, *words.split())
        assert result.exit_code == 2, result.output
        assert result.stdout == "" and result.stderr.count("\n") == 1
        assert said in result.stderr


def test_numbers_alone(case: Path) -> None:
    """Levers and events take no `auto`, an indifference is an amount, and other commands take numbers."""
    for words in (
        ("compare", case, "--levers", "all", "--replications", "auto"),
        ("compare", case, "--levers", "all", "--warmup", "auto"),
        ("run", case, "--stress", "--replications", "auto"),
        ("compare", case, "--indifference", "-1"),
        ("compare", case, "--indifference", "nan"),
        ("check", case, "--calibration", "--replications", "auto"),
        ("trace", case, "--warmup", "auto"),
    ):
        assert orderpoint(*words).exit_code == 2, words


def test_cancelled_work_says_how_many_runs_were_finished(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody knows of how many, but they are kept, and the same command goes on with them."""
    import experiments.replicate

    simulate, calls = experiments.replicate.simulate, []

    def stopped(*arguments: object, **names: object) -> object:
        calls.append(arguments)
        if len(calls) == 8:
            raise KeyboardInterrupt
        return simulate(*arguments, **names)  # type: ignore[arg-type]

    words = (
        "--jobs",
        1,
        "--out",
        case.parent / "out",
        "--alternatives",
        "more",
        "--replications",
        "auto:20%:stock_value",
    )
    monkeypatch.setattr(experiments.replicate, "simulate", stopped)
    result = orderpoint("compare", case, *words)
    assert result.exit_code == 130, result.output
    assert "Cancelled: 7 runs were finished" in result.stderr
    monkeypatch.undo()
    assert orderpoint("compare", case, *words, "--resume").exit_code == 0
    resumed = (case.parent / "out" / "kpis.csv").read_bytes()
    assert orderpoint("compare", case, *words).exit_code == 0
    assert (case.parent / "out" / "kpis.csv").read_bytes() == resumed
