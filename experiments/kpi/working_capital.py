"""Working capital through time: stock, what customers owe, and what is owed to suppliers."""

from collections.abc import Sequence

import numpy as np

from experiments.kpi.ledger import Array
from sim.engine.history import MoneyHistory
from sim.network import Accounts


def working_capital_series(history: MoneyHistory, accounts: Accounts) -> dict[str, Array]:
    """Return working capital at every reading of a history, and what it is made of.

    Payables are the purchases received within the last `payable_days`, receivables the sales within the last
    `receivable_days`. Nobody owes anything at time zero. The figures are exact where the days are a
    multiple of the interval of the history; between two readings purchases and sales are taken to grow
    in a straight line.

    Parameters
    ----------
    history
        A history that has been read in a run.
    accounts
        Days until suppliers are paid and until customers pay.

    Returns
    -------
    Columns of shape (readings,): `time` (time units of the scenario), `stock`, `in_process`,
    `receivables`, `payables`, `working_capital` (money).
    """
    stock, in_process = np.array(history.stock), np.array(history.in_process)
    receivables = _within(history.times, history.sales, accounts.receivable_days * history.day)
    payables = _within(history.times, history.purchases, accounts.payable_days * history.day)
    return {
        "time": np.array(history.times),
        "stock": stock,
        "in_process": in_process,
        "receivables": receivables,
        "payables": payables,
        "working_capital": stock + in_process + receivables - payables,
    }


def _within(times: Sequence[float], added_up: Sequence[float], delay: float) -> Array:
    """Return what was added within the last `delay`; nothing was before time zero."""
    now, then = np.array(added_up), np.array(times) - delay
    return now - np.interp(then, times, added_up, left=0.0)
