"""The largest labels and the largest single items are picked from what was supplied, and lead to their cells."""

import pytest
from pydantic import ValidationError

from foi_stats.answer.answer import answer_figures
from foi_stats.release.gate import hidden_items, ordered_by_hidden
from foi_stats.request.request import Limb
from foi_stats.supply.rows import records
from foi_stats.vocabulary.findings import SupplyError
from tests.answer.cases import case, quarter, spend

LIMB = {"id": "1a", "asks": "funding", "years": ["2014-15"]}
NAMES = ("Ash Ltd", "Birch Ltd", "Cedar Ltd", "Dale Ltd")


def shown(made):
    return {row["label"]: row["printed"] for row in records(answer_figures(made, "1").table)}


def paid(*amounts, **others):
    return [
        spend(amount, provider=name, cell=f"K{at}", **others)
        for at, (name, amount) in enumerate(zip(NAMES, amounts, strict=False))
    ]


def test_the_largest_labels_are_ranked_over_all_periods_and_the_others_added_up():
    rows = [*paid(1, 5, 3, 4), *(spend(10, "2013-14", provider="Ash Ltd") for _ in range(1))]
    rows += [spend(0, "2013-14", provider=name) for name in NAMES[1:]]
    limb = LIMB | {"years": ["2013-14", "2014-15"], "by": "provider", "top": 2}
    table = answer_figures(case(rows, limbs=[limb]), "1").table
    assert list(dict.fromkeys(table["label"])) == ["Ash Ltd", "Birch Ltd", "Other (2)"]
    assert list(table["printed"]) == ["10", "1", "0", "5", "0", "7"]


def test_a_label_without_a_figure_is_not_added_up_as_one_of_the_others():
    rows = [*paid(9, 8, 2), *(spend(1, "2013-14", provider=name) for name in NAMES[:2])]
    limb = LIMB | {"years": ["2013-14", "2014-15"], "by": "provider", "top": 2}
    with pytest.raises(SupplyError, match="no funding for Cedar Ltd, 2013-14"):
        answer_figures(case(rows, limbs=[limb]), "1")


def test_fewer_labels_than_are_asked_for_are_all_given():
    assert shown(case(paid(1, 5), limbs=[LIMB | {"by": "provider", "top": 5}])) == {"Birch Ltd": "5", "Ash Ltd": "1"}


def test_lines_that_are_added_up_as_others_stay_figures_of_their_own():
    rows = [spend(amount, line=f"Slavery {amount}") for amount in (9, 2, 3)]
    assert shown(case(rows, limbs=[LIMB | {"by": "line", "top": 1}])) == {"Slavery 9": "9", "Other (2)": "5"}


def test_the_largest_single_item_leads_to_its_cell_and_a_gap_beside_it_is_said():
    answer = answer_figures(case(paid(1, 5, 3), limbs=[LIMB | {"largest": True}]), "1")
    assert list(answer.trail["cell"]) == ["K1"]
    assert list(answer.table["label"]) == ["Largest single amount"]
    rows = [*paid(1, 5), spend(None, provider="Cedar Ltd", reason="not_held")]
    with_gap = answer_figures(case(rows, limbs=[LIMB | {"largest": True}]), "1").table
    assert list(with_gap["reason"]) == ["not_held"]


def test_the_largest_of_few_is_hidden_where_small_counts_are():
    threshold = {"below": 5, "reason": "people"}
    few = case(paid(1, 5, 3), limbs=[LIMB | {"largest": True}], threshold=threshold)
    assert shown(few) == {"Largest single amount": "[c]"}
    enough = case(
        [*paid(1, 5, 3, 2), spend(4, provider="Elm Ltd")], limbs=[LIMB | {"largest": True}], threshold=threshold
    )
    assert shown(enough) == {"Largest single amount": "5"}


def test_a_hidden_item_that_another_figure_shows_stops_a_release():
    threshold = {"below": 3, "reason": "people"}
    rows = [*paid(9, 2, 3), spend(4, provider="Birch Ltd"), spend(1, provider="Birch Ltd")]
    rows = [row | {"cell": f"K{at}"} for at, row in enumerate(rows)]
    overall = {"text": "b", "id": "2", "limbs": [LIMB | {"id": "2a", "largest": True}]}
    made = case(rows, limbs=[LIMB | {"largest": True, "by": "provider"}], questions=[overall], threshold=threshold)
    answers = [answer_figures(made, name) for name in ("1", "2")]
    assert list(answers[0].table["printed"]) == ["[c]", "4", "[c]"]
    assert [finding.check for finding in hidden_items(made, answers)] == ["single-item"]
    assert hidden_items(made, answers[:1]) == []


def test_an_order_that_tells_of_a_hidden_count_stops_a_release():
    rows = [quarter("2014 Q2", count, service=name) for name, count in (("A", 9), ("B", 2), ("C", 1))]
    limb = {"id": "1a", "asks": "counts", "years": ["2014-15"], "by": "service", "top": 2}
    made = case((), rows, limbs=[limb])
    answer = answer_figures(made, "1")
    assert ordered_by_hidden(made, [answer]) == []
    answer.table.loc[1, "shorthand"] = "[c]"
    assert [finding.check for finding in ordered_by_hidden(made, [answer])] == ["order-tells"]


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"asks": "counts", "largest": True}, "needs funding"),
        ({"largest": True, "top": 3}, "ask for each by itself"),
        ({"asks": "services", "share": "total"}, "worked out from figures"),
        ({"top": 0}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_worked_out_is_refused(keys, why):
    with pytest.raises(ValidationError, match=why):
        Limb.model_validate(LIMB | keys)
