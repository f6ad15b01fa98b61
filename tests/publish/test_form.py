"""The form in which a requester prefers an answer: met, or refused with the reason (FOIA s.11)."""

import pytest

from foi_stats.publish.form import form_refused
from foi_stats.publish.response_wording import phrases_from, words_of
from foi_stats.request.authority import read_authority
from foi_stats.request.request import Request

WHY = "The list is too long.\n\nThe CSV has it whole."


def request(**values):
    question = {"id": "1", "text": "?", "asks": "confirmation"}
    base = {"reference": "7", "title": "T", "authority": "a", "topic": "t", "question": [question]}
    return Request.model_validate(base | values)


@pytest.mark.parametrize(
    ("values", "workbook"),
    [
        ({}, False),
        ({"form": "pdf"}, False),
        ({"form": "workbook"}, True),
        ({"form": ["csv", "workbook"]}, True),
        ({"form": "workbook", "form_refused": WHY}, False),
    ],
)
def test_a_workbook_is_made_only_where_it_was_asked_for(values, workbook):
    assert request(**values).wants_workbook is workbook


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"form": "workbok"}, "form is any of pdf, csv, workbook"),
        ({"form": ""}, "at least 1 character"),
        ({"form_refused": WHY}, "say in form which one"),
    ],
)
def test_a_form_that_is_not_made_needs_the_reason(values, fault):
    with pytest.raises(ValueError, match=fault):
        request(**values)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("workbook", "a spreadsheet workbook"),
        (["csv", "pdf", "workbook"], "CSV files, a PDF or a spreadsheet workbook"),
        ("a printed copy", "a printed copy"),
    ],
)
def test_the_letter_says_why_a_form_is_refused(data, form, words):
    phrase = phrases_from(words_of(read_authority(data, "exampleshire")))
    _, first, *why = form_refused(request(form=form, form_refused=WHY), phrase)
    assert first.text.startswith(f"You asked for the information as {words}. Under section 11")
    assert [block.text for block in why] == WHY.split("\n\n")
    assert form_refused(request(form="pdf"), phrase) == []
