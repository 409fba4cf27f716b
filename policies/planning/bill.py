"""Bills of material of a whole assortment, as arrays: who goes into whom, how many, and on which level."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

BLOCK = 1024
"""Links of the bill that are worked on at once, so that they stay in the cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Bill:
    """Bills of material of many items, in low-level-code order; build it with `Bill.of`.

    The low-level code of an item is the longest way down to it from an item that goes into nothing. Items of
    one code stand together, so a plan that goes from code to code knows all that is wanted of an item before
    it comes to it.

    Attributes
    ----------
    items
        Names, in the order of all arrays of a plan.
    level_starts
        Items `level_starts[k]` to `level_starts[k + 1]` have low-level code k.
    component_starts, components, quantities
        Links `component_starts[i]` to `component_starts[i + 1]` are the parts list of item i: the position of
        each component and the units of it in one unit of the item.
    parent_starts, parents, parent_quantities
        The same links by component: where it is used, and how many units go into one unit of each parent.
    positions
        Position of each item, by name.
    """

    items: tuple[str, ...]
    level_starts: Integers
    component_starts: Integers
    components: Integers
    quantities: Floats
    parent_starts: Integers
    parents: Integers
    parent_quantities: Floats
    positions: Mapping[str, int]
    _runs: "dict[tuple[int, int], _Run]" = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, items: Iterable[str], lines: Iterable[tuple[str, str, float]]) -> "Bill":
        """Return the bill of the items.

        Parameters
        ----------
        items
            Names, in any order; those of one low-level code keep it.
        lines
            Parent, component and units of the component in one unit of the parent. Two lines for the same
            pair add up.

        Raises
        ------
        ValueError
            If a name is unknown or given twice, a quantity is not above zero, or an item goes into itself,
            directly or through others.

        Examples
        --------
        >>> bill = Bill.of(["axle", "cart", "wheel"], [("cart", "axle", 2), ("axle", "wheel", 2)])
        >>> bill.items, bill.level("wheel"), bill.parts_list("axle")
        (('cart', 'axle', 'wheel'), 2, (('wheel', 2.0),))
        """
        names = tuple(items)
        positions = {name: position for position, name in enumerate(names)}
        if len(positions) < len(names):
            twice = next(name for position, name in enumerate(names) if positions[name] != position)
            raise ValueError(f"item {twice!r} is given twice; give every item once.")
        parents, components, quantities = _links(lines, positions)
        codes = _low_level_codes(names, parents, components)
        order = np.argsort(codes, kind="stable")
        place = np.empty_like(order)
        place[order] = np.arange(len(names))
        parents, components, quantities = _merged(place[parents], place[components], quantities, len(names))
        by_component = np.argsort(components, kind="stable")
        sorted_names = tuple(names[position] for position in order)
        deepest = int(codes.max(initial=-1))
        return cls(
            items=sorted_names,
            level_starts=np.searchsorted(codes[order], np.arange(deepest + 2)),
            component_starts=np.searchsorted(parents, np.arange(len(names) + 1)),
            components=components,
            quantities=quantities,
            parent_starts=np.searchsorted(components[by_component], np.arange(len(names) + 1)),
            parents=parents[by_component],
            parent_quantities=quantities[by_component],
            positions=MappingProxyType({name: position for position, name in enumerate(sorted_names)}),
        )

    def __len__(self) -> int:
        return len(self.items)

    @property
    def levels(self) -> int:
        """Number of low-level codes."""
        return len(self.level_starts) - 1

    def position(self, item: str) -> int:
        """Return where an item stands in the arrays."""
        try:
            return self.positions[item]
        except KeyError:
            raise ValueError(f"item {item!r} is not in the bill; give one of its items.") from None

    def level(self, item: str) -> int:
        """Return the low-level code of an item."""
        return int(np.searchsorted(self.level_starts, self.position(item), side="right")) - 1

    def level_items(self, level: int) -> slice:
        """Return where the items of a low-level code stand."""
        return slice(int(self.level_starts[level]), int(self.level_starts[level + 1]))

    def parts_list(self, item: str) -> tuple[tuple[str, float], ...]:
        """Return the components of an item and how many units of each go into one unit of it."""
        position = self.position(item)
        links = slice(self.component_starts[position], self.component_starts[position + 1])
        names = [self.items[component] for component in self.components[links]]
        return tuple(zip(names, self.quantities[links].tolist(), strict=True))

    def where_used(self, item: str) -> tuple[tuple[str, float], ...]:
        """Return the parents of an item and how many units of it go into one unit of each."""
        position = self.position(item)
        links = slice(self.parent_starts[position], self.parent_starts[position + 1])
        names = [self.items[parent] for parent in self.parents[links]]
        return tuple(zip(names, self.parent_quantities[links].tolist(), strict=True))

    def ordered(self, values: Mapping[str, float], default: float | None = None) -> Floats:
        """Return values by name as an array in the order of the items.

        Parameters
        ----------
        values
            Value of each item.
        default
            Value of an item that is not named; none: every item must be.

        Raises
        ------
        ValueError
            If a name is not in the bill, or an item without a default is not named.
        """
        for name in values:
            self.position(name)
        missing = [name for name in self.items if name not in values]
        if missing and default is None:
            raise ValueError(f"no value is given for item {missing[0]!r}; give one, or a default.")
        return np.array([values.get(name, default) for name in self.items], dtype=np.float64)

    def explode(self, releases: Floats) -> Floats:
        """Return what releases require of their components, one level down.

        Parameters
        ----------
        releases
            Planned releases (units), items by buckets.

        Returns
        -------
        Gross requirements (units), items by buckets; the items of low-level code zero have none.

        Examples
        --------
        >>> bill = Bill.of(["cart", "axle"], [("cart", "axle", 2)])
        >>> bill.explode(np.array([[5.0, 0.0], [9.0, 9.0]]))
        array([[ 0.,  0.],
               [10.,  0.]])
        """
        gross = np.zeros_like(releases, dtype=np.float64)
        if self.levels > 1:
            first = int(self.level_starts[1])
            self.add_requirements(slice(first, len(self)), releases, gross[first:])
        return gross

    def add_requirements(
        self, items: slice, releases: Floats, gross: Floats, overdue: Floats | None = None
    ) -> None:
        """Add to the gross requirements of a run of components what the releases of their parents require.

        Parameters
        ----------
        items
            Where the components stand; each must have a parent, so none has low-level code zero.
        releases
            Planned releases of all items (units), items by buckets.
        gross
            Gross requirements of the components (units), added to in place.
        overdue
            Releases of each item that should have been made before the first bucket (units); their
            components are wanted in the first.
        """
        run = self._run(items)
        wanted = run.matrix @ releases[: run.above]
        if overdue is not None:
            first = releases[run.parents, 0] + overdue[run.parents]
            wanted[:, 0] = np.add.reduceat(run.quantities * first, run.starts)
        for rows, parents, quantities, starts in run.pieces:
            needed = releases[parents]
            if overdue is not None:
                needed[:, 0] += overdue[parents]
            needed *= quantities
            wanted[rows] = np.add.reduceat(needed, starts, axis=0)
        gross += wanted

    def total_requirements(self, demand: Floats) -> Floats:
        """Return what demand requires of every item through all levels, without stock, lots or lead times.

        Parameters
        ----------
        demand
            Independent demand (units), items by buckets.

        Returns
        -------
        Demand and all that follows from it (units), items by buckets.

        Examples
        --------
        >>> bill = Bill.of(["cart", "axle", "wheel"], [("cart", "axle", 2), ("axle", "wheel", 2)])
        >>> bill.total_requirements(np.array([[5.0], [0.0], [1.0]])).ravel()
        array([ 5., 10., 21.])
        """
        total = np.array(demand, dtype=np.float64)
        for level in range(1, self.levels):
            items = self.level_items(level)
            self.add_requirements(items, total, total[items])
        return total

    def _run(self, items: slice) -> "_Run":
        """Return the links to a run of components; they are compiled once."""
        key = items.start, items.stop
        if key not in self._runs:
            starts = self.parent_starts[items.start : items.stop + 1]
            links = slice(int(starts[0]), int(starts[-1]))
            self._runs[key] = _Run.of(starts - starts[0], self.parents[links], self.parent_quantities[links])
        return self._runs[key]


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """The links to a run of components: parents, quantities, and where those of each component start.

    Where all quantities of a component are whole, sums are exact in any order: `matrix` takes them, a row a
    component, a column for each of the first `above` items. Those of the others are added in the order of the
    bill, by pieces that stay in the cache: rows, parents, quantities, and where the links of each row start.
    """

    starts: Integers
    parents: Integers
    quantities: Floats
    matrix: Any
    above: int
    pieces: tuple[tuple[Integers, Integers, Floats, Integers], ...]

    @classmethod
    def of(cls, starts: Integers, parents: Integers, quantities: Floats) -> "_Run":
        from scipy.sparse import csr_array  # here, for it is slow to load

        counts = np.diff(starts)
        rows = np.repeat(np.arange(len(counts)), counts)
        divided = np.zeros(len(counts), dtype=np.bool_)
        divided[rows[np.rint(quantities) != quantities]] = True
        whole = ~divided[rows]
        ends = np.concatenate(([0], np.cumsum(np.where(divided, 0, counts))))
        above = int(parents.max(initial=-1)) + 1
        matrix = csr_array((quantities[whole], parents[whole], ends), shape=(len(counts), above))
        rest = np.flatnonzero(divided)
        bounds = np.flatnonzero(np.diff(np.cumsum(counts[rest]) // BLOCK)) + 1
        pieces = []
        for some in np.split(rest, bounds) if rest.size else ():
            links = _ranges(starts[some], starts[some + 1])
            firsts = np.cumsum(counts[some]) - counts[some]
            pieces.append((some, parents[links], quantities[links, None], firsts))
        return cls(starts[:-1], parents, quantities, matrix, above, tuple(pieces))


def _links(
    lines: Iterable[tuple[str, str, float]], positions: Mapping[str, int]
) -> tuple[Integers, Integers, Floats]:
    """Return parents, components and quantities of the lines, checked."""
    parents, components, quantities = [], [], []
    for parent, component, quantity in lines:
        for name in (parent, component):
            if name not in positions:
                raise ValueError(
                    f"the bill line {parent!r} - {component!r} names {name!r}, which is no item; add it "
                    "to the items or correct the name."
                )
        if not 0 < quantity < float("inf"):
            raise ValueError(
                f"the bill line {parent!r} - {component!r} has quantity {quantity!r}; give a finite "
                "number above 0."
            )
        parents.append(positions[parent])
        components.append(positions[component])
        quantities.append(quantity)
    return (
        np.array(parents, dtype=np.int64),
        np.array(components, dtype=np.int64),
        np.array(quantities, dtype=np.float64),
    )


def _low_level_codes(names: Sequence[str], parents: Integers, components: Integers) -> Integers:
    """Return the longest way down to each item, taking away level after level from the top."""
    codes = np.full(len(names), -1, dtype=np.int64)
    waiting = np.bincount(components, minlength=len(names))  # links to parents without a code
    by_parent = np.argsort(parents, kind="stable")
    starts = np.searchsorted(parents[by_parent], np.arange(len(names) + 1))
    below = components[by_parent]
    level = 0
    ready = np.flatnonzero(waiting == 0)
    while ready.size:
        codes[ready] = level
        links = _ranges(starts[ready], starts[ready + 1])
        met, counts = np.unique(below[links], return_counts=True)
        waiting[met] -= counts
        ready = met[waiting[met] == 0]
        level += 1
    if (codes < 0).any():
        loop = " > ".join(repr(names[item]) for item in _loop(codes, parents, components))
        raise ValueError(f"the bill runs in a loop: {loop}; take out one of these lines.")
    return codes


def _ranges(starts: Integers, stops: Integers) -> Integers:
    """Return all numbers from each start to its stop, one run after the other."""
    lengths = stops - starts
    offsets = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return np.arange(lengths.sum()) + offsets


def _loop(codes: Integers, parents: Integers, components: Integers) -> list[int]:
    """Return the members of a loop from parent to component, the first again at the end."""
    uncoded = (codes[parents] < 0) & (codes[components] < 0)
    above = dict(zip(components[uncoded].tolist(), parents[uncoded].tolist(), strict=True))
    way = [next(iter(above))]
    while above[way[-1]] not in way:
        way.append(above[way[-1]])
    first = above[way[-1]]
    return [first, *reversed(way[way.index(first) :])]


def _merged(
    parents: Integers, components: Integers, quantities: Floats, items: int
) -> tuple[Integers, Integers, Floats]:
    """Return the links sorted by parent and component, those of the same pair added up."""
    pairs, which = np.unique(parents * items + components, return_inverse=True)
    if not len(pairs):
        return parents, components, quantities
    summed = np.zeros(len(pairs))
    np.add.at(summed, which, quantities)
    return pairs // items, pairs % items, summed
