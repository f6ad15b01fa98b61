"""xls: the results of the walk through the records, and the new container, which holds the same workbook."""

from __future__ import annotations

import struct

import pytest

from foi_stats.files.ole import CompoundFile, compound_file
from tests.files.hostile import record, xls, xls_number


@pytest.mark.parametrize("size", [1, 4096, 4097, 5_000_000])
def test_a_container_made_anew_holds_the_stream(size):
    content = bytes(number % 251 for number in range(size))
    assert CompoundFile(compound_file("Workbook", content)).stream("Workbook")[:size] == content


def row_record(row: int, height: int = 300, options: int = 0) -> bytes:
    return record(0x0208, struct.pack("<HHHHHHHH", row, 0, 1, height, 0, 0, options, 0))


def column_record(first: int, last: int, width: int = 2000, options: int = 0) -> bytes:
    return record(0x007D, struct.pack("<HHHHHH", first, last, width, 0, options, 0))


def test_hidden_and_sizeless_rows_and_columns(read):
    cells = b"".join(xls_number(row, column) for row in range(5) for column in range(5))
    hidden = row_record(1, options=0x20) + row_record(3, height=0) + row_record(4)
    columns = column_record(1, 1, options=1) + column_record(3, 3, width=0) + column_record(4, 255)

    workbook, findings = read(xls(columns + hidden + cells), "funding.xls")

    assert workbook.sheets[0].hidden_rows == {2, 4}
    assert workbook.sheets[0].hidden_columns == {2, 4}
    assert [finding.found for finding in findings] == [
        "Rows 2 and 4 are hidden, filtered out or of no size, and hold values",
        "Columns B and D are hidden, filtered out or of no size, and hold values",
    ]


def test_errors_in_cells_and_of_formulas(read):
    error = record(0x0205, struct.pack("<HHHBB", 1, 1, 0, 0x17, 1))
    result = struct.pack("<BBBBBBH", 2, 0, 0x2A, 0, 0, 0, 0xFFFF)
    formula = record(0x0006, struct.pack("<HHH", 2, 2, 0) + result + struct.pack("<HIH", 0, 0, 3) + b"\x1e\1\0")

    workbook, _ = read(xls(xls_number(0, 0) + error + formula), "funding.xls")

    (sheet,) = workbook.sheets
    assert (sheet.rows[1][1], sheet.rows[2][2]) == ("#REF!", "#N/A")
    assert sheet.errors == ((2, 2), (3, 3))


def test_a_nonsensical_formula_does_not_hide_its_result(read):
    formula = struct.pack("<HHHdHIH", 0, 0, 0, 42.0, 0, 0, 60_000) + b"\x17\xff\x3a"
    workbook, _ = read(xls(record(0x0006, formula)), "funding.xls")
    assert workbook.sheets[0].rows == [[42]]
