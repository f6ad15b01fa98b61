"""The site as people see it: axe-core finds nothing, nothing scrolls sideways, nothing outside is asked for."""

import datetime as dt
import mimetypes
from dataclasses import replace
from importlib.resources import files

import pytest

from foi_stats.disclosure_log.export import write_site
from foi_stats.disclosure_log.quarters import Numbers, Quarter
from foi_stats.vocabulary.period import period_of_day
from tests.browser import chromium
from tests.disclosure_log.made import entry, log_of, many, places_in

HOME = "http://log.test/"
KINDS = (
    *("index.html", "all.html", "years/index.html", "topics/roads.html", "words/index.html", "numbers.html"),
    *("about.html", "responses/1200-2016/index.html", "responses/900-2016/index.html"),
)
"""A page of each kind."""

AXE = """() => axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}).then((found) => found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)]))"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A site with a release, one that was withdrawn, and sixty more."""
    tmp_path = tmp_path_factory.mktemp("site")
    gone = replace(entry(tmp_path, "900/2016", files={}), withdrawn=dt.date(2016, 9, 1))
    long = entry(
        tmp_path,
        "1200/2016",
        "Funding-of-the-Anti-Social-Behaviour-and-Neighbourhood-Policing-Partnership: £1,234,567.89",
    )
    quarter = Quarter(period_of_day(dt.date(2016, 7, 8), "quarter"), received=1234, outcomes={"part": 3})
    numbers = Numbers((quarter,), undated=2)
    marks = ("A demonstration of software: not issued by the authority that it names.",)
    log = log_of(long, gone, *many(60), numbers=numbers, marks=marks, demonstration="A demonstration.")
    write_site(log, places_in(tmp_path), tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


def opened(browser, folder, **settings):
    """Return a page of a browser to which the folder is a web site, what it asked for, and what it complained of."""
    context = browser.new_context(**settings)
    asked, said = [], []

    def serve(route):
        asked.append(route.request.url)
        path = folder / route.request.url.removeprefix(HOME)
        if route.request.url.startswith(HOME) and path.is_file():
            route.fulfill(path=path, content_type=mimetypes.guess_type(path.name)[0] or "text/plain")
        else:
            route.fulfill(status=404)

    context.route("**/*", serve)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    return page, asked, said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "scheme", "kinds"),
    [
        (320, "light", KINDS[4:8]),
        (1280, "dark", ("index.html", KINDS[-2])),
        pytest.param(320, "dark", KINDS, marks=pytest.mark.soak),
        pytest.param(768, "light", KINDS, marks=pytest.mark.soak),
        pytest.param(1280, "light", KINDS, marks=pytest.mark.soak),
    ],
)
def test_axe_finds_nothing(browser, folder, width, scheme, kinds):
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    size = {"width": width, "height": 900}
    page, asked, said = opened(browser, folder, viewport=size, color_scheme=scheme)
    for kind in kinds:
        page.goto(HOME + kind)
        assert page.evaluate("document.styleSheets.length") == 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind  # WCAG 1.4.10
        page.evaluate(axe)
        assert page.evaluate(AXE) == [], kind
    assert said == []  # the policy forbids nothing that a page has
    assert {url.removeprefix(HOME) for url in asked} == {"pages.css", *kinds}


@pytest.mark.slow
def test_without_javascript_a_response_is_found_by_a_word(browser, folder):
    page, asked, _ = opened(browser, folder, java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.goto(HOME + "index.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the links of every page
    assert page.url.endswith("#main")
    page.get_by_role("link", name="Words").first.click()
    page.get_by_role("link", name="policing", exact=False).first.click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Funding-of-the-Anti-Social")
    assert page.get_by_role("link", name="response.pdf").count() == 1
    page.get_by_role("link", name="Outcomes").click()
    page.get_by_role("link", name="Partially withheld").click()
    assert page.get_by_role("heading", level=2).count() == 11
    assert all(url.startswith(HOME) for url in asked)
