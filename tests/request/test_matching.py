"""What a word or a code of a rule finds, and what it does not."""

import re
import sys
import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.request.matching import Sought, Span, find_each, parse_codes, phrases_of, split_words
from foi_stats.request.spelling import SPELLINGS, fold_spelling


def finds(sought, text):
    phrases, spans = ((), (sought,)) if isinstance(sought, Span) else ((sought,), ())
    # Between two others, so that nothing is found across the ends of a text.
    (found,) = find_each(split_words(pa.array(["before", text, "after"])), [Sought(phrases, spans)])
    return 1 in found


def word_finds(word, text):
    return finds(phrases_of([word])[0], text)


def code_finds(code, text):
    return finds(parse_codes([code])[0], text)


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
        ("Ŵ45*", unicodedata.normalize("NFD", "ŵ457"), True),
        (unicodedata.normalize("NFD", "Ŵ45*"), "ŵ457", True),
        (unicodedata.normalize("NFD", "Ŵ1-Ŵ9"), "ŵ5", True),
        ("Oʼ*", "O'7", True),
        ("⑴*", "⑴7", True),
        ("⒈*", "⒈7", True),
        ("⒈*", "1x7", False),
    ],
)
def test_codes_are_whole_ranges_hold_both_ends_and_leading_zeros_count(code, text, found):
    assert code_finds(code, text) == found


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", "is no code"),
        ("unit", "is no code"),
        ("MS*4", "is no code"),
        ("*", "is no code"),
        ("(MS)*", "is no code"),
        ("'*", "is no code"),
        ("£45*", "is no code"),
        ("45-7000", "differ in length"),
        ("4599-4500", "ends before it begins"),
        ("MS100-CC199", "one kind of code to another"),
    ],
)
def test_what_is_no_code_is_refused_with_the_reason(code, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        parse_codes(["4521", code])


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


@pytest.mark.parametrize("newer", ["\U00031350", "\U0001e4d0", "\u0cf3"])  # of Unicode 15: Python 3.11 has 14
def test_a_letter_that_python_does_not_know_yet_is_a_word_and_part_of_codes(newer):
    assert word_finds(newer, f"x {newer}")
    assert code_finds(f"{newer}1-{newer}9", f"{newer}5")
    assert code_finds(f"{newer}*", f"{newer}7")


LONG_BLOCKS = [range(0x3400, 0xA000), range(0xAC00, 0xD7A4), range(0xD800, 0xF900), range(0x20000, sys.maxunicode + 1)]


def test_every_character_that_parts_no_word_may_stand_in_a_code():
    # Of ideographs, Hangul and private use some are enough; surrogates are no characters.
    points = {*range(sys.maxunicode + 1)}.difference(*LONG_BLOCKS).union(*(block[::89] for block in LONG_BLOCKS))
    every = [chr(point) for point in sorted(points) if not 0xD800 <= point < 0xE000]
    joined = phrases_of([f"a{character}7" for character in every])
    found = {character: phrase[0] for character, phrase in zip(every, joined, strict=True) if len(phrase) == 1}
    del found["£"]  # of amounts there is no series
    codes = dict(zip(found, parse_codes([f"a{character}*" for character in found]), strict=True))
    assert len(codes) > 30_000
    assert all(isinstance(code, Span) for code in codes.values())
    signs = [character for character, word in found.items() if re.escape(word) != word]
    assert all(finds(codes[character], f"a{character}7") for character in signs)


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
