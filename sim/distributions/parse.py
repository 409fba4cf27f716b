"""Read a distribution from a number or a short text such as `gamma(mean=6, sd=2)`."""

import ast
import dataclasses
import difflib
import inspect
import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sim.distributions.constant import Constant
from sim.distributions.discrete import Discrete
from sim.distributions.distribution import Distribution
from sim.distributions.empirical import Empirical
from sim.distributions.exponential import Exponential
from sim.distributions.gamma import Gamma
from sim.distributions.geometric import Geometric
from sim.distributions.lognormal import Lognormal
from sim.distributions.negative_binomial import NegativeBinomial
from sim.distributions.normal import Normal
from sim.distributions.poisson import Poisson
from sim.distributions.recorded import Recorded
from sim.distributions.triangular import Triangular
from sim.distributions.uniform import Uniform

LAWS: dict[str, type] = {
    "constant": Constant,
    "exponential": Exponential,
    "normal": Normal,
    "gamma": Gamma,
    "lognormal": Lognormal,
    "uniform": Uniform,
    "triangular": Triangular,
    "poisson": Poisson,
    "negative_binomial": NegativeBinomial,
    "geometric": Geometric,
    "discrete": Discrete,
    "recorded": Recorded,
    "empirical": Empirical,
}
"""Every distribution by the name it has in a case file."""
FROM_FILES = ("empirical", "recorded")
"""Laws whose values may stand in a file."""
Read = Callable[[str, str], Sequence[float]]
"""Returns the values in a column of a file."""


def parse_distribution(text: object, read: Read | None = None) -> Distribution:
    """Read a distribution.

    Parameters
    ----------
    text
        A number (a constant), a distribution (returned as it is), or a text: a number, or a name with
        parameters in brackets.
    read
        Reads a column of a file, for laws such as `empirical(file="lead_times.csv", column="days")`. The
        law keeps the values, so that no file is read when it draws.

    Raises
    ------
    ValueError
        The text is not one; the message names the nearest valid spelling.

    Examples
    --------
    >>> parse_distribution("gamma(mean=6, sd=2)")
    Gamma(mean=6.0, sd=2.0)
    >>> parse_distribution("4")
    Constant(value=4.0)
    """
    if isinstance(text, bool):
        raise ValueError(f"{text!r} is not a number nor a distribution; write 4 or gamma(mean=6, sd=2)")
    if isinstance(text, (int, float)):
        return Constant(_finite(float(text)))
    if dataclasses.is_dataclass(text) and type(text) in LAWS.values():
        return text  # type: ignore[return-value]
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is not a number nor a distribution; write 4 or gamma(mean=6, sd=2)")
    try:
        return Constant(_finite(float(text)))
    except ValueError:
        pass
    try:
        call = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        call = None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        raise ValueError(f"{text!r} is not a number nor a distribution; write 4 or gamma(mean=6, sd=2)")
    name = call.func.id
    if name not in LAWS:
        near = difflib.get_close_matches(name, LAWS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(LAWS)}"
        raise ValueError(f"{name!r} is not a distribution; {hint}")
    law = LAWS[name]
    try:
        named = {k.arg: ast.literal_eval(k.value) for k in call.keywords if k.arg}
        file, column = named.pop("file", None), named.pop("column", None)
        args = [_numbers(ast.literal_eval(a)) for a in call.args]
        kwargs: dict[str, Any] = {key: _numbers(value) for key, value in named.items()}
    except (ValueError, TypeError, SyntaxError):
        raise ValueError(f"{text!r}: parameters must be plain numbers, or lists of them in [ ]") from None
    if file is not None or column is not None:
        kwargs |= _in_file(name, file, column, read)
    try:
        _signature(law).bind(*args, **kwargs)
    except TypeError:
        fields = ", ".join(f.name for f in dataclasses.fields(law) if f.compare)
        instead = " (or file and column in place of values)" if name in FROM_FILES else ""
        raise ValueError(f"{text!r}: {name} takes {fields}{instead}") from None
    try:
        made: Distribution = law(*args, **kwargs)
        sound = math.isfinite(made.mean) and math.isfinite(made.variance)
    except TypeError:
        sound = False
    if not sound:
        raise ValueError(
            f"{text!r}: {name} takes plain finite numbers, or a list in [ ] where it lists values"
        )
    return made


@cache
def _signature(law: type) -> inspect.Signature:
    return inspect.signature(law)


def _in_file(name: str, file: object, column: object, read: Read | None) -> dict[str, Any]:
    """Return the parameters of a law whose values stand in a column of a file."""
    if name not in FROM_FILES:
        raise ValueError(f"{name} reads no file; write {' or '.join(FROM_FILES)}")
    if not isinstance(file, str) or not isinstance(column, str):
        raise ValueError(
            f"{name} from a file needs file and column, both in quotes; "
            f"write {name}(file='history.csv', column='days')"
        )
    if read is None:
        raise ValueError(f"{name}: files are read for the tables of a case only; list the values in [ ]")
    return {"values": tuple(read(file, column)), "source": f"file={file!r}, column={column!r}"}


def _numbers(value: object) -> float | tuple[float, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(_finite(float(v)) for v in value)
    return _finite(float(value))  # type: ignore[arg-type]


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a quantity; write a finite number")
    return value
