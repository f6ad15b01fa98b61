"""A list gives each item over the sum once, with its cell, and none below; nothing is added up."""

import csv
import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.answer.answer import answer_figures
from foi_stats.publish.charts import draw
from foi_stats.publish.table_csv import table_csv
from foi_stats.publish.tables import list_table, table_of
from foi_stats.release.list_counts import small_counts_in_lists
from foi_stats.request.request import Threshold
from foi_stats.supply.rows import funding_frame, period_fields, records
from foi_stats.vocabulary.findings import InputError, SupplyError
from foi_stats.vocabulary.parse_periods import parse_printed
from foi_stats.vocabulary.period import period_between
from tests.answer.cases import US, case, spend
from tests.examples import examples

LABELS = ("contract", "start", "end")


def item(amount, at, provider="Harbour Ltd", **values):
    return spend(amount, provider=provider, cell=f"D{at}", **{"contract": f"Contract {at}", **values})


def case_of(rows, labels=LABELS, lists=(), **limb):
    limb = {"id": "1a", "asks": "list", "years": ["2014-15"], "columns": ["supplier", "contract", "value"], **limb}
    return replace(case(limbs=[limb]), funding=funding_frame(rows, labels), lists=tuple(lists))


def listed(rows, **limb):
    return answer_figures(case_of(rows, **limb), "1")


def read(answer):
    return list(csv.DictReader(io.StringIO(table_csv(answer), newline="")))


AMOUNTS = st.one_of(st.none(), st.decimals("-9000", "9000", places=2))


@pytest.mark.slow
@examples(12)
@given(
    st.lists(st.tuples(AMOUNTS, st.sampled_from(["A Ltd", "b ltd", "Z plc"])), min_size=1, max_size=25),
    st.sampled_from([None, 0, 100, Decimal("4999.99")]),
    st.permutations(["supplier", "contract", "value", "period"]).map(lambda names: names[:3]),
    st.sampled_from(["", "value", "-value", "supplier", "-supplier", "contract", "period"]),
)
def test_every_item_over_the_sum_is_in_the_csv_once_with_its_cell_and_none_below(given_rows, over, columns, order):
    rows = [
        item(amount, at, provider, **({"reason": "withheld"} if amount is None else {}))
        for at, (amount, provider) in enumerate(given_rows)
    ]
    asked = {"columns": columns, "order": order} | ({} if over is None else {"over": over})
    answer = listed(rows, **asked)
    wanted = [row for row in rows if row["amount"] is None or over is None or row["amount"] > over]
    assert sorted(answer.trail["cell"]) == sorted(row["cell"] for row in wanted)
    lines = read(answer)
    assert [line["item"] for line in lines] == [str(number) for number in range(1, len(wanted) + 1)]
    by_cell = {row["cell"]: row for row in rows}
    for line, cell, figure in zip(lines, answer.trail["cell"], answer.trail["figure"], strict=True):
        row = by_cell[cell]
        assert figure == f"1/item-{line['item']}"
        if "value" in line:
            assert (Decimal(line["value"]) if line["value"] else None) == row["amount"]
        assert (line["shorthand"] == "") == (row["amount"] is not None)
        assert line.get("supplier", row["provider"]) == row["provider"]


def test_items_are_ordered_by_value_unless_another_column_is_named_and_ties_stay_in_place():
    rows = [item(5, 1, "B Ltd"), item(9, 2, "A Ltd"), item(5, 3, "C Ltd"), item(None, 4, "D Ltd", reason="withheld")]
    assert list(listed(rows).trail["cell"]) == ["D2", "D1", "D3", "D4"]
    assert list(listed(rows, order="value").trail["cell"]) == ["D1", "D3", "D2", "D4"]
    assert list(listed(rows, order="-Supplier").trail["cell"]) == ["D4", "D3", "D1", "D2"]
    days = [item(1, 1, start="02/01/2015"), item(1, 2, start="10/11/2014"), item(1, 3)]
    assert list(listed(days, order="start").trail["cell"]) == ["D2", "D1", "D3"]


def test_a_gap_is_listed_as_its_symbol_and_never_as_0():
    answer = listed([item(6000, 1), item(None, 2, reason="withheld")], over=5000)
    assert [row["printed"] for row in records(answer.table)] == ["6,000", "[c]"]
    assert answer.status == "partly"
    assert "The list gives the one item over £5,000" in answer.sentence
    assert "1 more item is listed, whose value is not given" in answer.notes[1]
    assert read(answer)[1]["value"] == ""


def test_columns_are_found_however_they_are_written_and_days_are_days():
    rows = [item(6000, 1, start="01/04/2014", end="2015-03-31"), item(7000, 2, start="3 May 2014")]
    answer = listed(rows, columns=["Recipient", "CONTRACT", "Amount", "Start", "end"])
    assert table_of(answer).headings == ("Item", "Recipient", "CONTRACT", "Amount", "Start", "End")
    assert table_of(answer).rows[1] == ("2", "Harbour Ltd", "Contract 1", "6,000", "1 April 2014", "31 March 2015")
    assert [(row["start"], row["end"]) for row in read(answer)] == [("2014-05-03", ""), ("2014-04-01", "2015-03-31")]


def test_a_column_that_no_row_has_is_one_message_that_lists_those_there_are():
    with pytest.raises(
        InputError, match=r"no column 'contrct' .*Did you mean 'contract'\? There are: value, period, con"
    ):
        listed([item(6000, 1)], columns=["contrct", "value"])


@pytest.mark.parametrize(
    ("limb", "message"),
    [
        ({"columns": []}, "name the columns of the list"),
        ({"columns": ["value", "Value"]}, "'value' is named more than once"),
        ({"totals": True}, "a list gives each item as it is"),
        ({"over": -1}, "over is an amount in pounds"),
        ({"asks": "funding"}, "columns is a key of lists"),
    ],
)
def test_keys_that_do_not_fit_are_refused(limb, message):
    with pytest.raises(ValueError, match=message):
        case_of([], **limb)


def test_bases_are_never_mixed_and_the_only_one_need_not_be_named():
    paid, awarded = item(6000, 1, basis="paid"), item(7000, 2)
    assert listed([paid]).basis == "paid"
    with pytest.raises(InputError, match=r"amounts allocated \(.*D2\) and paid \(.*D1\)\. A list has one basis"):
        listed([paid, awarded])
    assert list(listed([paid, awarded], basis="paid").trail["cell"]) == ["D1"]
    assert "another basis (allocated)" in listed([paid, awarded], basis="paid").notes[0]
    with pytest.raises(InputError, match="and it asks for outturn"):
        listed([paid], basis="outturn")


def test_an_item_that_runs_beyond_the_time_is_listed_whole_and_says_so():
    long = period_between(dt.date(2014, 1, 1), dt.date(2015, 12, 31))
    answer = listed([item(6000, 1), item(7000, 2, **period_fields(long))])
    assert table_of(answer).headings[-1] == "Marks"
    assert table_of(answer).rows[0][-1] == "runs beyond (January 2014 to December 2015)"
    assert [row["runs_beyond"] for row in read(answer)] == ["January 2014 to December 2015", ""]
    assert "1 item also ran before or after" in answer.notes[-1]


def test_an_items_own_start_and_end_tell_whether_it_runs_in_a_part_of_the_year():
    rows = [
        item(6000, 1, start="01/04/2013", end="30/06/2014"),
        item(7000, 2, start="01/09/2014", end="31/03/2015"),
        item(8000, 3, start="01/09/2014"),
    ]
    months = listed(rows, years=[], months=["2014-05", "2014-06"])
    assert list(months.trail["cell"]) == ["D3", "D1"]
    assert list(months.items["beyond"]) == ["2014-15", "April 2013 to June 2014"]
    assert list(listed(rows).items["beyond"]) == ["", "", "April 2013 to June 2014"]


def test_an_empty_list_says_only_what_was_searched():
    answer = listed([item(400, 1), item(300, 2)], over=5000)
    assert (answer.status, len(answer.items)) == ("answered", 0)
    assert answer.sentence == (
        "The records we searched hold no item over £5,000 for 2014-15. Of the items on this subject in them, 2 in all, "
        "none is of more than that."
    )
    other = listed([item(9000, 1, line="Other work")])
    assert other.sentence == "The records we searched hold no item for 2014-15."


def test_a_period_of_which_no_list_was_supplied_stops_the_answer():
    day = period_fields(parse_printed("3 May 2014"))
    rows = [item(9000, 1, basis="paid", **day)]
    years = {"years": ["2013-14", "2014-15"], "columns": ["supplier", "date", "value"]}
    with pytest.raises(SupplyError, match=r"no list with the columns supplier, date, value for 2013-14"):
        listed(rows, **years)
    assert len(listed(rows, lists=[parse_printed("2013-14")], **years).items) == 1
    with pytest.raises(SupplyError, match="marked as not supplied"):
        listed([item(None, 1, reason="not_supplied")])
    with pytest.raises(SupplyError, match="no list with"):
        listed([])


def test_what_stands_in_other_tables_is_no_item_of_a_list():
    total = spend("99000", cell="B9", sheet="Summary")
    assert list(listed([item(6000, 1), total]).trail["cell"]) == ["D1"]
    assert len(listed([item(6000, 1), total], columns=["line", "value"]).items) == 2


def test_a_letter_has_a_page_of_a_list_and_a_wide_one_tells_its_columns_in_one():
    rows = [item(100 * at, at, start="01/04/2014", end="31/03/2015") for at in range(40)]
    answer = listed(rows, columns=["supplier", "value", "contract", "start", "end"], title="Contracts")
    page = list_table(answer, 25, "tables/1.csv")
    assert page.caption == (
        "Contracts, Shire (£): the first 25 of 40, by value, the largest first; all are in tables/1.csv"
    )
    assert (len(page.rows), len(table_of(answer).rows)) == (25, 40)
    assert page.figures[3] == (3, 2, "1/item-4")
    wide = [row | {"contract": f"Telecommunications maintenance {number} " * 3} for number, row in enumerate(rows)]
    names = ["supplier", "contract", "line", "activity", "start", "end", "value"]
    folded = list_table(listed(wide, columns=names), 25, "tables/1.csv")
    assert folded.headings == ("Item", "Supplier", "Details", "Value")
    assert folded.rows[0][2].endswith(
        "Line: Slavery training; Activity: Training; Start: 1 April 2014; End: 31 March 2015"
    )
    assert all(width >= 3 + max(map(len, ["Telecommunications"])) for width in folded.widths[2:3])


def test_a_list_has_no_chart_and_names_the_authority_itself():
    answer = listed([item(6000, 1, US)])
    assert draw(answer) is None
    assert list(answer.names["rule"]) == ["the-authority"]


def test_counts_of_people_beside_items_are_small_counts():
    rows = [item(6000, 1, people_helped="3"), item(7000, 2, people_helped="40")]
    case_with = replace(
        case(limbs=[{"id": "1a", "asks": "list", "years": ["2014-15"], "columns": ["supplier", "People helped"]}]),
        funding=funding_frame(rows, ["contract", "people_helped"]),
    )
    answer = answer_figures(case_with, "1")
    (finding,) = small_counts_in_lists([answer], Threshold(below=5, reason="victims"), "r.toml")
    assert "the column 'People helped' of the list of 1 counts people, and 1 of its items" in str(finding)
    assert not small_counts_in_lists([answer], Threshold(below=3, reason="victims"), "r.toml")
    assert not small_counts_in_lists([answer], None, "r.toml")
