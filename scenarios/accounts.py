"""The accounts section of a case."""

from scenarios.columns import columns_of
from sim.network import Accounts

ACCOUNTS = columns_of(Accounts)
"""The rates that a case may state."""
