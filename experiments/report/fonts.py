"""The fonts of a report on paper: those that come with matplotlib, in which its charts are drawn too."""

from pathlib import Path

import matplotlib

REGULAR, BOLD = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"
FACES = {
    REGULAR: ("normal", "normal"),
    BOLD: ("bold", "normal"),
    "DejaVuSans-Oblique.ttf": ("normal", "italic"),
    "DejaVuSans-BoldOblique.ttf": ("bold", "italic"),
}
"""Weight and style of each file."""
POINT = 25.4 / 72
"""Millimetres."""


def font_file(name: str) -> Path:
    """Return where a font is."""
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name
