"""A small case that is right, and a way to spoil it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

FILES = {
    "case.toml": """
name = "small"
title = "A small case"
summary = "one valve, made from a body and bolts, kept in the works and at a depot"
time_unit = "day"
today = "as-is"
show_items = ["valve"]
target = { fill_rate = 0.95 }
[run]
horizon_weeks = 20
warm_up_days = 40
replications = 3
seed = 7
[accounts]
holding_rate = 0.25
[control.products]
select = "tag:product"
policy = "q-system"
parameters = "points.csv"
[control.parts]
select = "not tag:product"
policy = "base-stock"
order_up_to = 60
[alternatives.as-is]
title = "Today"
[alternatives.weekly]
title = "Weekly review"
summary = "parts are reviewed once a week"
[alternatives.weekly.set]
"control.parts.policy" = "p-system"
"control.parts.review_period_weeks" = 1
"control.parts.order_up_to" = 90
[levers.faster]
title = "Faster buying"
set = { "purchases.*.processing_days" = 1 }
""",
    "items.csv": """name,unit_cost,weight_kg,tags,whole
valve,120,2.5,product;standard,true
body,40,1.8,casting,true
bolt,0.5,0.01,,true
""",
    "stock_points.csv": """name,item,initial,tags
valve,valve,20,works
depot,valve,15,
body,body,60,
bolt,bolt,60,
""",
    "suppliers.csv": """name,freight_per_shipment,freight_per_kg,freight_minimum,departure_period_weeks
foundry,100,2,150,1
merchant,,,,
""",
    "purchases.csv": """stock,supplier,lead_time_weeks,processing_days,order_cost
body,foundry,"gamma(mean=2, sd=0.5)",3,25
bolt,merchant,1,,10
""",
    "transfers.csv": """stock,origin,lead_time_hours
depot,valve,36
""",
    "productions.csv": """stock,processing_days,good_fraction,planned_lead_time_weeks
valve,2,0.98,2
""",
    "components.csv": """parent,component,quantity
valve,body,1
valve,bolt,4
""",
    "operations.csv": """stock,sequence,work_centre,setup_hours,run_hours
valve,20,bench,0,0.2
valve,10,lathe,1.5,"gamma(mean=0.3, sd=0.1)"
""",
    "work_centres.csv": """name,servers,hours_per_day,dispatching
lathe,2,8,due-date
bench,1,8,
""",
    "demands.csv": """name,stock,interval_days,size,unmet,patience_weeks,first_hours
D-1,depot,exponential(2),geometric(3),quote,1,12
D-2,valve,4,2,,,
""",
    "points.csv": """stock,order_point,quantity
valve,18,20
depot,12,10
""",
}
"""A case without a fault."""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes the small case, with some texts replaced, and returns its folder."""

    def spoil(changes: Mapping[tuple[str, str], str] = {}, files: Mapping[str, str | None] = {}) -> Path:
        texts: dict[str, str] = {**FILES, **{name: text for name, text in files.items() if text is not None}}
        for (file, old), new in changes.items():
            assert texts[file].count(old) == 1, f"{old!r} must stand once in {file}"
            texts[file] = texts[file].replace(old, new)
        folder = tmp_path / "small"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            if files.get(name, "") is not None:
                (folder / name).write_text(text, encoding="utf-8")
        return folder

    return spoil
