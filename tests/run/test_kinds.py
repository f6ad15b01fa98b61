"""Every kind of answer, and an internal review, released for real and read as whoever asked reads them."""

import re

import pytest

from foi_stats.request.released import read_ledger
from foi_stats.run.batch import run_request, run_requests
from foi_stats.run.folders import read_current
from foi_stats.vocabulary.findings import ReleaseError
from tests.conftest import copy_project
from tests.run.kinds_request import REFERENCE, REVIEW, STATUSES, write_kinds
from tests.run.requests import SHORT, TEXT, write_short

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_core")]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    places = copy_project(tmp_path_factory.mktemp("kinds"))
    write_kinds(places)
    return places, {outcome.reference: outcome for outcome in run_requests([REFERENCE, REVIEW], places)}


def letter(released, reference):
    return (released[1][reference].folder.parent / "working" / "letter.txt").read_text(encoding="utf-8")


def test_each_question_has_its_status(released):
    outcome = released[1][REFERENCE]
    assert outcome.outcome == "release"
    assert {line["question"]: line["status"] for line in outcome.lines} == STATUSES
    assert (outcome.folder / "tables" / "by-then.csv").is_file()
    assert not (outcome.folder / "tables" / "3.csv").exists()  # what is refused for cost was not looked for


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2", ["We confirm that we hold no information about this.", "“How we searched” below"]),
        (
            "3",
            [
                "Refused under section 12 (cost). | We refuse questions 3 and 4 together under section 12(1)",
                "20 hours; the cost limit is 18 hours (£450 at £25 an hour, under the Freedom",
                "- 3(a): 1,000 account books × 5 minutes each = 83.3 hours (we timed a sample of 20)",
                "- 3(a): up to 216 of the 1,000 account books",
                "- 3(b), Funding in 1991-92: 11 hours",
                "- 4: 9 hours",
            ],
        ),
        ("4", ["| We refuse this question together with question 3, under section 12(1)"]),
        (
            "5",
            ["We refuse this question under section 14(1)", "The burden of answering it: | All mailboxes"],
        ),
        (
            "6",
            [
                "We refuse this question under section 14(2)",
                "your request 12.2016-17, with which we complied on 14 October 2016",
            ],
        ),
        ("7", ["Refused under section 43(2). | We hold this information"]),
        ("8", ["Under section 23(5) of the Freedom of Information Act 2000, the duty in section 1(1)(a)"]),
        ("9", ["We hold this information. It is already accessible to you", "section 21", "free of charge"]),
        ("10", ["We need to know more before we can answer this.", "twenty working days start again"]),
        ("11", ["We do not hold this information. Exampleshire Police (invented)"]),
    ],
)
def test_the_letter_says_what_each_answer_rests_on(released, question, said):
    text = re.search(rf"(?ms)^## Question {question}\n(.*?)^## ", letter(released, REFERENCE))[1]
    for one in said:
        assert one in text
    assert ("exemption" in text) == (question in ("7", "8"))  # sections 12 and 14 are none, and 21 explains itself


def test_searches_what_was_found_by_then_and_the_grounds_of_exemptions_are_told(released):
    text = letter(released, REFERENCE)
    assert "- A plan about trafficking alone: we looked in the register of plans (Policy officer (invented), 22" in text
    assert "For questions 2, 3 and 11." in text
    assert (
        text.index("## What we had found by then") < text.index("| It belongs to question 3.") < text.index("4,750.50")
    )
    assert "The harm that disclosure would be likely to cause: | Bidders would offer no less" in text
    assert "### Section 12" not in text
    assert "### Section 14" not in text


def test_a_review_says_what_it_upholds_and_changes_and_leads_to_the_regulator(released):
    text = letter(released, REVIEW)
    assert "internal review of our response to a Freedom of Information request" in text
    assert "The review was carried out by Head of legal services (invented)" in text
    assert "- Our answer to question 3b is upheld.\n- Our answer to question 5 is changed" in text
    assert "ask the Information Commissioner to decide" in text
    assert "you may ask the authority for an internal review" not in text


def test_a_review_hides_what_the_first_response_hid(released):
    lines = read_ledger(released[0].data)
    first, second = ([one for one in lines if one.reference == name] for name in ("101.2016-17", REVIEW))
    assert first
    assert second
    hidden = {(one.service, one.period) for one in first if one.value == "[c]"}
    given = {(one.service, one.period) for one in second if one.value.isdigit()}
    assert hidden
    assert not hidden & given
    audit = (read_current(released[0].report(REVIEW)).working / "audit.csv").read_text(encoding="utf-8")
    assert "101.2016-17" in audit or "False" not in audit


THRESHOLD = 'threshold = { below = 5, reason = "counts of victims" }\n'


def test_a_number_in_the_words_of_a_review_stops_it(project):
    approval = 'approval = { role = "Information rights officer", date = 2020-06-01 }\n'
    write_short(project, TEXT.replace("[[question]]", f"{THRESHOLD}{approval}\n[[question]]", 1))
    review = TEXT.replace(SHORT, f"{SHORT}-R").replace("We disclose it.", "Six people were referred.")
    review = review[: review.index("[[question]]")] + f'review_of = "{SHORT}"\nreviewer = "Head of Legal"\n{THRESHOLD}'
    review += approval + '\n[[question]]\nid = "1"\ntext = "?"\nreview = "upheld"\nwhy = "It was right."\n'
    (project.data / "requests" / f"{SHORT}-R.toml").write_text(review, encoding="utf-8")
    with pytest.raises(ReleaseError, match="states Six, which no cell is behind"):
        run_request(f"{SHORT}-R", project)
