"""A request for five measures to the invented authority, with the files that its finance team sends."""

from foi_stats.run.plan import Places

REFERENCE = "5.2017-18"

TOPIC = """
title = "Potholes and homes"
subject = "potholes and homes"

[[rule]]
id = "named"
decision = "include"
words = ["post", "posts", "claims", "people helped", "households", "contracts", "potholes"]
where = ["measure", "line"]
why = "It counts what the request asks about."
"""

REQUEST = """
reference = "5.2017-18"
title = "Five measures (invented request)"
authority = "exampleshire"
topic = "potholes-and-homes"
responded = 2017-06-30
demonstration = true
approval = { role = "Information rights officer", date = 2017-06-30 }

[[question]]
id = "1"
text = "How many full-time equivalent posts were there on 31 March 2016 and 2017?"
limbs = [{ id = "1a", asks = "counts", measure = "post (FTE)", at = [2016-03-31, 2017-03-31], totals = true }]

[[question]]
id = "2"
text = "How many claims for damage were received in 2014-15 and 2015-16?"
limbs = [{ id = "2a", asks = "counts", measure = "claims received", years = ["2014-15", "2015-16"] }]

[[question]]
id = "3"
text = "How many were paid?"
[[question.limbs]]
id = "3a"
asks = "counts"
measure = "claims paid"
years = ["2014-15", "2015-16"]
share = "of claims received"

[[question]]
id = "4"
text = "How many people were helped in 2015-16?"
limbs = [{ id = "4a", asks = "counts", measure = "people helped", years = ["2015-16"], totals = true }]

[[question]]
id = "5"
text = "How many households were in temporary accommodation on 31 March 2016?"
limbs = [{ id = "5a", asks = "counts", measure = "households", title = "Households housed for now", at = [2016-03-31] }]

[[question]]
id = "6"
text = "How many contracts were there in each year?"
[[question.limbs]]
id = "6a"
asks = "counts"
measure = "contracts"
years = ["2014-15", "2015-16"]
share = "of the total"
change = true

[[question]]
id = "7"
text = "Which two suppliers were paid most in 2015-16, what share is that, and what was the highest single payment?"
[[question.limbs]]
id = "7a"
asks = "funding"
basis = "paid"
title = "Payments on potholes"
by = "supplier"
years = ["2015-16"]
top = 2
share = "of the total"

[[question.further]]
id = "7-largest"
asks = "funding"
basis = "paid"
title = "Highest payment on potholes"
years = ["2015-16"]
largest = true

[[decided]]
texts = ["Domestic abuse", "Victims' services", "North", "South",
  "Refuge", "IDVA service", "Northtown", "Southtown", "Highways"]
publish = true
reason = "plain words"
role = "Information rights officer"
date = 2017-06-20
"""

BODY = "Exampleshire Police and Crime Commissioner (invented)"
FILES = {
    "counts-posts.csv": f"""Organisation,Team,Posts (FTE) at 31 March 2016,Posts (FTE) at 31 March 2017
{BODY},Domestic abuse,12,10.6
{BODY},Victims' services,4.5,5
""",
    "counts-claims.csv": f"""Organisation,Financial year,Area,Claims received,Claims paid,% paid
{BODY},2014-15,North,212,37,17.5%
{BODY},2014-15,South,188,29,15.4%
{BODY},2015-16,North,240,1,0.4%
{BODY},2015-16,South,171,31,18.1%
""",
    "counts-people.csv": f"""Organisation,Financial year,Service,People helped
{BODY},2015-16,Refuge,101
{BODY},2015-16,IDVA service,156
""",
    "counts-households.csv": f"""Organisation,District,Households at 31 March 2016
{BODY},Northtown,1348
{BODY},Southtown,877
""",
    "payments.csv": f"""Organisation,Payment date,Supplier,Purpose,Amount (£)
{BODY},01/05/2015,Tar Ltd,Potholes,1200.00
{BODY},01/06/2015,Tar Ltd,Potholes,800.00
{BODY},02/07/2015,Westmarch Council,Potholes,1500.00
{BODY},03/08/2015,Gravel plc,Potholes,900.50
{BODY},04/03/2016,Northway LLP,Potholes,99.50
""",
    "Counts of contracts.csv": f"""Organisation,Financial year,Department,Number of contracts
{BODY},2014-15,Highways,14
{BODY},2015-16,Highways,17
""",
}  # fmt: skip


def write_measures(places: Places) -> None:
    """Write the files of the request's supplies, its topic and the request itself into a project."""
    for name, text in FILES.items():
        (places.data / "2015-16" / "exampleshire" / name).write_text(text, encoding="utf-8")
    (places.data / "topics" / "potholes-and-homes.toml").write_text(TOPIC, encoding="utf-8")
    (places.data / "requests" / f"{REFERENCE}.toml").write_text(REQUEST, encoding="utf-8")
