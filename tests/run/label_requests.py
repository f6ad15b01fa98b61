"""A request for figures divided by one to three labels, to the invented authority, with the files that it is sent."""

from foi_stats.run.plan import Places

TOPIC = """
title = "Victims' services"
subject = "victims' services"

[[rule]]
id = "named"
decision = "include"
words = ["people helped", "claims", "lodgings", "homes", "hotel", "rooms"]
where = ["measure", "line", "provider"]
why = "It is what the request asks about."
"""

REFERENCE = "11.2017-18"

REQUEST = """
reference = "11.2017-18"
title = "Victims' services (invented request)"
authority = "exampleshire"
topic = "victims-services"
responded = 2017-06-30
form = "workbook"
demonstration = true
threshold = { below = 5, reason = "people could be identified" }
approval = { role = "Information rights officer", date = 2017-06-30 }

[[question]]
id = "1"
text = "What was paid to each provider of lodgings, by calendar year?"
[[question.limbs]]
id = "1a"
asks = "funding"
title = "Lodgings"
basis = "paid"
by = "provider"
calendar_years = [2015, 2016]
totals = true

[[question]]
id = "2"
text = "And in the financial years, for each kind of room?"
[[question.limbs]]
id = "2a"
asks = "funding"
title = "Rooms"
basis = "paid"
years = ["2014-15", "2015-16"]
by = ["provider", "room"]
lines = ["Rooms single", "Rooms family"]

[[question]]
id = "3"
text = "How many people did each service help in April and in May 2015, by age?"
[[question.limbs]]
id = "3a"
asks = "counts"
measure = "people helped"
title = "People helped"
months = "2015-04 to 2015-05"
by = ["service", "age band"]
totals = true

[[question]]
id = "4"
text = "And in the two months together by service, age and sex?"
[[question.limbs]]
id = "4a"
asks = "counts"
measure = "people helped"
title = "People helped"
span = "2015-04 to 2015-05"
by = ["service", "age band", "sex"]

[[question]]
id = "5"
text = "How many claims were there, by outcome?"
[[question.limbs]]
id = "5a"
asks = "counts"
measure = "claims"
years = ["2014-15", "2015-16"]
by = "outcome"

[[exemption]]
section = "40(2)"
title = "Personal information"
absolute = true
why = "Some numbers are so small that they could identify people."

[[decided]]
texts = ["Single", "Family", "Refuge", "Independent visits"]
publish = true
reason = "plain words"
role = "Information rights officer"
date = 2017-06-20
"""

BODY = "Exampleshire Police and Crime Commissioner (invented)"
_MONTHS = ("April 2015", "May 2015")
_PEOPLE = {
    ("Refuge", "18-24", "Female"): (9, 11),
    ("Refuge", "18-24", "Male"): (2, 0),
    ("Refuge", "25-44", "Female"): (18, 16),
    ("Refuge", "25-44", "Male"): (6, 4),
    ("Refuge", "45 and over", "Female"): (7, 3),
    ("Independent visits", "18-24", "Female"): (14, 12),
    ("Independent visits", "18-24", "Male"): (6, 7),
    ("Independent visits", "25-44", "Female"): (31, 30),
    ("Independent visits", "25-44", "Male"): (9, 8),
    ("Independent visits", "45 and over", "Female"): (12, 10),
    ("Independent visits", "45 and over", "Male"): (5, 6),
}


def _people() -> str:
    rows = [
        f"{BODY},{month},{','.join(labels)},{count}"
        for labels, counts in _PEOPLE.items()
        for month, count in zip(_MONTHS, counts, strict=True)
    ]
    return "\n".join(["Organisation,Month,Service,Age band,Sex,People helped", *rows]) + "\n"


FILES = {
    "counts-people-by-age.csv": _people(),
    "counts-claims-by-outcome.csv": f"""Organisation,Financial year,Outcome,Number of claims
{BODY},2014-15,Received,212
{BODY},2014-15,Paid,37
{BODY},2014-15,Rejected,160
{BODY},2015-16,Received,188
{BODY},2015-16,Paid,29
{BODY},2015-16,Rejected,151
""",
    "funding-lodgings.csv": f"""Organisation,Calendar year,Provider,Paid (£)
{BODY},2015,Northgate Lodgings Ltd,240500
{BODY},2015,Harbour Homes Ltd,118200
{BODY},2015,Old Mill Hotel Ltd,64300
{BODY},2016,Northgate Lodgings Ltd,251000
{BODY},2016,Harbour Homes Ltd,99800
{BODY},2016,Old Mill Hotel Ltd,71250
""",
    "funding-rooms.csv": f"""Organisation,Financial year,Line,Provider,Room,Paid (£)
{BODY},2014-15,Rooms single,Northgate Lodgings Ltd,Single,120000
{BODY},2014-15,Rooms family,Northgate Lodgings Ltd,Family,98000.50
{BODY},2014-15,Rooms single,Harbour Homes Ltd,Single,77000
{BODY},2015-16,Rooms single,Northgate Lodgings Ltd,Single,131000
{BODY},2015-16,Rooms family,Northgate Lodgings Ltd,Family,90250
{BODY},2015-16,Rooms single,Harbour Homes Ltd,Single,81000
""",
}  # fmt: skip


def write_labels(places: Places) -> None:
    """Write the files of the request's supplies, its topic and the request itself into a project."""
    for name, text in FILES.items():
        (places.data / "2015-16" / "exampleshire" / name).write_text(text, encoding="utf-8")
    (places.data / "topics" / "victims-services.toml").write_text(TOPIC, encoding="utf-8")
    (places.data / "requests" / f"{REFERENCE}.toml").write_text(REQUEST, encoding="utf-8")
