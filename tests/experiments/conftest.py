"""Small worlds whose figures can be worked out by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from policies.q_system import QSystem
from sim import Control, Scenario
from sim.distributions import Constant, Exponential, Gamma
from sim.network import (
    Accounts,
    Component,
    Demand,
    Freight,
    Item,
    Network,
    Operation,
    Production,
    Purchase,
    StockPoint,
    Supplier,
    WorkCentre,
)


@dataclass(frozen=True)
class StubCase:
    """What a run folder needs of a case."""

    folder: Path
    name: str = "corner-shop"
    title: str = "The corner shop"
    today: str | None = "today"


@pytest.fixture
def shop() -> Scenario:
    """A shop that sells 4 every 10 days and buys 8 at a position of 4 or less, delivered after 14 days.

    From day 20 it repeats every 20 days: 4 filled and 8 ordered (day 20), 2 filled and 2 late (day 30),
    8 received and 2 of them handed on (day 34). Measured from day 15 to day 95: four such rounds.
    """
    return Scenario(
        name="shop",
        network=Network(
            items=(Item(name="jar", unit_cost=10.0, price=16.0),),
            stock_points=(StockPoint(name="shop", item="jar", initial=10),),
            sources=(
                Purchase(stock="shop", supplier="dairy", lead_time=Constant(14), order_cost=7, price=9),
            ),
            demands=(Demand(name="buyers", stock="shop", interval=Constant(10), size=Constant(4)),),
            suppliers=(Supplier(name="dairy", freight=Freight(per_shipment=20)),),
            accounts=Accounts(holding_rate=0.25, backorder_cost=100),
        ),
        control=(Control(("shop",), QSystem(order_point=4, quantity=8)),),
        horizon=95,
        warm_up=15,
    )


@pytest.fixture
def plant() -> Scenario:
    """A plant that makes one lot of 4 products, each from 2 parts of which 6 are there; times in hours.

    Sold out and ordered at 10, released at 13, kit complete at 18 (6 parts reserved, 8 bought), turned
    18-22, assembled 22-26 (a unit an hour, posted as a lot).
    """
    return Scenario(
        name="plant",
        time_unit="hour",
        network=Network(
            items=(
                Item(name="pump", unit_cost=10.0, price=25.0),
                Item(name="part", unit_cost=2.0, tags=("active",)),
            ),
            stock_points=(
                StockPoint(name="pump", item="pump", initial=4, tags=("active",)),
                StockPoint(name="part", item="part", initial=6),
            ),
            sources=(
                Production(
                    stock="pump",
                    components=(Component(stock="part", quantity=2),),
                    route=(
                        Operation(work_centre="lathe", setup_hours=Constant(2), run_hours=Constant(0.5)),
                        Operation(work_centre="bench", run_hours=Constant(1)),
                    ),
                    processing=Constant(3),
                    order_cost=11,
                ),
                Purchase(stock="part", supplier="foundry", lead_time=Constant(5), order_cost=3),
            ),
            demands=(
                Demand(name="buyers", stock="pump", interval=Constant(1000), size=Constant(4), first=10),
            ),
            suppliers=(Supplier(name="foundry"),),
            work_centres=(
                WorkCentre(name="lathe", hourly_cost=50),
                WorkCentre(name="bench", servers=2, hourly_cost=30),
            ),
        ),
        control=(
            Control(("pump",), QSystem(order_point=0, quantity=4)),
            Control(("part",), QSystem(order_point=0, quantity=8)),
        ),
        horizon=100,
    )


@pytest.fixture
def random_shop() -> Callable[[float], Scenario]:
    """Builder of a shop with random demand and lead times that orders a given quantity."""

    def build(quantity: float) -> Scenario:
        return Scenario(
            name="random-shop",
            network=Network(
                items=(Item(name="jar", unit_cost=10.0, price=16.0),),
                stock_points=(StockPoint(name="shop", item="jar", initial=20, place="high street"),),
                sources=(
                    Purchase(stock="shop", supplier="dairy", lead_time=Gamma(mean=6, sd=2), order_cost=5),
                ),
                demands=(Demand(name="buyers", stock="shop", interval=Exponential(mean=1.0)),),
                suppliers=(Supplier(name="dairy"),),
                accounts=Accounts(holding_rate=0.25, backorder_cost=50),
            ),
            control=(Control(("shop",), QSystem(order_point=6, quantity=quantity)),),
            horizon=120,
            warm_up=20,
            seed=3,
        )

    return build


@pytest.fixture
def overloaded() -> Scenario:
    """A plant with 30 hours of work a day for one machine that works 24."""
    return Scenario(
        name="overloaded",
        network=Network(
            items=(Item(name="pump", unit_cost=1.0, price=2.0),),
            stock_points=(StockPoint(name="pump", item="pump"),),
            sources=(
                Production(stock="pump", route=(Operation(work_centre="lathe", run_hours=Constant(30)),)),
            ),
            demands=(Demand(name="buyers", stock="pump", interval=Constant(1)),),
            work_centres=(WorkCentre(name="lathe"),),
        ),
        control=(Control(("pump",), QSystem(order_point=0, quantity=1)),),
        horizon=100,
    )


@pytest.fixture
def case(tmp_path: Path) -> StubCase:
    """A case folder with a heading, a table and a note that is not part of it."""
    folder = tmp_path / "corner-shop"
    folder.mkdir()
    (folder / "case.toml").write_text('title = "The corner shop"\n')
    (folder / "items.csv").write_text("name,unit_cost\njar,10\n")
    (folder / "notes.txt").write_text("private")
    return StubCase(folder)
