"""Explains which lines of the tables disclose a hidden count, in words that a person can check by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foi_stats.suppression.attack import Component
from foi_stats.suppression.audit import Audit
from foi_stats.suppression.programme import TINY, cell_bounds
from foi_stats.suppression.structure import Line
from foi_stats.vocabulary.phrases import listed

_MOST = 6


def explain(attacked: Audit) -> list[str]:
    """Return a paragraph for each hidden cell that is not safe: its range, and the lines that it follows from.

    ``attacked`` comes from :func:`foi_stats.suppression.audit.attack_tables`. The list is empty if all cells are safe.
    """
    return [explain_cell(attacked, cell) for cell in attacked.hidden_cells if not attacked.safe[cell]]


def explain_cell(attacked: Audit, cell: int) -> str:
    """Return the range of a hidden cell, and the lines that it follows from."""
    name = attacked.linked.structure.cell_name(cell)
    low, high = attacked.ranges[cell]
    if not np.isnan(attacked.shown[cell]):
        return f"{name} is {low:,.0f}: one of the tables shows it."
    text = f"{name} is {low:,.0f} exactly." if low == high else f"{name} is {_between(low, high)}."
    first, last = attacked.required_ranges[cell]
    if low != high and attacked.rule.threshold is not None:
        text += f" Every count from {first} to {last} should stay possible."
    component = next(component for component in attacked.attack.components if cell in component.cells)
    bounds = [_Bound.of(attacked, component, cell, side) for side in (-1, 1) if side < 0 or np.isfinite(high)]
    if bounds[0].exact:
        bounds = bounds[:1]
    return " ".join([text, *(sentence for bound in bounds if (sentence := bound.sentence(attacked)))])


def _between(low: float, high: float) -> str:
    return f"at least {low:,.0f}" if np.isinf(high) else f"between {low:,.0f} and {high:,.0f}"


@dataclass(frozen=True)
class _Bound:
    """One end of a cell's range: the lines that prove it, each with its factor, and their sum.

    The cell is ``known`` plus each other hidden cell times its factor; all other cells cancel.
    """

    cell: int
    side: int
    end: float
    lines: dict[int, float]
    others: dict[int, float]
    known: float
    linear: float

    @classmethod
    def of(cls, attacked: Audit, component: Component, cell: int, side: int) -> _Bound:
        at = int(np.flatnonzero(component.cells == cell)[0])
        (bound,) = cell_bounds(component.matrix, component.down, component.up, [(at, side * np.inf)])
        matrix, base = attacked.attack.model.matrix, attacked.attack.model.base
        duals = np.zeros(matrix.shape[0])
        duals[component.rows] = -side * bound.duals
        factor = -(matrix.T @ duals)
        factor[cell] += 1
        factor[np.abs(factor) < TINY] = 0
        hidden = attacked.attack.hidden
        others = {int(other): factor[other] for other in np.flatnonzero(hidden & (factor != 0))}
        lines = {int(line): duals[line] for line in np.flatnonzero(np.abs(duals) > TINY)}
        end = attacked.ranges[cell][0 if side < 0 else 1]
        return cls(cell, side, end, lines, others, float(factor[~hidden] @ base[~hidden]), base[cell] + bound.reached)

    @property
    def exact(self) -> bool:
        """Whether the lines alone determine the count, whatever the other cells are."""
        return bool(self.lines) and not self.others

    def sentence(self, attacked: Audit) -> str:
        """Return the reasoning in words."""
        at, end = "least" if self.side < 0 else "most", f"{self.end:,.0f}"
        columns = self._columns(attacked)
        if columns:
            return f"{_sentence(columns)}: that leaves at {at} {end}."
        if not self.lines:
            return f"Its symbol alone says that it is at {at} {end}." if self.end > 1 else ""
        steps = [self._sum(attacked), *self._limits(attacked)]
        if abs(self.linear - self.end) > 0.5:
            steps.append(f"fractions would reach {self.linear:,.1f}, but no whole numbers fit beyond {end}")
        return f"{steps[0]}." if self.exact else f"{'; '.join(steps)}; so it is at {at} {end}."

    def _columns(self, attacked: Audit) -> list[str]:
        """Return what the columns are that are worked out from the count and prove this end."""
        lines = len(attacked.linked.structure.lines)
        return list(dict.fromkeys(attacked.limits[at - lines].why for at in self.lines if at >= lines))

    def _sum(self, attacked: Audit) -> str:
        structure = attacked.linked.structure
        used = [structure.lines[line] for line in self.lines]
        if len(used) == 1 and not attacked.attack.hidden[used[0].total]:
            return self._one_line(attacked, used[0])
        plus, minus = (
            [
                f"{_quote(structure.line_name(structure.lines[at]))} ({self._left(attacked, at)})"
                for at, duals in self.lines.items()
                if duals * sign > 0
            ]
            for sign in (1, -1)
        )
        rest = "".join(
            f" {_times(factor)}{_quote(structure.cell_name(other))}"
            for other, factor in self.others.items()
            if other != self.cell
        )
        taken = f", and take away {_list(minus)}" if minus and plus else ""
        return (
            f"Put together {_list(plus or minus)}{taken}: the other hidden counts cancel, "
            f"which leaves {_quote(structure.cell_name(self.cell))} = {self.known:,.0f}{rest}"
        )

    def _left(self, attacked: Audit, at: int) -> str:
        """Return in words what the hidden cells of a line come to."""
        hidden, base = attacked.attack.hidden, attacked.attack.model.base
        line = attacked.linked.structure.lines[at]
        shown = sum(base[addend] for addend in line.addends if not hidden[addend])
        if hidden[line.total]:
            return f"its total is hidden; {shown:,.0f} of it shown"
        return f"{base[line.total] - shown:,.0f} not shown"

    def _one_line(self, attacked: Audit, line: Line) -> str:
        structure, hidden, base = attacked.linked.structure, attacked.attack.hidden, attacked.attack.model.base
        among = [_quote(structure.cell_name(addend)) for addend in line.addends if hidden[addend]]
        shown = sum(base[addend] for addend in line.addends if not hidden[addend])
        return (
            f"In the line {_quote(structure.line_name(line))}, {base[line.total]:,.0f} in all − {shown:,.0f} shown = "
            f"{base[line.total] - shown:,.0f} for {_list(among)}"
        )

    def _limits(self, attacked: Audit) -> list[str]:
        model, structure = attacked.attack.model, attacked.linked.structure
        text = []
        for wanted, word, ends in ((-1, "least", model.low), (1, "most", model.high)):
            cells = [c for c, factor in self.others.items() if c != self.cell and np.sign(factor) * self.side == wanted]
            for end in sorted({ends[cell] for cell in cells}):
                names = [_quote(structure.cell_name(cell)) for cell in cells if ends[cell] == end]
                text.append(f"{_list(names)} {'is' if len(names) == 1 else 'are each'} at {word} {end:,.0f}")
        return text


def _times(factor: float) -> str:
    """Return a factor as it stands in a sum: ``+ ``, ``− `` or ``− 2 × ``."""
    sign = "+" if factor > 0 else "−"
    return f"{sign} " if abs(factor) == 1 else f"{sign} {abs(factor):g} × "


def _sentence(columns: list[str]) -> str:
    return f"{'The column' if len(columns) == 1 else 'The columns'} {_list(columns)}"


def _quote(name: str) -> str:
    return f"‘{name}’"


def _list(names: list[str]) -> str:
    """Return names as a person lists them, the first few if there are many."""
    return listed(names, most=_MOST if len(names) <= _MOST else _MOST - 1)
