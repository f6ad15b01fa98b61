"""A table laid out at random comes back as the rows it was made from."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foi_stats.supply.interpret import interpret
from tests.supply.sheets import make_sheet, make_workbook

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

amounts = st.integers(min_value=-9_999_999, max_value=99_999_999)
tables = st.fixed_dictionaries(
    {
        "names": st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True),
        "years": st.lists(st.sampled_from(YEARS), min_size=1, max_size=3, unique=True).map(sorted),
        "bases": st.lists(st.sampled_from(sorted(BASIS_WORDS)), min_size=1, max_size=2, unique=True),
        "unit": st.sampled_from(sorted(UNITS)),
        "wide": st.booleans(),
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
        "as_text": st.booleans(),
        "seed": st.lists(amounts, min_size=36, max_size=36),
    }
)


def figures(t):
    """Return pennies in whole units by (name, year, basis)."""
    seed = iter(t["seed"])
    return {(n, y, b): next(seed) for n in t["names"] for y in t["years"] for b in t["bases"]}


def typed(number, t):
    """Return an amount in the table's unit, as a number or as text with commas."""
    value = number / 100
    return f"{value:,.2f}" if t["as_text"] else value


def head_and_body(t, by):
    heads = [(y, b) for y in t["years"] for b in t["bases"]]
    say = t["year_form"]
    if not t["wide"]:
        head = [["Service", "Financial year", *(f"{BASIS_WORDS[b]} ({t['unit']})" for b in t["bases"])]]
        body = [[n, say(y), *(typed(by[n, y, b], t) for b in t["bases"])] for n in t["names"] for y in t["years"]]
        sums = ["", *(typed(sum(v for (_, _, b), v in by.items() if b == basis), t) for basis in t["bases"])]
        return head, body, sums
    body = [[n, *(typed(by[n, y, b], t) for y, b in heads)] for n in t["names"]]
    sums = [typed(sum(by[n, y, b] for n in t["names"]), t) for y, b in heads]
    if t["banded"]:
        band = [None, *(say(y) if b == t["bases"][0] else None for y, b in heads)]
        return [band, ["Service", *(f"{BASIS_WORDS[b]} {t['unit']}" for _, b in heads)]], body, sums
    return [["Service", *(f"{say(y)} {BASIS_WORDS[b]} ({t['unit']})" for y, b in heads)]], body, sums


def lay_out(t):
    by = figures(t)
    head, body, sums = head_and_body(t, by)
    rows = [[]] * t["top"]
    rows += [["Funding by service"], *([[]] if t["gap_below_title"] else [])] if t["title"] else []
    rows += head + body
    rows += [[t["total"], *sums]] if t["total"] else []
    rows += [[], *([note] for note in t["notes"])] if t["notes"] else []
    return make_sheet("Data", [[None] * t["left"] + row for row in rows]), by


@given(tables)
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rows_come_back_with_true_addresses(t):
    sheet, by = lay_out(t)
    read = interpret(make_workbook(sheet), file="supply.xlsx")
    assert [str(finding) for finding in read.findings if finding.severity == "error"] == []
    rows = read.funding
    expected = {key: Decimal(pennies) * UNITS[t["unit"]] / 100 for key, pennies in by.items()}
    got = dict(zip(zip(rows["line"], rows["financial_year"], rows["basis"], strict=True), rows["amount"], strict=True))
    assert got == expected
    assert len(rows) == len(expected)
    cells = {sheet.address(r, c): v for r, row in enumerate(sheet.rows) for c, v in enumerate(row)}
    for cell, found in zip(rows["cell"], rows["found"], strict=True):
        assert (f"{cells[cell]:g}" if not t["as_text"] else cells[cell]) == (
            f"{float(found):g}" if not t["as_text"] else found
        )
    if t["total"]:
        assert {finding.check for finding in read.findings} <= {"ambiguous-total"}  # some rows add up by chance
