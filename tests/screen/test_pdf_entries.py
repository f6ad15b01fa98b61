"""What a pdf keeps beside its pages: remarks of its metadata, entries of its own, tables of letters, comments."""

import io

import pikepdf
import pytest
from pikepdf import Name, String

from foi_stats.screen.pdf_objects import is_of_a_font
from tests.screen.making import SECRET

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/">
<rdf:RDF><rdf:Description>{}</rdf:Description></rdf:RDF></x:xmpmeta>"""
CMAP = b"/CIDInit /ProcSet findresource begin 1 begincmap\nendcmap end\n%%EOF"


def pdf(change):
    """Return a pdf of one page, changed."""
    target = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        change(made)
        made.save(target)
    return target.getvalue()


@pytest.mark.parametrize(("said", "found"), [
    (f"<exif:UserComment>{SECRET} rang</exif:UserComment>", ["person"]),
    (f"<tiff:Artist>{SECRET}</tiff:Artist>", ["person"]),
    (f"<xmpMM:DerivedFrom><rdf:value>{SECRET} rang</rdf:value></xmpMM:DerivedFrom>", ["custom-property"]),
    ("<stRef:filePath>C:\\Users\\jf\\a.indd</stRef:filePath>", ["path", "path"]),
    (f"<!-- {SECRET} rang -->", ["custom-property"]),
    ("<xmpMM:DocumentID>uuid:7f0c7b0e-3f1c-4d7e-9d6e-0c7d3f1c4d7e</xmpMM:DocumentID>", []),
])  # fmt: skip
def test_remarks_in_the_metadata_of_a_pdf(seen, said, found):
    def describe(made):
        made.Root.Metadata = made.make_stream(XMP.format(said).encode(), Type=Name.Metadata, Subtype=Name.XML)

    assert seen(pdf(describe), "response.pdf") == found


def test_entries_of_any_part(seen):
    def enter(made):
        made.pages[0].Resources = pikepdf.Dictionary(Own=pikepdf.Dictionary(Note=String(SECRET)))

    assert seen(pdf(enter), "response.pdf") == ["custom-property"]


class Stream(dict):
    """A stream as pypdf reads it."""

    def __init__(self, content):
        self.content = content

    def get_data(self):
        return self.content


def test_a_table_of_letters_that_no_page_uses():
    assert is_of_a_font(Stream(CMAP))
    assert not is_of_a_font(Stream(CMAP + SECRET.encode()))
    assert not is_of_a_font(Stream(SECRET.encode()))


@pytest.mark.parametrize(("comment", "found"), [
    (f"% {SECRET}", ["unused-objects"]),
    ("%% Invocation: gs /home/jf/in.ps", ["path"]),
    ("% Page object", []),
])  # fmt: skip
def test_comments_between_objects(seen, comment, found):
    data = pdf(lambda _: None)
    end = data.index(b"endobj") + 7
    grown = data[:end] + comment.encode() + b"\n" + data[end:]
    assert [check for check in seen(grown, "response.pdf") if check != "damaged-file"] == found
