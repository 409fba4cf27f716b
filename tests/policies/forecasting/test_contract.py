"""Every method passes the same checks: exactness, invariances, states that keep, many items bit for bit."""

import dataclasses
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policies.forecasting as forecasting
from policies.forecasting import (
    SBA,
    TSB,
    Croston,
    ExponentialSmoothing,
    Holt,
    HoltWinters,
    MovingAverage,
    Naive,
    SeasonalNaive,
    SimpleAverage,
    Tracked,
    WeightedMovingAverage,
    demand_over,
)

ROOT = Path(__file__).parents[3]

LINEAR = [
    Naive(),
    SeasonalNaive(season=4),
    SimpleAverage(),
    MovingAverage(periods=3),
    WeightedMovingAverage(weights=(1, 3, 4)),
    ExponentialSmoothing(alpha=0.3),
    ExponentialSmoothing(alpha=0.3, start_periods=4),
    Holt(alpha=0.4, beta=0.2),
    Holt(alpha=0.4, beta=0.2, damping=0.85, start_periods=3),
    HoltWinters(season=4, alpha=0.3, beta=0.2, gamma=0.1, multiplicative=False),
    HoltWinters(season=3, alpha=0.3, beta=0.2, gamma=0.1, multiplicative=False, damping=0.9),
]
"""Methods that follow a shift of the history."""
POSITIVE = [HoltWinters(season=4, alpha=0.3, beta=0.2, gamma=0.1)]
RARE = [Croston(alpha=0.1), Croston(alpha=0.1, beta=0.3), SBA(alpha=0.2), TSB(alpha=0.1, beta=0.05)]
ALL = [*LINEAR, *POSITIVE, *RARE]

RNG_FREE = [23.0, 41.5, 7.0, 30.25, 28.0, 44.0, 9.5, 33.0, 26.0, 47.0, 8.0, 35.5, 31.0]
"""A positive history of thirteen periods, four to a season."""
WITH_ZEROS = [0, 0, 3, 0, 1, 0, 0, 0, 7, 2, 0, 0, 4]

each = pytest.mark.parametrize("method", ALL, ids=repr)


def history_for(method: object) -> list[float]:
    """A history that suits the method."""
    return WITH_ZEROS if isinstance(method, (Croston, SBA, TSB)) else RNG_FREE


@each
def test_a_constant_history_is_forecast_exactly(method) -> None:
    """As it always was, so it goes on; SBA is low by its correction, which is for histories with zeros."""
    ahead = method.forecast(method.start([12.0] * 13), 9)
    expected = 12.0 * (1 - method.alpha / 2) if isinstance(method, SBA) else 12.0
    assert ahead == pytest.approx([expected] * 9, rel=1e-12)


@each
def test_forecasts_scale_with_the_unit_of_measure(method) -> None:
    """Pieces or dozens: the same forecast."""
    history = np.array(history_for(method))
    one = method.forecast(method.start(history), 6)
    many = method.forecast(method.start(history * 12), 6)
    assert many == pytest.approx(12 * one, rel=1e-9)


@pytest.mark.parametrize("method", LINEAR, ids=repr)
def test_forecasts_shift_with_the_history(method) -> None:
    """A constant more in each period is a constant more in each forecast."""
    history = np.array(RNG_FREE)
    one = method.forecast(method.start(history), 6)
    assert method.forecast(method.start(history + 100), 6) == pytest.approx(one + 100, rel=1e-9)


@each
def test_a_start_is_the_updates_one_by_one(method) -> None:
    """Starting on all periods, or on the first and going on, ends in the same state."""
    history = history_for(method)
    state = method.start(history[: method.needs])
    for actual in history[method.needs :]:
        state = method.update(state, actual)
    assert state == method.start(history)
    assert method.one_step(state) == method.forecast(state, 1)[0]
    assert method.forecast(state, 8)[:3].tolist() == method.forecast(state, 3).tolist()


@each
def test_a_state_keeps(method) -> None:
    """A state is frozen, is hashable, and comes back from its repr and from pickle as it was."""
    for given_history in (history_for(method), np.array(history_for(method))):
        state = method.start(given_history)
        state = method.update(state, np.float64(3.0))
        assert eval(repr(state), vars(forecasting)) == state
        assert pickle.loads(pickle.dumps(state)) == state
        assert hash(state) == hash(dataclasses.replace(state))
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(state, dataclasses.fields(state)[0].name, 0)
    assert eval(repr(method), vars(forecasting)) == method
    assert pickle.loads(pickle.dumps(method)) == method


def test_an_update_leaves_the_old_state_alone() -> None:
    """States do not share what a later update changes, arrays of many items included."""
    history = np.arange(24.0).reshape(8, 3) + 1
    for method in ALL:
        state = method.start(history)
        before = repr(state)
        actual = np.array([5.0, 6.0, 7.0])
        later = method.update(state, actual)
        told = repr(later)
        actual[:] = 99
        assert (repr(state), repr(later)) == (before, told)


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(
        st.lists(st.one_of(st.just(0.0), st.floats(0.01, 1e6)), min_size=3, max_size=3),
        min_size=13,
        max_size=20,
    )
)
def test_many_items_at_once_are_bit_for_bit_each_alone(rows) -> None:
    """Arrays of items give what each item gives alone, to the last bit."""
    table = np.array(rows)
    for method in [*LINEAR, *RARE]:
        many = method.start(table)
        ahead = method.forecast(many, 5)
        assert ahead.shape == (5, 3)
        for item in range(3):
            alone = method.start(table[:, item].tolist())
            assert ahead[:, item].tolist() == method.forecast(alone, 5).tolist()
            assert method.one_step(many)[item] == method.one_step(alone)


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.lists(st.floats(90, 110), min_size=3, max_size=3), min_size=13, max_size=20))
def test_many_items_with_a_multiplied_season_too(rows) -> None:
    """The same for Holt-Winters with a multiplied season, on figures that are never near zero."""
    table, method = np.array(rows), POSITIVE[0]
    ahead = method.forecast(method.start(table), 5)
    for item in range(3):
        assert ahead[:, item].tolist() == method.forecast(method.start(table[:, item]), 5).tolist()


@pytest.mark.parametrize("inner", [Naive(), Holt(alpha=0.4, beta=0.2), SBA(alpha=0.1)], ids=repr)
def test_tracking_serves_many_items_too(inner) -> None:
    """Errors of many items at once are bit for bit those of each alone."""
    table = np.array([RNG_FREE, WITH_ZEROS, [5.0] * 13]).T
    method = Tracked(inner, smoothing=0.1)
    many = method.start(table)
    for item in range(3):
        alone = method.start(table[:, item].tolist())
        for figure in (method.mean_absolute_error, method.variance, method.bias, method.tracking_signal):
            assert figure(many)[item] == figure(alone)


@each
def test_too_short_a_history_is_refused(method) -> None:
    """With how many periods it takes."""
    with pytest.raises(ValueError, match=f"give at least {method.needs}"):
        method.start([1.0] * (method.needs - 1))


@each
def test_wrong_figures_are_refused(method) -> None:
    """What is not finite is no figure, and there is no forecast of no period."""
    state = method.start(history_for(method))
    for wrong in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="finite"):
            method.update(state, wrong)
        with pytest.raises(ValueError, match="finite"):
            method.start(np.full((13, 2), wrong))
    with pytest.raises(ValueError, match="steps is 0; give a whole number of 1 or more"):
        method.forecast(state, 0)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: ExponentialSmoothing(alpha=1.2), "alpha is 1.2; give a weight from 0 to 1"),
        (lambda: ExponentialSmoothing(alpha=float("nan")), "alpha is nan"),
        (lambda: ExponentialSmoothing(alpha=0.1, start_periods=0), "start_periods is 0"),
        (lambda: ExponentialSmoothing(alpha=0.1, initial=float("inf")), "initial is inf"),
        (lambda: Holt(alpha=0.1, beta=-0.1), "beta is -0.1"),
        (lambda: Holt(alpha=0.1, beta=0.1, damping=1.1), "damping is 1.1"),
        (lambda: Holt(alpha=0.1, beta=0.1, start_periods=1), "start_periods is 1"),
        (lambda: HoltWinters(season=1, alpha=0.1, beta=0.1, gamma=0.1), "season is 1"),
        (lambda: HoltWinters(season=4, alpha=0.1, beta=0.1, gamma=2), "gamma is 2"),
        (lambda: HoltWinters(2, 0.1, 0.1, 0.1, start_seasons=1), "start_seasons is 1"),
        (lambda: HoltWinters(2, 0.1, 0.1, 0.1, initial=(1, 2)), "belong together"),
        (lambda: HoltWinters(2, 0.1, 0.1, 0.1, initial=(1, 2), initial_seasons=(1,)), "give 2, one a period"),
        (lambda: MovingAverage(periods=0), "periods is 0"),
        (lambda: WeightedMovingAverage(weights=(1, -1)), "weights is -1.0"),
        (lambda: WeightedMovingAverage(weights=()), "at least one weight above 0"),
        (lambda: SeasonalNaive(season=0), "season is 0"),
        (lambda: Croston(alpha=3), "alpha is 3"),
        (lambda: SBA(alpha=0.1, beta=3), "beta is 3"),
        (lambda: TSB(alpha=0.1, beta=3), "beta is 3"),
        (lambda: Tracked(Naive(), smoothing=-1), "smoothing is -1"),
        (lambda: Croston(alpha=0.1).start([1, -2]), "actual is -2; give 0 or more"),
        (lambda: TSB(0.1, 0.1).start(np.array([[1.0, 2.0], [3.0, -4.0]])), "actual is -4; give 0 or more"),
        (lambda: HoltWinters(2, 0.1, 0.1, 0.1).start([0, 0, 0, 0]), "not above 0 throughout"),
        (lambda: demand_over(Naive(), Naive().start([1]), -1), "periods is -1"),
    ],
)
def test_wrong_parameters_are_named(build, words) -> None:
    """Each with its value and the remedy."""
    with pytest.raises(ValueError, match=words):
        build()


def test_importing_is_light() -> None:
    """The package brings in neither scipy nor pandas, which are slow to start."""
    code = "import sys, policies.forecasting\nprint([n for n in ('scipy', 'pandas') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_policy_is_found_among_the_methods() -> None:
    """The registry of policies does not take the package for a policy."""
    from policies.registry import policy_names

    assert "forecasting" not in policy_names()
