"""Time to survive and time to recover: by hand, and from the command line."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer

from experiments.charts.stress_weeks import stress_weeks
from experiments.cli import Guarded
from experiments.commands import cases
from experiments.commands.stress import stress
from experiments.disruption import Disrupted, Weekly, disrupt, endless, week_of
from experiments.event_text import read_event
from policies.base_stock import BaseStock
from policies.q_system import QSystem
from sim import Control, DataError, Scenario
from sim.distributions import Constant, Exponential, Geometric
from sim.network import (
    Accounts,
    Component,
    Demand,
    Disruption,
    Event,
    Item,
    Network,
    Operation,
    Production,
    Purchase,
    StockPoint,
    Supplier,
    Transfer,
    WorkCentre,
)


def shop(unmet: str = "backorder", horizon: float = 168.0, **more) -> Scenario:
    """Return a shop that sells one a day from day 0 and orders it again at once, for three days later.

    After each day's sale seven are on the shelf and three under way.
    """
    network = Network(
        items=(Item(name="a", unit_cost=10.0, price=15.0),),
        stock_points=(StockPoint(name="a", item="a", initial=10),),
        suppliers=(Supplier(name="s"),),
        sources=(Purchase(stock="a", supplier="s", lead_time=Constant(3.0)),),
        demands=(Demand(name="d", stock="a", interval=Constant(1.0), first=0.0, unmet=unmet),),
        accounts=Accounts(holding_rate=0.365),
        **more,
    )
    return Scenario(
        name="shop", network=network, control=(Control(("a",), BaseStock(10.0)),), horizon=horizon
    )


def outage(duration: float, at: float = 70.0, supplier: str = "s") -> Event:
    """Return an outage of the supplier."""
    return Event(name="strike", kind="supplier-outage", at=at, supplier=supplier, duration=duration)


def weeks(figures, first: int = 0, count: int = 7) -> list[float]:
    """Return some weeks of a figure of the first world, from the event on."""
    return np.round(figures[0], 6).tolist()[first : first + count]


def test_an_outage_by_hand():
    """Nothing leaves on days 70 to 99: the orders of days 67 to 69 still come, and 30 come on day 103.

    Seven are on the shelf on day 72, so the shelf is empty after day 79 and days 80 to 102 are short: four
    in week 1 (days 77 to 83), all seven in weeks 2 and 3, five in week 4; from day 103 all is as ever.
    """
    (one,) = disrupt(shop(), [outage(30.0)], 2)
    assert (one.first, one.week, one.worlds) == (-10, 7.0, 2)
    assert weeks(one.without.demanded, 0, 24) == [7.0] * 24
    assert weeks(one.struck.short, 9, 7) == [0.0, 0.0, 4.0, 7.0, 7.0, 5.0, 0.0]
    assert weeks(one.struck.waiting, 9, 7) == [0.0, 0.0, 4.0, 11.0, 18.0, 0.0, 0.0]
    assert one.survival.tolist() == [7.0, 7.0]
    assert one.recovery.tolist() == [35.0, 35.0]
    assert (one.time_to_survive.mean, one.time_to_recover.mean) == (7.0, 35.0)
    assert (one.short_units.mean, one.lost_units.mean) == (23.0, 0.0)
    assert (one.unharmed, one.unrecovered) == (0, 0)
    assert one.worst_week == 2
    assert one.service_in(2) == (1.0, 0.0)


def test_the_money_of_an_outage_by_hand():
    """Of 23 customers who go elsewhere each would have brought 5; a unit on the shelf costs 0.01 a day.

    After each day's sale there are 7 without it. With it there are 7 to day 72, then 6, 5, ... 0 on day 79,
    0 to day 102, and (ten came) 9, 8 and from day 105 on 7 again: 28 + 23 x 7 - 3 fewer unit days.
    """
    (one,) = disrupt(shop("lost"), [outage(30.0)], 1)
    assert one.lost_units.mean == 23.0
    assert one.lost_margin.mean == pytest.approx(115.0)
    assert one.extra_cost.mean == pytest.approx(115.0 - 0.01 * (28 + 23 * 7 - 3))
    assert weeks(one.without.stock_value, 9, 7) == [70.0] * 7
    assert weeks(one.struck.stock_value, 9, 7) == [70.0, 30.0, 0.0, 0.0, 0.0, 80.0, 70.0]


def test_the_longest_outage_that_nobody_feels():
    """After seven days eight come on day 80, just in time; after eight days day 80 is short.

    The shelf lasts for ten days, of which three are the lead time.
    """
    short, longer, for_good = disrupt(shop(), [outage(7.0), outage(8.0), endless(outage(1.0), shop())], 2)
    assert short.survival.tolist() == [math.inf, math.inf]
    assert short.recovery.tolist() == [0.0, 0.0]
    assert (short.unharmed, short.short_units.mean) == (2, 0.0)
    assert math.isnan(short.time_to_survive.mean)
    assert (longer.survival[0], longer.recovery[0], longer.short_units.mean) == (7.0, 14.0, 1.0)
    assert (for_good.survival[0], for_good.recovery[0], for_good.unrecovered) == (7.0, math.inf, 2)
    assert for_good.short_units.mean == 168 - 80
    with pytest.raises(ValueError, match="does not last"):
        endless(Event(name="x", kind="rejects", at=3.0, stock="a", quantity=1.0), shop())


def test_weeks_are_counted_from_the_event():
    """An event on day 73 has weeks of its own: day 83 is the first short one, in its week 1."""
    first, second = disrupt(shop(), [outage(30.0), outage(30.0, at=73.0)], 1)
    assert (first.first, second.first) == (-10, -10)
    assert second.starts[:3].tolist() == [3.0, 10.0, 17.0]
    assert weeks(second.struck.short, 10, 6) == [0.0, 4.0, 7.0, 7.0, 5.0, 0.0]
    assert len(second.numbers) == 10 + 13  # whole weeks only: days 3 to 164


def test_a_week_is_seven_days():
    """In the time unit of the scenario."""
    assert week_of(replace(shop(), time_unit="week")) == pytest.approx(1.0)
    assert week_of(replace(shop(), time_unit="hour")) == 168.0


def plant() -> Scenario:
    """Return a small random plant: one machine makes two things from a bought part, for two shops."""
    made = ("x", "y")
    network = Network(
        items=(Item(name="part", unit_cost=5.0), *(Item(name=n, unit_cost=20.0, price=40.0) for n in made)),
        stock_points=(
            StockPoint(name="part", item="part", initial=50),
            *(StockPoint(name=n, item=n, initial=20) for n in made),
            StockPoint(name="far", item="x", initial=12),
        ),
        suppliers=(Supplier(name="s"),),
        sources=(
            Purchase(stock="part", supplier="s", lead_time=Exponential(6.0)),
            *(
                Production(
                    stock=n,
                    components=(Component(stock="part"),),
                    route=(
                        Operation(work_centre="m", setup_hours=Constant(1.0), run_hours=Exponential(0.8)),
                    ),
                )
                for n in made
            ),
            Transfer(stock="far", origin="x", lead_time=Exponential(2.0)),
        ),
        work_centres=(WorkCentre(name="m", hours_per_day=8.0),),
        demands=(
            Demand(name="dx", stock="x", interval=Exponential(1.0), size=Geometric(2.0)),
            Demand(name="dy", stock="y", interval=Exponential(1.0), size=Geometric(2.0), unmet="lost"),
            Demand(name="df", stock="far", interval=Exponential(2.0)),
        ),
        accounts=Accounts(holding_rate=0.2),
    )
    control = (
        Control(("part",), QSystem(order_point=30.0, quantity=20.0)),
        Control(made, QSystem(order_point=14.0, quantity=12.0)),
        Control(("far",), BaseStock(8.0)),
    )
    return Scenario(name="plant", network=network, control=control, horizon=420.0, warm_up=70.0, seed=5)


EVENTS = (
    outage(21.0, at=140.0),
    Event(name="stop", kind="breakdown", at=140.0, work_centre="m", duration=14.0),
    Event(name="flood", kind="lane-closed", at=140.0, stock="far", duration=21.0),
)


@pytest.fixture(scope="module")
def struck() -> list[Disrupted]:
    """What each event did to the plant, in three worlds."""
    return disrupt(plant(), EVENTS, 3)


@pytest.mark.parametrize("k", range(3))
def test_pairs_are_alike_before_the_event(struck, k):
    """To the last unit, whatever the event is; afterwards they are not."""
    one = struck[k]
    for what in ("demanded", "filled", "lost", "waiting", "stock_value"):
        usual, after = (getattr(w, what)[:, : -one.first] for w in (one.without, one.struck))
        assert (usual == after).all()
    assert (one.without.demanded == one.struck.demanded).all()
    assert one.unharmed < 3
    assert one.short_units.mean > 0
    assert (one.recovery >= np.where(np.isinf(one.survival), 0.0, one.survival)).all()


def test_who_waits_is_counted_right(struck):
    """What customers asked for they got at once, got later, still wait for, or did without."""
    for one in struck:
        for weekly in (one.without, one.struck):
            later = weekly.short.sum(axis=1) - weekly.lost.sum(axis=1) - weekly.waiting[:, -1]
            assert (later >= 0).all()
            assert (weekly.waiting >= 0).all()
            assert (weekly.filled <= weekly.demanded).all()


def test_any_number_of_workers_gives_the_same(struck):
    """Two workers and one, and each world is told."""
    told = []
    spread = disrupt(plant(), EVENTS, 3, jobs=2, watch=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    for one, other in zip(struck, spread, strict=True):
        pd.testing.assert_frame_equal(one.frame, other.frame)
        assert (one.survival == other.survival).all()
        assert (one.extra_cost, one.lost_margin) == (other.extra_cost, other.lost_margin)


def test_random_disruptions_stay_and_dated_events_go():
    """What happens at random happens in both worlds of a pair; dated events of the case in neither."""
    random = Disruption(
        name="r", kind="supplier-outage", supplier="s", interval=Exponential(60.0), duration=Constant(20.0)
    )
    dated = outage(30.0, at=21.0)
    scenario = shop(disruptions=(random,), events=(dated,), horizon=350.0)
    (one,) = disrupt(scenario, [outage(30.0)], 2)
    assert one.without.short.sum() > 0
    (other,) = disrupt(shop(disruptions=(random,), horizon=350.0), [outage(30.0)], 2)
    assert (one.struck.filled == other.struck.filled).all()


# ---- the definitions, on figures made up


def made_up(short: list[float], waiting: list[float] | None = None) -> Disrupted:
    """Return an event that makes so many of 100 units a week short, and so many waited for."""
    figures = np.array([[0.0, *short]])
    queue = np.array([[0.0, *(waiting or [0.0] * len(short))]])
    zero, wanted = np.zeros_like(figures), np.full_like(figures, 100.0)
    money = np.zeros(1)
    usual = Weekly(wanted, wanted, zero, zero, zero, money, money)
    after = Weekly(wanted, wanted - figures, zero, queue, zero, money, money)
    return Disrupted(outage(1.0), 7.0, -1, usual, after)


@pytest.mark.parametrize(
    ("short", "waiting", "survival", "recovery"),
    [
        ([0, 0, 9, 9, 0, 0, 0, 0, 0], None, 14, 28),
        ([9, 0, 0, 0, 0, 0], None, 0, 7),
        ([1, 1, 1, 1, 1, 1, 1], None, math.inf, 0),  # within the tolerance
        ([0, 9, 0, 9, 0, 0, 0, 0], None, 7, 28),  # the first return does not last
        ([0, 9, 0, 3, 0, 0, 0, 0], None, 7, 14),  # 3 in four weeks are within the tolerance together
        ([0, 9, -9, 9, -9, 0, 0, 0], None, 7, 14),  # nor does what comes and goes
        ([0, 9, 0, 0, 0], None, 7, math.inf),  # the run ends before four weeks are over
        ([0, 9, 9, 9, 9, 9, 9], None, 7, math.inf),
        ([0, 0, 0, 0, 0, 0, 0, 0], [0, 5, 5, 0, 0, 0, 0, 0], 7, 21),  # who waits is hurt too
        ([-9, -9, 0, 0, 0, 0], None, math.inf, 0),
        ([0, 9], None, 7, math.inf),
    ],
)
def test_when_it_hurts_and_when_it_is_over(short, waiting, survival, recovery):
    """Weeks with more than one of a hundred units short or waited for, and four weeks together."""
    one = made_up(short, waiting)
    assert one.survival.tolist() == [survival]
    assert one.recovery.tolist() == [recovery]


def test_a_week_without_demand_has_no_service():
    """Its service is not a number, and stands in nobody's way."""
    one = made_up([9.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    demanded = one.without.demanded.copy()
    demanded[0, 3] = 0.0
    quiet = replace(one.without, demanded=demanded, filled=demanded)
    silent = replace(one, without=quiet, struck=replace(one.struck, demanded=demanded))
    assert math.isnan(silent.frame["service_mean_without"][3])
    assert silent.worst_week == 0
    assert silent.recovery.tolist() == [7.0]


def test_the_frame_has_a_row_a_week():
    """Best, mean and worst world, and the units short because of the event with their interval."""
    (one,) = disrupt(shop(), [outage(30.0)], 2)
    frame = one.frame.set_index("week")
    assert frame.loc[1, "start"] == 77.0
    assert frame.loc[1, "service_mean_with"] == pytest.approx(3 / 7)
    assert frame.loc[1, "service_best_without"] == 1.0
    assert frame.loc[2, ["short_more", "short_more_low", "short_more_high"]].tolist() == [7.0, 7.0, 7.0]
    assert frame.loc[3, "waiting_with"] == 18.0


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (outage(30.0, at=165.0), "starts at 165, outside the measured time; give it a start from 0 "),
        (outage(30.0, at=-1.0), "starts at -1, outside the measured time"),
        (outage(0.0), "duration is 0; it must be above zero"),
        (outage(30.0, supplier="x"), "supplier 'x' is not in the network"),
    ],
)
def test_what_cannot_be_run_is_refused(event, sentence):
    """An event outside the run, or one that cannot happen."""
    with pytest.raises(DataError) as error:
        disrupt(shop(), [event], 2)
    assert sentence in str(error.value)


# ---- the chart


def test_the_chart_tells_what_it_shows(struck):
    """The finding has the times of the figures, and each alternative has a panel."""
    (one,) = disrupt(shop(), [outage(30.0)], 2)
    chart = stress_weeks({"now": one}, time_unit="day", titles={"now": "As we do"}, today="now")
    assert chart.title == (
        "Nothing leaves s for 30 days: customers feel it after 7 days, and it is over 35 days after its start"
    )
    assert "in its worst week 0.0 % against 100.0 %" in chart.alt_text
    assert len(chart.figure.axes) == 1
    (safe,) = disrupt(shop(), [outage(7.0)], 2)
    both = stress_weeks({"now": one, "q": replace(safe, event=one.event)}, time_unit="day", today="now",
                        titles={"q": "Q-system"})  # fmt: skip
    assert both.title.endswith("customers feel it after 7 days today, never feel it under the Q-system")
    assert len(both.figure.axes) == 2
    stop = stress_weeks({"now": struck[1]}, time_unit="day")
    assert stop.title.startswith("M stands still for 14 days: customers feel it after")


# ---- events in words

NETWORK = Network(
    items=(Item(name="a", unit_cost=1.0),),
    stock_points=tuple(StockPoint(name=n, item="a") for n in ("hub", "port", "shop", "b from hub")),
    suppliers=(Supplier(name="foundry"), Supplier(name="iron+steel@home")),
    work_centres=(WorkCentre(name="lathes"),),
    sources=(
        Transfer(stock="shop", origin="hub"),
        Transfer(stock="shop", origin="port"),
        Transfer(stock="b from hub", origin="hub"),
    ),
)


@pytest.mark.parametrize(
    ("text", "kind", "at", "duration", "about"),
    [
        ("supplier-outage:foundry@300+30", "supplier-outage", 300, 30, {"supplier": "foundry"}),
        ("breakdown:lathes@30.5+0.5", "breakdown", 30.5, 0.5, {"work_centre": "lathes"}),
        ("breakdown:lathes+10", "breakdown", 99, 10, {"work_centre": "lathes"}),
        ("late-supplier:foundry@3+4", "late-supplier", 3, 4, {"supplier": "foundry"}),
        ("lane-closed:shop@3+4", "lane-closed", 3, 4, {"stock": "shop"}),
        ("lane-closed:shop from port@3+4", "lane-closed", 3, 4, {"stock": "shop", "origin": "port"}),
        ("lane-closed:b from hub@3+4", "lane-closed", 3, 4, {"stock": "b from hub"}),
        ("lane-closed:b from hub from hub+4", "lane-closed", 99, 4, {"stock": "b from hub", "origin": "hub"}),
        ("supplier-outage:iron+steel@home@3+4", "supplier-outage", 3, 4, {"supplier": "iron+steel@home"}),
    ],
)
def test_an_event_in_words(text, kind, at, duration, about):
    """Kind, subject, start and duration; the start may be left out, names may hold any sign."""
    assert read_event(text, NETWORK, 99.0) == Event(name=text, kind=kind, at=at, duration=duration, **about)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "foundry@300+30",
            "cannot be read; write KIND:WHAT@START+DURATION, such as supplier-outage:foundry@9+",
        ),
        (
            "supply-outage:foundry@300+30",
            "'supply-outage' is no kind of event that can be written so; did you ",
        ),
        ("supplier-outage:fondry@300+30", "there is no supplier 'fondry'; did you mean 'foundry'?"),
        ("breakdown:lathe@300+30", "there is no work centre 'lathe'; did you mean 'lathes'?"),
        ("lane-closed:shp@300+30", "no transfers come to 'shp'; did you mean 'shop'?"),
        ("lane-closed:shop from prt@300+30", "no transfers come to 'shop' from 'prt'; did you mean 'port'?"),
        ("supplier-outage:foundry@300", "does not say how long; end it with +DURATION"),
        ("supplier-outage:foundry@300+0", "the DURATION is 0; it must be above zero"),
        ("supplier-outage:foundry@300+-2", "the DURATION is -2; it must be above zero"),
        ("supplier-outage:foundry@x+2", "the START is 'x'; write a number in the unit of the case"),
        ("supplier-outage:foundry@3+nan", "the DURATION is 'nan'; write a number in the unit of the case"),
    ],
)
def test_an_event_that_cannot_be_read(text, sentence):
    """What is wrong, and what to write; the nearest name is named."""
    with pytest.raises(DataError) as error:
        read_event(text, NETWORK, 9.0)
    assert sentence in str(error.value)
    assert f"event '{text}'" in str(error.value)


# ---- the command

CASE = {
    "case.toml": """
name = "corner"
title = "The corner shop"
time_unit = "day"
today = "now"
target = { fill_rate = 0.9 }
[run]
horizon_days = 168
replications = 2
[control.all]
select = "*"
policy = "base-stock"
order_up_to = 10
[alternatives.now]
title = "As we do"
[alternatives.more]
title = "More of it"
set = { "control.all.order_up_to" = 40 }
""",
    "items.csv": "name,unit_cost,price\njar,10,15\n",
    "stock_points.csv": "name,item,initial\njar,jar,10\n",
    "suppliers.csv": "name\ndairy\n",
    "purchases.csv": "stock,supplier,lead_time_days\njar,dairy,3\n",
    "demands.csv": "name,stock,interval_days,size,first_days\nD,jar,1,1,0\n",
    "events.csv": (
        "name,kind,at_days,supplier,stock,quantity,duration_days\nstrike,supplier-outage,70,dairy,,,30\n"
        "bad,rejects,80,,jar,3,\n"
    ),
}

app = typer.Typer(cls=Guarded)
app.command("stress")(stress)
app.command("cases")(cases.cases)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The shop as a case."""
    folder = tmp_path / "corner"
    folder.mkdir()
    for name, text in CASE.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def called(*words: object) -> int:
    """Call the command line in this process and return its exit code."""
    with pytest.raises(SystemExit) as end:
        app([str(word) for word in words])
    code = end.value.code
    return 0 if code is None else int(code)


def test_the_command_prints_times_and_writes_weeks(case, tmp_path, capsys):
    """The figures are those worked out by hand; a folder with weeks, a summary and a picture."""
    out = tmp_path / "out"
    code = called("stress", case, "--event", "supplier-outage:dairy@70+30", "--alternative", "now,more",
                  "--jobs", 1, "--out", out)  # fmt: skip
    printed = capsys.readouterr().out
    assert code == 0
    assert "Day 70: nothing leaves dairy for 30 days." in printed
    (row,) = [line for line in printed.splitlines() if line.startswith("As we do  ")]
    assert row.split()[3:] == ["7", "7", "35", "35", "0.0", "%", "100.0", "%", "23"]
    assert "More of it: in none of the 2 worlds do customers feel it." in printed
    weeks = pd.read_csv(out / "weeks.csv")
    struck = weeks[(weeks["alternative"] == "now") & (weeks["short_more"] > 0)]
    assert struck["week"].tolist() == [1, 2, 3, 4]
    assert struck["short_more"].tolist() == [4.0, 7.0, 7.0, 5.0]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["program"] == "orderpoint"
    assert summary["results"][1]["time_to_survive_by_world"] == [None, None]
    assert (out / "charts" / "stress-weeks.svg").exists()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["corner", "out"]


def test_the_command_writes_one_document(case, tmp_path, capsys):
    """JSON, for an event of the case by name and one in words, each alone."""
    events = ("--event", "strike", "--event", "bad")
    for _ in range(2):  # the second replaces the folder of the first
        assert called("stress", case, *events, "--json", "--jobs", 1, "--out", tmp_path / "out") == 0
    text = capsys.readouterr().out
    found = json.loads(text[text.rindex('{\n  "command"') :])
    strike, bad = found["results"]
    assert strike["event"] == {
        "name": "strike", "kind": "supplier-outage", "at": 70.0, "supplier": "dairy", "duration": 30.0,
    }  # fmt: skip
    assert (strike["time_to_survive"]["mean"], strike["time_to_recover"]["mean"]) == (7.0, 35.0)
    assert (bad["unharmed_worlds"], bad["time_to_survive"]["mean"]) == (2, None)
    assert len(found["charts"]) == 2


def test_without_a_start_it_is_a_quarter_into_the_measured_time(case, tmp_path, capsys):
    """Day 42 of 168."""
    assert called("stress", case, "--event", "supplier-outage:dairy+30", "--json", "--jobs", 1,
                  "--out", tmp_path / "out") == 0  # fmt: skip
    found = json.loads(capsys.readouterr().out)
    assert found["results"][0]["event"]["at"] == 42.0
    assert found["results"][0]["units_short"]["mean"] == 23.0


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (
            [],
            3,
            "there is no event; give one, such as --event supplier-outage:dairy@42+30, or name one of the ",
        ),
        (["--event", "strik"], 3, "case 'corner' has no event 'strik'; did you mean 'strike'?"),
        (
            ["--event", "supplier-outage:diary@70+30"],
            3,
            "there is no supplier 'diary'; did you mean 'dairy'?",
        ),
        (
            ["--event", "supplier-outage:dairy@700+30"],
            3,
            "starts at 700, outside the measured time; give it a",
        ),
        (
            ["--event", "strike", "--alternative", "moar"],
            3,
            "has no alternative 'moar'; did you mean 'more'?",
        ),
        (["--event", "lane-closed:jar@70+30"], 3, "no transfers come to 'jar'; there are none here: take an"),
    ],
)
def test_wrong_use_is_one_sentence(case, tmp_path, capsys, words, code, sentence):
    """With place and remedy, and nothing is written."""
    assert called("stress", case, *words, "--jobs", 1, "--out", tmp_path / "out") == code
    complaint = capsys.readouterr().err
    assert sentence in complaint
    assert complaint.count("\n") == 1
    assert not (tmp_path / "out").exists()
