"""What stock and work cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Rates that turn totals into money.

    `holding_rate`: cost of carrying one unit of money in stock for a year. `backorder_cost`: money
    for one unit waiting one year. `currency` is an ISO code.
    """

    currency: str = "INR"
    holding_rate: float = 0.0
    backorder_cost: float = 0.0
