"""The pages in `docs` are true: links, commands, snippets and the site that is made of them.

What a fenced block of a page means, in the order of the page:

- a block whose first line is a comment with a path (`# kettles/case.toml`) goes into that file, in a folder
  of the page's own; with `, more` behind the path it goes to the end of the file;
- other ``python`` is run, in one namespace a page; a ``text`` block right after it is what it prints;
- in ``console`` blocks, lines with ``$`` are commands. All of them must be understood by the command line;
  those that show output are run, and print it. A remark `# exit code 3` says how a command ends.

A line of three dots stands for any lines. `docs/write-a-policy.md` has a test of its own.
"""

import contextlib
import importlib
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import experiments.charts
import experiments.cli
from experiments import command_reference
from tests.test_readme import Example, examples, make_targets, matches, unknown_targets

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
RUN_ELSEWHERE = {"write-a-policy.md"}
"""Pages whose blocks are run by a test of their own."""
SLOW = {
    "index.md": ("orderpoint compare fixed-period",),
    "make-a-case.md": ("orderpoint compare kettles --levers",),
    "guide.md": (
        "orderpoint compare branches",
        "orderpoint sweep fixed-period",
        "orderpoint stress fixed-period",
    ),
    "tutorial.md": (
        "orderpoint run order-point --alternative fine-steps",
        "orderpoint run order-point --alternative coarse-steps --set",
        "orderpoint compare fixed-period",
    ),
}
"""Commands that take more than a few seconds; their output is compared by `pytest -m slow`."""
OTHER_PROGRAMS = {"make", "pip", "python", "dask", "pytest"}
MOST_BYTES_OF_PICTURES = 200_000
NO_LINK = re.compile(r"^(https?:|mailto:)")
CODE_PATH = re.compile(
    r"`((?:docs|sim|policies|scenarios|experiments|tests|benchmarks)/[\w./-]*|[A-Z]+\.md|Makefile)`"
)
HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```(\S*)\n(.*?)^```\s*$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"# ([\w./-]+\.(?:py|toml|csv))(, more)?$")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the line it stands on, and its text."""

    language: str
    line: int
    text: str

    @property
    def file(self) -> re.Match[str] | None:
        """The file that it goes into, and whether to its end."""
        return FILE.match(self.text.split("\n", 1)[0])


def blocks(text: str) -> list[Block]:
    """Return all fenced blocks of a page."""
    return [Block(b[1], text.count("\n", 0, b.start()) + 1, b[2]) for b in FENCE.finditer(text)]


def name_of(page: Path) -> str:
    """Return the path of a page below the folder of pages."""
    return page.relative_to(DOCS).as_posix()


def all_examples(page: Path) -> list[Example]:
    """Return the commands of a page."""
    return examples(page.read_text(encoding="utf-8"))


# ---- commands


def misunderstood(words: list[str]) -> str:
    """Say what the command line does not understand in a command; nothing is run."""
    command = typer.main.get_command(experiments.cli.app)
    context, rest = None, words[1:]
    try:
        while hasattr(command, "commands"):
            context = command.make_context(words[0], list(rest), parent=context)
            _, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        command.make_context(words[0], list(rest), parent=context)
    except typer.Exit:
        return ""
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        return str(error.format_message()) or "it is not a whole command"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_is_understood(page: Path) -> None:
    """Every `orderpoint` command of a page parses, every make target exists, and no other program is used."""
    targets = make_targets((ROOT / "Makefile").read_text(encoding="utf-8"))
    wrong = []
    for example in all_examples(page):
        program = example.words[0]
        if program == "orderpoint":
            said = misunderstood(example.words)
        elif program == "make":
            said = ", ".join(f"no target {target}" for target in unknown_targets(example.words, targets))
        else:
            said = "" if program in OTHER_PROGRAMS else "another program, which nobody checks"
        wrong += [f"{name_of(page)}:{example.line}: {example.command}: {said}"] if said else []
    assert not wrong, "\n".join(wrong)


NAMED_ONLY = re.compile(r"[A-Z]{3,}|\.\.\.")
"""What stands for a word in a command that a sentence only names."""
PARTIAL = re.compile(r"Missing |requires an argument")
"""What is not wrong in a sentence: options and values that are left out."""
WITH_COMMANDS = [p for p in PAGES if "`orderpoint " in p.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name_of)
def test_commands_in_a_sentence_are_understood(page: Path) -> None:
    """A command in a line of text or in a table parses too; it may be named without its options."""
    text = re.sub(FENCE, "", page.read_text(encoding="utf-8"))
    wrong = []
    for command in re.findall(r"`(orderpoint [^`]+)`", text):
        if not NAMED_ONLY.search(command):
            said = misunderstood(command.split())
            wrong += [f"{name_of(page)}: {command}: {said}"] if said and not PARTIAL.search(said) else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("command", "understood"),
    [
        ("orderpoint compare gupta --levers all", True),
        ("orderpoint solve eoq --annual-demand 1 --order-cost 1 --holding-cost 1", True),
        ("orderpoint compare --help", True),
        ("orderpoint compare gupta --lever all", False),
        ("orderpoint solve eoq", False),
        ("orderpoint resolve eoq", False),
        ("orderpoint run gupta --seed x", False),
        ("orderpoint solve", False),
    ],
)
def test_a_misunderstood_command_is_found(command: str, understood: bool) -> None:
    """Unknown commands and options, wrong values and missing options are found without running."""
    assert (not misunderstood(command.split())) is understood


# ---- blocks


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of a page's own; charts that the page puts there are found, and forgotten afterwards."""
    charts = tmp_path / "experiments" / "charts"
    charts.mkdir(parents=True)
    monkeypatch.setattr(experiments.charts, "__path__", [*experiments.charts.__path__, str(charts)])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    yield tmp_path
    for path in charts.glob("*.py"):
        sys.modules.pop(f"experiments.charts.{path.stem}", None)
        vars(experiments.charts).pop(path.stem, None)


def put(block: Block, folder: Path) -> None:
    """Put a block into its file."""
    assert block.file
    path = folder / block.file[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = path.read_text(encoding="utf-8") + "\n" if block.file[2] else ""
    path.write_text(kept + block.text.split("\n", 1)[1], encoding="utf-8")
    importlib.invalidate_caches()


def complaint(example: Example, run_slow: bool, slow: tuple[str, ...]) -> str:
    """Run a command that shows its output; return what is wrong."""
    if not example.expected or example.words[0] != "orderpoint":
        return ""
    if example.command.startswith(slow or "\n") is not run_slow:
        return ""
    wanted = re.search(r"# exit code (\d+)", example.command)
    done = CliRunner().invoke(experiments.cli.app, example.words[1:], prog_name="orderpoint")
    if done.exit_code != int(wanted[1] if wanted else 0):
        return f"{example.command}\nends with exit code {done.exit_code}\n{done.output}"
    return "" if matches(example.expected, done.stdout) else f"{example.command}\nprints\n{done.stdout}"


def untrue(page: Path, folder: Path, run_slow: bool) -> list[str]:
    """Go through all blocks of a page; return what is wrong."""
    wrong: list[str] = []
    names: dict[str, object] = {}
    printed = None
    for block in blocks(page.read_text(encoding="utf-8")):
        before, printed, said = printed, None, ""
        if block.file:
            put(block, folder)
        elif block.language == "python" and not run_slow:
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(block.text, f"{page.name}:{block.line}", "exec", dont_inherit=True), names)
            printed = out.getvalue()
        elif block.language == "console":
            for example in examples(f"```console\n{block.text}```\n"):
                said += complaint(example, run_slow, SLOW.get(page.name, ()))
        elif block.language == "text" and before is not None and not matches(block.text, before):
            said = f"it prints\n{before}"
        wrong += [f"{name_of(page)}:{block.line}: {said}"] if said else []
    return wrong


BY_HAND = [p for p in PAGES if FENCE.search(p.read_text(encoding="utf-8")) and p.name not in RUN_ELSEWHERE]


@pytest.mark.parametrize("page", BY_HAND, ids=name_of)
def test_the_page_is_true(page: Path, folder: Path) -> None:
    """All blocks of a page, in their order."""
    wrong = untrue(page, folder, run_slow=False)
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_slow_commands_print_what_the_page_shows(name: str, folder: Path) -> None:
    """The same for commands that take longer."""
    wrong = untrue(DOCS / name, folder, run_slow=True)
    assert not wrong, "\n".join(wrong)
    shown = [example.command for example in all_examples(DOCS / name) if example.expected]
    assert all(any(command.startswith(slow) for command in shown) for slow in SLOW[name])


def test_every_python_block_is_run() -> None:
    """A block that is neither Python nor console is a file or output; no language escapes the test."""
    known = {"python", "console", "text", "toml", "{toctree}", "{include}"}
    odd = {(name_of(p), b.language) for p in PAGES for b in blocks(p.read_text(encoding="utf-8"))}
    assert {language for _, language in odd} <= known
    files = [b for p in PAGES for b in blocks(p.read_text(encoding="utf-8")) if b.language == "toml"]
    assert all(b.text.startswith("# ") for b in files), "TOML says first which file it goes into"


# ---- links and names


def anchors(text: str) -> set[str]:
    """Return the anchors of the headings of a page, as GitHub and the site make them."""
    titles = [title for _, title in HEADING.findall(re.sub(FENCE, "", text))]
    plain = [re.sub(r"[^\w\- ]", "", title.replace("`", "").lower()) for title in titles]
    return {title.strip().replace(" ", "-") for title in plain}


def broken(page: Path, text: str) -> list[str]:
    """Return the links of a page to what is not there."""
    wrong = []
    bare = re.sub(r"`[^`\n]*`", "", re.sub(FENCE, "", text))
    for link in re.findall(r"\]\(([^)\s]+)\)", bare):
        if NO_LINK.match(link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        there = text if target == page else target.read_text(encoding="utf-8") if target.is_file() else None
        if there is None or (anchor and anchor not in anchors(there)):
            wrong.append(f"{page.name}: {link}")
    return wrong


TOP = [ROOT / name for name in ("README.md", "DESIGN.md", "GLOSSARY.md", "CHANGELOG.md")]


@pytest.mark.parametrize("page", [*PAGES, *TOP], ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file or heading of ours resolves."""
    assert broken(page, page.read_text(encoding="utf-8")) == []


def test_a_broken_link_is_found() -> None:
    """A missing file and a missing heading are told; code and addresses are left alone."""
    text = "# One two\n[a](#one-two) [b](#three) [c](nothing.md) `[d](code.md)` [e](https://example.org)\n"
    assert broken(DOCS / "index.md", text) == ["index.md: #three", "index.md: nothing.md"]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_that_are_named_exist(page: Path) -> None:
    """A path of the project in code letters is a file or folder, or one that the page makes."""
    text = page.read_text(encoding="utf-8")
    made = {b.file[1] for b in blocks(text) if b.file}
    named = set(CODE_PATH.findall(re.sub(FENCE, "", text))) - made
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_the_command_reference_is_what_is_generated() -> None:
    """docs/commands.md is up to date."""
    stale = "docs/commands.md is stale; run `python -m experiments.command_reference`"
    assert command_reference.PLACE.read_text(encoding="utf-8") == command_reference.write_commands(), stale


def test_the_command_reference_has_every_option() -> None:
    """Commands of groups with their options, bounds and defaults; hidden ones are left out."""
    line, inner = typer.Typer(), typer.Typer()

    @line.command("one")
    def one(
        case: str, often: int = typer.Option(3, min=1, help="How often | how much. [not a bound] here")
    ) -> None:
        """Do it once."""

    @line.command("secret", hidden=True)
    def secret() -> None:
        """Nobody knows."""

    @inner.command("deep")
    def deep() -> None:
        """Far down."""

    line.add_typer(inner, name="group", help="Many of them.")
    page = command_reference.write_commands(line)
    assert "## orderpoint one\n\nDo it once." in page
    assert "| `--often <int range>` | How often \\| how much. [not a bound] here | default: 3; x>=1 |" in page
    assert "## orderpoint group deep\n\nFar down." in page
    assert "secret" not in page


def test_pictures_are_small() -> None:
    """Pictures that are committed with the pages."""
    pictures = [p for p in DOCS.rglob("*") if p.suffix in {".svg", ".png"}]
    assert sum(path.stat().st_size for path in pictures) < MOST_BYTES_OF_PICTURES


# ---- the site


class Page(HTMLParser):
    """What a built page loads, its headings, its language, and its pictures without words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.headings: list[int] = []
        self.language = ""
        self.wordless = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a tag."""
        has = {name: value or "" for name, value in attrs}
        self.ids.add(has.get("id", ""))
        if tag == "html":
            self.language = has.get("lang", "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img" and not has.get("alt"):
            self.wordless += 1
        if tag == "a":
            self.links.append(has.get("href", ""))
        elif tag != "form":
            self.loads += [has[name] for name in ("src", "href", "data", "srcset") if name in has]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with warnings as errors; in a process of its own, since Sphinx changes its process."""
    place = tmp_path_factory.mktemp("site")
    words = ["-m", "sphinx", "-q", "-W", "--keep-going", "-d", str(place / "kept"), "-b", "html"]
    done = subprocess.run(
        [sys.executable, *words, str(DOCS), str(place / "html")], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return place / "html"


@pytest.fixture(scope="module")
def built(site: Path) -> dict[Path, Page]:
    """The pages of the site."""
    found = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    assert len(found) >= len(PAGES)
    return found


def test_the_site_asks_no_other_host(site: Path, built: dict[Path, Page]) -> None:
    """Styles, scripts, fonts and pictures lie beside the pages, and the styles ask for nothing either."""
    loads = {(path.name, load) for path, page in built.items() for load in page.loads}
    assert [load for load in sorted(loads) if re.match(r"(https?:)?//", load[1])] == []
    for style in site.rglob("*.css"):
        asked = re.findall(
            r"(?:url\(|@import)\s*[\"']?((?:https?:)?//[^\"')]+)", style.read_text(encoding="utf-8")
        )
        assert asked == [], style.name


def test_the_site_works_from_a_folder(built: dict[Path, Page]) -> None:
    """What a page loads and where it leads is a file of the site, with the heading that is meant."""
    wrong = []
    for path, page in built.items():
        for link in [*page.loads, *page.links]:
            if re.match(r"[a-z]+:|$", link):
                continue
            name, _, anchor = link.partition("#")
            target = (path.parent / name.partition("?")[0]).resolve() if name else path
            if not target.is_file() or (anchor and target in built and anchor not in built[target].ids):
                wrong.append(f"{path.name}: {link}")
    assert wrong == []


def test_the_site_can_be_read_by_all(built: dict[Path, Page]) -> None:
    """A page has a language, one first heading, no heading that skips a level, words for its pictures."""
    for path, page in built.items():
        if path.name == "search.html":
            continue  # the script of the search writes its heading
        assert page.language == "en", path.name
        assert page.headings[:1] == [1] and page.headings.count(1) == 1, path.name
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), path.name
        assert page.wordless == 0, path.name


def test_every_page_is_in_the_contents(site: Path, built: dict[Path, Page]) -> None:
    """Each page is reached from the first one."""
    first = built[site / "index.html"]
    reached = {(site / link.partition("#")[0]).resolve() for link in first.links if link}
    missing = [name_of(page) for page in PAGES if (site / name_of(page)).with_suffix(".html") not in reached]
    assert missing == ["index.md"] or missing == []


@pytest.fixture(autouse=True)
def _nothing_is_left(tmp_path: Path) -> Iterator[None]:
    """Results that commands write go away with the folder of the test."""
    yield
    shutil.rmtree(tmp_path / "out", ignore_errors=True)
