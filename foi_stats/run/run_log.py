"""The log of a run: what began and ended, when, for which request and figure, line by line as text or JSON."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from foi_stats.run.messages import Failure, Outcome, Progress
from foi_stats.vocabulary.findings import InputError

LogFormat = Literal["text", "json"]

_LOGGER = logging.getLogger("foi_stats.run")
_FIELDS = ("event", "request", "figure", "seconds", "outcome", "findings", "exit_code", "version")


@contextmanager
def logged(path: Path | None, form: LogFormat, progress: Progress) -> Iterator[tuple[Progress, Callable[..., None]]]:
    """Yield progress callbacks that write a log too, and a function that writes a line of it by itself.

    The file is added to, so that one file can hold many runs. Without a file nothing is written.

    Raises
    ------
    InputError
        If the file cannot be written: at once where it cannot be opened, else when all else is done.
    """
    if path is None:
        yield progress, lambda *_given, **_named: None
        return
    try:
        handler = _LogFile(path, encoding="utf-8")
    except OSError as error:
        raise _not_written(path, error) from None
    handler.setFormatter(_JsonLines() if form == "json" else _TextLines())
    logger = _LOGGER.getChild(str(id(handler)))
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield _with_log(progress, logger), lambda *given, **named: _write(logger, *given, **named)
    finally:
        logger.removeHandler(handler)
        with suppress(OSError):  # what could not be written before cannot be now
            handler.close()
    if handler.failed is not None:
        raise _not_written(path, handler.failed)


class _LogFile(logging.FileHandler):
    """A log that cannot be written, on a full disk perhaps, does not disturb the run; what was wrong is kept."""

    failed: OSError | None = None

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging calls it so
        error = sys.exception()
        if isinstance(error, OSError):
            self.failed = self.failed or error
        else:
            super().handleError(record)


def _not_written(path: Path, error: OSError) -> InputError:
    return InputError(f"The log {path} cannot be written: {error.strerror}.")


def _write(logger: logging.Logger, level: int, event: str, message: str, **fields: Any) -> None:  # noqa: ANN401
    logger.log(level, "%s", message, extra={"foi": {"event": event, **fields}})


def _with_log(progress: Progress, logger: logging.Logger) -> Progress:
    """Return callbacks that do what others do and write to a log."""

    def start(reports: int) -> None:
        progress.start(reports)
        _write(logger, logging.INFO, "start", f"{reports} reports to look at")

    def report(reference: str, to_run: int, steps: int) -> None:
        progress.report(reference, to_run, steps)
        _write(logger, logging.INFO, "report", f"{to_run} of {steps} notebooks to run", request=reference)

    def step(reference: str, what: str) -> None:
        progress.step(reference, what)
        _write(logger, logging.INFO, "step", f"begun: {what}", request=reference, figure=_figure(what))

    def step_done(reference: str, what: str) -> None:
        progress.step_done(reference, what)
        _write(logger, logging.INFO, "step done", f"ended: {what}", request=reference, figure=_figure(what))

    def done(ended: Outcome | Failure) -> None:
        progress.done(ended)
        if isinstance(ended, Failure):
            log_failure(lambda *given, **named: _write(logger, *given, **named), ended)
            return
        said = "nothing has changed" if ended.unchanged else ended.outcome
        about = {"request": ended.reference, "outcome": ended.outcome, "seconds": round(ended.seconds, 2)}
        _write(logger, logging.INFO, "done", said, **about)
        for finding in (*ended.warnings, *ended.stops):
            _write(
                logger, logging.WARNING, "finding", str(finding), request=ended.reference, findings=[asdict(finding)]
            )

    return Progress(start, report, step, step_done, done)


def log_failure(write: Callable[..., None], failure: Failure) -> None:
    """Write that a report could not be made, and why, with its findings where there are some."""
    found = [asdict(finding) for finding in getattr(failure.error, "findings", ())]
    write(logging.ERROR, "failed", str(failure.error), request=failure.reference, findings=found)


def _figure(what: str) -> str:
    """Return the figure of a step such as ``funding, 1``; empty where it is no notebook's."""
    _, comma, figure = what.rpartition(", ")
    return figure if comma else ""


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told = getattr(record, "foi", {})
        fields = {name: told[name] for name in _FIELDS if told.get(name) not in (None, "", [])}
        line = {"time": _time(record), "level": record.levelname.lower(), **fields, "message": record.getMessage()}
        return json.dumps(line, ensure_ascii=False)


class _TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        reference = getattr(record, "foi", {}).get("request", "")
        said = " | ".join(record.getMessage().splitlines())
        return f"{_time(record)} {record.levelname:<7} {f'{reference}: ' if reference else ''}{said}"
