"""Whatever a letter asks for is in its draft: as a key, or in a line to settle that quotes it.

The letters are those of the shelf, and ten of our own in ``letters``, in the manner of published requests.
"""

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
        ("1", '# [?].*asks "gross spend'),
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

STUDENT_YEARS = r'academic_years = \["2014-15", "2015-16", "2016-17"\]'
FLEET_YEARS = r'years = \["2018-19", "2019-20", "2020-21", "2021-22", "2022-23"\]'
HOUSING = 'quarters = "2015 Q2 to 2017 Q1"'

ASKED_OF_OURS = {
    "01-sickness": [
        ("1", r'calendar_years = \[2017, 2018, 2019, 2020, 2021, 2022\], measure = "police officers"'),
        ("1", '# [?].*"so far"'),
        ("1", '# [?] asks "both the number of officers and the total number of days lost'),
        ("2", '# [?] asks "percentage of all sick days'),
    ],
    "02-agency": [
        ("", "# [?].*agency nurses in 2022-23"),
        ("1", r'asks = "funding", years = \["2022-23"\], basis = "outturn"'),
        ("2", '# [?].*"split between community, acute and mental health nursing"'),
        ("3", r'asks = "funding", years = \["2022-23"\]'),
        ("4", r'asks = "funding", years = \["2022-23"\], basis = "paid", by = "agency", top = 1'),
        ("5", 'asks = "statement"'),
        ("6", r'asks = "funding", years = \["2021-22"\], basis = "outturn"'),
    ],
    "03-parking": [
        ("", r"# [?].*questions 2 to 5 .*three years \(2021, 2022, 2023\)"),
        ("", "# [?].*no preference whether these are calendar or financial years, but please say which you used"),
        ("1", 'asks = "statement"'),
        ("1-2", 'asks = "confirmation"'),
        ("1-3", 'depends = { on = "1-2", answer = "yes" }'),
        ("2", 'measure = "PCNs issued"'),
        ("2", '# [?].*"2021, 2022, 2023"'),
        ("3", '# [?] asks "How many of these"'),
        ("3-2", 'measure = "challenges succeeded"'),
        ("4", 'asks = "funding".*totals = true'),
        ("5", 'asks = "counts".*by = "street", top = 10'),
        ("5", '# [?].*"2023"'),
    ],
    "04-complaints": [
        ("", '# Left out as a reply: 3 lines, from "Decision" on'),
        ("", "# [?] the letter prefers a form.*workbook"),
        ("1", 'since = 2025, measure = "complaints received"'),
        ("1a", 'since = 2025, measure = "complaints", by = "service area"'),
        ("2", '# [?] asks "outcome of the complaints'),
        ("3", 'asks = "counts", since = 2025'),
    ],
    "05-students": [
        ("", "# Left out as a reply: 4 lines"),
        ("", "# [?] the letter prefers a form.*workbook"),
        ("1", f'{STUDENT_YEARS}, basis = "budget"'),
        ("2", f'{STUDENT_YEARS}, measure = "students enrolled"'),
        ("3", '# [?] asks "average waiting time'),
    ],
    "06-workforce": [
        ("", "# [?].*Where a figure is below 5, a range is fine"),
        ("", "# [?] cited, and misquoted: Section 12"),
        ("", "# [?] cited, and not known: section 99"),
        ("", "# [?] cited, and not known: Bloggs v Information Commissioner"),
        ("1", r'at = \[2023-03-31, 2024-03-31\], measure = "social workers \(FTE\)"'),
        ("2", r'at = \[2023-03-31, 2024-03-31\], measure = "vacancies"'),
        ("3", 'quarters = "2022 Q2 to 2024 Q1", basis = "outturn"'),
        ("4", "# [?].*is a list of the items asked for"),
        ("4", '# [?] asks "over £25,000"'),
    ],
    "07-fleet": [
        ("", '# [?] after its questions the letter says "If 1c would take you over'),
        ("1a", f'{FLEET_YEARS}, measure = "vehicles"'),
        ("1a", '# [?] asks "own and lease"'),
        ("1b", f'{FLEET_YEARS}, basis = "outturn"'),
        ("1b", '# [?] asks "excluding VAT"'),
        ("1c", f'{FLEET_YEARS}, measure = "miles"'),
        ("1c", r"# [?].*\(i\) on duty \(ii\) off duty"),
        ("2", "# [?] asks for the same as question 1b"),
        ("2", '# [?].*"year to date"'),
        ("3", "to_date = 2019-01-01"),
        ("3", '# [?] asks "the most expensive vehicle'),
        ("4", 'asks = "confirmation"'),
        ("4-2", 'depends = { on = "4", answer = "yes" }'),
        ("4-3", 'depends = { on = "4", answer = "no" }'),
    ],
    "08-grants-table": [
        ("", "# [?].*If you do not hold the purpose, leave that column empty"),
        ("", '# [?] question 1 asks for "grant".*S.I. 2011/3050'),
        ("", '# [?] question 2 asks for "over £500".*S.I. 2011/3050'),
        (
            "1",
            r'"list", years = \["2013-14", "2014-15", "2015-16"\], columns = \["recipient", "purpose", "value"\]',
        ),
        ("2", r'years = \["2015-16"\].*columns = \["date", "recipient", "purpose", "value"\], over = 500'),
    ],
    "09-review-and-more": [
        ("", "# [?] asks for an internal review.*question 2"),
        ("", "# [?] asks for the requester's own data.*my housing file"),
        ("", "# [?] is a complaint.*three weeks late"),
        ("", "# [?].*may be environmental information"),
        ("1", 'months = "2015-04 to 2016-03", measure = "fly-tipping incidents reported"'),
        ("1-2", 'asks = "funding", months = "2015-04 to 2016-03", basis = "outturn"'),
    ],
    "10-housing": [
        ("", "# [?] after its questions.*yearly figures for 2015/16 and 2016/17 will do"),
        ("", "# [?] after its questions.*just last year"),
        ("", "# [?].*bed and breakfast counts as temporary accommodation"),
        ("", "# [?].*Please do not include refuges"),
        ("", "# [?] the letter prefers a form.*csv"),
        ("a", f'{HOUSING}, measure = "households placed", by = "type of accommodation"'),
        ("a", '# [?].*"household size"'),
        ("b", f'asks = "funding", {HOUSING}, basis = "outturn"'),
        ("b", '# [?] asks "gross and the net cost"'),
        ("c", '# [?] asks "longest stay"'),
        ("d", '# [?] asks "proportion of placements outside the borough"'),
    ],
}
NAMES = "Writer|Sandford|Rhisiart|Oyelaran|Dominic|Wrenfield|Thistlewood|Vasquez|Pettifer|Harbour|gazette|01632"


def blocks_of(text):
    """Return the lines of a draft by question, without the words of the letter; those before the first are ``""``."""
    found = {"": []}
    name = ""
    for line in text.splitlines():
        if match := re.match('id = "(.*)"', line):
            name = match[1]
        if match := re.match("# [?]? ?questions ([^:]+): ", line):
            for one in match[1].split(", "):
                found.setdefault(one, []).append(line)
        if not line.startswith("text = "):
            found.setdefault(name, []).append(line)
    return found


def check(path, asked):
    known = Known(authority_name="Police and Crime Commissioner for Westmarch")
    text = draft_text("9", parse_letter(path.read_text(encoding="utf-8")), known)
    lines = blocks_of(text)
    lost = [(name, words) for name, words in asked if not any(re.search(words, line) for line in lines.get(name, []))]
    assert not lost, text
    assert not re.search(NAMES, text)
    assert {question["id"] for question in tomllib.loads(text)["question"]} == {name for name, _ in asked} - {""}


@pytest.mark.parametrize("name", ASKED)
def test_what_a_letter_of_the_shelf_asks_for_is_in_its_draft(name):
    path = SHELF / f"{name}.txt"
    if not path.is_file():
        pytest.skip("the letters are not beside the project (shared/cases/letters)")
    check(path, ASKED[name])


@pytest.mark.parametrize("name", ASKED_OF_OURS)
def test_what_a_letter_of_our_own_asks_for_is_in_its_draft(name):
    check(Path(__file__).parent / "letters" / f"{name}.txt", ASKED_OF_OURS[name])
