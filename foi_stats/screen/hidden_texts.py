"""Texts that a spreadsheet keeps behind its cells, and that matter if no visible cell shows them.

These are the criteria of filters, texts in rules, lists of allowed values, and headings of tables that show none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.charts import UnseenValues, normalised
from foi_stats.screen.properties import check_words
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_MOST = 2_000
"""The most texts that are compared with every visible cell."""

_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_WORDS = re.compile(r"[^\W\d_]{2}")


@dataclass(slots=True)
class HiddenTexts:
    """Texts behind the cells of a sheet or workbook."""

    criteria: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)

    def findings(self, visible: Iterable[str], sheet: str = "") -> Iterator[Finding]:
        """Yield findings for those that no visible value shows."""
        wanted = {*self.criteria, *self.rules, *self.values, *self.headings, *self.members}
        left = set(unshown(wanted, visible)) if wanted else set()
        if not left:
            return
        for check, texts, what, where in (
            ("filter-criteria", self.criteria, "value", "of a filter"),
            ("rule-text", self.rules, "text", "in the rules of cells"),
            ("list-of-values", self.values, "allowed value", "behind cells"),
            ("table-heading", self.headings, "heading", "of a table"),
            ("pivot-cache", self.members, "value", "of a pivot table"),
        ):
            kept = list(dict.fromkeys(text for text in texts if text in left))
            if kept:
                number = counted(len(kept), what)
                detail = f"{number} {where} that no visible cell shows, the first {masked(kept[0])}"
                found = finding(check, detail, sheet)
                is_number = check == "filter-criteria" and not any(map(plain, kept))
                yield replace(found, severity="warning") if is_number else found


def texts_in_formula(formula: str) -> list[str]:
    """Return the texts of words in quotation marks within a formula."""
    texts = (text.replace('""', '"').strip() for text in _LITERAL.findall(formula))
    return [text for text in texts if _WORDS.search(text)]


def unshown(texts: Iterable[str], visible: Iterable[str]) -> list[str]:
    """Return the texts that no visible value shows, alone or as a part of it; numbers as any program writes them.

    Values are taken from ``visible`` only until every text is shown.
    """
    wanted = list(dict.fromkeys(text for text in texts if text.strip()))[:_MOST]
    unseen = UnseenValues({normalised(text) for text in wanted})
    parts = {normalised(text): plain(text) for text in wanted if plain(text)}
    for value in visible:
        unseen.see(value)
        shown = value.casefold() if parts else ""
        for text in [text for text, part in parts.items() if part in shown]:
            del parts[text]
            unseen.values.discard(text)
        if not unseen.values:
            break
    return [text for text in wanted if normalised(text) in unseen.values]


def plain(text: str) -> str:
    """Return the letters of a criterion, without wildcards and comparison signs, empty if it has none."""
    return text.strip("*?=<>~ ").casefold() if _WORDS.search(text) else ""


def message_findings(
    messages: Iterable[tuple[str, str]], sheet: str, checks: Collection[str] = ("person", "path")
) -> Iterator[Finding]:
    """Yield findings for messages over cells and tips of links, each with its cell; they show at a touch only.

    A message that gives any of these ``checks`` is a finding of its own.
    """
    others = []
    for cell, text in messages:
        for result in check_words(text, "A message over a cell, or the tip of a link,"):
            if result.check in checks:
                yield finding(result.check, result.found, sheet, cell)
            elif result.check == "property-text" and not text.startswith(("http:", "https:", "mailto:")):
                others.append((cell, text))
    if others:
        detail = f"{counted(len(others), 'message')} over cells or links, the first {masked(others[0][1])}"
        yield finding("cell-message", detail, sheet, others[0][0])
