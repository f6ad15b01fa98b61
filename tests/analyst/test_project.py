"""The project is found upward from the notebook; a number is taken as the text that it was."""

import pytest

from foi_stats.analyst.project import ROOT_VARIABLE, as_text, find_data, find_root, places_at
from foi_stats.engine.parameters import NOTEBOOK_VARIABLE
from foi_stats.vocabulary.findings import InputError


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.delenv(NOTEBOOK_VARIABLE, raising=False)
    for folder in ("mine/data/requests", "mine/notebooks/deep", "other"):
        tmp_path.joinpath(folder).mkdir(parents=True)
    return tmp_path / "mine"


@pytest.mark.parametrize("folder", ["", "notebooks", "notebooks/deep", "data"])
def test_it_is_found_upward_from_the_working_folder(root, monkeypatch, folder):
    monkeypatch.chdir(root / folder)
    assert find_root() == root
    assert places_at().reports == root / "reports"


def test_it_is_found_from_the_notebook_wherever_the_working_folder_is(root, monkeypatch):
    monkeypatch.chdir(root.parent / "other")
    monkeypatch.setenv(NOTEBOOK_VARIABLE, str(root / "notebooks" / "n.ipynb"))
    assert find_data() == root / "data"


def test_the_variable_goes_before_all(root, monkeypatch):
    monkeypatch.chdir(root.parent / "other")
    monkeypatch.setenv(ROOT_VARIABLE, str(root))
    assert find_root() == root
    monkeypatch.setenv(ROOT_VARIABLE, str(root.parent / "other"))
    with pytest.raises(InputError, match=f"FOI_STATS_ROOT is {root.parent / 'other'}, which is no project"):
        find_root()


def test_where_there_is_none_the_folder_is_named(root, monkeypatch):
    monkeypatch.chdir(root.parent / "other")
    with pytest.raises(InputError, match=f"There is no project in {root.parent / 'other'}.*FOI_STATS_ROOT"):
        find_root()
    with pytest.raises(InputError, match=f"There is no data folder {root.parent / 'data'}"):
        find_data("../data")


@pytest.mark.parametrize(
    ("value", "known", "text"),
    [
        ("1", ["1"], "1"),
        (1, ["1", "2"], "1"),
        (1, ["01"], "01"),
        (944.2, ["944.20", "101.2016-17"], "944.20"),
        (7, ["1"], "7"),
        (True, ["1"], True),
        (None, ["1"], None),
    ],
)
def test_a_number_is_the_text_that_it_was(value, known, text):
    assert as_text(value, known, "figure") == text


def test_a_number_that_may_be_two_names_is_asked_about():
    with pytest.raises(InputError, match=r"may be 101.1 or 101.10: give it as text"):
        as_text(101.1, ["101.1", "101.10"], "reference")
