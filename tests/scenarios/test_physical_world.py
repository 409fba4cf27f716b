"""Every table and column of the physical world: read, refused with place and remedy, reached by paths."""

from pathlib import Path

import pytest

from scenarios import check_case, load_case
from sim.distributions import Constant, Empirical, Exponential, Gamma, Geometric
from sim.errors import DataError
from sim.network import (
    Accounts,
    Bookkeeping,
    Breakdown,
    Component,
    Count,
    Demand,
    DesignChange,
    Expediting,
    Freight,
    Fulfilment,
    Inspection,
    Item,
    Loss,
    Network,
    OpeningOrder,
    Operation,
    OrderLine,
    Overrun,
    Place,
    Plant,
    Production,
    Profile,
    Promotion,
    Purchase,
    StockPoint,
    Supplier,
    SurplusReview,
    Transfer,
    WorkCentre,
)
from tests.worlds import traced

FILES = {
    "case.toml": """
name = "all"
title = "Everything there is"
time_unit = "day"
[run]
horizon_weeks = 20
warm_up_days = 40
[accounts]
currency = "EUR"
capital_rate = 0.08
space_rate = 0.05
insurance_rate = 0.01
risk_rate = 0.03
backorder_cost = 50
shortage_per_unit = 4
shortage_per_event = 9
payable_days = 30
receivable_days = 45
[plant]
release = "conwip"
limit = 3
[control.all]
select = "*"
policy = "base-stock"
order_up_to = 60
[alternatives.base]
title = "Base"
[levers.no-losses]
title = "Nothing is lost"
set = { "losses.*.on" = false }
""",
    "items.csv": """name,unit_cost,price,weight_kg,volume_m3,family,shelf_life_weeks,whole
valve,120,200,2.5,0.02,valves,,
paint,4,9,1,0.001,stores,26,false
""",
    "stock_points.csv": """name,item,place,initial,allocation,issuing,sourcing,tags
valve,valve,works,20,priority,,,
depot,valve,shop,15,proportional,,,sold
paint,paint,works,60,,fefo,speed,stores
""",
    "suppliers.csv": (
        "name,crossing,freight_per_shipment,freight_per_value,freight_truck_kg,departure_kg,units_per_day\n"
        "dyer,queue,100,0.02,500,400,90\n"
        "mixer,,,,,,\n"
    ),
    "purchases.csv": (
        "stock,supplier,lead_time_days,price,price_breaks,discount,minimum,multiple,maximum,delivered,short,"
        "share,inspection_time_hours,inspection_cost_per_lot,inspection_cost_per_unit,inspection_defective,"
        "inspection_rejects,expediting_cost,expediting_factor\n"
        'paint,dyer,"gamma(7, 2)",4,50:3.8;200:3.5,incremental,10,5,400,"empirical(file=\'got.csv\', '
        "column='got')\",cancelled,0.75,12,8,0.1,0.02,scrap,30,0.25\n"
        "paint,mixer,3,,,,,,,,,0.25,,,,,,,\n"
    ),
    "got.csv": "got\n1\n0.9\n1\n",
    "transfers.csv": (
        "stock,origin,lead_time_hours,partial,minimum,multiple,maximum,share\ndepot,valve,36,false,2,2,40,0\n"
    ),
    "productions.csv": (
        "stock,kitting,posting,good_fraction,rework_fraction,transfer_batch,maximum,planned_lead_time_days,"
        "promise_days,overrun_share,overrun_bins,overrun_found\n"
        "valve,complete,lot,0.98,0.05,5,80,9,12,0.1,counted,0.3\n"
    ),
    "components.csv": "parent,component,quantity\nvalve,paint,0.2\n",
    "operations.csv": "stock,sequence,work_centre,setup_hours,run_hours\nvalve,10,bench,1.5,0.2\n",
    "work_centres.csv": (
        "name,servers,shifts,dispatching,setups,breakdown_by,breakdown_up_days,breakdown_down_hours,"
        "hourly_cost,tags\n"
        "lathe,2,mon-fri 06:00-14:00,least-slack,shared,clock,exponential(60),12,35,bottleneck\n"
        "bench,1,,,,,,,,\n"
    ),
    "profiles.csv": "name,trend_per_year,season,changes\nyear,0.1,1;2;3;2,size\nflat,,,\n",
    "promotions.csv": """profile,start_weeks,end_weeks,factor,on
year,10,12,1.5,
year,20,22,0.8,true
year,30,32,3,false
""",
    "demands.csv": (
        "name,stock,interval_days,size,unmet,patience_days,priority,partial,first_hours,returns,"
        "customer_class,profile,history\n"
        "D-1,depot,exponential(2),geometric(3),wait,5,2,false,12,true,trade,year,\n"
        "D-2,paint,4,2,lost,,,,,,,,\n"
    ),
    "order_lines.csv": "demand,stock,size,chance\nD-1,paint,0.5,0.4\nD-1,valve,,\n",
    "places.csv": """name,capacity_m3,overflow,rent_per_m3,on
works,30,refuse,,
shop,2,,120,true
""",
    "fulfilment.csv": """place,staff,hours_per_day,hours_per_shipment,hours_per_unit,due_days,on
shop,2,8,exponential(0.2),0.05,1,
works,1,8,,,,no
""",
    "bookkeeping.csv": """name,select,delay_hours,error_chance,error_share,short_pick,on
slow,tag:stores,36,0.02,0.1,stays,
never,valve,,,,,false
""",
    "losses.csv": """name,select,share_per_year,share_of_draws,every_weeks,noticed,recovered,on
breakage,*,0.02,,4,true,,
misplaced,tag:stores,,0.004,1,,0.5,
stolen,tag:sold,0.01,,4,,,false
""",
    "counts.csv": """name,select,every_weeks,first_weeks,cost,on
stocktake,*,26,10,3,
daily,depot,1,,,false
""",
    "design_changes.csv": """name,select,interval_years,disposition,rework_cost,salvage,on
new,not tag:stores,exponential(2),rework,0.3,0.1,
old,depot,1,,,,false
""",
    "surplus_reviews.csv": """name,select,every_months,keep_years,salvage,on
clear,valve,6,1,0.2,
never,depot,6,1,,false
""",
    "opening_orders.csv": """stock,quantity,due_days,on
paint,100,5,
valve,20,9,true
valve,30,30,false
""",
}
"""A case that uses every table and every column that the physical world brought."""

YEAR = 365.0


@pytest.fixture
def write(tmp_path: Path):
    """Return a function that writes the case, with one text of a file replaced, and returns its folder."""

    def spoil(file: str = "", old: str = "", new: str = "") -> Path:
        folder = tmp_path / "all"
        folder.mkdir(exist_ok=True)
        for name, text in FILES.items():
            if name == file:
                assert text.count(old) == 1, f"{old!r} must stand once in {file}"
                text = text.replace(old, new)
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return spoil


@pytest.fixture
def everything(write):
    """The case, loaded."""
    return load_case(write())


EXPECTED = Network(
    items=(
        Item(name="valve", unit_cost=120, price=200, weight_kg=2.5, volume_m3=0.02, family="valves"),
        Item(
            name="paint",
            unit_cost=4,
            price=9,
            weight_kg=1,
            volume_m3=0.001,
            family="stores",
            shelf_life=182,
            whole=False,
        ),
    ),
    stock_points=(
        StockPoint(name="valve", item="valve", place="works", initial=20, allocation="priority"),
        StockPoint(
            name="depot", item="valve", place="shop", initial=15, allocation="proportional", tags=("sold",)
        ),
        StockPoint(
            name="paint",
            item="paint",
            place="works",
            initial=60,
            issuing="fefo",
            sourcing="speed",
            tags=("stores",),
        ),
    ),
    suppliers=(
        Supplier(
            name="dyer",
            crossing="queue",
            freight=Freight(per_shipment=100, per_value=0.02, truck_kg=500),
            departure_kg=400,
            units_per_day=90,
        ),
        Supplier(name="mixer"),
    ),
    sources=(
        Purchase(
            stock="paint",
            supplier="dyer",
            lead_time=Gamma(7, 2),
            price=4,
            price_breaks=("50:3.8", "200:3.5"),
            discount="incremental",
            minimum=10,
            multiple=5,
            maximum=400,
            delivered=Empirical((1.0, 0.9, 1.0)),
            short="cancelled",
            share=0.75,
            inspection=Inspection(
                time=Constant(0.5), cost_per_lot=8, cost_per_unit=0.1, defective=0.02, rejects="scrap"
            ),
            expediting=Expediting(cost=30, factor=0.25),
        ),
        Purchase(stock="paint", supplier="mixer", lead_time=Constant(3), share=0.25),
        Transfer(
            stock="depot",
            origin="valve",
            lead_time=Constant(1.5),
            partial=False,
            minimum=2,
            multiple=2,
            maximum=40,
            share=0,
        ),
        Production(
            stock="valve",
            components=(Component(stock="paint", quantity=0.2),),
            route=(Operation(work_centre="bench", setup_hours=Constant(1.5), run_hours=Constant(0.2)),),
            kitting="complete",
            good_fraction=0.98,
            rework_fraction=0.05,
            transfer_batch=5,
            maximum=80,
            planned_lead_time=9,
            promise=12,
            overrun=Overrun(share=Constant(0.1), bins="counted", found=0.3),
        ),
    ),
    work_centres=(
        WorkCentre(
            name="lathe",
            servers=2,
            shifts="mon-fri 06:00-14:00",
            dispatching="least-slack",
            setups="shared",
            breakdown=Breakdown(by="clock", up=Exponential(60), down=Constant(0.5)),
            hourly_cost=35,
            tags=("bottleneck",),
        ),
        WorkCentre(name="bench"),
    ),
    demands=(
        Demand(
            name="D-1",
            stock="depot",
            interval=Exponential(2),
            size=Geometric(3),
            unmet="wait",
            patience=Constant(5),
            priority=2,
            partial=False,
            first=0.5,
            returns=True,
            customer_class="trade",
            profile=Profile(
                name="year",
                trend_per_year=0.1,
                season=(1, 2, 3, 2),
                changes="size",
                promotions=(
                    Promotion(start=70, end=84, factor=1.5),
                    Promotion(start=140, end=154, factor=0.8),
                ),
            ),
            lines=(
                OrderLine(stock="paint", size=Constant(0.5), chance=0.4),
                OrderLine(stock="valve"),
            ),
        ),
        Demand(name="D-2", stock="paint", interval=Constant(4), size=Constant(2), unmet="lost"),
    ),
    places=(
        Place(name="works", capacity_m3=30, overflow="refuse"),
        Place(name="shop", capacity_m3=2, rent_per_m3=120),
    ),
    fulfilment=(
        Fulfilment(
            place="shop",
            staff=2,
            hours_per_day=8,
            hours_per_shipment=Exponential(0.2),
            hours_per_unit=0.05,
            due=1,
        ),
    ),
    bookkeeping=(
        Bookkeeping(
            name="slow",
            stocks=("paint",),
            delay=Constant(1.5),
            error_chance=0.02,
            error_share=Constant(0.1),
            short_pick="stays",
        ),
    ),
    losses=(
        Loss(
            name="breakage", stocks=("valve", "depot", "paint"), share_per_year=0.02, every=28, noticed=True
        ),
        Loss(name="misplaced", stocks=("paint",), share_of_draws=0.004, every=7, recovered=0.5),
    ),
    counts=(Count(name="stocktake", stocks=("valve", "depot", "paint"), every=182, first=70, cost=3),),
    design_changes=(
        DesignChange(
            name="new",
            stocks=("valve", "depot"),
            interval=Exponential(2 * YEAR),
            disposition="rework",
            rework_cost=0.3,
            salvage=0.1,
        ),
    ),
    surplus_reviews=(SurplusReview(name="clear", stocks=("valve",), every=YEAR / 2, keep=YEAR, salvage=0.2),),
    opening_orders=(
        OpeningOrder(stock="paint", quantity=100, due=5),
        OpeningOrder(stock="valve", quantity=20, due=9),
    ),
    plant=Plant(release="conwip", limit=3),
    accounts=Accounts(
        currency="EUR",
        capital_rate=0.08,
        space_rate=0.05,
        insurance_rate=0.01,
        risk_rate=0.03,
        backorder_cost=50,
        shortage_per_unit=4,
        shortage_per_event=9,
        payable_days=30,
        receivable_days=45,
    ),
)


def test_every_table_becomes_its_part_of_the_network(write, everything):
    """All tables and columns make exactly the frozen objects expected; rows that are off are not there."""
    assert check_case(write()) == []
    network = everything.scenario().network
    for part in Network.__dataclass_fields__:
        assert getattr(network, part) == getattr(EXPECTED, part), part


def test_all_of_it_runs_at_once(everything):
    """All features together make a world that the auditor finds sound, and in which each of them acts."""
    kinds = {fact.kind for fact in traced(everything.scenario())[1].facts}
    assert kinds >= {"demand", "receipt", "shipped", "clipped", "loss", "accept", "short-pick", "scrap"}
    assert kinds >= {"overrun", "breakdown", "repaired", "count", "opening-order", "finished"}


def test_without_its_tables_none_of_it_is_there(write):
    """A world without the tables of losses, places and the like has none."""
    folder = write()
    off = ("places", "fulfilment", "bookkeeping", "losses", "counts", "design_changes", "surplus_reviews")
    for table in (*off, "opening_orders", "order_lines"):
        (folder / f"{table}.csv").unlink()
    text = FILES["case.toml"].split("[levers")[0]
    (folder / "case.toml").write_text(text, encoding="utf-8")
    network = load_case(folder).scenario().network
    assert not any(getattr(network, table) for table in (*off, "opening_orders"))
    assert network.demands[0].lines == ()


# ---- wrong values

FAULTS = {
    # file, old, new: the problem; each new field refuses what cannot be
    "shelf life": (
        "items.csv", "stores,26,", "stores,0,",
        "items.csv row 3, column 'shelf_life_weeks': shelf_life is 0; it must be above zero",
    ),
    "shelf life without unit": (
        "items.csv", "shelf_life_weeks", "shelf_life",
        "items.csv row 1, column 'shelf_life': 'shelf_life' is a time without a unit; "
        "write 'shelf_life_days'",
    ),
    "volume": (
        "items.csv", "0.001", "-1",
        "items.csv row 3, column 'volume_m3': volume_m3 is -1; it must be zero or more",
    ),
    "issuing": (
        "stock_points.csv", "fefo", "fifoo",
        "stock_points.csv row 4, column 'issuing': 'fifoo' is not a choice; did you mean 'fifo'?",
    ),
    "sourcing": (
        "stock_points.csv", "speed", "sped",
        "stock_points.csv row 4, column 'sourcing': 'sped' is not a choice; did you mean 'speed'?",
    ),
    "truck": (
        "suppliers.csv", "500", "0",
        "suppliers.csv row 2, column 'freight_truck_kg': freight_truck_kg is 0; it must be above zero",
    ),
    "freight by value": (
        "suppliers.csv", "0.02", "2",
        "suppliers.csv row 2, column 'freight_per_value': freight_per_value is 2; it must be at most 1: "
        "write 0.02 for 2 per cent",
    ),
    "departure by weight": (
        "suppliers.csv", "500,400", "500,0",
        "suppliers.csv row 2, column 'departure_kg': departure_kg is 0; it must be above zero",
    ),
    "capacity of a supplier": (
        "suppliers.csv", "90", "-1",
        "suppliers.csv row 2, column 'units_per_day': units_per_day is -1; it must be above zero",
    ),
    "discount": (
        "purchases.csv", "incremental", "increment",
        "purchases.csv row 2, column 'discount': 'increment' is not a choice; did you mean 'incremental'?",
    ),
    "short": (
        "purchases.csv", "cancelled", "canceled",
        "purchases.csv row 2, column 'short': 'canceled' is not a choice; did you mean 'cancelled'?",
    ),
    "share": (
        "purchases.csv", "0.75", "-0.75",
        "purchases.csv row 2, column 'share': share is -0.75; it must be zero or more",
    ),
    "inspection time without unit": (
        "purchases.csv", "inspection_time_hours", "inspection_time",
        "purchases.csv row 1, column 'inspection_time': 'inspection_time' is a time without a unit; "
        "write 'inspection_time_days'",
    ),
    "inspection column": (
        "purchases.csv", "inspection_cost_per_lot", "inspection_cost_per_lott",
        "purchases.csv row 1, column 'inspection_cost_per_lott': 'inspection_cost_per_lott' is not known "
        "here; did you mean 'inspection_cost_per_lot'?",
    ),
    "inspection time": (
        "purchases.csv", "0.75,12", "0.75,-12",
        "purchases.csv row 2, column 'inspection_time_hours': inspection_time is -12; "
        "it must be zero or more",
    ),
    "defective": (
        "purchases.csv", "0.02", "2",
        "purchases.csv row 2, column 'inspection_defective': inspection_defective is 2; it must be at most "
        "1: write 0.02 for 2 per cent",
    ),
    "rejects": (
        "purchases.csv", "scrap", "scarp",
        "purchases.csv row 2, column 'inspection_rejects': 'scarp' is not a choice; did you mean 'scrap'?",
    ),
    "expediting factor": (
        "purchases.csv", "30,0.25", "30,0",
        "purchases.csv row 2, column 'expediting_factor': expediting_factor is 0; it must be above zero",
    ),
    "rework": (
        "productions.csv", "0.05", "1.5",
        "productions.csv row 2, column 'rework_fraction': rework_fraction is 1.5; it must be at most 1",
    ),
    "transfer batch": (
        "productions.csv", "0.05,5", "0.05,-5",
        "productions.csv row 2, column 'transfer_batch': transfer_batch is -5; it must be zero or more",
    ),
    "overrun": (
        "productions.csv", "12,0.1", "12,-0.1",
        "productions.csv row 2, column 'overrun_share': overrun_share is -0.1; it must be zero or more",
    ),
    "bins": (
        "productions.csv", "counted", "count",
        "productions.csv row 2, column 'overrun_bins': 'count' is not a choice; did you mean 'counted'?",
    ),
    "bins found": (
        "productions.csv", "0.3\n", "3\n",
        "productions.csv row 2, column 'overrun_found': overrun_found is 3; it must be at most 1: "
        "write 0.03 for 3 per cent",
    ),
    "dispatching": (
        "work_centres.csv", "least-slack", "slack",
        "work_centres.csv row 2, column 'dispatching': 'slack' is not a choice; did you mean 'least-slack'?",
    ),
    "set-ups": (
        "work_centres.csv", "shared", "shard",
        "work_centres.csv row 2, column 'setups': 'shard' is not a choice; did you mean 'shared'?",
    ),
    "failures": (
        "work_centres.csv", "exponential(60)", "0",
        "work_centres.csv row 2, column 'breakdown_up_days': breakdown_up is 0; it must be above zero",
    ),
    "failures without repair": (
        "work_centres.csv", "exponential(60),12", "exponential(60),",
        "work_centres.csv row 2: 'breakdown_down_hours' is missing; give a value",
    ),
    "season": (
        "profiles.csv", "1;2;3;2", "1;two;3;2",
        "profiles.csv row 2, column 'season': 'two' is not a number; "
        "write it like 1250.5, without unit or thousands separator",
    ),
    "what the profile changes": (
        "profiles.csv", "size", "sizes",
        "profiles.csv row 2, column 'changes': 'sizes' is not a choice; did you mean 'size'?",
    ),
    "profile of a promotion": (
        "promotions.csv", "year,10", "yaer,10",
        "promotions.csv row 2, column 'profile': 'yaer' is not in profiles; did you mean 'year'?",
    ),
    "factor of a promotion": (
        "promotions.csv", "1.5", "-1",
        "promotions.csv row 2, column 'factor': factor is -1; it must be zero or more",
    ),
    "profile of a demand": (
        "demands.csv", "trade,year", "trade,yaer",
        "demands.csv row 2, column 'profile': 'yaer' is not in profiles; did you mean 'year'?",
    ),
    "unmet": (
        "demands.csv", "wait", "waits",
        "demands.csv row 2, column 'unmet': 'waits' is not a choice; did you mean 'wait'?",
    ),
    "chance of a line": (
        "order_lines.csv", "0.4", "4",
        "order_lines.csv row 2, column 'chance': chance is 4; it must be at most 1: "
        "write 0.04 for 4 per cent",
    ),
    "line of no demand": (
        "order_lines.csv", "D-1,paint", "D-3,paint",
        "order_lines.csv row 2, column 'demand': 'D-3' is not in demands; did you mean 'D-2'?",
    ),
    "line on no stock point": (
        "order_lines.csv", "D-1,paint", "D-1,pain",
        "order_lines.csv row 2, column 'stock': 'pain' is not in stock_points; did you mean 'paint'?",
    ),
    "line twice": (
        "order_lines.csv", "D-1,valve", "D-1,paint",
        "order_lines.csv row 3: demand 'D-1' and stock 'paint' is there already (order_lines.csv row 2); "
        "delete or rename one of them",
    ),
    "place of nothing": (
        "places.csv", "shop,2", "shp,2",
        "places.csv row 3, column 'name': no stock point has the place 'shp'; did you mean 'shop'?",
    ),
    "season of eleven factors": (
        "profiles.csv", "1;2;3;2", "1;1;1;1;1;1;1;1;1;1;1",
        "profiles.csv row 2, column 'season': it has 11 factors, one for each equal part of a year; "
        "write 12 (months), 4 (quarters), 52 (weeks) or another usual number",
    ),
    "no room": (
        "places.csv", "shop,2", "shop,0",
        "places.csv row 3, column 'capacity_m3': capacity_m3 is 0; it must be above zero",
    ),
    "overflow": (
        "places.csv", "refuse", "refuses",
        "places.csv row 2, column 'overflow': 'refuses' is not a choice; did you mean 'refuse'?",
    ),
    "switch": (
        "places.csv", "120,true", "120,perhaps",
        "places.csv row 3, column 'on': 'perhaps' is neither true nor false; write true or false",
    ),
    "staff": (
        "fulfilment.csv", "shop,2", "shop,0",
        "fulfilment.csv row 2, column 'staff': staff is 0; it must be above zero",
    ),
    "place of nobody": (
        "fulfilment.csv", "shop,2", "shp,2",
        "fulfilment.csv row 2, column 'place': no stock point has the place 'shp'; did you mean 'shop'?",
    ),
    "hours of a shipment": (
        "fulfilment.csv", "exponential(0.2)", "-1",
        "fulfilment.csv row 2, column 'hours_per_shipment': hours_per_shipment is -1; "
        "it must be zero or more",
    ),
    "delay of the books": (
        "bookkeeping.csv", "36", '"normal(36, 30)"',
        "bookkeeping.csv row 2, column 'delay_hours': Normal(mean=36.0, sd=30.0) may give a negative delay; "
        "use gamma(mean=..., sd=...)",
    ),
    "chance of an error": (
        "bookkeeping.csv", "0.02", "2",
        "bookkeeping.csv row 2, column 'error_chance': error_chance is 2; it must be at most 1: "
        "write 0.02 for 2 per cent",
    ),
    "short pick": (
        "bookkeeping.csv", "stays", "stay",
        "bookkeeping.csv row 2, column 'short_pick': 'stay' is not a choice; did you mean 'stays'?",
    ),
    "tag of nothing": (
        "bookkeeping.csv", "tag:stores", "tag:store",
        "bookkeeping.csv row 2, column 'select': no stock point has the tag 'store'; "
        "did you mean 'tag:stores'?",
    ),
    "selected twice": (
        "bookkeeping.csv", "never,valve,,,,,false", "twice,*,,,,,",
        "bookkeeping.csv row 3: stock point 'paint' is selected here and in bookkeeping.csv row 2; "
        "let one row only select it ('... and not tag:X')",
    ),
    "loss": (
        "losses.csv", "*,0.02", "*,-0.02",
        "losses.csv row 2, column 'share_per_year': share_per_year is -0.02; it must be zero or more",
    ),
    "loss by handling": (
        "losses.csv", "0.004", "4",
        "losses.csv row 3, column 'share_of_draws': share_of_draws is 4; it must be at most 1: "
        "write 0.04 for 4 per cent",
    ),
    "losses without a period": (
        "losses.csv", "0.004,1", "0.004,",
        "losses.csv row 3, column 'every_weeks': the cell is empty; give a value",
    ),
    "recovered": (
        "losses.csv", "0.5", "5",
        "losses.csv row 3, column 'recovered': recovered is 5; it must be at most 1: "
        "write 0.05 for 5 per cent",
    ),
    "loss twice": (
        "losses.csv", "stolen", "breakage",
        "losses.csv row 4: name 'breakage' is there already (losses.csv row 2); "
        "delete or rename one of them",
    ),
    "counts without a period": (
        "counts.csv", "*,26", "*,0",
        "counts.csv row 2, column 'every_weeks': every is 0; it must be above zero",
    ),
    "counts of nothing": (
        "counts.csv", "stocktake,*", "stocktake,name:x*",
        "counts.csv row 2, column 'select': no stock point has a name like 'x*'; change the pattern",
    ),
    "time between design changes": (
        "design_changes.csv", "exponential(2)", "0",
        "design_changes.csv row 2, column 'interval_years': interval is 0; it must be above zero",
    ),
    "disposition": (
        "design_changes.csv", "rework,0.3", "reword,0.3",
        "design_changes.csv row 2, column 'disposition': 'reword' is not a choice; did you mean 'rework'?",
    ),
    "salvage": (
        "design_changes.csv", "0.1,", "1.1,",
        "design_changes.csv row 2, column 'salvage': salvage is 1.1; it must be at most 1",
    ),
    "keep": (
        "surplus_reviews.csv", "valve,6,1", "valve,6,0",
        "surplus_reviews.csv row 2, column 'keep_years': keep is 0; it must be above zero",
    ),
    "opening order of nothing": (
        "opening_orders.csv", "paint,100", "paint,0",
        "opening_orders.csv row 2, column 'quantity': quantity is 0; it must be above zero",
    ),
    "opening order of an unknown": (
        "opening_orders.csv", "paint,100", "pant,100",
        "opening_orders.csv row 2, column 'stock': 'pant' is not in stock_points; did you mean 'paint'?",
    ),
    "release": (
        "case.toml", '"conwip"', '"conwipp"',
        "case.toml [plant] 'release': 'conwipp' is not a choice; did you mean 'conwip'?",
    ),
    "rule of the plant": (
        "case.toml", "release =", "relase =",
        "case.toml [plant] 'relase': 'relase' is not known here; did you mean 'release'?",
    ),
    "rate in per cent": (
        "case.toml", "payable_days = 30", "payable_days = -30",
        "case.toml [accounts] 'payable_days': payable_days is -30; it must be zero or more",
    ),
    # sound alone, impossible together
    "worthless before it arrives": (
        "items.csv", "stores,26,", "stores,0.5,",
        "purchases.csv row 2: 'paint' keeps for 3.5 days and travels for 7: it would be worthless before it "
        "arrives; give it a longer shelf life, or a shorter lead time",
    ),
    "a truck that never fills": (
        "items.csv", "9,1,", "9,0,",
        "suppliers.csv row 2, column 'departure_kg': 'dyer' waits for 400 kg and all that is bought from it "
        "weighs nothing; give its items a weight_kg, or the supplier a departure_period",
    ),
    "more than a truck carries": (
        "suppliers.csv", "500,400", "500,600",
        "suppliers.csv row 2, column 'departure_kg': a shipment leaves at 600 kg and a truck carries 500 kg; "
        "write at most 500",
    ),
    "promotion that ends before it starts": (
        "promotions.csv", "10,12", "10,9",
        "promotions.csv row 2: it starts at 70 and ends at 63 days; let it end after it starts",
    ),
    "season below zero": (
        "profiles.csv", "1;2;3;2", "1;2;-3;2",
        "profiles.csv row 2, column 'season': a factor of the season is -3; write numbers of zero or more",
    ),
    "season that is no number": (
        "profiles.csv", "1;2;3;2", "1;2;nan;2",
        "profiles.csv row 2, column 'season': a factor of the season is nan; write numbers of zero or more",
    ),
    "season of nothing": (
        "profiles.csv", "1;2;3;2", "0;0",
        "profiles.csv row 2, column 'season': all factors are zero; let one at least be above zero",
    ),
    "less room than a lot": (
        "items.csv", "0.001", "5",
        "places.csv row 2, column 'capacity_m3': it holds 30 m3 and refuses more, and the least order of "
        "'paint' (10 units) takes 50 m3; give it more room, or write overflow = 'rent'",
    ),
    "minimum above maximum": (
        "purchases.csv", "incremental,10,5,400", "incremental,500,5,400",
        "purchases.csv row 2, column 'minimum': the minimum is 500 and the maximum 400; "
        "write at most 400, or raise the maximum",
    ),
    "multiple above maximum": (
        "transfers.csv", "2,2,40", "2,60,40",
        "transfers.csv row 2, column 'multiple': the multiple is 60 and the maximum 40; "
        "write at most 40, or raise the maximum",
    ),
    "price break that cannot be read": (
        "purchases.csv", "50:3.8", "50=3.8",
        "purchases.csv row 2, column 'price_breaks': '50=3.8' is not quantity:price; "
        "write for example 100:9.5",
    ),
    "price breaks out of order": (
        "purchases.csv", "200:3.5", "20:3.5",
        "purchases.csv row 2, column 'price_breaks': '20:3.5' comes after a break at 50; "
        "sort the breaks so that quantities rise",
    ),
    "price that rises with quantity": (
        "purchases.csv", "200:3.5", "200:3.9",
        "purchases.csv row 2, column 'price_breaks': '200:3.9' is no lower price than 3.8 before it; "
        "let prices fall as quantities rise",
    ),
    "price break above the price": (
        "purchases.csv", "50:3.8", "50:4.2",
        "purchases.csv row 2, column 'price_breaks': '50:4.2' is dearer than the 4 that a unit costs below "
        "it; let prices fall as quantities rise",
    ),
    "greatest order below the least in its steps": (
        "transfers.csv", "2,2,40", "35,30,40",
        "transfers.csv row 2, column 'maximum': in steps of 30 the greatest order is 30, below the minimum; "
        "write 60, or lower the minimum",
    ),
    "shares of nothing": (
        "stock_points.csv", "valve,shop,15,proportional,,", "valve,shop,15,proportional,,share",
        "stock_points.csv row 3, column 'sourcing': 'depot' is sourced by share and the share of every "
        "source is zero; give one of them a share above zero",
    ),
    "posted by unit where deliveries are refused": (
        "productions.csv", "complete,lot", "complete,unit",
        "productions.csv row 2, column 'posting': 'valve' is posted unit by unit, and its place 'works' "
        "refuses what does not fit; write posting = 'lot', or overflow = 'rent' there",
    ),
    "transfer batches over a work centre with shifts": (
        "operations.csv", "bench", "lathe",
        "productions.csv row 2, column 'transfer_batch': 'valve' moves in transfer batches over 'lathe', "
        "which has shifts or breakdowns; take the one or the other out",
    ),
    "shifts on no day": (
        "work_centres.csv", "mon-fri", "mon-fry",
        "work_centres.csv row 2, column 'shifts': 'fry' in the shift 'mon-fry 06:00-14:00' is no day of the "
        "week; write it like 'mon-fri 06:00-14:00; sat 06:00-12:00'",
    ),
    "shifts without hours": (
        "work_centres.csv", "mon-fri 06:00-14:00", "mon-fri",
        "work_centres.csv row 2, column 'shifts': the shift 'mon-fri' has no window of the form 06:00-14:00; "
        "write it like 'mon-fri 06:00-14:00; sat 06:00-12:00'",
    ),
    "no lot may start": (
        "case.toml", "limit = 3", "limit = 0",
        "case.toml [plant] 'limit': release is 'conwip' and the limit 0: no lot would ever start; "
        "give the lots (conwip) or hours (workload) that may be on the floor",
    ),
    "line on the stock point of the order itself": (
        "order_lines.csv", "D-1,valve", "D-1,depot",
        "order_lines.csv row 3, column 'stock': demand 'D-1' itself draws on 'depot'; "
        "name another stock point, or raise its size",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_place_reason_and_remedy(write, fault):
    """Each new field refuses what cannot be, in one sentence with place and remedy, and nothing else."""
    file, old, new, message = FAULTS[fault]
    assert [str(problem) for problem in check_case(write(file, old, new))] == [message]


def test_a_stock_point_without_a_source_has_nothing_under_way(write):
    """An opening order needs a source that it comes from."""
    folder = write("stock_points.csv", "depot,valve", "spare,valve,works,5,,,,\ndepot,valve")
    orders = FILES["opening_orders.csv"].replace("valve,20,9", "spare,20,9")
    (folder / "opening_orders.csv").write_text(orders, encoding="utf-8")
    assert [str(problem) for problem in check_case(folder)] == [
        "opening_orders.csv row 3, column 'stock': 'spare' has no source that an order could be under way "
        "from; add a purchase, transfer or production for it"
    ]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("places.csv", "works,30,refuse", "works,30,rent"),
        ("places.csv", "works,30,refuse,,", "works,30,refuse,,false"),
    ],
)
def test_a_place_that_rents_or_is_off_has_room_for_any_lot(write, file, old, new):
    """A lot above the capacity is no fault where the rest is rented, or where there is no limit."""
    folder = write(file, old, new)
    items = FILES["items.csv"].replace("0.001", "5")
    (folder / "items.csv").write_text(items, encoding="utf-8")
    assert check_case(folder) == []


def test_rows_that_are_off_are_not_held_against_the_case(write):
    """A promotion or line of bookkeeping that is off may be unfinished."""
    assert check_case(write("promotions.csv", "30,32,3,false", "30,2,3,false")) == []
    assert check_case(write("bookkeeping.csv", "never,valve", "never,tag:none")) == []


def test_faults_are_found_under_an_alternative_too(write):
    """What becomes impossible by the changes of an alternative is said with its name."""
    changes = '[alternatives.small.set]\n"purchases.paint.maximum" = 6\n[levers.no-losses]'
    said = [str(problem) for problem in check_case(write("case.toml", "[levers.no-losses]", changes))]
    assert said == [
        "alternative 'small', purchases.csv row 2, column 'minimum': the minimum is 10 and the maximum 6; "
        "write at most 6, or raise the maximum"
    ]


# ---- paths


@pytest.mark.parametrize(
    ("path", "value", "read", "expected"),
    [
        ("losses.*.on", False, lambda n: n.losses, ()),
        ("losses.breakage.on", False, lambda n: [one.name for one in n.losses], ["misplaced"]),
        ("losses.stolen.on", True, lambda n: [one.name for one in n.losses][-1], "stolen"),
        ("losses.misplaced.select", "*", lambda n: len(n.losses[1].stocks), 3),
        ("counts.stocktake.every_days", 7, lambda n: n.counts[0].every, 7.0),
        ("bookkeeping.*.delay_days", "exponential(2)", lambda n: n.bookkeeping[0].delay, Exponential(2)),
        ("design_changes.*.interval_years", "*2", lambda n: n.design_changes[0].interval.mean, 4 * YEAR),
        ("surplus_reviews.clear.on", False, lambda n: n.surplus_reviews, ()),
        ("places.shop.capacity_m3", 5, lambda n: n.places[1].capacity_m3, 5.0),
        ("places.works.capacity_m3", "", lambda n: n.places[0].capacity_m3, None),
        ("fulfilment.shop.staff", 3, lambda n: n.fulfilment[0].staff, 3),
        ("opening_orders.valve.on", False, lambda n: len(n.opening_orders), 1),
        ("opening_orders.tag:stores.due_weeks", 2, lambda n: n.opening_orders[0].due, 14.0),
        ("profiles.year.trend_per_year", -0.2, lambda n: n.demands[0].profile.trend_per_year, -0.2),
        ("profiles.year.season", [1, 3], lambda n: n.demands[0].profile.season, (1.0, 3.0)),
        ("promotions.year.on", True, lambda n: len(n.demands[0].profile.promotions), 3),
        ("promotions.*.on", False, lambda n: n.demands[0].profile.promotions, ()),
        ("demands.D-1.profile", "", lambda n: n.demands[0].profile, None),
        ("demands.D-2.profile", "flat", lambda n: n.demands[1].profile, Profile(name="flat")),
        ("order_lines.D-1.chance", 1, lambda n: [line.chance for line in n.demands[0].lines], [1, 1]),
        ("purchases.*.inspection_time_days", 2, lambda n: n.sources[1].inspection.time, Constant(2)),
        ("purchases.*.inspection_time_days", 2, lambda n: n.sources[0].inspection.defective, 0.02),
        ("purchases.*.expediting_factor", 0.1, lambda n: n.sources[1].expediting, Expediting(factor=0.1)),
        ("purchases.*.price_breaks", "9:1", lambda n: n.sources[0].price_breaks, ("9:1",)),
        ("productions.valve.overrun_bins", "uncounted", lambda n: n.sources[3].overrun.bins, "uncounted"),
        (
            "work_centres.lathe.breakdown_down_hours",
            6,
            lambda n: n.work_centres[0].breakdown.down,
            Constant(0.25),
        ),
        ("suppliers.dyer.freight_truck_kg", 900, lambda n: n.suppliers[0].freight.truck_kg, 900.0),
        ("items.paint.shelf_life_days", "", lambda n: n.items[1].shelf_life, None),
        ("plant.release", "at-once", lambda n: n.plant.release, "at-once"),
        ("plant.limit", "*2", lambda n: n.plant.limit, 6.0),
        ("accounts.risk_rate", 0.1, lambda n: n.accounts.risk_rate, 0.1),
    ],
)
def test_paths_reach_every_table(everything, path, value, read, expected):
    """A path with a value changes what it names, in every table and section."""
    assert read(everything.scenario(values={path: value}).network) == expected


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("losses.misplaced.recovered", 0.5),
        ("counts.*.every_weeks", (26.0, 1.0)),
        ("purchases.paint.inspection_time_hours", (12.0, 0.0)),
        ("work_centres.lathe.breakdown_down_days", 0.5),
        ("plant.release", "conwip"),
        ("places.shop.rent_per_m3", 120.0),
    ],
)
def test_paths_read_what_is_there(everything, path, value):
    """A value is read in the unit of its path."""
    assert everything.raw_value(path) == value


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("losses.breakge.on", False, "did you mean 'losses.breakage.on'?"),
        ("losses.*.off", True, "'off' is not known here"),
        ("loses.*.on", False, "did you mean 'losses.*.on'?"),
        ("plant.relase", "at-once", "did you mean 'plant.release'?"),
        ("purchases.*.inspection_tme_days", 2, "did you mean 'purchases.*.inspection_time_days'?"),
        ("plant.limit", 0, "no lot would ever start"),
        ("counts.*.every_days", 0, "every is 0; it must be above zero"),
        (
            "work_centres.lathe.breakdown_up_days",
            "",
            "work_centres.csv row 2: 'breakdown_up_days' is missing",
        ),
        ("demands.D-1.interval_days", "", "'interval' has no default; give a value"),
        ("losses.*.select", "tag:none", "no stock point has the tag 'none'"),
        ("counts.*.select", 3, "3 is not a text"),
        ("opening_orders.paint.quantity", "", "'quantity' has no default"),
    ],
)
def test_paths_that_are_wrong_are_refused(everything, path, value, said):
    """The message names the path and the nearest valid one, or what the change makes impossible."""
    with pytest.raises(DataError) as caught:
        everything.scenario(values={path: value})
    assert said in str(caught.value)


def test_changes_that_belong_together_may_come_in_any_order(everything):
    """Two values of one group are set by two paths, whichever comes first; so is the group taken away."""
    paths = ["work_centres.lathe.breakdown_up_days", "work_centres.lathe.breakdown_down_days"]
    for order in (paths, paths[::-1]):
        off = everything.scenario(values={path: "" for path in [*order, "work_centres.lathe.breakdown_by"]})
        assert off.network.work_centres[0].breakdown is None
        on = everything.scenario(values={**dict.fromkeys(order, 3)})
        assert on.network.work_centres[0].breakdown == Breakdown(by="clock", up=Constant(3), down=Constant(3))


def test_a_group_can_be_set_where_there_was_none(write):
    """Inspection, failures and the like can be brought in by the paths of a lever alone."""
    folder = write("work_centres.csv", "clock,exponential(60),12,", ",,,")
    values = {"work_centres.lathe.breakdown_up_days": 40, "work_centres.lathe.breakdown_down_hours": 12}
    case = load_case(folder)
    assert case.scenario().network.work_centres[0].breakdown is None
    made = case.scenario(values=values).network.work_centres[0].breakdown
    assert made == Breakdown(up=Constant(40), down=Constant(0.5))


def test_a_lever_switches_rows_off(everything):
    """`losses.*.on = false` is a lever: nothing is lost."""
    assert everything.scenario(values=everything.levers["no-losses"].set).network.losses == ()


def test_every_stock_point_with_a_source_keeps_its_policy(everything):
    """What the tables of the physical world select needs no policy of its own."""
    scopes = [control.scope for control in everything.scenario().control]
    assert scopes == [("valve",), ("depot",), ("paint",)]


def test_what_is_left_of_a_group_is_named(everything):
    """Failures that are taken out without their kind: the remedy names what is left of them."""
    gone = {"work_centres.*.breakdown_up_days": "", "work_centres.*.breakdown_down_days": ""}
    with pytest.raises(DataError, match="are missing; give a value, or take 'breakdown_by' out"):
        everything.scenario(values=gone)
    assert everything.scenario(values={**gone, "work_centres.*.breakdown_by": ""})
