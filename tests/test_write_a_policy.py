"""docs/write-a-policy.md is true: its blocks run in their order and print what the page shows.

A block whose first line is a comment with a path goes into that file: Python into the folder where policies
are found (a temporary one), TOML to the end of the copied case. Other Python runs in one namespace, and the
`text` block after it is what it prints. In a `console` block, lines that start with `$` are commands.
"""

import contextlib
import importlib
import io
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

import policies
from experiments.cli import app
from policies.registry import policy_class, policy_names
from scenarios.bundled import case_folder
from scenarios.policy_columns import policy_columns
from tests.test_readme import examples, matches

PAGE = Path(__file__).parents[1] / "docs" / "write-a-policy.md"
POLICY = "policies/sold_last_week.py"
CASE = "my-case/case.toml"
MOST_LINES = 20
"""Lines of a policy that a newcomer writes, blank lines, imports and texts aside."""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the line it stands on, and its text."""

    language: str
    line: int
    text: str

    @property
    def file(self) -> str:
        """The file that it goes into; empty where it is run."""
        first = self.text.split("\n", 1)[0]
        return first.removeprefix("# ") if first.startswith("# ") else ""

    @property
    def body(self) -> str:
        """What goes into the file."""
        return self.text.split("\n", 1)[1]


def blocks(text: str) -> list[Block]:
    """Return all fenced blocks of a page that have a language."""
    found = re.finditer(r"^```(\w+)\n(.*?)^```\s*$", text, re.DOTALL | re.MULTILINE)
    return [Block(b[1], text.count("\n", 0, b.start()) + 1, b[2]) for b in found]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in which policies are found and cases can be put; nothing of it stays known."""
    own = tmp_path / "policies"
    own.mkdir()
    shutil.copytree(case_folder("fixed-period"), tmp_path / "my-case")
    monkeypatch.setattr(policies, "__path__", [*policies.__path__, str(own)])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    before = policy_names()
    yield tmp_path
    forget()
    monkeypatch.undo()
    assert policy_names() == [name for name in before if name != "sold-last-week"]


def forget() -> None:
    """Let the policy be read anew, as another process would."""
    sys.modules.pop("policies.sold_last_week", None)
    vars(policies).pop("sold_last_week", None)
    importlib.invalidate_caches()
    policy_columns.cache_clear()


def put(block: Block, folder: Path) -> None:
    """Put a block into its file: a policy anew, or more of it; more of a case."""
    name, _, where = block.file.partition(", ")
    assert name in (POLICY, CASE)
    path = folder / name
    kept = path.read_text(encoding="utf-8") if where or name == CASE else ""
    path.write_text(kept + block.body, encoding="utf-8")
    forget()


def commanded(block: Block) -> list[str]:
    """Run the commands of a block; return what is wrong."""
    wrong = []
    for example in examples(f"```console\n{block.text}```\n"):
        assert example.words[0] == "orderpoint"
        done = CliRunner().invoke(app, example.words[1:], prog_name="orderpoint")
        if done.exit_code or not matches(example.expected, done.stdout):
            wrong.append(f"line {block.line}: {example.command}\n{done.output}")
    return wrong


def test_the_page_is_true(folder: Path) -> None:
    """All blocks in their order."""
    wrong: list[str] = []
    names: dict[str, object] = {}
    printed = ""
    found = blocks(PAGE.read_text(encoding="utf-8"))
    assert {block.language for block in found} == {"python", "toml", "console", "text"}
    for block in found:
        if block.file in (POLICY, CASE) or block.file.startswith(f"{POLICY}, "):
            put(block, folder)
        elif block.language == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(block.text, f"{PAGE.name}:{block.line}", "exec"), names)
            printed = out.getvalue()
        elif block.language == "console":
            wrong += commanded(block)
        elif not matches(block.text, printed):
            wrong.append(f"line {block.line}: it prints\n{printed}")
    assert not wrong, "\n".join(wrong)


def test_the_policy_is_short() -> None:
    """A newcomer's policy is about twenty lines."""
    texts = [
        block.body for block in blocks(PAGE.read_text(encoding="utf-8")) if block.file.startswith(POLICY)
    ]
    code = re.sub(r'""".*?"""', "", texts[1], flags=re.DOTALL)
    lines = [line for line in code.splitlines() if line.strip() and "import" not in line]
    assert len(lines) <= MOST_LINES


def test_the_policy_is_not_left_behind() -> None:
    """The folder of policies is as it was."""
    with pytest.raises(ValueError, match="policy 'sold-last-week' does not exist"):
        policy_class("sold-last-week")
