"""The level of a demand through time: trend, season, promotions."""

import math
from collections.abc import Iterator

from sim.contract import to_grid
from sim.engine.clock import Clock
from sim.errors import DataError
from sim.network import Profile

Piece = tuple[float, float, float, float]
"""A time in which the level is a straight line: start, end, level at the start, slope."""


class DemandLevel:
    """Level of a demand at any time, against what the demand says: one is as said.

    level(t) = max(0, 1 + trend t) x season(t) x promotions(t): the trend is a straight line, the season is
    constant within equal parts of a year and has mean one, promotions that overlap multiply. A part of the
    year or a promotion holds from its start, included, to its end, excluded.

    Parameters
    ----------
    profile
        What changes the level.
    units_per_year
        Time units in a year.
    until
        Time after which nobody asks (the horizon).

    Raises
    ------
    DataError
        A season of negative factors or of zeros only; a promotion that ends before it starts.
    """

    def __init__(self, profile: Profile, units_per_year: float, until: float) -> None:
        _check(profile)
        self.changes_size = profile.changes == "size"
        self.slope = profile.trend_per_year / units_per_year
        self.dry = -1 / self.slope if self.slope < 0 else math.inf
        mean = sum(profile.season) / len(profile.season) if profile.season else 1.0
        self.season = tuple(factor / mean for factor in profile.season) or (1.0,)
        self.part = units_per_year / len(profile.season) if profile.season else math.inf
        self.promotions = profile.promotions
        self.until = until

    def at(self, time: float) -> float:
        """Return the level at `time`."""
        season = self.season[int(time // self.part) % len(self.season)]
        return max(0.0, 1 + self.slope * time) * season * self._promoted(time)

    def _promoted(self, time: float) -> float:
        factor = 1.0
        for promotion in self.promotions:
            if promotion.start <= time < promotion.end:
                factor *= promotion.factor
        return factor

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces of the level in their order, from time zero to past the last who asks."""
        dated = {t for p in self.promotions for t in (p.start, p.end) if 0 < t < math.inf}
        turns = sorted(dated, reverse=True)
        start, parts = 0.0, 0
        while start < self.dry and start <= self.until:
            season = self.season[parts % len(self.season)]
            next_part = (parts + 1) * self.part
            end = min(next_part, self.dry, turns[-1] if turns else math.inf)
            factor = season * self._promoted(start)
            yield start, end, (1 + self.slope * start) * factor, self.slope * factor
            parts += end == next_part
            if turns and end == turns[-1]:
                turns.pop()
            start = end

    def gaps(self, tape: Iterator[float], clock: Clock, first: float = 0.0) -> Iterator[float]:
        """Yield the time from now to the next arrival, for gaps drawn in operational time.

        The n-th arrival comes when the integral of the level (from `first`) reaches the sum of the first n
        gaps, by its exact inverse. A Poisson process becomes the Poisson process whose rate follows the
        level (Cinlar, Introduction to Stochastic Processes, 1975, section 4.7).
        """
        pieces = self.pieces()
        piece = next((p for p in pieces if p[1] > first), None)
        done = area(piece, first) if piece else 0.0
        for gap in tape:
            done += gap
            while piece is not None and done > (whole := area(piece, piece[1])):
                done -= whole
                piece = next(pieces, None)
            yield math.inf if piece is None else max(reach(piece, done) - clock._now, 0.0)

    def sizes(self, tape: Iterator[float], clock: Clock, whole: bool) -> Iterator[float]:
        """Yield sizes at the level of now; what rounding takes or gives is carried to the next size.

        So the mean follows the level whatever the size of an order: units at a level of 1.3 are 1, 2, 1, 1,
        1, 2 and so on, never 1 for ever.
        """
        carried = 0.0
        for size in tape:
            exact = size * self.at(clock._now) + carried
            units = float(round(exact)) if whole else to_grid(exact)
            carried = exact - units
            yield units


def area(piece: Piece, time: float) -> float:
    """Return the integral of the level from the start of a piece to a time in it."""
    start, _, level, slope = piece
    elapsed = time - start
    if elapsed == math.inf:
        return math.inf if level > 0 else 0.0
    return elapsed * (level + slope * elapsed / 2)


def reach(piece: Piece, wanted: float) -> float:
    """Return the time in a piece at which the integral of the level from its start is `wanted`."""
    start, end, level, slope = piece
    if wanted <= 0:
        return start
    if wanted == math.inf:
        return math.inf
    root = math.sqrt(max(level * level + 2 * slope * wanted, 0.0))
    return min(start + 2 * wanted / (level + root), end)


def _check(profile: Profile) -> None:
    where = f"demand profile {profile.name!r}"
    if profile.season and (min(profile.season) < 0 or not 0 < sum(profile.season) < math.inf):
        raise DataError(f"{where}: season is {profile.season}; give factors of zero or more, not all zero")
    if not math.isfinite(profile.trend_per_year):
        raise DataError(f"{where}: trend_per_year is {profile.trend_per_year}; give a share such as 0.1")
    if profile.changes not in ("rate", "size"):
        raise DataError(f"{where}: changes is {profile.changes!r}; write 'rate' or 'size'")
    for promotion in profile.promotions:
        if not 0 <= promotion.factor < math.inf:
            raise DataError(f"{where}: a promotion has factor {promotion.factor:g}; give zero or more")
        if not promotion.start < promotion.end:
            raise DataError(
                f"{where}: a promotion starts at {promotion.start:g} and ends at {promotion.end:g}; "
                "let it end after its start"
            )
