"""The catalogue of checks: how its file is read, and what it refuses."""

import pytest

from foi_stats.vocabulary.catalogue import Catalogue

KNOWN = """
[wrong-ending]
title = "a wrong ending"
severity = "warning"
expected = "the ending .$kind"
action = "Rename it"
why = "it was read as what it is"
"""


def catalogue(tmp_path, text):
    path = tmp_path / "checks.toml"
    path.write_text(text, encoding="utf-8")
    return Catalogue(path)


def test_a_finding_has_the_texts_of_its_check_with_the_values(tmp_path):
    checks = catalogue(tmp_path, KNOWN + '[wrong-ending.pdf]\nseverity = "error"\naction = "Leave it out"\n')
    found = checks.finding("wrong-ending", "a.xls", found="it is xlsx", kind="xlsx")
    assert (found.check, found.severity, found.expected, found.action) == (
        "wrong-ending",
        "warning",
        "the ending .xlsx",
        "Rename it",
    )
    case = checks.at({"file": "a.xls", "sheet": "S", "cell": "B2"}, "wrong-ending.pdf", found="it is pdf", kind="pdf")
    assert (case.check, case.severity, case.expected, case.action) == (
        "wrong-ending",
        "error",
        "the ending .pdf",
        "Leave it out",
    )
    assert case.place == "a.xls, sheet S, cell B2"
    with pytest.raises(KeyError):
        checks.finding("wrong-ending", "a.xls", found="no kind is given")


@pytest.mark.parametrize(
    "text",
    [
        KNOWN.replace("warning", "warn"),
        KNOWN.replace("expected", "wanted"),
        KNOWN.replace('why = "it was read as what it is"', ""),
        KNOWN + '[wrong-ending.pdf]\ntitle = "a case has no title"\n',
    ],
)
def test_a_catalogue_that_is_not_one_is_refused(tmp_path, text):
    with pytest.raises(ValueError, match=r"checks\.toml: wrong-ending"):
        catalogue(tmp_path, text)["wrong-ending"]
