"""Letters put together at random lose nothing that they ask for, and their drafts keep nothing of who wrote them."""

import re
import textwrap
import tomllib
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from foi_stats.request.intake.draft_text import Known, draft_text
from foi_stats.request.intake.letter import parse_letter
from foi_stats.request.request import Limb
from tests.examples import examples

NAMES = ["Zebedee Quartermain", "Wilhelmina Ashgrove", "Ottoline O’Shaugh", "Q. Fotheringay"]
PLACES = ["14 Mill Lane, Oxbury OX9 3QT", "Flat 2, 7 Harbour Road, Saltney SA1 1MP"]
REACH = ["zq.post@mailbox.example", "01632 960 123", "+44 7700 900123"]
OTHERS = [
    "My son Peregrine, born 3/5/2014, has waited for months.",
    "My daughter Philippa (DOB 12.04.2011, NHS number 943 476 5919) was told nothing.",
    "Mrs Gwendoline Thrupp told me about it, and Dr Thrupp agrees.",
    "My NI number is QQ 12 34 56 C, and my date of birth is 1 June 1971.",
    "The caseworker Gwendoline Thrupp never rang.",
]
SECRETS = ["Peregrine", "2014,", "3/5/", "Philippa", "12.04", "2011", "943 476", "Gwendoline", "Thrupp", "QQ", "1971"]
SECRETS += ["Zebedee", "Quartermain", "Wilhelmina", "Ashgrove", "Ottoline", "Shaugh", "Fotheringay"]
SECRETS += [
    "Mill Lane",
    "Oxbury",
    "OX9 3QT",
    "Harbour",
    "Saltney",
    "SA1 1MP",
    "mailbox",
    "01632",
    "960 123",
    "7700",
    "900123",
]

NOUNS = ["brambles", "culverts", "dovecotes", "ferries", "gantries", "hurdles", "kiosks", "lanterns", "mooring posts"]
NOUNS += ["orchards", "pavilions", "quays", "railings", "shutters", "turbines", "urns", "verges", "windmills"]


@dataclass(frozen=True)
class Asked:
    """A piece of a letter, and what its draft must hold: each pattern in a line that is not left out."""

    text: str
    kept: tuple[str, ...]
    alone: bool = False


QUESTIONS = [
    ("How much was spent on {noun} in each of 2014-15 and 2015-16?", r'"funding", years = \["2014-15", "2015-16"\]'),
    ("What was the total cost of {noun} since 2012?", r'"funding", since = 2012'),
    ("How many {noun} were repaired in the calendar years 2019 to 2021?", r"calendar_years = \[2019, 2020, 2021\]"),
    ("How many {noun} are there today?", r'"counts", at = \[\]'),
    ("Please list all contracts over £5,000 for {noun} in 2016-17, with supplier and value.", r'"list", years'),
    ("Do you have a policy on {noun}? Y/N", 'asks = "confirmation"'),
    ("Please provide a copy of the latest review of {noun}.", 'asks = "statement"'),
    ("How much was paid for {noun} in 2015-16, by supplier, and the total?", 'by = "supplier", totals = true'),
    ("Which five suppliers of {noun} were paid the most in 2015-16?", "top = 5|# [?].*five suppliers"),
    ("What percentage of {noun} were repaired in 2015-16?", "# [?].*percentage"),
    ("What was the highest single payment for {noun} in 2015-16?", "largest = true"),
    ("How many FTE staff worked on {noun} in 2015-16?", r'measure = "staff \(FTE\)"'),
    ("How many {noun} were inspected each month from April 2015 to March 2016?", 'months = "2015-04 to 2016-03"'),
    ("How much did you spend on {noun} in academic year 2015/16?", r'academic_years = \["2015-16"\]'),
    ("What was spent on {noun} from 1 January 2020 to today?", "to_date = 2020-01-01"),
    ("How many {noun} were sold in 2015-16, and how many were scrapped?", "# [?].*asks this under another number|-2a"),
    ("What was spent on {noun} in 2013-14 and 2014-15? If that costs too much, just 2014-15.", r'b", asks = "funding"'),
    ("What was spent on {noun}, in-house and external, in 2014-15?", '# [?].*asks "in-house and external"'),
    ("What was the average cost of {noun} in 2014-15?", '# [?].*asks "average'),
]
SENTENCES = [
    ("I would also like to know how much was spent on {noun} in 2014-15.", r'"funding", years = \["2014-15"\]'),
    ("Please confirm whether the {noun} were ever insured.", 'asks = "confirmation"'),
    ("The matter of the {noun} was in the newspapers last spring.", "# [?].*{noun}"),
    ("Please leave out whatever concerns {noun}.", "{noun}"),
    ("By repairs I mean those of {noun} too.", "{noun}"),
]
WISHES = [
    ("Please send the answer as an Excel spreadsheet, not a PDF.", "# [?] the letter prefers a form.*workbook"),
    ("I would prefer CSV files.", "# [?] the letter prefers a form.*csv"),
    ("I would like to request an internal review of your last decision.", "# [?] asks for an internal review"),
    ("I wish to make a complaint about the delay.", "# [?] is a complaint"),
    ("Please also send me a copy of my personal data.", "# [?] asks for the requester's own data"),
    ("As Smith v Jones decided, you must reply.", "# [?] cited, and not known: Smith v Jones"),
]
COURTESIES = [
    "I look forward to hearing from you within 20 working days.",
    "Please acknowledge receipt of this request.",
    "If you need any clarification, please contact me.",
    "Thank you for your help.",
    "I would be grateful for a prompt reply.",
    "Under the Freedom of Information Act 2000 please answer the following:",
]


FRONTS = [
    "I would be grateful for",
    "I look forward to",
    "Thank you for",
    "If you need no clarification, send",
    "Thanks, and send",
]
FRONTS += [
    "Please acknowledge receipt and let me have",
    "I understand that you must answer, and want",
    "I am a student and need",
]
FRONTS += [
    "I hope that you can give",
    "My name is of no matter, but give me",
    "Hello, may I have",
    "Under the Act I seek",
]
FRONTS += [
    "I live here and so would like",
    "Could you help with",
    "As a resident I want",
    "Looking forward to",
    "By post please:",
]
FRONTS += [
    "I am a student looking for",
    "We are a charity seeking",
    "On behalf of my neighbour I want",
    "I work here and ask for",
]
WANTS = [
    "the cost of {noun} in 2014-15",
    "the number of {noun}",
    "a list of the {noun}",
    "how much the {noun} cost",
    "figures for {noun}",
]
WANTS += ["the amounts paid for {noun} since 2012", "a copy of the contract for {noun}", "the budget for {noun}"]
LOOSE = [f"{front} {want}{end}" for front in FRONTS for want in WANTS for end in (".", "?", "")]
"""Sentences that begin as a courtesy or with the writer, and ask for something all the same."""


def fill(pair, noun):
    text, kept = pair
    return Asked(text.format(noun=noun), (kept.replace("{noun}", noun),))


@st.composite
def asked_pieces(draw):
    """Return questions, sentences, a table and a list of bullets, each of a noun of its own."""
    nouns = draw(st.permutations(NOUNS))
    numbered = [fill(draw(st.sampled_from(QUESTIONS)), noun) for noun in nouns[: draw(st.integers(1, 6))]]
    rest = [fill(draw(st.sampled_from(SENTENCES)), noun) for noun in nouns[6 : 6 + draw(st.integers(0, 3))]]
    loose = draw(st.lists(st.sampled_from(LOOSE), max_size=3))
    rest += [Asked(text.format(noun=noun), (noun,)) for text, noun in zip(loose, nouns[14:], strict=False)]
    rest += [Asked(text, (kept,)) for text, kept in draw(st.lists(st.sampled_from(WISHES), max_size=2, unique=True))]
    first, second, third, fourth = nouns[9:13]
    if draw(st.booleans()):
        lead = "Please complete the table below."
        head = f"| Site | 2013/14 {first} spend (£) | 2014/15 {first} spend (£) |"
        table = f"{head}\n|---|---|---|\n| North | | |\n| {second} | | |"
        kept = (r'years = \["2013-14", "2014-15"\], basis = "outturn", by = "site"', f"# [?].*{second}")
        rest.append(Asked(f"{lead}\n\n{table}", kept, alone=True))
    if draw(st.booleans()):
        listed = f"Please give the number of repairs in 2014-15 to:\n\n- {third}\n- {fourth}"
        rest.append(
            Asked(listed, (rf"text = .*{third}", rf"text = .*{fourth}", r'"counts", years = \["2014-15"\]'), alone=True)
        )
    if draw(st.booleans()):
        head = f"Site    2013/14 {nouns[13]} spend (£)    2014/15 {nouns[13]} spend (£)"
        kept = (rf"text = .*{nouns[13]}", r'years = \["2013-14", "2014-15"\], basis = "outturn", by = "site"')
        rest.append(Asked(f"Please complete this table.\n\n{head}\nNorth Quarter\nSouth", kept, alone=True))
    return numbered, draw(st.permutations(rest))


@st.composite
def letters(draw):
    """Return a letter, and the pieces of which it is made."""
    numbered, rest = draw(asked_pieces())
    name, place, reach = draw(st.sampled_from(NAMES)), draw(st.sampled_from(PLACES)), draw(st.sampled_from(REACH))
    style = draw(st.sampled_from(["{n}. ", "{n}) ", "({n}) ", "Q{n}: ", "Question {n}: ", "- ", ""]))
    between = draw(st.sampled_from(["\n", "\n\n"]))
    heads = [
        f"{name}\n{place}",
        f"{place}\n14 March 2016\n\nSubject: FOI request - fences",
        "Re: fences",
        f"From: {name} <{REACH[0]}>\nTo: foi@westmarch.example\nDate: 4 July 2017",
        "",
    ]
    about = [
        f"My name is {name} and I live at {place}.",
        f"I am {name}, a resident.",
        f"I am a student at {place}.",
        "",
    ]
    ends = [
        f"Yours faithfully,\n{name}",
        f"Kind regards\n\n{name}\n{place}\n{reach}",
        f"Thanks, {name.split()[0]}",
        f"Regards,\n{name}\nTel: {reach}",
    ]
    rest = [*rest, *(Asked(text, ()) for text in draw(st.lists(st.sampled_from(OTHERS), max_size=1)))]
    calls = [f"Please ring me on {reach} or write to {place}.", ""]
    opening = [draw(st.sampled_from(about)), *draw(st.lists(st.sampled_from(COURTESIES), max_size=2, unique=True))]
    asked = [style.format(n=place) + one.text for place, one in enumerate(numbered, 1)]
    wide = draw(st.sampled_from([0, 60, 76]))
    asked = [textwrap.fill(text, wide) if wide else text for text in asked]
    after = [f"P.S. {draw(st.sampled_from(LOOSE)).format(noun=NOUNS[0])}"] if draw(st.booleans()) else []
    parts = [
        draw(st.sampled_from(heads)),
        draw(st.sampled_from(["Dear Sir or Madam,", "Dear Council", "Hello,", "Dear Mrs Ashgrove,"])),
        " ".join(filter(None, opening)),
        (between if style else "\n\n").join(asked),
        *(one.text for one in rest),
        " ".join(
            filter(None, [draw(st.sampled_from(calls)), *draw(st.lists(st.sampled_from(COURTESIES[:5]), max_size=2))])
        ),
        draw(st.sampled_from(ends)),
        *after,
    ]
    return "\n\n".join(filter(None, parts)), (*numbered, *rest)


LOWER = [
    ("how much was spent on {noun} in 2014-15", r'"funding", years = \["2014-15"\]'),
    ("how many {noun} were sold in 2015-16", r'"counts", years = \["2015-16"\]'),
    ("and what did {noun} cost since april 2015", r'"funding", since = 2015'),
    ("pls send a copy of the policy on {noun}", 'asks = "statement"'),
    ("do you have a plan for {noun} y/n", 'asks = "confirmation"'),
    ("i think the {noun} are a disgrace", "# [?].*{noun}"),
    ("my son peregrine was hurt by {noun}", "# [?].*{noun}"),
    ("i want everything you hold on my son and the {noun}", "# [?].*{noun}"),
    ("also tell me how many {noun} you have now & who looks after them", "# [?].*who looks after them"),
    ("how many {noun} are there now", r"at = \[\]"),
]


@st.composite
def letters_without_stops(draw):
    """Return a letter in lower case, a sentence a line, and the pieces of which it is made."""
    nouns = draw(st.permutations(NOUNS))
    pieces = [fill(draw(st.sampled_from(LOWER)), noun) for noun in nouns[: draw(st.integers(2, 7))]]
    lines = [piece.text for piece in pieces]
    if draw(st.booleans()):
        lines = [line.replace(" in ", "\nin ", 1) for line in lines]
    opening = draw(st.sampled_from(["hi", "foi request please", "hello there", ""]))
    ending = draw(st.sampled_from(["thanks\nq fotheringay", "cheers", ""]))
    return "\n".join(filter(None, [opening, *lines, ending])), pieces


def check_nothing_is_lost(made):
    letter, pieces = made
    draft = draft_text("9", parse_letter(letter), Known("a", "t", "T"))
    for question in tomllib.loads(draft, parse_float=Decimal).get("question", []):
        for limb in question.get("limbs", []):
            assert [] in limb.values() or Limb.model_validate(limb)
    kept = [line for line in draft.splitlines() if not line.startswith("# Left out")]
    lost = [
        (one.text, words) for one in pieces for words in one.kept if not any(re.search(words, line) for line in kept)
    ]
    assert not lost, f"{letter}\n=====\n{draft}"
    assert ('title = "Fences"' in draft) == ("fences" in letter)
    told = [secret for secret in SECRETS if secret in draft]
    assert not told, f"{letter}\n=====\n{draft}"


@given(letters())
@examples(25, HealthCheck.large_base_example)
def test_a_made_letter_loses_nothing_and_keeps_no_name(made):
    check_nothing_is_lost(made)


@given(letters_without_stops())
@examples(12, HealthCheck.large_base_example)
def test_a_letter_without_stops_loses_nothing_and_is_not_one_question(made):
    check_nothing_is_lost(made)
    letter, pieces = made
    asked = [piece for piece in pieces if re.match("how|and what|pls|do you|also", piece.text)]
    assert len(parse_letter(letter).questions) >= len(asked)
