"""Stop a release, or a letter, that repeats personal data which somebody wrote into their questions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from foi_stats.answer.names import name_key
from foi_stats.release.doubtful_texts import personal_in
from foi_stats.request.authority import Authority
from foi_stats.request.request import Request
from foi_stats.vocabulary.findings import Finding

_SHOWN = 160


def personal_in_question(request: Request, authority: Authority, request_file: str) -> list[Finding]:
    """Return a finding for the title, and for the text of each question, that holds personal data.

    What somebody has decided to publish, a text quoted whole or in part or a name, may stand.
    """
    decided = [each for each in (*authority.decided, *request.decided) if each.publish]
    names = {name_key(each.name) for each in decided if each.name}
    quotes = [each.text for each in decided if each.text]
    texts = [("the title", request.title)]
    texts += [(f"the text of question {question.id}", question.text) for question in request.question]
    return [
        _finding(place, text, found, request_file)
        for place, text in texts
        if (found := personal_in(_without(text, quotes), names))
    ]


def _without(text: str, quotes: Iterable[str]) -> str:
    for quote in sorted(quotes, key=len, reverse=True):
        text = re.sub(r"\s+".join(map(re.escape, quote.split())), "\N{HORIZONTAL ELLIPSIS}", text)
    return text


def _finding(place: str, text: str, found: list[str], request_file: str) -> Finding:
    plain = " ".join(text.split())
    quote = plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}\N{HORIZONTAL ELLIPSIS}"
    return Finding(
        "personal-in-question",
        "error",
        request_file,
        found=f"{place} would be printed, and holds {', '.join(found)}: {quote!r}",
        expected="questions without personal data: a response is read by others than who asked",
        action=f"take it out of the request's file, leaving […] in its place; or, if it may be published, add a "
        f"[[decided]] with text = {json.dumps(plain, ensure_ascii=False)} (or the part of it), publish = true, reason, "
        "role and date",
    )
