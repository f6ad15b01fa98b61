"""The checks of pdf files: notes, attachments, layers and programs. pypdf reads the file."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from foi_stats.files.limits import Refusal, damaged, protected, unsafe
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.pdf_objects import get, object_comment, pictures, unused_objects
from foi_stats.screen.pdf_properties import custom_entry, metadata
from foi_stats.screen.pdf_text import unseen_content, without_password
from foi_stats.screen.properties import local_address
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_MAX_PAGES = 20_000
_MAX_DEPTH = 30
_UPWARDS = re.compile(r"^(?:\.\./)+")
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF")


def screen_pdf(data: bytes, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield findings for the hidden content of a pdf file."""
    reader = read_pdf(data)
    for check in (annotation, attachment, hidden_layer, script, thumbnail, program_data, pictures):
        yield from _guarded(check, reader)
    yield from _guarded(form_field, reader)
    yield from _guarded(lambda known: unused_objects(known, data), reader)
    yield from _guarded(lambda _: hidden_content(data), reader)
    yield from _guarded(lambda known: metadata(known, allowed), reader)
    yield from _guarded(custom_entry, reader)
    yield from object_comment(data)
    yield from earlier_version(data)
    yield from trailing_data(data)


@lru_cache(maxsize=4)
def read_pdf(data: bytes) -> Any:  # noqa: ANN401 - pypdf is imported when it is needed
    """Return the reader of a pdf, or refuse the file; the same for all who look at a file."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if b"/Encrypt" in data:
        data = without_password(data)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise protected()
        pages = len(reader.pages)
    except Refusal:
        raise
    except RecursionError as error:
        raise unsafe("The file has pages inside pages without end") from error
    except (FileNotDecryptedError, DependencyError) as error:  # without its password; in a way that needs more to read
        raise protected() from error
    except Exception as error:  # pypdf raises many kinds
        raise damaged(f"The file is damaged: {error or 'its pages cannot be found'}") from error
    if not pages:
        raise damaged("The file is damaged: it has no page")
    if pages > _MAX_PAGES:
        raise unsafe(f"The file has {pages:,} pages")
    return reader


def _guarded(check: Callable[[Any], Iterator[Finding]], reader: Any) -> list[Finding]:  # noqa: ANN401
    try:
        return list(check(reader))
    except Refusal:
        raise
    except Exception as error:
        raise damaged(f"The file is damaged: {error or type(error).__name__}") from error


def annotation(reader: Any) -> Iterator[Finding]:  # noqa: ANN401
    """Yield a finding for the notes, marks and fields on each page, and for links into a computer."""
    for number, page in enumerate(reader.pages, 1):
        notes = []
        for reference in get(page, "/Annots") or ():
            note = reference.get_object()
            kind = str(get(note, "/Subtype"))
            if kind == "/Link":
                yield from _link(get(note, "/A"), number)
            elif kind not in ("/Popup", "/FileAttachment"):
                notes.append(str(get(note, "/Contents") or get(note, "/V") or kind))
        if notes:
            yield finding(
                "annotation",
                f"Page {number} has {counted(len(notes), 'note, mark or field')}, the first {masked(notes[0])}",
            )


def form_field(reader: Any) -> Iterator[Finding]:  # noqa: ANN401
    """Yield a finding for the values of form fields that stand on no page."""
    form = get(reader.root_object, "/AcroForm")
    values = [str(get(field, "/V")) for field in _fields(get(form, "/Fields"))]
    if get(form, "/XFA") is not None:
        yield finding("annotation", "The file has a form that another program fills in, and its data (XFA)")
    if values:
        yield finding(
            "annotation",
            f"The file has {counted(len(values), 'form field')} on no page, the first holds {masked(values[0])}",
        )


def _fields(fields: Any, depth: int = 0) -> Iterator[Any]:  # noqa: ANN401
    """Yield the fields with a value that no page shows, neither in the field nor in the fields below it."""
    for reference in (fields or ()) if depth < _MAX_DEPTH else ():
        thing = reference.get_object()
        kids = [kid.get_object() for kid in get(thing, "/Kids") or ()]
        shown = any(get(kid, "/Subtype") == "/Widget" and "/Rect" in kid for kid in (thing, *kids))
        if not shown and get(thing, "/V") not in (None, ""):
            yield thing
        yield from _fields([kid for kid in kids if "/T" in kid], depth + 1)


def thumbnail(reader: Any) -> Iterator[Finding]:  # noqa: ANN401
    """Yield a finding for small pictures of the pages, which may show earlier content."""
    pages = [number for number, page in enumerate(reader.pages, 1) if get(page, "/Thumb") is not None]
    if pages:
        yield finding(
            "thumbnail", f"Page {pages[0]} has a picture of it as it once was ({counted(len(pages), 'page')})"
        )


def program_data(reader: Any) -> Iterator[Finding]:  # noqa: ANN401
    """Yield a finding for the private data of drawing programs, which may hold the whole drawing."""
    for thing in (reader.root_object, *reader.pages):
        for name, data in (get(thing, "/PieceInfo") or {}).items():
            if get(data.get_object(), "/Private") is not None:
                yield finding("program-data", f"The program {masked(str(name).lstrip('/'))} keeps its own data in it")
                return


def _link(action: Any, page: int) -> Iterator[Finding]:  # noqa: ANN401
    """Yield a finding for a link into a computer: to a file, or to a program that it starts."""
    named = get(action, "/F") or get(action, "/Win", "/F")
    file = str(get(named, "/UF") or get(named, "/F") or named or "") if named is not None else ""
    target = str(get(action, "/URI") or "") or file
    if address := local_address(target) or (file if str(get(action, "/S")) == "/Launch" else ""):
        found = finding("path", f"A link on page {page} leads into a computer, {masked(address)}")
        # From one manual of a website to another, as "../doc/grid.pdf": no folder of a person.
        is_beside = target.startswith("../") and not local_address(_UPWARDS.sub("", target))
        yield replace(found, severity="warning") if is_beside else found


def attachment(reader: Any) -> Iterator[Finding]:  # noqa: ANN401
    """Yield a finding for each file within the file."""
    names = list(_names(get(reader.root_object, "/Names", "/EmbeddedFiles")))
    for page in reader.pages:
        for reference in get(page, "/Annots") or ():
            note = reference.get_object()
            if str(get(note, "/Subtype")) == "/FileAttachment":
                names.append(str(get(note, "/FS", "/UF") or get(note, "/FS", "/F") or ""))
    associated = get(reader.root_object, "/AF")
    if associated and not names:
        names = [str(get(reference.get_object(), "/UF") or "") for reference in associated]
    if names:
        yield finding(
            "attachment", f"The file holds {counted(len(names), 'file')} within it, the first named {masked(names[0])}"
        )


def _names(tree: Any, depth: int = 0) -> Iterator[str]:  # noqa: ANN401
    """Yield the names of a tree of names."""
    if tree is None or depth > _MAX_DEPTH:
        return
    yield from map(str, list(get(tree, "/Names") or ())[::2])
    for child in get(tree, "/Kids") or ():
        yield from _names(child.get_object(), depth + 1)


def hidden_layer(reader: Any) -> Iterator[Finding]:  # noqa: ANN401
    """Yield a finding for layers that are switched off when the file is opened."""
    layers = get(reader.root_object, "/OCProperties")
    if layers is None:
        return
    default = get(layers, "/D")
    off = [reference.get_object() for reference in get(default, "/OFF") or ()]
    if str(get(default, "/BaseState")) == "/OFF":
        on = {getattr(reference, "idnum", None) for reference in get(default, "/ON") or ()}
        off += [
            reference.get_object()
            for reference in get(layers, "/OCGs") or ()
            if getattr(reference, "idnum", None) not in on
        ]
    off += [
        reference.get_object()
        for reference in get(layers, "/OCGs") or ()
        if str(get(reference.get_object(), "/Usage", "/View", "/ViewState")) == "/OFF"
    ]
    if not off:
        off = [layer for page in reader.pages for layer in _shown_when_off(page)]
    if off:
        name = masked(str(get(off[0], "/Name")))
        yield finding(
            "hidden-layer", f"The file holds {counted(len(off), 'layer')} that cannot be seen, the first {name}"
        )


def _shown_when_off(page: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the layers whose content is shown only while they are off."""
    for reference in (get(page, "/Resources", "/Properties") or {}).values():
        group = reference.get_object()
        if get(group, "/P") in ("/AllOff", "/AnyOff"):
            layers = get(group, "/OCGs")
            yield from (layers if isinstance(layers, list) else [layers])[:1]


def script(reader: Any) -> Iterator[Finding]:  # noqa: ANN401
    """Yield a finding for programs that run when the file is opened or used."""
    opened = get(reader.root_object, "/OpenAction")
    actions = [get(reader.root_object, "/AA"), *(get(page, "/AA") for page in reader.pages)]
    notes = (reference.get_object() for page in reader.pages for reference in get(page, "/Annots") or ())
    if (
        get(reader.root_object, "/Names", "/JavaScript")
        or any(actions)
        or any(get(note, "/AA") or str(get(note, "/A", "/S")) == "/JavaScript" for note in notes)
        or str(get(opened, "/S")) in ("/JavaScript", "/Launch")
    ):
        yield finding("script", "The file holds a program that runs when it is opened or used")


def hidden_content(data: bytes) -> Iterator[Finding]:
    """Yield findings for unseen text (not drawn, covered, off the page, white on white) and unseen pictures."""
    for unseen in unseen_content(data):
        if unseen.text is None:
            yield finding("hidden-picture", f"A picture on page {unseen.page} {unseen.why}")
            continue
        sample = f": {masked(unseen.text)}" if unseen.text.strip() else ""
        found = finding("hidden-text", f"Page {unseen.page} holds text that {unseen.why}{sample}")
        yield replace(found, severity="warning") if unseen.is_cut else found


def earlier_version(data: bytes) -> Iterator[Finding]:
    """Yield a finding if the file was changed by adding to its end, because the earlier version is still in it."""
    ends = [int(place) for place in _START.findall(data)]
    is_linear = b"/Linearized" in data[:2048]
    if len([place for place in ends if place]) > (2 if is_linear else 1):
        found = finding(
            "earlier-version", f"The file was saved {len(ends)} times, one after another, and keeps each version"
        )
        # A signature is added to the end, and would be broken by saving the file anew.
        yield replace(found, severity="warning") if b"/ByteRange" in data else found


def trailing_data(data: bytes) -> Iterator[Finding]:
    """Yield a finding for bytes after the end of the file, which no viewer reads."""
    rest = data[data.rfind(b"%%EOF") + 5 :].strip(b"\r\n \0\x1a")
    if rest and b"%%EOF" in data:
        yield finding("trailing-data", f"{counted(len(rest), 'byte')} follow the end of the file")
