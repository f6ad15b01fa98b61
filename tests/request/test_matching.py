"""What a word or a code of a rule finds, and what it does not."""

import re
import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.request.matching import Sought, Span, find_each, has_word, parse_code, phrases_of, split_words
from foi_stats.request.spelling import SPELLINGS, fold_spelling


def finds(sought, text):
    phrases, spans = ((), (sought,)) if isinstance(sought, Span) else ((sought,), ())
    # Between two others, so that nothing is found across the ends of a text.
    (found,) = find_each(split_words(pa.array(["before", text, "after"])), [Sought(phrases, spans)])
    return 1 in found


def word_finds(word, text):
    return finds(phrases_of([word])[0], text)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("organised crime", "organized crime"),
        ("organisation", "organization"),
        ("a specialised unit", "a specialized unit"),
        ("analysing", "analyzing"),
        ("antisocial behaviour", "antisocial behavior"),
        ("neighbourhood", "neighborhood"),
        ("labour exploitation", "labor exploitation"),
        ("victim centre", "victim center"),
        ("town-centred", "town-centered"),
        ("theatres", "theaters"),
        ("programmes", "programs"),
        ("counselling", "counseling"),
        ("counsellors", "counselors"),
        ("travellers", "travelers"),
        ("self-defence", "self-defense"),
        ("offences", "offenses"),
        ("licensed and licence", "licensed and license"),
        ("practise", "practice"),
        ("enrolment", "enrollment"),
        ("skilful", "skillful"),
        ("catalogues", "catalogs"),
        ("catalogued", "cataloged"),
        ("paedophile", "pedophile"),
        ("anaesthetics", "anesthetics"),
        ("judgement", "judgment"),
        ("ageing", "aging"),
    ],
)
def test_british_and_american_spelling_are_one_whichever_stands_in_the_rule(british, american):
    assert word_finds(british, american)
    assert word_finds(american, british)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("victim", "victims"),
        ("check", "cheque"),
        ("meter", "metre"),
        ("prize", "prise"),
        ("for", "four"),
        ("tor", "tour"),
        ("story", "storey"),
        ("rise", "rize"),
    ],
)
def test_neither_a_plural_nor_another_word_is_guessed(word, other):
    assert not word_finds(word, other)
    assert not word_finds(other, word)


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("victims' fund", "The Victims’ Fund", True),
        ("victims’ fund", "VICTIMS FUND", True),
        ("anti-trafficking", "Anti trafficking grants", True),
        ("anti trafficking", "anti\N{NON-BREAKING HYPHEN}trafficking", True),
        ("anti-trafficking", "antitrafficking", False),
        ("modern slavery", "Modern\N{NO-BREAK SPACE} slavery", True),
        ("trafficking", "traffick\N{SOFT HYPHEN}ing", True),
        ("modern slavery", "Training|modern slavery|2015", True),
        ("modern slavery", "modern, slavery", True),
        ("modern slavery", "postmodern slavery", False),
        ("caethwasiaeth fodern", "Uned Caethwasiaeth Fodern", True),
        ("tŷ", "TŶ Gwyn", True),
        ("tŷ", unicodedata.normalize("NFD", "Tŷ Gwyn"), True),
        ("tŷ", "Ty Gwyn", False),
        ("café", "Cafe", False),
        ("straße", "STRASSE", True),
        ("after", "before", False),
    ],
)
def test_whole_words_are_found_however_they_are_joined_or_encoded(word, text, found):
    assert word_finds(word, text) == found


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        ("4521", "4521 Modern slavery", True),
        ("4521", "CC/4521-7000", True),
        ("4521", "45210", False),
        ("4521", "MS4521", False),
        ("4521", "£4521", False),
        ("0045", "0045", True),
        ("45", "0045", False),
        ("45/7000", "45-7000", True),
        ("ms-12", "MS 12", True),
        ("4500-4599", "4500", True),
        ("4500-4599", "cost centre 4599", True),
        ("4500 – 4599", "(4550)", True),
        ("4500-4599", "4600", False),
        ("4500-4599", "45500", False),
        ("0100-0199", "0150", True),
        ("0100-0199", "150", False),
        ("MS100-MS199", "ms150", True),
        ("MS100-199", "MS150", True),
        ("MS100-MS199", "150", False),
        ("MS*", "ms7", True),
        ("MS*", "MS0042", True),
        ("MS*", "Ms Jones, MSc", False),
        ("45*", "4521", True),
        ("45*", "145", False),
    ],
)
def test_codes_are_whole_ranges_hold_both_ends_and_leading_zeros_count(code, text, found):
    assert finds(parse_code(code), text) == found


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", "is no code"),
        ("unit", "is no code"),
        ("MS*4", "is no code"),
        ("*", "is no code"),
        ("45-7000", "differ in length"),
        ("4599-4500", "ends before it begins"),
        ("MS100-CC199", "one kind of code to another"),
    ],
)
def test_what_is_no_code_is_refused_with_the_reason(code, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        parse_code(code)


LETTERS = "abcdefghijklmnopqrstuvwxyzâêîôûŵŷáéíóúẁỳäëïöüñçßæøå0123456789"
words = st.text(LETTERS, min_size=1, max_size=8)
spelt = st.sampled_from(["organise", "behaviour", "centre", "programme", "counselling", "defence", "licences", "ŷsgol"])
phrases = st.lists(words | spelt, min_size=1, max_size=4)
cases = st.sampled_from([str.upper, str.lower, str.title, str.swapcase, str.casefold, str.capitalize])
forms = st.sampled_from(["NFC", "NFD"])
joins = st.sampled_from([" ", "-", " – ", ", ", "_", "\N{NO-BREAK SPACE}", "/"])


@given(phrases, cases, cases, forms, joins)
def test_a_phrase_finds_itself_in_any_case_encoding_and_joining(phrase, in_rule, in_row, form, join):
    rule = in_rule(" ".join(phrase))
    row = unicodedata.normalize(form, in_row(join.join(phrase)))
    assert word_finds(rule, f"x: {row}; x")
    assert word_finds(row, f"x: {rule}; x")


@given(st.text(), st.text())
def test_any_text_with_a_word_in_it_finds_itself(text, around):
    if any(phrases_of([text])):
        assert word_finds(text, f"{around} {text} {around}")


@given(st.text() | st.text("'’‘‛ʼ′`´＇\u00ad\u0301£ é7"))
def test_a_text_has_a_word_if_it_can_be_split_into_any(text):
    assert has_word(text) == bool(phrases_of([text])[0])


@given(phrases, st.sampled_from(["q", "7", "ŵ"]))
def test_part_of_a_word_is_not_found(phrase, more):
    text = " ".join(phrase)
    assert not word_finds(text, more + text)
    assert not word_finds(text, text + more)


@given(st.lists(st.text("aeioulrsyzcdmptvhgn", min_size=1, max_size=5), min_size=1, max_size=3))
def test_folding_again_changes_nothing(parts):
    ends = ["ise", "isation", "our", "re", "red", "lled", "ogue", "ement", "ce", "mme"]
    given_words = pa.array(["".join(parts) + end for end in ends], pa.large_string())
    once = fold_spelling(given_words)
    assert fold_spelling(once).equals(once)


def test_every_pattern_of_a_spelling_is_of_a_whole_word():
    assert all(pattern.startswith("^") and pattern.endswith("$") for pattern, _ in SPELLINGS)
