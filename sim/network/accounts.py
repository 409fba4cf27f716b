"""What stock and work cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Rates that turn totals into money.

    Parameters
    ----------
    currency
        ISO code of the currency.
    holding_rate
        Cost of carrying one unit of money in stock for a year, where it is not split (share a year).
    capital_rate
        Interest on the money in stock (share a year). This and the three that follow split the cost of
        carrying; they are added to `holding_rate`.
    space_rate
        Space and handling (share a year of the value of stock).
    insurance_rate
        Insurance (share a year of the value of stock).
    risk_rate
        Ageing and risk (share a year of the value of stock).
    backorder_cost
        Cost of one unit that a customer waits for, for a year (money).
    shortage_per_unit
        Cost of each unit that is not served at once (money).
    shortage_per_event
        Cost of each order line that is not served whole at once (money).
    payable_days
        Days from a receipt to paying the supplier.
    receivable_days
        Days from a delivery to the customer's payment.
    """

    currency: str = "INR"
    holding_rate: float = 0.0
    capital_rate: float = 0.0
    space_rate: float = 0.0
    insurance_rate: float = 0.0
    risk_rate: float = 0.0
    backorder_cost: float = 0.0
    shortage_per_unit: float = 0.0
    shortage_per_event: float = 0.0
    payable_days: float = 0.0
    receivable_days: float = 0.0

    @property
    def carrying_rate(self) -> float:
        """All of it: cost of carrying one unit of money in stock for a year."""
        return self.holding_rate + self.capital_rate + self.space_rate + self.insurance_rate + self.risk_rate
