"""Tables of two and three labels: every figure has its place, nothing is too wide, and data keeps each label apart."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.publish.column_widths import PAGE, column_widths, fits_page
from foi_stats.publish.table_csv import table_csv
from foi_stats.publish.table_parts import tables_of
from foi_stats.publish.tables import flat_table, rows_shown, table_of
from foi_stats.supply.rows import records
from tests.examples import examples
from tests.publish.answers import answer_of, years

BY_TWO = {
    "by": ("service", "age_band"),
    "headings": ("Service", "Age band"),
    "unit": "count",
    "measure": "people helped",
}
BY_TWO |= {"asks": "counts", "basis": ""}
BY_THREE = {**BY_TWO, "by": ("service", "age_band", "sex"), "headings": ("Service", "Age band", "Sex")}
YEARS = ["2014-15", "2015-16"]


def crossed(services, ages, periods=YEARS, without=()):
    cells = [
        ((service, age), period, 10 * at + number)
        for at, service in enumerate(services)
        for number, age in enumerate(ages, start=1)
        for period in periods
        if (service, age) not in without
    ]
    return answer_of(cells, **BY_TWO)


def test_the_first_label_goes_down_and_the_second_across_in_bands_of_years():
    table = table_of(crossed(["Refuge", "Visits"], ["18-24", "25+"], without=[("Refuge", "25+")]))
    assert table.headings == ("Service", "18-24", "25+")
    assert table.bands == ((0, "2014-15"), (2, "2015-16"))
    assert table.rows[:2] == (("Refuge", "1", "[z]"), ("Visits", "11", "12"))
    assert "the records hold nothing that is both" in table.legend[-1]
    page = table.html()
    assert '<tr class="band"><th scope="rowgroup" colspan="3"><span class="whole">2014-15</span></th></tr>' in page
    assert page.count("<tbody>") == page.count("</tbody>") == 2
    assert "2014-15" in str(table)


def test_labels_keep_their_order_where_some_lack_the_first():
    table = table_of(
        crossed(["A", "B"], ["18-24", "25-44", "45+"], without=[("A", "18-24"), ("A", "25-44"), ("B", "45+")])
    )
    assert [row[0] for row in table.rows] == ["A", "B"] * 2
    table = table_of(crossed(["A", "B"], ["18-24", "25-44", "45+"], without=[("A", "25-44")]))
    assert table.headings == ("Service", "18-24", "25-44", "45+")


def test_one_year_needs_no_band_and_stands_in_the_caption():
    table = table_of(crossed(["Refuge", "Visits"], ["18-24", "25+"], YEARS[:1]))
    assert table.bands == ()
    assert ", 2014-15 (" in table.caption


@pytest.mark.parametrize(
    ("services", "ages", "headings"),
    [
        (3, 12, ("Age band", "Line 0", "Line 1", "Line 2")),
        (12, 12, ("Age band", "2014-15", "2015-16")),
        (2, 7, ("Age band", "Line 0", "Line 1")),
    ],
)
def test_where_the_second_has_too_many_labels_another_way_fits(services, ages, headings):
    made = crossed([f"Line {at}" for at in range(services)], [f"Neighbourhood {at}" for at in range(ages)])
    assert table_of(made).headings == headings


def many_years(lines, number, label="Line"):
    named = [f"{label} {at}" for at in range(lines)]
    return answer_of([(one, year, "123456.78") for one in named for year in years(number)])


def test_a_table_too_wide_for_a_page_is_divided_into_consecutive_years():
    first, last = tables_of(many_years(8, 9))
    assert (first.headings[1:], last.headings[1:]) == (tuple(years(9)[:5]), tuple(years(9)[5:]))
    assert ", Exampleshire, 2005-06 to 2009-10 (" in first.caption
    assert ", Exampleshire, 2010-11 to 2013-14 (" in last.caption
    assert [row[0] for row in first.rows] == [row[0] for row in last.rows]
    assert (first.anchor, last.anchor) == (first.id, f"{last.id}_2")
    assert f'id="table-{last.anchor}-caption"' in last.html()


def test_marks_stay_with_their_part():
    cells = [(f"Line {at}", year, "123456.78", "[p]") for at in range(8) for year in years(8)]
    for table in tables_of(answer_of(cells)):
        assert {row[-1] for row in table.rows} == {f"[p] {', '.join(table.headings[1:-1])}"}
        assert table.legend == ("[p] means provisional: may be revised.",)


def test_a_table_that_fits_is_one():
    assert len(tables_of(many_years(8, 5))) == 1
    assert len(tables_of(many_years(3, 30))) == 1  # years go down


@given(st.integers(7, 9), st.integers(7, 16), st.sampled_from(["Line", "Neighbourhood", "Independent advisers of"]))
@examples(5)
def test_parts_hold_each_figure_once_and_break_no_number(lines, number, label):
    answer = many_years(lines, number, label)
    tables = tables_of(answer)
    assert sorted(figure for table in tables for *_, figure in table.figures) == sorted(answer.table["figure"])
    for table in tables:
        assert fits_page(table)
        assert sum(column_widths(table)) == pytest.approx(PAGE)


def test_where_nothing_else_fits_each_figure_has_a_row():
    made = crossed([f"Servicexxxxxxxx{at}" for at in range(6)], [f"Neighbourhood{at}" for at in range(6)], years(14))
    table = table_of(made)
    assert table.headings == ("Age band", "Financial year", "Number of people helped")
    assert (table.stubs, len(table.bands), len(table.rows)) == (2, 6, 6 * 6 * 14)


def three():
    cells = [
        (("Refuge", age, sex), year, count)
        for year in YEARS
        for age, counts in (("18-24", {"Female": 31, "Male": 6, "Total": 37}), ("25+", {"Female": 9, "Total": 9}))
        for sex, count in counts.items()
    ]
    return answer_of(cells, **BY_THREE)


def test_of_three_labels_the_page_shows_two_and_the_data_and_the_workbook_all():
    made = three()
    assert table_of(made).rows == (("Refuge", "37", "9"),) * 2
    flat = flat_table(made)
    assert flat.headings == ("Service", "Age band", "Sex", *YEARS)
    assert ("Refuge", "18-24", "Male", "6", "6") in flat.rows
    assert flat.numeric == (3, 4)
    told = list(csv.DictReader(io.StringIO(table_csv(made))))
    assert {(row["service"], row["age_band"], row["sex"]) for row in told} >= {("Refuge", "18-24", "Male")}
    assert len(told) == len(made.table)


def test_a_label_with_the_name_of_another_column_has_one_of_its_own():
    made = answer_of([("North", "2014-15", "5")], by=("place",), headings=("Place",))
    assert next(csv.reader(io.StringIO(table_csv(made))))[:3] == ["place", "by_place", "period"]


@examples(15)
@given(
    st.lists(
        st.text("abc def", min_size=1, max_size=20).map(str.strip).filter(bool), min_size=1, max_size=4, unique=True
    ),
    st.integers(1, 4),
    st.integers(1, 8),
    st.data(),
)
def test_every_figure_of_a_page_stands_in_its_place_once(services, ages, number, data):
    bands = [f"age {at}" for at in range(ages)]
    every = [(service, age) for service in services for age in bands]
    without = data.draw(st.sets(st.sampled_from(every), max_size=len(every) - 1)) if len(every) > 1 else ()
    made = crossed(services, bands, years(number), without)
    table = table_of(made)
    printed = {figure: table.rows[row][column] for row, column, figure in table.figures}
    assert len(printed) == len(table.figures)
    assert printed == {row["figure"]: row["printed"] for row in rows_shown(made)}
    cells = {row["figure"]: row for row in records(made.table)}
    for row, column, figure in table.figures:
        heads = {
            *table.rows[row][: table.stubs],
            table.headings[column],
            *[head for at, head in table.bands if at <= row][-1:],
        }
        one = cells[figure]
        assert {one["label"], one["label_2"]} <= heads
        assert one["period"] in heads | {table.caption.rpartition(" (")[0].rpartition(", ")[2]}
    flat = flat_table(made)
    assert sum(Decimal(cell) for row in flat.rows for cell in row[2:]) == sum(made.table["value"])
