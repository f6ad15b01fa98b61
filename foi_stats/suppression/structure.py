"""The cells that some long tables share, and the lines between them: addends that sum to a total.

Cells are identified by their labels; a dimension that a table does not have counts as ``Total`` there, so that tables
by service and by quarter share their totals. Labels only: no counts but the true zeros, no disclosure rules.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from foi_stats.vocabulary.phrases import listed

TOTAL = "Total"

Key = tuple[str, ...]
Hierarchy = Mapping[str, Mapping[Hashable, Hashable]]


@dataclass(frozen=True, slots=True)
class Line:
    """Addends that sum to a total, as positions of cells. ``along`` names the column that is added up.

    ``firm`` is False where the total is not printed (two margins of one table that must agree with each other);
    such a line is used if the counts add up and dropped if they do not.
    """

    total: int
    addends: tuple[int, ...]
    along: str
    firm: bool = True


@dataclass(frozen=True)
class Structure:
    """The cells of some tables, each once, and the lines between them.

    ``keys`` holds, for each cell, a label for each of ``by``; ``printed`` marks the cells that stand in a table (the
    others are totals that no table prints); ``rows`` holds, for each table, the cell of each of its rows. Names list
    the columns in the order of ``named``. Cells and lines are in the order of their labels, whatever that of the rows.
    """

    by: tuple[str, ...]
    keys: tuple[Key, ...]
    printed: np.ndarray
    rows: tuple[np.ndarray, ...]
    lines: tuple[Line, ...]
    named: tuple[str, ...] = ()

    @cached_property
    def matrix(self) -> Any:  # noqa: ANN401 - a scipy.sparse.csr_array; scipy has no types
        """One row for each line, one column for each cell: 1 for an addend, −1 for the total."""
        from scipy.sparse import csr_array

        row = [at for at, line in enumerate(self.lines) for _ in (*line.addends, line.total)]
        column = [cell for line in self.lines for cell in (*line.addends, line.total)]
        sign = [sign for line in self.lines for sign in (*[1.0] * len(line.addends), -1.0)]
        return csr_array((sign, (row, column)), shape=(len(self.lines), len(self.keys)))

    @cached_property
    def _added_up(self) -> dict[int, list[str]]:
        """The columns that each total is over."""
        over: dict[int, list[str]] = defaultdict(list)
        for line in self.lines:
            if line.along not in over[line.total]:
                over[line.total].append(line.along)
        return over

    def _labels(self, cell: int) -> str:
        """Return the labels of a cell, without those that are totals."""
        key = dict(zip(self.by, self.keys[cell], strict=True))
        return ", ".join(f"{column} {key[column]}" for column in self.named or self.by if key[column] != TOTAL)

    def cell_name(self, cell: int) -> str:
        """Return the cell in words: ``year 2014-15, service Counselling``; ``service Advice (total over year)``."""
        labels, over = self._labels(cell), self._added_up.get(cell)
        return f"{labels} (total over {listed(over)})" if labels and over else labels or TOTAL

    def line_name(self, line: Line) -> str:
        """Return the line in words: ``year 2014-15, added up over service``."""
        return f"{self._labels(line.total) or TOTAL}, added up over {line.along}"


def build_structure(
    tables: Sequence[Sequence[Key]],
    zeros: Sequence[np.ndarray],
    by: Sequence[str],
    hierarchy: Mapping[str, Mapping[str, str]],
) -> Structure:
    """Return the cells and lines of tables; ``tables`` holds the keys of the rows of each, all over the same ``by``.

    ``zeros`` marks, for each table, the rows that show a true zero: a total over 2014 and 2015 is the same figure as
    one over 2014, 2015 and a year of nothing.
    """
    parents = [hierarchy.get(column, {}) for column in by]
    cells = _Cells()
    shapes = [
        _TableShape(keys, _coverage(keys, zero, parents), parents) for keys, zero in zip(tables, zeros, strict=True)
    ]
    in_order = sorted(range(len(tables)), key=lambda at: (sorted(tables[at]), zeros[at].tobytes()))
    found = {
        at: {key: cells.add(key, shapes[at].coverage.get(key, {})) for key in sorted(tables[at])} for at in in_order
    }
    rows = tuple(np.array([found[at][key] for key in keys], dtype=int) for at, keys in enumerate(tables))
    printed = len(cells.keys)
    lines: dict[tuple[int, frozenset[int]], Line] = {}
    for shape in (shapes[at] for at in in_order):
        for line in shape.lines(cells, by):
            same = (line.total, frozenset(line.addends))
            if same not in lines or line.firm:
                lines[same] = line
    return Structure(tuple(by), tuple(cells.keys), np.arange(len(cells.keys)) < printed, rows, tuple(lines.values()))


def shared_detail(
    tables: Sequence[Sequence[Key]], zeros: Sequence[np.ndarray], subtotals: Sequence[set[str]], most: int = 500
) -> list[Key]:
    """Return the keys of the finer table of which tables over different dimensions are totals.

    With tables by service and year, and by quarter and year, the counts by service, quarter and year are printed
    nowhere; but since none is negative, each table bounds the other. Empty if one table has all the dimensions, or if
    there would be more than ``most`` keys.
    """
    details = _detail_by_dimensions(tables, zeros, subtotals)
    finest = [used for used in sorted(details) if not any(set(used) < set(other) for other in details)]
    if len(finest) < 2:
        return []
    joined = list(details[finest[0]])
    for used in finest[1:]:
        joined = _joined(joined, details[used], used)
        if len(joined) > most:
            return []
    return sorted(joined)


def _detail_by_dimensions(
    tables: Sequence[Sequence[Key]], zeros: Sequence[np.ndarray], subtotals: Sequence[set[str]]
) -> dict[tuple[int, ...], dict[Key, None]]:
    """Return the keys that are neither totals nor zeros, by the dimensions that their tables use."""
    details: dict[tuple[int, ...], dict[Key, None]] = defaultdict(dict)
    for keys, zero in zip(tables, zeros, strict=True):
        used = tuple(at for at in range(len(subtotals)) if any(key[at] != TOTAL for key in keys))
        for key, is_zero in zip(keys, zero, strict=True):
            if not is_zero and all(key[at] != TOTAL and key[at] not in subtotals[at] for at in used):
                details[used][key] = None
    return details


def _joined(keys: Sequence[Key], others: Iterable[Key], used: Sequence[int]) -> list[Key]:
    """Return each key with each of the others that has the same labels in the dimensions that both use."""
    shared = [at for at in used if any(key[at] != TOTAL for key in keys)]
    alike: dict[tuple[str, ...], list[Key]] = defaultdict(list)
    for other in others:
        alike[tuple(other[at] for at in shared)].append(other)
    return [
        tuple(other[at] if key[at] == TOTAL else key[at] for at in range(len(key)))
        for key in keys
        for other in alike[tuple(key[at] for at in shared)]
    ]


class _Cells:
    """Cells by their labels; totals with the same labels are one cell only if they add up the same labels."""

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self._found: dict[Key, list[tuple[int, dict[int, frozenset[str]]]]] = defaultdict(list)

    def find(self, key: Key, coverage: Mapping[int, frozenset[str]]) -> int | None:
        """Return the cell with this key that covers the same labels wherever both coverages are known."""
        for cell, other in self._found[key]:
            if all(other[at] == coverage[at] for at in other.keys() & coverage.keys()):
                other.update(coverage)
                return cell
        return None

    def add(self, key: Key, coverage: Mapping[int, frozenset[str]]) -> int:
        """Return the cell with this key; create it if there is none yet."""
        cell = self.find(key, coverage)
        if cell is None:
            cell = len(self.keys)
            self.keys.append(key)
            self._found[key].append((cell, dict(coverage)))
        return cell


@dataclass(frozen=True)
class _TableShape:
    """One table: its keys, the labels that each total covers, and the keys directly below each total."""

    printed: Sequence[Key]
    coverage: dict[Key, dict[int, frozenset[str]]]
    parents: Sequence[Mapping[str, str]]

    @cached_property
    def printed_keys(self) -> frozenset[Key]:
        """The keys of the table's rows."""
        return frozenset(self.printed)

    @cached_property
    def children(self) -> dict[Key, dict[int, list[Key]]]:
        """For each total, printed or not, and each dimension: the keys one step below it."""
        children: dict[Key, dict[int, list[Key]]] = defaultdict(lambda: defaultdict(list))
        for key in dict.fromkeys(
            wider for above in _totals_over(sorted(self.printed), self.parents) for wider in above
        ):
            for at, label in enumerate(key):
                if label != TOTAL:
                    parent = (*key[:at], self.parents[at].get(label, TOTAL), *key[at + 1 :])
                    children[parent][at].append(key)
        return children

    def lines(self, cells: _Cells, by: Sequence[str]) -> Iterator[Line]:
        """Yield the lines of every total that is printed in any table, and of the totals needed between them."""
        children, printed, place = self.children, self.printed_keys, dict[Key, int]()

        def add(key: Key) -> int:
            if key not in place:
                place[key] = cells.add(key, self.coverage.get(key, {}))
            return place[key]

        known = [key for key in children if key in printed or cells.find(key, self.coverage.get(key, {})) is not None]
        of_a_table, queue = set(known), deque(known)
        queue += [key for key in children if key not in of_a_table and len(self._printed_directions(key)) > 1]
        seen = set(queue)
        while queue:
            key = queue.popleft()
            directions = self._printed_directions(key) or list(children[key])[:1]
            for nth, at in enumerate(directions):
                below = children[key][at]
                unprinted = [addend for addend in below if addend not in printed and addend not in seen]
                unprinted_totals = [addend for addend in unprinted if addend in children]
                queue += unprinted_totals
                seen.update(unprinted_totals)
                addends = tuple(add(addend) for addend in below)
                yield Line(add(key), addends, by[at], firm=key in printed or (key not in of_a_table and nth == 0))

    def _printed_directions(self, key: Key) -> list[int]:
        """Return the dimensions along which at least one addend of this total is printed."""
        return [at for at, below in self.children[key].items() if any(addend in self.printed_keys for addend in below)]


def _totals_over(keys: Sequence[Key], parents: Sequence[Mapping[str, str]]) -> Iterator[Iterator[Key]]:
    """Yield, for each key, itself and every total that it counts towards."""
    chains = [
        {label: _ancestors(label, above) for label in {key[at] for key in keys}} for at, above in enumerate(parents)
    ]
    for key in keys:
        yield product(*(chain[label] for label, chain in zip(key, chains, strict=True)))


def _ancestors(label: str, parents: Mapping[str, str]) -> list[str]:
    """Return the label and the labels above it, ``Total`` last."""
    chain = [label]
    while chain[-1] != TOTAL:
        chain.append(parents.get(chain[-1], TOTAL))
        if len(chain) > len(parents) + 2:
            raise ValueError(f"the hierarchy never reaches {TOTAL!r} from {label!r}: it goes round in a circle")
    return chain


def _coverage(
    keys: Sequence[Key], zero: np.ndarray, parents: Sequence[Mapping[str, str]]
) -> dict[Key, dict[int, frozenset[str]]]:
    """Return, for each total and each dimension it adds up, the labels in it that are not true zeros."""
    subtotals = [set(above.values()) for above in parents]
    coverage: dict[Key, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for key, is_zero, above in zip(keys, zero, _totals_over(keys, parents), strict=True):
        for wider in above:
            if wider == key:
                continue
            for at, label in enumerate(key):
                if wider[at] != label and label not in subtotals[at]:
                    covered = coverage[wider][at]
                    if not is_zero:
                        covered.add(label)
    return {key: {at: frozenset(labels) for at, labels in covered.items()} for key, covered in coverage.items()}
