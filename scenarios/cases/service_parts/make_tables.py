"""Make the tables of the case `service-parts` from stated rules.

The maintenance store of a cement works: parts for its machines, most of them asked for a few times a year.
Parts, demands, lead times and today's minima and maxima are made here. The knobs stand at the top;
`assumed.csv` gives the reason for each rule. One random stream belongs to each thing (`dice`), so a new one
leaves the others as they are.

    python scenarios/cases/service_parts/make_tables.py           write the tables (the same bytes every time)
    python scenarios/cases/service_parts/make_tables.py --check   exit with 1 if the tables on disk differ
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
SEED = 1911

FAMILIES = {
    "bearing": (9, 4200, 1.6, "local"),
    "seal": (9, 650, 4.5, "local"),
    "gear": (6, 38000, 0.5, "abroad"),
    "coupling": (6, 9500, 1.0, "local"),
    "motor": (6, 52000, 0.6, "maker"),
    "pump": (5, 31000, 0.8, "maker"),
    "sensor": (8, 5200, 2.2, "maker"),
    "card": (6, 44000, 0.5, "abroad"),
    "valve": (6, 7800, 1.2, "local"),
    "liner": (5, 14500, 1.8, "maker"),
}
"""Families of spare parts: how many, typical unit cost (Rs), typical demands a year, supplier."""
FAST = {
    "belt": (5, 420, 26, "local"),
    "filter": (5, 260, 40, "local"),
    "gasket": (4, 90, 60, "local"),
}
"""Cheap parts that are asked for often: the same figures."""
ABROAD_DAYS, MAKER_DAYS, LOCAL_DAYS = 84, 42, 14
"""Mean lead times."""
LEAD_SPREAD = 0.25
"""Standard deviation of a lead time, as a share of its mean."""
ORDER_COSTS = {"local": 350, "maker": 900, "abroad": 3500}
"""An order: its paper, and customs for what comes from abroad."""
COST_SPREAD, RATE_SPREAD = 0.5, 0.6
"""How parts of a family differ (standard deviation of the logarithm)."""
CLASSES = ((0.25, "V"), (0.70, "E"), (1.0, "D"))
"""Criticality of spare parts: a quarter vital, nearly a half essential, the rest desirable (cumulated)."""
SIZES = {"slow": 1.3, "fast": 4.0}
"""Mean units of a demand; sizes are geometric."""

MINIMUM_MONTHS, MAXIMUM_MONTHS = 1.0, 12.0
"""Today's rule of thumb, the same for every part: a month's use at the least, a year's at the most."""
JUDGEMENT = 0.7
"""Spread of judgement (standard deviation of the logarithm)."""
ESTIMATE = 0.25
"""How well engineers know how often a part fails (standard deviation of the logarithm)."""
AVAILABLE = {"V": 0.995, "E": 0.96}
"""Chance wanted, by class, that a job finds its part on the shelf; the engineers' levels follow from it."""


def dice(*owner: str) -> random.Random:
    """Return the random stream that belongs to a thing."""
    return random.Random("/".join((str(SEED), *owner)))


def spread(sd: float, *owner: str) -> float:
    """Return a factor whose logarithm is normal with mean zero."""
    return math.exp(sd * NormalDist().inv_cdf(dice(*owner).random()))


def criticality(part: str) -> str:
    """Return the class of a spare part."""
    chance = dice("class", part).random()
    return next(name for upto, name in CLASSES if chance < upto)


def poisson_level(mean: float, chance: float) -> int:
    """Return the least base stock that a job finds with a chance: demand of a lead time is below it."""
    level, term = 1, math.exp(-mean)
    below = term
    while below < chance:
        term *= mean / level
        below += term
        level += 1
    return level


def make_tables() -> dict[str, Rows]:
    """Return the rows of every table."""
    days = {"local": LOCAL_DAYS, "maker": MAKER_DAYS, "abroad": ABROAD_DAYS}
    items: Rows = []
    points: Rows = []
    purchases: Rows = []
    demands: Rows = []
    today: Rows = []
    levels: Rows = []
    for family, (count, cost, rate, supplier) in {**FAMILIES, **FAST}.items():
        pace = "fast" if family in FAST else "slow"
        for number in range(1, count + 1):
            part = f"{family}-{number}"
            letter = "D" if pace == "fast" else criticality(part)
            yearly = rate * spread(RATE_SPREAD, "rate", part)
            units = yearly * SIZES[pace]
            items.append({"name": part, "unit_cost": round(cost * spread(COST_SPREAD, "cost", part), -1)})
            points.append({"name": part, "item": part, "place": "store", "tags": f"class-{letter};{pace}"})
            mean = days[supplier]
            purchases.append(
                {
                    "stock": part,
                    "supplier": supplier,
                    "lead_time_days": f"gamma(mean={mean}, sd={mean * LEAD_SPREAD:.4g})",
                    "order_cost": ORDER_COSTS[supplier],
                }
            )
            demands.append(
                {
                    "name": f"jobs-{part}",
                    "stock": part,
                    "interval_days": f"exponential(mean={365 / yearly:.4g})",
                    "size": f"geometric(count={SIZES[pace]:g})",
                    "customer_class": letter,
                }
            )
            if letter in AVAILABLE:
                in_lead_time = units * spread(ESTIMATE, "estimate", part) * mean / 365
                level = poisson_level(in_lead_time, AVAILABLE[letter])
                levels.append({"stock": part, "order_up_to": level})
            least = round(units / 12 * MINIMUM_MONTHS * spread(JUDGEMENT, "minimum", part))
            most = round(units / 12 * MAXIMUM_MONTHS * spread(JUDGEMENT, "maximum", part))
            today.append({"stock": part, "order_point": least, "order_up_to": max(most, least + 1)})
    return {
        "items": items,
        "stock_points": points,
        "suppliers": [{"name": name} for name in days],
        "purchases": purchases,
        "demands": demands,
        "today": today,
        "levels": levels,
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
