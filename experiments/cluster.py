"""Work on more than one machine: joblib's workers on a Dask cluster."""

from collections.abc import Iterator
from contextlib import contextmanager

from experiments.digest import code_digest
from sim import DataError

PATIENCE = 10.0
"""Seconds to wait for a cluster to answer."""
ALL = -1
"""As many workers as there are."""


@contextmanager
def workers(address: str | None) -> Iterator[int | None]:
    """Let everything that is replicated run on a cluster; without an address, on this machine.

    Parameters
    ----------
    address
        Of a Dask scheduler, such as `tcp://10.0.0.5:8786`.

    Yields
    ------
    int or None
        How many workers to ask for; None where there is no cluster.

    Raises
    ------
    DataError
        Dask is not installed, nobody answers, nobody works there, or a worker has other code than this.
    """
    if address is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise DataError(
            "a cluster needs Dask, which is not installed; install it with pip install 'orderpoint[cluster]'"
        ) from None
    import joblib

    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise DataError(
            f"no cluster answers at {address} ({str(error).splitlines()[0]}); check the address, and that "
            "`dask scheduler` runs there and may be reached from here"
        ) from None
    with client:
        check_workers(client.run(code_digest), address)
        with joblib.parallel_config("dask", client=client):
            yield ALL


def check_workers(digests: dict[str, str], address: str) -> None:
    """Refuse a cluster without workers, or with workers that would compute something else.

    Parameters
    ----------
    digests
        Digest of the code of each worker.
    """
    if not digests:
        raise DataError(f"the cluster at {address} has no workers; start some with `dask worker {address}`")
    others = sorted(worker for worker, digest in digests.items() if digest != code_digest())
    if others:
        raise DataError(
            f"worker {others[0]} of the cluster at {address} has another version of orderpoint than this "
            "machine; install the same everywhere"
        )
