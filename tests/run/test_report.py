"""The main job, run for real: what the report says, where each figure came from, and what stops it."""

import csv
import itertools
import json
import re
import shutil
from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest

from foi_stats.request.case import read_case
from foi_stats.run.batch import run_request
from foi_stats.run.folders import read_current
from foi_stats.run.plan import plan
from foi_stats.run.run_account import read_account
from foi_stats.vocabulary.findings import InputError, ReleaseError, SupplyError
from tests.conftest import copy_project
from tests.supply.test_deliveries import change

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_core")]

NY = "944.2015-16"
EX = "101.2016-17"
FUNDING_2014 = "2014-15/north-yorkshire/funding.xlsx"


@pytest.fixture
def project(warm):
    return warm


class Page(HTMLParser):
    """The text of a page, its tables and its addresses."""

    def __init__(self, path):
        super().__init__()
        self.source = path.read_text(encoding="utf-8")
        self.words, self.asked, self.tables, self.tags = [], [], [], []
        self._quoting = self._in_cell = False
        self.feed(self.source)
        self.text = " ".join("".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._quoting = self._quoting or tag == "blockquote"
        if tag == "blockquote":
            self.asked.append("")
        if tag in ("td", "th"):
            self._in_cell = True
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag):
        self._quoting = self._quoting and tag != "blockquote"
        self._in_cell = self._in_cell and tag not in ("td", "th")

    def handle_data(self, data):
        if self.tags and self.tags[-1][0] != "style":
            self.words.append(data)
            if self._quoting:
                self.asked[-1] += data
        if self._in_cell:
            self.tables[-1][-1][-1] += data


@pytest.fixture(scope="module")
def page(reported):
    return Page(read_current(reported[0].reports / NY).release / "response.html")


@pytest.fixture(scope="module")
def background(reported):
    return Page(read_current(reported[0].reports / NY).release / "background.html")


@pytest.fixture(scope="module")
def invented(reported):
    return Page(read_current(reported[0].reports / EX).release / "response.html")


def trace(places, reference):
    return pd.read_parquet(read_current(places.report(reference)).working / "trace.parquet").to_dict("records")


def test_approved_requests_are_released(reported):
    places, outcomes = reported
    assert {name: outcome.outcome for name, outcome in outcomes.items()} == {NY: "release", EX: "release"}
    assert read_current(places.reports / NY).draft is None


def test_a_request_without_approval_is_a_draft_and_says_so(project):
    text = ONLY_NCND.replace("approval =", "# approval =")
    (project.data / "requests" / "9.toml").write_text(text, encoding="utf-8")
    assert run_request("9", project).outcome == "draft"
    assert read_current(project.report("9")).release is None
    assert "Draft: not approved" in Page(read_current(project.report("9")).draft / "response.html").text


def test_a_run_leaves_what_the_design_lists(reported):
    run = read_current(reported[0].report(NY)).published
    names = {path.relative_to(run).as_posix() for path in run.glob("[rw]*/**/*") if path.is_file()}
    figures = [
        f"release/figures/{name}.{end}"
        for name in ("nrm-referrals", "police-services")
        for end in ("svg", "png", "phone.svg", "phone.png")
    ]
    parts = ("1", "nrm-referrals", "police-services")
    tables = [f"release/tables/{name}.{end}" for name in parts for end in ("csv", "csv-metadata.json")]
    notebooks = [f"working/notebooks/{name}.ipynb" for name in parts]
    inside = (
        "trace.parquet",
        "texts.csv",
        "selection.parquet",
        "counted.csv",
        "run.json",
        "letter.txt",
        "response.html",
        "screen.json",
        "checklist.html",
        "audit.csv",
        "audit.html",
    )
    working = [f"working/{name}" for name in inside]
    page = (run / "working" / "response.html").read_text(encoding="utf-8")
    sheets = {f"working/sheets/{name}" for name in re.findall(r'href="sheets/([^"#]+)', page)}
    assert sheets
    letters = [f"release/response.{end}" for end in ("html", "pdf", "docx")]
    assert names == {"release/background.html", *letters, *figures, *tables, *notebooks, *working, *sheets}


def test_a_table_of_nothing_but_one_gap_is_said_and_the_data_holds_it(page, reported):
    assert page.tables == []
    assert "We hold no record of funding allocated to work against human trafficking" in page.text
    assert "The same applies to 1(b) and 1(c)." in page.text
    table = read_current(reported[0].report(NY)).release / "tables" / "1.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["shorthand"], row["reason"]) for row in rows] == [("[x]", "no information is held")] * 30


def test_nowhere_does_it_say_that_nothing_was_allocated(page):
    said = page.text
    for question in filter(str.strip, page.asked):  # the requester's own words may say so
        said = said.replace(" ".join(question.split()), "")
    assert not re.search(r"\b(nil|none|zero|no (funding|funds|money|amounts?))\b|£0\b", said, re.IGNORECASE)


def test_what_the_response_says_is_there(page):
    for words in (
        "Dear requester,",
        "Thank you for your request for information about human trafficking and modern slavery.",
        "We have decided to send you the information in the answers below.",
        "The Police and Crime Plan covers 2013 to 2016",
        "https://www.northyorkshire-pfcc.gov.uk/police-crime-plan/",
        "The original reply pointed to the place named below and gave no yes or no.",
        "Neither yes nor no is given there, so this stays open.",
        "Organised Crime Unit",
        "began in April 2015",
        "since October 2014",
        "searched its own records",
        "http://www.supportingvictims.org/types-of-crime/slavery-and-trafficking/",
        "Section 23(5)",
        "Yours sincerely, Information rights officer (for demonstration)",
    ):
        assert words in page.text, words
    assert not re.search(r"Question 3b.{0,400}(Answered|\bYes\.|\bNo\.)", page.text.split("Question 3c")[0])


def test_background_stands_on_a_page_of_its_own_with_its_sources(page, background):
    for words in ("Home Office", "treats figures before 2014 with caution", "Department for Communities and Local"):
        assert words not in page.text
        assert words in background.text
    assert "it is not part of our response" in background.text
    assert "Yours sincerely" not in background.text


def test_every_page_says_it_is_a_demonstration_and_invented_data_says_so(page, background, invented):
    assert page.text.count("not issued by the authority") == background.text.count("not issued by the authority") == 2
    assert "Invented data: this authority does not exist" in invented.text
    assert "Invented data" not in page.text
    assert "Draft" not in page.text + invented.text


def test_the_page_needs_nothing_else_and_says_what_it_shows(background):
    page = background
    assert not [tag for tag, _ in page.tags if tag in ("script", "link", "iframe", "object")]
    pictures = [attributes for tag, attributes in page.tags if tag == "img"]
    assert all(picture["src"].startswith("data:") and len(picture["alt"]) > 80 for picture in pictures)
    assert len(pictures) == 2
    policy = next(attributes["content"] for tag, attributes in page.tags if attributes.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    assert ("html", {"lang": "en-GB"}) in page.tags


def test_headings_go_down_one_step_at_a_time(page, background, invented):
    for shown in (page, background, invented):
        levels = [int(tag[1]) for tag, _ in shown.tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_files_it_links_to_are_there(page, invented, reported):
    for shown, reference in ((page, NY), (invented, EX)):
        release = read_current(reported[0].report(reference)).release
        links = [attributes["href"] for tag, attributes in shown.tags if tag == "a"]
        local = [link for link in links if not link.startswith(("http", "#"))]
        assert local
        assert all((release / link).is_file() for link in local)


def test_police_services_read_alike_in_chart_table_and_cell(background, reported):
    # Revenue Outturn summary 2014-15 (DCLG), E7027: 134,898 (£ thousand).
    places, _ = reported
    assert any("2014-15: £134.9 million" in attributes.get("alt", "") for _, attributes in background.tags)
    assert ["2014-15", "134,898"] in [row[:2] for row in background.tables[-1]]
    lines = [line for line in trace(places, NY) if line["figure"] == "police-services/police-services/2014-15"]
    assert [(line["value"], line["file"], line["unit"]) for line in lines] == [
        ("134,898", f"data/{FUNDING_2014}", "£ thousand")
    ]
    book = openpyxl.load_workbook(places.data / FUNDING_2014)
    assert book[lines[0]["sheet"]][lines[0]["cell"]].value == 134898


@pytest.mark.parametrize("reference", [NY, EX])
def test_every_figure_has_a_trail_and_every_trail_ends_in_its_cell(reported, reference):
    places, _ = reported
    pages = sorted(read_current(places.reports / reference).release.glob("*.html"))
    shown = {
        cell for table in itertools.chain(*(Page(page).tables for page in pages)) for row in table for cell in row[1:]
    }
    figures = {cell for cell in shown if re.fullmatch(r"[\d,.−]+|\[\w+\]", cell)}
    lines = trace(places, reference)
    single = {line["value"] for line in lines}
    assert {figure for figure in figures if figure not in ("[b]", "[e]", "[u]", "[r]", "[p]", "[f]")} <= single
    books = {}
    for line in lines:
        book = books.setdefault(line["file"], openpyxl.load_workbook(places.data.parent / line["file"]))
        assert str(book[line["sheet"]][line["cell"]].value) == line["found"]


def test_the_selection_lists_every_row_with_its_reason(reported):
    working = read_current(reported[0].report(EX)).working
    rows = pd.read_parquet(working / "selection.parquet").to_dict("records")
    assert {row["decision"] for row in rows} == {"include", "exclude"}
    assert {row["kind"] for row in rows} == {"funding", "counts"}
    assert all(row["rule"] and row["why"] and row["cell"] for row in rows)
    assert [row for row in rows if row["reviewer"]]
    assert (working / "counted.csv").read_bytes().endswith(b"\n"), "nothing stands after the last line"
    with (working / "counted.csv").open(encoding="utf-8", newline="") as file:
        counted = list(csv.DictReader(file))
    assert [row["figures"] for row in counted if row["line"] == "Modern slavery unit"].count(
        "1/dedicated-unit/2012-04-to-2017-03"
    ) == 5
    places = [tuple(row[name] for name in ("file", "sheet", "cell")) for row in counted]
    whole = {tuple(row[name] for name in ("file", "sheet", "cell")): row for row in rows}
    assert all(row["figures"] for row in counted if row["decision"] == "exclude")
    assert {place for place, row in whole.items() if row["decision"] == "include"} <= set(places)


def test_the_record_of_a_run_names_what_it_read(reported):
    release = read_current(reported[0].report(NY)).release
    record = json.loads((release.parent / "inputs.json").read_text(encoding="utf-8"))
    assert {name for name in record["inputs"] if name.endswith(".xlsx")} == {
        f"data/{year}/north-yorkshire/{kind}.xlsx"
        for year in ("2012-13", "2013-14", "2014-15", "2015-16", "2016-17")
        for kind in ("funding", "referrals")
    }
    assert read_account(release.parent)["approval"]["role"]


def test_no_path_of_this_machine_is_in_the_report(reported):
    places, _ = reported
    for path, content in bytes_of(places.report(NY), "release", "working").items():
        assert str(places.data.parent).encode() not in content, path


def bytes_of(report, *names):
    """Return the files that readers of a report see, by name."""
    current = read_current(report)
    files = {
        f"{name}/{path.relative_to(getattr(current, name)).as_posix()}": path.read_bytes()
        for name in names
        for path in sorted(getattr(current, name).rglob("*"))
        if path.is_file() and path.suffix != ".ipynb" and path.name != "run.json"
    }
    assert files
    return files


def test_run_twice_it_is_the_same_bytes(reported, tmp_path):
    places = copy_project(tmp_path)
    run_request(NY, places)
    again = bytes_of(places.report(NY), "release", "working")
    assert again == bytes_of(reported[0].report(NY), "release", "working")
    assert len(again) > 10


@pytest.fixture
def released(reported, project):
    """A project with a release, and the bytes of it."""
    shutil.copytree(reported[0].reports, project.reports)
    return project, bytes_of(project.report(NY), "release", "working")


def remove_year(places):
    shutil.rmtree(places.data / "2014-15")


def cut_short(places):
    path = places.data / FUNDING_2014
    path.write_bytes(path.read_bytes()[:3000])


def text_in_an_amount(places):
    change(places.data / FUNDING_2014, "K12", "see note")


def nothing(_):
    pass


@pytest.mark.parametrize(
    ("harm", "reference", "error", "message"),
    [
        (
            remove_year,
            NY,
            SupplyError,
            "data/2014-15/north-yorkshire: no supply of north-yorkshire holds amounts of 2014-15",
        ),
        (cut_short, NY, SupplyError, "data/2014-15/north-yorkshire/funding.xlsx: The file is cut short or damaged"),
        (text_in_an_amount, NY, SupplyError, "sheet Funding, cell K12: 'see note'"),
        (nothing, "945", InputError, "There is no request '945'"),
    ],
)
def test_what_stops_a_run_is_said_once_and_leaves_the_last_report(released, harm, reference, error, message):
    places, before = released
    harm(places)
    with pytest.raises(error) as caught:
        run_request(reference, places)
    assert message in str(caught.value)
    assert bytes_of(places.report(NY), "release", "working") == before


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_failing_notebook_keeps_its_traceback_and_the_last_release(released):
    places, before = released
    edit(places.notebooks / "counts.ipynb", "chart = answer.chart", "chart = 1 / 0")
    with pytest.raises(ReleaseError, match="counts.ipynb stopped in its cell 5: ZeroDivisionError") as caught:
        run_request(NY, places)
    kept = places.report(NY) / "failed" / "working" / "notebooks" / "nrm-referrals.ipynb"
    assert str(kept) in str(caught.value)
    assert "ZeroDivisionError" in kept.read_text(encoding="utf-8")
    assert bytes_of(places.report(NY), "release", "working") == before


def hidden_figures(report):
    with (read_current(report).working / "audit.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_small_counts_are_hidden_and_the_audit_proves_it(reported, invented):
    # Restorative Justice had 4 in 2012-13 and 3 in 2016-17 (data/facts/exampleshire). With two figures of Counselling
    # they make a rectangle: nothing smaller would keep them from being worked out from the totals.
    places, _ = reported
    cells = hidden_figures(places.report(EX))
    assert [(row["service"], row["period"], row["hidden"], row["count"]) for row in cells] == [
        ("Counselling", "2012-13", "secondary", "6"),
        ("Counselling", "2016-17", "secondary", "11"),
        ("Restorative Justice", "2012-13", "primary", "4"),
        ("Restorative Justice", "2016-17", "primary", "3"),
    ]
    assert all(row["safe"] == "yes" for row in cells)
    assert ["Restorative Justice", "[c]", "5", "8", "10", "[c]", "30"] in [row[:7] for row in invented.tables[1]]
    page = (read_current(places.report(EX)).working / "audit.html").read_text(encoding="utf-8")
    assert "Nothing cheaper would do, which is proven: the figures hidden besides the small ones come to 17" in page


def test_what_is_hidden_is_nowhere_in_the_release(reported, invented):
    release = read_current(reported[0].report(EX)).release
    with (release / "tables" / "5.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["shorthand"] == "[c]"]
    assert [(row["value"], row["note"]) for row in rows] == [("", "")] * 4
    chart = (release / "figures" / "5.svg").read_text(encoding="utf-8")
    alternative = next(text for text in re.findall("<desc[^>]*>(.*?)</desc>", chart, re.DOTALL))
    assert "Not given: 4 of 20 figures. Of the figures that can be compared, highest: " in alternative
    assert len(re.findall(r">\[c\]<", chart)) == 4
    said = invented.text[invented.text.index("Question 5") : invented.text.index("Question 6")]
    assert "are marked [c]" in said
    assert not re.search(r"fewer than|less than|below 5|under 5|all but", said)


@pytest.mark.soak
def test_two_referral_figures_of_one_request_are_protected_together(project):
    # Alone, the years of one service could be given with its sum hidden; beside question 5 they must agree with it.
    further = """
[[question.further]]
id = "restorative"
asks = "referrals"
title = "Restorative justice, all referrals since 2012"
services = ["Restorative Justice"]
since = 2012
"""
    edit(project.data / "requests" / f"{EX}.toml", '[[question]]\nid = "6"', further + '[[question]]\nid = "6"')
    assert run_request(EX, project).outcome == "release"
    assert all(row["safe"] == "yes" for row in hidden_figures(project.report(EX)))


def test_a_figure_is_planned_with_a_notebook_of_its_own(project):
    text = (project.data / "requests" / f"{NY}.toml").read_text(encoding="utf-8")
    place = '[[context]]\nid = "police-services"\n'
    assert place in text
    own = f'{place}notebook = "mine.ipynb"\n'
    (project.data / "requests" / f"{NY}.toml").write_text(text.replace(place, own), encoding="utf-8")
    case = read_case(project.data, NY)
    planned = {one.figure: one.notebook.name for one in plan(case, project, project.reports)}
    assert planned == {"1": "funding.ipynb", "nrm-referrals": "counts.ipynb", "police-services": "mine.ipynb"}
    with pytest.raises(InputError, match="There is no notebook mine.ipynb"):
        run_request(NY, project)


def test_a_chart_without_its_alternative_stops_the_run(released):
    places, before = released
    edit(places.notebooks / "counts.ipynb", "chart = answer.chart", "chart = foi.Chart('H', 'S', '', '')")
    with pytest.raises(ReleaseError, match="counts.ipynb stopped .* has no text alternative"):
        run_request(NY, places)
    assert bytes_of(places.report(NY), "release", "working") == before


@pytest.mark.soak
def test_small_counts_that_a_notebook_shows_are_not_released(project):
    edit(
        project.notebooks / "counts.ipynb",
        "foi.answer(reference, figure, data=data)",
        "foi.answer(reference, figure, protected=False, data=data)",
    )
    with pytest.raises(ReleaseError, match="is a count below 5") as caught:
        run_request(EX, project)
    assert "Restorative Justice" in str(caught.value)
    assert read_current(project.report(EX)).release is None
    assert not list(project.report(EX).rglob("response.html"))


def test_what_can_be_worked_out_from_the_published_table_stops_the_release(project):
    # Hiding only what is small leaves each to be read off its year's total.
    careless = """found.table.value.lt(5).fillna(False)"""
    code = (
        'from dataclasses import replace\\n",\n    '
        '"answer = foi.answer(reference, figure, protected=False, data=data)\\n",\n    '
        '"found = answer.answer\\n",\n    '
        f'"small = {careless}\\n",\n    '
        '"found = replace(found, unprotected=False, table=found.table.assign(value=found.table.value.mask(small), '
        "reason=found.table.reason.mask(small, 'suppressed'), printed=found.table.printed.mask(small, '[c]'), "
        "shorthand=found.table.shorthand.mask(small, '[c]')))\\n\",\n    \"answer = replace(answer, answer=found)"
    )
    edit(project.notebooks / "counts.ipynb", "answer = foi.answer(reference, figure, data=data)", code)
    with pytest.raises(ReleaseError, match="can be worked out") as caught:
        run_request(EX, project)
    assert "Restorative Justice, 2012-13 is [c]" in str(caught.value)
    assert "is 4 exactly" in str(caught.value)
    assert read_current(project.report(EX)).release is None


def test_a_borderline_row_that_nobody_decided_stops_a_run(project):
    topic = project.data / "topics" / "modern-slavery.toml"
    topic.write_text(topic.read_text(encoding="utf-8").split("[[decided]]")[0], encoding="utf-8")
    with pytest.raises(ReleaseError, match="'Vulnerability training, trafficking included'"):
        run_request(EX, project)


def test_a_borderline_service_stops_a_run_too(project):
    rule = (
        "\n[[rule]]\nid = 'maybe'\ndecision = 'borderline'\nwords = ['counselling']\nwhere = ['service']\nwhy = 'w'\n"
    )
    topic = project.data / "topics" / "modern-slavery.toml"
    topic.write_text(topic.read_text(encoding="utf-8") + rule, encoding="utf-8")
    with pytest.raises(ReleaseError, match="'Counselling' of Exampleshire"):
        run_request(EX, project)


def test_what_is_withheld_is_not_released_without_its_exemption(project):
    change(project.data / FUNDING_2014, "M5", "withheld")
    change(project.data / FUNDING_2014, "K5", "[c]")
    with pytest.raises(ReleaseError, match="Expected: the exemption that is relied on"):
        run_request(NY, project)


ONLY_NCND = """
reference = "9"
title = "Joint work"
authority = "north-yorkshire"
topic = "modern-slavery"
responded = 2016-07-08
approval = { role = "Officer", date = 2016-07-08 }
exemption = [{ section = "23(5)", title = "T", absolute = true, neither_confirm_nor_deny = true, why = "W" }]
question = [{ id = "1", text = "What was spent on joint work against modern slavery?", asks = "ncnd" }]
"""


def test_what_is_neither_confirmed_nor_denied_is_the_same_bytes_whatever_is_held(project):
    (project.data / "requests" / "9.toml").write_text(ONLY_NCND, encoding="utf-8")
    released = []
    for amount in ("[x]", 48271):
        change(project.data / FUNDING_2014, "C5", "Joint work against modern slavery")
        change(project.data / FUNDING_2014, "K5", amount)
        change(project.data / FUNDING_2014, "M5", "not held" if amount == "[x]" else None)
        run_request("9", project)
        released.append(bytes_of(project.report("9"), "release", "working"))
    shutil.rmtree(project.data / "2014-15")
    run_request("9", project)
    released.append(bytes_of(project.report("9"), "release", "working"))
    assert released[0] == released[1] == released[2]
    assert "neither confirm nor deny" in released[0]["release/response.html"].decode()


def test_a_question_answered_so_needs_its_exemption(project):
    text = ONLY_NCND.replace("neither_confirm_nor_deny = true, ", "")
    (project.data / "requests" / "9.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ReleaseError, match="no exemption says why"):
        run_request("9", project)


def test_markup_in_a_supply_is_text_in_the_report(project):
    path = project.data / "2014-15" / "north-yorkshire" / "funding.xlsx"
    change(path, "N12", "<script>alert(1)</script> & more")
    decided = 'texts = [\n    "<script>alert(1)</script> & more",\n'
    edit(project.data / "requests" / f"{NY}.toml", "texts = [\n", decided)
    run_request(NY, project)
    page = (read_current(project.report(NY)).release / "background.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
