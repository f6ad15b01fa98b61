"""What a figure depends on: frames that hold the same have one digest, and others another."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.run.fingerprints import _content
from tests.examples import examples

VALUES = st.one_of(
    st.sampled_from(["[c]", "", "1", "None", "nan", None, pd.NaT, np.nan, True, Decimal("1.00"), dt.date(2016, 4, 1)]),
    st.integers(-3, 10**20),
    st.floats(allow_nan=False),
    st.text(max_size=3),
    st.lists(st.integers(0, 3), max_size=2),
)
COLUMNS = st.lists(VALUES, max_size=4)


def frame_of(column):
    """Return a frame such as the tables of earlier releases, with counts and symbols in one column."""
    counts = pd.Series(column, dtype=object)
    return pd.DataFrame({"service": pd.Series(["Refuge"] * len(column), dtype="str"), "count": counts})


def told(column):
    """Return what tells the values of a column from others, and a gap from all of them."""
    return [None if pd.api.types.is_scalar(one) and pd.isna(one) else (type(one), repr(one)) for one in column]


@examples(60)
@given(COLUMNS, COLUMNS)
def test_frames_have_one_digest_where_they_hold_the_same(one, other):
    assert _content(frame_of(one)) == _content(frame_of(list(one)))
    assert (_content(frame_of(one)) == _content(frame_of(other))) == (told(one) == told(other))


def test_counts_are_told_from_their_texts_whatever_the_column_is_called_and_typed():
    columns = [[1, "[c]"], [1, 2], ["1", "2"], [1.0, 2.0], [Decimal(1), Decimal(2)], [None, 2]]
    frames = [frame_of(column) for column in columns]
    texts = [frame.assign(count=frame["count"].map(str).astype("str")) for frame in frames[1:2]]
    typed = [frames[1].astype({"count": "int64"}), frames[1].rename(columns={"count": "counts"})]
    digests = [_content(frame) for frame in (*frames, *texts, *typed)]
    assert len(set(digests)) == len(digests)
