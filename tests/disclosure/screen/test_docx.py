"""docx: for each check a document by python-docx with one hidden thing, and a clean twin."""

from __future__ import annotations

import io
import struct
import zlib

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches, RGBColor

from tests.disclosure.screen.making import SECRET, document, with_parts

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
