"""Compose the figures of an answer as blocks: legend, table, chart, notes, and where they are as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import labels_said, period_of
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.list_table import PAGE
from foi_stats.publish.response import Block, ChartBlock, Files, Paragraph, Points, Tabulated, clean, paragraphs
from foi_stats.publish.response_wording import Phrases
from foi_stats.publish.table_parts import tables_of
from foi_stats.publish.tables import Table, is_summed, list_table
from foi_stats.request.asked_derived import KINDS, derived_id
from foi_stats.supply.rows import records
from foi_stats.vocabulary.period import format_run


def figures_of(name: str, parts: Mapping[str, FigureBundle], phrase: Phrases) -> Iterable[Block]:
    """Return figures, and what is worked out from them below."""
    yield from _figures(parts[name], phrase)
    for kind in KINDS:
        if derived := parts.get(derived_id(name, kind)):
            yield from (Paragraph(text, by="answer") for text in paragraphs(derived.answer.sentence))
            yield from _figures(derived, phrase)


def is_one_gap(answer: Answer) -> bool:
    """Return whether every figure is the same gap: then a sentence says it, and a table would show nothing else."""
    return len(answer.table) > 0 and bool(answer.table["value"].isna().all()) and answer.table["reason"].nunique() == 1


def _is_told(answer: Answer) -> bool:
    """Return whether services are told with the years in which they ran, as no amount of any of them is given."""
    return answer.asks == "services" and len(answer.table) > 0 and bool(answer.table["value"].isna().all())


def _figures(part: FigureBundle, phrase: Phrases) -> Iterable[Block]:
    """Return the table with what explains it, its notes, the chart, and where the figures are from and can be had."""
    answer, chart = part.answer, part.chart
    is_told, is_shown = _is_told(answer), len(answer.table) > 0 and not is_one_gap(answer)
    if is_told:
        yield Points(tuple(map(clean, _years_run(answer))), "supply")
    elif is_shown:
        yield from _tabulated(answer, phrase)
    if answer.notes:
        yield from (Paragraph(phrase("notes")), Points(tuple(map(clean, answer.notes)), "supply"))
    if chart:
        headline, subtitle, alt = map(clean, (chart.headline, chart.subtitle, chart.alt))
        yield ChartBlock(answer.id, headline, subtitle, alt, chart.svg, chart.png, chart.svg_phone)
    elif len(answer.by) > 1 and answer.table["value"].notna().any():
        yield Paragraph(phrase("no_chart"))
    if answer.source:
        yield Paragraph(phrase("source", source=clean(answer.source)), by="request")
    if len(answer.table):
        yield _files(part, phrase, is_shown=is_shown and not is_told)


def _tabulated(answer: Answer, phrase: Phrases) -> Iterable[Block]:
    """Return the table of an answer, or its parts, each below what explains its symbols."""
    is_list = answer.asks == "list"
    if is_summed(answer):
        yield Paragraph(phrase("two_of_three", third=clean(answer.headings[-1])))
    for table in (list_table(answer, PAGE, phrase("whole_list")),) if is_list else tables_of(answer):
        shown = _clean_table(table)
        if shown.legend:
            yield from (Paragraph(phrase("legend")), Points(shown.legend))
        yield Tabulated(shown)


def _files(part: FigureBundle, phrase: Phrases, *, is_shown: bool) -> Files:
    name, is_list = part.answer.id, part.answer.asks == "list"
    links = [("file_csv", f"tables/{name}.csv"), ("file_metadata", f"tables/{name}.csv-metadata.json")]
    if part.chart:
        links += [("file_svg", f"figures/{name}.svg"), ("file_png", f"figures/{name}.png")]
    key = "files_list" if is_list else "files" if is_shown else "files_not_shown"
    return Files(phrase(key), tuple((phrase(kind), address) for kind, address in links))


def _years_run(answer: Answer) -> list[str]:
    """Return each service with the periods in which it ran: those for which it is not said that it had not begun."""
    ran: dict[str, list[dict[str, str]]] = {}
    for row in records(answer.table):
        ran.setdefault(labels_said(row), []).extend([] if row["reason"] == "not_started" else [row])
    return [f"{label}: {format_run(list(map(period_of, rows)))}" for label, rows in ran.items() if rows]


def _clean_table(table: Table) -> Table:
    return replace(
        table,
        caption=clean(table.caption),
        legend=tuple(map(clean, table.legend)),
        headings=tuple(map(clean, table.headings)),
        rows=tuple(tuple(map(clean, row)) for row in table.rows),
        bands=tuple((row, clean(heading)) for row, heading in table.bands),
    )
