from foi_stats.request.authority import Authority
from foi_stats.request.own_rows import other_organisations, with_own_name
from foi_stats.supply.rows import funding_frame

HERE = Authority(
    name="Exampleton Council (invented)", place="Exampleton", organisations=["Exampleton", "Exampleton CC"]
)


def rows_of(*organisations, file="a.xlsx"):
    return funding_frame(
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


def test_rows_that_name_no_organisation_are_the_authority_s_own():
    rows = with_own_name(rows_of("", "Elsewhere", ""), HERE)
    assert rows["organisation"].tolist() == ["Exampleton", "Elsewhere", "Exampleton"]


def test_a_file_of_its_own_rows_is_not_remarked_on():
    assert list(other_organisations(with_own_name(rows_of("", "Exampleton CC"), HERE), HERE)) == []


def test_a_file_that_names_other_organisations_is_said():
    (found,) = other_organisations(rows_of("Exampleton", "Elsewhere", "Nowhere"), HERE)
    assert (found.check, found.severity, found.cell) == ("other-organisation", "info", "B3")
    (found,) = other_organisations(rows_of("Exampleton Coucil"), HERE)
    assert (found.severity, "'Exampleton Coucil': none of its figures is" in found.found) == ("warning", True)
