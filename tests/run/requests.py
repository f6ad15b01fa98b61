"""A request without figures: its report is made in an instant, for no notebook is run."""

SHORT = "1.2020-21"

TEXT = """# A comment that stays.
reference = "1.2020-21"
title = "A plan (invented)"
authority = "exampleshire"
topic = "modern-slavery"
responded = 2020-06-01
searches = "We looked."
decision = "We disclose it."   # and this one too

[[question]]
id = "1"
text = "What does the plan cover?"
asks = "statement"
answer = "The plan covers 2013 to 2016."

[[question]]
id = "2"
text = "Is there another?"
asks = "confirmation"
held = false

[[search]]
where = "the list of plans"
what = "Another plan"
role = "Policy officer"
date = 2020-05-20
questions = ["2"]

[[exemption]]
section = "43(2)"
prejudice = "would"
harm = "Bidders would offer no less."
title = "Commercial interests"
absolute = false
why = "A contract is being let."
public_interest = "For: openness. Against: the price. The second outweighs the first."
"""


def write_short(places, text=TEXT):
    path = places.data / "requests" / f"{SHORT}.toml"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
