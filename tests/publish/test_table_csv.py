import csv
import io
import json
import warnings
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from csvw import CSVW
from hypothesis import HealthCheck, given

from foi_stats.answer.answer import answer_figures
from foi_stats.publish.table_csv import reason_codes, table_csv, table_metadata
from foi_stats.request.authority import read_authority
from foi_stats.request.case import read_case
from foi_stats.request.figures import list_figures
from foi_stats.supply.rows import records
from tests.examples import examples
from tests.publish.answers import answer_of, answers


@pytest.fixture(scope="module")
def answer(data):
    def find(reference, figure):
        return answer_figures(read_case(data, reference, figure), figure)

    return find


@pytest.fixture(scope="module")
def authority(data):
    return read_authority(data, "exampleshire")


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(table_csv(answer), newline="")))


def test_csv_has_one_header_row_and_plain_numbers(answer):
    rows = rows_of(answer("944.2015-16", "police-services"))
    assert [row["value"] for row in rows] == ["132734", "131882", "134898", "136275", "142568"]
    assert {row["unit"] for row in rows} == {"£ thousand"}


def test_dates_are_iso_and_a_period_of_years_runs_from_its_first_day_to_its_last(answer):
    first = rows_of(answer("944.2015-16", "police-services"))[0]
    assert (first["period"], first["period_start"], first["period_end"]) == ("2012-13", "2012-04-01", "2013-03-31")
    since = rows_of(answer("101.2016-17", "1"))[0]
    assert (since["period_start"], since["period_end"]) == ("2012-04-01", "2017-03-31")


def test_csv_says_what_sort_of_figures_they_are(answer):
    for reference, standing in (("944.2015-16", "demonstration"), ("101.2016-17", "invented data")):
        assert all(standing in row["standing"] for row in rows_of(answer(reference, "1")))


def test_a_gap_has_no_value_in_csv(answer):
    rows = rows_of(answer("944.2015-16", "1"))
    assert {(row["value"], row["shorthand"], row["reason"]) for row in rows} == {("", "[x]", "no information is held")}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a_cell_that_a_spreadsheet_would_run_is_defused(answer, start):
    held = answer("944.2015-16", "1")
    bad = replace(held, table=held.table.assign(label=f"{start}HYPERLINK(1)"))
    assert rows_of(bad)[0]["activity"] == f"'{start}HYPERLINK(1)"


@pytest.mark.slow
@examples(40)
@given(answer=answers())
def test_any_answer_s_figures_survive_csv_to_the_penny(answer):
    read = [(row["period"], Decimal(row["value"]) if row["value"] else None) for row in rows_of(answer)]
    given_ = [
        (row["period"], Decimal(row["value"]) if pd.notna(row["value"]) else None) for row in records(answer.table)
    ]
    assert read == given_


def is_valid(folder, answer, authority, change=lambda text: text):
    """Return whether the validator of the csvw package accepts a table with its metadata, and without a warning."""
    (folder / "t.csv").write_bytes(change(table_csv(answer)).encode())
    (folder / "t.csv-metadata.json").write_text(table_metadata(answer, "t", authority), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return CSVW(str(folder / "t.csv-metadata.json"), validate=True).is_valid


@pytest.mark.slow
def test_a_validator_accepts_the_metadata_of_every_shipped_table(data, tmp_path):
    for reference in ("944.2015-16", "101.2016-17"):
        case = read_case(data, reference)
        for figure in list_figures(case.request):
            assert is_valid(tmp_path, answer_figures(case, figure.id), case.authority), figure.id


@pytest.mark.slow
@examples(15, HealthCheck.function_scoped_fixture)
@given(answer=answers(most_parts=3, most_years=3))
def test_a_validator_accepts_the_metadata_of_any_table(answer, authority, tmp_path):
    assert is_valid(tmp_path, answer, authority)


@pytest.mark.parametrize(("old", "new"), [("5.50", "five"), ("2012-04-01", "1 April 2012")])
def test_the_validator_would_refuse_what_the_metadata_does_not_say(authority, tmp_path, old, new):
    answer = answer_of([("One", "2012-13", "5.50")])
    assert is_valid(tmp_path, answer, authority)
    assert not is_valid(tmp_path, answer, authority, lambda text: text.replace(old, new, 1))


def test_the_metadata_gives_title_columns_units_licence_and_source(answer, authority):
    told = json.loads(table_metadata(answer("944.2015-16", "police-services"), "police-services", authority))
    assert told["url"] == "police-services.csv"
    assert told["dc:title"].startswith("Police services")
    assert told["dc:license"] == authority.licence
    assert told["dc:source"].startswith("Department for Communities")
    assert told["dc:publisher"] == authority.name
    columns = {column["name"]: column for column in told["tableSchema"]["columns"]}
    assert list(columns) == list(rows_of(answer("944.2015-16", "police-services"))[0])
    assert (columns["value"]["datatype"], columns["value"]["schema:unitText"]) == ("decimal", "£ thousand")
    assert columns["period_start"]["datatype"] == "date"
    assert all(column["dc:description"] for column in columns.values())


def test_reasons_are_read_back_as_codes():
    assert reason_codes("") == []
    assert reason_codes("no information is held; withheld to protect small numbers") == ["not_held", "suppressed"]
