"""Checks how cells of an xlsx sheet look: text, text runs and numbers that cannot be seen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from foi_stats.files.attributes import number_of
from foi_stats.files.number_formats import hides, words_of
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.cells import position
from foi_stats.screen.colours import are_alike
from foi_stats.screen.conditions import first_hidden, hiding_rules
from foi_stats.screen.rich_text import is_unseen, unseen_shared_runs
from foi_stats.screen.sheet_content import Cell, address
from foi_stats.screen.styles import Styles
from foi_stats.screen.workbook_context import SheetPart, WorkbookContext
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_TEXTS = ("s", "str", "inlineStr")


def invisible_text(workbook: WorkbookContext, sheet: SheetPart, styles: Styles) -> Iterator[Finding]:
    """Yield a finding for text in the colour of its background, and for text too small to be seen."""
    yield from _styled(workbook, sheet, styles.unseen, "invisible-text", "has the colour of its ground, and holds")
    yield from _styled(workbook, sheet, styles.tiny, "invisible-text", "is too small to be seen, and holds")
    for run in sheet.content.text_runs:
        if is_unseen(run, styles):
            yield _part_unseen(address(run.row, run.column), run.text, sheet.name)
            return


def invisible_shared_text(workbook: WorkbookContext, styles: Styles) -> Iterator[Finding]:
    """Yield a finding for each sheet with an unseen run in a shared string, where most texts of a workbook stand."""
    part = next(workbook.package.parts("sharedstrings"), None)
    unseen = unseen_shared_runs(workbook.package.archive.pieces(part), styles) if part else {}
    for sheet in workbook.sheets if unseen else ():
        for cell in workbook.cells(sheet, lambda rows, _: rows > 0) if not sheet.state else ():
            runs = unseen.get(int(cell.value), []) if cell.kind == "s" and cell.value.isdigit() else []
            background = styles.background(cell.style)
            texts = [text for text, colour in runs if colour is None or are_alike(colour, background)]
            if texts:
                yield _part_unseen(cell.place, texts[0], sheet.name)
                break


def _part_unseen(cell: str, text: str, sheet: str) -> Finding:
    return finding("invisible-text", f"A part of the text of {cell} cannot be seen: {masked(text)}", sheet, cell)


def hidden_number_format(workbook: WorkbookContext, sheet: SheetPart, styles: Styles) -> Iterator[Finding]:
    """Yield a finding for values whose number format, such as ;;; or [<5]"<5", does not show them."""
    yield from _styled(
        workbook, sheet, styles.showing_nothing, "hidden-number-format", "has a format that shows nothing, and holds"
    )
    used = set(sheet.content.styles)
    wanted = (used & (styles.hiding.keys() | styles.hiding_texts)) - styles.showing_nothing
    for cell in workbook.cells(sheet, lambda rows, _: rows > 0) if wanted else ():
        if cell.style in wanted and _is_misshown(cell, styles):
            what = "the text" if cell.kind in _TEXTS else "the number"
            sample = masked(workbook.text(cell))
            detail = f"{cell.place} has a format that does not show {what} it holds, {sample}"
            yield finding("hidden-number-format", detail, sheet.name, cell.place)
            return


def _is_misshown(cell: Cell, styles: Styles) -> bool:
    """Return whether a cell's number format shows something else than its number or its text."""
    if cell.kind in _TEXTS:
        return cell.style in styles.hiding_texts and bool(cell.value.strip())
    number = number_of(cell.value.lstrip("-")) if cell.kind in ("", "n") and cell.style in styles.hiding else None
    return number is not None and hides(styles.hiding[cell.style], -number if cell.value.startswith("-") else number)


def format_text(workbook: WorkbookContext, styles: Styles) -> Iterator[Finding]:
    """Yield a finding for words in number formats that no visible cell uses."""
    used = {
        styles.codes.get(style, "") for sheet in workbook.sheets if not sheet.state for style in sheet.content.styles
    }
    kept = sorted(filter(None, map(words_of, styles.all_codes - used)))
    if kept:
        number = counted(len(kept), "number format")
        yield finding("format-text", f"{number} with words that no cell uses, the first {masked(kept[0])}")


def hidden_by_condition(workbook: WorkbookContext, sheet: SheetPart, styles: Styles) -> Iterator[Finding]:
    """Yield a finding for cells whose content a conditional format hides."""
    rules = hiding_rules(sheet.content.trailer.rules, styles)
    cell = first_hidden(partial(workbook.cells, sheet), rules, styles) if rules else None
    if cell:
        detail = f"A conditional format hides what {cell.place} holds, {masked(workbook.text(cell))}"
        yield finding("hidden-by-condition", detail, sheet.name, cell.place)


def _styled(workbook: WorkbookContext, sheet: SheetPart, unseen: set[int], check: str, what: str) -> Iterator[Finding]:
    cells = sorted((sheet.content.styles[style] for style in unseen & set(sheet.content.styles)), key=position)
    if cells:
        row, column = position(cells[0])
        cell, sample = workbook.peek(sheet, lambda rows, columns: (rows == row) & (columns == column))
        others = f" (also {', '.join(cells[1:6])})" if len(cells) > 1 else ""
        yield finding(check, f"The text of {cell} {what} {sample}{others}", sheet.name, cell)
