"""The README's commands run and print what it says.

In a fenced ``console`` block a line that starts with ``$`` is a command (a final backslash continues it
on the next line) and the lines up to the next command are what it prints on standard output. A line of
three dots stands for any number of lines. The commands run in the order of the README in one empty folder,
100 columns wide, without colour.
"""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
NOT_RUN = {"cd", "git", "pip"}
MOST_SECONDS = 600


@dataclass(frozen=True)
class Example:
    """A command of the README, the line it stands on, and the lines printed below it."""

    line: int
    command: str
    expected: str

    @property
    def words(self) -> list[str]:
        """The command as a list of arguments, its comment left out."""
        words = shlex.split(re.sub(r"\s+# .*$", "", self.command))
        return [words[0].removeprefix(".venv/bin/"), *words[1:]]


def examples(text: str) -> list[Example]:
    """Every command in the ``console`` blocks of `text`, in order."""
    found: list[Example] = []
    for block in re.finditer(r"^```console\n(.*?)^```\s*$", text, re.DOTALL | re.MULTILINE):
        first_line = text.count("\n", 0, block.start(1)) + 1
        lines = block[1].splitlines()
        starts = [i for i, line in enumerate(lines) if line.startswith("$ ")]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            command, after = lines[start][2:], start + 1
            while command.endswith("\\"):
                command = command[:-1] + lines[after].removeprefix("> ").strip()
                after += 1
            found.append(Example(first_line + start, command, "\n".join(lines[after:end]).strip("\n")))
    return found


def matches(expected: str, printed: str) -> bool:
    """Whether `printed` is `expected`, where a line of three dots stands for any lines."""
    lines = [line.rstrip() for line in expected.strip("\n").splitlines()]
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + r"\n" for line in lines)
    tidy = "\n".join(line.rstrip() for line in printed.strip("\n").splitlines())
    return re.fullmatch(pattern, tidy + "\n") is not None


def make_targets(makefile: str) -> set[str]:
    """The names that `make` can be asked for."""
    rules = re.findall(r"^([A-Za-z][\w -]*):(?!=)", makefile, re.MULTILINE)
    return {name for rule in rules for name in rule.split()}


def unknown_targets(words: list[str], known: set[str]) -> list[str]:
    """The targets of a `make` command that the Makefile does not have."""
    return [w for w in words[1:] if not w.startswith("-") and "=" not in w and w not in known]


def complaint(example: Example, folder: Path) -> str | None:
    """What is wrong with an `orderpoint` example when it is run in `folder`, or None."""
    python_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-m", "experiments.cli", *example.words[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": python_path, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
        | {"NO_COLOR": "1", "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=MOST_SECONDS,
    )
    place = f"README.md:{example.line}: {example.command}"
    if done.returncode:
        return f"{place}\nended with exit code {done.returncode}\n{done.stdout}{done.stderr}"
    if example.expected and not matches(example.expected, done.stdout):
        return f"{place}\nshould print\n{example.expected}\nbut prints\n{done.stdout}"
    return None


@pytest.fixture
def readme_examples() -> list[Example]:
    """The commands of README.md."""
    return examples(README.read_text(encoding="utf-8"))


def test_readme_commands_print_what_it_says(readme_examples: list[Example], tmp_path: Path) -> None:
    """Every `orderpoint` command of the README ends well and prints the lines shown below it."""
    mine = [example for example in readme_examples if example.words[0] == "orderpoint"]
    assert mine, "README.md shows no orderpoint command in a console block"
    complaints = [text for example in mine if (text := complaint(example, tmp_path))]
    assert not complaints, "\n" + "\n\n".join(complaints)


def test_readme_make_targets_exist(readme_examples: list[Example]) -> None:
    """Every `make` target that the README names is in the Makefile."""
    known = make_targets((ROOT / "Makefile").read_text(encoding="utf-8"))
    makes = [example for example in readme_examples if example.words[0] == "make"]
    missing = [f"README.md:{e.line}: make {t}" for e in makes for t in unknown_targets(e.words, known)]
    assert not missing, "\n".join(missing)


def test_readme_has_no_command_left_unchecked(readme_examples: list[Example]) -> None:
    """A command of another program than these would go stale unseen."""
    known = NOT_RUN | {"orderpoint", "make"}
    others = [f"README.md:{e.line}: {e.command}" for e in readme_examples if e.words[0] not in known]
    assert not others, "\n".join(others)


SAMPLE = """\
# Title

```console
$ git clone somewhere
$ make demo PYTHON=python3.12
$ orderpoint cases   # a remark
one
...
three
$ .venv/bin/orderpoint show gupta \\
>     --quiet
```

```python
$ orderpoint not-a-command
```
"""


def test_examples_are_read_from_console_blocks() -> None:
    """Commands, continued lines and expected output are read, other blocks are left alone."""
    git, make, cases, show = examples(SAMPLE)
    assert (git.line, git.words[0], make.words[1]) == (4, "git", "demo")
    assert (cases.line, cases.words, cases.expected) == (6, ["orderpoint", "cases"], "one\n...\nthree")
    assert (show.line, show.words, show.expected) == (10, ["orderpoint", "show", "gupta", "--quiet"], "")


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("one\ntwo", "one  \ntwo\n", True),
        ("one\n...\nthree", "one\n2\n2.5\nthree\n", True),
        ("one\n...\nthree", "one\nthree\n", True),
        ("one\n...", "one\n", True),
        ("one", "one\ntwo\n", False),
        ("one\n...\nthree", "one\n2\n", False),
        ("a.c", "abc\n", False),
        ("one", "", False),
    ],
)
def test_three_dots_match_any_lines(expected: str, printed: str, same: bool) -> None:
    """Lines are compared whole, save where the README shows three dots."""
    assert matches(expected, printed) is same


def test_an_unknown_make_target_is_found() -> None:
    """Options and variables of `make` are not targets; a name the Makefile lacks is reported."""
    known = make_targets(".PHONY: demo nothing\nBIN := x\ndemo: a\n\techo b: c\ntest lint:\n")
    assert known == {"demo", "test", "lint"}
    assert unknown_targets(["make", "-s", "demo", "PYTHON=python3.12", "tset"], known) == ["tset"]


def test_readme_python_examples_run() -> None:
    """Each block of Python in the README runs as it stands."""
    text = README.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert blocks
    for block in blocks:
        done = subprocess.run(
            [sys.executable, "-c", block], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert 0 < float(done.stdout) < 1
