"""The world: what happens. A discrete-event simulation of stock, sources, plant and customers."""

from sim.errors import AuditError, DataError, OrderpointError, SimulationError
from sim.run import Run
from sim.scenario import DEFAULT_PHASES, STOCKPYL_PHASES, Control, Scenario
from sim.simulate import simulate

__all__ = [
    "DEFAULT_PHASES",
    "STOCKPYL_PHASES",
    "AuditError",
    "Control",
    "DataError",
    "OrderpointError",
    "Run",
    "Scenario",
    "SimulationError",
    "simulate",
]
