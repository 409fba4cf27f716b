"""Stock points, a chain and a warehouse with shops, whose service and cost are known from elsewhere."""

from itertools import pairwise
from math import inf
from typing import Any

from experiments.verify.simulated import Reading, Simulated
from policies.base_stock import BaseStock
from policies.echelon_base_stock import EchelonBaseStock
from policies.p_system import PSystem
from policies.periodic_min_max import PeriodicMinMax
from policies.q_system import QSystem
from policies.season import Season
from policies.sizing import mismatch_costs, newsvendor_normal
from sim import Control, Run, Scenario
from sim.contract import Policy
from sim.distributions import Constant, Distribution, Exponential, Gamma, Normal, Poisson, Uniform
from sim.network import Demand, Item, Network, Purchase, StockPoint, Supplier, Transfer
from sim.scenario import Phase

MORNING: tuple[Phase, ...] = (
    "REVIEW",
    "DEPART",
    "RECEIPT",
    "DEMAND",
    "SERVE",
    "LOAD",
    "EXPIRY",
    "OBSERVE",
)
"""A day as periodic theory has it: look and order, goods in, then the demand of the day; what is left at the
end of the day stands until the next, so that averages over time are averages of the ends of days."""
MAKER = Supplier(name="maker")


def one_stock(
    policy: Policy, demand: Demand, seed: int, *, opening: float, lead_time: Distribution, **more: Any
) -> Scenario:
    """Return a world of one item `a`, bought from one supplier."""
    network = Network(
        items=(Item(name="a", whole=more.pop("whole", True)),),
        stock_points=(StockPoint(name="a", item="a", initial=opening),),
        suppliers=(MAKER,),
        sources=(Purchase(stock="a", supplier="maker", lead_time=lead_time),),
        demands=(demand,),
    )
    return Scenario(name="one", network=network, control=(Control(("a",), policy),), seed=seed, **more)


def customers(rate: float, stock: str = "a", **more: Any) -> Demand:
    """Return customers who come at random for a unit each."""
    return Demand(name=f"customers of {stock}", stock=stock, interval=Exponential(1 / rate), **more)


def every_day(law: Distribution, stock: str = "a", **more: Any) -> Demand:
    """Return a demand of each day."""
    return Demand(name="day", stock=stock, interval=Constant(1.0), size=law, **more)


def cost(order: float, holding: float, shortage: float) -> Reading:
    """Return a reader of the cost of orders, stock and backorders per unit of time."""

    def read(run: Run) -> float:
        held, waiting = run.of("a", "on_hand_area"), run.of("a", "backorder_area")
        return (order * run.of("a", "orders") + holding * held + shortage * waiting) / run.time

    return read


def filled(*stocks: str) -> Reading:
    """Return a reader of the share of the units that are filled at once, per cent."""

    def read(run: Run) -> float:
        wanted = sum(run.of(name, "demand_units") for name in stocks)
        return 100 * sum(run.of(name, "filled_units") for name in stocks) / wanted

    return read


def demand_above(rate: float, *stocks: str) -> Reading:
    """Return a reader of how much more was asked for than expected, per unit of time."""
    return lambda run: sum(run.of(name, "demand_units") for name in stocks) / run.time - rate


def under_way_above(lead_time: float) -> Reading:
    """Return a reader of the units on order above the units ordered times their mean lead time."""

    def read(run: Run) -> float:
        return (run.of("a", "on_order_area") - lead_time * run.of("a", "ordered_units")) / run.time

    return read


# ---- the worlds


def order_point_world(seed: int) -> Scenario:
    """An order point of 3 and lots of 5, with the customers and lead time of the textbook."""
    policy, lead_time = QSystem(3, 5), Constant(2.0)
    demand = customers(1.5)
    return one_stock(policy, demand, seed, opening=8, lead_time=lead_time, horizon=5050, warm_up=50)


def base_stock_world(seed: int) -> Scenario:
    """A base stock of 12, and lead times so uneven that orders overtake each other."""
    policy, lead_time = BaseStock(12), Uniform(0.5, 1.5)
    demand = customers(10)
    return one_stock(policy, demand, seed, opening=12, lead_time=lead_time, horizon=820, warm_up=20)


def lost_sales_world(seed: int) -> Scenario:
    """A base stock of 9 with customers who do not wait."""
    policy, lead_time = BaseStock(9), Gamma(0.8, 0.6)
    demand = customers(10, unmet="lost")
    return one_stock(policy, demand, seed, opening=9, lead_time=lead_time, horizon=620, warm_up=20)


def min_max_world(seed: int) -> Scenario:
    """At 14 or below, up to 62; ordered in the morning and there at once."""
    demand, policy = every_day(Poisson(20.0), first=0.0), PeriodicMinMax(1.0, 14, 62)
    return one_stock(
        policy,
        demand,
        seed,
        opening=62,
        lead_time=Constant(0.0),
        horizon=2020,
        warm_up=20,
        phases=MORNING,
    )


def fixed_period_world(seed: int) -> Scenario:
    """Every second morning up to 110, there three days later."""
    demand, policy = every_day(Poisson(20.0), first=0.0), PSystem(2.0, 110)
    return one_stock(
        policy,
        demand,
        seed,
        opening=110,
        lead_time=Constant(3.0),
        horizon=2020,
        warm_up=20,
        phases=MORNING,
    )


SEASONS = 250
"""Shops in a world of jackets, each with a season of its own."""
JACKET_PRICE, JACKET_COST, JACKET_SALVAGE = 250.0, 100.0, 80.0


def season_world(seed: int) -> Scenario:
    """Jackets that are bought once, in the quantity of our newsvendor; each shop has its own season."""
    under, over = mismatch_costs(JACKET_PRICE, JACKET_COST, JACKET_SALVAGE)
    quantity = newsvendor_normal(350.0, 100.0, under, over).quantity
    names = [f"shop {k}" for k in range(SEASONS)]
    network = Network(
        items=(Item(name="jacket", whole=False),),
        stock_points=tuple(StockPoint(name=name, item="jacket") for name in names),
        suppliers=(MAKER,),
        sources=tuple(Purchase(stock=n, supplier="maker", lead_time=Constant(1.0)) for n in names),
        demands=tuple(
            Demand(name=n, stock=n, interval=Constant(inf), first=2.0, size=Normal(350, 100), unmet="lost")
            for n in names
        ),
    )
    control = tuple(Control((name,), Season(quantity)) for name in names)
    return Scenario(name="season", network=network, control=control, horizon=3.0, seed=seed)


def season_profit(run: Run) -> float:
    """Profit of a season: jackets sold, less those bought, and what the rest brings."""
    sold = run.total("demand_units") - run.total("lost_units")
    bought = run.total("received_units")
    money = JACKET_PRICE * sold - JACKET_COST * bought + JACKET_SALVAGE * (bought - sold)
    return float(money.mean())


def season_demand_above(run: Run) -> float:
    """Jackets asked for in a season above their mean."""
    return float(run.total("demand_units").mean()) - 350.0


CHAIN = ("s1", "s2", "s3")
"""Stages of the chain, the one next to the customers first."""
CHAIN_LEVELS = (6.49, 12.017608, 22.705499)
"""Echelon base stocks that are best for it, of the same source."""
CHAIN_LEAD_TIMES = (1.0, 1.0, 2.0)
CHAIN_HOLDING, CHAIN_SHORTAGE = (7.0, 4.0, 2.0), 37.12


def chain_world(seed: int) -> Scenario:
    """Three stages in a row under echelon base stock, which order after the demand of the day."""
    lead_times = dict(zip(CHAIN, CHAIN_LEAD_TIMES, strict=True))
    opening = [high - low for low, high in pairwise((0.0, *CHAIN_LEVELS))]
    network = Network(
        items=(Item(name="a", whole=False),),
        stock_points=tuple(
            StockPoint(name=name, item="a", initial=units) for name, units in zip(CHAIN, opening, strict=True)
        ),
        suppliers=(MAKER,),
        sources=(
            *(Transfer(stock=a, origin=b, lead_time=Constant(lead_times[a])) for a, b in pairwise(CHAIN)),
            Purchase(stock="s3", supplier="maker", lead_time=Constant(lead_times["s3"])),
        ),
        demands=(every_day(Normal(5, 1), stock="s1"),),
    )
    policy = EchelonBaseStock(review_period=1.0, echelon_level=dict(zip(CHAIN, CHAIN_LEVELS, strict=True)))
    control = (Control(CHAIN, policy),)
    return Scenario(name="chain", network=network, control=control, horizon=820, warm_up=20, seed=seed)


def chain_cost(run: Run) -> float:
    """Cost a day: stock of each stage, goods on their way from it, and customers who wait.

    What a stage has on order and is not owed by the stage before it is on its way; it costs what it costs
    at the stage that it left.
    """
    total = CHAIN_SHORTAGE * run.of("s1", "backorder_area")
    for stage, price in zip(CHAIN, CHAIN_HOLDING, strict=True):
        total += price * run.of(stage, "on_hand_area")
    for (below, stage), price in zip(pairwise(CHAIN), CHAIN_HOLDING[1:], strict=True):
        total += price * (run.of(below, "on_order_area") - run.of(stage, "backorder_area"))
    return total / run.time


SHOPS = ("shop 1", "shop 2", "shop 3", "shop 4")


def warehouse_world(seed: int) -> Scenario:
    """A warehouse with 6 units for four shops with 3 each; every unit sold is ordered again at once."""
    network = Network(
        items=(Item(name="a"),),
        stock_points=(
            StockPoint(name="warehouse", item="a", initial=6),
            *(StockPoint(name=shop, item="a", initial=3) for shop in SHOPS),
        ),
        suppliers=(MAKER,),
        sources=(
            Purchase(stock="warehouse", supplier="maker", lead_time=Constant(1.5)),
            *(Transfer(stock=shop, origin="warehouse", lead_time=Constant(1.0)) for shop in SHOPS),
        ),
        demands=tuple(customers(1.0, shop) for shop in SHOPS),
    )
    control = (
        Control(("warehouse",), BaseStock(6)),
        *(Control((shop,), BaseStock(3)) for shop in SHOPS),
    )
    return Scenario(name="warehouse", network=network, control=control, horizon=520, warm_up=20, seed=seed)


STOCK_CHECKS = (
    Simulated(
        name="Order point and lot",
        what="cost of orders, stock and backorders under order point 3 and lots of 5; customers at random, "
        "constant lead time",
        source="Snyder and Shen (2019), example 5.8, as published; method of Federgruen and Zheng (1992)",
        published=107.923581,
        decimals=2,
        unit="cost a period",
        world=order_point_world,
        reading=cost(100, 20, 150),
    ),
    Simulated(
        name="Base stock, uneven lead times",
        what="units filled at once by a base stock of 12, where orders overtake each other; customers at "
        "random",
        source="Palm's theorem (1938), exact",
        published=69.6776,
        decimals=2,
        unit="%",
        world=base_stock_world,
        reading=filled("a"),
        controls=(demand_above(10.0, "a"), under_way_above(1.0)),
    ),
    Simulated(
        name="Customers who do not wait",
        what="units sold by a base stock of 9, where what is not there is lost; customers at random",
        source="Erlang's loss formula (1917), exact",
        published=82.685917,
        decimals=2,
        unit="%",
        world=lost_sales_world,
        reading=filled("a"),
        controls=(demand_above(10.0, "a"), under_way_above(0.8)),
    ),
    Simulated(
        name="Order point and maximum",
        what="cost of orders, stock and backorders at the best levels, 14 and 62, with a look each morning",
        source="Zheng and Federgruen (1991), table 1, mean demand 20, recomputed",
        published=49.173,
        decimals=2,
        unit="cost a day",
        world=min_max_world,
        reading=cost(64, 1, 9),
        controls=(demand_above(20.0, "a"),),
    ),
    Simulated(
        name="Fixed order period",
        what="units filled at once with a review every second morning, level 110 and three days of lead time",
        source="exact sum over the review cycle, after Silver, Pyke and Peterson",
        published=97.8228,
        decimals=2,
        unit="%",
        world=fixed_period_world,
        reading=filled("a"),
        controls=(demand_above(20.0, "a"),),
    ),
    Simulated(
        name="Season bought once",
        what="profit of a season of ski jackets in the quantity that our newsvendor orders",
        source="Chopra and Meindl, example of ski jackets, recomputed",
        published=49_146.0,
        decimals=0,
        unit="$ a season",
        world=season_world,
        reading=season_profit,
        controls=(season_demand_above,),
    ),
    Simulated(
        name="Chain of three stages",
        what="cost of stock, goods on their way and backorders under the best echelon base stocks",
        source="Snyder and Shen (2019), example 6.1, as published; model of Clark and Scarf (1960)",
        published=47.65,
        decimals=2,
        unit="cost a day",
        world=chain_world,
        reading=chain_cost,
    ),
    Simulated(
        name="Warehouse and four shops",
        what="units filled at once in four shops that a shared warehouse supplies, first come first served",
        source="exact by splitting the backorders of the warehouse, after Simon (1971) and Graves (1985)",
        published=86.5322,
        decimals=2,
        unit="%",
        world=warehouse_world,
        reading=filled(*SHOPS),
        controls=(demand_above(4.0, *SHOPS),),
    ),
)
"""Simulated checks of stock and networks."""
