"""Tell which rows a total may add up, where the rows of one table say that they hold figures of several kinds.

Figures of two bases or measures are never added together; expenditure and income, units and years may be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from foi_stats.files.workbook import Value
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import text_of
from foi_stats.vocabulary.basis import parse_basis
from foi_stats.vocabulary.money import parse_unit

_APART = ("basis", "measure")
_TOGETHER = ("flow", "unit", "financial_year", "calendar_year", "academic_year", "quarter", "month", "period")
_MOST_LOOKED_AT = 200_000


@dataclass(frozen=True)
class RowKinds:
    """What the rows of a table state of their figures, by field and position; empty text where one states nothing."""

    stated: Mapping[str, Sequence[str]]

    def several_apart(self, rows: Collection[int]) -> list[str]:
        """Return the bases, or else the measures, of some rows, if there are several."""
        found = ([*dict.fromkeys(filter(None, (texts[at] for at in rows)))] for texts in self._of(_APART).values())
        return next((texts for texts in found if len(texts) > 1), [])

    def alike(self, position: int, rows: Sequence[int]) -> Iterator[list[int]]:
        """Yield each set of rows, of some, that a total may add up: those that are what it states, of one basis."""
        for name, texts in self.stated.items():
            own = texts[position]
            if own and name != "unit":  # a total in pounds may add up thousands too
                rows = [at for at in rows if texts[at] in (own, "")]
        for of_one in _split(rows, list(self._of(_APART).values())):
            yield of_one
            together = self._of(_TOGETHER)
            for texts in together.values():
                yield from _split(of_one, [texts])
            yield from _split(of_one, list(together.values()))

    def _of(self, names: Collection[str]) -> dict[str, Sequence[str]]:
        return {name: texts for name, texts in self.stated.items() if name in names}


def row_kinds(planned: PlannedTable, candidates: int) -> RowKinds | None:
    """Return what the rows of a table state, if they are of several kinds and some of them may be totals."""
    rows = range(len(planned.body.rows))
    if not candidates or candidates * len(rows) > _MOST_LOOKED_AT:
        return None
    fields = [name for name in (*_APART, *_TOGETHER) if name in planned.plan.field_columns]
    columns = {name: planned.plan.table.values(planned.column(name), planned.body.rows) for name in fields}
    stated = {name: [_plain(name, value) for value in values] for name, values in columns.items()}
    stated = {name: texts for name, texts in stated.items() if len(set(texts) - {""}) > 1}
    return RowKinds(stated) if stated else None


def _plain(name: str, value: Value) -> str:
    text = text_of(value).strip()
    try:
        if name == "basis" and text:
            return parse_basis(text)[0]
        if name == "unit" and text:
            return str(parse_unit(text))
    except ValueError:
        pass
    return text.casefold()


def _split(rows: Sequence[int], columns: Sequence[Sequence[str]]) -> list[list[int]]:
    """Return rows in groups of those that state the same."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for at in rows:
        groups.setdefault(tuple(texts[at] for texts in columns), []).append(at)
    return list(groups.values())
