"""Imports point one way: experiments -> scenarios -> policies -> sim."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ["sim", "policies", "scenarios", "experiments"]  # the lowest first
NEVER_SHIPPED = ["tests", "benchmarks"]
DYNAMIC_IMPORTS = {"import_module", "__import__"}


def imported_names(tree: ast.AST, path: str) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of each import in `tree`, the module at `path` (relative to the root)."""
    package = path.split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            origin = above + (node.module.split(".") if node.module else [])
            for alias in node.names:
                yield node.lineno, ".".join([*origin, alias.name])
        elif isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if called in DYNAMIC_IMPORTS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.lineno, first.value


def inside(name: str, package: str) -> bool:
    """Whether the dotted `name` is `package` or something in it."""
    return name == package or name.startswith(package + ".")


def objection(path: str, name: str) -> str | None:
    """Why the module at `path` may not import `name`, or None if it may."""
    here, there = path.split("/")[0], name.split(".")[0]
    if there in NEVER_SHIPPED:
        return f"{there} is never shipped"
    if there in LAYERS and LAYERS.index(there) > LAYERS.index(here):
        return f"{there} is above {here}"
    if (here, there) == ("policies", "sim") and not inside(name, "sim.contract"):
        return "policies may import only sim.contract from sim"
    if there == "numba" and not path.startswith(("sim/compiled/", "sim/compiled.py")):
        return "only sim/compiled may import numba"
    return None


def violations(source: str, path: str) -> list[str]:
    """Each forbidden import of `source`, as `file:line: imports name: reason`."""
    found = sorted(set(imported_names(ast.parse(source, path), path)))
    reasons = [(line, name, objection(path, name)) for line, name in found]
    return [f"{path}:{line}: imports {name}: {why}" for line, name, why in reasons if why]


@pytest.mark.parametrize("package", LAYERS)
def test_no_module_imports_a_layer_above_it(package: str) -> None:
    """Every module of the package keeps to the allowed direction."""
    files = sorted((ROOT / package).rglob("*.py"))
    assert files, f"{package}/ holds no Python file"
    bad = [
        line
        for file in files
        for line in violations(file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix())
    ]
    assert not bad, "\n" + "\n".join(bad)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("sim/engine/run.py", "import policies"),
        ("sim/engine/run.py", "from scenarios.load import load"),
        ("sim/engine/run.py", "import numba"),
        ("sim/engine/run.py", "from numba import njit"),
        ("sim/engine/run.py", "def f():\n    import experiments.cli as cli"),
        ("sim/engine/run.py", "if TYPE_CHECKING:\n    from policies import Policy"),
        ("sim/engine/run.py", "import importlib\nimportlib.import_module('policies.reorder_point')"),
        ("policies/reorder_point.py", "import sim"),
        ("policies/reorder_point.py", "from sim import engine"),
        ("policies/reorder_point.py", "from sim import *"),
        ("policies/reorder_point.py", "from sim.engine import run"),
        ("policies/reorder_point.py", "from sim.contracts import View"),
        ("policies/reorder_point.py", "from scenarios import load"),
        ("scenarios/load.py", "from experiments import compare"),
        ("experiments/cli.py", "from tests.helpers import tiny_case"),
        ("experiments/cli.py", "import benchmarks.harness"),
        ("experiments/cli.py", "import numba"),
    ],
)
def test_a_forbidden_import_is_reported(path: str, source: str) -> None:
    """The checker objects to each kind of forbidden import, with file and line."""
    (report,) = violations("\n" + source, path)
    assert report.startswith(f"{path}:{2 + source.count(chr(10))}: imports ")


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "sim/engine/run.py",
            "import simpy, simulator\nfrom sim.network import Network\nfrom ..network import Item",
        ),
        ("sim/compiled/kernel.py", "from numba import njit\nfrom . import layout"),
        ("policies/reorder_point.py", "from sim import contract\nfrom sim.contract.view import View"),
        ("policies/reorder_point.py", "import sim.contract\nimport sim.contract.view\nfrom . import sizing"),
        ("scenarios/load.py", "from sim.network import Network\nfrom policies import ReorderPoint"),
        ("experiments/cli.py", "import sim, policies, scenarios\nfrom .compare import compare"),
    ],
)
def test_an_allowed_import_passes(path: str, source: str) -> None:
    """The checker is silent about imports that point downwards or stay inside a package."""
    assert violations(source, path) == []


def test_the_wheel_holds_the_four_packages_only() -> None:
    """Tests and benchmarks are never shipped."""
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    wheel = build["targets"]["wheel"]
    assert sorted(wheel["packages"]) == sorted(LAYERS)
    assert "force-include" not in wheel
    assert not set(NEVER_SHIPPED) & set(build["targets"]["sdist"]["only-include"])
