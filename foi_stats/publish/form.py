"""Say in a letter why the form that the requester asked for is not met."""

from __future__ import annotations

from foi_stats.publish.response import Block, Heading, Paragraph, clean, paragraphs
from foi_stats.publish.response_wording import Phrases
from foi_stats.request.correspondence import MADE_FORMS
from foi_stats.request.request import Request
from foi_stats.vocabulary.phrases import listed


def form_refused(request: Request, phrase: Phrases) -> list[Block]:
    """Return why the preferred form is refused (FOIA s.11(1), (3)); nothing where it is met, or none was stated."""
    if not request.form_refused:
        return []
    return [
        Heading(2, phrase("heading_form"), "form"),
        Paragraph(phrase("form_refused", form=forms_in_words(request, phrase))),
        *(Paragraph(text, by="request") for text in paragraphs(request.form_refused)),
    ]


def forms_in_words(request: Request, phrase: Phrases) -> str:
    """Return the forms that the requester prefers, in words."""
    named = [phrase(f"form_{form.replace(' ', '_')}") if form in MADE_FORMS else clean(form) for form in request.form]
    return listed(named, "or")
