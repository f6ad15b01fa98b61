"""docx: for each check a document by python-docx with hidden content, and a clean twin."""

from __future__ import annotations

import io
import struct
import zlib

import docx
import pytest
from docx.enum.dml import MSO_THEME_COLOR
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches, Pt, RGBColor
from PIL import Image

from tests.screen.making import SECRET, document, with_parts

SETTINGS = "</w:settings>"


@pytest.fixture
def changed(seen):
    return lambda change: seen(document(change), "response.docx")


def test_a_clean_document(seen):
    assert seen(document(), "response.docx") == []


@pytest.mark.parametrize("kind", ["ins", "moveTo"])
def test_tracked_changes(changed, kind):
    def track(made):
        run = f'<w:{kind} {nsdecls("w")} w:id="1" w:author="A"><w:r><w:t>{SECRET}</w:t></w:r></w:{kind}>'
        made.paragraphs[1]._p.append(parse_xml(run))

    assert changed(track) == ["tracked-changes"]


def test_tracked_deletion(changed):
    def track(made):
        run = f'<w:del {nsdecls("w")} w:id="1" w:author="A"><w:r><w:delText>{SECRET}</w:delText></w:r></w:del>'
        made.paragraphs[1]._p.append(parse_xml(run))

    assert changed(track) == ["tracked-changes"]


def test_comment_of_a_document(changed):
    def note(made):
        made.add_comment(made.paragraphs[1].runs, text=SECRET, author="A reviewer")

    assert changed(note) == ["comment"]


@pytest.mark.parametrize("hidden", [True, False])
def test_hidden_text(changed, hidden):
    def hide(made):
        made.add_paragraph().add_run(SECRET).font.hidden = hidden

    assert changed(hide) == (["hidden-text"] if hidden else [])


def test_text_hidden_by_its_style(changed):
    def hide(made):
        style = made.styles.add_style("Secret", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
        style.font.hidden = True
        made.add_paragraph(SECRET, style="Secret")

    assert changed(hide) == ["hidden-text"]


def test_white_text(changed):
    def paint(colour):
        def change(made):
            made.add_paragraph().add_run(SECRET).font.color.rgb = RGBColor(*colour)

        return change

    assert changed(paint((255, 255, 255))) == ["invisible-text"]
    assert changed(paint((0, 0, 128))) == []


def test_text_hidden_by_the_parent_of_its_style(changed):
    def hide(made):
        parent = made.styles.add_style("Parent", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
        child = made.styles.add_style("Child", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
        parent.font.hidden, child.base_style = True, parent
        made.add_paragraph(SECRET, style="Child")

    assert changed(hide) == ["hidden-text"]


@pytest.mark.parametrize("by", ["style", "theme", "size", "shade", "marker"])
def test_text_that_cannot_be_seen(changed, by):
    """White by its style or its theme, tiny, navy on navy, and black under a black marker."""

    def change(seen):
        def write(made):
            run = made.add_paragraph().add_run(SECRET)
            if by == "style":
                style = made.styles.add_style("Pale", docx.enum.style.WD_STYLE_TYPE.CHARACTER)
                style.font.color.rgb = RGBColor(0, 0, 0) if seen else RGBColor(255, 255, 255)
                run.style = style
            elif by == "theme":
                run.font.color.theme_color = MSO_THEME_COLOR.TEXT_1 if seen else MSO_THEME_COLOR.BACKGROUND_1
            elif by == "size":
                run.font.size = Pt(8) if seen else Pt(1)
            elif by == "shade":
                run.font.color.rgb = RGBColor(255, 255, 255) if seen else RGBColor(0, 0, 128)
                run._r.get_or_add_rPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="000080"/>'))
            else:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW if seen else WD_COLOR_INDEX.BLACK

        return write

    assert changed(change(seen=False)) == ["invisible-text"]
    assert changed(change(seen=True)) == []


def test_white_text_in_a_table_with_a_style(changed):
    def table(style):
        def write(made):
            cells = made.add_table(1, 2, style=style).rows[0].cells
            shade = f'<w:shd {nsdecls("w")} w:val="clear" w:fill="000080"/>'
            cells[0]._tc.get_or_add_tcPr().append(parse_xml(shade))
            for cell in cells:
                cell.paragraphs[0].add_run("Year").font.color.rgb = RGBColor(255, 255, 255)

        return write

    assert changed(table("Medium Shading 1 Accent 1")) == []
    assert changed(table("Table Grid")) == ["invisible-text"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [("file:///C:/Users/jf/x.docx", ["path"]), (r"\\server\share\x", ["path"]), ("../../Users/jf/x", ["path"]),
     ("https://www.gov.uk/home/x", []), ("mailto:foi@example.org", [])],
)  # fmt: skip
def test_a_link_of_a_document(changed, address, expected):
    def link(made):
        known = made.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        run = f'<w:hyperlink {nsdecls("w", "r")} r:id="{known}"><w:r><w:t>link</w:t></w:r></w:hyperlink>'
        made.paragraphs[1]._p.append(parse_xml(run))

    assert changed(link) == expected


def test_words_in_the_properties_of_a_document(changed):
    assert changed(lambda made: setattr(made.core_properties, "keywords", "not for release")) == ["property-text"]
    assert changed(lambda made: setattr(made.core_properties, "comments", f"Written by {SECRET}")) == ["person"]
    assert changed(lambda made: setattr(made.core_properties, "title", "Response")) == []


def test_white_headings_in_a_shaded_table(changed):
    def table(made):
        cell = made.add_table(1, 1).cell(0, 0)
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="000080"/>'))
        cell.paragraphs[0].add_run("Year").font.color.rgb = RGBColor(255, 255, 255)

    assert changed(table) == []


def test_embedded_file_of_a_document(seen):
    data = with_parts(document(), {"word/embeddings/Microsoft_Excel_Sheet.xlsx": b"PK"})
    assert seen(data, "response.docx") == ["embedded-file"]


@pytest.mark.parametrize("name", ["author", "last_modified_by"])
def test_person_of_a_document(changed, name):
    assert changed(lambda made: setattr(made.core_properties, name, SECRET)) == ["person"]
    assert changed(lambda made: setattr(made.core_properties, name, "Example County Council")) == []


def test_manager(seen):
    manager = f"<Manager>{SECRET}</Manager>"
    data = document()
    changed = with_parts(data, {}, docProps__app_xml=("</Properties>", f"{manager}</Properties>"))
    assert seen(changed, "response.docx") == ["person"]


def test_the_people_of_comments(seen):
    space = "http://schemas.microsoft.com/office/word/2012/wordml"
    people = f'<w15:people xmlns:w15="{space}"><w15:person w15:author="{SECRET}"/></w15:people>'
    assert seen(with_parts(document(), {"word/people.xml": people}), "response.docx") == ["person"]


def test_the_path_of_a_template(seen):
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="file:///C:\\Users\\jf\\Templates\\Letter.dotx" TargetMode="External"/></Relationships>'
    )
    assert seen(with_parts(document(), {"word/_rels/settings.xml.rels": rels}), "response.docx") == ["path"]


def test_document_variables(seen):
    variables = f'<w:docVars><w:docVar w:name="case" w:val="{SECRET}"/></w:docVars>{SETTINGS}'
    data = with_parts(document(), {}, settings_xml=(SETTINGS, variables))
    assert seen(data, "response.docx") == ["document-variables"]


def test_a_mail_merge(seen):
    merge = f'<w:mailMerge><w:query w:val="SELECT * FROM people"/></w:mailMerge>{SETTINGS}'
    assert seen(with_parts(document(), {}, settings_xml=(SETTINGS, merge)), "response.docx") == ["connections"]


def test_the_picture_of_a_first_page(seen):
    assert seen(with_parts(document(), {"docProps/thumbnail.jpeg": b"\xff\xd8\xff"}), "response.docx") == ["thumbnail"]


def test_the_metadata_of_a_picture_in_a_document(changed):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    def png(*more):
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        return (
            b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
        )

    def add(picture):
        return lambda made: made.add_picture(io.BytesIO(picture), Inches(1))

    assert changed(add(png())) == []
    assert changed(add(png(chunk(b"tEXt", b"Author\0" + SECRET.encode())))) == ["metadata"]


@pytest.mark.parametrize("shown", [True, False])
def test_a_header_that_no_page_shows(changed, shown):
    def first(made):
        section = made.sections[0]
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].text = SECRET
        section.different_first_page_header_footer = shown

    assert changed(first) == ([] if shown else ["hidden-text"])


@pytest.mark.parametrize("hidden", ["1", "0"])
def test_a_hidden_row(changed, hidden):
    def add(made):
        row = made.add_table(1, 1).rows[0]
        row.cells[0].text = SECRET
        row._tr.get_or_add_trPr().append(parse_xml(f'<w:hidden {nsdecls("w")} w:val="{hidden}"/>'))

    assert changed(add) == (["hidden-text"] if hidden == "1" else [])


@pytest.mark.parametrize("hidden", ["1", "0"])
def test_a_hidden_picture(changed, hidden):
    def add(made):
        made.add_picture(io.BytesIO(picture()))._inline.docPr.set("hidden", hidden)

    assert changed(add) == (["hidden-object"] if hidden == "1" else [])


def picture():
    target = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(target, "PNG")
    return target.getvalue()


def test_choices(changed):
    def offer(*texts):
        items = "".join(f'<w:listItem w:displayText="{text}" w:value="{text}"/>' for text in texts)
        block = (
            f"<w:sdt {nsdecls('w')}><w:sdtPr><w:dropDownList>{items}</w:dropDownList></w:sdtPr>"
            "<w:sdtContent><w:p><w:r><w:t>Held</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        )
        return lambda made: made.paragraphs[1]._p.addnext(parse_xml(block))

    assert changed(offer("Held", SECRET)) == ["choices"]
    assert changed(offer("Choose an item.", "Held")) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [("DDEAUTO excel a", ["external-link"]), ("INCLUDETEXT a.docx", ["field-code"]), ("MERGEFIELD a", ["field-code"]),
     ('COMMENTS "Jonquil"', ["field-code"]), ("PAGE", []), ('HYPERLINK "https://www.gov.uk"', []), ("TOC", [])],
)  # fmt: skip
def test_field_code(changed, code, found):
    def add(made):
        run = made.paragraphs[1].add_run()._r
        start, end = (f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>' for kind in ("begin", "end"))
        for part in (start, f"<w:instrText {nsdecls('w')}> {code} </w:instrText>", end):
            run.append(parse_xml(part))

    assert changed(add) == found


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ('<w:p{}><w:pPr><w:spacing w:line="1" w:lineRule="exact"/></w:pPr>{}</w:p>', "invisible-text"),
        ('<w:p{}><w:pPr><w:spacing w:line="240" w:lineRule="exact"/></w:pPr>{}</w:p>', None),
        ('<w:tbl{}><w:tr><w:trPr><w:trHeight w:val="1" w:hRule="exact"/></w:trPr><w:tc><w:p>{}</w:p></w:tc></w:tr>'
         "</w:tbl>", "hidden-text"),
        ('<w:tbl{}><w:tr><w:trPr><w:trHeight w:val="1"/></w:trPr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>', None),
    ],
)  # fmt: skip
def test_text_without_room(changed, body, check):
    run = f"<w:r><w:t>{SECRET}</w:t></w:r>"
    found = changed(lambda made: made.element.body.insert(0, parse_xml(body.format(f" {nsdecls('w')}", run))))
    assert found == ([check] if check else [])


@pytest.mark.parametrize(("width", "is_seen"), [("1", False), ("90", True)])
def test_letters_without_width(changed, width, is_seen):
    run = f'<w:r><w:rPr><w:w w:val="{width}"/></w:rPr><w:t>{SECRET}</w:t></w:r>'
    found = changed(lambda made: made.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{run}</w:p>")))
    assert found == ([] if is_seen else ["invisible-text"])


@pytest.mark.parametrize(("other", "is_kept"), [(SECRET, True), ("No information", False)])
def test_the_other_text_of_a_conditional_field(changed, other, is_kept):
    field = f'<w:p {nsdecls("w")}><w:fldSimple w:instr=\'IF 1 = 1 "" "{other}"\'/></w:p>'
    assert changed(lambda made: made.element.body.insert(0, parse_xml(field))) == ["field-code"] * is_kept


@pytest.mark.parametrize(("kind", "is_kept"), [("", True), ("<w:types><w:bbPlcHdr/></w:types>", False)])
def test_building_blocks(seen, kind, is_kept):
    properties = f"<w:docPartPr>{kind}</w:docPartPr>"
    body = f"<w:docPartBody><w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p></w:docPartBody>"
    part = f"<w:glossaryDocument {nsdecls('w')}><w:docParts><w:docPart>{properties}{body}</w:docPart></w:docParts>"
    made = with_parts(document(), {"word/glossary/document.xml": f"{part}</w:glossaryDocument>"})
    assert seen(made, "response.docx") == ["hidden-text"] * is_kept


def test_a_web_page_within_a_document(seen):
    made = with_parts(document(), {"word/chunk1.xml": "<html/>"}, {"word/chunk1.xml": "application/xhtml+xml"})
    assert seen(made, "response.docx") == ["embedded-file"]


def with_xml(xml):
    """Return a change that adds markup to the last paragraph."""
    return lambda made: made.paragraphs[-1]._p.append(parse_xml(xml))


def instruction(code):
    return with_xml(f'<w:r {nsdecls("w")}><w:instrText>{code}</w:instrText><w:fldChar w:fldCharType="end"/></w:r>')


def control(tag):
    return with_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:tag w:val="{tag}"/></w:sdtPr><w:sdtContent>'
        "<w:r><w:t>None</w:t></w:r></w:sdtContent></w:sdt>"
    )


@pytest.mark.parametrize(("change", "found"), [
    (instruction(f'XE "Providers:{SECRET}"'), ["field-code"]),
    (instruction('XE "Response"'), []),
    (instruction(f'TC "{SECRET}" \\f C'), ["field-code"]),
    (instruction(f"MACROBUTTON NoMacro {SECRET}"), ["field-code"]),
    (instruction(f'HYPERLINK "https://www.gov.uk" \\o "{SECRET}"'), ["cell-message"]),
    (with_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="a" w:tooltip="ask {SECRET}"/>'), ["person"]),
    (with_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="a" w:tooltip="https://www.gov.uk/"/>'), []),
    (with_xml(f'<w:permStart {nsdecls("w")} w:id="1" w:ed="{SECRET}"/>'), ["person"]),
    (with_xml(f'<w:permStart {nsdecls("w")} w:id="1" w:edGrp="everyone"/>'), []),
    (control(f"as told by {SECRET}"), ["person"]),
    (control("Not for release, see the notes"), ["property-text"]),
    (control("goog_rdk_17"), []),
    (control("Title"), []),
    (with_xml(f'<w:smartTag {nsdecls("w")}><w:smartTagPr><w:attr w:name="n" w:val="{SECRET}"/></w:smartTagPr>'
              "</w:smartTag>"), ["custom-xml"]),
    (with_xml(f'<w:r {nsdecls("w")}><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-'
              f'compatibility/2006"><mc:Fallback><w:t>{SECRET}</w:t></mc:Fallback></mc:AlternateContent></w:r>'),
     ["hidden-text"]),
])  # fmt: skip
def test_texts_that_no_page_shows(changed, change, found):
    assert changed(change) == found


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
@pytest.mark.parametrize("is_used", [True, False])
def test_notes_that_the_text_does_not_refer_to(seen, kind, is_used):
    notes = (
        f"<w:{kind}s {nsdecls('w')}><w:{kind} w:id='5'><w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p></w:{kind}></w:{kind}s>"
    )
    reference = with_xml(f'<w:r {nsdecls("w")}><w:{kind}Reference w:id="5"/></w:r>')
    kinds = {f"word/{kind}s.xml": f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"}
    data = with_parts(document(reference if is_used else None), {f"word/{kind}s.xml": notes}, kinds)
    assert seen(data, "response.docx") == ([] if is_used else ["hidden-text"])
