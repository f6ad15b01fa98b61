"""The log as data: the Atom feed, the sitemap and schema.org, whatever stands in titles and questions."""

import datetime as dt
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.disclosure_log.data import feed_xml, sitemap_xml
from foi_stats.disclosure_log.entries import Entry
from foi_stats.disclosure_log.files import find_file
from foi_stats.disclosure_log.pages import pages_of, site_view
from foi_stats.request.authority import LogSettings
from foi_stats.run.disclosed import AnswerGiven
from foi_stats.vocabulary.html import printable
from tests.disclosure_log.made import AUTHORITY, FILES, disclosed, entry, log_of
from tests.examples import examples

ATOM = {"a": "http://www.w3.org/2005/Atom"}
ADDRESS = "https://www.example.org/foi/"


HOSTILE = """</script><script>alert(1)</script>"><img src=x onerror=alert(1)>&amp;]]>\x00\u202e{{ 7 * 7 }}"""


def at_home(log):
    """Return a log that says where it is published."""
    return replace(log, authority=AUTHORITY.model_copy(update={"log": LogSettings(address=ADDRESS)}))


def data_block(page):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])


def test_the_feed_is_what_rfc_4287_asks_for(tmp_path):
    gone = replace(entry(tmp_path, "9/2016", sent=dt.date(2016, 6, 1), files={}), withdrawn=dt.date(2016, 9, 1))
    log = at_home(log_of(entry(tmp_path), gone))
    feed = ElementTree.fromstring(feed_xml(log))
    for one in (feed, *feed.findall("a:entry", ATOM)):
        assert len(one.findall("a:id", ATOM)) == len(one.findall("a:title", ATOM)) == 1
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one.findtext("a:id", namespaces=ATOM))
        assert dt.datetime.fromisoformat(one.findtext("a:updated", namespaces=ATOM))
    assert feed.findtext("a:updated", namespaces=ATOM) == "2016-09-01T00:00:00Z"
    assert feed.find("a:author/a:name", ATOM).text == AUTHORITY.name
    links = {(one.get("rel"), one.get("href")) for one in feed.iter(f"{{{ATOM['a']}}}link")}
    assert ("self", f"{ADDRESS}feed.xml") in links
    assert ("alternate", f"{ADDRESS}responses/12-2016/index.html") in links
    titles = [one.findtext("a:title", namespaces=ATOM) for one in feed.findall("a:entry", ATOM)]
    assert titles == ["What roads cost", "Withdrawn: 9/2016"]
    ids = [one.text for one in feed.iter(f"{{{ATOM['a']}}}id")]
    moved = [one.text for one in ElementTree.fromstring(feed_xml(log_of(*log.entries))).iter(f"{{{ATOM['a']}}}id")]
    assert len(set(ids)) == 3
    assert ids == moved  # wherever it is published


def test_an_empty_log_has_pages_and_no_feed():
    log = log_of()
    assert feed_xml(log) == b""
    pages = pages_of(log, site_view(log))
    assert all("Nothing has been released yet." in pages[path]() for path in ("index.html", "years/index.html"))
    assert "feed.xml" not in pages["about.html"]() + pages["index.html"]()


def test_the_sitemap_names_every_page(tmp_path):
    sitemap = ElementTree.fromstring(sitemap_xml(at_home(log_of(entry(tmp_path))), ["index.html", "a b.html"]))
    assert [place.text for place in sitemap.iter() if place.tag.endswith("loc")] == [
        f"{ADDRESS}index.html",
        f"{ADDRESS}a%20b.html",
    ]


@pytest.mark.parametrize(("home", "before"), [(False, ""), (True, f"{ADDRESS}responses/12-2016/")])
def test_the_tables_of_a_release_are_a_dataset(tmp_path, home, before):
    log = log_of(entry(tmp_path))
    log = at_home(log) if home else log
    told = data_block(pages_of(log, site_view(log))["responses/12-2016/index.html"]())
    assert (told["@type"], told["identifier"], told["datePublished"]) == ("Dataset", "12/2016", "2016-07-08")
    assert told["license"].startswith("https://www.nationalarchives.gov.uk/")
    assert told["distribution"] == [
        {
            "@type": "DataDownload",
            "name": "What roads cost (£)",
            "contentUrl": f"{before}tables/1.csv",
            "encodingFormat": "text/csv",
            "contentSize": "19 bytes",
        }
    ]


class Tags(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(sorted(name for name, _ in attrs))))

    def handle_data(self, data):
        self.text += data


TEXT = st.one_of(st.just(HOSTILE), st.text(max_size=60), st.text(alphabet="<>&\"'/{}%!-]\x00\u2028", max_size=40))


def tags_of(title, topic, question, name):
    """Return the tags of the pages of a log with these texts, but for those that keep a number together."""
    told = {"topic_title": topic, "answers": (AnswerGiven("1", question, "Disclosed"),)}
    log = log_of(Entry(disclosed("12/2016", title, **told), dt.date(2016, 7, 8), Path()))
    log = replace(log, authority=AUTHORITY.model_copy(update={"name": name}))
    ElementTree.fromstring(feed_xml(log))
    pages = pages_of(log, site_view(log))
    shown = Tags(pages["index.html"]() + pages["responses/12-2016/index.html"]()).tags
    return [tag for tag in shown if tag != ("span", ("class",))]


PLAIN = tags_of("Roads", "Roads", "Roads?", "Office")


@examples(20)
@given(st.tuples(TEXT, TEXT, TEXT, TEXT))
def test_no_text_becomes_markup(texts):
    assert tags_of(*texts) == PLAIN  # whatever titles, topics and questions say


@examples(10)
@given(TEXT)
def test_the_data_block_ends_where_it_should(text):
    with TemporaryDirectory() as folder:
        metadata = json.dumps({"dc:title": text}).encode()
        one = entry(Path(folder), title=text, files=FILES | {"tables/1.csv-metadata.json": metadata})
        log = log_of(one)
        page = pages_of(log, site_view(log))["responses/12-2016/index.html"]()
    assert page.count("<script") == page.count("</script") == 1
    assert data_block(page)["name"] == printable(text)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("responses/12-2016/tables/1.csv", "12-2016/tables/1.csv"),
        ("responses/12-2016/../../secret", None),
        ("responses/12-2016/secret", None),
        ("responses/../secret", None),
        ("other/12-2016/tables/1.csv", None),
        ("responses/9-2016/response.pdf", None),
        ("", None),
    ],
)
def test_only_files_that_were_released_are_found(tmp_path, path, found):
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    one = entry(tmp_path)
    (one.folder / "secret").write_text("secret", encoding="utf-8")
    assert find_file([one], path) == (tmp_path / found if found else None)
