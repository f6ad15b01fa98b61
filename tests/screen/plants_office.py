"""Workbooks by xlsxwriter and documents by python-docx with a text that nobody sees."""

# ruff: noqa: E501 - tables of short pieces of markup

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import xlsxwriter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from tests.screen.making import ROWS, SECRET, document, with_parts


def _written(change: Callable[[xlsxwriter.Workbook, object], object]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Funding")
        for at, row in enumerate(ROWS):
            sheet.write_row(at, 0, row)
        change(book, sheet)
    return target.getvalue()


XLSXWRITTEN: dict[str, Callable[[xlsxwriter.Workbook, object], object]] = {
    "hide": lambda _, sheet: sheet.set_row(3, None, None, {"hidden": True}),
    "low": lambda _, sheet: sheet.set_row(3, 2.25),
    "default-rows": lambda _, sheet: sheet.set_default_row(hide_unused_rows=True, height=2),
    "column": lambda _, sheet: sheet.set_column(1, 1, None, None, {"hidden": True}),
    "narrow": lambda _, sheet: sheet.set_column(1, 1, 0.2),
    "white": lambda book, sheet: sheet.write(3, 1, SECRET, book.add_format({"font_color": "white"})),
    "tiny": lambda book, sheet: sheet.write(3, 1, SECRET, book.add_format({"font_size": 1})),
    "format": lambda book, sheet: sheet.write(3, 1, SECRET, book.add_format({"num_format": '0;0;0;"-"'})),
    "rich": lambda book, sheet: sheet.write_rich_string(
        3, 1, "Seen ", book.add_format({"font_color": "white"}), SECRET),
    "comment": lambda _, sheet: sheet.write_comment("B2", SECRET),
    "table": lambda _, sheet: sheet.add_table(
        "A2:C9", {"header_row": False, "columns": [{"header": SECRET}, {"header": "b"}, {"header": "c"}]}),
    "filter": lambda _, sheet: (sheet.autofilter("A1:C9"), sheet.filter_column("B", f"x == {SECRET.split()[0]}")),
    "filter-list": lambda _, sheet: (sheet.autofilter("A1:C9"), sheet.filter_column_list("B", [SECRET, "Provider 12"])),
    "list": lambda _, sheet: sheet.data_validation("C2", {"validate": "list", "source": ["Yes", SECRET]}),
    "prompt": lambda _, sheet: sheet.data_validation(
        "C2", {"validate": "any", "input_title": "Note", "input_message": f"ask {SECRET}"[:250]}),
    "custom": lambda _, sheet: sheet.data_validation("C2", {"validate": "custom", "value": f'=A1<>"{SECRET}"'}),
    "condition": lambda book, sheet: sheet.conditional_format(
        "B2:B9", {"type": "no_blanks", "format": book.add_format({"font_color": "white"})}),
    "condition-text": lambda book, sheet: sheet.conditional_format("C2:C9", {
        "type": "text", "criteria": "containing", "value": SECRET, "format": book.add_format({"bold": True})}),
    "name": lambda book, _: book.define_name("Q", f'="{SECRET}"'),
    "textbox": lambda _, sheet: sheet.insert_textbox(
        "E2", SECRET, {"font": {"color": "white"}, "fill": {"color": "white"}}),
    "header": lambda _, sheet: sheet.set_header(f"&Lby {SECRET}"),
    "properties": lambda book, _: book.set_properties({"author": SECRET}),
    "custom-property": lambda book, _: book.set_custom_property("Checked by", SECRET),
    "very-hidden": lambda book, _: (lambda other: (other.write("A1", SECRET), other.very_hidden()))(
        book.add_worksheet("Other")),
    "url-tip": lambda _, sheet: sheet.write_url("A2", "https://www.gov.uk/", tip=f"ask {SECRET}"),
    "url": lambda _, sheet: sheet.write_url("A2", r"external:C:\Users\jf\a.xlsx"),
    "sparkline": lambda book, sheet: (lambda other: (other.write_row(0, 0, [4711, 4712]), other.hide(),
                                                     sheet.add_sparkline("E2", {"range": "Other!A1:B1"})))(
        book.add_worksheet("Other")),
}  # fmt: skip


def written_plants() -> Iterator[tuple[str, bytes]]:
    """Yield workbooks by xlsxwriter."""
    for name, change in XLSXWRITTEN.items():
        yield f"w-{name}.xlsx", _written(change)


def _xml(markup: str) -> Callable[[object], object]:
    return lambda made: made.paragraphs[-1]._p.append(parse_xml(markup.replace("{w}", nsdecls("w"), 1)))


def _run(**looks: object) -> Callable[[object], object]:
    def change(made: object) -> None:
        run = made.add_paragraph().add_run(SECRET)
        for name, value in looks.items():
            if name == "color":
                run.font.color.rgb = value
            else:
                setattr(run.font, name, value)

    return change


def _core(name: str, text: str) -> Callable[[object], object]:
    return lambda made: setattr(made.core_properties, name, text)


_FIELD = '<w:r {w}><w:instrText xml:space="preserve">%s</w:instrText><w:fldChar w:fldCharType="end"/></w:r>'
DOCUMENTS: dict[str, Callable[[object], object]] = {
    "hidden": _run(hidden=True),
    **{f"white-{number}": _run(color=RGBColor(*colour)) for number, colour in enumerate(
        ((255, 255, 255), (254, 254, 254), (250, 250, 250)))},
    **{f"size-{size}": _run(size=Pt(size)) for size in (1, 1.5, 2)},
    **{f"{kind}": _xml(f'<w:{kind} {{w}} w:id="1" w:author="A"><w:r><w:{"delText" if kind == "del" else "t"}>{SECRET}'
                       f'</w:{"delText" if kind == "del" else "t"}></w:r></w:{kind}>') for kind in
       ("ins", "del", "moveFrom", "moveTo")},
    **{f"field-{number}": _xml(_FIELD % code) for number, code in enumerate((
        f'XE "{SECRET}"', f'XE "Staff:{SECRET}"', f'TC "{SECRET}"', f'TA \\l "{SECRET}"', f'QUOTE "{SECRET}"',
        f'IF 1 = 1 "None" "{SECRET}"', f'SET q "{SECRET}"', f'ASK q "{SECRET}"', f'FILLIN "{SECRET}"',
        f"MACROBUTTON NoMacro {SECRET}", 'INCLUDETEXT "C:\\\\Users\\\\jf\\\\a.docx"', 'LINK Excel.Sheet.12 "C:\\\\a.xlsx"',
        f'HYPERLINK "https://www.gov.uk" \\o "ask {SECRET}"', f"DOCVARIABLE {SECRET}", f'MERGEFIELD "{SECRET}"'))},
    "tip": _xml(f'<w:hyperlink {{w}} w:anchor="a" w:tooltip="ask {SECRET}"/>'),
    "editor": _xml(f'<w:permStart {{w}} w:id="1" w:ed="{SECRET}"/>'),
    **{f"control-{kind}": _xml(f'<w:sdt {{w}}><w:sdtPr><w:{kind} w:val="as told by {SECRET}"/></w:sdtPr><w:sdtContent/>'
                               "</w:sdt>") for kind in ("tag", "alias")},
    "choice": _xml(f'<w:sdt {{w}}><w:sdtPr><w:dropDownList><w:listItem w:displayText="{SECRET}" w:value="1"/>'
                   "</w:dropDownList></w:sdtPr><w:sdtContent/></w:sdt>"),
    "smart": _xml(f'<w:smartTag {{w}}><w:smartTagPr><w:attr w:name="n" w:val="{SECRET}"/></w:smartTagPr></w:smartTag>'),
    "fallback": _xml('<w:r {w}><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility'
                     f'/2006"><mc:Fallback><w:t>{SECRET}</w:t></mc:Fallback></mc:AlternateContent></w:r>'),
    "highlight": _xml(f'<w:r {{w}}><w:rPr><w:highlight w:val="black"/></w:rPr><w:t>{SECRET}</w:t></w:r>'),
    "shade": _xml(f'<w:r {{w}}><w:rPr><w:color w:val="FF0000"/><w:shd w:val="clear" w:fill="FF0000"/></w:rPr><w:t>{SECRET}'
                  "</w:t></w:r>"),
    "narrow": _xml(f'<w:r {{w}}><w:rPr><w:w w:val="1"/></w:rPr><w:t>{SECRET}</w:t></w:r>'),
    "theme": _xml(f'<w:r {{w}}><w:rPr><w:color w:val="FFFFFF" w:themeColor="background1"/></w:rPr><w:t>{SECRET}'
                  "</w:t></w:r>"),
    "comment": lambda made: made.add_comment(made.paragraphs[1].runs, text=SECRET, author="A"),
    **{f"core-{name}": _core(name, SECRET) for name in ("author", "last_modified_by")},
    **{f"core-{name}": _core(name, f"ask {SECRET}") for name in ("keywords", "comments", "category", "content_status")},
    "even-header": lambda made: setattr(made.sections[0].even_page_header.paragraphs[0], "text", SECRET),
    "first-footer": lambda made: setattr(made.sections[0].first_page_footer.paragraphs[0], "text", SECRET),
}  # fmt: skip


def docx_plants() -> Iterator[tuple[str, bytes]]:
    """Yield documents by python-docx, some with a part added."""
    for name, change in DOCUMENTS.items():
        yield f"{name}.docx", document(change)
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    for kind in ("footnote", "endnote"):
        body = f"<w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p>"
        notes = f"<w:{kind}s {nsdecls('w')}><w:{kind} w:id='5'>{body}</w:{kind}></w:{kind}s>"
        yield (
            f"{kind}.docx",
            with_parts(document(), {f"word/{kind}s.xml": notes}, {f"word/{kind}s.xml": f"{main}.{kind}s+xml"}),
        )
    for name in ("customXml/item1.xml", "word/embeddings/a.xlsx", "word/vbaProject.bin", "word/notes.txt"):
        yield f"{name.replace('/', '-')}.docx", with_parts(document(), {name: f"<a><b c='{SECRET}'>{SECRET}</b></a>"})
    for number, inside in enumerate((f'<w:docVars><w:docVar w:name="a" w:val="{SECRET}"/></w:docVars>',
                                     f'<w:mailMerge><w:query w:val="{SECRET}"/></w:mailMerge>')):  # fmt: skip
        yield (
            f"settings-{number}.docx",
            with_parts(document(), {}, settings_xml=("</w:settings>", f"{inside}</w:settings>")),
        )
