import pytest

from foi_stats.supply.figures.row_kinds import RowKinds
from foi_stats.supply.figures.total_words import is_total, says_total
from foi_stats.supply.figures.totals import find_totals, possible_totals


@pytest.mark.parametrize(
    "label", ["Total", "TOTAL", "Sub-total", "Subtotal", "Grand Total:", "Total expenditure", "All"]
)
def test_a_label_may_say_that_its_row_is_a_total(label):
    assert is_total(label)


@pytest.mark.parametrize("label", ["Total Gas & Power Ltd", "All forces", "Net current expenditure"])
def test_a_label_may_leave_it_to_the_figures(label):
    assert not is_total(label)
    assert says_total(label)


@pytest.mark.parametrize(
    "label", ["All Saints Church", "UK Wide", "info@example.org.uk", "Net zero adviser", "England"]
)
def test_a_name_a_place_or_an_address_says_nothing_of_a_total(label):
    assert not is_total(label)
    assert not says_total(label)


def test_subtotals_are_of_their_group_and_a_grand_total_of_all():
    columns = [[1, 2, 3, 4, 5, 9, 12]]
    totals = find_totals({2: "Subtotal", 5: "Subtotal", 6: "Grand total"}, columns)
    assert [total.position for total in totals] == [2, 5, 6]
    assert [[added.total for added in total.sums[0]] for total in totals] == [
        [3, 3, 0],
        [9, 12, 3],
        [0, 12, 12],
    ]


def test_a_name_with_total_in_it_is_a_total_only_where_it_adds_up():
    assert [total.position for total in find_totals({2: "Total Respect"}, [[1, 2, 4]])] == []
    assert [total.position for total in find_totals({2: "Total respect"}, [[1, 2, 3]])] == [2]


def test_a_total_may_stand_above_its_rows():
    (total,) = find_totals({0: "Total"}, [[6, 1, 5]])
    assert total.sums[0][0].total == 6


def test_rows_that_add_up_are_noticed_without_a_label():
    assert possible_totals([[1, 2, 3, 6]], set()) == [3]
    assert possible_totals([[1, 2, 3], [1, 2, 3]], set()) == [2]
    assert possible_totals([[1, 2, 3]], set()) == []  # chance
    assert possible_totals([[1, 2, 3], [1, 2, 4]], set()) == []


@pytest.mark.parametrize(
    ("own", "right", "wrong"),
    [
        ({"basis": "outturn"}, [30, 27], [300, 330]),
        ({"basis": "budget"}, [300], [30, 330]),
        ({"basis": "outturn", "flow": "income"}, [-3], [27, 30]),
        ({}, [27, 30, 300, 327], [310, 317]),  # of both, if that is what is printed
    ],
)
def test_a_total_is_of_the_rows_of_its_own_basis(own, right, wrong):
    stated = {"basis": ["outturn", "budget", "outturn", "outturn"], "flow": ["spent", "spent", "spent", "income"]}
    kinds = RowKinds({name: [*texts, own.get(name, "")] for name, texts in stated.items()})
    for printed in (*right, *wrong):
        (total,) = find_totals({4: "Total"}, [[10, 300, 20, -3, printed]], kinds=kinds)
        sums = {added.total for added in total.sums[0]}
        assert total.apart == ("outturn", "budget")
        assert (printed in sums) == (printed in right)
