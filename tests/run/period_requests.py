"""Requests for periods of every kind, to an invented council, with the sheets that its finance team sends."""

from foi_stats.run.plan import Places

AUTHORITY = """
name = "Exampleton Council (invented)"
place = "Exampleton (invented)"
organisations = ["Exampleton Council"]
invented = true
"""

TOPIC = """
title = "Road repairs"
subject = "road repairs"
activities = ["Road repairs"]

[[rule]]
id = "named"
decision = "include"
words = ["pothole", "potholes", "road repairs"]
where = ["line", "service", "crime_type"]
why = "It names what the request asks about."
"""

HEAD = """
title = "Road repairs (invented request)"
authority = "exampleton"
topic = "road-repairs"
demonstration = true
"""

_EXEMPTION = """
[[exemption]]
section = "40(2)"
title = "Personal information"
absolute = true
why = "Some numbers are so small that they could identify people."

[[decided]]
texts = ["Pothole claims line", "Pothole advice", "Pothole repairs visits"]
publish = true
reason = "plain words"
role = "Information rights officer"
date = 2017-06-20
"""

REQUESTS = {
    "1-months": """
responded = 2017-06-30
threshold = { below = 5, reason = "people could be identified" }
approval = { role = "Officer", date = 2017-06-30 }
[[question]]
id = "1"
text = "How many people were helped after an accident at a pothole, by month, in 2015-16?"
limbs = [{ id = "1a", asks = "counts", title = "People helped", months = "2015-04 to 2016-03", totals = true }]
[[question]]
id = "2"
text = "And by quarter?"
limbs = [{ id = "2a", asks = "counts", title = "People helped", quarters = "2015 Q2 to 2016 Q1" }]
[[question]]
id = "3"
text = "And in each year?"
limbs = [{ id = "3a", asks = "counts", title = "People helped", years = ["2015-16", "2016-17"] }]
"""
    + _EXEMPTION,
    "2-days": """
responded = 2017-06-30
threshold = { below = 5, reason = "people could be identified" }
approval = { role = "Officer", date = 2017-06-30 }
[[question]]
id = "1"
text = "How many posts were there in the road repairs team on 31 March 2016 and 2017?"
limbs = [{ id = "1a", asks = "counts", title = "Posts in road repairs", at = [2016-03-31, 2017-03-31] }]
[[decided]]
texts = ["Road repairs team", "Road repairs inspectors"]
publish = true
reason = "plain words"
role = "Information rights officer"
date = 2017-06-20
""",
    "3-years": """
responded = 2017-06-30
approval = { role = "Officer", date = 2017-06-30 }
[[question]]
id = "1"
text = "What was spent on potholes in the calendar years 2015 and 2016? If you do not have that, in financial years?"
limbs = [
  { id = "1a", asks = "funding", title = "Potholes", basis = "outturn", calendar_years = [2016], by = "line" },
  { id = "1b", asks = "funding", title = "Potholes", basis = "outturn", years = ["2015-16", "2016-17"], by = "line" },
]
[[question]]
id = "2"
text = "In the academic year 2015/16?"
limbs = [{ id = "2a", asks = "funding", title = "Potholes", basis = "outturn", academic_years = "2015/16" }]
[[question]]
id = "3"
text = "From June 2015 to May 2016, month by month?"
limbs = [{ id = "3a", asks = "funding", title = "Potholes", basis = "outturn", months = "2015-06 to 2016-05" }]
[[question]]
id = "4"
text = "As one figure?"
limbs = [{ id = "4a", asks = "funding", title = "Potholes", basis = "outturn", span = "2015-06 to 2016-05" }]
""",
    "4-to-date": """
responded = 2017-06-16
approval = { role = "Officer", date = 2017-06-16 }
[[question]]
id = "1"
text = "What has been spent on potholes in this financial year, and the two before it?"
limbs = [
  { id = "1a", asks = "funding", title = "Potholes", basis = "outturn", years = ["2015-16", "2016-17", "2017-18"] },
]
[[question]]
id = "2"
text = "And to date?"
limbs = [{ id = "2a", asks = "funding", title = "Potholes", basis = "outturn", to_date = "2017-18" }]
""",
}

_MONTHS = ("April", "May", "June", "July", "August", "September", "October", "November", "December", "January")
_MONTHS += ("February", "March")


def _months(start: int, number: int = 12) -> list[str]:
    return [f"{name} {start + (at > 8)}" for at, name in enumerate(_MONTHS[:number])]


def _lines(*rows: tuple[object, ...]) -> str:
    return "\n".join(",".join(map(str, row)) for row in rows) + "\n"


def _people(start: int, counts: dict[str, list[int]]) -> str:
    head = ("Month", "Organisation", "Service", "Referrals")
    rows = [
        (month, "Exampleton Council", service, count)
        for service, each in counts.items()
        for month, count in zip(_months(start), each, strict=True)
    ]
    return _lines(head, *rows)


def _spent(start: int, number: int = 12) -> str:
    head = ("Month", "Organisation", "Line", "Activity", "Outturn (£)")
    labels = ("Exampleton Council", "Potholes", "Road repairs")
    pounds = [1000 + 50 * at + start % 100 * 10 for at in range(number)]
    return _lines(head, *((month, *labels, spent) for month, spent in zip(_months(start, number), pounds, strict=True)))


SUPPLIES = {
    "2015-16/referrals.csv": _people(
        2015,
        {
            "Pothole claims line": [12, 9, 3, 11, 8, 13, 12, 10, 7, 15, 11, 12],
            "Pothole advice": [2, 0, 6, 7, 5, 9, 1, 6, 8, 7, 9, 5],
            "Pothole repairs visits": [22, 19, 23, 31, 18, 23, 12, 20, 27, 25, 21, 22],
        },
    ),
    "2016-17/referrals.csv": _people(
        2016,
        {
            "Pothole claims line": [12] * 12,
            "Pothole advice": [8] * 12,
            "Pothole repairs visits": [20] * 12,
        },
    ),
    "2016-17/referrals-posts.csv": _lines(
        ("Organisation", "Service", "Referrals at 31 March 2016", "Referrals at 31 March 2017"),
        ("Exampleton Council", "Road repairs team", 12, 10),
        ("Exampleton Council", "Road repairs inspectors", 14, 15),
    ),
    "2015-16/funding.csv": _spent(2015),
    "2016-17/funding.csv": _spent(2016),
    "2017-18/funding.csv": _spent(2017, 2),
}


def write_periods(places: Places) -> None:
    """Write the council, its topic, its requests and its supplies."""
    (places.data / "authorities" / "exampleton.toml").write_text(AUTHORITY, encoding="utf-8")
    (places.data / "topics" / "road-repairs.toml").write_text(TOPIC, encoding="utf-8")
    for name, text in REQUESTS.items():
        path = places.data / "requests" / f"{name}.toml"
        path.write_text(f'reference = "{name}"{HEAD}{text}', encoding="utf-8")
    for name, text in SUPPLIES.items():
        year, _, file = name.partition("/")
        folder = places.data / year / "exampleton"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
