"""Rows without an organisation meet those of the same figures that name one."""

from decimal import Decimal

import pytest

from foi_stats.supply.arrivals import read_superseded
from foi_stats.supply.deliveries import load_funding, read_rows
from foi_stats.supply.rows import funding_frame
from foi_stats.supply.unnamed import as_supplied, with_assumed_names
from foi_stats.vocabulary.findings import SupplyError
from tests.supply.test_deliveries import row

HEAD = "Financial year,Organisation,Line,Basis,As at,Unit,Amount\n"
NAMED = HEAD + "2015-16,Shire PCC,Refuge,outturn,2016-06-30,£,5\n2015-16,Shire PCC,Helpline,outturn,2016-06-30,£,7\n"
UNNAMED = "Financial year,Line,Basis,As at,Unit,Amount\n2015-16,Refuge,outturn,{},£,6\n2016-17,Refuge,outturn,{},£,8\n"


@pytest.fixture
def read(tmp_path):
    def of(**texts):
        for name, text in texts.items():
            path = tmp_path / "data" / "2015-16" / "shire" / f"{name}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        rows, findings = read_rows(tmp_path / "data", "funding", "shire", None)
        kept = {
            (line, year): (int(amount), name)
            for line, year, amount, name in zip(
                rows["line"], rows["financial_year"], rows["amount"].array.exact(), rows["organisation"], strict=True
            )
        }
        return kept, [(one.check, one.severity, one.file.rpartition("/")[2], one.cell) for one in findings]

    return of


def test_a_later_return_without_organisations_supersedes_what_it_restates(read, tmp_path):
    kept, found = read(a=NAMED, b=UNNAMED.format("2017-06-30", "2017-06-30"))
    assert kept == {
        ("Refuge", "2015-16"): (6, "Shire PCC"),
        ("Helpline", "2015-16"): (7, "Shire PCC"),
        ("Refuge", "2016-17"): (8, ""),  # no other file has it: whose it is, is known elsewhere
    }
    assert found == [("whose-figure", "warning", "b.csv", "F2")]
    assert [(file, cell) for file, _, cell in read_superseded(tmp_path / "data", "shire")] == [
        ("data/2015-16/shire/a.csv", "G2")
    ]


def test_an_earlier_one_is_superseded_too_and_an_undated_one_is_a_duplicate(read):
    kept, _ = read(a=NAMED, b=UNNAMED.format("2015-06-30", "2015-06-30"))
    assert kept["Refuge", "2015-16"] == (5, "Shire PCC")
    _, found = read(a=NAMED.replace("2016-06-30", ""), b=UNNAMED.format("", ""))
    assert ("given-twice", "error") in [one[:2] for one in found]


def test_a_part_of_a_year_without_organisations_is_within_the_year(read):
    quarter = "Period,Line,Basis,Unit,Amount\nApril to June 2015,Refuge,outturn,£,2\n"
    _, found = read(a=NAMED, b=quarter)
    assert ("counted-twice", "error") in [one[:2] for one in found]


def names(*rows):
    named, findings = with_assumed_names(funding_frame(rows), "funding")
    return list(as_supplied(named)["organisation"]), [(one.check, one.severity, one.file) for one in findings]


def unnamed(**values):
    return row(organisation="", file="b.xlsx", **values)


CASES = [
    ([row(), unnamed()], ["O", "O"], ["warning"]),
    ([row(), unnamed(line="M")], ["O", ""], []),
    ([row(), unnamed(basis="outturn")], ["O", ""], []),
    ([row(), row(organisation="P"), unnamed()], ["O", "P", ""], ["error"]),
    ([row(), row(organisation="P", financial_year="2014-15"), unnamed()], ["O", "P", ""], ["error"]),
    ([row(file="b.xlsx"), unnamed()], ["O", ""], []),  # one file tells the two apart
    ([row(), row(organisation=""), unnamed()], ["O", "", ""], []),
    ([row(basis="paid"), unnamed(basis="paid")], ["O", ""], []),
    ([row(authority="x"), unnamed(authority="y")], ["O", ""], []),
    ([row(), unnamed(amount=Decimal(9)), unnamed(provider="P")], ["O", "O", "O"], ["warning"]),
]


@pytest.mark.parametrize(("rows", "organisations", "severities"), CASES)
def test_whose_the_figures_are(rows, organisations, severities):
    found, findings = names(*rows)
    assert (found, findings) == (organisations, [("whose-figure", one, "b.xlsx") for one in severities])


def test_rows_of_two_authorities_that_name_no_organisation_are_two_figures(tmp_path):
    for authority, amount in (("shire", 5), ("town", 7)):
        folder = tmp_path / "data" / "2015-16" / authority
        folder.mkdir(parents=True)
        (folder / "funding.csv").write_text(f"Line,2015-16 Outturn (£)\nRefuge,{amount}\n", encoding="utf-8")
    rows = load_funding(tmp_path / "data")
    assert list(zip(rows["authority"], rows["amount"].map(int), strict=True)) == [("shire", 5), ("town", 7)]
    (folder / "again.csv").write_text("Line,2015-16 Outturn (£)\nRefuge,8\n", encoding="utf-8")
    with pytest.raises(SupplyError, match="8, as at no date|7, as at no date"):
        load_funding(tmp_path / "data")
