"""A small firm that a report can be made of: two products, one of them made on a lathe, and two ways."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from typer.testing import CliRunner, Result

from experiments.cli import app
from experiments.report.blocks import Report
from experiments.report.compose import composed
from experiments.report.drawn import Forms
from experiments.report.evidence import Evidence

CASE = """
name = "works"
title = "The little works"
summary = "jars are bought and pumps are made of parts: is it worth while to keep more of them?"
time_unit = "day"
today = "as-is"
target = { fill_rate = 0.90 }
show_items = ["jar", "pump"]

[run]
horizon_days = 400
warm_up_days = 60
replications = 3
seed = 5

[accounts]
currency = "INR"
capital_rate = 0.14
holding_rate = 0.11

[control.sold]
select = "tag:sold"
policy = "q-system"
order_point = 4
quantity = 40

[control.parts]
select = "not tag:sold"
policy = "q-system"
order_point = 60
quantity = 120

[alternatives.as-is]
title = "Today's levels"
[alternatives.more]
title = "Higher levels"
summary = "orders leave earlier"
set = { "control.sold.order_point" = 30 }
[alternatives.lean]
title = "Lean levels"
set = { "control.sold.order_point" = 16 }

[levers.buyer]
title = "A buyer who orders at once"
function = "Purchasing"
set = { "purchases.*.processing_days" = 0 }
[levers.setter]
title = "Shorter set-ups"
function = "Scheduling"
set = { "operations.pump.setup_hours" = 0.5 }

[report]
volumes = [0.5, 1, 2]
[[report.doubts]]
title = "Cost of an order"
low = { "purchases.*.order_cost" = 100 }
high = { "purchases.*.order_cost" = 900 }
low_words = "Rs 100"
high_words = "Rs 900"
"""
TABLES = {
    "items.csv": """name,unit_cost,price,tags,volume_m3
jar,400,700,sold;standard,0.02
pump,1500,2600,sold;special,0.1
part,300,,,0.01
""",
    "stock_points.csv": """name,item,initial,tags
jar,jar,40,sold
pump,pump,30,sold
part,part,100,
""",
    "suppliers.csv": """name,freight_per_shipment
dairy,400
foundry,900
""",
    "purchases.csv": """stock,supplier,lead_time_days,processing_days,order_cost
jar,dairy,"gamma(mean=9, sd=2)",2,300
part,foundry,"gamma(mean=12, sd=3)",2,300
""",
    "productions.csv": """stock,processing_days,planned_lead_time_days,order_cost
pump,1,6,200
""",
    "components.csv": """parent,component,quantity
pump,part,2
""",
    "operations.csv": """stock,sequence,work_centre,setup_hours,run_hours
pump,10,lathe,2,0.6
""",
    "work_centres.csv": """name,servers,hours_per_day,hourly_cost
lathe,1,8,90
""",
    "demands.csv": """name,stock,interval_days,size,unmet,patience_days
jars,jar,exponential(mean=0.6),1,lost,
pumps,pump,exponential(mean=0.5),1,quote,5
""",
}


def write_works(
    folder: Path, changes: Mapping[tuple[str, str], str] = {}, more: Mapping[str, str] = {}
) -> Path:
    """Write the case into a folder, with some texts replaced and further files."""
    folder.mkdir(parents=True)
    texts = {"case.toml": CASE, **TABLES, **more}
    for (file, old), new in changes.items():
        assert texts[file].count(old) >= 1, f"{old!r} must stand in {file}"
        texts[file] = texts[file].replace(old, new)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def orderpoint(*words: object) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, [str(word) for word in words], prog_name="orderpoint")


def done(*words: object) -> Result:
    """Run a command that must succeed."""
    result = orderpoint(*words)
    assert result.exit_code == 0, result.stderr
    return result


Change = Callable[[str, int, str, float], float]
"""Alternative, replication, figure and value, to the value that stands there afterwards."""


def rewrite_kpis(run: Path, change: Change) -> None:
    """Put other figures into the stored figures of a run."""
    path = run / "kpis.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["alternative", "replication", "kpi", "value"], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            value = float(row["value"]) if row["value"] else float("nan")
            new = change(row["alternative"], int(row["replication"]), row["kpi"], value)
            writer.writerow({**row, "value": "" if new != new else f"{new:.12g}"})


def compose(evidence: Evidence, audience: str, forms: Forms | None = None) -> Report:
    """Return the report of a body of evidence, made in this process."""
    with composed(evidence, audience, 1, forms or Forms()) as (report, _):
        return report
