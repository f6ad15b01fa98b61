"""Documents that go out with a response as annexes: redacted elsewhere, screened and copied by a run."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from foi_stats.request.decided import is_reason
from foi_stats.request.names import annex_files, annex_folder, check_name, file_name
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.settings import Settings

KINDS = (".pdf", ".csv", ".xlsx", ".xls", ".ods", ".docx", ".png", ".jpg", ".jpeg", ".txt", ".html", ".svg")
"""The kinds of file that are screened, and so can be an annex."""
_LONGEST = 60


class Annex(Settings):
    """A document that goes out with the response.

    ``file`` is its name in ``data/requests/<reference>-annexes/``, ``title`` what the letter calls it, ``sections``
    the sections of the exemptions under which information was taken out of it, each with an ``[[exemption]]``.
    ``personal`` is why the personal data that is found in its text may go out.
    """

    file: Annotated[str, Field(min_length=1)]
    title: Annotated[str, Field(min_length=1)]
    sections: list[str] = []
    personal: str = ""

    @model_validator(mode="after")
    def _is_a_file(self) -> Self:
        if Path(self.file).name != self.file or "\\" in self.file:
            raise ValueError(f"{self.file!r} must be the name of a file in the folder of the annexes, without a folder")
        if self.kind not in KINDS:
            raise ValueError(f"{self.file!r} is of a kind that is not screened: use one of {', '.join(KINDS)}")
        if self.personal and not is_reason(self.personal):
            raise ValueError("personal says why the personal data in its text may go out: give the reason in words")
        return self

    @property
    def kind(self) -> str:
        """The ending of its name, in lower case."""
        return Path(self.file).suffix.lower()

    def released_as(self, number: int) -> str:
        """Return the name under which it is released: its number and its title, for a file's own may tell too much."""
        plain = unicodedata.normalize("NFKD", self.title).encode("ascii", "ignore").decode().lower()
        title = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
        return check_name(f"annex-{number}{'-' if title else ''}{title}{self.kind}")


def read_annexes(data: Path, reference: str, annexes: list[Annex]) -> dict[str, bytes]:
    """Return the content of the annexes of a request, by the names under which they are released.

    Raises
    ------
    InputError
        If a file is not there, or one lies in the folder that the request does not list.
    """
    there = {path.name: path for path in annex_files(data, reference)}
    listed = [annex.file for annex in annexes]
    where = f"{data.name}/requests/{annex_folder(data, reference).name}"
    if missing := [name for name in listed if name not in there]:
        raise InputError(
            f"{where}/{missing[0]} is not there, and {data.name}/requests/{file_name(reference)}.toml lists it as an "
            "annex. Put the file there, or take the [[annex]] out."
        )
    if others := sorted(set(there) - set(listed)):
        raise InputError(
            f"{where}/{others[0]} is listed by no [[annex]] of {data.name}/requests/{file_name(reference)}.toml. "
            "List it with its title, or take the file out of the folder."
        )
    return {annex.released_as(number): there[annex.file].read_bytes() for number, annex in enumerate(annexes, 1)}
