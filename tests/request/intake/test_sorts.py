"""What a sentence of a letter is, where it is no question."""

import pytest

from foi_stats.request.intake.sorts import forms_in, sort_of


@pytest.mark.parametrize(
    ("sentence", "sort"),
    [
        ("Under the Freedom of Information Act 2000 please tell me:", "courtesy"),
        ("I look forward to hearing from you within 20 working days.", "courtesy"),
        ("I would be grateful for a prompt reply.", "courtesy"),
        ("I would be grateful for a copy of the policy.", ""),
        ("Thank you for the list of grants, and how much was each?", ""),
        ("If you need any clarification, please contact me.", "courtesy"),
        ("I am a student and am looking at parks.", "personal"),
        ("I am a student and need the cost of parks.", ""),
        ("Please ring me on 01632 960 123.", "courtesy"),
        ("Please send this as an Excel spreadsheet.", "form"),
        ("Please send the number of parks as a spreadsheet.", ""),
        ("Please carry out an internal review of your refusal.", "review"),
        ("If you refuse, I have the right to ask for an internal review.", "courtesy"),
        ("Please send me my personal data.", "own data"),
        ("How many requests for personal data about me and others were there?", ""),
        ("I wish to complain about the delay.", "complaint"),
        ("How many people complain about the delay?", ""),
        ("The parks are green.", ""),
    ],
)
def test_a_sentence_is_left_out_only_where_it_asks_for_nothing(sentence, sort):
    assert sort_of(sentence) == sort


@pytest.mark.parametrize(
    ("wish", "form"),
    [
        ("as an Excel spreadsheet, not a PDF", 'form = ["workbook"]'),
        ("CSV or PDF, please", 'form = ["csv", "pdf"]'),
        ("on paper", 'form = ["…"]'),
    ],
)
def test_a_wish_for_a_form_is_the_key_for_it(wish, form):
    assert forms_in(wish) == form
