"""Companies and public bodies are told by their names; what could be a person's name is decided on by somebody."""

import datetime as dt
from dataclasses import replace

import pytest

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.names import fold_name, is_name_column, judge_names, kind_of_name, names_in, replacer
from foi_stats.answer.printed_names import printed_labels
from foi_stats.publish.table_csv import table_csv
from foi_stats.release.printed_names import forbidden_names, undecided_names, withheld_without_exemption
from foi_stats.release.undecided import decided_texts
from foi_stats.supply.rows import funding_frame
from tests.answer.cases import case, spend

PASS = [
    *(
        "Harbour Ltd",
        "HARBOUR LIMITED (UK)",
        "Harbour L.L.P.",
        "Harbour (Northern) Ltd",
        "B & Q plc",
        "Smith & Son Ltd",
    ),
    *("Jane Smith-Jones CIC", "J Smith Ltd t/a Smiths", "Cwmni Tŷ Cyf", "Cymorth i Ferched Enghraifft"),
    *("Cyngor Gwynedd", "Heddlu Gogledd Cymru", "North Yorkshire County Council", "NHS England", "Kent Police"),
    *("Leeds University", "Exampleshire Housing Association", "Halo Trust", "Age UK Exampleshire", "Redacted", "[x]"),
]
STOP = [
    *("J Smith", "J. A. Smith", "Smith, J", "SMITH JA", "Jane Smith", "JANE SMITH", "Jané Smith-Jones", "T Police"),
    *("Mr John Smith", "Dr J Smith", "Mr & Mrs Smith", "Cllr Jane Smith", "Executors of Jane Doe", "Smith & Son"),
    *("J Smith t/a Smith's Gardens", "Jane Smith trading as Fresh Start", "Smith Cleaning Services", "Jones & Co"),
    *("The Smith Family Trust", "Jane Smith (Harbour Ltd)", "Jane Smith, Leeds City Council", "Charity Smith", "Mind"),
    *("Leeds City Council (Jane Smith)", "Ltd", "Maria Sa"),
]


@pytest.mark.parametrize("name", PASS)
def test_companies_and_public_bodies_pass(name):
    assert kind_of_name(name)[0] not in ("individual", "sole trader", "unclear")


@pytest.mark.parametrize("name", STOP)
def test_what_could_be_a_persons_name_stops(name):
    assert kind_of_name(name)[0] in ("individual", "sole trader", "unclear")


def test_columns_of_names_are_told_by_their_headings():
    assert all(
        map(is_name_column, ("provider", "Supplier", "Contract manager", "recipient_name", "Paid to", "Landlord"))
    )
    assert not any(
        map(is_name_column, ("line", "Supplier type", "Contract", "Provider no.", "Name of contract", "purpose"))
    )
    assert names_in("purpose", ["Talk by Dr Jane Smith.", "Refuge", "MR J SMITH, rent"]) == [
        "Dr Jane Smith",
        "MR J SMITH",
    ]
    assert names_in("Clients", ["3", "40"]) == []


DECIDED = {"role": "Officer", "date": dt.date(2015, 5, 1), "reason": "why"}
S40 = {"section": "40(2)", "title": "personal information", "absolute": True, "why": "They are people."}


def case_with(*rows, decided=(), **request):
    limb = {"id": "1a", "asks": "list", "years": ["2014-15"], "columns": ["supplier", "line", "value"]}
    decided = [{"name": name, "publish": publish, **DECIDED} for name, publish in decided]
    made = case(limbs=[limb], decided=decided, **request)
    return replace(made, funding=funding_frame(rows))


def paid_to(provider, at=1, line="Slavery training"):
    return spend(100 * at, provider=provider, line=line, cell=f"D{at}")


def test_undecided_names_are_one_finding_and_a_draft_marks_them():
    asked = case_with(paid_to("J Smith"), paid_to("Harbour Ltd", 2), paid_to("Jane Doe", 3, "Slavery: Mrs Roe"))
    answer = answer_figures(asked, "1")
    (finding,) = undecided_names([answer], "data/requests/7.toml")
    assert finding.check == "undecided-name"
    assert "3 names are printed" in finding.found
    assert all(name in finding.found for name in ("'J Smith' (individual, 1/item-3)", "'Jane Doe'", "'Mrs Roe'"))
    assert "[[decided]]" in finding.action
    assert list(answer.items["column_1"]) == ["Jane Doe [undecided]", "Harbour Ltd", "J Smith [undecided]"]
    assert answer.items["column_2"][0] == "Slavery: Mrs Roe [undecided]"


def test_a_name_withheld_is_printed_nowhere_and_needs_its_exemption():
    rows = [paid_to("J. Smith", 1, "Slavery talk by  J. Smith"), paid_to("J. Smith Ltd", 2, "Slavery: J. Smith Ltd")]
    (finding,) = undecided_names([answer_figures(case_with(*rows, decided=[("j smith", False)]), "1")], "r")
    assert "'J. Smith Ltd' (unclear" in finding.found  # a company's name, which holds the one that is withheld
    decided = [("j smith", False), ("J. Smith Ltd", True)]
    asked = case_with(*rows, decided=decided)
    answer = answer_figures(asked, "1")
    assert not undecided_names([answer], "r")
    (finding,) = withheld_without_exemption(asked, [answer], "r")
    assert "1 name is withheld, the first in 1/item-2" in finding.found
    assert "40(2)" in finding.action
    assert list(answer.items["column_1"]) == ["J. Smith Ltd", "[name withheld]"]
    assert list(answer.items["column_2"]) == ["Slavery: J. Smith Ltd", "Slavery talk by [name withheld]"]
    assert (answer.status, "Some names are withheld" in answer.sentence) == ("partly", True)
    assert "[name withheld]" in table_csv(answer)
    explained = case_with(*rows, decided=decided, exemption=[S40])
    assert not withheld_without_exemption(explained, [answer], "r")
    assert "j smith" not in "\n".join(decided_texts(explained, [])).casefold()


def test_a_withheld_name_is_looked_for_in_the_release_however_short():
    asked = case_with(paid_to("Bo Li"), paid_to("Harbour Ltd", 2), decided=[("Bo Li", False), ("Al Roe", False)])
    found = forbidden_names(asked, [answer_figures(asked, "1")])
    assert [one.value for one in found] == ["Al Roe", "Bo Li"]


def test_a_company_may_be_withheld_too_under_any_exemption():
    asked = case_with(paid_to("Harbour Ltd"), decided=[("HARBOUR LTD.", False)], exemption=[S40 | {"section": "43(2)"}])
    answer = answer_figures(asked, "1")
    assert list(answer.items["column_1"]) == ["[name withheld]"]
    assert not withheld_without_exemption(asked, [answer], "r")


def test_labels_of_a_table_keep_a_row_each():
    asked = case_with(decided=[("J Smith", False), ("A Roe", False), ("Westmarch Refuge", True)])
    names = ["J Smith", "Westmarch Refuge", "A Roe", "K Doe"]
    judged = judge_names(names, asked.request, asked.authority)
    assert list(printed_labels(names, judged).values()) == [
        *("[name withheld]", "Westmarch Refuge", "[name withheld] (2)", "K Doe [undecided]"),
    ]


def test_a_line_with_a_titled_name_is_decided_on_in_a_table_of_figures_too():
    rows = [spend(5, line="Slavery talks by Mrs Roe"), spend(7, line="Slavery training")]
    limb = {"id": "1a", "asks": "funding", "years": ["2014-15"], "by": "line"}
    asked = case(rows, limbs=[limb])
    assert "'Mrs Roe'" in undecided_names([answer_figures(asked, "1")], "r")[0].found
    decided = [{"name": "Mrs Roe", "publish": False, **DECIDED}]
    answer = answer_figures(case(rows, limbs=[limb], decided=decided), "1")
    assert list(answer.table["label"]) == ["Slavery talks by [name withheld]", "Slavery training"]


def test_names_are_compared_without_case_accents_and_punctuation():
    assert len({fold_name(name) for name in ("Cwmni Tŷ, L.L.P.", "CWMNI TY LLP", "cwmni  tŷ llp")}) == 1
    asked = case_with(decided=[("J Smith", False), ("J Smith Ltd", True)])
    say = replacer(judge_names(["J Smith", "J Smith Ltd"], asked.request, asked.authority))
    assert say("j  smith, J Smith Ltd and J Smithson") == "[name withheld], J Smith Ltd and J Smithson"


def test_a_title_makes_no_other_name_of_one_that_is_decided_on():
    rows = [paid_to("Mr Tom Poe", 1, "Slavery: Dr Tom Poe"), paid_to("TOM POE", 2), paid_to("Mr Poe", 3)]
    asked = case_with(*rows, decided=[("Tom Poe", False)])
    answer = answer_figures(asked, "1")
    assert list(answer.items["column_1"]) == ["Mr Poe [undecided]", *["[name withheld]"] * 2]
    assert answer.items["column_2"][2] == "Slavery: [name withheld]"
    assert "'Mr Poe'" in undecided_names([answer], "r")[0].found
    assert "1 name is withheld" in withheld_without_exemption(asked, [answer], "r")[0].found


def test_a_name_written_twice_is_counted_and_marked_once():
    line = "Slavery talk by Mrs Ann Roe, chaired by Mrs Ann Roe Smith and Mrs Ann Roe"
    asked = case_with(paid_to("J Smith", 1, line), paid_to("J. SMITH", 2), paid_to("Mr J Smith", 3))
    answer = answer_figures(asked, "1")
    assert "3 names are printed" in undecided_names([answer, answer], "r")[0].found
    assert list(answer.items["column_2"])[-1] == (
        "Slavery talk by Mrs Ann Roe [undecided], chaired by Mrs Ann Roe Smith [undecided] and Mrs Ann Roe [undecided]"
    )
