"""Rows as Arrow holds them are the rows of the frame they came from, whole or in part."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from foi_stats.supply import row_table as module
from foi_stats.supply.cache import write_parquet
from foi_stats.supply.row_table import RowTable, text_content
from foi_stats.supply.rows import PERIOD, funding_frame, overlap
from foi_stats.vocabulary.period import financial_year_period

YEARS = ("2013-14", "2014-15", "2015-16")
ROWS = funding_frame(
    [
        {
            "financial_year": YEARS[at % 3],
            "organisation": "" if at % 2 else "Here",
            "line": f"Line {at % 4}",
            "amount": None if at % 5 == 0 else at + 0.25,
            "shorthand": "[x]" if at % 5 == 0 else "",
            "cell": f"B{at + 2}",
            "ward": "North" if at % 4 else "",
        }
        for at in range(60)
    ],
    ["ward"],
)


@pytest.fixture(params=["made", "few rows stored", "many rows stored"])
def table(request, tmp_path, monkeypatch):
    if request.param == "made":
        return RowTable.of(ROWS, "funding")
    monkeypatch.setattr(module, "_FEW", 50_000 if request.param.startswith("few") else 0)
    write_parquet(tmp_path / "rows.parquet", ROWS)
    return RowTable.stored((tmp_path / "rows.parquet").read_bytes(), "funding")


def test_the_rows_are_those_of_the_frame(table):
    pd.testing.assert_frame_equal(table.frame(), ROWS)
    assert (len(table), table.names) == (60, list(ROWS))


def test_some_of_some_rows_and_columns(table):
    within = overlap(table.columns(list(PERIOD)), [financial_year_period("2014-15")]).to_numpy()
    kept = ROWS[ROWS["financial_year"].eq("2014-15")].reset_index(drop=True)
    pd.testing.assert_frame_equal(table.where(within).frame(), kept)
    some = np.arange(len(kept)) % 3 == 0
    names = ["line", "amount"]
    pd.testing.assert_frame_equal(table.where(within).frame(some, names), kept.loc[some, names].reset_index(drop=True))
    assert table.where(within).where(some).texts("line") == kept.loc[some, "line"].unique().tolist()


def test_a_text_in_place_of_another_is_in_every_view(table):
    own = table.with_text("organisation", "", "Here")
    assert own.texts("organisation") == ["Here"]
    assert set(own.frame()["organisation"]) == set(own.columns(["organisation"])["organisation"]) == {"Here"}
    assert set(table.frame()["organisation"]) == {"", "Here"}


def test_the_first_row_of_each(table):
    first = table.first_of(["organisation", "line"], ["line", "cell"])
    expected = ROWS.drop_duplicates(["organisation", "line"])[["line", "cell"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(first, expected)


def test_a_digest_tells_values_order_and_columns_apart_and_not_what_is_stored_beside(table):
    some = np.arange(60) < 30
    assert table.where(some).digest() == table.where(some).digest() != table.where(~some).digest()
    changed = [
        ROWS.assign(note="Estimated."),
        ROWS.assign(line=ROWS["line"].where(ROWS.index != 7, "Line 9")),
        ROWS.assign(amount=ROWS["amount"].where(ROWS.index != 7, 1)),
        ROWS.assign(amount=ROWS["amount"].mask(ROWS.index == 7)),
        ROWS.iloc[::-1].reset_index(drop=True),
        ROWS.rename(columns={"ward": "area"}),
    ]
    digests = {RowTable.of(rows, "funding").digest() for rows in (ROWS, *changed)}
    assert len(digests) == len(changed) + 1
    alone = RowTable.of(ROWS[some], "funding").digest()
    assert RowTable.of(ROWS, "funding").where(some).digest() == alone


def test_the_content_of_texts_is_theirs_alone():
    texts = pa.array(["a", "", "£é", "dd"], pa.large_string())
    for some in (texts, texts[1:3], texts.filter(pa.array([True, False, True, True])), texts[:0]):
        lengths, content = text_content(some)
        assert bytes(content).decode() == "".join(some.to_pylist())
        assert lengths.tolist() == [len(text.encode()) for text in some.to_pylist()]
