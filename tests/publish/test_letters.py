"""What a letter says as a whole, in whose words, and how it looks in an authority's house style."""

import datetime as dt
import io
import re
import struct
import tomllib
import zipfile
import zlib
from dataclasses import replace
from importlib.resources import files

import docx
import pypdf
import pytest
from docx.enum.style import WD_STYLE_TYPE
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.answer.answer import Answer, answer_figures
from foi_stats.answer.wording import in_words_of, phrase
from foi_stats.publish.column_widths import PAGE, column_widths, letter_size
from foi_stats.publish.compose_figures import figures_of
from foi_stats.publish.decision import decision_of
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.grounds import exemption_grounds, grounds_of
from foi_stats.publish.response import Paragraph, Points, Response, Tabulated, response_text
from foi_stats.publish.response_docx import response_docx
from foi_stats.publish.response_html import response_html
from foi_stats.publish.response_pdf import response_pdf
from foi_stats.publish.response_wording import phrases_from, words_of
from foi_stats.publish.tables import Table, table_of
from foi_stats.request.authority import Authority
from foi_stats.request.case import read_case
from foi_stats.request.grounds import Exemption
from foi_stats.request.house_style import House, HouseStyle, read_house_style
from foi_stats.request.law import shipped_law
from foi_stats.request.settings import texts_in
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.held_together import held_together
from foi_stats.vocabulary.html import stacking_rules
from tests.answer.cases import case, spend
from tests.examples import examples
from tests.publish.answers import answer_of, years
from tests.publish.responses import response_of, tags, with_request

AUTHORITY = Authority(name="Exampleshire", place="Exampleshire", organisations=["Exampleshire"])
WORDS = words_of(AUTHORITY)
PHRASE = phrases_from(WORDS)


def of(status):
    return Answer("1", status, "Said.")


# What answers rest on


def texts_of(blocks):
    return " ".join(" ".join(b.items) if isinstance(b, Points) else f"{b.lead} {b.text}" for b in blocks)


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([spend("1.00"), spend(year="2015-16", reason="over_limit")], "did not look for it: Training, 2015-16."),
        (
            [spend("1.00"), spend("1.00", year="2015-16"), spend(reason="over_limit", line="Slavery x")],
            "a part of Training, 2014-15.",
        ),
    ],
)
def test_a_part_refused_for_cost_is_a_notice_with_its_section_estimate_limit_and_advice(rows, what):
    made = case(rows, limbs=[{"id": "1a", "asks": "funding", "years": ["2014-15", "2015-16"], "hours": 2}])
    estimate = {"not_looked_for": {"estimate": [{"what": "files", "items": 1000, "minutes": 5}]}, "advice": "Ask less."}
    question = made.request.question[0]
    question = question.model_validate(question.model_dump(exclude_unset=True) | estimate)
    text = texts_of(grounds_of(made, question, answer_figures(made, "1"), PHRASE))
    said = ["section 12(1)", what, "would take 83.3 hours, on top of 2 hours", "limit is 18 hours", "1,000 files × 5"]
    assert [one for one in [*said, "Ask less."] if one not in text] == []


@pytest.mark.parametrize(
    ("day", "ground", "principle"),
    [
        (dt.date(2018, 5, 24), "section 40(3)(a)(i)", "Data Protection Act 1998"),
        (dt.date(2018, 5, 25), "section 40(3A)(a)", "General Data Protection Regulation"),
        (dt.date(2021, 1, 1), "section 40(3A)(a)", "UK GDPR"),
    ],
)
def test_personal_data_are_exempt_on_the_ground_of_the_day(day, ground, principle):
    exemption = Exemption(section="40(2)", title="T", absolute=True, why="W")
    text = texts_of(exemption_grounds(exemption, shipped_law().personal_data_on(day), PHRASE))
    assert ground in text
    assert principle in text


# What was decided


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        (["answered", "answered"], "everything that we found."),
        (["answered", "not_held"], "everything that we found. We do not hold all"),
        (["answered", "withheld"], "apart from what is withheld"),
        (["withheld", "over_limit"], "not to send you the information"),
        (["not_held"], "We do not hold the information that you asked for."),
        (["not_held", "withheld"], "not to send you"),
        (["undetermined", "not_asked"], "What we have decided, and why"),
    ],
)
def test_the_decision_says_how_far_the_answers_go(statuses, said):
    answers = {str(at): of(status) for at, status in enumerate(statuses)}
    assert said in " ".join(decision_of(answers, PHRASE, neither_confirms_nor_denies=False))


@pytest.mark.parametrize("statuses", [["answered"], ["answered", "not_held"], ["not_held"], ["partly", "withheld"]])
def test_where_it_is_neither_confirmed_nor_denied_nothing_is_said_of_what_was_found(statuses):
    answers = {str(at): of(status) for at, status in enumerate([*statuses, "ncnd"])}
    said = " ".join(decision_of(answers, PHRASE, neither_confirms_nor_denies=True))
    assert "found" not in said
    assert not said.startswith("We do not hold the information")


@pytest.mark.parametrize(
    "wording", ["publish/response.toml", "publish/letters.toml", "publish/wording.toml", "answer/wording.toml"]
)
def test_letters_speak_as_we_and_never_as_i(wording):
    texts = texts_in(tomllib.loads(files("foi_stats").joinpath(wording).read_text(encoding="utf-8")))
    assert [text for text in texts if re.search(r"\b(I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself)\b", text)] == []


def test_a_figure_withheld_among_others_is_told():
    partly = answer_of([("One", "2012-13", "5"), ("Two", "2012-13", None, "[c]", "withheld")])
    assert "apart from" in " ".join(decision_of({"1": partly}, PHRASE, neither_confirms_nor_denies=False))


# What is said, and not shown


def blocks(answer):
    return list(figures_of("1", {"1": FigureBundle(answer)}, PHRASE))


def test_a_table_of_nothing_but_one_gap_is_not_shown_and_its_data_is_at_hand():
    one = answer_of([("One", year, None, "[x]", "not_held") for year in years(5)])
    assert [block.kind for block in blocks(one)] == ["files"]
    two = answer_of([("One", "2012-13", None, "[x]", "not_held"), ("One", "2013-14", None, "[c]", "withheld")])
    assert any(isinstance(block, Tabulated) for block in blocks(two))


def test_services_without_amounts_are_told_with_the_years_in_which_they_ran():
    gaps = {"2013-14": ("[z]", "not_started"), "2014-15": ("[x]", "not_held"), "2015-16": ("[x]", "not_held")}
    made = answer_of([("Advice", year, None, *gap) for year, gap in gaps.items()], asks="services")
    told = [block.items for block in blocks(made) if isinstance(block, Points)]
    assert told == [("Advice: 2014-15 to 2015-16",)]
    assert not any(isinstance(block, Tabulated) for block in blocks(made))


def test_a_part_of_a_period_that_a_whole_column_covers_is_said_once_above_the_table():
    cells = [(part, "2015-16", "5", "", "", "", "2015-04-01/2015-09-30") for part in ("One", "Two")]
    made = answer_of([*cells, ("One", "2014-15", "5"), ("Two", "2014-15", "5", "[e]")])
    (table,) = (block.table for block in blocks(made) if isinstance(block, Tabulated))
    assert table.legend[0] == "The numbers under “2015-16” cover April to September 2015 only."
    assert [row[-1] for row in table.rows] == ["", "[e] 2014-15"]
    assert not any("“Only”" in line for line in table.legend)


# Numbers and words are whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("in 2012-13 to 2016-17", ["2012-13", "2016-17"]),
        ("on 14 November 2016", ["14 November 2016"]),
        ("£1.2 million for ages 18-24, 3.5% more", ["£1.2 million", "18-24", "3.5%"]),
        ("call 0303 123 1113 or write to SK9 5AF", ["0303 123 1113", "SK9 5AF"]),
        ("under section 1(1)(a), as in question 3b", ["section 1(1)(a)", "question 3b"]),
        ("a well-known plan", []),
    ],
)
def test_no_line_breaks_within_a_number(text, whole):
    assert [piece for piece, is_whole in held_together(text) if is_whole] == whole
    assert "".join(piece for piece, _ in held_together(text)) == text


words = st.text("abcdefghij", min_size=1, max_size=12)
cells = st.lists(words, max_size=6).map(" ".join)
numbers = st.integers(-99_999_999, 99_999_999).map(lambda number: f"{number:,}")


@examples(40)
@given(st.lists(st.tuples(cells, numbers, numbers, cells), min_size=1, max_size=5))
def test_no_number_and_no_word_of_a_table_is_wider_than_its_column(rows):
    table = Table("t", "", (), ("Activity", "2012-13", "2013-14", "Marks"), tuple(rows), (1, 2))
    widths, size = column_widths(table), letter_size(table)
    assert sum(widths) == pytest.approx(PAGE)
    for at, column in enumerate(zip(table.headings, *rows, strict=True)):
        longest = max(
            len(word) for text in column for word in ([text] if at in table.numeric else text.split() or [""])
        )
        assert widths[at] >= longest * 0.696 * size  # a bold digit of DejaVu Sans


def test_a_heading_that_stands_before_its_cells_on_a_phone_is_a_string_whatever_it_says():
    rules = stacking_rules("t", ("One", 'a"} </style>\\'), 1)
    assert (
        rules
        == '#t td:nth-of-type(1)::before { content: "a\\000022\\00007d \\00003c\\00002fstyle\\00003e\\00005c: "; }'
    )


# An authority's own words


def test_every_standing_word_can_be_an_authority_s_own(data):
    case = read_case(data, "101.2016-17")
    own = {
        "salutation": "Dear applicant,",
        "lead": {"ncnd": "Neither."},
        "sentence": {"ncnd": "We say neither.", "yes": "Indeed."},
        "table": {"marks": "Signs"},
    }
    asked = [question for question in case.request.question if question.id in ("3b", "6")]
    case = replace(case, authority=case.authority.model_copy(update={"wording": own}))
    text = response_text(response_of(with_request(case, question=asked, context=[])))
    for words in ("| Dear applicant,", "Neither. | We say neither.", "Indeed. | The plan refers"):
        assert words in text
    with in_words_of(case.authority.own_words):
        assert table_of(answer_of([("One", "2012-13", "5", "[e]")])).headings[-1] == "Signs"
    assert phrase("sentence", "yes") == "Yes."  # nobody else's have changed


@pytest.mark.parametrize(
    ("wording", "fault"),
    [
        ({"sentence": {"perhaps": "x"}}, "[wording.sentence] may have: "),
        ({"sentence": {"not_held": "{answer}"}}, "there is nothing to fill in"),
        ({"chart": {"fill": {"odd": "x"}}}, "[wording.chart.fill] may have: budget, caution, part"),
        ({"nowhere": {"x": "x"}}, "[wording.sentence]"),
    ],
)
def test_own_words_that_nothing_says_are_refused_with_those_there_are(wording, fault):
    with pytest.raises(InputError) as caught:
        words_of(AUTHORITY.model_copy(update={"wording": wording}))
    assert fault in str(caught.value)


def test_own_words_hold_as_long_as_they_are_asked_for():
    with in_words_of({"sentence.no": "Nay."}):
        assert phrase("sentence", "no") == "Nay."
    assert phrase("sentence", "no") == "No."


# A house style


def png():
    """Return a picture of one dot."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\x12\x43\x6d"))]
    chunks = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in [*parts, (b"IEND", b"")]
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def template():
    """Return a Word template: a heading in a style of its own, a letterhead, and text that is not to be sent."""
    document, target = docx.Document(), io.BytesIO()
    document.styles["Heading 1"].font.name = "Georgia"
    document.styles.add_style("House", WD_STYLE_TYPE.PARAGRAPH)
    document.sections[0].header.paragraphs[0].text = "Exampleshire Council"
    document.add_paragraph("Replace this text.")
    document.save(target)
    return target.getvalue()


LETTER = Response(
    "Title", "Exampleshire", "1", None, "Draft", (), ("Officer", "Exampleshire"), (Paragraph("Dear requester,"),), (),
    WORDS,
)  # fmt: skip


@pytest.fixture
def house(tmp_path):
    folder = tmp_path / "data" / "authorities"
    folder.mkdir(parents=True)
    (folder / "letter.docx").write_bytes(template())
    (folder / "logo.png").write_bytes(png())
    style = House(template="letter.docx", logo="logo.png", logo_alt="The arms of Exampleshire", font="Georgia")
    return read_house_style(tmp_path / "data", style)


def test_a_letter_takes_the_styles_and_the_letterhead_of_a_template_and_not_its_text(house):
    made = docx.Document(io.BytesIO(response_docx(replace(LETTER, house=house))))
    assert made.styles["Heading 1"].font.name == "Georgia"
    assert "House" in [style.name for style in made.styles]
    header = [paragraph.text for paragraph in made.sections[0].header.paragraphs]
    assert header == ["Exampleshire Council", "Draft"]
    assert "Replace this text." not in [paragraph.text for paragraph in made.paragraphs]
    assert made.paragraphs[-1].text == "Exampleshire"


def test_a_logo_has_its_words_in_every_format(house):
    letter = replace(LETTER, house=house)
    assert 'alt="The arms of Exampleshire"' in response_html(letter)
    assert 'font-family: "Georgia"' in response_html(letter)
    with zipfile.ZipFile(io.BytesIO(response_docx(letter))) as parts:
        assert b'descr="The arms of Exampleshire"' in parts.read("word/document.xml")
    content = response_pdf(letter)
    assert [figure["/Alt"] for figure in tags(content, "/Figure")] == ["The arms of Exampleshire"]
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1


@pytest.mark.parametrize(
    ("style", "content", "fault"),
    [
        ({"template": "x.docx"}, None, "is not there"),
        ({"template": "x.docx"}, b"no zip", "is not a .docx file"),
        ({"template": "x.doc"}, b"", "expected .docx"),
        ({"template": "x.docx"}, "without styles", "has no style 'Title'"),
        ({"logo": "x.png", "logo_alt": "x"}, b"GIF89a", "is not a .png file"),
    ],
)
def test_a_house_style_that_cannot_be_used_is_said_in_a_sentence(tmp_path, style, content, fault):
    folder = tmp_path / "data" / "authorities"
    folder.mkdir(parents=True)
    name = next(iter(style.values()))
    if content == "without styles":
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as made:
            made.writestr("word/styles.xml", '<w:style><w:name w:val="Normal"/></w:style>')
        content = target.getvalue()
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(InputError, match="data/authorities/x.*of the house style") as caught:
        read_house_style(tmp_path / "data", House(**style))
    assert fault in str(caught.value)


def test_a_logo_without_words_and_a_file_elsewhere_are_refused():
    for style in ({"logo": "x.png"}, {"template": "../x.docx"}, {"font": "x; }"}, {"font_files": ["x.ttf"]}):
        with pytest.raises(ValueError, match="logo_alt|plain name|name of a font|need font"):
            House(**style)
    assert HouseStyle() == read_house_style("nowhere", House())
