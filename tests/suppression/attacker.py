"""An independent attacker, which shares no code with foi_stats.suppression.

Tables are arrays with their totals in the last place of each axis; each line runs along an axis.
"""

import itertools

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, linprog, milp


def with_totals(inner):
    """Return the array with a total at the end of each axis."""
    cells = np.asarray(inner)
    for axis in range(cells.ndim):
        cells = np.concatenate([cells, cells.sum(axis=axis, keepdims=True)], axis=axis)
    return cells


def long_table(inner):
    """Return the array, with its totals, as a long table: d0, d1 …, n."""
    cells = with_totals(inner)
    rows = [
        [
            *(
                "Total" if at == size - 1 else f"{'abc'[axis]}{at}"
                for axis, (at, size) in enumerate(zip(place, cells.shape, strict=True))
            ),
            int(cells[place]),
        ]
        for place in np.ndindex(cells.shape)
    ]
    return pd.DataFrame(rows, columns=[*(f"d{axis}" for axis in range(cells.ndim)), "n"])


def lines_of(shape):
    """Return the matrix of the lines of an array with totals, over its cells in C order."""
    places = np.arange(np.prod(shape)).reshape(shape)
    rows = []
    for axis in range(len(shape)):
        for line in np.moveaxis(places, axis, -1).reshape(-1, shape[axis]):
            row = np.zeros(places.size)
            row[line[:-1]], row[line[-1]] = 1, -1
            rows.append(row)
    return np.array(rows)


def witness(lines, counts, hidden, cell, value, least=1, most=None):
    """Return whole counts that fit what is shown, with this value in a hidden cell; None if there are none."""
    low, high = counts.astype(float).copy(), counts.astype(float).copy()
    low[hidden] = least if np.isscalar(least) else least[hidden]
    high[hidden] = np.inf if most is None else most[hidden]
    if not low[cell] <= value <= high[cell]:
        return None
    low[cell] = high[cell] = value
    found = milp(
        np.zeros(len(counts)),
        constraints=LinearConstraint(lines, 0, 0),
        bounds=Bounds(low, high),
        integrality=np.ones(len(counts)),
    )
    return np.rint(found.x).astype(int) if found.status == 0 else None


def can_be(lines, counts, hidden, cell, value, least=1, most=None):
    """Return whether a hidden cell can have this value, whole numbers only."""
    return witness(lines, counts, hidden, cell, value, least, most) is not None


def linear_range(lines, counts, hidden, cell, least=1):
    """Return the range of a hidden cell by a plain linear programme."""
    bounds = [(least, None) if hide else (count, count) for hide, count in zip(hidden, counts, strict=True)]
    ends = []
    for sign in (1, -1):
        objective = np.zeros(len(counts))
        objective[cell] = sign
        found = linprog(objective, A_eq=lines, b_eq=np.zeros(len(lines)), bounds=bounds)
        ends.append(found.x[cell] if found.status == 0 else np.inf)
    return ends[0], ends[1]


def floors(shape, counts, least=1):
    """Return the least of each cell whatever is hidden: a total is at least the number of its addends not zero."""
    inner = counts.reshape(shape)[tuple(slice(0, -1) for _ in shape)]
    return with_totals(np.where(inner > 0, least, 0)).ravel() if least else np.zeros(len(counts))


def is_safe(shape, counts, hidden, threshold=5, least=1):
    """Return whether a pattern is safe: small cells can have every small count, the others at least two values."""
    lines = lines_of(shape)
    floor = floors(shape, counts, least)
    for cell in np.flatnonzero(hidden):
        low, high = linear_range(lines, counts, hidden, cell, least)
        if high - low < 1e-6:
            return False
        if least <= counts[cell] < threshold:
            wanted = range(int(max(least, floor[cell])), threshold)
            if low > min(wanted, default=counts[cell]) + 1e-6 or high < max(wanted, default=counts[cell]) - 1e-6:
                return False
            if not all(can_be(lines, counts, hidden, cell, value, least) for value in wanted):
                return False
        elif not any(can_be(lines, counts, hidden, cell, counts[cell] + by, least) for by in (1, -1, 2, -2, 3, -3)):
            return False
    return True


def cheapest(shape, counts, threshold=5, most=1 << 14):
    """Return the cost of the cheapest safe pattern, found by trying them all; None if there are too many."""
    small = (counts > 0) & (counts < threshold)
    free = np.flatnonzero(counts >= threshold)
    if 1 << len(free) > most:
        return None
    subsets = sorted(
        (sum(counts[list(some)]), some) for size in range(len(free) + 1) for some in itertools.combinations(free, size)
    )
    for cost, some in subsets:
        hidden = small.copy()
        hidden[list(some)] = True
        if is_safe(shape, counts, hidden, threshold):
            return int(cost)
    return None
