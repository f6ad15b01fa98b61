"""Which cells a later supply restates: the ones that superseding leaves out, each with what took its place."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.supply.rows import funding_frame, join_rows, records
from foi_stats.supply.supersede import supersede
from foi_stats.supply.superseded import superseded_cells
from tests.examples import examples
from tests.supply.test_breakdowns import APRIL, JUNE, by_age, supply
from tests.supply.test_deliveries import FIRST, LATER, row

LAST = dt.date(2016, 6, 24)


def restated(*rows):
    cells = superseded_cells(funding_frame(rows), "funding")
    return {f"{file}!{cell}": (by.places, by.found, by.as_at, by.same) for (file, _, cell), by in cells.items()}


def test_each_earlier_version_leads_to_the_one_that_stands():
    versions = [
        row(as_at=FIRST),
        row(as_at=LATER, file="b.xlsx", amount=Decimal("6.00"), found="6"),
        row(as_at=LAST, file="c.xlsx", found="5.00"),
    ]
    stands = ((("c.xlsx", "", "K5"),), ("5.00",), "2016-06-24")
    assert restated(*versions) == {"a.xlsx!K5": (*stands, True), "b.xlsx!K5": (*stands, False)}


@pytest.mark.parametrize(
    "versions",
    [
        [row(as_at=FIRST)],
        [row(), row(file="b.xlsx")],  # nothing says which is the later
        [row(as_at=FIRST), row(as_at=LATER, file="b.xlsx", line="M")],
        [row(as_at=FIRST, basis="paid"), row(as_at=LATER, basis="paid", file="b.xlsx")],
    ],
)
def test_what_nothing_supersedes_is_not_told(versions):
    assert restated(*versions) == {}


def test_rows_of_one_line_are_told_apart_where_there_are_as_many_of_them_later():
    first = [row(as_at=FIRST, cell=f"K{number}", provider=name) for number, name in enumerate("AB", 5)]
    later = [one | {"as_at": LATER, "file": "b.xlsx"} for one in first]
    assert [places for places, *_ in restated(*first, *later).values()] == [
        (("b.xlsx", "", "K5"),),
        (("b.xlsx", "", "K6"),),
    ]
    assert [len(places) for places, *_ in restated(*first, later[0]).values()] == [1, 1]


@pytest.mark.parametrize(
    ("earlier", "later", "told"),
    [
        (by_age(APRIL), supply("b", JUNE, ["age"], ("25+", 5)), {"D3": (("D2",), False)}),
        (by_age(APRIL), supply("b", JUNE, [], (8,)), {"D2": (("D2",), False), "D3": (("D2",), False)}),
        (by_age(APRIL), supply("b", JUNE, [], (7,)), {"D2": (("D2",), True), "D3": (("D2",), True)}),
        (supply("a", APRIL, [], (7,)), by_age(JUNE, "b"), {"D2": (("D2", "D3"), True)}),
    ],
)
def test_what_is_divided_otherwise_is_compared_as_a_whole(earlier, later, told):
    cells = superseded_cells(join_rows([earlier, later], "referrals"), "referrals")
    assert {cell: (tuple(place[2] for place in by.places), by.same) for (_, _, cell), by in cells.items()} == told


versions = st.tuples(
    st.sampled_from("LM"), st.sampled_from([None, FIRST, LATER, LAST]), st.integers(1, 2), st.sampled_from("abc")
)


@given(st.lists(versions, max_size=6))
@examples(12)
def test_the_cells_that_superseding_leaves_out_are_told_and_no_others(drawn):
    rows = funding_frame(
        [
            row(line=line, as_at=as_at, amount=Decimal(amount), file=f"{file}.xlsx", cell=f"K{number}")
            for number, (line, as_at, amount, file) in enumerate(drawn)
        ]
    )
    standing, findings = supersede(rows, "funding")
    if findings:
        return
    left_out = {one["cell"] for one in records(rows)} - {one["cell"] for one in records(standing)}
    cells = superseded_cells(rows, "funding")
    assert {cell for _, _, cell in cells} == left_out
    assert {place[2] for by in cells.values() for place in by.places} <= {one["cell"] for one in records(standing)}
