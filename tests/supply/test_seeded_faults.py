"""Faults put into good workbooks at random: each is refused, asked about or read right, and never read in silence."""

from random import Random

import pytest

from foi_stats.supply.read import read_supply
from foi_stats.supply.rows import exact_values, row_period
from tests.supply.faulty_workbooks import FAMILIES, FAULTS, FORMATS, write
from tests.supply.sheets import above_info

HOW_MANY = 300
QUICK = set(range(0, 280, 7))


def numbered():
    return [pytest.param(n, marks=() if n in QUICK else pytest.mark.slow) for n in range(HOW_MANY)]


def make(number, *, totals=True):
    """Return a good book, the same with a fault in it, the name of the fault and the format of the file."""
    random = Random(number)
    kind = list(FAULTS)[number % len(FAULTS)]
    suffix = FORMATS[number // len(FAULTS) % len(FORMATS)]
    what = None
    while what is None:
        good = random.choice(FAMILIES)(random)
        if not totals:
            good.sheets = {name: [row for row in rows if "Total" not in row[:2]] for name, rows in good.sheets.items()}
        bad = good.copy()
        what = FAULTS[kind](bad, random)
    if suffix == "csv" and len(bad.sheets) > 1:  # a text file has one sheet
        suffix = "xlsx"
    return good, bad, f"{kind}: {what}, in {good.family}", suffix


def read(path):
    supply = read_supply(path, year="2015-16")
    funding, referrals = supply.funding, supply.referrals
    figures = [*exact_values(funding["amount"]), *exact_values(referrals["count"])]
    about = [*funding.to_dict("records"), *referrals.to_dict("records")]
    rows = [
        (str(row_period(row)), row.get("line") or row.get("service"), row.get("basis"), row.get("flow"), figure)
        for row, figure in zip(about, figures, strict=True)
    ]
    return supply, sorted(rows, key=str)


@pytest.mark.parametrize("number", numbered())
def test_a_fault_is_never_read_in_silence(tmp_path, number):
    good, bad, what, suffix = make(number)
    write(tmp_path / f"good.{suffix}", good)
    write(tmp_path / f"bad.{suffix}", bad)

    clean, right = read(tmp_path / f"good.{suffix}")
    faulty, rows = read(tmp_path / f"bad.{suffix}")

    assert right
    assert above_info(clean) == [], "a clean workbook gives no finding"
    assert above_info(faulty) or rows == right, f"{what}: read in silence"


ONE_FIGURE = ("sign:", "scale: one figure", "dropped row:", "footnote: '", "copy: row, in payments")
"""What nobody could see without a printed total: one figure typed wrong, one line missing, one payment made twice."""


@pytest.mark.soak
@pytest.mark.parametrize("number", range(HOW_MANY, 2 * HOW_MANY))
def test_a_fault_is_never_read_in_silence_where_no_total_is_printed(tmp_path, number):
    good, bad, what, suffix = make(number, totals=False)
    write(tmp_path / f"good.{suffix}", good)
    write(tmp_path / f"bad.{suffix}", bad)

    clean, right = read(tmp_path / f"good.{suffix}")
    faulty, rows = read(tmp_path / f"bad.{suffix}")

    assert above_info(clean) == []
    assert above_info(faulty) or rows == right or what.startswith(ONE_FIGURE), f"{what}: read in silence"
