"""The shape of a network: who supplies what, what it becomes and who asks for it, in a few groups."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from experiments.network_groups import COARSER, Groups, NetworkParts, depths_of
from scenarios.network import build_network
from sim.network import Production, Purchase, Transfer
from sim.scenario import UNITS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from scenarios import Case

MOST_NODES = 25
"""Nodes up to which each supplier, stock point, work centre and customer has its own."""
MOST_LISTED = 6
"""Work centres that a group names one by one."""
ADJECTIVES = frozenset(
    (
        *("active", "bought", "cheap", "critical", "desirable", "essential", "fast", "heavy", "large"),
        *("light", "local", "made", "normal", "rare", "slow", "small", "special", "standard", "vital"),
    )
)
"""Tags that say of what kind items are, not what they are: they take `items` behind them."""
HEADINGS = {
    "supplier": "Suppliers",
    "bought": "Bought",
    "made": "Made",
    "moved": "Stores",
    "centre": "Work centres",
    "sold": "Sold",
    "customer": "Customers",
}
"""What each kind of node is called in a heading."""


@dataclass(frozen=True, slots=True)
class ShapeNode:
    """A node of the picture: one thing or a group of them.

    Attributes
    ----------
    node
        Its name, different from all others.
    kind
        `supplier`, `bought`, `made`, `moved` (stock that comes from another stock point), `centre`, `sold`
        (stock that customers draw on) or `customer`.
    level
        Column from the left, from 0.
    label
        What it is called, in words.
    detail
        What more there is to say, one thing a line.
    words
        Label and count in a few words, for a line of text.
    count
        Suppliers, stock points, work centres, or streams of customers in it.
    """

    node: str
    kind: str
    level: int
    label: str
    detail: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class ShapeEdge:
    """Goods go from one node to another; `links` counts the sources and demands that make it."""

    source: str
    target: str
    links: int


@dataclass(frozen=True)
class Shape:
    """Nodes, from the left, and edges of the picture of a network.

    Attributes
    ----------
    depth
        Most stock points that goods pass one after the other, from supplier to customer.
    """

    nodes: tuple[ShapeNode, ...]
    edges: tuple[ShapeEdge, ...]
    depth: int

    def total(self, *kinds: str) -> int:
        """Return how many things of these kinds there are."""
        return sum(node.count for node in self.nodes if node.kind in kinds)


def shape_of(case: "Case", alternative: str | None = None) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """Return the shape of the network of a case as tidy frames.

    Up to `MOST_NODES` things have a node each; in larger cases they are grouped: suppliers by a word that
    their names share, stock points by place, kind and tag, work centres by what they make, and all customers.

    Parameters
    ----------
    case
        A loaded case.
    alternative
        Whose network; None: today's way, or the first.

    Returns
    -------
    nodes : pandas.DataFrame
        A row a node, from the left: the fields of `ShapeNode`.
    edges : pandas.DataFrame
        A row an edge: `source`, `target`, `links`.
    """
    import pandas as pd

    shape = network_shape(case, alternative)
    nodes = {name: [getattr(n, name) for n in shape.nodes] for name in ShapeNode.__dataclass_fields__}
    edges = {name: [getattr(e, name) for e in shape.edges] for name in ShapeEdge.__dataclass_fields__}
    return pd.DataFrame(nodes), pd.DataFrame(edges)


def network_shape(case: "Case", alternative: str | None = None) -> Shape:
    """Return what `shape_of` does, without pandas; see there."""
    data = case.data_of(alternative)
    parts = NetworkParts(build_network(data), data.stock_tags, case.time_unit)
    for group in COARSER:
        groups = group(parts)
        if groups.number <= MOST_NODES:
            break
    return _built(parts, groups)


def chain_words(shape: Shape, most: int = 4) -> str:
    """Return the network as a line of text, a level behind the other.

    Parameters
    ----------
    most
        Nodes of a level that are named; where there are more, their kind is counted.
    """
    levels: dict[int, list[ShapeNode]] = defaultdict(list)
    for node in shape.nodes:
        levels[node.level].append(node)
    return " > ".join(_level_words(levels[level], most) for level in sorted(levels))


def _level_words(nodes: Sequence[ShapeNode], most: int) -> str:
    if len(nodes) <= most:
        return ", ".join(node.words for node in nodes)
    counts: Counter[str] = Counter()
    for node in nodes:
        counts[node.kind] += node.count
    return ", ".join(_kind_words(kind, count) for kind, count in counts.items())


def _kind_words(kind: str, count: int) -> str:
    singular = {"supplier": "supplier", "centre": "work centre", "customer": "demand"}.get(kind)
    if singular is None:
        singular = "stock point" if kind == "moved" else f"{kind} item"
    return f"{count:,} {singular if count == 1 else plural_of(singular)}"


def plural_of(noun: str) -> str:
    """Return the plural of a noun; what is an adjective, or no word, takes `items`.

    Examples
    --------
    >>> plural_of("casting"), plural_of("subassembly"), plural_of("alloy"), plural_of("machined")
    ('castings', 'subassemblies', 'alloys', 'machined items')
    >>> plural_of("fast"), plural_of("class-V"), plural_of("box"), plural_of("spares")
    ('fast items', 'class-V items', 'boxes', 'spares')
    """
    last = noun.rsplit("-", 1)[-1]
    if noun in ADJECTIVES or noun.endswith("ed") or len(last) < 2 or not last[-1].isalpha():
        return f"{noun} items"
    if noun.endswith("s"):
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("x", "ch", "sh")) else "s")


# ---- nodes and edges


def _built(parts: NetworkParts, groups: Groups) -> Shape:
    stock_of = {stock: "stock " + "|".join(key) for stock, key in groups.stocks.items()}
    centre_of = {name: "centre " + group for name, group in groups.centres.items()}
    pairs = [(stock_of[a], stock_of[b]) for a, b in parts.feeds]
    depths = depths_of(list(dict.fromkeys(stock_of.values())), pairs)
    levels = {group: 2 + 2 * depth for group, depth in depths.items()}
    levels |= {"supplier " + group: 0 for group in groups.suppliers.values()}
    routes = {s.stock: s for s in parts.network.sources if isinstance(s, Production) and s.route}
    for stock, production in routes.items():
        for step in production.route:
            centre, level = centre_of[step.work_centre], levels[stock_of[stock]] - 1
            levels[centre] = min(level, levels.get(centre, level))
    last = max(levels.values(), default=0) + 1
    levels |= {"customer " + group: last for group in groups.customers.values()}
    edges = _edges(parts, groups, stock_of, centre_of, levels)
    used = sorted(set(levels.values()))
    column = {level: k for k, level in enumerate(used)}
    nodes = [*_suppliers(parts, groups), *_stocks(parts, groups, stock_of), *_centres(parts, centre_of)]
    nodes += _customers(parts, groups)
    placed = [replace(node, level=column[levels[node.node]]) for node in nodes if node.node in levels]
    placed.sort(key=lambda node: node.level)
    depth = max(parts.depths.values(), default=-1) + 1
    return Shape(tuple(placed), tuple(ShapeEdge(a, b, n) for (a, b), n in edges.items()), depth)


def _edges(
    parts: NetworkParts,
    groups: Groups,
    stock_of: Mapping[str, str],
    centre_of: Mapping[str, str],
    levels: Mapping[str, int],
) -> dict[tuple[str, str], int]:
    """Return how many sources and demands lead from group to group, from left to right."""
    edges: Counter[tuple[str, str]] = Counter()
    for source in parts.network.sources:
        target = stock_of[source.stock]
        if isinstance(source, Purchase):
            edges["supplier " + groups.suppliers[source.supplier], target] += 1
        elif isinstance(source, Transfer):
            edges[stock_of[source.origin], target] += 1
        else:
            _production_edges(edges, source, stock_of, centre_of, levels)
    for demand in parts.network.demands:
        for stock in dict.fromkeys([demand.stock, *(line.stock for line in demand.lines)]):
            edges[stock_of[stock], "customer " + groups.customers[demand.name]] += 1
    return {pair: n for pair, n in edges.items() if levels[pair[0]] < levels[pair[1]]}


def _production_edges(
    edges: Counter[tuple[str, str]],
    source: Production,
    stock_of: Mapping[str, str],
    centre_of: Mapping[str, str],
    levels: Mapping[str, int],
) -> None:
    """Count the ways of one production: parts to the next work centre on their right, and on to the stock."""
    target = stock_of[source.stock]
    passed = dict.fromkeys(centre_of[step.work_centre] for step in source.route)
    stations = sorted(passed, key=levels.__getitem__)
    for here, there in zip(stations, [*stations[1:], target], strict=True):
        edges[here, there] += 1
    for group in dict.fromkeys(stock_of[part.stock] for part in source.components):
        entry = next((s for s in stations if levels[s] > levels[group]), target)
        edges[group, entry] += 1


def _suppliers(parts: NetworkParts, groups: Groups) -> Iterable[ShapeNode]:
    days: dict[str, list[float]] = defaultdict(list)
    for source in parts.network.sources:
        if isinstance(source, Purchase):
            days[groups.suppliers[source.supplier]].append(source.processing.mean + source.lead_time.mean)
    counts = Counter(groups.suppliers.values())
    for group, count in counts.items():
        if group in days:
            label = group if count == 1 else f"{count} {plural_of(group)}"
            yield ShapeNode(
                "supplier " + group, "supplier", 0, label, _lead_time(days[group], parts), label, count
            )


def _lead_time(times: Sequence[float], parts: NetworkParts) -> str:
    """Return the mean lead times, from the shortest to the longest, in days or the unit of the case."""
    scale, unit = 1.0, parts.time_unit
    if unit in ("month", "year") and max(times) < 2:
        scale, unit = UNITS_PER_YEAR["day"] / UNITS_PER_YEAR[unit], "day"
    whole = scale * max(times) >= 9.5
    low, high = (f"{scale * time:{'.0f' if whole else '.2g'}}" for time in (min(times), max(times)))
    words = low if low == high else f"{low} to {high}"
    return f"{words} {unit if words == '1' else unit + 's'}"


def _stocks(parts: NetworkParts, groups: Groups, stock_of: Mapping[str, str]) -> Iterable[ShapeNode]:
    members: dict[str, list[str]] = defaultdict(list)
    for stock, node in stock_of.items():
        members[node].append(stock)
    for node, stocks in members.items():
        key, kind = groups.stocks[stocks[0]], parts.kinds[stocks[0]]
        if len(key) == 1 or len(stocks) == 1:
            yield ShapeNode(node, kind, 0, stocks[0], "", stocks[0], 1)
            continue
        _, place, tag, _ = key
        store, count = place.replace("-", " "), f"{len(stocks):,}"
        if tag or not place:
            label = plural_of(tag or kind)
            words, detail = f"{count} {label}", f"{count} items" + (f"\nin {store}" if store else "")
        else:
            label, words, detail = store, f"{store} ({count} items)", f"{count} items"
        yield ShapeNode(node, kind, 0, label, detail, words, len(stocks))


def _centres(parts: NetworkParts, centre_of: Mapping[str, str]) -> Iterable[ShapeNode]:
    members: dict[str, list[str]] = defaultdict(list)
    servers = {c.name: c.servers for c in parts.network.work_centres}
    for centre, node in centre_of.items():
        members[node].append(centre)
    for node, centres in members.items():
        if len(centres) == 1:
            count = servers[centres[0]]
            detail = f"{count} {'machine' if count == 1 else 'machines'}"
            label = centres[0].replace("-", " ")
            yield ShapeNode(node, "centre", 0, label, detail, label, 1)
            continue
        if len(centres) == 2:
            label = " and ".join(centre.replace("-", " ") for centre in centres)
            detail = f"{sum(servers[centre] for centre in centres)} machines"
            yield ShapeNode(node, "centre", 0, label, detail, label, 2)
            continue
        named = [f"{servers[c]} x {c.replace('-', ' ')}" for c in centres[:MOST_LISTED]]
        more = [f"and {len(centres) - MOST_LISTED} more"] if len(centres) > MOST_LISTED else []
        label = f"{len(centres)} work centres"
        yield ShapeNode(node, "centre", 0, label, "\n".join(named + more), label, len(centres))


def _customers(parts: NetworkParts, groups: Groups) -> Iterable[ShapeNode]:
    members = defaultdict(list)
    for demand in parts.network.demands:
        members[groups.customers[demand.name]].append(demand)
    for group, demands in members.items():
        year = UNITS_PER_YEAR[parts.time_unit]
        units = sum(
            year / d.interval.mean * (d.size.mean + sum(line.chance * line.size.mean for line in d.lines))
            for d in demands
        )
        label = words = group.replace("-", " ")
        detail = f"{units:,.0f} units\na year"
        if len(demands) > 1:
            detail = f"{len(demands):,} demands\n{detail}"
            words = f"{label} ({len(demands):,} demands)"
        yield ShapeNode("customer " + group, "customer", 0, label, detail, words, len(demands))
