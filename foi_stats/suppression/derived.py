"""Finds columns that are worked out from the count: shares, averages, rates, copies, running sums, differences.

A column is derived by a formula if every figure that can be checked is what the formula gives, as rounded. A published
figure is safe where all counts that its formula needs are shown, for then it tells nothing new: so it is hidden where
one of them is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from foi_stats.suppression.grid import Grid
from foi_stats.vocabulary.phrases import listed

_SCALES = (1.0, 100.0, 1_000.0, 10_000.0, 100_000.0, 1_000_000.0)
_TENS = (1, 10, 100, 1_000, 10_000, 100_000)
_SHARE = 0.8
_MOST = 2_000_000
"""The limit of addends in running sums."""
_SLACK = 1e-9


@dataclass(frozen=True)
class Term:
    """One count in a formula: its row in the table, and its factor."""

    row: int
    factor: float


@dataclass(frozen=True)
class Figure:
    """What a formula gives in one row: ``scale`` × the sum of ``top`` ÷ (the sum of ``bottom`` or ``divisor``).

    ``least`` and ``most`` bound the figure that is printed; NaN where none is.
    """

    row: int
    top: tuple[Term, ...]
    bottom: tuple[Term, ...]
    scale: float
    least: float
    most: float
    money: tuple[float, float] | None = None

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows whose counts the formula needs."""
        return tuple(dict.fromkeys(term.row for term in (*self.top, *self.bottom)))

    def value(self, counts: np.ndarray) -> tuple[float, float]:
        """Return the least and the most that the formula gives; NaN where it cannot be worked out."""
        top = sum(term.factor * counts[term.row] for term in self.top) if self.top else 1.0
        bottom = sum(term.factor * counts[term.row] for term in self.bottom) if self.bottom else 1.0
        if not bottom:
            return np.nan, np.nan
        low, high = self.money or (1.0, 1.0)
        ends = self.scale * top / bottom * low, self.scale * top / bottom * high
        return min(ends), max(ends)

    def agrees(self, counts: np.ndarray) -> bool | None:
        """Return whether the printed figure is what the formula gives; None where that cannot be told."""
        low, high = self.value(counts)
        if np.isnan([low, high, self.least]).any():
            return None
        slack = _SLACK * max(1.0, abs(high))
        return bool(low <= self.most + slack and high >= self.least - slack)


@dataclass(frozen=True)
class Derived:
    """A column that is worked out from the count: how, and what the formula is in each row."""

    column: str
    how: str
    figures: tuple[Figure, ...]

    @property
    def named(self) -> str:
        """The column and how it is worked out, in words."""
        return f"‘{self.column}’ is {self.how}"

    def limits(self, counts: np.ndarray) -> Iterator[tuple[dict[int, int], float, float]]:
        """Yield what the printed figures tell of counts that are hidden (NaN).

        Each is a sum of counts by row, with whole factors, its least and its most.
        """
        for figure in self.figures:
            if np.isnan(figure.least) or not any(np.isnan(counts[row]) for row in figure.rows):
                continue
            low, high = figure.money or (1.0, 1.0)
            if not figure.bottom:
                yield _whole_sum(figure.top, figure.least / figure.scale / high, figure.most / figure.scale / low)
            elif not figure.top:
                if figure.least > 0:
                    yield _whole_sum(
                        figure.bottom, figure.scale * low / figure.most, figure.scale * high / figure.least
                    )
            else:
                yield _factors(figure, figure.least), 0.0, np.inf
                yield _factors(figure, figure.most), -np.inf, 0.0

    def hidden_rows(self, hidden: np.ndarray) -> list[int]:
        """Return the rows whose figure needs a count that is hidden."""
        return [figure.row for figure in self.figures if any(hidden[row] for row in figure.rows)]


def _whole_sum(terms: Sequence[Term], least: float, most: float) -> tuple[dict[int, int], float, float]:
    """Return a sum of counts with its least and most in whole numbers."""
    slack = _SLACK * max(1.0, abs(most))
    return {term.row: int(term.factor) for term in terms}, float(np.ceil(least - slack)), float(np.floor(most + slack))


def _factors(figure: Figure, end: float) -> dict[int, int]:
    """Return the whole factors of ``scale`` × top − end × bottom, which is 0 where the formula gives this end."""
    factors: dict[int, float] = {}
    for terms, factor in ((figure.top, figure.scale), (figure.bottom, -end)):
        for term in terms:
            factors[term.row] = factors.get(term.row, 0.0) + factor * term.factor
    times = next((ten for ten in _TENS if all(abs(ten * one - round(ten * one)) < 1e-7 for one in factors.values())), 1)
    whole = {row: round(times * factor) for row, factor in factors.items()}
    divisor = int(np.gcd.reduce(list(whole.values()))) or 1
    return {row: factor // divisor for row, factor in whole.items()}


def find_derived(grid: Grid) -> list[Derived]:
    """Return the columns of a table that its counts give, each with every formula that fits.

    Raises
    ------
    ValueError
        If a column is what a formula gives in most rows and not in all: what its other figures tell is not known.
    """
    intervals = grid.figures
    derived: list[Derived] = []
    for exact in (True, False):  # what seems to be worked out from rounded figures may be what they are worked out from
        known = {one.column for one in derived}
        for column in (name for name in intervals if name not in known):
            others = {name: ends for name, ends in intervals.items() if name not in (column, *known)}
            if exact:
                others = {name: np.repeat(ends.mean(axis=1, keepdims=True), 2, axis=1) for name, ends in others.items()}
            formulas = [*_own(grid, column, intervals[column]), *_others(grid, column, intervals[column], others)]
            judged = [(formula, *_judge(formula, grid)) for formula in formulas]
            # Where counts are hidden some formulas fit by accident: those that give the most figures are meant.
            most = max((telling for _, telling, _ in judged), default=0) if np.isnan(grid.counts).any() else 1
            derived += [formula for formula, telling, _ in judged if telling >= max(most, 1)]
            misses = [miss for _, _, miss in judged if miss]
            if misses and not exact and not any(telling for _, telling, _ in judged):
                raise ValueError(f"{misses[0]}: correct that figure, or leave the column out")
    return sorted(derived, key=lambda one: list(intervals).index(one.column))


_Parts = tuple[tuple[Term, ...], tuple[Term, ...]]
_Formula = Callable[[int], _Parts | None]


def _own(grid: Grid, column: str, ends: np.ndarray) -> Iterator[Derived]:
    """Yield the formulas of counts alone: copies, shares, what is left, running sums, differences."""
    formulas: list[tuple[str, _Formula]] = [(f"{grid.count} under another name", lambda at: ((Term(at, 1),), ()))]
    every = range(len(grid.by))
    for over in [set_ for size in range(1, len(grid.by) + 1) for set_ in _subsets(every, size)]:
        whole = listed(grid.by[nth] for nth in over)
        formulas.append((f"{grid.count} as a share of the total over {whole}", _share(grid, over)))
        formulas.append((f"the total over {whole} less {grid.count}", _left(grid, over)))
    for along in every:
        name = grid.by[along]
        if len(ends) * len(grid.orders[along]) > _MOST:
            raise ValueError(
                f"the table is too large to tell whether {column!r} gives hidden counts away; leave it out"
            )
        formulas += [
            (f"{grid.count} added up over {name} so far", _running(grid, along)),
            (f"the difference of {grid.count} from the {name} before", _difference(grid, along, relative=False)),
            (f"the change of {grid.count} from the {name} before", _difference(grid, along, relative=True)),
        ]
    for how, formula in formulas:
        parts = {at: part for at in range(len(ends)) if (part := formula(at)) is not None}
        for scale in _scales(grid, parts, ends):
            yield Derived(column, how, _figures(parts, scale, ends))


def _others(grid: Grid, column: str, ends: np.ndarray, others: dict[str, np.ndarray]) -> Iterator[Derived]:
    """Yield the formulas of the count and one other column: averages, rates, products."""
    for name, money in others.items():
        with np.errstate(divide="ignore", invalid="ignore"):
            inverse = 1 / money[:, ::-1]
        for how, bounds, top in (
            (f"{name} per {grid.count}", money, False),
            (f"{grid.count} per {name}", inverse, True),
            (f"{grid.count} times {name}", money, True),
        ):
            rows = np.flatnonzero((np.isfinite(bounds) & (bounds > 0)).all(axis=1)).tolist()
            parts = {at: ((Term(at, 1),), ()) if top else ((), (Term(at, 1),)) for at in rows}
            for scale in _scales(grid, parts, ends, bounds):
                yield Derived(column, how, _figures(parts, scale, ends, bounds))


def _figures(
    parts: Mapping[int, _Parts], scale: float, ends: np.ndarray, bounds: np.ndarray | None = None
) -> tuple[Figure, ...]:
    return tuple(
        Figure(at, *part, scale, ends[at, 0], ends[at, 1], None if bounds is None else (bounds[at, 0], bounds[at, 1]))
        for at, part in parts.items()
    )


def _scales(grid: Grid, parts: Mapping[int, _Parts], ends: np.ndarray, bounds: np.ndarray | None = None) -> list[float]:
    """Return the factors that the formula may have: the usual ones, and the one that the largest figure suggests."""
    guesses = []
    for figure in _figures(parts, 1.0, ends, bounds):
        value, printed = float(np.mean(figure.value(grid.counts))), (figure.least + figure.most) / 2
        if value and np.isfinite([value, printed]).all():
            guesses.append((abs(value), printed / value))
    if not guesses:
        return []
    guess = max(guesses)[1]
    near = [scale for scale in _SCALES if 0.5 < guess / scale < 2]
    return near or ([guess] if guess > 0 and bounds is None else [])


def _subsets(items: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    yield from combinations(items, size)


def _share(grid: Grid, over: Sequence[int]) -> _Formula:
    def formula(at: int) -> _Parts | None:
        total = grid.total_over(at, over)
        return None if total is None else ((Term(at, 1),), (Term(total, 1),))

    return formula


def _left(grid: Grid, over: Sequence[int]) -> _Formula:
    def formula(at: int) -> _Parts | None:
        total = grid.total_over(at, over)
        return None if total is None or total == at else ((Term(total, 1), Term(at, -1)), ())

    return formula


def _running(grid: Grid, along: int) -> _Formula:
    def formula(at: int) -> _Parts:
        return tuple(Term(row, 1) for row in (*grid.before(at, along), at)), ()

    return formula


def _difference(grid: Grid, along: int, *, relative: bool) -> _Formula:
    def formula(at: int) -> _Parts | None:
        before = grid.before(at, along)
        if not before:
            return None
        return (Term(at, 1), Term(before[-1], -1)), ((Term(before[-1], 1),) if relative else ())

    return formula


def _judge(derived: Derived, grid: Grid) -> tuple[int, str]:
    """Return how many figures a formula gives if it gives all that can be checked, and in words if it gives most.

    At least two; figures that are 0 tell nothing.
    """
    judged = [(figure, figure.agrees(grid.counts)) for figure in derived.figures]
    right = [figure for figure, agrees in judged if agrees]
    wrong = [figure for figure, agrees in judged if agrees is False]
    telling = [figure for figure in right if any(figure.value(grid.counts))]
    if not wrong:
        return (len(telling) if len(telling) >= min(2, len(grid.counts)) else 0), ""
    if len(telling) < max(4, _SHARE * len(judged)) or len({figure.least for figure in telling}) < 3:
        return 0, ""
    place = ", ".join(f"{name} {label}" for name, label in zip(grid.by, grid.keys[wrong[0].row], strict=True))
    return 0, f"{derived.column!r} is {derived.how} in {len(right)} rows, but not in the row {place}"
