import datetime as dt
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.files.number_formats import BUILT_IN, hides, is_plain, may_hide_numbers, shows_nothing
from foi_stats.files.shown_text import NOT_SHOWN, shown_text
from tests.files.number_formats import AMOUNTS, DATES, DAYS, NUMBERS

# As Excel shows them; spaces left by _ and ? stand as they are.
GOLDEN = [
    (1234567.891, "General", "1234567.891"),
    (123456789012, "General", "1.23457E+11"),
    (0.1 + 0.2, "General", "0.3"),
    (12345678, "#,##0,", "12,346"),
    (12345678, '#,##0.0,,"m"', "12.3m"),
    (1234.5, "#,##0", "1,235"),
    (1.005, "0.00", "1.01"),
    (5, "00000", "00005"),
    (12, "0.##", "12."),
    (12.3, "0.0?", "12.3 "),
    (0.25, "0%", "25%"),
    (0.256, "0.0 %", "25.6 %"),
    (100, "[$€-2] #,##0.00", "€ 100.00"),
    (100, "[$-809]#,##0.00", "100.00"),
    (100, "[$USD] 0", "USD 100"),
    (-5, '"£"0.00', "-£5.00"),
    (-5, "0;(0)", "(5)"),
    (-5, "0;[Red]0", "5"),
    (0, '0;-0;"-"', "-"),
    (0, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', " -   "),
    (1234, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', " 1,234 "),
    (-0.2, "0", "0"),
    (3, '[<5]"*";0', "*"),
    (7, '[<5]"*";0', "7"),
    (1500, '[>=1000]0.0,"k";0', "1.5k"),
    (4, '[>9]"many"', "4"),
    (12, '0" FTE"', "12 FTE"),
    (12, "0\\k", "12k"),
    (1234, '0"."00', "12.34"),
    (1234567, "000-00-0000", "001-23-4567"),
    (0.1234, "0.00E+00", "1.23E-01"),
    (12345.6, "##0.0E+0", "12.3E+3"),
    (999.99, "0.0E+0", "1.0E+3"),
    (12.25, "# ?/?", "12 1/4"),
    (0.75, "?/?", "3/4"),
    (5.5, "# ?/8", "5 4/8"),
    (5, "# ?/?", "5    "),
    (5, ";;;", ""),
    (5, "", "5"),
    (True, "0", "TRUE"),
    (None, "0", ""),
    ("est", '0;0;0;@" (p)"', "est (p)"),
    ("est", ";;;", ""),
    ("est", "#,##0", "est"),
    (42095, "dd/mm/yyyy", "01/04/2015"),
    (42095, "d-mmm", "1-Apr"),
    (42095, "mmm-yy", "Apr-15"),
    (42095, "dddd d mmmm", "Wednesday 1 April"),
    (42095, "mmmmm", "A"),
    (60, "d mmm yyyy", "29 Feb 1900"),
    (1, "d mmm yyyy", "1 Jan 1900"),
    (42095.75, "h:mm AM/PM", "6:00 PM"),
    (0.5, "hh:mm:ss", "12:00:00"),
    (1.5, "[h]:mm", "36:00"),
    (0.0123456, "mm:ss.0", "17:46.7"),
    (-1, "dd/mm/yyyy", NOT_SHOWN),
    (dt.date(2026, 11, 10), "d-mmm", "10-Nov"),
    (dt.datetime.fromisoformat("2015-04-01T09:30"), "yyyy-mm-dd hh:mm", "2015-04-01 09:30"),
    (dt.time(9, 30), "h:mm", "9:30"),
    (dt.timedelta(hours=30), "[h]", "30"),
]

DIFFER = ('[>1000]#,##0,"k";0', '[=0]"none";General', "[>=1]0;0.00", "0,.0")
"""Where LibreOffice shows no minus in a section with a condition, or does not know what Excel knows."""


@pytest.mark.parametrize(("value", "code", "shown"), GOLDEN)
def test_shown_text(value, code, shown):
    assert shown_text(value, code) == shown


def test_days_counted_from_1904():
    assert shown_text(40633, "d mmm yyyy", date_1904=True) == "1 Apr 2015"
    assert shown_text(dt.date(2015, 4, 1), "d mmm yyyy", date_1904=True) == "1 Apr 2015"


@given(st.text(max_size=30), st.floats() | st.text(max_size=5))
def test_any_format_shows_something(code, value):
    assert isinstance(shown_text(value, code), str)
    assert is_plain(code) in (True, False)
    may_hide_numbers(code), shows_nothing(code)


@given(
    st.sampled_from([code for code in (*NUMBERS, *BUILT_IN.values()) if is_plain(code)]),
    st.decimals(min_value=-(10**9), max_value=10**9, places=2).map(float),
)
def test_a_plain_format_shows_the_number_itself_rounded(code, number):
    if "/" in code:
        return
    shown = shown_text(number, code)
    digits = re.sub(r"[^\d.E+-]", "", shown.replace("E+", "E").replace("E-", "E~").replace("-", "").replace("~", "-"))
    decimals = len(shown.partition("E")[0].partition(".")[2].strip(" )"))
    size = float(digits) if re.search(r"\d", digits) else 0.0
    step = 10.0**-decimals * (10 ** (len(str(int(abs(number) or 1))) + 2) if "E" in code else 1)
    assert size == pytest.approx(abs(number), abs=step / 2 + 1e-6, rel=1e-9)
    assert number >= 0 or size == 0 or "-" in shown or "(" in shown or "Red" in code


@pytest.mark.parametrize(
    "code",
    ["#,##0,", "0.0,,", "0%", "[$€-2] 0", '0"k"', '0" FTE"', "-0", '0;0', '0"."00', "[<5]\"*\";0", "0;-0;\"n/a\"",
     '"abc"', ";;;", "dd/mm/yyyy", "$#,##0", "0\\0", "0;-0;0%"],
)  # fmt: skip
def test_formats_that_may_change_what_a_number_means(code):
    assert not is_plain(code)


@pytest.mark.parametrize("code", ["£#,##0", '"£"0.00', "[$£-809]#,##0;[Red]-[$£-809]#,##0"])
def test_pounds_are_plain_for_amounts_alone(code):
    assert is_plain(code)
    assert not is_plain(code, pounds=False)


def test_what_hides_numbers():
    assert shows_nothing(";;;")
    assert may_hide_numbers('[<5]"*";0')
    assert hides('[<5]"*";0', 3)
    assert not hides('[<5]"*";0', 7)


@pytest.fixture(scope="module")
def libreoffice(tmp_path_factory):
    """What LibreOffice shows for each format and value."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    import xlsxwriter

    folder = tmp_path_factory.mktemp("libreoffice")
    cases = [
        (code, value) for codes, values in ((NUMBERS, AMOUNTS), (DATES, DAYS)) for code in codes for value in values
    ]
    with xlsxwriter.Workbook(folder / "formats.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.set_column(0, 0, 100)
        formats = {code: workbook.add_format({"num_format": code}) for code, _ in cases}
        for row, (code, value) in enumerate(cases):
            sheet.write_number(row, 0, value, formats[code])
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "ods"]
    subprocess.run(
        [*command, "--outdir", str(folder), str(folder / "formats.xlsx")], check=True, capture_output=True, timeout=120
    )
    return list(zip(cases, shown_in_ods(folder / "formats.ods"), strict=False))


def shown_in_ods(path: Path):
    from lxml import etree

    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    content = etree.fromstring(zipfile.ZipFile(path).read("content.xml"))
    for row in content.iter(f"{table}table-row"):
        shown = "".join(row.find(f"{table}table-cell").itertext())
        yield from [shown] * min(int(row.get(f"{table}number-rows-repeated", "1")), 100)


@pytest.mark.slow
def test_values_are_shown_as_libreoffice_shows_them(libreoffice):
    assert len({code for (code, _), _ in libreoffice}) >= 240
    assert [
        (code, value, shown, shown_text(value, code))
        for (code, value), shown in libreoffice
        if bare(shown) != bare(shown_text(value, code)) and code not in DIFFER
    ] == []


def bare(shown):
    """Without spaces, and without a point that no digit follows, which Excel shows and LibreOffice does not."""
    return re.sub(r"\.(?=\D|$)", "", "".join(shown.split()))
