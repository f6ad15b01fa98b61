"""A shelf: spreadsheets of the shapes that authorities publish, and what a person finds in them.

The published ones lie beside the project, not in it. Those made here have the same names, shapes and slips, with
invented authorities and figures, so that the same is tested where the published ones are not at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.standins.hidden import make_hidden
from tests.standins.lists import Spending, make_lists
from tests.standins.outturn import FORCE, FORCES, SILENT, Outturn, make_outturns
from tests.standins.referrals import make_decisions, make_referrals
from tests.standins.workforce import make_workforce


@dataclass(frozen=True)
class Shelf:
    """A folder of spreadsheets, and what a person finds in them.

    Attributes
    ----------
    published
        Whether they are the published ones.
    forces, force, silent
        How many police authorities a Revenue Outturn lists, the one that is looked at, and the one without figures.
    outturn
        The figures of ``force``, by file.
    printed_total
        The total of police services of the last year, to which its rows do not add up, as a finding shows it.
    referrals
        How many people were referred, by financial year.
    spending
        What the lists of payments hold, by file.
    """

    folder: Path
    published: bool
    forces: int
    force: str
    silent: str
    outturn: Mapping[str, Outturn]
    printed_total: str
    referrals: Mapping[str, int]
    spending: Mapping[str, Spending]


PUBLISHED = Shelf(
    Path(),
    published=True,
    forces=37,
    force="North Yorkshire",
    silent="Dorset Police and Crime Commissioner and Chief Constable",
    outturn={  # E7027, £ thousand
        "rs2012_13.xls": Outturn("2012-13", 132_734, -43_866, 61_482),
        "rs2013_14.xls": Outturn("2013-14", 131_882, -75_853, 56_025),
        "rs2014_15.xls": Outturn("2014-15", 134_898, -80_737, 57_957),
        "rs2015_16.xlsx": Outturn("2015-16", 136_275, -77_015, 60_048),
        "rs2016_17.xlsx": Outturn("2016-17", 142_568, -76_621, 62_591),
    },
    printed_total="11,049,602.51",
    referrals={"2012-13": 1348, "2013-14": 1904, "2014-15": 2497, "2015-16": 3430, "2016-17": 4067},
    spending={  # counts and sums by csv, openpyxl and decimal alone
        "leeds-2012-06.csv": Spending(9565, "76346645.18", "2012-13", "A & A Electrical Distributors Ltd"),
        "harrogate-2015-04.csv": Spending(2168, "3073930.37", "2015-16", "ALLSTAR BUSINESS SOLUTIONS LTD"),
        "hyndburn-1701.csv": Spending(180, "538272.19", "2016-17", "CALVERTON FINANCE LTD"),
        "fire-2022-23.xlsx": Spending(2908, "15094614.84", "2022-23", "Anderton Centre"),
    },
)
"""What people and other programs found in the published spreadsheets, wherever those lie."""


def made_shelf(folder: Path) -> Shelf:
    """Make a spreadsheet in the place of each published one."""
    outturn, printed_total = make_outturns(folder)
    make_decisions(folder)
    make_workforce(folder)
    make_hidden(folder)
    return Shelf(
        folder,
        published=False,
        forces=FORCES,
        force=FORCE,
        silent=SILENT,
        outturn=outturn,
        printed_total=printed_total,
        referrals=make_referrals(folder),
        spending=make_lists(folder),
    )
