"""Errors that a user can act on: one sentence with the place and the remedy."""


class OrderpointError(Exception):
    """Base of every error that orderpoint raises on purpose."""


class DataError(OrderpointError):
    """Something in the data of a case is wrong; the message names place, reason and remedy."""


class SimulationError(OrderpointError):
    """A run reached a state that cannot go on; the message names time, members and cause."""


class AuditError(SimulationError):
    """The auditor found a broken identity: units, position or money do not add up."""
