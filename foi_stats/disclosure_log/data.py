"""The log as data for other programs: schema.org Datasets as JSON-LD, an Atom feed, and a sitemap."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from markupsafe import Markup

from foi_stats.disclosure_log.entries import FOLDER, Entry
from foi_stats.disclosure_log.files import DATA, File
from foi_stats.disclosure_log.log import Log
from foi_stats.vocabulary.html import printable

MOST_IN_FEED = 50
_ATOM, _SITEMAP = "http://www.w3.org/2005/Atom", "http://www.sitemaps.org/schemas/sitemap/0.9"


def entry_path(entry: Entry) -> str:
    """Return the path of an entry's page."""
    return f"{FOLDER}/{entry.name}/index.html"


def json_ld(log: Log, entry: Entry, files: Mapping[str, Sequence[File]]) -> Markup:
    """Return the tables of a release as a schema.org Dataset, to stand in a page; empty where it has none.

    Addresses are in full where the authority's file says where the log is published, else relative to the page.
    """
    tables = files.get(DATA, ())
    if not tables:
        return Markup()
    address, authority = log.authority.log.address, {"@type": "GovernmentOrganization", "name": log.authority.name}
    page = f"{address}{FOLDER}/{quote(entry.name)}/" if address else ""
    told: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": entry.title,
        "description": _description(log, entry),
        "identifier": entry.disclosed.reference,
        "inLanguage": "en-GB",
        "isAccessibleForFree": True,
        "license": log.authority.log.licence_address,
        "publisher": authority,
        "creator": authority,
        "datePublished": entry.sent.isoformat(),
        "keywords": [entry.disclosed.topic_title],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": one.name,
                "contentUrl": page + one.address,
                "encodingFormat": one.media_type,
                "contentSize": one.size,
            }
            for one in tables
        ],
    }
    if page:
        told["url"] = f"{page}index.html"
    text = json.dumps(_printable(told), ensure_ascii=False, indent=1)
    for sign in "<>&\u2028\u2029":  # nothing in it may end the element that holds it
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - no character of markup is left


def feed_xml(log: Log) -> bytes:
    """Return the newest entries as an Atom feed (RFC 4287); a feed of none has no day, so it is empty."""
    if not log.entries:
        return b""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en-GB"})
    address = log.authority.log.address
    _say(feed, "id", _name(log, ""))
    _say(feed, "title", f"Disclosure log of {log.authority.name}")
    if log.marks:
        _say(feed, "subtitle", " ".join(log.marks))
    _say(feed, "updated", max(map(_moment, log.entries)))
    _say(_add(feed, "author"), "name", log.authority.name)
    _say(feed, "rights", f"{log.authority.log.licence}: {log.authority.log.licence_address}")
    if address:
        _add(feed, "link", rel="self", type="application/atom+xml", href=f"{address}feed.xml")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{address}index.html")
    for entry in log.entries[:MOST_IN_FEED]:
        item = _add(feed, "entry")
        _say(item, "id", _name(log, entry.disclosed.reference))
        _say(item, "title", entry.title)
        _say(item, "published", _at(entry.sent))
        _say(item, "updated", _moment(entry))
        _add(item, "link", rel="alternate", type="text/html", href=address + quote(entry_path(entry)))
        if not entry.withdrawn:
            _add(item, "category", term=printable(entry.disclosed.topic), label=printable(entry.disclosed.topic_title))
        _say(item, "summary", _description(log, entry))
    return _xml(feed)


def sitemap_xml(log: Log, paths: Iterable[str]) -> bytes:
    """Return a sitemap of pages; it needs to know where the log is published."""
    ElementTree.register_namespace("", _SITEMAP)
    sitemap = ElementTree.Element(f"{{{_SITEMAP}}}urlset")
    for path in paths:
        place = ElementTree.SubElement(ElementTree.SubElement(sitemap, f"{{{_SITEMAP}}}url"), f"{{{_SITEMAP}}}loc")
        place.text = log.authority.log.address + quote(path)
    return _xml(sitemap)


def _description(log: Log, entry: Entry) -> str:
    if entry.withdrawn:
        return f"The response to request {entry.disclosed.reference} has been withdrawn."
    invented = " Invented data." if log.authority.invented else ""
    demonstration = " A demonstration, which the authority did not issue." if entry.disclosed.demonstration else ""
    return (
        f"The response of {log.authority.name} to request {entry.disclosed.reference} under the Freedom of Information "
        f"Act 2000, about: {entry.disclosed.title}. {entry.outcome}.{invented}{demonstration}"
    )


def _name(log: Log, reference: str) -> str:
    """Return a name for the log or an entry that stays the same wherever it is published."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"foi-stats:log:{log.name}:{reference}").urn


def _moment(entry: Entry) -> str:
    """Return when an entry last changed: when it was sent, or withdrawn."""
    return _at(entry.withdrawn or entry.sent)


def _at(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _add(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)


def _say(parent: ElementTree.Element, tag: str, text: str) -> None:
    _add(parent, tag).text = printable(text)


def _xml(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, " ")
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _printable(value: Any) -> Any:  # noqa: ANN401
    """Return data without control characters in its texts."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_printable(one) for one in value]
    return {key: _printable(one) for key, one in value.items()} if isinstance(value, dict) else value
