"""Objects show themselves in brief, escaped, and with no word broken."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.vocabulary.findings import Finding, Findings, InputError
from foi_stats.vocabulary.shown import Rows, Shown
from tests.examples import examples


@dataclass(frozen=True, repr=False)
class Thing(Shown):
    note: str
    notes: tuple[str, ...] = ()
    mark: str = ""
    _shown = (("!", "mark"), ("Note", "note"), ("", "notes"), ("", "table"))

    @property
    def table(self):
        return Rows("Caption", ("A", "B"), tuple((note, "1") for note in self.notes), numeric=(1,))


@examples(20)
@given(st.text(), st.lists(st.text(), max_size=80), st.text())
def test_whatever_it_holds_its_text_is_short_and_its_html_escaped(note, notes, mark):
    thing = Thing(f"<script>{note}", tuple(notes), mark)
    assert len(repr(thing).encode()) < 2048
    page = thing._repr_html_()
    assert "<script" not in page
    assert "src=" not in page or "src=" in "".join([note, mark, *notes])


def test_text_breaks_between_words_and_says_what_it_leaves_out():
    thing = Thing("Met from the budget for serious and organised crime. " * 8, tuple(f"note {n}" for n in range(200)))
    words = set(" ".join(thing.note.split()).split())
    lines = repr(thing).splitlines()
    assert set(" ".join(lines[1:5]).split()) <= words | {"Note:"}
    assert lines[-1].startswith("… and ")
    assert max(map(len, lines)) <= 102


def test_a_mark_stands_in_a_frame_and_tables_are_accessible():
    page = Thing("n", ("x",), mark="Not for release")._repr_html_()
    assert '<p class="mark">Not for release</p>' in page
    assert '<th scope="col">A</th>' in page
    assert "<caption>Caption</caption>" in page


def test_findings_are_a_table():
    finding = Finding("check", "error", "a.xlsx", "S", "A1", found="<b>", action="mend it")
    assert "a.xlsx, sheet S, cell A1" in repr(finding)
    page = Findings([finding])._repr_html_()
    assert "1 finding" in page
    assert "&lt;b&gt;" in page
    assert Findings([finding]) == (finding,)


def test_an_error_is_one_message_in_a_notebook():
    assert InputError("There is no topic 'x'.")._render_traceback_() == ["InputError: There is no topic 'x'."]


@pytest.mark.parametrize("many", [0, 3])
def test_rows_say_how_many_there_are(many):
    rows = Rows("R", ("A",), (("x",),) * many, most=2)
    assert rows.title == ("R (the first 2 of 3)" if many else "R")
