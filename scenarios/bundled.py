"""The cases that come with the package, and where the files of a case are."""

import tomllib
from pathlib import Path

from scenarios.case_info import CaseInfo
from scenarios.spelling import hint
from sim.errors import DataError

CASES = Path(__file__).parent / "cases"
"""Folder of the bundled cases."""
CASE_FILE = "case.toml"


def bundled_cases() -> list[CaseInfo]:
    """Return name, title and summary of every bundled case; no table is read."""
    infos = []
    for file in sorted(CASES.glob(f"*/{CASE_FILE}")):
        head = tomllib.loads(file.read_text(encoding="utf-8"))
        name = file.parent.name.replace("_", "-")
        infos.append(CaseInfo(name, str(head.get("title", "")), str(head.get("summary", ""))))
    return infos


def case_folder(name_or_path: str | Path) -> Path:
    """Return the folder of a case: a bundled one by name, or any by path.

    Raises
    ------
    DataError
        There is no such case.
    """
    if isinstance(name_or_path, str):
        bundled = CASES / name_or_path.replace("-", "_")
        if name_or_path.replace("-", "").replace("_", "").isalnum() and (bundled / CASE_FILE).is_file():
            return bundled
    path = Path(name_or_path)
    folder = path.parent if path.name == CASE_FILE else path
    if (folder / CASE_FILE).is_file():
        return folder
    if folder.is_dir():
        raise DataError(f"{folder}: it holds no {CASE_FILE}; write one, or give the folder of a case")
    names = [file.parent.name.replace("_", "-") for file in sorted(CASES.glob(f"*/{CASE_FILE}"))]
    raise DataError(f"case '{name_or_path}' does not exist; {hint(name_or_path, names)}, or give a folder")
