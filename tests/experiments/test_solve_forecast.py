"""`orderpoint solve forecast`: the worked exercise, files, seasons, intermittent demand and wrong usage."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from experiments.cli import app

TEN_YEARS = "150,165,170,155,170,185,210,225,235,248"
TAHOE = "8000,13000,23000,34000,10000,18000,23000,38000,12000,13000,32000,41000"
PART = Path(__file__).resolve().parents[3] / "shared" / "data" / "partx_monthly_1998-01_2002-03.csv"


def forecast(options: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, ["solve", "forecast", *shlex.split(options)], prog_name="orderpoint")


def answer(options: str) -> dict[str, Any]:
    """Return its JSON document."""
    done = forecast(f"{options} --json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def by_title(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the methods of a document by their titles."""
    return {one["title"]: one for one in document["methods"]}


def row(printed: str, title: str) -> list[str]:
    """Return the figures printed beside a method."""
    (line,) = [line for line in printed.splitlines() if line.startswith(title + "  ")]
    return line.removeprefix(title).split()


# ---- the worked exercise


def test_the_worked_exercise_is_printed() -> None:
    """Every figure of the exercise stands in the table, as printed there."""
    done = forecast(f"--history {TEN_YEARS}")
    assert done.exit_code == 0
    assert row(done.stdout, "simple average")[:2] == ["191.30", "191.30"]
    assert row(done.stdout, "weighted average (1, 3, 4)")[:2] == ["240.25", "242.50"]
    assert row(done.stdout, "moving average of 3")[:2] == ["236.00", "239.67"]
    assert row(done.stdout, "moving average of 5")[:2] == ["220.60", "227.72"]
    for alpha, level, mad in (
        ("0.2", "204.73", "30.71"),
        ("0.5", "234.93", "20.82"),
        ("0.8", "244.83", "16.15"),
    ):
        figures = row(done.stdout, f"exponential smoothing, alpha {alpha}")
        assert figures[:6] == [level, level, mad, "2", "to", "10"]
    assert "every average and every exponential smoothing" in " ".join(done.stdout.split()).lower()
    assert "Holt carries the trend on" in " ".join(done.stdout.split())


def test_the_worked_exercise_as_json() -> None:
    """The same unrounded, each method's errors over its own periods and over the same for all."""
    document = answer(f"--history {TEN_YEARS}")
    methods = by_title(document)
    assert document["same_periods"] == {"first": 6, "last": 10}
    assert methods["moving average of 5"]["forecast"] == pytest.approx([220.6, 227.72], abs=1e-9)
    smoothing = methods["exponential smoothing, alpha 0.5"]
    assert smoothing["errors"]["mad"] == pytest.approx(20.817274, abs=1e-6)
    assert smoothing["errors"]["periods"] == 9
    assert {one["errors_same_periods"]["periods"] for one in document["methods"]} == {5}
    assert methods["moving average of 5"]["errors"] == methods["moving average of 5"]["errors_same_periods"]
    assert document["trend"]["slope"] == pytest.approx(11.0727, abs=1e-4)
    assert document["demand_pattern"]["kind"] == "smooth"
    assert document["closest"].startswith("Holt")
    (holt,) = [one for one in document["methods"] if one["method"] == "holt"]
    assert holt["fitted"] and holt["forecast"][1] > holt["forecast"][0] > 248
    assert holt["errors_same_periods"]["mad"] < 5


def test_averages_of_a_rising_history_are_all_too_low() -> None:
    """Each has a bias above 0, and the words give the least and the most of them."""
    document = answer(f"--history {TEN_YEARS}")
    lags = [
        one["errors_same_periods"]["bias"]
        for one in document["methods"]
        if one["method"] not in {"holt", "naive"}
    ]
    assert min(lags) > 0
    assert f"too low by {min(lags):.2f} to {max(lags):.2f}" in " ".join(document["meaning"])


# ---- other histories


def test_a_level_history_has_no_trend() -> None:
    """And the words say so; all methods are equal on a constant one."""
    assert "No clear trend" in forecast("--history 50,54,47,51,49,53,48,52").stdout
    done = forecast("--history 5,5,5,5,5,5")
    assert "equally close" in done.stdout
    assert answer("--history 5,5,5,5,5,5")["trend"] is None


def test_a_falling_line_is_a_trend_without_doubt() -> None:
    """No error about the line at all; Holt goes on along it."""
    document = answer("--history 90,80,70,60,50,40 --steps 6")
    assert document["trend"] == {"slope": pytest.approx(-10), "probability_by_chance": pytest.approx(0)}
    assert "falls by 10.00" in document["meaning"][0] and "too high" in document["meaning"][0]
    (holt,) = [one for one in document["methods"] if one["method"] == "holt"]
    assert holt["forecast"] == pytest.approx([30, 20, 10, 0, -10, -20])
    assert "Take a forecast below 0 as 0: demand has no less." in document["meaning"]


def test_a_season_brings_the_seasonal_methods() -> None:
    """The trend is then judged with the season out, and Holt-Winters is closest by far."""
    document = answer(f"--history {TAHOE} --season 4 --steps 4")
    methods = [one["method"] for one in document["methods"]]
    assert methods[-3:] == ["seasonal-naive", "holt-winters-additive", "holt-winters-multiplicative"]
    assert document["closest"].startswith("Holt-Winters")
    assert document["trend"]["slope"] == pytest.approx(625)  # by hand: 4 (4 + 0 + 9 + 7) 1000 / 128
    assert document["trend"]["probability_by_chance"] < 0.05
    assert "too low for its high time" in " ".join(document["meaning"])


def test_given_weights_are_taken() -> None:
    """Holt and Holt-Winters with the weights of a book, more than one alpha, nothing fitted."""
    document = answer(f"--history {TAHOE} --method holt --alpha 0.1 --alpha 0.3 --beta 0.2")
    assert [one["title"] for one in document["methods"]] == [
        "Holt, alpha 0.1, beta 0.2",
        "Holt, alpha 0.3, beta 0.2",
    ]
    assert not any(one["fitted"] for one in document["methods"])
    (winters,) = answer(
        f"--history {TAHOE} --season 4 --method holt-winters-multiplicative "
        "--alpha 0.05 --beta 0.1 --gamma 0.1"
    )["methods"]
    assert (winters["parameters"]["alpha"], winters["parameters"]["gamma"]) == (0.05, 0.1)
    (damped,) = answer(f"--history {TEN_YEARS} --method damped-holt --damping 0.8")["methods"]
    assert damped["parameters"]["damping"] == 0.8
    (window,) = answer(f"--history {TEN_YEARS} --method moving-average --periods 4")["methods"]
    assert window["forecast"][0] == 229.5
    (weighted,) = answer(f"--history {TEN_YEARS} --method weighted-average --weights '1 1'")["methods"]
    assert weighted["forecast"][0] == 241.5


def test_many_steps_have_a_table_of_their_own() -> None:
    """Errors first, then the forecasts, eight periods in a row."""
    done = forecast(f"--history {TEN_YEARS} --steps 12")
    assert done.stdout.count("method") >= 3
    last = [line for line in done.stdout.splitlines() if line.startswith("simple average")]
    assert [len(line.split()) for line in last] == [2 + 6, 2 + 8, 2 + 4]


@pytest.mark.skipif(not PART.exists(), reason="the shared data are not here")
def test_a_real_part_from_a_file() -> None:
    """Croston, SBA and TSB as in the validation set, and the words on intermittent demand."""
    document = answer(f"--file {PART} --column sales")
    methods = by_title(document)
    assert methods["Croston, alpha 0.1"]["forecast"][0] == pytest.approx(0.628334, abs=1e-6)
    assert methods["SBA, alpha 0.1"]["forecast"][0] == pytest.approx(0.596917, abs=1e-6)
    assert methods["TSB, alpha 0.1, beta 0.1"]["forecast"][0] == pytest.approx(0.68372, abs=1e-5)
    assert document["demand_pattern"]["interval"] == 3.0
    assert document["closest"] is None
    assert "Demand came in 17 of 51 periods" in document["meaning"][0]
    assert methods["SBA, alpha 0.1"]["errors"]["mape"] is None  # a share of nothing
    assert forecast(f"--file {PART} --column sales --season 12").exit_code == 0


def test_short_histories_are_served_as_far_as_they_go() -> None:
    """One period is enough for some methods; the others are named with the reason."""
    done = forecast("--history 7")
    assert done.exit_code == 0
    assert "too short to judge" in done.stdout
    document = answer("--history 7")
    assert {one["method"] for one in document["left_out"]} == {"weighted-average", "moving-average", "holt"}
    assert {one["why"] for one in document["left_out"]} >= {"it needs 5 periods, and there are 1"}
    assert document["same_periods"] is None
    assert answer("--history 0,0,0")["closest"]


# ---- files


def test_a_file_gives_the_same_as_the_option(tmp_path: Path) -> None:
    """With commas or semicolons, a mark of the byte order, and empty lines at the end."""
    figures = TEN_YEARS.split(",")
    plain, other = tmp_path / "plain.csv", tmp_path / "other.csv"
    plain.write_text("quantity\n" + "\n".join(figures) + "\n\n\n")
    other.write_text("\ufeffyear;quantity\n" + "".join(f"{k};{y}\n" for k, y in enumerate(figures)))
    expected = answer(f"--history {TEN_YEARS}")["methods"]
    assert answer(f"--file {plain}")["methods"] == expected
    assert answer(f"--file {other} --column quantity")["methods"] == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("quantity\n5\n\n7\n", "line 3, column quantity: there is no figure; give one, 0 for no demand."),
        ("quantity\n5\nsix\n", "line 3, column quantity: 'six' is not a number"),
        ("quantity\n", "holds no period"),
        ("", "holds no period"),
        (None, "No such file"),
    ],
)
def test_bad_files_end_with_3(tmp_path: Path, text: str | None, words: str) -> None:
    """One sentence with file, line and remedy."""
    file = tmp_path / "demand.csv"
    if text is not None:
        file.write_text(text)
    done = forecast(f"--file {file} --column quantity")
    assert done.exit_code == 3
    assert done.stdout == ""
    assert "demand.csv" in done.stderr and words in done.stderr
    assert done.stderr.count("\n") == 1


# ---- wrong usage


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("", "--history / --file: give one of the two"),
        (f"--history {TEN_YEARS} --file x.csv", "--history / --file"),
        ("--history 1,x,3", "'x' is not a number"),
        ("--history 1,nan,3", "'nan' is not a number"),
        ("--history ,", "--history"),
        ("--history 1,2 --column a", "--column: it goes with --file only"),
        ("--history 1,2,3 --method hollt", "did you mean holt?"),
        ("--history 1,2,3 --method holt", "Holt: fitting 2 weights of Holt needs 5 periods or more"),
        ("--history 1,2 --method moving-average --periods 3", "moving average of 3: it needs 3 periods"),
        ("--history 1,2,-3 --method tsb", "give 0 or more"),
        ("--history 1,2,3 --method seasonal-naive", "--season"),
        ("--history 1,2,3 --alpha 1.5", "--alpha: it is 1.5; give a weight from 0 to 1"),
        ("--history 1,2,3 --beta 0.5", "--beta: it goes with --alpha"),
        ("--history 1,2,3 --alpha 0.5 --gamma 0.5", "--gamma: it goes with --beta"),
        ("--history 1,2,3 --method damped-holt --damping 2", "--damping: it is 2.0"),
        ("--history 1,2,3 --weights 0,0", "--weights: it is all-zero"),
        ("--history 1,2,3 --steps 0", "--steps"),
        ("--history 1,2,3 --season 1", "--season"),
    ],
)
def test_wrong_usage_is_one_sentence_and_ends_with_2(options: str, words: str) -> None:
    """The sentence names the option and goes to standard error; standard output stays empty."""
    done = forecast(options)
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_wrong_column_names_the_nearest(tmp_path: Path) -> None:
    """And a file of several columns needs one to be named."""
    file = tmp_path / "demand.csv"
    file.write_text("month,sales\n1,5\n")
    assert "did you mean sales?" in forecast(f"--file {file} --column sale").stderr
    assert "has the columns month, sales; name one" in forecast(f"--file {file}").stderr
