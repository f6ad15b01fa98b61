"""Explanations: which lines of the tables give a hidden count away, in words that a person can check by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foi_stats.suppression.attack import Part
from foi_stats.suppression.audit import Audit
from foi_stats.suppression.programme import TINY, push_cells
from foi_stats.suppression.structure import Line

_MOST = 6


def explain(attacked: Audit) -> list[str]:
    """Return a paragraph for each hidden cell that is not safe: what it can be, and from which lines.

    ``attacked`` comes from :func:`foi_stats.suppression.audit.attack_tables`. The list is empty if all is safe.
    """
    return [explain_cell(attacked, cell) for cell in attacked.asked if not attacked.safe[cell]]


def explain_cell(attacked: Audit, cell: int) -> str:
    """Return what a hidden cell can be, and from which lines that follows."""
    name = attacked.figures.structure.name(cell)
    low, high = attacked.ranges[cell]
    if not np.isnan(attacked.shown[cell]):
        return f"{name} is {low:,.0f}: one of the tables shows it."
    said = f"{name} is {low:,.0f} exactly." if low == high else f"{name} is {_between(low, high)}."
    first, last = attacked.span[cell]
    if low != high and attacked.rule.threshold is not None:
        said += f" Every count from {first} to {last} should stay possible."
    part = next(part for part in attacked.attack.parts if cell in part.cells)
    bounds = [_Bound.of(attacked, part, cell, side) for side in (-1, 1) if side < 0 or np.isfinite(high)]
    if bounds[0].exact:
        bounds = bounds[:1]
    return " ".join([said, *(sentence for bound in bounds if (sentence := bound.sentence(attacked)))])


def _between(low: float, high: float) -> str:
    return f"at least {low:,.0f}" if np.isinf(high) else f"between {low:,.0f} and {high:,.0f}"


@dataclass(frozen=True)
class _Bound:
    """One end of a cell's range: the lines behind it, each with its factor, and the sum that they come to.

    The cell is ``known`` plus each other hidden cell times its factor, as the rest cancels.
    """

    cell: int
    side: int
    end: float
    lines: dict[int, float]
    others: dict[int, float]
    known: float
    linear: float

    @classmethod
    def of(cls, attacked: Audit, part: Part, cell: int, side: int) -> _Bound:
        at = int(np.flatnonzero(part.cells == cell)[0])
        (push,) = push_cells(part.lines, part.down, part.up, [(at, side * np.inf)])
        matrix, base = attacked.figures.structure.matrix, attacked.attack.model.base
        price = np.zeros(matrix.shape[0])
        price[part.rows] = -side * push.price
        factor = -(matrix.T @ price)
        factor[cell] += 1
        factor[np.abs(factor) < TINY] = 0
        hidden = attacked.attack.hidden
        others = {int(other): factor[other] for other in np.flatnonzero(hidden & (factor != 0))}
        lines = {int(line): price[line] for line in np.flatnonzero(np.abs(price) > TINY)}
        end = attacked.ranges[cell][0 if side < 0 else 1]
        return cls(cell, side, end, lines, others, float(factor[~hidden] @ base[~hidden]), base[cell] + push.reached)

    @property
    def exact(self) -> bool:
        """Whether the lines alone give the count, whatever the other cells are."""
        return bool(self.lines) and not self.others

    def sentence(self, attacked: Audit) -> str:
        """Return the reasoning in words."""
        at, end = "least" if self.side < 0 else "most", f"{self.end:,.0f}"
        if not self.lines:
            return f"Its symbol alone says that it is at {at} {end}." if self.end > 1 else ""
        steps = [self._sum(attacked), *self._limits(attacked)]
        if abs(self.linear - self.end) > 0.5:
            steps.append(f"fractions would reach {self.linear:,.1f}, but no whole numbers fit beyond {end}")
        return f"{steps[0]}." if self.exact else f"{'; '.join(steps)}; so it is at {at} {end}."

    def _sum(self, attacked: Audit) -> str:
        structure = attacked.figures.structure
        used = [structure.lines[line] for line in self.lines]
        if len(used) == 1 and not attacked.attack.hidden[used[0].total]:
            return self._one_line(attacked, used[0])
        plus, minus = (
            [
                f"{_quote(structure.line_name(structure.lines[at]))} ({self._left(attacked, at):,.0f} not shown)"
                for at, price in self.lines.items()
                if price * sign > 0
            ]
            for sign in (1, -1)
        )
        rest = "".join(
            f" {_times(factor)}{_quote(structure.name(other))}"
            for other, factor in self.others.items()
            if other != self.cell
        )
        taken = f", and take away {_list(minus)}" if minus and plus else ""
        return (
            f"Put together {_list(plus or minus)}{taken}: the other hidden counts cancel, "
            f"which leaves {_quote(structure.name(self.cell))} = {self.known:,.0f}{rest}"
        )

    def _left(self, attacked: Audit, at: int) -> float:
        """Return what the hidden cells of a line come to."""
        hidden, base = attacked.attack.hidden, attacked.attack.model.base
        line = attacked.figures.structure.lines[at]
        whole = 0.0 if hidden[line.total] else base[line.total]
        return float(whole - sum(base[part] for part in line.parts if not hidden[part]))

    def _one_line(self, attacked: Audit, line: Line) -> str:
        structure, hidden, base = attacked.figures.structure, attacked.attack.hidden, attacked.attack.model.base
        parts = list(line.parts)
        among = [_quote(structure.name(part)) for part in parts if hidden[part]]
        shown = sum(base[part] for part in parts if not hidden[part])
        return (
            f"In the line {_quote(structure.line_name(line))}, {base[line.total]:,.0f} in all − {shown:,.0f} shown = "
            f"{base[line.total] - shown:,.0f} for {_list(among)}"
        )

    def _limits(self, attacked: Audit) -> list[str]:
        model, structure = attacked.attack.model, attacked.figures.structure
        said = []
        for wanted, word, ends in ((-1, "least", model.low), (1, "most", model.high)):
            cells = [c for c, factor in self.others.items() if c != self.cell and np.sign(factor) * self.side == wanted]
            for end in sorted({ends[cell] for cell in cells}):
                names = [_quote(structure.name(cell)) for cell in cells if ends[cell] == end]
                said.append(f"{_list(names)} {'is' if len(names) == 1 else 'are each'} at {word} {end:,.0f}")
        return said


def _times(factor: float) -> str:
    """Return a factor as it stands in a sum: ``+ ``, ``− `` or ``− 2 × ``."""
    sign = "+" if factor > 0 else "−"
    return f"{sign} " if abs(factor) == 1 else f"{sign} {abs(factor):g} × "


def _quote(name: str) -> str:
    return f"‘{name}’"


def _list(names: list[str]) -> str:
    """Return names as a person lists them, the first few if there are many."""
    if len(names) > _MOST:
        names = [*names[: _MOST - 1], f"{len(names) - _MOST + 1} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
