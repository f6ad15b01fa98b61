"""The desk as it is served: what it shows, what it takes, and what it lets nobody do."""

import csv
import html
import io
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import openpyxl
import pytest

from foi_stats.desk.settings import MAX_UPLOAD_BYTES
from tests.desk.conftest import DRAFT, workbook
from tests.files import hostile

pytestmark = pytest.mark.slow

PAGE = f"/requests/{DRAFT}"
FAULTS = {"Modern slavery unit": "about 112,000", "Staff training": "7,5OO", "Prevention": 18_500}
EVIL = "<script>alert(1)</script>"


def text_of(answer):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", answer.text, flags=re.DOTALL)))


def deliveries(desk):
    path = desk.root / "data" / "deliveries.csv"
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))) if path.exists() else []


def test_nobody_is_let_in_without_the_key(desk):
    with closing(desk.new_client()) as stranger:
        assert "set-cookie" not in stranger.get(desk.address).headers  # it is known already
        stranger.cookies.clear()
        let_in = stranger.get(desk.address)
        told = let_in.headers["set-cookie"]
        assert all(word in told for word in ("HttpOnly", "SameSite=strict", "Path=/"))
        stranger.cookies.clear()
        for path in ("/", PAGE, f"{PAGE}/files/draft/response.html", "/send", "/activity"):
            answer = stranger.get(path)
            assert (answer.status_code, "Open the desk" in answer.text) == (403, True)
            assert DRAFT not in answer.text
        assert stranger.get("/enter?token=" + "0" * 32).status_code == 403
        assert stranger.post("/enter", data={"token": desk.address[-32:]}).headers["location"] == "/"


def test_every_answer_keeps_a_browser_strict(desk):
    for path in ("/", "/nothing", "/static/desk.css", f"{PAGE}/draft/response/", f"{PAGE}/files/draft/response.html"):
        headers = desk.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'; style-src 'self'")
        assert "frame-ancestors 'none'" in policy
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


def test_a_request_is_shown_with_what_would_stop_its_release(desk):
    first = text_of(desk.client.get("/"))
    assert "1 not answered, 1 of them late" in first
    assert "944.2015-16" not in first  # another authority's
    shown = text_of(desk.client.get(PAGE))
    assert "a small count <b>shows</b>" in shown
    assert "The draft is older than what it is made from" in shown
    assert "response.docx (Word)" in shown
    assert desk.client.get("/requests/944.2015-16").status_code == 404


def test_a_figure_leads_to_its_sheet_with_the_cell_ringed(desk):
    page = desk.client.get(f"{PAGE}/draft/response/").text
    assert "This is the <strong>draft of " in page
    assert '<summary id="trail-1">Dedicated unit, 2012-13 to 2016-17: 247,500.00</summary>' in page
    assert re.search(r'<style nonce="[\w-]+">', page)
    name = re.search(r'href="(sheets/1\.dedicated-unit\.[^"]+)"', page)[1]
    figure = desk.client.get(f"{PAGE}/draft/response/{name}").text
    assert figure.count('aria-current="true"') == 5
    assert 'href="#sheet-1-K5"' in figure
    assert "in the <strong>draft of " in figure
    assert "style=" not in figure
    assert "read as £45,000, for 2014-15, allocated expenditure" in figure
    found = text_of(desk.client.get(f"{PAGE}/draft/figures", params={"q": "110,000"}))
    assert "1 figure that may be ‘110,000’. 247,500.00" in found  # the number stands in a cell behind it


def test_the_log_has_what_was_released_and_no_draft(desk):
    assert desk.client.get("/log").headers["location"] == "/log/index.html"
    shown = desk.client.get("/log/index.html").text
    assert DRAFT not in shown
    assert 'aria-label="Disclosure log"' in shown
    assert "0 responses" in text_of(desk.client.get("/log/search", params={"words": EVIL, "page": "9" * 9}))
    assert desk.client.get(f"/log/responses/{DRAFT}/response.html").status_code == 404


def test_files_are_fetched_by_names_that_are_there(desk):
    got = desk.client.get(f"{PAGE}/files/draft/tables/1.csv")
    assert got.headers["content-disposition"].startswith('attachment; filename="101.2016-17 draft 1.csv"')
    assert b"Dedicated unit" in got.content


@pytest.mark.parametrize(
    "path",
    [
        f"{PAGE}/files/draft/../working/run.json",
        f"{PAGE}/files/draft/..%2fworking%2frun.json",
        f"{PAGE}/files/working/run.json",
        f"{PAGE}/files/draft/%2e%2e/%2e%2e/%2e%2e/%2e%2e/data/ledger.csv",
        f"{PAGE}/files/release/response.html",
        f"{PAGE}/draft/response/sheets/..%2f..%2frun.json",
        "/requests/..%2f..%2fdata%2fledger",
        "/requests/%2e%2e",
        "/static/..%2fkey",
        "/static/%2e%2e%2fapp.py",
        "/send/..%2fkey",
        "/send/" + "0" * 32,
        "/send/" + "0" * 32 + "/marked",
        "//etc/passwd",
        "/requests/" + "a" * 5000,
        "/requests/\x00",
    ],
)
def test_no_address_leads_to_another_file(desk, path):
    answer = desk.client.get(path.replace("\x00", "%00"))
    assert answer.status_code in (400, 404)
    assert "Traceback" not in answer.text


def test_a_form_is_taken_from_the_desks_own_pages_alone(desk, tmp_path):
    content = workbook(tmp_path / "a.xlsx", {"Modern slavery unit": 1}).read_bytes()
    mark = desk.csrf()
    with closing(desk.new_client()) as other:
        for fields in ({}, {"csrf": "0" * 64}, {"csrf": mark}):  # of another browser
            assert other.post("/send", data=fields, files={"file": ("a.xlsx", content)}).status_code == 403
    foreign = {"origin": "https://elsewhere.example"}
    assert desk.client.post(f"{PAGE}/again", data={"csrf": mark}, headers=foreign).status_code == 403
    assert desk.client.post(f"{PAGE}/again", json={"csrf": mark}).status_code == 415
    assert desk.client.get(f"{PAGE}/again").status_code == 405
    assert not (desk.folder / "drafts").exists()


def test_what_is_no_spreadsheet_is_said_to_be_none(desk):
    for name, content, said in (
        ("", b"", "No file was chosen"),
        ("a.xlsx", b"", "No file was chosen"),
        ("figures", b"x", "has no ending"),
        ("a.exe", b"MZ" * 100, None),
        ("letter.pdf", b"%PDF-1.7", "letter.pdf is no spreadsheet"),
    ):
        answer = desk.look(name, content)
        assert answer.status_code in (400, 303)
        assert said is None or said in text_of(answer)
    assert desk.look("a.xlsx", b"PK", year="this year").status_code == 400
    large = desk.look("a.xlsx", b"\0" * (MAX_UPLOAD_BYTES + 2**20))
    assert (large.status_code, 'href="/send">Choose another' in large.text) == (413, True)


def hostile_files(folder):
    told = workbook(folder / "html.xlsx", {EVIL: 100, "=HYPERLINK(1)": "x"}).read_bytes()
    macro = openpyxl.load_workbook(io.BytesIO(told))
    macro.active["A9"] = '=WEBSERVICE("http://elsewhere.example")'
    macro.save(folder / "formula.xlsx")
    return {
        "bomb.xlsx": hostile.zip_bomb(),
        f"{EVIL}.xlsx": told,
        "../../../../data/ledger.csv": f"{EVIL},Amount (\u00a3)\n{EVIL},5\n".encode(),
        "lying.xlsx": hostile.lying_zip_bomb(),
        "overlapping.xlsx": hostile.overlapping_parts(),
        "sheets.xlsx": hostile.repeated_sheets(),
        "entities.xlsx": hostile.xlsx("<row/>", prolog='<!DOCTYPE a [<!ENTITY b "c">]>'),
        "formula.xlsx": (folder / "formula.xlsx").read_bytes(),
        "macros.xlsm": told,
        "not.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600,
    }


@pytest.mark.parametrize("names", [slice(3), pytest.param(slice(3, None), marks=pytest.mark.soak)])
def test_hostile_files_do_nothing(desk, tmp_path, names):
    before = {path: path.read_bytes() for path in (desk.root / "data").rglob("*") if path.is_file()}
    for name, content in list(hostile_files(tmp_path).items())[names]:
        answer = desk.look(name, content)
        assert answer.status_code in (303, 400), name
        page = desk.client.get(answer.headers["location"]) if answer.status_code == 303 else answer
        assert page.status_code < 500
        assert EVIL not in page.text
        assert "Traceback" not in page.text
        assert desk.client.get(f"{page.url.path}/marked").status_code < 500
    assert {path: path.read_bytes() for path in (desk.root / "data").rglob("*") if path.is_file()} == before
    assert desk.client.get("/").status_code == 200


def test_a_workbook_is_looked_at_mended_and_sent(desk, tmp_path):
    faulty = workbook(tmp_path / "f.xlsx", FAULTS, 138_000)
    answer = desk.look("funding 2016.xlsx", faulty.read_bytes())
    page = desk.client.get(answer.headers["location"])
    shown = text_of(page)
    assert "2 places to mend" in shown
    assert "£138,000 in G6: DIFFERS" in shown
    assert 'href="#sheet-1-G3"' in page.text
    for role in ("headings", "figures", "total"):
        assert f'<span class="label">{role}</span>' in page.text
    taken = desk.client.post(f"{page.url.path}/take", data={"csrf": desk.csrf(), "role": "Finance manager"})
    assert (taken.status_code, "until its errors are mended" in taken.text) == (400, True)
    marked = desk.client.get(f"{page.url.path}/marked")
    assert 'filename="funding 2016 - to mend.xlsx"' in marked.headers["content-disposition"]
    assert openpyxl.load_workbook(io.BytesIO(marked.content)).sheetnames[0] == "What to mend"

    good = workbook(tmp_path / "g.xlsx", {"Modern slavery unit": 112_000}, 112_000).read_bytes()
    first, second = (desk.look("funding 2016.xlsx", good).headers["location"] for _ in range(2))
    other = desk.look("b.xlsx", workbook(tmp_path / "b.xlsx", {"Modern slavery unit": 113_000}).read_bytes())
    shown = text_of(desk.client.get(first))
    assert "It can be sent: 1 figure is read" in shown
    assert "£112,000 in G4: agrees" in shown
    assert "Modern slavery unit allocated 2016-17 £110,000 £112,000" in shown
    form = {"csrf": desk.csrf(), "role": "Finance manager"}
    assert desk.client.post(f"{first}/take", data=form | {"role": " "}).status_code == 400
    receipt = desk.client.post(f"{first}/take", data=form).headers["location"]
    assert desk.client.post(f"{first}/take", data=form).headers["location"] == receipt  # pressed twice
    shown = text_of(desk.client.get(receipt))
    assert "It is sent: 1 figure is kept" in shown
    assert f"Make the draft of {DRAFT} again" in shown
    (line,) = deliveries(desk)
    assert (line["role"], line["file"].rpartition("/")[2]) == ("Finance manager", "funding 2016.xlsx")

    assert "had been sent before" in text_of(
        desk.client.get(desk.client.post(f"{second}/take", data=form).headers["location"])
    )
    copy = text_of(desk.client.get(desk.look("funding 2016.xlsx", good).headers["location"]))
    assert re.search(r"held, as it is here: in data/\S+/funding 2016.xlsx, received on ", copy)
    assert "the whole file" not in copy
    overtaken = desk.client.post(f"{other.headers['location']}/take", data=form)
    assert (overtaken.status_code, "Somebody has sent a newer file since you looked" in overtaken.text) == (409, True)
    assert len(deliveries(desk)) == 1
    acts = [json.loads(one)["what"] for one in (desk.folder / "activity.jsonl").read_text().splitlines()]
    assert [one for one in acts if "taken" in one or "known" in one] == ["file taken", "file known", "file overtaken"]


def test_a_second_desk_of_an_authority_is_not_opened(desk):
    words = [sys.executable, "-m", "foi_stats", "desk", "--authority", "exampleshire", "--port", "0"]
    done = subprocess.run([*words, "--root", desk.root], capture_output=True, text=True, timeout=60)
    assert (done.returncode, "is open already" in done.stderr) == (3, True)


@pytest.mark.soak
def test_a_day_that_the_file_does_not_say_is_asked_for(desk, tmp_path):
    content = workbook(tmp_path / "a.xlsx", {"Modern slavery unit": 118_100}, as_at="").read_bytes()
    place = desk.look("undated.xlsx", content, year="2016-17").headers["location"]
    asked = desk.client.get(place).text
    assert ('name="as_at"' in asked, 'name="year"' in asked) == (True, False)
    again = desk.client.post(f"{place}/again", data={"csrf": desk.csrf(), "as_at": "2016-12-20"})
    assert "It can be sent" in desk.client.get(again.headers["location"]).text
    about = json.loads((desk.folder / "spool" / place.rpartition("/")[2] / "about.json").read_text())
    assert (about["year"], about["as_at"]) == ("2016-17", "2016-12-20")


@pytest.mark.soak
def test_fifty_files_at_once_are_all_looked_at(desk, tmp_path):
    files = [
        workbook(tmp_path / f"{number}.xlsx", {"Modern slavery unit": number}).read_bytes() for number in range(50)
    ]
    desk.csrf()
    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(lambda one: desk.look(f"{one[0]}.xlsx", one[1]), enumerate(files)))
    assert [answer.status_code for answer in answers] == [303] * 50
    for answer in answers:
        assert "1 figure is read" in text_of(desk.client.get(answer.headers["location"]))


@pytest.mark.soak
def test_a_draft_is_made_again_and_has_the_figure_that_was_sent(desk, tmp_path):
    good = workbook(tmp_path / "g.xlsx", {"Modern slavery unit": 123_456}, as_at="1 December 2016").read_bytes()
    place = desk.look("late.xlsx", good).headers["location"]
    desk.client.post(f"{place}/take", data={"csrf": desk.csrf(), "role": "Finance manager"})
    begun = desk.client.post(f"{PAGE}/again", data={"csrf": desk.csrf()})
    assert begun.headers["location"] == f"{PAGE}/making"
    for _ in range(30):
        desk.client.get(f"{PAGE}/making")
        shown = text_of(desk.client.get(PAGE))
        if "being made" not in shown:
            break
    assert "The draft is ready" in shown
    found = desk.client.get(f"{PAGE}/draft/figures", params={"q": "late.xlsx"}).text
    address = re.search(rf'href="({PAGE}/draft/response/sheets/[^"]+)"', found)[1]
    assert "123456" in desk.client.get(address).text
