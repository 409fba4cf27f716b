"""Leave garbage where it is, in work that ends soon and keeps nearly all it makes."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Do without garbage collection: it would look through a growing whole again and again.

    Reading results and laying out pages takes a tenth less time so.
    """
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()
