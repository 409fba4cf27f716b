"""A work centre against queueing theory: M/M/c and M/G/1."""

import pytest

from policies.sizing import general_service_queue, multi_server_queue
from sim import Control, Scenario
from sim.distributions import Exponential, Gamma
from sim.network import Demand, Item, Network, Operation, Production, StockPoint, WorkCentre
from tests.worlds import entry, hold, to_order


def shop(service, servers: int, gap: float, horizon: float) -> Scenario:
    """Return a shop that makes single units to order at one work centre; time unit the hour."""
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a"),),
        sources=(Production(stock="a", route=(Operation(work_centre="bench", run_hours=service),)),),
        work_centres=(WorkCentre(name="bench", servers=servers),),
        demands=(Demand(name="d", stock="a", interval=Exponential(gap)),),
    )
    return Scenario(
        name="shop",
        network=network,
        control=(Control(("a",), to_order()),),
        horizon=horizon,
        warm_up=horizon / 20,
        time_unit="hour",
    )


def wait(run):
    """Mean wait in the queue."""
    return run.centre("bench", "wait_time") / run.centre("bench", "operations")


def queue(run):
    """Mean number of lots in the queue."""
    return run.centre("bench", "queue_area") / run.time


def busy(run):
    """Mean number of busy machines."""
    return run.centre("bench", "busy_area") / run.time


def flow(run):
    """Mean time from order to posting."""
    return run.of("a", "run_time") / run.of("a", "made_orders")


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (2, 1.0)])
def test_exponential_service_on_equal_machines(servers, load):
    """M/M/c: wait, queue, busy machines and flow time by Erlang's C formula."""
    exact = multi_server_queue(1.0, 1 / load, servers)
    hold(
        shop(Exponential(load), servers, 1.0, 18_000),
        (wait, exact.mean_wait, 0.05),
        (queue, exact.mean_queue, 0.05),
        (busy, load, 0.01),
        (flow, exact.mean_flow_time, 0.05),
    )


@pytest.mark.parametrize("sd", [0.25, 0.6])
def test_general_service_on_one_machine(sd):
    """M/G/1: the mean wait by the Pollaczek-Khinchine formula."""
    exact = general_service_queue(1.0, 0.5, sd)
    hold(shop(Gamma(0.5, sd), 1, 1.0, 8_000), (wait, exact.mean_wait, 0.06), (queue, exact.mean_queue, 0.06))


def test_published_queues():
    """Entry Q-01: the formulae that the simulation is held to give the recorded M/M/c figures."""
    known = entry("Q-01")
    for name, (arrivals, services, servers) in known["inputs"].items():
        exact, expected = multi_server_queue(arrivals, services, servers), known["expected"][name]
        assert exact.mean_wait == pytest.approx(expected["Wq"], rel=1e-5)
        assert exact.mean_queue == pytest.approx(expected["Lq"], rel=1e-5)
