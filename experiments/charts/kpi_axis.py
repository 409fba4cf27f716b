"""How the values of a key figure are written: in a title, and along an axis of one scale."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from experiments.kpi import find_kpi
from experiments.money import money, money_scale, plain


@dataclass(frozen=True, slots=True)
class KpiAxis:
    """The scale of an axis for one key figure.

    `size` is what one on the axis stands for in units of the figure, and `unit` the name of that in words;
    `title` is what the figure is called, `aside` what its full title adds to that.
    """

    name: str
    title: str
    aside: str
    unit: str
    size: float
    currency: str

    @property
    def label(self) -> str:
        """What the axis is called."""
        return f"{self.title}, {self.unit}" + (f" ({self.aside})" if self.aside else "")

    def written(self, value: float, decimals: int | None = None) -> str:
        """Write a value of the figure with its unit, as in `Rs 8.1 Cr a year`, `95.2 %` or `12.3 days`."""
        kind = find_kpi(self.name).unit
        if kind == "share":
            return f"{100 * value:.{1 if decimals is None else decimals}f}".removesuffix(".0") + " %"
        if kind.startswith("money"):
            yearly = " a year" if kind.endswith("/year") else ""
            return money(value, self.currency, decimals=1 if decimals is None else decimals) + yearly
        places = (0 if abs(value) >= 100 else 1) if decimals is None else decimals
        return f"{plain(value, places, self.currency).removesuffix('.0')} {_spoken(kind)}"

    def ticks(self, places: Iterable[float]) -> Callable[[float, float | None], str]:
        """Return what writes the ticks, all with as many decimals as they need."""
        decimals = max((len(f"{tick:.6f}".rstrip("0").split(".")[1]) for tick in places), default=0)

        def write(tick: float, place: float | None = None) -> str:
            return plain(tick, decimals, self.currency)

        return write


def kpi_axis(kpi: str, largest: float, currency: str) -> KpiAxis:
    """Return the scale that suits values of a key figure up to `largest`.

    Examples
    --------
    >>> kpi_axis("total_cost", 8.2e7, "INR").label
    'Total cost, Rs crore a year (without purchases)'
    >>> kpi_axis("fill_rate", 1.0, "INR").written(0.9534)
    '95.3 %'
    """
    figure = find_kpi(kpi)
    title, _, aside = figure.title.replace(" of the way of replenishing", "").partition(", ")
    size, unit = 1.0, _spoken(figure.unit)
    if figure.unit == "share":
        size, unit = 0.01, "per cent"
    elif figure.unit.startswith("money"):
        scale = money_scale(largest, currency)
        size, unit = scale.size, scale.axis_name + (" a year" if figure.unit.endswith("/year") else "")
    return KpiAxis(kpi, title, aside, unit, size, currency)


def _spoken(unit: str) -> str:
    return unit.replace("/", " a ")
