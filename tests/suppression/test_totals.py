"""Totals and subtotals by any name. The tables are made by hand."""

import pandas as pd
import pytest

from foi_stats.suppression.audit import audit
from foi_stats.suppression.suppress import protect, protect_tables
from foi_stats.suppression.tables import published_table
from foi_stats.suppression.totals import find_totals


def one_way(**counts):
    return pd.DataFrame({"area": counts.keys(), "n": counts.values()})


def wide(columns, **rows):
    """Return a long table: area, age, n."""
    cells = [(area, age, n) for area, counts in rows.items() for age, n in zip(columns, counts, strict=True)]
    return pd.DataFrame(cells, columns=["area", "age", "n"])


AGES = ["0-17", "18-24", "25+", "Adults", "T"]
BY_AGE = wide(AGES, York=[3, 20, 30, 50, 53], Hull=[7, 2, 18, 20, 27], Leeds=[9, 6, 16, 22, 31])
WELSH = wide(["2012", "2013", "Cyfanswm"], A=[3, 20, 23], B=[30, 40, 70])


def found(table, **options):
    by = [column for column in table.columns if column != "n"]
    return find_totals([table], "n", by, **options)


@pytest.mark.parametrize(
    ("table", "totals", "subtotals"),
    [
        (WELSH, {"age": "Cyfanswm"}, {}),
        (one_way(A=3, B=500, C=503), {"area": "C"}, {}),
        (one_way(A=3, B=5, **{"Grand total": 8}), {"area": "Grand total"}, {}),
        (one_way(A=3, Persons=3), {"area": "Persons"}, {}),
        (one_way(A=3, B=5, C=9), {}, {}),
        # Two rows that are equal in every line, with or without zeros beside them: neither is the total of the other.
        (wide(["F", "M"], A=[3, 3], B=[7, 7], C=[90, 90]), {}, {}),
        (wide(["F", "M", "X"], A=[3, 0, 3], B=[7, 0, 7], C=[90, 0, 90]), {}, {}),
        (wide(["F", "M", "P"], A=[3, 20, 23], B=[7, 2, 9], S=[10, 22, 32]), {"age": "P", "area": "S"}, {}),
        (BY_AGE, {"age": "T"}, {"age": {"18-24": "Adults", "25+": "Adults"}}),
        (BY_AGE.replace("T", "Total"), {}, {"age": {"18-24": "Adults", "25+": "Adults"}}),
        (BY_AGE[BY_AGE["age"].ne("T")], {}, {"age": {"18-24": "Adults", "25+": "Adults"}}),
    ],
)
def test_totals_are_known_by_their_figures(table, totals, subtotals):
    assert (found(table).totals, found(table).subtotals) == (totals, subtotals)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (one_way(A=3, B=5, C=8), r"'C' in 'area' comes to the sum of the others, which may be chance: say totals="),
        (one_way(A=3, B=5, Overall=9), "'Overall' in 'area' has the name of a total, but in the line Total 9 is"),
        (
            wide(["F", "M", "P"], A=[3, 20, 23], B=[7, 2, 9], C=[9, 6, 15], D=[30, 41, 72]),
            r"'P' in 'age' is the sum of the others in most lines, but in the line D 72 .* \(--total age=P\)",
        ),
        (
            wide(
                ["0-17", "18-24", "25+", "Under 25", "Adults"],
                A=[3, 20, 30, 23, 50],
                B=[7, 2, 18, 9, 20],
                C=[9, 6, 16, 15, 22],
                D=[40, 30, 31, 70, 61],
            ),
            "'Adults' in 'age' adds up '18-24' and '25\\+', and some of them count towards another subtotal",
        ),
    ],
)
def test_what_may_be_a_total_or_not_is_asked(table, said):
    with pytest.raises(ValueError, match=said):
        found(table)


def test_who_was_asked_can_say_so():
    table = one_way(A=3, B=5, C=8)
    options = {"count": "n", "by": ["area"]}
    assert protect(table, totals={"area": "C"}, **options)["suppressed"].tolist() == ["primary", "secondary", ""]
    assert protect(table, totals={"area": None}, **options)["suppressed"].tolist() == ["primary", "", ""]
    with pytest.raises(ValueError, match="no row has 'D' in 'area'"):
        protect(table, totals={"area": "D"}, **options)


def test_a_total_by_another_name_protects_and_is_said():
    result = protect(WELSH, count="n", by=["area", "age"])
    assert result["suppressed"].tolist() == ["primary", "secondary", *[""] * 4]
    assert result["age"].tolist() == WELSH["age"].tolist()
    assert result.attrs["suppression"]["totals"] == {"age": "Cyfanswm"}
    assert result.attrs["suppression"]["found"] == ["‘Cyfanswm’ in age is taken as the total."]


def test_an_audit_knows_the_total_too():
    published = WELSH.assign(n=["[c]", *WELSH["n"][1:]])
    lost = audit(published, count="n", by=["area", "age"])
    assert lost[["area", "age", "low", "high"]].to_numpy().tolist() == [["A", "2012", 3, 3]]


def test_subtotals_protect_too():
    result = protect(BY_AGE, count="n", by=["area", "age"])
    published = published_table(result, count="n")
    lines = {"hierarchy": {"age": {"18-24": "Adults", "25+": "Adults"}}}
    found = audit(published.replace("T", "Total"), count="n", by=["area", "age"], threshold=5, **lines)
    assert found["safe"].all()


def test_linked_tables_share_the_name_of_a_total():
    first = wide(["F", "M", "Persons"], A=[3, 20, 23], B=[30, 40, 70])
    second = pd.DataFrame({"age": ["F", "M", "Persons"], "n": [33, 60, 93]})
    marked = protect_tables([first, second], count="n", by=["area", "age"])
    assert marked[0]["suppressed"].tolist()[0] == "primary"
    assert marked[1]["age"].tolist() == ["F", "M", "Persons"]
