"""The page on pandas: every block runs, on amounts and counts as on floats, and gives the same."""

import ast
import doctest
import re
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.artist import Artist

from foi_stats.analyst.project import ROOT_VARIABLE

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "pandas.md").read_text(encoding="utf-8")
SETUP, *BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
INSTEAD = re.findall(r"\| `([^`]+)` \|$", PAGE, re.MULTILINE)


@pytest.fixture(scope="module", autouse=True)
def _in_project():
    """Have the page read the project's data, wherever the tests are run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ROOT_VARIABLE, str(PROJECT))
        yield


@pytest.fixture(scope="module")
def amounts():
    """Return the names that the page's first block makes."""
    mpl.use("Agg")
    names = {}
    exec(SETUP, names)
    return names


@pytest.fixture(scope="module")
def floats(amounts):
    """Return the same names, with floats for amounts and counts."""
    plain = {name: as_floats(value) for name, value in amounts.items()}
    plain["years"] = plain["spent"].groupby("financial_year")["amount"].sum()
    return plain


@pytest.fixture(autouse=True)
def _no_figures_left():
    yield
    plt.close("all")


def as_floats(value):
    if isinstance(value, pd.DataFrame):
        return value.astype(dict.fromkeys(value.select_dtypes("number"), float))
    return value.astype(float) if isinstance(value, pd.Series) else value


def run(block, names):
    """Run a block, and return the value of its last line, as a cell of a notebook shows it."""
    *before, last = ast.parse(block).body
    own = dict(names)
    exec(compile(ast.Module(before, []), "docs/pandas.md", "exec"), own)
    return eval(compile(ast.Expression(last.value), "docs/pandas.md", "eval"), own)


def assert_same(result, expected):
    """Assert that two results hold the same numbers, but that a sum of gaps is a gap where floats give 0."""
    if isinstance(expected, pd.DataFrame):
        result = result.reindex_like(expected)  # pandas leaves out rows that are nothing but gaps
        for name in expected.select_dtypes("number"):
            assert_same(result[name], expected[name])
    elif isinstance(expected, pd.Series) and pd.api.types.is_object_dtype(expected):
        assert list(result.index) == list(expected.index)
    elif isinstance(expected, pd.Series | np.ndarray | float):
        result, expected = np.asarray(result, dtype=float), np.asarray(expected, dtype=float)
        assert result.shape == expected.shape
        gap_not_0 = np.isnan(result) & (expected == 0)
        np.testing.assert_allclose(result[~gap_not_0], expected[~gap_not_0], rtol=1e-12, atol=1e-9)
    elif isinstance(expected, list | tuple) and not isinstance(expected[0], Artist):
        for one, other in zip(result, expected, strict=True):
            assert_same(one, other)
    else:
        assert type(result) is type(expected)


def names_of(blocks):
    return [f"{number}: {block.splitlines()[-1]}" for number, block in enumerate(blocks, 1)]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("block", BLOCKS, ids=names_of(BLOCKS))
def test_every_idiom_gives_what_floats_give(block, amounts, floats):
    assert_same(run(block, amounts), run(block, floats))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("instead", INSTEAD)
def test_what_to_write_instead_works(instead, amounts):
    run(instead, amounts)


def test_there_are_the_idioms_that_were_asked_for():
    assert len(BLOCKS) >= 52
    assert len(INSTEAD) >= 8


def test_examples_print_what_the_page_shows(amounts):
    parser = doctest.DocTestParser()
    shown = "".join(re.findall(r"^```pycon\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
    test = parser.get_doctest(shown, dict(amounts), "docs/pandas.md", "docs/pandas.md", 0)
    assert test.examples
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test).failed == 0


def test_what_no_type_can_do_is_still_so(amounts):
    """Whoever sees this fail can take a line out of the page's last table."""
    spent = amounts["spent"]
    assert np.nansum(spent["amount"][spent["amount"].isna()]) == 0
    with pytest.raises(TypeError):
        spent.merge(pd.DataFrame({"amount": [10_000.0]}), on="amount")
    with pytest.raises(TypeError):
        plt.imshow(pd.DataFrame({"a": amounts["years"], "b": amounts["years"]}))
