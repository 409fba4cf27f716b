"""Every law passes the same checks; a new one needs no more than a line in the tables here."""

import dataclasses
import math
import pickle

import numpy as np
import pytest

from sim.distributions import (
    LAWS,
    Constant,
    Discrete,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Geometric,
    Lognormal,
    NegativeBinomial,
    Normal,
    Poisson,
    Recorded,
    Triangular,
    Uniform,
    parse_distribution,
)

EXAMPLES: dict[str, list[Distribution]] = {
    "constant": [Constant(4.0), Constant(-1.5)],
    "exponential": [Exponential(0.3), Exponential(7.0)],
    "normal": [Normal(6.0, 2.0), Normal(-1.0, 0.0)],
    "gamma": [Gamma(6.0, 2.0), Gamma(2.0, 3.0)],
    "lognormal": [Lognormal(6.0, 2.0), Lognormal(0.5, 0.4)],
    "uniform": [Uniform(2.0, 9.0), Uniform(-3.0, -3.0)],
    "triangular": [Triangular(1.0, 2.0, 6.0), Triangular(0.0, 0.0, 4.0)],
    "poisson": [Poisson(0.7), Poisson(41.0, 2.5)],
    "negative_binomial": [NegativeBinomial(5.0, 4.0), NegativeBinomial(0.8, 1.5, 10.0)],
    "geometric": [Geometric(3.0), Geometric(1.0, 5.0)],
    "discrete": [Discrete((1.0, 5.0, 20.0)), Discrete((0.0, 2.0, 7.0), (0.5, 0.3, 0.2))],
    "recorded": [Recorded((4.0, 0.0, 9.0, 3.0)), Recorded((1.0, 2.0), 6.0)],
    "empirical": [Empirical((4.0, 0.0, 9.0, 3.0, 3.0)), Empirical((4.0, 0.0, 9.0, 3.0), 2)],
}

BAD: dict[str, list[tuple[dict[str, object], str, str]]] = {
    "exponential": [({"mean": 0.0}, "mean", "above zero"), ({"mean": math.nan}, "mean", "above zero")],
    "normal": [({"mean": 1.0, "sd": -2.0}, "sd", "zero or more")],
    "gamma": [
        ({"mean": -1.0, "sd": 1.0}, "mean", "above zero"),
        ({"mean": 1.0, "sd": 0.0}, "sd", "above zero"),
    ],
    "lognormal": [
        ({"mean": 0.0, "sd": 1.0}, "mean", "above zero"),
        ({"mean": 1.0, "sd": -1.0}, "sd", "above zero"),
    ],
    "uniform": [({"low": 3.0, "high": 2.0}, "high", "at least low (3)")],
    "triangular": [
        ({"low": 1.0, "mode": 7.0, "high": 6.0}, "mode", "from low (1) to high (6)"),
        ({"low": 1.0, "mode": 1.0, "high": 1.0}, "high", "above low (1)"),
    ],
    "poisson": [({"count": 0.0}, "count", "above zero")],
    "negative_binomial": [
        ({"count": 0.0, "sd": 1.0}, "count", "above zero"),
        ({"count": 9.0, "sd": 3.0}, "sd", "above the square root of the mean (3)"),
    ],
    "geometric": [({"count": 0.5}, "count", "one or more")],
    "discrete": [
        ({"values": ()}, "number of values", "one or more"),
        ({"values": (1.0, 2.0), "probabilities": (1.0,)}, "number of probabilities", "of values (2)"),
        ({"values": (1.0, 2.0), "probabilities": (1.2, -0.2)}, "smallest probability", "zero or more"),
        ({"values": (1.0, 2.0), "probabilities": (0.5, 0.4)}, "sum of probabilities", "one"),
    ],
    "recorded": [({"values": ()}, "number of values", "one or more")],
    "empirical": [
        ({"values": ()}, "number of values", "one or more"),
        ({"values": (1.0, 2.0), "block": 3}, "block", "from 1 to the number of values (2)"),
        ({"values": (1.0, 2.0), "block": 0}, "block", "from 1 to the number of values (2)"),
        ({"values": (1.0, 2.0), "block": 1.5}, "block", "from 1 to the number of values (2)"),
    ],
}
"""Of each law that checks its parameters: parameters, the one that is wrong, and the remedy."""

every_law = pytest.mark.parametrize(
    ("name", "law"), [(name, law) for name in LAWS for law in EXAMPLES.get(name, [])]
)


def written(name: str, law: Distribution, *, with_names: bool) -> str:
    """Return a law as it is written in a case file."""
    parts = []
    for field in dataclasses.fields(law):  # type: ignore[arg-type]
        value = getattr(law, field.name)
        if value is None or value == () or not field.compare:
            continue
        text = repr(list(value)) if isinstance(value, tuple) else repr(value)
        parts.append(f"{field.name}={text}" if with_names else text)
    return f"{name}({', '.join(parts)})"


# ---- every law


def test_every_law_has_examples() -> None:
    """A law without an example would slip through all checks below, and one that refuses must be tried."""
    assert set(EXAMPLES) == set(LAWS)
    assert all(type(law) is LAWS[name] for name, laws in EXAMPLES.items() for law in laws)
    assert {name for name, law in LAWS.items() if hasattr(law, "__post_init__")} == set(BAD)


@every_law
def test_contract(name: str, law: Distribution) -> None:
    """A law is a Distribution, a frozen value that can be hashed, compared and sent to another process."""
    assert isinstance(law, Distribution)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(law, dataclasses.fields(law)[0].name, 1.0)  # type: ignore[arg-type]
    assert hash(law) == hash(dataclasses.replace(law))  # type: ignore[type-var]
    assert pickle.loads(pickle.dumps(law)) == law


@every_law
def test_sample_moments(name: str, law: Distribution) -> None:
    """Mean and variance of 200,000 draws lie within five standard errors of what the law says."""
    count = 200_000
    values = law.sample(np.random.default_rng(2024), count)
    assert values.shape == (count,)
    assert values.dtype == np.float64
    centred = values - law.mean
    fourth = float(np.mean(centred**4))
    error_of_mean = math.sqrt(law.variance / count)
    error_of_variance = math.sqrt(max(fourth - law.variance**2, 0.0) / count)
    assert abs(values.mean() - law.mean) <= 5 * error_of_mean + 1e-9
    assert abs(float(np.mean(centred**2)) - law.variance) <= 5 * error_of_variance + 1e-9


@every_law
@pytest.mark.parametrize("factor", [7.0, 0.25])
def test_scaled(name: str, law: Distribution, factor: float) -> None:
    """A change of unit multiplies mean, standard deviation and each single draw, and stays the same law."""
    changed = law.scaled(factor)
    assert type(changed) is type(law)
    assert changed.mean == pytest.approx(factor * law.mean)
    assert changed.variance == pytest.approx(factor**2 * law.variance)
    before, after = (which.sample(np.random.default_rng(5), 200) for which in (law, changed))
    np.testing.assert_allclose(after, factor * before, rtol=1e-12)


@every_law
def test_a_block_equals_single_draws(name: str, law: Distribution) -> None:
    """Blocks of any size, and draws one by one, give the same values from the same stream.

    A recorded list has no place in a stream: its first block is its list, whatever the size. Runs of a
    history are whole in a block.
    """
    if name == "recorded":
        short, long = (law.sample(np.random.default_rng(9), n) for n in (3, 100))
        assert short.tolist() == long[:3].tolist()
        return
    run = law.block if isinstance(law, Empirical) else 1
    whole = law.sample(np.random.default_rng(9), 100 * run).tolist()
    for counts in ([1] * 100, [32, 68], [1, 2, 29, 68], [99, 1]):
        sizes = [run * count for count in counts]
        rng = np.random.default_rng(9)
        assert [x for size in sizes for x in law.sample(rng, size).tolist()] == whole


@pytest.mark.parametrize(
    ("name", "parameters", "wrong", "remedy"), [(name, *bad) for name, bads in BAD.items() for bad in bads]
)
def test_bad_parameters(name: str, parameters: dict[str, object], wrong: str, remedy: str) -> None:
    """What makes no sense is refused in one sentence with law, parameter and remedy."""
    with pytest.raises(ValueError) as caught:
        LAWS[name](**parameters)
    text = str(caught.value)
    assert text.startswith(f"{name}: {wrong} is ")
    assert text.endswith(remedy)


# ---- reading


@every_law
def test_round_trip(name: str, law: Distribution) -> None:
    """A law written with or without the names of its parameters is read as the same law."""
    assert parse_distribution(written(name, law, with_names=True)) == law
    assert parse_distribution(f"  {written(name, law, with_names=False)} ") == law


@pytest.mark.parametrize("name", LAWS)
def test_a_misspelt_name(name: str) -> None:
    """The message names the nearest law."""
    with pytest.raises(ValueError, match=rf"'{name}x' is not a distribution; did you mean {name}\?"):
        parse_distribution(f"{name}x(1)")


def test_a_strange_name() -> None:
    """Where no law is near, all are listed."""
    with pytest.raises(ValueError) as caught:
        parse_distribution("zzz(1)")
    assert all(name in str(caught.value) for name in LAWS)


@pytest.mark.parametrize(
    ("given", "value"), [(4, 4.0), (4.5, 4.5), ("4", 4.0), (" -2.5 ", -2.5), ("1e3", 1000.0), (0, 0.0)]
)
def test_numbers(given: object, value: float) -> None:
    """A number, written or not, is a constant."""
    law = parse_distribution(given)
    assert law == Constant(value)
    assert isinstance(law.mean, float)


def test_a_law_is_returned_as_it_is() -> None:
    """What is a distribution already is not read again."""
    law = Gamma(6.0, 2.0)
    assert parse_distribution(law) is law


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("recorded([3, 0, 5])", Recorded((3.0, 0.0, 5.0))),
        ("recorded((3, 5), after=0)", Recorded((3.0, 5.0), 0.0)),
        ("discrete(values=[1, 2], probabilities=[0.25, 0.75])", Discrete((1.0, 2.0), (0.25, 0.75))),
        ("normal(-3, sd=1)", Normal(-3.0, 1.0)),
    ],
)
def test_lists_and_signs(text: str, law: Distribution) -> None:
    """Lists in either bracket and negative numbers are read; whole numbers become floats."""
    assert parse_distribution(text) == law


@pytest.mark.parametrize("given", [True, None, [4], "four", "gamma", "gamma(6, 2", "", "sim.gamma(6, 2)"])
def test_neither_number_nor_law(given: object) -> None:
    """The message shows what was given and how to write it."""
    with pytest.raises(ValueError) as caught:
        parse_distribution(given)
    assert str(caught.value).startswith(f"{given!r} is not a number nor a distribution; write 4 or gamma(")


@pytest.mark.parametrize("text", ["gamma(mean=six, sd=2)", "recorded([[1, 2]])", "discrete(['a'])"])
def test_parameters_that_are_not_numbers(text: str) -> None:
    """Names, lists in lists and texts are refused."""
    with pytest.raises(ValueError, match="parameters must be plain numbers, or lists of them"):
        parse_distribution(text)


@pytest.mark.parametrize(
    "text", ["gamma(6)", "gamma(mu=6, sd=2)", "gamma(6, 2, 3)", "gamma(6, mean=6, sd=2)"]
)
def test_wrong_parameters(text: str) -> None:
    """Too few, too many or unknown parameters: the message lists those that the law takes."""
    with pytest.raises(ValueError, match="gamma takes mean, sd"):
        parse_distribution(text)


@pytest.mark.parametrize("text", ["recorded(4)", "discrete(3)", "gamma([1, 2], 2)", "triangular(1, 2, [3])"])
def test_a_list_for_a_number(text: str) -> None:
    """A list where a number belongs, or a number where a list belongs, is refused like any other slip."""
    with pytest.raises(ValueError, match=text.split("(")[0]):
        parse_distribution(text)


@pytest.mark.parametrize("text", ["constant([1, 2])", "recorded([1, 2], after=[1])", "nan"])
def test_what_is_no_quantity(text: str) -> None:
    """A list is no constant, and not-a-number is no quantity."""
    with pytest.raises(ValueError):
        parse_distribution(text)
