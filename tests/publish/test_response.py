"""The letter: one model, and three formats that say the same, whatever stands in what was supplied or asked."""

import base64
import io
import itertools
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from dataclasses import replace

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from lxml import html

from foi_stats.publish.column_widths import column_widths, letter_size
from foi_stats.publish.files import write_figures
from foi_stats.publish.response import ChartBlock, Files, Points, Quote, clean, response_text, runs
from foi_stats.publish.response_docx import response_docx
from foi_stats.publish.response_html import response_html
from foi_stats.publish.response_pdf import response_pdf
from foi_stats.publish.response_wording import words_of
from foi_stats.publish.tables import Table
from foi_stats.release.exemptions import untested
from foi_stats.request.case import read_case
from foi_stats.request.request import Detail, Exemption
from foi_stats.screen.read import screen
from foi_stats.vocabulary.findings import InputError
from tests.conftest import PROJECT
from tests.publish.responses import (
    alike,
    docx_text,
    html_text,
    parts_of,
    pdf_text,
    pdf_words,
    response_of,
    said,
    shipped_response,
    tags,
    with_request,
)

NY, EX = "944.2015-16", "101.2016-17"


@pytest.fixture(scope="module")
def released(data):
    return shipped_response(data, NY)


@pytest.fixture(scope="module")
def draft(data):
    return shipped_response(data, EX, draft=True)


@pytest.fixture(scope="module")
def pdf(draft):
    return response_pdf(draft)


@pytest.fixture(scope="module")
def word(draft):
    return response_docx(draft)


def test_terms_of_re_use_stand_only_beside_figures(released, draft):
    def terms(blocks):
        return [block.id for block in blocks if block.kind == "heading" and block.id == "licence"]

    assert (terms(released.body), terms(released.context)) == ([], ["licence"])  # figures are background alone
    assert (terms(draft.body), terms(draft.context)) == (["licence"], [])


def test_the_thanks_are_for_what_the_request_calls_itself(draft):
    thanks = next(block.text for block in draft.body if getattr(block, "text", "").startswith("Thank you"))
    assert "about human trafficking and modern slavery (invented request), which" in thanks


@pytest.mark.slow
def test_the_three_formats_say_the_same_piece_by_piece(released, draft, tmp_path):
    for response in (released, draft):
        expected = said(response)
        assert len(expected) > 80
        marks = alike(response.every_page)
        assert html_text(response_html(response)) == [*expected, *marks]
        assert docx_text(response_docx(response)) == expected
        assert pdf_text(response_pdf(response), tmp_path) == expected


def test_a_letter_says_everything_that_it_has_to(released, draft):
    text = response_text(released)
    for words in (
        "authority: Police and Crime Commissioner for North Yorkshire",
        "reference: 944.2015-16",
        "Date: 8 July 2016",
        "> What funding has the commissioner allocated",
        "## How we searched",
        "### Section 23(5)",
        "This exemption is absolute",
        "internal review",
        "Information Commissioner",
        "Open Government Licence",
        "http://www.supportingvictims.org/types-of-crime/slavery-and-trafficking/",
    ):
        assert words in text, words
    assert text.index("## Background: not part of the response") > text.index("| Yours sincerely,")
    assert "Public interest test: | For disclosure" in response_text(draft)


@pytest.mark.slow
def test_a_draft_says_so_on_every_page_and_a_release_never(released, draft):
    for response, wanted in ((draft, True), (released, False)):
        pages = pypdf.PdfReader(io.BytesIO(response_pdf(response))).pages
        assert {("Draft: not approved" in page.extract_text()) for page in pages} == {wanted}
        header = docx.Document(io.BytesIO(response_docx(response))).sections[0].header
        assert any("Draft: not approved" in paragraph.text for paragraph in header.paragraphs) == wanted
        assert ("Draft: not approved" in response_html(response)) == wanted
        assert all("not issued by the authority" in page.extract_text() for page in pages)


@pytest.mark.slow
@pytest.mark.parametrize("reference", [EX, NY])
def test_nothing_is_hidden_in_a_draft(data, reference, tmp_path):
    """Its charts lie under the mark that says draft, not over it."""
    response = shipped_response(data, reference, draft=True)
    for name, content in (("a.pdf", response_pdf(response)), ("a.docx", response_docx(response))):
        (tmp_path / name).write_bytes(content)
    assert not screen(tmp_path, allowed=[response.authority])


@pytest.mark.slow
def test_what_is_approved_is_the_text_and_not_that_it_is_a_draft(data):
    made, drafted = shipped_response(data, NY), shipped_response(data, NY, draft=True)
    assert response_text(made) == response_text(drafted)
    assert response_text(made) != response_text(replace(made, body=made.body[:-1]))
    assert "Information rights officer" not in response_text(made)


# PDF


def test_the_pdf_is_tagged_in_reading_order_with_its_language_title_and_bookmarks(draft, pdf):
    read = pypdf.PdfReader(io.BytesIO(pdf))
    root = read.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata.title == draft.title
    assert read.metadata.author == draft.authority
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    levels = [int(element["/S"][2]) for element in tags(pdf) if re.fullmatch(r"/H[1-6]", element["/S"])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert len(read.outline) == 2  # the title, and a list of what stands below it


def test_the_tables_of_the_pdf_have_headings_and_its_charts_alternatives(draft, pdf):
    tables = [block.table for block in draft.body if block.kind == "table"]
    found = tags(pdf, "/Table")
    assert len(found) == len(tables) == 3
    headings = tags(pdf, "/TH")
    assert len(headings) == sum(len(table.headings) for table in tables)
    assert all(_attribute(element, "/Scope") == "/Column" for element in headings)
    figures = [block for block in draft.body if isinstance(block, ChartBlock)]
    assert [element["/Alt"] for element in tags(pdf, "/Figure")] == [figure.alt for figure in figures]


def _attribute(element, name):
    given = element["/A"].get_object()
    for one in given if isinstance(given, list) else [given]:
        if name in one.get_object():
            return one.get_object()[name]
    return None


def test_a_chart_without_an_alternative_is_refused(draft):
    silent = replace(draft, body=(ChartBlock("x", "", "", "", "<svg/>", b"", "<svg/>"),))
    with pytest.raises(ValueError, match="text alternative"):
        response_docx(silent)
    svg = next(block.svg for block in draft.body if isinstance(block, ChartBlock))
    with pytest.raises(ValueError, match="accessible PDF"):
        response_pdf(replace(draft, body=(ChartBlock("x", "", "", "", svg, b"", svg),)))


# Word


def test_the_document_has_real_styles_header_rows_alternatives_and_language(draft, word):
    document = docx.Document(io.BytesIO(word))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == len([b for b in draft.body if b.kind == "heading" and b.level == 2])
    assert {"Heading 2", "List Bullet", "Quote", "Caption"} <= set(styles)
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
    drawings = list(document.element.body.iter(qn("wp:docPr")))
    assert len(drawings) == 3
    assert all("Bar chart. " in drawing.get("descr") for drawing in drawings)
    assert {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    about = document.core_properties
    assert (about.author, about.title) == (draft.authority, draft.title)
    assert about.created.date() == about.modified.date() == draft.date


def test_the_document_carries_nothing_that_it_does_not_show(word):
    with zipfile.ZipFile(io.BytesIO(word)) as file:
        names = file.namelist()
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not [name for name in names if re.search("thumbnail|customXml|comments|stylesWithEffects", name)]


def test_a_year_stands_on_one_line_of_a_column_and_a_table_fills_the_page():
    years = tuple(f"201{number}-1{number + 1}" for number in range(2, 7))
    table = Table(
        "t", "", (), ("Service", *years, "Total", "Marks"), (("x " * 20, *"12345", "15", "y " * 30),), range(1, 7)
    )
    widths = column_widths(table)
    assert sum(widths) == pytest.approx(470)  # points: the text of an A4 page
    size = letter_size(table)
    assert size >= 8.5
    assert min(widths[1:6]) > 7 * 0.696 * size + 8  # seven bold digits of DejaVu Sans, and what a cell keeps free


def test_what_leads_into_a_list_and_a_question_stay_on_the_page_of_what_follows(word):
    paragraphs = docx.Document(io.BytesIO(word)).paragraphs
    for paragraph, after in itertools.pairwise(paragraphs):
        if after.style.name == "List Bullet" and paragraph.style.name == "Normal" and paragraph.text:
            assert paragraph.paragraph_format.keep_with_next
        if paragraph.style.name == "Quote":
            assert paragraph.style.paragraph_format.keep_with_next


# The page


def test_a_narrow_screen_gets_the_chart_drawn_for_a_phone(draft):
    page = html.document_fromstring(response_html(draft))
    drawn = [block for block in draft.body if isinstance(block, ChartBlock)]
    for figure, picture in zip(drawn, page.iter("picture"), strict=True):
        source, shown = picture.find(".//source"), picture.find(".//img")
        assert source.get("media") == "screen and (max-width: 40em)"
        for address, svg in ((source.get("srcset"), figure.svg_phone), (shown.get("src"), figure.svg)):
            assert base64.b64decode(address.removeprefix("data:image/svg+xml;base64,")).decode() == svg
        assert page.get_element_by_id(shown.get("aria-details")).tag == "table"


# What stands beside the letter


@pytest.mark.slow
@pytest.mark.parametrize("reference", [NY, EX])
def test_the_letter_names_every_file_beside_it_and_no_other(data, tmp_path, reference):
    case, parts = read_case(data, reference), parts_of(read_case(data, reference))
    write_figures(tmp_path, case, parts, draft=False)
    beside = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    blocks = shipped_response(data, reference).blocks
    named = [address for block in blocks if isinstance(block, Files) for _, address in block.links]
    assert len(named) == len(set(named))
    assert set(named) - {"background.html"} == {name for name in beside if ".phone." not in name}


# The same bytes

MAKE = """
import hashlib, sys
from pathlib import Path
from tests.publish.responses import shipped_response
from foi_stats.publish.response_docx import response_docx
from foi_stats.publish.response_html import response_html
from foi_stats.publish.response_pdf import response_pdf
response = shipped_response(Path(sys.argv[1]), "101.2016-17", draft=True)
for made in (response_html(response).encode(), response_pdf(response), response_docx(response)):
    print(hashlib.sha256(made).hexdigest())
"""


@pytest.mark.slow
def test_the_same_letter_is_the_same_bytes_anywhere(draft, data, tmp_path):
    import hashlib

    made = [response_html(draft).encode(), response_pdf(draft), response_docx(draft)]
    elsewhere = {"TZ": "Pacific/Auckland", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    path = os.pathsep.join([str(PROJECT), os.environ.get("PYTHONPATH", "")])
    again = subprocess.run(
        [sys.executable, "-c", MAKE, str(data)],
        cwd=tmp_path,
        env={**os.environ, **elsewhere, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert again.stdout.split() == [hashlib.sha256(one).hexdigest() for one in made]


# Text from outside

HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;",
    '#read("/etc/passwd") #import "@preview/x:1.0.0" *bold* _it_ $x^2$ `raw` <label> @ref \\ \\u{41} // no /* no */',
    "[#text(red)[x]] = Heading - item + item / term: x ~ --- \"quoted\" 'quoted'",
    '=HYPERLINK("http://x.invalid","y") +1 -1 @SUM(A1) {{ 7*7 }} {% raw %} {0} {title.__class__}',
    "</w:t></w:r><w:p/> ]]> <![CDATA[x]]> &#0; %s",
    "\u202eabc\u202c \u2067def\u2069 \u200f\u200e \u061c \x00\x07\x0b\x1f \ufffe \ud800 end",
    "שלום عربى Ελληνικά Żółć Cymru ŵ ŷ 中文 😀 e\u0301 ﬁ",
    "word " * 2000,
    "x" * 10_000,
    "",
]


@pytest.fixture(scope="module")
def hostile(data):
    """A letter in which every place for text from outside holds hostile text."""
    case = read_case(data, EX)
    rubbish = [text for text in HOSTILE if text]
    whole = "\n\n".join(rubbish)
    asked = [
        question.model_copy(update={"text": whole, "detail": [Detail(title=rubbish[1], text=whole, points=rubbish)]})
        if question.asks != "ncnd"
        else question.model_copy(update={"text": whole})
        for question in case.request.question
    ]
    exemptions = [Exemption(section="43(2)", title=rubbish[0], absolute=False, why=whole, public_interest=whole)]
    case = with_request(
        case, context=[], question=asked, title=rubbish[1], searches=whole, decision=whole, exemption=exemptions
    )
    supplied = [text.replace("\ud800", "") for text in rubbish]  # which no file and no frame can hold
    services = case.funding["activity"].eq("Services for all victims of crime")
    lines = dict(zip(dict.fromkeys(case.funding["line"][services]), itertools.cycle(supplied), strict=False))
    funding = case.funding.assign(
        note=list(itertools.islice(itertools.cycle(supplied), len(case.funding))),
        line=case.funding["line"].mask(services, case.funding["line"].map(lines)),
    )
    return response_of(replace(case, funding=funding))


@pytest.mark.slow
def test_hostile_text_is_shown_as_it_is_in_all_three(hostile, tmp_path):
    expected = said(hostile)
    text = "".join(expected)
    assert len(text) > 200_000
    assert "<script>alert(1)</script>" in text
    assert '#read("/etc/passwd")' in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x08]", text)
    page = response_html(hostile)
    marks = alike(hostile.every_page)
    assert html_text(page) == [*expected, *marks]
    assert not re.search("<script|<img src=x", page)
    assert docx_text(response_docx(hostile)) == expected
    shown, at = _plain(pdf_words(response_pdf(hostile), tmp_path)), 0
    drawn = [_plain(block.alt) for block in hostile.blocks if isinstance(block, ChartBlock)]
    rows = [_plain(" ".join(row)) for block in hostile.blocks if block.kind == "table" for row in block.table.rows]
    written = [piece for piece in filter(None, map(_plain, expected)) if piece not in drawn]
    assert not Counter("".join(written)) - Counter(shown)
    for piece in written:
        if piece not in rows:  # a long row goes on below the heading of the next page
            assert shown.find(piece, at) >= 0, piece[:200]
            at = shown.find(piece, at) + len(piece)


def _plain(text):
    """Return text without what is not written from left to right, or is one letter made of two."""
    whole = unicodedata.normalize("NFKC", text)
    return re.sub("[\u0590-\u06ff]|\\W", "", whole)


def test_only_the_authoritys_own_words_make_links():
    text = "see https://example.invalid/a, and http://b.invalid."
    assert [piece for piece in runs(text, "request") if piece[1]] == [
        ("https://example.invalid/a", "https://example.invalid/a"),
        ("http://b.invalid", "http://b.invalid"),
    ]
    assert runs(text, "supply") == [(text, "")]
    assert runs("javascript:alert(1) file:///etc/passwd", "request") == [("javascript:alert(1) file:///etc/passwd", "")]
    assert clean("a\u202eb\n c\x00") == "ab c"


# Words


@pytest.mark.slow
def test_an_authority_says_things_in_words_of_its_own(data):
    case = read_case(data, EX)
    own = case.authority.model_copy(update={"review": "Write to us.", "wording": {"heading_review": "Not content?"}})
    text = response_text(response_of(replace(case, authority=own)))
    assert "## Not content?\n\n| Write to us." in text
    assert "If you are unhappy with this response" not in text


@pytest.mark.parametrize(
    ("wording", "fault"),
    [
        ({"greeting": "Hello"}, "which no letter says"),
        ({"title": "{request}"}, "{title}"),
        ({"title": "{title.__class__}"}, "nothing fills in"),
        ({"title": "{title!r:>99}"}, "nothing fills in"),
        ({"title": "{"}, "nothing fills in"),
    ],
)
def test_words_that_no_letter_can_use_are_refused(data, wording, fault):
    authority = read_case(data, EX).authority.model_copy(update={"wording": wording})
    with pytest.raises(InputError, match=re.escape(fault)):
        words_of(authority)


def test_a_qualified_exemption_needs_its_public_interest_test(data):
    request = read_case(data, EX).request
    assert untested(request, "x.toml") == []
    bare = request.exemption[2].model_copy(update={"public_interest": " "})
    found = untested(request.model_copy(update={"exemption": [bare]}), "x.toml")
    assert [(finding.check, finding.severity) for finding in found] == [("no-public-interest-test", "error")]
    assert "section 43(2)" in found[0].found


def test_the_questions_stand_as_they_were_asked(released, data):
    asked = read_case(data, NY).request.question
    quotes = [block for block in released.blocks if isinstance(block, Quote)]
    assert [quote.paragraphs for quote in quotes] == [(question.text,) for question in asked]


def test_a_legend_stands_above_its_table(released):
    kinds = list(released.blocks)
    for number, block in enumerate(kinds):
        if block.kind == "table" and block.table.legend:
            assert kinds[number - 2].text == "Symbols in the table:"
            assert kinds[number - 1] == Points(block.table.legend)
