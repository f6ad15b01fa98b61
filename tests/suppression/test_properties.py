"""Random tables, checked by an attacker that shares no code with the library and by trying every pattern."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from foi_stats.suppression.audit import audit
from foi_stats.suppression.master import MasterProblem
from foi_stats.suppression.suppress import protect, protect_tables
from foi_stats.suppression.tables import published_table
from tests.examples import examples
from tests.suppression.attacker import can_be, cheapest, is_safe, linear_range, lines_of, long_table

COUNTS = st.one_of(st.just(0), st.integers(1, 4), st.integers(1, 12), st.integers(5, 60))


def tables(*shapes):
    return st.sampled_from(shapes).flatmap(lambda shape: arrays(int, shape, elements=COUNTS))


def protected(inner, **options):
    table = long_table(inner)
    by = list(table.columns[:-1])
    return protect(table, count="n", by=by, **options), by, tuple(size + 1 for size in inner.shape)


@pytest.mark.slow
@examples(12)
@given(tables((4,), (3, 3), (4, 5), (2, 2, 2), (2, 3, 2)))
def test_an_independent_attacker_never_beats_the_protection(inner):
    result, by, shape = protected(inner)
    hidden = result["suppressed"].ne("").to_numpy()
    assert is_safe(shape, result["n"].to_numpy(), hidden)
    assert not hidden[result["n"].eq(0)].any()
    published = published_table(result, count="n")
    assert audit(published, count="n", by=by, threshold=5)["safe"].all()


@pytest.mark.slow
@examples(12)
@given(tables((4,), (3, 3), (4, 5), (2, 2, 2), (2, 3, 2)), st.booleans())
def test_the_pattern_for_large_tables_holds_against_the_same_attacker(inner, near):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("foi_stats.suppression.problem._LARGE", 0)
        patch.setattr("foi_stats.suppression.cover._MANY", 0 if near else 3000)
        result, _, shape = protected(inner)
    hidden = result["suppressed"].ne("").to_numpy()
    assert is_safe(shape, result["n"].to_numpy(), hidden)


@pytest.mark.slow
@examples(7)
@given(tables((2, 2), (2, 3), (5,), (3, 3)))
def test_no_cheaper_pattern_is_safe(inner):
    result, _, shape = protected(inner)
    least = cheapest(shape, result["n"].to_numpy(), most=1 << 10)
    if least is not None:
        assert result.attrs["suppression"]["status"] == "optimal"
        assert result.attrs["suppression"]["cost"] == least


@pytest.mark.slow
@examples(4)
@given(tables((5,), (3, 3), (2, 2, 2)), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(inner, random):
    table = long_table(inner)
    by = list(table.columns[:-1])
    shuffled = table.iloc[random.sample(range(len(table)), len(table))]
    hidden = protect(table, count="n", by=by)["suppressed"]
    again = protect(shuffled, count="n", by=random.sample(by, len(by)))["suppressed"]
    assert again.sort_index().tolist() == hidden.tolist()


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "seed"), [((6, 5), 1), ((6, 5), 2), ((3, 3, 2), 3), ((3, 3, 3), 4)])
def test_cells_left_out_of_the_search_cost_nothing(shape, seed, monkeypatch):
    inner = np.random.default_rng(seed).negative_binomial(1, 0.08, size=shape)
    narrow = protected(inner, time_limit=None)[0].attrs["suppression"]
    monkeypatch.setattr(MasterProblem, "reduced_problem", lambda master, _: replace(master.problem))
    whole = protected(inner, time_limit=None)[0].attrs["suppression"]
    assert (narrow["status"], narrow["cost"]) == ("optimal", whole["cost"])
    assert whole["status"] == "optimal"


@pytest.mark.slow
@examples(7)
@given(tables((3, 3), (2, 2, 2)), st.randoms(use_true_random=False))
def test_the_audit_gives_the_exact_range(inner, random):
    table = long_table(inner)
    by = list(table.columns[:-1])
    counts, shape = table["n"].to_numpy(), tuple(size + 1 for size in inner.shape)
    hidden = np.array([count > 0 and random.random() < 0.4 for count in counts])
    found = audit(table.assign(n=table["n"].astype(object).mask(hidden, "[c]")), count="n", by=by)
    lines = lines_of(shape)
    for cell, low, high in zip(np.flatnonzero(hidden), found["low"], found["high"], strict=True):
        least, most = linear_range(lines, counts, hidden, cell)
        assert least - 1e-6 <= low <= counts[cell] <= high <= most + 1e-6
        assert np.isinf(most) == np.isinf(high)
        assert not any(can_be(lines, counts, hidden, cell, value) for value in range(int(np.ceil(least - 1e-6)), low))
        ends = [low] if np.isinf(high) else [low, high]
        assert all(can_be(lines, counts, hidden, cell, end) for end in ends)


def every_solution(lines, counts, hidden, most):
    """Yield all whole counts that fit the lines, by trying every combination."""
    cells = np.flatnonzero(hidden)
    for values in itertools.product(range(1, most + 1), repeat=len(cells)):
        solution = counts.copy()
        solution[cells] = values
        if not (lines @ solution).any():
            yield solution


@pytest.mark.slow
@examples(7)
@given(arrays(int, (2, 3), elements=st.integers(0, 5)), st.randoms(use_true_random=False))
def test_the_audit_agrees_with_trying_all_figures(inner, random):
    table = long_table(inner)
    counts = table["n"].to_numpy()
    inside = table["d0"].ne("Total") & table["d1"].ne("Total") & table["n"].gt(0)
    hidden = np.array([may and random.random() < 0.7 for may in inside])
    solutions = np.array([*every_solution(lines_of((3, 4)), counts, hidden, 10)] if hidden.sum() <= 5 else [counts])
    found = audit(table.assign(n=table["n"].astype(object).mask(hidden, "[c]")), count="n", by=["d0", "d1"])
    if hidden.sum() <= 5:
        assert found["low"].tolist() == solutions[:, hidden].min(axis=0).tolist()
        assert found["high"].tolist() == solutions[:, hidden].max(axis=0).tolist()


@pytest.mark.slow
@examples(12)
@given(tables((3, 3), (5,), (2, 2, 2)))
def test_two_symbols_hold_against_an_attacker_who_knows_which_cells_are_small(inner):
    result, by, _ = protected(inner, symbols=2)
    published = published_table(result, count="n", symbols=2)
    assert audit(published, count="n", by=by, threshold=5, symbols=2)["safe"].all()


@pytest.mark.slow
@examples(7)
@given(tables((3, 3), (5,), (2, 2, 2)))
def test_hidden_zeros_hold_too(inner):
    result, by, shape = protected(inner, zeros=True)
    hidden = result["suppressed"].ne("").to_numpy()
    assert is_safe(shape, result["n"].to_numpy(), hidden, least=0)
    assert audit(published_table(result, count="n"), count="n", by=by, threshold=5, zeros=True)["safe"].all()


@pytest.mark.slow
@examples(4)
@given(arrays(int, (3, 2, 2), elements=COUNTS))
def test_margins_published_as_linked_tables_are_safe_together(inner):
    full = long_table(inner)
    first = full[full["d2"].eq("Total")].drop(columns="d2")
    second = full[full["d1"].eq("Total")].drop(columns="d1")
    by = ["d0", "d1", "d2"]
    marked = protect_tables([first, second], count="n", by=by)
    published = [published_table(table, count="n") for table in marked]
    assert audit(published, count="n", by=by, threshold=5)["safe"].all()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("options", [{}, {"zeros": True}, {"symbols": 2}])
def test_a_later_table_is_safe_with_an_earlier_one(seed, options):
    inner = np.random.default_rng(seed).negative_binomial(1, 0.06, size=(4, 3))
    symbols = options.get("symbols", 1)
    known = {"count": "n", "by": ["d0", "d1"], "threshold": 5, **options}
    before = published_table(protect(long_table(inner[:3]), **known), count="n", symbols=symbols)
    now = protect(long_table(inner), earlier=[before], **known)
    assert audit(published_table(now, count="n", symbols=symbols), earlier=[before], **known)["safe"].all()
