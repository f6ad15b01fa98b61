"""A request with a question of each kind of answer to an invented authority, and an internal review of another."""

import tomllib

import tomlkit

from foi_stats.run.plan import Places

REFERENCE = "55.2016-17"
REVIEW = "101.2016-17-review"

REQUEST = """
reference = "55.2016-17"
title = "Every kind of answer (invented request)"
authority = "exampleshire"
topic = "modern-slavery"
received = 2016-11-14
responded = 2016-12-09
searches = "We looked in the records of the commissioner's office."
decision = "We give what we found."
approval = { role = "Information rights officer", date = 2016-12-09 }

[[question]]
id = "1"
text = "What period does the plan cover?"
asks = "statement"
answer = "The plan covers 2016 to 2020 (invented)."

[[question]]
id = "2"
text = "Is there a plan about trafficking alone?"
asks = "confirmation"
held = false

[[question]]
id = "3"
text = "What did you allocate in each year since 1990, and to whom?"
same = "funding"
absorbed = { blocks = "records of hours by kind of crime (invented)", held = false }

[[question.limbs]]
id = "3a"
asks = "funding"
years = ["1990-91", "1991-92"]
estimate = [{ what = "account books", items = 1000, minutes = 5, sampled = 20 }]

[[question.limbs]]
id = "3b"
asks = "funding"
title = "Funding in 1991-92"
years = ["1991-92"]
hours = 11

[[question]]
id = "4"
text = "And how much of it was paid by cheque?"
same = "funding"
asks = "statement"
answer = "It was not looked for."
hours = 9

[[question]]
id = "5"
text = "Please send every email that anybody has written."
asks = "refused"
section = "14(1)"
weighed = { value = "It says of no subject what it is for.", burden = "All mailboxes would have to be read." }

[[question]]
id = "6"
text = "What does the plan cover, once more?"
asks = "refused"
section = "14(2)"
complied = { reference = "12.2016-17", date = 2016-10-14 }
why = "Nothing has changed since."

[[question]]
id = "7"
text = "What will you pay for the new campaign?"
asks = "refused"
section = "43(2)"
withheld = "The budget of the campaign (invented)"

[[question]]
id = "8"
text = "What did you do with the security services?"
asks = "ncnd"

[[question]]
id = "9"
text = "May I have the annual report?"
asks = "accessible"
link = "https://example.org/annual-report"
access = "It is free of charge on this page, which anybody can open."

[[question]]
id = "10"
text = "What about the other project?"
asks = "clarification"
answer = "Please tell us which project you mean."

[[question]]
id = "11"
text = "How many officers were trained?"
asks = "another"
whose = "Exampleshire Police (invented)"

[[found]]
id = "by-then"
question = "3"
asks = "funding"
title = "Funding allocated in 2014-15"
years = ["2014-15"]

[[search]]
where = "the register of plans"
what = "A plan about trafficking alone"
role = "Policy officer (invented)"
date = 2016-11-22
questions = ["2", "3", "11"]

[[exemption]]
section = "23(5)"
title = "Information supplied by, or relating to, bodies dealing with security matters"
absolute = true
neither_confirm_nor_deny = true
questions = ["8"]
why = "To say whether information is held would itself disclose what section 23 protects."

[[exemption]]
section = "43(2)"
title = "Commercial interests"
absolute = false
questions = ["7"]
prejudice = "would be likely to"
harm = "Bidders would offer no less (invented)."
why = "A contract is being let."
public_interest = "For: openness. Against: the best price. The second outweighs the first."
"""

STATUSES = {
    "1": "answered",
    "2": "not_held",
    "3": "over_limit",
    "4": "over_limit",
    "5": "vexatious",
    "6": "vexatious",
    "7": "withheld",
    "8": "ncnd",
    "9": "elsewhere",
    "10": "clarification",
    "11": "another",
}

REVIEW_REQUEST = """
reference = "101.2016-17-review"
review_of = "101.2016-17"
reviewer = "Head of legal services (invented)"
title = "Human trafficking and modern slavery (invented request)"
authority = "exampleshire"
topic = "modern-slavery"
received = 2017-01-10
responded = 2017-02-01
demonstration = true
threshold = { below = 5, reason = "counts of victims" }
decision = "The whole request was looked at again."
approval = { role = "Information rights officer (invented)", date = 2017-02-01 }

[[question]]
id = "3b"
text = "Does the latest Police and Crime Plan refer to human trafficking or modern slavery?"
review = "upheld"
why = "The plan was read again."

[[question]]
id = "5"
text = "How many people were referred to each service?"
review = "changed"
limbs = [{ id = "5a", asks = "referrals", title = "Referrals", years = ["2012-13", "2016-17"], by = "service" }]

[[exemption]]
section = "40(2)"
title = "Personal information"
absolute = true
questions = ["5"]
why = "A few of the numbers could identify a victim."

[[search]]
where = "the registers of the services"
what = "Referrals"
role = "Commissioning officer (invented)"
date = 2017-01-16
questions = ["5"]
"""


def write_kinds(places: Places) -> None:
    """Write the request and the review into a project in which 101.2016-17 has been released.

    What was decided there on what is printed is decided in the request too; in the review it holds by itself.
    """
    requests = places.data / "requests"
    decided = tomllib.loads((requests / "101.2016-17.toml").read_text(encoding="utf-8")).get("decided", [])
    added = "\n" + tomlkit.dumps({"decided": decided}) if decided else ""
    (requests / f"{REFERENCE}.toml").write_text(REQUEST + added, encoding="utf-8")
    (requests / f"{REVIEW}.toml").write_text(REVIEW_REQUEST, encoding="utf-8")
