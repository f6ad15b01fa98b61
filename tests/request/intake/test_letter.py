import os
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.request.intake.draft import read_earlier, read_letter, write_draft
from foi_stats.request.intake.draft_text import Known, draft_text, skeleton_text
from foi_stats.request.intake.letter import parse_letter
from foi_stats.request.intake.years import Years, years_named
from foi_stats.request.request import Request, read_request
from foi_stats.vocabulary.findings import InputError
from tests.conftest import PROJECT

KNOWN = Known("north-yorkshire", "modern-slavery", "Human trafficking and modern slavery")
FIVE = ("2012-13", "2013-14", "2014-15", "2015-16", "2016-17")


@pytest.fixture(scope="module")
def shipped() -> Request:
    return read_request(PROJECT / "data", "944.2015-16")


@pytest.fixture(scope="module")
def letter(shipped) -> str:
    """The shipped request as a letter might number it."""
    text = {question.id: question.text for question in shipped.question}
    subject = "funding the commissioner has allocated to work against trafficking and modern slavery in the force area"
    return f"""Jo Sample
1 Sample Street
Sampleton SA1 1MP

Dear Sir or Madam,

My name is Jo Sample and I am writing on behalf of Sample Watch. Please answer the following:

1a) {subject[0].upper()}{subject[1:]}, in the years 2012-13, 2013-14, 2014-15, 2015-16 and 2016-17.
If that is too broad, please refer to 1b)
1b) Any {subject} since 2012. If that is not possible
or too broad, please refer to 1c)
1c) Any {subject} in 2014-15
2. {text["2"]}
3a) {text["3a"]}
3b) {text["3b"]}
3c) {text["3c"]}
4. {text["4"]}

I look forward to hearing from you.

Yours faithfully,
Jo Sample
jo@sample.example, 01904 000 000
"""


def shape(questions):
    """Return what must be the same in a draft and in the request that it became."""
    return [
        (
            question["id"],
            question.get("asks"),
            [
                (limb["id"], limb["asks"], limb.get("years", []), limb.get("since"))
                for limb in question.get("limbs", [])
            ],
            question.get("depends"),
            question.get("confirms"),
        )
        for question in questions
    ]


def drafted(text, known=KNOWN):
    return tomllib.loads(draft_text("9", parse_letter(text), known))["question"]


def shipped_shape(request):
    return shape([question.model_dump(exclude_none=True, exclude_defaults=True) for question in request.question])


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_the_numbered_letter_becomes_the_questions_of_the_shipped_request(letter, shipped, ending):
    assert shape(drafted(letter.replace("\n", ending))) == shipped_shape(shipped)


def test_lines_may_be_nested_under_their_number(letter, shipped):
    nested = re.sub(r"(?m)^([13])a\) ", r"\1.\n   (a) ", letter)
    nested = re.sub(r"(?m)^[13]([bc])\) ", r"   (\1) ", nested)
    assert shape(drafted(nested)) == shipped_shape(shipped)


def test_the_published_request_with_its_numbers_restored_becomes_the_shipped_questions(shipped):
    folder = Path(os.environ.get("FOI_STATS_SEED", PROJECT.parent / "shared" / "seed"))
    found = sorted(folder.glob("*.txt"))
    if not found:
        pytest.skip("the published request is not beside the project (shared/seed)")
    asked = found[0].read_text(encoding="utf-8").split("\nRequest\n")[1].split("\nResponse\n")[0]
    labels = iter(("1a", "1b", "1c", "2", "3a", "3b", "3c", "4"))
    numbered = re.sub(r"(?m)^ *\d\. ", lambda _: f"{next(labels)}) ", asked)
    assert shape(drafted(numbered)) == shipped_shape(shipped)


def test_nothing_that_names_the_writer_is_kept(letter):
    text = draft_text("9", parse_letter(letter), Known())
    assert not re.search(r"sample|SA1|01904|behalf|@", text, re.IGNORECASE)


def test_what_is_personal_inside_a_question_is_replaced_and_marked():
    (asked,) = parse_letter(
        "1. How much was spent on the case of my son Tom Sample of 4 Mill Lane, SA1 1MP, as I, Jo Sample (jo@s.example,"
        " 07700 900123), asked Dr Karen Hill on behalf of Sample Watch, in 2014-15?\nRegards\nJo Sample"
    ).questions
    assert not re.search(r"Tom|Sample|Mill|SA1|@|07700|Hill|Jo\b", asked.text)
    assert "in 2014-15?" in asked.text
    assert any("taken out" in doubt for doubt in asked.doubts)


def test_a_name_signed_below_the_letter_is_taken_out_of_its_questions():
    (asked,) = parse_letter("1. What did Sampleford spend on me, Jo, in 2014-15?\n\nThanks, Jo").questions
    assert asked.text == "What did Sampleford spend on me, [name removed], in 2014-15?"


@pytest.mark.parametrize(
    ("form", "ids"),
    [
        ("1. A?\n2. B?", ["1", "2"]),
        ("1) A?\n2) B?", ["1", "2"]),
        ("(1) A?\n(2) B?", ["1", "2"]),
        ("Q1 A?\nQ2: B?", ["1", "2"]),
        ("Question 1: A?\nQuestion 2: B?", ["1", "2"]),
        ("1a A?\n1b B?", ["1a", "1b"]),
        ("1(a) A?\n1(b) B?", ["1a", "1b"]),
        ("1. (a) A?\n(b) B?", ["1a", "1b"]),
        ("a) A?\nb) B?", ["a", "b"]),
        ("(i) A?\n(ii) B?", ["i", "ii"]),
        ("1.\n  (i) A?\n  (ii) B?", ["1-i", "1-ii"]),
        ("1.1 A?\n1.2 B?", ["1-1", "1-2"]),
        ("- A?\n- B?", ["1", "2"]),
        ("• A?\n• B?", ["1", "2"]),
        ("Is it so?\n\nWhat was it?", ["1", "2"]),
        ("1. A?\n1. B?", ["1", "2"]),
    ],
)
def test_questions_are_numbered_as_people_number_them(form, ids):
    assert [question.id for question in parse_letter(form).questions] == ids


def test_a_wrapped_line_that_begins_with_a_number_is_no_new_question():
    questions = parse_letter(
        "1. Is there a plan? Yes or no.\n2. How much was spent in\n2014-15 and by\n2. if the answer to\n1. is no?"
    ).questions
    assert [question.id for question in questions] == ["1", "2"]


def test_what_introduces_lettered_questions_stands_in_each():
    questions = parse_letter(
        "1. In 2014-15, what was:\n a) the budget for refuges\n b) the number of referrals"
    ).questions
    assert [question.text for question in questions] == [
        "In 2014-15, what was: the budget for refuges",
        "In 2014-15, what was: the number of referrals",
    ]
    assert [question.limbs[0].years.years for question in questions] == [("2014-15",), ("2014-15",)]


@pytest.mark.parametrize(
    ("text", "asks", "basis"),
    [
        ("What funding was allocated to refuges?", "funding", "allocated"),
        ("How much was spent on refuges?", "funding", "outturn"),
        ("What was the budget for refuges?", "funding", "budget"),
        ("What amounts were paid to refuges?", "funding", "paid"),
        ("How many people were referred to refuges?", "counts", None),
        ("Number of referrals, please.", "counts", None),
        ("Please confirm how much was spent on refuges.", "funding", "outturn"),
        ("Please confirm in writing that there is a plan.", "confirmation", None),
        ("Is there a plan? Yes/no.", "confirmation", None),
        ("Does the plan mention funding?", "confirmation", None),
        ("Please send a copy of the budget policy.", "statement", None),
        ("What does the plan say?", "statement", None),
    ],
)
def test_the_words_say_what_is_asked_for(text, asks, basis):
    (question,) = drafted(f"1. {text}")
    limbs = question.get("limbs", [])
    assert (limbs[0]["asks"] if limbs else question["asks"]) == asks
    assert (limbs[0].get("basis") if limbs else None) == basis


def test_a_basis_that_is_not_said_is_marked():
    (limb,) = parse_letter("1. What funding is there for refuges in 2014-15?").questions[0].limbs
    assert (limb.basis, len(limb.doubts)) == ("allocated", 1)


@pytest.mark.parametrize(
    ("text", "years", "sure"),
    [
        ("in 2014-15", Years(("2014-15",)), True),
        ("in 2014/15 and 2012/2013", Years(("2012-13", "2014-15")), True),
        ("from 2012-13 to 2016-17", Years(FIVE), True),
        ("between 2012-13 and 2016-17", Years(FIVE), True),
        ("for 2012-13, 2013-14, 2014-15, 2015-16, 2016-17", Years(FIVE), True),
        ("from 1 April 2012 to 31 March 2017", Years(FIVE), True),
        ("for the year ending 31 March 2013", Years(("2012-13",)), True),
        ("since 2012", Years(since=2012), True),
        ("dating back to 2012", Years(since=2012), True),
        ("from 2012 onwards", Years(since=2012), True),
        ("since 2012-13", Years(since=2012), True),
        ("since April 2012", Years(since=2012), True),
        ("between 2012 and 2017", Years(FIVE), False),
        ("from 2012 to 2017", Years(FIVE), False),
        ("in 2014", Years(), False),
        ("for 2014-15 and the current year", Years(("2014-15",)), False),
        ("in each year from 2012-13 to 2016-17", Years(FIVE), True),
        ("for the last five financial years", Years(), False),
        ("under the Modern Slavery Act 2015", Years(), True),
        ("in 2012-14", Years(), False),
    ],
)
def test_years_are_taken_where_they_are_sure_and_doubted_where_they_are_not(text, years, sure):
    found = years_named(text)
    assert (found.years, found.since) == (years.years, years.since)
    assert (found.doubts == ()) is sure


def test_years_in_the_opening_hold_for_questions_without_their_own():
    letter = parse_letter("Please answer for 2014-15 to 2015-16:\n\n1. What was spent?\n2. What was spent in 2012-13?")
    assert [limb.years.years for question in letter.questions for limb in question.limbs] == [
        ("2014-15", "2015-16"),
        ("2012-13",),
    ]


def test_alternatives_in_one_question_are_limbs():
    (question,) = parse_letter(
        "What was spent in 2014-15 and 2015-16? If that would exceed the cost limit, please give 2015-16 only."
    ).questions
    assert [(limb.id, limb.years.years) for limb in question.limbs] == [
        ("1a", ("2014-15", "2015-16")),
        ("1b", ("2015-16",)),
    ]


def test_what_depends_on_an_answer_says_on_which():
    questions = parse_letter(
        "1. Is there a plan? Yes or no.\n2. If so, what period does it cover?\n3. If the answer to 1 is no, why not?"
    ).questions
    assert [question.depends for question in questions] == [None, ("1", "yes"), ("1", "no")]


def test_a_confirmation_that_there_was_none_names_the_figures_it_is_about():
    questions = parse_letter(
        "1. Total budget in 2014-15\n2. If no budget was set, please confirm this.\nBest,\nJo"
    ).questions
    assert [(question.confirms, question.depends, question.doubts) for question in questions][1] == ("1", None, ())


def test_a_drafted_request_is_refused_until_what_only_the_officer_knows_is_there(tmp_path, letter):
    data = folder(tmp_path)
    (tmp_path / "letter.txt").write_text(letter, encoding="utf-8")
    path = write_draft(data, "9/16", tmp_path / "letter.txt", "north-yorkshire", "modern-slavery").path
    assert path.name == "9-16.toml"
    with pytest.raises(InputError, match=r"line 30: question 3a: a statement needs its answer"):
        read_request(data, "9/16")
    filled = path.read_text(encoding="utf-8").replace('answer = ""', 'answer = "2013 to 2016."')
    path.write_text(filled, encoding="utf-8")
    with pytest.raises(InputError, match="give responded"):
        read_request(data, "9/16")
    path.write_text(re.sub("# [?] responded =.*", "responded = 2016-07-08", filled), encoding="utf-8")
    assert [question.id for question in read_request(data, "9/16").question] == ["1", "2", "3a", "3b", "3c", "4"]


def test_a_letter_that_says_enough_gives_a_request_that_loads(tmp_path):
    data = folder(tmp_path)
    (tmp_path / "letter.txt").write_bytes("1. What was spent – in £ – in 2014-15?".encode("cp1252"))
    write_draft(data, "7", tmp_path / "letter.txt", "north-yorkshire", "modern-slavery")
    assert read_request(data, "7").question[0].text == "What was spent – in £ – in 2014-15?"


def test_a_request_that_is_there_is_never_written_over(tmp_path):
    data = folder(tmp_path)
    path = write_draft(data, "7").path
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is there already"):
        write_draft(data, "7")
    assert path.read_text(encoding="utf-8") == "mine"
    assert [found.name for found in path.parent.iterdir()] == ["7.toml"]


@pytest.mark.parametrize("reference", ["", "../7", "a\\b", "-7", "7\n", "a:b", "."])
def test_a_reference_never_names_a_place_outside_its_folder(tmp_path, reference):
    data = folder(tmp_path)
    with pytest.raises(InputError, match="cannot be a reference"):
        write_draft(data, reference)
    assert not (data / "requests").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04", "not plain text"),
        (b"a\0b", "not plain text"),
        (b" \n", "is empty"),
        (b"a" * 100_001, "too many"),
    ],
)
def test_a_letter_that_is_no_text_is_refused(tmp_path, content, message):
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_letter(path)


def test_earlier_releases_of_the_same_authority_on_the_same_topic_and_years_are_found():
    data = PROJECT / "data"

    def found(topic, authority, *scopes):
        earlier = read_earlier(data, "9", topic, authority, scopes)
        return [(one.reference, one.years) for one in earlier]

    assert found("modern-slavery", "north-yorkshire", Years(("2014-15", "2020-21")), Years()) == [
        ("944.2015-16", ("2014-15",))
    ]
    assert found("modern-slavery", "exampleshire", Years(since=2016)) == [("101.2016-17", ("2016-17",))]
    assert found("modern-slavery", "exampleshire", Years(key="months", value='"2016-04 to 2016-06"')) == [
        ("101.2016-17", ("2016-17",))
    ]
    assert found("modern-slavery", "exampleshire", Years(("2020-21",))) == []
    assert found("another", "exampleshire", Years(("2014-15",))) == []
    assert found("modern-slavery", "", Years(("2014-15",))) == []


def test_the_skeleton_is_toml_and_asks_for_what_is_missing():
    assert tomllib.loads(skeleton_text("7", Known())) == {"reference": "7"}


PIECES = """1. ;1a) ;(b) ;(i) ;Q2: ;- ;If this is too broad, please refer to 1b;If so, ;
please confirm ;yes or no? ;How many ;
spent ;since 2012;2012-13 to 2016-17;between 2012 and 2017;0000-00;Dear ;My name is Jo;Yours, ;? ;. ;: ;If the answer;
 at 3b is no, ;if no funding was allocated ;\u2028;\x7f;\ud800;# ;''';\\"""
LETTERISH = st.lists(
    st.sampled_from([*PIECES.replace("\n", "").split(";"), "\n", "\r\n"]) | st.text(max_size=12), max_size=40
).map("".join)


@given(LETTERISH)
def test_any_text_gives_a_draft_that_is_toml_with_known_keys_and_ids_of_its_own(text):
    letter = parse_letter(text)
    read = tomllib.loads(draft_text("7", letter, Known()))
    ids = [question["id"] for question in read.get("question", [])]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[A-Za-z0-9][A-Za-z0-9-]*", name) for name in ids)
    for question in letter.questions:
        assert not question.limbs or len({limb.id for limb in question.limbs}) == len(question.limbs)


def folder(tmp_path) -> Path:
    for name in ("topics/modern-slavery.toml", "authorities/north-yorkshire.toml"):
        target = tmp_path / "data" / name
        target.parent.mkdir(parents=True)
        target.write_bytes((PROJECT / "data" / name).read_bytes())
    return tmp_path / "data"
