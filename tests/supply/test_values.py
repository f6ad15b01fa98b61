import datetime as dt

import pytest

from foi_stats.supply.values import (
    ParsedValue,
    UnreadableError,
    found_text,
    is_blank,
    is_number,
    parse_amount,
    parse_count,
    parse_day,
    pennies,
    text_of,
)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (132734.0, 1000, 13_273_400_000),
        (12.345, 1, 1235),  # half up, away from zero
        (-12.345, 1, -1235),
        (8168.730153777793, 1000, 816_873_015),
        (1.005, 1, 101),  # the digits as typed, not the binary number just below
        (0.1 + 0.2, 1, 30),
    ],
)
def test_numbers_become_pennies_half_up(value, unit, expected):
    assert pennies(value, unit) == expected


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        ("1,234", ParsedValue(123_400)),
        ("(1,234)", ParsedValue(-123_400)),
        ("-0.05", ParsedValue(-5)),
        ("nil", ParsedValue(0)),
        ("2*", ParsedValue(200, mark="*")),
        ("1~", ParsedValue(100, mark="~")),
        ("3^", ParsedValue(300, mark="^")),
        ("1,234 (a)", ParsedValue(123_400, mark="(a)")),
        ("1,234 [p]", ParsedValue(123_400, "[p]")),
        ("[X]", ParsedValue(None, "[x]")),
        ("Not held", ParsedValue(None, "[x]", "not_held")),
    ],
)
def test_typed_amounts_keep_their_footnotes_and_name_their_gaps(value, figure):
    assert parse_amount(value) == figure


@pytest.mark.parametrize("value", ["-", "n/a", "…", "..", "*", "none"])
def test_a_symbol_of_two_meanings_is_refused_with_both(value):
    with pytest.raises(UnreadableError, match=" or ") as caught:
        parse_amount(value)
    assert caught.value.check == "ambiguous-amount"


@pytest.mark.parametrize("value", ["twelve", "£1,685.018", "tbc", True, dt.date(2013, 3, 31), float("nan"), "1e5"])
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(UnreadableError) as caught:
        parse_amount(value)
    assert caught.value.check == "not-an-amount"


def test_a_layout_may_say_what_a_symbol_means():
    assert parse_amount("…", symbols={"…": "[x]"}) == ParsedValue(None, "[x]")


def test_counts_are_whole_and_a_bound_is_a_gap():
    assert parse_count(12.0) == ParsedValue(1200)
    assert parse_count("1,234") == ParsedValue(123400)
    assert parse_count("<5") == ParsedValue(None, "[c]", mark="<5")
    for value in (1.5, -1, "1.5", "many"):
        with pytest.raises(UnreadableError):
            parse_count(value)


def test_full_time_equivalents_have_decimals():
    typed = {10.6: 1060, "10.6": 1060, "1,234.5": 123450, ".5": 50, 10.666: 1067, "12": 1200, "7.50": 750}
    assert {value: parse_count(value, whole=False).number for value in typed} == typed
    for value in (-0.5, "10.666", "ten", "."):
        with pytest.raises(UnreadableError):
            parse_count(value, whole=False)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("01/02/2013", dt.date(2013, 2, 1)),  # day first, always
        ("15-Jun-2012", dt.date(2012, 6, 15)),
        ("2015-04-08", dt.date(2015, 4, 8)),
        ("08.04.15", dt.date(2015, 4, 8)),
        ("1st April 2012", dt.date(2012, 4, 1)),
        (41000, dt.date(2012, 4, 1)),
        ("41000.0", dt.date(2012, 4, 1)),
        (dt.datetime(2012, 4, 1, 9, 30), dt.date(2012, 4, 1)),  # noqa: DTZ001 - a cell has no zone
    ],
)
def test_days_are_read_as_written_in_the_uk(value, day):
    assert parse_day(value) == day


@pytest.mark.parametrize("value", ["02/13/2013", "April", 12, ""])
def test_what_is_no_day_is_refused(value):
    with pytest.raises(ValueError, match="not a da"):
        parse_day(value)


def test_found_is_what_stood_there():
    midnight = dt.datetime(2013, 3, 31)  # noqa: DTZ001 - a cell has no zone
    assert [found_text(v) for v in (132734.0, 12.5, " 1,234 ", None, midnight)] == [
        "132734",
        "12.5",
        " 1,234 ",
        "",
        "2013-03-31",
    ]


@pytest.mark.parametrize("text", ["1,234\u200b", "\ufeff1,234", "\u200e1,234", "£\u200d1,2\u00ad34"])
def test_characters_that_are_not_seen_make_no_difference(text):
    assert parse_amount(text).number == 123_400
    assert parse_count(text.replace("£", "")).number == 123_400
    assert (is_number(text), text_of("Re\u200bfuge\u2060")) == (True, "Refuge")


def test_a_cell_of_nothing_seen_is_blank_and_reversed_digits_are_refused():
    assert is_blank("\u200b \ufeff")
    assert not is_blank("é")
    with pytest.raises(UnreadableError):
        parse_amount("\u202e4321")
