"""png and jpeg: what a picture holds beside what it shows."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

from foi_stats.files.zip import Archive
from foi_stats.screen import pictures
from foi_stats.screen.cropped import clipped_picture
from foi_stats.screen.read import clean_pictures, screen
from tests.examples import examples
from tests.screen.making import SECRET, document, with_parts, workbook


def jpeg(**options):
    target = io.BytesIO()
    Image.effect_noise((32, 32), 80).convert("RGB").save(target, "JPEG", **options)
    return target.getvalue()


def png(picture, **options):
    target = io.BytesIO()
    picture.save(target, "PNG", **options)
    return target.getvalue()


def segment(marker, content):
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


SMALL = b"\xff\xd8\xff\xdb\1\2\3\xff\xd9"


@pytest.mark.parametrize(
    ("added", "expected"),
    [(segment(0xE0, b"JFXX\0\x10" + SMALL), ["thumbnail"]),
     (segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\1\1abc"), ["thumbnail"]),
     (segment(0xE1, b"Exif\0\0" + SMALL), ["thumbnail"]),
     (segment(0xED, b"Photoshop 3.0\x008BIM\x04\x0c"), ["thumbnail"]),
     (segment(0xEB, SECRET.encode()), ["metadata"]), (segment(0xE7, b"Notes\0of the officer"), ["metadata"]),
     (segment(0xE2, b"ICC_PROFILE\0\1\1 sRGB built-in colours"), []), (segment(0xEA, b"AROT\0\0\0\1\2\3 abc def"), []),
     (segment(0xEE, b"Adobe\0\x64\0\0\0\0\1"), []), (segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\0"), []),
     (segment(0xEC, b"Ducky\0\1\0\4\0\0\0\x3c"), [])],
)  # fmt: skip
def test_segments_of_a_jpeg(seen, added, expected):
    plain = jpeg()
    assert seen(plain[:2] + added + plain[2:], "a.jpg") == expected


@pytest.mark.parametrize("progressive", [True, False])
def test_what_follows_the_scans_of_a_jpeg(seen, progressive):
    plain = jpeg(progressive=progressive, quality=95)
    assert seen(plain, "a.jpg") == []
    assert seen(plain + SECRET.encode(), "a.jpg") == ["trailing-data"]
    assert seen(plain[:-2] + segment(0xFE, SECRET.encode()) + plain[-2:], "a.jpg") == ["metadata"]


def test_colours_beneath_what_is_transparent(seen):
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[5:10, 5:10] = 90, 90, 90, 255
    assert seen(png(Image.fromarray(pixels)), "a.png") == []
    pixels[20:30, 20:30, :3] = 200
    assert seen(png(Image.fromarray(pixels)), "a.png") == ["hidden-picture"]


@pytest.mark.parametrize("size", [(7, 5), (8, 8), (33, 17)])
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
def test_pixels_after_the_last_one(seen, size, mode):
    plain = png(Image.new(mode, size))
    assert seen(plain, "a.png") == []
    pixels = next(piece for piece in pieces(plain) if piece[0] == b"IDAT")[1]
    more = zlib.compress(zlib.decompress(pixels) + SECRET.encode())
    after = pixels + SECRET.encode()
    assert seen(plain.replace(chunk(b"IDAT", pixels), chunk(b"IDAT", more)), "a.png") == ["trailing-data"]
    assert seen(plain.replace(chunk(b"IDAT", pixels), chunk(b"IDAT", after)), "a.png") == ["trailing-data"]


def pieces(data):
    at = 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def test_chunks_that_macos_writes(seen):
    plain = png(Image.new("RGB", (4, 4)))
    exif = b"MM\0*\0\0\0\x08\0\1\x92\x86\0\7\0\0\0\x12\0\0\0\x1aASCII\0\0\0Screenshot"
    added = chunk(b"eXIf", exif) + chunk(b"iDOT", bytes(28))
    assert seen(plain[:33] + added + plain[33:], "a.png") == []
    assert seen(plain[:33] + chunk(b"eXIf", b"MM\0*" + SECRET.encode()) + plain[33:], "a.png") == ["metadata"]


def test_an_interlaced_picture(seen):
    raw = b"".join(b"\0" + bytes(wide) for wide, high in ((1, 1), (1, 1), (2, 1), (1, 2), (3, 1), (2, 3), (5, 2))
                   for _ in range(high))  # fmt: skip
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 5, 5, 8, 0, 0, 0, 1))
    for more, expected in ((b"", []), (b"more", ["trailing-data"])):
        made = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(raw + more)) + chunk(b"IEND", b"")
        assert seen(made, "a.png") == expected


LOGO = Image.new("RGB", (40, 40), "white")
LOGO.paste("navy", (10, 10, 30, 30))
PICTURE = png(LOGO)


@pytest.mark.parametrize(
    ("crop", "expected"),
    [('b="50000"', ["hidden-picture"]), ('l="30000" r="6000"', ["hidden-picture"]), ("", []),
     ('l="20000" b="24000"', []), ('l="-9000" t="0"', []), ('b="40"', [])],
)  # fmt: skip
def test_hidden_picture(seen, crop, expected):
    def in_document(made: docx.document.Document):
        made.add_picture(io.BytesIO(PICTURE))

    def in_workbook(book: openpyxl.Workbook):
        book.active.add_image(SheetImage(io.BytesIO(PICTURE)), "E2")

    cropped = f'<a:srcRect xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" {crop}/><a:stretch'
    changed = with_parts(document(in_document), {}, document_xml=("<a:stretch", cropped))
    assert [check for check in seen(changed, "a.docx") if check == "hidden-picture"] == expected
    changed = with_parts(workbook(in_workbook), {}, drawing1_xml=("<a:stretch", cropped))
    assert [check for check in seen(changed, "a.xlsx") if check == "hidden-picture"] == expected


@pytest.mark.parametrize(("crop", "severity"), [('b="50000"', "error"), ('r="8000"', "warning"), ('r="800"', None)])
def test_up_to_a_tenth_of_a_picture_may_be_trimmed(tmp_path, crop, severity):
    picture = png(Image.linear_gradient("L"))
    cropped = f'<a:srcRect xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" {crop}/><a:stretch'
    data = document(lambda made: made.add_picture(io.BytesIO(picture)))
    (tmp_path / "a.docx").write_bytes(with_parts(data, {}, document_xml=("<a:stretch", cropped)))
    found = [one.severity for one in screen(tmp_path / "a.docx") if one.check == "hidden-picture"]
    assert found == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("clip", "severity"),
    [("rect(0in, 0in, 1.3331in, 0in)", "error"), ("rect(0cm 0.5cm 0cm 0cm)", "warning"),
     ("rect(0in, 0.01in, 0in, 0in)", None), ("rect(-1in, 0in, 0in, 0in)", None), ("", None)],
)  # fmt: skip
def test_a_crop_of_an_opendocument_file_is_measured_against_the_picture(clip, severity):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("Pictures/a.png", png(Image.linear_gradient("L")))
        made.writestr("Pictures/b.png", png(LOGO))
    archive = Archive(packed.getvalue())
    found = [one.severity for one in clipped_picture(archive, [("Pictures/a.png", clip)])]
    assert found == ([severity] if severity else [])
    assert not list(clipped_picture(archive, [("Pictures/b.png", "rect(0.1in, 0in, 0in, 0in)")]))
    assert [one.severity for one in clipped_picture(archive, [("Pictures/a.svm", "rect(0.1in, 0in, 0in, 0in)")])] == [
        "error"
    ]


def packed(pixels, filters):
    """Return the rows of a picture, each packed by a filter of the format (PNG, section 9.2)."""
    rows, before = b"", bytes(pixels.shape[1] * 4)
    for row, kind in zip(pixels, filters, strict=True):
        now = row.tobytes()
        rows += bytes([kind])
        for at, value in enumerate(now):
            left, above, beside = now[at - 4] if at > 3 else 0, before[at], before[at - 4] if at > 3 else 0
            paeth = min((left, above, beside), key=lambda one: abs(left + above - beside - one))
            rows += bytes([(value - (0, left, above, (left + above) // 2, paeth)[kind]) % 256])
        before = now
    return rows


@given(st.tuples(st.integers(1, 6), st.integers(1, 6)), st.data())
@examples(60)
def test_opaque_pictures_are_told_by_any_filter(size, data):
    """A pixel that is not opaque is noticed wherever it stands; what follows the last pixel is too."""
    pixels = np.frombuffer(data.draw(st.binary(min_size=144, max_size=144)), np.uint8)
    pixels = pixels[: 4 * size[0] * size[1]].reshape(*size, 4).copy()
    pixels[..., 3] = 255
    if data.draw(st.booleans()):
        pixels[data.draw(st.integers(0, size[0] - 1)), data.draw(st.integers(0, size[1] - 1)), 3] -= 1
    rows = packed(pixels, data.draw(st.lists(st.integers(0, 4), min_size=size[0], max_size=size[0])))
    header = struct.pack(">II", size[1], size[0]) + b"\x08\x06\0\0\0"
    assert pictures._unpacked(header, [zlib.compress(rows)]) == rows
    assert pictures._unpacked(header, [zlib.compress(rows + b"more")]) is None
    assert pictures._is_opaque(rows, header) == (pixels[..., 3] == 255).all()


def test_a_picture_that_is_known_to_be_clean_is_not_screened_again(tmp_path, monkeypatch):
    """It is known by its bytes: one that hides something, or has changed since, is screened wherever it stands."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">{}</text>{}</svg>'
    told = {"good.svg": drawing.format("5", ""), "bad.svg": drawing.format("5", f"<!-- {SECRET} -->")}
    for name, text in told.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    clean = clean_pictures(sorted(tmp_path.iterdir()))
    assert len(clean) == 1
    (tmp_path / "again.svg").write_text(told["good.svg"], encoding="utf-8")
    (tmp_path / "page.html").write_text(
        "<p>Two</p>"
        + "".join(
            f'<img alt="Two" src="data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}">'
            for text in told.values()
        )
    )
    screened = []
    monkeypatch.setattr("foi_stats.screen.read.check_drawing", screened.append)
    found = screen(tmp_path, clean=clean)
    assert [(Path(one.file).name, one.check) for one in found] == [
        ("bad.svg", "markup-comment"), ("page.html", "markup-comment")]  # fmt: skip
    assert screened == [told["bad.svg"].encode()] * 2
