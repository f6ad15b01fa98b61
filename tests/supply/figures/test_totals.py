import pytest

from foi_stats.supply.figures.totals import could_be_total, find_totals, is_total, perhaps_totals


@pytest.mark.parametrize(
    "label", ["Total", "TOTAL", "Sub-total", "Subtotal", "Grand Total:", "Total expenditure", "All"]
)
def test_a_label_may_say_that_its_row_is_a_total(label):
    assert is_total(label)


@pytest.mark.parametrize("label", ["Total Gas & Power Ltd", "All Saints Church", "England"])
def test_a_label_may_leave_it_to_the_figures(label):
    assert not is_total(label)
    assert could_be_total(label)


def test_subtotals_are_of_their_group_and_a_grand_total_of_all():
    columns = [[1, 2, 3, 4, 5, 9, 12]]
    totals = find_totals({2: "Subtotal", 5: "Subtotal", 6: "Grand total"}, columns)
    assert [total.position for total in totals] == [2, 5, 6]
    assert [[reading.total for reading in total.readings[0]] for total in totals] == [
        [3, 3, 0],
        [9, 12, 3],
        [0, 12, 12],
    ]


def test_a_name_with_total_in_it_is_a_total_only_where_it_adds_up():
    assert [total.position for total in find_totals({2: "Total Respect"}, [[1, 2, 4]])] == []
    assert [total.position for total in find_totals({2: "Total respect"}, [[1, 2, 3]])] == [2]


def test_a_total_may_stand_above_its_rows():
    (total,) = find_totals({0: "Total"}, [[6, 1, 5]])
    assert total.readings[0][0].total == 6


def test_rows_that_add_up_are_noticed_without_a_label():
    assert perhaps_totals([[1, 2, 3, 6]], set()) == [3]
    assert perhaps_totals([[1, 2, 3], [1, 2, 3]], set()) == [2]
    assert perhaps_totals([[1, 2, 3]], set()) == []  # chance
    assert perhaps_totals([[1, 2, 3], [1, 2, 4]], set()) == []
