"""How the things of a network are gathered into the groups of its picture."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sim.network import Network, Production, Purchase, Transfer

CUSTOMERS = "customers"
"""Group of all customers, where each has no node of its own."""


@dataclass(frozen=True)
class NetworkParts:
    """A network, and what is asked of it again and again."""

    network: Network
    tags: Mapping[str, frozenset[str]]
    time_unit: str

    @cached_property
    def sold(self) -> frozenset[str]:
        """Stock points that customers draw on."""
        demands = self.network.demands
        return frozenset([d.stock for d in demands] + [line.stock for d in demands for line in d.lines])

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Kind of each stock point: sold, or by its first source."""
        first = {Purchase: "bought", Production: "made", Transfer: "moved"}
        kinds: dict[str, str] = {}
        for source in self.network.sources:
            kinds.setdefault(source.stock, first[type(source)])
        names = [point.name for point in self.network.stock_points]
        return {name: "sold" if name in self.sold else kinds.get(name, "bought") for name in names}

    @cached_property
    def places(self) -> dict[str, str]:
        """Place of each stock point."""
        return {point.name: point.place for point in self.network.stock_points}

    @cached_property
    def feeds(self) -> list[tuple[str, str]]:
        """Stock points that feed others, pair by pair."""
        pairs = []
        for source in self.network.sources:
            if isinstance(source, Production):
                pairs += [(part.stock, source.stock) for part in source.components]
            elif isinstance(source, Transfer):
                pairs.append((source.origin, source.stock))
        return pairs

    @cached_property
    def depths(self) -> dict[str, int]:
        """How many stock points goods pass at the most before they reach each."""
        return depths_of(list(self.kinds), self.feeds)

    @cached_property
    def exclusive(self) -> dict[str, str]:
        """A tag of each stock point that only stock points of its kind have, and that splits its kind.

        The most frequent tags are taken first, and none that meets another that was taken.
        """
        members: dict[str, set[str]] = defaultdict(set)
        for stock in self.kinds:
            for tag in self.tags.get(stock, ()):
                members[tag].add(stock)
        sizes = Counter(self.kinds.values())
        chosen: dict[str, str] = {}
        for tag in sorted(members, key=lambda tag: (-len(members[tag]), tag)):
            stocks = members[tag]
            kinds = {self.kinds[stock] for stock in stocks}
            splits = len(kinds) == 1 and kinds != {"sold"} and len(stocks) < sizes[next(iter(kinds))]
            if splits and not stocks & chosen.keys():
                chosen |= dict.fromkeys(stocks, tag)
        return chosen


@dataclass(frozen=True)
class Groups:
    """Group of each supplier, stock point, work centre and stream of customers, by its name."""

    suppliers: Mapping[str, str]
    stocks: Mapping[str, tuple[str, ...]]
    centres: Mapping[str, str]
    customers: Mapping[str, str]

    @property
    def number(self) -> int:
        """How many groups there are."""
        return sum(len(set(g.values())) for g in (self.suppliers, self.stocks, self.centres, self.customers))


def _each(parts: NetworkParts) -> Groups:
    network = parts.network
    return Groups(
        {s.name: s.name for s in network.suppliers},
        {p.name: (p.name,) for p in network.stock_points},
        {c.name: c.name for c in network.work_centres},
        {d.name: d.name for d in network.demands},
    )


def _no_single_customers(parts: NetworkParts) -> Groups:
    return replace(_each(parts), customers={d.name: CUSTOMERS for d in parts.network.demands})


def _by_tag(parts: NetworkParts) -> Groups:
    """Group by kind, place and tag; by the level of the parts list where there is no tag."""

    def key(stock: str) -> tuple[str, ...]:
        kind, tag = parts.kinds[stock], parts.exclusive.get(stock, "")
        depth = "" if tag or kind == "sold" else str(parts.depths[stock])
        return kind, parts.places[stock], tag, depth

    return _grouped(parts, key)


def _by_place(parts: NetworkParts) -> Groups:
    return _grouped(parts, lambda stock: (parts.kinds[stock], parts.places[stock], "", ""))


def _by_kind(parts: NetworkParts) -> Groups:
    groups = _grouped(parts, lambda stock: (parts.kinds[stock], "", "", ""))
    return replace(groups, suppliers=dict.fromkeys(groups.suppliers, "supplier"))


def _grouped(parts: NetworkParts, key: Callable[[str], tuple[str, ...]]) -> Groups:
    stocks = {point.name: key(point.name) for point in parts.network.stock_points}
    made: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for source in parts.network.sources:
        for step in source.route if isinstance(source, Production) else ():
            made[step.work_centre].add(stocks[source.stock])
    centres = {c.name: repr(sorted(made[c.name])) for c in parts.network.work_centres}
    customers = {d.name: CUSTOMERS for d in parts.network.demands}
    return Groups(name_groups([s.name for s in parts.network.suppliers]), stocks, centres, customers)


COARSER: tuple[Callable[[NetworkParts], Groups], ...] = (
    _each,
    _no_single_customers,
    _by_tag,
    _by_place,
    _by_kind,
)
"""Ways of grouping, the finest first."""


def name_groups(names: Sequence[str]) -> dict[str, str]:
    """Return a word that each name shares with others; the name itself where it shares none.

    The word that most names share is taken first, the later word of a name where two are shared by as many.

    Examples
    --------
    >>> name_groups(["foundry-pune", "alloy-foundry-thane", "steel-merchant", "alloy-merchant", "plant"])
    ... # doctest: +NORMALIZE_WHITESPACE
    {'foundry-pune': 'foundry', 'alloy-foundry-thane': 'foundry', 'steel-merchant': 'merchant',
     'alloy-merchant': 'merchant', 'plant': 'plant'}
    """
    left = {name: [word for word in name.split("-") if word.isalpha()] for name in names}
    found: dict[str, str] = {}
    while True:
        counts = Counter(word for words in left.values() for word in dict.fromkeys(words))
        late = {word: k for words in left.values() for k, word in enumerate(words)}
        word = max(counts, key=lambda word: (counts[word], late[word], word), default="")
        if counts[word] < 2:
            return {name: found.get(name, name) for name in names}
        for name in [name for name, words in left.items() if word in words]:
            found[name] = word
            del left[name]


def depths_of(names: Sequence[str], pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the longest way to each name; ways in a circle are cut where they would close it."""
    before: dict[str, list[str]] = {name: [] for name in names}
    for a, b in dict.fromkeys(pairs):
        if a != b:
            before[b].append(a)
    depths: dict[str, int] = {}
    for name in names:
        stack, open_ = [name], set[str]()
        while stack:
            top = stack[-1]
            waiting = [a for a in before[top] if a not in depths and a not in open_ and a != top]
            if top not in depths and waiting:
                open_.add(top)
                stack.append(waiting[0])
                continue
            stack.pop()
            open_.discard(top)
            depths[top] = max((depths[a] + 1 for a in before[top] if a in depths), default=0)
    return depths
