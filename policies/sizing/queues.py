"""Steady-state queues: waiting at a work centre, and the loss formula behind lost sales."""

import math
from dataclasses import dataclass

from policies.sizing._checks import not_negative, positive, whole
from policies.sizing._search import root


@dataclass(frozen=True)
class QueueMeasures:
    """Long-run measures of a queue.

    Attributes
    ----------
    utilisation
        Share of time that a server is busy.
    probability_wait
        Probability that a job has to wait.
    mean_wait
        Time in the queue, Wq.
    mean_queue
        Jobs in the queue, Lq.
    mean_flow_time
        Time in the queue and in service, W.
    mean_in_system
        Jobs in the queue and in service, L.
    """

    utilisation: float
    probability_wait: float
    mean_wait: float
    mean_queue: float
    mean_flow_time: float
    mean_in_system: float


def erlang_loss(servers: int, offered_load: float) -> float:
    """Return Erlang's loss probability (Erlang B), the share of arrivals that finds every server busy.

    Parameters
    ----------
    servers
        Number of servers, zero or more.
    offered_load
        Arrival rate times mean service time (no unit).

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    B(0) = 1, B(c) = a B(c-1) / (c + a B(c-1)); it holds for any service distribution. Erlang (1917); Cooper
    (1981), Introduction to Queueing Theory, 2nd ed., chapter 3.

    Examples
    --------
    >>> from policies.sizing import erlang_loss
    >>> round(erlang_loss(servers=2, offered_load=1.0), 4)
    0.2
    """
    whole("servers", servers, 0)
    positive("offered_load", offered_load)
    blocking = 1.0
    for busy in range(1, servers + 1):
        blocking = offered_load * blocking / (busy + offered_load * blocking)
    return blocking


def multi_server_queue(arrival_rate: float, service_rate: float, servers: int = 1) -> QueueMeasures:
    """Return the measures of an M/M/c queue (Erlang C).

    Parameters
    ----------
    arrival_rate
        Jobs per unit time, Poisson.
    service_rate
        Jobs per unit time that one busy server finishes, exponential.
    servers
        c, 1 or more.

    Raises
    ------
    ValueError
        If an argument is out of range, or the servers cannot keep up.

    Notes
    -----
    C = B / (1 - rho (1 - B)) with B the Erlang loss; Wq = C / (c mu - lambda). Erlang (1917); Cooper (1981),
    chapter 3.

    Examples
    --------
    >>> from policies.sizing import multi_server_queue
    >>> queue = multi_server_queue(arrival_rate=2.4, service_rate=1, servers=3)
    >>> round(queue.probability_wait, 4), round(queue.mean_wait, 4)
    (0.6472, 1.0787)
    """
    positive("arrival_rate", arrival_rate)
    positive("service_rate", service_rate)
    whole("servers", servers, 1)
    offered = arrival_rate / service_rate
    utilisation = _keeps_up(arrival_rate, offered / servers)
    blocking = erlang_loss(servers, offered)
    probability_wait = blocking / (1 - utilisation * (1 - blocking))
    wait = probability_wait / (servers * service_rate - arrival_rate)
    return _measures(arrival_rate, 1 / service_rate, utilisation, probability_wait, wait)


def general_service_queue(arrival_rate: float, service_mean: float, service_sd: float) -> QueueMeasures:
    """Return the measures of an M/G/1 queue, served first come, first served (Pollaczek-Khinchine).

    Parameters
    ----------
    arrival_rate
        Jobs per unit time, Poisson.
    service_mean
        Mean service time.
    service_sd
        Standard deviation of the service time, zero or more.

    Raises
    ------
    ValueError
        If an argument is out of range, or the server cannot keep up.

    Notes
    -----
    Wq = lambda (m^2 + s^2) / (2 (1 - rho)). Pollaczek (1930), Khinchine (1932).

    Examples
    --------
    >>> from policies.sizing import general_service_queue
    >>> general_service_queue(arrival_rate=0.5, service_mean=1, service_sd=0).mean_wait
    0.5
    """
    positive("arrival_rate", arrival_rate)
    positive("service_mean", service_mean)
    not_negative("service_sd", service_sd)
    utilisation = _keeps_up(arrival_rate, arrival_rate * service_mean)
    wait = arrival_rate * (service_mean**2 + service_sd**2) / (2 * (1 - utilisation))
    return _measures(arrival_rate, service_mean, utilisation, utilisation, wait)


def timed_arrivals_queue(arrival_rate: float, service_rate: float) -> QueueMeasures:
    """Return the measures of a D/M/1 queue: jobs released at equal intervals, exponential service.

    Parameters
    ----------
    arrival_rate
        Jobs per unit time, equally spaced.
    service_rate
        Jobs per unit time that the busy server finishes.

    Raises
    ------
    ValueError
        If an argument is out of range, or the server cannot keep up.

    Notes
    -----
    A job has to wait with probability sigma, the root below 1 of sigma = exp(-(1 - sigma) / rho), and
    Wq = sigma / (mu (1 - sigma)). Kleinrock (1975), Queueing Systems, volume 1, chapter 6 (G/M/1).

    Examples
    --------
    >>> from policies.sizing import timed_arrivals_queue
    >>> round(timed_arrivals_queue(arrival_rate=0.8, service_rate=1).mean_wait, 4)
    1.6927
    """
    positive("arrival_rate", arrival_rate)
    positive("service_rate", service_rate)
    utilisation = _keeps_up(arrival_rate, arrival_rate / service_rate)
    # 1 - sigma is the root of x = 1 - exp(-x / rho) above rho (1 - rho), which keeps clear of x = 0.
    free = root(lambda x: x + math.expm1(-x / utilisation), utilisation * (1 - utilisation), 1.0)
    wait = (1 - free) / (service_rate * free)
    return _measures(arrival_rate, 1 / service_rate, utilisation, 1 - free, wait)


def kingman_wait(
    arrival_rate: float, service_mean: float, arrival_variation: float, service_variation: float
) -> float:
    """Return Kingman's approximation of the wait in a single-server queue of any distributions (G/G/1).

    Parameters
    ----------
    arrival_rate
        Jobs per unit time.
    service_mean
        Mean service time.
    arrival_variation
        Coefficient of variation of the time between arrivals (1 for Poisson arrivals).
    service_variation
        Coefficient of variation of the service time (1 for exponential service).

    Returns
    -------
    Mean time in the queue; exact for M/G/1, close to exact in heavy traffic, often too high elsewhere.

    Raises
    ------
    ValueError
        If an argument is out of range, or the server cannot keep up.

    Notes
    -----
    Wq = rho / (1 - rho) (ca^2 + cs^2) / 2 m, the VUT equation. Kingman (1961); Hopp & Spearman (2008),
    Factory Physics, 3rd ed., chapter 8.

    Examples
    --------
    >>> from policies.sizing import kingman_wait
    >>> round(kingman_wait(0.8, service_mean=1, arrival_variation=0, service_variation=1), 6)
    2.0
    """
    positive("arrival_rate", arrival_rate)
    positive("service_mean", service_mean)
    not_negative("arrival_variation", arrival_variation)
    not_negative("service_variation", service_variation)
    utilisation = _keeps_up(arrival_rate, arrival_rate * service_mean)
    variation = (arrival_variation**2 + service_variation**2) / 2
    return variation * utilisation / (1 - utilisation) * service_mean


def _keeps_up(arrival_rate: float, utilisation: float) -> float:
    """Return the utilisation, which must be below one."""
    if utilisation >= 1:
        raise ValueError(
            f"arrival_rate is {arrival_rate!r}; lower it or add capacity, for the utilisation would be "
            f"{utilisation:.4g}, and from 1 on the queue grows without end."
        )
    return utilisation


def _measures(
    arrival_rate: float, service_mean: float, utilisation: float, probability_wait: float, wait: float
) -> QueueMeasures:
    """Complete the measures from the wait by Little's law."""
    flow_time = wait + service_mean
    return QueueMeasures(
        utilisation=utilisation,
        probability_wait=probability_wait,
        mean_wait=wait,
        mean_queue=arrival_rate * wait,
        mean_flow_time=flow_time,
        mean_in_system=arrival_rate * flow_time,
    )
