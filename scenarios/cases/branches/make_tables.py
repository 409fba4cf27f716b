"""Make the tables of the case `branches` from stated rules.

A maker of pumps and fans sells through six branches that one central warehouse supplies. The goods, the
customers and today's order points are made here. The knobs stand at the top; `assumed.csv` gives the reason
for each rule. One random stream belongs to each thing (`dice`), so a new one leaves the others as they are.

    python scenarios/cases/branches/make_tables.py           write the tables (the same bytes every time)
    python scenarios/cases/branches/make_tables.py --check   exit with 1 if the tables on disk differ
"""

import argparse
import csv
import io
import math
import random
from pathlib import Path
from statistics import NormalDist
from typing import Any

HERE = Path(__file__).resolve().parent
Rows = list[dict[str, Any]]
SEED = 1984

GOODS = {
    "pump-half-hp": (2400, 44),
    "pump-one-hp": (3600, 30),
    "pump-two-hp": (6200, 12),
    "submersible-one-hp": (8200, 10),
    "submersible-two-hp": (11500, 6),
    "booster-pump": (4800, 9),
    "ceiling-fan": (1350, 90),
    "table-fan": (1100, 60),
    "exhaust-fan": (950, 36),
    "pedestal-fan": (1900, 24),
}
"""Goods: unit cost (Rs), and units that all branches together are asked for in a week."""
BRANCHES = {
    "jaipur": (1.0, 3),
    "lucknow": (1.3, 3),
    "kolkata": (1.6, 4),
    "pune": (1.4, 2),
    "chennai": (1.1, 4),
    "guwahati": (0.6, 6),
}
"""Branches: weight of their sales, and days that a truck from the warehouse takes."""
CENTRE = "nagpur"

MARK_UP = 1.25
"""Price over unit cost."""
SHARE_SPREAD = 0.25
"""How much the shares of a branch differ from good to good (standard deviation of the logarithm)."""
UNITS_AN_ORDER = 3
"""Mean units that a dealer orders at once; sizes are geometric."""
PLANT_DAYS, PLANT_SD_DAYS = 35, 5
"""From an order of the warehouse to the goods: the plant makes a lot."""
PLANT_ORDER_COST = 9000
"""A set-up of the plant's lines, its paper and a truck."""
BRANCH_ORDER_COST = 350
"""Writing, picking, packing and unloading one line for a branch."""
TRUCK_SPREAD = 0.2
"""Standard deviation of a truck's days, as a share of their mean."""

BRANCH_POINT_WEEKS, BRANCH_LOT_WEEKS = 0.9, 4.5
"""Today's order point and lot of a branch, in weeks of sales, before the manager's own judgement."""
CENTRE_POINT_WEEKS, CENTRE_LOT_WEEKS = 6.5, 8.0
"""The same at the warehouse."""
JUDGEMENT = 0.35
"""Spread of judgement (standard deviation of the logarithm)."""


def dice(*owner: str) -> random.Random:
    """Return the random stream that belongs to a thing."""
    return random.Random("/".join((str(SEED), *owner)))


def spread(sd: float, *owner: str) -> float:
    """Return a factor whose logarithm is normal with mean zero."""
    return math.exp(sd * NormalDist().inv_cdf(dice(*owner).random()))


def weekly(good: str, branch: str) -> float:
    """Return the units that a branch is asked for in a week."""
    parts = {b: weight * spread(SHARE_SPREAD, "share", good, b) for b, (weight, _) in BRANCHES.items()}
    return GOODS[good][1] * parts[branch] / math.fsum(parts.values())


def rounded(units: float) -> int:
    """Return units as a manager writes them: whole, and in fives above twenty."""
    return max(round(units / 5) * 5 if units > 20 else round(units), 1)


def point(stock: str, rate: float, weeks: float, lot_weeks: float) -> dict[str, Any]:
    """Return today's order point and lot of a stock point."""
    return {
        "stock": stock,
        "order_point": rounded(rate * weeks * spread(JUDGEMENT, "point", stock)),
        "quantity": rounded(rate * lot_weeks * spread(JUDGEMENT, "lot", stock)),
    }


def make_tables() -> dict[str, Rows]:
    """Return the rows of every table."""
    items: Rows = []
    points: Rows = []
    purchases: Rows = []
    transfers: Rows = []
    demands: Rows = []
    today: Rows = []
    for good, (cost, week) in GOODS.items():
        price = round(cost * MARK_UP / 10) * 10
        items.append({"name": good, "unit_cost": cost, "price": price})
        centre = f"{CENTRE}-{good}"
        points.append({"name": centre, "item": good, "place": CENTRE, "tags": "centre"})
        purchases.append(
            {
                "stock": centre,
                "supplier": "plant",
                "lead_time_days": f"gamma(mean={PLANT_DAYS}, sd={PLANT_SD_DAYS})",
                "order_cost": PLANT_ORDER_COST,
            }
        )
        today.append(point(centre, week, CENTRE_POINT_WEEKS, CENTRE_LOT_WEEKS))
        for branch, (_, days) in BRANCHES.items():
            stock, rate = f"{branch}-{good}", weekly(good, branch)
            points.append({"name": stock, "item": good, "place": branch, "tags": "branch"})
            transfers.append(
                {
                    "stock": stock,
                    "origin": centre,
                    "lead_time_days": f"gamma(mean={days}, sd={days * TRUCK_SPREAD:.4g})",
                    "order_cost": BRANCH_ORDER_COST,
                }
            )
            demands.append(
                {
                    "name": f"dealers-{stock}",
                    "stock": stock,
                    "interval_days": f"exponential(mean={7 * UNITS_AN_ORDER / rate:.4g})",
                    "size": f"geometric(count={UNITS_AN_ORDER})",
                    "unmet": "lost",
                }
            )
            today.append(point(stock, rate, BRANCH_POINT_WEEKS + days / 7, BRANCH_LOT_WEEKS))
    return {
        "items": items,
        "stock_points": points,
        "suppliers": [{"name": "plant"}],
        "purchases": purchases,
        "transfers": transfers,
        "demands": demands,
        "today": today,
    }


def written(rows: Rows) -> str:
    """Return rows as the text of a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main() -> int:
    """Write the tables, or compare them with those on disk."""
    parser = argparse.ArgumentParser(description="Make the tables of the case.")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args().check
    stale = []
    for name, rows in make_tables().items():
        file, text = HERE / f"{name}.csv", written(rows)
        if check and (not file.is_file() or file.read_text(encoding="utf-8") != text):
            stale.append(file.name)
        if not check:
            file.write_text(text, encoding="utf-8", newline="\n")
    print("\n".join(f"{name} differs from what the rules make" for name in stale), end="\n" if stale else "")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
