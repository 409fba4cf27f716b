"""The charts of a sweep: lines over one path, maps over two, bars of a sensitivity."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from experiments.charts.chart import Chart
    from experiments.commands.sweep_report import SweepReport

MOST_DRAWN = 24
"""Points of a sample of one path that are drawn as a line."""


def sweep_charts(report: "SweepReport") -> "dict[str, Chart]":
    """Draw the charts of a sweep, by the name of their file."""
    if report.study is not None:
        return _sensitivity(report)
    paths = report.found.swept.paths
    if len(paths) == 1 and (report.grid or len(report.found.finished) <= MOST_DRAWN):
        return _lines(report)
    if len(paths) == 2 and report.grid:
        return _maps(report)
    return {}


def _lines(report: "SweepReport") -> "dict[str, Chart]":
    """Draw the figure over the swept values, and the service over them."""
    from experiments.charts.looks import looks_of
    from experiments.charts.style import as_sentence_start
    from experiments.charts.sweep_lines import sweep_lines
    from experiments.swept import WORDS

    (path,) = report.found.swept.paths
    (one,) = report.found.swept.ranges
    words = report.found.swept.words(path)
    charts = {}
    for stem, kpi in (("sweep", report.kpi), ("sweep-service", report.service)):
        if stem != "sweep" and kpi == report.kpi:
            continue
        frame = report.points[report.points["kpi"] == kpi].assign(value=lambda f: f[path])
        if frame["mean"].isna().all():
            continue
        charts[stem] = sweep_lines(
            frame,
            path_words=words.behind,
            axis_words=words.behind if path in WORDS else as_sentence_start(words.name),
            kpi=kpi,
            decided_by=report.found.decider,
            titles=report.titles,
            looks=looks_of(report.case.alternatives, report.case.today),
            today=report.case.today,
            currency=report.currency,
            target=report.case.target.get(report.service),
            service_words=report.service_words,
            log=one.log,
            replications=report.settings.replications,
            seed=report.settings.seed,
        )
    return charts


def _maps(report: "SweepReport") -> "dict[str, Chart]":
    """Draw who wins over two paths, and the figure of each alternative over them."""
    from experiments.charts.heat_map import heat_map
    from experiments.charts.kpi_axis import kpi_axis
    from experiments.charts.looks import looks_of
    from experiments.charts.winner_map import winner_map
    from experiments.commands.words import share
    from experiments.kpi import find_kpi

    x, y = report.found.swept.paths
    x_words, y_words = (report.found.swept.words(path).name for path in (x, y))
    charts = {}
    target = report.case.target.get(report.service)
    decider = kpi_axis(report.found.decider, 1.0, report.currency).title.lower()
    most = "highest" if find_kpi(report.found.decider).better == "higher" else "lowest"
    if len(report.names) > 1:
        charts["winner-map"] = winner_map(
            _of(report.points, report.found.decider),
            x=x,
            y=y,
            x_words=x_words,
            y_words=y_words,
            decided_by=f"{most} {decider}",
            titles=report.titles,
            looks=looks_of(report.case.alternatives, report.case.today),
            today=report.case.today,
            target_words="" if target is None else f"{share(target)} {report.service_words}",
            replications=report.settings.replications,
            seed=report.settings.seed,
        )
    logs = [one.log for one in report.found.swept.ranges]
    frame = _of(report.points, report.kpi)
    able = frame["meets_target"].astype(bool) & ~frame["saturated"].astype(bool)
    for name in report.names:
        mine = frame[frame["alternative"] == name].assign(meets_target=able)
        if mine["mean"].isna().all():
            continue
        charts[f"heat-map-{name}"] = heat_map(
            mine,
            x=x,
            y=y,
            x_words=x_words,
            y_words=y_words,
            kpi=report.kpi,
            currency=report.currency,
            log_x=logs[0],
            log_y=logs[1],
            replications=report.settings.replications,
            seed=report.settings.seed,
        )
    return charts


def _sensitivity(report: "SweepReport") -> "dict[str, Chart]":
    """Draw a tornado, or how much each path matters."""
    from experiments.charts.sensitivity_bars import sensitivity_bars
    from experiments.charts.tornado import tornado

    rows, study = report.sensitivity, report.study
    if rows is None or study is None:
        return {}
    titles, settings = report.path_titles(), report.settings
    if study.method == "tornado":
        base = report.found.finished[0].interval(report.names[0], report.kpi).mean
        chart = tornado(
            rows,
            titles=titles,
            kpi=report.kpi,
            base=base,
            currency=report.currency,
            replications=settings.replications,
            seed=settings.seed,
        )
    else:
        chart = sensitivity_bars(
            rows,
            titles=titles,
            kpi=report.kpi,
            currency=report.currency,
            points=len(report.found.finished),
            replications=settings.replications,
            seed=settings.seed,
        )
    return {"sensitivity" if study.method != "tornado" else "tornado": chart}


def _of(points: "pd.DataFrame", kpi: str) -> "pd.DataFrame":
    return points[points["kpi"] == kpi]
