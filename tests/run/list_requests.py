"""A request for lists of contracts, grants and payments to the invented authority, and the files they are made from."""

from foi_stats.run.plan import Places

REFERENCE = "8.2017-18"

TOPIC = """
title = "Victims of domestic abuse"
subject = "domestic abuse"

[[rule]]
id = "named"
decision = "include"
words = ["children", "group work", "places", "repairs", "workshops", "helpline", "storage", "hire", "equipment"]
where = ["line"]
why = "A purpose that the request asks about."
"""

REQUEST = """
reference = "8.2017-18"
title = "Contracts, grants and payments (invented request)"
authority = "exampleshire"
topic = "lists"
responded = 2017-06-30
demonstration = true
approval = { role = "Information rights officer", date = 2017-06-30 }

[[question]]
id = "1"
text = "Please list the grants of more than £5,000 in 2015-16, with recipient and purpose."

[[question.limbs]]
id = "1a"
asks = "list"
title = "Grants over £5,000"
years = ["2015-16"]
basis = "allocated"
columns = ["recipient", "purpose", "value", "date"]
over = 5000

[[question]]
id = "2"
text = "Please list each payment over £500 in 2015-16, with supplier, purpose, date and amount."

[[question.limbs]]
id = "2a"
asks = "list"
title = "Payments over £500"
years = ["2015-16"]
basis = "paid"
columns = ["supplier", "purpose", "date", "amount"]
over = 500
order = "date"

[[question]]
id = "3"
text = "Please list contracts of more than £5,000, with supplier, value, start and end, from April to June 2015."

[[question.limbs]]
id = "3a"
asks = "list"
title = "Contracts over £5,000"
span = "2015-04 to 2015-06"
lines = ["IDVA service", "Safe houses", "Courses", "Leaflets"]
columns = ["supplier", "contract", "value", "start", "end"]
over = 5000

[[exemption]]
section = "40(2)"
title = "personal information"
absolute = true
why = "The names are those of people who work on their own account."

[[decided]]
name = "Zebedee Quartermain t/a Fresh Start"
publish = false
reason = "a sole trader: the name is that of a person"
role = "Information rights officer"
date = 2017-06-20

[[decided]]
name = "Westmarch Refuge"
publish = true
reason = "a charity, no. invented"
role = "Information rights officer"
date = 2017-06-20

[[decided]]
texts = ["Refuge places",
  "Counselling for children", "Workshops by [name withheld]", "Venue hire", "Telecommunications equipment",
  "Safe storage"]
publish = true
reason = "plain words"
role = "Information rights officer"
date = 2017-06-20
"""

GRANTS = """Recipient,Purpose,Amount awarded (£),Date of award
Harbour Counselling CIC,Counselling for children,12000,03/04/2015
Westmarch Refuge,Refuge places,45000.50,03/06/2015
Westmarch Refuge,Small repairs,900,03/07/2015
Zebedee Quartermain t/a Fresh Start,Workshops by Zebedee Quartermain t/a Fresh Start,7500,01/09/2015
Exampleshire Women's Aid,Helpline,31250,01/10/2015
"""

CONTRACTS = """Supplier,Contract,Start,End,Value (£),Financial year
Harbour Ltd,IDVA service,01/04/2015,31/03/2017,158950,2015-16
Lantern Housing Association,Safe houses,01/04/2014,31/03/2016,[x],2015-16
Northgate Training Ltd,Courses,01/09/2015,30/09/2015,6200.5,2015-16
Harbour Ltd,Leaflets,01/04/2015,31/03/2016,4999.99,2015-16
"""

SUPPLIERS = ("Harbour Ltd", "Northgate Training Ltd", "Cwmni Enghraifft Cyf", "Exampleshire County Council")
PURPOSES = ("Safe storage", "Group work", "Venue hire", "Telecommunications equipment", "Equipment")


def payments() -> str:
    """Return a list of 66 payments: two a day, each of its own amount, some of £500 and less."""
    lines = [
        f"{1 + at % 28:02d}/{4 + at // 28:02d}/2015,{SUPPLIERS[at % 4]},{PURPOSES[at % 5]},{100 + at * 37.25:.2f}"
        for at in range(66)
    ]
    return "\n".join(["Payment date,Supplier,Purpose,Amount paid (£)", *lines]) + "\n"


def write_lists(places: Places, request: str = REQUEST, grants: str = GRANTS) -> None:
    """Write the supplies of the request, its topic and the request itself into a project."""
    folder = places.data / "2015-16" / "exampleshire"
    (folder / "grants.csv").write_text(grants, encoding="utf-8")
    (folder / "contracts.csv").write_text(CONTRACTS, encoding="utf-8")
    (folder / "payments.csv").write_text(payments(), encoding="utf-8")
    (places.data / "topics" / "lists.toml").write_text(TOPIC, encoding="utf-8")
    (places.data / "requests" / f"{REFERENCE}.toml").write_text(request, encoding="utf-8")
