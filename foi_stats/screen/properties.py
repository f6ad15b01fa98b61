"""Recognises names of people and paths of computers, and checks the properties of any kind of file for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from foi_stats.screen.catalogue import finding, masked
from foi_stats.vocabulary.findings import Finding

_PROGRAMS = re.compile(
    r"(?:openpyxl|gnuplot|openoffice|xlsxwriter|python-docx|libreoffice|apache|microsoft|typst|chromium|chrome|firefox|skia|"
    r"matplotlib|google|pandas|sheetjs|sh33tjs|epplus|gptables|jupyter|foi-stats|foi_stats|mozilla|adobe|acrobat|"
    r"python|pyexcelerate|exceljs|phpspreadsheet|phpexcel|closedxml|docx4j|aspose|gnumeric|graphviz|inkscape|pygal|"
    r"gnu texinfo|fontforge|reportlab|weasyprint|ghostscript|pandoc|latex|pdftex)\b.*|"
    r"windows(?: user)?|excel|word|calc|users?|author|admin|administrator|owner|unknown|\(?anonymous\)?|"
    r"\(?unspecified\)?|untitled|un-named",
    re.IGNORECASE | re.DOTALL,
)
_ORGANISATION = re.compile(
    r"\b(?:council|police|constabulary|commissioner|office|department|dept|ministry|government|authority|authorities|"
    r"agency|board|commission|committee|trust|nhs|university|college|school|service|services|force|team|unit|"
    r"directorate|division|ltd|limited|plc|llp|inc|group|association|society|foundation|centre|center|institute|bureau|"
    r"parliament|assembly|treasury|county|borough|district|crown|executive|statistics|secretariat|partnership|finance|"
    r"company|organisation|fire|rescue|ombudsman|court|courts|tribunal|cabinet|hmrc|ons|gov\.uk|[\w-]+shire)\b",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"(?:(?<![A-Za-z])[A-Za-z]:[\\/](?![/\\]?[\s\"'<])(?!/)|(?<![^\s\"'(=:>;,|])\\\\[\w.$-]+\\|file:/|"
    r"(?<![^\s\"'(=:>;,|])/(?:home|Users|Volumes|mnt|tmp|root|srv|opt|var|private|work|workspace)/|"
    r"https?://[\w.-]+-my\.sharepoint\.com/|https?://d\.docs\.live\.net/)[^\s\"'<>|]*"
)
"""Drives, shares, folders of Unix, and the folders that each person has with an online service."""
_LOCAL = re.compile(
    r"(?:^|[\\/])(?:\.\.|Users|Desktop|My Documents|Documents|Downloads|AppData|OneDrive[^\\/]*)[\\/]", re.IGNORECASE
)
_SCHEME = re.compile(r"[A-Za-z][\w+.-]+:|[#/]")
_WRITTEN_BY = re.compile(
    r"(?i:\b(?:by|from|author|owner|contact|editor|manager|checked|approved|typist|ask|per|c/o)\b:?\s+)"
    r"(?:[A-Z][\w'\u2019-]*\.?\s+){1,2}[A-Z][\w'\u2019-]+"
    r"|\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Dame|PC|DC|DS|DI|Sgt|Insp)\.?\s+[A-Z][\w'\u2019-]+|[\w.+-]+@[\w-]+\.\w+"
)
_MADE_BY_PROGRAM = re.compile(
    r"\s*(?:(?:generated|created|made|produced|exported) (?:by|with|using) |generator: ?)?(.*)", re.I | re.S
)
_NAMES_SOMEBODY = re.compile(r"author|owner|manager|editor|client|checked|typist|by$|user|contact|person|name", re.I)
_LONGEST = 5_000
"""The most characters of a property that are searched for people, so that no pattern takes too long."""
_IDENTIFIER = re.compile(r"(?i:true|false|\{?[0-9a-f-]{8,}\}?)|(?=\S*\d)[\w+/=.:-]{20,}")
_MARKS = (b"\\\\", b"file:", b"/home/", b"/Users/", b"/Volumes/", b"/mnt/", b"/tmp/", b"/root/", b"/srv/", b"/opt/",
          b"/var/", b"/private/", b"/work", b"-my.sharepoint", b"d.docs.live")  # fmt: skip
_LONG_PATH = re.compile(rb"(?:[A-Za-z]:|\\\\[\w.$-]{2,})(?:[\\/][\w .-]{2,}){2,}|/(?:home|Users)(?:/[\w .-]{2,}){2,}")
_PATH_BYTES = re.compile(_PATH.pattern.encode())


def is_person(name: str, allowed: Collection[str] = ()) -> bool:
    """Return whether a name may be a person's: it is neither a program's, nor an organisation's, nor allowed."""
    name = " ".join(name.split())
    if not re.search(r"[^\W\d_]", name) or name.casefold() in {known.casefold() for known in allowed}:
        return False
    return not _ORGANISATION.search(name) and not _PROGRAMS.fullmatch(name)


def find_path(text: str) -> str | None:
    """Return the first path of a computer in a text, or None."""
    match = _PATH.search(text)
    return match.group(0) if match else None


def find_path_in_bytes(content: bytes) -> str | None:
    """Return the first path of a computer in some markup, or None."""
    # Plain searches are many times faster, and most content has no path.
    has_drive = b":\\" in content or content.count(b":/") != content.count(b"://")
    if not has_drive and not any(mark in content for mark in _MARKS):
        return None
    match = _PATH_BYTES.search(content)
    return match.group(0).decode("utf-8", "replace") if match else None


def find_path_in_binary(content: bytes) -> str | None:
    """Return the first path of a computer in bytes of any kind, as letters of one byte or two; None if there is none.

    Every picture has bytes that look like a drive by chance, so a path there needs at least two folders.
    """
    for text in (content, content.replace(b"\0", b"")):
        match = _LONG_PATH.search(text)
        if match:
            return match.group(0).decode("utf-8", "replace")
    return None


def check_person(name: str, where: str, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield a finding if a property names a person."""
    if is_person(name, allowed):
        yield finding("person", f"{where} is {masked(name)}")


def check_path(text: str, where: str) -> Iterator[Finding]:
    """Yield a finding if a property holds the path of a computer."""
    found = find_path(text)
    if found:
        yield finding("path", f"{where} holds a path, {masked(found)}")


def local_address(address: str) -> str | None:
    """Return the address of a link if it leads to a file of a computer or a share, or None.

    An address without a scheme is relative to the folder of the file: an address that leaves it, or passes
    through a person's folders, names folders of a computer.
    """
    if find_path(address):
        return find_path(address)
    plain = unquote(address)
    return plain if find_path(plain) or (not _SCHEME.match(plain) and _LOCAL.search(plain)) else None


def check_words(text: str, where: str, allowed: Collection[str] = (), title: str = "") -> Iterator[Finding]:
    """Yield a finding if a property that takes any words, which no page shows, holds a path, a person or other words.

    Keywords that mostly repeat the title are no finding.
    """
    named = _WRITTEN_BY.search(text[:_LONGEST])
    if find_path(text):
        yield from check_path(text, where)
    elif named and is_person(named.group(0), allowed):
        yield finding("person", f"{where} is {masked(text)}")
    elif (
        re.search(r"[^\W\d_]", text)
        and not names_program_only(text)
        and not _IDENTIFIER.fullmatch(text.strip())
        and not _repeats(text, title)
    ):
        yield finding("property-text", f"{where} is {masked(text)}")


def _repeats(keywords: str, title: str) -> bool:
    """Return whether keywords are words of the title, except a few in small letters, which are no names."""
    known = set(re.findall(r"\w+", title.casefold()))
    terms = [term.strip() for term in re.split(r"[,;]", keywords) if term.strip()]
    others = [term for term in terms if not set(re.findall(r"\w+", term.casefold())) <= known]
    return bool(known) and len(others) * 2 < len(terms) and all(other == other.lower() for other in others)


def names_program_only(text: str) -> bool:
    """Return whether a text is only the name of a program, or names the program that made something."""
    match = _MADE_BY_PROGRAM.match(text)
    return bool(match and _PROGRAMS.fullmatch(match.group(1).strip()))


def check_custom_property(name: str, value: str, where: str, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield a finding if a custom property holds a person, a path or other words."""
    if not value.strip() or (name.startswith("MSIP_Label_") and not name.endswith("_Owner")):
        return
    if find_path(value):
        yield from check_path(value, where)
    elif "@" in value or (_NAMES_SOMEBODY.search(name) and is_person(value, allowed)):
        yield finding("person", f"{where} is {masked(value)}")
    elif re.search(r"[^\W\d_]", value) and not _IDENTIFIER.fullmatch(value):
        yield finding("custom-property", f"{where} is {masked(value)}")
