"""A chart that is ready to be saved: the figure, its finding, and its alt text."""

from dataclasses import dataclass

from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure with the finding it shows, as a title and as a text for those who cannot see it."""

    figure: Figure
    title: str
    alt_text: str

    @property
    def inches(self) -> tuple[float, float]:
        """Width and height."""
        wide, high = self.figure.get_size_inches()
        return float(wide), float(high)
