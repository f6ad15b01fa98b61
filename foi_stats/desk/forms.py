"""Read the forms that people send: small, with the mark of our own pages, and files only where one is expected."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from foi_stats.desk.state import running, user_of

_LONGEST = 500
_FORGED = (
    "This form was not one of the desk's own pages, or the desk was started with another key since. "
    "Go back, load the page again, and send it once more."
)


@dataclass(frozen=True)
class Form:
    """A form that was sent: its texts, and the name and the place of its file, if it has one."""

    fields: dict[str, str]
    name: str = ""
    file: Path | None = None

    def __getitem__(self, key: str) -> str:
        return self.fields.get(key, "")


async def read_form(request: Request, keep: Path | None = None) -> Form:
    """Return a form that was sent from one of the desk's pages by whoever was shown it.

    Parameters
    ----------
    keep
        The folder in which its file is kept; without one it may have none.

    Raises
    ------
    HTTPException
        If it was not, or it cannot be read.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        raise HTTPException(415, "The desk takes what its own forms send.")
    async with request.form(max_files=1 if keep else 0, max_fields=10, max_part_size=16 * 1024) as sent:
        texts = _texts(sent)
        if not running(request).keys.is_form_mark(texts.get("csrf", ""), user_of(request)):
            raise HTTPException(403, _FORGED)
        upload = sent.get("file")
        if keep is None or not isinstance(upload, UploadFile) or not upload.size:
            return Form(texts)
        kept = keep / secrets.token_hex(16)
        with kept.open("xb") as file:
            await run_in_threadpool(shutil.copyfileobj, upload.file, file)
        return Form(texts, upload.filename or "", kept)


def _texts(sent: FormData) -> dict[str, str]:
    return {name: " ".join(value.split())[:_LONGEST] for name, value in sent.multi_items() if isinstance(value, str)}
