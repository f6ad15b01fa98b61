"""Walks the objects of a pdf: photographs with their metadata, and objects that no page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from foi_stats.files.limits import Refusal
from foi_stats.screen.catalogue import counted, finding
from foi_stats.screen.pictures import JPEG, screen_picture
from foi_stats.vocabulary.findings import Finding

_MAX_OBJECTS = 200_000
_DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
_WORDS = re.compile(r"[^\W\d_]{3}")


def get(thing: Any, *names: str) -> Any:  # noqa: ANN401
    """Return the value at the end of these names, each looked up in the value before, or None."""
    for name in names:
        thing = thing.get(name) if hasattr(thing, "get") else None
        thing = thing.get_object() if hasattr(thing, "get_object") else thing
    return thing


def reachable(reader: Any, numbers: set[int] | None = None) -> Iterator[Any]:  # noqa: ANN401
    """Yield each dictionary and stream that the file leads to, once, and note the numbers of the objects."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    seen: set[int] = set() if numbers is None else numbers
    rest: list[Any] = [reader.trailer]
    while rest:
        thing = rest.pop()
        if isinstance(thing, IndirectObject):
            if thing.idnum in seen:
                continue
            seen.add(thing.idnum)
            thing = reader.get_object(thing)
        if isinstance(thing, DictionaryObject):
            yield thing
            rest.extend(thing.values())
        elif isinstance(thing, ArrayObject):
            rest.extend(thing)


def pictures(reader: Any) -> Iterator[Finding]:  # noqa: ANN401
    """Screen the photographs of the file, which it holds unchanged, with their metadata."""
    from pypdf.filters import decode_stream_data
    from pypdf.generic import ArrayObject, NameObject, StreamObject

    pages: dict[int, int] = {}
    for number, page in enumerate(reader.pages, 1):
        for picture in (get(page, "/Resources", "/XObject") or {}).values():
            pages.setdefault(id(picture.get_object()), number)
    for thing in reachable(reader):
        filters = get(thing, "/Filter")
        filters = list(filters) if isinstance(filters, list) else [filters]
        if get(thing, "/Subtype") != "/Image" or filters[-1] != "/DCTDecode":
            continue
        content = bytes(thing._data)
        if filters[:-1]:  # packed once more
            packed = StreamObject()
            packed._data = content
            packed[NameObject("/Filter")] = ArrayObject(filters[:-1])
            content = bytes(decode_stream_data(packed))
        content = content.rstrip(b"\r\n")
        where = f"A picture on page {pages[id(thing)]}" if id(thing) in pages else "A picture in the file"
        with suppress(Refusal):  # a broken picture is broken for viewers too
            for found in screen_picture(content) if content.startswith(JPEG) else ():
                yield finding(found.check, f"{where}: {found.found}")


def unused_objects(reader: Any, data: bytes) -> Iterator[Finding]:  # noqa: ANN401
    """Yield findings for streams and texts that nothing leads to, and pictures and forms that no page draws."""
    from pypdf.generic import IndirectObject, StreamObject

    seen: set[int] = set()
    undrawn = _undrawn(reader, list(reachable(reader, seen)))
    if undrawn:
        are = "is" if undrawn == 1 else "are"
        yield finding("unused-objects", f"{counted(undrawn, 'picture or form')} of the pages {are} not drawn by any")
    known = {number for numbers in reader.xref.values() for number in numbers} | set(reader.xref_objStm)
    if b"/Linearized" in data[:2048] or len(known) > _MAX_OBJECTS:
        return
    unused = texts = 0
    for number in sorted(known - seen - {0}):
        thing = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(thing, StreamObject):
            unused += get(thing, "/Type") not in ("/XRef", "/ObjStm")
        elif _has_text(thing):
            texts += 1
    if unused:
        belong = "belongs" if unused == 1 else "belong"
        yield finding("unused-objects", f"The file holds {counted(unused, 'stream')} that {belong} to no page")
    elif texts:
        belong = "belongs" if texts == 1 else "belong"
        yield finding("unused-objects", f"The file holds {counted(texts, 'text')} that {belong} to no page")


def _has_text(thing: Any) -> bool:  # noqa: ANN401
    """Return whether an object is a text of words, or a dictionary or list with one; names and dates are none."""
    if isinstance(thing, str):
        return not thing.startswith(("/", "D:")) and bool(_WORDS.search(thing))
    if isinstance(thing, dict) and "/Filter" in thing:  # how a file was encrypted, before that was taken off
        return False
    if isinstance(thing, dict) and get(thing, "/Type") in ("/Font", "/FontDescriptor", "/Encoding", "/StructElem"):
        return False
    inner = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    return any(isinstance(value, str) and _has_text(value) for value in inner)


def _undrawn(reader: Any, things: list[Any]) -> int:  # noqa: ANN401
    """Return how many pictures and forms stand in the resources of pages, and no page, form or pattern draws them."""
    listed: dict[int, bool] = {}
    everywhere: set[str] = set()
    holders = [(get(page, "/Resources", "/XObject"), _content(get(page, "/Contents"))) for page in reader.pages]
    if not any(resources for resources, _ in holders):
        return 0
    for thing in things:
        if get(thing, "/Type") == "/Page" or not ("/Resources" in thing or get(thing, "/Subtype") == "/Form"):
            continue
        inner = get(thing, "/CharProcs")
        parts = [part.get_object() for part in inner.values()] if inner else [thing]
        content = b" ".join(_content(part) for part in parts)
        if "/Resources" in thing:
            holders.append((get(thing, "/Resources", "/XObject"), content))
        else:
            everywhere |= _names(content)
    for resources, content in holders:
        drawn = _names(content) | everywhere
        for name, reference in (resources or {}).items():
            key = id(reference.get_object())
            listed[key] = listed.get(key, False) or str(name)[1:] in drawn
    return sum(not is_drawn for is_drawn in listed.values())


def _names(content: bytes) -> set[str]:
    """Return the names of the pictures and forms that some content draws."""
    named = (re.sub(rb"#([0-9A-Fa-f]{2})", _unescaped, name) for name in _DRAWN.findall(content))
    return {name.decode("utf-8", "replace") for name in named}


def _unescaped(match: re.Match[bytes]) -> bytes:
    return bytes([int(match.group(1), 16)])


def _content(thing: Any) -> bytes:  # noqa: ANN401
    """Return the content of a stream, or of several."""
    if isinstance(thing, list):
        return b"\n".join(_content(part.get_object()) for part in thing)
    return bytes(thing.get_data()) if hasattr(thing, "get_data") else b""
