"""The command line as such: help, worked answers, errors and exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from experiments.cli import app, end

ORDER_POINT = "solve order-point --demand-mean 65 --demand-sd 5.2 --lead-time 0.25"
FIXED_PERIOD = (
    "solve fixed-period --annual-demand 15000 --unit-cost 180 --holding-rate 0.35 --order-cost 800 "
    "--lead-time-demand 200 --target 700 --on-hand 248"
)
EOQ = "solve eoq --annual-demand 15000 --order-cost 800"


def orderpoint(command: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, command.split(), prog_name="orderpoint")


# ---- start-up and help


def test_help_imports_nothing_heavy() -> None:
    """The command line starts without the packages that take long to load."""
    program = (
        "import sys\n"
        "from experiments.cli import app\n"
        "try:\n"
        "    app(['--help'])\n"
        "except SystemExit:\n"
        "    pass\n"
        "heavy = {'numpy', 'pandas', 'matplotlib', 'scipy', 'simpy', 'joblib', 'pydantic', 'babel', 'rich'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, f"imported: {done.stderr}"


@pytest.mark.parametrize("command", ["", "--help", "-h", "solve", "solve --help"])
def test_help_lists_the_commands(command: str) -> None:
    """Help is an answer, not an error."""
    done = orderpoint(command)
    assert done.exit_code == 0
    assert "Commands:" in done.stdout


@pytest.mark.parametrize("name", ["cases", "show", "check", "run", "compare"])
def test_every_command_explains_itself(name: str) -> None:
    """Each command has help of its own."""
    done = orderpoint(f"{name} --help")
    assert done.exit_code == 0
    assert f"orderpoint {name}" in done.stdout


# ---- worked answers


def test_order_point_is_worked_out() -> None:
    """The exercise: 16.25, 2.60, 1.2816, 3.33, 19.58, and 20 in whole units, with the caution."""
    done = orderpoint(f"{ORDER_POINT} --cycle-service 0.90")
    assert done.exit_code == 0
    for figure in ("16.25", "2.60", "1.2816", "3.33", "19.58", "20 in whole units", "90 % of cycles"):
        assert figure in done.stdout
    assert "undershoot" in done.stdout


def test_order_point_as_json() -> None:
    """The same figures, unrounded, in one document."""
    answer = json.loads(orderpoint(f"{ORDER_POINT} --cycle-service 0.90 --json").stdout)
    assert answer["lead_time_demand_mean"] == 16.25
    assert round(answer["safety_stock"], 4) == 3.3320
    assert round(answer["order_point"], 4) == 19.5820
    assert answer["order_point_whole"] == 20


def test_order_point_for_a_fill_rate() -> None:
    """A fill rate needs the order quantity, and is met by a lower point."""
    done = orderpoint(f"{ORDER_POINT} --fill-rate 0.99 --quantity 40 --json")
    answer = json.loads(done.stdout)
    assert answer["order_point"] < 19.58
    assert round(answer["fill_rate_earned"], 6) == 0.99
    assert orderpoint(f"{ORDER_POINT} --fill-rate 0.99").exit_code == 2


def test_order_point_with_a_lead_time_that_varies() -> None:
    """The spread of the lead time raises the order point."""
    done = orderpoint(f"{ORDER_POINT} --cycle-service 0.90 --lead-time-sd 0.05")
    assert "4.16" in done.stdout
    assert "21.58" in done.stdout


def test_fixed_period_is_worked_out() -> None:
    """The exercise: 15.02 days, Rs 38,884.44, order 652; in position terms S is 900."""
    done = orderpoint(FIXED_PERIOD)
    assert done.exit_code == 0
    for figure in ("15.02 days", "0.041148", "Rs 38,884.44", "652 units"):
        assert figure in done.stdout
    words = " ".join(done.stdout.split())
    assert "excludes the demand in the lead time" in words
    assert "S = 900" in words


def test_fixed_period_as_json() -> None:
    """The same figures in one document."""
    answer = json.loads(orderpoint(f"{FIXED_PERIOD} --json").stdout)
    assert round(answer["review_interval_days"], 2) == 15.02
    assert round(answer["annual_cost"], 2) == 38884.44
    assert (answer["order_now"], answer["order_up_to"]) == (652, 900)


def test_eoq_is_worked_out() -> None:
    """The best lot, and what another one costs."""
    done = orderpoint(f"{EOQ} --unit-cost 180 --holding-rate 0.35 --quantity 1000")
    assert done.exit_code == 0
    for figure in ("617.21", "Rs 38,884.44", "Rs 43,500.00", "11.87 % more"):
        assert figure in done.stdout
    same = json.loads(orderpoint(f"{EOQ} --holding-cost 63 --json").stdout)
    assert round(same["order_quantity"], 2) == 617.21


def test_eoq_plans_backorders_where_they_have_a_price() -> None:
    """With a price for waiting the lot grows."""
    answer = json.loads(orderpoint(f"{EOQ} --holding-cost 63 --backorder-cost 200 --json").stdout)
    assert answer["order_quantity"] > 617.21
    assert answer["maximum_backorders"] > 0


# ---- wrong usage


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("comapre", "Did you mean 'compare'"),
        ("solve eoc", "Did you mean 'eoq'"),
        ("solve order-point --demand-meen 65", "--demand-mean"),
        ("solve order-point", "missing option '--demand-mean'"),
        (ORDER_POINT, "--cycle-service / --fill-rate"),
        (f"{ORDER_POINT} --cycle-service 90", "--cycle-service: it is 90.0"),
        (f"{ORDER_POINT} --cycle-service x", "--cycle-service"),
        (f"{EOQ} --unit-cost 180 --holding-rate -0.35", "--holding-rate: it is -0.35"),
        (f"{EOQ} --unit-cost 180", "--holding-cost"),
        ("solve eoq --annual-demand -5 --order-cost 8 --holding-cost 1", "--annual-demand: it is -5.0"),
        ("run order-point --replications 1", "--replications"),
        ("run order-point --jobs 0", "--jobs"),
        ("run order-point --seed -1", "--seed"),
        ("run order-point --horizon nan", "--horizon"),
        ("run order-point --horizon 5", "must be longer than the warm-up"),
        ("run order-point --warmup -1", "--warmup"),
        ("run order-point --set posting", "PATH=VALUE"),
        ("run order-point --set a.b=1 --set a.b=2", "set twice"),
    ],
)
def test_wrong_usage_is_one_sentence_and_ends_with_2(command: str, words: str) -> None:
    """The sentence names the option and goes to standard error; standard output stays empty."""
    done = orderpoint(command)
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_debug_shows_the_traceback() -> None:
    """Only with --debug."""
    done = orderpoint("show no-such-case --debug")
    assert done.exit_code == 3
    assert "Traceback" in done.stderr


def test_an_unforeseen_error_is_one_sentence_too(capsys: pytest.CaptureFixture[str]) -> None:
    """A fault of the program ends with 1 and says how to report it."""
    assert end(ZeroDivisionError("division by zero"), []) == 1
    assert "--debug" in capsys.readouterr().err


# ---- cases


def test_cases_are_listed() -> None:
    """Every bundled case with its title, as text and as JSON."""
    listed = json.loads(orderpoint("cases --json").stdout)
    assert {"order-point", "fixed-period"} <= {case["name"] for case in listed}
    text = orderpoint("cases").stdout
    assert all(case["name"] in text for case in listed)


def test_a_wrong_case_names_the_nearest() -> None:
    """Bad data ends with 3."""
    for command in ("show", "check", "run", "compare"):
        done = orderpoint(f"{command} order-piont")
        assert done.exit_code == 3
        assert "did you mean 'order-point'" in done.stderr
        assert done.stdout == ""


def test_show_says_what_is_in_a_case() -> None:
    """Size, target, alternatives."""
    done = orderpoint("show order-point")
    assert done.exit_code == 0
    for words in ("1 stock point", "Target: cycle service 90 %", "fine-steps", "coarse-steps"):
        assert words in done.stdout
    document = json.loads(orderpoint("show order-point --json").stdout)
    assert document["size"]["stock point"] == 1
    assert [one["name"] for one in document["alternatives"]] == ["fine-steps", "coarse-steps"]


@pytest.fixture
def with_lever(tmp_path: Path) -> Path:
    """A case with a lever and rows that are off."""
    folder = tmp_path / "lever"
    folder.mkdir()
    (folder / "case.toml").write_text(
        """name = "lever"
title = "A case with a lever"
time_unit = "day"
today = "as-is"
[run]
horizon_days = 30
[control.all]
select = "*"
policy = "base-stock"
order_up_to = 9
[alternatives.as-is]
title = "Today"
summary = "as it is"
[alternatives.more]
title = "More"
set = { "control.all.order_up_to" = 12 }
[levers.no-losses]
title = "Nothing is lost"
summary = "no breakage"
set = { "losses.*.on" = false }
[[items]]
name = "valve"
[[stock_points]]
name = "valve"
item = "valve"
[[suppliers]]
name = "maker"
[[purchases]]
stock = "valve"
supplier = "maker"
[[demands]]
name = "D"
stock = "valve"
interval_days = 1
[[losses]]
name = "breakage"
select = "*"
share_per_year = 0.1
every_days = 7
[[losses]]
name = "theft"
select = "*"
share_per_year = 0.1
every_days = 7
on = false
""",
        encoding="utf-8",
    )
    return folder


def test_show_lists_tables_alternatives_and_levers(with_lever: Path) -> None:
    """As JSON: rows of each table as written, title, summary and paths of alternatives and levers."""
    document = json.loads(orderpoint(f"show {with_lever} --json").stdout)
    once = dict.fromkeys(["items", "stock_points", "suppliers", "purchases", "demands"], 1)
    assert document["tables"] == {**once, "losses": 2}
    assert document["alternatives"] == [
        {"name": "as-is", "title": "Today", "summary": "as it is", "set": {}},
        {"name": "more", "title": "More", "summary": "", "set": {"control.all.order_up_to": 12}},
    ]
    (lever,) = document["levers"]
    assert lever | {"moves": {}} == {
        "name": "no-losses",
        "title": "Nothing is lost",
        "summary": "no breakage",
        "set": {"losses.*.on": False},
        "moves": {},
    }


def test_show_prints_tables_and_levers(with_lever: Path) -> None:
    """As text: rows of each table, alternatives with today's way, and levers."""
    lines = orderpoint(f"show {with_lever}").stdout.splitlines()
    rows = "Rows of the tables: items 1, stock_points 1, suppliers 1, purchases 1, demands 1, losses 2."
    assert rows in " ".join(lines)
    assert lines[lines.index("Alternatives") + 1] == "  as-is  Today: as it is"
    assert lines[lines.index("Levers") + 1] == "  no-losses  Nothing is lost: no breakage"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{ cycle_service = 0.90 }", "{ cycle_servis = 0.90 }",
         "[target] 'cycle_servis': it is not a key figure; did you mean 'cycle_service'?"),
        ("{ cycle_service = 0.90 }", "{ cycle_service = 90 }",
         "[target] 'cycle_service': the target is 90 and the figure a share from 0 to 1; "
         "write 0.9 for 90 per cent"),
        ("[alternatives.fine-", '[levers.more]\nmoves = { fil_rate = "higher" }\n[alternatives.fine-',
         "[levers.more] 'moves.fil_rate': it is not a key figure; did you mean 'fill_rate'?"),
    ],
)  # fmt: skip
def test_check_knows_the_key_figures(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Targets and levers that name no key figure, or a percentage, are found before anything is run."""
    text = (Path("scenarios/cases/order_point/case.toml")).read_text(encoding="utf-8")
    (tmp_path / "case.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    result = orderpoint(f"check {tmp_path}")
    assert result.exit_code == 3
    assert result.stdout == f"case.toml {said}\n"
