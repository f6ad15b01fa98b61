"""Number formats and values for tests: those of finance teams, of spreadsheet programs, and a few oddities."""

from itertools import product

AMOUNTS = (0, 1, -1, 0.5, -0.25, 12, 999.995, 1234.5, -1234.5, 12345678, -9876543.21, 0.000123)
DAYS = (61, 42095, 42460.75, 44927.25, 40000.5)

_WHOLE = ("0", "#,##0", "00000", "#", "0,000", "# ##0".replace(" ", "\\ "), "#,###")
_PARTS = ("", ".0", ".00", ".0#", ".###", ".?", ".000")
_SIGNED = (
    "{};-{}", "{};({})", "{};[Red]{}", "{};[Red]-{}", "{}_);({})", "{}_);[Red]({})", '{};-{};"-"', '{};-{};"nil"',
    "{};({});0", "{};-{};",
)  # fmt: skip

NUMBERS = (
    *map("".join, product(_WHOLE, _PARTS)),
    *(signed.format(number, number) for signed in _SIGNED for number in ("#,##0", "#,##0.00", "0.0")),
    *(f"{before}{number}" for before in ("£", '"£"', "[$£-809]", "[$€-2] ", "[$$-409]", "[$USD] ", "-", '"EUR "')
      for number in ("0", "#,##0", "#,##0.00")),
    *(f"{number}{after}" for number in ("0", "#,##0", "0.0", "#,##0.00")
      for after in (",", ",,", '"k"', ',"k"', '"m"', ',,"m"', "%", " %", '" FTE"', '"CR"', "\\ ", "_)", "\\k")),
    *("[Red]0", "[Blue]#,##0.00", "[Color 3]0", "[Color10]#,##0", "[>1000]#,##0,\"k\";0", "[<5]\"*\";0",
      "[<1000]0;[<1000000]0.0,\"k\";0.0,,\"m\"", "[=0]\"none\";General", "[<0]\"minus\" 0;0", "[>=1]0;0.00",
      "[<=5]0.0;[>=1000]#,##0;0", '0;-0;"zero"', '"abc"', '"yes";"no";"none"', "0;0;0;@", "@", "General",
      "General;-General", "General;[Red]-General", '"£"General', 'General" units"', "0.00E+00", "0E+0", "##0.0E+0",
      "0.0E-0", "0.###E+0", "# ?/?", "# ??/??", "?/?", "# ?/8", "# ??/100", "0%", "0.00%", "0.0%;-0.0%", "#%",
      "000-00-0000", "(000) 000", "0\\-00", '0"."00', "#,##0.00 [$€-407]", "[$-809]#,##0", "???", "??0.0??", "?,???",
      '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-',
      '_-"£"* #,##0.00_-;-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-', '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
      '#,##0.0,,"m";-#,##0.0,,"m"', "#,##0,;(#,##0,)", "0.00,", "0.0,,", "0,.0", "£0.0,,\\m", '"£"#,##0,"k"'),
)  # fmt: skip
"""Formats of numbers."""

DATES = (
    "d", "dd", "ddd", "dddd", "m", "mm", "mmm", "mmmm", "mmmmm", "yy", "yyyy", "dd/mm/yyyy", "d/m/yy", "d-mmm",
    "mmm-yy", "d-mmm-yy", "dd mmmm yyyy", "dddd, d mmmm yyyy", "yyyy-mm-dd", "[$-809]dd mmmm yyyy", "dd.mm.yyyy",
    "mmm yyyy", "yyyy/mm", "h:mm", "hh:mm", "h:mm:ss", "hh:mm:ss", "h:mm AM/PM", "h AM/PM", "hh:mm:ss AM/PM",
    "mm:ss", "[h]:mm", "[hh]:mm:ss", "[m]", "[mm]:ss", "[s]", "dd/mm/yyyy hh:mm", "yyyy-mm-dd\"T\"hh:mm:ss",
    "d \"of\" mmmm", "yyyymmdd", "m/d", "ss.00", "mm:ss.0", "[Red]dd/mm/yy", "dd\\-mm\\-yyyy", "dd/mm/yyyy;@",
)  # fmt: skip
"""Formats of days and times."""
