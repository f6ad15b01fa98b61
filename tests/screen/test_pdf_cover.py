"""pdf: text and pictures that something painted later covers, or that the page cuts off, drawn by hand."""

from __future__ import annotations

import io

import pikepdf
import pytest
import typst
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from pikepdf import Dictionary, Name
from PIL import Image

WORD = "BT /F1 12 Tf 72 400 Td (Seen and Jonquil seen) Tj ET"
"""Jonquil stands from 125 to 162 points across, and from 397 to 409 up."""

ROUND = (
    "130 396 m 158 396 l 162 396 165 399 165 403 c 165 408 162 411 158 411 c "
    "130 411 l 124 411 121 408 121 403 c 121 399 124 396 130 396 c"
)


@pytest.fixture
def found(seen):
    """Return the findings of a page with this content; ``P`` is a picture of a colour, ``S`` one seen through."""

    def find(content, **page):
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(595, 842))
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            states = {"M": {"BM": Name.Multiply}, "D": {"ca": 0.99, "CA": 0.99}, "T": {"ca": 0.4, "CA": 0.4}}
            size = {"Subtype": Name.Image, "Width": 20, "Height": 20, "BitsPerComponent": 8}
            mask = pdf.make_stream(bytes([90]) * 400, ColorSpace=Name.DeviceGray, **size)
            pictures = {
                "P": pdf.make_stream(bytes([9]) * 1200, ColorSpace=Name.DeviceRGB, **size),
                "S": pdf.make_stream(bytes([9]) * 1200, ColorSpace=Name.DeviceRGB, SMask=mask, **size),
            }
            pdf.pages[0].obj.Resources = Dictionary(
                Font=Dictionary(F1=font),
                ExtGState=Dictionary({f"/{name}": Dictionary(**state) for name, state in states.items()}),
                XObject=Dictionary(
                    {
                        f"/{name}": pdf.make_indirect(picture)
                        for name, picture in pictures.items()
                        if f"/{name} Do" in content
                    }
                ),
            )
            for name, value in page.items():
                pdf.pages[0].obj[f"/{name}"] = value
            pdf.pages[0].Contents = pdf.make_stream(content.encode())
            target = io.BytesIO()
            pdf.save(target)
        return seen(target.getvalue(), "page.pdf")

    return find


@pytest.mark.parametrize(
    "cover",
    ["124 396 40 15 re f", "1 1 1 rg 124 396 40 15 re f", "124 396 20 15 re f 144 396 20 15 re f",
     "124 396 40 15 re 300 300 40 15 re f", f"{ROUND} f", "q 0.998 0.06 -0.06 0.998 124 393 cm 0 0 40 20 re f Q",
     "16 w 122 403 m 166 403 l S", "[] 0 d 16 w 122 403 m 166 403 l S", "/D gs 124 396 40 15 re f",
     "q 40 0 0 15 124 396 cm /P Do Q", "q 38 3 -3 18 125 393 cm /P Do Q", "0 0 0 RG 2 w 124 396 40 15 re B",
     "".join(f"124 {396 + step} 40 1.1 re f " for step in range(15)), "q 124 396 40 15 re W n 0 0 500 500 re f Q"],
)  # fmt: skip
def test_a_word_under_a_cover(found, cover):
    assert found(f"{WORD} q {cover} Q") == ["hidden-text"]


@pytest.mark.parametrize(
    "drawn",
    ["/M gs 1 1 0 rg 124 396 40 15 re f", "/T gs 124 396 40 15 re f", "2 w 120 396 50 15 re S",
     "1 w 72 398 m 300 398 l S",
     "0.8 w 72 403 m 300 403 l S", "q 40 0 0 15 124 396 cm /S Do Q", "50 380 300 50 re 66 394 150 20 re f*",
     "q 300 300 9 9 re W n 0 0 500 500 re f Q", "72 396 m 72 396 l f", "/M gs q 40 0 0 15 124 396 cm /P Do Q"],
)  # fmt: skip
def test_a_word_that_is_seen(found, drawn):
    """Highlights, frames, lines under and through a text, and shapes that are cut off before they reach it."""
    assert found(f"{WORD} q {drawn} Q") == []


def test_a_word_on_a_page_that_is_turned_or_in_a_form_or_without_a_name(found):
    assert found(f"{WORD} 124 396 40 15 re f", Rotate=90) == ["hidden-text"]
    assert found(f"q 0 1 -1 0 500 0 cm {WORD} Q") == []
    assert found(f"q 0 1 -1 0 500 0 cm {WORD} 124 396 40 15 re f Q") == ["hidden-text"]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [("BT /F1 12 Tf 500 400 Td (Notes of the year, and Jonquil) Tj ET", ["hidden-text"]),
     ("BT /F1 12 Tf 582 400 Td (ab) Tj ET", []), ("BT /F1 12 Tf 560 400 Td (Note.........) Tj ET", []),
     ("q 72 390 60 30 re W n BT /F1 12 Tf 72 400 Td (Notes of Jonquil) Tj ET Q", ["hidden-text"]),
     ("q 72 390 60 30 re W n BT /F1 12 Tf 72 400 Td (Notes of) Tj ET Q", []),
     ("q 72 390 60 30 re W n BT /F1 12 Tf 72 400 Td (Notes of a year) Tj ET Q "
      "q 9 90 60 30 re W n BT /F1 12 Tf -40 100 Td (Notes of a year) Tj ET Q", []),
     ("BT /F1 12 Tf 72 400 Td (   ) Tj ET 60 390 90 30 re f", []), ("BT 3 Tr /F1 12 Tf 72 400 Td (  ) Tj ET", []),
     ("q 0 0 1 1 re W n BT /F1 12 Tf 72 400 Td ( ) Tj ET Q", [])],
)  # fmt: skip
def test_text_that_the_page_or_a_frame_cuts_off(found, drawn, expected):
    assert found(drawn) == expected


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [("q 300 0 0 200 72 400 cm /P Do Q", []),
     ("q 72 500 300 100 re W n 300 0 0 200 72 400 cm /P Do Q", ["hidden-picture"]),
     ("q 72 395 300 200 re W n 300 0 0 200 72 400 cm /P Do Q", []), ("q 610 0 0 860 -8 -9 cm /P Do Q", []),
     ("q 300 0 0 200 450 400 cm /P Do Q", ["hidden-picture"]),
     ("q 300 0 0 200 450 9000 cm /P Do Q", ["hidden-picture"]),
     ("q 300 0 0 200 72 400 cm /P Do Q 1 g 70 390 310 220 re f", ["hidden-picture"]),
     ("q 300 0 0 200 72 400 cm /P Do Q 1 g 70 390 100 100 re f", [])],
)  # fmt: skip
def test_a_picture_that_is_cut_off_or_covered(found, drawn, expected):
    assert found(drawn) == expected


def test_charts_by_matplotlib(seen):
    def drawn(*, covered):
        figure = Figure(figsize=(4, 3))
        axes = figure.subplots()
        axes.bar(["2014-15", "2015-16"], [3, 5], hatch="//", label="Referrals")
        axes.imshow([[1, 2], [3, 4]], extent=(0, 1, 0, 2), aspect="auto")
        axes.set(xlim=(-1, 2), ylim=(0, 6))
        axes.legend()
        axes.text(0.2, 4, "Jonquil")
        if covered:
            axes.add_patch(Rectangle((0.1, 3.8), 0.6, 0.6, color="black", zorder=9))
        target = io.BytesIO()
        figure.savefig(target, format="pdf")
        return target.getvalue()

    assert seen(drawn(covered=False), "chart.pdf") == []
    assert seen(drawn(covered=True), "chart.pdf") == ["hidden-text"]


def test_pages_by_typst(seen, tmp_path):
    picture = tmp_path / "a.png"
    Image.effect_noise((40, 40), 90).save(picture)

    def made(body):
        source = tmp_path / "page.typ"
        source.write_text(f'#set document(title: "R")\n= Response\n{body}', encoding="utf-8")
        return seen(typst.compile(source), "page.pdf")

    name = "Asked by Jonquil in 2012-13. #underline[Seen] #strike[too] #highlight[here] #super[1]"
    assert made(name) == []
    table = "#table(columns: 2, fill: (x, y) => if y == 0 { blue }, [*Year*], [2], [2012], [3])"
    assert made(f'{table}\n#image("a.png", width: 3cm)\n#rect(fill: aqua, radius: 4pt)[Box] $ x^2/3 $') == []
    for cover in ("rect(width: 60pt, height: 14pt, fill: black, radius: 3pt)", "line(length: 60pt, stroke: 30pt)"):
        assert made(name + "#h(1fr)\nJonquil" + f"#place(dx: -3pt, dy: -11pt, {cover})") == ["hidden-text"]
    box = '#box(width: 40pt, height: 20pt, clip: true, place(dx: -20pt, image("a.png", width: 80pt)))'
    assert made(box) == ["hidden-picture"]
