"""Tables read from CSV files, and long and wide frames."""

import pandas as pd
import pytest

from foi_stats.suppression.audit import audit
from foi_stats.suppression.suppress import protect
from foi_stats.suppression.tables import long_table, published_table, read_table, wide_table


def test_a_long_table_from_a_file(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('\ufeffservice , count\nAdvice,2\nVisits,"1,020"\n,\nTotal,"1,022"\n', encoding="utf-8")
    table = read_table(path, count="count", by=["service"])
    result = protect(table, count="count", by=["service"])
    assert result["count"].tolist() == ["2", "1,020", "1,022"]
    assert result["suppressed"].tolist() == ["primary", "secondary", ""]


def test_a_file_with_blank_rows_and_columns_and_spaces(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("\r\n service ,2014-15, Total,\r\nA , 2.0,2,\r\n , ,,\r\n total ,2,2,\r\n\r\n", encoding="utf-8")
    table = read_table(path, count="n", by=["service", "year"], wide=True)
    assert table.to_numpy().tolist() == [
        ["A", "2014-15", "2.0"],
        ["total", "2014-15", "2"],
        ["A", "Total", "2"],
        ["total", "Total", "2"],
    ]
    assert protect(table, count="n", by=["service", "year"])["suppressed"].tolist() == ["primary"] * 4


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes("service,n\nCaf\xe9,2\n".encode("latin-1"))
    with pytest.raises(ValueError, match="CSV UTF-8"):
        read_table(path, count="n", by=["service"])


def test_a_value_that_is_no_count_is_refused_with_its_place(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("service,2012-13,2013-14\nA,3,about 4\n")
    with pytest.raises(ValueError, match=r"table\.csv, service A, year 2013-14: 'about 4' is not a count"):
        read_table(path, count="n", by=["service", "year"], wide=True)


def test_a_wide_table_from_a_file(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("service,2014-15,2015-16,Total\nA,[c],9,[c]\nB,6,7,13\nTotal,9,16,25\n", encoding="utf-8")
    table = read_table(path, count="n", by=["service", "year"], wide=True)
    found = audit(table, count="n", by=["service", "year"], threshold=5)
    assert found[["service", "year", "low", "high"]].to_numpy().tolist() == [
        ["A", "2014-15", 3, 3],
        ["A", "Total", 12, 12],
    ]


def test_there_and_back():
    wide = pd.DataFrame({"service": ["B", "A"], "2015": [1, 2], "2014": [3, 4]})
    long = long_table(wide, count="n", by=["service", "year"])
    pd.testing.assert_frame_equal(wide_table(long, count="n", by=["service", "year"], across="year"), wide)


def test_what_is_published_says_only_what_it_should():
    marked = pd.DataFrame({"s": ["A", "B", "C"], "n": [1, 7, 9], "suppressed": ["primary", "secondary", ""]})
    assert published_table(marked, count="n").to_dict("list") == {"s": ["A", "B", "C"], "n": ["[c]", "[c]", 9]}
    assert published_table(marked, count="n", symbols=2)["n"].tolist() == ["[c]", "[c2]", 9]


@pytest.mark.parametrize(
    ("text", "wide", "message"),
    [
        ("service,n\nA,1\n", False, "no column 'year'"),
        ("service,year,n\nA,2014,1\n", True, "exactly one"),
        ("", False, "row of headings and at least one row"),
        ("service,year,n\nA,2014,1,7\n", False, "row 2 has 4 cells, and there are 3 headings"),
        ("service,year,n,n\nA,2014,1,7\n", False, "two columns are headed 'n'"),
        ("service,,n\nA,2014,1\n", False, "a column has no heading"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path, text, wide, message):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_table(path, count="n", by=["service", "year"], wide=wide)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_with_any_delimiter_of_a_spreadsheet_program(tmp_path, delimiter):
    path = tmp_path / "table.csv"
    path.write_text("service;count\nAdvice, legal;2\nTotal;2\n".replace(",", "").replace(";", delimiter))
    assert read_table(path, count="count", by=["service"]).to_numpy().tolist() == [
        ["Advice legal", "2"],
        ["Total", "2"],
    ]
