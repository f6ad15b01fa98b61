"""Every row of the table of small inputs, each with the right outcome: read right, or asked about."""

import re
from decimal import Decimal

import pytest

from foi_stats.supply.deliveries import read_rows
from foi_stats.supply.read import read_supply
from foi_stats.supply.rows import breakdowns, exact_values, row_period
from tests.conftest import PROJECT

CASES = PROJECT.parent / "shared" / "cases"
READING = CASES / "reading"
pytestmark = pytest.mark.skipif(not READING.is_dir(), reason="../shared/cases is not here")

YEARS = {"a01": "2016-17", "a02": "2016-17", "n01": "2016-17", "n06": "2016-17", "o10": "2016-17", "o11": "2016-17"}


def total(supply):
    return sum((amount for amount in exact_values(supply.funding["amount"]) if amount is not None), Decimal())


def amounts(supply):
    return [amount for amount in exact_values(supply.funding["amount"]) if amount is not None]


def periods(rows):
    return sorted({str(row_period(row)) for row in rows.to_dict("records")})


def says(supply, *checks):
    return set(checks) <= {finding.check for finding in supply.findings}


OUTCOMES = {
    "w01": lambda s: total(s) == 65000,
    "w25": lambda s: total(s) == 65000,
    "w02": lambda s: total(s) == 112000,
    "w06": lambda s: set(s.funding["basis"]) == {"budget"},
    "w08": lambda s: amounts(s)[:2] == [12345, 23456],
    "w10": lambda s: total(s) == 150,
    "w13": lambda s: set(s.funding["period_kind"]) == {"academic_year"},
    "w14": lambda s: amounts(s)[0] == 12345678,
    "w16": lambda s: amounts(s)[0] == 234,
    "w18": lambda s: says(s, "row-of-shares") and set(s.funding["line"]) == {"Outreach", "Refuge"},
    "w19": None,
    "w20": lambda s: amounts(s)[0] == Decimal("12345.67"),
    "w21": lambda s: sorted(s.funding["financial_year"]) == ["2014-15", "2015-16", "2015-16"],
    "a01": lambda s: says(s, "part-of-a-year") and set(s.funding["period_kind"]) == {"month"},
    "a02": lambda s: says(s, "part-of-a-year") and set(s.funding["period_kind"]) == {"month"},
    "n01": lambda s: sum(s.referrals["count"]) == 134 and set(s.referrals["financial_year"]) == {"2015-16"},
    "n06": lambda s: periods(s.funding) == ["2015", "2016"],
    "n02": lambda s: exact_values(s.referrals["count"])[:2] == [12, Decimal("10.6")] and len(periods(s.referrals)) == 2,
    "n03": lambda s: len(s.funding) == 3 and set(s.funding["basis"]) == {"allocated"} and "end" in s.funding,
    "n04": lambda s: len(s.referrals) == 7 and breakdowns(s.referrals) == ["age_band", "sex"],
    "n05": lambda s: len(s.referrals) == 6 and set(s.referrals["measure"]) == {"claims"} and "outcome" in s.referrals,
    "o10": lambda s: total(s) == 243950,
    "o11": lambda s: len(set(s.funding["financial_year"])) == 5,
    "o12": lambda s: sorted(s.funding["flow"]) == ["expenditure", "expenditure", "income"],
    "o15": None,
    "o16": lambda s: sorted(s.funding["financial_year"]) == ["2015-16", "2016-17"],
    "r10": None,
    "o17": lambda s: total(s) == 82500 and "[r]" in set(s.funding["shorthand"]) and "81000" in s.funding["note"][0],
    "r01": lambda s: len(s.funding) > 0,
    "r02": lambda s: len(s.funding) == 4 and not says(s, "unsafe-file"),
    "r09": lambda s: len(s.funding) > 0,
    "r04": lambda s: len(s.funding) == 5 and set(s.funding["basis"]) == {"paid"},
    "r05": lambda s: len(s.funding) == 5 and set(s.funding["basis"]) == {"paid"},
    "r08": lambda s: len(s.funding) == 4,
}
"""What is right for each file, by its first three characters. An error that asks is right as well; for None, alone."""

WHOLE = {"n02", "n03", "n04", "n05", "n06"}
"""What is read whole without a layout: to ask is not enough."""


def files_of_the_table():
    if not READING.is_dir():
        return []
    section = (CASES / "README.md").read_text(encoding="utf-8").split("## reading/")[1].split("\n## ")[0]
    named = [name for row in re.findall(r"^\| (\S.*?) \|", section, re.MULTILINE) for name in re.split(r", ", row)]
    return [name.split()[0] for name in named if re.match(r"[a-z]\d\d-", name)]


@pytest.mark.parametrize("name", files_of_the_table())
def test_each_small_input_is_read_right_or_asked_about(name):
    key = name[:3]
    supply = read_supply(READING / name, year=YEARS.get(key, "2015-16"))
    asked = any(finding.severity == "error" for finding in supply.findings)
    outcome = OUTCOMES[key]
    read = outcome and outcome(supply)
    assert read or (asked and key not in WHOLE), [str(finding) for finding in supply.findings]
    assert not (asked and key in WHOLE)


def test_copies_and_shared_payments_are_named_and_nothing_counts_twice(tmp_path):
    folder = tmp_path / "data" / "2015-16" / "north"
    folder.mkdir(parents=True)
    for path in (READING / "copies").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    _, findings = read_rows(tmp_path / "data", "funding", "north", None)
    errors = [finding for finding in findings if finding.severity == "error"]
    named = " ".join(map(str, findings))
    assert errors
    assert all(path.name in named for path in (READING / "copies").iterdir())
