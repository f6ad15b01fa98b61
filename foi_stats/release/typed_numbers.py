"""Find numbers that the request's file states in words of its own: no cell is behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foi_stats.release.catalogue import CHECKS
from foi_stats.request.intake.text import sentences
from foi_stats.request.request import Request
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.years import MONTH_NAMES

_MONTH = rf"(?:{'|'.join(MONTH_NAMES)}|{'|'.join(f'{name[:3]}' for name in MONTH_NAMES)})"
_YEAR = r"(?:19|20)\d\d(?:[-–/](?:\d{4}|\d\d))?"
_NO_FIGURES = re.compile(
    r"https?://\S+|\S+@\S+"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\b(?:,? {_YEAR})?"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}|\b{_MONTH} {_YEAR}"
    r"|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
    rf"|\b{_YEAR}\b|\bQ[1-4]\b"
    r"|\b(?:sections?|ss?\.|regulations?|regs?\.|paragraphs?|paras?\.?|articles?|questions?|parts?|schedules?|chapters?"
    r"|pages?|annex(?:es)?|appendix|tables?|figures?|versions?|no\.|nos\.|S\.I\.|reference|ref\.?)"
    r" ?\d[\w./()-]*(?:(?:,| and| or| to)? ?\d+[\w()]*)*"
    r"|\b\d+(?:st|nd|rd|th)\b|\b\d{1,2}[.:]\d\d ?(?:am|pm)?\b(?!%)|\b0\d{2,4}[ -]?\d{3}[ -]?\d{3,4}\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]+\d+\b",
    re.IGNORECASE,
)
_WORDS = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty"),
    *("sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "dozen", "half", "two-thirds"),
    *("twice", "doubled", "halved", "tripled", "trebled", "quadrupled"),
)
_FIGURE = re.compile(
    r"[£€$]? ?\d[\d,.]*\d?(?: ?(?:%|per cent\b|percent\b|million\b|billion\b|thousand\b|[kmb]n?\b))?"
    rf"|\b(?:{'|'.join(_WORDS)})\b",
    re.IGNORECASE,
)


def numbers_in(text: str) -> list[str]:
    """Return the numbers that a text states, in figures or in words; dates, years, periods and references are none."""
    return [found.group().strip(" .,") for found in _FIGURE.finditer(_NO_FIGURES.sub(" ", text))]


def typed_numbers(request: Request, request_file: str) -> Iterator[Finding]:
    """Yield a warning for each sentence of an answer, note or detail that states a number which nobody decided on.

    In a review it is an error where the first response hid counts: its words must not say one, and its own tables need
    not hold those that were hidden.
    """
    check = "typed-number.review" if request.review_of and request.threshold else "typed-number"
    decided = [" ".join(each.text.split()) for each in request.decided if each.text and each.publish is not False]
    for place, text in _texts(request):
        for sentence in sentences(" ".join(text.split())):
            numbers = numbers_in(sentence)
            if numbers and not any(one in sentence or sentence in one for one in decided):
                yield CHECKS.finding(
                    check,
                    request_file,
                    found=f"{place} states {', '.join(dict.fromkeys(numbers))}, which no cell is behind: {sentence!r}",
                )


def _texts(request: Request) -> Iterator[tuple[str, str]]:
    """Yield each text that the request's file puts into the letter as an answer, with where it stands."""
    yield from (("searches", request.searches), ("decision", request.decision), ("form_refused", request.form_refused))
    for question in request.question:
        if question.asks == "statement":
            yield f"the answer to question {question.id}", question.answer
        yield f"the note to question {question.id}", question.note
        weighed = (question.weighed.value, question.weighed.burden) if question.weighed else ()
        for text in (question.why, question.access, question.advice, *weighed):
            yield f"the reasons of the answer to question {question.id}", text
        for detail in question.detail:
            yield from ((f"the detail of question {question.id}", text) for text in (detail.text, *detail.points))
