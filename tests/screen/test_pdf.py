"""pdf: pages made by typst, LibreOffice or a browser, with hidden content and without it."""

from __future__ import annotations

import base64
import io
import shutil
import subprocess

import pikepdf
import pytest
import typst
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String
from PIL import Image

from foi_stats.screen.pdf import earlier_version
from foi_stats.screen.read import screen
from tests.screen.making import SECRET, document

PAGE = '#set document(title: "Response")\n= Response\nNo information is held. #link("https://www.example.org")[A link]'


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    source = tmp_path_factory.mktemp("typst") / "page.typ"
    source.write_text(PAGE, encoding="utf-8")
    return typst.compile(source)


@pytest.fixture
def changed(seen, page):
    """Return the findings of the page after pikepdf has changed it."""

    def find(change, **options):
        target = io.BytesIO()
        with pikepdf.open(io.BytesIO(page)) as pdf:
            change(pdf)
            pdf.save(target, **options)
        return seen(target.getvalue(), "response.pdf")

    return find


def test_a_clean_page(changed, seen, page):
    assert seen(page, "response.pdf") == []
    assert changed(lambda _: None, linearize=True) == []


@pytest.mark.slow
def test_a_page_by_a_browser(seen, tmp_path):
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("Chromium is not installed")
    source = tmp_path / "page.html"
    source.write_text(
        "<!doctype html><html lang=en><title>Response</title><p>No information is held.", encoding="utf-8"
    )
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    options = ["--disable-background-networking", "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'a.pdf'}"]
    subprocess.run(
        [*command, *options, source.as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    assert seen((tmp_path / "a.pdf").read_bytes(), "response.pdf") == []


def test_pages_by_libreoffice(seen, converted):
    def author(made):
        made.core_properties.author = SECRET

    made = converted({"clean.docx": document(), "author.docx": document(author)}, "pdf")
    assert seen(made["clean"], "response.pdf") == []
    assert set(seen(made["author"], "response.pdf")) == {"person"}


@pytest.mark.parametrize("kind", ["Text", "Highlight", "FreeText", "Widget"])
def test_annotation(changed, kind):
    def note(pdf):
        made = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=[0, 0, 9, 9], Contents=String(SECRET))
        pdf.pages[0].Annots = Array([pdf.make_indirect(made)])

    assert changed(note) == ["annotation"]


def test_attachment(changed):
    def attach(pdf):
        pdf.attachments["figures.xlsx"] = AttachedFileSpec(pdf, b"PK", filename="figures.xlsx")

    assert changed(attach) == ["attachment"]


@pytest.mark.parametrize("off", [True, False])
def test_hidden_layer(changed, off):
    def layer(pdf):
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(SECRET)))
        default = Dictionary(OFF=Array([group])) if off else Dictionary(ON=Array([group]))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=default)

    assert changed(layer) == (["hidden-layer"] if off else [])


def test_a_person_in_metadata(changed):
    def inform(name):
        return lambda pdf: pdf.docinfo.__setitem__("/Author", name)

    def describe(pdf):
        with pdf.open_metadata() as metadata:
            metadata["dc:creator"] = [SECRET]

    assert changed(inform(SECRET)) == ["person"]
    assert changed(inform("Office of the Police and Crime Commissioner")) == []
    assert changed(describe) == ["person"]


def test_a_path_in_metadata(changed):
    assert changed(lambda pdf: pdf.docinfo.__setitem__("/Title", r"C:\Users\jf\Response.docx")) == ["path"]


def test_script_of_a_page(changed):
    def script(pdf):
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))

    assert changed(script) == ["script"]


def test_text_that_is_not_drawn(changed):
    def draw(pdf):
        pdf.pages[0].contents_add(b"BT 3 Tr /F1 9 Tf (Jonquil) Tj ET")

    assert changed(draw) == ["hidden-text"]


@pytest.mark.parametrize(
    "drawn",
    ["1 g BT /F1 9 Tf 50 50 Td (Jonquil) Tj ET", "BT /F1 9 Tf -300 50 Td (Jonquil) Tj ET",
     "BT /F1 0.1 Tf 50 50 Td (Jonquil) Tj ET", "BT /F1 9 Tf 50 50 Td (Jonquil) Tj ET 0 g 40 40 200 30 re f",
     "0 0 0.5 rg 40 40 200 30 re f BT 1 0 0 1 50 50 Tm /F1 9 Tf (Jonquil) Tj ET",
     "q 0 0 10 10 re W n BT /F1 9 Tf 50 50 Td (Jonquil) Tj ET Q", "BT 7 Tr /F1 9 Tf 50 50 Td [(Jon) 20 (quil)] TJ ET"],
)  # fmt: skip
def test_unseen_text(changed, drawn):
    assert changed(lambda pdf: pdf.pages[0].contents_add(f"q {drawn} Q".encode())) == ["hidden-text"]


@pytest.mark.parametrize(
    "drawn",
    ["0 0 0.5 rg 40 40 200 30 re f 1 g BT /F1 9 Tf 50 50 Td (Year) Tj ET", "BT /F1 9 Tf 50 50 Td (Year) Tj ET",
     "BT /F1 9 Tf 50 50 Td (Year) Tj ET 0 g 40 140 200 30 re f", "1 g BT /F1 9 Tf 50 50 Td (   ) Tj ET",
     "BT /F1 9 Tf 50 50 Td (Year) Tj ET 40 40 200 30 re S"],
)  # fmt: skip
def test_visible_text(changed, drawn):
    assert changed(lambda pdf: pdf.pages[0].contents_add(f"q {drawn} Q".encode())) == []


BLOT = '<i style="position: absolute; left: 0; top: 0; width: 90%; height: 3em; background: #000"></i>'


@pytest.mark.parametrize(("x", "grey", "expected"), [(50, 0, []), (50, 1, ["hidden-text"]), (2000, 0, ["hidden-text"])])
def test_text_of_a_form(changed, x, grey, expected):
    """Text that a page has from elsewhere, moved by the page and by itself."""

    def draw(pdf):
        drawn = f"{grey} g BT /F1 9 Tf 0 0 Td (Jonquil) Tj ET".encode()
        form = pdf.make_stream(drawn, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 40])
        form.Resources = pdf.pages[0].Resources
        form.Matrix = [1, 0, 0, 1, 0, 20]
        name = pdf.pages[0].add_resource(form, Name.XObject)
        pdf.pages[0].contents_add(f"q 1 0 0 1 {x} 30 cm {name} Do Q".encode())

    assert changed(draw) == expected


def picture(alpha):
    """A picture over the text before it, as much to be seen through as alpha says."""
    made = io.BytesIO()
    Image.new("RGBA", (2, 2), (200, 0, 0, alpha)).save(made, "png")
    address = f"data:image/png;base64,{base64.b64encode(made.getvalue()).decode()}"
    return f'<img style="position: absolute; left: 0; top: 0; width: 90%; height: 3em" alt="" src="{address}">'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "expected"),
    [(f"<p>Jonquil{picture(255)}</p>", ["hidden-text"]), (f"<p>Jonquil{picture(80)}</p>", []),
     (f"{picture(255)}<p style='position: relative; color: #fff'>Year</p>", []),
     ('<p style="color: #fff">Jonquil</p>', ["hidden-text"]), (f"<p>Jonquil{BLOT}</p>", ["hidden-text"]),
     ('<p style="color: #fff; background: #12436d">Year</p>', []), ("<p>Year</p>", [])],
)  # fmt: skip
def test_a_page_that_a_browser_prints(seen, tmp_path, body, expected):
    """White on white; blacked out, with the text still there; and what can be seen."""
    browser = shutil.which("chromium")
    if not browser:
        pytest.skip("chromium, which prints this page, is not installed")
    page, target = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(f"<title>a</title>{body}<p>Seen</p>", encoding="utf-8")
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
    command = [browser, *quiet, f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={target}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert seen(target.read_bytes(), "page.pdf") == expected


@pytest.mark.parametrize(
    ("action", "expected"),
    [({"S": Name.URI, "URI": String("file:///C:/Users/jf/data.xlsx")}, ["path"]),
     ({"S": Name.URI, "URI": String("https://www.gov.uk/home/x")}, []),
     ({"S": Name.Launch, "F": String("data.xlsx")}, ["path"]),
     ({"S": Name.GoToR, "F": Dictionary(Type=Name.Filespec, UF=String("../../Users/jf/data.pdf"))}, ["path"]),
     ({"S": Name.URI, "URI": String("../doc/grid.pdf")}, ["path"]),
     ({"S": Name.GoToR, "F": String("annex.pdf")}, [])],
)  # fmt: skip
def test_a_link_of_a_page(changed, action, expected):
    def link(pdf):
        made = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(**action))
        pdf.pages[0].Annots = Array([pdf.make_indirect(made)])

    assert changed(link) == expected


def test_words_in_the_properties_of_a_page(changed):
    def inform(name, value):
        return lambda pdf: pdf.docinfo.__setitem__(name, value)

    assert changed(inform("/Keywords", "not for release")) == ["property-text"]
    assert changed(inform("/Keywords", f"by {SECRET}")) == ["person"]
    assert changed(inform("/CaseOfficer", SECRET)) == ["custom-property"]
    assert changed(inform("/Manager", SECRET)) == ["person"]
    assert changed(inform("/Company", "Example County Council")) == []


def test_bytes_after_the_end_of_a_page(seen, page):
    assert seen(page + b"\n" + SECRET.encode(), "response.pdf") == ["trailing-data"]
    assert seen(page + b"\r\n\0", "response.pdf") == []


def test_earlier_version(seen, page):
    from pypdf import PdfWriter

    writer = PdfWriter(io.BytesIO(page), incremental=True)
    writer.add_blank_page(100, 100)
    target = io.BytesIO()
    writer.write(target)
    assert seen(target.getvalue(), "response.pdf") == ["earlier-version"]


def test_an_earlier_version_of_a_signed_file_is_a_warning():
    version = b"%PDF-1.7 startxref 9 %%EOF"
    assert [one.severity for one in earlier_version(version + version)] == ["error"]
    assert [one.severity for one in earlier_version(version + b"/ByteRange [0 9 9 9]" + version)] == ["warning"]


def test_a_field_on_no_page(changed):
    def field(value):
        def add(pdf):
            one = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("a"), V=String(value)))
            pdf.Root.AcroForm = Dictionary(Fields=Array([one]))

        return add

    assert changed(field(SECRET)) == ["annotation"]
    assert changed(field("")) == []


def test_program_data(changed):
    def keep(held):
        return lambda pdf: setattr(pdf.Root, "PieceInfo", Dictionary(Illustrator=held))

    assert changed(keep(Dictionary(Private=String(SECRET)))) == ["program-data"]
    assert changed(keep(Dictionary(LastModified=String("D:2016")))) == []


def test_thumbnail_of_a_page(changed):
    def add(pdf):
        pdf.pages[0].Thumb = pdf.make_stream(b"\0", Width=1, Height=1, ColorSpace=Name.DeviceGray, BitsPerComponent=8)

    assert changed(add) == ["thumbnail"]


def test_unused_objects(seen, page):
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject

    def written(*, unused):
        writer = PdfWriter(io.BytesIO(page))
        if unused:
            stream = DecodedStreamObject()
            stream.set_data(SECRET.encode())
            writer._add_object(stream)
        target = io.BytesIO()
        writer.write(target)
        return target.getvalue()

    assert seen(written(unused=True), "response.pdf") == ["unused-objects"]
    assert seen(written(unused=False), "response.pdf") == []


def test_advice_and_sample_of_hidden_text(tmp_path):
    source, target = tmp_path / "a.typ", tmp_path / "a.pdf"
    source.write_text('#set document(title: "R")\n#text(fill: white)[Jonquil]', encoding="utf-8")
    target.write_bytes(typst.compile(source))
    (found,) = screen(target)
    assert "“Jo…” (7 characters)" in found.found
    assert "Ctrl" not in found.action
    assert "PDF" in found.action


def test_a_password(changed):
    assert changed(lambda _: None, encryption=pikepdf.Encryption(user="a", owner="b")) == ["password-protected"]


def test_a_password_of_the_owner_alone(changed):
    def ask(pdf):
        pdf.docinfo["/Author"] = SECRET

    opens = pikepdf.Encryption(user="", owner="b")
    assert changed(lambda _: None, encryption=opens) == []
    assert changed(ask, encryption=opens) == ["person"]


@pytest.mark.parametrize("cut", [100, 1000, 3000])
def test_a_broken_page(seen, page, cut):
    assert seen(page[:cut], "response.pdf") == ["damaged-file"]


def test_a_form_of_another_program(changed):
    def fill(pdf, **data):
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), **data)

    assert changed(lambda pdf: fill(pdf, XFA=pdf.make_stream(SECRET.encode()))) == ["annotation"]
    assert changed(fill) == []


@pytest.mark.parametrize(("kind", "found"), [("JavaScript", ["script"]), ("URI", [])])
def test_a_link_that_runs_a_program(changed, kind, found):
    def link(pdf):
        action = Dictionary(S=Name(f"/{kind}"), JS=String("app.alert(1)"), URI=String("https://www.example.org"))
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
        pdf.pages[0].Annots = Array([pdf.make_indirect(note)])

    assert changed(link) == found


@pytest.mark.parametrize(("policy", "found"), [("AllOff", ["hidden-layer"]), ("AllOn", [])])
def test_content_shown_while_a_layer_is_off(changed, policy, found):
    def layer(pdf):
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Layer")))
        pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(ON=[group]))
        member = Dictionary(Type=Name.OCMD, OCGs=[group], P=Name(f"/{policy}"))
        pdf.pages[0].obj.Resources.Properties = Dictionary(MC0=pdf.make_indirect(member))

    assert changed(layer) == found


@pytest.mark.parametrize("is_found", [True, False])
def test_the_metadata_of_a_photograph_on_a_page(changed, is_found):
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = SECRET
    Image.new("RGB", (8, 8)).save(target, "JPEG", **({"exif": exif} if is_found else {}))

    def show(pdf):
        size = {"Width": 8, "Height": 8, "BitsPerComponent": 8, "ColorSpace": Name.DeviceRGB}
        picture = pdf.make_stream(target.getvalue() + b"\n", Subtype=Name.Image, Filter=Name.DCTDecode, **size)
        pdf.pages[0].obj.Resources.XObject = Dictionary(I=picture)
        pdf.pages[0].contents_add(b"q 8 0 0 8 0 0 cm /I Do Q")

    assert changed(show) == ["metadata"] * is_found


def test_an_author_that_is_a_program(changed):
    assert changed(lambda pdf: pdf.docinfo.update({"/Author": "(anonymous)"})) == []


@pytest.mark.parametrize(("drawn", "found"), [(b"/I Do", []), (b"", ["unused-objects"])])
def test_a_form_that_no_page_draws(changed, drawn, found):
    def keep(pdf):
        form = pdf.make_stream(SECRET.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        pdf.pages[0].obj.Resources.XObject = Dictionary(I=pdf.make_indirect(form))
        pdf.pages[0].contents_add(b"q " + drawn + b" Q")

    assert changed(keep) == found


def test_a_photograph_that_is_packed_again(changed):
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = SECRET
    Image.new("RGB", (8, 8)).save(target, "JPEG", exif=exif)

    def show(pdf):
        size = {"Width": 8, "Height": 8, "BitsPerComponent": 8, "ColorSpace": Name.DeviceRGB}
        packed = Array([Name.ASCIIHexDecode, Name.DCTDecode])
        content = target.getvalue().hex().encode() + b">"
        pdf.pages[0].obj.Resources.XObject = Dictionary(
            I=pdf.make_stream(content, Subtype=Name.Image, Filter=packed, **size)
        )
        pdf.pages[0].contents_add(b"q 8 0 0 8 0 0 cm /I Do Q")

    assert changed(show) == ["metadata"]


NAMESPACES = "".join(f' xmlns:{name}="http://www.example.org/{name}/"' for name in ("photoshop", "own"))
XMP = (
    f'''<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"{NAMESPACES}>'''
    + "<rdf:RDF><rdf:Description {}>{}</rdf:Description></rdf:RDF></x:xmpmeta>"
)


@pytest.mark.parametrize(
    ("said", "found"),
    [(("", f"<photoshop:Instructions>Clerk {SECRET}</photoshop:Instructions>"), ["custom-property"]),
     (("", f"<dc:description><rdf:Alt><rdf:li>by {SECRET}</rdf:li></rdf:Alt></dc:description>"), ["person"]),
     ((f'own:Officer="{SECRET}"', ""), ["custom-property"]),
     (('pdfaid:part="2" xmp:CreatorTool="Writer"', "<dc:title><rdf:Alt><rdf:li>Response</rdf:li></rdf:Alt></dc:title>"),
      [])],
)  # fmt: skip
@pytest.mark.parametrize("of_page", [True, False])
def test_words_in_xmp(changed, said, found, of_page):
    def describe(pdf):
        stream = pdf.make_stream(XMP.format(*said).encode(), Type=Name.Metadata, Subtype=Name.XML)
        (pdf.pages[0].obj if of_page else pdf.Root).Metadata = stream

    assert changed(describe) == found


def test_entries_of_its_own(changed):
    def enter(value):
        return lambda pdf: pdf.Root.__setitem__("/Own", value)

    assert changed(enter(Dictionary(Note=String(SECRET)))) == ["custom-property"]
    assert changed(enter(String("2016"))) == []
    assert changed(lambda pdf: pdf.pages[0].obj.__setitem__("/Own", String(SECRET))) == ["custom-property"]


def test_a_line_that_runs_over_the_page_is_a_warning(tmp_path):
    source, made = tmp_path / "a.typ", tmp_path / "a.pdf"
    head = '#set document(title: "R")\n#set page(width: 150pt, height: 90pt, margin: 9pt)\n#box(width: 900pt)'
    for text, severity in ((f"A long line {'of words ' * 3}tarxz", "warning"), ("Jonquil Featherstone " * 3, "error")):
        source.write_text(f"{head}[{text}]", encoding="utf-8")
        made.write_bytes(typst.compile(source))
        assert [(one.check, one.severity) for one in screen(made)] == [("hidden-text", severity)]


@pytest.mark.parametrize(("path", "expected"), [("./pdf/Jones.pdf", []), ("C:/Users/jf/a.pdf", ["path"])])
def test_the_name_of_the_file_of_a_picture_by_tex(changed, path, expected):
    def name(pdf):
        form = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1])
        form["/PTEX.FileName"] = String(path)
        pdf.pages[0].Resources["/XObject"] = Dictionary(Q=form)
        pdf.pages[0].contents_add(b"/Q Do")

    assert changed(name) == expected
