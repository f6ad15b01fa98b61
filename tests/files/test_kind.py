"""The content decides the kind of a file; a name with another ending is a finding, and no failure."""

from __future__ import annotations

import pytest

from tests.files.hostile import ods, ods_cell, xls, xls_number, xlsx

GOOD = {
    "xlsx": xlsx('<row r="1"><c r="A1"><v>1</v></c></row>'),
    "xls": xls(xls_number(0, 0)),
    "ods": ods(f"<table:table-row>{ods_cell('a')}</table:table-row>"),
    "csv": b"a,b\n1,2\n",
}
ENDINGS = {"xlsx": {".xlsx", ".XLSX", ".xlsm"}, "xls": {".xls"}, "ods": {".ods"}, "csv": {".csv", ".txt", ".tsv"}}


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("ending", [".xlsx", ".XLSX", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".tsv", ".pdf", ""])
def test_a_wrong_ending_is_a_finding_and_does_not_matter(read, kind, ending):
    workbook, findings = read(GOOD[kind], f"funding{ending}")

    assert workbook.kind == kind
    assert [finding.check for finding in findings] == ([] if ending in ENDINGS[kind] else ["wrong-ending"])


def test_the_finding_for_a_wrong_ending(read):
    _, (finding,) = read(GOOD["xlsx"], "funding.xls")
    assert str(finding) == (
        "funding.xls: The name ends in .xls, but the file is an Excel workbook (.xlsx), and was read as that. "
        "Expected: a name that says what the file is. "
        "What to do: Check that it is the right file, and give it the ending .xlsx."
    )


def test_a_list_that_begins_with_a_less_than_sign_is_text(read):
    workbook, _ = read(b"<5,12\n<5,13\n", "referrals.csv")
    assert workbook.sheets[0].rows == [("<5", "12"), ("<5", "13")]
