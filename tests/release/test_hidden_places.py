"""Small hidden counts are found where they belong, and the same numbers elsewhere are nothing."""

import base64
import io
from dataclasses import replace

import docx
import openpyxl
import pandas as pd
import pytest
import typst

from foi_stats.answer.answer import Answer, answer_figures
from foi_stats.publish.response_docx import _add_text
from foi_stats.release.hidden_places import hidden_in_place
from foi_stats.request.case import read_case
from tests.publish.answers import answer_of

HIDDEN = pd.DataFrame(
    {
        "figure": ["5/counselling/2012-13", "5/restorative-justice/2016-17"],
        "service": ["Counselling", "Restorative Justice"],
        "period": ["2012-13", "2016-17"],
        "count": pd.Series([48, 7], dtype="Int64"),
    }
)
TABLE = [
    ["Service", "2012-13", "2015-16", "2016-17"],
    ["Counselling", "[c]", "48", "7"],
    ["Restorative Justice", "7", "10", "[c]"],
]
TIDY = [["service", "period", "value"], ["Counselling", "2012-13", ""], ["Restorative Justice", "2015-16", "7"]]


@pytest.fixture(scope="module")
def answers(data) -> list[Answer]:
    case = read_case(data, "101.2016-17")
    return [replace(answer_figures(case, "5"), table=answer_figures(case, "5").table.iloc[:0])]


@pytest.fixture
def found(tmp_path, answers):
    def find(content, name, hidden=HIDDEN):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        findings = hidden_in_place(tmp_path, hidden, answers)
        path.unlink()
        assert all((one.check, one.severity, one.file) == ("leak", "error", name) for one in findings)
        assert not any(" 48" in one.found or " 7" in one.found for one in findings)
        return len(findings)

    return find


def with_leak(table):
    """Return a table with the second hidden count in its cell."""
    return [*table[:-1], [*table[-1][:-1], "7"]]


def page(table):
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in table)
    return f"<!doctype html><p>Of 48 people in 2012-13</p><table>{rows}</table><p>7 questions</p>"


def text_table(table):
    return "\n".join(",".join(row) for row in table)


def book(table):
    made, target = openpyxl.Workbook(), io.BytesIO()
    for row in table:
        made.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    made.save(target)
    return target.getvalue()


def letter(table):
    made, target = docx.Document(), io.BytesIO()
    rows = made.add_table(len(table), len(table[0])).rows
    for row, values in zip(rows, table, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            _add_text(cell.paragraphs[0], value)
    made.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("make", "name"), [(page, "a.html"), (text_table, "a.csv"), (book, "tables.xlsx"), (letter, "response.docx")]
)
def test_its_cell_of_a_table(found, make, name):
    assert found(make(TABLE), name) == 0
    assert found(make(with_leak(TABLE)), name) == 1
    assert found(make([list(row) for row in zip(*with_leak(TABLE), strict=True)]), name) == 1


def test_its_line_of_a_tidy_table(found):
    assert found(text_table(TIDY), "5.csv") == 0
    assert found(text_table([*TIDY, ["Restorative Justice", "2016-17", "7"]]), "5.csv") == 1
    assert found(text_table([*TIDY, ["Counselling", "2012-13", "48 [r]"]]), "5.csv") == 1


SAID = [
    "Restorative Justice, 2016-17: 7", "In 2016-17, 7 people were referred to Restorative Justice",
    "Lowest: Restorative Justice in 2016-17, at seven", "7 in 2016-17 (Restorative Justice)",
    "Restorative Justice: 2015-16 10, 2016-17 7", "Counselling 2012-13 = 48",
]  # fmt: skip
NOT_SAID = [
    "Restorative Justice, 2016-17: [c]", "Restorative Justice, 2015-16: 7", "7 services. Restorative Justice, 2016-17",
    "Restorative Justice, 2016-17: 17", "Restorative Justice, 2016-17; not given: 7 of 20",
    "Restorative Justice, 2016-17: 7.5 hours", "Counselling, 2012-13 to 2016-17: 64",
]  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_said_beside_its_name_and_year(found, said):
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><desc>{said}</desc></svg>'
    inside = base64.b64encode(drawing.encode()).decode()
    assert found(f"<p>{said}.</p>", "a.html") == 1
    assert found(f'<img alt="{said}">', "a.html") == 1
    assert found(drawing, "5.svg") == 1
    assert found(f'<svg><g aria-label="{said}"/></svg>', "5.svg") == 1
    assert found(f'<svg><g data-value="{said}"/></svg>', "5.svg") == 1
    assert found(f'<img src="data:image/svg+xml;base64,{inside}">', "a.html") == 1
    assert found(f'{{"dc:description": "{said}"}}', "5.csv-metadata.json") == 1


@pytest.mark.parametrize("said", NOT_SAID)
def test_the_same_number_elsewhere(found, said):
    assert found(f'<p>{said}.</p><img alt="{said}">', "a.html") == 0


def test_what_a_pdf_says_and_its_alternatives(found, tmp_path):
    def made(text, alt):
        source = tmp_path / "page.typ"
        source.write_text(
            f'#set document(title: [a], date: none)\n{text}\n#figure(rect(), alt: "{alt}")', encoding="utf-8"
        )
        written = typst.compile(source)
        source.unlink()
        return written

    assert found(made("None held.", "A chart"), "response.pdf") == 0
    assert found(made(SAID[0], "A chart"), "response.pdf") == 1
    assert found(made("None held.", SAID[0]), "response.pdf") == 1


def test_another_figure_of_that_value_may_stand(tmp_path, data):
    answer = answer_figures(read_case(data, "101.2016-17"), "5")
    row = answer.table.dropna(subset="value").iloc[0]
    hidden = HIDDEN.iloc[:1].assign(service=row["label"], period=row["period"], count=int(row["value"]))
    (tmp_path / "a.html").write_text(f"<p>{row['label']}, {row['period']}: {int(row['value'])}</p>", encoding="utf-8")
    assert hidden_in_place(tmp_path, hidden, [answer]) == []
    assert len(hidden_in_place(tmp_path, hidden, [replace(answer, table=answer.table.iloc[:0])])) == 1


WAYS = ("2016\u201317", "2016\u221217", "2016/17", "2016 to 2017", "2016\u20112017", "FY16/17", "FY 2016-17", "201617",
        "year ending 31 March 2017", "April 2016 to March 2017", "2016\u00a0\u2013\u00a017")  # fmt: skip


@pytest.mark.parametrize("year", WAYS)
def test_however_the_year_is_written(found, year):
    assert found(f"<p>Restorative Justice had 7 referrals in {year}.</p>", "a.html") == 1
    assert found(f"<p>Restorative Justice had 8 referrals in {year}.</p>", "a.html") == 0
    natural = [["Service", year], ["Restorative  justice", "7"]]
    assert found(letter(natural), "response.docx") == 1
    assert found(letter([list(row) for row in zip(*natural, strict=True)]), "response.docx") == 1


def test_a_table_of_one_year_with_the_year_in_its_corner(found):
    table = [["2012/13", "Counselling", "Other"], ["n", "48", "7"]]
    assert found(letter(table), "response.docx") == 1
    assert found(letter([list(row) for row in zip(*table, strict=True)]), "response.docx") == 1
    assert found(letter([table[0], ["n", "[c]", "48"]]), "response.docx") == 0


@pytest.mark.parametrize(
    ("paragraphs", "leaks"),
    [
        (["Referrals in 2012-13:", "Counselling: 48", "Other: 4"], 1),
        (["Referrals in 2012 to 2013", "Other: 4", "Counselling: 48"], 1),
        (["Counselling:", "2011-12: 5", "2012/13: 48"], 1),
        (["Referrals in 2013-14:", "Counselling: 48"], 0),
        (["Referrals in 2012-13:", "Counselling: [c]", "Referrals in 2013-14:", "Counselling: 48"], 0),
    ],
)
def test_a_list_under_its_heading(found, paragraphs, leaks):
    made, target = docx.Document(), io.BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(target)
    assert found(target.getvalue(), "response.docx") == leaks


CROSSED = pd.DataFrame(
    {
        "figure": ["1/A/18-24/2014-15"],
        "service": ["A, 18-24"],
        "period": ["2014-15"],
        "count": pd.Series([7], dtype="Int64"),
    }
)
BANDS = [["Service", "18-24", "25+"], ["2014-15"], ["A", "[c]", "7"], ["B", "7", "9"], ["2015-16"], ["A", "7", "8"]]


@pytest.mark.parametrize(
    ("grid", "leaks"),
    [
        (BANDS, 0),
        ([*BANDS[:2], ["A", "7", "7"], *BANDS[3:]], 1),
        ([["service", "age_band", "period", "value"], ["A", "18-24", "2014-15", "7"]], 1),
        (
            [["service", "age_band", "period", "value"], ["A", "18-24", "2015-16", "7"], ["A", "18-24", "2014-15", ""]],
            0,
        ),
        ([["Age band", "A", "B"], ["18-24", "7", "9"]], 1),
    ],
)
def test_a_count_of_two_labels_is_found_where_all_that_it_is_of_meet(tmp_path, grid, leaks):
    made = answer_of(
        [(("A", "18-24"), "2014-15", None, "[c]", "suppressed"), (("A", "25+"), "2014-15", 9)], unit="count"
    )
    (tmp_path / "page.html").write_text(page(grid), encoding="utf-8")
    assert len(hidden_in_place(tmp_path, CROSSED, [made])) == leaks


def test_a_sentence_in_several_forms_is_told_once_and_quoted_without_its_count(tmp_path, answers):
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text("<p>Well. In 2016-17, 7 people were referred to Restorative Justice.</p>")
    (one,) = hidden_in_place(tmp_path, HIDDEN, answers)
    assert one.file == "a.html, b.html"
    assert "'In 2016-17, … people were referred to Restorative Justice'" in one.found
