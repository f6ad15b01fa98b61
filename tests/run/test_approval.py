"""Draft, approval, release: what was approved is what is released, or nothing is."""

import datetime as dt
import io
import re
import tomllib

import docx
import pytest
from docx.oxml import parse_xml

from foi_stats.publish.response import letter_digest
from foi_stats.request.intake.letters_kept import keep_letter
from foi_stats.run.approval import propose, write_approval
from foi_stats.run.batch import run_request
from foi_stats.run.folders import read_current
from foi_stats.vocabulary.findings import InputError, ReleaseError
from tests.run.requests import SHORT, TEXT, write_short
from tests.test_cli import foi_stats

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_core")]

DAY = dt.date(2020, 6, 1)


def approve(places, **named):
    return write_approval(propose(SHORT, places, **named), places, "Information rights officer", DAY)


@pytest.fixture
def short(project):
    write_short(project)
    return project


def released(places):
    return read_current(places.report(SHORT)).release


def test_a_draft_becomes_a_release_by_its_approval(short):
    run_request(SHORT, short)
    assert released(short) is None
    path = approve(short)
    written = tomllib.loads(path.read_text())["approval"]
    kept = (short.data / "requests" / f"{SHORT}.approved.txt").read_text(encoding="utf-8")
    assert written == {"role": "Information rights officer", "date": DAY, "digest": letter_digest(kept)}
    assert "| The plan covers 2013 to 2016." in kept
    assert run_request(SHORT, short).outcome == "release"
    assert {path.name for path in released(short).glob("response.*")} == {
        "response.html",
        "response.pdf",
        "response.docx",
    }
    page = (released(short) / "response.html").read_text(encoding="utf-8")
    assert "<p>Information rights officer</p>" in page
    assert "Draft" not in page


def test_approving_changes_nothing_else_in_the_file(short):
    path = approve(short)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(TEXT.rstrip("\n"))
    again = approve(short)
    assert again.read_text(encoding="utf-8") == text


def test_the_letter_is_removed_by_the_approval_unless_the_authority_keeps_letters(short):
    letter = keep_letter(short.data, SHORT, "Dear all, how much?")
    proposal = propose(SHORT, short)
    authority = short.data / "authorities" / f"{proposal.request.authority}.toml"
    rule = authority.read_bytes()
    authority.write_bytes(b"keep_letters = true\n" + rule)
    path = write_approval(proposal, short, "Information rights officer", DAY)
    assert letter.read_text(encoding="utf-8") == "Dear all, how much?"
    authority.write_bytes(rule)
    path.write_bytes(proposal.source)
    write_approval(proposal, short, "Information rights officer", DAY)
    assert not letter.exists()


def test_what_was_not_approved_is_shown_and_not_released(short):
    path = approve(short)
    run_request(SHORT, short)
    before = (released(short) / "response.pdf").read_bytes()
    path.write_text(path.read_text().replace("2013 to 2016", "2013 to 2017").replace("We looked.", "We looked twice."))
    with pytest.raises(ReleaseError) as stopped:
        run_request(SHORT, short)
    for line in (
        "− | The plan covers 2013 to 2016.",
        "+ | The plan covers 2013 to 2017.",
        "+ | We looked twice.",
    ):
        assert line in str(stopped.value)
    assert "Is there another" not in str(stopped.value)
    assert (released(short) / "response.pdf").read_bytes() == before


@pytest.mark.soak
def test_a_new_look_is_no_change_and_a_missing_text_is_said(short, monkeypatch):
    path = approve(short)
    monkeypatch.setattr("foi_stats.run.write_release.response_html", lambda _letter: "<p>laid out in another way</p>")
    assert run_request(SHORT, short).outcome == "release"
    (short.data / "requests" / f"{SHORT}.approved.txt").unlink()
    path.write_text(path.read_text().replace("We looked.", "We looked twice."))
    with pytest.raises(ReleaseError, match="is not kept"):
        run_request(SHORT, short)


def test_what_is_still_to_settle_stops_an_approval(short):
    path = write_short(short, "# ? who answers this\n" + TEXT + '  # ? is "43(2)" right\n')
    with pytest.raises(ReleaseError, match=r'(?s)line 1: # \? who answers this.*line 38: # \? is "43\(2\)" right'):
        propose(SHORT, short)
    assert "[approval]" not in path.read_text()
    assert not short.report(SHORT).exists()
    write_short(short, "# ? who answers this\n" + TEXT + '[approval]\nrole = "x"\ndate = 2020-06-01\n')
    with pytest.raises(ReleaseError, match=r"line 1: # \? who answers this"):
        run_request(SHORT, short)
    assert not short.report(SHORT).joinpath("release.html").exists()


def test_what_would_stop_the_release_stops_its_approval(short):
    asked = TEXT.replace("Is there another?", "Is there another? My NHS number is 943 476 5919.")
    write_short(short, re.sub(r"public_interest = .*\n", "", asked))
    outcome = run_request(SHORT, short)
    assert [finding.check for finding in outcome.stops] == ["no-public-interest-test", "personal-in-question"]
    with pytest.raises(ReleaseError, match=r"section 43\(2\) is a qualified exemption"):
        propose(SHORT, short)
    write_short(short, re.sub(r"public_interest = .*\n", "", TEXT) + '[approval]\nrole = "x"\ndate = 2020-06-01\n')
    with pytest.raises(ReleaseError, match="no public interest test"):
        run_request(SHORT, short)


def test_a_file_changed_while_the_draft_is_looked_at_is_not_approved(short):
    proposal = propose(SHORT, short)
    write_short(short, TEXT.replace("We looked.", "We looked twice."))
    with pytest.raises(ReleaseError, match="has been changed since"):
        write_approval(proposal, short, "Officer", DAY)
    with pytest.raises(InputError, match="by role"):
        write_approval(proposal, short, " \u202e ", DAY)


# The edited letter


def edit(places, change, mark="Draft: not approved, not for release."):
    """Return the path of the draft's document as an officer has edited it."""
    document = docx.Document(read_current(places.report(SHORT)).draft / "response.docx")
    for paragraph in document.sections[0].header.paragraphs:
        paragraph.text = paragraph.text.replace(mark, "")
    change(document)
    path = places.data.parent / "edited.docx"
    document.save(path)
    return path


def reword(document):
    next(p for p in document.paragraphs if "We looked." in p.text).text = "We looked in 7 places."


def test_an_edited_letter_is_released_as_it_was_put_back_and_alone(short):
    run_request(SHORT, short)
    path = edit(short, reword)
    proposal = propose(SHORT, short, docx=path)
    assert proposal.edited == ("− We looked.", "+ We looked in 7 places.")
    assert proposal.new_numbers == ("7",)
    write_approval(proposal, short, "Officer", DAY)
    outcome = run_request(SHORT, short)
    assert [path.name for path in outcome.folder.glob("response.*")] == ["response.docx"]
    assert (released(short) / "response.docx").read_bytes() == path.read_bytes()
    assert not list(released(short).glob("response.[hp]*"))
    (short.data / "requests" / f"{SHORT}.docx").write_bytes(b"PK")
    with pytest.raises(ReleaseError, match="has changed since it was approved"):
        run_request(SHORT, short)


@pytest.mark.soak
def test_what_is_added_outside_the_paragraphs_of_an_edited_letter_is_shown_too(short):
    run_request(SHORT, short)
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def add(document):
        foot = document.sections[0].footer
        foot.add_paragraph("See file 81.")
        for pages in foot._element.iter("{*}fldSimple"):
            next(pages.iter("{*}t")).text = "7"  # as Word does, which knows how many there are
        held = f"<w:sdt {word}><w:sdtContent><w:p><w:r><w:t>It cost 82.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        document.element.body.insert(0, parse_xml(held))
        box = "<w:txbxContent><w:p><w:r><w:t>For 83.</w:t></w:r></w:p></w:txbxContent>"
        document.paragraphs[3]._p.append(parse_xml(f"<w:r {word}><w:pict>{box}</w:pict></w:r>"))

    proposal = propose(SHORT, short, docx=edit(short, add))
    assert sorted(proposal.edited) == ["+ For 83.", "+ It cost 82.", "+ See file 81."]
    assert sorted(proposal.new_numbers) == ["81", "82", "83"]


@pytest.mark.soak
def test_an_edited_letter_that_still_says_draft_is_refused(short):
    run_request(SHORT, short)
    with pytest.raises(ReleaseError, match="still says “Draft: not approved"):
        propose(SHORT, short, docx=edit(short, reword, mark="nothing"))


def test_an_edited_letter_keeps_the_right_to_complain(short):
    run_request(SHORT, short)

    def cut(document):
        next(p for p in document.paragraphs if "ask the Information Commissioner" in p.text).text = "Thank you."

    with pytest.raises(ReleaseError, match="no longer says what the law wants said"):
        propose(SHORT, short, docx=edit(short, cut))


@pytest.mark.soak
def test_a_hidden_count_that_is_typed_into_an_edited_letter_is_refused_at_its_approval(reported, warm):
    document = docx.Document(read_current(reported[0].report("101.2016-17")).release / "response.docx")
    document.add_paragraph("Counselling had six referrals in 2012-13.")
    path = warm.data.parent / "edited.docx"
    document.save(path)
    with pytest.raises(ReleaseError, match="the edited letter says 'six'"):
        propose("101.2016-17", warm, docx=path)


def test_an_edited_letter_is_screened(short):
    run_request(SHORT, short)

    def comment(document):
        document.add_comment(document.paragraphs[3].runs, text="Her name is", author="Officer")

    with pytest.raises(ReleaseError, match="1 comment, the first"):
        propose(SHORT, short, docx=edit(short, comment))
    not_word = short.data.parent / "letter.docx"
    for content in (b"", b"hello", io.BytesIO(b"PK\x03\x04").getvalue()):
        not_word.write_bytes(content)
        with pytest.raises(ReleaseError, match="cannot be read as a Word document"):
            propose(SHORT, short, docx=not_word)


# The command


def test_the_command_shows_what_is_approved_and_asks(short):
    words = ["approve", SHORT, "--role", "Officer", "--date", "2020-06-01", "--root", str(short.data.parent)]
    refused = foi_stats(*words, typed="n\n")
    assert refused.returncode == 1
    path = short.data / "requests" / f"{SHORT}.toml"
    assert path.read_text() == TEXT
    done = foi_stats(*words, typed="y\n")
    assert done.returncode == 0, done.stderr
    for said in ("question 1: Disclosed", "question 2: No information held", "section 43(2) (qualified)", "figures: 0"):
        assert said in done.stdout
    assert 'role = "Officer"' in path.read_text()


@pytest.mark.soak
def test_the_command_does_not_approve_unasked_what_nobody_has_seen(short):
    words = ["approve", SHORT, "--role", "Officer", "--yes", "--root", str(short.data.parent)]
    run_request(SHORT, short)
    write_short(short, TEXT.replace("We looked.", "We looked twice."))
    done = foi_stats(*words)
    assert done.returncode == 1
    assert "+ | We looked twice." in done.stdout
    assert "[approval]" not in (short.data / "requests" / f"{SHORT}.toml").read_text()
    assert foi_stats(*words).returncode == 0


@pytest.mark.soak
def test_what_a_failed_run_left_goes_where_nothing_has_changed_since_the_last_good_one(short):
    words = ["run", SHORT, "--root", str(short.data.parent)]
    assert foi_stats(*words).returncode == 0
    (short.report(SHORT) / "failed" / "working").mkdir(parents=True)
    assert "nothing has changed" in foi_stats(*words).stdout
    assert not (short.report(SHORT) / "failed").exists()


def test_an_edited_letter_is_not_sent_to_who_asked_for_a_pdf(short, tmp_path):
    write_short(short, TEXT.replace("[[question]]", 'form = "pdf"\n\n[[question]]', 1))
    with pytest.raises(ReleaseError, match="asked for a pdf"):
        propose(SHORT, short, docx=tmp_path / "edited.docx")
