"""A chart as a small SVG that can stand inside a page: text stays text, and no name clashes with another."""

import io
import re
import warnings
from xml.etree import ElementTree

from experiments.charts.chart import Chart
from experiments.charts.style import chart_style
from experiments.report.printable import printable

FONTS = "'DejaVu Sans',Verdana,sans-serif"
"""Verdana has the widths of DejaVu Sans, in which the charts are laid out."""
ROOT_STYLE = f"font-family:{FONTS};stroke-linejoin:round;stroke-linecap:butt"
"""What matplotlib says of all elements, which in a page would reach beyond the picture."""
OWN_FONT = "font-family:'DejaVu Sans'"
DECIMAL = re.compile(r"-?\d+\.\d+")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
MOVE = re.compile(r"(?:translate|rotate)\([^)]*\)")
NO_TURN = re.compile(r"rotate\(-?0(?: [^)]*)?\)\s*")
LACKING = "Glyph .* missing from"
"""How matplotlib begins to say that a font lacks a letter."""
LENGTHS = frozenset({"d", "x", "y", "width", "height", "points", "cx", "cy"})
WORDS = frozenset({"text", "tspan"})
DROPPED = frozenset({"metadata", "title", "desc", "style"})


def svg_of(chart: Chart, prefix: str) -> str:
    """Return a chart as one `<svg>` element.

    The element is an image whose name is the chart's alt text. It has no title of its own, which browsers
    would show again as a tip. It scales: only its `viewBox` gives its size, in points.

    Parameters
    ----------
    prefix
        Stands before every id, so that the pictures of a page do not share any.
    """
    root = ElementTree.fromstring(printable(_drawn(chart)))
    _plain_names(root)
    _drop(root)
    used = _used_ids(root)
    names = {old: f"{prefix}_{k}" for k, old in enumerate(used)}
    for element in root.iter():
        _shorten(element)
        _rename(element, names)
    _unwrap(root)
    _back_hatches(root)
    box = DECIMAL.sub(_rounded, root.get("viewBox", ""))
    root.attrib.clear()
    root.attrib.update(
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": box,
            "role": "img",
            "aria-label": printable(chart.alt_text),
            "style": ROOT_STYLE,
        }
    )
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def empty_svg(chart: Chart, prefix: str) -> str:
    """Return an `<svg>` with the size and the alt text of a chart, and nothing in it."""
    wide, high = (DECIMAL.sub(_rounded, str(72 * inches)) for inches in chart.inches)
    root = ElementTree.Element(
        "svg",
        {"id": prefix, "viewBox": f"0 0 {wide} {high}", "aria-label": printable(chart.alt_text)},
    )
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _drawn(chart: Chart) -> str:
    text = io.StringIO()
    with chart_style(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", LACKING, UserWarning)  # whoever shows it takes another font
        chart.figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()


def _plain_names(root: ElementTree.Element) -> None:
    """Take the namespaces off all names: inside a page there are none."""
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in [name for name in element.attrib if name.startswith("{")]:
            element.attrib[name.rpartition("}")[2]] = element.attrib.pop(name)


def _drop(parent: ElementTree.Element) -> None:
    """Drop what nobody sees, and the blanks between elements."""
    if parent.tag not in WORDS:
        parent.text = None
    for child in list(parent):
        if parent.tag not in WORDS:
            child.tail = None
        if child.tag in DROPPED:
            parent.remove(child)
        else:
            _drop(child)


def _used_ids(root: ElementTree.Element) -> list[str]:
    """Return the ids that something refers to, each once, in the order of the picture."""
    used: dict[str, None] = {}
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "href" and value.startswith("#"):
                used[value[1:]] = None
            used.update(dict.fromkeys(REFERENCE.findall(value)))
    return list(used)


def _rename(element: ElementTree.Element, names: dict[str, str]) -> None:
    own = element.attrib.pop("id", "")
    if own in names:
        element.set("id", names[own])
    for name, value in element.attrib.items():
        if name == "href" and value[1:] in names:
            element.set(name, f"#{names[value[1:]]}")
        elif "url(#" in value:
            element.set(name, REFERENCE.sub(lambda found: f"url(#{names[found[1]]})", value))


def _shorten(element: ElementTree.Element) -> None:
    """Round lengths to a hundredth of a point and write styles tightly."""
    for name in LENGTHS & element.attrib.keys():
        short = DECIMAL.sub(_rounded, " ".join(element.attrib[name].split()))
        element.set(name, re.sub(r" ?([A-Za-z]) ?", r"\1", short) if name == "d" else short)
    if "style" in element.attrib:
        parts = [part.strip().replace(": ", ":", 1) for part in element.attrib["style"].split(";")]
        _set(element, "style", ";".join(part for part in parts if part not in ("", OWN_FONT)))
    if "transform" in element.attrib:
        moved = MOVE.sub(lambda found: DECIMAL.sub(_rounded, found[0]), element.attrib["transform"])
        _set(element, "transform", NO_TURN.sub("", moved).strip())


def _set(element: ElementTree.Element, name: str, value: str) -> None:
    """Set an attribute, or take it away where nothing is left of it."""
    if value:
        element.set(name, value)
    else:
        del element.attrib[name]


def _rounded(found: re.Match[str]) -> str:
    text = f"{float(found[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _unwrap(parent: ElementTree.Element) -> None:
    """Put the children of groups that say nothing in their place."""
    for child in list(parent):
        _unwrap(child)
    children: list[ElementTree.Element] = []
    for child in list(parent):
        children.extend(
            child if child.tag in ("g", "defs") and not child.attrib and _free(child) else [child]
        )
    if parent.tag not in WORDS:
        parent[:] = children


def _back_hatches(root: ElementTree.Element) -> None:
    """Draw what is hatched on a plain ground, or the seams between the tiles of its pattern show on paper."""
    grounds = {}
    for pattern in root.iter("pattern"):
        ground = pattern.find("rect")
        if ground is not None:
            grounds[f"url(#{pattern.get('id')})"] = ground.get("fill", "none")
    for parent in list(root.iter()):
        children: list[ElementTree.Element] = []
        for child in parent:
            style = _parts(child.get("style", ""))
            colour = grounds.get(style.get("fill", ""), "none")
            if colour != "none" and not {"opacity", "fill-opacity"} & style.keys():
                shape = {name: value for name, value in child.attrib.items() if name != "id"}
                children.append(ElementTree.Element(child.tag, {**shape, "style": f"fill:{colour}"}))
            children.append(child)
        if parent.tag not in WORDS:
            parent[:] = children


def _parts(style: str) -> dict[str, str]:
    """Return the properties of a tight style."""
    return dict(part.split(":", 1) for part in style.split(";") if ":" in part)


def _free(group: ElementTree.Element) -> bool:
    """Tell whether the children of a group may stand without it: definitions must not be drawn."""
    return group.tag == "g" or not len(group)
