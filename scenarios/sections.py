"""The sections of a case file that hold plain fields: accounts and plant."""

from scenarios.columns import columns_of
from sim.network import Accounts, Plant

SECTIONS = {"accounts": columns_of(Accounts), "plant": columns_of(Plant)}
"""The fields of each."""
