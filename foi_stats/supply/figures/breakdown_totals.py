"""Find totals within breakdowns: rows of ``All ages`` or ``Both sexes`` beside rows of each age and sex.

A row that is the total of one or more breakdowns is held against the rows that are alike in everything else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from foi_stats.supply.figures.parse_columns import ParsedColumn
from foi_stats.supply.figures.total_words import is_total, plain_label, says_total
from foi_stats.supply.figures.totals import Sum, Total
from foi_stats.supply.tables.columns import ROW_FIELDS
from foi_stats.supply.tables.label_columns import describes, names_whole, typed_days
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import text_of

_SEXES = re.compile(r"(?:fe)?males?|(?:wo)?men|boys?|girls?|[mf]")
_PERSONS = re.compile(r"(?:all )?(?:persons|people)|everyone|everybody")
_HINTS = ("total", "all", "both", "any", "either", "persons", "people", "everyone", "everybody", " and ")
_NAMES = ("line", "service", "activity", "crime_type", "organisation", "provider", "funder")
_NO_DIMENSION = frozenset({"as_at", "shorthand", "reason", "unit"})

_Key = tuple[str, ...]


@dataclass(frozen=True)
class Within:
    """The totals within breakdowns, by what becomes of their rows.

    ``totals`` are held against other rows; ``lines`` are called totals, and have no rows that they could be the total
    of; ``doubtful`` could be either, and are findings.
    """

    totals: list[Total] = field(default_factory=list)
    lines: frozenset[int] = frozenset()
    doubtful: frozenset[int] = frozenset()


def totals_within(planned: PlannedTable, columns: Sequence[ParsedColumn], known: Collection[int]) -> Within:
    """Return the totals within the breakdowns of a table; ``known`` are rows that are totals for another reason.

    Nothing is looked for in a table without a breakdown of its own. In a column of names that is blank beneath some of
    them, as in a pivot table, each blank cell is held to mean the name above.
    """
    dimensions = _dimensions(planned)
    words = {name: _called_whole(planned, name) for name in dimensions}
    if not any(words.values()):
        return Within()
    positions = [at for at in range(len(planned.body.rows)) if at not in known]
    cells = {name: list(map(text_of, planned.cells(name, range(len(planned.body.rows))))) for name in dimensions}
    if not _has_breakdown(planned, words):
        return Within()
    filled = {name for name in dimensions if any(cells[name][at] for at in positions)}
    wholes = {at: _whole_in(at, cells, words, filled) for at in positions}
    base = [at for at in positions if not wholes[at]]
    if blank := [name for name in _NAMES if name in cells and not all(cells[name][at] for at in base)]:
        cells |= {name: _filled_down(cells[name], words[name]) for name in blank}
        wholes = {at: _whole_in(at, cells, words, filled) for at in positions}
    numbers = [column.numbers for column in columns]
    sums = _Sums(cells, numbers, wholes)
    found: dict[int, Total] = {}
    lines: list[int] = []
    for at in sorted((at for at in positions if wholes[at]), key=lambda at: (len(wholes[at]), at)):
        parts = sums.of(at)
        if parts:
            found[at] = Total(at, tuple(column[at] for column in numbers), tuple(zip(*parts, strict=True)))
        else:
            lines.append(at)
            sums.add(at)
    asked = {at for at, total in found.items() if _is_doubtful(total, at, cells, words)}
    _add_doubtful(planned, sorted(asked), "is called one of all, and the rows of its parts do not add up to it")
    twice = _overlapping(lines, wholes, cells)
    _add_doubtful(planned, twice, "gives a breakdown of what another row divides by something else")
    totals = [total for at, total in sorted(found.items()) if at not in asked]
    return Within(totals, frozenset(lines) - set(twice), frozenset({*asked, *twice}))


def _filled_down(texts: Sequence[str], wholes: Collection[str]) -> list[str]:
    """Return the texts of a column, each blank one replaced by the one above that is no total."""
    filled, above = [], ""
    for text in texts:
        above = text if text and text not in wholes else above
        filled.append(text or above)
    return filled


def _dimensions(planned: PlannedTable) -> list[str]:
    """Return the fields and label columns that divide the figures of a table, each column once."""
    plan = planned.plan
    fields = [
        name
        for name in plan.field_columns
        if name in _NAMES or (name in ROW_FIELDS and name not in _NO_DIMENSION and name != "date")
    ]
    used = {plan.field_columns[name] for name in fields}
    own = [name for name, index in plan.labels.items() if index not in used and not describes(name)]
    return [*fields, *(name for name in own if not typed_days(planned.words(name).texts))]


def _called_whole(planned: PlannedTable, name: str) -> dict[str, bool]:
    """Return the texts of a column that call a row the whole of a breakdown, and whether only a sum makes them one."""
    words = planned.words(name)
    texts = {text: plain_label(text) for text in words.holding(*_HINTS)}
    if name not in _NAMES and name not in planned.plan.labels:
        return {text_of(text): False for text in texts if is_total(text)}
    sexes = any(_SEXES.fullmatch(plain_label(text)) for text in words.texts) if texts else False
    soft = {
        text
        for text, plain in texts.items()
        if says_total(text) or (names_whole(text) and (sexes or not _PERSONS.fullmatch(plain)))
    }
    return {text_of(text): not is_total(text) for text in texts if is_total(text) or text in soft}


def _has_breakdown(planned: PlannedTable, words: Mapping[str, Mapping[str, bool]]) -> bool:
    """Return whether a table has a label column of its own that is no other field, or is divided into wholes."""
    own = planned.plan.labels.keys() & words.keys()
    return bool(own) or any(names_whole(text) for name, texts in words.items() if name in _NAMES for text in texts)


def _whole_in(
    at: int, cells: Mapping[str, Sequence[str]], words: Mapping[str, Mapping[str, bool]], filled: Collection[str]
) -> frozenset[str]:
    """Return the dimensions in which a row is the whole: those whose cell says so, and then those that are blank."""
    called = {name for name, texts in words.items() if cells[name][at] in texts}
    if not called:
        return frozenset()
    return frozenset(called | {name for name in filled if not cells[name][at]})


class _Sums:
    """The sums of the rows that are parts of others, by the dimensions in which they are wholes themselves."""

    def __init__(
        self,
        cells: Mapping[str, Sequence[str]],
        numbers: Sequence[Sequence[int | None]],
        wholes: Mapping[int, frozenset[str]],
    ) -> None:
        self._cells, self._numbers, self._wholes = cells, numbers, wholes
        self._groups: dict[frozenset[str], list[int]] = {}
        self._known: dict[tuple[frozenset[str], frozenset[str]], dict[_Key, list[int]]] = {}
        for at, whole in wholes.items():
            if not whole:
                self._groups.setdefault(whole, []).append(at)

    def add(self, at: int) -> None:
        """Add a row that is a part though it is called a whole."""
        self._groups.setdefault(self._wholes[at], []).append(at)
        self._known = {key: value for key, value in self._known.items() if key[0] != self._wholes[at]}

    def of(self, at: int) -> list[tuple[Sum, ...]]:
        """Return the sums that a row may stand for: one of each way in which its parts are divided, by column."""
        whole = self._wholes[at]
        parts = [self._members(group, whole).get(self._key(at, whole), []) for group in self._groups if group < whole]
        return [
            tuple(Sum().plus([column[member] for member in members]) for column in self._numbers)
            for members in parts
            if members
        ]

    def _members(self, group: frozenset[str], whole: frozenset[str]) -> dict[_Key, list[int]]:
        if (group, whole) not in self._known:
            by_key: dict[_Key, list[int]] = {}
            for at in self._groups[group]:
                by_key.setdefault(self._key(at, whole), []).append(at)
            self._known[group, whole] = by_key
        return self._known[group, whole]

    def _key(self, at: int, whole: frozenset[str]) -> _Key:
        return tuple(texts[at] for name, texts in self._cells.items() if name not in whole)


def _is_doubtful(
    total: Total, at: int, cells: Mapping[str, Sequence[str]], words: Mapping[str, Mapping[str, bool]]
) -> bool:
    """Return whether a row that only its figures could make a total has others, where no part of it is a gap."""
    if any(not soft for name, texts in words.items() for text, soft in texts.items() if cells[name][at] == text):
        return False
    return any(
        printed is not None
        and not any(known.total == printed or (known.gaps and known.total <= printed) for known in sums)
        for printed, sums in zip(total.printed, total.sums, strict=True)
    )


def _overlapping(
    lines: Sequence[int], wholes: Mapping[int, frozenset[str]], cells: Mapping[str, Sequence[str]]
) -> list[int]:
    """Return rows that divide one figure in two ways: by age for both sexes, and by sex for all ages."""
    found: set[int] = set()
    kinds = {wholes[at] for at in lines}
    for one in kinds:
        for other in kinds - {one}:
            either = one | other
            keys = [
                {tuple(texts[at] for name, texts in cells.items() if name not in either): at for at in reversed(some)}
                for some in ([at for at in lines if wholes[at] == kind] for kind in (one, other))
            ]
            found |= {keys[side][key] for key in keys[0].keys() & keys[1].keys() for side in (0, 1)}
    return sorted(found)


def _add_doubtful(planned: PlannedTable, positions: Iterable[int], what: str) -> None:
    cells = [planned.address(at, planned.plan.value_columns[0].index) for at in positions]
    if cells:
        planned.add_finding(
            "ambiguous-total.breakdown",
            cells,
            found=f"the row {what}: it could be counted twice, or be a figure of its own",
        )
