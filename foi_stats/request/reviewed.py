"""The request that an internal review is of: read, and checked to be one that can be reviewed."""

from __future__ import annotations

from pathlib import Path

from foi_stats.request.request import Request, read_request
from foi_stats.vocabulary.findings import InputError

ASKED_WITHIN = 40
"""Working days after a response within which a review is asked for, and must be offered (s.45 Code of Practice)."""


def with_first_decisions(request: Request, first: Request | None) -> Request:
    """Return a review in which what was decided for the first response holds, unless it decides otherwise itself."""
    return request.model_copy(update={"decided": [*first.decided, *request.decided]}) if first else request


def read_reviewed(data: Path | str, request: Request) -> Request | None:
    """Return the request that an internal review is of; None if the request is no review.

    Raises
    ------
    InputError
        If there is no such request, it is a review itself, or the two differ in what makes them be audited together.
    """
    if not request.review_of:
        return None
    first = read_request(data, request.review_of)
    if first.review_of:
        raise InputError(
            f"{request.reference} is a review of {first.reference}, which is an internal review of {first.review_of}. "
            "There is one review and no second: after it the requester may go to the regulator (section 50)."
        )
    for key in ("authority", "topic", "threshold"):
        # what the first response hid is held against the second only where both are of one measure
        if getattr(request, key) != getattr(first, key):
            raise InputError(
                f"{request.reference} is an internal review of {first.reference}, and its {key} is another. "
                f"Give both the same {key}: their figures are checked together."
            )
    known = [question.id for question in first.question]
    for question in request.question:
        if question.review != "added" and question.id not in known:
            raise InputError(
                f"{request.reference} reviews question {question.id}, and {first.reference} has: {', '.join(known)}. "
                'Give the question its number there, or say review = "added".'
            )
    return first
