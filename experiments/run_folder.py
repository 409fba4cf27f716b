"""Write the folder of a run: whole, or not at all."""

import json
import math
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pandas as pd

from experiments.compare import MAIN_KPIS, Comparison
from experiments.differences import Differences
from experiments.digest import code_digest
from experiments.interval import Interval
from experiments.run_files import COPY, FORMAT, PROGRAM, SUMMARY, case_digest, case_files, is_run_folder
from sim import DataError

PACKAGES = ("orderpoint", "simpy", "numpy", "scipy", "pandas")


class CaseFolder(Protocol):
    """What the folder of a run needs of a case."""

    @property
    def name(self) -> str:
        """Short name."""
        ...

    @property
    def title(self) -> str:
        """Title for people."""
        ...

    @property
    def folder(self) -> Path:
        """Where its files are."""
        ...

    @property
    def today(self) -> str | None:
        """Name of the alternative that is today's way; None where there is none."""
        ...


def write_run_folder(
    out_dir: str | os.PathLike[str],
    case: CaseFolder,
    comparison: Comparison,
    meta: Mapping[str, Any] | None = None,
    *,
    target: Mapping[str, float] | None = None,
    indifference: float | None = None,
    fill: Callable[[Path], object] | None = None,
) -> Path:
    """Write the tables of a comparison, a summary and a copy of the case into a folder.

    All is written into a temporary folder beside `out_dir` that takes its place at the end, so that
    nothing half-written is ever left. The files: `kpis.csv` (the same bytes for the same seed, whatever
    the workers), `stock_points.csv`, `work_centres.csv`, `customer_classes.csv` and `classes.csv` (where such
    figures were kept), `league.csv`, `summary.json`, and the files of the case in `scenario/`.

    Parameters
    ----------
    out_dir
        The folder; one that an earlier run wrote is replaced.
    case
        The case that was run.
    comparison
        Its results.
    meta
        What else belongs into the summary: the command, values set by hand.
    target
        Figures to be reached, by name, for the league table.
    indifference
        Smallest difference of total cost that matters, in money a year; None takes 1 % of the best.
    fill
        Called with the temporary folder before it takes its place: charts and reports go in by this.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    DataError
        `out_dir` is a file, holds something else, or holds the case itself.
    """

    def tables(folder: Path) -> None:
        write_csv(comparison.kpis, folder / "kpis.csv")
        if not comparison.stock_points.empty:
            write_csv(comparison.stock_points, folder / "stock_points.csv")
        if not comparison.centres.empty:
            write_csv(comparison.centres, folder / "work_centres.csv")
        if not comparison.customer_classes.empty:
            write_csv(comparison.customer_classes, folder / "customer_classes.csv")
        if not comparison.classes.empty:
            write_csv(comparison.classes, folder / "classes.csv")
        write_csv(comparison.league(target), folder / "league.csv")
        if fill is not None:
            fill(folder)

    return write_folder(
        out_dir, case.folder, tables, lambda: summary(case, comparison, meta or {}, target, indifference)
    )


def write_folder(
    out_dir: str | os.PathLike[str],
    case_folder: Path,
    fill: Callable[[Path], object],
    document: Callable[[], Mapping[str, Any]],
) -> Path:
    """Write a folder of results: whole, or not at all.

    All is written into a temporary folder beside `out_dir` that takes its place at the end.

    Parameters
    ----------
    out_dir
        The folder; one that an earlier run wrote is replaced.
    case_folder
        Where the files of the case are; they are copied into `scenario/`.
    fill
        Called with the temporary folder: writes tables, charts and reports.
    document
        Called after it: what goes into `summary.json`, as values that JSON can hold (what is not a finite
        number becomes null).

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    DataError
        `out_dir` is a file, holds something else, or holds the case itself.
    """
    out = Path(out_dir).resolve()
    _check_place(out, case_folder.resolve())
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = _sibling(out)
    temporary.mkdir()
    try:
        fill(temporary)
        for file in case_files(case_folder):
            copy = temporary / COPY / file.relative_to(case_folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
        head = {"program": PROGRAM, "format": FORMAT, "code": code_digest()}
        about = {"versions": versions(), "digest": case_digest(case_folder)}
        text = json.dumps(_plain({**head, **document(), **about}), indent=2, allow_nan=False)
        (temporary / SUMMARY).write_text(text + "\n", encoding="utf-8")
        _take_place(temporary, out)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return out


def summary(
    case: CaseFolder,
    comparison: Comparison,
    meta: Mapping[str, Any],
    target: Mapping[str, float] | None = None,
    indifference: float | None = None,
) -> dict[str, Any]:
    """Return what one must know to repeat a run, and its main figures with their intervals."""
    outcomes = comparison.outcomes
    alternatives = comparison.alternatives
    seeds, engines = ({o.seed for o in outcomes}, {o.engine for o in outcomes})
    return {
        "case": case.name,
        "title": case.title,
        "today": case.today,
        "baseline": comparison.baseline,
        "seed": seeds.pop() if len(seeds) == 1 else sorted(seeds),
        "engine": engines.pop() if len(engines) == 1 else sorted(engines),
        "replications": {name: len(outcomes.of(name)) for name in alternatives},
        "interrupted": outcomes.interrupted,
        "saturated": list(outcomes.saturated),
        "standoffs": {name: sum(o.standoffs for o in outcomes.of(name)) for name in alternatives},
        "truncated_demands": {
            name: sum(o.truncated_demands for o in outcomes.of(name)) for name in alternatives
        },
        "facts": sum(outcome.facts for outcome in outcomes),
        "wall_seconds": round(outcomes.wall_seconds, 3),
        "confidence": comparison.confidence,
        "target": dict(target or {}),
        "probability_best": comparison.probability_best(target),
        "probability_meets_target": {name: comparison.feasible(name, target or {}) for name in alternatives},
        "ranking": ranking_document(comparison, target, indifference),
        "kpis": {
            name: {kpi: _ends(comparison.interval(name, kpi)) for kpi in MAIN_KPIS} for name in alternatives
        },
        "difference_from_baseline": {
            kpi: differences_document(comparison.differences(kpi)) for kpi in MAIN_KPIS
        },
        "variance_reduction": {name: variance_reductions(comparison, name) for name in alternatives},
        **meta,
    }


def ranking_document(
    comparison: Comparison, target: Mapping[str, float] | None, indifference: float | None
) -> dict[str, Any] | None:
    """Return how surely each alternative is the best, and what more would tell, as plain values."""
    ranking = comparison.ranking(target, indifference)
    if ranking is None:
        return None
    return {
        "best": ranking.best,
        "cannot_be_ruled_out": list(ranking.subset),
        "cannot_be_told_apart": list(ranking.contenders),
        "more_replications": ranking.needed,
        "more_replications_at_most": ranking.needed_at_most,
        "indifference": ranking.indifference,
        "probability_within_indifference": dict(zip(ranking.names, ranking.probability_good, strict=True)),
    }


def differences_document(found: Differences) -> dict[str, Any]:
    """Return differences from the baseline, that hold at once, as plain values."""
    return {
        "method": found.method,
        "reason": found.reason,
        "alternatives": {
            name: {**_ends(interval), "correlation": found.correlations[name]}
            for name, interval in found.intervals.items()
        },
    }


def variance_reductions(comparison: Comparison, alternative: str) -> dict[str, Any]:
    """Return what the demand drawn, as a control variate, makes of the main figures of an alternative.

    By figure: the variance of the mean that it saves, as a share, and the adjusted mean with its interval;
    null where the laws of demand do not tell what to expect exactly.
    """
    found = {kpi: comparison.adjusted(alternative, kpi) for kpi in MAIN_KPIS}
    return {
        kpi: None
        if one is None
        else {"share": one.variance_reduction, "used": one.used, **_ends(one.interval)}
        for kpi, one in found.items()
    }


def _ends(interval: Interval) -> dict[str, float]:
    return {"mean": interval.mean, "low": interval.low, "high": interval.high}


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that a result depends on."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


# ---- the place


def _check_place(out: Path, case_folder: Path) -> None:
    if out.exists() and not out.is_dir():
        raise DataError(f"{out} is a file; name a folder for the results")
    if case_folder.is_relative_to(out):
        raise DataError(f"{out} holds the case itself ({case_folder}); name another folder for the results")
    if out.is_dir() and any(out.iterdir()) and not is_run_folder(out):
        raise DataError(
            f"{out} holds something that is not the result of a run; name another folder, or empty this one"
        )


def _take_place(temporary: Path, out: Path) -> None:
    if not out.exists():
        temporary.rename(out)
        return
    old = _sibling(out)
    out.rename(old)
    try:
        temporary.rename(out)
    except BaseException:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _sibling(out: Path) -> Path:
    return out.parent / f".{out.name}-{uuid4().hex[:12]}"


# ---- the files


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table: the same bytes for the same figures."""
    tidy = frame.copy()
    for name in tidy.select_dtypes("float").columns:
        tidy[name] = tidy[name] + 0.0  # minus zero prints as zero
    tidy.to_csv(path, index=False, float_format="%.12g", lineterminator="\n", encoding="utf-8")


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold: nan becomes null, numpy numbers become Python's."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int | bool):
        return value
    return str(value)
