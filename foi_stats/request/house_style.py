"""How an authority's letters look: its own Word template, its logo and its fonts, as files beside its own."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from foi_stats.request.settings import NAME
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.settings import Settings

_PICTURES = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
_FONTS = {".ttf": b"\x00\x01\x00\x00", ".otf": b"OTTO"}
_WORD = {".docx": b"PK\x03\x04"}
STYLES = ("Title", "Heading 1", "Heading 2", "Caption", "Quote", "List Bullet", "Table Grid", "Normal")
"""The styles of a Word template that letters use."""

_MOST = 5_000_000
"""Bytes: a template, logo or font beyond this would make every letter too large to send."""


def _file_name(text: str) -> str:
    if text and not NAME.fullmatch(text):
        raise ValueError(f"{text!r} is not the plain name of a file beside the authority's own")
    return text


FileName = Annotated[str, AfterValidator(_file_name)]


class House(Settings):
    """The files of a house style, by their names beside the authority's file, and the name of its font.

    ``template`` is a Word document (.docx) whose styles, margins, header and footer letters take. ``logo`` (.png or
    .jpg) has its text alternative in ``logo_alt``. ``font`` is named in pages and in Word documents without a
    template; ``font_files`` (.ttf or .otf) are of a family of that name, for PDFs.
    """

    template: FileName = ""
    logo: FileName = ""
    logo_alt: str = ""
    font: str = ""
    font_files: list[FileName] = []

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.logo and not self.logo_alt.strip():
            raise ValueError("a logo needs logo_alt, the words that stand for it")
        if self.font and not NAME.fullmatch(self.font):
            raise ValueError(f"{self.font!r} is not the name of a font")
        if self.font_files and not self.font:
            raise ValueError("font_files need font, the name of their family")
        return self

    @property
    def files(self) -> list[str]:
        """The names of its files."""
        return [name for name in (self.template, self.logo, *self.font_files) if name]


@dataclass(frozen=True)
class HouseStyle:
    """A house style as it was read: the content of its files. Where there is none, letters look as they are shipped."""

    template: bytes = b""
    logo: bytes = b""
    logo_alt: str = ""
    font: str = ""
    font_files: tuple[bytes, ...] = ()

    @property
    def logo_address(self) -> str:
        """The logo as the address of a picture within a page."""
        kind = "png" if self.logo.startswith(_PICTURES[".png"]) else "jpeg"
        return f"data:image/{kind};base64,{base64.b64encode(self.logo).decode()}"


def read_house_style(data: Path | str, house: House) -> HouseStyle:
    """Read the files of a house style from ``authorities/`` of a data folder.

    Raises
    ------
    InputError
        If one is missing, too large, or not what its name says.
    """
    folder = Path(data) / "authorities"
    template = _read(folder, house.template, _WORD)
    _check_styles(template, (folder / house.template).as_posix())
    return HouseStyle(
        template=template,
        logo=_read(folder, house.logo, _PICTURES),
        logo_alt=house.logo_alt,
        font=house.font,
        font_files=tuple(_read(folder, name, _FONTS) for name in house.font_files),
    )


def _check_styles(template: bytes, shown: str) -> None:
    if not template:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as parts:
            styles = parts.read("word/styles.xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError):
        raise InputError(f"{shown}, of the house style, is not a .docx file that can be read.") from None
    named = {name.casefold() for name in re.findall(r'<w:name w:val="([^"]*)"', styles)}
    if lacking := [style for style in STYLES if style.casefold() not in named]:
        raise InputError(
            f"{shown}, of the house style, has no style {', '.join(map(repr, lacking))}. Use each once in Word, in any "
            "text of the template, and save it."
        )


def _read(folder: Path, name: str, kinds: dict[str, bytes]) -> bytes:
    if not name:
        return b""
    path = folder / name
    shown = path.as_posix()
    start = kinds.get(path.suffix.lower())
    if start is None:
        raise InputError(f"{shown}, of the house style: expected {' or '.join(kinds)}.")
    if not path.is_file():
        raise InputError(f"{shown}, of the house style, is not there. Put it beside the authority's file.")
    content = path.read_bytes()
    if len(content) > _MOST:
        raise InputError(f"{shown}, of the house style, has {len(content):,} bytes; it may have {_MOST:,}.")
    if not content.startswith(start):
        raise InputError(f"{shown}, of the house style, is not a {path.suffix.lower()} file, whatever it is called.")
    return content
