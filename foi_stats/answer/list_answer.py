"""The items of a list as they are shown: a row each, in order, with the cell that each was read from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from foi_stats.answer.answer_table import LABELS, TABLE_COLUMNS, TRAIL_COLUMNS, common_unit
from foi_stats.answer.item_columns import ItemColumn, printed_periods, text_column
from foi_stats.answer.item_periods import beyond
from foi_stats.answer.list_rows import ListRows, rows_of_list
from foi_stats.answer.wording import phrase
from foi_stats.files.digest import texts_digest
from foi_stats.request.case import Case
from foi_stats.request.request import Scope
from foi_stats.supply.rows import PERIOD, TEXT, TRAIL, breakdowns, exact_values
from foi_stats.vocabulary.money import decimals_of, format_money, parse_unit, show_money
from foi_stats.vocabulary.period import format_run
from foi_stats.vocabulary.shorthand import GAPS


@dataclass(frozen=True)
class Items:
    """The items of a list, in order.

    Attributes
    ----------
    table, trail
        A row for each item, with the columns of tables and trails of figures; the label says which item it is.
    items
        The texts of each item: ``figure``, the id of its row in the table; ``beyond``, its own period, where that is
        not all within what is asked; ``identity``, a digest by which a later list knows it; and ``column_1``,
        ``column_2`` … for the columns as they are asked for.
    columns
        The columns that are shown.
    """

    table: pd.DataFrame
    trail: pd.DataFrame
    items: pd.DataFrame
    columns: tuple[ItemColumn, ...]
    unit: str
    basis: str
    sentence: str
    notes: tuple[str, ...]


def item_names(number: int) -> tuple[str, ...]:
    """Return the columns of the texts of items, for a list with so many columns."""
    return ("figure", "beyond", "identity", *(f"column_{at}" for at in range(1, number + 1)))


def list_items(case: Case, scope: Scope, name: str) -> Items:
    """Return the items of a list in their order: by a column, those that are alike as they stand in the supplies.

    Parameters
    ----------
    name
        The id of the question or context: the first step of the id of every item.
    """
    periods = case.request.scope_periods(scope)
    chosen = rows_of_list(case, scope)
    rows = _in_order(chosen, descending=scope.order.startswith("-") or not scope.order)
    unit = common_unit(rows)
    table = _table(rows, name, unit)
    texts = [text_column(column, rows) if column.kind != "value" else table["printed"] for column in chosen.columns]
    values = [list(table["figure"]), beyond(rows, periods), _identities(rows), *map(list, texts)]
    items = pd.DataFrame(dict(zip(item_names(len(texts)), values, strict=True)), dtype=TEXT)
    return Items(
        table,
        _trail(rows, table),
        items,
        tuple(chosen.columns),
        unit,
        chosen.basis,
        _sentence(case, scope, chosen),
        _notes(scope, chosen, table, items),
    )


def _in_order(chosen: ListRows, *, descending: bool) -> pd.DataFrame:
    """Return the rows by a column; those that say nothing in it come last, and ties stay in the supplies' order."""
    rows, order = chosen.rows.reset_index(drop=True), chosen.order
    if order.kind == "value":
        keys: list[Any] = [None if pd.isna(value) else Decimal(value) for value in exact_values(rows["amount"])]
    elif order.source == "period":
        days = [rows[name].dt.strftime("%Y-%m-%d") for name in ("period_start", "period_end")]
        keys = list(zip(*days, strict=True))
    else:
        texts = text_column(order, rows)
        numbers = _numbers(texts)
        keys = numbers if numbers else [text.casefold() or None for text in texts]
    known = [at for at, key in enumerate(keys) if key is not None]
    known.sort(key=lambda at: keys[at], reverse=descending)  # stable, also in reverse
    return rows.take([*known, *(at for at, key in enumerate(keys) if key is None)]).reset_index(drop=True)


def _numbers(texts: pd.Series) -> list[Decimal | None]:
    """Return a column of texts as numbers, None where it says nothing; no list at all where any is none."""
    plain = [text.replace(",", "").strip() for text in texts]
    if not all(text == "" or text.replace(".", "", 1).isdecimal() for text in plain):
        return []
    return [Decimal(text) if text else None for text in plain]


def _table(rows: pd.DataFrame, name: str, unit: str) -> pd.DataFrame:
    values = [None if pd.isna(value) else Decimal(value) for value in exact_values(rows["amount"])]
    pounds = parse_unit(unit)
    decimals = max((decimals_of(value, pounds) for value in values if value is not None), default=0)
    symbols = [_symbols(text, gap=value is None) for text, value in zip(rows["shorthand"], values, strict=True)]
    table = pd.DataFrame(
        {
            "figure": [f"{name}/item-{number}" for number in range(1, len(rows) + 1)],
            **dict.fromkeys(LABELS, ""),
            "label": [phrase("list", "item", number=number) for number in range(1, len(rows) + 1)],
            "period": printed_periods(rows),
            "period_start": list(rows["period_start"].dt.strftime("%Y-%m-%d")),
            "period_end": list(rows["period_end"].dt.strftime("%Y-%m-%d")),
            "period_kind": list(rows["period_kind"]),
            "covers": "",
            "value": pd.Series(values, dtype=rows["amount"].dtype),
            "printed": [
                symbol if value is None else show_money(value, pounds, decimals)
                for value, symbol in zip(values, symbols, strict=True)
            ],
            "shorthand": symbols,
            "reason": [reason if value is None else "" for reason, value in zip(rows["reason"], values, strict=True)],
            "note": "",
        },
        columns=list(TABLE_COLUMNS),
    )
    return table.astype({column: TEXT for column in TABLE_COLUMNS if column != "value"})


def _symbols(text: str, *, gap: bool) -> str:
    """Return the symbols of an amount that is a gap, or that is none; a gap has one."""
    kept = [symbol for symbol in text.split() if (symbol in GAPS) == gap]
    return (kept[0] if len(kept) == 1 else "[x]") if gap else " ".join(kept)


def _trail(rows: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    dated = {name: rows[name].dt.strftime("%Y-%m-%d") for name in ("period_start", "period_end")}
    trail = rows[[*PERIOD, *TRAIL]].assign(**dated, figure=table["figure"], value=table["printed"])
    return trail[list(TRAIL_COLUMNS)].astype(TEXT)


def _qualified(rows: pd.DataFrame) -> str:
    """Return what the supplies say of all values besides their basis, in brackets: `` (whole contract)``."""
    said = set(rows["qualifiers"].unique())
    return f" ({said.pop()})" if len(said) == 1 and "" not in said else ""


def _identities(rows: pd.DataFrame) -> list[str]:
    """Return a digest of what tells each item from others: its labels and its period, and not its value."""
    names = ["organisation", "provider", "line", "activity", "basis", "flow", "source", *breakdowns(rows)]
    days = [rows[name].dt.strftime("%Y-%m-%d") for name in ("period_start", "period_end")]
    told = zip(*(rows[name] for name in names), *days, strict=True)
    return [
        texts_digest(f"{name}={text}" for name, text in zip([*names, "from", "to"], texts, strict=True) if text)[:20]
        for texts in told
    ]


def over_words(scope: Scope) -> str:
    """Return the amount over which items are listed, as a sentence has it: `` over £5,000``."""
    return "" if scope.over is None else phrase("list", "over", amount=format_money(scope.over))


def _sentence(case: Case, scope: Scope, chosen: ListRows) -> str:
    said = {"over": over_words(scope), "period": format_run(case.request.scope_periods(scope))}
    number = int(chosen.rows["amount"].notna().sum())
    if number:
        return phrase("list", "one" if number == 1 else "some", number=f"{number:,}", **said)
    if len(chosen.rows):
        return phrase("list", "no_value", **said)
    if chosen.searched:
        return phrase("list", "none_over", searched=f"{chosen.searched:,}", **said)
    return phrase("list", "none", **said)


def _notes(scope: Scope, chosen: ListRows, table: pd.DataFrame, items: pd.DataFrame) -> tuple[str, ...]:
    over = over_words(scope)
    notes = []
    if len(table):
        others = ", ".join(phrase("basis", other) for other in chosen.other_bases)
        basis = phrase("basis", chosen.basis) + _qualified(chosen.rows)
        notes.append(phrase("list", "basis_others" if others else "basis", basis=basis, others=others))
    gaps = int(table["value"].isna().sum())
    if gaps:
        key = "gap" if gaps == 1 else "gaps"
        notes.append(phrase("list", key if scope.over is None else f"{key}_over", number=f"{gaps:,}", over=over))
    long = int(items["beyond"].ne("").sum())
    if long:
        notes.append(phrase("list", "beyond" if long == 1 else "beyonds", number=f"{long:,}"))
    return tuple(notes)
