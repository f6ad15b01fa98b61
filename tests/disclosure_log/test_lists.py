"""The lists, the words and the search of the log, and how large its pages grow."""

import datetime as dt
import posixpath
import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.disclosure_log.entries import Entry, Filters, find_entries, words_in
from foi_stats.disclosure_log.lists import PER_PAGE, by_word, slug, words_pages
from foi_stats.disclosure_log.pages import pages_of, search_page, site_view
from tests.disclosure_log.made import disclosed, log_of, many
from tests.examples import examples


@pytest.fixture(scope="module")
def thousand():
    return log_of(*many(1000))


@pytest.fixture(scope="module")
def pages(thousand):
    return pages_of(thousand, site_view(thousand))


def test_a_thousand_responses_in_pages_of_under_300_kb(pages):
    lists = [path for path in pages if not path.startswith("responses/")]
    sample = [*lists[::12], "index.html", "all.html", "all.20.html", "words/index.html", "years/2016.html"]
    assert max(len(pages[path]().encode()) for path in sample) < 100_000
    assert {"all.20.html", "topics/roads.7.html", "outcomes/ncnd.html", "years/2007.2.html"} <= set(lists)
    assert "all.21.html" not in pages


def test_every_link_of_a_page_leads_to_a_page(pages):
    made = {"pages.css", "feed.xml"}
    for path in ("index.html", "all.2.html", "words/index.html", "topics/index.html", "responses/7-2016/index.html"):
        links = re.findall(r'href="([^"#]+)"', pages[path]())
        inside = [unquote(link) for link in links if not link.startswith("http")]
        assert inside
        for link in inside:
            assert posixpath.normpath(posixpath.join(posixpath.dirname(path), link)) in pages.keys() | made


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        (Filters(words="bridg district"), 1000),  # a word finds those that it begins, and all must be found
        (Filters(words="district 2016"), 100),
        (Filters(words=" 7/2016"), 1),
        (Filters(words="Écoles"), 0),
        (Filters(words="the"), 0),
        (Filters(year="2016"), 100),
        (Filters(topic="parks", outcome="ncnd", words="repair"), 0),
        (Filters(topic="roads", outcome="ncnd", year="2015"), 16),
        (Filters(), 1000),
    ],
)
def test_search(thousand, filters, number):
    assert len(find_entries(thousand.entries, filters)) == number


def test_the_page_of_a_search_keeps_what_was_asked(thousand):
    view = replace(site_view(thousand), search="search", inside=True)
    page = search_page(thousand, view, Filters(words='roads "&<', topic="parks"), 2)
    assert 'value="roads &#34;&amp;&lt;"' in page
    assert '<option value="parks" selected>' in page
    assert '<a href="search" aria-current="page">Search</a>' in page
    assert "?words=roads+%22%26%3C&amp;topic=parks&amp;page=3" in page
    assert page.count("<li>\n<h3>") == PER_PAGE


def test_words_tell_something():
    assert words_in("What was spent in 2012-13 on the Café’s roof, roof and 3b?") == [
        "spent",
        "2012",
        "cafe",
        "roof",
        "3b",
    ]


def test_what_was_withdrawn_is_found_by_its_reference_alone():
    one = Entry(disclosed("12/2016", "Secret words"), dt.date(2016, 7, 8), None, withdrawn=dt.date(2016, 8, 1))
    assert [len(find_entries([one], Filters(words=words))) for words in ("secret", "roads", "2016")] == [0, 0, 1]
    assert find_entries([one], Filters(topic="roads")) == find_entries([one], Filters(outcome="part")) == []


@examples(25)
@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=5))
def test_the_name_of_a_list_is_a_plain_file_of_its_own(texts):
    names = {slug(text) for text in texts}
    assert len(names) == len({text.casefold() for text in texts})
    assert all(re.fullmatch("[a-z0-9_-]+", name) for name in names)


@examples(20)
@given(st.lists(st.text(max_size=40), max_size=30))
def test_every_word_stands_on_one_page_of_the_index(titles):
    entries = [Entry(disclosed(f"R{n}", title), dt.date(2016, 7, 8), None) for n, title in enumerate(titles)]
    words = by_word(entries)
    shown = [word for page in words_pages(words) for word, _ in page.words]
    assert shown == sorted({word for one in entries for word in one.words})
