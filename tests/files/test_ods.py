"""ods: repeated cells and rows are counted before they are repeated, and addresses stay true."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.files.hostile import ods, ods_cell

EMPTY = "<table:table-cell table:number-columns-repeated='{}'/>"


def row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def typed(kind: str, **values: str) -> str:
    attributes = " ".join(f"office:{name.replace('_', '-')}='{value}'" for name, value in values.items())
    return f"<table:table-cell office:value-type='{kind}' {attributes}><text:p>shown</text:p></table:table-cell>"


def sheet_of(read, *args: str, **kwargs: str):
    workbook, findings = read(ods(*args, **kwargs), "funding.ods")
    assert workbook is not None, findings
    return workbook.sheets[0]


def test_repeated_rows_and_cells_keep_addresses_true(read):
    sheet = sheet_of(
        read,
        row(EMPTY.format(16384), "table:number-rows-repeated='4'")
        + row(EMPTY.format(2) + ods_cell("a", "table:number-columns-repeated='2'"), "table:number-rows-repeated='2'")
        + row(EMPTY.format(1), "table:number-rows-repeated='3'")
        + row(ods_cell("b"))
        + row(EMPTY.format(16384), "table:number-rows-repeated='1048566'"),
    )

    assert (sheet.top, sheet.left, len(sheet.rows)) == (5, 1, 6)
    assert sheet.rows[0] == sheet.rows[1] == [None, None, "a", "a"]
    assert sheet.address(0, 2) == "C5"
    assert sheet.rows[5] == ["b", None, None, None]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (typed("float", value="1234.5"), 1234.5),
        (typed("currency", value="12", currency="GBP"), 12),
        (typed("percentage", value="0.5"), 0.5),
        (typed("boolean", boolean_value="true"), True),
        (typed("date", date_value="2012-04-01"), dt.date(2012, 4, 1)),
        (typed("date", date_value="2012-04-01T09:30:00"), dt.datetime.fromisoformat("2012-04-01T09:30:00")),
        (typed("time", time_value="PT09H30M00S"), dt.time(9, 30)),
        (typed("time", time_value="PT30H00M00S"), dt.timedelta(hours=30)),
        (typed("date", date_value="nonsense"), "shown"),
        (typed("float", value="nonsense"), "shown"),
        (ods_cell("00123"), "00123"),
        (ods_cell("a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d</text:p><text:p>e"), "a   b\tc\nd\ne"),
        (ods_cell("see <text:a>the <text:span>link</text:span></text:a>"), "see the link"),
        (
            "<table:table-cell office:value-type='string'>"
            "<office:annotation><text:p>secret</text:p></office:annotation><text:p>seen</text:p></table:table-cell>",
            "seen",
        ),
    ],
)
def test_values_are_as_found(read, cell, value):
    found = sheet_of(read, row(cell)).rows[0][0]
    assert (found, type(found)) == (value, type(value)) or found == value


def test_hidden_filtered_and_sizeless_rows_and_columns(read):
    styles = (
        "<style:style style:name='ro0'><style:table-row-properties style:row-height='0in'/></style:style>"
        "<style:style style:name='co0'><style:table-column-properties style:column-width='0cm'/></style:style>"
    )
    columns = (
        "<table:table-column/><table:table-column table:style-name='co0'/>"
        "<table:table-column table:visibility='collapse'/>"
    )
    line = ods_cell("a") * 4
    rows = (
        row(line)
        + row(line, "table:visibility='collapse'")
        + row(line, "table:visibility='filter' table:number-rows-repeated='2'")
        + row(line, "table:style-name='ro0'")
        + f"<table:table-row-group table:display='false'>{row(line)}</table:table-row-group>"
        + row(line)
    )

    workbook, findings = read(ods(columns + rows, styles=styles), "funding.ods")

    assert workbook.sheets[0].hidden_rows == {2, 3, 4, 5, 6}
    assert workbook.sheets[0].hidden_columns == {2, 3}
    assert [finding.found for finding in findings] == [
        "Rows 2 to 6 are hidden, filtered out or of no size, and hold values",
        "Columns B to C are hidden, filtered out or of no size, and hold values",
    ]


def test_rows_in_header_rows_count(read):
    rows = f"<table:table-header-rows>{row(ods_cell('Year'))}</table:table-header-rows>{row(ods_cell('2012-13'))}"
    assert sheet_of(read, rows).rows == [["Year"], ["2012-13"]]


def test_an_error_value_is_its_text(read):
    sheet = sheet_of(read, row(ods_cell("#REF!", "calcext:value-type='error'")))
    assert (sheet.rows, sheet.errors) == ([["#REF!"]], ((1, 1),))


@pytest.mark.parametrize("bound", ["MAX_PARSED_ELEMENTS", "MAX_PARSED_ATTRIBUTES"])
def test_too_much_to_parse_is_counted_before_any_is_parsed(read, monkeypatch, bound):
    monkeypatch.setattr(f"foi_stats.files.ods.{bound}", 50)
    monkeypatch.setattr("foi_stats.files.ods._Content", None)

    workbook, (finding,) = read(ods(row(ods_cell("a", "x='1'")) * 40), "funding.ods")

    assert workbook is None
    assert finding.check == "too-large"
    assert "CSV" in finding.action
