"""The law that letters cite, and what it makes authorities publish."""

import datetime as dt

import pytest

from foi_stats.request.intake.citations import citations_in, duties_of


@pytest.mark.parametrize(
    ("text", "words", "standing"),
    [
        ("under the Freedom of Information Act 2000", "Freedom of Information Act 2000", "known"),
        ("under the Freedom of Information Act 2005", "Freedom of Information Act 2005", "misquoted"),
        ("under the Data Protection Act 1998", "Data Protection Act 1998", "misquoted"),
        ("under the Public Openness Act 2003", "Public Openness Act 2003", "not known"),
        ("as section 16 says, please advise me", "section 16", "known"),
        ("under section 16(1) of the FOIA you must advise", "section 16(1)", "known"),
        ("section 16 has a cost limit", "section 16", "misquoted"),
        ("section 12 allows 20 hours", "section 12", "misquoted"),
        ("section 12 gives councils 24 hours", "section 12", "misquoted"),
        ("section 12 gives government departments 24 hours", "section 12", "known"),
        ("section 12 gives 18 hours", "section 12", "known"),
        ("under s.10 you must answer in 10 days", "s.10", "misquoted"),
        ("answer within 20 working days (section 10)", "section 10", "known"),
        ("s.40 is absolute", "s.40", "misquoted"),
        ("section 43 is an absolute exemption", "section 43", "misquoted"),
        ("Under section 8 of the Act my request is valid", "section 8", "known"),
        ("section 11A of the Act", "section 11A", "known"),
        ("section 99 of the Act", "section 99", "not known"),
        ("see [2018] UKUT 229 (AAC)", "[2018] UKUT 229 (AAC)", "known"),
        ("see [2019] UKUT 999 (AAC)", "[2019] UKUT 999 (AAC)", "not known"),
        (
            "under the environmental information regulations 2003",
            "environmental information regulations 2003",
            "misquoted",
        ),
        ("you have to reply within 10 days", "you have to reply within 10 days", "misquoted"),
        ("section 40 says you cannot charge me", "section 40", "misquoted"),
        ("it is exempt under section 41(b)", "section 41(b)", "misquoted"),
        ("it is exempt under section 41(1)(b)", "section 41(1)(b)", "known"),
        ("As Smith v Jones decided", "Smith v Jones", "not known"),
    ],
)
def test_what_is_cited_is_known_or_not_or_misquoted(text, words, standing):
    assert (words, standing) in [(cited.words, cited.standing) for cited in citations_in([text])]


@pytest.mark.parametrize(("day", "year"), [(dt.date(2017, 5, 12), 1998), (dt.date(2018, 6, 1), 2018), (None, 2018)])
def test_law_is_that_of_the_day_of_the_letter(day, year):
    (cited,) = citations_in(["section 9 of the data protection act"], day)[1:]
    assert (cited.words, cited.about) == ("section 9", f"Data Protection Act {year}")


def test_a_text_without_law_cites_none():
    assert citations_in(["How much was spent on the act at the theatre in 2014-15?", "Part 2, section B."]) == ()
    assert citations_in(["You must reply within 20 working days."]) == ()


PCC = "Police and Crime Commissioner for Westmarch"


@pytest.mark.parametrize(
    ("authority", "text", "sources"),
    [
        (PCC, "Please list each payment over £500.", ["S.I. 2011/3050, Schedule, paragraph 3(g)"]),
        (PCC, "Please list every crime reduction grant.", ["S.I. 2011/3050, Schedule, paragraph 3(f)"]),
        (
            "Westmarch Council",
            "Contracts over £5,000?",
            ["Local Government Transparency Code 2015, Part 2; S.I. 2015/480"],
        ),
        ("Westmarch NHS Trust", "Please list every grant.", []),
        ("", "Please list every grant.", []),
        (PCC, "How much was paid over £500,000?", []),
    ],
)
def test_what_must_be_published_anyway_is_found_by_authority_and_words(authority, text, sources):
    assert [duty.source for duty in duties_of(authority, text)] == sources
