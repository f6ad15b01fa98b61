"""Reads what an ods file keeps behind its cells: rules, messages, filters, names and members of pivot tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from foi_stats.files.workbook import Sheet
from foi_stats.files.zip import Archive, feed_xml
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.cells import position
from foi_stats.screen.charts import UnseenValues, normalised
from foi_stats.screen.hidden_texts import HiddenTexts, message_findings, texts_in_formula
from foi_stats.screen.sheets import visible_values
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_MAX_KEPT = 10_000
_MESSAGES = frozenset(("table:help-message", "table:error-message"))
_CONSTANT = re.compile(r'(?:of:)?=?\s*(?:"(?:[^"]|"")*"|-?\d[\d.]*(?:[eE][-+]?\d+)?%?|\{[^{}]*\})')
_REFERENCE = re.compile(r"(?:\$?'((?:[^']|'')+)'|\$?([^\s'.\[\](){},;:+*/&<>=^\"$]+))?\.(\$?[A-Z]{1,3}\$?\d{1,7})")
_BUILT_IN = ("_xlnm", "_FilterDatabase", "Excel_BuiltIn")
_CHART = re.compile(r"object[^/]*/content\.xml")
_OWN_HEADING = re.compile(r"(?:Column|Row|Label|Series|Spalte|Zeile)? ?(?:\d+|[A-Z]{1,3})?|NaN|1\.#NAN", re.IGNORECASE)
"""The headings that a program gives to rows and columns without one, and what stands for no number."""
_LIST = re.compile(r"is-in-list\(")


@dataclass(slots=True)
class BehindCells:
    """What stands behind cells: texts, messages with their titles, and names with what they stand for."""

    texts: HiddenTexts = field(default_factory=HiddenTexts)
    messages: list[tuple[str, str]] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)


class BehindReader:
    """Records the elements that hold texts behind cells, into ``found``."""

    def __init__(self) -> None:
        self.found = BehindCells()
        self._message: list[str] | None = None
        self._starts: Mapping[str, Callable[[Mapping[str, str]], None]] = {
            "table:content-validation": self._start_validation,
            "table:help-message": self._start_message,
            "table:error-message": self._start_message,
            "table:filter-condition": self._add_criterion,
            "table:filter-set-item": self._add_criterion,
            "table:named-expression": self._start_name,
            "table:named-range": self._start_name,
            "table:data-pilot-member": self._start_member,
            "calcext:condition": lambda given: self._add_rule(given.get("calcext:value", "")),
            "style:map": lambda given: self._add_rule(given.get("style:condition", "")),
        }

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Record the start of an element."""
        if (start := self._starts.get(tag)) is not None:
            start(attributes)

    def text(self, text: str) -> None:
        """Record text of a message."""
        if self._message is not None:
            self._message.append(text)

    def end(self, tag: str) -> None:
        """Record the end of an element."""
        if tag in _MESSAGES and self._message is not None:
            message = " ".join(" ".join(self._message).split())
            if message and len(self.found.messages) < _MAX_KEPT:
                self.found.messages.append(("", message))
            self._message = None

    def _start_validation(self, attributes: Mapping[str, str]) -> None:
        condition = attributes.get("table:condition", "")
        if _LIST.search(condition):
            self.found.texts.values.extend(texts_in_formula(condition)[:_MAX_KEPT])
        else:
            self._add_rule(condition)

    def _start_message(self, attributes: Mapping[str, str]) -> None:
        self._message = [attributes.get("table:title", "")]

    def _add_criterion(self, attributes: Mapping[str, str]) -> None:
        if len(self.found.texts.criteria) < _MAX_KEPT:
            self.found.texts.criteria.append(attributes.get("table:value", ""))

    def _add_rule(self, formula: str) -> None:
        if len(self.found.texts.rules) < _MAX_KEPT and '"' in formula:
            self.found.texts.rules.extend(texts_in_formula(formula))

    def _start_name(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("table:range-usable-as", "none") != "none":  # areas to be printed or repeated
            return
        stands_for = attributes.get("table:expression") or attributes.get("table:cell-range-address", "")
        name = attributes.get("table:name", "")
        if len(self.found.names) < _MAX_KEPT and not name.startswith(_BUILT_IN):
            self.found.names.append((name, stands_for))

    def _start_member(self, attributes: Mapping[str, str]) -> None:
        if len(self.found.texts.members) < _MAX_KEPT:
            self.found.texts.members.append(attributes.get("table:name", ""))


def check_behind(behind: BehindCells, sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Yield findings for texts behind cells that no visible cell shows, for messages and for names."""
    yield from behind.texts.findings(visible_values(sheets))
    yield from message_findings(behind.messages, "")
    yield from defined_name(behind.names, sheets)


def defined_name(names: Sequence[tuple[str, str]], sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Yield a finding for names of hidden cells or of values, and an info for all other names."""
    ordinary = []
    for name, stands_for in names:
        if _CONSTANT.fullmatch(stands_for.strip()):
            yield finding("name-with-value", f"The name {masked(name)} is no cell, but {masked(stands_for)}")
        elif reason := _points_at(stands_for, sheets):
            yield finding("name-to-hidden", f"The name {masked(name)} points at {reason}")
        elif "#REF!" not in stands_for:
            ordinary.append(name)
    if ordinary:
        detail = f"The workbook has {counted(len(ordinary), 'name')} for ranges or values: {', '.join(ordinary[:10])}"
        yield finding("defined-name", detail)


def _points_at(stands_for: str, sheets: Sequence[Sheet]) -> str:
    """Return the hidden place that a name stands for, or an empty text."""
    if "file:" in stands_for or "'#" in stands_for:
        return "another workbook"
    known: Sheet | None = None
    corners: list[tuple[int, int]] = []
    for quoted, bare, cell in _REFERENCE.findall(stands_for):
        if name := (quoted.replace("''", "'") or bare):
            known = next((sheet for sheet in sheets if sheet.name == name), None)
            corners = []
        corners.append(position(cell))
        if known is None:
            continue
        if known.visibility != "visible" and known.rows:
            return "a hidden sheet"
        rows, columns = ({corner[at] for corner in corners} for at in (0, 1))
        inside_rows, inside_columns = range(min(rows), max(rows) + 1), range(min(columns), max(columns) + 1)
        if any(row in inside_rows for row in known.hidden_rows) or any(
            column in inside_columns for column in known.hidden_columns
        ):
            return "hidden rows or columns"
    return ""


def chart_cache(archive: Archive, sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Yield a finding for each chart that holds values which no visible cell shows."""
    for part in archive.names:
        if not _CHART.fullmatch(part):
            continue
        reader = _ChartReader()
        feed_xml(reader.parser, archive.pieces(part), part)
        unseen = UnseenValues(reader.values)
        for value in visible_values(sheets) if reader.values else ():
            unseen.see(value)
        if unseen.values:
            number = counted(len(unseen.values), "value")
            detail = f"holds {number} that no visible cell holds, the first {masked(min(unseen.values))}"
            yield finding("chart-cache", f"The part {part} {detail}")


class _ChartReader:
    """Reads the values of the table that a chart keeps of its own: headings of rows and columns, and numbers."""

    def __init__(self) -> None:
        self.values: set[str] = set()
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self._depth = 0
        self._listens = False
        self._text: list[str] = []

    def _start(self, tag: str, _: dict[str, str]) -> None:
        self._depth += tag == "table:table" or self._depth > 0
        self._listens = tag in ("text:p", "text:span") and self._depth > 0
        if tag == "table:table-cell":
            self._text = []

    def _characters(self, text: str) -> None:
        if self._listens:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        self._depth -= self._depth > 0
        self._listens = False
        text = "".join(self._text).strip()
        if tag == "table:table-cell" and text and not _OWN_HEADING.fullmatch(text) and len(self.values) < _MAX_KEPT:
            self.values.add(normalised(text))
