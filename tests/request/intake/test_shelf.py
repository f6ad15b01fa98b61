"""Whatever the letters of the shelf ask for is in their drafts: as a key, or in a line to settle that quotes it."""

import os
import re
import tomllib
from pathlib import Path

import pytest

from foi_stats.request.intake.draft_text import Known, draft_text
from foi_stats.request.intake.letter import parse_letter
from tests.conftest import PROJECT

SHELF = Path(os.environ.get("FOI_STATS_LETTERS", PROJECT.parent / "shared" / "cases" / "letters"))

FIVE = r'years = \["2012-13", "2013-14", "2014-15", "2015-16", "2016-17"\]'
GRANT_YEARS = r'years = \["2018-19", "2019-20", "2020-21"\]'
CLAIM_YEARS = r'years = \["2021-22", "2022-23", "2023-24", "2024-25", "2025-26"\]'

ASKED = {
    "o01-conversational": [
        ("1", r'asks = "funding", years = \["2014-15"\], basis = "outturn"'),
        ("2", r'asks = "counts", months = \[\], measure = "women"'),
        ("2", '# [?].*"since April 2014", by month'),
    ],
    "o02-numbered-and-lettered": [
        ("", "# [?] before its questions.*about domestic abuse services"),
        ("", '# [?] the letter prefers a form.*spreadsheet.*form = ."workbook".'),
        ("1", rf'id = "1a", asks = "funding", {FIVE}, basis = "outturn", by = "service"'),
        ("1", r'id = "1b", asks = "funding", years = \["2015-16", "2016-17"\], basis = "outturn", by = "service"'),
        ("2", '# [?] asks "came from the Ministry of Justice or Home Office"'),
        ("2", rf'asks = "funding", {FIVE}'),
        ("3a", 'asks = "confirmation"'),
        ("3b", 'depends = { on = "3a", answer = "yes" }'),
        ("3c", 'depends = { on = "3a", answer = "no" }'),
        ("4", r'asks = "counts", years = \[\], measure = "people helped", by = "service"'),
        ("4", '# [?].*"last five financial years"'),
        ("5", 'asks = "confirmation"'),
    ],
    "o03-tables": [
        ("1", r'asks = "funding", years = \["2013-14", "2014-15", "2015-16"\], basis = "outturn", by = "service"'),
        ("1", "# [?].*IDVA service; Refuge; Perpetrator programme; Training"),
        ("2", r'asks = "counts", years = \["2015-16"\], measure = "people helped", by = "service"'),
        ("4", 'months = "2015-04 to 2016-03", measure = "referrals"'),
        ("5", 'months = "2015-04 to 2016-03", measure = "repeat referrals"'),
        ("3", 'asks = "confirmation"'),
    ],
    "r01-interpreting": [
        ("1", r'years = \["2020-21", "2021-22", "2022-23", "2023-24", "2024-25"\]'),
        ("1", "totals = true"),
        ("2", r'asks = "funding", years = \["2024-25"\], basis = "outturn", by = "language", top = 5'),
    ],
    "r02-potholes": [
        ("", "# [?] before its questions.*compensation claims for damage caused by potholes"),
        ("1", rf'asks = "counts", {CLAIM_YEARS}, measure = "claims received"'),
        ("1", '# [?].*"to date"'),
        ("2", f'{CLAIM_YEARS}, measure = "claims settled"'),
        ("2-2", '# [?] asks "how many led to"'),
        ("2-3", '# [?] asks "how many were rejected"'),
        ("3a", rf'asks = "funding", {CLAIM_YEARS}, basis = "paid"'),
        ("3b", rf'asks = "funding", {CLAIM_YEARS}, basis = "paid", largest = true'),
        ("3c", rf'asks = "funding", {CLAIM_YEARS}, basis = "outturn"'),
        ("3c", '# [?] asks "in-house and external"'),
    ],
    "r05-temporary-accommodation": [
        ("1", r'id = "1a", asks = "funding", calendar_years = \[2023\], basis = "paid", by = "provider", top = 5'),
        ("1", r'id = "1b", asks = "funding", years = \["2023-24"\], basis = "paid", by = "provider", top = 5'),
        ("1", '# [?].*"year to date"'),
        ("2", r'asks = "counts", at = \[\], measure = "households"'),
        ("2", '# [?].*"today"'),
        ("3", '# [?].*"Of the placements in question 2"'),
        ("", '# [?] the letter prefers a form.*not a PDF.*form = ."workbook".$'),
    ],
    "r06-eight-categories": [
        *((str(number), 'asks = "funding", to_date = 2020-01-01, basis = "outturn"') for number in range(1, 9)),
        ("1", '# [?] asks "gross spend'),
        ("", "# [?].*A single figure for the period is enough; if it is easier, give totals by financial year"),
        ("9", 'asks = "funding", to_date = 2020-01-01'),
        ("9", "# [?] the letter asks year by year"),
    ],
    "r10-grants": [
        ("1-i", rf'asks = "funding", {GRANT_YEARS}'),
        ("1-ii", rf'asks = "counts", {GRANT_YEARS}, measure = "grants"'),
        ("2", rf'asks = "counts", {GRANT_YEARS}, measure = "grants"'),
        ("2", r"# [?].*\(i\) through open competition, \(ii\) as grants in aid, \(iii\) unknown"),
        ("2", '# [?].*"of the grants in question 1"'),
        ("3", r'asks = "list", years = \["2020-21"\], columns = \["recipient", "value", "purpose"\]'),
        ("4", 'asks = "confirmation"'),
        ("4-2", 'depends = { on = "4", answer = "yes" }'),
    ],
}


def blocks_of(text):
    """Return the lines of a draft by question, without the words of the letter; those before the first are ``""``."""
    found = {"": []}
    name = ""
    for line in text.splitlines():
        if match := re.match('id = "(.*)"', line):
            name = match[1]
        if not line.startswith("text = "):
            found.setdefault(name, []).append(line)
    return found


@pytest.mark.parametrize("name", ASKED)
def test_what_a_letter_asks_for_is_in_its_draft(name):
    path = SHELF / f"{name}.txt"
    if not path.is_file():
        pytest.skip("the letters are not beside the project (shared/cases/letters)")
    text = draft_text("9", parse_letter(path.read_text(encoding="utf-8")), Known())
    lines = blocks_of(text)
    lost = [asked for asked in ASKED[name] if not any(re.search(asked[1], line) for line in lines.get(asked[0], []))]
    assert not lost, text
    assert "Writer" not in text
    assert len(tomllib.loads(text)["question"]) == len({asked[0] for asked in ASKED[name]} - {""})
