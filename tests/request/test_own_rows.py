from foi_stats.request.authority import Authority
from foi_stats.request.case import read_case
from foi_stats.request.own_rows import other_organisations, with_own_name
from foi_stats.supply.row_table import RowTable
from foi_stats.supply.rows import funding_frame
from tests.run.period_requests import AUTHORITY, HEAD, TOPIC

REQUEST = """
responded = 2017-06-30
[[question]]
id = "1"
text = "What was spent on potholes in 2015-16?"
limbs = [{ id = "1a", asks = "funding", title = "Potholes", basis = "outturn", years = ["2015-16"] }]
"""

HERE = Authority(
    name="Exampleton Council (invented)", place="Exampleton", organisations=["Exampleton", "Exampleton CC"]
)


def rows_of(*organisations, file="a.xlsx"):
    rows = funding_frame(
        [
            {
                "financial_year": "2015-16",
                "organisation": name,
                "amount": 5,
                "file": file,
                "sheet": "S",
                "cell": f"B{at}",
            }
            for at, name in enumerate(organisations, 2)
        ]
    )
    return RowTable.of(rows, "funding")


def test_rows_that_name_no_organisation_are_the_authority_s_own():
    rows = with_own_name(rows_of("", "Elsewhere", ""), HERE)
    assert rows.frame()["organisation"].tolist() == ["Exampleton", "Elsewhere", "Exampleton"]


def test_a_file_of_its_own_rows_is_not_remarked_on():
    assert list(other_organisations(with_own_name(rows_of("", "Exampleton CC"), HERE), HERE)) == []


def test_a_file_that_names_other_organisations_is_said():
    (found,) = other_organisations(rows_of("Exampleton", "Elsewhere", "Nowhere"), HERE)
    assert (found.check, found.severity, found.cell) == ("other-organisation", "info", "B3")
    (found,) = other_organisations(rows_of("Exampleton Coucil"), HERE)
    assert (found.severity, "'Exampleton Coucil': none of its figures is" in found.found) == ("warning", True)


def test_a_case_takes_a_file_without_organisations_for_the_authority_s(tmp_path):
    for folder, name, text in (
        ("authorities", "exampleton", AUTHORITY),
        ("topics", "road-repairs", TOPIC),
        ("requests", "1", f'reference = "1"\n{HEAD}{REQUEST}'),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (tmp_path / "exampleton").mkdir()
    (tmp_path / "exampleton" / "Roads 1516.csv").write_text("Line,2015-16 Outturn (£)\nPotholes,5\n", encoding="utf-8")
    case = read_case(tmp_path, "1")
    assert case.funding[["organisation", "amount"]].to_numpy().tolist() == [["Exampleton Council", 5]]
    assert case.findings == ()
