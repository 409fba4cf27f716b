"""`orderpoint tune CASE --frontier`: what is said, kept and drawn, and what is refused."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from experiments.bench import Bench
from experiments.cli import app
from experiments.progress import Monitor, Step
from experiments.store import Store
from experiments.tune.from_case import case_problem
from experiments.tune.frontier import Frontier, frontier
from experiments.tune.problem import Knob
from scenarios import load_case
from tests.experiments.test_cli_experiments import CASE

POINT, LOT = "control.shelf.order_point", "control.shelf.quantity"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case folder."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "case.toml").write_text(CASE, encoding="utf-8")
    return folder


def tuned(case: Path, *words: object, figures: str = "fill_rate,stock_value", out: str = "out") -> Result:
    """Find a frontier of the case in this process, on one core."""
    given = ["tune", case, "--jobs", 1, "--out", case.parent / out, "--frontier", figures]
    given += ["--vary", f"{POINT}=5:80:1", "--trials", 12, *words]
    return CliRunner().invoke(app, [str(word) for word in given], prog_name="orderpoint")


def text(result: Result) -> str:
    """What was printed, in one line."""
    return " ".join(result.stdout.split())


def test_the_frontier_is_said_kept_and_drawn(case: Path) -> None:
    """The finding, a table beside today's way, both tables as files, the picture, and no work left over."""
    result = tuned(case, figures="stock_value,fill_rate")
    assert result.exit_code == 0, result.output
    said = text(result)
    assert "One shelf: units filled at once against value of stock on hand" in said
    assert "12 settings tried in 4 random worlds" in said
    assert "Today's way" in said and "the knee is at" in said and f"Knee: {POINT} = " in said
    out = case.parent / "out"
    frame = pd.read_csv(out / "frontier.csv")
    assert list(frame.columns[:4]) == ["trial", POINT, "worlds", "fill_rate"]
    assert len(frame) == 12 and frame[POINT].tolist()[:3] == [12, 5, 80]
    on = frame[frame["on_frontier"]].sort_values("place")
    assert on["fill_rate"].is_monotonic_increasing and on["stock_value"].is_monotonic_increasing
    assert frame["knee"].sum() == 1
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["frontier"]["kpis"] == ["fill_rate", "stock_value"]
    assert summary["frontier"]["knee"] == {POINT: int(frame.loc[frame["knee"], POINT].iloc[0])}
    picture = (out / "charts" / "frontier.svg").read_text(encoding="utf-8")
    assert "Knee: order point" in picture and "from stock takes Rs" in picture
    assert not (case.parent / "out.unfinished").exists()


def test_the_confirmation_is_in_the_worlds_of_a_comparison(case: Path) -> None:
    """Today's way has the figures that `run` gives it; the document, the table and the files say the same."""
    document = json.loads(tuned(case, "--json").stdout)
    run = ["run", str(case), "--alternative", "today", "--jobs", "1", "--out", str(case.parent / "run")]
    assert CliRunner().invoke(app, run).exit_code == 0
    kpis = pd.read_csv(case.parent / "run" / "kpis.csv")
    today = kpis[(kpis["alternative"] == "today") & (kpis["kpi"] == "stock_value")]["value"].mean()
    points = document["frontier"]["points"]
    assert points[0]["name"] == "today"
    assert points[0]["figures"]["stock_value"]["mean"] == pytest.approx(today, rel=1e-9)
    confirmed = pd.read_csv(case.parent / "out" / "confirmed.csv")
    assert confirmed["alternative"].tolist() == [point["name"] for point in points]
    assert len(points) <= 9 and sum(point["knee"] for point in points) == 1
    assert confirmed["knee"].sum() == 1
    settings = [point["values"][POINT] for point in points[1:]]
    assert settings == sorted(settings)
    assert document["charts"][0]["file"] == "charts/frontier.svg"
    assert document["finding"] == document["charts"][0]["title"]


def test_the_bytes_do_not_depend_on_the_workers(case: Path) -> None:
    """Two knobs, two workers: the same files as with one."""
    words = ("--vary", f"{LOT}=20:120:1", "--worlds", 2, "--replications", 2)
    assert tuned(case, *words).exit_code == 0
    assert tuned(case, *words, "--jobs", 2, out="two").exit_code == 0
    for name in ("frontier.csv", "confirmed.csv", "kpis.csv", "charts/frontier.svg"):
        one, two = ((case.parent / out / name).read_bytes() for out in ("out", "two"))
        assert one == two, name


def test_stopped_work_goes_on_where_it_was(case: Path, tmp_path: Path) -> None:
    """Stopped after fifteen runs and begun again from the store: the same settings and figures."""

    def search(monitor: Monitor, store: Store | None) -> Frontier:
        bench = Bench(load_case(case), monitor=monitor, store=store)
        knobs = [(path, Knob(path, 5, 90, integer=True)) for path in (POINT, LOT)]
        problem = case_problem(bench, "today", (), "total_cost", knobs)
        kpis = ("fill_rate", "stock_value")
        return frontier(bench, problem.problem, kpis, problem.present, worlds=2, trials=12, seed=5)

    stopping = Monitor(lambda step: stop(step))
    told: list[Step] = []

    def stop(step: Step) -> None:
        told.append(step)
        if len(told) == 15:
            stopping.cancel()

    with pytest.raises(KeyboardInterrupt):
        search(stopping, Store(tmp_path / "kept", {}, resume=False))
    store = Store(tmp_path / "kept", {}, resume=True)
    resumed = search(Monitor(), store)
    assert store.found == 15
    assert resumed.frame.equals(search(Monitor(), None).frame)


def test_the_target_of_the_case_does_not_cut_the_frontier(case: Path) -> None:
    """Only a target that is asked for does; one that none reaches ends with 4 and says how far it is."""
    assert json.loads(tuned(case, "--json").stdout)["frontier"]["targets"] == {}
    reached = json.loads(tuned(case, "--json", "--target", "fill_rate=0.9").stdout)["frontier"]
    assert reached["reached"]
    assert all(point["figures"]["fill_rate"]["mean"] > 0.88 for point in reached["points"][1:])
    far = tuned(case, "--target", "stock_turns=500")
    assert far.exit_code == 4, far.output
    assert "stock_turns 500.0 is not reached; the best found gives" in text(far)
    assert "No setting found reaches the target; the nearest gives" in text(far)


@pytest.mark.parametrize(
    ("figures", "words", "said"),
    [
        ("fill_rate,fill_rate", (), "'fill_rate' is named twice"),
        ("fill_rate,total_cots", (), "the nearest is 'total_cost'"),
        ("fill_rate", (), "is of two figures, not of 1"),
        ("fill_rate,purchase_cost", (), "no good direction"),
        ("fill_rate,total_cost", ("--maximise", "fill_rate"), "--maximise does not go with a frontier"),
        ("fill_rate,machine_use", (), "nearest"),
    ],
)
def test_what_has_no_frontier_is_refused(case: Path, figures: str, words: tuple[str, ...], said: str) -> None:
    """A sentence, exit code 2, and nothing is simulated."""
    result = tuned(case, *words, figures=figures)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert not (case.parent / "out").exists()
