"""The explanations of cells that are not safe, word for word."""

import pandas as pd

from foi_stats.suppression.audit import AuditOptions, attack_tables
from foi_stats.suppression.explain import explain
from tests.suppression.attacker import long_table


def one_way(**counts):
    return pd.DataFrame({"service": counts.keys(), "count": counts.values()})


def explanations(table, **options):
    return explain(attack_tables(table, AuditOptions("count", ["service"], **options)))


def test_a_safe_table_has_no_explanations():
    assert explanations(one_way(A="[c]", B="[c]", Total=9), threshold=5) == []


def test_a_single_hidden_cell():
    assert explanations(one_way(A="[c]", B=20, Total=23), threshold=5) == [
        "service A is 3 exactly. In the line ‘Total, added up over service’, 23 in all − 20 shown = 3 for ‘service A’."
    ]


def test_two_small_cells_and_eight_between_them():
    first, _ = explanations(one_way(A="[c]", B="[c]", C=3, Total=11), threshold=5, symbols=2)
    assert first == (
        "service A is 4 exactly. In the line ‘Total, added up over service’, 11 in all − 3 shown = 8 for ‘service A’ "
        "and ‘service B’; ‘service B’ is at most 4; so it is at least 4. Its symbol alone says that it is at most 4."
    )


def test_two_hidden_cells_and_two_between_them():
    first, _ = explanations(one_way(A="[c]", B="[c]", Total=2))
    assert first == (
        "service A is 1 exactly. In the line ‘Total, added up over service’, 2 in all − 0 shown = 2 for ‘service A’ "
        "and ‘service B’; ‘service B’ is at least 1; so it is at most 1."
    )


def test_several_lines_together():
    table = long_table([[3, 20, 30], [10, 15, 40], [7, 8, 13]])
    hidden = {("a0", "b0"), ("a0", "b1"), ("a1", "b0"), ("a1", "b1"), ("a1", "b2")}
    table["n"] = ["[c]" if (a, b) in hidden else n for a, b, n in table.itertuples(index=False)]
    texts = explain(attack_tables(table, AuditOptions("n", ["d0", "d1"], threshold=5)))
    assert len(texts) == 1
    assert texts[0].startswith("d0 a1, d1 b2 is 40 exactly.")


def test_a_count_that_another_table_shows():
    table = one_way(A="[c]", B="[c]", Total=9)
    texts = explanations(table, threshold=5, earlier=[pd.DataFrame({"service": ["A"], "count": [2]})])
    assert texts[0] == "service A is 2: one of the tables shows it."


def test_a_small_cell_that_cannot_be_all_it_should():
    text = explanations(one_way(A="[c]", B="[c]", Total=4), threshold=5)[0]
    assert text.startswith("service A is between 1 and 3. Every count from 1 to 4 should stay possible.")
