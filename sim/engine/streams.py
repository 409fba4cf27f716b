"""Named random streams: randomness belongs to the thing, not to the moment."""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from itertools import chain, cycle, repeat
from typing import Any

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

from sim.distributions import Constant, Distribution, Empirical, Recorded

SMALL_BLOCK = 32
SMALL_BLOCKS = 16
LARGE_BLOCK = 256
"""Values drawn at once: small blocks at first, larger ones for a stream that is read much. A plant has
thousands of streams of a few dozen values, so large blocks from the start would cost memory."""

Shape = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def not_negative(block: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cut a block of times at zero: the shape of every tape of times."""
    return np.maximum(block, 0.0)


def stream_name(*parts: str) -> str:
    """Join the parts of a stream's name so that no two lists of parts give the same name.

    Examples
    --------
    >>> stream_name("demand", "a/b", "gap")
    'demand/a%2Fb/gap'
    """
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)


class StreamSeed(ISeedSequence):
    """Seed of a named stream: a 512-bit hash of seed, replication and name.

    The same in every process and version of Python. numpy's own SeedSequence would do as well and costs
    six times as much, which a plant with thousands of streams feels in every run.
    """

    def __init__(self, seed: int, replication: int, name: str) -> None:
        self._digest = blake2b(f"{seed}/{replication}/{name}".encode()).digest()

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> NDArray[Any]:
        """Return the first words of the hash, as numpy's bit generators ask for them."""
        return np.frombuffer(self._digest, dtype=dtype)[:n_words]


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
        return np.random.Generator(np.random.PCG64(StreamSeed(self.seed, self.replication, name)))  # type: ignore[arg-type]

    def tape(self, name: str, law: Distribution, shape: Shape | None = None) -> Iterator[float]:
        """Return an endless iterator over draws of `law` from stream `name`.

        The stream is opened at the first draw and filled in blocks; numpy guarantees the same values for
        any block size. `shape` is applied to each block (rounding, truncation).
        """
        if isinstance(law, Constant):
            value = law.value if shape is None else float(shape(np.array([law.value]))[0])
            return repeat(value)
        if isinstance(law, Recorded):
            values = np.array([*law.values, *([] if law.after is None else [law.after])], dtype=float)
            played = (values if shape is None else shape(values)).tolist()
            return cycle(played) if law.after is None else chain(played[:-1], repeat(played[-1]))
        return chain.from_iterable(self._blocks(name, law, shape))

    def _blocks(self, name: str, law: Distribution, shape: Shape | None) -> Iterator[list[float]]:
        rng = self.generator(name)
        run = law.block if isinstance(law, Empirical) else 1  # a run of a history is never cut
        for size in chain(repeat(SMALL_BLOCK, SMALL_BLOCKS), repeat(LARGE_BLOCK)):
            block = law.sample(rng, -(-size // run) * run)
            yield (block if shape is None else shape(block)).tolist()
