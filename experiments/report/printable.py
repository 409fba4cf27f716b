"""Text that every file format can hold."""

import re

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, halves of surrogate pairs and non-characters: XML forbids most, and so does Excel."""


def printable(text: str) -> str:
    r"""Put a replacement character where a text holds one that cannot be printed.

    Examples
    --------
    >>> printable("valve\x00 <b>\n12 %")
    'valve� <b>\n12 %'
    """
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
