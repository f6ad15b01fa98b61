"""A figure is found however it is typed."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.vocabulary.money import format_money, show_money
from foi_stats.vocabulary.searched import read_searched


@pytest.mark.parametrize(
    "typed", ["134,898", "134898", "£134,898", "£ 134 898", "134,898.00", "134898.0", "GBP 134,898"]
)
@pytest.mark.parametrize("shown", ["134,898", "£134,898.00", "134898", "134898.0"])
def test_commas_pence_and_pound_signs_make_no_other_figure(typed, shown):
    assert read_searched(typed).is_shown(shown)
    assert not read_searched(typed).is_shown(shown.replace("8", "9"))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("-12.5", "−12.50"), ("(12.50)", "−£12.50"), ("6+[x]", "6 + [x]"), ("[C]", "[c]"), ("nil", "0")],
)
def test_signs_and_symbols_are_found_too(typed, shown):
    assert read_searched(typed).is_shown(shown)


@pytest.mark.parametrize(("typed", "shown"), [("", ""), ("£", ""), ("12", "-12"), ("1,234", "1234.5"), ("x", "[x]")])
def test_another_figure_is_not_found(typed, shown):
    assert not read_searched(typed).is_shown(shown)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("£134.9 million", True),
        ("134.9m", True),
        ("134.898m", True),
        ("134,898k", True),
        ("£134,898,000", True),
        ("£0.1bn", True),
        ("£135 million", False),  # this is how 135.0 million is printed
        ("134.8m", False),
        ("134.9", False),
    ],
)
def test_an_amount_is_found_as_it_was_rounded(typed, found):
    assert read_searched(typed).is_amount(Decimal(134_898_000)) is found


@given(st.integers(-(10**12), 10**12).map(lambda pence: Decimal(pence).scaleb(-2)))
def test_every_amount_is_found_as_it_is_printed(amount):
    for typed in (format_money(amount), show_money(amount), f"{amount:.2f}", re.sub("[,£]", "", format_money(amount))):
        assert read_searched(typed).is_amount(amount)
    assert read_searched(f"{amount:.2f}").is_shown(show_money(amount))
