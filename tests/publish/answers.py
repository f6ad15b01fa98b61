"""Answers made up for tests: any number of parts and years, any amounts, any gaps."""

from decimal import Decimal

import pandas as pd
from hypothesis import strategies as st

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import LABELS, TABLE_COLUMNS
from foi_stats.supply.amounts import AMOUNT, COUNT
from foi_stats.supply.rows import TEXT
from foi_stats.vocabulary.money import decimals_of, show_money
from foi_stats.vocabulary.parse_periods import parse_printed
from foi_stats.vocabulary.shorthand import REASONS
from foi_stats.vocabulary.years import financial_years

GAPS = [(reason.shorthand, code) for code, reason in REASONS.items()] + [
    ("[c]", "withheld"),
    ("[low]", ""),
    ("[w]", ""),
]


def answer_of(cells, **about):
    """Return an answer from (part, period, value, symbols, reason, note, covers), a value of None being a gap.

    A part is a label, or up to three.
    """
    about = {"unit": "£", "asks": "funding", "basis": "allocated", "place": "Exampleshire", "title": "Work", **about}
    about = {"by": ("counts_towards",), "headings": ("Activity",), **about}
    money = about["unit"] != "count"
    cells = [(*cell, *[""] * (7 - len(cell))) for cell in cells]
    known = [Decimal(cell[2]) for cell in cells if cell[2] is not None]
    decimals = max((decimals_of(value) for value in known), default=0) if money else 0
    rows = []
    for part, period, value, shorthand, reason, note, covers in cells:
        printed = shorthand if value is None else show_money(Decimal(value), 1, decimals) if money else f"{value:,}"
        given = None if value is None else Decimal(value) if money else value
        dates = dates_of(period)
        line = (part,) if isinstance(part, str) else part
        labels = (*line, "", "")[: len(LABELS)]
        rows.append(
            ("/".join(["1", *line, period]), *labels, period, *dates, covers, given, printed, shorthand, reason, note)
        )
    table = pd.DataFrame(rows, columns=list(TABLE_COLUMNS)).astype(
        {name: TEXT for name in TABLE_COLUMNS if name != "value"}
    )
    table["value"] = pd.Series(list(table["value"]), dtype=AMOUNT if money else COUNT)
    return Answer("1", "answered", "Said.", table=table, **about)


def dates_of(period):
    """Return the first day, the last day and the kind of a period as it is printed; a total's are any."""
    when = parse_printed(PART if period == "Total" else period)
    return str(when.start), str(when.end), when.kind


PART = "2012-13"


def years(number, first=2005):
    return financial_years(f"{first}-{(first + 1) % 100:02d}", f"{first + number - 1}-{(first + number) % 100:02d}")


words = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'&,()-é0123456789"), min_size=1, max_size=24
)
names = st.lists(words, min_size=1, max_size=8).map(" ".join)
pence = st.one_of(
    st.integers(-99, 99),
    st.integers(-5_000_000, 5_000_000),
    st.integers(-999_999_999_999, 999_999_999_999),
    st.sampled_from([0, 1, -1, 100_000_000, -134_898_000_00]),
)
marks = st.lists(st.sampled_from(["[b]", "[e]", "[f]", "[p]", "[r]", "[u]"]), unique=True, max_size=3).map(" ".join)


@st.composite
def answers(draw, most_parts=6, most_years=15):
    """Return any answer with a figure in it."""
    money = draw(st.booleans())
    parts = draw(st.lists(names, min_size=1, max_size=most_parts, unique=True))
    periods = years(draw(st.integers(1, most_years)))
    value = pence.map(lambda number: Decimal(number) / 100) if money else st.integers(0, 2_000_000)
    clean = draw(st.booleans())
    cells = []
    for part in parts:
        for period in periods:
            if not clean and draw(st.integers(0, 4)) == 0:
                cells.append((part, period, None, *draw(st.sampled_from(GAPS))))
            elif clean:
                cells.append((part, period, draw(value)))
            else:
                reason = draw(st.sampled_from(["", "", "not_closed"]))
                covers = draw(st.sampled_from(["", "", f"{int(period[:4])}-10-01/{int(period[:4])}-12-31"]))
                cells.append((part, period, draw(value), draw(marks), reason, "", covers))
    if all(cell[2] is None for cell in cells):
        cells[0] = (*cells[0][:2], draw(value))
    return answer_of(
        cells,
        unit="£" if money else "count",
        asks="funding" if money else "counts",
        measure="" if money else "referrals",
        basis=draw(st.sampled_from(["allocated", "budget", "outturn"])) if money else "",
        title=draw(names),
        place=draw(names),
        source=draw(st.one_of(st.just(""), names)),
        invented=draw(st.booleans()),
        demonstration=draw(st.booleans()),
        adds_up=draw(st.booleans()),
    )
