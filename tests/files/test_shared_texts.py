"""Texts that a workbook keeps once: long ones are read, as long as few cells hold them."""

import pytest

from tests.files.hostile import LONG, shared_texts, xls_shared_texts


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_long_text_in_one_cell_stops_nothing(read, kind):
    texts = f"<si><t>Adult</t></si><si><t>{LONG}</t></si>"
    data = shared_texts(texts, '<c r="?" t="s"><v>0</v></c>') if kind == "xlsx" else xls_shared_texts(0)
    workbook, findings = read(data, f"funding.{kind}")
    assert not findings
    assert workbook.sheets[0].rows[-1][-1] == "Adult"
    assert workbook.sheets[0].rows[0][0] == ("Adult" if kind == "xlsx" else LONG)
