"""Structure: which cells some long tables have between them, and which lines say that parts add up to a total.

A cell is what its labels say it is; a dimension that a table does not have counts as ``Total`` there, so that tables
by service and by quarter share their totals. Labels only: no counts but the true zeros, no disclosure rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

TOTAL = "Total"

Key = tuple[Hashable, ...]
Hierarchy = Mapping[str, Mapping[Hashable, Hashable]]


@dataclass(frozen=True, slots=True)
class Line:
    """Parts that add up to a total: positions of cells.

    ``firm`` is False where nobody printed the total (two margins of one table that must agree with each other);
    such a line is used if the figures bear it out and dropped if they do not.
    """

    total: int
    parts: tuple[int, ...]
    along: str
    firm: bool = True


@dataclass(frozen=True)
class Structure:
    """The cells of some tables, each once, and the lines between them.

    ``keys`` holds a label for each of ``by``; ``printed`` says which cells stand in a table (the others are totals
    that nobody printed); ``rows`` gives, for each table, the cell of each of its rows.
    """

    by: tuple[str, ...]
    keys: tuple[Key, ...]
    printed: np.ndarray
    rows: tuple[np.ndarray, ...]
    lines: tuple[Line, ...]

    @cached_property
    def matrix(self) -> Any:  # noqa: ANN401 - a scipy.sparse.csr_array; scipy has no types
        """One row for each line, one column for each cell: 1 for a part, −1 for the total."""
        from scipy.sparse import csr_array

        row = [at for at, line in enumerate(self.lines) for _ in (*line.parts, line.total)]
        column = [cell for line in self.lines for cell in (*line.parts, line.total)]
        sign = [sign for line in self.lines for sign in (*[1.0] * len(line.parts), -1.0)]
        return csr_array((sign, (row, column)), shape=(len(self.lines), len(self.keys)))

    def name(self, cell: int) -> str:
        """Return the cell in words: ``year 2014-15, service Counselling``."""
        said = [f"{column} {label}" for column, label in zip(self.by, self.keys[cell], strict=True) if label != TOTAL]
        return ", ".join(said) or TOTAL

    def line_name(self, line: Line) -> str:
        """Return the line in words: ``year 2014-15, added up over service``."""
        whole = self.name(line.total)
        return f"{whole}, added up over {line.along}" if whole != TOTAL else f"{TOTAL}, added up over {line.along}"


def build_structure(
    tables: Sequence[Sequence[Key]], zeros: Sequence[np.ndarray], by: Sequence[str], hierarchy: Hierarchy
) -> Structure:
    """Return the cells and lines of tables given as the keys of their rows, all over the same ``by``.

    ``zeros`` marks, for each table, the rows that show a true zero: a total over 2014 and 2015 is the same figure as
    one over 2014, 2015 and a year of nothing.
    """
    parents = [hierarchy.get(column, {}) for column in by]
    cells = _Cells()
    shapes = [_Shape(keys, _covers(keys, zero, parents), parents) for keys, zero in zip(tables, zeros, strict=True)]
    rows = tuple(
        np.array([cells.add(key, shape.covers.get(key, {})) for key in shape.printed], dtype=int) for shape in shapes
    )
    printed = len(cells.keys)
    lines: dict[tuple[int, frozenset[int]], Line] = {}
    for shape in shapes:
        for line in shape.lines(cells, by):
            same = (line.total, frozenset(line.parts))
            if same not in lines or line.firm:
                lines[same] = line
    return Structure(tuple(by), tuple(cells.keys), np.arange(len(cells.keys)) < printed, rows, tuple(lines.values()))


def shared_detail(
    tables: Sequence[Sequence[Key]], zeros: Sequence[np.ndarray], subtotals: Sequence[set[Hashable]], most: int = 500
) -> list[Key]:
    """Return the keys of the finer table that tables over different dimensions are totals of; none if one has it all.

    Of tables by service and year and by quarter and year, the counts by service, quarter and year are not published.
    Since no count is negative, each table still limits what the other can hold. None are returned if there are more
    than ``most`` keys.
    """
    details = _detail_by_dimensions(tables, zeros, subtotals)
    finest = [used for used in details if not any(set(used) < set(other) for other in details)]
    if len(finest) < 2:
        return []
    joined = list(details[finest[0]])
    for used in finest[1:]:
        joined = _joined(joined, details[used], used)
        if len(joined) > most:
            return []
    return joined


def _detail_by_dimensions(
    tables: Sequence[Sequence[Key]], zeros: Sequence[np.ndarray], subtotals: Sequence[set[Hashable]]
) -> dict[tuple[int, ...], dict[Key, None]]:
    """Return the keys that are neither totals nor zeros, by the dimensions that their tables use."""
    details: dict[tuple[int, ...], dict[Key, None]] = defaultdict(dict)
    for keys, zero in zip(tables, zeros, strict=True):
        used = tuple(at for at in range(len(subtotals)) if any(key[at] != TOTAL for key in keys))
        for key, nothing in zip(keys, zero, strict=True):
            if not nothing and all(key[at] != TOTAL and key[at] not in subtotals[at] for at in used):
                details[used][key] = None
    return details


def _joined(keys: Sequence[Key], others: Iterable[Key], used: Sequence[int]) -> list[Key]:
    """Return each key with each of the others that has the same labels in the dimensions that both use."""
    shared = [at for at in used if any(key[at] != TOTAL for key in keys)]
    alike: dict[tuple[Hashable, ...], list[Key]] = defaultdict(list)
    for other in others:
        alike[tuple(other[at] for at in shared)].append(other)
    return [
        tuple(other[at] if key[at] == TOTAL else key[at] for at in range(len(key)))
        for key in keys
        for other in alike[tuple(key[at] for at in shared)]
    ]


class _Cells:
    """Cells by their labels; totals with the same labels are one cell only if they add up the same things."""

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self._found: dict[Key, list[tuple[int, dict[int, frozenset[Hashable]]]]] = defaultdict(list)

    def find(self, key: Key, cover: Mapping[int, frozenset[Hashable]]) -> int | None:
        """Return the cell with this key that covers the same labels wherever both say what they cover."""
        for cell, other in self._found[key]:
            if all(other[at] == cover[at] for at in other.keys() & cover.keys()):
                other.update(cover)
                return cell
        return None

    def add(self, key: Key, cover: Mapping[int, frozenset[Hashable]]) -> int:
        """Return the cell with this key, made if there is none yet."""
        cell = self.find(key, cover)
        if cell is None:
            cell = len(self.keys)
            self.keys.append(key)
            self._found[key].append((cell, dict(cover)))
        return cell


@dataclass(frozen=True)
class _Shape:
    """One table: its keys, what each total covers, and which keys lie directly under which."""

    printed: Sequence[Key]
    covers: dict[Key, dict[int, frozenset[Hashable]]]
    parents: Sequence[Mapping[Hashable, Hashable]]
    _own: set[Key] = field(default_factory=set)

    @cached_property
    def under(self) -> dict[Key, dict[int, list[Key]]]:
        """For each total, printed or not, and each dimension: the keys one step below it."""
        self._own.update(self.printed)
        under: dict[Key, dict[int, list[Key]]] = defaultdict(lambda: defaultdict(list))
        for key in dict.fromkeys(wider for printed in self.printed for wider in _wider(printed, self.parents)):
            for at, label in enumerate(key):
                if label != TOTAL:
                    parent = (*key[:at], self.parents[at].get(label, TOTAL), *key[at + 1 :])
                    under[parent][at].append(key)
        return under

    def lines(self, cells: _Cells, by: Sequence[str]) -> Iterator[Line]:
        """Yield the lines of every total that is printed in any table, and of those needed between them."""
        under = self.under
        known = [key for key in under if key in self._own or cells.find(key, self.covers.get(key, {})) is not None]
        implied = [key for key in under if key not in set(known) and len(self._printed_ways(key)) > 1]
        queue, seen = [*known, *implied], {*known, *implied}
        while queue:
            key = queue.pop(0)
            ways = self._printed_ways(key) or list(under[key])[:1]
            for nth, at in enumerate(ways):
                below = under[key][at]
                fresh = [part for part in below if part not in self._own and part not in seen and part in under]
                queue += fresh
                seen.update(fresh)
                parts = tuple(cells.add(part, self.covers.get(part, {})) for part in below)
                total = cells.add(key, self.covers.get(key, {}))
                yield Line(total, parts, by[at], firm=key in self._own or (key not in known and nth == 0))

    def _printed_ways(self, key: Key) -> list[int]:
        """Return the dimensions along which at least one part of this total is printed."""
        return [at for at, below in self.under[key].items() if any(part in self._own for part in below)]


def _wider(key: Key, parents: Sequence[Mapping[Hashable, Hashable]]) -> Iterator[Key]:
    """Yield the key and every total that it is a part of."""
    yield from product(*(_up(label, above) for label, above in zip(key, parents, strict=True)))


def _up(label: Hashable, parents: Mapping[Hashable, Hashable]) -> list[Hashable]:
    """Return the label and the labels above it, ``Total`` last."""
    chain = [label]
    while chain[-1] != TOTAL:
        chain.append(parents.get(chain[-1], TOTAL))
        if len(chain) > len(parents) + 2:
            raise ValueError(f"the hierarchy never reaches {TOTAL!r} from {label!r}: it goes round in a circle")
    return chain


def _covers(
    keys: Sequence[Key], zero: np.ndarray, parents: Sequence[Mapping[Hashable, Hashable]]
) -> dict[Key, dict[int, frozenset[Hashable]]]:
    """Return, for each total and each dimension it adds up, the labels that have anything in it."""
    subtotals = [set(above.values()) for above in parents]
    covers: dict[Key, dict[int, set[Hashable]]] = defaultdict(lambda: defaultdict(set))
    for key, nothing in zip(keys, zero, strict=True):
        for wider in _wider(key, parents):
            for at, label in enumerate(key):
                if wider[at] != label and label not in subtotals[at]:
                    covers[wider][at].update(() if nothing else (label,))
    return {key: {at: frozenset(labels) for at, labels in cover.items()} for key, cover in covers.items()}
