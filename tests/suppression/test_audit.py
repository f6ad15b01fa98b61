"""Golden tables: the ranges that an attacker finds in each are worked out by hand in a comment."""

import numpy as np
import pandas as pd
import pytest

from foi_stats.suppression.audit import audit
from tests.suppression.attacker import long_table


def one_way(**counts):
    return pd.DataFrame({"service": counts.keys(), "count": counts.values()})


def ranges(found):
    return list(zip(found["low"], found["high"], found["safe"], strict=True))


def hide(table, *cells):
    """Return a long table of two dimensions with some cells, named by pairs of labels, hidden."""
    pairs = list(zip(table["d0"], table["d1"], strict=True))
    return table.assign(n=["[c]" if pair in cells else n for pair, n in zip(pairs, table["n"], strict=True)])


def test_a_single_hidden_cell_is_its_total_less_the_rest():
    # Made by hand: 52 - 20 - 30 = 2.
    found = audit(one_way(A="[c]", B=20, C=30, Total=52), count="count", by=["service"], threshold=5)
    assert ranges(found) == [(2, 2, False)]


def test_two_hidden_cells_zeros_shown_and_a_total_of_two():
    # Each is at least 1, so both are 1: domain rule 13, "each can pin a cell".
    found = audit(one_way(A="[c]", B="[c]", C=0, Total=2), count="count", by=["service"])
    assert ranges(found) == [(1, 1, False), (1, 1, False)]


def test_hidden_zeros_widen_the_range():
    found = audit(one_way(A="[c]", B="[c]", Total=2), count="count", by=["service"], zeros=True)
    assert ranges(found) == [(0, 2, True), (0, 2, True)]


def test_zeros_are_taken_to_be_hidden_where_the_figures_say_so():
    found = audit(one_way(A="[c]", B="[c]", C=5, Total=6), count="count", by=["service"])
    assert ranges(found) == [(0, 1, True), (0, 1, True)]


def test_two_cells_known_to_be_small_and_a_total_of_eight():
    # Neither is more than 4, so both are 4. With one symbol for all, either could be 1 to 7.
    table = one_way(A="[c]", B="[c]", Total=8)
    known = audit(table, count="count", by=["service"], threshold=5, symbols=2)
    unknown = audit(table, count="count", by=["service"], threshold=5)
    assert ranges(known) == [(4, 4, False), (4, 4, False)]
    assert ranges(unknown) == [(1, 7, True), (1, 7, True)]


def test_a_symbol_of_its_own_gives_small_cells_away():
    # The second symbol says that B is 5 or more, so A is 3 or less, and 4 is ruled out.
    found = audit(one_way(A="[c]", B="[c2]", Total=8), count="count", by=["service"], threshold=5)
    assert ranges(found) == [(1, 3, False), (5, 7, True)]


def test_two_hidden_cells_in_every_line_and_one_is_still_known():
    # Rows 1 and 2 less columns 1 and 2 leave one cell: the pattern of two squares joined at a corner
    # (Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001, on "two in every line").
    table = hide(
        long_table([[3, 20, 30, 9], [10, 15, 40, 8], [7, 8, 13, 2], [6, 7, 8, 9]]),
        *[("a0", "b0"), ("a0", "b1"), ("a1", "b0"), ("a1", "b1"), ("a1", "b2")],
        *[("a2", "b2"), ("a2", "b3"), ("a3", "b2"), ("a3", "b3")],
    )
    found = audit(table, count="n", by=["d0", "d1"], threshold=5).set_index(["d0", "d1"])
    assert found.loc[("a1", "b2")].tolist() == [40, 40, False]
    assert found.drop(("a1", "b2"))["safe"].all()
    lines = pd.concat([table.loc[table["n"].eq("[c]"), axis] for axis in ("d0", "d1")]).value_counts()
    assert (lines >= 2).all()


def test_three_dimensions_leave_one_number_to_choose():
    # Made by hand: with all eight inner cells hidden and every total shown, a change of t in one cell is one of -t in
    # its neighbours and of t beyond them. 2 and 6 stay 1 or more, so t goes from -1 to 5.
    table = long_table([[[2, 9], [7, 12]], [[6, 11], [8, 10]]])
    inner = table[["d0", "d1", "d2"]].ne("Total").all(axis="columns")
    table = table.assign(n=table["n"].astype(object).mask(inner, "[c]"))
    found = audit(table, count="n", by=["d0", "d1", "d2"], threshold=5)
    assert list(zip(found["low"], found["high"], strict=True)) == [
        *[(1, 7), (4, 10), (2, 8), (11, 17)],
        *[(1, 7), (10, 16), (7, 13), (5, 11)],
    ]


def test_a_true_zero_that_is_shown_is_known():
    # Made by hand: B is shown as 0, so A and C share 7, and each is at least 1.
    found = audit(one_way(A="[c]", B=0, C="[c]", Total=7), count="count", by=["service"], threshold=5)
    assert ranges(found) == [(1, 6, True), (1, 6, True)]


def test_linked_tables_each_safe_alone_and_not_together():
    # Made by hand: the quarters alone leave 1 to 8 for each; the services' total says that Q1 is 4.
    quarters = pd.DataFrame({"year": ["2014-15"] * 3, "quarter": ["Q1", "Q2", "Total"], "n": ["[c]", "[c]", 9]})
    services = pd.DataFrame(
        {"year": ["2014-15"] * 3, "quarter": ["Q1"] * 3, "service": ["A", "B", "Total"], "n": [1, 3, 4]}
    )
    by = ["year", "quarter", "service"]
    assert audit(quarters, count="n", by=by[:2], threshold=5)["safe"].all()
    found = audit([quarters, services], count="n", by=by, threshold=5)
    assert ranges(found) == [(4, 4, False), (5, 5, False)]


def wide(down, across, labels, rows):
    """Return a long table of two dimensions from its rows."""
    frame = pd.DataFrame([{down: name, **dict(zip(labels, row, strict=True))} for name, row in rows.items()])
    return frame.melt(down, var_name=across, value_name="n")


def test_tables_over_different_columns_bound_one_another():
    # A in 2014 is hidden: 1 to 9 by its own lines. But A has nobody in Hull, and York has 2 in 2014: it is 2 at most.
    years = {"A": ["[c]", "[c]", 12], "B": ["[c]", "[c]", 18], "Total": [10, 20, 30]}
    areas = {"York": [2, 15, 17], "Hull": [8, 5, 13], "Total": [10, 20, 30]}
    both = {"A": [12, 0, 12], "B": [5, 13, 18], "Total": [17, 13, 30]}
    tables = [
        wide("service", "year", ["2014", "2015", "Total"], years),
        wide("area", "year", ["2014", "2015", "Total"], areas),
        wide("service", "area", ["York", "Hull", "Total"], both),
    ]
    alone = audit(tables[0], count="n", by=["service", "year"], threshold=5)
    together = audit(tables, count="n", by=["service", "year", "area"], threshold=5)
    assert ranges(alone)[0] == (1, 9, True)
    assert ranges(together)[0] == (1, 2, False)


def test_a_count_that_is_printed_nowhere_may_be_anything():
    # The years of B are not published: its total bounds them, and they bound nothing.
    table = pd.DataFrame(
        [("A", 2014, "[c]"), ("B", 2014, "[..]"), ("Total", 2014, 9)], columns=["service", "year", "n"]
    )
    assert ranges(audit(table, count="n", by=["service", "year"])) == [(1, 9, True)]


def test_a_count_shown_in_an_earlier_release_is_known():
    now = one_way(A="[c]", B="[c]", C=10, Total=16)
    before = one_way(A=2, B="[c]", Total=6)
    assert audit(now, count="count", by=["service"], threshold=5)["safe"].all()
    found = audit(now, count="count", by=["service"], threshold=5, earlier=[before])
    assert ranges(found) == [(2, 2, False), (4, 4, False)]


def test_a_total_over_other_years_is_another_figure():
    now = pd.DataFrame({"year": [2014, 2015, "Total"], "n": [10, "[c]", 13]})
    before = pd.DataFrame({"year": [2013, 2014, "Total"], "n": [7, 10, 17]})
    found = audit(now, count="n", by=["year"], earlier=[before])
    assert ranges(found) == [(3, 3, False)]


def test_nested_quarters():
    # Q1 and Q2 of 2014 come to 5; the quarters of 2015 hide behind a hidden year, which the grand total gives away.
    table = pd.DataFrame(
        [
            *[("2014", "Q1", "[c]"), ("2014", "Q2", "[c]"), ("2014", "Total", 5)],
            *[("2015", "Q1", "[c]"), ("2015", "Q2", 6), ("2015", "Total", "[c]"), ("Total", "Total", 13)],
        ],
        columns=["year", "quarter", "n"],
    )
    found = audit(table, count="n", by=["year", "quarter"], threshold=5)
    assert ranges(found) == [(1, 4, True), (1, 4, True), (2, 2, False), (8, 8, False)]


def test_a_hierarchy_within_one_column():
    table = pd.DataFrame({"area": ["York", "Selby", "North", "Hull", "Total"], "n": ["[c]", 9, 12, "[c]", 20]})
    found = audit(table, count="n", by=["area"], hierarchy={"area": {"York": "North", "Selby": "North"}})
    assert ranges(found) == [(3, 3, False), (8, 8, False)]


def test_margins_alone_must_agree_though_nobody_printed_their_total():
    table = pd.DataFrame(
        {"year": ["2014", "2015", "Total", "Total"], "service": ["Total", "Total", "A", "B"], "n": [4, "[c]", 5, 6]}
    )
    assert ranges(audit(table, count="n", by=["year", "service"])) == [(7, 7, False)]


def test_a_grand_total_over_cells_alone():
    table = long_table([[2, 20], [30, 40]]).query("(d0 == 'Total') == (d1 == 'Total')")
    found = audit(hide(table, ("a0", "b0")), count="n", by=["d0", "d1"])
    assert ranges(found) == [(2, 2, False)]


def test_whole_numbers_can_say_more_than_fractions():
    # x + y, y + z and x + z are at most 3 each, as what is left of 4 is at least 1. Halves would let x + y + z reach
    # 4.5; whole numbers stop at 4.
    def table(*labels, total):
        return pd.DataFrame({"item": [*labels, "Total"], "n": [*["[c]"] * len(labels), total]})

    tables = [table(*"xyz", total="[c]"), table(*"xys", total=4), table(*"yzt", total=4), table(*"xzu", total=4)]
    found = audit(tables, count="n", by=["item"])
    assert found.loc[found["item"].eq("Total"), ["low", "high"]].to_numpy().tolist() == [[3, 4]]


def test_without_a_limit_the_largest_is_infinite():
    found = audit(one_way(A="[c]", B=3, Total="[c]"), count="count", by=["service"])
    assert ranges(found) == [(1, np.inf, True), (4, np.inf, True)]


def test_a_missing_count_adds_nothing_unless_the_total_says_otherwise():
    assert ranges(audit(one_way(A="[c]", B=None, C=6, Total=9), count="count", by=["service"])) == [(3, 3, False)]
    table = one_way(A="[c]", B="[x]", C="[c]", D=5, Total=5 + 1)
    assert ranges(audit(table, count="count", by=["service"])) == [(0, 1, True), (0, 1, True)]


def test_where_nothing_small_can_be_anything_small_all_that_may_be_small_is_unsafe():
    # One number decides all four cells: 3 to 5, 6 to 4, 3 to 1 and 1 to 3. Whichever are small, 4 or 1 is ruled out.
    table = hide(long_table([[4, 5], [2, 2]]), *[(a, b) for a in ("a0", "a1") for b in ("b0", "b1")])
    found = audit(table, count="n", by=["d0", "d1"], threshold=5)
    assert ranges(found) == [(3, 5, False), (4, 6, False), (1, 3, False), (1, 3, False)]


def test_the_mark_in_suppressed_decides_the_rule_and_is_not_shown_to_the_attacker():
    table = one_way(A=4, B=4, C=10, Total=18).assign(suppressed=["primary", "primary", "", ""])
    assert ranges(audit(table, count="count", by=["service"], threshold=5)) == [(1, 7, True), (1, 7, True)]
    assert not audit(table, count="count", by=["service"], threshold=5, symbols=2)["safe"].any()


def test_the_report_has_the_labels_as_they_stand_and_leaves_the_table_alone():
    table = pd.DataFrame({"year": [2014, 2015, "Total"], "n": ["[c]", 3, 9]})
    before = table.copy(deep=True)
    found = audit(table, count="n", by=["year"])
    assert list(found.columns) == ["year", "low", "high", "safe"]
    assert found["year"].tolist() == [2014]
    pd.testing.assert_frame_equal(table, before)


def test_nothing_hidden_gives_an_empty_report():
    found = audit(one_way(A=3, Total=3), count="count", by=["service"], threshold=5)
    assert found.empty
    assert list(found.columns) == ["service", "low", "high", "safe"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (one_way(A=3, B=4, Total=8), "Total, added up over service: 8 printed, 7 summed"),
        (one_way(A=-1, Total=-1), "whole and not negative"),
        (one_way(A=1.5, Total=1.5), "whole and not negative"),
        (one_way(A=10**12, Total=10**12), "too large for a count of people"),
        (one_way(A="about 3", Total=3), "not a count"),
        (one_way(A="[c]", B=9, Total=4), "no whole numbers"),
        (pd.DataFrame({"service": ["A", "A"], "count": [1, 2]}), "stands twice"),
        (pd.DataFrame({"service": ["A", None], "count": [1, 2]}), "is missing"),
        (pd.DataFrame({"services": ["A"], "count": [1]}), "no column 'service'"),
    ],
)
def test_a_table_that_cannot_be_audited_is_refused(table, message):
    with pytest.raises(ValueError, match=message):
        audit(table, count="count", by=["service"])


def test_tables_that_contradict_one_another_are_refused():
    with pytest.raises(ValueError, match="service A: given as 3 in one table and 4 in another"):
        audit(one_way(A=3), count="count", by=["service"], earlier=[one_way(A=4)])
