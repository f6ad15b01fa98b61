"""The response: a model of what is said, in the order in which it is said, and the page made from it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from foi_stats.answer.answer import Answer, other_bodies
from foi_stats.answer.case import Case
from foi_stats.answer.request import Exemption, Question
from foi_stats.answer.wording import say as say_answer
from foi_stats.html import printable
from foi_stats.publish.charts import Chart
from foi_stats.publish.part import Part
from foi_stats.publish.tables import Table, table_of
from foi_stats.shorthand import REASONS
from foi_stats.supply.rows import records
from foi_stats.years import say_day

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True)
class Shown:
    """Figures as they are shown: a heading, the table, the chart if there is one, and the notes."""

    id: str
    title: str
    sentence: str
    table: Table | None
    chart: Chart | None
    notes: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Said:
    """One question and what is said to it."""

    question: Question
    status: str
    answer: Answer
    figures: Shown | None
    further: tuple[Shown, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class Response:
    """Everything that the response says, before it is laid out in any format."""

    case: Case
    draft: bool
    said: tuple[Said, ...]
    context: tuple[Shown, ...]

    @property
    def exemptions(self) -> list[Exemption]:
        """The exemptions relied on, in order."""
        return self.case.request.exemption


def compose(case: Case, answers: Mapping[str, Answer], parts: Mapping[str, Part], *, draft: bool) -> Response:
    """Return the response to a request.

    Parameters
    ----------
    answers
        The answer to every question, by id.
    parts
        The parts with figures, by id.
    draft
        Whether it is still to be approved; a draft says so.
    """
    said = []
    for question in case.request.question:
        part = parts.get(question.id)
        said.append(
            Said(
                question=question,
                status=say_answer("status", answers[question.id].status),
                answer=answers[question.id],
                figures=_show(part) if part else None,
                further=tuple(_show(parts[further.id]) for further in question.further),
                others=_say_others(case, question) if question.limbs else (),
            )
        )
    return Response(case, draft, tuple(said), tuple(_show(parts[context.id]) for context in case.request.context))


def response_html(response: Response) -> str:
    """Return the response as one HTML page that needs nothing else: no script, no request to anywhere."""
    template = environment().get_template("response.html.j2")
    return template.render(
        response=response,
        request=response.case.request,
        authority=response.case.authority,
        topic=response.case.topic,
    )


def _show(part: Part) -> Shown:
    answer = part.answer
    table = table_of(answer) if len(answer.table) else None
    return Shown(answer.id, answer.title, answer.sentence, table, part.chart, answer.notes, answer.source)


def _say_others(case: Case, question: Question) -> tuple[str, ...]:
    """Return what other public authorities' rows say about the subject of a question."""
    lines = []
    for row in records(other_bodies(case, question)):
        why = "; ".join(REASONS[reason].meaning for reason in row["reason"].split())
        lines.append(": ".join(filter(None, [row["organisation"], row["line"], why])) + f". {row['note']}".rstrip())
    return tuple(lines)


@cache
def environment() -> Environment:
    """Return what pages are made by: everything is escaped, and a name that is not given is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("foi_stats.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,  # markup stays markup
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = say_day
    environment.filters["data_address"] = _data_address
    return environment


def _data_address(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
