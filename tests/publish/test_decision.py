"""How a request ended, as data: from what its answers say, and never from what is not said."""

from types import SimpleNamespace

import pandas as pd
import pytest

from foi_stats.publish.decision import outcome_of


def answer(status, reasons=""):
    names = pd.DataFrame({"decision": pd.Series([], dtype="str")})
    return SimpleNamespace(status=status, table=pd.DataFrame({"reason": [reasons]}), names=names)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (["answered"], "granted"),
        (["answered", "not_held"], "granted"),
        (["partly"], "granted"),
        (["answered", "over_limit"], "part"),
        (["answered", "elsewhere"], "part"),
        (["withheld", "not_held"], "refused"),
        (["vexatious"], "refused"),
        (["not_held", "absorbed", "not_asked"], "not_held"),
        (["clarification", "another"], "unresolved"),
        (["upheld"], "unresolved"),
    ],
)
def test_how_a_request_ended(answers, outcome):
    told = {str(number): answer(status) for number, status in enumerate(answers)}
    assert outcome_of(told, neither_confirms_nor_denies=False) == outcome


def test_a_figure_that_is_hidden_was_withheld():
    assert outcome_of({"1": answer("partly", "suppressed")}, neither_confirms_nor_denies=False) == "part"
    assert outcome_of({"1": answer("partly", "not_held")}, neither_confirms_nor_denies=False) == "granted"


@pytest.mark.parametrize(("beside", "outcome"), [([], "ncnd"), (["withheld"], "refused"), (["answered"], "part")])
def test_to_neither_confirm_nor_deny_tells_nothing_of_what_is_held(beside, outcome):
    for held in ([], ["not_held"], ["ncnd"], ["ncnd", "not_held"]):
        told = {str(number): answer(status) for number, status in enumerate([*held, *beside])}
        assert outcome_of(told, neither_confirms_nor_denies=True) == outcome
