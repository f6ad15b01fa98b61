import datetime as dt
import shutil
import subprocess
import sys
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from foi_stats.supply import cache
from foi_stats.supply.amounts import AMOUNT, COUNT
from foi_stats.supply.cache_entries import CACHE_VARIABLE, read_summary
from foi_stats.supply.deliveries import (
    load_funding,
    load_referrals,
    read_rows,
    read_rows_within,
    supersede,
)
from foi_stats.supply.rows import FUNDING, REFERRALS, funding_frame
from foi_stats.vocabulary.findings import InputError, SupplyError
from foi_stats.vocabulary.period import financial_year_period
from foi_stats.vocabulary.shorthand import SUPPLIED_REASONS

YEARS = ["2012-13", "2013-14", "2014-15", "2015-16", "2016-17"]
FUNDING_2014 = "2014-15/north-yorkshire/funding.xlsx"


def change(path, cell, value, sheet="Funding"):
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


@pytest.fixture
def scratch(data, tmp_path):
    """A copy of the data folder, with one year supplied by one authority."""
    shutil.copytree(data / "2014-15" / "north-yorkshire", tmp_path / "data" / "2014-15" / "north-yorkshire")
    return tmp_path / "data"


def test_north_yorkshire_has_the_published_figures(data):
    # Revenue Outturn summary (DCLG), E7027, £ thousand, 2012-13 to 2016-17.
    rows = load_funding(data, "north-yorkshire").set_index(["line", "financial_year"])["amount"]
    published = {
        "Police services": [132_734, 131_882, 134_898, 136_275, 142_568],
        "Police grant": [-43_866, -75_853, -80_737, -77_015, -76_621],
        "Council tax requirement": [61_482, 56_025, 57_957, 60_048, 62_591],
    }
    for line, thousands in published.items():
        assert rows[line].loc[YEARS].tolist() == [Decimal(number) * 1000 for number in thousands]


def test_referrals_sum_to_the_published_years(data):
    # National Referral Mechanism, UK, calendar quarters summed to financial years.
    counts = load_referrals(data, "north-yorkshire").groupby("financial_year")["count"].sum()
    assert counts.loc[YEARS].tolist() == [1348, 1904, 2497, 3430, 4067]


def test_frames_have_the_same_columns_and_types_always(data):
    funding, referrals = load_funding(data), load_referrals(data)
    assert list(funding.columns) == list(FUNDING)
    assert list(referrals.columns) == list(REFERRALS)
    assert (funding["amount"].dtype, referrals["count"].dtype) == (AMOUNT, COUNT)
    assert load_funding(data, [], []).dtypes.equals(funding.dtypes)


@pytest.mark.slow
def test_the_trail_leads_to_the_cell_where_the_figure_stands(data):
    # Every row of every supply, looked up again with another reader.
    books = {}
    for row in load_funding(data).to_dict("records"):
        book = books.setdefault(row["file"], openpyxl.load_workbook(data.parent / row["file"]))
        assert str(book[row["sheet"]][row["cell"]].value) == row["found"]


def test_years_can_be_chosen(data):
    assert set(load_funding(data, "north-yorkshire", ["2013-14", "2014/15"])["financial_year"]) == {
        "2013-14",
        "2014-15",
    }


def test_one_name_or_a_list_of_names(data):
    both, year = ["exampleshire", "north-yorkshire"], "2013-14"
    rows = load_funding(data, both, year)
    assert (set(rows["authority"]), set(rows["financial_year"])) == (set(both), {year})
    assert set(load_referrals(data, "exampleshire", [year])["authority"]) == {"exampleshire"}
    assert len(load_funding(data, both)) == len(load_funding(data))


def test_each_of_several_authorities_must_have_supplied_a_year(scratch):
    shutil.copytree(scratch / "2014-15" / "north-yorkshire", scratch / "2014-15" / "elsewhere")
    with pytest.raises(SupplyError, match="data/2013-14/elsewhere: no supply of elsewhere holds amounts of 2013-14"):
        load_funding(scratch, ["north-yorkshire", "elsewhere"], "2013-14")


def test_a_name_that_does_not_exist_is_an_error_that_lists_what_does(data):
    with pytest.raises(InputError) as caught:
        load_funding(data, "exampelshire")
    assert str(caught.value) == (
        "There is no authority 'exampelshire'. Did you mean 'exampleshire'? There are: exampleshire, north-yorkshire."
    )
    with pytest.raises(InputError, match="There is no authority 'nowhere'"):
        load_referrals(data, ["exampleshire", "nowhere"])
    with pytest.raises(InputError, match="There is no year '2031-32'. There are: 2012-13, .*, 2016-17."):
        load_funding(data, years="2031-32")


def test_as_at_compares_with_text_and_resamples(data):
    rows = load_funding(data, "exampleshire").query("basis == 'allocated' and flow == 'expenditure'")
    assert (rows["as_at"] > "2015-01-01").equals(rows["as_at"] > pd.Timestamp("2015-01-01"))
    yearly = rows.resample("YE", on="as_at")["amount"].sum()
    assert yearly.index.year.tolist() == [2013, 2014, 2015, 2016]
    assert yearly.sum() == rows["amount"].sum()


def test_a_missing_supply_is_named(scratch):
    with pytest.raises(SupplyError, match="data/2013-14/north-yorkshire: no supply of north-yorkshire holds amounts"):
        load_funding(scratch, "north-yorkshire", ["2013-14", "2014-15"])


def test_every_fault_is_listed_with_file_sheet_and_cell(scratch):
    change(scratch / FUNDING_2014, "K12", "about 134,898")
    change(scratch / FUNDING_2014, "K5", None)
    change(scratch / FUNDING_2014, "M5", None)
    change(scratch / FUNDING_2014, "G6", "guess")
    change(scratch / FUNDING_2014, "A7", "2013")
    with pytest.raises(SupplyError) as caught:
        load_funding(scratch)
    assert {(finding.sheet, finding.cell) for finding in caught.value.findings} == {
        ("Funding", cell) for cell in ("K12", "K5", "G6", "A7")
    }
    assert all(finding.file == f"data/{FUNDING_2014}" for finding in caught.value.findings)
    assert "4 errors" in str(caught.value)


@pytest.mark.parametrize("size", [0, 100, 4000])
def test_a_workbook_cut_short_is_one_clear_fault(scratch, size):
    path = scratch / FUNDING_2014
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(SupplyError) as caught:
        load_funding(scratch)
    assert [finding.check for finding in caught.value.findings] == ["damaged-file" if size else "empty-file"]


def row(**values):
    given = {"financial_year": "2013-14", "organisation": "O", "line": "L", "basis": "allocated", "flow": "expenditure"}
    return given | {"amount": Decimal("5.00"), "file": "a.xlsx", "cell": "K5", "found": "5"} | values


FIRST, LATER = dt.date(2014, 6, 27), dt.date(2015, 6, 26)


def test_a_later_figure_supersedes_an_earlier_one_and_is_marked_revised():
    rows = funding_frame(
        [
            row(as_at=FIRST, amount=Decimal("12000.00"), file="a.xlsx"),
            row(as_at=LATER, amount=Decimal("11400.00"), file="b.xlsx", shorthand="[b]"),
        ]
    )
    standing, findings = supersede(rows, "funding")
    assert standing["amount"].tolist() == [Decimal("11400.00")]
    assert standing["shorthand"].tolist() == ["[b] [r]"]
    assert findings == []


def test_a_gap_that_becomes_a_figure_is_revised_too():
    gap = row(as_at=FIRST, amount=None, shorthand="[x]", reason="not_closed")
    standing, _ = supersede(funding_frame([gap, row(as_at=LATER, file="b.xlsx")]), "funding")
    assert standing[["amount", "shorthand"]].to_numpy().tolist() == [[Decimal("5.00"), "[r]"]]


@pytest.mark.parametrize(("undated", "said"), [(6, ["b.xlsx"]), (5, [])])
def test_an_undated_figure_that_differs_is_not_passed_over_in_silence(undated, said):
    twice = [row(file="b.xlsx", amount=Decimal(undated), found=str(undated), line=line) for line in "LM"]
    standing, findings = supersede(funding_frame([*(row(as_at=FIRST, line=line) for line in "LM"), *twice]), "funding")
    assert standing["file"].tolist() == ["a.xlsx"] * 2
    assert [(one.check, one.severity, one.file) for one in findings] == [
        ("undated-passed-over", "warning", file) for file in said
    ]
    assert all(
        "gives way to 5, as at 2014-06-27, in a.xlsx, cell K5; and so with 1 more" in one.found for one in findings
    )


def test_the_same_figure_given_again_is_not_revised():
    standing, findings = supersede(funding_frame([row(as_at=FIRST), row(as_at=LATER, file="b.xlsx")]), "funding")
    assert standing[["file", "shorthand"]].to_numpy().tolist() == [["b.xlsx", ""]]
    assert findings == []


def test_two_rows_of_one_line_in_one_supply_both_stand():
    rows = funding_frame([row(as_at=FIRST, provider="A"), row(as_at=FIRST, provider="B")])
    assert len(supersede(rows, "funding")[0]) == 2


def test_two_supplies_of_one_date_that_differ_are_an_error():
    rows = funding_frame([row(as_at=FIRST), row(as_at=FIRST, amount=Decimal("6.00"), file="b.xlsx", found="6")])
    _, findings = supersede(rows, "funding")
    assert [(finding.check, finding.severity, finding.file) for finding in findings] == [
        ("given-twice", "error", "b.xlsx")
    ]


def test_the_same_figure_in_two_supplies_without_a_date_is_an_error():
    rows = funding_frame([row(), row(file="b.xlsx")])
    assert [finding.check for finding in supersede(rows, "funding")[1]] == ["given-twice"]


def test_payments_are_not_figures_given_again():
    rows = funding_frame([row(basis="paid"), row(basis="paid", file="b.xlsx")])
    standing, findings = supersede(rows, "funding")
    assert (len(standing), findings) == (2, [])


def test_a_supply_sent_twice_is_not_counted_twice(scratch):
    folder = scratch / "2014-15" / "north-yorkshire"
    once = load_referrals(scratch)["count"].sum()
    shutil.copy(folder / "referrals.xlsx", folder / "referrals (2).xlsx")
    rows, findings = read_rows(scratch, "referrals", None, None)
    assert rows["count"].sum() == once
    assert [(finding.check, finding.severity) for finding in findings] == [("same-file", "warning")]
    book = openpyxl.load_workbook(folder / "referrals (2).xlsx")
    book.save(folder / "referrals (2).xlsx")  # the same figures, and no date to say which stands
    with pytest.raises(SupplyError, match="as at no date"):
        load_referrals(scratch)


def test_a_basis_never_supersedes_another():
    rows = funding_frame([row(as_at=FIRST), row(as_at=LATER, basis="outturn", file="b.xlsx")])
    assert len(supersede(rows, "funding")[0]) == 2


def test_restated_data_is_shipped(data):
    rows = load_funding(data, "exampleshire").query("line == 'Anti-trafficking prevention grants'")
    restated = rows[rows["financial_year"] == "2013-14"]
    assert restated[["amount", "shorthand"]].to_numpy().tolist() == [[Decimal("11400.00"), "[r]"]]


def test_every_reason_for_a_gap_that_finance_can_settle_is_shipped(data):
    assert set(load_funding(data, "exampleshire")["reason"]) == {"", *SUPPLIED_REASONS} - {"undecided"}


def test_a_year_in_one_supply_and_its_months_in_another_are_not_both_counted(tmp_path):
    folder = tmp_path / "data" / "2015-16" / "here"
    folder.mkdir(parents=True)
    (folder / "funding.csv").write_text("Line,2015-16 outturn (£)\nRefuge,100\nAdvice,50\n")
    (folder / "funding-april.csv").write_text("Line,April 2015 outturn (£),May 2015 outturn (£)\nRefuge,8,9\n")
    with pytest.raises(SupplyError) as caught:
        load_funding(tmp_path / "data")
    (found,) = [finding for finding in caught.value.findings if finding.check == "counted-twice"]
    assert (found.file, found.cell) == ("data/2015-16/here/funding.csv", "B2")
    assert "8 in April 2015 in B2 of sheet '' of data/2015-16/here/funding-april.csv" in found.found


# Any name, any folder of the authority


def write_table(path, *rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    for values in rows:
        book.active.append(values)
    book.save(path)
    return path


FIVE_YEARS = (
    ["Outturn, £"],
    ["Service", *YEARS],
    ["Refuge grant", 81_000, 82_000, 83_000, 84_000, 85_000],
)


@pytest.mark.parametrize("folders", [["2014-15/here"], ["here"], [f"{year}/here" for year in YEARS]])
def test_five_years_in_one_workbook_wherever_it_lies(tmp_path, folders):
    (tmp_path / "data" / "authorities").mkdir(parents=True)
    (tmp_path / "data" / "authorities" / "here.toml").touch()
    original = write_table(tmp_path / "book.xlsx", *FIVE_YEARS)
    for folder in folders:
        (tmp_path / "data" / folder).mkdir(parents=True)
        shutil.copy(original, tmp_path / "data" / folder / "Five years.xlsx")
    periods = [financial_year_period(year) for year in YEARS]
    rows, findings = read_rows_within(tmp_path / "data", "funding", "here", periods)
    assert rows["amount"].tolist() == [Decimal(number) for number in FIVE_YEARS[-1][1:]]
    assert rows["financial_year"].tolist() == YEARS
    assert {(finding.check, finding.severity) for finding in findings} <= {("same-file", "info")}
    assert len(findings) == len(folders) - 1


def test_a_year_without_rows_is_missing_whatever_lies_in_its_folder(tmp_path):
    write_table(tmp_path / "data" / "2014-15" / "here" / "a.xlsx", ["Service", "2015-16 Outturn (£)"], ["Refuge", 5])
    rows, findings = read_rows_within(
        tmp_path / "data", "funding", "here", [financial_year_period(year) for year in ("2014-15", "2015-16")]
    )
    assert rows["amount"].tolist() == [5]
    assert {(finding.check, finding.severity, finding.file) for finding in findings} == {
        ("other-year", "warning", "data/2014-15/here/a.xlsx"),
        ("not-supplied", "error", "data/2014-15/here"),
    }


@pytest.mark.parametrize("cache", ["store", "off"])
def test_the_kind_of_a_file_is_told_from_its_content(tmp_path, monkeypatch, cache):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "store") if cache == "store" else "off")
    folder = tmp_path / "data" / "2012-13" / "here"
    write_table(folder / "DA spend 1213 FINAL v3.xlsx", ["Service", "2012-13 Outturn (£)"], ["Refuge", 7])
    write_table(folder / "IDVA.xlsx", ["Service", "2012-13"], ["Refuge", 3]).rename(folder / "IDVA referrals.xlsx")
    (folder / "~$DA spend 1213 FINAL v3.xlsx").write_bytes(b"lock")
    (folder / ".hidden.csv").write_bytes(b"1")
    (folder / "letter.pdf").write_bytes(b"%PDF")
    (folder / "old").mkdir()
    (folder / "contacts.csv").write_text("Name,Post\nA. N. Other,Accountant\nA. Third,Clerk\n")
    year = [financial_year_period("2012-13")]
    funding, found = read_rows_within(tmp_path / "data", "funding", "here", year)
    counts, _ = read_rows_within(tmp_path / "data", "referrals", "here", year)
    assert (funding["amount"].tolist(), counts["count"].tolist(), set(counts["measure"])) == ([7], [3], {"referrals"})
    assert {(finding.check, finding.severity, finding.file.split("/")[-1]) for finding in found} == {
        ("file-ignored", "info", "letter.pdf"),
        ("nothing-to-read", "warning", "contacts.csv"),
    }


def test_the_kind_comes_from_the_cache_without_parsing(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "store"))
    path = write_table(tmp_path / "data" / "here" / "x.xlsx", ["Service", "2012-13 Outturn (£)"], ["Refuge", 7])
    (tmp_path / "data" / "authorities").mkdir()
    (tmp_path / "data" / "authorities" / "here.toml").touch()
    load_funding(tmp_path / "data", "here")
    about = {"layouts": tmp_path / "data" / "layouts", "name": "data/here/x.xlsx", "year": ""}
    summary = read_summary(path, folder=tmp_path / "store", **about)
    assert (summary.kinds, dict(summary.findings)) == (("funding",), {})
    assert summary.periods == {"funding": (financial_year_period("2012-13"),)}
    monkeypatch.setattr(cache, "read_supply", None)
    assert len(load_referrals(tmp_path / "data", "here")) == 0
    assert len(load_funding(tmp_path / "data", "here")) == 1


def test_summaries_are_read_without_pandas():
    code = (
        "import sys, foi_stats.supply.cache_entries, foi_stats.supply.supply_files; sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_dated_restatement_supersedes_an_undated_original(tmp_path):
    folder = tmp_path / "data" / "2015-16" / "here"
    table = (["Service", "2015-16 Outturn (£)"], ["Refuge", 80_000], ["Helpline", 5])
    write_table(folder / "a.xlsx", *table)
    restated = (table[0], ["Refuge", 82_500], table[2])
    write_table(folder / "b.xlsx", ["Domestic abuse: spending. As at 30/06/2016"], *restated)
    rows = load_funding(tmp_path / "data", "here").set_index("line")
    assert rows["amount"].tolist() == [82_500, 5]
    assert rows["shorthand"].tolist() == ["[r]", ""]
    assert set(rows["as_at"]) == {pd.Timestamp("2016-06-30")}


@pytest.mark.parametrize(
    ("content", "severity"),
    [("Name,Telephone\nA. N. Other,01234 567890\nSince,2015\n", "warning"), ("Refuge\nabout,1234\n", "error")],
)
def test_only_a_file_without_any_number_is_left_out_with_a_warning(tmp_path, content, severity):
    folder = tmp_path / "data" / "2012-13" / "here"
    folder.mkdir(parents=True)
    (folder / "note.csv").write_text(content)
    _, findings = read_rows_within(tmp_path / "data", "funding", "here", [financial_year_period("2012-13")])
    (finding,) = [finding for finding in findings if finding.check != "not-supplied"]
    assert (finding.check, finding.severity) == ("nothing-to-read", severity)


def test_a_fault_in_counts_does_not_stop_amounts(tmp_path):
    folder = tmp_path / "data" / "2012-13" / "here"
    write_table(folder / "a.xlsx", ["Service", "2012-13 Outturn (£)"], ["Refuge", 7])
    write_table(folder / "b.xlsx", ["Service", "Referrals 2012-13"], ["Refuge", "about 7"])
    year = [financial_year_period("2012-13")]
    rows, findings = read_rows_within(tmp_path / "data", "funding", "here", year)
    assert (rows["amount"].tolist(), findings) == ([7], ())
    _, findings = read_rows_within(tmp_path / "data", "referrals", "here", year)
    assert {finding.check for finding in findings} == {"not-a-count"}
