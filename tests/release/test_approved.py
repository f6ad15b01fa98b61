"""What the law wants said stays in a letter that is edited in Word."""

import io

import docx
import pytest

from foi_stats.publish.response import Paragraph, Response
from foi_stats.publish.response_docx import response_docx
from foi_stats.publish.response_wording import words_of
from foi_stats.release.approved import check_edited
from foi_stats.request.authority import read_authority
from foi_stats.request.case import read_case
from foi_stats.request.request import Question
from foi_stats.vocabulary.findings import ReleaseError
from tests.publish.responses import response_of, with_request

SILENT = "We neither confirm nor deny that it’s held."
RIGHTS = "You may complain to the Invented Regulator: Invented Regulator’s Office, 1 Invented Way."
OTHER = "We followed what the Invented Regulator says."


@pytest.fixture(scope="module")
def letter(data):
    told = [Paragraph(SILENT, "First."), Paragraph(SILENT, "Second."), Paragraph(OTHER), Paragraph(RIGHTS)]
    kept = (("Invented Regulator", RIGHTS), (SILENT, SILENT), (SILENT, SILENT))
    words = words_of(read_authority(data, "exampleshire"))
    return Response("A plan", "Exampleshire", "7", None, "", (), ("Exampleshire",), tuple(told), (), words, kept=kept)


def edited(letter, path, *changes):
    document = docx.Document(io.BytesIO(response_docx(letter)))
    for old, new in changes:
        next(one for one in document.paragraphs if old in one.text).text = new
    document.save(path)
    return check_edited(path, letter)


def test_what_the_law_wants_said_cannot_be_edited_out(letter, tmp_path):
    path = tmp_path / "edited.docx"
    assert edited(letter, path) == []
    reworded = f"Or write to the Invented  Regulator. {SILENT.replace('’', chr(39))}"
    assert edited(letter, path, (RIGHTS, reworded), ("First.", "Gone."))
    for changes in ([(RIGHTS, "Thank you.")], [("Second.", "We hold it.")], [("First.", ""), (RIGHTS, "")]):
        with pytest.raises(ReleaseError, match=r"no longer says what the law wants said.*Put it back"):
            edited(letter, path, *changes)


def test_a_letter_knows_who_hears_complaints_and_what_it_neither_confirms_nor_denies(data):
    questions = [Question(id=name, text="Is there a file?", asks="ncnd") for name in ("1", "2")]
    case = with_request(read_case(data, "944.2015-16"), question=questions, context=[])
    first, *silent = response_of(case).kept
    assert (first[0], len(silent), len(set(silent))) == ("Information Commissioner", 2, 1)
    assert "neither confirm nor deny" in silent[0][0]
