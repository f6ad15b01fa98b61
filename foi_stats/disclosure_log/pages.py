"""Render the pages of the log: by themselves, as a site, or within the pages of a server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlencode

from foi_stats.disclosure_log.data import entry_path, json_ld
from foi_stats.disclosure_log.entries import OUTCOMES, Entry, Filters, find_entries, topic_of
from foi_stats.disclosure_log.files import files_of
from foi_stats.disclosure_log.lists import (
    FEW,
    EntryList,
    all_entries,
    by_outcome,
    by_topic,
    by_word,
    by_year,
    words_pages,
)
from foi_stats.disclosure_log.log import Log
from foi_stats.disclosure_log.quarters import lines_of, section_order
from foi_stats.publish.pages.render import NavItem, PageFrame, pages_environment
from foi_stats.vocabulary.years import format_day

NEWEST = 10
"""The entries that the first page shows."""

SECTIONS = {
    "index.html": "Newest",
    "years/index.html": "Years",
    "topics/index.html": "Topics",
    "outcomes/index.html": "Outcomes",
    "words/index.html": "Words",
    "numbers.html": "Numbers",
    "about.html": "About",
}
"""The parts of the log, by the paths of their first pages."""

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"

Page = Callable[[], str]
FrameOf = Callable[[str, tuple[NavItem, ...]], PageFrame]


@dataclass(frozen=True)
class View:
    """Where the log is shown.

    Attributes
    ----------
    frame
        Returns what surrounds a page, by the way from there to the log's own first page (``../``) and the links to the
        parts of the log. It takes over the marks of the log.
    search
        The address of a search on a server, from the first page of the log (``search``); empty where there is none.
    inside
        Whether the pages stand within others, which have a navigation of their own: then the parts of the log are
        shown below it.
    """

    frame: FrameOf
    search: str = ""
    inside: bool = False


def site_view(log: Log) -> View:
    """Return the view of a log that is published by itself."""

    def frame(root: str, parts: tuple[NavItem, ...]) -> PageFrame:
        name, service = log.authority.name, "Freedom of information disclosure log"
        return PageFrame(name, service, f"{root}index.html", f"{root}pages.css", parts, log.marks, POLICY)

    return View(frame)


def pages_of(log: Log, view: View) -> dict[str, Page]:
    """Return all pages of a log by their paths; each is rendered when it is called."""
    words, everything = by_word(log.entries), all_entries(log.entries)
    groups = {"years": by_year(log.entries), "topics": by_topic(log.entries), "outcomes": by_outcome(log.entries)}
    index = words_pages(words)
    render = _Renderer(log, view)
    pages: dict[str, Page] = {
        "index.html": lambda: render(
            "index.html", "log-home", newest=everything.entries[:NEWEST], everything=everything, **groups
        ),
        "numbers.html": lambda: render("numbers.html", "log-numbers", numbers=log.numbers, lines_of=lines_of),
        "about.html": lambda: render("about.html", "log-about"),
        "words/index.html": lambda: render("words/index.html", "log-groups", heading="Words", lists=[]),
    }
    for name, lists in groups.items():
        path = f"{name}/index.html"
        pages[path] = _bound(render, path, "log-groups", heading=_HEADINGS[name], lists=lists)
    for page in index:
        pages[page.path] = _bound(render, page.path, "log-words", page=page, few=FEW, index=index)
    long_words = [some for _, some in words if len(some.entries) > FEW]
    for one in (everything, *(one for some in groups.values() for one in some), *long_words):
        for number in range(1, one.pages + 1):
            pages[one.path(number)] = _bound(render, one.path(number), "log-list", some=one, number=number)
    for entry in log.entries:
        pages[entry_path(entry)] = _bound(_entry_page, render, log, entry)
    return pages


def search_page(log: Log, view: View, filters: Filters, number: int = 1) -> str:
    """Return a page of a search, counted from 1: its form, and what was found."""
    found = EntryList("search", "Search", tuple(find_entries(log.entries, filters)) if filters else ())
    years = sorted({str(entry.sent.year) for entry in log.entries}, reverse=True)
    topics = [(topic_of(one.entries[0]), one.title) for one in by_topic(log.entries)]
    asked = {name: value for name, value in asdict(filters).items() if value}
    pages = [(page, f"?{urlencode(asked | {'page': page})}") for page in range(1, found.pages + 1)]
    choices = {"years": [(year, year) for year in years], "topics": topics, "outcomes": list(OUTCOMES.items())}
    render = _Renderer(log, view)
    return render(view.search, "log-search", found=found, filters=filters, number=number, pages=pages, **choices)


_HEADINGS = {"years": "Responses by year", "topics": "Responses by topic", "outcomes": "Responses by outcome"}


def _bound(render: Callable[..., str], *given: Any, **values: Any) -> Page:  # noqa: ANN401
    return lambda: render(*given, **values)


def _entry_page(render: _Renderer, log: Log, entry: Entry) -> str:
    files = files_of(entry)
    sections = sorted(entry.disclosed.sections, key=section_order)
    block = json_ld(log, entry, files)
    return render(entry_path(entry), "log-entry", entry=entry, files=files, sections=sections, data_block=block)


@dataclass(frozen=True)
class _Renderer:
    """Renders a page of a log by its path and its template."""

    log: Log
    view: View

    def __call__(self, path: str, template: str, **values: Any) -> str:  # noqa: ANN401
        root = "../" * path.count("/")
        first = f"{path.partition('/')[0]}/index.html" if "/" in path else path
        sections = SECTIONS | ({self.view.search: "Search"} if self.view.search else {})
        parts = tuple(NavItem(label, root + where, current=where == first) for where, label in sections.items())
        return (
            pages_environment("foi_stats.disclosure_log")
            .get_template(f"{template}.html.j2")
            .render(
                frame=self.view.frame(root, () if self.view.inside else parts),
                parts=parts if self.view.inside else (),
                search=root + self.view.search if self.view.search else "",
                root=root,
                has_feed=bool(self.log.entries) and not self.view.inside,
                log=self.log,
                path_of=lambda entry: root + quote(entry_path(entry)),
                format_day=format_day,
                **values,
            )
        )
