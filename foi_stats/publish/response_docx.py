"""Lay out a response as a Word document, with real styles, so that an officer can edit it.

python-docx reads much of what a document may hold and writes less of it: the rest is added as the elements that the
format has for it (ISO/IEC 29500). It is imported only when a document is made.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

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
    is_short,
    runs,
    with_leads,
)
from foi_stats.publish.tables import Table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as WordParagraph

_INK, _LINK = "0B0C0C", "12436D"
_SIZES = {"Normal": 12, "Title": 22, "Heading 1": 16, "Heading 2": 13, "Heading 3": 12, "Caption": 11, "Quote": 12}
_CELL = "Table text"
_DIGIT, _MARGINS = 0.185, 0.4  # centimetres that a bold digit takes in a table, and the margins of a cell
_WIDTH = 16.6  # centimetres of text on an A4 page with these margins
_UNUSED = ("thumbnail", "customXml", "stylesWithEffects")  # what comes with python-docx's own template
_EPOCH = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # the first day that a zip file knows, for a letter without a date


def response_docx(response: Response) -> bytes:
    """Return a letter as a Word document. The same letter is the same bytes: nothing in it comes from the clock.

    Raises
    ------
    ValueError
        If a chart has no text alternative.
    """
    import docx

    document = docx.Document()
    _leave_out_unused(document)
    _describe(document, response)
    _style(document)
    _furnish_pages(document, response)
    _paragraph(document, "Title", response.title)
    for block, leads in with_leads(response.blocks):
        _add(document, block)
        if leads:
            document.paragraphs[-1].paragraph_format.keep_with_next = True
    if response.approved:
        document.add_paragraph(response.approved)
    written = io.BytesIO()
    document.save(written)
    return _at_a_fixed_time(written.getvalue())


def _leave_out_unused(document: Document) -> None:
    for relations in (document.part.package.rels, document.part.rels):
        for name in [name for name, one in relations.items() if one.reltype.rsplit("/", 1)[-1] in _UNUSED]:
            del relations[name]


def _describe(document: Document, response: Response) -> None:
    about = document.core_properties
    moment = dt.datetime.combine(response.date, dt.time(), dt.UTC) if response.date else _EPOCH
    about.title, about.subject = _short(response.title), _short(response.reference)
    about.author = about.last_modified_by = _short(response.authority)
    about.created = about.modified = moment
    about.language = "en-GB"
    about.comments, about.keywords, about.revision = "", "", 1


def _short(text: str) -> str:
    return text[:255]  # as long as a property of a document may be


def _style(document: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    styles: Any = document.styles
    for name, size in _SIZES.items():
        style = styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.font.color.rgb = RGBColor.from_string(_INK)
        style.font.italic = False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        for kind in ("hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), "Arial")
    cell = styles.add_style(_CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size, cell.paragraph_format.space_after = styles["Normal"], Pt(10), Pt(2)
    styles["Title"].font.bold = True
    styles["Footer"].paragraph_format.tab_stops.clear_all()
    styles["Quote"].paragraph_format.left_indent = Pt(18)
    styles["Caption"].paragraph_format.keep_with_next = styles["Quote"].paragraph_format.keep_with_next = True
    styles["Normal"].paragraph_format.space_after = Pt(8)
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "en-GB")


def _furnish_pages(document: Document, response: Response) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    lines = response.every_page
    head = section.header.paragraphs[0]
    for number, mark in enumerate(lines):
        paragraph = head if number == 0 else section.header.add_paragraph()
        paragraph.add_run(mark).bold = True
    foot = section.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(Cm(_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{response.reference}\t{response.words['page']} ")
    _add_field(foot, "PAGE")
    foot.add_run(f" {response.words['page_of']} ")
    _add_field(foot, "NUMPAGES")


def _add_field(paragraph: WordParagraph, name: str) -> None:
    """Add a number that the program which shows the document works out."""
    field = _element("w:fldSimple", **{"w:instr": name})
    run = _element("w:r")
    text = _element("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _add(document: Document, block: Block) -> None:
    match block:
        case Heading(level, text):
            _paragraph(document, f"Heading {level - 1}", text)
        case Paragraph(text, lead, by):
            paragraph = document.add_paragraph()
            if lead:
                paragraph.add_run(f"{lead} ").bold = True
            _add_runs(paragraph, text, by)
        case Quote(texts):
            for text in texts:
                _paragraph(document, "Quote", text)
        case Points(items, by):
            for item in items:
                _add_runs(_paragraph(document, "List Bullet"), item, by)
        case Facts(pairs, by):
            for term, text in pairs:
                paragraph = document.add_paragraph()
                paragraph.add_run(f"{term}: ").bold = True
                _add_runs(paragraph, text, by)
        case Tabulated(table):
            _add_table(document, table)
        case ChartBlock():
            _add_figure(document, block)
        case Files(text, addresses):
            document.add_paragraph(f"{text} {', '.join(addresses)}")


def _paragraph(document: Document, style: str, text: str = "") -> WordParagraph:
    paragraph = document.add_paragraph(text)
    _set_style(paragraph, style)
    return paragraph


def _set_style(paragraph: WordParagraph, style: str) -> None:
    """Set a paragraph's style by its id: python-docx searches all styles each time it is given a name."""
    paragraph._p.style = style.replace(" ", "")  # what python-docx, like Word, makes of a name


def _add_runs(paragraph: WordParagraph, text: str, by: Speaker) -> None:
    for piece, address in runs(text, by):
        if address:
            _add_link(paragraph, piece, address)
        else:
            paragraph.add_run(piece)


def _add_link(paragraph: WordParagraph, text: str, address: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.shared import RGBColor

    name = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = _element("w:hyperlink", **{"r:id": name})
    run = paragraph.add_run(text)
    run.font.underline, run.font.color.rgb = True, RGBColor.from_string(_LINK)
    link.append(run._r)
    paragraph._p.append(link)


def _add_table(document: Document, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    _paragraph(document, "Caption", table.caption)
    made = document.add_table(rows=0, cols=len(table.headings), style="Table Grid")
    made.autofit = False
    made._tbl.tblPr.append(_element("w:tblCaption", **{"w:val": _short(table.caption)}))
    widths = column_widths(table)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    heads = dict(table.bands)
    for number, cells in enumerate((table.headings, *table.rows)):
        if number - 1 in heads:
            _add_band(made, heads[number - 1])
        row = made.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(_element("w:cantSplit") if number else _element("w:tblHeader"))
        for column, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Cm(widths[column])
            paragraph = cell.paragraphs[0]
            _set_style(paragraph, _CELL)
            # a short table stands on one page; of a long one the heading is repeated
            paragraph.paragraph_format.keep_with_next = number < (len(table.rows) if is_short(table) else 1)
            paragraph.add_run(text).bold = number == 0 or None
            if column in table.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph().paragraph_format.space_after = Pt(4)


def _add_band(made: Any, heading: str) -> None:  # noqa: ANN401 - python-docx has few types
    """Add the heading of a band of rows, as wide as the table and on one page with the first of them."""
    row = made.add_row()
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    paragraph = row.cells[0].merge(row.cells[-1]).paragraphs[0]
    _set_style(paragraph, _CELL)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(heading).bold = True


def column_widths(table: Table) -> list[float]:
    """Return the widths of columns in centimetres: numbers and years get what they need, words share the rest."""
    if table.widths:
        return [_WIDTH * width / sum(table.widths) for width in table.widths]
    longest = [max(map(len, column)) for column in zip(table.headings, *table.rows, strict=True)]
    numbers = {column: _DIGIT * min(longest[column], 22) + _MARGINS for column in table.numeric}
    words = {column: min(max(length, 11), 22) for column, length in enumerate(longest) if column not in numbers}
    left = _WIDTH - sum(numbers.values())
    if words and left >= _DIGIT / 2 * sum(words.values()):
        wanted = numbers | {column: left * share / sum(words.values()) for column, share in words.items()}
    else:  # so many columns that all must do with less
        wanted = numbers | {column: _DIGIT * share for column, share in words.items()}
    return [_WIDTH * wanted[column] / sum(wanted.values()) for column in range(len(longest))]


def _add_figure(document: Document, figure: ChartBlock) -> None:
    from docx.shared import Cm

    if not figure.alt:
        raise ValueError(f"the chart of {figure.id} has no text alternative")
    document.add_picture(io.BytesIO(figure.png), width=Cm(16.4))
    picture: Any = document.inline_shapes[-1]
    picture._inline.docPr.set("descr", figure.alt)
    picture._inline.docPr.set("name", f"figure {figure.id}")


def _element(name: str, **attributes: str) -> Any:  # noqa: ANN401 - lxml
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made


def _at_a_fixed_time(content: bytes) -> bytes:
    """Return a zip file with the same parts in the same order, none of which says when it was written."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.infolist():
            kept = zipfile.ZipInfo(part.filename, _EPOCH.timetuple()[:6])
            kept.compress_type, kept.external_attr, kept.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            made.writestr(kept, given.read(part))
    return written.getvalue()
