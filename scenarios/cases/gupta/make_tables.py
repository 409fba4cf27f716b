"""Make the tables of the case of Gupta and Sons from stated rules.

The source gives a handful of facts and no item master, so the catalogue, the bills of material, the routings,
the prices and the customers are made here, from rules that anyone can read and change. The knobs stand at the
top. One random stream belongs to each thing (`dice`), so a new item does not shift the figures of the others.

    python scenarios/cases/gupta/make_tables.py             write the tables (the same bytes every time)
    python scenarios/cases/gupta/make_tables.py --check     exit with 1 if the tables on disk differ
    python scenarios/cases/gupta/make_tables.py --summary   print the figures that can be worked out by hand

`facts.csv` and `bands.csv` are hand-written, and so is the prose of `assumed.csv` (`assumed_template.txt`).
Sums are `math.fsum`, so that every version of Python writes the same bytes.
One file on purpose, and a long one: the rules lean on each other and are read from top to bottom.
"""

import argparse
import csv
import io
import math
import random
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import NormalDist

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "assumed_template.txt"
"""The prose of assumed.csv as comma-separated rows, with the names of knobs in braces."""

# --- Knobs: what a calibration turns -----------------------------------------------------------------------

SEED = 1960
"""Another seed makes another firm of the same kind."""

RUNS_PER_YEAR = 3.15
"""Lots of an active product that today's way sells a year. The lots stay, the sales move with it: shop
orders a month, sales and machines follow."""
LOT_MEAN = 125.0
"""Mean standard quantity of an active product: sales, hours and plant time follow."""
SOLD_SHARE = 0.90
"""Share of the demand that today's way sells (the rest walks away). Demand = sales / share."""
RARE_ORDERS_PER_YEAR = 0.8
"""Customer orders a year of a product that is rarely sold."""
RARE_COVER_YEARS = 3.6
"""Years of sales in one lot of a rarely sold product: fewer years, more shop orders."""

CASTING_WEEKS, CASTING_SD_WEEKS = 5.6, 1.05
"""Lead time of plain castings; the wait for the kit, and so the run length, follows."""
BUYING_DAYS = 3.0
"""From the sheet to the purchase order leaving: the buyer's desk, the same for all that is bought."""
STORE = "shop-store-"
"""Begins the name of the shop's own store of a standard made part, which two-card Kanban opens."""
WITHDRAWAL_DAYS = 0.5
"""From a withdrawal card to the container at assembly: the mover's round."""
ALLOY_CASTING_EXTRA_WEEKS = 0.4
"""Alloy castings take this much longer."""
CONSULTATION_DAYS, CONSULTATION_SD_DAYS = 6.0, 2.5
"""Depletion notice to make-and-buy sheet: the informal consultation."""
PRODUCT_MINUTES = 1.3
"""Scale of the minutes a unit in the products' own routings: time in the plant, and machines needed."""
PART_MINUTES = 1.25
"""Scale of the minutes a unit of sub-assemblies and machined parts: machines needed, hardly run length."""
RUN_CV = 0.15
"""Coefficient of variation of the minutes a unit, drawn lot by lot."""
TARGET_LOAD, HIGHEST_LOAD = 0.76, 0.82
"""Share of the hours of a work centre that today's sales need, aimed at and at most; sets the number of
machines. Queues follow."""

MINIMUM_WEEKS = 10.5
"""Weeks of sales that management believes the minimum must cover."""
MINIMUM_FACTOR = 1.0
"""Level of all minimums against that belief: service today, and sales lost, follow."""
MINIMUM_ERROR, QUANTITY_ERROR = 0.30, 0.20
"""Spread (of the log) of the judgement error of a minimum and of a standard quantity."""
GROWING_SHARE, GROWING_BIAS = 0.25, 0.75
"""Share of active products that grew unnoticed, and how low their minimums are against the rule."""
RAISED_SHARE, RAISED_BY = 0.7, 1.2
"""Share of products whose minimum and quantity were raised last year, and by how much."""
PADDING = 1.3
"""Estimated completion against what a run really takes: quoted dates, and walk-aways, follow."""

PATIENCE_STANDARD = "discrete([0, 14, 28, 56, 120], [0.17, 0.13, 0.20, 0.25, 0.25])"
PATIENCE_SPECIAL = "discrete([0, 14, 28, 56, 120], [0.05, 0.05, 0.15, 0.30, 0.45])"
"""Days that customers of standard and of special products will wait for a quoted date."""

FREIGHT_SCALE = 1.0
"""Scale of the whole tariff: the freight share of purchased material follows."""
FREIGHT_FOUNDRY = (6200.0, 16.0, 6700.0)
FREIGHT_MERCHANT = (2000.0, 12.0, 2300.0)
FREIGHT_HOUSE = (1550.0, 12.0, 1750.0)
"""Rs a shipment, Rs a kg, Rs at least: foundries, bar and alloy merchants, fittings and mouldings houses."""

MARK_UP, SPECIAL_MARK_UP = 1.56, 1.10
"""Price against unit cost (material and work); specials carry the second on top. Margin and the share of
purchased material in sales follow."""
HOURLY_COST = 350.0
"""Rs an hour of a machine or bench with the people at it."""
OVERRUN = "uniform(low=0, high=0.06)"
OVERRUN_FOUND = 0.3
"""Units of machined parts and sub-assemblies made beyond the lot, as a share of it, and the chance that the
foreman finds what is in the bins when a new sheet asks for the part."""
LITRES_PER_KG, LITRES_A_UNIT = 0.9, 0.15
"""Room of a unit on a shelf: by its weight, and for the box or the bin."""
HABIT = (5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 80, 100, 120, 150, 200, 250, 300, 350, 400, 500, 600)
"""The round figures people choose for minimums and quantities."""

# --- The firm ----------------------------------------------------------------------------------------------

STAFF = 206
HOURS_PER_DAY = 6.857
"""48 hours a week, spread over seven days."""
STAFF_HOURS = STAFF * 48.0 * 50.0
"""Hours of all staff in a year of 50 weeks."""
ACTIVE_STANDARD, ACTIVE_SPECIAL = 130, 70
"""Products that sell regularly, among the standard and among the special ones."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of valve: four patterns of it are four of the forty valve types."""

    name: str
    patterns: tuple[str, str, str, str]
    bores: tuple[int, ...]
    heaviness: float
    cover: str
    closer: str
    moulding: str = ""
    metal_seat: bool = False
    spring: bool = False


KINDS = (
    Kind("gate", ("rising", "fixed-stem", "knife", "jacketed"), (20, 25, 40, 50, 80), 1.025,
         cover="bonnet", closer="wedge", metal_seat=True, moulding="handwheel"),
    Kind("globe", ("straight", "angle", "oblique", "bellows"), (15, 20, 25, 40, 50), 1.10,
         cover="bonnet", closer="disc", metal_seat=True, moulding="handwheel"),
    Kind("drain", ("sampling", "blowdown", "flush-bottom", "bib"), (15, 20, 25, 40), 0.90,
         cover="bonnet", closer="cone", metal_seat=True, moulding="handwheel"),
    Kind("needle", ("bar-stock", "angle", "metering", "gauge"), (6, 10, 15, 20), 0.95,
         cover="yoke", closer="point", metal_seat=True, moulding="knob"),
    Kind("diaphragm", ("weir", "straight", "lined", "tank"), (15, 25, 40, 50), 0.95,
         cover="yoke", closer="compressor", moulding="diaphragm"),
    Kind("ball", ("two-piece", "three-piece", "three-way", "fire-safe"), (10, 15, 25, 40, 50), 0.95,
         cover="end-cap", closer="ball", moulding="plastic-seat"),
    Kind("plug", ("lubricated", "sleeved", "three-way", "taper"), (15, 25, 40, 50), 1.10,
         cover="end-cap", closer="plug", moulding="plastic-seat"),
    Kind("butterfly", ("wafer", "lug", "lined", "offset"), (25, 40, 50, 80), 0.70,
         cover="end-cap", closer="vane", moulding="plastic-seat"),
    Kind("check", ("swing", "lift", "ball", "foot"), (15, 25, 40, 50, 80), 0.85,
         cover="cap", closer="flap", metal_seat=True, spring=True),
    Kind("relief", ("spring", "pilot", "vacuum", "thermal"), (10, 15, 20, 25), 1.15,
         cover="cap", closer="poppet", metal_seat=True, spring=True),
)  # fmt: skip
TYPE_STANDARD = (5, 6, 4, 5)
TYPE_SPECIAL = (5, 4, 6, 5)
"""Standard and special products of the four patterns of a kind: 20 and 20, so 200 and 200 in all."""
STANDARD_MODELS = {"S": "screwed", "F": "flanged"}
SPECIAL_MODELS = {"A": "corrosion-resistant alloy", "C": "customer feature", "D": "new design in alloy"}
FEATURES = {"thermometer": 420.0, "limit-switch": 380.0, "lock": 150.0, "drain-cock": 190.0}
"""Customer features and what they cost, Rs."""
MODEL_WEIGHT = {"S": 1.0, "F": 1.08, "A": 1.02, "C": 1.04, "D": 0.95}

FOUNDRY = {
    ("bonnet", False): "foundry-belgaum",
    ("yoke", False): "foundry-kolhapur",
    ("end-cap", False): "foundry-rajkot",
    ("cap", False): "foundry-coimbatore",
    ("bonnet", True): "alloy-foundry-pune",
    ("yoke", True): "alloy-foundry-pune",
    ("end-cap", True): "alloy-foundry-thane",
    ("cap", True): "alloy-foundry-thane",
}
MERCHANTS = ("brass-merchant", "steel-merchant", "stainless-merchant", "alloy-merchant")
FITTING_HOUSES = ("fastener-house", "packing-house", "spring-house", "feature-house")
HOUSES = (*FITTING_HOUSES, "moulder-hadapsar", "moulder-vasai")

# name: supplier, Rs a kg, lead time in weeks and its sd, tag
BARS: dict[str, tuple[str, float, float, float, str]] = {
    "brass-small": ("brass-merchant", 520.0, 2.0, 0.4, "bar"),
    "brass-large": ("brass-merchant", 500.0, 2.2, 0.4, "bar"),
    "steel-small": ("steel-merchant", 95.0, 1.6, 0.3, "bar"),
    "steel-large": ("steel-merchant", 90.0, 1.8, 0.4, "bar"),
    "stainless-small": ("stainless-merchant", 260.0, 2.3, 0.5, "bar"),
    "stainless-large": ("stainless-merchant", 250.0, 2.5, 0.5, "bar"),
    "alloy-20-small": ("alloy-merchant", 1500.0, 3.2, 0.6, "alloy"),
    "alloy-20-large": ("alloy-merchant", 1450.0, 3.3, 0.6, "alloy"),
    "nickel-alloy-small": ("alloy-merchant", 2100.0, 3.4, 0.6, "alloy"),
    "nickel-alloy-large": ("alloy-merchant", 2000.0, 3.5, 0.6, "alloy"),
}

# Work centre, minutes a unit of a valve of 2 kg in a lot of 125, set-up hours a lot.
PRODUCT_ROUTE = (
    ("chucking-lathes", 15.0, 3.0),
    ("milling-and-drilling", 11.0, 2.5),
    ("lapping", 8.5, 1.0),
    ("assembly", 12.0, 1.0),
    ("testing", 6.0, 1.0),
)
PLAIN_METAL = {"stem": "stainless", "closer": "stainless", "seat": "brass", "gland": "steel"}
PART_WEIGHT = {"stem": 0.075, "closer": 0.09, "seat": 0.045, "gland": 0.035}
"""Bar of a machined part in plain trim, and its weight as a share of the valve."""
PART_ROUTES = {
    "subassembly": (("bench-assembly", 7.0, 0.5),),
    "stem": (("bar-lathes", 9.0, 2.0), ("grinding", 5.0, 1.0)),
    "closer": (("bar-lathes", 8.0, 2.0), ("grinding", 4.0, 1.0)),
    "seat": (("bar-lathes", 5.0, 1.5), ("drilling", 4.0, 1.0)),
    "gland": (("bar-lathes", 3.0, 1.0), ("drilling", 3.0, 1.0)),
}
WORK_CENTRES = (
    "chucking-lathes", "milling-and-drilling", "lapping", "assembly", "testing",
    "bar-lathes", "grinding", "drilling", "bench-assembly",
)  # fmt: skip

# --- What is made of it ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Step:
    """One operation: its work centre, set-up hours a lot, run hours a unit."""

    centre: str
    setup: float
    run: float


@dataclass(slots=True)
class Part:
    """An item and its source, before it is split over the tables."""

    name: str
    family: str
    tags: list[str]
    place: str
    weight: float
    whole: bool = True
    cost: float = 0.0
    price: float = 0.0
    # bought
    supplier: str = ""
    lead: float = 0.0
    lead_sd: float = 0.0
    minimum: float = 0.0
    multiple: float = 0.0
    # made
    components: dict[str, float] = field(default_factory=dict)
    route: list[Step] = field(default_factory=list)
    desk: float = 0.0
    desk_sd: float = 0.0
    # sold
    sold: float = 0.0
    order_size: float = 0.0
    quantity: int = 0
    least: int = 0

    @property
    def is_product(self) -> bool:
        """Whether customers buy it."""
        return "product" in self.tags

    def has(self, tag: str) -> bool:
        """Whether it carries the tag."""
        return tag in self.tags


Parts = dict[str, Part]
Row = list[object]
"""One row of a table."""
Table = tuple[tuple[str, ...], list[Row]]


def dice(*what: str) -> random.Random:
    """Return the random stream that belongs to one thing."""
    return random.Random("/".join([str(SEED), *what]))


def habit(value: float) -> int:
    """Round to the nearest figure people like, on a ratio scale."""
    return min(HABIT, key=lambda h: abs(math.log(h / max(value, 1.0))))


def bare_weight(bore: int) -> float:
    """Return the kg of a screwed valve of ordinary heaviness."""
    return 0.2 * (bore / 6) ** 1.65


def valve_weight(kind: Kind, bore: int) -> float:
    """Return the kg of a screwed valve."""
    return kind.heaviness * bare_weight(bore)


def make_to_last(parts: Parts, part: Part) -> str:
    """Add the part unless it exists; return its name."""
    parts.setdefault(part.name, part)
    return part.name


# --- Bought parts ------------------------------------------------------------------------------------------


def casting(parts: Parts, role: str, kind: Kind, pattern: str, bore: int, alloy: bool) -> str:
    """Add a body casting (one pattern a type and bore) or a cover casting (one a cover group and bore)."""
    if role == "body":
        stem, weight = f"{kind.name}-{pattern}", 0.66 * valve_weight(kind, bore)
    else:
        stem, weight = kind.cover, 0.22 * bare_weight(bore)
    weeks = CASTING_WEEKS + (ALLOY_CASTING_EXTRA_WEEKS if alloy else 0.0)
    return make_to_last(
        parts,
        Part(
            name=f"{role}-{stem}-{bore}" + ("-alloy" if alloy else ""),
            family=kind.cover,
            tags=["casting", trim(alloy)],
            place="raw-store",
            weight=round(weight, 3),
            cost=round(weight * (980.0 if alloy else 340.0) + (45.0 if alloy else 22.0), 2),
            supplier=FOUNDRY[kind.cover, alloy],
            lead=weeks * 7,
            lead_sd=CASTING_SD_WEEKS * 7,
        ),
    )


def trim(special: bool) -> str:
    """Return the tag of a part: special parts go into special products only."""
    return "special" if special else "standard"


def bar(parts: Parts, metal: str) -> str:
    """Add a bar or alloy, kept and bought by the kg."""
    supplier, cost, weeks, sd, tag = BARS[metal]
    return make_to_last(
        parts,
        Part(
            metal + "-bar",
            "bar",
            [tag, trim(tag == "alloy")],
            "raw-store",
            1.0,
            False,
            cost,
            supplier=supplier,
            lead=weeks * 7,
            lead_sd=sd * 7,
        ),
    )


def fitting(parts: Parts, name: str, supplier: str, weight: float, cost: float, multiple: float) -> str:
    """Add a bought fitting: bolts, packing, springs, features."""
    days = dice("fitting", name).uniform(4.0, 9.0)
    return make_to_last(
        parts,
        Part(
            name,
            "fitting",
            ["fitting", trim("feature" in name)],
            "parts-bins",
            round(weight, 4),
            True,
            round(cost, 2),
            supplier=supplier,
            lead=round(days, 1),
            lead_sd=round(0.3 * days, 1),
            multiple=multiple,
        ),
    )


def moulding(parts: Parts, name: str, bore: int) -> str:
    """Add a bought moulding; small lots are prohibitive, so a minimum."""
    days = dice("moulding", name).uniform(15.0, 27.0)
    supplier = "moulder-hadapsar" if "plastic" in name or "diaphragm" in name else "moulder-vasai"
    return make_to_last(
        parts,
        Part(
            f"{name}-{bore}",
            "moulding",
            ["moulding", "standard"],
            "parts-bins",
            round(0.004 * bore**0.9, 3),
            True,
            round(6.0 + 0.9 * bore, 2),
            supplier=supplier,
            lead=round(days, 1),
            lead_sd=round(0.2 * days, 1),
            minimum=50.0,
            multiple=25.0,
        ),
    )


# --- Made parts --------------------------------------------------------------------------------------------


def part_route(what: str, bore: int) -> list[Step]:
    """Return the routing of a machined part or sub-assembly."""
    size = (bore / 25) ** 0.55
    return [Step(c, s, round(PART_MINUTES * m * size / 60, 4)) for c, m, s in PART_ROUTES[what]]


def machined(parts: Parts, what: str, name: str, group: str, bore: int, alloy: bool) -> str:
    """Add a part turned from bar (alloy bar for alloy trim)."""
    size = "small" if bore <= 20 else "large"
    if alloy:
        metal = f"nickel-alloy-{size}" if group in ("ball", "plug", "check", "needle") else f"alloy-20-{size}"
    else:
        metal = f"{PLAIN_METAL[what]}-{size}"
    weight = PART_WEIGHT[what] * bare_weight(bore)
    return make_to_last(
        parts,
        Part(
            f"{name}-{bore}" + ("-alloy" if alloy else ""),
            group,
            ["machined", trim(alloy)],
            "parts-bins",
            round(weight, 4),
            components={bar(parts, metal): round(weight * 1.35, 4)},
            route=part_route(what, bore),
            desk=1.5,
            desk_sd=0.7,
        ),
    )


def subassembly(parts: Parts, kind: Kind, bore: int, alloy: bool) -> str:
    """Add the stem-and-closer assembly that all valves of a kind, bore and trim share."""
    name = f"{kind.name}-trim-{bore}" + ("-alloy" if alloy else "")
    if name in parts:
        return name
    components = {
        machined(parts, "stem", f"stem-{kind.cover}", kind.cover, bore, alloy): 1.0,
        machined(parts, "closer", f"{kind.closer}-{kind.name}", kind.name, bore, alloy): 1.0,
    }
    if kind.spring:
        spring = fitting(parts, f"spring-{bore}", "spring-house", 0.002 * bore, 12.0 + 1.2 * bore, 10.0)
        components[spring] = 1.0
    else:
        components[machined(parts, "gland", "gland", "common", bore, False)] = 1.0
    weight = math.fsum(parts[c].weight * q for c, q in components.items())
    return make_to_last(
        parts,
        Part(
            name,
            kind.name,
            ["subassembly", trim(alloy)],
            "parts-bins",
            round(weight, 3),
            components=components,
            route=part_route("subassembly", bore),
            desk=1.0,
            desk_sd=0.5,
        ),
    )


# --- Products ----------------------------------------------------------------------------------------------


def catalogue(kind: Kind, which: int) -> list[tuple[str, int]]:
    """Return the (model, bore) pairs of one valve type: standard ones first."""
    span = len(kind.bores) - 2
    bores = kind.bores[which % span :][:3] if span > 0 else kind.bores
    standard = [(m, b) for m in STANDARD_MODELS for b in bores][: TYPE_STANDARD[which]]
    slots = [(m, b) for b in bores for m in SPECIAL_MODELS]
    chosen = set(dice("specials", kind.name, str(which)).sample(slots, TYPE_SPECIAL[which]))
    return standard + [slot for slot in slots if slot in chosen]


def product(parts: Parts, kind: Kind, pattern: str, model: str, bore: int) -> Part:
    """Add a catalogue product with its components; quantities sold and the routing come later."""
    special, alloy_body = model in SPECIAL_MODELS, model in ("A", "D")
    name = f"{kind.name}-{pattern}-{bore}-{model}"
    components = {
        casting(parts, "body", kind, pattern, bore, alloy_body): 1.0,
        casting(parts, "cover", kind, pattern, bore, alloy_body): 1.0,
        subassembly(parts, kind, bore, special): 1.0,
    }
    if kind.metal_seat:
        seat = machined(parts, "seat", f"seat-{kind.cover}", kind.cover, bore, special)
        components[seat] = 2.0 if kind.name == "gate" else 1.0
    thread = max(6, 2 * round(bore / 8))
    bolt = fitting(
        parts, f"bolt-and-nut-m{thread}", "fastener-house", 2.4e-4 * thread**2, 0.05 * thread**2, 50.0
    )
    components[bolt] = 4.0 if bore < 40 else 8.0
    components[fitting(parts, f"packing-{bore}", "packing-house", 0.0015 * bore, 10 + 0.7 * bore, 1.0)] = 1.0
    if kind.moulding:
        components[moulding(parts, kind.moulding, bore)] = 2.0 if kind.name == "ball" else 1.0
    if model == "C":
        feature = dice("feature", name).choice(list(FEATURES))
        cost = FEATURES[feature]
        components[fitting(parts, f"feature-{feature}", "feature-house", 0.15, cost, 1.0)] = 1.0
    weight = valve_weight(kind, bore) * MODEL_WEIGHT[model]
    tags = ["product", "special" if special else "standard"]
    made = Part(
        name,
        f"{kind.name}-{pattern}",
        tags,
        "finished-goods",
        round(min(15.0, max(0.2, weight)), 2),
        components=components,
        desk=CONSULTATION_DAYS,
        desk_sd=CONSULTATION_SD_DAYS,
    )
    parts[name] = made
    return made


def choose_active(products: list[Part]) -> None:
    """Tag the products active or rare: screwed and alloy models are the likelier to sell."""
    favour = {"S": 2.0, "F": 1.0, "A": 1.6, "C": 1.0, "D": 0.8}
    for tag, wanted in (("standard", ACTIVE_STANDARD), ("special", ACTIVE_SPECIAL)):
        pool = [p for p in products if p.has(tag)]
        pool.sort(key=lambda p: dice("active", p.name).random() ** (1 / favour[p.name[-1]]), reverse=True)
        for rank, p in enumerate(pool):
            p.tags.append("active" if rank < wanted else "rare")


def set_lots(products: list[Part]) -> None:
    """Give every product its standard quantity, yearly sales and mean customer order."""
    active = [p for p in products if p.has("active")]
    raw = {p.name: (p.weight / 2) ** -0.35 * dice("lot", p.name).lognormvariate(0.0, 0.5) for p in active}
    scale = LOT_MEAN * len(active) / math.fsum(raw.values())
    for p in active:
        lot = min(450.0, max(25.0, raw[p.name] * scale))
        raised = dice("raised", p.name).random() < RAISED_SHARE
        centre = RAISED_SHARE * RAISED_BY + 1 - RAISED_SHARE
        level = (RAISED_BY if raised else 1.0) / centre
        p.sold = lot * RUNS_PER_YEAR
        error = dice("quantity", p.name).lognormvariate(QUANTITY_ERROR**2 / 2, QUANTITY_ERROR)
        p.quantity = habit(lot * level * error)
        growing = dice("growing", p.name).random() < GROWING_SHARE
        belief = p.sold * MINIMUM_WEEKS * 7 / 365 * MINIMUM_FACTOR * level
        belief *= GROWING_BIAS if growing else 1.0
        p.least = habit(belief * dice("minimum", p.name).lognormvariate(0.0, MINIMUM_ERROR))
        p.order_size = round(min(15.0, max(4.0, lot / 11)), 1)
    for p in products:
        if p.has("active"):
            continue
        p.order_size = round(min(4.0, max(2.0, 4.0 / p.weight**0.25)), 1)
        orders = RARE_ORDERS_PER_YEAR * dice("rare", p.name).uniform(0.5, 1.5)
        p.sold = orders * p.order_size
        p.quantity = habit(RARE_ORDERS_PER_YEAR * p.order_size * RARE_COVER_YEARS)


def set_route(p: Part, kind: Kind) -> None:
    """Give a product its routing; big lots have jigs, so fewer minutes a unit."""
    size = (p.weight / 2) ** 0.38 * (max(p.sold / RUNS_PER_YEAR, 25.0) / 125) ** -0.5
    for centre, minutes, setup in PRODUCT_ROUTE:
        if centre == "lapping" and not kind.metal_seat:
            continue
        ease = dice("minutes", p.name, centre).uniform(0.85, 1.15)
        p.route.append(Step(centre, setup, round(PRODUCT_MINUTES * minutes * size * ease / 60, 4)))


# --- Costs, loads, times -----------------------------------------------------------------------------------


def runs(p: Part) -> float:
    """Return the shop orders a year of a product."""
    return p.sold / p.quantity


def hours(parts: Parts, name: str, quantity: float) -> dict[str, float]:
    """Return the hours at each work centre to make a lot with everything in it made to order."""
    total: dict[str, float] = dict.fromkeys(WORK_CENTRES, 0.0)
    for step in parts[name].route:
        total[step.centre] += step.setup + step.run * quantity
    for component, each in parts[name].components.items():
        for centre, needed in hours(parts, component, each * quantity).items():
            total[centre] += needed
    return total


def material(parts: Parts, name: str) -> float:
    """Return the purchased material in one unit, Rs."""
    part = parts[name]
    if part.supplier:
        return part.cost
    return math.fsum(material(parts, c) * q for c, q in part.components.items())


def made_cost(parts: Parts, name: str, lot: float) -> float:
    """Return material and work of one unit when a lot is made, Rs."""
    return material(parts, name) + HOURLY_COST * math.fsum(hours(parts, name, lot).values()) / lot


def set_costs(parts: Parts) -> None:
    """Value made items at material and work, and price the products."""
    for p in parts.values():
        if p.is_product:
            p.cost = made_cost(parts, p.name, p.quantity)
            price = p.cost * MARK_UP * (SPECIAL_MARK_UP if p.has("special") else 1.0)
            price *= dice("price", p.name).uniform(0.93, 1.07)
            step = 5 if price < 1000 else 10 if price < 5000 else 50
            p.price = float(step * round(price / step))
        elif not p.supplier:
            p.cost = made_cost(parts, p.name, 100.0)
        p.cost = round(p.cost, 2)


def classify(products: list[Part]) -> None:
    """Tag the classes by value sold: A up to 70 %, B up to 90 %, C the rest."""
    total, running = math.fsum(p.sold * p.price for p in products), 0.0
    for p in sorted(products, key=lambda p: (-p.sold * p.price, p.name)):
        share = running / total
        p.tags.append("class-A" if share < 0.7 else "class-B" if share < 0.9 else "class-C")
        running += p.sold * p.price


@dataclass(frozen=True, slots=True)
class Plant:
    """Yearly hours, machines, load and mean queue of each work centre."""

    hours: Mapping[str, float]
    servers: Mapping[str, int]
    load: Mapping[str, float]
    queue_days: Mapping[str, float]


def size_plant(parts: Parts, products: list[Part]) -> Plant:
    """Size each work centre for today's sales and estimate its queue (M/G/c, Allen and Cunneen)."""
    need = dict.fromkeys(WORK_CENTRES, 0.0)
    visits: dict[str, list[tuple[float, float]]] = {c: [] for c in WORK_CENTRES}
    for p in products:
        for centre, h in hours(parts, p.name, p.quantity).items():
            need[centre] += runs(p) * h
        for name, lot in lot_tree(parts, p.name, float(p.quantity)):
            for step in parts[name].route:
                visits[step.centre].append((runs(p), step.setup + step.run * lot))
    year = HOURS_PER_DAY * 365
    busy = {c: need[c] / year for c in WORK_CENTRES}
    servers = {c: max(round(b / TARGET_LOAD), math.ceil(b / HIGHEST_LOAD)) for c, b in busy.items()}
    load = {c: b / servers[c] for c, b in busy.items()}
    queue = {c: queue_hours(visits[c], servers[c], load[c]) / HOURS_PER_DAY for c in WORK_CENTRES}
    return Plant(need, servers, load, queue)


def lot_tree(parts: Parts, name: str, quantity: float) -> Iterable[tuple[str, float]]:
    """Yield the item and everything below it, each with the quantity of its own order."""
    yield name, quantity
    for component, each in parts[name].components.items():
        yield from lot_tree(parts, component, each * quantity)


def queue_hours(visits: list[tuple[float, float]], servers: int, load: float) -> float:
    """Return the mean wait of a lot before an operation, in working hours."""
    rate = math.fsum(w for w, _ in visits)
    mean = math.fsum(w * h for w, h in visits) / rate
    second = math.fsum(w * h * h for w, h in visits) / rate * (1 + RUN_CV**2)
    offered, blocked = load * servers, 1.0
    for k in range(1, servers + 1):
        blocked = offered * blocked / (k + offered * blocked)
    erlang = blocked / (1 - load * (1 - blocked))
    return erlang * mean / (servers * (1 - load)) * second / mean**2 / 2


def later(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """Return mean and variance of the later of two independent times (Clark's formulas)."""
    (m1, v1), (m2, v2) = first, second
    spread = math.sqrt(v1 + v2)
    if spread == 0:
        return max((m1, v1), (m2, v2))
    a, normal = (m1 - m2) / spread, NormalDist()
    above, density = normal.cdf(a), normal.pdf(a)
    mean = m1 * above + m2 * (1 - above) + spread * density
    square = (v1 + m1**2) * above + (v2 + m2**2) * (1 - above) + (m1 + m2) * spread * density
    return mean, max(0.0, square - mean**2)


def lead_time(parts: Parts, name: str, lot: float, plant: Plant) -> tuple[float, float, float]:
    """Return mean and variance of the days from decision to posting, all made to order; days in plant."""
    p = parts[name]
    if p.supplier:
        return p.lead + BUYING_DAYS, p.lead_sd**2, 0.0
    wait = (0.0, 0.0)
    for component in sorted(p.components, key=lambda c: parts[c].lead):
        mean, variance, _ = lead_time(parts, component, lot * p.components[component], plant)
        wait = later(wait, (mean, variance))
    shop = math.fsum((s.setup + s.run * lot) / HOURS_PER_DAY + plant.queue_days[s.centre] for s in p.route)
    queues = math.fsum(plant.queue_days[s.centre] ** 2 for s in p.route)
    return p.desk + wait[0] + shop, p.desk_sd**2 + wait[1] + queues, shop


def tariff(supplier: str) -> tuple[float, float, float]:
    """Return Rs a shipment, a kg, and at least, of one supplier."""
    fixed, per_kg, least = FREIGHT_FOUNDRY
    if supplier in MERCHANTS:
        fixed, per_kg, least = FREIGHT_MERCHANT
    elif supplier in HOUSES:
        fixed, per_kg, least = FREIGHT_HOUSE
    return round(FREIGHT_SCALE * fixed), round(FREIGHT_SCALE * per_kg, 2), round(FREIGHT_SCALE * least)


def shipments(parts: Parts, name: str, lot: float) -> list[tuple[str, float]]:
    """Return the consignments of one made-to-order lot: supplier and kg."""
    together: dict[str, float] = {}
    below: list[tuple[str, float]] = []
    for component, each in parts[name].components.items():
        c = parts[component]
        if c.supplier:
            together[c.supplier] = together.get(c.supplier, 0.0) + c.weight * each * lot
        else:
            below += shipments(parts, component, each * lot)
    return list(together.items()) + below


def freight(supplier: str, kg: float) -> float:
    """Return Rs for one consignment."""
    fixed, per_kg, least = tariff(supplier)
    return max(least, fixed + per_kg * kg)


@dataclass(frozen=True, slots=True)
class Firm:
    """Everything that the tables are written from."""

    parts: Parts
    products: list[Part]
    plant: Plant


def make_firm() -> Firm:
    """Make the items, their sources and sales, and size the plant."""
    parts: Parts = {}
    products = []
    kind_of = {}
    for kind in KINDS:
        for which, pattern in enumerate(kind.patterns):
            for model, bore in catalogue(kind, which):
                p = product(parts, kind, pattern, model, bore)
                products.append(p)
                kind_of[p.name] = kind
    choose_active(products)
    set_lots(products)
    for p in products:
        set_route(p, kind_of[p.name])
    set_costs(parts)
    classify(products)
    order = ["product", "subassembly", "machined", "casting", "bar", "fitting", "moulding", "alloy"]
    rank = {p.name: (min(order.index(t) for t in p.tags if t in order), p.name) for p in parts.values()}
    parts = {name: parts[name] for name in sorted(parts, key=lambda name: rank[name])}
    return Firm(parts, products, size_plant(parts, products))


# --- Tables ------------------------------------------------------------------------------------------------


def gamma(mean: float, sd: float) -> str:
    """Write a gamma distribution for a cell."""
    return f"gamma(mean={mean:g}, sd={sd:g})"


def item_tables(firm: Firm) -> dict[str, Table]:
    """Return items, stock points, demands and today's minimums."""
    items: list[Row] = []
    points: list[Row] = []
    demands: list[Row] = []
    minimums: list[Row] = []
    spread = {p.name: (k + 0.5) / len(firm.products) for k, p in enumerate(shuffled(firm.products))}
    for p in firm.parts.values():
        tags = ";".join(p.tags)
        room = round((LITRES_PER_KG * p.weight + (LITRES_A_UNIT if p.whole else 0)) / 1000, 6)
        whole = "true" if p.whole else "false"
        items.append([p.name, p.cost, p.price, p.weight, room, p.family, tags, whole])
        start = p.least + max(1, math.ceil(spread[p.name] * p.quantity)) if p.is_product else 0
        points.append([p.name, p.name, p.place, start, tags, ""])
        if has_store(p):
            points.append([STORE + p.name, p.name, p.place, 0, "supermarket", "false"])
        if p.is_product:
            interval = 365 / (p.sold / SOLD_SHARE / p.order_size)
            patience = PATIENCE_SPECIAL if p.has("special") else PATIENCE_STANDARD
            demands.append(
                [
                    f"customers-{p.name}",
                    p.name,
                    f"exponential(mean={interval:.4g})",
                    f"geometric(count={p.order_size:g})",
                    "quote",
                    patience,
                    0,
                    "true",
                ]
            )
            minimums.append([p.name, p.least, p.quantity])
    asked = ("name", "stock", "interval_days", "size", "unmet", "patience_days", "priority", "partial")
    return {
        "items": (("name", "unit_cost", "price", "weight_kg", "volume_m3", "family", "tags", "whole"), items),
        "stock_points": (("name", "item", "place", "initial", "tags", "on"), points),
        "demands": (asked, demands),
        "minimums": (("stock", "minimum", "quantity"), minimums),
    }


def has_store(p: Part) -> bool:
    """Tell whether two-card Kanban gives a part a store of its own in the shop: standard and made."""
    return not (p.is_product or p.supplier) and p.has("standard")


def shuffled(products: list[Part]) -> list[Part]:
    """Return the products in a random order, so that starting stocks are spread evenly."""
    mixed = list(products)
    dice("start").shuffle(mixed)
    return mixed


def source_tables(firm: Firm) -> dict[str, Table]:
    """Return purchases, transfers, productions, components and operations."""
    purchases: list[Row] = []
    transfers: list[Row] = []
    productions: list[Row] = []
    components: list[Row] = []
    operations: list[Row] = []
    lots = usual_lots(firm)
    for p in firm.parts.values():
        if p.supplier:
            purchases.append(
                [
                    p.name,
                    p.supplier,
                    gamma(round(p.lead, 2), round(p.lead_sd, 2)),
                    BUYING_DAYS,  # not random: castings of one product leave at one instant, together
                    250,
                    p.cost,
                    f"{p.minimum:g}",
                    f"{p.multiple:g}",
                    round(p.lead + BUYING_DAYS, 1),
                    math.ceil(p.lead + BUYING_DAYS),
                ]
            )
            continue
        mean = lead_time(firm.parts, p.name, lots[p.name], firm.plant)[0]
        promise = 7 * math.ceil(PADDING * mean / 7)
        cost = 1200 if p.is_product else 150
        overrun = ["", "", ""] if p.is_product else [OVERRUN, "uncounted", OVERRUN_FOUND]
        if has_store(p):
            transfers.append([p.name, STORE + p.name, WITHDRAWAL_DAYS, "false"])
        for made in [p.name, STORE + p.name] if has_store(p) else [p.name]:
            productions.append(
                [
                    made,
                    gamma(p.desk, p.desk_sd),
                    "tote",
                    "lot",
                    1,
                    *overrun,
                    cost,
                    0,
                    0,
                    round(mean, 1),
                    promise,
                ]
            )
            components += [[made, c, f"{q:g}"] for c, q in p.components.items()]
            for sequence, step in enumerate(p.route, 1):
                run = gamma(step.run, round(RUN_CV * step.run, 5)) if RUN_CV else step.run
                operations.append(
                    [made, sequence * 10, step.centre, gamma(step.setup, 0.3 * step.setup), run]
                )
    head = ("order_cost", "minimum", "multiple", "planned_lead_time_days", "promise_days")
    over = ("overrun_share", "overrun_bins", "overrun_found")
    bought = ("stock", "supplier", "lead_time_days", "processing_days", "order_cost", "price", *head[1:])
    return {
        "purchases": (bought, purchases),
        "transfers": (("stock", "origin", "lead_time_days", "on"), transfers),
        "productions": (
            ("stock", "processing_days", "kitting", "posting", "good_fraction", *over, *head),
            productions,
        ),
        "components": (("parent", "component", "quantity"), components),
        "operations": (("stock", "sequence", "work_centre", "setup_hours", "run_hours"), operations),
    }


def usual_lots(firm: Firm) -> dict[str, float]:
    """Return the mean order of every made item: the lots of the products, seen through their bills."""
    weight: dict[str, tuple[float, float]] = {}
    for p in firm.products:
        for name, lot in lot_tree(firm.parts, p.name, float(p.quantity)):
            orders, units = weight.get(name, (0.0, 0.0))
            weight[name] = orders + runs(p), units + runs(p) * lot
    return {name: units / orders for name, (orders, units) in weight.items()}


def plant_tables(firm: Firm) -> dict[str, Table]:
    """Return suppliers and work centres."""
    names = [*sorted(set(FOUNDRY.values())), *MERCHANTS, *HOUSES]
    centres: list[Row] = [
        [c, firm.plant.servers[c], HOURS_PER_DAY, "foreman", HOURLY_COST] for c in WORK_CENTRES
    ]
    head = ("name", "crossing", "freight_per_shipment", "freight_per_kg", "freight_minimum")
    return {
        "suppliers": (head, [[s, "free", *tariff(s)] for s in names]),
        "work_centres": (("name", "servers", "hours_per_day", "dispatching", "hourly_cost"), centres),
    }


def assumed() -> list[Row]:
    """Return every figure that the source does not give, with its rule and reason, the knobs filled in."""
    with TEMPLATE.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return [[cell.format_map(globals()) for cell in row] for row in rows]


def make_tables(firm: Firm | None = None) -> dict[str, str]:
    """Return the text of every table by file name."""
    firm = firm or make_firm()
    tables = item_tables(firm) | source_tables(firm) | plant_tables(firm)
    tables["assumed"] = (("table", "column", "value_or_rule", "reason"), assumed())
    return {f"{name}.csv": as_csv(*table) for name, table in tables.items()}


def as_csv(columns: tuple[str, ...], rows: list[Row]) -> str:
    """Write a table as text; whole numbers without a decimal point."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[f"{c:.10g}" if isinstance(c, float) else c for c in row] for row in rows])
    return text.getvalue()


# --- Figures that need no simulation -----------------------------------------------------------------------


def figures(firm: Firm) -> dict[str, float]:
    """Return the figures of the firm under the expected sales of today's way."""
    parts, products, plant = firm.parts, firm.products, firm.plant
    active = [p for p in products if p.has("active")]
    sales = sum(p.sold * p.price for p in products)
    bought = sum(p.sold * material(parts, p.name) for p in products)
    cost = sum(p.sold * p.cost for p in products)
    sent = [(runs(p), s, kg) for p in products for s, kg in shipments(parts, p.name, float(p.quantity))]
    paid = sum(w * freight(s, kg) for w, s, kg in sent)
    times = [(runs(p), *lead_time(parts, p.name, float(p.quantity), plant), p.desk) for p in active]
    orders = sum(t[0] for t in times)
    value = sorted((p.sold * p.price for p in products), reverse=True)
    return {
        "products": len(products),
        "valve_types": len({p.family for p in products}),
        "stock_points": len(parts),
        "sales": sales,
        "units_sold": sum(p.sold for p in products),
        "sales_per_head": sales / STAFF,
        "material_share": bought / sales,
        "gross_margin": 1 - cost / sales,
        "top_fifth_share": sum(value[:80]) / sales,
        "mean_run": sum(p.quantity for p in active) / len(active),
        "runs_per_year_of_an_active_product": sum(map(runs, active)) / len(active),
        "shop_orders_per_month": sum(map(runs, products)) / 12,
        "rare_orders_share": sum(p.sold / p.order_size for p in products if p.has("rare"))
        / sum(p.sold / p.order_size for p in products),
        "run_length": sum(t[0] * t[1] for t in times) / orders / 7,
        "time_in_plant": sum(t[0] * t[3] for t in times) / orders / 7,
        "lots_in_plant_2_to_4_weeks": sum(t[0] for t in times if 14 <= t[3] <= 28) / orders,
        "wait_for_kit": sum(t[0] * (t[1] - t[3] - t[4]) for t in times) / orders / 7,
        "servers": sum(plant.servers.values()),
        "plant_hours_per_staff_hour": sum(plant.servers.values()) * HOURS_PER_DAY * 365 / STAFF_HOURS,
        "shipments_per_run": sum(w for w, _, _ in sent) / sum(map(runs, products)),
        "freight_share": paid / bought,
        "freight_fixed_part": sum(w * tariff(s)[0] for w, s, _ in sent) / paid,
        "lightest_product": min(p.weight for p in products),
        "heaviest_product": max(p.weight for p in products),
        "lightest_price": min(p.price for p in products if p.weight == min(q.weight for q in products)),
        "dearest_price": max(p.price for p in products),
    }


def summary(firm: Firm) -> str:
    """Return the figures as lines of text."""
    lines = [
        f"{name:36} {value:16,.4g}" if value < 1e4 else f"{name:36} {value:16,.0f}"
        for name, value in figures(firm).items()
    ]
    lines.append("work centre               servers  hours/year   load  queue days")
    lines += [
        f"{c:25} {firm.plant.servers[c]:7d} {firm.plant.hours[c]:11,.0f} {firm.plant.load[c]:6.2f} "
        f"{firm.plant.queue_days[c]:11.2f}"
        for c in WORK_CENTRES
    ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Write, check or sum up the tables."""
    parser = argparse.ArgumentParser(description="Make the tables of the case of Gupta and Sons.")
    parser.add_argument("--check", action="store_true", help="exit with 1 if the tables on disk differ")
    parser.add_argument("--summary", action="store_true", help="print what needs no simulation")
    options = parser.parse_args(arguments)
    firm = make_firm()
    if options.summary:
        print(summary(firm))
        return 0
    differ = []
    for name, text in make_tables(firm).items():
        file = HERE / name
        if file.exists() and file.read_bytes() == text.encode():
            continue
        differ.append(name)
        if not options.check:
            file.write_bytes(text.encode())
    if options.check and differ:
        print(f"{', '.join(differ)}: not what the script makes; run it without --check", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
