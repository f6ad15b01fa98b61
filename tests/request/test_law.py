"""The law by date: what is shipped, what a project lays over it, and what is said where it may have changed."""

import datetime as dt
import json

import pytest

from foi_stats.request.authority import Authority
from foi_stats.request.deadline import is_working_day, response_deadline
from foi_stats.request.law import read_law, shipped_law
from foi_stats.request.law_findings import law_findings
from foi_stats.vocabulary.findings import InputError
from tests.answer.cases import AUTHORITY
from tests.request.test_deadline import request

CHECKED = shipped_law().checked
AFTER = CHECKED + dt.timedelta(days=1)
COMMISSION = """
checked = 2027-03-31
check = []
[[regulator]]
since = 2027-01-04
name = "Information Commission"
short = "Commission"
address = "1 New Street"
website = "https://ico.org.uk/make-a-complaint/"
telephone = "0303 123 1113"
source = "made for this test"
[[limit]]
since = 2027-01-04
central_government = 900
others = 600
hourly = 30
regulations = "Fees Regulations 2026"
source = "made for this test"
[[holiday]]
day = 2027-06-01
title = "A day off"
is_holiday = true
source = "made for this test"
[[holiday]]
day = 2026-06-15
title = "Not after all"
is_holiday = false
source = "made for this test"
"""


def said(day, law=None, **authority):
    made = Authority.model_validate(AUTHORITY | authority)
    return [finding.check for finding in law_findings(request(responded=day), made, law or shipped_law())]


def test_the_limit_is_18_hours_and_24_for_central_government():
    # Fees Regulations 2004: £450 or £600, at £25 an hour
    law = shipped_law()
    assert [law.limit_hours(dt.date(2016, 7, 8), central_government=central) for central in (False, True)] == [18, 24]


def test_a_holiday_proclaimed_late_is_one():
    assert not is_working_day(dt.date(2026, 6, 15))  # Scotland alone: a day in any part of the country counts


def test_a_project_lays_corrections_over_the_law_from_their_day(tmp_path):
    (tmp_path / "law.toml").write_text(COMMISSION, encoding="utf-8")
    law = read_law(tmp_path)
    before, after = dt.date(2027, 1, 3), dt.date(2027, 1, 4)
    assert [law.regulator_on(day).short for day in (before, after)] == ["Commissioner", "Commission"]
    assert [law.limit_hours(day, central_government=False) for day in (before, after)] == [18, 20]
    assert is_working_day(dt.date(2026, 6, 15), law)
    assert not is_working_day(dt.date(2027, 6, 1), law)
    assert said(dt.date(2027, 3, 31), law) == []


def test_the_government_s_list_is_the_whole_of_its_years(tmp_path):
    days = {"england-and-wales": ["2027-01-01", "2027-03-26"], "scotland": ["2027-01-01", "2027-09-30", "2028-01-03"]}
    events = {part: {"division": part, "events": [{"date": day} for day in of_part]} for part, of_part in days.items()}
    (tmp_path / "bank-holidays.json").write_text(json.dumps(events), encoding="utf-8")
    law = read_law(tmp_path)
    assert not is_working_day(dt.date(2027, 9, 30), law)
    assert is_working_day(dt.date(2027, 5, 3), law)  # not in the list of that year
    assert not is_working_day(dt.date(2028, 5, 1), law)  # the list has 2028 for one part of the country only
    assert response_deadline(dt.date(2027, 9, 29), law) == dt.date(2027, 10, 28)


@pytest.mark.parametrize("text", ["[]", "{}", '{"scotland": {}}', '{"scotland": {"events": [{"date": "1 May"}]}}', "{"])
def test_another_list_is_refused(text, tmp_path):
    (tmp_path / "bank-holidays.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="is not the list of bank holidays"):
        read_law(tmp_path)


def test_a_fault_in_the_corrections_is_named_with_its_place(tmp_path):
    (tmp_path / "law.toml").write_text('[[limit]]\nsince = 2027-01-04\nothers = "600"\nhourly = -1\n')
    with pytest.raises(InputError, match=r"(?s)law\.toml cannot be used.*limit\[1\]\.central_government.*missing"):
        read_law(tmp_path)


def test_a_response_of_a_later_day_says_what_to_check():
    assert said(CHECKED) == []
    assert said(AFTER) == ["law-not-checked"]
    finding = next(law_findings(request(responded=AFTER), Authority.model_validate(AUTHORITY), shipped_law()))
    assert "Information Commission" in finding.action
    assert finding.severity == "warning"


def test_an_authority_that_has_been_succeeded_is_said():
    successor = {"name": "The Mayor", "since": dt.date(2024, 5, 7), "source": "an order"}
    assert said(dt.date(2024, 5, 6), successor=successor) == []
    assert said(dt.date(2024, 5, 7), successor=successor) == ["authority-succeeded"]
