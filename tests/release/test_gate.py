"""The gate: what is planted in the supplies comes out nowhere, and what is in a release all the same stops it."""

import base64
import io
import json
import re
import zipfile
import zlib

import openpyxl
import pandas as pd
import pypdf
import pytest
from openpyxl.comments import Comment

from foi_stats.run.batch import run_request
from foi_stats.run.folders import read_current
from foi_stats.screen.read import screen
from foi_stats.vocabulary.findings import ReleaseError
from tests.run.test_report import EX, NY, edit

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_core")]


@pytest.fixture
def project(warm):
    return warm


HIDDEN = 48271
TEXTS = {
    "a provider": "Canary Provider Limited",
    "a line that the topic excludes": "Canary road resurfacing scheme",
    "a note on it": "Canary note: the manager is Alex Example",
    "a hidden sheet": "Canary in a hidden sheet",
    "a comment": "Canary in a comment",
    "a note on a hidden count": "Canary: both are sisters",
}


def open_cells(path, change):
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def plant_in_funding(book):
    sheet = book["Funding"]
    row = next(number for number in range(5, 40) if sheet.cell(number, 3).value == "Modern slavery awareness training")
    sheet.cell(row, 4).value = TEXTS["a provider"]
    last = sheet.max_row + 1
    while sheet.cell(last - 1, 1).value is None:
        last -= 1
    for column in range(1, 16):
        sheet.cell(last, column).value = sheet.cell(row, column).value
    sheet.cell(last, 3).value = TEXTS["a line that the topic excludes"]
    sheet.cell(last, 6).value = "Roads"
    sheet.cell(last, 14).value = TEXTS["a note on it"]
    sheet.cell(row, 11).comment = Comment(TEXTS["a comment"], "Alex Example")
    hidden = book.create_sheet("Working")
    hidden["A1"] = TEXTS["a hidden sheet"]
    hidden.sheet_state = "hidden"


def plant_in_referrals(book):
    """Make every service of a year as large, so that a large count must be hidden beside the small one."""
    sheet = book["Referrals"]
    heading = [cell.value for cell in sheet[4]]
    service, quarter, count, note = (heading.index(name) + 1 for name in ("Service", "Quarter", "Count", "Note"))
    for row in range(5, sheet.max_row + 1):
        if sheet.cell(row, quarter).value == "2016 Q2":
            name = sheet.cell(row, service).value
            large = {"Counselling": HIDDEN - 5, "Restorative Justice": 0}.get(name, 61_000 + row)
            sheet.cell(row, count).value = large
            if name == "Restorative Justice":
                sheet.cell(row, note).value = TEXTS["a note on a hidden count"]


def everything_in(folder):
    """Yield every byte of a folder, packed files unpacked: an own reading, by none of the library's code."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.name.encode()
            yield from pieces(path.name, path.read_bytes())


def pieces(name, content):
    yield name, content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for part in packed.namelist():
                yield from pieces(f"{name}/{part}", packed.read(part))
    if content.startswith(b"%PDF"):
        for match in re.finditer(rb"stream\r?\n", content):
            try:
                yield f"{name}, a stream", zlib.decompressobj().decompress(content[match.end() :])
            except zlib.error:
                continue
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
        yield f"{name}, its text", text.encode()
    for match in re.finditer(rb"base64,([A-Za-z0-9+/=]+)", content):
        yield from pieces(f"{name}, embedded", base64.b64decode(match[1]))


def test_what_is_planted_in_the_supplies_is_nowhere_in_the_release(project):
    year = project.data / "2016-17" / "exampleshire"
    open_cells(year / "funding.xlsx", plant_in_funding)
    open_cells(year / "referrals.xlsx", plant_in_referrals)
    assert run_request(EX, project).outcome == "release"
    report = project.report(EX)
    audit = (read_current(report).working / "audit.csv").read_text(encoding="utf-8")
    assert f",secondary,{HIDDEN}," in audit  # it was really hidden
    selection = pd.read_parquet(read_current(report).working / "selection.parquet")
    assert TEXTS["a line that the topic excludes"] in set(selection["line"])
    for name, content in everything_in(read_current(report).release):
        flat = re.sub(rb"<[^<>]*>", b"", content)
        for what, text in TEXTS.items():
            for form in (text.encode(), text.encode("utf-16-le")):
                assert form not in content, (what, name)
                assert form not in flat, (what, name)
        for form in (b"48271", b"48,271", b"48 271"):
            assert not re.search(rb"(?<!\d)" + form + rb"(?!\d)", flat), name


@pytest.mark.soak
@pytest.mark.parametrize("count", [HIDDEN, HIDDEN - 5], ids=["the count", "what it is made of"])
def test_a_hidden_count_in_the_words_of_the_request_stops_the_release(project, count):
    open_cells(project.data / "2016-17" / "exampleshire" / "referrals.xlsx", plant_in_referrals)
    request = project.data / "requests" / f"{EX}.toml"
    said = f'decision = "One service alone took {count:,} people."\n'
    edit(request, "demonstration = true\n", f"demonstration = true\n{said}")
    with pytest.raises(ReleaseError, match="a count that is hidden"):
        run_request(EX, project)
    assert read_current(project.report(EX)).release is None


def test_everything_a_run_releases_passes_the_screen(reported):
    places, _ = reported
    for reference in (NY, EX):
        assert screen(read_current(places.report(reference)).release) == []
        told = json.loads((read_current(places.report(reference)).working / "screen.json").read_text(encoding="utf-8"))
        assert told == {"version": 1, "findings": []}


def say_beside_the_chart(project, expression):
    """Have a notebook put text into its chart's alternative, where nothing of the answer is."""
    said = f"chart = chart and dataclasses.replace(chart, alt=f'{{chart.alt}} {{{expression}}}')"
    whole = f"import dataclasses, pathlib; chart = answer.chart; {said}"
    edit(project.notebooks / "funding.ipynb", "chart = answer.chart", whole)


@pytest.mark.soak
def test_what_a_notebook_says_undecided_stops_the_release(project):
    say_beside_the_chart(project, "answer.case.funding.provider.max()")
    with pytest.raises(ReleaseError, match="a text of a supply that was not decided on"):
        run_request(EX, project)
    assert read_current(project.report(EX)).release is None


REFERRALS_ALONE = """
reference = "7"
title = "Referrals (invented)"
authority = "exampleshire"
topic = "modern-slavery"
responded = 2017-12-09
threshold = { below = 5, reason = "counts of victims" }
[[question]]
id = "1"
text = "Referrals?"
limbs = [{ id = "1a", asks = "referrals", title = "Referrals", years = ["2016-17"], by = "service" }]
"""


def test_a_text_of_supplies_that_the_request_does_not_ask_for_stops_the_release(project):
    open_cells(project.data / "2015-16" / "exampleshire" / "funding.xlsx", plant_in_funding)
    (project.data / "requests" / "7.toml").write_text(REFERRALS_ALONE, encoding="utf-8")
    said = f"chart = dataclasses.replace(answer.chart, alt='{TEXTS['a provider']}')"
    edit(project.notebooks / "counts.ipynb", "chart = answer.chart", f"import dataclasses; {said}")
    outcome = run_request("7", project)
    assert outcome.outcome == "draft"
    assert any("a text of a supply that was not decided on" in stop.found for stop in outcome.stops)


AS_SUPPLIED = "foi.answer(reference, figure, protected=False, data=data)"
MISTAKES = {
    "all of it": f"chart = {AS_SUPPLIED}.chart",
    "bars alone": f"import dataclasses; chart = dataclasses.replace(answer.chart, svg={AS_SUPPLIED}.chart.svg)",
    "in words": "import dataclasses; chart = answer.chart; hidden = answer.frame['reason'].eq('suppressed'); "
    f"row = {AS_SUPPLIED}.frame[hidden].iloc[-1]; "
    "chart = dataclasses.replace(chart, alt=f'Lowest: {row.label}, {row.period}: {row.printed}')",
}


@pytest.mark.soak
@pytest.mark.parametrize("mistake", list(MISTAKES))
def test_a_small_hidden_count_in_a_chart_stops_the_release(project, mistake):
    edit(project.notebooks / "counts.ipynb", "chart = answer.chart", json.dumps(MISTAKES[mistake])[1:-1])
    with pytest.raises(ReleaseError, match=r"the hidden count of (Counselling|Restorative Justice), 20.* stands in"):
        run_request(EX, project)
    assert read_current(project.report(EX)).release is None


@pytest.mark.soak
def test_a_path_of_this_computer_stops_the_release(project):
    say_beside_the_chart(project, "pathlib.Path(data).resolve()")
    with pytest.raises(ReleaseError, match="the path of a computer"):
        run_request(EX, project)
