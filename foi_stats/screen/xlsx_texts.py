"""Texts that an xlsx sheet keeps behind its cells, and that matter if no visible cell shows them.

These are the criteria of filters, texts in rules, lists of allowed values, headings of tables that show none, the names
of views that somebody keeps, and those of ranges that may be edited, with who may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.hidden_texts import HiddenTexts, plain, texts_in_formula
from foi_stats.screen.properties import check_person, check_words, find_path
from foi_stats.screen.workbook_context import WorkbookContext
from foi_stats.vocabulary.findings import Finding

_USUAL_HEADING = re.compile(r"(?:Column|Spalte|Colonne|Columna) ?\d*", re.IGNORECASE)
_PERSONAL_VIEW = re.compile(r"(.*) - Personal View\s*", re.DOTALL)
_USUAL_RANGE = re.compile(r"(?:Range|Bereich|Plage)[ _]?\d*|", re.IGNORECASE)
_UNHEADED = ("0", "false")


def hidden_texts(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield findings for filter criteria, texts in rules, lists and headings that no visible cell shows."""
    texts = HiddenTexts()
    _read_tables(workbook, texts)
    for sheet in workbook.sheets:
        trailer = sheet.content.trailer
        texts.criteria += map(unescape, trailer.criteria)
        texts.values += (value.strip() for values in trailer.value_lists for value in values.split(","))
        formulas = [*trailer.formulas, *(formula for rule in trailer.rules for formula in rule.formulas)]
        texts.rules += (text for formula in formulas if '"' in formula for text in texts_in_formula(formula))
    numbers = {text for text in texts.criteria + texts.values if not plain(text)}
    yield from texts.findings(workbook.likely_values(numbers))


def _read_tables(workbook: WorkbookContext, texts: HiddenTexts) -> None:
    """Add the headings and labels that tables keep and do not show, and the criteria of their filters."""
    shows = {"head": True, "total": True}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            shows["head"] = attributes.get("headerRowCount", "1") not in _UNHEADED
            shows["total"] = attributes.get("totalsRowCount", "0") not in _UNHEADED
        elif tag == "tableColumn":
            name, label = attributes.get("name", ""), attributes.get("totalsRowLabel", "")
            texts.headings.extend([name] if not shows["head"] and not _USUAL_HEADING.fullmatch(name) else [])
            texts.headings.extend([label] if label and not shows["total"] else [])
        elif tag in ("filter", "customFilter") and attributes.get("val"):
            texts.criteria.append(unescape(attributes["val"]))

    for part in workbook.package.parts("/xl/tables/", "spreadsheetml.table+xml"):
        workbook.package.walk(part, start)


def custom_view(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield a finding for each named view of a workbook; a personal one bears the name of its user."""
    for attributes in workbook.views:
        name = attributes.get("name", "")
        personal = _PERSONAL_VIEW.fullmatch(name)
        if personal or attributes.get("personalView") in ("1", "true"):
            who = (personal.group(1) if personal else name).strip()
            yield from check_person(who, "A view of the workbook", workbook.package.allowed)
        elif name.strip():
            yield finding("custom-view", f"The workbook keeps a view of its own, named {masked(name)}")


def protected_range(workbook: WorkbookContext) -> Iterator[Finding]:
    """Yield findings for the names of ranges that may be edited, and for who may edit them."""
    for sheet in workbook.sheets:
        for name, users in sheet.content.trailer.protected:
            if not _USUAL_RANGE.fullmatch(name):
                yield from check_words(name, "A range that may be edited", workbook.package.allowed)
            if users and (find_path(users) or "@" in users or "\\" in users):
                yield finding("person", f"Who may edit a range of the sheet is {masked(users)}", sheet.name)
