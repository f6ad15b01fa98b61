"""html and svg: one hidden thing each, and clean pages."""

from __future__ import annotations

import base64
import io

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from tests.disclosure.screen.making import SECRET

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Response</title>
<style>figure img {{ display: block }} @media print {{ .skip {{ display: none }} }} {style}</style></head>
<body><a class="skip" href="#main">Skip</a> <a href="https://www.example.org">A link</a>
<p id="main">None held.</p>{body}</body></html>"""

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Funding</title><desc>Bars</desc>{body}</svg>'


@pytest.fixture(params=["html", "svg"])
def kind(request):
    return request.param


@pytest.fixture
def found(seen, kind):
    """Return what is found in a page, and in a drawing, with this in it."""
    page = PAGE if kind == "html" else SVG
    return lambda body, style="": seen(page.format(body=body, style=style).encode(), f"response.{kind}")


def data_url(content, mime="image/svg+xml"):
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"


def test_clean(found):
    assert found("<g><text>1</text></g>") == []


def test_markup_comment(found):
    assert found(f"<!-- {SECRET} -->") == ["markup-comment"]
    assert found("<!-- -->") == []


@pytest.mark.parametrize(
    "attribute",
    ['style="display:none"', 'style="color:red; visibility: hidden"', 'style="opacity:0"', 'visibility="hidden"',
     'display="none"', 'style="font-size:0"', 'style="font-size:1px"', 'fill-opacity="0"', 'transform="scale(0)"',
     'style="color: transparent"'],
)  # fmt: skip
def test_hidden_element(found, attribute):
    assert found(f"<g {attribute}><text>{SECRET}</text></g>") == ["hidden-element"]
    assert found(f"<g {attribute}></g>") == []


@pytest.mark.parametrize(
    "body",
    ['<text x="-50" y="5">{}</text>', '<text x="5" y="5" fill="none">{}</text>', "<defs><text>{}</text></defs>",
     '<text x="5" y="5" font-size="0.1">{}</text>'],
)  # fmt: skip
def test_text_of_a_drawing_that_nobody_sees(seen, body):
    assert seen(SVG.format(body=body.format(SECRET)).encode(), "chart.svg") == ["hidden-element"]


@pytest.mark.parametrize(
    "body",
    ['<text x="5" y="5" fill="white">7</text>', '<g transform="translate(60)"><text x="-50" y="5">7</text></g>',
     '<text x="-50" y="5" transform="translate(60)">7</text>', '<text x="5" y="5" transform="rotate(-0 5 5)">7</text>',
     '<defs><text id="a">7</text></defs><use href="#a"/>', '<path fill="none" d="M 0 0"/>'],
)  # fmt: skip
def test_text_of_a_drawing_that_is_seen(seen, body):
    assert seen(SVG.format(body=body).encode(), "chart.svg") == []


def test_white_text_of_a_page(seen):
    def page(style, css=""):
        return PAGE.format(style=css, body=f'<p style="{style}">Jonquil</p>').encode()

    assert seen(page("color: #FFF"), "a.html") == ["hidden-element"]
    assert seen(page("color: #fff; background: #12436d"), "a.html") == []
    assert seen(page("color: #fff", "p { background: navy }"), "a.html") == []


@pytest.mark.parametrize(
    ("css", "seen_css", "body"),
    [
        ("body { background: #fff }", "body { background: #123 }", '<p style="color:#fff">{}</p>'),
        (".b { background: #000 }", "p { background: #000 }", '<p style="color:#fff">{}</p>'),
        (".b:hover { background: #000 }", "p.c { background: #000 }", '<p class="c" style="color:#fff">{}</p>'),
        ("p { color: #fff }", "div p { color: #fff } div { background: navy }", "<div><p>{}</p></div>"),
        ("p { color: #000; background: #000 }", "p { color: #000; background: #fff }", "<p>{}</p>"),
        (
            "table { background: white }",
            "td { background: black }",
            "<table><tr><td><font color=white>{}</font></td></tr></table>",
        ),
        ("p { color: white }", "p { color: white } p { background-image: linear-gradient(red, blue) }", "<p>{}</p>"),
        ("p { color: white }", "p { color: white } p:first-child { background: red }", "<div><p>{}</p></div>"),
        ("#a { color: white }", "#a { color: white; position: absolute }", '<p id="a">{}</p>'),
        ("p { color: white }", "p { color: white } span { color: black }", "<p><span>{}</span></p>"),
        ("@media screen { p { display: none } }", "@media (max-width: 20em) { p { display: none } }", "<p>{}</p>"),
        ("p { height: 0; overflow: hidden }", "p { height: 0 }", "<p>{}</p>"),
        ("p { clip-path: inset(50%) }", ".sr { clip-path: inset(50%); width: 1px }", '<p class="sr">{}</p>'),
        ("p { transform: scale(0) }", "p { transform: scale(1) }", "<p>{}</p>"),
        ("p { text-indent: -9999px }", "p { text-indent: -1em }", "<p>{}</p>"),
        ("div p { display: none }", "div > p { display: none }", "<div><b><p>{}</p></b></div>"),
        ("p { display: none }", "p { display: none } p { display: block }", "<p>{}</p>"),
    ],
)
def test_what_styles_hide(seen, css, seen_css, body):
    if "span" in body:
        body, hidden = body, body.replace("span", "b")
    else:
        hidden = body
    if ".sr" in seen_css:
        hidden = body.replace(' class="sr"', "")

    def found(style, body):
        page = f"<!doctype html><html lang=en><title>R</title><style>{style}</style>{body.format('Jonquil')}</html>"
        return seen(page.encode(), "a.html")

    assert found(css, hidden) == ["hidden-element"]
    assert found(seen_css, body) == []


def test_a_dialog_that_is_closed(seen):
    page = "<!doctype html><html lang=en><title>R</title><dialog{}>Jonquil</dialog></html>"
    assert seen(page.format("").encode(), "a.html") == ["hidden-element"]
    assert seen(page.format(" open").encode(), "a.html") == []


def test_a_file_behind_a_link(seen):
    def page(address):
        return PAGE.format(style="", body=f'<p><a download="a.xlsx" href="{address}">Table</a></p>').encode()

    assert seen(page(data_url(b"PK", "application/zip")), "a.html") == ["embedded-data"]
    assert seen(page("tables/a.xlsx"), "a.html") == []


def test_the_description_of_a_page(seen):
    def page(words):
        return PAGE.format(style="", body=f'<meta name="description" content="{words}">').encode()

    assert seen(page(f"by {SECRET}"), "a.html") == ["person"]
    assert seen(page(r"from C:\Users\jf\a.xlsx"), "a.html") == ["path"]
    assert seen(page("Funding of services, by year"), "a.html") == []


GROUND = '<rect width="9" height="9" fill="white"/>'


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        (GROUND + '<text x="1" y="5" font-size="2" fill="white">{}</text>',
         GROUND + '<rect width="9" height="6"/><text x="1" y="5" font-size="2" fill="white">{}</text>'),
        ('<text x="1" y="5" font-size="2">{}</text><rect width="9" height="9"/>',
         '<text x="1" y="5" font-size="2">{}</text><rect width="9" height="9" fill-opacity=".2"/>'),
        ('<clipPath id="a"><rect width="0" height="0"/></clipPath><text y="5" clip-path="url(#a)">{}</text>',
         '<clipPath id="a"><rect width="9" height="9"/></clipPath><text y="5" clip-path="url(#a)">{}</text>'),
        ('<path d="M 0 0 L 9 0 L 9 9 L 0 9 z" style="fill: #fff"/><text y="5" style="fill: #fefefe">{}</text>',
         '<path d="M 0 0 L 9 0 L 9 9 L 0 9 z" style="fill: url(#a)"/><text y="5" style="fill: #fefefe">{}</text>'),
    ],
)  # fmt: skip
def test_text_of_a_drawing_on_and_under_shapes(seen, hidden, shown):
    assert seen(SVG.format(body=hidden.format("Jo")).encode(), "chart.svg") == ["hidden-element"]
    assert seen(SVG.format(body=shown.format("Jo")).encode(), "chart.svg") == []


def test_comments_that_repeat_what_is_seen(seen):
    with plt.rc_context({"svg.fonttype": "path"}):
        figure, axes = plt.subplots()
        axes.set_title("Referrals, 2014 to 2015")
        axes.plot([1e-3, 1e5], [1, 2])
        axes.set_xscale("log")
        target = io.BytesIO()
        figure.savefig(target, format="svg", metadata={"Date": None})
        plt.close(figure)
    drawn = target.getvalue()
    assert seen(drawn, "chart.svg") == []
    assert seen(drawn.replace(b"<!-- Referrals, 2014", b"<!-- Jonquils, 2014"), "chart.svg") == ["markup-comment"]
    assert seen(PAGE.format(style="", body="<!-- None held --><!-- ***** -->").encode(), "a.html") == []
    assert seen(PAGE.format(style="", body="<!-- held by Jo -->").encode(), "a.html") == ["markup-comment"]


def test_keywords_of_a_page(seen):
    def page(words):
        return PAGE.format(style="", body=f'<meta name="keywords" content="{words}">').encode()

    assert seen(page("not for release"), "a.html") == ["property-text"]
    assert seen(page("response"), "a.html") == []


@pytest.mark.parametrize("body", ["<p hidden>{}</p>", "<template><p>{}</p></template>", '<p class="secret">{}</p>',
                                  '<input type="hidden" value="{}">', "<div hidden><p>{}</p>"])  # fmt: skip
def test_hidden_element_of_a_page(seen, body):
    page = PAGE.format(style=".secret, .more { display : none }", body=body.format(SECRET))
    assert seen(page.encode(), "response.html") == ["hidden-element"]


def test_data_attribute(found):
    assert found(f'<g data-person="{SECRET}"/>') == ["data-attribute"]


@pytest.mark.parametrize(
    "body", ["<script>let a = 1</script>", '<g onclick="run()"/>', '<a href="javascript:run()">a</a>']
)
def test_script(found, body):
    assert found(body) == ["script"]


@pytest.mark.parametrize(
    "body", ['<image href="https://www.example.org/a.png"/>', '<g style="fill: url(http://www.example.org/a)"/>',
             '<style>@import "https://www.example.org/a.css";</style>', '<use xlink:href="//example.org/a.svg"/>'],
)  # fmt: skip
def test_external_reference(found, body):
    body = body.replace("<image href", "<image xmlns:xlink='x' href").replace("<use ", "<use xmlns:xlink='x' ")
    assert found(body) == ["external-reference"]


def test_embedded_data(found):
    assert found(f'<image href="{data_url(b"PK", "application/zip")}"/>') == ["embedded-data"]
    assert found(f'<image href="{data_url(SVG.format(body="").encode())}"/>') == []


def test_a_drawing_within_a_page_is_screened(seen):
    drawing = SVG.format(body=f"<!--{SECRET}-->").encode()
    page = PAGE.format(style="", body=f'<img alt="" src="{data_url(drawing)}">')
    assert seen(page.encode(), "response.html") == ["markup-comment"]


def test_author_of_a_page(seen):
    assert seen(PAGE.format(style="", body=f'<meta name="author" content="{SECRET}">').encode(), "a.html") == ["person"]
    assert seen(PAGE.format(style="", body='<meta name="author" content="Home Office">').encode(), "a.html") == []


def test_path_of_a_page(found):
    assert found(r'<g id="C:\Users\jf\chart.svg"/>') == ["path"]


@pytest.mark.parametrize("creator", ["Matplotlib", SECRET])
def test_metadata(seen, creator):
    figure, axes = plt.subplots()
    axes.plot([1, 2])
    target = io.BytesIO()
    figure.savefig(target, format="svg", metadata={"Creator": creator, "Date": None} if creator == SECRET else {})
    plt.close(figure)
    found = seen(target.getvalue(), "chart.svg")
    assert found == (["metadata"] if creator == SECRET else [])


@pytest.mark.parametrize("creator", ["Matplotlib version 3", SECRET])
def test_metadata_of_a_picture(seen, creator):
    figure = plt.figure()
    target = io.BytesIO()
    figure.savefig(target, format="png", metadata={"Author" if creator == SECRET else "Software": creator})
    plt.close(figure)
    assert seen(target.getvalue(), "chart.png") == (["metadata"] if creator == SECRET else [])


def test_bytes_after_the_end_of_a_jpeg(seen):
    target = io.BytesIO()
    plt.figure().savefig(target, format="jpeg")
    plt.close()
    assert seen(target.getvalue(), "chart.jpg") == []
    assert seen(target.getvalue() + SECRET.encode(), "chart.jpg") == ["trailing-data"]


def test_trailing_data(seen):
    target = io.BytesIO()
    plt.figure().savefig(target, format="png")
    plt.close()
    assert seen(target.getvalue() + SECRET.encode(), "chart.png") == ["trailing-data"]
    assert seen(target.getvalue()[:-20], "chart.png") == ["damaged-file"]


def test_a_broken_drawing_and_an_entity_bomb(seen):
    bomb = '<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    assert seen(b"<svg><g></svg>", "chart.svg") == ["damaged-file"]
    assert seen(bomb.encode(), "chart.svg") == ["unsafe-file"]


def test_several_frames(seen):
    def frames(number):
        target = io.BytesIO()
        pictures = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")][:number]
        pictures[0].save(target, "PNG", save_all=number > 1, append_images=pictures[1:])
        return target.getvalue()

    assert seen(frames(2), "a.png") == ["several-frames"]
    assert seen(frames(1), "a.png") == []
