import pytest

from foi_stats.vocabulary.phrases import counted, listed


def test_numbers_of_things_are_singular_or_plural():
    assert [counted(number, "cell") for number in (0, 1, 2000)] == ["0 cells", "1 cell", "2,000 cells"]
    assert counted(2, "formula has", "formulas have") == "2 formulas have"


@pytest.mark.parametrize(
    ("texts", "said"), [("", ""), ("a", "a"), ("ab", "a and b"), ("abc", "a, b and c"), ("abcde", "a, b, c and 2 more")]
)
def test_texts_are_listed_as_in_a_sentence(texts, said):
    assert listed(texts, most=3) == said


def test_what_is_left_out_of_a_list_may_have_a_name():
    assert listed("abc", most=2, more="range") == "a, b and 1 more range"
    assert listed(iter("abc"), "or") == "a, b or c"
