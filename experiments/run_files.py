"""The folder of a run on disk: its names, the files of its case and their digest."""

import hashlib
import json
from pathlib import Path

PROGRAM = "orderpoint"
SUMMARY = "summary.json"
COPY = "scenario"
"""Where the files of the case are."""
FORMAT = 2
"""Of the folder; higher where older ones can no longer be read."""
CASE_FILES = (".toml", ".csv")


def is_run_folder(folder: Path) -> bool:
    """Tell whether a folder was written by `experiments.run_folder.write_run_folder`."""
    try:
        found = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("program") == PROGRAM


def case_files(folder: Path) -> list[Path]:
    """Return the files of a case folder (TOML and CSV), sorted by their path in it."""
    files = (file for file in folder.rglob("*") if file.suffix in CASE_FILES and file.is_file())
    return sorted(files, key=lambda file: file.relative_to(folder).as_posix())


def case_digest(folder: Path) -> str:
    """Return the SHA-256 of the files of a case: their paths and contents, in order."""
    digest = hashlib.sha256()
    for file in case_files(folder):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
