"""The figures' gate: what is forbidden is found wherever it hides in a release, and nothing else is."""

from __future__ import annotations

import base64
import io
from decimal import Decimal

import pikepdf
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.release.leaks import Forbidden, leaks
from tests.files.hostile import archive
from tests.screen.making import SECRET, document, with_parts, workbook

COUNT = Forbidden("a hidden count", 48271)
NAME = Forbidden("a supplier", SECRET)


def found(tmp_path, data, name="response.html", forbidden=(COUNT, NAME)):
    folder = tmp_path / "release"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    findings = leaks(forbidden, folder)
    for one in findings:
        assert (one.check, one.severity, one.file) == ("leak", "error", name)
        assert SECRET not in str(one)
        assert "48271" not in str(one)
    return len(findings)


@pytest.mark.parametrize(
    "text",
    ["48271", "48,271", "48 271", "48\u202f271", "£48,271.", "x=48271.0", "(48,271)", "48&#44;271", "<td>48,271</td>",
     "48<b>2</b>71", "'48,271'", "-48271", "48271 people, of 50000"],
)  # fmt: skip
def test_a_number_as_it_is_printed(tmp_path, text):
    assert found(tmp_path, text) == 1


@pytest.mark.parametrize(
    "text", ["148271", "482710", "48,271,000", "1,048,271", "48271.5", "0.48271", "4827", "482 71"]
)
def test_a_number_in_another_is_none(tmp_path, text):
    assert found(tmp_path, text) == 0


def test_pence(tmp_path):
    amount = (Forbidden("an amount", Decimal("1234.50")),)
    assert found(tmp_path, "£1,234.50", forbidden=amount) == 1
    assert found(tmp_path, "£1,234.5", forbidden=amount) == 1
    assert found(tmp_path, "£1,234.05 and £1,234", forbidden=amount) == 0


@pytest.mark.parametrize(
    "text",
    [SECRET, SECRET.upper(), SECRET.replace(" ", "&nbsp;"), SECRET.replace(" ", "\n"), "&#74;onquil Featherstone",
     "Jonquil</t></r><r><t> Featherstone", f"<!-- {SECRET} -->"],
)  # fmt: skip
def test_a_text_however_it_is_written(tmp_path, text):
    assert found(tmp_path, text) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings(tmp_path, encoding):
    assert found(tmp_path, f"Year,{SECRET}\n".encode(encoding)) == 1


@given(
    before=st.binary(max_size=200),
    after=st.binary(max_size=200),
    encoding=st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]),
    upper=st.booleans(),
    space=st.sampled_from([" ", "\u00a0", "  "]),
)
def test_a_text_among_bytes_that_are_none(tmp_path_factory, before, after, encoding, upper, space):
    text = space.join(SECRET.upper().split() if upper else SECRET.split())
    data = b"\x89\xff\0" + before + b"\0\0\0\0" + f" {text} ".encode(encoding) + b"\0\0\0\0" + after
    assert found(tmp_path_factory.mktemp("bytes"), data, "picture.bin", [NAME]) == 1


def test_a_picture_within_a_page(tmp_path):
    inner = base64.b64encode(f"<svg><text>{SECRET}</text></svg>".encode()).decode()
    outer = base64.b64encode(f'<svg><image href="data:image/svg+xml;base64,{inner}"/></svg>'.encode()).decode()
    assert found(tmp_path, f'<img src="data:image/svg+xml;base64,{outer}">') == 1


def test_office_files_and_zips(tmp_path):
    book = workbook(lambda made: made.active.__setitem__("A12", SECRET))
    text = document(lambda made: made.add_paragraph(f"In all {48271:,} people"))
    assert found(tmp_path, book, "tables.xlsx") == 1
    (tmp_path / "release" / "tables.xlsx").unlink()
    assert found(tmp_path, archive({"a/response.docx": text, "tables.xlsx": book}), "all.zip") == 2
    (tmp_path / "release" / "all.zip").unlink()
    assert found(tmp_path, with_parts(document(), {"customXml/item1.xml": f"<a b='{SECRET}'/>"}), "response.docx") == 1


def test_a_pdf(tmp_path):
    source = tmp_path / "page.typ"
    source.write_text(f"#set document(title: [a])\nOf #strong[48,271] people, {SECRET} was one.", encoding="utf-8")
    page = typst.compile(source)
    assert SECRET.encode() not in page
    assert found(tmp_path, page, "response.pdf") == 2


def test_what_no_page_of_a_pdf_shows(tmp_path):
    target = io.BytesIO()
    source = tmp_path / "page.typ"
    source.write_text("None held.", encoding="utf-8")
    with pikepdf.open(io.BytesIO(typst.compile(source))) as pdf:
        pdf.Root.Private = pdf.make_stream(SECRET.encode())
        pdf.save(target, compress_streams=True)
    assert found(tmp_path, target.getvalue(), "response.pdf") == 1


def test_a_file_name(tmp_path):
    assert found(tmp_path, "None held.", "jonquil featherstone.txt") == 1


def test_a_file_that_cannot_be_looked_into(tmp_path):
    assert found(tmp_path, b"PK\3\4 cut short", "tables.xlsx") == 1


def test_leak(tmp_path):
    assert found(tmp_path, workbook(lambda book: book.active.__setitem__("B2", SECRET)), "tables.xlsx") == 1
    assert found(tmp_path, workbook(), "tables.xlsx") == 0
