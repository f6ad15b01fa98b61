"""Words: a search of all texts together finds what a look at each would."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from foi_stats.supply.tables.words import DistinctValues
from foi_stats.supply.values import is_blank, text_of

values = st.lists(
    st.one_of(st.none(), st.floats(allow_nan=False), st.text(" \n\t\u00a0aBß£f/*", max_size=6), st.just("Total"))
)


@given(values)
def test_all_together_are_as_each_by_itself(cells):
    words = DistinctValues(cells)
    texts = {cell for cell in cells if isinstance(cell, str) and cell}

    assert words.has_blank == any(map(is_blank, cells))
    assert words.only_texts == all(cell is None or isinstance(cell, str) for cell in cells)
    assert set(words.holding("tot", re.compile("b/f"))) == {
        text for text in texts if "tot" in text.casefold() or "b/f" in text.casefold()
    }
    if words.are_lines:
        assert all(text_of(text) == text for text in texts)
        assert words.begin_in("*B") == any(text[0] in "*B" for text in texts)
        assert words.end_in("*B") == any(text[-1] in "*B" for text in texts)


def test_plain_labels_are_lines():
    assert DistinctValues(["Helpline", "Court costs (a)", None, "", "Café"]).are_lines
    assert not DistinctValues(["Helpline", "two  blanks"]).are_lines
