"""The reference is what the code says, and the code says what everything means."""

import dataclasses
from dataclasses import dataclass

import pytest

from experiments import reference
from experiments.kpi import registered
from policies.registry import policy_class, policy_names
from scenarios.case_file import PROPOSAL, RUN, SECTIONS, TEXTS
from scenarios.columns import columns_of
from scenarios.control_entry import OWN_KEYS
from scenarios.policy_columns import policy_columns
from scenarios.proposal import Proposal
from scenarios.run_settings import RunSettings
from scenarios.sections import SECTIONS as FIELDS
from scenarios.table import TABLES
from sim import network
from sim.distributions import Constant, Distribution
from sim.distributions.parse import LAWS

REMEDY = "add it to the Parameters of its docstring"


def test_the_pages_are_what_is_generated() -> None:
    """docs/reference.md and the pages below docs/reference are up to date, and there is no other."""
    stale = "the reference is stale; run `python -m experiments.reference`"
    pages = reference.write_reference()
    found = {path.relative_to(reference.DOCS).as_posix() for path in reference.DOCS.glob("reference/*")}
    assert {*found, "reference.md"} == set(pages), stale
    for path, text in pages.items():
        assert (reference.DOCS / path).read_text(encoding="utf-8") == text, f"{path}: {stale}"


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_table_has_a_meaning(table: str) -> None:
    """Fields of what a row describes, of what it holds in it, and columns of its own."""
    lines = reference.table_lines(TABLES[table])
    assert len(lines) == len(TABLES[table].columns.types)
    assert [line.name for line in lines if not line.meaning] == [], REMEDY


@pytest.mark.parametrize("cls", [c for c in vars(network).values() if dataclasses.is_dataclass(c)])
def test_every_field_of_the_network_has_a_meaning(cls: type) -> None:
    """A dataclass of the configuration has an entry for each of its fields, and no other."""
    if cls is not network.Network:
        fields = [field.name for field in dataclasses.fields(cls)]  # type: ignore[arg-type]
        assert list(reference.parameters(cls)) == fields, f"{cls.__name__}: {REMEDY}, in their order"


def test_the_case_file_is_covered() -> None:
    """Every key and section of the case file, and every field of a section."""
    assert set(reference.HEAD) == {*TEXTS, *SECTIONS}
    assert set(reference.CONTROL) == set(OWN_KEYS)
    assert set(reference.parameters(Proposal)) == set(PROPOSAL)
    assert set(reference.parameters(RunSettings)) == set(RUN.types)
    for name, cls in {"accounts": network.Accounts, "plant": network.Plant}.items():
        assert set(reference.parameters(cls)) == set(FIELDS[name].types)
    assert set(reference.ROWS) == set(TABLES)


@pytest.mark.parametrize("policy", policy_names())
def test_every_parameter_of_a_policy_has_a_meaning(policy: str) -> None:
    """Those of the policy, and those of its sizing."""
    cls = policy_class(policy)
    lines = reference.lines_of(policy_columns(policy), reference.parameters(cls))
    lines += reference.size_lines(cls) if reference.sizing_of(cls) else []
    assert [line.name for line in lines if not line.meaning] == [], f"{cls.__name__}: {REMEDY}"


@pytest.mark.parametrize("law", LAWS)
def test_every_parameter_of_a_law_has_a_meaning(law: str) -> None:
    """What stands in the brackets of a law."""
    assert [line.name for line in reference.law_lines(LAWS[law]) if not line.meaning] == [], REMEDY


@pytest.mark.parametrize("name", [kpi.name for kpi in registered()])
def test_every_key_figure_says_how_it_is_made(name: str) -> None:
    """A docstring whose first paragraph is the formula."""
    kpi = next(k for k in registered() if k.name == name)
    assert len(" ".join(reference.prose(kpi.function))) > 10, name


@dataclass(frozen=True)
class Inner:
    """What lies within.

    Parameters
    ----------
    wait, rest
        How long (time); of work
        where it is known.
    """

    TIMES = frozenset({"wait"})

    wait: Distribution
    rest: float = 2.0


@dataclass(frozen=True)
class Outer:
    """What lies without.

    It goes on here.

    Parameters
    ----------
    name
        What it is called.
    price
        What it costs (money); none: nothing.
    inner
        What lies within.

    Examples
    --------
    >>> 1
    1
    """

    TIMES = frozenset({"until"})

    name: str
    price: float | None = None
    tags: tuple[str, ...] = ()
    law: Distribution = Constant(3.0)
    inner: Inner | None = None
    until: float = 1.5


def test_a_line_of_the_reference() -> None:
    """Name with unit, type with bounds, unit, default and meaning; nested fields have their prefix."""
    lines = reference.lines_of(columns_of(Outer), reference.meanings_of(Outer))
    assert [dataclasses.astuple(line) for line in lines] == [
        ("name", "text", "", "required", "What it is called."),
        ("price", "number, 0 or more", "money", "none", "What it costs; none: nothing."),
        ("tags", "list of texts", "", "empty", ""),
        ("law", "number or law, 0 or more", "", "`3`", ""),
        (
            "inner_wait_days",
            "number or law, 0 or more",
            "days",
            "required with any `inner_`",
            "How long; of work where it is known.",
        ),
        (
            "inner_rest",
            "number, 0 or more",
            "",
            "`2`",
            "How long (time); of work where it is known.",
        ),
        ("until_days", "number, 0 or more", "days", "`1.5`", ""),
    ]
    assert reference.prose(Outer) == ["What lies without.", "It goes on here."]
