"""`orderpoint sweep`: what it prints and keeps, wrong usage, stopping and going on, and its charts."""

import importlib.util
import json
from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner, Result

import experiments.replicate
from experiments.charts.sensitivity_bars import sensitivity_bars
from experiments.charts.winner_map import winner_map
from experiments.cli import Guarded
from experiments.commands.sweep import sweep
from experiments.commands.workbench import unfinished

spec = importlib.util.spec_from_file_location("sweep_cases", Path(__file__).with_name("test_sweep.py"))
assert spec is not None and spec.loader is not None
cases = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cases)

app = typer.Typer(cls=Guarded, rich_markup_mode=None, pretty_exceptions_enable=False)
app.command("sweep")(sweep)
app.command("nothing")(lambda: None)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The folder of a shelf with today's order point and one by formula."""
    return cases.written(tmp_path / "tiny", cases.SHOP).folder


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    """The folder of a lathe that is busy half its time."""
    return cases.written(tmp_path / "plant", cases.PLANT).folder


def swept(case: object, *words: object, out: Path | None = None) -> Result:
    """Sweep in this process, on one core, two replications."""
    place = ["--out", str(out)] if out else []
    texts = ["sweep", str(case), "--jobs", "1", "--replications", "2", *place, *map(str, words)]
    return CliRunner().invoke(app, texts, prog_name="orderpoint")


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()
    }


# ---- what is said and kept


def test_a_sweep_of_the_volume(plant: Path, tmp_path: Path) -> None:
    """A row a point with who wins, what the plant does not stand, the finding, charts and tables."""
    out = tmp_path / "out"
    done = swept(plant, "--vary", "volume=1,3", "--replications", 3, out=out)
    assert done.exit_code == 0, done.output
    assert "One lathe: 2 ways of replenishing at 2 points" in done.stdout
    assert (
        "Today's way and Today's way, tuned win alike at 1 times today's volume; above that no way keeps up. "
        "The plant first does not keep up under Today's way and Today's way, tuned at volume 3 (lathe 100 % "
        "busy)."
    ) in " ".join(done.stdout.split())
    assert "(lathe 100 % busy)" in done.stdout
    assert "volume 3 (2 of 2): replications" in done.stderr
    kept = files_of(out)
    assert {"sweep.csv", "points.csv", "summary.json", "scenario/case.toml"} <= set(kept)
    assert {name for name in kept if name.startswith("charts/")} == {
        f"charts/{stem}.{kind}" for stem in ("sweep", "sweep-service") for kind in ("svg", "png")
    }
    points = pd.read_csv(out / "points.csv")
    row = points[(points.point == 2) & (points.alternative == "tuned") & (points.kpi == "fill_rate")].iloc[0]
    assert (row.volume, row.saturated, row.winner, row.busiest, row.reached) == (
        3,
        True,
        False,
        "lathe",
        False,
    )
    assert not unfinished(out).exists()


def test_as_json(shop: Path, tmp_path: Path) -> None:
    """One document and nothing else: points, figures with intervals, knobs, winners."""
    done = swept(shop, "--vary", "lead_time=1,2", "--json", out=tmp_path / "out")
    assert done.stderr == ""
    document = json.loads(done.stdout)
    assert document["varied"] == ["lead_time=1,2"]
    assert [point["values"] for point in document["points"]] == [{"lead_time": 1}, {"lead_time": 2}]
    way = document["points"][1]["alternatives"][1]
    assert way["sized"]["path"] == "control.shelf.size.safety_factor"
    assert way["kpis"]["fill_rate"]["mean"] > 0.9
    assert document["points"][1]["winners"] == ["sized"]
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["program"] == "orderpoint"


def test_a_sweep_of_two_paths(shop: Path, tmp_path: Path) -> None:
    """A map of winners, and the figure of each way over both paths."""
    out = tmp_path / "out"
    done = swept(
        shop, "--vary", "volume=1,2", "--vary", "lead_time=1,2", "--sizing", "none", "--quiet", out=out
    )
    assert done.exit_code in (0, 4), done.output
    assert "Who wins at how many of 4 points" in done.stdout
    stems = {Path(name).stem for name in files_of(out) if name.endswith(".svg")}
    assert stems == {"winner-map", "heat-map-today", "heat-map-sized"}


def test_a_sample(shop: Path, tmp_path: Path) -> None:
    """Points that fill the space; two paths of a sample are a table, not a map."""
    out = tmp_path / "out"
    words = ("--vary", "volume=1.0:2.0", "--vary", "lead_time=1.0:2.0", "--sizing", "none")
    done = swept(shop, *words, "--sample", "sobol:3", out=out)
    assert "3 points are rounded up to 4" in done.stderr
    assert pd.read_csv(out / "sweep.csv").point.nunique() == 4
    assert "no picture" in done.stdout


@pytest.mark.parametrize(("design", "chart"), [("tornado", "tornado"), ("morris:2", "sensitivity")])
def test_sensitivity(shop: Path, tmp_path: Path, design: str, chart: str) -> None:
    """What matters most to a figure of today's way: a table, a sentence, a chart, a CSV."""
    out = tmp_path / "out"
    words = ("--vary", "accounts.holding_rate=0.1:0.6", "--vary", "purchases.valve.order_cost=390.0:410.0")
    done = swept(shop, *words, "--sensitivity", design, out=out)
    assert done.exit_code == 0, done.output
    assert 'Total cost depends most on "holding rate"' in " ".join(done.stdout.split())
    assert (out / "charts" / f"{chart}.svg").is_file()
    assert pd.read_csv(out / "sensitivity.csv").path.iloc[0] == "accounts.holding_rate"


def test_a_way_without_a_path_is_told(shop: Path, tmp_path: Path) -> None:
    """Today's way has no safety factor: it stays as it is, and that is said."""
    done = swept(shop, "--vary", "control.shelf.size.safety_factor=1.0,3.0", out=tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "today does not have the path control.shelf.size.safety_factor, and stays as it is" in done.stderr
    assert "from 1 to 3 (safety factor)." in done.stdout


def test_nobody_reaches_the_target(shop: Path, tmp_path: Path) -> None:
    """Exit code 4, and the best that was found."""
    done = swept(shop, "--vary", "lead_time=3,4", "--alternatives", "today", out=tmp_path / "out")
    assert done.exit_code == 4
    assert "Today's way comes nearest to the target (fill rate 95 %):" in " ".join(done.stdout.split())
    assert (tmp_path / "out" / "points.csv").is_file()


# ---- wrong usage and wrong data


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--vary", "volume=2:1"), 2, "the low end comes first; write 1:2"),
        (("--vary", "volume"), 2, "is no range; write PATH=LO:HI:STEP"),
        ((), 2, "missing option '--vary'"),
        (("--vary", "volume=1,2", "--vary", "volume=1,3"), 2, "volume is varied twice"),
        (("--vary", "volume=1,2", "--set", "volume=2"), 2, "volume is set and varied"),
        (("--vary", "volume=1,2", "--sample", "lhs"), 2, "write lhs:N or sobol:N"),
        (("--vary", "volume=1,2", "--sample", "lhs:2", "--sensitivity", "tornado"), 2, "leave one of them"),
        (("--vary", "volume=1,2", "--sensitivity", "spider"), 2, "no design of sensitivity"),
        (("--vary", "volume=1,2", "--sensitivity", "morris", "--alternatives", "today,sized"), 2, "name one"),
        (("--vary", "volume=1,2", "--kpi", "total_cots"), 2, "the nearest is 'total_cost'"),
        (("--vary", "volume=1,2", "--sizing", "twice"), 2, "--sizing"),
        (("--vary", "volum=1,2"), 3, "did you mean 'volume'"),
        (("--vary", "volume=1,2", "--alternatives", "sizd"), 3, "did you mean 'sized'"),
        (("--vary", "volume=1,2", "--kpi", "room_use"), 3, "nothing in the case gives 'room_use'"),
        (("--vary", "items.valve.unit_cost=a,b"), 3, "'a' is not a number"),
    ],
)
def test_bad_input(shop: Path, tmp_path: Path, words: tuple[str, ...], code: int, message: str) -> None:
    """A sentence with the remedy, the right exit code, and no results."""
    done = swept(shop, *words, "--quiet", out=tmp_path / "out")
    assert done.exit_code == code, done.output
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


# ---- stopping and going on


def test_cancelled_and_resumed(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """130 with the finished point in its folder; the same command with --resume ends with the same bytes."""
    words = ("--vary", "volume=1,2", "--quiet", "--alternatives", "today", "--horizon", 150)
    simulate, calls = experiments.replicate.simulate, []

    def stopped(*arguments: object, **names: object) -> object:
        calls.append(arguments)
        if len(calls) == stop:
            raise KeyboardInterrupt
        return simulate(*arguments, **names)  # type: ignore[arg-type]

    monkeypatch.setattr(experiments.replicate, "simulate", stopped)
    stop = 0
    swept(shop, *words, out=tmp_path / "whole")
    assert len(calls) == 4
    calls.clear()
    stop, out = 4, tmp_path / "out"
    done = swept(shop, *words, out=out)
    assert done.exit_code == 130, done.output
    assert "Cancelled: 1 of 2 points were finished" in done.stderr
    assert pd.read_csv(out / "points.csv").point.unique().tolist() == [1]
    assert unfinished(out).is_dir()
    calls.clear()
    stop = 0
    swept(shop, *words, "--resume", out=out)
    assert len(calls) == 1
    assert files_of(out) == files_of(tmp_path / "whole")
    assert not unfinished(out).exists()


def test_cancelled_before_a_point_is_finished(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """130, no folder, and a word on how to go on."""
    simulate, calls = experiments.replicate.simulate, []

    def stopped(*arguments: object, **names: object) -> object:
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return simulate(*arguments, **names)  # type: ignore[arg-type]

    monkeypatch.setattr(experiments.replicate, "simulate", stopped)
    done = swept(shop, "--vary", "volume=1,2", out=tmp_path / "out")
    assert done.exit_code == 130
    assert "the same command with --resume goes on" in done.stderr
    assert not (tmp_path / "out").exists()


# ---- charts


def test_the_map_of_winners() -> None:
    """Its title counts who wins where; equals share a cell; nobody has a reason."""
    rows = []
    for x, y, winners, stuck in [
        (1, 1, ("q",), False), (1, 2, ("q", "mrp"), False), (2, 1, (), True), (2, 2, (), False),
    ]:  # fmt: skip
        rows += [(x, y, name, name in winners, stuck) for name in ("q", "mrp")]
    frame = pd.DataFrame(rows, columns=["x", "y", "alternative", "winner", "saturated"])
    chart = winner_map(
        frame,
        x="x",
        y="y",
        x_words="volume",
        y_words="lead time",
        decided_by="lowest total cost",
        titles={"q": "Q-system", "mrp": "MRP"},
        target_words="95 % from stock",
    )
    assert chart.title == (
        "Q-system wins or shares 2 of 4 points of volume and lead time, MRP 1; at 1 the plant does not keep "
        "up; at 1 nobody reaches the target"
    )
    assert "volume 2, lead time 1: the plant does not keep up" in chart.alt_text


def test_bars_of_sensitivity() -> None:
    """The title names what matters most, and what cannot be told from it."""
    morris = pd.DataFrame(
        {
            "path": ["rate", "volume", "cost"],
            "mu": [1e5, -4e5, 0.0],
            "mu_star": [1e5, 4e5, 0.0],
            "mu_star_low": [0.5e5, 3e5, 0.0],
            "mu_star_high": [3.5e5, 5e5, 0.0],
            "sigma": [1e4, 2e4, 0.0],
        }
    )
    chart = sensitivity_bars(morris, titles={"volume": "Volume"}, kpi="total_cost")
    assert chart.title == (
        'Total cost depends most on "Volume": Rs 4.0 L a year over its range, on average; rate may matter '
        "as much"
    )
    sobol = pd.DataFrame({"path": ["rate", "volume"], "s1": [0.2, 0.7], "st": [0.25, 0.8]})
    ends = {
        f"{name}_{end}": sobol[name] + way
        for name in ("s1", "st")
        for end, way in (("low", -0.1), ("high", 0.1))
    }
    sure = sensitivity_bars(sobol.assign(**ends), titles={}, kpi="fill_rate")
    assert sure.title.endswith('depends most on "volume", which has a part in 80 % of its variance')
    vague = sensitivity_bars(sobol.assign(**{**ends, "st_high": sobol.st + 0.9}), titles={}, kpi="fill_rate")
    assert "but more base rows are needed" in vague.title
    still = sensitivity_bars(morris.assign(mu_star=0.0), titles={}, kpi="total_cost")
    assert still.title == "Total cost: nothing that was varied moves it"
