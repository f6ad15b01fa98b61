"""A table laid out at random comes back as the rows it was made from."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.supply.interpret import interpret
from foi_stats.supply.rows import exact_values
from tests.examples import examples
from tests.supply.sheets import above_info, make_sheet, make_workbook

UNITS = {"£": 1, "£000": 1000, "£ thousand": 1000, "£m": 1_000_000}
YEARS = ["2012-13", "2013-14", "2014-15"]
YEAR_FORMS = [
    lambda y: y,
    lambda y: y.replace("-", "/"),
    lambda y: f"{y[:4]}-20{y[-2:]}",
    lambda y: f"FY{y[2:4]}/{y[-2:]}",
]
NAMES = ["Counselling", "Helpline", "Restorative justice", "Training", "Advisers", "Outreach", "Refuge", "Research"]
BASIS_WORDS = {"budget": "Budget", "outturn": "Outturn", "forecast": "Forecast"}

amounts = st.integers(min_value=-9_999_999, max_value=99_999_999) | st.integers(1900, 2099).map(lambda y: 100 * y)
tables = st.fixed_dictionaries(
    {
        "names": st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True),
        "years": st.lists(st.sampled_from(YEARS), min_size=1, max_size=3, unique=True).map(sorted),
        "bases": st.lists(st.sampled_from(sorted(BASIS_WORDS)), min_size=1, max_size=2, unique=True),
        "unit": st.sampled_from(sorted(UNITS)),
        "laid": st.sampled_from(["years down", "years across", "services across"]),
        "banded": st.booleans(),
        "year_form": st.sampled_from(YEAR_FORMS),
        "top": st.integers(0, 7),
        "left": st.integers(0, 4),
        "title": st.booleans(),
        "gap_below_title": st.booleans(),
        "total": st.sampled_from([None, "Total", "Grand total", "TOTAL EXPENDITURE"]),
        "notes": st.lists(
            st.sampled_from(["Note 1: provisional.", "Source: ledger", "Prepared by finance"]), max_size=2
        ),
        "subtotals": st.booleans(),
        "gaps": st.sets(st.integers(0, 35), max_size=3),
        "as_text": st.booleans(),
        "seed": st.lists(amounts, min_size=36, max_size=36),
    }
)


def is_turned(t):
    """Return whether years go down and services across; of one service that is no table."""
    return t["laid"] == "services across" and len(t["names"]) > 1


def bases(t):
    """Return the bases that a table gives; where services go across it is one, stated in its title."""
    return t["bases"][:1] if is_turned(t) else t["bases"]


def figures(t):
    """Return pennies in whole units by (name, year, basis), None for a gap."""
    seed = iter(None if at in t["gaps"] else pennies for at, pennies in enumerate(t["seed"]))
    return {(n, y, b): next(seed) for n in t["names"] for y in t["years"] for b in bases(t)}


def typed(number, t):
    """Return an amount in the table's unit, as a number or as text with commas, or the symbol of a gap."""
    if number is None:
        return "[x]"
    value = number / 100
    return f"{value:,.2f}" if t["as_text"] else value


def head_and_body(t, by):
    """Return heading rows, and each row of the body as its labels and its figures."""
    heads = [(y, b) for y in t["years"] for b in t["bases"]]
    say = t["year_form"]
    if is_turned(t):
        (basis,) = bases(t)
        body = [([say(y)], [by[n, y, basis] for n in t["names"]]) for y in t["years"]]
        return [["Financial year", *t["names"]]], body
    if t["laid"] != "years across":
        head = [["Service", "Financial year", *(f"{BASIS_WORDS[b]} ({t['unit']})" for b in t["bases"])]]
        return head, [([n, say(y)], [by[n, y, b] for b in t["bases"]]) for n in t["names"] for y in t["years"]]
    body = [([n], [by[n, y, b] for y, b in heads]) for n in t["names"]]
    if t["banded"]:
        band = [None, *(say(y) if b == t["bases"][0] else None for y, b in heads)]
        return [band, ["Service", *(f"{BASIS_WORDS[b]} {t['unit']}" for _, b in heads)]], body
    return [["Service", *(f"{say(y)} {BASIS_WORDS[b]} ({t['unit']})" for y, b in heads)]], body


def summed(label, body):
    """Return a total of rows of the body; what has no figure is left out of it."""
    sums = [sum(pennies or 0 for pennies in column) for column in zip(*(row for _, row in body), strict=True)]
    return [label, *[""] * (len(body[0][0]) - 1)], sums


def lay_out(t):
    by = figures(t)
    head, body = head_and_body(t, by)
    total = [summed(t["total"], body)] if t["total"] else []
    if t["subtotals"] and len(body) > 3:
        parts = body[:2], body[2:]
        body = [row for part in parts for row in [*part, summed("Sub-total", part)]]
    rows = [[]] * t["top"]
    title = f"{BASIS_WORDS[bases(t)[0]]} by service ({t['unit']})" if is_turned(t) else "Funding by service"
    rows += [[title], *([[]] if t["gap_below_title"] else [])] if t["title"] or is_turned(t) else []
    rows += head + [[*labels, *(typed(pennies, t) for pennies in row)] for labels, row in body + total]
    rows += [[], *([note] for note in t["notes"])] if t["notes"] else []
    return make_sheet("Data", [[None] * t["left"] + row for row in rows]), by


def expected_rows(t, by):
    """Return the amounts that a table was made from, None for a gap."""
    return {key: None if pennies is None else Decimal(pennies) * UNITS[t["unit"]] / 100 for key, pennies in by.items()}


def rows_read(rows):
    """Return the amounts that were read, None for a gap."""
    keys = zip(rows["line"], rows["financial_year"], rows["basis"], strict=True)
    return dict(zip(keys, exact_values(rows["amount"]), strict=True))


def assert_found_in(cells, rows):
    """Look at the cell that each row names: what was found stands there."""
    for cell, found in zip(rows["cell"], rows["found"], strict=True):
        there = cells[cell]
        assert found == there if isinstance(there, str) else float(found) == there


@pytest.mark.slow
@given(tables)
@examples(120)
def test_rows_come_back_with_true_addresses(t):
    sheet, by = lay_out(t)
    read = interpret(make_workbook(sheet), file="supply.xlsx")
    assert [str(finding) for finding in read.findings if finding.severity == "error"] == []
    rows = read.funding
    assert rows_read(rows) == expected_rows(t, by)
    assert len(rows) == len(by)
    assert set(rows[rows["amount"].isna()]["shorthand"]) <= {"[x]"}
    assert_found_in({sheet.address(r, c): v for r, row in enumerate(sheet.rows) for c, v in enumerate(row)}, rows)
    assert {finding.check for finding in above_info(read)} <= {"ambiguous-total"}  # some rows add up by chance
