"""html and svg: one hidden thing each, and clean pages."""

from __future__ import annotations

import base64
import io

import matplotlib.pyplot as plt
import pytest

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
    plt.rcParams["svg.fonttype"] = "none"  # else each text is a comment beside its outlines
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
