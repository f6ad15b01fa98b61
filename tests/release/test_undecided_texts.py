"""A supplier's words are not public until somebody has decided so: notes, labels, items, other authorities' rows."""

import datetime as dt
from dataclasses import replace

import pytest
import tomlkit
import typer

from foi_stats.answer.answer import answer_figures
from foi_stats.answer.names import name_key
from foi_stats.answer.supplied_texts import marked, supplied_texts, without_left_out
from foi_stats.cli import text_decisions as asked
from foi_stats.publish.compose import compose
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.response import response_text
from foi_stats.publish.table_csv import table_csv
from foi_stats.release.doubtful_texts import doubts_in, is_plain, personal_in
from foi_stats.release.gate import carried_payees
from foi_stats.release.undecided_texts import not_left_out, text_findings, undecided_texts
from foi_stats.request.project_folders import Places
from foi_stats.run.approval import Proposal
from foi_stats.run.text_decisions import TextDecision, write_decisions
from foi_stats.vocabulary.findings import Finding, InputError, ReleaseError
from tests.answer.cases import THEM, case, spend

BY = {"reason": "why", "role": "Officer", "date": dt.date(2015, 5, 1)}
NOTE = "Ask Tom Poe (12 High Street, ext 4471) before we release this."
ROWS = [
    spend(5, note="Part of a year.", line="Slavery training"),
    spend(7, line="Slavery course", note=NOTE, cell="K6"),
    spend(9, line="Slavery unit", organisation=THEM, note="No budget of its own."),
]
LIMB = {"id": "1a", "asks": "funding", "years": ["2014-15"], "by": "line"}


def made(*decided, rows=ROWS, limb=LIMB, **request):
    return case(rows, limbs=[limb], decided=[each | BY for each in decided], **request)


def waiting(asked_case):
    answers = [without_left_out(asked_case, answer_figures(asked_case, "1"))]
    return undecided_texts(asked_case, supplied_texts(asked_case, answers))


def test_every_text_of_a_supplier_waits_and_a_doubtful_one_says_why():
    first, *others = waiting(made())
    assert (first.supplied.text, first.cell, first.supplied.kind) == (NOTE, "K6", "note")
    assert first.doubts[:2] == ("a telephone number", "an address")
    assert {(one.supplied.text, one.supplied.kind) for one in others} == {
        ("Part of a year.", "note"),
        ("Slavery training", "label"),
        ("Slavery course", "label"),
        ("Slavery unit", "label"),
        ("No budget of its own.", "note"),
    }
    doubtful, rest = text_findings(waiting(made()), "data/requests/7.toml")
    assert (doubtful.check, rest.check) == ("doubtful-text", "undecided-text")
    assert "a person's name" in doubtful.found
    assert "5 texts of a supplier's" in rest.found


def test_texts_stay_decided_while_they_are_the_same_and_doubtful_ones_are_decided_one_by_one():
    texts = [one.supplied.text for one in waiting(made())]
    together = {"texts": texts, "publish": True}
    assert [one.supplied.text for one in waiting(made(together))] == [NOTE]
    assert waiting(made(together, {"text": NOTE, "publish": True})) == []
    changed = [ROWS[0] | {"note": "Part of the year."}, *ROWS[1:]]
    assert len(waiting(made(together, {"text": NOTE, "publish": True}, rows=changed))) == 1
    asked_case = made({"text": NOTE, "publish": False})
    decided_by_authority = replace(
        asked_case, authority=asked_case.authority.model_copy(update={"decided": made(together).request.decided})
    )
    assert waiting(decided_by_authority) == []


def test_the_officer_s_own_words_and_plain_labels_need_no_decision():
    lines = LIMB | {"lines": ["Slavery training", "Slavery course"]}
    assert {
        one.supplied.text for one in waiting(made(limb=lines, rows=[spend(5), spend(7, line="Slavery course")]))
    } == set()
    assert all(map(is_plain, ("Female", "18-24", "Under 18", "25 and over", "Not known", "Q1", "April to June")))
    assert not any(map(is_plain, ("Refuge", "Female refuge", "Cllr Roe")))


def test_a_draft_marks_what_waits_in_the_letter_and_the_tables_and_what_is_approved_is_not_marked():
    asked_case = made()
    answer = answer_figures(asked_case, "1")
    texts = [one.supplied for one in waiting(asked_case)]
    told = marked(answer, texts)
    parts = {"1": FigureBundle(told)}
    letter = response_text(compose(asked_case, {"1": told}, parts, draft=True, undecided={one.text for one in texts}))
    for said in (f"{NOTE} [undecided]", "Part of a year. [undecided]", "No budget of its own. [undecided]"):
        assert said in letter
    assert "nobody has decided: Slavery training; Slavery course; Slavery unit [undecided]" in letter
    assert f"{NOTE} [undecided]" in table_csv(told)
    plain = response_text(compose(asked_case, {"1": answer}, {"1": FigureBundle(answer)}, draft=False))
    assert "[undecided]" not in plain


def test_a_note_that_is_not_to_be_published_is_left_out_and_a_label_cannot_be():
    asked_case = made({"text": NOTE, "publish": False}, {"text": "No budget of its own.", "publish": False})
    answer = without_left_out(asked_case, answer_figures(asked_case, "1"))
    letter = response_text(compose(asked_case, {"1": answer}, {"1": FigureBundle(answer)}, draft=False))
    assert "Poe" not in letter + table_csv(answer)
    assert "No budget" not in letter
    assert "Part of a year." in letter
    asked_case = made({"text": "Slavery course", "publish": False})
    (finding,) = not_left_out(asked_case, supplied_texts(asked_case, [answer]), "r")
    assert finding.check == "text-not-left-out"
    assert "'Slavery course' is a label" in finding.found


def test_the_items_of_a_list_wait_and_names_are_not_asked_about_twice():
    limb = {"id": "1a", "asks": "list", "years": ["2014-15"], "columns": ["supplier", "line", "value"]}
    rows = [spend(5, provider="Harbour Ltd"), spend(7, provider="J Smith", line="Slavery talk by Mrs Roe", cell="K6")]
    assert [one.supplied.text for one in waiting(made(rows=rows, limb=limb))] == ["Slavery training"]
    withheld = [{"name": name, "publish": False} for name in ("J Smith", "Mrs Roe")]
    texts = [one.supplied.text for one in waiting(made(*withheld, rows=rows, limb=limb))]
    assert sorted(texts) == ["Slavery talk by [name withheld]", "Slavery training"]


DOUBTFUL = {
    "an e-mail address": ("See tom.poe@example.org", "tom.poe (at) example.org"),
    "a telephone number": (
        "01904 123456",
        "+44 1904 123 456",
        "ext. 4471",
        "Tel: 0800 1111",
        "x4471",
        "07700 900123",
        "Roe,07700 900123",
    ),
    "a postcode": ("YO1 9QN", "m1 1aa", "SW1A 1AA"),
    "an address": ("12 High Street", "Flat 3", "7a Mill Lane"),
    "an NHS number": ("943 476 5919", "9434765919", "NHS no. 943-476-5919", "no.9434765919, his"),
    "a National Insurance number": ("QQ 12 34 56 C".replace("QQ", "AB"), "AB123456C"),
    "the mark of a vehicle": ("AB12 CDE", "car registration P123 ABC"),
    "a date of birth": ("DOB 3/4/1980", "born on 3 April 1980"),
    "a bank account": ("sort code 01-02-03",),
    "a person's name": (
        "Mrs Roe",
        "Contact Tom Poe",
        "J. Poe said so",
        "Cllr Jane Roe",
        "the victim, Jane Roe",
        "Jane Okafor started.",
        "Led by Peter Poe-Roe until May",
        "Estimate by j.okafor",
        "Mark A. Poe, since 2014",
    ),
}
NOT_DOUBTFUL = (
    "Part-year: the commissioner took office on 22 November 2012.",
    "Met from the budget for serious and organised crime.",
    "1,900 case files would have to be read one by one.",
    "Published in the annual report for 2015-16, page 31 (invented).",
    "Section 43(2): a contract is being let.",
    "In Q1 2nd payment of 1,234,567,890.",
    "9434765918 items",
    "The Home Office treats figures before 2014 with caution.",
    "Contact North Yorkshire Police",
    "U.K. Government grant, £01904",
    "FY16 NHS England grant",
    "From 2015-04-01 to 2016-03-31",
    "Net current expenditure",
    "St James Park and Charles Dickens House",
    "Robert Poe Engineering Services Ltd",
    "Stephen Lawrence Day, e.g. a talk",
    "James Street, James Poe University Hospital",
    "Will you send the figures?",
    "In May 2013 the service moved.",
    "May was the busiest month, April the first month.",
    "Mark the box.",
    "Hope Street and faith groups",
    "The Kite Mark was placed on it.",
    "Hunter House was placed on the list.",
    "Grant was made in April.",
    "Charity Commission said so.",
    "The Dean told us.",
    "Grace period of two weeks",
    "Rose Garden Project",
)


FORENAMES = (
    "Grace was referred",
    "Will told us",
    "Then Hope was helped by the team",
    "Rose's case",
    "Ask Joy.",
    "We spoke to Faith about it",
    "Figures checked with Mark.",
    "June attended twice",
    "Grace Okafor was referred",
    "May and her two children",
    "Jane was later rehoused",
    "Joy, aged 34",
)


def test_a_forename_that_stands_for_a_person_is_asked_about():
    assert [text for text in FORENAMES if "forename" not in " ".join(doubts_in(text))] == []
    assert personal_in("Grace was referred", [name_key("Grace")]) == []


def test_handles_and_letters_that_stand_for_people():
    for text, what in (
        ("see jbloggs@force", "an e-mail address"),
        ("@janepoe", "an e-mail address"),
        ("client KT, 34, of Hull", "letters that stand for a person"),
        ("a woman known as J", "letters that stand for a person"),
        ("Not yet public", "the words 'Not yet public'"),
    ):
        assert what in doubts_in(text), text
    assert not doubts_in("Child A&E visits, victim IT system, 5 @ 3, patient NHS records")


@pytest.mark.parametrize("what", DOUBTFUL)
def test_personal_data_is_found(what):
    assert {text: what in doubts_in(text) for text in DOUBTFUL[what]} == dict.fromkeys(DOUBTFUL[what], True)


def test_words_that_say_it_was_not_meant_for_the_public_are_found():
    for text in (
        "Politically sensitive.",
        "Do not disclose",
        "not for release",
        "Check before we release it",
        "DRAFT",
        "Off sick",
    ):
        assert "the words" in " ".join(doubts_in(text)), text
    assert {text: doubts_in(text) for text in NOT_DOUBTFUL} == {text: [] for text in NOT_DOUBTFUL}


# Asking, and writing what was decided


def proposal(path, *texts, source=b'reference = "7"  # mine\n'):
    path.write_bytes(source)
    asked_case = made()
    found = [one for one in waiting(asked_case) if not texts or one.supplied.text in texts]
    return Proposal(asked_case.request, "", path, (), 0, 0, (), source=source, undecided=tuple(found))


@pytest.fixture
def places(tmp_path):
    (tmp_path / "requests").mkdir()
    return Places(tmp_path, tmp_path, tmp_path)


def test_doubtful_texts_and_notes_are_asked_about_one_by_one_and_the_others_together(places, monkeypatch, capsys):
    answers = {"Publish this text?": iter([False, True, True]), "Publish all 3?": iter([True])}
    monkeypatch.setattr(asked.typer, "confirm", lambda text: next(answers[text]))
    monkeypatch.setattr(asked.typer, "prompt", lambda _text, default: default or "because")
    given = list(asked.decide_on_texts(proposal(places.data / "requests" / "7.toml"), ask=True, publish=False))
    assert [(len(one.texts), one.publish, one.alone) for one in given] == [
        *((1, False, True), (1, True, True), (1, True, True), (3, True, False)),
    ]
    said = capsys.readouterr().out
    assert "it holds a telephone number, an address" in said
    assert "cell K6" in said


def test_without_anybody_to_ask_only_labels_and_items_that_are_not_doubtful_are_published(places):
    path = places.data / "requests" / "7.toml"
    label, note = "Slavery course", "Part of a year."
    for texts, publish, said in (
        ((), True, r"Tom Poe.*Decide on each in the request's file"),
        ((note,), True, r"Part of a year\. \(a note\).*Decide on each in the request's file.*never for notes"),
        ((label, note), False, r"Part of a year\. \(a note\).*Slavery course \(a label\)"),
        ((label,), False, "--publish-texts publishes these together"),
    ):
        with pytest.raises(ReleaseError, match=rf"(?s){said}"):
            list(asked.decide_on_texts(proposal(path, *texts), ask=False, publish=publish))
    (one,) = asked.decide_on_texts(proposal(path, label), ask=False, publish=True)
    assert (one.texts, one.alone) == ((label,), False)
    assert one.reason == "Published together with --publish-texts, not one by one."


def test_notes_are_asked_about_where_labels_are_published_unasked(places, monkeypatch):
    monkeypatch.setattr(asked.typer, "confirm", lambda text: text == "Publish this text?")
    monkeypatch.setattr(asked.typer, "prompt", lambda _text, default: default or "because")
    path = places.data / "requests" / "7.toml"
    given = list(asked.decide_on_texts(proposal(path, "Slavery course", "Part of a year."), ask=True, publish=True))
    assert [(one.texts, one.alone) for one in given] == [(("Part of a year.",), True), (("Slavery course",), False)]
    assert given[0].reason != given[1].reason


def test_decisions_are_written_beside_those_that_are_there_and_nothing_else_changes(places):
    path = places.data / "requests" / "7.toml"
    source = b'reference = "7"  # mine\n\n[[decided]]\nname = "J Smith"\npublish = false\n'
    decisions = [TextDecision((NOTE,), publish=False, reason="personal", alone=True)]
    decisions += [TextDecision(("Slavery course", "Police"), publish=True, reason="plain")]
    write_decisions(proposal(path, source=source), places, decisions, "Officer", dt.date(2016, 7, 8))
    text = path.read_text(encoding="utf-8")
    assert text.startswith(source.decode())
    _, alone, together = tomlkit.parse(text).unwrap()["decided"]
    assert (alone["text"], alone["publish"], alone["role"]) == (NOTE, False, "Officer")
    assert (together["texts"], together["publish"]) == (["Slavery course", "Police"], True)
    with pytest.raises(ReleaseError, match="has been changed since"):
        write_decisions(replace(proposal(path), source=b""), places, decisions, "Officer", dt.date(2016, 7, 8))


@pytest.mark.parametrize("end", [False, typer.Abort()])
def test_decisions_made_before_a_no_or_ctrl_c_are_kept(places, monkeypatch, capsys, end):
    path = places.data / "requests" / "7.toml"
    replies = iter([False, True, True, end])

    def reply(_text):
        given = next(replies)
        if isinstance(given, Exception):
            raise given
        return given

    monkeypatch.setattr(asked.typer, "confirm", reply)
    reasons = iter(["   ", "because", "plain", "plain"])
    monkeypatch.setattr(asked.typer, "prompt", lambda _text, **_: next(reasons))
    with pytest.raises(typer.Abort if end else ReleaseError):
        asked.record_decisions(proposal(path), places, "Officer", dt.date(2016, 7, 8), ask=True, publish=False)
    written = tomlkit.parse(path.read_text(encoding="utf-8")).unwrap()["decided"]
    assert [(each["publish"], each["reason"]) for each in written] == [
        (False, "because"),
        (True, "plain"),
        (True, "plain"),
    ]
    assert "3 decisions are kept in" in capsys.readouterr().err


def test_who_decides_is_asked_before_anything_else(places):
    path = places.data / "requests" / "7.toml"
    with pytest.raises(InputError, match="Say who decides, by role"):
        asked.record_decisions(proposal(path), places, " ", dt.date(2016, 7, 8), ask=True, publish=False)


# Payees that were carried down


def test_a_payee_that_was_carried_down_is_not_released_by_its_name():
    carried = Finding("payee-carried-down", "warning", ROWS[0]["file"], "Funding", "B6", found="the cell is empty")
    lists = {"id": "1a", "asks": "list", "years": ["2014-15"], "columns": ["supplier", "value"]}
    rows = [spend(5, provider="Harbour Ltd"), spend(7, provider="Harbour Ltd", cell="K6")]
    for limb, stops in (
        (LIMB, 0),
        (LIMB | {"by": "provider"}, 1),
        (LIMB | {"where": {"supplier": "Harbour Ltd"}}, 1),
        (lists, 1),
    ):
        asked_case = replace(made(rows=rows, limb=limb), findings=(carried,))
        found = carried_payees(asked_case, [answer_figures(asked_case, "1")])
        assert [(one.check, one.severity, one.cell) for one in found] == [(carried.check, "error", "B6")] * stops
        assert not carried_payees(replace(asked_case, findings=()), [answer_figures(asked_case, "1")])
