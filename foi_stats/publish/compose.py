"""Compose the response: answers, charts and tables as blocks, in the order in which a reader meets them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from foi_stats.answer.answer import Answer
from foi_stats.answer.scope_rows import other_bodies
from foi_stats.answer.wording import phrase as say_answer
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.list_table import PAGE
from foi_stats.publish.response import (
    Block,
    ChartBlock,
    Facts,
    Files,
    Heading,
    Paragraph,
    Points,
    Quote,
    Response,
    Speaker,
    Tabulated,
    clean,
    paragraphs,
)
from foi_stats.publish.response_wording import Phrases, complaint_words, phrases_from, words_of
from foi_stats.publish.tables import Table, is_summed, list_table, table_of
from foi_stats.request.annex import Annex
from foi_stats.request.asked_derived import KINDS, derived_id
from foi_stats.request.case import Case
from foi_stats.request.request import Detail, Exemption, Question
from foi_stats.supply.rows import records
from foi_stats.vocabulary.shorthand import REASONS
from foi_stats.vocabulary.years import format_day


def compose(case: Case, answers: Mapping[str, Answer], parts: Mapping[str, FigureBundle], *, draft: bool) -> Response:
    """Return the letter that answers a request.

    Parameters
    ----------
    answers
        The answer to every question, by id.
    parts
        The parts with figures, by id.
    draft
        Whether it is still to be approved; a draft says so.
    """
    request, authority = case.request, case.authority
    words = words_of(authority)
    phrase = phrases_from(words)
    body: list[Block] = [_facts(case, phrase), Paragraph(phrase("introduction"))]
    for key in ("searches", "decision"):
        if text := getattr(request, key):
            body += [Heading(2, phrase(f"heading_{key}"), key), *_texts(text, "request")]
    for question in request.question:
        body += _question(case, question, answers[question.id], parts, phrase)
    body += _exemptions(request.exemption, phrase)
    body += _annexes(request.annex, phrase)
    body += [Heading(2, phrase("heading_review"), "review"), *_texts(phrase("review"), "authority")]
    body += [*_texts(complaint_words(case), "authority")]
    body += [Heading(2, phrase("heading_licence"), "licence"), *_texts(phrase("licence"), "authority")]
    if any(len(part.answer.table) for part in parts.values()):
        body.append(Files(phrase("files_workbook"), ("tables.xlsx",)))
    marks = {"mark_invented": authority.invented, "mark_demonstration": request.demonstration}
    approval = None if draft else request.approval
    approved = "approved_demonstration" if request.demonstration else "approved"
    return Response(
        title=phrase("title", title=clean(request.title)),
        authority=clean(authority.name),
        reference=clean(request.reference),
        date=request.responded,
        draft=phrase("mark_draft") if draft else "",
        marks=tuple(phrase(key) for key, wanted in marks.items() if wanted),
        approved=phrase(approved, role=clean(approval.role), date=format_day(approval.date)) if approval else "",
        body=tuple(body),
        context=tuple(_context(case, parts, phrase)),
        words=words,
    )


def _facts(case: Case, phrase: Phrases) -> Facts:
    request, authority = case.request, case.authority
    known = {
        "authority": authority.name,
        "address": ", ".join(authority.address),
        "email": authority.email,
        "telephone": authority.telephone,
        "website": authority.website,
        "reference": request.reference,
        "received": format_day(request.received) if request.received else "",
        "responded": format_day(request.responded) if request.responded else "",
    }
    return Facts(tuple((phrase(f"fact_{key}"), clean(text)) for key, text in known.items() if text))


def _question(
    case: Case, question: Question, answer: Answer, parts: Mapping[str, FigureBundle], phrase: Phrases
) -> Iterable[Block]:
    yield Heading(2, phrase("heading_question", id=question.id), f"question-{question.id}")
    yield Quote(paragraphs(question.text))
    first, *rest = paragraphs(answer.sentence)
    by: Speaker = "request" if question.asks == "statement" and answer.status == "answered" else "answer"
    yield Paragraph(first, f"{say_answer('status', answer.status)}.", by)
    yield from (Paragraph(text, by=by) for text in rest)
    yield from _texts(question.note, "request")
    if question.link:
        yield Paragraph(clean(question.link), phrase("link"), "request")
    if answer.passed_over:
        yield from (Paragraph(phrase("passed_over")), Points(tuple(map(clean, answer.passed_over)), "answer"))
    if question.id in parts:
        yield from _figures_of(question.id, parts, phrase)
    for further in question.further:
        shown = parts[further.id]
        yield Heading(3, clean(shown.answer.title), f"further-{further.id}")
        yield from (*_texts(shown.answer.sentence, "answer"), *_figures_of(further.id, parts, phrase))
    if question.limbs and (others := _format_others(case, question)):
        yield Heading(3, phrase("heading_others"), f"others-{question.id}")
        yield from (Paragraph(phrase("others")), Points(others, "supply"))
    for number, detail in enumerate(question.detail, start=1):
        yield from _detail(detail, f"detail-{question.id}-{number}", phrase)


def _detail(detail: Detail, name: str, phrase: Phrases) -> Iterable[Block]:
    if detail.title:
        yield Heading(3, clean(detail.title), name)
    yield from _texts(detail.text, "request")
    if detail.points:
        yield Points(tuple(map(clean, detail.points)), "request")
    if detail.link:
        yield Paragraph(clean(detail.link), phrase("link"), "request")


def _figures_of(name: str, parts: Mapping[str, FigureBundle], phrase: Phrases) -> Iterable[Block]:
    """Return figures, and what is worked out from them below."""
    yield from _figures(parts[name], phrase)
    for kind in KINDS:
        if derived := parts.get(derived_id(name, kind)):
            yield from (*_texts(derived.answer.sentence, "answer"), *_figures(derived, phrase))


def _figures(part: FigureBundle, phrase: Phrases) -> Iterable[Block]:
    """Return the legend, the table, the chart, the notes, and where the figures are from and can be had."""
    answer, chart = part.answer, part.chart
    if len(answer.table):
        named = f"tables/{answer.id}.csv"
        table = _clean_table(list_table(answer, PAGE, named) if answer.asks == "list" else table_of(answer))
        if is_summed(answer):
            yield Paragraph(phrase("two_of_three", third=clean(answer.headings[-1])))
        if table.legend:
            yield from (Paragraph(phrase("legend")), Points(table.legend))
        yield Tabulated(table)
    if chart:
        headline, subtitle, alt = map(clean, (chart.headline, chart.subtitle, chart.alt))
        yield ChartBlock(answer.id, headline, subtitle, alt, chart.svg, chart.png, chart.svg_phone)
    elif len(answer.by) > 1 and answer.table["value"].notna().any():
        yield Paragraph(phrase("no_chart"))
    if answer.notes:
        yield from (Paragraph(phrase("notes")), Points(tuple(map(clean, answer.notes)), "supply"))
    if answer.source:
        yield Paragraph(phrase("source", source=clean(answer.source)), by="request")
    if len(answer.table):
        files = [f"tables/{answer.id}.csv", f"tables/{answer.id}.csv-metadata.json"]
        files += [f"figures/{answer.id}.svg", f"figures/{answer.id}.png"] if chart else []
        key = "files_list" if answer.asks == "list" else "files_and_chart" if chart else "files"
        yield Files(phrase(key), tuple(files))


def _clean_table(table: Table) -> Table:
    return replace(
        table,
        caption=clean(table.caption),
        legend=tuple(map(clean, table.legend)),
        headings=tuple(map(clean, table.headings)),
        rows=tuple(tuple(map(clean, row)) for row in table.rows),
        bands=tuple((row, clean(heading)) for row, heading in table.bands),
    )


def _format_others(case: Case, question: Question) -> tuple[str, ...]:
    """Return what other public authorities' rows say about the subject of a question."""
    lines = []
    for row in records(other_bodies(case, question)):
        why = "; ".join(REASONS[reason].meaning for reason in row["reason"].split())
        lines.append(": ".join(filter(None, [row["organisation"], row["line"], why])) + f". {row['note']}".rstrip())
    return tuple(map(clean, lines))


def _exemptions(exemptions: Iterable[Exemption], phrase: Phrases) -> Iterable[Block]:
    for number, exemption in enumerate(exemptions):
        if number == 0:
            yield Heading(2, phrase("heading_exemptions"), "exemptions")
        named = phrase("heading_exemption", section=clean(exemption.section), title=clean(exemption.title))
        yield Heading(3, named, f"exemption-{number + 1}")
        yield from _texts(exemption.why, "request")
        yield Paragraph(phrase("exemption_absolute" if exemption.absolute else "exemption_qualified"))
        for at, text in enumerate(paragraphs(exemption.public_interest)):
            yield Paragraph(text, "" if at else phrase("exemption_test"), "request")


def _annexes(annexes: Sequence[Annex], phrase: Phrases) -> Iterable[Block]:
    """Return the list of annexes, each with its file and the exemptions under which something was taken out of it."""
    for number, annex in enumerate(annexes, start=1):
        if number == 1:
            yield from (Heading(2, phrase("heading_annexes"), "annexes"), Paragraph(phrase("annexes")))
            if any(each.sections for each in annexes):
                yield Paragraph(phrase("annexes_withheld"))
        sections = [clean(section) for section in annex.sections]
        named = " and ".join(filter(None, [", ".join(sections[:-1]), *sections[-1:]]))
        key = "annex_whole" if not sections else "annex_section" if len(sections) == 1 else "annex_sections"
        said = phrase(key, number=number, title=clean(annex.title), sections=named)
        yield Files(said, (f"annexes/{annex.released_as(number)}",), "request")


def _context(case: Case, parts: Mapping[str, FigureBundle], phrase: Phrases) -> Iterable[Block]:
    for number, context in enumerate(case.request.context):
        if number == 0:
            yield from (Heading(2, phrase("heading_context"), "context"), Paragraph(phrase("context")))
        yield Heading(3, clean(context.title), f"context-{context.id}")
        yield from _figures_of(context.id, parts, phrase)


def _texts(text: str, by: Speaker) -> list[Block]:
    return [Paragraph(paragraph, by=by) for paragraph in paragraphs(text)]
