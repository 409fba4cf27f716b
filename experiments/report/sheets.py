"""The sheets of the workbook: every table of the evidence, with charts that Excel draws itself."""

import pandas as pd

from experiments.calibrate import calibrate
from experiments.compare import MAIN_KPIS
from experiments.kpi import find_kpi, registered
from experiments.report.assumptions import assumptions_of
from experiments.report.blocks import Sheet, SheetChart
from experiments.report.evidence import Evidence
from experiments.report.glossary import TERMS
from experiments.report.pages.cash import OVERTIME_LOOK, way_titles
from experiments.report.pages.growth import of_service
from experiments.run_files import COPY
from experiments.stored import StoredRun

WORDS = {"stock": "stock point", "alternative": "way", "kpi": "figure"}
"""Columns that are called otherwise in the workbook."""


def sheets(evidence: Evidence) -> tuple[Sheet, ...]:
    """Return all sheets that there is evidence for."""
    found = [
        league(evidence),
        *one_a_figure(evidence),
        classes(evidence),
        stock_points(evidence),
        centres(evidence),
        functions(evidence),
        parameters(evidence),
        goals(evidence),
        months(evidence),
        growth(evidence),
        doubts(evidence),
        weeks(evidence),
        calibration(evidence),
        checks(evidence),
        inputs(evidence),
        assumptions(evidence),
        glossary(),
    ]
    return tuple(sheet for sheet in found if sheet is not None)


def _unit(kpi: str) -> str:
    """Return the unit of a figure as a sheet writes it."""
    unit = find_kpi(kpi).unit
    return unit if unit in ("share", "money", "money/year") else "number"


def league(evidence: Evidence) -> Sheet:
    """Return the main figures of every way, one row a way."""
    table = evidence.table
    kpis = [k for k in MAIN_KPIS if any(table.comparison.interval(n, k).mean for n in table.names)]
    rows = []
    chance = table.chance_best()
    for name in table.order():
        row: dict[str, object] = {"way": evidence.title(name)}
        for kpi in kpis:
            row[find_kpi(kpi).title] = table.comparison.interval(name, kpi).mean
        row["chance of being best"] = chance[name] if name in table.entrants else float("nan")
        row["reaches the target"] = "yes" if table.reaches(name) else "no"
        cost = table.comparison.interval(name, "total_cost")
        row["total cost, low"], row["total cost, high"] = cost.low, cost.high
        rows.append(row)
    frame = pd.DataFrame(rows)
    units = {find_kpi(kpi).title: _unit(kpi) for kpi in kpis}
    units |= {
        "chance of being best": "share",
        "total cost, low": "money/year",
        "total cost, high": "money/year",
    }
    cost_title = find_kpi("total_cost").title
    charts: tuple[SheetChart, ...] = ()
    if cost_title in frame:
        least = min(rows, key=lambda row: float(str(row[cost_title])))
        charts = (
            SheetChart(
                "bar",
                "Total cost a year by way, with 95 % intervals",
                "way",
                (cost_title,),
                f"Bars of total cost a year by way, where {least['way']} costs least",
                x_title=f"{evidence.currency} a year",
                low=("total cost, low",),
                high=("total cost, high",),
                point_colours=tuple(evidence.looks[name].colour for name in table.order()),
            ),
        )
    return Sheet("League", "All ways in the main figures", frame, units, charts, _note(evidence))


def one_a_figure(evidence: Evidence) -> list[Sheet]:
    """Return one sheet for each family of figures: mean, interval and difference from today, by way."""
    table = evidence.table
    families: dict[str, list[dict[str, object]]] = {}
    for kpi in registered():
        against = table.comparison.differences(kpi.name, table.today) if table.today is not None else None
        for name in table.order():
            one = table.comparison.interval(name, kpi.name)
            if one.mean != one.mean:
                continue
            apart = against.intervals.get(name) if against is not None else None
            families.setdefault(kpi.family, []).append(
                {
                    "figure": kpi.title,
                    "name": kpi.name,
                    "unit": kpi.unit,
                    "way": evidence.title(name),
                    "mean": one.mean,
                    "low": one.low,
                    "high": one.high,
                    "difference from today": apart.mean if apart is not None else float("nan"),
                    "difference, low": apart.low if apart is not None else float("nan"),
                    "difference, high": apart.high if apart is not None else float("nan"),
                }
            )
    number = dict.fromkeys(
        ("mean", "low", "high", "difference from today", "difference, low", "difference, high"), "number"
    )
    return [
        Sheet(
            f"KPI {family}",
            f"Figures of {family}: every way, 95 % intervals",
            pd.DataFrame(rows),
            number,
            (),
            _note(evidence),
        )
        for family, rows in families.items()
    ]


def classes(evidence: Evidence) -> Sheet | None:
    """Return figures by class."""
    run = evidence.runs["compare"]
    if not run.has("classes.csv"):
        return None
    frame = run.frame("classes.csv").pivot_table(
        index=["alternative", "group"], columns="kpi", values="value", sort=False
    )
    kpis = list(frame.columns)
    frame = frame.reset_index().rename(columns={"group": "class"})
    frame["alternative"] = frame["alternative"].map(evidence.title)
    units = {find_kpi(k).title: _unit(k) for k in kpis}
    return Sheet("Classes", "Figures by class of what is sold, means", _named(frame, kpis), units)


def stock_points(evidence: Evidence) -> Sheet | None:
    """Return figures of each stock point, today and under the recommended way."""
    run = evidence.runs["compare"]
    if not run.has("stock_points.csv"):
        return None
    verdict = evidence.verdict
    ways = [
        n for n in (evidence.table.today, verdict.way, verdict.rival) if n is not None
    ] or evidence.table.order()[:2]
    kpis = [
        "fill_rate",
        "lost_share",
        "stock_units",
        "stock_value",
        "stock_turns",
        "orders_per_year",
        "lost_margin",
        "write_off",
    ]
    frame = run.frame("stock_points.csv")
    frame = frame[frame["alternative"].isin(list(dict.fromkeys(ways)))]
    frame = frame[["alternative", "stock", "item", "place", *kpis]]
    frame = frame.assign(alternative=frame["alternative"].map(evidence.title))
    units = {find_kpi(k).title: _unit(k) for k in kpis}
    return Sheet(
        "Stock points",
        "Each stock point, today and under the recommended way, means",
        _named(frame, kpis),
        units,
    )


def _named(frame: pd.DataFrame, kpis: list[str]) -> pd.DataFrame:
    return frame.rename(columns={**WORDS, **{kpi: find_kpi(kpi).title for kpi in kpis}})


def centres(evidence: Evidence) -> Sheet | None:
    """Return load and queue of each work centre."""
    run = evidence.runs["compare"]
    if not run.has("work_centres.csv"):
        return None
    frame = run.frame("work_centres.csv")
    frame = frame.assign(alternative=frame["alternative"].map(evidence.title))
    named = {
        "work_centre": "work centre",
        "utilisation": "utilisation",
        "queue_lots": "lots in queue",
        "setup_hours_per_year": "set-up hours a year",
        "run_hours_per_year": "run hours a year",
    }
    units = {
        "utilisation": "share",
        "lots in queue": "number",
        "set-up hours a year": "whole",
        "run hours a year": "whole",
    }
    return Sheet("Work centres", "Load and queues, means", frame.rename(columns={**WORDS, **named}), units)


def functions(evidence: Evidence) -> Sheet | None:
    """Return what each function of a department does."""
    run = evidence.get("functions")
    if run is None or evidence.today is None:
        return None
    rows = []
    for one in run.summary["functions"]:
        for how, scenario in (("alone", one["alone"]), ("with those before", one["up_to"])):
            if scenario not in run.comparison.alternatives:
                continue
            profit = run.comparison.difference(scenario, "profit", evidence.today)
            service = run.comparison.difference(scenario, "fill_rate", evidence.today)
            rows.append(
                (
                    one["title"],
                    how,
                    profit.mean,
                    profit.low,
                    profit.high,
                    service.mean,
                    service.low,
                    service.high,
                )
            )
    columns = [
        "function",
        "how",
        "profit a year",
        "profit, low",
        "profit, high",
        "service",
        "service, low",
        "service, high",
    ]
    frame = pd.DataFrame(rows, columns=columns).sort_values("how", kind="stable").reset_index(drop=True)
    units = {c: "money/year" for c in columns[2:5]} | dict.fromkeys(columns[5:], "share")
    many = int((frame["how"] == "alone").sum())
    chart = SheetChart(
        "bar",
        "Profit a year of each function alone, against today",
        "function",
        ("profit a year",),
        "Bars of the profit a year that each function brings alone",
        x_title=f"{evidence.currency} a year",
        low=("profit, low",),
        high=("profit, high",),
        rows=many,
    )
    return Sheet(
        "Functions", "What each function of a department is worth, against today", frame, units, (chart,)
    )


def parameters(evidence: Evidence) -> Sheet | None:
    """Return the parameters of every item, today and tuned."""
    run = evidence.get("tune")
    if run is None or not run.has("parameters.csv"):
        return None
    frame = run.frame("parameters.csv")
    units = {
        c: "money" if "value" in c or "cash" in c else "number"
        for c in frame.columns
        if frame[c].dtype.kind in "if"
    }
    return _tidy("Parameters", "Parameters of every item, today and tuned", frame, units)


def goals(evidence: Evidence) -> Sheet | None:
    """Return what each way of setting gives against each target."""
    run = evidence.get("tune")
    if run is None or not run.has("goals.csv"):
        return None
    units = dict.fromkeys(("target", "mean", "low", "high"), "share") | {"stock": "money"}
    return _tidy(
        "Safety stock", "Service and stock by class: today, formula, tuned", run.frame("goals.csv"), units
    )


def _tidy(name: str, title: str, frame: pd.DataFrame, units: dict[str, str]) -> Sheet:
    renamed = {c: str(c).replace("_", " ") for c in frame.columns}
    return Sheet(
        name, title, frame.rename(columns=renamed), {renamed[c]: u for c, u in units.items() if c in renamed}
    )


def months(evidence: Evidence) -> Sheet | None:
    """Return money and service by month of the transition."""
    run = evidence.get("transition")
    if run is None or run.summary.get("way") is None:
        return None
    frame = run.frame("months.csv")
    money = frame[frame["kpi"] == "working_capital"].pivot_table(
        index="month", columns="alternative", values="value", sort=False
    )
    titles = way_titles(evidence, run)
    colours = [evidence.looks.get(str(c), OVERTIME_LOOK).colour for c in money.columns]
    money.columns = [f"working capital, {titles.get(str(c), str(c))}" for c in money.columns]
    money = money.sort_index().reset_index()
    money["month"] += 1  # read at its end: months since the change
    names = list(money.columns[1:])
    chart = SheetChart(
        "line",
        "Working capital by month, mean",
        "month",
        tuple(names),
        "Lines of working capital at the end of each month since the change",
        x_title="Months since the change",
        y_title=evidence.currency,
        colours=tuple(colours),
    )
    return Sheet(
        "Cash by month",
        "Working capital at the end of each month since the change",
        money,
        {"month": "whole"} | dict.fromkeys(names, "money"),
        (chart,),
    )


def growth(evidence: Evidence) -> Sheet | None:
    """Return service of each way over volume."""
    run = evidence.get("volume")
    if run is None:
        return None
    points = run.frame("points.csv")
    columns = {}
    for name in dict.fromkeys(points["alternative"]):
        rows = of_service(points, str(name))
        columns[f"service, {evidence.title(str(name))}"] = rows["mean"]
        columns[f"busiest work centre, {evidence.title(str(name))}"] = rows["utilisation"]
    frame = pd.DataFrame(columns).reset_index()
    services = tuple(c for c in frame.columns if str(c).startswith("service"))
    chart = SheetChart(
        "line",
        "Service as volume grows",
        "volume",
        services,
        "Lines of service over multiples of today's volume",
        x_title="Times today's volume",
        y_title="Service",
        colours=tuple(evidence.looks[str(name)].colour for name in dict.fromkeys(points["alternative"])),
    )
    return Sheet(
        "Volume",
        "Service and load as volume grows",
        frame,
        {"volume": "number"} | dict.fromkeys(map(str, frame.columns[1:]), "share"),
        (chart,),
    )


def doubts(evidence: Evidence) -> Sheet | None:
    """Return the saving under other assumptions, by replication."""
    run = evidence.get("doubts")
    if run is None:
        return None
    units = {"saving": "money/year", "fill_rate": "share", "fill_rate_today": "share", "replication": "whole"}
    return _tidy(
        "Doubts", "Saving a year under other assumptions, by replication", run.frame("doubts.csv"), units
    )


def weeks(evidence: Evidence) -> Sheet | None:
    """Return service by week under stress."""
    run = evidence.get("stress")
    if run is None:
        return None
    frame = run.frame("weeks.csv")
    units = {
        c: "share" if c.startswith("service") else "money" if "value" in c else "number"
        for c in frame.columns
        if frame[c].dtype.kind in "if"
    }
    return _tidy("Stress", "Service by week, without and with each event", frame, units)


def calibration(evidence: Evidence) -> Sheet | None:
    """Return the facts of the case beside the model."""
    if evidence.today is None or evidence.today not in evidence.table.names or not evidence.case.facts:
        return None
    rows = calibrate(evidence.table.comparison.outcomes, evidence.case.facts, evidence.today)
    frame = pd.DataFrame(
        [
            (
                r.name,
                r.low,
                r.high,
                r.unit,
                r.mean,
                r.interval_low,
                r.interval_high,
                "met" if r.inside else "not met",
                r.source,
            )
            for r in rows
        ],
        columns=[
            "fact",
            "case, low",
            "case, high",
            "unit",
            "model",
            "model, low",
            "model, high",
            "verdict",
            "source",
        ],
    )
    numbers = ("case, low", "case, high", "model", "model, low", "model, high")
    return Sheet(
        "Calibration",
        "Facts of the case beside the model of today's way",
        frame,
        dict.fromkeys(numbers, "number"),
    )


def checks(evidence: Evidence) -> Sheet | None:
    """Return published results beside ours."""
    run = evidence.get("verify")
    return (
        None
        if run is None
        else _tidy(
            "Checks",
            "Published or exact results against ours",
            run.frame("verify.csv"),
            dict.fromkeys(("published", "ours", "low", "high"), "number"),
        )
    )


def inputs(evidence: Evidence) -> Sheet:
    """Return what the parts of the evidence were run with."""
    rows: list[tuple[str, str, str]] = []
    for part, run in evidence.runs.items():
        rows += [
            (part, key, _said(run, key))
            for key in (
                "command",
                "seed",
                "horizon",
                "warm_up",
                "replications",
                "values",
                "target",
                "sized",
                "digest",
                "code",
                "versions",
            )
            if key in run.summary
        ]
    accounts = evidence.network.accounts
    rows += [
        ("accounts", key, str(value))
        for key, value in ((k, getattr(accounts, k)) for k in accounts.__slots__)
    ]
    return Sheet(
        "Inputs", "What every part was run with", pd.DataFrame(rows, columns=["part", "what", "value"])
    )


def _said(run: StoredRun, key: str) -> str:
    value = run.summary[key]
    if isinstance(value, dict):
        return "; ".join(
            f"{name} = {one.get('value', one) if isinstance(one, dict) else one}"
            for name, one in value.items()
        )
    return str(value)


def assumptions(evidence: Evidence) -> Sheet | None:
    """Return every figure that the case assumes."""
    frame = assumptions_of(evidence.runs["compare"].folder / COPY)
    return None if frame.empty else Sheet("Assumptions", "What the case assumes, each with its reason", frame)


def glossary() -> Sheet:
    """Return the words of the report."""
    rows = sorted(TERMS.items(), key=lambda pair: pair[0].lower())
    return Sheet("Words", "Words of this report", pd.DataFrame(rows, columns=["word", "what it means"]))


def _note(evidence: Evidence) -> str:
    return (
        f"Simulated: {evidence.replications} replications, seed {evidence.seed}; low and high are "
        "the ends of 95 % intervals."
    )
