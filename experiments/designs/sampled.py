"""Samples of a space of values that fill it evenly: Latin hypercubes and Sobol sequences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.designs.vary import Range, Value, check_ranges, labelled


@dataclass(frozen=True, slots=True)
class Sample:
    """Points that differ from each other, and what happened to their number.

    `note` is empty where there are as many as were asked for, else sentences for the user.
    """

    points: tuple[dict[str, Value], ...]
    note: str = ""


def latin_hypercube(ranges: Sequence[Range], count: int, seed: int) -> Sample:
    """Draw points of which each range has one in every `count`-th part of it.

    Parameters
    ----------
    ranges
        One for each path.
    count
        Points to draw; fewer come back where a step or whole numbers make some of them the same.
    seed
        Same seed, same points.

    Raises
    ------
    ValueError
        No range, a path that is varied twice, or no points.

    Notes
    -----
    McKay, Beckman and Conover, Technometrics 21 (1979) 239-245.
    """
    from scipy.stats import qmc

    _check(ranges, count)
    sampler = qmc.LatinHypercube(len(ranges), **_seeded(seed))
    return _sample(ranges, sampler.random(count), "")


def sobol_points(ranges: Sequence[Range], count: int, seed: int) -> Sample:
    """Draw the first points of a scrambled Sobol sequence.

    Parameters
    ----------
    ranges
        One for each path.
    count
        Points to draw, rounded up to a power of two (its balance needs that), and the note says so.
    seed
        Same seed, same points.

    Raises
    ------
    ValueError
        No range, a path that is varied twice, or no points.

    Notes
    -----
    Owen, J. Complexity 14 (1998) 466-489: the scrambling.
    """
    _check(ranges, count)
    size = power_of_two(count)
    note = f"{count:,} points are rounded up to {size:,}, a power of two." if size > count else ""
    return _sample(ranges, unit_sobol(len(ranges), size, seed), note)


def unit_sobol(dimensions: int, count: int, seed: int) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Return `count` (a power of two) points of a scrambled Sobol sequence in the unit cube."""
    from scipy.stats import qmc

    sampler = qmc.Sobol(dimensions, **_seeded(seed))
    return np.asarray(sampler.random_base2(count.bit_length() - 1))


def power_of_two(count: int) -> int:
    """Return the least power of two that is `count` or more.

    Examples
    --------
    >>> [power_of_two(count) for count in (1, 2, 3, 64, 65)]
    [1, 2, 4, 64, 128]
    """
    return 1 << (count - 1).bit_length()


def _seeded(seed: int) -> dict[str, Any]:
    return {"seed": np.random.default_rng(seed)}  # `rng` from scipy 1.15 on, which takes `seed` as well


def _check(ranges: Sequence[Range], count: int) -> None:
    check_ranges(ranges)
    if count < 1:
        raise ValueError(f"{count} points make no sample; ask for 1 or more")


def _sample(ranges: Sequence[Range], shares: Iterable[Sequence[float]], note: str) -> Sample:
    drawn = [
        tuple(one.at(float(u)) for one, u in zip(ranges, row, strict=True)) for row in shares
    ]  # fmt: skip
    different = list(dict.fromkeys(drawn))
    if len(different) < len(drawn):
        same = f"{len(drawn):,} points were drawn and {len(different):,} of them differ: "
        note = f"{note} {same}steps, whole numbers and lists leave no more values.".strip()
    return Sample(tuple(labelled(ranges, values) for values in different), note)
