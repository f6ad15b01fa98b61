"""Write the first sheet of a reply: each finding as a line, the worst first, with a link to its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foi_stats.files.workbook import column_letters
from foi_stats.supply.reply.edit_xml import attribute_xml, text_xml
from foi_stats.supply.reply.marks import place_of
from foi_stats.vocabulary.findings import SEVERITY_WORDS, Finding, count_findings

HEADINGS = ("Kind", "Where", "What was found", "What was expected", "What to do")
_WIDTHS = (12, 26, 58, 42, 58)
_HEADING_ROW = 5
_LINE = 16  # points
_INSTRUCTION = (
    "Each place is marked on its sheet with a fill, a border and a note. Mend the cells and send this workbook back: "
    "this sheet and the marks may stay, they are not read."
)
_LONGEST = 8_000  # characters; a cell holds 32,767


def mend_sheet(
    file: str, findings: Sequence[Finding], links: Mapping[str, str], styles: Mapping[str, int], namespace: str
) -> bytes:
    """Return the sheet as XML; it holds texts and links within the workbook, and nothing that is worked out.

    Parameters
    ----------
    links
        The sheets of the reply that can be shown, by their names in findings.
    """
    rows = [_row(1, [f"What to mend in {file}"], [styles["title"]], height=24)]
    for number, line in enumerate((_counted(findings), _INSTRUCTION), start=2):
        rows.append(_row(number, [line], [styles["line"]], height=_LINE + 2))
    rows.append(_row(_HEADING_ROW, HEADINGS, [styles["heading"]] * len(HEADINGS), height=_LINE + 4))
    hyperlinks = []
    for number, finding in enumerate(findings, start=_HEADING_ROW + 1):
        target = _target(finding, links)
        where = " ".join(filter(None, (finding.sheet, finding.cell))) or "The whole file"
        said = map(_as_sentence, (finding.found, finding.expected, finding.action))
        texts = (SEVERITY_WORDS[finding.severity], where, *said)
        look = [styles["text"], styles["link" if target else "text"], *([styles["text"]] * 3)]
        rows.append(_row(number, texts, look, height=_height(texts)))
        if target:
            hyperlinks.append(
                f'<hyperlink ref="B{number}" location={attribute_xml(target)} display={attribute_xml(where)}/>'
            )
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(_WIDTHS, start=1)
    )
    last = f"{column_letters(len(HEADINGS))}{_HEADING_ROW + len(findings)}"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{namespace}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:{last}"/>'
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{_HEADING_ROW}" topLeftCell="A{_HEADING_ROW + 1}" '
        f'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f"<cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>"
        + (f"<hyperlinks>{''.join(hyperlinks)}</hyperlinks>" if hyperlinks else "")
        + '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def _counted(findings: Sequence[Finding]) -> str:
    stopped = any(finding.severity == "error" for finding in findings)
    errors = " The figures are not used until the errors are mended." if stopped else ""
    return f"{count_findings(findings) or 'Nothing to mend'}.{errors}"


def _as_sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _target(finding: Finding, links: Mapping[str, str]) -> str:
    """Return where a finding's link leads; empty where it is about the whole file, or a sheet that is hidden."""
    if finding.sheet not in links or not (finding.sheet or finding.cell):
        return ""
    row, column = place_of(finding.cell) or (1, 1)
    name = links[finding.sheet].replace("'", "''")
    return f"'{name}'!{column_letters(column)}{row}"


def _row(number: int, texts: Sequence[str], styles: Sequence[int], *, height: int) -> str:
    cells = "".join(
        f'<c r="{column_letters(at)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{text_xml(text[:_LONGEST])}</t></is></c>"
        for at, (text, style) in enumerate(zip(texts, styles, strict=True), start=1)
    )
    return f'<row r="{number}" ht="{height}" customHeight="1">{cells}</row>'


def _height(texts: Sequence[str]) -> int:
    lines = max(1 + int(1.25 * len(text)) // width for text, width in zip(texts, _WIDTHS, strict=True))
    return min(_LINE * lines + 4, 400)
