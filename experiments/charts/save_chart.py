"""Save a chart as SVG, with its text and alt text, and as PNG."""

import io
import re
from html import escape
from pathlib import Path

from matplotlib.figure import Figure

from experiments.charts.style import chart_style

PNG_DPI = 150


def save_chart(figure: Figure, path_stem: Path, alt_text: str, title: str = "") -> list[Path]:
    """Write `<path_stem>.svg` and `<path_stem>.png`, the same bytes for the same chart.

    Parameters
    ----------
    path_stem
        Path without its ending; its folder is made.
    alt_text
        Becomes the description of the SVG, and text in the PNG.
    title
        The finding, which becomes the title of the SVG.

    Returns
    -------
    The two files.
    """
    path_stem = Path(path_stem)
    path_stem.parent.mkdir(parents=True, exist_ok=True)
    svg, png = (path_stem.with_name(path_stem.name + ending) for ending in (".svg", ".png"))
    with chart_style():
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
        svg.write_text(with_alt_text(text.getvalue(), title, alt_text), encoding="utf-8", newline="\n")
        facts = {"Title": title, "Description": alt_text, "Software": None}
        figure.savefig(png, format="png", dpi=PNG_DPI, metadata=facts)
    return [svg, png]


def with_alt_text(svg: str, title: str, alt_text: str) -> str:
    r"""Put title and description first in an SVG, and name it by them.

    Examples
    --------
    >>> with_alt_text('<svg width="9">x</svg>', "Less", "Scatter of a & b")  # doctest: +NORMALIZE_WHITESPACE
    '<svg role="img" aria-label="Scatter of a &amp; b" width="9">\n
    <title>Less</title>\n <desc>Scatter of a &amp; b</desc>x</svg>'
    """
    words, name = escape(alt_text), escape(title or alt_text)
    opening = re.search(r"<svg\b[^>]*>", svg)
    assert opening, "matplotlib wrote no <svg> element"
    start = opening[0].replace("<svg", f'<svg role="img" aria-label="{words}"', 1)
    head = f"{start}\n <title>{name}</title>\n <desc>{words}</desc>"
    return svg[: opening.start()] + head + svg[opening.end() :]
