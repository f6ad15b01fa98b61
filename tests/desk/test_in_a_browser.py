"""The desk as people see it, in Chromium: axe-core finds nothing, no page scrolls sideways, and a keyboard will do."""

from importlib.resources import files

import pytest

from tests import browser
from tests.desk.conftest import DRAFT, workbook

pytestmark = pytest.mark.slow

PAGE = f"/requests/{DRAFT}"
AXE = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"


@pytest.fixture(scope="module")
def chromium():
    with browser.chromium() as opened:
        yield opened


@pytest.fixture
def page(chromium, desk):
    """A page of a browser that was let in; what it asks for elsewhere, and what its policy stops, fails the test."""
    said = []
    context = chromium.new_context(base_url=desk.base)
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.on("request", lambda asked: asked.url.startswith((desk.base, "data:")) or said.append(asked.url))
    opened.on("console", lambda told: "404" in told.text or "40" in told.text or said.append(told.text))
    opened.goto(desk.address)
    yield opened
    context.close()
    assert said == []


@pytest.fixture(scope="module")
def looked(desk, tmp_path_factory):
    """The address of a file with faults that was looked at."""
    amounts = {"Modern slavery unit": "about 112,000", "Staff training": 7_500}
    content = workbook(tmp_path_factory.mktemp("sent") / "a.xlsx", amounts, 119_500).read_bytes()
    return desk.look("figures.xlsx", content).headers["location"]


@pytest.fixture(scope="module")
def pages(looked):
    name = "services.counselling.2014-15.html"
    return [
        "/",
        PAGE,
        "/send",
        looked,
        f"{PAGE}/draft/response/sheets/{name}",
        f"{PAGE}/draft/figures?q=110,000",
        "/activity",
        "/log/search?words=slavery",
        "/x",
    ]


def check(page, addresses):
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    for address in addresses:
        page.goto(address)
        page.evaluate(axe)
        found = page.evaluate(AXE)
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == [], address
        assert len(found["passes"]) > 15
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@pytest.mark.parametrize("width", [320, *(pytest.param(width, marks=pytest.mark.soak) for width in (768, 1280))])
@pytest.mark.parametrize("scheme", ["dark", pytest.param("light", marks=pytest.mark.soak)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page, pages, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    check(page, pages)


def test_a_stranger_sees_how_to_come_in(chromium, desk):
    page = chromium.new_context(base_url=desk.base).new_page()
    check(page, ["/"])
    page.get_by_label("Key").fill(desk.address[-32:])
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Requests").wait_for()
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")


def test_a_workbook_is_sent_by_the_keyboard_alone_and_without_javascript(chromium, desk, tmp_path):
    context = chromium.new_context(base_url=desk.base, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(60_000)  # others may be at work on the machine
    page.goto(desk.address)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the main content"
    page.get_by_role("link", name="Send a workbook").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Spreadsheet").set_input_files(
        workbook(tmp_path / "typed.xlsx", {"Modern slavery unit": 114_000}, as_at="2 December 2016")
    )
    for _ in range(3):  # the details, and then the button
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Look at it":
            break
    page.get_by_role("button", name="Look at it").press("Enter")
    page.get_by_label("Your role, not your name").press_sequentially("Finance manager")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Receipt for typed.xlsx").wait_for()
    assert page.get_by_role("button", name=f"Make the draft of {DRAFT} again").is_visible()
    context.close()


def test_a_page_that_the_browser_kept_is_asked_for_again(page, looked):
    page.goto(looked)
    page.evaluate("window.kept = true; dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    page.wait_for_function("window.kept === undefined")


def test_a_wide_sheet_says_which_columns_are_beyond_its_frame(page, looked):
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(looked)
    page.get_by_text("Scroll for columns").first.wait_for()
    page.set_viewport_size({"width": 1600, "height": 900})
    page.get_by_text("These are the last of its columns.").first.wait_for()


def test_a_file_is_dropped(page):
    page.goto("/send")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["x"], "dropped.csv"));
            document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", {dataTransfer: data}));
        }"""
    )
    assert page.evaluate("document.querySelector('#file').files[0].name") == "dropped.csv"


def test_a_finding_leads_to_its_cell_and_a_ringed_cell_is_in_sight(page, looked, pages):
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(looked)
    page.get_by_role("link", name="sheet Funding, cell G3").first.click()
    assert page.url.endswith("#sheet-1-G3")
    assert _is_in_sight(page, "#sheet-1-G3")
    page.goto(pages[4])
    assert _is_in_sight(page, ".behind .marked", across=True)


def _is_in_sight(page, selector, *, across=False):
    box = page.locator(selector).first.bounding_box()
    high = across or 0 <= box["y"] < 900
    return high and 0 <= box["x"] < 320
