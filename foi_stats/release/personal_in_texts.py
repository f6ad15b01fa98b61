"""Stop a release, or a letter, that prints personal data: of a question as asked, or in the officer's own words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from foi_stats.answer.names import name_key
from foi_stats.release.catalogue import CHECKS
from foi_stats.release.doubtful_texts import contacts_in, personal_in
from foi_stats.release.hidden_words import PlacedText, texts_of_request
from foi_stats.request.authority import Authority
from foi_stats.request.law import Law
from foi_stats.request.request import Request
from foi_stats.request.settings import texts_in
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.settings import toml_text

_SHOWN = 160
_REACHED = {"address", "email", "telephone", "website"}
_NAMED_ELSEWHERE = re.compile(r", (?:lines|services|columns|by|organisation|activity|whole)$")
"""Places of names that rows are chosen by: what they print is decided on as a name, or as a supplier's text."""


@dataclass(frozen=True)
class MayStand:
    """The personal data that may be printed: keys of names, and texts that are quoted whole or in part."""

    names: Collection[str]
    quotes: Collection[str]

    def without(self, text: str) -> str:
        """Return a text without the quotes."""
        for quote in sorted(self.quotes, key=len, reverse=True):
            text = re.sub(r"\s+".join(map(re.escape, quote.split())), "\N{HORIZONTAL ELLIPSIS}", text)
        return text


def may_stand(request: Request, authority: Authority, law: Law) -> MayStand:
    """Return what somebody has decided to publish, and how the authority, and others named, can be reached."""
    decided = [each for each in (*authority.decided, *request.decided) if each.publish]
    own = list(texts_in(authority.model_dump(exclude={"decided"})))
    own += [text for one in (*request.transfer, *law.regulator) for text in texts_in(one.model_dump(include=_REACHED))]
    contacts = [contact for text in own for contact in contacts_in(text)]
    return MayStand(
        {name_key(each.name) for each in decided if each.name},
        {*contacts, *(each.text for each in decided if each.text)},
    )


def personal_in_texts(request: Request, authority: Authority, law: Law, request_file: str) -> list[Finding]:
    """Return a finding for each text of a request that would be printed and holds personal data, each text once.

    What :func:`may_stand` may stand. Names in the officer's own words are those with a title, or that begin with a
    usual forename: elsewhere they are those of services, laws and places too.
    """
    allowed = may_stand(request, authority, law)
    findings: dict[str, Finding] = {}
    for one, is_asked in _texts(request):
        if found := personal_in(allowed.without(one.text), allowed.names, own_words=not is_asked):
            findings.setdefault(one.text, _finding(one, found, request_file, is_asked=is_asked))
    return list(findings.values())


def personal_in_edited(
    lines: Iterable[str], request: Request, authority: Authority, law: Law, request_file: str
) -> list[Finding]:
    """Return a finding for each line that was edited into a letter and holds personal data."""
    allowed = may_stand(request, authority, law)
    return [
        _finding(PlacedText("the edited letter", line), found, request_file, is_asked=False)
        for line in lines
        if (found := personal_in(allowed.without(line), allowed.names, own_words=True))
    ]


def _texts(request: Request) -> Iterator[tuple[PlacedText, bool]]:
    """Yield the texts of a request that are printed, and whether each is what was asked."""
    yield PlacedText("the title", request.title), True
    for question in request.question:
        yield PlacedText(f"the text of question {question.id}", question.text), True
    for one in texts_of_request(request):
        if one.place not in ("reference", "title") and not _NAMED_ELSEWHERE.search(one.place):
            yield one, False


def _finding(one: PlacedText, found: list[str], request_file: str, *, is_asked: bool) -> Finding:
    plain = " ".join(one.text.split())
    quote = plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}\N{HORIZONTAL ELLIPSIS}"
    return CHECKS.finding(
        "personal-in-question" if is_asked else "personal-in-text",
        request_file,
        found=f"{one.place} would be printed, and holds {', '.join(found)}: {quote!r}",
        text=toml_text(plain),
    )
