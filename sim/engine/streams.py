"""Named random streams: randomness belongs to the thing, not to the moment."""

import hashlib
from collections.abc import Callable, Iterator
from itertools import chain, cycle, repeat

import numpy as np
from numpy.typing import NDArray

from sim.distributions import Constant, Distribution, Recorded

FIRST_BLOCK = 32
LARGEST_BLOCK = 4096

Shape = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def stream_key(name: str) -> int:
    """Return a 64-bit key of a stream name, the same in every process and version."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


class Streams:
    """All random streams of one replication, each known by its name.

    Two alternatives that use the same seed and replication read the same numbers from streams of the
    same name, whatever else they draw.
    """

    __slots__ = ("replication", "seed")

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication

    def generator(self, name: str) -> np.random.Generator:
        """Return a fresh generator at the start of stream `name`."""
        sequence = np.random.SeedSequence(self.seed, spawn_key=(self.replication, stream_key(name)))
        return np.random.Generator(np.random.PCG64(sequence))

    def tape(self, name: str, law: Distribution, shape: Shape | None = None) -> Iterator[float]:
        """Return an endless iterator over draws of `law` from stream `name`.

        The stream is opened at the first draw and filled in growing blocks; numpy guarantees the same
        values for any block size. `shape` is applied to each block (rounding, truncation).
        """
        if isinstance(law, Constant):
            value = law.value if shape is None else float(shape(np.array([law.value]))[0])
            return repeat(value)
        if isinstance(law, Recorded):
            values = np.array(law.values, dtype=float)
            played = (values if shape is None else shape(values)).tolist()
            return cycle(played) if law.after is None else chain(played, repeat(law.after))
        return chain.from_iterable(self._blocks(name, law, shape))

    def _blocks(self, name: str, law: Distribution, shape: Shape | None) -> Iterator[list[float]]:
        rng = self.generator(name)
        size = FIRST_BLOCK
        while True:
            block = law.sample(rng, size)
            yield (block if shape is None else shape(block)).tolist()
            size = min(size * 4, LARGEST_BLOCK)
