"""Service by month: how deep it dips on the way, and what it reaches."""

import pandas as pd
import pytest

from experiments.charts.service_by_month import service_by_month


def months(**service: list[float]) -> pd.DataFrame:
    """A hundred units asked for in each month, filled as given, in three worlds that differ by a unit."""
    rows = []
    for name, shares in service.items():
        for world in range(3):
            for month, share in enumerate(shares):
                rows.append((name, world, month, "demanded", 100.0))
                rows.append((name, world, month, "filled", 100 * share + world - 1))
    return pd.DataFrame(rows, columns=["alternative", "replication", "month", "kpi", "value"])


def test_a_dip_is_said_with_its_month_and_the_end() -> None:
    """The least service, in the third month, and the mean of the last three."""
    chart = service_by_month(
        months(today=[0.8] * 6, mrp=[0.8, 0.7, 0.55, 0.9, 0.95, 0.97]), stay="today", titles={"mrp": "MRP"}
    )
    assert chart.title == "MRP dips to 55 % in month 3 and ends at 94 %; staying gives 80 %"
    assert "today: lowest 80 %" in chart.alt_text


def test_no_dip_is_no_dip() -> None:
    """A way that is never below today's is said to be so."""
    chart = service_by_month(months(today=[0.8] * 4, mrp=[0.8, 0.85, 0.9, 0.9]), stay="today")
    assert chart.title.startswith("Mrp never falls below today's service and ends at 88 %")


def test_a_dip_is_measured_against_today_in_the_same_month() -> None:
    """Where today falls as well, the way is not blamed for it."""
    chart = service_by_month(months(today=[0.9, 0.6, 0.9], mrp=[0.9, 0.62, 0.95]), stay="today")
    assert "never falls below" in chart.title


def test_months_before_the_change_are_left_out_of_the_finding() -> None:
    """Only months from the change on count."""
    frame = months(today=[0.8] * 6, mrp=[0.1, 0.8, 0.8, 0.9, 0.9, 0.9])
    chart = service_by_month(frame.assign(month=frame["month"] - 1), stay="today")
    assert "never falls below" in chart.title


def test_a_frame_without_a_way_is_refused() -> None:
    """Staying alone is no transition."""
    with pytest.raises(ValueError, match="what it goes over to"):
        service_by_month(months(today=[0.8]), stay="today")
