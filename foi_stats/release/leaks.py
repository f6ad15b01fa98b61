"""Search every byte of a release for what must not be in it.

Every byte is searched: parts of Office files unpacked, streams of pdf files inflated and their text extracted, pictures
within pages decoded; in every encoding that such files use, and for numbers in every way that they are printed.
"""

from __future__ import annotations

import base64
import binascii
import io
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote_to_bytes

from foi_stats.files.limits import MAX_FILE_BYTES, Refusal, read_bytes
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.package import open_archive
from foi_stats.screen.pdf_text import pdf_texts
from foi_stats.vocabulary.findings import Finding

_MAX_NESTING = 5
_MAX_INFLATED = 256 * 2**20
_DATA_URL = re.compile(rb"data:[\w.+/-]*((?:;[\w=.-]+)*),([^\"'<>()\s]*)", re.IGNORECASE)
_STREAM = re.compile(rb"stream\r?\n")
_REFERENCE = re.compile(r"&#(x[0-9a-f]{1,6}|\d{1,7});|&(amp|lt|gt|quot|apos|nbsp|pound);", re.IGNORECASE)
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\xa0", "pound": "£"}
_TAG = re.compile(r"<[^<>]*>")
_MARKUP = re.compile(rb"(?<!<)</\w|/>(?!>)|&#")
"""What tells markup, in which tags cut words and references stand for letters, from the dictionaries of a pdf."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")

_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"[\s\u00a0\u2009\u202f]+")


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What must not be released: a text or a number, and what it is, which is said in its place."""

    what: str
    value: str | int | Decimal


_Patterns = list[tuple[Forbidden, frozenset[str], list[bytes]]]
"""What is looked for, and the words, and the pieces of bytes, without which it is not there."""


def leaks(forbidden: Iterable[Forbidden], folder: Path) -> list[Finding]:
    """Return a finding for each forbidden thing in each file of a folder, or in its name.

    Parameters
    ----------
    forbidden
        Texts are found whatever the case of their letters and the width of their spaces, as whole words. Numbers are
        found as they are printed: 48271, 48,271, 48 271, 48271.0; never as part of a longer number.
    folder
        The release. A single file will do.

    Returns
    -------
    list of Finding
        Of the check ``leak``, severity error, in the order of the files; what leaked is masked. A file that cannot be
        looked into is a finding too.
    """
    patterns = [(one, _words(one.value), _pieces(one.value)) for one in forbidden if str(one.value).strip()]
    clean: set[bytes] = set()
    found = []
    for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
        name = str(path.relative_to(folder)) if path != folder else path.name
        plain = _plain(path.name)
        may = _with_pieces(patterns, plain.encode())
        found += [_leak(one, name, "its name") for one, _, _ in may if _pattern(one.value).search(plain)]
        if path.is_file():
            found += _file_leaks(path, name, patterns, clean)
    return found


def _file_leaks(path: Path, name: str, patterns: _Patterns, clean: set[bytes]) -> list[Finding]:
    """Return the leaks of a file. ``clean`` are digests of content searched before: one chart is in many files."""
    seen: dict[Forbidden, str] = {}
    try:
        for place, content in _contents(read_bytes(path), ""):
            if (digest := sha256(content).digest()) in clean:
                continue
            may = _may_hold(content, patterns)
            leaked = dict.fromkeys(one for text in (_texts(content) if may else ()) for one in _leaked(text, may))
            seen |= dict.fromkeys((one for one in leaked if one not in seen), place or "its text")
            if not leaked:
                clean.add(digest)
    except Refusal as refused:
        return [replace(finding("leak", refused.finding.found), file=name)]
    return [_leak(one, name, place) for one, place in seen.items()]


def _may_hold(content: bytes, patterns: _Patterns) -> _Patterns:
    """Return the forbidden texts that a file could hold: all in markup, elsewhere those that its bytes allow.

    Fonts, packed pictures and the streams of a pdf are most of a release, and to read them as text takes long. Nothing
    in them cuts a word, and without their zero bytes the letters of UTF-16 stand beside each other, as all others do.
    """
    beside = content.lower().translate(None, b"\0")
    if (content.startswith(_UTF_16) or _is_text(content)) and _MARKUP.search(beside):
        return patterns
    return _with_pieces(patterns, beside)


def _with_pieces(patterns: _Patterns, content: bytes) -> _Patterns:
    """Return the forbidden texts each of whose pieces stands in some bytes."""
    there: dict[bytes, bool] = {}  # many texts share their first words

    def is_there(piece: bytes) -> bool:
        if piece not in there:
            there[piece] = piece in content
        return there[piece]

    return [one for one in patterns if all(map(is_there, one[2]))]


def _pieces(value: str | int | Decimal) -> list[bytes]:
    """Return the pieces of a text between its spaces, but for those whose letters have several forms."""
    return [piece.encode() for piece in _plain(value).split() if piece.isascii()] if isinstance(value, str) else []


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _leaked(text: str, patterns: _Patterns) -> Iterator[Forbidden]:
    words = set(_WORD.findall(text)) if any(needed for _, needed, _ in patterns) else set()
    for one, needed, _ in patterns:
        if needed <= words and _pattern(one.value).search(text):
            yield one


def _leak(one: Forbidden, file: str, place: str) -> Finding:
    return replace(finding("leak", f"{one.what}, {masked(str(one.value))}, stands in {place}"), file=file)


def _words(value: str | int | Decimal) -> frozenset[str]:
    """Return the words without which a text is not there: most are told so at once. A number may be cut by spaces."""
    return frozenset(_WORD.findall(_plain(value))) if isinstance(value, str) else frozenset()


@lru_cache(maxsize=4096)
def _pattern(value: str | int | Decimal) -> re.Pattern[str]:
    """Return the pattern that fits a text, or a number in any way that it is printed."""
    if isinstance(value, str):
        words = r"\s*".join(map(re.escape, _plain(value).split()))
        return re.compile(rf"(?<!\w){words}(?!\w)" if words[:1].isalnum() else words)
    whole, _, part = f"{abs(value):f}".partition(".")
    groups = f"{int(whole):,}".split(",")
    digits = r"[,. '\u2019\u202f\u00a0]?".join(groups)
    pence = part.rstrip("0")
    decimals = rf"[.,]{pence}0*" if pence else r"(?:\.0+)?"
    return re.compile(rf"(?<![\d.,])(?<!\d[ ']){digits}{decimals}(?![\d])(?![.,]\d)")


def _contents(data: bytes, place: str, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of a file, and of everything that is packed in it, each with where it stands."""
    yield place, data
    if depth >= _MAX_NESTING:
        return
    inside: Iterator[tuple[str, bytes]] = iter(())
    if data.startswith(b"PK"):
        inside = _parts(data)
    elif b"%PDF-" in data[:1024]:
        inside = _pdf_parts(data)
    elif data.startswith(b"\x89PNG"):
        inside = _inflated(data, re.compile(rb"(?:zTXt|iTXt)[^\0]{0,79}\0+"), "a text beside the picture")
    else:
        inside = _data_urls(data)
    for name, content in inside:
        yield from _contents(content, f"{place}/{name}".strip("/"), depth + 1)


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    archive = open_archive(io.BytesIO(data))
    for name in archive.names:
        yield name, name.encode()
        yield name, archive.read(name, MAX_FILE_BYTES)


def _pdf_parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each stream inflated, whether a page shows it or not, and the text and properties as a reader sees them."""
    yield from _inflated(data, _STREAM, "a stream")
    *pages, properties = pdf_texts(data)
    for number, text in enumerate(pages, 1):
        yield f"page {number}", text.encode("utf-8", "replace")
    yield "the properties", properties.encode("utf-8", "replace")


def _inflated(data: bytes, start: re.Pattern[bytes], name: str) -> Iterator[tuple[str, bytes]]:
    for match in start.finditer(data):
        try:
            yield name, zlib.decompressobj().decompress(data[match.end() :], _MAX_INFLATED)
        except zlib.error:
            continue


def _data_urls(data: bytes) -> Iterator[tuple[str, bytes]]:
    for match in _DATA_URL.finditer(data):
        content = unquote_to_bytes(match.group(2))
        if b"base64" in match.group(1).lower():
            try:
                content = base64.b64decode(content)
            except (binascii.Error, ValueError):
                continue
        yield "a picture within the page", content


def _texts(content: bytes) -> Iterator[str]:
    """Yield bytes as text in each way that they may be meant: markup with and without its tags, UTF-16."""
    text = content.decode("utf-8", "replace")
    yield _plain(text)
    if "<" in text and ">" in text:
        yield _plain(_TAG.sub("", text))  # a word may be cut by tags, as Word cuts it
        yield _plain(_TAG.sub(" ", text))
    if b"\0" in content:
        for encoding, start in (("utf-16-le", 0), ("utf-16-le", 1), ("utf-16-be", 0), ("utf-16-be", 1)):
            yield _plain(content[start:].decode(encoding, "replace"))


def _plain(text: str) -> str:
    """Return text with its references resolved, its spaces alike, and its letters small."""
    if "&" in text:
        text = _REFERENCE.sub(_character, text)
    return _SPACE.sub(" ", text).casefold()


def _character(match: re.Match[str]) -> str:
    number, name = match.groups()
    if name:
        return _NAMED[name.lower()]
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return chr(code) if code < 0x110000 else ""


def user_and_paths() -> list[Forbidden]:
    """Return texts that identify the user or the machine: the user's name and home folder, and the machine's name."""
    import getpass
    import platform

    names = [("the name of a user", getpass.getuser()), ("the name of a computer", platform.node())]
    return [Forbidden("the path of a computer", os.path.expanduser("~") + os.sep)] + [
        Forbidden(what, name) for what, name in names if len(name) > 3 and name not in ("root", "user", "localhost")
    ]
