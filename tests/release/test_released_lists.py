"""Lists that were released are on record, and a later list that contradicts or repeats one is told."""

import datetime as dt
from dataclasses import replace

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.release.ledger import write_lists, write_withdrawal
from foi_stats.release.released_lists import changed_items, items_of
from foi_stats.request.released_lists import read_released_items
from foi_stats.supply.rows import funding_frame
from foi_stats.vocabulary.findings import InputError
from tests.answer.cases import case, spend

APPROVAL = {"role": "Officer", "date": dt.date(2016, 12, 9)}


def asked(*amounts, reference="7", columns=("supplier", "value"), on=dt.date(2016, 12, 9)):
    limb = {"id": "1a", "asks": "list", "years": ["2014-15"], "columns": list(columns), "title": "Contracts"}
    rows = [spend(amount, provider=f"Name {at} Ltd", cell=f"D{at}") for at, amount in enumerate(amounts)]
    made = case(limbs=[limb], reference=reference, approval=APPROVAL | {"date": on})
    made = replace(made, funding=funding_frame(rows))
    return made, [answer_figures(made, "1")]


@pytest.fixture
def record(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    write_lists(data, items_of(*asked(100, 200)))
    return data


def test_a_list_is_on_record_without_a_name(record):
    lines = read_released_items(record)
    assert {(line.reference, line.date, line.title, line.periods, line.value) for line in lines} == {
        ("7", "2016-12-09", "Contracts", "2014-15", value) for value in ("100", "200")
    }
    assert "Name" not in (record / "lists.csv").read_text(encoding="utf-8")


def test_the_same_list_adds_nothing_and_another_is_kept_beside_it(record):
    before = (record / "lists.csv").read_bytes()
    write_lists(record, items_of(*asked(100, 200, on=dt.date(2017, 1, 9))))
    assert (record / "lists.csv").read_bytes() == before
    write_lists(record, items_of(*asked(100, 250, on=dt.date(2017, 1, 9))))
    assert sorted(line.value for line in read_released_items(record)) == ["100", "100", "200", "250"]


def test_an_item_with_another_value_and_a_list_given_before_are_told(record):
    before = read_released_items(record)
    made, answers = asked(100, 250, reference="8", columns=["value", "supplier"])
    (finding,) = changed_items(made, answers, before)
    assert (finding.check, finding.severity) == ("changed-since-released", "warning")
    assert finding.found == "item 1 is 250, and was 200 in the release of 7 (9 December 2016)"
    made, answers = asked(100, 200, reference="8")
    (finding,) = changed_items(made, answers, before)
    assert finding.check == "released-before"
    assert finding.found == "every item of the list was given in the release of 7 (9 December 2016)"
    assert not changed_items(*asked(100, 200), before)


def test_a_list_can_be_withdrawn_and_approved_anew(record):
    with pytest.raises(InputError, match="was released on 2016-12-09: it cannot be withdrawn before that"):
        write_withdrawal(record, "7", "Officer", dt.date(2016, 1, 1))
    counts, items = write_withdrawal(record, "7", "Officer", dt.date(2017, 1, 1))
    assert (counts, {item.withdrawn for item in items}) == ([], {"2017-01-01"})
    with pytest.raises(InputError, match="was withdrawn on 2017-01-01"):
        write_withdrawal(record, "7", "Officer", dt.date(2017, 1, 1))
    assert not changed_items(*asked(100, 250, reference="8"), read_released_items(record))
    write_lists(record, items_of(*asked(100, 200, on=dt.date(2017, 2, 1))))
    assert [line.withdrawn for line in read_released_items(record)].count("") == 2


@pytest.mark.parametrize("text", ["a,b\n", "{headings}1,2\n", "{headings}7,soon,a,1,T,2014-15,x,£,1,,\n"])
def test_a_damaged_record_is_one_message_with_the_line(record, text):
    headings = (record / "lists.csv").read_text(encoding="utf-8").splitlines()[0] + "\n"
    (record / "lists.csv").write_text(text.format(headings=headings), encoding="utf-8")
    with pytest.raises(InputError, match=r"lists\.csv, line [12]: .* is damaged"):
        read_released_items(record)
