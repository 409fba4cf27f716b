"""What a case assumes: its table of assumptions, and the lines of the case file that say so."""

import re
from pathlib import Path

import pandas as pd

COLUMNS = ["table", "column", "value or rule", "reason"]
SECTION = re.compile(r"^\s*\[{1,2}([^\]]+)\]{1,2}")
ASSUMED = re.compile(r'^\s*("?[\w.*: -]+?"?)\s*=\s*(.+?)\s+#\s*assumed\b[:;,]?\s*(.*)$')


def assumptions_of(folder: Path) -> pd.DataFrame:
    """Return every figure that a case assumes: columns table, column, value or rule, reason.

    Its `assumed.csv`, where it has one, and the lines of its `case.toml` whose comment begins with `assumed`.

    Parameters
    ----------
    folder
        Where the files of the case are.
    """
    frames = []
    table = folder / "assumed.csv"
    if table.is_file():
        found = pd.read_csv(table, dtype=str, keep_default_na=False)
        found.columns = [str(name).replace("_", " ") for name in found.columns]
        frames.append(found.reindex(columns=COLUMNS, fill_value=""))
    rows = assumed_lines((folder / "case.toml").read_text(encoding="utf-8"))
    frames.append(pd.DataFrame(rows, columns=COLUMNS))
    return pd.concat(frames, ignore_index=True)


def assumed_lines(text: str) -> list[tuple[str, str, str, str]]:
    r"""Return section, key, value and reason of each line of a case file that is marked as assumed.

    Examples
    --------
    >>> assumed_lines("[accounts]\ncapital_rate = 0.14   # assumed: interest")
    [('accounts', 'capital_rate', '0.14', 'interest')]
    """
    rows, section = [], "case"
    for line in text.splitlines():
        head = SECTION.match(line)
        if head:
            section = head[1]
        found = ASSUMED.match(line)
        if found:
            rows.append((section, found[1].strip('"'), found[2], found[3] or "the case gives no figure"))
    return rows
