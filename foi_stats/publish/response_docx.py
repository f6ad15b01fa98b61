"""Lay out a response as a Word document, with real styles, so that an officer can edit it.

python-docx reads much of what a document may hold and writes less of it: the rest is added as the elements that the
format has for it (ISO/IEC 29500). It is imported only when a document is made.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from foi_stats.publish.column_widths import PAGE, column_widths, letter_size
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
from foi_stats.vocabulary.held_together import held_together

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as WordParagraph

_INK, _LINK = "0B0C0C", "12436D"
_SIZES = {"Normal": 12, "Title": 22, "Heading 1": 16, "Heading 2": 13, "Heading 3": 12, "Caption": 11, "Quote": 12}
_NO_BREAK = "\u00a0"
_POINTS = 72 / 2.54  # of a centimetre
_UNUSED = ("thumbnail", "customXml", "stylesWithEffects")  # what comes with python-docx's own template
_EPOCH = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # the first day that a zip file knows, for a letter without a date


def response_docx(response: Response) -> bytes:
    """Return a letter as a Word document. The same letter is the same bytes: nothing in it comes from the clock.

    Where the authority has a template, its styles, margins, header and footer are used, and what it says is left out.

    Raises
    ------
    ValueError
        If a chart has no text alternative.
    """
    import docx

    house = response.house
    document = docx.Document(io.BytesIO(house.template) if house.template else None)
    if house.template:
        _clear(document)
    else:
        _leave_out_unused(document)
        _style(document, house.font or "Arial")
        _set_page(document)
    _describe(document, response)
    _furnish_pages(document, response)
    if house.logo:
        _add_picture(document, house.logo, house.logo_alt, "logo", {"height": 2.2})
    _paragraph(document, "Title", response.title)
    for block, leads in with_leads(response.body):
        added = _add(document, block)
        if leads and added is not None:
            added.paragraph_format.keep_with_next = True
    _sign(document, response)
    written = io.BytesIO()
    document.save(written)
    return _at_a_fixed_time(written.getvalue())


def _sign(document: Document, response: Response) -> None:
    """Add the lines of the signature, on one page with the two paragraphs before them."""
    from docx.shared import Pt

    for paragraph in document.paragraphs[-2:] if response.signed else []:
        paragraph.paragraph_format.keep_with_next = True
    for number, line in enumerate(response.signed, start=1):
        paragraph = document.add_paragraph(line)
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.keep_with_next = number < len(response.signed) or None


def _clear(document: Document) -> None:
    """Take out what a template says: its pages, styles, header and footer stay."""
    body = document.element.body
    for element in list(body):
        if element is not body.sectPr:
            body.remove(element)


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


def _style(document: Document, font: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    styles: Any = document.styles
    for name, size in _SIZES.items():
        style = styles[name]
        style.font.name, style.font.size = font, Pt(size)
        style.font.color.rgb = RGBColor.from_string(_INK)
        style.font.italic = False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        for kind in ("hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), font)
    styles["Title"].font.bold = True
    styles["Footer"].paragraph_format.tab_stops.clear_all()
    styles["Quote"].paragraph_format.left_indent = Pt(18)
    styles["Caption"].paragraph_format.keep_with_next = styles["Quote"].paragraph_format.keep_with_next = True
    styles["Normal"].paragraph_format.space_after = Pt(8)
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "en-GB")


def _set_page(document: Document) -> None:
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)


def _furnish_pages(document: Document, response: Response) -> None:
    """Add what stands on every page to its header, and the reference and page to a footer that says nothing."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm

    section = document.sections[0]
    headers = [section.header, *([section.first_page_header] if section.different_first_page_header_footer else [])]
    headers += [section.even_page_header] if document.settings.odd_and_even_pages_header_footer else []
    for header in headers:
        head = header.paragraphs[0] if header.paragraphs and not response.house.template else None
        for mark in response.every_page:
            paragraph, head = head or header.add_paragraph(), None
            paragraph.add_run(mark).bold = True
    if any(paragraph.text.strip() for paragraph in section.footer.paragraphs) or section.footer.tables:
        return
    foot = section.footer.paragraphs[0] if section.footer.paragraphs else section.footer.add_paragraph()
    foot.paragraph_format.tab_stops.add_tab_stop(Cm(PAGE / _POINTS), WD_TAB_ALIGNMENT.RIGHT)
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


def _add(document: Document, block: Block) -> WordParagraph | None:
    """Add a block; return its paragraph, if it is one."""
    match block:
        case Heading(level, text):
            _paragraph(document, f"Heading {level - 1}", text)
        case Paragraph(text, lead, by):
            paragraph = document.add_paragraph()
            if lead:
                _add_text(paragraph, f"{lead} " if text else lead, bold=True)
            _add_runs(paragraph, text, by)
            return paragraph
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
        case Files(text, links):
            paragraph = document.add_paragraph(f"{text} ")
            for number, (label, address) in enumerate(links):
                paragraph.add_run(", " if number else "")
                _add_link(paragraph, label, address)
    return None


def _paragraph(document: Document, style: str, text: str = "") -> WordParagraph:
    paragraph = document.add_paragraph()
    _add_text(paragraph, text)
    _set_style(paragraph, style)
    return paragraph


def _add_text(paragraph: WordParagraph, text: str, *, bold: bool = False) -> None:
    """Add a run of text in which no line breaks within a number: Word has a hyphen and a space for that."""
    run = _element("w:r")
    if bold:
        properties = _element("w:rPr")
        properties.append(_element("w:b"))
        run.append(properties)
    for piece, is_whole in held_together(text):
        for number, part in enumerate(piece.replace(" ", _NO_BREAK).split("-") if is_whole else [piece]):
            if number:
                run.append(_element("w:noBreakHyphen"))
            said = _element("w:t", **{"xml:space": "preserve"})
            said.text = part
            run.append(said)
    paragraph._p.append(run)


def _set_style(paragraph: WordParagraph, style: str) -> None:
    """Set a paragraph's style by its id: python-docx searches all styles each time it is given a name."""
    paragraph._p.style = _style_ids(paragraph.part)[style.casefold()]


@lru_cache(maxsize=1)
def _style_ids(part: Any) -> dict[str, str]:  # noqa: ANN401 - python-docx has few types
    """Return the ids of a document's styles by their names: in another language the ids are other words."""
    styles = part.document.styles.element.style_lst
    return {style.name_val.casefold(): style.styleId for style in styles if style.name_val}


def _add_runs(paragraph: WordParagraph, text: str, by: Speaker) -> None:
    for piece, address in runs(text, by):
        if address:
            _add_link(paragraph, piece, address)
        else:
            _add_text(paragraph, piece)


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
    from docx.shared import Pt

    _paragraph(document, "Caption", table.caption)
    made = document.add_table(rows=0, cols=len(table.headings), style="Table Grid")
    made.autofit = False
    made._tbl.tblPr.append(_element("w:tblCaption", **{"w:val": _short(table.caption)}))
    widths, style = column_widths(table), _cell_style(document, letter_size(table))
    keep = len(table.rows) if is_short(table) else 1  # a short table stands on one page; a long one repeats its heading
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Pt(width)
    heads = dict(table.bands)
    for number, cells in enumerate((table.headings, *table.rows)):
        if number - 1 in heads:
            _add_band(made, heads[number - 1], style)
        row = made.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(_element("w:cantSplit") if number else _element("w:tblHeader"))
        for column, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Pt(widths[column])
            paragraph = cell.paragraphs[0]
            _fill_cell(paragraph, text, style, bold=number == 0)
            if number < keep:
                paragraph.paragraph_format.keep_with_next = True
            if column in table.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph().paragraph_format.space_after = Pt(4)


def _cell_style(document: Document, size: float) -> str:
    """Return the id of the style of cells with letters of a size, made once for a document."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    styles: Any = document.styles
    name = f"Table text {size:g}"
    if name not in styles:
        cell = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style, cell.font.size, cell.paragraph_format.space_after = styles["Normal"], Pt(size), Pt(2)
    return str(styles[name].style_id)


def _fill_cell(paragraph: WordParagraph, text: str, style: str, *, bold: bool) -> None:
    paragraph._p.style = style
    _add_text(paragraph, text, bold=bold)


def _add_band(made: Any, heading: str, style: str) -> None:  # noqa: ANN401 - python-docx has few types
    """Add the heading of a band of rows, as wide as the table and on one page with the first of them."""
    row = made.add_row()
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    paragraph = row.cells[0].merge(row.cells[-1]).paragraphs[0]
    paragraph.paragraph_format.keep_with_next = True
    _fill_cell(paragraph, heading, style, bold=True)


def _add_figure(document: Document, figure: ChartBlock) -> None:
    if not figure.alt:
        raise ValueError(f"the chart of {figure.id} has no text alternative")
    _add_picture(document, figure.png, figure.alt, f"figure {figure.id}", {"width": 16.4})


def _add_picture(document: Document, picture: bytes, alt: str, name: str, size: Mapping[str, float]) -> None:
    """Add a picture of a width or height in centimetres, with its text alternative."""
    from docx.shared import Cm

    document.add_picture(io.BytesIO(picture), **{side: Cm(length) for side, length in size.items()})
    shown: Any = document.inline_shapes[-1]
    shown._inline.docPr.set("descr", alt)
    shown._inline.docPr.set("name", name)


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
