"""Columns that are worked out from the count, and what they give away."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from foi_stats.suppression.audit import AuditOptions, attack_with_totals, audit
from foi_stats.suppression.explain import explain
from foi_stats.suppression.suppress import protect
from foi_stats.suppression.tables import published_table
from tests.examples import examples
from tests.suppression.attacker import floors, lines_of, long_table, witness

BY = ["d0", "d1"]
INNER = [[3, 20, 41], [30, 40, 9], [12, 2, 27]]


def grid(counts, columns):
    return np.asarray(counts, dtype=float).reshape(-1, columns + 1)


def shown(values, decimals=0):
    """Return figures as they are printed, an empty text where there is none."""
    return ["" if np.isnan(value) else f"{value:.{decimals}f}" for value in np.asarray(values, dtype=float).ravel()]


def before(cells):
    """Return what stands before each cell along a row, NaN for the first and for totals."""
    moved = np.full(cells.shape, np.nan)
    moved[:, 1:-1] = cells[:, :-2]
    return moved


def running(cells):
    return np.hstack([cells[:, :-1].cumsum(axis=1), cells[:, -1:]])


PEOPLE = 1000 + 37 * np.arange(40)
# Each formula is written anew here: a column of figures from the counts of a table with its totals.
FORMULAS = {
    "share of the row": lambda cells: shown(100 * cells / cells[:, -1:]),
    "share of the row, to a tenth": lambda cells: shown(100 * cells / cells[:, -1:], 1),
    "share of the column": lambda cells: shown(cells / cells[-1:], 3),
    "share of all": lambda cells: [f"{one}%" if one else "" for one in shown(100 * cells / cells[-1, -1], 1)],
    "a copy": lambda cells: shown(cells),
    "at a price": lambda cells: shown(cells * 12.5, 2),
    "what is left of the row": lambda cells: shown(cells[:, -1:] - cells),
    "so far": lambda cells: shown(running(cells)),
    "difference": lambda cells: shown(cells - before(cells)),
    "change": lambda cells: shown(100 * (cells - before(cells)) / before(cells), 1),
    "rate": lambda cells: shown(1000 * cells.ravel() / PEOPLE[: cells.size], 2),
    "average": lambda cells: shown(54321 / np.where(cells.ravel() > 0, cells.ravel(), np.nan), 1),
}


def with_column(name, inner):
    """Return a table with its totals and one column that a formula gives."""
    table = long_table(inner)
    cells = grid(table["n"], np.shape(inner)[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        figures = [figure if figure not in ("inf", "-inf", "nan%") else "" for figure in FORMULAS[name](cells)]
    table = table.assign(figure=figures)
    if name == "rate":
        table["people"] = PEOPLE[: len(table)]
    if name == "average":
        table["money"] = 54321
    return table


@pytest.mark.parametrize("name", FORMULAS)
def test_a_column_that_gives_a_hidden_count_away_is_hidden_with_it(name):
    table = with_column(name, INNER)
    result = protect(table, count="n", by=BY)
    hidden = result["suppressed"].ne("") & table["figure"].ne("")
    assert result.loc[hidden, "figure"].eq("[c]").all()
    assert result["figure"].ne("[c]").any()
    assert "figure" in "".join(result.attrs["suppression"]["found"])
    assert audit(published_table(result, count="n"), count="n", by=BY, threshold=5)["safe"].all()


@pytest.mark.parametrize("name", ["share of the row, to a tenth", "so far", "change", "rate", "average"])
def test_an_audit_knows_what_such_a_column_tells(name):
    marked = protect(long_table(INNER), count="n", by=BY)
    published = published_table(marked, count="n")
    assert audit(published, count="n", by=BY, threshold=5)["safe"].all()
    found = audit(with_column(name, INNER).assign(n=published["n"]), count="n", by=BY, threshold=5)
    counts = marked.loc[marked["suppressed"].ne(""), "n"].to_numpy()
    assert ((found["low"] <= counts) & (counts <= found["high"])).all()
    assert not found["safe"].all()


@pytest.mark.slow
@examples(12)
@given(
    arrays(int, (3, 3), elements=st.one_of(st.integers(1, 4), st.integers(0, 40))),
    st.sampled_from(sorted(FORMULAS)),
)
def test_no_counts_that_fit_what_is_shown_contradict_a_column(inner, name):
    table = with_column(name, inner)
    counts = table["n"].to_numpy()
    try:
        result = protect(table, count="n", by=BY, totals=dict.fromkeys(BY))
    except ValueError as error:
        assert "but not in the row" in str(error)  # noqa: PT017 - a formula that fits by accident is refused by name
        return
    hidden = result["suppressed"].ne("").to_numpy()
    lines, least = lines_of((4, 4)), floors((4, 4), counts)
    for cell in np.flatnonzero(hidden):
        for value in range(int(max(1, least[cell])), 5) if counts[cell] < 5 else ():
            fitting = witness(lines, counts, hidden, cell, value)
            assert fitting is not None
            with np.errstate(divide="ignore", invalid="ignore"):
                figures = FORMULAS[name](grid(fitting, 3))
            left = result["figure"].ne("[c]") & table["figure"].ne("")
            assert [figures[at] for at in np.flatnonzero(left)] == table.loc[left, "figure"].tolist()


def test_a_rounded_column_counts_by_what_rounding_leaves():
    # 3 of 23 is 13 %: from 12.5 to 13.5 only 3 fits, but 30 of 400 at 8 % may be 30 to 33.
    table = pd.DataFrame({"s": ["A", "B", "C", "D", "Total"], "n": ["[c]", "[c]", 70, 290, 400]})
    table["pct"] = ["8%", "3%", "18%", "73%", "100%"]
    found = audit(table, count="n", by=["s"])
    assert found[["low", "high"]].to_numpy().tolist() == [[30, 30], [10, 10]]
    table["pct"] = ["8%", "[c]", "18%", "73%", "100%"]
    assert audit(table, count="n", by=["s"])[["low", "high"]].to_numpy().tolist() == [[30, 34], [6, 10]]


def test_the_explanation_names_the_column():
    table = with_column("share of the row", INNER)
    inside = table["d0"].ne("Total") & table["d1"].ne("Total")
    table["n"] = table["n"].astype(object).mask(inside, "[c]")
    attacked, _ = attack_with_totals(table, AuditOptions("n", BY, 5))
    assert "The column ‘figure’ is n as a share of the total over d1" in "".join(explain(attacked))


def test_a_column_that_is_right_in_most_rows_is_refused_by_name():
    table = with_column("share of the row", INNER)
    table.loc[5, "figure"] = "77"
    with pytest.raises(ValueError, match="is n as a share of the total over d1 in 15 rows, but not in the row"):
        protect(table, count="n", by=BY)


@pytest.mark.parametrize("figures", [["", "", "", "", ""], ["a", "b", "c", "d", "e"], ["7", "1", "9", "2", "4"]])
def test_other_columns_are_left_as_they_are(figures):
    table = pd.DataFrame({"s": ["A", "B", "C", "D", "Total"], "n": [3, 20, 30, 40, 93], "other": figures})
    assert protect(table, count="n", by=["s"])["other"].tolist() == figures


def test_the_largest_single_item_of_few_is_hidden_and_in_a_total_that_can_only_have_it_from_there():
    table = pd.DataFrame({"s": ["A", "B", "C", "Total"], "n": [2, 8, 9, 19], "paid": ["£90", "£80", "£81", "£251"]})
    table["highest payment"] = ["£60", "£20", "£30", "£60"]
    result = protect(table, count="n", by=["s"])
    assert list(result["suppressed"]) == ["primary", "secondary", "", ""]
    assert list(result["highest payment"]) == ["[c]", "[c]", "£30", "[c]"]
    assert "‘highest payment’ is the largest single item of n" in "".join(result.attrs["suppression"]["found"])
    result = protect(table.assign(**{"highest payment": ["£20", "£60", "£60", "£60"]}), count="n", by=["s"])
    assert list(result["highest payment"]) == ["[c]", "[c]", "£60", "£60"]


def test_an_audit_reads_the_largest_item_beside_its_sum():
    table = pd.DataFrame({"s": ["A", "B", "C"], "n": ["[c]", "[c]", 9], "paid": [9000, 500, 8000]})
    table["max"] = [4000, 500, 2000]
    found = audit(table, count="n", by=["s"], threshold=5)
    assert found[["low", "high"]].to_numpy().tolist() == [[3, np.inf], [1, 1]]
    assert not found["safe"].any()
