"""A search by response surfaces: fit planes and parabolas to what was simulated, and go where they point.

The surfaces are fitted in a region of trust around the best setting, which grows when the search gains and
shrinks when it does not (Conn, Scheinberg and Vicente, Introduction to Derivative-Free Optimization, 2009,
chapter 10; for simulations with common random numbers the surface hardly wavers). Goals have surfaces of
their own, on a scale on which they are nearly straight.
"""

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from experiments.tune.archive import Archive
from experiments.tune.evaluate import Evaluation
from experiments.tune.problem import Problem, Setting

Array = NDArray[np.float64]

FIRST_RADIUS = 1 / 8
"""First radius of trust, as a share of the ranges."""
LEAST_RADIUS = 1 / 200
"""The search ends when the radius is below this, and below half of a whole step."""
REACH = 3.0
"""Settings this many radii away still count in a fit."""
MARGIN = 0.005
"""How far above its target the surface of a goal must be, on the straight scale."""
HAIR, HAIR_OF_A_GOAL = 2e-4, 1e-3
"""Less is no gain: of the objective, as a share of it, and on the straight scale of the goals."""
CANDIDATES = 512
RIDGE = 1e-4


def surface_search(
    problem: Problem, archive: Archive, start: Setting, seed: int
) -> Generator[list[Setting], None, None]:
    """Yield batches of settings to simulate; the archive must hold them before the next is asked for.

    Parameters
    ----------
    archive
        What is known; the caller adds to it.
    start
        Where to begin.
    seed
        Of the candidates that the surfaces are searched with.
    """
    radius = max(FIRST_RADIUS, _least(problem, start))
    first = [start, *_around(problem, start, radius)]
    first = [setting for setting in dict.fromkeys(first) if setting not in archive]
    if first:
        yield first
    numbers = _candidates(len(problem.knobs), seed)
    while True:
        center = archive.best
        batch = _proposals(problem, archive, center, radius, numbers)
        if batch:
            yield batch
        best = archive.best
        if best is center or not _gained(archive.key(center), archive.key(best)):
            radius /= 2
            if radius < _least(problem, best.setting):
                return
            continue
        moved = np.abs(np.subtract(problem.shares(best.setting), problem.shares(center.setting))).max()
        if moved > 0.6 * radius:
            radius = min(2 * radius, 0.5)


def _around(problem: Problem, start: Setting, radius: float) -> list[Setting]:
    """Return a setting for each knob, with that knob turned down (up where it is near its low end)."""
    shares = problem.shares(start)
    found = []
    for k, share in enumerate(shares):
        step = max(radius, 1.01 * problem.knobs[k].grain(start[k]))
        moved = list(shares)
        moved[k] = share - step if share >= min(step, 0.5) else share + step
        found.append(problem.at(moved))
    return found


def _least(problem: Problem, setting: Setting) -> float:
    """Return the radius at which there is nothing more to find."""
    grains = [knob.grain(value) for knob, value in zip(problem.knobs, setting, strict=True)]
    return max(LEAST_RADIUS, min(grains) / 2)


def _gained(before: tuple[float, float], after: tuple[float, float]) -> bool:
    """Tell whether the best has become better by more than a hair."""
    if after[0] < before[0]:
        return after[0] == 0 or before[0] - after[0] > HAIR_OF_A_GOAL
    return before[1] - after[1] > HAIR * abs(before[1])


def _candidates(dimensions: int, seed: int) -> Array:
    """Return points that fill a cube from -1 to 1 evenly, shape (candidates, dimensions)."""
    from scipy.stats import qmc

    sampler = qmc.Sobol(dimensions, rng=np.random.default_rng(seed))
    points: Array = 2 * sampler.random(CANDIDATES) - 1
    return points


def _proposals(
    problem: Problem, archive: Archive, center: Evaluation, radius: float, numbers: Array
) -> list[Setting]:
    """Return the setting where the surfaces are best, and one that tells most about them."""
    middle = np.array(problem.shares(center.setting))
    grains = np.array([k.grain(v) for k, v in zip(problem.knobs, center.setting, strict=True)])
    spread = np.maximum(radius, 1.01 * grains)
    shares = np.clip(middle + spread * np.concatenate([numbers, _axes(len(middle))]), 0, 1)
    settings = [s for s in dict.fromkeys(problem.at(row) for row in shares.tolist()) if s not in archive]
    if not settings:
        return []
    places = (np.array([problem.shares(s) for s in settings]) - middle) / spread
    value, short = _predicted(problem, archive, middle, spread, places)
    order = np.lexsort((value, np.round(short, 9)))
    best = int(order[0])
    known = (np.array([problem.shares(e.setting) for e in archive.evaluations]) - middle) / spread
    known = np.concatenate([known, places[[best]]])
    good = order[: max(len(order) // 3, 1)]
    distance = np.abs(places[good][:, None, :] - known[None, :, :]).max(axis=2).min(axis=1)
    telling = int(good[int(distance.argmax())])
    return [settings[best]] if telling == best else [settings[best], settings[telling]]


def _axes(dimensions: int) -> Array:
    """Return the points one radius away along each axis, and the halves of it."""
    whole = np.concatenate([np.eye(dimensions), -np.eye(dimensions)])
    return np.concatenate([whole, whole / 2])


def _predicted(
    problem: Problem, archive: Archive, middle: Array, spread: Array, places: Array
) -> tuple[Array, Array]:
    """Return the objective (low is good) and the distance from the goals that surfaces give at places."""
    known = (np.array([problem.shares(e.setting) for e in archive.evaluations]) - middle) / spread
    far = np.abs(known).max(axis=1)
    needed = len(middle) + 1
    reach = max(REACH, float(np.sort(far)[min(needed, len(far)) - 1]) * 1.01)
    near = [k for k in range(len(far)) if far[k] <= reach]
    weights = (1 - (far[near] / (1.2 * reach)) ** 3) ** 1.5
    objective = np.array([archive.objective(archive.evaluations[k]) for k in near])
    if (objective > 0).all():
        objective = np.log(objective)
    value = _fitted(known[near], problem.sign * objective, weights, places)
    straight = np.array([archive.straight(archive.evaluations[k]) for k in near])
    short = np.zeros(len(places))
    for column in range(straight.shape[1]):
        short += np.maximum(MARGIN - _fitted(known[near], straight[:, column], weights, places), 0)
    return value, short


def _fitted(known: Array, values: Array, weights: Array, places: Array) -> Array:
    """Fit the richest surface that the number of points allows, and return its values at places."""
    count, dimensions = known.shape
    kind = 0
    if count >= 2 * dimensions + 1:
        kind = 1
    if count >= (dimensions + 1) * (dimensions + 2) // 2 + 1:
        kind = 2
    rows = _features(known, kind) * np.sqrt(weights)[:, None]
    penalty = RIDGE * np.eye(rows.shape[1]) * weights.sum()
    penalty[0, 0] = 0.0
    right = rows.T @ ((values - values.mean()) * np.sqrt(weights))
    found = np.linalg.solve(rows.T @ rows + penalty, right)
    predicted: Array = _features(places, kind) @ found + values.mean()
    return predicted


def _features(points: Array, kind: int) -> Array:
    """Return the terms of a plane (0), with squares (1), with products too (2), shape (points, terms)."""
    columns = [np.ones(len(points)), *points.T]
    if kind >= 1:
        columns += list(points.T**2)
    if kind == 2:
        d = points.shape[1]
        columns += [points[:, i] * points[:, j] for i in range(d) for j in range(i + 1, d)]
    return np.stack(columns, axis=1)
