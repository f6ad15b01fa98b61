import pytest

from foi_stats.vocabulary.shorthand import GAPS, REASONS, SHORTHAND, join_shorthand, parse_reason, parse_shorthand


def test_the_standard_symbols_are_all_there():
    # Government Analysis Function, "Using symbols in tables": b, c, e, f, low, p, r, u, w, x, z.
    assert {symbol.strip("[]") for symbol in SHORTHAND} == {"b", "c", "e", "f", "low", "p", "r", "u", "w", "x", "z"}


@pytest.mark.parametrize(
    ("text", "symbols"), [("[X]", "[x]"), ("[ b ] [R]", "[b] [r]"), ("[e], [z]", "[z] [e]"), ("", "")]
)
def test_symbols_are_read_in_any_spelling_and_a_gap_comes_first(text, symbols):
    assert parse_shorthand(text) == symbols


@pytest.mark.parametrize("text", ["x", "[q]", "[x] tbc", "[x] [z]"])
def test_what_is_no_symbol_or_contradicts_itself_is_refused(text):
    with pytest.raises(ValueError, match="symbol|cannot both"):
        parse_shorthand(text)


def test_joining_keeps_each_symbol_once():
    assert join_shorthand("[b]", "[r] [b]") == "[b] [r]"


def test_reasons_stay_apart():
    assert parse_reason("Not held") == "not_held"
    assert len({reason.meaning for reason in REASONS.values()}) == len(REASONS)
    assert {reason.shorthand for reason in REASONS.values()} <= GAPS
    assert [code for code, reason in REASONS.items() if not reason.publishable] == ["not_supplied", "undecided"]


def test_an_unknown_reason_is_refused():
    with pytest.raises(ValueError, match="does not say why"):
        parse_reason("lost")
