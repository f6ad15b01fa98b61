"""Delimited text: every encoding, delimiter and line ending gives the same cells at the rows a person sees."""

from __future__ import annotations

import pytest

LINES = ("Year;Amount £;Note", "2012-13;1,234.50;a", "2013-14;1,000;")
CELLS = [("Year", "Amount £", "Note"), ("2012-13", "1,234.50", "a"), ("2013-14", "1,000", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_every_encoding_line_ending_and_delimiter(read, encoding, newline, delimiter):
    text = newline.join(LINES).replace(";", delimiter) + newline

    workbook, findings = read(text.encode(encoding), "funding.csv")

    assert findings == ()
    assert workbook.kind == "csv"
    (sheet,) = workbook.sheets
    assert (sheet.name, sheet.top, sheet.left) == ("", 1, 1)
    assert sheet.rows == CELLS


def test_utf_16_with_the_other_byte_order_mark(read):
    workbook, _ = read(b"\xfe\xff" + "a,£\n1,2\n".encode("utf-16-be"), "funding.csv")
    assert workbook.sheets[0].rows == [("a", "£"), ("1", "2")]


def test_commas_with_amounts_in_quotation_marks(read):
    workbook, _ = read(b'Year,Amount,Note\n2012-13,"1,234",x\n2013-14,"1,000",y\n', "funding.csv")
    assert workbook.sheets[0].rows[1] == ("2012-13", "1,234", "x")


def test_semicolons_with_decimal_commas(read):
    workbook, _ = read(b"Year;Amount;Share\n2012-13;1,5;2,5\n2013-14;1,7;2,9\n", "funding.csv")
    assert workbook.sheets[0].rows[1] == ("2012-13", "1,5", "2,5")


def test_text_stays_text(read):
    workbook, _ = read(b"code,amount,date\n00123,1E5,01/04/2012\n", "funding.csv")
    assert workbook.sheets[0].rows[1] == ("00123", "1E5", "01/04/2012")


def test_a_preamble_of_other_widths_and_blank_lines_keeps_its_rows(read):
    text = (
        "Funding of the Commissioner\n\nprepared, with care\n\nYear,Provider,Amount\n2012-13,Safe,1\n2013-14,Safe,2\n"
    )

    workbook, _ = read(text.encode(), "funding.csv")

    (sheet,) = workbook.sheets
    assert sheet.rows[4] == ("Year", "Provider", "Amount")
    assert sheet.address(4, 2) == "C5"
    assert sheet.rows[0] == ("Funding of the Commissioner", None, None)
    assert sheet.rows[1] == (None, None, None)


def test_a_quoted_line_break_is_inside_one_row(read):
    workbook, _ = read(b'Provider,Amount\r\n"Safe\r\nand sound",1\r\nOther,2\r\n', "funding.csv")

    (sheet,) = workbook.sheets

    assert sheet.rows[1] == ("Safe\r\nand sound", "1")
    assert sheet.rows[2] == ("Other", "2")
    assert sheet.address(2, 0) == "A3"


def test_leading_blank_lines_count_and_are_not_kept(read):
    workbook, _ = read(b"\n\n,\nYear,Amount\n2012-13,1\n\n\n", "funding.csv")

    (sheet,) = workbook.sheets

    assert (sheet.top, sheet.rows) == (4, [("Year", "Amount"), ("2012-13", "1")])


def test_a_separator_line_is_obeyed_and_not_counted(read):
    workbook, _ = read(b"sep=|\r\nYear|Amount, net\r\n2012-13|1\r\n", "funding.csv")
    assert (workbook.sheets[0].top, workbook.sheets[0].rows[0]) == (1, ("Year", "Amount, net"))


def test_one_column_is_one_column(read):
    workbook, _ = read(b"Provider\nSafe\nSound\n", "funding.csv")
    assert workbook.sheets[0].rows == [("Provider",), ("Safe",), ("Sound",)]


def test_two_encodings_in_a_file_are_a_finding(read):
    workbook, findings = read("Amount £\n".encode() + "£5\n".encode("cp1252"), "funding.csv")
    assert workbook is not None
    assert [finding.check for finding in findings] == ["text-encoding"]


def test_a_quotation_mark_left_open_is_a_finding(read):
    workbook, findings = read(b'Provider,Amount\nSafe,1\n"Sound,2\nOther,3\n', "funding.csv")
    assert workbook is not None
    assert [(finding.check, finding.cell) for finding in findings] == [("open-quotation", "A3")]


def test_time_does_not_grow_with_the_encoding_sample(read):
    workbook, _ = read(("Year,Amount\n" + "2012-13,1\n" * 50_000).encode(), "funding.csv")
    assert len(workbook.sheets[0].rows) == 50_001
