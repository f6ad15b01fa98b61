"""PDFs, pictures, pages and texts with a text that nobody sees, made by real programs."""

# ruff: noqa: E501, B023 - tables of short pieces of markup

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib as mpl
import pikepdf
import typst
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, PngImagePlugin

from tests.screen.making import SECRET

_TYPST = (
    '#set document(title: "Response")\n#set page(width: 300pt, height: 200pt)\n= Response\nNo information is held.\n'
)
TYPST = {
    "white": f"#text(fill: white)[{SECRET}]",
    "near-white": f"#text(fill: rgb(252,252,252))[{SECRET}]",
    "tiny": f"#text(size: 0.4pt)[{SECRET}]",
    "covered": f"#box[{SECRET}#place(top + left, rect(width: 200pt, height: 12pt, fill: black))]",
    "covered-white": f"#box[{SECRET}#place(top + left, rect(width: 200pt, height: 12pt, fill: white))]",
    "covered-half": f"#box[{SECRET}#place(top + left, rect(width: 60pt, height: 12pt, fill: black))]",
    "two-covers": f"#box[{SECRET}#place(top + left, rect(width: 60pt, height: 12pt, fill: black))"
    "#place(top + left, dx: 59pt, rect(width: 99pt, height: 12pt, fill: black))]",
    "off-right": f"#place(dx: 400pt, [{SECRET}])",
    "off-top": f"#place(top, dy: -300pt, [{SECRET}])",
    "off-left": f"#place(dx: -400pt, [{SECRET}])",
    "off-bottom": f"#place(dy: 400pt, [{SECRET}])",
    "clipped": f"#box(width: 10pt, height: 10pt, clip: true)[#place(dx: 60pt, [{SECRET}])]",
    "on-black": f"#rect(fill: black)[#text(fill: black)[{SECRET}]]",
    "white-in-table": f"#table(columns: 2, [Year], [Name], [2012-13], text(fill: white)[{SECRET}])",
    "covered-by-picture": f"#box[{SECRET}#place(top + left, image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='200' "
    "height='12'><rect width='200' height='12'/></svg>\"), width: 200pt, height: 12pt))]",
    "scaled-away": f"#scale(1%)[{SECRET}]",
    "turned-off-page": f"#place(dx: 500pt, rotate(90deg)[{SECRET}])",
    "on-navy": f"#block(fill: navy, inset: 4pt)[#text(fill: navy)[{SECRET}]]",
    "clear": f"#text(fill: rgb(0, 0, 0, 0))[{SECRET}]",
    "under-polygon": f"#box[{SECRET}#place(top + left, polygon((0pt, 0pt), (200pt, 0pt), (200pt, 14pt), (0pt, 14pt), fill: red))]",
    "on-grey": f"#rect(fill: rgb(90,90,90))[#text(fill: rgb(91,91,91))[{SECRET}]]",
}


def _stream(made: pikepdf.Pdf, content: bytes, **names: object) -> object:
    return made.make_indirect(made.make_stream(content, **names))


def _xmp(said: str) -> Callable[[pikepdf.Pdf], object]:
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="u:a"'
        ' xmlns:dc="u:dc" xmlns:exif="u:e" xmlns:tiff="u:t" xmlns:xmpMM="u:m" xmlns:stRef="u:s" xmlns:pdf="u:p">'
        f"<rdf:RDF><rdf:Description>{said}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return lambda made: setattr(
        made.Root, "Metadata", _stream(made, packet.encode(), Type=Name.Metadata, Subtype=Name.XML)
    )


def _note(kind: str, **more: object) -> Callable[[pikepdf.Pdf], object]:
    def change(made: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=[1, 1, 9, 9], Contents=String(SECRET), **more)
        made.pages[0].Annots = Array([made.make_indirect(note)])

    return change


def _drawn(content: str) -> Callable[[pikepdf.Pdf], object]:
    return lambda made: made.pages[0].contents_add(content.encode())


def _entry(path: tuple[str, ...], name: str) -> Callable[[pikepdf.Pdf], object]:
    def change(made: pikepdf.Pdf) -> None:
        thing = made.pages[0].obj if path[:1] == ("page",) else made.trailer if path[:1] == ("trailer",) else made.Root
        for step in path[1:]:
            thing = thing[step]
        thing[name] = String(f"{SECRET} rang")

    return change


_FONT = "BT /F1 12 Tf"
PDFS: dict[str, Callable[[pikepdf.Pdf], object]] = {
    **{f"note-{kind}": _note(kind) for kind in ("Text", "FreeText", "Highlight", "Stamp", "Ink", "Square", "Line", "Caret",
                                                 "Redact", "Widget", "Popup") if kind != "Popup"},
    **{f"xmp-{number}": _xmp(said) for number, said in enumerate((
        f"<a:Note>{SECRET} rang</a:Note>", f"<dc:description>by {SECRET}</dc:description>", f"<exif:UserComment>{SECRET} "
        "rang</exif:UserComment>", f"<tiff:Artist>{SECRET}</tiff:Artist>", f"<dc:creator><rdf:Seq><rdf:li>{SECRET}</rdf:li>"
        "</rdf:Seq></dc:creator>", f"<a:Note><rdf:value>{SECRET} rang</rdf:value></a:Note>", f"<!-- {SECRET} rang -->",
        "<stRef:filePath>C:\\Users\\jf\\a.indd</stRef:filePath>", f"<pdf:Keywords>ask {SECRET}</pdf:Keywords>"))},
    **{f"entry-{'-'.join(path)}": _entry(path, "/Own") for path in (
        ("root",), ("page",), ("trailer",), ("page", "/Resources"), ("root", "/Pages"))},
    **{f"info-{name}": (lambda name: lambda made: made.docinfo.__setitem__(f"/{name}", f"ask {SECRET}"))(name)
       for name in ("Author", "Keywords", "Own", "Reviewer")},
    "attachment": lambda made: made.attachments.__setitem__("a.txt", SECRET.encode()),
    "script": lambda made: setattr(made.Root, "OpenAction", Dictionary(S=Name.JavaScript, JS=String(SECRET))),
    "link": _note("Link", A=Dictionary(S=Name.URI, URI=String("file:///C:/Users/jf/a.pdf"))),
    "layer": lambda made: setattr(made.Root, "OCProperties", (lambda layer: Dictionary(
        OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]))))(
        made.make_indirect(Dictionary(Type=Name.OCG, Name=String(SECRET))))),
    "field": lambda made: setattr(made.Root, "AcroForm", Dictionary(Fields=Array([made.make_indirect(
        Dictionary(T=String("a"), FT=Name.Tx, V=String(SECRET)))]))),
    "thumb": lambda made: setattr(made.pages[0], "Thumb", _stream(made, b"\0" * 3, Width=1, Height=1)),
    "piece": lambda made: setattr(made.pages[0], "PieceInfo", Dictionary(A=Dictionary(Private=String(SECRET)))),
    "undrawn": lambda made: made.pages[0].Resources.__setitem__("/XObject", Dictionary(Q=_stream(
        made, f"({SECRET})".encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]))),
}  # fmt: skip


_SHAPE = {"xy": (0.0, 0.4), "width": 1.0, "height": 0.2, "zorder": 9}
CHARTED: dict[str, Callable[[Axes], object]] = {
    "white": lambda axes: axes.text(0.1, 0.5, SECRET, color="white"),
    "tiny": lambda axes: axes.text(0.1, 0.5, SECRET, fontsize=0.4),
    "covered": lambda axes: (axes.text(0.1, 0.5, SECRET), axes.add_patch(Rectangle(**_SHAPE, color="navy"))),
    "covered-white": lambda axes: (axes.text(0.1, 0.5, SECRET), axes.add_patch(Rectangle(**_SHAPE, color="white"))),
    "off-right": lambda axes: axes.text(3, 0.5, SECRET),
    "off-top": lambda axes: axes.text(0.1, 3, SECRET),
    "on-navy": lambda axes: (axes.set_facecolor("navy"), axes.text(0.1, 0.5, SECRET, color="navy")),
    "see-through": lambda axes: axes.text(0.1, 0.5, SECRET, alpha=0.01),
    "white-title": lambda axes: axes.set_title(SECRET, color="white"),
    "white-label": lambda axes: axes.set_xlabel(SECRET, color="#fefefe"),
}
"""Drawings by matplotlib, as pdf and as svg."""


def chart_plants() -> Iterator[tuple[str, bytes]]:
    """Yield drawings by matplotlib with a text that nobody sees."""
    for name, change in CHARTED.items():
        for kind in ("pdf", "svg"):
            with mpl.rc_context({"svg.fonttype": "none", "pdf.fonttype": 42}):
                figure = Figure(figsize=(5, 3))
                axes = figure.subplots()
                axes.plot([0, 1], [0, 1])
                change(axes)
                target = io.BytesIO()
                figure.savefig(target, format=kind, metadata={"Date": None} if kind == "svg" else None)
                yield f"chart-{name}.{kind}", target.getvalue()


def pdf_plants() -> Iterator[tuple[str, bytes]]:
    """Yield pages by typst, and one of them changed by pikepdf."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "a.typ"
        for name, body in TYPST.items():
            source.write_text(_TYPST + body, encoding="utf-8")
            yield f"t-{name}.pdf", typst.compile(source)
        source.write_text(_TYPST, encoding="utf-8")
        clean = typst.compile(source)
    for name, change in PDFS.items():
        target = io.BytesIO()
        with pikepdf.open(io.BytesIO(clean)) as made:
            change(made)
            made.save(target)
        yield f"{name.replace('/', '')}.pdf", target.getvalue()
    yield "trailing.pdf", clean + SECRET.encode()
    end = clean.index(b"endobj") + 6
    yield "comment.pdf", clean[:end] + f"\n% {SECRET}\n".encode() + clean[end:]
    target = io.BytesIO(clean)
    yield "earlier.pdf", target.getvalue() + clean[clean.rindex(b"startxref") :]


def picture_plants() -> Iterator[tuple[str, bytes]]:
    """Yield pictures by Pillow."""
    picture = Image.new("RGB", (64, 64), "navy")
    for name in ("Author", "Comment", "Description", "Title", "Source", "Warning", "Own"):
        for is_packed in (True, False):
            words = PngImagePlugin.PngInfo()
            words.add_text(name, f"ask {SECRET}", zip=is_packed)
            yield f"{name}-{is_packed}.png", _saved(picture, "PNG", pnginfo=words)
    words = PngImagePlugin.PngInfo()
    words.add_itxt("XML:com.adobe.xmp", f"<dc:creator>{SECRET}</dc:creator>")
    yield "xmp.png", _saved(picture, "PNG", pnginfo=words)
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = SECRET
    yield "exif.png", _saved(picture, "PNG", exif=exif)
    yield "exif.jpg", _saved(picture, "JPEG", exif=exif)
    yield "comment.jpg", _saved(picture, "JPEG", comment=SECRET.encode())
    yield "xmp.jpg", _saved(picture, "JPEG", xmp=f"<dc:creator>{SECRET}</dc:creator>".encode())
    for kind in ("PNG", "JPEG"):
        yield f"trailing.{kind.lower()[:3]}", _saved(picture, kind) + SECRET.encode()
    yield "frames.png", _saved(picture, "PNG", save_all=True, append_images=[Image.new("RGB", (64, 64), "red")])
    clear = Image.radial_gradient("L").resize((64, 64))
    yield "clear.png", _saved(Image.merge("RGBA", (clear, clear, clear, Image.new("L", (64, 64), 0))), "PNG")


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="400" height="300"><rect width="400" height="300" fill="#eee"/><text x="20" y="40">Seen</text>{}</svg>'
_HTML = "<!doctype html><html lang=en><title>T</title><body><p>Seen</p>{}"
_SHOWN = '<text x="9" y="90" {}>{}</text>'
DRAWN = [
    *(_SHOWN.format(looks, SECRET) for looks in (
        'display="none"', 'visibility="hidden"', 'opacity="0"', 'fill="none"', 'fill="transparent"', 'fill="#eeeeee"',
        'font-size="0.2"', 'style="fill:none"', 'style="display:none"', 'style="fill:rgba(0,0,0,0)"', 'fill-opacity="0"',
        'transform="translate(0 900)"', 'transform="translate(900)"', 'transform="scale(0)"', 'transform="rotate(90)"',
        'transform="matrix(1 0 0 1 0 -700)"', 'dy="900"', 'dx="900"')),
    *(f'<text x="{x}" y="{y}">{SECRET}</text>' for x, y in ((900, 90), (9, 900), (-900, 90), (9, -90), ("300%", 9))),
    *(f"<g {looks}>{_SHOWN.format('', SECRET)}</g>" for looks in (
        'display="none"', 'visibility="hidden"', 'opacity="0"', 'fill="none"', 'transform="translate(0 900)"')),
    f'<style>.a{{fill:none}}</style><text class="a" x="9" y="90">{SECRET}</text>',
    f'<style>.a{{display:none}}</style><text class="a" x="9" y="90">{SECRET}</text>',
    f"<defs><text>{SECRET}</text></defs>", f"<!-- {SECRET} -->", f"<metadata>{SECRET}</metadata>",
    f'<g data-x="{SECRET}"/>', f'<text x="9" y="90">{SECRET}</text><rect width="300" height="200"/>',
    f'<defs><g id="a"><text>{SECRET}</text></g><g id="b"/></defs><use href="#b"/>', f"<mask><text>{SECRET}</text></mask>",
    f'<svg width="0" height="0">{_SHOWN.format("", SECRET)}</svg>', f"<script>/* {SECRET} */</script>",
    f'<rect xmlns:inkscape="u:i" inkscape:label="{SECRET}" width="2" height="2"/>',
]  # fmt: skip
PAGES = [
    *(f'<p style="{looks}">{SECRET}</p>' for looks in (
        "display:none", "visibility:hidden", "color:#fff", "font-size:0", "opacity:0", "height:0;overflow:hidden",
        "max-height:0;overflow:hidden", "transform:scale(0)", "clip-path:inset(100%)", "text-indent:-9999px",
        "color:transparent", "color:black;background:black", "position:absolute;left:-9999px")),
    f"<p hidden>{SECRET}</p>", f"<!-- {SECRET} -->", f"<template>{SECRET}</template>", f"<noscript>{SECRET}</noscript>",
    f'<input type=hidden value="{SECRET}">', f'<p data-x="{SECRET}">x</p>', f"<script>x='{SECRET}'</script>",
    f"<p class=x>{SECRET}</p><style>.x{{display:none}}</style>", f'<meta name="author" content="{SECRET}">',
    f'<meta name="reviewer" content="{SECRET}">', f"<style>/* {SECRET} */</style>", f"<dialog>{SECRET}</dialog>",
    f'<p style="--note: \'{SECRET}\'">x</p>', f"<p role=x>{SECRET}</p><style>[role=x]{{display:none}}</style>",
    *(f'<p style="{looks}">{SECRET}</p>' for looks in (
        "position:fixed;top:-2000px", "position:absolute;left:99999px", "position:relative;right:200em", "margin-left:-9999px",
        "transform:translateX(-9999px)", "transform:translate(0,-300em)", "position:absolute;inset:-9999px auto auto auto",
        "position:absolute;clip:rect(0,0,0,0)", "width:1px;height:1px;overflow:hidden", "margin:0 0 0 -999em",
        "--c:#fff;color:var(--c)", "color:var(--none,#fff)", "--d:none;display:var(--d)", "--s:0;font-size:var(--s)",
        "translate:-200vw", "width:1px;overflow-x:clip")),
    *(f"<p class=x id=y title='a b' role=x lang=en-GB>{SECRET}</p><style>{rule}</style>" for rule in (
        "[title]{display:none}", "[title~=b]{display:none}", "[lang|=en]{display:none}", "[title^='a ']{display:none}",
        "[title$=b]{display:none}", "p[title*=' ']{display:none}", ".x[role='x']{display:none}", "body [role=x]{display:none}",
        ":root{--w:#ffffff} #y{color:var(--w)}", "html{--v:hidden} .x{visibility:var(--v)}", "*{--a:var(--b);--b:none} p{display:var(--a)}",
        ".x{position:absolute;left:-9999px}", "[title='a b'],[role=z]{opacity:0}")),
    '<img src="https://example.org/a.png">', '<a href="file:///C:/Users/jf/a.pdf">x</a>',
]  # fmt: skip


def markup_plants() -> Iterator[tuple[str, bytes]]:
    """Yield drawings and pages."""
    for number, body in enumerate(DRAWN):
        yield f"{number}.svg", _SVG.format(body).encode()
    for number, body in enumerate(PAGES):
        yield f"{number}.html", (_HTML.format(body)).encode()


def text_plants() -> Iterator[tuple[str, bytes]]:
    """Yield delimited text, notebooks and archives."""
    table = "Year,Provider\n2012-13,A\n"
    for number, cell in enumerate(("=1+1", "@SUM(A1)", "-B2*3", "+cmd|' /C'!A0")):
        yield f"run-{number}.csv", f'{table}2013-14,"{cell}"\n'.encode()
    for number, letter in enumerate("\u200b\u200e\u202e\u2060\u2063\x00\x07\x1b\U000e0041"):
        yield f"letter-{number}.csv", f"{table}2013-14,{letter}{SECRET}\n".encode()
    yield "far-rows.csv", (table + "\n" * 60 + SECRET).encode()
    yield "far-columns.csv", (table + "2013-14" + "," * 40 + SECRET + "\n").encode()
    cell = {"cell_type": "markdown", "metadata": {}, "source": "Seen"}
    code = {"cell_type": "code", "metadata": {}, "source": "1", "execution_count": 1, "outputs": []}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}
    output = {"output_type": "stream", "name": "stdout", "text": SECRET}
    for number, (cells, about) in enumerate((
        ([code | {"outputs": [output]}], {}), ([cell | {"source": f"<!-- {SECRET} -->"}], {}),
        ([cell | {"attachments": {"a.png": {}}}], {}), ([cell | {"metadata": {"note": SECRET}}], {}),
        ([cell], {"papermill": {"parameters": {"a": SECRET}}}), ([cell], {"authors": [{"name": SECRET}]}),
        ([cell | {"source": "/home/jf/a.csv"}], {}), ([cell | {"source": f"<p hidden>{SECRET}</p>"}], {}),
    )):  # fmt: skip
        yield f"{number}.ipynb", json.dumps(book | {"cells": cells, "metadata": about}).encode()
    for number, name in enumerate(("Users/jf/a.csv", "b/Users/jf/a.csv", "home/jf/a.csv", "OneDrive - X/a.csv", "../a.csv",
                                   "Documents and Settings/jf/a.csv", "jf@x.gov.uk/a.csv", "C:/a.csv")):  # fmt: skip
        yield f"name-{number}.zip", _zipped({name: table})
    yield "comment.zip", _zipped({"a.csv": table}, SECRET)
    yield "trailing.zip", _zipped({"a.csv": table}) + SECRET.encode()
    yield "inside.zip", _zipped({"b.zip": _zipped({"a.csv": table + "2013-14,=1+1\n"})})


def _zipped(files: dict[str, str | bytes], comment: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
        packed.comment = comment.encode()
    return target.getvalue()
