"""Working hours of a week, as text: `mon-fri 06:00-14:00; sat 06:00-12:00`."""

import re

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24.0
WEEK = 7 * DAY
"""Hours."""
EXAMPLE = "write it like 'mon-fri 06:00-14:00; sat 06:00-12:00'"
CLOCK = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


def parse_shifts(text: str) -> tuple[tuple[float, float], ...]:
    """Return the working hours of a week as windows (from, to), in hours from Monday, midnight.

    Entries are split by `;`. Each names days (`mon`, `mon-fri`, `sat-mon`, `mon,wed`) and a window; a window
    that ends at or before its start ends on the next day. Windows that touch or overlap are joined.

    Raises
    ------
    ValueError
        The text cannot be read; the message gives reason and remedy.

    Examples
    --------
    >>> parse_shifts("mon-tue 06:00-14:30; sun 22:00-02:00")
    ((0.0, 2.0), (6.0, 14.5), (30.0, 38.5), (166.0, 168.0))
    """
    pieces: list[tuple[float, float]] = []
    for entry in text.split(";"):
        if not entry.strip():
            continue
        days, _, window = entry.strip().lower().partition(" ")
        start, end = _window(window.strip(), entry.strip())
        for day in _days(days, entry.strip()):
            begin, close = day * DAY + start, day * DAY + end
            pieces.append((begin, min(close, WEEK)))
            if close > WEEK:
                pieces.append((0.0, close - WEEK))
    if not pieces:
        raise ValueError(f"the shifts {text!r} hold no window; {EXAMPLE}")
    return _joined(pieces)


def _days(text: str, entry: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        for name in (first, last or first):
            if name not in DAYS:
                raise ValueError(f"{name!r} in the shift {entry!r} is no day of the week; {EXAMPLE}")
        begin = DAYS.index(first)
        length = (DAYS.index(last or first) - begin) % 7 + 1
        days.extend((begin + k) % 7 for k in range(length))
    return days


def _window(text: str, entry: str) -> tuple[float, float]:
    match = CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(f"the shift {entry!r} has no window of the form 06:00-14:00; {EXAMPLE}")
    hour, minute, last_hour, last_minute = (int(group) for group in match.groups())
    start, end = hour + minute / 60, last_hour + last_minute / 60
    if max(minute, last_minute) > 59 or max(start, end) > DAY:
        raise ValueError(f"the shift {entry!r} has a time that no clock shows; use 00:00 to 24:00")
    return start, end if end > start else end + DAY


def _joined(pieces: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    joined: list[tuple[float, float]] = []
    for start, end in sorted(pieces):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
